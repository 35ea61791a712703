//! Standards: what a placement must meet before it can go live, as rules. Each finding says which rule, why, and the
//! ILO indicator of forced labour (ILO, 2012) that the rule guards against. Sources of the rules: Dhaka Principles
//! (2012), ILO conventions 1, 14, 29 and 95, ILO General principles for fair recruitment (2019). The least pay of an
//! apprentice follows the European Committee of Social Rights on article 7§5 of the European Social Charter: at least a
//! third of the pay of adults at the beginning.

use crate::placement::{Conditions, Housing, Pay, PayPeriod, PlacementKind, Terms};
use crate::words::words;

words! {
    /// One rule.
    Rule {
        /// The worker pays no fee and no cost of recruitment.
        NoFees = "no_fees",
        /// Papers stay with the worker.
        PapersStay = "papers_stay",
        /// A written contract.
        WrittenContract = "written_contract",
        /// The contract is in a language the worker reads.
        ContractLanguage = "contract_language",
        /// Pay at or above the floor of the country.
        PayFloor = "pay_floor",
        /// Training that pays less ends before long.
        TrainingEnds = "training_ends",
        /// At most 48 hours a week.
        WeeklyHours = "weekly_hours",
        /// At least one full day of rest a week.
        RestDay = "rest_day",
        /// Housing does not end with the job.
        HousingSeparate = "housing_separate",
        /// Nobody has to live in the place of work.
        NotLiveIn = "not_live_in",
        /// No deposit.
        NoDeposit = "no_deposit",
        /// Free to leave.
        FreeToLeave = "free_to_leave",
        /// A named contact at the workplace.
        NamedContact = "named_contact",
        /// The contact is trained.
        TrainedContact = "trained_contact",
    }
}

words! {
    /// What a finding means for going live.
    Severity {
        /// The placement cannot go live.
        Blocks = "blocks",
        /// It can, and should be better.
        Warns = "warns",
    }
}

words! {
    /// The ILO's eleven indicators of forced labour.
    Indicator {
        /// Abuse of vulnerability.
        AbuseOfVulnerability = "abuse_of_vulnerability",
        /// Deception.
        Deception = "deception",
        /// Restriction of movement.
        RestrictionOfMovement = "restriction_of_movement",
        /// Isolation.
        Isolation = "isolation",
        /// Physical and sexual violence.
        Violence = "violence",
        /// Intimidation and threats.
        Intimidation = "intimidation",
        /// Retention of identity documents.
        RetentionOfDocuments = "retention_of_documents",
        /// Withholding of wages.
        WithholdingOfWages = "withholding_of_wages",
        /// Debt bondage.
        DebtBondage = "debt_bondage",
        /// Abusive working and living conditions.
        AbusiveConditions = "abusive_conditions",
        /// Excessive overtime.
        ExcessiveOvertime = "excessive_overtime",
    }
}

words! {
    /// Why a rule is not met.
    Cause {
        /// The question is not answered yet.
        Unanswered = "unanswered",
        /// The pay is said, but not for how many hours.
        HoursMissing = "hours_missing",
        /// The answer breaks the rule.
        Broken = "broken",
        /// Pay and floor are in different currencies, so they cannot be compared.
        OtherCurrency = "other_currency",
        /// No floor is set for the country.
        NoFloor = "no_floor",
        /// A steward has paused the placement for its pay, and no floor is set. The terms alone do not tell.
        PausedForPay = "paused_for_pay",
    }
}

/// The most hours a week (ILO C1: eight a day, forty-eight a week).
pub const MOST_HOURS: u8 = 48;

/// The most weeks of training that pays nothing, or less than the floor.
pub const MOST_TRAINING_WEEKS: u8 = 26;

/// An apprentice may earn this part of the floor, not less.
const APPRENTICE_SHARE: i64 = 3;

/// Hours a week that a floor given by day, week, month or year is for.
const FLOOR_HOURS: i64 = 40;

/// One rule not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule.
    pub rule: Rule,
    /// What it means.
    pub severity: Severity,
    /// Why it is not met.
    pub cause: Cause,
}

impl Rule {
    /// The indicator that the rule guards against.
    #[must_use]
    pub const fn guards_against(self) -> Indicator {
        match self {
            Self::NoFees | Self::NoDeposit => Indicator::DebtBondage,
            Self::PapersStay => Indicator::RetentionOfDocuments,
            Self::WrittenContract | Self::ContractLanguage => Indicator::Deception,
            Self::PayFloor | Self::TrainingEnds => Indicator::WithholdingOfWages,
            Self::WeeklyHours | Self::RestDay => Indicator::ExcessiveOvertime,
            Self::HousingSeparate => Indicator::AbusiveConditions,
            Self::FreeToLeave => Indicator::RestrictionOfMovement,
            Self::NotLiveIn | Self::NamedContact | Self::TrainedContact => Indicator::Isolation,
        }
    }

    /// The field of the placement form that answers it.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::NoFees => "worker_pays",
            Self::PapersStay => "keeps_papers",
            Self::WrittenContract => "written_contract",
            Self::ContractLanguage => "contract_languages",
            Self::PayFloor => "pay",
            Self::TrainingEnds => "trial_weeks",
            Self::WeeklyHours => "hours",
            Self::RestDay => "rest_days",
            Self::HousingSeparate | Self::NotLiveIn => "housing",
            Self::NoDeposit => "deposit",
            Self::FreeToLeave => "free_to_leave",
            Self::NamedContact => "contact",
            Self::TrainedContact => "contact_trained",
        }
    }
}

/// Checks a placement against every rule; `floor` is the pay floor of its country, if one is set.
#[must_use]
pub fn check(terms: &Terms, floor: Option<&Pay>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut find = |rule, severity, cause: Option<Cause>| {
        findings.extend(cause.map(|cause| Finding { rule, severity, cause }));
    };
    let c = &terms.conditions;
    find(Rule::NoFees, Severity::Blocks, must(c.worker_pays, Answer::No));
    find(Rule::PapersStay, Severity::Blocks, must(c.keeps_papers, Answer::No));
    find(Rule::WrittenContract, Severity::Blocks, must(c.written_contract, Answer::Yes));
    find(Rule::ContractLanguage, Severity::Blocks, c.contract_languages.is_empty().then_some(Cause::Unanswered));
    if terms.kind.is_none_or(PlacementKind::is_paid)
        && let Some((severity, cause)) = pay(terms, floor)
    {
        find(Rule::PayFloor, severity, Some(cause));
    }
    if terms.kind == Some(PlacementKind::Training) && pay(terms, floor).is_some() {
        find(Rule::TrainingEnds, Severity::Blocks, bound(terms.trial_weeks, |weeks| weeks <= MOST_TRAINING_WEEKS));
    }
    find(Rule::WeeklyHours, Severity::Blocks, bound(terms.hours, |hours| hours <= MOST_HOURS));
    find(Rule::RestDay, Severity::Blocks, bound(c.rest_days, |days| days >= 1));
    find(Rule::HousingSeparate, Severity::Blocks, bound(c.housing, |housing| housing != Housing::Tied));
    find(Rule::NotLiveIn, Severity::Warns, (c.housing == Some(Housing::LiveIn)).then_some(Cause::Broken));
    find(Rule::NoDeposit, Severity::Blocks, must(c.deposit, Answer::No));
    find(Rule::FreeToLeave, Severity::Blocks, must(c.free_to_leave, Answer::Yes));
    find(Rule::NamedContact, Severity::Blocks, c.contact.trim().is_empty().then_some(Cause::Unanswered));
    find(Rule::TrainedContact, Severity::Blocks, must(c.contact_trained, Answer::Yes));
    findings
}

/// Whether no finding keeps a placement from going live.
#[must_use]
pub fn may_go_live(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.severity == Severity::Warns)
}

#[derive(PartialEq)]
enum Answer {
    Yes,
    No,
}

fn must(given: Option<bool>, wanted: Answer) -> Option<Cause> {
    match given {
        None => Some(Cause::Unanswered),
        Some(yes) if yes == (wanted == Answer::Yes) => None,
        Some(_) => Some(Cause::Broken),
    }
}

fn bound<T>(given: Option<T>, fits: impl FnOnce(T) -> bool) -> Option<Cause> {
    match given {
        None => Some(Cause::Unanswered),
        Some(value) => (!fits(value)).then_some(Cause::Broken),
    }
}

/// What is wrong with the pay of work: nothing or less is never pay, and what is under the floor blocks. An apprentice
/// may earn a part of the floor, with a warning.
fn pay(terms: &Terms, floor: Option<&Pay>) -> Option<(Severity, Cause)> {
    let Some(pay) = &terms.pay else { return Some((Severity::Blocks, Cause::Unanswered)) };
    let Some(hours) = terms.hours.filter(|hours| *hours > 0) else {
        return Some((Severity::Blocks, Cause::HoursMissing));
    };
    if pay.minor <= 0 {
        return Some((Severity::Blocks, Cause::Broken));
    }
    let Some(floor) = floor else { return Some((Severity::Warns, Cause::NoFloor)) };
    if pay.currency != floor.currency {
        return Some((Severity::Blocks, Cause::OtherCurrency));
    }
    let (offered, per) = hourly(pay, i64::from(hours), working_days(&terms.conditions));
    let (least, least_per) = hourly(floor, FLOOR_HOURS, 5);
    let reaches = |part: i64| {
        i128::from(offered) * i128::from(least_per) * i128::from(part) >= i128::from(least) * i128::from(per)
    };
    if reaches(1) {
        return None;
    }
    let apprentice = terms.kind == Some(PlacementKind::Apprenticeship) && reaches(APPRENTICE_SHARE);
    Some((if apprentice { Severity::Warns } else { Severity::Blocks }, Cause::Broken))
}

fn working_days(conditions: &Conditions) -> i64 {
    7 - i64::from(conditions.rest_days.unwrap_or(2).min(6))
}

/// Pay per hour as a fraction, exact: minor units over hours, with 52 weeks and 12 months a year.
fn hourly(pay: &Pay, hours: i64, days: i64) -> (i64, i64) {
    match pay.period {
        PayPeriod::Hour => (pay.minor, 1),
        PayPeriod::Day => (pay.minor.saturating_mul(days), hours),
        PayPeriod::Week => (pay.minor, hours),
        PayPeriod::Month => (pay.minor.saturating_mul(12), 52 * hours),
        PayPeriod::Year => (pay.minor, 52 * hours),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{Cause, Rule, Severity, check, may_go_live};
    use crate::codes::Language;
    use crate::placement::{Conditions, Housing, Pay, PayPeriod, PlacementKind, Terms};

    fn pay(minor: i64, currency: &str, period: PayPeriod) -> Pay {
        Pay { minor, currency: currency.parse().unwrap(), period }
    }

    fn good() -> Terms {
        Terms {
            kind: Some(PlacementKind::Job),
            hours: Some(40),
            pay: Some(pay(1300, "EUR", PayPeriod::Hour)),
            conditions: Conditions {
                worker_pays: Some(false),
                keeps_papers: Some(false),
                deposit: Some(false),
                free_to_leave: Some(true),
                written_contract: Some(true),
                contract_languages: vec!["it".parse::<Language>().unwrap()],
                housing: Some(Housing::None),
                rest_days: Some(2),
                contact: "Head of staff".into(),
                contact_trained: Some(true),
            },
            ..Terms::default()
        }
    }

    #[track_caller]
    fn finds(change: impl FnOnce(&mut Terms), expect: &[(Rule, Severity, Cause)]) {
        let mut terms = good();
        change(&mut terms);
        let floor = pay(1200, "EUR", PayPeriod::Hour);
        let found: Vec<_> = check(&terms, Some(&floor)).into_iter().map(|f| (f.rule, f.severity, f.cause)).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn a_good_placement_meets_all() {
        finds(|_| (), &[]);
    }

    #[test]
    fn each_broken_promise_blocks() {
        use Cause::Broken;
        use Severity::Blocks;
        finds(|t| t.conditions.worker_pays = Some(true), &[(Rule::NoFees, Blocks, Broken)]);
        finds(|t| t.conditions.keeps_papers = Some(true), &[(Rule::PapersStay, Blocks, Broken)]);
        finds(|t| t.conditions.deposit = Some(true), &[(Rule::NoDeposit, Blocks, Broken)]);
        finds(|t| t.conditions.free_to_leave = Some(false), &[(Rule::FreeToLeave, Blocks, Broken)]);
        finds(|t| t.conditions.written_contract = Some(false), &[(Rule::WrittenContract, Blocks, Broken)]);
        finds(|t| t.conditions.housing = Some(Housing::Tied), &[(Rule::HousingSeparate, Blocks, Broken)]);
        finds(|t| t.conditions.rest_days = Some(0), &[(Rule::RestDay, Blocks, Broken)]);
        finds(|t| t.conditions.contact_trained = Some(false), &[(Rule::TrainedContact, Blocks, Broken)]);
        finds(|t| t.hours = Some(49), &[(Rule::WeeklyHours, Blocks, Broken)]);
        finds(|t| t.pay = Some(pay(1199, "EUR", PayPeriod::Hour)), &[(Rule::PayFloor, Blocks, Broken)]);
        finds(|t| t.pay = Some(pay(1300, "ALL", PayPeriod::Hour)), &[(Rule::PayFloor, Blocks, Cause::OtherCurrency)]);
    }

    #[test]
    fn nothing_answered_finds_every_rule() {
        let found = check(&Terms::default(), None);
        // That nobody lives in follows from the answer about housing, and the end of training from the kind.
        assert_eq!(found.len(), Rule::ALL.len() - 2);
        assert!(found.iter().all(|f| f.cause == Cause::Unanswered) && !may_go_live(&found));
    }

    #[test]
    fn pay_without_hours_says_that_the_hours_are_missing() {
        use Severity::Blocks;
        let hours = (Rule::WeeklyHours, Blocks, Cause::Unanswered);
        finds(|t| t.hours = None, &[(Rule::PayFloor, Blocks, Cause::HoursMissing), hours]);
        finds(|t| t.pay = None, &[(Rule::PayFloor, Blocks, Cause::Unanswered)]);
        finds(|t| (t.pay, t.hours) = (None, None), &[(Rule::PayFloor, Blocks, Cause::Unanswered), hours]);
    }

    #[test]
    fn pay_is_compared_by_the_hour_exactly() {
        // 12.00 an hour for 40 hours a week is 2,080.00 a month.
        finds(|t| t.pay = Some(pay(208_000, "EUR", PayPeriod::Month)), &[]);
        finds(
            |t| t.pay = Some(pay(207_999, "EUR", PayPeriod::Month)),
            &[(Rule::PayFloor, Severity::Blocks, Cause::Broken)],
        );
        finds(|t| t.pay = Some(pay(9_600, "EUR", PayPeriod::Day)), &[]);
        finds(|t| t.pay = Some(pay(i64::MAX, "EUR", PayPeriod::Month)), &[]);
    }

    #[test]
    fn training_needs_no_pay_and_an_apprentice_may_earn_less() {
        finds(|t| (t.kind, t.pay, t.trial_weeks) = (Some(PlacementKind::Training), None, Some(26)), &[]);
        finds(
            |t| (t.kind, t.pay) = (Some(PlacementKind::Apprenticeship), Some(pay(600, "EUR", PayPeriod::Hour))),
            &[(Rule::PayFloor, Severity::Warns, Cause::Broken)],
        );
        finds(
            |t| (t.kind, t.pay) = (Some(PlacementKind::Apprenticeship), Some(pay(399, "EUR", PayPeriod::Hour))),
            &[(Rule::PayFloor, Severity::Blocks, Cause::Broken)],
        );
    }

    #[test]
    fn training_that_does_not_pay_the_floor_ends_within_half_a_year() {
        use Severity::Blocks;
        let training = |pay: Option<Pay>, weeks| {
            move |t: &mut Terms| (t.kind, t.pay, t.trial_weeks) = (Some(PlacementKind::Training), pay, weeks)
        };
        finds(training(None, None), &[(Rule::TrainingEnds, Blocks, Cause::Unanswered)]);
        finds(training(None, Some(27)), &[(Rule::TrainingEnds, Blocks, Cause::Broken)]);
        let little = || Some(pay(1, "EUR", PayPeriod::Hour));
        finds(training(little(), Some(27)), &[(Rule::TrainingEnds, Blocks, Cause::Broken)]);
        finds(training(little(), Some(26)), &[]);
        finds(training(Some(pay(1200, "EUR", PayPeriod::Hour)), None), &[]);
    }

    #[test]
    fn living_in_the_place_of_work_warns() {
        finds(|t| t.conditions.housing = Some(Housing::LiveIn), &[(Rule::NotLiveIn, Severity::Warns, Cause::Broken)]);
    }

    #[test]
    fn a_country_without_a_floor_warns() {
        let found = check(&good(), None);
        assert!(may_go_live(&found));
        assert_eq!(found.first().map(|f| f.cause), Some(Cause::NoFloor));
        let nothing = check(&Terms { pay: Some(pay(0, "EUR", PayPeriod::Hour)), ..good() }, None);
        assert!(!may_go_live(&nothing), "no pay is no pay, floor or not");
    }
}
