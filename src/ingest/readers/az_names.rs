//! Names that lists of `az` and PowerShell give to properties in place of Azure's: `networkRuleSet` of a storage account is its
//! `networkAcls`. Every other flattened property keeps its name.

use std::sync::Arc;

use crate::value::Value;

/// Types and, of each, names with the property that Azure has.
const RENAMED: [(&str, &[(&str, &str)]); 2] = [
    (
        "microsoft.storage/storageaccounts",
        &[
            ("networkRuleSet", "networkAcls"),
            ("enableHttpsTrafficOnly", "supportsHttpsTrafficOnly"),
        ],
    ),
    (
        "microsoft.containerregistry/registries",
        &[("networkRuleSet", "networkRuleSet")],
    ),
];

/// Names of the members of rules inside such properties.
const INSIDE: [(&str, &str); 2] = [("ipAddressOrRange", "value"), ("virtualNetworkResourceId", "id")];

/// The property that a column of a row of this type holds under another name, or with other names inside.
pub fn of(resource_type: &str, column: &str) -> Option<&'static str> {
    let (_, names) = RENAMED
        .iter()
        .find(|(own, _)| own.eq_ignore_ascii_case(resource_type))?;
    let found = names.iter().find(|(name, _)| name.eq_ignore_ascii_case(column));
    found.map(|(_, property)| *property)
}

/// Such a property with Azure's names inside.
pub fn inside(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_vec().into_iter().map(inside).collect()),
        Value::Object(members) => {
            let members = members.into_vec().into_iter().map(|(key, value)| {
                let named = INSIDE.iter().find(|(name, _)| name.eq_ignore_ascii_case(&key));
                (named.map_or(key, |(_, own)| Arc::from(*own)), inside(value))
            });
            Value::Object(members.collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rules_inside_a_renamed_property_have_the_names_of_azure() {
        assert_eq!(
            of("Microsoft.Storage/storageAccounts", "NetworkRuleSet"),
            Some("networkAcls")
        );
        assert_eq!(of("microsoft.keyvault/vaults", "networkRuleSet"), None);
        let az = json!({"defaultAction": "Deny", "ipRules": [{"action": "Allow", "ipAddressOrRange": "0.0.0.0/1"}],
            "virtualNetworkRules": [{"virtualNetworkResourceId": "/s"}]});
        let azure = json!({"defaultAction": "Deny", "ipRules": [{"action": "Allow", "value": "0.0.0.0/1"}],
            "virtualNetworkRules": [{"id": "/s"}]});
        assert_eq!(inside(Value::from(az)), Value::from(azure));
    }
}
