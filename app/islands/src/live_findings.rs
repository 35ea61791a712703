//! Findings while a person writes. The rules and their words belong to the server.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlFormElement};

use crate::fragment::{self, Latest};
use crate::pause::{PAUSE, Pause};

/// The id of the element that lists the findings.
const FINDINGS: &str = "findings";

/// Wraps a POST form: after each change it posts the fields under another name of the form, and replaces `#findings`.
///
/// It reads the fields and never writes or moves between them. Whether the name saves or only checks is the server's.
#[island]
pub fn LiveFindings(
    /// The name to post under.
    #[prop(into)]
    form: String,
    /// How long a person pauses before it is posted, in milliseconds: each post that saves is a write.
    #[prop(optional)]
    pause: Option<i32>,
    /// The form, with or beside an element `#findings`.
    children: Children,
) -> impl IntoView {
    view! { <div class="island island--findings" use:check_as_written=(form, pause)>{children()}</div> }
}

fn check_as_written(root: Element, (name, length): (String, Option<i32>)) {
    let Some(form) = fragment::form(&root) else { return };
    let latest = Latest::default();
    let checked = Rc::new(RefCell::new(String::new()));
    let pause = Pause::of(length.unwrap_or(PAUSE), move || {
        let (form, name, latest, checked) = (form.clone(), name.clone(), latest.clone(), Rc::clone(&checked));
        spawn_local(async move {
            let _ = check(&form, &name, &latest, &checked).await;
        });
    });
    pause.restart_on_change(&root);
}

async fn check(form: &HtmlFormElement, name: &str, latest: &Latest, checked: &RefCell<String>) -> Option<()> {
    let fields = fragment::fields(form)?;
    fields.set("form", name);
    // It is no second press of the button.
    fields.delete("once");
    let written = String::from(fields.to_string());
    // Leaving a field says `change` again for what `input` has said already.
    if checked.replace(written.clone()) == written {
        return None;
    }
    let answer = latest.ask(&fragment::address(form)?.href(), FINDINGS, Some(&fields)).await?;
    fragment::replace(FINDINGS, &answer)
}
