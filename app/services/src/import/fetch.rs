//! Asking another library for all its records (OAI-PMH), answer by answer. What it says about itself is not believed:
//! there is an end to answers, records, bytes and time, and a token that comes back is refused.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use url::Url;

use super::harvested::Listed;
use super::kept::{MOST_ROWS, Settings};
use super::read::oai;
use super::web::{Conversation, Reach};

/// The most answers.
const MOST_ANSWERS: u64 = 500;
/// The most bytes of all answers.
const MOST_BYTES: usize = 50 << 20;
/// How long everything may take.
const PATIENCE: Duration = Duration::from_secs(300);
/// The most answers in a row without a record.
const MOST_EMPTY: u64 = 3;

/// The questions to another library, and what has come of them.
pub(super) struct Fetching {
    conversation: Conversation,
    address: Url,
    set: String,
    today: NaiveDate,
    begun: Instant,
    token: Option<String>,
    tokens: HashSet<String>,
    bytes: usize,
    empty: u64,
    count: u64,
    records: Vec<Listed>,
    /// How far it has come.
    pub progress: Settings,
}

/// What an answer led to.
pub(super) enum Step {
    /// There is more.
    More,
    /// These are all.
    Whole(Vec<Listed>),
}

impl Fetching {
    /// Before the first question.
    pub(super) fn new(address: Url, settings: Settings, (reach, own): (Reach, &str), today: NaiveDate) -> Self {
        Self {
            conversation: Conversation::new(reach, own),
            address,
            set: settings.set.clone(),
            today,
            begun: Instant::now(),
            token: None,
            tokens: HashSet::new(),
            bytes: 0,
            empty: 0,
            count: 0,
            records: Vec::new(),
            progress: settings,
        }
    }

    fn question(&self) -> Url {
        let mut url = self.address.clone();
        let mut query = url.query_pairs_mut();
        query.append_pair("verb", "ListRecords");
        match &self.token {
            Some(token) => query.append_pair("resumptionToken", token),
            None => query.append_pair("metadataPrefix", "oai_dc"),
        };
        if self.token.is_none() && !self.set.is_empty() {
            query.append_pair("set", &self.set);
        }
        drop(query);
        url
    }

    /// Asks once; it blocks.
    ///
    /// # Errors
    /// One line, after which nothing of it is to be used.
    pub(super) fn step(&mut self) -> Result<Step, String> {
        let text = self.conversation.ask(&self.question())?;
        self.bytes = self.bytes.saturating_add(text.len());
        self.progress.pages += 1;
        let answer = oai::read(&text, self.today)?;
        if let Some((code, said)) = answer.error {
            return Err(match code.as_str() {
                "noRecordsMatch" => "the other library has no records there".to_owned(),
                code => format!("the other library says {code}: {said}"),
            });
        }
        self.count = self.count.saturating_add(answer.count);
        self.progress.records = self.count;
        self.progress.complete = answer.complete.or(self.progress.complete);
        self.empty = if answer.count == 0 { self.empty + 1 } else { 0 };
        self.records.extend(answer.records.into_iter().map(|(name, record)| Listed { name, record }));
        self.token = answer.token;
        self.judge()
    }

    /// Whether the other library can still be believed.
    fn judge(&mut self) -> Result<Step, String> {
        let there = |listed: &&Listed| listed.record != Err(oai::Untold::Withdrawn);
        if self.records.iter().filter(there).count() > MOST_ROWS {
            return Err(format!("the other library has more than {MOST_ROWS} records; give a set of them"));
        }
        if self.bytes > MOST_BYTES {
            return Err(format!("the answers are longer than {MOST_BYTES} bytes together"));
        }
        if self.begun.elapsed() > PATIENCE {
            return Err(format!("the other library took longer than {} seconds", PATIENCE.as_secs()));
        }
        let Some(token) = &self.token else { return self.whole() };
        if !self.tokens.insert(token.clone()) {
            return Err("the other library gives the same token twice, so its list would never end".to_owned());
        }
        if self.empty >= MOST_EMPTY || self.progress.pages >= MOST_ANSWERS {
            return Err("the other library goes on without end".to_owned());
        }
        // The count may be an estimate; one that is far off is none.
        if self.progress.complete.is_some_and(|complete| self.count > complete.saturating_mul(2).saturating_add(100)) {
            return Err("the other library gives far more records than it says it has".to_owned());
        }
        Ok(Step::More)
    }

    fn whole(&mut self) -> Result<Step, String> {
        if self.progress.complete.is_some_and(|complete| self.count.saturating_mul(2) < complete) {
            return Err("the other library gives far fewer records than it says it has".to_owned());
        }
        Ok(Step::Whole(std::mem::take(&mut self.records)))
    }
}
