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
}

/// What holds for a character of a text, several things at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Layers(u8);

impl Layers {
    /// Nothing.
    pub(crate) const NONE: Self = Self(0);
    /// It names somebody.
    pub(crate) const ENTITY: Self = Self(1);
    /// It names a place.
    pub(crate) const PLACE: Self = Self(2);
    /// It tells a date.
    pub(crate) const DATE: Self = Self(4);
    /// It is quoted.
    pub(crate) const QUOTE: Self = Self(8);
    /// It tells an event.
    pub(crate) const EVIDENCE: Self = Self(16);
    /// It was censored in the input.
    pub(crate) const RESTORED: Self = Self(32);

    /// Both.
    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
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

    /// Colours, whatever the output is.
    #[cfg(test)]
    pub(crate) fn always() -> Self {
        Self { on: true }
    }

    /// Whether anything is coloured.
    pub(crate) fn is_on(self) -> bool {
        self.on
    }

    /// What begins a run of characters with these layers.
    pub(crate) fn layers(self, layers: Layers) -> String {
        const LOOKS: [(Layers, &str); 6] = [
            (Layers::ENTITY, "36"),
            (Layers::PLACE, "32"),
            (Layers::DATE, "35"),
            (Layers::QUOTE, "3"),
            (Layers::EVIDENCE, "4"),
            (Layers::RESTORED, "7"),
        ];
        let codes: Vec<_> =
            LOOKS.iter().filter(|(layer, _)| layers.0 & layer.0 != 0).map(|(_, code)| *code).collect();
        if codes.is_empty() || !self.on { String::new() } else { format!("\u{1B}[{}m", codes.join(";")) }
    }

    /// The text in its colour.
    pub(crate) fn style(self, style: Style, text: &str) -> String {
        format!("{}{text}{}", self.open(style), self.close())
    }

    /// What begins a style.
    pub(crate) fn open(self, style: Style) -> &'static str {
        match style {
            Style::Heading | Style::Section | Style::Label if !self.on => "",
            Style::Heading => "\u{1B}[1;36m",
            Style::Section => "\u{1B}[1m",
            Style::Label => "\u{1B}[33m",
        }
    }

    /// What ends it.
    pub(crate) fn close(self) -> &'static str {
        if self.on { "\u{1B}[0m" } else { "" }
    }
}
