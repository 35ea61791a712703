//! The only Leptos code that runs in a browser: each island wraps HTML that the server rendered and that works
//! without it. An island asks the server for the same page again and puts one element of the answer in the place of
//! ours; it knows no words, no rules and no data of its own. What an island shows is the server's business.
//!
//! On the server the islands render their children unchanged, and the code that talks to the browser is never called.

mod fragment;
mod live_findings;
mod live_search;
mod occupation_picker;
mod pause;
mod quick_exit;

pub use live_findings::LiveFindings;
pub use live_search::LiveSearch;
pub use occupation_picker::OccupationPicker;
pub use quick_exit::QuickExit;
