//! What stewards ask of an applicant, kind by kind: the evidence, and the checks that rest on it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::id::AccountId;
use crate::organisation::{Description, OrganisationKind};
use crate::words::words;

mod reminders;

pub use reminders::{REMINDERS, reminder_due, reminder_passed};

words! {
    /// What an applicant tells the stewards beside who it is; nobody else reads it.
    EvidenceItem {
        /// Who owns and directs a business.
        Owners = "owners",
        /// The addresses where people would work.
        Sites = "sites",
        /// What labour inspection has found.
        LabourRecord = "labour_record",
        /// What courts and authorities have decided.
        CourtRecord = "court_record",
        /// Who at work was trained to be the contact, when and by whom.
        ContactTrained = "contact_trained",
        /// The licence or the register that lets an NGO do its work.
        Licence = "licence",
        /// The safeguarding policy.
        Safeguarding = "safeguarding",
        /// Who supervises the work of an NGO.
        Supervision = "supervision",
        /// For whom an association speaks.
        Represents = "represents",
        /// How an association is run.
        Governance = "governance",
        /// For whom an organiser works, and what it has run.
        Mandate = "mandate",
        /// Who pays.
        Funding = "funding",
        /// The law that an authority rests on.
        LegalBasis = "legal_basis",
        /// The office and how to reach it.
        Office = "office",
        /// Who is answerable for what is printed.
        Editor = "editor",
        /// The code that a medium keeps to.
        PressCode = "press_code",
    }
}

/// What was said, item by item; nothing said is not in it.
pub type Evidence = BTreeMap<EvidenceItem, String>;

impl EvidenceItem {
    /// What an organisation of this kind is asked for.
    #[must_use]
    pub const fn asked_of(kind: OrganisationKind) -> &'static [Self] {
        match kind {
            OrganisationKind::Business => {
                &[Self::Owners, Self::Sites, Self::LabourRecord, Self::CourtRecord, Self::ContactTrained]
            }
            OrganisationKind::Ngo => &[Self::Licence, Self::Safeguarding, Self::Supervision],
            OrganisationKind::Association => &[Self::Represents, Self::Governance],
            OrganisationKind::Organiser => &[Self::Mandate, Self::Funding],
            OrganisationKind::Authority => &[Self::LegalBasis, Self::Office],
            OrganisationKind::Media => &[Self::Editor, Self::PressCode],
        }
    }
}

words! {
    /// What a steward finds right before an organisation is verified.
    Check {
        /// It is in the register under this name, number and country.
        Identity = "identity",
        /// Somebody answers for it over a way that the application does not name.
        Reached = "reached",
        /// Owners and group are as the register says.
        Owners = "owners",
        /// The places of work exist and are its own.
        Sites = "sites",
        /// The statement on labour inspection holds.
        LabourRecord = "labour_record",
        /// The statement on courts holds.
        CourtRecord = "court_record",
        /// The contact was trained.
        ContactTrained = "contact_trained",
        /// The licence is valid.
        Licence = "licence",
        /// The safeguarding policy was read and is good enough.
        Safeguarding = "safeguarding",
        /// Whoever supervises it says so too.
        Supervision = "supervision",
        /// It speaks for those it names.
        Represents = "represents",
        /// Its statutes and board are as it says.
        Governance = "governance",
        /// It works for those it names.
        Mandate = "mandate",
        /// Its money comes from where it says.
        Funding = "funding",
        /// The law gives it this task.
        LegalBasis = "legal_basis",
        /// The office is the authority's own.
        Office = "office",
        /// The editor answers for it.
        Editor = "editor",
        /// It keeps to a code.
        PressCode = "press_code",
    }
}

/// A part of an application that checks rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Name.
    Name,
    /// Country of the register.
    Country,
    /// Number in the register.
    RegisterNumber,
    /// Town.
    Town,
    /// Web address.
    Website,
    /// Group of companies.
    Group,
    /// What was said of one item of evidence.
    Evidence(EvidenceItem),
}

impl Part {
    /// Every part that is not evidence.
    const SAID: [Self; 6] = [Self::Name, Self::Country, Self::RegisterNumber, Self::Town, Self::Website, Self::Group];

    fn of(self, description: &Description) -> &str {
        match self {
            Self::Name => &description.name,
            Self::Country => description.country.as_str(),
            Self::RegisterNumber => &description.register_number,
            Self::Town => &description.town,
            Self::Website => &description.website,
            Self::Group => &description.group,
            Self::Evidence(item) => description.evidence.get(&item).map_or("", String::as_str),
        }
    }

    /// Whether this kind has to say it.
    const fn is_needed(self, kind: OrganisationKind) -> bool {
        use OrganisationKind::{Association, Business, Ngo};
        match self {
            Self::Evidence(_) => true,
            Self::RegisterNumber => matches!(kind, Business | Ngo | Association),
            _ => false,
        }
    }

    fn is_missing(self, kind: OrganisationKind, description: &Description) -> bool {
        self.is_needed(kind) && self.of(description).trim().is_empty()
    }

    /// Its name in forms.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "organisation",
            Self::Country => "country",
            Self::RegisterNumber => "register_number",
            Self::Town => "town",
            Self::Website => "website",
            Self::Group => "group",
            Self::Evidence(item) => item.word(),
        }
    }
}

/// The parts that two descriptions say differently.
fn changed(before: &Description, after: &Description) -> Vec<Part> {
    let evidence = EvidenceItem::ALL.iter().map(|item| Part::Evidence(*item));
    Part::SAID.into_iter().chain(evidence).filter(|part| part.of(before) != part.of(after)).collect()
}

impl Check {
    /// What is looked at for this kind; verification needs all of it.
    #[must_use]
    pub const fn of(kind: OrganisationKind) -> &'static [Self] {
        match kind {
            OrganisationKind::Business => &[
                Self::Identity,
                Self::Reached,
                Self::Owners,
                Self::Sites,
                Self::LabourRecord,
                Self::CourtRecord,
                Self::ContactTrained,
            ],
            OrganisationKind::Ngo => {
                &[Self::Identity, Self::Reached, Self::Licence, Self::Safeguarding, Self::Supervision]
            }
            OrganisationKind::Association => &[Self::Identity, Self::Reached, Self::Represents, Self::Governance],
            OrganisationKind::Organiser => &[Self::Identity, Self::Reached, Self::Mandate, Self::Funding],
            OrganisationKind::Authority => &[Self::Identity, Self::LegalBasis, Self::Office],
            OrganisationKind::Media => &[Self::Identity, Self::Reached, Self::Editor, Self::PressCode],
        }
    }

    /// What it rests on: a change of any of these unticks it.
    #[must_use]
    pub const fn rests_on(self) -> &'static [Part] {
        use EvidenceItem as E;
        match self {
            Self::Identity => &[Part::Name, Part::Country, Part::RegisterNumber],
            Self::Reached => &[Part::Name, Part::Town, Part::Website],
            Self::Owners => &[Part::Evidence(E::Owners), Part::Group],
            Self::Sites => &[Part::Evidence(E::Sites)],
            Self::LabourRecord => &[Part::Evidence(E::LabourRecord)],
            Self::CourtRecord => &[Part::Evidence(E::CourtRecord)],
            Self::ContactTrained => &[Part::Evidence(E::ContactTrained)],
            Self::Licence => &[Part::Evidence(E::Licence)],
            Self::Safeguarding => &[Part::Evidence(E::Safeguarding)],
            Self::Supervision => &[Part::Evidence(E::Supervision)],
            Self::Represents => &[Part::Evidence(E::Represents)],
            Self::Governance => &[Part::Evidence(E::Governance)],
            Self::Mandate => &[Part::Evidence(E::Mandate)],
            Self::Funding => &[Part::Evidence(E::Funding)],
            Self::LegalBasis => &[Part::Evidence(E::LegalBasis)],
            Self::Office => &[Part::Evidence(E::Office)],
            Self::Editor => &[Part::Evidence(E::Editor)],
            Self::PressCode => &[Part::Evidence(E::PressCode)],
        }
    }

    /// Whether the application says what it rests on. A group, a web address and for some kinds a number may be
    /// nothing at all; evidence may not.
    #[must_use]
    pub fn is_told(self, kind: OrganisationKind, description: &Description) -> bool {
        self.rests_on().iter().all(|part| !part.is_missing(kind, description))
    }
}

/// The parts that an organisation of this kind has to tell before it can be verified.
pub fn needed(kind: OrganisationKind) -> impl Iterator<Item = Part> {
    let parts = Check::of(kind).iter().flat_map(|check| check.rests_on());
    parts.copied().filter(move |part| part.is_needed(kind))
}

/// Those of them that it has not told.
#[must_use]
pub fn untold(kind: OrganisationKind, description: &Description) -> Vec<Part> {
    needed(kind).filter(|part| part.is_missing(kind, description)).collect()
}

/// The checks that fall when an application says something else than before.
#[must_use]
pub fn unticked_by(before: &Description, after: &Description) -> Vec<Check> {
    let changed = changed(before, after);
    let falls = |check: &Check| check.rests_on().iter().any(|part| changed.contains(part));
    Check::ALL.iter().copied().filter(falls).collect()
}

/// How many days a tick counts: renewal, which can be asked for in the last 60 days of a year, needs new ones.
pub const TICK_DAYS: i64 = 300;

/// What one steward found right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// What.
    pub check: Check,
    /// Who.
    pub by: Option<AccountId>,
    /// When.
    pub at: DateTime<Utc>,
    /// The version of the application that they looked at.
    pub version: i32,
}

impl Tick {
    /// Whether it counts on a day.
    #[must_use]
    pub fn counts(&self, today: NaiveDate) -> bool {
        today - self.at.date_naive() <= TimeDelta::days(TICK_DAYS)
    }
}

/// What is still to be looked at before an organisation of this kind can be verified.
#[must_use]
pub fn unchecked(kind: OrganisationKind, ticks: &[Tick], today: NaiveDate) -> Vec<Check> {
    let open = |check: &Check| !ticks.iter().any(|tick| tick.check == *check && tick.counts(today));
    Check::of(kind).iter().copied().filter(open).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{Check, Evidence, EvidenceItem, Part, TICK_DAYS, Tick, unchecked, unticked_by, untold};
    use crate::organisation::{Description, OrganisationKind};
    use chrono::{NaiveDate, TimeDelta};

    fn described(kind: OrganisationKind) -> Description {
        let evidence: Evidence =
            EvidenceItem::asked_of(kind).iter().map(|item| (*item, format!("Our {item}."))).collect();
        Description {
            name: "Bakery".into(),
            read_name: None,
            summary: "We bake.".into(),
            country: "AL".parse().unwrap(),
            town: "Tirana".into(),
            register_number: "7".into(),
            website: String::new(),
            group: String::new(),
            evidence,
        }
    }

    #[test]
    fn every_kind_is_asked_for_what_its_checks_rest_on() {
        for kind in OrganisationKind::ALL {
            let full = described(*kind);
            for check in Check::of(*kind) {
                assert!(check.is_told(*kind, &full), "{kind}: {check}");
            }
            assert_eq!(untold(*kind, &full), [], "{kind}");
            for item in EvidenceItem::asked_of(*kind) {
                let mut less = full.clone();
                less.evidence.remove(item);
                let open: Vec<_> = Check::of(*kind).iter().filter(|check| !check.is_told(*kind, &less)).collect();
                assert_eq!(open.len(), 1, "{kind}: one check rests on {item}");
                assert_eq!(untold(*kind, &less), [Part::Evidence(*item)], "{kind}");
            }
        }
    }

    #[test]
    fn a_change_unticks_what_rests_on_it_and_nothing_else() {
        use EvidenceItem::{Owners, Sites};
        let before = described(OrganisationKind::Business);
        let with = |change: fn(&mut Description)| {
            let mut after = before.clone();
            change(&mut after);
            unticked_by(&before, &after)
        };
        assert_eq!(with(|_| {}), []);
        assert_eq!(with(|d| d.summary = "We bake well.".into()), []);
        assert_eq!(with(|d| d.register_number = "8".into()), [Check::Identity]);
        assert_eq!(with(|d| d.name = "Casino".into()), [Check::Identity, Check::Reached]);
        assert_eq!(with(|d| d.group = "Bread".into()), [Check::Owners]);
        assert_eq!(with(|d| drop(d.evidence.insert(Owners, "Somebody else.".into()))), [Check::Owners]);
        assert_eq!(with(|d| drop(d.evidence.remove(&Sites))), [Check::Sites]);
    }

    #[test]
    fn ticks_are_of_one_kind_and_grow_old() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let tick = |check, days| Tick {
            check,
            by: None,
            at: (today - TimeDelta::days(days)).and_hms_opt(9, 0, 0).unwrap().and_utc(),
            version: 1,
        };
        let all = |days| Check::of(OrganisationKind::Media).iter().map(|c| tick(*c, days)).collect::<Vec<_>>();
        assert_eq!(unchecked(OrganisationKind::Media, &[], today), Check::of(OrganisationKind::Media));
        assert_eq!(unchecked(OrganisationKind::Media, &all(TICK_DAYS), today), []);
        assert_eq!(unchecked(OrganisationKind::Media, &all(TICK_DAYS + 1), today).len(), 4);
        assert_eq!(unchecked(OrganisationKind::Media, &all(-3), today), [], "a clock that went back");
        assert_eq!(unchecked(OrganisationKind::Ngo, &all(0), today).len(), 3);
    }
}
