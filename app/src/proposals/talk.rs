//! What is said beside the fields of a proposal.

use domain::id::CommentId;
use domain::{Error, Result};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::proposals::{Comment, CommentState, Settled, Voice};

use super::compare::stands_in;
use crate::field::{Fields, Said};
use crate::form::Submitted;
use crate::{At, Done, Form};

/// Says something.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CommentForm {
    field: String,
    text: String,
}

impl Form for CommentForm {
    const NAME: &'static str = "proposal-comment";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::proposals::comment(&at.scope, at.param("id")?, &self.field, &self.text).await?;
        Ok(Done::See(format!("{}#said-{}", at.path(), self.field)))
    }
}

/// Settles a comment, or opens it again.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SettleForm {
    comment: String,
    settled: String,
}

impl Form for SettleForm {
    const NAME: &'static str = "proposal-settle";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        services::proposals::find(&at.scope, id).await?;
        let comment: CommentId = self.comment.parse().map_err(|_| Error::NotFound)?;
        let settled = if self.settled == "no" { Settled::No } else { Settled::Yes };
        services::proposals::settle(&at.scope, id, comment, settled).await?;
        Ok(Done::See(at.path().to_owned()))
    }
}

/// What is said about a field, or about the proposal as a whole under an empty name.
pub(super) fn of_field<'a>(comments: &'a [Comment], field: &str) -> Vec<&'a Comment> {
    comments.iter().filter(|comment| stands_in(&comment.field) == field).collect()
}

/// The same, each with how it stands.
fn standing<'a>(comments: &'a [Comment], field: &str) -> Vec<(&'a Comment, CommentState)> {
    let all = comments.iter().zip(services::proposals::states(comments));
    all.filter(|(comment, _)| stands_in(&comment.field) == field).collect()
}

/// What of it is not settled, to be read where the field is written.
pub(super) fn open(text: Text, comments: &[Comment], field: &str) -> Vec<Said> {
    let open = standing(comments, field).into_iter().filter(|(_, state)| *state != CommentState::Settled);
    open.map(|(comment, _)| (who_and_when(text, comment), comment.text.clone())).collect()
}

/// The field beside which somebody tried to say something that was refused.
pub(super) fn refused(at: &At) -> Option<String> {
    let posted = at.submitted::<CommentForm>();
    posted.again.then_some(posted.typed.field)
}

fn who_and_when(text: Text, comment: &Comment) -> String {
    let voice = match comment.voice {
        Voice::Author => "proposal-voice-author",
        Voice::Curator => "proposal-voice-curator",
    };
    format!("{} · {}", text.get(voice), text.date(comment.created.date_naive()))
}

/// What is said beside a field, and the form to say more; an empty name is the proposal as a whole.
pub(super) fn beside(at: &At, field: &'static str, comments: &[Comment]) -> impl IntoView + use<> {
    let here = standing(comments, field).into_iter().map(|said| one(at, said)).collect_view();
    let posted = at.submitted::<CommentForm>();
    let mine = posted.again && posted.typed.field == field;
    let submitted = if mine { posted } else { Submitted::default() };
    let f = Fields::new(at, &submitted);
    // The forms of a page have a field of the same name; only the one that was posted keeps the plain id.
    let input =
        if mine { f.field("text") } else { f.field("text").apart(if field.is_empty() { "whole-" } else { field }) };
    let fields = view! {
        <input type="hidden" name="field" value=field/>
        {input.area(3, &submitted.typed.text)}
    };
    let form = f.frame(fields, "proposal-comment-button");
    view! {
        <ol class="thread" id=format!("said-{field}")>{here}</ol>
        <details class="say" open=mine>
            <summary>{at.text.get("proposal-comment-add")}</summary>
            {form}
        </details>
    }
}

fn one(at: &At, (comment, state): (&Comment, CommentState)) -> impl IntoView + use<> {
    let text = at.text;
    let settled = state == CommentState::Settled;
    let line = who_and_when(text, comment);
    let class = if settled { "message message--settled" } else { "message" };
    // An answer has no button: it goes with what it answers.
    let button = match (comment.resolved, state) {
        (Some(_), _) => Some(("proposal-reopen-comment", "no")),
        (None, CommentState::Open) => Some(("proposal-settle-comment", "yes")),
        (None, _) => None,
    };
    let submitted = Submitted::<SettleForm>::default();
    let form = button.map(|(button, value)| {
        let hidden = Fields::new(at, &submitted).hidden();
        view! {
            <form method="post" action=at.path().to_owned()>
                {hidden}
                <input type="hidden" name="comment" value=comment.id.to_string()/>
                <input type="hidden" name="settled" value=value/>
                <button class="button button--quiet" type="submit">{text.get(button)}</button>
            </form>
        }
    });
    view! {
        <li class=class>
            <p class="meta">{line}{settled.then(|| format!(" · {}", text.get("proposal-settled")))}</p>
            <p dir="auto" class="prewrap">{comment.text.clone()}</p>
            {form}
        </li>
    }
}
