//! Who comes next: after silence, where that is set; and what is told where nobody can.

use super::town::{Town, loaded, published, story, towns};
use xinhuo::actions::answers::{self, Given};
use xinhuo::actions::plans::Noun;
use xinhuo::actions::reminders::owe_due;
use xinhuo::actions::sessions;
use xinhuo::reminders::policy::SETTING;
use xinhuo::sessions::Answer;
use xinhuo::store;
use xinhuo::text::Lang;

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

/// All who could come say no; the page then tells what keeps the last one, and where that is lifted.
async fn nobody_left(town: &Town) {
    let (coordinator, (_, session)) = (town.coordinator(), published(town).await);
    let choice = loop {
        let waiting = loaded(town, &session.id).assignments.into_iter().find(|a| a.answer == Answer::Waiting).unwrap();
        let token = answers::token(&town.app, &waiting.id);
        answers::answer(&town.app, &token, Given::Decline(String::new())).await.unwrap();
        let choice = sessions::candidates(&town.app, &coordinator, session.id.clone()).await.unwrap();
        let Some(next) = choice.people.first() else { break choice };
        assert!(choice.why.is_empty(), "nothing stands in the way of {}", next.name);
        sessions::ask(&town.app, &coordinator, session.id.clone(), None, next.speaker.clone()).await.unwrap();
    };
    let [why] = &choice.why[..] else { panic!("{:?}", choice.why) };
    assert_eq!(why.who.as_deref(), Some("赵淑芬"), "who said no is not among them");
    assert_eq!(why.sentence(Lang::Zh), "本人的保险已过期");
    let fix = why.fix.clone().unwrap();
    assert_eq!((fix.noun, fix.field.as_str()), (Noun::Speaker, "insured_until"));
}

#[test]
fn where_nobody_can_come_the_nearest_are_told_with_their_reasons() {
    for town in towns() {
        story(nobody_left(&town));
    }
}
