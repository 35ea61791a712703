//! From a message to what its reader sees: a subject, a text and the same as HTML. Nothing in the HTML is fetched
//! from anywhere.

use domain::account::Email;
use i18n::Text;
use uuid::Uuid;

use crate::message::{Kind, Message};
use crate::origin::Origin;

/// A mail in the words of its reader.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Names the mail, as in [`Message`].
    pub id: Uuid,
    /// Who gets it.
    pub to: Email,
    /// The subject: one line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as a whole HTML document.
    pub html: String,
    /// The address that stops mails of this kind, where there is one.
    pub stop: Option<String>,
}

impl std::fmt::Debug for Rendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rendered")
    }
}

/// Writes a message in the language of its reader.
#[must_use]
pub fn render(message: &Message, origin: &Origin) -> Rendered {
    let text = Text::of_capability(&message.language, "mail");
    let keys = message.kind.keys();
    let parts = Parts {
        text,
        subject: text.get(keys.subject),
        greeting: text.get("mail-greeting"),
        said: match message.kind {
            Kind::ProposalsWait { count } => text.with(keys.text, &[("count", count.into())]),
            _ => text.get(keys.text),
        },
        action: text.get(keys.action),
        hint: text.get("mail-link-hint"),
        link: origin.link(message.kind.path()),
        footer: text.get("mail-footer"),
        stop: match &message.kind {
            Kind::NewInSearches { stop } => Some((text.get("mail-new-in-searches-stop"), origin.link(stop))),
            _ => None,
        },
    };
    Rendered {
        id: message.id,
        to: message.to.clone(),
        text: parts.plain(),
        html: parts.html(),
        subject: parts.subject,
        stop: parts.stop.map(|(_, link)| link),
    }
}

struct Parts {
    text: Text,
    subject: String,
    greeting: String,
    said: String,
    action: String,
    hint: String,
    link: String,
    footer: String,
    /// What is said of the address that stops these mails, and the address.
    stop: Option<(String, String)>,
}

impl Parts {
    fn plain(&self) -> String {
        let Self { greeting, said, action, link, footer, .. } = self;
        let stop = self.stop.as_ref().map(|(words, link)| format!("{words}\n{link}\n")).unwrap_or_default();
        format!("{greeting}\n\n{said}\n\n{action}:\n{link}\n\n-- \n{stop}{footer}\n")
    }

    fn html(&self) -> String {
        let (language, direction) = (self.text.language(), self.text.direction());
        let [subject, greeting, said, action, hint, link, footer] =
            [&self.subject, &self.greeting, &self.said, &self.action, &self.hint, &self.link, &self.footer]
                .map(|part| escape(part));
        let stop = self.stop.as_ref().map(|(words, link)| {
            let (words, link) = (escape(words), escape(link));
            format!("<p><small>{words} <a href=\"{link}\">{link}</a></small></p>\n")
        });
        let stop = stop.unwrap_or_default();
        format!(
            "<!DOCTYPE html>\n\
             <html lang=\"{language}\" dir=\"{direction}\">\n\
             <head><meta charset=\"utf-8\"><title>{subject}</title></head>\n\
             <body style=\"font: 16px/1.5 sans-serif; max-width: 38em\">\n\
             <p>{greeting}</p>\n\
             <p>{said}</p>\n\
             <p><a href=\"{link}\">{action}</a></p>\n\
             <p>{hint}<br><span dir=\"ltr\">{link}</span></p>\n\
             <hr>\n\
             {stop}\
             <p><small>{footer}</small></p>\n\
             </body>\n\
             </html>\n"
        )
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}
