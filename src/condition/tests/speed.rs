//! How fast a typical condition is judged. Run by hand, in release:
//! `cargo test --release condition::tests::speed -- --ignored`.

use std::hint::black_box;
use std::time::Instant;

use serde_json::json;

use super::super::{Context, Facts, Truth};
use super::condition;
use crate::value::Value;

#[test]
#[ignore = "measures time, which only a quiet machine in release mode can tell"]
fn a_million_judgements_take_less_than_a_second() {
    let condition = condition(json!({"allOf": [
        {"field": "type", "equals": "Microsoft.CognitiveServices/accounts"},
        {"anyOf": [
            {"field": "Microsoft.CognitiveServices/accounts/publicNetworkAccess", "notEquals": "Disabled"},
            {"field": "Microsoft.CognitiveServices/accounts/networkAcls.defaultAction", "notEquals": "Deny"},
        ]},
        {"count": {"field": "Microsoft.CognitiveServices/accounts/privateEndpointConnections[*]", "where":
            {"field": "Microsoft.CognitiveServices/accounts/privateEndpointConnections[*].privateLinkServiceConnectionState.status",
             "equals": "Approved"}}, "less": 1},
    ]}));
    let row = Value::from(json!({
        "type": "microsoft.cognitiveservices/accounts", "id": "/x", "name": "a", "kind": "OpenAI",
        "properties": {
            "endpoint": "https://a", "provisioningState": "Succeeded", "customSubDomainName": "a",
            "disableLocalAuth": true, "networkAcls": {"defaultAction": "Allow", "ipRules": []},
            "publicNetworkAccess": "Disabled",
            "privateEndpointConnections": [
                {"properties": {"privateLinkServiceConnectionState": {"status": "Pending"}}},
                {"properties": {"privateLinkServiceConnectionState": {"status": "Rejected"}}},
            ],
        },
    }));
    let context = Context::default();
    let start = Instant::now();
    for _ in 0..1_000_000 {
        let facts: &dyn Facts = black_box(&row);
        assert_eq!(condition.truth(facts, &context), Truth::True);
    }
    let elapsed = start.elapsed();
    assert!(elapsed.as_secs_f64() < 1.0, "{elapsed:?}");
}
