//! Accounts: joining, confirming, signing in and out, a new password, one's own account and organisation.

pub mod account;
pub mod appeal;
pub mod calendar;
pub mod close;
pub mod confirm;
pub mod invited;
pub mod join;
pub mod leave;
mod meant;
pub mod members;
pub mod organisation;
pub mod reset;
pub mod second;
pub mod security;
pub mod sign_in;
pub mod sign_out;

use domain::codes::{Country, Language};
use domain::organisation::{Description, OrganisationKind};
use domain::vetting::Evidence;
use domain::{Problem, Problems, parse};
use i18n::Text;
use serde::Deserialize;

use crate::field::Choice;

/// Asks the browser for a passkey and posts its answer: without a script nothing can.
const PASSKEY: &str = include_str!("passkey.js");

/// The languages that pages can be read in, each by its own name.
pub(crate) fn languages() -> Vec<Choice> {
    let known = i18n::languages().iter().filter_map(|code| code.parse::<Language>().ok());
    known.map(|language| (language.to_string(), taxonomy::languages::own_name(&language).to_owned())).collect()
}

/// The kinds of organisation, in the reader's words.
pub(crate) fn kinds(text: Text) -> Vec<Choice> {
    let all = OrganisationKind::ALL.iter();
    all.map(|kind| (kind.to_string(), text.get(&format!("organisation-kind-{kind}")))).collect()
}

/// The countries, in the reader's words.
pub(crate) fn countries(text: Text) -> Vec<Choice> {
    let language = text.language().parse().unwrap_or_else(|_| Language::english());
    let all = taxonomy::countries::all(&language).into_iter();
    all.map(|(code, name)| (code.to_string(), name.to_owned())).collect()
}

/// A country, in the reader's words.
pub(crate) fn country(text: Text, code: &Country) -> String {
    let language = text.language().parse().unwrap_or_else(|_| Language::english());
    taxonomy::countries::name(code, &language).unwrap_or_default().to_owned()
}

/// What is typed about an organisation; a part of several forms.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TypedDescription {
    pub(crate) organisation: String,
    pub(crate) summary: String,
    pub(crate) country: String,
    pub(crate) town: String,
    pub(crate) register_number: String,
    pub(crate) website: String,
    pub(crate) group: String,
}

impl TypedDescription {
    /// Reads it, noting each problem beside its field; evidence comes later, from a form of its own.
    pub(crate) fn read(&self, problems: &mut Problems) -> Option<Description> {
        let name = problems.take("organisation", parse::line(&self.organisation, 160));
        let summary = problems.take("summary", parse::text(&self.summary, 2000));
        let country = problems.take("country", parse::word(&self.country));
        let town = problems.take("town", parse::line(&self.town, 120));
        let register_number = problems.take("register_number", parse::optional_line(&self.register_number, 80));
        let website = problems.take("website", link(&self.website));
        let group = problems.take("group", parse::optional_line(&self.group, 160));
        Some(Description {
            name: name?,
            read_name: None,
            summary: summary?,
            country: country?,
            town: town?,
            register_number: register_number?,
            website: website?,
            group: group?,
            evidence: Evidence::new(),
        })
    }

    pub(crate) fn of(description: &Description) -> Self {
        Self {
            organisation: description.name.clone(),
            summary: description.summary.clone(),
            country: description.country.to_string(),
            town: description.town.clone(),
            register_number: description.register_number.clone(),
            website: description.website.clone(),
            group: description.group.clone(),
        }
    }
}

/// A web address, or nothing.
fn link(text: &str) -> Result<String, Problem> {
    let link = parse::optional_line(text, 200)?;
    let fits = link.is_empty() || (link.starts_with("https://") && link.contains('.') && !link.contains([' ', '"']));
    if fits { Ok(link) } else { Err(Problem::NotALink) }
}
