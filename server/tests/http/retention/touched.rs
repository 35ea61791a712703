//! What is touched, which nobody is asked about for a while.

use chrono::TimeDelta;
use domain::organisation::OrganisationKind;
use domain::policy::RunInstallation;
use domain::referral::{CloseReason, Code, ReferralStatus, Secrets};
use domain::retention::{Next, Periods};
use testkit::World;

use super::{Forward, days, questions, settle};

#[tokio::test]
async fn nobody_is_asked_about_erasing_whose_consent_is_live_somewhere() {
    for world in [World::sqlite().await, World::postgres().await] {
        let Forward { scope, code, .. } = Forward::on(&world).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        services::referrals::close(&scope, &referral, CloseReason::Placed).await.expect("closed");
        let permit = world.system().permit(RunInstallation).expect("the system");
        let periods = Periods { erase: 60, ..Periods::default() };
        let asked = async || {
            let (db, now) = (&world.services.db, world.system().now());
            store::retentions::untouched(db, &permit, Next::Erase, (periods, now), 10).await.expect("read").len()
        };
        world.pass(TimeDelta::days(30) + TimeDelta::minutes(5));
        assert_eq!(asked().await, 0, "the last day of what was agreed to");
        world.pass(TimeDelta::days(1));
        assert_eq!(asked().await, 1);
    }
}

#[tokio::test]
async fn whom_somebody_writes_about_is_not_asked_about() {
    for world in [World::sqlite().await, World::postgres().await] {
        let Forward { ngo, scope, introduction: id, .. } = Forward::on(&world).await;
        days(&world, 20).await;
        world.message(&ngo, id, "How is it going?").await.expect("written");
        days(&world, 88).await;
        assert_eq!(questions(&scope).await, 0);
        days(&world, 4).await;
        assert_eq!(questions(&scope).await, 1);
    }
}

#[tokio::test]
async fn whatever_is_touched_is_not_asked_about_any_more() {
    let world = World::sqlite().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let scope = world.as_person(&ngo).await;
    let introduced = world.referral(&ngo, Secrets::default()).await;
    let written = world.referral(&ngo, Secrets::default()).await;
    let quiet = world.referral(&ngo, Secrets::default()).await;
    let mut agreed = Vec::new();
    for _ in 0..3 {
        let code = world.referral(&ngo, Secrets::default()).await;
        agreed.push(services::referrals::find(&scope, &code).await.expect("found"));
    }
    let [granted, taken_back, shown] = agreed.as_slice() else { unreachable!("three") };
    let grant = world.grant(employer.organisation());
    let taken = services::consents::record(&scope, taken_back, &grant).await.expect("recorded");
    days(&world, 60).await;
    let grant = world.grant(employer.organisation());
    services::consents::record(&scope, granted, &grant).await.expect("recorded");
    services::consents::revoke(&scope, taken_back, taken).await.expect("taken back");
    services::own_pages::give(&scope, shown).await.expect("given");
    let placement = world.live(&employer).await;
    world.put_forward(&ngo, &introduced, &placement).await;
    days(&world, 32).await;
    let asked = services::retention::questions(&scope).await.expect("read");
    let codes: Vec<_> = asked.iter().map(|question| question.referral.code.clone()).collect();
    assert!(codes.contains(&written) && codes.contains(&quiet) && !codes.contains(&introduced), "{codes:?}");
    assert!(agreed.iter().all(|referral| !codes.contains(&referral.code)), "{codes:?}");
    let (referral, secrets) = services::referrals::find_whole(&scope, &written).await.expect("found");
    services::referrals::write(&scope, &referral, &secrets).await.expect("written");
    assert_eq!(questions(&scope).await, 1, "to write it is an answer");
    days(&world, 32).await;
    settle(&world).await;
    let open = |code: &Code| {
        let code = code.clone();
        let scope = scope.clone();
        async move { services::referrals::find(&scope, &code).await.expect("found").status == ReferralStatus::Open }
    };
    assert_eq!((open(&introduced).await, open(&written).await, open(&quiet).await), (true, true, false));
}
