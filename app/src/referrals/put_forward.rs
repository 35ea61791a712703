//! Putting a referral forward for a placement, with the person's consent recorded in the same step where it is not
//! there yet.

use domain::consent::ConsentField;
use domain::id::PlacementId;
use domain::organisation::Organisation;
use domain::placement::{Placement, PlacementStatus};
use domain::referral::{Code, Referral, ReferralStatus};
use domain::{Problems, Result};
use leptos::prelude::*;
use matching::Ranked;
use serde::Deserialize;

use super::fit::{barrier_words, explained};
use super::grant::{Named, TypedGrant};
use crate::field::Fields;
use crate::placements::facts;
use crate::{At, Done, Form, page::Document};

/// The grant, where one is needed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ForwardForm {
    go: String,
    fields: Vec<String>,
    ends: String,
    language: String,
    explained: String,
}

impl ForwardForm {
    fn grant(&self) -> TypedGrant<'_> {
        TypedGrant { fields: &self.fields, ends: &self.ends, language: &self.language, explained: &self.explained }
    }
}

impl Form for ForwardForm {
    const NAME: &'static str = "forward";

    async fn submit(&self, at: &At) -> Result<Done> {
        let code: Code = at.param("code")?;
        let referral = services::referrals::find(&at.scope, &code).await?;
        let placement = services::placements::find(&at.scope, at.param::<PlacementId>("placement")?).await?;
        if self.go == "read" {
            return self.grant().readable(at).map(|()| Done::Show);
        }
        let grant = if services::consents::is_live(&at.scope, &referral, placement.organisation).await? {
            None
        } else {
            let mut problems = Problems::new();
            let grant = self.grant().read(at, &mut problems, Some(placement.organisation));
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
/// Not found for a referral of another NGO, or a placement that is not open; refused while the NGO is not verified.
pub async fn put_forward(at: At) -> Result<Document> {
    let code: Code = at.param("code")?;
    let (referral, secrets) = services::referrals::find_whole(&at.scope, &code).await?;
    let placement = services::placements::find(&at.scope, at.param::<PlacementId>("placement")?).await?;
    let organisation = services::placements::offered_by(&at.scope, &placement).await?;
    let compared = services::matches::one(&at.scope, &referral, &secrets, &placement).await?;
    let text = at.text;
    let name = organisation.description.name.clone();
    let part = match hindrance(&at, (&referral, &placement), &organisation, &compared).await? {
        Some(why) => why,
        None => form(&at, &referral, &placement, &name).await?,
    };
    let fit = compared.fits.first().map(|fit| view! { <article class="fit">{explained(text, fit)}</article> });
    let body = view! {
        <p class="eyebrow"><a href=format!("/referrals/{code}/matches")>{code.to_string()}</a></p>
        <h1>{text.with("forward-title", &[("title", placement.terms.title.clone().into())])}</h1>
        <p class="lede">{text.with("forward-lede", &[("name", name.into())])}</p>
        {fit}
        {facts(text, &placement.terms)}
        {part}
    };
    Ok(Document::new(text.get("forward-window"), body).sensitive())
}

/// Why the person cannot be put forward here now, and the way out; nothing when they can.
async fn hindrance(
    at: &At,
    (referral, placement): (&Referral, &Placement),
    employer: &Organisation,
    compared: &Ranked,
) -> Result<Option<AnyView>> {
    let text = at.text;
    let code = &referral.code;
    let say = |words: String, href: String, link: &str| {
        let link = text.get(link);
        Some(view! { <p class="notice notice--warn">{words}" "<a href=href>{link}</a></p> }.into_any())
    };
    if referral.status != ReferralStatus::Open {
        return Ok(say(text.get("refused-referral-not-open"), format!("/referrals/{code}"), "forward-to-referral"));
    }
    if employer.check_looked_at().is_err() {
        let href = format!("/referrals/{code}/matches");
        return Ok(say(text.get("refused-employer-look"), href, "forward-to-matches"));
    }
    if placement.status != PlacementStatus::Live {
        let href = format!("/referrals/{code}/matches");
        return Ok(say(text.get("refused-placement-not-live"), href, "forward-to-matches"));
    }
    if let Some(kept) = compared.kept_out.first() {
        let words = text.with("forward-kept-out", &[("why", barrier_words(text, &kept.by).into())]);
        return Ok(say(words, format!("/referrals/{code}"), "forward-to-referral"));
    }
    let listed = services::introductions::of_referral(&at.scope, referral).await?;
    let mut listed = listed.into_iter().map(|listed| listed.introduction);
    let going = listed.find(|i| i.placement == placement.id && !i.stage.is_end());
    Ok(going.and_then(|introduction| {
        let href = format!("/introductions/{}", introduction.id);
        say(text.get("refused-already-put-forward"), href, "forward-to-introduction")
    }))
}

async fn form(at: &At, referral: &Referral, placement: &Placement, name: &str) -> Result<AnyView> {
    let text = at.text;
    let live = services::consents::is_live(&at.scope, referral, placement.organisation).await?;
    let ends = services::consents::latest_end(&at.scope);
    let submitted = at.submitted::<ForwardForm>().or(|| ForwardForm {
        fields: vec![ConsentField::Fit.to_string()],
        ends: ends.to_string(),
        ..ForwardForm::default()
    });
    let f = Fields::new(at, &submitted);
    if live {
        let words = text.with("forward-consent-live", &[("name", name.into())]);
        return Ok(f.frame(view! { <p class="notice notice--good">{words}</p> }, "forward-button"));
    }
    let words = text.with("forward-consent-needed", &[("name", name.into())]);
    let fields = view! {
        <p class="notice">{words}</p>
        {submitted.typed.grant().inputs(&f, at, Named { name, id: Some(placement.organisation) })}
    };
    Ok(f.frame(fields, "forward-button-agreed"))
}
