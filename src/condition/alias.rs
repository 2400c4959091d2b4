//! Aliases of Azure Policy: the names under which a definition knows the properties of a resource type. Nearly all of them
//! are the path of the property; this table holds the few that are not and that common definitions use.

use super::error::Fault;
use crate::value::path::Path;

/// Top-level members of a row that aliases name as if they were properties. Some types keep them in `properties` all
/// the same (a key vault its `sku`, a role definition its `type`), so both places are looked into.
const BESIDE_PROPERTIES: [&str; 12] = [
    "id",
    "name",
    "type",
    "kind",
    "location",
    "tags",
    "sku",
    "identity",
    "zones",
    "plan",
    "managedBy",
    "extendedLocation",
];

/// Aliases that are not the path of their property: the alias, and where in the row the property is.
const IRREGULAR: [(&str, &str); 11] = [
    (
        "Microsoft.Compute/virtualMachines/sku.name",
        "properties.hardwareProfile.vmSize",
    ),
    (
        "Microsoft.Compute/virtualMachines/osDisk.uri",
        "properties.storageProfile.osDisk.vhd.uri",
    ),
    (
        "Microsoft.Compute/virtualMachines/imagePublisher",
        "properties.storageProfile.imageReference.publisher",
    ),
    (
        "Microsoft.Compute/virtualMachines/imageOffer",
        "properties.storageProfile.imageReference.offer",
    ),
    (
        "Microsoft.Compute/virtualMachines/imageSku",
        "properties.storageProfile.imageReference.sku",
    ),
    (
        "Microsoft.Compute/virtualMachines/imageVersion",
        "properties.storageProfile.imageReference.version",
    ),
    (
        "Microsoft.Compute/virtualMachineScaleSets/osDisk.vhdContainers",
        "properties.virtualMachineProfile.storageProfile.osDisk.vhdContainers",
    ),
    (
        "Microsoft.Compute/virtualMachineScaleSets/osDisk.imageUrl",
        "properties.virtualMachineProfile.storageProfile.osDisk.image.uri",
    ),
    ("Microsoft.Storage/storageAccounts/accountType", "sku.name"),
    (
        "Microsoft.Storage/storageAccounts/enableBlobEncryption",
        "properties.encryption.services.blob.enabled",
    ),
    (
        "Microsoft.Storage/storageAccounts/enableFileEncryption",
        "properties.encryption.services.file.enabled",
    ),
];

/// Aliases without a type, which mean a property of two types: the alias, and for each type the alias that it is there. Source:
/// the aliases that `az provider list --expand resourceTypes/aliases` gives.
const OF_SEVERAL: [(&str, [(&str, &str); 2]); 5] = [
    (
        "Microsoft.Compute/imagePublisher",
        [
            (
                SCALE_SETS,
                "virtualMachineProfile.storageProfile.imageReference.publisher",
            ),
            (MACHINES, "storageProfile.imageReference.publisher"),
        ],
    ),
    (
        "Microsoft.Compute/imageOffer",
        [
            (SCALE_SETS, "virtualMachineProfile.storageProfile.imageReference.offer"),
            (MACHINES, "storageProfile.imageReference.offer"),
        ],
    ),
    (
        "Microsoft.Compute/imageSku",
        [
            (SCALE_SETS, "virtualMachineProfile.storageProfile.imageReference.sku"),
            (MACHINES, "storageProfile.imageReference.sku"),
        ],
    ),
    (
        "Microsoft.Compute/imageVersion",
        [
            (
                SCALE_SETS,
                "virtualMachineProfile.storageProfile.imageReference.version",
            ),
            (MACHINES, "storageProfile.imageReference.version"),
        ],
    ),
    (
        "Microsoft.Sql/auditingSettings.state",
        [
            ("Microsoft.Sql/servers/databases/auditingSettings", "state"),
            ("Microsoft.Sql/servers/auditingSettings", "state"),
        ],
    ),
];
const MACHINES: &str = "Microsoft.Compute/virtualMachines";
const SCALE_SETS: &str = "Microsoft.Compute/virtualMachineScaleSets";

/// An alias without a type, rewritten as a choice by the type of the resource.
pub(super) fn of_several_types(written: &str) -> Option<serde_json::Value> {
    let (_, [(one, its), (other, own)]) = OF_SEVERAL
        .iter()
        .find(|(alias, _)| alias.eq_ignore_ascii_case(written))?;
    let choice = format!("[if(equals(field('type'), '{one}'), '{one}/{its}', '{other}/{own}')]");
    Some(serde_json::Value::from(choice))
}

/// The alias of a property (`properties.…`) that is not the path of the property.
pub(crate) fn irregular(of_type: &str, property: &str) -> Option<&'static str> {
    let of_type = |alias: &str| {
        alias
            .rsplit_once('/')
            .is_some_and(|(own, _)| own.eq_ignore_ascii_case(of_type))
    };
    let mut known = IRREGULAR.iter();
    known
        .find(|(alias, path)| path.starts_with("properties.") && path.eq_ignore_ascii_case(property) && of_type(alias))
        .map(|(alias, _)| *alias)
}

/// The property to which an alias leads.
#[derive(Debug)]
pub(super) struct Alias<'a> {
    /// The resource type that it belongs to.
    pub of_type: &'a str,
    /// The place in the row, from its top.
    pub path: Path,
    /// The other place where it may lie: `sku.name` beside `properties.sku.name`.
    pub beside: Option<Path>,
}

impl<'a> Alias<'a> {
    /// Resolves `Microsoft.Storage/storageAccounts/sku.name`. `None` for what is no alias but a path of the row.
    pub(super) fn parse(written: &'a str) -> Result<Option<Alias<'a>>, Fault> {
        let Some((of_type, inner)) = split(written) else {
            return Ok(None);
        };
        if !of_type.contains('/') {
            let reason = format!("`{written}` names no resource type between its provider and its property");
            return Err(Fault::BadField(reason));
        }
        let irregular = IRREGULAR.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(written));
        if let Some((_, path)) = irregular {
            let path = Path::parse(path).map_err(Fault::bad_path)?;
            return Ok(Some(Alias {
                of_type,
                path,
                beside: None,
            }));
        }
        let inner = Path::parse(inner).map_err(Fault::bad_path)?;
        let path = inner.within("properties");
        let is_beside = BESIDE_PROPERTIES
            .iter()
            .any(|name| name.eq_ignore_ascii_case(inner.member()));
        Ok(Some(Alias {
            of_type,
            path,
            beside: is_beside.then_some(inner),
        }))
    }
}

/// Splits an alias into its type and the path of the property, at the last slash that is not part of a quoted key.
fn split(written: &str) -> Option<(&str, &str)> {
    let outside_quotes = written.find(['[', '\'', '"']).unwrap_or(written.len());
    let slash = written[..outside_quotes].rfind('/')?;
    Some((&written[..slash], &written[slash + 1..]))
}
