//! Files of a record: the page where its authors put them in and take them out, and their list on the record's page.

use domain::id::{FileId, ProposalId};
use domain::practice::File;
use domain::proposal::Proposal;
use domain::{Error, Problem, Result};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::files::MOST_FILES;

use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// A file to be put in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FileForm {}

impl Form for FileForm {
    const NAME: &'static str = "file";
    const FILES: u64 = services::files::MOST_BYTES;

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        services::files::may_write(&at.scope, id).await?;
        let upload = at.upload("file").ok_or_else(|| Error::at("file", Problem::Missing))?;
        let bytes = upload.bytes().map_err(|_| Error::at("file", Problem::Other("problem-file-broken")))?;
        services::files::add(&at.scope, id, &upload.name, bytes).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(at: &At) -> String {
        format!("{}?added=1", at.path())
    }
}

/// A file to be taken out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FileRemoveForm {
    file: String,
}

impl Form for FileRemoveForm {
    const NAME: &'static str = "file-remove";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        services::files::may_write(&at.scope, id).await?;
        services::files::remove(&at.scope, id, self.file.parse::<FileId>()?).await?;
        Ok(Done::See(at.path().to_owned()))
    }
}

/// The page of a proposal's files.
///
/// # Errors
/// Not found for everybody who may not see the proposal.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let proposal = services::proposals::find(&at.scope, at.param::<ProposalId>("id")?).await?;
    let files = services::files::of_proposal(&at.scope, &proposal).await?;
    let may_write = services::files::may_write(&at.scope, proposal.id).await.is_ok();
    let submitted = at.submitted::<FileForm>();
    let f = Fields::new(&at, &submitted);
    let added = may_write && at.done("added");
    let room = files.len() < MOST_FILES;
    let form = (may_write && room)
        .then(|| f.frame(f.field("file").hint().file(".pdf,.docx,.png,.jpg,.jpeg,.webp"), "files-add"));
    let full = (may_write && !room).then(|| view! { <p class="notice">{text.get("files-full")}</p> });
    let removed = at.submitted::<FileRemoveForm>();
    let empty = files.is_empty();
    let each = files.into_iter().map(|file| {
        let remove = may_write.then(|| {
            view! {
                <details class="more">
                    <summary>{text.with("files-remove", &[("name", file.name.clone().into())])}</summary>
                    <p>{text.get("files-remove-hint")}</p>
                    <form method="post" action=at.path().to_owned()>
                        {Fields::new(&at, &removed).hidden()}
                        <input type="hidden" name="file" value=file.id.to_string()/>
                        <button class="button button--quiet" type="submit">
                            {text.with("files-remove", &[("name", file.name.clone().into())])}
                        </button>
                    </form>
                </details>
            }
        });
        let path = format!("/proposals/{}/files/{}", proposal.id, file.id);
        view! { <li class="card">{link(text, &file, path)}{remove}</li> }
    });
    let each = each.collect_view();
    let title = proposal.title().to_owned();
    let body = view! {
        <p class="eyebrow"><a href=format!("/proposals/{}", proposal.id)>{if title.is_empty() { text.get("files-proposal") } else { title }}</a></p>
        <h1>{text.get("files-title")}</h1>
        {added.then(|| view! { <p class="notice notice--good" role="status">{text.get("files-added")}</p> })}
        <p class="lede">{text.get("files-lede")}</p>
        {empty.then(|| view! { <p class="empty">{text.get("files-none")}</p> })}
        <ul class="cards">{each}</ul>
        {full}
        {form}
    };
    Ok(Document::new(text.get("files-title"), body))
}

/// What a file is, and how large.
pub(crate) fn kind_and_size(text: Text, file: &File) -> String {
    let kind = match file.media_type.as_str() {
        "application/pdf" => "PDF",
        "image/png" => "PNG",
        "image/jpeg" => "JPEG",
        "image/webp" => "WebP",
        _ => "DOCX",
    };
    let kilobytes = i64::try_from(file.size.div_ceil(1_000)).unwrap_or(i64::MAX);
    let size = if kilobytes < 1_000 {
        text.with("files-size-kilobytes", &[("size", kilobytes.into())])
    } else {
        text.with("files-size-megabytes", &[("size", ((kilobytes + 500) / 1_000).into())])
    };
    format!("{kind}, {size}")
}

/// A file's name, with its kind and size.
fn link(text: Text, file: &File, path: String) -> impl IntoView + use<> {
    let said = kind_and_size(text, file);
    view! {
        <p>
            <a href=path download=file.name.clone() dir="auto">{file.name.clone()}</a>
            <span class="meta">{format!(" ({said})")}</span>
        </p>
    }
}

/// The list of a proposal's files, for its page, with the way to the page where they are put in and taken out; nothing
/// where there is neither.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn of_proposal(at: &At, proposal: &Proposal) -> Result<Option<AnyView>> {
    let files = services::files::of_proposal(&at.scope, proposal).await?;
    let may_write = services::files::may_write(&at.scope, proposal.id).await.is_ok();
    if files.is_empty() && !may_write {
        return Ok(None);
    }
    let (text, path) = (at.text, format!("/proposals/{}/files", proposal.id));
    let each = files.iter().map(|file| view! { <li>{link(text, file, format!("{path}/{}", file.id))}</li> });
    let each = each.collect_view();
    let key = if files.is_empty() { "files-add-first" } else { "files-change" };
    let list = view! {
        <section class="files">
            <h2>{text.get("files-title")}</h2>
            <ul>{each}</ul>
            {may_write.then(|| view! { <p><a href=path>{text.get(key)}</a></p> })}
        </section>
    };
    Ok(Some(list.into_any()))
}

/// The list of a record's files, each with where it is to be had, for the record's page; nothing without any.
pub(crate) fn of_record(text: Text, files: &[File], way: impl Fn(&File) -> String) -> Option<AnyView> {
    if files.is_empty() {
        return None;
    }
    let each = files.iter().map(|file| view! { <li>{link(text, file, way(file))}</li> });
    let each = each.collect_view();
    let list = view! {
        <section class="files">
            <h2>{text.get("files-title")}</h2>
            <ul>{each}</ul>
        </section>
    };
    Some(list.into_any())
}
