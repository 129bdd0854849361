//! Places: `GeoRSS` Simple, GML, W3C geo. Positions are written latitude first, and given back longitude first.

use crate::model::{Geometry, Shape};

/// Positions kept of one shape.
const MOST_POSITIONS: usize = 10_000;

/// Which order and how many numbers a position of GML has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Axes {
    /// Projected systems name the easting first; geographic ones the latitude.
    pub(crate) is_latitude_first: bool,
    /// 2, or 3 with a height.
    pub(crate) dimensions: usize,
}

impl Default for Axes {
    fn default() -> Self {
        Self { is_latitude_first: true, dimensions: 2 }
    }
}

impl Axes {
    /// From the attributes `srsName` and `srsDimension`.
    pub(crate) fn new(srs_name: Option<&str>, srs_dimension: Option<&str>) -> Self {
        let code = srs_name.filter(|name| name.contains("EPSG")).and_then(|name| name.rsplit(':').next());
        let number: Option<u32> = code.and_then(|code| code.trim().parse().ok());
        // Geographic systems of EPSG lie between 4000 and 4999 but for a handful.
        let is_latitude_first = number.is_none_or(|number| (4000..5000).contains(&number));
        let dimensions = if srs_dimension.is_some_and(|text| text.trim() == "3") { 3 } else { 2 };
        Self { is_latitude_first, dimensions }
    }
}

/// Reads the numbers of a shape; `None` where they are none, too few, or not on earth.
pub(crate) fn geometry(shape: Shape, text: &str, axes: Axes) -> Option<Geometry> {
    let mut numbers = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()) {
        numbers.push(word.parse::<f64>().ok().filter(|number| number.is_finite())?);
        if numbers.len() > MOST_POSITIONS * axes.dimensions {
            return None;
        }
    }
    let positions: Vec<[f64; 2]> =
        numbers.chunks_exact(axes.dimensions).filter_map(|one| position(one, axes)).collect();
    let least = match shape {
        Shape::Point => 1,
        Shape::Line | Shape::Box => 2,
        Shape::Polygon => 4,
    };
    let most = match shape {
        Shape::Point => 1,
        Shape::Box => 2,
        Shape::Line | Shape::Polygon => positions.len(),
    };
    (positions.len() >= least).then(|| Geometry {
        shape,
        positions: positions.into_iter().take(most).collect(),
        name: None,
    })
}

fn position(numbers: &[f64], axes: Axes) -> Option<[f64; 2]> {
    let [first, second, ..] = *numbers else { return None };
    Some(if axes.is_latitude_first { [second, first] } else { [first, second] })
}

/// A point from latitude and longitude written apart.
pub(crate) fn point(latitude: f64, longitude: f64) -> Geometry {
    Geometry { shape: Shape::Point, positions: vec![[longitude, latitude]], name: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(shape: Shape, text: &str, expected: Option<&[[f64; 2]]>) {
        let found = geometry(shape, text, Axes::default()).map(|geometry| geometry.positions);
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn positions_come_back_longitude_first() {
        check(Shape::Point, "33.51 36.29", Some(&[[36.29, 33.51]]));
        check(Shape::Point, "33.51,36.29", Some(&[[36.29, 33.51]]));
        check(Shape::Box, "33 36 34 37", Some(&[[36.0, 33.0], [37.0, 34.0]]));
    }

    #[test]
    fn too_few_positions_or_words_are_no_shape() {
        check(Shape::Point, "", None);
        check(Shape::Point, "north", None);
        check(Shape::Polygon, "1 2 3 4 1 2", None);
    }
}
