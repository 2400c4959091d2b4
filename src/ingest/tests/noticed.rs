//! What must be noticed: other tools, several tenants, pages, ages, containers within the bundle, hostile content.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::super::ledger::Family;
use super::{codes, read, read_one, unused};

fn resource(name: &str, tenant: &str) -> String {
    format!(
        r#"{{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/{name}","name":"{name}","type":"microsoft.search/searchservices","tenantId":"{tenant}","properties":{{}}}}"#
    )
}

#[test]
fn output_of_other_tools_is_named() {
    let cases = [
        ("AUTH_METHOD;TIMESTAMP;CHECK_ID\na;b;c\n", "other-tool", "Prowler"),
        (
            r#"[{"class_uid":2004,"finding_info":{"title":"x"},"metadata":{}}]"#,
            "other-tool",
            "Prowler",
        ),
        (
            r#"{"items":[{"text":"x"}],"categories":[],"severities":[],"metadata":{}}"#,
            "other-tool",
            "review-checklists",
        ),
        ("scoutsuite_results =\n{}", "other-tool", "ScoutSuite"),
        (
            "SubscriptionId,ResourceId,RecommendationSeverity,AzPortalLink\na,b,c,d\n",
            "other-tool",
            "azqr",
        ),
        (
            "Alert name,Severity,Status\na,High,b\n",
            "not-recommendations",
            "alerts",
        ),
        (
            "Resource name,Subscription,Monitoring agent\na,b,c\n",
            "not-recommendations",
            "inventory",
        ),
        (
            "Name,Type,kind,Location,Subscription,Resource group\na,Virtual machine,,West Europe,Prod,g\n",
            "formatted-csv",
            "display names",
        ),
        (
            "SEP=,\nNAME,TYPE,SUBSCRIPTION,RESOURCE GROUP,\na,b,c,d\n",
            "formatted-csv",
            "display names",
        ),
        (
            "Principal    Role    Scope\n-----------  ------  -----\na  b  c\n",
            "no-header",
            "people",
        ),
        (
            "/subscriptions/s/x\ta\tb\n/subscriptions/s/y\ta\tb\n",
            "no-header",
            "people",
        ),
    ];
    for (text, code, word) in cases {
        let (lines, input) = read_one(text);
        assert!(lines.is_empty(), "{text}");
        assert_eq!(codes(&input), [code], "{text}");
        assert!(
            input.problems[0].message.contains(word),
            "{}",
            input.problems[0].message
        );
        assert_eq!(input.family, Family::Unrecognised);
    }
}

#[test]
fn pages_in_several_files_are_complete_together() {
    let page = |name: &str, more: &str| {
        format!(
            r#"{{"count":1,"data":[{}],"skip_token":{more},"total_records":2}}"#,
            resource(name, "t")
        )
        .into_bytes()
    };
    let (one, two) = (page("a", "\"x\""), page("b", "null"));
    let (_, ledger) = read(&[("1.json", &one), ("2.json", &two)]);
    assert!(ledger.inputs.iter().all(|input| input.problems.is_empty()));
    let (_, ledger) = read(&[("1.json", &one)]);
    assert_eq!(codes(&ledger.inputs[0]), ["fewer-rows"]);
}

#[test]
fn a_second_tenant_and_old_evidence_are_told() {
    let first = format!("[{},{}]", resource("a", "t1"), resource("b", "t1"));
    let second = format!("[{}]", resource("c", "t2"));
    let (_, ledger) = read(&[("1.json", first.as_bytes()), ("2.json", second.as_bytes())]);
    assert_eq!(
        (codes(&ledger.inputs[0]), codes(&ledger.inputs[1])),
        (vec![], vec!["mixed-tenants"])
    );
    let defender = |days: [&str; 2]| {
        let line = |day: &str| format!("{day},/subscriptions/s,k,Healthy\n");
        format!(
            "exportedTimestamp,resourceId,recommendationName,state\n{}{}",
            line(days[0]),
            line(days[1])
        )
        .into_bytes()
    };
    let (old, new) = (
        defender(["2026-01-01", "2026-01-01"]),
        defender(["2026-05-01", "2026-05-09"]),
    );
    let (_, ledger) = read(&[("1.csv", &old), ("2.csv", &new)]);
    assert_eq!(
        (codes(&ledger.inputs[0]), codes(&ledger.inputs[1])),
        (vec!["stale-evidence"], vec!["several-dates"])
    );
    assert_eq!(ledger.as_of(), Some("2026-05-09"));
}

#[test]
fn unhealthy_only_exports_are_told() {
    let line = "/subscriptions/s,k,Unhealthy\n".repeat(20);
    let (_, input) = read_one(format!("resourceId,recommendationName,state\n{line}"));
    assert_eq!(codes(&input), ["unhealthy-only"]);
}

#[test]
fn compressed_files_and_archives_within_are_read() {
    let export = format!("[{}]", resource("a", "t"));
    let mut gz = GzEncoder::new(Vec::new(), Compression::default());
    gz.write_all(export.as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    let inner = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let inner = with_file(inner, "x.json", export.as_bytes());
    let twice = with_file(zip::ZipWriter::new(std::io::Cursor::new(Vec::new())), "in.zip", &inner);
    let (lines, ledger) = read(&[
        ("a.json.gz", &gz),
        ("b.zip", &inner),
        ("c.zip", &twice),
        ("~$x.xlsx", b"x"),
    ]);
    assert_eq!(lines.len(), 2);
    let told: Vec<_> = ledger
        .inputs
        .iter()
        .map(|input| (input.path.as_str(), input.family.name(), input.used, codes(input)))
        .collect();
    assert_eq!(
        told,
        [
            ("a.json.gz", "resource-graph", 1, vec![]),
            ("b.zip", "ignored", 0, vec![]),
            ("b.zip/x.json", "resource-graph", 1, vec![]),
            ("c.zip", "ignored", 0, vec![]),
            ("c.zip/in.zip", "ignored", 0, vec!["nested-too-deep"]),
            ("~$x.xlsx", "ignored", 0, vec![]),
        ]
    );
}

fn with_file(mut writer: zip::ZipWriter<std::io::Cursor<Vec<u8>>>, name: &str, content: &[u8]) -> Vec<u8> {
    writer
        .start_file(name, zip::write::SimpleFileOptions::default())
        .unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn hand_made_json_is_put_right_row_by_row() {
    let text = format!(
        "[{}, {{'id': '/subscriptions/s', 'properties': None,}}, {{\"id\": }}]",
        resource("a", "t")
    );
    let (lines, input) = read_one(text);
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (codes(&input), unused(&input)),
        (
            vec!["malformed-row", "no-properties", "repaired-row"],
            vec![("malformed", 1)]
        )
    );
    assert_eq!(input.problems[2].record, Some(2));
}

#[test]
fn a_column_of_more_values_than_any_resource_has_is_left_out_and_its_row_is_used() {
    let row = |values: usize| {
        let list = vec!["1"; values].join(",");
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/w";
        format!("[{{\"id\":\"{id}\",\"name\":\"w\",\"tags\":{{\"a\":[{list}]}},\"properties\":{{}}}}]")
    };
    let (_, input) = read_one(row(200_000));
    assert_eq!((input.used, codes(&input)), (1, vec![]));
    let (_, input) = read_one(row(300_000));
    assert_eq!((input.used, codes(&input)), (1, vec!["too-many-values"]));
}

#[test]
fn a_damaged_line_of_many_costs_that_line() {
    let row = |number: usize| {
        format!(
            "{{\"id\":\"/subscriptions/s/resourceGroups/g/providers/A.B/c/{number}\",\"properties\":{{\"a\":\"b\"}}}}"
        )
    };
    let mut lines: Vec<String> = (0..500).map(row).collect();
    lines[2].truncate(40);
    lines[300].truncate(60);
    let (_, input) = read_one(lines.join("\n"));
    assert_eq!(
        (input.records, input.used, codes(&input)),
        (500, 498, vec!["malformed-row"])
    );
    assert_eq!(input.problems[0].record, Some(3));
    // Objects over several lines behind one that stands on its own are read as before.
    let mixed = format!("{}\n{{\n \"id\":\n{{}},\n \"x\": 1\n}}\n{}\n", row(1), row(2));
    let (_, input) = read_one(mixed);
    assert_eq!((input.records, input.used), (3, 2));
    let (_, input) = read_one(format!("{}\n{}", row(1), &row(2)[..50]));
    assert_eq!((input.records, codes(&input)), (2, vec!["truncated-json"]));
}

#[test]
fn deep_nesting_and_endless_lines_end_in_a_problem() {
    let deep = format!(
        "[{{\"id\":\"/subscriptions/s\",\"properties\":{}{}}}]",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let (_, input) = read_one(deep);
    assert_eq!((input.records, codes(&input)), (1, vec!["too-deep"]));
    let (_, input) = read_one("[".repeat(1_000_000));
    assert_eq!(
        (input.records, codes(&input)),
        (1, vec!["truncated-json", "unrecognised"])
    );
    let (_, input) = read_one(format!("[{{\"a\":\"{}\"}},{{}}]", "x".repeat(70 << 20)));
    assert_eq!(
        (input.records, unused(&input)),
        (2, vec![("no-id", 1), ("too-long", 1)])
    );
    let wide = format!("{}\n{}\n", vec!["c"; 10_000].join(","), vec!["1"; 10_000].join(","));
    let (_, input) = read_one(wide);
    assert_eq!((input.records, codes(&input)), (1, vec!["unrecognised"]));
}

#[test]
fn tables_with_every_oddity_keep_their_accounts() {
    let text = "sep=;\nresourceId;recommendationName;state;severity;\n/subscriptions/s;k1;Healthy;High\n\nresourceId;recommendationName;state;severity\n;;;\n/subscriptions/s;k2;Unhealthy\n/subscriptions/s;k3;Healthy;High;more;cells\n";
    let (lines, input) = read_one(text);
    assert_eq!(lines.len(), 3);
    assert_eq!(
        (input.records, unused(&input)),
        (5, vec![("blank", 1), ("repeated-header", 1)])
    );
    let (lines, _) = read_one("resourceId\trecommendationName\tstate\r/subscriptions/s\tk1\tHealthy\r");
    assert_eq!(lines.len(), 1);
}

#[test]
fn supplements_are_resources_of_their_own_type() {
    let text = r#"[{"id":"/subscriptions/s/resourcegroups/g/providers/microsoft.search/searchservices/a/providers/microsoft.insights/diagnosticSettings/d","name":"d","type":"Microsoft.Insights/diagnosticSettings","logs":[{"category":"x","enabled":true}],"workspaceId":null}]"#;
    let (lines, input) = read_one(text);
    assert_eq!(lines.len(), 1);
    assert_eq!((input.family, input.used), (Family::Supplement, 1));
    // Conditional Access policies have no ARM id; they come as a list of Graph or one to a file.
    let policy = r#"{"id":"x","displayName":"MFA","state":"enabled","conditions":{"users":{"includeUsers":["All"]}},"grantControls":{"builtInControls":["mfa"]}}"#;
    for text in [
        format!(r#"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata","value":[{policy}]}}"#),
        policy.to_owned(),
    ] {
        let (lines, input) = read_one(text);
        let start = "0:1 resource /providers/Microsoft.Graph/conditionalAccessPolicies/x microsoft.graph/conditionalaccesspolicies MFA ";
        assert!(lines.len() == 1 && lines[0].starts_with(start), "{lines:?}");
        assert_eq!((input.family, input.used), (Family::Supplement, 1));
    }
}
