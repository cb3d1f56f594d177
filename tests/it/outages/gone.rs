//! The database server goes away and comes back.

use super::{nothing_typed_is_lost, order, taken_at_last};
use crate::harness::{Base, World, postgres};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A line to the server that can be cut and mended.
struct Line {
    address: std::net::SocketAddr,
    cut: Arc<AtomicBool>,
    told: watch::Sender<u32>,
}

impl Line {
    async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (cut, (told, hears)) = (Arc::new(AtomicBool::new(false)), watch::channel(0));
        let is_cut = cut.clone();
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                if is_cut.load(Ordering::SeqCst) {
                    continue;
                }
                let (server, mut hears) = (server.clone(), hears.clone());
                tokio::spawn(async move {
                    let mut far = TcpStream::connect(&server).await.unwrap();
                    hears.mark_unchanged();
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                        _ = hears.changed() => {}
                    }
                });
            }
        });
        Self { address, cut, told }
    }

    fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
        self.told.send_modify(|times| *times += 1);
    }

    fn mend(&self) {
        self.cut.store(false, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_goes_away_loses_no_form_and_no_session() {
    let (server, _) = postgres::server().rsplit_once('/').unwrap();
    let server = server.rsplit(['@', '/']).next().unwrap();
    let line = Line::to(server.to_owned()).await;
    let behind = line.address.to_string();
    let world = World::with(Base::Postgres, |settings| {
        let url = settings.database_url.take().unwrap().0;
        settings.database_url = Some(url.replace(server, &behind).as_str().into());
    })
    .await;
    let staff = world.as_coordinator().await;
    let empty = staff.get("/requests/new?venue=V-1").await;
    line.cut();
    let told = order(&staff, &empty).await;
    nothing_typed_is_lost(&told, "现在连不上数据库");
    assert!(told.says("您填的都还在"), "{}", told.text());
    let ways = told.attributes("header a[href='/sign-in'], header form[action='/sign-out']", "class");
    assert!(ways.is_empty(), "nobody knows who is signed in: {ways:?}");
    assert_eq!(staff.get("/healthz").await.status, 200);
    assert_eq!(staff.get("/readyz").await.status, 503);
    line.mend();
    taken_at_last(&staff, &told).await;
}
