//! Where an event was, in invented sentences that name more than one place.

#![allow(missing_docs, reason = "a test")]

use extract::Input;
use extract::knowledge::Knowledge;

/// The place of the first event.
#[track_caller]
fn check(text: &str, expected: &str) {
    let published = Some(jiff::civil::date(2024, 3, 18));
    let input = Input { text, title: None, letterhead: None, language: "ar", published };
    let found = extract::extract(Knowledge::builtin(), &input);
    let place = found.events.first().and_then(|event| event.event_loc.as_ref());
    assert_eq!(place.map(record::id::PlaceId::as_str).unwrap_or_default(), expected, "{text}");
}

#[test]
fn the_town_that_is_struck_and_not_its_province() {
    check("قصفت طائرات حربية بلدة سرمين في محافظة إدلب.", "sy-sarmin");
    check("داهمت قوات الأمن مدينة جاسم في محافظة درعا واعتقلت شابين.", "sy-jasim");
    check("استشهد طفل جراء قذيفة على منزل بمديرية حيس جنوبي محافظة الحديدة.", "ye-hays");
}

#[test]
fn where_a_source_sits_is_not_where_it_happened() {
    check(
        "A drone fired on a car in the town of Yohmor on Tuesday, killing its driver, the health ministry in Beirut said.",
        "lb-yohmor",
    );
}

#[test]
fn towns_under_other_spellings() {
    check("An explosion hit a market in Sana'a on Monday, killing two people.", "ye-sanaa");
    check("An explosion hit a market in Tulkarem on Monday, killing two people.", "ps-tulkarm");
    check("قتل مدنيان بانفجار لغم في مدينة خانيونس.", "ps-khan-younis");
}
