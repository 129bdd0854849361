//! Events of invented sentences: one check for each way in which the news tells who did what to whom.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use extract::knowledge::Knowledge;
use extract::{Extraction, Input};
use record::event::{Event, Party};

fn run(text: &str) -> Extraction {
    let published = Some(jiff::civil::date(2024, 3, 18));
    extract::extract(
        Knowledge::builtin(),
        &Input { text, title: None, letterhead: None, language: "ar", published },
    )
}

fn sides(parties: &[Party]) -> String {
    let name = |party: &Party| match party {
        Party::Entity(id) => id.as_str().to_owned(),
        Party::Described { name } => name.clone(),
    };
    parties.iter().map(name).collect::<Vec<_>>().join("+")
}

fn told(event: &Event) -> String {
    let modes: Vec<_> = event.mode.iter().map(|mode| mode.as_str()).collect();
    let counts: Vec<_> = event.counts.iter().map(|(kind, n)| format!(" {}={n}", kind.as_str())).collect();
    format!(
        "{}/{} {} > {}{}",
        event.event_type,
        modes.join("+"),
        sides(&event.actor),
        sides(&event.recipient),
        counts.concat()
    )
}

/// The last event of the text.
#[track_caller]
fn check(text: &str, expected: &str) {
    let found = run(text);
    assert_eq!(found.events.last().map(told).unwrap_or_default(), expected, "{text}");
}

#[track_caller]
fn check_source(text: &str, expected: &str) {
    let found = run(text);
    let source = found.events.last().and_then(|event| event.attribution.clone());
    assert_eq!(source.map(|party| sides(&[party])).unwrap_or_default(), expected, "{text}");
}

#[test]
fn members_and_machines_are_their_owners() {
    check("هاجم مقاتلون من داعش نقطة قرب منبج.", "ASSAULT/ islamic-state > ");
    check("قالت قسد إن عناصرها اعتقلوا ثلاثة مهربين.", "COERCE/arrest sdf > مهربين arrested=3");
}

#[test]
fn members_of_a_force_named_before_end_no_list() {
    check("هاجمت قسد وعناصرها ومقاتلوها وعناصرها نقطة قرب منبج.", "ASSAULT/ sdf > ");
}

#[test]
fn the_suspected_are_their_group() {
    check(
        "اعتقلت قوات سوريا الديمقراطية خمسة أشخاص يُشتبه بانتمائهم إلى خلايا تنظيم الدولة الإسلامية.",
        "COERCE/arrest sdf > islamic-state arrested=5",
    );
}

#[test]
fn a_later_verb_keeps_the_subject() {
    check(
        "داهمت الأسايش حياً في الرقة. واعتقلت شابين وصادرت أسلحة.",
        "COERCE/arrest+seize asayish > شابين arrested=2",
    );
}

#[test]
fn an_oblique_noun_is_no_subject() {
    check(
        "انتشرت دورية من الجيش اللبناني في البلدة. وقصفت مواقع المسلحين في الجرود.",
        "ASSAULT/heavy-weapons lebanese-army > المسلحين",
    );
}

#[test]
fn a_claim_names_the_attacker() {
    check(
        "قُتل جنديان بهجوم على حاجز قرب تدمر. وتبنى تنظيم الدولة الإسلامية الهجوم.",
        "ASSAULT/ islamic-state > جنديان dead=2",
    );
}

#[test]
fn a_crowd_that_uses_force_riots() {
    check("اقتحم محتجون مبنى البلدية في السويداء.", "PROTEST/riot محتجون > ");
}

#[test]
fn verbs_and_nouns_of_one_spelling() {
    check("خطف مسلحون مهندسين قرب حمص.", "ASSAULT/abduct مسلحون > مهندسين");
    check("اقتيد أربعة شبان إلى مركز التحقيق.", "COERCE/arrest  > شبان arrested=4");
}

#[test]
fn figures_are_of_people() {
    check("شارك نحو سبعين شخصاً في وقفة احتجاجية أمام المحكمة.", "PROTEST/demo شخصاً >  size=70");
    check("استمرت الاشتباكات يومين وقُتل فيها ممرضتان.", "ASSAULT/  > ممرضتان dead=2");
    check(
        "أسفر القصف عن سبعة قتلى واثنين وعشرين جريحاً في بلدة سرمين.",
        "ASSAULT/heavy-weapons  >  dead=7 injured=22",
    );
}

#[test]
fn sources_of_reports_and_labels() {
    check_source("وثّق المرصد السوري لحقوق الإنسان سبعة هجمات. وقُتل ثلاثة مدنيين في الهجوم الأول.", "sohr");
    check_source("استشهاد فتاة برصاص قناص في مدينة جنين - وزارة الصحة الفلسطينية", "ps-health-ministry");
    let found = run("قال مدير شرطة كركوك العميد سامر الجبوري إن قوة اعتقلت مهربين.");
    let source = found.events[0].attribution.clone().unwrap();
    let person = found.entities.iter().find(|entity| Party::Entity(entity.id.clone()) == source).unwrap();
    assert_eq!(person.name["ar"], "سامر الجبوري");
}

#[test]
fn interviews_are_the_words_of_one_speaker() {
    let text = "التقت الصحيفة رئيس البلدية سامر حسن في مكتبه.\n\nماذا جرى أمس؟\n\nاعتقل الجيش شابين من القرية صباحاً.\n\nوماذا تطلبون؟\n\nنطالب الحكومة بفتح المدرسة فوراً.";
    let found = run(text);
    assert_eq!(found.quotes.len(), 2, "{:?}", found.quotes);
    assert!(found.quotes.iter().all(|quote| quote.speaker.is_some()));
}

#[test]
fn the_kitchen_and_the_bookshelf_are_no_battlefield() {
    for text in [
        "تبدأ الوصفة باقتحام البصل ثم يُحاصر العجين في القدر وتنفجر نكهة البهارات في الزيت المغلي على المائدة.",
        "رحيل الشاعر سالم: ديوانه الأول قصائد عن الحرب، وقال الناقد إن القصيدة عنده تنفجر كلغم.",
    ] {
        assert!(run(text).events.is_empty(), "{text}");
    }
}

#[test]
fn a_release_lets_go_of_whom_was_held() {
    check("اعتقلت الشرطة مراسلاً في الرقة مساء السبت. ثم أطلقت سراحه فجراً.", "RETREAT/release  > مراسلاً");
    check(
        "أُفرج صباح اليوم عن ثلاثة من الموقوفين في سجن علايا قرب القامشلي بعد أيام.",
        "RETREAT/release  > الموقوفين size=3",
    );
}

#[test]
fn roads_closed_by_the_authorities_are_no_protest() {
    check("أغلقت السلطات الطريق الدولي قرب الرقة حتى إشعار آخر.", "COERCE/restrict السلطات > ");
    check("أغلق محتجون الطريق الدولي قرب الرقة بالإطارات.", "PROTEST/obstruct محتجون > ");
}

#[test]
fn people_and_offices_are_told_from_what_is_spelled_alike() {
    // A minister is no visitor, dawn no explosion, belonging no speech.
    check("رفض وزير الخارجية أسعد الشيباني طلباً تقدم به نواب عن كركوك.", "REJECT/ shaibani > نواب");
    check(
        "أغارت طائرات إسرائيلية على مستودع في محيط مطار دمشق الدولي فجر الأحد وقتلت جنديين.",
        "ASSAULT/aerial il-air-force > جنديين dead=2",
    );
    check_source("داهمت دورية تابعة للجيش منزل المواطن حسن عبدو في منبج واعتقلته.", "");
}

#[test]
fn commanders_are_called_by_their_own_name() {
    check(
        "والتقى قائد قوات قسد مظلوم عبدي وفداً من التحالف الدولي في الحسكة.",
        "CONSULT/ abdi > global-coalition",
    );
}

#[test]
fn figures_in_other_words() {
    check("قضى ثلاثة أطفال من عائلة واحدة بانفجار لغم في منبج.", "ASSAULT/explosives  > أطفال dead=3");
    check("أردى مسلح شقيقين في منبج إثر خلاف، وفق مصدر طبي، ثم لاذ بالفرار.", "ASSAULT/ مسلح > شقيقين dead=2");
    check("وقال مصدر إن مسلحَين اثنين قُتلا في منبج أمس خلال هجوم.", "ASSAULT/  > مسلحَين dead=2");
    check(
        "A shell hit a school in Manbij, killing three children and a teacher.",
        "ASSAULT/heavy-weapons  > children+teacher dead=4",
    );
    check(
        "A shell hit a school in Manbij, wounding a ten-year-old girl.",
        "ASSAULT/heavy-weapons  > girl injured=1",
    );
}

#[test]
fn who_denies_is_the_source_of_the_denial() {
    check_source("نفى الجيش الإسرائيلي إطلاق أي نار في منبج، بحسب شهود.", "israeli-army");
    check_source("نفت قوات سوريا الديمقراطية قصف بلدة منبج، بحسب ناشطين.", "sdf");
    check_source("أحصى المرصد السوري لحقوق الإنسان مقتل 41 مدنياً بالألغام في منبج.", "sohr");
}

#[test]
fn english_sources_stand_behind_the_last_comma() {
    check_source(
        "Turkish warplanes struck PKK positions near Sinjar overnight, the provincial health office said.",
        "the provincial health office",
    );
    check(
        "Turkish warplanes struck PKK positions near Sinjar overnight, the provincial health office said.",
        "ASSAULT/aerial tr-air-force > pkk",
    );
}

#[test]
fn accidents_are_no_attacks_and_hide_none() {
    let none = |text: &str| assert!(run(text).events.is_empty(), "{text}");
    none("لقي خمسة أشخاص مصرعهم وأصيب ثمانية آخرون جراء حادث تصادم بين حافلة وشاحنة قرب منبج صباح اليوم.");
    none("At least 40 people were killed when an earthquake struck near Manbij on Monday, officials said.");
    // Somebody did it, or only a name has the word.
    check("قتل مسلحون ثلاثة مدنيين في بلدة ضربها الزلزال قرب منبج.", "ASSAULT/ مسلحون > مدنيين dead=3");
    check(
        "Gunmen killed two soldiers in Manbij on Sunday amid a cholera outbreak.",
        "ASSAULT/ Gunmen > soldiers dead=2",
    );
    let text = "مقتل ثلاثة عناصر من لواء عاصفة الشمال في منبج أمس.";
    assert_eq!(run(text).events.len(), 1, "{text}");
}

#[test]
fn a_pronoun_behind_an_english_verb() {
    check(
        "Gunmen abducted a nurse in Manbij and released her hours later.",
        "RETREAT/release Gunmen > nurse",
    );
    check("Gunmen killed her brother near Manbij on Monday.", "ASSAULT/ Gunmen > brother dead=1");
}

#[test]
fn behind_that_it_a_force_that_speaks_is_the_subject() {
    check("أعلن حزب الله في بيان أنه قصف ثكنة برانيت بصاروخين.", "ASSAULT/heavy-weapons hezbollah > ");
    check(
        "أعلنت قسد أنها اعتقلت خمسة من عناصر داعش في الشحيل.",
        "COERCE/arrest sdf > islamic-state arrested=5",
    );
    check(
        "أعلنت وزارة الدفاع التركية أن جنودها قتلوا خمسة إرهابيين شمالي سوريا.",
        "ASSAULT/ turkish-mod > إرهابيين dead=5",
    );
}

#[test]
fn whoever_stands_before_the_verb_does_it() {
    check("دورية تركية أوقفت تسعة أشخاص في عفرين.", "COERCE/arrest turkish-army >  arrested=9");
    check("قناص قتل طفلة في تعز.", "ASSAULT/ قناص > طفلة dead=1");
    check("عناصر من الشرطة اعتدوا على صحفي في عفرين.", "ASSAULT/ الشرطة > صحفي");
    check("مسلحون من قسد هاجموا حاجزاً في عفرين.", "ASSAULT/ sdf > ");
}

#[test]
fn killed_by_means_is_passive() {
    check(
        "قتل قيادي في تنظيم القاعدة بضربة أمريكية من طائرة مسيّرة في مأرب.",
        "ASSAULT/drone us-army > al-qaeda dead=1",
    );
    check("أصاب قناص تابع لمليشيا الحوثي طفلة في مريس.", "ASSAULT/ houthis > طفلة injured=1");
    check("هاجمت مجموعة من مسلحي داعش ثكنة للجيش في كركوك.", "ASSAULT/ islamic-state > ");
}

#[test]
fn figures_of_clocks_and_calibres_and_of_what_did_not_happen() {
    check("09:45 إضراب شامل يعم محافظة نابلس.", "PROTEST/strike  > ");
    check(
        "سجل المركز مقتل ما لا يقل عن 22 مدنياً بقصف على سرمين أمس.",
        "ASSAULT/heavy-weapons  > مدنياً dead=22",
    );
    check("نفت السلطات اغتيال قائد اللواء في تعز.", "ASSAULT/targeted  > قائد");
}

#[test]
fn sources_behind_according_to() {
    check_source("قتل ثلاثة مدنيين في قصف على سوق مقبنة، وفقاً لشهود عيان.", "شهود عيان");
    check_source("قُتل أربعة عمال بقصف على حقل كورمور، وفق المتحدث باسم حكومة الإقليم.", "المتحدث");
    check_source("Armed men killed four herders, according to a local councillor.", "local councillor");
}

#[test]
fn a_verb_of_speech_agrees_with_its_subject() {
    check(
        "وتبنى مجلس الأمن الدولي قراراً يطالب قوات الدعم السريع بوقف القتال في الفاشر.",
        "REQUEST/assist+yield un-security-council > rsf",
    );
}

#[test]
fn guarded_names_count_in_articles_of_their_country() {
    let places = |text: &str| run(text).places.iter().map(|place| place.id.to_string()).collect::<Vec<_>>();
    let about_jordan = places("اعتصم سائقون في عمان وإربد والزرقاء. وأغلق محتجون الطريق شرق معان.");
    assert!(about_jordan.contains(&"jo-maan".to_owned()), "{about_jordan:?}");
    assert_eq!(places("بحث الكاتب في معان كثيرة."), Vec::<String>::new());
    assert!(places("قصف الطيران ثلاثة مواقع في غارات على صنعاء.").contains(&"ye-sanaa".to_owned()));
}

#[test]
fn questions_and_titles_of_days() {
    assert!(run("هل نزح الناس بعد قصف سرمين؟").events.is_empty());
    let input = Input {
        text: "حمص: أوقفت الشرطة مطلوبين اثنين في تدمر.",
        title: Some("حصيلة المهام الأمنية ليوم السبت 16 آذار 2024"),
        letterhead: None,
        language: "ar",
        published: Some(jiff::civil::date(2024, 3, 18)),
    };
    let found = extract::extract(Knowledge::builtin(), &input);
    assert_eq!(found.events[0].date.as_ref().unwrap().value, "2024-03-16");
}
