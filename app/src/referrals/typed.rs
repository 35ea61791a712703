//! What is typed in one step of a referral, and what it changes.

use domain::codes::Occupation;
use domain::referral::{Exclusion, Reach, Referral, Secrets, Wanted};
use domain::{Problem, Problems, marker, parse, reach};
use serde::Deserialize;

use super::grant::limit_business;
use super::words::reader;
use crate::lookup::{Names, Typed};
use crate::placements::{known_sector, read_place};
use crate::{At, language_levels, occupations};

/// Every field of every step; a step uses its own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct StepForm {
    pub(super) version: String,
    pub(super) go: String,
    pub(super) language: Vec<String>,
    pub(super) level: Vec<String>,
    pub(super) keep: Vec<String>,
    pub(super) had: Vec<String>,
    pub(super) occupation: String,
    pub(super) occupation_id: String,
    pub(super) occupation_asked: String,
    pub(super) years: String,
    pub(super) skill: String,
    pub(super) skill_id: Vec<String>,
    pub(super) hours_min: String,
    pub(super) hours_max: String,
    pub(super) place: String,
    pub(super) place_id: String,
    pub(super) place_asked: String,
    pub(super) reach: String,
    pub(super) unit: String,
    pub(super) right_to_work: String,
    pub(super) supports: Vec<String>,
    pub(super) km: String,
    pub(super) business: String,
    pub(super) business_id: String,
    pub(super) business_asked: String,
    pub(super) sector: String,
    pub(super) shifts: Vec<String>,
    pub(super) live_in: Vec<String>,
    pub(super) called: String,
    pub(super) channel: String,
    pub(super) contact_hours: String,
    pub(super) never: String,
    pub(super) notes: String,
}

pub(super) const OCCUPATION: Names = Names { id: "occupation_id", asked: "occupation_asked" };
pub(super) const PLACE: Names = Names { id: "place_id", asked: "place_asked" };
pub(super) const BUSINESS: Names = Names { id: "business_id", asked: "business_asked" };

/// The most occupations wanted, skills, and limits of each sort.
const MOST_WANTED: usize = 5;
const MOST_SKILLS: usize = 30;
const MOST_LIMITS: usize = 40;

/// How many skills are offered for what was typed.
pub(super) const FOUND_SKILLS: usize = 12;

/// The key of a limit that is listed by itself, whoever changes the list meanwhile; times and housing have boxes of
/// their own.
pub(super) fn limit_key(limit: &Exclusion) -> Option<String> {
    match limit {
        Exclusion::Place { place, km } => Some(format!("place-{}-{km}", place.id.0)),
        Exclusion::Organisation { organisation } => Some(format!("organisation-{organisation}")),
        Exclusion::Sector { sector } => Some(format!("sector-{sector}")),
        Exclusion::Shift { .. } | Exclusion::LiveIn => None,
    }
}

impl StepForm {
    pub(super) fn occupation(&self) -> Typed<'_> {
        Typed { text: &self.occupation, id: &self.occupation_id, asked: &self.occupation_asked }
    }

    pub(super) fn place(&self) -> Typed<'_> {
        Typed { text: &self.place, id: &self.place_id, asked: &self.place_asked }
    }

    pub(super) fn business(&self) -> Typed<'_> {
        Typed { text: &self.business, id: &self.business_id, asked: &self.business_asked }
    }

    fn keeps(&self, key: &str) -> bool {
        self.keep.iter().any(|kept| kept == key)
    }

    /// Changes what the step is about; nothing else.
    pub(super) async fn apply(
        &self,
        at: &At,
        step: &str,
        (referral, secrets): (&mut Referral, &mut Secrets),
    ) -> domain::Result<()> {
        let mut problems = Problems::new();
        let profile = &mut referral.profile;
        match step {
            "languages" => {
                let read = language_levels::read(&self.language, &self.level, &profile.languages);
                profile.languages = problems.take("languages", read).unwrap_or_default();
            }
            "work" => profile.wanted = self.wanted(at, &profile.wanted, &mut problems),
            "skills" => profile.skills = self.skills(&profile.skills, &mut problems),
            "hours" => {
                let hours = |text: &str| parse::optional_whole(text, 1, 60);
                let min = problems.take("hours_min", hours(&self.hours_min)).flatten();
                let max = problems.take("hours_max", hours(&self.hours_max)).flatten();
                if min.zip(max).is_some_and(|(min, max)| min > max) {
                    problems.add("hours_max", Problem::OutOfRange { min: min.unwrap_or(1), max: 60 });
                }
                profile.hours_min = min.and_then(|n| u8::try_from(n).ok());
                profile.hours_max = max.and_then(|n| u8::try_from(n).ok());
            }
            "area" => {
                secrets.area.home = problems.take("place", read_place(self.place())).flatten();
                secrets.area.reach = self.reach(&mut problems);
            }
            "right" => {
                let read = parse::optional(&self.right_to_work, parse::word);
                profile.right_to_work = problems.take("right_to_work", read).flatten();
            }
            "supports" => {
                profile.supports = problems.take("supports", parse::words(&self.supports)).unwrap_or_default();
            }
            "limits" => secrets.exclusions = self.limits(at, &secrets.exclusions, &mut problems).await?,
            "name" => {
                // An employer's staff read it.
                let called = parse::optional_line(&self.called, 60).and_then(|called| {
                    marker::check_untold(&called).and_then(|()| reach::check_name(&called)).map(|()| called)
                });
                secrets.called = problems.take("called", called).unwrap_or_default();
            }
            "contact" => {
                let contact = &mut secrets.contact;
                contact.channel =
                    problems.take("channel", parse::optional_text(&self.channel, 1000)).unwrap_or_default();
                let hours = parse::optional_line(&self.contact_hours, 300);
                contact.hours = problems.take("contact_hours", hours).unwrap_or_default();
                contact.never = problems.take("never", parse::optional_text(&self.never, 1000)).unwrap_or_default();
            }
            "notes" => {
                secrets.notes = problems.take("notes", parse::optional_text(&self.notes, 8000)).unwrap_or_default();
            }
            _ => return Err(domain::Error::NotFound),
        }
        problems.finish(Some(()))
    }

    fn wanted(&self, at: &At, before: &[Wanted], problems: &mut Problems) -> Vec<Wanted> {
        let kept = before.iter().filter(|wanted| self.keeps(wanted.occupation.as_str()));
        let mut all: Vec<Wanted> = kept.cloned().collect();
        let reader = reader(at.text);
        let resolved = self.occupation().resolve(|text| occupations::exact(text, &reader), Problem::UnknownOccupation);
        let found = problems.take("occupation", resolved).flatten();
        if self.occupation.trim().is_empty() && !self.years.trim().is_empty() {
            problems.add("occupation", Problem::Missing);
        }
        let years = problems.take("years", parse::optional_whole(&self.years, 0, 60)).flatten().unwrap_or(0);
        if let Some(id) = found {
            match id.parse::<Occupation>().ok().filter(|o| taxonomy::occupations::find(o).is_some()) {
                Some(occupation) => {
                    all.retain(|wanted| wanted.occupation != occupation);
                    all.push(Wanted { occupation, years: u8::try_from(years).unwrap_or(0) });
                }
                None => problems.add("occupation", Problem::UnknownOccupation),
            }
        }
        if all.len() > MOST_WANTED {
            problems.add("occupation", Problem::TooMany { max: MOST_WANTED });
        }
        all
    }

    fn skills(&self, before: &[domain::codes::Skill], problems: &mut Problems) -> Vec<domain::codes::Skill> {
        let mut all: Vec<_> = before.iter().filter(|skill| self.keeps(skill.as_str())).cloned().collect();
        if self.skill_id.is_empty() && !self.skill.trim().is_empty() {
            match taxonomy::skills::by_label(&self.skill) {
                Some(skill) if !all.contains(skill) => all.push(skill.clone()),
                Some(_) => {}
                None => problems.add("skill", Problem::NotInList),
            }
        }
        for id in &self.skill_id {
            match id.parse().ok().filter(|skill| taxonomy::skills::find(skill).is_some()) {
                Some(skill) if !all.contains(&skill) => all.push(skill),
                Some(_) => {}
                None => problems.add("skill", Problem::NotInList),
            }
        }
        if all.len() > MOST_SKILLS {
            problems.add("skill", Problem::TooMany { max: MOST_SKILLS });
        }
        all
    }

    fn reach(&self, problems: &mut Problems) -> Option<Reach> {
        let amount = problems.take("reach", parse::optional_whole(&self.reach, 1, 1000)).flatten()?;
        let unit = problems.take("unit", parse::word(&self.unit))?;
        Some(Reach { amount: u16::try_from(amount).ok()?, unit })
    }

    async fn limits(&self, at: &At, before: &[Exclusion], problems: &mut Problems) -> domain::Result<Vec<Exclusion>> {
        let kept = before.iter().filter(|limit| limit_key(limit).is_some_and(|key| self.keeps(&key)));
        let mut all: Vec<Exclusion> = kept.cloned().collect();
        let mut add = |limit: Option<Exclusion>| {
            if let Some(limit) = limit.filter(|limit| !all.contains(limit)) {
                all.push(limit);
            }
        };
        match problems.take("place", read_place(self.place())).flatten() {
            Some(place) => {
                let km = problems.take("km", parse::whole(&self.km, 0, 2000));
                add(km.and_then(|km| Some(Exclusion::Place { place, km: u16::try_from(km).ok()? })));
            }
            None if self.place.trim().is_empty() && !self.km.trim().is_empty() => {
                problems.add("place", Problem::Missing);
            }
            None => {}
        }
        let organisation = problems.take("business", limit_business(at, self.business()).await?).flatten();
        add(organisation.map(|organisation| Exclusion::Organisation { organisation }));
        let sector = problems.take("sector", parse::optional(&self.sector, known_sector)).flatten();
        add(sector.map(|sector| Exclusion::Sector { sector }));
        let shifts = problems.take("shifts", parse::words(&self.shifts)).unwrap_or_default();
        all.extend(shifts.into_iter().map(|shift| Exclusion::Shift { shift }));
        if !self.live_in.is_empty() {
            all.push(Exclusion::LiveIn);
        }
        if all.len() > MOST_LIMITS {
            problems.add("place", Problem::TooMany { max: MOST_LIMITS });
        }
        Ok(all)
    }
}
