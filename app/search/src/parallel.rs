//! Doing the same to several parts of the index at once.

use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread::available_parallelism;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::Result;

/// From so many records on, parts are gone through side by side: below, waking a thread takes longer than they do.
const MANY: u64 = 10_000;
/// No more threads than so many: one query is not to take the whole machine.
const THREADS: usize = 4;

/// Two pieces for each thread are even enough: more of them are opened more often.
const PIECES: usize = 2;

/// Those that help whoever asks, who does as much as each of them.
static HELPERS: LazyLock<Option<ThreadPool>> = LazyLock::new(|| {
    let helpers = threads().checked_sub(1).filter(|many| *many > 0)?;
    ThreadPoolBuilder::new().num_threads(helpers).thread_name(|at| format!("search-{at}")).build().ok()
});

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
    let Some(helpers) = HELPERS.as_ref().filter(|_| records >= MANY) else { return parts.map(of).collect() };
    let parts: Vec<A> = parts.collect();
    let helping = helpers.current_num_threads().min(parts.len().saturating_sub(1));
    let done = Mutex::new(Vec::with_capacity(parts.len()));
    let left = Mutex::new(parts.into_iter().enumerate());
    let work = || {
        // Taken on its own, so that nobody waits for it while something is done.
        let next = || held(&left).next();
        while let Some((at, part)) = next() {
            let answer = of(part);
            held(&done).push((at, answer));
        }
    };
    helpers.in_place_scope(|scope| {
        (0..helping).for_each(|_| scope.spawn(|_| work()));
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, answer)| answer).collect()
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
