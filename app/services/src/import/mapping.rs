//! What somebody says about the columns of a table before its rows are judged.

use std::collections::BTreeMap;

use domain::id::ImportId;
use domain::import::{ImportState, RowState};
use domain::policy::PublishPractice;
use domain::{Error, Problem, Result};
use store::imports::Step;

use super::kept::{MOST_ROWS, after_judging, find, judged};
use super::read::{Unreadable, table};
use super::settings::Settings;
use crate::Scope;

/// What somebody says about the columns of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// The field of each column; an empty one is left out.
    pub fields: Vec<String>,
    /// What stands between several values of a cell.
    pub separator: String,
    /// What stands in a field where a row says nothing.
    pub defaults: BTreeMap<String, String>,
}

/// Says which column of a table is which field; what taking it would do is found out now.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators; [`Error::Conflict`] when that has been said already; a title is
/// needed, and each field once.
pub async fn map(scope: &Scope, id: ImportId, choice: Choice) -> Result<()> {
    let permit = scope.permit(PublishPractice)?;
    let import = find(scope, id).await?;
    if import.state != ImportState::Mapping {
        return Err(Error::Conflict);
    }
    let settings = chosen(Settings::of(&import), choice)?;
    let columns = settings.columns();
    let raw =
        store::import_rows::batch(scope.db(), id, &[RowState::Raw], 0, u64::try_from(MOST_ROWS).unwrap_or(0)).await?;
    let rows = raw.iter().map(|kept| {
        let cells = serde_json::from_str(&kept.cells).map_err(|_| Unreadable::NoRow);
        table::read((u64::try_from(kept.row.number).unwrap_or_default(), cells), &columns)
    });
    let kept = judged(scope, rows).await?;
    let tx = scope.begin().await?;
    let held = store::imports::hold(&tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    if held.state != ImportState::Mapping {
        return Err(Error::Conflict);
    }
    for row in &kept {
        store::import_rows::update(&tx, &permit, id, row).await?;
    }
    let step = Step { state: Some(after_judging(&kept)), settings: Some(settings.written()), ..Step::default() };
    store::imports::go(&tx, &permit, id, step, scope.now()).await?;
    scope.commit(tx, "map import", &format!("import {id}")).await
}

/// Lets the columns of a table be chosen again, while nothing of it has been taken.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators; [`Error::Conflict`] once something was taken or the import is over, and
/// for a table whose cells are not kept.
pub async fn map_again(scope: &Scope, id: ImportId) -> Result<()> {
    let permit = scope.permit(PublishPractice)?;
    let tx = scope.begin().await?;
    let held = store::imports::hold(&tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    if !held.can_be_mapped_again() || store::import_rows::unread(&tx, &permit, id).await? == 0 {
        return Err(Error::Conflict);
    }
    let settings = Settings::of(&held);
    let settings = Settings { chosen_again: settings.chosen_again.saturating_add(1), ..settings }.written();
    let step = Step { state: Some(ImportState::Mapping), settings: Some(settings), ..Step::default() };
    store::imports::go(&tx, &permit, id, step, scope.now()).await?;
    scope.commit(tx, "map import again", &format!("import {id}")).await
}

fn chosen(settings: Settings, choice: Choice) -> Result<Settings> {
    let known = |field: &String| field.is_empty() || Settings::targets().any(|target| target == field);
    if choice.fields.len() != settings.headers.len() || !choice.fields.iter().all(known) {
        return Err(Error::at("fields", Problem::NotInList));
    }
    let mut named: Vec<&String> = choice.fields.iter().filter(|field| !field.is_empty()).collect();
    if !named.iter().any(|field| *field == "title") {
        return Err(Error::at("fields", Problem::Other("problem-import-title")));
    }
    named.sort();
    if named.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(Error::at("fields", Problem::Other("problem-import-twice")));
    }
    let Choice { fields, separator, defaults } = choice;
    let separator = domain::parse::optional_line(&separator, 5).map_err(|problem| Error::at("separator", problem))?;
    Ok(Settings { fields, separator, defaults, ..settings })
}
