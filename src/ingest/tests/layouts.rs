//! Every layout by a small literal: what reached the sink, which family and layout were told, what was noticed.

use super::super::ledger::Family;
use super::{codes, read, read_one, unused};

const A: &str = r#"{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/a","name":"a","type":"microsoft.search/searchservices","tenantId":"t","location":"westeurope","properties":{"x":1}}"#;
const B: &str = r#"{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/b","name":"b","type":"microsoft.search/searchservices","tenantId":"t","location":"westeurope","properties":{"x":2}}"#;

fn line(record: u32, name: &str, x: &str) -> String {
    format!(
        "0:{record} resource /subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/{name} microsoft.search/searchservices {name} westeurope p={x}"
    )
}

#[test]
fn every_envelope_of_resource_graph_gives_the_same_rows() {
    let columns = r#"[{"name":"id","type":"string"},{"name":"name","type":"string"},{"name":"type","type":"string"},{"name":"location","type":"string"},{"name":"properties","type":"object"}]"#;
    let cells = |name: &str, x: u32| {
        format!(
            r#"["/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/{name}","{name}","microsoft.search/searchservices","westeurope",{{"x":{x}}}]"#
        )
    };
    let (one, two) = (cells("a", 1), cells("b", 2));
    let cases = [
        (
            "rest-object-array",
            format!(r#"{{"totalRecords":2,"count":2,"data":[{A},{B}],"facets":[],"resultTruncated":"false"}}"#),
        ),
        (
            "rest-table",
            format!(
                r#"{{"totalRecords":2,"count":2,"data":{{"columns":{columns},"rows":[{one},{two}]}},"facets":[]}}"#
            ),
        ),
        (
            "python-sdk",
            format!(
                r#"{{"total_records":2,"count":2,"data":[{A},{B}],"skip_token":null,"result_truncated":"false","facets":[]}}"#
            ),
        ),
        (
            "az-graph-2",
            format!(
                "{{\n  \"count\": 2,\n  \"data\": [\n{A},\n{B}\n],\n  \"skip_token\": null,\n  \"total_records\": 2\n}}\n"
            ),
        ),
        ("az-graph-1", format!("[{A},{B}]")),
        (
            "powershell-response",
            format!(r#"{{"SkipToken":null,"Data":[{A},{B}]}}"#),
        ),
        ("powershell-list", format!(r#"{{"value":[{A},{B}],"Count":2}}"#)),
        ("rest-list", format!(r#"{{"value":[{A},{B}]}}"#)),
        ("ndjson", format!("{A}\n{B}\n")),
        ("json-pages", format!("[{A}]\n[{B}]")),
        (
            "json-pages",
            format!(r#"{{"count":1,"data":[{A}],"total_records":1}}{{"count":1,"data":[{B}],"total_records":1}}"#),
        ),
        (
            "log-analytics-table",
            format!(r#"{{"tables":[{{"name":"PrimaryResult","columns":{columns},"rows":[{one},{two}]}}]}}"#),
        ),
        ("az-graph-1", format!("WARNING: extension is in preview\n[{A},{B},]\n")),
        ("az-graph-1", format!("\u{feff}[{A},\u{1b}[33m{B}\u{1b}[0m]")),
    ];
    for (layout, text) in cases {
        let (lines, input) = read_one(&text);
        assert_eq!(
            lines,
            [line(1, "a", "{x:1}"), line(2, "b", "{x:2}")],
            "{layout}: {text}"
        );
        assert_eq!(
            (input.family, input.layout.name()),
            (Family::ResourceGraph, layout),
            "{text}"
        );
        assert_eq!((input.records, input.used), (2, 2));
    }
    let (lines, input) = read_one(A);
    assert_eq!((lines.len(), input.layout.name()), (1, "json-object"));
    let (lines, _) = read_one(format!(r#"[{{"data":[{A}]}},{{"data":[{B}]}}]"#));
    assert_eq!(lines, [line(1, "a", "{x:1}"), line(2, "b", "{x:2}")]);
}

#[test]
fn utf_16_of_powershell_is_read_as_it_is() {
    let text = format!("\u{feff}[{A}]");
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (lines, input) = read_one(bytes);
    assert_eq!(lines, [line(1, "a", "{x:1}")]);
    assert!(input.problems.is_empty());
}

#[test]
fn properties_that_are_text_are_read_as_json() {
    let text = A.replace(r#"{"x":1}"#, r#""{\"x\":1}""#);
    assert_eq!(read_one(format!("[{text}]")).0, [line(1, "a", "{x:1}")]);
    let cut = A.replace(r#"{"x":1}"#, r#"{"x":"@{a=b; c=d}"}"#);
    let (lines, input) = read_one(format!("[{cut}]"));
    assert_eq!(lines, [line(1, "a", "{x:?}")]);
    assert_eq!(codes(&input), ["depth-cut"]);
    let whole = A.replace(r#"{"x":1}"#, r#""System.Object[]""#);
    assert_eq!(read_one(format!("[{whole}]")).0, [line(1, "a", "cut")]);
}

#[test]
fn single_properties_of_a_query_are_put_together_and_the_rest_stays_unknown() {
    let row = |columns: &str| A.replace(r#""properties":{"x":1}"#, columns);
    for (columns, properties) in [
        (
            r#""properties_networkAcls_defaultAction":"Deny","properties_networkAcls_bypass":null,"properties_disableLocalAuth":"true""#,
            "{networkAcls:{defaultAction:Deny,bypass:null,?},disableLocalAuth:true,?}",
        ),
        (
            r#""properties.a.b":"","properties_c":{"d":[1]}"#,
            "{a:{b:null,?},c:{d:[1]},?}",
        ),
        (r#""properties_a_b":"1","properties_a":"{\"b\":1}""#, "{a:{b:1},?}"),
    ] {
        let (lines, input) = read_one(format!("[{}]", row(columns)));
        assert_eq!(lines, [line(1, "a", properties)], "{columns}");
        assert_eq!(codes(&input), ["projected-properties"]);
    }
    let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/a";
    let (lines, input) = read_one(format!(
        "id,name,type,location,properties_disableLocalAuth,properties_networkAcls\n{id},a,microsoft.search/searchservices,westeurope,False,\"{{\"\"ipRules\"\":[]}}\"\n"
    ));
    assert_eq!(
        lines,
        [line(1, "a", "{disableLocalAuth:false,networkAcls:{ipRules:[]},?}")]
    );
    assert_eq!(codes(&input), ["projected-properties"]);
}

#[test]
fn a_list_that_leaves_properties_out_does_not_say_that_there_are_none() {
    for text in [
        A.replace(r#"{"x":1}"#, "null"),
        A.replace(r#","properties":{"x":1}"#, ""),
        A.replace(
            r#""properties":{"x":1}"#,
            r#""createdTime":"2026-01-01T00:00:00Z","properties":null"#,
        ),
    ] {
        let (lines, input) = read_one(format!("[{text}]"));
        assert_eq!(lines, [line(1, "a", "missing")], "{text}");
        assert_eq!(codes(&input), ["no-properties"], "{text}");
    }
}

#[test]
fn tables_of_resource_graph_may_be_mixed_in_one_file() {
    let text = r#"{"count":4,"data":[
        {"id":"/subscriptions/s","name":"Prod","type":"microsoft.resources/subscriptions","properties":{"state":"Enabled"}},
        {"id":"/subscriptions/s/providers/Microsoft.Authorization/RoleAssignments/r","type":"microsoft.authorization/roleassignments","properties":{"roleDefinitionId":"/subscriptions/s/providers/Microsoft.Authorization/RoleDefinitions/8e3","principalId":"p","principalType":"User","scope":"/subscriptions/s"}},
        {"id":"/providers/Microsoft.Authorization/RoleDefinitions/d","name":"d","type":"microsoft.authorization/roledefinitions","properties":{"roleName":"Mine","type":"CustomRole","permissions":[{"actions":["*"],"notActions":[]}],"assignableScopes":["/"]}},
        {"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v/providers/Microsoft.Security/assessments/k1","name":"k1","type":"microsoft.security/assessments","properties":{"displayName":"Do it","resourceDetails":{"Source":"Azure","Id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"},"status":{"code":"Unhealthy","firstEvaluationDate":"2026-01-02T03:04:05.1234567Z"},"metadata":{"severity":"High"}}},
        {"id":"/subscriptions/s/providers/Microsoft.Security/pricings/AI","name":"AI","type":"microsoft.security/pricings","properties":{"pricingTier":"Standard","extensions":[{"name":"AIPromptEvidence","isEnabled":"True"}]}}
    ],"skip_token":null,"total_records":5}"#;
    let (lines, input) = read_one(text);
    assert_eq!(
        lines,
        [
            "0:1 resource /subscriptions/s microsoft.resources/subscriptions Prod  p={state:Enabled}",
            "0:2 assignment /subscriptions/s role=/subscriptions/s/providers/Microsoft.Authorization/RoleDefinitions/8e3/ who=p/User/None/None ",
            "definition /providers/Microsoft.Authorization/RoleDefinitions/d Mine true [\"*\"]",
            "0:4 Unhealthy k1 High /subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v Do it  2026-01-02",
            "plan /subscriptions/s/providers/Microsoft.Security/pricings/AI AI Standard [(\"AIPromptEvidence\", Some(true))]",
        ]
    );
    assert_eq!(
        (input.family, input.layout.name(), input.used),
        (Family::ResourceGraph, "az-graph-2", 5)
    );
    assert!(input.columns.contains("Properties") && !input.columns.contains("tags"));
}

#[test]
fn role_assignments_of_powershell_the_portal_and_az_are_the_same_rows() {
    let old = "\"RoleAssignmentId\",\"Scope\",\"DisplayName\",\"SignInName\",\"RoleDefinitionName\",\"RoleDefinitionId\",\"ObjectId\",\"ObjectType\",\"CanDelegate\"\r\n\
        \"/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/r\",\"/subscriptions/s\",\"Ann, B.\",\"ann@c.de\",\"Owner\",\"8e3\",\"p\",\"User\",\"False\"\r\n";
    let expected = ["0:1 assignment /subscriptions/s role=8e3/Owner who=p/User/Some(\"Ann, B.\")/Some(\"ann@c.de\") "];
    for text in [
        old.to_owned(),
        format!("#TYPE Microsoft.Azure.PSRoleAssignment\r\n{old}"),
        format!("\u{feff}{old}"),
    ] {
        let (lines, input) = read_one(&text);
        assert_eq!(lines, expected);
        assert_eq!(
            (input.family, input.layout.name()),
            (Family::RoleAssignments, "get-az-role-assignment-1")
        );
    }
    let semicolons = old.replace("\",\"", "\";\"");
    assert_eq!(read_one(semicolons).0, expected);
    let az = r#"[{"condition":null,"conditionVersion":null,"createdBy":"x","id":"/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/r","name":"r","principalId":"p","principalName":"ann@c.de","principalType":"User","roleDefinitionId":"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/8e3","roleDefinitionName":"Owner","scope":"/subscriptions/s","type":"Microsoft.Authorization/roleAssignments"}]"#;
    let (lines, input) = read_one(az);
    assert_eq!(
        lines,
        [
            "0:1 assignment /subscriptions/s role=/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/8e3/Owner who=p/User/None/Some(\"ann@c.de\") "
        ]
    );
    assert_eq!(
        (input.family, input.layout.name()),
        (Family::RoleAssignments, "az-role-assignment-list")
    );
    let powershell = r#"[{"RoleAssignmentId":"/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/r","Scope":"/subscriptions/s","DisplayName":null,"SignInName":null,"RoleDefinitionName":"Owner","RoleDefinitionId":"8e3","ObjectId":"p","ObjectType":"Unknown","CanDelegate":false}]"#;
    let (lines, input) = read_one(powershell);
    assert_eq!(
        lines,
        ["0:1 assignment /subscriptions/s role=8e3/Owner who=p/Unknown/Some(\"\")/Some(\"\") "]
    );
    assert_eq!(input.family, Family::RoleAssignments);
}

#[test]
fn defender_csv_of_both_generations_is_read_by_column_name() {
    let first = "\u{feff}\"exportedTimestamp\",\"subscriptionId\",\"subscriptionName\",\"resourceGroup\",\"resourceType\",\"resourceName\",\"resourceId\",\"recommendationId\",\"recommendationName\",\"recommendationDisplayName\",\"description\",\"remediationSteps\",\"severity\",\"state\",\"notApplicableReason\",\"firstEvaluationDate\",\"statusChangeDate\",\"controls\",\"azurePortalRecommendationLink\",\"nativeCloudAccountId\"";
    let cells = "\"2026-01-03T16:01:10.373Z\",\"s\",\"Prod\",\"g\",\"vaults\",\"v\",\"/subscriptions/s/resourcegroups/g/providers/microsoft.keyvault/vaults/v\",\"/subscriptions/s/resourcegroups/g/providers/microsoft.keyvault/vaults/v/providers/Microsoft.Security/assessments/k1\",\"k1\",\"Do it\",\"<b>long\ntext</b>\",\"1. \"\"x\"\"\",\"High\",\"NotApplicable\",\"Exempt\",\"2025-12-31T00:00:00.0000000Z\",\"\",\"{\"\"a\"\":\"\"b\"\"}\",\"https://x\",\"\"";
    let expected = [
        "0:1 NotApplicable k1 High /subscriptions/s/resourcegroups/g/providers/microsoft.keyvault/vaults/v Do it Exempt 2025-12-31",
    ];
    let (lines, input) = read_one(format!("{first}\n{cells}\n"));
    assert_eq!(lines, expected);
    assert_eq!(
        (input.family, input.layout.name()),
        (Family::Recommendations, "defender-csv-1")
    );
    assert_eq!(input.as_of.as_deref(), Some("2026-01-03"));
    let more = ",\"tactics\",\"techniques\",\"cloud\",\"owner\",\"eta\",\"dueDate\",\"gracePeriod\"";
    let (lines, input) = read_one(format!("{first}{more}\n{cells},,,Azure,,,,\n"));
    assert_eq!(
        (lines.as_slice(), input.layout.name()),
        (expected.map(String::from).as_slice(), "defender-csv-2")
    );
}

#[test]
fn a_table_of_resource_graph_from_the_portal_has_json_in_its_cells() {
    let text = "id,name,type,location,tags,properties\n\
        /subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/a,a,microsoft.search/searchservices,westeurope,null,\"{\"\"x\"\":1}\"\n";
    let (lines, input) = read_one(text);
    assert_eq!(lines, [line(1, "a", "{x:1}")]);
    assert_eq!(
        (input.family, input.layout.name()),
        (Family::ResourceGraph, "portal-csv")
    );
}

#[test]
fn what_comes_before_a_cut_is_used() {
    let (lines, input) = read_one(format!("[{A},{}", &B[..60]));
    assert_eq!(lines.len(), 1);
    assert_eq!(
        (input.records, input.used, unused(&input)),
        (2, 1, vec![("cut-off", 1)])
    );
    assert_eq!(codes(&input), ["truncated-json"]);
    let (_, input) = read_one(format!("[{A},"));
    assert_eq!((input.records, codes(&input)), (1, vec!["truncated-json"]));
}

#[test]
fn pages_that_are_missing_are_told() {
    let (_, input) = read_one(format!(
        r#"{{"count":1,"data":[{A}],"skip_token":"x","total_records":7}}"#
    ));
    assert_eq!(codes(&input), ["fewer-rows"]);
    let (_, input) = read_one(format!(r#"{{"data":[{A}],"skip_token":"x"}}"#));
    assert_eq!(codes(&input), ["more-pages"]);
    let rows = vec![A; 1000].join(",");
    assert_eq!(codes(&read_one(format!("[{rows}]")).1), ["round-count"]);
}

#[test]
fn what_is_no_export_is_named() {
    let cases: [(&[u8], Family, &str); 12] = [
        (b"", Family::Unrecognised, "empty-file"),
        (b"<!DOCTYPE html><html>", Family::Unrecognised, "web-page"),
        (b"%PDF-1.4", Family::Unrecognised, "wrong-kind"),
        (b"ERROR: (BadRequest) x", Family::Unrecognised, "error-as-data"),
        (b"Please run 'az login' to setup account.", Family::Unrecognised, "error-as-data"),
        (br#"{"error":{"code":"BadRequest","message":"no"}}"#, Family::Unrecognised, "error-as-data"),
        (br#"{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#","resources":[]}"#, Family::Unrecognised, "arm-template"),
        (b"hello", Family::Unrecognised, "unrecognised"),
        (b"[client]\nname = 1", Family::Unrecognised, "unrecognised"),
        (b"- id: /subscriptions/s\n  name: x\n", Family::Unrecognised, "wrong-kind"),
        (b"[]", Family::Unrecognised, "empty-list"),
        (b"[1,2]", Family::Unrecognised, "unrecognised"),
    ];
    for (content, family, code) in cases {
        let (lines, input) = read_one(content);
        assert!(lines.is_empty());
        assert_eq!(
            (input.family, codes(&input)),
            (family, vec![code]),
            "{}",
            String::from_utf8_lossy(content)
        );
    }
}

#[test]
fn files_around_the_exports_have_families_of_their_own() {
    let export = format!("[{A}]");
    let hash = crate::bundle::hash::hex(sha2::Digest::new_with_prefix(export.as_bytes()));
    let manifest = format!(
        r#"{{"client":"Contoso","collectedAt":"2026-02-03T00:00:00Z","files":[{{"path":"r.json","sha256":"{hash}"}},{{"path":"gone.json","sha256":"x"}},{{"path":"engagement.toml","sha256":"00"}}]}}"#
    );
    let (_, ledger) = read(&[
        (".DS_Store", b"x"),
        ("engagement.toml", b"client = \"Contoso\""),
        ("manifest.json", manifest.as_bytes()),
        ("r.json", export.as_bytes()),
    ]);
    let families: Vec<_> = ledger.inputs.iter().map(|input| input.family.name()).collect();
    assert_eq!(families, ["ignored", "engagement", "manifest", "resource-graph"]);
    assert_eq!(codes(&ledger.inputs[2]), ["missing-file", "hash-mismatch"]);
    assert_eq!(
        ledger.engagement.as_ref().map(|(path, _)| path.as_str()),
        Some("engagement.toml")
    );
    assert_eq!(
        ledger.manifest.as_ref().and_then(|manifest| manifest.client.as_deref()),
        Some("Contoso")
    );
    assert_eq!(ledger.inputs[3].sha256, hash);
}
