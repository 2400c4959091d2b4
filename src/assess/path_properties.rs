//! Properties of reach and of paths, over small tenants drawn at random: more grants never reach less, spelling and order of
//! rows change nothing, every link is proven, and the cut of a path removes it.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::json;

use crate::access::Privileges;
use crate::assess::assess;
use crate::condition::Context;
use crate::estate::Estate;
use crate::evidence::paths::{Edge, Node, Path, Paths};
use crate::framework::engagement::EngagementFile;
use crate::framework::{Control, Framework, ProfileValues};
use crate::ingest::{ResourceRow, RoleAssignmentRow, Sink, Source};
use crate::inventory::{Inventory, UnsettledInventory};
use crate::reach::Reach;
use crate::value::Column;
use crate::value::projection::Projection;
use crate::value::vocabulary::Outcome;

const S1: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";
const S2: &str = "/subscriptions/22222222-2222-4222-8222-222222222222";
const PRINCIPALS: [&str; 4] = [
    "aaaaaaaa-0000-4000-8000-000000000001",
    "aaaaaaaa-0000-4000-8000-000000000002",
    "bbbbbbbb-0000-4000-8000-000000000001",
    "bbbbbbbb-0000-4000-8000-000000000002",
];
/// Owner, Contributor, Reader, Blob Data Reader, Blob Data Contributor, Secrets User, Cognitive Services Contributor, Storage Account
/// Key Operator, OpenAI User, User Access Administrator.
const ROLES: [&str; 10] = [
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "4633458b-17de-408a-b874-0445c86b69e6",
    "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68",
    "81a9662b-bebf-436f-a333-f67b29880f12",
    "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
];

/// Principal, role and scope, as positions.
type Held = (usize, usize, usize);

/// Id, type, principal of its identity.
fn resources() -> Vec<(String, &'static str, Option<&'static str>)> {
    const ACCOUNT: &str = "microsoft.cognitiveservices/accounts";
    const STORE: &str = "microsoft.storage/storageaccounts";
    const VAULT: &str = "microsoft.keyvault/vaults";
    let id = |subscription: &str, group: &str, kind: &str, name: &str| {
        format!("{subscription}/resourceGroups/{group}/providers/{kind}/{name}")
    };
    vec![
        (id(S1, "rg-prod", ACCOUNT, "oai-one"), ACCOUNT, Some(PRINCIPALS[0])),
        (id(S2, "rg-sandbox", ACCOUNT, "oai-two"), ACCOUNT, Some(PRINCIPALS[1])),
        (id(S1, "rg-prod", STORE, "stone"), STORE, None),
        (id(S1, "rg-prod-2", STORE, "sttwo"), STORE, None),
        (id(S2, "rg-sandbox", STORE, "stthree"), STORE, None),
        (id(S1, "rg-prod", VAULT, "kvone"), VAULT, None),
    ]
}

fn scopes() -> Vec<String> {
    let groups = [
        format!("{S1}/resourceGroups/rg-prod"),
        format!("{S2}/resourceGroups/rg-sandbox"),
    ];
    let fixed = ["/".to_owned(), S1.to_owned(), S2.to_owned()];
    let own = resources().into_iter().map(|(id, _, _)| id);
    fixed.into_iter().chain(groups).chain(own).collect()
}

/// The tenant with these grants, whose resources are open to the internet or not.
fn tenant(grants: &[Held], open: &[bool], shout: bool) -> Inventory {
    let spelt = |text: &str| {
        if shout {
            text.to_ascii_uppercase()
        } else {
            text.to_owned()
        }
    };
    let mut inventory = UnsettledInventory::default();
    for (position, (id, kind, principal)) in resources().iter().enumerate() {
        let open = open[position % open.len()];
        let keys = position % 2 == 0;
        let access = if open { "Enabled" } else { "Disabled" };
        let properties = json!({
            "publicNetworkAccess": access, "networkAcls": { "defaultAction": if open { "Allow" } else { "Deny" } },
            "disableLocalAuth": false, "allowSharedKeyAccess": keys
        });
        let identity = principal.map_or(
            json!({ "type": "None" }),
            |principal| json!({ "principalId": principal }),
        );
        let row = ResourceRow {
            id: spelt(id).into(),
            resource_type: spelt(kind).into(),
            kind: Column::Known(json!("OpenAI").into()).into(),
            identity: Column::Known(identity.into()).into(),
            properties: Column::Known(properties.into()).into(),
            ..ResourceRow::default()
        };
        Sink::resource(
            &mut inventory,
            Source {
                file: 0,
                record: position as u32 + 1,
            },
            row,
        );
    }
    let scopes = scopes();
    for (position, (principal, role, scope)) in grants.iter().enumerate() {
        let guest = *principal == 2;
        let row = RoleAssignmentRow {
            scope: spelt(&scopes[scope % scopes.len()]).into(),
            role_definition_id: spelt(ROLES[*role]).into(),
            principal_id: spelt(PRINCIPALS[*principal]).into(),
            principal_type: if *principal < 2 { "ServicePrincipal" } else { "User" }.into(),
            sign_in_name: Some(
                if guest {
                    "visitor#EXT#@contoso.com"
                } else {
                    "person@contoso.com"
                }
                .into(),
            ),
            ..RoleAssignmentRow::default()
        };
        inventory.role_assignment(
            Source {
                file: 1,
                record: position as u32 + 1,
            },
            row,
        );
    }
    inventory.settle(&Projection::default())
}

fn asked<T>(framework: &Framework, inventory: &Inventory, ask: impl FnOnce(&Reach<'_>) -> T) -> T {
    let overrides = BTreeMap::new();
    let estate = Estate::find(
        inventory,
        &framework.estate,
        &framework.roles,
        &overrides,
        &Context::default(),
    );
    ask(&Reach::new(&estate))
}

/// The pairs of a principal and a resource that it reaches.
fn reached(framework: &Framework, inventory: &Inventory) -> BTreeSet<(String, String)> {
    asked(framework, inventory, |reach| {
        let each = PRINCIPALS.iter().flat_map(|principal| {
            let found = reach.reached(principal, Privileges::all(), &[]);
            let found: Vec<_> = reach.resources(&found).collect();
            found.into_iter().map(|ix| {
                (
                    (*principal).to_owned(),
                    inventory.resource(ix).id().to_ascii_lowercase(),
                )
            })
        });
        each.collect()
    })
}

/// A path without what depends on the order of rows.
fn signature(reach: &Reach<'_>, path: &Path) -> Vec<String> {
    let id = |ix| reach.estate.inventory.resource(ix).id().to_ascii_lowercase();
    let links = path.links.iter().map(|link| match &link.edge {
        Edge::Door(route, ix) => format!("door {route} {}", id(*ix)),
        Edge::Runs(principal, ix) => format!("{principal} runs {}", id(*ix)),
        Edge::Names(from, to) => format!("{} names {}", id(*from), id(*to)),
        Edge::Grant(grant) => {
            let scope = reach.scope(*grant).to_ascii_lowercase();
            format!("{} {} {scope}", reach.grant(*grant).principal, reach.role(*grant))
        }
    });
    let nodes = path.nodes.iter().map(|node| match node {
        Node::Resource(ix) => id(*ix),
        Node::Principal(id) => id.to_string(),
    });
    std::iter::once(path.route.to_string())
        .chain(nodes)
        .chain(links)
        .collect()
}

fn signatures(framework: &Framework, inventory: &Inventory) -> BTreeSet<Vec<String>> {
    asked(framework, inventory, |reach| {
        let paths = Paths::find(reach, &framework.routes, &Context::default());
        paths.all.iter().map(|path| signature(reach, path)).collect()
    })
}

/// Outcome of each control and subject.
fn outcomes(framework: &Framework, inventory: &Inventory) -> BTreeMap<(usize, String), Outcome> {
    let (overrides, engagement) = (BTreeMap::new(), EngagementFile::default());
    let clock = Context::default();
    let estate = Estate::find(inventory, &framework.estate, &framework.roles, &overrides, &clock);
    let assessment = assess(&estate, framework, &engagement, Context::default(), None);
    let findings = assessment.findings();
    findings
        .map(|finding| ((finding.control, finding.subject.key(&estate)), finding.outcome))
        .collect()
}

/// Whether a control may be met by a right: it asks for a least number of holders, or does not count who holds another right as well.
fn is_met_by_rights(control: &Control) -> bool {
    let text = control.written["evidence"].to_string();
    ["\"least\"", "\"unlessTheyHold\""].iter().any(|key| text.contains(key))
}

fn framework() -> Framework {
    Framework::load(None, ProfileValues::new()).unwrap()
}

fn held() -> impl Strategy<Value = Vec<Held>> {
    prop::collection::btree_set((0..PRINCIPALS.len(), 0..ROLES.len(), 0..11_usize), 1..8)
        .prop_map(|grants| grants.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 12 } else { 40 }))]

    #[test]
    fn a_grant_more_never_reaches_less(grants in held(), open in prop::collection::vec(any::<bool>(), 6)) {
        let framework = framework();
        let (fewer, more) = (tenant(&grants[1..], &open, false), tenant(&grants, &open, false));
        prop_assert!(reached(&framework, &fewer).is_subset(&reached(&framework, &more)));
        prop_assert!(signatures(&framework, &fewer).is_subset(&signatures(&framework, &more)));
    }

    #[test]
    fn a_right_more_never_removes_a_subject_or_a_failing_finding(
        grants in held(),
        open in prop::collection::vec(any::<bool>(), 6),
    ) {
        let framework = framework();
        let fewer = outcomes(&framework, &tenant(&grants[1..], &open, false));
        let more = outcomes(&framework, &tenant(&grants, &open, false));
        for ((control, subject), outcome) in fewer {
            let control_id = &framework.controls[control].file.id;
            let now = more.get(&(control, subject.clone()));
            prop_assert!(now.is_some(), "{control_id} of {subject} is gone");
            let fails = outcome == Outcome::Fail && !is_met_by_rights(&framework.controls[control]);
            prop_assert!(!fails || now == Some(&Outcome::Fail), "{control_id} of {subject} fails no more: {now:?}");
        }
    }

    #[test]
    fn case_and_order_of_rows_change_nothing(grants in held(), open in prop::collection::vec(any::<bool>(), 6)) {
        let framework = framework();
        let backwards: Vec<Held> = grants.iter().rev().copied().collect();
        let (one, other) = (tenant(&grants, &open, false), tenant(&backwards, &open, true));
        prop_assert_eq!(reached(&framework, &one), reached(&framework, &other));
        prop_assert_eq!(signatures(&framework, &one), signatures(&framework, &other));
    }

    #[test]
    fn every_link_is_proven_and_the_cut_removes_the_path(
        grants in held(),
        open in prop::collection::vec(any::<bool>(), 6),
    ) {
        let framework = framework();
        let inventory = tenant(&grants, &open, false);
        let found: Vec<(Vec<String>, Option<Edge>)> = asked(&framework, &inventory, |reach| {
            let paths = Paths::find(reach, &framework.routes, &Context::default());
            for path in &paths.all {
                assert!(!path.links.is_empty() && !path.assets.is_empty());
                assert!(path.links.iter().all(|link| link.proofs.iter().any(|proof| proof.source.record > 0)));
            }
            let cut = |path: &Path| path.cut.as_ref().map(|cut| path.links[cut.link].edge.clone());
            paths.all.iter().map(|path| (signature(reach, path), cut(path))).collect()
        });
        for (path, cut) in found {
            let (mut grants, mut open) = (grants.clone(), open.clone());
            match cut {
                Some(Edge::Grant(grant)) => { grants.remove(grant.0 as usize); }
                Some(Edge::Door(_, ix)) => open[ix.0 as usize] = false,
                Some(Edge::Runs(..) | Edge::Names(..)) | None => continue,
            }
            prop_assert!(!signatures(&framework, &tenant(&grants, &open, false)).contains(&path));
        }
    }
}
