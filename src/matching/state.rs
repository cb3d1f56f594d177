//! A plan in the making: who holds what, and whether one more session fits.

use super::candidates::Candidate;
use super::fault::{Fault, FaultKind};
use super::problem::{Held, Problem};
use super::reason::Reason;
use super::rules;
use super::rules::load;

/// A feasible partial plan.
#[derive(Clone)]
pub struct State {
    /// The candidate chosen, by request.
    pub chosen: Vec<Option<Candidate>>,
    /// Each speaker's calendar, talks agreed elsewhere included.
    pub calendars: Vec<Vec<Held>>,
    rooms: Vec<Vec<Held>>,
    /// Sessions planned, by speaker.
    pub planned: Vec<i64>,
    /// Points of the plan.
    pub objective: i64,
}

impl State {
    /// Nothing planned yet, not even pins.
    pub fn empty(p: &Problem) -> Self {
        Self {
            chosen: vec![None; p.requests.len()],
            calendars: p.speakers.iter().map(|s| s.committed.clone()).collect(),
            rooms: vec![Vec::new(); p.rooms],
            planned: vec![0; p.speakers.len()],
            objective: p.constant(),
        }
    }

    /// The pins alone.
    ///
    /// # Errors
    /// A pin that breaks a hard rule, alone or beside the pins before it.
    pub fn of_pins(p: &Problem) -> Result<Self, Fault> {
        let mut state = Self::empty(p);
        let index: std::collections::HashMap<&str, usize> =
            p.instance.requests.iter().enumerate().map(|(i, r)| (r.id.as_str(), i)).collect();
        for (i, pin) in p.instance.pinned.iter().enumerate() {
            let r = index[pin.request.as_str()];
            let Some((speaker, slot)) = p.requests[r].pin else { continue };
            let c = Candidate::at(p, r, speaker, slot);
            if let Some(reason) = rules::alone(p, r, speaker, slot).or_else(|| state.bars(p, &c)) {
                return Err(Fault::new(format!("pinned[{i}]"), FaultKind::Pin(reason)));
            }
            state.add(p, c);
        }
        Ok(state)
    }

    /// The first rule that keeps a candidate out of this plan.
    pub fn bars(&self, p: &Problem, c: &Candidate) -> Option<Reason> {
        let r = c.request as usize;
        if self.chosen[r].is_some() {
            return Some(Reason::AlreadyPlanned);
        }
        let new = c.held(p);
        rules::room::check(&self.rooms[p.requests[r].room], &new)
            .or_else(|| rules::beside(p, c.speaker as usize, &self.calendars[c.speaker as usize], &new))
    }

    /// Points that a candidate would add.
    pub fn delta(&self, p: &Problem, c: &Candidate) -> i64 {
        c.gain - load::of_nth(p, c.speaker as usize, self.planned[c.speaker as usize] + 1)
    }

    /// Adds a candidate that fits.
    pub fn add(&mut self, p: &Problem, c: Candidate) {
        self.objective += self.delta(p, &c);
        let held = c.held(p);
        self.chosen[c.request as usize] = Some(c);
        self.calendars[c.speaker as usize].push(held);
        self.rooms[p.requests[c.request as usize].room].push(held);
        self.planned[c.speaker as usize] += 1;
    }

    /// Takes a request out; gives back what was chosen.
    pub fn drop(&mut self, p: &Problem, request: usize) -> Option<Candidate> {
        let c = self.chosen[request].take()?;
        let s = c.speaker as usize;
        self.calendars[s].retain(|h| h.request != Some(request));
        self.rooms[p.requests[request].room].retain(|h| h.request != Some(request));
        self.planned[s] -= 1;
        self.objective -= self.delta(p, &c);
        Some(c)
    }

    /// What a request's room holds.
    pub fn room(&self, p: &Problem, request: usize) -> &[Held] {
        &self.rooms[p.requests[request].room]
    }
}
