//! Whether an act is reported or only mentioned: signs in the sentence, weighed as configured.
//!
//! Arabic sentences only: the words of the signs are Arabic, and other languages would lack half of the evidence.

use record::event::{CountKind, Event, EventStatus, Mode};

use super::group::Group;
use super::hits::Hit;
use crate::document::Document;
use crate::knowledge::{Class, Form, Sign, Signs, Weights};

/// Up to how many words a sentence is brief, as alerts are, and from how many on it is long.
const BRIEF: usize = 15;
const LONG: usize = 60;
/// How many words before the act are a beginning, and from how many on it stands deep in its sentence.
const FRONT: usize = 3;
const DEEP: usize = 20;
const VERY_DEEP: usize = 40;
/// How far before the act a relative pronoun, a preposition or a figure stands right before it.
const NEAR: usize = 2;
/// How far behind it a figure stands beside it.
const BESIDE: usize = 4;
/// How far before an act the verb may stand that only carries it.
const CARRIED: usize = 4;
/// So many sentences without a headline are all there is.
const FEW_SENTENCES: usize = 2;

/// Whether an event weighs enough. `told` holds what the caller knows of it.
pub(super) fn is_report(document: &Document<'_>, group: &Group<'_>, event: &Event, told: Signs) -> bool {
    let weights = document.knowledge.reports.weights.iter().find(|(known, _)| *known == group.event_type);
    let (Some((_, weights)), Some(main)) = (weights, group.main()) else { return true };
    if event.status == EventStatus::Negated || document.word(main.words.start).is_ascii() {
        return true;
    }
    let alone = document.title.is_none() && document.sentences.len() <= FEW_SENTENCES;
    // In an article a verb of the past tense or a figure is report enough.
    let told_as_done = matches!(main.form, Form::Past | Form::Passive)
        || is_carried_out(document, main)
        || event.counts.iter().next().is_some();
    if !alone && (event.status != EventStatus::Factual || told_as_done) {
        return true;
    }
    let least = if alone { weights.least_alone } else { weights.least };
    weighed(weights, signs(document, group, main, event, told)) >= least
}

/// "Resumed the shelling": a word that only carries the act stands right before it, or before who did it.
fn is_carried_out(document: &Document<'_>, main: &Hit<'_>) -> bool {
    let from = main.words.start.saturating_sub(CARRIED);
    (from..main.words.start).rev().any(|index| {
        document.class_at(index, Class::Light).is_some_and(|found| !found.prefix.future)
            && document.sentence_of(index) == document.sentence_of(main.words.start)
    })
}

fn weighed(weights: &Weights, signs: Signs) -> i32 {
    weights.signs.iter().filter(|(sign, _)| signs.has(*sign)).map(|(_, weight)| weight).sum()
}

fn signs(document: &Document<'_>, group: &Group<'_>, main: &Hit<'_>, event: &Event, told: Signs) -> Signs {
    let (start, end) = (main.words.start, main.words.end);
    let depth = start - group.sentence.start.min(start);
    let before = |reach: usize| start.saturating_sub(reach).max(group.sentence.start)..start;
    let beside = before(NEAR + 1).start..(end + BESIDE).min(group.sentence.end);
    let words = document.signs_in(group.sentence.clone());
    let armed = |mode: &Mode| {
        matches!(
            mode,
            Mode::Firearms
                | Mode::Aerial
                | Mode::HeavyWeapons
                | Mode::SuicideAttack
                | Mode::Drone
                | Mode::Explosives
        )
    };
    let mut signs = words;
    signs.unite(told);
    let throng = document.signs_in(beside.clone()).has(Sign::Throng)
        || beside.into_iter().any(|index| document.number_at(index).is_some());
    signs.replace(Sign::Throng, throng);
    let oblique = !main.is_verb() && document.signs_in(before(NEAR)).has(Sign::Oblique);
    signs.replace(Sign::Oblique, oblique);
    let harmed = [CountKind::Dead, CountKind::Injured];
    signs.set(Sign::Counted, event.counts.iter().next().is_some());
    signs.set(Sign::Casualties, event.counts.iter().any(|(kind, _)| harmed.contains(&kind)));
    signs.set(Sign::Armed, event.mode.iter().any(armed));
    signs.set(Sign::Abuse, event.mode.iter().any(|mode| matches!(mode, Mode::Torture | Mode::Sexual)));
    signs.set(Sign::Past, matches!(main.form, Form::Past | Form::Passive));
    signs.set(Sign::Unfinished, main.form == Form::Present || main.prefix.future);
    signs.set(Sign::Several, group.hits.len() > 1);
    signs.set(Sign::Relative, document.has_class(before(1), Class::Relative));
    signs.set(Sign::Question, group.sentence.clone().any(|index| document.is(index, "?")));
    signs.set(Sign::Front, depth <= FRONT);
    signs.set(Sign::Deep, depth > DEEP);
    signs.set(Sign::VeryDeep, depth > VERY_DEEP);
    signs.set(Sign::Brief, group.sentence.len() <= BRIEF);
    signs.set(Sign::Long, group.sentence.len() > LONG);
    signs
}
