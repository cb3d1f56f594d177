//! Every pair of speaker and slot that the hard rules allow on their own, with its gain.

use std::collections::HashMap;
use std::ops::Range;

use super::fault::{Fault, FaultKind};
use super::instance::limits;
use super::problem::{Held, Problem};
use super::rules;

/// A speaker at a slot of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Index of the request.
    pub request: u32,
    /// Index of the speaker.
    pub speaker: u32,
    /// Index of the slot.
    pub slot: u16,
    /// Minutes since midnight.
    pub begin: i16,
    /// Minutes since midnight; may lie beyond the day.
    pub end: i16,
    /// Day of the horizon.
    pub day: i16,
    /// Points without load.
    pub gain: i64,
}

#[derive(Clone)]
/// All candidates, by request and by speaker.
pub struct Candidates {
    /// Sorted by request, speaker, slot.
    pub list: Vec<Candidate>,
    of_request: Vec<u32>,
    of_speaker: Vec<u32>,
    by_speaker: Vec<u32>,
}

impl Candidates {
    /// Lists them; a pinned request has its pin alone, and what a pin rules out is left out.
    ///
    /// # Errors
    /// More than [`limits::CANDIDATES`], or a pin that breaks a rule.
    pub fn new(p: &Problem) -> Result<Self, Fault> {
        let finder = Finder::new(p);
        let pins = super::state::State::of_pins(p)?;
        let mut list = Vec::new();
        let mut of_request = vec![0];
        for r in 0..p.requests.len() {
            finder.of_request(p, r, &mut |c| {
                if p.requests[r].pin.is_some() || (c.gain >= 0 && pins.bars(p, &c).is_none()) {
                    list.push(c);
                }
            });
            if list.len() > limits::CANDIDATES {
                return Err(Fault::new(
                    "",
                    FaultKind::TooLarge { what: "candidates".into(), most: limits::CANDIDATES as i64 },
                ));
            }
            of_request.push(list.len() as u32);
        }
        let (of_speaker, by_speaker) = index_speakers(&list, p.speakers.len());
        Ok(Self { list, of_request, of_speaker, by_speaker })
    }

    /// The candidates of one request as it stands now, pins of others apart.
    pub fn of_one(p: &Problem, request: usize) -> Vec<Candidate> {
        let slots = p.requests[request].slots.len();
        let open: Vec<usize> = (0..slots).filter(|k| rules::offered_slot::check(p, request, *k).is_none()).collect();
        let mut out = Vec::new();
        for speaker in 0..p.speakers.len() {
            of_pair(p, request, speaker, &open, &mut |c| out.push(c));
        }
        out
    }

    /// Indices of a request's candidates.
    pub fn of_request(&self, request: usize) -> Range<usize> {
        self.of_request[request] as usize..self.of_request[request + 1] as usize
    }

    /// Indices of a speaker's candidates, by day and begin.
    pub fn of_speaker(&self, speaker: usize) -> &[u32] {
        &self.by_speaker[self.of_speaker[speaker] as usize..self.of_speaker[speaker + 1] as usize]
    }
}

fn index_speakers(list: &[Candidate], speakers: usize) -> (Vec<u32>, Vec<u32>) {
    let mut start = vec![0_u32; speakers + 1];
    for c in list {
        start[c.speaker as usize + 1] += 1;
    }
    for s in 0..speakers {
        start[s + 1] += start[s];
    }
    let mut next = start.clone();
    let mut by = vec![0; list.len()];
    for (i, c) in list.iter().enumerate() {
        let at = &mut next[c.speaker as usize];
        by[*at as usize] = i as u32;
        *at += 1;
    }
    for s in 0..speakers {
        by[start[s] as usize..start[s + 1] as usize].sort_unstable_by_key(|i| {
            let c = &list[*i as usize];
            (c.day, c.begin, c.end, *i)
        });
    }
    (start, by)
}

impl Candidate {
    /// A candidate without regard to rules.
    pub fn at(p: &Problem, request: usize, speaker: usize, slot: usize) -> Self {
        let h = p.session(request, slot);
        Self {
            request: request as u32,
            speaker: speaker as u32,
            slot: slot as u16,
            begin: h.begin as i16,
            end: h.end as i16,
            day: h.day as i16,
            gain: rules::gain(p, request, speaker, slot),
        }
    }

    /// The session in the speaker's calendar.
    pub fn held(&self, p: &Problem) -> Held {
        p.session(self.request as usize, self.slot as usize)
    }
}

/// Speakers by topic and grade, from south to north, so that those too far away are never looked at.
struct Finder<'a> {
    by_skill: HashMap<(&'a str, &'a str), Vec<(f64, u32)>>,
    homes: Vec<Home>,
    /// Degrees of latitude that the farthest-travelling speaker covers.
    reach: f64,
}

/// A home as a point of the unit sphere, and the square of the longest straight line that its speaker travels.
struct Home {
    at: [f64; 3],
    most: f64,
}

fn on_sphere(lat: f64, lon: f64) -> [f64; 3] {
    let ((a, b), (c, d)) = (lat.to_radians().sin_cos(), lon.to_radians().sin_cos());
    [b * d, b * c, a]
}

impl Home {
    fn new(s: &super::instance::Speaker, detour_pct: i64) -> Self {
        let half = (s.caps.max_travel_km + 0.01) * 100.0 / detour_pct as f64 / 12_742.017_6;
        let line = if half < std::f64::consts::FRAC_PI_2 { 2.0 * half.sin() } else { 2.0 };
        Self { at: on_sphere(s.lat, s.lon), most: line * line + 1e-12 }
    }

    /// Whether a venue may be near enough; the rule itself has the last word.
    fn reaches(&self, venue: &[f64; 3]) -> bool {
        let off = |i: usize| (self.at[i] - venue[i]) * (self.at[i] - venue[i]);
        off(0) + off(1) + off(2) <= self.most
    }
}

impl<'a> Finder<'a> {
    fn new(p: &Problem<'a>) -> Self {
        let mut by_skill: HashMap<_, Vec<(f64, u32)>> = HashMap::new();
        let mut most = 0.0_f64;
        for (i, s) in p.instance.speakers.iter().enumerate() {
            most = most.max(s.caps.max_travel_km);
            for q in &s.qualifications {
                for g in &q.grades {
                    by_skill.entry((q.topic.as_str(), g.as_str())).or_default().push((s.lat, i as u32));
                }
            }
        }
        for all in by_skill.values_mut() {
            all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        }
        let reach = (most + 1.0) / (p.instance.travel.detour_pct as f64 / 100.0) / 111.0;
        let detour = p.instance.travel.detour_pct;
        let homes = p.instance.speakers.iter().map(|s| Home::new(s, detour)).collect();
        Self { by_skill, homes, reach }
    }

    fn of_request(&self, p: &Problem, r: usize, give: &mut dyn FnMut(Candidate)) {
        if let Some((speaker, slot)) = p.requests[r].pin {
            return give(Candidate::at(p, r, speaker, slot));
        }
        let wanted = &p.instance.requests[r];
        let venue = &p.instance.venues[p.requests[r].venue];
        let (lat, at) = (venue.lat, on_sphere(venue.lat, venue.lon));
        let mut near = Vec::new();
        for t in &wanted.topics {
            if let Some(all) = self.by_skill.get(&(t.as_str(), wanted.grade.as_str())) {
                let from = all.partition_point(|s| s.0 < lat - self.reach);
                near.extend(
                    all[from..]
                        .iter()
                        .take_while(|s| s.0 <= lat + self.reach)
                        .map(|s| s.1)
                        .filter(|s| self.homes[*s as usize].reaches(&at)),
                );
            }
        }
        near.sort_unstable();
        near.dedup();
        let open: Vec<usize> =
            (0..wanted.slots.len()).filter(|k| rules::offered_slot::check(p, r, *k).is_none()).collect();
        for speaker in near {
            of_pair(p, r, speaker as usize, &open, give);
        }
    }
}

fn of_pair(p: &Problem, r: usize, speaker: usize, open: &[usize], give: &mut dyn FnMut(Candidate)) {
    let free = |k: &&usize| {
        rules::availability::check(p, r, speaker, **k).is_none() && rules::registers::day(p, r, speaker, **k).is_none()
    };
    let mut slots = open.iter().filter(free).peekable();
    if slots.peek().is_none() || rules::pair(p, r, speaker).is_some() {
        return;
    }
    slots.for_each(|k| give(Candidate::at(p, r, speaker, *k)));
}
