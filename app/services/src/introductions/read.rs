//! Reading introductions: the lists, and one as its reader's side may see it.

use chrono::TimeDelta;
use domain::consent::{ConsentField, Grant, RevokedBy};
use domain::id::IntroductionId;
use domain::introduction::{Introduction, Side, Stage};
use domain::organisation::{Organisation, OrganisationStatus, Standing};
use domain::placement::{Placement, Terms};
use domain::referral::Referral;
use domain::{Error, Result};
use matching::Barrier;
use store::introductions::{Step, Which};
use store::messages::Message;

use super::disclosed::{Disclosed, disclose};
use super::rests::{self, Known};
use super::stops::{self, Stopped};
use super::{asked, onward, other, side};
use crate::{Scope, matches, placements, referrals};

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
    /// Where the employer stands, if it is not verified while this is under way; only for the NGO.
    pub halted: Option<&'static str>,
    /// What is said while the placement rests, or stewards look at the employer, by its keys; only for the NGO.
    pub rests: Vec<&'static str>,
    /// Whether this side has a step that leads further, and is open now.
    pub leads_on: bool,
}

/// Introductions of the actor's side, newest first, from after a key.
///
/// # Errors
/// [`Error::NotFound`] for those who have none by their kind.
pub async fn list(scope: &Scope, which: Which, after: Option<IntroductionId>, size: u64) -> Result<Vec<Listed>> {
    let side = side(scope)?;
    let rows = store::introductions::list(scope.db(), scope.actor(), which, after, size).await?;
    if side == Side::Ngo {
        referrals::read_listed(scope, rows.iter().map(|row| row.referral)).await?;
    }
    with_all(scope, side, rows).await
}

async fn with_all(scope: &Scope, side: Side, rows: Vec<Introduction>) -> Result<Vec<Listed>> {
    let today = scope.now().date_naive();
    let ids: Vec<_> = rows.iter().map(|i| i.id).collect();
    let placements: Vec<_> = rows.iter().map(|i| i.placement).collect();
    let placements = store::placements::find_all(scope.db(), scope.actor(), &placements, today).await?;
    let unread = if reads(scope, side) {
        store::messages::unread(scope.db(), scope.actor(), &ids, side).await?
    } else {
        Vec::new()
    };
    let referrals = match side {
        Side::Ngo => {
            let keys: Vec<_> = rows.iter().map(|i| i.referral).collect();
            store::referrals::find_all(scope.db(), scope.actor(), &keys).await?
        }
        Side::Employer => Vec::new(),
    };
    let employers = match side {
        Side::Ngo => {
            let keys: Vec<_> = rows.iter().map(|i| i.employer).collect();
            store::organisations::find_all(scope.db(), &keys).await?
        }
        Side::Employer => Vec::new(),
    };
    let keys: Vec<_> = employers.iter().map(|employer| employer.id).collect();
    let paused = match side {
        Side::Ngo => store::cases::paused_of(scope.db(), &keys).await?,
        Side::Employer => Vec::new(),
    };
    let listed = rows.into_iter().filter_map(|introduction| {
        let placement = placements.iter().find(|p| p.id == introduction.placement)?.clone();
        let referral = referrals.iter().find(|r| r.id == introduction.referral).cloned();
        let unread = unread.contains(&introduction.id);
        let employer = employers.iter().find(|employer| employer.id == introduction.employer);
        let halted = employer.and_then(|employer| halted(scope, side, &introduction, employer));
        let known = employer.map(|employer| Known { employer, paused: &paused });
        let rests = known.map(|known| rests::keys(&introduction, &placement, known)).unwrap_or_default();
        let leads_on = onward::leads_on(scope, &introduction, &placement, (side, known));
        Some(Listed { introduction, placement, referral, unread, halted, rests, leads_on })
    });
    Ok(listed.collect())
}

/// Whether a side reads messages at all: an employer that is not verified reads none, and is told of none.
fn reads(scope: &Scope, side: Side) -> bool {
    side == Side::Ngo || scope.actor().membership.as_ref().is_some_and(|m| m.standing == Standing::Verified)
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

/// Where the employer of an introduction under way stands, if it is not verified: the NGO chooses whether to wait.
fn halted(scope: &Scope, side: Side, introduction: &Introduction, employer: &Organisation) -> Option<&'static str> {
    let today = scope.now().date_naive();
    let under_way = side == Side::Ngo && !introduction.stage.is_end();
    if !under_way || employer.standing(today) == Standing::Verified {
        return None;
    }
    // Which of them it is, is for verified partners.
    let partner = scope.actor().membership.as_ref().is_some_and(|m| m.standing == Standing::Verified);
    Some(if partner { employer.stands(today) } else { OrganisationStatus::Applied.word() })
}

/// How many introductions of the actor's NGO are under way with an employer that is not verified now.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn count_halted(scope: &Scope) -> Result<u64> {
    referrals::ngo(scope)?;
    Ok(store::introductions::count_halted(scope.db(), scope.actor(), scope.now().date_naive()).await?)
}

/// How many introductions of the actor's side are at one of these stages.
///
/// # Errors
/// [`Error::NotFound`] for those who have none by their kind.
pub async fn count(scope: &Scope, stages: &[Stage]) -> Result<u64> {
    side(scope)?;
    Ok(store::introductions::count(scope.db(), scope.actor(), stages).await?)
}

/// How many of the actor's introductions hold a message that nobody on its side has opened: none that it cannot open.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of businesses and NGOs.
pub async fn count_unread(scope: &Scope) -> Result<u64> {
    let side = side(scope)?;
    if !reads(scope, side) {
        return Ok(0);
    }
    Ok(store::introductions::count_unread(scope.db(), scope.actor(), side).await?)
}

/// An introduction as one side sees it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The introduction.
    pub introduction: Introduction,
    /// The viewer's side.
    pub side: Side,
    /// The placement as it is now.
    pub placement: Placement,
    /// Whether the placement says the same as when the person was put forward.
    pub terms: Kept,
    /// Where the employer stands, if it is not verified while this is under way; only for the NGO.
    pub halted: Option<&'static str>,
    /// What the viewer's side could do but for something that stops it now; for the employer its own standing, and what it
    /// has closed itself.
    pub stopped: Stopped,
    /// The limit that keeps the placement out now; only for the NGO.
    pub kept_out: Option<Barrier>,
    /// What the NGO is told while stewards have to look at the employer again.
    pub look: Option<Look>,
    /// Name of the organisation on the other side. For an employer it is the one that the NGO has chosen for it; none where
    /// it has chosen none, and for an employer that never was interested.
    pub other: Option<String>,
    /// The referral; only for its NGO.
    pub referral: Option<Referral>,
    /// What the employer may know: what the employer sees, and what the NGO sees that it sees.
    pub disclosed: Disclosed,
    /// The steps so far; an employer does not read why the person's side took one.
    pub steps: Vec<Step>,
    /// Who took back the consent that it rested on, where it was withdrawn for that; only for the NGO.
    pub taken_back: Option<RevokedBy>,
    /// The messages so far.
    pub messages: Vec<Message>,
}

/// Whether what somebody agreed to still stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It does.
    Same,
    /// It was changed.
    Changed,
}

/// What an NGO is told while stewards have to look at an employer again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// That they do.
    Due,
    /// The same, and that a limit of the person covers the employer, or a group that it belongs to.
    WithLimit,
}

/// One introduction; the read is logged, and what the other side wrote counts as read.
///
/// # Errors
/// [`Error::NotFound`] for any but the actor's side's.
pub async fn find(scope: &Scope, id: IntroductionId) -> Result<Shown> {
    let side = side(scope)?;
    let introduction = store::introductions::find(scope.db(), scope.actor(), id).await?.ok_or(Error::NotFound)?;
    let placement = placements::find_in(scope, scope.db(), introduction.placement).await?;
    let agreed = store::introductions::terms(scope.db(), scope.actor(), id).await?;
    let agreed = agreed.unwrap_or_else(|| placement.terms.clone());
    let (disclosed, messages) = read_as(scope, side, &introduction, &agreed).await?;
    let referral = match side {
        Side::Employer => None,
        Side::Ngo => store::referrals::find(scope.db(), scope.actor(), introduction.referral).await?,
    };
    let steps = store::introductions::steps(scope.db(), scope.actor(), id).await?;
    let steps: Vec<Step> = steps.into_iter().map(|step| as_read_by(side, step)).collect();
    let terms = if agreed == placement.terms { Kept::Same } else { Kept::Changed };
    let other = store::organisations::find(scope.db(), other(&introduction, side)).await?.ok_or(Error::NotFound)?;
    let halted = halted(scope, side, &introduction, &other);
    let stopped = stops::stopped(scope, &introduction, &placement, side).await?;
    let (kept_out, look) = match &referral {
        Some(referral) => warned(scope, referral, (&placement, &other)).await?,
        None => (None, None),
    };
    let other = other_name(other, (side, &steps));
    let taken_back = match (&referral, steps.last()) {
        (Some(referral), Some(last)) if last.stage == Stage::Withdrawn => {
            let grants = store::consents::of_referral(scope.db(), scope.actor(), referral.id).await?;
            taken_back(&grants, &introduction, last)
        }
        _ => None,
    };
    Ok(Shown {
        introduction,
        side,
        placement,
        terms,
        halted,
        stopped,
        kept_out,
        look,
        other,
        referral,
        disclosed,
        steps,
        taken_back,
        messages,
    })
}

/// How long after a consent is taken back what rested on it is withdrawn, at most: both are one transaction.
const FOLLOWS_WITHIN: TimeDelta = TimeDelta::minutes(1);

/// Who took back the consent that an introduction rested on, where it was withdrawn for that: one that its NGO withdrew
/// before, or long after, was withdrawn for something else.
fn taken_back(grants: &[Grant], introduction: &Introduction, withdrawn: &Step) -> Option<RevokedBy> {
    let own = grants.iter().filter(|grant| grant.terms.recipient == introduction.employer);
    let mut before = own.filter_map(|grant| grant.revoked).filter(|revoked| revoked.at <= withdrawn.at);
    before.find(|revoked| withdrawn.at - revoked.at < FOLLOWS_WITHIN)?.by
}

/// What the NGO is warned of: the limit that keeps the placement out now, and a look at the employer that is due.
async fn warned(
    scope: &Scope,
    referral: &Referral,
    (placement, employer): (&Placement, &Organisation),
) -> Result<(Option<Barrier>, Option<Look>)> {
    let keyring = &scope.services().keyring;
    let secrets = store::referrals::secrets(scope.db(), scope.actor(), keyring, referral.id).await?;
    let secrets = secrets.ok_or(Error::NotFound)?;
    let kept = matches::kept_out(scope.db(), referral, &secrets, std::slice::from_ref(placement)).await?;
    let look = if employer.check_looked_at().is_ok() {
        None
    } else if matches::kept_away(scope.db(), &secrets, employer).await? {
        Some(Look::WithLimit)
    } else {
        Some(Look::Due)
    };
    Ok((kept.into_iter().next().map(|kept| kept.by), look))
}

/// What a side reads of the person, and its note: one transaction, so that nothing is handed out that is not noted. An
/// employer's grants are held meanwhile; who takes one back waits until what is read under it is written down.
async fn read_as(
    scope: &Scope,
    side: Side,
    introduction: &Introduction,
    agreed: &Terms,
) -> Result<(Disclosed, Vec<Message>)> {
    let (tx, now, keyring) = (scope.db().begin().await?, scope.now(), &scope.services().keyring);
    let asked = asked(scope, introduction);
    let held = match side {
        Side::Employer => store::consent_reads::hold(&tx, asked).await?,
        Side::Ngo => Vec::new(),
    };
    let disclosed = disclose(scope, &tx, introduction, asked, agreed).await?;
    if side == Side::Ngo || store::consents::may_know(&tx, asked).await? {
        store::messages::mark_read(&tx, introduction.id, side, now).await?;
    }
    let messages = store::messages::list(&tx, keyring, scope.actor(), introduction, asked.today).await?;
    let mut seen = disclosed.fields();
    // What is written about a person is read under the same grant, at every stage.
    if !messages.is_empty() && !seen.contains(&ConsentField::Fit) {
        seen.push(ConsentField::Fit);
    }
    store::consent_reads::note(&tx, asked, &held, &seen, now).await?;
    scope.log(&tx, "read introduction", &format!("introduction {}", introduction.id)).await?;
    // An employer to whom nothing was open has read nothing of the person.
    if side == Side::Ngo || !seen.is_empty() {
        scope.log(&tx, referrals::READ, &format!("referral {}", introduction.referral)).await?;
    }
    tx.commit().await?;
    Ok((disclosed, messages))
}

/// Why a person left, or was withdrawn, is the person's own: an employer reads its own reasons only.
fn as_read_by(reader: Side, step: Step) -> Step {
    let own = reader == Side::Ngo || step.side == Side::Employer;
    Step { reason: step.reason.filter(|_| own), ..step }
}

/// An employer never reads the NGO's own name, which may tell in a way that no list knows: it reads the one that the NGO
/// has chosen for that.
fn other_name(other: Organisation, (side, steps): (Side, &[Step])) -> Option<String> {
    let answered = steps.iter().any(|step| step.stage == Stage::Interested);
    match side {
        Side::Ngo => Some(other.description.name),
        Side::Employer if answered => other.description.name_for_employers().map(str::to_owned),
        Side::Employer => None,
    }
}
