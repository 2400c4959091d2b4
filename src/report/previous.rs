//! An earlier assessment of the tenant, which the highest level asks for: one bundle shows a day and not that the result lasts.

use jiff::civil::Date;
use serde::Deserialize;

use crate::inventory::Inventory;

/// Profile value that holds the days within which an assessment is repeated.
pub(super) const CADENCE_PARAMETER: &str = "assessmentCadenceDays";

/// What is looked at of the `report.json` of an earlier assessment.
#[derive(Clone, Debug, Deserialize)]
pub struct Previous {
    framework: Judged,
    engagement: Dated,
    estate: Tenants,
}

#[derive(Clone, Debug, Deserialize)]
struct Judged {
    id: String,
    version: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dated {
    as_of: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct Tenants {
    tenants: Vec<String>,
}

/// The assessment that an earlier one is held against.
pub(super) struct Present<'a> {
    pub(super) framework: (&'a str, &'a str),
    pub(super) as_of: Option<Date>,
    pub(super) tenants: &'a [String],
    /// Days within which an assessment is repeated; `None` where none are set.
    pub(super) cadence: Option<i64>,
}

impl Previous {
    /// Why it does not count as an earlier assessment within the cadence; `None` where it does.
    pub(super) fn objection(&self, present: &Present<'_>) -> Option<String> {
        let dated = self
            .engagement
            .as_of
            .as_deref()
            .and_then(|text| text.parse::<Date>().ok());
        let (Some(before), Some(now)) = (dated, present.as_of) else {
            return Some("the two are not both dated".to_owned());
        };
        let apart = now
            .since((jiff::Unit::Day, before))
            .map_or(0, |span| i64::from(span.get_days()));
        let is_same = |other: &String| present.tenants.iter().any(|own| own.eq_ignore_ascii_case(other));
        if (self.framework.id.as_str(), self.framework.version.as_str()) != present.framework {
            Some(format!(
                "that of {before} was judged by {} {}",
                self.framework.id, self.framework.version
            ))
        } else if !self.estate.tenants.iter().any(is_same) {
            Some(format!("that of {before} names no tenant of this one"))
        } else if apart <= 0 {
            Some(format!("that of {before} is not earlier"))
        } else if present.cadence.is_none_or(|cadence| apart > cadence) {
            Some(format!("that of {before} lies {apart} days back"))
        } else {
            None
        }
    }
}

/// Tenant ids that the exports name, each once.
pub(super) fn tenants(inventory: &Inventory) -> Vec<String> {
    let mut tenants: Vec<String> = Vec::new();
    for tenant in inventory.tenants() {
        if !tenant.is_empty() && !tenants.iter().any(|known| known.eq_ignore_ascii_case(tenant)) {
            tenants.push(tenant.to_owned());
        }
    }
    tenants.sort();
    tenants
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_assessment_counts_when_it_is_of_the_tenant_by_the_framework_and_within_the_cadence() {
        let objection = |version: &str, as_of: Option<&str>, tenant: &str| {
            let json = serde_json::json!({
                "framework": {"id": "f", "version": version}, "engagement": {"asOf": as_of}, "estate": {"tenants": [tenant]}
            });
            let previous: Previous = serde_json::from_value(json).unwrap();
            previous.objection(&Present {
                framework: ("f", "1"),
                as_of: Some("2026-11-15".parse().unwrap()),
                tenants: &["T".to_owned()],
                cadence: Some(183),
            })
        };
        assert_eq!(objection("1", Some("2026-06-01"), "t"), None);
        for (version, as_of, tenant, said) in [
            ("2", Some("2026-06-01"), "t", "judged by f 2"),
            ("1", Some("2026-06-01"), "u", "no tenant"),
            ("1", Some("2026-11-15"), "t", "not earlier"),
            ("1", Some("2026-01-01"), "t", "318 days back"),
            ("1", None, "t", "dated"),
        ] {
            let objection = objection(version, as_of, tenant);
            assert!(
                objection.as_ref().is_some_and(|text| text.contains(said)),
                "{objection:?}"
            );
        }
    }
}
