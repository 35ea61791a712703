//! What an employer may know of a person: which fields a stage opens, each read under its own live grant. What does not
//! belong here: who reads an introduction, and the note of it (`read`).

use domain::Result;
use domain::codes::LanguageLevel;
use domain::consent::ConsentField;
use domain::introduction::{Introduction, Stage};
use domain::placement::{Support, Terms};
use matching::MustHave;
use store::Tx;
use store::consents::Asked;
use store::referrals::Skills;

use crate::Scope;

/// What an employer may know of the person at the introduction's stage, each field under its own live grant.
#[derive(Clone, Default)]
pub struct Disclosed {
    /// Whether a live grant lets the employer know that there is somebody, at a stage that is no end.
    pub open: bool,
    /// Which must-haves are met; `None` without a live grant, and once somebody has started.
    pub must_haves: Option<Vec<MustHave>>,
    /// Languages with levels.
    pub languages: Option<Vec<LanguageLevel>>,
    /// Occupations with years, and skills.
    pub skills: Option<Skills>,
    /// Fewest and most hours a week.
    pub hours: Option<(Option<u8>, Option<u8>)>,
    /// Supports needed.
    pub supports: Option<Vec<Support>>,
    /// The name the person chose to be called.
    pub called: Option<String>,
}

impl std::fmt::Debug for Disclosed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Disclosed")
    }
}

impl Disclosed {
    /// The fields that are there.
    pub(super) fn fields(&self) -> Vec<ConsentField> {
        let there = |field: &ConsentField| match field {
            ConsentField::Fit => self.open,
            ConsentField::Languages => self.languages.is_some(),
            ConsentField::Skills => self.skills.is_some(),
            ConsentField::Hours => self.hours.is_some(),
            ConsentField::Supports => self.supports.is_some(),
            ConsentField::Called => self.called.is_some(),
        };
        ConsentField::ALL.iter().copied().filter(there).collect()
    }
}

/// Which fields a stage opens; each still needs its live grant. An end closes them all. Whoever has started was looked at
/// long enough: what the person wants to be called and the supports it needs are what a workplace goes on needing.
#[must_use]
pub const fn opened_at(stage: Stage) -> &'static [ConsentField] {
    use ConsentField::{Called, Fit, Hours, Languages, Skills, Supports};
    match stage {
        Stage::PutForward => &[Fit],
        Stage::Interested => &[Fit, Languages, Skills, Hours, Supports],
        Stage::Meeting | Stage::Offered | Stage::Accepted => &[Fit, Languages, Skills, Hours, Supports, Called],
        Stage::Started => &[Supports, Called],
        Stage::Declined | Stage::Refused | Stage::Completed | Stage::Ended | Stage::Unheard | Stage::Withdrawn => &[],
    }
}

/// The must-haves are those of the terms that the person was put forward for: an employer that changes them later
/// learns nothing more. One that took an interest while it was paused reads what is open at the beginning, as if the
/// person had agreed to no more.
pub(super) async fn disclose(
    scope: &Scope,
    db: &Tx,
    introduction: &Introduction,
    asked: Asked,
    agreed: &Terms,
) -> Result<Disclosed> {
    let open = !introduction.stage.is_end() && store::consents::may_know(db, asked).await?;
    let mut seen = Disclosed { open, ..Disclosed::default() };
    let held_back = store::introductions::is_held_back(db, introduction.id).await?;
    let at_first = opened_at(Stage::PutForward);
    for field in opened_at(introduction.stage).iter().filter(|field| !held_back || at_first.contains(field)) {
        match field {
            ConsentField::Fit => {
                let basis = store::consents::fit_basis(db, asked).await?;
                seen.must_haves = basis.map(|profile| matching::must_haves(agreed, &profile));
            }
            ConsentField::Languages => seen.languages = store::consents::languages(db, asked).await?,
            ConsentField::Skills => {
                let skills = store::consents::skills(db, asked).await?;
                seen.skills = skills.map(|skills| for_this_work(skills, agreed));
            }
            ConsentField::Hours => seen.hours = store::consents::hours(db, asked).await?,
            ConsentField::Supports => seen.supports = store::consents::supports(db, asked).await?,
            ConsentField::Called => {
                seen.called = store::consents::called(db, &scope.services().keyring, asked).await?;
            }
        }
    }
    Ok(seen)
}

/// Skills, and the years in this placement's own work; what else the person would like to do is not the employer's.
fn for_this_work(mut skills: Skills, agreed: &Terms) -> Skills {
    skills.wanted.retain(|wanted| wanted.years > 0 && Some(&wanted.occupation) == agreed.occupation.as_ref());
    skills
}
