//! What a person asked for on the page of their own waits: the NGO says why and by when it decides, the person reads it, and
//! the NGO is reminded when the day has passed.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::MemberRole;
use domain::organisation::OrganisationKind;
use domain::referral::{Code, Secrets};
use testkit::{Client, Person, World};

use crate::router;

const LIST: &str = "/referrals?erasure=own";
const OVERDUE: &str = "and the day that you named has passed";

/// Somebody with a page of their own, and another NGO.
struct Scene {
    world: World,
    ngo: Person,
    other: Person,
    code: Code,
    own: String,
}

impl Scene {
    async fn on(world: World) -> Self {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let other = world.member(OrganisationKind::Ngo, "Lantern").await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let scope = world.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let secret = services::own_pages::give(&scope, &referral).await.expect("given");
        Self { world, ngo, other, code, own: format!("/consent/{secret}") }
    }

    fn path(&self) -> String {
        format!("/referrals/{}/erasure", self.code)
    }

    async fn client(&self, person: &Person) -> Client {
        Client::signed_in(router(&self.world), person).await
    }

    async fn ask(&self) {
        let asked = Client::new(router(&self.world)).post(&self.own, &[("form", "own-wish")]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER);
    }

    async fn person_reads(&self) -> String {
        Client::new(router(&self.world)).get(&self.own).await.words()
    }

    /// How many mails the NGO and the other have got after an hour's sweep.
    async fn told(&self) -> [usize; 2] {
        services::worker::tidy(&self.world.system()).await.expect("swept");
        self.world.work().await;
        [&self.ngo, &self.other].map(|person| self.world.mails_to(person, "You have a message"))
    }
}

fn waits<'a>(reason: &'a str, until: &'a str) -> [(&'a str, &'a str); 3] {
    [("form", "own-wish-wait"), ("reason", reason), ("until", until)]
}

#[tokio::test]
async fn the_person_reads_in_their_language_why_their_wish_waits_and_until_when() {
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        let (path, ngo) = (scene.path(), scene.client(&scene.ngo).await);
        assert!(!ngo.get(&path).await.text.contains("value=\"own-wish-wait\""), "nobody asked yet");
        assert_eq!(ngo.post(&path, &waits("law", "2026-12-01")).await.status, StatusCode::NOT_FOUND);
        scene.ask().await;
        assert!(ngo.get(&path).await.text.contains("value=\"own-wish-wait\""));
        for (reason, until, problem) in [
            ("", "2026-12-01", "reason"),
            ("because", "2026-12-01", "reason"),
            ("law", "", "until"),
            ("law", "2026-11-23", "until"),
            ("law", "2027-05-24", "until"),
        ] {
            let refused = ngo.post(&path, &waits(reason, until)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{reason} {until}");
            assert!(refused.text.contains(&format!("id=\"problem-{problem}\"")), "{reason} {until}");
        }
        assert!(scene.person_reads().await.contains("or tell you why not"));

        let said = ngo.post(&path, &waits("law", "2026-12-01")).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.words());
        let read = scene.person_reads().await;
        for words in ["It is not erased yet", "A law says that they must", "They will decide by 1 December 2026"] {
            assert!(read.contains(words), "{words}: {read}");
        }
        assert!(!read.contains("or tell you why not"), "{read}");
        for language in i18n::languages_with("own") {
            let text = i18n::Text::of_capability(&language.parse().expect("a language"), "own");
            let page = Client::new(router(&scene.world)).get(&format!("{}?in={language}", scene.own)).await;
            for key in ["own-wish-waits", "own-wish-wait-law"] {
                assert!(page.text.contains(&text.get(key)), "{language}: {key}");
            }
        }
        assert!(ngo.get(LIST).await.words().contains("is decided by 1 December 2026"));
        let shown = ngo.get(&path).await;
        assert_eq!(shown.input("until").as_deref(), Some("2026-12-01"), "to be said anew");

        assert_eq!(ngo.post(&path, &waits("asking", "2027-05-23")).await.status, StatusCode::SEE_OTHER);
        let read = scene.person_reads().await;
        assert!(read.contains("that it was you who asked") && read.contains("23 May 2027"), "{read}");
        assert!(!read.contains("A law says"), "what was said before is gone: {read}");
        let other = scene.client(&scene.other).await;
        assert_eq!(other.post(&path, &waits("law", "2026-12-01")).await.status, StatusCode::NOT_FOUND);
        assert!(scene.person_reads().await.contains("23 May 2027"));
        let scope = scene.world.as_person(&scene.ngo).await;
        let referral = services::referrals::find(&scope, &scene.code).await.expect("found");
        let subject = format!("referral {}", referral.id);
        let logged = store::audit::count(&scene.world.services.db, "let wish wait", &subject).await;
        assert_eq!(logged.expect("counted"), 2);
    }
}

#[tokio::test]
async fn the_ngo_is_reminded_when_the_day_has_passed_and_once_a_week_from_then_on() {
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        scene.ask().await;
        let ngo = scene.client(&scene.ngo).await;
        assert_eq!(ngo.post(&scene.path(), &waits("away", "2026-12-01")).await.status, StatusCode::SEE_OTHER);
        let [before, other] = scene.told().await;
        scene.world.pass(TimeDelta::days(7));
        assert_eq!(scene.told().await, [before, other], "it is still the day");
        assert!(!scene.client(&scene.ngo).await.get("/").await.words().contains(OVERDUE));

        scene.world.pass(TimeDelta::days(1));
        for _ in 0..2 {
            assert_eq!(scene.told().await, [before + 1, other], "once");
        }
        let ngo = scene.client(&scene.ngo).await;
        let home = ngo.get("/").await;
        assert!(home.words().contains(OVERDUE) && home.text.contains(LIST), "{}", home.words());
        assert_eq!(home.text.matches(LIST).count(), 1, "one line says both");
        assert!(ngo.get(&scene.path()).await.words().contains("That day has passed"));
        assert!(!scene.client(&scene.other).await.get("/").await.words().contains(OVERDUE));
        assert!(scene.person_reads().await.contains("They wanted to decide by 1 December 2026"));
        scene.world.pass(TimeDelta::days(6));
        assert_eq!(scene.told().await, [before + 1, other]);
        scene.world.pass(TimeDelta::days(1));
        assert_eq!(scene.told().await, [before + 2, other], "a week later again");

        // Said anew: 9 December is today.
        let ngo = scene.client(&scene.ngo).await;
        assert_eq!(ngo.post(&scene.path(), &waits("case", "2026-12-10")).await.status, StatusCode::SEE_OTHER);
        assert!(!ngo.get("/").await.words().contains(OVERDUE));
        assert_eq!(scene.told().await, [before + 2, other]);
        scene.world.pass(TimeDelta::days(2));
        assert_eq!(scene.told().await, [before + 3, other], "another day has passed");
    }
}

#[tokio::test]
async fn once_their_ngo_asks_for_the_erasure_no_earlier_reason_is_read_anywhere() {
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        scene.ask().await;
        let (path, ngo) = (scene.path(), scene.client(&scene.ngo).await);
        assert_eq!(ngo.post(&path, &waits("asking", "2026-12-05")).await.status, StatusCode::SEE_OTHER);
        let asked = ngo.post(&path, &[("form", "erasure-ask"), ("code", scene.code.as_str())]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.words());

        let read = scene.person_reads().await;
        for words in
            ["They have asked that everything about you be", "It can be done on 1 December 2026 at the earliest"]
        {
            assert!(read.contains(words), "{words}: {read}");
        }
        for words in ["that it was you who asked", "They will decide by", "or tell you why not", "A second person"] {
            assert!(!read.contains(words), "{words}: {read}");
        }
        for language in i18n::languages_with("own") {
            let text = i18n::Text::of_capability(&language.parse().expect("a language"), "own");
            let page = Client::new(router(&scene.world)).get(&format!("{}?in={language}", scene.own)).await;
            assert!(page.text.contains(&text.get("own-wish-theirs")), "{language}");
        }
        for page in [path.clone(), format!("/referrals/{}", scene.code), LIST.to_owned()] {
            let shown = ngo.get(&page).await.words();
            assert!(!shown.contains("We ask first") && !shown.contains("make sure with them"), "{page}: {shown}");
        }
        let shown = ngo.get(&path).await;
        assert!(shown.words().contains("On 24 November 2026 the person asked"), "{}", shown.words());
        assert!(!shown.text.contains("value=\"own-wish-wait\""), "it waits to be confirmed and for nothing else");
        let late = ngo.post(&path, &waits("law", "2026-12-05")).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        for words in ["That has changed in between", "What you had written", "2026-12-05", "Look at it as it is now"] {
            assert!(late.words().contains(words), "{words}: {}", late.words());
        }
        assert!(late.text.contains(&format!("href=\"{path}\"")), "{}", late.text);

        scene.world.pass(TimeDelta::days(3));
        scene.world.colleague(&scene.ngo, MemberRole::Manager).await;
        let read = scene.person_reads().await;
        for words in ["A second person there must confirm it", "It can be done on 4 December 2026 at the earliest"] {
            assert!(read.contains(words), "{words}: {read}");
        }
        scene.world.pass(TimeDelta::days(7));
        assert!(!scene.person_reads().await.contains("at the earliest"), "it can be done today");
        let ngo = scene.client(&scene.ngo).await;
        assert_eq!(ngo.post(&path, &[("form", "erasure-take-back")]).await.status, StatusCode::SEE_OTHER);
        let read = scene.person_reads().await;
        assert!(read.contains("or tell you why not") && !read.contains("They have asked"), "{read}");
    }
}
