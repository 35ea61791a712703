//! Where people live, as earlier versions kept it: in clear. The step that made this table moved it here; a program that
//! holds the keys seals it at its start, before it serves anybody, and from then on the table is empty but for what
//! belongs to referrals that do not open.

use domain::policy::{Permit, RunInstallation};
use domain::referral::Area;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect};

use crate::column::json;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::keys::{self, Keyring};
use crate::referrals::seal_area;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "plain_areas")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub referral: Uuid,
        pub area: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A batch that was gone through.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// The last referral of it; nothing when there was none.
    pub last: Option<Uuid>,
    /// How many are under the seal now.
    pub sealed: u64,
    /// How many were removed, since their referral has no key any more: nothing can ever seal them.
    pub keyless: u64,
    /// How many wait on, since their referral does not open by any key that is held.
    pub shut: u64,
}

/// Seals what stands there of the referrals after one, and removes it; what nothing can seal any more is removed alone.
///
/// # Errors
/// When the database cannot be written, or a row does not read.
pub async fn seal(
    tx: &Tx,
    permit: &Permit<RunInstallation>,
    keyring: &Keyring,
    (after, size): (Option<Uuid>, u64),
) -> Result<Batch> {
    let after = after.map(|after| row::Column::Referral.gt(after));
    let rows = row::Entity::find()
        .filter(Condition::all().add_option(after))
        .order_by_asc(row::Column::Referral)
        .limit(size)
        .lock_exclusive();
    let mut batch = Batch::default();
    for row in rows.all(tx.on()).await? {
        batch.last = Some(row.referral);
        if !keys::has(tx, row.referral).await? {
            batch.keyless += 1;
            row::Entity::delete_by_id(row.referral).exec(tx.on()).await?;
            continue;
        }
        let area: Area = json(&row.area, "plain_areas.area")?;
        match seal_area(tx, permit, keyring, row.referral, area).await {
            Ok(()) => batch.sealed += 1,
            Err(Error::Sealed | Error::KeyAbsent(_) | Error::Key(_)) => {
                batch.shut += 1;
                continue;
            }
            Err(other) => return Err(other),
        }
        row::Entity::delete_by_id(row.referral).exec(tx.on()).await?;
    }
    Ok(batch)
}

/// How many stand there: those that could not be sealed.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl Read) -> Result<u64> {
    Ok(row::Entity::find().count(db.on()).await?)
}

/// Removes what stands there of records that are given up: there is no key left to seal it by.
///
/// # Errors
/// When the database cannot be written.
pub(crate) async fn remove(tx: &Tx, records: &[Uuid]) -> Result<()> {
    let those = row::Entity::delete_many().filter(row::Column::Referral.is_in(records.iter().copied()));
    those.exec(tx.on()).await?;
    Ok(())
}
