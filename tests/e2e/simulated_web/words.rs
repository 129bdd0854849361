//! Arabic that nobody wrote: words from roots and patterns, the same for the same seed, no two texts alike.

/// Numbers that look random, the same for the same seed (splitmix64).
pub(crate) struct Random(u64);

impl Random {
    /// A sequence of its own for each seed.
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Self(seed);
        random.next();
        random
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// The next number below a limit.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// One of several.
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}

const ROOTS: [&str; 36] = [
    "كتب", "درس", "عمل", "حكم", "شرك", "نظر", "علم", "خدم", "سلم", "حضر", "نقل", "فتح", "عرض", "قرر", "بحث",
    "رسم", "جمع", "حفظ", "زرع", "صنع", "طلب", "شرح", "قبل", "نشر", "ربط", "سمح", "ضبط", "لحق", "مسك", "نزل",
    "هدم", "رفع", "كشف", "غرس", "ذكر", "فحص",
];

/// The letters ف, ع and ل stand for those of the root.
const PATTERNS: [&str; 16] = [
    "فاعل",
    "مفعول",
    "فعال",
    "تفعيل",
    "استفعال",
    "انفعال",
    "افتعال",
    "مفاعلة",
    "تفاعل",
    "فعلاء",
    "مفعلة",
    "فعول",
    "يفعل",
    "تفعلت",
    "فاعلون",
    "المفعلين",
];

const SMALL: [&str; 10] = ["في", "من", "على", "إلى", "بعد", "قبل", "مع", "عند", "خلال", "حول"];

fn word(random: &mut Random) -> String {
    let root: Vec<char> = random.pick(&ROOTS).chars().collect();
    let pattern = random.pick(&PATTERNS);
    let letters = pattern.chars().map(|letter| match letter {
        'ف' => root[0],
        'ع' => root[1],
        'ل' => root[2],
        other => other,
    });
    // The article of the last pattern keeps its own letters.
    if pattern.starts_with("ال") {
        letters.enumerate().map(|(at, letter)| if at == 1 { 'ل' } else { letter }).collect()
    } else {
        letters.collect()
    }
}

/// So many words, with small ones between.
fn words(random: &mut Random, count: u64) -> String {
    let mut text = word(random);
    for at in 1..count {
        text.push(' ');
        text.push_str(&if at % 4 == 3 { random.pick(&SMALL).to_owned() } else { word(random) });
    }
    text
}

/// A headline.
pub(crate) fn title(seed: u64) -> String {
    words(&mut Random::new(seed), 7)
}

/// Three paragraphs of a few sentences.
pub(crate) fn paragraphs(seed: u64) -> [String; 3] {
    let mut random = Random::new(seed ^ 0xA5A5);
    std::array::from_fn(|_| {
        let sentences = 4 + random.below(3);
        let sentences: Vec<String> = (0..sentences)
            .map(|_| {
                let count = 10 + random.below(8);
                words(&mut random, count)
            })
            .collect();
        format!("{}.", sentences.join(". "))
    })
}

#[test]
fn texts_are_the_same_for_the_same_seed_and_share_no_three_words_otherwise() {
    assert_eq!(paragraphs(7), paragraphs(7));
    let triples = |seed| {
        let text = paragraphs(seed).join(" ");
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        let triples: std::collections::BTreeSet<String> =
            words.windows(3).map(|three| three.join(" ")).collect();
        triples
    };
    for seed in 0..40 {
        let shared = triples(seed).intersection(&triples(seed + 1)).count();
        assert!(shared <= 2, "{shared} of {} in common", triples(seed).len());
    }
}
