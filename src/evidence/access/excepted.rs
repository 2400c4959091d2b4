//! Grants that a profile value declares to be in order: a rule does not count them.

use jiff::civil::Date;

use crate::access::GrantIx;
use crate::reach::Reach;

/// Grants that the profile declares to be in order.
pub(super) struct Excepted {
    from: Option<String>,
    to: Option<String>,
    role: Option<String>,
    expires: Option<String>,
}

impl Excepted {
    /// Whether a grant is one of them, on the day of the assessment.
    pub(super) fn holds(&self, reach: &Reach<'_>, ix: GrantIx, as_of: Option<Date>) -> bool {
        let own_role = reach.role_id(ix).unwrap_or_default();
        self.is_from(reach, ix)
            && same(&self.role, &[reach.role(ix), own_role])
            && self.is_to(reach, ix)
            && self.is_open(as_of)
    }

    fn is_from(&self, reach: &Reach<'_>, ix: GrantIx) -> bool {
        let principal = &reach.grant(ix).principal;
        let sign_in = reach.holder(ix).principal.map_or("", |known| &known.sign_in);
        let group = reach.membership(ix).map(|membership| &*membership.group);
        let group_name = group.map_or_else(String::new, |id| reach.name(id));
        let who = [
            &**principal,
            &reach.name(principal),
            sign_in,
            group.unwrap_or_default(),
            &group_name,
        ];
        same(&self.from, &who)
    }

    fn is_to(&self, reach: &Reach<'_>, ix: GrantIx) -> bool {
        self.to.as_ref().is_none_or(|to| {
            let all = || reach.subscriptions(ix).iter().all(|own| own.eq_ignore_ascii_case(to));
            reach.scope(ix).eq_ignore_ascii_case(to) || all()
        })
    }

    fn is_open(&self, as_of: Option<Date>) -> bool {
        self.expires.as_ref().is_none_or(|until| {
            let until = until.parse::<Date>().ok();
            until.zip(as_of).is_some_and(|(until, as_of)| as_of <= until)
        })
    }
}

fn same(named: &Option<String>, own: &[&str]) -> bool {
    let is_named = |named: &String| own.iter().any(|own| own.eq_ignore_ascii_case(named));
    named.as_ref().is_none_or(is_named)
}

/// Entries of a profile parameter: a text names a principal.
pub(super) fn excepted(value: &serde_json::Value) -> Vec<Excepted> {
    let entries = value.as_array().map_or(&[][..], Vec::as_slice).iter();
    entries
        .map(|entry| {
            let text = |key: &str| entry[key].as_str().map(str::to_owned);
            Excepted {
                from: entry.as_str().map(str::to_owned).or_else(|| text("from")),
                to: text("to"),
                role: text("role"),
                expires: text("expires"),
            }
        })
        .filter(|entry| entry.from.is_some() || entry.to.is_some() || entry.role.is_some())
        .collect()
}
