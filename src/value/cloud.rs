//! The clouds of Azure.

use schemars::JsonSchema;
use serde::Deserialize;

/// A cloud of Azure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Cloud {
    /// Azure.
    Public,
    /// Azure for US Government.
    UsGovernment,
    /// Azure operated by 21Vianet.
    China,
}

impl Cloud {
    /// The cloud of a region: `usgovvirginia`, `usdodeast`, `chinaeast2`. `None` where the export does not tell the region.
    pub fn of(location: &str) -> Option<Cloud> {
        let location = location.to_ascii_lowercase();
        match () {
            () if location.is_empty() => None,
            () if location.starts_with("usgov") || location.starts_with("usdod") => Some(Cloud::UsGovernment),
            () if location.starts_with("china") => Some(Cloud::China),
            () => Some(Cloud::Public),
        }
    }

    /// Address of its portal.
    pub fn portal(self) -> &'static str {
        match self {
            Cloud::Public => "https://portal.azure.com",
            Cloud::UsGovernment => "https://portal.azure.us",
            Cloud::China => "https://portal.azure.cn",
        }
    }
}
