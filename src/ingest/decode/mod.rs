//! From the bytes of a file to plain text: encodings, and what tools write around or into the text.

pub mod ansi;
pub mod encoding;
pub mod quoted;
