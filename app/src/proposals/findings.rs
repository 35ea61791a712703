//! What the page says beside the form: whether it is saved, what is missing, and records that are much like this one.

use domain::proposal::Proposal;
use domain::{Problem, Problems, Result};
use i18n::Text;
use leptos::prelude::*;
use services::library::Hit;
use taxonomy::glossary;

use super::edit::{EXPLAINED, FORM, PREVIEW, ProposalForm};
use super::preview::preview;
use crate::At;
use crate::field::{Fields, before, words_of};
use crate::form::Submitted;

/// The element beside the form. It is made of the same elements whatever is found, because the page puts a new answer
/// into them while a person writes; the count of edits goes with it, since each text saved is one.
pub(super) async fn list(
    at: &At,
    proposal: &Proposal,
    submitted: &Submitted<ProposalForm>,
    missing: &Problems,
    conflict: bool,
) -> Result<AnyView> {
    let text = at.text;
    let written = &submitted.typed.written;
    let now = Proposal { manuscript: written.clone(), ..proposal.clone() };
    let found = services::proposals::alike(&at.scope, written.one("title"), proposal.practice).await?;
    let open = at.query(PREVIEW) == PREVIEW || (submitted.again && submitted.typed.then == PREVIEW);
    let preview = preview(at, &now, missing, (open, EXPLAINED)).await?;
    let (class, said) = match submitted.notice {
        _ if conflict => ("notice notice--warn", text.get("proposal-conflict")),
        // Whatever kept it from being saved is said where somebody looks who writes on.
        Some(kept) if kept != "form-changed" => ("notice notice--warn", text.get(kept)),
        _ if proposal.manuscript == *written => {
            let day = text.date(proposal.changed.date_naive());
            let time = proposal.changed.format("%H:%M").to_string();
            ("notice notice--good", text.with("proposal-saved", &[("day", day.into()), ("time", time.into())]))
        }
        _ => ("notice", text.get("proposal-unsaved")),
    };
    let edits = submitted.typed.edits.clone();
    Ok(view! {
        <section id="findings" aria-labelledby="findings-title" data-unsent=text.get("proposal-unsent")>
            <h2 id="findings-title">{text.get("proposal-findings")}</h2>
            <p class=class role="status">{said}</p>
            <input type="hidden" name="edits" form=FORM value=edits/>
            {lacking(at, submitted, missing)}
            {alike(text, &found)}
            {advice(at, submitted)}
            {preview}
        </section>
    }
    .into_any())
}

fn lacking(at: &At, submitted: &Submitted<ProposalForm>, missing: &Problems) -> impl IntoView + use<> {
    let text = at.text;
    let f = Fields::new(at, submitted);
    let each = missing.iter().map(|(field, problem)| {
        let words = words_of(text, problem);
        if field.is_empty() {
            return view! { <li>{words}</li> }.into_any();
        }
        // What is too long is said beside its field as well, by whatever reads this attribute.
        let beside = matches!(problem, Problem::TooLong { .. } | Problem::TooMany { .. }).then(|| field.to_owned());
        let link = view! { <a href=format!("#field-{field}")>{before(f.named(field))}</a> };
        view! { <li>{link}" "<span data-beside=beside>{words}</span></li> }.into_any()
    });
    let each: Vec<_> = each.collect();
    let key = if each.is_empty() { "proposal-ready" } else { "proposal-missing" };
    view! {
        <p>{text.get(key)}</p>
        <ul class="findings">{each}</ul>
    }
}

/// Records much like this one: is it one of these?
pub(super) fn alike(text: Text, found: &[Hit]) -> Option<AnyView> {
    if found.is_empty() {
        return None;
    }
    let links = found.iter().map(|hit| {
        view! { <li><a href=format!("/library/{}", hit.slug)>{hit.title.clone()}</a></li> }
    });
    let links = links.collect_view();
    Some(
        view! {
            <div class="notice notice--warn" id="alike">
                <p>{text.get("proposal-alike")}</p>
                <ul>{links}</ul>
            </div>
        }
        .into_any(),
    )
}

/// The fields of free text, in which words are looked at.
const TEXTS: &[&str] = &["title", "summary", "problem", "done", "results", "cost", "limits", "known", "body"];
/// The most pieces of advice at once: more are not read.
const MOST_ADVICE: usize = 20;

/// Where a term of the glossary is used against its definition: advice, never a condition.
fn advice(at: &At, submitted: &Submitted<ProposalForm>) -> Option<AnyView> {
    let text = at.text;
    let f = Fields::new(at, submitted);
    let written = &submitted.typed.written;
    let language = written.one("language").parse().unwrap_or_else(|_| f.reader());
    let each = TEXTS.iter().flat_map(|name| {
        let said = written.one(name);
        glossary::warnings(said, &language).into_iter().map(move |warning| (*name, said, warning))
    });
    let each = each.take(MOST_ADVICE).map(|(name, said, warning)| {
        let words = said.get(warning.range.clone()).unwrap_or_default().to_owned();
        view! {
            <li class="finding finding--warns">
                <p><a href=format!("#field-{name}")>{f.label(name)}</a>": "<q>{words}</q></p>
                <p>{text.get(&warning.key())}</p>
                <p class="meta"><a href=crate::glossary::address(warning.term)>{warning.term.name.clone()}</a></p>
            </li>
        }
    });
    let each: Vec<_> = each.collect();
    (!each.is_empty()).then(|| {
        view! {
            <h3>{text.get("proposal-advice")}</h3>
            <ul class="findings" id="advice">{each}</ul>
        }
        .into_any()
    })
}
