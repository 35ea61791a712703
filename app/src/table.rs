//! A table that becomes a card a row on a narrow page. What stands in its rows belongs to the pages; each cell but the
//! row's own head names its column in `data-label`.

use i18n::Text;
use leptos::prelude::*;

/// The table, with its name and the heads of its columns.
pub(crate) fn cards(text: Text, name: &str, heads: &[&str], rows: AnyView) -> impl IntoView + use<> {
    let heads = heads.iter().map(|key| view! { <th scope="col">{text.get(key)}</th> }).collect_view();
    view! {
        <div class="table table--cards" role="region" tabindex="0" aria-label=text.get(name)>
            <table>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
