//! `serve`: the web pages and the workers, until SIGTERM.

use super::failure::blocking;
use super::{Context, Done, Failure, out};
use crate::app::App;
use crate::config::MailRoute;
use crate::{web, worker};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Arguments of `serve`.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  xinhuo serve --demo\n  xinhuo serve --listen 0.0.0.0:80\n  xinhuo serve --role worker"
)]
pub(super) struct Args {
    /// What this process does; several may share one PostgreSQL.
    #[arg(long, value_enum, default_value_t = Part::All)]
    role: Part,
    /// Fill an empty database with the sample city first, and print a sign-in link for each kind of user.
    #[arg(long)]
    demo: bool,
}

/// What one process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Pages and letters.
    All,
    /// Pages alone.
    Web,
    /// Letters and timed chores alone.
    Worker,
}

pub(super) async fn run(context: Context, args: Args) -> Result<Done, Failure> {
    let stop = stop_signal().map_err(Failure::Server)?;
    let listener = if args.role == Part::Worker { None } else { Some(listener(&context).await?) };
    let bound = listener.as_ref().and_then(|listener| listener.local_addr().ok());
    let mut config = context.config.clone();
    if args.demo && matches!(config.mail, MailRoute::Directory(_)) {
        // a ceiling protects a mail server, and quiet hours a sleeper; a rehearsal's folder needs neither
        config.mail_rate.clear();
        config.mail_at_once = true;
    }
    let app = blocking(move || App::build(config, bound)).await?;
    if args.demo {
        super::demo::prepare(&context, &app).await?;
    }
    if args.role != Part::Worker {
        crate::actions::plans::interrupt_running(&app).await?;
    }
    let stopped = told_once(stop);
    let work = (args.role != Part::Web).then(|| tokio::spawn(worker::run(app.clone(), stopped.clone())));
    let served = match (listener, bound) {
        (Some(listener), Some(bound)) => {
            out::line(&format!("listening on http://{bound}"))?;
            web::serve(listener, app, until(stopped)).await
        }
        _ => {
            out::say(context.lang, "working", &[])?;
            until(stopped).await;
            Ok(())
        }
    };
    if let Some(work) = work {
        // the letter that is on its way is sent to its end
        work.await.map_err(|error| Failure::Server(std::io::Error::other(error)))?;
    }
    served.map_err(Failure::Server)?;
    Ok(Done::Well)
}

async fn listener(context: &Context) -> Result<TcpListener, Failure> {
    let asked = context.config.listen;
    TcpListener::bind(asked).await.map_err(|error| Failure::Listen(asked, error))
}

/// Turns the signal into something that several loops can wait for.
fn told_once(stop: impl Future<Output = ()> + Send + 'static) -> watch::Receiver<bool> {
    let (told, hears) = watch::channel(false);
    tokio::spawn(async move {
        stop.await;
        told.send_replace(true);
    });
    hears
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // an error means that nobody can say so any more, which is an end too
    let _ = stopped.wait_for(|stopped| *stopped).await;
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
