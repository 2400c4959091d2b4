//! What a condition looks at, told from its text alone: the paths that a reader must keep for it, and the resource types
//! that it can hold of.

use super::operator::Operator;
use super::reading::Reading;
use super::tree::{Count, Counted, Expression, Field, Node, Subject, Test};
use crate::value::Value;
use crate::value::path::Path;

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
}

/// Every path that an expression reads, each once.
pub(super) fn paths_of(expression: &Expression) -> Vec<ReadPath> {
    let mut paths = Vec::new();
    of_expression(expression, &mut paths);
    paths
}

/// Every path that is read, each once, in the order of the condition.
pub(super) fn paths(root: &Node) -> Vec<ReadPath> {
    let mut paths = Vec::new();
    root.tests(&mut |test| {
        match &test.subject {
            Subject::Field(field) => of_field(field, &mut paths),
            Subject::Value(expression) => of_expression(expression, &mut paths),
            Subject::Count(count) => match &count.over {
                Counted::Field(reading) => of_reading(reading, &mut paths),
                Counted::Values { list, .. } => of_expression(list, &mut paths),
            },
        }
        of_expression(&test.expected, &mut paths);
    });
    paths
}

/// What the condition names and no export of resources holds, each once: fields of a data plane (`Microsoft.Kubernetes.Data`,
/// `Microsoft.MachineLearningServices.v2.Data` and their kin: what happens inside a resource) and the request.
pub(super) fn beyond_exports(root: &Node) -> Vec<String> {
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
        Field::At(reading) => of_reading(reading, paths),
        Field::Tag(name) => {
            of_member("tags", paths);
            of_expression(name, paths);
        }
    }
}

fn of_expression(expression: &Expression, paths: &mut Vec<ReadPath>) {
    match expression {
        Expression::Literal(_) | Expression::Now | Expression::OnlyAzure(_) => {}
        Expression::Field(field) => of_field(field, paths),
        Expression::Current(reading) => of_reading(reading, paths),
        Expression::ResourceGroup(_) | Expression::Subscription(_) => of_member("id", paths),
        Expression::Member(container, key) => {
            of_expression(container, paths);
            of_expression(key, paths);
        }
        Expression::Call(_, arguments) => arguments.iter().for_each(|argument| of_expression(argument, paths)),
    }
}

fn of_reading(reading: &Reading, paths: &mut Vec<ReadPath>) {
    if reading.is_of_row() {
        let resource_type = reading.of_type.as_deref().map(str::to_owned);
        for path in std::iter::once(&reading.path).chain(&reading.beside) {
            add(
                ReadPath {
                    resource_type: resource_type.clone(),
                    path: path.clone(),
                },
                paths,
            );
        }
    }
}

fn of_member(name: &str, paths: &mut Vec<ReadPath>) {
    if let Ok(path) = Path::parse(name) {
        add(
            ReadPath {
                resource_type: None,
                path,
            },
            paths,
        );
    }
}

fn add(path: ReadPath, paths: &mut Vec<ReadPath>) {
    if !paths.contains(&path) {
        paths.push(path);
    }
}

/// The resource types, in lower case, outside which the condition is false. `None` where it may hold of any.
pub(super) fn types(node: &Node) -> Option<Vec<String>> {
    match node {
        Node::AllOf(nodes) => nodes
            .iter()
            .filter_map(types)
            .reduce(|left, right| left.into_iter().filter(|name| right.contains(name)).collect()),
        Node::AnyOf(nodes) => {
            let each: Option<Vec<Vec<String>>> = nodes.iter().map(types).collect();
            each.map(|each| unique(each.concat()))
        }
        Node::Not(_) => None,
        Node::Test(test) => of_test(test),
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
