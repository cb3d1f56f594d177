//! Signs of life of a run: written every second beside the work, with what was found so far.

use super::solve::Hears;
use crate::app::App;
use crate::kernel::{Clock, PlanId};
use crate::matching::Progress;
use crate::sessions::{RunPhase, RunState};
use crate::store::plans;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::task::JoinHandle;

const EVERY: Duration = Duration::from_secs(1);

#[derive(Clone, Copy)]
struct Now {
    phase: RunPhase,
    found: Option<(i64, i64)>,
}

type Shared = Arc<Mutex<Now>>;

/// Beats until it is ended.
pub(super) struct Pulse {
    now: Shared,
    stop: Arc<AtomicBool>,
    asked: Arc<AtomicBool>,
    beating: JoinHandle<()>,
}

/// What the engine tells, from its own thread.
pub(super) struct Ear(Shared);

impl Pulse {
    /// Begins to beat for a run; raises `stop` when somebody asks for it, or when the run is no
    /// longer this node's.
    pub(super) fn begin(app: &App, plan: &PlanId, stop: Arc<AtomicBool>) -> Self {
        let now = Arc::new(Mutex::new(Now { phase: RunPhase::Waiting, found: None }));
        let asked = Arc::new(AtomicBool::new(false));
        let beating = tokio::spawn(beat(app.clone(), plan.clone(), now.clone(), stop.clone(), asked.clone()));
        Self { now, stop, asked, beating }
    }

    pub(super) fn at(&self, phase: RunPhase) {
        set(&self.now, |now| now.phase = phase);
    }

    pub(super) fn ear(&self) -> Ear {
        Ear(self.now.clone())
    }

    /// Whether somebody stopped it: on a page, or at the terminal.
    pub(super) fn was_stopped(&self) -> bool {
        self.asked.load(Ordering::Relaxed) || self.stop.load(Ordering::Relaxed)
    }

    /// Beats no more: what is written afterwards is not overwritten.
    pub(super) async fn end(self) {
        self.beating.abort();
        let _ = self.beating.await;
    }
}

async fn beat(app: App, plan: PlanId, now: Shared, stop: Arc<AtomicBool>, asked: Arc<AtomicBool>) {
    loop {
        let Now { phase, found } = *now.lock().unwrap_or_else(PoisonError::into_inner);
        let state = if phase == RunPhase::Waiting { RunState::Queued } else { RunState::Running };
        let id = plan.clone();
        let wall = Clock::system().now();
        match app.store.write(move |db| plans::beat(db, &id, (state, phase), found, wall)).await {
            Ok(Some(false)) => {}
            Ok(Some(true)) => {
                asked.store(true, Ordering::Relaxed);
                stop.store(true, Ordering::Relaxed);
            }
            Ok(None) => return stop.store(true, Ordering::Relaxed),
            Err(error) => tracing::warn!(%plan, %error, "a run's sign of life could not be written"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

fn set(shared: &Shared, change: impl FnOnce(&mut Now)) {
    change(&mut shared.lock().unwrap_or_else(PoisonError::into_inner));
}

impl Hears for Ear {
    fn solving(&mut self, progress: Progress) {
        set(&self.0, |now| {
            *now = Now { phase: RunPhase::Solving, found: Some((progress.objective, progress.bound)) };
        });
    }

    fn explaining(&mut self) {
        set(&self.0, |now| now.phase = RunPhase::Explaining);
    }
}
