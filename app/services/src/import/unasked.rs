//! Why another library cannot be asked: a closed list of causes, each the key of a message that is a whole sentence.

use std::io::ErrorKind;

use domain::codes::Language;
use i18n::Text;

/// Why another library cannot be asked: the key of a message.
pub(super) fn reason(cause: &ureq::Error) -> &'static str {
    match cause {
        ureq::Error::Timeout(_) => "import-why-silent",
        ureq::Error::HostNotFound => "import-why-no-host",
        ureq::Error::BodyExceedsLimit(_) => "import-why-too-long",
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => "import-why-unsafe",
        ureq::Error::Io(cause) if cause.kind() == ErrorKind::PermissionDenied => "import-why-private",
        ureq::Error::Io(cause) if cause.kind() == ErrorKind::ConnectionRefused => "import-why-nobody",
        other => {
            tracing::warn!(cause = %other, "another library cannot be asked");
            "import-why-unreachable"
        }
    }
}

/// The words of such a message, where they are a part of others.
pub(super) fn words(key: &str) -> String {
    Text::of(&Language::english()).get(key)
}

/// A name that cannot be looked up is one that there is not, however the system says so.
pub(super) fn unknown_host(cause: ureq::Error) -> ureq::Error {
    match cause {
        ureq::Error::Io(cause) => {
            tracing::warn!(%cause, "the name of another library cannot be looked up");
            ureq::Error::HostNotFound
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::{reason, unknown_host, words};

    #[test]
    fn why_a_library_cannot_be_asked_is_a_whole_sentence() {
        let io = |kind: ErrorKind| ureq::Error::Io(kind.into());
        for (cause, said) in [
            (unknown_host(io(ErrorKind::Other)), "There is no host of this name."),
            (ureq::Error::HostNotFound, "There is no host of this name."),
            (io(ErrorKind::ConnectionRefused), "Nobody answers at this address."),
            (io(ErrorKind::PermissionDenied), "The address leads to this machine or into a private network"),
            (io(ErrorKind::ConnectionReset), "The connection to the other library broke off"),
            (ureq::Error::BodyExceedsLimit(1), "An answer of the other library is longer than 10 MB"),
            (ureq::Error::Tls("no"), "No safe connection"),
        ] {
            let words = words(reason(&cause));
            assert!(words.starts_with(said) && words.ends_with('.'), "{words}");
        }
    }
}
