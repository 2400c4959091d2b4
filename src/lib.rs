//! Underpin turns a bundle of Azure exports into an AI-readiness report, on a machine with no network and no tenant access.
//!
//! Data flows down this list; a module may use the ones above it, never the ones below.
//!
//! | module | what it is for |
//! | --- | --- |
//! | [`value`] | JSON values, columns, ARM ids, GUIDs and the words of an answer: the ground that everything stands on |
//! | [`bundle`] | opens a zip or a folder without trusting it |
//! | [`ingest`] | recognises each export by its shape and reads it, one reader per family |
//! | [`condition`] | the condition language of Azure Policy, answered true, false or unknown |
//! | [`inventory`] | the tenant as it was read; every row knows its file and record |
//! | [`access`] | who is allowed what where: roles, rights, conditions, scopes, grants |
//! | [`estate`] | what of the tenant is AI, what it depends on, whose identity it runs under, how critical it is |
//! | [`reach`] | how far rights reach, from whom and through which identities |
//! | [`evidence`] | kinds of evidence, one file each: data, check, projection, judging, words |
//! | [`framework`] | domains, controls, weights, gates, routes, profile: data, checked when it is read |
//! | [`assess`](mod@assess) | one finding for each control and subject, with the rows that prove it |
//! | [`score`] | findings to scores, gates, levels and an order of fixes: pure arithmetic |
//! | [`report`] | the one model that every output is drawn from |
//! | [`engagement`] | from a bundle to a report: the entry of the library |
//! | [`chart`] | the model to SVG (feature `documents`) |
//! | [`render`] | the model to JSON and CSV and, with the feature `documents`, to PDF and HTML |
//! | [`cli`] | arguments and one file per subcommand |

pub mod access;
pub mod assess;
pub mod bundle;
#[cfg(feature = "documents")]
pub mod chart;
pub mod cli;
pub mod condition;
pub mod engagement;
pub mod estate;
pub mod evidence;
pub mod framework;
pub mod ingest;
pub mod inventory;
pub mod reach;
pub mod render;
pub mod report;
pub mod score;
pub mod value;

pub use engagement::{AssessError, Settings, assess};
