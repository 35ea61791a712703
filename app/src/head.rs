//! What a page's head says beside its title: to search engines, reference managers and feed readers.

use leptos::prelude::*;

/// Tags, links and a block of linked data.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// Tags, as name and content.
    pub meta: Vec<(&'static str, String)>,
    /// Links.
    pub links: Vec<Link>,
    /// JSON-LD in which no text can end the block.
    pub json_ld: Option<String>,
}

/// A link from the page as a whole.
#[derive(Debug, Clone)]
pub struct Link {
    /// What the other thing is to this page.
    pub rel: &'static str,
    /// Its address.
    pub href: String,
    /// Its media type, where it is another than a page's.
    pub media_type: Option<&'static str>,
    /// What it is called.
    pub title: Option<String>,
}

impl Link {
    /// A link without type and title.
    #[must_use]
    pub const fn to(rel: &'static str, href: String) -> Self {
        Self { rel, href, media_type: None, title: None }
    }

    /// The same page in another format.
    #[must_use]
    pub const fn alternate(media_type: &'static str, href: String, title: String) -> Self {
        Self { rel: "alternate", href, media_type: Some(media_type), title: Some(title) }
    }
}

/// The elements.
pub(crate) fn view(head: Head) -> impl IntoView {
    let meta = head.meta.into_iter().map(|(name, content)| view! { <meta name=name content=content/> });
    let links = head.links.into_iter().map(|link| {
        view! { <link rel=link.rel href=link.href type=link.media_type title=link.title/> }
    });
    // A block of data, which no browser runs: the content policy does not ask for a nonce.
    let block = head.json_ld.map(|json| view! { <script type="application/ld+json" inner_html=json></script> });
    view! {
        {meta.collect_view()}
        {links.collect_view()}
        {block}
    }
}
