//! A reader's search words as a LIKE pattern.

diesel::define_sql_function! {
    /// Lower case, of ASCII on SQLite, of all letters on PostgreSQL.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// `%words%` in lower case with `%`, `_` and `\` escaped by `\`; nothing when there are no words.
pub(crate) fn pattern(words: &str) -> Option<String> {
    let words = words.trim();
    if words.is_empty() {
        return None;
    }
    let mut pattern = String::from("%");
    // nobody types more than a name, and a long pattern is slow
    for c in words.chars().take(80).flat_map(char::to_lowercase) {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    Some(pattern)
}
