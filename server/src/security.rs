//! What guards every request and answer, whatever page it is: the origin of posts, the name that visitors on this
//! machine use, and headers.

use app::at::Failed;
use app::form::Hidden;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header, request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::{Actor, Error};
use services::Scope;

use crate::session::{OWN, STOP};
use crate::upload::{self, Taking};
use crate::{Installation, harvest};

/// The most of a post that failed that is given back, in bytes.
pub(crate) const MOST: usize = 512 * 1024;

/// Refuses posts from elsewhere, and adds the headers that no page may forget.
pub(crate) async fn layer(State(installation): State<Installation>, request: Request, next: Next) -> Response {
    let safe =
        matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) || is_open(request.uri().path());
    let mut response = if !safe && !comes_from(&request, &installation.origin) {
        let (parts, body) = request.into_parts();
        give_back(&installation, parts, body, app::error::FOREIGN).await
    } else if let Some(address) = moved(&installation, &request) {
        (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, address)]).into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if installation.services.origin.is_encrypted() {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    response
}

/// Whether posts may come from anywhere: where they change nothing and know nobody, and where the address itself is the
/// secret that permits them: a mail program posts there by itself (RFC 8058), and from a page that tells nobody its
/// address a browser posts without an origin.
pub(crate) fn is_open(path: &str) -> bool {
    path == harvest::OAI || path.starts_with(STOP) || path.starts_with(OWN)
}

/// The headers of every answer; a page sets its own content policy where it runs a script.
const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // `same-origin` and not `no-referrer`: with the latter, browsers send `Origin: null` with a post.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
];

fn text<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// Whether a post was sent by a page of ours: its `Origin` says so or, where a browser leaves that out, its fetch
/// metadata.
fn comes_from(request: &Request, origin: &str) -> bool {
    match text(request, "origin") {
        Some(sent) => sent == origin,
        None => text(request, "sec-fetch-site") == Some("same-origin"),
    }
}

/// Where a browser that calls this machine by another name (`localhost` for `127.0.0.1`) is sent, since no form would
/// be accepted from there. Elsewhere a proxy may have changed the name, and sending would never end.
fn moved(installation: &Installation, request: &Request) -> Option<HeaderValue> {
    let page = text(request, "accept").is_some_and(|accept| accept.contains("text/html"));
    let (called, own) = (text(request, "host")?, installation.origin.strip_prefix("http://")?);
    let other_name = called != own && is_here(called) && port(called) == port(own);
    if !page || !other_name || !installation.services.origin.is_local() {
        return None;
    }
    let path = request.uri().path_and_query().map_or("/", |whole| whole.as_str());
    HeaderValue::from_str(&format!("{}{path}", installation.origin)).ok()
}

fn port(host: &str) -> Option<&str> {
    host.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.ends_with(']'))
}

/// Whether a name means this machine itself.
fn is_here(host: &str) -> bool {
    let name = port(host).and_then(|port| host.strip_suffix(port)?.strip_suffix(':')).unwrap_or(host);
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The page of a failure that no form's own page can tell of, with what was typed; of files, nothing.
pub(crate) async fn give_back(
    installation: &Installation,
    mut parts: request::Parts,
    body: Body,
    error: Error,
) -> Response {
    let body = match upload::boundary(&parts.headers) {
        Some(boundary) => {
            let taking = Taking { most: 0, folder: &installation.uploads };
            upload::receive(body, boundary, taking).await.body
        }
        None => to_bytes(body, MOST).await.unwrap_or_default().to_vec(),
    };
    parts.method = Method::GET;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    parts.extensions.insert(Scope::new(installation.services.clone(), Actor::anonymous()));
    parts.extensions.insert(installation.site);
    parts.extensions.insert(Failed { error, form: Hidden::of(&body).form, body: body.into() });
    let mut response = app::render(Request::from_parts(parts, Body::empty())).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
