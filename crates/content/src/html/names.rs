//! What is known about tags: names that matter, and the few properties of each.
//!
//! Not the tree construction of the standard: text extraction needs to know where a block begins and ends
//! and which end tags are implied, not where a misnested `<b>` is reopened.

/// Names that the reader of pages tells apart; every other tag is an inline element without meaning.
const KNOWN: [&str; 90] = [
    "a",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "col",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "math",
    "menu",
    "meta",
    "nav",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "picture",
    "pre",
    "q",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "ul",
    "video",
    "wbr",
];

/// Names of the attributes that are kept.
const ATTRIBUTES: [&str; 19] = [
    "aria-hidden",
    "charset",
    "class",
    "content",
    "datetime",
    "hidden",
    "href",
    "http-equiv",
    "id",
    "itemprop",
    "itemtype",
    "lang",
    "name",
    "property",
    "pubdate",
    "rel",
    "role",
    "style",
    "type",
];

/// The known spelling of a tag's name, or the empty string.
pub(super) fn known(name: &[u8]) -> &'static str {
    find(&KNOWN, name)
}

/// The known spelling of an attribute's name, or the empty string.
pub(super) fn attribute(name: &[u8]) -> &'static str {
    find(&ATTRIBUTES, name)
}

fn find(sorted: &[&'static str], name: &[u8]) -> &'static str {
    sorted
        .binary_search_by(|known| known.as_bytes().cmp(name))
        .ok()
        .and_then(|i| sorted.get(i))
        .copied()
        .unwrap_or("")
}

/// Elements without content.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "base"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements whose content no reader sees.
pub(super) fn is_unseen(name: &str) -> bool {
    matches!(
        name,
        "audio"
            | "canvas"
            | "embed"
            | "iframe"
            | "map"
            | "math"
            | "noscript"
            | "object"
            | "script"
            | "style"
            | "svg"
            | "template"
            | "textarea"
            | "title"
            | "video"
    )
}

/// Elements that begin and end a block of text.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "button"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hr"
            | "html"
            | "label"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "pre"
            | "section"
            | "select"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

pub(super) fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// What a start tag closes first: the names of elements that end here, and those beyond which none is looked
/// for (implied end tags of the standard).
pub(super) fn closes(name: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    const LISTS: &[&str] = &["ul", "ol", "menu"];
    const CELLS: &[&str] = &["td", "th"];
    const BOXES: &[&str] =
        &["td", "th", "li", "div", "article", "section", "blockquote", "button", "a", "header"];
    const TABLE: &[&str] = &["table"];
    match name {
        "li" => Some((&["li"], LISTS)),
        "dt" | "dd" => Some((&["dt", "dd"], &["dl"])),
        "option" => Some((&["option"], &["select"])),
        "tr" => Some((&["tr"], TABLE)),
        "td" | "th" => Some((CELLS, &["tr", "table"])),
        "tbody" | "thead" | "tfoot" => Some((&["tbody", "thead", "tfoot"], TABLE)),
        "body" => Some((&["head"], &["html"])),
        _ if is_heading(name) => Some((&["p", "h1", "h2", "h3", "h4", "h5", "h6"], BOXES)),
        _ if is_block(name) => Some((&["p"], BOXES)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(KNOWN.is_sorted());
        assert!(ATTRIBUTES.is_sorted());
        assert_eq!(known(b"figcaption"), "figcaption");
        assert_eq!(known(b"x-custom"), "");
    }
}
