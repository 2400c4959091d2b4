//! Every finding as one row of `findings.csv`, for a spreadsheet or another program.
//!
//! UTF-8 with a byte order mark and CRLF, because Excel guesses wrongly without. Names in it were written by strangers:
//! a cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection").

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

use csv::{Terminator, WriterBuilder};

use crate::report::model::{Control, Finding, Report};
use crate::value::vocabulary::graded;

use super::document::{Document, Drawing, Folder, RenderError};

/// `findings.csv`.
pub const DOCUMENT: Document = Document {
    kind: "csv",
    files: &["findings.csv"],
    executive: &[],
    write: document,
};

fn document(drawing: &Drawing<'_>, folder: &dyn Folder) -> Result<(), RenderError> {
    folder.file("findings.csv", &mut |target| Ok(write(drawing.report, target)?))
}

/// The columns, in order. A column is added at the end, never between.
pub const COLUMNS: [&str; 19] = [
    "control",
    "title",
    "domain",
    "severity",
    "outcome",
    "subject",
    "subjectName",
    "subjectKind",
    "subscription",
    "resourceGroup",
    "environment",
    "tier",
    "reason",
    "grade",
    "evidenceFile",
    "evidenceRecord",
    "evidence",
    "remediation",
    "acceptedRisk",
];

const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

/// Renders the findings in the report's order.
///
/// # Errors
/// None in practice: writing to memory does not fail.
pub fn render(report: &Report) -> Result<Vec<u8>, csv::Error> {
    let mut bytes = Vec::new();
    write(report, &mut bytes)?;
    Ok(bytes)
}

/// Writes the findings row by row, for reports whose table would not fit into memory beside them.
///
/// # Errors
/// When `target` cannot be written to.
pub fn write(report: &Report, mut target: impl Write) -> Result<(), csv::Error> {
    target.write_all(BYTE_ORDER_MARK)?;
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(target);
    writer.write_record(COLUMNS)?;
    let controls = Shared::of(report);
    let none = Shared::default();
    report.findings.each(|finding| {
        let shared = controls.get(finding.control.as_str()).unwrap_or(&none);
        for cell in row(finding, shared) {
            writer.write_field(inert(&cell).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)
    })?;
    Ok(writer.flush()?)
}

/// Values that all findings of a control have in common.
#[derive(Default)]
struct Shared<'a> {
    title: &'a str,
    domain: &'a str,
    remediation: String,
}

impl<'a> Shared<'a> {
    fn of(report: &'a Report<'_>) -> BTreeMap<&'a str, Self> {
        let domains: BTreeMap<&str, &str> = report
            .domains
            .iter()
            .map(|domain| (domain.id.as_str(), domain.name.as_str()))
            .collect();
        let shared = |control: &'a Control| Self {
            title: &control.title,
            domain: domains.get(control.domain.as_str()).copied().unwrap_or(&control.domain),
            remediation: remediation(control),
        };
        report
            .controls
            .iter()
            .map(|control| (control.id.as_str(), shared(control)))
            .collect()
    }
}

fn remediation(control: &Control) -> String {
    let ways = control
        .remediation
        .iter()
        .map(|way| format!("{}: {}", way.label, way.text));
    ways.collect::<Vec<_>>().join(" ")
}

fn row<'a>(finding: &'a Finding, shared: &'a Shared<'a>) -> [Cow<'a, str>; COLUMNS.len()] {
    let deciding = finding.evidence.first();
    let record = deciding.map(|evidence| evidence.record.to_string());
    [
        finding.control.as_str().into(),
        shared.title.into(),
        shared.domain.into(),
        finding.severity.name().into(),
        finding.outcome.name().into(),
        finding.subject.as_str().into(),
        finding.subject_name.as_str().into(),
        finding.subject_kind.as_str().into(),
        finding.subscription.as_str().into(),
        finding.resource_group.as_str().into(),
        finding.environment.as_str().into(),
        finding.tier.to_string().into(),
        reason(finding),
        graded::name(finding.grade).into(),
        deciding.map_or("", |evidence| &evidence.file).into(),
        record.unwrap_or_default().into(),
        evidence(finding).into(),
        shared.remediation.as_str().into(),
        finding.accepted.as_str().into(),
    ]
}

fn reason(finding: &Finding) -> Cow<'_, str> {
    if finding.contradiction.is_empty() {
        return finding.reason.as_str().into();
    }
    format!("{} {}", finding.reason, finding.contradiction).into()
}

/// Statement of the deciding row, then the statements of further rows with their positions.
fn evidence(finding: &Finding) -> String {
    let mut rows = finding.evidence.iter();
    let mut text = rows.next().map_or_else(String::new, |row| row.what.clone());
    for row in rows {
        text.push_str(&format!("; {} ({} #{})", row.what, row.file, row.record));
    }
    text
}

/// The cell as text that no spreadsheet evaluates. Full-width signs count: some programs fold them.
fn inert(cell: &str) -> Cow<'_, str> {
    const STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if cell.starts_with(STARTS) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::{BYTE_ORDER_MARK, COLUMNS, render};
    use crate::report::model::Report;

    fn report() -> Report<'static> {
        serde_json::from_str(include_str!("../../tests/fixtures/report.json")).unwrap()
    }

    fn rows(bytes: &[u8]) -> Vec<csv::StringRecord> {
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap();
        let mut reader = csv::Reader::from_reader(text);
        assert_eq!(reader.headers().unwrap(), &COLUMNS[..]);
        reader.records().map(Result::unwrap).collect()
    }

    #[test]
    fn every_finding_is_one_row_in_the_order_of_the_report() {
        let report = report();
        let rows = rows(&render(&report).unwrap());
        let controls: Vec<_> = rows.iter().map(|row| &row[0]).collect();
        let expected: Vec<_> = report
            .findings
            .first(usize::MAX)
            .into_iter()
            .map(|finding| finding.control)
            .collect();
        assert_eq!(controls, expected);
    }

    #[test]
    fn no_cell_starts_like_a_formula() {
        let mut report = report();
        let hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"];
        for (finding, name) in report.findings.listed().iter_mut().zip(hostile) {
            finding.subject_name = name.to_owned();
        }
        for (row, name) in rows(&render(&report).unwrap()).iter().zip(hostile) {
            assert_eq!(row[6], format!("'{name}"));
        }
    }

    #[test]
    fn names_with_quotes_commas_and_line_breaks_come_back_as_they_were() {
        let mut report = report();
        let name = "a \"b\", c\r\nd; 合同审查 اختبار 🚀";
        report.findings.listed()[0].subject_name = name.to_owned();
        assert_eq!(&rows(&render(&report).unwrap())[0][6], name);
    }

    #[test]
    fn lines_end_as_excel_expects() {
        let text = String::from_utf8(render(&report()).unwrap()).unwrap();
        assert!(text.starts_with("\u{FEFF}control,title,domain,"));
        assert!(text.ends_with("\r\n"));
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    }

    #[test]
    fn a_report_without_findings_has_only_the_header() {
        let mut report = report();
        report.findings.listed().clear();
        assert!(rows(&render(&report).unwrap()).is_empty());
    }
}
