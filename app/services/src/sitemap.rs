//! What crawlers are told: the list of all public pages, and which others are not for them.

use chrono::SecondsFormat;
use domain::Result;
use store::practices;

use crate::Scope;
use crate::xml::Xml;

/// Addresses of one list, the most that its makers allow.
pub const MOST: u64 = 50_000;
const SPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
/// Pages beside the records.
const PAGES: &[&str] = &["/", "/library", "/library/map", "/glossary"];
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
    let count = practices::count(scope.db()).await?;
    if count + u64::try_from(PAGES.len()).unwrap_or_default() <= most {
        return list(scope, 0, most, PAGES).await;
    }
    let mut xml = Xml::new();
    xml.open("sitemapindex", &[SPACE]);
    for page in 0..=count.div_ceil(most) {
        xml.open("sitemap", &[]);
        xml.leaf("loc", &[], &scope.link(&format!("/sitemap/{page}")));
        xml.close("sitemap");
    }
    xml.close("sitemapindex");
    Ok(xml.finish())
}

/// One list of several: the first has the pages beside the records, each other its share of the records; nothing
/// after the last.
///
/// # Errors
/// When the database cannot be read.
pub async fn part(scope: &Scope, page: u64, most: u64) -> Result<Option<String>> {
    let Some(records) = page.checked_sub(1) else { return list(scope, 0, 0, PAGES).await.map(Some) };
    let count = practices::count(scope.db()).await?;
    match records.checked_mul(most).filter(|skip| *skip < count) {
        Some(skip) => list(scope, skip, most, &[]).await.map(Some),
        None => Ok(None),
    }
}

async fn list(scope: &Scope, skip: u64, most: u64, pages: &[&str]) -> Result<String> {
    let records = if most == 0 { Vec::new() } else { practices::addresses(scope.db(), skip, most).await? };
    let mut xml = Xml::new();
    xml.open("urlset", &[SPACE]);
    for page in pages {
        xml.open("url", &[]);
        xml.leaf("loc", &[], &scope.link(page));
        xml.close("url");
    }
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
