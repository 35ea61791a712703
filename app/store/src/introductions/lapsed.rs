//! Introductions that nothing carries on any more, as the installation itself looks at them and ends them: they have lost
//! the consent they rest on, or somebody started and nobody ever said how it went.

use chrono::{DateTime, NaiveDate, Utc};
use domain::check_in::ChangeReason;
use domain::consent::Purpose;
use domain::id::ReferralId;
use domain::introduction::{EndReason, Introduction, Side, Stage};
use domain::policy::{Permit, RunInstallation};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::LockType;
use sea_orm::{QueryOrder, QuerySelect};

use super::{Step, ends, read, row, take};
use crate::check_ins;
use crate::db::{Read, Tx};
use crate::error::Result;

/// The introductions of a referral that have not come to an end.
#[derive(Debug, Clone)]
pub struct Open {
    /// Those that have lost what they rest on: nobody has started, and no live grant lets the employer know.
    pub lapsed: Vec<Introduction>,
    /// All others.
    pub standing: Vec<Introduction>,
}

/// The introductions of a referral that have not come to an end on a day, held until the transaction ends: nobody moves
/// one meanwhile.
///
/// # Errors
/// When the database cannot be read.
pub async fn open(tx: &Tx, _permit: &Permit<RunInstallation>, referral: ReferralId, today: NaiveDate) -> Result<Open> {
    let rows = row::Entity::find()
        .filter(row::Column::Referral.eq(referral.0))
        .filter(row::Column::Stage.is_not_in(ends()))
        .order_by_asc(row::Column::Id)
        .lock(LockType::Update)
        .all(tx.on())
        .await?;
    let all = rows.into_iter().map(read).collect::<Result<Vec<Introduction>>>()?;
    let live = crate::consents::recipients(tx, referral, Purpose::Introduction, today).await?;
    let is_lapsed = |each: &Introduction| each.stage.rests_on_consent() && !live.contains(&each.employer);
    let (lapsed, standing) = all.into_iter().partition(is_lapsed);
    Ok(Open { lapsed, standing })
}

/// The same, with those of `open` among the lapsed where somebody has started and no check-in has its day since `checked`
/// or later: nobody knows how it went.
///
/// # Errors
/// When the database cannot be read.
pub async fn with_unheard(
    tx: &Tx,
    _permit: &Permit<RunInstallation>,
    referral: ReferralId,
    (open, checked): (Open, NaiveDate),
) -> Result<Open> {
    let asked = check_ins::asked_since(tx, referral, checked).await?;
    let is_unheard = |each: &Introduction| each.stage == Stage::Started && !asked.contains(&each.id);
    let (unheard, standing): (Vec<_>, Vec<_>) = open.standing.into_iter().partition(is_unheard);
    let lapsed = open.lapsed.into_iter().chain(unheard).collect();
    Ok(Open { lapsed, standing })
}

/// Ends an introduction that is held, for its NGO: one that has not started is withdrawn; of one that has, it is not known
/// how it went nor whether it has ended, and nobody is asked any more.
///
/// # Errors
/// When the database cannot be written.
pub async fn end(
    tx: &Tx,
    _permit: &Permit<RunInstallation>,
    introduction: &Introduction,
    now: DateTime<Utc>,
) -> Result<()> {
    let (stage, reason) = match introduction.stage {
        Stage::Started => (Stage::Unheard, Some(EndReason::Unknown.to_string())),
        _ => (Stage::Withdrawn, None),
    };
    let step = Step { stage, side: Side::Ngo, reason, at: now };
    if take(tx, introduction, &step, (row::Column::Ngo, introduction.ngo), None).await? {
        check_ins::drop_open(tx, introduction.id, ChangeReason::Unheard, now).await?;
    }
    Ok(())
}
