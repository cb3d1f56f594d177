//! The judge's sessions and prices.

use std::collections::HashMap;

use crate::matching::clock::Date;
use crate::matching::instance::Instance;

/// A session that the rules leave open to a speaker, whatever else is planned.
pub(super) struct Session {
    /// Index of the request.
    pub request: usize,
    /// Index of its slot.
    pub slot: usize,
    pub date: Date,
    pub begin: i64,
    pub end: i64,
    pub venue: usize,
    pub at: (f64, f64),
    /// Points.
    pub gain: i64,
    pub pinned: bool,
}

/// A session with its profit.
#[derive(Clone)]
pub(super) struct Open {
    pub request: usize,
    pub date: Date,
    pub begin: i64,
    pub end: i64,
    pub venue: usize,
    pub at: (f64, f64),
    /// Gain less prices, scaled; wide, for prices of a certificate may be anything.
    pub profit: i128,
    /// In every set.
    pub pinned: bool,
}

impl Session {
    pub(super) fn at_profit(&self, profit: i128) -> Open {
        Open {
            request: self.request,
            date: self.date,
            begin: self.begin,
            end: self.end,
            venue: self.venue,
            at: self.at,
            profit,
            pinned: self.pinned,
        }
    }
}

impl Open {
    /// Whether both are the same request at the same time.
    pub(super) fn is(&self, other: &Self) -> bool {
        (self.request, self.date, self.begin) == (other.request, other.date, other.begin)
    }
}

/// Room, day: minutes and their prices.
pub(super) type RoomPrices<'a> = HashMap<(&'a str, &'a str, Date), Vec<(i64, i64)>>;

/// Prices, ready to be asked for.
#[derive(Clone)]
pub(super) struct Tariff<'a> {
    pub scale: i64,
    pub requests: HashMap<&'a str, i64>,
    pub rooms: RoomPrices<'a>,
}

impl Tariff<'_> {
    /// Gain less prices, scaled.
    pub(super) fn profit(&self, x: &Instance, s: &Session) -> i128 {
        let r = &x.requests[s.request];
        let price = self.requests.get(r.id.as_str()).copied().unwrap_or(0);
        let room = self.rooms.get(&(r.venue.as_str(), r.room.as_str(), s.date));
        let due = |at: &Vec<(i64, i64)>| -> i128 {
            at.iter().filter(|(m, _)| s.begin <= *m && *m < s.end).map(|(_, p)| i128::from(*p)).sum()
        };
        i128::from(s.gain) * i128::from(self.scale) - i128::from(price) - room.map_or(0, due)
    }

    /// The sum of all prices, less what leaving everything published costs.
    pub(super) fn total(&self, x: &Instance) -> i128 {
        let rooms = self.rooms.values().flatten().map(|r| i128::from(r.1)).sum::<i128>();
        let change = i128::from(x.weights.change) * x.published.len() as i128 * i128::from(self.scale);
        self.requests.values().map(|p| i128::from(*p)).sum::<i128>() + rooms - change
    }
}
