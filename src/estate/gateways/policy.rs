//! Policies of API Management, read as XML: which elements stand in which section. Comments say nothing, and an expression with
//! quotes or brackets of its own (`rawxml` allows them) does not stop the reading before it.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The element that takes over what the policies above say.
const BASE: &str = "base";
/// The element that includes a fragment.
const FRAGMENT: &str = "include-fragment";
/// The element that says where calls are passed on to.
const BACKEND: &str = "set-backend-service";
const INBOUND: &str = "inbound";

/// Contents of a policy that concern inbound calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Names of the elements in its inbound section.
    pub elements: Vec<String>,
    /// Whether it takes over what the policies above say.
    pub has_base: bool,
    /// Ids of the fragments that it includes.
    pub fragments: Vec<String>,
    /// Ids and addresses of the backends that it passes calls on to, in whatever section.
    pub backends: Vec<String>,
    /// Whether all of it could be read.
    pub is_whole: bool,
}

impl Policy {
    /// Reads a policy, or a fragment of one, all of which is then taken for inbound.
    pub fn read(text: &str) -> Policy {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        reader.config_mut().allow_dangling_amp = true;
        let mut policy = Policy::default();
        let mut open: Vec<String> = Vec::new();
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    let name = policy.element(&element, &open);
                    open.push(name);
                }
                Ok(Event::Empty(element)) => {
                    policy.element(&element, &open);
                }
                Ok(Event::End(_)) => {
                    open.pop();
                }
                Ok(Event::Eof) => {
                    policy.is_whole = open.is_empty();
                    return policy;
                }
                Ok(_) => {}
                Err(_) => return policy,
            }
        }
    }

    fn element(&mut self, element: &BytesStart<'_>, open: &[String]) -> String {
        let name = element.local_name().into_inner().to_ascii_lowercase();
        let attribute = |wanted: &str| {
            let mut attributes = element.attributes();
            let mut attributes = attributes.with_checks(false).flatten();
            let found = attributes.find(|attribute| attribute.key.local_name().into_inner() == wanted)?;
            Some(found.value.into_owned())
        };
        if name == BACKEND {
            self.backends
                .extend(["backend-id", "base-url"].into_iter().filter_map(attribute));
        }
        let is_fragment = open.first().is_none_or(|first| first != "policies");
        if is_fragment || open.get(1).is_some_and(|section| section == INBOUND) {
            match name.as_str() {
                BASE => self.has_base = true,
                FRAGMENT => self.fragments.extend(attribute("fragment-id")),
                _ => self.elements.push(name.clone()),
            }
        }
        name
    }

    /// Whether its inbound section has one of these elements.
    pub fn has(&self, elements: &[String]) -> bool {
        let is_one = |own: &String| elements.iter().any(|element| element.eq_ignore_ascii_case(own));
        self.elements.iter().any(is_one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(text: &str) -> bool {
        Policy::read(text).has(&["llm-token-limit".to_owned()])
    }

    #[test]
    fn an_element_counts_where_it_stands_inbound_and_a_comment_never() {
        assert!(has(
            "<policies><inbound><base/><llm-token-limit tokens-per-minute=\"5\"/></inbound></policies>"
        ));
        assert!(has(
            "<policies><inbound><choose><when condition=\"@(true)\"><llm-token-limit/></when></choose></inbound></policies>"
        ));
        assert!(!has(
            "<policies><inbound><!-- TODO <llm-token-limit/> --><base/></inbound></policies>"
        ));
        assert!(!has(
            "<policies><inbound><base/></inbound><outbound><llm-token-limit/></outbound></policies>"
        ));
        assert!(!has(
            "<policies><inbound><trace>llm-token-limit</trace></inbound></policies>"
        ));
        assert!(has("<fragment><llm-token-limit/></fragment>"));
    }

    #[test]
    fn quotes_within_an_expression_do_not_stop_the_reading() {
        let raw = "<policies><inbound><base/><llm-token-limit counter-key=\"@(context.Request.Headers.GetValueOrDefault(\"k\",\"\"))\" \
                   tokens-per-minute=\"5\" /><set-backend-service backend-id=\"oai\" /></inbound></policies>";
        let policy = Policy::read(raw);
        assert!(
            policy.has(&["llm-token-limit".to_owned()]) && policy.has_base && policy.is_whole,
            "{policy:?}"
        );
        assert_eq!(policy.backends, ["oai"]);
    }

    #[test]
    fn a_text_that_breaks_off_is_not_whole() {
        assert!(!Policy::read("<policies><inbound><base/>").is_whole);
        assert!(!Policy::read("<policies><inbound><rate-limit calls=\"").is_whole);
    }
}
