//! Tests of the resolver's memory: verdicts, revisions, stories, incidents, expiry.

use proptest::prelude::*;
use record::event::{CountKind, EventStatus, EventType, Mode};
use record::incident::Incident;
use record::record::{Dedup, Record, Status};
use record::story::Story;

use super::*;
use crate::sample::{on_day, record, with_event, words};

mod stories;

fn state() -> State {
    State::new(Limits::default())
}

fn judged(outputs: &[Output]) -> Option<(&Record, &Dedup)> {
    outputs.iter().find_map(|output| match output {
        Output::Record(record) => Some((&**record, record.dedup.as_ref()?)),
        Output::Incident(_) | Output::Story(_) => None,
    })
}

fn incidents(outputs: &[Output]) -> Vec<&Incident> {
    let mut found = Vec::new();
    for output in outputs {
        if let Output::Incident(incident) = output {
            found.push(&**incident);
        }
    }
    found
}

fn stories(outputs: &[Output]) -> Vec<&Story> {
    let mut found = Vec::new();
    for output in outputs {
        if let Output::Story(story) = output {
            found.push(&**story);
        }
    }
    found
}

/// Resolves texts in order, each under a name of its own, and names the verdicts on them.
#[track_caller]
fn check(texts: &[&str], expected: &[&str]) {
    let mut state = state();
    let verdict = |(nth, text): (usize, &&str)| {
        let outputs = state.resolve(record(&format!("doc{nth}"), "outlet", "2024-01-01", text), on_day(0));
        judged(&outputs).map_or("nothing", |(_, dedup)| dedup.status.as_str())
    };
    let verdicts: Vec<&str> = texts.iter().enumerate().map(verdict).collect();
    assert_eq!(verdicts, expected);
}

#[test]
fn copies_are_found() {
    let (one, other) = (words(1, 200), words(2, 200));
    check(&[&one, &other, &one], &["new", "new", "duplicate"]);
    let halves = one.split_at(one.len() / 2);
    check(&[&one, &format!("{} {}", halves.1, halves.0)], &["new", "duplicate"]);
    check(&[&one, &format!("{}\n{one} {}", words(3, 9), words(4, 40))], &["new", "duplicate"]);
    check(&[&one, halves.0], &["new", "duplicate"]);
    check(&["", ""], &["new", "new"]);
    check(&["Two dead", "Two dead"], &["new", "new"]);
    check(&["Two dead in a blast", "Two dead, in a blast!"], &["new", "duplicate"]);
    check(&["Two dead in a blast", "two  dead in a Blast"], &["new", "duplicate"]);
}

#[test]
fn alerts_are_told_apart_by_a_name() {
    let alert = |town| {
        format!("Two policemen were killed this morning when a roadside bomb hit their patrol near {town}")
    };
    check(&[&alert("Tafas"), &alert("Jasim"), &alert("Tafas")], &["new", "new", "duplicate"]);
    let alert = |town| {
        format!(
            "عاجل مقتل عنصرين من الشرطة بانفجار عبوة ناسفة استهدفت دوريتهم في {town} شرق المحافظة صباح اليوم"
        )
    };
    check(&[&alert("طفس"), &alert("جاسم")], &["new", "new"]);
}

#[test]
fn arabic_spellings_are_one() {
    let text = "نفّذت القوات أمس عملية إنزال جوي في البلدة أسفرت عن اعتقال سبعة أشخاص يشتبه بانتمائهم إلى خلايا \
                التنظيم بينهم قياديان وقال المركز في بيان إن مسلحين اثنين قتلا بعدما بادرا بإطلاق النار";
    let respelt = text.replace(['أ', 'إ'], "ا").replace("العملية", "العمليه").replace('ى', "ي");
    check(&[text, &respelt], &["new", "duplicate"]);
}

/// A form filled in with other figures every day.
fn bulletin(day: u64) -> String {
    let figure = |nth: u64| (day + 1) * 137 + nth * 61 + day * day * 7 % 53;
    (0..12)
        .map(|line| format!("{} {} {}", words(100 + line, 9), figure(line), figure(line + 40)))
        .collect::<Vec<_>>()
        .join(". ")
}

#[test]
fn bulletins_are_not_copies() {
    let days: Vec<String> = (0..8).map(bulletin).collect();
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    check(&days, &["new"; 8]);
}

#[test]
fn a_copy_names_its_original() {
    let mut state = state();
    let text = words(1, 100);
    state.resolve(record("first", "a", "2024-01-01", &text), on_day(0));
    state.resolve(record("second", "b", "2024-01-01", &text), on_day(0));
    let outputs = state.resolve(record("third", "c", "2024-01-01", &text), on_day(1));
    let (_, dedup) = judged(&outputs).unwrap();
    assert_eq!(dedup.of, Some(RecordId::from_url("first")));
    assert_eq!(dedup.similarity, Some(1.0));
}

#[test]
fn an_unchanged_fetch_says_nothing() {
    let mut state = state();
    let text = words(1, 50);
    assert!(!state.resolve(record("doc", "a", "2024-01-01", &text), on_day(0)).is_empty());
    assert_eq!(state.resolve(record("doc", "a", "2024-01-01", &text), on_day(1)), []);
    assert_eq!(state.len(), 1);
}

#[test]
fn the_same_content_under_another_name_is_a_duplicate_of_itself() {
    let mut state = state();
    let first = record("doc", "a", "2024-01-01", &words(1, 50));
    let again = Record { doc: "elsewhere".to_owned(), ..first.clone() };
    state.resolve(first, on_day(0));
    let outputs = state.resolve(again, on_day(0));
    let (record, dedup) = judged(&outputs).unwrap();
    assert_eq!(
        (dedup.status, dedup.of.as_ref(), dedup.similarity),
        (Status::Duplicate, Some(&record.id), Some(1.0))
    );
    assert_eq!(outputs.len(), 1);
}

#[test]
fn changed_content_is_a_revision() {
    let mut state = state();
    let text = words(1, 100);
    state.resolve(record("doc", "a", "2024-01-01", &text), on_day(0));
    let outputs =
        state.resolve(record("doc", "a", "2024-01-01", &format!("{text} {}", words(2, 20))), on_day(0));
    let (revised, dedup) = judged(&outputs).unwrap();
    assert_eq!((revised.revision, dedup.status), (2, Status::Revision));
    assert_eq!(dedup.of.as_ref(), Some(&revised.id));
    assert!(dedup.similarity.unwrap() > 0.8, "{dedup:?}");
    // Back to the first text: changed again.
    let outputs = state.resolve(record("doc", "a", "2024-01-01", &text), on_day(0));
    assert_eq!(judged(&outputs).unwrap().0.revision, 3);
}

/// The words from `from` up to `to` of a text of 300 that no other seed shares.
fn part(seed: u64, from: usize, to: usize) -> String {
    words(seed, 300).split(' ').skip(from).take(to - from).collect::<Vec<_>>().join(" ")
}

/// Tells the texts in order, each as the next version of the same page, and then a copy of each under its own name.
#[track_caller]
fn check_versions(versions: &[String]) {
    let mut state = state();
    for text in versions {
        state.resolve(record("page", "a", "2024-01-01", text), on_day(0));
    }
    for (nth, text) in versions.iter().enumerate() {
        let outputs = state.resolve(record(&format!("copy{nth}"), "b", "2024-01-01", text), on_day(0));
        let (_, dedup) = judged(&outputs).unwrap();
        let of = Some(RecordId::from_url("page"));
        assert_eq!((dedup.status, &dedup.of), (Status::Duplicate, &of), "copy of version {nth}: {dedup:?}");
    }
}

#[test]
fn a_revised_page_keeps_the_copies_of_all_its_versions() {
    // Quite another text; half of it another; a little more of it; short and long.
    check_versions(&[words(1, 200), words(2, 200)]);
    check_versions(&[words(1, 40), words(2, 40)]);
    for length in [60, 120, 300] {
        let half = format!("{} {}", part(1, 0, length / 2), part(2, 0, length / 2));
        check_versions(&[part(1, 0, length), half.clone(), part(2, 0, length), half]);
    }
    // A live page that grows, and one that goes back and forth.
    check_versions(&(1..8).map(|nth| part(1, 0, 40 * nth)).collect::<Vec<_>>());
    check_versions(&(0..7).map(|nth| part(nth % 2, 0, 100)).collect::<Vec<_>>());
}

#[test]
fn a_page_revised_often_is_one_holder_of_what_it_says() {
    let mut state = state();
    let version = |nth: u64| format!("{} {}", part(1, 0, 200), words(100 + nth, 10));
    for nth in 0..40 {
        state.resolve(record("page", "a", "2024-01-01", &version(nth)), on_day(0));
    }
    let edited = part(1, 60, 200);
    let outputs = state.resolve(record("copy", "b", "2024-01-01", &edited), on_day(0));
    assert_eq!(judged(&outputs).unwrap().1.of, Some(RecordId::from_url("page")));
}

#[test]
fn a_copy_that_is_rewritten_is_an_original() {
    let mut state = state();
    let resolve = |state: &mut State, doc: &str, text: &str| {
        let outputs = state.resolve(record(doc, "a", "2024-01-01", text), on_day(0));
        let dedup = judged(&outputs).unwrap().1;
        (dedup.status, dedup.of.clone())
    };
    let of = |doc: &str| Some(RecordId::from_url(doc));
    resolve(&mut state, "first", &words(1, 200));
    assert_eq!(resolve(&mut state, "page", &words(1, 200)), (Status::Duplicate, of("first")));
    // A correction: what it says is still the first one's.
    assert_eq!(resolve(&mut state, "page", &part(1, 0, 190)).0, Status::Revision);
    assert_eq!(resolve(&mut state, "third", &part(1, 0, 190)), (Status::Duplicate, of("first")));
    assert_eq!(resolve(&mut state, "page", &words(2, 200)), (Status::Revision, of("page")));
    assert_eq!(resolve(&mut state, "fourth", &words(2, 200)), (Status::Duplicate, of("page")));
    assert_eq!(resolve(&mut state, "fifth", &words(1, 200)), (Status::Duplicate, of("first")));
}

fn report(doc: &str, outlet: &str, seed: u64, place: &str, day: &str) -> Record {
    let text =
        format!("Raid in {place}\nForces raided {place} at dawn and arrested suspects. {}", words(seed, 60));
    with_event(record(doc, outlet, day, &text), EventType::Coerce, Mode::Arrest, "forces", place, day)
}

#[test]
fn two_outlets_report_one_incident() {
    let mut state = state();
    let first = state.resolve(report("one", "a", 1, "Tafas", "2024-01-02"), on_day(2));
    let second = state.resolve(report("two", "b", 2, "Tafas", "2024-01-02"), on_day(2));
    let (first, second) = (incidents(&first)[0], incidents(&second)[0]);
    assert_eq!((&first.id, first.revision, first.sources), (&second.id, 1, 1));
    assert_eq!((second.revision, second.sources, second.reports.len()), (2, 2, 2));
}

#[test]
fn copies_are_one_source() {
    let mut state = state();
    let mut last = Vec::new();
    for outlet in 0..10 {
        let copy = report(&format!("doc{outlet}"), &format!("outlet{outlet}"), 1, "Tafas", "2024-01-02");
        last = state.resolve(copy, on_day(2));
    }
    let incident = incidents(&last)[0];
    assert_eq!((incident.sources, incident.reports.len()), (1, 10));
    assert_eq!(stories(&last)[0].size, 10);
}

#[test]
fn other_place_or_day_is_another_incident() {
    let mut state = state();
    state.resolve(report("one", "a", 1, "Tafas", "2024-01-02"), on_day(2));
    for other in
        [report("two", "b", 2, "Jasim", "2024-01-02"), report("three", "b", 3, "Tafas", "2024-01-09")]
    {
        let outputs = state.resolve(other, on_day(9));
        assert_eq!(incidents(&outputs)[0].revision, 1);
    }
}

#[test]
fn a_claim_and_its_denial_are_one_incident() {
    for (first, second) in
        [(EventStatus::Factual, EventStatus::Negated), (EventStatus::Negated, EventStatus::Factual)]
    {
        let mut state = state();
        let mut told = |doc: &str, outlet: &str, seed: u64, status: EventStatus| {
            let mut told = report(doc, outlet, seed, "Tafas", "2024-01-02");
            told.events[0].status = status;
            told.events[0].counts.arrested = Some(seed);
            if status == EventStatus::Negated {
                told.events[0].actor.clear();
            }
            incidents(&state.resolve(told, on_day(2)))[0].clone()
        };
        let before = told("one", "a", 3, first);
        let after = told("two", "b", 4, second);
        assert_eq!((&before.id, after.sources, after.status), (&after.id, 2, EventStatus::Factual));
        assert_eq!((before.status, after.actor.len()), (first, 1));
        // What the denial counts is not claimed by anybody.
        let claimed = if first == EventStatus::Factual { 3 } else { 4 };
        assert_eq!(
            (after.counts[&CountKind::Arrested].min, after.counts[&CountKind::Arrested].max),
            (claimed, claimed)
        );
    }
    let mut state = state();
    let mut planned = report("one", "a", 1, "Tafas", "2024-01-02");
    planned.events[0].status = EventStatus::Future;
    state.resolve(planned, on_day(2));
    let done = state.resolve(report("two", "b", 2, "Tafas", "2024-01-02"), on_day(2));
    assert_eq!(incidents(&done)[0].revision, 1, "a plan is no report of what happened");
}

/// Two reports of one story, of which the second names another place: is it one incident?
#[track_caller]
fn check_places(
    places: [&str; 2],
    outlets: [&str; 2],
    change: impl Fn(&mut record::record::Place),
    is_one: bool,
) {
    let mut state = state();
    let mut told = |nth: usize| {
        let text = format!("Raid\nForces raided houses at dawn. {}", words(7, 50));
        let day = "2024-01-02";
        let told =
            record(&format!("doc{nth}"), outlets[nth], day, &format!("{text} {}", words(8 + nth as u64, 42)));
        let mut told = with_event(told, EventType::Coerce, Mode::Arrest, "forces", places[nth], day);
        told.places.iter_mut().for_each(&change);
        let outputs = state.resolve(told, on_day(2));
        (incidents(&outputs)[0].id.clone(), stories(&outputs)[0].id.clone())
    };
    let (first, second) = (told(0), told(1));
    assert_eq!(first.1, second.1, "one story was meant");
    assert_eq!(first.0 == second.0, is_one);
}

#[test]
fn places_that_may_be_one_are_within_a_story() {
    let unknown = |place: &mut record::record::Place| {
        if place.id.as_str() == "Hilltop" {
            (place.country, place.admin1) = (None, None);
        }
    };
    check_places(["Tafas", "Jasim"], ["a", "b"], |_| {}, false);
    check_places(["Tafas", "Hilltop"], ["a", "b"], unknown, true);
    check_places(["Tafas", "Hilltop"], ["a", "a"], unknown, false);
    check_places(["Tafas", "Daraa"], ["a", "b"], |_| {}, true);
    check_places(["Tafas", "Daraa"], ["a", "b"], |place| place.admin1 = Some(place.id.to_string()), false);
}

#[test]
fn events_of_one_record_stay_apart() {
    let twice = report("one", "a", 1, "Tafas", "2024-01-02");
    let twice = with_event(twice, EventType::Coerce, Mode::Arrest, "forces", "Tafas", "2024-01-02");
    let outputs = state().resolve(twice, on_day(2));
    let found = incidents(&outputs);
    assert_eq!(found.len(), 2);
    assert_ne!(found[0].id, found[1].id);
}

#[test]
fn a_revision_replaces_its_reports() {
    let mut state = state();
    let mut first = report("one", "a", 1, "Tafas", "2024-01-02");
    first.events[0].counts.arrested = Some(5);
    let mut revised = first.clone();
    revised.text.push_str(" The toll rose.");
    revised.events[0].counts.arrested = Some(7);
    let before = state.resolve(first, on_day(2));
    let after = state.resolve(revised.clone(), on_day(2));
    let (before, after) = (incidents(&before)[0], incidents(&after)[0]);
    assert_eq!((&before.id, after.revision, after.reports.len()), (&after.id, 2, 1));
    assert_eq!(after.counts[&CountKind::Arrested].min, 7);
    revised.text.push_str(" The report was withdrawn.");
    revised.events.clear();
    let gone = state.resolve(revised, on_day(2));
    assert_eq!((incidents(&gone)[0].revision, incidents(&gone)[0].reports.len()), (3, 0));
}

#[test]
fn counts_are_reconciled() {
    let mut state = state();
    let mut outputs = Vec::new();
    for (nth, arrested) in [5, 8, 6].into_iter().enumerate() {
        let mut told =
            report(&format!("doc{nth}"), &format!("outlet{nth}"), nth as u64, "Tafas", "2024-01-02");
        told.events[0].counts.arrested = Some(arrested);
        outputs = state.resolve(told, on_day(2));
    }
    let counts = incidents(&outputs)[0].counts[&CountKind::Arrested];
    assert_eq!((counts.min, counts.max, counts.latest), (5, 8, 6));
}

#[test]
fn old_records_are_forgotten() {
    let mut state = State::new(Limits { look_back_days: 3, ..Limits::default() });
    let text = words(1, 80);
    state.resolve(record("one", "a", "2024-01-01", &text), on_day(0));
    assert_eq!(
        judged(&state.resolve(record("two", "a", "2024-01-01", &text), on_day(2))).unwrap().1.status,
        Status::Duplicate
    );
    assert_eq!(
        judged(&state.resolve(record("three", "a", "2024-01-01", &text), on_day(9))).unwrap().1.status,
        Status::New
    );
    assert_eq!(state.len(), 1);
}

#[test]
fn memory_reaches_a_plateau() {
    let mut state = State::new(Limits { look_back_days: 2, ..Limits::default() });
    let mut most = 0;
    for nth in 0..1_000_u64 {
        let received = on_day(i64::try_from(nth / 10).unwrap());
        state.resolve(report(&format!("doc{nth}"), "a", nth, &words(nth % 50, 1), "2024-01-02"), received);
        most = most.max(state.len());
    }
    assert!(most <= 40, "{most}");
    assert!(state.bytes() < 6_000_000, "{}", state.bytes());
}

#[test]
fn a_memory_cap_forgets_the_oldest() {
    let mut state = State::new(Limits { memory_bytes: 2 << 20, ..Limits::default() });
    for nth in 0..10_000_u64 {
        state.resolve(
            record(&format!("doc{nth}"), "a", "2024-01-02", &words(nth, 12)),
            on_day(i64::try_from(nth / 500).unwrap()),
        );
    }
    assert!(state.len() < 9_000, "{}", state.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_stream_is_judged_alike_twice(stream in prop::collection::vec((0_u64..12, 0_u64..6, 0_i64..40, "\\PC{0,30}"), 0..40)) {
        let run = || {
            let mut state = state();
            let outputs: Vec<_> = stream.iter().flat_map(|(doc, seed, day, text)| {
                let place = words(*seed, 1);
                let mut told = report(&format!("doc{doc}"), "a", *seed, &place, "2024-01-02");
                told.text.push_str(text);
                state.resolve(told, on_day(*day))
            }).collect();
            (outputs, state.decisions(), state.len())
        };
        prop_assert_eq!(run(), run());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Two articles that have nothing in common may come in either order: who is a copy of whom stays the same.
    #[test]
    fn unrelated_neighbours_may_change_places(
        stream in prop::collection::vec((0_u64..12, 0_u64..4, 0_u64..6), 2..30),
        at in any::<prop::sample::Index>(),
    ) {
        let texts: Vec<(u64, String)> = stream.iter().map(|(seed, edit, tail)| {
            // A text, one with some of its words replaced, or with another end.
            let text = words(*seed, 150);
            let edited = text.split(' ').enumerate().map(|(nth, word)| {
                if *edit > 0 && (nth as u64).is_multiple_of(4 + edit) { words(seed * 1_000 + edit * 200 + nth as u64, 1) } else { word.to_owned() }
            });
            let edited: Vec<String> = edited.collect();
            (*seed, format!("{} {}", edited.join(" "), words(50_000 + seed * 10 + tail, 20)))
        }).collect();
        let at = at.index(texts.len() - 1);
        if texts[at].0 == texts[at + 1].0 {
            return Ok(());
        }
        let run = |order: &[usize]| {
            let mut state = state();
            let mut verdicts = Vec::new();
            for nth in order {
                let outputs = state.resolve(record(&format!("doc{nth}"), "a", "2024-01-02", &texts[*nth].1), on_day(0));
                verdicts.push((*nth, judged(&outputs).map(|(_, dedup)| (dedup.status, dedup.of.clone(), dedup.similarity))));
            }
            verdicts.sort_by_key(|(nth, _)| *nth);
            verdicts
        };
        let mut order: Vec<usize> = (0..texts.len()).collect();
        let straight = run(&order);
        order.swap(at, at + 1);
        prop_assert_eq!(straight, run(&order));
    }
}
