//! Layouts of files: which tool wrote a file, and in which of its generations.

use crate::value::names::names;

names! {
    /// The layout in which a file was recognised.
    Layout {
        /// A table that is aligned for people.
        AlignedTable = "aligned-table";
        /// An archive inside the bundle.
        Archive = "archive";
        /// An ARM template.
        ArmTemplate = "arm-template";
        /// `az graph query` before its second version: a bare list.
        AzGraph1 = "az-graph-1";
        /// `az graph query`.
        AzGraph2 = "az-graph-2";
        /// `az resource list`.
        AzResourceList = "az-resource-list";
        /// `az role assignment list` as a table with commas.
        AzRoleAssignmentCsv = "az-role-assignment-csv";
        /// `az role assignment list`.
        AzRoleAssignmentList = "az-role-assignment-list";
        /// A list of `az security`.
        AzSecurityList = "az-security-list";
        /// A list of `az` as tab-separated text.
        AzTsv = "az-tsv";
        /// The report of AzGovViz as HTML.
        AzgovvizHtml = "azgovviz-html";
        /// The report of AzGovViz as Markdown.
        AzgovvizMarkdown = "azgovviz-markdown";
        /// Eligibilities as AzGovViz tabulates them.
        AzgovvizPim = "azgovviz-pim";
        /// Role assignments as AzGovViz tabulates them.
        AzgovvizRoleAssignments = "azgovviz-role-assignments";
        /// A file that is no text.
        Binary = "binary";
        /// A table of another kind.
        Csv = "csv";
        /// Regulatory compliance of Defender for Cloud.
        DefenderComplianceCsv = "defender-compliance-csv";
        /// The portal's table of recommendations, of an unknown generation.
        DefenderCsv = "defender-csv";
        /// The portal's table of recommendations, first generation.
        DefenderCsv1 = "defender-csv-1";
        /// The portal's table of recommendations, second generation.
        DefenderCsv2 = "defender-csv-2";
        /// The portal's table of recommendations, second generation, of External Attack Surface Management.
        DefenderCsv2Esa = "defender-csv-2-esa";
        /// A file without content.
        Empty = "empty";
        /// An engagement file.
        Engagement = "engagement";
        /// An error message.
        ErrorText = "error-text";
        /// The portal's table of resources with formatted results.
        FormattedCsv = "formatted-csv";
        /// `Get-AzResource`.
        GetAzResource = "get-az-resource";
        /// `Get-AzRoleAssignment`, first generation.
        GetAzRoleAssignment1 = "get-az-role-assignment-1";
        /// `Get-AzRoleAssignment`, second generation.
        GetAzRoleAssignment2 = "get-az-role-assignment-2";
        /// `Get-AzRoleAssignment`, third generation.
        GetAzRoleAssignment3 = "get-az-role-assignment-3";
        /// `Get-AzRoleAssignment` as JSON.
        GetAzRoleAssignmentJson = "get-az-role-assignment-json";
        /// `Get-AzRoleEligibilityScheduleInstance`.
        GetAzRoleEligibility = "get-az-role-eligibility";
        /// Members of groups as a table.
        GroupMembersCsv = "group-members-csv";
        /// A web page.
        Html = "html";
        /// A bare list of another kind.
        JsonArray = "json-array";
        /// One object.
        JsonObject = "json-object";
        /// Several pages behind each other.
        JsonPages = "json-pages";
        /// A list of names and values for people.
        ListForPeople = "list-for-people";
        /// A file that an operating system leaves behind.
        Litter = "litter";
        /// The table of a Log Analytics query.
        LogAnalyticsTable = "log-analytics-table";
        /// The manifest of a collector.
        Manifest = "manifest";
        /// One object a line.
        Ndjson = "ndjson";
        /// A table without a header.
        NoHeader = "no-header";
        /// An Office document.
        OfficeDocument = "office-document";
        /// Output of another tool.
        OtherTool = "other-tool";
        /// The portal's export of Privileged Identity Management.
        PimPortal = "pim-portal";
        /// The portal's table of resources.
        PortalCsv = "portal-csv";
        /// A list that PowerShell wrapped with its count.
        PowershellList = "powershell-list";
        /// The response object of `Search-AzGraph`.
        PowershellResponse = "powershell-response";
        /// The response object of the SDK for Python.
        PythonSdk = "python-sdk";
        /// A recorded request and its response.
        Recording = "recording";
        /// A list of the REST API.
        RestList = "rest-list";
        /// Resource Graph's REST response with objects.
        RestObjectArray = "rest-object-array";
        /// Resource Graph's REST response with a table.
        RestTable = "rest-table";
        /// A table of role assignments of another kind.
        RoleAssignmentCsv = "role-assignment-csv";
        /// The report of ScoutSuite.
        Scoutsuite = "scoutsuite";
        /// `Search-AzGraph`.
        SearchAzGraph = "search-az-graph";
        /// The Log Analytics table of continuous export.
        SecurityRecommendationTable = "security-recommendation-table";
        /// Text of another kind.
        Text = "text";
        /// A file of which nothing could be read.
        Unread = "unread";
        /// An XML file.
        Xml = "xml";
        /// A YAML file.
        Yaml = "yaml";
    }
}

impl Layout {
    /// Whether Resource Graph alone answers in it.
    pub(crate) fn is_of_graph(self) -> bool {
        matches!(
            self,
            Layout::AzGraph2
                | Layout::LogAnalyticsTable
                | Layout::PowershellResponse
                | Layout::PythonSdk
                | Layout::RestObjectArray
                | Layout::RestTable
                | Layout::SearchAzGraph
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_stand_in_the_order_of_their_names() {
        assert!(Layout::ALL.is_sorted_by_key(|layout| layout.name()));
    }
}
