//! Is a text a copy of an earlier one, by what the two have in common?
//!
//! No threshold on resemblance alone tells an edited copy from the next issue of a form: of 20 pairs of either kind
//! (`tests/pairs`) the most alike bulletins share .69 of their shingles, the least alike copies .67. Three things do.
//!
//! - **Length.** A frame is some sentences long. Two long texts with a third of their shingles in common have more in
//!   common than a frame; two short ones may have nothing else.
//! - **Figures.** What a bulletin counts is new in every issue, and editors hardly ever change it: copies keep all or
//!   nearly all of the figures, issues of a form at most four in ten.
//! - **Commonness.** Shingles that several unrelated texts share tell nothing.

/// From here on a long text is a copy.
const LEAST_LONG: f32 = 0.26;
/// A text of so many shingles is more than a frame.
const LONG: f32 = 180.0;
/// One of so few may be nothing else.
const SHORT: f32 = 100.0;
/// From here on a short text is a copy whose figures are those of the original.
const LEAST_SHORT: f32 = 0.5;
/// The same where there are not enough figures to tell.
const LEAST_SILENT: f32 = 0.66;
/// The same where the one figure is another: a typing error, or another alert.
const LEAST_OTHER: f32 = 0.85;
/// That of a copy much shorter than its original: what is left of it must be from there.
const LEAST_BRIEF: f32 = 0.7;
/// Alerts of one line differ by the name of a town or by a figure: nearly all must be the same.
const LEAST_ALERT: f32 = 0.95;
/// A text of fewer shingles is an alert.
const ALERT: u32 = 24;
/// With so much in common the shingles need not be rare.
const LEAST_WHOLE: f32 = 0.9;
/// Below this share of the original's length a copy counts as a brief.
const BRIEF: f32 = 0.45;
/// A text this much longer than the earlier one tells more than it: no copy.
const LONGER: f32 = 2.2;
/// The least number of samples that both texts share.
pub(crate) const LEAST_HITS: usize = 3;
/// The least number of samples that a verdict rests on.
const LEAST_SAMPLES: u32 = 4;
/// So many figures make a long text a bulletin whose figures must agree.
const LEAST_FIGURES: usize = 4;
/// Copies below this similarity are doubtful.
const DOUBTFUL: f32 = 0.55;
/// Short copies without figures are doubtful up to so much above the least.
const SILENT_DOUBT: f32 = 0.1;

/// What two texts have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// Samples that are not common.
    pub telling: Shared,
    /// All samples.
    pub all: Shared,
    /// How many shingles the text has, and the earlier one.
    pub shingles: (u32, u32),
    /// How many figures the two could share, and how many they do.
    pub figures: (usize, usize),
}

/// Samples in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared {
    /// How many both texts have.
    pub shared: u32,
    /// How many of the later text could be shared.
    pub of: u32,
}

/// What the figures of two texts say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figures {
    Agree,
    Silent,
    OneOther,
    Differ,
}

/// How similar a copy is to its original, and whether that is beyond doubt; none for a text that is no copy.
pub fn copy(evidence: &Evidence) -> Option<(f32, bool)> {
    let length = length(evidence.shingles);
    let least = needed(evidence.shingles, evidence.figures)?;
    let whole = evidence.all.similarity(length).filter(|similarity| *similarity >= least.max(LEAST_WHOLE));
    let similarity =
        evidence.telling.similarity(length).filter(|similarity| *similarity >= least).or(whole)?;
    let is_silent = figures(evidence.figures, shorter(evidence.shingles)) == Figures::Silent;
    let doubt = if is_silent { least + SILENT_DOUBT } else { least };
    Some((similarity, similarity >= DOUBTFUL.max(doubt)))
}

/// The least similarity of a copy of this length (shingles of the text, and of the earlier one) and with these figures
/// (how many the two could share, and do); none where length or figures rule it out.
pub fn needed(shingles: (u32, u32), shared_figures: (usize, usize)) -> Option<f32> {
    let length = length(shingles);
    let least = least(shorter(shingles), figures(shared_figures, shorter(shingles)))?;
    let least = if length < BRIEF { least.max(LEAST_BRIEF) } else { least };
    (length <= LONGER).then_some(least)
}

fn length((text, original): (u32, u32)) -> f32 {
    text as f32 / original.max(1) as f32
}

fn shorter((text, original): (u32, u32)) -> u32 {
    text.min(original)
}

/// The least similarity of a copy whose shorter text has so many shingles; none where its figures rule it out.
fn least(shorter: u32, figures: Figures) -> Option<f32> {
    let short = match figures {
        Figures::Agree => LEAST_SHORT,
        Figures::Silent => LEAST_SILENT,
        Figures::OneOther => LEAST_OTHER,
        Figures::Differ => return None,
    };
    if shorter < ALERT {
        return Some(LEAST_ALERT);
    }
    let share = ((shorter as f32 - SHORT) / (LONG - SHORT)).clamp(0.0, 1.0);
    Some(short + (LEAST_LONG - short) * share)
}

fn figures((compared, shared): (usize, usize), shorter: u32) -> Figures {
    let is_long = shorter as f32 >= LONG;
    match compared {
        0 => Figures::Silent,
        _ if is_long && compared < LEAST_FIGURES => Figures::Silent,
        _ if is_long && shared * 3 < compared => Figures::Differ,
        1 if shared == 0 => Figures::OneOther,
        1 => Figures::Silent,
        _ if !is_long && shared * 2 < compared => Figures::Differ,
        _ => Figures::Agree,
    }
}

impl Shared {
    /// The share of the shorter text that both have; none where too little could be shared to tell.
    fn similarity(self, length: f32) -> Option<f32> {
        let share = self.shared as f32 / self.of.max(1) as f32;
        let tells = self.shared as usize >= LEAST_HITS && self.of >= LEAST_SAMPLES;
        tells.then_some((share * length.max(1.0)).min(1.0))
    }
}
