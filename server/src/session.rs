//! From a cookie to a scope: every request carries one from here on.

use std::net::IpAddr;

use app::at::{DeviceCookie, SessionCookie, Source};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::{Actor, Error};
use services::Scope;
use services::sessions::Signed;

use crate::network::{self, Network};
use crate::overlong::Peer;
use crate::{Installation, log, security};

/// The cookie's name: the prefix makes browsers keep it to this host and to TLS.
const NAME: &str = "__Host-ponte";
/// The name of the cookie by which a browser is known that somebody signed in with before.
const DEVICE: &str = "__Host-ponte-device";
/// Addresses that end in a secret, or show one.
const SECRET: &[&str] = &["/join/confirm/", "/join/invited/", "/sign-in/reset/", SECOND, STOP, OWN];
/// Where the second step of signing in is taken.
pub(crate) const SECOND: &str = "/sign-in/second";
/// Where somebody sets up how they sign in.
const SECURITY: &str = "/account/security";
/// What somebody reaches besides whose role needs a second step that is not set up.
const REACHED: &[&str] = &["/sign-out", "/site/", "/favicon.svg"];
/// The address that stops weekly mails, up to its secret.
pub(crate) const STOP: &str = "/library/saved/stop/";

/// The address of a person's own page, up to its secret.
pub(crate) const OWN: &str = "/consent/";

/// Puts the scope, the site and the request's source into the request.
pub(crate) async fn layer(State(installation): State<Installation>, mut request: Request, next: Next) -> Response {
    let token = cookie(request.headers(), NAME);
    let signed = match &token {
        Some(token) => services::sessions::signed(&installation.services, token).await,
        None => Ok(Signed::Nobody),
    };
    let ended = token.is_some() && matches!(signed, Ok(Signed::Nobody));
    let actor = match signed {
        Ok(Signed::In(actor)) => actor,
        Ok(Signed::Lacking(_)) if !is_reached(request.uri().path()) => return set_up(),
        Ok(Signed::Lacking(actor)) => actor,
        Ok(Signed::Half(_) | Signed::Nobody) => Actor::anonymous(),
        Err(error) => return unread(&installation, request, error).await,
    };
    let private = is_private(&request, &actor);
    let peer = request.extensions().get::<ConnectInfo<Peer>>().map(|info| info.0.0.ip());
    let source = source(peer, request.headers(), &installation.proxies);
    let device = cookie(request.headers(), DEVICE);
    let extensions = request.extensions_mut();
    extensions.insert(Scope::new(installation.services.clone(), actor));
    extensions.insert(installation.site);
    extensions.insert(Source(source));
    if let Some(token) = token {
        extensions.insert(SessionCookie(token));
    }
    if let Some(device) = device {
        extensions.insert(DeviceCookie(device));
    }
    let mut response = next.run(request).await;
    if private {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if ended && is_led_to_sign_in(&response) { forgotten(response) } else { response }
}

/// What is answered where it cannot be read who asks: what was typed comes back.
async fn unread(installation: &Installation, request: Request, error: Error) -> Response {
    if *request.method() != Method::POST || security::is_open(request.uri().path()) {
        return log::plain_failure(&error).into_response();
    }
    let (parts, body) = request.into_parts();
    security::give_back(installation, parts, body, error).await
}

/// Whether an answer is that somebody has to sign in first.
fn is_led_to_sign_in(response: &Response) -> bool {
    let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    let leads = location.is_some_and(|path| path.split('?').next() == Some("/sign-in"));
    leads || response.status() == StatusCode::UNAUTHORIZED
}

/// The same answer, which tells the browser to forget all that it keeps of ours: the session has ended, here or from
/// elsewhere. Cookies stay: that of the session is cleared by name, and by the other the browser is known.
pub(crate) fn forgotten(mut response: Response) -> Response {
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    response
}

/// Whether somebody whose role needs a second step reaches an address without one.
fn is_reached(path: &str) -> bool {
    path == SECURITY || path.starts_with("/account/security/") || REACHED.iter().any(|begins| path.starts_with(begins))
}

/// Leads to where the second step is set up.
fn set_up() -> Response {
    let headers = [(header::LOCATION, SECURITY), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::SEE_OTHER, headers).into_response()
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(known, _)| *known == name).map(|(_, value)| value.to_owned()).next()
}

/// The cookie that begins a session.
pub(crate) fn begin(token: &str) -> String {
    format!("{NAME}={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=604800")
}

/// The cookie by which a browser is known for half a year that somebody signed in with.
pub(crate) fn know(device: &str) -> String {
    format!("{DEVICE}={device}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=15552000")
}

/// The cookie that ends it.
pub(crate) fn end() -> String {
    format!("{NAME}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// The network address for throttling: the peer's or, when the peer is one of our proxies, the one that it noted: the
/// last of all, since a visitor can write any others before it.
fn source(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &[Network]) -> String {
    let Some(peer) = peer else { return String::new() };
    if proxies.iter().all(|network| !network.contains(peer)) {
        return network::counted(peer);
    }
    let line = headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    let noted = line.and_then(|line| line.rsplit(',').next()).and_then(|last| last.trim().parse::<IpAddr>().ok());
    network::counted(noted.unwrap_or(peer))
}

/// Whether an answer may not be kept anywhere: it is somebody's own, it answers what was typed, or its address is a
/// secret.
fn is_private(request: &Request, actor: &Actor) -> bool {
    let path = request.uri().path();
    let secret = SECRET.iter().any(|begins| path.starts_with(begins));
    actor.account.is_some() || secret || *request.method() != Method::GET
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{NAME, cookie, source};
    use crate::network::Network;
    use axum::http::HeaderMap;

    #[test]
    fn only_a_proxy_of_ours_says_where_a_request_came_from_and_only_its_own_word_counts() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "203.0.113.1".parse().unwrap());
        headers.append("x-forwarded-for", "203.0.113.2, 198.51.100.7".parse().unwrap());
        let of = |peer: &str, proxies: &[Network]| source(peer.parse().ok(), &headers, proxies);
        let loopback = Network::loopback();
        assert_eq!(of("127.0.0.1", &loopback), "198.51.100.7");
        assert_eq!(of("::1", &loopback), "198.51.100.7");
        assert_eq!(of("10.0.0.9", &loopback), "10.0.0.9", "whoever is no proxy speaks for itself");
        assert_eq!(of("10.0.0.9", &["10.0.0.0/8".parse().unwrap()]), "198.51.100.7");
        assert_eq!(source("127.0.0.1".parse().ok(), &HeaderMap::new(), &loopback), "127.0.0.1");
        headers.append("x-forwarded-for", "unknown".parse().unwrap());
        assert_eq!(source("127.0.0.1".parse().ok(), &headers, &loopback), "127.0.0.1");
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert("cookie", "a=b; __Host-ponte=token; ponte=other".parse().unwrap());
        assert_eq!(cookie(&headers, NAME).as_deref(), Some("token"));
        headers.insert("cookie", "x__Host-ponte=token".parse().unwrap());
        assert_eq!(cookie(&headers, NAME), None);
    }
}
