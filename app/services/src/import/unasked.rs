//! Why another library cannot be asked, as the connection to it says: one of the causes in `why`.

use std::io::ErrorKind;

use super::why::Why;

/// Why another library cannot be asked.
pub(super) fn reason(cause: &ureq::Error) -> Why {
    match cause {
        ureq::Error::Timeout(_) => Why::Silent,
        ureq::Error::HostNotFound => Why::NoHost,
        ureq::Error::BodyExceedsLimit(_) => Why::TooLong,
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => Why::Unsafe,
        ureq::Error::Io(cause) if cause.kind() == ErrorKind::PermissionDenied => Why::Private,
        ureq::Error::Io(cause) if cause.kind() == ErrorKind::ConnectionRefused => Why::Nobody,
        other => {
            tracing::warn!(cause = %other, "another library cannot be asked");
            Why::Unreachable
        }
    }
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

    use domain::codes::Language;
    use i18n::Text;

    use super::{reason, unknown_host};

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
            let words = Text::of(&Language::english()).get(reason(&cause).key());
            assert!(words.starts_with(said) && words.ends_with('.'), "{words}");
        }
    }
}
