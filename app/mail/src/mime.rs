//! From a rendered mail to the bytes that travel: headers and the two parts.

use domain::account::Email;
use lettre::address::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use url::Host;

use crate::error::{Error, Result};
use crate::origin::Sender;
use crate::render::Rendered;

/// The mail with its headers, ready to send.
pub(crate) fn compose(mail: &Rendered, sender: &Sender) -> Result<lettre::Message> {
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    let mut message = lettre::Message::builder()
        .from(sender.0.clone())
        .to(Mailbox::new(None, address(&mail.to)?))
        .subject(mail.subject.as_str())
        .date_now()
        .message_id(Some(format!("<{}@{}>", mail.id, sender.domain())))
        // Keeps programs that answer by themselves from answering (RFC 3834).
        .raw_header(HeaderValue::new(automatic, "auto-generated".into()));
    if let Some(stop) = &mail.stop {
        // One click in the reader's own mail program stops the mails (RFC 2369, RFC 8058).
        for (name, value) in
            [("List-Unsubscribe", format!("<{stop}>")), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into())]
        {
            message = message.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
        }
    }
    message
        .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
        .map_err(|_| Error::Permanent("the mail cannot be composed".into()))
}

/// The address with its host in ASCII, which every server takes.
fn address(email: &Email) -> Result<Address> {
    let unusable = || Error::Permanent("the address cannot get mail".into());
    let (local, domain) = email.as_str().rsplit_once('@').ok_or_else(unusable)?;
    match Host::parse(domain) {
        Ok(Host::Domain(host)) => Address::new(local, host).map_err(|_| unusable()),
        _ => Err(unusable()),
    }
}
