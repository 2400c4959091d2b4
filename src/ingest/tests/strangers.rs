//! Files that are none of the exports that are asked for, and exports with something wrong: each is named.

use super::super::ledger::Family;
use super::{codes, read, read_one, unused};

const S: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";

#[test]
fn further_outputs_of_other_tools_are_named() {
    let cases = [
        (
            r#"[{"message":"m","metadata":{"event_code":"c","product":{"name":"Prowler"}},"status_code":"FAIL","finding_info":{"uid":"u"},"resources":[]}]"#,
            "Prowler",
        ),
        (
            r#"[{"ScriptDetails":{"Version":"2.1"}},{"Resource":[]},{"Advisory":[]}]"#,
            "WARA",
        ),
        (
            r#"[{"numberOfImpactedResources":"3","recommendation":"r","recommendationId":"i","impact":"High"}]"#,
            "azqr",
        ),
        (
            "Subscription Id,Resource Group,Location,Resource Type,Resource Name,Sku Name,Sku Tier,Kind,SLA,Resource Id\na,b,c,d,e,f,g,h,i,/subscriptions/j\n",
            "azqr",
        ),
        (
            "Rank,Recommended action,Score impact,Points achieved,Status\n1,Enable MFA,+2%,0/9,To address\n",
            "Microsoft Secure Score",
        ),
    ];
    for (text, tool) in cases {
        let (lines, input) = read_one(text);
        assert!(lines.is_empty(), "{text}");
        assert_eq!(
            (codes(&input), input.family),
            (vec!["other-tool"], Family::Unrecognised),
            "{text}"
        );
        assert!(input.problems[0].message.contains(tool), "{:?}", input.problems);
    }
}

#[test]
fn what_happened_is_no_evidence_of_what_is() {
    let cases = [
        (
            format!(
                r#"[{{"id":"{S}/resourceGroups/g/providers/Microsoft.Web/sites/w/events/e/ticks/1","eventTimestamp":"2026-01-01T00:00:00Z","operationName":{{"value":"x"}},"resourceId":"{S}"}}]"#
            ),
            "not-evidence",
            "activity-log",
        ),
        (
            format!(
                r#"[{{"id":"{S}/providers/Microsoft.Authorization/roleEligibilityScheduleRequests/r","type":"Microsoft.Authorization/roleEligibilityScheduleRequests","properties":{{"status":"Provisioned"}}}}]"#
            ),
            "not-evidence",
            "role-request",
        ),
        (
            format!(
                r#"{{"value":[{{"id":"{S}/providers/Microsoft.Security/locations/westeurope/alerts/a","type":"Microsoft.Security/Locations/alerts","properties":{{}}}}]}}"#
            ),
            "not-recommendations",
            "alert",
        ),
    ];
    for (text, code, reason) in cases {
        let (lines, input) = read_one(&text);
        assert!(lines.is_empty(), "{text}");
        assert_eq!(
            (codes(&input), unused(&input)),
            (vec![code], vec![(reason, 1)]),
            "{text}"
        );
    }
    // Among rows of Resource Graph they are only counted.
    let text = format!(
        r#"[{{"id":"{S}/providers/Microsoft.Security/locations/w/alerts/a","type":"microsoft.security/locations/alerts","subscriptionId":"s","properties":{{}}}},{{"id":"{S}/providers/Microsoft.Security/assessments/k","name":"k","type":"microsoft.security/assessments","subscriptionId":"s","properties":{{"status":{{"code":"Healthy"}},"resourceDetails":{{"Id":"{S}"}}}}}}]"#
    );
    let (_, input) = read_one(text);
    assert_eq!(
        (codes(&input), input.used, unused(&input)),
        (vec![], 1, vec![("alert", 1)])
    );
}

#[test]
fn an_error_behind_a_list_is_an_error_and_a_warning_is_none() {
    let list = format!(r#"[{{"id":"{S}/resourceGroups/g","name":"g","properties":{{}}}}]"#);
    let (_, input) = read_one(format!("{list}\nERROR: (AuthorizationFailed) The client has no right"));
    assert_eq!((input.used, codes(&input)), (1, vec!["error-as-data"]));
    assert!(
        input.problems[0].message.contains("no right. Mend"),
        "{:?}",
        input.problems
    );
    let (_, input) = read_one(format!("WARNING: a preview\n{list}"));
    assert_eq!((input.used, codes(&input)), (1, vec!["noise"]));
}

#[test]
fn what_stands_between_rows_and_is_none_is_told() {
    let row = format!(r#"{{"id":"{S}/resourceGroups/g","name":"g","properties":{{}}}}"#);
    for (list, told, left_out) in [
        (format!(r#"[{row},"@{{id=x}}",7]"#), vec!["not-a-row"], 2),
        (format!("[{row},null]"), vec![], 1),
        (r#"["a","b"]"#.to_owned(), vec!["unrecognised"], 2),
    ] {
        let (_, input) = read_one(&list);
        assert_eq!(
            (codes(&input), unused(&input)),
            (told, vec![("not-a-row", left_out)]),
            "{list}"
        );
    }
}

#[test]
fn json_in_a_cell_that_is_none_is_not_called_cut_at_a_depth() {
    let id = format!("{S}/resourceGroups/g/providers/Microsoft.Web/sites/w");
    for (cell, code) in [
        ("\"{\"\"a\"\":1,\"\"b\"\": \"", "malformed-value"),
        ("@{a=1}", "depth-cut"),
    ] {
        let (lines, input) = read_one(format!("id,name,type,properties\n{id},w,microsoft.web/sites,{cell}\n"));
        assert!(lines.len() == 1 && lines[0].ends_with("p=cut"), "{lines:?}");
        assert_eq!(codes(&input), [code], "{cell}");
    }
    let (lines, input) = read_one(format!(r#"[{{"id":"{id}","properties":"{{\"a\":1,\"b\""}}]"#));
    assert!(lines[0].ends_with("p=cut"), "{lines:?}");
    assert_eq!(codes(&input), ["malformed-value"]);
}

#[test]
fn lists_that_az_flattens_are_read_whole() {
    let policy = format!(
        r#"[{{"description":null,"displayName":"d","enforcementMode":"Default","id":"{S}/providers/Microsoft.Authorization/policyAssignments/p","name":"p","notScopes":null,"parameters":{{"e":{{"value":"Deny"}}}},"policyDefinitionId":"/providers/x","scope":"{S}","type":"Microsoft.Authorization/policyAssignments"}}]"#
    );
    let (lines, input) = read_one(policy);
    assert!(
        lines[0].contains("enforcementMode:Default") && lines[0].contains("notScopes:null"),
        "{lines:?}"
    );
    assert!(codes(&input).is_empty(), "{:?}", input.problems);
    let accounts = r#"[{"cloudName":"AzureCloud","homeTenantId":"t","id":"11111111-1111-4111-8111-111111111111","isDefault":true,"name":"Prod","state":"Enabled","tenantId":"t","user":{"name":"x"}}]"#;
    let (lines, input) = read_one(accounts);
    let start = format!("0:1 resource {S} microsoft.resources/subscriptions Prod ");
    assert!(lines.len() == 1 && lines[0].starts_with(&start), "{lines:?}");
    assert_eq!((codes(&input), input.family), (vec![], Family::ResourceGraph));
    let groups = r#"[{"displayName":"Root","id":"/providers/Microsoft.Management/managementGroups/r","name":"r","tenantId":"t","type":"/providers/Microsoft.Management/managementGroups"}]"#;
    let (lines, input) = read_one(groups);
    assert!(lines[0].contains("displayName:Root"), "{lines:?}");
    assert!(codes(&input).is_empty(), "{:?}", input.problems);
}

#[test]
fn a_list_within_one_string_is_read() {
    let list = format!("[\n {{\"id\":\"{S}/resourceGroups/g\",\"name\":\"g\",\"properties\":{{\"a\":\"b\"}}}}\n]");
    let (lines, input) = read_one(serde_json::to_string(&list).unwrap());
    assert_eq!((lines.len(), input.used, codes(&input)), (1, 1, vec![]));
}

#[test]
fn rows_without_what_makes_them_are_told() {
    let (_, input) = read_one("type,count_\nmicrosoft.web/sites,3\n");
    assert_eq!(
        (codes(&input), unused(&input)),
        (vec!["aggregated-rows"], vec![("aggregated", 1)])
    );
    let user =
        r#"[{"id":"aaaaaaaa-0000-4000-8000-000000000001","displayName":"D","userPrincipalName":"d@contoso.example"}]"#;
    let (lines, ledger) = read(&[("bbbbbbbb-0000-4000-8000-000000000001.json", user.as_bytes())]);
    assert_eq!((lines.len(), codes(&ledger.inputs[0])), (1, vec![]));
}

#[test]
fn what_is_wrong_with_one_row_is_not_told_of_the_next() {
    let row = |number: usize, more: &str| {
        format!(
            r#"{{"id":"{S}/resourceGroups/g/providers/Microsoft.Web/sites/w{number}","name":"w{number}","type":"microsoft.web/sites",{more}}}"#
        )
    };
    let (_, input) = read_one(format!(
        "[{},{}]",
        row(1, r#""properties_siteConfig":"@{a=b}""#),
        row(2, r#""properties":{"a":1},"sku":{"name":"S1"}"#)
    ));
    let cut = input.problems.iter().find(|problem| problem.code.name() == "depth-cut");
    assert_eq!(cut.and_then(|problem| problem.record), Some(1), "{:?}", input.problems);
    assert!(cut.is_some_and(|problem| !problem.message.contains("records have this")));
}

#[test]
fn a_row_that_a_comma_shifts_is_told_though_its_last_cell_was_empty() {
    let names = "RoleAssignmentId,Scope,DisplayName,SignInName,RoleDefinitionName,RoleDefinitionId,ObjectId,ObjectType,Condition";
    let row = |name: &str| {
        format!(
            "{S}/providers/Microsoft.Authorization/roleAssignments/r,{S},{name},u@contoso.example,Owner,8e3af657-a8ff-443c-a75c-2fe8c4bcb635,aaaaaaaa-0000-4000-8000-000000000001,User,\n"
        )
    };
    let (lines, input) = read_one(format!("{names}\n{}{}", row("Ann"), row("Smith,John")));
    assert_eq!(
        (lines.len(), codes(&input), unused(&input)),
        (1, vec!["malformed-row"], vec![("malformed", 1)])
    );
}

#[test]
fn properties_that_are_no_object_are_unknown() {
    let row = |properties: &str| {
        format!(r#"[{{"id":"{S}/resourceGroups/g/providers/Microsoft.Web/sites/w","properties":{properties}}}]"#)
    };
    for (properties, shown, code) in [
        ("5", "cut", "malformed-value"),
        ("[]", "cut", "malformed-value"),
        ("\"some text\"", "cut", "depth-cut"),
        ("\"\"", "missing", "no-properties"),
        ("\"null\"", "missing", "no-properties"),
        ("null", "missing", "no-properties"),
    ] {
        let (lines, input) = read_one(row(properties));
        assert!(lines[0].ends_with(&format!("p={shown}")), "{lines:?}");
        assert_eq!(codes(&input), [code], "{properties}");
    }
}

#[test]
fn a_warning_above_a_table_does_not_cost_the_table() {
    let (lines, input) = read_one(format!(
        "WARNING: a preview\nresourceId,recommendationName,state\n{S},k,Healthy\n"
    ));
    assert_eq!((lines.len(), codes(&input)), (1, vec!["noise"]));
    let (lines, input) = read_one(format!(
        "resourceId,recommendationName,state\n{S},k,Healthy\nERROR: The request timed out\n"
    ));
    assert_eq!((lines.len(), codes(&input)), (1, vec!["error-as-data"]));
    let (lines, input) = read_one("ERROR: no right\na,b,c\n1,2,3\n");
    assert_eq!((lines.len(), codes(&input)), (0, vec!["error-as-data"]));
}

#[test]
fn a_problem_of_several_columns_is_one_of_their_record() {
    let id = format!("{S}/resourceGroups/g/providers/Microsoft.Web/sites/w");
    let (_, input) = read_one(format!(
        "id,name,type,properties,tags,sku\n{id},w,microsoft.web/sites,@{{a=1}},@{{a=1}},@{{a=1}}\n"
    ));
    assert_eq!(codes(&input), ["depth-cut"]);
    assert!(
        !input.problems[0].message.contains("records have this"),
        "{:?}",
        input.problems
    );
}
