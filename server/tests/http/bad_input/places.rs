//! What the forms of the table stand on, each thing used up by one of them.

use axum::http::StatusCode;
use domain::account::{MemberRole, PlatformRole};
use domain::case::{CaseDecision, CaseStep};
use domain::check_in::Reply;
use domain::event::Event;
use domain::id::PracticeId;
use domain::organisation::OrganisationKind;
use domain::placement::{PlacementStatus, Terms};
use domain::referral::{CloseReason, Code, Secrets};
use domain::standards::Indicator;
use services::cases::{Decided, Which};
use testkit::{Client, Person, World};
use uuid::Uuid;

use crate::router;

/// Two vouches of an association; answers the key of the newer one.
pub(super) async fn vouch_twice(world: &World, association: &Person) -> String {
    let scope = world.as_person(association).await;
    for name in ["Smithy", "Tannery"] {
        let business = world.applicant(OrganisationKind::Business, name).await;
        let of = services::vetting::application(&world.steward(), business.organisation()).await.expect("there");
        let new = services::vouches::NewVouch {
            country: of.description.country,
            register_number: of.description.register_number,
            statement: "We have been there.".into(),
        };
        services::vouches::give(&scope, new).await.expect("given");
    }
    let own = services::vouches::own(&scope).await.expect("vouches").0;
    own.first().expect("the newest").vouch.id.to_string()
}

/// A business that one steward proposes to verify.
pub(super) async fn proposed(world: &World) -> String {
    let id = world.applicant(OrganisationKind::Business, "Brewery").await.organisation();
    world.tick_all(id).await;
    let until = world.system().now().date_naive() + chrono::TimeDelta::days(100);
    let verify = services::vetting::Decision::Verify(until);
    services::vetting::decide(&world.steward(), id, verify).await.expect("proposed");
    id.to_string()
}

/// A business of whose group another was debarred.
pub(super) async fn grouped(world: &World) -> String {
    let one = world.member_of_group("Vineyard", "Grapes").await.organisation();
    let other = world.member_of_group("Cellar", "Grapes").await.organisation();
    crate::sanctions::debar(world, one, domain::sanction::SanctionReason::Pay).await;
    other.to_string()
}

/// A business that one steward proposes to debar.
pub(super) async fn debarring(world: &World) -> String {
    let id = world.member(OrganisationKind::Business, "Quarry").await.organisation();
    let steward = world.steward();
    let version = services::vetting::application(&steward, id).await.expect("there").version;
    let new = world.sanction(domain::sanction::SanctionReason::Pay);
    services::sanctions::propose_debarment(&steward, id, version, ((&[], &[]), new)).await.expect("proposed");
    id.to_string()
}

/// A business that is suspended and has appealed.
pub(super) async fn appealing(world: &World) -> String {
    let business = world.member(OrganisationKind::Business, "Sawmill").await;
    world.suspend(business.organisation()).await;
    let scope = world.as_person(&business).await;
    services::sanctions::appeal(&scope, "Not so.".into()).await.expect("appealed");
    business.organisation().to_string()
}

/// People who have started at two other employers, and a case of each: one with a question of the stewards, one that a
/// steward would lift.
pub(super) async fn followed_up(world: &World, ngo: &Person) -> Vec<(&'static str, String)> {
    let mut places = Vec::new();
    for (name, decided) in [("{case}", false), ("{lifting}", true)] {
        let employer = world.member(OrganisationKind::Business, name).await;
        let (_, introduction) = world.started(ngo, &world.live(&employer).await).await;
        world.answer_first(ngo, introduction, &[(Indicator::Violence, Reply::Yes)]).await;
        let steward = world.steward();
        let open = services::cases::list(&steward, Which::Open, None, 10).await.expect("a list");
        let case =
            open.iter().find(|listed| listed.case.employer == employer.organisation()).expect("a case").case.clone();
        if decided {
            let (decision, reason, told) = (CaseDecision::Resume, "Seen.".into(), String::new());
            let decided = Decided { decision, reason, told };
            services::cases::decide(&steward, case.id, case.version, decided).await.expect("proposed");
        } else {
            let question = "Are they well?".into();
            services::cases::note(&steward, case.id, CaseStep::AskedNgos, question).await.expect("asked");
            places.push(("{started}", introduction.to_string()));
            places.push(("{checking}", world.open_check_ins(ngo, introduction).await[0].id.to_string()));
        }
        places.push((name, case.id.to_string()));
    }
    places
}

pub(super) async fn draft(world: &World, employer: &Person) -> String {
    let terms = Terms { title: "Help".into(), ..Terms::default() };
    services::placements::draft(&world.as_person(employer).await, &terms).await.expect("a draft").to_string()
}

/// A placement that is closed for good.
pub(super) async fn closed(world: &World, employer: &Person) -> String {
    let id = world.live(employer).await.id;
    let scope = world.as_person(employer).await;
    services::placements::rest(&scope, id, PlacementStatus::Closed).await.expect("closed");
    id.to_string()
}

/// A placement that a steward has paused for its pay.
pub(super) async fn paid_little(world: &World, employer: &Person) -> String {
    let placement = world.live(employer).await;
    let (steward, id) = (world.steward(), placement.id);
    services::pay_looks::pause(&steward, id, placement.version, "Too little.").await.expect("paused");
    id.to_string()
}

/// A change of a record that has a newer version since.
pub(super) async fn overtaken(world: &World, author: &Person, curator: &Person, slug: &str) -> String {
    let behind = world.change(author, slug, "cost", "Little.").await;
    let ahead = world.change(curator, slug, "cost", "Much.").await;
    let seen = services::proposals::Seen::text(2);
    services::proposals::approve(&world.as_person(curator).await, ahead, seen).await.expect("approved");
    behind.to_string()
}

/// A proposal in review of which something is said that is not settled.
pub(super) async fn discussed(world: &World, author: &Person) -> String {
    let id = world.in_review(author, "Lanterns in hail").await;
    services::proposals::comment(&world.as_person(author).await, id, "title", "Too short?").await.expect("said");
    id.to_string()
}

/// A referral that could be opened and is not.
pub(super) async fn unopened(world: &World, ngo: &Person) -> String {
    let scope = world.as_person(ngo).await;
    let code = world.referral(ngo, Secrets::default()).await;
    let referral = services::referrals::find(&scope, &code).await.expect("found");
    services::referrals::close(&scope, &referral, CloseReason::Paused).await.expect("closed");
    code.to_string()
}

pub(super) async fn agree(world: &World, ngo: &Person, code: &Code, employer: &Person) -> String {
    let scope = world.as_person(ngo).await;
    let referral = services::referrals::find(&scope, code).await.expect("found");
    services::consents::record(&scope, &referral, &world.grant(employer.organisation())).await.expect("agreed");
    code.to_string()
}

/// Referrals that their NGO is asked about.
pub(super) async fn untouched(world: &World, ngo: &Person) {
    for _ in 0..2 {
        let code = world.referral(ngo, Secrets::default()).await;
        let scope = world.as_person(ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let permit = world.system().permit(domain::policy::RunInstallation).expect("the system");
        let tx = world.services.db.begin().await.expect("begun");
        let asked = [(referral.id, referral.organisation)];
        let now = world.system().now() + chrono::TimeDelta::seconds(1);
        store::retentions::ask(&tx, &permit, domain::retention::Next::Archive, &asked, now).await.expect("asked");
        tx.commit().await.expect("committed");
    }
}

/// A referral that somebody else of its NGO wants to be erased.
pub(super) async fn to_be_erased(world: &World, ngo: &Person) -> String {
    let colleague = world.colleague(ngo, MemberRole::Member).await;
    let code = world.referral(ngo, Secrets::default()).await;
    let scope = world.as_person(&colleague).await;
    let referral = services::referrals::find(&scope, &code).await.expect("found");
    services::erasures::ask(&scope, &referral, code.as_str()).await.expect("asked");
    code.to_string()
}

/// Somebody who has given the password, and not yet the second step.
pub(super) async fn halfway(world: &World, router: &axum::Router) -> Client {
    let steward = world.platform(PlatformRole::Steward).await;
    let mut client = Client::new(router.clone());
    let fields = [("form", "sign-in"), ("email", steward.email.as_str()), ("password", testkit::PASSWORD)];
    let answer = client.post("/sign-in", &fields).await;
    assert!(answer.location().starts_with("/sign-in/second"), "{}", answer.words());
    client.keep(&answer);
    client
}

/// The secret of the page of somebody who has agreed to something.
pub(super) async fn own_page(world: &World, ngo: &Person, employer: &Person) -> String {
    let code = world.referral(ngo, Secrets::default()).await;
    agree(world, ngo, &code, employer).await;
    let scope = world.as_person(ngo).await;
    let referral = services::referrals::find(&scope, &code).await.expect("found");
    services::own_pages::give(&scope, &referral).await.expect("given").to_string()
}

/// Somebody who asked, on the page of their own, to be erased.
pub(super) async fn wished(world: &World, ngo: &Person) -> String {
    wish(world, ngo).await.0
}

/// The secret of the page of somebody who has taken that back.
pub(super) async fn wished_back(world: &World, ngo: &Person) -> String {
    let (_, secret) = wish(world, ngo).await;
    services::own_pages::take_wish_back(&world.visitor(), &secret).await.expect("taken back");
    secret
}

async fn wish(world: &World, ngo: &Person) -> (String, String) {
    let code = world.referral(ngo, Secrets::default()).await;
    let scope = world.as_person(ngo).await;
    let referral = services::referrals::find(&scope, &code).await.expect("found");
    let secret = services::own_pages::give(&scope, &referral).await.expect("given");
    services::own_pages::ask_erasure(&world.visitor(), secret.as_str()).await.expect("asked");
    (code.to_string(), secret.to_string())
}

/// Lets one person join the employer and invites another; answers the path of that invitation.
pub(crate) async fn second_member_and_invitation(world: &World, employer: &Person) -> String {
    let scope = world.as_person(employer).await;
    let mut path = String::new();
    for email in ["second@example.org", "third@example.org"] {
        services::members::invite(&scope, email.parse().expect("an address"), MemberRole::Member)
            .await
            .expect("invited");
        world.work().await;
        let mails = world.mail.sent();
        let words = mails.iter().rev().flat_map(|mail| mail.text.split_whitespace());
        let mut paths = words.filter_map(|word| word.strip_prefix(testkit::ORIGIN));
        path = paths.find(|path| path.starts_with("/join/invited/")).expect("a link").to_owned();
        if email.starts_with("second") {
            let accept = [("form", "invited"), ("name", "Noor"), ("password", "tea in the garden"), ("language", "en")];
            assert_eq!(Client::new(router(world)).post(&path, &accept).await.status, StatusCode::SEE_OTHER);
        }
    }
    path
}

/// A delivery that was given up; answers its key.
pub(crate) async fn bury(world: &World) -> String {
    let (db, now, id) = (&world.services.db, world.system().now(), Uuid::now_v7());
    let tx = db.begin().await.expect("begun");
    let event = Event::PracticePublished { practice: PracticeId(id) };
    store::outbox::push_as(&tx, id, &event, now).await.expect("pushed");
    store::outbox::bury(&tx, id, "nobody answers".into(), now).await.expect("buried");
    tx.commit().await.expect("committed");
    id.to_string()
}

/// Another library that was harvested.
pub(super) async fn remembered(world: &World) {
    let permit = world.system().permit(domain::policy::PublishPractice).expect("the system may");
    let tx = world.services.db.begin().await.expect("begun");
    let until = world.system().now().date_naive();
    let harvested = store::sources::Harvested { address: "https://lamp.example/oai", set: "quays", from: None, until };
    store::sources::note(&tx, &permit, harvested).await.expect("noted");
    tx.commit().await.expect("committed");
}
