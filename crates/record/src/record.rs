//! One article, enriched: the record that subscribers receive.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::{Event, Party};
use crate::id::{EntityId, PlaceId, RecordId, StoryId};
use crate::published::Published;

/// Names by language code (`ar`, `en`, …).
pub type Names = BTreeMap<String, String>;

/// The schema tag of [`Record`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum RecordSchema {
    /// Version 1.
    #[default]
    #[serde(rename = "rasid.record.v1")]
    V1,
}

/// One article, enriched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Which shape this is.
    pub schema: RecordSchema,
    /// Stable over re-fetch and replay: from the canonical URL; where there is none, from source id, folded
    /// title and folded body.
    pub id: RecordId,
    /// Grows when the same id arrives with changed content. The first is 1.
    #[schemars(range(min = 1))]
    pub revision: u32,
    /// The input's own name: URL, path relative to the replayed folder, or WARC record id.
    pub doc: String,
    /// Where the article came from.
    pub source: Source,
    /// The address it was fetched from.
    pub url: Option<String>,
    /// The address that the page calls its own, without tracking parameters.
    pub canonical_url: Option<String>,
    /// The language of the body.
    pub language: Language,
    /// The headline.
    pub title: Option<String>,
    /// The author line.
    pub byline: Option<String>,
    /// When the article was published.
    pub published: Option<Published>,
    /// When the article was last changed, as its page says; null where it does not say.
    #[serde(default)]
    pub modified: Option<Published>,
    /// When it was fetched or received; null in a replay whose input tells neither this nor `published`.
    pub fetched_at: Option<Timestamp>,
    /// The article as a person should read it: NFC, no site furniture, no tatweel, zero-width or bidi
    /// controls, presentation forms resolved, censored spellings restored; the author's diacritics and letters
    /// kept; paragraphs separated by a blank line.
    pub text: String,
    /// Everything that was taken out of the text.
    pub removed: Vec<Removed>,
    /// Censored spellings that were undone.
    pub restored: Vec<Restored>,
    /// Persons, groups, organizations and the like that the text names.
    pub entities: Vec<Entity>,
    /// Places that the text names.
    pub places: Vec<Place>,
    /// Dates that the text names, resolved against `published`.
    pub dates: Vec<DateMention>,
    /// Quotations.
    pub quotes: Vec<Quote>,
    /// Who did what to whom, where, when, how many, according to whom.
    pub events: Vec<Event>,
    /// What was wrong with the input; empty for a clean one.
    #[serde(default)]
    pub defects: Vec<Defect>,
    /// How the record relates to earlier ones; null before the resolver has judged it.
    pub dedup: Option<Dedup>,
}

impl Record {
    /// A text of which nothing is known but its name and its source.
    pub fn bare(doc: &str, source: &str, text: String) -> Self {
        Self {
            schema: RecordSchema::V1,
            id: RecordId::from_url(doc),
            revision: 1,
            doc: doc.to_owned(),
            source: Source { id: source.to_owned(), name: None, kind: SourceKind::File, url: None },
            url: None,
            canonical_url: None,
            language: Language { code: "und".to_owned(), script: "Zzzz".to_owned(), confidence: 0.0 },
            title: None,
            byline: None,
            published: None,
            modified: None,
            fetched_at: None,
            text,
            removed: Vec::new(),
            restored: Vec::new(),
            entities: Vec::new(),
            places: Vec::new(),
            dates: Vec::new(),
            quotes: Vec::new(),
            events: Vec::new(),
            defects: Vec::new(),
            dedup: None,
        }
    }
}

/// Where an article came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// The source's id in the configuration or manifest; `unknown` where nothing names one.
    pub id: String,
    /// Its name for people.
    pub name: Option<String>,
    /// By which way it came.
    pub kind: SourceKind,
    /// The source's address.
    pub url: Option<String>,
}

/// The way on which a document came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A syndication feed.
    Feed,
    /// A sitemap.
    Sitemap,
    /// A page list.
    Page,
    /// An HTTP push.
    Push,
    /// A NATS request.
    Nats,
    /// A file, or a line of one.
    File,
    /// A web archive.
    Warc,
}

/// The language of a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Language {
    /// ISO 639-1, else 639-3 (`ckb`, `kmr`); `und` where nothing can be told.
    pub code: String,
    /// ISO 15924 (`Arab`, `Latn`); `Zzzz` where nothing can be told.
    pub script: String,
    /// 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub confidence: f32,
}

/// Something taken out of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Removed {
    /// Why.
    pub reason: RemovedReason,
    /// What.
    pub text: String,
}

/// Why something was taken out of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RemovedReason {
    /// Site furniture of no other kind here.
    Boilerplate,
    /// The title once more.
    RepeatedTitle,
    /// An image's caption.
    Caption,
    /// A photo or agency credit.
    Credit,
    /// Links to other articles.
    Related,
    /// Buttons and lines for sharing.
    Share,
    /// Newsletter and channel adverts.
    Subscribe,
    /// Donation appeals.
    Donate,
    /// A bare address.
    Url,
    /// Anything else.
    Other,
}

/// A censored spelling undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Restored {
    /// As it stood in the input.
    pub original: String,
    /// As it stands in `text` now.
    pub text: String,
    /// Where in `text`; null when it stands in the title.
    pub start: Option<usize>,
}

/// A stretch of `text`, in Unicode scalar values, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// The first scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// Somebody or something that acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entity {
    /// Unique within the record; a lexicon entry's id is the same in every record.
    pub id: EntityId,
    /// What it is.
    #[serde(rename = "type")]
    pub entity_type: EntityType,
    /// Its names by language.
    pub name: Names,
    /// The Wikidata item.
    pub wikidata: Option<String>,
    /// Where the text names it.
    pub mentions: Vec<Span>,
    /// False for a name recognised by pattern, not by lexicon.
    pub known: bool,
}

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EntityType {
    /// A human being.
    Person,
    /// An armed or political group, a people, a tribe.
    Group,
    /// An agency, party, outlet, company, charity.
    Organization,
    /// A state or one of its civil parts.
    Government,
    /// An army, police force or military coalition.
    Military,
    /// A prison, base, field, station.
    Facility,
}

impl EntityType {
    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Group => "group",
            Self::Organization => "organization",
            Self::Government => "government",
            Self::Military => "military",
            Self::Facility => "facility",
        }
    }
}

/// A place on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The gazetteer's id.
    pub id: PlaceId,
    /// Its names by language.
    pub name: Names,
    /// What it is.
    pub kind: PlaceKind,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: Option<String>,
    /// The English name of the first-order division.
    pub admin1: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// The `GeoNames` id.
    pub geonames: Option<u64>,
    /// 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub confidence: f32,
    /// Where the text names it.
    pub mentions: Vec<Span>,
}

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PlaceKind {
    /// A city, town, village or quarter.
    Settlement,
    /// A governorate or province.
    Admin1,
    /// A country.
    Country,
    /// A camp for displaced people.
    Camp,
    /// A region without borders of its own, a desert, a countryside.
    Region,
    /// A river or lake.
    River,
    /// A prison, base, field, crossing.
    Facility,
    /// Anything else.
    Other,
}

/// A date that the text names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DateMention {
    /// The first scalar value of the wording.
    pub start: usize,
    /// One past its last.
    pub end: usize,
    /// ISO 8601, as precise as `precision` says (`2021-04-14`, `2021-04`, `2021`).
    pub value: String,
    /// The end of a range, inclusive.
    pub end_value: Option<String>,
    /// How precise it is.
    pub precision: Precision,
    /// How it was told.
    pub kind: DateKind,
}

/// How precise a date in a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the day.
    Day,
    /// Some day of that week.
    Week,
    /// To the month.
    Month,
    /// To the year.
    Year,
    /// From one day to another.
    Range,
}

/// How a date was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DateKind {
    /// By its own figures.
    Absolute,
    /// By its distance from another date.
    Relative,
    /// By its two ends.
    Range,
}

/// A quotation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// The first scalar value inside the quotation marks.
    pub start: usize,
    /// One past the last inside them.
    pub end: usize,
    /// Who says it: an entity, or the words of the text.
    pub speaker: Option<Party>,
}

/// Something that was wrong with the input, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Defect {
    /// A stable code in kebab case (`charset-guessed`, `empty-body`).
    pub code: String,
    /// What exactly, for people.
    pub detail: String,
}

/// How a record relates to earlier ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dedup {
    /// The verdict.
    pub status: Status,
    /// The first record of which this is a copy, for `duplicate`; the same id for a `revision`.
    pub of: Option<RecordId>,
    /// How alike the two are, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub similarity: Option<f32>,
    /// Digest of the folded title and text: equal for texts that differ in spelling variants only.
    pub content_hash: String,
    /// The story that it belongs to.
    pub story: Option<StoryId>,
}

/// The resolver's verdict on a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Seen for the first time.
    New,
    /// A copy of an earlier record.
    Duplicate,
    /// An earlier record with changed content.
    Revision,
}

impl Status {
    /// The name in JSON and in subjects.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Duplicate => "duplicate",
            Self::Revision => "revision",
        }
    }
}
