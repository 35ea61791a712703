//! Calendars at their secret addresses, for calendar programs: they sign in nowhere and know no cookie.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use services::calendars;

use crate::Installation;
use crate::public;

/// The addresses.
pub(crate) const ADDRESS: &str = "/calendar/{file}";

/// The route.
pub(crate) fn router(installation: Installation) -> Router {
    Router::new().route(ADDRESS, get(show)).with_state(installation)
}

/// The calendar. Nothing on the way may keep a copy; a program that asks again with the tag it has is told when nothing
/// has changed.
async fn show(State(installation): State<Installation>, Path(file): Path<String>, asked: HeaderMap) -> Response {
    let private = (CACHE_CONTROL, "no-store");
    let Some(token) = file.strip_suffix(calendars::ENDING) else {
        return ([private], public::failure(&domain::Error::NotFound)).into_response();
    };
    let text = match calendars::of(&public::scope(&installation), token).await {
        Ok(text) => text,
        Err(error) => return ([private], public::failure(&error)).into_response(),
    };
    let tag = format!("\"{}\"", public::tag(&text));
    let known = asked.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let known = known.is_some_and(|tags| tags.split(',').any(|each| each.trim().trim_start_matches("W/") == tag));
    let common = [private, (ETAG, tag.as_str())];
    if known {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response()
}
