//! The end of a verification: reminders, placements that rest by themselves and go live again by one press, and
//! introductions that are handled and not dropped. The clock jumps, and the worker is away for a while.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::Error;
use domain::consent::NewGrant;
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::placement::{PauseReason, PlacementStatus, Terms};
use domain::referral::Secrets;
use testkit::{Client, Person, World, terms};

use crate::router;

/// Does what the worker does every hour, and sends the mail.
async fn hour(world: &World) {
    services::worker::tidy(&world.system()).await.expect("tidied");
    world.work().await;
}

const REMINDER: &str = "Your place on Ponte ends before long";
const NEWS: &str = "News about your application";
const WAITING: &str = "You have a message";

#[tokio::test]
async fn reminders_come_once_each_whatever_the_clock_and_the_worker_do() {
    for world in [World::sqlite().await, World::postgres().await] {
        let bakery = world.applicant(OrganisationKind::Business, "Bakery").await;
        world.verify_for(bakery.organisation(), 100).await;
        let check = async |days: i64, expect: usize| {
            world.pass(TimeDelta::days(days));
            hour(&world).await;
            hour(&world).await;
            assert_eq!(world.mails_to(&bakery, REMINDER), expect, "after {days} days");
        };
        check(39, 0).await;
        check(1, 1).await;
        check(29, 1).await;
        check(1, 2).await;
        // The clock goes back and comes again: nothing twice.
        check(-20, 2).await;
        check(20, 2).await;
        // Nobody works for a while: what is true now is said once.
        check(28, 3).await;
        check(1, 3).await;
        let mail = world.mail.sent().into_iter().find(|mail| mail.subject == REMINDER).expect("sent");
        for word in ["Bakery", "placement", "NGO", "day"] {
            assert!(!mail.text.contains(word), "{word} in {}", mail.text);
        }
        // Renewed, it begins anew.
        world.verify_for(bakery.organisation(), 100).await;
        check(41, 4).await;
    }
}

#[tokio::test]
async fn whoever_is_verified_for_a_short_time_is_not_reminded_of_what_has_passed() {
    let world = World::sqlite().await;
    let bakery = world.applicant(OrganisationKind::Business, "Bakery").await;
    world.verify_for(bakery.organisation(), 20).await;
    hour(&world).await;
    assert_eq!(world.mails_to(&bakery, REMINDER), 0);
    world.pass(TimeDelta::days(13));
    hour(&world).await;
    assert_eq!(world.mails_to(&bakery, REMINDER), 1);
    let home = Client::signed_in(router(&world), &bakery).await.get("/").await.words();
    assert!(home.contains("ends on 14 December 2026"), "{home}");
}

/// A business with two placements, one of which begins soon, and somebody introduced to it.
struct Scene {
    world: World,
    bakery: Person,
    ngo: Person,
    introduction: String,
}

impl Scene {
    async fn on(world: World) -> Self {
        let bakery = world.applicant(OrganisationKind::Business, "Bakery").await;
        world.verify_for(bakery.organisation(), 20).await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let placement = world.live_with(&bakery, Terms { seats: 2, ..late(&world) }).await;
        let soon = world.system().now().date_naive() + TimeDelta::days(10);
        world.live_with(&bakery, Terms { start: Some(soon), ..terms(&world) }).await;
        let code = world.referral(&ngo, Secrets { called: "Robin".into(), ..Secrets::default() }).await;
        let scope = world.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        // Consent that lasts: what is told here is told of the verification.
        let ends = world.system().now().date_naive() + TimeDelta::days(80);
        let grant = NewGrant { ends, ..world.grant(bakery.organisation()) };
        let put = services::introductions::put_forward(&scope, &referral, &placement, Some(&grant)).await;
        let introduction = format!("/introductions/{}", put.expect("put forward"));
        world.work().await;
        Self { world, bakery, ngo, introduction }
    }

    async fn statuses(&self) -> Vec<(PlacementStatus, Option<PauseReason>)> {
        let scope = self.world.as_person(&self.bakery).await;
        let own = services::placements::own(&scope, None, 10).await.expect("placements");
        own.into_iter().map(|placement| (placement.status, placement.paused)).collect()
    }

    async fn client(&self, person: &Person) -> Client {
        Client::signed_in(router(&self.world), person).await
    }
}

fn late(world: &World) -> Terms {
    Terms { start: Some(world.system().now().date_naive() + TimeDelta::days(90)), ..terms(world) }
}

const ENDED: (PlacementStatus, Option<PauseReason>) = (PlacementStatus::Paused, Some(PauseReason::VerificationEnded));
const LIVE: (PlacementStatus, Option<PauseReason>) = (PlacementStatus::Live, None);

#[tokio::test]
async fn what_ends_rests_by_itself_and_goes_live_again_by_one_press() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        hour(&s.world).await;
        assert_eq!(s.statuses().await, [LIVE, LIVE]);
        s.world.pass(TimeDelta::days(21));
        let (news, waiting) = (s.world.mails_to(&s.bakery, NEWS), s.world.mails_to(&s.ngo, WAITING));
        hour(&s.world).await;
        hour(&s.world).await;
        assert_eq!(s.statuses().await, [ENDED, ENDED]);
        assert_eq!(s.world.mails_to(&s.bakery, NEWS), news + 1, "once, however often the worker comes by");
        assert_eq!(s.world.mails_to(&s.ngo, WAITING), waiting + 1);
        let client = s.client(&s.bakery).await;
        let list = client.get("/placements").await;
        assert!(list.words().contains("because the verification of your organisation ended"), "{}", list.words());
        assert!(!list.text.contains("placements-reopen"), "there is nothing to press yet");
        let refused = client.post("/placements", &[("form", "placements-reopen")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        s.world.verify(s.bakery.organisation()).await;
        s.world.work().await;
        assert_eq!(s.statuses().await, [ENDED, ENDED], "they wait for their own organisation");
        assert_eq!(s.world.mails_to(&s.ngo, WAITING), waiting + 2, "it goes on");
        let client = s.client(&s.bakery).await;
        assert!(client.get("/").await.words().contains("placement rests and can be opened again"));
        let list = client.get("/placements").await.words();
        assert!(
            list.contains("Open one again") && list.contains("One rests until it is changed."),
            "one has begun: {list}"
        );
        let pressed = client.post("/placements", &[("form", "placements-reopen")]).await;
        assert_eq!(pressed.location(), "/placements?opened=1", "{}", pressed.words());
        assert_eq!(s.statuses().await, [ENDED, LIVE], "the first day of the other has passed");
        let told = client.get(pressed.location()).await.words();
        assert!(told.contains("One is open again.") && told.contains("One rests until it is changed."), "{told}");
    }
}

#[tokio::test]
async fn an_end_that_no_worker_saw_counts_when_somebody_acts_on_it() {
    for way in ["a steward verifies", "the organisation answers"] {
        let s = Scene::on(World::sqlite().await).await;
        s.world.pass(TimeDelta::days(21));
        if way == "the organisation answers" {
            let saved = crate::vetting::says(&s.world, &s.bakery, &[("answer", "We are still here.")]).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER);
        }
        s.world.verify(s.bakery.organisation()).await;
        hour(&s.world).await;
        assert_eq!(s.statuses().await, [ENDED, ENDED], "{way}");
    }
}

#[tokio::test]
async fn introductions_in_progress_are_handled_and_not_dropped() {
    for way in ["the verification ends", "it is suspended"] {
        let s = Scene::on(World::sqlite().await).await;
        let before = s.client(&s.ngo).await;
        assert!(!before.get(&s.introduction).await.words().contains("Nothing is lost"));
        let waiting = s.world.mails_to(&s.ngo, WAITING);
        let said = if way == "it is suspended" {
            s.world.suspend(s.bakery.organisation()).await;
            "This employer is suspended."
        } else {
            s.world.pass(TimeDelta::days(21));
            "The verification of this employer has ended."
        };
        hour(&s.world).await;
        assert_eq!(s.world.mails_to(&s.ngo, WAITING), waiting + 1, "{way}: the NGO is told");
        let ngo = s.client(&s.ngo).await;
        let page = ngo.get(&s.introduction).await.words();
        assert!(page.contains(said) && page.contains("take the person back"), "{way}: {page}");
        let list = ngo.get("/introductions").await.words();
        assert!(list.contains(&said.replace("This", "The").replace("this", "the")), "{way}: {list}");
        let home = ngo.get("/").await.words();
        assert!(home.contains("with an employer that is suspended, debarred or not verified now"), "{way}: {home}");
        let employer = s.client(&s.bakery).await;
        let seen = employer.get(&s.introduction).await.words();
        assert!(!seen.contains("Nothing is lost") && !seen.contains("German"), "{way}: reading is off: {seen}");
        // It goes on from where it was once the employer is verified again.
        if way == "it is suspended" {
            crate::sanctions::lift(&s.world, s.bakery.organisation()).await;
        } else {
            s.world.verify(s.bakery.organisation()).await;
        }
        s.world.work().await;
        assert_eq!(s.world.mails_to(&s.ngo, WAITING), waiting + 2, "{way}: and told again");
        assert!(!ngo.get(&s.introduction).await.words().contains("Nothing is lost"), "{way}");
        let employer = s.client(&s.bakery).await;
        let version = employer.get(&s.introduction).await.input("version").expect("a version");
        let interested = [("form", "move"), ("stage", "interested"), ("version", version.as_str())];
        assert_eq!(employer.post(&s.introduction, &interested).await.status, StatusCode::SEE_OTHER, "{way}");
    }
}

#[tokio::test]
async fn that_somebody_has_begun_is_noted_whatever_became_of_the_employer() {
    let s = Scene::on(World::sqlite().await).await;
    let id = s.introduction.trim_start_matches("/introductions/").parse().expect("a key");
    let (bakery, ngo) = (s.world.as_person(&s.bakery).await, s.world.as_person(&s.ngo).await);
    for (who, stage, version) in [
        (&bakery, Stage::Interested, 1),
        (&ngo, Stage::Meeting, 2),
        (&bakery, Stage::Offered, 3),
        (&ngo, Stage::Accepted, 4),
    ] {
        services::introductions::advance(who, id, stage, None, version).await.expect("moved");
    }
    s.world.pass(TimeDelta::days(21));
    hour(&s.world).await;
    let (bakery, ngo) = (s.world.as_person(&s.bakery).await, s.world.as_person(&s.ngo).await);
    let refused = services::introductions::advance(&bakery, id, Stage::Started, None, 5).await;
    assert_eq!(refused, Err(Error::Refused("refused-unverified")));
    services::introductions::advance(&ngo, id, Stage::Started, None, 5).await.expect("noted");
}

#[tokio::test]
async fn an_ngo_that_is_not_verified_is_not_told_why_an_employer_is_not() {
    let s = Scene::on(World::sqlite().await).await;
    s.world.suspend(s.bakery.organisation()).await;
    s.world.suspend(s.ngo.organisation()).await;
    let page = s.client(&s.ngo).await.get(&s.introduction).await.words();
    assert!(
        page.contains("This employer is not verified now.") && !page.contains("This employer is suspended"),
        "{page}"
    );
}

#[tokio::test]
async fn a_clock_that_was_ahead_ends_nothing_for_good() {
    let s = Scene::on(World::sqlite().await).await;
    s.world.pass(TimeDelta::days(400));
    hour(&s.world).await;
    s.world.pass(TimeDelta::days(-400));
    hour(&s.world).await;
    assert_eq!(s.statuses().await, [ENDED, ENDED], "they wait for a press");
    let client = s.client(&s.bakery).await;
    let pressed = client.post("/placements", &[("form", "placements-reopen")]).await;
    assert_eq!(pressed.location(), "/placements?opened=2");
    // When the day comes, it ends as ever.
    s.world.pass(TimeDelta::days(21));
    hour(&s.world).await;
    assert_eq!(s.statuses().await, [ENDED, ENDED]);
}

#[tokio::test]
async fn one_press_opens_nothing_against_a_standard_and_nothing_of_another() {
    let s = Scene::on(World::sqlite().await).await;
    let mill = s.world.member(OrganisationKind::Business, "Mill").await;
    s.world.live(&mill).await;
    for person in [&s.bakery, &mill] {
        s.world.suspend(person.organisation()).await;
    }
    let floor = services::wage_floors::WageFloor {
        country: "DE".parse().expect("a country"),
        pay: domain::placement::Pay {
            minor: 2000,
            currency: "EUR".parse().expect("a currency"),
            period: domain::placement::PayPeriod::Hour,
        },
        source: "A law of a test".into(),
        since: s.world.system().now().date_naive(),
    };
    services::wage_floors::set(&s.world.steward(), &floor).await.expect("set");
    crate::sanctions::lift(&s.world, s.bakery.organisation()).await;
    let client = s.client(&s.bakery).await;
    let list = client.get("/placements").await;
    assert!(
        !list.text.contains("placements-reopen") && list.words().contains("2 rest until they are changed."),
        "{}",
        list.words()
    );
    let pressed = client.post("/placements", &[("form", "placements-reopen")]).await;
    assert_eq!(pressed.location(), "/placements?opened=0", "both pay less than the floor now");
    let told = client.get(pressed.location()).await.text;
    assert!(!told.contains("notice--good") && told.contains("None could be opened again."), "{told}");
    let mill = s.world.as_person(&mill).await;
    let others = services::placements::own(&mill, None, 10).await.expect("placements");
    assert!(others.iter().all(|placement| placement.status == PlacementStatus::Paused));
}

#[tokio::test]
async fn a_business_that_is_not_verified_reads_that_it_writes_drafts_alone_where_it_writes_them() {
    const WHY: &str = "Your organisation is not verified at the moment. You can prepare drafts.";
    let s = Scene::on(World::sqlite().await).await;
    let scope = s.world.as_person(&s.bakery).await;
    let draft = services::placements::draft(&scope, &terms(&s.world)).await.expect("a draft");
    let own = format!("/placements/{draft}");
    let paths = ["/placements".to_owned(), "/placements/new".to_owned(), format!("{own}/edit"), own];
    for path in &paths {
        let words = s.client(&s.bakery).await.get(path).await.words();
        assert!(!words.contains(WHY), "{path}: {words}");
    }
    s.world.pass(TimeDelta::days(21));
    let client = s.client(&s.bakery).await;
    for path in &paths {
        let words = client.get(path).await.words();
        assert!(words.contains(WHY), "{path}: {words}");
    }
    let saved = client.post("/placements/new", &[("form", "placement"), ("title", "Kitchen help")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());
    assert!(client.get(saved.location()).await.words().contains(WHY));
}
