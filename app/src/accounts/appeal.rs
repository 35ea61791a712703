//! What keeps an organisation out, as it reads that on its own page; its appeal, and what came of it.

use chrono::{DateTime, Utc};
use domain::sanction::{Appeal, AppealAnswer, Sanction};
use domain::{Error, Result, parse};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::organisations::VettingNote;

use super::organisation::reason;
use crate::field::Fields;
use crate::reason::folded;
use crate::{At, Done, Form};

/// An appeal against what keeps the organisation out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AppealForm {
    text: String,
}

impl Form for AppealForm {
    const NAME: &'static str = "appeal";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::organisations::own(&at.scope).await?;
        services::sanctions::own(&at.scope).await?.ok_or(Error::NotFound)?;
        let text = parse::text(&self.text, 4000).map_err(|problem| Error::at("text", problem))?;
        services::sanctions::appeal(&at.scope, text).await?;
        Ok(Done::See(format!("{}?appealed=1", at.path())))
    }
}

/// What keeps the organisation out, and the appeal: how to, that it waits, or what was answered.
pub(super) fn kept_out(at: &At, sanction: &Sanction) -> AnyView {
    let text = at.text;
    let since = text.date(sanction.since.unwrap_or(sanction.created).date_naive());
    let rows = [
        ("sanction-since", since),
        ("sanction-reason", reason(text, sanction.reason)),
        ("sanction-review", text.date(sanction.review)),
    ];
    let rows = rows.into_iter().map(|(key, value)| view! { <div><dt>{text.get(key)}</dt><dd>{value}</dd></div> });
    let rows = rows.collect_view();
    let appeal = match &sanction.appeal {
        None => appeal_form(at),
        Some(Appeal { answer: None, .. }) => view! { <p>{text.get("appeal-waits")}</p> }.into_any(),
        Some(Appeal { answer: Some(answer), .. }) => answered(text, answer),
    };
    view! {
        <section class="panel">
            <h2>{text.get(&format!("sanction-kind-{}", sanction.kind))}</h2>
            <dl class="facts">{rows}</dl>
            {appeal}
        </section>
    }
    .into_any()
}

/// What was answered to an appeal, when and in which words.
fn answered(text: Text, (answer, said, day): &(AppealAnswer, String, DateTime<Utc>)) -> AnyView {
    let day = text.date(day.date_naive());
    let answer = text.get(&format!("appeal-answer-{answer}"));
    view! {
        <p>{text.with("appeal-answered", &[("day", day.into())])}</p>
        <p dir="auto">{format!("{answer}: {said}")}</p>
    }
    .into_any()
}

/// That something ended with its appeal: it should not have been, or it is over and nobody answers any more.
pub(crate) fn ended_words(text: Text, sanction: &Sanction) -> Option<String> {
    let day = [("day", text.date(sanction.ended?.date_naive()).into())];
    let kind = sanction.kind;
    let key = if sanction.settled_appeal() { format!("appeal-settled-{kind}") } else { format!("appeal-won-{kind}") };
    Some(text.with(&key, &day))
}

/// An appeal that something ended with: the answer to it, or what a steward said who ended that unanswered.
pub(super) fn ended(text: Text, sanction: &Sanction, notes: &[VettingNote]) -> Option<AnyView> {
    let words = ended_words(text, sanction)?;
    let said = match &sanction.appeal.as_ref()?.answer {
        Some(answer) => answered(text, answer),
        None => settled(notes).into_any(),
    };
    let section = view! {
        <section class="panel" id="appeal">
            <h2>{text.get("appeal-title")}</h2>
            <p>{words}</p>
            {said}
        </section>
    };
    Some(section.into_any())
}

/// What a steward said who ended it last while an appeal waited.
fn settled(notes: &[VettingNote]) -> Option<AnyView> {
    let note = notes.iter().rfind(|note| note.step == "settled")?;
    Some(view! { <p dir="auto">{note.text.clone()}</p> }.into_any())
}

fn appeal_form(at: &At) -> AnyView {
    let submitted = at.submitted::<AppealForm>();
    let field = Fields::new(at, &submitted).field("text").hint();
    folded(at, &submitted, field.area(6, &submitted.typed.text), "appeal-button")
}
