//! Retention: an NGO is asked, a referral is archived, a person is erased, each at its time; and clocks that jump erase
//! nobody.

mod at_work;
mod touched;

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::id::IntroductionId;
use domain::organisation::OrganisationKind;
use domain::referral::{CloseReason, Code, ReferralStatus, Secrets};
use services::Scope;
use testkit::{Client, Person, World};

use crate::router;

/// Days that are long enough for a question, for the time to answer it, and for what follows.
const WATCHED: usize = 36;

/// Looks at the calendar so often, with so much time between.
async fn look(world: &World, times: usize, between: TimeDelta) {
    for _ in 0..times {
        world.pass(between);
        services::worker::tidy(&world.system()).await.expect("swept");
    }
}

/// Lets days pass with a look at each; of many, those before the last [`WATCHED`] go by like those of a machine that stood
/// still, so that whatever is wrongly due after them is asked about and acted on in the days that are looked at.
async fn days(world: &World, count: usize) {
    let before = count.saturating_sub(WATCHED);
    if before > 0 {
        look(world, 1, TimeDelta::days(before.try_into().expect("few"))).await;
    }
    look(world, count - before, TimeDelta::days(1)).await;
}

/// A day and some hours of looks, as many as must have found something due.
async fn settle(world: &World) {
    look(world, 13, TimeDelta::hours(2)).await;
}

/// Somebody whom an NGO puts forward to an employer.
struct Forward {
    employer: Person,
    ngo: Person,
    /// The NGO's.
    scope: Scope,
    code: Code,
    introduction: IntroductionId,
}

impl Forward {
    async fn on(world: &World) -> Self {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let scope = world.as_person(&ngo).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let introduction = world.put_forward(&ngo, &code, &world.live(&employer).await).await;
        Self { employer, ngo, scope, code, introduction }
    }
}

async fn count(scope: &Scope, status: ReferralStatus) -> u64 {
    services::referrals::count(scope, status).await.expect("counted")
}

async fn erased(world: &World) -> u64 {
    services::erasures::count(&world.system()).await.expect("counted")
}

async fn questions(scope: &Scope) -> usize {
    services::retention::count(scope).await.expect("counted")
}

async fn close(scope: &Scope, code: &Code) {
    let referral = services::referrals::find(scope, code).await.expect("found");
    services::referrals::close(scope, &referral, CloseReason::Moved).await.expect("closed");
}

/// Mails to somebody since so many.
async fn mails(world: &World, person: &Person, since: usize) -> Vec<String> {
    world.work().await;
    let mails = world.mail.sent().split_off(since);
    mails.into_iter().filter(|mail| mail.to.as_str() == person.email).map(|mail| mail.subject).collect()
}

#[tokio::test]
async fn a_referral_that_nobody_touches_is_asked_about_archived_and_erased() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let scope = world.as_person(&ngo).await;
        world.work().await;
        let sent = world.mail.sent().len();
        days(&world, 90).await;
        assert_eq!((questions(&scope).await, mails(&world, &ngo, sent).await.len()), (0, 0));
        days(&world, 2).await;
        assert_eq!(questions(&scope).await, 1);
        assert_eq!(mails(&world, &ngo, sent).await, ["You have a message"], "one, which says nothing");
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        services::retention::keep(&scope, &referral).await.expect("kept");
        services::own_pages::give(&scope, &referral).await.expect("given");
        days(&world, 89).await;
        assert_eq!(questions(&scope).await, 0, "it was said to be needed");
        days(&world, 3).await;
        assert_eq!(questions(&scope).await, 1);
        days(&world, 26).await;
        settle(&world).await;
        assert_eq!(count(&scope, ReferralStatus::Open).await, 1, "there is still time to answer");
        days(&world, 4).await;
        settle(&world).await;
        assert_eq!(count(&scope, ReferralStatus::Open).await, 0);
        let archived = services::referrals::find(&scope, &code).await.expect("found");
        assert!(
            services::own_pages::of_referral(&scope, &archived).await.expect("read").is_none(),
            "its page has ended"
        );
        assert_eq!((archived.status, archived.closed), (ReferralStatus::Closed, Some(CloseReason::Archived)));
        assert_eq!(questions(&scope).await, 0);
        days(&world, 330).await;
        assert_eq!(questions(&scope).await, 0);
        days(&world, 8).await;
        assert_eq!(questions(&scope).await, 1, "its NGO is asked before it is erased");
        days(&world, 26).await;
        assert_eq!(erased(&world).await, 0);
        days(&world, 8).await;
        settle(&world).await;
        assert_eq!(erased(&world).await, 1);
        assert_eq!(services::referrals::find(&scope, &code).await.err(), Some(domain::Error::NotFound));
        assert_eq!(questions(&scope).await, 0);
    }
}

#[tokio::test]
async fn an_audit_log_that_cannot_be_signed_keeps_nothing_else_from_being_done() {
    let world = World::sqlite().await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    world.referral(&ngo, Secrets::default()).await;
    let spoil = "UPDATE record_keys SET wrapped = zeroblob(72) WHERE id NOT IN (SELECT id FROM referrals)";
    migrations::execute(world.services.db.connection(), spoil).await.expect("spoilt");
    let mut failed = 0;
    for _ in 0..92 {
        world.pass(TimeDelta::days(1));
        failed += usize::from(services::worker::tidy(&world.system()).await.is_err());
    }
    assert!(failed > 0, "it is said");
    assert_eq!(questions(&world.as_person(&ngo).await).await, 1);
}

#[tokio::test]
async fn what_hangs_keeps_no_closed_referral() {
    for world in [World::sqlite().await, World::postgres().await] {
        // One that nobody answered, and one of somebody who started and of whom nothing was heard.
        let Forward { employer, ngo, scope, code: unanswered, introduction: hangs } = Forward::on(&world).await;
        let (started, unheard) = world.started(&ngo, &world.live(&employer).await).await;
        for code in [&unanswered, &started] {
            let referral = services::referrals::find(&scope, code).await.expect("found");
            services::referrals::close(&scope, &referral, CloseReason::Placed).await.expect("closed");
        }
        days(&world, 330).await;
        assert_eq!(questions(&scope).await, 0);
        days(&world, 8).await;
        assert_eq!(questions(&scope).await, 2, "its NGO is asked before it is erased");
        days(&world, 26).await;
        settle(&world).await;
        assert_eq!(erased(&world).await, 0);
        world.work().await;
        let sent = world.mail.sent().len();
        days(&world, 8).await;
        settle(&world).await;
        assert_eq!(erased(&world).await, 2);
        assert!(mails(&world, &employer, sent).await.contains(&"You have a message".to_owned()));
        let client = Client::signed_in(router(&world), &employer).await;
        for id in [hangs, unheard] {
            assert!(!client.get("/introductions").await.text.contains(&id.to_string()), "it waits for nobody");
        }
    }
}

#[tokio::test]
async fn an_introduction_that_nobody_answers_ends_with_its_referral() {
    for world in [World::sqlite().await, World::postgres().await] {
        let Forward { employer, scope, code, introduction: id, .. } = Forward::on(&world).await;
        days(&world, 92).await;
        assert_eq!(questions(&scope).await, 1);
        days(&world, 26).await;
        settle(&world).await;
        assert_eq!(count(&scope, ReferralStatus::Open).await, 1, "there is still time to answer");
        world.work().await;
        let sent = world.mail.sent().len();
        days(&world, 5).await;
        settle(&world).await;
        let archived = services::referrals::find(&scope, &code).await.expect("found");
        assert_eq!((archived.status, archived.closed), (ReferralStatus::Closed, Some(CloseReason::Archived)));
        assert!(mails(&world, &employer, sent).await.contains(&"You have a message".to_owned()));
        let client = Client::signed_in(router(&world), &employer).await;
        assert!(client.get("/introductions?which=past").await.text.contains("status--withdrawn"));
        assert!(!client.get("/introductions").await.text.contains(&id.to_string()), "it waits for nobody");
        let moved = format!("introduction {id}");
        let logged = store::audit::count(&world.services.db, "move introduction", &moved).await;
        assert_eq!(logged.expect("counted"), 1);
        days(&world, 375).await;
        settle(&world).await;
        assert_eq!(erased(&world).await, 1, "nothing keeps it for ever");
    }
}

#[tokio::test]
async fn a_clock_that_jumps_forward_and_back_archives_and_erases_nobody() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let scope = world.as_person(&ngo).await;
        for at in 0..6 {
            let code = world.referral(&ngo, Secrets::default()).await;
            if at % 2 == 0 {
                close(&scope, &code).await;
            }
        }
        let stands = async || {
            (
                count(&scope, ReferralStatus::Open).await,
                count(&scope, ReferralStatus::Closed).await,
                erased(&world).await,
            )
        };
        look(&world, 3, TimeDelta::hours(1)).await;
        for (jump, looks) in [(4000, 22), (60, 22), (-4061, 30), (4000, 1), (-4000, 1), (4000, 1), (-4000, 30)] {
            look(&world, 1, TimeDelta::days(jump)).await;
            look(&world, looks, TimeDelta::hours(1)).await;
            assert_eq!(stands().await, (3, 3, 0), "after {jump} days");
        }
        days(&world, 3).await;
        assert_eq!(questions(&scope).await, 0, "what was asked in a time that never was is forgotten");
        // A machine that stood still for two years acts on nothing at once.
        look(&world, 1, TimeDelta::days(730)).await;
        assert_eq!(stands().await, (3, 3, 0));
        look(&world, 20, TimeDelta::hours(1)).await;
        assert_eq!((stands().await, questions(&scope).await), ((3, 3, 0), 6), "it asks first");
    }
}

#[tokio::test]
async fn many_who_are_due_are_erased_a_few_at_a_time() {
    let world = World::sqlite().await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let scope = world.as_person(&ngo).await;
    for _ in 0..7 {
        let code = world.referral(&ngo, Secrets::default()).await;
        close(&scope, &code).await;
    }
    days(&world, 370).await;
    let mut before = erased(&world).await;
    assert!(before < 7);
    while before < 7 {
        look(&world, 1, TimeDelta::hours(1)).await;
        let now = erased(&world).await;
        assert!(now - before <= 2, "{before} then {now}");
        before = now;
    }
}

#[tokio::test]
async fn an_ngo_answers_on_its_own_list() {
    let world = World::sqlite().await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let other = world.member(OrganisationKind::Ngo, "Lantern").await;
    let (kept, archived) =
        (world.referral(&ngo, Secrets::default()).await, world.referral(&ngo, Secrets::default()).await);
    days(&world, 92).await;
    let router = router(&world);
    let client = Client::signed_in(router.clone(), &ngo).await;
    assert!(client.get("/").await.words().contains("have not been touched for long"));
    let page = client.get("/referrals?retention=1").await;
    assert!(page.words().contains(kept.as_str()) && page.words().contains(archived.as_str()), "{}", page.words());
    assert!(page.words().contains("it is archived from 25 March 2027 on"), "{}", page.words());
    let stranger = Client::signed_in(router, &other).await;
    assert!(!stranger.get("/referrals?retention=1").await.words().contains(kept.as_str()));
    for (form, code) in [("retention-keep", &kept), ("retention-archive", &archived)] {
        let fields = [("form", form), ("code", code.as_str())];
        assert_eq!(stranger.post("/referrals", &fields).await.status, StatusCode::NOT_FOUND, "{form}");
        let answer = client.post("/referrals", &fields).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/referrals?retention=1"), "{form}");
    }
    assert!(client.get("/referrals?retention=1").await.words().contains("None of your referrals waits"));
    let scope = world.as_person(&ngo).await;
    let found = services::referrals::find(&scope, &archived).await.expect("found");
    assert_eq!(found.closed, Some(CloseReason::Archived));
}

#[tokio::test]
async fn administrators_see_how_what_is_kept_is_kept() {
    let world = World::sqlite().await;
    let administrator = world.platform(PlatformRole::Administrator).await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    world.referral(&ngo, Secrets::default()).await;
    let router = router(&world);
    let page = async || Client::signed_in(router.clone(), &administrator).await.get("/operations").await.words();
    let words = page().await;
    for expected in [
        "24 November 2026, today",
        "None was ever made",
        "Signed: never",
        "0 wait for an answer before they are archived",
    ] {
        assert!(words.contains(expected), "{expected}: {words}");
    }
    assert!(!words.contains("The chain holds"), "nobody has looked yet: {words}");
    let file = world.folder.path().join("backup");
    services::backup::write(&world.system(), &file, &services::backup::Lock::Master).await.expect("made");
    days(&world, 93).await;
    let words = page().await;
    for expected in [
        "93 days ago",
        "no backup of the last seven days",
        "One waits for an answer before it is archived",
        "Signed: 25 February 2027",
        "The chain holds.",
    ] {
        assert!(words.contains(expected), "{expected}: {words}");
    }
    assert!(!words.contains("changed from outside"));
    migrations::execute(world.services.db.connection(), "UPDATE audit_head SET last = last + 1")
        .await
        .expect("changed");
    days(&world, 2).await;
    let words = page().await;
    assert!(words.contains("It has been changed from outside") && !words.contains("The chain holds"), "{words}");
}
