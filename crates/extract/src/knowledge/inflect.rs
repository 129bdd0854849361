//! Inflected forms of Arabic and English words, folded, from the few forms that a person writes into the
//! configuration.
//!
//! Forms are generated once at load, so that matching is mere look-up. A stemmer was left out: it maps words
//! together that must stay apart (an attack, an attacker). Too many forms do no harm, since what no text says
//! is never looked up; a wrong form that happens to be another word does, and is kept out by hand.

use text::fold::fold;

use super::morphology::{definite_noun, is_definite, morphology};

/// Words of fewer letters are particles more often than nouns.
const SHORTEST_NOUN: usize = 4;

/// What kind of form of a trigger a text shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Past tense; in Arabic, active and passive look alike without marks.
    Past,
    /// Present tense: going on, or told as news.
    Present,
    /// Past tense, passive by its spelling: hollow verbs change their vowel letter.
    Passive,
    /// A noun of action.
    Noun,
    /// The same with a pronoun: "their withdrawal", which takes up what is known.
    Owned,
    /// The same in the dual: two of them.
    Dual,
    /// A fixed phrase.
    Phrase,
}

/// All forms of an Arabic verb given as `past|present`, third person masculine.
pub(crate) fn verb(past: &str, present: Option<&str>) -> Vec<(String, Form)> {
    let mut forms = Vec::new();
    past_forms(past, &mut forms);
    hollow_passive(&fold(past), &mut forms);
    if let Some(present) = present {
        present_forms(&fold(present), &mut forms);
    }
    forms
}

fn past_forms(past: &str, forms: &mut Vec<(String, Form)>) {
    let folded = fold(past);
    let mut add = |form: String| forms.push((form, Form::Past));
    // Only the last letter's identity before folding tells a weak verb from a strong one that ends in ya.
    let weak = past.ends_with('ى').then(|| trimmed(&folded));
    let stem = weak.clone().unwrap_or_else(|| folded.clone());
    let short = if past.ends_with('ا') { trimmed(&folded) } else { stem.clone() };
    for ending in &morphology().past_full {
        add(format!("{folded}{ending}"));
    }
    for ending in &morphology().past_short {
        add(format!("{short}{ending}"));
    }
    // "They met" (لقوا) loses the ya of "met" (لقي).
    if past.ends_with('ي') {
        for plural in morphology().past_short.iter().filter(|ending| ending.starts_with('و')) {
            add(format!("{}{plural}", trimmed(&folded)));
        }
    }
    let bare = if weak.is_some() { format!("{stem}ا") } else { folded.clone() };
    for object in &morphology().objects {
        add(format!("{bare}{object}"));
        add(format!("{short}ت{object}"));
        add(format!("{short}و{object}"));
    }
}

/// "Was led", "was returned": a long vowel before the last letter turns into ya.
fn hollow_passive(past: &str, forms: &mut Vec<(String, Form)>) {
    let letters: Vec<char> = past.chars().collect();
    let Some([head @ .., 'ا', last]) = letters.get(1..) else { return };
    let first = letters.first().into_iter();
    let stem: String = first.chain(head).chain(&['ي', *last]).collect();
    for ending in morphology().past_full.iter().chain(&morphology().past_short) {
        forms.push((format!("{stem}{ending}"), Form::Passive));
    }
}

fn present_forms(present: &str, forms: &mut Vec<(String, Form)>) {
    let stem: String = present.chars().skip(1).collect();
    let short = if stem.ends_with('ي') || stem.ends_with('و') { trimmed(&stem) } else { stem.clone() };
    for person in ["ي", "ت", "ن", "ا"] {
        forms.push((format!("{person}{stem}"), Form::Present));
    }
    // Behind "not" a weak verb loses its last letter.
    if short != stem && short.chars().count() > 2 {
        for person in ["ي", "ت"] {
            forms.push((format!("{person}{short}"), Form::Present));
        }
    }
    for person in ["ي", "ت"] {
        for ending in &morphology().present_short {
            forms.push((format!("{person}{short}{ending}"), Form::Present));
        }
        for ending in morphology().present_full.iter().chain(&morphology().objects) {
            forms.push((format!("{person}{stem}{ending}"), Form::Present));
        }
    }
}

/// All forms of an Arabic noun: with and without the article, accusative, dual, with possessive endings.
pub(crate) fn noun(singular: &str) -> Vec<(String, Form)> {
    let folded = fold(singular);
    let mut words = folded.splitn(2, ' ');
    let (Some(head), tail) = (words.next(), words.next()) else { return Vec::new() };
    let mut forms = Vec::new();
    let mut add = |head: &str, form: Form| {
        let phrase = tail.map_or_else(|| head.to_owned(), |tail| format!("{head} {tail}"));
        forms.push((phrase, form));
    };
    let feminine = singular.split(' ').next().is_some_and(|word| word.ends_with('ة'));
    let joined = if feminine { format!("{}ت", trimmed(head)) } else { head.to_owned() };
    add(head, Form::Noun);
    if !feminine {
        add(&format!("{head}ا"), Form::Noun);
    }
    for object in &morphology().objects {
        add(&format!("{joined}{object}"), Form::Owned);
    }
    let article = &morphology().article;
    add(&format!("{joined}{}", morphology().dual_joined), Form::Dual);
    for dual in &morphology().duals {
        add(&format!("{joined}{dual}"), Form::Dual);
        add(&format!("{article}{joined}{dual}"), Form::Dual);
    }
    if !is_definite(head) {
        add(&format!("{article}{head}"), Form::Noun);
        if let Some(tail) = tail.filter(|tail| !is_definite(tail)) {
            // An adjective follows its noun's article.
            forms.push((format!("{article}{head} {article}{tail}"), Form::Noun));
        }
    }
    forms
}

/// The forms in which a word stands beside a trigger. A pair and a definite form stand as they are shown; any other
/// Arabic word of four letters, or of three with ta marbuta, is inflected as a noun is.
pub(crate) fn beside(shown: &str) -> Vec<String> {
    let folded = fold(shown);
    let letters = folded.chars().count() + usize::from(shown.ends_with('ة'));
    let fixed = folded.is_ascii() || folded.contains(' ') || letters < SHORTEST_NOUN;
    if fixed || definite_noun(&folded).is_some() {
        return vec![folded];
    }
    let stem = if shown.ends_with('ة') { shown } else { accusative_of(&folded).unwrap_or(&folded) };
    let mut forms: Vec<String> = noun(stem).into_iter().map(|(form, _)| form).collect();
    // What looks like an accusative may be a word that ends so.
    forms.extend([format!("{}{folded}", morphology().article), folded]);
    forms
}

/// What a folded word is the accusative of; plurals in -aya and words with "her" are none.
fn accusative_of(word: &str) -> Option<&str> {
    let stem = word.strip_suffix('ا')?;
    let plural = stem.strip_suffix('ي').is_some_and(|rest| rest.ends_with('ا'));
    let hers = stem.ends_with('ه');
    (!plural && !hers && stem.chars().count() >= SHORTEST_NOUN).then_some(stem)
}

/// All forms of an Arabic word for a person: those of the noun, the feminine, and the sound plurals.
pub(crate) fn person(singular: &str) -> Vec<String> {
    let folded = fold(singular);
    let morphology = morphology();
    let mut forms: Vec<String> = noun(singular).into_iter().map(|(form, _)| form).collect();
    for ending in &morphology.people {
        forms.push(format!("{folded}{ending}"));
        forms.push(format!("{}{folded}{ending}", morphology.article));
    }
    // The plural before a possessor loses its last letter: "its drivers".
    for object in &morphology.objects {
        forms.push(format!("{folded}{}{object}", morphology.dual_joined));
    }
    forms
}

/// The singular forms of an Arabic word for a person.
pub(crate) fn one_person(singular: &str) -> Vec<String> {
    let folded = fold(singular);
    let article = &morphology().article;
    vec![format!("{folded}ا"), format!("{folded}ه"), format!("{article}{folded}"), folded]
}

/// The forms of an English verb given as `base` or `base|past`; the past with or without what follows the verb.
pub(crate) fn english_verb(base: &str, past: Option<&str>) -> Vec<(String, Form)> {
    let (base, rest) = base.split_once(' ').map_or((base, String::new()), |(a, b)| (a, format!(" {b}")));
    let stem = base.strip_suffix('e').unwrap_or(base);
    let regular = match base.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        Some(stem) => format!("{stem}ied"),
        None => format!("{stem}ed"),
    };
    let third = if base.ends_with(['s', 'x', 'z']) || base.ends_with("sh") || base.ends_with("ch") {
        format!("{base}es")
    } else if let Some(stem) = base.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        format!("{stem}ies")
    } else {
        format!("{base}s")
    };
    let past = match past {
        Some(whole) if whole.contains(' ') => whole.to_owned(),
        Some(verb) => format!("{verb}{rest}"),
        None => format!("{regular}{rest}"),
    };
    let mut forms = vec![
        (past, Form::Past),
        (format!("{base}{rest}"), Form::Present),
        (format!("{third}{rest}"), Form::Present),
        (format!("{stem}ing{rest}"), Form::Noun),
    ];
    // "Ban, banned", "kidnap, kidnapped": which words double their last letter hangs on the stress, so both are made.
    if let Some(last) = doubled(base) {
        forms.push((format!("{base}{last}ed{rest}"), Form::Past));
        forms.push((format!("{base}{last}ing{rest}"), Form::Noun));
    }
    forms
}

/// The last letter of a verb that ends in one consonant behind one vowel.
fn doubled(base: &str) -> Option<char> {
    let is_vowel = |c: char| "aeiou".contains(c);
    let mut back = base.chars().rev();
    let (last, vowel, before) = (back.next()?, back.next()?, back.next()?);
    let single = is_vowel(vowel) && !is_vowel(before);
    (!is_vowel(last) && !"wxyh".contains(last) && single).then_some(last)
}

/// The word without its last letter.
fn trimmed(word: &str) -> String {
    let mut chars = word.chars();
    chars.next_back();
    chars.as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_beside_a_trigger() {
        let has = |shown: &str, forms: &[&str], not: &[&str]| {
            let made = beside(shown);
            for form in forms {
                assert!(made.contains(&fold(form)), "{shown}: {form} is missing");
            }
            for form in not {
                assert!(!made.contains(&fold(form)), "{shown}: {form} is there");
            }
        };
        has("مدنيا", &["مدنيا", "مدني", "المدني", "مدنيين"], &[]);
        has("ضحايا", &["ضحايا", "الضحايا", "ضحاياهم"], &["ضحاي", "الضحاي"]);
        has("مليشيا", &["مليشيا", "المليشيا"], &[]);
        has("جثة", &["جثة", "الجثة", "جثتين", "جثتي"], &[]);
        has("أسلحتها", &["أسلحتها"], &["أسلحته"]);
        for fixed in ["على", "بالسجن", "المدنيين", "طلق ناري", "rocket"] {
            assert_eq!(beside(fixed), [fold(fixed)]);
        }
    }

    #[test]
    fn english_consonants_are_doubled() {
        let forms = |base: &str| -> Vec<String> {
            english_verb(base, None).into_iter().map(|(form, _)| form).collect()
        };
        for (base, doubled) in [("ban", "banned"), ("kidnap", "kidnapping")] {
            assert!(forms(base).iter().any(|form| form == doubled), "{base}: {doubled} is missing");
        }
        for (base, single) in [("loot", "looted"), ("attack", "attacked"), ("seize", "seized")] {
            assert!(forms(base).iter().any(|form| form == single), "{base}: {single} is missing");
        }
    }

    #[track_caller]
    fn check(forms: &[(String, Form)], expected: &[&str]) {
        for word in expected {
            assert!(forms.iter().any(|(form, _)| form == word), "{word} missing in {forms:?}");
        }
    }

    #[test]
    fn verbs() {
        check(&verb("اعتقل", Some("يعتقل")), &["اعتقل", "اعتقلت", "اعتقلوا", "اعتقلته", "تعتقل", "يعتقلون"]);
        check(&verb("اقتاد", Some("يقتاد")), &["اقتيد", "اقتيدت", "اقتيدوا"]);
        check(&verb("أعاد", Some("يعيد")), &["اعيد", "اعيدت"]);
        check(&verb("نفى", Some("ينفي")), &["نفي", "نفت", "نفوا", "نفاه", "تنفي", "ينفون"]);
        check(&verb("دعا", Some("يدعو")), &["دعا", "دعت", "دعاه", "يدعو", "يدعون", "ندعو"]);
        check(&english_verb("seize", None), &["seized", "seizes", "seizing"]);
        check(&english_verb("deny", None), &["denied", "denies", "denying"]);
        check(&english_verb("shoot at", Some("shot")), &["shot at", "shoot at", "shooting at"]);
        check(
            &english_verb("open fire", Some("opened fire")),
            &["opened fire", "opens fire", "opening fire"],
        );
    }

    #[test]
    fn people() {
        let forms = person("مهرب");
        for form in ["مهرب", "مهربا", "المهربون", "مهربين", "مهربي", "مهربات", "مهربه", "مهربيها"]
        {
            assert!(forms.iter().any(|one| one == form), "{form}");
        }
    }

    #[test]
    fn nouns() {
        check(&noun("غارة"), &["غاره", "الغاره", "غارتين", "غارتهم"]);
        check(&noun("هجوم مسلح"), &["هجوم مسلح", "هجوما مسلح", "الهجوم المسلح", "هجومين مسلح"]);
    }
}
