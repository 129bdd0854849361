//! Events in PLOVER's terms (Political Language Ontology for Verifiable Event Records).
//!
//! Types and modes are closed sets, so that a subject or a filter can never name one that does not exist.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{EntityId, EventId, PlaceId};
use crate::record::{Precision, Span};

/// One thing that the text says happened, will happen, or did not happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// Stable within the record's revision.
    pub id: EventId,
    /// What kind of act.
    pub event_type: EventType,
    /// By which means, where stated.
    pub mode: Vec<Mode>,
    /// PLOVER contexts (`military`, `refugee`, …).
    pub context: Vec<String>,
    /// The ACLED sub-event type that corresponds.
    pub acled: Option<String>,
    /// Whether it happened.
    pub status: EventStatus,
    /// Who did it.
    pub actor: Vec<Party>,
    /// To whom.
    pub recipient: Vec<Party>,
    /// Where: a place of this record.
    pub event_loc: Option<PlaceId>,
    /// When.
    pub date: Option<EventDate>,
    /// Figures that the text states.
    pub counts: Counts,
    /// Bounds of those figures that the text leaves vague.
    #[serde(default)]
    pub counts_range: BTreeMap<CountKind, CountRange>,
    /// The stated source of the claim.
    pub attribution: Option<Party>,
    /// The clause that states it.
    pub evidence: Span,
    /// 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub confidence: f32,
}

/// An entity of the record, or a description where no name is known ("unknown gunmen").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Party {
    /// An entity of this record.
    Entity(EntityId),
    /// Words of the text.
    Described {
        /// The description.
        name: String,
    },
}

/// When an event happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EventDate {
    /// ISO 8601, as precise as `precision` says.
    pub value: String,
    /// The end of a range, inclusive.
    pub end_value: Option<String>,
    /// How precise it is.
    pub precision: Precision,
}

/// Figures of an event: only what the text states.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// People killed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead: Option<u64>,
    /// People wounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub injured: Option<u64>,
    /// People arrested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrested: Option<u64>,
    /// People kidnapped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abducted: Option<u64>,
    /// People displaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub displaced: Option<u64>,
    /// Whatever else the event counts: incidents, troops, trucks, people released, demonstrators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CountKind {
    /// People killed.
    Dead,
    /// People wounded.
    Injured,
    /// People arrested.
    Arrested,
    /// People kidnapped.
    Abducted,
    /// People displaced.
    Displaced,
    /// Anything else.
    Size,
}

impl CountKind {
    /// Every kind, in the order in which people read them.
    pub const ALL: [Self; 6] =
        [Self::Dead, Self::Injured, Self::Arrested, Self::Abducted, Self::Displaced, Self::Size];

    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::Injured => "injured",
            Self::Arrested => "arrested",
            Self::Abducted => "abducted",
            Self::Displaced => "displaced",
            Self::Size => "size",
        }
    }
}

impl Counts {
    /// The figure of one kind.
    pub fn get(&self, kind: CountKind) -> Option<u64> {
        match kind {
            CountKind::Dead => self.dead,
            CountKind::Injured => self.injured,
            CountKind::Arrested => self.arrested,
            CountKind::Abducted => self.abducted,
            CountKind::Displaced => self.displaced,
            CountKind::Size => self.size,
        }
    }

    /// The place where the figure of one kind is kept.
    pub fn slot(&mut self, kind: CountKind) -> &mut Option<u64> {
        match kind {
            CountKind::Dead => &mut self.dead,
            CountKind::Injured => &mut self.injured,
            CountKind::Arrested => &mut self.arrested,
            CountKind::Abducted => &mut self.abducted,
            CountKind::Displaced => &mut self.displaced,
            CountKind::Size => &mut self.size,
        }
    }

    /// The figures that are stated.
    pub fn iter(&self) -> impl Iterator<Item = (CountKind, u64)> + '_ {
        CountKind::ALL.into_iter().filter_map(|kind| Some((kind, self.get(kind)?)))
    }
}

/// Bounds of a vague figure ("dozens", "more than 100").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CountRange {
    /// At least.
    pub min: u64,
    /// At most, where there is such a bound.
    pub max: Option<u64>,
}

/// Whether an event happened: PLOVER's auxiliary modes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EventStatus {
    /// Reported as having happened or going on.
    Factual,
    /// Background from an earlier year or campaign.
    Historical,
    /// Announced or expected.
    Future,
    /// Conditional or imagined.
    Hypothetical,
    /// Denied or said not to have happened.
    Negated,
}

impl EventStatus {
    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Factual => "factual",
            Self::Historical => "historical",
            Self::Future => "future",
            Self::Hypothetical => "hypothetical",
            Self::Negated => "negated",
        }
    }
}

macro_rules! closed_set {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// Every member.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in JSON.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The member of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.as_str() == name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

closed_set! {
    /// PLOVER's event types.
    EventType {
        /// Agree or accept.
        Agree = "AGREE",
        /// Meet, visit, telephone, mediate.
        Consult = "CONSULT",
        /// Give diplomatic, material or military support.
        Support = "SUPPORT",
        /// Act together.
        Cooperate = "COOPERATE",
        /// Give aid.
        Aid = "AID",
        /// Yield politically.
        Concede = "CONCEDE",
        /// Yield on the ground: withdraw, release, disarm, cease fire.
        Retreat = "RETREAT",
        /// Ask or appeal.
        Request = "REQUEST",
        /// Disapprove, investigate, allege.
        Accuse = "ACCUSE",
        /// Refuse.
        Reject = "REJECT",
        /// Threaten.
        Threaten = "THREATEN",
        /// Protest.
        Protest = "PROTEST",
        /// Convict, expel, withdraw, discontinue.
        Sanction = "SANCTION",
        /// Move or raise forces.
        Mobilize = "MOBILIZE",
        /// Use force short of violence: seize, arrest, restrict.
        Coerce = "COERCE",
        /// Use violence.
        Assault = "ASSAULT",
    }
}

closed_set! {
    /// PLOVER's modes, over all types; [`Mode::fits`] says which type takes which.
    Mode {
        /// A visit.
        Visit = "visit",
        /// Mediation.
        ThirdParty = "third-party",
        /// A meeting of several.
        Multilateral = "multilateral",
        /// A telephone call.
        Phone = "phone",
        /// Withdrawal.
        Withdraw = "withdraw",
        /// Release.
        Release = "release",
        /// Disarmament.
        Disarm = "disarm",
        /// Ceasefire.
        Ceasefire = "ceasefire",
        /// Access granted.
        Access = "access",
        /// Resignation.
        Resign = "resign",
        /// Aid or forces.
        Assist = "assist",
        /// Policy.
        Change = "change",
        /// Stop, release, withdraw, spare.
        Yield = "yield",
        /// Talks.
        Meet = "meet",
        /// Disapproval.
        Disapprove = "disapprove",
        /// Investigation.
        Investigate = "investigate",
        /// Allegation.
        Allege = "allege",
        /// Restriction.
        Restrict = "restrict",
        /// Arrest.
        Arrest = "arrest",
        /// Relations.
        Relations = "relations",
        /// Expulsion.
        Expel = "expel",
        /// Territory.
        Territory = "territory",
        /// Violence.
        Violence = "violence",
        /// Demonstration.
        Demo = "demo",
        /// Riot.
        Riot = "riot",
        /// Strike.
        Strike = "strike",
        /// Hunger strike.
        Hunger = "hunger",
        /// Boycott.
        Boycott = "boycott",
        /// Blockade.
        Obstruct = "obstruct",
        /// Vandalism.
        Vandalize = "vandalize",
        /// Conviction.
        Convict = "convict",
        /// Services or relations discontinued.
        Discontinue = "discontinue",
        /// Troops.
        Troops = "troops",
        /// Weapons.
        Weapons = "weapons",
        /// Police.
        Police = "police",
        /// Militia.
        Militia = "militia",
        /// Search, raid, confiscation.
        Seize = "seize",
        /// Censorship.
        Censor = "censor",
        /// Curfew.
        Curfew = "curfew",
        /// Martial law.
        MartialLaw = "martial-law",
        /// Deportation.
        Deport = "deport",
        /// Services withheld.
        Withhold = "withhold",
        /// Misinformation.
        Misinformation = "misinformation",
        /// Attack on computers.
        Cyber = "cyber",
        /// Abduction.
        Abduct = "abduct",
        /// Beating.
        Beat = "beat",
        /// Torture.
        Torture = "torture",
        /// Sexual violence.
        Sexual = "sexual",
        /// Targeted killing.
        Targeted = "targeted",
        /// Destruction of property.
        Destroy = "destroy",
        /// Primitive weapons.
        Primitive = "primitive",
        /// Firearms.
        Firearms = "firearms",
        /// Explosives.
        Explosives = "explosives",
        /// Suicide attack.
        SuicideAttack = "suicide-attack",
        /// From the air.
        Aerial = "aerial",
        /// Drone.
        Drone = "drone",
        /// Artillery, rockets, tanks.
        HeavyWeapons = "heavy-weapons",
        /// Crowd control.
        CrowdControl = "crowd-control",
        /// Chemical and other unconventional means.
        Unconventional = "unconventional",
    }
}

impl Mode {
    /// Whether PLOVER knows this mode for that type.
    pub fn fits(self, event_type: EventType) -> bool {
        modes_of(event_type).contains(&self)
    }
}

/// The modes that PLOVER knows for a type.
pub fn modes_of(event_type: EventType) -> &'static [Mode] {
    use Mode as M;
    match event_type {
        EventType::Agree
        | EventType::Support
        | EventType::Cooperate
        | EventType::Aid
        | EventType::Concede => &[],
        EventType::Consult => &[M::Visit, M::ThirdParty, M::Multilateral, M::Phone],
        EventType::Retreat => &[M::Withdraw, M::Release, M::Disarm, M::Ceasefire, M::Access, M::Resign],
        EventType::Request | EventType::Reject => &[M::Assist, M::Change, M::Yield, M::Meet],
        EventType::Accuse => &[M::Disapprove, M::Investigate, M::Allege],
        EventType::Threaten => &[M::Restrict, M::Arrest, M::Relations, M::Expel, M::Territory, M::Violence],
        EventType::Protest => {
            &[M::Demo, M::Riot, M::Strike, M::Hunger, M::Boycott, M::Obstruct, M::Vandalize]
        }
        EventType::Sanction => &[M::Convict, M::Expel, M::Withdraw, M::Discontinue],
        EventType::Mobilize => &[M::Troops, M::Weapons, M::Police, M::Militia],
        EventType::Coerce => &[
            M::Seize,
            M::Restrict,
            M::Censor,
            M::Curfew,
            M::MartialLaw,
            M::Arrest,
            M::Deport,
            M::Withhold,
            M::Misinformation,
            M::Cyber,
        ],
        EventType::Assault => &[
            M::Abduct,
            M::Beat,
            M::Torture,
            M::Sexual,
            M::Targeted,
            M::Destroy,
            M::Primitive,
            M::Firearms,
            M::Explosives,
            M::SuicideAttack,
            M::Aerial,
            M::Drone,
            M::HeavyWeapons,
            M::CrowdControl,
            M::Unconventional,
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for &mode in Mode::ALL {
            assert_eq!(Mode::from_name(mode.as_str()), Some(mode));
            assert!(EventType::ALL.iter().any(|&t| mode.fits(t)), "{mode} fits no type");
        }
        for &event_type in EventType::ALL {
            let json = serde_json::to_string(&event_type).unwrap();
            assert_eq!(json, format!("\"{event_type}\""));
        }
    }
}
