//! Evaluations a second, on one core: of a typical condition, and of every condition that the built-in framework asks
//! of a subject, against rows of the types it asks for. A million a second is the least that keeps judging out of the way of reading.
//!
//!     cargo bench --bench condition

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use serde_json::json;
use underpin::condition::{Condition, Context};
use underpin::evidence::EvidenceRule;
use underpin::framework::{Framework, ProfileValues};
use underpin::value::Value;

/// How long each condition is run.
const TIME: Duration = Duration::from_millis(20);
/// Evaluations between two looks at the clock.
const BURST: u32 = 1000;

fn main() -> Result<(), Box<dyn Error>> {
    let framework = Framework::load(None, ProfileValues::new())?;
    let mut rates: Vec<(f64, String)> = Vec::new();
    for control in &framework.controls {
        let asked = control.file.evidence.iter().flat_map(EvidenceRule::conditions);
        let found: Vec<&Condition> = control.except.iter().chain(asked).collect();
        rates.extend(
            found
                .into_iter()
                .map(|condition| (rate(condition), control.file.id.clone())),
        );
    }
    let typical = Condition::parse(&typical()).map_err(|faults| format!("{faults:?}"))?;
    println!(
        "a typical condition: {:.2} million evaluations a second",
        rate(&typical) / 1e6
    );
    rates.sort_by(|left, right| left.0.total_cmp(&right.0));
    let (Some(slowest), Some(quickest)) = (rates.first(), rates.last()) else {
        return Err("the framework holds no condition".into());
    };
    let mean = rates.len() as f64 / rates.iter().map(|(rate, _)| 1.0 / rate).sum::<f64>();
    let slow = rates.iter().filter(|(rate, _)| *rate < 1e6).count();
    println!(
        "{} conditions, millions of evaluations a second on one core:",
        rates.len()
    );
    println!("  mean     {:>7.2}", mean / 1e6);
    println!("  quickest {:>7.2}  {}", quickest.0 / 1e6, quickest.1);
    println!("  slowest  {:>7.2}  {}", slowest.0 / 1e6, slowest.1);
    println!("  {slow} of them below one million");
    Ok(())
}

/// What a built-in definition of Azure Policy looks like: the type, two properties, a count.
fn typical() -> serde_json::Value {
    let alias = |path: &str| format!("Microsoft.CognitiveServices/accounts/{path}");
    json!({"allOf": [
        {"field": "type", "equals": "Microsoft.CognitiveServices/accounts"},
        {"anyOf": [
            {"field": alias("publicNetworkAccess"), "notEquals": "Disabled"},
            {"field": alias("networkAcls.defaultAction"), "notEquals": "Deny"},
        ]},
        {"count": {
            "field": alias("privateEndpointConnections[*]"),
            "where": {"field": alias("privateEndpointConnections[*].privateLinkServiceConnectionState.status"), "equals": "Rejected"}
        }, "less": 1},
    ]})
}

/// Evaluations a second on rows of the types that the condition asks for.
fn rate(condition: &Condition) -> f64 {
    let types = condition.types().unwrap_or_default();
    let mut rows: Vec<Value> = types.iter().flat_map(|name| rows(name)).collect();
    if rows.is_empty() {
        rows = rows_of_any();
    }
    let context = Context::default();
    let start = Instant::now();
    let mut done = 0_u64;
    while start.elapsed() < TIME {
        for row in rows.iter().cycle().take(BURST as usize) {
            black_box(condition.truth(black_box(row), &context));
        }
        done += u64::from(BURST);
    }
    done as f64 / start.elapsed().as_secs_f64()
}

fn rows_of_any() -> Vec<Value> {
    rows("microsoft.cognitiveservices/accounts")
}

/// One resource that is locked down and one that is open.
fn rows(resource_type: &str) -> Vec<Value> {
    let row = |access: &str, action: &str, keys: bool| {
        Value::from(json!({
            "id": format!("/subscriptions/s/resourceGroups/g/providers/{resource_type}/name"),
            "type": resource_type,
            "name": "name",
            "location": "westeurope",
            "kind": "AIServices",
            "sku": {"name": "S0", "tier": "Standard"},
            "tags": {"environment": "production", "owner": "team@contoso.example"},
            "identity": {"type": "SystemAssigned", "principalId": "11111111-2222-4333-8444-555555555555"},
            "properties": {
                "publicNetworkAccess": access,
                "disableLocalAuth": !keys,
                "allowSharedKeyAccess": keys,
                "allowBlobPublicAccess": keys,
                "minimumTlsVersion": "TLS1_2",
                "networkAcls": {"defaultAction": action, "bypass": "AzureServices", "ipRules": [], "virtualNetworkRules": []},
                "encryption": {"keySource": "Microsoft.KeyVault", "keyVaultProperties": {"keyName": "key"}},
                "privateEndpointConnections": [
                    {"properties": {"privateLinkServiceConnectionState": {"status": "Approved"}, "groupIds": ["account"]}}
                ],
                "managedNetwork": {"isolationMode": "Disabled"},
            },
        }))
    };
    vec![row("Disabled", "Deny", false), row("Enabled", "Allow", true)]
}
