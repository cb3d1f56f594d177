//! A database of its own for each test, on a private PostgreSQL: the one that
//! `XINHUO_TEST_POSTGRES` names, or else one that is started here and ends with this process.

use diesel::{Connection, PgConnection, RunQueryDsl};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// A fresh database.
pub struct Database {
    pub url: String,
    name: String,
}

impl Database {
    fn made(name: String, of: &str) -> Self {
        run(&format!("CREATE DATABASE {name} TEMPLATE {of}"));
        let (address, _) = server().rsplit_once('/').unwrap();
        Self { url: format!("{address}/{name}"), name }
    }

    /// An empty one that copies will be made of, named after this process; those of processes that are gone go.
    pub fn model(number: usize) -> Self {
        for name in names("SELECT datname AS name FROM pg_database WHERE datname LIKE 'model\\_%'") {
            let process = name.split('_').nth(1).unwrap();
            if !Path::new("/proc").join(process).exists() {
                run(&format!("DROP DATABASE IF EXISTS {name}"));
            }
        }
        Self::made(format!("model_{}_{number}", std::process::id()), "template1")
    }

    /// Lets nobody in any more, as copying wants it; its name.
    pub fn close(self) -> String {
        run(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", self.name));
        run(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'", self.name));
        self.name
    }

    /// A copy of a closed one.
    pub fn copy_of(model: &str) -> Self {
        Self::made(format!("t{}", uuid::Uuid::now_v7().simple()), model)
    }

    /// Drops it, whoever is still connected.
    pub fn drop_it(self) {
        run(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

fn connection() -> PgConnection {
    PgConnection::establish(server()).expect("the private PostgreSQL answers")
}

fn run(sql: &str) {
    diesel::sql_query(sql).execute(&mut connection()).unwrap();
}

fn names(sql: &str) -> Vec<String> {
    #[derive(diesel::QueryableByName)]
    struct Named {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    let found: Vec<Named> = diesel::sql_query(sql).load(&mut connection()).unwrap();
    found.into_iter().map(|row| row.name).collect()
}

/// The address of the server's first database.
pub fn server() -> &'static str {
    static SERVER: OnceLock<String> = OnceLock::new();
    SERVER.get_or_init(|| std::env::var("XINHUO_TEST_POSTGRES").unwrap_or_else(|_| start()))
}

fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed (Debian: postgresql)");
    let mut folders: Vec<PathBuf> = versions.map(|entry| entry.unwrap().path().join("bin")).collect();
    folders.retain(|folder| folder.join("initdb").exists());
    folders.sort();
    folders.pop().expect("PostgreSQL is installed (Debian: postgresql)")
}

/// The command, as an ordinary user: PostgreSQL refuses to run as root.
fn ordinary(program: &Path) -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.starts_with(b"0"));
    let mut command = if root {
        let mut runuser = Command::new("runuser");
        runuser.args(["-u", "postgres", "--"]).arg(program);
        runuser
    } else {
        Command::new(program)
    };
    command.current_dir("/");
    command
}

fn start() -> String {
    let bin = programs();
    let folder = std::env::temp_dir().join(format!("xinhuo-pg-{}", uuid::Uuid::now_v7().simple()));
    let made = ordinary(Path::new("mkdir")).arg(&folder).status().unwrap();
    assert!(made.success(), "cannot make {}", folder.display());
    let data = folder.join("data");
    told(ordinary(&bin.join("initdb")).arg("-D").arg(&data).args([
        "-U",
        "xinhuo",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]));
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    // nothing here needs to survive a power cut
    let options = format!(
        "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{}' -c max_connections=300 -c fsync=off \
         -c synchronous_commit=off -c full_page_writes=off",
        folder.display()
    );
    let log = folder.join("log");
    told(
        ordinary(&bin.join("pg_ctl"))
            .arg("-D")
            .arg(&data)
            .arg("-l")
            .arg(&log)
            .args(["-w", "-t", "60", "start", "-o"])
            .arg(options),
    );
    ends_with_us(&bin, &folder);
    format!("postgres://xinhuo@127.0.0.1:{port}/postgres")
}

fn told(command: &mut Command) {
    let done = command.stdout(Stdio::null()).stderr(Stdio::piped()).output().unwrap();
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// Leaves a guard that stops the server and clears its folder when this process is gone.
#[expect(clippy::zombie_processes, reason = "it outlives this process on purpose, and ends by itself")]
fn ends_with_us(bin: &Path, folder: &Path) {
    let guard = format!(
        "while test -d /proc/{}; do sleep 1; done; '{}/pg_ctl' -D '{}/data' -m immediate stop; rm -rf '{}'",
        std::process::id(),
        bin.display(),
        folder.display(),
        folder.display()
    );
    let mut command = ordinary(Path::new("/bin/sh"));
    command.args(["-c", &guard]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap();
}
