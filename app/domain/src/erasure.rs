//! Erasing a person: one member of the NGO asks, another confirms. What an NGO does whose only manager asks is here too,
//! and why what a person asked for themselves may wait.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::account::MemberRole;
use crate::actor::Actor;
use crate::error::Error;
use crate::id::{AccountId, OrganisationId, ReferralId};
use crate::organisation::OrganisationKind;
use crate::policy::Action;
use crate::problem::Problem;
use crate::words::words;

/// How many days somebody waits who has nobody to confirm, and how long somebody must have been a member who confirms:
/// else one person could be two. Until then every member can take the wish back.
pub const WAIT_DAYS: i64 = 7;

words! {
    /// What a tombstone stands for: what a backup from before must not bring back.
    Gone {
        /// A person who was erased.
        Person = "person",
        /// A consent that was taken back.
        Consent = "consent",
    }
}

words! {
    /// Why what a person asked for on the page of their own waits. Nobody writes words of their own here: what a person
    /// reads on an open screen tells nothing of them.
    WaitReason {
        /// A law obliges the NGO to keep it for a while.
        Law = "law",
        /// Something is not settled for which it is needed.
        Case = "case",
        /// The NGO asks first whether it was the person who asked: whoever has the address can.
        Asking = "asking",
        /// One of the two who look is away.
        Away = "away",
    }
}

/// That what a person asked for waits: why, and by when it is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WishWait {
    /// Why.
    pub reason: WaitReason,
    /// The last day by which the NGO decides.
    pub until: NaiveDate,
}

impl WishWait {
    /// How many days ahead the day may lie. What takes longer is said anew, so that nobody waits unseen.
    pub const MOST_DAYS: i64 = 180;

    /// Whether it may be said today.
    ///
    /// # Errors
    /// [`Problem::InThePast`] and [`Problem::TooFarAhead`].
    pub fn check(self, today: NaiveDate) -> Result<(), Problem> {
        match (self.until - today).num_days() {
            ..=-1 => Err(Problem::InThePast),
            0..=Self::MOST_DAYS => Ok(()),
            _ => Err(Problem::TooFarAhead { days: Self::MOST_DAYS }),
        }
    }

    /// Whether its day has passed.
    #[must_use]
    pub fn is_over(self, today: NaiveDate) -> bool {
        self.until < today
    }
}

/// For how many days it is said that a person took their own wish back: to them from then on, to their NGO once somebody
/// there has seen it.
const BACK_DAYS: i64 = 30;

/// Whether a person took their own wish back not long ago, so that they read it on the page of their own.
#[must_use]
pub fn is_newly_back(back: DateTime<Utc>, today: NaiveDate) -> bool {
    (today - back.date_naive()).num_days() <= BACK_DAYS
}

/// Whether it is news to an NGO that a person took their own wish back, which somebody there has seen at a time, or nobody
/// yet.
#[must_use]
pub fn is_back_news(seen: Option<DateTime<Utc>>, today: NaiveDate) -> bool {
    seen.is_none_or(|seen| is_newly_back(seen, today))
}

/// A member's wish that a person's referral be erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// The referral.
    pub referral: ReferralId,
    /// Its NGO.
    pub organisation: OrganisationId,
    /// Who asked.
    pub by: AccountId,
    /// When; or when somebody last was removed from the NGO or given another role, since the waiting begins anew then.
    pub at: DateTime<Utc>,
}

/// Whether whoever asked may confirm it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alone {
    /// Not at all: another manager is there to look at it.
    Never,
    /// From a time on, since nobody else could.
    From(DateTime<Utc>),
}

/// A manager of an NGO, and since when they are a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manager {
    /// Who.
    pub account: AccountId,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl Wish {
    /// Who can confirm it, and from when on, the earliest first: managers who did not ask for it; or whoever did, where
    /// there is no other.
    #[must_use]
    pub fn confirmers(&self, managers: &[Manager]) -> Vec<(AccountId, DateTime<Utc>)> {
        let wait = TimeDelta::days(WAIT_DAYS);
        let others = managers.iter().filter(|manager| manager.account != self.by);
        let mut all: Vec<_> = others.map(|manager| (manager.account, manager.since + wait)).collect();
        if all.is_empty() {
            all.push((self.by, self.at + wait));
        }
        all.sort_by_key(|(_, from)| *from);
        all
    }

    /// Whether whoever asked may confirm it too, in an NGO with so many other managers.
    #[must_use]
    pub fn alone(&self, other_managers: usize) -> Alone {
        if other_managers > 0 { Alone::Never } else { Alone::From(self.at + TimeDelta::days(WAIT_DAYS)) }
    }
}

/// Erases a person's referral: a manager confirms what another member asked for, or the one who asked, where nobody else
/// could and a week has passed; and the system, whose operator or whose calendar says so.
#[derive(Debug, Clone, Copy)]
pub struct EraseReferral {
    /// The NGO whose referral it is.
    pub organisation: OrganisationId,
    /// Who asked for it; nobody where the system acts by itself.
    pub by: Option<AccountId>,
    /// Whether whoever asked may confirm it too.
    pub alone: Alone,
    /// Since when whoever confirms has been a member; of no account where the system acts.
    pub member_since: DateTime<Utc>,
    /// The time.
    pub now: DateTime<Utc>,
}

impl EraseReferral {
    /// From when on whoever confirms has been a member for long enough.
    #[must_use]
    pub fn known_from(&self) -> DateTime<Utc> {
        self.member_since + TimeDelta::days(WAIT_DAYS)
    }
}

impl Action for EraseReferral {
    fn allowed(&self, actor: &Actor) -> crate::Result<()> {
        if actor.is_system() {
            return Ok(());
        }
        let membership = actor.member_of(OrganisationKind::Ngo)?;
        let by = self.by.filter(|_| membership.organisation == self.organisation).ok_or(Error::NotFound)?;
        let is_new = self.now < self.known_from();
        match (actor.account == Some(by), self.alone, membership.role) {
            (false, _, MemberRole::Manager) if is_new => Err(Error::Refused("refused-erasure-new")),
            (false, _, MemberRole::Manager) => Ok(()),
            (false, _, MemberRole::Member) => Err(Error::Refused("refused-managers-only")),
            (true, Alone::From(time), _) if time <= self.now => Ok(()),
            (true, Alone::From(_), _) => Err(Error::Refused("refused-erasure-waits")),
            (true, Alone::Never, _) => Err(Error::Refused("refused-erasure-second")),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;
    use crate::actor::Membership;
    use crate::organisation::Standing;

    const OWN: OrganisationId = OrganisationId(Uuid::from_u128(1));
    const OTHER: OrganisationId = OrganisationId(Uuid::from_u128(2));
    const ACTOR: AccountId = AccountId(Uuid::from_u128(3));
    const COLLEAGUE: AccountId = AccountId(Uuid::from_u128(4));

    fn member(kind: OrganisationKind, standing: Standing, role: MemberRole) -> Actor {
        let mut actor = Actor::anonymous();
        actor.account = Some(ACTOR);
        actor.membership = Some(Membership { organisation: OWN, kind, standing, role });
        actor
    }

    /// What a member, a manager, a manager of a suspended NGO, a manager of a business, and the system may: `+`, `-`
    /// where it may know and not act, a dot for nothing.
    fn line(organisation: OrganisationId, by: Option<AccountId>, alone: Alone) -> String {
        use OrganisationKind::{Business, Ngo};
        let actors = [
            member(Ngo, Standing::Verified, MemberRole::Member),
            member(Ngo, Standing::Unverified, MemberRole::Manager),
            member(Ngo, Standing::Suspended, MemberRole::Manager),
            member(Business, Standing::Verified, MemberRole::Manager),
            Actor::system(),
        ];
        let now = DateTime::UNIX_EPOCH;
        let action = EraseReferral { organisation, by, alone, member_since: now - TimeDelta::days(7), now };
        let sign = |actor: &Actor| match actor.permit(action) {
            Ok(_) => '+',
            Err(Error::Refused(_)) => '-',
            Err(_) => '.',
        };
        actors.iter().map(sign).collect()
    }

    #[test]
    fn a_person_is_erased_by_two_or_by_one_who_has_waited() {
        let passed = Alone::From(DateTime::UNIX_EPOCH);
        let to_come = Alone::From(DateTime::UNIX_EPOCH + TimeDelta::seconds(1));
        for alone in [Alone::Never, passed, to_come] {
            assert_eq!(line(OWN, Some(COLLEAGUE), alone), "-++.+", "managers, whatever the NGO's standing");
        }
        assert_eq!(line(OWN, Some(ACTOR), Alone::Never), "---.+");
        assert_eq!(line(OWN, Some(ACTOR), to_come), "---.+");
        assert_eq!(line(OWN, Some(ACTOR), passed), "+++.+");
        assert_eq!(line(OWN, None, passed), "....+", "nobody confirms what nobody asked for");
        assert_eq!(line(OTHER, Some(COLLEAGUE), passed), "....+");
    }

    #[test]
    fn whoever_has_just_come_confirms_nothing() {
        let now = DateTime::UNIX_EPOCH;
        let actor = member(OrganisationKind::Ngo, Standing::Verified, MemberRole::Manager);
        for (days, expect) in [(0, Err(Error::Refused("refused-erasure-new"))), (7, Ok(()))] {
            let member_since = now - TimeDelta::days(days);
            let action =
                EraseReferral { organisation: OWN, by: Some(COLLEAGUE), alone: Alone::Never, member_since, now };
            assert_eq!(actor.permit(action).map(|_| ()), expect, "{days}");
            assert_eq!(action.known_from(), now + TimeDelta::days(7 - days), "{days}");
        }
    }

    #[test]
    fn a_wish_waits_for_half_a_year_at_most() {
        let day = |days| NaiveDate::default() + TimeDelta::days(days);
        let wait = |days| WishWait { reason: WaitReason::Law, until: day(days) };
        for (days, expect) in
            [(-1, Err(Problem::InThePast)), (0, Ok(())), (180, Ok(())), (181, Err(Problem::TooFarAhead { days: 180 }))]
        {
            assert_eq!(wait(days).check(day(0)), expect, "{days}");
        }
        assert!(!wait(3).is_over(day(3)) && wait(3).is_over(day(4)));
    }

    #[test]
    fn it_is_known_who_can_confirm_a_wish_first_and_from_when_on() {
        let at = DateTime::UNIX_EPOCH;
        let day = |days| at + TimeDelta::days(days);
        let wish = Wish { referral: ReferralId(Uuid::from_u128(5)), organisation: OWN, by: ACTOR, at };
        let third = AccountId(Uuid::from_u128(6));
        let manager = |account, days| Manager { account, since: day(days) };
        let own = manager(ACTOR, -30);
        assert_eq!(wish.confirmers(&[own]), [(ACTOR, day(7))], "alone, after a week");
        assert_eq!(wish.confirmers(&[own, manager(COLLEAGUE, 2)]), [(COLLEAGUE, day(9))]);
        let both = wish.confirmers(&[own, manager(COLLEAGUE, 2), manager(third, -20)]);
        assert_eq!(both, [(third, day(-13)), (COLLEAGUE, day(9))]);
        assert_eq!(wish.confirmers(&[manager(third, -20)]), [(third, day(-13))], "a member asked");
    }

    #[test]
    fn a_wish_that_was_taken_back_is_news_for_a_month() {
        let back = DateTime::UNIX_EPOCH;
        for (days, expect) in [(0, true), (30, true), (31, false)] {
            let today = back.date_naive() + TimeDelta::days(days);
            assert_eq!(is_newly_back(back, today), expect, "{days}");
            assert_eq!(is_back_news(Some(back), today), expect, "{days}");
            assert!(is_back_news(None, today), "nobody has seen it");
        }
    }

    #[test]
    fn whoever_asks_waits_a_week_where_nobody_else_is_a_manager() {
        let at = DateTime::UNIX_EPOCH;
        let wish = Wish { referral: ReferralId(Uuid::from_u128(5)), organisation: OWN, by: ACTOR, at };
        assert_eq!(wish.alone(1), Alone::Never);
        assert_eq!(wish.alone(0), Alone::From(at + TimeDelta::days(7)));
    }
}
