//! Every address in one list: the pages, the posts to their forms, and the few that are no pages. A test walks it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::FormEntry;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use leptos::config::LeptosOptions;
use leptos_axum::{LeptosRoutes, generate_route_list};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{Installation, along, calendar, cite, files, forms, harvest, health, log, security, session, site, upload};

/// How long requests may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Any request.
    pub usual: Duration,
    /// One that brings a file over a slow line; whoever is silent is not waited for.
    pub with_files: Duration,
}

const PATIENCE: Patience = Patience { usual: Duration::from_secs(30), with_files: Duration::from_secs(15 * 60) };

/// Addresses that are no pages.
const PLAIN: &[(Method, &str)] = &[
    (Method::GET, "/health"),
    (Method::GET, "/site/{file}"),
    (Method::GET, "/favicon.svg"),
    (Method::GET, calendar::ADDRESS),
    (Method::GET, along::ADDRESS),
    (Method::GET, files::PUBLISHED),
    (Method::GET, files::PROPOSED),
];

/// Every address: method and path, in axum's notation.
#[must_use]
pub fn addresses() -> Vec<(Method, String)> {
    let pages = generate_route_list(app::App).into_iter().map(|page| (Method::GET, page.path().to_owned()));
    let posts = by_page().into_keys().map(|page| (Method::POST, page.to_owned()));
    let plain = PLAIN.iter().map(|(method, path)| (method.clone(), (*path).to_owned()));
    let read = harvest::ADDRESSES.iter().chain(cite::ADDRESSES).map(|path| (Method::GET, (*path).to_owned()));
    let harvested = std::iter::once((Method::POST, harvest::OAI.to_owned()));
    pages.chain(posts).chain(plain).chain(read).chain(harvested).collect()
}

fn by_page() -> BTreeMap<&'static str, Vec<FormEntry>> {
    let mut pages: BTreeMap<&'static str, Vec<FormEntry>> = BTreeMap::new();
    for form in app::forms() {
        pages.entry(form.page).or_default().push(form);
    }
    pages
}

/// The whole application.
pub fn router(installation: Installation) -> Router {
    router_within(installation, PATIENCE)
}

/// The whole application, where requests may take so long.
pub fn router_within(installation: Installation, patience: Patience) -> Router {
    let options = LeptosOptions::builder().output_name("ponte").build();
    let mut pages: Router<LeptosOptions> =
        Router::new().leptos_routes_with_handler(generate_route_list(app::App), get(app::render));
    for (page, forms) in by_page() {
        let forms: Arc<[FormEntry]> = forms.into();
        let state = installation.clone();
        let handler = move |Path(params): Path<Vec<(String, String)>>, request: Request| {
            forms::post(State(state), Path(params), forms, request)
        };
        pages = pages.route(page, post(handler));
    }
    let pages = pages.fallback(app::render).with_state(options);
    let kept = Router::new()
        .route(along::ADDRESS, get(along::folder))
        .route(files::PUBLISHED, get(files::published))
        .route(files::PROPOSED, get(files::proposed));
    let plain = Router::new().route("/health", get(health::show)).with_state(installation.clone());
    Router::new()
        .merge(pages)
        .merge(kept)
        .layer(from_fn_with_state(installation.clone(), session::layer))
        .layer(from_fn_with_state(installation.clone(), cite::layer))
        .merge(harvest::router(installation.clone()))
        .merge(calendar::router(installation.clone()))
        .merge(plain)
        .merge(site::router())
        .layer(from_fn_with_state((installation.clone(), patience), in_time))
        .layer(CatchPanicLayer::custom(log::panicked))
        .layer(from_fn_with_state(installation, security::layer))
        .layer(from_fn(log::layer))
}

/// Gives a request up that takes too long; what was typed comes back.
async fn in_time(
    State((installation, patience)): State<(Installation, Patience)>,
    request: Request,
    next: Next,
) -> Response {
    let with_files = upload::boundary(request.headers()).is_some();
    let patience = if with_files { patience.with_files } else { patience.usual };
    if *request.method() != Method::POST || security::is_open(request.uri().path()) {
        let answered = tokio::time::timeout(patience, next.run(request)).await;
        return answered.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response());
    }
    let (parts, body) = request.into_parts();
    let kept = Arc::new(Mutex::new(Vec::new()));
    let copied = kept.clone();
    let mut body = Box::pin(body.into_data_stream().inspect_ok(move |piece| keep(&copied, piece)));
    let asked = parts.clone();
    let answering = async move {
        // A form is read before anything is asked of a database that may be what keeps it waiting; a file comes as it can.
        let (mut read, mut size) = (Vec::new(), 0);
        while !with_files && size < security::MOST {
            let Some(piece) = body.next().await else { break };
            size += piece.as_ref().map_or(security::MOST, Bytes::len);
            read.push(piece);
        }
        let body = Body::from_stream(stream::iter(read).chain(body));
        next.run(Request::from_parts(asked, body)).await
    };
    if let Ok(answered) = tokio::time::timeout(patience, answering).await {
        return answered;
    }
    let kept = std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner));
    let mut response = security::give_back(&installation, parts, Body::from(kept), app::error::LATE).await;
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response
}

/// Keeps a piece of a post as it is read, as far as one is given back.
fn keep(kept: &Mutex<Vec<u8>>, piece: &Bytes) {
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    let room = security::MOST.saturating_sub(kept.len());
    kept.extend(piece.iter().take(room));
}
