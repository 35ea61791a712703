//! The life of a verification: applying, asking back, answering, ticking, proposing and confirming, changing who one is;
//! and what NGOs may choose from.

mod applying;
mod changes;
mod choosing;
mod counting;
mod renewing;
mod ticking;

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::organisation::{Organisation, OrganisationKind, OrganisationStatus, VettingQueue};
use domain::vetting::{Check, EvidenceItem};
use testkit::{Answer, Client, Person, World};

use crate::router;

/// What a manager posts on the organisation's page: what is stored, with some fields said differently.
pub(crate) async fn says(world: &World, person: &Person, changes: &[(&str, &str)]) -> Answer {
    let client = Client::signed_in(router(world), person).await;
    let of = store::organisations::find(&world.services.db, person.organisation()).await.expect("read").expect("there");
    let d = of.description;
    let mut fields = vec![
        ("form".to_owned(), "organisation".to_owned()),
        ("organisation".into(), d.name),
        ("summary".into(), d.summary),
        ("country".into(), d.country.to_string()),
        ("town".into(), d.town),
        ("register_number".into(), d.register_number),
        ("website".into(), d.website),
        ("group".into(), d.group),
    ];
    fields.extend(d.evidence.into_iter().map(|(item, said)| (item.to_string(), said)));
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    client.post("/account/organisation", &fields).await
}

pub(crate) struct Talk {
    pub(crate) world: World,
    pub(crate) applicant: Person,
    pub(crate) steward: Client,
    pub(crate) second: Client,
}

impl Talk {
    async fn new() -> Self {
        let world = World::sqlite().await;
        let applicant = world.applicant(OrganisationKind::Business, "Bakery").await;
        Self::about(world, applicant).await
    }

    pub(crate) async fn about(world: World, applicant: Person) -> Self {
        let (steward, second) =
            (world.platform(PlatformRole::Steward).await, world.platform(PlatformRole::Steward).await);
        let steward = Client::signed_in(router(&world), &steward).await;
        let second = Client::signed_in(router(&world), &second).await;
        Self { world, applicant, steward, second }
    }

    /// The same later, when sessions have ended and stewards sign in again.
    async fn again(self) -> Self {
        Self::about(self.world, self.applicant).await
    }

    pub(crate) fn page(&self) -> String {
        format!("/stewardship/organisations/{}", self.applicant.organisation())
    }

    /// Posts a form as the page that this steward sees now would.
    pub(crate) async fn post(&self, who: &Client, form: &str, fields: &[(&str, &str)]) -> Answer {
        let version = who.get(&self.page()).await.input("version").expect("a version");
        let mut all = vec![("form", form), ("version", version.as_str())];
        all.extend_from_slice(fields);
        if form == "vetting-verify" && fields.iter().all(|(name, _)| *name != "go") {
            all.push(("go", "verify"));
        }
        who.post(&self.page(), &all).await
    }

    /// Keeps ticks as the page that this steward sees now would.
    async fn keeps(&self, who: &Client, ticks: &[(&str, &str)]) -> Answer {
        self.post(who, "vetting-verify", &[&[("go", "keep")][..], ticks].concat()).await
    }

    /// Posts a decision as the page that the steward sees now would.
    async fn decides(&self, form: &str, field: (&str, &str)) {
        let answer = self.post(&self.steward, form, &[field]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
    }

    /// One steward ticks everything and proposes, another confirms.
    async fn verifies(&self, until: &str) {
        self.world.tick_all(self.applicant.organisation()).await;
        self.decides("vetting-verify", ("until", until)).await;
        let confirmed = self.post(&self.second, "vetting-verify", &[("go", "confirm")]).await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.words());
    }

    /// The applicant answers on the organisation's page, which offers it.
    async fn answers(&self, answer: &str) {
        let client = Client::signed_in(router(&self.world), &self.applicant).await;
        assert!(client.get("/account/organisation").await.text.contains("name=\"answer\""));
        self.says(&[("answer", answer)]).await;
    }

    async fn says(&self, changes: &[(&str, &str)]) {
        let saved = says(&self.world, &self.applicant, changes).await;
        assert_eq!(saved.location(), "/account/organisation?saved=1", "{}", saved.words());
    }

    async fn queued(&self, queue: VettingQueue) -> bool {
        self.steward.get(&format!("/stewardship?status={queue}")).await.text.contains(&self.page())
    }

    /// How many wait for a steward under an address, as their home page counts them.
    async fn counted(&self, who: &Client, path: &str) -> Option<String> {
        let home = who.get("/").await.text;
        let link = format!("href=\"{path}\"");
        let mut lines = home.split(&link).skip(1).filter_map(|rest| rest.split("</a>").next());
        let count = lines.find_map(|line| line.split("class=\"count\">").nth(1)?.split('<').next());
        count.map(str::to_owned)
    }

    async fn shown(&self) -> String {
        let client = Client::signed_in(router(&self.world), &self.applicant).await;
        format!("{} {}", client.get("/account").await.words(), client.get("/account/organisation").await.words())
    }

    async fn stored(&self) -> Organisation {
        let id = self.applicant.organisation();
        store::organisations::find(&self.world.services.db, id).await.expect("read").expect("found")
    }
}

#[tokio::test]
async fn whoever_was_asked_or_declined_answers_and_is_verified() {
    for (go, queue) in [("ask", VettingQueue::Asked), ("decline", VettingQueue::Declined)] {
        let talk = Talk::new().await;
        assert!(talk.queued(VettingQueue::Applied).await);
        let decided = talk.post(&talk.steward, "vetting-verify", &[("go", go), (go, "What do you bake?")]).await;
        assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.words());
        assert!(talk.queued(queue).await && !talk.queued(VettingQueue::Applied).await);
        assert!(talk.shown().await.contains("What do you bake?"));
        talk.answers("Bread.").await;
        assert!(talk.queued(VettingQueue::Applied).await, "{go}: the answer puts it back");
        assert!(talk.steward.get(&talk.page()).await.words().contains("Bread."));
        talk.verifies("2027-05-03").await;
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
    let talk = talk.again().await;
    assert!(!talk.queued(VettingQueue::Verified).await && talk.queued(VettingQueue::Lapsing).await);
    let shown = talk.shown().await;
    assert!(shown.contains("Verification has ended") && !shown.contains("Verified"), "{shown}");
    talk.answers("We are still here.").await;
    assert!(talk.queued(VettingQueue::Applied).await && !talk.queued(VettingQueue::Lapsing).await);
    // A year later what was ticked has to be looked at anew.
    let early = talk.post(&talk.steward, "vetting-verify", &[("until", "2028-05-03")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.words().contains("Not everything on the checklist is ticked yet"), "{}", early.words());
    talk.verifies("2028-05-03").await;
    assert!(talk.shown().await.contains("Verified"));
}

#[tokio::test]
async fn twelve_months_are_the_most() {
    let talk = Talk::new().await;
    talk.world.tick_all(talk.applicant.organisation()).await;
    for (until, expect) in [
        ("2027-11-25", StatusCode::UNPROCESSABLE_ENTITY),
        ("2026-11-23", StatusCode::UNPROCESSABLE_ENTITY),
        ("2027-11-24", StatusCode::SEE_OTHER),
    ] {
        assert_eq!(talk.post(&talk.steward, "vetting-verify", &[("until", until)]).await.status, expect, "{until}");
    }
}

#[tokio::test]
async fn nobody_decides_on_what_has_changed_since_they_looked() {
    for world in [World::sqlite().await, World::postgres().await] {
        let applicant = world.applicant(OrganisationKind::Business, "Bakery").await;
        let talk = Talk::about(world, applicant).await;
        let stale = talk.steward.get(&talk.page()).await.input("version").expect("a version");
        talk.says(&[("summary", "We bake well.")]).await;
        let verify = [("form", "vetting-verify"), ("go", "verify"), ("version", &stale), ("until", "2027-05-03")];
        let met = talk.steward.post(&talk.page(), &verify).await;
        assert_eq!(met.status, StatusCode::CONFLICT);
        assert!(met.words().contains("Somebody else changed this"), "{}", met.words());
        assert_eq!(met.input("until").as_deref(), Some("2027-05-03"), "what was typed is still there");
        assert_ne!(met.input("version").as_deref(), Some(stale.as_str()));
        let ticks = [("form", "vetting-verify"), ("go", "keep"), ("version", &stale), ("checks", "identity")];
        assert_eq!(talk.steward.post(&talk.page(), &ticks).await.status, StatusCode::CONFLICT);
        talk.world.suspend(talk.applicant.organisation()).await;
        talk.says(&[("answer", "But we bake.")]).await;
        assert_eq!(talk.stored().await.status, OrganisationStatus::Suspended, "an answer does not end a suspension");
    }
}

/// The checks that a steward's page shows as ticked.
fn ticked(page: &Answer) -> Vec<&str> {
    let boxes = page.text.split("<input ").filter(|tag| tag.contains("name=\"checks\""));
    let checked = boxes.filter(|tag| tag.split('>').next().is_some_and(|tag| tag.contains("checked")));
    checked.filter_map(|tag| tag.split("value=\"").nth(1)?.split('"').next()).collect()
}

#[tokio::test]
async fn verification_needs_every_tick_and_a_change_unticks_what_rests_on_it() {
    for world in [World::sqlite().await, World::postgres().await] {
        let applicant = world.applicant(OrganisationKind::Business, "Bakery").await;
        let talk = Talk::about(world, applicant).await;
        let page = talk.steward.get(&talk.page()).await;
        assert!(ticked(&page).is_empty() && page.words().contains("Told of owners."), "{}", page.words());
        let most = ["identity", "reached", "owners", "sites", "labour_record", "court_record"];
        let ticks: Vec<(&str, &str)> = most.iter().map(|check| ("checks", *check)).collect();
        let kept = talk.keeps(&talk.steward, &ticks).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER);
        assert!(talk.steward.get(kept.location()).await.words().contains("The ticks are kept."));
        let page = talk.second.get(&talk.page()).await;
        assert_eq!(ticked(&page), most);
        assert!(page.words().contains("Ticked by Kim on 24 November 2026, in version 1"), "{}", page.words());
        let early = talk.post(&talk.steward, "vetting-verify", &[("until", "2027-05-03")]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "one is open");
        // Two stewards at once: each carries out only what they changed.
        let seen: Vec<(&str, &str)> = most.iter().map(|check| ("seen", *check)).collect();
        let adds = [&seen[..], &ticks, &[("checks", "contact_trained")]].concat();
        let takes = [&seen[..], ticks.get(1..).expect("the others")].concat();
        let (one, other) = tokio::join!(talk.keeps(&talk.steward, &adds), talk.keeps(&talk.second, &takes));
        assert_eq!((one.status, other.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
        let page = talk.steward.get(&talk.page()).await;
        assert_eq!(ticked(&page), ["reached", "owners", "sites", "labour_record", "court_record", "contact_trained"]);
        // What the organisation says differently falls, and nothing else.
        talk.says(&[("court_record", "One fine."), ("summary", "We bake well.")]).await;
        let page = talk.steward.get(&talk.page()).await;
        assert_eq!(ticked(&page), ["reached", "owners", "sites", "labour_record", "contact_trained"]);
        // What rests on nothing said cannot be ticked.
        talk.says(&[("court_record", "")]).await;
        let untold = talk.keeps(&talk.steward, &[("checks", "court_record")]).await;
        assert_eq!(untold.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(untold.words().contains("Ask back first"), "{}", untold.words());
        let foreign = talk.keeps(&talk.steward, &[("checks", "safeguarding")]).await;
        assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY, "no business is asked for that");
    }
}

#[tokio::test]
async fn each_kind_is_asked_for_its_own_and_only_stewards_read_it() {
    let world = World::sqlite().await;
    let steward = world.platform(PlatformRole::Steward).await;
    let steward = Client::signed_in(router(&world), &steward).await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let reader = Client::signed_in(router(&world), &ngo).await;
    for kind in OrganisationKind::ALL {
        let person = world.member(*kind, "Somebody").await;
        let own = Client::signed_in(router(&world), &person).await.get("/account/organisation").await.text;
        let page = steward.get(&format!("/stewardship/organisations/{}", person.organisation())).await;
        for item in EvidenceItem::ALL {
            let asked = EvidenceItem::asked_of(*kind).contains(item);
            assert_eq!(own.contains(&format!("name=\"{item}\"")), asked, "{kind}: {item}");
            assert_eq!(page.text.contains(&format!("Told of {item}.")), asked, "{kind}: {item}");
        }
        assert_eq!(ticked(&page).len(), Check::of(*kind).len(), "{kind}");
    }
    let business = world.member(OrganisationKind::Business, "Mill").await;
    let placement = world.live(&business).await.id;
    let seen = reader.get(&format!("/placements/{placement}")).await.text;
    assert!(seen.contains("Mill") && !seen.contains("Told of"), "an NGO reads no evidence");
}

#[tokio::test]
async fn what_stewards_say_to_each_other_the_organisation_never_reads() {
    let talk = Talk::new().await;
    let note = [("go", "note"), ("note", "Their street has no bakery.")];
    let noted = talk.post(&talk.steward, "vetting-verify", &note).await;
    assert_eq!(noted.status, StatusCode::SEE_OTHER, "{}", noted.words());
    let seen = talk.second.get(&talk.page()).await.words();
    assert!(seen.contains("Their street has no bakery.") && seen.contains("Kim · 24 November 2026"), "{seen}");
    let client = Client::signed_in(router(&talk.world), &talk.applicant).await;
    for path in ["/", "/account", "/account/organisation"] {
        assert!(!client.get(path).await.text.contains("Their street"), "{path}");
    }
    assert_eq!(client.get(&talk.page()).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn one_steward_proposes_a_business_and_another_confirms() {
    for world in [World::sqlite().await, World::postgres().await] {
        let applicant = world.applicant(OrganisationKind::Business, "Bakery").await;
        let talk = Talk::about(world, applicant).await;
        let until = [("until", "2027-05-03")];
        talk.world.tick_all(talk.applicant.organisation()).await;
        let version = talk.steward.get(&talk.page()).await.input("version").expect("a version");
        assert_eq!(
            talk.post(&talk.steward, "vetting-verify", &[("go", "confirm")]).await.status,
            StatusCode::CONFLICT,
            "nothing yet"
        );
        // Both propose at once: one of them sees what the other has done.
        let verify = [("form", "vetting-verify"), ("go", "verify"), ("until", "2027-05-03")];
        let propose = [&verify[..], &[("version", version.as_str())]].concat();
        let page = talk.page();
        let (one, other) = tokio::join!(talk.steward.post(&page, &propose), talk.second.post(&page, &propose));
        let statuses = [one.status, other.status];
        assert!(statuses.contains(&StatusCode::SEE_OTHER) && statuses.contains(&StatusCode::CONFLICT), "{statuses:?}");
        assert_eq!(talk.stored().await.status, OrganisationStatus::Applied, "one alone verifies no business");
        assert!(talk.queued(VettingQueue::Proposed).await && talk.queued(VettingQueue::Applied).await);
        let first_was_quicker = one.status == StatusCode::SEE_OTHER;
        let (first, second) =
            if first_was_quicker { (&talk.steward, &talk.second) } else { (&talk.second, &talk.steward) };
        let own = talk.post(first, "vetting-verify", &[("go", "confirm")]).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN);
        assert!(own.words().contains("another steward has to confirm it"), "{}", own.words());
        // What was proposed was for what it said then.
        talk.says(&[("summary", "We bake well.")]).await;
        assert_eq!(talk.post(second, "vetting-verify", &[("go", "confirm")]).await.status, StatusCode::CONFLICT);
        assert_eq!(talk.post(first, "vetting-verify", &until).await.status, StatusCode::SEE_OTHER);
        assert_eq!(talk.post(second, "vetting-verify", &[("go", "confirm")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(talk.stored().await.status, OrganisationStatus::Verified);
        assert!(!talk.queued(VettingQueue::Proposed).await);
        assert!(talk.shown().await.contains("until 3 May 2027"));
    }
}

#[tokio::test]
async fn an_installation_with_one_steward_is_told_that_it_needs_another() {
    let world = World::sqlite().await;
    let (business, ngo) = (
        world.applicant(OrganisationKind::Business, "Bakery").await,
        world.applicant(OrganisationKind::Ngo, "Harbour").await,
    );
    let alone = world.platform(PlatformRole::Steward).await;
    let alone = Client::signed_in(router(&world), &alone).await;
    let page = |person: &Person| format!("/stewardship/organisations/{}", person.organisation());
    assert!(alone.get(&page(&business)).await.words().contains("one alone verifies no business"));
    assert!(!alone.get(&page(&ngo)).await.words().contains("one alone verifies no business"));
    for (person, expect) in [(&business, OrganisationStatus::Applied), (&ngo, OrganisationStatus::Verified)] {
        world.tick_all(person.organisation()).await;
        let version = alone.get(&page(person)).await.input("version").expect("a version");
        let verify = [("form", "vetting-verify"), ("go", "verify"), ("until", "2027-05-03")];
        let verify = [&verify[..], &[("version", version.as_str())]].concat();
        assert_eq!(alone.post(&page(person), &verify).await.status, StatusCode::SEE_OTHER);
        let found = store::organisations::find(&world.services.db, person.organisation()).await.expect("read");
        assert_eq!(found.expect("found").status, expect);
    }
}
