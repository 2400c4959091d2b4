//! Rows of Azure Resource Graph: the sixteen columns of a resource, and the containers above.

use super::account::Bags;
use super::template::fill;
use super::tenant::Tenant;

/// Writes rows of one tenant.
#[derive(Debug)]
pub struct Rows<'t> {
    tenant: &'t Tenant,
    large: Bags,
    small: Bags,
}

impl<'t> Rows<'t> {
    /// Rows of a tenant.
    pub fn of(tenant: &'t Tenant) -> Self {
        Rows {
            tenant,
            large: Bags::large(),
            small: Bags::small(),
        }
    }

    /// Writes the row of a resource.
    pub fn resource(&self, index: u64, out: &mut String) {
        let placed = self.tenant.resource(index);
        let mut random = self.tenant.row(index);
        let kind = placed.kind;
        let (lower_type, lower_group) = (kind.resource_type.to_lowercase(), placed.group.to_lowercase());
        let subscription = &self.tenant.subscriptions[placed.subscription].id;
        let principal = self.tenant.identity(index);
        let (part, least, most) = kind.parts;
        let mut parts = String::new();
        let values = [
            ("id", &*placed.id),
            ("name", &placed.name),
            ("sub", subscription),
            ("group", &placed.group),
            ("tenant", &self.tenant.id),
        ];
        let count = least + random.below(most - least + 1);
        for position in 0..count {
            if position > 0 {
                parts.push(',');
            }
            fill(&mut parts, part, &mut random, &values);
        }
        let mut endpoints = String::new();
        let bags = if kind.kind == "AIServices" {
            &self.large
        } else {
            &self.small
        };
        if kind.properties.contains("%endpoints%") {
            fill(&mut endpoints, &bags.endpoints, &mut random, &values);
        }
        let neighbour = |prefix: &str| self.neighbour(index, prefix);
        let (store, vault) = match kind.properties.contains("%store%") {
            true => (neighbour("st"), neighbour("kv-")),
            false => (String::new(), String::new()),
        };
        let all = [
            &values[..],
            &[
                ("parts", &*parts),
                ("rules", &bags.rules),
                ("capabilities", &bags.capabilities),
                ("endpoints", &endpoints),
                ("store", &store),
                ("vault", &vault),
                ("principal", &principal),
                ("type", &lower_type),
                ("lowergroup", &lower_group),
                ("region", placed.region),
                ("kind", kind.kind),
                ("sku", kind.sku),
            ],
        ]
        .concat();
        let is_ai =
            lower_type.contains("cognitive") || lower_type.contains("learning") || lower_type.contains("search");
        fill(
            out,
            r#"{"extendedLocation":null,"id":"%id%","identity":"#,
            &mut random,
            &all,
        );
        let identity = match kind.identity {
            true => r#"{"principalId":"%principal%","tenantId":"%tenant%","type":"SystemAssigned"}"#,
            false => "null",
        };
        fill(out, identity, &mut random, &all);
        out.push_str(r#","kind":""#);
        fill(out, kind.kind, &mut random, &all);
        fill(
            out,
            r#"","location":"%region%","managedBy":"","name":"%name%","plan":null,"properties":"#,
            &mut random,
            &all,
        );
        fill(out, kind.properties, &mut random, &all);
        fill(
            out,
            r#","resourceGroup":"%lowergroup%","sku":%sku%,"subscriptionId":"%sub%","tags":"#,
            &mut random,
            &all,
        );
        let tags = match random.below(10) {
            0..=2 => "null",
            3..=5 => r#"{"environment":"%production|test|development%"}"#,
            _ if is_ai => {
                r#"{"environment":"%production|test%","owner":"team-%number%@contoso.example","data-classification":"confidential"}"#
            }
            _ => {
                r#"{"environment":"%production|test%","costCenter":"CC-%number%","owner":"team-%number%@contoso.example","created-by":"terraform"}"#
            }
        };
        fill(out, tags, &mut random, &all);
        fill(
            out,
            r#","tenantId":"%tenant%","type":"%type%","zones":null}"#,
            &mut random,
            &all,
        );
    }

    /// The id of the nearest earlier resource whose names begin so, in another spelling now and then.
    fn neighbour(&self, index: u64, prefix: &str) -> String {
        let mut nearest = (0..index).rev().take(500).map(|at| self.tenant.resource(at));
        let found = nearest.find(|placed| placed.kind.prefix == prefix);
        let id = found.map_or_else(String::new, |placed| placed.id);
        if index.is_multiple_of(3) { id.to_lowercase() } else { id }
    }

    /// Writes the row of a subscription.
    pub fn subscription(&self, position: usize, out: &mut String) {
        let subscription = &self.tenant.subscriptions[position];
        let ancestors: String = subscription
            .ancestors
            .iter()
            .map(|name| format!(r#"{{"displayName":"{name}","name":"{name}"}},"#))
            .collect();
        let mut random = self.tenant.row(u64::MAX - position as u64);
        let values = [
            ("sub", &*subscription.id),
            ("name", &subscription.name),
            ("tenant", &self.tenant.id),
            ("ancestors", &ancestors),
        ];
        let row = r#"{"extendedLocation":null,"id":"/subscriptions/%sub%","identity":null,"kind":"","location":"","managedBy":"","name":"%name%","plan":null,"properties":{"managedByTenants":[],"managementGroupAncestorsChain":[%ancestors%{"displayName":"Tenant Root Group","name":"%tenant%"}],"state":"Enabled","subscriptionPolicies":{"locationPlacementId":"Public_2014-09-01","quotaId":"EnterpriseAgreement_2014-09-01","spendingLimit":"Off"}},"resourceGroup":"","sku":null,"subscriptionId":"%sub%","tags":{},"tenantId":"%tenant%","type":"microsoft.resources/subscriptions","zones":null}"#;
        fill(out, row, &mut random, &values);
    }

    /// Writes the row of a management group.
    pub fn group(&self, name: &str, out: &mut String) {
        let parent = if name == "contoso" { &*self.tenant.id } else { "contoso" };
        let mut random = self.tenant.row(u64::MAX / 2);
        let values = [("name", name), ("parent", parent), ("tenant", &self.tenant.id)];
        let row = r#"{"id":"/providers/Microsoft.Management/managementGroups/%name%","kind":"","location":"","managedBy":"","name":"%name%","properties":{"details":{"managementGroupAncestorsChain":[{"displayName":"%parent%","name":"%parent%"}],"parent":{"displayName":"%parent%","id":"/providers/Microsoft.Management/managementGroups/%parent%","name":"%parent%"},"updatedTime":"%instant%","version":1},"displayName":"%name%","tenantId":"%tenant%"},"resourceGroup":"","subscriptionId":"","tenantId":"%tenant%","type":"microsoft.management/managementgroups"}"#;
        fill(out, row, &mut random, &values);
    }

    /// Writes a plan of a subscription.
    pub fn plan(&self, position: usize, name: &str, out: &mut String) {
        let mut random = self.tenant.row(u64::MAX / 3 + position as u64);
        let values = [
            ("sub", &*self.tenant.subscriptions[position].id),
            ("name", name),
            ("tenant", &self.tenant.id),
        ];
        let row = r#"{"id":"/subscriptions/%sub%/providers/Microsoft.Security/pricings/%name%","name":"%name%","properties":{"deprecated":false,"enablementTime":"%instant%","freeTrialRemainingTime":"PT0S","pricingTier":"%Standard|Free%"},"subscriptionId":"%sub%","tenantId":"%tenant%","type":"microsoft.security/pricings"}"#;
        fill(out, row, &mut random, &values);
    }
}
