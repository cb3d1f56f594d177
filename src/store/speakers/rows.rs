//! Rows of a speaker and what hangs from it, and back.

use crate::kernel::{CommitteeId, Day, Grade, SpeakerId, TeamId, VenueId};
use crate::speakers::{Caps, Channel, DayException, ElderKind, Speaker, WeekHours};
use crate::store::schema::{
    speaker_availability, speaker_blocked_venues, speaker_exceptions, speaker_qualifications, speakers,
};
use crate::store::{Db, StoreError, dialect};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = speakers, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(super) struct Row {
    pub id: String,
    code: String,
    name: String,
    elder_kind: String,
    birth_year: Option<i32>,
    committee_id: String,
    team_id: Option<String>,
    township_code: String,
    phone: String,
    email: String,
    channel: String,
    languages: String,
    per_day: i32,
    per_week: i32,
    per_month: i32,
    min_rest_days: i32,
    max_travel_km: i32,
    wish_per_month: i32,
    earliest: Option<i32>,
    latest: Option<i32>,
    no_stairs: bool,
    needs_companion: bool,
    appointed_until: Option<NaiveDate>,
    checked_until: Option<NaiveDate>,
    insured_until: Option<NaiveDate>,
    consent_public_name: bool,
    active: bool,
    feed_generation: i32,
    email_bad: bool,
    pub version: i32,
}

impl Row {
    pub(super) fn of(speaker: &Speaker) -> Self {
        Self {
            id: speaker.id.to_string(),
            code: speaker.code.clone(),
            name: speaker.name.clone(),
            elder_kind: speaker.elder_kind.code().to_owned(),
            birth_year: speaker.birth_year,
            committee_id: speaker.committee.to_string(),
            team_id: speaker.team.as_ref().map(ToString::to_string),
            township_code: speaker.township_code.clone(),
            phone: speaker.phone.clone(),
            email: speaker.email.clone(),
            channel: speaker.channel.code().to_owned(),
            languages: speaker.languages.join("|"),
            per_day: speaker.caps.per_day,
            per_week: speaker.caps.per_week,
            per_month: speaker.caps.per_month,
            min_rest_days: speaker.caps.min_rest_days,
            max_travel_km: speaker.caps.max_travel_km,
            wish_per_month: speaker.caps.wish_per_month,
            earliest: speaker.earliest.map(i32::from),
            latest: speaker.latest.map(i32::from),
            no_stairs: speaker.no_stairs,
            needs_companion: speaker.needs_companion,
            appointed_until: speaker.appointed_until.map(|day| day.0),
            checked_until: speaker.checked_until.map(|day| day.0),
            insured_until: speaker.insured_until.map(|day| day.0),
            consent_public_name: speaker.consent_public_name,
            active: speaker.active,
            feed_generation: speaker.feed_generation,
            email_bad: speaker.email_bad,
            version: speaker.version,
        }
    }

    fn value(self, parts: Parts) -> Result<Speaker, StoreError> {
        let minute = |stored: Option<i32>| stored.and_then(|minutes| u16::try_from(minutes).ok());
        Ok(Speaker {
            elder_kind: ElderKind::parse(&self.elder_kind)
                .ok_or_else(|| StoreError::row("elder kind", &self.elder_kind))?,
            channel: Channel::parse(&self.channel).ok_or_else(|| StoreError::row("channel", &self.channel))?,
            id: SpeakerId(self.id),
            code: self.code,
            name: self.name,
            birth_year: self.birth_year,
            committee: CommitteeId(self.committee_id),
            team: self.team_id.map(TeamId),
            township_code: self.township_code,
            phone: self.phone,
            email: self.email,
            languages: self.languages.split('|').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
            qualifications: parts.qualifications,
            availability: parts.availability,
            exceptions: parts.exceptions,
            blocked_venues: parts.blocked,
            caps: Caps {
                per_day: self.per_day,
                per_week: self.per_week,
                per_month: self.per_month,
                min_rest_days: self.min_rest_days,
                max_travel_km: self.max_travel_km,
                wish_per_month: self.wish_per_month,
            },
            earliest: minute(self.earliest),
            latest: minute(self.latest),
            no_stairs: self.no_stairs,
            needs_companion: self.needs_companion,
            appointed_until: self.appointed_until.map(Day),
            checked_until: self.checked_until.map(Day),
            insured_until: self.insured_until.map(Day),
            consent_public_name: self.consent_public_name,
            active: self.active,
            email_bad: self.email_bad,
            feed_generation: self.feed_generation,
            version: self.version,
        })
    }
}

/// What hangs from one speaker.
#[derive(Default)]
struct Parts {
    qualifications: Vec<(String, Grade)>,
    availability: Vec<WeekHours>,
    exceptions: Vec<DayException>,
    blocked: Vec<VenueId>,
}

/// Rows with their parts, in four queries however many they are.
pub(super) fn whole(db: &mut Db, rows: Vec<Row>) -> Result<Vec<Speaker>, StoreError> {
    let mut parts: HashMap<String, Parts> = HashMap::new();
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    for ids in ids.chunks(dialect::MANY) {
        load_parts(db, ids, &mut parts)?;
    }
    rows.into_iter()
        .map(|row| {
            let parts = parts.remove(&row.id).unwrap_or_default();
            row.value(parts)
        })
        .collect()
}

fn load_parts(db: &mut Db, ids: &[String], parts: &mut HashMap<String, Parts>) -> Result<(), StoreError> {
    use speaker_availability as hours;
    use speaker_qualifications as skills;
    let rows: Vec<(String, String, String)> = skills::table
        .filter(skills::speaker_id.eq_any(ids))
        .select((skills::speaker_id, skills::theme, skills::grade))
        .load(db)?;
    for (speaker, theme, grade) in rows {
        let grade = Grade::parse(&grade).ok_or_else(|| StoreError::row("grade", &grade))?;
        parts.entry(speaker).or_default().qualifications.push((theme, grade));
    }
    // in the order of a form or a file, which is no database's
    parts.values_mut().for_each(|parts| parts.qualifications.sort());
    let rows: Vec<(String, i32, i32, i32)> = hours::table
        .filter(hours::speaker_id.eq_any(ids))
        .select((hours::speaker_id, hours::weekday, hours::from_minute, hours::to_minute))
        .order((hours::speaker_id, hours::weekday, hours::from_minute))
        .load(db)?;
    for (speaker, weekday, from, to) in rows {
        let hours = WeekHours { weekday: u8::try_from(weekday).unwrap_or(1), from: minute(from), to: minute(to) };
        parts.entry(speaker).or_default().availability.push(hours);
    }
    load_days(db, ids, parts)
}

fn load_days(db: &mut Db, ids: &[String], parts: &mut HashMap<String, Parts>) -> Result<(), StoreError> {
    use speaker_blocked_venues as blocked;
    use speaker_exceptions as days;
    let rows: Vec<(String, NaiveDate, bool, i32, i32)> = days::table
        .filter(days::speaker_id.eq_any(ids))
        .select((days::speaker_id, days::day, days::is_off, days::from_minute, days::to_minute))
        .order((days::speaker_id, days::day, days::from_minute))
        .load(db)?;
    for (speaker, day, is_off, from, to) in rows {
        let hours = (!is_off).then(|| (minute(from), minute(to)));
        parts.entry(speaker).or_default().exceptions.push(DayException { day: Day(day), hours });
    }
    let rows: Vec<(String, String)> = blocked::table
        .filter(blocked::speaker_id.eq_any(ids))
        .select((blocked::speaker_id, blocked::venue_id))
        .order((blocked::speaker_id, blocked::venue_id))
        .load(db)?;
    for (speaker, venue) in rows {
        parts.entry(speaker).or_default().blocked.push(VenueId(venue));
    }
    Ok(())
}

fn minute(stored: i32) -> u16 {
    u16::try_from(stored).unwrap_or(0)
}

/// Adds what hangs from these speakers.
pub(super) fn insert_parts(db: &mut Db, speakers: &[Speaker]) -> Result<(), StoreError> {
    let of = |speaker: &Speaker| speaker.id.to_string();
    let skills: Vec<Skill> = speakers
        .iter()
        .flat_map(|s| {
            s.qualifications.iter().map(move |(theme, grade)| Skill {
                speaker_id: of(s),
                theme: theme.clone(),
                grade: grade.code().to_owned(),
            })
        })
        .collect();
    dialect::insert_all!(db, speaker_qualifications::table, &skills)?;
    let hours: Vec<Hours> = speakers
        .iter()
        .flat_map(|s| {
            s.availability.iter().map(move |hours| Hours {
                speaker_id: of(s),
                weekday: i32::from(hours.weekday),
                from_minute: i32::from(hours.from),
                to_minute: i32::from(hours.to),
            })
        })
        .collect();
    dialect::insert_all!(db, speaker_availability::table, &hours)?;
    let days: Vec<Exception> =
        speakers.iter().flat_map(|s| s.exceptions.iter().map(move |exception| Exception::of(s, exception))).collect();
    dialect::insert_all!(db, speaker_exceptions::table, &days)?;
    let blocked: Vec<Blocked> = speakers
        .iter()
        .flat_map(|s| {
            s.blocked_venues.iter().map(move |venue| Blocked { speaker_id: of(s), venue_id: venue.to_string() })
        })
        .collect();
    dialect::insert_all!(db, speaker_blocked_venues::table, &blocked)?;
    Ok(())
}

/// Takes away what hangs from a speaker.
pub(super) fn clear_parts(db: &mut Db, id: &SpeakerId) -> Result<(), StoreError> {
    let id = id.as_str();
    diesel::delete(speaker_qualifications::table.filter(speaker_qualifications::speaker_id.eq(id))).execute(db)?;
    diesel::delete(speaker_availability::table.filter(speaker_availability::speaker_id.eq(id))).execute(db)?;
    diesel::delete(speaker_exceptions::table.filter(speaker_exceptions::speaker_id.eq(id))).execute(db)?;
    diesel::delete(speaker_blocked_venues::table.filter(speaker_blocked_venues::speaker_id.eq(id))).execute(db)?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = speaker_qualifications)]
struct Skill {
    speaker_id: String,
    theme: String,
    grade: String,
}

#[derive(Insertable)]
#[diesel(table_name = speaker_availability)]
struct Hours {
    speaker_id: String,
    weekday: i32,
    from_minute: i32,
    to_minute: i32,
}

#[derive(Insertable)]
#[diesel(table_name = speaker_exceptions)]
struct Exception {
    speaker_id: String,
    day: NaiveDate,
    is_off: bool,
    from_minute: i32,
    to_minute: i32,
}

impl Exception {
    fn of(speaker: &Speaker, exception: &DayException) -> Self {
        let (from, to) = exception.hours.unwrap_or((0, 1440));
        Self {
            speaker_id: speaker.id.to_string(),
            day: exception.day.0,
            is_off: exception.hours.is_none(),
            from_minute: i32::from(from),
            to_minute: i32::from(to),
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = speaker_blocked_venues)]
struct Blocked {
    speaker_id: String,
    venue_id: String,
}
