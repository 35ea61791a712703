//! OAI-PMH 2.0: the library for harvesters. Reads, and never writes; answers every request with a document, errors
//! included, as the protocol wants.
//!
//! Lists follow the order of time and key of each record's last change, and a token says where a page ended. So a
//! record that changes while somebody harvests moves to the end, where it is met again as it is then: nothing is
//! passed over, and nothing comes twice in the same state. The same holds from one harvest to the next: what an answer
//! says it was made at is a time that everything it could not see yet is later than.

mod dc;
mod request;
mod sets;
mod token;
mod write;

use chrono::{DateTime, TimeDelta, Utc};
use domain::Result;
use domain::id::PracticeId;
use store::practices::{self, Change, Since};
use store::{practice_clock, practice_sets};
use uuid::Uuid;

use crate::Scope;
use request::{Asked, Code, Fault, Listing, Selection};
pub use sets::spoken;
use token::Token;

/// Records of one answer.
const RECORDS: u64 = 100;
/// Headers of one answer.
const HEADERS: u64 = 500;
/// Marks that every practice is in its sets.
const SETS_MARK: &str = "practice sets";
/// Practices that are put into their sets in one transaction.
const BATCH: u64 = 500;

/// The answer to a request's arguments; nothing where they could not even be read.
///
/// # Errors
/// When the database cannot be read.
pub async fn answer(scope: &Scope, arguments: Option<&[(String, String)]>) -> Result<String> {
    let asked = match arguments {
        Some(arguments) => request::read(arguments),
        None => Err(Fault::new(Code::BadArgument, "The arguments are not form-urlencoded text.")),
    };
    let shown = request::shown(arguments.unwrap_or_default());
    let now = match asked {
        Ok(Asked::List { .. }) => practice_clock::settled(scope.db(), || scope.now()).await?,
        _ => scope.now(),
    };
    let mut answer = write::Answer::new(scope, now);
    let met = match asked {
        Ok(asked) => carry_out(scope, asked, &mut answer).await?,
        Err(fault) => Err(fault),
    };
    Ok(match met {
        Ok(()) => answer.finish(&shown),
        // The arguments are repeated only where they could be read.
        Err(fault) => write::Answer::new(scope, now).fault(&shown, &fault),
    })
}

async fn carry_out(scope: &Scope, asked: Asked, answer: &mut write::Answer) -> Result<std::result::Result<(), Fault>> {
    match asked {
        Asked::Identify => {
            let earliest = practices::earliest_change(scope.db()).await?.unwrap_or_else(|| scope.now());
            answer.identify(scope, earliest);
            Ok(Ok(()))
        }
        Asked::ListMetadataFormats { identifier: None } => {
            answer.formats();
            Ok(Ok(()))
        }
        Asked::ListMetadataFormats { identifier: Some(identifier) } => {
            let found = find(scope, &identifier).await?;
            Ok(found.map(|_| answer.formats()))
        }
        Asked::ListSets => {
            let mut specs = practice_sets::specs(scope.db()).await?;
            specs.sort();
            answer.sets(&specs);
            Ok(Ok(()))
        }
        Asked::GetRecord { identifier } => match find(scope, &identifier).await? {
            Ok(change) => {
                let sets = practice_sets::of(scope.db(), &[change.id]).await?;
                answer.record(&change, sets.get(&change.id));
                Ok(Ok(()))
            }
            Err(fault) => Ok(Err(fault)),
        },
        Asked::List { listing, selection } => list(scope, listing, selection, answer).await,
    }
}

/// The practice of an identifier.
async fn find(scope: &Scope, identifier: &str) -> Result<std::result::Result<Change, Fault>> {
    let unknown = || Fault::new(Code::IdDoesNotExist, "No record has this identifier.");
    let prefix = format!("oai:{}:", scope.services().origin.host_name());
    let key = identifier.strip_prefix(&prefix).and_then(|key| Uuid::try_parse(key).ok());
    // Only one way of writing a key is its identifier.
    let Some(key) = key.filter(|key| identifier == format!("{prefix}{key}")) else { return Ok(Err(unknown())) };
    Ok(practices::last_change(scope.db(), PracticeId(key)).await?.ok_or_else(unknown))
}

async fn list(
    scope: &Scope,
    listing: Listing,
    selection: Selection,
    answer: &mut write::Answer,
) -> Result<std::result::Result<(), Fault>> {
    let size = match listing {
        Listing::Records => RECORDS,
        Listing::Identifiers => HEADERS,
    };
    let token = match selection {
        Selection::First { from, until, set } => Token { from, until, set, after: None, cursor: 0, size: 0 },
        Selection::Next(text) => match Token::read(&text) {
            Some(token) => token,
            None => return Ok(Err(Fault::new(Code::BadResumptionToken, "This token is none of ours."))),
        },
    };
    let (set, since) = (token.set.as_deref(), since(&token));
    let mut changes = practices::changes(scope.db(), set, since, size + 1).await?;
    let more = changes.len() > usize::try_from(size).unwrap_or(usize::MAX);
    changes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let whole = match token.after {
        None if more => practices::count_changes(scope.db(), set, since).await?,
        None => u64::try_from(changes.len()).unwrap_or(u64::MAX),
        Some(_) => token.size,
    };
    let first = token.after.is_none();
    let Some(last) = changes.last() else {
        // A token whose rest has moved elsewhere ends its list; only a first answer can have nothing to match.
        if first {
            return Ok(Err(Fault::new(Code::NoRecordsMatch, "No record matches.")));
        }
        return Ok(Err(Fault::new(Code::BadResumptionToken, "Nothing is left of this list; begin a new one.")));
    };
    let cursor = token.cursor;
    let next = more.then(|| {
        let shown = u64::try_from(changes.len()).unwrap_or_default();
        let after = Some((last.changed, last.id));
        let token = Token { after, cursor: cursor + shown, size: whole, ..token.clone() };
        token.write()
    });
    let ids: Vec<PracticeId> = changes.iter().map(|change| change.id).collect();
    let sets = practice_sets::of(scope.db(), &ids).await?;
    answer.list(listing, &changes, &sets);
    if next.is_some() || !first {
        answer.token(next.as_deref().unwrap_or_default(), whole.max(cursor), cursor);
    }
    Ok(Ok(()))
}

fn since(token: &Token) -> Since {
    Since { from: token.from, until: token.until, after: token.after }
}

/// The last moment of the second that begins at a time.
fn end_of_second(time: DateTime<Utc>) -> DateTime<Utc> {
    time + TimeDelta::nanoseconds(999_999_999)
}

/// Puts every practice into its sets, once for this database: those that were published before there were any.
///
/// # Errors
/// When the database cannot be used.
pub async fn fill_sets(scope: &Scope) -> Result<()> {
    if crate::installation::is_marked(scope, SETS_MARK).await? {
        return Ok(());
    }
    let mut after = None;
    loop {
        let tx = scope.begin().await?;
        after = practice_sets::fill(&tx, after, BATCH).await?;
        tx.commit().await?;
        if after.is_none() {
            return crate::installation::mark(scope, SETS_MARK).await;
        }
    }
}
