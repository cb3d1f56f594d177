//! `plan solve|check|explain|generate` as a shell sees them.

use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

fn xinhuo(folder: &Path, lang: &str, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xinhuo"));
    command.arg("plan").args(line.split(' ')).current_dir(folder).env_clear().env("LANG", lang);
    command
}

pub(super) struct Told {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

fn told(output: &Output) -> Told {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Told { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}

pub(super) fn run(folder: &Path, line: &str) -> Told {
    told(&xinhuo(folder, "C", line).output().unwrap())
}

fn well(folder: &Path, line: &str) -> String {
    let told = run(folder, line);
    assert_eq!(told.code, Some(0), "{line}: {}{}", told.out, told.err);
    told.out
}

pub(super) fn read(folder: &Path, name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

fn write(folder: &Path, name: &str, value: &Value) {
    std::fs::write(folder.join(name), serde_json::to_vec(value).unwrap()).unwrap();
}

pub(super) fn town(requests: usize, speakers: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    well(folder.path(), &format!("generate --requests {requests} --speakers {speakers} --seed 5 -o city.json"));
    folder
}

#[test]
fn what_solve_writes_check_proves_and_the_last_line_says() {
    let town = town(60, 50);
    let folder = town.path();
    let out = well(folder, "solve city.json -o plan.json --seed 3 --threads 2");
    let last: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
    let plan = read(folder, "plan.json");
    assert_eq!(last["bound"], plan["bound"]);
    assert_eq!(last["assigned"], plan["assignments"].as_array().unwrap().len());
    assert_eq!(last["assigned"].as_u64().unwrap() + last["unfilled"].as_u64().unwrap(), 60);
    let gap = (last["bound"].as_f64().unwrap() - last["objective"].as_f64().unwrap()) / last["bound"].as_f64().unwrap();
    assert!((last["gap"].as_f64().unwrap() - gap).abs() < 1e-12 && last["seconds"].is_number(), "{last}");
    let said = well(folder, "check city.json plan.json");
    assert!(said.ends_with("sound\n") && said.contains("proves"), "{said}");
    well(folder, "solve city.json -o again.json --seed 3 --threads 1");
    assert_eq!(read(folder, "again.json"), plan, "the same seed gives the same bytes, whatever the threads");
    well(folder, "generate --requests 60 --speakers 50 --seed 5 -o city2.json");
    assert_eq!(read(folder, "city.json"), read(folder, "city2.json"));
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 4, "no part is left behind");
}

#[test]
fn check_names_each_broken_rule_and_a_proof_that_does_not_hold() {
    let town = town(40, 40);
    let folder = town.path();
    well(folder, "solve city.json -o plan.json");
    let good = read(folder, "plan.json");
    let spoiled = |name: &str, spoil: &dyn Fn(&mut Value)| {
        let mut plan = good.clone();
        spoil(&mut plan);
        write(folder, name, &plan);
        let told = run(folder, &format!("check city.json {name}"));
        assert!(told.code == Some(1) && told.err.is_empty(), "{name}: {}{}", told.out, told.err);
        told.out
    };
    let twice = spoiled("twice.json", &|v| {
        let first = v["assignments"][0].clone();
        v["assignments"].as_array_mut().unwrap().push(first);
    });
    assert!(twice.contains("a request has two sessions (r"), "{twice}");
    let late = spoiled("late.json", &|v| v["assignments"][0]["start"] = json!("23:00"));
    assert!(late.contains("does not offer"), "{late}");
    let low = spoiled("low.json", &|v| v["bound"] = json!(1));
    assert!(low.contains("lower than what it proves"), "{low}");
    let cheap = spoiled("cheap.json", &|v| v["certificate"]["requests"] = json!({}));
    assert!(cheap.contains("claims a bound"), "{cheap}");
    let huge = spoiled("huge.json", &|v| {
        let room = json!({"venue": "v1", "room": "hall", "date": "2026-03-02", "at": "09:00", "price": i64::MAX});
        v["certificate"]["rooms"] = Value::Array(vec![room; 3]);
        v["certificate"]["requests"]["r1"] = json!(i64::MAX);
    });
    assert!(huge.contains("not sound"), "{huge}");
    let negative = spoiled("negative.json", &|v| v["certificate"]["requests"]["r1"] = json!(-5));
    assert!(negative.contains("a negative price at r1"), "{negative}");
    let scale = spoiled("scale.json", &|v| v["certificate"]["scale"] = json!(0));
    assert!(scale.contains("scale 0"), "{scale}");
}

#[test]
fn every_bad_file_is_told_with_its_place_and_nothing_is_written() {
    let town = town(12, 10);
    let folder = town.path();
    let good = read(folder, "city.json");
    let spoil = |change: &dyn Fn(&mut Value)| {
        let mut city = good.clone();
        change(&mut city);
        serde_json::to_vec(&city).unwrap()
    };
    let unreal = |number: &str| {
        let lat = format!("\"lat\":{}", good["venues"][0]["lat"]);
        let (before, after) = std::str::from_utf8(&spoil(&|_| {}))
            .unwrap()
            .split_once("\"venues\":")
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .unwrap();
        format!("{before}\"venues\":{}", after.replacen(&lat, &format!("\"lat\":{number}"), 1)).into_bytes()
    };
    let deep = [b"{\"x\":".as_slice(), &b"[".repeat(100_000)].concat();
    let many = format!("{{\"holidays\":[{}\"2026-03-02\"]}}", "\"2026-03-02\",".repeat(400_000));
    let pin = json!({"request": "r1", "speaker": "s1", "date": "2026-03-02", "start": "00:01"});
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (spoil(&|v| v["speakers"][1]["caps"]["per_week"] = json!(-1)), "speakers[1].caps.per_week: -1"),
        (
            spoil(&|v| v["speakers"][1]["caps"]["per_week"] = json!("2")),
            "speakers[1].caps.per_week: \"2\" stands where a whole number belongs",
        ),
        (spoil(&|v| v["requests"][2]["venue"] = json!("v?")), "requests[2].venue: there is no \"v?\""),
        (spoil(&|v| v["requests"][2]["slots"][0]["date"] = json!("2026-02-30")), "requests[2].slots[0].date: "),
        (spoil(&|v| v["requests"][2]["slots"][0]["date"] = json!("2031-01-01")), "requests[2].slots[0].date: 2031"),
        (
            spoil(&|v| v["speakers"][0]["busy"] = json!([{"date": "2026-03-02", "from": "10:00", "to": "09:00"}])),
            "speakers[0].busy[0]: ",
        ),
        (spoil(&|v| drop(v["requests"][3].as_object_mut().unwrap().remove("grade"))), "requests[3].grade is missing"),
        (spoil(&|v| drop(v.as_object_mut().unwrap().remove("weights"))), "weights is missing"),
        (spoil(&|v| v["pinned"] = json!([pin.clone()])), "pinned[0]: "),
        (spoil(&|v| v["speakers"][1]["id"] = json!("s1")), "speakers[1].id: \"s1\" stands twice"),
        (spoil(&|v| v["weights"]["youth"] = json!(1e300)), "weights.youth: "),
        (b"\xff\xfe{".to_vec(), "not JSON at line 1, column 1"),
        (b"null".to_vec(), "no plan document"),
        (b" \n".to_vec(), "This file is empty"),
        (deep, "breaks off on line 1"),
        (spoil(&|v| v["horizon"]["days"] = json!(0)), "horizon.days: 0"),
        (
            spoil(&|v| {
                v["pinned"] = json!([{"request": "r?", "speaker": "s1", "date": "2026-03-02", "start": "09:00"}])
            }),
            "pinned[0].request: ",
        ),
        (unreal("NaN"), "venues[0].lat: "),
        (unreal("1e400"), "venues[0].lat: "),
        (many.into_bytes(), "holidays may be 400000 at most"),
    ];
    for (bytes, place) in cases {
        std::fs::write(folder.join("bad.json"), bytes).unwrap();
        let told = run(folder, "solve bad.json -o plan.json");
        assert_eq!(told.code, Some(1), "{place}: {}", told.err);
        assert!(told.err.starts_with("xinhuo: bad.json: ") && told.err.contains(place), "{place}: {}", told.err);
        assert!(told.err.trim_end().lines().count() == 1 && told.out.is_empty(), "{}", told.err);
        let zh = self::told(&xinhuo(folder, "zh_CN.UTF-8", "solve bad.json -o plan.json").output().unwrap());
        let english =
            ["expected", "invalid", "missing", "column", "stands", "most"].iter().any(|it| zh.err.contains(it));
        assert!(zh.code == Some(1) && !english && zh.err.chars().any(|c| c > '\u{2e80}'), "{place}: {}", zh.err);
    }
    let sparse = std::fs::File::create(folder.join("bad.json")).unwrap();
    sparse.set_len(5 << 30).unwrap();
    let large = run(folder, "solve bad.json -o plan.json");
    assert!(large.code == Some(1) && large.err.contains("512 MiB"), "{}", large.err);
    assert!(!folder.join("plan.json").exists() && std::fs::read_dir(folder).unwrap().count() == 2);
    std::fs::write(
        folder.join("plan.json"),
        br#"{"format":"lecture-plan-solution/1","instance":"x","assignments":[{"request":"r1"}]}"#,
    )
    .unwrap();
    let half = run(folder, "check city.json plan.json");
    assert!(
        half.code == Some(1) && half.err.contains("plan.json: solution.assignments[0].speaker is missing"),
        "{}",
        half.err
    );
}

#[test]
fn wrong_use_ends_with_two() {
    let town = town(5, 5);
    for line in [
        "solve city.json",
        "solve city.json -o no/such/folder/plan.json",
        "solve city.json -o plan.json --time-limit soon",
        "solve city.json -o plan.json --time-limit 0s",
        "solve city.json -o plan.json --threads 0",
        "generate --requests 1000000 --speakers 10 -o big.json",
        "explain city.json plan.json",
    ] {
        let told = run(town.path(), line);
        assert!(told.code == Some(2) && !told.err.is_empty() && told.out.is_empty(), "{line}: {}", told.err);
    }
    let missing = run(town.path(), "solve nowhere.json -o plan.json");
    assert!(missing.code == Some(2) && missing.err.contains("nowhere.json"), "{}", missing.err);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_run_with_the_best_plan_so_far() {
    let town = town(1200, 600);
    let folder = town.path();
    for signal in ["INT", "TERM"] {
        let child = xinhuo(folder, "C", "solve city.json -o plan.json --time-limit 1h --threads 1")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while !std::fs::read_dir(folder).unwrap().any(|e| e.unwrap().file_name().to_string_lossy().ends_with(".part")) {
            assert!(begun.elapsed() < Duration::from_secs(20), "it never began");
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(700));
        assert!(
            Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().unwrap().success()
        );
        let sent = Instant::now();
        let told = told(&child.wait_with_output().unwrap());
        assert_eq!(told.code, Some(0), "{signal}: {}", told.err);
        assert!(sent.elapsed() < Duration::from_secs(5), "{signal}: {:?}", sent.elapsed());
        let last: Value = serde_json::from_str(told.out.lines().last().unwrap()).unwrap();
        assert!(last["gap"].as_f64().unwrap() > 0.0 && last["seconds"].as_f64().unwrap() < 60.0, "{last}");
        well(folder, "check city.json plan.json");
    }
}

#[test]
fn explain_answers_in_both_languages() {
    let town = town(60, 24);
    let folder = town.path();
    well(folder, "solve city.json -o plan.json");
    let plan = read(folder, "plan.json");
    let filled: Vec<(&str, &str)> = plan["assignments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| (a["request"].as_str().unwrap(), a["speaker"].as_str().unwrap()))
        .collect();
    let (request, speaker) = filled[0];
    let has = well(folder, &format!("explain city.json plan.json --request {request}"));
    assert!(
        has.contains(&format!(" has {speaker}")) && has.contains("points (listeners ") && has.lines().count() == 2,
        "{has}"
    );
    let open = (1..=60).map(|n| format!("r{n}")).find(|r| filled.iter().all(|f| f.0 != r)).unwrap();
    let why = well(folder, &format!("explain city.json plan.json --request {open}"));
    assert!(why.contains("lifting less would not") && why.contains("- if "), "{why}");
    let zh = told(
        &xinhuo(folder, "zh_CN.UTF-8", &format!("explain city.json plan.json --request {open}")).output().unwrap(),
    );
    assert!(zh.out.contains("少做一样都不行") && zh.out.lines().count() == why.lines().count(), "{}", zh.out);
    for n in 1..=24 {
        let not = well(folder, &format!("explain city.json plan.json --request {request} --speaker s{n}"));
        assert!(!not.contains("[plan-") && !not.contains("{ $") && !not.is_empty(), "{not}");
    }
    for (line, word) in [("--request r99", "r99"), ("--request r1 --speaker s99", "s99")] {
        let told = run(folder, &format!("explain city.json plan.json {line}"));
        assert!(told.code == Some(1) && told.err.contains(word), "{}", told.err);
    }
}
