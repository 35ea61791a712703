//! Joining as an organisation.

use domain::{Problems, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;
use services::accounts::{Join, NewPerson};

use super::{TypedDescription, countries, kinds, languages};
use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// What is typed to join.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct JoinForm {
    kind: String,
    #[serde(flatten)]
    description: TypedDescription,
    name: String,
    email: String,
    password: String,
    language: String,
}

impl std::fmt::Debug for JoinForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JoinForm")
    }
}

impl Form for JoinForm {
    const NAME: &'static str = "join";

    async fn submit(&self, at: &At) -> Result<Done> {
        let mut problems = Problems::new();
        let kind = problems.take("kind", parse::word(&self.kind));
        let description = self.description.read(&mut problems);
        let name = problems.take("name", parse::line(&self.name, 120));
        let email = problems.take("email", self.email.parse());
        let password = problems.take("password", self.password.parse());
        let language = problems.take("language", parse::word(&self.language));
        let read = || {
            let person = NewPerson { name: name?, email: email?, password: password?, language: language? };
            Some(Join { kind: kind?, description: description?, person })
        };
        let join = problems.finish(read())?;
        services::accounts::join(&at.scope, join, &at.source()).await?;
        Ok(Done::See("/join/sent".into()))
    }

    fn repeated(_: &At) -> String {
        "/join/sent".into()
    }
}

/// The form.
///
/// # Errors
/// None.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let submitted = at.submitted::<JoinForm>().or(|| JoinForm {
        kind: at.query("kind").to_owned(),
        language: text.language().to_owned(),
        ..JoinForm::default()
    });
    let typed = &submitted.typed;
    let f = Fields::new(&at, &submitted);
    let fields = view! {
        <h2>{text.get("join-organisation")}</h2>
        {f.field("kind").one_of(kinds(text), &typed.kind)}
        {f.field("organisation").autocomplete("organization").line(&typed.description.organisation)}
        {f.field("summary").hint().area(5, &typed.description.summary)}
        {f.field("country").select(countries(text), &typed.description.country)}
        {f.field("town").line(&typed.description.town)}
        {f.field("register_number").optional().hint().line(&typed.description.register_number)}
        {f.field("website").optional().hint().line(&typed.description.website)}
        {f.field("group").optional().hint().line(&typed.description.group)}
        <h2>{text.get("join-person")}</h2>
        {f.field("name").hint().autocomplete("name").line(&typed.name)}
        {f.field("email").hint().autocomplete("email").email(&typed.email)}
        {f.field("password").hint().autocomplete("new-password").password()}
        {f.field("language").select(languages(), &typed.language)}
    };
    let form = f.frame(fields, "join-button");
    let body = view! {
        <h1>{text.get("join-title")}</h1>
        <p class="lede">{text.get("join-lede")}</p>
        {form}
    };
    Ok(Document::new(text.get("join-title"), body))
}

/// What happens next.
///
/// # Errors
/// None.
pub async fn sent(at: At) -> Result<Document> {
    let text = at.text;
    let body = view! {
        <h1>{text.get("join-sent-title")}</h1>
        <p class="lede">{text.get("join-sent-lede")}</p>
        <ol>
            <li>{text.get("join-sent-mail")}</li>
            <li>{text.get("join-sent-draft")}</li>
            <li>{text.get("join-sent-steward")}</li>
        </ol>
    };
    Ok(Document::new(text.get("join-sent-title"), body))
}
