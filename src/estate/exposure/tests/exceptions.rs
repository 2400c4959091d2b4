//! Entries of firewalls one by one: which are wider than a prefix, and whether they are in force.

use serde_json::{Value as Json, json};

use crate::condition::Truth;
use crate::value::{Column, Value};

use super::*;

fn wide(rows: &[Row]) -> Truth {
    answer_of(&rules(), rows, "service").has_wider_than(24)
}

fn account(properties: Json) -> Truth {
    wide(&[row(ACCOUNT, properties)])
}

#[test]
fn an_entry_is_wide_by_its_addresses_and_not_by_how_it_is_written() {
    let with = |range: &str| account(json!({"networkAcls": {"defaultAction": "Deny", "ipRules": [{"value": range}]}}));
    assert_eq!(with("203.0.113.0/24"), Truth::False);
    assert_eq!(with("203.0.112.0/23"), Truth::True);
    assert_eq!(with("203.0.113.0-203.0.114.0"), Truth::True);
    assert_eq!(with("2001:db8::/39"), Truth::True);
    assert_eq!(account(json!({"networkAcls": {"defaultAction": "Deny"}})), Truth::False);
}

#[test]
fn all_of_azure_and_resources_of_others_are_wide() {
    let cosmos = row(COSMOS, json!({"ipRules": [{"ipAddressOrRange": "0.0.0.0"}]}));
    assert_eq!(wide(&[cosmos]), Truth::True);
    let store = |bypass: &str| {
        row(
            STORE,
            json!({"networkAcls": {"defaultAction": "Deny", "bypass": bypass}}),
        )
    };
    assert_eq!(wide(&[store("Logging, AzureServices")]), Truth::True);
    assert_eq!(wide(&[store("AzureServices")]), Truth::False);
}

#[test]
fn an_entry_behind_a_switch_that_is_not_exported_may_not_be_in_force() {
    let acls = json!({"defaultAction": "Deny", "ipRules": [{"value": "203.0.0.0/16"}]});
    let part = Value::Part([("networkAcls".into(), acls.clone().into())].into_iter().collect());
    let cut = (ACCOUNT.to_owned(), Column::Known(part), None);
    assert_eq!(wide(&[cut]), Truth::Unknown);
    assert_eq!(
        account(json!({"publicNetworkAccess": "Disabled", "networkAcls": acls})),
        Truth::False
    );
    let narrow = json!({"defaultAction": "Deny", "ipRules": [{"value": "203.0.113.7"}]});
    let part = Value::Part([("networkAcls".into(), narrow.into())].into_iter().collect());
    let cut = (ACCOUNT.to_owned(), Column::Known(part), None);
    assert_eq!(wide(&[cut]), Truth::False);
}
