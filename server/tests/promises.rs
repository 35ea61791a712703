//! One attempt to break each promise of the README that is in force: here those about organisations and the log; others stand
//! by their subject in the folder beside this file.
#![expect(clippy::expect_used, reason = "a test that cannot go on says why")]

#[path = "promises/employer.rs"]
mod employer;
#[path = "promises/harm.rs"]
mod harm;
#[path = "promises/leaving.rs"]
mod leaving;
#[path = "promises/pages.rs"]
mod pages;
#[path = "promises/person.rs"]
mod person;

use app::Site;
use app::at::Demo;
use axum::Router;
use axum::http::StatusCode;
use domain::Error;
use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use domain::placement::{Housing, PlacementKind, PlacementStatus, Terms};
use domain::referral::Secrets;
use domain::standards::Rule;
use server::Installation;
use server::network::Network;
use testkit::{Client, ORIGIN, Person, World, terms};

fn router(world: &World) -> Router {
    // The files that this program carries; a program built without them names them all the same.
    let stylesheet = server::site::stylesheet().or(Some("/site/ponte.css"));
    let islands = server::site::islands().or(Some("/site/ponte"));
    let site = Site { stylesheet, islands, demo: Demo::Off };
    let proxies = Network::loopback().into();
    let (services, uploads) = (world.services.clone(), world.folder.path().join("uploads").into());
    server::router::router(Installation { services, site, origin: ORIGIN.into(), proxies, uploads })
}

async fn business_and_ngo(world: &World) -> (Person, Person) {
    (world.member(OrganisationKind::Business, "Bakery").await, world.member(OrganisationKind::Ngo, "Harbour").await)
}

/// Every page that an employer can ask for without knowing a key, with its own placement's pages.
async fn employer_sees(world: &World, employer: &Person, placement: &str) -> Vec<(String, u16, String)> {
    let client = Client::signed_in(router(world), employer).await;
    let mut seen = Vec::new();
    for (method, path) in server::router::addresses() {
        let path = path.replace("{id}", placement);
        if method == axum::http::Method::GET && !path.contains('{') {
            let answer = client.get(&path).await;
            seen.push((path, answer.status.as_u16(), without_tokens(&answer.text)));
        }
    }
    // Where else somebody is signed in stands on a page of their own.
    client.post("/sign-out", &[("form", "sign-out")]).await;
    seen
}

/// The page without what is random in every answer.
fn without_tokens(html: &str) -> String {
    let mut parts = html.split("name=\"once\"");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('>').map_or(part, |(_, rest)| rest));
    }
    let mut nonces = plain.split("nonce=\"");
    let mut without = nonces.next().unwrap_or_default().to_owned();
    for part in nonces {
        without.push_str(part.split_once('"').map_or(part, |(_, rest)| rest));
    }
    without
}

/// The page with an address as one letter, wherever it may break on a narrow page.
fn without_address(html: &str, email: &str) -> String {
    html.replace("<wbr>", "").replace(email, "E")
}

#[tokio::test]
async fn promise_6_only_the_two_organisations_read_their_messages() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (employer, ngo) = business_and_ngo(&world).await;
        let (_, id) = world.introduced(&ngo, &employer).await;
        let (page, body) = (format!("/introductions/{id}"), "Can you come at nine on Friday?");
        world.message(&employer, id, body).await.expect("written");
        let (stranger, other) = business_and_ngo(&world).await;
        let platform = [
            world.platform(PlatformRole::Steward).await,
            world.platform(PlatformRole::Administrator).await,
            world.platform(PlatformRole::Curator).await,
        ];
        for person in [&stranger, &other].into_iter().chain(&platform) {
            let scope = world.as_person(person).await;
            assert_eq!(services::introductions::find(&scope, id).await.err(), Some(Error::NotFound));
            assert_eq!(services::introductions::write(&scope, id, "x").await.err(), Some(Error::NotFound));
            let client = Client::signed_in(router(&world), person).await;
            let written = client.post(&page, &[("form", "message"), ("body", "Who is it?")]).await;
            for answer in [client.get(&page).await, written] {
                assert_eq!(answer.status, StatusCode::NOT_FOUND);
                assert!(!answer.words().contains(body), "{}", answer.words());
            }
        }
        for person in [&employer, &ngo] {
            let read = Client::signed_in(router(&world), person).await.get(&page).await.words();
            assert!(read.contains(body) && !read.contains("Who is it?"), "the two, and nothing of others: {read}");
        }
    }
}

#[tokio::test]
async fn promise_7_an_ngo_never_meets_anothers_referrals() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (_, ngo) = business_and_ngo(&world).await;
        let (_, other) = business_and_ngo(&world).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let theirs = world.as_person(&ngo).await;
        let referral = services::referrals::find(&theirs, &code).await.expect("their own");
        let scope = world.as_person(&other).await;
        assert_eq!(services::referrals::find(&scope, &code).await.err(), Some(Error::NotFound));
        assert_eq!(
            services::referrals::write(&scope, &referral, &Secrets::default()).await.err(),
            Some(Error::NotFound)
        );
        assert_eq!(services::referrals::open(&scope, &referral, None).await.err(), Some(Error::NotFound));
        let grants = services::consents::of_referral(&scope, &referral).await.expect("an answer");
        assert!(grants.is_empty());
        let open = domain::referral::ReferralStatus::Open;
        assert!(services::referrals::list(&scope, open, None, 10).await.expect("a list").is_empty());
        assert_eq!(services::referrals::count(&scope, open).await, Ok(0));
    }
}

/// Terms that were right, and are against a standard now; none where the standard only warns.
fn against(rule: Rule, mut bad: Terms) -> Option<Terms> {
    let c = &mut bad.conditions;
    match rule {
        Rule::NoFees => c.worker_pays = Some(true),
        Rule::PapersStay => c.keeps_papers = Some(true),
        Rule::WrittenContract => c.written_contract = None,
        Rule::ContractLanguage => c.contract_languages.clear(),
        Rule::PayFloor => bad.pay = None,
        Rule::TrainingEnds => {
            (bad.kind, bad.pay) = (Some(PlacementKind::Training), None);
            (bad.leads_to, bad.trial_weeks) = ("A certificate".into(), Some(27));
        }
        Rule::WeeklyHours => bad.hours = Some(60),
        Rule::RestDay => c.rest_days = Some(0),
        Rule::HousingSeparate => c.housing = Some(Housing::Tied),
        // Living in only warns.
        Rule::NotLiveIn => return None,
        Rule::NoDeposit => c.deposit = Some(true),
        Rule::FreeToLeave => c.free_to_leave = Some(false),
        Rule::NamedContact => c.contact.clear(),
        Rule::TrainedContact => c.contact_trained = Some(false),
    }
    Some(bad)
}

#[tokio::test]
async fn promise_8_no_placement_goes_live_against_a_standard() {
    let publish = [("form", "placement-publish")];
    for world in [World::sqlite().await, World::postgres().await] {
        let (employer, _) = business_and_ngo(&world).await;
        let (scope, client) = (world.as_person(&employer).await, Client::signed_in(router(&world), &employer).await);
        for rule in Rule::ALL {
            let Some(bad) = against(*rule, terms(&world)) else { continue };
            let id = services::placements::draft(&scope, &bad).await.expect("a draft may be anything");
            assert!(matches!(services::placements::publish(&scope, id).await, Err(Error::Invalid(_))), "{rule}");
            let posted = client.post(&format!("/placements/{id}"), &publish).await;
            assert_eq!(posted.status, StatusCode::UNPROCESSABLE_ENTITY, "{rule}: {}", posted.words());
            let kept = services::placements::find(&scope, id).await.expect("found");
            assert_eq!(kept.status, PlacementStatus::Draft, "{rule}");
            let live = world.live(&employer).await;
            let turned = services::placements::write(&scope, live.id, &bad, live.version).await;
            assert!(matches!(turned, Err(Error::Invalid(_))), "{rule}: a live one cannot be turned into it");
            assert_eq!(services::placements::find(&scope, live.id).await, Ok(live), "{rule}");
        }
        let applicant = world.applicant(OrganisationKind::Business, "Newcomer").await;
        let scope = world.as_person(&applicant).await;
        let id = services::placements::draft(&scope, &terms(&world)).await.expect("drafts are allowed");
        assert!(matches!(services::placements::publish(&scope, id).await, Err(Error::Refused(_))), "not verified");
        let client = Client::signed_in(router(&world), &applicant).await;
        let posted = client.post(&format!("/placements/{id}"), &publish).await;
        assert_eq!(posted.status, StatusCode::FORBIDDEN, "not verified: {}", posted.words());
        let kept = services::placements::find(&scope, id).await.expect("found");
        assert_eq!(kept.status, PlacementStatus::Draft, "not verified");
    }
}

#[tokio::test]
async fn promise_13_reads_and_changes_are_logged_and_the_log_cannot_be_changed() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (employer, ngo) = business_and_ngo(&world).await;
        let placement = world.live(&employer).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let scope = world.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let subject = format!("referral {}", referral.id);
        let db = &world.services.db;
        let count = async || store::audit::count(db, "read referral", &subject).await.expect("counted");
        let before = count().await;
        services::referrals::find_whole(&scope, &code).await.expect("found");
        assert!(count().await > before, "a read is logged");
        let id = world.put_forward(&ngo, &code, &placement).await;
        let before = count().await;
        services::introductions::find(&world.as_person(&employer).await, id).await.expect("found");
        assert!(count().await > before, "the employer's read is logged too");
        assert!(
            matches!(store::audit::verify(db).await.expect("walked"), store::audit::Verdict::Whole { rows } if rows > 10)
        );
        for statement in ["UPDATE audit_log SET action = 'nothing'", "DELETE FROM audit_log"] {
            assert!(migrations::execute(db.connection(), statement).await.is_err(), "{statement}");
        }
        migrations::execute(db.connection(), "UPDATE audit_head SET last = last - 1").await.expect("head moved");
        let verdict = store::audit::verify(db).await.expect("walked");
        assert!(matches!(verdict, store::audit::Verdict::Broken { .. }), "{verdict:?}");
    }
}
