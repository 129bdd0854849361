//! The analysts' guide, run as it is written.
//!
//! Its fenced blocks are steps: `file PATH` writes a file, `console` runs commands. The lines below a command must
//! occur in its output in that order; `…` stands for anything, and `exit N` is the exit code where it is not 0.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::rig::{output, rasid, root};

/// One fenced block.
struct Block<'a> {
    kind: &'a str,
    path: &'a str,
    lines: Vec<&'a str>,
}

fn blocks(guide: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let (kind, path) = info.split_once(' ').unwrap_or((info, ""));
        let lines = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push(Block { kind, path, lines });
    }
    blocks
}

/// Without the marks that keep directions apart.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\u{2066}'..='\u{2069}' | '\u{200E}')).collect()
}

/// Whether the pieces between the ellipses stand in the line in that order.
fn fits(line: &str, wanted: &str) -> bool {
    let mut rest = line;
    wanted.split('…').all(|piece| match rest.split_once(piece) {
        Some((_, behind)) => {
            rest = behind;
            true
        }
        None => false,
    })
}

/// The binary under test, or a tool that a person has at hand.
fn command(line: &str) -> Command {
    let mut words = line.trim_start_matches("$ ").split(' ').map(|word| word.trim_matches('\''));
    let mut command = match words.next().unwrap() {
        "rasid" => rasid(),
        tool => Command::new(tool),
    };
    command.args(words);
    command
}

#[track_caller]
fn console(lines: &[&str], folder: &Path) {
    let starts: Vec<usize> = (0..lines.len()).filter(|&at| lines[at].starts_with("$ ")).collect();
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(lines.len());
        let ended = output(command(lines[start]).current_dir(folder));
        let text = String::from_utf8([ended.stdout, ended.stderr].concat()).unwrap();
        let text = plain(&text);
        let mut said = text.lines();
        let mut code = 0;
        for wanted in &lines[start + 1..end] {
            if let Some(wanted) = wanted.strip_prefix("exit ") {
                code = wanted.parse().unwrap();
            } else {
                assert!(said.any(|line| fits(line, wanted)), "{}: no `{wanted}` in\n{text}", lines[start]);
            }
        }
        assert_eq!(ended.status.code(), Some(code), "{}: {text}", lines[start]);
    }
}

#[test]
fn every_command_of_the_analysts_guide_works() {
    let guide = fs::read_to_string(root().join("docs/ANALYSTS.md")).unwrap();
    assert!(guide.lines().count() <= 150, "the guide is to stay short");
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(root().join("seeds"), folder.path().join("seeds")).unwrap();
    let blocks = blocks(&guide);
    assert!(blocks.iter().filter(|block| block.kind == "console").count() >= 6);
    for block in blocks {
        let path = folder.path().join(block.path);
        match block.kind {
            "file" => {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, block.lines.join("\n") + "\n").unwrap();
            }
            "console" => console(&block.lines, folder.path()),
            other => panic!("unknown block `{other}`"),
        }
    }
}
