//! Codes of problems.

use crate::value::names::names;

names! {
    /// The code of a problem. Codes are stable: scripts and documents refer to them.
    ProblemCode {
        /// A name that starts at the root of a disk.
        AbsoluteName = "absolute-name";
        /// Numbers of rows, not rows.
        AggregatedRows = "aggregated-rows";
        /// Keys of a column that differ in case only, or stand twice, with different values.
        AmbiguousKeys = "ambiguous-keys";
        /// An archive inside the bundle that holds too many files.
        ArchiveTooFull = "archive-too-full";
        /// An archive inside the bundle that is too large to hold in memory.
        ArchiveTooLarge = "archive-too-large";
        /// A template instead of resources.
        ArmTemplate = "arm-template";
        /// An engagement file that cannot be used.
        BadEngagement = "bad-engagement";
        /// The manifest cannot be read.
        BadManifest = "bad-manifest";
        /// Names left blank by an exporter without directory read.
        BlankNames = "blank-names";
        /// Administrators of the kind that Azure has retired.
        ClassicAdministrators = "classic-administrators";
        /// Two rows for one subject that differ.
        ConflictingRows = "conflicting-rows";
        /// The archive's copy of the file cannot be inflated.
        DamagedEntry = "damaged-entry";
        /// Rows of resources that were deleted and can be restored.
        Deleted = "deleted";
        /// Values that were cut at a depth.
        DepthCut = "depth-cut";
        /// Two files of one name.
        DuplicateName = "duplicate-name";
        /// No content.
        EmptyFile = "empty-file";
        /// A list without rows.
        EmptyList = "empty-list";
        /// Larger unpacked than one file may be.
        EntryTooLarge = "entry-too-large";
        /// An error message of Azure saved as data.
        ErrorAsData = "error-as-data";
        /// A cell that Excel cut.
        ExcelCut = "excel-cut";
        /// Fewer rows than there are; other files of the bundle hold some more of them.
        FewerRows = "fewer-rows";
        /// Display names instead of ids.
        FormattedCsv = "formatted-csv";
        /// The manifest gives another hash.
        HashMismatch = "hash-mismatch";
        /// A row without a part that it needs.
        IncompleteRow = "incomplete-row";
        /// Bytes that are no UTF-8.
        InvalidText = "invalid-text";
        /// A row that is no valid JSON.
        MalformedRow = "malformed-row";
        /// A column that begins as JSON and is none.
        MalformedValue = "malformed-value";
        /// The manifest names a file that is not there.
        MissingFile = "missing-file";
        /// Text of two encodings, one behind the other.
        MixedEncodings = "mixed-encodings";
        /// Rows of a tenant that most others are not of.
        MixedTenants = "mixed-tenants";
        /// More pages exist.
        MorePages = "more-pages";
        /// An archive inside an archive inside the bundle.
        NestedTooDeep = "nested-too-deep";
        /// Members of a group that nothing names.
        NoGroup = "no-group";
        /// An aligned table or one without header.
        NoHeader = "no-header";
        /// Rows without an id.
        NoId = "no-id";
        /// No `properties` at all.
        NoProperties = "no-properties";
        /// Another word than true or false in a column where Azure keeps a truth value.
        NoTruthValue = "no-truth-value";
        /// Text before or between the values.
        Noise = "noise";
        /// A symbolic link.
        NotAFile = "not-a-file";
        /// Elements between the rows of a list that are none.
        NotARow = "not-a-row";
        /// A list of events or requests; the export to make instead.
        NotEvidence = "not-evidence";
        /// Another export of Defender for Cloud.
        NotRecommendations = "not-recommendations";
        /// The output of another tool.
        OtherTool = "other-tool";
        /// Properties under other names than Azure's.
        OwnNames = "own-names";
        /// Single properties instead of all of them.
        ProjectedProperties = "projected-properties";
        /// A file that unpacks like a zip bomb.
        RatioTooHigh = "ratio-too-high";
        /// Rows that had to be put right.
        RepairedRow = "repaired-row";
        /// Exactly as many rows as a tool gives at most.
        RoundCount = "round-count";
        /// A row that is too long.
        RowTooLong = "row-too-long";
        /// Scopes by display name.
        ScopeByName = "scope-by-name";
        /// Another manifest or engagement file came first.
        SecondOfItsKind = "second-of-its-kind";
        /// Evidence of several days in one file.
        SeveralDates = "several-dates";
        /// A file that shares bytes of the archive with another.
        SharedBytes = "shared-bytes";
        /// Evidence older than the rest.
        StaleEvidence = "stale-evidence";
        /// Values that nest too deep.
        TooDeep = "too-deep";
        /// More values than any resource has.
        TooManyValues = "too-many-values";
        /// The file ends in the middle.
        TruncatedJson = "truncated-json";
        /// The table ends in the middle.
        TruncatedTable = "truncated-table";
        /// Nothing but unhealthy rows.
        UnhealthyOnly = "unhealthy-only";
        /// Nothing known.
        Unrecognised = "unrecognised";
        /// A name that climbs out of the bundle.
        UnsafeName = "unsafe-name";
        /// A page of a sign-in or an error in HTML.
        WebPage = "web-page";
        /// A kind of file that no export comes in.
        WrongKind = "wrong-kind";
        /// Encrypted, and the password does not open it.
        WrongPassword = "wrong-password";
    }
}

impl ProblemCode {
    /// Whether it means that the file does not hold all of its rows, or that not all could be read.
    pub fn loses_rows(self) -> bool {
        matches!(
            self,
            ProblemCode::DamagedEntry
                | ProblemCode::EntryTooLarge
                | ProblemCode::ErrorAsData
                | ProblemCode::FewerRows
                | ProblemCode::MalformedRow
                | ProblemCode::MorePages
                | ProblemCode::NotARow
                | ProblemCode::RatioTooHigh
                | ProblemCode::RoundCount
                | ProblemCode::RowTooLong
                | ProblemCode::TruncatedJson
                | ProblemCode::TruncatedTable
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_in_the_order_of_their_names() {
        assert!(ProblemCode::ALL.is_sorted_by_key(|code| code.name()));
    }
}
