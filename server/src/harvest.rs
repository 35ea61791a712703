//! What machines read of the library: OAI-PMH, feeds, the list of addresses, the whole of it line by line.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::id::PracticeId;
use futures_util::stream;
use services::searches::Asked;
use services::{Scope, feed, library, oai, sitemap};

use crate::Installation;
use crate::broken_off::Cause;
use crate::public::{self, Public};

/// The most bytes of a harvester's arguments.
const MOST: usize = 64 * 1024;
/// The address of OAI-PMH. A post there changes nothing and knows nobody, so that it may come from anywhere.
pub(crate) const OAI: &str = "/oai";
/// The addresses that are read.
pub(crate) const ADDRESSES: &[&str] =
    &[OAI, "/sitemap.xml", "/sitemap/{page}", "/robots.txt", "/opensearch.xml", feed::PATH, "/library/export.jsonl"];

/// The routes.
pub(crate) fn router(installation: Installation) -> Router {
    Router::new()
        .route(OAI, get(oai_by_query).post(oai_by_post))
        .route("/robots.txt", get(robots))
        .route("/opensearch.xml", get(opensearch))
        .route(feed::PATH, get(atom))
        .route("/library/export.jsonl", get(lines))
        .with_state(installation.clone())
        .merge(sitemaps(installation, sitemap::MOST))
}

/// The routes of the list of all addresses, with so many in one list at most.
pub fn sitemaps(installation: Installation, most: u64) -> Router {
    Router::new()
        .route("/sitemap.xml", get(whole_sitemap))
        .route("/sitemap/{page}", get(sitemap_part))
        .with_state((installation, most))
}

/// Names and values; nothing where they do not read as text.
fn pairs(form: &[u8]) -> Option<Vec<(String, String)>> {
    serde_html_form::from_bytes(form).ok()
}

async fn oai_by_query(State(installation): State<Installation>, RawQuery(query): RawQuery) -> Response {
    oai_answer(&installation, pairs(query.unwrap_or_default().as_bytes())).await
}

async fn oai_by_post(State(installation): State<Installation>, request: Request) -> Response {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let Ok(body) = to_bytes(request.into_body(), MOST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let arguments = pairs(&body).zip(pairs(query.as_bytes())).map(|(mut all, beside)| {
        all.extend(beside);
        all
    });
    oai_answer(&installation, arguments).await
}

async fn oai_answer(installation: &Installation, arguments: Option<Vec<(String, String)>>) -> Response {
    match oai::answer(&public::scope(installation), arguments.as_deref()).await {
        Ok(xml) => ([(CONTENT_TYPE, "text/xml; charset=utf-8"), (CACHE_CONTROL, "no-cache")], xml).into_response(),
        Err(error) => public::failure(&error),
    }
}

const XML: &str = "application/xml; charset=utf-8";

fn answer(media_type: &'static str, body: String, headers: &HeaderMap) -> Response {
    Public { media_type, body, changed: None, file: None }.answer(headers)
}

async fn whole_sitemap(State((installation, most)): State<(Installation, u64)>, headers: HeaderMap) -> Response {
    match sitemap::whole(&public::scope(&installation), most).await {
        Ok(xml) => answer(XML, xml, &headers),
        Err(error) => public::failure(&error),
    }
}

async fn sitemap_part(
    State((installation, most)): State<(Installation, u64)>,
    Path(page): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Ok(page) = page.parse() else { return public::failure(&domain::Error::NotFound) };
    match sitemap::part(&public::scope(&installation), page, most).await {
        Ok(Some(xml)) => answer(XML, xml, &headers),
        Ok(None) => public::failure(&domain::Error::NotFound),
        Err(error) => public::failure(&error),
    }
}

async fn robots(State(installation): State<Installation>, headers: HeaderMap) -> Response {
    answer("text/plain; charset=utf-8", sitemap::robots(&public::scope(&installation)), &headers)
}

async fn opensearch(State(installation): State<Installation>, headers: HeaderMap) -> Response {
    let description = sitemap::opensearch(&public::scope(&installation));
    answer("application/opensearchdescription+xml", description, &headers)
}

async fn atom(State(installation): State<Installation>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let asked = Asked::read(&query.unwrap_or_default());
    match feed::of(&public::scope(&installation), &asked).await {
        // Entries come and go with every publication, so that only the tag tells whether anything has changed.
        Ok(feed) => answer("application/atom+xml; charset=utf-8", feed.xml, &headers),
        Err(error) => public::failure(&error),
    }
}

/// The whole library, a record to a line, as the import takes it. Read a batch at a time while it is sent.
async fn lines(State(installation): State<Installation>) -> Response {
    let scope = public::scope(&installation);
    let batches = stream::unfold(Some((scope, None)), |place| async move {
        let (scope, after) = place?;
        match batch(&scope, after).await {
            Ok(None) => None,
            Ok(Some((text, last))) => Some((Ok(text), Some((scope, Some(last))))),
            Err(_) => Some((Err(Cause::Unmade.end("jsonl")), None)),
        }
    });
    let headers = [
        (CONTENT_TYPE, "application/jsonl; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"ponte-library.jsonl\""),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, Body::from_stream(batches)).into_response()
}

/// The lines of some records, and the key of the last; nothing after all.
pub(crate) async fn batch(scope: &Scope, after: Option<PracticeId>) -> domain::Result<Option<(String, PracticeId)>> {
    let records = library::batch(scope, after).await?;
    let Some(last) = records.last().map(|record| record.id) else { return Ok(None) };
    let lines = records.iter().map(|record| library::line(scope, record)).collect();
    Ok(Some((lines, last)))
}
