//! What is set in the parts of a draft, and what wins over what.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "where a field goes was told before: others do not come here"
)]

use super::{Draft, Place, push};
use crate::date;
use crate::defect::{DefectCode, Defects};
use crate::elements::Field;
use crate::geo;
use crate::link;
use crate::model::{Category, Date, Entry, Feed, Generator, Source, Text, Update};
use crate::reader::tag;

/// Texts kept of an entry.
const MOST_CONTENT: usize = 16;

impl Draft {
    pub(crate) fn set_id(&mut self, id: String, is_permalink: bool) {
        match (&mut self.source, &mut self.entry) {
            (Some(source), _) => source.id = Some(id),
            (None, Some(entry)) => {
                entry.id_is_permalink = is_permalink && link::is_web(&id);
                entry.id = Some(id);
            }
            (None, None) => self.feed.id = Some(id),
        }
    }

    pub(crate) fn set_title(&mut self, rank: u8, text: Text) {
        if text.value.is_empty() {
            return;
        }
        match self.place(Field::Title(rank)) {
            Place::Image => self.set_image(Field::Title(rank), text.value),
            Place::Media => self.set_media(Field::Title(rank), text.value),
            Place::Source => self.set_source(|source| &mut source.title, text),
            Place::Entry | Place::Feed => {
                if rank < self.ranks().title {
                    self.ranks().title = rank;
                    *self.slot(|s| &mut s.title, |e| &mut e.title, |f| &mut f.title) = Some(text);
                }
            }
            Place::Person | Place::Nowhere => {}
        }
    }

    /// A second summary of the same rank is the full text.
    pub(crate) fn set_summary(&mut self, rank: u8, text: Text) {
        if text.value.is_empty() {
            return;
        }
        match self.place(Field::Summary(rank)) {
            Place::Image => self.set_image(Field::Summary(rank), text.value),
            Place::Media => self.set_media(Field::Summary(rank), text.value),
            Place::Source => self.set_source(|source| &mut source.subtitle, text),
            Place::Entry | Place::Feed if rank < self.ranks().summary => {
                self.ranks().summary = rank;
                *self.slot(|s| &mut s.subtitle, |e| &mut e.summary, |f| &mut f.subtitle) = Some(text);
            }
            Place::Entry if rank == self.entry_ranks.summary && rank == 0 => self.add_content(text),
            Place::Entry | Place::Feed | Place::Person | Place::Nowhere => {}
        }
    }

    pub(crate) fn add_content(&mut self, text: Text) {
        if text.value.is_empty() && text.src.is_none() || self.source.is_some() {
            return;
        }
        if let Some(entry) = self.entry.as_mut().filter(|entry| entry.content.len() < MOST_CONTENT) {
            entry.content.push(text);
        }
    }

    fn set_source(&mut self, slot: fn(&mut Source) -> &mut Option<Text>, text: Text) {
        if let Some(source) = &mut self.source {
            *slot(source) = Some(text);
        }
    }

    fn set_media(&mut self, field: Field, value: String) {
        let Some(media) = &mut self.media else { return };
        match field {
            Field::Title(_) => media.title = Some(value),
            Field::Credit => media.credit = Some(value),
            _ => media.description = Some(value),
        }
    }

    fn set_image(&mut self, field: Field, value: String) {
        let Some(image) = &mut self.image else { return };
        match field {
            Field::Title(_) => image.title = Some(value),
            Field::Link => image.link = Some(value),
            Field::Uri => image.url = Some(value),
            Field::Width => image.width = value.parse().ok(),
            Field::Height => image.height = value.parse().ok(),
            _ => image.description = Some(value),
        }
    }

    pub(crate) fn set_rights(&mut self, text: Text) {
        if !text.value.is_empty() && !self.in_text_input {
            *self.slot(|s| &mut s.rights, |e| &mut e.rights, |f| &mut f.rights) = Some(text);
        }
    }

    pub(crate) fn set_generator(&mut self, generator: Generator) {
        match (&mut self.source, &self.entry) {
            (Some(source), _) => source.generator = Some(generator),
            (None, None) => self.feed.generator = Some(generator),
            (None, Some(_)) => {}
        }
    }

    /// Among dates of one kind the lowest rank wins, then the first that can be understood.
    pub(crate) fn set_date(&mut self, field: Field, raw: &str, defects: &mut Defects) {
        let Some(date) = date::date(raw) else { return };
        if date.instant.is_none() {
            defects.add(DefectCode::BadDate, || date.raw.chars().take(60).collect());
        }
        let place = self.place(field);
        let ranks = self.ranks();
        let (rank, held) = match field {
            Field::Published(rank) => (rank, &mut ranks.published),
            Field::Updated(rank) => (rank, &mut ranks.updated),
            _ => (0, &mut 0),
        };
        let is_better = rank < *held;
        *held = rank.min(*held);
        let slot = match (place, field) {
            (Place::Source, Field::Updated(_)) => self.source.as_mut().map(|source| &mut source.updated),
            (Place::Entry, _) => self.entry.as_mut().and_then(|entry| entry_date(entry, field)),
            (Place::Feed, _) => feed_date(&mut self.feed, field),
            _ => None,
        };
        if let Some(slot) = slot
            && (is_better || slot.as_ref().is_none_or(|old| old.instant.is_none() && date.instant.is_some()))
        {
            *slot = Some(date);
        }
    }

    pub(crate) fn add_category(&mut self, category: Category) {
        let is_empty = category == Category { scheme: category.scheme.clone(), ..Category::default() };
        let categories = self.slot(|s| &mut s.categories, |e| &mut e.categories, |f| &mut f.categories);
        if !is_empty && !categories.contains(&category) {
            push(categories, category);
        }
    }

    /// A field that is one short string.
    pub(crate) fn set_short(&mut self, field: Field, value: String) {
        if value.is_empty() {
            return;
        }
        match (self.place(field), field) {
            (Place::Person, _) => self.set_person(field, value),
            (Place::Image, _) => self.set_image(field, value),
            (Place::Media, _) => self.set_media(field, value),
            (Place::Entry, _) => self.set_of_entry(field, value),
            (Place::Feed, _) => self.set_of_feed(field, &value),
            (Place::Source | Place::Nowhere, _) => {}
        }
    }

    fn set_person(&mut self, field: Field, value: String) {
        let Some(person) = &mut self.person else { return };
        match field {
            Field::Name => person.name = Some(value),
            Field::Email => person.email = Some(value),
            _ => person.url = Some(value),
        }
    }

    fn set_of_entry(&mut self, field: Field, value: String) {
        let Some(entry) = &mut self.entry else { return };
        match field {
            Field::Language => entry.language = tag(&value),
            Field::Comments => entry.comments = Some(value),
            Field::Credit => push(&mut entry.credits, value),
            Field::Latitude => self.latitude = value.parse().ok(),
            Field::Longitude => self.longitude = value.parse().ok(),
            Field::PlaceName => {
                if let Some(place) = &mut entry.place {
                    place.name = Some(value);
                }
            }
            _ => {}
        }
        if let (Some(latitude), Some(longitude), None) = (self.latitude, self.longitude, &entry.place) {
            entry.place = Some(geo::point(latitude, longitude));
        }
    }

    fn set_of_feed(&mut self, field: Field, value: &str) {
        let feed = &mut self.feed;
        match field {
            Field::Language => feed.language = tag(value),
            Field::Ttl => feed.ttl_minutes = value.parse().ok(),
            Field::SkipHour => {
                // Some count to 24.
                let hour = value.parse::<u8>().ok().filter(|hour| *hour <= 24).map(|hour| hour % 24);
                feed.skip_hours.extend(hour.filter(|hour| !feed.skip_hours.contains(hour)));
            }
            Field::SkipDay => push(&mut feed.skip_days, value.to_owned()),
            Field::UpdatePeriod => value.clone_into(&mut self.update().period),
            Field::UpdateFrequency => self.update().frequency = value.parse().unwrap_or(1),
            _ => {}
        }
    }

    fn update(&mut self) -> &mut Update {
        let first = || Update { period: "daily".to_owned(), frequency: 1 };
        self.feed.update.get_or_insert_with(first)
    }
}

fn entry_date(entry: &mut Entry, field: Field) -> Option<&mut Option<Date>> {
    match field {
        Field::Published(_) => Some(&mut entry.published),
        Field::Updated(_) => Some(&mut entry.updated),
        Field::Created => Some(&mut entry.created),
        Field::Expired => Some(&mut entry.expired),
        _ => None,
    }
}

fn feed_date(feed: &mut Feed, field: Field) -> Option<&mut Option<Date>> {
    match field {
        Field::Published(_) => Some(&mut feed.published),
        Field::Updated(_) => Some(&mut feed.updated),
        Field::Created => Some(&mut feed.created),
        _ => None,
    }
}
