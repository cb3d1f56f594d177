//! Lists within one cell or field, separated by `|`.

/// The parts of a list, without surrounding space; empty ones fall away. The full-width bar counts too.
pub fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['|', '｜']).map(str::trim).filter(|part| !part.is_empty())
}
