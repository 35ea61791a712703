//! The findings of the standards: what to change, where, and what it guards against.

use domain::standards::{Cause, Finding, Rule, Severity};
use i18n::Text;
use leptos::prelude::*;
use services::wage_floors::WageFloor;

/// The list, with the pay floor that is in force; `edit` is the address of the form whose fields the findings lead to.
pub(super) fn list(text: Text, findings: &[Finding], floor: Option<&WageFloor>, edit: &str) -> AnyView {
    if findings.is_empty() {
        return view! {
            <div id="findings">
                <p class="notice notice--good" role="status">{text.get("standards-met")}</p>
            </div>
        }
        .into_any();
    }
    let count = findings.iter().filter(|finding| finding.severity == Severity::Blocks).count();
    let items = findings.iter().map(|finding| one(text, finding, floor, edit)).collect_view();
    view! {
        <section id="findings" aria-labelledby="findings-title">
            <h2 id="findings-title">{text.get("standards-title")}</h2>
            <p role="status">{text.with("standards-open", &[("count", count.into())])}</p>
            <ul class="findings">{items}</ul>
        </section>
    }
    .into_any()
}

fn one(text: Text, finding: &Finding, floor: Option<&WageFloor>, edit: &str) -> impl IntoView + use<> {
    let rule = finding.rule.word().replace('_', "-");
    let what = match finding.cause {
        Cause::OtherCurrency => text.get("standard-other-currency"),
        Cause::NoFloor => text.get("standard-no-floor"),
        Cause::Unanswered => text.get("standard-unanswered"),
        Cause::Broken => text.get(&format!("standard-{rule}-change")),
    };
    let least = floor.filter(|_| finding.rule == Rule::PayFloor).map(|floor| {
        let amount = text.money(floor.pay.minor, &floor.pay.currency);
        let amount = text.with(&format!("pay-per-{}", floor.pay.period), &[("amount", amount.into())]);
        let day = text.date(floor.since);
        let source = floor.source.clone();
        text.with("standard-floor", &[("amount", amount.into()), ("day", day.into()), ("source", source.into())])
    });
    let indicator = text.get(&format!("indicator-{}", finding.rule.guards_against().word().replace('_', "-")));
    let href = format!("{edit}#field-{}", finding.rule.field());
    view! {
        <li class=format!("finding finding--{}", finding.severity)>
            <p><a href=href>{text.get(&format!("standard-{rule}"))}</a></p>
            <p>{what}" "{least}</p>
            <p class="meta">{text.with("standard-guards", &[("indicator", indicator.into())])}</p>
        </li>
    }
}
