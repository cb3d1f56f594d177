//! The days off as they stand now: what is shipped, overlaid with the calendars folder.

use crate::calendars::days_off::{DaysOff, Unread};
use crate::config::CALENDARS;
use crate::kernel::Refusal;
use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// The calendars folder, read again when it changed; cheap to clone.
///
/// A file that cannot be read leaves in force what was read of it before, or else what is
/// shipped; [`Almanac::unread`] says so until it can be read again.
#[derive(Clone)]
pub struct Almanac {
    folder: Arc<Path>,
    held: Arc<Mutex<Held>>,
}

#[derive(Default)]
struct Held {
    seen: Option<Seen>,
    files: BTreeMap<String, Vec<u8>>,
    days: Arc<DaysOff>,
    unread: Vec<Unread>,
}

/// The files of the folder as they were found, or why it could not be looked into.
type Seen = Result<Vec<(String, Stamp)>, ErrorKind>;

/// What tells that a file changed: its length and when it was written.
type Stamp = (u64, Option<SystemTime>);

impl Almanac {
    /// Of a folder, which need not be there.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let almanac = Self { folder: folder.into(), held: Arc::default() };
        almanac.look(|_| ());
        almanac
    }

    /// The days off as the folder has them now.
    #[must_use]
    pub fn days(&self) -> Arc<DaysOff> {
        self.look(|held| held.days.clone())
    }

    /// What cannot be used of the folder at the moment.
    #[must_use]
    pub fn unread(&self) -> Vec<Unread> {
        self.look(|held| held.unread.clone())
    }

    fn look<T>(&self, answer: impl FnOnce(&Held) -> T) -> T {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = stamps(&self.folder).map_err(|error| error.kind());
        // a file that could not be opened is tried again each time, since rights leave no stamp
        let locked = held.unread.iter().any(|it| it.refusal.key == LOCKED);
        if locked || held.seen.as_ref() != Some(&seen) {
            held.read(&self.folder);
            held.seen = Some(seen);
        }
        answer(&held)
    }
}

const LOCKED: &str = "calendar-file-locked";

impl Held {
    fn read(&mut self, folder: &Path) {
        let mut faults = Vec::new();
        match names(folder) {
            Ok(names) => self.take(folder, &names, &mut faults),
            // nobody has to keep a folder where nobody named one
            Err(error)
                if self.files.is_empty() && error.kind() == ErrorKind::NotFound && folder == Path::new(CALENDARS) => {}
            Err(error) => {
                faults.push(fault(folder.display().to_string(), "calendar-folder-missing", &error));
            }
        }
        let files: Vec<(String, Vec<u8>)> = self.files.clone().into_iter().collect();
        let (days, unread) = DaysOff::read(&files);
        faults.extend(unread);
        self.days = Arc::new(days);
        if faults != self.unread {
            log(&faults);
        }
        self.unread = faults;
    }

    fn take(&mut self, folder: &Path, names: &[String], faults: &mut Vec<Unread>) {
        self.files.retain(|name, _| names.contains(name));
        for name in names {
            match std::fs::read(folder.join(name)) {
                Ok(bytes) => drop(self.files.insert(name.clone(), bytes)),
                Err(error) => faults.push(fault(name.clone(), LOCKED, &error)),
            }
        }
    }
}

fn fault(file: String, key: &'static str, error: &Error) -> Unread {
    Unread { file, refusal: Refusal::new(key).with("why", error.to_string()) }
}

fn names(folder: &Path) -> std::io::Result<Vec<String>> {
    let entries: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    let mut names: Vec<String> = entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.ends_with(".ics"));
    names.sort();
    Ok(names)
}

fn stamps(folder: &Path) -> std::io::Result<Vec<(String, Stamp)>> {
    let stamp = |name: String| {
        let about = std::fs::metadata(PathBuf::from(folder).join(&name))?;
        Ok((name, (about.len(), about.modified().ok())))
    };
    names(folder)?.into_iter().map(stamp).collect()
}

fn log(unread: &[Unread]) {
    for it in unread {
        let why = crate::text::refusal(crate::text::Lang::Zh, &it.refusal);
        tracing::warn!(file = it.file, why, "a calendar file was not used as it stands");
    }
}
