//! What surrounds the program fails for a while: the person hears it in one sentence where they
//! are, nothing typed is lost, the rest works on, and afterwards all works without a restart.

mod beside;
mod busy;
mod disk;
mod gone;

use crate::harness::Browser;
use crate::harness::browser::Seen;
use crate::pages::bad_input::FINE as ORDER;

async fn order(staff: &Browser, page: &Seen) -> Seen {
    staff.send(page, "/requests/new", &ORDER).await
}

/// The page says what is wrong, and the form in it still holds all that was typed.
fn nothing_typed_is_lost(page: &Seen, sentence: &str) {
    assert_eq!(page.status, 503, "{}", page.text());
    assert!(page.says(sentence), "{}", page.text());
    assert_eq!(page.headers.get("retry-after").map(String::as_str), Some("30"));
    let held = page.fields_of("/requests/new");
    for (name, value) in ORDER {
        let kept = held.iter().any(|(own, kept)| own == name && kept == value);
        assert!(kept, "{name} is lost: {held:?}");
    }
}

/// The very page that told of the fault is sent once more.
async fn taken_at_last(staff: &Browser, told: &Seen) {
    let done = staff.send(told, "/requests/new", &[]).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert!(staff.get("/requests").await.says("241"), "the order is not there");
}
