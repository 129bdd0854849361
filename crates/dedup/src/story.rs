//! Stories: reports of one happening, in whatever words and languages.
//!
//! A record joins the story of the earlier record that it is most like, if it is like enough; it is never compared
//! with a sum of all the story's words, which grows to resemble everything, and no two stories are joined because
//! one record is like both. So a campaign that goes on for weeks becomes several stories, which a reader forgives,
//! and a region's news never becomes one, which nobody would.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use record::id::{EntityId, PlaceId, RecordId, StoryId};
use record::record::Record;
use record::story::{Story, StorySchema};
use serde::{Deserialize, Serialize};

use crate::common::Common;
use crate::features::{Features, Weighted};
use crate::index::Index;
use crate::queue::Queue;
use crate::snapshot::{Reader, SnapshotError, Writer};

pub mod likeness;
pub(crate) mod rarity;

use rarity::{Profile, Rarity};

/// A record asks for candidates by so many of its rarest features.
const ASKED: usize = 40;
/// So many candidates are compared in full.
const COMPARED: usize = 32;
/// How many places and actors a story names.
const NAMED: usize = 12;
/// Every story in memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stories {
    told: BTreeMap<StoryId, Told>,
    members: Queue<Option<Member>>,
    index: Index,
    /// The number of the open segment.
    segment: u32,
    /// From here on members belong to the open segment.
    sealed: u32,
    /// Sealed members that were forgotten in the open segment.
    forgotten: Vec<u32>,
    pub(crate) rarity: Rarity,
}

/// A record that later ones are compared with.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Member {
    story: StoryId,
    profile: Profile,
    received: i64,
}

/// A story with what it is made of.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Told {
    revision: u32,
    parts: Vec<Part>,
    /// When the last part came, in seconds.
    touched: i64,
    /// The segment in which it last changed.
    #[serde(skip)]
    changed_in: u32,
}

/// What one record gives to its story.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Part {
    record: RecordId,
    title: Option<String>,
    language: String,
    source: String,
    seen: String,
    places: Vec<PlaceId>,
    actors: Vec<EntityId>,
}

impl Stories {
    pub(crate) fn new(common: &Common) -> Self {
        Self { rarity: Rarity::new(common), ..Self::default() }
    }

    /// Counts a record's features and weighs them.
    pub(crate) fn profile(&mut self, features: Features) -> Profile {
        self.rarity.count(&features);
        self.rarity.profile(features)
    }

    /// The story that a record belongs to by likeness; none when it begins one.
    pub(crate) fn find(&self, profile: &Profile) -> Option<StoryId> {
        let likeness = self.candidates(profile).into_iter().filter_map(|number| {
            let member = self.member(number)?;
            let likeness = likeness::likeness(profile, &member.profile);
            (likeness.total >= likeness.needed).then_some((likeness.total, &member.story))
        });
        let best = likeness.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        Some(best.1.clone())
    }

    /// Makes a record one that later ones are compared with; returns its number.
    pub(crate) fn remember(&mut self, story: &StoryId, profile: Profile, received: i64) -> u32 {
        let number = self.members.next();
        for feature in profile.all() {
            self.index.insert(feature.key, number, self.members.first());
        }
        self.members.push(Some(Member { story: story.clone(), profile, received }))
    }

    /// Compares later records no more with this one.
    pub(crate) fn forget(&mut self, number: u32) {
        if let Some(slot) = self.members.get_mut(number) {
            *slot = None;
            if number < self.sealed {
                self.forgotten.push(number);
            }
        }
    }

    /// Puts a record into a story, in place of its earlier revision. Returns the story if that changes it.
    pub(crate) fn join(&mut self, id: &StoryId, record: &Record, received: jiff::Timestamp) -> Option<Story> {
        let part = Part::new(record, received);
        let told = self.told.entry(id.clone()).or_insert_with(|| Told {
            revision: 0,
            parts: Vec::new(),
            touched: 0,
            changed_in: 0,
        });
        told.changed_in = self.segment;
        told.touched = told.touched.max(received.as_second());
        let before = (told.revision > 0).then(|| told.story(id));
        match told.parts.iter_mut().find(|held| held.record == part.record) {
            Some(held) => *held = part,
            None => told.parts.push(part),
        }
        if before == Some(told.story(id)) {
            return None;
        }
        told.revision = told.revision.saturating_add(1);
        Some(told.story(id))
    }

    /// Forgets stories and records that came before `horizon`.
    pub(crate) fn forget_before(&mut self, horizon: i64) {
        let is_old =
            |member: &&Option<Member>| member.as_ref().is_none_or(|member| member.received < horizon);
        let old = self.members.iter().take_while(is_old).count();
        self.members
            .forget_before(self.members.first().saturating_add(u32::try_from(old).unwrap_or(u32::MAX)));
        self.index.sweep(self.members.first());
        self.told.retain(|_, told| told.touched >= horizon);
    }

    pub(crate) fn bytes(&self) -> usize {
        let features = |features: &Features| {
            (features.terms.len() + features.entities.len() + features.places.len()) * 16 + 200
        };
        let members: usize = self.members.iter().flatten().map(|member| features(&member.profile.0)).sum();
        let parts: usize = self.told.values().map(|told| 150 + told.parts.len() * 400).sum();
        self.index.bytes() + self.rarity.bytes() + members + parts
    }

    /// Closes the open segment.
    pub(crate) fn seal(&mut self) {
        self.segment += 1;
        self.sealed = self.members.next();
        self.forgotten.clear();
        self.index.seal();
    }

    /// Writes the open segment.
    pub(crate) fn write(&self, out: &mut Writer) {
        let first = self.sealed.max(self.members.first());
        out.u32(first);
        out.u32(self.members.next());
        self.members.since(first).for_each(|(_, member)| out.value(member));
        let live = self.forgotten.iter().copied().filter(|number| *number >= self.members.first());
        out.numbers(&live.collect::<Vec<_>>());
        let changed: Vec<_> = self.told.iter().filter(|(_, told)| told.changed_in == self.segment).collect();
        out.count(changed.len());
        for story in changed {
            out.value(&story);
        }
        self.index.write_since(first, out);
    }

    /// Reads a segment on top of those before it.
    pub(crate) fn read(&mut self, segment: u32, from: &mut Reader<'_>) -> Result<(), SnapshotError> {
        self.segment = segment;
        let (first, next) = (from.u32()?, from.u32()?);
        self.members.go_on_at(first, next)?;
        self.sealed = first;
        self.forgotten.clear();
        for _ in first..next {
            self.members.push(from.value()?);
        }
        for number in from.numbers()? {
            self.forget(number);
        }
        for _ in 0..from.count(1)? {
            let (id, told): (StoryId, Told) = from.value()?;
            self.told.insert(id, Told { changed_in: segment, ..told });
        }
        self.index.read(segment, from)
    }

    /// After the last segment: forgets what was forgotten before it was written.
    pub(crate) fn restored(&mut self, first: u32, horizon: i64) {
        self.members.forget_before(first);
        self.index.sweep(self.members.first());
        self.told.retain(|_, told| told.touched >= horizon);
    }

    /// The number of the oldest member.
    pub(crate) fn first(&self) -> u32 {
        self.members.first()
    }

    /// The profile by which later records are compared with one.
    pub(crate) fn remembered(&self, number: u32) -> Option<&Profile> {
        Some(&self.member(number)?.profile)
    }

    fn member(&self, number: u32) -> Option<&Member> {
        self.members.get(number)?.as_ref()
    }

    /// The records that share most with this one, by its rarest features that others have at all, in order of
    /// arrival.
    fn candidates(&self, profile: &Profile) -> Vec<u32> {
        let held = profile.all().filter(|feature| !self.index.get(feature.key).is_empty());
        let mut asked: Vec<(u32, u64, f32)> =
            held.map(|feature| (self.rarity.documents(feature.key), feature.key, feature.weight)).collect();
        asked.sort_unstable_by_key(|(documents, key, _)| (*documents, *key));
        asked.truncate(ASKED);
        let mut shared: Vec<(u32, f32)> = Vec::new();
        for (_, key, weight) in asked {
            shared.extend(self.index.get(key).iter().map(|number| (*number, weight)));
        }
        // Stable, so that equal numbers are summed in one order always.
        shared.sort_by_key(|(number, _)| *number);
        let sum =
            |same: &[(u32, f32)]| Some((same.iter().map(|(_, weight)| weight).sum::<f32>(), same.first()?.0));
        let mut sums: Vec<(f32, u32)> = shared.chunk_by(|a, b| a.0 == b.0).filter_map(sum).collect();
        if sums.len() > COMPARED {
            sums.select_nth_unstable_by(COMPARED, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            sums.truncate(COMPARED);
        }
        let mut candidates: Vec<u32> = sums.into_iter().map(|(_, number)| number).collect();
        candidates.sort_unstable();
        candidates
    }
}

impl Profile {
    fn all(&self) -> impl Iterator<Item = &Weighted> {
        self.0.entities.iter().chain(&self.0.places).chain(&self.0.terms)
    }
}

impl Told {
    fn story(&self, id: &StoryId) -> Story {
        let distinct = |of: fn(&Part) -> &String| {
            self.parts.iter().map(|part| of(part).clone()).collect::<BTreeSet<_>>().into_iter().collect()
        };
        Story {
            schema: StorySchema::V1,
            id: id.clone(),
            revision: self.revision,
            title: self.parts.iter().find_map(|part| part.title.clone()),
            languages: distinct(|part| &part.language),
            records: self.parts.iter().map(|part| part.record.clone()).collect(),
            sources: distinct(|part| &part.source),
            places: most_frequent(self.parts.iter().flat_map(|part| &part.places)),
            actors: most_frequent(self.parts.iter().flat_map(|part| &part.actors)),
            first_seen: self.parts.iter().map(|part| &part.seen).min().cloned(),
            last_seen: self.parts.iter().map(|part| &part.seen).max().cloned(),
            size: u32::try_from(self.parts.len()).unwrap_or(u32::MAX),
        }
    }
}

impl Part {
    fn new(record: &Record, received: jiff::Timestamp) -> Self {
        let published = record.published.as_ref().map(|published| published.value.clone());
        Self {
            record: record.id.clone(),
            title: record.title.clone(),
            language: record.language.code.clone(),
            source: record.source.id.clone(),
            seen: published.unwrap_or_else(|| received.to_string()),
            places: most_mentioned(record.places.iter().map(|place| (&place.id, place.mentions.len()))),
            actors: most_mentioned(record.entities.iter().map(|entity| (&entity.id, entity.mentions.len()))),
        }
    }
}

fn most_mentioned<'a, T: Clone + Ord + 'a>(named: impl Iterator<Item = (&'a T, usize)>) -> Vec<T> {
    let mut named: Vec<(usize, &T)> = named.map(|(id, mentions)| (mentions, id)).collect();
    named.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    named.into_iter().take(NAMED).map(|(_, id)| id.clone()).collect()
}

fn most_frequent<'a, T: Clone + Ord + std::hash::Hash + 'a>(named: impl Iterator<Item = &'a T>) -> Vec<T> {
    let mut counts: HashMap<&T, usize> = HashMap::new();
    named.for_each(|id| *counts.entry(id).or_default() += 1);
    most_mentioned(counts.into_iter())
}
