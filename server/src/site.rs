//! The files a browser is given: style, islands and icons, carried in this program under names that change with their
//! content. Making them belongs to `frontend/bundle`.

use axum::Router;
use axum::extract::Path;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// One carried file with its compressed forms.
struct File {
    /// What the bundle calls it whatever it holds, such as `ponte.css` or `icons/favicon.svg`.
    logical: &'static str,
    /// The name under which it is served.
    name: &'static str,
    identity: &'static [u8],
    brotli: &'static [u8],
    gzip: &'static [u8],
}

/// All files; empty when the program was built without a site folder.
static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/site.rs"));

/// A name with a content hash never holds anything else.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// A name without one may hold something new after the next release.
const ONE_DAY: &str = "public, max-age=86400";

/// The routes of the site's files.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/site/{file}", get(async |Path(name): Path<String>, headers: HeaderMap| serve(FILES, &name, &headers)))
        .route("/favicon.svg", get(async |headers: HeaderMap| favicon(FILES, &headers)))
}

/// The address of the style sheet, when there is one.
pub fn stylesheet() -> Option<&'static str> {
    static ADDRESS: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    ADDRESS.get_or_init(|| logical(FILES, "ponte.css").map(|file| format!("/site/{}", file.name))).as_deref()
}

/// The style sheet itself; empty when the program was built without a site folder.
pub fn style() -> &'static [u8] {
    logical(FILES, "ponte.css").map_or(b"", |file| file.identity)
}

/// The address of the islands' module and WASM without `.js` and `.wasm`, when there are islands.
pub fn islands() -> Option<&'static str> {
    static ADDRESS: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    ADDRESS
        .get_or_init(|| {
            let stem = logical(FILES, "ponte.js")?.name.strip_suffix(".js")?;
            Some(format!("/site/{stem}"))
        })
        .as_deref()
}

fn logical<'a>(files: &'a [File], name: &str) -> Option<&'a File> {
    files.iter().find(|file| file.logical == name)
}

fn serve(files: &[File], name: &str, headers: &HeaderMap) -> Response {
    match files.iter().find(|file| file.name == name) {
        Some(file) => answer(file, headers, FOREVER),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn favicon(files: &[File], headers: &HeaderMap) -> Response {
    match logical(files, "icons/favicon.svg") {
        Some(file) => answer(file, headers, ONE_DAY),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(file: &File, headers: &HeaderMap, cache: &'static str) -> Response {
    let encoding = Encoding::accepted(headers);
    let (body, word) = match encoding {
        Encoding::Brotli => (file.brotli, "br"),
        Encoding::Gzip => (file.gzip, "gzip"),
        Encoding::Identity => (file.identity, "identity"),
    };
    let tag = format!("\"{}-{word}\"", file.name);
    let common = [(CACHE_CONTROL, cache.to_owned()), (VARY, "Accept-Encoding".to_owned()), (ETAG, tag.clone())];
    let known = headers.get(IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    if known.is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag)) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let coded = (encoding != Encoding::Identity).then_some([(CONTENT_ENCODING, word)]);
    (common, [(CONTENT_TYPE, content_type(file.name))], coded.map(axum::response::AppendHeaders), body).into_response()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

/// How a body is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// The smallest form that the browser says it reads.
    fn accepted(headers: &HeaderMap) -> Self {
        let mut best = Self::Identity;
        for value in headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()) {
            for offer in value.split(',') {
                let (name, weight) = offer.split_once(';').unwrap_or((offer, "q=1"));
                // A weight of zero means "not this one".
                let refused = weight.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) == Some(0.0);
                match (name.trim().to_ascii_lowercase().as_str(), refused) {
                    ("br", false) => best = Self::Brotli,
                    ("gzip", false) if best == Self::Identity => best = Self::Gzip,
                    _ => {}
                }
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;

    static SAMPLE: &[File] = &[
        File { logical: "ponte.css", name: "ponte.00ff.css", identity: b"plain", brotli: b"b", gzip: b"gz" },
        File { logical: "icons/favicon.svg", name: "favicon.11ee.svg", identity: b"<svg/>", brotli: b"b", gzip: b"gz" },
    ];

    async fn ask(path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Vec<u8>) {
        let router = Router::new()
            .route(
                "/site/{file}",
                get(async |Path(name): Path<String>, headers: HeaderMap| serve(SAMPLE, &name, &headers)),
            )
            .route("/favicon.svg", get(async |headers: HeaderMap| favicon(SAMPLE, &headers)));
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, to_bytes(body, 1_000).await.unwrap().to_vec())
    }

    #[tokio::test]
    async fn smallest_accepted_form_is_sent() {
        for (accept, coding, body) in [
            ("gzip, deflate, br, zstd", Some("br"), b"b".as_slice()),
            ("gzip", Some("gzip"), b"gz"),
            ("br;q=0, gzip;q=0.5", Some("gzip"), b"gz"),
            ("br;q=0.0", None, b"plain"),
            ("deflate", None, b"plain"),
        ] {
            let (status, headers, sent) = ask("/site/ponte.00ff.css", &[("accept-encoding", accept)]).await;
            assert_eq!(status, StatusCode::OK, "{accept}");
            assert_eq!(headers.get(CONTENT_ENCODING).map(|value| value.to_str().unwrap()), coding, "{accept}");
            assert_eq!(sent, body, "{accept}");
            assert_eq!(headers.get(VARY).unwrap(), "Accept-Encoding");
        }
    }

    #[tokio::test]
    async fn hashed_files_stay_for_a_year_and_the_favicon_for_a_day() {
        let (_, headers, body) = ask("/site/ponte.00ff.css", &[]).await;
        assert_eq!(body, b"plain");
        assert_eq!(headers.get(CACHE_CONTROL).unwrap(), FOREVER);
        assert_eq!(headers.get(CONTENT_TYPE).unwrap(), "text/css; charset=utf-8");
        let (_, headers, body) = ask("/favicon.svg", &[]).await;
        assert_eq!(body, b"<svg/>");
        assert_eq!(headers.get(CACHE_CONTROL).unwrap(), ONE_DAY);
        assert_eq!(headers.get(CONTENT_TYPE).unwrap(), "image/svg+xml");
    }

    #[tokio::test]
    async fn known_form_is_not_sent_again() {
        let (_, headers, _) = ask("/site/ponte.00ff.css", &[("accept-encoding", "br")]).await;
        let tag = headers.get(ETAG).unwrap().to_str().unwrap().to_owned();
        let again = [("accept-encoding", "br"), ("if-none-match", tag.as_str())];
        let (status, _, body) = ask("/site/ponte.00ff.css", &again).await;
        assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
        // The same tag says nothing about another form of the file.
        let (status, _, _) = ask("/site/ponte.00ff.css", &[("if-none-match", tag.as_str())]).await;
        assert_eq!(status, StatusCode::OK);
    }

    #[tokio::test]
    async fn other_names_are_not_found() {
        for path in ["/site/ponte.css", "/site/manifest.json", "/site/..%2Fmain.rs"] {
            assert_eq!(ask(path, &[]).await.0, StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[tokio::test]
    async fn carried_files_are_served_under_the_addresses_that_pages_name() {
        let scripts = islands().into_iter().flat_map(|stem| [format!("{stem}.js"), format!("{stem}.wasm")]);
        for address in stylesheet().map(str::to_owned).into_iter().chain(scripts) {
            let request = Request::get(&address).body(Body::empty()).unwrap();
            let response = router::<()>().oneshot(request).await.unwrap();
            assert_eq!(response.status(), StatusCode::OK, "{address}");
        }
    }
}
