//! A veteran speaker: qualifications, availability, caps and limits, checks with expiry.

pub mod forms;
pub mod halves;
mod joined;
pub mod own_calendar;

pub use joined::Told;

use crate::kernel::{CommitteeId, Day, Grade, SpeakerId, TeamId, VenueId};

crate::codes! {
    /// One of the five elders (五老), or other.
    ElderKind, "elder" {
        /// 老干部
        Cadre = "cadre",
        /// 老战士
        Soldier = "soldier",
        /// 老专家
        Expert = "expert",
        /// 老教师
        Teacher = "teacher",
        /// 老模范
        ModelWorker = "model_worker",
        /// 其他
        Other = "other",
    }
}

crate::codes! {
    /// How a speaker wants to be reached.
    Channel, "channel" {
        /// 电子邮件
        Email = "email",
        /// 电话
        Telephone = "telephone",
        /// 纸质
        Paper = "paper",
    }
}

/// A lecture team or volunteer team (宣讲团, 志愿服务团队).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Its identity.
    pub id: TeamId,
    /// Its code in files.
    pub code: String,
    /// Its name.
    pub name: String,
    /// A kind of the editable list.
    pub kind: String,
    /// Its owner.
    pub committee: CommitteeId,
    /// Its brand, if it has one.
    pub brand: String,
    /// How many belong to it, registered here or not.
    pub members: i32,
    /// For optimistic locking.
    pub version: i32,
}

/// Hours of one weekday, minutes since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WeekHours {
    /// 1 Monday to 7 Sunday.
    pub weekday: u8,
    /// First minute.
    pub from: u16,
    /// Minute after the last.
    pub to: u16,
}

/// A day that is not like its weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DayException {
    /// The day.
    pub day: Day,
    /// The hours instead; none on a day off.
    pub hours: Option<(u16, u16)>,
}

/// How much a speaker takes on, and how far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Most sessions a day.
    pub per_day: i32,
    /// Most sessions an ISO week.
    pub per_week: i32,
    /// Most sessions a calendar month.
    pub per_month: i32,
    /// Two working days differ by more than this.
    pub min_rest_days: i32,
    /// Farthest way from home, road kilometres.
    pub max_travel_km: i32,
    /// Sessions wished a month.
    pub wish_per_month: i32,
}

impl Default for Caps {
    fn default() -> Self {
        Self { per_day: 1, per_week: 2, per_month: 4, min_rest_days: 0, max_travel_km: 20, wish_per_month: 2 }
    }
}

/// A veteran speaker (宣讲员). Home is a township, never an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// Its identity.
    pub id: SpeakerId,
    /// Its code in files.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Which of the five.
    pub elder_kind: ElderKind,
    /// Year of birth, if told.
    pub birth_year: Option<i32>,
    /// The committee that keeps the register.
    pub committee: CommitteeId,
    /// The team.
    pub team: Option<TeamId>,
    /// Division code of the home township.
    pub township_code: String,
    /// Telephone.
    pub phone: String,
    /// Mailbox, or empty.
    pub email: String,
    /// How to be reached.
    pub channel: Channel,
    /// Codes of languages.
    pub languages: Vec<String>,
    /// Themes opted into, by grade band.
    pub qualifications: Vec<(String, Grade)>,
    /// Weekly hours.
    pub availability: Vec<WeekHours>,
    /// Exceptions from them.
    pub exceptions: Vec<DayException>,
    /// Venues not to be sent to.
    pub blocked_venues: Vec<VenueId>,
    /// Caps and limits.
    pub caps: Caps,
    /// Not before, minutes since midnight; the committee's hour when absent.
    pub earliest: Option<u16>,
    /// Home by, minutes since midnight; the committee's hour when absent.
    pub latest: Option<u16>,
    /// Not up any stairs.
    pub no_stairs: bool,
    /// Goes with a companion (always from 80).
    pub needs_companion: bool,
    /// Appointment valid until.
    pub appointed_until: Option<Day>,
    /// Background check valid until.
    pub checked_until: Option<Day>,
    /// Insurance valid until.
    pub insured_until: Option<Day>,
    /// Whether public pages may show the full name.
    pub consent_public_name: bool,
    /// Takes sessions at present.
    pub active: bool,
    /// Letters to the mailbox came back.
    pub email_bad: bool,
    /// Raised to revoke the feed's address.
    pub feed_generation: i32,
    /// For optimistic locking.
    pub version: i32,
}
