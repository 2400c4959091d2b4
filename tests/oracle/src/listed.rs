//! The public list of aliases, outside the repository: where a property is, by somebody else's account. The engine has a copy of
//! its own, and resolves by its own rules.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;

use flate2::read::GzDecoder;

/// The type and the path of an alias on rows of that type.
type Place = (String, String);

/// The places of each alias, by its name in lower case.
static LISTED: LazyLock<BTreeMap<String, Vec<Place>>> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/facts/aliases.tsv.gz");
    let mut text = String::new();
    let mut file = GzDecoder::new(File::open(path).expect("the list of aliases"));
    file.read_to_string(&mut text).expect("text");
    let mut listed: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let [alias, of_type, path] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let places = listed.entry(alias.to_lowercase()).or_default();
        places.push((of_type.to_owned(), path.to_owned()));
    }
    listed
});

/// The types that have an alias.
pub fn types(alias: &str) -> impl Iterator<Item = &'static str> {
    let places = LISTED.get(&alias.to_lowercase()).map_or(&[][..], Vec::as_slice);
    places.iter().map(|(of_type, _)| &**of_type)
}

/// The path of an alias on rows of a type; `None` where that type has no such alias.
pub fn path(alias: &str, of_type: &str) -> Option<&'static str> {
    let places = LISTED.get(&alias.to_lowercase())?;
    let place = places.iter().find(|(known, _)| known.eq_ignore_ascii_case(of_type));
    place.map(|(_, path)| &**path)
}
