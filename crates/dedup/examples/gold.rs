//! How well copies and stories are told on annotated folders, extraction aside.
//!
//! Takes folders that hold `gold.jsonl` and its documents, makes records out of the annotations (what a perfect
//! extraction would find), resolves them in order, and prints F1 of duplicates, B³ of stories and the incidents
//! that more than one record reports. With `--pairs` it also prints the likeness that each story verdict rests on.

#![expect(clippy::print_stdout, reason = "a measuring program reports on standard output")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dedup::output::Output;
use dedup::state::{Limits, State};
use record::event::{Counts, Event, EventDate, EventStatus, EventType, Mode, Party};
use record::id::{EntityId, EventId, PlaceId, RecordId};
use record::published::{Basis, Published, PublishedPrecision};
use record::record::{
    DateKind, DateMention, Entity, EntityType, Language, Names, Place, PlaceKind, Precision, Record, Span,
    Status,
};
use serde_json::Value;
use text::fold::fold;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    for folder in std::env::args().skip(1).filter(|arg| arg != "--pairs") {
        println!("== {folder}");
        score(Path::new(&folder))?;
    }
    Ok(())
}

fn score(folder: &Path) -> Result<(), Failure> {
    let gold = std::fs::read_to_string(folder.join("gold.jsonl"))?;
    let gold: Vec<Value> = gold.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let mut state = State::new(Limits::default());
    let (mut stories, mut copies) = (BTreeMap::new(), BTreeSet::new());
    let mut incidents = BTreeMap::new();
    let ids: BTreeMap<String, String> = gold
        .iter()
        .map(|doc| (RecordId::from_url(text(doc, "doc")).to_string(), text(doc, "doc").to_owned()))
        .collect();
    for doc in &gold {
        let record = record(folder, doc)?;
        for output in state.resolve(record, jiff::Timestamp::UNIX_EPOCH) {
            match output {
                Output::Record(record) => {
                    let Some(dedup) = record.dedup else { continue };
                    if dedup.status == Status::Duplicate {
                        let of = dedup.of.and_then(|of| ids.get(of.as_str()).cloned()).unwrap_or_default();
                        println!("  copy {} of {of}: {:.2}", record.doc, dedup.similarity.unwrap_or(0.0));
                        copies.insert((record.doc.clone(), of));
                    }
                    stories
                        .insert(record.doc, dedup.story.map(|story| story.to_string()).unwrap_or_default());
                }
                Output::Incident(incident) => drop(incidents.insert(incident.id.to_string(), incident)),
                Output::Story(_) => {}
            }
        }
    }
    if std::env::args().any(|arg| arg == "--pairs") {
        pairs(folder, &gold, &mut state)?;
    }
    duplicates(&gold, &copies);
    bcubed(&gold, &stories);
    for incident in incidents.values().filter(|incident| incident.sources > 1) {
        let place = incident.event_loc.as_ref().and_then(|place| place.name.values().next());
        println!(
            "  {} {:?} {place:?} {:?} sources {}",
            incident.event_type,
            incident.mode,
            incident.date.as_ref().map(|date| &date.value),
            incident.sources
        );
        for report in &incident.reports {
            let doc = gold
                .iter()
                .find(|doc| ids.get(report.record.as_str()).is_some_and(|id| id == text(doc, "doc")));
            let nth: usize = report.event.as_str().trim_start_matches('e').parse()?;
            let event = doc.and_then(|doc| list(doc, "events").nth(nth - 1));
            let evidence = event
                .map(|event| text(event, "evidence").chars().take(70).collect::<String>())
                .unwrap_or_default();
            println!("      {:?} {evidence}", doc.map(|doc| text(doc, "doc")));
        }
    }
    println!(
        "  incidents {} of {} events",
        incidents.len(),
        gold.iter().map(|doc| list(doc, "events").count()).sum::<usize>()
    );
    Ok(())
}

fn pairs(folder: &Path, gold: &[Value], state: &mut State) -> Result<(), Failure> {
    let records: Vec<Record> = gold.iter().map(|doc| record(folder, doc)).collect::<Result<_, _>>()?;
    for (nth, b) in records.iter().enumerate() {
        for (earlier, a) in records.iter().enumerate().take(nth) {
            let compared = state.compare(a, b);
            let same = gold.get(nth).map(|doc| text(doc, "story"))
                == gold.get(earlier).map(|doc| text(doc, "story"));
            if same || compared.likeness.total > 0.15 || compared.similarity > Some(0.1) {
                println!(
                    "  {} {} {}: {:.2?} {:?}",
                    if same { "SAME" } else { "diff" },
                    a.doc,
                    b.doc,
                    compared.similarity.unwrap_or(0.0),
                    compared.likeness
                );
            }
        }
    }
    Ok(())
}

fn duplicates(gold: &[Value], found: &BTreeSet<(String, String)>) {
    let true_pairs: BTreeSet<(String, String)> = gold
        .iter()
        .filter_map(|doc| {
            Some((text(doc, "doc").to_owned(), doc.get("near_duplicate_of")?.as_str()?.to_owned()))
        })
        .collect();
    let hits = true_pairs.intersection(found).count();
    println!("  duplicates: {hits} right, {} missed, {} false", true_pairs.len() - hits, found.len() - hits);
}

fn bcubed(gold: &[Value], found: &BTreeMap<String, String>) {
    let truth: BTreeMap<&str, &str> = gold.iter().map(|doc| (text(doc, "doc"), text(doc, "story"))).collect();
    let (mut precision, mut recall) = (0.0, 0.0);
    for (doc, story) in &truth {
        let same_story: BTreeSet<_> =
            truth.iter().filter(|(_, other)| *other == story).map(|(doc, _)| *doc).collect();
        let mine = found.get(*doc);
        let same_cluster: BTreeSet<_> =
            truth.keys().copied().filter(|other| found.get(*other) == mine).collect();
        let both = same_story.intersection(&same_cluster).count() as f64;
        for other in same_story.symmetric_difference(&same_cluster) {
            println!(
                "  {doc} {} {other}",
                if same_story.contains(other) { "misses" } else { "wrongly holds" }
            );
        }
        precision += both / same_cluster.len() as f64;
        recall += both / same_story.len() as f64;
    }
    let (precision, recall) = (precision / truth.len() as f64, recall / truth.len() as f64);
    println!(
        "  stories B3: p {precision:.3} r {recall:.3} f1 {:.3}",
        2.0 * precision * recall / (precision + recall)
    );
}

fn record(folder: &Path, doc: &Value) -> Result<Record, Failure> {
    let name = text(doc, "doc");
    let raw = String::from_utf8_lossy(&std::fs::read(folder.join(name))?).into_owned();
    let mut body = if raw.starts_with('<') { without_tags(&raw) } else { raw };
    for furniture in strings(doc.get("body_must_not")) {
        body = body.replace(&furniture, "");
    }
    let language = text(doc, "lang");
    let entities: Vec<Entity> =
        list(doc, "entities").map(|entity| self::entity(entity, language, &body)).collect();
    let places: Vec<Place> = list(doc, "places").map(|place| self::place(place, language, &body)).collect();
    let events = list(doc, "events")
        .enumerate()
        .filter_map(|(nth, event)| self::event(nth, event, &entities))
        .collect();
    Ok(Record {
        language: Language { code: language.to_owned(), script: "Zzzz".to_owned(), confidence: 1.0 },
        title: doc.get("title").and_then(Value::as_str).map(str::to_owned),
        published: Some(Published {
            value: text(doc, "reference_date").to_owned(),
            precision: PublishedPrecision::Day,
            basis: Basis::Metadata,
        }),
        entities,
        places,
        dates: list(doc, "dates").map(date).collect(),
        events,
        ..Record::bare(name, text(doc, "outlet"), body)
    })
}

fn entity(entity: &Value, language: &str, body: &str) -> Entity {
    let names = strings(entity.get("names"));
    Entity {
        id: EntityId::known(&fold(names.first().map(String::as_str).unwrap_or_default())),
        entity_type: EntityType::Group,
        name: names.iter().take(1).map(|name| (language.to_owned(), name.clone())).collect::<Names>(),
        wikidata: None,
        mentions: mentions(&names, body),
        known: true,
    }
}

fn place(place: &Value, language: &str, body: &str) -> Place {
    let names = strings(place.get("names"));
    Place {
        id: PlaceId::known(&fold(names.first().map(String::as_str).unwrap_or_default())),
        name: names.iter().take(1).map(|name| (language.to_owned(), name.clone())).collect::<Names>(),
        kind: serde_json::from_value(place.get("kind").cloned().unwrap_or_default())
            .unwrap_or(PlaceKind::Other),
        country: place.get("country").and_then(Value::as_str).map(str::to_owned),
        admin1: place.get("admin1").and_then(Value::as_str).map(str::to_owned),
        lat: place.get("lat").and_then(Value::as_f64),
        lon: place.get("lon").and_then(Value::as_f64),
        geonames: None,
        confidence: 1.0,
        mentions: mentions(&names, body),
    }
}

fn mentions(names: &[String], body: &str) -> Vec<Span> {
    let count = names.iter().map(|name| body.matches(name.as_str()).count()).max().unwrap_or(0);
    vec![Span { start: 0, end: 0 }; count]
}

fn date(date: &Value) -> DateMention {
    DateMention {
        start: 0,
        end: 0,
        value: text(date, "value").to_owned(),
        end_value: None,
        precision: serde_json::from_value(date.get("precision").cloned().unwrap_or_default())
            .unwrap_or(Precision::Day),
        kind: DateKind::Absolute,
    }
}

fn event(nth: usize, event: &Value, entities: &[Entity]) -> Option<Event> {
    let parties =
        |role: &str| list(event, role).map(|names| party(&strings(Some(names)), entities)).collect();
    let place = event.get("event_loc").filter(|place| !place.is_null());
    let date = event.get("date").filter(|date| !date.is_null());
    Some(Event {
        id: EventId::nth(nth + 1),
        event_type: EventType::from_name(text(event, "event_type"))?,
        mode: strings(event.get("mode")).iter().filter_map(|mode| Mode::from_name(mode)).collect(),
        context: Vec::new(),
        acled: None,
        status: serde_json::from_value(event.get("status")?.clone()).unwrap_or(EventStatus::Factual),
        actor: parties("actor"),
        recipient: parties("recipient"),
        event_loc: place
            .and_then(|place| strings(place.get("names")).first().map(|name| PlaceId::known(&fold(name)))),
        date: date.map(|date| EventDate {
            value: text(date, "value").to_owned(),
            end_value: date.get("end").and_then(Value::as_str).map(str::to_owned),
            precision: serde_json::from_value(date.get("precision").cloned().unwrap_or_default())
                .unwrap_or(Precision::Day),
        }),
        counts: serde_json::from_value::<Counts>(event.get("counts").cloned().unwrap_or_default())
            .unwrap_or_default(),
        counts_range: BTreeMap::new(),
        attribution: None,
        evidence: Span { start: 0, end: 0 },
        confidence: 1.0,
    })
}

fn party(names: &[String], entities: &[Entity]) -> Party {
    let first = fold(names.first().map(String::as_str).unwrap_or_default());
    let id = EntityId::known(&first);
    if entities.iter().any(|entity| entity.id == id) {
        Party::Entity(id)
    } else {
        Party::Described { name: first }
    }
}

fn without_tags(html: &str) -> String {
    html.split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
        .collect::<Vec<_>>()
        .join(" ")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn strings(value: Option<&Value>) -> Vec<String> {
    value
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
