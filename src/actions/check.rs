//! Looking for what can silently be wrong; changes nothing.

use crate::app::App;
use crate::kernel::{Day, Moment, Refusal};
use crate::store::letters::outbox;
use crate::store::{Db, StoreError, dump, reach};
use chrono::TimeDelta;

/// What was looked at (a key of `text` without its `check-`), and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Key of what was looked at.
    pub about: &'static str,
    /// What is wrong; empty when all is well.
    pub wrong: Vec<Refusal>,
}

/// At most so many findings of a kind are told; the first are enough to begin with.
const MOST: usize = 20;
const STUCK: TimeDelta = TimeDelta::hours(24);

/// Looks at database, roll-ups, outbox, mail and days off.
///
/// # Errors
/// When the database cannot be read at all.
pub async fn look(app: &App) -> Result<Vec<Finding>, StoreError> {
    let clock = app.clock;
    let mut findings = app
        .store
        .read(move |db| {
            Ok(vec![
                Finding { about: "settings", wrong: Vec::new() },
                Finding { about: "database", wrong: database(db)? },
                Finding { about: "reach", wrong: roll_ups(db)? },
                Finding { about: "outbox", wrong: letters(db, clock.now())? },
            ])
        })
        .await?;
    let mail = app.mail.reachable().await.err().map(|why| Refusal::new("mail-unreachable").with("why", why));
    findings.push(Finding { about: "mail", wrong: mail.into_iter().collect() });
    findings.push(Finding { about: "days_off", wrong: days_off(app, clock.today()) });
    Ok(findings)
}

fn database(db: &mut Db) -> Result<Vec<Refusal>, StoreError> {
    let damage = dump::damage(db)?;
    Ok(damage.into_iter().take(MOST).map(|what| Refusal::new("database-damaged").with("what", what)).collect())
}

fn roll_ups(db: &mut Db) -> Result<Vec<Refusal>, StoreError> {
    let told = |one: reach::Difference| {
        Refusal::new("reach-differs").with("cell", one.place).with("kept", one.kept).with("counted", one.counted)
    };
    Ok(reach::compare(db)?.into_iter().take(MOST).map(told).collect())
}

fn letters(db: &mut Db, now: Moment) -> Result<Vec<Refusal>, StoreError> {
    let state = outbox::health(db, now, now - STUCK)?;
    let told = |key: &'static str, count: i64| (count > 0).then(|| Refusal::new(key).with("count", count));
    Ok([told("outbox-stuck", state.stuck), told("outbox-dead", state.dead)].into_iter().flatten().collect())
}

fn days_off(app: &App, today: Day) -> Vec<Refusal> {
    // next year's decree comes in November, so half a year ahead is what a planner looks at
    let missing = app.almanac.days().missing_decrees(today, today.plus(180));
    let decrees = missing.into_iter().map(|year| Refusal::new("decree-missing").with("year", year.to_string()));
    app.almanac.unread().into_iter().map(|it| it.refusal.at(it.file)).chain(decrees).collect()
}
