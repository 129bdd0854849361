//! What the measures were: a change that lets one fall is told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::report::{Report, rounded};

/// Measures by name, rounded to four digits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Baseline(BTreeMap<String, f64>);

/// A measure that fell.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// The measure.
    pub measure: String,
    /// What it was.
    pub before: f64,
    /// What it is; none where it is measured no longer.
    pub now: Option<f64>,
}

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("no baseline (an object of measures and values): {0}")]
pub struct NoBaseline(#[from] serde_json::Error);

impl Baseline {
    /// The measures of a report, where they measured anything; one of zero cannot fall.
    pub fn of(report: &Report) -> Self {
        let values = report.rows.iter().filter_map(|row| Some((row.name.to_owned(), rounded(row.value()?))));
        Self(values.filter(|&(_, value)| value > 0.0).collect())
    }

    /// Reads JSON.
    ///
    /// # Errors
    /// When it is no object of numbers.
    pub fn read(source: &str) -> Result<Self, NoBaseline> {
        Ok(serde_json::from_str(source)?)
    }

    /// Writes JSON, one measure a line.
    pub fn write(&self) -> String {
        let lines: Vec<_> = self.0.iter().map(|(name, value)| format!("  \"{name}\": {value}")).collect();
        format!("{{\n{}\n}}\n", lines.join(",\n"))
    }

    /// The measures that are lower than they were by more than the tolerance.
    pub fn regressions(&self, report: &Report, tolerance: f64) -> Vec<Regression> {
        let now = Self::of(report).0;
        self.0
            .iter()
            .map(|(name, before)| Regression {
                measure: name.clone(),
                before: *before,
                now: now.get(name).copied(),
            })
            // Four digits each: half of the last one is no difference.
            .filter(|one| one.now.is_none_or(|now| now < one.before - tolerance - 5e-5))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Measure, Row};

    fn report(value: f64) -> Report {
        let row = Row { name: "title", measure: Measure::Accuracy(Some(value)), items: 3 };
        Report { rows: vec![row], cases: Vec::new() }
    }

    #[test]
    fn written_and_read_it_is_the_same() {
        let baseline = Baseline::of(&report(2.0 / 3.0));
        assert_eq!(Baseline::read(&baseline.write()).unwrap(), baseline);
        assert_eq!(baseline.write(), "{\n  \"title\": 0.6667\n}\n");
    }

    #[test]
    fn only_a_fall_beyond_the_tolerance_is_told() {
        let baseline = Baseline::of(&report(0.9));
        assert_eq!(baseline.regressions(&report(0.895), 0.005), []);
        assert_eq!(baseline.regressions(&report(0.95), 0.005), []);
        assert_eq!(baseline.regressions(&report(0.89), 0.005).len(), 1);
        let gone = Baseline::read("{\"gone\": 1}").unwrap();
        assert_eq!(gone.regressions(&report(1.0), 0.005)[0].now, None);
    }
}
