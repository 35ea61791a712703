//! The findings of the standards: what to change, where, and what it guards against.

use domain::standards::{Cause, Finding, Severity};
use i18n::Text;
use leptos::prelude::*;

/// The list; `edit` is the address of the form whose fields the findings lead to.
pub(super) fn list(text: Text, findings: &[Finding], edit: &str) -> AnyView {
    if findings.is_empty() {
        return view! {
            <div id="findings">
                <p class="notice notice--good" role="status">{text.get("standards-met")}</p>
            </div>
        }
        .into_any();
    }
    let count = findings.iter().filter(|finding| finding.severity == Severity::Blocks).count();
    let items = findings.iter().map(|finding| one(text, finding, edit)).collect_view();
    view! {
        <section id="findings" aria-labelledby="findings-title">
            <h2 id="findings-title">{text.get("standards-title")}</h2>
            <p role="status">{text.with("standards-open", &[("count", count.into())])}</p>
            <ul class="findings">{items}</ul>
        </section>
    }
    .into_any()
}

fn one(text: Text, finding: &Finding, edit: &str) -> impl IntoView + use<> {
    let rule = finding.rule.word().replace('_', "-");
    let what = match finding.cause {
        Cause::OtherCurrency => text.get("standard-other-currency"),
        Cause::NoFloor => text.get("standard-no-floor"),
        Cause::Unanswered => text.get("standard-unanswered"),
        Cause::Broken => text.get("standard-broken"),
    };
    let indicator = text.get(&format!("indicator-{}", finding.rule.guards_against().word().replace('_', "-")));
    let href = format!("{edit}#field-{}", finding.rule.field());
    view! {
        <li class=format!("finding finding--{}", finding.severity)>
            <p><a href=href>{text.get(&format!("standard-{rule}"))}</a></p>
            <p class="meta">{what}" "{text.with("standard-guards", &[("indicator", indicator.into())])}</p>
        </li>
    }
}
