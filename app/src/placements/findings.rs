//! The findings of the standards: what to change, where, and what it guards against.

use chrono::{DateTime, NaiveDate, Utc};
use domain::placement::{Pay, PayPeriod};
use domain::standards::{Cause, Finding, Rule, Severity};
use i18n::Text;
use leptos::prelude::*;
use services::wage_floors::WageFloor;

/// Where a problem of a placement is put right: in the field of the form at `edit`, or among the findings of the page.
pub(super) fn leads_to(edit: &str, field: &str) -> String {
    if field == "findings" { "#findings".to_owned() } else { format!("{edit}#field-{field}") }
}

/// What is known of the pay beside the findings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    /// What it pays.
    pub(super) pay: Option<&'a Pay>,
    /// The pay floor that it is held against.
    pub(super) floor: Option<&'a WageFloor>,
    /// The day on which it is said: a floor that begins later is one to come.
    pub(super) today: NaiveDate,
    /// When a steward looked at the pay and let it be, where none is.
    pub(super) looked: Option<DateTime<Utc>>,
}

/// The list, with what is known of the pay; `edit` is the address of the form whose fields the findings lead to.
/// With findings or without, it is made of the same elements, because the page puts a new answer into them while a person
/// writes.
pub(super) fn list(text: Text, findings: &[Finding], pay: Known<'_>, edit: &str) -> AnyView {
    let count = findings.iter().filter(|finding| finding.severity == Severity::Blocks).count();
    let (class, said) = if findings.is_empty() {
        ("notice notice--good", text.get("standards-met"))
    } else {
        ("", text.with("standards-open", &[("count", count.into())]))
    };
    let items = findings.iter().map(|finding| one(text, finding, pay, edit)).collect_view();
    view! {
        <section id="findings" aria-labelledby="findings-title">
            <h2 id="findings-title">{text.get("standards-title")}</h2>
            <p class=class role="status">{said}</p>
            <ul class="findings">{items}</ul>
        </section>
    }
    .into_any()
}

fn one(text: Text, finding: &Finding, pay: Known<'_>, edit: &str) -> impl IntoView + use<> {
    let rule = finding.rule.word().replace('_', "-");
    // Where no floor is known, nothing can be at or above it.
    let named = match finding.cause {
        Cause::NoFloor | Cause::PausedForPay => "standard-pay-look".to_owned(),
        _ => format!("standard-{rule}"),
    };
    let what = match finding.cause {
        Cause::OtherCurrency => text.get("standard-other-currency"),
        Cause::NoFloor => match pay.looked {
            Some(looked) => text.with("standard-no-floor-looked", &[("day", text.date(looked.date_naive()).into())]),
            None => text.get("standard-no-floor"),
        },
        Cause::PausedForPay => text.get("standard-paused-for-pay"),
        Cause::HoursMissing => text.get("standard-hours-missing"),
        Cause::Unanswered if finding.rule == Rule::PayFloor => text.get("standard-pay-missing"),
        Cause::Unanswered => text.get("standard-unanswered"),
        // Fewer hours make more of every pay but that of an hour.
        Cause::Broken
            if finding.rule == Rule::PayFloor
                && pay.pay.is_some_and(|pay| pay.minor > 0 && pay.period != PayPeriod::Hour) =>
        {
            text.get("standard-pay-floor-change-or-hours")
        }
        Cause::Broken => text.get(&format!("standard-{rule}-change")),
    };
    let least = pay.floor.filter(|_| finding.rule == Rule::PayFloor).map(|floor| {
        let amount = text.money(floor.pay.minor, &floor.pay.currency);
        let amount = text.with(&format!("pay-per-{}", floor.pay.period), &[("amount", amount.into())]);
        let day = text.date(floor.since);
        let source = floor.source.clone();
        let key = if floor.since > pay.today { "standard-floor-to-come" } else { "standard-floor" };
        text.with(key, &[("amount", amount.into()), ("day", day.into()), ("source", source.into())])
    });
    let indicator = text.get(&format!("indicator-{}", finding.rule.guards_against().word().replace('_', "-")));
    let field = if finding.cause == Cause::HoursMissing { "hours" } else { finding.rule.field() };
    let href = leads_to(edit, field);
    view! {
        <li class=format!("finding finding--{}", finding.severity)>
            <p><a href=href>{text.get(&named)}</a></p>
            <p>{what}" "{least}</p>
            <p class="meta">{text.with("standard-guards", &[("indicator", indicator.into())])}</p>
        </li>
    }
}
