//! Proposals: what members write for the library, and what curators decide about it.

mod back;
mod begin;
mod compare;
mod decide;
mod edit;
mod findings;
mod list;
mod preview;
mod rows;
mod show;
mod talk;

pub use begin::{BeginForm, begin};
pub(crate) use compare::{Version, columns, fields_of};
pub use decide::{ApproveForm, AskForm, BeginAnewForm, DeclineForm, DiscardForm, RebaseForm, SubmitForm, TakeBackForm};
pub use edit::{ProposalForm, edit};
pub use list::{list, queue};
pub use show::show;
pub use talk::{CommentForm, SettleForm};
