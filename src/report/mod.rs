//! The report model, made from findings and scores: wording, order, row budgets. It decides nothing about the tenant and draws
//! nothing.

mod access;
mod charts;
mod commands;
mod controls;
mod declaration;
mod declared;
mod domains;
mod estate;
mod findings;
mod format;
mod found;
mod gates;
mod inputs;
mod level;
pub mod listing;
mod method;
pub mod model;
mod notices;
mod path;
mod previous;
mod priorities;
mod register;
mod roadmap;
mod score;
mod scoring;
mod sources;
mod summary;
pub mod tone;

use crate::assess::Finding;

pub use declaration::Declared;
use model::Report;
pub use previous::Previous;
pub use scoring::Accepted;
pub use sources::{Engagement, RowBudget, Sources, score};

impl Sources<'_> {
    /// The report. Its findings are made when they are written.
    pub fn report(&self) -> Report<'_> {
        let ((controls, listed), (estate, (roadmap, access))) = rayon::join(
            || rayon::join(|| self.controls(), || self.findings()),
            || {
                rayon::join(
                    || self.estate(),
                    || {
                        let roadmap = self.roadmap();
                        let access = self.access(&roadmap);
                        (roadmap, access)
                    },
                )
            },
        );
        let domains = self.domains(&controls);
        let gates = self.gates();
        let score = self.score();
        let mut summary = self.summary(&score, &domains, &gates, &controls, &roadmap);
        summary.path = access.paths.first().cloned().or_else(|| self.worst_path());
        let mut charts = charts::texts(&domains, &roadmap, &score);
        charts.extend(access::chart(&access));
        Report {
            schema_version: model::SCHEMA_VERSION.to_owned(),
            tool: model::Tool {
                name: "Underpin".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            framework: model::FrameworkUsed {
                id: self.framework.file.id.clone(),
                name: self.framework.file.name.clone(),
                version: self.framework.file.version.clone(),
                sha256: self.framework.sha256.clone(),
                controls: self.framework.controls.len(),
            },
            engagement: self.engagement(),
            input_folders: self.input_folders(),
            inputs: self.inputs(),
            estate,
            method: self.method(),
            subjects: listed.subjects,
            texts: listed.texts,
            findings: listed.findings,
            score,
            priorities: priorities::priorities(&controls, &gates),
            domains,
            gates,
            access,
            controls,
            roadmap,
            summary,
            charts,
            register: self.register(),
        }
    }

    fn engagement(&self) -> model::Engagement {
        let said = &self.engagement.file;
        let or = |text: &str, default: &str| {
            if text.is_empty() {
                default.to_owned()
            } else {
                text.to_owned()
            }
        };
        model::Engagement {
            client: self.engagement.client.clone(),
            title: or(&said.title, "AI readiness assessment"),
            language: or(&said.language, "en"),
            as_of: self.engagement.as_of.map(|date| date.to_string()),
            as_of_text: self.engagement.as_of.map_or_else(|| "undated".to_owned(), format::date),
            bundle: model::BundleUsed {
                name: self.engagement.bundle_name.clone(),
                sha256: self.engagement.bundle_sha256.clone(),
                sha256_short: format::short_hash(&self.engagement.bundle_sha256),
                bytes: self.engagement.bundle_bytes,
            },
            declared: self.declared(),
            notices: self.notices(),
        }
    }

    /// Findings of one control, in their order.
    fn findings_of(&self, control: usize) -> impl Iterator<Item = &Finding> {
        self.assessment.findings[control].iter()
    }
}
