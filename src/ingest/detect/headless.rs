//! Output of `az … -o tsv`: cells without a header, in the order of the sorted names of the command's members. Where a command
//! always gives the same members, their number and the cells that repeat each other show which command it was. Source: `knack`,
//! the package with which `az` prints.

use crate::ingest::row::type_plans;

/// The members of known commands, sorted. A cell of `_` is passed over: a list is printed as its length, an object as nothing.
const LAYOUTS: [&[&str]; 6] = [
    // az role assignment list, and as older versions gave it
    &[
        "condition",
        "conditionVersion",
        "createdBy",
        "createdOn",
        "delegatedManagedIdentityResourceId",
        "description",
        "id",
        "name",
        "principalId",
        "principalName",
        "principalType",
        GROUP,
        "roleDefinitionId",
        "roleDefinitionName",
        "scope",
        "type",
        "updatedBy",
        "updatedOn",
    ],
    &[
        "canDelegate",
        "condition",
        "conditionVersion",
        "description",
        "id",
        "name",
        "principalId",
        "principalName",
        "principalType",
        GROUP,
        "roleDefinitionId",
        "roleDefinitionName",
        "scope",
        "type",
    ],
    &[
        "canDelegate",
        "id",
        "name",
        "principalId",
        "principalName",
        "principalType",
        GROUP,
        "roleDefinitionId",
        "roleDefinitionName",
        "scope",
        "type",
    ],
    // az resource list, with and without `properties`
    &[
        "_", "_", "_", "id", "_", "kind", "location", "_", "name", "_", "_", "_", GROUP, "_", "_", "type",
    ],
    &[
        "_", "_", "_", "id", "_", "kind", "location", "_", "name", "_", "_", GROUP, "_", "_", "type",
    ],
    // az graph query --query data, of the table `resources`
    &[
        "_",
        "id",
        "_",
        "kind",
        "location",
        "managedBy",
        "name",
        "_",
        "_",
        GROUP,
        "_",
        "subscriptionId",
        "_",
        "tenantId",
        "type",
        "_",
    ],
];

/// A member that only rows within a resource group have.
const GROUP: &str = "resourceGroup";

/// The names of these cells, if they are the members of a command whose order is known; `_` for those of which nothing is known.
pub fn columns_of(cells: &[&str]) -> Option<Vec<&'static str>> {
    LAYOUTS.iter().find_map(|layout| {
        let without: Vec<&str> = layout.iter().copied().filter(|name| *name != GROUP).collect();
        [layout.to_vec(), without].into_iter().find(|names| fits(names, cells))
    })
}

/// Whether the cells say of each other what they should: the id ends in the name and tells the type.
fn fits(names: &[&str], cells: &[&str]) -> bool {
    let cell = |wanted: &str| {
        names
            .iter()
            .position(|name| *name == wanted)
            .and_then(|at| cells.get(at))
    };
    let (Some(id), Some(name), Some(given)) = (cell("id"), cell("name"), cell("type")) else {
        return false;
    };
    names.len() == cells.len()
        && id.starts_with('/')
        && id.rsplit('/').next() == name.rsplit('/').next()
        && type_plans::type_of_id(id).eq_ignore_ascii_case(given)
}

/// The text of a cell: Python's word for nothing is nothing.
pub fn text(cell: &str) -> &str {
    if cell == "None" { "" } else { cell }
}
