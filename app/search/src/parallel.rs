//! Doing the same to several parts of the index at once.

use std::sync::LazyLock;
use std::thread::available_parallelism;

use tantivy::Executor;

use crate::error::Result;

/// From so many records on, parts are gone through side by side: below, waking a thread takes longer than they do.
const MANY: u64 = 10_000;
/// No more threads than so many: one query is not to take the whole machine.
const THREADS: usize = 4;

/// Two pieces for each thread are even enough: more of them are opened more often.
const PIECES: usize = 2;

static THREADED: LazyLock<Executor> =
    LazyLock::new(|| Executor::multi_thread(threads(), "search-").unwrap_or(Executor::SingleThread));

fn threads() -> usize {
    available_parallelism().map_or(1, usize::from).min(THREADS)
}

/// How many of so many records are gone through at a time, so that no thread waits long for another.
pub(crate) fn piece(records: u64) -> u32 {
    let records = u32::try_from(records).unwrap_or(u32::MAX);
    let pieces = u32::try_from(threads() * PIECES).unwrap_or(1);
    if u64::from(records) < MANY { u32::MAX } else { records.div_ceil(pieces) }
}

/// Does the same to each part of a library of so many records, side by side where it is large; answers in their order.
pub(crate) fn each<A: Send, R: Send>(
    records: u64,
    parts: impl Iterator<Item = A>,
    of: impl Fn(A) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    if records < MANY {
        return parts.map(of).collect();
    }
    THREADED.map(|part| Ok(of(part)), parts)?.into_iter().collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{MANY, each};
    use crate::error::Error;

    #[test]
    fn many_and_few_are_answered_in_their_order_and_one_failure_is_all() {
        let slow_first = |part: u64| {
            std::thread::sleep(std::time::Duration::from_millis(20 / (part + 1)));
            if part < 5 { Ok(part * part) } else { Err(Error::Column(std::io::Error::other("spoilt"))) }
        };
        for records in [MANY - 1, MANY] {
            assert_eq!(each(records, 0..5, slow_first).unwrap(), [0, 1, 4, 9, 16]);
            assert!(matches!(each(records, 3..7, slow_first), Err(Error::Column(_))));
        }
    }
}
