//! What an NGO has to do: check-ins by their days, and what stewards ask it.

use domain::check_in::{CheckInState, Due, due};
use domain::{Error, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;
use services::cases::Question;
use services::check_ins::{After, Listed, Which};

use super::{about, standing};
use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// How many on a page.
const SIZE: u64 = 30;

/// An answer to what stewards ask.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CaseAnswerForm {
    case: String,
    text: String,
}

impl Form for CaseAnswerForm {
    const NAME: &'static str = "case-answer";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::check_ins::may(&at.scope)?;
        let case = self.case.parse()?;
        let text = parse::text(&self.text, services::cases::LONGEST);
        let text = text.map_err(|problem| Error::at("text", problem))?;
        services::cases::answer(&at.scope, case, text).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/check-ins?answered=1".into()
    }
}

/// The list.
///
/// # Errors
/// Not found for everybody but members of NGOs.
pub async fn list(at: At) -> Result<Document> {
    let text = at.text;
    let which = if at.query("which") == "past" { Which::Past } else { Which::Open };
    let rows = services::check_ins::list(&at.scope, which, after(&at), SIZE).await?;
    let last = rows.last().filter(|_| u64::try_from(rows.len()) == Ok(SIZE));
    let next = last.map(|row| format!("{}_{}", row.check_in.due, row.check_in.id));
    let empty = rows.is_empty();
    let cards = rows.iter().map(|row| card(&at, row)).collect_view();
    let tabs =
        [(Which::Open, "/check-ins", "check-ins-open"), (Which::Past, "/check-ins?which=past", "check-ins-past")];
    let tabs = tabs.into_iter().map(|(each, path, key)| {
        let current = (each == which).then_some("page");
        view! { <li><a href=path aria-current=current>{text.get(key)}</a></li> }
    });
    let (past, nothing) = match which {
        Which::Open => ("", "check-ins-empty-open"),
        Which::Past => ("which=past&", "check-ins-empty-past"),
    };
    let answered = at.done("answered");
    let body = view! {
        <h1>{text.get("check-ins-title")}</h1>
        <p class="lede">{text.get("check-ins-lede")}</p>
        {answered.then(|| view! { <p class="notice notice--good" role="status">{text.get("check-ins-answered")}</p> })}
        {questions(&at).await?}
        <nav class="menu" aria-label=text.get("check-ins-which")><ul>{tabs.collect_view()}</ul></nav>
        {empty.then(|| view! { <p class="empty">{text.get(nothing)}</p> })}
        <ul class="cards">{cards}</ul>
        {next.map(|after| {
            view! { <p class="pager"><a href=format!("/check-ins?{past}after={after}")>{text.get("form-next-page")}</a></p> }
        })}
        <p class="actions">
            <a class="button button--quiet" href="/check-ins/schedule">{text.get("check-in-schedule-title")}</a>
            <a class="button button--quiet" href="/check-ins/rule">{text.get("check-ins-rule")}</a>
            <a class="button button--quiet" href="/account/calendar">{text.get("calendar-title")}</a>
        </p>
    };
    Ok(Document::new(text.get("check-ins-title"), body).sensitive())
}

/// Where the page begins; what does not read begins at the start.
fn after(at: &At) -> Option<After> {
    let (day, id) = at.query("after").split_once('_')?;
    Some(After { due: parse::date(day).ok()?, id: id.parse().ok()? })
}

fn card(at: &At, row: &Listed) -> impl IntoView + use<> {
    let text = at.text;
    let today = at.scope.now().date_naive();
    let check_in = &row.check_in;
    let late = check_in.state == CheckInState::Open && due(check_in.due, today) == Due::Overdue;
    view! {
        <li class="card">
            <h2 class="card__title">
                <a href=format!("/check-ins/{}", check_in.id)>
                    <span>{crate::referrals::whole(&row.referral.code)}"\u{a0}· "{about(text, check_in)}</span>
                </a>
            </h2>
            <p>{standing(text, check_in, today)}</p>
            <p class="meta">{row.employer.clone()}</p>
            {late.then(|| view! { <p class="notice notice--warn">{text.get("check-in-late")}</p> })}
        </li>
    }
}

/// What stewards ask, each with a form to answer.
async fn questions(at: &At) -> Result<Option<AnyView>> {
    let asked = services::cases::questions(&at.scope).await?;
    if asked.is_empty() {
        return Ok(None);
    }
    let text = at.text;
    let each = asked.into_iter().enumerate().map(|(place, (question, employer))| one(at, place, question, employer));
    let each = each.collect_view();
    Ok(Some(
        view! {
            <section class="panel">
                <h2>{text.get("case-questions")}</h2>
                <p>{text.get("case-questions-means")}</p>
                {each}
            </section>
        }
        .into_any(),
    ))
}

fn one(at: &At, place: usize, question: Question, employer: String) -> AnyView {
    let text = at.text;
    let submitted = at.submitted::<CaseAnswerForm>();
    let asked = question.case.to_string();
    let mine = submitted.again && submitted.typed.case == asked;
    let blank = crate::form::Submitted::<CaseAnswerForm>::default();
    let shown = if mine { &submitted } else { &blank };
    let f = Fields::new(at, shown);
    // Several forms of a page have this field; only the one that was posted keeps the plain id.
    let field =
        if mine { f.field("text") } else { f.field("text").apart(APART.get(place).copied().unwrap_or("more-")) };
    let fields = view! {
        <input type="hidden" name="case" value=asked/>
        {field.hint().area(4, &shown.typed.text)}
    };
    let form = f.frame(fields, "case-answer-send");
    view! {
        <div class="message">
            <p class="meta">{employer}"\u{a0}· "{text.date(question.day)}</p>
            <p dir="auto">{question.text}</p>
        </div>
        <details class="more" open=mine>
            <summary>{text.get("case-answer-write")}</summary>
            {form}
        </details>
    }
    .into_any()
}

/// Beginnings of ids of the first questions of a page.
const APART: &[&str] = &["one-", "two-", "three-", "four-", "five-", "six-", "seven-", "eight-"];
