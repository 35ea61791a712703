//! A proposal: a record of the library, or a change of one, on its way from its authors past the curators.

use chrono::{DateTime, Utc};

use crate::id::{AccountId, CommentId, OrganisationId, PracticeId, ProposalId};
use crate::practice::{Manuscript, PracticeState};

/// A proposal as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Key.
    pub id: ProposalId,
    /// The record it would change; nothing for a new one.
    pub practice: Option<PracticeId>,
    /// The version of that record that it was begun from.
    pub base: Option<i32>,
    /// Where it stands.
    pub state: PracticeState,
    /// What is written.
    pub manuscript: Manuscript,
    /// Who began it; nobody when the command line did.
    pub author: Option<AccountId>,
    /// The organisation it comes from; none when it is the curators' own.
    pub organisation: Option<OrganisationId>,
    /// Counts what was written, from 1: who writes over what somebody else wrote in between is told so.
    pub edits: i32,
    /// When it was begun.
    pub created: DateTime<Utc>,
    /// When it was last written or moved.
    pub changed: DateTime<Utc>,
    /// When it first came before the curators.
    pub submitted: Option<DateTime<Utc>>,
    /// The version of the record that it became.
    pub number: Option<i32>,
}

impl Proposal {
    /// Its title, which may not be written yet.
    #[must_use]
    pub fn title(&self) -> &str {
        self.manuscript.one("title")
    }
}

/// A proposal in a list: what the list shows, without the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Key.
    pub id: ProposalId,
    /// Its title, which may not be written yet.
    pub title: String,
    /// Where it stands.
    pub state: PracticeState,
    /// Whether it changes a record that is there.
    pub practice: Option<PracticeId>,
    /// The organisation it comes from.
    pub organisation: Option<OrganisationId>,
    /// When it was last written or moved.
    pub changed: DateTime<Utc>,
    /// When it first came before the curators.
    pub submitted: Option<DateTime<Utc>>,
}

/// What a proposal said when it was last sent on, approved or given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// What was written.
    pub manuscript: Manuscript,
    /// Whether the one who asks did so.
    pub own: bool,
    /// When.
    pub kept: DateTime<Utc>,
}

/// Who wrote a comment, as the other side sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// One of the authors.
    Author,
    /// A curator.
    Curator,
}

/// A comment beside a field.
#[derive(Clone, PartialEq, Eq)]
pub struct Comment {
    /// Key.
    pub id: CommentId,
    /// The field, or nothing for the proposal as a whole.
    pub field: String,
    /// Who.
    pub voice: Voice,
    /// What.
    pub text: String,
    /// When.
    pub created: DateTime<Utc>,
    /// When it was settled.
    pub resolved: Option<DateTime<Utc>>,
}

crate::opaque!(Comment);
