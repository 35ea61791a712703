//! Leaving a sensitive page by a key. The link, its words and where it leads belong to the page.

use std::cell::Cell;

use leptos::prelude::*;
use web_sys::{Element, KeyboardEvent};

use crate::pause::listen;

/// How often Escape must be pressed with no other key between: once or twice happens by habit.
const PRESSES: u8 = 3;

/// Wraps a link that leaves the page: pressing Escape three times follows it and takes the page out of the history.
#[island]
pub fn QuickExit(
    /// The link.
    children: Children,
) -> impl IntoView {
    view! { <div class="island" use:leave_on_escape>{children()}</div> }
}

fn leave_on_escape(root: Element) {
    let Some(window) = web_sys::window() else { return };
    let presses = Cell::new(0);
    let location = window.location();
    listen(&window, "keydown", move |event: KeyboardEvent| {
        presses.set(if event.key() == "Escape" { presses.get() + 1 } else { 0 });
        if presses.get() < PRESSES {
            return;
        }
        let link = root.query_selector("a[href]").ok().flatten();
        if let Some(neutral) = link.and_then(|link| link.get_attribute("href")) {
            let _ = location.replace(&neutral);
        }
    });
}
