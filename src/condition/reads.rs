//! The paths that a condition reads and the resource types that it can hold of, worked out from its text alone, so that readers
//! keep these parts of a row and skip the rest.

use super::operator::Operator;
use super::reading::Reading;
use super::tree::{Clause, Count, Counted, Expression, Field, Subject, Test};
use crate::value::Value;
use crate::value::path::Path;
use crate::value::projection::Projection;

/// Types of the rows in which the members of `resourceGroup()` and `subscription()` stand.
const RESOURCE_GROUP: &str = "microsoft.resources/subscriptions/resourcegroups";
const SUBSCRIPTION: &str = "microsoft.resources/subscriptions";

/// A path of a row that a condition may read.
///
/// An element of an array, or an object, may keep its members in a `properties` of its own, which the path leaves out:
/// a reader that keeps `properties.subnets[*].networkSecurityGroup` keeps it there too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadPath {
    /// The only type on whose rows it is read, as the condition spells it. `None` for every type.
    pub resource_type: Option<String>,
    /// The path, from the top of the row.
    pub path: Path,
    /// Whether a truth value is expected there: a reader may then take the word of a spreadsheet for one.
    pub is_truth: bool,
}

impl ReadPath {
    /// Adds the path to a projection, for rows of this type or, without one, of every type.
    pub fn keep(&self, resource_type: Option<&str>, projection: &mut Projection) {
        let path = self.path.to_string();
        match self.is_truth {
            true => projection.keep_truth(resource_type, &path),
            false => projection.keep(resource_type, &path),
        }
    }
}

/// Every path that an expression reads, each once.
pub(super) fn paths_of(expression: &Expression) -> Vec<ReadPath> {
    let mut paths = Vec::new();
    of_expression(expression, &mut paths);
    paths
}

/// Every path that is read, each once, in the order of the condition.
pub(super) fn paths(root: &Clause) -> Vec<ReadPath> {
    let mut paths = Vec::new();
    root.tests(&mut |test| {
        if let Some(reading) = test.subject.reading().filter(|_| test.wants_truth) {
            of_reading(reading, true, &mut paths);
        }
        match &test.subject {
            Subject::Field(field) => of_field(field, &mut paths),
            Subject::Value(expression) => of_expression(expression, &mut paths),
            Subject::Count(count) => match &count.over {
                Counted::Field(reading) => of_reading(reading, false, &mut paths),
                Counted::Values { list, .. } => of_expression(list, &mut paths),
            },
        }
        of_expression(&test.expected, &mut paths);
    });
    paths
}

/// The names in a condition that no export of resources holds, each once: fields of a data plane (`Microsoft.Kubernetes.Data`,
/// `Microsoft.MachineLearningServices.v2.Data` and their kin: the inside of a resource) and the request.
pub(super) fn beyond_exports(root: &Clause) -> Vec<String> {
    let mut names: Vec<String> = paths(root)
        .into_iter()
        .filter_map(|read| read.resource_type)
        .filter(|name| is_data_plane(name))
        .collect();
    root.tests(&mut |test| {
        let inner = match &test.subject {
            Subject::Value(value) => Some(value),
            Subject::Field(Field::Tag(name)) => Some(&**name),
            Subject::Count(Count {
                over: Counted::Values { list, .. },
                ..
            }) => Some(list),
            Subject::Field(_) | Subject::Count(_) => None,
        };
        for expression in inner.into_iter().chain([&test.expected]) {
            if expression.names_request() {
                names.push("requestContext()".to_owned());
            }
        }
    });
    let mut seen = Vec::new();
    names.retain(|name| {
        !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    names
}

/// Whether a type, or the namespace of one, is of a data plane.
fn is_data_plane(of_type: &str) -> bool {
    let namespace = of_type.split('/').next().unwrap_or_default();
    namespace.to_ascii_lowercase().ends_with(".data")
}

fn of_field(field: &Field, paths: &mut Vec<ReadPath>) {
    match field {
        Field::Type => of_member("type", paths),
        Field::FullName => {
            of_member("fullName", paths);
            of_member("name", paths);
        }
        Field::At(reading) => of_reading(reading, false, paths),
        Field::Tag(name) => {
            of_member("tags", paths);
            of_expression(name, paths);
        }
    }
}

fn of_expression(expression: &Expression, paths: &mut Vec<ReadPath>) {
    match expression {
        Expression::Literal(_) | Expression::Now | Expression::ApiVersion { .. } | Expression::OnlyAzure(_) => {}
        Expression::Field(field) => of_field(field, paths),
        Expression::Current(reading) => of_reading(reading, false, paths),
        Expression::ResourceGroup(member) => of_scope(member, RESOURCE_GROUP, paths),
        Expression::Subscription(member) => of_scope(member, SUBSCRIPTION, paths),
        Expression::Member(container, key) => {
            of_expression(container, paths);
            of_expression(key, paths);
        }
        Expression::Call(function, arguments) => {
            for argument in arguments {
                if let Some(reading) = argument.reading().filter(|reading| !reading.is_tag())
                    && takes_truth(function.name, arguments)
                {
                    of_reading(reading, true, paths);
                }
                of_expression(argument, paths);
            }
        }
    }
}

/// Whether a function takes truth values, or compares with one.
fn takes_truth(function: &str, arguments: &[Expression]) -> bool {
    let is_truth = |argument: &Expression| matches!(argument, Expression::Literal(Value::Bool(_)));
    match function {
        "and" | "or" | "not" => true,
        "equals" => arguments.iter().any(is_truth),
        _ => false,
    }
}

fn of_reading(reading: &Reading, is_truth: bool, paths: &mut Vec<ReadPath>) {
    if reading.is_of_row() {
        let first = std::iter::once((reading.of_type.as_deref(), &reading.path));
        let others = reading.others.iter().map(|place| (Some(&*place.of_type), &place.path));
        for (of_type, path) in first.chain(others) {
            let read = ReadPath {
                resource_type: of_type.map(str::to_owned),
                path: path.clone(),
                is_truth,
            };
            add(read, paths);
        }
    }
}

/// A member of the resource group or the subscription, whose id the resource's own tells.
fn of_scope(member: &str, resource_type: &str, paths: &mut Vec<ReadPath>) {
    of_member("id", paths);
    if let Ok(path) = Path::parse(member) {
        let read = ReadPath {
            resource_type: Some(resource_type.to_owned()),
            path,
            is_truth: false,
        };
        add(read, paths);
    }
}

fn of_member(name: &str, paths: &mut Vec<ReadPath>) {
    if let Ok(path) = Path::parse(name) {
        add(
            ReadPath {
                resource_type: None,
                path,
                is_truth: false,
            },
            paths,
        );
    }
}

fn add(read: ReadPath, paths: &mut Vec<ReadPath>) {
    let known = paths
        .iter_mut()
        .find(|known| known.path == read.path && known.resource_type == read.resource_type);
    match known {
        Some(known) => known.is_truth |= read.is_truth,
        None => paths.push(read),
    }
}

/// The resource types, in lower case, outside which the condition is false. `None` where it may hold of any.
pub(super) fn types(clause: &Clause) -> Option<Vec<String>> {
    match clause {
        Clause::AllOf(clauses) => clauses
            .iter()
            .filter_map(types)
            .reduce(|left, right| left.into_iter().filter(|name| right.contains(name)).collect()),
        Clause::AnyOf(clauses) => {
            let each: Option<Vec<Vec<String>>> = clauses.iter().map(types).collect();
            each.map(|each| unique(each.concat()))
        }
        Clause::Not(_) => None,
        Clause::Test(test) => of_test(test),
    }
}

fn of_test(test: &Test) -> Option<Vec<String>> {
    let (Subject::Field(Field::Type), Expression::Literal(expected)) = (&test.subject, &test.expected) else {
        return None;
    };
    let named: Vec<&Value> = match (test.operator, expected) {
        (Operator::Equals, name) => vec![name],
        (Operator::In, Value::Array(names)) => names.iter().collect(),
        _ => return None,
    };
    Some(unique(
        named
            .into_iter()
            .filter_map(Value::as_str)
            .map(str::to_lowercase)
            .collect(),
    ))
}

fn unique(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names.dedup();
    names
}
