//! Pay where no floor is known: whether a steward has looked at it, and, for stewards, the two ways to do so and the
//! way back from a pause.

use domain::account::PlatformRole;
use domain::codes::Language;
use domain::id::PlacementId;
use domain::placement::{PauseReason, Placement, PlacementStatus, Terms};
use domain::{Error, Result, parse};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::pay_looks::PayLook;

use crate::field::Fields;
use crate::reason::{folded, reason_in_clear, seen};
use crate::{At, Done, Form};

/// Says that a steward has looked at the pay, and lets it be.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PayLookedForm {
    version: String,
}

impl Form for PayLookedForm {
    const NAME: &'static str = "pay-looked";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id: PlacementId = at.param("id")?;
        services::pay_looks::find(&at.scope, id).await?;
        let version = self.version.parse().map_err(|_| Error::Conflict)?;
        services::pay_looks::looked(&at.scope, id, version).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/stewardship/pay-looks?looked=1".into()
    }
}

/// Pauses the placement for its pay, and says why.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PayPauseForm {
    text: String,
    version: String,
}

impl Form for PayPauseForm {
    const NAME: &'static str = "pay-pause";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id: PlacementId = at.param("id")?;
        services::pay_looks::find(&at.scope, id).await?;
        let why = parse::text(&self.text, 4000).map_err(|problem| Error::at("text", problem))?;
        let version = self.version.parse().map_err(|_| Error::Conflict)?;
        services::pay_looks::pause(&at.scope, id, version, &why).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/stewardship/pay-looks?paused=1".into()
    }
}

/// Ends a pause for pay.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PayPauseEndForm {
    version: String,
}

impl Form for PayPauseEndForm {
    const NAME: &'static str = "pay-pause-end";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id: PlacementId = at.param("id")?;
        services::pay_looks::find(&at.scope, id).await?;
        let version = self.version.parse().map_err(|_| Error::Conflict)?;
        services::pay_looks::end_pause(&at.scope, id, version).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/stewardship/pay-looks?ended=1".into()
    }
}

/// That no floor is known for the country of a placement.
pub(crate) fn unknown(text: Text, terms: &Terms) -> String {
    let reader: Language = text.language().parse().unwrap_or_else(|_| Language::english());
    let place = terms.place.as_ref();
    let country = place.and_then(|place| taxonomy::countries::name(&place.country, &reader)).unwrap_or_default();
    text.with("pay-look-unknown", &[("country", country.to_owned().into())])
}

/// The section of the page; nothing where a floor says what is enough.
pub(super) async fn section(at: &At, placement: &Placement) -> Result<Option<AnyView>> {
    let Some(look) = services::pay_looks::of(&at.scope, placement).await? else { return Ok(None) };
    let text = at.text;
    let state = match (placement.paused, look.looked) {
        (Some(PauseReason::Pay), _) => text.get("pay-look-paused"),
        (_, Some(looked)) => text.with("pay-look-looked", &[("day", text.date(looked.date_naive()).into())]),
        (_, None) => text.get("pay-look-unseen"),
    };
    let steward = at.scope.actor().is(PlatformRole::Steward);
    let forms = match placement.status {
        PlacementStatus::Live if steward => Some(forms(at, placement, &look)),
        _ if steward && placement.resting() == Some(PauseReason::Pay) => Some(end(at, placement)),
        _ => None,
    };
    let section = view! {
        <section>
            <h2>{text.get("pay-look-title")}</h2>
            <p>{unknown(text, &placement.terms)}" "{state}</p>
            {forms}
        </section>
    };
    Ok(Some(section.into_any()))
}

fn forms(at: &At, placement: &Placement, look: &PayLook) -> AnyView {
    let version = placement.version;
    let looked = look.looked.is_none().then(|| {
        let submitted = at.submitted::<PayLookedForm>();
        Fields::new(at, &submitted).frame(seen("version", version), "pay-looked-button")
    });
    let pause = reason_in_clear::<PayPauseForm>(at, ("version", version), "pay-pause-button", |form| &form.text);
    view! {
        <p class="meta">{at.text.get("pay-look-means")}</p>
        {looked}
        {pause}
    }
    .into_any()
}

/// The way back from a pause, folded away: what was written goes with it.
fn end(at: &At, placement: &Placement) -> AnyView {
    let fields = view! {
        {seen("version", placement.version)}
        <p>{at.text.get("pay-pause-end-means")}</p>
    };
    folded(at, &at.submitted::<PayPauseEndForm>(), fields, "pay-pause-end-button")
}
