//! Whose statement an article is, told by its title alone: "Monitoring Unit: night raid", "Statement by the Command of
//! the Police". A label counts only where the text takes it up ("the Unit said"), since any topic may stand before a
//! colon.

use std::ops::Range;

use record::event::Party;

use crate::Input;
use crate::document::{Document, Referent};
use crate::knowledge::{Class, folded, is_definite, morphology};
use crate::quotes::party_of;

/// The longest name of an issuer, in words.
const LONGEST: usize = 6;
/// The fewest words of a label: one alone is most often a place.
const SHORTEST: usize = 2;

/// The body whose letterhead stands above the article, else the issuer that the title names.
pub(super) fn of(document: &Document<'_>) -> Option<Party> {
    document.letterhead.map(|name| called(document, name)).or_else(|| of_title(document))
}

/// The issuer that the title names.
fn of_title(document: &Document<'_>) -> Option<Party> {
    let input = Input { text: document.title?, title: None, letterhead: None, language: "", published: None };
    let title = Document::new(document.knowledge, &input);
    let issued = (0..title.words.len()).find_map(|index| title.after(index, Class::IssuedBy));
    let start = issued.unwrap_or(0);
    let end = (start..title.words.len()).find(|&index| title.is_punct(index)).unwrap_or(title.words.len());
    let name = start..end;
    let head = title.word(start);
    let fits = name.len() <= LONGEST && head.chars().nth(2).is_some();
    let vouched = || {
        let labels = end < title.words.len();
        name.len() >= SHORTEST
            && !is_definite(head)
            && (taken_up(document, head) || labels && repeated(document, &title, &name))
    };
    if !fits || issued.is_none() && !vouched() {
        return None;
    }
    let spelled = title.surface(&name);
    Some(called(document, spelled))
}

/// The entity of the article that bears this name, else the name itself.
fn called(document: &Document<'_>, spelled: &str) -> Party {
    let same = |known: &str| folded(known) == folded(spelled);
    let known = document.entities.iter().position(|entity| entity.names.values().any(|name| same(name)));
    let known = known.and_then(|entity| party_of(document, Referent::Entity(entity)));
    known.unwrap_or_else(|| Party::Described { name: spelled.to_owned() })
}

/// "The unit" after "Monitoring Unit"; words of time are no bodies.
fn taken_up(document: &Document<'_>, head: &str) -> bool {
    const TIMES: [Class; 5] =
        [Class::UnitDay, Class::UnitWeek, Class::UnitMonth, Class::UnitYear, Class::Documents];
    (0..document.words.len()).any(|index| {
        let word = document.word(index);
        let bare = word.strip_prefix(['و', 'ف', 'ب']).unwrap_or(word);
        bare.strip_prefix(morphology().article.as_str()) == Some(head)
            && !TIMES.into_iter().any(|class| document.is_class(index, class))
            && document.names_in(index..index + 1).iter().all(|name| name.words.len() == 1)
    })
}

/// The words stand in the text once more.
fn repeated(document: &Document<'_>, title: &Document<'_>, name: &Range<usize>) -> bool {
    (0..document.words.len()).any(|at| {
        name.clone().enumerate().all(|(offset, index)| document.word(at + offset) == title.word(index))
    })
}
