//! The imports between the files of `src`, read from their text: every path that begins with `crate`, `super`, `self` or the name of a
//! child module, in a `use` line or inside an expression. Tests are left out, because a test may look at whatever it needs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The path of a module, without `crate`. The crate's root is `lib`.
pub type Module = Vec<String>;

/// What each module imports, nearest file first: an item of a module counts as the module.
pub type Imports = BTreeMap<Module, BTreeSet<Module>>;

/// Reads the imports of all files below a folder.
pub fn read(folder: &Path) -> Imports {
    let mut files = BTreeMap::new();
    collect(folder, &[], &mut files);
    let modules: BTreeSet<Module> = files.keys().cloned().collect();
    let imports = files.iter().map(|(module, text)| {
        let targets = paths(text).into_iter();
        let targets = targets.filter_map(|path| target(module, path, &modules));
        (module.clone(), targets.filter(|target| target != module).collect())
    });
    imports.collect()
}

fn collect(folder: &Path, above: &[String], files: &mut BTreeMap<Module, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let module = [above, std::slice::from_ref(&name)].concat();
        if name == "tests" || name.ends_with("_tests") {
            continue;
        } else if path.is_dir() {
            collect(&path, &module, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let module = if name == "mod" { above.to_vec() } else { module };
            files.insert(module, program(&fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The text of a file without comments and without the tests at its end.
fn program(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let is_test = |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{');
    let end = lines.windows(2).position(is_test).unwrap_or(lines.len());
    let code = lines[..end].iter().map(|line| line.split("//").next().unwrap_or(""));
    code.collect::<Vec<_>>().join("\n")
}

/// Every path of two or more names in a text, the branches of a `use` tree each as one.
fn paths(text: &str) -> Vec<Vec<String>> {
    let mut tokens = tokens(text).into_iter().peekable();
    let mut found = Vec::new();
    while let Some(token) = tokens.next() {
        if is_name(&token) && tokens.peek().is_some_and(|next| next == "::") {
            branch(vec![token], &mut tokens, &mut found);
        }
    }
    found
}

type Tokens = std::iter::Peekable<std::vec::IntoIter<String>>;

/// Follows a path from its first names to the ends of all its branches.
fn branch(mut path: Vec<String>, tokens: &mut Tokens, found: &mut Vec<Vec<String>>) {
    while tokens.next_if(|token| token == "::").is_some() {
        if tokens.next_if(|token| token == "{").is_some() {
            while let Some(token) = tokens.next().filter(|token| token != "}") {
                if token == "as" {
                    tokens.next();
                } else if is_name(&token) {
                    branch([path.clone(), vec![token]].concat(), tokens, found);
                }
            }
            return;
        }
        path.extend(tokens.next_if(|token| is_name(token)));
    }
    found.push(path);
}

fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Names, `::` and braces; every other character is a token that ends a path.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let name = rest.find(|next: char| !next.is_alphanumeric() && next != '_');
        let length = match name.unwrap_or(rest.len()) {
            0 if rest.starts_with("::") => 2,
            0 => first.len_utf8(),
            length => length,
        };
        let (token, after) = rest.split_at(length);
        if !token.trim().is_empty() {
            tokens.push(token.to_owned());
        }
        rest = after;
    }
    tokens
}

/// The module in which a path ends, seen from `module`; none for what other crates hold.
fn target(module: &[String], path: Vec<String>, modules: &BTreeSet<Module>) -> Option<Module> {
    let root = module == ["lib"] || module == ["main"];
    let mut place: Module = if root { Vec::new() } else { module.to_vec() };
    let mut names = path.into_iter().peekable();
    match names.peek().map(String::as_str)? {
        "crate" => {
            place.clear();
            names.next();
        }
        "self" => drop(names.next()),
        "super" => {}
        child if modules.contains(&[place.as_slice(), &[child.to_owned()]].concat()) => {}
        _ => return None,
    }
    while names.next_if(|name| name == "super").is_some() {
        place.pop();
    }
    place.extend(names);
    (1..=place.len())
        .rev()
        .map(|length| place[..length].to_vec())
        .find(|prefix| modules.contains(prefix))
}

#[test]
fn a_path_is_followed_through_the_branches_of_a_use_tree() {
    let names = |path: &Vec<String>| path.join("::");
    let text = "use crate::{value::{Json, path::Path as P}, ingest};\nfn f() { super::g::<crate::T>(self::h) }";
    let found: Vec<String> = paths(&program(text)).iter().map(names).collect();
    let expected = [
        "crate::value::Json",
        "crate::value::path::Path",
        "crate::ingest",
        "super::g",
        "crate::T",
        "self::h",
    ];
    assert_eq!(found, expected);
}
