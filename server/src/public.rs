//! Answers that are the same for everybody: whoever asks again is told whether anything has changed.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDateTime, Utc};
use domain::{Actor, Error};
use services::Scope;

use crate::{Installation, log};

/// How long a copy serves without asking again, in seconds.
const FRESH: &str = "public, max-age=300";
/// The form of times in headers.
const TIME: &str = "%a, %d %b %Y %H:%M:%S GMT";

/// Something that everybody may read.
pub(crate) struct Public {
    /// The media type.
    pub media_type: &'static str,
    /// What is answered.
    pub body: String,
    /// When it last changed, where that is known.
    pub changed: Option<DateTime<Utc>>,
    /// The name under which a browser saves it, if it is a file to take along.
    pub file: Option<String>,
}

/// The scope of whoever asks: nobody in particular.
pub(crate) fn scope(installation: &Installation) -> Scope {
    Scope::new(installation.services.clone(), Actor::anonymous())
}

impl Public {
    /// The answer, or that what the asker has is still right.
    pub(crate) fn answer(self, asked: &HeaderMap) -> Response {
        let tag = format!("\"{}\"", tag(&self.body));
        let changed = self.changed.map(|time| time.format(TIME).to_string());
        let mut common = vec![(CACHE_CONTROL, FRESH.to_owned()), (ETAG, tag.clone())];
        common.extend(changed.map(|time| (LAST_MODIFIED, time)));
        let common = axum::response::AppendHeaders(common);
        if self.is_known(asked, &tag) {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let file = self.file.map(|name| (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
        let file = axum::response::AppendHeaders(file);
        (common, [(CONTENT_TYPE, self.media_type)], file, self.body).into_response()
    }

    fn is_known(&self, asked: &HeaderMap, tag: &str) -> bool {
        let text = |name| asked.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
        if let Some(tags) = text(IF_NONE_MATCH) {
            return tags.split(',').any(|known| {
                matches!(known.trim().trim_start_matches("W/"), "*") || known.trim().trim_start_matches("W/") == tag
            });
        }
        let since = text(IF_MODIFIED_SINCE).and_then(|time| NaiveDateTime::parse_from_str(time, TIME).ok());
        since.zip(self.changed).is_some_and(|(since, changed)| changed.timestamp() <= since.and_utc().timestamp())
    }
}

/// Tells one text from another.
pub(crate) fn tag(body: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(body.as_bytes()).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

/// What is answered where there is no such thing, or something failed.
pub(crate) fn failure(error: &Error) -> Response {
    match error {
        Error::Incident(_) => log::plain_failure(error).into_response(),
        _ => (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response(),
    }
}
