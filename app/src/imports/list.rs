//! The list of imports, and the two ways to begin one: a file, and another library.

use std::collections::BTreeMap;

use domain::{Error, Problem, Result};
use leptos::prelude::*;
use serde::Deserialize;
use services::import::Asked;

use super::{curators_only, holds, line, outcome, sources, table_holds};
use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// A file to be imported.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ImportFileForm {}

impl Form for ImportFileForm {
    const NAME: &'static str = "import-file";
    const FILES: u64 = services::import::MOST_BYTES;

    async fn submit(&self, at: &At) -> Result<Done> {
        curators_only(at)?;
        let upload = at.upload("file").ok_or_else(|| Error::at("file", Problem::Missing))?;
        let unread = |_| Error::at("file", Problem::Other("problem-file-broken"));
        let input = upload.open().map_err(unread)?;
        let id = services::import::begin(&at.scope, &upload.name, input).await?;
        Ok(Done::See(format!("/library/import/{id}")))
    }
}

/// Another library to be asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ImportSourceForm {
    address: String,
    set: String,
    from: String,
    until: String,
}

impl Form for ImportSourceForm {
    const NAME: &'static str = "import-source";

    async fn submit(&self, at: &At) -> Result<Done> {
        let Self { address, set, from, until } = self;
        let id = services::import::begin_from(&at.scope, Asked { address, set, from, until }).await?;
        Ok(Done::See(format!("/library/import/{id}")))
    }
}

/// The page.
///
/// # Errors
/// Not found for everybody but curators.
pub async fn list(at: At) -> Result<Document> {
    let text = at.text;
    let imports = services::import::list(&at.scope).await?;
    let counts = services::import::counts(&at.scope, &imports).await?;
    let empty = imports.is_empty();
    let again = sources::list(&at, &services::import::sources(&at.scope).await?);
    let none = BTreeMap::new();
    let cards = imports.iter().map(|import| {
        let taken = outcome::taken(text, import, counts.get(&import.id).unwrap_or(&none));
        view! {
            <li class="card">
                <h3 class="card__title" dir="auto"><a href=format!("/library/import/{}", import.id)>{import.name.clone()}</a></h3>
                {line(&at, import)}
                {taken}
            </li>
        }
    });
    let cards = cards.collect_view();
    let file = at.submitted::<ImportFileForm>();
    let f = Fields::new(&at, &file);
    let fields = view! {
        {holds(text, table_holds(text))}
        {f.field("file").hint().file(".md,.markdown,.json,.jsonl,.ndjson,.csv,.tsv,.txt,.pdf,.docx")}
    };
    let by_file = f.frame(fields, "import-look");
    let asked = |name: &str| at.query(name).to_owned();
    // A library that could not be asked is asked again from here.
    let source = at.submitted::<ImportSourceForm>().or(|| ImportSourceForm {
        address: asked("address"),
        set: asked("set"),
        from: asked("from"),
        until: asked("until"),
    });
    let f = Fields::new(&at, &source);
    let typed = &source.typed;
    let fields = view! {
        {f.field("address").hint().line(&typed.address)}
        {f.field("set").hint().optional().line(&typed.set)}
        {f.field("from").hint().optional().date(&typed.from)}
        {f.field("until").hint().optional().date(&typed.until)}
    };
    let by_source = f.frame(fields, "import-ask");
    let body = view! {
        <h1>{text.get("import-title")}</h1>
        <p class="lede">{text.get("import-lede")}</p>
        {sources::forgotten(&at)}
        <section aria-labelledby="import-file-title">
            <h2 id="import-file-title">{text.get("import-from-file")}</h2>
            {by_file}
        </section>
        <section aria-labelledby="import-source-title">
            <h2 id="import-source-title">{text.get("import-from-library")}</h2>
            {by_source}
        </section>
        {again}
        <section aria-labelledby="imports-title">
            <h2 id="imports-title">{text.get("import-earlier")}</h2>
            {empty.then(|| view! { <p class="empty">{text.get("import-none")}</p> })}
            <ul class="cards">{cards}</ul>
        </section>
    };
    Ok(Document::new(text.get("import-title"), body))
}
