//! Quotes.
use record::record::Quote;
use crate::document::Document;
#[derive(Debug, Clone)]
pub(crate) struct FoundQuote {}
impl FoundQuote {
    pub(crate) fn public(self, _document: &Document<'_>) -> Quote { Quote { start: 0, end: 0, speaker: None } }
}
pub(crate) fn find(_document: &mut Document<'_>) -> Vec<FoundQuote> { Vec::new() }
