//! Reasons why a count of holders may be wrong: roles and holders of which the exports do not tell enough, groups whose members nobody
//! lists.

use crate::access::GrantIx;
use crate::reach::ranked::{Ranked, runs};

use super::super::context::EvidenceContext;
use super::super::wording;
use super::count::{self, Held};
use super::shown::{MOST_NAMES, names};
use super::workloads::Workloads;

impl Held {
    /// Reason why a count that is not over its bound may be wrong, a sentence.
    pub(super) fn doubt(
        &self,
        judge: &EvidenceContext<'_>,
        workloads: Option<&Workloads>,
        most: Option<u32>,
    ) -> Option<String> {
        if self.open.is_some() {
            return self.open.clone();
        }
        if !self.unclear.is_empty() {
            let roles = wording::names(&self.unclear, MOST_NAMES);
            return Some(format!(
                "No export holds the definition of {roles}, so what it permits is not known."
            ));
        }
        if !self.undated.is_empty() {
            let roles = wording::names(&self.undated, MOST_NAMES);
            return Some(format!(
                "The export does not tell whether {roles} is held for good or was activated for a while."
            ));
        }
        let unsaid = self.others(&self.unsaid);
        if !unsaid.is_empty() && most.is_some_and(|most| self.len() + unsaid.len() > most as usize) {
            return Some(count::unsaid(judge, &unsaid, self.asked.unwrap_or_default()));
        }
        if most.is_some()
            && let Some(doubt) = self.in_groups(judge)
        {
            return Some(doubt);
        }
        let more = self.possible.iter().filter(|rank| !self.counts(**rank)).count();
        if more > 0 && most.is_some_and(|most| self.len() + more > most as usize) {
            return Some(format!(
                "{} would count if its own row said so, which it does not tell.",
                wording::count(more, "principal", "principals")
            ));
        }
        workloads.and_then(|workloads| workloads.doubt(most))
    }

    /// What to say where it is not known whether the count reaches a lower bound, a sentence: because of groups whose members
    /// nobody knows, or of holders of whom it is not told what they are.
    pub(super) fn may_reach(&self, judge: &EvidenceContext<'_>, least: usize) -> Option<String> {
        let groups = self.holders(|ix| judge.reach().holder(ix).is_untold_group());
        let sure = self.len() - groups.len();
        if sure >= least {
            return None;
        }
        if !groups.is_empty() {
            return Some(format!(
                "The number rests on {}, and no export tells who is in it.",
                names(judge, &groups)
            ));
        }
        let unsaid = self.others(&self.unsaid);
        if sure + unsaid.len() >= least {
            return Some(count::unsaid(judge, &unsaid, self.asked.unwrap_or_default()));
        }
        self.in_groups(judge)
    }

    /// Whether a holder is counted.
    fn counts(&self, rank: u32) -> bool {
        self.counted.binary_search_by_key(&rank, |(own, _)| *own).is_ok()
    }

    /// The first grant of each holder that is not counted.
    fn others(&self, list: &[Ranked]) -> Vec<GrantIx> {
        let first = runs(list).filter_map(|run| run.first());
        first
            .filter(|(rank, _)| !self.counts(*rank))
            .map(|(_, ix)| *ix)
            .collect()
    }

    /// What to say where groups hold such a right whose members nobody knows, a sentence.
    fn in_groups(&self, judge: &EvidenceContext<'_>) -> Option<String> {
        let groups: Vec<GrantIx> = runs(&self.of_groups)
            .filter_map(|run| run.first())
            .map(|(_, ix)| *ix)
            .collect();
        let first = judge.reach().grant(*groups.first()?).principal.clone();
        Some(format!(
            "Such a right is held by {}, and no export tells who is in it; this command does: az ad group member list --group {first} -o \
             json.",
            names(judge, &groups)
        ))
    }
}
