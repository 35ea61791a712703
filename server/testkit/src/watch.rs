//! Watches every statement of a world, whatever the test is about: nothing of a person is read but of one referral, or of
//! one organisation's, and in a request of an NGO's member only of that NGO's. A statement that does otherwise fails the
//! test at its end. What does not belong here: how a statement is read.
//!
//! Whose a row is was learnt when it was added; who asks, from the session that a request looks up.

mod sql;
mod wide;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use store::Db;
use store::person::PARTS;
use store::watch::Bound;
use uuid::Uuid;

use crate::log;
use sql::{Added, Mention, Pin, Reading};

/// What holds a table of a person, by the column: one row of a table, or the rows of one side.
pub(crate) fn means(table: &str, column: &str) -> Option<String> {
    if let Some(part) = PARTS.iter().find(|part| part.table == table && part.column == column) {
        return Some(part.of.to_owned());
    }
    let own_key = (table == "referrals" && column == "id")
        || PARTS.iter().any(|part| part.table == table && part.key == column && part.key != part.column);
    match (table, column) {
        // Found by the digest of a secret that one person has.
        ("own_pages" | "sessions", "id") | ("calendars", "token") => Some(format!("{table} by secret")),
        _ if own_key => Some(table.to_owned()),
        (_, "referral") => Some("referrals".to_owned()),
        (_, "introduction") => Some("introductions".to_owned()),
        (_, "consent_grant") => Some("consent_grants".to_owned()),
        (_, "ngo") => Some(NGO.to_owned()),
        (_, "employer" | "recipient") => Some(EMPLOYER.to_owned()),
        (_, "organisation") if is_personal(table) => Some(NGO.to_owned()),
        _ => None,
    }
}

const NGO: &str = "an NGO";
const EMPLOYER: &str = "an employer";

fn is_personal(table: &str) -> bool {
    table == "referrals" || PARTS.iter().any(|part| part.table == table)
}

/// A request that is being answered.
#[derive(Debug, Default)]
struct Request {
    address: String,
    session: Option<String>,
    /// Whether the page of a person's own was opened by its secret: then it does not matter who is signed in.
    own_page: bool,
}

tokio::task_local! {
    static REQUEST: Arc<Mutex<Request>>;
}

/// Answers a request; what is asked of the database meanwhile is known to be asked for it.
pub(crate) async fn asking<T>(address: String, answer: impl Future<Output = T>) -> T {
    REQUEST.scope(Arc::new(Mutex::new(Request { address, ..Request::default() })), answer).await
}

/// What was seen in one world.
#[derive(Clone, Default)]
struct Seen {
    /// The referral that a row is about, and its NGO.
    owners: HashMap<(String, Uuid), Owner>,
    /// Whose a session is, or a calendar, by the digest of its secret.
    sessions: HashMap<String, Uuid>,
    members: HashMap<Uuid, Uuid>,
    kinds: HashMap<Uuid, String>,
    wrong: BTreeSet<String>,
}

/// A referral, and its NGO.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Owner {
    referral: Uuid,
    ngo: Uuid,
}

/// Who asks.
enum Asker {
    Nobody,
    /// Signed in before anybody watched.
    Unknown,
    Ngo(Uuid),
    Business(Uuid),
    /// Anybody else who is signed in.
    Other,
}

/// Watches a world; speaks at its end.
pub(crate) struct Watch(Arc<Mutex<Seen>>);

impl Watch {
    /// Watches a database.
    pub(crate) fn over(db: Db) -> (Db, Self) {
        log::listen();
        Self::from(db, Seen::default())
    }

    /// Watches a copy of the database, whose rows are as well known.
    pub(crate) fn twin(&self, db: Db) -> (Db, Self) {
        Self::from(db, self.0.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn from(db: Db, seen: Seen) -> (Db, Self) {
        let seen = Arc::new(Mutex::new(seen));
        let watch = Self(seen.clone());
        let tell = move |sql: &str, values: &[Bound]| {
            if let Some(reading) = known(sql) {
                seen.lock().unwrap_or_else(PoisonError::into_inner).take(sql, &reading, values);
            }
        };
        (db.watched(tell), watch)
    }

    /// What was asked of the database and should not have been.
    pub(crate) fn wrong(&self) -> BTreeSet<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).wrong.clone()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let wrong: Vec<String> = self.wrong().into_iter().collect();
        assert!(wrong.is_empty(), "statements that could cross from one NGO to another:\n{}", wrong.join("\n"));
        let leaks = log::leaks();
        assert!(leaks.is_empty(), "lines of the log that tell of somebody:\n{}", leaks.join("\n"));
    }
}

/// What a statement reads, if it reads or adds anything that is watched. Each text is read once.
fn known(sql: &str) -> Option<Arc<Reading>> {
    static KNOWN: LazyLock<Mutex<HashMap<String, Option<Arc<Reading>>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known.get(sql) {
        return found.clone();
    }
    let told = ["sessions", "calendars", "memberships", "organisations", "accounts", "referrals"];
    let mut tables = told.into_iter().chain(PARTS.iter().map(|part| part.table));
    let read = || {
        // A statement that names such a table and cannot be read holds it by nothing.
        let unread =
            || Reading { mentions: vec![Mention { table: "referrals".into(), ..Mention::default() }], added: None };
        Arc::new(sql::read(sql, means).unwrap_or_else(unread))
    };
    let found = tables.any(|table| sql.contains(table)).then(read);
    known.insert(sql.to_owned(), found.clone());
    found
}

impl Seen {
    fn take(&mut self, sql: &str, reading: &Reading, values: &[Bound]) {
        if let Some(added) = &reading.added {
            self.learn(added, values);
        }
        let request = REQUEST.try_with(Arc::clone).ok();
        for mention in &reading.mentions {
            if let Some(request) = request.as_deref().filter(|_| SECRETS.contains(&mention.table.as_str())) {
                note(request, mention, values);
            }
            let differ = |(one, other): &(usize, usize)| values.get(*one) != values.get(*other);
            let nothing = mention.nothing || mention.if_equal.iter().any(differ);
            if is_personal(&mention.table) && !nothing {
                self.judge(sql, mention, values, request.as_deref());
            }
        }
    }

    fn learn(&mut self, added: &Added, values: &[Bound]) {
        for row in &added.rows {
            let value = |column: &str| {
                let at = added.columns.iter().position(|name| name == column)?;
                values.get((*row.get(at)?)?)
            };
            let key = |column: &str| match value(column) {
                Some(Bound::Key(key)) => Some(*key),
                _ => None,
            };
            let text = |column: &str| match value(column) {
                Some(Bound::Text(text)) => Some(text.clone()),
                _ => None,
            };
            match added.table.as_str() {
                "sessions" => self.sessions.extend(text("id").zip(key("account"))),
                "calendars" => self.sessions.extend(text("token").zip(key("account"))),
                "memberships" => self.members.extend(key("account").zip(key("organisation"))),
                "organisations" => self.kinds.extend(key("id").zip(text("kind"))),
                "accounts" => {
                    text("email").iter().for_each(|email| log::keep_out("an e-mail address", email));
                    text("name").iter().for_each(|name| log::keep_out("a name", name));
                }
                "referrals" => {
                    text("code").iter().for_each(|code| log::keep_out("a referral's code", code));
                    let owner = key("id").zip(key("organisation"));
                    let owner =
                        owner.map(|(referral, ngo)| (("referrals".to_owned(), referral), Owner { referral, ngo }));
                    self.owners.extend(owner);
                }
                table if is_personal(table) => {
                    let of = key("referral").and_then(|id| self.owners.get(&("referrals".to_owned(), id)).copied());
                    self.owners.extend(key("id").map(|id| (table.to_owned(), id)).zip(of));
                }
                _ => {}
            }
        }
    }

    fn judge(&mut self, sql: &str, mention: &Mention, values: &[Bound], request: Option<&Mutex<Request>>) {
        let plain = wide::plain(sql);
        if wide::may_be(&plain, &mention.table, request.is_some()) {
            return;
        }
        let held = mention.pins.iter().any(|pin| pin.values.len() == 1 || self.ngo(pin, values).is_some());
        let problem = if held {
            request.and_then(|request| self.foreign(mention, values, request))
        } else {
            Some("whoever's they are")
        };
        if let Some(problem) = problem {
            let told = request.map(|r| r.lock().unwrap_or_else(PoisonError::into_inner).address.clone());
            let asked = told.map_or_else(|| "outside of a request".to_owned(), |address| format!("for {address}"));
            self.wrong.insert(format!("{}: rows {problem}, asked {asked}: {plain}", mention.table));
        }
    }

    /// What is wrong with reading these rows for a request.
    fn foreign(&self, mention: &Mention, values: &[Bound], request: &Mutex<Request>) -> Option<&'static str> {
        let own = |pin: &Pin, own: Uuid| keys(pin, values) == Some(vec![own]);
        let held = |side: &str, by: Uuid| mention.pins.iter().any(|pin| meaning(pin) == side && own(pin, by));
        let of_rows = |pin: &Pin| ![NGO, EMPLOYER].contains(&meaning(pin).as_str());
        let single = |pin: &Pin| of_rows(pin) && pin.values.len() == 1;
        // Of one row, or of rows that are all about one person.
        let one = mention.pins.iter().any(|pin| single(pin) || of_rows(pin) && self.person(pin, values).is_some());
        match self.asker(request) {
            Asker::Unknown => None,
            Asker::Ngo(own) => {
                let ours = |pin: &Pin| match self.ngo(pin, values) {
                    Some(ngo) => ngo == own,
                    None => single(pin),
                };
                let ours = held(NGO, own) || mention.pins.iter().any(ours);
                (!ours).then_some("of another NGO than the one that asks")
            }
            Asker::Business(own) => {
                // An employer has no people: what is held by its own key is nothing.
                (!(held(EMPLOYER, own) || held(NGO, own) || one)).then_some("that the employer who asks has no part in")
            }
            Asker::Nobody => (!one).then_some("of more than one person, for a visitor"),
            Asker::Other => Some("that concern neither an NGO nor an employer who asks"),
        }
    }

    /// Whose the rows are that a pin holds, if they are all one NGO's, and known.
    fn ngo(&self, pin: &Pin, values: &[Bound]) -> Option<Uuid> {
        if meaning(pin) == NGO {
            return all_one(keys(pin, values)?.into_iter().map(Some));
        }
        all_one(self.owners(pin, values)?.map(|owner| owner.map(|owner| owner.ngo)))
    }

    /// Whom the rows are about that a pin holds, if they are all about one, and known.
    fn person(&self, pin: &Pin, values: &[Bound]) -> Option<Uuid> {
        all_one(self.owners(pin, values)?.map(|owner| owner.map(|owner| owner.referral)))
    }

    fn owners(&self, pin: &Pin, values: &[Bound]) -> Option<impl Iterator<Item = Option<Owner>>> {
        let of = meaning(pin);
        Some(keys(pin, values)?.into_iter().map(move |key| self.owners.get(&(of.clone(), key)).copied()))
    }

    fn asker(&self, request: &Mutex<Request>) -> Asker {
        let request = request.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(session) = request.session.as_ref().filter(|_| !request.own_page) else { return Asker::Nobody };
        let Some(account) = self.sessions.get(session) else { return Asker::Unknown };
        let Some(organisation) = self.members.get(account) else { return Asker::Other };
        match self.kinds.get(organisation).map(String::as_str) {
            Some("ngo") => Asker::Ngo(*organisation),
            Some("business") => Asker::Business(*organisation),
            Some(_) => Asker::Other,
            None => Asker::Unknown,
        }
    }
}

/// The keys that a pin holds a table to.
fn keys(pin: &Pin, values: &[Bound]) -> Option<Vec<Uuid>> {
    let key = |at: &usize| match values.get(*at) {
        Some(Bound::Key(key)) => Some(*key),
        _ => None,
    };
    pin.values.iter().map(key).collect()
}

/// What all of these are, if they are known and one.
fn all_one(mut all: impl Iterator<Item = Option<Uuid>>) -> Option<Uuid> {
    let first = all.next()??;
    all.all(|each| each == Some(first)).then_some(first)
}

fn meaning(pin: &Pin) -> String {
    means(&pin.column.0, &pin.column.1).unwrap_or_default()
}

/// Tables whose rows are found by the digest of a secret, which tells who asks.
const SECRETS: &[&str] = &["sessions", "own_pages", "calendars"];

/// Notes whose session a request looks up first, that of whoever asks; that it opens a person's own page; and whose
/// calendar it reads, which is asked for by whoever has it, whoever is signed in.
fn note(request: &Mutex<Request>, mention: &Mention, values: &[Bound]) {
    let secret = |pin: &&Pin| ["id", "token"].contains(&pin.column.1.as_str());
    let mut by_secret = mention.pins.iter().filter(secret).filter_map(|pin| pin.values.first());
    let Some(Bound::Text(key)) = by_secret.next().and_then(|at| values.get(*at)) else { return };
    let mut request = request.lock().unwrap_or_else(PoisonError::into_inner);
    match mention.table.as_str() {
        "own_pages" => request.own_page = true,
        "calendars" => request.session = Some(key.clone()),
        _ => {
            request.session.get_or_insert_with(|| key.clone());
        }
    }
}
