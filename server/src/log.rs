//! What the log holds, and what it never does: one line for each request with method, the route's pattern, status and
//! time, and what went wrong. Never an address, a query, a name, whatever level is asked for.

use std::any::Any;
use std::io::Write as _;
use std::panic::PanicHookInfo;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::Error;

/// What is logged where nothing else is asked for.
const USUAL: &str = "info,sea_orm_migration=warn,sqlx=warn,tantivy=warn";

/// Begins to log to standard error: what `RUST_LOG` asks for, or the usual.
pub(crate) fn start() {
    use tracing_subscriber::layer::SubscriberExt as _;
    use tracing_subscriber::util::SubscriberInitExt as _;
    use tracing_subscriber::{EnvFilter, Layer as _, filter, fmt};
    let asked = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL));
    let lines = fmt::layer().with_writer(std::io::stderr).with_filter(filter::filter_fn(store::watch::may_log));
    tracing_subscriber::registry().with(asked).with(lines).init();
    std::panic::set_hook(Box::new(|panic| {
        // Without a place to write to there is nobody to tell.
        let _ = writeln!(std::io::stderr(), "{}", told(panic));
    }));
}

/// What is said of a panic: where it was, and its message if that stands in the program as it is. One that was put
/// together while it ran may hold what somebody wrote: of a text that is cut in the middle of a letter, all of it.
fn told(panic: &PanicHookInfo<'_>) -> String {
    let place = panic.location().map_or_else(|| "nowhere".to_owned(), ToString::to_string);
    format!("panic at {place}: {}", fixed(panic.payload()))
}

fn fixed(message: &(dyn Any + Send)) -> &'static str {
    message.downcast_ref::<&'static str>().copied().unwrap_or("a message of this moment, which is not logged")
}

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

/// What is answered after a panic; what may be said of it is in the log, under the same code, after where it was.
pub(crate) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let code: String = uuid::Uuid::new_v4().simple().to_string().chars().take(8).collect();
    tracing::error!(incident = %code, cause = fixed(&*panic), "panic");
    plain_failure(&Error::Incident(code)).into_response()
}

#[cfg(test)]
mod tests {
    use super::{fixed, told};
    use std::sync::mpsc;

    #[test]
    #[expect(clippy::panic, reason = "what is said of a panic is what is tried")]
    fn a_panic_tells_where_it_was_and_nothing_that_somebody_wrote() {
        let (said, heard) = mpsc::channel();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| said.send(told(panic)).unwrap_or_default()));
        let written = String::from("Ana, née Đoković");
        let cut = std::panic::catch_unwind(|| written.split_at(7).0.len()).map_err(|message| fixed(&*message));
        let known =
            std::panic::catch_unwind(|| std::panic::panic_any("no such seat")).map_err(|message| fixed(&*message));
        std::panic::set_hook(before);
        assert!(cut.is_err() && known == Err("no such seat"), "{cut:?} {known:?}");
        let lines: Vec<String> = heard.try_iter().collect();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines.iter().all(|line| line.starts_with("panic at ") && !line.contains("Ana")), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("log.rs") && line.ends_with("no such seat")), "{lines:?}");
    }
}
