//! Colours: on a terminal only, and never where `NO_COLOR` is set.

use std::io::IsTerminal as _;

/// What a stretch of output is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Style {
    /// The name of a document.
    Heading,
    /// The title of a section.
    Section,
    /// The left column of a section.
    Label,
    /// A stretch within a text.
    Mark,
}

/// Whether to colour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    on: bool,
}

impl Paint {
    /// For standard output as it is.
    pub(crate) fn for_stdout() -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self { on: wanted && std::io::stdout().is_terminal() }
    }

    /// The text in its colour.
    pub(crate) fn style(self, style: Style, text: &str) -> String {
        format!("{}{text}{}", self.open(style), self.close())
    }

    /// What begins a style.
    pub(crate) fn open(self, style: Style) -> &'static str {
        match style {
            Style::Heading | Style::Section | Style::Label | Style::Mark if !self.on => "",
            Style::Heading => "\u{1B}[1;36m",
            Style::Section => "\u{1B}[1m",
            Style::Label => "\u{1B}[33m",
            Style::Mark => "\u{1B}[7m",
        }
    }

    /// What ends it.
    pub(crate) fn close(self) -> &'static str {
        if self.on { "\u{1B}[0m" } else { "" }
    }
}
