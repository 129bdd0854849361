//! Where the words of a folded text are: the hot path of the resolver.
//!
//! Folding has made nearly all punctuation ASCII, so whether a byte belongs to a word can be told from that byte
//! alone, sixty-four at a time and without branches, which the compiler turns into vector instructions. Decoding
//! letters one by one costs three times as much, most of it in mispredicted branches. The few words that hold some
//! other sign are split by their letters afterwards.

/// Bytes that are classified together: as many as a mask has bits.
const BLOCK: usize = 64;

/// Calls `found` with each run of letters and digits, in order, and the byte at which it begins.
pub(crate) fn words<'a>(folded: &'a str, mut found: impl FnMut(usize, &'a str)) {
    let bytes = folded.as_bytes();
    let is_plain = !bytes.iter().fold(false, |any, byte| any | is_rare(*byte));
    let mut found = |start, end| {
        let Some(word) = folded.get(start..end) else { return };
        if is_plain || !word.bytes().any(is_rare) {
            found(start, word);
        } else {
            let mut at = start;
            for part in word.split_inclusive(|c: char| !c.is_alphanumeric()) {
                let letters = part.trim_end_matches(|c: char| !c.is_alphanumeric());
                if !letters.is_empty() {
                    found(at, letters);
                }
                at += part.len();
            }
        }
    };
    let (mut start, mut inside) = (0, false);
    for (nth, block) in bytes.chunks(BLOCK).enumerate() {
        let word = mask(block);
        // Every bit where the class changes from that of the byte before.
        let mut edges = word ^ (word << 1 | u64::from(inside));
        while edges != 0 {
            let at = nth * BLOCK + edges.trailing_zeros() as usize;
            edges &= edges - 1;
            if inside {
                found(start, at);
            }
            start = at;
            inside = !inside;
        }
    }
    if inside {
        found(start, bytes.len());
    }
}

/// One bit a byte: whether it belongs to a word. Bytes past the end do not.
fn mask(block: &[u8]) -> u64 {
    let mut classes = [0_u8; BLOCK];
    for (class, byte) in classes.iter_mut().zip(block) {
        *class = u8::from(is_word(*byte));
    }
    let (eights, _) = classes.as_chunks::<8>();
    // The multiplication gathers the lowest bits of eight bytes in the highest byte.
    let gathered =
        eights.iter().map(|eight| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56);
    gathered.enumerate().fold(0, |mask, (nth, bits)| mask | bits << (8 * nth))
}

fn is_word(byte: u8) -> bool {
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    let digit = byte.wrapping_sub(b'0') < 10;
    letter || digit || byte >= 0x80
}

/// First bytes of characters that may be no letters: Latin-1 signs, and everything of three bytes or more.
fn is_rare(byte: u8) -> bool {
    byte == 0xC2 || byte >= 0xE0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<&str> {
        let mut words = Vec::new();
        super::words(text, |at, word| {
            assert!(text.get(at..).is_some_and(|rest| rest.starts_with(word)));
            words.push(word);
        });
        words
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(found(text), expected);
    }

    #[test]
    fn words_are_found() {
        check("", &[]);
        check("one, 2 three-four.", &["one", "2", "three", "four"]);
        check("قتل 3 مدنيين… في «حلب»", &["قتل", "3", "مدنيين", "في", "حلب"]);
        check("  ", &[]);
        let long = "word ".repeat(100);
        assert_eq!(found(&long).len(), 100);
        let joined = "x".repeat(200);
        check(&joined, &[&joined]);
    }

    proptest! {
        #[test]
        fn agrees_with_splitting(text in "[a-z0-9 .,\u{627}-\u{64A}\u{AB}\u{2026}\u{E9}\u{4E00}-\u{4E10}]{0,300}") {
            let expected: Vec<&str> =
                text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
            prop_assert_eq!(found(&text), expected);
        }
    }
}
