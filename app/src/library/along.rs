//! What can be taken along of the whole library, by people and by machines, and how it is cited.

use domain::policy::PublishPractice;
use leptos::prelude::*;

use crate::At;

/// Where it is said.
pub(super) const PLACE: &str = "/library#take-along";

/// The part of the library's page that says so.
pub(super) fn part(at: &At) -> impl IntoView + use<> {
    let text = at.text;
    let harvested = at.scope.link("/oai");
    let folder = at.scope.permit(PublishPractice).is_ok().then(|| {
        view! {
            <li>
                <a href="/library/export.zip" download="">{text.get("library-along-folder")}</a>
                " "<span class="hint">{text.get("library-along-folder-means")}</span>
            </li>
        }
    });
    let cited = text.with(
        "library-along-cited",
        &[("address", at.scope.link("/library").into()), ("day", text.date(at.scope.now().date_naive()).into())],
    );
    view! {
        <section id="take-along" aria-labelledby="take-along-title">
            <h2 id="take-along-title">{text.get("library-along")}</h2>
            <ul>
                <li>
                    <a href="/library/export.jsonl" download="">{text.get("export-lines")}</a>
                    " "<span class="hint">{text.get("library-along-lines-means")}</span>
                </li>
                <li>
                    <a href=services::feed::PATH type="application/atom+xml">{text.get("library-along-feed")}</a>
                    " "<span class="hint">{text.get("library-along-feed-means")}</span>
                </li>
                <li>
                    <a href="/oai?verb=Identify"><code>{harvested}</code></a>
                    " "<span class="hint">{text.get("library-along-oai-means")}</span>
                </li>
                {folder}
            </ul>
            <p>{text.get("library-along-licence")}</p>
            <p>{text.get("library-along-cite")}" "<cite>{cited}</cite></p>
        </section>
    }
}
