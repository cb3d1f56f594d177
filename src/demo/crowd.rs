//! How many came: class by class, never more than the room or the school holds; and sums that
//! come out exactly because every row gives or takes a little.

use super::dice::Dice;

/// The people at one gathering.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Crowd {
    /// Young listeners.
    pub youth: i32,
    /// The fewest that would be believable.
    pub low: i32,
    /// The most that fit and would be believable.
    pub high: i32,
    /// Parents.
    pub parents: i32,
    /// Teachers and volunteers.
    pub others: i32,
}

/// What bounds a crowd.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Seats, if it is in a room.
    pub seats: Option<i32>,
    /// Children enrolled in the grade band.
    pub enrolled: i32,
}

impl Crowd {
    /// Whole classes until about `wanted` young listeners sit there.
    #[must_use]
    pub fn of_classes(wanted: i32, bounds: Bounds, dice: &mut Dice) -> Self {
        let mut youth = 0;
        let mut classes = 0;
        while youth < wanted && classes < 60 {
            youth += dice.between(36, 48) - dice.between(0, 3);
            classes += 1;
        }
        Self::settled(youth, 0, classes + dice.between(0, 2), bounds)
    }

    /// About `wanted` children who came one by one, with their parents.
    #[must_use]
    pub fn of_children(wanted: i32, parents: i32, bounds: Bounds, dice: &mut Dice) -> Self {
        let youth = wanted + dice.between(-wanted / 6, wanted / 6);
        Self::settled(youth, parents, dice.between(1, 4), bounds)
    }

    fn settled(youth: i32, parents: i32, others: i32, bounds: Bounds) -> Self {
        let room = bounds.seats.map_or(bounds.enrolled, |seats| (seats - parents - others).min(bounds.enrolled));
        let youth = youth.min(room).max(1);
        let high = room.min(youth + youth / 4 + 2).max(youth);
        Self { youth, low: (youth - youth / 4).max(1), high, parents, others }
    }

    /// Everybody there.
    #[must_use]
    pub fn all(&self) -> i32 {
        self.youth + self.parents + self.others
    }
}

/// Moves every crowd a little, each in proportion to its leeway, until the young listeners sum
/// to `target`. False, with nothing believable to be done, when the bounds do not allow it.
#[must_use]
pub fn settle(crowds: &mut [&mut Crowd], target: i64, dice: &mut Dice) -> bool {
    let sum = |crowds: &[&mut Crowd]| crowds.iter().map(|it| i64::from(it.youth)).sum::<i64>();
    let missing = target - sum(crowds);
    let leeway = |it: &Crowd| i64::from(if missing > 0 { it.high - it.youth } else { it.youth - it.low });
    let all: i64 = crowds.iter().map(|it| leeway(it)).sum();
    if all < missing.abs() {
        return false;
    }
    if missing != 0 {
        for crowd in crowds.iter_mut() {
            let step = leeway(crowd) * missing / all;
            crowd.youth += i32::try_from(step).unwrap_or(0);
        }
    }
    last_few(crowds, target, dice)
}

/// Rounding left fewer over than there are crowds: one here, one there.
fn last_few(crowds: &mut [&mut Crowd], target: i64, dice: &mut Dice) -> bool {
    let mut missing = target - crowds.iter().map(|it| i64::from(it.youth)).sum::<i64>();
    let mut order: Vec<usize> = (0..crowds.len()).collect();
    dice.shuffle(&mut order);
    for at in order.iter().cycle().take(order.len() * 4) {
        let crowd = &mut crowds[*at];
        if missing > 0 && crowd.youth < crowd.high {
            crowd.youth += 1;
            missing -= 1;
        } else if missing < 0 && crowd.youth > crowd.low {
            crowd.youth -= 1;
            missing += 1;
        }
    }
    missing == 0
}
