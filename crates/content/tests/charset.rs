//! Detection of the charset where nothing declares it: every article of the gold folders in four encodings and
//! three lengths must come out as it went in.
//!
//! ISO-8859-6 and windows-1256 cannot hold all of an article (typographic quotes, Persian letters): the nearest
//! characters are put first, as the editors of such sites do, and a document of another script than the charset's
//! is left out there. The founding seeds are read too where they lie beside the repository.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::{Path, PathBuf};

use content::charset;

/// Characters of a title, of a paragraph, of a page.
const LENGTHS: [(&str, usize); 3] = [("title", 80), ("paragraph", 400), ("page", usize::MAX)];

const ENCODINGS: [&str; 5] = ["utf-8", "windows-1256", "iso-8859-6", "utf-16le", "utf-16be"];

struct Tally {
    all: usize,
    misses: Vec<String>,
}

#[test]
fn gold_undeclared() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds");
    let files: Vec<PathBuf> =
        ["gold", "gold-b", "gold-c"].iter().flat_map(|f| files(&seeds.join(f))).collect();
    assert!(files.len() >= 50, "{} articles", files.len());
    let tally = tally(&files);
    assert!(tally.misses.len() * 200 <= tally.all, "{}", report(&tally));
    println!("{}", report(&tally));
}

#[test]
fn founding_seeds_undeclared() {
    let files = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seeds"));
    let tally = tally(&files);
    println!("{} founding seeds: {}", files.len(), report(&tally));
    assert!(tally.misses.len() * 200 <= tally.all, "{}", report(&tally));
}

fn report(tally: &Tally) -> String {
    format!("{} of {} misread\n{}", tally.misses.len(), tally.all, tally.misses.join("\n"))
}

/// Documents of a folder, by name; none if there is no such folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|e| e == "txt" || e == "html")).collect();
    files.sort();
    files
}

fn tally(files: &[PathBuf]) -> Tally {
    let mut tally = Tally { all: 0, misses: Vec::new() };
    for file in files {
        let bytes = std::fs::read(file).unwrap();
        let text = charset::decode(&bytes, None).text;
        for (length, chars) in LENGTHS {
            let piece = piece(&text, chars);
            for label in ENCODINGS {
                let Some((original, bytes)) = encode(&piece, label) else { continue };
                tally.all += 1;
                let got = charset::decode(&bytes, None);
                if got.text != original {
                    let name = file.file_name().unwrap().display();
                    tally.misses.push(format!("{name} {length} in {label} read as {}", got.encoding));
                }
            }
        }
    }
    tally
}

/// The first lines, up to so many characters; of a page's markup, what stands outside tags, since no title
/// arrives with tags and declarations.
fn piece(text: &str, chars: usize) -> String {
    if chars == usize::MAX {
        return text.replace("charset", "");
    }
    let mut tag = false;
    let mut words = String::new();
    for c in text.chars() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            _ if tag => {}
            _ => words.push(c),
        }
    }
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ").chars().take(chars).collect()
}

/// The text with the nearest characters that the charset has, and its bytes; `None` where the document is not
/// of the charset's script.
fn encode(text: &str, label: &str) -> Option<(String, Vec<u8>)> {
    match label {
        "utf-8" => return Some((text.to_owned(), text.as_bytes().to_vec())),
        "utf-16le" => {
            return Some((text.to_owned(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()));
        }
        "utf-16be" => {
            return Some((text.to_owned(), text.encode_utf16().flat_map(u16::to_be_bytes).collect()));
        }
        _ => {}
    }
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
    let fits = |c: char| {
        let mut buffer = [0; 4];
        !encoding.encode(c.encode_utf8(&mut buffer)).2
    };
    let text: String = text.chars().flat_map(|c| if fits(c) { vec![c] } else { nearest(c, &fits) }).collect();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let arabic = text.chars().filter(|c| matches!(c, '\u{621}'..='\u{64A}')).count();
    let lost = text.chars().filter(|c| *c == '?').count();
    // What is Latin must be ASCII in ISO-8859-6; Kurdish and Persian lose too many letters to be written so.
    if lost * 50 > letters || arabic * 2 < letters && label != "windows-1256" {
        return None;
    }
    let (bytes, _, unmappable) = encoding.encode(&text);
    assert!(!unmappable);
    let bytes = bytes.into_owned();
    Some((text, bytes))
}

fn nearest(c: char, fits: &dyn Fn(char) -> bool) -> Vec<char> {
    let near: &[char] = match c {
        '«' | '»' | '“' | '”' | '„' => &['"'],
        '‘' | '’' | '′' => &['\''],
        '–' | '—' | '−' | '‑' => &['-'],
        '…' => &['.', '.', '.'],
        '•' | '·' | '●' => &['*'],
        '٪' => &['%'],
        '٫' => &['.'],
        '٬' => &['،'],
        'ی' => &['ي'],
        'ک' | 'گ' => &['ك'],
        'پ' => &['ب'],
        'چ' => &['ج'],
        'ژ' => &['ز'],
        'ڤ' => &['ف'],
        'ٱ' | '\u{FE8D}' => &['ا'],
        '\u{660}'..='\u{669}' => return char::from_digit(c as u32 - 0x660, 10).into_iter().collect(),
        '\u{6F0}'..='\u{6F9}' => return char::from_digit(c as u32 - 0x6F0, 10).into_iter().collect(),
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' => &[' '],
        _ if is_control(c) => &[],
        _ => &['?'],
    };
    near.iter().copied().filter(|c| fits(*c)).collect()
}

/// Marks of direction and joining, and pictures, which older charsets lack.
fn is_control(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FE0F}'
        | '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{670}')
}
