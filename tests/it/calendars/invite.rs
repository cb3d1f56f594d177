//! Invitations out, answers in.

use super::feed::lecture;
use super::{at, window};
use xinhuo::calendars::invite::{Answer, Invited, Person, Verdict, cancel, reply, request};
use xinhuo::calendars::read::read;

fn person(name: &str, email: &str) -> Person {
    Person { name: name.into(), email: email.into() }
}

fn asked() -> Vec<(Person, Answer)> {
    vec![(person("王老师; \"老王\"", "wang@x.example"), Answer::NeedsAction)]
}

/// What a calendar program sends back.
fn answer(lines: &[&str]) -> Vec<u8> {
    let mut all = vec!["METHOD:REPLY", "BEGIN:VEVENT", "UID:one", "SEQUENCE:2", "DTSTAMP:20261123T060000Z"];
    all.extend(lines);
    all.push("END:VEVENT");
    super::file(&all).into_bytes()
}

const YES: &str = "ATTENDEE;PARTSTAT=ACCEPTED;CN=\"王\":MAILTO:Wang@X.example";

#[test]
fn an_invitation_asks_and_names_who() {
    let bytes = request(&lecture(), &person("市关工委", "plan@x.example"), &asked());
    let sent = read(&bytes).expect("read");
    assert_eq!(sent.get("METHOD").map(|m| m.raw.as_str()), Some("REQUEST"));
    let event = &sent.events[0];
    let attendee = event.get("ATTENDEE").expect("attendee");
    assert_eq!(attendee.raw, "mailto:wang@x.example");
    assert_eq!(attendee.param("RSVP"), Some("TRUE"));
    assert_eq!(attendee.param("PARTSTAT"), Some("NEEDS-ACTION"));
    assert_eq!(attendee.param("CN"), Some("王老师; \"老王\""));
    assert_eq!(event.get("ORGANIZER").map(|o| o.raw.as_str()), Some("mailto:plan@x.example"));
    assert_eq!(event.text("UID"), lecture().uid);
}

#[test]
fn taking_back_cancels_the_same_event() {
    let mut off = lecture();
    off.sequence += 1;
    let sent = read(&cancel(&off, &person("", "plan@x.example"), &asked())).expect("read");
    let event = &sent.events[0];
    assert_eq!(sent.get("METHOD").map(|m| m.raw.as_str()), Some("CANCEL"));
    assert_eq!((event.text("STATUS").as_str(), event.text("SEQUENCE").as_str()), ("CANCELLED", "3"));
}

#[test]
fn an_address_cannot_add_a_line_or_a_parameter() {
    let evil = person("x\r\nATTENDEE:mailto:y@z", "a@b\r\nSUMMARY:owned");
    let sent = read(&request(&lecture(), &evil, &[(evil.clone(), Answer::Accepted)])).expect("read");
    assert_eq!(sent.events[0].all("ATTENDEE").count(), 1);
    assert_eq!(sent.events[0].all("SUMMARY").count(), 1);
}

#[test]
fn a_reply_is_read() {
    let read = reply(&answer(&[YES, "COMMENT:我会提前到"])).expect("a reply");
    assert_eq!((read.uid.as_str(), read.sequence, read.attendee.as_str()), ("one", 2, "wang@x.example"));
    assert_eq!((read.answer, read.given_at), (Answer::Accepted, Some(at("2026-11-23 14:00"))));
    assert_eq!((read.proposal, read.comment.as_str()), (None, "我会提前到"));
}

#[test]
fn another_time_may_be_proposed() {
    let bytes = answer(&[YES, "DTSTART:20261126T010000Z", "DURATION:PT90M"]);
    let text = String::from_utf8(bytes).expect("UTF-8").replace("METHOD:REPLY", "METHOD:COUNTER");
    assert_eq!(reply(text.as_bytes()).expect("read").proposal, Some(window("2026-11-26 09:00/10:30")));
}

#[test]
fn what_is_no_answer_of_one_person_is_refused() {
    let to_many = answer(&[YES, "ATTENDEE;PARTSTAT=DECLINED:mailto:li@x.example"]);
    let invitation = request(&lecture(), &person("", "plan@x.example"), &asked());
    for bytes in [answer(&[]), to_many, invitation, answer(&["ATTENDEE;PARTSTAT=ACCEPTED:tel:110"])] {
        assert_eq!(reply(&bytes).expect_err("refused").key, "invitation-not-a-reply");
    }
    let nonsense = String::from_utf8(answer(&[YES])).expect("UTF-8").replace("SEQUENCE:2", "SEQUENCE:-1");
    assert_eq!(reply(nonsense.as_bytes()).expect_err("refused").key, "invitation-not-a-reply");
    assert_eq!(reply(b"Ja, gerne!").expect_err("refused").key, "calendar-not-a-calendar");
}

#[test]
fn only_a_fresh_answer_of_the_invited_counts() {
    let read = reply(&answer(&[YES])).expect("a reply");
    let invited = Invited { email: "Wang@x.example".into(), sequence: 2, answered_at: None };
    assert_eq!(read.weigh(&invited, "wang@X.example"), Verdict::Counts);
    assert_eq!(read.weigh(&invited, "li@x.example"), Verdict::WrongSender);
    assert_eq!(read.weigh(&Invited { sequence: 3, ..invited.clone() }, "wang@x.example"), Verdict::OldSequence);
    let later = Invited { answered_at: Some(at("2026-11-23 14:00")), ..invited.clone() };
    assert_eq!(read.weigh(&later, "wang@x.example"), Verdict::OlderAnswer);
    let other = Invited { email: "li@x.example".into(), ..invited.clone() };
    assert_eq!(read.weigh(&other, "wang@x.example"), Verdict::NotInvited);
    let by_helper =
        reply(&answer(&["ATTENDEE;PARTSTAT=DECLINED;SENT-BY=\"mailto:son@x.example\":mailto:wang@x.example"]));
    assert_eq!(by_helper.expect("a reply").weigh(&invited, "son@x.example"), Verdict::WrongSender);
}
