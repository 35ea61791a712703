//! Where the installation lives on the web, and the address it writes from.

use lettre::Address;
use lettre::message::Mailbox;
use url::{Host, Url};

/// A setting that mail cannot be sent with. Does not repeat the setting, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(pub(crate) String);

/// Scheme, host and port that every link starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(Url);

impl Origin {
    /// As a browser names it in the header `Origin`: lower case, ASCII, without the port that goes without saying.
    #[must_use]
    pub fn serialised(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Whether it is this machine, reached without TLS.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.0.scheme() == "http"
            && match self.0.host() {
                Some(Host::Domain(name)) => name == "localhost",
                Some(Host::Ipv4(address)) => address.is_loopback(),
                Some(Host::Ipv6(address)) => address.is_loopback(),
                None => false,
            }
    }

    /// Whether what travels to it is encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The name of its host; `localhost` for a bare address, which names a machine only while trying out.
    #[must_use]
    pub fn host_name(&self) -> String {
        match self.0.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            _ => "localhost".to_owned(),
        }
    }

    /// The address of a page by its path. Whatever the path holds, the address stays on this origin.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let mut url = self.0.clone();
        url.set_path(path);
        url.set_query(query);
        url.into()
    }
}

impl std::str::FromStr for Origin {
    type Err = Unusable;

    /// Reads `https://ponte.example` or, while trying out, `http://127.0.0.1:3000`.
    fn from_str(text: &str) -> Result<Self, Unusable> {
        let unusable = || Unusable("not an origin such as https://ponte.example".into());
        let url: Url = text.parse().map_err(|_| unusable())?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let fits = bare && matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.has_host();
        fits.then_some(Self(url)).ok_or_else(unusable)
    }
}

/// Who the mails are from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(pub(crate) Mailbox);

impl Sender {
    /// `Ponte <no-reply@…>` with the host of the origin.
    ///
    /// # Errors
    /// If mail cannot come from such a host.
    pub fn of(origin: &Origin) -> Result<Self, Unusable> {
        let host = match origin.0.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            // Only while trying out on one machine; lettre does not compose from an address literal.
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => "localhost".to_owned(),
            None => return Err(Unusable("the origin has no host".into())),
        };
        let address =
            Address::new("no-reply", host).map_err(|_| Unusable("no mail can come from the origin".into()))?;
        Ok(Self(Mailbox::new(Some("Ponte".into()), address)))
    }

    /// The address alone.
    #[must_use]
    pub fn address(&self) -> String {
        self.0.email.to_string()
    }

    /// The part behind the `@`, for the message's own name.
    pub(crate) fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

impl std::str::FromStr for Sender {
    type Err = Unusable;

    /// Reads `Ponte <post@ponte.example>` or a bare address.
    fn from_str(text: &str) -> Result<Self, Unusable> {
        let refused = text.chars().any(char::is_control);
        let mailbox = (!refused).then(|| text.parse().ok()).flatten();
        mailbox.map(Self).ok_or_else(|| Unusable("not a sender such as Ponte <post@ponte.example>".into()))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{Origin, Sender};

    #[test]
    fn links_stay_on_the_origin() {
        let origin: Origin = "https://ponte.example".parse().unwrap();
        for (path, expect) in [
            ("/join/abc_-1?next=%2Faccount", "https://ponte.example/join/abc_-1?next=%2Faccount"),
            ("join", "https://ponte.example/join"),
            ("", "https://ponte.example/"),
            ("/a b\r\n<\"", "https://ponte.example/a%20b%3C%22"),
            ("https://evil.example/", "https://ponte.example/https://evil.example/"),
            ("//evil.example", "https://ponte.example//evil.example"),
            ("@evil.example", "https://ponte.example/@evil.example"),
        ] {
            assert_eq!(origin.link(path), expect, "{path:?}");
        }
        assert_eq!("http://127.0.0.1:3000".parse::<Origin>().unwrap().link("/x"), "http://127.0.0.1:3000/x");
    }

    #[test]
    fn origins_have_no_path_and_no_user() {
        for wrong in ["", "ponte.example", "ftp://ponte.example", "https://a@ponte.example", "https://ponte.example/x"]
        {
            assert!(wrong.parse::<Origin>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for (typed, expect) in [
            ("https://Ponte.Example", "https://ponte.example"),
            ("https://ponte.example:443/", "https://ponte.example"),
            ("https://ponte.example:8443", "https://ponte.example:8443"),
            ("https://brücke.example", "https://xn--brcke-lva.example"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ] {
            assert_eq!(typed.parse::<Origin>().unwrap().serialised(), expect);
        }
    }

    #[test]
    fn senders() {
        for (origin, expect) in [
            ("https://ponte.example:444", "Ponte <no-reply@ponte.example>"),
            ("http://[::1]:3000", "Ponte <no-reply@localhost>"),
            ("http://localhost:3000", "Ponte <no-reply@localhost>"),
            ("https://brücke.example", "Ponte <no-reply@xn--brcke-lva.example>"),
        ] {
            let sender = Sender::of(&origin.parse().unwrap()).unwrap();
            assert_eq!(sender.0.to_string(), expect);
        }
        assert!("Ponte <post@ponte.example>".parse::<Sender>().is_ok());
        for wrong in ["", "Ponte", "Ponte <post@ponte.example>\r\nBcc: a@b.example", "a@b\n.example"] {
            assert!(wrong.parse::<Sender>().is_err(), "{wrong:?}");
        }
    }
}
