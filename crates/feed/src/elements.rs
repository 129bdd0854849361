//! What each element of a feed is: one table from vocabulary and name to meaning.

use crate::model::Shape;
use crate::names::Space;

/// The meaning of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Element {
    /// `rss`.
    Rss,
    /// `feed`.
    AtomFeed,
    /// `rdf:RDF`.
    Rdf,
    Channel,
    Entry,
    /// An enclosing element with nothing of its own: `media:group`, `items`.
    Group,
    Source,
    Image,
    TextInput,
    Person(Role),
    MediaContent,
    MediaThumbnail,
    ItunesImage,
    Enclosure,
    /// GML shapes and their rings: the attributes say how positions are written.
    Gml(Shape),
    /// An element whose text is wanted.
    Field(Field),
    /// Anything else.
    Other,
}

/// Whose name stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Author,
    Contributor,
    Publisher,
}

/// An element whose text is wanted. Numbers are ranks: where several elements say the same, the lowest wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Title(u8),
    Link,
    Id,
    Summary(u8),
    /// Default type: HTML for RSS modules, plain for Atom, XHTML for `body`.
    Content(Markup),
    Rights,
    Generator,
    Language,
    Published(u8),
    Updated(u8),
    Created,
    Expired,
    Category,
    Keywords,
    Name,
    Email,
    Uri,
    Comments,
    Ttl,
    SkipHour,
    SkipDay,
    UpdatePeriod,
    UpdateFrequency,
    Width,
    Height,
    Shape(Shape),
    Position,
    PositionList,
    Latitude,
    Longitude,
    PlaceName,
    Credit,
}

/// The type of a text where its element does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Markup {
    Plain,
    Html,
    Xhtml,
}

/// Rank of `media:description`: a caption, no summary unless there is nothing else.
pub(crate) const RANK_MEDIA: u8 = 4;
/// Rank of what explains the feed to people who see its source.
const RANK_INFO: u8 = 5;

/// Looks an element up; the name is in lower case.
pub(crate) fn element(space: Space, name: &[u8]) -> Element {
    match space {
        Space::Base => base(name),
        Space::Dc => dc(name),
        Space::DcTerms => dcterms(name),
        Space::Content => match name {
            b"encoded" => Element::Field(Field::Content(Markup::Html)),
            _ => Element::Other,
        },
        Space::Itunes => itunes(name),
        Space::Media => media(name),
        Space::Georss => georss(name),
        Space::Gml => gml(name),
        Space::Geo => match name {
            b"lat" => Element::Field(Field::Latitude),
            b"long" | b"lon" => Element::Field(Field::Longitude),
            _ => Element::Group,
        },
        Space::Rdf => match name {
            b"rdf" => Element::Rdf,
            _ => Element::Group,
        },
        Space::Syndication => match name {
            b"updateperiod" => Element::Field(Field::UpdatePeriod),
            b"updatefrequency" => Element::Field(Field::UpdateFrequency),
            _ => Element::Other,
        },
        Space::Xhtml => match name {
            b"body" => Element::Field(Field::Content(Markup::Xhtml)),
            _ => Element::Other,
        },
        Space::News | Space::Other => Element::Other,
    }
}

fn base(name: &[u8]) -> Element {
    match name {
        b"rss" => Element::Rss,
        b"feed" => Element::AtomFeed,
        b"rdf" => Element::Rdf,
        b"channel" => Element::Channel,
        b"item" | b"entry" => Element::Entry,
        b"source" => Element::Source,
        b"image" => Element::Image,
        b"textinput" => Element::TextInput,
        b"author" | b"managingeditor" => Element::Person(Role::Author),
        b"contributor" => Element::Person(Role::Contributor),
        b"webmaster" => Element::Person(Role::Publisher),
        b"enclosure" => Element::Enclosure,
        b"items" | b"skiphours" | b"skipdays" | b"where" => Element::Group,
        _ => field(name).map_or(Element::Other, Element::Field),
    }
}

fn field(name: &[u8]) -> Option<Field> {
    Some(match name {
        b"title" => Field::Title(0),
        b"link" => Field::Link,
        b"guid" | b"id" => Field::Id,
        b"description" | b"summary" | b"subtitle" | b"tagline" | b"abstract" => Field::Summary(0),
        b"info" => Field::Summary(RANK_INFO),
        b"content" => Field::Content(Markup::Plain),
        b"fullitem" => Field::Content(Markup::Html),
        b"body" => Field::Content(Markup::Xhtml),
        b"rights" | b"copyright" => Field::Rights,
        b"generator" => Field::Generator,
        b"language" => Field::Language,
        b"pubdate" | b"published" | b"issued" => Field::Published(0),
        b"updated" | b"modified" | b"lastbuilddate" => Field::Updated(0),
        b"created" => Field::Created,
        b"expirationdate" => Field::Expired,
        b"category" | b"keywords" => Field::Category,
        b"tags" => Field::Keywords,
        b"name" => Field::Name,
        b"email" => Field::Email,
        b"uri" | b"url" | b"homepage" => Field::Uri,
        b"comments" => Field::Comments,
        b"ttl" => Field::Ttl,
        b"hour" => Field::SkipHour,
        b"day" => Field::SkipDay,
        b"width" => Field::Width,
        b"height" => Field::Height,
        _ => return None,
    })
}

fn dc(name: &[u8]) -> Element {
    Element::Field(match name {
        b"title" => Field::Title(1),
        b"description" => Field::Summary(1),
        b"creator" | b"author" => return Element::Person(Role::Author),
        b"contributor" => return Element::Person(Role::Contributor),
        b"publisher" => return Element::Person(Role::Publisher),
        b"date" => Field::Updated(1),
        b"language" => Field::Language,
        b"rights" => Field::Rights,
        b"subject" => Field::Category,
        _ => return Element::Other,
    })
}

fn dcterms(name: &[u8]) -> Element {
    Element::Field(match name {
        b"issued" => Field::Published(1),
        b"modified" => Field::Updated(1),
        b"created" => Field::Created,
        // What DCMES has, its successor has too.
        _ => return dc(name),
    })
}

fn itunes(name: &[u8]) -> Element {
    Element::Field(match name {
        b"author" => return Element::Person(Role::Author),
        b"owner" => return Element::Person(Role::Publisher),
        b"image" | b"link" => return Element::ItunesImage,
        b"name" => Field::Name,
        b"email" => Field::Email,
        b"title" => Field::Title(1),
        b"summary" | b"description" => Field::Summary(2),
        b"subtitle" => Field::Summary(3),
        b"category" => Field::Category,
        b"keywords" => Field::Keywords,
        _ => return Element::Other,
    })
}

fn media(name: &[u8]) -> Element {
    Element::Field(match name {
        b"group" => return Element::Group,
        b"content" => return Element::MediaContent,
        b"thumbnail" => return Element::MediaThumbnail,
        b"title" => Field::Title(2),
        b"description" => Field::Summary(RANK_MEDIA),
        b"credit" => Field::Credit,
        b"category" => Field::Category,
        b"keywords" => Field::Keywords,
        _ => return Element::Other,
    })
}

fn georss(name: &[u8]) -> Element {
    Element::Field(match name {
        b"point" => Field::Shape(Shape::Point),
        b"line" => Field::Shape(Shape::Line),
        b"polygon" => Field::Shape(Shape::Polygon),
        b"box" => Field::Shape(Shape::Box),
        b"featurename" => Field::PlaceName,
        b"where" => return Element::Group,
        _ => return Element::Other,
    })
}

fn gml(name: &[u8]) -> Element {
    match name {
        b"point" => Element::Gml(Shape::Point),
        b"linestring" => Element::Gml(Shape::Line),
        b"polygon" => Element::Gml(Shape::Polygon),
        b"exterior" | b"linearring" => Element::Group,
        b"pos" => Element::Field(Field::Position),
        b"poslist" => Element::Field(Field::PositionList),
        _ => Element::Other,
    }
}
