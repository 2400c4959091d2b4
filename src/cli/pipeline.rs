//! From a bundle to a report: open, read, find the estate, judge, score.

use std::mem::ManuallyDrop;
use std::path::Path;
use std::{env, fs};

use anyhow::{Context as _, Result, bail};

use crate::assess::{Assessment, assess};
use crate::bundle::{Bundle, Fingerprint, Limits, Password};
use crate::condition::Context;
use crate::estate::Estate;
use crate::framework::engagement::EngagementFile;
use crate::framework::{Framework, ProfileValues};
use crate::ingest::ledger::Ledger;
use crate::inventory::Inventory;
use crate::report::{self, Previous, RowBudget, model::Report};

use super::arguments::{BundleArguments, EngagementArguments};
use super::engagement::{Engagement, Settings};
use super::terminal::Progress;

/// Environment variable that may hold the password of a bundle.
const PASSWORD_VARIABLE: &str = "UNDERPIN_PASSWORD";

/// Opens and reads the bundle, judges the tenant, and passes the report to `write`.
///
/// # Errors
/// When the bundle or one of the files beside it can't be used, and when nothing in the bundle can be: a report about nothing
/// helps nobody.
pub fn run<T>(
    bundle: &BundleArguments,
    engagement: &EngagementArguments,
    progress: &Progress,
    write: impl FnOnce(&Report<'_>) -> Result<T>,
) -> Result<T> {
    report(bundle, engagement, progress, |report, used| match used {
        Ok(()) => write(report),
        Err(nothing) => bail!(nothing),
    })
}

/// Opens, reads and judges the bundle and passes the report to `write`, even where nothing in the bundle can be used: the report
/// then tells why. The second argument of `write` is an error in that case.
pub fn report<T>(
    bundle: &BundleArguments,
    engagement: &EngagementArguments,
    progress: &Progress,
    write: impl FnOnce(&Report<'_>, Result<(), String>) -> Result<T>,
) -> Result<T> {
    let previous = engagement.previous.as_deref().map(previous).transpose()?;
    read(bundle, engagement, progress, |tenant| {
        let about = |judging: &Judging<'_>, declared| report::Engagement {
            client: client(engagement, &judging.settings.file, &judging.estate.inventory.ledger),
            as_of: judging.settings.as_of,
            bundle_name: tenant.bundle.name().to_owned(),
            bundle_sha256: tenant.fingerprint.sha256.clone(),
            bundle_bytes: tenant.fingerprint.bytes,
            file: judging.settings.file.clone(),
            declared,
            previous: previous.clone(),
        };
        let budget = RowBudget::default();
        let assessment = ManuallyDrop::new(tenant.judging.assess());
        let applied = tenant.without.is_some();
        let declared = tenant.declared.cloned().map(|file| report::Declared { file, applied });
        let engagement = about(&tenant.judging, declared);
        let Judging { settings, estate, .. } = &tenant.judging;
        let mut scored = report::score(&engagement, &settings.framework, estate, &assessment, budget)?;
        if let Some(without) = &tenant.without {
            let Judging { settings, estate, .. } = without;
            let (engagement, assessment) = (about(without, None), without.assess());
            let undeclared = report::score(&engagement, &settings.framework, estate, &assessment, budget)?;
            scored.compare_without(&undeclared);
        }
        let inventory = tenant.judging.estate.inventory;
        let used = match inventory.ledger.used() {
            0 => Err(nothing_usable(inventory)),
            _ => Ok(()),
        };
        write(&scored.report(), used)
    })
}

/// Opens and reads the bundle and asks something of the estate that it holds.
pub fn with_estate<T>(
    bundle: &BundleArguments,
    engagement: &EngagementArguments,
    progress: &Progress,
    ask: impl FnOnce(&Estate<'_>) -> Result<T>,
) -> Result<T> {
    read(bundle, engagement, progress, |tenant| ask(tenant.judging.estate))
}

/// A tenant that was read, and what it is judged with.
struct Tenant<'a> {
    bundle: &'a Bundle,
    fingerprint: Fingerprint,
    judging: Judging<'a>,
    /// The same without the client's own declarations, where they are applied.
    without: Option<Judging<'a>>,
    /// The client's own declarations.
    declared: Option<&'a EngagementFile>,
}

/// An estate and the settings that it is judged with.
struct Judging<'a> {
    settings: &'a Settings,
    estate: &'a Estate<'a>,
}

impl<'a> Judging<'a> {
    fn assess(&self) -> Assessment<'a> {
        let Settings { file, framework, as_of } = self.settings;
        assess(self.estate, framework, file, context(self.settings), *as_of)
    }
}

/// What conditions know beside the rows.
fn context(settings: &Settings) -> Context {
    at(settings.as_of)
}

/// The context at midnight of a day.
pub(super) fn at(day: Option<jiff::civil::Date>) -> Context {
    let midnight = day.and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC).ok());
    Context {
        as_of: midnight.map(|zoned| zoned.timestamp()),
        not_before: None,
    }
}

fn estate<'a>(inventory: &'a Inventory, settings: &'a Settings) -> Estate<'a> {
    let Settings { file, framework, .. } = settings;
    Estate::find(
        inventory,
        &framework.estate,
        &framework.roles,
        &file.environments,
        &context(settings),
    )
}

fn read<T>(
    bundle: &BundleArguments,
    engagement: &EngagementArguments,
    progress: &Progress,
    then: impl FnOnce(Tenant<'_>) -> Result<T>,
) -> Result<T> {
    progress.stage("Opening the bundle");
    let opened = open(bundle)?;
    let framework = Framework::load(engagement.framework.as_deref(), ProfileValues::new())?;
    progress.stage("Reading the exports");
    // The process ends with the report: a million rows are left to the system, which frees them at once.
    let projection = framework.projection();
    let (inventory, fingerprint) = rayon::join(|| Inventory::read(&opened, &projection), || opened.fingerprint());
    let (mut inventory, fingerprint) = (ManuallyDrop::new(inventory?), fingerprint?);
    progress.stage("Judging the tenant");
    let said = Engagement::read(engagement, framework, &mut inventory.ledger)?;
    let found = ManuallyDrop::new(estate(&inventory, &said.settings));
    let undeclared = said
        .without
        .as_ref()
        .map(|settings| (settings, estate(&inventory, settings)));
    let judging = |settings, estate| Judging { settings, estate };
    then(Tenant {
        bundle: &opened,
        fingerprint,
        judging: judging(&said.settings, &found),
        without: undeclared.as_ref().map(|(settings, estate)| judging(*settings, estate)),
        declared: said.declared.as_ref(),
    })
}

/// An earlier assessment that is named on the command line.
fn previous(path: &Path) -> Result<Previous> {
    let text = fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no report.json", path.display()))
}

/// Opens a bundle within the limits of the arguments.
pub fn open(arguments: &BundleArguments) -> Result<Bundle> {
    let limits = Limits {
        entries: arguments.max_entries,
        entry_bytes: arguments.max_entry_bytes,
        total_bytes: arguments.max_total_bytes,
        ratio: arguments.max_ratio,
        ..Limits::default()
    };
    let password = password(arguments)?;
    Ok(Bundle::open(&arguments.bundle, &limits, password.as_ref())?)
}

fn password(arguments: &BundleArguments) -> Result<Option<Password>> {
    if let Some(path) = &arguments.password_file {
        let text =
            fs::read_to_string(path).with_context(|| format!("the password file {} can't be read", path.display()))?;
        return Ok(Some(Password::new(text.lines().next().unwrap_or_default())));
    }
    Ok(env::var(PASSWORD_VARIABLE).ok().map(Password::new))
}

/// Name of a client that nobody names. The name of a file is no name of a client.
const NAMELESS: &str = "the tenant";

fn client(arguments: &EngagementArguments, file: &EngagementFile, ledger: &Ledger) -> String {
    let of_manifest = ledger.manifest.as_ref().and_then(|manifest| manifest.client.as_deref());
    let names = [arguments.client.as_deref(), Some(file.client.as_str()), of_manifest];
    let name = names.into_iter().flatten().find(|name| !name.trim().is_empty());
    name.unwrap_or(NAMELESS).to_owned()
}

fn nothing_usable(inventory: &Inventory) -> String {
    let mut lines = vec!["nothing in the bundle could be used. What was found:".to_owned()];
    for input in inventory.ledger.inputs.iter().take(10) {
        let problem = input
            .problems
            .first()
            .map_or("no Azure export was recognised in it", |problem| &problem.message);
        lines.push(format!("  {}: {problem}", input.path));
    }
    let more = inventory.ledger.inputs.len().saturating_sub(10);
    if more > 0 {
        lines.push(format!("  and {more} more files"));
    }
    lines.push("See the README for the commands that export a tenant.".to_owned());
    lines.join("\n")
}
