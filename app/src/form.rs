//! Forms, written once: what was typed is a struct of texts, so that nothing typed is lost; `submit` reads it into
//! values and calls a service. A refusal renders the same page again with what was typed and each problem beside its
//! field.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use domain::{Problems, Result};
use serde::de::DeserializeOwned;

use crate::at::{At, Carried, decode};

/// A form. Every field is a `String` or a `Vec<String>` with `#[serde(default)]`.
pub trait Form: DeserializeOwned + Default + Clone + Send + Sync + 'static {
    /// Its name: the hidden field `form`, and the beginning of its message keys.
    const NAME: &'static str;

    /// Other names that its buttons and islands post it under, such as `check`.
    const ALSO: &'static [&'static str] = &[];

    /// The most bytes of a file that comes with it; zero for a form without files. Fields stand before files in it, so
    /// that they are there when a file turns out to be too large.
    const FILES: u64 = 0;

    /// Its fields in the order of its page, where what is wrong is found in another one: the summary of problems follows
    /// it. Fields that are not named here come last.
    const ORDER: &'static [&'static str] = &[];

    /// Carries it out.
    fn submit(&self, at: &At) -> impl Future<Output = Result<Done>> + Send;

    /// Where a post that arrives twice is sent: by default the page itself.
    fn repeated(at: &At) -> String {
        at.path().to_owned()
    }

    /// Where the summary of problems leads for a field: by default to its input on the page itself.
    fn leads_to(_: &At, field: &str) -> String {
        format!("#field-{field}")
    }
}

/// What follows a form that was carried out.
#[derive(Clone)]
pub enum Done {
    /// Go to this path.
    See(String),
    /// Signed in: set the cookies, then go on.
    SignedIn {
        /// The session's secret.
        token: String,
        /// The secret by which the browser is known from now on.
        device: String,
        /// Where to go, or what waits to be shown again.
        next: Next,
    },
    /// The password was right, and the second step is next.
    Half {
        /// The secret of what is not a session yet.
        token: String,
        /// Where to go afterwards, or what waits to be shown again.
        next: Next,
    },
    /// Set cookies anew, then do the rest.
    Renewed {
        /// The secret of a session in the place of one that has ended.
        token: Option<String>,
        /// The secret by which the browser is known from now on.
        device: Option<String>,
        /// The rest.
        then: Box<Done>,
    },
    /// Somebody is in already, by another window or a doubled press: go on.
    GoOn(Next),
    /// Signed out: clear the cookie, then go to this path.
    SignedOut(String),
    /// Nothing was changed: show the page again with what was typed.
    Show,
    /// Carried out, while something else is still being written in the form: show the page again with that.
    WriteOn {
        /// What was done, as the address would say it: the `saved` of `?saved=1`.
        done: &'static str,
        /// What is still being written, form-urlencoded.
        typed: String,
    },
    /// Show the page again with secrets that are shown this once and kept nowhere.
    Reveal(Vec<String>),
}

impl std::fmt::Debug for Done {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Done")
    }
}

/// Where somebody goes after signing in.
#[derive(Debug, Clone)]
pub enum Next {
    /// To this path.
    See(String),
    /// Back to the form that was posted without a session, filled in as it was.
    Resume(Carried),
}

/// What was typed into a form, and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Submitted<F> {
    /// What was typed.
    pub typed: F,
    /// What is wrong with it.
    pub problems: Problems,
    /// A message above the form, by its key.
    pub notice: Option<&'static str>,
    /// Whether it was posted and could be read.
    pub again: bool,
}

impl<F: Default> Default for Submitted<F> {
    fn default() -> Self {
        Self { typed: F::default(), problems: Problems::new(), notice: None, again: false }
    }
}

impl<F> Submitted<F> {
    /// The same, or filled from what is stored when nothing that could be read was posted.
    #[must_use]
    pub fn or(mut self, stored: impl FnOnce() -> F) -> Self {
        if !self.again {
            self.typed = stored();
        }
        self
    }
}

type Running = Pin<Box<dyn Future<Output = Result<Done>> + Send>>;

/// A form on its page, for the router.
#[derive(Clone, Copy)]
pub struct FormEntry {
    /// The page's path, in axum's notation.
    pub page: &'static str,
    /// The form's name.
    pub name: &'static str,
    /// Other names it is posted under.
    pub also: &'static [&'static str],
    /// The most bytes of a file that comes with it.
    pub files: u64,
    /// Decodes and carries out.
    pub run: fn(At, Arc<[u8]>) -> Running,
    /// Where a repeated post goes.
    pub repeated: fn(&At) -> String,
}

/// Puts a form on a page.
#[must_use]
pub fn on<F: Form>(page: &'static str) -> FormEntry {
    FormEntry {
        page,
        name: F::NAME,
        also: F::ALSO,
        files: F::FILES,
        run: |at, body| Box::pin(async move { decode::<F>(&body).submit(&at).await }),
        repeated: F::repeated,
    }
}

/// What every form carries besides its own fields.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Hidden {
    /// Which form it is.
    #[serde(default)]
    pub form: String,
    /// Makes a doubled post be carried out once.
    #[serde(default)]
    pub once: String,
}

impl Hidden {
    /// Reads them from a body.
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        // Fields of the form itself may be many and of any kind; only these two are looked for.
        let pairs: Vec<(String, String)> = decode(body);
        let first = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        Self { form: first("form").unwrap_or_default(), once: first("once").unwrap_or_default() }
    }
}
