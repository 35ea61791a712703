//! A proposal: a record of the library, or a change of one, on its way from its authors past the curators.

use std::collections::BTreeMap;

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

/// Whether a comment waits for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentState {
    /// It is to be settled.
    Open,
    /// It answers what a curator said that is open, and is settled with that.
    Answer,
    /// Nothing more is needed.
    Settled,
}

/// How each of the comments on a proposal stands, which come oldest first. What authors say after a curator, beside the
/// same field, answers the curator: it is settled when that is. What they say unasked, or after that was settled, stands
/// on its own.
#[must_use]
pub fn states(comments: &[Comment]) -> Vec<CommentState> {
    let mut asked: BTreeMap<&str, &Comment> = BTreeMap::new();
    comments.iter().map(|comment| state(&mut asked, comment)).collect()
}

fn state<'a>(asked: &mut BTreeMap<&'a str, &'a Comment>, comment: &'a Comment) -> CommentState {
    let answered = match comment.voice {
        Voice::Author => asked.get(comment.field.as_str()).map(|asked| asked.resolved),
        Voice::Curator => {
            asked.insert(&comment.field, comment);
            None
        }
    };
    match (comment.resolved, answered) {
        (Some(_), _) => CommentState::Settled,
        (None, Some(None)) => CommentState::Answer,
        (None, Some(Some(settled))) if settled >= comment.created => CommentState::Settled,
        (None, _) => CommentState::Open,
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::CommentState::{Answer, Open, Settled};
    use super::{Comment, Voice, states};
    use crate::id::CommentId;

    /// Beside which field, who, when, and when it was settled.
    type Said = (&'static str, Voice, i64, Option<i64>);

    fn comment((field, voice, created, resolved): Said) -> Comment {
        let at = |second| DateTime::from_timestamp(second, 0).unwrap_or_default();
        let (created, resolved) = (at(created), resolved.map(at));
        Comment { id: CommentId(Uuid::nil()), field: field.into(), voice, text: String::new(), created, resolved }
    }

    #[test]
    fn an_answer_is_settled_with_what_it_answers() {
        use Voice::{Author, Curator};
        let open = ("title", Curator, 1, None);
        let settled = ("title", Curator, 1, Some(5));
        for (said, stand) in [
            (vec![open], vec![Open]),
            (vec![open, ("title", Author, 2, None)], vec![Open, Answer]),
            (vec![settled, ("title", Author, 2, None)], vec![Settled, Settled]),
            (vec![settled, ("title", Author, 6, None)], vec![Settled, Open]),
            (vec![open, ("cost", Author, 2, None)], vec![Open, Open]),
            (vec![("title", Author, 0, None), open], vec![Open, Open]),
            (vec![("title", Author, 0, Some(1))], vec![Settled]),
            (vec![settled, ("title", Curator, 2, None), ("title", Author, 3, None)], vec![Settled, Open, Answer]),
        ] {
            let comments: Vec<Comment> = said.iter().copied().map(comment).collect();
            assert_eq!(states(&comments), stand, "{said:?}");
        }
    }
}
