//! Who may do what: role x deed x inside or outside, written out a second time as a table.

use xinhuo::accounts::{Actor, Deed, Grant, Reach, Role, Target};
use xinhuo::kernel::{AccountId, CommitteeId, CommitteePath, SessionId, SpeakerId, VenueId};

/// Administrator, coordinator, reviewer over a subtree; speaker and contact over themselves.
const TABLE: [(Deed, [bool; 5]); 26] = {
    const Y: bool = true;
    const N: bool = false;
    [
        (Deed::SeeRegisters, [Y, Y, Y, N, N]),
        (Deed::EditRegisters, [Y, Y, N, N, N]),
        (Deed::EditOwnSpeaker, [Y, Y, N, Y, N]),
        (Deed::EditOwnVenue, [Y, Y, N, N, Y]),
        (Deed::EditLectures, [Y, Y, N, N, N]),
        (Deed::ApproveLectures, [Y, Y, N, N, N]),
        (Deed::EditCommittees, [Y, N, N, N, N]),
        (Deed::SeeRequests, [Y, Y, Y, N, Y]),
        (Deed::PlaceRequest, [Y, Y, N, N, Y]),
        (Deed::JudgeRequest, [Y, Y, N, N, N]),
        (Deed::WithdrawRequest, [Y, Y, N, N, Y]),
        (Deed::Plan, [Y, Y, N, N, N]),
        (Deed::SeeSessions, [Y, Y, Y, Y, Y]),
        (Deed::EditSessions, [Y, Y, N, N, N]),
        (Deed::AnswerInvitation, [Y, Y, N, Y, N]),
        (Deed::ReportHeadcount, [Y, Y, N, N, Y]),
        (Deed::ConfirmHeadcount, [Y, Y, N, N, N]),
        (Deed::SeeReach, [Y, Y, Y, N, N]),
        (Deed::FilePeriod, [Y, Y, N, N, N]),
        (Deed::LockPeriod, [Y, N, Y, N, N]),
        (Deed::EditTargets, [Y, Y, Y, N, N]),
        (Deed::HandleLetters, [Y, Y, N, N, N]),
        (Deed::SeeJournal, [Y, Y, Y, N, N]),
        (Deed::MoveFiles, [Y, Y, N, N, N]),
        (Deed::ManageAccounts, [Y, N, N, N, N]),
        (Deed::EditSettings, [Y, Y, N, N, N]),
    ]
};

struct World {
    city: CommitteePath,
    county: CommitteePath,
    township: CommitteePath,
    neighbour: CommitteePath,
    own: (SpeakerId, VenueId),
    other: (SpeakerId, VenueId),
}

fn world() -> World {
    let id = CommitteeId::fresh;
    let city = CommitteePath::everything().child(&id());
    let county = city.child(&id());
    World {
        township: county.child(&id()),
        neighbour: city.child(&id()),
        city,
        county,
        own: (SpeakerId::fresh(), VenueId::fresh()),
        other: (SpeakerId::fresh(), VenueId::fresh()),
    }
}

fn somebody(world: &World, role: Role) -> Actor {
    let grant = Grant {
        role,
        committee_id: CommitteeId::fresh(),
        committee: world.county.clone(),
        speaker: (role == Role::Speaker).then(|| world.own.0.clone()),
        venue: (role == Role::Contact).then(|| world.own.1.clone()),
    };
    Actor::account(AccountId::fresh(), "某人".to_owned(), vec![grant])
}

#[test]
fn every_role_and_deed_inside_and_outside() {
    let world = world();
    assert_eq!(TABLE.len(), Deed::ALL.len());
    for (deed, rights) in TABLE {
        for (role, right) in Role::ALL.into_iter().zip(rights) {
            let actor = somebody(&world, role);
            let own = |path| Target::of(path).speaker(&world.own.0).venue(&world.own.1);
            let foreign = |path| Target::of(path).speaker(&world.other.0).venue(&world.other.1);
            let personal = matches!(role, Role::Speaker | Role::Contact);
            let say = |what: &str| format!("{} {deed:?} {what}", role.code());
            assert_eq!(actor.may(deed, &own(&world.county)).is_ok(), right, "{}", say("own"));
            assert_eq!(actor.may(deed, &foreign(&world.county)).is_ok(), right && !personal, "{}", say("another's"));
            assert_eq!(actor.may(deed, &foreign(&world.township)).is_ok(), right && !personal, "{}", say("below"));
            assert!(actor.may(deed, &foreign(&world.neighbour)).is_err(), "{}", say("beside"));
            assert!(actor.may(deed, &foreign(&world.city)).is_err(), "{}", say("above"));
            assert!(actor.may(deed, &Target::default()).is_err(), "{}", say("nothing named"));
            assert_eq!(actor.scope(deed).is_ok(), right, "{}", say("scope"));
        }
    }
}

#[test]
fn a_scope_holds_what_the_role_covers_and_no_more() {
    let world = world();
    let coordinator = somebody(&world, Role::Coordinator).scope(Deed::SeeSessions).unwrap();
    assert_eq!(coordinator.reaches(), [Reach::Subtree(world.county.clone())]);
    assert!(coordinator.narrowed(&world.township).is_ok());
    assert!(coordinator.narrowed(&world.city).is_err());
    assert!(coordinator.narrowed(&world.neighbour).is_err());
    let speaker = somebody(&world, Role::Speaker).scope(Deed::SeeSessions).unwrap();
    assert_eq!(speaker.reaches(), [Reach::Speaker(world.own.0.clone())]);
    assert!(speaker.narrowed(&world.county).is_err());
    let contact = somebody(&world, Role::Contact).scope(Deed::SeeSessions).unwrap();
    assert_eq!(contact.reaches(), [Reach::Venue(world.own.1.clone())]);
}

#[test]
fn links_and_visitors_may_do_one_thing_each() {
    let (speaker, session) = (SpeakerId::fresh(), SessionId::fresh());
    let path = CommitteePath::everything().child(&CommitteeId::fresh());
    let (other_speaker, other_session) = (SpeakerId::fresh(), SessionId::fresh());
    for deed in Deed::ALL {
        let link = Actor::answer_link(speaker.clone(), "王老师");
        let own = Target::of(&path).speaker(&speaker).session(&session);
        let foreign = Target::of(&path).speaker(&other_speaker).session(&other_session);
        assert_eq!(link.may(deed, &own).is_ok(), deed == Deed::AnswerInvitation, "{deed:?}");
        assert!(link.may(deed, &foreign).is_err());
        let code = Actor::attendance_code(session.clone(), "张老师");
        assert_eq!(code.may(deed, &own).is_ok(), deed == Deed::ReportHeadcount, "{deed:?}");
        assert!(code.may(deed, &foreign).is_err());
        let visitor = Actor::visitor();
        assert_eq!(visitor.may(deed, &own).is_ok(), deed == Deed::PlaceRequest, "{deed:?}");
        assert!(visitor.scope(deed).is_err());
    }
}
