//! What a letter is made of.

use super::template::Template;
use crate::kernel::{Day, Grade, LetterKind, Moment, Window};
use crate::text::Lang;
use serde_json::Value;

/// Everything that one letter says, to whom, and on whose behalf.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The outbox's id; names the MIME boundary and the Message-ID.
    pub id: String,
    /// `KIND:SUBJECT:RECIPIENT:SEQUENCE`.
    pub key: String,
    /// What it is about.
    pub kind: LetterKind,
    /// In which language.
    pub lang: Lang,
    /// To whom.
    pub to: Addressee,
    /// On whose behalf.
    pub office: Office,
    /// When it is written.
    pub date: Moment,
    /// The thing it is about.
    pub subject: Subject,
    /// What the change that owed it said.
    pub notes: Notes,
    /// Where it leads.
    pub links: Links,
    /// The committee's own words, if it has any for this letter.
    pub template: Option<Template>,
}

/// To whom a letter goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// Full name.
    pub name: String,
    /// Mailbox; empty when there is none.
    pub address: String,
    /// Telephone; empty when there is none.
    pub phone: String,
    /// How to speak to this person.
    pub form: Form,
}

/// How to speak to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// 王老师, a veteran speaker.
    Speaker,
    /// 李老师, of a school or station.
    Contact,
    /// By the account's name.
    Account,
}

/// The committee that closes the letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Office {
    /// Its name; empty for the program itself.
    pub name: String,
    /// The helper's telephone.
    pub phone: String,
    /// Where answers go; empty when there is no such mailbox.
    pub email: String,
}

/// The thing a letter is about.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A session.
    Session(Box<SessionFacts>),
    /// A request.
    Request(Box<RequestFacts>),
    /// A sign-in.
    SignIn,
    /// Several changes, each a letter of its own by right.
    Gathered(Vec<Letter>),
    /// A coordinator's morning.
    Digest(Box<DigestFacts>),
}

/// What a coordinator is told in the morning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestFacts {
    /// The morning's day.
    pub day: Day,
    /// What there is, in the order of the letter; never one that is empty.
    pub parts: Vec<DigestPart>,
}

crate::codes! {
    /// What a part of a digest is about.
    DigestWhat, "digest" {
        /// 明天的场次
        Tomorrow = "tomorrow",
        /// 没有答复
        Unanswered = "unanswered",
        /// 没有排上
        Unfilled = "unfilled",
        /// 退信
        Bounced = "bounced",
        /// 没报的人数
        Headcounts = "headcounts",
        /// 要打的电话
        Calls = "calls",
    }
}

/// One part of a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestPart {
    /// About what.
    pub what: DigestWhat,
    /// How many there are.
    pub count: i64,
    /// The first of them: when, if at a time, and who or what.
    pub lines: Vec<(Option<Moment>, String)>,
}

impl DigestFacts {
    /// How many of one thing.
    #[must_use]
    pub fn count(&self, what: DigestWhat) -> i64 {
        self.parts.iter().find(|part| part.what == what).map_or(0, |part| part.count)
    }

    /// How many things are to be settled.
    #[must_use]
    pub fn open(&self) -> i64 {
        self.parts.iter().filter(|part| part.what != DigestWhat::Tomorrow).map(|part| part.count).sum()
    }
}

/// A session as letters tell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionFacts {
    /// Its code.
    pub code: String,
    /// When.
    pub window: Window,
    /// Whether it is off.
    pub cancelled: bool,
    /// The venue.
    pub venue: String,
    /// The venue's township; empty when unknown.
    pub township: String,
    /// Reached by stairs alone.
    pub stairs: bool,
    /// The venue sends a car.
    pub car: bool,
    /// The room.
    pub room: Option<String>,
    /// The theme.
    pub theme: String,
    /// The lecture's title.
    pub lecture: Option<String>,
    /// For whom.
    pub grade: Grade,
    /// Listeners expected.
    pub planned: i32,
    /// The language's name.
    pub language: String,
    /// Those who are asked or come, in order.
    pub speakers: Vec<String>,
    /// The venue's contact: name and telephone.
    pub contact: Option<(String, String)>,
    /// Accompanying teacher.
    pub teacher: String,
    /// The teacher's telephone.
    pub teacher_phone: String,
    /// Who fetches the speaker.
    pub pickup_by: String,
    /// When.
    pub pickup_at: Option<Moment>,
    /// Who goes along.
    pub companion: String,
}

/// A request as letters tell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestFacts {
    /// Its code.
    pub code: String,
    /// The venue.
    pub venue: String,
    /// The lecture's title, or else the theme.
    pub wish: String,
    /// For whom.
    pub grade: Grade,
    /// Listeners expected.
    pub headcount: i32,
    /// The windows, the dearest first.
    pub windows: Vec<Window>,
}

/// What the change that owed a letter said, beyond the thing's own row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// `time`, `room`, `speaker`, `lecture`, `proposal-refused`.
    pub what: String,
    /// The old time in the form of files, the old room's, speaker's or lecture's name.
    pub before: String,
    /// The time that the speaker proposed.
    pub proposed: Option<Moment>,
    /// The session waits for confirmation again.
    pub open: bool,
    /// Why.
    pub reason: String,
    /// Until when to answer.
    pub answer_by: Option<Moment>,
    /// Asked as standby.
    pub standby: bool,
    /// Asked to answer (again).
    pub asks: bool,
    /// Who has not answered by the deadline.
    pub silent: Vec<String>,
    /// Until when to say that all stands as agreed.
    pub still_by: Option<Moment>,
    /// Who was asked instead by the committee's rule, and as what: `speaker`, `standby`, `ready`.
    pub next: (String, String),
    /// What came by calendar, a code of an answer, and the key of why it does not count.
    pub late: (String, String),
    /// Speaks in somebody's place.
    pub stepped_in: bool,
    /// How long a sign-in link holds, minutes.
    pub minutes: i64,
    /// The sign-in link.
    pub link: String,
    /// The sign-in code, where one is sent beside the link.
    pub code: String,
}

impl Notes {
    /// Reads the JSON of [`crate::kernel::LetterOwed::facts`]; what is absent stays empty.
    /// `before` is the bare value: an id of a room, speaker or lecture still wants its name.
    #[must_use]
    pub fn of(facts: &Value) -> Self {
        let text = |name: &str| facts[name].as_str().unwrap_or_default().to_owned();
        let moment = |name: &str| facts[name].as_str().and_then(|text| text.parse::<Moment>().ok());
        let flag = |name: &str| facts[name].as_bool().unwrap_or(false);
        let what = text("what");
        let key = if what == "proposal-refused" { "time" } else { what.as_str() };
        let before = facts["before"][key].as_str().unwrap_or_default().to_owned();
        Self {
            before,
            proposed: moment("proposed"),
            open: flag("open"),
            reason: text("reason"),
            answer_by: moment("answer_by"),
            standby: facts["part"] == "standby",
            asks: facts["assignment"].is_string() && facts["answer_by"].is_string(),
            silent: serde_json::from_value(facts["silent"].clone()).unwrap_or_default(),
            still_by: moment("still_by"),
            next: (text("next"), text("next_part")),
            late: (text("said"), text("why")),
            stepped_in: flag("stepped_in"),
            minutes: facts["minutes"].as_i64().unwrap_or(10),
            link: text("link"),
            code: text("code"),
            what,
        }
    }
}

/// Where a letter leads; empty where it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// The page that shows what is asked; acting takes a button there.
    pub act: String,
    /// The address of the site, for a letter that leads to several pages.
    pub site: String,
    /// The page that unsubscribes.
    pub unsubscribe: String,
}
