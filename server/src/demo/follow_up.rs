//! What follows in the demo world once people have started: check-ins that are due and answered, and a case about a business
//! that nobody signs in for. All of it is plainly invented.

use chrono::{NaiveDate, TimeDelta};
use domain::check_in::{Answers, ChangeReason, CheckInState, Contact, Reply};
use domain::codes::Language;
use domain::consent::{ConsentField, Explained, NewGrant, Purpose};
use domain::id::{IntroductionId, OrganisationId};
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::referral::{Referral, ReferralStatus};
use domain::standards::Indicator;
use domain::{Error, Result};
use services::check_ins::{Answered, Which};
use services::{Scope, check_ins, consents, introductions, matches, referrals};

use super::world::{Cast, shown};

/// Lets people who have started be asked, as far as they have not been; answers how many check-ins are to be done.
///
/// # Errors
/// When the database cannot be used.
pub(super) async fn follow(cast: &Cast) -> Result<usize> {
    let [first, _] = cast.ngos;
    let ngo = cast.member(first, OrganisationKind::Ngo);
    let past = check_ins::list(&ngo, Which::Past, None, 100).await?;
    let known = shown(cast, &ngo)?;
    let answered = |elsewhere: bool| {
        let mut done = past.iter().filter(|listed| listed.check_in.state == CheckInState::Answered);
        done.any(|listed| known.contains(&listed.check_in.employer) != elsewhere)
    };
    if !answered(false) {
        ask(&ngo).await?;
    }
    if !answered(true) {
        worry(cast, &ngo).await?;
    }
    Ok(check_ins::list(&ngo, Which::Open, None, 100).await?.len())
}

/// Lets the first who has started be asked today, and the others have answered.
async fn ask(ngo: &Scope) -> Result<()> {
    for (at, id) in started(ngo).await?.into_iter().enumerate() {
        match at {
            0 => due_today(ngo, id).await?,
            _ => {
                answer(ngo, id, &[(Indicator::Isolation, Reply::No), (Indicator::ExcessiveOvertime, Reply::Unsure)])
                    .await?
            }
        }
    }
    Ok(())
}

/// Somebody starts with a business that nobody signs in for, and what they say opens a case.
async fn worry(cast: &Cast, ngo: &Scope) -> Result<()> {
    let open = referrals::list(ngo, ReferralStatus::Open, None, 60).await?;
    // Those before have introductions of other kinds.
    for referral in open.iter().skip(40) {
        if let Some(id) = start(cast, ngo, referral).await? {
            return answer(ngo, id, &[(Indicator::RetentionOfDocuments, Reply::Yes)]).await;
        }
    }
    Ok(())
}

/// Puts a referral forward where no demo account is, if it fits anywhere there, and goes on to the start.
async fn start(cast: &Cast, ngo: &Scope, referral: &Referral) -> Result<Option<IntroductionId>> {
    if !introductions::of_referral(ngo, referral).await?.is_empty() {
        return Ok(None);
    }
    let (referral, secrets) = referrals::find_whole(ngo, &referral.code).await?;
    let found = matches::of(ngo, &referral, &secrets).await?;
    let known = shown(cast, ngo)?;
    let mut fits = found.ranked.fits.iter().filter_map(|fit| {
        let offer = found.offers.iter().find(|offer| offer.placement.id == fit.placement)?;
        (!known.contains(&offer.placement.organisation)).then_some(&offer.placement)
    });
    let Some(placement) = fits.next() else { return Ok(None) };
    let grant = grant(ngo, placement.organisation);
    let id = introductions::put_forward(ngo, &referral, placement, Some(&grant)).await?;
    let employer = cast.member(placement.organisation, OrganisationKind::Business);
    // It is opened before it is answered, and the person reads on their own page that somebody has looked.
    introductions::find(&employer, id).await?;
    for (version, (scope, stage)) in (1..).zip([
        (&employer, Stage::Interested),
        (ngo, Stage::Meeting),
        (&employer, Stage::Offered),
        (ngo, Stage::Accepted),
        (&employer, Stage::Started),
    ]) {
        introductions::advance(scope, id, stage, None, version).await?;
    }
    Ok(Some(id))
}

/// A grant of every field for sixty days, or as long as one may last here.
pub(super) fn grant(scope: &Scope, recipient: OrganisationId) -> NewGrant {
    NewGrant {
        recipient,
        fields: ConsentField::ALL.to_vec(),
        purpose: Purpose::Introduction,
        ends: ends(scope, 60),
        language: Language::english(),
        explained: Explained::Conversation,
    }
}

/// The day so many days from now, or the last that a grant may end on here.
pub(super) fn ends(scope: &Scope, days: i64) -> NaiveDate {
    let wanted = scope.now().date_naive() + TimeDelta::days(days);
    wanted.min(consents::latest_end(scope))
}

/// Introductions whose people have started, oldest first.
async fn started(ngo: &Scope) -> Result<Vec<IntroductionId>> {
    let all = introductions::list(ngo, introductions::Which::Open, None, 100).await?;
    let started = all.into_iter().filter(|listed| listed.introduction.stage == Stage::Started);
    let mut started: Vec<_> = started.map(|listed| listed.introduction.id).collect();
    started.sort();
    Ok(started)
}

/// Moves the first open check-in of an introduction to today.
async fn due_today(ngo: &Scope, id: IntroductionId) -> Result<()> {
    let today = ngo.now().date_naive();
    let all = check_ins::of_introduction(ngo, id).await?;
    match all.iter().find(|check_in| check_in.state == CheckInState::Open && check_in.due > today) {
        Some(first) => check_ins::shift(ngo, first.id, first.version, today, ChangeReason::PersonAsked).await,
        None => Ok(()),
    }
}

/// Answers the first open check-in of an introduction.
async fn answer(ngo: &Scope, id: IntroductionId, replies: &[(Indicator, Reply)]) -> Result<()> {
    let all = check_ins::of_introduction(ngo, id).await?;
    let Some(first) = all.iter().find(|check_in| check_in.state == CheckInState::Open) else { return Ok(()) };
    let words = "Invented for the demo: the first week was long. The others are kind.".into();
    let answers = Answers { replies: replies.iter().copied().collect(), words };
    let answered = Answered { answers, outcome: None };
    match check_ins::answer(ngo, first.id, first.version, Contact::Spoke, &answered).await {
        // Somebody has tried this one out; it stays as they left it.
        Err(Error::Conflict) => Ok(()),
        done => done,
    }
}
