//! The closed set of word classes that the rules refer to. The words themselves are configuration.

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// What part a word plays in a rule.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Class {
            $($(#[$doc])* $name),+
        }

        impl Class {
            /// The class of that name in the configuration.
            pub(crate) fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($text => Some(Self::$name),)+
                    _ => None,
                }
            }

            /// Every name, for messages.
            pub(crate) const NAMES: &'static [&'static str] = &[$($text),+];

            const ALL: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

impl Class {
    /// The class as one bit of a set.
    pub(crate) const fn bit(self) -> u128 {
        1 << self as u32
    }

    /// A date has one of these, if it has no month, weekday or digit.
    pub(crate) const CORES_OF_DATES: u128 = Self::UnitDay.bit()
        | Self::TwoDays.bit()
        | Self::UnitWeek.bit()
        | Self::TwoWeeks.bit()
        | Self::UnitMonth.bit()
        | Self::TwoMonths.bit()
        | Self::UnitYear.bit()
        | Self::TwoYears.bit()
        | Self::Hour.bit()
        | Self::DayWord.bit()
        | Self::Today.bit()
        | Self::Yesterday.bit()
        | Self::DayBeforeYesterday.bit()
        | Self::Tomorrow.bit()
        | Self::DayAfterTomorrow.bit()
        | Self::Spring.bit()
        | Self::Summer.bit()
        | Self::Autumn.bit()
        | Self::Winter.bit();

    /// Parts of the day, nights and words for "day", which stand before what names the day.
    pub(crate) const LEADS_OF_DAYS: u128 = Self::DayPart.bit() | Self::Night.bit() | Self::DayWord.bit();

    /// Last, next, this.
    pub(crate) const DIRECTIONS: u128 = Self::LastOne.bit()
        | Self::BeforeLast.bit()
        | Self::NextOne.bit()
        | Self::AfterNext.bit()
        | Self::ThisOne.bit();

    /// The classes of the words that a date can begin with.
    pub(crate) const OF_TIME: u128 = {
        let (mut bits, mut rest) = (0, Self::ALL);
        while let [first, others @ ..] = rest {
            if first.is_of_time() {
                bits |= first.bit();
            }
            rest = others;
        }
        bits
    };

    /// Whether a date can begin with a word of this class. What is listed here cannot.
    const fn is_of_time(self) -> bool {
        !matches!(
            self,
            Self::Within
                | Self::Towards
                | Self::From
                | Self::Onto
                | Self::Direction
                | Self::Agent
                | Self::Involvement
                | Self::IssuedBy
                | Self::Source
                | Self::Say
                | Self::That
                | Self::Negation
                | Self::Without
                | Self::Denial
                | Self::Background
                | Self::Separator
                | Self::Link
                | Self::Title
                | Self::Alias
                | Self::NameParticle
                | Self::Stop
                | Self::Filler
                | Self::Ordinary
                | Self::Speaker
                | Self::Claim
                | Self::One
                | Self::Motive
                | Self::Light
                | Self::Outlet
                | Self::Passive
                | Self::Auxiliary
                | Self::Relative
                | Self::Sport
                | Self::Fiction
                | Self::Food
                | Self::Letters
                | Self::Opinion
                | Self::Market
                | Self::Weather
        )
    }
}

classes! {
    /// In, near, inside: a place follows where something happens.
    Within = "within",
    /// To, towards: a place follows where somebody goes.
    Towards = "towards",
    /// From: a place follows where somebody comes from.
    From = "from",
    /// On, at, against, with: whatever follows is touched by the act.
    Onto = "onto",
    /// Points of the compass.
    Direction = "direction",
    /// By: whoever follows did it.
    Agent = "agent",
    /// What kills and wounds without anybody's hand: a crash, a flood, a disease.
    Accident = "accident",
    /// Hand, part, role: what is denied with an act.
    Involvement = "involvement",
    /// Issued by: the body follows whose statement an article is.
    IssuedBy = "issued-by",
    /// According to: a source follows.
    Source = "source",
    /// Verbs of saying.
    Say = "say",
    /// That: the content of a saying follows.
    That = "that",
    /// Will, is to, next: it has not happened yet.
    Future = "future",
    /// If, should: it may never happen.
    Hypothetical = "hypothetical",
    /// Not: it does not happen.
    Negation = "negation",
    /// Without: what follows did not happen, but the sentence did.
    Without = "without",
    /// Denies: what follows is said not to have happened.
    Denial = "denial",
    /// Had: background.
    Background = "background",
    /// While, meanwhile, also: another event begins.
    Separator = "separator",
    /// Led to, because of, during: both sides are one event.
    Link = "link",
    /// Came after, days after: what follows is another, earlier event.
    Earlier = "earlier",
    /// Titles and callings that a person's name follows.
    Title = "title",
    /// Known as, nicknamed: another name of the same person follows.
    Alias = "alias",
    /// Particles inside names: father of, son of.
    NameParticle = "name-particle",
    /// Parts of a day.
    DayPart = "day-part",
    /// Nights, which count for the day that they end on.
    Night = "night",
    /// This day.
    Today = "today",
    /// One day ago.
    Yesterday = "yesterday",
    /// Two days ago.
    DayBeforeYesterday = "day-before-yesterday",
    /// In one day.
    Tomorrow = "tomorrow",
    /// In two days.
    DayAfterTomorrow = "day-after-tomorrow",
    /// The day, before a weekday or a number.
    DayWord = "day-word",
    /// Last, past.
    LastOne = "last",
    /// Next, coming.
    NextOne = "next",
    /// The one before the last.
    BeforeLast = "before-last",
    /// The one after the next.
    AfterNext = "after-next",
    /// Of this week, month, year.
    ThisOne = "this",
    /// The same one as mentioned last.
    SameOne = "same",
    /// Before, ago.
    Ago = "ago",
    /// After.
    After = "after",
    /// Since.
    Since = "since",
    /// Until.
    Until = "until",
    /// Between.
    Between = "between",
    /// During, in, over.
    During = "during",
    /// The beginning of.
    StartOf = "start-of",
    /// The middle of.
    MiddleOf = "middle-of",
    /// The end of.
    EndOf = "end-of",
    /// Day or days.
    UnitDay = "unit-day",
    /// Two days.
    TwoDays = "two-days",
    /// Week or weeks.
    UnitWeek = "unit-week",
    /// Two weeks.
    TwoWeeks = "two-weeks",
    /// Month or months.
    UnitMonth = "unit-month",
    /// Two months.
    TwoMonths = "two-months",
    /// Year or years.
    UnitYear = "unit-year",
    /// Two years.
    TwoYears = "two-years",
    /// Hours and minutes: durations that are no dates.
    UnitHour = "unit-hour",
    /// A clock time follows.
    Clock = "clock",
    /// The same day in another calendar follows.
    Equals = "equals",
    /// Of, between a day's number and its month.
    OfMonth = "of-month",
    /// Marks a year number.
    YearWord = "year-word",
    /// A year's number may follow, if it counts nothing.
    YearIn = "year-in",
    /// In the year, after its number.
    YearAfter = "year-after",
    /// War, uprising, election: a year's number may follow.
    DatedEvent = "dated-event",
    /// Of the Hijri era, after a year.
    HijriEra = "hijri-era",
    /// The one after the one mentioned last.
    Following = "following",
    /// The one before the one mentioned last.
    Previous = "previous",
    /// After that, later.
    Later = "later",
    /// Before that, earlier.
    EarlierThan = "earlier-than",
    /// About, before a length of time.
    About = "about",
    /// The English article.
    The = "the",
    /// The English indefinite article, which counts as one.
    Indefinite = "indefinite",
    /// A few, several.
    Few = "few",
    /// Units in the plural.
    Many = "many",
    /// Hours, without minutes.
    Hour = "hour",
    /// Half of a year or month.
    Half = "half",
    /// A quarter of a year.
    Quarter = "quarter",
    /// March to May.
    Spring = "spring",
    /// June to August.
    Summer = "summer",
    /// September to November.
    Autumn = "autumn",
    /// December to February.
    Winter = "winter",
    /// After "the day": not today.
    SomeDay = "some-day",
    /// Names of months that are people's names as well.
    DoubtfulMonth = "doubtful-month",
    /// Verbs of plans, which in the future tense set the days after them ahead.
    Planned = "planned",
    /// A date that follows is part of a name or a habit.
    DatedName = "dated-name",
    /// Killed people, after a number.
    Dead = "dead",
    /// Wounded people, after a number.
    Injured = "injured",
    /// Arrested people, after a number.
    Arrested = "arrested",
    /// Kidnapped people, after a number.
    Abducted = "abducted",
    /// Displaced people, after a number.
    Displaced = "displaced",
    /// Among them, including: the numbers that follow are parts of one told before.
    Including = "including",
    /// Not less than and the like, between a trigger and its number.
    Approximate = "approximate",
    /// Words for others of the kind mentioned before.
    Others = "others",
    /// Before the bore of a gun: a number that counts nothing.
    Calibre = "calibre",
    /// Words of sport: the article is no conflict.
    Sport = "sport",
    /// Words of the kitchen.
    Food = "food",
    /// Words of poetry and books, and of those who died after writing them.
    Letters = "letters",
    /// Words of stage and screen.
    Fiction = "fiction",
    /// Words of exchanges and prices.
    Market = "market",
    /// Words of weather reports.
    Weather = "weather",
    /// Words of opinion pieces.
    Opinion = "opinion",
    /// Grammar words that end a name.
    Stop = "stop",
    /// Adjectives that may follow a name without being part of it.
    Filler = "filler",
    /// Ordinary words that may follow a given name by accident.
    Ordinary = "ordinary",
    /// A person without a name speaks: a resident, an official.
    Speaker = "speaker",
    /// Somebody claims an attack.
    Claim = "claim",
    /// One person, where no number stands: a soldier, a child.
    One = "one",
    /// In protest at, accused of, to stop: what follows is a motive or an aim, no event of its own.
    Motive = "motive",
    /// Carried out, launched, imposed: verbs that only carry a noun of action.
    Light = "light",
    /// Told, correspondent of, a copy was received by: an outlet follows.
    Outlet = "outlet",
    /// Was, were: what follows in English is passive.
    Passive = "passive",
    /// Belonging to, part of: whose the people or machines before are.
    Belonging = "belonging",
    /// Suspected of belonging to: the group that the people before are said to be of.
    Affiliation = "affiliation",
    /// To hunt down, in search of: whom a campaign is aimed at.
    Pursuit = "pursuit",
    /// About, off: a preposition that a verb takes and that is no place.
    Off = "off",
    /// Who, which, that: what follows is said of the noun before.
    Relative = "relative",
    /// The two sides: both parties of the deal or fight told before.
    BothSides = "both-sides",
    /// Taken to hospital, transferred: the place that follows is another than that of the event.
    Moved = "moved",
    /// Documented, recorded: the body that follows reports its own findings.
    Documents = "documents",
    /// Cases, incidents, attempts: a number before them counts the noun behind.
    Case = "case",
    /// Currencies and measures: a number before them counts neither people nor things.
    Money = "money",
    /// One dead, where no number stands.
    OneDead = "one-dead",
    /// Two dead.
    TwoDead = "two-dead",
    /// One wounded.
    OneInjured = "one-injured",
    /// Two wounded.
    TwoInjured = "two-injured",
    /// Announced, declared, submitted: a noun behind is news, even with the article.
    Announce = "announce",
    /// Was at first, became: auxiliary verbs that stand before another verb's subject.
    Auxiliary = "auxiliary",
}
