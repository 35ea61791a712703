//! Accepting an invitation.

use domain::{Problems, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;
use services::accounts::NewPerson;

use super::languages;
use crate::field::Fields;
use crate::form::Next;
use crate::{At, Done, Form, page::Document};

/// What is typed to accept.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct InvitedForm {
    name: String,
    password: String,
    language: String,
}

impl Form for InvitedForm {
    const NAME: &'static str = "invited";

    async fn submit(&self, at: &At) -> Result<Done> {
        let token = at.raw_param("token")?;
        let (email, _) = services::members::invitation(&at.scope, token).await?;
        let mut problems = Problems::new();
        let name = problems.take("name", parse::line(&self.name, 120));
        let password = problems.take("password", self.password.parse());
        let language = problems.take("language", parse::word(&self.language));
        let read = || Some(NewPerson { name: name?, email, password: password?, language: language? });
        let person = problems.finish(read())?;
        let token = services::members::accept(&at.scope, token, person).await?;
        Ok(Done::SignedIn { token: token.0, next: Next::See("/".into()) })
    }

    fn repeated(_: &At) -> String {
        "/sign-in".into()
    }
}

/// The form.
///
/// # Errors
/// Not found when the link no longer works.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let (email, organisation) = services::members::invitation(&at.scope, at.raw_param("token")?).await?;
    let submitted = at
        .submitted::<InvitedForm>()
        .or(|| InvitedForm { language: text.language().to_owned(), ..InvitedForm::default() });
    let f = Fields::new(&at, &submitted);
    let fields = view! {
        {f.field("name").autocomplete("name").line(&submitted.typed.name)}
        {f.field("password").hint().autocomplete("new-password").password()}
        {f.field("language").select(languages(), &submitted.typed.language)}
    };
    let form = f.frame(fields, "invited-button");
    let lede = text.with("invited-lede", &[("organisation", organisation.into()), ("email", email.to_string().into())]);
    let body = view! { <h1>{text.get("invited-title")}</h1><p class="lede">{lede}</p>{form} };
    Ok(Document::new(text.get("invited-title"), body))
}
