//! The sentence of every problem of an input: what was found, what it means for the assessment, and what mends it. No other file of
//! the reader holds a sentence for people.

use super::issue::Issue;

/// The remedy where rows are missing.
const MORE_ROWS: &str =
    "export all pages: `az graph query -q \"…\" --first 1000` and again with `--skip-token` until none is given";

impl Issue {
    /// A text of three parts: what was found, what it means for the assessment, and what mends it.
    pub(super) fn message(&self) -> String {
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

    /// The message of a problem whose sentence names facts.
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
            other => other.code().name().to_owned(),
        }
    }
}

/// Text that others wrote, with a mark at its end.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let mark = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{text}{mark}")
}
