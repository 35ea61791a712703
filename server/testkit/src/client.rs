//! A browser without a screen: keeps its cookie, sends our origin with posts, and reads forms out of pages.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use tower::ServiceExt;

use crate::people::PASSWORD;
use crate::{Person, log, watch};

/// The origin of every test's installation.
pub const ORIGIN: &str = "http://127.0.0.1:3000";

/// What stands between the parts of a form with files.
pub const BOUNDARY: &str = "----ponte-test";

/// The head of a part that is a file.
#[must_use]
pub fn file_head(field: &str, name: &str) -> String {
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n")
}

/// What every client says it is, and where its requests come from: what no line of the log may hold.
const AGENT: &str = "Lanternfox/7.3 (Quietpond OS 9)";
const SOURCE: &str = "203.0.113.77";

/// One visitor's browser.
#[derive(Clone)]
pub struct Client {
    router: Router,
    cookie: Option<String>,
    device: Option<String>,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub text: String,
}

impl Answer {
    /// Where it sends to.
    #[must_use]
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// A header, or nothing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The value of the first input of this name in the page.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<String> {
        let marked = format!(" name=\"{name}\"");
        let at = self.text.find(&marked)?;
        let tag = self.text.get(self.text.get(..at)?.rfind('<')?..)?;
        let tag = tag.get(..tag.find('>')?)?;
        let value = tag.split_once(" value=\"")?.1;
        Some(unescape(value.split('"').next()?))
    }

    /// The text of the page without tags, for looking at words: where a line may break in it makes no difference.
    #[must_use]
    pub fn words(&self) -> String {
        let mut words = String::new();
        // A place where a word may break is no end of it.
        for part in self.text.replace("<wbr>", "").split('<') {
            words.push_str(part.split_once('>').map_or(part, |(_, text)| text));
            words.push(' ');
        }
        unescape(&words).replace('\u{a0}', " ")
    }
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&#x27;", "'").replace("&amp;", "&")
}

impl Client {
    /// A browser that nobody has signed in with.
    #[must_use]
    pub const fn new(router: Router) -> Self {
        Self { router, cookie: None, device: None }
    }

    /// The same browser, with its cookies, at another installation.
    #[must_use]
    pub fn at(&self, router: Router) -> Self {
        Self { router, ..self.clone() }
    }

    /// The same with somebody signed in, through the form.
    ///
    /// # Panics
    /// When signing in fails.
    pub async fn signed_in(router: Router, person: &Person) -> Self {
        let mut client = Self::new(router);
        client.sign_in(person).await;
        client
    }

    /// Signs somebody in, through the form; those with a role on the platform through the second one too.
    ///
    /// # Panics
    /// When signing in fails.
    pub async fn sign_in(&mut self, person: &Person) {
        let fields = [("form", "sign-in"), ("email", person.email.as_str()), ("password", PASSWORD)];
        let mut answer = self.post("/sign-in", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
        if answer.location().starts_with("/sign-in/second") {
            self.keep(&answer);
            let code = crate::people::code(&person.email).await;
            answer = self.post("/sign-in/second", &[("form", "second"), ("code", code.as_str())]).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
        }
        self.keep(&answer);
    }

    /// Signs somebody in on a page that asks for it, which carries what waits meanwhile; answers what comes then.
    ///
    /// # Panics
    /// When the page does not ask.
    pub async fn sign_in_on(&self, page: &Answer, person: &Person) -> Answer {
        let (next, carried) = (page.input("next").expect("next"), page.input("carried").expect("carried"));
        let fields = [
            ("form", "sign-in"),
            ("email", person.email.as_str()),
            ("password", PASSWORD),
            ("next", next.as_str()),
            ("carried", carried.as_str()),
        ];
        self.post("/sign-in", &fields).await
    }

    /// Loses the cookie, as when a session ends.
    pub fn forget(&mut self) {
        self.cookie = None;
    }

    /// The cookie it holds.
    #[must_use]
    pub fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// Keeps the cookies of an answer, as a browser does.
    pub fn keep(&mut self, answer: &Answer) {
        let set = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        for cookie in set.filter_map(|cookie| cookie.split(';').next()) {
            let kept = if cookie.starts_with("__Host-ponte-device=") { &mut self.device } else { &mut self.cookie };
            *kept = Some(cookie.to_owned());
        }
    }

    /// Forgets that anybody has ever signed in with it.
    pub fn forget_device(&mut self) {
        self.device = None;
    }

    /// Another browser that says it is this one, known for the same account.
    #[must_use]
    pub fn device(&self) -> Option<&str> {
        self.device.as_deref()
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::builder().method(Method::GET).uri(path), Body::empty()).await
    }

    /// Posts fields to a page, as its form does.
    ///
    /// # Panics
    /// When the fields cannot be written.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_html_form::to_string(fields).expect("fields");
        let typed: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        log::keep_typed_out(&typed);
        self.post_body(path, body).await
    }

    /// Posts a body as it is.
    pub async fn post_body(&self, path: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, body.into()).await
    }

    /// Posts a form with a file, as a browser does: its fields first, then the file's name and bytes.
    pub async fn post_file(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        (field, name, bytes): (&str, &str, &[u8]),
    ) -> Answer {
        let typed: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        log::keep_typed_out(&typed);
        log::keep_out("the name of somebody's file", name);
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(head.into_bytes());
        }
        body.extend(file_head(field, name).into_bytes());
        body.extend(bytes);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
        self.post_parts(path, body).await
    }

    /// Posts the body of a form with files as it is; its parts stand between [`BOUNDARY`].
    pub async fn post_parts(&self, path: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
        self.send(request, body.into()).await
    }

    /// Sends any request, with the cookie.
    ///
    /// # Panics
    /// When the request cannot be made or the answer not read.
    pub async fn send(&self, mut request: axum::http::request::Builder, body: Body) -> Answer {
        for cookie in [&self.cookie, &self.device].into_iter().flatten() {
            request = request.header(header::COOKIE, cookie);
        }
        let headers = request.headers_mut().expect("a request");
        headers.entry(header::USER_AGENT).or_insert(HeaderValue::from_static(AGENT));
        headers.entry("x-forwarded-for").or_insert(HeaderValue::from_static(SOURCE));
        log::keep_out("an agent", AGENT);
        log::keep_out("a network address", SOURCE);
        let asked = request.uri_ref().map(|uri| uri.query().unwrap_or_default().to_owned()).unwrap_or_default();
        log::keep_typed_out(&serde_html_form::from_str::<Vec<(String, String)>>(&asked).unwrap_or_default());
        let request = request.body(body).expect("a request");
        let address = format!("{} {}", request.method(), request.uri());
        let answer = async {
            let response = self.router.clone().oneshot(request).await.expect("an answer");
            let (parts, body) = response.into_parts();
            (parts, to_bytes(body, 64 << 20).await.expect("a body"))
        };
        let (parts, bytes) = watch::asking(address, answer).await;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }
}
