//! What hands and other programs on the way make of an export: it is read all the same, or told for what it is.

use super::{codes, read, read_one, unused};

const S: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";

fn account() -> String {
    format!("{S}/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a")
}

#[test]
fn slashes_that_were_escaped_are_slashes() {
    let plain = format!(
        r#"[{{"id":"{}","type":"microsoft.cognitiveservices/accounts","properties":{{"x":1}}}},
            {{"id":"{}/providers/Microsoft.Security/assessments/k","type":"microsoft.security/assessments","properties":{{"status":{{"code":"Healthy"}}}}}}]"#,
        account(),
        account()
    );
    let (expected, _) = read_one(&plain);
    let (lines, input) = read_one(plain.replace('/', "\\/"));
    assert_eq!((lines, codes(&input)), (expected, vec![]));
}

#[test]
fn rows_are_found_however_they_were_wrapped() {
    let row = format!(r#"{{"id":"{}","properties":{{"a":"b"}}}}"#, account());
    let (expected, _) = read_one(format!("[{row}]"));
    let python = row.replace('"', "'");
    let text = serde_json::Value::from(row.clone()).to_string();
    for (list, told) in [
        (format!(r#"{{"11111111-1111-4111-8111-111111111111":[{row}]}}"#), vec![]),
        (format!(r#"[{{"subscription":"s","results":[{row}]}}]"#), vec![]),
        (
            format!("{{'total_records': 1, 'count': 1, 'data': [{python}], 'skip_token': None}}"),
            vec!["repaired-row"],
        ),
        (format!("[{text}]"), vec![]),
        (format!("[{row}]\n\u{1a}"), vec![]),
        (
            format!("[{}]", row.replace("resourceGroups", "resource\r\nGroups")),
            vec!["repaired-row"],
        ),
    ] {
        let (lines, input) = read_one(&list);
        let tail = |lines: &[String]| {
            lines
                .iter()
                .map(|line| line.split_once(' ').unwrap().1.to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!((tail(&lines), codes(&input)), (tail(&expected), told), "{list}");
    }
}

#[test]
fn truth_is_truth_in_the_language_of_a_spreadsheet_where_a_truth_value_is_expected() {
    let kept = "projected-properties";
    for (column, word, value, told) in [
        ("disableLocalAuth", "WAHR", "true", vec![kept]),
        ("disableLocalAuth", "Faux", "false", vec![kept]),
        ("disableLocalAuth", "verdadero", "true", vec![kept]),
        ("disableLocalAuth", "FALSE", "false", vec![kept]),
        ("disableLocalAuth", "SANN", "SANN", vec!["no-truth-value", kept]),
        ("disableLocalAuth", "1", "1", vec!["no-truth-value", kept]),
        ("disableLocalAuth", "", "null", vec![kept]),
        ("mode", "WAHR", "WAHR", vec![kept]),
        ("mode", "True", "True", vec![kept]),
    ] {
        let (lines, input) = read_one(format!("id,type,properties_{column}\n{},t/t,{word}\n", account()));
        assert!(
            lines[0].ends_with(&format!("p={{{column}:{value},?}}")),
            "{word}: {lines:?}"
        );
        assert_eq!(codes(&input), told, "{word}");
    }
}

#[test]
fn recommendations_are_read_from_whatever_a_query_or_a_converter_made_of_them() {
    let key = "k-1";
    let assessment = format!("{}/providers/Microsoft.Security/assessments/{key}", account());
    let expected = format!("Unhealthy {key} High {} Some name", account());
    for text in [
        format!(
            r#"[{{"recommendationId":"{assessment}","recommendationName":"{key}","recommendationDisplayName":"Some name","resourceId":"{}","state":"Unhealthy","severity":"High"}}]"#,
            account()
        ),
        format!(
            r#"[{{"id":"{assessment}","name":"{key}","type":"microsoft.security/assessments","properties_status_code":"Unhealthy","properties_displayName":"Some name","properties_metadata_severity":"High"}}]"#
        ),
        format!(
            "id,name,type,status,displayName,severity\n{assessment},{key},microsoft.security/assessments,Unhealthy,Some name,High\n"
        ),
        format!(
            "Recommendation Name,Recommendation,Severity,Resource ID,Status\n{key},Some name,High,{},Unhealthy\n",
            account()
        ),
    ] {
        let (lines, input) = read_one(&text);
        assert!(lines.len() == 1 && lines[0].contains(&expected), "{text}: {lines:?}");
        assert_eq!(codes(&input), Vec::<&str>::new(), "{text}");
    }
    let (lines, input) = read_one(format!(
        "recommendationName,resourceId,state\n{key},{},Sain\n",
        account()
    ));
    assert_eq!(
        (lines.len(), codes(&input)),
        (1, vec![]),
        "the sink settles what a state is"
    );
}

#[test]
fn role_assignments_of_a_query_keep_their_parts() {
    let columns =
        "id,name,type,properties_principalId,properties_principalType,properties_scope,properties_roleDefinitionId";
    let row = format!(
        "{S}/providers/Microsoft.Authorization/roleAssignments/a,a,microsoft.authorization/roleassignments,p-1,User,{S},r-1"
    );
    let (lines, input) = read_one(format!("{columns}\n{row}\n"));
    assert_eq!((lines.len(), codes(&input)), (1, vec![]));
    assert!(
        lines[0].contains(&format!("assignment {S} role=r-1/ who=p-1/User")),
        "{lines:?}"
    );
}

#[test]
fn a_role_that_does_not_tell_what_it_allows_is_not_known() {
    let head = "Name,Id,IsCustom,Actions,NotActions,AssignableScopes";
    let class = "System.Collections.Generic.List`1[System.String]";
    let (lines, input) = read_one(format!("{head}\nR,1,True,{class},{class},{class}\n"));
    assert_eq!(
        (lines.len(), codes(&input), unused(&input)),
        (0, vec!["incomplete-row"], vec![("no-actions", 1)])
    );
    let (lines, input) = read_one(format!("{head}\nR,1,True,Microsoft.Web/*;*/read,,{S}\n"));
    assert_eq!(codes(&input), Vec::<&str>::new());
    assert_eq!(lines, [r#"definition 1 R true ["Microsoft.Web/*", "*/read"]"#]);
}

#[test]
fn tables_are_known_by_what_other_languages_and_old_tools_put_into_them() {
    let (_, input) = read_one("NAME;TYP;RESSOURCENGRUPPE;STANDORT;ABONNEMENT\na;Konto;g;West Europe;s\n");
    assert_eq!(codes(&input), ["formatted-csv"]);
    let (lines, input) = read_one(format!("\"sep=,\"\nid,name,type\n{},a,t/t\n\u{1a}", account()));
    assert_eq!((lines.len(), unused(&input)), (1, vec![("blank", 1)]));
}

#[test]
fn what_stands_above_the_data_is_passed_over_and_told() {
    let row = format!(r#"{{"id":"{}","properties":{{}}}}"#, account());
    for above in [
        "WARNUNG: Dieser Befehl ist in der Vorschau",
        "VERBOSE: GET https://management.azure.com\nVERBOSE: received 12 bytes",
        "=== Production [eu] ===",
        "max@Azure:~$ az graph query -q \"resources | where type in ('a', 'b')\" --query data[0]",
        "**********************\nWindows PowerShell transcript start\nStart time: 20261112\n**********************",
    ] {
        let (lines, input) = read_one(format!("{above}\n[\n{row}\n]\n"));
        assert_eq!(
            (lines.len(), input.used, codes(&input)),
            (1, 1, vec!["noise"]),
            "{above}"
        );
        assert!(
            input.problems[0]
                .message
                .contains(&above[..above.find('\n').unwrap_or(above.len()).min(20)]),
            "{:?}",
            input.problems
        );
    }
    let table = format!("id,name,type,properties\n{},a,t/t,{{}}\n", account());
    for above in [
        "Processing subscription Contoso, 1 of 3",
        "Contoso\n\nExport of 12 November",
    ] {
        let (lines, input) = read_one(format!("{above}\n{table}"));
        assert_eq!((lines.len(), codes(&input)), (1, vec!["noise"]), "{above}");
    }
    let (_, input) = read_one(
        "Search-AzGraph : {\n  \"error\": {}\n}\n+ CategoryInfo : CloseError\n+ FullyQualifiedErrorId : BadRequest",
    );
    assert_eq!(codes(&input), ["error-as-data"]);
    let (_, input) = read_one(format!("Notes\n\n```json\n[{row}]\n```\n"));
    assert_eq!((input.used, codes(&input)), (0, vec!["unrecognised"]));
}

#[test]
fn lines_that_a_spreadsheet_kept_in_one_cell_are_taken_out() {
    let id = account();
    for head in ["id,name,type,properties", "\"id,\"\"name\"\",type,properties\""] {
        let text = format!("{head}\r\n\"{id},a,t/t,\"\"{{\"\"\"\"x\"\"\"\":1}}\"\"\"\r\n{id}2,b,t/t,{{}}\r\n");
        let (lines, input) = read_one(&text);
        assert_eq!((lines.len(), input.used, codes(&input)), (2, 2, vec![]), "{text}");
        assert!(lines[0].ends_with("p={x:1}"), "{lines:?}");
    }
}

#[test]
fn dates_of_a_spreadsheet_are_read_by_those_that_show_their_order() {
    let row = |date: &str| format!("{},k,{date},Healthy\n", account());
    let head = "resourceId,recommendationName,exportedTimestamp,state\n";
    for (dates, day) in [
        (["10/5/2026 9:12", "1/15/2026 9:12"], "2026-10-05"),
        (["10/5/2026 9:12", "15/1/2026 9:12"], "2026-05-10"),
    ] {
        let (_, input) = read_one(format!("{head}{}", dates.map(row).concat()));
        assert_eq!(input.as_of.as_deref(), Some(day), "{dates:?}");
    }
}

#[test]
fn an_empty_list_beside_lists_of_other_resources_is_no_problem() {
    let setting = format!(
        r#"[{{"id":"{}/providers/microsoft.insights/diagnosticSettings/d","type":"Microsoft.Insights/diagnosticSettings","name":"d","logs":[]}}]"#,
        account()
    );
    let (_, ledger) = read(&[
        ("settings/a.json", setting.as_bytes()),
        ("settings/b.json", b"[]"),
        ("settings/c.json", b"{\"value\": []}"),
        ("d.json", b"[]"),
    ]);
    let told: Vec<_> = ledger
        .inputs
        .iter()
        .map(|input| (input.family.name(), codes(input)))
        .collect();
    let list = ("supplement", vec![]);
    assert_eq!(
        told,
        [("unrecognised", vec!["empty-list"]), list.clone(), list.clone(), list]
    );
}

#[test]
fn what_is_no_export_for_a_program_is_named() {
    let cost = format!(
        "Date,ResourceId,MeterCategory,CostInBillingCurrency\n2026-11-01,{},x,1\n",
        account()
    );
    for (text, told) in [
        (cost.as_str(), "not-evidence"),
        (
            "\nRoleAssignmentName : x\nScope              : /\nDisplayName        : A\nSignInName         :\n",
            "no-header",
        ),
    ] {
        let (lines, input) = read_one(text);
        assert_eq!((lines.len(), codes(&input)), (0, vec![told]), "{text}");
    }
}

#[test]
fn rows_behind_a_change_of_encoding_are_read() {
    let page = format!(r#"[{{"id":"{}","properties":{{}}}}]"#, account());
    let wide: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [
        [page.as_bytes(), b"\r\n", &wide].concat(),
        [&[0xff, 0xfe], &*wide, b"\r\n", page.as_bytes()].concat(),
    ] {
        let (lines, input) = read_one(bytes);
        assert_eq!((lines.len(), codes(&input)), (2, vec!["mixed-encodings"]));
    }
}

#[test]
fn what_stands_behind_the_first_bracket_is_part_of_the_data() {
    let row = format!(r#"{{"id":"{}","properties":{{}}}}"#, account());
    let (lines, input) = read_one(format!("[ null,\n{row}\n]"));
    assert_eq!(
        (lines.len(), codes(&input), unused(&input)),
        (1, vec![], vec![("not-a-row", 1)])
    );
    let (lines, input) = read_one(format!(
        "{{ /* page 1 */\n\"data\": [\n{row}\n],\n\"skip_token\": \"x\" }}"
    ));
    assert_eq!((lines.len(), codes(&input)), (1, vec!["more-pages"]));
}
