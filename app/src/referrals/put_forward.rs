//! Putting a referral forward for a placement, with the person's consent recorded in the same step where it is not
//! there yet.

use chrono::TimeDelta;
use domain::consent::{ConsentField, MOST_DAYS};
use domain::id::PlacementId;
use domain::{Problems, Result};
use leptos::prelude::*;
use serde::Deserialize;

use super::consent::{grant_fields, read_grant};
use crate::field::Fields;
use crate::placements::facts;
use crate::{At, Done, Form, page::Document};

/// The grant, where one is needed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ForwardForm {
    fields: Vec<String>,
    ends: String,
    language: String,
    explained: String,
}

impl Form for ForwardForm {
    const NAME: &'static str = "forward";

    async fn submit(&self, at: &At) -> Result<Done> {
        let referral = super::here(at).await?;
        let placement = services::placements::find(&at.scope, at.param::<PlacementId>("placement")?).await?;
        let grant = if services::consents::is_live(&at.scope, &referral, placement.organisation).await? {
            None
        } else {
            let mut problems = Problems::new();
            let recipient = Some(placement.organisation);
            let grant =
                read_grant(&mut problems, recipient, (&self.fields, &self.ends), (&self.language, &self.explained));
            Some(problems.finish(grant)?)
        };
        let id = services::introductions::put_forward(&at.scope, &referral, &placement, grant.as_ref()).await?;
        Ok(Done::See(format!("/introductions/{id}")))
    }

    fn repeated(_: &At) -> String {
        "/introductions".into()
    }
}

/// The page.
///
/// # Errors
/// Not found for a referral of another NGO, or a placement that is not open.
pub async fn put_forward(at: At) -> Result<Document> {
    let referral = super::here(&at).await?;
    let placement = services::placements::find(&at.scope, at.param::<PlacementId>("placement")?).await?;
    let organisation = services::placements::offered_by(&at.scope, &placement).await?;
    let live = services::consents::is_live(&at.scope, &referral, placement.organisation).await?;
    let text = at.text;
    let ends = at.scope.now().date_naive() + TimeDelta::days(MOST_DAYS);
    let submitted = at.submitted::<ForwardForm>().or(|| ForwardForm {
        fields: ConsentField::ALL.iter().map(ToString::to_string).collect(),
        ends: ends.to_string(),
        ..ForwardForm::default()
    });
    let f = Fields::new(&at, &submitted);
    let t = &submitted.typed;
    let name = organisation.description.name;
    let consent = if live {
        view! { <p class="notice notice--good">{text.with("forward-consent-live", &[("name", name.clone().into())])}</p> }
            .into_any()
    } else {
        view! {
            <p class="notice">{text.with("forward-consent-needed", &[("name", name.clone().into())])}</p>
            {grant_fields(&f, (&t.fields, &t.ends), (&t.language, &t.explained))}
        }
        .into_any()
    };
    let form = f.frame(consent, "forward-button");
    let body = view! {
        <p class="eyebrow"><a href=format!("/referrals/{}/matches", referral.code)>{referral.code.to_string()}</a></p>
        <h1>{text.with("forward-title", &[("title", placement.terms.title.clone().into())])}</h1>
        <p class="lede">{text.with("forward-lede", &[("name", name.into())])}</p>
        {facts(text, &placement.terms)}
        {form}
    };
    Ok(Document::new(text.get("forward-window"), body).sensitive())
}
