//! The one handler of every posted form: reads it, carries it out, and answers with where to go or with the same page
//! filled in as it was.

use std::sync::Arc;

use app::at::{Carried, Revealed, SessionCookie};
use app::form::{Hidden, Next};
use app::{At, Done, FormEntry, Posted};
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header, request};
use axum::response::{IntoResponse, Response};
use domain::{Actor, Error, Problem, Problems};
use services::Scope;
use services::sessions::Signed;
use uuid::Uuid;

use crate::upload::{self, Came, Taking};
use crate::{Installation, session};

/// The most bytes of a form. Long enough for every field at its longest, three bytes for each character, and for a
/// form that waits inside the sign-in form.
const MOST: usize = 512 * 1024;
/// The most bytes of a form that is too long and yet comes back with all that was typed.
const MOST_GIVEN_BACK: usize = 4 << 20;
/// What stands above a form when somebody else was quicker.
const CHANGED: &str = "form-changed";

/// Handles a post to a page that has these forms.
pub(crate) async fn post(
    State(installation): State<Installation>,
    Path(params): Path<Vec<(String, String)>>,
    forms: Arc<[FormEntry]>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let body = match read(&installation, &mut parts, body, &forms).await {
        Ok(body) => body,
        Err((status, shown)) => return again(parts, status, shown).await,
    };
    let hidden = Hidden::of(&body);
    let Some(form) = forms.iter().find(|form| form.name == hidden.form || form.also.contains(&hidden.form.as_str()))
    else {
        return again(parts, StatusCode::UNPROCESSABLE_ENTITY, posted(&forms, "", &body, "form-unreadable")).await;
    };
    if body.len() > MOST {
        return again(parts, StatusCode::PAYLOAD_TOO_LARGE, posted(&forms, form.name, &body, "form-too-large")).await;
    }
    let Some(at) = at(&parts, params, &hidden) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let shown = |problems, notice| {
        let form = form.name.to_owned();
        Posted { form, body: body.clone(), problems, notice, refused: None, done: None }
    };
    match (form.run)(at.clone(), body.clone()).await {
        Ok(done) => carried_out(&installation, parts, done, shown(Problems::new(), None)).await,
        Err(Error::Invalid(problems)) => again(parts, StatusCode::UNPROCESSABLE_ENTITY, shown(problems, None)).await,
        Err(Error::Conflict) => overtaken(parts, shown(Problems::new(), Some(CHANGED))).await,
        Err(Error::Repeated) => see(&(form.repeated)(&at)),
        Err(Error::SignInNeeded) => wait_for_sign_in(parts, &body).await,
        Err(Error::NoRoom) if form.files > 0 => {
            let problems = Problems::of("file", Problem::Other("problem-file-no-room"));
            again(parts, StatusCode::INSUFFICIENT_STORAGE, shown(problems, None)).await
        }
        Err(error @ (Error::Refused(_) | Error::NoRoom | Error::Incident(_))) => {
            refuse(parts, error, shown(Problems::new(), None)).await
        }
        Err(error) => fail(parts, error, (form.name, body)).await,
    }
}

/// What follows a form that was carried out.
async fn carried_out(installation: &Installation, mut parts: request::Parts, done: Done, shown: Posted) -> Response {
    match done {
        Done::See(path) => see(&path),
        Done::Reveal(secrets) => again(parts, StatusCode::OK, Revealed(secrets)).await,
        Done::Show => again(parts, StatusCode::OK, shown).await,
        Done::WriteOn { done, typed } => {
            let shown = Posted { body: typed.into_bytes().into(), done: Some(done), ..shown };
            again(parts, StatusCode::OK, shown).await
        }
        Done::SignedOut(path) => session::forgotten(with_cookie(see(&path), &session::end())),
        Done::SignedIn { token, device, next } => {
            let response = signed_in(installation, parts, &token, next).await;
            with_cookie(response, &session::know(&device))
        }
        Done::GoOn(next) => {
            let token = parts.extensions.get::<SessionCookie>().map(|cookie| cookie.0.clone()).unwrap_or_default();
            go_on(installation, parts, &token, next).await
        }
        Done::Half { token, next } => half(parts, token, next).await,
        Done::Renewed { token, device, then } => {
            let cookies = [token.as_deref().map(session::begin), device.as_deref().map(session::know)];
            if let Some(token) = token {
                parts.extensions.insert(SessionCookie(token));
            }
            let response = Box::pin(carried_out(installation, parts, *then, shown)).await;
            cookies.into_iter().flatten().fold(response, |response, cookie| with_cookie(response, &cookie))
        }
    }
}

/// Leads to the second step; what waits to be shown again goes on waiting there.
async fn half(mut parts: request::Parts, token: String, next: Next) -> Response {
    let cookie = session::begin(&token);
    let response = match next {
        Next::See(path) => {
            let next = serde_html_form::to_string([("next", path)]).unwrap_or_default();
            see(&format!("{}?{next}", session::SECOND))
        }
        Next::Resume(carried) => {
            parts.uri = Uri::from_static(session::SECOND);
            parts.extensions.insert(SessionCookie(token));
            again(parts, StatusCode::OK, carried).await
        }
    };
    with_cookie(response, &cookie)
}

/// Reads a form, with the files that came with it; what cannot be read is shown again as far as it came.
async fn read(
    installation: &Installation,
    parts: &mut request::Parts,
    body: Body,
    forms: &[FormEntry],
) -> Result<Arc<[u8]>, (StatusCode, Posted)> {
    let Some(boundary) = upload::boundary(&parts.headers) else {
        let read = to_bytes(body, MOST_GIVEN_BACK).await;
        let long = |_| (StatusCode::PAYLOAD_TOO_LARGE, posted(forms, "", &[], "form-far-too-large"));
        return read.map(|body| body.to_vec().into()).map_err(long);
    };
    // A visitor's files are thrown away as they come: the form waits for them to sign in, and no file can.
    let known = parts.extensions.get::<Scope>().is_some_and(|scope| scope.actor().account.is_some());
    let most = forms.iter().map(|form| form.files).max().filter(|_| known).unwrap_or_default();
    let received = upload::receive(body, boundary, Taking { most, folder: &installation.uploads }).await;
    let name = Hidden::of(&received.body).form;
    let beside = |status, field: String, key| {
        let mut shown = Posted { notice: None, ..posted(forms, &name, &received.body, "form-unreadable") };
        shown.problems.add(field, Problem::Other(key));
        (status, shown)
    };
    match received.came {
        Came::Whole => {}
        Came::TooLarge(field) => return Err(beside(StatusCode::PAYLOAD_TOO_LARGE, field, "problem-file-too-large")),
        Came::NoRoom(field) => return Err(beside(StatusCode::INSUFFICIENT_STORAGE, field, "problem-file-no-room")),
        Came::Endless => {
            return Err((StatusCode::PAYLOAD_TOO_LARGE, posted(forms, &name, &[], "form-far-too-large")));
        }
        Came::Torn => {
            return Err((StatusCode::UNPROCESSABLE_ENTITY, posted(forms, &name, &received.body, "form-unreadable")));
        }
    }
    parts.extensions.insert(received.uploads);
    Ok(received.body.into())
}

fn at(parts: &request::Parts, params: Vec<(String, String)>, hidden: &Hidden) -> Option<At> {
    let mut parts = parts.clone();
    let scope = parts.extensions.get::<Scope>()?.clone().with_once(Uuid::try_parse(&hidden.once).ok());
    parts.extensions.insert(scope);
    At::read(parts, params)
}

fn posted(forms: &[FormEntry], name: &str, body: &[u8], notice: &'static str) -> Posted {
    let form = if name.is_empty() { forms.first().map_or("", |form| form.name) } else { name };
    Posted {
        form: form.to_owned(),
        body: body.into(),
        problems: Problems::new(),
        notice: Some(notice),
        refused: None,
        done: None,
    }
}

fn see(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Renders the page of this address as for a GET, with something put into the request first.
async fn again<T>(mut parts: request::Parts, status: StatusCode, shown: T) -> Response
where
    T: Clone + Send + Sync + 'static,
{
    parts.method = Method::GET;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    parts.extensions.insert(shown);
    let mut response = app::render(Request::from_parts(parts, Body::empty())).await;
    // A page that cannot be shown at all says so with a status of its own.
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// Shows the sign-in page with what was typed waiting inside.
async fn wait_for_sign_in(mut parts: request::Parts, body: &[u8]) -> Response {
    let mut carried = Carried { next: parts.uri.to_string(), body: String::from_utf8_lossy(body).into_owned() };
    if parts.uri.path() == session::SECOND {
        // Whoever took too long for the second step begins anew: what waited there waits on, and no code with it.
        let fields: Vec<(String, String)> = serde_html_form::from_bytes(body).unwrap_or_default();
        let field = |name: &str| {
            let found = fields.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        carried = Carried { next: field("next"), body: field("carried") };
    }
    parts.uri = Uri::from_static("/sign-in");
    again(parts, StatusCode::UNAUTHORIZED, carried).await
}

async fn signed_in(installation: &Installation, parts: request::Parts, token: &str, next: Next) -> Response {
    with_cookie(go_on(installation, parts, token, next).await, &session::begin(token))
}

/// Where somebody goes who is in, by the secret of their session.
async fn go_on(installation: &Installation, parts: request::Parts, token: &str, next: Next) -> Response {
    let carried = match next {
        Next::See(path) => return see(&path),
        Next::Resume(carried) => carried,
    };
    let signed = services::sessions::signed(&installation.services, token).await;
    let (Ok(uri), Ok(Signed::In(actor))) = (carried.next.parse::<Uri>(), signed) else {
        return see("/");
    };
    resume(installation, parts, (uri, actor), &carried.body).await
}

/// The page that was being written, as the new actor, filled in as it was.
async fn resume(
    installation: &Installation,
    mut parts: request::Parts,
    (uri, actor): (Uri, Actor),
    body: &str,
) -> Response {
    parts.uri = uri;
    parts.extensions.insert(Scope::new(installation.services.clone(), actor));
    let name = Hidden::of(body.as_bytes()).form;
    again(parts, StatusCode::OK, posted(&[], &name, body.as_bytes(), "form-signed-in-again")).await
}

/// The same page with what was typed, and above its form that somebody else was quicker. Where the form has no room for
/// that it is said above the page, and where the page does not hold the form now, on a page of its own. Whom the page
/// tells of nothing is told of nothing.
async fn overtaken(parts: request::Parts, shown: Posted) -> Response {
    let said = format!("data-notice=\"{CHANGED}\"");
    match held(parts.clone(), StatusCode::CONFLICT, shown.clone(), Some(&said)).await {
        Ok(response) => response,
        Err(StatusCode::NOT_FOUND) => fail(parts, Error::NotFound, (shown.form.as_str(), shown.body)).await,
        Err(_) => refuse(parts, Error::Conflict, shown).await,
    }
}

/// The same page with the reason above it and what was typed in its form; where the page does not hold the form now,
/// the error's own page.
async fn refuse(parts: request::Parts, error: Error, shown: Posted) -> Response {
    let status = app::error::status(&error);
    let above = Posted { refused: Some(error.clone()), ..shown.clone() };
    match held(parts.clone(), status, above, None).await {
        Ok(response) => response,
        Err(_) => fail(parts, error, (shown.form.as_str(), shown.body)).await,
    }
}

/// The same page with what was typed, if it holds the form and what is to be said with it; or else the page's status.
async fn held(
    parts: request::Parts,
    status: StatusCode,
    shown: Posted,
    said: Option<&str>,
) -> Result<Response, StatusCode> {
    let form = format!("name=\"form\" value=\"{}\"", shown.form);
    let (head, page) = again(parts, status, shown).await.into_parts();
    let page = to_bytes(page, usize::MAX).await.unwrap_or_default();
    let holds = |mark: &str| page.windows(mark.len()).any(|part| part == mark.as_bytes());
    let whole = head.status == status && holds(&form) && said.is_none_or(holds);
    if whole { Ok(Response::from_parts(head, Body::from(page))) } else { Err(head.status) }
}

/// The error's own page, with what was typed.
async fn fail(parts: request::Parts, error: Error, (form, body): (&str, Arc<[u8]>)) -> Response {
    again(parts, StatusCode::OK, app::at::Failed { error, form: form.to_owned(), body }).await
}
