//! The moves of a proposal: its authors', and the curators'.

use domain::practice::PracticeState;
use domain::proposal::Proposal;
use domain::{Error, Result};
use leptos::prelude::*;
use serde::Deserialize;
use services::proposals::{self, Approved};

use crate::field::Fields;
use crate::form::Submitted;
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
                Ok(Done::See(if $to.is_empty() { at.path().to_owned() } else { $to.to_owned() }))
            }

            fn repeated(at: &At) -> String {
                if $to.is_empty() { at.path().to_owned() } else { $to.to_owned() }
            }
        }
    )+};
}

moves! {
    /// Puts it before the curators.
    SubmitForm, "proposal-submit", submit, "";
    /// Takes it back from them.
    TakeBackForm, "proposal-take-back", take_back, "";
    /// Discards it.
    DiscardForm, "proposal-discard", discard, "/proposals";
}

/// Approves what it says, or bases it on the newest version: both name what was seen.
macro_rules! seen {
    ($($(#[$doc:meta])* $name:ident, $word:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, Deserialize)]
        #[serde(default)]
        pub struct $name {
            seen: String,
            text: String,
        }

        impl $name {
            /// The edits or the version that the page showed.
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
    /// Bases it on the newest version of its record.
    RebaseForm, "proposal-rebase";
}

impl Form for ApproveForm {
    const NAME: &'static str = "proposal-approve";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        proposals::may_decide(&at.scope, id).await?;
        match proposals::approve(&at.scope, id, self.seen()?).await? {
            Approved::Waiting => Ok(Done::See(at.path().to_owned())),
            Approved::Published(slug) => Ok(Done::See(format!("/library/{slug}"))),
        }
    }

    fn leads_to(at: &At, field: &str) -> String {
        format!("{}/edit#field-{field}", at.path())
    }
}

impl Form for AskForm {
    const NAME: &'static str = "proposal-ask";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        proposals::may_decide(&at.scope, id).await?;
        proposals::ask_for_changes(&at.scope, id, self.seen()?, &self.text).await?;
        Ok(Done::See("/curation".into()))
    }
}

impl Form for DeclineForm {
    const NAME: &'static str = "proposal-decline";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        proposals::may_decide(&at.scope, id).await?;
        proposals::decline(&at.scope, id, self.seen()?, &self.text).await?;
        Ok(Done::See("/curation".into()))
    }
}

impl Form for RebaseForm {
    const NAME: &'static str = "proposal-rebase";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        proposals::find(&at.scope, id).await?;
        proposals::rebase(&at.scope, id, self.seen()?).await?;
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
            let discard = press::<DiscardForm>(at, "proposal-discard-button", "button button--quiet");
            Some(
                view! {
                    <div class="actions">{edit}{submit}</div>
                    <details class="more">
                        <summary>{text.get("proposal-discard-button")}</summary>
                        <p>{text.get("proposal-discard-hint")}</p>
                        {discard}
                    </details>
                }
                .into_any(),
            )
        }
        PracticeState::InReview => {
            Some(press::<TakeBackForm>(at, "proposal-take-back-button", "button button--quiet").into_any())
        }
        _ => None,
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

/// What a curator can decide now: how many have approved what it says, and whether this one has.
pub(super) fn curators(at: &At, proposal: &Proposal, (approved, own): (usize, bool), needed: usize) -> AnyView {
    let text = at.text;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let so_far = (needed > 1).then(|| {
        let said = text.with("curation-so-far", &[("count", count(approved).into()), ("needed", count(needed).into())]);
        view! { <p class="notice">{said}</p> }
    });
    let approve = (!own).then(|| {
        let submitted = at.submitted::<ApproveForm>();
        let f = Fields::new(at, &submitted);
        f.frame(seen(proposal.edits), if needed > approved + 1 { "curation-approve-first" } else { "curation-approve" })
    });
    let waits = own.then(|| view! { <p class="notice notice--good">{text.get("curation-approved-by-you")}</p> });
    view! {
        <section class="panel">
            <h2>{text.get("curation-decide")}</h2>
            {so_far}
            {waits}
            {approve}
            <p><a class="button button--quiet" href=format!("/proposals/{}/edit", proposal.id)>{text.get("curation-mend")}</a></p>
            {reason::<AskForm>(at, proposal.edits, "curation-ask", |form| &form.text)}
            {reason::<DeclineForm>(at, proposal.edits, "curation-decline", |form| &form.text)}
        </section>
    }
    .into_any()
}

/// What the page shows is what is decided on.
fn seen(number: i32) -> impl IntoView {
    view! { <input type="hidden" name="seen" value=number.to_string()/> }
}

fn reason<F: Form>(at: &At, edits: i32, button: &'static str, text_of: fn(&F) -> &String) -> impl IntoView + use<F> {
    let submitted: Submitted<F> = at.submitted::<F>();
    let f = Fields::new(at, &submitted);
    let typed = text_of(&submitted.typed).clone();
    let field = if submitted.again { f.field("text") } else { f.field("text").apart(F::NAME) };
    let fields = view! {
        {seen(edits)}
        {field.area(4, &typed)}
    };
    let form = f.frame(fields, button);
    view! {
        <details class="more" open=submitted.again>
            <summary>{at.text.get(button)}</summary>
            {form}
        </details>
    }
}

/// The record has a newer version than the one it was begun from.
pub(super) fn older_base(at: &At, base: i32, newest: i32, slug: &str) -> AnyView {
    let text = at.text;
    let said = text.with("proposal-older-base", &[("base", base.into()), ("newest", newest.into())]);
    let submitted = at.submitted::<RebaseForm>();
    let form = Fields::new(at, &submitted).frame(seen(newest), "proposal-rebase-button");
    view! {
        <div class="notice notice--warn">
            <p>{said}</p>
            <p><a href=format!("/library/{slug}/versions/{newest}?against={base}")>{text.get("proposal-see-newer")}</a></p>
            {form}
        </div>
    }
    .into_any()
}
