//! What another library has told so far, kept as rows while it is busy: so the import is gone on with where it was, by
//! this worker or another one, and after the server was stopped. They are no rows of the report yet.

use domain::Result;
use domain::id::ImportId;
use domain::import::{ImportRow, RowState};
use store::import_rows::Kept;

use super::harvested::Listed;
use crate::Scope;

/// Rows that are read at once.
const ROWS: u64 = 500;

/// Records as rows, after so many that are kept already.
pub(super) fn rows(records: &[Listed], before: usize) -> Vec<Kept> {
    let first = i64::try_from(before).unwrap_or(i64::MAX).saturating_add(1);
    let row = |(listed, number)| {
        Kept::of(ImportRow::of(number, RowState::Raw), serde_json::to_string::<Listed>(listed).unwrap_or_default())
    };
    records.iter().zip(first..).map(row).collect()
}

/// The records of an import that are kept, in their order.
///
/// # Errors
/// When the database cannot be read, or a row does not read.
pub(super) async fn records(scope: &Scope, import: ImportId) -> Result<Vec<Listed>> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let rows = store::import_rows::batch(scope.db(), import, &[RowState::Raw], after, ROWS).await?;
        let Some(last) = rows.last() else { return Ok(all) };
        after = last.row.number;
        for kept in rows {
            let read = serde_json::from_str::<Listed>(&kept.record);
            all.push(read.map_err(|_| store::Error::Column("import_rows.record"))?);
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{Listed, rows};
    use crate::import::read::oai;

    #[test]
    fn what_is_kept_reads_as_it_was_told() {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let answer = oai::read(include_str!("../../fuzz/seeds/import/dspace.xml"), today).unwrap();
        let records: Vec<_> = answer.records.into_iter().map(|(name, record)| Listed { name, record }).collect();
        let kept = rows(&records, 40);
        assert_eq!(kept.iter().map(|kept| kept.row.number).collect::<Vec<_>>(), [41, 42]);
        for (kept, listed) in kept.iter().zip(records) {
            let read: Listed = serde_json::from_str(&kept.record).unwrap();
            assert_eq!((read.name, read.record), (listed.name, listed.record));
        }
    }
}
