//! Findings while a person writes. The rules and their words belong to the server.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlFormElement};

use crate::fragment::{self, Latest};
use crate::pause::{PAUSE, Pause, listen};

/// The id of the element that lists the findings.
const FINDINGS: &str = "findings";

/// How long after a text did not arrive it is sent again, in milliseconds.
const AGAIN: i32 = 5000;

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
    let asking = Rc::new(Cell::new(Asking::No));
    let own = Rc::<OnceCell<Pause>>::default();
    let again = Rc::clone(&own);
    let pause = Pause::of(length.unwrap_or(PAUSE), move || {
        // One after the other: a post that is given up may have been saved all the same, and the next one would not know.
        if asking.get() != Asking::No {
            return asking.set(Asking::Again);
        }
        asking.set(Asking::Once);
        let (form, name, latest, checked) = (form.clone(), name.clone(), latest.clone(), Rc::clone(&checked));
        let (asking, again) = (Rc::clone(&asking), Rc::clone(&again));
        spawn_local(async move {
            let arrived = loop {
                let arrived = check(&form, &name, &latest, &checked).await;
                if asking.replace(Asking::Once) != Asking::Again {
                    break arrived;
                }
            };
            asking.set(Asking::No);
            if let Some(pause) = again.get().filter(|_| arrived.is_none() && keeps()) {
                pause.again_after(AGAIN);
            }
        });
    });
    let _ = own.set(pause.clone());
    pause.restart_on_change(&root);
    send_when_left(&root, &pause);
}

/// Sends at once what waits when the page is left or hidden: nobody pauses before leaving. What a button sends is sent.
fn send_when_left(root: &Element, pause: &Pause) {
    let sent = pause.clone();
    listen(root, "submit", move |_: Event| sent.cancel());
    let Some(window) = web_sys::window() else { return };
    // Before a page is asked for again, so that it comes with the last words; where that is not said, at the end.
    for kind in ["beforeunload", "pagehide"] {
        let pause = pause.clone();
        listen(&window, kind, move |_: Event| send(&pause));
    }
    let Some(document) = window.document() else { return };
    let (pause, shown) = (pause.clone(), document.clone());
    listen(&document, "visibilitychange", move |_: Event| {
        if shown.hidden() {
            send(&pause);
        }
    });
}

fn send(pause: &Pause) {
    if keeps() {
        pause.end_now();
    }
}

/// Whether what is posted is kept: then the findings carry the words for what did not arrive.
fn keeps() -> bool {
    let findings = web_sys::window().and_then(|window| window.document()?.get_element_by_id(FINDINGS));
    findings.is_some_and(|findings| findings.has_attribute("data-unsent"))
}

/// Whether a post is under way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asking {
    No,
    Once,
    /// It is, and something was changed since.
    Again,
}

/// Posts the fields, if they are not what was posted last; nothing where they did not arrive.
async fn check(form: &HtmlFormElement, name: &str, latest: &Latest, checked: &RefCell<String>) -> Option<()> {
    let fields = fragment::fields(form)?;
    fields.set("form", name);
    // It is no second press of the button.
    fields.delete("once");
    let written = String::from(fields.to_string());
    // Leaving a field says `change` again for what `input` has said already.
    if checked.replace(written.clone()) == written {
        return Some(());
    }
    let Some(answer) = latest.ask(&fragment::address(form)?.href(), FINDINGS, Some(&fields)).await else {
        // It did not arrive: the same text is worth another try.
        checked.take();
        unsent();
        return None;
    };
    if fragment::replace(FINDINGS, &answer).is_some() {
        beside(form);
    }
    Some(())
}

/// Says that the text is newer than what arrived, in the words that the findings carry for it as `data-unsent`, in place
/// of what their live region said of it until now.
fn unsent() -> Option<()> {
    let findings = web_sys::window()?.document()?.get_element_by_id(FINDINGS)?;
    let words = findings.get_attribute("data-unsent")?;
    let status = fragment::status(&findings)?;
    // It is said once, however often it is tried.
    if status.text_content().as_deref() == Some(words.as_str()) {
        return None;
    }
    status.set_class_name("notice notice--warn");
    status.set_text_content(Some(&words));
    Some(())
}

/// Says beside its field what a finding with the attribute `data-beside` names: the page's own answer to the button does
/// the same, with the words where somebody looks who writes.
fn beside(form: &HtmlFormElement) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let old = form.query_selector_all(".problem[data-live]").ok()?;
    for said in (0..old.length()).filter_map(|at| old.get(at)?.dyn_into::<Element>().ok()) {
        if let Some(field) = said.next_element_sibling() {
            let _ = field.remove_attribute("aria-errormessage");
            let _ = field.remove_attribute("aria-invalid");
        }
        said.remove();
    }
    let new = document.query_selector_all(&format!("#{FINDINGS} [data-beside]")).ok()?;
    for finding in (0..new.length()).filter_map(|at| new.get(at)?.dyn_into::<Element>().ok()) {
        let name = finding.get_attribute("data-beside")?;
        let Some(field) = document.get_element_by_id(&format!("field-{name}")) else { continue };
        let id = format!("problem-{name}");
        if document.get_element_by_id(&id).is_some() {
            continue;
        }
        let said = document.create_element("p").ok()?;
        said.set_class_name("problem");
        said.set_id(&id);
        said.set_attribute("data-live", "").ok()?;
        said.set_text_content(finding.text_content().as_deref());
        field.parent_node()?.insert_before(&said, Some(&field)).ok()?;
        field.set_attribute("aria-invalid", "true").ok()?;
        field.set_attribute("aria-errormessage", &id).ok()?;
    }
    Some(())
}
