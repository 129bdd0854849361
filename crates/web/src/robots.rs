//! What a site's robots.txt lets a crawler fetch: RFC 9309, read as leniently as Google's parser reads it.
//!
//! The parser follows <https://github.com/google/robotstxt> line by line: misspelt keys, a missing colon, broken byte
//! order marks, agents up to the first character that no product token has, `index.html` standing for its folder.
//! Where its matcher and the RFC part, the RFC is followed: both sides are brought to one percent-encoding first
//! (section 2.2.2), which Google leaves to its caller. [`Robots::parse_like_google`] keeps Google's way, to measure by.
//!
//! Nothing is compiled to regular expressions. A pattern is matched greedily from star to star, which is exact and
//! linear, and all patterns of one question share a budget: a file that exhausts it is hostile, and is answered
//! with no. `request-rate` and all other keys are ignored.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::robots::pattern::{Budget, Encoding};

mod parse;
mod pattern;
pub mod policy;

/// More of a file than this is not read (RFC 9309, section 2.5): 500 kibibytes.
pub const MAX_BYTES: usize = 500 * 1024;

/// A robots.txt that has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Robots {
    encoding: Encoding,
    /// Product tokens in small letters, or `*`, in the order of the file: groups and delays point here.
    agents: Vec<String>,
    groups: Vec<Group>,
    delays: Vec<Delay>,
    sitemaps: Vec<String>,
}

/// What one agent has to heed. Take it once for many addresses.
#[derive(Clone, Debug)]
pub struct Rules<'a> {
    encoding: Encoding,
    /// The longest first, and what allows before what disallows.
    ordered: Vec<&'a Rule>,
    crawl_delay: Option<Duration>,
}

/// Agents that follow each other, and the rules for all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Group {
    agents: Span,
    rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Rule {
    allow: bool,
    /// In normal form, never empty.
    pattern: String,
}

/// A crawl delay holds for the agents that were named before it in its group. It does not end the group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Delay {
    agents: Span,
    millis: u64,
}

/// Places in the list of agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Span {
    start: usize,
    end: usize,
}

impl Robots {
    /// Reads the first [`MAX_BYTES`] of a file. Whatever the bytes are, there is an answer.
    pub fn parse(bytes: &[u8]) -> Robots {
        parse::parse(bytes, Encoding::Normal)
    }

    /// Reads it as Google's parser does: escapes in patterns are not decoded, and addresses are compared as they are.
    pub fn parse_like_google(bytes: &[u8]) -> Robots {
        parse::parse(bytes, Encoding::AsWritten)
    }

    /// Whether the agent may fetch the address.
    ///
    /// `agent` is the product token alone (`rasid`, not `rasid/1.0`), in any case; `url` a whole address, or its path.
    pub fn allows(&self, agent: &str, url: &str) -> bool {
        self.rules(agent).allows(url)
    }

    /// The pause that the site asks the agent to make between requests, up to a day.
    pub fn crawl_delay(&self, agent: &str) -> Option<Duration> {
        self.rules(agent).crawl_delay()
    }

    /// The addresses of sitemaps as they are written, possibly relative, in the file's order.
    pub fn sitemaps(&self) -> &[String] {
        &self.sitemaps
    }

    /// The rules for one agent: those of all groups that name it, else those for everybody (section 2.2.1).
    pub fn rules(&self, agent: &str) -> Rules<'_> {
        let agent = agent.to_ascii_lowercase();
        let named = self.places(&agent);
        let places = if named.is_empty() || agent == "*" { self.places("*") } else { named };
        let mut rules: Vec<&Rule> = self
            .groups
            .iter()
            .filter(|group| group.agents.has(&places))
            .flat_map(|group| &group.rules)
            .collect();
        rules.sort_by_key(|rule| (std::cmp::Reverse(rule.pattern.len()), !rule.allow));
        let delays = self.delays.iter().filter(|delay| delay.agents.has(&places)).map(|delay| delay.millis);
        Rules {
            encoding: self.encoding,
            ordered: rules,
            crawl_delay: delays.max().map(Duration::from_millis),
        }
    }

    /// The same file with no more in it than concerns one agent: small enough to be stored.
    pub fn only(&self, agent: &str) -> Robots {
        let rules = self.rules(agent);
        let everybody = Span { start: 0, end: 1 };
        let millis = rules.crawl_delay.map(|delay| u64::try_from(delay.as_millis()).unwrap_or(u64::MAX));
        Robots {
            encoding: self.encoding,
            agents: vec!["*".to_owned()],
            groups: vec![Group { agents: everybody, rules: rules.ordered.into_iter().cloned().collect() }],
            delays: millis.into_iter().map(|millis| Delay { agents: everybody, millis }).collect(),
            sitemaps: self.sitemaps.clone(),
        }
    }

    /// Where in the list the agent stands, rising.
    fn places(&self, agent: &str) -> Vec<usize> {
        self.agents.iter().enumerate().filter(|(_, name)| *name == agent).map(|(place, _)| place).collect()
    }
}

impl Span {
    fn has(self, places: &[usize]) -> bool {
        let first = places.partition_point(|place| *place < self.start);
        places.get(first).is_some_and(|place| *place < self.end)
    }
}

impl Rules<'_> {
    /// Whether the address may be fetched: the longest pattern that matches decides, and allows where two are equally
    /// long (section 2.2.2). No where judging it takes too long: about 2 million steps.
    pub fn allows(&self, url: &str) -> bool {
        let path = pattern::path(url, self.encoding);
        let mut budget = Budget::default();
        let decisive = self.ordered.iter().find(|rule| pattern::matches(&rule.pattern, &path, &mut budget));
        !budget.is_spent() && decisive.is_none_or(|rule| rule.allow)
    }

    /// The pause to make between requests.
    pub fn crawl_delay(&self) -> Option<Duration> {
        self.crawl_delay
    }
}

#[cfg(test)]
mod tests;
