//! The sample city: what it claims, on days of all kinds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, OnceLock};
use xinhuo::accounts::Scope;
use xinhuo::calendars::days_off::{DaysOff, Place as Binds};
use xinhuo::demo::city::{City, city};
use xinhuo::demo::fill::{Filled, fill_at};
use xinhuo::demo::history::Gathering;
use xinhuo::kernel::{Day, Grade, Moment};
use xinhuo::reach::By;
use xinhuo::sessions::{Answer, Part, PlanStatus, SessionKind, SessionStatus};
use xinhuo::store::reach::{Asked, ReachQuery, compare, report};
use xinhuo::store::{Paging, Store};
use xinhuo::text::Lang;

/// A plain Monday, National Day, a Sunday in the Spring Festival, New Year's Day, a summer Sunday long ago, a day
/// for which no decree is known.
const DAYS: [&str; 6] = ["2026-11-23", "2026-10-01", "2024-02-11", "2027-01-01", "2022-07-03", "2027-12-30"];

/// Each day's city, made once for all tests.
fn made(day: &str) -> &'static City {
    static MADE: LazyLock<BTreeMap<&str, OnceLock<City>>> =
        LazyLock::new(|| DAYS.iter().map(|day| (*day, OnceLock::new())).collect());
    MADE[day].get_or_init(|| fresh(day))
}

fn fresh(day: &str) -> City {
    city(day.parse().unwrap(), &DaysOff::shipped()).unwrap()
}

fn sum(of: impl Iterator<Item = i32>) -> i64 {
    of.map(i64::from).sum()
}

#[test]
fn totals_are_those_of_the_city_on_any_day() {
    for day in DAYS {
        let city = made(day);
        let (field, listening): (Vec<&Gathering>, Vec<&Gathering>) =
            city.history.iter().partition(|it| it.kind == SessionKind::FieldPractice);
        let campaign: Vec<&&Gathering> = listening.iter().filter(|it| it.campaign).collect();
        assert_eq!(city.history.len(), 4003, "{day}");
        assert_eq!(sum(listening.iter().map(|it| it.crowd.youth)), 1_158_437, "{day}");
        assert_eq!(sum(field.iter().map(|it| it.crowd.youth)), 202_316, "{day}");
        assert_eq!(campaign.iter().map(|it| it.speakers.len()).sum::<usize>(), 306, "{day}");
        assert_eq!(sum(campaign.iter().map(|it| it.crowd.all())), 50_412, "{day}");
        assert_eq!((city.teams.len(), city.materials.len()), (352, 3375), "{day}");
        assert!(field.iter().all(|it| !it.campaign), "{day}");
        assert!(campaign.iter().all(|it| it.theme == "党史国史" && it.day.parts().0 == 2021 && it.day.parts().1 >= 3));
        let today: Day = day.parse().unwrap();
        assert!(city.history.iter().all(|it| it.day < today), "{day}");
        assert!(city.history.last().unwrap().day.since(today) > -40, "the history reaches up to {day}");
    }
}

#[test]
fn nobody_comes_who_does_not_fit() {
    for day in DAYS {
        let city = made(day);
        for it in &city.history {
            let place = &city.places[it.place];
            let crowd = &it.crowd;
            assert!(crowd.youth > 0 && crowd.low <= crowd.youth && crowd.youth <= crowd.high, "{it:?}");
            assert!(crowd.youth <= place.enrolled(it.grade), "{it:?} at {:?}", place.venue.enrolment);
            if let Some(room) = it.room {
                assert!(crowd.all() <= place.venue.rooms[room].capacity, "{it:?} in {:?}", place.venue.rooms[room]);
            }
        }
        // no single row makes up a sum
        let most = city.history.iter().map(|it| it.crowd.youth).max().unwrap();
        assert!(most < 1500, "{most}");
    }
}

#[test]
fn no_school_is_visited_on_a_closed_day() {
    let days_off = DaysOff::shipped();
    for day in DAYS {
        let city = made(day);
        for it in &city.history {
            let place = &city.places[it.place];
            let binds = if place.is_school() { Binds::School(it.grade) } else { Binds::Station };
            assert_eq!(days_off.closed(it.day, binds), None, "{it:?}");
            assert_eq!(place.is_school(), it.grade != Grade::Community);
            let (year, month, _) = it.day.parts();
            assert!((year, month) < (2020, 2) || (year, month) > (2020, 4) || it.kind == SessionKind::Online, "{it:?}");
            assert!(it.start >= 9 * 60 && it.start + it.minutes <= 16 * 60 + 30, "{it:?}");
        }
    }
}

#[test]
fn speakers_do_what_they_can_and_no_more() {
    for day in DAYS {
        let city = made(day);
        let today: Day = day.parse().unwrap();
        let mut by_speaker: BTreeMap<usize, Vec<&Gathering>> = BTreeMap::new();
        for it in &city.history {
            it.speakers.iter().for_each(|who| by_speaker.entry(*who).or_default().push(it));
        }
        for (who, talks) in by_speaker {
            let speaker = &city.people[who].speaker;
            let days: BTreeSet<Day> = talks.iter().map(|it| it.day).collect();
            assert_eq!(days.len(), talks.len(), "{} speaks once a day", speaker.code);
            let mut years: BTreeMap<i32, usize> = BTreeMap::new();
            let mut months: BTreeMap<String, i32> = BTreeMap::new();
            for it in &talks {
                *years.entry(it.day.parts().0).or_default() += 1;
                *months.entry(it.day.month()).or_default() += 1;
                let (start, end) = (it.start, it.start + it.minutes);
                let hours = speaker.availability.iter().filter(|hours| hours.weekday == it.day.weekday());
                assert!(hours.clone().any(|hours| hours.from <= start && end <= hours.to), "{} {it:?}", speaker.code);
                assert!(speaker.qualifications.contains(&(it.theme.clone(), it.grade)), "{} {it:?}", speaker.code);
            }
            assert!(months.values().all(|talks| *talks <= speaker.caps.per_month), "{} {months:?}", speaker.code);
            for (year, talks) in years {
                assert!(talks <= 20, "{} {year} {talks}", speaker.code);
                assert!(talks >= 6 || year == today.plus(-1).parts().0, "{} {year} {talks} as of {day}", speaker.code);
            }
            let age = today.parts().0 - speaker.birth_year.unwrap();
            assert!((62..=84).contains(&age), "{} is {age}", speaker.code);
        }
    }
}

#[test]
fn no_place_is_visited_twice_at_a_time() {
    for day in DAYS {
        let city = made(day);
        let mut visits = BTreeSet::new();
        assert!(city.history.iter().all(|it| visits.insert((it.place, it.day))), "{day}");
    }
}

#[test]
fn everything_invented_says_so() {
    let city = made("2026-11-23");
    assert!(city.places.iter().all(|place| place.venue.name.contains("示例")));
    assert!(city.people.iter().all(|person| person.speaker.name.contains("示例")));
    assert!(city.teams.iter().all(|team| team.name.contains("示例")));
    assert!(city.lectures.iter().all(|lecture| lecture.title.contains("示例")));
    assert!(city.materials.iter().all(|material| material.title.contains("示例")));
    assert!(city.campaigns.iter().all(|campaign| campaign.name.contains("示例")));
    assert!(city.ground.committees.iter().all(|committee| committee.name.contains("示例")));
    let names: BTreeSet<&str> = city.people.iter().map(|person| person.speaker.name.as_str()).collect();
    assert_eq!(names.len(), city.people.len(), "no two speakers share a name");
}

#[test]
fn the_same_day_makes_the_same_city() {
    let (one, two) = (made("2026-11-23"), fresh("2026-11-23"));
    let lines = |city: &City| city.history.iter().map(|it| format!("{it:?}")).collect::<Vec<_>>();
    assert_eq!(lines(one), lines(&two));
    assert!(one.people.iter().map(|it| &it.speaker).eq(two.people.iter().map(|it| &it.speaker)));
}

#[test]
fn a_clock_before_the_history_ends_is_refused_in_a_sentence() {
    let early = city("2021-06-30".parse().unwrap(), &DaysOff::shipped());
    assert_eq!(early.err().map(|refusal| refusal.key), Some("demo-clock-too-early"));
}

/// A database with the sample of a day in it.
async fn filled(store: &Store, day: &str) -> Moment {
    store.migrate().unwrap();
    let now = day.parse::<Day>().unwrap().at(615);
    assert_eq!(fill_at(store, now).await.unwrap(), Filled::Fresh);
    assert_eq!(fill_at(store, now).await.unwrap(), Filled::Already, "a second start changes nothing");
    now
}

async fn proves_its_claims(store: Store, day: &'static str) {
    let now = filled(&store, day).await;
    store
        .read(move |db| {
            let since = |campaign: Option<&str>| Asked {
                scope: Scope::public(),
                committee: None,
                from: campaign.is_none().then(|| "2020-01-01".parse().unwrap()),
                to: None,
                campaign: campaign.map(str::to_owned),
                as_of: None,
            };
            let whole = ReachQuery::of(db, &since(None), now)?;
            let total = report(db, &whole, Some(By::Committee), Lang::Zh)?;
            assert_eq!((total.confirmed.sessions, total.confirmed.youth), (4003, 1_158_437));
            assert_eq!((total.confirmed.field_persons, total.materials), (202_316, Some(3375)));
            assert!(total.sentence(Lang::Zh).contains("已开展宣讲4000多场次，听讲超115.8万人次"));
            for by in [By::Committee, By::Month, By::Theme, By::Kind, By::Grade, By::VenueKind] {
                let rows = report(db, &whole, Some(by), Lang::Zh)?.rows;
                assert_eq!(rows.iter().map(|row| row.sums.youth).sum::<i64>(), 1_158_437, "{by:?}");
            }
            let centenary = ReachQuery::of(db, &since(Some("DS2021")), now)?;
            let talks = report(db, &centenary, None, Lang::Zh)?.confirmed;
            assert_eq!((talks.sessions, talks.talks), (306, 306));
            assert_eq!(talks.youth + talks.parents + talks.others, 50_412);
            assert_eq!(compare(db)?, vec![], "roll-ups say what the rows say");
            let own = ReachQuery::of(db, &Asked { committee: Some("NT".to_owned()), ..since(None) }, now)?;
            let contests = xinhuo::store::reach::overview(db, &own, By::Area, Lang::Zh)?.contests;
            assert!(contests.told > contests.contests * 9 / 10 && contests.told < contests.contests, "{contests:?}");
            assert!(contests.winners > contests.told && contests.winners < contests.entrants, "{contests:?}");
            let areas = report(db, &own, Some(By::Area), Lang::Zh)?.rows;
            assert_eq!(areas.iter().map(|row| row.sums.youth).sum::<i64>(), 1_158_437);
            assert_eq!(areas.iter().filter(|row| row.name.contains("示例")).count(), 3, "{areas:?}");
            let told = xinhuo::store::indicators::within(db, &Scope::public())?;
            assert_eq!(told.len(), 3 * 9 * 4, "the city, seven counties and the zone, four years");
            assert!(
                told.iter()
                    .all(|(_, it)| 0 < it.numerator && it.numerator < it.denominator && it.source.contains("示例"))
            );
            assert!(total.beside.reported.sessions > 0 && total.beside.missing_sessions > 0);
            Ok(())
        })
        .await
        .unwrap();
    shows_work_in_all_states(&store).await;
}

async fn shows_work_in_all_states(store: &Store) {
    store
        .read(|db| {
            let all = Paging::new(1, 500);
            let requests = xinhuo::store::requests::tally(db, &Scope::public())?;
            use xinhuo::requests::RequestStatus::{Approved, Returned, Scheduled, Submitted};
            assert!([Submitted, Approved, Returned, Scheduled].iter().all(|state| requests.contains_key(state)));
            let plans = xinhuo::store::plans::list(db, &Scope::public(), all)?.rows;
            assert!(plans.iter().all(|plan| plan.status == PlanStatus::Published) && (2..=3).contains(&plans.len()));
            let wanted = xinhuo::store::sessions::Wanted { latest_first: true, ..Default::default() };
            let sessions = xinhuo::store::sessions::list(db, &Scope::public(), &wanted, Paging::new(1, 60))?.rows;
            let answers: BTreeSet<Answer> =
                sessions.iter().flat_map(|it| it.assignments.iter().map(|asked| asked.answer)).collect();
            assert!(
                [Answer::Waiting, Answer::Accepted, Answer::Declined, Answer::Proposed]
                    .iter()
                    .all(|it| answers.contains(it))
            );
            let parts: BTreeSet<Part> = sessions.iter().flat_map(|it| it.assignments.iter().map(|a| a.part)).collect();
            assert!(parts.contains(&Part::Standby));
            let states: BTreeSet<SessionStatus> = sessions.iter().map(|it| it.status).collect();
            assert!([SessionStatus::Published, SessionStatus::Confirmed].iter().all(|it| states.contains(it)));
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn the_sample_stands_in_sqlite_on_a_holiday() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite:{}/xinhuo.db", folder.path().display())).unwrap();
    proves_its_claims(store, "2026-10-01").await;
}
