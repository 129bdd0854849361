//! What an unlisted word looks like: letter sequences (up to three, with the word's ends), counted in the listed words of the
//! profiles themselves. It is what tells titles of one to three words, where neither small words nor the statistical model
//! have enough to go by. Trained when the profiles are read rather than stored: a word added to the data teaches its shape too.

use foldhash::fast::FixedState;
use std::collections::HashMap;

/// Languages with fewer listed words are left out: their counts would be chance.
const FEWEST_WORDS: usize = 120;
/// Shares of one, two and three letters of context in the estimate, and what an unseen letter gets.
const SINGLE: f32 = 0.1;
const PAIR: f32 = 0.35;
const TRIPLE: f32 = 0.55;
const UNSEEN: f32 = 0.002;
/// What a letter of a word in a language that was not learnt gets: a word that suits none speaks for none.
const STRANGER: f32 = 0.07;
/// Stands before and after a word.
const EDGE: char = ' ';

/// The letter sequences of one language.
#[derive(Debug)]
struct Shape {
    code: &'static str,
    script: &'static str,
    counts: HashMap<[char; 3], f32, FixedState>,
}

/// The letter sequences of all languages with words enough.
#[derive(Debug, Default)]
pub(super) struct Shapes(Vec<Shape>);

impl Shapes {
    /// Learns a language from its words.
    pub(super) fn learn<'w>(
        &mut self,
        code: &'static str,
        script: &'static str,
        words: impl ExactSizeIterator<Item = &'w str>,
    ) {
        if words.len() < FEWEST_WORDS {
            return;
        }
        let mut counts = HashMap::default();
        for word in words {
            each_letter(word, |before, last, letter| {
                for key in [
                    [before, last, letter],
                    [before, last, '\0'],
                    ['\0', last, letter],
                    ['\0', last, '\0'],
                    ['\0', '\0', letter],
                    ['\0', '\0', '\0'],
                ] {
                    *counts.entry(key).or_default() += 1.0;
                }
            });
        }
        self.0.push(Shape { code, script, counts });
    }

    /// For each learnt language of the script, how likely the word is one of its own; the shares add up to at
    /// most 1, the rest is for languages not learnt.
    pub(super) fn shares(&self, word: &str, script: &str) -> Vec<(&'static str, f32)> {
        let of_script = self.0.iter().filter(|shape| shape.script == script);
        let mut shares: Vec<_> = of_script.map(|shape| (shape.code, shape.log_likelihood(word))).collect();
        let stranger = STRANGER.ln() * (word.chars().count() + 1) as f32;
        let most = shares.iter().map(|(_, log)| *log).fold(stranger, f32::max);
        for (_, log) in &mut shares {
            *log = (*log - most).exp();
        }
        let total: f32 = shares.iter().map(|(_, share)| *share).sum::<f32>() + (stranger - most).exp();
        for (_, share) in &mut shares {
            *share /= total;
        }
        shares
    }
}

impl Shape {
    fn log_likelihood(&self, word: &str) -> f32 {
        let mut sum = 0.0;
        each_letter(word, |before, last, letter| {
            sum += (SINGLE * self.share(['\0', '\0', letter])
                + PAIR * self.share(['\0', last, letter])
                + TRIPLE * self.share([before, last, letter])
                + UNSEEN)
                .ln();
        });
        sum
    }

    /// Of all that follows the first two letters, the share that the third has.
    fn share(&self, key: [char; 3]) -> f32 {
        let [before, last, _] = key;
        let count = |key| self.counts.get(&key).copied().unwrap_or(0.0);
        count(key) / count([before, last, '\0']).max(1.0)
    }
}

/// Calls `see` with each letter of the word, and with its end, and with the two that stand before it.
fn each_letter(word: &str, mut see: impl FnMut(char, char, char)) {
    let (mut before, mut last) = (EDGE, EDGE);
    for letter in word.chars().chain([EDGE]) {
        see(before, last, letter);
        (before, last) = (last, letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_follow_the_words_learnt() {
        let mut learnt = Shapes::default();
        learnt.learn("aa", "Latn", ["abab", "abba", "baba"].repeat(50).into_iter());
        learnt.learn("bb", "Latn", ["cdcd", "cddc", "dcdc"].repeat(50).into_iter());
        learnt.learn("cc", "Latn", ["abab"].into_iter());
        let shares = learnt.shares("ababab", "Latn");
        assert_eq!(shares.len(), 2);
        assert!(shares[0].0 == "aa" && shares[0].1 > 0.9, "{shares:?}");
        assert!(shares[0].1 + shares[1].1 <= 1.001);
        assert!(learnt.shares("xyzzy", "Latn").iter().all(|(_, share)| *share < 0.1));
        assert_eq!(learnt.shares("ababab", "Arab"), []);
    }
}
