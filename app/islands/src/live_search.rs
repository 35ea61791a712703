//! Results as a person types. What is found, counted and said belongs to the page behind the form's address.

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlFormElement};

use crate::fragment::{self, Latest};
use crate::pause::Pause;

/// Wraps a GET form: while a person types, the element with the id `target` follows, and so does the address.
///
/// The element may be inside the form or anywhere else on the page. A direct child with `role="status"` is kept and
/// its text changed, so that screen readers say it.
#[island]
pub fn LiveSearch(
    /// The id of the element to replace.
    #[prop(into)]
    target: String,
    /// The form.
    children: Children,
) -> impl IntoView {
    view! { <div class="island" use:search_as_typed=target>{children()}</div> }
}

fn search_as_typed(root: Element, target: String) {
    let Some(form) = fragment::form(&root) else { return };
    let latest = Latest::default();
    let pause = Pause::new(move || {
        let (form, target, latest) = (form.clone(), target.clone(), latest.clone());
        spawn_local(async move {
            let _ = search(&form, &target, &latest).await;
        });
    });
    pause.restart_on_change(&root);
}

async fn search(form: &HtmlFormElement, target: &str, latest: &Latest) -> Option<()> {
    let window = web_sys::window()?;
    let asked = String::from(fragment::fields(form)?.to_string());
    let address = fragment::address(form)?;
    address.set_search(&asked);
    let address = address.href();
    if window.location().href().ok()? == address {
        // Back at what is shown: an older question must not answer over it.
        latest.give_up();
        return None;
    }
    let answer = latest.ask(&address, target, None).await?;
    if fragment::fields(form)?.to_string() != asked {
        // Something was ticked while the answer was on its way, and it knows nothing of that; the next one will.
        return None;
    }
    fragment::replace(target, &answer)?;
    window.history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(&address)).ok()
}
