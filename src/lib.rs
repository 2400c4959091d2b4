//! Underpin turns a bundle of Azure exports into an AI-readiness report, on a machine with no network and no tenant access.
//!
//! Data flows down this list; a module may use the ones above it, never the ones below.

pub mod assess;
pub mod bundle;
pub mod chart;
pub mod cli;
pub mod condition;
pub mod estate;
pub mod framework;
pub mod ingest;
pub mod inventory;
pub mod reach;
pub mod render;
pub mod report;
pub mod score;
