//! A person asks, on the page of their own, that everything about them be erased: what follows at once, who hears of it,
//! and that nothing of it is left afterwards.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::id::IntroductionId;
use domain::organisation::OrganisationKind;
use domain::referral::{Code, Referral};
use testkit::{Client, Person, World};
use uuid::Uuid;

use crate::router;

const WAITING: &str = "You have a message";
const HOME: &str = "person asked, on the page of their own, to be erased";
const LIST: &str = "/referrals?erasure=own";
const ASKED: &str = "You asked on 24 November 2026 that everything about you be erased";
const WISH: [(&str, &str); 1] = [("form", "own-wish")];
const BACK: [(&str, &str); 1] = [("form", "own-wish-back")];
const NOW: &str =
    "Nothing is erased now. What others may know about you stays as this page shows it. You can ask again";
const HOME_BACK: &str = "took back their wish to be erased";

/// Somebody put forward to an employer, with a page of their own, and another NGO.
struct Scene {
    world: World,
    employer: Person,
    ngo: Person,
    other: Person,
    code: Code,
    introduction: IntroductionId,
    own: String,
}

impl Scene {
    async fn on(world: World) -> Self {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let other = world.member(OrganisationKind::Ngo, "Lantern").await;
        let (code, introduction) = world.introduced(&ngo, &employer).await;
        let scope = world.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let secret = services::own_pages::give(&scope, &referral).await.expect("given");
        world.work().await;
        Self { world, employer, ngo, other, code, introduction, own: format!("/consent/{secret}") }
    }

    fn visitor(&self) -> Client {
        Client::new(router(&self.world))
    }

    async fn referral(&self) -> Referral {
        let scope = self.world.as_person(&self.ngo).await;
        services::referrals::find(&scope, &self.code).await.expect("found")
    }

    /// How many mails the NGO, the other and the employer have got.
    fn told(&self) -> [usize; 3] {
        [&self.ngo, &self.other, &self.employer].map(|person| self.world.mails_to(person, WAITING))
    }

    /// How often the audit log says so of the referral.
    async fn logged(&self, action: &str) -> u64 {
        let subject = format!("referral {}", self.referral().await.id);
        store::audit::count(&self.world.services.db, action, &subject).await.expect("counted")
    }
}

#[tokio::test]
async fn a_person_asks_to_be_erased_and_what_was_shared_is_taken_back_at_once() {
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        let visitor = scene.visitor();
        let page = visitor.get(&scene.own).await;
        assert!(page.text.contains("<details") && page.text.contains("value=\"own-wish\""), "{}", page.words());
        assert!(!page.words().contains("You asked on"), "{}", page.words());
        let before = scene.told();
        let once = Uuid::new_v4().to_string();
        for _ in 0..2 {
            let asked = visitor.post(&scene.own, &[("form", "own-wish"), ("once", &once)]).await;
            let expect = format!("{}?asked=1", scene.own);
            assert_eq!((asked.status, asked.location()), (StatusCode::SEE_OTHER, expect.as_str()));
        }
        // From a window that was open since before.
        scene.world.pass(TimeDelta::days(1));
        assert_eq!(visitor.post(&scene.own, &WISH).await.status, StatusCode::SEE_OTHER);
        scene.world.work().await;
        assert_eq!(scene.logged("person asks for erasure").await, 1, "however often it is asked");
        let [ngo, other, employer] = before;
        assert_eq!(scene.told(), [ngo + 1, other, employer + 1], "a mail that says nothing, once");

        let after = visitor.get(&format!("{}?asked=1", scene.own)).await;
        assert!(after.words().contains(ASKED), "the first time stands: {}", after.words());
        assert!(after.words().contains("or tell you why not") && after.words().contains("nobody may know"));
        assert!(!after.text.contains("value=\"own-wish\"") && after.input("grant").is_none());
        let referral = scene.referral().await;
        let scope = scene.world.as_person(&scene.ngo).await;
        let live = services::consents::is_live(&scope, &referral, scene.employer.organisation()).await;
        assert_eq!(live, Ok(false));
        let wished = referral.own_wish.expect("kept with its time").date_naive();
        assert_eq!(wished.to_string(), "2026-11-24");
        let chosen = visitor.post(&format!("{}?in=uk", scene.own), &WISH).await;
        assert_eq!(chosen.location(), format!("{}?asked=1&in=uk", scene.own), "it stays in that language");
    }
}

#[tokio::test]
async fn their_ngo_is_led_to_the_erasure_and_nobody_else_learns_of_the_wish() {
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        let (code, router) = (scene.code.to_string(), router(&scene.world));
        let ngo = Client::signed_in(router.clone(), &scene.ngo).await;
        let before = ngo.get(&format!("/referrals/{code}")).await.words();
        assert!(!before.contains("asked, on the page") && !ngo.get("/").await.words().contains(HOME));
        assert_eq!(scene.visitor().post(&scene.own, &WISH).await.status, StatusCode::SEE_OTHER);

        assert!(ngo.get("/").await.words().contains(HOME) && ngo.get("/").await.text.contains(LIST));
        assert!(ngo.get(LIST).await.words().contains(&code));
        let shown = ngo.get(&format!("/referrals/{code}")).await;
        let said = "On 24 November 2026 the person asked, on the page of their own, to be erased";
        let (notice, rest) = shown.text.split_once(&said.replacen("24 ", "24\u{a0}", 1)).expect("a notice");
        assert!(!notice.contains("class=\"facts\""), "at the top");
        let link = format!("href=\"/referrals/{code}/erasure\"");
        assert!(rest.split("</p>").next().expect("the notice").contains(&link), "with the way to the erasure");
        assert!(ngo.get(&format!("/referrals/{code}/erasure")).await.words().contains(said));

        let other = Client::signed_in(router.clone(), &scene.other).await;
        assert!(!other.get("/").await.words().contains(HOME));
        assert!(!other.get(LIST).await.words().contains(&code));
        assert_eq!(other.get(&format!("/referrals/{code}")).await.status, StatusCode::NOT_FOUND);
        let employer = Client::signed_in(router, &scene.employer).await;
        assert_eq!(employer.get(LIST).await.status, StatusCode::NOT_FOUND);
        for path in ["/".to_owned(), format!("/introductions/{}", scene.introduction)] {
            let seen = employer.get(&path).await.words().to_lowercase();
            assert!(!seen.contains("erase") && !seen.contains(&code.to_lowercase()), "{path}: {seen}");
        }
    }
}

#[tokio::test]
async fn nobody_asks_by_an_address_that_has_ended() {
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        let scope = scene.world.as_person(&scene.ngo).await;
        let referral = scene.referral().await;
        services::own_pages::end(&scope, &referral).await.expect("ended");
        let unknown = format!("/consent/{}", "0000-".repeat(7).trim_end_matches('-'));
        for address in [scene.own.as_str(), &unknown, "/consent/x"] {
            assert_eq!(scene.visitor().post(address, &WISH).await.status, StatusCode::NOT_FOUND, "{address}");
        }
        // Nor does the NGO ask in its person's name.
        let ngo = Client::signed_in(router(&scene.world), &scene.ngo).await;
        assert_eq!(ngo.post(&scene.own, &WISH).await.status, StatusCode::NOT_FOUND);
        let after = scene.referral().await;
        assert_eq!(after.own_wish, None);
        let live = services::consents::is_live(&scope, &after, scene.employer.organisation()).await;
        assert_eq!((live, scene.logged("person asks for erasure").await), (Ok(true), 0));
    }
}

#[tokio::test]
async fn a_wish_stays_with_an_address_that_is_replaced_and_goes_with_its_person() {
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        assert_eq!(scene.visitor().post(&scene.own, &WISH).await.status, StatusCode::SEE_OTHER);
        let scope = scene.world.as_person(&scene.ngo).await;
        let secret = services::own_pages::give(&scope, &scene.referral().await).await.expect("given");
        let own = format!("/consent/{secret}");
        assert!(scene.visitor().get(&own).await.words().contains(ASKED));
        let wishing = services::own_pages::wishing(&scope).await.expect("read");
        assert_eq!(wishing, [scene.referral().await.id]);

        services::erasures::by_command(&scene.world.system(), &scene.code).await.expect("erased");
        assert_eq!(services::own_pages::wishing(&scope).await, Ok(Vec::new()));
        assert_eq!(scene.visitor().get(&own).await.status, StatusCode::NOT_FOUND);
        let ngo = Client::signed_in(router(&scene.world), &scene.ngo).await;
        assert!(!ngo.get("/").await.words().contains(HOME));
        let list = ngo.get(LIST).await.words();
        assert!(
            list.contains("until your organisation asks for it too. At the moment it is nobody.")
                && !list.contains(scene.code.as_str()),
            "{list}"
        );
    }
}

#[tokio::test]
async fn a_person_takes_their_wish_back_and_their_ngo_alone_hears_of_it() {
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        let visitor = scene.visitor();
        assert!(
            !visitor.get(&scene.own).await.text.contains("value=\"own-wish-back\""),
            "there is nothing to take back"
        );
        assert_eq!(visitor.post(&scene.own, &WISH).await.status, StatusCode::SEE_OTHER);
        assert!(visitor.get(&scene.own).await.text.contains("value=\"own-wish-back\""));
        scene.world.work().await;
        let [ngo, other, employer] = scene.told();
        for _ in 0..2 {
            let back = visitor.post(&scene.own, &BACK).await;
            let expect = format!("{}?back=1", scene.own);
            assert_eq!((back.status, back.location()), (StatusCode::SEE_OTHER, expect.as_str()));
        }
        scene.world.work().await;
        assert_eq!(scene.told(), [ngo + 1, other, employer], "a mail that says nothing, once");
        assert_eq!(scene.logged("person takes wish back").await, 1);
        let after = visitor.get(&format!("{}?back=1", scene.own)).await;
        assert!(after.words().contains("You took your wish back on 24 November 2026"), "{}", after.words());
        assert!(after.text.contains("value=\"own-wish\"") && !after.text.contains("value=\"own-wish-back\""));
        assert!(after.words().contains("nobody may know"), "what was agreed to stays taken back");
        for page in [&after, &visitor.get(&scene.own).await] {
            assert!(page.words().contains(NOW), "{}", page.words());
        }
        let referral = scene.referral().await;
        assert!(referral.own_wish.is_none() && referral.own_wish_back.is_some());

        let router = router(&scene.world);
        let (path, code) = (format!("/referrals/{}/erasure", scene.code), scene.code.to_string());
        let stranger = Client::signed_in(router.clone(), &scene.other).await;
        assert!(!stranger.get("/").await.words().contains(HOME_BACK));
        assert!(!stranger.get("/referrals?erasure=back").await.words().contains(&code));
        let member = Client::signed_in(router, &scene.ngo).await;
        let home = member.get("/").await;
        assert!(home.words().contains(HOME_BACK) && !home.words().contains(HOME), "{}", home.words());
        assert!(home.text.contains("href=\"/referrals?erasure=back\""));
        let list = member.get("/referrals?erasure=back").await.words();
        assert!(list.contains(&code) && list.contains("took back on 24 November 2026"), "{list}");
        assert!(
            member.get(&format!("/referrals/{code}")).await.words().contains("took back, on the page of their own")
        );
        assert!(member.get("/").await.words().contains(HOME_BACK), "nobody has looked where it is decided");
        assert!(member.get(&path).await.words().contains("took back, on the page of their own"));
        assert!(!member.get("/").await.words().contains(HOME_BACK), "it is seen");
        let list = member.get("/referrals?erasure=back").await.words();
        assert!(list.contains("Here stands who took back") && list.contains("At the moment it is nobody."), "{list}");

        // Asked anew it is a wish as the first one was.
        assert_eq!(visitor.post(&scene.own, &WISH).await.status, StatusCode::SEE_OTHER);
        assert!(visitor.get(&scene.own).await.words().contains(ASKED));
        assert!(!member.get(&path).await.words().contains("took back, on the page"));
    }
}

#[tokio::test]
async fn a_wish_taken_back_is_said_until_a_month_after_somebody_has_seen_it() {
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        let visitor = scene.visitor();
        for form in [&WISH, &BACK] {
            assert_eq!(visitor.post(&scene.own, form).await.status, StatusCode::SEE_OTHER);
        }
        let whole = format!("/referrals/{}", scene.code);
        let decided = format!("{whole}/erasure");
        // Sessions have ended each time.
        let said = async |path: &str| {
            let member = Client::signed_in(router(&scene.world), &scene.ngo).await;
            member.get(path).await.words().contains("took back, on the page of their own")
        };
        scene.world.pass(TimeDelta::days(31));
        assert!(said(&whole).await, "nobody has looked");
        assert_eq!(scene.referral().await.own_wish_back_seen, None, "where it is not decided, it is not seen");
        assert!(said(&decided).await, "whoever looks first reads it");
        assert!(scene.referral().await.own_wish_back_seen.is_some());
        scene.world.pass(TimeDelta::days(30));
        assert!(said(&whole).await && said(&decided).await, "the others of the NGO read it too");
        scene.world.pass(TimeDelta::days(1));
        assert!(!said(&whole).await && !said(&decided).await, "it is no news any more");
    }
}

#[tokio::test]
async fn whoever_reads_a_wish_taken_back_that_somebody_has_seen_waits_for_nobody_who_writes() {
    let scene = Scene::on(World::sqlite().await).await;
    for form in [&WISH, &BACK] {
        assert_eq!(scene.visitor().post(&scene.own, form).await.status, StatusCode::SEE_OTHER);
    }
    let scope = scene.world.as_person(&scene.ngo).await;
    services::own_pages::see_wish_back(&scope, &scene.referral().await).await.expect("seen");
    let seen = scene.referral().await;
    // SQLite has one who writes at a time: another is refused in the end.
    let writes = scene.world.services.db.begin().await.expect("begun");
    let again = services::own_pages::see_wish_back(&scope, &seen).await;
    drop(writes);
    assert_eq!(again, Ok(()));
    assert_eq!(scene.referral().await.own_wish_back_seen, seen.own_wish_back_seen, "the first time stands");
}

#[tokio::test]
async fn what_the_ngo_itself_has_asked_for_stays_when_the_person_takes_theirs_back() {
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        let visitor = scene.visitor();
        assert_eq!(visitor.post(&scene.own, &WISH).await.status, StatusCode::SEE_OTHER);
        let scope = scene.world.as_person(&scene.ngo).await;
        let referral = scene.referral().await;
        services::erasures::ask(&scope, &referral, scene.code.as_str()).await.expect("asked");
        let page = visitor.get(&scene.own).await.words();
        assert!(page.contains("They have asked for it themselves too"), "{page}");
        let ngo = Client::signed_in(router(&scene.world), &scene.ngo).await;
        let home = ngo.get("/").await.words();
        assert!(
            !home.contains(HOME) && home.contains("that your organisation asked for"),
            "one line tells of it: {home}"
        );
        assert!(!ngo.get(LIST).await.words().contains(scene.code.as_str()), "it waits to be confirmed");
        assert_eq!(visitor.post(&scene.own, &BACK).await.status, StatusCode::SEE_OTHER);
        assert!(services::erasures::waiting(&scope, &referral).await.expect("read").is_some(), "it waits as before");
        let page = visitor.get(&scene.own).await.words();
        assert!(page.contains("You took your wish back") && page.contains("They have asked that everything"), "{page}");
        assert!(!page.contains("Nothing is erased now"), "it may be: {page}");
        let page = ngo.get(&format!("/referrals/{}/erasure", scene.code)).await.words();
        assert!(page.contains("Your organisation has asked for it, and that stands"), "{page}");
    }
}
