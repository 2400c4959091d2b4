//! What was said of an engagement, and whose word counts: the assessor's file beside the bundle, and the client's own inside it.

use crate::common::{Run, Sandbox, graph, json};
use serde_json::{Value, json};

const SUBSCRIPTION: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";

/// What a client could say to look better than the exports show.
const DECLARED: &str = r#"
client = "Contoso Ltd"
title = "Readiness of Contoso"
language = "en-GB"
as_of = "2026-11-15"

[profile]
requiredAiTags = ["environment"]

[environments]
"/subscriptions/11111111-1111-4111-8111-111111111111" = "sandbox"

[[attestations]]
key = "red_team"
answer = "yes"
owner = "Head of data"
date = "2026-10-01"
artefact = "red-team.pdf"

[[accepted_risks]]
control = "NET-01"
reason = "The pilot ends in March."
owner = "Head of platform"
until = "2027-03-31"
"#;

/// A production account that anyone can reach with a key, and what the client wrote beside it.
fn bundle(said: &str) -> Vec<(&'static str, Vec<u8>)> {
    let account = json!({
        "id": format!("{SUBSCRIPTION}/resourceGroups/rg-prod/providers/Microsoft.CognitiveServices/accounts/oai-prod"),
        "name": "oai-prod", "type": "microsoft.cognitiveservices/accounts", "kind": "OpenAI", "location": "westeurope",
        "tags": {"environment": "production"}, "identity": null,
        "properties": {"publicNetworkAccess": "Enabled", "disableLocalAuth": false}
    });
    vec![
        ("resources.json", graph(&[account])),
        ("engagement.toml", said.as_bytes().to_vec()),
    ]
}

fn assess(sandbox: &Sandbox, more: &[&str]) -> (Run, Value) {
    let path = sandbox.zip("client.zip", &bundle(DECLARED));
    let arguments = [
        &["assess", path.to_str().unwrap(), "--out", "out", "--only", "json"],
        more,
    ]
    .concat();
    let run = sandbox.run(&arguments);
    assert_eq!(run.code, 0, "{}", run.stderr);
    (run, json(&sandbox.path("out/report.json")))
}

fn gate(report: &Value, id: &str) -> String {
    let gates = report["gates"].as_array().unwrap();
    let gate = gates.iter().find(|gate| gate["id"] == id).unwrap();
    gate["state"].as_str().unwrap().to_owned()
}

fn outcome(report: &Value, control: &str) -> String {
    let controls = report["controls"].as_array().unwrap();
    let control = controls.iter().find(|found| found["id"] == control).unwrap();
    control["outcome"].as_str().unwrap().to_owned()
}

#[test]
fn the_client_s_own_file_gives_names_and_decides_nothing() {
    let sandbox = Sandbox::new();
    let (run, report) = assess(&sandbox, &[]);
    let engagement = &report["engagement"];
    assert_eq!(engagement["client"], "Contoso Ltd");
    assert_eq!(engagement["title"], "Readiness of Contoso");
    assert_eq!(engagement["language"], "en-GB");
    assert_eq!(engagement["asOf"], Value::Null);
    assert_eq!(gate(&report, "G1"), "tripped");
    assert_ne!(outcome(&report, "MOD-10"), "pass");
    assert_eq!(report["score"]["accepted"], Value::Null);
    let declared = &engagement["declared"];
    assert_eq!(declared["applied"], false);
    let kinds: Vec<&str> = declared["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        ["Date", "Profile value", "Environment", "Attestation", "Accepted risk"]
    );
    let text = declared["text"].as_str().unwrap();
    assert!(
        text.contains("was not applied") || text.contains("None of it was applied"),
        "{text}"
    );
    assert!(run.stdout.contains(text), "{}", run.stdout);
    let told = sandbox.run(&["validate", "client.zip"]);
    assert!(told.stdout.contains(text), "{}", told.stdout);
}

#[test]
fn accepted_declarations_are_applied_and_the_report_says_what_they_decide_and_the_score_without() {
    let sandbox = Sandbox::new();
    let (_, without) = assess(&sandbox, &[]);
    let (run, with) = assess(&sandbox, &["--accept-declarations"]);
    assert_eq!(with["engagement"]["asOf"], "2026-11-15");
    assert_eq!(gate(&with, "G1"), "notApplicable");
    assert_eq!(with["findings"][0]["environment"], "sandbox");
    let declared = &with["engagement"]["declared"];
    assert_eq!(declared["applied"], true);
    assert_eq!(declared["scoreWithout"], without["score"]["text"]["value"]);
    let range = format!(
        "{} to {}",
        without["score"]["text"]["worst"].as_str().unwrap(),
        without["score"]["text"]["best"].as_str().unwrap()
    );
    assert_eq!(declared["rangeWithout"], range.as_str());
    let text = declared["text"].as_str().unwrap();
    assert!(
        text.contains("The red line G1 would be “crossed” without it."),
        "{text}"
    );
    assert!(text.contains("It decides"), "{text}");
    assert!(run.stdout.contains(text), "{}", run.stdout);
}

#[test]
fn the_assessor_s_file_counts_and_stands_before_the_client_s() {
    let sandbox = Sandbox::new();
    let own = "client = \"Northwind for Contoso\"\n[environments]\n\"/subscriptions/11111111-1111-4111-8111-111111111111\" = \"production\"\n";
    sandbox.write("client.toml", own);
    for more in [&[][..], &["--accept-declarations"]] {
        let (_, report) = assess(&sandbox, more);
        assert_eq!(report["engagement"]["client"], "Northwind for Contoso");
        assert_eq!(report["engagement"]["title"], "Readiness of Contoso");
        assert_eq!(gate(&report, "G1"), "tripped");
    }
}

#[test]
fn a_statement_about_a_management_group_holds_for_what_lies_below_it_unless_a_nearer_one_is_made() {
    let sandbox = Sandbox::new();
    let subscription = json!({
        "id": SUBSCRIPTION, "name": "Landing zone 1", "type": "microsoft.resources/subscriptions",
        "properties": {"managementGroupAncestorsChain": [{"name": "contoso-lab"}, {"name": "contoso"}]}
    });
    let mut files = bundle("client = \"Contoso Ltd\"\n");
    files.push(("subscriptions.json", graph(&[subscription])));
    sandbox.zip("client.zip", &files);
    let outer = "\"/providers/Microsoft.Management/managementGroups/contoso\" = \"sandbox\"\n";
    let nearer = format!("\"{SUBSCRIPTION}\" = \"production\"\n");
    let attested = "[[attestations]]\nkey = \"red_team\"\nanswer = \"yes\"\nowner = \"Head of data\"\ndate = \"2026-10-01\"\n\
        artefact = \"red-team.pdf\"\nsubject = \"/providers/Microsoft.Management/managementGroups/contoso-lab\"\n";
    for (environments, expected) in [
        (outer.to_owned(), ["notApplicable", "sandbox", "notApplicable"]),
        (format!("{outer}{nearer}"), ["tripped", "production", "pass"]),
    ] {
        sandbox.write("own.toml", format!("[environments]\n{environments}{attested}"));
        let arguments = [
            "assess",
            "client.zip",
            "--engagement",
            "own.toml",
            "--as-of",
            "2026-11-15",
            "--out",
            "out",
        ];
        let run = sandbox.run(&[&arguments[..], &["--only", "json"]].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        let report = json(&sandbox.path("out/report.json"));
        let findings = report["findings"].as_array().unwrap();
        let account = findings
            .iter()
            .find(|finding| finding["subjectName"] == "oai-prod")
            .unwrap();
        let environment = account["environment"].as_str().unwrap().to_owned();
        assert_eq!([gate(&report, "G1"), environment, outcome(&report, "MOD-10")], expected);
    }
}

#[test]
fn a_bundle_without_declarations_tells_of_none() {
    let sandbox = Sandbox::new();
    let path = sandbox.zip("client.zip", &bundle("client = \"Contoso Ltd\"\n"));
    let report = sandbox.report(&path);
    assert_eq!(report["engagement"]["client"], "Contoso Ltd");
    assert_eq!(report["engagement"]["declared"], Value::Null);
}

#[test]
fn what_a_file_has_wrong_is_refused_with_key_wanted_and_given() {
    let sandbox = Sandbox::new();
    let path = sandbox.zip("client.zip", &bundle("client = \"Contoso Ltd\"\n"));
    let risk = |control: &str, until: &str| {
        format!("[[accepted_risks]]\ncontrol = \"{control}\"\nreason = \"r\"\nowner = \"o\"\nuntil = \"{until}\"\n")
    };
    for (text, said) in [
        (
            "[profile]\nrequiredAiTags = \"owner\"\n",
            "requiredAiTags: wanted a list of tag keys, each a text, 1 at least; given the text “owner”",
        ),
        (
            "[profile]\nevidenceMaxAgeDays = 0\n",
            "evidenceMaxAgeDays: wanted a whole number of days from 1 to 366; given the number 0",
        ),
        (
            "[profile]\nrequireCustomerKeys = \"no\"\n",
            "requireCustomerKeys: wanted true or false; given the text “no”",
        ),
        ("[profile]\naiSubscriptions = [\"sub-ai\"]\n", "given the text “sub-ai”"),
        (
            "[profile]\nrequiredAiTag = [\"owner\"]\n",
            "there is no profile value `requiredAiTag`; did you mean `requiredAiTags`?",
        ),
        (
            &risk("NET-99", "2027-01-01"),
            "there is no control `NET-99`; did you mean",
        ),
        (
            &risk("NET-01", "next year"),
            "accepted_risks: NET-01: until: `next year` is no date",
        ),
        (
            "[[attestations]]\nkey = \"red_teem\"\nanswer = \"yes\"\nowner = \"o\"\ndate = 2026-10-01\n",
            "no control asks for `red_teem`; did you mean `red_team`?",
        ),
        ("language = \"de\"\n", "the documents are in English"),
    ] {
        let own = sandbox.write("own.toml", text);
        let run = sandbox.run(&[
            "validate",
            path.to_str().unwrap(),
            "--engagement",
            own.to_str().unwrap(),
        ]);
        assert_eq!(run.code, 2, "{text}");
        assert!(
            run.stderr.contains(said) && run.stderr.contains("own.toml"),
            "{}",
            run.stderr
        );
    }
}

/// The terminal and the report of a bundle under the assessor's own file.
fn said(own: &str, rows: &[Value]) -> (String, Value) {
    let sandbox = Sandbox::new();
    sandbox.write("own.toml", own);
    let path = sandbox.zip("northwind-2026.zip", &[("resources.json", graph(rows))]);
    let arguments = [
        "assess",
        path.to_str().unwrap(),
        "--engagement",
        "own.toml",
        "--as-of",
        "2026-11-15",
    ];
    let run = sandbox.run(&[&arguments[..], &["--out", "out", "--only", "json"]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    (run.stdout, json(&sandbox.path("out/report.json")))
}

/// An account below the management groups `contoso-lab` and `contoso`, in a subscription of no telling name.
fn below_a_group() -> Vec<Value> {
    let group = |name: &str| json!({"name": name, "displayName": name});
    vec![
        json!({"id": SUBSCRIPTION, "name": "s-1", "type": "microsoft.resources/subscriptions",
               "properties": {"managementGroupAncestorsChain": [group("contoso-one"), group("contoso")]}}),
        json!({"id": format!("{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/oai"),
               "name": "oai", "type": "microsoft.cognitiveservices/accounts", "kind": "OpenAI", "location": "westeurope",
               "tags": {}, "identity": null, "properties": {"publicNetworkAccess": "Enabled"}}),
    ]
}

fn environment(report: &Value) -> &str {
    let findings = report["findings"].as_array().unwrap().iter();
    let mut found = findings.filter(|finding| finding["control"] == "NET-01");
    found.next().unwrap()["environment"].as_str().unwrap()
}

#[test]
fn a_management_group_gives_its_environment_to_all_below_it_and_a_nearer_scope_comes_first() {
    let map = |entries: &str| said(&format!("[environments]\n{entries}"), &below_a_group()).1;
    let group = "\"/providers/Microsoft.Management/managementGroups/Contoso\" = \"non-production\"\n";
    assert_eq!(environment(&map(group)), "non-production");
    let nearer = "\"/providers/Microsoft.Management/managementGroups/contoso-one\" = \"sandbox\"\n";
    assert_eq!(environment(&map(&format!("{group}{nearer}"))), "sandbox");
    let nearest = format!("{group}{nearer}\"{SUBSCRIPTION}/resourceGroups/RG\" = \"production\"\n");
    assert_eq!(environment(&map(&nearest)), "production");
}

#[test]
fn what_matches_nothing_is_a_line_on_the_terminal() {
    let group = "/providers/Microsoft.Management/managementGroups/fabrikam";
    let own = format!(
        "[environments]\n\"{SUBSCRIPTION}\" = \"production\"\n\"{group}\" = \"sandbox\"\n\"sub-lab\" = \"sandbox\"\n\
         [[attestations]]\nkey = \"red_team\"\nanswer = \"yes\"\nowner = \"o\"\ndate = \"2026-11-01\"\nsubject = \"{SUBSCRIPTION}-x\"\n\
         [[accepted_risks]]\ncontrol = \"NET-01\"\nreason = \"r\"\nowner = \"o\"\nuntil = \"2027-01-01\"\nsubject = \"{group}\"\n"
    );
    let (told, _) = said(&own, &below_a_group());
    let notes = told.lines().filter(|line| line.starts_with("Note "));
    let notes: Vec<&str> = notes.collect();
    assert_eq!(notes.len(), 4, "{notes:#?}");
    assert!(notes[0].contains(group) && notes[1].contains("`sub-lab`"), "{notes:#?}");
    assert!(
        notes[2].contains("red_team") && notes[3].contains("NET-01"),
        "{notes:#?}"
    );
}

#[test]
fn a_risk_that_is_accepted_for_a_scope_is_accepted_for_what_lies_in_it() {
    let own = "[[accepted_risks]]\ncontrol = \"NET-01\"\nreason = \"r\"\nowner = \"o\"\nuntil = \"2027-01-01\"\n\
               subject = \"/providers/Microsoft.Management/managementGroups/contoso\"\n";
    let (told, report) = said(own, &below_a_group());
    assert_eq!(report["register"]["acceptedRisks"][0]["findings"], 1, "{told}");
}

#[test]
fn an_attestation_that_is_younger_than_the_evidence_counts_and_is_told() {
    let own = "[[attestations]]\nkey = \"red_team\"\nanswer = \"yes\"\nowner = \"o\"\ndate = \"2026-11-20\"\nartefact = \"x.pdf\"\n\
               reviewer = \"p\"\n";
    let (told, report) = said(own, &below_a_group());
    assert!(
        told.contains("Note   The attestation of red_team is dated 20 Nov 2026"),
        "{told}"
    );
    let findings = report["findings"].as_array().unwrap().iter();
    let late = findings.filter(|finding| finding["reason"].as_str().unwrap().contains("after the assessment"));
    assert_eq!(late.count(), 0);
}

#[test]
fn a_client_whom_nobody_names_is_the_tenant() {
    let (_, report) = said("", &below_a_group());
    assert_eq!(report["engagement"]["client"], "the tenant");
}
