//! GUIDs in the one spelling that Azure prints: 32 hex digits and four dashes. The other spellings that a parser of UUIDs takes
//! (braces, `urn:uuid:`, no dashes) are no ids of Azure and are refused.

use uuid::Uuid;

/// The length of a GUID, in bytes of text.
const LENGTH: usize = 36;

/// The number of a GUID that is written in lower case. Only of these the text can be made again from the number, so that a store
/// may keep sixteen bytes instead of the text.
pub fn number(text: &str) -> Option<u128> {
    let is_lower_case = || !text.bytes().any(|byte| byte.is_ascii_uppercase());
    parse(text).filter(|_| is_lower_case()).map(|guid| guid.as_u128())
}

/// The GUID of a number, in lower case.
pub fn text(number: u128) -> String {
    Uuid::from_u128(number).hyphenated().to_string()
}

/// Whether a text is a GUID, in any case.
pub fn is_guid(text: &str) -> bool {
    parse(text).is_some()
}

fn parse(text: &str) -> Option<Uuid> {
    if text.len() != LENGTH {
        return None;
    }
    Uuid::try_parse(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_only_has_the_form_of_a_guid_is_none() {
        assert!(is_guid("00A1B2C3-d4e5-4f60-8192-a3b4c5d6e7f8"));
        for other in [
            "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz",
            "00a1b2c3d4e54f608192a3b4c5d6e7f8",
            "{00a1b2c3d4e54f608192a3b4c5d6e7f8aa}",
            "00a1b2c3-d4e5-4f60-8192-a3b4c5d6e7f-",
        ] {
            assert!(!is_guid(other), "{other}");
        }
    }

    #[test]
    fn only_the_usual_spelling_is_a_number() {
        let usual = "00a1b2c3-d4e5-4f60-8192-a3b4c5d6e7f8";
        assert_eq!(number(usual).map(text).as_deref(), Some(usual));
        for other in [
            "00A1B2C3-d4e5-4f60-8192-a3b4c5d6e7f8",
            "00a1b2c3d-4e5-4f60-8192-a3b4c5d6e7f8",
            "00a1b2c3-d4e5-4f60-8192-a3b4c5d6e7f",
            "00a1b2c3-d4e5-4f60-8192-a3b4c5d6e7-8",
            "------------------------------------",
            "",
        ] {
            assert_eq!(number(other), None, "{other}");
        }
    }
}
