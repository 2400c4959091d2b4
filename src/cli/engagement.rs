//! What was said of an engagement, by whom, and what of it counts. A file that is named on the command line is the assessor's word.
//! A file inside the bundle is the client's own: names are taken from it, and whatever decides anything only when that is accepted.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use jiff::civil::Date;

use crate::condition::suggest::nearest;
use crate::framework::engagement::EngagementFile;
use crate::framework::{Framework, ProfileValues};
use crate::ingest::ledger::Ledger;

use super::arguments::EngagementArguments;

/// What a tenant is judged with.
pub struct Settings {
    /// What was said and counts.
    pub file: EngagementFile,
    /// The framework under the profile of the file.
    pub framework: Framework,
    /// The date that the assessment speaks of.
    pub as_of: Option<Date>,
}

/// The engagement of a run.
pub struct Engagement {
    /// What the tenant is judged with.
    pub settings: Settings,
    /// The client's own file, where it declares anything that decides.
    pub declared: Option<EngagementFile>,
    /// What the tenant would be judged with without the client's declarations, where they count.
    pub without: Option<Settings>,
}

impl Engagement {
    /// Reads the engagement file that is named on the command line, and the one in the bundle. One of the bundle that cannot be used
    /// is a problem in the ledger, as every file of it is; one that is named on the command line is an error.
    pub fn read(arguments: &EngagementArguments, framework: Framework, ledger: &mut Ledger) -> Result<Self> {
        let own = match &arguments.engagement {
            Some(path) => parsed(path)?,
            None => EngagementFile::default(),
        };
        let theirs = client_file(arguments, &framework, ledger);
        let named = own.clone().before(theirs.names());
        let declared = theirs.declares().then_some(theirs);
        match declared {
            Some(theirs) if arguments.accept_declarations => Ok(Engagement {
                settings: Settings::new(arguments, own.before(theirs.clone()), None, ledger)?,
                without: Some(Settings::new(arguments, named, Some(framework), ledger)?),
                declared: Some(theirs),
            }),
            declared => Ok(Engagement {
                settings: Settings::new(arguments, named, Some(framework), ledger)?,
                without: None,
                declared,
            }),
        }
    }
}

impl Settings {
    /// The settings of a file. `plain` is the framework under no profile, where it was already loaded.
    fn new(
        arguments: &EngagementArguments,
        file: EngagementFile,
        plain: Option<Framework>,
        ledger: &Ledger,
    ) -> Result<Self> {
        let folder = arguments.framework.as_deref();
        let framework = match plain {
            Some(plain) if file.profile.is_empty() => plain,
            _ => loaded(folder, &file)?,
        };
        check(&file, &framework)?;
        let said = match &arguments.as_of {
            Some(text) => Some(date(text)?),
            None if file.as_of.is_empty() => None,
            None => Some(date(&file.as_of).with_context(|| format!("{}: as_of", file.path))?),
        };
        Ok(Settings {
            as_of: said.or_else(|| ledger.as_of().and_then(|text| text.parse().ok())),
            file,
            framework,
        })
    }
}

fn parsed(path: &Path) -> Result<EngagementFile> {
    let text = fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
    Ok(EngagementFile::parse(&path.display().to_string(), &text)?)
}

/// The engagement file of the bundle; an empty one where there is none, or none that can be used.
fn client_file(arguments: &EngagementArguments, framework: &Framework, ledger: &mut Ledger) -> EngagementFile {
    let Some((path, bytes)) = ledger.engagement.take() else {
        return EngagementFile::default();
    };
    let usable = || -> Result<EngagementFile> {
        let file = EngagementFile::parse(&path, &String::from_utf8_lossy(&bytes))?;
        match file.profile.is_empty() {
            true => check(&file, framework)?,
            false => check(&file, &loaded(arguments.framework.as_deref(), &file)?)?,
        }
        Ok(file)
    };
    usable().unwrap_or_else(|error| {
        ledger.refuse_engagement(&path, format!("{error:#}"));
        EngagementFile::default()
    })
}

fn loaded(folder: Option<&Path>, file: &EngagementFile) -> Result<Framework> {
    let values: ProfileValues = file.profile.clone();
    Framework::load(folder, values).with_context(|| format!("{}: profile", file.path))
}

/// Refuses what a parsed file has wrong by the framework that it is used with.
fn check(file: &EngagementFile, framework: &Framework) -> Result<()> {
    if !file.as_of.is_empty() {
        date(&file.as_of).with_context(|| format!("{}: as_of", file.path))?;
    }
    for (id, name) in &file.environments {
        if let Some(message) = framework.estate.wrong_environment(std::slice::from_ref(name)) {
            bail!("{}: environments: {id}: {message}", file.path);
        }
    }
    for risk in &file.accepted_risks {
        let id = &risk.control;
        if framework.control(id).is_none() {
            let known = framework.controls.iter().map(|control| control.file.id.as_str());
            bail!(
                "{}: accepted_risks: there is no control `{id}`{}",
                file.path,
                meant(id, known)
            );
        }
        date(&risk.until).with_context(|| format!("{}: accepted_risks: {id}: until", file.path))?;
    }
    let keys = framework.attestation_keys();
    for given in &file.attestations {
        let key = &given.key;
        if !keys.iter().any(|known| known.eq_ignore_ascii_case(key)) {
            let meant = meant(key, keys.iter().copied());
            bail!("{}: attestations: no control asks for `{key}`{meant}", file.path);
        }
    }
    let language = file.language.to_ascii_lowercase();
    if !language.is_empty() && language != "en" && !language.starts_with("en-") {
        bail!(
            "{}: language: the documents are in English; write en, or leave it out",
            file.path
        );
    }
    Ok(())
}

/// The name that was probably meant, as the end of a sentence.
fn meant<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> String {
    nearest(name, known).map_or(String::new(), |name| format!("; did you mean `{name}`?"))
}

/// The day that a text names.
pub(super) fn date(text: &str) -> Result<Date> {
    text.parse()
        .with_context(|| format!("`{text}` is no date; write it as 2026-11-15"))
}
