//! `underpin policy`: an Azure Policy definition of any origin, run on a bundle.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value as Json, json};

use crate::assess::definition::{Answer, Definition};
use crate::condition::{Context, Truth};
use crate::engagement::context_at;
use crate::framework::{Framework, ProfileValues};
use crate::inventory::Inventory;

use super::arguments::{OutputFormat, PolicyArguments, PolicyCommand, PolicyEvalArguments};
use super::terminal::{block, line};
use super::{bundle, engagement};

/// Runs the subcommand.
pub fn run(arguments: &PolicyArguments) -> Result<ExitCode> {
    match &arguments.command {
        PolicyCommand::Eval(arguments) => eval(arguments),
    }
}

fn eval(arguments: &PolicyEvalArguments) -> Result<ExitCode> {
    let path = &arguments.definition;
    let json = read(path)?;
    let given = match &arguments.parameters {
        Some(path) => values(path)?,
        None => Map::new(),
    };
    let parsed = Definition::parse(&json, &given);
    let hint = match (&parsed, &arguments.parameters) {
        (_, Some(given)) => format!(" with {}", given.display()),
        (Err(error), None) if error.wants_parameters() => {
            " (--parameters FILE gives values to its parameters)".to_owned()
        }
        (_, None) => String::new(),
    };
    let definition = parsed.with_context(|| format!("{} can't be run{hint}", path.display()))?;
    let framework = Framework::load(None, ProfileValues::new())?;
    let bundle = bundle::open(&arguments.bundle)?;
    let inventory = Inventory::read(&bundle, &definition.projection())?;
    let answers = match definition.is_disabled() {
        true => Vec::new(),
        false => {
            let context = context(arguments, &inventory)?;
            let answers = definition.run(&inventory, &framework.estate, &context);
            answers.with_context(|| format!("{} can't be run", path.display()))?
        }
    };
    match arguments.format {
        OutputFormat::Json => block(&serde_json::to_string_pretty(&document(
            &definition,
            &inventory,
            &answers,
        ))?),
        OutputFormat::Text => tell(&definition, &inventory, &answers),
    }
    Ok(ExitCode::SUCCESS)
}

/// The day of the embedded list of aliases: the program is never run before it.
const LISTED: &str = "2026-08-22T00:00:00Z";

/// The moment that conditions speak of: the day that was given, else the newest in the evidence.
fn context(arguments: &PolicyEvalArguments, inventory: &Inventory) -> Result<Context> {
    let given = arguments.as_of.as_deref().map(engagement::date).transpose()?;
    let day = given.or_else(|| inventory.ledger.as_of().and_then(|text| text.parse().ok()));
    Ok(Context {
        not_before: LISTED.parse().ok(),
        ..context_at(day)
    })
}

fn read(path: &Path) -> Result<Json> {
    let text = fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))
}

/// The values of parameters: an object of them, alone or as a deployment's parameter file holds it.
fn values(path: &Path) -> Result<Map<String, Json>> {
    let json = read(path)?;
    match json.get("parameters").unwrap_or(&json) {
        Json::Object(values) => Ok(values.clone()),
        _ => bail!(
            "{} is no object of parameter values, such as {{\"effect\": {{\"value\": \"Audit\"}}}}",
            path.display()
        ),
    }
}

fn document(definition: &Definition, inventory: &Inventory, answers: &[Answer]) -> Json {
    let rows: Vec<_> = answers
        .iter()
        .map(|answer| {
            json!({
                "resource": answer.id,
                "state": state(answer),
                "seen": answer.seen,
                "file": inventory.path(answer.source),
                "record": answer.source.record,
            })
        })
        .collect();
    json!({ "definition": definition.name, "effect": definition.effect, "resources": rows })
}

fn tell(definition: &Definition, inventory: &Inventory, answers: &[Answer]) {
    line(&format!("{} ({})", definition.name, definition.effect));
    if definition.is_disabled() {
        line("Azure evaluates nothing while the effect is Disabled; give another with --parameters.");
    } else if answers.is_empty() {
        line("It applies to nothing in the bundle.");
    }
    for answer in answers {
        line(&format!("{:<14} {}", state(answer), answer.id));
        line(&format!(
            "{:<14} {} ({} #{})",
            "",
            answer.seen,
            inventory.path(answer.source),
            answer.source.record
        ));
    }
    let count = |truth: Truth| answers.iter().filter(|answer| answer.violates == truth).count();
    line(&format!(
        "{} compliant, {} not compliant, {} unknown",
        count(Truth::False),
        count(Truth::True),
        count(Truth::Unknown)
    ));
}

/// The state in Azure Policy's words.
fn state(answer: &Answer) -> &'static str {
    match answer.violates {
        Truth::True => "NonCompliant",
        Truth::False => "Compliant",
        Truth::Unknown => "Unknown",
    }
}
