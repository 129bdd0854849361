//! Sources over days and months.

use proptest::prelude::*;

use super::*;

const MIN: Duration = Duration::from_mins(5);

fn at(minutes: u64) -> Timestamp {
    later(Timestamp::from_second(1_700_000_000).unwrap(), Duration::from_mins(minutes))
}

fn news(new_entries: u32) -> Outcome {
    Outcome::Read(Reading { new_entries, ..Reading::default() })
}

fn failed() -> Outcome {
    Outcome::Failed { retry_after: None }
}

fn hours(count: u64) -> u64 {
    count * 60
}

/// Minutes until the next visit after outcomes at these minutes, without chance.
#[track_caller]
fn check(outcomes: Vec<(u64, Outcome)>, expected: &[u64]) {
    let policy = Policy::default();
    let mut schedule = Schedule::new(at(0));
    let waits = outcomes.into_iter().map(|(minute, outcome)| {
        schedule.after(outcome, at(minute), 0.5, &policy);
        since(at(minute), schedule.due().unwrap()).as_secs() / 60
    });
    assert_eq!(waits.collect::<Vec<_>>(), expected);
}

#[test]
fn a_busy_source_is_asked_often_and_a_rare_one_seldom() {
    check(vec![(0, news(20)), (5, news(2)), (10, news(2))], &[5, 5, 5]);
    check(vec![(0, news(20)), (60, news(1)), (120, news(1))], &[5, 30, 30]);
    check(vec![(0, news(20)), (hours(24), news(1)), (hours(25), news(0))], &[5, 120, 120]);
}

#[test]
fn what_is_quiet_is_asked_less_and_less() {
    check(
        vec![(0, news(1)), (10, news(0)), (hours(4), news(0)), (hours(48), news(0)), (hours(48), news(9))],
        &[5, 5, 30, 120, 120],
    );
}

#[test]
fn wishes_are_lower_bounds_within_the_policy() {
    let reading = |fresh, retry_after| {
        let quiet = Quiet::default();
        Outcome::Read(Reading {
            fresh: Some(Duration::from_mins(fresh)),
            retry_after: Some(Duration::from_mins(retry_after)),
            quiet,
            ..Reading::default()
        })
    };
    check(
        vec![(0, reading(20, 0)), (0, reading(9999, 0)), (0, reading(0, 300)), (0, reading(0, 99999))],
        &[20, 120, 300, 1440],
    );
    let policy = Policy { interval: Interval::Fixed(Duration::from_mins(10)), ..Policy::default() };
    let mut schedule = Schedule::new(at(0));
    schedule.after(reading(60, 0), at(0), 0.5, &policy);
    assert_eq!(schedule.due(), Some(at(10)), "a fixed interval is kept");
    schedule.after(reading(60, 30), at(0), 0.5, &policy);
    assert_eq!(schedule.due(), Some(at(30)));
}

#[test]
fn skipped_hours_are_waited_out() {
    let mut schedule = Schedule::new(at(0));
    let now: Timestamp = "2024-02-29T12:30:00Z".parse().unwrap();
    let quiet = Quiet::new(["12", "13"], []);
    schedule.after(Outcome::Read(Reading { quiet, ..Reading::default() }), now, 0.5, &Policy::default());
    assert_eq!(schedule.due().unwrap().to_string(), "2024-02-29T14:00:00Z");
}

#[test]
fn failures_are_tried_again_after_twice_the_time_up_to_a_day() {
    let failures: Vec<_> = (0..12).map(|_| (0, failed())).collect();
    check(failures, &[3, 7, 15, 30, 60, 120, 240, 480, 960, 1080, 1080, 1080]);
    check(vec![(0, Outcome::Failed { retry_after: Some(Duration::from_hours(9999)) })], &[1440]);
    check(vec![(0, failed()), (1, failed()), (2, news(0)), (3, failed())], &[3, 7, 5, 3]);
}

#[test]
fn failing_is_told_once_and_so_is_its_end() {
    let (policy, mut schedule) = (Policy::default(), Schedule::new(at(0)));
    let told: Vec<_> = (0..9).flat_map(|minute| schedule.after(failed(), at(minute), 0.5, &policy)).collect();
    assert_eq!(told, [Change::Failing { failures: 3 }]);
    let recovered = [Change::Recovered { from: Trouble::Failing }];
    assert_eq!(schedule.after(news(0), at(10), 0.5, &policy), recovered);
    assert_eq!(schedule.after(news(0), at(11), 0.5, &policy), []);
    schedule.after(failed(), at(12), 0.5, &policy);
    assert_eq!(schedule.after(news(0), at(13), 0.5, &policy), [], "nothing had been told");
}

#[test]
fn a_move_is_believed_after_three_sightings_over_a_day() {
    let (policy, mut schedule) = (Policy::default(), Schedule::new(at(0)));
    let mut see = |hour: u64, to: &str| {
        let moved_to = Some(to.to_owned()).filter(|to| !to.is_empty());
        schedule.after(
            Outcome::Read(Reading { moved_to, ..Reading::default() }),
            at(hours(hour)),
            0.5,
            &policy,
        )
    };
    assert_eq!([see(0, "b"), see(1, "b"), see(2, "b")], [[], [], []].map(Vec::<Change>::from));
    assert_eq!(see(24, "b"), [Change::Moved { to: "b".to_owned() }]);
    assert_eq!(
        [see(25, "c"), see(30, "d"), see(49, "c"), see(50, "")],
        [[], [], [], []].map(Vec::<Change>::from)
    );
    assert_eq!([see(51, "c"), see(80, "c")], [[], []].map(Vec::<Change>::from));
    assert_eq!(see(81, "c"), [Change::Moved { to: "c".to_owned() }]);
}

#[test]
fn what_is_gone_for_a_day_is_not_asked_until_it_is_revived() {
    let (policy, mut schedule) = (Policy::default(), Schedule::new(at(0)));
    for hour in [0, 8, 23] {
        assert_eq!(schedule.after(Outcome::Gone, at(hours(hour)), 0.5, &policy), []);
        assert!(schedule.due().unwrap() <= at(hours(hour + 24)));
    }
    assert_eq!(schedule.after(Outcome::Gone, at(hours(24)), 0.5, &policy), [Change::Gone]);
    assert_eq!(schedule.due(), None);
    assert_eq!(schedule.check_silence(at(hours(9999))), None);
    assert_eq!(schedule.after(Outcome::Gone, at(hours(25)), 0.5, &policy), [], "told once");
    schedule.revive(at(hours(26)));
    assert_eq!(schedule.due(), Some(at(hours(26))));
    schedule.after(Outcome::Gone, at(hours(26)), 0.5, &policy);
    schedule.after(news(1), at(hours(27)), 0.5, &policy);
    assert_eq!(
        schedule.after(Outcome::Gone, at(hours(60)), 0.5, &policy),
        [],
        "counted anew after an answer"
    );
}

/// Feeds a rhythm of hours between entries, then looks each hour; the hours of quiet after which silence is told.
fn silent_after(gaps: &[u64]) -> u64 {
    let (policy, mut schedule, mut hour) = (Policy::default(), Schedule::new(at(0)), 0);
    schedule.after(news(9), at(0), 0.5, &policy);
    for gap in gaps {
        hour += gap;
        assert_eq!(schedule.check_silence(at(hours(hour))), None, "hour {hour}");
        schedule.after(news(1), at(hours(hour)), 0.5, &policy);
    }
    let told = (1..9_999).find(|quiet| schedule.check_silence(at(hours(hour + quiet))).is_some()).unwrap();
    assert_eq!(schedule.check_silence(at(hours(hour + told + 1))), None, "told once");
    let changes = schedule.after(news(1), at(hours(hour + told + 2)), 0.5, &policy);
    assert_eq!(changes, [Change::Recovered { from: Trouble::Silent }]);
    told
}

#[test]
fn silence_is_measured_by_the_sources_own_rhythm() {
    assert_eq!(silent_after(&[1; 200]), 7);
    assert_eq!(silent_after(&[1; 48]), 73, "watched for two days: three days");
    assert_eq!(silent_after(&[24; 20]), 67, "a daily source: not quite three days");
    assert_eq!(silent_after(&[168; 20]), 355, "a weekly source: two weeks");
    assert_eq!(silent_after(&[]), 169, "no rhythm yet: a week");
    let nights: Vec<u64> = [[1; 12].as_slice(), &[12]].concat().repeat(10);
    assert_eq!(silent_after(&nights), 19, "quiet at night");
    let weekends: Vec<u64> = [[[2; 6].as_slice(), &[12]].concat().repeat(5), vec![60]].concat().repeat(4);
    assert!((70..=91).contains(&silent_after(&weekends)), "quiet on weekends");
}

#[test]
fn a_source_that_fails_is_not_called_silent() {
    let (policy, mut schedule) = (Policy::default(), Schedule::new(at(0)));
    schedule.after(news(1), at(0), 0.5, &policy);
    schedule.after(failed(), at(hours(1)), 0.5, &policy);
    assert_eq!(schedule.check_silence(at(hours(999))), None);
}

#[test]
fn validators_are_kept_until_there_are_others() {
    let (policy, mut schedule) = (Policy::default(), Schedule::new(at(0)));
    let validators = |etag: &str| Some(Validators { etag: Some(etag.to_owned()), last_modified: None });
    let read = |etag: &str| Outcome::Read(Reading { validators: validators(etag), ..Reading::default() });
    schedule.after(read("\"1\""), at(0), 0.5, &policy);
    schedule.after(news(0), at(1), 0.5, &policy);
    schedule.after(failed(), at(2), 0.5, &policy);
    assert_eq!(schedule.validators().etag.as_deref(), Some("\"1\""));
    schedule.after(read(&"x".repeat(2000)), at(3), 0.5, &policy);
    assert_eq!(schedule.validators().etag, None);
    schedule.after(read("a\r\nHost: b"), at(4), 0.5, &policy);
    assert_eq!(schedule.validators().etag, None);
}

fn outcomes() -> impl Strategy<Value = Outcome> {
    let wait = prop::option::of(any::<u64>().prop_map(Duration::from_secs));
    let quiet = prop::option::of(0_u8..24).prop_map(|hour| {
        let hour = hour.map(|hour| hour.to_string());
        Quiet::new(hour.as_deref(), [])
    });
    prop_oneof![
        (0_u32..9, wait.clone(), wait.clone(), quiet, prop::option::of("[ab]")).prop_map(
            |(new_entries, fresh, retry_after, quiet, moved_to)| Outcome::Read(Reading {
                new_entries,
                validators: None,
                fresh,
                retry_after,
                quiet,
                moved_to,
            })
        ),
        wait.prop_map(|retry_after| Outcome::Failed { retry_after }),
        Just(Outcome::Gone),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_the_next_visit_is_within_bounds(
        steps in prop::collection::vec((outcomes(), 0_u64..10_000, 0.0..=1.0), 1..60),
        fixed: bool,
    ) {
        let interval = if fixed { Interval::Fixed(Duration::from_mins(7)) } else { Policy::default().interval };
        let policy = Policy { interval, ..Policy::default() };
        let (mut schedule, mut now) = (Schedule::new(at(0)), at(0));
        for (outcome, minutes, jitter) in steps {
            now = later(now, Duration::from_mins(minutes));
            schedule.after(outcome.clone(), now, jitter, &policy);
            schedule.check_silence(now);
            if let Some(due) = schedule.due() {
                prop_assert!(due >= later(now, MIN / 2), "{outcome:?}");
                prop_assert!(due <= later(now, DAY + Duration::from_hours(1)), "{outcome:?}");
            }
            let stored = serde_json::to_string(&schedule).unwrap();
            prop_assert!(stored.len() < 1_000, "{}", stored);
            prop_assert_eq!(&serde_json::from_str::<Schedule>(&stored).unwrap(), &schedule);
        }
    }

    #[test]
    fn no_number_is_too_odd(jitter: f64, entries: u32, secs in any::<i32>(), min: u64, max: u64) {
        let interval = Interval::Adaptive { min: Duration::from_secs(min), max: Duration::from_secs(max) };
        let policy = Policy { interval, max_backoff: Duration::MAX, sightings: 0, failing_after: 0, ..Policy::default() };
        let mut schedule = Schedule::new(at(0));
        for now in [at(0), Timestamp::from_second(i64::from(secs)).unwrap(), Timestamp::MAX, Timestamp::MIN] {
            schedule.after(news(entries), now, jitter, &policy);
            schedule.after(failed(), now, jitter, &policy);
            schedule.check_silence(now);
        }
    }
}
