//! What the organisation says of itself, and its talk with the stewards.

use domain::{Problems, Result, parse};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::organisations::VettingNote;

use super::{TypedDescription, countries, country};
use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// What a manager can change of the organisation, with an answer to the stewards.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OrganisationForm {
    #[serde(flatten)]
    description: TypedDescription,
    answer: String,
}

impl Form for OrganisationForm {
    const NAME: &'static str = "organisation";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::organisations::own(&at.scope).await?;
        let mut problems = Problems::new();
        let description = self.description.read(&mut problems);
        let answer = problems.take("answer", parse::optional_text(&self.answer, 4000));
        let (description, answer) = problems.finish(description.zip(answer))?;
        let answer = (!answer.is_empty()).then_some(answer);
        services::organisations::describe(&at.scope, &description, answer).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/account/organisation?saved=1".into()
    }
}

/// The page.
///
/// # Errors
/// Sign-in needed for a visitor; not found for those without an organisation.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let organisation = services::organisations::own(&at.scope).await?;
    let notes = services::organisations::notes(&at.scope, organisation.id).await?;
    let submitted = at.submitted::<OrganisationForm>().or(|| OrganisationForm {
        description: TypedDescription::of(&organisation.description),
        answer: String::new(),
    });
    let typed = &submitted.typed;
    let f = Fields::new(&at, &submitted);
    let today = at.scope.now().date_naive();
    let may_answer = organisation.may_answer(today);
    let fields = view! {
        {may_answer.then(|| f.field("answer").optional().hint().area(5, &typed.answer))}
        {f.field("organisation").line(&typed.description.organisation)}
        {f.field("summary").area(5, &typed.description.summary)}
        {f.field("country").select(countries(text), &typed.description.country)}
        {f.field("town").line(&typed.description.town)}
        {f.field("register_number").optional().line(&typed.description.register_number)}
        {f.field("website").optional().line(&typed.description.website)}
        {f.field("group").optional().line(&typed.description.group)}
    };
    let form = f.frame(fields, "form-save");
    let status = organisation.stands(today);
    let talk = notes.into_iter().map(|note| {
        let step = text.get(&format!("vetting-step-{}", note.step));
        view! {
            <li class="message">
                <p class="meta">{step}" · "{text.date(note.created.date_naive())}</p>
                <p dir="auto">{said(text, &note)}</p>
            </li>
        }
    });
    let saved = !at.query("saved").is_empty();
    let body = view! {
        <h1>{text.get("organisation-title")}</h1>
        {saved.then(|| view! { <p class="notice notice--good" role="status">{text.get("form-saved")}</p> })}
        <p>
            <span class=format!("status status--{status}")>{text.get(&format!("organisation-status-{status}"))}</span>
        </p>
        <p>{text.get(&format!("organisation-status-{status}-means"))}</p>
        <section>
            <h2>{text.get("organisation-talk")}</h2>
            <ol class="thread">{talk.collect_view()}</ol>
        </section>
        {form}
    };
    Ok(Document::new(text.get("organisation-title"), body))
}

/// What a note of the talk says, in the reader's words: days and countries are kept as codes.
pub(crate) fn said(text: Text, note: &VettingNote) -> String {
    let country = |code: &str| code.parse().map_or_else(|_| code.to_owned(), |code| country(text, &code));
    match note.step.as_str() {
        "verified" => parse::date(&note.text).map_or_else(|_| note.text.clone(), |day| text.date(day)),
        "changed-country" => match note.text.split_once(" → ") {
            Some((before, after)) => format!("{} → {}", country(before), country(after)),
            None => note.text.clone(),
        },
        _ => note.text.clone(),
    }
}
