//! Measures what sealing and consent cost where a page is about a person: the whole of a matches page's work, and of an
//! introduction as an employer reads it, beside the same without opening what is sealed and without asking for grants.
//! `make bench` runs it; nothing here is a test.
#![expect(clippy::expect_used, reason = "a measurement that cannot go on says why")]

use std::io::Write;
use std::time::{Duration, Instant};

use domain::consent::Purpose;
use domain::organisation::OrganisationKind;
use domain::referral::{Exclusion, Secrets};
use server::demo::world::{Size, build};
use store::consents::{self, Asked};
use testkit::World;

/// How often each is done.
const ROUNDS: u32 = 200;

fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").expect("a terminal");
}

/// The median time of something.
async fn median(mut work: impl AsyncFnMut()) -> Duration {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        work().await;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

#[tokio::main]
async fn main() {
    let world = World::sqlite().await;
    build(&world.system(), Size { referrals: 100, ..Size::WHOLE }).await.expect("the demo world");
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let placement = world.live(&employer).await;
    let secrets = Secrets {
        exclusions: vec![Exclusion::LiveIn],
        notes: "n".repeat(2000),
        called: "Robin".into(),
        ..Secrets::default()
    };
    let code = world.referral(&ngo, secrets.clone()).await;
    world.put_forward(&ngo, &code, &placement).await;
    let scope = world.as_person(&ngo).await;
    let referral = services::referrals::find(&scope, &code).await.expect("found");
    let whole = median(async || {
        let (referral, secrets) = services::referrals::find_whole(&scope, &code).await.expect("found");
        services::matches::of(&scope, &referral, &secrets).await.expect("matched");
        services::introductions::of_referral(&scope, &referral).await.expect("read");
    })
    .await;
    let without = median(async || {
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        services::matches::of(&scope, &referral, &secrets).await.expect("matched");
        services::introductions::of_referral(&scope, &referral).await.expect("read");
    })
    .await;
    let (db, keyring) = (&world.services.db, &world.services.keyring);
    let asked = Asked {
        referral: referral.id,
        recipient: employer.organisation(),
        purpose: Purpose::Introduction,
        today: scope.now().date_naive(),
    };
    let grants = median(async || {
        assert!(consents::may_know(db, asked).await.expect("asked"));
    })
    .await;
    let called = median(async || {
        assert!(consents::called(db, keyring, asked).await.expect("asked").is_some());
    })
    .await;
    let ratio = whole.as_secs_f64() / without.as_secs_f64();
    say(&format!("matches page: {whole:?}, without sealing {without:?}: {ratio:.2} times (at most 1.3)"));
    say(&format!("asking for a live grant: {grants:?}; a sealed field under one: {called:?}"));
}
