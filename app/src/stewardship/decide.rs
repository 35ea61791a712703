//! What a steward decides of an application: where it stands, and what can be done. The form is that of the checklist; that
//! the group was looked at is one of its own.

use domain::organisation::{Organisation, Standing};
use domain::sanction::{Sanction, SanctionState};
use domain::{Error, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;

use super::application::{Names, called};
use super::checklist;
use crate::field::Fields;
use crate::reason::seen;
use crate::{At, Done, Form};

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
        Ok(Done::See(format!("{}?looked=1", at.path())))
    }
}

/// The section of the page.
pub(super) async fn section(at: &At, of: &Organisation, history: &[Sanction], names: &Names) -> Result<AnyView> {
    let text = at.text;
    let title = text.get("vetting-decide");
    if let Some(sanction) = history.iter().find(|sanction| sanction.state == SanctionState::InForce) {
        let why = text.get(services::sanctions::ends_first(&at.scope, sanction, of.kind));
        // Whoever was writing when another steward suspended it loses none of that.
        let written = checklist::written(at);
        return Ok(view! { <section><h2>{title}</h2><p>{why}</p>{written}</section> }.into_any());
    }
    let verified = of.standing(at.scope.now().date_naive()) == Standing::Verified;
    let second = second(at, of, names).await?;
    Ok(view! {
        <section>
            <h2>{title}</h2>
            {second}
            {checklist::until(at, of)}
            {verified.then(|| view! { <p class="hint">{text.get("vetting-ends")}</p> })}
            {checklist::ask(at)}
            {checklist::decline(at)}
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

/// The form that says that the group was looked at.
pub(super) fn looked(at: &At, of: &Organisation) -> AnyView {
    let submitted = at.submitted::<LookedForm>();
    let f = Fields::new(at, &submitted);
    let field = if submitted.again { f.field("text") } else { f.field("text").apart(LookedForm::NAME) };
    let fields = view! {
        {seen("version", of.version)}
        {field.hint().in_clear().area(3, &submitted.typed.text)}
    };
    f.frame(fields, "vetting-looked-button")
}
