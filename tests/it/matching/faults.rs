//! A bad instance is told with its place, and nothing panics.

use serde_json::{Value, json};
use xinhuo::matching::Instance;

fn fault(spoil: impl FnOnce(&mut Value)) -> String {
    let good = xinhuo::matching::generate::generate(5, 4, 3);
    let mut value = serde_json::to_value(&good).unwrap();
    spoil(&mut value);
    match Instance::parse(&serde_json::to_vec(&value).unwrap()) {
        Ok(_) => "admitted".into(),
        Err(f) => f.to_string(),
    }
}

#[test]
fn each_fault_names_its_place() {
    assert_eq!(fault(|_| {}), "admitted");
    let cases: Vec<(String, &str)> = vec![
        (fault(|v| v["format"] = json!("x")), "plan-fault-format place=format value=x"),
        (
            fault(|v| v["speakers"][2]["caps"]["per_week"] = json!(-1)),
            "plan-fault-range place=speakers[2].caps.per_week",
        ),
        (fault(|v| v["requests"][1]["venue"] = json!("v?")), "plan-fault-unknown place=requests[1].venue value=v?"),
        (fault(|v| v["requests"][1]["id"] = json!("r1")), "plan-fault-twice place=requests[1].id value=r1"),
        (
            fault(|v| v["requests"][0]["slots"][0]["date"] = json!("2031-01-01")),
            "plan-fault-outside-horizon place=requests[0].slots[0].date",
        ),
        (fault(|v| v["speakers"][0]["wish_sessions"] = json!(0)), "plan-fault-range place=speakers[0].wish_sessions"),
        (fault(|v| v["venues"][0]["lat"] = json!(91.0)), "plan-fault-range place=venues[0].lat"),
        (fault(|v| v["horizon"]["days"] = json!(0)), "plan-fault-range place=horizon.days"),
        (
            fault(|v| v["pinned"] = json!([{"request":"r1","speaker":"nobody","date":"2026-03-02","start":"09:00"}])),
            "plan-fault-unknown place=pinned[0].speaker",
        ),
        (fault(|v| v["requests"][0]["headcount"] = json!(10_000_000)), "plan-fault-range place=requests[0].headcount"),
    ];
    for (said, wanted) in cases {
        assert!(said.starts_with(wanted), "{said} / {wanted}");
    }
}

#[test]
fn what_cannot_be_read_names_list_and_entry() {
    let missing = fault(|v| {
        v["speakers"][1].as_object_mut().unwrap().remove("caps");
    });
    assert_eq!(missing, "plan-fault-missing place=speakers[1].caps");
    let date = fault(|v| v["requests"][2]["slots"][0]["date"] = json!("2026-02-30"));
    assert!(date.contains("place=requests[2].slots[0].date ") && date.contains("2026-02-30"), "{date}");
    let time = fault(|v| v["speakers"][0]["availability"] = json!([{"date":"2026-03-02","from":"25:00","to":"26:00"}]));
    assert!(time.contains("place=speakers[0].availability[0].from "), "{time}");
    let slots =
        fault(|v| v["requests"][0]["slots"] = json!(vec![json!({"date":"2026-03-02","start":"09:00"}); 10_001]));
    assert_eq!(slots, "plan-fault-too-large place=requests[0].slots most=10000 what=plan-many-of list=slots");
}

#[test]
fn a_pin_that_breaks_a_rule_is_a_fault() {
    let mut x = super::small::instance(5, 5, 3);
    x.pinned.clear();
    let slot = x.requests[0].slots[0].clone();
    x.speakers[0].caps.per_day = 0;
    x.speakers[0].committed.clear();
    x.pinned.push(xinhuo::matching::instance::Assignment {
        request: x.requests[0].id.clone(),
        speaker: x.speakers[0].id.clone(),
        date: slot.date,
        start: slot.start,
    });
    let options = xinhuo::matching::Options::default();
    let said = xinhuo::matching::solve(&x, &options, &mut |_| {}, &|| std::time::Duration::ZERO).unwrap_err();
    assert!(said.to_string().starts_with("plan-fault-pin place=pinned[0] reason=plan-reason-day-full "), "{said}");
}

#[test]
fn garbage_is_a_fault_and_never_a_panic() {
    for bytes in
        [&b""[..], b"{", b"[]", b"null", b"\xff\xfe", b"{\"format\":1}", b"{\"format\":\"lecture-plan-instance/1\"}"]
    {
        assert!(Instance::parse(bytes).is_err());
    }
}
