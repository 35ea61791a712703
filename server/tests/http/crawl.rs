//! A visitor who follows every link of every answer, and sends every form that stands there: what the tests of leaks look
//! at, so that a new page is looked at too. What does not belong here: what may stand in an answer.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::http::Method;
use testkit::{Answer, Client, ORIGIN, PASSWORD};

/// Addresses that no page links to, but that browsers, harvesters and watchers know.
const KNOWN: &[&str] = &[
    "/",
    "/robots.txt",
    "/health",
    "/favicon.svg",
    "/oai?verb=Identify",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/library/export.jsonl",
    "/occupations?q=cook",
];

/// Forms that are not sent: they would end the visit.
const UNSENT: &[&str] = &["sign-out", "account-close", "organisation-leave"];

/// Pages of one pattern, with queries of the same names, that are looked at: those of the public library are many and
/// alike, those of a business few and each its own.
const MOST_PUBLIC: usize = 3;
const MOST: usize = 60;

/// One answer, and how it was come to.
pub(crate) struct Met {
    /// What was asked, as a log would say it.
    pub(crate) asked: String,
    /// The pattern of the route, if it has one.
    pub(crate) pattern: Option<String>,
    /// What was answered.
    pub(crate) answer: Answer,
}

impl Met {
    /// Everything that came: status, headers and body.
    pub(crate) fn whole(&self) -> String {
        let headers = self.answer.headers.iter();
        let headers: String =
            headers.map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes()))).collect();
        format!("{}\n{headers}\n{}", self.answer.status, self.answer.text)
    }
}

/// A form as it stands in a page.
#[derive(Debug, Clone)]
struct Form {
    action: String,
    method: Method,
    name: String,
    fields: Vec<(String, String)>,
}

/// A visit.
pub(crate) struct Crawl {
    client: Client,
    patterns: Vec<String>,
    waiting: VecDeque<String>,
    known: BTreeSet<String>,
    alike: BTreeMap<String, usize>,
    forms: BTreeMap<(String, String), Form>,
    /// Every answer, in the order they came.
    pub(crate) met: Vec<Met>,
}

impl Crawl {
    /// A visit that has not begun.
    pub(crate) fn new(client: Client) -> Self {
        let pages = server::router::addresses().into_iter().filter(|(method, _)| *method == Method::GET);
        let mut crawl = Self {
            client,
            patterns: pages.map(|(_, path)| path).collect(),
            waiting: VecDeque::new(),
            known: BTreeSet::new(),
            alike: BTreeMap::new(),
            forms: BTreeMap::new(),
            met: Vec::new(),
        };
        KNOWN.iter().for_each(|address| crawl.hear_of(address));
        crawl
    }

    /// Goes to an address later.
    pub(crate) fn hear_of(&mut self, address: &str) {
        let address = address.split('#').next().unwrap_or_default();
        let address = address.strip_prefix(ORIGIN).unwrap_or(address);
        if !address.starts_with('/') || address.starts_with("//") || self.known.contains(address) {
            return;
        }
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let pattern = self.pattern(path).unwrap_or_default();
        let names: BTreeSet<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
        let most = if is_public(&pattern) { MOST_PUBLIC } else { MOST };
        let met = self.alike.entry(format!("{pattern} {names:?}")).or_default();
        if *met < most {
            *met += 1;
            self.known.insert(address.to_owned());
            self.waiting.push_back(address.to_owned());
        }
    }

    /// Follows all links.
    pub(crate) async fn walk(&mut self) {
        while self.step().await {}
    }

    /// Goes to the next address; answers whether there was one.
    pub(crate) async fn step(&mut self) -> bool {
        let Some(address) = self.waiting.pop_front() else { return false };
        let answer = self.client.get(&address).await;
        self.take(format!("GET {address}"), &address, answer);
        true
    }

    /// Sends every form once as it is and once filled in, those that end something last, and follows what they lead to.
    pub(crate) async fn send_forms(&mut self) {
        let mut forms: Vec<Form> = self.forms.values().cloned().collect();
        let ends = ["close", "remove", "stop", "discard", "forget", "end", "decline", "password", "session", "revoke"];
        forms.sort_by_key(|form| (ends.iter().any(|word| form.name.contains(word)), form.name.clone()));
        for form in forms {
            if form.method == Method::GET {
                let query = serde_html_form::to_string(&form.fields).expect("fields");
                self.hear_of(&format!("{}?{query}", form.action));
                continue;
            }
            let bare: Vec<(&str, &str)> = vec![("form", form.name.as_str())];
            let filled: Vec<(&str, &str)> =
                form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            for (how, fields) in [("bare", bare), ("filled", filled)] {
                let answer = self.client.post(&form.action, &fields).await;
                let address = form.action.clone();
                self.take(format!("POST {address} {} {how}", form.name), &address, answer);
            }
        }
        self.walk().await;
    }

    /// The patterns of all pages that were there.
    pub(crate) fn seen(&self) -> BTreeSet<&str> {
        let there = self.met.iter().filter(|met| met.asked.starts_with("GET ") && met.answer.status.as_u16() == 200);
        there.filter_map(|met| met.pattern.as_deref()).collect()
    }

    /// The forms that were found, by name.
    pub(crate) fn forms(&self) -> BTreeSet<&str> {
        self.forms.values().map(|form| form.name.as_str()).collect()
    }

    /// The forms that were found, as they would be posted: where to, and with what in them.
    pub(crate) fn posts(&self) -> Vec<(String, Vec<(String, String)>)> {
        let posted = self.forms.values().filter(|form| form.method == Method::POST);
        posted.map(|form| (form.action.clone(), form.fields.clone())).collect()
    }

    fn take(&mut self, asked: String, address: &str, answer: Answer) {
        let path = address.split('?').next().unwrap_or_default();
        let pattern = self.pattern(path);
        // As a browser does: a change of how somebody signs in replaces the session.
        self.client.keep(&answer);
        for link in links(path, &answer) {
            self.hear_of(&link);
        }
        for form in forms(path, &answer.text) {
            let page = self.pattern(form.action.split('?').next().unwrap_or_default());
            // One form may stand there several times, each with another word: for each stage that can follow.
            let word = |value: &String| value.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !value.is_empty();
            let words: Vec<&str> =
                form.fields.iter().map(|(_, value)| value).filter(|v| word(v)).map(String::as_str).collect();
            let key = (page.unwrap_or_default(), format!("{} {}", form.name, words.join(" ")));
            if !UNSENT.contains(&form.name.as_str()) {
                self.forms.entry(key).or_insert(form);
            }
        }
        self.met.push(Met { asked, pattern, answer });
    }

    /// The route of a path: the one with most of it written out.
    pub(crate) fn pattern(&self, path: &str) -> Option<String> {
        let fits = self.patterns.iter().filter(|pattern| {
            let (wanted, parts): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
            wanted.len() == parts.len() && wanted.iter().zip(&parts).all(|(wanted, part)| fits(wanted, part))
        });
        let written =
            |pattern: &&String| pattern.split('/').filter(|part| !part.contains('{')).count() * 100 + pattern.len();
        fits.max_by_key(written).cloned()
    }
}

/// Whether a part of a path is one of a pattern: `{slug}`, `{slug}.bib`, or itself.
fn fits(wanted: &str, part: &str) -> bool {
    match (wanted.split_once('{'), wanted.split_once('}')) {
        (Some((before, _)), Some((_, after))) => {
            !part.is_empty()
                && part.len() > before.len() + after.len()
                && part.starts_with(before)
                && part.ends_with(after)
        }
        _ => wanted == part,
    }
}

/// Whether a page is of the public library or of the glossary, or what machines read of them.
pub(crate) fn is_public(pattern: &str) -> bool {
    let own = pattern.starts_with("/library/saved") || pattern.starts_with("/library/import");
    let public = ["/library", "/glossary", "/oai", "/sitemap"];
    !own && public.iter().any(|begins| pattern.starts_with(begins))
}

/// Every address in an answer: of links, pictures, scripts and forms, where it leads, and whole ones in any text.
fn links(path: &str, answer: &Answer) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for attribute in [" href=\"", " src=\"", " action=\"", "<loc>"] {
        let values = answer.text.split(attribute).skip(1).filter_map(|rest| rest.split(['"', '<']).next());
        found.extend(values.map(unescaped));
    }
    let whole = answer.text.split(ORIGIN).skip(1);
    found.extend(
        whole
            .filter_map(|rest| rest.split(|c: char| c.is_whitespace() || "\"'<>)\\".contains(c)).next())
            .map(unescaped),
    );
    found.push(answer.location().to_owned());
    for link in answer.header("link").split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        found.push(link.to_owned());
    }
    // A form may be sent with GET; its fields are known with the form.
    found.into_iter().map(|link| if link.starts_with('?') { format!("{path}{link}") } else { link }).collect()
}

pub(crate) fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&#x27;", "'").replace("&amp;", "&")
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split_once(&format!(" {name}=\""))?.1;
    value.split('"').next().map(unescaped)
}

/// The forms of a page, filled in: what stands there stays, and what is empty gets something of its kind.
fn forms(path: &str, html: &str) -> Vec<Form> {
    let texts = html.split("<form").skip(1).filter_map(|rest| rest.split("</form>").next());
    let read = |text: &str| {
        let head = text.split('>').next().unwrap_or_default();
        let method = if head.contains("method=\"post\"") { Method::POST } else { Method::GET };
        let mut fields = Vec::new();
        for tag in text.split('<').skip(1) {
            let inside = tag.split_once('>').map_or(tag, |(head, _)| head);
            let Some(name) = attribute(inside, "name") else { continue };
            let again = fields.iter().any(|(known, _)| *known == name);
            let value = attribute(inside, "value").unwrap_or_default();
            if inside.starts_with("input") {
                match attribute(inside, "type").unwrap_or_default().as_str() {
                    "radio" if again => {}
                    "file" => {}
                    "email" if value.is_empty() => fields.push((name, "somebody.new@example.org".into())),
                    "password" if value.is_empty() => fields.push((name, PASSWORD.into())),
                    "number" if value.is_empty() => fields.push((name, "1".into())),
                    "date" if value.is_empty() => fields.push((name, "2026-12-24".into())),
                    "hidden" | "radio" | "checkbox" => fields.push((name, value)),
                    _ if value.is_empty() => fields.push((name, "Ordinary words".into())),
                    _ => fields.push((name, value)),
                }
            } else if inside.starts_with("textarea") {
                let there = tag.split_once('>').map(|(_, text)| unescaped(text)).unwrap_or_default();
                fields.push((name, if there.is_empty() { "Ordinary words".into() } else { there }));
            } else if inside.starts_with("select") {
                let options = text.split_once(inside).map(|(_, rest)| rest).unwrap_or_default();
                let options: Vec<&str> =
                    options.split("</select>").next().unwrap_or_default().split("<option").skip(1).collect();
                let heads = || options.iter().filter_map(|option| option.split('>').next());
                let chosen = heads().find(|head| head.contains(" selected"));
                let first = heads().find(|head| attribute(head, "value").is_some_and(|value| !value.is_empty()));
                let chosen = chosen.and_then(|head| attribute(head, "value")).filter(|value| !value.is_empty());
                let value = chosen.or_else(|| first.and_then(|head| attribute(head, "value")));
                fields.push((name, value.unwrap_or_default()));
            } else if inside.starts_with("button") && !again {
                fields.push((name, value));
            }
        }
        let action = attribute(&format!(" {head}"), "action").unwrap_or_else(|| path.to_owned());
        let name = fields.iter().find(|(name, _)| name == "form").map(|(_, value)| value.clone());
        Form { action, method, name: name.unwrap_or_default(), fields }
    };
    texts.map(read).collect()
}
