//! Consent: the grants of a referral, recording one, revoking one.

use chrono::TimeDelta;
use domain::consent::{ConsentField, Explained, Grant, MOST_DAYS, NewGrant, Purpose};
use domain::id::OrganisationId;
use domain::{Problems, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;

use super::words::reader;
use crate::field::{Choice, Fields};
use crate::lookup::{self, Names, Typed};
use crate::{At, Done, Form, page::Document};

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
}

/// Reads the parts of a grant that do not depend on how the recipient is chosen.
pub(super) fn read_grant(
    problems: &mut Problems,
    recipient: Option<OrganisationId>,
    (fields, ends): (&[String], &str),
    (language, explained): (&str, &str),
) -> Option<NewGrant> {
    let fields = problems.take("fields", parse::words::<ConsentField>(fields));
    let ends = problems.take("ends", parse::date(ends));
    let language = problems.take("language", parse::word(language));
    let explained = problems.take("explained", parse::word::<Explained>(explained));
    Some(NewGrant {
        recipient: recipient?,
        fields: fields?,
        purpose: Purpose::Introduction,
        ends: ends?,
        language: language?,
        explained: explained?,
    })
}

impl Form for GrantForm {
    const NAME: &'static str = "consent";

    async fn submit(&self, at: &At) -> Result<Done> {
        let referral = super::here(at).await?;
        if self.go == "find" {
            return Ok(Done::Show);
        }
        let mut problems = Problems::new();
        let words = self.recipient.trim();
        let found = services::organisations::businesses(&at.scope, words).await?;
        let exact = |text: &str| {
            let same = found.iter().find(|o| o.description.name.to_lowercase() == text.to_lowercase());
            same.map(|o| o.id.to_string())
        };
        let resolved = self.recipient().resolve(exact, domain::Problem::NotInList);
        let recipient = problems.take("recipient", resolved).flatten();
        if words.is_empty() {
            problems.add("recipient", domain::Problem::Missing);
        }
        let recipient = recipient.and_then(|id| id.parse().ok());
        let grant = read_grant(&mut problems, recipient, (&self.fields, &self.ends), (&self.language, &self.explained));
        let grant = problems.finish(grant)?;
        services::consents::record(&at.scope, &referral, &grant).await?;
        Ok(Done::See(at.path().to_owned()))
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
        services::consents::revoke(&at.scope, &referral, self.grant.parse()?).await?;
        Ok(Done::See(format!("{}?revoked=1", at.path())))
    }
}

/// The page.
///
/// # Errors
/// Not found for a referral of another NGO.
pub async fn consent(at: At) -> Result<Document> {
    let referral = super::here(&at).await?;
    let text = at.text;
    let grants = services::consents::of_referral(&at.scope, &referral).await?;
    let recipients: Vec<_> = grants.iter().map(|grant| grant.terms.recipient).collect();
    let names = services::organisations::names(&at.scope, &recipients).await?;
    let today = at.scope.now().date_naive();
    let empty = grants.is_empty();
    let rows = grants.into_iter().map(|grant| {
        let name = names.iter().find(|(id, _)| *id == grant.terms.recipient);
        let name = name.map(|(_, name)| name.clone()).unwrap_or_default();
        row(&at, &grant, name, grant.is_live(today))
    });
    let rows = rows.collect_view();
    let ends = today + TimeDelta::days(MOST_DAYS);
    let submitted = at.submitted::<GrantForm>().or(|| GrantForm {
        fields: ConsentField::ALL.iter().filter(|f| **f != ConsentField::Called).map(ToString::to_string).collect(),
        ends: ends.to_string(),
        ..GrantForm::default()
    });
    let f = Fields::new(&at, &submitted);
    let t = &submitted.typed;
    let found: Vec<Choice> = if t.recipient().is_open() {
        let found = services::organisations::businesses(&at.scope, t.recipient.trim()).await?;
        found.into_iter().map(|o| (o.id.to_string(), o.description.name)).collect()
    } else {
        Vec::new()
    };
    let fields = view! {
        {f.field("recipient").hint().line(&t.recipient)}
        {lookup::choices(&f, RECIPIENT, t.recipient(), found)}
        <p><button class="button button--quiet" type="submit" name="go" value="find">{text.get("referral-find")}</button></p>
        {grant_fields(&f, (&t.fields, &t.ends), (&t.language, &t.explained))}
    };
    let form = f.frame(fields, "consent-record");
    let revoked = !at.query("revoked").is_empty();
    let body = view! {
        <p class="eyebrow"><a href=format!("/referrals/{}", referral.code)>{referral.code.to_string()}</a></p>
        <h1>{text.get("consent-title")}</h1>
        <p class="lede">{text.get("consent-lede")}</p>
        {revoked.then(|| view! { <p class="notice notice--good" role="status">{text.get("consent-revoked-now")}</p> })}
        {empty.then(|| view! { <p class="empty">{text.get("consent-none")}</p> })}
        <ul class="cards">{rows}</ul>
        <h2>{text.get("consent-new")}</h2>
        {form}
    };
    Ok(Document::new(text.get("consent-title"), body).sensitive())
}

/// The fields of a grant but for its recipient.
pub(super) fn grant_fields<F: Form>(
    f: &Fields<'_, F>,
    (fields, ends): (&[String], &str),
    (language, explained): (&str, &str),
) -> impl IntoView + use<F> {
    let languages = taxonomy::languages::all(&f.reader()).into_iter();
    let languages: Vec<Choice> = languages.map(|(code, name)| (code.to_string(), name.to_owned())).collect();
    view! {
        {f.field("fields").hint().any_of(f.list("consent-field", ConsentField::ALL.iter().map(|c| c.word())), fields)}
        {f.field("ends").hint().date(ends)}
        {f.field("language").hint().select(languages, language)}
        {f.field("explained").one_of(f.list("explained", Explained::ALL.iter().map(|e| e.word())), explained)}
    }
}

fn row(at: &At, grant: &Grant, name: String, live: bool) -> impl IntoView + use<> {
    let text = at.text;
    let fields: Vec<String> =
        grant.terms.fields.iter().map(|field| text.get(&format!("consent-field-{field}"))).collect();
    let state = match (grant.revoked, live) {
        (Some(when), _) => text.with("consent-was-revoked", &[("day", text.date(when.date_naive()).into())]),
        (None, true) => text.with("consent-until", &[("day", text.date(grant.terms.ends).into())]),
        (None, false) => text.with("consent-ended", &[("day", text.date(grant.terms.ends).into())]),
    };
    let language = taxonomy::languages::name(&grant.terms.language, &reader(text)).unwrap_or_default();
    let how = text.get(&format!("explained-{}", grant.terms.explained.word().replace('_', "-")));
    let submitted = at.submitted::<RevokeForm>();
    let f = Fields::new(at, &submitted);
    let revoke = live.then(|| {
        view! {
            <form method="post" action=at.path().to_owned()>
                {f.hidden()}
                <input type="hidden" name="grant" value=grant.id.to_string()/>
                <button class="button button--danger" type="submit">
                    {text.with("consent-revoke", &[("name", name.clone().into())])}
                </button>
            </form>
        }
    });
    view! {
        <li class="card">
            <h3 class="card__title">{name.clone()}</h3>
            <p>{fields.join(", ")}</p>
            <p class="meta">{format!("{state} · {how} · {language}")}</p>
            {revoke}
        </li>
    }
}
