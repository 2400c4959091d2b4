//! The password of an encrypted zip.

use std::fmt;

/// The password of an encrypted zip. It is never shown, not even by `{:?}`.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(Vec<u8>);

impl Password {
    /// A password as the zip was written with. A line end after it is not part of it.
    pub fn new(text: impl Into<Vec<u8>>) -> Self {
        let mut bytes = text.into();
        while matches!(bytes.last(), Some(b'\n' | b'\r')) {
            bytes.pop();
        }
        Password(bytes)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}
