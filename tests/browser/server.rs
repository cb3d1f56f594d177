//! The program itself, serving the sample city from an empty folder.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// A running `serve --demo`.
pub struct Server {
    /// What it printed until it was ready.
    pub said: Vec<String>,
    /// Its address, as `http://127.0.0.1:40000`.
    pub base: String,
    /// Its folder.
    pub folder: TempDir,
    child: Child,
}

impl Server {
    /// Starts it and waits until it listens.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_xinhuo"))
            .args(["serve", "--demo"])
            .current_dir(folder.path())
            .env_remove("XINHUO_NOW")
            .env("DATABASE_URL", "sqlite:data/xinhuo.db")
            .env("XINHUO_LISTEN", "127.0.0.1:0")
            .env("XINHUO_MAIL", "dir:mail")
            .env("XINHUO_MAIL_RATE", "off")
            .env("XINHUO_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = Vec::new();
        let base = lines.find_map(|line| {
            let line = line.ok()?;
            said.push(line.clone());
            Some(line.strip_prefix("listening on ")?.trim().to_owned())
        });
        let base = base.unwrap_or_else(|| panic!("it did not start: {said:?}"));
        std::thread::spawn(move || lines.for_each(drop));
        Self { said, base, folder, child }
    }

    /// A fresh sign-in link of an account.
    pub fn sign_in_link(&self, email: &str) -> String {
        let out = Command::new(env!("CARGO_BIN_EXE_xinhuo"))
            .args(["sign-in-link", email])
            .current_dir(self.folder.path())
            .env("DATABASE_URL", "sqlite:data/xinhuo.db")
            .env("XINHUO_BASE_URL", &self.base)
            .output()
            .unwrap();
        let text = String::from_utf8(out.stdout).unwrap();
        let link = text.split_whitespace().find(|word| word.starts_with("http")).map(str::to_owned);
        link.unwrap_or_else(|| panic!("no link for {email}: {text} {}", String::from_utf8_lossy(&out.stderr)))
    }
}

impl Server {
    /// Brings a file into its registers.
    pub fn import(&self, kind: &str, csv: &str) {
        let file = self.folder.path().join(format!("{kind}.csv"));
        std::fs::write(&file, csv).unwrap();
        let out = Command::new(env!("CARGO_BIN_EXE_xinhuo"))
            .args(["import", kind])
            .arg(&file)
            .current_dir(self.folder.path())
            .env("DATABASE_URL", "sqlite:data/xinhuo.db")
            .output()
            .unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }

    /// Addresses under `path` in the letters of the folder, once the first have come.
    pub fn letters_linking(&self, path: &str) -> Vec<String> {
        let start = format!("{}{path}", self.base);
        for _ in 0..60 {
            let found: Vec<String> = self.letters().iter().filter_map(|letter| link_in(letter, &start)).collect();
            if found.len() >= 3 {
                return found;
            }
            std::thread::sleep(std::time::Duration::from_millis(500));
        }
        panic!("no letters with {start} in {}", self.folder.path().display())
    }

    fn letters(&self) -> Vec<String> {
        let Ok(files) = std::fs::read_dir(self.folder.path().join("mail")) else { return Vec::new() };
        let files = files.filter_map(|file| Some(file.ok()?.path()));
        files.filter(|file| file.extension().is_some_and(|end| end == "eml")).filter_map(|file| words(&file)).collect()
    }
}

/// All parts of a letter, whatever they were wrapped in.
fn words(file: &std::path::Path) -> Option<String> {
    use base64::Engine;
    let raw = String::from_utf8_lossy(&std::fs::read(file).ok()?).replace("\r\n", "\n");
    let mut all = raw.replace("=\n", "").replace("=3D", "=");
    for part in raw.split("Content-Transfer-Encoding: base64").skip(1) {
        let body = part.split_once("\n\n")?.1.split("\n--").next()?.split_whitespace().collect::<String>();
        let bytes = base64::engine::general_purpose::STANDARD.decode(body).unwrap_or_default();
        all.push_str(&String::from_utf8_lossy(&bytes));
    }
    Some(all)
}

fn link_in(letter: &str, start: &str) -> Option<String> {
    let rest = &letter[letter.find(start)?..];
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_/:.".contains(c))).unwrap_or(rest.len());
    Some(rest[..end].trim_end_matches('.').to_owned())
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
