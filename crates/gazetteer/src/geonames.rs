//! GeoNames' dumps: `allCountries.txt` or one country's, and `alternateNamesV2.txt`, as their `readme.txt` describes
//! them (<https://download.geonames.org/export/dump/readme.txt>).

use record::record::PlaceKind;

use crate::key::{is_arabic, is_latin};
use crate::row::{BadLine, Row, country, number, point};
use crate::wof::shown_arabic;

const FIELDS: usize = 19;

/// A place from a line without its end; `None` for what news does not name: roads, undersea features, and what no
/// longer exists.
pub fn parse(line: &str) -> Result<Option<Row>, BadLine> {
    let fields: Vec<&str> = line.split('\t').collect();
    let &[id, name, ascii, others, lat, lon, class, code, cc, _, admin1, _, _, _, population, ..] =
        fields.as_slice()
    else {
        return Err(BadLine::Fields { found: fields.len(), expected: FIELDS });
    };
    let (lat, lon) = point(lat, lon)?;
    let id = number("id", id)?;
    let Some(kind) = place_kind(class, code) else { return Ok(None) };
    if cc.is_empty() {
        return Ok(None);
    }
    let country = country(cc)?;
    let mut names: Vec<String> = Vec::new();
    for name in [name, ascii].into_iter().chain(others.split(',')).map(str::trim) {
        if (is_arabic(name) || is_latin(name)) && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() {
        return Err(BadLine::Nameless);
    }
    Ok(Some(Row {
        id,
        lat,
        lon,
        kind,
        country,
        admin: Some(admin1).filter(|code| !code.is_empty()).map(|admin1| format!("{cc}.{admin1}")),
        population: population.parse::<u64>().map_or(0, |count| u32::try_from(count).unwrap_or(u32::MAX)),
        english: Some(ascii).filter(|name| !name.is_empty()).or(Some(name)).map(str::to_owned),
        arabic: shown_arabic(&names).map(str::to_owned),
        names,
    }))
}

/// The key of the division that a row of that kind is.
pub fn admin_key(row: &Row) -> Option<String> {
    row.admin.clone().filter(|_| row.kind == PlaceKind::Admin1)
}

/// A name from a line of `alternateNamesV2.txt`; `None` for other languages, codes, links and names of the past.
pub fn parse_alternate(line: &str) -> Result<Option<(u64, &str, Language)>, BadLine> {
    let fields: Vec<&str> = line.split('\t').collect();
    let &[_, id, language, name, ref flags @ ..] = fields.as_slice() else {
        return Err(BadLine::Fields { found: fields.len(), expected: 4 });
    };
    let id = number("id", id)?;
    let language = match language {
        "ar" => Language::Arabic,
        "en" => Language::English,
        "" => Language::Untold,
        _ => return Ok(None),
    };
    // isPreferredName, isShortName, isColloquial, isHistoric.
    let historic = flags.get(3).is_some_and(|flag| *flag == "1");
    Ok((!historic && (is_arabic(name) || is_latin(name))).then_some((id, name, language)))
}

/// The language of an alternate name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Arabic: also shown.
    Arabic,
    /// English: also shown.
    English,
    /// Not told: looked up only.
    Untold,
}

/// <https://www.geonames.org/export/codes.html>.
fn place_kind(class: &str, code: &str) -> Option<PlaceKind> {
    match (class, code) {
        (_, code) if code.ends_with('H') && matches!(class, "A" | "P") && code != "PPLCH" => None,
        ("A", "ADM1") => Some(PlaceKind::Admin1),
        ("A", code) if code.starts_with("PCL") => Some(PlaceKind::Country),
        ("P", "PPLW" | "PPLCH") => None,
        ("P", _) => Some(PlaceKind::Settlement),
        ("S", "CMPRF" | "CMP" | "CMPLA") => Some(PlaceKind::Camp),
        ("A" | "L", _) => Some(PlaceKind::Region),
        ("H", "STM" | "STMI" | "LK" | "RSV" | "WAD") => Some(PlaceKind::River),
        ("S", _) => Some(PlaceKind::Facility),
        ("T" | "H" | "V", _) => Some(PlaceKind::Other),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "321\tTall Zarnūq\tTall Zarnuq\tTell Zarnouk,تل زرنوق,Телль\t36.5\t38.25\tP\tPPL\tSY\t\t09\t\t\t\t1200\t\t350\tAsia/Damascus\t2020-01-01";

    #[test]
    fn a_line_is_a_place() {
        let row = parse(LINE).unwrap().unwrap();
        assert_eq!((row.id, row.population, row.admin.as_deref()), (321, 1200, Some("SY.09")));
        assert_eq!(row.names, ["Tall Zarnūq", "Tall Zarnuq", "Tell Zarnouk", "تل زرنوق"]);
        assert_eq!(row.arabic.as_deref(), Some("تل زرنوق"));
        assert_eq!(parse(&LINE.replace("\tP\tPPL\t", "\tR\tRD\t")).unwrap(), None);
        assert_eq!(parse(&LINE.replace("\tPPL\t", "\tPPLH\t")).unwrap(), None);
        assert!(parse("321\tx").is_err());
    }

    #[test]
    fn alternate_names_are_chosen() {
        let parsed = |line| parse_alternate(line).unwrap();
        assert_eq!(parsed("1\t321\tar\tتل الزرنوق\t1"), Some((321, "تل الزرنوق", Language::Arabic)));
        assert_eq!(parsed("1\t321\tru\tТелль"), None);
        assert_eq!(parsed("1\t321\tar\tقديم\t\t\t\t1"), None);
        assert_eq!(parsed("1\t321\tlink\thttps://example.org"), None);
        assert!(parse_alternate("1\t321").is_err());
    }
}
