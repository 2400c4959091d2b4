//! Openness of a thing as a range, from the least to the most that it can be by the exports. A comparison with a degree gives
//! true, false or unknown; a row that holds less only ever widens the range.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::condition::Truth;
use crate::inventory::resource::ResourceIx;
use crate::value::addresses::{Range, Share};

/// Upper bound of the rules or places that a sentence names.
const MOST_NAMES: usize = 4;

/// Openness to the network, from the tightest to the widest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Openness {
    /// It has no public address, or that is switched off.
    Closed,
    /// It has one, which lets in only addresses, networks, resources and services that somebody named; that may be none so far.
    NamedAddresses,
    /// Every machine inside Azure, other organisations' included.
    AllOfAzure,
    /// It lets in so many addresses that strangers are among them.
    NearlyEverybody,
    /// Everybody on the internet.
    Everybody,
}

impl Openness {
    /// The widest group of addresses that is let in, a noun phrase.
    pub fn words(self) -> &'static str {
        match self {
            Openness::Closed => "nobody from public networks",
            Openness::NamedAddresses => "addresses, networks and resources that somebody named",
            Openness::AllOfAzure => "every machine inside Azure",
            Openness::NearlyEverybody => "nearly every address of the internet",
            Openness::Everybody => "every address of the internet",
        }
    }
}

impl From<Share> for Openness {
    fn from(share: Share) -> Self {
        match share {
            Share::Nobody | Share::Some => Openness::NamedAddresses,
            Share::Most => Openness::NearlyEverybody,
            Share::All => Openness::Everybody,
        }
    }
}

/// A row that was read, and the value that it showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The row.
    pub ix: ResourceIx,
    /// Statement of the row, a sentence without its full stop.
    pub what: String,
    /// The same in the spelling of the row: `properties.publicNetworkAccess is Enabled`; empty where the statement says it.
    pub trace: String,
}

impl Witness {
    /// A row and what it says.
    pub fn new(ix: ResourceIx, what: impl Into<String>) -> Self {
        Witness {
            ix,
            what: what.into(),
            trace: String::new(),
        }
    }

    /// The row with what was read there in its own spelling.
    #[must_use]
    pub fn traced(self, trace: impl Into<String>) -> Self {
        Witness {
            trace: trace.into(),
            ..self
        }
    }
}

/// Whom one entry of a firewall lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admits {
    /// These addresses.
    Addresses(Range),
    /// Services or resources that somebody named.
    Named,
    /// Every address inside Azure, other organisations' included.
    AllOfAzure,
    /// Others whom nobody named.
    Strangers,
}

impl Admits {
    /// Whether it lets in more than a prefix of IPv4 of this length does.
    fn is_wider_than(self, prefix: u32) -> bool {
        match self {
            Admits::Addresses(range) => range.is_wider_than(prefix),
            Admits::Named => false,
            Admits::AllOfAzure | Admits::Strangers => true,
        }
    }
}

/// One entry of a firewall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The text of the rule.
    pub written: String,
    /// Whom it lets in.
    pub admits: Admits,
    /// Whether it is in force: not known where another answer may be the right one.
    pub in_force: Truth,
}

impl Exception {
    /// An entry that is in force where its firewall is.
    pub fn new(written: impl Into<String>, admits: Admits) -> Self {
        let written = written.into();
        Exception {
            written,
            admits,
            in_force: Truth::True,
        }
    }
}

/// Openness of a thing, and the rows that prove it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Lower bound of the openness.
    pub least: Openness,
    /// Upper bound of the openness.
    pub most: Openness,
    /// Facts as sentences in the past tense.
    pub said: Vec<String>,
    /// Properties that the export does not hold.
    pub missing: Vec<String>,
    /// Other gaps of the exports and the evidence that would close them, sentences.
    pub unknown: Vec<String>,
    /// The rows that were read.
    pub rows: Vec<Witness>,
    /// The entries of the rules that are in force.
    pub exceptions: Vec<Exception>,
    /// Properties that the export does not hold and that may let in others besides, whom nobody named.
    pub untold_exceptions: Vec<String>,
}

impl Answer {
    /// A known answer.
    pub fn known(openness: Openness) -> Self {
        Answer::between(openness, openness)
    }

    /// An answer of which the bounds are known.
    pub fn between(least: Openness, most: Openness) -> Self {
        Answer {
            least,
            most,
            said: Vec::new(),
            missing: Vec::new(),
            unknown: Vec::new(),
            rows: Vec::new(),
            exceptions: Vec::new(),
            untold_exceptions: Vec::new(),
        }
    }

    /// An answer of which nothing is known, for this reason.
    pub fn unknown(reason: impl Into<String>) -> Self {
        Answer::between(Openness::Closed, Openness::Everybody).because(reason)
    }

    /// Adds a reason why it is not known better.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.unknown.push(reason.into());
        self
    }

    /// Adds a property that the export does not hold.
    #[must_use]
    pub fn lacking(mut self, property: impl Into<String>) -> Self {
        self.missing.push(property.into());
        self
    }

    /// Adds a row that was read.
    #[must_use]
    pub fn shown(mut self, witness: Witness) -> Self {
        self.rows.push(witness);
        self
    }

    /// Adds a sentence about a fact.
    #[must_use]
    pub fn saying(mut self, sentence: impl Into<String>) -> Self {
        self.said.push(sentence.into());
        self
    }

    /// The degree, where the exports settle it.
    pub fn settled(&self) -> Option<Openness> {
        (self.least == self.most).then_some(self.least)
    }

    /// The facts as one text.
    pub fn found(&self) -> String {
        self.said.join(" ")
    }

    /// The reason why it is not known better, and the evidence that would settle it.
    pub fn open_question(&self) -> String {
        let mut sentences = Vec::new();
        let mut missing = self.missing.clone();
        missing.extend(self.untold_exceptions.iter().cloned());
        if !missing.is_empty() {
            sentences.push(format!("The export does not hold {} of it.", list(&missing)));
        }
        sentences.extend(self.unknown.iter().cloned());
        sentences.join(" ")
    }

    /// Whether it is as open as this or more.
    pub fn reaches(&self, openness: Openness) -> Truth {
        match () {
            () if self.least >= openness => Truth::True,
            () if self.most < openness => Truth::False,
            () => Truth::Unknown,
        }
    }

    /// Whether it is more open than this.
    pub fn exceeds(&self, most: Openness) -> Truth {
        match () {
            () if self.least > most => Truth::True,
            () if self.most <= most => Truth::False,
            () => Truth::Unknown,
        }
    }

    /// The entries that let in more than a prefix of IPv4 of this length does.
    pub fn wider_than(&self, prefix: u32) -> impl Iterator<Item = &Exception> {
        let exceptions = self.exceptions.iter();
        exceptions.filter(move |exception| exception.admits.is_wider_than(prefix))
    }

    /// Whether an entry that is in force lets in more than a prefix of IPv4 of this length does.
    pub fn has_wider_than(&self, prefix: u32) -> Truth {
        let found = self.wider_than(prefix).map(|exception| exception.in_force);
        let found = found.fold(Truth::False, Truth::or);
        let is_whole = self.settled().is_some() || self.most <= Openness::NamedAddresses;
        let has_more = match is_whole && self.untold_exceptions.is_empty() {
            true => Truth::False,
            false => Truth::Unknown,
        };
        found.or(has_more)
    }

    /// Union of two answers: an address is let in where either lets it in.
    #[must_use]
    pub fn or(self, other: Answer) -> Self {
        let (least, most) = (self.least.max(other.least), self.most.max(other.most));
        self.joined(other, least, most)
    }

    /// Answer where one of the two holds, and no export shows which.
    #[must_use]
    pub fn either(self, other: Answer) -> Self {
        let (least, most) = (self.least.min(other.least), self.most.max(other.most));
        let mut either = self.joined(other, least, most);
        for exception in &mut either.exceptions {
            exception.in_force = Truth::Unknown;
        }
        either
    }

    fn joined(mut self, other: Answer, least: Openness, most: Openness) -> Self {
        (self.least, self.most) = (least, most);
        let new = |own: &[String], more: Vec<String>| -> Vec<String> {
            more.into_iter().filter(|text| !own.contains(text)).collect()
        };
        let (said, missing) = (new(&self.said, other.said), new(&self.missing, other.missing));
        let unknown = new(&self.unknown, other.unknown);
        self.said.extend(said);
        self.missing.extend(missing);
        self.unknown.extend(unknown);
        for row in other.rows {
            if !self.rows.contains(&row) {
                self.rows.push(row);
            }
        }
        self.exceptions.extend(other.exceptions);
        self.untold_exceptions.extend(other.untold_exceptions);
        self
    }
}

/// The addresses that these entries let in.
pub(super) fn ranges(exceptions: &[Exception]) -> Vec<Range> {
    let ranges = exceptions.iter().filter_map(|exception| match exception.admits {
        Admits::Addresses(range) => Some(range),
        Admits::Named | Admits::AllOfAzure | Admits::Strangers => None,
    });
    ranges.collect()
}

/// `a, b and 3 more`
pub(super) fn list(texts: &[String]) -> String {
    let shown = if texts.len() > MOST_NAMES {
        MOST_NAMES - 1
    } else {
        texts.len()
    };
    let mut parts = texts[..shown].to_vec();
    if texts.len() > shown {
        parts.push(format!("{} more", texts.len() - shown));
    }
    match parts.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    }
}
