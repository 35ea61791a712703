//! Leaving a sensitive page at once. The link, its words and where it leads belong to the page.

use std::cell::Cell;

use leptos::prelude::*;
use web_sys::{Document, Element, Event, KeyboardEvent};

use crate::pause::listen;

/// The key, and how often it must be pressed with no other between: once or twice happens by habit. Government sites
/// use the same, so that people have to learn it once.
const KEY: &str = "Shift";
const PRESSES: u8 = 3;

/// Wraps a link that leaves the page: following it, or pressing Shift three times, empties the page at once and takes
/// it out of the history. What is `hidden` inside the link tells of the key and is shown where the key works.
#[island]
pub fn QuickExit(
    /// The link.
    children: Children,
) -> impl IntoView {
    view! { <div class="island island--exit" use:leave_at_once>{children()}</div> }
}

fn leave_at_once(root: Element) {
    let Some(link) = root.query_selector("a[href]").ok().flatten() else { return };
    if let Some(key) = link.query_selector("[hidden]").ok().flatten() {
        let _ = key.remove_attribute("hidden");
    }
    let left = link.clone();
    listen(&link, "click", move |event: Event| {
        if leave(&left).is_some() {
            event.prevent_default();
        }
    });
    let Some(window) = web_sys::window() else { return };
    let presses = Cell::new(0_u8);
    listen(&window, "keydown", move |event: KeyboardEvent| {
        if event.repeat() {
            return;
        }
        presses.set(if event.key() == KEY { presses.get().saturating_add(1) } else { 0 });
        if presses.get() == PRESSES {
            let _ = leave(&link);
        }
    });
}

/// Goes where the link leads, with nothing of the page left to see while that loads.
fn leave(link: &Element) -> Option<()> {
    let window = web_sys::window()?;
    let neutral = link.get_attribute("href")?;
    empty(&window.document()?);
    window.location().replace(&neutral).ok()
}

fn empty(document: &Document) {
    document.set_title("");
    if let Some(body) = document.body() {
        body.set_inner_html("");
    }
}
