//! Measures what sealing and consent cost where a page is about a person, each in turn with and without, on SQLite and,
//! with `PONTE_TEST_POSTGRES`, on PostgreSQL.
//!
//! - A matches page is its NGO's own, and an NGO reads its own people without a grant: so nothing in it asks for one, and
//!   the two differ by sealing alone. With it, what is sealed is read beside the rest, with its key, and opened; without,
//!   the row is read once and nothing in it is opened, nor any key.
//! - An introduction as its employer reads it is where consent is asked: nine of its statements hold the condition that a
//!   live grant names recipient, field and purpose, and that the recipient is verified. Without, the same nine read the same
//!   rows without the condition, the two among them that only ask whether the employer may know at all as well; and what is
//!   sealed is neither opened nor are the keys read. What is written down of a reading, and the grants that are held for
//!   that, are the same in both.
//!
//! `make bench` runs it, and fails where a matches page costs more than [`MOST`] times as much with as without, in its
//! services or as a whole page. Of an introduction no more is promised than that it is said. Nothing here is a test.
#![expect(clippy::expect_used, reason = "a measurement that cannot go on says why")]

use std::hint::black_box;
use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;

use app::Site;
use app::at::Demo;
use domain::consent::{ConsentField, Purpose};
use domain::id::{IntroductionId, ReferralId};
use domain::introduction::{Side, Stage};
use domain::organisation::OrganisationKind;
use domain::referral::{Exclusion, Secrets};
use sea_orm_migration::sea_orm::ConnectionTrait as _;
use sea_orm_migration::sea_query::{Expr, ExprTrait as _, Order, Query};
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
/// How many times what is done without a matches page may take with.
const MOST: f64 = 1.3;

fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").expect("a terminal");
}

/// What something takes in the middle, in microseconds.
struct Cost {
    /// As it is.
    with: f64,
    /// Without sealing, and without consent where that is asked.
    without: f64,
    /// The whole page over HTTP, as it is.
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

    /// Says what it is of, with what and without what, against the most that is promised of it, if anything is; whether it
    /// is little enough.
    fn held(&self, what: &str, without_what: &str, most: Option<f64>) -> bool {
        let Self { with, without, page } = self;
        // A page without is one that is quicker by what its services are.
        let (services, whole) = (with / without, page / (page - (with - without)));
        let promised = most.map(|most| format!(", at most {most}")).unwrap_or_default();
        say(&format!("{what}: services {with:.0} µs, {without_what} {without:.0} µs: {services:.2} times{promised}"));
        say(&format!("{what}: the whole page {page:.0} µs, {whole:.2} times the same {without_what}{promised}"));
        let most = most.unwrap_or(f64::MAX);
        [services, whole].iter().all(|times| *times > 0.0 && *times <= most)
    }
}

/// What an employer may read of somebody, as it is asked for, one field after the other: columns of words.
const FIELDS: &[&[&str]] = &[&["languages", "hours"], &["languages"], &["skills"], &["hours"], &["supports"]];

/// Reads columns of words of a referral by its key, as `store::consents` does but for its condition.
async fn words(tx: &Tx, referral: ReferralId, columns: &'static [&'static str]) {
    let mut query = Query::select();
    query.columns(columns.iter().copied()).from("referrals").and_where(Expr::col("id").eq(referral.0)).limit(1);
    let row = tx.on().query_one(&query).await.expect("read").expect("found");
    for column in columns {
        let text: String = row.try_get("", column).expect("words");
        black_box(serde_json::from_str::<serde_json::Value>(&text).expect("a value"));
    }
}

/// Whether a referral is there: what is left of the question whether an employer may know of it.
async fn is_there(tx: &Tx, referral: ReferralId) {
    let mut query = Query::select();
    query.column("id").from("referrals").and_where(Expr::col("id").eq(referral.0)).limit(1);
    let row = tx.on().query_one(&query).await.expect("read").expect("found");
    black_box(row.try_get::<Uuid>("", "id").expect("a key"));
}

/// Reads the name that somebody chose to be called, and leaves it sealed.
async fn called(tx: &Tx, referral: ReferralId) {
    let mut query = Query::select();
    query.column("called").from("referrals").and_where(Expr::col("id").eq(referral.0)).limit(1);
    let row = tx.on().query_one(&query).await.expect("read").expect("found");
    black_box(row.try_get::<Vec<u8>>("", "called").expect("bytes"));
}

/// Reads the messages of an introduction that the employer takes part in, as `store::messages` does but for its condition,
/// and leaves them sealed.
async fn messages(tx: &Tx, id: IntroductionId, asked: Asked) {
    let mut own = Query::select();
    own.column("id").from("introductions").and_where(Expr::col("employer").eq(asked.recipient.0));
    let mut query = Query::select();
    query
        .columns(["id", "introduction", "side", "account", "body", "at", "read"])
        .from("messages")
        .and_where(Expr::col("introduction").eq(id.0))
        .and_where(Expr::col("introduction").in_subquery(own))
        .order_by("id", Order::Desc)
        .limit(500);
    let rows = tx.on().query_all(&query).await.expect("read");
    assert!(!rows.is_empty(), "messages");
    for row in &rows {
        black_box(row.try_get::<Uuid>("", "id").expect("a key"));
        black_box(row.try_get::<String>("", "side").expect("a word"));
        black_box(row.try_get::<Vec<u8>>("", "body").expect("bytes"));
    }
}

/// Reads an introduction as `services::introductions::find` does for its employer, statement by statement, and writes down as
/// much; but no statement asks for a grant, and nothing is opened, nor is the key read for that, which is read twice there.
async fn read_without(scope: &Scope, db: &Db, id: IntroductionId, asked: Asked) {
    let (actor, now) = (scope.actor(), scope.now());
    let introduction = store::introductions::find(db, actor, id).await.expect("read").expect("found");
    let placement = store::placements::find(db, actor, introduction.placement, asked.today).await.expect("read");
    let agreed = store::introductions::terms(db, actor, id).await.expect("read");
    assert!(placement.is_some() && agreed.is_some());
    let tx = db.begin().await.expect("begun");
    let held = store::consent_reads::hold(&tx, asked).await.expect("held");
    is_there(&tx, asked.referral).await;
    store::introductions::is_held_back(&tx, id).await.expect("read");
    for columns in FIELDS {
        words(&tx, asked.referral, columns).await;
    }
    called(&tx, asked.referral).await;
    is_there(&tx, asked.referral).await;
    store::messages::mark_read(&tx, id, Side::Employer, now).await.expect("noted");
    messages(&tx, id, asked).await;
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
            // The row is the same, with what is sealed in it: it is read once here, and a second time with its key above.
            let referral = services::referrals::find(&scope, &code).await.expect("found");
            services::matches::of(&scope, &referral, &kept).await.expect("matched");
            services::introductions::of_referral(&scope, &referral).await.expect("read");
        },
        async || assert_eq!(own.get(&matches).await.status.as_u16(), 200),
    );
    let what = format!("{database}, matches, where no grant is asked for");
    let matched = cost.await.held(&what, "without sealing", Some(MOST));
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
    let introduced = cost.await.held(
        &format!("{database}, an introduction as its employer reads it"),
        "without conditions of consent and without sealing",
        None,
    );
    matched && introduced
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut little = measure("SQLite", &World::sqlite().await).await;
    if std::env::var_os("PONTE_TEST_POSTGRES").is_some() {
        little &= measure("PostgreSQL", &World::postgres().await).await;
    }
    if little { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
