//! The feed as far as it has been read: which of its parts are open, and the rules of what wins over what.
//!
//! Every list is capped, so that a hostile feed cannot make many times its own size of it.

use std::sync::Arc;

use crate::date;
use crate::defect::{DefectCode, Defects};
use crate::elements::{Field, Role};
use crate::geo;
use crate::link;
use crate::model::{
    Category, Date, Enclosure, Entry, Feed, Generator, Image, Link, Media, Person, Source, Text, Version,
};

/// Kept of each list of an entry or a feed.
const MOST: usize = 200;
/// Texts kept of an entry.
const MOST_CONTENT: usize = 16;

/// What is open.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) feed: Feed,
    pub(crate) entry: Option<Box<Entry>>,
    feed_ranks: Ranks,
    entry_ranks: Ranks,
    source: Option<Box<Source>>,
    person: Option<Person>,
    image: Option<Image>,
    media: Option<Media>,
    in_text_input: bool,
    /// Text beside elements.
    loose: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
}

/// Ranks of what is held; the lowest wins.
#[derive(Debug, Clone, Copy)]
struct Ranks {
    title: u8,
    summary: u8,
    published: u8,
    updated: u8,
}

impl Default for Ranks {
    fn default() -> Self {
        Self { title: u8::MAX, summary: u8::MAX, published: u8::MAX, updated: u8::MAX }
    }
}

/// Where a field goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Feed,
    Entry,
    Source,
    Person,
    Image,
    Media,
    Nowhere,
}

impl Draft {
    /// Only the innermost part that may hold such a field takes it.
    fn place(&self, field: Field) -> Place {
        let of_image = matches!(
            field,
            Field::Title(_) | Field::Link | Field::Summary(_) | Field::Uri | Field::Width | Field::Height
        );
        let of_media =
            matches!(field, Field::Title(2) | Field::Summary(crate::elements::RANK_MEDIA) | Field::Credit);
        let of_person = matches!(field, Field::Name | Field::Email | Field::Uri);
        if self.in_text_input {
            return Place::Nowhere;
        }
        match (&self.person, &self.image, &self.media, &self.source, &self.entry) {
            (Some(_), ..) if of_person => Place::Person,
            (_, Some(_), ..) if of_image => Place::Image,
            (_, _, Some(_), ..) if of_media => Place::Media,
            (_, _, _, Some(_), _) => Place::Source,
            (_, _, _, None, Some(_)) => Place::Entry,
            (_, _, _, None, None) => Place::Feed,
        }
    }

    /// The slot of the innermost of source, entry and feed.
    fn slot<T>(
        &mut self,
        source: fn(&mut Source) -> &mut T,
        entry: fn(&mut Entry) -> &mut T,
        feed: fn(&mut Feed) -> &mut T,
    ) -> &mut T {
        match (&mut self.source, &mut self.entry) {
            (Some(open), _) => source(open),
            (None, Some(open)) => entry(open),
            (None, None) => feed(&mut self.feed),
        }
    }

    fn ranks(&mut self) -> &mut Ranks {
        if self.entry.is_some() { &mut self.entry_ranks } else { &mut self.feed_ranks }
    }

    /// The first that says something wins; a root tells more than what stands in it.
    pub(crate) fn set_version(&mut self, version: Version) {
        if self.feed.version == Version::Unknown {
            self.feed.version = version;
        }
    }

    pub(crate) fn open_entry(&mut self, language: Option<Arc<str>>) {
        (self.person, self.image, self.media, self.source) = (None, None, None, None);
        (self.in_text_input, self.entry_ranks) = (false, Ranks::default());
        (self.latitude, self.longitude) = (None, None);
        self.entry = Some(Box::new(Entry { language, ..Entry::default() }));
    }

    pub(crate) fn close_entry(&mut self, most: usize, defects: &mut Defects) {
        let Some(mut entry) = self.entry.take() else { return };
        if self.feed.entries.len() >= most {
            defects.add(DefectCode::Limit, || format!("more than {most} entries"));
            return;
        }
        if entry.link.is_none() && entry.id_is_permalink {
            entry.link.clone_from(&entry.id);
        }
        self.feed.entries.push(*entry);
    }

    pub(crate) fn open_source(&mut self, url: Option<String>) {
        self.loose.clear();
        self.source = Some(Box::new(Source { url, ..Source::default() }));
    }

    /// The text of an RSS source is its title.
    pub(crate) fn close_source(&mut self) {
        let loose = std::mem::take(&mut self.loose);
        let Some(mut source) = self.source.take() else { return };
        if source.title.is_none() && !loose.trim().is_empty() {
            let value = loose.trim().to_owned();
            source.title = Some(Text { value, media_type: "text/plain".into(), ..Text::default() });
        }
        if let Some(entry) = &mut self.entry {
            entry.source = Some(*source);
        }
    }

    pub(crate) fn open_image(&mut self) {
        self.image = Some(Image::default());
    }

    pub(crate) fn close_image(&mut self) {
        let Some(image) = self.image.take() else { return };
        match &mut self.entry {
            Some(entry) if image.url.is_some() => push(&mut entry.thumbnails, image),
            Some(_) => {}
            None if image != Image::default() => self.feed.image = Some(image),
            None => {}
        }
    }

    pub(crate) fn open_text_input(&mut self) {
        self.in_text_input = true;
    }

    pub(crate) fn close_text_input(&mut self) {
        self.in_text_input = false;
    }

    pub(crate) fn open_person(&mut self) {
        self.loose.clear();
        self.person = Some(Person::default());
    }

    pub(crate) fn close_person(&mut self, role: Role) {
        let loose = std::mem::take(&mut self.loose);
        let Some(mut person) = self.person.take() else { return };
        if person == Person::default() {
            person = crate::person::read(&loose);
        }
        if person == Person::default() {
            return;
        }
        match (role, &mut self.source, &mut self.entry) {
            (Role::Author, ..) => {
                push(self.slot(|s| &mut s.authors, |e| &mut e.authors, |f| &mut f.authors), person)
            }
            (Role::Contributor, ..) => {
                push(
                    self.slot(|s| &mut s.contributors, |e| &mut e.contributors, |f| &mut f.contributors),
                    person,
                );
            }
            (Role::Publisher, Some(_), _) => {}
            (Role::Publisher, None, Some(entry)) => entry.publisher = Some(person),
            (Role::Publisher, None, None) => self.feed.publisher = Some(person),
        }
    }

    /// Text beside elements.
    pub(crate) fn loose_text(&mut self, text: &str) {
        self.loose.push_str(text);
    }

    pub(crate) fn open_media(&mut self, url: Option<String>, mut value: impl FnMut(&str) -> Option<String>) {
        let mut number = |name| value(name).and_then(|text| text.trim().parse::<u64>().ok());
        let small = |number: Option<u64>| number.and_then(|number| u32::try_from(number).ok());
        let (width, height, duration) = (number("width"), number("height"), number("duration"));
        let size_bytes = number("filesize");
        self.media = Some(Media {
            url,
            media_type: value("type"),
            medium: value("medium"),
            width: small(width),
            height: small(height),
            duration_secs: small(duration),
            size_bytes,
            ..Media::default()
        });
    }

    pub(crate) fn close_media(&mut self) {
        if let (Some(media), Some(entry)) = (self.media.take(), &mut self.entry)
            && media != Media::default()
        {
            push(&mut entry.media, media);
        }
    }

    pub(crate) fn add_thumbnail(&mut self, url: Option<String>, width: Option<&str>, height: Option<&str>) {
        self.loose.clear();
        let pixels = |text: Option<&str>| text.and_then(|text| text.trim().parse().ok());
        let image = Image { url, width: pixels(width), height: pixels(height), ..Image::default() };
        if let Some(entry) = &mut self.entry {
            push(&mut entry.thumbnails, image);
        } else if self.feed.image.is_none() {
            self.feed.image = Some(image);
        }
    }

    /// Some write the address as text.
    pub(crate) fn close_thumbnail(&mut self) {
        let loose = std::mem::take(&mut self.loose);
        let Some(last) = self.entry.as_mut().and_then(|entry| entry.thumbnails.last_mut()) else { return };
        if last.url.is_none() && link::is_web(loose.trim()) {
            last.url = Some(loose.trim().to_owned());
        }
    }

    /// The picture of a podcast, as good as any other.
    pub(crate) fn add_itunes_image(&mut self, url: Option<String>) {
        if url.is_some() {
            self.add_thumbnail(url, None, None);
        }
    }

    pub(crate) fn add_enclosure(
        &mut self,
        url: Option<String>,
        media_type: Option<String>,
        length: Option<String>,
    ) {
        if let (Some(url), Some(entry)) = (url, &mut self.entry) {
            push(&mut entry.enclosures, Enclosure { url, media_type, length });
        }
    }

    /// A link; the first that leads to the page itself is the entry's or the feed's own.
    pub(crate) fn add_link(&mut self, link: Link, is_page: bool) {
        if let Some(image) = &mut self.image {
            image.link = Some(link.href);
            return;
        }
        if self.in_text_input {
            return;
        }
        if is_page {
            let own = self.slot(|s| &mut s.link, |e| &mut e.link, |f| &mut f.link);
            own.get_or_insert_with(|| link.href.clone());
        }
        if link.rel == "enclosure" && self.source.is_none() {
            self.add_enclosure(Some(link.href.clone()), link.media_type.clone(), link.length.clone());
        }
        push(self.slot(|s| &mut s.links, |e| &mut e.links, |f| &mut f.links), link);
    }

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
            Field::Language => entry.language = crate::reader::tag(&value),
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
            Field::Language => feed.language = crate::reader::tag(value),
            Field::Ttl => feed.ttl_minutes = value.parse().ok(),
            Field::SkipHour => {
                // Some count to 24.
                let hour = value.parse::<u8>().ok().filter(|hour| *hour <= 24).map(|hour| hour % 24);
                feed.skip_hours.extend(hour.filter(|hour| !feed.skip_hours.contains(hour)));
            }
            Field::SkipDay => push(&mut feed.skip_days, value.to_owned()),
            Field::UpdatePeriod => self.update().period = value.to_owned(),
            Field::UpdateFrequency => self.update().frequency = value.parse().unwrap_or(1),
            _ => {}
        }
    }

    fn update(&mut self) -> &mut crate::model::Update {
        let first = || crate::model::Update { period: "daily".to_owned(), frequency: 1 };
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

fn push<T>(list: &mut Vec<T>, item: T) {
    if list.len() < MOST {
        list.push(item);
    }
}
