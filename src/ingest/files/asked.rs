//! The list that a file was asked for: of which resource, and of what. Azure gives children and extensions of one resource at a time,
//! and an empty list does not say whose it is; an envelope or a manifest that names the resource, or the address that was called, does.

use crate::ingest::ledger::Asked;
use crate::ingest::row::type_plans::type_of_id;
use crate::value::arm_id::ArmId;
use crate::value::resource_type::TypeClass;

/// The type of diagnostic settings.
const DIAGNOSTIC_SETTINGS: &str = "microsoft.insights/diagnosticsettings";
/// The beginning of ids and of the paths of addresses.
const START: &str = "/subscriptions/";
/// The longest text that is looked at, in bytes.
const LONGEST: usize = 4096;

/// Query of a list, as the texts around the list state it.
#[derive(Debug, Default)]
pub struct Question {
    id: Option<String>,
    kind: Option<String>,
}

impl Question {
    /// Takes a text: an id, an address, a command or an object that holds one.
    pub fn hear(&mut self, text: &str) {
        if text.len() > LONGEST {
            return;
        }
        let text = text.to_ascii_lowercase();
        if text.contains("diagnostic-settings ") || text.trim() == DIAGNOSTIC_SETTINGS {
            self.kind = Some(DIAGNOSTIC_SETTINGS.to_owned());
        }
        let Some(start) = text.find(START) else { return };
        let is_end = |letter: char| letter.is_whitespace() || "?\"'\\&)]},;".contains(letter);
        let path = text[start..].split(is_end).next().unwrap_or_default();
        let path = path.trim_end_matches('/');
        match collection(path) {
            Some((of, kind)) => {
                self.id = Some(of.to_owned());
                self.kind = Some(kind);
            }
            None => self.id = Some(path.to_owned()),
        }
    }

    /// Takes the key that the list stands under.
    pub fn stands_under(&mut self, key: &str) {
        let key = key.to_ascii_lowercase();
        if self.kind.is_none() && matches!(key.as_str(), "diagnosticsettings" | "settings" | "deployments") {
            self.kind = Some(key);
        }
    }

    /// The list that was asked for, where the texts tell it.
    pub fn take(&mut self) -> Option<Asked> {
        let Question { id, kind } = std::mem::take(self);
        let (of, kind) = (id?, kind?);
        let kind = match kind.as_str() {
            "diagnosticsettings" | "settings" => DIAGNOSTIC_SETTINGS.to_owned(),
            "deployments" => format!("{}/deployments", type_of_id(&of)),
            _ => kind,
        };
        let is_known = TypeClass::of(&kind) == TypeClass::Supplement;
        is_known.then(|| Asked {
            of: of.into(),
            kind: kind.into(),
        })
    }
}

/// The resource and the type of children or extensions whose list a lower-case path is; `None` where it is a resource itself.
fn collection(path: &str) -> Option<(&str, String)> {
    let below = path.rsplit("/providers/").next()?;
    // A namespace, then types and names in turn.
    let names = below.split('/').count();
    if !path.contains("/providers/") || names % 2 == 1 {
        return None;
    }
    let (of, last) = path.rsplit_once('/')?;
    match names {
        2 => {
            let of = &path[..path.len() - below.len() - "/providers/".len()];
            Some((of, below.to_owned()))
        }
        _ => Some((of, format!("{}/{last}", ArmId::new(of).resource_type()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a";

    fn asked(texts: &[&str], key: &str) -> Option<(String, String)> {
        let mut question = Question::default();
        texts.iter().for_each(|text| question.hear(text));
        question.stands_under(key);
        question.take().map(|asked| (asked.of.into(), asked.kind.into()))
    }

    #[test]
    fn an_address_tells_the_resource_and_what_was_asked_of_it() {
        let of = ACCOUNT.to_ascii_lowercase();
        let settings = Some((of.clone(), DIAGNOSTIC_SETTINGS.to_owned()));
        let address = format!(
            "https://management.azure.com{ACCOUNT}/providers/Microsoft.Insights/diagnosticSettings?api-version=1"
        );
        assert_eq!(asked(&[&address], "value"), settings);
        let command = format!("az monitor diagnostic-settings list --resource {ACCOUNT} -o json");
        assert_eq!(asked(&[&command], "value"), settings);
        assert_eq!(asked(&[ACCOUNT], "diagnosticSettings"), settings);
        let kind = "microsoft.cognitiveservices/accounts/raipolicies".to_owned();
        let request = format!("{{\"url\": \"https://management.azure.com{ACCOUNT}/raiPolicies?api-version=1\"}}");
        assert_eq!(asked(&[&request], "value"), Some((of.clone(), kind)));
        let kind = "microsoft.cognitiveservices/accounts/deployments".to_owned();
        assert_eq!(asked(&[ACCOUNT], "deployments"), Some((of, kind)));
    }

    #[test]
    fn a_resource_alone_does_not_tell_what_was_asked_of_it() {
        assert_eq!(asked(&[ACCOUNT], "value"), None);
        assert_eq!(asked(&["2026-11-14"], "diagnosticSettings"), None);
        assert_eq!(
            asked(&["/subscriptions/s/resourceGroups/g/providers/A.B/c"], "value"),
            None
        );
    }
}
