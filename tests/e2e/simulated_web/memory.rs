//! How much memory a process holds, once a second, from /proc.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Watches a process until it is asked for what it saw.
pub(crate) struct Sampler {
    done: Arc<AtomicBool>,
    thread: JoinHandle<Vec<u64>>,
}

impl Sampler {
    /// Starts watching.
    pub(crate) fn start(pid: u32) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let is_done = Arc::clone(&done);
        let thread = std::thread::spawn(move || {
            let mut series = Vec::new();
            while !is_done.load(Ordering::Relaxed) {
                series.extend(resident_bytes(pid));
                std::thread::sleep(Duration::from_secs(1));
            }
            series
        });
        Self { done, thread }
    }

    /// Bytes resident, second by second.
    pub(crate) fn series(self) -> Vec<u64> {
        self.done.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

/// Bytes resident; none once the process is gone.
pub(crate) fn resident_bytes(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

/// The series in megabytes, every tenth second.
pub(crate) fn told(series: &[u64]) -> String {
    let told: Vec<String> =
        series.iter().step_by(10).map(|bytes| format!("{:.0}", *bytes as f64 / 1e6)).collect();
    format!("resident MB, every 10 s: {}", told.join(" "))
}

/// Whether the highest of the last third lies within a fifth and 20 MB of the highest of the second third.
pub(crate) fn is_level(series: &[u64]) -> bool {
    let third = series.len() / 3;
    let highest = |part: &[u64]| part.iter().copied().max().unwrap_or(0);
    let (second, last) = (highest(&series[third..2 * third]), highest(&series[2 * third..]));
    last <= second + second / 5 + 20_000_000
}

#[test]
fn growth_is_told_from_noise() {
    let mb = |n: u64| n * 1_000_000;
    let level: Vec<u64> = (0..90).map(|n| mb(200 + n % 7)).collect();
    let growing: Vec<u64> = (0..90).map(|n| mb(100 + 5 * n)).collect();
    // What is taken once at the start is no growth.
    let filled: Vec<u64> = (0..90).map(|n| mb(100 + 10 * n.min(30))).collect();
    assert!(is_level(&level) && is_level(&filled) && !is_level(&growing));
    assert!(told(&level).ends_with("200 203 206 202 205 201 204 200 203"));
    assert!(resident_bytes(std::process::id()).unwrap() > 1_000_000);
}
