//! A table of expressions.

use super::*;
use crate::fold::fold;
use crate::vocabulary::DataFile;
use proptest::prelude::*;

fn read(text: &str) -> Vec<Number> {
    numbers(&fold(text), Words::builtin())
}

/// The values of all numbers in `text`.
#[track_caller]
fn check(text: &str, expected: &[u64]) {
    let values: Vec<u64> = read(text).iter().map(|n| n.value).collect();
    assert_eq!(values, expected, "{text}");
}

#[track_caller]
fn check_range(text: &str, value: u64, min: u64, max: Option<u64>) {
    let found = read(text);
    let [number] = found.as_slice() else { panic!("{text}: {found:?}") };
    assert_eq!((number.value, number.min, number.max), (value, min, max), "{text}");
    assert!(!number.exact);
}

#[test]
fn the_builtin_file_has_no_fault() {
    assert_eq!(Words::parse(Words::NAME, Words::BUILTIN).err(), None);
}

#[test]
fn faults_are_told_together() {
    let source = "[[word]]\nvalue = 5\nclass = 'tens'\nforms = ['x']\n[[word]]\nvalue = -1\nclass = 'unit'\nforms = [3]\n\
        [[before]]\nmeaning = 'perhaps'\nphrases = ['x']\n[dual]\nother = []\n";
    let faults = Words::parse("n.toml", source).unwrap_err();
    let lines: Vec<usize> = faults.iter().map(|f| f.line).collect();
    assert!([3, 6, 10, 12, 13].iter().all(|line| lines.contains(line)), "{faults:?}");
}

#[test]
fn arabic_words() {
    for (text, value) in ARABIC {
        check(&format!("قتل {text} في"), &[*value]);
    }
}

#[test]
fn english_words() {
    for (text, value) in ENGLISH {
        check(&format!("killed {text} in"), &[*value]);
    }
}

#[test]
fn digits() {
    for (text, value) in DIGITS {
        check(&format!("عن {text} و"), &[*value]);
    }
    check("2.5", &[2]);
    assert!(!read("2.5")[0].exact);
    check("كوفيد-19 وطائرة F-16 وT-72", &[]);
    check("99999999999999999999999", &[]);
}

#[test]
fn duals_of_nouns() {
    for text in DUALS {
        let found = read(&format!("مقتل {text} في"));
        assert!(matches!(found.as_slice(), [Number { value: 2, dual_noun: true, .. }]), "{text}: {found:?}");
    }
    for text in
        ["المدنيين", "مسلحين", "لديه", "بين", "الاثنين", "حسين", "ياسين", "عين", "الذين", "شابان آخران شابان"]
    {
        let duals = read(text).iter().filter(|n| n.dual_noun).count();
        assert_eq!(duals, if text.starts_with("شابان") { 2 } else { 0 }, "{text}");
    }
}

#[test]
fn a_dual_and_its_two_are_one() {
    let text = fold("شخصين اثنين");
    let found = numbers(&text, Words::builtin());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].range, 0..text.len());
    check("مسلحين اثنين", &[2]);
}

#[test]
fn ordinals() {
    let cases = [
        ("اليوم الثالث", 3),
        ("المرة الأولى", 1),
        ("الحادي عشر", 11),
        ("الثانية عشرة", 12),
        ("الخامس والعشرين", 25),
        ("الحادية والثلاثين", 31),
        ("the 3rd day", 3),
        ("the twenty-first", 21),
        ("the 13th", 13),
    ];
    for (text, value) in cases {
        let found = read(text);
        assert!(matches!(found.as_slice(), [n] if n.value == value && n.ordinal), "{text}: {found:?}");
    }
}

#[test]
fn separate_numbers_stay_separate() {
    check("ثلاثة قتلى وخمسة جرحى", &[3, 5]);
    check("ثلاثة وخمسة", &[3, 5]);
    check("عشرين وثلاثين", &[20, 30]);
    check("13 قتيلا و5 جرحى", &[13, 5]);
    check("27/8/2023م", &[27, 8, 2023]);
    check("مئة\nوخمسين", &[100, 50]);
    check("مئة قتيل ومئتي جريح", &[100, 200]);
    check("three dead, four wounded", &[3, 4]);
    check("220 قتيلا و1066 جريحا", &[220, 1066]);
}

#[test]
fn words_that_are_no_numbers() {
    for text in [
        "يوم الأحد",
        "يوم الاثنين",
        "أحد القادة",
        "إحدى القرى",
        "لست",
        "نصف المدينة",
        "كميات كبيرة",
        "الربع الأول من",
    ] {
        let found: Vec<Number> = read(text).into_iter().filter(|n| !n.ordinal).collect();
        assert_eq!(found, [], "{text}");
    }
}

#[test]
fn vague_ones_are_ranges() {
    check_range("نحو 50 شخصا", 50, 45, Some(55));
    check_range("حوالي خمسين", 50, 45, Some(55));
    check_range("قرابة 300 عنصر", 300, 270, Some(330));
    check_range("ما يقرب من مئة", 100, 90, Some(110));
    check_range("وبأكثر من عشرين قذيفة", 20, 20, None);
    check_range("أكثر من 100", 100, 100, None);
    check_range("ما لا يقل عن 22 هجوما", 22, 22, None);
    check_range("22 عسكريا على الأقل", 22, 22, None);
    check_range("أقل من عشرة", 10, 0, Some(10));
    check_range("بضعة أشخاص", 3, 3, Some(9));
    check_range("عشرات المدنيين", 20, 20, Some(99));
    check_range("المئات من", 200, 200, Some(999));
    check_range("آلاف النازحين", 2000, 2000, Some(9999));
    check_range("عشرات الآلاف", 20_000, 20_000, Some(99_000));
    check_range("مئات آلاف اللاجئين", 200_000, 200_000, Some(999_000));
    check_range("ما بين 20 و30 مسلحا", 20, 20, Some(30));
    check_range("بين عشرين وثلاثين", 20, 20, Some(30));
    check_range("tens of thousands", 20_000, 20_000, Some(99_000));
    check_range("dozens of people", 20, 20, Some(99));
    check_range("between 10 and 15 men", 10, 10, Some(15));
    check_range("at least forty civilians", 40, 40, None);
    check_range("up to 5,000", 5000, 0, Some(5000));
    check_range("a few", 2, 2, Some(9));
}

#[test]
fn ranges_are_of_the_folded_text() {
    let text = fold("أُصيب مئةٌ وثمانٍ وعشرون شخصاً");
    let found = numbers(&text, Words::builtin());
    assert_eq!(text.get(found[0].range.clone()), Some("مئه وثمان وعشرون".replace('ئ', "ي").as_str()));
}

proptest! {
    #[test]
    fn any_text(words in proptest::collection::vec(0usize..40, 0..12), noise in "\\PC{0,20}") {
        let pool = ["مئة", "وخمسين", "ألف", "و", "ثلاثة", "عشر", "5", "1.5", "مليون", "ونصف", "نحو", "بين", "شخصين", "-", "آلاف", "عشرات",
            "hundred", "and", "twenty", "a", "half", "th", "الثالث", "والعشرين", "أحد", "إلى", ",", "18446744073709551615", "مليار", "ألفي"];
        let text = words.iter().filter_map(|i| pool.get(*i).copied()).chain([noise.as_str()]).collect::<Vec<_>>().join(" ");
        let folded = fold(&text);
        let mut end = 0;
        for number in numbers(&folded, Words::builtin()) {
            prop_assert!(number.range.start >= end && number.range.end > number.range.start);
            prop_assert!(folded.get(number.range.clone()).is_some());
            prop_assert!(number.min <= number.value && number.max.is_none_or(|max| max >= number.value));
            end = number.range.end;
        }
    }
}

const DUALS: &[&str] = &[
    "شخصين",
    "شخصان",
    "عنصران",
    "عنصرين",
    "مدنيتين",
    "مدنيان",
    "طفلين",
    "طفلتان",
    "امرأتان",
    "امرأتين",
    "جنديين",
    "جنديان",
    "شابين",
    "شابان",
    "صاروخين",
    "غارتين",
    "ضربتين",
    "مسيّرتان",
    "طائرتين",
    "وشرطيين",
    "لضابطين",
    "بقذيفتين",
    "الشقيقان",
    "جثتين",
    "جثتي",
    "قتيلان",
    "يومين",
    "مقاتلان",
    "صحفيان",
    "حافلتان",
    "ممرضتين",
    "رجلين",
    "فتاتين",
    "بعبوتين",
];

const DIGITS: &[(&str, u64)] = &[
    ("13", 13),
    ("١٣", 13),
    ("۱۳", 13),
    ("1,234", 1234),
    ("1.234", 1234),
    ("١٬٢٣٤", 1234),
    ("1,234,567", 1_234_567),
    ("1.5 مليون", 1_500_000),
    ("1,5 مليون", 1_500_000),
    ("٣٫٢ مليون", 3_200_000),
    ("5 آلاف", 5000),
    ("20 ألف", 20_000),
    ("12 ألفا و500", 12_500),
    ("3 ملايين و200 ألف", 3_200_000),
    ("0", 0),
    ("007", 7),
    ("2 مليار", 2_000_000_000),
];

const ENGLISH: &[(&str, u64)] = &[
    ("one", 1),
    ("eleven", 11),
    ("thirteen", 13),
    ("twenty", 20),
    ("twenty-five", 25),
    ("twenty five", 25),
    ("a hundred", 100),
    ("one hundred and fifty", 150),
    ("two hundred", 200),
    ("three hundred forty-two", 342),
    ("twelve hundred", 1200),
    ("a thousand", 1000),
    ("two thousand", 2000),
    ("two thousand five hundred", 2500),
    ("fifty thousand", 50_000),
    ("one hundred thousand", 100_000),
    ("two hundred and fifty thousand", 250_000),
    ("a million", 1_000_000),
    ("1.5 million", 1_500_000),
    ("half a million", 500_000),
    ("three million two hundred thousand", 3_200_000),
    ("a dozen", 12),
    ("two dozen", 24),
    ("one billion", 1_000_000_000),
];

const ARABIC: &[(&str, u64)] = &[
    ("واحد", 1),
    ("واحدة", 1),
    ("اثنان", 2),
    ("اثنين", 2),
    ("اثنتين", 2),
    ("ثلاثة", 3),
    ("ثلاثةٍ", 3),
    ("ثلاث", 3),
    ("أربعة", 4),
    ("أربع", 4),
    ("خمسة", 5),
    ("خمس", 5),
    ("ستة", 6),
    ("ست", 6),
    ("سبعة", 7),
    ("سبع", 7),
    ("ثمانية", 8),
    ("ثماني", 8),
    ("ثمانٍ", 8),
    ("تسعة", 9),
    ("تسع", 9),
    ("عشرة", 10),
    ("عشر", 10),
    ("أحد عشر", 11),
    ("إحدى عشرة", 11),
    ("اثنا عشر", 12),
    ("اثني عشر", 12),
    ("اثنتي عشرة", 12),
    ("اثنتا عشرة", 12),
    ("ثلاثة عشر", 13),
    ("ثلاث عشرة", 13),
    ("أربعة عشر", 14),
    ("أربع عشرة", 14),
    ("خمسة عشر", 15),
    ("خمس عشرة", 15),
    ("ستة عشر", 16),
    ("سبعة عشر", 17),
    ("ثمانية عشر", 18),
    ("ثماني عشرة", 18),
    ("تسعة عشر", 19),
    ("عشرون", 20),
    ("عشرين", 20),
    ("واحد وعشرون", 21),
    ("إحدى وعشرين", 21),
    ("اثنين وعشرين", 22),
    ("اثنتان وعشرون", 22),
    ("ثلاثة وعشرين", 23),
    ("خمس وعشرين", 25),
    ("ثلاثون", 30),
    ("إحدى وثلاثين", 31),
    ("خمساً وثلاثين", 35),
    ("أربعين", 40),
    ("خمسين", 50),
    ("ستين", 60),
    ("سبعين", 70),
    ("ثمانين", 80),
    ("تسعين", 90),
    ("أربعةٍ وتسعين", 94),
    ("تسعة وتسعين", 99),
    ("مئة", 100),
    ("مائة", 100),
    ("مئة وواحد", 101),
    ("مئة وخمسة", 105),
    ("مئة وعشرة", 110),
    ("مئة وأحد عشر", 111),
    ("مئة وخمسين", 150),
    ("مائة وخمسون", 150),
    ("مئةً وثمانيَ وعشرين", 128),
    ("مئتين", 200),
    ("مئتي", 200),
    ("مائتا", 200),
    ("مئتين وخمسين", 250),
    ("ثلاثمئة", 300),
    ("ثلاثمائة", 300),
    ("ثلاث مئة", 300),
    ("أربعمئة وعشرين", 420),
    ("خمسمئة", 500),
    ("خمسمائة وخمسة وخمسين", 555),
    ("ستمائة", 600),
    ("سبعمئة", 700),
    ("ثمانمئة", 800),
    ("ثماني مئة", 800),
    ("تسعمائة وتسعة وتسعين", 999),
    ("ألف", 1000),
    ("ألفاً", 1000),
    ("ألف ومئتي", 1200),
    ("ألف ومئتين وخمسين", 1250),
    ("ألف وتسعمئة وأربعة وثمانين", 1984),
    ("ألفين", 2000),
    ("ألفي", 2000),
    ("ألفان وثلاثمئة", 2300),
    ("ألفين وخمسة عشر", 2015),
    ("ألفين وثلاثة وعشرين", 2023),
    ("ثلاثة آلاف", 3000),
    ("ثلاثة آلاف وخمسمئة", 3500),
    ("عشرة آلاف", 10_000),
    ("أحد عشر ألفا", 11_000),
    ("اثني عشر ألفاً وخمسمئة", 12_500),
    ("عشرين ألف", 20_000),
    ("خمسة وعشرين ألفا", 25_000),
    ("أربعين ألف", 40_000),
    ("مئة ألف", 100_000),
    ("مئتي ألف", 200_000),
    ("مئة وخمسين ألفا", 150_000),
    ("ثلاثمئة وعشرين ألفاً وأربعمئة", 320_400),
    ("نصف مليون", 500_000),
    ("ربع مليون", 250_000),
    ("مليون", 1_000_000),
    ("مليون ونصف", 1_500_000),
    ("مليون ونصف المليون", 1_500_000),
    ("مليون ومئتي ألف", 1_200_000),
    ("مليونين", 2_000_000),
    ("مليوني", 2_000_000),
    ("مليونين ونصف", 2_500_000),
    ("ثلاثة ملايين", 3_000_000),
    ("خمسة ملايين وستمئة ألف", 5_600_000),
    ("مليار", 1_000_000_000),
    ("صفر", 0),
    ("الخمسة", 5),
    ("بثلاثة", 3),
    ("لخمسين", 50),
    ("بمئتي", 200),
    ("والعشرة", 10),
    ("الأربع والعشرين", 24),
    ("الثلاثة عشر", 13),
];
