//! A file of any bytes in every format that can be imported, and another library's answer.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../src/import/read/mod.rs"]
#[expect(dead_code, reason = "what only the services use")]
mod read;

#[path = "../checks/import.rs"]
mod import;

fuzz_target!(|bytes: &[u8]| import::check(bytes));
