//! A subscription's life, told with times.

use super::*;

const TOPIC: &str = "https://a.example/feed";

fn at(time: &str) -> Timestamp {
    format!("2026-01-{time}Z").parse().unwrap()
}

fn base() -> Url {
    Url::parse("https://news.example").unwrap()
}

fn wanted() -> Wanted {
    Wanted { topic: TOPIC.to_owned(), secret: Secret::new("0123456789abcdef").unwrap(), lease_secs: 864_000 }
}

fn subscribed() -> Subscriptions {
    let all = Subscriptions::default();
    all.want("sana", wanted()).unwrap();
    all
}

fn confirm(lease_secs: Option<u64>) -> Intent {
    Intent::Subscribe { topic: TOPIC.to_owned(), lease_secs }
}

#[test]
fn a_request_names_all_that_a_hub_needs() {
    let request = subscribed().ask("sana", &base(), at("01T00:00:00")).unwrap();
    let form: BTreeMap<_, _> = url::form_urlencoded::parse(request.body.as_bytes()).into_owned().collect();
    assert_eq!(form["hub.mode"], "subscribe");
    assert_eq!(form["hub.topic"], TOPIC);
    assert_eq!(form["hub.callback"], request.callback.as_str());
    assert_eq!(form["hub.secret"], "0123456789abcdef");
    assert_eq!(form["hub.lease_seconds"], "864000");
}

#[test]
fn a_lease_is_renewed_at_four_fifths() {
    let all = subscribed();
    assert_eq!(all.due(at("01T00:00:00")), ["sana"]);
    all.ask("sana", &base(), at("01T00:00:00"));
    assert!(all.due(at("01T00:09:59")).is_empty());
    assert!(all.judge("sana", confirm(Some(1000)), at("01T00:00:01")));
    assert_eq!(all.phase("sana"), Some(Phase::Active { until: at("01T00:16:41") }));
    assert!(all.due(at("01T00:13:20")).is_empty());
    assert_eq!(all.due(at("01T00:13:21")), ["sana"]);
    all.ask("sana", &base(), at("01T00:13:21"));
    assert_eq!(all.phase("sana"), Some(Phase::Active { until: at("01T00:16:41") }));
}

#[test]
fn a_hub_that_keeps_silent_is_asked_ever_less() {
    let all = subscribed();
    let mut now = at("01T00:00:00");
    let mut waits = Vec::new();
    for _ in 0..10 {
        all.ask("sana", &base(), now);
        let next = all.lock()["sana"].next_at;
        waits.push(next.duration_since(now).as_secs());
        now = next;
    }
    assert_eq!(waits, [600, 1200, 2400, 4800, 9600, 19200, 38400, 76800, 86400, 86400]);
}

#[test]
fn only_what_was_asked_is_confirmed() {
    let all = subscribed();
    let now = at("01T00:00:00");
    assert!(!all.judge("sana", confirm(None), now), "no hub was asked yet");
    assert!(!all.judge("aden", confirm(None), now), "an unknown source");
    all.ask("sana", &base(), now);
    let other = Intent::Subscribe { topic: "https://b.example/".to_owned(), lease_secs: None };
    assert!(!all.judge("sana", other, now), "another topic");
    assert!(!all.judge("sana", Intent::Unsubscribe { topic: TOPIC.to_owned() }, now), "another mode");
    assert!(all.judge("sana", confirm(None), now));
    assert_eq!(all.phase("sana"), Some(Phase::Active { until: at("11T00:00:00") }));
}

#[test]
fn absurd_leases_are_bounded() {
    let all = subscribed();
    let now = at("01T00:00:00");
    all.ask("sana", &base(), now);
    all.judge("sana", confirm(Some(0)), now);
    assert_eq!(all.due(at("01T00:04:00")), ["sana"]);
    all.judge("sana", confirm(Some(u64::MAX)), now);
    assert_eq!(all.phase("sana"), Some(Phase::Active { until: "2026-04-01T00:00:00Z".parse().unwrap() }));
}

#[test]
fn a_denied_one_is_asked_again_the_next_day() {
    let all = subscribed();
    let now = at("01T00:00:00");
    all.ask("sana", &base(), now);
    let denied = Intent::Denied { topic: TOPIC.to_owned(), reason: "no".to_owned() };
    assert!(all.judge("sana", denied, now));
    assert!(!all.judge("sana", confirm(None), now));
    assert!(all.due(at("01T23:00:00")).is_empty());
    assert_eq!(all.due(at("02T00:00:00")), ["sana"]);
}

#[test]
fn a_subscription_ends_when_the_hub_confirms() {
    let all = subscribed();
    let now = at("01T00:00:00");
    all.ask("sana", &base(), now);
    all.judge("sana", confirm(None), now);
    let request = all.leave("sana", &base(), now).unwrap();
    assert!(request.body.contains("hub.mode=unsubscribe") && !request.body.contains("secret"));
    assert!(!all.judge("sana", confirm(None), now));
    assert!(all.judge("sana", Intent::Unsubscribe { topic: TOPIC.to_owned() }, now));
    assert!(all.due(at("30T00:00:00")).is_empty());
    assert_eq!(all.ask("sana", &base(), now), None);
    all.want("sana", wanted()).unwrap();
    assert_eq!(all.due(now), ["sana"]);
}

#[test]
fn to_want_the_same_again_changes_nothing() {
    let all = subscribed();
    let now = at("01T00:00:00");
    all.ask("sana", &base(), now);
    all.want("sana", wanted()).unwrap();
    assert_eq!(all.phase("sana"), Some(Phase::Asked));
    all.want("sana", Wanted { topic: "https://b.example/".to_owned(), ..wanted() }).unwrap();
    assert_eq!(all.phase("sana"), Some(Phase::Wanted));
}

#[test]
fn secrets_have_a_length_and_are_not_logged() {
    assert_eq!(Secret::new("short"), Err(WantError::Secret(5)));
    assert_eq!(Secret::new(&"x".repeat(200)), Err(WantError::Secret(200)));
    assert!(!format!("{:?}", wanted()).contains("0123"));
    assert_eq!(Subscriptions::default().want("..", wanted()), Err(WantError::Source("..".to_owned())));
}
