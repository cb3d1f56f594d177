//! An instance as it stands in a file (`lecture-plan-instance/1`): what is to be planned, read strictly.
//!
//! Reading refuses what cannot be planned and says where: a missing field, an unknown id, a negative cap, a
//! window out of the horizon, more of anything than [`limits`] allow. Fields that this reader does not know are
//! skipped, so that an instance may carry more than the format asks for.

use serde::{Deserialize, Serialize};

pub use super::barred::{Bar, MonthCap, RuledOutDays, RuledOutSlot, RuledOutSpeaker};
use super::clock::{Date, Minute};
use super::fault::Fault;
use super::placed;

/// Most entries of each list that a run accepts; above, the instance is refused in one sentence.
pub mod limits {
    /// Requests of one instance (a province's term has 52,000).
    pub const REQUESTS: usize = 200_000;
    /// Speakers of one instance (a province has 12,000).
    pub const SPEAKERS: usize = 60_000;
    /// Venues of one instance.
    pub const VENUES: usize = 200_000;
    /// Slots of one request.
    pub const SLOTS: usize = 10_000;
    /// Entries of any other list.
    pub const ENTRIES: usize = 400_000;
    /// Entries of all lists together (a province has 2 million).
    pub const ALL: usize = 20_000_000;
    /// Bytes of a file (a province has 37 million).
    pub const BYTES: u64 = 1 << 29;
    /// Days of a horizon: two years and a day.
    pub const DAYS: u32 = 731;
    /// Pairs of speaker and slot that a run keeps in memory.
    pub const CANDIDATES: usize = 6_000_000;
    /// Any weight, percentage, head count or cap.
    pub const NUMBER: i64 = 1_000_000;
    /// Sum of all requests' reach, so that priced sums stay exact in 64 bits.
    pub const REACH: i64 = 1_000_000_000_000;
}

/// What is to be planned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Instance {
    /// Always `lecture-plan-instance/1`.
    pub format: String,
    /// Name that a solution refers to.
    pub name: String,
    /// IANA zone of all clock times.
    pub timezone: String,
    /// The days that assignments may lie in.
    pub horizon: Horizon,
    /// How far and how fast.
    pub travel: Travel,
    /// Points of each part of the objective.
    pub weights: Weights,
    /// Counties with their equity uplift.
    #[serde(deserialize_with = "placed::counties")]
    pub counties: Vec<County>,
    /// Closed list of topics.
    #[serde(deserialize_with = "placed::topics")]
    pub topics: Vec<Topic>,
    /// Closed list of grade bands.
    #[serde(deserialize_with = "placed::grades")]
    pub grades: Vec<String>,
    /// Dates on which nothing at all is held.
    #[serde(deserialize_with = "placed::holidays")]
    pub holidays: Vec<Date>,
    /// Schools and stations.
    #[serde(deserialize_with = "placed::venues")]
    pub venues: Vec<Venue>,
    /// Who may speak.
    #[serde(deserialize_with = "placed::speakers")]
    pub speakers: Vec<Speaker>,
    /// What was asked for.
    #[serde(deserialize_with = "placed::requests")]
    pub requests: Vec<Request>,
    /// Accepted assignments; they must be kept.
    #[serde(deserialize_with = "placed::pinned")]
    pub pinned: Vec<Assignment>,
    /// The plan last published; leaving it costs `change` a request.
    #[serde(deserialize_with = "placed::published")]
    pub published: Vec<Assignment>,
}

/// First day and number of days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Horizon {
    /// First day.
    pub start: Date,
    /// Number of days, at least 1.
    pub days: u32,
}

/// Great-circle km times `detour_pct`/100 are road km.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Travel {
    /// Always `haversine`.
    pub model: String,
    /// Road km per 100 great-circle km.
    pub detour_pct: i64,
    /// Road speed, at least 1.
    pub speed_kmh: i64,
    /// Minutes added between two different venues.
    pub buffer_min: i64,
}

/// Points of each part of the objective.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// A young listener.
    pub youth: i64,
    /// A road km there and back.
    pub travel_km: i64,
    /// A step down the list of wished slots.
    pub slot_rank: i64,
    /// The speaker whom the venue asked for again.
    pub repeat: i64,
    /// The convex price of a speaker's n-th session.
    pub load: i64,
    /// A published request planned otherwise or dropped.
    pub change: i64,
}

/// A county with its equity uplift.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct County {
    /// Code.
    pub id: String,
    /// Name.
    #[serde(default)]
    pub name: String,
    /// 100 is no uplift.
    pub equity_pct: i64,
}

/// A topic that a request may want.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    /// Code.
    pub id: String,
    /// Name.
    #[serde(default)]
    pub name: String,
}

/// A school or an outreach station.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Venue {
    /// Code.
    pub id: String,
    /// Name.
    #[serde(default)]
    pub name: String,
    /// `school` or `outreach-station`.
    pub kind: String,
    /// Code of its county.
    pub county: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Names of its rooms.
    #[serde(deserialize_with = "placed::rooms")]
    pub rooms: Vec<String>,
    /// 100 is no uplift.
    pub equity_pct: i64,
    /// Spans of days without sessions, both ends within.
    #[serde(deserialize_with = "placed::blackouts")]
    pub blackouts: Vec<Blackout>,
}

/// Days without sessions, both ends within.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Blackout {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// Who may speak, when, on what and how much.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Speaker {
    /// Code.
    pub id: String,
    /// Name.
    #[serde(default)]
    pub name: String,
    /// Code of the home county.
    pub county: String,
    /// Degrees north of the home township.
    pub lat: f64,
    /// Degrees east of the home township.
    pub lon: f64,
    /// Languages spoken.
    #[serde(deserialize_with = "placed::languages")]
    pub languages: Vec<String>,
    /// Topics with the grades they are held for.
    #[serde(deserialize_with = "placed::qualifications")]
    pub qualifications: Vec<Qualification>,
    /// Windows within which the speaker can speak.
    #[serde(deserialize_with = "placed::availability")]
    pub availability: Vec<Span>,
    /// Intervals within which the speaker cannot.
    #[serde(deserialize_with = "placed::busy")]
    pub busy: Vec<Span>,
    /// Strength: caps, rest, distance.
    pub caps: Caps,
    /// Sessions wished in this horizon, at least 1.
    pub wish_sessions: i64,
    /// Venues that the speaker does not visit.
    #[serde(deserialize_with = "placed::blocked_venues")]
    pub blocked_venues: Vec<String>,
    /// Talks agreed outside this instance: they bind and are not judged.
    #[serde(default, deserialize_with = "placed::committed", skip_serializing_if = "Vec::is_empty")]
    pub committed: Vec<Committed>,
    /// Days that the registers rule out, with their reason.
    #[serde(default, deserialize_with = "placed::ruled_out_days", skip_serializing_if = "Vec::is_empty")]
    pub ruled_out_days: Vec<RuledOutDays>,
    /// Months with fewer invitations left than `per_month`.
    #[serde(default, deserialize_with = "placed::month_caps", skip_serializing_if = "Vec::is_empty")]
    pub month_caps: Vec<MonthCap>,
}

/// A topic and the grades it is held for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Qualification {
    /// Code of the topic.
    pub topic: String,
    /// Grade bands.
    pub grades: Vec<String>,
}

/// An interval of one day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Day.
    pub date: Date,
    /// Begin.
    pub from: Minute,
    /// End, after the begin.
    pub to: Minute,
}

/// What a speaker's strength allows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Caps {
    /// Sessions a day.
    pub per_day: i64,
    /// Sessions an ISO week.
    pub per_week: i64,
    /// Sessions a calendar month.
    pub per_month: i64,
    /// Two working days differ by more than this.
    pub min_rest_days: i64,
    /// Road km from home to a venue.
    pub max_travel_km: f64,
}

/// A talk already agreed outside this instance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Committed {
    /// Day, within the horizon or not.
    pub date: Date,
    /// Begin.
    pub from: Minute,
    /// End.
    pub to: Minute,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Code.
    pub id: String,
    /// Where.
    pub venue: String,
    /// In which of its rooms.
    pub room: String,
    /// Any of these topics.
    #[serde(deserialize_with = "placed::wanted")]
    pub topics: Vec<String>,
    /// For whom.
    pub grade: String,
    /// Young listeners expected.
    pub headcount: i64,
    /// Length in minutes.
    pub duration_min: i64,
    /// Language of the talk.
    pub language: String,
    /// 100 is ordinary.
    pub priority_pct: i64,
    /// Offered slots, the most wished first.
    #[serde(deserialize_with = "placed::slots")]
    pub slots: Vec<Slot>,
    /// The speaker asked for again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat_speaker: Option<String>,
    /// Speakers whom the registers rule out for this request, with the reason.
    #[serde(default, deserialize_with = "placed::ruled_out", skip_serializing_if = "Vec::is_empty")]
    pub ruled_out: Vec<RuledOutSpeaker>,
    /// Slots that the registers took off the list, with the reason.
    #[serde(default, deserialize_with = "placed::ruled_out_slots", skip_serializing_if = "Vec::is_empty")]
    pub ruled_out_slots: Vec<RuledOutSlot>,
}

/// A day and a begin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slot {
    /// Day.
    pub date: Date,
    /// Begin.
    pub start: Minute,
}

/// Who speaks at which request, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Code of the request.
    pub request: String,
    /// Code of the speaker.
    pub speaker: String,
    /// Day.
    pub date: Date,
    /// Begin.
    pub start: Minute,
}

impl Instance {
    /// Reads and admits an instance.
    ///
    /// # Errors
    /// The first fault, with its place in the file.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let instance: Self = placed::read(bytes)?;
        super::admit::admit(&instance)?;
        Ok(instance)
    }
}
