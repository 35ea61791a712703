//! Mounts the islands in the browser. The islands themselves are in the crate `islands`.

// Nothing here calls the islands: the page finds them by name, so the crate must only be linked.
use islands as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Readies the page for its islands; the page's own script calls it before it wakes each of them.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
