//! Files of plans: read up to a limit, written whole or not at all.

use crate::cli::Failure;
use crate::kernel::Refusal;
use crate::matching::instance::limits;
use crate::tables::broken;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The bytes of a file; one that is larger than a run accepts is refused unread.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let name = path.display().to_string();
    let unreadable = |error: std::io::Error| broken(path, &error);
    let file = File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    let large = || Refusal::new("plan-file-too-large").with("name", &name).with("most", (limits::BYTES >> 20) as i64);
    if length > limits::BYTES {
        return Err(large().into());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(limits::BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > limits::BYTES { Err(large().into()) } else { Ok(bytes) }
}

/// A file to be: opened before the work, so that a wrong place is told at once; renamed into place when it is whole.
pub(super) struct Output {
    path: PathBuf,
    part: PathBuf,
    file: File,
}

impl Output {
    /// Opens it.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let in_place = path.metadata().is_ok_and(|there| !there.is_file());
        let mut part = path.to_path_buf();
        if !in_place {
            let mut name = path.file_name().unwrap_or_default().to_os_string();
            name.push(format!(".{}.part", std::process::id()));
            part.set_file_name(name);
        }
        let file = File::create(&part).map_err(|error| Failure::Setting(unwritable(path, &error)))?;
        Ok(Self { path: path.to_path_buf(), part, file })
    }

    /// Writes it.
    pub(super) fn finish(mut self, bytes: &[u8]) -> Result<(), Failure> {
        let done = self.file.write_all(bytes).and_then(|()| match self.part == self.path {
            true => Ok(()),
            false => std::fs::rename(&self.part, &self.path),
        });
        done.map_err(|error| unwritable(&self.path, &error).into())
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if self.part != self.path {
            // gone already where it was renamed
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Refusal {
    Refusal::new("file-unwritable").with("name", path.display().to_string()).with("why", error.to_string())
}
