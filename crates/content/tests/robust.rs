//! What holds for any input: no panic, nothing invented, nothing lost, work linear in the length, and a body
//! that has been cleaned stays as it is when it is cleaned again.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::Path;
use std::time::{Duration, Instant};

use content::{Article, Furniture, Input};
use proptest::prelude::*;

fn read(bytes: &[u8], content_type: Option<&str>) -> Article {
    content::article(&Input { bytes, content_type, ..Input::default() }, Furniture::builtin())
}

/// Words of the text that stand in none of the article's parts.
fn lost(text: &str, article: &Article) -> Vec<String> {
    let parts = [article.title.as_deref().unwrap_or_default(), &article.body];
    let removed = article.removed.iter().map(|removed| removed.text.as_str());
    let all: String = parts.into_iter().chain(removed).collect::<Vec<_>>().join("\n");
    let control =
        |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.split_whitespace()
        .map(|word| word.trim_matches(control))
        .filter(|word| !all.contains(*word))
        .map(str::to_owned)
        .collect()
}

#[test]
fn hostile_input_is_linear() {
    // The tokenizer traces every character in debug builds, so those get less.
    let length = if cfg!(debug_assertions) { 20_000 } else { 1_000_000 };
    let inputs = [
        "ـ".repeat(length / 2),
        "<".repeat(length),
        "<div>".repeat(length / 5),
        "<b><p>".repeat(length / 6),
        "<a href=x>".repeat(length / 10),
        "</b>".repeat(length / 4),
        "<!--".repeat(length / 4),
        "<script>".repeat(length / 8),
        "<p>x<script".repeat(length / 11),
        "<table><tr><td>".repeat(length / 15),
        "<table><tr><td>x</td></tr>".repeat(length / 26),
        format!("<table><tr>{}", "<td>x".repeat(length / 5)),
        "<h1>x".repeat(length / 5),
        "<div class=comments><p>".repeat(length / 23),
        format!("<html><title>{}", "كلمة - ".repeat(length / 11)),
        "(".repeat(length),
        "ة".repeat(length / 2),
        "قال. سوقةوفي ".repeat(length / 24),
        "https://a ".repeat(length / 10),
        "شارك ".repeat(length / 9),
        "شارك\n".repeat(length / 9),
        "# ".repeat(length / 2),
        "&".repeat(length),
        "&amp".repeat(length / 4),
        "Ø§".repeat(length / 4),
        "\u{202B}\n".repeat(length / 4),
        "a\r".repeat(length / 2),
        "2023 ".repeat(length / 5),
    ];
    for input in &inputs {
        for content_type in [None, Some("text/html"), Some("text/plain")] {
            let start = Instant::now();
            read(input.as_bytes(), content_type);
            let took = start.elapsed();
            let shown: String = input.chars().take(20).collect();
            // Generous for debug builds on a busy machine; quadratic work would take hours.
            assert!(took < Duration::from_secs(20), "{shown} as {content_type:?} took {took:?}");
        }
    }
}

#[test]
fn own_documents_lose_no_word_and_stay_as_they_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders =
        [root.join("../../seeds/gold"), root.join("../../seeds/gold-b"), root.join("../../seeds/gold-c")];
    let mut seen = 0;
    for folder in folders {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "txt") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let article = read(text.as_bytes(), None);
            assert_eq!(
                lost(text.trim_start_matches('\u{FEFF}'), &article),
                Vec::<String>::new(),
                "{}",
                path.display()
            );
            let input =
                Input { bytes: article.body.as_bytes(), title: article.title.as_deref(), ..Input::default() };
            let again = content::article(&input, Furniture::builtin());
            assert_eq!(again.body, article.body, "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 50);
}

proptest! {
    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..600), html in any::<bool>()) {
        read(&bytes, html.then_some("text/html"));
    }

    #[test]
    fn any_markup(parts in proptest::collection::vec(
        prop_oneof![
            Just("<p>"), Just("</p>"), Just("<div class='related'>"), Just("</div>"), Just("<a href=x>"), Just("</a>"),
            Just("<table><tr><td>"), Just("</table>"), Just("<h1>"), Just("</h1>"), Just("<li>"), Just("<br>"),
            Just("<script>"), Just("</script>"), Just("<!--"), Just("-->"), Just("<time datetime='2024-01-02'>"),
            Just("<article>"), Just("<body>"), Just("<title>"), Just("&laquo;"), Just("&#x1F600;"), Just("\u{202E}"),
            Just("أعلنت مديرية الزراعة في المحافظة بدء توزيع بذار القمح على الفلاحين المسجلين."), Just("اقرأ أيضاً"),
            Just("شارك الخبر"), Just(" "), Just("<"), Just("\"'>"), Just("<span hidden>"), Just("<style>"),
        ], 0..60)) {
        let article = read(parts.concat().as_bytes(), Some("text/html"));
        prop_assert!(!article.body.contains("\n\n\n"));
    }

    #[test]
    fn plain_text_loses_no_word(lines in proptest::collection::vec("[ابتثجحخ ةوفيقال.:،(#|a-z0-9-]{0,60}", 0..12)) {
        let text = lines.join("\n");
        let article = read(text.as_bytes(), Some("text/plain"));
        let letters = |s: &str| s.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let removed: Vec<&str> = article.removed.iter().map(|r| r.text.as_str()).collect();
        let kept = [article.title.as_deref().unwrap_or_default(), &article.body, &removed.join("\n")].join("\n");
        let kept: String = letters(&kept).concat();
        for word in letters(&text) {
            // Gluing is undone inside a word, so a word may come out as two.
            prop_assert!(kept.contains(&word) || word.contains('ة'), "{} lost", word);
        }
    }
}
