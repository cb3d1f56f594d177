//! What the registers know about an order.

use crate::calendars::days_off::{DaysOff, Place};
use crate::committees::{List, ListItem};
use crate::kernel::{Day, Grade, Moment, Refusal, SpeakerId};
use crate::lectures::Lecture;
use crate::requests::{Facts, OrderForm};
use crate::store::{Db, StoreError, lectures, lists, speakers, venues};
use crate::venues::Venue;

pub(super) struct Known {
    pub(super) venue: Venue,
    pub(super) keeps_terms: bool,
    lecture: Option<Lecture>,
    repeat_speaker: Option<SpeakerId>,
    themes: Vec<ListItem>,
    languages: Vec<ListItem>,
}

impl Known {
    /// Looks up what the form names; a venue that is missing or does not receive is refused.
    pub(super) fn load(db: &mut Db, form: &OrderForm) -> Result<Result<Self, Refusal>, StoreError> {
        let code = form.venue.trim();
        if code.is_empty() {
            return Ok(Err(Refusal::new("venue-form-missing").at("venue")));
        }
        let Some(venue) = present(venues::by_code(db, code))? else {
            return Ok(Err(Refusal::new("order-venue-unknown").with("venue", code).at("venue")));
        };
        if !venue.active {
            return Ok(Err(Refusal::new("order-venue-inactive").with("venue", &venue.name).at("venue")));
        }
        let lecture = form.lecture.trim();
        let speaker = form.repeat_speaker.trim();
        Ok(Ok(Self {
            keeps_terms: keeps_terms(db, &venue)?,
            lecture: if lecture.is_empty() { None } else { present(lectures::by_code(db, lecture))? },
            repeat_speaker: match speaker {
                "" => None,
                code => present(speakers::by_code(db, code))?.map(|speaker| speaker.id),
            },
            themes: lists::all(db, List::Themes)?,
            languages: lists::all(db, List::Languages)?,
            venue,
        }))
    }

    pub(super) fn facts<'a>(&'a self, now: Moment, closed: &'a dyn Fn(Day, Grade) -> Option<Refusal>) -> Facts<'a> {
        Facts {
            venue: &self.venue,
            keeps_terms: self.keeps_terms,
            lecture: self.lecture.as_ref(),
            repeat_speaker: self.repeat_speaker.as_ref(),
            themes: &self.themes,
            languages: &self.languages,
            closed,
            now,
        }
    }
}

/// Whether a venue keeps terms, exams and school days.
pub(crate) fn keeps_terms(db: &mut Db, venue: &Venue) -> Result<bool, StoreError> {
    let kinds = lists::all(db, List::VenueKinds)?;
    Ok(kinds.iter().any(|kind| kind.code == venue.kind && kind.keeps_terms))
}

/// Why a day is closed, for schools and for stations.
pub(crate) fn closed_by(days: &DaysOff, keeps_terms: bool) -> impl Fn(Day, Grade) -> Option<Refusal> + '_ {
    move |day, grade| {
        let place = if keeps_terms { Place::School(grade) } else { Place::Station };
        let closed = days.closed(day, place)?;
        Some(match closed.entry {
            Some(entry) => Refusal::new("order-day-closed").with("day", day).with("why", entry.name.as_str()),
            None => Refusal::new("order-day-weekend").with("day", day),
        })
    }
}

/// Nothing instead of a missing row.
fn present<T>(found: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match found {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::Refused(refusal)) if refusal.kind == crate::kernel::Refused::Missing => Ok(None),
        Err(error) => Err(error),
    }
}
