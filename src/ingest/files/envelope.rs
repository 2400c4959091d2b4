//! The envelope around the rows of a JSON file: which tool wrote it, and whether it says that there are more rows than it holds.

use crate::ingest::ledger::file_tally::Part;
use crate::ingest::ledger::layout::Layout;
use crate::ingest::ledger::problems::Issue;
use crate::ingest::ledger::{Asked, Family};
use crate::ingest::row::cells::Fields;

use super::asked::Question;

/// Numbers of rows at which tools stop by themselves.
const ROUND: [u64; 3] = [100, 1000, 5000];

/// Whether rows are as many as tools stop at, and carry the columns of none that gives all of them.
pub fn may_be_cut(rows: u64, has: impl Fn(&str) -> bool) -> bool {
    ROUND.contains(&rows) && !UNPAGED.iter().any(|name| has(name))
}

/// Columns of lists that are given whole: those of `Get-AzResource`, `az resource list` and of role assignments.
const UNPAGED: [&str; 7] = [
    "ResourceGroupName",
    "createdTime",
    "changedTime",
    "provisioningState",
    "RoleAssignmentId",
    "principalId",
    "homeTenantId",
];

/// Columns of lists of `az` that Resource Graph does not have.
const OF_AZ: [&str; 3] = ["etag", "systemData", "policyRule"];
/// Azure Resource Manager's name for the type of resource groups; Resource Graph uses another.
const GROUPS: &str = "Microsoft.Resources/resourceGroups";

/// Properties of everything around the rows.
#[derive(Debug, Default)]
pub struct Envelope {
    page: Page,
    /// Problem that the last page reported about further pages; the page that follows it in the file withdraws it.
    pending: Option<Issue>,
    pages: u64,
    bare: u64,
    is_array: bool,
    is_table: bool,
    under: Option<String>,
    members: Vec<String>,
    pascal: bool,
    doubled_id: bool,
    named_role: bool,
    unpaged: bool,
    listed: bool,
    looked: bool,
    /// Query of the list under way, as the texts around it state it.
    question: Question,
}

/// One envelope.
#[derive(Debug, Default)]
struct Page {
    rows: u64,
    total: Option<u64>,
    /// The number of its own rows that it states.
    count: Option<u64>,
    more: bool,
}

impl Envelope {
    /// A list of rows begins, under this key or at the top.
    pub fn rows_begin(&mut self, key: Option<&str>) {
        key.into_iter().for_each(|key| self.question.stands_under(key));
        match key {
            None => self.is_array = true,
            Some(key) => {
                self.is_table |= key.eq_ignore_ascii_case("rows");
                self.under.get_or_insert_with(|| key.to_owned());
            }
        }
    }

    /// A member of an envelope: its key and the text of its value.
    pub fn member(&mut self, key: &str, value: &str) {
        if !key.to_ascii_lowercase().ends_with("nextlink") {
            self.question.hear(value);
        }
        let text = value.trim_matches('"');
        let filled = !matches!(text, "" | "null");
        match key.to_ascii_lowercase().as_str() {
            "totalrecords" | "total_records" | "@odata.count" => self.page.total = text.parse().ok(),
            "count" => self.page.count = text.parse().ok(),
            "skip_token" | "$skiptoken" | "skiptoken" | "nextlink" | "@odata.nextlink" => self.page.more |= filled,
            "resulttruncated" | "result_truncated" => self.page.more |= text.eq_ignore_ascii_case("true"),
            _ => {}
        }
        if self.members.len() < 32 && !self.members.iter().any(|known| known == key) {
            self.members.push(key.to_owned());
        }
    }

    /// A row, of a list or, if it is bare, on its own.
    pub fn row(&mut self, row: &Fields<'_>, bare: bool) {
        match bare {
            true => self.bare += 1,
            false => self.page.rows += 1,
        }
        if self.looked {
            return;
        }
        self.looked = true;
        self.pascal = row
            .names()
            .any(|name| name == "ResourceType" || name == "ResourceGroupName");
        self.named_role = row.has("RoleAssignmentId");
        let has_any = |names: &[&str]| names.iter().any(|name| row.has(name));
        let of_az = has_any(&OF_AZ) || row.text(&["type"]).eq_ignore_ascii_case(GROUPS);
        self.unpaged = has_any(&UNPAGED) || self.pascal || (of_az && !row.has("tenantId"));
        self.doubled_id = row.has("id") && row.has("ResourceId");
        self.listed = ["createdTime", "changedTime", "provisioningState"]
            .iter()
            .any(|name| row.has(name));
    }

    /// An envelope or list has ended: what it says of further rows is kept until another follows it. Where it says how many rows
    /// there are and holds fewer, that joins `parts`. Gives the list that was asked for.
    pub fn page_end(&mut self, parts: &mut Vec<Part>) -> Option<Asked> {
        self.pages += 1;
        let mut page = std::mem::take(&mut self.page);
        page.total = page.total.or(page.count.filter(|count| *count > page.rows));
        if page.rows > 0 {
            self.pending = None;
        }
        if let Some(total) = page.total.filter(|total| *total > page.rows) {
            parts.push(Part {
                total,
                rows: page.rows,
                more: page.more,
            });
        }
        match page.total {
            // Only beside the other files it shows whether they are missing.
            Some(total) if total > page.rows => {}
            None | Some(_) if page.more => self.pending = Some(Issue::SkipToken { rows: page.rows }),
            None if self.may_be_round(page.rows) => self.pending = Some(Issue::RoundCount { rows: page.rows }),
            None | Some(_) => {}
        }
        self.question.take()
    }

    /// Problem that the last page reported about further pages, when the file has ended.
    pub fn pending(&self) -> Option<Issue> {
        let lines =
            || (self.pages == 0 && self.may_be_round(self.bare)).then_some(Issue::RoundCount { rows: self.bare });
        self.pending.clone().or_else(lines)
    }

    /// Whether a round number of rows may hide further pages: only in lists that a paging tool wrote without an envelope of its
    /// own. Log Analytics gives as many rows of Resource Graph as one page has.
    fn may_be_round(&self, rows: u64) -> bool {
        let without = match self.under.as_deref() {
            None => true,
            Some("value") => self.has_member("Count"),
            Some(_) => rows == 1000 && self.is_log_analytics(),
        };
        without && ROUND.contains(&rows) && !self.unpaged
    }

    fn has_member(&self, name: &str) -> bool {
        self.members.iter().any(|member| member == name)
    }

    fn is_log_analytics(&self) -> bool {
        self.under.as_deref() == Some("rows") && self.has_member("name")
    }

    /// Whether the envelope is one that only Resource Graph uses.
    pub fn is_graph(&self) -> bool {
        self.is_table && !self.is_log_analytics()
            || self.under.as_ref().is_some_and(|key| key.eq_ignore_ascii_case("data"))
    }

    /// Whether nothing was found that rows stand in.
    pub fn is_empty(&self) -> bool {
        self.pages == 0 && self.bare == 0 && !self.is_array && self.under.is_none()
    }

    /// The layout's stable name.
    pub fn layout(&self, family: Family) -> Layout {
        let has = |name: &str| self.has_member(name);
        if self.pages + self.bare > 1 && self.pages > 0 {
            return Layout::JsonPages;
        }
        if self.bare > 0 {
            return if self.bare == 1 {
                Layout::JsonObject
            } else {
                Layout::Ndjson
            };
        }
        if has("request") || has("response") {
            return Layout::Recording;
        }
        match self.under.as_deref() {
            Some(_) if self.is_log_analytics() => Layout::LogAnalyticsTable,
            _ if self.is_table => Layout::RestTable,
            Some("data") if has("totalRecords") => Layout::RestObjectArray,
            Some("data") if has("result_truncated") || has("facets") => Layout::PythonSdk,
            Some("data") => Layout::AzGraph2,
            Some("Data") => Layout::PowershellResponse,
            Some("value") if has("Count") => Layout::PowershellList,
            Some(_) => Layout::RestList,
            None => self.array_layout(family),
        }
    }

    fn array_layout(&self, family: Family) -> Layout {
        match family {
            Family::RoleAssignments if self.named_role => Layout::GetAzRoleAssignmentJson,
            Family::RoleAssignments => Layout::AzRoleAssignmentList,
            Family::Recommendations => Layout::AzSecurityList,
            Family::RoleEligibility | Family::Supplement => Layout::JsonArray,
            _ if self.pascal => Layout::GetAzResource,
            _ if self.doubled_id => Layout::SearchAzGraph,
            _ if self.listed => Layout::AzResourceList,
            _ => Layout::AzGraph1,
        }
    }
}
