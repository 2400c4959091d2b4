//! `underpin schema`: the JSON Schemas of the files that a person writes or a program reads. They are also in `schemas/`.

use std::process::ExitCode;

use anyhow::Result;
use schemars::{Schema, schema_for};

use crate::access::file::RolesFile;
use crate::estate::exposure::file::ExposureFile;
use crate::estate::file::EstateFile;
use crate::estate::words::WordsFile;
use crate::evidence::related::file::RetirementsFile;
use crate::framework::control::ControlFile;
use crate::framework::engagement::EngagementFile;
use crate::framework::file::{FrameworkFile, GatesFile};
use crate::framework::placeholders::PlaceholdersFile;
use crate::framework::profile::ProfileFile;
use crate::framework::route::RoutesFile;
use crate::report::model::Report;

use super::arguments::{SchemaArguments, SchemaName};
use super::terminal::block;

/// Runs the subcommand.
pub fn run(arguments: &SchemaArguments) -> Result<ExitCode> {
    block(&serde_json::to_string_pretty(&schema(arguments.name))?);
    Ok(ExitCode::SUCCESS)
}

fn schema(name: SchemaName) -> Schema {
    match name {
        SchemaName::Report => schema_for!(Report),
        SchemaName::Engagement => schema_for!(EngagementFile),
        SchemaName::Control => schema_for!(ControlFile),
        SchemaName::Framework => schema_for!(FrameworkFile),
        SchemaName::Gates => schema_for!(GatesFile),
        SchemaName::Profile => schema_for!(ProfileFile),
        SchemaName::Estate => schema_for!(EstateFile),
        SchemaName::Exposure => schema_for!(ExposureFile),
        SchemaName::Words => schema_for!(WordsFile),
        SchemaName::Placeholders => schema_for!(PlaceholdersFile),
        SchemaName::Roles => schema_for!(RolesFile),
        SchemaName::Retirements => schema_for!(RetirementsFile),
        SchemaName::Routes => schema_for!(RoutesFile),
    }
}
