//! Minors are counted, never named: what a free text must not hold.

/// The longest note, in characters.
pub const NOTE_MOST: usize = 500;

/// The warning that a text deserves: it looks like an identity number, or like a list of names.
#[must_use]
pub fn private_words(text: &str) -> Option<&'static str> {
    if holds_identity_number(text) {
        Some("note-looks-like-identity")
    } else if holds_roster(text) {
        Some("note-looks-like-roster")
    } else {
        None
    }
}

/// Fifteen or eighteen digits in a row (the last may be an X), with or without spaces.
fn holds_identity_number(text: &str) -> bool {
    let mut digits = 0;
    let long = |digits: usize| digits == 15 || digits >= 17;
    for c in text.chars() {
        match c {
            '0'..='9' | '０'..='９' => digits += 1,
            ' ' | '-' | '\u{3000}' => {}
            'x' | 'X' | 'Ｘ' | 'ｘ' if digits >= 17 => return true,
            _ if long(digits) => return true,
            _ => digits = 0,
        }
    }
    long(digits)
}

/// Five or more pieces in a row that are each two to four Chinese characters.
fn holds_roster(text: &str) -> bool {
    let han = |piece: &str| {
        let count = piece.chars().count();
        (2..=4).contains(&count) && piece.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
    };
    let mut run = 0;
    for piece in text.split(['、', '，', ',', '；', ';', '\n', ' ', '\t', '\u{3000}']).map(str::trim) {
        run = match piece {
            "" => run,
            name if han(name) => run + 1,
            _ => 0,
        };
        if run >= 5 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_numbers_and_rosters_are_seen() {
        for text in [
            "320602200901012345",
            "请看 32060220090101234X。",
            "３２０６０２２００９０１０１２３４５",
            "320602 20090101 2345",
            "130503670401001",
        ] {
            assert_eq!(private_words(text), Some("note-looks-like-identity"), "{text}");
        }
        assert_eq!(private_words("张伟、王芳、李娜、刘洋、陈静"), Some("note-looks-like-roster"));
    }

    #[test]
    fn ordinary_notes_are_left_alone() {
        for text in [
            "",
            "三（2）班因体检晚到十分钟",
            "联系电话 13800138000",
            "讲得好，孩子们很专注，希望再来，谢谢",
            "2026-11-25 09:30 开始",
        ] {
            assert_eq!(private_words(text), None, "{text}");
        }
    }
}
