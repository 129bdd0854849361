//! When two names mean the same.

use crate::fold::words;

/// Names of one party or place, each as its words without the article.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names(Vec<Vec<String>>);

impl Names {
    pub(crate) fn of<'a>(names: impl IntoIterator<Item = &'a String>) -> Self {
        let bare = |name: &String| words(name).into_iter().map(without_article).collect::<Vec<_>>();
        Self(names.into_iter().map(bare).filter(|words| !words.is_empty()).collect())
    }

    /// One name of each equals the other, or contains it as whole words; where the shorter is a single word, it
    /// must be half of the longer.
    pub(crate) fn hit(&self, found: &Self) -> bool {
        found.0.iter().any(|found| self.0.iter().any(|gold| same(gold, found)))
    }
}

fn without_article(word: String) -> String {
    let bare = word.strip_prefix('ا').and_then(|rest| rest.strip_prefix('ل'));
    match bare {
        Some(bare) if word.chars().count() > 4 => bare.to_owned(),
        Some(_) | None => word,
    }
}

fn same(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    a == b
        || (short.len() * 2 >= long.len() || short.len() >= 2)
            && long.windows(short.len()).any(|window| window == short)
}

/// Pairs each of the first list, in order, with the first of the second that is still free and fits.
pub(crate) fn greedy<A, B>(gold: &[A], found: &[B], fits: impl Fn(&A, &B) -> bool) -> Vec<(usize, usize)> {
    let mut free = vec![true; found.len()];
    let mut pairs = Vec::new();
    for (i, wanted) in gold.iter().enumerate() {
        let taken =
            free.iter_mut().zip(found).enumerate().find(|(_, (free, one))| **free && fits(wanted, one));
        if let Some((j, (free, _))) = taken {
            *free = false;
            pairs.push((i, j));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(gold: &str, found: &str, expected: bool) {
        let names = |name: &str| Names::of(&[name.to_owned()]);
        assert_eq!(names(gold).hit(&names(found)), expected, "{gold} | {found}");
    }

    #[test]
    fn a_name_within_another_is_the_same() {
        check("قوات سوريا الديمقراطية", "سوريا الديمقراطية", true);
        check("مدينة الرقة", "الرقه", true);
        check("Raqqa", "northern Raqqa countryside", false);
        check("red cross", "crossing", false);
        check("", "a", false);
        check("الله", "له", false);
    }

    #[test]
    fn pairing_takes_the_first_free_one() {
        assert_eq!(greedy(&[1, 1, 2], &[1, 2, 1], |a, b| a == b), [(0, 0), (1, 2), (2, 1)]);
    }
}
