//! A run from an open bundle to a report.

use std::mem;

use crate::assess::{self, Assessment};
use crate::bundle::{Bundle, Fingerprint};
use crate::estate::Estate;
use crate::framework::engagement::EngagementFile;
use crate::framework::{Framework, ProfileValues};
use crate::ingest::ledger::Ledger;
use crate::inventory::Inventory;
use crate::report::{self, RowBudget, model::Report};

use super::error::AssessError;
use super::settings::Settings;
use super::terms::{Agreement, Terms};

/// Name of a client that nobody names. The name of a file is no name of a client.
const NAMELESS: &str = "the tenant";

/// A stage of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunStage {
    /// The exports are read.
    Reading,
    /// The tenant is judged.
    Judging,
}

/// A run over a bundle under some settings.
pub struct AssessmentRun<'a> {
    bundle: &'a Bundle,
    settings: &'a Settings,
    observer: &'a dyn Fn(RunStage),
    leaves_memory: bool,
}

impl<'a> AssessmentRun<'a> {
    /// A run that nobody observes.
    pub fn new(bundle: &'a Bundle, settings: &'a Settings) -> Self {
        AssessmentRun {
            bundle,
            settings,
            observer: &|_| {},
            leaves_memory: false,
        }
    }

    /// Calls `observer` at the beginning of each stage.
    #[must_use]
    pub fn observed(self, observer: &'a dyn Fn(RunStage)) -> Self {
        AssessmentRun { observer, ..self }
    }

    /// Leaves the memory of what was read to the system. For a process that ends with the report: the system frees a million rows at
    /// once, and the allocator one by one.
    #[must_use]
    pub fn leaving_memory(self) -> Self {
        AssessmentRun {
            leaves_memory: true,
            ..self
        }
    }

    /// Assesses the tenant and passes its report to `with`.
    ///
    /// # Errors
    /// Those of [`crate::assess()`].
    pub fn assess<T>(&self, with: impl FnOnce(&Report<'_>) -> T) -> Result<T, AssessError> {
        self.report(|report, usable| usable.map(|()| with(report)))?
    }

    /// Assesses the tenant and passes its report to `with`, even where nothing in the bundle can be used: the report then tells why. The
    /// second argument of `with` is an error in that case.
    ///
    /// # Errors
    /// Those of [`crate::assess()`], but for a bundle of which nothing can be used.
    pub fn report<T>(&self, with: impl FnOnce(&Report<'_>, Result<(), AssessError>) -> T) -> Result<T, AssessError> {
        self.read(|tenant| -> Result<T, AssessError> {
            let assessment = tenant.judging.assess();
            let applied = tenant.without.is_some();
            let declared = tenant.declared.cloned().map(|file| report::Declared { file, applied });
            let engagement = self.engagement(&tenant, &tenant.judging, declared);
            let budget = RowBudget::default();
            let Judging { terms, estate } = tenant.judging;
            let mut scored = report::score(&engagement, &terms.framework, estate, &assessment, budget)?;
            if let Some(without) = &tenant.without {
                let (engagement, assessment) = (self.engagement(&tenant, without, None), without.assess());
                let Judging { terms, estate } = without;
                let undeclared = report::score(&engagement, &terms.framework, estate, &assessment, budget)?;
                scored.compare_without(&undeclared);
            }
            let ledger = &estate.inventory.ledger;
            let usable = match ledger.used() {
                0 => Err(AssessError::nothing_usable(ledger)),
                _ => Ok(()),
            };
            let done = with(&scored.report(), usable);
            if self.leaves_memory {
                mem::forget(scored);
                mem::forget(assessment);
            }
            Ok(done)
        })?
    }

    /// Reads the bundle and passes the estate that it holds to `ask`.
    ///
    /// # Errors
    /// When the bundle, the framework or the engagement file cannot be used.
    pub fn with_estate<T>(&self, ask: impl FnOnce(&Estate<'_>) -> T) -> Result<T, AssessError> {
        self.read(|tenant| ask(tenant.judging.estate))
    }

    fn read<T>(&self, then: impl FnOnce(Tenant<'_>) -> T) -> Result<T, AssessError> {
        let framework = Framework::load(self.settings.framework.as_deref(), ProfileValues::new())?;
        (self.observer)(RunStage::Reading);
        let projection = framework.projection();
        let (inventory, fingerprint) = rayon::join(
            || Inventory::read(self.bundle, &projection),
            || self.bundle.fingerprint(),
        );
        let (mut inventory, fingerprint) = (inventory?, fingerprint?);
        (self.observer)(RunStage::Judging);
        let agreed = Agreement::settle(self.settings, framework, &mut inventory.ledger)?;
        let found = estate(&inventory, &agreed.terms);
        let undeclared = agreed.without.as_ref().map(|terms| (terms, estate(&inventory, terms)));
        let judging = |terms, estate| Judging { terms, estate };
        let done = then(Tenant {
            fingerprint,
            judging: judging(&agreed.terms, &found),
            without: undeclared.as_ref().map(|(terms, estate)| judging(*terms, estate)),
            declared: agreed.declared.as_ref(),
        });
        if self.leaves_memory {
            mem::forget(undeclared);
            mem::forget(found);
            mem::forget(inventory);
        }
        Ok(done)
    }

    /// The subject of the report.
    fn engagement(
        &self,
        tenant: &Tenant<'_>,
        judging: &Judging<'_>,
        declared: Option<report::Declared>,
    ) -> report::Engagement {
        report::Engagement {
            client: self.client(&judging.terms.file, &judging.estate.inventory.ledger),
            as_of: judging.terms.as_of,
            bundle_name: self.bundle.name().to_owned(),
            bundle_sha256: tenant.fingerprint.sha256.clone(),
            bundle_bytes: tenant.fingerprint.bytes,
            file: judging.terms.file.clone(),
            declared,
            previous: self.settings.previous.clone(),
        }
    }

    /// The client's name, of those who name it the first: the settings, the engagement file, the manifest.
    fn client(&self, file: &EngagementFile, ledger: &Ledger) -> String {
        let of_manifest = ledger.manifest.as_ref().and_then(|manifest| manifest.client.as_deref());
        let names = [self.settings.client.as_deref(), Some(file.client.as_str()), of_manifest];
        let name = names.into_iter().flatten().find(|name| !name.trim().is_empty());
        name.unwrap_or(NAMELESS).to_owned()
    }
}

/// A tenant that was read, and the terms that it is judged under.
struct Tenant<'a> {
    fingerprint: Fingerprint,
    judging: Judging<'a>,
    /// The judging without the client's own declarations, where they are applied.
    without: Option<Judging<'a>>,
    /// The client's own declarations.
    declared: Option<&'a EngagementFile>,
}

/// An estate and the terms that it is judged under.
#[derive(Clone, Copy)]
struct Judging<'a> {
    terms: &'a Terms,
    estate: &'a Estate<'a>,
}

impl<'a> Judging<'a> {
    fn assess(&self) -> Assessment<'a> {
        let Terms { file, framework, as_of } = self.terms;
        assess::assess(self.estate, framework, file, self.terms.context(), *as_of)
    }
}

fn estate<'a>(inventory: &'a Inventory, terms: &'a Terms) -> Estate<'a> {
    let Terms { file, framework, .. } = terms;
    Estate::find(
        inventory,
        &framework.estate,
        &framework.roles,
        &file.environments,
        &terms.context(),
    )
}
