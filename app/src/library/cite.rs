//! How a record is cited: what its page's head says, and the files that reference managers take.

use domain::practice::StoredPractice;
use i18n::Text;
use leptos::prelude::*;
use services::cite::{DUBLIN_CORE, Format, Work, json_ld, meta};

use crate::At;
use crate::head::{Head, Link};

/// The head of the page of a record, or of one of its versions, at this path.
pub(super) fn head(at: &At, stored: &StoredPractice, path: &str) -> Head {
    let address = at.scope.link(path);
    let work = Work { stored, address: &address };
    let mut links = vec![Link::to("canonical", address.clone())];
    links.extend(DUBLIN_CORE.iter().map(|(rel, href)| Link::to(rel, (*href).to_owned())));
    links.extend(Format::ALL.iter().map(|format| {
        let title = at.text.with("cite-file", &[("format", format.name().into())]);
        Link::alternate(format.media_type(), format!("{path}.{}", format.ending()), title)
    }));
    links.push(feed(at, services::feed::PATH.to_owned()));
    Head { meta: meta(work), links, json_ld: Some(json_ld(work)) }
}

/// A link to a feed.
pub(super) fn feed(at: &At, path: String) -> Link {
    Link::alternate("application/atom+xml", path, at.text.get("feed-title"))
}

/// How a record is cited, in a line.
pub(super) fn line(text: Text, stored: &StoredPractice) -> impl IntoView + use<> {
    let practice = &stored.practice;
    let cited = format!(
        " ({}). Ponte, {}. {}",
        practice.year,
        text.with("library-version", &[("version", stored.version.into())]),
        text.date(stored.published.date_naive())
    );
    view! { <span lang=practice.language.to_string() dir="auto">{practice.title.clone()}</span>{cited} }
}

/// The name that stays a record's own in every version, as machines read it in the head.
pub(super) fn identifier(text: Text, stored: &StoredPractice) -> impl IntoView + use<> {
    let name = stored.identifier();
    view! { <p class="meta">{text.get("library-identifier")}" "<code>{name}</code></p> }
}

/// Links to the citation as files, of the record or the version at this path.
pub(super) fn files(text: Text, path: &str) -> impl IntoView + use<> {
    let links = Format::ALL.iter().enumerate().map(|(index, format)| {
        let comma = if index > 0 { ", " } else { "" };
        view! { {comma}<a href=format!("{path}.{}", format.ending()) download="">{format.name()}</a> }
    });
    let links = links.collect_view();
    view! { <p class="meta">{text.get("cite-download")}": "{links}</p> }
}
