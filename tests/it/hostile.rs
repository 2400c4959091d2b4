//! Bundles that somebody made to break the reader, or that broke on the way: one bad file never costs the others.

use std::io::{Cursor, Write};
use std::path::Path;

use crate::common::{Sandbox, account, graph};
use serde_json::Value;
use zip::write::SimpleFileOptions;

/// What `validate` says of each file: its path, the records used and the codes.
fn told(sandbox: &Sandbox, bundle: &Path, more: &[&str]) -> Vec<(String, u64, Vec<String>)> {
    let run = sandbox.run(&[&["validate", bundle.to_str().unwrap(), "--format", "json"], more].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let told: Value = serde_json::from_str(&run.stdout).unwrap();
    let inputs = told["inputs"].as_array().unwrap().iter().map(|input| {
        let problems = input["problems"].as_array().unwrap();
        let code = |problem: &Value| problem["code"].as_str().unwrap().to_owned();
        (
            input["path"].as_str().unwrap().to_owned(),
            input["used"].as_u64().unwrap(),
            problems.iter().map(code).collect(),
        )
    });
    inputs.collect()
}

fn file(path: &str, used: u64, codes: &[&str]) -> (String, u64, Vec<String>) {
    (
        path.to_owned(),
        used,
        codes.iter().map(|code| (*code).to_owned()).collect(),
    )
}

#[test]
fn a_file_that_meets_a_limit_is_a_problem_of_its_own() {
    let sandbox = Sandbox::new();
    let good = graph(&[account("good", true)]);
    let row = graph(&[account("bomb", true)]);
    let bomb = [row.as_slice(), &vec![b' '; 12 << 20]].concat();
    let bundle = sandbox.zip("b.zip", &[("bomb.json", bomb), ("good.json", good)]);
    let of_ratio = [file("bomb.json", 1, &["ratio-too-high"]), file("good.json", 1, &[])];
    assert_eq!(told(&sandbox, &bundle, &[]), of_ratio);
    let of_size = [file("bomb.json", 1, &["entry-too-large"]), file("good.json", 1, &[])];
    assert_eq!(told(&sandbox, &bundle, &["--max-entry-bytes", "1000000"]), of_size);
    let raised = [file("bomb.json", 1, &[]), file("good.json", 1, &[])];
    assert_eq!(told(&sandbox, &bundle, &["--max-ratio", "100000"]), raised);
    for (option, figure) in [("--max-total-bytes", "1000000"), ("--max-entries", "1")] {
        let run = sandbox.run(&["validate", bundle.to_str().unwrap(), option, figure]);
        assert_eq!(run.code, 2);
        assert!(
            run.stderr.contains(option) && run.stderr.contains(figure),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn a_file_that_was_cut_by_a_limit_has_no_hash() {
    let sandbox = Sandbox::new();
    let manifest = br#"{"files": [{"path": "bomb.json", "sha256": "00"}]}"#.to_vec();
    let bundle = sandbox.zip(
        "b.zip",
        &[("bomb.json", vec![b' '; 12 << 20]), ("manifest.json", manifest)],
    );
    let run = sandbox.run(&["validate", bundle.to_str().unwrap(), "--format", "json"]);
    let told: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(told["inputs"][0]["sha256"], "");
    // And none that the manifest could be held against.
    assert_eq!(told["inputs"][1]["problems"].as_array().map(Vec::len), Some(0));
    let message = told["inputs"][0]["problems"][1]["message"].as_str().unwrap();
    assert!(
        message.contains("200 times") && message.contains("--max-ratio"),
        "{message}"
    );
}

#[test]
fn an_engagement_file_of_the_bundle_that_cannot_be_used_is_a_problem_and_one_that_was_asked_for_is_an_error() {
    let sandbox = Sandbox::new();
    let good = graph(&[account("good", true)]);
    for (text, word) in [
        ("client = ", "TOML"),
        ("clinet = \"Contoso\"", "clinet"),
        ("as_of = \"soon\"", "soon"),
        ("[profile]\nno_such_value = 1", "no_such_value"),
        ("[environments]\n\"/subscriptions/s\" = \"moon\"", "moon"),
    ] {
        let entries = [
            ("engagement.toml", text.as_bytes().to_vec()),
            ("good.json", good.clone()),
        ];
        let bundle = sandbox.zip("b.zip", &entries);
        let expected = [
            file("engagement.toml", 0, &["bad-engagement"]),
            file("good.json", 1, &[]),
        ];
        assert_eq!(told(&sandbox, &bundle, &[]), expected, "{text}");
        let own = sandbox.write("own.toml", text);
        let run = sandbox.run(&[
            "validate",
            bundle.to_str().unwrap(),
            "--engagement",
            own.to_str().unwrap(),
        ]);
        assert_eq!(run.code, 2, "{text}");
        let named = run.stderr.contains(word) || word == "TOML";
        assert!(named && run.stderr.contains("own.toml"), "{}", run.stderr);
    }
}

#[test]
fn an_archive_within_that_cannot_be_opened_does_not_cost_the_others() {
    let sandbox = Sandbox::new();
    let good = graph(&[account("good", true)]);
    let of = |files: &[(&str, Vec<u8>)]| std::fs::read(sandbox.zip("in.zip", files)).unwrap();
    let many = of(&[("a", good.clone()), ("b", good.clone()), ("c", good.clone())]);
    let locked = locked(&[("a.json", &good, "x")]);
    let damaged = [b"PK\x03\x04", good.as_slice()].concat();
    let files = [
        ("damaged.zip", damaged),
        ("good.json", good),
        ("locked.zip", locked),
        ("many.zip", many),
    ];
    let expected = [
        file("damaged.zip", 0, &["damaged-entry"]),
        file("good.json", 1, &[]),
        file("locked.zip", 0, &["wrong-password"]),
        file("many.zip", 0, &["archive-too-full"]),
    ];
    // Four files in the bundle, of which the limit still lets three into an archive within.
    let bundle = sandbox.zip("b.zip", &files[..3]);
    assert_eq!(told(&sandbox, &bundle, &["--max-entries", "3"]), expected[..3]);
    let bundle = sandbox.zip("b.zip", &[files[1].clone(), files[3].clone()]);
    assert_eq!(
        told(&sandbox, &bundle, &["--max-entries", "2"]),
        [expected[1].clone(), expected[3].clone()]
    );
}

/// A zip whose files each have a password of their own.
fn locked(files: &[(&str, &[u8], &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes, password) in files {
        let options = SimpleFileOptions::default().with_aes_encryption(zip::AesMode::Aes256, password);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_file_with_another_password_costs_itself_only() {
    let sandbox = Sandbox::new();
    let good = graph(&[account("good", true)]);
    let bundle = sandbox.write("b.zip", locked(&[("a.json", b"[]", "x"), ("b.json", &good, "y")]));
    let arguments = ["validate", bundle.to_str().unwrap(), "--format", "json"];
    let run = sandbox.run_with(&arguments, &[("UNDERPIN_PASSWORD", "y")]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let told: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(told["inputs"][0]["problems"][0]["code"], "wrong-password");
    assert_eq!(told["inputs"][1]["used"], 1);
    let run = sandbox.run_with(&arguments, &[("UNDERPIN_PASSWORD", "z")]);
    assert!(
        run.code == 2 && run.stderr.contains("the password does not open"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_damaged_entry_costs_itself_only() {
    let sandbox = Sandbox::new();
    let good = graph(&[account("good", true)]);
    let bytes = std::fs::read(sandbox.zip("b.zip", &[("a.json", good.clone()), ("b.json", good)])).unwrap();
    let second = memchr::memmem::find_iter(&bytes, b"PK\x03\x04").nth(1).unwrap();
    let header = [&bytes[..second], b"XX", &bytes[second + 2..]].concat();
    let content = [&bytes[..second + 40], &[0xff; 10], &bytes[second + 50..]].concat();
    for damaged in [header, content] {
        let bundle = sandbox.write("b.zip", damaged);
        assert_eq!(
            told(&sandbox, &bundle, &[]),
            [file("a.json", 1, &[]), file("b.json", 0, &["damaged-entry"])]
        );
    }
}

#[test]
fn an_id_that_is_none_does_not_hold_the_reader_up() {
    let sandbox = Sandbox::new();
    let mut rows = vec![account("good", true)];
    for id in ["/x/1/resourceGroups/g", "/a/b", "//", &"/a".repeat(100_000)] {
        let mut row = account("odd", true);
        row["id"] = id.into();
        rows.push(row);
    }
    let bundle = sandbox.zip("b.zip", &[("r.json", graph(&rows))]);
    assert_eq!(told(&sandbox, &bundle, &[])[0].1, 5);
}
