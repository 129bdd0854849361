//! The processor's time where the system tells it, since a busy machine stretches the clock's; and memory.

use std::time::{Duration, Instant};

/// Where time is taken from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Clock {
    Processor(Duration),
    Wall(Instant),
}

/// Now.
pub(super) fn processor_time() -> Clock {
    on_cpu().map_or_else(|| Clock::Wall(Instant::now()), Clock::Processor)
}

/// The time that the calling thread has worked since.
pub(super) fn since(start: Clock) -> Duration {
    match start {
        Clock::Processor(start) => on_cpu().unwrap_or(start).saturating_sub(start),
        Clock::Wall(start) => start.elapsed(),
    }
}

/// Time on the processor of the calling thread, where Linux tells it.
fn on_cpu() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// The most memory that this process has held, where Linux tells it.
pub(super) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kb| kb / 1024)
}
