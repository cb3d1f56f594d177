//! Who does not answer an invitation loses the place to the next candidate, where that is set.

use super::town::{Town, loaded, published, story, towns};
use xinhuo::actions::reminders::owe_due;
use xinhuo::reminders::policy::SETTING;
use xinhuo::sessions::Answer;
use xinhuo::store;

async fn the_next_is_asked_once(town: &Town) {
    let (_, session) = published(town).await;
    let silent = session.assignments[0].clone();
    let city = town.city.id.clone();
    let wish = Some(r#"{"asks_next":true}"#);
    town.app.store.write_now(|db| store::committees::set_setting(db, &city, SETTING, wish)).unwrap();
    let late = town.at("2026-11-26 09:01");
    let (one, two) = tokio::join!(owe_due(&late), owe_due(&late));
    let (one, two) = (one.unwrap(), two.unwrap());
    let asked = one.get("invitation").unwrap_or(&0) + two.get("invitation").unwrap_or(&0);
    assert_eq!(asked, 1, "{one:?} {two:?}");
    let now = loaded(town, &session.id);
    assert_eq!(now.assignments.len(), 2);
    assert_eq!(now.assignments.iter().find(|a| a.id == silent.id).unwrap().answer, Answer::Released);
    let next = now.assignments.iter().find(|a| a.id != silent.id).unwrap();
    assert_eq!(next.answer, Answer::Waiting);
    assert_ne!(next.speaker, silent.speaker);
    assert!(owe_due(&town.at("2026-11-26 09:30")).await.unwrap().is_empty());
}

#[test]
fn silence_gives_the_place_to_the_next_candidate() {
    for town in towns() {
        story(the_next_is_asked_once(&town));
    }
}
