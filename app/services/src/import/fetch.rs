//! Asking another library for its records (OAI-PMH), answer by answer. What it says about itself is not believed: there is
//! an end to answers, records, bytes and time, and a token that comes back is refused. A list that is longer is left where
//! an answer ends, so that it can be gone on with there; one whose library is busy is put by for a while.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use url::Url;

use super::harvested::Listed;
use super::kept::MOST_ROWS;
use super::read::oai::{self, NoAnswer, dates::Granularity};
use super::settings::{Settings, Talk};
use super::web::{Conversation, Reach, Said};
use super::why::Why;

/// The most answers of a part.
const MOST_ANSWERS: u64 = 500;
/// The most bytes of all answers of a part.
const MOST_BYTES: usize = 50 << 20;
/// How long a part may take, without what the other library is left alone.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long the other library may be waited for at once.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How long it is left alone at least, if it asks to be.
const SHORTEST_WAIT: Duration = Duration::from_secs(1);
/// How often it may be waited for in a part.
const MOST_WAITS: u32 = 5;
/// The most answers in a row without a record.
const MOST_EMPTY: u64 = 3;

/// The questions to another library, and what has come of them.
pub(super) struct Fetching {
    conversation: Conversation,
    address: Url,
    today: NaiveDate,
    begun: Instant,
    /// The tokens since then: a list that goes round comes round again.
    tokens: HashSet<String>,
    talk: Talk,
    records: Vec<Listed>,
    /// How many of these are kept with the import.
    held: usize,
    /// How far it has come.
    pub progress: Settings,
}

/// What an answer led to.
pub(super) enum Step {
    /// There is more to ask.
    More,
    /// The same is to be asked again after so long.
    Later(Duration),
    /// These are all that are asked for at once.
    Enough(Vec<Listed>),
}

/// What is to be kept of the questions to another library that is busy.
pub(super) struct PutBy {
    /// How far they have come.
    pub settings: Settings,
    /// The records that are not kept yet.
    pub records: Vec<Listed>,
    /// How many are.
    pub held: usize,
}

impl Fetching {
    /// Before the first question, or after the last one before the other library was left alone: then with the records
    /// that are kept.
    pub(super) fn new(
        address: Url,
        (mut settings, records): (Settings, Vec<Listed>),
        (reach, own): (Reach, &str),
        today: NaiveDate,
    ) -> Self {
        let token = settings.harvest.token.take();
        let first = Talk { resumes: token.is_some(), token, count: settings.records, ..Talk::default() };
        let talk = settings.talk.take().unwrap_or(first);
        Self {
            conversation: Conversation::new(reach, own),
            address,
            today,
            begun: Instant::now(),
            tokens: talk.token.clone().into_iter().collect(),
            talk,
            held: records.len(),
            records,
            progress: settings,
        }
    }

    /// What is to be kept until the other library is asked again.
    pub(super) fn put_by(mut self) -> PutBy {
        self.talk.spent = self.spent();
        let records = self.records.split_off(self.held);
        let settings = Settings { talk: Some(self.talk), ..self.progress };
        PutBy { settings, records, held: self.held }
    }

    /// How long the other library has taken so far.
    fn spent(&self) -> Duration {
        self.talk.spent.saturating_add(self.begun.elapsed())
    }

    /// Whether what is asked for lies between dates.
    fn is_dated(&self) -> bool {
        let harvest = &self.progress.harvest;
        harvest.after.is_some() || harvest.from.is_some() || harvest.until.is_some()
    }

    fn question(&self) -> Url {
        let mut url = self.address.clone();
        let mut query = url.query_pairs_mut();
        if self.asks_for_dates() {
            query.append_pair("verb", "Identify");
        } else {
            query.append_pair("verb", "ListRecords");
            match &self.talk.token {
                Some(token) => {
                    query.append_pair("resumptionToken", token);
                }
                None => {
                    query.append_pair("metadataPrefix", "oai_dc");
                    query.extend_pairs(self.choice());
                }
            }
        }
        drop(query);
        url
    }

    /// Whether it has to be asked first how it writes dates.
    fn asks_for_dates(&self) -> bool {
        self.talk.token.is_none() && self.talk.granularity.is_none() && self.is_dated()
    }

    /// What is asked for of all that it has.
    fn choice(&self) -> Vec<(&'static str, String)> {
        let (set, harvest) = (&self.progress.set, &self.progress.harvest);
        let dates = self.talk.granularity.unwrap_or(Granularity::Day);
        let from = match &harvest.after {
            Some(after) => Some(dates.moment(after)),
            None => harvest.from.map(|day| dates.first(day)),
        };
        let set = Some(set.clone()).filter(|set| !set.is_empty());
        let until = harvest.until.map(|day| dates.last(day));
        [("set", set), ("from", from), ("until", until)]
            .into_iter()
            .filter_map(|(name, value)| value.map(|value| (name, value)))
            .collect()
    }

    /// Asks once; it blocks.
    ///
    /// # Errors
    /// Why it is of no use, after which nothing of it is to be used.
    pub(super) fn step(&mut self) -> Result<Step, Why> {
        let text = match self.conversation.ask(&self.question())? {
            Said::Text(text) => text,
            Said::Later(wait) => return self.wait(wait),
        };
        self.talk.bytes = self.talk.bytes.saturating_add(text.len());
        if self.asks_for_dates() {
            let identity = oai::dates::identity(&text)?;
            self.talk.granularity = Some(identity.granularity);
            self.progress.harvest.tells_deleted = Some(identity.tells_deleted);
            return Ok(Step::More);
        }
        self.progress.pages += 1;
        let mut answer = oai::read(&text, self.today)?;
        match answer.error.take() {
            Some((code, said)) => self.refused(code, said),
            None => self.take(answer),
        }
    }

    /// Leaves another library that is busy alone, if that has an end.
    fn wait(&mut self, wait: Duration) -> Result<Step, Why> {
        if wait > LONGEST_WAIT {
            return Err(Why::BusyLong { seconds: wait.as_secs(), most: LONGEST_WAIT.as_secs() });
        }
        if self.talk.waits >= MOST_WAITS {
            return Err(Why::BusyStill { times: MOST_WAITS });
        }
        self.talk.waits += 1;
        Ok(Step::Later(wait.max(SHORTEST_WAIT)))
    }

    /// What follows when the other library answers with an error.
    fn refused(&mut self, code: String, said: String) -> Result<Step, Why> {
        match code.as_str() {
            "badResumptionToken" | "badArgument" if self.talk.resumes => self.go_on_by_date(),
            "noRecordsMatch" if self.talk.token.is_none() && self.is_dated() => Ok(Step::Enough(Vec::new())),
            _ => Err(NoAnswer::Error { code, said }.into()),
        }
    }

    /// The token of an earlier part does not hold any more: what follows is asked for by the time of the last record.
    fn go_on_by_date(&mut self) -> Result<Step, Why> {
        let harvest = &mut self.progress.harvest;
        let reached = harvest.reached.as_ref().ok_or(Why::ForgottenUndated)?;
        if harvest.mixed {
            return Err(Why::ForgottenMixed);
        }
        harvest.after = Some(reached.clone());
        self.progress.complete = None;
        (self.talk.token, self.talk.resumes, self.talk.count) = (None, false, 0);
        Ok(Step::More)
    }

    fn take(&mut self, answer: oai::Answer) -> Result<Step, Why> {
        let there = answer.records.iter().filter(|(_, record)| *record != Err(oai::Untold::Withdrawn)).count();
        if self.talk.there > 0 && self.talk.there + there > MOST_ROWS {
            // This answer is left, and asked for again by the token that it was asked for by.
            return self.part();
        }
        self.talk.resumes = false;
        self.talk.there += there;
        self.talk.longest = self.talk.longest.max(there);
        self.date(&answer);
        self.talk.count = self.talk.count.saturating_add(answer.count);
        self.progress.records = self.talk.count;
        self.progress.complete = answer.complete.or(self.progress.complete);
        self.talk.empty = if answer.count == 0 { self.talk.empty + 1 } else { 0 };
        self.records.extend(answer.records.into_iter().map(|(name, record)| Listed { name, record }));
        self.talk.token = answer.token;
        self.judge()
    }

    /// Notes how far the list has come by the times of its records.
    fn date(&mut self, answer: &oai::Answer) {
        let harvest = &mut self.progress.harvest;
        harvest.mixed |= u64::try_from(answer.stamps.len()).ok() != Some(answer.count);
        for stamp in &answer.stamps {
            match &harvest.reached {
                Some(reached) if stamp < reached => harvest.mixed = true,
                _ => harvest.reached = Some(stamp.clone()),
            }
        }
    }

    /// Whether the other library can still be believed, and whether there is room for another answer.
    fn judge(&mut self) -> Result<Step, Why> {
        let Some(token) = &self.talk.token else { return self.whole() };
        if !self.tokens.insert(token.clone()) {
            return Err(Why::SameToken);
        }
        if self.talk.empty >= MOST_EMPTY {
            return Err(Why::NoEnd);
        }
        // The count may be an estimate; one that is far off is none.
        if self
            .progress
            .complete
            .is_some_and(|complete| self.talk.count > complete.saturating_mul(2).saturating_add(100))
        {
            return Err(Why::FarMore);
        }
        let full = self.talk.there + self.talk.longest > MOST_ROWS || self.talk.bytes > MOST_BYTES;
        if full || self.progress.pages >= MOST_ANSWERS || self.spent() > PATIENCE {
            return self.part();
        }
        Ok(Step::More)
    }

    /// As much as an import may be; the list goes on.
    fn part(&mut self) -> Result<Step, Why> {
        let harvest = &mut self.progress.harvest;
        if harvest.after.is_some() && harvest.after == harvest.reached {
            return Err(Why::OneTime);
        }
        harvest.token.clone_from(&self.talk.token);
        harvest.more = true;
        Ok(Step::Enough(std::mem::take(&mut self.records)))
    }

    fn whole(&mut self) -> Result<Step, Why> {
        if self.progress.complete.is_some_and(|complete| self.talk.count.saturating_mul(2) < complete) {
            return Err(Why::FarFewer);
        }
        Ok(Step::Enough(std::mem::take(&mut self.records)))
    }
}
