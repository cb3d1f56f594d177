//! What goes to stdout. A reader that stops early (`| head`) is no failure.

use super::Failure;
use crate::kernel::Arg;
use crate::text::{Lang, say_with};
use std::io::Write;

/// Bytes as they are.
pub(crate) fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

/// One line.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    bytes(format!("{text}\n").as_bytes())
}

/// One sentence.
pub(crate) fn say(lang: Lang, key: &str, args: &[(&'static str, Arg)]) -> Result<(), Failure> {
    line(&say_with(lang, key, args))
}
