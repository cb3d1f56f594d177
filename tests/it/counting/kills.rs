//! The program killed in the middle of imports and signatures: the roll-ups are the rows all the
//! same, and a file is in or it is not.

use super::*;
use reqwest::Client;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const KILLS: usize = 4;

fn program(hall: &Hall, folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xinhuo"));
    let settings = [
        ("DATABASE_URL", hall.app.config.database_url.0.as_str()),
        ("XINHUO_SECRET", hall.app.secret.0.as_str()),
        ("XINHUO_NOW", NOW),
        ("XINHUO_MAIL", "memory:"),
    ];
    command.args(words).current_dir(folder).env_clear().envs(settings).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// Somewhere inside `most`, another place each time.
fn moment(turn: usize, most: Duration) -> Duration {
    most.mul_f64(((turn as f64 + 1.0) * 0.618_034).fract())
}

/// Headcounts of 60 sessions in eight bands, other ones each turn, and their sum.
fn counts(turn: usize) -> (String, i64) {
    let (mut text, mut sum) = (String::from("session,grade,kind,headcount,confirmed_by\n"), 0);
    for n in 0..60 {
        for grade in Grade::ALL {
            let count = 10 + n % 50 + 100 * turn;
            text += &format!("K{n},{},youth,{count},李\n", grade.code());
            sum += i64::try_from(count).unwrap();
        }
    }
    (text, sum)
}

fn youths(hall: &Hall) -> i64 {
    let wide = Asked { from: Day::ymd(2020, 1, 1), ..hall.asked() };
    hall.told(&wide, None).confirmed.youth
}

#[test]
fn an_import_killed_at_any_moment_is_whole_or_not_there() {
    for hall in halls() {
        let folder = tempfile::tempdir().unwrap();
        let first = Day::ymd(2023, 1, 1).unwrap();
        let talk = |n: i64| format!("K{n},C-A,V-1,科普,{} 09:00,40,delivered\n", first.plus(n));
        let talks: String = (0..60).map(talk).collect();
        let bring = |kind: &str, text: String| {
            let file = folder.path().join(format!("{kind}.csv"));
            std::fs::write(&file, text).unwrap();
            program(&hall, folder.path(), &["import", kind, file.to_str().unwrap()])
        };
        let talks = format!("code,committee,venue,theme,start,minutes,status\n{talks}");
        assert!(bring("sessions", talks).status().unwrap().success());
        let (text, sum) = counts(0);
        let begun = Instant::now();
        assert!(bring("attendance", text).status().unwrap().success());
        let (whole, mut sums) = (begun.elapsed(), vec![sum]);
        for turn in 1..=KILLS {
            let (text, sum) = counts(turn);
            sums.push(sum);
            let mut child = bring("attendance", text).spawn().unwrap();
            std::thread::sleep(moment(turn, whole * 2));
            child.kill().unwrap();
            child.wait().unwrap();
            hall.holds_together();
            // what was asked to be saved before the kill may still come about
            assert!(sums.contains(&youths(&hall)), "turn {turn}: half a file, {} of {sums:?}", youths(&hall));
        }
        let (text, sum) = counts(KILLS + 1);
        assert!(bring("attendance", text).status().unwrap().success());
        hall.holds_together();
        assert_eq!(youths(&hall), sum);
    }
}

/// A server of its own process, and its address.
fn server(hall: &Hall, folder: &Path) -> (Child, String) {
    let mut child = program(hall, folder, &["serve", "--role", "web", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address = lines.find_map(|line| line.unwrap().strip_prefix("listening on ").map(str::to_owned));
    (child, address.expect("the server is ready"))
}

/// Corrects one session after the other through the pages, until the server is gone.
async fn correct_on_and_on(client: Client, url: String, sessions: Vec<SessionId>) {
    for (turn, session) in sessions.iter().cycle().enumerate() {
        let path = format!("/reports/sessions/{session}");
        let Ok(page) = client.get(format!("{url}{path}")).send().await else { return };
        let Ok(page) = page.text().await else { return };
        let correction = [
            ("mark", pages::mark(&page)),
            ("seen", pages::seen(&page, &format!("{path}/correct"))),
            ("youth_primary_4_6", (turn + 10).to_string()),
            ("basis", "counted".to_owned()),
            ("reason", "复核".to_owned()),
        ];
        if client.post(format!("{url}{path}/correct")).form(&correction).send().await.is_err() {
            return;
        }
    }
}

#[test]
fn a_server_killed_among_signatures_keeps_the_roll_ups_true() {
    for hall in halls() {
        let folder = tempfile::tempdir().unwrap();
        story(async {
            let mut sessions = Vec::new();
            for start in ["2026-11-20 09:30", "2026-11-19 09:30", "2026-10-20 09:30", "2026-09-20 09:30"] {
                let session = hall.session(Like { start, ..Like::default() });
                hall.report(&session, of(vec![youth(100)])).await.unwrap();
                hall.confirm(&session).await.unwrap();
                sessions.push(session);
            }
            let figures = || sessions.iter().map(|session| hall.history(session).len()).sum::<usize>();
            for turn in 0..KILLS {
                let before = figures();
                let (mut child, url) = server(&hall, folder.path());
                let app = App { base_url: url.as_str().into(), ..hall.app.clone() };
                let client = pages::signed_in(&app, "陈协调", Role::Coordinator).await;
                let busy: Vec<_> = sessions
                    .chunks(2)
                    .map(|two| tokio::spawn(correct_on_and_on(client.clone(), url.clone(), two.to_vec())))
                    .collect();
                let begun = Instant::now();
                while figures() < before + 2 {
                    assert!(begun.elapsed() < Duration::from_secs(120), "nothing is corrected");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                tokio::time::sleep(moment(turn, Duration::from_millis(300))).await;
                child.kill().unwrap();
                child.wait().unwrap();
                for one in busy {
                    one.await.unwrap();
                }
                hall.holds_together();
            }
        });
    }
}
