//! A table that becomes a card a row on a narrow page. What stands in its rows belongs to the pages; each cell but the
//! row's own head names its column in `data-label`.

use i18n::Text;
use leptos::prelude::*;

/// An e-mail address in a cell, which breaks behind its `@` or a dot of its host before it breaks inside a word.
pub(crate) fn address(email: &str) -> AnyView {
    let Some((person, host)) = email.rsplit_once('@') else { return view! { {email.to_owned()} }.into_any() };
    let parts = host.split_inclusive('.').map(|part| view! { <wbr/>{part.to_owned()} });
    let parts = parts.collect_view();
    view! { {format!("{person}@")}{parts} }.into_any()
}

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
