//! The front page: what Ponte is, and in one sentence what each of the three groups does here.

use domain::Result;
use leptos::prelude::*;
use services::library::{Query, Sort};

use crate::{At, page::Document};

/// How many records of the library it shows.
const RECORDS: usize = 3;

pub(super) async fn show(at: &At) -> Result<Document> {
    let text = at.text;
    let panels =
        [("employers", "/join?kind=business"), ("ngos", "/join?kind=ngo"), ("organisers", "/join?kind=organiser")];
    let panels = panels.into_iter().map(|(who, path)| {
        view! {
            <section class="panel">
                <h2>{text.get(&format!("front-{who}-title"))}</h2>
                <p>{text.get(&format!("front-{who}-lede"))}</p>
                <a class="button" href=path>{text.get(&format!("front-{who}-button"))}</a>
            </section>
        }
    });
    let body = view! {
        <div class="hero">
            <h1>{text.get("front-title")}</h1>
            <p class="lede">{text.get("front-lede")}</p>
            <form class="search" role="search" action="/library" method="get">
                <label for="front-q">{text.get("front-search")}</label>
                <input id="front-q" name="q" type="search" autocomplete="off"/>
                <button class="button" type="submit">{text.get("front-search-button")}</button>
            </form>
        </div>
        {bridge()}
        <div class="audiences">{panels.collect_view()}</div>
        {records(at).await?}
        <section class="promises">
            <h2>{text.get("front-promises-title")}</h2>
            <ul>
                <li>{text.get("front-promise-search")}</li>
                <li>{text.get("front-promise-consent")}</li>
                <li>{text.get("front-promise-standards")}</li>
                <li>{text.get("front-promise-open")}</li>
            </ul>
        </section>
    };
    Ok(Document::new(text.get("front-window"), body).wide())
}

/// Five arches over water.
fn bridge() -> impl IntoView {
    view! {
        <svg class="bridge" viewBox="0 0 1200 190" aria-hidden="true" focusable="false">
            <path class="bridge__stone" d="M0 30H1200V150H1180a100 86 0 0 0-200 0H940a100 86 0 0 0-200 0H700a100 86 0 0 0-200 0H460a100 86 0 0 0-200 0H220a100 86 0 0 0-200 0H0Z"></path>
            <path class="bridge__rail" d="M0 16H1200M0 30V16M120 30V16M240 30V16M360 30V16M480 30V16M600 30V16M720 30V16M840 30V16M960 30V16M1080 30V16M1200 30V16"></path>
            <path class="bridge__water" d="M40 166h150M260 176h240M560 164h120M760 178h260M1060 168h110M120 184h90M900 188h70"></path>
        </svg>
    }
}

/// The newest records, and the way to all.
async fn records(at: &At) -> Result<Option<AnyView>> {
    let text = at.text;
    let query = Query { sort: Sort::Newest, size: RECORDS, ..Query::default() };
    let page = services::library::search(&at.scope, query).await?;
    if page.hits.is_empty() {
        return Ok(None);
    }
    let found = services::library::found(&at.scope, &page).await?;
    let cards = page.hits.into_iter().map(|hit| {
        let stored = found.iter().find(|stored| stored.id == hit.id);
        let lang = stored.and_then(|stored| crate::library::foreign(text, &stored.practice));
        view! {
            <li class="card">
                <h3 class="card__title"><a href=format!("/library/{}", hit.slug) lang=lang.clone()>{hit.title}</a></h3>
                <p lang=lang>{hit.summary}</p>
            </li>
        }
    });
    let cards = cards.collect_view();
    Ok(Some(
        view! {
            <section>
                <h2>{text.get("front-library-title")}</h2>
                <ul class="cards">{cards}</ul>
                <p><a href="/library">{text.with("front-library-all", &[("count", page.total.into())])}</a></p>
            </section>
        }
        .into_any(),
    ))
}
