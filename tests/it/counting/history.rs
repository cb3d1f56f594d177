//! Reports of earlier days: they say for ever what they said then, by the rules of today's.

use super::*;
use std::fmt::Write as _;
use xinhuo::actions::import::{FileKind, in_silence, run};
use xinhuo::actions::liaison::{self, Wish};
use xinhuo::attendance::{ContestResult, Contests};
use xinhuo::committees::Unit;
use xinhuo::reach::{FilingStep, Period};
use xinhuo::store::Paging;
use xinhuo::store::reach::UnitReach;
use xinhuo::tables::{Format, read};
use xinhuo::{actions, store};

/// What a review page says.
type Told = (ReachReport, Contests, Vec<UnitReach>);

/// A stream of chance (an LCG of Knuth's MMIX); the seed is in every message.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[usize::try_from(self.below(u64::try_from(all.len()).unwrap())).unwrap()]
    }
}

/// A hall whose clock is put on.
struct Days {
    hall: Hall,
    sessions: Vec<SessionId>,
    chance: Chance,
}

impl Days {
    fn of(hall: Hall, seed: u64) -> Self {
        let starts = [
            "2026-11-20 09:30",
            "2026-11-21 14:00",
            "2026-11-22 09:00",
            "2026-10-12 09:00",
            "2026-06-30 09:00",
            "2026-09-09 09:00",
        ];
        let kinds = [SessionKind::Contest, SessionKind::FieldPractice, SessionKind::Online];
        let like = |(n, &start): (usize, &&'static str)| Like {
            start,
            kind: kinds[n % 3],
            at_station: n % 2 == 1,
            campaign: n % 4 == 0,
            ..Like::default()
        };
        let sessions = starts.iter().enumerate().map(|place| hall.session(like(place))).collect();
        Self { hall, sessions, chance: Chance(seed) }
    }

    fn tomorrow(&mut self, day: i64) {
        let at = parse_local(NOW).unwrap() + TimeDelta::days(day);
        self.hall.app = App { clock: Clock::starting_at(at), ..self.hall.app.clone() };
    }

    /// Changes a session as it is stored: held, called off, somewhere else, under another theme.
    fn change(&mut self, session: &SessionId) {
        let (what, now) = (self.chance.below(6), self.hall.app.clock.now());
        let (school, station, id) = (self.hall.school.id.clone(), self.hall.station.id.clone(), session.clone());
        let changed = move |db: &mut store::Db| {
            let mut session = store::sessions::load(db, &id)?;
            match what {
                0 | 1 => session.status = SessionStatus::Delivered,
                2 => session.status = SessionStatus::Cancelled,
                3 => (session.venue, session.room) = (school.clone(), None),
                4 => (session.venue, session.room) = (station.clone(), None),
                _ => session.theme = "科普".to_owned(),
            }
            (session.version, session.changed_at) = (session.version + 1, now);
            store::sessions::update(db, &session)
        };
        self.settled(self.hall.app.store.write_now(changed));
    }

    /// Changes the school: active or not, its pupils, its owner.
    fn school(&mut self) {
        let (what, count, now) = (self.chance.below(3), self.chance.below(400), self.hall.app.clock.now());
        let (id, other) = (self.hall.school.id.clone(), self.hall.other.id.clone());
        let changed = move |db: &mut store::Db| {
            let mut venue = store::venues::load(db, &id)?;
            match what {
                0 => venue.active = !venue.active,
                1 => venue.enrolment = vec![(Grade::Primary46, i32::try_from(count).unwrap())],
                _ => venue.committee = other.clone(),
            }
            store::venues::update(db, &venue, now)
        };
        self.settled(self.hall.app.store.write_now(changed));
    }

    fn settled<T: std::fmt::Debug>(&self, result: Result<T, StoreError>) {
        assert!(!matches!(result, Err(StoreError::Database(_))), "{result:?}");
    }

    /// Changes what reports look back to: where a county belongs, targets, approved materials,
    /// the result of a contest, the window of a campaign, what counts as regular.
    async fn ground(&mut self, session: &SessionId) {
        let (app, all, n) = (self.hall.app.clone(), Actor::operator(), self.chance.below(900) + 1);
        match self.chance.below(7) {
            0 => {
                let above = *self.chance.of(&["C", "C-B"]);
                self.brought(FileKind::Committees, &format!("code,name,level,parent\nC-A,甲县关工委,county,{above}\n"))
                    .await;
            }
            1 => {
                let (whose, measure) =
                    (*self.chance.of(&["C", "C-A", "C-B"]), *self.chance.of(&["youth_reach", "sessions"]));
                let file = format!("committee,period,measure,value\n{whose},2026,{measure},{n}\n");
                self.brought(FileKind::Targets, &file).await;
            }
            2 => {
                let set = app.store.read_now(|db| store::targets::within(db, &Scope::public())).unwrap();
                if let Some(target) = set.first() {
                    self.settled(actions::targets::remove_target(&app, &all, target.id.clone()).await);
                }
            }
            3 => {
                let (code, whose) = (n % 3, *self.chance.of(&["C", "C-A"]));
                let status = *self.chance.of(&["approved", "retired"]);
                let mut file = "code,title,theme,committee,version,status,approved_by,approved_at\n".to_owned();
                writeln!(file, "M-{code},教材{code},科普,{whose},1,{status},审核人,2026-05-0{} 10:00", code + 1)
                    .unwrap();
                self.brought(FileKind::Materials, &file).await;
            }
            4 => {
                let result = ContestResult { entrants: i32::try_from(n).unwrap(), winners: 1 };
                self.settled(actions::attendance::contest(&app, &all, session.clone(), result).await);
            }
            5 => {
                let file = format!("code,name,from,to\nDS,党史,2026-{:02}-01,2026-11-{:02}\n", n % 11 + 1, n % 30 + 1);
                self.brought(FileKind::Campaigns, &file).await;
            }
            _ => {
                let (whose, value) = (self.hall.city.id.clone(), Some((n % 3 + 1).to_string()).filter(|_| n % 4 > 0));
                let done =
                    actions::committees::set_setting(&app, &all, whose, "regular_sessions".to_owned(), value).await;
                self.settled(done);
            }
        }
    }

    async fn brought(&self, kind: FileKind, csv: &str) {
        let sheet = read(Format::Csv, csv.as_bytes()).unwrap();
        let done = run(&self.hall.app, &Actor::operator(), kind, sheet, in_silence()).await.unwrap();
        assert!(done.is_clean(), "{csv}{done:?}");
    }

    /// Draws liaison areas, puts units into them and takes them away.
    async fn areas(&mut self) {
        let (app, all) = (self.hall.app.clone(), Actor::operator());
        let drawn =
            app.store.read_now(|db| store::liaison::list(db, &Scope::public(), "", Paging::new(1, 50))).unwrap();
        let (what, whose) = (self.chance.below(6), *self.chance.of(&["C", "C", "C-A"]));
        match drawn.rows.first() {
            Some(area) if what == 0 => self.settled(liaison::remove(&app, &all, area.id.clone()).await),
            Some(_) if what > 1 => {
                let area = self.chance.of(&drawn.rows).id.clone();
                let units = [
                    Unit::Committee(self.hall.county.id.clone()),
                    Unit::Committee(self.hall.other.id.clone()),
                    Unit::Venue(self.hall.school.id.clone()),
                ];
                let unit = self.chance.of(&units).clone();
                self.settled(liaison::put(&app, &all, area, unit, what > 2).await);
            }
            _ => {
                let name = format!("第{}片", self.chance.below(1000));
                let wish = Wish { name, committee: whose.to_owned(), convener: String::new() };
                self.settled(liaison::save(&app, &all, None, wish).await);
            }
        }
    }

    async fn step(&mut self) {
        let (count, what) = (i64::try_from(self.chance.below(300)).unwrap(), self.chance.below(11));
        let session = self.chance.of(&self.sessions).clone();
        let lines = vec![youth(count), line(ListenerKind::Parent, count % 40)];
        match what {
            0 | 1 => self.settled(self.hall.report(&session, of(lines)).await),
            2 | 3 => self.settled(self.hall.confirm(&session).await),
            4 => self.settled(self.hall.correct(&session, lines, "复核").await),
            5 => self.school(),
            6 => {
                let (owner, step) = (
                    self.hall.somebody("审核人", Role::Administrator, &self.hall.city),
                    self.chance.of(FilingStep::ALL),
                );
                let (committee, month) = (self.hall.other.id.clone(), Period::Month(2026, 11));
                let done =
                    actions::filings::step(&self.hall.app, &owner, committee, month, *step, "x".to_owned()).await;
                self.settled(done.map(drop));
            }
            7 | 8 => self.ground(&session).await,
            9 => self.areas().await,
            _ => self.change(&session),
        }
    }

    /// The reports of the city and of both counties, of the year and of a campaign.
    fn reports(&self, as_of: Option<Day>) -> Vec<Told> {
        let now = self.hall.app.clock.now();
        let asked = |(committee, campaign, by): (&str, Option<&str>, By)| {
            // a campaign has a window of its own
            let whole = |day: Option<Day>| day.filter(|_| campaign.is_none());
            let (from, to) = (whole(Day::ymd(2026, 1, 1)), whole(Day::ymd(2026, 12, 31)));
            let (committee, campaign) = (Some(committee.to_owned()), campaign.map(str::to_owned));
            let asked = Asked { committee, from, to, campaign, as_of, ..self.hall.asked() };
            let page = |db: &mut store::Db| {
                let query = ReachQuery::of(db, &asked, now)?;
                store::reach::overview(db, &query, by, Lang::Zh)
            };
            let page = self.hall.app.store.read_now(page).unwrap();
            (page.report, page.contests, page.units)
        };
        let all = [
            ("C", None, By::Committee),
            ("C", Some("DS"), By::Month),
            ("C", None, By::Area),
            ("C-A", None, By::Theme),
            ("C-A", None, By::Area),
            ("C-B", None, By::Month),
            ("C-B", Some("DS"), By::Theme),
        ];
        all.into_iter().map(asked).collect()
    }
}

#[test]
fn a_report_of_today_is_todays_and_one_of_an_earlier_day_never_changes() {
    for seed in [1, 20] {
        for hall in halls() {
            let mut days = Days::of(hall, seed);
            story(async {
                let mut told: Vec<(Day, Vec<Told>)> = Vec::new();
                for day in 0..8 {
                    days.tomorrow(day);
                    for _ in 0..9 {
                        days.step().await;
                    }
                    days.hall.holds_together();
                    let today = days.hall.app.clock.today();
                    let (now, as_of) = (days.reports(None), days.reports(Some(today)));
                    assert_eq!(now, as_of, "seed {seed}, day {day}");
                    told.push((today, as_of));
                }
                for (then, before) in &told {
                    assert_eq!(&days.reports(Some(*then)), before, "seed {seed}, as of {then}");
                }
            });
        }
    }
}
