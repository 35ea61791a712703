//! The score of an offer that nothing keeps out, with the reasons and gaps behind it.
//!
//! The score is the weighted mean of the components that both sides have said something about:
//!
//! ```text
//! score      = (sum of weight x value over the compared components) / (sum of their weights) x language penalty
//! confidence = sum of the weights of the compared components
//! ```
//!
//! | component | weight | why |
//! |---|---|---|
//! | occupation | 0.30 | the person decides what to do; the wish comes first |
//! | skills | 0.25 | what the person can already do carries into other occupations |
//! | languages | 0.15 | decides the first weeks, and can be learnt |
//! | distance | 0.10 | anything within reach is acceptable; nearer is easier |
//! | hours | 0.10 | too many are a barrier; too few cost income |
//! | supports | 0.05 | each one missing is named; a way round is often found |
//! | experience | 0.05 | weighs little, so that years lost do not decide |
//!
//! A component is left out, not set to zero, when either side has not said it: silence lowers the confidence only.

use domain::codes::{Cefr, LanguageLevel, Skill};
use domain::placement::Terms;
use domain::referral::{Area, Profile};

use crate::barrier::{is_condition, needs_right_to_work};
use crate::fit::Fit;
use crate::offer::Offer;
use crate::person::Known;
use crate::reason::{Closeness, Gap, Reason};

const OCCUPATION: f64 = 0.30;
const SKILLS: f64 = 0.25;
const LANGUAGES: f64 = 0.15;
const DISTANCE: f64 = 0.10;
const HOURS: f64 = 0.10;
const SUPPORTS: f64 = 0.05;
const EXPERIENCE: f64 = 0.05;

/// Multiplies the whole score when a needed language is absent or two levels too low: the offer stays in sight, for
/// a course can start today, but below the ones that could begin today.
const LANGUAGE_PENALTY: f64 = 0.6;

/// So many shared skills count as all of them: ESCO lists up to forty for an occupation, and nobody names them all.
const ENOUGH_SKILLS: u16 = 8;

/// Without a reach, a way of so many kilometres counts as far.
const FAR_KM: f64 = 50.0;

/// So many years count as full experience.
const ENOUGH_YEARS: f64 = 5.0;

/// The running sums of one comparison.
struct Tally {
    sum: f64,
    weight: f64,
    reasons: Vec<Reason>,
    gaps: Vec<Gap>,
}

impl Tally {
    #[expect(clippy::manual_clamp, reason = "clamp keeps a value that is not a number, max turns it into zero")]
    fn add(&mut self, weight: f64, value: f64) {
        self.sum += weight * value.max(0.0).min(1.0);
        self.weight += weight;
    }
}

/// Scores one offer by the formula above.
pub(crate) fn score(known: &Known<'_>, offer: &Offer<'_>) -> Fit {
    let (profile, terms) = (known.profile, offer.terms);
    let mut tally = Tally { sum: 0.0, weight: 0.0, reasons: Vec::new(), gaps: Vec::new() };
    let wish = occupation(&mut tally, known, offer);
    skills(&mut tally, known, offer);
    let penalty = languages(&mut tally, profile, terms);
    contract(&mut tally, profile, terms);
    distance(&mut tally, known.area, terms);
    hours(&mut tally, profile, terms);
    supports(&mut tally, profile, terms);
    experience(&mut tally, profile, wish);
    right_to_work(&mut tally, profile, terms);
    let mean = if tally.weight > 0.0 { tally.sum / tally.weight } else { 0.0 };
    Fit {
        placement: offer.placement,
        score: (mean * penalty).min(1.0),
        confidence: tally.weight.min(1.0),
        reasons: tally.reasons,
        gaps: tally.gaps,
    }
}

/// What the comparison of occupations found: not said, or the years of the wish that came closest.
enum Wish {
    NotSaid,
    Years(u8),
}

/// Value: 1 for a wanted occupation; 0.7, 0.5 or 0.3 for the same ISCO unit, minor or sub-major group as one; else
/// 0. Each later wish counts 5 % less than the one before, down to 80 %. The best wish counts.
fn occupation(tally: &mut Tally, known: &Known<'_>, offer: &Offer<'_>) -> Wish {
    let Some(offered) = offer.terms.occupation.as_ref() else { return Wish::NotSaid };
    if known.profile.wanted.is_empty() {
        return Wish::NotSaid;
    }
    let (mut best, mut reason, mut years) = (0.0, None, 0);
    for ((wanted, group), rank) in known.profile.wanted.iter().zip(&known.groups).zip(1_u16..) {
        let (value, why) = if wanted.occupation == *offered {
            (1.0, Some(Reason::OccupationWanted { rank }))
        } else {
            near_occupation(*group, offer.occupation.isco)
        };
        let value = value * (1.0 - 0.05 * f64::from(rank.min(5) - 1));
        if value > best {
            (best, reason, years) = (value, why, wanted.years);
        }
    }
    tally.add(OCCUPATION, best);
    match reason {
        Some(reason) => tally.reasons.push(reason),
        None => tally.gaps.push(Gap::Occupation),
    }
    Wish::Years(years)
}

fn near_occupation(wanted: Option<&str>, offered: Option<&str>) -> (f64, Option<Reason>) {
    let (Some(wanted), Some(offered)) = (wanted, offered) else { return (0.0, None) };
    let same = wanted.bytes().zip(offered.bytes()).take_while(|(a, b)| a == b).count();
    let (value, closeness) = match same {
        0 | 1 => return (0.0, None),
        2 => (0.3, Closeness::SubMajor),
        3 => (0.5, Closeness::Minor),
        _ => (0.7, Closeness::Unit),
    };
    (value, Some(Reason::SameGroup { closeness }))
}

/// Value: (shared essential skills + half of the shared optional ones) / the essential ones, of which eight count as
/// all.
fn skills(tally: &mut Tally, known: &Known<'_>, offer: &Offer<'_>) {
    let facts = &offer.occupation;
    if known.skills.is_empty() || (facts.essential.is_empty() && facts.optional.is_empty()) {
        return;
    }
    let shared = |asked: &[&str]| -> Vec<Skill> {
        asked.iter().filter(|skill| known.skills.contains(*skill)).filter_map(|skill| skill.parse().ok()).collect()
    };
    let (mut named, optional) = (shared(&facts.essential), shared(&facts.optional));
    let (essential, asked) = (count(named.len()), count(facts.essential.len()));
    let enough = f64::from(asked.clamp(1, ENOUGH_SKILLS));
    tally.add(SKILLS, (f64::from(essential) + 0.5 * f64::from(count(optional.len()))) / enough);
    named.extend(optional);
    if named.is_empty() {
        tally.gaps.push(Gap::Skills { asked });
        return;
    }
    named.truncate(5);
    tally.reasons.push(Reason::Skills { shared: essential, asked, named });
}

/// Value: the mean over the needed languages of 1 at the level, 0.5 one level below, 0 further below or absent.
/// Gives the factor for the whole score: [`LANGUAGE_PENALTY`] when one is further below or absent, else 1.
fn languages(tally: &mut Tally, profile: &Profile, terms: &Terms) -> f64 {
    if terms.languages.is_empty() || profile.languages.is_empty() {
        return 1.0;
    }
    let (mut sum, mut penalty) = (0.0, 1.0);
    for LanguageLevel { language, level: wants } in &terms.languages {
        let has = profile.languages.iter().filter(|has| has.language == *language).map(|has| has.level).max();
        match has {
            Some(has) if has >= *wants => {
                sum += 1.0;
                tally.reasons.push(Reason::Language { language: language.clone(), has, wants: *wants });
                continue;
            }
            Some(has) if one_below(has, *wants) => sum += 0.5,
            _ => penalty = LANGUAGE_PENALTY,
        }
        tally.gaps.push(Gap::Language { language: language.clone(), wants: *wants, has });
    }
    tally.add(LANGUAGES, sum / f64::from(count(terms.languages.len())));
    penalty
}

/// Says so when the contract is in no language of the person; it can be translated, so it costs no score.
fn contract(tally: &mut Tally, profile: &Profile, terms: &Terms) {
    let languages = &terms.conditions.contract_languages;
    let reads = |language: &domain::codes::Language| profile.languages.iter().any(|has| has.language == *language);
    if !languages.is_empty() && !profile.languages.is_empty() && !languages.iter().any(reads) {
        tally.gaps.push(Gap::ContractLanguage { languages: languages.clone() });
    }
}

fn one_below(has: Cefr, wants: Cefr) -> bool {
    Cefr::ALL.iter().zip(Cefr::ALL.iter().skip(1)).any(|(below, above)| *below == has && *above == wants)
}

/// Value: with a reach, 1 at home down to 0.5 at its end, since anything within reach is acceptable; without one,
/// 1 at home down to 0 at a hundred kilometres.
fn distance(tally: &mut Tally, area: &Area, terms: &Terms) {
    let Some(at) = terms.place.as_ref() else {
        tally.gaps.push(Gap::PlaceNotSaid);
        return;
    };
    let Some(home) = area.home.as_ref() else { return };
    let km = home.point.km_to(at.point);
    let reach = area.reach.map(domain::referral::Reach::km);
    let value = match reach {
        Some(reach) if reach > 0.0 => 1.0 - 0.5 * (km / reach).min(1.0),
        Some(_) => 1.0,
        None => 1.0 - km / (2.0 * FAR_KM),
    };
    tally.add(DISTANCE, value);
    if reach.is_some() || km <= FAR_KM {
        tally.reasons.push(Reason::Near { km: whole_km(km), reach_km: reach.map(whole_km) });
    } else {
        tally.gaps.push(Gap::Far { km: whole_km(km) });
    }
}

/// Value: 1 within the person's hours; below them, the offered hours / the fewest wanted.
fn hours(tally: &mut Tally, profile: &Profile, terms: &Terms) {
    let Some(hours) = terms.hours else { return };
    if profile.hours_min.is_none() && profile.hours_max.is_none() {
        return;
    }
    match profile.hours_min.filter(|least| hours < *least) {
        Some(least) => {
            tally.add(HOURS, f64::from(hours) / f64::from(least));
            tally.gaps.push(Gap::Hours { hours, least });
        }
        None => {
            tally.add(HOURS, 1.0);
            tally.reasons.push(Reason::Hours { hours });
        }
    }
}

/// Value: the share of the needed supports that is offered. Those that are a condition are there, or the offer were
/// kept out.
fn supports(tally: &mut Tally, profile: &Profile, terms: &Terms) {
    if profile.supports.is_empty() {
        return;
    }
    let mut met = 0_u16;
    for support in profile.supports.iter().copied() {
        if is_condition(support) || terms.supports.contains(&support) {
            met += 1;
            tally.reasons.push(Reason::Support { support });
        } else {
            tally.gaps.push(Gap::Support { support });
        }
    }
    tally.add(SUPPORTS, f64::from(met) / f64::from(count(profile.supports.len())));
}

/// Value: the years of the wish that the offer comes closest to / 5, at most 1; 0 when it comes close to none.
fn experience(tally: &mut Tally, profile: &Profile, wish: Wish) {
    // A referral without any years has not said them: nought is what the form leaves.
    let (Wish::Years(years), true) = (wish, profile.wanted.iter().any(|wanted| wanted.years > 0)) else { return };
    tally.add(EXPERIENCE, f64::from(years) / ENOUGH_YEARS);
    if years > 0 {
        tally.reasons.push(Reason::Experience { years });
    }
}

fn right_to_work(tally: &mut Tally, profile: &Profile, terms: &Terms) {
    if profile.right_to_work.is_none() {
        tally
            .gaps
            .extend(terms.kind.filter(|kind| needs_right_to_work(*kind)).map(|kind| Gap::RightToWorkNotSaid { kind }));
    }
}

fn count(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

/// Kilometres to the nearest whole one; no two places on earth are further apart than a `u16` holds.
#[expect(clippy::as_conversions, reason = "a float has no other way to a whole number; the cast saturates")]
pub(crate) fn whole_km(km: f64) -> u16 {
    km.round() as u16
}
