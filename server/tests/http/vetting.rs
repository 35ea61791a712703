//! The life of a verification: applying, asking back, answering, verifying, lapsing; and what NGOs may choose from.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::{MemberRole, PlatformRole};
use domain::organisation::{OrganisationKind, OrganisationStatus, VettingQueue};
use domain::referral::{Exclusion, Secrets};
use services::organisations::Decision;
use testkit::{Client, Person, World};

use crate::router;

struct Talk {
    world: World,
    applicant: Person,
    steward: Client,
}

impl Talk {
    async fn new() -> Self {
        let world = World::sqlite().await;
        let applicant = world.applicant(OrganisationKind::Business, "Bakery").await;
        let steward = world.platform(PlatformRole::Steward).await;
        let steward = Client::signed_in(router(&world), &steward).await;
        Self { world, applicant, steward }
    }

    fn page(&self) -> String {
        format!("/stewardship/organisations/{}", self.applicant.organisation())
    }

    /// Posts a decision as the page that the steward sees now would.
    async fn decides(&self, form: &str, field: (&str, &str)) {
        let version = self.steward.get(&self.page()).await.input("version").expect("a version");
        let answer = self.steward.post(&self.page(), &[("form", form), ("version", &version), field]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
    }

    /// The applicant answers on the organisation's page, which offers it.
    async fn answers(&self, answer: &str) {
        let client = Client::signed_in(router(&self.world), &self.applicant).await;
        assert!(client.get("/account/organisation").await.text.contains("name=\"answer\""));
        self.says(&client, "Bakery", answer).await;
    }

    async fn says(&self, client: &Client, name: &str, answer: &str) {
        let fields = [
            ("form", "organisation"),
            ("organisation", name),
            ("summary", "We bake."),
            ("country", "DE"),
            ("town", "Berlin"),
            ("answer", answer),
        ];
        let saved = client.post("/account/organisation", &fields).await;
        assert_eq!(saved.location(), "/account/organisation?saved=1", "{}", saved.words());
    }

    async fn queued(&self, queue: VettingQueue) -> bool {
        self.steward.get(&format!("/stewardship?status={queue}")).await.text.contains(&self.page())
    }

    async fn shown(&self) -> String {
        let client = Client::signed_in(router(&self.world), &self.applicant).await;
        format!("{} {}", client.get("/account").await.words(), client.get("/account/organisation").await.words())
    }
}

#[tokio::test]
async fn whoever_was_asked_or_declined_answers_and_is_verified() {
    for (form, queue) in [("vetting-ask", VettingQueue::Asked), ("vetting-decline", VettingQueue::Declined)] {
        let talk = Talk::new().await;
        assert!(talk.queued(VettingQueue::Applied).await);
        talk.decides(form, ("text", "What do you bake?")).await;
        assert!(talk.queued(queue).await && !talk.queued(VettingQueue::Applied).await);
        assert!(talk.shown().await.contains("What do you bake?"));
        talk.answers("Bread.").await;
        assert!(talk.queued(VettingQueue::Applied).await, "{form}: the answer puts it back");
        assert!(talk.steward.get(&talk.page()).await.words().contains("Bread."));
        talk.decides("vetting-verify", ("until", "2027-05-03")).await;
        assert!(talk.shown().await.contains("until 3 May 2027"));
        let page = talk.steward.get(&talk.page()).await.words();
        assert!(page.contains("3 May 2027") && !page.contains("2027-05-03"), "{page}");
        assert!(page.contains("each end that at once"));
    }
}

#[tokio::test]
async fn a_lapsed_verification_is_not_shown_as_one_and_is_renewed() {
    let talk = Talk::new().await;
    talk.world.verify(talk.applicant.organisation()).await;
    assert!(talk.queued(VettingQueue::Verified).await && !talk.queued(VettingQueue::Lapsing).await);
    talk.world.pass(TimeDelta::days(366));
    let steward = talk.world.platform(PlatformRole::Steward).await;
    let talk = Talk { steward: Client::signed_in(router(&talk.world), &steward).await, ..talk };
    assert!(!talk.queued(VettingQueue::Verified).await && talk.queued(VettingQueue::Lapsing).await);
    let shown = talk.shown().await;
    assert!(shown.contains("Verification has ended") && !shown.contains("Verified"), "{shown}");
    talk.answers("We are still here.").await;
    assert!(talk.queued(VettingQueue::Applied).await && !talk.queued(VettingQueue::Lapsing).await);
    talk.world.verify(talk.applicant.organisation()).await;
    assert!(talk.shown().await.contains("Verified"));
}

#[tokio::test]
async fn nobody_decides_on_what_has_changed_since_they_looked() {
    for world in [World::sqlite().await, World::postgres().await] {
        let applicant = world.applicant(OrganisationKind::Business, "Bakery").await;
        let person = world.platform(PlatformRole::Steward).await;
        let steward = Client::signed_in(router(&world), &person).await;
        let talk = Talk { world, applicant, steward };
        let stale = talk.steward.get(&talk.page()).await.input("version").expect("a version");
        let suspend = Decision::Suspend("A question is open.".into());
        let id = talk.applicant.organisation();
        services::organisations::decide(&talk.world.steward(), id, suspend).await.expect("suspended");
        let verify = [("form", "vetting-verify"), ("version", &stale), ("until", "2027-05-03")];
        let met = talk.steward.post(&talk.page(), &verify).await;
        assert_eq!(met.status, StatusCode::CONFLICT);
        assert!(met.words().contains("Somebody else changed this"), "{}", met.words());
        assert_eq!(met.input("until").as_deref(), Some("2027-05-03"), "what was typed is still there");
        assert_ne!(met.input("version").as_deref(), Some(stale.as_str()));
        let client = Client::signed_in(router(&talk.world), &talk.applicant).await;
        talk.says(&client, "Bakery", "But we bake.").await;
        let after = store::organisations::find(&talk.world.services.db, id).await.expect("read").expect("found");
        assert_eq!(after.status, OrganisationStatus::Suspended, "an answer does not end a suspension");
    }
}

#[tokio::test]
async fn stewards_see_what_a_verified_organisation_changed_of_who_it_is() {
    for world in [World::sqlite().await, World::postgres().await] {
        let applicant = world.member(OrganisationKind::Business, "Bakery").await;
        let person = world.platform(PlatformRole::Steward).await;
        let steward = Client::signed_in(router(&world), &person).await;
        let talk = Talk { world, applicant, steward };
        let client = Client::signed_in(router(&talk.world), &talk.applicant).await;
        talk.says(&client, "Bakery", "").await;
        assert!(!talk.queued(VettingQueue::Changed).await, "a new summary is not somebody else");
        talk.says(&client, "Casino", "").await;
        assert!(talk.queued(VettingQueue::Changed).await && talk.queued(VettingQueue::Verified).await);
        let page = talk.steward.get("/stewardship?status=changed").await.words();
        assert!(page.contains("The organisation changed its name: Bakery → Casino"), "{page}");
        talk.world.verify(talk.applicant.organisation()).await;
        assert!(!talk.queued(VettingQueue::Changed).await);
    }
}

#[tokio::test]
async fn applications_wait_for_a_confirmed_address() {
    for world in [World::sqlite().await, World::postgres().await] {
        let fields = [
            ("form", "join"),
            ("kind", "business"),
            ("organisation", "Mill"),
            ("summary", "We grind."),
            ("country", "AL"),
            ("town", "Tirana"),
            ("name", "Ana"),
            ("email", "ana@example.org"),
            ("password", "bread and salt and water"),
            ("language", "en"),
        ];
        let client = Client::new(router(&world));
        assert_eq!(client.post("/join", &fields).await.location(), "/join/sent");
        let steward = world.steward();
        let count = async || services::organisations::count(&steward, VettingQueue::Applied).await;
        assert_eq!(count().await, Ok(0));
        world.work().await;
        let mails = world.mail.sent();
        let mut words = mails.iter().flat_map(|mail| mail.text.split_whitespace());
        let path = words.find_map(|word| word.strip_prefix(testkit::ORIGIN)).expect("a link");
        client.post(path, &[("form", "confirm")]).await;
        assert_eq!(count().await, Ok(1));
    }
}

#[tokio::test]
async fn invitations_are_bounded_by_where_the_organisation_stands() {
    let world = World::sqlite().await;
    let person = world.applicant(OrganisationKind::Ngo, "Harbour").await;
    let id = person.organisation();
    let invite = async |number: usize| {
        let email = format!("colleague-{number}@example.org").parse().expect("an address");
        services::members::invite(&world.as_person(&person).await, email, MemberRole::Member).await
    };
    for number in 0..5 {
        invite(number).await.expect("invited");
    }
    assert!(matches!(invite(5).await, Err(domain::Error::Invalid(_))), "five while unverified");
    world.verify(id).await;
    invite(5).await.expect("more once verified");
    for (decision, refused) in
        [(Decision::Decline("No.".into()), "refused-declined"), (Decision::Suspend("No.".into()), "refused-suspended")]
    {
        services::organisations::decide(&world.steward(), id, decision).await.expect("decided");
        assert_eq!(invite(6).await, Err(domain::Error::Refused(refused)));
    }
}

#[tokio::test]
async fn a_person_can_be_kept_away_from_a_business_that_was_ever_verified() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let client = Client::signed_in(router(&world), &ngo).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let suspended = world.member(OrganisationKind::Business, "Mill").await;
        let decision = Decision::Suspend("A question is open.".into());
        let id = suspended.organisation();
        services::organisations::decide(&world.steward(), id, decision).await.expect("suspended");
        world.applicant(OrganisationKind::Business, "Mill of a newcomer").await;
        let step = format!("/referrals/{code}/step/limits");
        let version = client.get(&step).await.input("version").expect("a version");
        let post = async |fields: &[(&str, &str)]| {
            let mut all = vec![("form", "referral"), ("version", version.as_str())];
            all.extend(fields);
            client.post(&step, &all).await
        };
        let found = post(&[("go", "find"), ("business", "Mill")]).await.words();
        assert!(found.contains("Mill (Berlin)") && !found.contains("newcomer"), "{found}");
        let consent = format!("/referrals/{code}/consent");
        let found = client.post(&consent, &[("form", "consent"), ("go", "find"), ("recipient", "Mill")]).await.words();
        assert!(!found.contains("Mill (Berlin)"), "{found}");
        // Another of the same name: the name alone says neither.
        world.member(OrganisationKind::Business, "Mill").await;
        let unclear = post(&[("go", "next"), ("business", "Mill")]).await;
        assert_eq!(unclear.status, StatusCode::UNPROCESSABLE_ENTITY);
        let key = id.to_string();
        let added =
            post(&[("go", "add"), ("business", "Mill"), ("business_id", &key), ("business_asked", "Mill")]).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.words());
        let scope = world.as_person(&ngo).await;
        let (_, secrets) = services::referrals::find_whole(&scope, &code).await.expect("found");
        assert_eq!(secrets.exclusions, [Exclusion::Organisation { organisation: id }]);
    }
}

#[tokio::test]
async fn only_businesses_verified_today_are_told_of_a_person() {
    let world = World::sqlite().await;
    let business = world.member(OrganisationKind::Business, "Mill").await;
    world.pass(TimeDelta::days(366));
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let scope = world.as_person(&ngo).await;
    assert_eq!(services::organisations::business(&scope, business.organisation()).await, Ok(None));
    let today = services::organisations::verified_today(&scope);
    assert_eq!(services::organisations::businesses(&scope, today, "Mill").await, Ok(Vec::new()));
}
