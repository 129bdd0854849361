//! Which reports are of one story.

use super::*;
use crate::sample::with_dates;

#[test]
fn a_story_grows_and_others_stay_out() {
    let mut state = state();
    let first = state.resolve(report("one", "a", 1, "Tafas", "2024-01-02"), on_day(2));
    let second = state.resolve(report("two", "b", 2, "Tafas", "2024-01-02"), on_day(2));
    let later = state.resolve(report("three", "b", 3, "Tafas", "2024-02-20"), on_day(2));
    let elsewhere = state.resolve(report("four", "b", 4, "Homs", "2024-01-02"), on_day(2));
    let ids: Vec<_> =
        [&first, &second, &later, &elsewhere].map(|outputs| stories(outputs)[0].id.clone()).to_vec();
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[0], ids[2]);
    assert_ne!(ids[0], ids[3]);
    assert_eq!((stories(&second)[0].revision, stories(&second)[0].size), (2, 2));
}

#[test]
fn another_day_in_the_same_town_is_another_story() {
    let on = |doc: &str, seed: u64, days: &[&str], named: bool| {
        let told = report(doc, doc, seed, "Tafas", days[0]);
        let told = days[1..].iter().fold(told, |told, day| {
            with_event(told, EventType::Coerce, Mode::Arrest, "forces", "Tafas", day)
        });
        if named { with_dates(told, days) } else { told }
    };
    let same = |second: Record| {
        let mut state = state();
        let first = state.resolve(on("one", 1, &["2024-01-02"], true), on_day(2));
        stories(&first)[0].id == stories(&state.resolve(second, on_day(5)))[0].id
    };
    assert!(!same(on("two", 2, &["2024-01-05"], true)));
    // The day of its publication, for want of another.
    assert!(same(on("two", 2, &["2024-01-05"], false)));
    // It goes back to the first day.
    assert!(same(on("two", 2, &["2024-01-05", "2024-01-02"], true)));
}
