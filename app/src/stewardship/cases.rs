//! Cases: the stewards' list of employers about whom signals came together.

use domain::Result;
use leptos::prelude::*;
use services::cases::{After, Listed, Which};

use crate::{At, page::Document};

/// How many on a page.
const SIZE: u64 = 30;

/// The list.
///
/// # Errors
/// Not found for everybody but stewards.
pub async fn cases(at: At) -> Result<Document> {
    let text = at.text;
    let which = if at.query("which") == "closed" { Which::Closed } else { Which::Open };
    let rows = services::cases::list(&at.scope, which, after(&at), SIZE).await?;
    let last = rows.last().filter(|_| u64::try_from(rows.len()) == Ok(SIZE));
    let next = last.map(|row| format!("{}_{}", row.case.week, row.case.id));
    let empty = rows.is_empty();
    let cards = rows.into_iter().map(|row| card(&at, row)).collect_view();
    let tabs = [
        (Which::Open, "/stewardship/cases", "cases-open"),
        (Which::Closed, "/stewardship/cases?which=closed", "cases-closed"),
    ];
    let tabs = tabs.into_iter().map(|(each, path, key)| {
        let current = (each == which).then_some("page");
        view! { <li><a href=path aria-current=current>{text.get(key)}</a></li> }
    });
    let (closed, nothing) = match which {
        Which::Open => ("", "cases-empty-open"),
        Which::Closed => ("which=closed&", "cases-empty-closed"),
    };
    let body = view! {
        <p class="eyebrow"><a href="/stewardship">{text.get("stewardship-title")}</a></p>
        <h1>{text.get("cases-title")}</h1>
        <p class="lede">{text.get("cases-lede")}</p>
        <nav class="menu" aria-label=text.get("cases-which")><ul>{tabs.collect_view()}</ul></nav>
        {empty.then(|| view! { <p class="empty">{text.get(nothing)}</p> })}
        <ul class="cards">{cards}</ul>
        {next.map(|after| {
            view! { <p class="pager"><a href=format!("/stewardship/cases?{closed}after={after}")>{text.get("form-next-page")}</a></p> }
        })}
        <p><a href="/check-ins/rule">{text.get("check-ins-rule")}</a></p>
    };
    Ok(Document::new(text.get("cases-title"), body))
}

fn after(at: &At) -> Option<After> {
    let (week, id) = at.query("after").split_once('_')?;
    Some(After { week: domain::parse::date(week).ok()?, id: id.parse().ok()? })
}

fn card(at: &At, row: Listed) -> impl IntoView + use<> {
    let text = at.text;
    let verdict = super::case::verdict(text, &row.case);
    let week = text.with("case-week", &[("day", text.date(row.case.week).into())]);
    view! {
        <li class="card">
            <h2 class="card__title"><a href=format!("/stewardship/cases/{}", row.case.id)>{row.employer}</a></h2>
            <p>
                {super::case::pill(text, row.case.state)}
                " "
                {verdict}
            </p>
            <p class="meta">{week}</p>
        </li>
    }
}
