//! From a message to what its reader sees: a subject, a text and the same as HTML. Nothing in the HTML is fetched
//! from anywhere.

use domain::account::Email;
use domain::event::NewInSearch;
use i18n::Text;
use uuid::Uuid;

use crate::message::{Kind, Message};
use crate::origin::Origin;

/// A mail in the words of its reader.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Writes a message in the language of its reader.
#[must_use]
pub fn render(message: &Message, origin: &Origin) -> Rendered {
    let text = Text::of(&message.language);
    let keys = message.kind.keys();
    let parts = Parts {
        text,
        subject: text.get(keys.subject),
        greeting: text.get("mail-greeting"),
        said: text.get(keys.text),
        action: text.get(keys.action),
        hint: text.get("mail-link-hint"),
        link: origin.link(message.kind.path()),
        footer: text.get("mail-footer"),
        searches: Vec::new(),
        stop: None,
    };
    let parts = match &message.kind {
        Kind::NewInSearches { stop, found } => parts.with_searches(found, origin, stop),
        _ => parts,
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
    searches: Vec<Listed>,
    /// What is said of the address that stops these mails, and the address.
    stop: Option<(String, String)>,
}

/// What one search finds anew: its name and address, the same of each record, and what is said where there are more.
struct Listed {
    search: (String, String),
    records: Vec<(String, String)>,
    more: Option<String>,
}

impl Parts {
    fn with_searches(mut self, found: &[NewInSearch], origin: &Origin, stop: &str) -> Self {
        let more = self.text.get("mail-new-in-searches-more");
        let listed = found.iter().map(|each| Listed {
            search: (line(&each.name), origin.link(&each.path)),
            records: each.titles.iter().map(|(title, path)| (line(title), origin.link(path))).collect(),
            more: each.more.then(|| more.clone()),
        });
        self.searches = listed.collect();
        self.stop = Some((self.text.get("mail-new-in-searches-stop"), origin.link(stop)));
        self
    }

    fn plain(&self) -> String {
        let Self { greeting, said, action, link, footer, .. } = self;
        let mut list = String::new();
        for Listed { search: (name, address), records, more } in &self.searches {
            list.push_str(&format!("{name}\n{address}\n"));
            records.iter().for_each(|(title, address)| list.push_str(&format!("* {title}\n  {address}\n")));
            more.iter().for_each(|more| list.push_str(&format!("* {more}\n")));
            list.push('\n');
        }
        let stop = self.stop.as_ref().map(|(words, link)| format!("{words}\n{link}\n")).unwrap_or_default();
        format!("{greeting}\n\n{said}\n\n{list}{action}:\n{link}\n\n-- \n{stop}{footer}\n")
    }

    fn html_list(&self) -> String {
        let anchor = |(words, link): &(String, String)| format!("<a href=\"{}\">{}</a>", escape(link), escape(words));
        let mut list = String::new();
        for Listed { search, records, more } in &self.searches {
            let records = records.iter().map(|record| format!("<li>{}</li>\n", anchor(record)));
            let more = more.iter().map(|more| format!("<li>{}</li>\n", escape(more)));
            let records: String = records.chain(more).collect();
            list.push_str(&format!("<p>{}</p>\n<ul>\n{records}</ul>\n", anchor(search)));
        }
        list
    }

    fn html(&self) -> String {
        let (language, direction) = (self.text.language(), self.text.direction());
        let [subject, greeting, said, action, hint, link, footer] =
            [&self.subject, &self.greeting, &self.said, &self.action, &self.hint, &self.link, &self.footer]
                .map(|part| escape(part));
        let list = self.html_list();
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
             {list}\
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

/// A text in one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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
