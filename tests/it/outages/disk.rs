//! A disk that is full, and one that can only be read: the real program under a limit of the kernel.
#![cfg(target_os = "linux")]

use super::{nothing_typed_is_lost, order, taken_at_last};
use crate::harness::browser::Browser;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use xinhuo::app::App;
use xinhuo::config::Config;

const PROGRAM: &str = env!("CARGO_BIN_EXE_xinhuo");

/// A filled database in a folder, closed again.
async fn filled(folder: &Path) -> String {
    let url = format!("sqlite:{}", folder.join("xinhuo.db").display());
    let config = Config::read(&crate::harness::settings(&url)).unwrap();
    let app = tokio::task::spawn_blocking(move || App::build(config, None)).await.unwrap().unwrap();
    crate::harness::fill(&app).await;
    url
}

/// The program, told of the world's settings.
fn told(mut command: Command, url: &str, folder: &Path) -> Command {
    let settings = crate::harness::settings(url);
    command.env("DATABASE_URL", url).env("XINHUO_SECRET", settings.secret.unwrap().0);
    command.env("XINHUO_NOW", crate::harness::NOW).env("XINHUO_MAIL", "memory:").current_dir(folder);
    command
}

/// A server that ends with the test; what it logs is kept.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("said {line:?}")).to_owned();
        Self { child, url }
    }

    /// No file may grow beyond so many bytes; `unlimited` takes that back.
    fn limit(&self, bytes: &str) {
        let pid = self.child.id().to_string();
        let done = Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}:")]).status().unwrap();
        assert!(done.success());
    }

    async fn signed_in(&self, link: Command) -> Browser {
        let mut link = link;
        let out = link.arg("sign-in-link").arg("coordinator@example.cn").output().unwrap();
        let link = String::from_utf8(out.stdout).unwrap();
        let path = format!("/{}", link.trim().splitn(4, '/').nth(3).unwrap());
        let browser = Browser::new(&self.url);
        let page = browser.get(&path).await;
        assert_eq!(browser.send(&page, &path, &[]).await.status, 200);
        browser
    }

    fn end(mut self) -> String {
        Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        self.child.wait().unwrap();
        log
    }
}

#[tokio::test]
async fn a_full_disk_says_so_and_keeps_the_form() {
    let folder = tempfile::tempdir().unwrap();
    let url = filled(folder.path()).await;
    // a file that may not grow raises a signal, which a program outside a shell may not know
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; exec \"$0\" serve --listen 127.0.0.1:0", PROGRAM]);
    let server = Server::start(told(shell, &url, folder.path()));
    let staff = server.signed_in(told(Command::new(PROGRAM), &url, folder.path())).await;
    let empty = staff.get("/requests/new?venue=V-1").await;
    server.limit("0");
    let full = order(&staff, &empty).await;
    nothing_typed_is_lost(&full, "磁盘满了或坏了");
    let list = staff.get("/requests").await;
    assert!(list.status == 200 && !list.says("241"), "{}", list.text());
    server.limit("unlimited");
    taken_at_last(&staff, &full).await;
    let log = server.end();
    assert!(log.contains("database-full"), "{log}");
    assert!(!log.contains("张老师") && !log.contains("coordinator@"), "{log}");
}

/// The program as somebody whom the rights of files bind, which they do not for root.
fn bound_by_rights() -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.starts_with(b"0"));
    if !root {
        return Command::new(PROGRAM);
    }
    let mut command = Command::new("setpriv");
    command.args([
        "--bounding-set=-dac_override,-dac_read_search",
        "--inh-caps=-dac_override,-dac_read_search",
        PROGRAM,
    ]);
    command
}

fn rights(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn a_file_that_can_only_be_read_is_read_and_refuses_to_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let url = filled(folder.path()).await;
    let link =
        told(Command::new(PROGRAM), &url, folder.path()).args(["sign-in-link", "coordinator@example.cn"]).output();
    let link = String::from_utf8(link.unwrap().stdout).unwrap();
    rights(&folder.path().join("xinhuo.db"), 0o444);
    let mut command = bound_by_rights();
    command.args(["serve", "--listen", "127.0.0.1:0"]);
    let server = Server::start(told(command, &url, folder.path()));
    let visitor = Browser::new(&server.url);
    assert!(visitor.get("/menu").await.says("红军长征的故事"));
    let path = format!("/{}", link.trim().splitn(4, '/').nth(3).unwrap());
    let page = visitor.get(&path).await;
    let refused = visitor.send(&page, &path, &[]).await;
    assert!(refused.status == 503 && refused.says("数据库现在只能读"), "{}: {}", refused.status, refused.text());
    let log = server.end();
    assert!(log.contains("database-read-only") && !log.contains("coordinator@"), "{log}");
}

#[tokio::test]
async fn a_folder_that_can_only_be_read_ends_a_command_with_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("data");
    std::fs::create_dir(&inner).unwrap();
    let url = filled(&inner).await;
    rights(&inner.join("xinhuo.db"), 0o444);
    rights(&inner, 0o555);
    for arguments in [
        &["account", "add", "new@example.cn", "--role", "reviewer", "--committee", "C"][..],
        &["serve", "--listen", "127.0.0.1:0"],
    ] {
        let mut command = bound_by_rights();
        command.args(arguments);
        let out = told(command, &url, folder.path()).output().unwrap();
        let err = String::from_utf8(out.stderr).unwrap();
        let last = err.trim().lines().last().unwrap_or("");
        assert!(out.status.code() == Some(1) && last.starts_with("xinhuo: "), "{arguments:?} {:?}: {err}", out.status);
    }
    rights(&inner, 0o755);
}
