//! Who did what to whom, where, when, how many, according to whom.
//!
//! Two halves. [`knowledge`] holds what is known beforehand: lexicon, gazetteer, event grammar, all of it data read
//! from `config/lexicon` and `config/events`. [`extract`] finds it in one article. No HTML, no network, no clock, no
//! vocabulary in code; a trained model was left out on purpose, since a desk must be able to see which word of which
//! file led to which row, and to change it.
//!
//! All offsets of the result count Unicode scalar values in [`Input::text`].

mod dates;
mod document;
mod events;
mod hijri;
pub mod knowledge;
mod names;
mod people;
mod places;
mod quotes;

use jiff::civil::Date;
use record::event::Event;
use record::record::{Basis, DateMention, Defect, Entity, Place, Published, PublishedPrecision, Quote};

use crate::document::Document;
use crate::knowledge::Knowledge;

/// One article as the earlier stages left it.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Display form, censored spellings restored, paragraphs separated by a blank line.
    pub text: &'a str,
    /// The headline.
    pub title: Option<&'a str>,
    /// The language's code (`ar`, `en`, …).
    pub language: &'a str,
    /// The day of publication in the article's own calendar; relative dates resolve against it.
    pub published: Option<Date>,
}

/// What one article says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extraction {
    /// Persons, groups, organizations and the like, by first mention.
    pub entities: Vec<Entity>,
    /// Places, by first mention.
    pub places: Vec<Place>,
    /// Dates, by start.
    pub dates: Vec<DateMention>,
    /// Quotations, by start.
    pub quotes: Vec<Quote>,
    /// Events in order of their evidence; at most [`MAX_EVENTS`].
    pub events: Vec<Event>,
    /// The day of publication as the text itself tells it; null where the input told it or nothing does.
    pub published: Option<Published>,
    /// What was cut short.
    pub defects: Vec<Defect>,
}

/// The most events that one article yields; beyond it the defect `events-capped` is reported.
pub const MAX_EVENTS: usize = 256;

/// Finds what an article says. Never fails; takes time linear in the length of the text.
pub fn extract(knowledge: &Knowledge, input: &Input<'_>) -> Extraction {
    let mut document = Document::new(knowledge, input);
    let (dates, inferred) = dates::find(&document, input.published);
    document.dates = dates;
    document.published = input.published.or(inferred);
    let people = people::find(&document);
    names::resolve(&mut document, people);
    let quotes = quotes::find(&document);
    let (events, defects) = events::find(&document, &quotes);
    let published = inferred.filter(|_| input.published.is_none()).map(|date| Published {
        value: date.to_string(),
        precision: PublishedPrecision::Day,
        basis: Basis::Text,
    });
    let dates = document.dates.iter().map(|date| date.mention.clone()).collect();
    let quotes = quotes.into_iter().map(|quote| quote.public(&document)).collect();
    let (entities, places) = places::publish(&document);
    Extraction { entities, places, dates, quotes, events, published, defects }
}
