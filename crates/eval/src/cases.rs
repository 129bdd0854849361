//! What went wrong in one document, in words for people.

use crate::report::{Case, Fault};

/// Faults of one document, in the order in which they were met.
pub(crate) struct Cases {
    doc: String,
    list: Vec<Case>,
}

impl Cases {
    pub(crate) fn of(doc: &str) -> Self {
        Self { doc: doc.to_owned(), list: Vec::new() }
    }

    /// No record at all.
    pub(crate) fn absent(&mut self) {
        self.add(Fault::Absent, "no record", String::new());
    }

    /// Something that the text shows by itself.
    pub(crate) fn add(&mut self, fault: Fault, what: &str, evidence: String) {
        self.push(fault, what, evidence, None);
    }

    /// Something that was told otherwise.
    pub(crate) fn differs(&mut self, what: &str, evidence: String, gold: String, found: String) {
        self.push(Fault::Differs, what, evidence, Some((gold, found)));
    }

    fn push(&mut self, fault: Fault, what: &str, evidence: String, differs: Option<(String, String)>) {
        self.list.push(Case { doc: self.doc.clone(), fault, what: what.to_owned(), evidence, differs });
    }

    pub(crate) fn into_list(self) -> Vec<Case> {
        self.list
    }
}
