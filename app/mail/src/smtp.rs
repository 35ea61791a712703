//! Mail over SMTP: the server's address, how long it may take, and what its answers mean for trying again.

use std::error::Error as _;
use std::time::Duration;

use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use url::{Host, Url};

use crate::error::{Error, Result};
use crate::origin::Unusable;

/// How long a server may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Until it accepts the connection.
    pub connect: Duration,
    /// For everything, from connecting to taking over the mail.
    pub total: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), total: Duration::from_secs(20) }
    }
}

/// A mail server that passes mails on.
#[derive(Debug, Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    total: Duration,
}

impl Smtp {
    /// The server of this address: `smtps://` (TLS from the start, port 465), `smtp+starttls://` (TLS before anything
    /// else, port 587) or, on this machine alone, `smtp://` (no TLS, port 25), with user and password before the host,
    /// percent-encoded, if it wants them.
    ///
    /// # Errors
    /// If the address cannot be read, or the way to it is not encrypted and leaves this machine; the error does not
    /// repeat it.
    pub fn new(url: &str, limits: Limits) -> std::result::Result<Self, Unusable> {
        let plain = match url.strip_prefix("smtp+starttls://") {
            Some(rest) => match rest.split_once('?') {
                // The first one counts.
                Some((server, others)) => format!("smtp://{server}?tls=required&{others}"),
                None => format!("smtp://{rest}?tls=required"),
            },
            None => url.to_owned(),
        };
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&plain).map_err(|error| unusable(&error))?;
        if leaves_in_clear(&plain) {
            return Err(Unusable(
                "a mail server on another machine is smtps://user:password@host or smtp+starttls://…: links to sign in \
                 with are not sent in clear"
                    .into(),
            ));
        }
        Ok(Self { transport: builder.timeout(Some(limits.connect)).build(), total: limits.total })
    }

    pub(crate) async fn send(&self, mail: lettre::Message) -> Result<()> {
        let ascii = mail.envelope().to().iter().all(|address| AsRef::<str>::as_ref(address).is_ascii());
        match tokio::time::timeout(self.total, self.transport.send(mail)).await {
            Ok(Ok(_)) => Ok(()),
            // The one failure inside lettre that is the address's fault: the server takes only ASCII.
            Ok(Err(error)) if error.is_client() && !ascii => Err(Error::Permanent("address outside ASCII".into())),
            Ok(Err(error)) => Err(judge(&error)),
            Err(_) => Err(Error::Temporary("the mail server took too long".into())),
        }
    }
}

/// Whether what is sent to an address leaves this machine and is not sure to be encrypted.
fn leaves_in_clear(address: &str) -> bool {
    let Ok(address) = address.parse::<Url>() else { return true };
    let is_encrypted = address.scheme() == "smtps"
        || address.query_pairs().find(|(name, _)| name == "tls").is_some_and(|(_, tls)| tls == "required");
    // The host of an address that is not of the web is a name, whatever it looks like.
    let is_here = match address.host() {
        Some(Host::Domain(name)) => {
            let name_is_here = name.parse::<std::net::IpAddr>().is_ok_and(|name| name.is_loopback());
            name_is_here || name.eq_ignore_ascii_case("localhost")
        }
        Some(Host::Ipv4(number)) => number.is_loopback(),
        Some(Host::Ipv6(number)) => number.is_loopback(),
        None => false,
    };
    !is_encrypted && !is_here
}

fn unusable(error: &smtp::Error) -> Unusable {
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    Unusable(format!("not an address of a mail server such as smtps://user:password@host: {cause}"))
}

/// What a failure means. A server that refuses the mail has the last word; one that refuses us (530, 534, 535, 538:
/// authentication and encryption, RFC 4954) does so because of a setting, which somebody will mend.
fn judge(error: &smtp::Error) -> Error {
    match error.status().map(|code| code.to_string()) {
        Some(code) if error.is_permanent() && !matches!(code.as_str(), "530" | "534" | "535" | "538") => {
            Error::Permanent(format!("the mail server answered {code}"))
        }
        Some(code) => Error::Temporary(format!("the mail server answered {code}")),
        None if error.is_response() => Error::Temporary("the mail server's answer was not understood".into()),
        None => {
            let cause = error.source().map(ToString::to_string).unwrap_or_else(|| error.to_string());
            Error::Temporary(format!("the mail server could not be used: {cause}"))
        }
    }
}
