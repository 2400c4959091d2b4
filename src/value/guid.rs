//! GUIDs as numbers: sixteen bytes instead of thirty-six letters.

/// Where the dashes of a GUID stand.
const DASHES: [usize; 4] = [8, 13, 18, 23];

/// The number of a GUID that is written with small letters and four dashes.
pub fn number(text: &str) -> Option<u128> {
    let bytes: &[u8; 36] = text.as_bytes().try_into().ok()?;
    let mut number = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let digit = match byte {
            b'-' if DASHES.contains(&at) => continue,
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            _ => return None,
        };
        number = number << 4 | u128::from(digit);
    }
    let dashes = bytes.iter().filter(|byte| **byte == b'-').count();
    (dashes == DASHES.len()).then_some(number)
}

/// The GUID of a number.
pub fn text(number: u128) -> String {
    let digits = format!("{number:032x}");
    let mut text = String::with_capacity(36);
    for (at, digit) in digits.chars().enumerate() {
        if [8, 12, 16, 20].contains(&at) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

/// Whether a text is a GUID, in its usual spelling with four dashes.
pub fn is_guid(text: &str) -> bool {
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

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
