//! What the page's script computes, beside what the program computes: the scores of ticked steps, and the findings as CSV. The script's
//! arithmetic and its tables run in Node.js. Where that is not installed these tests say so and look at nothing, unless the variable
//! `NODE_REQUIRED` is set, as `.ci/run` sets it: they fail then.

use std::mem::ManuallyDrop;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use underpin::assess::assess;
use underpin::bundle::{Bundle, Limits};
use underpin::condition::Context;
use underpin::estate::Estate;
use underpin::framework::engagement::EngagementFile;
use underpin::framework::{Framework, ProfileValues};
use underpin::inventory::Inventory;
use underpin::render::brand::Brand;
use underpin::render::{csv, html};
use underpin::report::{Engagement, RowBudget, Sources, score};

use crate::common::{Sandbox, contoso, pick};

/// Random selections of steps that are compared.
const SELECTIONS: usize = 50;

/// Passes the scored sample to `look`.
fn with_sample<T>(look: impl FnOnce(&Sources<'_>) -> T) -> T {
    let bundle = Bundle::open(&contoso(), &Limits::default(), None).unwrap();
    let framework = Framework::load(None, ProfileValues::new()).unwrap();
    let inventory = Inventory::read(&bundle, &framework.projection()).unwrap();
    let file = EngagementFile::default();
    let context = Context::default();
    // Each of them borrows itself; as in the program they are left to the system.
    let estate = ManuallyDrop::new(Estate::find(
        &inventory,
        &framework.estate,
        &framework.roles,
        &file.environments,
        &context,
    ));
    let as_of = Some("2026-11-15".parse().unwrap());
    let assessment = ManuallyDrop::new(assess(&estate, &framework, &file, context, as_of));
    let engagement = Engagement {
        client: "Contoso".to_owned(),
        as_of,
        bundle_name: "contoso.zip".to_owned(),
        bundle_sha256: String::new(),
        bundle_bytes: 0,
        file: file.clone(),
        declared: None,
        previous: None,
    };
    look(&score(&engagement, &framework, &estate, &assessment, RowBudget::default()).unwrap())
}

fn page(sources: &Sources<'_>) -> String {
    let brand = Brand::load(None).unwrap();
    let report = sources.report();
    let charts = underpin::chart::draw(&report, &brand.chart_palette()).unwrap();
    String::from_utf8(html::render(&report, &charts, &brand, None).unwrap()).unwrap()
}

/// What a script of `tests/html` prints when it is run with the page and further files; `None` without Node.js.
#[allow(clippy::print_stderr, reason = "a test that looked at nothing says so")]
fn node(sandbox: &Sandbox, script: &str, page: &str, more: &[(&str, String)]) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/html");
    let mut command = Command::new("node");
    command.arg(folder.join(script)).arg(sandbox.write("report.html", page));
    for (name, text) in more {
        command.arg(sandbox.write(name, text));
    }
    match command.output() {
        Ok(output) => {
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{told}");
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(error) => {
            assert!(std::env::var_os("NODE_REQUIRED").is_none(), "node: {error}");
            eprintln!("not checked: node is not installed");
            None
        }
    }
}

/// Positions of the steps of one random selection.
fn selection(number: usize, steps: usize) -> Vec<usize> {
    let share = pick(&format!("share {number}"), 100);
    let taken = |step: &usize| pick(&format!("{number} {step}"), 100) < share;
    (0..steps).filter(taken).collect()
}

#[test]
fn ticked_steps_have_the_score_and_the_range_that_the_program_computes() {
    let sandbox = Sandbox::new();
    let (page, cases) = with_sample(|sources| {
        let report = sources.report();
        let steps = serde_json::to_value(&report.roadmap.steps).unwrap();
        let steps = steps.as_array().unwrap();
        let key = |step: &usize| match steps[*step]["kind"].as_str() {
            Some("export") => steps[*step]["settles"].clone(),
            _ => steps[*step]["controls"][0].clone(),
        };
        let mut selections: Vec<Vec<usize>> = (0..SELECTIONS).map(|number| selection(number, steps.len())).collect();
        selections.extend([Vec::new(), (0..steps.len()).collect()]);
        // The plan itself: what it prints after each step is what the ticks up to it show.
        selections.extend((1..=steps.len()).map(|count| (0..count).collect()));
        let case = |chosen: &Vec<usize>| {
            let (text, range) = sources.projected(chosen).unwrap();
            if let (Some(last), true) = (chosen.last(), chosen.len() == chosen.last().map_or(0, |last| last + 1)) {
                assert_eq!(
                    (&steps[*last]["afterText"], &steps[*last]["rangeText"]),
                    (&json!(text), &json!(range))
                );
            }
            json!({"done": chosen.iter().map(key).collect::<Vec<_>>(), "text": text, "range": range})
        };
        let cases: Vec<Value> = selections.iter().map(case).collect();
        (self::page(sources), cases)
    });
    let distinct: std::collections::BTreeSet<String> = cases.iter().map(|case| case["text"].to_string()).collect();
    assert!(distinct.len() > 5, "{distinct:?}");
    let told = node(
        &sandbox,
        "roadmap.mjs",
        &page,
        &[("cases.json", json!(cases).to_string())],
    );
    if let Some(told) = told {
        assert_eq!(told.trim(), format!("{} of {} agree", cases.len(), cases.len()));
    }
}

#[test]
fn all_findings_leave_the_page_as_findings_csv() {
    let sandbox = Sandbox::new();
    let (page, csv) = with_sample(|sources| (self::page(sources), csv::render(&sources.report()).unwrap()));
    if let Some(told) = node(&sandbox, "export.mjs", &page, &[]) {
        assert_eq!(told.as_bytes(), csv);
    }
}
