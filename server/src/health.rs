//! Whether the installation can serve: for whoever watches it.

use axum::extract::State;
use axum::http::StatusCode;

use crate::Installation;

/// Answers `ok` while the database does.
pub(crate) async fn show(State(installation): State<Installation>) -> (StatusCode, &'static str) {
    match installation.services.db.ping().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::error!(%error, "database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "database does not answer\n")
        }
    }
}
