//! Every finding as one row of `findings.csv`, for a spreadsheet or another program.
//!
//! UTF-8 with a byte order mark and CRLF, because Excel guesses wrongly without. Names in it were written by strangers:
//! what a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection"), also where one splits the
//! line at semicolons, as Excel does in half of Europe. The remedy of a control stands once, in `report.json`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

use csv::{Terminator, WriterBuilder};

use crate::report::model::{Control, Finding, Report, Subject};
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
pub const COLUMNS: [&str; 18] = [
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
    let controls = controls(report);
    report.findings.each(|finding| {
        let subject = report.subjects.at(finding.subject);
        let row = Row {
            report,
            finding,
            subject: subject.as_ref(),
            control: controls.get(finding.control.as_str()),
        };
        for cell in row.cells() {
            writer.write_field(inert(&cell).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)
    })?;
    Ok(writer.flush()?)
}

/// Each control by its id, with the name of its domain.
fn controls<'a>(report: &'a Report<'_>) -> BTreeMap<&'a str, (&'a Control, &'a str)> {
    let named = |control: &'a Control| {
        let domain = report.domains.iter().find(|domain| domain.id == control.domain);
        (control, domain.map_or(control.domain.as_str(), |domain| &domain.name))
    };
    let controls = report.controls.iter();
    controls.map(|control| (control.id.as_str(), named(control))).collect()
}

/// One finding with what it refers to.
struct Row<'a> {
    report: &'a Report<'a>,
    finding: &'a Finding,
    subject: Option<&'a Subject>,
    control: Option<&'a (&'a Control, &'a str)>,
}

impl<'a> Row<'a> {
    fn cells(&self) -> [Cow<'a, str>; COLUMNS.len()] {
        let finding = self.finding;
        let of_control = |of: fn(&'a Control) -> &'a str| self.control.map_or("", |(control, _)| of(control)).into();
        let of_subject = |of: fn(&'a Subject) -> &'a str| self.subject.map_or("", of).into();
        let deciding = finding.evidence.first();
        let record = deciding.map(|evidence| evidence.record.to_string());
        [
            finding.control.as_str().into(),
            of_control(|control| &control.title),
            self.control.map_or("", |(_, domain)| *domain).into(),
            of_control(|control| control.severity.name()),
            finding.outcome.name().into(),
            of_subject(|subject| &subject.id),
            of_subject(|subject| subject.display_name()),
            of_subject(|subject| &subject.kind),
            of_subject(|subject| &subject.subscription),
            of_subject(|subject| subject.resource_group()),
            of_subject(|subject| &subject.environment),
            self.subject
                .map(|subject| subject.tier.to_string())
                .unwrap_or_default()
                .into(),
            self.reason(),
            graded::name(finding.grade).into(),
            deciding.map_or("", |evidence| self.report.text(evidence.file)).into(),
            record.unwrap_or_default().into(),
            self.evidence().into(),
            finding.accepted.as_str().into(),
        ]
    }

    fn reason(&self) -> Cow<'a, str> {
        let reason = self.report.text(self.finding.reason);
        match self.finding.contradiction {
            None => reason.into(),
            Some(contradiction) => format!("{reason} {}", self.report.text(contradiction)).into(),
        }
    }

    /// Statement of the deciding row, then the statements of further rows with their positions.
    fn evidence(&self) -> String {
        let text = |position: usize| self.report.text(position);
        let mut rows = self.finding.evidence.iter();
        let mut told = rows.next().map_or_else(String::new, |row| text(row.what).to_owned());
        for row in rows {
            told.push_str(&format!("; {} ({} #{})", text(row.what), text(row.file), row.record));
        }
        told
    }
}

/// The cell as text that no spreadsheet evaluates, whichever sign it splits the line at. Full-width signs count: some programs fold
/// them.
fn inert(cell: &str) -> Cow<'_, str> {
    const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    const SEPARATORS: [char; 5] = [';', '\t', '|', '\r', '\n'];
    // Between a separator and the sign a program may pass over these.
    const PASSED_OVER: [char; 3] = [' ', '"', '\u{a0}'];
    let starts = |c: char| SIGNS.contains(&c) || ['\t', '\r', '\n'].contains(&c);
    if !cell.starts_with(starts) && !cell.contains(SEPARATORS) {
        return Cow::Borrowed(cell);
    }
    let mut guarded = String::with_capacity(cell.len() + 4);
    if cell.starts_with(starts) {
        guarded.push('\'');
    }
    let mut separated = false;
    for character in cell.chars() {
        if separated && SIGNS.contains(&character) {
            guarded.push('\'');
        }
        separated = SEPARATORS.contains(&character) || (separated && PASSED_OVER.contains(&character));
        guarded.push(character);
    }
    Cow::Owned(guarded)
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
        let hostile = [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("\n=1", "'\n'=1"),
            ("＝1+1", "'＝1+1"),
            ("x;=1+1;y", "x;'=1+1;y"),
            ("a; \"=cmd|'x'!A0\";b", "a; \"'=cmd|'x'!A0\";b"),
            ("a\t@b|-c\n+d", "a\t'@b|'-c\n'+d"),
            ("a-b=c; d", "a-b=c; d"),
        ];
        for (at, (finding, (name, _))) in report.findings.listed().iter_mut().zip(hostile).enumerate() {
            finding.subject = at;
            report.subjects.listed()[at].name = name.to_owned();
        }
        for (row, (_, guarded)) in rows(&render(&report).unwrap()).iter().zip(hostile) {
            assert_eq!(&row[6], guarded);
        }
    }

    #[test]
    fn names_with_quotes_commas_and_line_breaks_come_back_as_they_were() {
        let mut report = report();
        let name = "a \"b\", c\r\nd; 合同审查 اختبار 🚀";
        report.subjects.listed()[0].name = name.to_owned();
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
