//! Consent that ends soon under an introduction that is not over: its NGO is told in time, once, and sees of whom.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::consent::{NewGrant, WARNED};
use domain::id::IntroductionId;
use domain::introduction::{DeclineReason, Stage};
use domain::organisation::OrganisationKind;
use domain::referral::Code;
use testkit::{Client, Person, World};

use crate::router;

const WAITING: &str = "You have a message";
const HOME: &str = "person whose consent ends within 14 days";
const LIST: &str = "/referrals?consent=ending";

/// Somebody put forward on consent of thirty days, and another NGO.
struct Scene {
    world: World,
    employer: Person,
    ngo: Person,
    other: Person,
    code: Code,
    introduction: IntroductionId,
}

impl Scene {
    async fn on(world: World) -> Self {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let other = world.member(OrganisationKind::Ngo, "Lantern").await;
        let (code, introduction) = world.introduced(&ngo, &employer).await;
        world.work().await;
        Self { world, employer, ngo, other, code, introduction }
    }

    /// Lets days pass, and the worker come by twice.
    async fn pass(&self, days: i64) {
        self.world.pass(TimeDelta::days(days));
        for _ in 0..2 {
            services::worker::tidy(&self.world.system()).await.expect("tidied");
        }
        self.world.work().await;
    }

    /// How many mails the NGO, the other and the employer have got.
    fn told(&self) -> [usize; 3] {
        [&self.ngo, &self.other, &self.employer].map(|person| self.world.mails_to(person, WAITING))
    }

    /// Of how many people consent ends soon, as the NGO and the other count them.
    async fn count(&self) -> [usize; 2] {
        let (own, other) = (self.world.as_person(&self.ngo).await, self.world.as_person(&self.other).await);
        let count = services::consents::count_ending(&own).await.expect("counted");
        [count, services::consents::count_ending(&other).await.expect("counted")]
    }

    /// Records consent to the same employer for so many days from now.
    async fn renew(&self, days: i64) {
        let scope = self.world.as_person(&self.ngo).await;
        let referral = services::referrals::find(&scope, &self.code).await.expect("found");
        let ends = scope.now().date_naive() + TimeDelta::days(days);
        let grant = NewGrant { ends, ..self.world.grant(self.employer.organisation()) };
        services::consents::record(&scope, &referral, &grant).await.expect("recorded");
    }
}

#[tokio::test]
async fn an_ngo_is_told_once_that_consent_ends_soon_whatever_the_clock_and_the_worker_do() {
    assert_eq!(WARNED, 14, "as the words say");
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let [before, other, employer] = s.told();
        let check = async |days: i64, more: usize, count: usize| {
            s.pass(days).await;
            assert_eq!(s.told(), [before + more, other, employer], "after {days} days");
            assert_eq!(s.count().await, [count, 0], "after {days} days");
        };
        check(15, 0, 0).await;
        check(1, 1, 1).await;
        check(5, 1, 1).await;
        // The clock goes back and comes again: nothing twice.
        check(-20, 1, 0).await;
        check(20, 1, 1).await;
        // What is carried on ends nothing, and ends itself one day.
        s.renew(60).await;
        check(0, 1, 0).await;
        check(45, 1, 0).await;
        check(1, 2, 1).await;
        let mail = s.world.mail.sent().into_iter().rfind(|mail| mail.to.as_str() == s.ngo.email).expect("sent");
        for word in [s.code.as_str(), "Bakery", "onsent"] {
            assert!(!mail.text.contains(word), "{word} in {}", mail.text);
        }
        // Once it has ended there is nothing to be in time for.
        check(15, 2, 0).await;
    }
}

#[tokio::test]
async fn nobody_is_told_of_consent_that_ended_while_nobody_worked_or_that_nothing_stands_on() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let before = s.told();
        s.pass(31).await;
        assert_eq!((s.told(), s.count().await), (before, [0, 0]), "it has ended");
        s.pass(-31).await;
        let employer = s.world.as_person(&s.employer).await;
        let reason = Some(DeclineReason::NotNow.to_string());
        services::introductions::advance(&employer, s.introduction, Stage::Declined, reason, 1).await.expect("moved");
        s.world.work().await;
        let before = s.told();
        s.pass(20).await;
        assert_eq!((s.told(), s.count().await), (before, [0, 0]), "nobody is on the way there");
    }
}

#[tokio::test]
async fn whoever_is_at_work_is_asked_again_too_and_consent_that_was_taken_back_is_not_spoken_of() {
    let s = Scene::on(World::sqlite().await).await;
    let (code, _) = s.world.started(&s.ngo, &s.world.live(&s.employer).await).await;
    s.world.work().await;
    s.pass(20).await;
    assert_eq!(s.count().await, [2, 0], "one is on the way, one at work");
    let scope = s.world.as_person(&s.ngo).await;
    let referral = services::referrals::find(&scope, &code).await.expect("found");
    let grants = services::consents::of_referral(&scope, &referral).await.expect("grants");
    services::consents::revoke(&scope, &referral, grants.first().expect("a grant").id).await.expect("revoked");
    assert_eq!(s.count().await, [1, 0]);
}

#[tokio::test]
async fn consent_that_was_seen_to_have_ended_stays_ended_though_the_clock_is_set_back() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let page = format!("/introductions/{}", s.introduction);
        let stands = async || {
            let scope = s.world.as_person(&s.ngo).await;
            let referral = services::referrals::find(&scope, &s.code).await.expect("found");
            let live = services::consents::is_live(&scope, &referral, s.employer.organisation()).await.expect("read");
            let client = Client::signed_in(router(&s.world), &s.employer).await;
            [live, client.get(&page).await.words().contains("right to work")]
        };
        s.pass(0).await;
        assert_eq!(stands().await, [true; 2]);
        // A clock that jumps ahead and comes back ends nothing for good.
        s.pass(40).await;
        assert_eq!(stands().await, [false; 2]);
        s.pass(-40).await;
        assert_eq!(stands().await, [true; 2]);
        for _ in 0..34 {
            s.pass(1).await;
        }
        assert_eq!(stands().await, [false; 2]);
        s.pass(-34).await;
        assert_eq!(
            (stands().await, s.count().await),
            ([false; 2], [0, 0]),
            "it has ended, whatever the clock says now"
        );
        s.renew(30).await;
        assert_eq!(stands().await, [true; 2], "what is agreed to anew stands");
    }
}

#[tokio::test]
async fn the_list_names_the_ngos_own_people_and_each_look_at_it_is_logged() {
    let s = Scene::on(World::sqlite().await).await;
    let early = Client::signed_in(router(&s.world), &s.ngo).await;
    assert!(!early.get("/").await.words().contains(HOME));
    assert!(early.get(LIST).await.words().contains("None of your referrals waits for this."));
    s.pass(20).await;
    let router = router(&s.world);
    let ngo = Client::signed_in(router.clone(), &s.ngo).await;
    let home = ngo.get("/").await;
    assert!(home.words().contains(HOME) && home.text.contains(LIST), "{}", home.words());
    assert!(!home.text.contains(s.code.as_str()), "it is a number");
    let id = services::referrals::find(&s.world.as_person(&s.ngo).await, &s.code).await.expect("found").id;
    let subject = format!("referral {id}");
    let logged = async || store::audit::count(&s.world.services.db, "list referral", &subject).await.expect("counted");
    let before = logged().await;
    let list = ngo.get(LIST).await.words();
    for expected in [s.code.as_str(), "The consent for Bakery ends on 24 December 2026."] {
        assert!(list.contains(expected), "{expected}: {list}");
    }
    assert_eq!(logged().await, before + 1);
    let other = Client::signed_in(router.clone(), &s.other).await;
    assert!(!other.get("/").await.words().contains(HOME));
    let list = other.get(LIST).await.words();
    assert!(!list.contains(s.code.as_str()) && list.contains("None of your referrals waits"), "{list}");
    // Nothing that an employer sees says until when it may read.
    let employer = Client::signed_in(router, &s.employer).await;
    assert_eq!(employer.get(LIST).await.status, StatusCode::NOT_FOUND);
    for page in ["/".to_owned(), "/introductions".into(), format!("/introductions/{}", s.introduction)] {
        let answer = employer.get(&page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        let words = answer.words();
        assert!(!words.contains("within 14 days") && !words.contains("The consent for"), "{page}: {words}");
    }
}
