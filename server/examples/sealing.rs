//! Measures what sealing and consent cost where a page is about a person: a matches page, and an introduction as its
//! employer reads it, each in turn with and without, on SQLite and, with `PONTE_TEST_POSTGRES`, on PostgreSQL. Without
//! sealing, the same rows are read and nothing in them is opened, nor any key; without consent, none of these queries asks
//! for a grant. What is written down of a reading, and the grants that are held for that, are the same in both.
//!
//! `make bench` runs it, and fails where the matches page costs more than [`MOST`] times as much with as without; of an
//! introduction, which opens far more in a far shorter time, nothing is promised. Nothing here is a test.
#![expect(clippy::expect_used, reason = "a measurement that cannot go on says why")]

use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;

use app::Site;
use app::at::Demo;
use domain::consent::{ConsentField, Purpose};
use domain::id::IntroductionId;
use domain::introduction::{Side, Stage};
use domain::organisation::OrganisationKind;
use domain::referral::{Exclusion, Secrets};
use sea_orm_migration::sea_orm::{ConnectionTrait, Statement};
use server::Installation;
use server::demo::world::{Size, build};
use server::network::Network;
use services::Scope;
use store::consents::Asked;
use store::{Db, Read as _, Tx};
use testkit::ranks::middle;
use testkit::{Client, ORIGIN, World};
use uuid::Uuid;

/// How often each is done.
const ROUNDS: usize = 200;
/// How many times what is done without may be taken with.
const MOST: f64 = 1.3;

fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").expect("a terminal");
}

/// What something takes in the middle, in microseconds.
struct Cost {
    /// With sealing and consent.
    with: f64,
    /// Without.
    without: f64,
    /// The whole page over HTTP, with both.
    page: f64,
}

impl Cost {
    /// Measures all three in turn, so that whatever else the machine does meets them alike.
    async fn of(mut with: impl AsyncFnMut(), mut without: impl AsyncFnMut(), mut page: impl AsyncFnMut()) -> Self {
        let (mut all_with, mut all_without, mut all_pages) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let began = Instant::now();
            with().await;
            all_with.push(began.elapsed().as_secs_f64() * 1e6);
            let began = Instant::now();
            without().await;
            all_without.push(began.elapsed().as_secs_f64() * 1e6);
            let began = Instant::now();
            page().await;
            all_pages.push(began.elapsed().as_secs_f64() * 1e6);
        }
        Self { with: middle(all_with), without: middle(all_without), page: middle(all_pages) }
    }

    /// Says what it is, and answers how many times what is done without the services and the whole page take.
    fn said(&self, what: &str) -> [f64; 2] {
        let Self { with, without, page } = self;
        // A page without is one that is quicker by what its services are.
        let (services, whole) = (with / without, page / (page - (with - without)));
        say(&format!("{what}: services {with:.0} µs, without {without:.0} µs: {services:.2} times"));
        say(&format!("{what}: the whole page {page:.0} µs: {whole:.2} times"));
        [services, whole]
    }
}

/// What an employer may read of somebody, as it is asked for: one field after the other.
const FIELDS: &[&str] = &["languages, hours", "languages", "skills", "hours", "supports", "called"];

/// Reads rows of one record and opens nothing in them.
async fn rows(tx: &Tx, query: &str, key: Uuid) {
    let statement = Statement::from_sql_and_values(tx.on().get_database_backend(), query, [key.into()]);
    let found = tx.on().query_all_raw(statement).await.expect("read");
    assert!(!found.is_empty(), "{query}");
}

/// Reads an introduction as `services::introductions::find` does for its employer, and writes down as much; but opens
/// nothing, and asks for no grant.
async fn read_without(scope: &Scope, db: &Db, id: IntroductionId, asked: Asked) {
    let (actor, now) = (scope.actor(), scope.now());
    let introduction = store::introductions::find(db, actor, id).await.expect("read").expect("found");
    let placement = store::placements::find(db, actor, introduction.placement, asked.today).await.expect("read");
    let agreed = store::introductions::terms(db, actor, id).await.expect("read");
    assert!(placement.is_some() && agreed.is_some());
    let tx = db.begin().await.expect("begun");
    let held = store::consent_reads::hold(&tx, asked).await.expect("held");
    store::introductions::is_held_back(&tx, id).await.expect("read");
    for field in FIELDS {
        rows(&tx, &format!("SELECT {field} FROM referrals WHERE id = $1"), introduction.referral.0).await;
    }
    store::messages::mark_read(&tx, id, Side::Employer, now).await.expect("noted");
    let messages = "SELECT id, side, body FROM messages WHERE introduction = $1 ORDER BY id DESC LIMIT 500";
    rows(&tx, messages, id.0).await;
    store::consent_reads::note(&tx, asked, &held, ConsentField::ALL, now).await.expect("noted");
    for (action, subject) in [
        ("read introduction", format!("introduction {id}")),
        ("read referral", format!("referral {}", introduction.referral)),
    ] {
        store::audit::append(&tx, actor, action, &subject, now).await.expect("noted");
    }
    tx.commit().await.expect("written");
    store::introductions::steps(db, actor, id).await.expect("read");
    store::organisations::find(db, introduction.ngo).await.expect("read").expect("found");
}

fn router(world: &World) -> axum::Router {
    let site = Site { stylesheet: Some("/site/ponte.css"), islands: Some("/site/ponte"), demo: Demo::Off };
    let (services, uploads) = (world.services.clone(), world.folder.path().join("uploads").into());
    let proxies = Network::loopback().into();
    server::router::router(Installation { services, site, origin: ORIGIN.into(), proxies, uploads })
}

/// Measures both on one database; whether they cost little enough.
async fn measure(database: &str, world: &World) -> bool {
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
    let code = world.referral(&ngo, secrets).await;
    let id = world.put_forward(&ngo, &code, &placement).await;
    let (scope, reader) = (world.as_person(&ngo).await, world.as_person(&employer).await);
    services::introductions::advance(&reader, id, Stage::Interested, None, 1).await.expect("interested");
    services::introductions::advance(&scope, id, Stage::Meeting, None, 2).await.expect("to meet");
    for writer in [&scope, &reader, &scope, &reader] {
        services::introductions::write(writer, id, "Tuesday at nine, at the side door.").await.expect("written");
    }
    let referral = services::referrals::find(&scope, &code).await.expect("found").id;
    let (_, kept) = services::referrals::find_whole(&scope, &code).await.expect("found");
    let own = Client::signed_in(router(world), &ngo).await;
    let matches = format!("/referrals/{code}/matches");
    let cost = Cost::of(
        async || {
            let (referral, secrets) = services::referrals::find_whole(&scope, &code).await.expect("found");
            services::matches::of(&scope, &referral, &secrets).await.expect("matched");
            services::introductions::of_referral(&scope, &referral).await.expect("read");
        },
        async || {
            // The row is the same, with what is sealed in it.
            let referral = services::referrals::find(&scope, &code).await.expect("found");
            services::matches::of(&scope, &referral, &kept).await.expect("matched");
            services::introductions::of_referral(&scope, &referral).await.expect("read");
        },
        async || assert_eq!(own.get(&matches).await.status.as_u16(), 200),
    );
    let matched = cost.await.said(&format!("{database}, matches, at most {MOST}"));
    let today = reader.now().date_naive();
    let recipient = employer.organisation();
    let asked = Asked { referral, recipient, purpose: Purpose::Introduction, today };
    let shown = services::introductions::find(&reader, id).await.expect("found");
    assert!(shown.disclosed.called.is_some() && shown.messages.len() == 4, "an employer reads all that can be read");
    let employers = Client::signed_in(router(world), &employer).await;
    let introduction = format!("/introductions/{id}");
    let cost = Cost::of(
        async || {
            services::introductions::find(&reader, id).await.expect("found");
        },
        async || read_without(&reader, &world.services.db, id, asked).await,
        async || assert_eq!(employers.get(&introduction).await.status.as_u16(), 200),
    );
    cost.await.said(&format!("{database}, an introduction"));
    matched.iter().all(|times| *times > 0.0 && *times <= MOST)
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut little = measure("SQLite", &World::sqlite().await).await;
    if std::env::var_os("PONTE_TEST_POSTGRES").is_some() {
        little &= measure("PostgreSQL", &World::postgres().await).await;
    }
    if little { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
