//! The CSV of recommendations that the portal of Microsoft Defender for Cloud downloads: 27 columns, every field quoted, byte order
//! mark. `recommendations.json` says how the state of each follows from a resource row, so that the CSV and the resources tell one
//! story, except where it plants a contradiction.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::common::fixture::RECOMMENDATION_COLUMNS;
use crate::common::pick;

use super::access::quoted;
use super::tenant::{Tenant, guid, instant, read};

/// The subscriptions whose resources are evaluated: the benchmark is assigned above these, not above marketing.
const EVALUATED: [&str; 3] = ["sub-contoso-ai-prod", "sub-contoso-data-prod", "sub-contoso-sandbox"];

const IMAGE: &str = "microsoft.containerregistry/registries/images";
const COMPUTE: &str = "microsoft.machinelearningservices/workspaces/computes";
const MACHINE: &str = "microsoft.compute/virtualmachines";

/// The data file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recommendations {
    recommendations: Vec<Recommendation>,
    /// Key and resource: Defender says healthy where the row says the contrary, by an evaluation that is older than the last change.
    stale: Vec<(String, String)>,
    /// Key and resource: evaluated by nobody, since somebody wrote an exemption.
    exempt: Vec<(String, String)>,
    /// Resources that send their logs nowhere.
    silent: Vec<String>,
    /// Packages that machines and images should update: recommendations whose keys Microsoft has not published.
    packages: Vec<String>,
    /// The images of every registry and the computes of every workspace.
    images: Vec<String>,
    computes: Vec<String>,
}

/// Keys, names and severities are those that Microsoft publishes; descriptions are ours.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recommendation {
    key: String,
    severity: String,
    /// Lower-case resource types; `subnet` and `subscription` are not of the resources table.
    types: Vec<String>,
    judge: Judge,
    control: String,
    name: String,
    why: String,
}

/// How the state of a resource is found.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Judge {
    IsTrue(String),
    /// Anonymous reading is not evaluated where the row does not say it.
    IsFalse(String),
    /// The property has this text, in any case.
    Is(String, String),
    /// As `Is`, but switched off by policy where it does not hold.
    IfRequired(String, String),
    Present(String),
    /// An approved private endpoint.
    Approved,
    /// Default deny, or no public access.
    Restricted,
    /// Diagnostic settings, which no row shows: healthy unless the name is among the silent ones.
    Logs,
    /// Unhealthy for this share of the resources, in hundredths.
    Share(u64),
    /// As `Share`, for machines of one operating system.
    On(String, u64),
    /// As `Share`, for machines with (`true`) or without a public address.
    Facing(bool, u64),
    /// Healthy, unhealthy or absent (`H`, `U`, `-`) for each evaluated subscription.
    Subscriptions(String),
}

/// A state, and the reason why a recommendation does not apply.
type State = (&'static str, &'static str);

const HEALTHY: State = ("Healthy", "");
const UNHEALTHY: State = ("Unhealthy", "");

fn text<'a>(row: &'a Value, column: &str) -> &'a str {
    row[column].as_str().unwrap_or_default()
}

impl Recommendations {
    /// The file that the portal downloads.
    pub fn file(tenant: &Tenant, rows: &[Value]) -> Vec<u8> {
        let data: Recommendations = read("recommendations.json");
        let evaluated = EVALUATED.map(|name| tenant.subscription(name));
        let is_evaluated = |row: &&Value| {
            evaluated
                .iter()
                .any(|subscription| row["subscriptionId"] == subscription.id())
        };
        let subjects = rows.iter().filter(is_evaluated);
        let subjects: Vec<Value> = subjects
            .flat_map(|row| [vec![row.clone()], data.parts(row)].concat())
            .collect();
        let mut records = Vec::new();
        for recommendation in &data.recommendations {
            for subject in subjects.iter().filter(|subject| recommendation.concerns(subject)) {
                let state = data.state(recommendation, subject);
                records.extend(state.map(|state| recommendation.record(tenant, subject, state)));
            }
            let Judge::Subscriptions(states) = &recommendation.judge else {
                continue;
            };
            for (subscription, letter) in evaluated.iter().zip(states.chars()) {
                let subject = json!({"id": subscription.scope(), "name": subscription.id(), "type": "Subscription"});
                match letter {
                    'H' => records.push(recommendation.record(tenant, &subject, HEALTHY)),
                    'U' => records.push(recommendation.record(tenant, &subject, UNHEALTHY)),
                    _ => {}
                }
            }
        }
        let updated = subjects
            .iter()
            .filter(|subject| [MACHINE, IMAGE].contains(&text(subject, "type")));
        records.extend(updated.flat_map(|subject| data.updates(tenant, subject)));
        quoted(&RECOMMENDATION_COLUMNS, records.into_iter())
    }

    /// What a row holds that is evaluated on its own: subnets, ML computes, container images.
    fn parts(&self, row: &Value) -> Vec<Value> {
        let part = |segment: &str, kind: &str, name: &str, properties: &Value| {
            json!({"id": format!("{}/{segment}/{name}", text(row, "id")), "name": name, "type": kind,
                "resourceGroup": row["resourceGroup"], "properties": properties})
        };
        let named = |names: &[String], segment: &str, kind: &str| {
            names.iter().map(|name| part(segment, kind, name, &json!({}))).collect()
        };
        match text(row, "type") {
            "microsoft.network/virtualnetworks" => {
                let subnets = row["properties"]["subnets"].as_array().into_iter().flatten();
                subnets
                    .map(|subnet| part("subnets", "subnet", text(subnet, "name"), &subnet["properties"]))
                    .collect()
            }
            "microsoft.machinelearningservices/workspaces" if row["kind"] == "Default" => {
                named(&self.computes, "computes", COMPUTE)
            }
            "microsoft.containerregistry/registries" => named(&self.images, "images", IMAGE),
            _ => Vec::new(),
        }
    }

    /// The state of a resource; none where it is not evaluated.
    fn state(&self, recommendation: &Recommendation, subject: &Value) -> Option<State> {
        let name = text(subject, "name");
        let planted =
            |list: &[(String, String)]| list.iter().any(|(key, one)| *key == recommendation.key && one == name);
        if planted(&self.stale) {
            return Some(HEALTHY);
        }
        if planted(&self.exempt) {
            return Some(("NotApplicable", "Exempt"));
        }
        let at = |path: &str| subject.pointer(path).filter(|found| !found.is_null());
        let is = |path: &str, wanted: &str| {
            at(path)
                .and_then(Value::as_str)
                .is_some_and(|found| found.eq_ignore_ascii_case(wanted))
        };
        // What is closed to the internet is better kept in other ways too.
        let care = if is("/properties/publicNetworkAccess", "Disabled") {
            4
        } else {
            1
        };
        let seed = format!("{} {}", recommendation.key, text(subject, "id"));
        let share = |share: u64| pick(&seed, 100) >= share / care;
        // Machines that may be reached from outside have no encryption at host in this tenant.
        let is_public = || at("/properties/securityProfile/encryptionAtHost") == Some(&json!(false));
        let healthy = match &recommendation.judge {
            Judge::Subscriptions(_) => return None,
            Judge::IsTrue(path) => at(path) == Some(&json!(true)),
            Judge::IsFalse(path) if at(path).is_none() && path.ends_with("allowBlobPublicAccess") => return None,
            Judge::IsFalse(path) => at(path) == Some(&json!(false)),
            Judge::Is(path, wanted) => is(path, wanted),
            Judge::IfRequired(path, wanted) if is(path, wanted) => true,
            Judge::IfRequired(..) => return Some(("NotApplicable", "OffByPolicy")),
            Judge::Present(path) => at(path).is_some(),
            Judge::Approved => is(
                "/properties/privateEndpointConnections/0/properties/privateLinkServiceConnectionState/status",
                "Approved",
            ),
            Judge::Restricted => {
                let closed = is("/properties/publicNetworkAccess", "Disabled");
                let perimeter = is("/properties/publicNetworkAccess", "SecuredByPerimeter");
                let ranges = at("/properties/networkRuleSet/ipRules/0").is_some();
                closed || perimeter || ranges || at("/properties/networkAcls/defaultAction") == Some(&json!("Deny"))
            }
            Judge::Logs => !self.silent.iter().any(|silent| silent == name),
            Judge::Share(part) => share(*part),
            Judge::On(system, part) if is("/properties/storageProfile/osDisk/osType", system) => share(*part),
            Judge::On(..) => return Some(("NotApplicable", "NotApplicableOs")),
            Judge::Facing(public, part) if is_public() == *public => share(*part),
            Judge::Facing(..) => return Some(("NotApplicable", "NotInternetFacing")),
        };
        Some(if healthy { HEALTHY } else { UNHEALTHY })
    }

    /// The records of the packages that are installed on a machine or in an image.
    fn updates(&self, tenant: &Tenant, subject: &Value) -> Vec<Vec<String>> {
        let id = text(subject, "id");
        let installed = self
            .packages
            .iter()
            .filter(|package| pick(&format!("{package} on {id}"), 100) >= 15);
        let records = installed.map(|package| {
            let name = format!("(Preview) Update {package}");
            let recommendation = Recommendation {
                key: guid(&name),
                severity: ["High", "Medium", "Low"][pick(package, 3) as usize].to_owned(),
                types: Vec::new(),
                judge: Judge::Share(0),
                control: "Remediate vulnerabilities".to_owned(),
                name,
                why: "The installed version has known weaknesses. Newer versions of the package close them.".to_owned(),
            };
            let is_old = pick(&format!("{package} state {id}"), 100) < 45;
            recommendation.record(tenant, subject, if is_old { UNHEALTHY } else { HEALTHY })
        });
        records.collect()
    }
}

impl Recommendation {
    /// Whether it is about resources of this type; web and function apps have one type and are told by their names.
    fn concerns(&self, subject: &Value) -> bool {
        let (kind, name) = (text(subject, "type"), text(subject, "name"));
        self.types.iter().any(|wanted| match wanted.split_once(' ') {
            Some((site, word)) => kind == site && name.starts_with("func") == (word == "func"),
            None => kind == wanted && !name.ends_with("/master"),
        })
    }

    fn record(&self, tenant: &Tenant, subject: &Value, (state, reason): State) -> Vec<String> {
        let (key, title, id) = (&self.key, &self.name, text(subject, "id").to_lowercase());
        let subscription = tenant.subscription_of(&id).unwrap();
        let last = |column: &str| text(subject, column).rsplit('/').next().unwrap_or_default().to_owned();
        let kind = match last("type").as_str() {
            "subnet" => "subnets".to_owned(),
            kind => kind.to_owned(),
        };
        let first = instant(&format!("first {id} {key}"), 10);
        let changed = match pick(&format!("changed {id} {key}"), 3) {
            0 => "2026-11-03T02:14:09.5512340Z".to_owned(),
            _ => first.clone(),
        };
        let technique = match self.control.contains("access") {
            true => ["Initial Access", "T1078 - Valid Accounts"],
            false => ["", ""],
        };
        let why = format!("{}<br />The state is evaluated again every 24 hours.", self.why);
        let steps = format!(
            "To remediate, for each unhealthy resource:<ol><li>Open <b>{title}</b> and select the resource.</li><li>Change the setting, in the template first where there is one, then in the portal.</li><li>Wait a day and see that the state has changed.</li></ol>Assign the policy of the same name, so that new resources start healthy."
        );
        let control = json!({&self.control: guid(&self.control)}).to_string();
        let blade = "https://portal.azure.com/#blade/Microsoft_Azure_Security/RecommendationsBlade";
        let link = format!("{blade}/assessmentKey/{key}/resourceId/{}", id.replace('/', "%2f"));
        let assessment = format!("{id}/providers/Microsoft.Security/assessments/{key}");
        let group = text(subject, "resourceGroup").to_lowercase();
        let cells: [&str; 27] = [
            "2026-11-14T09:12:33.120Z",
            &subscription.id(),
            &subscription.name,
            &group,
            &kind,
            &last("name"),
            &id,
            &assessment,
            key,
            title,
            &why,
            &steps,
            &self.severity,
            state,
            reason,
            &first,
            &changed,
            &control,
            &link,
            "",
            technique[0],
            technique[1],
            "Azure",
            "",
            "",
            "",
            "",
        ];
        cells.map(str::to_owned).to_vec()
    }
}
