//! Whether an introduction leads on: for a list, by what it has read for all of its rows.

use domain::introduction::{Introduction, Side, Stage};
use domain::organisation::Standing;
use domain::placement::Placement;

use super::rests::Known;
use super::{acting, stops};
use crate::Scope;

/// Whether a side has a step that leads further and is open, by what a list has read for all of its rows. Consent is asked
/// where the step is taken: once it ends, so does an introduction that rests on it. Of an employer, which knows nothing of
/// looks and cases, only how it stands and its own placement are asked.
pub(super) fn leads_on(
    scope: &Scope,
    introduction: &Introduction,
    placement: &Placement,
    (side, known): (Side, Option<Known<'_>>),
) -> bool {
    let today = scope.now().date_naive();
    let receives = |stage| match (side, stage, known) {
        (Side::Ngo, Stage::Meeting | Stage::Accepted, Some(known)) => {
            known.employer.standing(today) == Standing::Verified && !known.is_looked_at()
        }
        _ => true,
    };
    introduction.stage.next(side).iter().any(|stage| {
        !stage.is_end()
            && acting(scope, side, introduction, *stage).is_ok()
            && stops::pays(placement, (side, *stage)).is_ok()
            && receives(*stage)
    })
}
