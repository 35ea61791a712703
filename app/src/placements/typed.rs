//! What is typed about a placement, and what it means.

use domain::codes::{Currency, Language, Occupation, PlaceId, Sector};
use domain::placement::{Conditions, Pay, Terms};
use domain::{Problem, Problems, parse};
use serde::Deserialize;

use crate::lookup::{Names, Typed};
use crate::{language_levels, occupations};

/// Every field of the form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PlacementForm {
    pub(super) form: String,
    pub(super) version: String,
    pub(super) find: String,
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) seats: String,
    pub(super) sector: String,
    pub(super) occupation: String,
    pub(super) occupation_id: String,
    pub(super) occupation_asked: String,
    pub(super) place: String,
    pub(super) place_id: String,
    pub(super) place_asked: String,
    pub(super) hours: String,
    pub(super) shifts: Vec<String>,
    pub(super) pay: String,
    pub(super) currency: String,
    pub(super) period: String,
    pub(super) language: Vec<String>,
    pub(super) level: Vec<String>,
    pub(super) supports: Vec<String>,
    pub(super) start: String,
    pub(super) trial_weeks: String,
    pub(super) leads_to: String,
    pub(super) worker_pays: String,
    pub(super) keeps_papers: String,
    pub(super) deposit: String,
    pub(super) free_to_leave: String,
    pub(super) written_contract: String,
    pub(super) contract_languages: Vec<String>,
    pub(super) housing: String,
    pub(super) rest_days: String,
    pub(super) contact: String,
    pub(super) contact_trained: String,
}

/// The fields in the order of the page.
pub(super) const ORDER: &[&str] = &[
    "kind",
    "title",
    "occupation",
    "sector",
    "description",
    "seats",
    "place",
    "start",
    "hours",
    "rest_days",
    "shifts",
    "pay",
    "currency",
    "period",
    "trial_weeks",
    "leads_to",
    "languages",
    "supports",
    "contact",
    "contact_trained",
    "worker_pays",
    "keeps_papers",
    "deposit",
    "free_to_leave",
    "written_contract",
    "contract_languages",
    "housing",
];

pub(super) const OCCUPATION: Names = Names { id: "occupation_id", asked: "occupation_asked" };
pub(super) const PLACE: Names = Names { id: "place_id", asked: "place_asked" };

impl PlacementForm {
    pub(super) fn occupation(&self) -> Typed<'_> {
        Typed { text: &self.occupation, id: &self.occupation_id, asked: &self.occupation_asked }
    }

    pub(super) fn place(&self) -> Typed<'_> {
        Typed { text: &self.place, id: &self.place_id, asked: &self.place_asked }
    }

    /// Reads it; what is empty stays unsaid, and what does not read is noted beside its field. A language without a name
    /// is taken where it is stored already.
    pub(super) fn read(&self, reader: &Language, stored: &Terms, problems: &mut Problems) -> Terms {
        let whole = |text: &str, min, max| parse::optional_whole(text, min, max);
        let small = |number: Option<i64>| number.and_then(|n| u8::try_from(n).ok());
        let seats = problems.take("seats", whole(&self.seats, 1, 500)).flatten();
        Terms {
            kind: problems.take("kind", parse::optional(&self.kind, parse::word)).flatten(),
            title: problems.take("title", parse::line(&self.title, 120)).unwrap_or_default(),
            description: problems
                .take("description", parse::optional_text(&self.description, 5000))
                .unwrap_or_default(),
            seats: seats.and_then(|n| u16::try_from(n).ok()).unwrap_or_default(),
            sector: problems.take("sector", parse::optional(&self.sector, known_division)).flatten(),
            occupation: problems.take("occupation", self.read_occupation(reader)).flatten(),
            place: problems.take("place", self.read_place()).flatten(),
            hours: small(problems.take("hours", whole(&self.hours, 1, 168)).flatten()),
            shifts: problems.take("shifts", parse::words(&self.shifts)).unwrap_or_default(),
            pay: self.read_pay(problems),
            languages: problems
                .take("languages", language_levels::read(&self.language, &self.level, &stored.languages))
                .unwrap_or_default(),
            supports: problems.take("supports", parse::words(&self.supports)).unwrap_or_default(),
            start: problems.take("start", parse::optional(&self.start, parse::date)).flatten(),
            trial_weeks: small(problems.take("trial_weeks", whole(&self.trial_weeks, 1, 52)).flatten()),
            leads_to: problems.take("leads_to", parse::optional_text(&self.leads_to, 2000)).unwrap_or_default(),
            conditions: self.read_conditions(&stored.conditions.contract_languages, problems),
        }
    }

    fn read_occupation(&self, reader: &Language) -> Result<Option<Occupation>, Problem> {
        let exact = |text: &str| occupations::exact(text, reader);
        let Some(id) = self.occupation().resolve(exact, Problem::UnknownOccupation)? else { return Ok(None) };
        let occupation: Occupation = id.parse().map_err(|_| Problem::UnknownOccupation)?;
        taxonomy::occupations::find(&occupation).ok_or(Problem::UnknownOccupation)?;
        Ok(Some(occupation))
    }

    fn read_place(&self) -> Result<Option<domain::placement::Place>, Problem> {
        read_place(self.place())
    }

    fn read_pay(&self, problems: &mut Problems) -> Option<Pay> {
        if self.pay.trim().is_empty() {
            return None;
        }
        let minor = problems.take("pay", parse::money(&self.pay));
        let currency = problems.take("currency", parse::word::<Currency>(&self.currency).and_then(known_currency));
        let period = problems.take("period", parse::word(&self.period));
        Some(Pay { minor: minor?, currency: currency?, period: period? })
    }

    fn read_conditions(&self, stored: &[Language], problems: &mut Problems) -> Conditions {
        let mut yes = |name: &'static str, text: &str| problems.take(name, parse::optional(text, yes_or_no)).flatten();
        let (worker_pays, keeps_papers) =
            (yes("worker_pays", &self.worker_pays), yes("keeps_papers", &self.keeps_papers));
        let (deposit, free_to_leave) = (yes("deposit", &self.deposit), yes("free_to_leave", &self.free_to_leave));
        let written_contract = yes("written_contract", &self.written_contract);
        let contact_trained = yes("contact_trained", &self.contact_trained);
        let contract = parse::words(&self.contract_languages).and_then(|languages| known_languages(languages, stored));
        let days = problems.take("rest_days", parse::optional_whole(&self.rest_days, 0, 7)).flatten();
        Conditions {
            worker_pays,
            keeps_papers,
            deposit,
            free_to_leave,
            written_contract,
            contract_languages: problems.take("contract_languages", contract).unwrap_or_default(),
            housing: problems.take("housing", parse::optional(&self.housing, parse::word)).flatten(),
            rest_days: days.and_then(|n| u8::try_from(n).ok()),
            contact: problems.take("contact", parse::optional_line(&self.contact, 120)).unwrap_or_default(),
            contact_trained,
        }
    }

    /// What the form shows of stored terms.
    pub(super) fn of(terms: &Terms, reader: &Language) -> Self {
        fn text(value: Option<impl ToString>) -> String {
            value.map(|value| value.to_string()).unwrap_or_default()
        }
        fn words<T: ToString>(values: &[T]) -> Vec<String> {
            values.iter().map(ToString::to_string).collect()
        }
        let yes = |answer: Option<bool>| answer.map_or("", |yes| if yes { "yes" } else { "no" }).to_owned();
        let (language, level) = language_levels::typed(&terms.languages);
        let occupation = terms.occupation.as_ref().map(|o| occupations::label(o, reader)).unwrap_or_default();
        let place = terms.place.as_ref().map(taxonomy::places::label).unwrap_or_default();
        let c = &terms.conditions;
        Self {
            kind: text(terms.kind),
            title: terms.title.clone(),
            description: terms.description.clone(),
            seats: if terms.seats == 0 { String::new() } else { terms.seats.to_string() },
            sector: text(terms.sector.as_ref()),
            occupation_asked: occupation.clone(),
            occupation,
            occupation_id: text(terms.occupation.as_ref()),
            place_asked: place.clone(),
            place,
            place_id: text(terms.place.as_ref().map(|p| p.id.0)),
            hours: text(terms.hours),
            shifts: words(&terms.shifts),
            pay: terms
                .pay
                .as_ref()
                .map(|pay| format!("{}.{:02}", pay.minor / 100, pay.minor % 100))
                .unwrap_or_default(),
            currency: text(terms.pay.as_ref().map(|pay| &pay.currency)),
            period: text(terms.pay.as_ref().map(|pay| pay.period)),
            language,
            level,
            supports: words(&terms.supports),
            start: text(terms.start),
            trial_weeks: text(terms.trial_weeks),
            leads_to: terms.leads_to.clone(),
            worker_pays: yes(c.worker_pays),
            keeps_papers: yes(c.keeps_papers),
            deposit: yes(c.deposit),
            free_to_leave: yes(c.free_to_leave),
            written_contract: yes(c.written_contract),
            contract_languages: words(&c.contract_languages),
            housing: text(c.housing),
            rest_days: text(c.rest_days),
            contact: c.contact.clone(),
            contact_trained: yes(c.contact_trained),
            ..Self::default()
        }
    }
}

/// A town by what was typed or chosen.
pub(crate) fn read_place(typed: Typed<'_>) -> Result<Option<domain::placement::Place>, Problem> {
    let exact = |text: &str| taxonomy::places::by_text(text, None).map(|place| place.id.0.to_string());
    let Some(id) = typed.resolve(exact, Problem::UnknownPlace)? else { return Ok(None) };
    let id = id.parse().map_err(|_| Problem::UnknownPlace)?;
    taxonomy::places::find(PlaceId(id)).ok_or(Problem::UnknownPlace).map(Some)
}

/// Towns for what was typed.
pub(crate) fn found_places(text: &str) -> Vec<crate::field::Choice> {
    let found = taxonomy::places::search(text, None, crate::lookup::MOST);
    found.into_iter().map(|place| (place.id.0.to_string(), taxonomy::places::label(&place))).collect()
}

pub(crate) fn known_sector(text: &str) -> Result<Sector, Problem> {
    let sector: Sector = parse::word(text)?;
    taxonomy::sectors::title(&sector).map(|_| sector).ok_or(Problem::NotInList)
}

fn known_division(text: &str) -> Result<Sector, Problem> {
    known_sector(text).and_then(|sector| if sector.is_division() { Ok(sector) } else { Err(Problem::NotInList) })
}

fn known_languages(languages: Vec<Language>, stored: &[Language]) -> Result<Vec<Language>, Problem> {
    let known = |language: &Language| !taxonomy::languages::own_name(language).is_empty() || stored.contains(language);
    if languages.iter().all(known) { Ok(languages) } else { Err(Problem::NotInList) }
}

fn known_currency(currency: Currency) -> Result<Currency, Problem> {
    taxonomy::currencies::name(&currency).map(|_| ()).ok_or(Problem::NotInList)?;
    Ok(currency)
}

fn yes_or_no(text: &str) -> Result<bool, Problem> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(Problem::NotInList),
    }
}
