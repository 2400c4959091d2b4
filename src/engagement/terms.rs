//! The terms under which a tenant is judged: what was said of the engagement, by whom, and what of it counts. The file of the settings
//! is the assessor's word. A file inside the bundle is the client's own: names are taken from it, and whatever decides anything only
//! when the settings accept it.

use std::path::Path;

use jiff::civil::Date;

use crate::condition::Context;
use crate::condition::suggest::nearest;
use crate::framework::engagement::EngagementFile;
use crate::framework::{Framework, ProfileValues};
use crate::ingest::ledger::Ledger;

use super::error::AssessError;
use super::settings::Settings;

/// The terms under which a tenant is judged.
pub(super) struct Terms {
    /// The statements that count.
    pub(super) file: EngagementFile,
    /// The framework under the profile of the file.
    pub(super) framework: Framework,
    /// The date that the assessment speaks of.
    pub(super) as_of: Option<Date>,
}

/// The terms of a run.
pub(super) struct Agreement {
    /// The terms that the tenant is judged under.
    pub(super) terms: Terms,
    /// The client's own file, where it declares anything that decides.
    pub(super) declared: Option<EngagementFile>,
    /// The terms without the client's declarations, where they count.
    pub(super) without: Option<Terms>,
}

impl Agreement {
    /// Settles the terms by the settings and by the engagement file in the bundle. One of the bundle that cannot be used is a problem
    /// in the ledger, as every file of it is; `plain` is the framework under no profile.
    pub(super) fn settle(settings: &Settings, plain: Framework, ledger: &mut Ledger) -> Result<Self, AssessError> {
        let own = settings.engagement.clone();
        let theirs = client_file(settings, &plain, ledger);
        let named = own.clone().before(theirs.names());
        let declared = theirs.declares().then_some(theirs);
        match declared {
            Some(theirs) if settings.accept_declarations => Ok(Agreement {
                terms: Terms::of(settings, own.before(theirs.clone()), None, ledger)?,
                without: Some(Terms::of(settings, named, Some(plain), ledger)?),
                declared: Some(theirs),
            }),
            declared => Ok(Agreement {
                terms: Terms::of(settings, named, Some(plain), ledger)?,
                without: None,
                declared,
            }),
        }
    }
}

impl Terms {
    /// The terms of a file. `plain` is the framework under no profile, where it was already loaded.
    fn of(
        settings: &Settings,
        file: EngagementFile,
        plain: Option<Framework>,
        ledger: &Ledger,
    ) -> Result<Self, AssessError> {
        let framework = match plain {
            Some(plain) if file.profile.is_empty() => plain,
            _ => loaded(settings.framework.as_deref(), &file)?,
        };
        check(&file, &framework)?;
        let said = match settings.as_of {
            Some(date) => Some(date),
            None if file.as_of.is_empty() => None,
            None => Some(dated(&file, "as_of", &file.as_of)?),
        };
        Ok(Terms {
            as_of: said.or_else(|| ledger.as_of().and_then(|text| text.parse().ok())),
            file,
            framework,
        })
    }

    /// The facts that conditions ask for beside the rows.
    pub(super) fn context(&self) -> Context {
        context_at(self.as_of)
    }
}

/// The context of conditions at midnight of a day.
pub(crate) fn context_at(day: Option<Date>) -> Context {
    let midnight = day.and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC).ok());
    Context {
        as_of: midnight.map(|zoned| zoned.timestamp()),
        not_before: None,
    }
}

/// The engagement file of the bundle; an empty one where there is none, or none that can be used.
fn client_file(settings: &Settings, plain: &Framework, ledger: &mut Ledger) -> EngagementFile {
    let Some((path, bytes)) = ledger.engagement.take() else {
        return EngagementFile::default();
    };
    let usable = || -> Result<EngagementFile, AssessError> {
        let file = EngagementFile::parse(&path, &String::from_utf8_lossy(&bytes))?;
        match file.profile.is_empty() {
            true => check(&file, plain)?,
            false => check(&file, &loaded(settings.framework.as_deref(), &file)?)?,
        }
        Ok(file)
    };
    usable().unwrap_or_else(|error| {
        ledger.refuse_engagement(&path, error.in_a_line());
        EngagementFile::default()
    })
}

fn loaded(folder: Option<&Path>, file: &EngagementFile) -> Result<Framework, AssessError> {
    let values: ProfileValues = file.profile.clone();
    Framework::load(folder, values).map_err(|source| AssessError::Profile {
        file: file.path.clone(),
        source,
    })
}

/// Refuses a parsed file for what the framework that it is used with does not know.
fn check(file: &EngagementFile, framework: &Framework) -> Result<(), AssessError> {
    if !file.as_of.is_empty() {
        dated(file, "as_of", &file.as_of)?;
    }
    for (id, name) in &file.environments {
        if let Some(message) = framework.estate.wrong_environment(std::slice::from_ref(name)) {
            return Err(unknown(file, format!("environments: {id}: {message}")));
        }
    }
    for risk in &file.accepted_risks {
        let id = &risk.control;
        if framework.control(id).is_none() {
            let known = framework.controls.iter().map(|control| control.file.id.as_str());
            let meant = meant(id, known);
            return Err(unknown(
                file,
                format!("accepted_risks: there is no control `{id}`{meant}"),
            ));
        }
        dated(file, &format!("accepted_risks: {id}: until"), &risk.until)?;
    }
    let keys = framework.attestation_keys();
    for given in &file.attestations {
        let key = &given.key;
        if !keys.iter().any(|known| known.eq_ignore_ascii_case(key)) {
            let meant = meant(key, keys.iter().copied());
            return Err(unknown(
                file,
                format!("attestations: no control asks for `{key}`{meant}"),
            ));
        }
    }
    let language = file.language.to_ascii_lowercase();
    if !language.is_empty() && language != "en" && !language.starts_with("en-") {
        let message = "language: the documents are in English; write en, or leave it out".to_owned();
        return Err(unknown(file, message));
    }
    Ok(())
}

fn unknown(file: &EngagementFile, message: String) -> AssessError {
    AssessError::Unknown {
        file: file.path.clone(),
        message,
    }
}

/// The name that was probably meant, as the end of a sentence.
fn meant<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> String {
    nearest(name, known).map_or(String::new(), |name| format!("; did you mean `{name}`?"))
}

/// The date at a place of a file.
fn dated(file: &EngagementFile, place: &str, text: &str) -> Result<Date, AssessError> {
    text.parse()
        .map_err(|_| unknown(file, format!("{place}: `{text}` is no date; write it as 2026-11-15")))
}
