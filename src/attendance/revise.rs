//! A coordinator signs a headcount, or corrects it with a reason. Nothing is overwritten.

use super::report::{once_each, sound};
use super::{Figure, FigureState, Gathering, Line, NOTE_MOST};
use crate::kernel::{Moment, Refusal};
use sha2::{Digest, Sha256};

/// Names what somebody has seen: it changes with every further figure or signature.
#[must_use]
pub fn revision(current: &[Figure]) -> String {
    let mut said = Sha256::new();
    for figure in current {
        let (line, state, at) = (Line::of(figure), figure.state.code(), figure.reported_at.timestamp_micros());
        said.update(format!("{line:?} {state} {at}\n"));
    }
    said.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Signs the figures that stand; `seen` is the [`revision`] that the coordinator had before him.
///
/// # Errors
/// `headcount-missing`, `headcount-already-confirmed` with who, `headcount-changed-meanwhile`,
/// and what [`Gathering::ended`] and [`Gathering::open`] refuse.
pub fn confirm(
    gathering: &Gathering,
    current: &[Figure],
    seen: &str,
    by: &str,
    now: Moment,
) -> Result<Vec<Figure>, Refusal> {
    gathering.ended(now)?;
    if current.is_empty() {
        return Err(Refusal::conflict("headcount-missing"));
    }
    if let Some(signed) = current.iter().find(|figure| figure.state.counts()) {
        return Err(Refusal::conflict("headcount-already-confirmed").with("who", &signed.confirmed_by));
    }
    if revision(current) != seen {
        return Err(Refusal::conflict("headcount-changed-meanwhile"));
    }
    gathering.open()?;
    let sign = |figure: &Figure| Figure {
        state: FigureState::Confirmed,
        confirmed_by: by.to_owned(),
        confirmed_at: Some(now),
        ..figure.clone()
    };
    Ok(current.iter().map(sign).collect())
}

/// Figures that give way, and those that take their place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// Figures that are replaced.
    pub replaced: Vec<Figure>,
    /// Further figures, dated and signed.
    pub added: Vec<Figure>,
}

/// Corrects figures to `lines`; a band that is no longer there stands as zero. It is the one
/// way to change a locked period, and there the one way to add what was forgotten.
///
/// # Errors
/// `reason-missing`, `reason-too-long`, `correction-before-confirmation`, `correction-changes-nothing`,
/// `headcount-changed-meanwhile`, `headcount-twice`, `flags-above-headcount`, `flags-of-others`,
/// and what [`Gathering::ended`] refuses.
pub fn correct(
    gathering: &Gathering,
    current: &[Figure],
    seen: &str,
    lines: &[Line],
    reason: &str,
    (by, now): (&str, Moment),
) -> Result<Correction, Refusal> {
    gathering.ended(now)?;
    let reason = sound_reason(reason)?;
    let signed = current.iter().any(|figure| figure.state.counts());
    if !signed && gathering.locked.is_none() {
        return Err(Refusal::conflict("correction-before-confirmation"));
    }
    if revision(current) != seen {
        return Err(Refusal::conflict("headcount-changed-meanwhile"));
    }
    lines.iter().try_for_each(sound)?;
    once_each(lines)?;
    let correction = difference(gathering, current, lines, reason, (by, now));
    if correction.added.is_empty() {
        return Err(Refusal::new("correction-changes-nothing").at("youth"));
    }
    Ok(correction)
}

fn sound_reason(reason: &str) -> Result<&str, Refusal> {
    let reason = reason.trim();
    let length = reason.chars().count();
    if length == 0 {
        return Err(Refusal::new("reason-missing").at("reason"));
    }
    if length > NOTE_MOST {
        return Err(Refusal::new("note-too-long").with("count", length).with("most", NOTE_MOST).at("reason"));
    }
    Ok(reason)
}

fn difference(
    gathering: &Gathering,
    current: &[Figure],
    lines: &[Line],
    reason: &str,
    (by, now): (&str, Moment),
) -> Correction {
    let of = |line: &Line| current.iter().find(|f| f.grade == line.grade && f.kind == line.kind);
    let further = |line: &Line, before: Option<&Figure>| Figure {
        confirmed_by: by.to_owned(),
        confirmed_at: Some(now),
        correction_reason: reason.to_owned(),
        note: before.map(|f| f.note.clone()).unwrap_or_default(),
        rating: before.and_then(|f| f.rating),
        ..line.figure(&gathering.session, FigureState::Corrected, by, now)
    };
    let gone = current.iter().filter(|f| !lines.iter().any(|l| l.grade == f.grade && l.kind == f.kind));
    let zeroed = gone.map(|f| Line::plain(f.grade, f.kind, crate::kernel::Headcount::default(), f.basis));
    let mut correction = Correction::default();
    for line in lines.iter().copied().chain(zeroed) {
        match of(&line) {
            Some(before) if line.agrees(before) && before.state.counts() => {}
            None if line.headcount.get() == 0 => {}
            before => {
                correction.replaced.extend(before.cloned());
                correction.added.push(further(&line, before));
            }
        }
    }
    correction
}
