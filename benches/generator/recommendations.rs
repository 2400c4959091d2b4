//! The CSV that the portal of Defender for Cloud downloads since 2022: 27 columns, every field quoted. Each description and
//! each remediation repeats with every row of its recommendation.

use super::template::fill;
use super::tenant::Tenant;

/// The header.
pub const HEADER: &str = "exportedTimestamp,subscriptionId,subscriptionName,resourceGroup,resourceType,resourceName,resourceId,recommendationId,recommendationName,recommendationDisplayName,description,remediationSteps,severity,state,notApplicableReason,firstEvaluationDate,statusChangeDate,controls,azurePortalRecommendationLink,nativeCloudAccountId,tactics,techniques,cloud,owner,eta,dueDate,gracePeriod";

/// Part of a type, assessment key, display name, severity.
type Recommendation = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const RECOMMENDATIONS: [Recommendation; 21] = [
    ("cognitive", "13b10b36-aa99-4db6-b00c-dcf87c4761e6", "Azure AI Services resources should have key access disabled (disable local authentication)", "Medium"),
    ("cognitive", "f738efb8-005f-680d-3d43-b3db762d6243", "Azure AI Services resources should restrict network access", "Medium"),
    ("cognitive", "54f53ddf-6ebd-461e-a247-394c542bc5d1", "Azure AI Services resources should use Azure Private Link", "Medium"),
    ("cognitive", "dea5192e-1bb3-101b-b70c-4646546f5e1e", "Diagnostic logs in Azure AI services resources should be enabled", "Low"),
    ("learning", "692343df-7e70-b082-7b0e-67f97146cea3", "Azure Machine Learning workspaces should use private link", "Medium"),
    ("learning", "bbd14f11-6228-4588-82a4-517b8d77b23f", "Azure Machine Learning workspaces should be encrypted with a CMK", "Low"),
    ("storage", "51fd8bb1-0db4-bbf1-7e2b-cfcba7eb66a6", "Storage account public access should be disallowed", "Medium"),
    ("storage", "3b363842-30f5-4056-980d-3a40fa5de8b3", "Storage accounts should prevent shared key access", "Medium"),
    ("storage", "cdc78c07-02b0-4af0-1cb2-cb7c672a8b0a", "Storage account should use a private link connection", "Medium"),
    ("storage", "1c5de8e1-f68d-6a17-e0d2-ec259c42768c", "Secure transfer to storage accounts should be enabled", "High"),
    ("keyvault", "52f7826a-ace7-3107-dd0d-4875853c1576", "Firewall should be enabled on Key Vault", "Medium"),
    ("keyvault", "4ed62ae4-5072-f9e7-8d94-51c76c48159a", "Key vaults should have purge protection enabled", "Medium"),
    ("documentdb", "14acab4e-ad95-11ec-b909-0242ac120002", "Azure Cosmos DB accounts should use Azure AD as the only authentication method", "Medium"),
    ("documentdb", "276b1952-c364-852b-11e5-657f0fa34dc6", "Azure Cosmos DB accounts should have firewall rules", "Medium"),
    ("sql", "651967bf-044e-4bde-8376-3e08e0600105", "Transparent Data Encryption on SQL databases should be enabled", "Low"),
    ("sql", "82e20e14-edc5-4373-bfc4-f13121257c37", "SQL databases should have vulnerability findings resolved", "High"),
    ("virtualmachines", "805651bc-6ecd-4c73-9b55-97a19d0582d0", "Management ports of virtual machines should be protected with just-in-time network access control", "High"),
    ("virtualmachines", "483f12ed-ae23-447e-a2de-a67a10db4353", "Internet-facing virtual machines should be protected with network security groups", "High"),
    ("virtualmachines", "bc303248-3d14-44c2-96a0-55f5c326b5fe", "Management ports should be closed on your virtual machines", "Medium"),
    ("virtualnetworks", "f67fb4ed-d481-44d7-91e5-efadf504f74a", "Virtual networks should be protected by Azure Firewall", "Low"),
    ("", "0c1f2a3b-1d5e-4f60-8a7b-9c0d1e2f3a4b", "Resource should follow the tagging convention of the organisation", "Low"),
];

const DESCRIPTION: &str = "%title%. Settings that are left at their defaults give anyone who holds a key, or who reaches the public endpoint, the same rights as the owner of the resource. <br>Turning them off, and letting callers sign in with Microsoft Entra ID, makes each call traceable to a person or a workload, and lets conditional access and privileged identity management decide. Learn more in the <a href=\"\"https://aka.ms/azure-security-benchmark\"\">Microsoft cloud security benchmark</a>.";
const REMEDIATION: &str = "To remediate: <br>1. Sign in to the Azure portal and open the resource.<br>2. In the resource menu, under Settings, select the page of the setting named in the title of this recommendation.<br>3. Change the setting, and select Save.";

const ROW: &str = r#""2026-11-14T09:12:33.120Z","%sub%","%subname%","%group%","%type%","%name%","%lowerid%","%lowerid%/providers/Microsoft.Security/assessments/%key%","%key%","%title%","%description%","%remediation%","%severity%","%state%","%reason%","%instant%","%instant%","{""Restrict unauthorized network access"":""%key%""}","https://portal.azure.com/#blade/Microsoft_Azure_Security/RecommendationsBlade/assessmentKey/%key%/resourceId/%lowerid%","","Initial Access","Exploit Public-Facing Application","Azure","","","","False""#;

/// Writes the recommendations about a resource; gives their number, which is never more than `most`.
pub fn about(tenant: &Tenant, index: u64, most: u64, out: &mut String) -> u64 {
    let mut random = tenant.recommendation(index);
    let placed = tenant.resource(index);
    let lower_type = placed.kind.resource_type.to_lowercase();
    let of_ai = lower_type.contains("cognitive") || lower_type.contains("learning");
    if !of_ai && random.chance(480) {
        return 0;
    }
    let fitting: Vec<&Recommendation> = RECOMMENDATIONS
        .iter()
        .filter(|(part, ..)| !part.is_empty() && lower_type.contains(part))
        .collect();
    let count = if of_ai { fitting.len() as u64 } else { 1 };
    let first = random.below(fitting.len() as u64) as usize;
    let subscription = &tenant.subscriptions[placed.subscription];
    let lower_id = placed.id.to_lowercase();
    for position in 0..count.min(most) as usize {
        let (_, key, title, severity) = fitting
            .get((first + position) % fitting.len().max(1))
            .copied()
            .unwrap_or(&RECOMMENDATIONS[RECOMMENDATIONS.len() - 1]);
        let (state, reason) = match random.below(20) {
            0 => ("NotApplicable", "OffByPolicy"),
            1..=8 => ("Unhealthy", ""),
            _ => ("Healthy", ""),
        };
        let mut description = String::new();
        fill(&mut description, DESCRIPTION, &mut random, &[("title", title)]);
        let values = [
            ("sub", &*subscription.id),
            ("subname", &subscription.name),
            ("group", &placed.group),
            ("type", lower_type.rsplit('/').next().unwrap_or_default()),
            ("name", &placed.name),
            ("lowerid", &lower_id),
            ("key", key),
            ("title", title),
            ("description", &description),
            ("remediation", REMEDIATION),
            ("severity", severity),
            ("state", state),
            ("reason", reason),
        ];
        fill(out, ROW, &mut random, &values);
        out.push_str("\r\n");
    }
    count.min(most)
}
