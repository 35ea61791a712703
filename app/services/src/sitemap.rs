//! What crawlers are told: the list of all public pages, and which others are not for them.

use chrono::SecondsFormat;
use domain::Result;
use store::practices;

use crate::Scope;
use crate::xml::Xml;

/// Addresses of one list, the most that its makers allow.
pub const MOST: u64 = 50_000;
const SPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
/// Pages that stand by themselves.
const PAGES: &[&str] = &["/", "/join", "/library", "/library/map", "/glossary", "/statistics"];
/// Beginnings of addresses that lead to nothing public.
const PRIVATE: &[&str] = &[
    "/account",
    "/placements",
    "/opportunities",
    "/referrals",
    "/introductions",
    "/stewardship",
    "/operations",
    "/occupations",
    "/consent/",
    "/sign-in",
    "/sign-out",
    "/join/",
    "/library/saved",
    "/proposals",
    "/curation",
    "/sanctions",
    "/vouches",
];

/// The list of all addresses or, where there are more than one list takes, the list of the lists.
///
/// # Errors
/// When the database cannot be read.
pub async fn whole(scope: &Scope, most: u64) -> Result<String> {
    let count = count(scope).await?;
    if count <= most {
        return list(scope, 0, most).await;
    }
    let mut xml = Xml::new();
    xml.open("sitemapindex", &[SPACE]);
    for page in 0..count.div_ceil(most) {
        xml.open("sitemap", &[]);
        xml.leaf("loc", &[], &scope.link(&format!("/sitemap/{page}")));
        xml.close("sitemap");
    }
    xml.close("sitemapindex");
    Ok(xml.finish())
}

/// One list of several, each with its share of the addresses; nothing after the last.
///
/// # Errors
/// When the database cannot be read.
pub async fn part(scope: &Scope, page: u64, most: u64) -> Result<Option<String>> {
    let count = count(scope).await?;
    match page.checked_mul(most).filter(|skip| *skip < count) {
        Some(skip) => list(scope, skip, most).await.map(Some),
        None => Ok(None),
    }
}

/// The pages beside the records: those that stand by themselves, and one for each term of the glossary.
fn pages() -> impl Iterator<Item = String> {
    let terms = taxonomy::glossary::all().iter().map(|term| format!("/glossary/{}", term.slug));
    PAGES.iter().map(|page| (*page).to_owned()).chain(terms)
}

/// How many addresses there are.
async fn count(scope: &Scope) -> Result<u64> {
    let records = practices::count(scope.db()).await?;
    Ok(records.saturating_add(u64::try_from(pages().count()).unwrap_or_default()))
}

/// Some of the addresses: pages first, then records.
async fn list(scope: &Scope, skip: u64, most: u64) -> Result<String> {
    let mut xml = Xml::new();
    xml.open("urlset", &[SPACE]);
    let (mut before, mut left) = (skip, most);
    for page in pages() {
        if before > 0 {
            before -= 1;
        } else if left > 0 {
            left -= 1;
            xml.open("url", &[]);
            xml.leaf("loc", &[], &scope.link(&page));
            xml.close("url");
        }
    }
    let records = if left == 0 { Vec::new() } else { practices::addresses(scope.db(), before, left).await? };
    for (slug, published) in records {
        xml.open("url", &[]);
        xml.leaf("loc", &[], &scope.link(&format!("/library/{slug}")));
        xml.leaf("lastmod", &[], &published.to_rfc3339_opts(SecondsFormat::Secs, true));
        xml.close("url");
    }
    xml.close("urlset");
    Ok(xml.finish())
}

/// What robots may read, and where the list is.
#[must_use]
pub fn robots(scope: &Scope) -> String {
    let mut text = "User-agent: *\n".to_owned();
    for path in PRIVATE {
        text.push_str(&format!("Disallow: {path}\n"));
    }
    text.push_str(&format!("\nSitemap: {}\n", scope.link("/sitemap.xml")));
    text
}

/// How a browser searches the library from its own search field.
#[must_use]
pub fn opensearch(scope: &Scope) -> String {
    let text = i18n::Text::of(&domain::codes::Language::english());
    let mut xml = Xml::new();
    xml.open("OpenSearchDescription", &[("xmlns", "http://a9.com/-/spec/opensearch/1.1/")]);
    xml.leaf("ShortName", &[], &text.get("opensearch-name"));
    xml.leaf("Description", &[], &text.get("opensearch-description"));
    xml.leaf("InputEncoding", &[], "UTF-8");
    // The braces are the template's own, and no part of an address.
    let whole = |path: &str| format!("{}?q={{searchTerms}}", scope.link(path));
    xml.empty("Url", &[("type", "text/html"), ("template", &whole("/library"))]);
    xml.empty("Url", &[("type", "application/atom+xml"), ("template", &whole(crate::feed::PATH))]);
    xml.close("OpenSearchDescription");
    xml.finish()
}
