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
    /// Large gazetteer for places that the built-in one does not know (see `rasid gazetteer build`)
    #[arg(long, global = true, env = "RASID_GAZETTEER", value_name = "FILE")]
    pub(crate) gazetteer: Option<PathBuf>,
    /// Folder with lexicon/, events/ and content/ that extends or overrides what is built in
    #[arg(long, global = true, env = "RASID_KNOWLEDGE", value_name = "FOLDER")]
    pub(crate) knowledge: Option<PathBuf>,
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
    /// Score the records of annotated documents, and show the worst cases
    Eval(Eval),
    /// Run the workers on JetStream until stopped
    Run(Run),
    /// Subscribe and print each event as a line
    Tail(Tail),
    /// Find, try, list and exchange the sources that `rasid run` visits
    #[command(subcommand)]
    Source(Source),
    /// Write the JSON Schemas and the AsyncAPI document
    Schema(Schema),
    /// Check configuration and knowledge, and say what is wrong where
    Check,
    /// Measure what this machine can do
    #[command(subcommand)]
    Bench(Bench),
    /// Build a large gazetteer from a dump of GeoNames or Who's On First
    #[command(subcommand)]
    Gazetteer(Gazetteer),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Keep a child process that ends with its parent
    #[command(hide = true)]
    Guard(Guard),
}

/// `rasid replay`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Reads .txt, .html, .json, .ndjson, feeds (.xml) and .warc, and .gz and .zst of these; `-` is NDJSON on standard input. A folder may hold \
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
#[command(after_help = "Examples:\n  rasid explain article.html\n  rasid explain seeds/gold | less -R\n  \
                        rasid explain --pair monday.txt tuesday.txt     are they copies, one story, one incident? why?")]
pub(crate) struct Explain {
    /// Hold two documents against each other, the earlier first
    #[arg(long)]
    pub(crate) pair: bool,
    /// Files or folders
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
}

/// `rasid bench`.
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Articles a second on one core, growth with length, memory
    Enrich(BenchEnrich),
    /// Near duplicates: speed on one core, bytes a document, recall by kind of edit, precision
    Dedup(BenchDedup),
}

/// `rasid bench enrich`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  rasid bench enrich seeds/gold seeds/gold-b seeds/gold-c")]
pub(crate) struct BenchEnrich {
    /// Folders whose .txt documents the articles are cut from
    #[arg(required = true, value_name = "FOLDER")]
    pub(crate) folders: Vec<PathBuf>,
    /// Length of an article
    #[arg(long, value_name = "BYTES", default_value_t = 4096)]
    pub(crate) bytes: usize,
    /// Articles a round
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) articles: usize,
    /// Rounds, of which the best counts
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) rounds: usize,
}

/// `rasid bench dedup`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A line is a JSON object with id (a number), text, root (the id of the first document that it is a copy of, its own \
                        for a new one) and kind (of the edit); fetched_at, the time of receipt, may be there too. Speed is the \
                        processor's time of one thread, folding included, reading excluded.\n\n\
                        Examples:\n  rasid bench dedup stream.ndjson\n  generator --docs 1000000 | rasid bench dedup -\n  \
                        rasid bench dedup stream.ndjson --resolve --look-back-days 7"
)]
pub(crate) struct BenchDedup {
    /// Documents whose copies are known, one JSON object a line; `-` for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    pub(crate) input: PathBuf,
    /// Documents in each step of the curve
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) window: u32,
    /// Measure the whole resolver instead: stories, incidents and all that it remembers
    #[arg(long)]
    pub(crate) resolve: bool,
    /// Days after which the resolver forgets a document [default: as configured]
    #[arg(long, value_name = "DAYS", requires = "resolve")]
    pub(crate) look_back_days: Option<u32>,
}

/// `rasid eval`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The folder holds documents and their annotations in gold.jsonl (seeds/README.md tells the fields).\n\n\
                        Examples:\n  rasid eval seeds/gold\n  rasid eval seeds/gold --worst 0 --save before.json\n  \
                        rasid eval seeds/gold --knowledge desk/ --baseline before.json"
)]
pub(crate) struct Eval {
    /// Folder with documents and gold.jsonl
    #[arg(value_name = "GOLD_DIR")]
    pub(crate) gold: PathBuf,
    /// Fail where a measure is lower than in this file (written by --save)
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// With --baseline: how far a measure may fall
    #[arg(long, value_name = "SHARE", default_value_t = 0.005)]
    pub(crate) tolerance: f64,
    /// Write the measures to this file, as a baseline
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// Show all faults of this many documents, those with the most first
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) worst: usize,
    /// Print the measures as one JSON object instead
    #[arg(long)]
    pub(crate) json: bool,
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

/// `rasid source`.
#[derive(Debug, Subcommand)]
pub(crate) enum Source {
    /// Look what an address offers (feeds, news sitemaps), and add the best of it
    Add(SourceAdd),
    /// Visit a source once and print what would be published; nothing is stored
    Test(SourceTest),
    /// List the sources and their health
    List(SourceList),
    /// Visit a source again that said that it is gone, or has moved: at once, at its configured address
    Revive(SourceRevive),
    /// Add all feeds of an OPML file
    Import(SourceImport),
    /// Print the feeds as OPML
    Export,
}

/// `rasid source add`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The entry goes into the file fetch.sources, else sources.toml in the data folder.\n\nExamples:\n  \
                        rasid source add news.example.org\n  rasid source add https://news.example.org/rss.xml --id news"
)]
pub(crate) struct SourceAdd {
    /// A site, a feed or a sitemap
    #[arg(value_name = "URL")]
    pub(crate) url: String,
    /// Its id in subjects [default: from the host]
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,
    /// Its name [default: as the feed says]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Add everything that the site offers
    #[arg(long, conflicts_with_all = ["id", "name"])]
    pub(crate) all: bool,
}

/// `rasid source test`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  rasid source test news\n  \
                        rasid source test https://news.example.org/rss.xml --count 3 --format ndjson")]
pub(crate) struct SourceTest {
    /// The id of a source, or an address
    #[arg(value_name = "SOURCE")]
    pub(crate) source: String,
    /// So many of its newest entries
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) count: usize,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
}

/// `rasid source list`.
#[derive(Debug, clap::Args)]
pub(crate) struct SourceList {
    /// The nats-server that knows their health [default: `nats.url`, `NATS_URL`, or the one that `rasid run` keeps]
    #[arg(long, value_name = "URL")]
    pub(crate) nats: Option<String>,
}

/// `rasid source revive`.
#[derive(Debug, clap::Args)]
pub(crate) struct SourceRevive {
    /// The id of the source
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// The nats-server that knows it [default: `nats.url`, `NATS_URL`, or the one that `rasid run` keeps]
    #[arg(long, value_name = "URL")]
    pub(crate) nats: Option<String>,
}

/// `rasid source import`.
#[derive(Debug, clap::Args)]
pub(crate) struct SourceImport {
    /// An OPML file, as feed readers export it
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
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

/// `rasid gazetteer`.
#[derive(Debug, Subcommand)]
pub(crate) enum Gazetteer {
    /// Compile a dump into a file for `enrich.gazetteer` or `--gazetteer`
    Build(GazetteerBuild),
}

/// `rasid gazetteer build`.
#[derive(Debug, clap::Args)]
#[command(
    group = clap::ArgGroup::new("dump").required(true),
    after_help = "Examples:\n  rasid gazetteer build --geonames SY.txt --alternate-names alternateNamesV2.txt -o data/sy.rgz\n  \
                  rasid gazetteer build --geonames allCountries.txt --min-population 500 -o data/world.rgz\n  \
                  rasid gazetteer build --wof places.tsv -o data/places.rgz\n\nDumps: https://download.geonames.org/export/dump/ \
                  (unzip them first). A Who's On First table has the columns wof_id, cc, type, lat, lon, name, ar, en, \
                  region_id, county_id."
)]
pub(crate) struct GazetteerBuild {
    /// Table of Who's On First, tab-separated
    #[arg(long, value_name = "FILE", group = "dump")]
    pub(crate) wof: Option<PathBuf>,
    /// Dump of GeoNames, one country or all
    #[arg(long, value_name = "FILE", group = "dump")]
    pub(crate) geonames: Option<PathBuf>,
    /// GeoNames' alternateNamesV2.txt: more Arabic and English names
    #[arg(long, value_name = "FILE", requires = "geonames")]
    pub(crate) alternate_names: Option<PathBuf>,
    /// Leave out settlements of fewer inhabitants
    #[arg(long, value_name = "N", requires = "geonames", default_value_t = 0)]
    pub(crate) min_population: u32,
    /// File to write
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
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
