//! The records of another library held against ours: what each would do, and which of those that we have are withdrawn
//! there.

use std::collections::BTreeMap;

use domain::Result;
use domain::import::{ImportRow, RowState};
use serde::{Deserialize, Serialize};
use store::import_rows::Kept;

use super::kept::{MOST_ROWS, row};
use super::read::oai::{Drawn, Untold};
use super::take::Seen;
use super::{faults, shown};
use crate::Scope;

/// The most characters of a name there: longer ones fit into no index.
const LONGEST_NAME: usize = 200;

/// A record as another library lists it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Listed {
    /// The name that it has there.
    pub name: String,
    /// What it tells, or why nothing.
    pub record: std::result::Result<Drawn, Untold>,
}

/// What is kept of the records of another library.
pub(super) struct Judged {
    /// The rows of the import.
    pub rows: Vec<Kept>,
    /// Where those stand that are here, by their names there.
    pub slugs: BTreeMap<String, String>,
}

/// Holds records against the library, one by one. Of those that are withdrawn there all are told that are here, and no
/// more than [`MOST_ROWS`] others.
///
/// # Errors
/// When the database or the index cannot be read.
pub(super) async fn judged(scope: &Scope, address: &str, all: Vec<Listed>) -> Result<Judged> {
    let known = store::origins::slugs(scope.db(), address).await?;
    let (mut seen, mut rows, mut slugs) = (Seen::default(), Vec::new(), BTreeMap::new());
    let mut strange = 0_usize;
    for (Listed { name, record }, number) in all.into_iter().zip(1_i64..) {
        let name = shown(&name);
        let mut kept = match record {
            Ok(_) if name.chars().count() > LONGEST_NAME => {
                row(scope, number, Err(faults::long_name(LONGEST_NAME, &name)), &mut seen).await?
            }
            Ok(drawn) => row(scope, number, Ok(drawn.into()), &mut seen).await?,
            Err(Untold::Faulty(fault)) => row(scope, number, Err(faults::of_listed(fault, &name)), &mut seen).await?,
            Err(Untold::Withdrawn) => withdrawn(scope, number, &name, known.get(&name)).await?,
        };
        if kept.row.state == RowState::Withdrawn && kept.row.slug.is_empty() {
            strange += 1;
            if strange > MOST_ROWS {
                continue;
            }
        }
        if !kept.record.is_empty() {
            kept.row.name.clone_from(&name);
            // Of the others it is noted when they are taken: until then the address may become another's.
            if kept.row.version.is_some() {
                slugs.insert(name, kept.row.slug.clone());
            }
        }
        rows.push(kept);
    }
    Ok(Judged { rows, slugs })
}

/// A record that is withdrawn in the other library. One that stands here is named, since a curator has to decide whether
/// it stays.
async fn withdrawn(scope: &Scope, number: i64, name: &str, slug: Option<&String>) -> Result<Kept> {
    let stored = match slug {
        Some(slug) => store::practices::by_slug(scope.db(), slug).await?,
        None => None,
    };
    let nothing = ImportRow::of(number, RowState::Withdrawn);
    let row = match stored.map(|stored| stored.practice) {
        Some(practice) => ImportRow { slug: practice.slug, title: practice.title, why: name.to_owned(), ..nothing },
        None => ImportRow { title: name.to_owned(), ..nothing },
    };
    Ok(Kept::of(row, String::new()))
}
