//! The loops that send due letters and run timed chores, through actions.
//!
//! Any number of workers may run on any number of nodes: leases and unique keys keep them from
//! doing a thing twice. A failing database stops no loop; it is told once and tried again.

use crate::actions::{letters, own_calendars, reminders, replies, uploads};
use crate::app::App;
use crate::store::StoreError;
use std::time::Duration;
use tokio::sync::watch;

const LETTERS_EVERY: Duration = Duration::from_secs(2);
const CHORES_EVERY: Duration = Duration::from_secs(60);
const CALENDARS_EVERY: Duration = Duration::from_secs(30);
/// A reader in the folder of letters waits no longer for an answer to show than for a page.
const REPLIES_EVERY: Duration = Duration::from_secs(15);
const AFTER_FAILURE: Duration = Duration::from_secs(10);

/// Runs all loops until `stop` becomes true; a letter that is being sent is sent to its end.
pub async fn run(app: App, stop: watch::Receiver<bool>) {
    let (letters, chores) = (send_letters(&app, stop.clone()), run_chores(&app, stop.clone()));
    tokio::join!(letters, chores, read_calendars(&app, stop.clone()), read_replies(&app, stop));
}

async fn send_letters(app: &App, mut stop: watch::Receiver<bool>) {
    let asked = stop.clone();
    loop {
        let round = letters::deliver(app, || *asked.borrow()).await;
        let pause = pause_after("letters", round.map(drop), LETTERS_EVERY);
        if stopped_within(&mut stop, pause).await {
            return;
        }
    }
}

async fn run_chores(app: &App, mut stop: watch::Receiver<bool>) {
    loop {
        let round = match reminders::owe_due(app).await {
            Ok(_) => uploads::forget_old(app).await,
            Err(error) => Err(error),
        };
        let pause = pause_after("chores", round, CHORES_EVERY);
        if stopped_within(&mut stop, pause).await {
            return;
        }
    }
}

/// Beside the other chores, since a server outside may let one wait.
async fn read_calendars(app: &App, mut stop: watch::Receiver<bool>) {
    loop {
        let pause = pause_after("calendars", own_calendars::refresh_due(app).await.map(drop), CALENDARS_EVERY);
        if stopped_within(&mut stop, pause).await {
            return;
        }
    }
}

async fn read_replies(app: &App, mut stop: watch::Receiver<bool>) {
    if app.config.mail_replies.is_none() {
        return;
    }
    let asked = stop.clone();
    loop {
        let round = replies::read_all(app, || *asked.borrow()).await;
        let pause = match round {
            Ok(_) => REPLIES_EVERY,
            Err(error) => {
                tracing::error!(chore = "replies", %error, "chore failed, to be tried again");
                REPLIES_EVERY * 4
            }
        };
        if stopped_within(&mut stop, pause).await {
            return;
        }
    }
}

fn pause_after(chore: &str, round: Result<(), StoreError>, usual: Duration) -> Duration {
    match round {
        Ok(()) => usual,
        Err(error) => {
            tracing::error!(chore, %error, "chore failed, to be tried again");
            usual.max(AFTER_FAILURE)
        }
    }
}

/// Waits, and says whether the loops are to end. That whoever could say so is gone counts too.
async fn stopped_within(stop: &mut watch::Receiver<bool>, pause: Duration) -> bool {
    tokio::time::timeout(pause, stop.wait_for(|stopped| *stopped)).await.is_ok()
}
