//! The feed as far as it has been read: which of its parts are open, and the rules of what wins over what.
//!
//! What is set in them is `draft/set.rs`. Every list is capped, so that a hostile feed cannot make many times its own size of it.

mod set;

use std::sync::Arc;

use crate::defect::{DefectCode, Defects};
use crate::elements::{Field, Role};
use crate::link;
use crate::model::{Enclosure, Entry, Feed, Image, Link, Media, Person, Source, Text, Version};

/// Kept of each list of an entry or a feed.
const MOST: usize = 200;

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
            None if image != Image::default() => self.feed.image = Some(image),
            Some(_) | None => {}
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
                push(self.slot(|s| &mut s.authors, |e| &mut e.authors, |f| &mut f.authors), person);
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
}

fn push<T>(list: &mut Vec<T>, item: T) {
    if list.len() < MOST {
        list.push(item);
    }
}
