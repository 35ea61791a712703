//! Atom feeds: every search of the library has one, at the same query (RFC 4287, with pages as in RFC 5005).

use chrono::{DateTime, SecondsFormat, Utc};
use domain::Result;
use domain::codes::Language;
use domain::practice::{Practice, StoredPractice, UNSTATED};
use i18n::Text;
use search::{Facet, LARGEST_PAGE, Sort};
use sha2::{Digest, Sha256};

use crate::cite::{PUBLISHER, creators};
use crate::oai::spoken;
use crate::searches::Asked;
use crate::xml::Xml;
use crate::{Scope, library};

/// Entries of one page.
const ENTRIES: usize = 50;
const _: () = assert!(ENTRIES <= LARGEST_PAGE);

/// The address of feeds.
pub const PATH: &str = "/library/feed.atom";

/// A feed.
#[derive(Debug, Clone)]
pub struct Feed {
    /// The document.
    pub xml: String,
    /// When the newest of its entries was published.
    pub updated: DateTime<Utc>,
}

/// The feed of what a search finds, newest first unless it asks for another order.
///
/// # Errors
/// When index or database cannot be read.
pub async fn of(scope: &Scope, asked: &Asked) -> Result<Feed> {
    let mut query = asked.query();
    if !asked.names_order() {
        query.sort = Sort::Newest;
    }
    query.size = ENTRIES;
    let page = library::search(scope, query).await?;
    let found = library::found(scope, &page).await?;
    let entries: Vec<&StoredPractice> =
        page.hits.iter().filter_map(|hit| found.iter().find(|stored| stored.id == hit.id)).collect();
    let updated = entries.iter().map(|stored| stored.published).max().unwrap_or(DateTime::UNIX_EPOCH);
    let next = page.next.map(|cursor| asked.after(&cursor));
    let mut xml = Xml::new();
    xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", "en")]);
    head(&mut xml, scope, asked, updated);
    if let Some(next) = next {
        xml.empty("link", &[("rel", "next"), ("type", ATOM), ("href", &scope.link(&next.path(PATH)))]);
    }
    for stored in entries {
        entry(&mut xml, scope, stored);
    }
    xml.close("feed");
    Ok(Feed { xml: xml.finish(), updated })
}

const ATOM: &str = "application/atom+xml";

fn head(xml: &mut Xml, scope: &Scope, asked: &Asked, updated: DateTime<Utc>) {
    let text = Text::of(&Language::english());
    let title = match asked.called() {
        None => text.get("feed-title"),
        Some(called) => text.with("feed-title-words", &[("words", called.into())]),
    };
    let first = asked.first();
    let link = |path: &str| scope.link(path);
    xml.leaf("id", &[], &format!("urn:uuid:{}", id(&link(&first.path(PATH)))));
    xml.leaf("title", &[], &title);
    xml.leaf("subtitle", &[], &text.get("feed-subtitle"));
    xml.leaf("updated", &[], &time(updated));
    xml.open("author", &[]);
    xml.leaf("name", &[], PUBLISHER);
    xml.leaf("uri", &[], &link("/"));
    xml.close("author");
    xml.leaf("generator", &[], PUBLISHER);
    xml.empty("link", &[("rel", "self"), ("type", ATOM), ("href", &link(&asked.path(PATH)))]);
    xml.empty("link", &[("rel", "first"), ("type", ATOM), ("href", &link(&first.path(PATH)))]);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &link(&first.path("/library")))]);
}

fn entry(xml: &mut Xml, scope: &Scope, stored: &StoredPractice) {
    let practice = &stored.practice;
    let language = practice.language.to_string();
    let address = scope.link(&format!("/library/{}", practice.slug));
    xml.open("entry", &[("xml:lang", &language)]);
    xml.leaf("id", &[], &stored.identifier());
    xml.leaf("title", &[], &practice.title);
    xml.leaf("updated", &[], &time(stored.published));
    for name in creators(practice) {
        xml.open("author", &[]);
        xml.leaf("name", &[], name);
        xml.close("author");
    }
    for (group, value) in categories(practice) {
        // A link leads to a path: the fragment is put behind it.
        let scheme = format!("{}#{group}", scope.link("/library"));
        xml.empty("category", &[("term", &value), ("scheme", &scheme), ("label", &spoken(group, &value))]);
    }
    for topic in &practice.topics {
        xml.empty("category", &[("term", topic)]);
    }
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("hreflang", &language), ("href", &address)]);
    if practice.licence != UNSTATED {
        xml.leaf("rights", &[], &practice.licence);
    }
    xml.leaf("summary", &[], &practice.plain_summary());
    xml.close("entry");
}

fn categories(practice: &Practice) -> impl Iterator<Item = (&'static str, String)> + '_ {
    [Facet::Sector, Facet::Country, Facet::Approach]
        .into_iter()
        .flat_map(|facet| facet.values(practice).into_iter().map(move |value| (facet.word(), value)))
}

fn time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A name for a feed that stays the same as long as its address does.
fn id(address: &str) -> uuid::Uuid {
    let sum = Sha256::digest(address.as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(sum).for_each(|(byte, sum)| *byte = sum);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
