//! Beginning a proposal: a title and the language, and whether the library has such a record already.

use domain::practice::{Manuscript, PracticeKind};
use domain::{Error, Problems, Result, parse};
use islands::LiveFindings;
use leptos::prelude::*;
use serde::Deserialize;

use super::edit::languages;
use super::findings::alike;
use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// The name that the form is posted under while a person types.
const CHECK: &str = "check";
/// How long a person pauses before the library is asked, in milliseconds: a title grows word by word.
const CHECK_PAUSE: i32 = 300;

/// What a proposal begins with.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct BeginForm {
    form: String,
    kind: String,
    title: String,
    language: String,
    anyway: String,
}

impl Form for BeginForm {
    const NAME: &'static str = "proposal-begin";
    const ALSO: &'static [&'static str] = &[CHECK];

    async fn submit(&self, at: &At) -> Result<Done> {
        services::proposals::may_write(&at.scope)?;
        if self.form == CHECK {
            return Ok(Done::Show);
        }
        let mut problems = Problems::new();
        let kind = problems.take("kind", parse::word::<PracticeKind>(&self.kind));
        let title = problems.take("title", parse::line(&self.title, 200));
        let (kind, title) = problems.finish(kind.zip(title))?;
        // Shown once; who presses the button again means it.
        if self.anyway != title && !services::proposals::alike(&at.scope, &title, None).await?.is_empty() {
            return Ok(Done::Show);
        }
        let written = [("kind", kind.word()), ("title", title.as_str()), ("language", self.language.as_str())];
        let id = services::proposals::begin(&at.scope, &Manuscript::of_pairs(written)).await?;
        Ok(Done::See(format!("/proposals/{id}/edit")))
    }

    fn repeated(_: &At) -> String {
        "/proposals".into()
    }
}

/// The page.
///
/// # Errors
/// Not found for everybody but members and curators.
pub async fn begin(at: At) -> Result<Document> {
    services::proposals::may_write(&at.scope)?;
    let text = at.text;
    let submitted = at.submitted::<BeginForm>().or(|| BeginForm {
        kind: PracticeKind::Practice.word().into(),
        language: text.language().into(),
        ..BeginForm::default()
    });
    let title = submitted.typed.title.trim().to_owned();
    let found = if submitted.again && submitted.problems.is_empty() {
        services::proposals::alike(&at.scope, &title, None).await.or_else(|error| match error {
            Error::Incident(_) => Ok(Vec::new()),
            other => Err(other),
        })?
    } else {
        Vec::new()
    };
    let f = Fields::new(&at, &submitted);
    let kinds = f.list("library-kind", PracticeKind::ALL.iter().map(|kind| kind.word()));
    let fields = view! {
        {f.field("title").hint().line(&submitted.typed.title)}
        <div id="findings">
            <div role="status">{alike(text, &found)}</div>
            <input type="hidden" name="anyway" value=title/>
        </div>
        {f.field("kind").one_of(kinds, &submitted.typed.kind)}
        {f.field("language").hint().select(languages(&f.reader()), &submitted.typed.language)}
    };
    let button = if found.is_empty() { "proposal-begin-button" } else { "proposal-begin-anyway" };
    let form = f.frame(fields, button);
    let body = view! {
        <h1>{text.get("proposal-begin-title")}</h1>
        <p class="lede">{text.get("proposal-begin-lede")}</p>
        <LiveFindings form=CHECK pause=CHECK_PAUSE>{form}</LiveFindings>
    };
    Ok(Document::new(text.get("proposal-begin-title"), body).with_islands())
}
