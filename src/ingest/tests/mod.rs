//! The reader from outside: a bundle in memory goes in, and a list of what reached the sink and the ledger come out.

mod corpus;
mod hands;
mod layouts;
mod noticed;
mod paging;
mod properties;
mod roles;
mod soak;
mod strangers;

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::ledger::{Input, Ledger};
use super::{
    GroupMembersRow, Lasting, PlanRow, RecommendationRow, ResourceRow, RoleAssignmentRow, RoleDefinitionRow, Sink,
    Source, Taken,
};
use crate::bundle::{Bundle, Limits};
use crate::value::Column;
use crate::value::projection::Projection;

/// What reached the sink, one line a row.
#[derive(Default)]
struct Recorder {
    lines: Vec<String>,
}

fn shown(column: &Column) -> String {
    match column {
        Column::Missing => "missing".to_owned(),
        Column::Cut => "cut".to_owned(),
        Column::Known(value) => super::tests::json(value),
    }
}

fn json(value: &crate::value::Value) -> String {
    use crate::value::Value;
    match value {
        Value::Null => "null".to_owned(),
        Value::Unknown => "?".to_owned(),
        Value::Part(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|(key, value)| format!("{key}:{}", json(value)))
                .collect();
            format!("{{{},?}}", members.join(","))
        }
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.to_string(),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(","))
        }
        Value::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|(key, value)| format!("{key}:{}", json(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
    }
}

impl Sink for Recorder {
    fn resource(&mut self, source: Source, row: ResourceRow<'_>) -> Taken {
        self.lines.push(format!(
            "{}:{} resource {} {} {} {} p={}",
            source.file,
            source.record,
            row.id,
            row.resource_type,
            row.name,
            row.location,
            shown(&row.properties.column())
        ));
        Taken::Used
    }

    fn role_assignment(&mut self, source: Source, row: RoleAssignmentRow<'_>) -> Taken {
        self.lines.push(format!(
            "{}:{} {} {} role={}/{} who={}/{}/{:?}/{:?} {}{}",
            source.file,
            source.record,
            if row.eligible { "eligible" } else { "assignment" },
            match &*row.scope_name {
                "" => row.scope.into_owned(),
                name => format!("named `{name}` ({})", row.scope_kind),
            },
            row.role_definition_id,
            row.role_name,
            row.principal_id,
            row.principal_type,
            row.principal_name.as_deref(),
            row.sign_in_name.as_deref(),
            row.condition,
            match row.lasting {
                _ if row.eligible => "",
                Lasting::Unsaid => "",
                Lasting::Ends => "ends",
                Lasting::Permanent => "permanent",
            },
        ));
        Taken::Used
    }

    fn role_definition(&mut self, _: Source, row: RoleDefinitionRow<'_>) -> Taken {
        self.lines.push(format!(
            "definition {} {} {} {:?}",
            row.id,
            row.role_name,
            row.custom,
            row.permissions
                .iter()
                .flat_map(|block| &block.actions)
                .collect::<Vec<_>>()
        ));
        Taken::Used
    }

    fn group_members(&mut self, source: Source, row: GroupMembersRow<'_>) -> Taken {
        let members: Vec<String> = row
            .members
            .iter()
            .map(|member| format!("{}/{}/{}/{}", member.id, member.kind, member.name, member.sign_in))
            .collect();
        self.lines.push(format!(
            "{}:{} group {}/{}{} [{}]",
            source.file,
            source.record,
            row.group,
            row.group_name,
            if row.partial { " in part" } else { "" },
            members.join(", ")
        ));
        Taken::Used
    }

    fn recommendation(&mut self, source: Source, row: RecommendationRow<'_>) -> Taken {
        self.lines.push(format!(
            "{}:{} {} {} {} {} {} {} {}",
            source.file,
            source.record,
            row.state,
            row.key,
            row.severity,
            row.resource_id,
            row.name,
            row.cause,
            row.first_evaluated
        ));
        Taken::Used
    }

    fn plan(&mut self, _: Source, row: PlanRow<'_>) -> Taken {
        self.lines.push(format!(
            "plan {} {} {} {:?}",
            row.id,
            row.name,
            row.tier,
            row.extensions.unwrap_or_default()
        ));
        Taken::Used
    }
}

fn bundle(files: &[(&str, &[u8])]) -> Bundle {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let limits = Limits {
        ratio: u64::MAX,
        ..Limits::default()
    };
    Bundle::from_bytes("b.zip", bytes, &limits, None).unwrap()
}

/// Everything that the framework could ask for.
fn everything() -> Projection {
    let mut projection = Projection::default();
    for column in ["properties", "tags", "identity", "sku"] {
        projection.keep(None, column);
    }
    projection.keep_truth(None, "properties.disableLocalAuth");
    projection
}

fn read(files: &[(&str, &[u8])]) -> (Vec<String>, Ledger) {
    let mut recorder = Recorder::default();
    let ledger = super::read(&bundle(files), &everything(), &mut recorder).unwrap();
    for input in &ledger.inputs {
        let unused: u64 = input.unused.iter().map(|(_, count)| count).sum();
        assert_eq!(input.records, input.used + unused, "{}", input.path);
    }
    (recorder.lines, ledger)
}

fn read_one(content: impl AsRef<[u8]>) -> (Vec<String>, Input) {
    let (lines, ledger) = read(&[("x", content.as_ref())]);
    (lines, ledger.inputs[0].clone())
}

fn codes(input: &Input) -> Vec<&'static str> {
    input.problems.iter().map(|problem| problem.code.name()).collect()
}

/// The records of a file that were not used, by reason.
fn unused(input: &Input) -> Vec<(&'static str, u64)> {
    input
        .unused
        .iter()
        .map(|(reason, count)| (reason.name(), *count))
        .collect()
}
