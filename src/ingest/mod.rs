//! Recognises each file of a bundle by its content, reads its rows and passes them to a [`Sink`], and keeps the ledger of what
//! became of every record. It judges nothing.
//!
//! Text flows down this list; a module may use the ones above it.
//!
//! | module | what it does |
//! | --- | --- |
//! | `decode` | bytes of any encoding to text |
//! | `detect` | the beginning of a text to its format |
//! | `cut` | text in pieces to batches of whole records |
//! | `row` | a record to cells, and to what is kept of them |
//! | `readers` | the cells of a row to one struct of its kind; one file a kind |
//! | `files` | the batches of a file, what surrounds its rows, its layout and family |
//! | `pipeline` | the threads and the queue between them |
//!
//! `ledger` stands beside them: problems, the tally of a file, faults that only show when all files are read.

mod cut;
mod decode;
mod detect;
mod files;
pub mod ledger;
mod pipeline;
mod readers;
mod row;
#[cfg(test)]
mod tests;

pub use pipeline::read;
pub use row::types::{
    Given, GroupMember, GroupMembersRow, Lasting, Membership, Permission, PlanRow, RecommendationRow, ResourceRow,
    RoleAssignmentRow, RoleDefinitionRow, Sink, Source, Taken,
};
pub use row::unused::UnusedReason;
