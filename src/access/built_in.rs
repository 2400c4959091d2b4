//! The built-in roles as Azure publishes them. They are held compressed, one line for each, and unpacked when a role is first asked
//! for; what a role permits is parsed only when it is held. `data/README.md` says how they are renewed.

use std::io::Read;
use std::sync::LazyLock;

use flate2::read::GzDecoder;
use rustc_hash::FxHashMap;

use crate::ingest::Permission;

use super::abac::GIVE;
use super::operations::permits;

static DATA: &[u8] = include_bytes!("data/built-in-roles.tsv.gz");

static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::new();
    match GzDecoder::new(DATA).read_to_string(&mut text) {
        Ok(_) => text,
        // The data are a part of the program, and a test reads them.
        Err(_) => String::new(),
    }
});

static ROLES: LazyLock<BuiltInRoles> = LazyLock::new(|| {
    let roles: Vec<BuiltInRole> = TEXT.lines().filter_map(BuiltInRole::of_line).collect();
    let names = roles.iter().enumerate();
    BuiltInRoles {
        by_name: names.map(|(at, role)| (role.name.to_ascii_lowercase(), at)).collect(),
        roles,
    }
});

static GIVING: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let roles = ROLES.roles.iter();
    roles
        .filter(|role| gives(&role.permissions()))
        .map(|role| role.id)
        .collect()
});

/// Whether a block permits giving roles away, without a condition on which.
pub(super) fn gives(permissions: &[Permission]) -> bool {
    let mut open = permissions.iter().filter(|block| block.condition.trim().is_empty());
    open.any(|block| permits(&block.actions, &block.not_actions, GIVE))
}

/// A built-in role.
#[derive(Clone, Copy, Debug)]
pub struct BuiltInRole {
    /// GUID, lower-case.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    permissions: &'static str,
}

struct BuiltInRoles {
    /// By id.
    roles: Vec<BuiltInRole>,
    by_name: FxHashMap<String, usize>,
}

impl BuiltInRole {
    /// The role with a GUID in lower case.
    pub fn of_id(id: &str) -> Option<Self> {
        let at = ROLES.roles.binary_search_by_key(&id, |role| role.id).ok()?;
        Some(ROLES.roles[at])
    }

    /// The role of a name in lower case.
    pub fn named(name: &str) -> Option<Self> {
        Some(ROLES.roles[*ROLES.by_name.get(name)?])
    }

    /// The roles that let their holder give any role away, by lower-case GUID.
    pub fn giving() -> &'static [&'static str] {
        &GIVING
    }

    /// The permissions of the role, block by block.
    pub fn permissions(&self) -> Vec<Permission> {
        serde_json::from_str(self.permissions).unwrap_or_default()
    }

    fn of_line(line: &'static str) -> Option<Self> {
        let mut cells = line.splitn(3, '\t');
        Some(BuiltInRole {
            id: cells.next()?,
            name: cells.next()?,
            permissions: cells.next()?,
        })
    }

    /// All of them, by id.
    #[cfg(test)]
    pub fn all() -> &'static [BuiltInRole] {
        &ROLES.roles
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use flate2::{Compression, GzBuilder};
    use serde_json::{Map, Value as Json};
    use std::io::Write;

    use super::*;

    /// The lines for what `az role definition list` prints, by id.
    fn lines(listed: &str) -> String {
        let listed: Vec<Json> = serde_json::from_str(listed).unwrap();
        let mut lines: Vec<String> = listed.iter().map(line).collect();
        lines.sort();
        lines.concat()
    }

    fn line(role: &Json) -> String {
        let text = |key: &str| role[key].as_str().unwrap();
        let blocks = role["permissions"].as_array().unwrap().iter();
        let blocks: Vec<Json> = blocks.map(|block| Json::Object(shortened(block))).collect();
        let blocks = serde_json::to_string(&blocks).unwrap();
        format!("{}\t{}\t{blocks}\n", text("name").to_lowercase(), text("roleName"))
    }

    /// A block without what is empty.
    fn shortened(block: &Json) -> Map<String, Json> {
        let keys = ["actions", "notActions", "dataActions", "notDataActions", "condition"];
        let told = keys.into_iter().map(|key| (key.to_owned(), block[key].clone()));
        told.filter(|(_, value)| {
            value.as_str().is_some_and(|text| !text.is_empty()) || value.as_array().is_some_and(|list| !list.is_empty())
        })
        .collect()
    }

    #[test]
    fn every_line_is_a_role_that_permits_something() {
        if let Ok(listed) = std::env::var("BUILT_IN_ROLES") {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/access/data/built-in-roles.tsv.gz");
            let mut packed = GzBuilder::new().write(File::create(path).unwrap(), Compression::best());
            packed
                .write_all(lines(&fs::read_to_string(listed).unwrap()).as_bytes())
                .unwrap();
            packed.finish().unwrap();
            return;
        }
        let roles = BuiltInRole::all();
        assert!(roles.len() > 900, "{} roles", roles.len());
        assert_eq!(roles.len(), TEXT.lines().count());
        assert!(roles.windows(2).all(|pair| pair[0].id < pair[1].id), "by id, each once");
        for role in roles {
            let blocks: Vec<Permission> = serde_json::from_str(role.permissions).unwrap();
            assert!(!blocks.is_empty(), "{}", role.name);
            assert!(uuid::Uuid::try_parse(role.id).is_ok(), "{}", role.id);
        }
        assert_eq!(BuiltInRole::named("owner").unwrap().permissions()[0].actions, ["*"]);
    }
}
