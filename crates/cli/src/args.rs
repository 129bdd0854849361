//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// rasid watches the news: who did what to whom, where, when, how many, according to whom.
#[derive(Debug, Parser)]
#[command(
    name = "rasid",
    version,
    propagate_version = true,
    after_help = "Examples:\n  rasid replay seeds/                         what is in these articles, as a table\n  \
                  rasid replay seeds/ --format ndjson         one enriched record a line\n  \
                  rasid run                                   workers on JetStream, with a local nats-server\n  \
                  rasid replay seeds/ --nats local            the same articles as a stream through it\n  \
                  rasid tail 'rasid.incident.assault.sy.>'    incidents as they come"
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command. Flags win over the environment, which wins over the file.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Global {
    /// Configuration file [default: config/rasid.toml or /etc/rasid/rasid.toml, if there]
    #[arg(long, global = true, env = "RASID_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Folder for everything that rasid keeps [default: data]
    #[arg(long, global = true, env = "RASID_DATA", value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// What to log: error, warn, info, debug, trace, or per module (rasid=info,bus=debug)
    #[arg(long, global = true, env = "RASID_LOG", value_name = "LEVEL")]
    pub(crate) log: Option<String>,
    /// Token for the nats-server
    #[arg(long, global = true, env = "NATS_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,
    /// Address from the environment; `--nats` of a command wins.
    #[arg(long = "nats-env", global = true, env = "NATS_URL", hide = true, hide_env_values = true)]
    pub(crate) nats_env: Option<String>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read files or folders and print what is in them, or publish them as a stream
    Replay(Replay),
    /// Show what was made of documents, and why: removed, restored, found
    Explain(Explain),
    /// Run the workers on JetStream until stopped
    Run(Run),
    /// Subscribe and print each event as a line
    Tail(Tail),
    /// Write the JSON Schemas and the AsyncAPI document
    Schema(Schema),
    /// Check configuration and knowledge, and say what is wrong where
    Check,
    /// Print a completion script for a shell
    Completions(Completions),
    /// Keep a child process that ends with its parent
    #[command(hide = true)]
    Guard(Guard),
}

/// `rasid replay`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Reads .txt, .html, .json and .ndjson; `-` is NDJSON on standard input. A folder may hold \
                        manifest.jsonl with {doc, source, url, published, fetched_at, content_type} a line.\n\n\
                        Examples:\n  rasid replay article.html\n  rasid replay seeds/ --format ndjson > records.ndjson\n  \
                        generator | rasid replay - --format ndjson\n  rasid replay seeds/ --nats nats://127.0.0.1:4222"
)]
pub(crate) struct Replay {
    /// Files or folders, in this order; `-` for NDJSON on standard input
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    /// Publish the documents to this server (`local`: the one that `rasid run` keeps) instead of printing
    #[arg(long, value_name = "URL", conflicts_with = "format")]
    pub(crate) nats: Option<String>,
    /// With --nats: do not wait for the records
    #[arg(long, requires = "nats")]
    pub(crate) no_wait: bool,
    /// Threads for enrichment [default: all cores]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
}

/// `rasid explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  rasid explain article.html\n  rasid explain seeds/gold | less -R")]
pub(crate) struct Explain {
    /// Files or folders
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
}

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table for people
    Table,
    /// One JSON object a line
    Ndjson,
}

/// `rasid run`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Without an address (nats.url, NATS_URL or --nats) rasid keeps a nats-server of its own, on \
                        loopback with a token.\n\nExamples:\n  rasid run\n  rasid run --nats nats://broker:4222 --workers 4\n  \
                        rasid run --watch inbox/ --data /var/lib/rasid"
)]
pub(crate) struct Run {
    /// Use this nats-server instead of a local one
    #[arg(long, value_name = "URL")]
    pub(crate) nats: Option<String>,
    /// Watch this folder for documents (may be given several times)
    #[arg(long, value_name = "FOLDER")]
    pub(crate) watch: Vec<PathBuf>,
    /// Documents enriched at the same time [default: all cores]
    #[arg(long, value_name = "N")]
    pub(crate) workers: Option<usize>,
    /// Address for metrics, /live and /ready [default: 127.0.0.1:7380]
    #[arg(long, env = "RASID_HTTP", value_name = "ADDRESS")]
    pub(crate) http: Option<String>,
}

/// `rasid tail`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  rasid tail\n  rasid tail 'rasid.record.new.ar.>' --from start\n  \
                        rasid tail 'rasid.incident.assault.sy.>' --from 2026-11-01T00:00:00Z\n  \
                        rasid tail rasid.dead.'>' --format ndjson --from start --idle 2")]
pub(crate) struct Tail {
    /// Subject or filter
    #[arg(default_value = "rasid.incident.>")]
    pub(crate) subject: String,
    /// Where to start: start, now, or an RFC 3339 time
    #[arg(long, default_value = "now", value_name = "WHERE")]
    pub(crate) from: String,
    /// A line for people, or the payload as it is
    #[arg(long, value_enum, default_value_t = TailFormat::Text)]
    pub(crate) format: TailFormat,
    /// Stop after this many messages
    #[arg(long, value_name = "N")]
    pub(crate) count: Option<u64>,
    /// Stop when nothing has come for this many seconds
    #[arg(long, value_name = "SECONDS")]
    pub(crate) idle: Option<f64>,
    /// The nats-server [default: `nats.url`, `NATS_URL`, or the one that `rasid run` keeps]
    #[arg(long, value_name = "URL")]
    pub(crate) nats: Option<String>,
}

/// How `rasid tail` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TailFormat {
    /// A line for people
    Text,
    /// The payload as it is
    Ndjson,
}

/// `rasid schema`.
#[derive(Debug, clap::Args)]
pub(crate) struct Schema {
    /// Folder to write to
    #[arg(default_value = "docs")]
    pub(crate) folder: PathBuf,
    /// Only compare: fail when a file differs from what would be written
    #[arg(long)]
    pub(crate) check: bool,
}

/// `rasid completions`.
#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// `rasid guard`.
#[derive(Debug, clap::Args)]
pub(crate) struct Guard {
    /// The program to keep, and its arguments, after `--`
    #[arg(last = true, required = true)]
    pub(crate) program: Vec<OsString>,
}
