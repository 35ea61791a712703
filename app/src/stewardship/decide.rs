//! What a steward decides of an application, and what stewards say to each other.

use domain::organisation::{Organisation, Standing};
use domain::sanction::{Sanction, SanctionState};
use domain::{Error, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;
use services::vetting::Decision;

use super::application::{Names, called};
use super::checklist;
use crate::field::Fields;
use crate::reason::{reason_in_clear, seen};
use crate::{At, Done, Form};

macro_rules! decisions {
    ($($(#[$doc:meta])* $name:ident, $word:literal, $decision:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, Deserialize)]
        #[serde(default)]
        pub struct $name {
            text: String,
            version: String,
        }

        impl Form for $name {
            const NAME: &'static str = $word;

            async fn submit(&self, at: &At) -> Result<Done> {
                let said = parse::text(&self.text, 4000).map_err(|problem| Error::at("text", problem));
                decide(at, &self.version, said.map(Decision::$decision)).await
            }
        }
    )+};
}

decisions! {
    /// Asks something back.
    AskForm, "vetting-ask", Ask;
    /// Declines, with a reason.
    DeclineForm, "vetting-decline", Decline;
}

/// Decides, once it is known that the actor may: a stranger learns nothing from a problem beside a field. Whoever
/// decides on what has changed since they opened the page sees it first.
async fn decide(at: &At, version: &str, decision: Result<Decision>) -> Result<Done> {
    let id = at.param("id")?;
    services::vetting::application(&at.scope, id).await?;
    let decision = decision?;
    let version = version.parse().map_err(|_| Error::Conflict)?;
    services::vetting::decide_on(&at.scope, id, version, ((&[], &[]), decision)).await?;
    Ok(Done::See(at.path().to_owned()))
}

/// Says something to the other stewards.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NoteForm {
    text: String,
}

impl Form for NoteForm {
    const NAME: &'static str = "vetting-note";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        services::vetting::application(&at.scope, id).await?;
        let text = parse::text(&self.text, 4000).map_err(|problem| Error::at("text", problem))?;
        services::vetting::note(&at.scope, id, text).await?;
        Ok(Done::See(at.path().to_owned()))
    }
}

/// Says that the group was looked at, and what was found.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LookedForm {
    text: String,
    version: String,
}

impl Form for LookedForm {
    const NAME: &'static str = "vetting-looked";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        services::vetting::application(&at.scope, id).await?;
        let text = parse::text(&self.text, 4000).map_err(|problem| Error::at("text", problem))?;
        let version = self.version.parse().map_err(|_| Error::Conflict)?;
        services::vetting::looked_at_group(&at.scope, id, version, text).await?;
        Ok(Done::See(at.path().to_owned()))
    }
}

/// The section of the page.
pub(super) async fn section(at: &At, of: &Organisation, history: &[Sanction], names: &Names) -> Result<AnyView> {
    let text = at.text;
    let title = text.get("vetting-decide");
    if history.iter().any(|sanction| sanction.state == SanctionState::InForce) {
        let why = text.get("refused-under-sanction");
        return Ok(view! { <section><h2>{title}</h2><p>{why}</p></section> }.into_any());
    }
    let verified = of.standing(at.scope.now().date_naive()) == Standing::Verified;
    let version = of.version;
    let second = second(at, of, names).await?;
    Ok(view! {
        <section>
            <h2>{title}</h2>
            {second}
            {checklist::until(at, of)}
            {verified.then(|| view! { <p class="hint">{text.get("vetting-ends")}</p> })}
            {reason_in_clear::<AskForm>(at, ("version", version), "vetting-ask-button", |form| &form.text)}
            {reason_in_clear::<DeclineForm>(at, ("version", version), "vetting-decline-button", |form| &form.text)}
        </section>
    }
    .into_any())
}

/// Where a business stands between its two stewards.
async fn second(at: &At, of: &Organisation, names: &Names) -> Result<Option<AnyView>> {
    let text = at.text;
    if !of.kind.needs_two_stewards() {
        return Ok(None);
    }
    let alone = (services::vetting::count_stewards(&at.scope).await? < 2)
        .then(|| view! { <p class="notice notice--warn">{text.get("vetting-one-steward")}</p> });
    let Some(proposed) = of.proposed else {
        return Ok(Some(view! { <p>{text.get("vetting-two-stewards")}</p>{alone} }.into_any()));
    };
    let own = at.scope.actor().account == Some(proposed.by);
    let by = called(at, names, Some(proposed.by));
    let words = text.with("vetting-proposed", &[("name", by.into()), ("day", text.date(proposed.until).into())]);
    Ok(Some(if own {
        view! { <p>{words}</p><p>{text.get("refused-second-steward")}</p>{alone} }.into_any()
    } else {
        view! { <p class="notice">{words}</p>{checklist::confirm(at)} }.into_any()
    }))
}

/// The form of a note.
pub(super) fn note(at: &At) -> AnyView {
    text_only::<NoteForm>(at, None, "vetting-note-button", |form| &form.text)
}

/// The form that says that the group was looked at.
pub(super) fn looked(at: &At, of: &Organisation) -> AnyView {
    text_only::<LookedForm>(at, Some(of.version), "vetting-looked-button", |form| &form.text)
}

fn text_only<F: Form>(at: &At, version: Option<i32>, button: &'static str, typed: fn(&F) -> &String) -> AnyView {
    let submitted = at.submitted::<F>();
    let f = Fields::new(at, &submitted);
    let field = if submitted.again { f.field("text") } else { f.field("text").apart(F::NAME) };
    let fields = view! {
        {version.map(|version| seen("version", version))}
        {field.hint().in_clear().area(3, typed(&submitted.typed))}
    };
    f.frame(fields, button)
}
