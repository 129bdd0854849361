//! Language and script of a text.

/// The language of a text and the script in which it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Language {
    /// ISO 639-1, else 639-3; `und` where nothing can be told.
    pub code: &'static str,
    /// ISO 15924; `Zyyy` where nothing can be told.
    pub script: &'static str,
    /// From 0 to 1.
    pub confidence: f32,
}

/// Identifies the language of `s`.
pub fn identify(s: &str) -> Language {
    let arabic = s.chars().filter(|c| crate::letters::is_arabic_letter(*c)).count();
    let letters = s.chars().filter(|c| c.is_alphabetic()).count();
    if arabic * 2 > letters {
        return Language { code: "ar", script: "Arab", confidence: 0.8 };
    }
    if letters == 0 {
        return Language { code: "und", script: "Zyyy", confidence: 0.0 };
    }
    Language { code: "en", script: "Latn", confidence: 0.3 }
}
