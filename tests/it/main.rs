//! The program from outside: the real binary on bundles as they arrive, and what a person sees of it. One binary, so that the library
//! is linked once; the fixtures of the controls have a harness of their own in `tests/controls.rs`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

mod access;
mod asked;
mod assess;
mod contoso;
mod engagement;
mod framework;
mod gate_states;
mod gates;
mod guardrails;
mod hostile;
#[cfg(feature = "documents")]
mod html;
mod known;
mod layouts;
mod parts;
mod policy;
mod properties;
mod reading;
#[cfg(feature = "documents")]
mod recompute;
mod schemas;
mod structure;
mod tables;
mod truth;
mod words;
