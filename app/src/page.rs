//! How a page is rendered: an async function gives a document or an error; this puts it into the frame, with its
//! status and headers.

use std::future::Future;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use domain::{Error, Result};
use i18n::Text;
use leptos::prelude::*;

use crate::at::At;
use crate::head::Head;
use crate::{error, shell};

/// Whether a page runs islands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Islands {
    /// No script is loaded.
    None,
    /// The islands' script is loaded.
    Some,
}

/// What stands around a page.
#[derive(Debug, Clone)]
pub(crate) enum Frame {
    /// The masthead with its menu, and the footer, in the reader's language.
    Whole,
    /// Nothing but a way out, in a language of the page's own.
    Bare {
        /// The words of that language.
        text: Text,
        /// What the way out is called in it.
        leave: String,
    },
}

/// A page: its title and what stands in `main`.
pub struct Document {
    pub(crate) title: String,
    pub(crate) body: AnyView,
    pub(crate) islands: Islands,
    pub(crate) sensitive: bool,
    pub(crate) wide: bool,
    pub(crate) status: StatusCode,
    pub(crate) see: Option<String>,
    pub(crate) head: Head,
    pub(crate) again: Option<u32>,
    pub(crate) frame: Frame,
    pub(crate) script: Option<&'static str>,
}

impl Document {
    /// A page with a title, for the window and the history, and a body.
    pub fn new(title: impl Into<String>, body: impl IntoView + 'static) -> Self {
        Self {
            title: title.into(),
            body: body.into_any(),
            islands: Islands::None,
            sensitive: false,
            wide: false,
            status: StatusCode::OK,
            see: None,
            head: Head::default(),
            again: None,
            frame: Frame::Whole,
            script: None,
        }
    }

    /// No page, but the way to another.
    #[must_use]
    pub(crate) fn see(title: String, path: String) -> Self {
        let mut document = Self::new(title, ()).status(StatusCode::SEE_OTHER);
        document.see = Some(path);
        document
    }

    /// What the head says beside the title.
    #[must_use]
    pub fn with_head(mut self, head: Head) -> Self {
        self.head = head;
        self
    }

    /// The page contains islands.
    #[must_use]
    pub fn with_islands(mut self) -> Self {
        self.islands = Islands::Some;
        self
    }

    /// The page is about a person: it offers a quick way out, which is an island.
    #[must_use]
    pub fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self.with_islands()
    }

    /// The page of somebody who is not to be taken for a user of anything: its title says no more than that, and there
    /// is nothing around it but the way out. Where it leads is told no address of ours.
    #[must_use]
    pub fn bare(mut self, text: Text, leave: String) -> Self {
        self.frame = Frame::Bare { text, leave };
        self.sensitive()
    }

    /// The page runs a small script of its own, where what it is for cannot be done without.
    #[must_use]
    pub(crate) const fn with_script(mut self, script: &'static str) -> Self {
        self.script = Some(script);
        self
    }

    /// The page uses the whole width.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// The page shows work under way: a browser asks for it again after so many seconds.
    #[must_use]
    pub const fn again(mut self, seconds: u32) -> Self {
        self.again = Some(seconds);
        self
    }

    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
}

/// Renders a page function as the view of a route.
pub fn page<F, R>(render: F) -> impl IntoView
where
    F: FnOnce(At) -> R + Send + 'static,
    R: Future<Output = Result<Document>> + Send + 'static,
{
    page_at(At::here(), render)
}

/// Renders the page of an address that no route has.
pub(crate) fn unknown() -> impl IntoView {
    page_at(At::nowhere(), |_| std::future::ready(Err(Error::NotFound)))
}

fn page_at<F, R>(at: Option<At>, render: F) -> impl IntoView
where
    F: FnOnce(At) -> R + Send + 'static,
    R: Future<Output = Result<Document>> + Send + 'static,
{
    Suspend::new(async move {
        // Without a request there is only the walk that lists the routes.
        let Some(at) = at else { return ().into_any() };
        let rendered = match at.failed() {
            Some(failed) => Err(failed.error.clone()),
            None => render(at.clone()).await,
        };
        let document = match rendered {
            Ok(document) => error::above(&at, document),
            Err(error) => error::document(&at, &error),
        };
        headers(&at, &document);
        shell::document(&at, document).into_any()
    })
}

fn headers(at: &At, document: &Document) {
    let Some(response) = &at.response else { return };
    if document.status != StatusCode::OK {
        response.set_status(document.status);
    }
    if let Some(see) = document.see.as_deref().and_then(|path| HeaderValue::from_str(path).ok()) {
        response.insert_header(header::LOCATION, see);
    }
    if let Some(seconds) = document.again {
        response.insert_header(header::REFRESH, HeaderValue::from(seconds));
    }
    if matches!(document.frame, Frame::Bare { .. }) {
        response.insert_header(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    }
    let nonce = at.nonce.as_deref().filter(|_| document.islands == Islands::Some || document.script.is_some());
    if let Ok(policy) = HeaderValue::from_str(&policy(nonce)) {
        response.insert_header(HeaderName::from_static("content-security-policy"), policy);
    }
}

/// The content security policy: nothing from anywhere else, scripts only where a page has islands.
#[must_use]
pub fn policy(nonce: Option<&str>) -> String {
    let script = match nonce {
        Some(nonce) => format!("script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; connect-src 'self'; "),
        None => String::new(),
    };
    format!(
        "default-src 'none'; {script}style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}
