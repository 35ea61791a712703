//! Whatever somebody types is answered. `cargo fuzz run query app/search/fuzz/seeds/query` in the folder app/search,
//! with a nightly compiler or `RUSTC_BOOTSTRAP=1`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../checks/query.rs"]
mod query;

fuzz_target!(|bytes: &[u8]| query::check(bytes));
