//! The second half of building: checked entries become [`Knowledge`], and every inflected form of every word
//! goes into the vocabulary. Nothing is refused here: what is wrong was told when the entry was read.

use std::collections::{HashMap, HashSet};

use record::record::Names;
use text::fault::Fault;

use super::Build;
use crate::knowledge::Class;
use crate::knowledge::entry::{Country, Head, HeadRole, LexiconEntity, LexiconPlace, Meaning, Party};
use crate::knowledge::inflect::{Form, english_verb, noun, one_person, person, verb};
use crate::knowledge::raw::{RawCountry, RawTrigger};
use crate::knowledge::vocabulary::Vocabulary;
use crate::knowledge::{Knowledge, folded, morphology};

impl Build {
    /// The knowledge of all layers, and every fault met.
    pub(crate) fn finish(mut self) -> (Knowledge, Vec<Fault>) {
        let mut knowledge = Knowledge {
            entities: Vec::new(),
            countries: Vec::new(),
            places: Vec::new(),
            parties: Vec::new(),
            heads: Vec::new(),
            triggers: Vec::new(),
            acled: std::mem::take(&mut self.acled),
            given: std::mem::take(&mut self.given),
            given_exact: std::mem::take(&mut self.given_exact),
            words: std::mem::take(&mut self.words),
            vocabulary: Vocabulary::new(),
            entity_by_id: HashMap::default(),
            reports: std::mem::take(&mut self.reports),
            civilians: None,
            body_words: HashSet::default(),
            type_words: HashMap::default(),
            country_by_code: HashMap::default(),
            large: None,
        };
        self.compile_names(&mut knowledge);
        self.compile_rules(&mut knowledge);
        (knowledge, self.faults)
    }

    fn compile_names(&mut self, knowledge: &mut Knowledge) {
        for (entity, entity_type) in self.entities.values() {
            let index = knowledge.entities.len() as u32;
            for name in entity.ar.iter().chain(&entity.en).chain(&entity.other) {
                knowledge.vocabulary.insert(&folded(name), Meaning::Entity(index));
            }
            for name in &entity.short {
                knowledge.vocabulary.insert(&folded(name), Meaning::ShortEntity(index));
            }
            knowledge.entity_by_id.insert(entity.id.clone(), index);
            knowledge.entities.push(LexiconEntity {
                id: entity.id.clone(),
                entity_type: *entity_type,
                names: names(&entity.ar, &entity.en),
                wikidata: entity.wikidata.clone(),
                country: entity.cc.clone(),
            });
        }
        let mut capitals = HashMap::new();
        for country in self.countries.values() {
            let index = knowledge.countries.len() as u32;
            if let Some(capital) = &country.capital {
                capitals.insert(capital.clone(), index);
            }
            knowledge.country_by_code.insert(country.cc.clone(), index);
            compile_country(country, index, knowledge);
        }
        for (place, kind) in self.places.values() {
            let index = knowledge.places.len() as u32;
            for name in place.ar.iter().chain(&place.en).chain(&place.other) {
                knowledge.vocabulary.insert(&folded(name), Meaning::Place(index));
            }
            knowledge.places.push(LexiconPlace {
                id: place.id.clone(),
                kind: *kind,
                names: names(&place.ar, &place.en),
                country: place.cc.clone(),
                admin1: place.admin1.clone(),
                at: place.at,
                geonames: place.geonames,
                guarded: place.guarded,
                capital_of: capitals.get(&place.id).copied(),
            });
        }
    }

    fn compile_rules(&mut self, knowledge: &mut Knowledge) {
        for (party, kind) in self.parties.values() {
            let index = knowledge.parties.len() as u32;
            let words = party.words.iter().flat_map(|word| noun(word)).map(|(form, _)| form);
            for form in words.chain(party.people.iter().flat_map(|word| person(word))) {
                knowledge.vocabulary.insert(&form, Meaning::Party(index));
            }
            for word in party.people.iter().flat_map(|word| one_person(word)) {
                knowledge.vocabulary.insert(&word, Meaning::Class(Class::One));
            }
            if party.id == "civilians" {
                knowledge.civilians = Some(index);
            }
            knowledge.parties.push(Party { kind: *kind, refers: party.refers });
        }
        for (head, role) in &self.heads {
            let index = knowledge.heads.len() as u32;
            for word in &head.words {
                let word = folded(word);
                knowledge.vocabulary.insert(&word, Meaning::Head(index));
                match role {
                    HeadRole::Place(kind) => {
                        knowledge.type_words.entry(word).or_insert(*kind);
                    }
                    HeadRole::Organization(_) => {
                        knowledge.body_words.insert(word);
                    }
                    HeadRole::OfState(_) => {}
                }
            }
            let mut pattern = Names::new();
            pattern.extend(head.ar.clone().map(|name| ("ar".to_owned(), name)));
            pattern.extend(head.en.clone().map(|name| ("en".to_owned(), name)));
            let id = head.en.as_deref().unwrap_or_default().replace("{}", "").trim().to_lowercase();
            let alone = head.alone.iter().map(|word| folded(word)).collect();
            knowledge.heads.push(Head {
                role: *role,
                pattern,
                id: id.replace(' ', "-"),
                alone,
                near_km: head.near,
            });
        }
        for (month, calendar) in &self.months {
            for name in &month.names {
                knowledge.vocabulary.insert(&folded(name), Meaning::Month(*calendar, month.number));
            }
        }
        for day in &self.weekdays {
            for name in &day.names {
                knowledge.vocabulary.insert(&folded(name), Meaning::Weekday(day.number));
            }
        }
        for (raw, trigger) in std::mem::take(&mut self.triggers) {
            let index = knowledge.triggers.len() as u32;
            for (phrase, form) in trigger_forms(&raw) {
                knowledge.vocabulary.insert(&phrase, Meaning::Trigger(index, form));
            }
            knowledge.triggers.push(trigger);
        }
        for (class, phrase) in &self.classes {
            knowledge.vocabulary.insert(phrase, Meaning::Class(*class));
        }
    }
}

fn compile_country(country: &RawCountry, index: u32, knowledge: &mut Knowledge) {
    for name in country.ar.iter().chain(&country.en).chain(&country.other) {
        knowledge.vocabulary.insert(&folded(name), Meaning::Country(index));
    }
    for adjective in &country.adjective {
        for form in adjective_forms(adjective) {
            knowledge.vocabulary.insert(&form, Meaning::Adjective(index));
        }
    }
    let (latin, arabic): (Vec<String>, Vec<String>) =
        country.adjective.iter().cloned().partition(|adjective| adjective.is_ascii());
    knowledge.countries.push(Country {
        code: country.cc.clone(),
        names: names(&country.ar, &country.en),
        adjectives: names(&arabic, &latin),
        at: country.at,
    });
}

/// The forms of a relational adjective (`…ي`), or the word itself for other scripts.
fn adjective_forms(adjective: &str) -> Vec<String> {
    let folded = folded(adjective);
    if folded.is_ascii() {
        return vec![folded];
    }
    let mut forms = Vec::new();
    for ending in &morphology().adjective {
        forms.push(format!("{folded}{ending}"));
        forms.push(format!("{}{folded}{ending}", morphology().article));
    }
    forms
}

pub(super) fn class_forms(word: &str, inflected: bool) -> Vec<String> {
    if !inflected {
        return vec![folded(word)];
    }
    let (past, present) = split(word);
    let forms = if past.is_ascii() { english_verb(past, present) } else { verb(past, present) };
    forms.into_iter().map(|(form, _)| form).collect()
}

fn trigger_forms(raw: &RawTrigger) -> Vec<(String, Form)> {
    let mut forms = Vec::new();
    for word in &raw.verb {
        let (past, present) = split(word);
        forms.extend(verb(past, present));
    }
    for word in &raw.noun {
        forms.extend(noun(word));
    }
    for word in &raw.en {
        let (base, past) = split(word);
        forms.extend(english_verb(base, past));
    }
    forms.extend(raw.phrase.iter().map(|phrase| (folded(phrase), Form::Phrase)));
    forms
}

fn split(word: &str) -> (&str, Option<&str>) {
    word.split_once('|').map_or((word, None), |(first, second)| (first, Some(second)))
}

fn names(arabic: &[String], english: &[String]) -> Names {
    let mut names = Names::new();
    names.extend(arabic.first().map(|name| ("ar".to_owned(), name.clone())));
    names.extend(english.first().map(|name| ("en".to_owned(), name.clone())));
    names
}
