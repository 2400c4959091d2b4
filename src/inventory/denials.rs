//! Deny assignments: what is forbidden at a scope whatever roles permit. Deployment stacks, managed applications and Azure itself
//! make them.

use crate::ingest::Source;
use crate::value::Value;
use crate::value::arm_id::ArmId;

/// The type of deny assignments.
pub(super) const TYPE: &str = "microsoft.authorization/denyassignments";
/// The text behind the scope in the id of a deny assignment.
const MARK: &str = "/providers/microsoft.authorization/denyassignments/";
/// The id that stands for everybody.
const EVERYBODY: &str = "00000000-0000-0000-0000-000000000000";

/// A deny assignment.
#[derive(Clone, Debug)]
pub struct Denial {
    /// The row that holds it.
    pub source: Source,
    /// The scope at which it holds, lower-case.
    pub scope: String,
    /// Whether it leaves out what lies below the scope.
    pub only_there: bool,
    /// Whether it holds for everybody.
    pub everybody: bool,
    /// Object ids of those whom it holds for, lower-case.
    pub principals: Vec<String>,
    /// Object ids of those whom it does not hold for all the same, lower-case.
    pub excluded: Vec<String>,
    /// The operations that it forbids, block by block.
    pub blocks: Vec<Denied>,
}

/// Operations that a deny assignment forbids.
#[derive(Clone, Debug, Default)]
pub struct Denied {
    /// `actions`
    pub actions: Vec<String>,
    /// `notActions`
    pub not_actions: Vec<String>,
    /// `dataActions`
    pub data_actions: Vec<String>,
    /// `notDataActions`
    pub not_data_actions: Vec<String>,
}

/// The deny assignment that a row holds; `None` where the export does not hold it whole.
pub(super) fn denial(id: &str, source: Source, properties: &Value) -> Option<Denial> {
    let scope = properties
        .get("scope")
        .and_then(Value::as_str)
        .filter(|scope| scope.starts_with('/'));
    let scope = match scope {
        Some(scope) => scope,
        None => &id[..id.to_ascii_lowercase().rfind(MARK)?],
    };
    let principals = principals(properties.get("principals")?)?;
    // Without the list nobody knows who is left out.
    let excluded = match properties.get("excludePrincipals") {
        None | Some(Value::Null) => Vec::new(),
        Some(list) => self::principals(list)?,
    };
    let blocks = match properties.get("permissions") {
        Some(Value::Array(blocks)) => blocks.iter().map(Denied::of).collect::<Option<Vec<_>>>()?,
        None | Some(Value::Null) => vec![Denied::of(properties)?],
        Some(_) => return None,
    };
    let only_there = match properties.get("doNotApplyToChildScopes") {
        None | Some(Value::Null) => false,
        Some(flag) => flag.as_flag()?,
    };
    Some(Denial {
        source,
        scope: ArmId::new(scope).text().to_ascii_lowercase(),
        only_there,
        everybody: principals.iter().any(|id| id == EVERYBODY),
        principals,
        excluded,
        blocks,
    })
}

impl Denied {
    /// One block; `None` where the export does not tell all of it: without `notActions` it would forbid more than it does.
    fn of(block: &Value) -> Option<Self> {
        let list = |name: &str| {
            let texts = block.texts_in(name)?.into_iter();
            Some(texts.map(str::to_owned).collect())
        };
        Some(Denied {
            actions: list("actions")?,
            not_actions: list("notActions")?,
            data_actions: list("dataActions")?,
            not_data_actions: list("notDataActions")?,
        })
    }
}

/// The object ids of a list of principals; `None` where any has none.
fn principals(list: &Value) -> Option<Vec<String>> {
    let own = |principal: &Value| {
        let id = ["id", "objectId"].iter().find_map(|name| principal.get(name)?.as_str());
        id.map(str::to_ascii_lowercase)
    };
    list.as_array()?.iter().map(own).collect()
}
