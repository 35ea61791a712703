//! The explanation of a term where it is used: a button in the text, and what it opens over the page. It needs no script;
//! a browser that does not know popovers shows the explanations in place, and paper has them too.

use i18n::Text;
use leptos::prelude::*;
use taxonomy::glossary::Term;

use super::{line, titled};
use crate::Ways;

/// The id of what a term's button opens.
pub(crate) fn id(term: &Term) -> String {
    format!("term-{}", term.slug)
}

/// A button with words of the page's own that explains a term; nothing for a term that there is not. A page has it once
/// for a term.
pub(crate) fn term_link(text: Text, words: String, slug: &str) -> Option<AnyView> {
    let term = taxonomy::glossary::find(slug)?;
    Some(
        view! {
            <button type="button" class="term" popovertarget=id(term)>{words}</button>
            {opened(text, &Ways::Online, term)}
        }
        .into_any(),
    )
}

/// What the buttons in a text open, with links to the terms for whoever would rather read them at once.
pub(crate) fn explanations(text: Text, ways: &Ways, terms: &[&'static Term]) -> Option<AnyView> {
    if terms.is_empty() {
        return None;
    }
    let links = terms.iter().map(|term| view! { <li><a href=ways.term(&term.slug)>{term.name.clone()}</a></li> });
    let links = links.collect_view();
    let opened = terms.iter().map(|term| opened(text, ways, term)).collect_view();
    Some(
        view! {
            <section class="explained">
                <h2>{text.get("glossary-explained")}</h2>
                <ul class="inline">{links}</ul>
                {opened}
            </section>
        }
        .into_any(),
    )
}

/// What stands in the popover: name, definition, where that stands, and the way to the term's page.
fn opened(text: Text, ways: &Ways, term: &'static Term) -> impl IntoView + use<> {
    let (id, href) = (id(term), ways.term(&term.slug));
    let name = titled(term);
    let from = line(term, 2).map(|line| view! { <p class="meta">{line}</p> });
    view! {
        <div class="definition" id=id popover="auto" role="note" aria-label=name>
            <p><strong>{name.clone()}</strong>": "{term.definition.clone()}</p>
            {from}
            <p class="definition__ways">
                <a href=href>{text.get("glossary-more")}</a>
                <button type="button" class="button button--quiet" popovertarget=id.clone() popovertargetaction="hide">
                    {text.get("glossary-close")}
                </button>
            </p>
        </div>
    }
}
