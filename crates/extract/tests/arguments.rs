//! Sentences of the genre, invented, with the sides and figures that a reader finds in them.

use extract::knowledge::Knowledge;
use extract::{Extraction, Input, extract};
use jiff::civil::date;
use record::event::{EventStatus, Party};

const TITLE: &str = "تطورات اليوم في المنطقة";

fn run(title: Option<&str>, text: &str) -> Extraction {
    let input = Input { text, title, letterhead: None, language: "ar", published: Some(date(2024, 3, 18)) };
    extract(Knowledge::builtin(), &input)
}

fn sides(parties: &[Party]) -> String {
    let names = parties.iter().map(|party| match party {
        Party::Entity(id) => id.as_str().to_owned(),
        Party::Described { name } => name.clone(),
    });
    names.collect::<Vec<_>>().join("+")
}

/// Type, actor, recipient and figures of the first event.
#[track_caller]
fn check(text: &str, expected: &str) {
    let found = run(Some(TITLE), text);
    let told = found.events.first().map_or_else(String::new, |event| {
        let counts: Vec<String> =
            event.counts.iter().map(|(kind, count)| format!("{}={count}", kind.as_str())).collect();
        format!(
            "{} {} > {} {}",
            event.event_type,
            sides(&event.actor),
            sides(&event.recipient),
            counts.join(",")
        )
    });
    assert_eq!(told.trim_end(), expected, "{text}");
}

#[test]
fn figures_between_verb_and_victims() {
    check("قُتل ما لا يقل عن ثلاثين مدنياً جراء قصف مدفعي على السوق.", "ASSAULT  > مدنياً dead=30");
    check("مقتل أكثر من عشرين عاملاً بغارة جوية على المصنع.", "ASSAULT  > عاملاً dead=20");
    check(
        "Suspected jihadists killed at least forty civilians near the town.",
        "ASSAULT jihadists > civilians dead=40",
    );
}

#[test]
fn figures_are_summed_and_kept_apart() {
    check("قتل 14 مدنياً و32 مقاتلاً في الهجوم على البلدة.", "ASSAULT  > مدنياً+مقاتلاً dead=46");
    check("أسفر القصف عن سقوط قتيلين وسبعة جرحى في الحي.", "ASSAULT  >  dead=2,injured=7");
    check(
        "A bomb killed three fighters and wounded two near the base.",
        "ASSAULT  > fighters dead=3,injured=2",
    );
    check(
        "Two policemen were killed and a third wounded when a bomb went off.",
        "ASSAULT  > policemen dead=2,injured=1",
    );
}

#[test]
fn figures_and_what_they_count() {
    check("أصيب ثلاثة مدنيين بجروح في غارة على البلدة.", "ASSAULT  > مدنيين injured=3");
    check("قُتل رجل وأصيب اثنان بجروح بقصف على البلدة.", "ASSAULT  > رجل dead=1,injured=2");
    check("قُتل أحد عشر نازحاً حين سقطت قذائف على المخيم.", "ASSAULT  > نازحاً dead=11");
    check("رحّلت السلطات 38 من المهاجرين إلى الحدود.", "COERCE السلطات > المهاجرين size=38");
    check("قُتل الشقيقان محمد وأيهم الرباعي برصاص مسلحين.", "ASSAULT مسلحين > الشقيقان dead=2");
    check("أوقعت الغارات قتيلين وجريحين.", "ASSAULT  >  dead=2,injured=2");
    check("شرّد القصف ثلاثين ألف شخص.", "ASSAULT  >  displaced=30000");
    check("قُتل خمسة جنود وأصيب آخرون بجروح بقصف على البلدة.", "ASSAULT  > جنود dead=5");
    check("تظاهر أكثر من ألفي شخص في البلدة.", "PROTEST شخص >  size=2000");
    check("أدى القصف إلى إصابة عسكريَّين بجروح.", "ASSAULT  > عسكريَّين injured=2");
    check("The clashes left seven dead and dozens injured.", "ASSAULT  >  dead=7");
    check("اندلعت اشتباكات بين عشيرتي البكارة والعكيدات في بلدة البصيرة.", "ASSAULT baggara > agaidat");
    check("A Palestinian farmer was shot dead on Friday.", "ASSAULT  > farmer dead=1");
    check("A policeman was killed on Monday.", "ASSAULT  > policeman dead=1");
    check("A third man was captured alive.", "COERCE  >  arrested=1");
    check("تمكنت القوة من قتل أحدهم.", "ASSAULT  >  dead=1");
    check("Food was handed to the displaced in the town.", "");
    check("Hundreds of people protested in the town.", "PROTEST people >");
}

#[test]
fn figures_behind_a_subject_and_a_second_trigger() {
    check("أودى الانفجار بحياة عنصرين من الحشد.", "ASSAULT  >  dead=2");
    check("ثلاثة أشخاص قد لقوا حتفهم في هجوم انتحاري.", "ASSAULT  >  dead=3");
    check(
        "باشرت قوة مشتركة تفتيش أربع قرى وألقت القبض على ستة مشتبه بهم.",
        "COERCE قوة مشتركة > مشتبه بهم arrested=6",
    );
}

#[test]
fn whoever_opens_a_bullet_acts() {
    check("• مسلحون خطفوا أمس سبعة تجار على الطريق.", "ASSAULT مسلحون > تجار abducted=7");
}

#[test]
fn soldiers_are_the_means_of_those_who_deploy_them() {
    check("نشرت تركيا ألف جندي على الحدود.", "MOBILIZE tr-state >  size=1000");
}

#[test]
fn whose_victims_they_are() {
    check("أعلنت قيادة عمليات نينوى مقتل ثلاثة من عناصرها في كمين.", "ASSAULT  > nineveh-ops dead=3");
    check("خمسة سائقين احتجزتهم قسد قرب القرية.", "COERCE sdf > سائقين");
}

#[test]
fn two_clans() {
    let found =
        run(Some(TITLE), "لقي شخصان حتفهما في نزاع مسلح بين عشيرتي آل غريب والبو مطير جنوبي المحافظة.");
    let names: Vec<&str> =
        found.entities.iter().filter_map(|entity| entity.name.get("ar")).map(String::as_str).collect();
    assert_eq!(names, ["آل غريب", "البو مطير"]);
    let event = found.events.first().unwrap();
    assert_eq!((event.actor.len(), event.recipient.len()), (1, 1));
}

#[test]
fn who_is_cited_speaks() {
    check("قالت وحدات مقاومة شنكال إنها لن تسلم مواقعها للجيش.", "REJECT sbu-sinjar >");
    let found = run(Some(TITLE), "نفى الجيش اللبناني ضلوعه في قصف المخيم أمس.");
    let event = found.events.iter().find(|event| event.event_type.to_string() == "ASSAULT").unwrap();
    assert_eq!(event.status, EventStatus::Negated);
    assert_eq!(sides(&event.actor), "lebanese-army");
}

#[test]
fn a_name_ends_where_another_begins() {
    let names = |text: &str| -> Vec<String> {
        let found = run(Some(TITLE), text);
        found.entities.iter().filter_map(|entity| entity.name.get("ar").cloned()).collect()
    };
    assert_eq!(names("قطعت بلدية الزبداني الكهرباء عن السوق."), ["بلدية الزبداني"]);
    assert_eq!(names("وكتيبة فرسان الوادي تنتشر في المدينة."), ["كتيبة فرسان الوادي"]);
    assert!(names("نشأ في محافظة المنيا وعاش فيها.").is_empty());
}

#[test]
fn who_speaks_where_nobody_is_cited() {
    let source = |letterhead, text| {
        let input = Input { text, title: Some(TITLE), letterhead, language: "ar", published: None };
        let found = extract(Knowledge::builtin(), &input);
        found.events.first().and_then(|event| event.attribution.clone()).map(|party| sides(&[party]))
    };
    let arrest = "اعتقلت قوة أمنية ثلاثة مطلوبين في بلدة هجين.";
    assert_eq!(source(None, arrest), None);
    assert_eq!(source(Some("قيادة شرطة المحافظة"), arrest).as_deref(), Some("قيادة شرطة المحافظة"));
}

/// Without a headline, a sentence that only mentions an attack is no report of one.
#[test]
fn a_mention_is_no_report() {
    let events = |title, text| run(title, text).events.len();
    let report = "قتل مسلحون مجهولون شرطيين اثنين وأصابوا ثالثا بهجوم مسلح في بغداد أمس.";
    let mention = "إن قضية اغتيال رئيس الوزراء الأسبق والتحقيق في هذه الجريمة يجب أن يستمرا.";
    assert_eq!(events(None, report), 1);
    assert_eq!(events(None, mention), 0);
}

#[test]
fn prices_and_weather_make_no_events() {
    let market = "هاجم المضاربون سعر الصرف في بورصة العاصمة، وانفجرت أسعار الذهب بعد هدنة قصيرة بين المصارف، \
                  وخسر الدينار معركته مع الدولار بسبب ضغط السيولة وتراجع أرباح البنوك.";
    assert!(run(Some("أسعار اليوم"), market).events.is_empty());
    let weather = "تهاجم موجة حر المنطقة وتضرب رياح نشطة السواحل مع هطول أمطار رعدية ودرجات الحرارة في انخفاض \
                   بسبب المنخفض الجوي والغبار.";
    assert!(run(Some("طقس اليوم"), weather).events.is_empty());
}
