//! The front page: what Ponte is, and in one sentence what each of the three groups does here.

use leptos::prelude::*;

use crate::{At, page::Document};

pub(super) fn show(at: &At) -> Document {
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
        <div class="audiences">{panels.collect_view()}</div>
        <section>
            <h2>{text.get("front-promises-title")}</h2>
            <ul>
                <li>{text.get("front-promise-search")}</li>
                <li>{text.get("front-promise-consent")}</li>
                <li>{text.get("front-promise-standards")}</li>
                <li>{text.get("front-promise-open")}</li>
            </ul>
        </section>
    };
    Document::new(text.get("front-window"), body).wide()
}
