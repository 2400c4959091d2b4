//! The findings of `report.json`: how many bytes each takes, and what they refer to.

use std::collections::BTreeSet;
use std::fs;

use crate::common::{Sandbox, as_written, contoso};
use serde_json::{Value, json};

/// Bytes of `report.json` for each finding of the sample, the tables included.
const BOUND: usize = 200;

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap()
}

/// The lines of a list at the top of a report.
fn lines<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let start = text.find(&format!("\n  \"{name}\": [\n")).unwrap();
    let lines = text[start + 1..].lines().skip(1);
    lines.take_while(|line| !line.starts_with("  ]")).collect()
}

/// Bytes of a value in plain ASCII with a blank after each colon and comma, as other programs write it.
fn spaced(value: &Value) -> usize {
    let among = |bytes: usize, entries: usize| bytes + 2 * entries.max(1);
    match value {
        Value::Array(list) => among(list.iter().map(spaced).sum(), list.len()),
        Value::Object(members) => among(
            members.iter().map(|(key, value)| key.len() + 4 + spaced(value)).sum(),
            members.len(),
        ),
        Value::String(text) => value.to_string().len() + text.chars().map(escaped).sum::<usize>(),
        _ => value.to_string().len(),
    }
}

/// Bytes that a character takes more as `\u` and four digits.
fn escaped(character: char) -> usize {
    match character {
        c if c.is_ascii() => 0,
        c => 6 * c.len_utf16() - c.len_utf8(),
    }
}

#[test]
fn a_finding_is_a_short_line_and_each_text_stands_once() {
    let sandbox = Sandbox::new();
    sandbox.report(&contoso());
    let path = sandbox.path("out/report.json");
    let (text, report) = (fs::read_to_string(&path).unwrap(), as_written(&path));
    let names = ["findings", "subjects", "texts"];
    for name in names {
        assert_eq!(lines(&text, name).len(), list(&report, name).len(), "{name}");
    }
    let bytes: usize = names.iter().map(|name| spaced(&report[*name])).sum();
    let each = bytes / list(&report, "findings").len();
    assert!(each < BOUND, "{each} bytes for each finding");
    let once = |values: Vec<String>| {
        let number = values.len();
        assert_eq!(values.into_iter().collect::<BTreeSet<_>>().len(), number);
    };
    once(list(&report, "texts").iter().map(Value::to_string).collect());
    once(
        list(&report, "subjects")
            .iter()
            .map(|subject| subject["id"].to_string())
            .collect(),
    );
}

#[test]
fn every_number_of_a_finding_is_in_its_table_and_every_entry_is_used() {
    let sandbox = Sandbox::new();
    sandbox.report(&contoso());
    let report = as_written(&sandbox.path("out/report.json"));
    let (mut subjects, mut texts) = (BTreeSet::new(), BTreeSet::new());
    for finding in list(&report, "findings") {
        subjects.insert(finding["subject"].as_u64().unwrap());
        texts.insert(finding["reason"].as_u64().unwrap());
        texts.extend(finding.get("contradiction").map(|number| number.as_u64().unwrap()));
        for row in finding.get("evidence").and_then(Value::as_array).into_iter().flatten() {
            texts.extend([&row["file"], &row["what"]].map(|number| number.as_u64().unwrap()));
        }
    }
    let all = |name: &str| (0..list(&report, name).len() as u64).collect::<BTreeSet<_>>();
    assert_eq!(subjects, all("subjects"));
    assert_eq!(texts, all("texts"));
}

/// What `--previous` is given may have been written by an earlier version of the program.
#[test]
fn an_earlier_report_counts_whatever_the_version_of_its_findings() {
    let sandbox = Sandbox::new();
    let bundle = contoso();
    let bundle = bundle.to_str().unwrap();
    let assess = |out: &str, more: &[&str]| {
        let arguments = [&["assess", bundle, "--only", "json", "--out", out], more].concat();
        let run = sandbox.run(&arguments);
        assert_eq!(run.code, 0, "{}", run.stderr);
        as_written(&sandbox.path(&format!("{out}/report.json")))
    };
    let mut earlier = assess("earlier", &["--as-of", "2026-11-14"]);
    sandbox.write("new.json", earlier.to_string());
    earlier["schemaVersion"] = json!("1.0");
    for name in ["subjects", "texts"] {
        earlier.as_object_mut().unwrap().remove(name);
    }
    earlier["findings"] = json!([{"control": "NET-01", "subject": "/a", "outcome": "fail", "reason": "A sentence.", "grade": "A",
        "contradiction": "", "evidence": [{"file": "a.json", "record": 1, "what": "a clause"}]}]);
    sandbox.write("old.json", earlier.to_string());
    let after = |previous: &str| {
        assess(
            previous,
            &["--as-of", "2026-11-15", "--previous", &format!("{previous}.json")],
        )
    };
    assert_eq!(after("new"), after("old"));
    sandbox.write("none.json", "{}");
    let refused = sandbox.run(&["assess", bundle, "--previous", "none.json", "--out", "none"]);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("none.json is no report.json"),
        "{}",
        refused.stderr
    );
}
