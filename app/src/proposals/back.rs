//! A draft that curators have had before: what they asked for, and what is still open of what was said.

use domain::practice::PracticeState;
use domain::proposal::Proposal;
use leptos::prelude::*;
use services::proposals::{Comment, CommentState, Voice};

use super::compare::{label, stands_in};
use crate::At;

/// What stands above the buttons of a draft that came back, and leads to each field of which something is open.
pub(super) fn back(at: &At, proposal: &Proposal, asked: Option<&Comment>, comments: &[Comment]) -> Option<AnyView> {
    if proposal.state != PracticeState::Draft || proposal.submitted.is_none() {
        return None;
    }
    let text = at.text;
    let states = services::proposals::states(comments);
    // What authors say themselves waits for the curators, not for them.
    let waits =
        |(comment, state): &(&Comment, CommentState)| *state == CommentState::Open && comment.voice == Voice::Curator;
    let open: Vec<&Comment> = comments.iter().zip(states).filter(waits).map(|(comment, _)| comment).collect();
    if asked.is_none() && open.is_empty() {
        return None;
    }
    let words = asked.map(|asked| {
        let day = text.date(asked.created.date_naive());
        view! {
            <p><strong>{text.with("proposal-asked", &[("day", day.into())])}</strong></p>
            <p dir="auto" class="prewrap">{asked.text.clone()}</p>
        }
    });
    let count = i64::try_from(open.len()).unwrap_or(i64::MAX);
    let mut fields: Vec<&str> = Vec::new();
    for comment in open {
        let field = stands_in(&comment.field);
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    let links = fields.into_iter().map(|field| {
        let name = if field.is_empty() { text.get("proposal-talk") } else { label(text, field) };
        view! { <li><a href=format!("#said-{field}")>{name}</a></li> }
    });
    let links: Vec<_> = links.collect();
    let still = (count > 0).then(|| {
        view! {
            <p>{text.with("proposal-asked-open", &[("count", count.into())])}</p>
            <ul>{links}</ul>
        }
    });
    Some(
        view! {
            <section class="notice notice--warn" id="asked">
                {words}
                {still}
            </section>
        }
        .into_any(),
    )
}
