//! The slots of events that were found: who, whom, by which means, where, when, how many, according to whom.

use std::collections::{BTreeMap, BTreeSet};

use record::event::Event as Row;

use crate::cases::Cases;
use crate::dates;
use crate::events::title;
use crate::found::{Found, Referent};
use crate::gold::{Alternatives, Event, Site};
use crate::names::{Names, greedy};
use crate::report::{Counted, Share, Tally};

/// An event and its row, each with the modes that were told in rows beside.
pub(crate) struct Pair<'a> {
    pub(crate) event: &'a Event,
    pub(crate) row: &'a Row,
    pub(crate) wanted_modes: BTreeSet<&'a str>,
    pub(crate) modes: BTreeSet<&'a str>,
}

impl Pair<'_> {
    /// Both sides of a deal, a meeting or a clash may stand in either role.
    fn is_two_sided(&self) -> bool {
        self.event.mutual
            || matches!(self.event.event_type.as_str(), "AGREE" | "CONSULT" | "COOPERATE")
            || self.wanted_modes.contains("ceasefire")
    }
}

/// Scores each slot of the pairs, and all slots together: those of missed events are missed, those of extra
/// rows are too many.
pub(crate) fn score(
    pairs: &[Pair<'_>],
    missed: &[&Event],
    extra: &[&Row],
    found: &Found<'_>,
    tally: &mut Tally,
    cases: &mut Cases,
) {
    let (mut hits, mut wanted, mut told) = (0, 0, 0);
    for pair in pairs {
        let mut scoring = Scoring { pair, found, tally, cases, hits: 0 };
        scoring.all();
        hits += scoring.hits;
        wanted += pair.wanted_modes.len() + filled_gold(pair.event);
        // A date beyond the gold's is no fault: most annotators leave out what the article's day tells.
        let dated = pair.event.date.is_some() && pair.row.date.is_some();
        told += pair.modes.len() + filled_row(pair.row) + usize::from(dated);
    }
    wanted += missed.iter().map(|event| event.mode.len() + filled_gold(event)).sum::<usize>();
    told += extra
        .iter()
        .map(|row| row.mode.len() + filled_row(row) + usize::from(row.date.is_some()))
        .sum::<usize>();
    tally.counted(Counted::EventSlots, hits, told.saturating_sub(hits), wanted.saturating_sub(hits));
}

/// Slots beside the modes.
fn filled_gold(event: &Event) -> usize {
    let single = usize::from(event.event_loc.is_some()) + usize::from(event.date.is_some());
    event.actor.len() + event.recipient.len() + single + event.counts.len()
}

/// Slots beside the modes and the date.
fn filled_row(row: &Row) -> usize {
    row.actor.len() + row.recipient.len() + usize::from(row.event_loc.is_some()) + row.counts.iter().count()
}

struct Scoring<'a, 'b> {
    pair: &'a Pair<'a>,
    found: &'a Found<'a>,
    tally: &'b mut Tally,
    cases: &'b mut Cases,
    hits: usize,
}

impl Scoring<'_, '_> {
    fn all(&mut self) {
        self.mode();
        self.status();
        self.parties();
        self.place();
        self.date();
        self.counts();
        self.attribution();
    }

    fn judge(
        &mut self,
        share: Share,
        right: bool,
        gold: impl FnOnce() -> String,
        found: impl FnOnce() -> String,
    ) {
        self.tally.share(share, right);
        if !right {
            let what =
                format!("{} of {}", share.slot(), title(&self.pair.event.event_type, &self.pair.event.mode));
            self.cases.differs(&what, self.pair.event.evidence.clone(), gold(), found());
        }
    }

    fn mode(&mut self) {
        let Pair { event, wanted_modes, modes, .. } = self.pair;
        let allowed =
            |mode: &str| wanted_modes.contains(mode) || event.mode_alt.iter().any(|one| one == mode);
        let right = modes == wanted_modes || !modes.is_empty() && modes.iter().all(|mode| allowed(mode));
        self.hits += modes.intersection(wanted_modes).count();
        let joined = |modes: &BTreeSet<&str>| some(modes.iter().copied().collect::<Vec<_>>().join("+"));
        self.judge(Share::EventMode, right, || joined(wanted_modes), || joined(modes));
    }

    fn status(&mut self) {
        let (event, status) = (self.pair.event, self.pair.row.status.as_str());
        let right = event.status == status || event.status_alt.iter().any(|one| one == status);
        self.judge(Share::EventStatus, right, || event.status.clone(), || status.to_owned());
    }

    fn parties(&mut self) {
        let (event, row) = (self.pair.event, self.pair.row);
        let (actors, recipients) = (self.found.parties(&row.actor), self.found.parties(&row.recipient));
        if self.pair.is_two_sided() {
            let wanted: Vec<_> = event.actor.iter().chain(&event.recipient).collect();
            let both: Vec<_> = actors.into_iter().chain(recipients).collect();
            self.role(Share::EventActor, &wanted, &event.actor_alt, &both);
        } else {
            let wanted: Vec<_> = event.actor.iter().collect();
            self.role(Share::EventActor, &wanted, &event.actor_alt, &actors);
            let wanted: Vec<_> = event.recipient.iter().collect();
            self.role(Share::EventRecipient, &wanted, &event.recipient_alt, &recipients);
        }
    }

    fn role(&mut self, share: Share, wanted: &[&Vec<String>], others: &Alternatives, found: &[Referent]) {
        let names: Vec<Names> = wanted.iter().map(|names| Names::of(names.iter())).collect();
        let paired = greedy(&names, found, |names, one| names.hit(&one.names)).len();
        self.hits += paired;
        let others: Vec<Names> = others.parties().into_iter().map(|names| Names::of(names.iter())).collect();
        let fits = |one: &Referent| others.iter().chain(&names).any(|names| names.hit(&one.names));
        let right = paired == wanted.len() && paired == found.len()
            || !others.is_empty() && !found.is_empty() && found.iter().all(fits);
        let first = |names: &&Vec<String>| names.first().cloned().unwrap_or_default();
        self.judge(
            share,
            right,
            || some(wanted.iter().map(first).collect::<Vec<_>>().join(" + ")),
            || some(found.iter().map(|one| one.label.clone()).collect::<Vec<_>>().join(" + ")),
        );
    }

    fn place(&mut self) {
        let event = self.pair.event;
        let place = self.pair.row.event_loc.as_ref().map(|id| self.found.referent(id.as_str()));
        let right = match &place {
            None => event.event_loc.is_none(),
            Some(place) => {
                let hit = |site: &Site| Names::of(&site.names).hit(&place.names);
                event.event_loc.iter().chain(&event.also_locs).any(hit)
            }
        };
        self.hits += usize::from(place.is_some() && event.event_loc.is_some() && right);
        let gold =
            || event.event_loc.as_ref().and_then(|site| site.names.first().cloned()).unwrap_or_default();
        self.judge(
            Share::EventLoc,
            right,
            || some(gold()),
            || some(place.map_or(String::new(), |one| one.label)),
        );
    }

    fn date(&mut self) {
        let event = self.pair.event;
        let told =
            self.pair.row.date.as_ref().map(|date| date.value.as_str()).filter(|value| !value.is_empty());
        let right = match (&event.date, told) {
            (None, None) => true,
            (_, None) => false,
            (gold, Some(told)) => {
                gold.as_ref().is_some_and(|gold| dates::same(gold, told))
                    || event.date_alt.iter().any(|day| dates::same_day(day, told))
            }
        };
        if let Some(date) = &event.date {
            self.hits += usize::from(right);
            let gold = || date.value.clone().unwrap_or_default();
            self.judge(Share::EventDate, right, gold, || some(told.unwrap_or_default().to_owned()));
        }
    }

    fn counts(&mut self) {
        let event = self.pair.event;
        let told: BTreeMap<&str, u64> = self
            .pair
            .row
            .counts
            .iter()
            .filter(|(_, figure)| *figure > 0)
            .map(|(kind, figure)| (kind.as_str(), figure))
            .collect();
        let figure = |kind: &str| told.get(kind).copied();
        self.hits += event.counts.iter().filter(|(kind, wanted)| figure(kind) == **wanted).count();
        let allowed = |kind: &str, figure: u64| {
            event.counts.get(kind) == Some(&Some(figure))
                || event.counts_alt.get(kind).is_some_and(|others| others.contains(&figure))
        };
        let stated = event.counts.iter().filter(|(_, wanted)| wanted.is_some_and(|figure| figure > 0));
        let right =
            stated.into_iter().all(|(kind, _)| figure(kind).is_some_and(|figure| allowed(kind, figure)))
                && told
                    .keys()
                    .all(|kind| event.counts.contains_key(*kind) || event.counts_alt.contains_key(*kind));
        let gold = || {
            let stated = event.counts.iter().filter_map(|(kind, figure)| Some((kind.as_str(), (*figure)?)));
            figures(stated)
        };
        self.judge(Share::EventCounts, right, gold, || {
            figures(told.iter().map(|(kind, figure)| (*kind, *figure)))
        });
    }

    fn attribution(&mut self) {
        let Some(wanted) = self.pair.event.attribution.as_ref().filter(|names| !names.is_empty()) else {
            return;
        };
        let told = self.pair.row.attribution.as_ref().map(|party| self.found.party(party));
        let right = told.as_ref().is_some_and(|told| Names::of(wanted.iter()).hit(&told.names));
        let gold = || wanted.first().cloned().unwrap_or_default();
        self.judge(Share::EventAttribution, right, gold, || {
            some(told.map_or(String::new(), |one| one.label))
        });
    }
}

fn figures<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> String {
    some(counts.map(|(kind, figure)| format!("{kind} {figure}")).collect::<Vec<_>>().join(", "))
}

fn some(text: String) -> String {
    if text.is_empty() { "–".to_owned() } else { text }
}
