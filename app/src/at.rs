//! Where a request is: who asks, in which language, for which address, and what was posted there.

use std::str::FromStr;
use std::sync::Arc;

use axum::http::HeaderValue;
use axum::http::request::Parts;
use domain::codes::Language;
use domain::{Error, Problems, Result};
use i18n::Text;
use leptos::prelude::{GetUntracked, use_context};
use leptos_axum::ResponseOptions;
use serde::de::DeserializeOwned;
use services::Scope;
use services::sessions::Visit;

use crate::form::{Form, Submitted};
use crate::upload::{Upload, Uploads};

/// Where the site's files are, as the bundle named them.
#[derive(Debug, Clone, Copy)]
pub struct Site {
    /// Address of the style sheet.
    pub stylesheet: Option<&'static str>,
    /// Address of the islands' script and WASM without their endings.
    pub islands: Option<&'static str>,
    /// Whether the demo world's accounts are listed on the sign-in page.
    pub demo: Demo,
}

/// Whether this installation shows the demo world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demo {
    /// It does.
    On,
    /// It is a real one.
    Off,
}

/// What was posted to the page and is shown again: after a refusal, or after signing in again.
#[derive(Clone)]
pub struct Posted {
    /// The form's name.
    pub form: String,
    /// What was typed, form-urlencoded.
    pub body: Arc<[u8]>,
    /// What is wrong with it.
    pub problems: Problems,
    /// A message above the form, by its key.
    pub notice: Option<&'static str>,
    /// Why it was not carried out at all, said above the whole page.
    pub refused: Option<Error>,
    /// What was carried out of it while the rest is still being written, as the address would say it.
    pub done: Option<&'static str>,
}

impl std::fmt::Debug for Posted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Posted")
    }
}

/// What a post came to, as a page of its own: the page of the form cannot be shown, or does not hold the form now.
#[derive(Clone)]
pub struct Failed {
    /// Why it was not carried out.
    pub error: Error,
    /// The form's name.
    pub form: String,
    /// What was typed, form-urlencoded.
    pub body: Arc<[u8]>,
}

impl std::fmt::Debug for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Failed")
    }
}

/// A post that needs somebody to sign in first: it waits in the sign-in form.
#[derive(Clone, Default)]
pub struct Carried {
    /// Where it was going.
    pub next: String,
    /// What was typed, form-urlencoded.
    pub body: String,
}

impl std::fmt::Debug for Carried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Carried")
    }
}

/// Where a request is. Cheap to clone.
#[derive(Clone)]
pub struct At {
    /// The actor with the services.
    pub scope: Scope,
    /// The words of the reader's language.
    pub text: Text,
    parts: Arc<Parts>,
    params: Arc<Vec<(String, String)>>,
    query: Arc<Vec<(String, String)>>,
    pub(crate) nonce: Option<String>,
    pub(crate) response: Option<ResponseOptions>,
}

impl At {
    /// Reads a request; the session layer has put the scope into it.
    #[must_use]
    pub fn read(parts: Parts, params: Vec<(String, String)>) -> Option<Self> {
        let scope = parts.extensions.get::<Scope>()?.clone();
        let language = match &scope.actor().language {
            Some(chosen) => chosen.clone(),
            None => accepted(&parts),
        };
        let query = serde_html_form::from_str(parts.uri.query().unwrap_or_default()).unwrap_or_default();
        Some(Self {
            scope,
            text: Text::of_page(&language),
            parts: Arc::new(parts),
            params: Arc::new(params),
            query: Arc::new(query),
            nonce: None,
            response: None,
        })
    }

    /// Reads the request of the page that is being rendered, with the parts of its path.
    pub(crate) fn here() -> Option<Self> {
        let params = GetUntracked::get_untracked(&leptos_router::hooks::use_params_map());
        Self::rendering(params.into_iter().map(|(name, value)| (name.to_string(), value)).collect())
    }

    /// Reads the request of an address that no page has.
    pub(crate) fn nowhere() -> Option<Self> {
        Self::rendering(Vec::new())
    }

    fn rendering(params: Vec<(String, String)>) -> Option<Self> {
        let mut at = Self::read(use_context::<Parts>()?, params)?;
        at.nonce = leptos::nonce::use_nonce().map(|nonce| nonce.to_string());
        at.response = use_context();
        Some(at)
    }

    /// The words of one capability in the reader's own language, which a page as a whole may not be in: the account's, or
    /// else the one that the browser asks for. The answer then says that it depends on what was asked for.
    #[must_use]
    pub fn words_of(&self, capability: &str) -> Text {
        let language = self.scope.actor().language.clone().unwrap_or_else(|| {
            if let Some(response) = &self.response {
                response.insert_header(axum::http::header::VARY, HeaderValue::from_static("Accept-Language"));
            }
            i18n::negotiate_with(capability, self.header("accept-language"))
        });
        Text::of_capability(&language, capability)
    }

    /// The path of the address.
    #[must_use]
    pub fn path(&self) -> &str {
        self.parts.uri.path()
    }

    /// Path and query of the address.
    #[must_use]
    pub fn address(&self) -> &str {
        self.parts.uri.path_and_query().map_or("/", |whole| whole.as_str())
    }

    /// A part of the path, read as its type; what does not read names nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn param<T: FromStr>(&self, name: &str) -> Result<T> {
        self.raw_param(name)?.parse().map_err(|_| Error::NotFound)
    }

    /// A part of the path as text.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn raw_param(&self, name: &str) -> Result<&str> {
        let found = self.params.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).ok_or(Error::NotFound)
    }

    /// The first value of a name in the query, or nothing.
    #[must_use]
    pub fn query(&self, name: &str) -> &str {
        self.queries(name).next().unwrap_or_default()
    }

    /// All values of a name in the query.
    pub fn queries(&self, name: &str) -> impl Iterator<Item = &str> {
        self.query.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// What the address says a form came to that was carried out before, such as the `1` of `?saved=1`. Where something
    /// has just been posted the address is still the one before, and says nothing: what was posted may come to nothing, or
    /// says itself what was done.
    pub(crate) fn outcome(&self, name: &str) -> &str {
        match self.posted() {
            Some(posted) if posted.done == Some(name) => "1",
            None if self.revealed().is_empty() => self.query(name),
            _ => "",
        }
    }

    /// Whether this was done a moment ago.
    pub(crate) fn done(&self, name: &str) -> bool {
        !self.outcome(name).is_empty()
    }

    /// Every name and value of the query, in order.
    #[must_use]
    pub fn query_pairs(&self) -> &[(String, String)] {
        &self.query
    }

    /// A header as text, or nothing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What this form has been posted with, if it is shown again; else an empty one.
    #[must_use]
    pub fn submitted<F: Form>(&self) -> Submitted<F> {
        let Some(posted) = self.posted().filter(|posted| posted.form == F::NAME) else { return Submitted::default() };
        Submitted {
            typed: decode(&posted.body),
            problems: posted.problems.clone(),
            notice: posted.notice,
            again: !posted.body.is_empty(),
        }
    }

    /// What was posted, whatever the form.
    pub(crate) fn posted(&self) -> Option<&Posted> {
        self.parts.extensions.get::<Posted>()
    }

    /// A post that waits for a sign-in.
    pub(crate) fn carried(&self) -> Option<&Carried> {
        self.parts.extensions.get::<Carried>()
    }

    /// What a post to this page came to, if it failed.
    pub(crate) fn failed(&self) -> Option<&Failed> {
        self.parts.extensions.get::<Failed>()
    }

    /// The file that was chosen in a field of the form that is carried out.
    #[must_use]
    pub fn upload(&self, field: &str) -> Option<&Upload> {
        let uploads = self.parts.extensions.get::<Uploads>()?;
        uploads.0.iter().find(|upload| upload.field == field)
    }

    /// The secrets that the form which was just carried out made, to be shown this once.
    pub(crate) fn revealed(&self) -> &[String] {
        self.parts.extensions.get::<Revealed>().map(|revealed| revealed.0.as_slice()).unwrap_or_default()
    }

    /// Where the site's files are.
    pub(crate) fn site(&self) -> Option<Site> {
        self.parts.extensions.get::<Site>().copied()
    }

    /// The network address of the request, for throttling alone.
    #[must_use]
    pub fn source(&self) -> String {
        self.parts.extensions.get::<Source>().map(|source| source.0.clone()).unwrap_or_default()
    }

    /// Where somebody who signs in comes from.
    #[must_use]
    pub fn visit(&self) -> Visit {
        let device = self.parts.extensions.get::<DeviceCookie>().map(|cookie| cookie.0.clone());
        Visit { source: self.source(), replaced: self.session().map(|cookie| cookie.0.clone()), device }
    }

    /// The secret of the session's cookie, or nothing.
    #[must_use]
    pub fn token(&self) -> &str {
        self.session().map(|cookie| cookie.0.as_str()).unwrap_or_default()
    }

    /// The secret of the session's cookie.
    #[must_use]
    pub fn session(&self) -> Option<&SessionCookie> {
        self.parts.extensions.get::<SessionCookie>()
    }
}

/// Secrets that a form made, to be shown this once.
#[derive(Clone)]
pub struct Revealed(pub Vec<String>);

/// The network address that a request came from.
#[derive(Debug, Clone)]
pub struct Source(pub String);

/// The secret of the cookie by which a browser is known that somebody signed in with before.
#[derive(Clone)]
pub struct DeviceCookie(pub String);

/// The secret that the session's cookie carried.
#[derive(Clone)]
pub struct SessionCookie(pub String);

fn accepted(parts: &Parts) -> Language {
    let header = parts.headers.get(axum::http::header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    i18n::negotiate(header.unwrap_or_default())
}

/// Reads form-urlencoded fields; what does not read is left empty.
pub(crate) fn decode<T: DeserializeOwned + Default>(body: &[u8]) -> T {
    serde_html_form::from_bytes(body).unwrap_or_default()
}
