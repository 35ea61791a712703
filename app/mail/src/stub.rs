//! A transport that keeps what it is given, for tests: mail is one of the two things that tests replace.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Result};
use crate::render::Rendered;

/// Keeps mails instead of sending them; clones share what was kept.
#[derive(Debug, Clone, Default)]
pub struct Stub(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    sent: Vec<Rendered>,
    failures: VecDeque<Error>,
}

impl Stub {
    /// The mails sent so far, oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<Rendered> {
        self.with(|kept| kept.sent.clone())
    }

    /// Makes the next mail fail with this; called again, the one after it.
    pub fn fail_next(&self, error: Error) {
        self.with(|kept| kept.failures.push_back(error));
    }

    pub(crate) fn take(&self, mail: &Rendered) -> Result<()> {
        self.with(|kept| match kept.failures.pop_front() {
            Some(error) => Err(error),
            None => {
                kept.sent.push(mail.clone());
                Ok(())
            }
        })
    }

    fn with<T>(&self, use_it: impl FnOnce(&mut Kept) -> T) -> T {
        use_it(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
