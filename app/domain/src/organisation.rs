//! Organisations: their kinds and the life of their verification.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::codes::Country;
use crate::error::Error;
use crate::id::{AccountId, OrganisationId};
use crate::marker;
use crate::vetting::{Evidence, EvidenceItem};
use crate::words::words;

mod standing;

pub use standing::Standing;

/// From how many days before its end a verification can be renewed: since the first reminder.
pub const RENEWAL_DAYS: i64 = 60;
/// The most months that a verification lasts.
pub const MOST_MONTHS: u32 = 12;

words! {
    /// What an organisation is.
    OrganisationKind {
        /// Offers jobs and training.
        Business = "business",
        /// Supports people.
        Ngo = "ngo",
        /// Speaks for businesses.
        Association = "association",
        /// Runs conferences and workshops, fills the library.
        Organiser = "organiser",
        /// A public authority.
        Authority = "authority",
        /// Press and broadcasting.
        Media = "media",
    }
}

words! {
    /// Where an organisation's application stands.
    OrganisationStatus {
        /// Waits for a steward.
        Applied = "applied",
        /// A steward asked something back.
        Asked = "asked",
        /// Verified until a date.
        Verified = "verified",
        /// Declined, with a reason.
        Declined = "declined",
        /// Suspended, for a reason of a closed list.
        Suspended = "suspended",
        /// Debarred, for a reason of a closed list.
        Debarred = "debarred",
    }
}

words! {
    /// A list of the stewards' queue.
    VettingQueue {
        /// Waits for a steward: has applied, with somebody whose address is confirmed, or asks that its verification goes on.
        Applied = "applied",
        /// One steward proposes to verify it, and another has to confirm.
        Proposed = "proposed",
        /// A steward asked something back.
        Asked = "asked",
        /// Verified today.
        Verified = "verified",
        /// Its verification ends soon or has ended.
        Lapsing = "lapsing",
        /// Verified, and now says something else of who it is.
        Changed = "changed",
        /// A company of its group was debarred.
        Group = "group",
        /// Declined.
        Declined = "declined",
        /// Suspended.
        Suspended = "suspended",
        /// Debarred.
        Debarred = "debarred",
    }
}

/// What an organisation says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// Its name.
    pub name: String,
    /// The name that employers read of an NGO: empty where they are to read none, nothing until its members have said so.
    pub read_name: Option<String>,
    /// What it does.
    pub summary: String,
    /// Where it is registered.
    pub country: Country,
    /// Town.
    pub town: String,
    /// Number in the register of its country.
    pub register_number: String,
    /// Web address, or empty.
    pub website: String,
    /// Name of the group of companies it belongs to, or empty.
    pub group: String,
    /// What it tells the stewards, and nobody else.
    pub evidence: Evidence,
}

impl Description {
    /// Its name with its town, for telling two of one name apart.
    #[must_use]
    pub fn name_and_town(&self) -> String {
        format!("{} ({})", self.name, self.town)
    }

    /// The name that employers read: the one that was chosen for them. Without one, or where it would tell what the
    /// organisation works on, they read none.
    #[must_use]
    pub fn name_for_employers(&self) -> Option<&str> {
        self.read_name.as_deref().filter(|name| !name.is_empty() && !marker::tells(name))
    }

    /// What `new` says differently of what stewards have looked at: step of the talk with them, and old and new value with
    /// an arrow between them; of evidence other than owners and places of work, which item it is.
    #[must_use]
    pub fn changes_to(&self, new: &Self) -> Vec<(&'static str, String)> {
        let told = |of: &Self, item| of.evidence.get(&item).cloned().unwrap_or_default();
        let evidence = |item| (told(self, item), told(new, item));
        let (owners, sites) = (evidence(EvidenceItem::Owners), evidence(EvidenceItem::Sites));
        let parts = [
            ("changed-name", self.name.as_str(), new.name.as_str()),
            ("changed-country", self.country.as_str(), new.country.as_str()),
            ("changed-register-number", &self.register_number, &new.register_number),
            ("changed-town", &self.town, &new.town),
            ("changed-website", &self.website, &new.website),
            ("changed-group", &self.group, &new.group),
            ("changed-owners", &owners.0, &owners.1),
            ("changed-sites", &sites.0, &sites.1),
        ];
        let said = parts.into_iter().filter(|(_, before, after)| before != after);
        let said = said.map(|(step, before, after)| (step, format!("{before} → {after}").trim().to_owned()));
        let whole = [EvidenceItem::Owners, EvidenceItem::Sites];
        let others = EvidenceItem::ALL.iter().filter(|item| !whole.contains(item));
        let others = others.filter(|item| self.evidence.get(item) != new.evidence.get(item));
        said.chain(others.map(|item| ("changed-evidence", item.to_string()))).collect()
    }
}

/// Whether what an organisation says differently makes it another one, or sends people elsewhere: stewards then look, as
/// [`Organisation::check_looked_at`] asks.
#[must_use]
pub fn asks_for_a_look(changes: &[(&'static str, String)]) -> bool {
    let grave = |step: &str| {
        matches!(
            step,
            "changed-name"
                | "changed-owners"
                | "changed-sites"
                | "changed-group"
                | "changed-country"
                | "changed-register-number"
        )
    };
    changes.iter().any(|(step, _)| grave(step))
}

/// What one steward proposes and another has to confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposed {
    /// Who proposes it.
    pub by: AccountId,
    /// Last day of the verification.
    pub until: NaiveDate,
}

impl OrganisationKind {
    /// Whether its verification needs the eyes of two stewards: people are sent to work there.
    #[must_use]
    pub const fn needs_two_stewards(self) -> bool {
        matches!(self, Self::Business)
    }
}

/// An organisation as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Key.
    pub id: OrganisationId,
    /// What it is.
    pub kind: OrganisationKind,
    /// What it says of itself.
    pub description: Description,
    /// Where its application stands.
    pub status: OrganisationStatus,
    /// Last day of the verification.
    pub verified_until: Option<NaiveDate>,
    /// When it joined.
    pub created: DateTime<Utc>,
    /// Counts what its members and stewards change, so that nobody decides on what they have not seen.
    pub version: i32,
    /// Since when it says something else of who it is than what was verified.
    pub changed: Option<DateTime<Utc>>,
    /// Since when stewards have to look at new owners or a new place of work.
    pub look: Option<DateTime<Utc>>,
    /// Since when a steward has to look because a company of its group was debarred.
    pub group_look: Option<DateTime<Utc>>,
    /// Since when what it offers rests, and those who had put people forward were told.
    pub halted: Option<DateTime<Utc>>,
    /// What one steward proposes.
    pub proposed: Option<Proposed>,
    /// The group that it says it has left, in the form in which groups are compared; empty without one, and once a
    /// steward has looked.
    pub left_group: String,
}

impl Organisation {
    /// What it may do on a day.
    #[must_use]
    pub fn standing(&self, today: NaiveDate) -> Standing {
        self.status.standing(self.verified_until, today)
    }

    /// Whether stewards have looked at all that they have to: until then it makes nothing live, changes nothing that has
    /// been, nobody new is put forward to it and nobody goes further there.
    ///
    /// # Errors
    /// [`Error::Refused`], in words for the organisation itself.
    pub const fn check_looked_at(&self) -> crate::Result<()> {
        match (self.look, self.group_look) {
            (Some(_), _) => Err(Error::Refused("refused-look-first")),
            (None, Some(_)) => Err(Error::Refused("refused-group-look")),
            (None, None) => Ok(()),
        }
    }

    /// Whether what it changed needs two stewards to be taken for right, as its verification does: ticks do not.
    #[must_use]
    pub const fn look_needs_two(&self) -> bool {
        self.kind.needs_two_stewards() && (self.look.is_some() || !self.left_group.is_empty())
    }

    /// Whether it offers nothing any more and nothing has followed from that yet.
    #[must_use]
    pub fn ended_unseen(&self, today: NaiveDate) -> bool {
        self.stands(today) == "lapsed" && self.halted.is_none()
    }

    /// Where it stands on a day, as people are told: the word of its status, or `lapsed` once its verification has
    /// ended.
    #[must_use]
    pub fn stands(&self, today: NaiveDate) -> &'static str {
        match (self.status, self.standing(today)) {
            (OrganisationStatus::Verified, Standing::Unverified) => "lapsed",
            (status, _) => status.word(),
        }
    }

    /// Whether its members can answer the stewards or ask for renewal.
    #[must_use]
    pub fn may_answer(&self, today: NaiveDate) -> bool {
        match self.status {
            OrganisationStatus::Asked | OrganisationStatus::Declined => true,
            OrganisationStatus::Verified => {
                self.verified_until.is_none_or(|day| day <= today + TimeDelta::days(RENEWAL_DAYS))
            }
            OrganisationStatus::Applied | OrganisationStatus::Suspended | OrganisationStatus::Debarred => false,
        }
    }

    /// Whether what its members write to the stewards asks that its verification goes on.
    #[must_use]
    pub fn may_ask_renewal(&self, today: NaiveDate) -> bool {
        self.status == OrganisationStatus::Verified && self.may_answer(today)
    }

    /// Whether an answer puts it back into the queue: what is still verified stays so until a steward decides.
    #[must_use]
    pub fn answer_reopens(&self, today: NaiveDate) -> bool {
        self.may_answer(today) && self.standing(today) == Standing::Unverified
    }

    /// How many invitations may be open at once.
    ///
    /// # Errors
    /// [`Error::Refused`] while it is suspended, debarred or declined: its mails would carry Ponte's name.
    pub fn most_invitations(&self, today: NaiveDate) -> crate::Result<usize> {
        match (self.status, self.standing(today)) {
            (OrganisationStatus::Declined, _) => Err(Error::Refused("refused-declined")),
            (_, Standing::Verified) => Ok(50),
            (_, standing) => standing.check_not_kept_out().map(|()| 5),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{Description, Organisation, OrganisationKind, OrganisationStatus, Standing};
    use crate::id::OrganisationId;
    use crate::vetting::{Evidence, EvidenceItem};
    use chrono::{NaiveDate, TimeDelta};

    fn description(name: &str, register_number: &str) -> Description {
        Description {
            name: name.into(),
            read_name: None,
            summary: "We bake.".into(),
            country: "AL".parse().unwrap(),
            town: "Tirana".into(),
            register_number: register_number.into(),
            website: String::new(),
            group: String::new(),
            evidence: Evidence::new(),
        }
    }

    #[test]
    fn what_stewards_have_looked_at_changes_with_all_but_the_summary() {
        let before = description("Bakery", "");
        let mut sold = before.clone();
        sold.evidence.insert(EvidenceItem::Owners, "Somebody else".into());
        sold.evidence.insert(EvidenceItem::CourtRecord, "None".into());
        assert_eq!(
            before.changes_to(&sold),
            [("changed-owners", "→ Somebody else".to_owned()), ("changed-evidence", "court_record".to_owned())]
        );
        let after = Description { town: "Durrës".into(), summary: "We bake well.".into(), ..description("Mill", "7") };
        assert_eq!(
            before.changes_to(&after),
            [
                ("changed-name", "Bakery → Mill".to_owned()),
                ("changed-register-number", "→ 7".to_owned()),
                ("changed-town", "Tirana → Durrës".to_owned())
            ]
        );
        assert!(before.changes_to(&Description { summary: String::new(), ..before.clone() }).is_empty());
        assert!(before.changes_to(&Description { read_name: Some("Mill".into()), ..before.clone() }).is_empty());
    }

    #[test]
    fn employers_read_the_name_that_was_chosen_for_them_and_no_other() {
        for (chosen, read) in [(None, None), (Some(""), None), (Some("Mill"), Some("Mill")), (Some("Victims"), None)] {
            let said = Description { read_name: chosen.map(str::to_owned), ..description("La Strada", "") };
            assert_eq!(said.name_for_employers(), read, "{chosen:?}");
        }
    }

    #[test]
    fn where_it_stands_on_a_day() {
        use OrganisationStatus::{Applied, Asked, Debarred, Declined, Suspended, Verified};
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        for (status, days, stands, may_answer, reopens, invitations) in [
            (Applied, None, "applied", false, false, Some(5)),
            (Asked, None, "asked", true, true, Some(5)),
            (Verified, Some(61), "verified", false, false, Some(50)),
            (Verified, Some(60), "verified", true, false, Some(50)),
            (Verified, Some(0), "verified", true, false, Some(50)),
            (Verified, Some(-1), "lapsed", true, true, Some(5)),
            (Declined, None, "declined", true, true, None),
            (Suspended, None, "suspended", false, false, None),
            (Suspended, Some(60), "suspended", false, false, None),
            (Debarred, None, "debarred", false, false, None),
        ] {
            let organisation = Organisation {
                id: OrganisationId(uuid::Uuid::nil()),
                kind: OrganisationKind::Business,
                description: description("Bakery", ""),
                status,
                verified_until: days.map(|days| today + TimeDelta::days(days)),
                created: today.and_hms_opt(9, 0, 0).unwrap().and_utc(),
                version: 1,
                changed: None,
                look: None,
                group_look: None,
                halted: None,
                proposed: None,
                left_group: String::new(),
            };
            let met = (organisation.stands(today), organisation.may_answer(today), organisation.answer_reopens(today));
            assert_eq!(met, (stands, may_answer, reopens), "{status} {days:?}");
            assert_eq!(organisation.most_invitations(today).ok(), invitations, "{status} {days:?}");
            assert_eq!(organisation.standing(today) == Standing::Verified, stands == "verified");
        }
    }
}
