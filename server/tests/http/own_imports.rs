//! A file that becomes a draft of a member's organisation: as its author, as a curator, as a stranger.

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::id::ProposalId;
use domain::organisation::OrganisationKind;
use domain::practice::PracticeState;
use domain::proposal::Proposal;
use services::proposals::Seen;
use testkit::{Answer, Client, Person, World};

use crate::import_pages::{begun, count, curator, nothing_left, row, take};
use crate::router;

const PAGE: &str = "/proposals/import";

fn record(slug: &str) -> String {
    row(slug, "")
}

async fn signed_in(world: &World, person: &Person) -> Client {
    Client::signed_in(router(world), person).await
}

async fn send(client: &Client, name: &str, bytes: impl AsRef<[u8]>) -> Answer {
    client.post_file(PAGE, &[("form", "proposal-import")], ("file", name, bytes.as_ref())).await
}

/// Sends a file that becomes a draft: its key.
async fn drafted(client: &Client, name: &str, bytes: impl AsRef<[u8]>) -> ProposalId {
    let sent = send(client, name, bytes).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words());
    let id = sent.location().strip_prefix("/proposals/").expect("a proposal");
    id.parse().unwrap_or_else(|_| unreachable!("{name} led to {id}"))
}

/// Sends a file that is kept as an import and becomes no draft: what the page says then.
async fn kept(client: &Client, name: &str, bytes: impl AsRef<[u8]>) -> Answer {
    let sent = send(client, name, bytes).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words());
    assert!(sent.location().starts_with(PAGE), "{}", sent.location());
    client.get(sent.location()).await
}

async fn found(world: &World, id: ProposalId) -> Proposal {
    services::proposals::find(&world.system(), id).await.expect("found")
}

async fn drafts(world: &World, person: &Person) -> usize {
    services::proposals::own(&world.as_person(person).await, None, 50).await.expect("read").len()
}

#[tokio::test]
async fn a_file_becomes_a_draft_of_its_authors_organisation_and_of_nobody_else() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.member(OrganisationKind::Organiser, "Round Table").await;
        let author = signed_in(&world, &person).await;
        assert!(author.get("/proposals").await.text.contains(&format!("href=\"{PAGE}\"")), "the way there");
        assert!(author.get(PAGE).await.words().contains("no draft of a file yet"));
        let markdown = "# Bells of Velmora\n\nBells were rung in 1998, since nobody saw the quay at night.\n";
        let files: [(&str, Vec<u8>, &str); 3] = [
            ("lamps.json", record("lamps").into_bytes(), "Row lamps"),
            ("bells.md", markdown.into(), "Bells of Velmora"),
            ("Kites.docx", crate::files::docx("Kites of Velmora", "Forty kites flew."), "Kites of Velmora"),
        ];
        let mut ids = Vec::new();
        for (name, bytes, title) in files {
            let id = drafted(&author, name, bytes).await;
            let proposal = found(&world, id).await;
            assert_eq!((proposal.title(), proposal.state), (title, PracticeState::Draft), "{name}");
            assert_eq!((proposal.organisation, proposal.author), (person.organisation, Some(person.account)), "{name}");
            let page = author.get(PAGE).await;
            assert!(page.words().contains(name) && page.text.contains(&format!("/proposals/{id}")), "{}", page.text);
            assert_eq!(author.get(&format!("/proposals/{id}")).await.status, StatusCode::OK, "{name}");
            ids.push(id);
        }
        assert_eq!((count(&world).await, drafts(&world, &person).await), (0, 3), "nothing is published by it");
        let files = author.get(&format!("/proposals/{}/files", ids[2])).await;
        assert!(files.words().contains("Kites.docx"), "the document is among the draft's files");

        // A colleague knows of it; nobody else does, and no curator before it comes before them.
        let colleague = world.colleague(&person, domain::account::MemberRole::Member).await;
        assert!(signed_in(&world, &colleague).await.get(PAGE).await.words().contains("lamps.json"));
        let other = world.member(OrganisationKind::Ngo, "Harbour").await;
        let stranger = signed_in(&world, &other).await;
        assert!(!stranger.get(PAGE).await.words().contains("lamps.json"));
        let curator = curator(&world).await;
        let listed = curator.get("/library/import").await;
        assert!(listed.words().contains("Nothing has been imported here yet."), "{}", listed.words());
        let actor = world.as_person(&person).await.actor().clone();
        let own = store::imports::list(&world.services.db, &actor, person.organisation).await.expect("read");
        assert_eq!(own.len(), 3);
        for import in &own {
            for client in [&author, &stranger, &curator] {
                let met = client.get(&format!("/library/import/{}", import.id)).await;
                assert_eq!(met.status, StatusCode::NOT_FOUND, "{}", import.name);
            }
        }
        for id in &ids {
            for client in [&stranger, &curator] {
                assert_eq!(client.get(&format!("/proposals/{id}")).await.status, StatusCode::NOT_FOUND);
            }
        }
        assert!(!curator.get("/curation").await.words().contains("Row lamps"));

        // It goes the way of every proposal.
        let scope = world.as_person(&person).await;
        services::proposals::submit(&scope, ids[0]).await.expect("whole as it was read");
        assert!(curator.get("/curation").await.words().contains("Row lamps"));
        let second = world.as_person(&world.platform(PlatformRole::Curator).await).await;
        services::proposals::approve(&second, ids[0], Seen::text(1)).await.expect("approved");
        assert_eq!(count(&world).await, 1);

        // What is discarded is no longer led to.
        services::proposals::discard(&scope, ids[1]).await.expect("discarded");
        let page = author.get(PAGE).await;
        assert!(page.words().contains("Bells of Velmora") && !page.text.contains(&ids[1].to_string()), "{}", page.text);
        nothing_left(&world);
    }
}

#[tokio::test]
async fn a_file_about_a_record_that_is_here_becomes_a_draft_of_a_change() {
    for world in [World::sqlite().await, World::postgres().await] {
        let curator = curator(&world).await;
        let (path, _) = begun(&curator, "rows.jsonl", record("lamps")).await;
        take(&world, &curator, &path, "publish").await;
        let person = world.member(OrganisationKind::Business, "Bakery").await;
        let author = signed_in(&world, &person).await;
        let known = kept(&author, "lamps.json", record("lamps")).await;
        assert!(known.words().contains("Known already"), "{}", known.words());
        assert!(known.text.contains("href=\"/library/lamps\""), "it leads to the record");
        assert_eq!(drafts(&world, &person).await, 0);
        let better = record("lamps").replace("A row.", "A better row.");
        let id = drafted(&author, "lamps.json", &better).await;
        let proposal = found(&world, id).await;
        let stored = store::practices::by_slug(&world.services.db, "lamps").await.expect("read").expect("published");
        assert_eq!((proposal.practice, proposal.base), (Some(stored.id), Some(1)));
        assert_eq!(stored.version, 1, "nothing is published by it");

        // Once is enough: what it says now would stand beside what it said before.
        for again in [better.clone(), better.replace("better", "best")] {
            let page = kept(&author, "again.json", again).await;
            assert!(page.words().contains("has a proposal about this record already"), "{}", page.words());
        }
        assert_eq!(drafts(&world, &person).await, 1);
        // Another organisation may propose what it likes.
        let other = world.member(OrganisationKind::Ngo, "Harbour").await;
        drafted(&signed_in(&world, &other).await, "lamps.json", &better).await;
    }
}

#[tokio::test]
async fn what_is_no_record_is_refused_as_the_curators_are() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Ngo, "Harbour").await;
    let (author, curator) = (signed_in(&world, &person).await, curator(&world).await);
    let bomb = crate::files::archive(&[
        ("[Content_Types].xml", b"<Types/>".to_vec()),
        ("word/document.xml", vec![b' '; 64 << 20]),
    ]);
    for (name, bytes) in [
        ("a.pdf", b"%PDF-1.5 broken".to_vec()),
        ("a.pdf", b"<script>alert(1)</script>".to_vec()),
        ("a.docx", bomb),
        ("a.docx", b"MZ".to_vec()),
    ] {
        let answer = send(&author, name, &bytes).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        let beside = |page: &Answer| {
            let rest = page.text.split("id=\"problem-file\"").nth(1).and_then(|rest| rest.split("</p>").next());
            rest.map(str::to_owned)
        };
        let theirs =
            curator.post_file("/library/import", &[("form", "import-file")], ("file", name, bytes.as_slice())).await;
        assert!(beside(&answer).is_some() && beside(&answer) == beside(&theirs), "{name}: {}", answer.words());
    }
    // Several records, tables and plain texts are the curators'.
    for name in ["a.jsonl", "a.ndjson", "a.csv", "a.tsv", "a.txt", "a.exe"] {
        let answer = send(&author, name, record("a")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        let words = answer.words();
        assert!(words.contains("ends in .md, .markdown, .json, .pdf or .docx"), "{name}: {words}");
    }
    let none = author.post(PAGE, &[("form", "proposal-import")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(author.get(PAGE).await.words().contains("no draft of a file yet"), "nothing is kept of them");

    // A record that does not read is told as a row of theirs is.
    let faulty = record("Bad").replace("2010", "\"soon\"");
    let page = kept(&author, "faulty.json", &faulty).await;
    let (_, theirs) = begun(&curator, "faulty.json", &faulty).await;
    for part in ["Refused", "Year: Write a year"] {
        assert!(page.words().contains(part) && theirs.words().contains(part), "{part} in {}", page.words());
    }
    let (own, curators) =
        ("Address (slug): Write 1 to 80 lower case letters", "Address: Write 1 to 80 lower case letters");
    assert!(page.words().contains(own) && theirs.words().contains(curators), "{}", page.words());
    // What is wrong stands above the field, a line for each, and as long as that file is the one that was sent.
    let summary =
        page.text.split("id=\"problems\"").nth(1).and_then(|rest| rest.split("</div>").next()).expect("a summary");
    assert!(summary.contains("faulty.json") && summary.matches("href=\"#field-file\"").count() > 1, "{summary}");
    assert!(!author.get(PAGE).await.text.contains("id=\"problems\""));
    let long = "x".repeat(2_000_001);
    assert!(kept(&author, "long.md", long).await.words().contains("longer than 2,000,000 bytes"));
    assert_eq!(drafts(&world, &person).await, 0);
    nothing_left(&world);
}

#[tokio::test]
async fn only_members_of_verified_organisations_make_drafts_of_files() {
    for world in [World::sqlite().await, World::postgres().await] {
        let visitor = send(&Client::new(router(&world)), "a.json", record("a")).await;
        assert_eq!(visitor.status, StatusCode::UNAUTHORIZED);
        let curator = curator(&world).await;
        assert_eq!(curator.get(PAGE).await.status, StatusCode::NOT_FOUND, "curators have an import of their own");
        assert_eq!(send(&curator, "a.json", record("a")).await.status, StatusCode::NOT_FOUND);
        let steward = world.platform(PlatformRole::Steward).await;
        let steward = signed_in(&world, &steward).await;
        assert_eq!(send(&steward, "a.json", record("a")).await.status, StatusCode::NOT_FOUND);
        let applicant = world.applicant(OrganisationKind::Business, "Mill").await;
        let suspended = world.member(OrganisationKind::Ngo, "Lantern").await;
        world.suspend(suspended.organisation()).await;
        for person in [&applicant, &suspended] {
            let client = signed_in(&world, person).await;
            assert_eq!(send(&client, "a.json", record("a")).await.status, StatusCode::FORBIDDEN);
            assert_eq!(drafts(&world, person).await, 0);
        }
        // The curators' own import stays theirs.
        let member = world.member(OrganisationKind::Media, "Gazette").await;
        let member = signed_in(&world, &member).await;
        let theirs = member.post_file("/library/import", &[("form", "import-file")], ("file", "a.json", b"{}")).await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND);
        drafted(&member, "a.json", record("a")).await;
    }
}

#[tokio::test]
async fn the_example_beside_the_form_is_a_file_that_lacks_nothing() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Organiser, "Round Table").await;
    let author = signed_in(&world, &person).await;
    let page = author.get(PAGE).await;
    let example =
        page.text.split_once("<code>").and_then(|(_, rest)| rest.split_once("</code>")).expect("an example").0;
    let example = example.replace("&quot;", "\"");
    assert!(example.starts_with("+++\n"), "{example}");
    let (before, _) = page.text.split_once("<pre>").expect("an example");
    assert!(before.contains(">An example in Markdown:</p>") && before.contains("aria-labelledby=\"file-example\""));
    let id = drafted(&author, "example.md", &example).await;
    let (proposal, scope) = (found(&world, id).await, world.as_person(&person).await);
    let missing = services::proposals::missing(&scope, &proposal).await.expect("read");
    assert_eq!(missing, domain::Problems::new());
    services::proposals::submit(&scope, id).await.expect("whole as it stands on the page");
    // What a file may choose from is what the page names.
    let kinds = domain::practice::PracticeKind::ALL.iter().map(|kind| kind.word());
    let grades = domain::practice::Evidence::ALL.iter().map(|grade| grade.word());
    let named = page.words();
    let choices = named.split("Kind is ").nth(1).and_then(|rest| rest.split("Languages").next()).expect("choices");
    for word in kinds.chain(grades) {
        assert!(choices.contains(word), "{word} in {choices}");
    }
}
