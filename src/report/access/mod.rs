//! Access as the report prints it: the worst paths, each with its proof and its cut, and the principals that can do something to
//! AI.

mod paths;
mod tables;

use crate::evidence::paths::Paths;

use super::sources::Sources;
use super::{format, model};

impl Sources<'_> {
    /// The access section.
    pub(super) fn access(&self, roadmap: &model::Roadmap) -> model::Access {
        if self.estate.inventory.access.assignments().is_empty() {
            return model::Access::default();
        }
        let (reach, found) = (&self.assessment.reach, &self.assessment.paths);
        let shown = self.paths(reach, found, roadmap);
        let ((brokers, holders), ((crossing, crossing_total), (outsiders, outsiders_total), heat)) = rayon::join(
            || (self.brokers(reach), self.holders(reach)),
            || (self.crossing(reach), self.outsiders(reach), self.heat(reach)),
        );
        let total = found.all.len();
        let more = total - shown.len();
        model::Access {
            text: text(found, &shown),
            paths_total: total,
            paths_more: match more {
                0 => String::new(),
                _ => format!("and {} more of the same routes", format::number(more as u64)),
            },
            paths: shown,
            brokers,
            holders,
            crossing,
            crossing_total,
            outsiders,
            outsiders_total,
            heat,
        }
    }
}

fn text(found: &Paths, shown: &[model::AccessPath]) -> String {
    let Some(worst) = shown.first() else {
        return "No path was found from an exposure to data or models.".to_owned();
    };
    let total = format::count(found.all.len(), "path leads", "paths lead");
    let most = if found.clipped.is_empty() { "" } else { "At least " };
    let mut text = format!("{most}{total} from an exposure to data, models or production.");
    let best = shown
        .iter()
        .filter_map(|path| path.cut.as_ref())
        .max_by_key(|cut| cut.breaks);
    if let Some(cut) = worst.cut.as_ref().filter(|_| shown.len() > 1) {
        text.push_str(&format!(
            " The worst is broken by one change, which {}: {}.",
            cut.breaks_text, cut.text
        ));
    }
    let told = worst.cut.as_ref().map(|cut| cut.text.as_str());
    if let Some(cut) = best.filter(|cut| cut.breaks > 1 && Some(cut.text.as_str()) != told) {
        text.push_str(&format!(" The change that {} is: {}.", cut.breaks_text, cut.text));
    }
    text
}

/// Title and text of the heat map; none where no AI identity holds anything.
pub(super) fn chart(access: &model::Access) -> Option<model::ChartText> {
    if access.heat.rows.is_empty() {
        return None;
    }
    let rows: Vec<String> = access
        .heat
        .rows
        .iter()
        .map(|row| {
            let cells = row
                .counts
                .iter()
                .zip(&access.heat.columns)
                .filter(|(count, _)| **count > 0);
            let cells: Vec<String> = cells.map(|(count, level)| format!("{count} at {level}")).collect();
            format!("{}: {}", row.label, cells.join(", "))
        })
        .collect();
    Some(model::ChartText {
        id: "reach".to_owned(),
        title: "AI identities by what they may do, and how widely".to_owned(),
        description: format!("A table of counts of identities: {}.", rows.join("; ")),
    })
}
