//! Who's On First as a table: `wof_id, cc, type, lat, lon, name, ar, en, region_id, county_id`, tab-separated, with
//! alternatives divided by `|`. A table and not WOF's own `GeoJSON` files: one line a place is what people exchange.

use record::record::PlaceKind;

use crate::key::{is_arabic, is_latin, is_plain_arabic};
use crate::row::{BadLine, Row, country, number, point};

const FIELDS: usize = 10;

/// The heading, which is no place.
pub fn is_heading(line: &str) -> bool {
    line.starts_with("wof_id\t")
}

/// A place from a line without its end.
pub fn parse(line: &str) -> Result<Row, BadLine> {
    let fields: Vec<&str> = line.split('\t').collect();
    let &[id, code, kind, lat, lon, name, ar, en, region, _county] = fields.as_slice() else {
        return Err(BadLine::Fields { found: fields.len(), expected: FIELDS });
    };
    let (lat, lon) = point(lat, lon)?;
    let mut names: Vec<String> = Vec::new();
    for name in std::iter::once(name).chain(ar.split('|')).chain(en.split('|')).map(str::trim) {
        if (is_arabic(name) || is_latin(name)) && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() {
        return Err(BadLine::Nameless);
    }
    let english =
        Some(name).filter(|name| is_latin(name)).or_else(|| en.split('|').find(|name| is_latin(name)));
    Ok(Row {
        id: number("id", id)?,
        lat,
        lon,
        kind: place_kind(kind)?,
        country: country(code)?,
        admin: Some(region).filter(|region| region.parse::<u64>().is_ok()).map(str::to_owned),
        population: 0,
        english: english.map(str::to_owned),
        arabic: shown_arabic(&names).map(str::to_owned),
        names,
    })
}

/// The key of the division that a row of that kind is.
pub fn admin_key(row: &Row) -> Option<String> {
    (row.kind == PlaceKind::Admin1).then(|| row.id.to_string())
}

/// The shortest name in Arabic letters proper: the longer ones say "governorate of …", others are Persian or Kurdish.
pub(crate) fn shown_arabic(names: &[String]) -> Option<&str> {
    let shortest = |test: fn(&str) -> bool| {
        names.iter().map(String::as_str).filter(|name| test(name)).min_by_key(|name| name.chars().count())
    };
    shortest(is_plain_arabic).or_else(|| shortest(is_arabic))
}

fn place_kind(kind: &str) -> Result<PlaceKind, BadLine> {
    match kind {
        "locality" | "localadmin" | "neighbourhood" | "macrohood" | "microhood" | "borough" => {
            Ok(PlaceKind::Settlement)
        }
        "region" => Ok(PlaceKind::Admin1),
        "county" | "macrocounty" | "macroregion" | "marinearea" => Ok(PlaceKind::Region),
        "country" | "dependency" | "disputed" => Ok(PlaceKind::Country),
        "campus" | "venue" | "building" | "address" => Ok(PlaceKind::Facility),
        _ => Err(BadLine::value("type", kind)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_place() {
        let line = "17\tsy\tlocality\t36.5\t38.25\tTall Zarnuq\tتل زرنوق|تەل زرنوق\tTall Zarnūq|Тал\t9\t8";
        let row = parse(line).unwrap();
        assert_eq!((row.id, row.country, row.kind), (17, *b"SY", PlaceKind::Settlement));
        assert_eq!(row.names, ["Tall Zarnuq", "تل زرنوق", "تەل زرنوق", "Tall Zarnūq"]);
        assert_eq!((row.english.as_deref(), row.arabic.as_deref()), (Some("Tall Zarnuq"), Some("تل زرنوق")));
        assert_eq!(row.admin.as_deref(), Some("9"));
    }

    #[track_caller]
    fn check(line: &str, expected: &str) {
        assert_eq!(parse(line).unwrap_err().to_string(), expected);
    }

    #[test]
    fn wrong_lines_say_why() {
        check("17\tsy", "2 fields instead of 10");
        check("17\tsy\tlocality\t95\t38\tA\t\t\t\t", "`95` is no latitude");
        check("17\tsy\tlocality\tNaN\t38\tA\t\t\t\t", "`NaN` is no latitude");
        check("x\tsy\tlocality\t5\t38\tAb\t\t\t\t", "`x` is no id");
        check("17\tsyr\tlocality\t5\t38\tAb\t\t\t\t", "`syr` is no country code");
        check("17\tsy\tplanet\t5\t38\tAb\t\t\t\t", "`planet` is no type");
        check("17\tsy\tlocality\t5\t38\t\t\t\t\t", "no usable name");
    }
}
