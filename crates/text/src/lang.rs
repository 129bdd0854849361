//! Language and script of a text, by evidence: letters that other languages of the script lack, small words, the article,
//! the look of unlisted words (`shape`); and, as one more witness, a statistical model. Letters and words come first because the model knows no Kurdish and errs on
//! titles; the model (`whatlang`, trigrams) was chosen over `lingua` for its size: 1 MB against more than 100.
//!
//! A mixed text is judged by its main script, so that English furniture does not make an Arabic article English.

pub(crate) mod profile;
mod shape;

use crate::bytes::{count, count_pairs};
use crate::letters::{run, run::Run};
use profile::Profiles;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The language of a text and the script in which it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Language {
    /// ISO 639-1, else 639-3 (`ckb`, `kmr`); `und` where nothing can be told.
    pub code: &'static str,
    /// ISO 15924; `Zyyy` where there are no letters.
    pub script: &'static str,
    /// From 0 to 1: the share of the evidence that speaks for this language, less where there is little evidence.
    pub confidence: f32,
}

/// Words of the main script that are looked at; more do not change the verdict.
const MOST_WORDS: usize = 200;
/// So many words are weighed first, and alone where they leave no doubt.
const SETTLING_WORDS: usize = 60;
/// Words that the model reads: it is slow, and sure long before.
const MODEL_WORDS: usize = 80;

/// Characters that give the model its full weight, and how many of them make a weight of one.
const MODEL_CHARS: usize = 400;
const MODEL_CHARS_A_WEIGHT: f32 = 40.0;

/// What speaks for English where a Latin text has no letter beyond ASCII.
const ASCII_IS_ENGLISH: f32 = 0.25;

/// Identifies the language of `s`, which may be a title or a whole article.
pub fn identify(s: &str) -> Language {
    let Some(script) = main_script(s) else {
        return Language { code: "und", script: "Zyyy", confidence: 0.0 };
    };
    if let Some(code) = only_language(script) {
        return Language { code, script, confidence: 0.9 };
    }
    let mut all = words_of(s, script);
    let mut words: Vec<Cow<'_, str>> = all.by_ref().take(SETTLING_WORDS).collect();
    // Most texts are settled long before their end.
    if words.len() == SETTLING_WORDS {
        let evidence = Profiles::builtin().evidence(&words, script);
        if is_settled(&evidence) {
            return verdict(&evidence, script);
        }
    }
    words.extend(all.take(MOST_WORDS - SETTLING_WORDS));
    verdict(&evidence(&words, script), script)
}

fn verdict(evidence: &BTreeMap<&'static str, f32>, script: &'static str) -> Language {
    let total: f32 = evidence.values().filter(|weight| **weight > 0.0).sum();
    // Ties go to the first code of the alphabet, so that the answer never depends on an order of insertion.
    let best = evidence.iter().fold(None, |best: Option<(&'static str, f32)>, (code, weight)| match best {
        Some((_, most)) if most >= *weight => best,
        _ => Some((code, *weight)),
    });
    match best {
        Some((code, weight)) if weight > 0.0 => {
            Language { code, script, confidence: weight / total * (1.0 - 1.0 / (1.0 + 2.0 * weight)) }
        }
        _ => Language { code: "und", script, confidence: 0.0 },
    }
}

/// Weight of the evidence for each language.
fn evidence(words: &[Cow<'_, str>], script: &'static str) -> BTreeMap<&'static str, f32> {
    let mut found = Profiles::builtin().evidence(words, script);
    if !is_settled(&found)
        && let Some((code, weight)) = model(&words.get(..MODEL_WORDS).unwrap_or(words).join(" "))
    {
        *found.entry(code).or_default() += weight;
    }
    // Latin text without any mark of another language is most often English.
    if script == "Latn" && words.iter().all(|word| word.is_ascii()) {
        *found.entry("en").or_default() += ASCII_IS_ENGLISH;
    }
    found
}

/// Whether the model could not change the verdict, whatever it said.
fn is_settled(found: &BTreeMap<&'static str, f32>) -> bool {
    let mut weights: Vec<f32> = found.values().copied().collect();
    weights.sort_by(|a, b| b.total_cmp(a));
    let best = weights.first().copied().unwrap_or_default();
    best - weights.get(1).copied().unwrap_or_default().max(0.0) > MODEL_CHARS as f32 / MODEL_CHARS_A_WEIGHT
}

/// What the statistical model says; its weight grows with the length of the text.
fn model(text: &str) -> Option<(&'static str, f32)> {
    let info = whatlang::detect(text)?;
    let code = iso_code(info.lang().code());
    let letters = text.chars().take(MODEL_CHARS).count() as f32;
    Some((code, (letters / MODEL_CHARS_A_WEIGHT) * info.confidence() as f32))
}

/// The words of one script, in lower case.
fn words_of<'s>(s: &'s str, script: &str) -> impl Iterator<Item = Cow<'s, str>> {
    const LONGEST: usize = 40;
    let words = s.split(|c: char| {
        !(crate::letters::is_letter(c) || crate::letters::is_mark(c) || crate::letters::is_invisible(c))
    });
    let of_script = move |word: &&str| word.chars().next().and_then(script_of) == Some(script);
    let clean = |word: &'s str| -> Cow<'s, str> {
        let plain = run::end(word, 0, Run::Lower) == word.len();
        if plain && (word.len() <= LONGEST || word.chars().nth(LONGEST).is_none()) {
            return Cow::Borrowed(word);
        }
        let kept =
            word.chars().filter(|c| !crate::letters::is_invisible(*c) && *c != crate::letters::TATWEEL);
        Cow::Owned(kept.take(LONGEST).flat_map(char::to_lowercase).filter(|c| *c != '\u{307}').collect())
    };
    words.filter(of_script).map(clean)
}

/// The script with most letters.
fn main_script(s: &str) -> Option<&'static str> {
    if let Some(script) = evident_script(s) {
        return Some(script);
    }
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut run: (Option<&'static str>, usize) = (None, 0);
    // Letters come in runs of one script: counted run by run, the map is rarely touched.
    for script in s.chars().filter_map(script_of) {
        if run.0 == Some(script) {
            run.1 += 1;
            continue;
        }
        if let (Some(before), count) = run {
            *counts.entry(before).or_default() += count;
        }
        run = (Some(script), 1);
    }
    if let (Some(last), count) = run {
        *counts.entry(last).or_default() += count;
    }
    // Japanese is written in two scripts; a few kana among Han tell it from Chinese.
    let kana = counts.remove("Jpan").unwrap_or(0);
    if kana > 0 {
        let han = counts.remove("Hani").unwrap_or(0);
        counts.insert("Jpan", kana + han);
    }
    let best = counts.iter().max_by_key(|(_, count)| **count);
    best.map(|(script, _)| *script)
}

/// The script of more than half of all characters, letters or not, where that is one of the two most common. Told by bytes,
/// which is an order quicker than to ask each character.
fn evident_script(s: &str) -> Option<&'static str> {
    let (bytes, characters) = (s.as_bytes(), s.chars().count());
    // The letters from hamza to yeh, tatweel left aside, by their two bytes.
    let arabic = count_pairs(bytes, |first, second| {
        first == 0xD8 && second >= 0xA1 || first == 0xD9 && (0x81..=0x8A).contains(&second)
    });
    if arabic * 2 > characters {
        return Some("Arab");
    }
    (count(bytes, |byte| byte.is_ascii_alphabetic()) * 2 > characters).then_some("Latn")
}

/// The ISO 15924 code of a letter's script; none for what is no letter.
fn script_of(c: char) -> Option<&'static str> {
    Some(match c {
        'a'..='z' | 'A'..='Z' => "Latn",
        '\0'..='\u{7F}' => return None,
        _ if crate::letters::is_arabic_letter(c) => "Arab",
        _ if !crate::letters::is_letter(c) => return None,
        '\u{80}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' | '\u{FF21}'..='\u{FF5A}' => "Latn",
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => "Grek",
        '\u{400}'..='\u{52F}' => "Cyrl",
        '\u{531}'..='\u{58F}' => "Armn",
        '\u{590}'..='\u{5FF}' => "Hebr",
        '\u{700}'..='\u{74F}' => "Syrc",
        '\u{780}'..='\u{7BF}' => "Thaa",
        '\u{900}'..='\u{97F}' => "Deva",
        '\u{980}'..='\u{9FF}' => "Beng",
        '\u{A00}'..='\u{A7F}' => "Guru",
        '\u{A80}'..='\u{AFF}' => "Gujr",
        '\u{B80}'..='\u{BFF}' => "Taml",
        '\u{C00}'..='\u{C7F}' => "Telu",
        '\u{C80}'..='\u{CFF}' => "Knda",
        '\u{D00}'..='\u{D7F}' => "Mlym",
        '\u{D80}'..='\u{DFF}' => "Sinh",
        '\u{E00}'..='\u{E7F}' => "Thai",
        '\u{1000}'..='\u{109F}' => "Mymr",
        '\u{10A0}'..='\u{10FF}' => "Geor",
        '\u{1200}'..='\u{139F}' => "Ethi",
        '\u{1780}'..='\u{17FF}' => "Khmr",
        '\u{3040}'..='\u{30FF}' => "Jpan",
        '\u{3400}'..='\u{9FFF}' => "Hani",
        '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7AF}' => "Hang",
        _ => return None,
    })
}

/// The language of a script that only one language of the news is written in.
fn only_language(script: &str) -> Option<&'static str> {
    Some(match script {
        "Grek" => "el",
        "Armn" => "hy",
        "Hebr" => "he",
        "Syrc" => "syr",
        "Thaa" => "dv",
        "Beng" => "bn",
        "Guru" => "pa",
        "Gujr" => "gu",
        "Taml" => "ta",
        "Telu" => "te",
        "Knda" => "kn",
        "Mlym" => "ml",
        "Sinh" => "si",
        "Thai" => "th",
        "Mymr" => "my",
        "Geor" => "ka",
        "Ethi" => "am",
        "Khmr" => "km",
        "Jpan" => "ja",
        "Hani" => "zh",
        "Hang" => "ko",
        _ => return None,
    })
}

/// ISO 639-1 for the model's ISO 639-3, where there is one.
fn iso_code(code: &'static str) -> &'static str {
    const SHORT: &[(&str, &str)] = &[
        ("afr", "af"),
        ("aka", "ak"),
        ("ara", "ar"),
        ("aze", "az"),
        ("bel", "be"),
        ("bul", "bg"),
        ("cat", "ca"),
        ("ces", "cs"),
        ("dan", "da"),
        ("deu", "de"),
        ("eng", "en"),
        ("epo", "eo"),
        ("est", "et"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("hin", "hi"),
        ("hrv", "hr"),
        ("hun", "hu"),
        ("ind", "id"),
        ("ita", "it"),
        ("jav", "jv"),
        ("lat", "la"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("mar", "mr"),
        ("mkd", "mk"),
        ("nep", "ne"),
        ("nld", "nl"),
        ("nob", "no"),
        ("pes", "fa"),
        ("pol", "pl"),
        ("por", "pt"),
        ("ron", "ro"),
        ("rus", "ru"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("sna", "sn"),
        ("spa", "es"),
        ("srp", "sr"),
        ("swe", "sv"),
        ("tgl", "tl"),
        ("tuk", "tk"),
        ("tur", "tr"),
        ("ukr", "uk"),
        ("urd", "ur"),
        ("uzb", "uz"),
        ("vie", "vi"),
        ("zul", "zu"),
        ("cym", "cy"),
    ];
    SHORT.iter().find(|(long, _)| *long == code).map_or(code, |(_, short)| short)
}

#[cfg(test)]
mod tests;
