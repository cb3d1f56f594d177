//! The program as a shell sees it: what it prints where, and how it ends.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn xinhuo(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xinhuo"));
    command.args(arguments).current_dir(folder).env_clear().envs(variables.iter().copied());
    command
}

fn run(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    xinhuo(folder, arguments, variables).output().unwrap()
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_wrong_setting_stops_the_start_with_one_sentence_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = [
        ("XINHUO_LISTEN", "nowhere"),
        ("XINHUO_BASE_URL", "xinhuo.example.cn"),
        ("XINHUO_MAIL", "smtp://user:hunter2@"),
        ("XINHUO_MAIL_FROM", "nobody"),
        ("XINHUO_MAIL_RATE", "many"),
        ("XINHUO_MAIL_RETRY", "2 minutes"),
        ("XINHUO_MAIL_LEASE", "0s"),
        ("XINHUO_NOW", "2026-02-30 09:00"),
        ("XINHUO_LOG", "info,[["),
        ("XINHUO_LOG_FORMAT", "xml"),
        ("XINHUO_CA_FILE", "nowhere.pem"),
        ("XINHUO_MAIL_REPLIES", "pop3://u:hunter2@h"),
        ("XINHUO_SECRET", "short"),
        ("DATABASE_URL", "mysql://root:hunter2@localhost/x"),
    ];
    for (name, value) in wrong {
        let (code, out, err) = told(&run(folder.path(), &["serve"], &[(name, value)]));
        assert_eq!(code, Some(2), "{name}: {err}");
        assert!(err.contains(name) && err.trim().lines().count() == 1, "{name}: {err}");
        assert!(out.is_empty() && !err.contains("hunter2"), "{name}: {err}");
    }
    let (code, _, err) = told(&run(folder.path(), &["serve"], &[("DATABASE_URL", "postgres://u@127.0.0.1:1/x")]));
    assert!(code == Some(2) && err.contains("XINHUO_SECRET"), "{err}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
}

#[test]
fn help_is_there_and_wrong_use_ends_with_two() {
    let folder = tempfile::tempdir().unwrap();
    let (code, help, _) = told(&run(folder.path(), &["--help"], &[]));
    assert_eq!(code, Some(0));
    for word in
        ["serve", "migrate", "account", "sign-in-link", "remind", "feed", "backup", "restore", "check", "Examples"]
    {
        assert!(help.contains(word), "{word} is not in\n{help}");
    }
    for command in [
        "serve",
        "migrate",
        "account",
        "sign-in-link",
        "remind",
        "feed",
        "backup",
        "restore",
        "check",
        "import",
        "export",
        "plan",
        "reach",
    ] {
        let (code, help, _) = told(&run(folder.path(), &[command, "--help"], &[]));
        assert!(code == Some(0) && help.contains("Example"), "{command}: {help}");
    }
    let secret = run(folder.path(), &["--help"], &[("XINHUO_SECRET", "hunter2hunter2hunter2")]);
    assert!(!told(&secret).1.contains("hunter2"));
    for wrong in [
        &["frobnicate"][..],
        &["feed"],
        &["feed", "--speaker", "A", "--venue", "B"],
        &["remind", "--at", "soon"],
        &["export", "speakers", "speakers.pdf"],
    ] {
        assert_eq!(told(&run(folder.path(), wrong, &[])).0, Some(2), "{wrong:?}");
    }
    // sentences follow the terminal, which the help says
    assert!(told(&run(folder.path(), &["plan", "run", "--help"], &[])).1.contains("LC_ALL"));
}

#[test]
fn a_file_that_cannot_be_read_is_one_sentence_in_the_terminals_language() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("d.csv")).unwrap();
    std::fs::write(folder.path().join("a.txt"), "code\n").unwrap();
    std::fs::write(folder.path().join("empty.csv"), "").unwrap();
    for (file, ends, en, zh) in [
        ("nofile.csv", 2, "There is no file nofile.csv.", "没有找到文件 nofile.csv。"),
        ("no/such.xlsx", 2, "There is no file", "没有找到文件"),
        ("a.txt/in.csv", 2, "There is no file", "没有找到文件"),
        ("d.csv", 2, "d.csv is a folder", "d.csv 是文件夹"),
        (".", 2, "is a folder", "是文件夹"),
        ("a.txt", 2, "not a table", "不是能读的表格"),
        ("empty.csv", 1, "The file is empty", "文件是空的"),
    ] {
        for (lang, words) in [("C", en), ("zh_CN.UTF-8", zh)] {
            let (code, _, err) = told(&run(folder.path(), &["import", "speakers", file], &[("LANG", lang)]));
            assert!(code == Some(ends) && err.starts_with("xinhuo: ") && err.contains(words), "{file}: {err}");
            assert_eq!(err.trim().lines().count(), 1, "{file}: {err}");
        }
    }
}

#[cfg(unix)]
#[test]
fn serve_says_where_it_listens_and_ends_cleanly_at_sigterm() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = xinhuo(folder.path(), &["serve", "--listen", "127.0.0.1:0"], &[])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on http://").unwrap_or_else(|| panic!("said {line:?}"));
    std::net::TcpStream::connect(address).unwrap();
    let kill = Command::new("kill").arg(server.id().to_string()).status().unwrap();
    assert!(kill.success());
    assert_eq!(server.wait().unwrap().code(), Some(0));
    use std::os::unix::fs::PermissionsExt;
    let secret = std::fs::metadata(folder.path().join("data/secret")).unwrap();
    assert_eq!(secret.permissions().mode() & 0o777, 0o600);
}

#[test]
fn what_is_not_there_ends_with_one_and_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let commands = [
        &["account", "add", "a@example.cn", "--role", "administrator", "--committee", "320600"][..],
        &["sign-in-link", "nobody@example.cn"],
        &["feed", "--speaker", "nobody"],
        &["restore", "nowhere.jsonl"],
        &["backup", "no/such/folder/b.jsonl"],
    ];
    for command in commands {
        let (code, _, err) = told(&run(folder.path(), command, &[]));
        assert!(
            code == Some(1) && err.starts_with("xinhuo: ") && err.trim().lines().count() == 1,
            "{command:?}: {err}"
        );
    }
}

#[test]
fn the_first_steps_of_the_readme_lead_in() {
    let folder = tempfile::tempdir().unwrap();
    for readme in [include_str!("../../README.md"), include_str!("../../README.zh-CN.md")] {
        let csv = readme.split("```csv\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        std::fs::write(folder.path().join("committees.csv"), csv).unwrap();
        let (code, out, err) = told(&run(folder.path(), &["import", "committees", "committees.csv"], &[]));
        assert_eq!(code, Some(0), "{out}{err}");
    }
    let add = ["account", "add", "you@example.org", "--role", "administrator", "--committee", "320600"];
    assert_eq!(told(&run(folder.path(), &add, &[])).0, Some(0));
    let (code, link, err) = told(&run(folder.path(), &["sign-in-link", "you@example.org"], &[]));
    assert!(code == Some(0) && link.starts_with("http://127.0.0.1:8080/sign-in/"), "{link}{err}");
}

#[test]
fn a_backup_brings_the_secret_along_and_check_tells_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, err) = told(&run(folder.path(), &["backup", "b.jsonl"], &[]));
    assert!(code == Some(0) && out.contains("secret"), "{out}{err}");
    let other = [("DATABASE_URL", "sqlite:other/city.db")];
    assert_eq!(told(&run(folder.path(), &["restore", "b.jsonl"], &other)).0, Some(0));
    let secret = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    assert_eq!(secret("data/secret"), secret("other/secret"));
    let (code, out, _) = told(&run(folder.path(), &["remind", "--json"], &other));
    assert_eq!(code, Some(0));
    let counts: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(counts, serde_json::json!({"made": {}, "sent": 0, "retry": 0, "dead": 0, "held_by_rate": 0}));
    let down = [("XINHUO_MAIL", "smtp://127.0.0.1:1"), ("XINHUO_NOW", "2026-03-02 09:00")];
    let (code, out, _) = told(&run(folder.path(), &["check"], &down));
    assert!(code == Some(1) && out.contains("WRONG  mail") && out.contains("ok     database"), "{out}");
    let (code, out, _) = told(&run(folder.path(), &["check"], &[("XINHUO_NOW", "2026-03-02 09:00")]));
    assert_eq!(code, Some(0), "{out}");
    let (code, ics, _) = told(&run(folder.path(), &["feed", "--days-off"], &[]));
    assert!(
        code == Some(0) && ics.starts_with("BEGIN:VCALENDAR\r\n") && (ics.contains("国庆") || ics.contains("National"))
    );
}
