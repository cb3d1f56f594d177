//! `serve`: the web pages, until SIGTERM.

use super::failure::blocking;
use super::{Context, Done, Failure, out};
use crate::app::App;
use tokio::net::TcpListener;

/// Arguments of `serve`.
#[derive(clap::Args, Debug)]
pub(super) struct Args {}

pub(super) async fn run(context: Context, _args: Args) -> Result<Done, Failure> {
    let asked = context.config.listen;
    let listener = TcpListener::bind(asked).await.map_err(|error| Failure::Listen(asked, error))?;
    let bound = listener.local_addr().map_err(|error| Failure::Listen(asked, error))?;
    let stop = stop_signal().map_err(Failure::Server)?;
    let config = context.config.clone();
    let app = blocking(move || App::build(config, Some(bound))).await?;
    out::line(&format!("listening on http://{bound}"))?;
    crate::web::serve(listener, app, stop).await.map_err(Failure::Server)?;
    Ok(Done::Well)
}

/// Ends at SIGTERM or at the interrupt key. Listening for them begins at once, so that none
/// is lost while the database opens.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        // without a console there is nothing to wait for but the end of the process
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
