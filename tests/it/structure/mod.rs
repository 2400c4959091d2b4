//! The order of the modules, as `src/lib.rs` lists them, and the import circles inside them. `circles.txt` says how many files of each
//! module still stand in a circle; a figure there may only fall. `UPDATE=1 cargo test --test it structure` writes what is left.

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use imports::{Imports, Module};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn list() -> PathBuf {
    root().join("tests/it/structure/circles.txt")
}

/// The modules in the order of the table at the top of `src/lib.rs`, and those that the file declares.
fn order() -> (Vec<String>, BTreeSet<String>) {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let between = |line: &str, start: &str, end: &str| {
        let (name, _) = line.strip_prefix(start)?.split_once(end)?;
        Some(name.to_owned())
    };
    let table = text.lines().filter_map(|line| between(line, "//! | [`", "`]"));
    let declared = text
        .lines()
        .filter_map(|line| between(line.trim_start_matches("pub "), "mod ", ";"));
    (table.collect(), declared.collect())
}

/// Imports of a module by one that stands above it, as `importer -> imported`.
fn upward(imports: &Imports, order: &[String]) -> Vec<String> {
    let place = |module: &Module| order.iter().position(|name| *name == module[0]);
    let mut found = Vec::new();
    for (module, targets) in imports {
        let below = targets.iter().filter(|target| place(module) < place(target));
        let below = below.filter(|_| place(module).is_some());
        found.extend(below.map(|target| format!("{} -> {}", module.join("::"), target.join("::"))));
    }
    found
}

/// The groups of modules that import one another, directly or through others. A parent and one child of it are no circle: they are one
/// thing in two files.
fn circles(imports: &Imports) -> Vec<BTreeSet<Module>> {
    let reached: BTreeMap<&Module, BTreeSet<&Module>> =
        imports.keys().map(|module| (module, reach(imports, module))).collect();
    let mut found: Vec<BTreeSet<Module>> = Vec::new();
    for (module, reaches) in &reached {
        if found.iter().any(|circle| circle.contains(*module)) {
            continue;
        }
        let circle = reaches.iter().filter(|other| reached[**other].contains(module));
        let circle: BTreeSet<Module> = circle.map(|other| (*other).clone()).collect();
        if !circle.is_empty() && !is_parent_and_child(&circle) {
            found.push(circle);
        }
    }
    found
}

/// Whatever a module imports, directly or through others.
fn reach<'a>(imports: &'a Imports, module: &Module) -> BTreeSet<&'a Module> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Module> = imports[module].iter().collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(&imports[next]);
        }
    }
    reached
}

fn is_parent_and_child(circle: &BTreeSet<Module>) -> bool {
    let members: Vec<&Module> = circle.iter().collect();
    matches!(members[..], [parent, child] if child.split_last().is_some_and(|(_, above)| above == &parent[..]))
}

/// How many files of each module of `src/lib.rs` stand in a circle.
fn figures(circles: &[BTreeSet<Module>]) -> BTreeMap<String, usize> {
    let mut figures = BTreeMap::new();
    for module in circles.iter().flatten() {
        *figures.entry(module[0].clone()).or_default() += 1;
    }
    figures
}

/// The figures that `circles.txt` allows.
fn allowed() -> BTreeMap<String, usize> {
    let text = fs::read_to_string(list()).unwrap();
    let lines = text.lines().map(|line| line.split_once(' ').unwrap());
    lines
        .map(|(module, figure)| (module.to_owned(), figure.parse().unwrap()))
        .collect()
}

#[test]
fn the_table_of_the_crate_lists_every_module() {
    let (table, declared) = order();
    assert!(table.len() > 5, "{table:?}");
    assert_eq!(table.into_iter().collect::<BTreeSet<_>>(), declared);
}

#[test]
fn no_module_imports_one_that_stands_below_it() {
    let found = upward(&imports::read(&root().join("src")), &order().0);
    assert!(found.is_empty(), "imports that run up:\n{}", found.join("\n"));
}

#[test]
fn the_files_in_import_circles_only_become_fewer() {
    let circles = circles(&imports::read(&root().join("src")));
    let (found, allowed) = (figures(&circles), allowed());
    for (module, figure) in &found {
        let members = circles
            .iter()
            .filter(|circle| circle.iter().any(|member| member[0] == *module));
        let members: Vec<String> = members
            .map(|circle| {
                circle
                    .iter()
                    .map(|member| member.join("::"))
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        let most = allowed.get(module).copied().unwrap_or_default();
        assert!(
            *figure <= most,
            "{figure} files of {module} stand in import circles, {most} may:\n{}",
            members.join("\n")
        );
    }
    if std::env::var_os("UPDATE").is_some() {
        let lines = found.iter().map(|(module, figure)| format!("{module} {figure}\n"));
        fs::write(list(), lines.collect::<String>()).unwrap();
    } else {
        assert_eq!(
            found, allowed,
            "fewer files stand in circles: write circles.txt anew with UPDATE=1"
        );
    }
}

#[test]
fn a_circle_is_found_and_a_parent_with_its_child_is_none() {
    let module = |name: &str| -> Module { name.split("::").map(str::to_owned).collect() };
    let pairs = [
        ("a", "a::b"),
        ("a::b", "a"),
        ("c", "d"),
        ("d", "c::e"),
        ("c::e", "c"),
        ("f", "a"),
    ];
    let mut imports = Imports::new();
    for (from, to) in pairs {
        imports.entry(module(from)).or_default().insert(module(to));
    }
    let circle: BTreeSet<Module> = ["c", "c::e", "d"].into_iter().map(module).collect();
    assert_eq!(circles(&imports), [circle]);
    let order = ["a", "c", "d", "f"].map(str::to_owned);
    assert_eq!(upward(&imports, &order), ["c -> d"]);
}
