//! A referral in words.

use domain::codes::Language;
use domain::referral::{Area, Exclusion, Profile, ReachUnit, SafeContact};
use i18n::Text;

use crate::occupations;
use crate::placements::{languages_in_words, words_of_list};

pub(super) fn reader(text: Text) -> Language {
    text.language().parse().unwrap_or_else(|_| Language::english())
}

pub(super) fn wanted(text: Text, profile: &Profile) -> Option<String> {
    let each = profile.wanted.iter().map(|wanted| {
        let label = occupations::label(&wanted.occupation, &reader(text));
        text.with("referral-wanted-years", &[("label", label.into()), ("years", i64::from(wanted.years).into())])
    });
    let joined = each.collect::<Vec<_>>().join(", ");
    (!joined.is_empty()).then_some(joined)
}

pub(super) fn languages(text: Text, profile: &Profile) -> Option<String> {
    languages_in_words(text, &profile.languages)
}

pub(super) fn skills(profile: &Profile) -> Option<String> {
    let names: Vec<&str> = profile.skills.iter().filter_map(taxonomy::skills::find).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

pub(super) fn hours(text: Text, min: Option<u8>, max: Option<u8>) -> Option<String> {
    let number = |n: u8| i64::from(n).into();
    match (min, max) {
        (Some(min), Some(max)) => {
            Some(text.with("referral-hours-between", &[("min", number(min)), ("max", number(max))]))
        }
        (Some(min), None) => Some(text.with("referral-hours-least", &[("min", number(min))])),
        (None, Some(max)) => Some(text.with("referral-hours-most", &[("max", number(max))])),
        (None, None) => None,
    }
}

pub(super) fn area(text: Text, area: &Area) -> Option<String> {
    let home = taxonomy::places::label(area.home.as_ref()?);
    let Some(reach) = area.reach else { return Some(home) };
    let key = match reach.unit {
        ReachUnit::Km => "referral-area-km",
        ReachUnit::Minutes => "referral-area-minutes",
    };
    Some(text.with(key, &[("place", home.into()), ("amount", i64::from(reach.amount).into())]))
}

pub(super) fn supports(text: Text, profile: &Profile) -> Option<String> {
    words_of_list(text, "support", &profile.supports)
}

/// How and when the person may be contacted.
pub(super) fn contact(text: Text, contact: &SafeContact) -> Option<String> {
    let never = (!contact.never.is_empty())
        .then(|| text.with("referral-contact-never", &[("what", contact.never.clone().into())]));
    let parts = [Some(contact.channel.clone()), Some(contact.hours.clone()), never];
    let said: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!said.is_empty()).then(|| said.join("\u{a0}· "))
}

/// A secret limit in words; `organisations` gives the names of those that are named.
pub(super) fn exclusion(
    text: Text,
    exclusion: &Exclusion,
    name_of: impl Fn(domain::id::OrganisationId) -> String,
) -> String {
    match exclusion {
        Exclusion::Place { place, km } => text.with(
            "exclusion-place",
            &[("place", taxonomy::places::label(place).into()), ("km", i64::from(*km).into())],
        ),
        Exclusion::Organisation { organisation } => {
            text.with("exclusion-organisation", &[("name", name_of(*organisation).into())])
        }
        Exclusion::Sector { sector } => {
            let title = taxonomy::sectors::title(sector).unwrap_or_default();
            text.with("exclusion-sector", &[("sector", title.into())])
        }
        Exclusion::Shift { shift } => {
            text.with("exclusion-shift", &[("shift", text.get(&format!("shift-{shift}")).into())])
        }
        Exclusion::LiveIn => text.get("exclusion-live-in"),
    }
}
