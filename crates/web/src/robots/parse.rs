//! The lines of a robots.txt, read as Google's parser reads them (`robots.cc`), in one pass.

use crate::robots::pattern::{self, Encoding};
use crate::robots::{Delay, Group, MAX_BYTES, Robots, Rule, Span};

/// Longer lines are cut: eight times the longest address that Internet Explorer took, says Google's parser.
const MAX_LINE: usize = 2083 * 8 - 1;

const MAX_DELAY_SECS: f64 = 24.0 * 60.0 * 60.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Agent,
    Allow,
    Disallow,
    Sitemap,
    CrawlDelay,
    Other,
}

/// The beginnings of keys, with the misspellings that Google's parser takes.
const KEYS: [(&str, Key); 13] = [
    ("user-agent", Key::Agent),
    ("useragent", Key::Agent),
    ("user agent", Key::Agent),
    ("allow", Key::Allow),
    ("disallow", Key::Disallow),
    ("dissallow", Key::Disallow),
    ("dissalow", Key::Disallow),
    ("disalow", Key::Disallow),
    ("diasllow", Key::Disallow),
    ("disallaw", Key::Disallow),
    ("sitemap", Key::Sitemap),
    ("site-map", Key::Sitemap),
    ("crawl-delay", Key::CrawlDelay),
];

#[derive(Default)]
struct Reader {
    robots: Robots,
    /// Where the group's agents begin.
    start: usize,
    /// Whether the group has had a rule: the next agent opens another.
    has_rules: bool,
}

pub(super) fn parse(bytes: &[u8], encoding: Encoding) -> Robots {
    let mut reader = Reader::default();
    reader.robots.encoding = encoding;
    for line in without_mark(capped(bytes)).split(|byte| matches!(byte, b'\n' | b'\r')) {
        if let Some((key, value)) = statement(line.get(..MAX_LINE).unwrap_or(line)) {
            reader.take(key, value);
        }
    }
    reader.robots
}

/// What is read of a file that is too long ends with a whole line: half a rule is another rule.
fn capped(bytes: &[u8]) -> &[u8] {
    let Some(head) = bytes.get(..MAX_BYTES).filter(|head| head.len() < bytes.len()) else { return bytes };
    let end = head.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(head.len());
    head.get(..end).unwrap_or(head)
}

/// Skips a byte order mark, or what is left of one.
fn without_mark(mut bytes: &[u8]) -> &[u8] {
    for part in [0xEF, 0xBB, 0xBF] {
        match bytes.split_first() {
            Some((first, rest)) if *first == part => bytes = rest,
            _ => break,
        }
    }
    bytes
}

/// A line's key and value: parted by a colon, or by white space where exactly two words stand there.
fn statement(line: &[u8]) -> Option<(Key, &[u8])> {
    let line = line.split(|byte| *byte == b'#').next().unwrap_or_default().trim_ascii();
    let (key, value) = match memchr::memchr(b':', line) {
        Some(colon) => (line.get(..colon)?, line.get(colon + 1..)?),
        None => two_words(line)?,
    };
    let key = key.trim_ascii();
    let begins =
        |name: &str| key.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name.as_bytes()));
    let known = KEYS.iter().find(|(name, _)| begins(name)).map_or(Key::Other, |(_, known)| *known);
    Some((known, value.trim_ascii()))
}

fn two_words(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let gap = line.iter().position(|byte| matches!(byte, b' ' | b'\t'))?;
    let (key, value) = line.split_at_checked(gap)?;
    let value = value.trim_ascii_start();
    (!value.iter().any(|byte| matches!(byte, b' ' | b'\t'))).then_some((key, value))
}

impl Reader {
    fn take(&mut self, key: Key, value: &[u8]) {
        match key {
            Key::Agent => self.agent(value),
            Key::Allow => self.rule(true, value),
            Key::Disallow => self.rule(false, value),
            Key::Sitemap => self.sitemap(value),
            Key::CrawlDelay => self.delay(value),
            Key::Other => (),
        }
    }

    fn agent(&mut self, value: &[u8]) {
        if self.has_rules {
            self.start = self.robots.agents.len();
            self.has_rules = false;
        }
        let everybody = value.first() == Some(&b'*') && value.get(1).is_none_or(u8::is_ascii_whitespace);
        let token: Vec<u8> = value
            .iter()
            .copied()
            .take_while(|byte| byte.is_ascii_alphabetic() || b"-_".contains(byte))
            .collect();
        // No agent has an empty name, but the group is one all the same, so that its rules go nowhere else.
        let name =
            if everybody { "*".to_owned() } else { String::from_utf8_lossy(&token).to_ascii_lowercase() };
        self.robots.agents.push(name);
    }

    fn agents(&self) -> Span {
        Span { start: self.start, end: self.robots.agents.len() }
    }

    fn rule(&mut self, allow: bool, value: &[u8]) {
        let agents = self.agents();
        if agents.start == agents.end {
            return;
        }
        if !self.has_rules {
            self.robots.groups.push(Group { agents, rules: Vec::new() });
            self.has_rules = true;
        }
        let Some(group) = self.robots.groups.last_mut() else { return };
        let pattern = pattern::normal(value, self.robots.encoding);
        if pattern.is_empty() {
            return;
        }
        if let Some(folder) = folder_of_index(&pattern).filter(|_| allow) {
            group.rules.push(Rule { allow, pattern: folder });
        }
        group.rules.push(Rule { allow, pattern });
    }

    fn sitemap(&mut self, value: &[u8]) {
        if !value.is_empty() {
            self.robots.sitemaps.push(String::from_utf8_lossy(value).into_owned());
        }
    }

    fn delay(&mut self, value: &[u8]) {
        let number = value.iter().copied().take_while(|byte| byte.is_ascii_digit() || *byte == b'.');
        let seconds: Option<f64> =
            String::from_utf8(number.collect()).ok().and_then(|number| number.parse().ok());
        let agents = self.agents();
        if let Some(seconds) = seconds.filter(|seconds| *seconds > 0.0 && agents.start < agents.end) {
            #[expect(clippy::cast_sign_loss, reason = "positive and capped")]
            let millis = (seconds.min(MAX_DELAY_SECS) * 1_000.0) as u64;
            self.robots.delays.push(Delay { agents, millis });
        }
    }
}

/// `/a/$` for `/a/index.html`: a folder's index may also be fetched by the folder's own address.
fn folder_of_index(pattern: &str) -> Option<String> {
    let (folder, file) = pattern.rsplit_once('/')?;
    file.starts_with("index.htm").then(|| format!("{folder}/$"))
}
