//! The library's folder of pages as one file, for curators: sent while it is made, so that it takes no place here.

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::Error;
use domain::policy::PublishPractice;
use futures_util::stream;
use services::Scope;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use crate::broken_off::Cause;
use crate::export;

/// The address.
pub(crate) const ADDRESS: &str = "/library/export.zip";
/// So many pieces wait for whoever takes the file.
const WAITING: usize = 4;

/// The file.
pub(crate) async fn folder(Extension(scope): Extension<Scope>) -> Response {
    match scope.permit(PublishPractice) {
        Ok(_) => {}
        Err(Error::SignInNeeded) => return StatusCode::UNAUTHORIZED.into_response(),
        Err(_) => return StatusCode::NOT_FOUND.into_response(),
    }
    let (sender, receiver) = mpsc::channel::<Bytes>(WAITING);
    // Pages are made and compressed beside the threads that answer everybody else.
    let making = tokio::task::spawn_blocking(move || Handle::current().block_on(export::zip(&scope, sender)));
    let pieces = stream::unfold(Some((receiver, making)), |state| async move {
        let (mut receiver, making) = state?;
        if let Some(piece) = receiver.recv().await {
            return Some((Ok(piece), Some((receiver, making))));
        }
        let cause = match making.await {
            Ok(Ok(_)) => return None,
            Ok(Err(_)) => Cause::Unmade,
            Err(error) => Cause::from(error),
        };
        Some((Err(cause.end("zip")), None))
    });
    let headers =
        [(CONTENT_TYPE, "application/zip"), (CONTENT_DISPOSITION, "attachment; filename=\"ponte-library.zip\"")];
    (headers, Body::from_stream(pieces)).into_response()
}
