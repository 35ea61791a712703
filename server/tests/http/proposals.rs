//! From a draft to the library and out of it again: as its author, as a curator, as a stranger.

mod came_back;
mod comments;
mod decisions;
mod gone;
mod rounds;
mod versions;
mod writing;

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::id::ProposalId;
use domain::organisation::OrganisationKind;
use domain::practice::{Manuscript, PracticeState};
use testkit::{Client, Person, World, manuscript};

use crate::router;

struct Desk {
    world: World,
    author: Person,
    curator: Person,
    second: Person,
}

impl Desk {
    async fn new() -> Self {
        Self::on(World::sqlite().await).await
    }

    async fn on(world: World) -> Self {
        let author = world.member(OrganisationKind::Organiser, "Round Table").await;
        let curator = world.platform(PlatformRole::Curator).await;
        let second = world.platform(PlatformRole::Curator).await;
        Self { world, author, curator, second }
    }

    async fn client(&self, person: &Person) -> Client {
        Client::signed_in(router(&self.world), person).await
    }

    async fn state(&self, id: ProposalId) -> PracticeState {
        services::proposals::find(&self.world.system(), id).await.expect("found").state
    }

    /// A text that claims so much that it needs two curators, before them: as it was written, and where.
    async fn strong(&self, by: &Person) -> (Manuscript, ProposalId) {
        let scope = self.world.as_person(by).await;
        let mut written = manuscript("Lanterns at the quay");
        written.set("evidence", vec!["evaluated".into()]);
        let id = services::proposals::begin(&scope, &written).await.expect("begun");
        services::proposals::submit(&scope, id).await.expect("submitted");
        (written, id)
    }

    /// What a curator asks beside the title of a proposal: the key of the comment.
    async fn comment(&self, id: ProposalId) -> String {
        let scope = self.world.as_person(&self.curator).await;
        services::proposals::comment(&scope, id, "title", "Whose lanterns?").await.expect("said");
        let page = self.client(&self.curator).await.get(&format!("/proposals/{id}")).await;
        page.input("comment").expect("a comment")
    }

    /// Approves what a proposal says now, on its page.
    async fn approves(&self, curator: &Person, id: ProposalId) -> testkit::Answer {
        let client = self.client(curator).await;
        let page = format!("/proposals/{id}");
        let shown = client.get(&page).await;
        let seen = shown.input("seen").expect("what was seen");
        // There is something to tick while comments are open.
        let tick = shown.input("tick").unwrap_or_default();
        client.post(&page, &[("form", "proposal-approve"), ("seen", &seen), ("tick", &tick)]).await
    }
}

/// Every form of a proposal's page.
const MOVES: [&str; 10] = [
    "proposal-submit",
    "proposal-discard",
    "proposal-begin-anew",
    "proposal-approve",
    "proposal-ask",
    "proposal-decline",
    "proposal-rebase",
    "proposal-comment",
    "proposal-settle",
    "proposal-take-back",
];

/// What somebody meets who posts one of them, filled in as its page would.
async fn moved(client: &Client, page: &str, form: &str, comment: &str) -> StatusCode {
    let fields = [
        ("form", form),
        ("seen", "1"),
        ("tick", "1"),
        ("text", "Mine!"),
        ("field", "title"),
        ("comment", comment),
        ("settled", "yes"),
    ];
    client.post(page, &fields).await.status
}

/// The fields of a manuscript as the form posts them.
fn posted(written: &Manuscript) -> Vec<(&'static str, String)> {
    let fields = domain::practice::FIELDS.iter().copied();
    fields.flat_map(|field| written.all(field).iter().map(move |entry| (field, entry.clone()))).collect()
}

async fn save(
    client: &Client,
    id: ProposalId,
    form: &str,
    edits: &str,
    fields: &[(&'static str, String)],
) -> testkit::Answer {
    let mut all = vec![("form", form), ("edits", edits)];
    all.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));
    client.post(&format!("/proposals/{id}/edit"), &all).await
}

#[tokio::test]
async fn a_record_is_written_reviewed_mended_and_published() {
    for world in [World::sqlite().await, World::postgres().await] {
        let desk = Desk::on(world).await;
        let author = desk.client(&desk.author).await;
        let curator = desk.client(&desk.curator).await;

        let begun = author
            .post(
                "/proposals/new",
                &[("form", "proposal-begin"), ("title", "Lanterns"), ("kind", "practice"), ("language", "en")],
            )
            .await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.words());
        let id: ProposalId = begun.location().split('/').nth(2).expect("an id").parse().expect("an id");
        let page = format!("/proposals/{id}");
        assert!(author.get(begun.location()).await.words().contains("Still needed"));
        // Nobody else sees a draft, curators included.
        assert_eq!(curator.get(&page).await.status, StatusCode::NOT_FOUND);
        let early = author.post(&page, &[("form", "proposal-submit")]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);

        let fields = posted(&manuscript("Lanterns at the quay"));
        let saved = save(&author, id, "proposal", "1", &fields).await;
        assert_eq!(saved.location(), page, "{}", saved.words());
        let sent = author.post(&page, &[("form", "proposal-submit")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words());
        assert!(curator.get("/curation").await.words().contains("Lanterns at the quay"));

        // What is in review is the curators'.
        assert_eq!(save(&author, id, "proposal", "2", &fields).await.status, StatusCode::FORBIDDEN);
        let said = curator
            .post(&page, &[("form", "proposal-comment"), ("field", "results"), ("text", "Who counted the twenty?")])
            .await;
        assert_eq!(said.status, StatusCode::SEE_OTHER);
        let asked = [("form", "proposal-ask"), ("seen", "2"), ("text", "Please say who counted.")];
        assert_eq!(curator.post(&page, &asked).await.status, StatusCode::SEE_OTHER);
        assert_eq!(desk.state(id).await, PracticeState::Draft);
        desk.world.work().await;
        let mails = desk.world.mail.sent();
        let mail = mails.iter().find(|mail| mail.text.contains(&page)).expect("a mail");
        assert!(!mail.text.contains("Lanterns"), "{}", mail.text);

        let shown = author.get(&page).await.words();
        assert!(shown.contains("Who counted the twenty?") && shown.contains("Please say who counted."), "{shown}");
        let mut better = manuscript("Lanterns at the quay");
        better.set("results", vec!["20 people found work; the college counted.".into()]);
        assert_eq!(save(&author, id, "proposal", "2", &posted(&better)).await.status, StatusCode::SEE_OTHER);
        author.post(&page, &[("form", "proposal-submit")]).await;
        let published = desk.approves(&desk.curator, id).await;
        assert_eq!(published.location(), "/library/lanterns-at-the-quay?published=1", "{}", published.words());
        assert_eq!(desk.state(id).await, PracticeState::Published);
        desk.world.work().await;
        let record = Client::new(router(&desk.world)).get("/library/lanterns-at-the-quay").await.words();
        assert!(record.contains("the college counted") && record.contains("What was done"), "{record}");
        assert!(author.get("/library?q=lanterns").await.text.contains("/library/lanterns-at-the-quay"));
    }
}

#[tokio::test]
async fn strangers_find_nothing_and_change_nothing() {
    let desk = Desk::new().await;
    let stranger = desk.world.member(OrganisationKind::Business, "Mill").await;
    let stranger = desk.client(&stranger).await;
    let id = desk.world.in_review(&desk.author, "Lanterns at the quay").await;
    let page = format!("/proposals/{id}");
    let comment = desk.comment(id).await;
    assert_eq!(stranger.get(&page).await.status, StatusCode::NOT_FOUND);
    for form in MOVES {
        assert_eq!(moved(&stranger, &page, form, &comment).await, StatusCode::NOT_FOUND, "{form}");
    }
    let fields = posted(&manuscript("Mine"));
    assert_eq!(save(&stranger, id, "proposal", "1", &fields).await.status, StatusCode::NOT_FOUND);
    assert_eq!(save(&stranger, id, "autosave", "1", &fields).await.status, StatusCode::NOT_FOUND);
    assert!(!stranger.get("/proposals").await.words().contains("Lanterns"));
    let found = services::proposals::find(&desk.world.system(), id).await.expect("found");
    assert_eq!((found.state, found.edits, found.title()), (PracticeState::InReview, 1, "Lanterns at the quay"));
    let said = services::proposals::comments(&desk.world.system(), &found).await.expect("comments");
    assert!(said.len() == 1 && said.iter().all(|comment| comment.resolved.is_none()), "{said:?}");
    // An organisation that is not verified writes nothing for others.
    let applicant = desk.world.applicant(OrganisationKind::Ngo, "Dairy").await;
    let applicant = desk.client(&applicant).await;
    let begun = [("form", "proposal-begin"), ("title", "Lanterns"), ("kind", "practice"), ("language", "en")];
    assert_eq!(applicant.post("/proposals/new", &begun).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn authors_decide_nothing_about_what_they_wrote() {
    for world in [World::sqlite().await, World::postgres().await] {
        let desk = Desk::on(world).await;
        let author = desk.client(&desk.author).await;
        let id = desk.world.in_review(&desk.author, "Lanterns at the quay").await;
        let page = format!("/proposals/{id}");
        let comment = desk.comment(id).await;
        let left = |form: &str| matches!(form, "proposal-take-back" | "proposal-comment" | "proposal-settle");
        for form in MOVES.into_iter().filter(|form| !left(form)) {
            let met = match form {
                "proposal-submit" | "proposal-discard" | "proposal-begin-anew" => StatusCode::CONFLICT,
                "proposal-rebase" => StatusCode::FORBIDDEN,
                _ => StatusCode::NOT_FOUND,
            };
            assert_eq!(moved(&author, &page, form, &comment).await, met, "{form}");
        }
        let found = services::proposals::find(&desk.world.system(), id).await.expect("found");
        assert_eq!((found.state, found.edits), (PracticeState::InReview, 1));
        let curator = desk.world.as_person(&desk.curator).await;
        assert_eq!(services::proposals::reviewed(&curator, &found).await, Ok((0, false)), "nobody has approved it");
        assert_eq!(services::proposals::comments(&curator, &found).await.expect("comments").len(), 1);
        // What is left to them: to speak, to settle what was said, and to take it back.
        for form in MOVES.into_iter().filter(|form| left(form)) {
            assert_eq!(moved(&author, &page, form, &comment).await, StatusCode::SEE_OTHER, "{form}");
        }
        assert_eq!(desk.state(id).await, PracticeState::Draft);
        let said = services::proposals::comments(&curator, &found).await.expect("comments");
        assert_eq!(said.iter().filter(|comment| comment.resolved.is_some()).count(), 1, "{said:?}");
        assert!(said.iter().any(|comment| comment.text == "Mine!"), "{said:?}");
    }
}

#[tokio::test]
async fn curators_are_told_once_a_day_how_much_waits_and_can_say_no() {
    for world in [World::sqlite().await, World::postgres().await] {
        let desk = Desk::on(world).await;
        desk.world.work().await;
        let hour = async || {
            services::worker::tidy(&desk.world.system()).await.expect("tidied");
            desk.world.work().await;
        };
        let told = |person: &Person| {
            let mails = desk.world.mail.sent();
            mails.into_iter().filter(|mail| mail.to.as_str() == person.email).collect::<Vec<_>>()
        };
        let (one, two) = (told(&desk.curator).len(), told(&desk.second).len());
        hour().await;
        assert_eq!(told(&desk.curator).len(), one, "nothing waits, no mail");
        let (_, id) = desk.strong(&desk.author).await;
        desk.world.in_review(&desk.author, "Bells at the quay").await;
        // One of the two waits for the second curator alone.
        desk.approves(&desk.curator, id).await;
        hour().await;
        hour().await;
        let (first, second) = (told(&desk.curator), told(&desk.second));
        assert_eq!((first.len(), second.len()), (one + 1, two + 1), "once a day");
        let (first, second) = (first.last().expect("a mail"), second.last().expect("a mail"));
        assert!(first.text.contains("One proposal") && second.text.contains("2 proposals"), "{}", second.text);
        assert!(second.text.contains("/curation") && !second.text.contains("quay"), "{}", second.text);
        assert!(told(&desk.author).iter().all(|mail| !mail.text.contains("/curation")));

        // The next day to whoever has not said no.
        let client = desk.client(&desk.second).await;
        assert!(client.get("/account").await.text.contains("name=\"daily\" value=\"on\" checked"));
        let off = [("form", "account"), ("name", "Noor"), ("language", "en")];
        assert_eq!(client.post("/account", &off).await.status, StatusCode::SEE_OTHER);
        assert!(!client.get("/account").await.text.contains("name=\"daily\" value=\"on\" checked"));
        assert!(!desk.client(&desk.author).await.get("/account").await.text.contains("name=\"daily\""));
        desk.world.pass(chrono::TimeDelta::hours(24));
        hour().await;
        assert_eq!((told(&desk.curator).len(), told(&desk.second).len()), (one + 2, two + 1));
    }
}

#[tokio::test]
async fn a_draft_is_discarded_and_one_that_was_seen_stays_as_withdrawn() {
    let desk = Desk::new().await;
    let author = desk.client(&desk.author).await;
    let unseen = desk.world.proposal(&desk.author, "Lanterns").await;
    let seen = desk.world.in_review(&desk.author, "Bells").await;
    author.post(&format!("/proposals/{seen}"), &[("form", "proposal-take-back")]).await;
    for id in [unseen, seen] {
        let gone = author.post(&format!("/proposals/{id}"), &[("form", "proposal-discard")]).await;
        assert_eq!(gone.location(), "/proposals", "{}", gone.words());
    }
    assert_eq!(author.get(&format!("/proposals/{unseen}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.state(seen).await, PracticeState::Withdrawn);
}

#[tokio::test]
async fn a_draft_whose_record_was_taken_back_says_so_and_can_be_discarded() {
    let desk = Desk::new().await;
    let slug = desk.world.published(&desk.author, &desk.curator, "Lanterns").await;
    let id = desk.world.change(&desk.author, &slug, "summary", "They were lit.").await;
    let author = desk.client(&desk.author).await;
    let path = format!("/proposals/{id}");
    if desk.state(id).await == PracticeState::InReview {
        author.post(&path, &[("form", "proposal-take-back")]).await;
    }
    assert!(!author.get(&path).await.text.contains("id=\"gone\""), "its record is there");
    services::library::withdraw(&desk.world.system(), &slug, "It has ended.").await.expect("withdrawn");
    let page = author.get(&path).await;
    let words = page.words();
    assert!(
        words.contains("The record that this draft changes was taken back") && words.contains("Discard it"),
        "{words}"
    );
    assert!(!words.contains("It was taken back from the curators"), "{words}");
    assert!(!words.contains("Still needed") && !words.contains("Go on writing"), "{words}");
    assert!(page.text.contains(&format!("href=\"/library/{slug}\"")), "{}", page.text);
    author.post(&path, &[("form", "proposal-discard")]).await;
    assert_eq!(author.get("/proposals").await.status, StatusCode::OK);
}
