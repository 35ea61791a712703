//! A record of the library: something that a business, an NGO or a state has done, and how well it is known.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::codes::{Country, Language};
use crate::id::{FileId, PracticeId};
use crate::words::words;

mod check;
mod evidence;
mod figures;
mod isic;
mod manuscript;
mod section;
mod sets;

pub use check::{FIRST_YEAR, PARTS, RESERVED};
pub use manuscript::{FIELDS, Manuscript};
pub use section::{Section, sections_of};

/// What stands for a licence that nobody has stated (SPDX).
pub const UNSTATED: &str = "NOASSERTION";

/// What the identifier of a record begins with (RFC 9562).
const NAMED: &str = "urn:uuid:";

words! {
    /// What kind of record it is.
    PracticeKind {
        /// Something done.
        Practice = "practice",
        /// A code of conduct.
        Code = "code",
        /// A law or a treaty.
        Law = "law",
        /// A report.
        Report = "report",
        /// A guide.
        Guide = "guide",
    }
}

words! {
    /// How strong the evidence is, weakest first.
    Evidence {
        /// Somebody says so.
        Told = "told",
        /// The doers publish figures of their own.
        Monitored = "monitored",
        /// Others have evaluated it.
        Evaluated = "evaluated",
        /// It was repeated elsewhere with like results.
        Repeated = "repeated",
    }
}

words! {
    /// Where a version of a record stands on its way.
    PracticeState {
        /// Its authors write it; nobody else sees it.
        Draft = "draft",
        /// Curators look at it.
        InReview = "in-review",
        /// It is the record that everybody reads.
        Published = "published",
        /// A newer version is; this one keeps its address.
        Superseded = "superseded",
        /// Taken back: a published one leaves a page that says so and why.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// The founding report's three approaches besides police and courts.
    Approach {
        /// The community watches and helps.
        Community = "community",
        /// Licences, credit and inspections disturb the business of crime.
        RegulatoryDisruption = "regulatory-disruption",
        /// Companies and their associations act.
        PrivateSector = "private-sector",
    }
}

words! {
    /// The part that a country plays in what the record is about.
    Role {
        /// Where people come from.
        Source = "source",
        /// What they pass through.
        Transit = "transit",
        /// Where they are exploited.
        Destination = "destination",
    }
}

words! {
    /// A part of the world.
    Region {
        /// Africa.
        Africa = "africa",
        /// The Americas.
        Americas = "americas",
        /// Asia.
        Asia = "asia",
        /// Europe.
        Europe = "europe",
        /// The Middle East.
        MiddleEast = "middle-east",
        /// Oceania.
        Oceania = "oceania",
        /// The whole world.
        Global = "global",
    }
}

words! {
    /// Sectors as the library sorts them: ISIC's sections and the founding report's own list, in plain words.
    LibrarySector {
        /// Agriculture and forestry.
        Agriculture = "agriculture",
        /// Fishing and aquaculture.
        Fishing = "fishing",
        /// Mining.
        Mining = "mining",
        /// Food and drink.
        Food = "food",
        /// Clothing and textiles.
        Clothing = "clothing",
        /// Chemicals.
        Chemicals = "chemicals",
        /// Electronics.
        Electronics = "electronics",
        /// Other manufacturing.
        Manufacturing = "manufacturing",
        /// Arms.
        Arms = "arms",
        /// Electricity, gas and water.
        EnergyAndWater = "energy-and-water",
        /// Sewerage, waste and what is made of it again.
        Waste = "waste",
        /// Construction.
        Construction = "construction",
        /// Trade and shops.
        WholesaleRetail = "wholesale-retail",
        /// Transport.
        Transport = "transport",
        /// Hotels and restaurants.
        Hospitality = "hospitality",
        /// Tourism.
        Tourism = "tourism",
        /// Media and advertising.
        Media = "media",
        /// Banks, accountants, insurers.
        Finance = "finance",
        /// Real estate.
        RealEstate = "real-estate",
        /// Advice, engineering, research, rental and offices' services.
        ProfessionalServices = "professional-services",
        /// Recruitment.
        Recruitment = "recruitment",
        /// Cleaning.
        Cleaning = "cleaning",
        /// Private security.
        Security = "security",
        /// Public administration.
        Public = "public",
        /// Education.
        Education = "education",
        /// Health and care.
        Health = "health",
        /// Arts, museums and libraries, gambling, sport and recreation.
        ArtsAndSport = "arts-and-sport",
        /// Associations and unions, repair, hairdressers, laundries and the like.
        OtherServices = "other-services",
        /// Domestic work.
        DomesticWork = "domestic-work",
        /// Sex and entertainment.
        SexAndEntertainment = "sex-and-entertainment",
        /// Technology.
        Technology = "technology",
        /// Several at once.
        CrossSector = "cross-sector",
    }
}

/// Who took part, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// Name of an organisation; never of a person.
    pub name: String,
    /// Its part: employer, ngo, state, intergovernmental, association, funder, trade-union, media, academia.
    pub part: String,
}

/// Where a statement can be checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Title of the work.
    pub title: String,
    /// Who published it.
    #[serde(default)]
    pub publisher: String,
    /// When, if known.
    #[serde(default)]
    pub year: Option<i32>,
    /// Address, if checked.
    #[serde(default)]
    pub url: Option<String>,
    /// Day the address was looked at.
    #[serde(default)]
    pub accessed: Option<NaiveDate>,
}

/// A file that belongs to a record: its bytes are kept beside the records, by key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Key of the bytes.
    pub id: FileId,
    /// Name, with its ending.
    pub name: String,
    /// Media type, found by looking at the bytes.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
}

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    /// Title, at most 200 characters.
    pub title: String,
    /// The part of its address: lower case letters, digits and hyphens, at most 80.
    pub slug: String,
    /// What kind of record it is.
    pub kind: PracticeKind,
    /// One or two sentences, at most 600 characters.
    pub summary: String,
    /// Language of the record.
    pub language: Language,
    /// Year it began or was published.
    pub year: i32,
    /// Countries it is about; none when international.
    #[serde(default)]
    pub countries: Vec<Country>,
    /// Regions.
    #[serde(default)]
    pub regions: Vec<Region>,
    /// Sectors.
    #[serde(default)]
    pub sectors: Vec<LibrarySector>,
    /// Approaches.
    #[serde(default)]
    pub approach: Vec<Approach>,
    /// Parts the countries play.
    #[serde(default)]
    pub role: Vec<Role>,
    /// Free topics, lower case.
    #[serde(default)]
    pub topics: Vec<String>,
    /// How well it is known.
    pub evidence: Evidence,
    /// Licence of the text (SPDX id), or [`UNSTATED`].
    pub licence: String,
    /// Who took part.
    #[serde(default)]
    pub actors: Vec<Participant>,
    /// Where it can be checked.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// The parts that a practice is told in, each in Markdown, at most 50,000 characters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sections: BTreeMap<Section, String>,
    /// Whatever else there is to say, in Markdown with second-level headings, at most 200,000 characters.
    #[serde(default)]
    pub body: String,
    /// Where an organisation answers questions about it: a web link or an e-mail address; never a person's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// Files that belong to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
}

impl Practice {
    /// Its summary without signs of markup.
    #[must_use]
    pub fn plain_summary(&self) -> String {
        crate::markup::plain(&self.summary)
    }

    /// Its parts in order, those that say something.
    pub fn parts(&self) -> impl Iterator<Item = (Section, &str)> {
        self.sections
            .iter()
            .map(|(section, text)| (*section, text.as_str()))
            .filter(|(_, text)| !text.trim().is_empty())
    }
}

/// A record as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPractice {
    /// Key.
    pub id: PracticeId,
    /// What it says.
    pub practice: Practice,
    /// Counts published versions, from 1.
    pub version: i32,
    /// When this version was published.
    pub published: DateTime<Utc>,
}

impl StoredPractice {
    /// The name that stays the record's own in every version and wherever it is told, as machines read it.
    #[must_use]
    pub fn identifier(&self) -> String {
        format!("{NAMED}{}", self.id)
    }
}

impl PracticeId {
    /// The key of the record that has this identifier, if it is one of a record of Ponte.
    #[must_use]
    pub fn of_identifier(identifier: &str) -> Option<Self> {
        identifier.strip_prefix(NAMED)?.parse().ok()
    }
}

/// One of the published versions of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeVersion {
    /// Counts from 1.
    pub number: i32,
    /// When it was published.
    pub published: DateTime<Utc>,
    /// Whether it is the newest, or another, or all of them were taken back.
    pub state: PracticeState,
}

/// What is left of a record that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// What it said last: its title and how it is cited are still told.
    pub last: StoredPractice,
    /// Why, in the curators' words.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}
