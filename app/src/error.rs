//! One exhaustive match from what a person can meet to status, words and ways out.

use axum::http::StatusCode;
use domain::Error;
use leptos::prelude::*;

use crate::at::At;
use crate::page::Document;

/// The page for an error.
pub(crate) fn document(at: &At, error: &Error) -> Document {
    let (status, key) = match error {
        Error::NotFound => (StatusCode::NOT_FOUND, "error-not-found"),
        Error::SignInNeeded => return sign_in(at),
        Error::Refused(key) => (StatusCode::FORBIDDEN, *key),
        Error::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "error-invalid"),
        Error::Conflict => (StatusCode::CONFLICT, "error-conflict"),
        Error::Repeated => (StatusCode::CONFLICT, "error-repeated"),
        Error::Incident(_) => (StatusCode::INTERNAL_SERVER_ERROR, "error-incident"),
    };
    let text = at.text;
    let title = text.get(title_key(error));
    let code = match error {
        Error::Incident(code) => Some(text.with("error-incident-code", &[("code", code.as_str().into())])),
        _ => None,
    };
    let body = view! {
        <h1>{title.clone()}</h1>
        <p class="lede">{text.get(key)}</p>
        {code.map(|code| view! { <p>{code}</p> })}
        <p class="actions">
            <a class="button" href="/">{text.get("error-way-home")}</a>
            <a class="button button--quiet" href="/library">{text.get("error-way-library")}</a>
        </p>
    };
    Document::new(title, body).status(status)
}

const fn title_key(error: &Error) -> &'static str {
    match error {
        Error::NotFound | Error::SignInNeeded => "error-not-found-title",
        Error::Refused(_) => "error-refused-title",
        Error::Invalid(_) => "error-invalid-title",
        Error::Conflict | Error::Repeated => "error-conflict-title",
        Error::Incident(_) => "error-incident-title",
    }
}

/// Sends a visitor to sign in and back.
fn sign_in(at: &At) -> Document {
    let next = serde_html_form::to_string([("next", at.address())]).unwrap_or_default();
    let mut document = Document::new(at.text.get("sign-in-title"), ()).status(StatusCode::SEE_OTHER);
    document.see = Some(format!("/sign-in?{next}"));
    document
}
