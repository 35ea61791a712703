//! What guards every request and answer, whatever page it is: the origin of posts, and headers.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::Installation;

/// Refuses posts from elsewhere, and adds the headers that no page may forget.
pub(crate) async fn layer(State(installation): State<Installation>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let mut response = if safe || comes_from(&request, &installation.origin) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "This form came from another site, so it was not accepted.\n").into_response()
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if installation.origin.starts_with("https://") {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
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

/// Whether a post was sent by a page of ours: its `Origin` says so or, where a browser leaves that out, its fetch
/// metadata.
fn comes_from(request: &Request, origin: &str) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match header("origin") {
        Some(sent) => sent == origin,
        None => header("sec-fetch-site") == Some("same-origin"),
    }
}
