//! Whether a file holds all of its rows: what it says of itself, and what the files beside it say.

use super::{codes, read, read_one};

const S: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";
const T: &str = "/subscriptions/22222222-2222-4222-8222-222222222222";

fn rows(subscription: &str, numbers: std::ops::Range<usize>) -> Vec<String> {
    numbers
        .map(|number| {
            format!(
                r#"{{"id":"{subscription}/resourceGroups/g/providers/Microsoft.Web/sites/w{number}","name":"w{number}","type":"microsoft.web/sites","properties":{{}}}}"#
            )
        })
        .collect()
}

fn list(rows: &[String]) -> String {
    format!("[{}]", rows.join(","))
}

#[test]
fn as_many_rows_as_a_tool_gives_at_most_are_told_in_every_layout() {
    let thousand = rows(S, 0..1000);
    for text in [list(&thousand), thousand.join("\n")] {
        let (_, input) = read_one(&text);
        assert_eq!((input.used, codes(&input)), (1000, vec!["round-count"]));
    }
    let (_, input) = read_one(rows(S, 0..999).join("\n"));
    assert!(codes(&input).is_empty());
    let table = |names: &str, count: usize| {
        let line = |number: usize| {
            let id = format!("{S}/resourceGroups/g/providers/Microsoft.Web/sites/w{number}");
            format!("{id},w{number},microsoft.web/sites,{{}},{id}\n")
        };
        format!("{names}\n{}", (0..count).map(line).collect::<String>())
    };
    let portal = "id,name,type,properties";
    for (names, count, told) in [
        (portal, 1000, true),
        (portal, 100, false),
        ("id,name,type,properties,ResourceId", 100, true),
    ] {
        let (_, input) = read_one(table(names, count));
        let expected = if told { vec!["round-count"] } else { vec![] };
        assert_eq!(codes(&input), expected, "{names} {count}");
    }
}

#[test]
fn pages_appended_to_one_file_are_counted_together() {
    let page = |rows: &[String], total: u64| {
        format!(
            "{{\"count\":{},\"data\":{},\"total_records\":{total}}}\n",
            rows.len(),
            list(rows)
        )
    };
    let all = rows(S, 0..5);
    let whole = format!("{}{}{}", page(&all[..2], 5), page(&all[2..4], 5), page(&all[4..], 5));
    let (_, input) = read_one(&whole);
    assert_eq!((input.used, codes(&input)), (5, vec![]));
    let part = format!("{}{}", page(&all[..2], 5), page(&all[2..4], 5));
    let (_, input) = read_one(&part);
    assert_eq!(codes(&input), ["fewer-rows"]);
    assert!(
        input.problems[0].message.contains("4 of 5 rows"),
        "{:?}",
        input.problems
    );
    // The last page in a file of its own completes them; another that is not the last does not.
    let last = page(&all[4..], 5);
    let (_, ledger) = read(&[("1.json", part.as_bytes()), ("2.json", last.as_bytes())]);
    assert!(ledger.inputs.iter().all(|input| input.problems.is_empty()));
    let (one, two) = (page(&all[..2], 5), page(&all[2..4], 5));
    let (_, ledger) = read(&[("1.json", one.as_bytes()), ("2.json", two.as_bytes())]);
    for input in &ledger.inputs {
        assert_eq!(codes(input), ["fewer-rows"]);
        assert!(
            input.problems[0].message.contains("2 of 5 rows and other files 2"),
            "{:?}",
            input.problems
        );
    }
    let (_, input) = read_one(r#"{"count":0,"data":[],"total_records":7}"#);
    assert_eq!(codes(&input), ["fewer-rows"]);
}

#[test]
fn a_file_that_names_a_further_page_is_settled_by_the_one_that_follows_it() {
    let more = |rows: &[String]| {
        format!(
            "{{\"value\":{},\"nextLink\":\"https://management.azure.com/x\"}}",
            list(rows)
        )
    };
    let end = |rows: &[String]| format!("{{\"value\":{}}}", list(rows));
    let told = |files: &[(&str, String)]| {
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        let (_, ledger) = read(&files);
        ledger.inputs.iter().map(codes).collect::<Vec<_>>()
    };
    let (one, two, other) = (more(&rows(S, 0..3)), end(&rows(S, 3..5)), end(&rows(T, 0..2)));
    let nothing: Vec<&str> = Vec::new();
    let missing = vec!["more-pages"];
    assert_eq!(
        told(&[("sites-1.json", one.clone()), ("sites-2.json", two.clone())]),
        [nothing.clone(), nothing.clone()]
    );
    // The files of two subscriptions are not pages of each other.
    assert_eq!(
        told(&[("sites-1.json", one.clone()), ("sites-2.json", other.clone())]),
        [missing.clone(), nothing.clone()]
    );
    // Nor are those of two queries.
    let vaults = end(&rows(S, 3..5)).replace("icrosoft.Web/sites", "icrosoft.KeyVault/vaults");
    let vaults = vaults.replace("microsoft.web/sites", "microsoft.keyvault/vaults");
    assert_eq!(
        told(&[("q1.json", one.clone()), ("q2.json", vaults)]),
        [missing.clone(), nothing.clone()]
    );
    // Unless they say so.
    assert_eq!(
        told(&[("sites-page-1.json", one.clone()), ("sites-page-2.json", other)]),
        [nothing.clone(), nothing.clone()]
    );
    assert_eq!(
        told(&[("sites-1.json", one.clone()), ("sites-3.json", two.clone())]),
        [missing.clone(), nothing]
    );
    assert_eq!(told(&[("sites-1.json", two), ("sites-2.json", one)]), [vec![], missing]);
}

#[test]
fn pages_that_all_name_a_further_one_are_not_complete_by_their_number() {
    let page = |rows: &[String], more: &str| {
        format!(
            "{{\"count\":{},\"data\":{},\"skip_token\":{more},\"total_records\":5}}",
            rows.len(),
            list(rows)
        )
    };
    let all = rows(S, 0..5);
    for (last, told) in [("null", vec![]), ("\"y\"", vec!["fewer-rows"])] {
        let (one, two) = (page(&all[..3], "\"x\""), page(&all[3..], last));
        let (_, ledger) = read(&[("1.json", one.as_bytes()), ("2.json", two.as_bytes())]);
        for input in &ledger.inputs {
            assert_eq!(codes(input), told, "{last}");
        }
    }
    let (_, input) = read_one(format!("{{\"value\":{},\"Count\":7}}", list(&all)));
    assert_eq!(codes(&input), ["fewer-rows"]);
}

#[test]
fn lists_that_no_tool_pages_may_have_any_number_of_rows() {
    let hundred = |row: &dyn Fn(usize) -> String| list(&(0..100).map(row).collect::<Vec<_>>());
    let texts = [
        hundred(&|n| {
            format!(
                r#"{{"id":"{S}/resourceGroups/g{n}","name":"g{n}","location":"w","type":"Microsoft.Resources/resourceGroups","properties":{{}}}}"#
            )
        }),
        hundred(&|n| {
            format!(
                r#"{{"id":"{S}/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a{n}","etag":"e","name":"a{n}","type":"Microsoft.CognitiveServices/accounts","properties":{{}}}}"#
            )
        }),
        hundred(&|n| {
            format!(
                r#"{{"id":"{S}/providers/Microsoft.Authorization/roleDefinitions/r{n}","roleName":"r{n}","permissions":[],"roleType":"CustomRole","type":"Microsoft.Authorization/roleDefinitions"}}"#
            )
        }),
        hundred(&|n| {
            format!(
                r#"{{"id":"{S}/resourceGroups/g/providers/Microsoft.Web/sites/w/providers/Microsoft.Insights/diagnosticSettings/d{n}","name":"d{n}","type":"Microsoft.Insights/diagnosticSettings","logs":[]}}"#
            )
        }),
    ];
    for text in texts {
        let (_, input) = read_one(&text);
        assert_eq!((input.records, codes(&input)), (100, vec![]), "{}", &text[..200]);
    }
}
