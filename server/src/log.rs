//! One line for each request: method, the route's pattern, status and time. Never an address, a query, a name.

use std::any::Any;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::Error;

/// Logs a request.
pub(crate) async fn layer(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    tracing::info!(
        %method,
        route = route.as_deref().unwrap_or("none"),
        status = response.status().as_u16(),
        microseconds = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX),
        "request"
    );
    response
}

/// What is answered when a page cannot even begin.
pub(crate) fn plain_failure(error: &Error) -> impl IntoResponse + use<> {
    (StatusCode::INTERNAL_SERVER_ERROR, format!("Something went wrong on our side ({error}). Please try again.\n"))
}

/// What is answered after a panic; its message is in the log, under the same code.
pub(crate) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let code: String = uuid::Uuid::new_v4().simple().to_string().chars().take(8).collect();
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(incident = %code, cause = text.unwrap_or("no message"), "panic");
    plain_failure(&Error::Incident(code)).into_response()
}
