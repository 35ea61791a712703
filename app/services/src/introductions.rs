//! Introductions: putting forward, moving from stage to stage, and the messages between the two sides. The NGO stands
//! in the middle of every message.

use domain::codes::LanguageLevel;
use domain::consent::{ConsentField, NewGrant};
use domain::event::Event;
use domain::id::{IntroductionId, OrganisationId};
use domain::introduction::{Introduction, Side, Stage};
use domain::organisation::OrganisationKind;
use domain::placement::{Placement, PlacementStatus, Support};
use domain::policy::{AnswerIntroduction, PutForward};
use domain::referral::{Referral, ReferralStatus};
use domain::{Error, Problem, Result};
use matching::MustHave;
pub use store::introductions::{Step, Which};
pub use store::messages::Message;
pub use store::referrals::Skills;
use uuid::Uuid;

use crate::{Scope, consents, placements, referrals};

/// The longest message, in characters.
pub const LONGEST_MESSAGE: usize = 4000;

/// The side of the actor.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor, [`Error::NotFound`] for members of other kinds of organisation.
pub fn side(scope: &Scope) -> Result<Side> {
    scope.actor().account()?;
    match scope.actor().membership.as_ref().map(|m| m.kind) {
        Some(OrganisationKind::Business) => Ok(Side::Employer),
        Some(OrganisationKind::Ngo) => Ok(Side::Ngo),
        _ => Err(Error::NotFound),
    }
}

/// Puts a referral forward for a live placement. The person's grant for this employer must be live, or is recorded
/// here in the same transaction.
///
/// # Errors
/// [`Error::Refused`] without a live grant, for a referral that is not open, for a placement that is not live, or
/// when an introduction of the two is under way.
pub async fn put_forward(
    scope: &Scope,
    referral: &Referral,
    placement: &Placement,
    grant: Option<&NewGrant>,
) -> Result<IntroductionId> {
    let permit = scope.permit(PutForward { organisation: referral.organisation })?;
    if let Some(grant) = grant {
        consents::check(scope, grant).await?;
    }
    let tx = scope.begin().await?;
    let referral = store::referrals::find(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    let placement = placements::find_in(scope, &tx, placement.id).await?;
    if referral.status != ReferralStatus::Open {
        return Err(Error::Refused("refused-referral-not-open"));
    }
    if placement.status != PlacementStatus::Live {
        return Err(Error::Refused("refused-placement-not-live"));
    }
    if let Some(grant) = grant {
        consents::insert(scope, &tx, &referral, grant).await?;
    }
    let asked = consents::asked(scope, &referral, placement.organisation);
    if !store::consents::may_know(&tx, asked).await? {
        return Err(Error::Refused("refused-no-consent"));
    }
    let before = store::introductions::of_referral(&tx, scope.actor(), referral.id).await?;
    if before.iter().any(|i| i.placement == placement.id && !i.stage.is_end()) {
        return Err(Error::Refused("refused-already-put-forward"));
    }
    let introduction = Introduction {
        id: IntroductionId(Uuid::now_v7()),
        referral: referral.id,
        placement: placement.id,
        ngo: referral.organisation,
        employer: placement.organisation,
        stage: Stage::PutForward,
        version: 1,
        created: scope.now(),
        updated: scope.now(),
    };
    store::introductions::insert(&tx, &introduction, permit.account()).await?;
    tell(scope, &tx, placement.organisation).await?;
    scope.commit(tx, "put forward", &format!("introduction {}", introduction.id)).await?;
    Ok(introduction.id)
}

/// Lets an organisation's members know, by mail, that something waits.
pub(crate) async fn tell(scope: &Scope, tx: &store::Tx, organisation: OrganisationId) -> Result<()> {
    scope.push(tx, Event::Waiting { organisation }).await
}

/// An introduction with what its list shows.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The introduction.
    pub introduction: Introduction,
    /// The placement.
    pub placement: Placement,
    /// The pseudonym; only the NGO has it.
    pub referral: Option<Referral>,
    /// Whether the other side wrote something that this side has not opened.
    pub unread: bool,
}

/// Introductions of the actor's side, newest first, from after a key.
///
/// # Errors
/// [`Error::NotFound`] for those who have none by their kind.
pub async fn list(scope: &Scope, which: Which, after: Option<IntroductionId>, size: u64) -> Result<Vec<Listed>> {
    let side = side(scope)?;
    let rows = store::introductions::list(scope.db(), scope.actor(), which, after, size).await?;
    with_all(scope, side, rows).await
}

async fn with_all(scope: &Scope, side: Side, rows: Vec<Introduction>) -> Result<Vec<Listed>> {
    let today = scope.now().date_naive();
    let ids: Vec<_> = rows.iter().map(|i| i.id).collect();
    let placements: Vec<_> = rows.iter().map(|i| i.placement).collect();
    let placements = store::placements::find_all(scope.db(), scope.actor(), &placements, today).await?;
    let unread = store::messages::unread(scope.db(), &ids, side).await?;
    let referrals = match side {
        Side::Ngo => {
            let keys: Vec<_> = rows.iter().map(|i| i.referral).collect();
            store::referrals::find_all(scope.db(), scope.actor(), &keys).await?
        }
        Side::Employer => Vec::new(),
    };
    let listed = rows.into_iter().filter_map(|introduction| {
        let placement = placements.iter().find(|p| p.id == introduction.placement)?.clone();
        let referral = referrals.iter().find(|r| r.id == introduction.referral).cloned();
        let unread = unread.contains(&introduction.id);
        Some(Listed { introduction, placement, referral, unread })
    });
    Ok(listed.collect())
}

/// Introductions of one referral, newest first.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn of_referral(scope: &Scope, referral: &Referral) -> Result<Vec<Listed>> {
    referrals::ngo(scope)?;
    let rows = store::introductions::of_referral(scope.db(), scope.actor(), referral.id).await?;
    with_all(scope, Side::Ngo, rows).await
}

/// How many introductions of the actor's side are at one of these stages.
///
/// # Errors
/// [`Error::NotFound`] for those who have none by their kind.
pub async fn count(scope: &Scope, stages: &[Stage]) -> Result<u64> {
    side(scope)?;
    Ok(store::introductions::count(scope.db(), scope.actor(), stages).await?)
}

/// How many of the actor's introductions hold a message that nobody on its side has opened.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of businesses and NGOs.
pub async fn count_unread(scope: &Scope) -> Result<u64> {
    Ok(store::introductions::count_unread(scope.db(), scope.actor(), side(scope)?).await?)
}

/// What an employer may know of the person at the introduction's stage, each field under its own live grant.
#[derive(Debug, Clone, Default)]
pub struct Disclosed {
    /// Which must-haves are met; `None` without a live grant.
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

/// An introduction as one side sees it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The introduction.
    pub introduction: Introduction,
    /// The viewer's side.
    pub side: Side,
    /// The placement.
    pub placement: Placement,
    /// Name of the organisation on the other side.
    pub other: String,
    /// The referral; only for its NGO.
    pub referral: Option<Referral>,
    /// What the employer may know: what the employer sees, and what the NGO sees that it sees.
    pub disclosed: Disclosed,
    /// The steps so far.
    pub steps: Vec<Step>,
    /// The messages so far.
    pub messages: Vec<Message>,
}

/// One introduction; the read is logged, and what the other side wrote counts as read.
///
/// # Errors
/// [`Error::NotFound`] for any but the actor's side's.
pub async fn find(scope: &Scope, id: IntroductionId) -> Result<Shown> {
    let side = side(scope)?;
    let introduction = store::introductions::find(scope.db(), scope.actor(), id).await?.ok_or(Error::NotFound)?;
    let tx = scope.db().begin().await?;
    store::messages::mark_read(&tx, id, side, scope.now()).await?;
    store::audit::append(&tx, scope.actor(), "read introduction", &format!("introduction {id}"), scope.now()).await?;
    store::audit::append(
        &tx,
        scope.actor(),
        "read referral",
        &format!("referral {}", introduction.referral),
        scope.now(),
    )
    .await?;
    tx.commit().await?;
    let placement = placements::find_in(scope, scope.db(), introduction.placement).await?;
    let (other, referral) = match side {
        Side::Employer => (introduction.ngo, None),
        Side::Ngo => {
            (introduction.employer, store::referrals::find(scope.db(), scope.actor(), introduction.referral).await?)
        }
    };
    let other = store::organisations::find(scope.db(), other).await?.ok_or(Error::NotFound)?;
    let disclosed = disclose(scope, &introduction, &placement).await?;
    let steps = store::introductions::steps(scope.db(), id).await?;
    let messages = store::messages::list(scope.db(), &scope.services().keyring, &introduction).await?;
    let other = other.description.name;
    Ok(Shown { introduction, side, placement, other, referral, disclosed, steps, messages })
}

/// Which fields a stage opens; each still needs its live grant. An end closes them all.
#[must_use]
pub const fn opened_at(stage: Stage) -> &'static [ConsentField] {
    use ConsentField::{Called, Fit, Hours, Languages, Skills, Supports};
    match stage {
        Stage::PutForward => &[Fit],
        Stage::Interested => &[Fit, Languages, Skills, Hours, Supports],
        Stage::Meeting | Stage::Offered | Stage::Accepted | Stage::Started => {
            &[Fit, Languages, Skills, Hours, Supports, Called]
        }
        Stage::Declined | Stage::Refused | Stage::Completed | Stage::Ended | Stage::Withdrawn => &[],
    }
}

async fn disclose(scope: &Scope, introduction: &Introduction, placement: &Placement) -> Result<Disclosed> {
    let today = scope.now().date_naive();
    let asked = store::consents::Asked {
        referral: introduction.referral,
        recipient: introduction.employer,
        purpose: domain::consent::Purpose::Introduction,
        today,
    };
    let db = scope.db();
    let mut seen = Disclosed::default();
    for field in opened_at(introduction.stage) {
        match field {
            ConsentField::Fit => {
                let basis = store::consents::fit_basis(db, asked).await?;
                seen.must_haves = basis.map(|profile| matching::must_haves(&placement.terms, &profile));
            }
            ConsentField::Languages => seen.languages = store::consents::languages(db, asked).await?,
            ConsentField::Skills => seen.skills = store::consents::skills(db, asked).await?,
            ConsentField::Hours => seen.hours = store::consents::hours(db, asked).await?,
            ConsentField::Supports => seen.supports = store::consents::supports(db, asked).await?,
            ConsentField::Called => {
                seen.called = store::consents::called(db, &scope.services().keyring, asked).await?;
            }
        }
    }
    Ok(seen)
}

/// Moves an introduction to a stage that its present one leads to, for the actor's side.
///
/// # Errors
/// [`Error::NotFound`] for another's; [`Error::Conflict`] when it moved in between, or the stage leads not there;
/// problems beside `reason`.
pub async fn advance(
    scope: &Scope,
    id: IntroductionId,
    stage: Stage,
    reason: Option<String>,
    version: i32,
) -> Result<()> {
    let side = side(scope)?;
    let tx = scope.begin().await?;
    let introduction = store::introductions::find(&tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    let account = permit(scope, side, &introduction)?;
    if introduction.version != version {
        return Err(Error::Conflict);
    }
    if !introduction.stage.next(side).contains(&stage) {
        return Err(Error::Conflict);
    }
    check_reason(stage, reason.as_deref())?;
    if stage == Stage::Accepted {
        take_seat(scope, &tx, &introduction).await?;
    }
    let step = Step { stage, side, reason, at: scope.now() };
    if !store::introductions::advance(&tx, &introduction, &step, account).await? {
        return Err(Error::Conflict);
    }
    tell(scope, &tx, other(&introduction, side)).await?;
    scope.commit(tx, "move introduction", &format!("introduction {id}")).await
}

fn permit(scope: &Scope, side: Side, introduction: &Introduction) -> Result<Option<domain::id::AccountId>> {
    match side {
        Side::Employer => Ok(scope.permit(AnswerIntroduction { organisation: introduction.employer })?.account()),
        Side::Ngo => Ok(scope.permit(PutForward { organisation: introduction.ngo })?.account()),
    }
}

const fn other(introduction: &Introduction, side: Side) -> OrganisationId {
    match side {
        Side::Employer => introduction.ngo,
        Side::Ngo => introduction.employer,
    }
}

fn check_reason(stage: Stage, reason: Option<&str>) -> Result<()> {
    use domain::introduction::{DeclineReason, EndReason};
    let fits = match (stage, reason) {
        (Stage::Declined, Some(reason)) => reason.parse::<DeclineReason>().is_ok(),
        (Stage::Ended | Stage::Withdrawn | Stage::Refused, Some(reason)) => reason.parse::<EndReason>().is_ok(),
        (Stage::Declined | Stage::Ended, None) => return Err(Error::at("reason", Problem::Missing)),
        (_, None) => true,
        (_, Some(_)) => false,
    };
    if fits { Ok(()) } else { Err(Error::at("reason", Problem::NotInList)) }
}

/// Takes one of the placement's seats; the last one fills it, so that nobody else is put forward in vain.
async fn take_seat(scope: &Scope, tx: &store::Tx, introduction: &Introduction) -> Result<()> {
    let placement = placements::find_in(scope, tx, introduction.placement).await?;
    if placements::seats_left(tx, &placement).await? == 1 {
        store::placements::fill(tx, introduction, scope.now()).await?;
    }
    Ok(())
}

/// Writes a message to the other side, whose members get a mail that says only that something waits.
///
/// # Errors
/// [`Error::NotFound`] for another's; problems beside `body`, one of them that the introduction has come to an end.
pub async fn write(scope: &Scope, id: IntroductionId, body: &str) -> Result<()> {
    let side = side(scope)?;
    let body = domain::parse::text(body, LONGEST_MESSAGE).map_err(|problem| Error::at("body", problem))?;
    let tx = scope.begin().await?;
    let introduction = store::introductions::find(&tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    let account = permit(scope, side, &introduction)?;
    if introduction.stage.is_end() {
        return Err(Error::at("body", Problem::Other("refused-introduction-over")));
    }
    let keyring = &scope.services().keyring;
    store::messages::insert(&tx, keyring, &introduction, (side, account), &body, scope.now()).await?;
    tell(scope, &tx, other(&introduction, side)).await?;
    scope.commit(tx, "write message", &format!("introduction {id}")).await
}
