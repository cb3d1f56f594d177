//! Databases made once and copied for each test: the migrations' alone, and the sample's.

use super::postgres::Database;
use super::{Base, sample, settings};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;
use xinhuo::app::App;
use xinhuo::config::Config;

/// What a world begins with.
#[derive(Clone, Copy, Debug)]
pub enum Content {
    Nothing,
    Sample,
}

/// A copy in that folder, or on the private server; its setting.
pub fn database(base: Base, content: Content, folder: &Path) -> (String, Option<Database>) {
    match base {
        Base::Sqlite => {
            let file = folder.join("xinhuo.db");
            std::fs::copy(sqlite(content), &file).unwrap();
            (format!("sqlite:{}", file.display()), None)
        }
        Base::Postgres => {
            let copy = Database::copy_of(postgres(content));
            (copy.url.clone(), Some(copy))
        }
    }
}

fn sqlite(content: Content) -> PathBuf {
    static FOLDERS: [OnceLock<TempDir>; 2] = [OnceLock::new(), OnceLock::new()];
    let folder = FOLDERS[content as usize].get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        made(&format!("sqlite:{}", folder.path().join("model.db").display()), content);
        let log = folder.path().join("model.db-wal");
        let begun = std::time::Instant::now();
        while log.exists() {
            assert!(begun.elapsed().as_secs() < 30, "the model's last connection is still open");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        folder
    });
    folder.path().join("model.db")
}

fn postgres(content: Content) -> &'static str {
    static NAMES: [OnceLock<String>; 2] = [OnceLock::new(), OnceLock::new()];
    NAMES[content as usize].get_or_init(|| {
        let model = Database::model(content as usize);
        made(&model.url, content);
        model.close()
    })
}

/// Fills an empty database, in a runtime that is gone with all its connections afterwards.
fn made(url: &str, content: Content) {
    let url = url.to_owned();
    let making = std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let config = Config::read(&settings(&url)).unwrap();
            let app = tokio::task::spawn_blocking(|| App::build(config, None)).await.unwrap().unwrap();
            if let Content::Sample = content {
                sample::fill(&app).await;
            }
        });
    });
    making.join().unwrap();
}
