//! Evidence that is left out turns outcomes into unknown ones only, raises no coverage and lifts no cap: whoever sends less never looks
//! better, and nobody is blamed for what was not sent. Over the known tenants, the sample and random tenants; `UNDERPIN_CASES` says how
//! many random ones. `UNDERPIN_CUTS=identity` takes only the parts away whose name holds that, from the known and the random tenants,
//! and prints what is violated in which of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;
use serde_json::Value;

use crate::common::{json, pick};

use super::cuts::Cut;
use super::random::Pool;
use super::ratchet::Ratchet;
use super::tenant::{Table, Tenant};
use super::{outcomes, sample};

/// Random tenants, unless the environment says how many.
const TENANTS: u64 = 4;
/// Parts that are taken from the sample and from each random tenant.
const FROM_THE_SAMPLE: usize = 6;
const FROM_A_RANDOM_ONE: usize = 6;

/// What a report says that may only become less when evidence is left out.
struct Judged {
    outcomes: BTreeMap<(String, String), String>,
    /// Where two sources disagree, the one that is left speaks for itself.
    disputed: BTreeSet<(String, String)>,
    /// Where nothing tells the environment: such a subject is judged as strictly as one of production.
    unplaced: BTreeSet<(String, String)>,
    coverage: f64,
    gates: BTreeMap<String, (String, f64)>,
    score: Option<f64>,
}

impl Judged {
    fn new(report: &Value) -> Judged {
        let outcomes = outcomes(report).into_iter().map(|(key, (outcome, _))| (key, outcome));
        let findings = report["findings"].as_array().unwrap().iter();
        let text = |value: &Value, key: &str| value[key].as_str().unwrap().to_owned();
        let key = |finding: &Value| (text(finding, "control"), text(finding, "subject").to_lowercase());
        let disputed = findings.clone().filter(|finding| finding["contradiction"] != "");
        let unplaced = findings.filter(|finding| finding["environment"] == "unknown");
        let gates = report["gates"].as_array().unwrap().iter();
        Judged {
            outcomes: outcomes.collect(),
            disputed: disputed.map(key).collect(),
            unplaced: unplaced.map(key).collect(),
            coverage: report["score"]["coverage"].as_f64().unwrap_or_default(),
            gates: gates
                .map(|gate| (text(gate, "id"), (text(gate, "state"), gate["cap"].as_f64().unwrap())))
                .collect(),
            score: report["score"]["value"].as_f64(),
        }
    }

    /// The least cap that a tripped gate sets.
    fn cap(&self) -> f64 {
        let tripped = self.gates.values().filter(|(state, _)| state == "tripped");
        tripped.map(|(_, cap)| *cap).fold(f64::INFINITY, f64::min)
    }
}

/// What is said of `rest` and may not be, as lines of the list of known violations.
fn violations(cut: &Cut, rest: &Tenant, whole: &Judged, less: &Judged) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut note =
        |id: &str, before: &str, after: &str| found.insert(format!("{id} {}: {before} to {after}", cut.name()));
    let is_column = matches!(cut, Cut::Column(_, column) if column != "id");
    let rows = rest.rows(Table::Resources).iter().filter(|_| is_column);
    let rows: BTreeSet<String> = rows
        .filter_map(|row| row["id"].as_str())
        .map(str::to_lowercase)
        .collect();
    for (key, before) in whole.outcomes.iter().filter(|(key, _)| !whole.disputed.contains(*key)) {
        match less.outcomes.get(key) {
            // A resource whose row is there does not cease to be judged because a column is not.
            None if rows.contains(&key.1) => drop(note(&key.0, before, "absent")),
            Some(after) if after != before && after != "unknown" => drop(note(&key.0, before, after)),
            _ => {}
        }
    }
    let new = less
        .outcomes
        .iter()
        .filter(|(key, _)| !whole.outcomes.contains_key(*key) && !less.unplaced.contains(*key));
    for (key, after) in new.filter(|(_, outcome)| *outcome != "unknown") {
        note(&key.0, "absent", after);
    }
    for (id, (state, _)) in &less.gates {
        let before = &whole.gates[id].0;
        if state == "open" && before != "open" {
            note(id, before, state);
        }
    }
    if is_column && less.coverage > whole.coverage + 1e-9 {
        note("coverage", "less", "more");
    }
    if less.score.is_some_and(|score| score > whole.cap()) {
        note("score", "capped", "above the cap");
    }
    found
}

/// What is violated when parts of a tenant are left out, each by itself.
fn of_tenant(tenant: &Tenant, cuts: &[Cut]) -> BTreeSet<String> {
    let whole = Judged::new(&tenant.report().unwrap());
    let lines = cuts.par_iter().flat_map_iter(|cut| {
        let rest = cut.of(tenant);
        let less = rest.report().map(|report| Judged::new(&report));
        less.map(|less| violations(cut, &rest, &whole, &less))
            .unwrap_or_default()
    });
    lines.collect()
}

/// Some of the parts, those that the number of the tenant decides.
fn some(tenant: &Tenant, count: usize) -> Vec<Cut> {
    let mut cuts = Cut::all(tenant);
    cuts.sort_by_key(|cut| pick(&format!("{} {cut:?}", tenant.name), u64::MAX));
    cuts.truncate(count);
    cuts
}

/// What is violated when the parts with a word in their names are left out of the known and of random tenants, tenant by tenant.
fn named(word: &str) -> String {
    let pool = Pool::read();
    let mut tenants = known_tenants();
    tenants.extend((0..cases().unwrap_or(TENANTS)).map(|number| pool.tenant(number)));
    let found = tenants.into_par_iter().map(|tenant| {
        let mut cuts = Cut::all(&tenant);
        cuts.retain(|cut| cut.name().contains(word));
        let lines = of_tenant(&tenant, &cuts).into_iter();
        lines
            .map(|line| format!("{}: {line}\n", tenant.name))
            .collect::<String>()
    });
    found.collect()
}

/// The tenants of which it is known how every control comes out.
pub fn known_tenants() -> Vec<Tenant> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/known");
    let tenant = |name: &&str| Tenant::of_fixture(name, &json(&folder.join(format!("{name}.json"))));
    ["good", "bad"].iter().map(tenant).collect()
}

/// How many random tenants somebody asks for.
pub fn cases() -> Option<u64> {
    std::env::var("UNDERPIN_CASES").ok().map(|text| text.parse().unwrap())
}

#[test]
#[cfg_attr(
    debug_assertions,
    ignore = "takes minutes without optimisation; the release tests run it"
)]
fn evidence_that_is_left_out_turns_outcomes_into_unknown_ones_only() {
    if let Ok(word) = std::env::var("UNDERPIN_CUTS") {
        println!("{}", named(&word));
        return;
    }
    let mut known: BTreeSet<String> = known_tenants()
        .iter()
        .flat_map(|tenant| of_tenant(tenant, &Cut::all(tenant)))
        .collect();
    let contoso = Tenant::of_files("sample", sample());
    known.extend(of_tenant(&contoso, &some(&contoso, FROM_THE_SAMPLE)));
    let asked = cases();
    let pool = Pool::read();
    let random = (0..asked.unwrap_or(TENANTS)).into_par_iter().flat_map_iter(|number| {
        let tenant = pool.tenant(number);
        of_tenant(&tenant, &some(&tenant, FROM_A_RANDOM_ONE))
    });
    let ratchet = Ratchet::of("withheld.txt");
    ratchet.hold(&known, &random.collect(), asked.is_some());
}
