//! Who did what to whom, where, when, how many, according to whom.
//!
//! Two halves. [`knowledge`] holds what is known beforehand: lexicon, gazetteer, event grammar, all of it
//! data read from `config/lexicon` and `config/events`. [`extract`] finds it in one article. No HTML, no
//! network, no clock, no vocabulary in code; a trained model was left out on purpose, since a desk must be
//! able to see which word of which file led to which row, and to change it.
//!
//! All offsets of the result count Unicode scalar values in [`Input::text`].

mod dates;
mod document;
mod events;
pub mod explain;
mod hijri;
pub mod knowledge;
mod large;
mod names;
mod people;
mod places;
mod quotes;

use jiff::civil::Date;
use record::event::Event;
use record::published::{Basis, Published, PublishedPrecision};
use record::record::{DateMention, Defect, Entity, Place, Quote};

use crate::document::Document;
use crate::knowledge::Knowledge;

/// One article as the earlier stages left it.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Display form, censored spellings restored, paragraphs separated by a blank line.
    pub text: &'a str,
    /// The headline.
    pub title: Option<&'a str>,
    /// The body that issued the article, by its letterhead or its foot: it speaks where nobody else is cited.
    pub letterhead: Option<&'a str>,
    /// The language's code (`ar`, `en`, …).
    pub language: &'a str,
    /// The day of publication in the article's own calendar; relative dates resolve against it.
    pub published: Option<Date>,
}

/// What one article says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extraction {
    /// Persons, groups, organizations and the like, by first mention.
    pub entities: Vec<Entity>,
    /// Places, by first mention.
    pub places: Vec<Place>,
    /// Dates, by start.
    pub dates: Vec<DateMention>,
    /// Quotations, by start.
    pub quotes: Vec<Quote>,
    /// Events in order of their evidence; at most [`MAX_EVENTS`].
    pub events: Vec<Event>,
    /// The day of publication as the text itself tells it; null where the input told it or nothing does.
    pub published: Option<Published>,
    /// What was cut short.
    pub defects: Vec<Defect>,
    /// The text folded, for whoever needs it next.
    pub folded: String,
}

/// The most events that one article yields; beyond it the defect `events-capped` is reported.
pub const MAX_EVENTS: usize = 256;

/// Finds what an article says. Never fails; takes time linear in the length of the text.
pub fn extract(knowledge: &Knowledge, input: &Input<'_>) -> Extraction {
    let mut document = Document::new(knowledge, input);
    let (dates, inferred) = dates::find(&document, input.published);
    document.dates = dates;
    document.published = input.published.or(inferred);
    let people = people::find(&document);
    names::resolve(&mut document, people);
    large::resolve(&mut document);
    let quotes = quotes::find(&document);
    let (events, defects) = events::find(&document, &quotes);
    let published = inferred.filter(|_| input.published.is_none()).map(|date| Published {
        value: date.to_string(),
        precision: PublishedPrecision::Day,
        basis: Basis::Text,
    });
    let quotes = quotes.into_iter().map(|quote| quote.public(&document)).collect();
    let (entities, places) = places::publish(&mut document);
    let dates = document.dates.into_iter().map(|date| date.mention).collect();
    let folded = document.folded.into_text();
    Extraction { entities, places, dates, quotes, events, published, defects, folded }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use record::event::Party;

    use super::*;

    const WORDS: [&str; 24] = [
        "قتل",
        "«",
        "»",
        "12",
        "آذار",
        "2021",
        "،",
        ".\n\n",
        "قسد",
        "في",
        "مدينة",
        "منبج",
        "أمس",
        "قال",
        "إن",
        "بين",
        "و",
        "said",
        "Turkish",
        "drone",
        "\"",
        "من",
        "قبل",
        "ل",
    ];

    const TODAY: Date = date(2024, 3, 18);

    fn run(text: &str) -> Extraction {
        let input = Input { text, title: None, letterhead: None, language: "ar", published: Some(TODAY) };
        extract(Knowledge::builtin(), &input)
    }

    #[track_caller]
    fn check_date(text: &str, expected: &[&str]) {
        let found: Vec<String> = run(text).dates.into_iter().map(|date| date.value).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn lines_without_stops_take_linear_time() {
        for words in ["قصف بينما ", "اعتقلت قوات سوريا الديمقراطية خالد بينما ", "طالب الجيش "]
        {
            let time = |times: usize| {
                let text = words.repeat(times);
                let start = std::time::Instant::now();
                run(&text);
                start.elapsed()
            };
            time(200);
            let short = time(1000);
            // The best of three: other work on the machine only ever adds.
            let long = (0..3).map(|_| time(10_000)).min().unwrap();
            assert!(long < short * 40, "{words}: {short:?} {long:?}");
        }
    }

    #[test]
    fn dates_of_the_news() {
        check_date("وصل الوفد في 14 أبريل/نيسان 2021", &["2021-04-14"]);
        check_date("وقع ذلك بتاريخ 27/8/2023م", &["2023-08-27"]);
        check_date("قال إنه زارها أمس", &["2024-03-17"]);
        check_date("صدر البيان في ٢٣ آب ٢٠٢٣", &["2023-08-23"]);
        check_date("جرى ذلك يوم الجمعة الماضي", &["2024-03-15"]);
        check_date("يبدأ الدوام الأربعاء المقبل", &["2024-03-20"]);
        check_date("ليلة الخميس - الجمعة الماضية", &["2024-03-15"]);
        check_date("صدر في 15 محرم 1445", &["2023-08-02"]);
        check_date("وذلك منذ مطلع العام الجاري", &["2024-01-01"]);
        check_date("كما حدث في الشهر الفائت", &["2024-02"]);
        check_date("بدأ العمل في تموز/يوليو الفائت", &["2023-07"]);
        check_date("زار المدينة قبل ثلاثة أيام", &["2024-03-15"]);
        check_date("on 19 March 2024 and two days ago", &["2024-03-19", "2024-03-16"]);
        check_date("They may march in May 2020", &["2020-05"]);
        check_date("باب المدرسة كبير", &[]);
    }

    #[test]
    fn publication_is_read_from_the_text() {
        let text = "وكالة تجربة\n\nأعلن المجلس اليوم الاثنين 18 آذار 2024 افتتاح المدرسة.";
        let input = Input { text, title: None, letterhead: None, language: "ar", published: None };
        let found = extract(Knowledge::builtin(), &input);
        assert_eq!(found.published.map(|published| published.value).as_deref(), Some("2024-03-18"));
    }

    /// Type, actor and recipient ids or words, place, of the first event.
    #[track_caller]
    fn check_event(text: &str, expected: &str) {
        let found = run(text);
        let sides = |parties: &[Party]| {
            let names = parties.iter().map(|party| match party {
                Party::Entity(id) => id.as_str().to_owned(),
                Party::Described { name } => name.clone(),
            });
            names.collect::<Vec<_>>().join("+")
        };
        let told = found.events.first().map_or_else(String::new, |event| {
            let counts: Vec<String> =
                event.counts.iter().map(|(kind, count)| format!("{}={count}", kind.as_str())).collect();
            format!(
                "{} {} {} > {} @ {} {}",
                event.event_type,
                event.status.as_str(),
                sides(&event.actor),
                sides(&event.recipient),
                event.event_loc.as_ref().map_or("-", |place| place.as_str()),
                counts.join(",")
            )
        });
        assert_eq!(told.trim_end(), expected, "{text}");
    }

    #[test]
    fn events_of_the_news() {
        check_event(
            "اعتقلت قوات الأمن الداخلي سبعة مطلوبين في بلدة هجين",
            "COERCE factual قوات الأمن > مطلوبين @ sy-hajin arrested=7",
        );
        check_event(
            "قصفت المدفعية التركية قرية قرب عين عيسى",
            "ASSAULT factual turkish-army >  @ sy-ain-issa",
        );
        check_event(
            "Israeli forces arrested two farmers near Quneitra",
            "COERCE factual israeli-army > farmers @ sy-quneitra arrested=2",
        );
        check_event("لم يُعتقل أحد في المدينة", "COERCE negated  >  @ -");
        check_event("انتزع الفريق هدفاً في المباراة وسجل اللاعبون في الشوط الثاني من الدوري", "");
    }

    #[test]
    fn references_resolve_and_ids_count_up() {
        let found = run("قتل ثلاثة مدنيين بقصف لقوات النظام على سرمين. واعتقلت قسد خمسة أشخاص في منبج.");
        for (index, event) in found.events.iter().enumerate() {
            assert_eq!(event.id.as_str(), format!("e{}", index + 1));
            for party in event.actor.iter().chain(&event.recipient).chain(&event.attribution) {
                if let Party::Entity(id) = party {
                    assert!(found.entities.iter().any(|entity| entity.id == *id));
                }
            }
            let place = event.event_loc.as_ref();
            assert!(place.is_none_or(|id| found.places.iter().any(|place| place.id == *id)));
        }
        assert!(found.events.len() >= 2);
    }

    #[test]
    fn one_word_said_often_is_no_topic() {
        for text in [
            "اختتمت الجولة الثالثة من المفاوضات. وستعقد الجولة المقبلة قريبا، وقتل خمسة مدنيين خلال الجولة.",
            "أصدرت المحكمة الحكم على متهم. واعتقلت الشرطة رجلين بعد الحكم، وتظاهر الأهالي ضد الحكم.",
            "قتل عشرة أشخاص في اشتباكات بحمص بعد رحيل النظام. واعتقلت قوات الأمن أربعة بعد رحيل المسلحين ثم رحيل القوات.",
        ] {
            assert!(!run(text).events.is_empty(), "{text}");
        }
    }

    #[test]
    fn many_events_are_capped() {
        let told: Vec<String> = (2..402).map(|n| format!("قتل {n} مدنيين بقصف على سرمين.")).collect();
        let text = told.join("\n\n");
        let found = run(&text);
        assert_eq!(found.events.len(), MAX_EVENTS);
        assert!(found.defects.iter().any(|defect| defect.code == "events-capped"));
    }

    /// Letters, figures, marks and whole triggers, glued in any order: nothing that a tokenizer would expect.
    const PIECES: [&str; 52] = [
        "عناصرها",
        "ومقاتلوه",
        " وعناصره ",
        "قسد",
        "الجنود",
        "والقوات",
        " المركز ",
        "مسلحين",
        "ا",
        "ل",
        "و",
        "ب",
        "ف",
        "ك",
        "ه",
        "ة",
        "ي",
        "ن",
        "م",
        "ـ",
        "\u{64F}",
        "\u{200F}",
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        "0",
        "7",
        "٣",
        "٢٠٢٤",
        "/",
        "-",
        "–",
        ".",
        ":",
        "،",
        "؟",
        "\"",
        "“",
        "”",
        "«",
        "»",
        "''",
        "((",
        "))",
        "قتل",
        "اعتقلت",
        "بحسب",
        "قال",
        "ليلة",
        "منذ",
    ];

    proptest! {
        #[test]
        fn any_letters_keep_their_offsets(
            pieces in proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..120)
        ) {
            let text = pieces.concat();
            let length = text.chars().count();
            let found = run(&text);
            for quote in &found.quotes {
                prop_assert!(quote.start <= quote.end && quote.end <= length);
            }
            for date in &found.dates {
                prop_assert!(date.start < date.end && date.end <= length);
            }
            for event in &found.events {
                prop_assert!(event.evidence.start < event.evidence.end && event.evidence.end <= length);
            }
        }
    }

    #[track_caller]
    fn check_quote(text: &str, expected: &[(&str, &str)]) {
        let found = run(text);
        let told: Vec<(String, String)> = found
            .quotes
            .iter()
            .map(|quote| {
                let words = text.chars().skip(quote.start).take(quote.end - quote.start).collect();
                let speaker = match &quote.speaker {
                    Some(Party::Entity(id)) => id.as_str().to_owned(),
                    Some(Party::Described { name }) => name.clone(),
                    None => String::new(),
                };
                (words, speaker)
            })
            .collect();
        let told: Vec<(&str, &str)> = told.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn quotes_of_the_news() {
        check_quote(
            "أعلنت قسد انتهاء الحملة. وجاء في البيان: ”ستعود العائلات كلها إلى بيوتها قريباً“.",
            &[("ستعود العائلات كلها إلى بيوتها قريباً", "sdf")],
        );
        check_quote(
            "قال مصدر أمني: “خلايا “التنظيم” النائمة ما زالت تتحرك في البادية ليلاً”.",
            &[("خلايا “التنظيم” النائمة ما زالت تتحرك في البادية ليلاً", "مصدر أمني")],
        );
    }

    #[track_caller]
    fn check_source(text: &str, expected: &str) {
        let found = run(text);
        let told = found.events.first().and_then(|event| event.attribution.clone());
        let told = match told {
            Some(Party::Entity(id)) => id.as_str().to_owned(),
            Some(Party::Described { name }) => name,
            None => String::new(),
        };
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn sources_of_the_news() {
        check_source("وأكد مصدر طبي أن القصف على سرمين قتل ثلاثة مدنيين.", "مصدر طبي");
    }

    #[test]
    fn places_of_one_name_are_told_apart_by_company() {
        let place =
            |text: &str| run(text).places.iter().map(|place| place.id.to_string()).collect::<Vec<_>>();
        assert!(place("Shelling hit Houla near Homs and Idlib in Syria").contains(&"sy-houla".to_owned()));
        assert!(
            place("Shelling hit Houla near Tyre and Marjayoun in Lebanon").contains(&"lb-houla".to_owned())
        );
    }

    proptest! {
        #[test]
        fn any_text_keeps_its_offsets(words in proptest::collection::vec(
            prop_oneof![
                9 => proptest::sample::select(WORDS.to_vec()).prop_map(ToOwned::to_owned),
                1 => "\\PC{0,6}",
            ], 0..60)
        ) {
            let text = words.join(" ");
            let length = text.chars().count();
            let found = run(&text);
            let spans = found.entities.iter().flat_map(|e| &e.mentions).chain(found.places.iter().flat_map(|p| &p.mentions));
            for span in spans {
                prop_assert!(span.start < span.end && span.end <= length);
            }
            for date in &found.dates {
                prop_assert!(date.start < date.end && date.end <= length);
            }
            for event in &found.events {
                prop_assert!(event.evidence.start < event.evidence.end && event.evidence.end <= length);
                prop_assert!(event.mode.iter().all(|mode| mode.fits(event.event_type)));
            }
            prop_assert_eq!(found, run(&text));
        }
    }
}
