//! The name that employers read of an NGO (promise 4): an NGO may be called by a word that tells and that no list knows, so
//! employers read the name that its members have chosen for them, and never its own.

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::id::IntroductionId;
use domain::introduction::Stage;
use domain::marker;
use domain::organisation::{Description, OrganisationKind};
use domain::placement::{Placement, Terms};
use domain::referral::Secrets;
use testkit::{Client, Person, World, terms};

use crate::router;
use crate::vetting::says;

/// Tells whoever knows it, and stands on no list.
const OWN: &str = "La Strada";
/// What employers may read.
const CHOSEN: &str = "Step by Step";

struct Scene {
    world: World,
    employer: Person,
    ngo: Person,
    placement: Placement,
    /// Somebody who has started, and somebody whom the employer has not answered about.
    started: IntroductionId,
    unanswered: IntroductionId,
}

impl Scene {
    async fn on(world: World) -> Self {
        assert!(!marker::tells(OWN) && !marker::tells(CHOSEN), "no list knows it");
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, OWN).await;
        let placement = world.live_with(&employer, Terms { seats: 5, ..terms(&world) }).await;
        let (_, started) = world.started(&ngo, &placement).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let unanswered = world.put_forward(&ngo, &code, &placement).await;
        world.message(&ngo, started, "Good morning.").await.expect("written");
        Self { world, employer, ngo, placement, started, unanswered }
    }

    async fn client(&self, person: &Person) -> Client {
        Client::signed_in(router(&self.world), person).await
    }

    /// The words of an introduction's page, as the employer reads it.
    async fn employer_reads(&self, id: IntroductionId) -> String {
        let page = self.client(&self.employer).await.get(&format!("/introductions/{id}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text.contains(OWN), "{}", page.words());
        page.words()
    }

    /// All else about introductions that an employer meets: lists, mails, and the calendar, which lies open to whoever sees a
    /// screen.
    async fn elsewhere(&self) -> Vec<String> {
        self.world.work().await;
        let client = self.client(&self.employer).await;
        let mut texts = Vec::new();
        for path in ["/", "/introductions", "/introductions?which=past", "/placements", "/account"] {
            texts.push(client.get(path).await.text);
        }
        texts.push(client.get(&format!("/placements/{}", self.placement.id)).await.text);
        let mails: Vec<_> =
            self.world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == self.employer.email).collect();
        assert!(!mails.is_empty(), "the test looks at mails");
        texts.extend(mails.into_iter().map(|mail| format!("{} {} {}", mail.subject, mail.text, mail.html)));
        let token = services::calendars::draw().expect("drawn");
        services::calendars::set(&self.world.as_person(&self.ngo).await, &token).await.expect("set");
        let calendar = Client::new(router(&self.world)).get(&format!("/calendar/{token}.ics")).await.text;
        assert!(calendar.contains("BEGIN:VEVENT"), "{calendar}");
        texts.push(calendar);
        texts
    }

    /// What the NGO says of itself.
    async fn said(&self) -> Description {
        services::organisations::own(&self.world.as_person(&self.ngo).await).await.expect("found").description
    }
}

#[tokio::test]
async fn an_employer_reads_the_name_that_was_chosen_for_it_and_never_the_own_one() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        assert_eq!(s.said().await.read_name, None, "an NGO begins without one");
        let read = s.employer_reads(s.started).await;
        assert!(read.contains("With an organisation") && read.contains("The organisation ·"), "{read}");
        assert!(read.contains("The members of the organisation will read this."), "{read}");
        assert!(s.elsewhere().await.iter().all(|text| !text.contains(OWN)));

        let saved = says(&s.world, &s.ngo, &[("read_name", CHOSEN)]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());
        let read = s.employer_reads(s.started).await;
        assert!(read.contains("With Step by Step") && read.contains("Step by Step ·"), "{read}");
        assert!(read.contains("The members of Step by Step will read this."), "{read}");
        let unanswered = s.employer_reads(s.unanswered).await;
        assert!(unanswered.contains("With an organisation") && !unanswered.contains(CHOSEN), "{unanswered}");
        assert!(s.elsewhere().await.iter().all(|text| !text.contains(OWN)));

        // What was chosen before a word came onto the list is not read any more.
        s.world.read_as(&s.ngo, "Home for Survivors").await;
        let read = s.employer_reads(s.started).await;
        assert!(read.contains("With an organisation") && !read.contains("Survivors"), "{read}");

        // Its own name too, where the NGO wants that.
        s.world.read_as(&s.ngo, OWN).await;
        let page = s.client(&s.employer).await.get(&format!("/introductions/{}", s.started)).await.words();
        assert!(page.contains("With La Strada"), "{page}");
    }
}

#[tokio::test]
async fn an_ngo_chooses_it_beside_its_own_name_and_no_steward_has_to_look() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let ngo = s.client(&s.ngo).await;
        let notice = "Employers to whom you introduce somebody do not read your organisation’s name";
        assert!(ngo.get("/").await.words().contains(notice));
        let page = ngo.get("/account/organisation").await;
        assert_eq!(page.input("read_name").as_deref(), Some(""));
        assert!(page.words().contains("Left empty, they read “an organisation” or “the organisation”."));

        let refused = says(&s.world, &s.ngo, &[("read_name", "Home for Survivors")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.input("read_name").as_deref(), Some("Home for Survivors"), "nothing typed is lost");
        let beside = refused.text.split_once("id=\"problem-read_name\"").map_or("", |(_, after)| after);
        let beside = beside.split("</p>").next().unwrap_or_default();
        assert!(beside.contains("This holds a word that tells"), "{}", refused.words());
        assert_eq!(s.said().await.read_name, None);

        for (typed, kept) in [(" Step  by Step ", CHOSEN), ("", "")] {
            let saved = says(&s.world, &s.ngo, &[("read_name", typed)]).await;
            assert_eq!(saved.location(), "/account/organisation?saved=1", "{}", saved.words());
            assert_eq!(s.said().await.read_name.as_deref(), Some(kept));
            assert_eq!(ngo.get("/account/organisation").await.input("read_name").as_deref(), Some(kept));
            assert!(!ngo.get("/").await.words().contains(notice), "it was read once");
        }
        let own = services::organisations::own(&s.world.as_person(&s.ngo).await).await.expect("found");
        assert_eq!((own.changed, own.look), (None, None));

        // Nobody else has one.
        let client = s.client(&s.employer).await;
        assert_eq!(client.get("/account/organisation").await.input("read_name"), None);
        assert!(!client.get("/").await.words().contains(notice));
        let saved = says(&s.world, &s.employer, &[("read_name", CHOSEN)]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
        let own = services::organisations::own(&s.world.as_person(&s.employer).await).await.expect("found");
        assert_eq!(own.description.read_name, None);
    }
}

#[tokio::test]
async fn stewards_see_under_which_name_an_employer_may_complain_of_an_ngo() {
    const NONE: &str = "None: they read “an organisation” or “the organisation”";
    let s = Scene::on(World::sqlite().await).await;
    let steward = s.world.platform(PlatformRole::Steward).await;
    let steward = s.client(&steward).await;
    let page = async |of: &Person| {
        let shown = steward.get(&format!("/stewardship/organisations/{}", of.organisation())).await;
        assert_eq!(shown.status, StatusCode::OK);
        shown.words()
    };
    let list = async || steward.get("/stewardship?status=verified").await.words();
    assert!(page(&s.ngo).await.contains(NONE));
    assert!(!list().await.contains("Employers read"));

    s.world.read_as(&s.ngo, CHOSEN).await;
    let read = page(&s.ngo).await;
    assert!(read.contains("Name that employers read") && read.contains(CHOSEN) && !read.contains(NONE), "{read}");
    let read = list().await;
    assert!(read.contains(OWN) && read.contains("Employers read: Step by Step"), "{read}");

    // What they read, and not what was chosen before a word came onto the list.
    s.world.read_as(&s.ngo, "Home for Survivors").await;
    let read = page(&s.ngo).await;
    assert!(read.contains(NONE) && !read.contains("Survivors"), "{read}");
    assert!(!page(&s.employer).await.contains("Name that employers read"), "businesses have none");
}

#[tokio::test]
async fn no_message_of_an_ngo_is_signed_with_a_name_that_employers_do_not_read() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let path = format!("/introductions/{}", s.started);
        let ngo = s.client(&s.ngo).await;
        let body = "See you on Monday. Eva, LA STRADA";
        let refused = ngo.post(&path, &[("form", "message"), ("body", body)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let words = refused.words();
        assert!(words.contains("This holds your organisation’s own name") && words.contains(body), "{words}");
        let read = s.employer_reads(s.started).await;
        assert!(!read.contains("LA STRADA"), "{read}");
        let sent = ngo.post(&path, &[("form", "message"), ("body", "We come alla strada. Eva")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "another word: {}", sent.words());
        // Whoever knows it anyway may write it, and so may an NGO that has chosen it.
        s.world.message(&s.employer, s.started, "Are you La Strada?").await.expect("written");
        s.world.read_as(&s.ngo, "La Strada, coaching").await;
        let sent = ngo.post(&path, &[("form", "message"), ("body", body)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words());
    }
}

#[tokio::test]
async fn whoever_only_waits_for_an_answer_is_not_named() {
    let s = Scene::on(World::sqlite().await).await;
    s.world.read_as(&s.ngo, CHOSEN).await;
    let own = s.world.as_person(&s.ngo).await;
    services::introductions::advance(&own, s.unanswered, Stage::Withdrawn, None, 1).await.expect("taken back");
    let read = s.employer_reads(s.unanswered).await;
    assert!(read.contains("With an organisation") && !read.contains(CHOSEN), "{read}");
}
