//! The large gazetteer beside the curated knowledge, with the two brought to one spelling of provinces.

use std::sync::Arc;

use gazetteer::Gazetteer;
use gazetteer::reader::{Admin, Place};
use record::record::PlaceKind;

use super::Knowledge;
use super::entry::{HeadRole, Meaning};
use super::vocabulary::ROOT;

/// A gazetteer in force, and what the curated one calls its divisions.
#[derive(Debug, Clone)]
pub(crate) struct Large {
    pub(crate) gazetteer: Arc<Gazetteer>,
    /// By the position of a division.
    provinces: Vec<Option<String>>,
}

impl Large {
    /// The name of the division that a place lies in, spelled as in the curated gazetteer where it knows it.
    pub(crate) fn province(&self, place: &Place<'_>) -> Option<&str> {
        self.provinces.get(place.admin? as usize)?.as_deref()
    }

    /// The public id of a place.
    pub(crate) fn id(&self, place: &Place<'_>) -> String {
        format!("{}{}", self.gazetteer.source().prefix(), place.id)
    }
}

impl Knowledge {
    /// The same knowledge with a large gazetteer, which is asked for names after a word of place that the curated
    /// one does not know.
    pub fn with_gazetteer(mut self, gazetteer: Arc<Gazetteer>) -> Self {
        let provinces = gazetteer.admins().map(|admin| self.province_of(&admin)).collect();
        self.large = Some(Large { gazetteer, provinces });
        self
    }

    /// The large gazetteer in force.
    pub fn gazetteer(&self) -> Option<&Gazetteer> {
        self.large.as_ref().map(|large| &*large.gazetteer)
    }

    /// Whether a folded word says that a settlement's name follows.
    pub fn is_settlement_word(&self, folded: &str) -> bool {
        self.meanings_of(folded).iter().any(|meaning| {
            let head = meaning.head().and_then(|head| self.heads.get(head as usize));
            head.is_some_and(|head| head.role == HeadRole::Place(PlaceKind::Settlement))
        })
    }

    /// What most of the division's names mean in the curated gazetteer, else its own name.
    fn province_of(&self, admin: &Admin<'_>) -> Option<String> {
        let mut votes: Vec<(&str, usize)> = Vec::new();
        for key in admin.keys() {
            for place in self.meanings_of(key).iter().filter_map(|meaning| meaning.place()) {
                let Some(entry) = self.places.get(place as usize) else { continue };
                let Some(name) =
                    entry.admin1.as_deref().filter(|_| entry.country.as_deref() == Some(admin.country))
                else {
                    continue;
                };
                // A province by its own name is worth more than a town that happens to bear it.
                let weight = if entry.kind == PlaceKind::Admin1 { 4 } else { 1 };
                match votes.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, count)) => *count += weight,
                    None => votes.push((name, weight)),
                }
            }
        }
        let most = votes.iter().map(|&(_, count)| count).max();
        let curated = votes.iter().find(|&&(_, count)| Some(count) == most).map(|&(name, _)| name);
        curated.or(Some(admin.name).filter(|name| !name.is_empty())).map(str::to_owned)
    }

    fn meanings_of(&self, phrase: &str) -> &[Meaning] {
        let node = phrase.split(' ').try_fold(ROOT, |node, word| {
            self.vocabulary.word(word).and_then(|word| self.vocabulary.child(node, word))
        });
        node.map_or(&[], |node| self.vocabulary.meanings(node))
    }
}
