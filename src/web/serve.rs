//! Answers requests on a socket until told to stop.

use crate::app::App;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;

/// Open requests get this long to end once the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// Serves the pages on a bound socket until `stop` ends, then lets open requests finish.
///
/// # Errors
/// When the socket fails.
pub async fn serve(
    listener: TcpListener,
    app: App,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (told, mut hears) = tokio::sync::watch::channel(false);
    let stopping = async move {
        stop.await;
        tracing::info!("stopping");
        told.send_replace(true);
    };
    let pages = super::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, pages).with_graceful_shutdown(stopping);
    let too_long = async move {
        let _ = hears.wait_for(|stopped| *stopped).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = serving.into_future() => served,
        () = too_long => Ok(()),
    }
}
