//! The moves of a proposal: its authors', and the curators'.

use domain::practice::{Practice, PracticeState};
use domain::proposal::Proposal;
use domain::{Error, Result};
use leptos::prelude::*;
use serde::Deserialize;
use services::proposals::{self, Approved, Seen};

use crate::field::Fields;
use crate::reason::{reason, seen};
use crate::{At, Done, Form};

macro_rules! moves {
    ($($(#[$doc:meta])* $name:ident, $word:literal, $service:ident, $to:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, Deserialize)]
        pub struct $name {}

        impl Form for $name {
            const NAME: &'static str = $word;

            async fn submit(&self, at: &At) -> Result<Done> {
                let id = at.param("id")?;
                proposals::find(&at.scope, id).await?;
                proposals::$service(&at.scope, id).await?;
                Ok(Done::See(Self::repeated(at)))
            }

            // Another page, or what is added to the address of this one.
            fn repeated(at: &At) -> String {
                if $to.starts_with('/') { $to.to_owned() } else { format!("{}{}", at.path(), $to) }
            }
        }
    )+};
}

moves! {
    /// Puts it before the curators.
    SubmitForm, "proposal-submit", submit, "?sent=1";
    /// Takes it back from them.
    TakeBackForm, "proposal-take-back", take_back, "";
    /// Discards it.
    DiscardForm, "proposal-discard", discard, "/proposals";
    /// Makes it one of a new record, where its own was taken back.
    BeginAnewForm, "proposal-begin-anew", begin_anew, "?anew=1";
}

/// Decides on what the page showed, which the form names.
macro_rules! seen {
    ($($(#[$doc:meta])* $name:ident, $word:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, Deserialize)]
        #[serde(default)]
        pub struct $name {
            seen: String,
            text: String,
            /// What the curator says to have seen besides.
            tick: String,
        }

        impl $name {
            /// The edits that the page showed.
            fn seen(&self) -> Result<i32> {
                self.seen.parse().map_err(|_| Error::Conflict)
            }
        }
    )+};
}

seen! {
    /// Approves it.
    ApproveForm, "proposal-approve";
    /// Gives it back with what to change.
    AskForm, "proposal-ask";
    /// Declines it.
    DeclineForm, "proposal-decline";
}

/// Bases it on the newest version of its record.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RebaseForm {
    /// The version that somebody says to have compared with.
    tick: String,
}

impl Form for ApproveForm {
    const NAME: &'static str = "proposal-approve";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        proposals::may_decide(&at.scope, id).await?;
        let seen = Seen { edits: self.seen()?, open: self.tick.parse().unwrap_or_default() };
        match proposals::approve(&at.scope, id, seen).await? {
            Approved::Waiting => Ok(Done::See(at.path().to_owned())),
            Approved::Published(slug) => Ok(Done::See(format!("/library/{slug}?published=1"))),
        }
    }

    fn leads_to(at: &At, field: &str) -> String {
        if field == "tick" { "#field-tick".into() } else { format!("{}/edit#field-{field}", at.path()) }
    }
}

impl Form for AskForm {
    const NAME: &'static str = "proposal-ask";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        proposals::may_decide(&at.scope, id).await?;
        proposals::ask_for_changes(&at.scope, id, self.seen()?, &self.text).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/curation?asked=1".into()
    }
}

impl Form for DeclineForm {
    const NAME: &'static str = "proposal-decline";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        proposals::may_decide(&at.scope, id).await?;
        proposals::decline(&at.scope, id, self.seen()?, &self.text).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/curation?declined=1".into()
    }
}

impl Form for RebaseForm {
    const NAME: &'static str = "proposal-rebase";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        proposals::find(&at.scope, id).await?;
        proposals::rebase(&at.scope, id, self.tick.parse().ok()).await?;
        Ok(Done::See(at.path().to_owned()))
    }
}

/// What its authors can do now.
pub(super) fn authors(at: &At, proposal: &Proposal, ready: bool) -> Option<AnyView> {
    let text = at.text;
    let edit =
        view! { <a class="button" href=format!("/proposals/{}/edit", proposal.id)>{text.get("proposal-edit")}</a> };
    match proposal.state {
        PracticeState::Draft => {
            let submit = ready.then(|| press::<SubmitForm>(at, "proposal-submit-button", "button"));
            Some(view! { <div class="actions">{edit}{submit}</div> {discard(at)} }.into_any())
        }
        PracticeState::InReview => {
            Some(press::<TakeBackForm>(at, "proposal-take-back-button", "button button--quiet").into_any())
        }
        _ => None,
    }
}

/// Who reads that the record of a proposal was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// One of its authors.
    Author,
    /// A curator, who decides while it is in review.
    Curator,
}

/// That the record which a proposal changes was taken back, and what its reader can do about that: authors let go of their
/// draft or begin a new record with it, and curators decline what waits for them.
pub(super) fn gone(at: &At, proposal: &Proposal, reader: Reader, base: Option<&Practice>) -> AnyView {
    let ways = match (reader, proposal.state == PracticeState::Draft) {
        (Reader::Author, true) => Some(anew(at, proposal)),
        (Reader::Author, false) => Some(press::<TakeBackForm>(at, "proposal-gone-back-button", "button").into_any()),
        (Reader::Curator, true) => None,
        (Reader::Curator, false) => Some(decline_alone(at, proposal)),
    };
    view! {
        {gone_words(at, proposal, reader, base)}
        {ways}
    }
    .into_any()
}

/// That it was taken back, and why.
pub(super) fn gone_words(at: &At, proposal: &Proposal, reader: Reader, base: Option<&Practice>) -> AnyView {
    let text = at.text;
    let draft = proposal.state == PracticeState::Draft;
    let key = match (reader, draft) {
        (Reader::Author, true) => "proposal-gone",
        (Reader::Author, false) => "proposal-gone-waits",
        (Reader::Curator, true) => "proposal-gone-theirs",
        (Reader::Curator, false) => "proposal-gone-decline",
    };
    let see = base.map(|base| {
        view! { " "<a href=format!("/library/{}", base.slug)>{text.get("proposal-gone-why")}</a> }
    });
    view! {
        <div class="notice notice--warn" id="gone">
            <p>{text.get(key)}{see}</p>
        </div>
    }
    .into_any()
}

/// What authors can do with a draft whose record was taken back.
fn anew(at: &At, proposal: &Proposal) -> AnyView {
    let edit = format!("/proposals/{}/edit", proposal.id);
    view! {
        <div class="actions">
            {press::<BeginAnewForm>(at, "proposal-begin-anew-button", "button")}
            <a class="button button--quiet" href=edit>{at.text.get("proposal-gone-read")}</a>
        </div>
        {discard(at)}
    }
    .into_any()
}

/// All that a curator can decide about a change of a record that was taken back.
fn decline_alone(at: &At, proposal: &Proposal) -> AnyView {
    view! {
        <section class="panel" id="decide">
            <h2>{at.text.get("curation-decide")}</h2>
            {reason::<DeclineForm>(at, ("seen", proposal.edits), "curation-decline", |form| &form.text)}
        </section>
    }
    .into_any()
}

/// The way to discard a draft, folded away.
fn discard(at: &At) -> impl IntoView + use<> {
    let text = at.text;
    let discard = press::<DiscardForm>(at, "proposal-discard-button", "button button--danger");
    view! {
        <details class="more">
            <summary>{text.get("proposal-discard-button")}</summary>
            <p>{text.get("proposal-discard-hint")}</p>
            {discard}
        </details>
    }
}

/// A form that is only a button.
fn press<F: Form>(at: &At, button: &'static str, class: &'static str) -> impl IntoView + use<F> {
    let submitted = at.submitted::<F>();
    let f = Fields::new(at, &submitted);
    view! {
        <form method="post" action=at.path().to_owned()>
            {f.hidden()}
            {f.notice()}
            {f.summary()}
            <button class=class type="submit">{at.text.get(button)}</button>
        </form>
    }
}

/// What a curator has to know before deciding.
pub(super) struct Review {
    /// How many have approved what it says, and whether this one has.
    pub approved: (usize, bool),
    /// How many have to.
    pub needed: usize,
    /// How many comments are not settled.
    pub open: u64,
    /// The newest version of the record, where it was begun from an older one.
    pub overtaken: Option<i32>,
}

/// What a curator can decide now.
pub(super) fn curators(at: &At, proposal: &Proposal, review: &Review) -> AnyView {
    let text = at.text;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let (approved, own) = review.approved;
    let so_far = (review.needed > 1).then(|| {
        let numbers = [("count", count(approved).into()), ("needed", count(review.needed).into())];
        view! { <p class="notice">{text.with("curation-so-far", &numbers)}</p> }
    });
    let approve = match review.overtaken {
        _ if own => view! { <p class="notice notice--good">{text.get("curation-approved-by-you")}</p> }.into_any(),
        Some(newest) => {
            let said = text.with("curation-overtaken", &[("newest", newest.into())]);
            view! { <p class="notice notice--warn">{said}" "<a href="#overtaken">{text.get("curation-compare-first")}</a></p> }
                .into_any()
        }
        None => approve(at, proposal, review),
    };
    view! {
        <section class="panel" id="decide">
            <h2>{text.get("curation-decide")}</h2>
            {so_far}
            {approve}
            <p><a class="button button--quiet" href=format!("/proposals/{}/edit", proposal.id)>{text.get("curation-mend")}</a></p>
            {reason::<AskForm>(at, ("seen", proposal.edits), "curation-ask", |form| &form.text)}
            {reason::<DeclineForm>(at, ("seen", proposal.edits), "curation-decline", |form| &form.text)}
        </section>
    }
    .into_any()
}

/// Approving; while comments are open, only for a curator who says to have seen that.
fn approve(at: &At, proposal: &Proposal, review: &Review) -> AnyView {
    let text = at.text;
    let submitted = at.submitted::<ApproveForm>();
    let f = Fields::new(at, &submitted);
    let tick = (review.open > 0).then(|| {
        let open = i64::try_from(review.open).unwrap_or(i64::MAX);
        let choice = vec![(open.to_string(), text.with("curation-open-seen", &[("count", open.into())]))];
        let said = text.with("curation-open", &[("count", open.into())]);
        view! {
            <p class="notice notice--warn">{said}</p>
            {f.field("tick").any_of(choice, std::slice::from_ref(&submitted.typed.tick))}
        }
    });
    let fields = view! {
        {seen("seen", proposal.edits)}
        {tick}
    };
    f.frame(fields, if review.needed > review.approved.0 + 1 { "curation-approve-first" } else { "curation-approve" })
}

/// The record has a newer version than the one it was begun from: whoever may write it now goes on from that one, once
/// they say to have compared.
pub(super) fn overtaken(at: &At, proposal: &Proposal, (base, newest): (i32, i32), slug: &str) -> AnyView {
    let text = at.text;
    let said = text.with("proposal-older-base", &[("base", base.into()), ("newest", newest.into())]);
    let form = proposals::may_write_now(&at.scope, proposal).is_ok().then(|| {
        let submitted = at.submitted::<RebaseForm>();
        let f = Fields::new(at, &submitted);
        let choice = vec![(newest.to_string(), text.with("proposal-compared-with", &[("newest", newest.into())]))];
        let tick = f.field("tick").any_of(choice, std::slice::from_ref(&submitted.typed.tick));
        f.frame(tick, "proposal-rebase-button")
    });
    let news = text.with("proposal-see-newer", &[("base", base.into()), ("newest", newest.into())]);
    view! {
        <section class="notice notice--warn" id="overtaken">
            <p>{said}</p>
            <p><a href=format!("/library/{slug}/versions/{newest}?against={base}")>{news}</a></p>
            {form}
        </section>
    }
    .into_any()
}
