//! Consent: the grants of a referral, recording one, revoking one.

use domain::consent::{ConsentField, Grant};
use domain::id::{GrantId, OrganisationId};
use domain::organisation::Standing;
use domain::referral::Referral;
use domain::{Problem, Problems, Result};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::consents::Ledger;

use super::erasure::own_wish_notice;
use super::grant::{Named, TypedGrant, business, facts, found_businesses};
use crate::field::Fields;
use crate::form::Submitted;
use crate::lookup::{self, Names, Typed};
use crate::{At, Done, Form, page::Document, standing};

/// A grant as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct GrantForm {
    go: String,
    recipient: String,
    recipient_id: String,
    recipient_asked: String,
    fields: Vec<String>,
    ends: String,
    language: String,
    explained: String,
}

const RECIPIENT: Names = Names { id: "recipient_id", asked: "recipient_asked" };

impl GrantForm {
    fn recipient(&self) -> Typed<'_> {
        Typed { text: &self.recipient, id: &self.recipient_id, asked: &self.recipient_asked }
    }

    fn grant(&self) -> TypedGrant<'_> {
        TypedGrant { fields: &self.fields, ends: &self.ends, language: &self.language, explained: &self.explained }
    }
}

impl Form for GrantForm {
    const NAME: &'static str = "consent";

    async fn submit(&self, at: &At) -> Result<Done> {
        let referral = super::here(at).await?;
        match self.go.as_str() {
            "find" => return Ok(Done::Show),
            "read" => return self.grant().readable(at).map(|()| Done::Show),
            _ => {}
        }
        let mut problems = Problems::new();
        let recipient = match problems.take("recipient", business(at, self.recipient()).await?) {
            Some(None) => {
                problems.add("recipient", Problem::Missing);
                None
            }
            chosen => chosen.flatten(),
        };
        let grant = self.grant().read(at, &mut problems, recipient);
        let grant = problems.finish(grant)?;
        services::consents::record(&at.scope, &referral, &grant).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(at: &At) -> String {
        format!("{}?recorded=1", at.path())
    }
}

/// A grant to be revoked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RevokeForm {
    grant: String,
}

impl Form for RevokeForm {
    const NAME: &'static str = "consent-revoke";

    async fn submit(&self, at: &At) -> Result<Done> {
        let referral = super::here(at).await?;
        let grant = self.grant.parse().map_err(|_| domain::Error::NotFound)?;
        services::consents::revoke(&at.scope, &referral, grant).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(at: &At) -> String {
        format!("{}?revoked=1", at.path())
    }
}

/// The page.
///
/// # Errors
/// Not found for a referral of another NGO.
pub async fn consent(at: At) -> Result<Document> {
    let referral = super::here(&at).await?;
    let text = at.text;
    let grants = rows(&at, &referral).await?;
    let form = form(&at, &referral).await?;
    let waiting = services::erasures::waiting(&at.scope, &referral).await?;
    let told = [("recorded", "consent-recorded-now"), ("revoked", "consent-revoked-now")];
    let told = told.into_iter().find(|(what, _)| at.done(what));
    let told = told.map(|(_, key)| view! { <p class="notice notice--good" role="status">{text.get(key)}</p> });
    let body = view! {
        <p class="eyebrow"><a href=format!("/referrals/{}", referral.code)>{referral.code.to_string()}</a></p>
        <h1>{text.get("consent-title")}</h1>
        <p class="lede">{text.get("consent-lede")}</p>
        {told}
        {grants}
        <p><a href=format!("/referrals/{}/own-page", referral.code)>{text.get("consent-own-page")}</a></p>
        <h2 id="consent-new">{text.get("consent-new")}</h2>
        {own_wish_notice(&at, &referral, waiting.as_ref())}
        {form}
    };
    Ok(Document::new(text.get("consent-title"), body).sensitive())
}

/// The form; an NGO that is not verified reads why there is none.
async fn form(at: &At, referral: &Referral) -> Result<AnyView> {
    let text = at.text;
    if let Some(why) = standing::of(at).and_then(Standing::why_not) {
        return Ok(notice(text.get(why)));
    }
    let proposed = proposed(at, referral).await?;
    let mut submitted: Submitted<GrantForm> = at.submitted::<GrantForm>().or(|| proposed);
    // Whoever was chosen among several is named in full, in the field and in the words to read.
    if let Ok(Some(id)) = business(at, submitted.typed.recipient()).await? {
        submitted.typed = named(at, id, submitted.typed).await?;
    }
    let f = Fields::new(at, &submitted);
    let t = &submitted.typed;
    let found = found_businesses(at, t.recipient()).await?;
    // Before one is chosen, the words to read name nobody.
    let name = if t.recipient().is_open() { "" } else { t.recipient.trim() };
    let fields = view! {
        {f.field("recipient").hint().line(&t.recipient)}
        {lookup::choices(&f, RECIPIENT, t.recipient(), found)}
        <p><button class="button button--quiet" type="submit" name="go" value="find">{text.get("referral-find")}</button></p>
        {t.grant().inputs(&f, at, Named { name, id: None })}
    };
    Ok(f.frame(fields, "consent-record"))
}

fn notice(words: String) -> AnyView {
    view! { <p class="notice notice--warn">{words}</p> }.into_any()
}

/// What the form proposes: the least, or what an earlier grant said that is asked for again. How it was explained, and
/// until when, is always new.
async fn proposed(at: &At, referral: &Referral) -> Result<GrantForm> {
    let ends = services::consents::latest_end(&at.scope);
    let least =
        GrantForm { fields: vec![ConsentField::Fit.to_string()], ends: ends.to_string(), ..GrantForm::default() };
    if let Ok(renewed) = at.query("renew").parse::<GrantId>() {
        let grants = services::consents::of_referral(&at.scope, referral).await?;
        let Some(grant) = grants.into_iter().find(|grant| grant.id == renewed) else { return Ok(least) };
        let fields = grant.terms.fields.iter().map(ToString::to_string).collect();
        let again = GrantForm { fields, language: grant.terms.language.to_string(), ..least };
        return named(at, grant.terms.recipient, again).await;
    }
    match at.query("recipient").parse::<OrganisationId>() {
        Ok(id) => named(at, id, least).await,
        Err(_) => Ok(least),
    }
}

/// The same with this recipient chosen already, if it can be.
async fn named(at: &At, id: OrganisationId, form: GrantForm) -> Result<GrantForm> {
    let Some(found) = services::organisations::business(&at.scope, id).await? else { return Ok(form) };
    let name = found.description.name;
    Ok(GrantForm { recipient: name.clone(), recipient_id: id.to_string(), recipient_asked: name, ..form })
}

/// The grants there are, newest first.
async fn rows(at: &At, referral: &Referral) -> Result<AnyView> {
    let ledger = services::consents::ledger(&at.scope, referral).await?;
    if ledger.grants.is_empty() {
        return Ok(view! { <p class="empty">{at.text.get("consent-none")}</p> }.into_any());
    }
    let rows = ledger.grants.iter().map(|grant| row(at, grant, &ledger));
    let shown = view! {
        <h2 class="visually-hidden">{at.text.get("consent-so-far")}</h2>
        <ul class="cards">{rows.collect_view()}</ul>
    };
    Ok(shown.into_any())
}

fn row(at: &At, grant: &Grant, ledger: &Ledger) -> impl IntoView + use<> {
    let text = at.text;
    let today = at.scope.now().date_naive();
    let name = ledger.recipients.iter().find(|(id, _)| *id == grant.terms.recipient);
    let name = name.map(|(_, name)| name.clone()).unwrap_or_default();
    let submitted = at.submitted::<RevokeForm>();
    let f = Fields::new(at, &submitted);
    let revoke = grant.is_live(today).then(|| {
        view! {
            <details class="more">
                <summary>{text.with("consent-revoke", &[("name", name.clone().into())])}</summary>
                <p>{text.get("consent-revoke-means")}</p>
                <form method="post" action=at.path().to_owned()>
                    {f.hidden()}
                    <input type="hidden" name="grant" value=grant.id.to_string()/>
                    <button class="button button--danger" type="submit">{text.get("consent-revoke-button")}</button>
                </form>
            </details>
        }
    });
    let renew = text.with("consent-renew", &[("name", name.clone().into())]);
    let again = format!("{}?renew={}#consent-new", at.path(), grant.id);
    view! {
        <li class="card">
            <h3 class="card__title">{name.clone()}</h3>
            {facts(text, grant, today, &ledger.members)}
            {seen(text, grant, ledger)}
            <p class="actions">
                <a class="button button--quiet" href=sheet_of(grant)>{text.get("consent-sheet-print")}</a>
                <a class="button button--quiet" href=again>{renew}</a>
            </p>
            {revoke}
        </li>
    }
}

/// What was read under a grant: the days, the newest first, with the fields.
fn seen(text: Text, grant: &Grant, ledger: &Ledger) -> AnyView {
    let days = ledger.readings.iter().filter(|reading| reading.grant == grant.id);
    let rows: Vec<_> = days
        .map(|reading| {
            let fields = reading.fields.iter().map(|field| text.get(&format!("consent-known-{field}")));
            let said = [
                ("day", text.date(reading.day).into()),
                ("time", reading.last.format("%H:%M").to_string().into()),
                ("fields", fields.collect::<Vec<_>>().join(", ").into()),
                ("times", i64::from(reading.times).into()),
            ];
            view! { <li>{text.with("consent-seen-day", &said)}</li> }
        })
        .collect();
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let words = text.with("consent-seen", &[("count", count.into())]);
    if rows.is_empty() {
        return view! { <p class="meta">{words}</p> }.into_any();
    }
    view! {
        <details class="more">
            <summary>{words}</summary>
            <ul>{rows}</ul>
        </details>
    }
    .into_any()
}

/// The sheet for what a grant says.
fn sheet_of(grant: &Grant) -> String {
    let terms = &grant.terms;
    let mut asked = vec![
        ("for", terms.recipient.to_string()),
        ("ends", terms.ends.to_string()),
        ("language", terms.language.to_string()),
    ];
    asked.extend(terms.fields.iter().map(|field| ("fields", field.to_string())));
    format!("{}?{}", super::sheet::PATH, serde_html_form::to_string(asked).unwrap_or_default())
}
