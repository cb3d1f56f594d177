//! A maildir: `new` holds what was never looked at, `cur` what was, with flags after `:2,`.

use super::{MOST_AT_ONCE, MOST_BYTES, Mark, Trouble};
use std::collections::VecDeque;
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A maildir with the unread messages of one round.
pub(super) struct Folder {
    root: PathBuf,
    unread: VecDeque<Unread>,
    current: Option<Unread>,
}

/// A message: in `new`, or in `cur` without the flag S since another program looked at the folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Unread {
    name: OsString,
    place: &'static str,
}

impl Folder {
    /// Lists what is unread. A folder that is not there yet is made, so that mail can arrive.
    pub(super) async fn open(root: PathBuf) -> Result<Self, Trouble> {
        let at = root.clone();
        let unread = blocking(move || {
            for place in ["new", "cur", "tmp"] {
                std::fs::create_dir_all(at.join(place))?;
            }
            let mut unread = unread_in(&at, "new", |_| true)?;
            unread.extend(unread_in(&at, "cur", |name| !flags(name).contains('S'))?);
            unread.sort();
            unread.truncate(MOST_AT_ONCE);
            Ok(unread)
        });
        let unread = unread.await.map_err(|error| told(&root, &error))?;
        Ok(Self { root, unread: unread.into(), current: None })
    }

    /// The next one that is still there: another reader of the folder may have been faster.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<u8>>, Trouble> {
        self.current = None;
        while let Some(message) = self.unread.pop_front() {
            let path = self.root.join(message.place).join(&message.name);
            let read = blocking(move || {
                let mut bytes = Vec::new();
                let limit = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
                std::fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
                Ok(bytes)
            });
            match read.await {
                Ok(bytes) => {
                    self.current = Some(message);
                    return Ok(Some(bytes));
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(told(&self.root, &error)),
            }
        }
        Ok(None)
    }

    /// Moves it to `cur` with its flags; one rename, so it is either unread or done.
    pub(super) async fn mark(&mut self, mark: Mark) -> Result<(), Trouble> {
        let Some(message) = self.current.take() else { return Ok(()) };
        let from = self.root.join(message.place).join(&message.name);
        let to = self.root.join("cur").join(marked(&message.name, mark));
        match blocking(move || std::fs::rename(from, to)).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(told(&self.root, &error)),
            _ => Ok(()),
        }
    }
}

fn unread_in(root: &Path, place: &'static str, fits: impl Fn(&str) -> bool) -> std::io::Result<Vec<Unread>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root.join(place))? {
        let entry = entry?;
        let name = entry.file_name();
        let shown = name.to_string_lossy();
        if !shown.starts_with('.') && fits(&shown) && entry.file_type()?.is_file() {
            found.push(Unread { name, place });
        }
    }
    Ok(found)
}

fn flags(name: &str) -> &str {
    name.rsplit_once(":2,").map_or("", |(_, flags)| flags)
}

/// The name with the flags of its mark beside those that it has, in the order of the alphabet.
fn marked(name: &std::ffi::OsStr, mark: Mark) -> OsString {
    let shown = name.to_string_lossy();
    let Some(valid) = name.to_str() else {
        let mut odd = name.to_owned();
        odd.push(if mark == Mark::Aside { ":2,FS" } else { ":2,S" });
        return odd;
    };
    let base = valid.rsplit_once(":2,").map_or(valid, |(base, _)| base);
    let mut flags: std::collections::BTreeSet<char> = flags(&shown).chars().collect();
    flags.extend(if mark == Mark::Aside { "FS".chars() } else { "S".chars() });
    format!("{base}:2,{}", flags.into_iter().collect::<String>()).into()
}

fn told(root: &Path, error: &std::io::Error) -> Trouble {
    Trouble(format!("{}: {error}", root.display()))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> std::io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)?
}
