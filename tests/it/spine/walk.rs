//! The whole spine through its actions, on both databases.

use super::town::{Town, fortnight, loaded, made, published, story, towns};
use xinhuo::accounts::{Actor, Role};
use xinhuo::actions::answers::{self, Given};
use xinhuo::actions::plans::{self, Wish};
use xinhuo::actions::requests::{self, Placed};
use xinhuo::actions::sessions;
use xinhuo::kernel::*;
use xinhuo::requests::{OrderForm, RequestStatus};
use xinhuo::sessions::{Answer, Session, SessionStatus};
use xinhuo::store::journal::Filter;
use xinhuo::store::{self, Paging, StoreError};
use xinhuo::text::{Lang, refusal};

fn key<T: std::fmt::Debug>(result: Result<T, StoreError>) -> &'static str {
    result.unwrap_err().refusal().expect("a refusal").key
}

fn journalled(town: &Town, noun: &str, id: &str) -> Vec<String> {
    let filter = Filter { noun: noun.to_owned(), noun_id: id.to_owned(), ..Filter::default() };
    let page =
        town.app.store.read_now(|db| store::journal::list(db, &Town::everything(), &filter, Paging::new(1, 100)));
    page.unwrap().rows.into_iter().rev().map(|entry| entry.action).collect()
}

fn letters(town: &Town, subject: &str) -> Vec<String> {
    let page = town.app.store.read_now(|db| {
        store::letters::list::letters(
            db,
            &Town::everything(),
            &store::letters::list::Filter::default(),
            Paging::new(1, 500),
        )
    });
    let mut kinds: Vec<String> = page
        .unwrap()
        .rows
        .into_iter()
        .filter(|letter| letter.subject == subject)
        .map(|letter| format!("{} {}", letter.kind.code(), letter.recipient.kind()))
        .collect();
    kinds.sort();
    kinds
}

fn held(town: &Town) -> Vec<(SessionId, String)> {
    let all = town.app.store.read_now(store::bookings::all).unwrap();
    all.into_iter().map(|booking| (booking.session, booking.resource)).collect()
}

/// What the database holds is what the sessions hold.
fn nothing_else_is_held(town: &Town) {
    let (from, to) = (Day::ymd(2020, 1, 1).unwrap(), Day::ymd(2030, 1, 1).unwrap());
    let all = town.app.store.read_now(|db| store::sessions::between(db, &Town::everything(), from, to)).unwrap();
    let mut wanted: Vec<_> = all.iter().flat_map(Session::bookings).collect();
    wanted.sort();
    let mut kept = town.app.store.read_now(store::bookings::all).unwrap();
    kept.sort();
    assert_eq!(kept, wanted);
}

#[test]
fn an_order_tells_every_field_that_is_wrong() {
    for town in towns() {
        story(async {
            let form = OrderForm {
                room: "操场".to_owned(),
                grade: "senior".to_owned(),
                headcount: "-5".to_owned(),
                language: "klingon".to_owned(),
                windows: vec![
                    "2026-02-30 09:00/10:00".to_owned(),
                    "2026-11-20 09:00/10:00".to_owned(),
                    "2026-12-05 09:00/10:00".to_owned(),
                ],
                repeat: "weekly:4".to_owned(),
                ..town.order()
            };
            let Placed::Refused(no) = requests::place(&town.app, &Actor::visitor(), form).await.unwrap() else {
                panic!("taken")
            };
            let told: Vec<(&str, &str)> = no.iter().map(|r| (r.place.as_deref().unwrap_or(""), r.key)).collect();
            assert_eq!(
                told,
                [
                    ("room", "order-room-unknown"),
                    ("grade", "order-grade-not-suited"),
                    ("headcount", "headcount-out-of-range"),
                    ("language", "order-language-unknown"),
                    ("windows.0", "bad-instant"),
                    ("windows.1", "order-window-past"),
                ],
                "a Saturday cannot be judged without a grade band"
            );
            let saturday = OrderForm { windows: vec!["2026-12-05 09:00/10:00".to_owned()], ..town.order() };
            let Placed::Refused(no) = requests::place(&town.app, &Actor::visitor(), saturday).await.unwrap() else {
                panic!("taken")
            };
            assert_eq!((no[0].key, no[0].place.as_deref()), ("order-day-weekend", Some("windows.0")));
        });
    }
}

#[test]
fn series_share_one_order() {
    for town in towns() {
        story(async {
            let weekly = OrderForm {
                venue: "Z1".to_owned(),
                lecture: String::new(),
                theme: "党史国史".to_owned(),
                grade: "community".to_owned(),
                windows: vec!["2026-11-28 09:00/11:00".to_owned()],
                repeat: "weekly:8".to_owned(),
                ..town.order()
            };
            let ids = made(&town, &town.coordinator(), weekly).await;
            assert_eq!(ids.len(), 8);
            let all = town.app.store.read_now(|db| store::requests::by_ids(db, &ids)).unwrap();
            let series = all[0].series.clone().unwrap();
            assert!(all.iter().all(|it| it.series.as_ref().unwrap().0 == series.0));
            let days: Vec<String> = all.iter().map(|it| it.windows[0].day().to_string()).collect();
            assert_eq!((days[0].as_str(), days[7].as_str()), ("2026-11-28", "2027-01-16"));

            let six = OrderForm {
                windows: vec!["2026-12-01 08:20/11:05".to_owned(), "2026-12-01 13:30/16:00".to_owned()],
                headcount: "45".to_owned(),
                repeat: "classes:6".to_owned(),
                ..town.order()
            };
            let ids = made(&town, &town.contact(), six.clone()).await;
            assert_eq!(ids.len(), 6);
            for id in &ids {
                requests::approve(&town.app, &town.coordinator(), id.clone(), None).await.unwrap();
            }
            let options = fortnight();
            let ran = plans::run(&town.app, &town.coordinator(), town.city.id.clone(), options).await.unwrap();
            let mut starts: Vec<Moment> = ran
                .items
                .iter()
                .filter(|it| ids.contains(&it.request))
                .filter_map(|it| Some(it.chosen.as_ref()?.1))
                .collect();
            starts.sort();
            starts.dedup();
            assert_eq!(starts.len(), 4, "the bells leave four starts from 9:00 on in one hall: {starts:?}");

            let much = OrderForm { repeat: "classes:20".to_owned(), ..six };
            let Placed::Refused(no) = requests::place(&town.app, &town.contact(), much).await.unwrap() else {
                panic!("taken")
            };
            assert_eq!((no[0].key, no[0].place.as_deref()), ("order-classes-too-many", Some("repeat")));
        });
    }
}

#[test]
fn from_an_order_to_a_session_held() {
    for town in towns() {
        story(whole_way(&town));
        nothing_else_is_held(&town);
    }
}

async fn whole_way(town: &Town) {
    let (app, coordinator, contact) = (&town.app, town.coordinator(), town.contact());
    let request = made(town, &contact, town.order()).await.remove(0);
    let outsider = town.somebody(
        "别处",
        Role::Coordinator,
        &xinhuo::committees::Committee {
            path: CommitteePath::everything().child(&CommitteeId::fresh()),
            ..town.city.clone()
        },
    );
    assert_eq!(key(requests::approve(app, &outsider, request.clone(), None).await), "not-allowed");
    assert_eq!(key(requests::send_back(app, &coordinator, request.clone(), None, " ".into()).await), "reason-missing");
    let back = requests::send_back(app, &coordinator, request.clone(), None, "请换到下午".into()).await.unwrap();
    assert_eq!(back.status, RequestStatus::Returned);
    assert_eq!(key(requests::approve(app, &coordinator, request.clone(), None).await), "request-not-open");
    let again = requests::resubmit(app, &contact, request.clone(), Some(back.version), town.order()).await.unwrap();
    assert!(matches!(again, Placed::Made { .. }));
    requests::approve(app, &coordinator, request.clone(), None).await.unwrap();

    let ran = plans::run(app, &coordinator, town.city.id.clone(), fortnight()).await.unwrap();
    let (plan, item) = (ran.plan, ran.items[0].clone());
    let (speaker, start) = item.chosen.clone().expect("filled");
    assert!(plan.objective <= plan.bound);
    // a coordinator's wish is checked against the hard rules
    let give = |who: &SpeakerId, at: &str| Wish::Give(who.clone(), parse_local(at).unwrap());
    let evening = give(&speaker, "2026-12-01 19:00");
    assert_eq!(
        key(plans::change(app, &coordinator, plan.id.clone(), plan.version, request.clone(), evening).await),
        "plan-slot-not-offered"
    );
    let expired = give(&town.speakers[3].id, "2026-12-02 14:00");
    let refused = plans::change(app, &coordinator, plan.id.clone(), plan.version, request.clone(), expired).await;
    let words = refusal(Lang::Zh, refused.unwrap_err().refusal().unwrap());
    assert!(words.starts_with("赵淑芬 不能讲 Q") && words.ends_with("本人的保险已过期。"), "{words}");
    let pinned = plans::change(app, &coordinator, plan.id.clone(), plan.version, request.clone(), Wish::Pin(true))
        .await
        .unwrap();
    assert_eq!(key(plans::publish(app, &coordinator, plan.id.clone(), plan.version).await), "changed-meanwhile");
    let done = plans::publish(app, &coordinator, plan.id.clone(), pinned.version).await.unwrap();
    assert_eq!(key(plans::publish(app, &coordinator, plan.id.clone(), pinned.version).await), "plan-not-open");
    let id = done.sessions[0].clone();
    let session = loaded(town, &id);
    assert_eq!((session.status, session.window.start, session.sequence), (SessionStatus::Published, start, 0));
    assert_eq!(held(town).len(), 2, "the speaker and the hall");
    assert_eq!(letters(town, id.as_str()), ["invitation speaker"]);

    // the first speaker declines by the letter's link; the next best is asked
    let first = session.assignments[0].clone();
    let token = answers::token(app, &first.id);
    assert!(answers::show(app, &token).await.unwrap().closed.is_none());
    assert_eq!(key(answers::show(app, "nonsense").await), "answer-link-wrong");
    answers::answer(app, &token, Given::Decline("要去外地".into())).await.unwrap();
    assert_eq!(held(town).len(), 1, "only the hall");
    let again = answers::answer(app, &token, Given::Decline("要去外地".into())).await.unwrap();
    assert_eq!(again.session.version, loaded(town, &id).version, "twice changes nothing");
    let choice = sessions::candidates(app, &coordinator, id.clone()).await.unwrap();
    let offered = choice.people;
    assert!(choice.why.is_empty(), "nothing stands in the way");
    assert!(!offered.is_empty() && offered.iter().all(|it| it.speaker != first.speaker));
    assert!(offered.iter().all(|it| it.speaker != town.speakers[3].id), "the expired insurance bars 赵");
    let asked = sessions::ask(app, &coordinator, id.clone(), None, offered[0].speaker.clone()).await.unwrap();
    assert_eq!(key(answers::answer(app, &token, Given::Accept).await), "answer-place-taken");
    assert!(answers::show(app, &token).await.is_ok(), "a used link stays readable");

    // the second proposes another time, which is not taken; then accepts after all
    let second = asked.assignments.iter().find(|a| a.answer == Answer::Waiting).unwrap().clone();
    let link = answers::token(app, &second.id);
    let later = parse_local("2026-12-02 14:00").unwrap();
    answers::answer(app, &link, Given::Propose(later, String::new())).await.unwrap();
    let refused = sessions::refuse_proposal(app, &coordinator, id.clone(), None, second.id.clone()).await.unwrap();
    assert_eq!(refused.window.start, start);
    answers::answer(app, &link, Given::Propose(later, String::new())).await.unwrap();
    let moved = sessions::take_proposal(app, &coordinator, id.clone(), None, second.id.clone()).await.unwrap();
    assert_eq!(moved.window.start, later);
    assert!(moved.sequence > refused.sequence);

    confirm_through_gates(town, &id).await;
    held_at_last(town, &id, &request).await;
}

async fn confirm_through_gates(town: &Town, id: &SessionId) {
    let (app, coordinator) = (&town.app, town.coordinator());
    assert_eq!(key(sessions::confirm(app, &coordinator, id.clone(), None, String::new()).await), "gate-teacher");
    let mut details = loaded(town, id).details();
    details.teacher = "周老师".into();
    sessions::note(app, &coordinator, id.clone(), None, details).await.unwrap();
    // 赵, whose insurance has expired, stands by and then speaks
    let zhao = town.speakers[3].id.clone();
    let named = sessions::name_standby(app, &coordinator, id.clone(), None, zhao.clone()).await.unwrap();
    let standby = named.assignments.iter().find(|a| a.speaker == zhao).unwrap().clone();
    assert!(held(town).iter().all(|(_, resource)| *resource != zhao.0), "a standby is not booked");
    let speaking = named.speaking().next().unwrap().id.clone();
    assert_eq!(
        key(sessions::step_in(
            app,
            &coordinator,
            id.clone(),
            None,
            standby.id.clone(),
            Some(speaking.clone()),
            String::new()
        )
        .await),
        "standby-not-ready"
    );
    answers::answer_as(app, &coordinator, standby.id.clone(), Given::Accept).await.unwrap();
    let by_telephone = loaded(town, id).assignment(&standby.id).unwrap().clone();
    assert_eq!(by_telephone.answered_through, "telephone");
    sessions::step_in(app, &coordinator, id.clone(), None, standby.id.clone(), Some(speaking), String::new())
        .await
        .unwrap();
    assert_eq!(key(sessions::confirm(app, &coordinator, id.clone(), None, String::new()).await), "gate-insurance");
    let firm = sessions::confirm(app, &coordinator, id.clone(), None, "保单明天续签".into()).await.unwrap();
    assert_eq!((firm.status, firm.override_reason.as_str()), (SessionStatus::Confirmed, "保单明天续签"));
    let told = letters(town, id.as_str());
    assert!(
        told.contains(&"confirmation venue".to_owned()) && told.contains(&"confirmation speaker".to_owned()),
        "{told:?}"
    );
    let token = answers::token(app, &standby.id);
    assert_eq!(key(answers::answer(app, &token, Given::Decline(String::new())).await), "answer-after-confirm");
}

async fn held_at_last(town: &Town, id: &SessionId, request: &RequestId) {
    let coordinator = town.coordinator();
    assert_eq!(key(sessions::deliver(&town.app, &coordinator, id.clone(), None).await), "session-not-ended");
    let after = town.at("2026-12-02 17:00");
    let done = sessions::deliver(&after, &coordinator, id.clone(), None).await.unwrap();
    assert_eq!(done.status, SessionStatus::Delivered);
    let closed = town.app.store.read_now(|db| store::requests::load(db, request)).unwrap();
    assert_eq!(closed.status, RequestStatus::Done);
    let lines = journalled(town, "session", id.as_str());
    assert_eq!(
        lines,
        [
            "session-publish",
            "session-decline",
            "session-ask",
            "session-propose",
            "session-refuse-proposal",
            "session-propose",
            "session-take-proposal",
            "session-note",
            "session-name-standby",
            "session-accept",
            "session-step-in",
            "session-confirm",
            "session-deliver",
        ]
    );
    assert_eq!(
        journalled(town, "request", request.as_str()),
        ["request-place", "request-return", "request-resubmit", "request-approve", "request-schedule", "request-done"]
    );
    assert_eq!(letters(town, request.as_str()).len(), 4, "received twice, returned, approved");
}

#[test]
fn a_cancelled_session_gives_its_request_back() {
    for town in towns() {
        story(async {
            let (request, session) = published(&town).await;
            let (app, coordinator) = (&town.app, town.coordinator());
            let seen = Some(session.version - 1);
            let stale = sessions::cancel(
                app,
                &coordinator,
                session.id.clone(),
                seen,
                "台风".into(),
                sessions::AfterCancel::PlanAgain,
            );
            assert_eq!(key(stale.await), "changed-meanwhile");
            let off =
                sessions::cancel_day(app, &coordinator, town.city.id.clone(), session.window.day(), "台风".into())
                    .await;
            let off = off.unwrap();
            assert_eq!((off.len(), off[0].status, off[0].sequence), (1, SessionStatus::Cancelled, 1));
            assert!(held(&town).is_empty());
            assert_eq!(
                letters(&town, session.id.as_str()),
                ["cancellation speaker", "cancellation venue", "invitation speaker"]
            );
            let waiting = town.app.store.read_now(|db| store::requests::load(db, &request)).unwrap();
            assert_eq!(waiting.status, RequestStatus::Approved);
            let token = answers::token(app, &session.assignments[0].id);
            assert_eq!(key(answers::answer(app, &token, Given::Accept).await), "answer-session-off");
        });
        nothing_else_is_held(&town);
    }
}

#[test]
fn nothing_is_told_twice_and_nothing_half() {
    for town in towns() {
        story(async {
            // two requests for the same hall at the same and only time: one stays unfilled, with a reason
            let one = OrderForm { windows: vec!["2026-12-01 09:25/10:10".to_owned()], ..town.order() };
            for form in [one.clone(), one] {
                let id = made(&town, &town.contact(), form).await.remove(0);
                requests::approve(&town.app, &town.coordinator(), id, None).await.unwrap();
            }
            let ran = plans::run(&town.app, &town.coordinator(), town.city.id.clone(), fortnight()).await.unwrap();
            let unfilled: Vec<_> = ran.items.iter().filter(|it| it.chosen.is_none()).collect();
            assert_eq!(unfilled.len(), 1);
            let why = plans::Why::read(&unfilled[0].reasons);
            assert!(why.iter().any(|it| it.key == "plan-reason-room-taken"), "{why:?}");
            assert!(why.iter().all(|it| !it.in_words(xinhuo::text::Lang::Zh).contains('[')), "{why:?}");
            // two coordinators publish at once
            let (one, other) = (town.coordinator(), town.coordinator());
            let (a, b) = tokio::join!(
                plans::publish(&town.app, &one, ran.plan.id.clone(), ran.plan.version),
                plans::publish(&town.app, &other, ran.plan.id.clone(), ran.plan.version),
            );
            assert_eq!([a.is_ok(), b.is_ok()].iter().filter(|ok| **ok).count(), 1);
            assert_eq!(held(&town).len(), 2);
        });
        nothing_else_is_held(&town);
    }
}
