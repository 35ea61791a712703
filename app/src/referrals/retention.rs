//! Referrals that nobody has touched for long: the NGO says which are still needed.

use domain::Result;
use domain::referral::{Code, Referral};
use domain::retention::Next;
use leptos::prelude::*;
use serde::Deserialize;
use services::retention::{self, Question};

use crate::field::Fields;
use crate::form::Submitted;
use crate::{At, Done, Form, page::Document};

/// Where the questions stand.
pub(super) const PATH: &str = "/referrals?retention=1";

async fn named(at: &At, code: &str) -> Result<Referral> {
    let code: Code = code.parse().map_err(|_| domain::Error::NotFound)?;
    services::referrals::find(&at.scope, &code).await
}

/// Says that one is still needed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct StillNeededForm {
    code: String,
}

impl Form for StillNeededForm {
    const NAME: &'static str = "retention-keep";

    async fn submit(&self, at: &At) -> Result<Done> {
        retention::keep(&at.scope, &named(at, &self.code).await?).await?;
        Ok(Done::See(PATH.to_owned()))
    }

    fn repeated(_: &At) -> String {
        PATH.to_owned()
    }
}

/// Archives one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ArchiveForm {
    code: String,
}

impl Form for ArchiveForm {
    const NAME: &'static str = "retention-archive";

    async fn submit(&self, at: &At) -> Result<Done> {
        retention::archive(&at.scope, &named(at, &self.code).await?).await?;
        Ok(Done::See(PATH.to_owned()))
    }

    fn repeated(_: &At) -> String {
        PATH.to_owned()
    }
}

/// The questions.
pub(super) async fn questions(at: &At) -> Result<Document> {
    let text = at.text;
    let questions = retention::questions(&at.scope).await?;
    let empty = questions.is_empty();
    let cards = questions.into_iter().map(|question| card(at, &question)).collect_view();
    let body = view! {
        <p class="eyebrow"><a href="/referrals">{text.get("referrals-title")}</a></p>
        <h1>{text.get("retention-title")}</h1>
        <p class="lede">{text.get("retention-lede")}</p>
        {empty.then(|| view! { <p class="empty">{text.get("referrals-none-waits")}</p> })}
        <ul class="cards">{cards}</ul>
    };
    Ok(Document::new(text.get("referrals-title"), body).sensitive())
}

fn card(at: &At, question: &Question) -> impl IntoView + use<> {
    let text = at.text;
    let code = question.referral.code.to_string();
    let day = text.date(question.from.date_naive());
    let follows = text.with(&format!("retention-next-{}", question.next), &[("day", day.into())]);
    let since = text.date(question.referral.updated.date_naive());
    let other = match question.next {
        Next::Archive => button(at, &at.submitted::<ArchiveForm>(), (&code, "retention-archive-button")),
        Next::Erase => view! { <a href=format!("/referrals/{code}/erasure")>{text.get("erasure-link")}</a> }.into_any(),
    };
    view! {
        <li class="card">
            <h2 class="card__title"><a href=format!("/referrals/{code}")>{code.clone()}</a></h2>
            <p class="meta">{text.with("retention-since", &[("day", since.into())])}</p>
            <p>{follows}</p>
            <div class="actions">
                {button(at, &at.submitted::<StillNeededForm>(), (&code, "retention-keep-button"))}
                {other}
            </div>
        </li>
    }
}

fn button<F: Form>(at: &At, submitted: &Submitted<F>, (code, key): (&str, &'static str)) -> AnyView {
    view! {
        <form method="post" action="/referrals">
            {Fields::new(at, submitted).hidden()}
            <input type="hidden" name="code" value=code.to_owned()/>
            <button class="button button--quiet" type="submit">{at.text.get(key)}</button>
        </form>
    }
    .into_any()
}
