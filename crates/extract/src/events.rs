//! Events.
use record::event::Event;
use record::record::Defect;
use crate::document::Document;
use crate::quotes::FoundQuote;
pub(crate) fn find(_document: &mut Document<'_>, _quotes: &[FoundQuote]) -> (Vec<Event>, Vec<Defect>) { (Vec::new(), Vec::new()) }
