//! Keeps a child from outliving its parent.
//!
//! The supervised nats-server is started through a second process of rasid, which holds a pipe from its parent.
//! When the parent ends, however it ends, the pipe closes and the guard ends the server. A death signal
//! (`PR_SET_PDEATHSIG`) would need unsafe code, and follows the parent's thread, not its process.

use std::ffi::OsString;
use std::io::Read as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// How long the child may take to end before it is killed.
const GRACE: Duration = Duration::from_secs(2);

/// Runs a program with its arguments until it ends or standard input closes. Returns the program's exit code.
///
/// # Errors
/// When the program cannot be started or waited for.
pub fn run(command: &[OsString]) -> std::io::Result<i32> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(std::io::Error::other("no program to guard"));
    };
    let mut child = Command::new(program).args(arguments).stdin(Stdio::null()).spawn()?;
    let (sender, parent_gone) = mpsc::channel();
    std::thread::spawn(move || {
        let mut sink = [0_u8; 64];
        while matches!(std::io::stdin().read(&mut sink), Ok(read) if read > 0) {}
        // The receiver is gone only when the child has ended by itself.
        let _ = sender.send(());
    });
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(code(status));
        }
        if parent_gone.recv_timeout(Duration::from_millis(100)).is_ok() {
            return end(&mut child).map(code);
        }
    }
}

/// Asks the child to end, and kills it when it does not.
fn end(child: &mut Child) -> std::io::Result<ExitStatus> {
    let process = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(process) = process {
        rustix::process::kill_process(process, rustix::process::Signal::TERM)?;
    }
    let deadline = Instant::now() + GRACE;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill()?;
    child.wait()
}

fn code(status: ExitStatus) -> i32 {
    status.code().unwrap_or(1)
}
