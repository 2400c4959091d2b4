//! The command line as it is typed.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::bundle::Limits;
use crate::render::DOCUMENTS;
#[cfg(feature = "documents")]
use crate::render::Depth;

const EXAMPLES: &str = "\
Examples:
  underpin assess tenant.zip
  underpin assess tenant.zip --out reports/contoso --brand northwind --client \"Contoso Ltd\"
  underpin validate tenant.zip --format json
  underpin access tenant.zip --what aoai-prod
  underpin controls explain NET-01

Exit codes: 0 done, 1 done but below --fail-under, 2 could not do it.";

/// AI-readiness assessment of an Azure tenant from its exports, offline.
#[derive(Debug, Parser)]
#[command(name = "underpin", version, about, after_help = EXAMPLES, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Assess a bundle and write the documents
    Assess(Box<AssessArguments>),
    /// Read a bundle and say what it holds and what is missing, without documents
    Validate(Box<ValidateArguments>),
    /// Say what a principal can do, or who can do what to a resource
    Access(Box<AccessArguments>),
    /// List the controls, or explain one
    Controls(ControlsArguments),
    /// Run an Azure Policy definition on a bundle
    Policy(PolicyArguments),
    /// Print the JSON Schema of a file that a person writes or a program reads
    Schema(SchemaArguments),
    /// Print a completion script for a shell
    Completions(CompletionsArguments),
}

#[derive(Debug, Args)]
pub struct AssessArguments {
    #[command(flatten)]
    pub bundle: BundleArguments,
    #[command(flatten)]
    pub engagement: EngagementArguments,
    /// Folder for the documents [default: the bundle's name with `-report`, in the current folder]
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Folder with brand.toml, logo and fonts
    #[cfg(feature = "documents")]
    #[arg(long, value_name = "DIR")]
    pub brand: Option<PathBuf>,
    /// How much is written: the executive summary alone; all documents, where the full report sets out the 15 controls that matter
    /// most and has a row for each other; or all documents with every control that fails set out
    #[cfg(feature = "documents")]
    #[arg(long, value_enum, default_value_t = DepthName::Standard)]
    pub depth: DepthName,
    /// Folder with document templates that replace the built-in ones of the same name
    #[cfg(feature = "documents")]
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
    /// Exit with 1 when the score is below this, 0 to 100, or nothing could be assessed
    #[arg(long, value_name = "SCORE", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub fail_under: Option<u8>,
    /// Write only these documents
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kinds())]
    pub only: Vec<String>,
    /// Say nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
}

/// A depth of the documents.
#[cfg(feature = "documents")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DepthName {
    Executive,
    Standard,
    Full,
}

#[cfg(feature = "documents")]
impl From<DepthName> for Depth {
    fn from(name: DepthName) -> Self {
        match name {
            DepthName::Executive => Depth::Executive,
            DepthName::Standard => Depth::Standard,
            DepthName::Full => Depth::Full,
        }
    }
}

/// The kinds of document that `--only` names, each with the files that it writes.
fn kinds() -> PossibleValuesParser {
    let kinds = DOCUMENTS.iter();
    PossibleValuesParser::new(
        kinds.map(|document| PossibleValue::new(document.kind).help(document.files.join(" and "))),
    )
}

#[derive(Debug, Args)]
pub struct ValidateArguments {
    #[command(flatten)]
    pub bundle: BundleArguments,
    #[command(flatten)]
    pub engagement: EngagementArguments,
    /// How to print
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub format: OutputFormat,
}

#[derive(Debug, Args)]
pub struct AccessArguments {
    #[command(flatten)]
    pub bundle: BundleArguments,
    #[command(flatten)]
    pub engagement: EngagementArguments,
    /// What this principal can do: an object id, a sign-in name or a display name
    #[arg(
        long,
        value_name = "PRINCIPAL",
        conflicts_with = "what",
        required_unless_present = "what"
    )]
    pub who: Option<String>,
    /// Who can do what to this resource: an ARM id or a name
    #[arg(long, value_name = "RESOURCE")]
    pub what: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub format: OutputFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub struct BundleArguments {
    /// The bundle: a .zip file or a folder
    #[arg(value_name = "BUNDLE")]
    pub bundle: PathBuf,
    /// File whose first line is the password of the zip; else the variable UNDERPIN_PASSWORD is used
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Most entries that a bundle may have
    #[arg(long, value_name = "N", default_value_t = Limits::default().entries)]
    pub max_entries: u64,
    /// Most bytes that one entry may unpack to
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().entry_bytes)]
    pub max_entry_bytes: u64,
    /// Most bytes that all entries together may unpack to
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().total_bytes)]
    pub max_total_bytes: u64,
    /// Most times that an entry may be larger unpacked than packed
    #[arg(long, value_name = "N", default_value_t = Limits::default().ratio)]
    pub max_ratio: u64,
}

#[derive(Debug, Args)]
pub struct EngagementArguments {
    /// Folder with a framework that replaces the built-in one
    #[arg(long, value_name = "DIR")]
    pub framework: Option<PathBuf>,
    /// engagement.toml: client, profile values, environments, accepted risks
    #[arg(long, value_name = "FILE")]
    pub engagement: Option<PathBuf>,
    /// Apply what an engagement.toml inside the bundle declares; without this only client, title and language are taken from it
    #[arg(long)]
    pub accept_declarations: bool,
    /// report.json of an earlier assessment of the tenant, which the highest level asks for
    #[arg(long, value_name = "FILE")]
    pub previous: Option<PathBuf>,
    /// The client's name, as it stands on the cover
    #[arg(long, value_name = "NAME")]
    pub client: Option<String>,
    /// The date that the assessment speaks of, such as 2026-11-15 [default: the newest date in the evidence]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
}

#[derive(Debug, Args)]
pub struct ControlsArguments {
    #[command(subcommand)]
    pub command: Option<ControlsCommand>,
    /// Folder with a framework that replaces the built-in one
    #[arg(long, value_name = "DIR", global = true)]
    pub framework: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum ControlsCommand {
    /// List all controls
    List,
    /// Say what a control asks, how it is decided and how to meet it
    Explain {
        /// Control id, such as NET-01
        id: String,
    },
    /// Print a control as an Azure Policy definition
    ExportPolicy {
        /// Control id, such as IDN-01
        id: String,
    },
    /// Check a framework of your own and say what is wrong with it, and where
    Lint {
        /// Folder with the framework
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct PolicyArguments {
    #[command(subcommand)]
    pub command: PolicyCommand,
}

#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Say which resources of a bundle a definition finds non-compliant
    Eval(PolicyEvalArguments),
}

#[derive(Debug, Args)]
pub struct PolicyEvalArguments {
    /// The definition, as Azure's repository or `az policy definition show` holds it
    #[arg(value_name = "DEFINITION")]
    pub definition: PathBuf,
    #[command(flatten)]
    pub bundle: BundleArguments,
    /// JSON file with values of the definition's parameters, `{"name": {"value": …}}` or `{"name": …}`; the others have
    /// their defaults
    #[arg(long, value_name = "FILE")]
    pub parameters: Option<PathBuf>,
    /// The date that `utcNow()` gives, such as 2026-11-15 [default: the newest date in the evidence]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub format: OutputFormat,
}

#[derive(Debug, Args)]
pub struct SchemaArguments {
    /// Which schema
    #[arg(value_enum)]
    pub name: SchemaName,
}

/// A file that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaName {
    /// report.json
    Report,
    /// engagement.toml
    Engagement,
    /// A control of a framework
    Control,
    /// framework.json
    Framework,
    /// gates.json
    Gates,
    /// profile.json
    Profile,
    /// estate.json
    Estate,
    /// exposure.json
    Exposure,
    /// words.json
    Words,
    /// placeholders.json
    Placeholders,
    /// roles.json
    Roles,
    /// routes.json
    Routes,
    /// retirements.json
    Retirements,
}

#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}
