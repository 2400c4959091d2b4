//! The content security policy of the page: nothing is allowed but its own style sheet and script, known by their
//! SHA-256, and pictures that stand in the page itself.

use sha2::{Digest, Sha256};

use crate::value::base64;

pub(super) fn content_security_policy(style: &str, script: &str) -> String {
    let style = base64::encode(&Sha256::digest(style.as_bytes()));
    let script = base64::encode(&Sha256::digest(script.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; img-src data:; font-src data:; \
         base-uri 'none'; form-action 'none'"
    )
}
