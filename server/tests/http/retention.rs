//! Retention: an NGO is asked, a referral is archived, a person is erased, each at its time; and clocks that jump erase
//! nobody.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::check_in::{ChangeReason, CheckInKind};
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::placement::Terms;
use domain::policy::{KeepWatch, RunInstallation};
use domain::referral::{CloseReason, Code, ReferralStatus, Secrets};
use domain::retention::{Next, Periods};
use services::Scope;
use testkit::{Client, Person, World, terms};

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
async fn nobody_is_asked_about_who_is_in_work_until_nobody_has_said_how_it_goes_for_long() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let scope = world.as_person(&ngo).await;
        let placement = world.live(&employer).await;
        let (code, id) = world.started(&ngo, &placement).await;
        // The last check-in is 180 days after the start; ninety days later the NGO is asked.
        days(&world, 260).await;
        settle(&world).await;
        assert_eq!((questions(&scope).await, count(&scope, ReferralStatus::Open).await), (0, 1), "still in work");
        days(&world, 12).await;
        assert_eq!(questions(&scope).await, 1);
        days(&world, 24).await;
        settle(&world).await;
        assert_eq!(count(&scope, ReferralStatus::Open).await, 1, "there is still time to answer");
        world.work().await;
        let sent = world.mail.sent().len();
        days(&world, 8).await;
        settle(&world).await;
        let archived = services::referrals::find(&scope, &code).await.expect("found");
        assert_eq!((archived.status, archived.closed), (ReferralStatus::Closed, Some(CloseReason::Archived)));
        assert!(mails(&world, &employer, sent).await.contains(&"You have a message".to_owned()));
        assert!(world.open_check_ins(&ngo, id).await.is_empty(), "nobody is asked any more");
        let said = "Nobody said how it went";
        let address = format!("/introductions/{id}");
        assert!(Client::signed_in(router(&world), &ngo).await.get(&address).await.words().contains(said));
        // Nobody knows that it has ended: the employer is told no such thing, nor of what is asked or not.
        let client = Client::signed_in(router(&world), &employer).await;
        for page in [client.get(&address).await.words(), client.get("/introductions?which=past").await.words()] {
            assert!(page.contains("No longer followed here") && !page.contains("Ended early"), "{page}");
            assert!(!page.contains(said), "{page}");
        }
        let theirs = world.as_person(&employer).await;
        let taken = services::placements::seats_taken(&theirs, std::slice::from_ref(&placement)).await.expect("read");
        assert_eq!(taken, [(placement.id, 1)], "the only seat may still be taken");
        let taken = store::introductions::seats_taken(&world.services.db, placement.id).await.expect("read");
        assert_eq!(taken, 1);
        let permit = world.system().permit(KeepWatch).expect("the system");
        let tx = world.services.db.begin().await.expect("begun");
        let (all, _) = store::statistics::counted(&tx, &permit, 2026).await.expect("read");
        assert_eq!(all.started, 1);
        assert!(all.lines.is_empty(), "what nobody knows is no outcome");
        tx.commit().await.expect("read");
        assert_eq!(erased(&world).await, 0);
        days(&world, 375).await;
        settle(&world).await;
        assert_eq!(erased(&world).await, 1, "nothing keeps it for ever");
    }
}

#[tokio::test]
async fn what_an_ngo_hears_later_of_whom_nobody_had_heard_is_written_down() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let placement = world.live_with(&employer, Terms { seats: 5, ..terms(&world) }).await;
        let (_, harmed) = world.started(&ngo, &placement).await;
        let (_, completed) = world.started(&ngo, &placement).await;
        days(&world, 310).await;
        settle(&world).await;
        let scope = world.as_person(&ngo).await;
        let taken = async || store::introductions::seats_taken(&world.services.db, placement.id).await.expect("read");
        let paused = async || services::cases::is_paused(&scope, employer.organisation()).await.expect("read");
        assert_eq!((taken().await, paused().await), (2, false));
        let client = Client::signed_in(router(&world), &ngo).await;
        let theirs = Client::signed_in(router(&world), &employer).await;
        for (id, stage, reason) in [(harmed, "ended", "unsafe"), (completed, "completed", "")] {
            let path = format!("/introductions/{id}");
            let page = client.get(&path).await;
            assert!(page.words().contains("No longer followed here"), "{}", page.words());
            let version = page.input("version").expect("the NGO can say how it went");
            let seen = theirs.get(&path).await;
            assert!(!seen.text.contains("name=\"stage\""), "an employer says nothing of it: {}", seen.words());
            if stage == "ended" {
                let bare = [("form", "move"), ("stage", stage), ("version", version.as_str())];
                assert_eq!(
                    client.post(&path, &bare).await.status,
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "without a reason"
                );
            }
            let moved = [("form", "move"), ("stage", stage), ("reason", reason), ("version", version.as_str())];
            assert_eq!(client.post(&path, &moved).await.status, StatusCode::SEE_OTHER, "{stage}");
            let page = client.get(&path).await;
            assert!(!page.text.contains("name=\"stage\""), "it is over");
            let seen = theirs.get(&path).await.words();
            assert!(seen.contains("Nothing is shared now") && !seen.contains("not safe"), "{seen}");
            let open = world.open_check_ins(&ngo, id).await;
            assert_eq!(open.iter().map(|open| open.kind).collect::<Vec<_>>(), [CheckInKind::Leaving]);
        }
        assert_eq!(taken().await, 1, "the seat of whoever left is free");
        assert!(paused().await, "that it was not safe counts at once");
        settle(&world).await;
        let stays = services::introductions::find(&scope, harmed).await.expect("found").introduction.stage;
        assert_eq!(stays, Stage::Ended);
    }
}

#[tokio::test]
async fn whoever_is_asked_at_work_is_not_asked_about() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let scope = world.as_person(&ngo).await;
        let (code, id) = world.started(&ngo, &world.live(&employer).await).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        services::referrals::close(&scope, &referral, CloseReason::Placed).await.expect("closed");
        days(&world, 20).await;
        let day = (world.system().now() + TimeDelta::days(400)).date_naive();
        services::check_ins::add(&scope, id, day, ChangeReason::PersonAsked).await.expect("added");
        days(&world, 480).await;
        settle(&world).await;
        assert_eq!((questions(&scope).await, erased(&world).await), (0, 0), "a year and more, and still in work");
        days(&world, 32).await;
        assert_eq!(questions(&scope).await, 1, "ninety days after the last check-in");
        services::introductions::advance(&scope, id, Stage::Completed, None, 6).await.expect("moved");
        days(&world, 35).await;
        settle(&world).await;
        assert_eq!(erased(&world).await, 0, "that it is completed is an answer");
        days(&world, 340).await;
        settle(&world).await;
        assert_eq!(erased(&world).await, 1);
    }
}

#[tokio::test]
async fn what_hangs_keeps_no_closed_referral() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let scope = world.as_person(&ngo).await;
        // One that nobody answered, and one of somebody who started and of whom nothing was heard.
        let unanswered = world.referral(&ngo, Secrets::default()).await;
        let hangs = world.put_forward(&ngo, &unanswered, &world.live(&employer).await).await;
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
async fn nobody_is_asked_about_erasing_whose_consent_is_live_somewhere() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let scope = world.as_person(&ngo).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        world.put_forward(&ngo, &code, &world.live(&employer).await).await;
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
async fn only_the_installation_says_that_nobody_said_how_it_went() {
    let world = World::sqlite().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let (_, id) = world.started(&ngo, &world.live(&employer).await).await;
    for person in [&ngo, &employer] {
        let client = Client::signed_in(router(&world), person).await;
        let address = format!("/introductions/{id}");
        assert!(!client.get(&address).await.text.contains("\"unknown\""));
        let scope = world.as_person(person).await;
        let ended = services::introductions::advance(&scope, id, Stage::Ended, Some("unknown".to_owned()), 6).await;
        assert!(matches!(ended, Err(domain::Error::Invalid(_))), "{ended:?}");
        let unheard = services::introductions::advance(&scope, id, Stage::Unheard, Some("unknown".to_owned()), 6).await;
        assert_eq!(unheard, Err(domain::Error::Conflict));
    }
}

#[tokio::test]
async fn an_introduction_that_nobody_answers_ends_with_its_referral() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let scope = world.as_person(&ngo).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let id = world.put_forward(&ngo, &code, &world.live(&employer).await).await;
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
async fn whom_somebody_writes_about_is_not_asked_about() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let scope = world.as_person(&ngo).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let id = world.put_forward(&ngo, &code, &world.live(&employer).await).await;
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
    for expected in ["24 November 2026, today", "None was ever made", "Signed: never", "to be archived: 0"] {
        assert!(words.contains(expected), "{expected}: {words}");
    }
    let file = world.folder.path().join("backup");
    services::backup::write(&world.system(), &file, &services::backup::Lock::Master).await.expect("made");
    days(&world, 93).await;
    let words = page().await;
    for expected in ["93 days ago", "no backup of the last seven days", "to be archived: 1", "Signed: 25 February 2027"]
    {
        assert!(words.contains(expected), "{expected}: {words}");
    }
    assert!(!words.contains("changed from outside"));
    migrations::execute(world.services.db.connection(), "UPDATE audit_head SET last = last + 1")
        .await
        .expect("changed");
    days(&world, 2).await;
    assert!(page().await.contains("It has been changed from outside"));
}
