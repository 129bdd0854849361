//! `rasid source revive`: a person knows better than what a source said of itself.

use std::process::ExitCode;

use anyhow::anyhow;
use fetcher::state::States;
use jiff::Timestamp;

use crate::args::SourceRevive;
use crate::config::Config;
use crate::exit::{Failure, say};

pub(super) async fn main(config: &Config, command: &SourceRevive) -> Result<ExitCode, Failure> {
    let bus = crate::connect::beside(config, command.nats.as_deref(), "rasid-source").await?;
    let states = States(fetcher::worker::table(&bus, config.streams.replicas).await?);
    let Some(mut known) = states.read(&command.id).await? else {
        return Err(anyhow!("nothing is known of a source `{}`; it has not been visited", command.id).into());
    };
    known.schedule.revive(Timestamp::now());
    known.moved = None;
    states.keep(&command.id, &known).await?;
    say(&format!("`{}` is visited within a minute", command.id));
    Ok(ExitCode::SUCCESS)
}
