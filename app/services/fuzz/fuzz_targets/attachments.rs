//! A file of any bytes under any ending.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../checks/attachments.rs"]
mod attachments;

// Panics of others' readers are caught where they are called; one that comes through ends the process all the same.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| ())), |bytes: &[u8]| attachments::check(bytes));
