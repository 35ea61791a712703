//! Accepting an invitation: with a new account, with the password of the one that the address has, or with one press by
//! somebody who is signed in. The page asks the same whether the address has an account or not.

use domain::{Problems, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;
use services::members::{Acceptance, Invitation};

use super::languages;
use super::sign_in::entered_to;
use crate::field::Fields;
use crate::form::Next;
use crate::{At, Done, Form, page::Document};

/// What is typed to accept.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct InvitedForm {
    name: String,
    password: String,
    language: String,
}

impl std::fmt::Debug for InvitedForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InvitedForm")
    }
}

impl Form for InvitedForm {
    const NAME: &'static str = "invited";

    async fn submit(&self, at: &At) -> Result<Done> {
        let mut problems = Problems::new();
        let name = problems.take("name", parse::line(&self.name, 120));
        let password = problems.take("password", self.password.parse());
        let language = problems.take("language", parse::word(&self.language));
        let read = || Some(Acceptance { name: name?, password: password?, language: language? });
        let accepted = problems.finish(read())?;
        let entered = services::members::accept(&at.scope, at.raw_param("token")?, accepted, &at.visit()).await?;
        Ok(entered_to(entered, Next::See("/".into())))
    }

    /// The account's page: it is there for whoever has the first answer's cookie, and asks others to sign in.
    fn repeated(_: &At) -> String {
        "/account".into()
    }
}

/// The button of somebody who is signed in with the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OneselfForm {}

impl Form for OneselfForm {
    const NAME: &'static str = "invited-oneself";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::members::accept_as_oneself(&at.scope, at.raw_param("token")?).await?;
        Ok(Done::See("/".into()))
    }

    fn repeated(_: &At) -> String {
        "/".into()
    }
}

/// The form.
///
/// # Errors
/// Not found when the link no longer works.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let invitation = services::members::invitation(&at.scope, at.raw_param("token")?).await?;
    let Invitation { email, organisation, oneself } = invitation;
    let form = if oneself {
        Fields::new(&at, &at.submitted::<OneselfForm>()).frame((), "invited-oneself-button")
    } else {
        anybody(&at)
    };
    let lede = text.with("invited-lede", &[("organisation", organisation.into()), ("email", email.to_string().into())]);
    let body = view! { <h1>{text.get("invited-title")}</h1><p class="lede">{lede}</p>{form} };
    Ok(Document::new(text.get("invited-title"), body))
}

fn anybody(at: &At) -> AnyView {
    let submitted = at
        .submitted::<InvitedForm>()
        .or(|| InvitedForm { language: at.text.language().to_owned(), ..InvitedForm::default() });
    let f = Fields::new(at, &submitted);
    let fields = view! {
        {f.field("name").autocomplete("name").line(&submitted.typed.name)}
        {f.field("password").hint().autocomplete("new-password").password()}
        {f.field("language").select(languages(), &submitted.typed.language)}
    };
    view! {
        {f.frame(fields, "invited-button")}
        <p><a href="/sign-in/forgotten">{at.text.get("sign-in-forgotten")}</a></p>
    }
    .into_any()
}
