//! Everything that the resolver remembers, and the order in which it decides.
//!
//! A record is first held against what is known of its id (revision, unchanged re-fetch), then against the index of
//! near duplicates, then against stories and incidents. The only clock is the greatest time of receipt so far: a
//! record that comes with an earlier one is taken as received now, so time never runs backwards here.

use jiff::Timestamp;
use record::id::{RecordId, StoryId, digest};
use record::record::{Dedup, Record, Status};
use serde::{Deserialize, Serialize};
use text::fold::fold;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::common::Common;
use crate::explain::{self, Comparison, Side};
use crate::features::{self, Features};
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::incident::{Arrival, Incidents};
use crate::known::{Known, Memory};
use crate::near::{Match, NearIndex};
use crate::output::Output;
use crate::queue::Queue;
use crate::story::Stories;
use crate::story::rarity::Profile;

mod parts;
mod saved;

use saved::Saving;

const SECONDS_A_DAY: i64 = 86_400;
/// How often old things are looked for, in seconds of receipt.
const SWEEP_SECONDS: i64 = 3_600;
/// How many records come between two looks at the memory taken.
const WEIGH_EVERY: u32 = 4_096;

/// How much is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Days by time of receipt after which a record is no longer an original, nor part of a live story or incident.
    pub look_back_days: u32,
    /// Bytes that the memory may take, about; beyond them the oldest is forgotten early.
    pub memory_bytes: u64,
}

/// Everything that the resolver remembers.
#[derive(Debug, Clone)]
pub struct State {
    limits: Limits,
    saving: Saving,
    known: Memory,
    near: NearIndex,
    /// The records in the near-duplicate index, by number, with their time of receipt in seconds.
    originals: Queue<Indexed>,
    stories: Stories,
    incidents: Incidents,
    fingerprinter: Fingerprinter,
    /// The greatest time of receipt so far.
    now: Option<Timestamp>,
    swept: i64,
    unweighed: u32,
    decisions: u64,
    /// What was received before this time, in seconds, is forgotten.
    horizon: i64,
}

/// A record in the near-duplicate index.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Indexed {
    id: RecordId,
    /// In seconds.
    received: i64,
}

/// A record with its forms for comparison.
struct Reading {
    content_hash: String,
    content: u64,
    print: Fingerprint,
    features: Features,
}

/// Of what a record is a copy.
struct Original {
    id: RecordId,
    found: Match,
    story: StoryId,
}

impl Default for Limits {
    fn default() -> Self {
        Self { look_back_days: 30, memory_bytes: 4 << 30 }
    }
}

impl State {
    /// A resolver that remembers nothing yet.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            saving: Saving::default(),
            known: Memory::default(),
            near: NearIndex::default(),
            originals: Queue::default(),
            stories: Stories::new(&Common::builtin()),
            incidents: Incidents::default(),
            fingerprinter: Fingerprinter::default(),
            now: None,
            swept: i64::MIN,
            unweighed: 0,
            decisions: 0,
            horizon: i64::MIN,
        }
    }

    /// Judges one record: what subscribers shall see. Nothing at all for an unchanged re-fetch; else the record with
    /// `dedup` set, then the incidents and then the story that it changed.
    ///
    /// `received_at` is the document's time of receipt, stamped once on entry. Times may repeat and go backwards.
    pub fn resolve(&mut self, record: Record, received_at: Timestamp) -> Vec<Output> {
        let now = self.now.map_or(received_at, |now| now.max(received_at));
        self.now = Some(now);
        self.expire(now.as_second());
        let reading = self.read(&record);
        let doc = xxh3_64(record.doc.as_bytes());
        let Some(known) = self.known.get_mut(&record.id) else {
            return self.admit(record, doc, reading, now);
        };
        known.seen = now.as_second();
        if known.is_repeat(doc, reading.content) {
            return Vec::new();
        }
        if known.content == reading.content {
            self.echo(record, &reading)
        } else {
            self.revise(record, reading, now)
        }
    }

    /// What tells whether two records are copies or one story: as they were weighed when they came, where they are
    /// remembered, else as they would be now.
    pub fn compare(&mut self, a: &Record, b: &Record) -> Comparison {
        explain::compare(&self.side(a), &self.side(b))
    }

    fn side(&mut self, record: &Record) -> Side {
        let reading = self.read(record);
        let member = self.known.get(&record.id).and_then(|known| known.member);
        let remembered = member.and_then(|member| self.stories.remembered(member)).cloned();
        Side {
            print: reading.print,
            profile: remembered.unwrap_or_else(|| self.stories.rarity.profile(reading.features)),
        }
    }

    /// How many records are remembered.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.known.len() == 0
    }

    /// The memory taken, about, in bytes.
    pub fn bytes(&self) -> u64 {
        let known = self.known.len() * 420 + self.originals.len() * 80;
        (known + self.near.weight() + self.stories.bytes() + self.incidents.bytes()) as u64
    }

    /// A digest of every decision so far, for the cursor: two states that decided alike have the same.
    pub fn decisions(&self) -> u64 {
        self.decisions
    }

    fn read(&mut self, record: &Record) -> Reading {
        let title = collapse(&fold(record.title.as_deref().unwrap_or_default()));
        let text = collapse(&fold(&record.text));
        let content_hash = digest(&[title.as_bytes(), text.as_bytes()]);
        // The headline may stand in the text of one copy and before that of another.
        let whole = if text.starts_with(&title) { text.clone() } else { format!("{title} {text}") };
        Reading {
            content: xxh3_64(content_hash.as_bytes()),
            print: self.fingerprinter.take(&whole),
            features: features::features(record, &title, &text),
            content_hash,
        }
    }

    /// A record whose id is unknown: new, or a copy.
    fn admit(&mut self, record: Record, doc: u64, reading: Reading, now: Timestamp) -> Vec<Output> {
        let original = self.original(&reading, &record.id);
        let near = self.index(&record.id, &reading, original.as_ref(), None, now);
        let profile = original.is_none().then(|| self.stories.profile(reading.features));
        let story = original.as_ref().map(|original| original.story.clone());
        let story = story.or_else(|| self.stories.find(profile.as_ref()?));
        let known = Known {
            revision: 1,
            content: reading.content,
            docs: vec![(doc, reading.content)],
            copy_of: original.as_ref().map(|original| original.id.clone()),
            near,
            member: None,
            story: story.unwrap_or_else(|| StoryId::from_first(&record.id)),
            incidents: Vec::new(),
            seen: now.as_second(),
            changed_in: 0,
        };
        self.known.insert(record.id.clone(), known);
        let status = if original.is_some() { Status::Duplicate } else { Status::New };
        let (of, similarity) = original.map(|original| (original.id, original.found.similarity)).unzip();
        let verdict = Verdict { status, of, similarity, content_hash: reading.content_hash, profile };
        self.publish(record, verdict, now)
    }

    /// The latest content of a known record under another input name.
    fn echo(&mut self, mut record: Record, reading: &Reading) -> Vec<Output> {
        let Some(known) = self.known.get(&record.id) else { return Vec::new() };
        record.revision = known.revision;
        record.dedup = Some(Dedup {
            status: Status::Duplicate,
            of: Some(record.id.clone()),
            similarity: Some(1.0),
            content_hash: reading.content_hash.clone(),
            story: Some(known.story.clone()),
        });
        self.note(&record);
        vec![Output::Record(Box::new(record))]
    }

    /// A known record with new content.
    fn revise(&mut self, mut record: Record, reading: Reading, now: Timestamp) -> Vec<Output> {
        let Some(known) = self.known.get_mut(&record.id) else { return Vec::new() };
        known.revision = known.revision.saturating_add(1);
        known.content = reading.content;
        record.revision = known.revision;
        let (former, member, was_copy) = (known.near, known.member.take(), known.copy_of.is_some());
        let similarity = former.and_then(|doc| self.near.similarity(&reading.print, doc));
        if let Some(number) = member {
            self.stories.forget(number);
        }
        // An original stays one whatever it says now; a copy that was rewritten is one no more.
        let original = if was_copy { self.original(&reading, &record.id) } else { None };
        let near = self.index(&record.id, &reading, original.as_ref(), former, now);
        let is_original = original.is_none();
        if let Some(known) = self.known.get_mut(&record.id) {
            known.near = near;
            known.copy_of = original.map(|original| original.id);
        }
        let verdict = Verdict {
            status: Status::Revision,
            of: Some(record.id.clone()),
            similarity,
            content_hash: reading.content_hash,
            profile: is_original.then(|| self.stories.profile(reading.features)),
        };
        self.publish(record, verdict, now)
    }

    /// The live original of a text, another record than this one.
    fn original(&self, reading: &Reading, id: &RecordId) -> Option<Original> {
        let found = self.near.find(&reading.print)?;
        let original = &self.originals.get(found.doc)?.id;
        let known = self.known.get(original).filter(|_| original != id)?;
        Some(Original { id: original.clone(), found, story: known.story.clone() })
    }

    /// Puts a text into the index, unless it is a sure copy; `former` is the version of the page before. Returns the
    /// number of an original.
    fn index(
        &mut self,
        id: &RecordId,
        reading: &Reading,
        original: Option<&Original>,
        former: Option<u32>,
        now: Timestamp,
    ) -> Option<u32> {
        let number = match original {
            Some(original) if original.found.is_sure => return None,
            Some(_) => self.near.count(&reading.print),
            None => match former {
                Some(former) => self.near.revise(&reading.print, former),
                None => self.near.insert(&reading.print),
            },
        };
        self.originals.push(Indexed { id: id.clone(), received: now.as_second() });
        original.is_none().then_some(number)
    }

    /// Sets the verdict on a record, and takes it into stories and incidents.
    fn publish(&mut self, mut record: Record, verdict: Verdict, now: Timestamp) -> Vec<Output> {
        let Some(known) = self.known.get(&record.id) else { return Vec::new() };
        let (story, copy_of) = (known.story.clone(), known.copy_of.clone());
        let former = known.incidents.clone();
        record.dedup = Some(Dedup {
            status: verdict.status,
            of: verdict.of,
            similarity: verdict.similarity,
            content_hash: verdict.content_hash,
            story: Some(story.clone()),
        });
        let arrival = Arrival { record: &record, copy_of: copy_of.as_ref(), story: &story, received: now };
        let (incidents, slots) = self.incidents.report(&arrival, &former);
        let told = self.stories.join(&story, &record, now);
        let member = verdict.profile.map(|profile| self.stories.remember(&story, profile, now.as_second()));
        if let Some(known) = self.known.get_mut(&record.id) {
            known.incidents = slots;
            known.member = member;
        }
        self.note(&record);
        let mut outputs = vec![Output::Record(Box::new(record))];
        outputs.extend(incidents.into_iter().map(|incident| Output::Incident(Box::new(incident))));
        outputs.extend(told.map(|story| Output::Story(Box::new(story))));
        outputs
    }

    fn note(&mut self, record: &Record) {
        let Some(dedup) = &record.dedup else { return };
        let of = dedup.of.as_ref().map(RecordId::as_str).unwrap_or_default();
        let story = dedup.story.as_ref().map(StoryId::as_str).unwrap_or_default();
        for part in [record.id.as_str(), dedup.status.as_str(), of, &dedup.content_hash, story] {
            self.decisions = xxh3_64_with_seed(part.as_bytes(), self.decisions);
        }
    }

    fn expire(&mut self, now: i64) {
        let horizon = now - i64::from(self.limits.look_back_days) * SECONDS_A_DAY;
        if now >= self.swept.saturating_add(SWEEP_SECONDS) {
            self.swept = now;
            self.forget_before(horizon);
        }
        self.unweighed = self.unweighed.saturating_add(1);
        if self.unweighed >= WEIGH_EVERY {
            self.unweighed = 0;
            self.lighten();
        }
    }

    /// Forgets the oldest tenth of the time remembered until the rest fits.
    fn lighten(&mut self) {
        while self.bytes() > self.limits.memory_bytes {
            let at = |part: usize| Some(self.originals.iter().nth(self.originals.len() / part)?.received);
            let (Some(received), Some(first)) = (at(10), at(usize::MAX)) else { return };
            if received == first {
                return;
            }
            self.forget_before(received);
        }
    }

    fn forget_before(&mut self, horizon: i64) {
        self.horizon = self.horizon.max(horizon);
        self.saving.forget_before(self.horizon);
        self.known.forget_before(horizon);
        self.stories.forget_before(horizon);
        self.incidents.forget_before(horizon);
        let old = self.originals.iter().take_while(|indexed| indexed.received < horizon).count();
        let first = self.originals.first().saturating_add(u32::try_from(old).unwrap_or(u32::MAX));
        self.originals.forget_before(first);
        self.near.forget_before(first);
    }
}

/// What was decided on a record.
struct Verdict {
    status: Status,
    of: Option<RecordId>,
    similarity: Option<f32>,
    content_hash: String,
    /// For an original, by which later records are compared with it.
    profile: Option<Profile>,
}

/// Runs of white space as one space, none at the ends.
fn collapse(folded: &str) -> String {
    let mut collapsed = String::with_capacity(folded.len());
    for word in folded.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

#[cfg(test)]
mod tests;
