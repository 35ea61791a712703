//! One's own account, and the way to the organisation's pages.

use domain::account::PlatformRole;
use domain::organisation::{OrganisationKind, Standing};
use domain::{Problems, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;
use services::accounts::Daily;

use super::{close, languages};
use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// What a person can change of their account.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AccountForm {
    name: String,
    language: String,
    /// `on` where a curator wants the daily mail.
    daily: String,
}

impl Form for AccountForm {
    const NAME: &'static str = "account";

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.actor().account()?;
        let mut problems = Problems::new();
        let name = problems.take("name", parse::line(&self.name, 120));
        let language = problems.take("language", parse::word(&self.language));
        let (name, language) = problems.finish(name.zip(language))?;
        let daily = if self.daily == "on" { Daily::On } else { Daily::Off };
        services::accounts::describe_own(&at.scope, name, &language, daily).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/account?saved=1".into()
    }
}

/// The page.
///
/// # Errors
/// Sign-in needed for a visitor.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let account = services::accounts::own(&at.scope).await?;
    let organisation = match &at.scope.actor().membership {
        Some(_) => Some(services::organisations::own(&at.scope).await?),
        None => None,
    };
    let submitted = at.submitted::<AccountForm>().or(|| AccountForm {
        name: account.name.clone(),
        language: account.language.to_string(),
        daily: if account.daily == Daily::On { "on".into() } else { String::new() },
    });
    let f = Fields::new(&at, &submitted);
    let daily = at.scope.actor().is(PlatformRole::Curator).then(|| {
        let choice = vec![("on".to_owned(), text.get("account-daily"))];
        f.field("daily").any_of(choice, std::slice::from_ref(&submitted.typed.daily))
    });
    let fields = view! {
        {f.field("name").autocomplete("name").line(&submitted.typed.name)}
        {f.field("language").select(languages(), &submitted.typed.language)}
        {daily}
    };
    let form = f.frame(fields, "form-save");
    let today = at.scope.now().date_naive();
    let organisation = organisation.map(|o| {
        let status = o.stands(today);
        let until = o.verified_until.filter(|_| o.standing(today) == Standing::Verified);
        view! {
            <section class="panel">
                <h2>{o.description.name}</h2>
                <p>
                    <span class=format!("status status--{status}")>
                        {text.get(&format!("organisation-status-{status}"))}
                    </span>
                    {until.map(|day| {
                        text.with("organisation-verified-until", &[("day", text.date(day).into())])
                    })}
                </p>
                <p class="actions">
                    <a class="button button--quiet" href="/account/organisation">{text.get("account-organisation")}</a>
                    <a class="button button--quiet" href="/account/members">{text.get("account-members")}</a>
                </p>
            </section>
        }
    });
    let ngo = at.scope.actor().membership.as_ref().is_some_and(|m| m.kind == OrganisationKind::Ngo);
    let calendar = ngo.then(|| {
        view! {
            <p class="actions">
                <a class="button button--quiet" href="/account/calendar">{text.get("calendar-title")}</a>
            </p>
        }
    });
    let close = close::section(&at).await?;
    let saved = at.done("saved");
    let left = at.done("left") && at.scope.actor().membership.is_none();
    let body = view! {
        <h1>{text.get("account-title")}</h1>
        {saved.then(|| view! { <p class="notice notice--good" role="status">{text.get("form-saved")}</p> })}
        {left.then(|| view! { <p class="notice notice--good" role="status">{text.get("organisation-left")}</p> })}
        <p>{account.email.to_string()}</p>
        {form}
        <p><a href="/account/security">{text.get("account-security")}</a></p>
        {calendar}
        {organisation}
        {close}
    };
    Ok(Document::new(text.get("account-title"), body))
}
