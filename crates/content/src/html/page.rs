//! A page as a list of elements and a list of blocks of text, built in one pass over the tokens.
//!
//! Not a DOM: no text nodes and no sibling links are kept, because what follows needs only, for each block of
//! text, how much of it stands in links and which elements it stands in. Elements are in document order, so a
//! parent always comes before its children and sums over subtrees are one loop backwards. The tokenizer is
//! `html5gum` (the WHATWG standard's, without a tree): parsing with `html5ever` into a tree costs several times
//! more, and the difference (reopened formatting elements, foster parenting) does not change the text.
//!
//! Depth is bounded: elements nested deeper than [`MAX_DEPTH`] are treated as if their tags were not there.

use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::{names, strip};

/// Deepest nesting that is kept. Real pages stay below 100.
const MAX_DEPTH: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) elements: Vec<Element>,
    pub(super) blocks: Vec<PageBlock>,
    /// Content of `<title>`.
    pub(super) title: String,
    /// Contents of JSON-LD scripts.
    pub(super) scripts: Vec<String>,
    /// The last token stood in an unfinished tag, or `<body>` was never closed.
    pub(super) truncated: bool,
    /// Something was nested too deeply.
    pub(super) deep: bool,
}

#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: &'static str,
    /// Index of the parent; the first element is its own.
    pub(super) parent: usize,
    pub(super) attributes: Vec<(&'static str, String)>,
    /// Blocks that begin in it: from this index to `to`.
    pub(super) from: usize,
    pub(super) to: usize,
    /// Text directly in it or in elements without a block of their own; kept for `time`, `a` and the like.
    pub(super) words: String,
}

#[derive(Debug, Default, Clone)]
pub(super) struct PageBlock {
    /// The block element in which it stands.
    pub(super) element: usize,
    /// Text with white space collapsed.
    pub(super) text: String,
    /// How many of the text's characters (not counting spaces) stand in links.
    pub(super) linked: usize,
    /// How many characters there are, not counting spaces.
    pub(super) letters: usize,
    /// The innermost inline element that holds all of it, if that is smaller than the block.
    pub(super) inline: Option<usize>,
}

impl Element {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str())
    }
}

impl Page {
    pub(super) fn parse(html: &str) -> Self {
        let mut builder = Builder::new();
        let mut emitter =
            CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
                builder.event(&event);
                None
            });
        emitter.naively_switch_states(true);
        let stripped = strip::strip(html);
        // Reading a string cannot fail: the error type has no value.
        let Ok(()) = Tokenizer::new_with_emitter(stripped.as_str(), emitter).finish();
        builder.finish(html)
    }
}

struct Builder {
    page: Page,
    /// Indices of the open elements; the first is the root.
    stack: Vec<usize>,
    block: PageBlock,
    /// White space seen since the last character of the block.
    space: bool,
    /// Open elements whose content nobody sees.
    unseen: usize,
    /// Open links.
    links: usize,
    tag: Element,
    attribute: &'static str,
    script: bool,
    in_tag: bool,
}

impl Builder {
    fn new() -> Self {
        let root = Element { name: "html", ..Element::default() };
        Self {
            page: Page { elements: vec![root], ..Page::default() },
            stack: vec![0],
            block: PageBlock::default(),
            space: false,
            unseen: 0,
            links: 0,
            tag: Element::default(),
            attribute: "",
            script: false,
            in_tag: false,
        }
    }

    fn event(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Element { name: names::known(name), ..Element::default() };
                self.in_tag = true;
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = if self.in_tag { names::attribute(name) } else { "" };
                if self.attribute == "hidden" {
                    self.tag.attributes.push(("hidden", String::new()));
                }
            }
            CallbackEvent::AttributeValue { value } => {
                if !self.attribute.is_empty() {
                    self.tag.attributes.push((self.attribute, String::from_utf8_lossy(value).into_owned()));
                }
            }
            CallbackEvent::CloseStartTag { .. } => {
                self.in_tag = false;
                let tag = std::mem::take(&mut self.tag);
                self.open(tag);
            }
            CallbackEvent::EndTag { name } => self.close(names::known(name)),
            CallbackEvent::String { value } => self.text(&String::from_utf8_lossy(value)),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    fn top(&self) -> usize {
        self.stack.last().copied().unwrap_or_default()
    }

    fn name(&self, element: usize) -> &'static str {
        self.page.elements.get(element).map_or("", |e| e.name)
    }

    fn open(&mut self, mut tag: Element) {
        let name = tag.name;
        if name.is_empty() && tag.attributes.is_empty() {
            return;
        }
        if matches!(name, "html" | "body") && self.merge_root(&mut tag) {
            return;
        }
        if names::is_block(name) || name == "br" {
            self.flush();
        }
        if let Some((ended, limits)) = names::closes(name) {
            self.close_implied(ended, limits);
        }
        if name == "a" && self.links > 0 {
            self.close("a");
        }
        tag.parent = self.top();
        tag.from = self.page.blocks.len();
        tag.to = tag.from;
        if names::is_void(name) {
            self.page.elements.push(tag);
            return;
        }
        if self.stack.len() >= MAX_DEPTH {
            self.page.deep = true;
            return;
        }
        if names::is_unseen(name) {
            self.unseen += 1;
        }
        self.script =
            name == "script" && tag.get("type").is_some_and(|t| t.to_ascii_lowercase().contains("ld+json"));
        self.links += usize::from(name == "a");
        self.stack.push(self.page.elements.len());
        self.page.elements.push(tag);
    }

    /// A second `<html>` or `<body>` adds its attributes to the first.
    fn merge_root(&mut self, tag: &mut Element) -> bool {
        let known = if tag.name == "html" {
            Some(0)
        } else {
            self.stack.get(1).copied().filter(|e| self.name(*e) == "body")
        };
        let Some(element) = known.and_then(|at| self.page.elements.get_mut(at)) else { return false };
        element.attributes.append(&mut tag.attributes);
        true
    }

    fn close_implied(&mut self, ended: &[&str], limits: &[&str]) {
        let found = self.stack.iter().rposition(|e| {
            let name = self.name(*e);
            ended.contains(&name) || limits.contains(&name)
        });
        if let Some(at) =
            found.filter(|at| self.stack.get(*at).is_some_and(|e| ended.contains(&self.name(*e))))
        {
            self.pop_to(at);
        }
    }

    fn close(&mut self, name: &'static str) {
        if name == "br" || name == "p" && !self.stack.iter().any(|e| self.name(*e) == "p") {
            self.flush();
            return;
        }
        let block = names::is_block(name);
        // An end tag of an inline element does not reach out of the block in which it stands, and one of a
        // block not out of a table's cell unless it ends the table.
        let table =
            matches!(name, "table" | "tr" | "tbody" | "thead" | "tfoot" | "td" | "th" | "body" | "html");
        let mut found = None;
        for (at, element) in self.stack.iter().enumerate().skip(1).rev() {
            let open = self.name(*element);
            if open == name {
                found = Some(at);
                break;
            }
            if !block && names::is_block(open) || block && !table && matches!(open, "td" | "th") {
                break;
            }
        }
        if block {
            self.flush();
        }
        if matches!(name, "body" | "html") {
            return;
        }
        if let Some(at) = found {
            self.pop_to(at);
        }
    }

    fn pop_to(&mut self, depth: usize) {
        if self.stack.iter().skip(depth).any(|e| names::is_block(self.name(*e))) {
            self.flush();
        }
        while self.stack.len() > depth.max(1) {
            let Some(element) = self.stack.pop() else { break };
            let name = self.name(element);
            self.unseen -= usize::from(names::is_unseen(name));
            self.links -= usize::from(name == "a");
            let to = self.page.blocks.len() + usize::from(!self.block.text.is_empty());
            if let Some(element) = self.page.elements.get_mut(element) {
                element.to = to;
            }
        }
        self.script = false;
    }

    fn text(&mut self, text: &str) {
        if self.unseen > 0 {
            self.hidden_text(text);
            return;
        }
        let top = self.top();
        if self.name(top) == "time"
            && let Some(element) = self.page.elements.get_mut(top)
        {
            element.words.push_str(text);
        }
        let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{0C}');
        let mut letters = 0;
        for word in text.split(blank) {
            if word.is_empty() {
                self.space = true;
                continue;
            }
            if self.space && !self.block.text.is_empty() {
                self.block.text.push(' ');
            }
            if self.block.text.is_empty() {
                self.begin(top);
            }
            self.block.text.push_str(word);
            letters += word.chars().count();
            self.space = true;
        }
        self.space = text.ends_with(blank);
        self.block.letters += letters;
        if letters > 0 && self.block.inline.is_some_and(|inline| !self.stack.contains(&inline)) {
            self.block.inline = None;
        }
        self.block.linked += if self.links > 0 { letters } else { 0 };
    }

    fn begin(&mut self, top: usize) {
        let block =
            self.stack.iter().rev().find(|e| names::is_block(self.name(**e))).copied().unwrap_or_default();
        self.block.element = block;
        self.block.inline = (top != block).then_some(top);
    }

    fn hidden_text(&mut self, text: &str) {
        match self.name(self.top()) {
            "title" if self.page.title.is_empty() => {
                self.page.title = text.split_whitespace().collect::<Vec<_>>().join(" ");
            }
            "script" if self.script => self.page.scripts.push(text.to_owned()),
            _ => {}
        }
    }

    fn flush(&mut self) {
        self.space = false;
        if self.block.text.is_empty() {
            return;
        }
        let block = std::mem::take(&mut self.block);
        self.page.blocks.push(block);
    }

    fn finish(mut self, html: &str) -> Page {
        self.flush();
        let has_body = self.stack.iter().any(|e| self.name(*e) == "body");
        let tail = html.trim_end().as_bytes();
        let tail = tail.get(tail.len().saturating_sub(4096)..).unwrap_or_default().to_ascii_lowercase();
        let closed = tail.windows(7).any(|w| w == b"</body>" || w == b"</html>");
        self.page.truncated = self.in_tag || has_body && !closed && self.stack.len() > 2;
        self.pop_to(1);
        let to = self.page.blocks.len();
        if let Some(root) = self.page.elements.first_mut() {
            root.to = to;
        }
        self.page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &[&str]) {
        let page = Page::parse(html);
        assert_eq!(page.blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>(), expected, "{html}");
    }

    #[test]
    fn blocks() {
        check("<p>one<p>two <b>bold</b>  text</p>three", &["one", "two bold text", "three"]);
        check("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>", &["a", "b", "c", "d"]);
        check("<table><tr><td>a<td>b<tr><td>c</table>d", &["a", "b", "c", "d"]);
        check("a<br>b<br/><br />c", &["a", "b", "c"]);
        check("<script>var x = '<p>no</p>';</script><style>p{}</style><p>yes", &["yes"]);
        check("<p>&laquo;x&raquo; &amp; y&nbsp;z", &["«x» & y\u{A0}z"]);
        check("<div>before<svg><text>no</text></svg> after</div>", &["before after"]);
        check("<p>a<span> b</span><i>c</i></p>", &["a bc"]);
        check("</p></div>text</b>", &["text"]);
        check("", &[]);
    }

    #[test]
    fn links_are_counted() {
        let page = Page::parse("<p>see <a href=x>the page</a> now</p>");
        assert_eq!((page.blocks[0].linked, page.blocks[0].letters), (7, 13));
    }

    #[test]
    fn hostile_input_is_bounded() {
        for html in
            ["<div>".repeat(200_000), "<".repeat(1_000_000), "<b><p>".repeat(100_000), "</b>".repeat(250_000)]
        {
            let page = Page::parse(&html);
            assert!(page.elements.len() <= 250_000);
        }
    }

    #[test]
    fn truncation() {
        assert!(Page::parse("<html><body><div><p>text <a hre").truncated);
        assert!(!Page::parse("<html><body><div><p>text</div></body></html>").truncated);
        assert!(!Page::parse("<p>a fragment</p>").truncated);
    }
}
