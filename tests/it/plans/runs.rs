//! Runs: seen and stopped from another node, ended by kill -9, never half published.

use super::{ended, is_running, items, large, plan_of, publish, sessions, started, started_until, told};
use crate::harness::{NOW, SECRET, World, both};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use xinhuo::sessions::{PlanStatus, RunState};
use xinhuo::store;

/// The program itself, over the world's database.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(world: &World) -> Self {
        let mail = tempfile::tempdir().unwrap().keep();
        let mut child = Command::new(env!("CARGO_BIN_EXE_xinhuo"))
            .arg("serve")
            .args(["--role", "web"])
            .env("DATABASE_URL", &world.database)
            .env("XINHUO_LISTEN", "127.0.0.1:0")
            .env("XINHUO_MAIL", format!("dir:{}", mail.display()))
            .env("XINHUO_SECRET", SECRET)
            .env("XINHUO_NOW", NOW)
            .env("XINHUO_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url =
            lines.map_while(Result::ok).find_map(|line| Some(line.strip_prefix("listening on ")?.trim().to_owned()));
        Self { child, url: url.expect("it listens") }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

both! {
    async fn a_run_is_watched_and_stopped_from_another_node(world) {
        large(world).await;
        let node = world.node().await;
        let (here, there) = (world.as_coordinator().await, node.as_coordinator().await);
        let begun = Instant::now();
        let seen = started(&here, "600").await;
        let path = seen.path.clone();
        let told_there = loop {
            let page = there.get(&path).await;
            assert!(is_running(&page), "it ended before it could be stopped: {}", page.text());
            let objective = page.all("[data-told=objective]").concat();
            if objective != "—" {
                break page;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        };
        assert!(told_there.says("任何方案不会超过"), "{}", told_there.text());
        let events = tokio::spawn({
            let (there, path) = (there.clone(), format!("{path}/events"));
            async move { there.get(&path).await }
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        let stopping = there.send(&told_there, &format!("{path}/stop"), &[]).await;
        assert!(stopping.says("正在停下"), "{}", stopping.text());
        let done = ended(&here, &path).await;
        assert!(begun.elapsed() < Duration::from_secs(300), "stopped long before its limit");
        assert!(done.says("提前停下") && done.says("待发布"), "{}", done.text());
        let events = events.await.unwrap();
        assert!(events.headers["content-type"].starts_with("text/event-stream"));
        assert!(events.body.contains("\"over\":false") && events.body.contains("\"over\":true"), "{}", events.body);
        let plan = plan_of(&done);
        let placed = items(world, &plan).await.iter().filter(|item| item.chosen.is_some()).count();
        assert!(placed > 100, "the best so far is kept: {placed}");
        let late = there.send(&told_there, &format!("{path}/stop"), &[]).await;
        assert_eq!(late.status, 409, "there is nothing to stop any more");
        assert!(publish(&here, &done).await.says("已发布"));
        assert_eq!(sessions(world).await.len(), placed);
    }

    async fn a_server_killed_in_a_run_leaves_it_marked_and_nothing_published(world) {
        large(world).await;
        let mut server = Server::start(world);
        let browser = world.signed_in_at(&server.url, "coordinator@example.cn").await;
        let seen = started(&browser, "600").await;
        let (path, plan) = (seen.path.clone(), plan_of(&seen));
        loop {
            let id = plan.clone();
            let run = world.app.store.read(move |db| store::plans::run_of(db, &id)).await.unwrap().unwrap();
            assert!(run.state.is_open(), "it ended before it could be killed: {run:?}");
            if run.objective.is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        server.child.kill().unwrap();
        server.child.wait().unwrap();

        let again = Server::start(world);
        let browser = world.signed_in_at(&again.url, "coordinator@example.cn").await;
        let page = ended(&browser, &path).await;
        assert!(page.says("中断") && page.says("再排一次"), "{}", page.text());
        let id = plan.clone();
        let (kept, run) =
            world.app.store.read(move |db| Ok((store::plans::load(db, &id)?, store::plans::run_of(db, &id)?))).await.unwrap();
        assert_eq!((kept.status, run.unwrap().state), (PlanStatus::Interrupted, RunState::Interrupted));
        assert!(items(world, &plan).await.is_empty() && sessions(world).await.is_empty() && told(world).await.is_empty());
        let refused = browser.post(&format!("/plans/{plan}/publish"), &[]).await;
        assert!(refused.status >= 400 && sessions(world).await.is_empty(), "{}", refused.text());
        let here = world.as_coordinator().await;
        let next = started_until(&here, "2026-12-02", "5").await;
        let next = ended(&here, &next.path).await;
        assert!(next.says("待发布"), "the next run is not held up: {}", next.text());
    }
}
