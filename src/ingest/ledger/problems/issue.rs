//! The problems that a reader can find, each with the facts that its sentence names.

use crate::ingest::row::unused::UnusedReason;

use super::code::ProblemCode;
use super::problem::Problem;

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
    /// A file that shares bytes of the archive with another.
    SharedBytes,
    /// Larger unpacked than one file may be.
    EntryTooLarge { limit: u64 },
    /// A file that unpacks like a zip bomb.
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
    pub(crate) fn code(&self) -> ProblemCode {
        match self {
            Issue::UnsafeName => ProblemCode::UnsafeName,
            Issue::AbsoluteName => ProblemCode::AbsoluteName,
            Issue::DuplicateName => ProblemCode::DuplicateName,
            Issue::NotAFile => ProblemCode::NotAFile,
            Issue::Damaged { .. } => ProblemCode::DamagedEntry,
            Issue::SharedBytes => ProblemCode::SharedBytes,
            Issue::EntryTooLarge { .. } => ProblemCode::EntryTooLarge,
            Issue::RatioTooHigh { .. } => ProblemCode::RatioTooHigh,
            Issue::WrongPassword => ProblemCode::WrongPassword,
            Issue::InnerArchiveTooLarge { .. } => ProblemCode::ArchiveTooLarge,
            Issue::InnerArchiveTooFull { .. } => ProblemCode::ArchiveTooFull,
            Issue::NestedTooDeep => ProblemCode::NestedTooDeep,
            Issue::WrongKind { .. } => ProblemCode::WrongKind,
            Issue::Empty => ProblemCode::EmptyFile,
            Issue::NoRows => ProblemCode::EmptyList,
            Issue::OtherTool { .. } => ProblemCode::OtherTool,
            Issue::Unrecognised => ProblemCode::Unrecognised,
            Issue::WebPage => ProblemCode::WebPage,
            Issue::ErrorAsData { .. } => ProblemCode::ErrorAsData,
            Issue::ArmTemplate => ProblemCode::ArmTemplate,
            Issue::Noise { .. } => ProblemCode::Noise,
            Issue::MixedEncodings => ProblemCode::MixedEncodings,
            Issue::InvalidText => ProblemCode::InvalidText,
            Issue::CutOff => ProblemCode::TruncatedJson,
            Issue::CutTable => ProblemCode::TruncatedTable,
            Issue::Malformed { .. } => ProblemCode::MalformedRow,
            Issue::TooLong => ProblemCode::RowTooLong,
            Issue::DepthCut { .. } => ProblemCode::DepthCut,
            Issue::BrokenText { .. } => ProblemCode::MalformedValue,
            Issue::AmbiguousKeys { .. } | Issue::AmbiguousColumn { .. } => ProblemCode::AmbiguousKeys,
            Issue::Deleted => ProblemCode::Deleted,
            Issue::ExcelCut { .. } => ProblemCode::ExcelCut,
            Issue::SkipToken { .. } => ProblemCode::MorePages,
            Issue::FewerRows { .. } => ProblemCode::FewerRows,
            Issue::RoundCount { .. } => ProblemCode::RoundCount,
            Issue::NoId => ProblemCode::NoId,
            Issue::NoGroup => ProblemCode::NoGroup,
            Issue::FormattedCsv => ProblemCode::FormattedCsv,
            Issue::UnhealthyOnly => ProblemCode::UnhealthyOnly,
            Issue::BlankNames => ProblemCode::BlankNames,
            Issue::ClassicAdministrators => ProblemCode::ClassicAdministrators,
            Issue::MixedTenants { .. } => ProblemCode::MixedTenants,
            Issue::Stale { .. } => ProblemCode::StaleEvidence,
            Issue::SeveralDates { .. } => ProblemCode::SeveralDates,
            Issue::Projected => ProblemCode::ProjectedProperties,
            Issue::NoTruthValue { .. } => ProblemCode::NoTruthValue,
            Issue::OwnNames => ProblemCode::OwnNames,
            Issue::NoProperties => ProblemCode::NoProperties,
            Issue::NoRowsBetween => ProblemCode::NotARow,
            Issue::Conflict { .. } => ProblemCode::ConflictingRows,
            Issue::ScopeByName { .. } => ProblemCode::ScopeByName,
            Issue::NoHeader => ProblemCode::NoHeader,
            Issue::Incomplete { .. } | Issue::NoState | Issue::NoActions => ProblemCode::IncompleteRow,
            Issue::NotEvidence { .. } => ProblemCode::NotEvidence,
            Issue::BadEngagement { .. } => ProblemCode::BadEngagement,
            Issue::NotRecommendations { .. } => ProblemCode::NotRecommendations,
            Issue::Aggregated => ProblemCode::AggregatedRows,
            Issue::TooDeep => ProblemCode::TooDeep,
            Issue::TooMany => ProblemCode::TooManyValues,
            Issue::Repaired => ProblemCode::RepairedRow,
            Issue::SecondOfItsKind => ProblemCode::SecondOfItsKind,
            Issue::HashMismatch { .. } => ProblemCode::HashMismatch,
            Issue::MissingFile { .. } => ProblemCode::MissingFile,
            Issue::BadManifest { .. } => ProblemCode::BadManifest,
        }
    }

    /// The issue of a file that holds nothing but records which were not used for this reason, if they are events.
    pub(crate) fn of_events(reason: UnusedReason) -> Option<Issue> {
        Some(match reason {
            UnusedReason::Alert => Issue::NotRecommendations { what: "alerts" },
            UnusedReason::ActivityLog => Issue::NotEvidence {
                what: "the activity log",
                instead: "the resources as they are: `az graph query -q \"resources\"`",
            },
            UnusedReason::RoleRequest => Issue::NotEvidence {
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
}
