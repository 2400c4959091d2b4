//! The bundle that is named on the command line, opened within its limits and with its password.

use std::{env, fs};

use anyhow::{Context as _, Result};

use crate::bundle::{Bundle, Limits, Password};

use super::arguments::BundleArguments;

/// Environment variable that may hold the password of a bundle.
const PASSWORD_VARIABLE: &str = "UNDERPIN_PASSWORD";

/// Opens a bundle within the limits of the arguments.
pub fn open(arguments: &BundleArguments) -> Result<Bundle> {
    let limits = Limits {
        entries: arguments.max_entries,
        entry_bytes: arguments.max_entry_bytes,
        total_bytes: arguments.max_total_bytes,
        ratio: arguments.max_ratio,
        ..Limits::default()
    };
    let password = password(arguments)?;
    Ok(Bundle::open(&arguments.bundle, &limits, password.as_ref())?)
}

fn password(arguments: &BundleArguments) -> Result<Option<Password>> {
    if let Some(path) = &arguments.password_file {
        let text =
            fs::read_to_string(path).with_context(|| format!("the password file {} can't be read", path.display()))?;
        let first = text.lines().next().map(Password::new);
        return first
            .map(Some)
            .with_context(|| format!("the password file {} is empty", path.display()));
    }
    Ok(env::var(PASSWORD_VARIABLE).ok().map(Password::new))
}
