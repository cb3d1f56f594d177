//! Files spoiled at random: never a panic, a fault in one sentence or a plan that proves itself.

use super::commands::{Told, read, run, town};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::time::Duration;
use xinhuo::matching::random::Random;
use xinhuo::matching::{Options, files};

/// Values that a field may wrongly hold.
fn odd(random: &mut Random) -> Value {
    let all = [
        json!(null),
        json!(-1),
        json!(0),
        json!(i64::MAX),
        json!(1e300),
        json!(0.5),
        json!(true),
        json!(""),
        json!("s1"),
        json!("2026-02-30"),
        json!("0000-01-01"),
        json!("24:00"),
        json!([]),
        json!({}),
        json!([[]]),
        json!("x".repeat(70_000)),
    ];
    all[random.below(all.len())].clone()
}

/// Walks down at random and spoils what it ends at.
fn spoil(value: &mut Value, random: &mut Random, depth: usize) {
    let stay = depth > 6 || random.below(6) == 0;
    match value {
        Value::Object(all) if !all.is_empty() => {
            let key = all.keys().nth(random.below(all.len())).cloned().unwrap();
            match random.below(8) {
                0 if stay => drop(all.remove(&key)),
                _ => spoil(&mut all[&key], random, depth + 1),
            }
        }
        Value::Array(all) if !all.is_empty() && !stay => {
            let at = random.below(all.len());
            match random.below(10) {
                0 => drop(all.remove(at)),
                1 => all.push(all[at].clone()),
                2 => all.reverse(),
                _ => spoil(&mut all[at], random, depth + 1),
            }
        }
        other => *other = odd(random),
    }
}

/// The document with some of its values or of its bytes spoiled.
fn spoiled(good: &Value, random: &mut Random) -> Vec<u8> {
    let mut value = good.clone();
    (0..random.below(3)).for_each(|_| spoil(&mut value, random, 0));
    let mut bytes = serde_json::to_vec(&value).unwrap();
    for _ in 0..random.below(3) {
        let at = random.below(bytes.len());
        match random.below(4) {
            0 => bytes.truncate(at),
            1 => bytes[at] = random.below(256) as u8,
            2 => bytes.insert(at, *b"{}[]\",:-e9\\"[..].get(random.below(11)).unwrap()),
            _ => drop(bytes.remove(at)),
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

fn city() -> Value {
    serde_json::from_slice(&files::generate(12, 8, 3).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_spoiled_instance_is_told_or_planned(seed in any::<u64>()) {
        let bytes = spoiled(&city(), &mut Random::new(seed));
        let options = Options { iterations: Some(3), ..Options::default() };
        match files::solve(&bytes, &options, &mut |_| {}, &|| Duration::ZERO) {
            Err(fault) => prop_assert!(fault.to_string().len() < 600, "{fault}"),
            Ok((plan, _)) => prop_assert!(files::check(&bytes, &plan).is_ok_and(|report| report.is_sound())),
        }
    }

    #[test]
    fn a_spoiled_solution_is_told_or_judged(seed in any::<u64>()) {
        let city = city();
        let bytes = serde_json::to_vec(&city).unwrap();
        let options = Options { iterations: Some(3), ..Options::default() };
        let plan = files::solve(&bytes, &options, &mut |_| {}, &|| Duration::ZERO).unwrap().0;
        let mut random = Random::new(seed);
        let plan = spoiled(&serde_json::from_slice(&plan).unwrap(), &mut random);
        let _ = files::check(&bytes, &plan);
        let _ = files::explain(&bytes, &plan, "r1", (seed % 2 == 0).then_some("s1"));
    }
}

#[test]
fn the_program_ends_with_a_sentence_and_never_with_a_panic() {
    let town = town(12, 8);
    let folder = town.path();
    let good = read(folder, "city.json");
    for seed in 0..24 {
        let bytes = spoiled(&good, &mut Random::new(seed));
        std::fs::write(folder.join("bad.json"), &bytes).unwrap();
        let Told { code, err, .. } = run(folder, "solve bad.json -o plan.json --time-limit 2s");
        let said = err.lines().count() == 1 && err.starts_with("xinhuo: ") && !err.contains("panicked");
        assert!(code == Some(0) && err.is_empty() || code == Some(1) && said, "seed {seed}: {code:?} {err}");
    }
}
