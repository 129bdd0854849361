//! What tells the report of an act from a mere mention of one. The words of some signs and the weights of all are
//! configuration; what the others mean stands here.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use record::event::EventType;

macro_rules! signs {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// Something in or about a sentence that speaks for or against a report.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Sign {
            $($(#[$doc])* $name),+
        }

        impl Sign {
            /// The sign of that name in the configuration.
            pub(crate) fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($text => Some(Self::$name),)+
                    _ => None,
                }
            }

            /// Every name, for messages.
            pub(crate) const NAMES: &'static [&'static str] = &[$($text),+];
        }
    };
}

signs! {
    /// Words of wounds, in the sentence.
    Wounded = "wounded",
    /// Words for people as victims, in the sentence.
    Victim = "victim",
    /// Words for armed men without a name, in the sentence.
    Gunman = "gunman",
    /// Words of accusation, in the sentence.
    Accused = "accused",
    /// Words of crimes, courts and inquiries, in the sentence.
    Judged = "judged",
    /// Words of condition, aim, doubt and question, in the sentence.
    Supposed = "supposed",
    /// Words of argument and comment, in the sentence.
    Argued = "argued",
    /// Words by which an act dates or explains something else, in the sentence.
    Anchored = "anchored",
    /// Words of denial, in the sentence.
    Denying = "denying",
    /// What a crowd demands or shows, in the sentence.
    Purpose = "purpose",
    /// Figures of crowds, beside the word that tells the act.
    Throng = "throng",
    /// Prepositions and conjunctions, right before a noun that tells the act.
    Oblique = "oblique",
    /// Anything is counted.
    Counted = "counted",
    /// Dead or wounded are counted.
    Casualties = "casualties",
    /// The weapon is told.
    Armed = "armed",
    /// Torture or sexual violence.
    Abuse = "abuse",
    /// The clause names a day.
    Day = "day",
    /// The clause names a place.
    Place = "place",
    /// The clause names who did it.
    Actor = "actor",
    /// The sentence says according to whom.
    Attributed = "attributed",
    /// A verb in the past tense.
    Past = "past",
    /// A verb in the present or future tense.
    Unfinished = "unfinished",
    /// Several words tell the act.
    Several = "several",
    /// A relative pronoun right before.
    Relative = "relative",
    /// The sentence asks.
    Question = "question",
    /// The act is told at the beginning of its sentence.
    Front = "front",
    /// More than twenty words of the sentence stand before.
    Deep = "deep",
    /// More than forty words of the sentence stand before.
    VeryDeep = "very-deep",
    /// The sentence has no more words than an alert.
    Brief = "brief",
    /// The sentence has more than sixty words.
    Long = "long",
}

/// A set of signs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Signs(u32);

const _: () = assert!(Sign::NAMES.len() <= 32, "a sign is a bit of 32");

impl Signs {
    pub(crate) fn add(&mut self, sign: Sign) {
        self.0 |= 1 << sign as u32;
    }

    pub(crate) fn set(&mut self, sign: Sign, there: bool) {
        self.0 |= u32::from(there) << sign as u32;
    }

    /// What the sign was before does not count.
    pub(crate) fn replace(&mut self, sign: Sign, there: bool) {
        self.0 &= !(1 << sign as u32);
        self.set(sign, there);
    }

    pub(crate) fn unite(&mut self, others: Self) {
        self.0 |= others.0;
    }

    pub(crate) fn has(self, sign: Sign) -> bool {
        self.0 & 1 << sign as u32 != 0
    }
}

/// How the signs weigh for one type of event.
#[derive(Debug, Clone, Default)]
pub(crate) struct Weights {
    pub(crate) signs: Vec<(Sign, i32)>,
    /// What a report weighs at least in an article, and where one or two sentences are all there is.
    pub(crate) least: i32,
    pub(crate) least_alone: i32,
}

/// Words of signs, folded, and weights.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reports {
    pub(crate) words: HashMap<String, Signs, FixedState>,
    pub(crate) weights: Vec<(EventType, Weights)>,
}
