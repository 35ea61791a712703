//! What the shades of a drawing stand for.

use i18n::Text;
use leptos::prelude::*;

/// The list of shades, each by its class in `style/map.css`, with its words.
pub(super) fn legend(text: Text, shades: impl IntoIterator<Item = (String, String)>) -> AnyView {
    let each = shades.into_iter().map(|(shade, words)| {
        view! { <li><span class=format!("swatch {shade}")></span>{words}</li> }
    });
    let each: Vec<_> = each.collect();
    view! { <ul class="legend" aria-label=text.get("library-map-legend")>{each}</ul> }.into_any()
}
