//! Reads and checks `routes.json`, which a framework may leave out: then no paths are searched for.

use crate::access::Roles;
use crate::condition::{Condition, Parameters};
use crate::estate::error::rule_error;
use crate::estate::rules::EstateRules;
use crate::evidence::EvidenceRule;
use crate::evidence::paths::route::{Route, RouteFile, StepFile};

use super::control::Control;
use super::reader::{EXPOSURE, Reader};
use super::route::{RoutesFile, TablesFile};

const FILE: &str = "routes.json";

/// The routes, their names checked.
pub(super) fn read(
    reader: &mut Reader<'_>,
    estate: &EstateRules,
    roles: &Roles,
    parameters: &Parameters,
) -> (Vec<Route>, TablesFile) {
    if !reader.has(FILE) {
        return (Vec::new(), TablesFile::default());
    }
    let file: RoutesFile = reader.read(FILE).unwrap_or_default();
    let tables = file.tables;
    for message in wrong_tables(&tables, estate, roles) {
        reader.problem(FILE, "/tables", message);
    }
    let mut routes = Vec::new();
    for (position, file) in file.routes.into_iter().enumerate() {
        let place = format!("/routes/{position}");
        for message in wrong(&file, estate, roles) {
            reader.problem(FILE, &place, message);
        }
        let when = file
            .start
            .when
            .as_ref()
            .and_then(|json| match Condition::parse_with(json, parameters) {
                Ok(condition) => Some(condition),
                Err(errors) => {
                    for error in errors {
                        let error = rule_error(&format!("{place}/start/when"), &error);
                        reader.problem(FILE, &error.pointer, error.message);
                    }
                    None
                }
            });
        routes.push(Route { file, when });
    }
    (routes, tables)
}

fn wrong_tables(tables: &TablesFile, estate: &EstateRules, roles: &Roles) -> Vec<String> {
    let classes = tables.broker.iter().flat_map(|column| &column.classes);
    let classes = classes
        .chain(tables.holders.iter().flat_map(|table| &table.classes))
        .chain(&tables.crossing);
    let unknown = classes.filter(|name| roles.privilege(name).is_none());
    let mut messages: Vec<String> = unknown
        .map(|name| format!("there is no privilege `{name}` in roles.json"))
        .collect();
    let sets = tables.holders.iter().flat_map(|table| &table.resources);
    messages.extend(
        sets.filter(|name| !estate.has_set(name))
            .map(|name| format!("there is no set `{name}`")),
    );
    messages
}

fn wrong(route: &RouteFile, estate: &EstateRules, roles: &Roles) -> Vec<String> {
    let mut messages = Vec::new();
    let targets = route.steps.iter().filter_map(StepFile::target);
    let sets = targets
        .flat_map(|target| &target.resources)
        .chain(&route.start.resources);
    messages.extend(
        sets.filter(|name| !estate.has_set(name))
            .map(|name| format!("there is no set `{name}`")),
    );
    let targets = route.steps.iter().filter_map(StepFile::target);
    let environments = targets
        .map(|target| &target.environments)
        .chain([&route.start.environments]);
    messages.extend(environments.filter_map(|names| estate.wrong_environment(names)));
    let held = route.steps.iter().filter_map(|step| match step {
        StepFile::Holds { classes, .. } | StepFile::TrustedBy { classes, .. } => Some(classes),
        _ => None,
    });
    let named = held.flatten().chain(&route.start.usable);
    let unknown = named.filter(|name| roles.privilege(name).is_none());
    messages.extend(unknown.map(|name| format!("there is no privilege `{name}` in roles.json")));
    if let Some(exposed) = &route.start.exposed {
        let of_sets = route.start.resources.iter().flat_map(|set| estate.types_of(set));
        let types = of_sets.chain(route.start.types.iter().map(|name| name.to_ascii_lowercase()));
        let unread = types.filter(|kind| !estate.exposure.knows(kind, &exposed.side));
        messages
            .extend(unread.map(|kind| format!("{EXPOSURE} does not tell of the side `{}` of {kind}", exposed.side)));
    }
    if route.steps.is_empty() {
        messages.push("a route has at least one step".to_owned());
    }
    messages
}

/// Whether every control names routes that exist, and every cut controls that do.
pub(super) fn check(reader: &mut Reader<'_>, routes: &[Route], controls: &[Control]) {
    for control in controls {
        let named = control.file.evidence.iter().flat_map(EvidenceRule::routes);
        for name in named.filter(|name| !routes.iter().any(|route| route.file.id == **name)) {
            let path = format!("controls/{}.json", control.file.id);
            reader.problem(&path, "/evidence", format!("there is no route `{name}` in {FILE}"));
        }
    }
    for route in routes {
        let cuts = route
            .file
            .steps
            .iter()
            .filter_map(StepFile::cut)
            .chain(&route.file.start.cut);
        for name in cuts.flat_map(|cut| &cut.controls) {
            if !controls.iter().any(|control| control.file.id == *name) {
                reader.problem(
                    FILE,
                    &format!("/routes ({})", route.file.id),
                    format!("there is no control `{name}`"),
                );
            }
        }
    }
}
