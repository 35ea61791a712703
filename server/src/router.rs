//! Every address in one list: the pages, the posts to their forms, and the few that are no pages. A test walks it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use app::FormEntry;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use leptos::config::LeptosOptions;
use leptos_axum::{LeptosRoutes, generate_route_list};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::{Installation, cite, forms, harvest, health, log, security, session, site};

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Addresses that are no pages.
const PLAIN: &[(Method, &str)] =
    &[(Method::GET, "/health"), (Method::GET, "/site/{file}"), (Method::GET, "/favicon.svg")];

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
    let plain = Router::new().route("/health", get(health::show)).with_state(installation.clone());
    Router::new()
        .merge(pages)
        .layer(from_fn_with_state(installation.clone(), session::layer))
        .layer(from_fn_with_state(installation.clone(), cite::layer))
        .merge(harvest::router(installation.clone()))
        .merge(plain)
        .merge(site::router())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
        .layer(CatchPanicLayer::custom(log::panicked))
        .layer(from_fn_with_state(installation, security::layer))
        .layer(from_fn(log::layer))
}
