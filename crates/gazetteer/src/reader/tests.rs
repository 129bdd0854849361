//! What was compiled is found again, and nothing else makes the reader fall.

use proptest::prelude::*;
use record::record::PlaceKind;

use super::*;
use crate::compile::{Compiler, seal, write};
use crate::format::Source;
use crate::geonames::Language;
use crate::row::Row;

fn row(id: u64, arabic: &str, english: &str, at: [f64; 2]) -> Row {
    let [lat, lon] = at;
    Row {
        id,
        lat,
        lon,
        kind: PlaceKind::Settlement,
        country: *b"SY",
        admin: Some("9".to_owned()),
        population: 7,
        english: Some(english.to_owned()),
        arabic: Some(arabic.to_owned()),
        names: vec![arabic.to_owned(), english.to_owned()],
    }
}

fn sample() -> Vec<u8> {
    let is_place_word = |word: &str| word == "قريه";
    let mut compiler = Compiler::new(Source::Wof, &is_place_word);
    assert!(compiler.add(row(1, "تل زرنوق", "Tall Zarnūq", [36.5, 38.25]), None));
    assert!(compiler.add(row(2, "قرية الزعفرانة", "az-Za'farana", [35.1, -38.0]), None));
    assert!(compiler.add(row(3, "تلّ زرنوق", "Tell Zarnuk", [33.0, 36.0]), None));
    assert!(!compiler.add(row(3, "x", "y", [0.0, 0.0]), None), "an id is taken once");
    let mut province = row(9, "محافظة الزرنوق", "Zarnuq Governorate", [36.0, 38.0]);
    province.kind = PlaceKind::Admin1;
    assert!(compiler.add(province, Some("9".to_owned())));
    assert!(compiler.add_name(9, "الزرنوق", Language::Arabic));
    assert!(!compiler.add_name(99, "الزرنوق", Language::Arabic));
    compiler.finish().unwrap().0
}

#[track_caller]
fn check(key: &str, expected: &[u64]) {
    let gazetteer = Gazetteer::from_vec(sample()).unwrap();
    let found: Vec<u64> = gazetteer.find(key).map(|place| place.id).collect();
    assert_eq!(found, expected, "{key}");
}

#[test]
fn places_are_found_by_every_name() {
    check("تل زرنوق", &[1, 3]);
    check("tall zarnuq", &[1]);
    check("tell zarnuk", &[3]);
    check("الزعفرانه", &[2]);
    check("قريه الزعفرانه", &[2]);
    check("az zafarana", &[2]);
    check("الزرنوق", &[9]);
    check("تل", &[]);
    check("", &[]);
    check("ي", &[]);
}

#[test]
fn a_place_comes_back_whole() {
    let gazetteer = Gazetteer::from_vec(sample()).unwrap();
    let place = gazetteer.find("az zafarana").next().unwrap();
    assert_eq!((place.at, place.country, place.population), ([35.1, -38.0], "SY", 7));
    assert_eq!((place.arabic, place.english), ("قرية الزعفرانة", "az-Za'farana"));
    let admin = gazetteer.admin(place.admin.unwrap()).unwrap();
    assert_eq!((admin.country, admin.name), ("SY", "Zarnuq Governorate"));
    let keys: Vec<_> = admin.keys().collect();
    assert_eq!(keys, ["محافظه الزرنوق", "zarnuq governorate", "الزرنوق"]);
    assert!(gazetteer.attribution().contains("Who's On First"));
    assert_eq!((gazetteer.places(), gazetteer.admins().count()), (4, 1));
}

#[test]
fn damage_is_told() {
    let told = |bytes: Vec<u8>| Gazetteer::from_vec(bytes).unwrap_err().to_string();
    assert!(told(b"hello".to_vec()).starts_with("no gazetteer"));
    let mut newer = sample();
    newer[8] = 2;
    assert!(told(newer).starts_with("version 2 instead of 1"));
    let whole = sample();
    assert!(told(whole[..whole.len() - 1].to_vec()).contains("wrong checksum"));
    assert!(told(whole[..12].to_vec()).contains("cut short"));
    let mut longer = whole.clone();
    longer.push(0);
    seal(&mut longer);
    assert!(told(longer).contains("another length"));
}

#[test]
fn a_file_is_mapped_and_replaced_under_its_readers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.rgz");
    write(&path, &sample()).unwrap();
    let first = Gazetteer::open(&path).unwrap();
    write(&path, &sample()).unwrap();
    assert_eq!(first.find("تل زرنوق").count(), 2);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(matches!(Gazetteer::open(&folder.path().join("none")), Err(OpenError::Read(_))));
    std::fs::write(&path, "").unwrap();
    assert!(matches!(Gazetteer::open(&path), Err(OpenError::Foreign | OpenError::Read(_))));
}

/// Reads everything that can be read.
fn exhaust(bytes: Vec<u8>) {
    if let Ok(gazetteer) = Gazetteer::from_vec(bytes) {
        let _ = gazetteer.attribution();
        for admin in gazetteer.admins().take(50) {
            let _ = admin.keys().count();
        }
        for key in ["تل زرنوق", "az zafarana", "", "ي", "zzz"] {
            let _ = gazetteer.find(key).take(50).count();
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(tail in proptest::collection::vec(any::<u8>(), 0..200)) {
        exhaust(tail.clone());
        let mut bytes = sample()[..24].to_vec();
        bytes.extend(tail);
        seal(&mut bytes);
        exhaust(bytes);
    }

    #[test]
    fn damage_under_a_right_checksum_is_survived(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..12)
    ) {
        let mut bytes = sample();
        for (at, value) in changes {
            let at = 24 + at.index(bytes.len() - 24);
            bytes[at] = value;
        }
        seal(&mut bytes);
        exhaust(bytes);
    }
}

#[test]
fn lints_are_those_of_the_workspace() {
    let lints = |text: &str, heading: &str| {
        let section = text.split(heading).nth(1).unwrap().split("\n[").next().unwrap().trim().to_owned();
        section.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>()
    };
    let own = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    let workspace =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml")).unwrap();
    assert_eq!(lints(&own, "[lints.clippy]"), lints(&workspace, "[workspace.lints.clippy]"));
}

#[test]
fn kinds_have_the_code_of_their_position() {
    for (code, &kind) in KINDS.iter().enumerate() {
        assert_eq!(usize::from(kind_code(kind)), code, "{kind:?}");
    }
}
