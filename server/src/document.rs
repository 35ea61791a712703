//! The process that reads one file of a stranger: it takes the file from standard input, writes what it found to
//! standard output, and has no more memory and time than any honest file needs. It opens no database and no key.

use std::io::{Read, Write};
use std::process::ExitCode;

use rustix::process::Resource;

use crate::bounds::bound;

/// The most bytes of address space.
const MEMORY: u64 = 1 << 30;
/// The most seconds of computing.
const SECONDS: u64 = 25;
/// The most bytes that are read.
const MOST: u64 = 64 << 20;

/// Reads a file that has this name.
pub(crate) fn read(name: &str) -> ExitCode {
    for (resource, most) in [(Resource::As, MEMORY), (Resource::Cpu, SECONDS), (Resource::Fsize, 0)] {
        if bound(resource, most).is_err() {
            return ExitCode::FAILURE;
        }
    }
    let mut bytes = Vec::new();
    if std::io::stdin().take(MOST).read_to_end(&mut bytes).is_err() {
        return ExitCode::FAILURE;
    }
    let answer = documents::child::answer(name, &bytes);
    match std::io::stdout().write_all(&answer).and_then(|()| std::io::stdout().flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
