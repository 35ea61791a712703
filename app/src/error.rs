//! One exhaustive match from what a person can meet to status, words and ways out.

use axum::http::StatusCode;
use domain::Error;
use leptos::prelude::*;

use crate::at::{At, decode};
use crate::own_page;
use crate::page::Document;

/// The status that says what somebody has met.
#[must_use]
pub const fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::SignInNeeded => StatusCode::SEE_OTHER,
        Error::Refused(_) => StatusCode::FORBIDDEN,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Conflict | Error::Repeated => StatusCode::CONFLICT,
        Error::NoRoom => StatusCode::INSUFFICIENT_STORAGE,
        Error::Incident(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The words for an error.
pub(crate) const fn key(error: &Error) -> &'static str {
    match error {
        Error::NotFound | Error::SignInNeeded => "error-not-found",
        Error::Refused(key) => key,
        Error::Invalid(_) => "error-invalid",
        Error::Conflict => "error-conflict",
        Error::Repeated => "error-repeated",
        Error::NoRoom => "error-no-room",
        Error::Incident(_) => "error-incident",
    }
}

/// What is said of an error: its words and, for a failure of ours, the code to ask with.
fn words(at: &At, error: &Error) -> (String, Option<String>) {
    let code = match error {
        Error::Incident(code) => Some(at.text.with("error-incident-code", &[("code", code.as_str().into())])),
        _ => None,
    };
    (at.text.get(key(error)), code)
}

/// The page for an error.
pub(crate) fn document(at: &At, error: &Error) -> Document {
    if *error == Error::SignInNeeded {
        return sign_in(at);
    }
    let own = own_page::is_own(at);
    if own && *error == Error::NotFound {
        return own_page::nothing(at);
    }
    let text = at.text;
    let title = text.get(title_key(error));
    let (words, code) = words(at, error);
    let here = (*error == FOREIGN).then(|| at.scope.link(at.address()));
    // What came in between stands on the page, and so does what to do about it.
    let there = matches!(error, Error::Conflict | Error::Refused("refused-appeal-first"));
    let again = (there && at.failed().is_some()).then(|| {
        view! { <a class="button" href=at.path().to_owned()>{text.get("error-way-again")}</a> }
    });
    let ways = (!own).then(|| {
        view! {
            <p class="actions">
                {again}
                <a class="button" href="/">{text.get("error-way-home")}</a>
                <a class="button button--quiet" href="/library">{text.get("error-way-library")}</a>
            </p>
        }
    });
    let body = view! {
        <h1>{title.clone()}</h1>
        <p class="lede">{words}</p>
        {code.map(|code| view! { <p>{code}</p> })}
        {here.map(|here| view! { <p><a href=here.clone()>{here.clone()}</a></p> })}
        {typed(at)}
        {ways}
    };
    let document = Document::new(title, body).status(status(error));
    if own { document.bare(text, text.get("own-leave")) } else { document }
}

/// A post that another site's page sent, or one of ours that was opened under another name than ours.
pub const FOREIGN: Error = Error::Refused("error-origin");

/// A post that took too long and was given up.
pub const LATE: Error = Error::Refused("error-late");

/// A request whose address or headers are too long to be read.
pub const OVERLONG: Error = Error::Refused("error-overlong");

/// What was typed into a form that cannot be shown, to be copied from here. Never a password.
fn typed(at: &At) -> Option<AnyView> {
    let failed = at.failed()?;
    let pairs: Vec<(String, String)> = decode(&failed.body);
    let secret = |name: &str| name.contains("password") || matches!(name, "again" | "code" | "credential");
    let shown = pairs.into_iter().filter(|(name, value)| !secret(name) && !value.trim().is_empty());
    let fields = shown.enumerate().filter_map(|(number, (name, value))| {
        let label = at.text.find(&format!("{}-field-{}", failed.form, name.replace('_', "-")), &[])?;
        let id = format!("typed-{number}");
        // The renderer writes the text of this element as it is given.
        Some(view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <textarea id=id rows="3" readonly=true>{format!("\n{}", html_escape::encode_text(&value))}</textarea>
            </div>
        })
    });
    let fields: Vec<_> = fields.collect();
    if fields.is_empty() {
        return None;
    }
    let section = view! {
        <section>
            <h2>{at.text.get("error-typed-title")}</h2>
            {fields}
        </section>
    };
    Some(section.into_any())
}

/// A page with the reason above it why a post to it was not carried out.
pub(crate) fn above(at: &At, mut page: Document) -> Document {
    let Some(error) = at.posted().and_then(|posted| posted.refused.as_ref()) else { return page };
    let (words, code) = words(at, error);
    page.body = view! {
        <div class="problems" role="alert" tabindex="-1" autofocus=true>
            <p>{words}</p>
            {code.map(|code| view! { <p>{code}</p> })}
        </div>
        {page.body}
    }
    .into_any();
    page
}

fn title_key(error: &Error) -> &'static str {
    match error {
        Error::NotFound | Error::SignInNeeded => "error-not-found-title",
        Error::Refused("error-origin") => "error-origin-title",
        Error::Refused("error-late") => "error-late-title",
        Error::Refused("error-overlong") => "error-overlong-title",
        Error::Refused(_) => "error-refused-title",
        Error::Invalid(_) => "error-invalid-title",
        Error::Conflict | Error::Repeated => "error-conflict-title",
        Error::NoRoom => "error-no-room-title",
        Error::Incident(_) => "error-incident-title",
    }
}

/// Sends a visitor to sign in and back.
fn sign_in(at: &At) -> Document {
    let next = serde_html_form::to_string([("next", at.address())]).unwrap_or_default();
    Document::see(at.text.get("sign-in-title"), format!("/sign-in?{next}"))
}
