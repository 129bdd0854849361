//! Which words of a text the event grammar knows, and as what: for people who ask why a row is there.
//!
//! Not how the row was made. A cue is told whatever stands around it, while the rules also ask for its conditions,
//! its form and its sentence; so a cue without a row is a question for them, and a row without a cue in its evidence
//! took its type from the context.

use record::event::{EventType, Mode};
use record::record::Span;

use crate::Input;
use crate::document::Document;
use crate::knowledge::{Knowledge, Meaning, TriggerRole};

/// Words that may tell an event, or a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// Where they stand, in Unicode scalar values.
    pub span: Span,
    /// What they may tell.
    pub tells: Tells,
}

/// What a cue may tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tells {
    /// A row of the event grammar.
    Trigger {
        /// The type of its events.
        event_type: EventType,
        /// Their modes.
        modes: Vec<Mode>,
        /// `act`, `harm` (an outcome) or `means` (it only refines an act), as in the file.
        role: &'static str,
    },
    /// How many; for a vague word the least.
    Number(u64),
}

/// The cues of a text, in its order, the longer of two that begin together first.
pub fn cues(knowledge: &Knowledge, input: &Input<'_>) -> Vec<Cue> {
    let document = Document::new(knowledge, input);
    let mut cues = Vec::new();
    for index in 0..document.words.len() {
        for found in document.matches_at(index) {
            let Meaning::Trigger(trigger, _) = found.meaning else { continue };
            let Some(trigger) = knowledge.triggers.get(trigger as usize) else { continue };
            let role = match trigger.role {
                TriggerRole::Act => "act",
                TriggerRole::Harm => "harm",
                TriggerRole::Means => "means",
            };
            let tells = Tells::Trigger { event_type: trigger.event_type, modes: trigger.modes.clone(), role };
            cues.push(Cue { span: document.span(&(found.first..found.end)), tells });
        }
        if let Some((end, number)) = document.number_at(index) {
            cues.push(Cue { span: document.span(&(index..end)), tells: Tells::Number(number.value) });
        }
    }
    cues.sort_by_key(|cue| (cue.span.start, std::cmp::Reverse(cue.span.end)));
    cues.dedup();
    cues
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triggers_and_numbers_are_told_with_their_words() {
        let text = "اعتقلت القوات 3 أشخاص";
        let input = Input { text, title: None, letterhead: None, language: "ar", published: None };
        let cues = cues(Knowledge::builtin(), &input);
        let words =
            |span: Span| -> String { text.chars().skip(span.start).take(span.end - span.start).collect() };
        assert!(cues.iter().any(|cue| words(cue.span) == "3" && cue.tells == Tells::Number(3)), "{cues:?}");
        let arrest = |tells: &Tells| matches!(tells, Tells::Trigger { event_type: EventType::Coerce, modes, .. } if modes.contains(&Mode::Arrest));
        assert!(cues.iter().any(|cue| words(cue.span) == "اعتقلت" && arrest(&cue.tells)), "{cues:?}");
    }
}
