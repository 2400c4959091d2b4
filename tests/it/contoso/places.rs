//! The resource groups of the tenant that are named in more than one table.

use crate::contoso::tenant::{AI, DATA, Group, MARKETING, SANDBOX, Subscription};

const WEST: &str = "westeurope";
const SWEDEN: &str = "swedencentral";

macro_rules! groups {
    ($($place:ident = $subscription:ident $name:literal $region:expr;)*) => {
        $(pub static $place: Group = Group { subscription: &$subscription, name: $name, region: $region };)*
        pub static GROUPS: &[&Group] = &[$(&$place),*];
    };
}

groups! {
    AI_CHAT = AI "rg-ai-chat-prod-weu" WEST;
    AI_CLAIMS = AI "rg-ai-claims-prod-weu" WEST;
    AI_HR = AI "rg-ai-hr-prod-swc" SWEDEN;
    AI_FOUNDRY = AI "rg-ai-foundry-prod-swc" SWEDEN;
    AI_COGNITIVE = AI "rg-ai-cognitive-prod-weu" WEST;
    AI_LEARNING = AI "rg-ai-learning-prod-weu" WEST;
    AI_COMPUTE = AI "rg-ai-compute-prod-weu" WEST;
    AI_DEV = AI "rg-ai-chat-dev-weu" WEST;
    AI_NETWORK = AI "rg-ai-network-prod-weu" WEST;
    AI_MONITOR = AI "rg-ai-monitor-prod-weu" WEST;
    DATA_LAKE = DATA "rg-data-lake-prod-weu" WEST;
    DATA_DOCUMENTS = DATA "rg-data-documents-prod-weu" WEST;
    DATA_RISK = DATA "rg-data-risk-prod-weu" WEST;
    DATA_CLAIMS = DATA "rg-data-claims-prod-weu" WEST;
    DATA_ERP = DATA "rg-data-erp-prod-weu" WEST;
    DATA_CRM = DATA "rg-data-crm-prod-weu" WEST;
    DATA_REPORTING = DATA "rg-data-reporting-prod-weu" WEST;
    DATA_INTEGRATION = DATA "rg-data-integration-prod-weu" WEST;
    DATA_NETWORK = DATA "rg-data-network-prod-weu" WEST;
    DATA_MONITOR = DATA "rg-data-monitor-prod-weu" WEST;
    DATA_BACKUP = DATA "rg-data-backup-prod-weu" WEST;
    LAB = SANDBOX "rg-lab-ai-swc" SWEDEN;
    SANDBOX_PILOT = SANDBOX "rg-pilot-assist-swc" SWEDEN;
    SANDBOX_LEARNING = SANDBOX "rg-lab-learning-swc" SWEDEN;
    SANDBOX_NETWORK = SANDBOX "rg-lab-network-swc" SWEDEN;
    SANDBOX_PLAYGROUND = SANDBOX "rg-lab-playground-swc" SWEDEN;
    MARKETING_CAMPAIGNS = MARKETING "rg-campaigns-2026" "eastus";
    MARKETING_STUDIO = MARKETING "rg-brand-studio" "eastus";
    MARKETING_WEB = MARKETING "rg-brand-web" "eastus";
}

const fn watchers(subscription: &'static Subscription) -> Group {
    Group {
        subscription,
        name: "NetworkWatcherRG",
        region: WEST,
    }
}

/// The group that Azure makes in every subscription on its own.
pub static WATCHERS: &[Group] = &[watchers(&AI), watchers(&DATA), watchers(&SANDBOX), watchers(&MARKETING)];
