//! Every problem of an input, in words: what was found, what it means for the assessment, and what mends it. Codes are stable. No
//! other file of the reader holds a sentence for people.

/// Something wrong with a file, as the ledger tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable kebab-case code.
    pub code: &'static str,
    /// One text of three parts: what was found, what it means and what mends it.
    pub message: String,
    /// The first record that has it, counted from 1; `None` when it is about the file.
    pub record: Option<u64>,
}

/// Codes of problems that mean that the file does not hold all of its rows, or that not all could be read.
const LOSES_ROWS: [&str; 12] = [
    "more-pages",
    "fewer-rows",
    "round-count",
    "truncated-json",
    "truncated-table",
    "malformed-row",
    "not-a-row",
    "row-too-long",
    "error-as-data",
    "damaged-entry",
    "entry-too-large",
    "ratio-too-high",
];

impl Problem {
    /// Whether it means that there are rows which were not read.
    pub fn loses_rows(&self) -> bool {
        LOSES_ROWS.contains(&self.code)
    }
}

const MORE_ROWS: &str =
    "export all pages: `az graph query -q \"…\" --first 1000` and again with `--skip-token` until none is given";

/// A problem that a reader can find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Issue {
    /// A name that climbs out of the bundle.
    UnsafeName,
    /// A name that starts at the root of a disk.
    AbsoluteName,
    /// Two files of one name.
    DuplicateName,
    /// A symbolic link.
    NotAFile,
    /// The archive's copy of the file cannot be inflated.
    Damaged { why: String },
    /// It shares bytes of the archive with another file.
    SharedBytes,
    /// Larger unpacked than one file may be.
    EntryTooLarge { limit: u64 },
    /// It unpacks like a zip bomb.
    RatioTooHigh { limit: u64 },
    /// Encrypted, and the password does not open it.
    WrongPassword,
    /// An archive inside the bundle that is too large to hold in memory.
    InnerArchiveTooLarge { limit: u64 },
    /// An archive inside the bundle that holds too many files.
    InnerArchiveTooFull { found: u64, limit: u64 },
    /// An archive inside an archive inside the bundle.
    NestedTooDeep,
    /// A kind of file that no export comes in.
    WrongKind { what: &'static str },
    /// No content.
    Empty,
    /// A list without rows.
    NoRows,
    /// The output of another tool.
    OtherTool { tool: &'static str },
    /// Nothing known.
    Unrecognised,
    /// A page of a sign-in or an error in HTML.
    WebPage,
    /// An error message of Azure saved as data.
    ErrorAsData { message: String },
    /// A template instead of resources.
    ArmTemplate,
    /// Text before or between the values.
    Noise { text: String },
    /// Text of two encodings, one behind the other.
    MixedEncodings,
    /// Bytes that are no UTF-8.
    InvalidText,
    /// The file ends in the middle.
    CutOff,
    /// The table ends in the middle.
    CutTable,
    /// A row that is no valid JSON.
    Malformed { why: String },
    /// A row that is too long.
    TooLong,
    /// Values that were cut at a depth.
    DepthCut { column: &'static str },
    /// Keys of a column that differ in case only, or stand twice, with different values.
    AmbiguousKeys { column: &'static str },
    /// A column that stands twice, in any case, with different values.
    AmbiguousColumn { column: String },
    /// Rows of resources that were deleted and can be restored.
    Deleted,
    /// A column that begins as JSON and is none.
    BrokenText { column: &'static str },
    /// A cell that Excel cut.
    ExcelCut { column: &'static str },
    /// More pages exist.
    SkipToken { rows: u64 },
    /// Fewer rows than there are; other files of the bundle hold some more of them.
    FewerRows { rows: u64, total: u64, elsewhere: u64 },
    /// Exactly as many rows as a tool gives at most.
    RoundCount { rows: u64 },
    /// Rows without an id.
    NoId,
    /// Members of a group that nothing names.
    NoGroup,
    /// Display names instead of ids.
    FormattedCsv,
    /// Nothing but unhealthy rows.
    UnhealthyOnly,
    /// Names left blank by an exporter without directory read.
    BlankNames,
    /// Rows of a tenant that most others are not of.
    MixedTenants { main: String, other: String },
    /// Evidence older than the rest.
    Stale { day: String, newest: String },
    /// Evidence of several days in one file.
    SeveralDates { from: String, to: String },
    /// Single properties instead of all of them.
    Projected,
    /// Another word than true or false in a column where Azure keeps a truth value.
    NoTruthValue { column: String, word: String },
    /// Properties under other names than Azure's.
    OwnNames,
    /// No `properties` at all.
    NoProperties,
    /// Elements between the rows of a list that are none.
    NoRowsBetween,
    /// Two rows for one subject that differ.
    Conflict {
        what: String,
        of: String,
        path: String,
        record: u32,
        kept: &'static str,
    },
    /// Scopes by display name.
    ScopeByName { name: String },
    /// An aligned table or one without header.
    NoHeader,
    /// A role assignment without one of its three parts.
    Incomplete { lacking: &'static str },
    /// A recommendation without a state.
    NoState,
    /// A role definition that does not hold its permissions.
    NoActions,
    /// Administrators of the kind that Azure has retired.
    ClassicAdministrators,
    /// A list of events or requests; the export to make instead.
    NotEvidence { what: &'static str, instead: &'static str },
    /// An engagement file that cannot be used.
    BadEngagement { why: String },
    /// Another export of Defender for Cloud.
    NotRecommendations { what: &'static str },
    /// Numbers of rows, not rows.
    Aggregated,
    /// Values that nest too deep.
    TooDeep,
    /// More values than any resource has.
    TooMany,
    /// Rows that had to be put right.
    Repaired,
    /// Another manifest or engagement file came first.
    SecondOfItsKind,
    /// The manifest gives another hash.
    HashMismatch { path: String },
    /// The manifest names a file that is not there.
    MissingFile { path: String },
    /// The manifest cannot be read.
    BadManifest { why: String },
}

impl Issue {
    /// Its stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Issue::UnsafeName => "unsafe-name",
            Issue::AbsoluteName => "absolute-name",
            Issue::DuplicateName => "duplicate-name",
            Issue::NotAFile => "not-a-file",
            Issue::Damaged { .. } => "damaged-entry",
            Issue::SharedBytes => "shared-bytes",
            Issue::EntryTooLarge { .. } => "entry-too-large",
            Issue::RatioTooHigh { .. } => "ratio-too-high",
            Issue::WrongPassword => "wrong-password",
            Issue::InnerArchiveTooLarge { .. } => "archive-too-large",
            Issue::InnerArchiveTooFull { .. } => "archive-too-full",
            Issue::NestedTooDeep => "nested-too-deep",
            Issue::WrongKind { .. } => "wrong-kind",
            Issue::Empty => "empty-file",
            Issue::NoRows => "empty-list",
            Issue::OtherTool { .. } => "other-tool",
            Issue::Unrecognised => "unrecognised",
            Issue::WebPage => "web-page",
            Issue::ErrorAsData { .. } => "error-as-data",
            Issue::ArmTemplate => "arm-template",
            Issue::Noise { .. } => "noise",
            Issue::MixedEncodings => "mixed-encodings",
            Issue::InvalidText => "invalid-text",
            Issue::CutOff => "truncated-json",
            Issue::CutTable => "truncated-table",
            Issue::Malformed { .. } => "malformed-row",
            Issue::TooLong => "row-too-long",
            Issue::DepthCut { .. } => "depth-cut",
            Issue::BrokenText { .. } => "malformed-value",
            Issue::AmbiguousKeys { .. } | Issue::AmbiguousColumn { .. } => "ambiguous-keys",
            Issue::Deleted => "deleted",
            Issue::ExcelCut { .. } => "excel-cut",
            Issue::SkipToken { .. } => "more-pages",
            Issue::FewerRows { .. } => "fewer-rows",
            Issue::RoundCount { .. } => "round-count",
            Issue::NoId => "no-id",
            Issue::NoGroup => "no-group",
            Issue::FormattedCsv => "formatted-csv",
            Issue::UnhealthyOnly => "unhealthy-only",
            Issue::BlankNames => "blank-names",
            Issue::ClassicAdministrators => "classic-administrators",
            Issue::MixedTenants { .. } => "mixed-tenants",
            Issue::Stale { .. } => "stale-evidence",
            Issue::SeveralDates { .. } => "several-dates",
            Issue::Projected => "projected-properties",
            Issue::NoTruthValue { .. } => "no-truth-value",
            Issue::OwnNames => "own-names",
            Issue::NoProperties => "no-properties",
            Issue::NoRowsBetween => "not-a-row",
            Issue::Conflict { .. } => "conflicting-rows",
            Issue::ScopeByName { .. } => "scope-by-name",
            Issue::NoHeader => "no-header",
            Issue::Incomplete { .. } | Issue::NoState | Issue::NoActions => "incomplete-row",
            Issue::NotEvidence { .. } => "not-evidence",
            Issue::BadEngagement { .. } => "bad-engagement",
            Issue::NotRecommendations { .. } => "not-recommendations",
            Issue::Aggregated => "aggregated-rows",
            Issue::TooDeep => "too-deep",
            Issue::TooMany => "too-many-values",
            Issue::Repaired => "repaired-row",
            Issue::SecondOfItsKind => "second-of-its-kind",
            Issue::HashMismatch { .. } => "hash-mismatch",
            Issue::MissingFile { .. } => "missing-file",
            Issue::BadManifest { .. } => "bad-manifest",
        }
    }

    /// The issue of a file that holds nothing but records which were not used for this reason, if they are events.
    pub(crate) fn of_events(reason: &str) -> Option<Issue> {
        Some(match reason {
            "alert" => Issue::NotRecommendations { what: "alerts" },
            "activity-log" => Issue::NotEvidence {
                what: "the activity log",
                instead: "the resources as they are: `az graph query -q \"resources\"`",
            },
            "role-request" => Issue::NotEvidence {
                what: "the list of requests of Privileged Identity Management",
                instead: "what came of them: `Get-AzRoleEligibilityScheduleInstance -Scope /`, `Get-AzRoleAssignmentScheduleInstance -Scope /`",
            },
            _ => return None,
        })
    }

    /// The entry of the ledger for an issue that was met `count` times.
    pub(crate) fn problem(self, record: Option<u64>, count: u64) -> Problem {
        let mut message = self.message();
        if count > 1 && record.is_some() {
            message.push_str(&format!(" ({count} records have this; the first is given)"));
        }
        Problem {
            code: self.code(),
            message,
            record,
        }
    }

    fn message(&self) -> String {
        let text = match self {
            Issue::UnsafeName => "The name points outside the bundle, so the file was not read. Ask who made this zip.",
            Issue::AbsoluteName => {
                "The name starts at the root of a disk; the file was read under the rest of its name."
            }
            Issue::DuplicateName => {
                "The archive holds this name, or one that differs only in case, more than once. Both are counted if they can be told apart; make the archive again with one copy."
            }
            Issue::NotAFile => "This is a link, not a file, and was not followed. Put the file itself into the bundle.",
            Issue::SharedBytes => {
                "The file shares bytes of the archive with another, as zip bombs do and export tools do not, so it was not read. Ask for a new zip."
            }
            Issue::WrongPassword => {
                "The file is encrypted and the password does not open it, so it is missing from the assessment. Give the password with --password-file; pack files that have another one again."
            }
            Issue::NestedTooDeep => {
                "This is an archive inside an archive inside the bundle and was not opened. Unpack it once."
            }
            Issue::Empty => {
                "The file is empty: the query found nothing, or the export failed. Run the export again and look at its messages."
            }
            Issue::NoRows => {
                "The export holds no rows: the query or command found nothing. If there should be some, export again and look at its messages."
            }
            Issue::Unrecognised => {
                "No reader knows this layout, so nothing of it was used. See `underpin validate --help` for the exports that are read."
            }
            Issue::WebPage => {
                "This is a web page, most likely a sign-in page saved instead of data. Sign in again (`az login`) and repeat the export."
            }
            Issue::ArmTemplate => {
                "This is an ARM template: it holds expressions, not the resources as they are. Export with `az graph query` instead."
            }
            Issue::MixedEncodings => {
                "The file changes its encoding in the middle, as where PowerShell 5.1 appends to what another command wrote; both parts were read. Write each export to a file of its own."
            }
            Issue::InvalidText => {
                "Some bytes are no valid text; each was replaced by \u{fffd}. Names that hold one may not match other exports."
            }
            Issue::CutOff | Issue::CutTable => {
                "The file ends in the middle, as after a full disk or a broken transfer. What stands before the cut was used; what comes after it is missing from the assessment. Export it again."
            }
            Issue::TooLong => {
                "A record is longer than 64 MB, which no resource is; it was left out. Look at the file with an editor."
            }
            Issue::NoGroup => {
                "Members are listed, and nothing says of which group: neither a column, nor the envelope, nor the file's name. They are not used. Name the file after the group's object id, such as `group-members/<object-id>.json`."
            }
            Issue::Deleted => {
                "Rows are of resources that were deleted and can be restored for a while; they were left out. Purge them if nobody needs them: `az cognitiveservices account purge`."
            }
            Issue::NoId => {
                "Rows have no resource id and cannot be matched with anything. Keep `id` in the query's projection."
            }
            Issue::FormattedCsv => {
                "This is the portal's formatted CSV: it gives display names instead of ids and types, so it was not used. Switch \"Formatted results\" off before downloading."
            }
            Issue::UnhealthyOnly => {
                "All rows are unhealthy: the export was filtered, so healthy resources cannot be counted and no percentage is computed from it. Export without a filter."
            }
            Issue::BlankNames => {
                "Principals have no name: most likely whoever exported lacked directory read. Deleted principals cannot be told from unnamed ones. Export again as a Directory Reader."
            }
            Issue::ClassicAdministrators => {
                "Classic administrators (service administrator, co-administrator) were retired on 31 August 2024 and give no access any more, so they were not used. Remove them in the portal: Subscriptions, Access control (IAM), Classic administrators."
            }
            Issue::Projected => {
                "The query keeps single properties instead of `properties`. They were used; what it left out cannot be told from what is not set and is unknown. Export `properties` whole: `az graph query -q \"resources\"`."
            }
            Issue::OwnNames => {
                "`az ml` names properties its own way and leaves some out, such as whether local logins are off. What it tells was used; the rest is unknown. Export the REST list for all of it: `az rest --method get --url \"https://management.azure.com/<parent id>/computes?api-version=2024-04-01\"`."
            }
            Issue::NoProperties => {
                "Rows carry no `properties`, so the configuration of these resources is unknown. Export with `az graph query -q \"resources\" --first 1000 -o json`; `az resource list` and `Get-AzResource` leave them out."
            }
            Issue::NoRowsBetween => {
                "Elements of the list are no rows but text, numbers or nothing, as where objects were turned into text on the way; what they held is unknown. Export again without a step between the command and the file."
            }
            Issue::NoActions => {
                "Role definitions do not tell their actions, as where `Export-Csv` or `ConvertTo-Json` without `-Depth` wrote the name of a class for the list; what these roles allow is unknown. Export with `az role definition list --custom-role-only true -o json`."
            }
            Issue::NoState => {
                "Recommendations have no state or one that is none of healthy, unhealthy and not applicable, as where a quote too many shifts what follows it; they were left out. Use the file as it was downloaded."
            }
            Issue::NoHeader => {
                "This is a table for people, or one without a header that names its columns; what it holds cannot be told and was not used. Export again with `-o json`."
            }
            Issue::Aggregated => {
                "Rows are counts or sums of a query, not resources. Export the resources themselves, without `summarize`."
            }
            Issue::Repaired => {
                "Rows were no strict JSON (a comma or comment too many, quotes of Python) and were read after putting that right. Do not edit exports by hand."
            }
            Issue::TooDeep => {
                "Values nest deeper than 128 levels, which no resource does; what they held is unknown. Look at the file with an editor."
            }
            Issue::TooMany => {
                "A column of a row holds more than 250,000 values, which no resource does; what it held is unknown. Look at the file with an editor."
            }
            Issue::SecondOfItsKind => "Another file of this kind comes first in the bundle; this one was not used.",
            _ => return self.detailed(),
        };
        text.to_owned()
    }

    fn detailed(&self) -> String {
        match self {
            Issue::Damaged { why } => format!(
                "The archive's copy is damaged ({why}). What could be inflated before that was used. Make the archive again."
            ),
            Issue::EntryTooLarge { limit } => format!(
                "The file is larger than {limit} bytes unpacked, the most that one file may have. What stands before that was used; what comes after it is missing from the assessment. If the file is genuine, raise the limit with --max-entry-bytes."
            ),
            Issue::RatioTooHigh { limit } => format!(
                "The file unpacks to more than {limit} times its packed size, as zip bombs do and exports do not. What stands before that was used; what comes after it is missing from the assessment. If the file is genuine, raise the limit with --max-ratio."
            ),
            Issue::InnerArchiveTooLarge { limit } => format!(
                "This is an archive of more than {limit} bytes inside the bundle and was not opened; its files are missing from the assessment. Unpack it and give the folder."
            ),
            Issue::InnerArchiveTooFull { found, limit } => format!(
                "This is an archive of {found} files inside the bundle, of which {limit} may be, and was not opened; they are missing from the assessment. If it is genuine, raise the limit with --max-entries."
            ),
            Issue::WrongKind { what } => {
                format!("This is {what}, which is not read. Export as JSON (`az … -o json`) or CSV.")
            }
            Issue::OtherTool { tool } => format!(
                "This is output of {tool}: its judgements are not evidence here, so nothing of it was used. Export the resources themselves with `az graph query`."
            ),
            Issue::ErrorAsData { message } => format!(
                "The file holds an error message where data should stand: {} Mend its cause and export again; what it stands for is missing from the assessment.",
                sentence(message)
            ),
            Issue::Noise { text } => format!(
                "Text stands among the data and was passed over: {} Redirect warnings away (`2> warnings.txt`).",
                sentence(text)
            ),
            Issue::Malformed { why } => {
                format!("A row cannot be read ({why}) and was left out. Export it again without editing the file.")
            }
            Issue::ScopeByName { name } => format!(
                "Assignments name their scope by display name only ({name}), which no other export holds or more than one scope bears, so they were not used. Add the table `resourcecontainers`, or export with ids: `az role assignment list --all`, `Get-AzRoleEligibilityScheduleInstance -Scope /`."
            ),
            Issue::Conflict {
                what,
                of,
                path,
                record,
                kept,
            } => format!(
                "Its {what} of {of} differs from that in record {record} of {path}. {kept} Export both on one day, or take the older file out."
            ),
            Issue::DepthCut { column } => format!(
                "Nested values of `{column}` were cut while exporting (`@{{…}}`, `System.Object[]`); what they held is unknown, the rest was used. Export with `ConvertTo-Json -Depth 100`."
            ),
            Issue::AmbiguousKeys { column } => format!(
                "Keys of `{column}` differ in upper and lower case only, or stand twice, and have different values; what they held is unknown, the rest of the row was used. Export again without a step that joins rows."
            ),
            Issue::AmbiguousColumn { column } => format!(
                "The column `{column}` stands twice, in upper and lower case or not, with different values; what it holds is unknown, the rest of the row was used. Export again without a step that joins rows."
            ),
            Issue::BrokenText { column } => format!(
                "The text of `{column}` begins as JSON and is none, as where a cell was cut or edited; what it held is unknown, the rest of the row was used. Use the file as it was downloaded."
            ),
            Issue::NoTruthValue { column, word } => format!(
                "The column `{column}` says `{word}` where Azure keeps true or false, as where a spreadsheet wrote it in its own language; what depends on it is unknown. Use the file as it was downloaded, or write true and false."
            ),
            Issue::Incomplete { lacking } => format!(
                "Role assignments lack their {lacking} and were left out. Export scope, principal and role of each: `az role assignment list --all -o json`."
            ),
            Issue::NotEvidence { what, instead } => format!(
                "This is {what}: it tells what happened or was asked for, not what is, and was not used. Export {instead}."
            ),
            Issue::BadEngagement { why } => format!(
                "The engagement file cannot be used ({why}), so nothing of it was: no attestation, no accepted risk, no profile value. Correct it and run again."
            ),
            Issue::ExcelCut { column } => format!(
                "A cell of `{column}` ends at 32,767 characters, where Excel cuts; what it held is unknown. Use the file as it was downloaded, not one saved by Excel."
            ),
            Issue::SkipToken { rows } => format!(
                "The file holds {rows} rows and says that more pages exist; resources on those pages are missing from the assessment; {MORE_ROWS}."
            ),
            Issue::FewerRows {
                rows,
                total,
                elsewhere: 0,
            } => format!(
                "The file holds {rows} of {total} rows; the others are missing from the assessment; {MORE_ROWS}."
            ),
            Issue::FewerRows { rows, total, elsewhere } => format!(
                "The file holds {rows} of {total} rows and other files {elsewhere} of as many; the rest is missing from the assessment; {MORE_ROWS}."
            ),
            Issue::RoundCount { rows } => format!(
                "The file holds exactly {rows} rows, which is as many as the tool gives at most, so more may exist; {MORE_ROWS}."
            ),
            Issue::MixedTenants { main, other } => format!(
                "Rows of tenant {other} stand in a bundle of tenant {main}. Both are assessed as one; if that is not wanted, export them apart (`az login --tenant {main}`)."
            ),
            Issue::Stale { day, newest } => format!(
                "The evidence is of {day}, the newest of the bundle of {newest}: what changed in between is judged as it was. Export it again."
            ),
            Issue::SeveralDates { from, to } => format!(
                "Rows were exported between {from} and {to}: files of several days were joined. The newest date is taken; export all on one day."
            ),
            Issue::NotRecommendations { what } => format!(
                "This is the {what} list of Defender for Cloud, not its recommendations, and was not used. Choose Recommendations, then \"Download CSV report\"."
            ),
            Issue::HashMismatch { path } => format!(
                "{path} is not the file that the manifest lists: its SHA-256 differs. It was changed after it was collected; ask for the original."
            ),
            Issue::MissingFile { path } => {
                format!("The manifest lists {path}, which is not in the bundle. Ask for it.")
            }
            Issue::BadManifest { why } => format!(
                "The manifest cannot be read ({why}), so the files were not checked against it. Collect again or leave it out."
            ),
            other => other.code().to_owned(),
        }
    }
}

/// Text that others wrote, with a mark at its end.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let mark = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{text}{mark}")
}
