//! Output of other tools, recognised by its columns or members. Their judgements are no evidence here; naming them saves the
//! reader of the ledger from guessing why a file was not used.

/// Signatures of other tools: a name, and the columns or members that their output has together.
const SIGNATURES: [(&str, &[&str]); 26] = [
    ("Prowler", &["AUTH_METHOD", "CHECK_ID"]),
    ("Prowler", &["FINDING_UID", "PROVIDER"]),
    ("Prowler", &["ASSESSMENT_START_TIME", "FINDING_UNIQUE_ID"]),
    ("Prowler", &["class_uid", "finding_info"]),
    ("Prowler", &["finding_info", "metadata"]),
    ("Prowler", &["class_uid", "finding"]),
    ("Prowler", &["Provider", "CheckID", "StatusExtended"]),
    ("azqr", &["RecommendationSeverity", "AzPortalLink"]),
    ("azqr", &["ValidatedUsing", "RecommendationId", "Impact"]),
    ("azqr", &["RecommendationId", "Category", "Impact", "Learn"]),
    ("azqr", &["RecommendationId", "NumberOfImpactedResources"]),
    ("azqr", &["ResourceName", "SkuTier", "SLA"]),
    (
        "AzResourceGraphPS",
        &["SubName", "RecommendationName", "RecommendationSeverity"],
    ),
    (
        "WARA",
        &["recommendationId", "recommendationImpact", "validationAction"],
    ),
    ("WARA", &["ScriptDetails", "ImpactedResources"]),
    ("WARA", &["aprlGuid", "recommendationControl"]),
    ("AzGovViz", &["mgPath", "subscriptionQuotaId"]),
    ("AzGovViz", &["MgParentId", "PolicyType"]),
    ("AzGovViz", &["Level", "MgId", "MgParentId"]),
    ("ScoutSuite", &["provider_code", "last_run", "services"]),
    ("review-checklists", &["categories", "severities", "items"]),
    ("review-checklists", &["waf", "checklist", "guid"]),
    ("Zero Trust Assessment", &["Tests", "TenantId", "ExecutedAt"]),
    ("Zero Trust Assessment", &["TestResultSummary", "TenantName"]),
    ("Microsoft Secure Score", &["controlScores", "maxScore"]),
    ("Microsoft Secure Score", &["Recommendedaction", "Scoreimpact"]),
];

/// The tool whose output has these columns or members, by the test `has`.
pub fn tool_of(has: impl Fn(&str) -> bool) -> Option<&'static str> {
    SIGNATURES
        .iter()
        .find(|(_, names)| names.iter().all(|name| has(name)))
        .map(|(tool, _)| *tool)
}

/// Whether an object is one of the parts that WARA's collector puts into its list: a single member with a list of rows, or with
/// what it says of itself.
pub fn is_wara_part(names: &[&str]) -> bool {
    matches!(
        names,
        ["Resource"
            | "ResourceType"
            | "Advisory"
            | "Outages"
            | "Retirements"
            | "ServiceHealth"
            | "ScriptDetails"
            | "ImpactedResources"]
    )
}

/// Recognises other exports of the Defender for Cloud portal that people take for recommendations, and names them.
pub fn defender_neighbour(has: impl Fn(&str) -> bool) -> Option<&'static str> {
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    if any(&[
        "AlertType",
        "alertDisplayName",
        "Alertname",
        "AlertUri",
        "CompromisedEntity",
        "Affectedresource",
    ]) && any(&["Severity", "alertSeverity"])
    {
        return Some("alerts");
    }
    let inventory = [
        "Monitoringagent",
        "Agentmonitoring",
        "DefenderforCloud",
        "Unhealthyrecommendations",
    ];
    (any(&inventory) && any(&["Resourcename", "ResourceName", "Name"])).then_some("inventory")
}
