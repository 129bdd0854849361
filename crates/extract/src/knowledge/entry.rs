//! Entries of the knowledge after checking: nothing here can name a type, mode or class that does not exist.

use std::collections::HashSet;

use foldhash::fast::FixedState;
use record::event::{CountKind, EventStatus, EventType, Mode};
use record::record::{EntityType, Names, PlaceKind};

use super::class::Class;
use super::inflect::Form;

/// What a phrase of the vocabulary may mean. Numbers are positions in the tables of [`super::Knowledge`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A full name of an entity.
    Entity(u32),
    /// A name that counts only after a full one.
    ShortEntity(u32),
    /// A place.
    Place(u32),
    /// A state by its name.
    Country(u32),
    /// A state's adjective.
    Adjective(u32),
    /// People without a name.
    Party(u32),
    /// The first word of longer names.
    Head(u32),
    /// A month.
    Month(Calendar, u8),
    /// A weekday, 1 for Monday.
    Weekday(u8),
    /// A word of the event grammar.
    Trigger(u32, Form),
    /// A word of a class.
    Class(Class),
}

impl Meaning {
    pub(crate) fn entity(self) -> Option<u32> {
        if let Self::Entity(entity) = self { Some(entity) } else { None }
    }

    pub(crate) fn place(self) -> Option<u32> {
        if let Self::Place(place) = self { Some(place) } else { None }
    }

    pub(crate) fn head(self) -> Option<u32> {
        if let Self::Head(head) = self { Some(head) } else { None }
    }

    /// A state by its name or its adjective.
    pub(crate) fn state(self) -> Option<u32> {
        if let Self::Country(state) | Self::Adjective(state) = self { Some(state) } else { None }
    }

    pub(crate) fn adjective(self) -> Option<u32> {
        if let Self::Adjective(country) = self { Some(country) } else { None }
    }

    pub(crate) fn trigger(self) -> Option<(u32, Form)> {
        if let Self::Trigger(trigger, form) = self { Some((trigger, form)) } else { None }
    }

    pub(crate) fn month(self) -> Option<(Calendar, u8)> {
        if let Self::Month(calendar, month) = self { Some((calendar, month)) } else { None }
    }

    pub(crate) fn class(self) -> Option<Class> {
        if let Self::Class(class) = self { Some(class) } else { None }
    }

    pub(crate) fn weekday(self) -> Option<u8> {
        if let Self::Weekday(day) = self { Some(day) } else { None }
    }

    /// A month or a weekday.
    pub(crate) fn is_of_calendar(self) -> bool {
        matches!(self, Self::Month(..) | Self::Weekday(_))
    }
}

/// A calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calendar {
    Gregorian,
    Hijri,
}

/// Somebody or something that acts.
#[derive(Debug, Clone)]
pub(crate) struct LexiconEntity {
    pub(crate) id: String,
    pub(crate) entity_type: EntityType,
    pub(crate) names: Names,
    pub(crate) wikidata: Option<String>,
    pub(crate) country: Option<String>,
}

/// A state.
#[derive(Debug, Clone)]
pub(crate) struct Country {
    pub(crate) code: String,
    pub(crate) names: Names,
    /// The adjective as configured first, in Arabic and in English.
    pub(crate) adjectives: Names,
    pub(crate) at: [f64; 2],
}

/// A place on the map.
#[derive(Debug, Clone)]
pub(crate) struct LexiconPlace {
    pub(crate) id: String,
    pub(crate) kind: PlaceKind,
    pub(crate) names: Names,
    pub(crate) country: Option<String>,
    pub(crate) admin1: Option<String>,
    pub(crate) at: Option<[f64; 2]>,
    pub(crate) geonames: Option<u64>,
    pub(crate) guarded: bool,
    /// The state whose capital this is: where a capital acts, its government is meant.
    pub(crate) capital_of: Option<u32>,
}

/// What kind of people a description means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartyKind {
    /// Gunmen.
    Armed,
    /// Civilians.
    Civil,
    /// Soldiers, policemen.
    Forces,
    /// Demonstrators.
    Crowd,
    /// Officials and delegations: they act for those they come from.
    Office,
    /// Machines: they act for their owners.
    Craft,
    /// Persons: counted, but no party.
    Anyone,
}

/// People without a name.
#[derive(Debug, Clone)]
pub(crate) struct Party {
    pub(crate) kind: PartyKind,
    /// With the article they are those of the last force named.
    pub(crate) refers: bool,
}

/// What a head word begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeadRole {
    /// An organisation with a name of its own.
    Organization(EntityType),
    /// A place.
    Place(PlaceKind),
    /// A state's force or office, when its adjective follows.
    OfState(EntityType),
}

/// A word that begins longer names.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) role: HeadRole,
    /// For forces and offices: canonical names with `{}` for the adjective.
    pub(crate) pattern: Names,
    pub(crate) id: String,
    /// Words that mean the home country's force or office where no adjective follows.
    pub(crate) alone: Vec<String>,
    /// For places: the large gazetteer is asked for the name, within so many kilometres of the article's other
    /// places.
    pub(crate) near_km: Option<u16>,
}

impl Head {
    /// Whether these words of the text mean the home country's own.
    pub(crate) fn stands_alone(&self, words: &str) -> bool {
        let bare = words.strip_prefix(['و', 'ف']).unwrap_or(words);
        self.alone.iter().any(|alone| alone == words || alone == bare)
    }
}

/// What a trigger tells of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TriggerRole {
    /// The act itself.
    Act,
    /// People killed, wounded, taken: the outcome of an act told elsewhere in the sentence, or the act
    /// itself.
    Harm,
    /// Only a means: it refines an act of the same type, and makes no event alone.
    Means,
}

/// Words that a trigger needs or excludes: most are single words, some are pairs.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordList {
    words: HashSet<Box<str>, FixedState>,
    pairs: Vec<(String, String)>,
    /// The marks of the first words: a word with another mark is not among them.
    marks: u128,
}

impl WordList {
    /// A list of folded words and pairs of words.
    pub(crate) fn new(folded: impl IntoIterator<Item = String>) -> Self {
        let mut list = Self::default();
        for wording in folded {
            list.marks |= mark(wording.split(' ').next().unwrap_or_default());
            match wording.split_once(' ') {
                Some((first, second)) => list.pairs.push((first.to_owned(), second.to_owned())),
                None => {
                    list.words.insert(wording.into_boxed_str());
                }
            }
        }
        list
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.pairs.is_empty()
    }

    /// Whether one of these [marks](mark) is that of a first word of the list.
    pub(crate) fn may_have(&self, marks: u128) -> bool {
        self.marks & marks != 0
    }

    /// Whether a word, or it and the one behind it, is in the list.
    pub(crate) fn has(&self, word: &str, next: &str) -> bool {
        self.words.contains(word) || self.pairs.iter().any(|(first, second)| first == word && second == next)
    }
}

/// The word without "and", "in" or "for" written to it, as words beside a trigger are looked up.
pub(crate) fn without_prefix(word: &str) -> Option<&str> {
    word.strip_prefix(['و', 'ب', 'ل'])
}

/// One bit by a word's length and its second byte: words with different bits differ.
pub(crate) fn mark(word: &str) -> u128 {
    let letter = word.as_bytes().get(1).copied().unwrap_or_default() % 32;
    1 << (u32::from(letter) * 4 + word.len() as u32 / 2 % 4)
}

/// Which side of an event an argument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Argument {
    Actor,
    Recipient,
    None,
}

/// A row of the event grammar.
#[derive(Debug, Clone)]
pub(crate) struct Trigger {
    pub(crate) event_type: EventType,
    pub(crate) modes: Vec<Mode>,
    pub(crate) role: TriggerRole,
    pub(crate) needs: WordList,
    /// People or a person do for a word that is needed.
    pub(crate) needs_people: bool,
    pub(crate) unless: WordList,
    pub(crate) subject: Argument,
    pub(crate) of: Argument,
    pub(crate) counts: Option<CountKind>,
    pub(crate) status: Option<EventStatus>,
}

/// A line of the crosswalk to ACLED.
#[derive(Debug, Clone)]
pub(crate) struct Acled {
    pub(crate) event_type: EventType,
    pub(crate) mode: Option<Mode>,
    pub(crate) sub_event: String,
}
