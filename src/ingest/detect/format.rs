//! Detection of a file's format by the beginning of its text. Names decide nothing.

use super::dialect::Dialect;
use super::{headless, known_columns};
use crate::ingest::ledger::layout::Layout;
use crate::ingest::ledger::problems::Issue;

/// Format of a file.
#[derive(Clone, Debug)]
pub enum Format {
    /// JSON in any envelope.
    Json,
    /// A table with these column names, and what stands above it that is none of it.
    Table(Dialect, Vec<String>, Option<String>),
    /// A table without a header whose columns are known.
    Headless(Dialect),
    /// A file that is not read: the name of its layout, and the reason.
    Refused(Layout, Issue),
    /// A file that operating systems leave behind.
    Litter,
    /// Nothing of it could or may be read.
    Unread,
    /// An archive whose files follow.
    Archive,
}

/// The beginnings of lines that command-line tools write around JSON.
const TOOL_LINES: [&str; 8] = ["WARNING", "ERROR", "INFO", "DEBUG", "PS ", "az ", "C:\\", "$ "];
/// Upper bound of the lines above the data that the detection reads.
const ABOVE: usize = 200;

/// Beginnings of such lines that are no errors.
const WARNINGS: [&str; 3] = ["WARNING", "INFO", "DEBUG"];

/// Words that command-line tools write where a sign-in or a right is missing.
const SIGN_IN: [&str; 5] = [
    "az login",
    "Connect-AzAccount",
    "AADSTS",
    "AuthorizationFailed",
    "Login-AzAccount",
];

/// Blanks, and the mark that begins a text.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter == '\u{feff}'
}

/// The format of a file whose text begins like this.
pub fn format_of(head: &str) -> Format {
    let text = head.trim_start_matches(is_blank);
    match text.bytes().next() {
        None => return Format::Refused(Layout::Empty, Issue::Empty),
        Some(b'{' | b'[') => return json(text),
        Some(b'<') => return markup(text),
        _ => {}
    }
    if text.starts_with("scoutsuite_results") {
        return Format::Refused(Layout::Scoutsuite, Issue::OtherTool { tool: "ScoutSuite" });
    }
    // Comments above the JSON are passed over as other text among it is.
    if ["//", "/*"].iter().any(|start| text.starts_with(start)) && holds_json(text) {
        return Format::Json;
    }
    if TOOL_LINES.iter().any(|start| text.starts_with(start)) {
        if holds_json(text) {
            return Format::Json;
        }
        let message: String = text.lines().next().unwrap_or_default().chars().take(200).collect();
        return below_warnings(head, &message)
            .unwrap_or(Format::Refused(Layout::ErrorText, Issue::ErrorAsData { message }));
    }
    let first: String = text.lines().next().unwrap_or_default().chars().take(200).collect();
    if is_error(&first) && !first.contains('\t') && !holds_json(text) {
        return Format::Refused(Layout::ErrorText, Issue::ErrorAsData { message: first });
    }
    // What PowerShell writes under an error, in any language.
    if ["FullyQualifiedErrorId", "+ CategoryInfo "]
        .iter()
        .any(|words| text.contains(words))
    {
        return Format::Refused(Layout::ErrorText, Issue::ErrorAsData { message: first });
    }
    if text.starts_with('#') && text.contains("AzGovViz") {
        return Format::Refused(Layout::AzgovvizMarkdown, Issue::OtherTool { tool: "AzGovViz" });
    }
    let table = Dialect::of(head);
    if !table.as_ref().is_some_and(|(_, names)| known_columns::is_known(names)) {
        // What is quoted in a text about exports is no export.
        if json_start(head).is_some() && !head.contains("```") {
            return Format::Json;
        }
        if let Some(table) = below_others(head, &first) {
            return table;
        }
    }
    if is_yaml(text) {
        return Format::Refused(Layout::Yaml, Issue::WrongKind { what: "YAML" });
    }
    if is_aligned(text) {
        return Format::Refused(Layout::AlignedTable, Issue::NoHeader);
    }
    if is_list(text) {
        return Format::Refused(Layout::ListForPeople, Issue::NoHeader);
    }
    if let Some(dialect) = of_tsv(text) {
        return Format::Headless(dialect);
    }
    if is_headless(text) {
        return Format::Refused(Layout::NoHeader, Issue::NoHeader);
    }
    match table {
        Some((dialect, names)) => Format::Table(dialect, names, None),
        None => Format::Refused(Layout::Text, Issue::Unrecognised),
    }
}

/// Whether a line is what command-line tools write when they fail.
pub fn is_error(line: &str) -> bool {
    line.starts_with("ERROR") || SIGN_IN.iter().any(|words| line.contains(words))
}

/// Problem of the text above the data, if there is any.
pub fn above(text: &str) -> Option<Issue> {
    let mut lines = text
        .lines()
        .map(|line| line.trim_matches(is_blank))
        .filter(|line| !line.is_empty());
    let first = lines.clone().next()?;
    let told = lines.find(|line| is_error(line)).unwrap_or(first);
    let told: String = told.chars().take(200).collect();
    Some(match is_error(&told) {
        true => Issue::ErrorAsData { message: told },
        false => Issue::Noise { text: told },
    })
}

/// A table below lines with warnings, the first of which is given.
fn below_warnings(head: &str, first: &str) -> Option<Format> {
    let above: usize = head
        .split_inclusive('\n')
        .take_while(|line| WARNINGS.iter().any(|start| line.starts_with(start)) || line.trim().is_empty())
        .map(str::len)
        .sum();
    let (mut dialect, names) = Dialect::of(head.get(above..).filter(|_| above > 0)?)?;
    dialect.header_at += above;
    Some(Format::Table(dialect, names, Some(first.to_owned())))
}

/// A table below a title, or whatever else was written above it; what stands in its first line is given.
fn below_others(head: &str, first: &str) -> Option<Format> {
    let mut above = 0;
    for line in head.split_inclusive('\n').take(ABOVE) {
        if above > 0
            && let Some((mut dialect, names)) = Dialect::of(&head[above..])
            && known_columns::is_sure(&names)
        {
            dialect.header_at += above;
            return Some(Format::Table(dialect, names, Some(first.to_owned())));
        }
        above += line.len();
    }
    None
}

/// Position at which the JSON begins: the first line that begins a JSON value, below prompts, transcripts and progress. A file
/// that begins with a bracket begins with its JSON, whatever stands behind that on the line.
pub fn json_start(head: &str) -> Option<usize> {
    let text = head.trim_start_matches(is_blank);
    if text.starts_with(['{', '[']) {
        return Some(head.len() - text.len());
    }
    let mut at = 0;
    for line in head.split_inclusive(['\n', '\r']).take(ABOVE) {
        let text = line.trim_start_matches(is_blank);
        let mut letters = text.trim_end().chars();
        let begins = match letters.next() {
            Some('[') => letters.as_str().trim_start().starts_with(['{', '[', '"', '\'', ']']),
            Some('{') => letters.as_str().trim_start().starts_with(['"', '\'', '}']),
            _ => false,
        };
        if begins || ["{", "["].contains(&text.trim_end()) {
            return Some(at + line.len() - text.len());
        }
        at += line.len();
    }
    None
}

fn holds_json(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with(['{', '[']))
}

fn json(text: &str) -> Format {
    let start: String = text.chars().take(400).collect();
    if start.contains("deploymentTemplate.json") || start.contains("deploymentParameters.json") {
        return Format::Refused(Layout::ArmTemplate, Issue::ArmTemplate);
    }
    let inner = start[1..].trim_start();
    // `[section]` begins a settings file, not a list.
    if inner.starts_with(|c: char| c.is_alphabetic())
        && !["true", "false", "null"].iter().any(|word| inner.starts_with(word))
    {
        return Format::Refused(Layout::Text, Issue::Unrecognised);
    }
    Format::Json
}

fn markup(text: &str) -> Format {
    let start: String = text.chars().take(2000).collect::<String>().to_ascii_lowercase();
    if start.contains("azgovviz") {
        return Format::Refused(Layout::AzgovvizHtml, Issue::OtherTool { tool: "AzGovViz" });
    }
    if is_page(&start) {
        return Format::Refused(Layout::Html, Issue::WebPage);
    }
    Format::Refused(Layout::Xml, Issue::WrongKind { what: "an XML file" })
}

/// Whether a text is a page of the web.
pub fn is_page(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("<html") || text.contains("<!doctype html")
}

/// A table for people (`az … -o table`): a line of dashes below the header.
fn is_aligned(text: &str) -> bool {
    let line = text.lines().nth(1).unwrap_or_default().trim();
    line.len() > 3 && line.bytes().all(|byte| byte == b'-' || byte == b' ')
}

/// A list for people, as PowerShell prints it (`Format-List`): a name, blanks up to a colon, a value.
fn is_list(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).take(4);
    let is_member = |line: &str| {
        line.split_once(" : ")
            .or_else(|| line.strip_suffix(" :").map(|name| (name, "")))
            .is_some_and(|(name, _)| {
                let name = name.trim_end();
                !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            })
    };
    lines.clone().count() == 4 && lines.all(is_member)
}

/// Dialect of the output of `az … -o tsv`, for a command whose members are known.
fn of_tsv(text: &str) -> Option<Dialect> {
    let cells: Vec<&str> = text.lines().next()?.split('\t').collect();
    headless::columns_of(&cells)?;
    Some(Dialect {
        delimiter: b'\t',
        line_end: b'\n',
        header_at: 0,
        month_first: false,
    })
}

/// Rows from the first line on.
fn is_headless(text: &str) -> bool {
    let first = text.split(['\n', '\r']).next().unwrap_or_default();
    let mut cells = first.split(['\t', ',', ';', '|']).map(|cell| cell.trim_matches('"'));
    let is_id = |cell: &str| {
        cell.get(..15)
            .is_some_and(|start| start.eq_ignore_ascii_case("/subscriptions/"))
    };
    cells.clone().count() > 1 && cells.any(is_id)
}

/// Whether this is the output of `az … -o yaml`: a list of members, or an envelope of one.
fn is_yaml(text: &str) -> bool {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    let second = lines.next().unwrap_or_default();
    let is_member = |line: &str| {
        line.split_once(':').is_some_and(|(key, rest)| {
            let key = key.trim_start_matches(['-', ' ']);
            let is_key = |c: char| c.is_ascii_alphanumeric() || "_-$.".contains(c);
            !key.is_empty() && key.chars().all(is_key) && (rest.is_empty() || rest.starts_with(' '))
        })
    };
    is_member(first) && (is_member(second) || second.starts_with("- "))
}
