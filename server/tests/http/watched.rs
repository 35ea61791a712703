//! That a leak fails the test in which it happens, whatever the test is about: statements and lines of the log that no
//! product code may ever carry out or write, each carried out here.

use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value};
use testkit::{Client, World};

use crate::router;

async fn ask(db: &DatabaseConnection, sql: &str, values: Vec<Value>) {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    db.query_all_raw(statement).await.expect("answered");
}

#[tokio::test]
#[should_panic(expected = "referrals: rows whoever's they are")]
async fn a_query_of_everybodys_referrals_is_found() {
    let world = World::sqlite().await;
    ask(world.services.db.connection(), "SELECT code FROM referrals WHERE status = ?", vec!["open".into()]).await;
}

#[tokio::test]
#[should_panic(expected = "introductions: rows whoever's they are")]
async fn a_query_that_joins_two_ngos_by_what_their_people_share_is_found() {
    let world = World::postgres().await;
    let joined =
        "SELECT a.id FROM introductions a INNER JOIN introductions b ON a.placement = b.placement WHERE b.ngo = $1";
    ask(world.services.db.connection(), joined, vec![uuid::Uuid::now_v7().into()]).await;
}

#[tokio::test]
#[should_panic(expected = "of another NGO than the one that asks, asked for GET /referrals")]
async fn a_referral_of_another_ngo_that_is_read_for_a_request_is_found() {
    let world = World::sqlite().await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let other = world.member(OrganisationKind::Ngo, "Lantern").await;
    let code = world.referral(&ngo, Secrets::default()).await;
    let id = services::referrals::find(&world.as_person(&ngo).await, &code).await.expect("found").id.0;
    let db = world.services.db.connection().clone();
    let after = move |request: Request, next: Next| {
        let db = db.clone();
        async move {
            let reads = request.uri().path() == "/referrals";
            let answer = next.run(request).await;
            if reads {
                ask(&db, "SELECT code FROM referrals WHERE id = ?", vec![id.into()]).await;
            }
            answer
        }
    };
    let client = Client::signed_in(router(&world).layer(from_fn(after)), &other).await;
    assert_eq!(client.get("/referrals").await.status, 200);
}

#[tokio::test]
#[should_panic(expected = "check_ins: rows of another NGO than the one that asks, asked for GET /calendar/")]
async fn check_ins_of_another_ngo_that_are_read_for_a_calendar_are_found() {
    let world = World::sqlite().await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let other = world.member(OrganisationKind::Ngo, "Lantern").await.organisation();
    let token = services::calendars::draw().expect("a secret");
    services::calendars::set(&world.as_person(&ngo).await, &token).await.expect("set");
    let db = world.services.db.connection().clone();
    let after = move |request: Request, next: Next| {
        let db = db.clone();
        async move {
            let answer = next.run(request).await;
            ask(&db, "SELECT id FROM check_ins WHERE ngo = ?", vec![other.0.into()]).await;
            answer
        }
    };
    let client = Client::new(router(&world).layer(from_fn(after)));
    assert_eq!(client.get(&format!("/calendar/{token}.ics")).await.status, 200);
}

#[tokio::test]
#[should_panic(expected = "lines of the log that tell of somebody")]
async fn a_line_with_an_address_is_found() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    tracing::trace!(who = %person.email, "signed in");
}

#[tokio::test]
#[should_panic(expected = "what somebody typed (lamplighters of velmora)")]
async fn a_line_with_words_that_were_looked_for_is_found() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    client.get("/library?q=lamplighters+of+Velmora").await;
    let _span = tracing::debug_span!("search", words = "Lamplighters of Velmora").entered();
}
