//! From a draft to the library and out of it again: as its author, as a curator, as a stranger.

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::id::ProposalId;
use domain::organisation::OrganisationKind;
use domain::practice::PracticeState;
use services::proposals::Seen;
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

/// The fields of a manuscript as the form posts them.
fn posted(written: &domain::practice::Manuscript) -> Vec<(&'static str, String)> {
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
        assert_eq!(published.location(), "/library/lanterns-at-the-quay", "{}", published.words());
        assert_eq!(desk.state(id).await, PracticeState::Published);
        desk.world.work().await;
        let record = Client::new(router(&desk.world)).get("/library/lanterns-at-the-quay").await.words();
        assert!(record.contains("the college counted") && record.contains("What was done"), "{record}");
        assert!(author.get("/library?q=lanterns").await.text.contains("/library/lanterns-at-the-quay"));
    }
}

#[tokio::test]
async fn strong_evidence_needs_two_curators_who_saw_the_same_text() {
    for world in [World::sqlite().await, World::postgres().await] {
        let desk = Desk::on(world).await;
        let scope = desk.world.as_person(&desk.author).await;
        let mut written = manuscript("Lanterns at the quay");
        written.set("evidence", vec!["evaluated".into()]);
        let id = services::proposals::begin(&scope, &written).await.expect("begun");
        services::proposals::submit(&scope, id).await.expect("submitted");

        let first = desk.approves(&desk.curator, id).await;
        assert_eq!(first.location(), format!("/proposals/{id}"));
        let page = desk.client(&desk.curator).await.get(&format!("/proposals/{id}")).await;
        assert!(page.words().contains("Another curator has to look too"), "{}", page.words());
        // The same eyes twice are no second pair.
        let again = services::proposals::approve(&desk.world.as_person(&desk.curator).await, id, Seen::text(1))
            .await
            .expect("noted");
        assert_eq!(again, services::proposals::Approved::Waiting);
        assert_eq!(desk.state(id).await, PracticeState::InReview);

        // The second one mends a word: the first has not seen that.
        let second = desk.client(&desk.second).await;
        written.set("cost", vec!["Forty lamps.".into()]);
        assert_eq!(save(&second, id, "proposal", "1", &posted(&written)).await.status, StatusCode::SEE_OTHER);
        let stale = services::proposals::approve(&desk.world.as_person(&desk.curator).await, id, Seen::text(1)).await;
        assert_eq!(stale, Err(domain::Error::Conflict));
        assert_eq!(desk.approves(&desk.second, id).await.location(), format!("/proposals/{id}"));
        let both = desk.approves(&desk.curator, id).await;
        assert_eq!(both.location(), "/library/lanterns-at-the-quay", "{}", both.words());

        // No way around it: not by taking a record in either.
        let practice = services::library::find(&scope, "lanterns-at-the-quay").await.expect("published").practice;
        let other = domain::practice::Practice { slug: "lanterns-again".into(), ..practice };
        let alone = services::library::publish(&desk.world.as_person(&desk.curator).await, &other).await;
        assert_eq!(alone, Err(domain::Error::Refused("refused-two-curators")));
    }
}

#[tokio::test]
async fn a_curator_who_writes_counts_as_one_pair_of_eyes() {
    let desk = Desk::new().await;
    let scope = desk.world.as_person(&desk.curator).await;
    let mut written = manuscript("Lanterns at the quay");
    written.set("evidence", vec!["evaluated".into()]);
    let id = services::proposals::begin(&scope, &written).await.expect("begun");
    services::proposals::submit(&scope, id).await.expect("submitted");
    assert_eq!(desk.approves(&desk.curator, id).await.location(), format!("/proposals/{id}"));
    assert_eq!(desk.approves(&desk.second, id).await.location(), "/library/lanterns-at-the-quay");
}

#[tokio::test]
async fn every_version_keeps_its_address_and_the_newest_is_the_default() {
    let desk = Desk::new().await;
    let slug = desk.world.published(&desk.author, &desk.curator, "Lanterns at the quay").await;
    let change = desk.world.change(&desk.author, &slug, "results", "25 people found work.").await;
    let compared = desk.client(&desk.curator).await.get(&format!("/proposals/{change}")).await;
    assert!(compared.text.contains("<del>20</del>") && compared.text.contains("<ins>25</ins>"), "{}", compared.text);
    assert_eq!(desk.approves(&desk.curator, change).await.location(), format!("/library/{slug}"));

    let reader = Client::new(router(&desk.world));
    assert!(reader.get(&format!("/library/{slug}")).await.words().contains("25 people found work."));
    let first = reader.get(&format!("/library/{slug}/versions/1")).await.words();
    assert!(first.contains("20 people found work") && first.contains("Read the newest version"), "{first}");
    let newest = reader.get(&format!("/library/{slug}/versions/2")).await.words();
    assert!(newest.contains("25 people") && !newest.contains("Read the newest version"));
    let all = reader.get(&format!("/library/{slug}/versions")).await.words();
    assert!(all.contains("Superseded") && all.contains("version 2") && all.contains("version 1"), "{all}");
    let between = reader.get(&format!("/library/{slug}/versions/2?against=1")).await;
    assert!(between.text.contains("<del>20</del>") && between.text.contains("<ins>25</ins>"));
    for none in ["3", "0", "-1", "first", "99999999999"] {
        assert_eq!(reader.get(&format!("/library/{slug}/versions/{none}")).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn whoever_wrote_from_an_older_version_compares_first() {
    let desk = Desk::new().await;
    let slug = desk.world.published(&desk.author, &desk.curator, "Lanterns at the quay").await;
    let other = desk.world.member(OrganisationKind::Ngo, "Harbour").await;
    let behind = desk.world.change(&other, &slug, "cost", "Little.").await;
    let ahead = desk.world.change(&desk.author, &slug, "cost", "Forty lamps.").await;
    desk.approves(&desk.curator, ahead).await;

    let curator = desk.client(&desk.curator).await;
    let page = format!("/proposals/{behind}");
    let refused = curator.post(&page, &[("form", "proposal-approve"), ("seen", "2")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.words().contains("Compare the two first"), "{}", refused.words());
    // What is left and right is said, and approving is not offered.
    let shown = curator.get(&page).await;
    let words = shown.words();
    assert!(words.contains("Version 1, from which it was begun") && words.contains("Proposed"), "{words}");
    assert!(words.contains("It cannot be approved as it stands: the record has version 2"), "{words}");
    assert!(!shown.text.contains("value=\"proposal-approve\"") && !words.contains("Published: version"), "{words}");
    // Only whoever has it in hand goes on from the newest version, and says to have compared with that one.
    let author = desk.client(&other).await;
    assert!(!author.get(&page).await.text.contains("value=\"proposal-rebase\""));
    let early = author.post(&page, &[("form", "proposal-rebase"), ("tick", "2")]).await;
    assert_eq!(early.status, StatusCode::FORBIDDEN, "{}", early.words());
    for tick in ["", "1", "3", "yes"] {
        let refused = curator.post(&page, &[("form", "proposal-rebase"), ("tick", tick)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{tick}");
        assert!(refused.text.contains("id=\"problem-tick\""), "{}", refused.words());
    }
    let compared = curator.post(&page, &[("form", "proposal-rebase"), ("tick", "2")]).await;
    assert_eq!(compared.status, StatusCode::SEE_OTHER);
    assert!(curator.get(&page).await.words().contains("Published: version 2"));
    assert_eq!(desk.approves(&desk.curator, behind).await.location(), format!("/library/{slug}"));
    assert_eq!(services::library::versions(&desk.world.visitor(), &slug).await.expect("versions").len(), 3);
}

#[tokio::test]
async fn what_is_taken_back_leaves_a_page_that_says_why_and_nothing_else() {
    let desk = Desk::new().await;
    let slug = desk.world.published(&desk.author, &desk.curator, "Lanterns at the quay").await;
    desk.world.work().await;
    let address = format!("/library/{slug}");
    let author = desk.client(&desk.author).await;
    let late = desk.world.change(&desk.author, &slug, "cost", "Little.").await;
    let withdraw = [("form", "practice-withdraw"), ("tick", "yes"), ("reason", "A reader could tell who is meant.")];
    assert_eq!(author.post(&address, &withdraw).await.status, StatusCode::NOT_FOUND);
    let curator = desk.client(&desk.curator).await;
    // It is for good, so it has to be meant.
    let unmeant = curator.post(&address, &[("form", "practice-withdraw"), ("reason", "A slip.")]).await;
    assert_eq!(unmeant.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unmeant.words());
    assert!(unmeant.text.contains("id=\"problem-tick\"") && unmeant.text.contains("A slip."), "{}", unmeant.words());
    assert!(unmeant.text.contains("button--danger"));
    assert_eq!(curator.post(&address, &withdraw).await.status, StatusCode::SEE_OTHER);
    desk.world.work().await;

    let reader = Client::new(router(&desk.world));
    for page in [address.clone(), format!("{address}/versions/1"), format!("{address}/versions")] {
        let left = reader.get(&page).await;
        assert!(left.words().contains("A reader could tell who is meant."), "{page}: {}", left.words());
        assert!(!left.words().contains("quays were dark") && !left.text.contains("Lamps were lit"), "{page}");
    }
    assert_eq!(reader.get(&address).await.status, StatusCode::GONE);
    assert!(!reader.get("/library?q=lanterns").await.text.contains(&address));
    let refused = curator.post(&format!("/proposals/{late}"), &[("form", "proposal-approve"), ("seen", "2")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.words());
}

#[tokio::test]
async fn strangers_find_nothing_and_change_nothing() {
    let desk = Desk::new().await;
    let stranger = desk.world.member(OrganisationKind::Business, "Mill").await;
    let stranger = desk.client(&stranger).await;
    let id = desk.world.in_review(&desk.author, "Lanterns at the quay").await;
    let page = format!("/proposals/{id}");
    assert_eq!(stranger.get(&page).await.status, StatusCode::NOT_FOUND);
    for form in [
        "proposal-submit",
        "proposal-take-back",
        "proposal-discard",
        "proposal-approve",
        "proposal-ask",
        "proposal-comment",
    ] {
        let met = stranger.post(&page, &[("form", form), ("seen", "1"), ("text", "Mine!"), ("field", "title")]).await;
        assert_eq!(met.status, StatusCode::NOT_FOUND, "{form}");
    }
    let fields = posted(&manuscript("Mine"));
    assert_eq!(save(&stranger, id, "proposal", "1", &fields).await.status, StatusCode::NOT_FOUND);
    assert_eq!(save(&stranger, id, "autosave", "1", &fields).await.status, StatusCode::NOT_FOUND);
    assert!(!stranger.get("/proposals").await.words().contains("Lanterns"));
    let found = services::proposals::find(&desk.world.system(), id).await.expect("found");
    assert_eq!((found.state, found.edits, found.title()), (PracticeState::InReview, 1, "Lanterns at the quay"));
    // An organisation that is not verified writes nothing for others.
    let applicant = desk.world.applicant(OrganisationKind::Ngo, "Dairy").await;
    let applicant = desk.client(&applicant).await;
    let begun = [("form", "proposal-begin"), ("title", "Lanterns"), ("kind", "practice"), ("language", "en")];
    assert_eq!(applicant.post("/proposals/new", &begun).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_text_is_saved_while_it_is_written_and_two_tabs_lose_nothing() {
    let desk = Desk::new().await;
    let author = desk.client(&desk.author).await;
    let id = desk.world.proposal(&desk.author, "Lanterns at the quay").await;
    let fields = posted(&manuscript("Lanterns at the quays"));
    let saved = save(&author, id, "autosave", "1", &fields).await;
    assert_eq!(saved.status, StatusCode::OK);
    assert_eq!(saved.input("edits").as_deref(), Some("2"));
    assert!(saved.words().contains("Saved on"), "{}", saved.words());
    // The same text again is no new edit.
    assert_eq!(save(&author, id, "autosave", "2", &fields).await.input("edits").as_deref(), Some("2"));

    // The other tab still has the first text.
    let other = posted(&manuscript("Lanterns in the other tab"));
    let conflict = save(&author, id, "autosave", "1", &other).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert_eq!(conflict.input("edits").as_deref(), Some("1"), "a text saved by itself never overwrites");
    assert_eq!(conflict.input("title").as_deref(), Some("Lanterns in the other tab"));
    let found = services::proposals::find(&desk.world.system(), id).await.expect("found");
    assert_eq!(found.title(), "Lanterns at the quays");
    // The button says so too, and the second press, after comparing, is meant.
    let pressed = save(&author, id, "proposal", "1", &other).await;
    assert_eq!(pressed.status, StatusCode::CONFLICT);
    let edits = pressed.input("edits").expect("the newest");
    let said = pressed.words();
    assert!(said.contains("Saved by somebody else") && said.contains("quays"), "both texts are there to compare");
    assert!(!said.contains("save it to compare"), "they are beside each other already");
    // A text of which nothing was read is no text: what is stored stands there again, and is not written over.
    let endless = vec![("problem", "x".repeat(10 << 20))];
    let endless = save(&author, id, "proposal", &edits, &endless).await;
    assert_eq!(endless.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(endless.input("title").as_deref(), Some("Lanterns at the quays"));
    assert_eq!(endless.input("edits").as_deref(), Some(edits.as_str()));
    assert_eq!(save(&author, id, "proposal", &edits, &other).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn one_field_that_is_too_long_keeps_no_other_from_being_saved() {
    let desk = Desk::new().await;
    let author = desk.client(&desk.author).await;
    let id = desk.world.proposal(&desk.author, "Lanterns at the quay").await;
    let page = format!("/proposals/{id}");
    let mut written = manuscript("Lanterns at the quays");
    written.set("summary", vec!["Lamps. ".repeat(100)]);
    written.set("source_publisher", vec!["P".repeat(301)]);
    let saved = save(&author, id, "autosave", "1", &posted(&written)).await;
    assert_eq!(saved.status, StatusCode::OK);
    assert!(saved.words().contains("Saved on"), "{}", saved.words());
    for (field, said) in [("summary", "Summary"), ("source_publisher-0", "Publisher of source 1")] {
        let finding = saved.text.split(&format!("href=\"#field-{field}\"")).nth(1).expect(field);
        let finding = finding.split("</li>").next().expect("a finding");
        assert!(finding.contains(said) && finding.contains(&format!("data-beside=\"{field}\"")), "{finding}");
    }
    let stored = async || services::proposals::find(&desk.world.system(), id).await.expect("found").manuscript;
    assert_eq!(stored().await, written, "the long text too: it may be on its way to becoming shorter");

    // The button saves as well, and shows what to shorten before going on.
    written.set("cost", vec!["Forty lamps.".into()]);
    let pressed = save(&author, id, "proposal", "2", &posted(&written)).await;
    assert_eq!(pressed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(pressed.text.contains("id=\"problem-summary\"") && pressed.words().contains("Saved on"));
    assert_eq!(pressed.input("edits").as_deref(), Some("3"));
    assert_eq!(stored().await, written);
    // No curator gets it so.
    let sent = author.post(&page, &[("form", "proposal-submit")]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    // What does not arrive at all says why beside the text.
    let endless = vec![("problem", "x".repeat(600 << 10))];
    let endless = save(&author, id, "autosave", "3", &endless).await;
    assert_eq!(endless.status, StatusCode::PAYLOAD_TOO_LARGE);
    let findings = endless.text.split("id=\"findings\"").nth(1).expect("findings");
    assert!(findings.contains("too long for this form"), "{findings}");
}

#[tokio::test]
async fn a_text_with_files_goes_on_saving_itself() {
    let desk = Desk::new().await;
    let author = desk.client(&desk.author).await;
    let id = desk.world.proposal(&desk.author, "Lanterns at the quay").await;
    let plan = crate::files::docx("Plan", "Forty lamps.");
    services::files::add(&desk.world.as_person(&desk.author).await, id, "plan.docx", plan).await.expect("put in");
    for (edits, title) in [("2", "Lanterns at a quay"), ("3", "Lanterns at this quay")] {
        let saved = save(&author, id, "autosave", edits, &posted(&manuscript(title))).await;
        assert_eq!(saved.status, StatusCode::OK, "{title}");
        assert!(saved.words().contains("Saved on"), "{title}");
        assert_ne!(saved.input("edits").as_deref(), Some(edits), "{title}");
    }
}

#[tokio::test]
async fn a_comparison_says_everything_in_words_and_compares_files() {
    let desk = Desk::new().await;
    let slug = desk.world.published(&desk.author, &desk.curator, "Lanterns at the quay").await;
    let scope = desk.world.as_person(&desk.author).await;
    let id = services::proposals::begin_from(&scope, &slug).await.expect("begun");
    let mut written = services::proposals::find(&scope, id).await.expect("found").manuscript;
    written.set("countries", vec!["AL, Italien".into()]);
    written.set("actor_name", vec!["Lantern Works".into(), "Harbour".into()]);
    written.set("actor_part", vec!["employer".into(), "trade-union".into()]);
    services::proposals::write(&scope, id, &written, 1).await.expect("written");
    services::files::add(&scope, id, "plan.docx", crate::files::docx("Plan", "Forty lamps.")).await.expect("put in");
    services::proposals::submit(&scope, id).await.expect("submitted");

    let curator = desk.client(&desk.curator).await;
    let shown = curator.get(&format!("/proposals/{id}")).await;
    let of = |text: &str, name: &str| {
        let field = text.split(&format!("id=\"compare-{name}\"")).nth(1).expect(name);
        field.split("</section>").next().expect("a field").to_owned()
    };
    let countries = of(&shown.text, "countries");
    assert!(countries.contains("Albania, Italy") && !countries.contains("compare__two"), "{countries}");
    let actors = of(&shown.text, "actor_name");
    assert!(actors.contains("Lantern Works · business") && !actors.contains("employer"), "{actors}");
    assert!(actors.contains("trade"), "{actors}");
    let files = of(&shown.text, "files");
    assert!(files.contains("plan.docx (DOCX, 1 kB) · added") && files.contains("<ins>"), "{files}");

    desk.approves(&desk.curator, id).await;
    let between = Client::new(router(&desk.world)).get(&format!("/library/{slug}/versions/2?against=1")).await;
    assert!(between.text.contains("plan.docx (DOCX, 1 kB) · added"), "{}", between.words());
    let back = Client::new(router(&desk.world)).get(&format!("/library/{slug}/versions/1?against=2")).await;
    assert!(back.text.contains("plan.docx (DOCX, 1 kB) · taken out"), "{}", back.words());
    assert!(back.text.contains("<del>plan.docx"), "{}", back.text);
    let decided = curator.get(&format!("/proposals/{id}")).await.words();
    assert!(
        decided.contains("Version 1") && decided.contains("Version 2") && !decided.contains("Proposed"),
        "{decided}"
    );
}

#[tokio::test]
async fn open_comments_are_seen_before_a_record_is_published() {
    let desk = Desk::new().await;
    let id = desk.world.in_review(&desk.author, "Lanterns at the quay").await;
    let page = format!("/proposals/{id}");
    let curator = desk.client(&desk.curator).await;
    assert!(!curator.get(&page).await.text.contains("name=\"tick\""), "nothing to tick while nothing is open");
    let say = [("form", "proposal-comment"), ("field", "results"), ("text", "Who counted?")];
    curator.post(&page, &say).await;
    curator.post(&page, &say).await;
    let shown = curator.get(&page).await;
    assert_eq!(shown.input("tick").as_deref(), Some("2"));
    assert!(shown.words().contains("2 comments are not settled"), "{}", shown.words());
    // Neither unseen nor with another number than there is now.
    for tick in ["", "1", "3", "yes"] {
        let refused = curator.post(&page, &[("form", "proposal-approve"), ("seen", "1"), ("tick", tick)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{tick}");
        assert!(refused.text.contains("id=\"problem-tick\"") && refused.text.contains("href=\"#field-tick\""));
    }
    assert_eq!(desk.state(id).await, PracticeState::InReview);
    // A comment that is settled is open no more.
    let comment = shown.input("comment").expect("a comment");
    let settle = [("form", "proposal-settle"), ("comment", comment.as_str()), ("settled", "yes")];
    assert_eq!(curator.post(&page, &settle).await.status, StatusCode::SEE_OTHER);
    let ticked = [("form", "proposal-approve"), ("seen", "1"), ("tick", "1")];
    assert_eq!(curator.post(&page, &ticked).await.location(), "/library/lanterns-at-the-quay");
}

#[tokio::test]
async fn a_problem_of_a_source_says_which_source() {
    let desk = Desk::new().await;
    let author = desk.client(&desk.author).await;
    let mut written = manuscript("Lanterns at the quay");
    written.set("source_title", vec!["A book of lamps".into(), String::new()]);
    written.set("source_publisher", vec!["Lighthouse College".into(), "Beacon Institute".into()]);
    let scope = desk.world.as_person(&desk.author).await;
    let id = services::proposals::begin(&scope, &written).await.expect("begun");
    for page in [format!("/proposals/{id}"), format!("/proposals/{id}/edit")] {
        let words = author.get(&page).await.words().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("Title of source 2 : ") || words.contains("Title of source 2: "), "{words}");
    }
}

#[tokio::test]
async fn a_title_of_pictures_alone_is_published_at_an_address_of_letters() {
    let desk = Desk::new().await;
    let slug = desk.world.published(&desk.author, &desk.curator, "🏮🌉").await;
    assert!(slug.starts_with("record-") && slug.is_ascii(), "{slug}");
    assert_eq!(Client::new(router(&desk.world)).get(&format!("/library/{slug}")).await.status, StatusCode::OK);
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
        let mut strong = manuscript("Lanterns at the quay");
        strong.set("evidence", vec!["evaluated".into()]);
        let scope = desk.world.as_person(&desk.author).await;
        let id = services::proposals::begin(&scope, &strong).await.expect("begun");
        services::proposals::submit(&scope, id).await.expect("submitted");
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
async fn a_title_that_is_there_already_is_asked_about_once() {
    let desk = Desk::new().await;
    desk.world.published(&desk.author, &desk.curator, "Lanterns at the quay").await;
    desk.world.work().await;
    let author = desk.client(&desk.author).await;
    let begin = |anyway: &'static str| {
        [
            ("form", "proposal-begin"),
            ("title", "Lantern at quay"),
            ("kind", "practice"),
            ("language", "en"),
            ("anyway", anyway),
        ]
    };
    let asked = author.post("/proposals/new", &begin("")).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.text.contains("/library/lanterns-at-the-quay") && asked.words().contains("Is it one of these?"));
    assert_eq!(author.post("/proposals/new", &begin("Lantern at quay")).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signs_in_a_title_hide_no_record_that_is_like_it() {
    let desk = Desk::new().await;
    desk.world.published(&desk.author, &desk.curator, "Lanterns at the quay").await;
    desk.world.work().await;
    let scope = desk.world.as_person(&desk.author).await;
    for title in [
        "Lanterns at the quay",
        "“Lantern at” quay",
        "Lanterns at the quay: \"light at night\"",
        "Lanterns -at the -quay",
        "Lanterns at the quay year:2010",
    ] {
        let found = services::proposals::alike(&scope, title, None).await.expect("searched");
        assert_eq!(found.len(), 1, "{title}");
    }
    let other = services::proposals::alike(&scope, "Bells \"on\" the -shore", None).await.expect("searched");
    assert!(other.is_empty(), "{other:?}");
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
async fn two_curators_at_once_publish_once() {
    for world in [World::sqlite().await, World::postgres().await] {
        let desk = Desk::on(world).await;
        let id = desk.world.in_review(&desk.author, "Lanterns at the quay").await;
        let (one, two) = (desk.world.as_person(&desk.curator).await, desk.world.as_person(&desk.second).await);
        let (one, two) = tokio::join!(
            services::proposals::approve(&one, id, Seen::text(1)),
            services::proposals::approve(&two, id, Seen::text(1))
        );
        assert_eq!([&one, &two].iter().filter(|done| done.is_ok()).count(), 1, "{one:?} {two:?}");
        let versions = services::library::versions(&desk.world.visitor(), "lanterns-at-the-quay").await.expect("there");
        assert_eq!(versions.len(), 1);
    }
}

#[tokio::test]
async fn words_used_against_their_definition_are_pointed_at_and_stand_in_no_way() {
    let desk = Desk::new().await;
    let author = desk.client(&desk.author).await;
    let id = desk.world.proposal(&desk.author, "Lanterns at the quay").await;
    let page = format!("/proposals/{id}/edit");
    assert!(!author.get(&page).await.text.contains("id=\"advice\""));
    let mut written = manuscript("Lanterns at the quay");
    written.set("problem", vec!["Illegal migrants were victims of smuggling.".into()]);
    save(&author, id, "autosave", "1", &posted(&written)).await;
    let shown = author.get(&page).await;
    assert!(shown.text.contains("id=\"advice\"") && shown.words().contains("Acts can be illegal, people cannot"));
    assert_eq!(
        author.post(&format!("/proposals/{id}"), &[("form", "proposal-submit")]).await.status,
        StatusCode::SEE_OTHER
    );
}
