//! Serving the files of records: to everybody what a published record lists, to authors and curators what a proposal
//! lists. A browser saves them and runs nothing of them.

use axum::Extension;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Error;
use domain::id::{FileId, ProposalId};
use services::Scope;
use services::files::Content;

/// The address of a published record's file.
pub(crate) const PUBLISHED: &str = "/library/{slug}/files/{id}";
/// The address of a proposal's file.
pub(crate) const PROPOSED: &str = "/proposals/{id}/files/{file}";
/// No script, no form, no frame, nothing loaded: in case a browser opens it after all.
const POLICY: &str = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// A file of a published record.
pub(crate) async fn published(
    Extension(scope): Extension<Scope>,
    Path((slug, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let content = match id.parse::<FileId>() {
        Ok(id) => services::files::published(&scope, &slug, id).await,
        Err(error) => Err(error),
    };
    answer(content, &headers)
}

/// A file of a proposal.
pub(crate) async fn proposed(
    Extension(scope): Extension<Scope>,
    Path((id, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let content = match (id.parse::<ProposalId>(), file.parse::<FileId>()) {
        (Ok(id), Ok(file)) => services::files::proposed(&scope, id, file).await,
        _ => Err(Error::NotFound),
    };
    answer(content, &headers)
}

fn answer(content: domain::Result<Content>, headers: &HeaderMap) -> Response {
    let content = match content {
        Ok(content) => content,
        Err(error @ (Error::NotFound | Error::SignInNeeded)) => {
            let status = if error == Error::SignInNeeded { StatusCode::UNAUTHORIZED } else { StatusCode::NOT_FOUND };
            return status.into_response();
        }
        Err(error) => return crate::log::plain_failure(&error).into_response(),
    };
    let tag = format!("\"{}\"", content.sha256);
    let known = headers.get(IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let unchanged = known.is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag));
    let common = [
        (ETAG, tag),
        (CACHE_CONTROL, "no-cache".to_owned()),
        (HeaderName::from_static("content-security-policy"), POLICY.to_owned()),
    ];
    if unchanged {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let disposition = HeaderValue::from_str(&disposition(&content.file.name));
    let own = [(CONTENT_TYPE, HeaderValue::from_str(&content.file.media_type)), (CONTENT_DISPOSITION, disposition)];
    let own = own.map(|(name, value)| (name, value.unwrap_or(HeaderValue::from_static("attachment"))));
    (common, own, content.bytes).into_response()
}

/// Says that a file is to be saved, and under which name (RFC 6266).
fn disposition(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ');
    let ascii: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_of_any_letters_is_said_in_both_ways() {
        assert_eq!(disposition("a b.pdf"), "attachment; filename=\"a b.pdf\"; filename*=UTF-8''a%20b.pdf");
        assert_eq!(disposition("ë\".pdf"), "attachment; filename=\"__.pdf\"; filename*=UTF-8''%C3%AB%22.pdf");
    }
}
