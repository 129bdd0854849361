//! What earlier sentences hand on to later ones.

use record::event::{EventDate, EventStatus, EventType, Mode, Party};

use super::slots::Parties;
use super::source::Fallback;

/// How many sentences back a subject may be that a verb goes on with.
const SUBJECT_REACH: usize = 2;

/// What was told so far.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The last place of an event, by its position in the document.
    pub(super) place: Option<usize>,
    pub(super) date: Option<EventDate>,
    pub(super) speaker: Option<Party>,
    /// The source cited last in this paragraph.
    pub(super) cited: Option<Party>,
    /// The body whose label the sentence carries: "Red Crescent: …".
    pub(super) label: Option<Party>,
    /// What stands for a source where nothing nearer does.
    pub(super) fallback: Fallback,
    /// The actor of the event before in the same sentence.
    pub(super) actor: Vec<Party>,
    /// That event was one of force.
    pub(super) by_force: bool,
    /// Who acted last, here or in the sentences just before.
    pub(super) subject: Vec<Party>,
    /// The last two that fought, met or agreed.
    pub(super) sides: Option<[Party; 2]>,
    /// Who speaks where the text says "we": the speaker of the quotation, the last source, the issuer.
    pub(super) voice: Option<Party>,
    /// The group that a campaign of this article is aimed at.
    pub(super) target: Option<Party>,
    /// Sentences since `subject` acted.
    age: usize,
    /// Who last used force short of violence: who arrests goes on to search and to close.
    pub(super) force: Vec<Party>,
    /// Who last attacked: whom accusations are about.
    pub(super) attacker: Vec<Party>,
    /// That attack came from afar: shelling, air raids, drones come in series.
    pub(super) bombards: bool,
    /// Each line of the article is news by itself.
    pub(super) ticker: bool,
    /// Who last demonstrated.
    pub(super) crowd: Vec<Party>,
    /// Who was last arrested or abducted: whom a release without an object lets go.
    pub(super) held: Vec<Party>,
}

impl Memory {
    /// A new sentence begins.
    pub(super) fn sentence(&mut self) {
        self.actor.clear();
        self.age += 1;
        if self.age > SUBJECT_REACH {
            self.subject.clear();
        }
    }

    /// Notes who acted in an event.
    pub(super) fn note(
        &mut self,
        event_type: EventType,
        status: EventStatus,
        modes: &[Mode],
        parties: &Parties,
    ) {
        self.actor.clone_from(&parties.actor);
        self.by_force = matches!(
            event_type,
            EventType::Assault | EventType::Coerce | EventType::Mobilize | EventType::Protest
        );
        if matches!(event_type, EventType::Coerce | EventType::Mobilize)
            && let Some(target) = &parties.aimed_at
        {
            self.target = Some(target.clone());
        }
        if modes.iter().any(|mode| matches!(mode, Mode::Arrest | Mode::Abduct)) {
            self.held.clone_from(&parties.recipient);
        }
        if parties.actor.is_empty() {
            return;
        }
        let mut all = parties.actor.iter().chain(&parties.recipient);
        if let (Some(one @ Party::Entity(_)), Some(other @ Party::Entity(_))) = (all.next(), all.next()) {
            self.sides = Some([one.clone(), other.clone()]);
        }
        self.subject.clone_from(&parties.actor);
        self.age = 0;
        let named = matches!(parties.actor.first(), Some(Party::Entity(_)));
        if named && matches!(event_type, EventType::Coerce | EventType::Mobilize) {
            self.force = parties.actor.iter().take(1).cloned().collect();
        } else if event_type == EventType::Assault && status == EventStatus::Factual {
            self.attacker.clone_from(&parties.actor);
            self.bombards = named && modes.iter().any(|&mode| is_distant(mode));
        } else if event_type == EventType::Protest {
            self.crowd.clone_from(&parties.actor);
        }
    }
}

/// Shelling, air raids, drones: force from afar.
pub(super) fn is_distant(mode: Mode) -> bool {
    matches!(mode, Mode::Aerial | Mode::Drone | Mode::HeavyWeapons)
}
