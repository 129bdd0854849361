//! How a command fails: one clear sentence on standard error, and an exit code that scripts can tell apart.

use std::io::Write as _;
use std::process::ExitCode;

/// A failure with its exit code.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The work failed.
    Work(anyhow::Error),
    /// The command line or the configuration is wrong.
    Usage(anyhow::Error),
}

impl Failure {
    /// A failure of the command line or configuration.
    pub(crate) fn usage(error: impl Into<anyhow::Error>) -> Self {
        Self::Usage(error.into())
    }

    /// Prints the failure with its causes in one line, and returns the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        let (error, code) = match self {
            Self::Work(error) => (error, 1),
            Self::Usage(error) => (error, 2),
        };
        say(&format!("rasid: {error:#}"));
        ExitCode::from(code)
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Work(error.into())
    }
}

/// A reader that has seen enough (`| head`) is no failure.
pub(crate) fn unless_closed(written: std::io::Result<()>) -> std::io::Result<()> {
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Ok(()) | Err(_) => written,
    }
}

/// Writes a line for people on standard error. A closed standard error is no reason to fail.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
