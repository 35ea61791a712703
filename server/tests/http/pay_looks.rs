//! Pay where no floor is known: what waits for stewards, what they alone can do about it, and what NGOs and the business
//! read of it; and the end of training that does not pay the floor.

mod ended;
mod unchangeable;

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::id::PlacementId;
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::placement::{PauseReason, Pay, PayPeriod, PlacementKind, PlacementStatus, Terms};
use domain::referral::Secrets;
use services::wage_floors::WageFloor;
use testkit::{Answer, Client, Person, World, terms};

use crate::router;

const QUEUE: &str = "/stewardship/pay-looks";
const UNKNOWN: &str = "No minimum pay (pay floor) is known for";
const UNSEEN: &str = "No steward has looked at this pay yet.";
const LIVE: (PlacementStatus, Option<PauseReason>) = (PlacementStatus::Live, None);
const PAUSED: (PlacementStatus, Option<PauseReason>) = (PlacementStatus::Paused, Some(PauseReason::Pay));

/// A live job in a country without a floor, and those who meet it.
struct Scene {
    world: World,
    business: Person,
    id: PlacementId,
    employer: Client,
    ngo: Client,
    steward: Client,
}

impl Scene {
    async fn on(world: World) -> Self {
        let business = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let steward = world.platform(PlatformRole::Steward).await;
        let id = world.live(&business).await.id;
        let router = router(&world);
        let employer = Client::signed_in(router.clone(), &business).await;
        let ngo = Client::signed_in(router.clone(), &ngo).await;
        let steward = Client::signed_in(router, &steward).await;
        Self { world, business, id, employer, ngo, steward }
    }

    fn page(&self) -> String {
        format!("/placements/{}", self.id)
    }

    /// Whether it stands in the stewards' list.
    async fn waits(&self) -> bool {
        let list = self.steward.get(QUEUE).await;
        assert_eq!(list.status, StatusCode::OK);
        let waiting = list.text.split("id=\"resting\"").next().unwrap_or_default();
        let waits = waiting.contains(&format!("href=\"{}\"", self.page()));
        assert_eq!(waits, list.words().contains(UNKNOWN), "{}", list.words());
        let home = self.steward.get("/").await;
        assert_eq!(waits, home.text.contains(&format!("href=\"{QUEUE}\"")), "{}", home.words());
        waits
    }

    async fn state(&self) -> (PlacementStatus, Option<PauseReason>) {
        let scope = self.world.as_person(&self.business).await;
        let now = services::placements::find(&scope, self.id).await.expect("found");
        (now.status, now.paused)
    }

    /// Posts a form as the page that the steward sees now would.
    async fn post(&self, form: &str, text: &str) -> Answer {
        let version = self.steward.get(&self.page()).await.input("version").expect("a version");
        self.steward.post(&self.page(), &[("form", form), ("version", &version), ("text", text)]).await
    }

    /// Whether it stands below, among those that a steward has paused.
    async fn rests(&self) -> bool {
        let list = self.steward.get(QUEUE).await.text;
        list.split("id=\"resting\"").nth(1).is_some_and(|rest| rest.contains(&format!("href=\"{}\"", self.page())))
    }

    /// Changes what the placement says.
    async fn write(&self, change: impl FnOnce(&mut Terms)) {
        let scope = self.world.as_person(&self.business).await;
        let now = services::placements::find(&scope, self.id).await.expect("found");
        let mut changed = now.terms.clone();
        change(&mut changed);
        services::placements::write(&scope, self.id, &changed, now.version).await.expect("written");
    }
}

fn euros(minor: i64) -> Pay {
    Pay { minor, currency: "EUR".parse().expect("a currency"), period: PayPeriod::Hour }
}

#[tokio::test]
async fn pay_without_a_floor_waits_for_a_look_until_it_pays_something_else() {
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        assert!(scene.waits().await);
        let read = scene.ngo.get(&scene.page()).await.words();
        assert!(read.contains(UNKNOWN) && read.contains("Germany") && read.contains(UNSEEN), "{read}");
        let version = scene.steward.get(&scene.page()).await.input("version").expect("a version");
        let late = [("form", "pay-looked"), ("version", version.as_str())];
        scene.write(|terms| terms.description = "Cooks for fifty guests.".into()).await;
        assert_eq!(scene.steward.post(&scene.page(), &late).await.status, StatusCode::CONFLICT);
        assert!(scene.waits().await, "another version than the one that was read");

        assert_eq!(scene.post("pay-looked", "").await.status, StatusCode::SEE_OTHER);
        assert!(!scene.waits().await);
        assert_eq!(scene.state().await, LIVE);
        let subject = format!("placement {}", scene.id);
        let logged = store::audit::count(&scene.world.services.db, "look at pay", &subject).await;
        assert_eq!(logged.expect("counted"), 1);
        let read = scene.ngo.get(&scene.page()).await.words();
        assert!(read.contains(UNKNOWN) && read.contains("A steward looked at this pay on"), "{read}");

        scene.write(|terms| terms.title = "Cook for the evening".into()).await;
        assert!(!scene.waits().await, "it pays what it paid");
        let changes: [fn(&mut Terms); 4] = [
            |terms| terms.pay = Some(euros(1500)),
            |terms| terms.hours = Some(40),
            |terms| terms.conditions.rest_days = Some(1),
            |terms| terms.kind = Some(PlacementKind::Apprenticeship),
        ];
        for change in changes {
            scene.write(change).await;
            assert!(scene.waits().await);
            assert!(scene.ngo.get(&scene.page()).await.words().contains(UNSEEN));
            assert_eq!(scene.post("pay-looked", "").await.status, StatusCode::SEE_OTHER);
            assert!(!scene.waits().await);
        }
    }
}

#[tokio::test]
async fn a_floor_that_is_set_answers_the_question() {
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        let today = scene.world.system().now().date_naive();
        let floor = |since| WageFloor {
            country: "DE".parse().expect("a country"),
            pay: euros(1500),
            source: "A law".into(),
            since,
        };
        let steward = scene.world.steward();
        services::wage_floors::set(&steward, &floor(today + chrono::TimeDelta::days(1))).await.expect("set");
        assert!(scene.waits().await, "it has not begun");
        services::wage_floors::set(&steward, &floor(today)).await.expect("set");
        assert!(!scene.waits().await);
        assert_eq!(scene.state().await, LIVE);
        assert!(!scene.ngo.get(&scene.page()).await.words().contains(UNKNOWN));
        assert!(scene.steward.get(&scene.page()).await.input("version").is_none(), "nothing is left to say");
        let late = [("form", "pay-pause"), ("version", "2"), ("text", "Too little.")];
        assert_eq!(scene.steward.post(&scene.page(), &late).await.status, StatusCode::CONFLICT);
        assert_eq!(scene.state().await, LIVE);
    }
}

#[tokio::test]
async fn another_first_day_leaves_what_a_steward_found_of_the_pay() {
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        let day = |days| scene.world.system().now().date_naive() + chrono::TimeDelta::days(days);
        scene.write(|terms| terms.start = Some(day(20))).await;
        assert_eq!(scene.post("pay-looked", "").await.status, StatusCode::SEE_OTHER);
        assert!(!scene.waits().await);
        let floor = |currency: &str, minor| WageFloor {
            country: "DE".parse().expect("a country"),
            pay: Pay { currency: currency.parse().expect("a currency"), ..euros(minor) },
            source: "A law".into(),
            since: day(10),
        };
        let steward = scene.world.steward();
        services::wage_floors::set(&steward, &floor("ALL", 9000)).await.expect("set");
        assert_eq!(scene.state().await, LIVE, "nobody can say that it pays less");
        services::wage_floors::set(&steward, &floor("EUR", 9000)).await.expect("set");
        assert_eq!(scene.state().await, (PlacementStatus::Paused, Some(PauseReason::PayFloor)));
        let shown = scene.employer.get(&scene.page()).await.words();
        assert!(!shown.contains("Open it to people"), "it would be refused: {shown}");
        scene.write(|terms| terms.start = Some(day(5))).await;
        assert_eq!(scene.state().await, (PlacementStatus::Paused, Some(PauseReason::PayChanged)));
        let scope = scene.world.as_person(&scene.business).await;
        assert_eq!(services::placements::reopen(&scope).await, Ok(1));
        assert_eq!(scene.state().await, LIVE);
        assert!(!scene.waits().await, "it pays what was looked at");
    }
}

#[tokio::test]
async fn a_steward_pauses_for_pay_and_it_opens_again_once_it_pays_something_else() {
    const WHY: &str = "The agreement of the trade says 17.00 an hour.";
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        let telling = scene.post("pay-pause", "Survivors of trafficking are owed more.").await;
        assert_eq!(telling.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(telling.text.contains("id=\"problem-text\"") && telling.words().contains("are owed more."));
        assert_eq!(scene.state().await, LIVE);

        scene.world.work().await;
        let mails = || scene.world.mail.sent().iter().filter(|mail| mail.to.as_str() == scene.business.email).count();
        let before = mails();
        assert_eq!(scene.post("pay-pause", WHY).await.status, StatusCode::SEE_OTHER);
        scene.world.work().await;
        assert_eq!(mails(), before + 1, "a mail that says that something waits");
        assert_eq!(scene.state().await, PAUSED);
        assert!(!scene.waits().await);
        let read = scene.employer.get(&scene.page()).await.words();
        assert!(read.contains("a steward has paused it for its pay") && read.contains(WHY), "{read}");
        let stranger = scene.ngo.get(&scene.page()).await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND, "nobody of this NGO is on the way to it");

        let publish = [("form", "placement-publish")];
        let refused = scene.employer.post(&scene.page(), &publish).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.words().contains("Change what it pays"), "{}", refused.words());
        let reopened = scene.employer.post("/placements", &[("form", "placements-reopen")]).await;
        assert_eq!(reopened.status, StatusCode::SEE_OTHER);
        assert_eq!(scene.state().await, PAUSED);
        scene.write(|terms| terms.title = "Cook for the evening".into()).await;
        assert_eq!(scene.state().await, PAUSED, "the pay is what it was");

        scene.write(|terms| terms.pay = Some(euros(1700))).await;
        assert_eq!(scene.state().await, (PlacementStatus::Paused, Some(PauseReason::PayChanged)));
        let read = scene.employer.get(&scene.page()).await.words();
        assert!(!read.contains(WHY) && read.contains("You have changed it since: open it again."), "{read}");
        assert!(scene.employer.get("/placements").await.words().contains("Open one again"));
        assert_eq!(scene.employer.post(&scene.page(), &publish).await.status, StatusCode::SEE_OTHER);
        assert_eq!(scene.state().await, LIVE);
        assert!(scene.waits().await, "looked at anew");
    }
}

#[tokio::test]
async fn a_business_reads_that_the_pay_comes_first_and_is_offered_nothing_that_is_refused() {
    let scene = Scene::on(World::sqlite().await).await;
    let why = "The agreement says 17.00 an hour.\r\nFor nights it says 20.00.";
    assert_eq!(scene.post("pay-pause", why).await.status, StatusCode::SEE_OTHER);
    let first = "Change what it pays first.";
    let page = scene.employer.get(&scene.page()).await;
    let words = page.words();
    assert!(words.contains("One thing keeps the placement from going live.") && words.contains(first), "{words}");
    assert!(!words.contains("A steward will look at it") && !page.text.contains("placement-publish"), "{words}");
    assert!(page.text.contains(&format!("href=\"{}/edit#field-pay\"", scene.page())), "{}", page.text);
    let notice = page.text.split("class=\"notice notice--warn\"").nth(1).and_then(|rest| rest.split("</p>").next());
    let change = format!("href=\"{}/edit#field-pay\"", scene.page());
    assert!(notice.is_some_and(|notice| notice.contains(&change)), "the notice leads there: {notice:?}");
    let edit = scene.employer.get(&format!("{}/edit", scene.page())).await.words();
    assert!(edit.contains(first) && !edit.contains("A steward will look at it"), "{edit}");
    let [one, two] = ["The agreement says 17.00 an hour.</p>", "For nights it says 20.00.</p>"];
    assert!(page.text.contains(one) && page.text.contains(two), "its lines stay lines: {}", page.text);
    let floor = "Pay is at or above the floor";
    assert!(words.contains("Where no pay floor is known, a steward looks at the pay.") && !words.contains(floor));
    let (rests, to_pay) = ("rests and can be opened again", "placement rests for its pay, which has to be changed");
    let home = scene.employer.get("/").await.words();
    assert!(!home.contains(rests) && home.contains(to_pay), "{home}");
    assert!(!scene.employer.get("/placements").await.text.contains("placements-reopen"));

    scene.write(|terms| terms.pay = Some(euros(1700))).await;
    let page = scene.employer.get(&scene.page()).await;
    assert!(page.text.contains("placement-publish") && !page.words().contains(first), "{}", page.words());
    let home = scene.employer.get("/").await.words();
    assert!(home.contains(rests) && !home.contains(to_pay), "{home}");
    let opened = scene.employer.post(&scene.page(), &[("form", "placement-publish")]).await;
    let page = scene.employer.get(opened.location()).await.words();
    assert!(page.contains("It is open to people now. Where no floor is known, a steward looks at the pay."), "{page}");
}

#[tokio::test]
async fn that_a_steward_will_look_is_said_while_a_look_is_open() {
    const WILL: &str = "A steward will look at it.";
    const LOOKED: &str = "A steward looked at this pay on 24 November 2026.";
    let scene = Scene::on(World::sqlite().await).await;
    let edit = format!("{}/edit", scene.page());
    let read = async |path: &str| {
        let words = scene.employer.get(path).await.words();
        (words.contains(WILL), words.contains(LOOKED))
    };
    assert_eq!(read(&edit).await, (true, false));
    assert_eq!(scene.post("pay-looked", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(read(&edit).await, (false, true));
    let rest = [("form", "placement-pause")];
    assert_eq!(scene.employer.post(&scene.page(), &rest).await.status, StatusCode::SEE_OTHER);
    assert_eq!(read(&scene.page()).await, (false, true));
    scene.write(|terms| terms.pay = Some(euros(1500))).await;
    for path in [&scene.page(), &edit] {
        assert_eq!(read(path).await, (true, false), "{path}: it pays something else");
    }
}

#[tokio::test]
async fn what_rests_for_its_pay_is_opened_with_the_others_where_a_floor_is_met_by_now() {
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        assert_eq!(scene.post("pay-pause", "Too little.").await.status, StatusCode::SEE_OTHER);
        let today = scene.world.system().now().date_naive();
        let tomorrow = today + chrono::TimeDelta::days(1);
        let set = async |minor, days: &[chrono::NaiveDate]| {
            for since in days {
                let country = "DE".parse().expect("a country");
                let floor = WageFloor { country, pay: euros(minor), source: "A law".into(), since: *since };
                services::wage_floors::set(&scene.world.steward(), &floor).await.expect("set");
            }
        };
        let press = async || {
            let pressed = scene.employer.post("/placements", &[("form", "placements-reopen")]).await;
            pressed.location().to_owned()
        };
        set(1500, &[tomorrow]).await;
        assert!(!scene.employer.get("/placements").await.text.contains("placements-reopen"), "it has not begun");
        assert_eq!(press().await, "/placements?opened=0");
        set(1700, &[tomorrow, today]).await;
        let list = scene.employer.get("/placements").await;
        assert!(!list.text.contains("placements-reopen"), "nothing would be opened: {}", list.words());
        assert!(list.words().contains("One rests until it is changed. Open it to see"), "{}", list.words());
        let home = scene.employer.get("/").await.words();
        assert!(
            home.contains("placement rests until it is changed") && !home.contains("can be opened again"),
            "{home}"
        );
        assert_eq!(press().await, "/placements?opened=0", "it pays less than that");
        assert_eq!(scene.state().await, PAUSED);
        set(1500, &[tomorrow, today]).await;
        assert!(scene.employer.get("/").await.words().contains("rests and can be opened again"));
        let list = scene.employer.get("/placements").await.words();
        assert!(list.contains("Open one again"), "{list}");
        assert_eq!(press().await, "/placements?opened=1");
        assert_eq!(scene.state().await, LIVE);
    }
}

#[tokio::test]
async fn whoever_has_somebody_on_the_way_hears_of_a_pause_and_the_business_hears_what_it_always_does() {
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        let scope = scene.world.as_person(&scene.business).await;
        let placement = services::placements::find(&scope, scene.id).await.expect("found");
        let alone = scene.world.live(&scene.business).await.id;
        let near = scene.world.member(OrganisationKind::Ngo, "Lantern").await;
        let gone = scene.world.member(OrganisationKind::Ngo, "Quay").await;
        for ngo in [&near, &near, &gone] {
            let code = scene.world.referral(ngo, Secrets::default()).await;
            let id = scene.world.put_forward(ngo, &code, &placement).await;
            if ngo.email == gone.email {
                let own = scene.world.as_person(ngo).await;
                services::introductions::advance(&own, id, Stage::Withdrawn, None, 1).await.expect("taken back");
            }
        }
        scene.world.work().await;
        // Whom a pause of this placement is told to, and in which words.
        let pause = async |id: PlacementId| {
            let page = format!("/placements/{id}");
            let version = scene.steward.get(&page).await.input("version").expect("a version");
            let fields = [("form", "pay-pause"), ("version", version.as_str()), ("text", "Too little.")];
            let before = scene.world.mail.sent().len();
            assert_eq!(scene.steward.post(&page, &fields).await.status, StatusCode::SEE_OTHER);
            scene.world.work().await;
            let new = scene.world.mail.sent().split_off(before).into_iter();
            let mut told: Vec<_> =
                new.map(|mail| (mail.to.as_str().to_owned(), (mail.subject, mail.text, mail.html))).collect();
            told.sort();
            told
        };
        let to_nobody_else = pause(alone).await;
        let [(to, words)] = to_nobody_else.as_slice() else { unreachable!("{to_nobody_else:?}") };
        assert_eq!(*to, scene.business.email);
        let mut wanted = vec![(scene.business.email.clone(), words.clone()), (near.email.clone(), words.clone())];
        wanted.sort();
        assert_eq!(pause(scene.id).await, wanted, "one mail to each, of the same words");
        let read = Client::signed_in(router(&scene.world), &near).await.get(&scene.page()).await.words();
        assert!(read.contains("A steward looked at this pay and paused the placement."), "{read}");
    }
}

#[tokio::test]
async fn nobody_but_a_steward_looks_or_pauses_for_pay() {
    let scene = Scene::on(World::sqlite().await).await;
    let version = scene.steward.get(&scene.page()).await.input("version").expect("a version");
    for client in [&scene.employer, &scene.ngo] {
        assert_eq!(client.get(QUEUE).await.status, StatusCode::NOT_FOUND);
        let page = client.get(&scene.page()).await;
        assert!(!page.text.contains("pay-looked") && !page.text.contains("pay-pause"));
        for form in ["pay-looked", "pay-pause"] {
            let fields = [("form", form), ("version", version.as_str()), ("text", "Too little.")];
            assert_eq!(client.post(&scene.page(), &fields).await.status, StatusCode::NOT_FOUND, "{form}");
        }
        assert!(scene.waits().await);
        assert_eq!(scene.state().await, LIVE);
    }
}

#[tokio::test]
async fn only_paid_work_that_is_live_waits() {
    let scene = Scene::on(World::sqlite().await).await;
    let rest = [("form", "placement-pause")];
    assert_eq!(scene.employer.post(&scene.page(), &rest).await.status, StatusCode::SEE_OTHER);
    assert!(!scene.waits().await);
    let scope = scene.world.as_person(&scene.business).await;
    services::placements::draft(&scope, &terms(&scene.world)).await.expect("a draft");
    let mentoring = Terms { kind: Some(PlacementKind::Mentoring), pay: None, ..terms(&scene.world) };
    let mentoring = scene.world.live_with(&scene.business, mentoring).await.id;
    assert!(!scene.waits().await);
    assert!(!scene.ngo.get(&format!("/placements/{mentoring}")).await.words().contains(UNKNOWN));
}

#[tokio::test]
async fn training_that_does_not_pay_the_floor_needs_an_end_to_go_live() {
    let scene = Scene::on(World::sqlite().await).await;
    let scope = scene.world.as_person(&scene.business).await;
    let training = |weeks| Terms {
        kind: Some(PlacementKind::Training),
        pay: None,
        trial_weeks: weeks,
        leads_to: "A certificate of the guild".into(),
        ..terms(&scene.world)
    };
    for (weeks, status, words) in [
        (None, StatusCode::UNPROCESSABLE_ENTITY, "ends within 26 weeks"),
        (Some(27), StatusCode::UNPROCESSABLE_ENTITY, "Say how many weeks it takes, at most 26"),
        (Some(26), StatusCode::SEE_OTHER, ""),
    ] {
        let id = services::placements::draft(&scope, &training(weeks)).await.expect("a draft");
        let page = format!("/placements/{id}");
        let answer = scene.employer.post(&page, &[("form", "placement-publish")]).await;
        assert_eq!(answer.status, status, "{weeks:?}");
        assert!(answer.words().contains(words), "{weeks:?}: {}", answer.words());
        let shown = scene.employer.get(&page).await;
        let leads = format!("{page}/edit#field-trial_weeks");
        assert_eq!(shown.text.contains(&leads), status != StatusCode::SEE_OTHER, "{weeks:?}");
    }
}
