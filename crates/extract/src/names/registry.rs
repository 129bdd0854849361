//! Entities and places of one article: every mention of one and the same comes to one entry.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use record::id::{EntityId, PlaceId};
use record::record::{EntityType, Names, PlaceKind};

use super::{Candidate, Reading};
use crate::document::{Document, FoundEntity, FoundPlace, Name, Prefix, Preposition, Referent};
use crate::knowledge::{Class, HeadRole, folded, mark, morphology};

/// Which entry an id has.
#[derive(Debug, Default)]
pub(super) struct Registry {
    entities: HashMap<String, usize, RandomState>,
    places: HashMap<String, usize, RandomState>,
    /// The entities of forces and offices met, by head and country.
    of_states: HashMap<(u32, u32), usize, RandomState>,
    /// The article's own country.
    home: Option<String>,
}

impl Registry {
    /// An empty registry of an article about this country.
    pub(super) fn new(home: Option<String>) -> Self {
        Self { home, ..Self::default() }
    }

    /// Notes a mention; `None` where the reading does not hold in this article.
    pub(super) fn refer(&mut self, document: &mut Document<'_>, candidate: &Candidate) -> Option<Referent> {
        let words = &candidate.words;
        match &candidate.reading {
            Reading::Entity(entity) => Some(self.lexicon_entity(document, *entity, words)),
            Reading::ShortEntity(entity) => {
                let entry = document.knowledge.entities.get(*entity as usize)?;
                let at_home = entry.country.is_some() && entry.country == self.home;
                (at_home || self.entities.contains_key(&entry.id)).then_some(())?;
                Some(self.lexicon_entity(document, *entity, words))
            }
            Reading::OfState(head, country) => self.of_state(document, *head, *country, words),
            Reading::Government(country) => self.government(document, *country, words),
            Reading::Person => {
                let name = document.surface(words);
                Some(self.open_entity(document, EntityType::Person, name, words))
            }
            Reading::Outlet => {
                let name = document.surface(words);
                Some(self.open_entity(document, EntityType::Organization, name, words))
            }
            Reading::OpenOrganization(head) => {
                let HeadRole::Organization(kind) = document.knowledge.heads.get(*head as usize)?.role else {
                    return None;
                };
                let name = unprefixed(document.surface(words), candidate.prefix);
                let name = name.replace(['"', '“', '”', '«', '»'], "");
                Some(self.open_entity(document, kind, &name, words))
            }
            Reading::OneOfTwo(head, joined) => {
                let HeadRole::Organization(kind) = document.knowledge.heads.get(*head as usize)?.role else {
                    return None;
                };
                let name = document.surface(words);
                let name = if *joined { name.strip_prefix('و').unwrap_or(name) } else { name };
                Some(self.open_entity(document, kind, name, words))
            }
            Reading::Place(place) => self.place(document, *place, words),
            Reading::Country(country) => self.country(document, *country, words),
            Reading::OpenPlace(head) => {
                let HeadRole::Place(kind) = document.knowledge.heads.get(*head as usize)?.role else {
                    return None;
                };
                Some(self.open_place(document, kind, words))
            }
            Reading::Party(party) => Some(Referent::Party(*party)),
        }
    }

    fn lexicon_entity(&mut self, document: &mut Document<'_>, entity: u32, words: &Range<usize>) -> Referent {
        let Some(entry) = document.knowledge.entities.get(entity as usize) else { return Referent::Party(0) };
        if let Some(&known) = self.entities.get(&entry.id) {
            return Self::mention(document, known, words);
        }
        let found = FoundEntity {
            id: entry.id.clone(),
            entity_type: entry.entity_type,
            names: entry.names.clone(),
            wikidata: entry.wikidata.clone(),
            known: true,
            mentions: Vec::new(),
        };
        self.entity(document, found, words)
    }

    /// A force or office: the lexicon's entry if it knows the canonical name, else one made of head and
    /// adjective.
    fn of_state(
        &mut self,
        document: &mut Document<'_>,
        head: u32,
        country: u32,
        words: &Range<usize>,
    ) -> Option<Referent> {
        if let Some(&known) = self.of_states.get(&(head, country)) {
            return Some(Self::mention(document, known, words));
        }
        let referent = self.new_of_state(document, head, country, words)?;
        if let Referent::Entity(entity) = referent {
            self.of_states.insert((head, country), entity);
        }
        Some(referent)
    }

    fn new_of_state(
        &mut self,
        document: &mut Document<'_>,
        head: u32,
        country: u32,
        words: &Range<usize>,
    ) -> Option<Referent> {
        let entry = document.knowledge.heads.get(head as usize)?;
        let state = document.knowledge.countries.get(country as usize)?;
        let mut names = Names::new();
        for (language, pattern) in &entry.pattern {
            if let Some(adjective) = state.adjectives.get(language) {
                names.insert(language.clone(), filled(pattern, adjective));
            }
        }
        if let Some(known) = names.values().find_map(|name| known_entity(document, name)) {
            return Some(self.lexicon_entity(document, known, words));
        }
        let HeadRole::OfState(kind) = entry.role else { return None };
        let id = format!("{}-{}", state.code.to_lowercase(), entry.id);
        let found =
            FoundEntity { id, entity_type: kind, names, wikidata: None, known: true, mentions: Vec::new() };
        Some(self.entity(document, found, words))
    }

    fn government(
        &mut self,
        document: &mut Document<'_>,
        country: u32,
        words: &Range<usize>,
    ) -> Option<Referent> {
        let state = document.knowledge.countries.get(country as usize)?;
        let found = FoundEntity {
            id: format!("{}-state", state.code.to_lowercase()),
            entity_type: EntityType::Government,
            names: state.names.clone(),
            wikidata: None,
            known: true,
            mentions: Vec::new(),
        };
        Some(self.entity(document, found, words))
    }

    fn open_entity(
        &mut self,
        document: &mut Document<'_>,
        kind: EntityType,
        name: &str,
        words: &Range<usize>,
    ) -> Referent {
        let mut names = Names::new();
        names.insert(language_of(name).to_owned(), name.to_owned());
        let found = FoundEntity {
            id: EntityId::from_name(kind.as_str(), &folded(name)).as_str().to_owned(),
            entity_type: kind,
            names,
            wikidata: None,
            known: false,
            mentions: Vec::new(),
        };
        self.entity(document, found, words)
    }

    fn entity(&mut self, document: &mut Document<'_>, found: FoundEntity, words: &Range<usize>) -> Referent {
        let index = *self.entities.entry(found.id.clone()).or_insert(document.entities.len());
        if index == document.entities.len() {
            document.entities.push(found);
        }
        Self::mention(document, index, words)
    }

    fn mention(document: &mut Document<'_>, index: usize, words: &Range<usize>) -> Referent {
        if let Some(entity) = document.entities.get_mut(index) {
            entity.mentions.push(words.clone());
        }
        Referent::Entity(index)
    }

    fn place(&mut self, document: &mut Document<'_>, place: u32, words: &Range<usize>) -> Option<Referent> {
        let entry = document.knowledge.places.get(place as usize)?;
        if let Some(&known) = self.places.get(&entry.id) {
            return Some(Self::mention_place(document, known, words));
        }
        let found = FoundPlace {
            id: entry.id.clone(),
            kind: entry.kind,
            names: entry.names.clone(),
            country: entry.country.clone(),
            admin1: entry.admin1.clone(),
            at: entry.at,
            geonames: entry.geonames,
            confidence: 0.9,
            mentions: Vec::new(),
        };
        Some(self.enter_place(document, found, words))
    }

    fn country(
        &mut self,
        document: &mut Document<'_>,
        country: u32,
        words: &Range<usize>,
    ) -> Option<Referent> {
        let state = document.knowledge.countries.get(country as usize)?;
        let found = FoundPlace {
            id: state.code.to_lowercase(),
            kind: PlaceKind::Country,
            names: state.names.clone(),
            country: Some(state.code.clone()),
            admin1: None,
            at: Some(state.at),
            geonames: None,
            confidence: 0.95,
            mentions: Vec::new(),
        };
        Some(self.enter_place(document, found, words))
    }

    fn open_place(&mut self, document: &mut Document<'_>, kind: PlaceKind, words: &Range<usize>) -> Referent {
        let name = document.surface(words);
        let mut names = Names::new();
        names.insert(language_of(name).to_owned(), name.to_owned());
        let found = FoundPlace {
            id: PlaceId::from_name("open", &folded(name)).as_str().to_owned(),
            kind,
            names,
            country: None,
            admin1: None,
            at: None,
            geonames: None,
            confidence: 0.5,
            mentions: Vec::new(),
        };
        self.enter_place(document, found, words)
    }

    fn enter_place(
        &mut self,
        document: &mut Document<'_>,
        found: FoundPlace,
        words: &Range<usize>,
    ) -> Referent {
        let index = *self.places.entry(found.id.clone()).or_insert(document.places.len());
        if index == document.places.len() {
            document.places.push(found);
        }
        Self::mention_place(document, index, words)
    }

    fn mention_place(document: &mut Document<'_>, index: usize, words: &Range<usize>) -> Referent {
        if let Some(place) = document.places.get_mut(index) {
            place.mentions.push(words.clone());
        }
        Referent::Place(index)
    }

    /// A town and the province that bears its name are one in the news: where the article names the province,
    /// a bare name means it too.
    pub(super) fn unite_towns_with_provinces(document: &mut Document<'_>) {
        let mut moved: HashMap<usize, usize> = HashMap::new();
        let provinces: Vec<(usize, String)> = document
            .places
            .iter()
            .enumerate()
            .filter(|(_, place)| place.kind == PlaceKind::Admin1)
            .filter_map(|(index, place)| Some((index, folded(place.names.get("ar")?))))
            .collect();
        for (town, place) in document.places.iter().enumerate() {
            if place.kind != PlaceKind::Settlement || provinces.is_empty() {
                continue;
            }
            let name = place.names.get("ar").map(|name| folded(name)).unwrap_or_default();
            let bears = |full: &str| full.strip_suffix(&name).is_some_and(|head| head.ends_with(' '));
            let province = provinces.iter().find(|(other, full)| {
                bears(full) && document.places.get(*other).is_some_and(|other| other.country == place.country)
            });
            if let Some(&(province, _)) = province.filter(|_| !name.is_empty()) {
                moved.insert(town, province);
            }
        }
        if moved.is_empty() {
            return;
        }
        for (&town, &province) in &moved {
            let mentions = document.places.get_mut(town).map(|place| std::mem::take(&mut place.mentions));
            if let Some(place) = document.places.get_mut(province) {
                place.mentions.extend(mentions.unwrap_or_default());
                place.mentions.sort_by_key(|words| words.start);
            }
        }
        document.replace_places(&moved);
    }

    /// A family name alone, after the full name, is the same person.
    pub(super) fn add_family_names(document: &mut Document<'_>) {
        let mut families: HashMap<String, (usize, usize), RandomState> = HashMap::default();
        for (index, entity) in document.entities.iter().enumerate() {
            if entity.entity_type != EntityType::Person || entity.known {
                continue;
            }
            let Some(words) = entity.mentions.first().filter(|words| words.len() >= 2) else { continue };
            let family = document.word(words.end - 1);
            if family.chars().nth(2).is_some() && !document.knowledge.is_ordinary(family) {
                families.entry(family.to_owned()).or_insert((index, words.end));
            }
        }
        if families.is_empty() {
            return;
        }
        let marks = families.keys().fold(0, |marks, family| marks | mark(family));
        let taken: Vec<Range<usize>> = document.names.iter().map(|name| name.words.clone()).collect();
        let mut next = taken.iter().peekable();
        let mut found = Vec::new();
        for index in 0..document.words.len() {
            while next.peek().is_some_and(|words| words.end <= index) {
                next.next();
            }
            let free = next.peek().is_none_or(|words| words.start > index);
            let word = document.word(index);
            if free
                && marks & mark(word) != 0
                && let Some(&(entity, after)) = families.get(word)
                && index >= after
                && !document.is_class(index, Class::Say)
            {
                found.push((index, entity));
            }
        }
        for (index, entity) in found {
            if let Some(entity) = document.entities.get_mut(entity) {
                entity.mentions.push(index..index + 1);
            }
            let name = Name {
                words: index..index + 1,
                referent: Referent::Entity(entity),
                prefix: Prefix::default(),
            };
            document.names.push(name);
        }
        document.names.sort_by_key(|name| name.words.start);
    }
}

/// A name as it is called: without the "and" and the preposition written to it.
fn unprefixed(surface: &str, prefix: Prefix) -> String {
    let rest =
        if prefix.conjunction { surface.strip_prefix(['و', 'ف']).unwrap_or(surface) } else { surface };
    match prefix.preposition {
        None => rest.to_owned(),
        Some(Preposition::For) if rest.starts_with(morphology().for_article.as_str()) => {
            rest.replacen(morphology().for_article.as_str(), &morphology().article, 1)
        }
        Some(_) => rest.chars().skip(1).collect(),
    }
}

fn known_entity(document: &Document<'_>, name: &str) -> Option<u32> {
    let vocabulary = &document.knowledge.vocabulary;
    let folded = folded(name);
    let node = folded
        .split(' ')
        .try_fold(crate::knowledge::ROOT, |node, word| vocabulary.child(node, vocabulary.word(word)?))?;
    vocabulary.meanings(node).iter().find_map(|meaning| meaning.entity())
}

/// A pattern with the adjective in the gender that it asks for.
fn filled(pattern: &str, adjective: &str) -> String {
    let arabic = !adjective.is_ascii();
    let definite = if arabic { format!("{}{adjective}", morphology().article) } else { adjective.to_owned() };
    pattern.replace("{f}", &format!("{definite}ة")).replace("{}", &definite)
}

fn language_of(name: &str) -> &'static str {
    if name.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c)) { "ar" } else { "en" }
}
