//! Spellings that must be undone, and those that must stay.

use super::*;
use proptest::prelude::*;

fn is_word(word: &str) -> bool {
    ["محافظه", "ديرالزور", "مدرسه", "محمود", "احمد", "قوات", "islamic", "daesh"].contains(&word)
}

#[track_caller]
fn check(raw: &str, expected: &str, restored: &[&str]) {
    let repaired = repair(raw, &is_word);
    assert_eq!(repaired.text, expected);
    let found: Vec<&str> = repaired.restored.iter().map(|r| r.text.as_str()).collect();
    assert_eq!(found, restored, "{raw}");
    for r in &repaired.restored {
        let there: String = repaired.text.chars().skip(r.start).take(r.text.chars().count()).collect();
        assert_eq!(there, r.text);
        assert!(raw.contains(&r.original));
    }
}

#[track_caller]
fn check_word(raw: &str, word: &str) {
    check(&format!("قبل {raw} بعد"), &format!("قبل {word} بعد"), &[word]);
}

#[track_caller]
fn check_stays(raw: &str) {
    check(raw, &crate::display::display(raw), &[]);
}

#[test]
fn the_spellings_of_the_design() {
    check_word("د*ا*عـ ـش", "داعش");
    check_word("مسـ ـلحي", "مسلحي");
    check_word("عـ ـملية", "عملية");
    check_word("قـ ـسد", "قسد");
    check_word("د.ا.ع.ش", "داعش");
    check_word("ق.س.د", "قسد");
    check_word("إر.هاب", "إرهاب");
    check_word("دا3ش", "داعش");
    check_word("د١عش", "داعش");
    check_word("ا١عتقال", "اعتقال");
    check_word("ال ق ا ع د ة", "القاعدة");
    check_word("د\u{200B}ا\u{200B}ع\u{200B}ش", "داعش");
    check_word("دlعش", "داعش");
    check("ISІS struck", "ISIS struck", &["ISIS"]);
}

#[test]
fn tatweel_on_both_sides_needs_no_lexicon() {
    check_word("زغـ ـربات", "زغربات");
    check_word("وقُـ ـتـ ـل", "وقُتل");
    check_word("مسـ.ـيّرة", "مسيّرة");
    check_word("د.ا.عـ.ش", "داعش");
    check("للحـ ـشد الشـ ـعبي", "للحشد الشعبي", &["للحشد", "الشعبي"]);
}

#[test]
fn particles_and_pronouns_may_be_there() {
    check_word("ود*اعش", "وداعش");
    check_word("ل ق س د", "لقسد");
    check_word("بال ر ص ا ص", "بالرصاص");
    check_word("وبص*واريخها", "وبصواريخها");
    check_word("ق.ص.ف", "قصف");
    check_word("حر.بية", "حربية");
    check_word("إر@هاب", "إرهاب");
}

#[test]
fn further_spellings() {
    check_word("ح.م.ا.س", "حماس");
    check_word("الق.سام", "القسام");
    check_word("الد.واعش", "الدواعش");
    check_word("حـ.ـماس", "حماس");
    check_word("إس*رائيل", "إسرائيل");
    check_word("الاح-ت-لال", "الاحتلال");
    check_word("الاحتـــ.ــلال", "الاحتلال");
    check_word("صهـ،ـيوني", "صهيوني");
    check_word("انفجـ ـ ــار", "انفجار");
    check_word("اع/ت/ق/ا/ل", "اعتقال");
    check_word("و$هداء", "وشهداء");
    check_word("غ ز ة", "غزة");
    check_word("الإ ر ه ا ب", "الإرهاب");
    check_word("إرهـ_ـابي", "إرهابي");
    check("و قـ.سـ.د", "و قسد", &["قسد"]);
    check("تنظيم (د.ا.ع.ش) و\"د ا ع ش\"", "تنظيم (داعش) و\"داعش\"", &["داعش", "داعش"]);
}

#[test]
fn words_of_the_text_and_of_the_lexicon_count() {
    check("البرتقالة غالية. والبرت*قالة", "البرتقالة غالية. والبرت*قالة", &[]);
    check("برتقالة غالية، برت*قالة", "برتقالة غالية، برتقالة", &["برتقالة"]);
    check_word("مح*افظة", "محافظة");
}

#[test]
fn plain_stretching_is_not_reported() {
    check("عـــاجل غـارات بـرفـع الحـصار", "عاجل غارات برفع الحصار", &[]);
    check("ﺍﻟﻘﺎﻣﺸﻠﻲ", "القامشلي", &[]);
    check("می‌شود", "میشود", &[]);
}

#[test]
fn abbreviations_names_and_sentences_stay() {
    check_stays("قال د.علي و م.حمود و أ.حمد لوكالة ا.ف.ب ود.ب.أ");
    check_stays("ص.ب 123 سنة 1445هـ ـ 2023م");
    check_stays("دمشق ـ سانا ـ وكالات");
    check_stays("بـ ١٢ صاروخاً من الـ27 وقال لـ قسد وبـ داعش");
    check_stays("انتهى القصف.وقال الجيش");
    check_stays("قتل 3عناصر و5قتلى وجرح7آخرين");
    check_stays("عملية/هجوم قوات_الجيش دير_الزور كر-فر");
    check_stays("www.example.com/د.ا.x https://t.me/D4ESH a@daesh.net");
    check_stays("وما أدراك و.م.أ وكان ك ا ن");
    check_stays("أ- المقدمة ب- الخاتمة ج - خلاصة (أ) (ب) س: هل ج: نعم");
    check_stays("قال السيد م. ع. ح إنه حضر و أ . د . محمد");
    check_stays("ع ع ع");
    check_stays("أ ب ت ث");
    check_stays("و قال و هو في ا لبيت");
    check_stays("F16 MIG29 COVID19 G20 5μg");
}

#[test]
fn latin_look_alikes() {
    check("the Iѕlamіc state", "the Islamic state", &["Islamic"]);
    check("against D4esh now", "against Daesh now", &["Daesh"]);
    check_stays("Москва и НАТО");
}

#[test]
fn hostile_texts_take_linear_time() {
    for unit in
        ["ا ", "ـ ـ", "ا*", "اـ ـ", "ا.", "ا1", "ب\u{200B}", "ال ق ا ع د ", "ISІ", "ا ب ت ث ج ح خ د ذ ر\n"]
    {
        let text = unit.repeat(200_000 / unit.len());
        let started = std::time::Instant::now();
        repair(&text, &is_word);
        assert!(started.elapsed().as_secs() < 20, "{unit}");
    }
}

proptest! {
    #[test]
    fn any_text(s in "\\PC{0,40}|[اعشدقسلـ ـ.*13\u{200B}َّ\n-]{0,40}") {
        let repaired = repair(&s, &is_word);
        prop_assert_eq!(crate::display::display(&repaired.text), repaired.text.clone());
        let mut end = 0;
        for r in &repaired.restored {
            prop_assert!(r.start >= end);
            end = r.start + r.text.chars().count();
            let there: String = repaired.text.chars().skip(r.start).take(end - r.start).collect();
            prop_assert_eq!(&there, &r.text);
        }
    }
}
