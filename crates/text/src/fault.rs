//! A fault in a configuration file, with its place. Shared by every loader of the workspace, so that a person sees all the
//! faults of all the files in one list; it is no error of the program and carries no cause.

use std::fmt;

/// One fault in one configuration file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file's name, as a person would find it.
    pub file: String,
    /// The line of the fault, counted from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// What is wrong, lower case, values in backticks.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(out, "{}: {}", self.file, self.message),
            line => write!(out, "{}:{line}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for Fault {}
