//! The rule by which answers become signals, in words and with its numbers, for those who ask and those who decide.

use domain::Result;
use domain::case::HIDDEN_DAYS;
use domain::check_in::Reply;
use domain::signal::{self, LOOK, MOST_SILENCE, PAUSE, PEOPLE, SILENCE, SILENCE_EVERY, SILENT_AFTER, WEEKS};
use leptos::prelude::*;

use super::answer::QUESTIONS;
use crate::{At, page::Document};

/// The page.
///
/// # Errors
/// Not found for everybody but members of NGOs and stewards.
pub async fn rule(at: At) -> Result<Document> {
    services::cases::may_read_rule(&at.scope)?;
    let text = at.text;
    let rows = QUESTIONS.iter().map(|(indicator, field)| {
        let question = text.get(&format!("check-in-answer-field-{}", field.replace('_', "-")));
        let name = text.get(&format!("indicator-{}", indicator.word().replace('_', "-")));
        let points = |reply| text.number(i64::from(signal::points(*indicator, reply)));
        view! {
            <tr>
                <th scope="row">{question}</th>
                <td data-label=text.get("rule-indicator")>{name}</td>
                <td class="number" data-label=text.get("reply-yes")>{points(Reply::Yes)}</td>
                <td class="number" data-label=text.get("reply-unsure")>{points(Reply::Unsure)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let people = i64::try_from(PEOPLE).unwrap_or_default();
    let n = |number: u32| i64::from(number).into();
    let lines = [
        text.with("rule-strong", &[("points", n(PAUSE))]),
        text.with("rule-weak", &[("points", n(PAUSE)), ("weeks", WEEKS.into()), ("people", people.into())]),
        text.with("rule-look", &[("points", n(LOOK))]),
        text.with(
            "rule-silence",
            &[
                ("days", SILENT_AFTER.into()),
                ("points", n(SILENCE)),
                ("every", SILENCE_EVERY.into()),
                ("most", n(MOST_SILENCE)),
            ],
        ),
        text.get("rule-unsafe"),
        text.get("rule-people"),
        text.with("rule-seen", &[("days", HIDDEN_DAYS.into())]),
        text.get("rule-lift"),
    ];
    let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    let body = view! {
        <h1>{text.get("rule-title")}</h1>
        <p class="lede">{text.get("rule-lede")}</p>
        <ul>{lines}</ul>
        <h2>{text.get("rule-questions")}</h2>
        <div class="table table--cards" role="region" tabindex="0" aria-label=text.get("rule-questions")>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{text.get("rule-question")}</th>
                        <th scope="col">{text.get("rule-indicator")}</th>
                        <th class="number" scope="col">{text.get("reply-yes")}</th>
                        <th class="number" scope="col">{text.get("reply-unsure")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="meta">{text.get("rule-source")}</p>
    };
    Ok(Document::new(text.get("rule-title"), body))
}
