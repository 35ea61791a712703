//! Citations of records as files: the address of a record, or of one of its versions, with another ending.

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::Error;
use services::cite::{Format, Work};
use services::{Scope, cite, library};

use crate::Installation;
use crate::public::{self, Public};

/// The addresses, as the list of all addresses has them.
pub(crate) const ADDRESSES: &[&str] = &[
    "/library/{slug}.bib",
    "/library/{slug}.ris",
    "/library/{slug}.json",
    "/library/{slug}/versions/{number}.bib",
    "/library/{slug}/versions/{number}.ris",
    "/library/{slug}/versions/{number}.json",
];

/// Answers such an address before the pages do: the router knows no endings.
pub(crate) async fn layer(State(installation): State<Installation>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    match file(request.uri().path()).filter(|_| reads) {
        Some(file) => match answer(&public::scope(&installation), &file).await {
            Ok(public) => public.answer(request.headers()),
            Err(gone_or_failed) => gone_or_failed,
        },
        None => next.run(request).await,
    }
}

/// A file that an address names.
#[derive(Debug, PartialEq, Eq)]
struct File {
    slug: String,
    number: Option<i32>,
    format: Format,
}

fn file(path: &str) -> Option<File> {
    let (stem, ending) = path.strip_prefix("/library/")?.rsplit_once('.')?;
    let format = Format::read(ending)?;
    let (slug, number) = match stem.split_once("/versions/") {
        Some((slug, number)) => (slug, Some(number.parse::<i32>().ok().filter(|read| read.to_string() == number)?)),
        None => (stem, None),
    };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (!slug.is_empty() && slug.chars().all(plain)).then(|| File { slug: slug.to_owned(), number, format })
}

async fn answer(scope: &Scope, file: &File) -> Result<Public, Response> {
    let File { slug, number, format } = file;
    let found = match number {
        Some(number) => library::version(scope, slug, *number).await,
        None => library::find(scope, slug).await,
    };
    let stored = match found {
        Ok(stored) => stored,
        Err(Error::NotFound) => return Err(gone(scope, slug).await),
        Err(error) => return Err(public::failure(&error)),
    };
    let path = number.map_or_else(|| format!("/library/{slug}"), |number| format!("/library/{slug}/versions/{number}"));
    let body = cite::write(*format, Work { stored: &stored, address: &scope.link(&path) });
    let file = Some(format!("{slug}-v{}.{}", stored.version, format.ending()));
    Ok(Public { media_type: format.media_type(), body, changed: Some(stored.published), file })
}

/// Nothing there, or not any more.
async fn gone(scope: &Scope, slug: &str) -> Response {
    match library::withdrawn(scope, slug).await {
        Ok(Some(_)) => (StatusCode::GONE, "This record was taken back.\n").into_response(),
        Ok(None) => public::failure(&Error::NotFound),
        Err(error) => public::failure(&error),
    }
}

#[cfg(test)]
mod tests {
    use super::{File, Format, file};

    #[test]
    fn only_addresses_of_records_with_an_ending_are_files() {
        let made = |slug: &str, number, format| Some(File { slug: slug.into(), number, format });
        assert_eq!(file("/library/a-1.bib"), made("a-1", None, Format::Bibtex));
        assert_eq!(file("/library/a/versions/12.json"), made("a", Some(12), Format::Csl));
        for other in [
            "/library/a",
            "/library/.bib",
            "/library/a.txt",
            "/library/a/b.bib",
            "/library/a/versions/.ris",
            "/library/a/versions/01.ris",
            "/library/a/versions/+1.ris",
            "/library/a/versions/99999999999.ris",
            "/library/feed.atom",
            "/library/A.bib",
            "/library/%61.bib",
            "/library/a.b.bib",
            "/a.bib",
        ] {
            assert_eq!(file(other), None, "{other}");
        }
    }
}
