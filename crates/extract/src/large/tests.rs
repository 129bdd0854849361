//! Invented places of the sample dump beside the built-in ones.

use std::sync::{Arc, LazyLock};

use gazetteer::format::Source;
use gazetteer::{Compiler, Gazetteer, wof};
use jiff::civil::date;
use proptest::prelude::*;

use crate::knowledge::Knowledge;
use crate::{Extraction, Input, extract};

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let is_place_word = |word: &str| Knowledge::builtin().is_settlement_word(word);
    let mut compiler = Compiler::new(Source::Wof, &is_place_word);
    let dump = include_str!("../../../../tests/fixtures/gazetteer/wof.tsv");
    for row in dump.lines().filter_map(|line| wof::parse(line).ok()) {
        let admin = wof::admin_key(&row);
        compiler.add(row, admin);
    }
    let gazetteer = Gazetteer::from_vec(compiler.finish().unwrap().0).unwrap();
    Knowledge::builtin().clone().with_gazetteer(Arc::new(gazetteer))
});

fn run(text: &str) -> Extraction {
    let input =
        Input { text, title: None, letterhead: None, language: "ar", published: Some(date(2024, 3, 18)) };
    extract(&KNOWLEDGE, &input)
}

/// Ids of the places, by first mention; those without a point as their name, in brackets.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found = run(text);
    let told: Vec<String> = found
        .places
        .iter()
        .map(|place| match place.lat {
            Some(_) => place.id.to_string(),
            None => format!("({})", place.name.values().next().unwrap()),
        })
        .collect();
    assert_eq!(told, expected, "{text}");
}

#[test]
fn a_village_gets_its_point() {
    check("قصف الطيران قرية تل زرنوق شرق مدينة منبج", &["wof-9101", "sy-manbij"]);
    check("وصلت التعزيزات إلى بلدة المسكونجة قرب منبج", &["wof-9104", "sy-manbij"]);
    check("Troops entered the village of Tell Zarnouk near Manbij", &["wof-9101", "sy-manbij"]);
    let found = run("قصف الطيران قرية تل زرنوق شرق مدينة منبج");
    let place = &found.places[0];
    assert_eq!((place.country.as_deref(), place.admin1.as_deref()), (Some("SY"), Some("Aleppo")));
    assert_eq!((place.lat, place.lon, place.geonames), (Some(36.55), Some(38.02), None));
    assert!(place.confidence < 0.9 && place.name["en"] == "Tall Zarnuq" && place.name["ar"] == "تل زرنوق");
}

#[test]
fn namesakes_are_told_apart_by_distance() {
    check("اندلع حريق في قرية الزرفونية قرب حمص", &["wof-9102", "sy-homs"]);
    check("اندلع حريق في قرية الزرفونية قرب حلب", &["wof-9103", "sy-aleppo"]);
    check("اندلع حريق في قرية زرفونية قرب حلب", &["wof-9103", "sy-aleppo"]);
}

#[test]
fn without_company_there_is_no_point() {
    check("اندلع حريق في قرية الزرفونية", &["(الزرفونية)"]);
    check("اندلع حريق في قرية الزرفونية بين حمص وحلب", &["(الزرفونية)", "sy-homs", "sy-aleppo"]);
    check("اندلع حريق في قرية تل زرنوق قرب صنعاء", &["(زرنوق)", "ye-sanaa"]);
    check("اندلع حريق في قرية الزرفونية قرب دير الزور", &["(الزرفونية)", "sy-deir-ez-zor"]);
}

#[test]
fn without_a_word_of_place_there_is_no_place() {
    check("وصل زرنوق والشهداء إلى منبج", &["sy-manbij"]);
}

#[test]
fn ordinary_words_are_names_of_places_nearby() {
    check("اقتحمت الدورية قرية الشهداء قرب منبج", &["wof-9107", "sy-manbij"]);
    let far = run("اقتحمت الدورية قرية الشهداء قرب دير الزور");
    assert!(far.places.iter().all(|place| place.id.as_str() != "wof-9107"), "{:?}", far.places);
}

#[test]
fn half_a_name_is_none() {
    check("اندلع حريق في قرية المسكونجة سليم قرب منبج", &["(المسكونجة)", "sy-manbij"]);
    check("Troops entered the village of Maskounjah Samura near Manbij", &["sy-manbij"]);
}

#[test]
fn lists_and_later_mentions() {
    check("قصف قريتي خربة شنوق والمسكونجة قرب منبج", &["wof-9105", "wof-9104", "sy-manbij"]);
    let text = "قصف الجيش بلدة المسكونجة قرب منبج. ثم انتقل القتال إلى المسكونجة ليلاً.";
    assert_eq!(run(text).places[0].mentions.len(), 2);
    check(text, &["wof-9104", "sy-manbij"]);
}

#[test]
fn a_word_of_place_taken_up_means_the_same_place() {
    let text = "وصل الوفد إلى قرية المسكونجة في محافظة حلب. وقتل ثلاثة مدنيين بقصف مدفعي على القرية.";
    let found = run(text);
    assert_eq!(
        found.events.last().unwrap().event_loc.as_ref().unwrap().to_string(),
        "wof-9104",
        "{found:#?}"
    );
}

#[test]
fn villages_whose_names_begin_alike_are_all_found_again() {
    let text =
        "قصف الجيش قرية تل زرنوق وقرية تل حمدونة قرب منبج. ثم انتقل القتال إلى تل حمدونة ثم إلى تل زرنوق.";
    let mentions: Vec<usize> = run(text).places.iter().map(|place| place.mentions.len()).collect();
    assert_eq!(mentions, [2, 2, 1]);
}

#[test]
fn events_happen_there() {
    let found = run("قتل ثلاثة مدنيين بقصف مدفعي على قرية المسكونجة قرب منبج.");
    assert_eq!(found.events[0].event_loc.as_ref().map(ToString::to_string).as_deref(), Some("wof-9104"));
}

const PIECES: [&str; 20] = [
    "قرية",
    "قريتي",
    "بلدة",
    "حي",
    "مخيم",
    "تل",
    "زرنوق",
    "الزرفونية",
    "والمسكونجة",
    "خربة",
    "شنوق",
    "الشهداء",
    "منبج",
    "حلب",
    "في",
    "-",
    "\"",
    ".\n\n",
    "village of",
    "Tell Zarnouk",
];

proptest! {
    #[test]
    fn mentions_are_sound(pieces in proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..60)) {
        let text = pieces.join(" ");
        let length = text.chars().count();
        let found = run(&text);
        let mut spans: Vec<_> = found.places.iter().flat_map(|place| &place.mentions).collect();
        spans.sort();
        prop_assert!(found.places.iter().all(|place| !place.mentions.is_empty()));
        prop_assert!(spans.iter().all(|span| span.start < span.end && span.end <= length));
        prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{spans:?}");
        prop_assert_eq!(found, run(&text));
    }
}

/// Ten times the text takes about ten times as long, not a hundred.
#[test]
fn long_lists_take_linear_time() {
    let time = |times: usize| {
        let text = "قصف قرية الشهداء وبلدة المسكونجة قرب منبج ".repeat(times);
        let start = std::time::Instant::now();
        run(&text);
        start.elapsed()
    };
    time(200);
    let short = time(400);
    // The best of three: other work on the machine only ever adds.
    let long = (0..3).map(|_| time(4000)).min().unwrap();
    assert!(long < short * 40, "{short:?} {long:?}");
}
