//! What members of an organisation import: one file with one record, which becomes a draft of theirs, and what became of
//! the files before.

use domain::id::ImportId;
use domain::import::{Import, ImportRow, RowState};
use domain::{Error, Problem, Result};
use leptos::prelude::*;
use serde::Deserialize;
use services::import::Begun;

use super::holds;
use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// A file that becomes a draft.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OwnFileForm {}

impl Form for OwnFileForm {
    const NAME: &'static str = "proposal-import";
    const FILES: u64 = services::import::MOST_BYTES;

    async fn submit(&self, at: &At) -> Result<Done> {
        services::import::may_begin_own(&at.scope)?;
        let upload = at.upload("file").ok_or_else(|| Error::at("file", Problem::Missing))?;
        let unread = |_| Error::at("file", Problem::Other("problem-file-broken"));
        let input = upload.open().map_err(unread)?;
        let begun = services::import::begin_own(&at.scope, &upload.name, input).await?;
        Ok(Done::See(match begun {
            Begun::Draft(id) => format!("/proposals/{id}"),
            Begun::Known => at.path().to_owned(),
            Begun::Refused(id) => format!("{}?refused={id}", at.path()),
        }))
    }
}

/// The page.
///
/// # Errors
/// Not found for everybody but members of organisations.
pub async fn own(at: At) -> Result<Document> {
    let text = at.text;
    let imports = services::import::list_own(&at.scope).await?;
    let empty = imports.is_empty();
    let cards = imports.iter().map(|(import, row)| card(&at, import, row.as_ref())).collect_view();
    let submitted = at.submitted::<OwnFileForm>();
    let f = Fields::new(&at, &submitted);
    let fields = view! {
        {refused(&at, &imports)}
        {holds(text, ().into_any())}
        {f.field("file").hint().file(".md,.markdown,.json,.pdf,.docx")}
    };
    let form = f.frame(fields, "proposal-import-begin");
    let body = view! {
        <p class="eyebrow"><a href="/proposals">{text.get("proposals-title")}</a></p>
        <h1>{text.get("proposal-import-title")}</h1>
        <p class="lede">{text.get("proposal-import-lede")}</p>
        {form}
        <section aria-labelledby="imports-title">
            <h2 id="imports-title">{text.get("import-earlier")}</h2>
            {empty.then(|| view! { <p class="empty">{text.get("proposal-import-none")}</p> })}
            <ul class="cards">{cards}</ul>
        </section>
    };
    Ok(Document::new(text.get("proposal-import-title"), body))
}

/// What is wrong with the file that was sent last and became no draft: above the field, as what is wrong with a form.
fn refused(at: &At, imports: &[(Import, Option<ImportRow>)]) -> Option<AnyView> {
    let id: ImportId = at.outcome("refused").parse().ok()?;
    let (import, row) = imports.iter().find(|(import, _)| import.id == id)?;
    let row = row.as_ref().filter(|row| row.state == RowState::Refused)?;
    let told = services::import::told(row, at.text);
    let each = told.lines().map(|line| view! { <li><a href="#field-file">{line.to_owned()}</a></li> });
    let each = each.collect_view();
    let title = at.text.with("proposal-import-refused", &[("name", import.name.clone().into())]);
    Some(
        view! {
            <div class="problems" id="problems" role="alert" tabindex="-1" autofocus=true>
                <h2>{title}</h2>
                <ul dir="auto">{each}</ul>
            </div>
        }
        .into_any(),
    )
}

/// A file, and what became of the record in it.
fn card(at: &At, import: &Import, row: Option<&ImportRow>) -> impl IntoView + use<> {
    let text = at.text;
    let format = text.get(&format!("import-format-{}", import.format));
    let became = row.map(|row| text.get(&format!("import-row-{}", row.state)));
    let facts = [Some(format), Some(text.date(import.created.date_naive())), became];
    let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let record = row.filter(|row| !row.title.is_empty()).map(|row| {
        let leads = match (row.state, row.proposal) {
            (_, Some(proposal)) => Some(format!("/proposals/{proposal}")),
            (RowState::Known, None) => Some(format!("/library/{}", row.slug)),
            _ => None,
        };
        let title = row.title.clone();
        match leads {
            Some(path) => view! { <p dir="auto"><a href=path>{title}</a></p> }.into_any(),
            None => view! { <p dir="auto">{title}</p> }.into_any(),
        }
    });
    let why = row.map(|row| services::import::told(row, text)).filter(|told| !told.is_empty());
    let why = why.map(|told| view! { <p dir="auto" class="prewrap">{told}</p> });
    view! {
        <li class="card">
            <h3 class="card__title" dir="auto">{import.name.clone()}</h3>
            <p class="meta">{facts}</p>
            {record}
            {why}
        </li>
    }
}
