//! Asking another library for its records (OAI-PMH), answer by answer. What it says about itself is not believed: there is
//! an end to answers, records, bytes and time, and a token that comes back is refused. A list that is longer is left where
//! an answer ends, so that it can be gone on with there.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use url::Url;

use super::harvested::Listed;
use super::kept::MOST_ROWS;
use super::read::oai::{self, dates::Granularity};
use super::settings::Settings;
use super::web::{Conversation, Reach, Said};

/// The most answers of a part.
const MOST_ANSWERS: u64 = 500;
/// The most bytes of all answers of a part.
const MOST_BYTES: usize = 50 << 20;
/// How long a part may take.
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
    /// How it writes dates, once it was asked.
    granularity: Option<Granularity>,
    token: Option<String>,
    tokens: HashSet<String>,
    /// Whether the token is that of an earlier part, which the other library may have forgotten.
    resumes: bool,
    bytes: usize,
    /// How often it was waited for.
    waits: u32,
    empty: u64,
    /// The records of the whole list, as far as it has come.
    count: u64,
    /// Those of this part that are there.
    there: usize,
    /// The most of an answer.
    longest: usize,
    records: Vec<Listed>,
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

impl Fetching {
    /// Before the first question.
    pub(super) fn new(address: Url, mut settings: Settings, (reach, own): (Reach, &str), today: NaiveDate) -> Self {
        let token = settings.harvest.token.take();
        Self {
            conversation: Conversation::new(reach, own),
            address,
            today,
            begun: Instant::now(),
            granularity: None,
            tokens: token.clone().into_iter().collect(),
            resumes: token.is_some(),
            token,
            bytes: 0,
            waits: 0,
            empty: 0,
            count: settings.records,
            there: 0,
            longest: 0,
            records: Vec::new(),
            progress: settings,
        }
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
            match &self.token {
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
        self.token.is_none() && self.granularity.is_none() && self.is_dated()
    }

    /// What is asked for of all that it has.
    fn choice(&self) -> Vec<(&'static str, String)> {
        let (set, harvest) = (&self.progress.set, &self.progress.harvest);
        let dates = self.granularity.unwrap_or(Granularity::Day);
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
    /// One line, after which nothing of it is to be used.
    pub(super) fn step(&mut self) -> Result<Step, String> {
        let text = match self.conversation.ask(&self.question())? {
            Said::Text(text) => text,
            Said::Later(wait) => return self.wait(wait),
        };
        self.bytes = self.bytes.saturating_add(text.len());
        if self.asks_for_dates() {
            let identity = oai::dates::identity(&text)
                .map_err(|why| format!("the other library cannot be asked for dates: {why}"))?;
            self.granularity = Some(identity.granularity);
            self.progress.harvest.tells_deleted = Some(identity.tells_deleted);
            return Ok(Step::More);
        }
        self.progress.pages += 1;
        let mut answer = oai::read(&text, self.today)?;
        match answer.error.take() {
            Some((code, said)) => self.refused(&code, &said),
            None => self.take(answer),
        }
    }

    /// Waits for another library that is busy, if that has an end.
    fn wait(&mut self, wait: Duration) -> Result<Step, String> {
        if wait > LONGEST_WAIT {
            let (asked, most) = (wait.as_secs(), LONGEST_WAIT.as_secs());
            let why = format!("the other library is busy and asks to be left alone for {asked} seconds");
            return Err(format!("{why}; no more than {most} are waited, so begin again later"));
        }
        if self.waits >= MOST_WAITS {
            return Err(format!(
                "the other library was waited for {MOST_WAITS} times and is still busy; begin again later"
            ));
        }
        self.waits += 1;
        Ok(Step::Later(wait.max(SHORTEST_WAIT)))
    }

    /// What follows when the other library answers with an error.
    fn refused(&mut self, code: &str, said: &str) -> Result<Step, String> {
        match code {
            "badResumptionToken" | "badArgument" if self.resumes => self.go_on_by_date(),
            "noRecordsMatch" if self.token.is_none() && self.is_dated() => Ok(Step::Enough(Vec::new())),
            "noRecordsMatch" => Err("the other library has no records there".to_owned()),
            code => Err(format!("the other library says {code}: {said}")),
        }
    }

    /// The token of an earlier part does not hold any more: what follows is asked for by the time of the last record.
    fn go_on_by_date(&mut self) -> Result<Step, String> {
        let harvest = &mut self.progress.harvest;
        let Some(reached) = &harvest.reached else {
            return Err("the other library has forgotten where its list was, and its records have no dates".to_owned());
        };
        if harvest.mixed {
            let why = "the other library has forgotten where its list was, and its records do not come by their dates";
            return Err(format!("{why}; ask for its sets, or for some years at a time"));
        }
        harvest.after = Some(reached.clone());
        self.progress.complete = None;
        (self.token, self.resumes, self.count) = (None, false, 0);
        Ok(Step::More)
    }

    fn take(&mut self, answer: oai::Answer) -> Result<Step, String> {
        let there = answer.records.iter().filter(|(_, record)| *record != Err(oai::Untold::Withdrawn)).count();
        if self.there > 0 && self.there + there > MOST_ROWS {
            // This answer is left, and asked for again by the token that it was asked for by.
            return self.part();
        }
        self.resumes = false;
        self.there += there;
        self.longest = self.longest.max(there);
        self.date(&answer);
        self.count = self.count.saturating_add(answer.count);
        self.progress.records = self.count;
        self.progress.complete = answer.complete.or(self.progress.complete);
        self.empty = if answer.count == 0 { self.empty + 1 } else { 0 };
        self.records.extend(answer.records.into_iter().map(|(name, record)| Listed { name, record }));
        self.token = answer.token;
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
    fn judge(&mut self) -> Result<Step, String> {
        let Some(token) = &self.token else { return self.whole() };
        if !self.tokens.insert(token.clone()) {
            return Err("the other library gives the same token twice, so its list would never end".to_owned());
        }
        if self.empty >= MOST_EMPTY {
            return Err("the other library goes on without end".to_owned());
        }
        // The count may be an estimate; one that is far off is none.
        if self.progress.complete.is_some_and(|complete| self.count > complete.saturating_mul(2).saturating_add(100)) {
            return Err("the other library gives far more records than it says it has".to_owned());
        }
        let full = self.there + self.longest > MOST_ROWS || self.bytes > MOST_BYTES;
        if full || self.progress.pages >= MOST_ANSWERS || self.begun.elapsed() > PATIENCE {
            return self.part();
        }
        Ok(Step::More)
    }

    /// As much as an import may be; the list goes on.
    fn part(&mut self) -> Result<Step, String> {
        let harvest = &mut self.progress.harvest;
        if harvest.after.is_some() && harvest.after == harvest.reached {
            return Err(
                "the other library has more records of one time than can be taken at once; ask for its sets".to_owned()
            );
        }
        harvest.token.clone_from(&self.token);
        harvest.more = true;
        Ok(Step::Enough(std::mem::take(&mut self.records)))
    }

    fn whole(&mut self) -> Result<Step, String> {
        if self.progress.complete.is_some_and(|complete| self.count.saturating_mul(2) < complete) {
            return Err("the other library gives far fewer records than it says it has".to_owned());
        }
        Ok(Step::Enough(std::mem::take(&mut self.records)))
    }
}
