//! Cells that a spreadsheet would run as formulas.

const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// The text as it is written: an apostrophe stands before what would begin a formula, and
/// before apostrophes that stand before such.
pub(super) fn defused(text: &str) -> String {
    if is_fused(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text that [`defused`] was given.
pub(super) fn as_meant(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_fused(rest) => rest,
        _ => text,
    }
}

fn is_fused(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comes_back_as_it_was() {
        for text in ["=1+1", "'=1", "''@x", "'name", "-3", "＝A1", "", "'", "plain", "a=b"] {
            assert_eq!(as_meant(&defused(text)), text);
        }
        assert_eq!(defused("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(defused("name"), "name");
    }
}
