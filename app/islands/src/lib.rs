//! The only Leptos code that runs in a browser
