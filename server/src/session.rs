//! From a cookie to a scope: every request carries one from here on.

use std::net::{IpAddr, SocketAddr};

use app::at::{SessionCookie, Source};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::Actor;
use services::Scope;

use crate::{Installation, log};

/// The cookie's name: the prefix makes browsers keep it to this host and to TLS.
const NAME: &str = "__Host-ponte";

/// Puts the scope, the site and the request's source into the request.
pub(crate) async fn layer(State(installation): State<Installation>, mut request: Request, next: Next) -> Response {
    let cookie = cookie(request.headers());
    let actor = match &cookie {
        Some(token) => match services::sessions::actor_of(&installation.services, token).await {
            Ok(actor) => actor.unwrap_or_else(Actor::anonymous),
            Err(error) => return log::plain_failure(&error).into_response(),
        },
        None => Actor::anonymous(),
    };
    let signed_in = actor.account.is_some();
    let source = source(&request);
    let extensions = request.extensions_mut();
    extensions.insert(Scope::new(installation.services.clone(), actor));
    extensions.insert(installation.site);
    extensions.insert(Source(source));
    if let Some(token) = cookie {
        extensions.insert(SessionCookie(token));
    }
    let mut response = next.run(request).await;
    if signed_in {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == NAME).map(|(_, value)| value.to_owned()).next()
}

/// The cookie that begins a session.
pub(crate) fn begin(token: &str) -> String {
    format!("{NAME}={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=604800")
}

/// The cookie that ends it.
pub(crate) fn end() -> String {
    format!("{NAME}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// The network address for throttling: the peer's, or, when the peer is a proxy on this machine, the last one that
/// the proxy noted.
fn source(request: &Request) -> String {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let noted = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let noted = noted.and_then(|line| line.rsplit(',').next()).and_then(|last| last.trim().parse::<IpAddr>().ok());
    match (peer, noted) {
        (Some(peer), Some(noted)) if peer.is_loopback() => noted.to_string(),
        (Some(peer), _) => peer.to_string(),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::cookie;
    use axum::http::HeaderMap;

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert("cookie", "a=b; __Host-ponte=token; ponte=other".parse().unwrap());
        assert_eq!(cookie(&headers).as_deref(), Some("token"));
        headers.insert("cookie", "x__Host-ponte=token".parse().unwrap());
        assert_eq!(cookie(&headers), None);
    }
}
