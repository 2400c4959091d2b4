//! From a bundle to a report: open, read, find the estate, judge, score.

use std::mem::ManuallyDrop;
use std::{env, fs};

use anyhow::{Context as _, Result, bail};
use jiff::civil::Date;

use crate::assess::assess;
use crate::bundle::{Bundle, Fingerprint, Limits, Password};
use crate::condition::Context;
use crate::estate::Estate;
use crate::framework::engagement::EngagementFile;
use crate::framework::{Framework, ProfileValues};
use crate::ingest::ledger::Ledger;
use crate::inventory::Inventory;
use crate::report::{self, Engagement, RowBudget, model::Report};

use super::arguments::{BundleArguments, EngagementArguments};
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
    read(bundle, engagement, progress, |tenant| {
        let assessment = ManuallyDrop::new(assess(
            tenant.estate,
            tenant.framework,
            tenant.file,
            tenant.context,
            tenant.as_of,
        ));
        let inventory = tenant.estate.inventory;
        let engagement = Engagement {
            client: client(engagement, tenant.file, tenant.bundle),
            as_of: tenant.as_of,
            bundle_name: tenant.bundle.name().to_owned(),
            bundle_sha256: tenant.fingerprint.sha256,
            bundle_bytes: tenant.fingerprint.bytes,
            file: tenant.file.clone(),
        };
        let budget = RowBudget::default();
        let scored = report::score(&engagement, tenant.framework, tenant.estate, &assessment, budget)?;
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
    read(bundle, engagement, progress, |tenant| ask(tenant.estate))
}

/// A tenant that was read, and what it is judged with.
struct Tenant<'a> {
    bundle: &'a Bundle,
    fingerprint: Fingerprint,
    framework: &'a Framework,
    estate: &'a Estate<'a>,
    context: Context,
    as_of: Option<Date>,
    file: &'a EngagementFile,
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
    let (file, framework) = engagement_file(engagement, framework, &mut inventory.ledger)?;
    let as_of = as_of(engagement, &file, &inventory)?;
    let context = Context {
        as_of: as_of
            .and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC).ok())
            .map(|zoned| zoned.timestamp()),
    };
    let estate = ManuallyDrop::new(Estate::find(
        &inventory,
        &framework.estate,
        &framework.roles,
        &file.environments,
        &context,
    ));
    then(Tenant {
        bundle: &opened,
        fingerprint,
        framework: &framework,
        estate: &estate,
        context,
        as_of,
        file: &file,
    })
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

/// Reads the engagement file, named on the command line or else in the bundle, and adapts the framework to it. A file of the
/// bundle that cannot be used is a problem in the ledger, as every file of it is; one that was named on the command line is an
/// error.
fn engagement_file(
    arguments: &EngagementArguments,
    framework: Framework,
    ledger: &mut Ledger,
) -> Result<(EngagementFile, Framework)> {
    if let Some(path) = &arguments.engagement {
        let text = fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
        let file = EngagementFile::parse(&path.display().to_string(), &text)?;
        return match under(&file, arguments, &framework)? {
            Some(own) => Ok((file, own)),
            None => Ok((file, framework)),
        };
    }
    let Some((path, bytes)) = ledger.engagement.take() else {
        return Ok((EngagementFile::default(), framework));
    };
    let parsed = EngagementFile::parse(&path, &String::from_utf8_lossy(&bytes)).map_err(anyhow::Error::from);
    match parsed.and_then(|file| Ok((under(&file, arguments, &framework)?, file))) {
        Ok((own, file)) => Ok((file, own.unwrap_or(framework))),
        Err(error) => {
            ledger.refuse_engagement(&path, format!("{error:#}"));
            Ok((EngagementFile::default(), framework))
        }
    }
}

/// The framework under the profile of an engagement, where that differs. Looks at what else a parsed file may have wrong.
fn under(file: &EngagementFile, arguments: &EngagementArguments, framework: &Framework) -> Result<Option<Framework>> {
    if !file.as_of.is_empty() {
        date(&file.as_of).with_context(|| format!("{}: as_of", file.path))?;
    }
    let own = match file.profile.is_empty() {
        true => None,
        false => {
            let own = Framework::load(arguments.framework.as_deref(), file.profile.clone());
            Some(own.with_context(|| format!("{}: profile", file.path))?)
        }
    };
    let estate = &own.as_ref().unwrap_or(framework).estate;
    for (id, name) in &file.environments {
        if let Some(message) = estate.wrong_environment(std::slice::from_ref(name)) {
            bail!("{}: environments: {id}: {message}", file.path);
        }
    }
    Ok(own)
}

fn date(text: &str) -> Result<Date> {
    text.parse()
        .with_context(|| format!("`{text}` is no date; write it as 2026-11-15"))
}

fn as_of(arguments: &EngagementArguments, file: &EngagementFile, inventory: &Inventory) -> Result<Option<Date>> {
    let said = arguments
        .as_of
        .as_deref()
        .or((!file.as_of.is_empty()).then_some(file.as_of.as_str()));
    match said {
        Some(text) => Ok(Some(date(text)?)),
        None => Ok(inventory.ledger.as_of().and_then(|text| text.parse().ok())),
    }
}

fn client(arguments: &EngagementArguments, file: &EngagementFile, bundle: &Bundle) -> String {
    if let Some(name) = &arguments.client {
        return name.clone();
    }
    if !file.client.is_empty() {
        return file.client.clone();
    }
    let name = bundle.name();
    name.strip_suffix(".zip").unwrap_or(name).to_owned()
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
