//! Titles and sentences in the languages of the region and its neighbours.

use super::*;
use proptest::prelude::*;

#[track_caller]
fn check(code: &str, script: &str, texts: &[&str]) {
    let wrong: Vec<(&str, Language)> = texts
        .iter()
        .map(|text| (*text, identify(text)))
        .filter(|(_, l)| l.code != code || l.script != script)
        .collect();
    assert!(wrong.is_empty(), "expected {code}: {wrong:#?}");
}

#[test]
fn arabic() {
    check(
        "ar",
        "Arab",
        &[
            "مقتل ثلاثة جنود بانفجار عبوة ناسفة",
            "قسد تعتقل خلية لداعش",
            "حملة دهم",
            "عاجل",
            "انفجار عنيف يهز دمشق",
            "درعا",
            "تركيا تقصف ريف عين عيسى",
            "هدوء حذر",
            "بدء التصويت",
            "اجتماع وزاري طارئ",
            "نزوح آلاف المدنيين",
            "وقف إطلاق النار يدخل حيز التنفيذ",
            "أسعار المحروقات",
            "تصعيد جديد",
            "ڤيينا تستضيف المفاوضات",
            "قصف مدفعي يستهدف سوقا شعبيا",
            "رئيس الوزراء يلتقي وفدا",
            "دير الزور",
            "انتخابات محلية",
            "غارات جوية",
            "اشتباكات بين عشيرتين",
            "حظر تجول",
            "مظاهرات ليلية",
            "هجوم بطائرات مسيرة",
            "وفاة طفل غرقا",
            "حريق ضخم",
            "مداهمات فجر اليوم",
            "توقيف مسؤول",
            "عودة النازحين",
            "إضراب المعلمين",
            "اعتصام مفتوح",
            "زلزال",
            "تبادل أسرى",
            "اغتيال قيادي",
            "موجة حر",
        ],
    );
}

#[test]
fn kurdish() {
    check(
        "ckb",
        "Arab",
        &[
            "هێزەکانی ئاسایش دوو کەسیان دەستگیر کرد",
            "سەرۆکی هەرێم گەیشتە بەغدا",
            "شەڕ لە کەرکووک",
            "ڕێککەوتنی نوێ",
            "هەڵبژاردنی پەرلەمان",
            "بارانێکی زۆر",
            "کۆبوونەوەی حکومەت",
            "نرخی نەوت",
            "تەقینەوەیەک لە هەولێر",
            "فڕۆکەیەکی بێفڕۆکەوان",
            "داعش هێرشی کرد",
            "گرانی لە بازاڕ",
            "پێشمەرگە",
            "مووچەی فەرمانبەران",
            "ئاگر کەوتەوە",
            "قوتابخانەکان دادەخرێن",
            "سوپای تورکیا بۆردومانی گوندێکی کرد",
        ],
    );
    check(
        "kmr",
        "Latn",
        &[
            "Li Kobanê agirê Newrozê hat pêxistin",
            "Êrîşên dewleta Tirk",
            "Hêzên Sûriya Demokratîk",
            "Şer li Efrînê didome",
            "Du kes hatin girtin",
            "Jin, jiyan, azadî",
            "QSD: Me du çete kuştin",
            "Li Hesekê teqîn",
            "Civîna rêveberiyê",
            "Gelê me bi ser ket",
            "Artêşa tirk gund topbaran kir",
            "Serokê Herêma Kurdistanê gihîşt Bexdayê",
            "Welatî daketin kolanan",
            "Ji bo aştiyê bang hat kirin",
            "Firokeya bêmirov hat xistin",
            "Zarokek hat kuştin",
        ],
    );
}

#[test]
fn persian_urdu_and_others_of_the_script() {
    check(
        "fa",
        "Arab",
        &[
            "حمله موشکی به مقر احزاب کرد",
            "رئیس جمهور ایران گفت",
            "کشته شدن سه نفر در انفجار",
            "زلزله در کرمان",
            "گزارش ویژه از مرز",
            "نیروهای امنیتی دو نفر را بازداشت کردند",
            "سپاه پاسداران",
            "قیمت نفت پایین آمد",
            "مذاکرات در وین از سر گرفته شد",
            "آتش سوزی در پالایشگاه",
            "دانشجویان تجمع کردند",
            "خبر فوری",
            "می‌شود گفت",
            "پلیس تهران",
            "تیراندازی در شهر",
        ],
    );
    check(
        "ur",
        "Arab",
        &[
            "پاکستان میں بم دھماکہ",
            "فوج نے حملہ کیا",
            "وزیر اعظم کا بیان",
            "تین افراد ہلاک",
            "سیلاب سے تباہی",
            "ملک بھر میں ہڑتال",
        ],
    );
    check("ps", "Arab", &["په کابل کې چاودنه", "د افغانستان حکومت وايي چې جګړه روانه ده"]);
    check("ug", "Arab", &["ئۇيغۇر ئېلىدە يەر تەۋرىدى"]);
}

#[test]
fn latin() {
    check(
        "en",
        "Latn",
        &[
            "Three soldiers killed in blast",
            "SDF arrests IS cell in Deir ez-Zor",
            "Turkish drone hits car",
            "Breaking news",
            "Aid convoy reaches camp",
            "Ceasefire holds",
            "Talks resume in Geneva",
            "Protests erupt across Sweida",
            "Iraq",
            "Oil prices fall",
            "Explosion rocks Baghdad",
            "Clashes in Daraa leave dozens wounded",
            "Kurdish forces seize weapons",
            "Opinion: why it matters",
            "Hundreds flee fighting",
            "Officials deny report",
            "Drone shot down",
            "Coalition strike kills commander",
        ],
    );
    check(
        "tr",
        "Latn",
        &[
            "Kamışlı'da araca İHA saldırısı: 2 ölü",
            "Suriye'nin kuzeyinde operasyon",
            "Cumhurbaşkanı açıkladı",
            "Terör örgütüne darbe",
            "Deprem oldu",
            "Şam'da patlama",
            "Son dakika haberi",
            "Gözaltına alındılar",
            "Fırat'ın doğusunda çatışma",
            "Bakan istifa etti",
            "Kadınlar sokakta",
            "İki asker yaralandı",
            "Türk ordusu köyü vurdu",
            "Ateşkes ilan edildi",
        ],
    );
    check(
        "fr",
        "Latn",
        &[
            "Attaque en Syrie : trois morts",
            "Le président français en visite",
            "La guerre continue",
            "Des milliers de manifestants à Paris",
            "Un séisme frappe l'Irak",
            "Frappe aérienne contre un camp",
        ],
    );
    check(
        "de",
        "Latn",
        &[
            "Drei Tote bei Anschlag in Syrien",
            "Die Türkei greift an",
            "Der Krieg geht weiter",
            "Tausende fliehen vor den Kämpfen",
            "Bundesregierung kündigt Hilfe an",
            "Waffenruhe in Idlib gebrochen",
        ],
    );
    check(
        "es",
        "Latn",
        &[
            "Tres muertos en un ataque en Siria",
            "El presidente viaja a Irak",
            "Miles de personas huyen de los combates",
        ],
    );
    check(
        "it",
        "Latn",
        &[
            "Tre morti in un attacco in Siria",
            "Il presidente della Repubblica",
            "Migliaia di persone in fuga dalla guerra",
        ],
    );
    check("az", "Latn", &["Azərbaycan ordusu mövqelərini möhkəmləndirib"]);
}

#[test]
fn other_scripts() {
    check(
        "ru",
        "Cyrl",
        &[
            "Взрыв в Дамаске",
            "Россия нанесла удар",
            "Трое погибших при обстреле",
            "Путин прибыл в Анкару",
            "Цены на нефть выросли",
        ],
    );
    check("uk", "Cyrl", &["Україна відбила атаку", "Вибухи у Києві", "Президент підписав указ"]);
    check("el", "Grek", &["Έκρηξη στη Δαμασκό"]);
    check("he", "Hebr", &["פיצוץ בדמשק"]);
    check("ja", "Jpan", &["シリアで爆発"]);
    check("zh", "Hani", &["叙利亚爆炸"]);
    check("hi", "Deva", &["सीरिया में विस्फोट में तीन लोगों की मौत हो गई है"]);
    check("und", "Zyyy", &["", "123 — 45", "🔴"]);
}

#[test]
fn a_mixed_text_is_judged_by_its_main_script() {
    let body = "أعلنت قوات سوريا الديمقراطية اعتقال خمسة عناصر في ريف دير الزور بعد حملة دهم استمرت ساعات.";
    check(
        "ar",
        "Arab",
        &[&format!("Read more: Subscribe to our newsletter\n{body}\n© 2024 All rights reserved")],
    );
    check(
        "en",
        "Latn",
        &["The group, known in Arabic as (قسد), said that it had arrested five people in the countryside."],
    );
}

#[test]
fn confidence_grows_with_the_evidence() {
    let short = identify("عاجل").confidence;
    let long =
        identify("أعلنت قوات سوريا الديمقراطية اعتقال خمسة عناصر في ريف دير الزور بعد حملة دهم").confidence;
    assert!(short < long && long > 0.8 && long <= 1.0, "{short} {long}");
}

proptest! {
    #[test]
    fn any_text(s in "\\PC{0,80}") {
        let language = identify(&s);
        prop_assert!((0.0..=1.0).contains(&language.confidence));
        prop_assert!(language.code.len() <= 3 && language.script.len() == 4);
    }
}
