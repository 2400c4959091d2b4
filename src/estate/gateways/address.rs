//! Addresses of models and of what calls are passed on to: when two name the same account.

use crate::value::arm_id::ArmId;

/// Ends of the hosts of accounts: the same account answers under several names with one first label.
const OF_AZURE: [&str; 3] = [".azure.com", ".azure.us", ".azure.cn"];
/// The end of hosts that every account of a region shares.
const SHARED: &str = ".api.cognitive.microsoft.com";

/// Target that a gateway may lead to.
#[derive(Clone, Debug)]
pub struct Target {
    /// Lower-case id.
    id: String,
    /// Lower-case hosts that it answers at.
    hosts: Vec<String>,
}

impl Target {
    /// A resource by its id and the addresses in its row.
    pub fn new<'u>(id: &str, urls: impl IntoIterator<Item = &'u String>) -> Target {
        let hosts = urls.into_iter().filter_map(|url| host(url));
        Target {
            id: ArmId::new(id).text().to_ascii_lowercase(),
            hosts: hosts.filter(|host| !host.ends_with(SHARED)).collect(),
        }
    }

    /// Whether the exports tell where it answers.
    pub fn is_told(&self) -> bool {
        !self.hosts.is_empty()
    }

    /// Whether an address leads to it.
    pub fn is_at(&self, url: &str) -> bool {
        let Some(host) = host(url) else {
            return false;
        };
        let of_azure = |host: &str| OF_AZURE.iter().any(|end| host.ends_with(end));
        let label = |host: &str| host.split('.').next().unwrap_or_default().to_owned();
        self.hosts.iter().any(|own| {
            *own == host || of_azure(own) && of_azure(&host) && label(own) == label(&host) && !label(own).is_empty()
        })
    }

    /// Whether an address of Azure Resource Manager names it.
    pub fn is_named_by(&self, resource: &str) -> bool {
        let resource = resource.to_ascii_lowercase();
        let at = resource
            .find("/subscriptions/")
            .map(|at| resource[at..].trim_end_matches('/'));
        at == Some(self.id.as_str())
    }
}

/// Whether an address holds a named value of API Management in place of its host.
pub(super) fn is_open(url: &str) -> bool {
    url.contains("{{") || url.contains("@(")
}

/// The lower-case host of an address.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?']).next()?.trim();
    (host.contains('.') && !is_open(host)).then(|| host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_at_each_of_its_names_and_at_no_other() {
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/oai";
        let target = Target::new(id, [&"https://oai.openai.azure.com/".to_owned()]);
        for url in [
            "https://OAI.cognitiveservices.azure.com/openai",
            "oai.services.ai.azure.com",
            "https://oai.openai.azure.com:443",
        ] {
            assert!(target.is_at(url), "{url}");
        }
        for url in [
            "https://oai.example.com",
            "https://oai-2.openai.azure.com",
            "https://{{oai}}/openai",
            "",
        ] {
            assert!(!target.is_at(url), "{url}");
        }
        assert!(target.is_named_by(&format!("https://management.azure.com{id}/")));
        assert!(!target.is_named_by(&format!("{id}-2")));
        let shared = Target::new(id, [&"https://westeurope.api.cognitive.microsoft.com/".to_owned()]);
        assert!(!shared.is_told() && !shared.is_at("https://westeurope.api.cognitive.microsoft.com/"));
    }
}
