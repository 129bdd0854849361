//! The configuration files as they are written: any file may hold any of the tables, so that a desk can keep
//! one file a topic. Every entry is read by itself, so that one fault never hides the next.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use text::fault::Fault;
use toml::{Spanned, Value};

/// One file, its entries not yet looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawFile {
    pub(crate) entity: Vec<Spanned<Value>>,
    pub(crate) country: Vec<Spanned<Value>>,
    pub(crate) place: Vec<Spanned<Value>>,
    pub(crate) party: Vec<Spanned<Value>>,
    pub(crate) head: Vec<Spanned<Value>>,
    pub(crate) month: Vec<Spanned<Value>>,
    pub(crate) weekday: Vec<Spanned<Value>>,
    pub(crate) trigger: Vec<Spanned<Value>>,
    pub(crate) acled: Vec<Spanned<Value>>,
    pub(crate) weight: Vec<Spanned<Value>>,
    pub(crate) given: Vec<String>,
    pub(crate) words: Vec<String>,
    pub(crate) class: BTreeMap<String, Spanned<Vec<String>>>,
    pub(crate) verbs: BTreeMap<String, Spanned<Vec<String>>>,
    pub(crate) sign: BTreeMap<String, Spanned<Vec<String>>>,
}

/// Somebody or something that acts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawEntity {
    pub(crate) id: String,
    #[serde(rename = "type")]
    pub(crate) entity_type: String,
    /// Arabic names; the first is the canonical one.
    #[serde(default)]
    pub(crate) ar: Vec<String>,
    /// English names; the first is the canonical one.
    #[serde(default)]
    pub(crate) en: Vec<String>,
    /// Names in further languages.
    #[serde(default)]
    pub(crate) other: Vec<String>,
    /// Names that count only where the article has used a full one.
    #[serde(default)]
    pub(crate) short: Vec<String>,
    /// The country it belongs to.
    pub(crate) cc: Option<String>,
    pub(crate) wikidata: Option<String>,
}

/// A state: as an actor, as a place, and by the adjective that belongs to it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCountry {
    pub(crate) cc: String,
    pub(crate) ar: Vec<String>,
    pub(crate) en: Vec<String>,
    #[serde(default)]
    pub(crate) other: Vec<String>,
    /// Adjectives, masculine singular in Arabic.
    #[serde(default)]
    pub(crate) adjective: Vec<String>,
    pub(crate) at: [f64; 2],
    /// The capital, by whose name the government is meant where somebody acts.
    pub(crate) capital: Option<String>,
}

/// A place on the map.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawPlace {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) cc: Option<String>,
    pub(crate) admin1: Option<String>,
    #[serde(default)]
    pub(crate) ar: Vec<String>,
    #[serde(default)]
    pub(crate) en: Vec<String>,
    #[serde(default)]
    pub(crate) other: Vec<String>,
    /// Names that are ordinary words or people's names too: they count after a word of place only.
    #[serde(default)]
    pub(crate) guarded: bool,
    pub(crate) at: Option<[f64; 2]>,
    pub(crate) geonames: Option<u64>,
}

/// A description that stands for people without a name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawParty {
    pub(crate) id: String,
    /// armed, civil, forces, crowd, office, craft or anyone.
    pub(crate) kind: String,
    pub(crate) words: Vec<String>,
    /// Arabic words for one person, with a sound plural.
    #[serde(default)]
    pub(crate) people: Vec<String>,
    /// With the article they are those of the last force named.
    #[serde(default)]
    pub(crate) refers: bool,
}

/// A word that begins a longer name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawHead {
    /// org, place, force, office or military.
    pub(crate) role: String,
    /// The type or kind of what it begins.
    #[serde(rename = "as")]
    pub(crate) kind: String,
    /// For forces: what the words stand for, in Arabic and English, with `{}` for the country's adjective.
    #[serde(default)]
    pub(crate) ar: Option<String>,
    #[serde(default)]
    pub(crate) en: Option<String>,
    /// Words that mean the home country's own where no adjective follows.
    #[serde(default)]
    pub(crate) alone: Vec<String>,
    /// For places: ask the large gazetteer, within so many kilometres of the article's other places.
    #[serde(default)]
    pub(crate) near: Option<u16>,
    pub(crate) words: Vec<String>,
}

/// A month of one calendar.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawMonth {
    /// gregorian or hijri.
    pub(crate) calendar: String,
    pub(crate) number: u8,
    pub(crate) names: Vec<String>,
}

/// A day of the week, 1 for Monday to 7 for Sunday.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawWeekday {
    pub(crate) number: u8,
    pub(crate) names: Vec<String>,
}

/// A row of the event grammar: words that tell an event, and how their arguments stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawTrigger {
    #[serde(rename = "type")]
    pub(crate) event_type: Option<String>,
    #[serde(default)]
    pub(crate) mode: Vec<String>,
    /// act, harm (tells the outcome of an act), means (adds a mode to an act) or result.
    #[serde(default)]
    pub(crate) role: Option<String>,
    /// Arabic verbs as `past|present`.
    #[serde(default)]
    pub(crate) verb: Vec<String>,
    /// Arabic nouns, singular.
    #[serde(default)]
    pub(crate) noun: Vec<String>,
    /// Fixed words.
    #[serde(default)]
    pub(crate) phrase: Vec<String>,
    /// English verbs as `base` or `base|past`.
    #[serde(default)]
    pub(crate) en: Vec<String>,
    /// One of these words must follow within eight words.
    #[serde(default)]
    pub(crate) needs: Vec<String>,
    /// … or somebody: people without a name, or a person.
    #[serde(default)]
    pub(crate) needs_people: bool,
    /// None of these words may stand within four words.
    #[serde(default)]
    pub(crate) unless: Vec<String>,
    /// What the subject of the verb is: actor (default) or recipient.
    #[serde(default)]
    pub(crate) subject: Option<String>,
    /// What follows a noun: actor, recipient or none.
    #[serde(default)]
    pub(crate) of: Option<String>,
    /// What a number after it counts.
    #[serde(default)]
    pub(crate) counts: Option<String>,
    /// A status that the words themselves imply.
    #[serde(default)]
    pub(crate) status: Option<String>,
}

/// How signs tell reports of one type of event from mentions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawWeight {
    #[serde(rename = "type")]
    pub(crate) event_type: String,
    /// What a report weighs at least in an article.
    pub(crate) least: i32,
    /// The same where one or two sentences are all there is.
    pub(crate) alone: i32,
    pub(crate) signs: BTreeMap<String, i32>,
}

/// One line of the crosswalk to ACLED: the first that fits counts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawAcled {
    #[serde(rename = "type")]
    pub(crate) event_type: String,
    pub(crate) mode: Option<String>,
    pub(crate) sub_event: String,
}

/// Where faults are collected: one file at a time.
#[derive(Debug)]
pub(crate) struct RawReader<'a> {
    pub(crate) file: &'a str,
    pub(crate) source: &'a str,
    pub(crate) faults: &'a mut Vec<Fault>,
}

impl RawReader<'_> {
    /// The whole file, or its first syntax error.
    pub(crate) fn file(&mut self) -> RawFile {
        match toml::from_str(self.source) {
            Ok(file) => file,
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                self.fault(at, error.message().to_owned());
                RawFile::default()
            }
        }
    }

    /// One entry, or `None` and a fault.
    pub(crate) fn entry<T: DeserializeOwned>(&mut self, raw: Spanned<Value>) -> Option<(usize, T)> {
        let at = raw.span().start;
        match raw.into_inner().try_into() {
            Ok(entry) => Some((at, entry)),
            Err(error) => {
                self.fault(at, error.message().to_owned());
                None
            }
        }
    }

    /// Notes a fault at a byte of the file.
    pub(crate) fn fault(&mut self, at: usize, message: String) {
        let line = 1 + self.source.bytes().take(at).filter(|&byte| byte == b'\n').count();
        self.faults.push(Fault { file: self.file.to_owned(), line, message });
    }
}
