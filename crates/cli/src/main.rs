//! `rasid`: from the command line to the workers.
//!
//! Exit codes: 0 done; 1 failed, or some documents could not be read; 2 the command line or the configuration is
//! wrong.

mod args;
mod bench;
mod check;
mod complete;
mod config;
mod connect;
mod evaluate;
mod exit;
mod explain;
mod folders;
mod gazetteer_build;
mod http;
mod publish;
mod receive;
mod render;
mod replay;
mod run;
mod schema;
mod source;
mod submit;
mod tail;
mod telemetry;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Args, Bench, Command, Gazetteer};
use crate::exit::Failure;

/// Enrichment makes many small allocations: with the system's own allocator it does a fifth fewer articles a second.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = Args::parse();
    match dispatch(args) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

fn dispatch(args: Args) -> Result<ExitCode, Failure> {
    // Before any configuration: the guard only keeps a child, and must start fast.
    if let Command::Guard(guard) = &args.command {
        let code = bus::guard::run(&guard.program)?;
        return Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)));
    }
    let config = config::load(&args.global)?;
    telemetry::logs(&config.log);
    match args.command {
        Command::Replay(command) => replay::main(&config, &command),
        Command::Explain(command) => explain::main(&config, &command),
        Command::Eval(command) => evaluate::main(&config, &command),
        Command::Bench(Bench::Enrich(command)) => bench::enrich::main(&config, &command),
        Command::Bench(Bench::Dedup(command)) => bench::dedup::main(&config, &command),
        Command::Run(command) => run::main(config, &command),
        Command::Source(command) => source::main(&config, &command),
        Command::Tail(command) => tail::main(&config, &command),
        Command::Schema(command) => schema::main(&command),
        Command::Check => check::main(&config),
        Command::Gazetteer(Gazetteer::Build(command)) => gazetteer_build::main(&command),
        Command::Completions(command) => complete::main(&command),
        Command::Guard(_) => Ok(ExitCode::SUCCESS),
    }
}
