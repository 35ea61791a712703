//! Files of records: put into a proposal by whoever may write it, cleaned, served with what lists them, and searched.

use std::io::{Cursor, Write};

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::id::ProposalId;
use domain::organisation::OrganisationKind;
use domain::practice::Manuscript;
use testkit::{Answer, Client, Person, World};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::router;

pub(crate) fn archive(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(part).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A document with a title and a paragraph, and the name of whoever wrote it.
pub(crate) fn docx(title: &str, words: &str) -> Vec<u8> {
    let body = format!(
        "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>{title}</w:t></w:r></w:p>\
         <w:p><w:ins w:author=\"Mira Hoxha\"><w:r><w:t>{words}</w:t></w:r></w:ins></w:p></w:body></w:document>"
    );
    let core = format!("<c><dc:title xmlns:dc=\"d\">{title}</dc:title><dc:creator>Mira Hoxha</dc:creator></c>");
    archive(&[
        ("[Content_Types].xml", b"<Types/>".to_vec()),
        ("word/document.xml", body.into_bytes()),
        ("docProps/core.xml", core.into_bytes()),
    ])
}

fn manuscript() -> Manuscript {
    Manuscript::of_pairs([
        ("kind", "practice"),
        ("title", "Kites of Velmora"),
        ("summary", "Kites were made."),
        ("language", "en"),
        ("year", "2004"),
        ("evidence", "told"),
        ("source_title", "A book"),
        ("licence", "CC0-1.0"),
    ])
}

async fn begin(world: &World, person: &Person) -> ProposalId {
    services::proposals::begin(&world.as_person(person).await, &manuscript()).await.expect("begun")
}

async fn put(client: &Client, path: &str, name: &str, bytes: &[u8]) -> Answer {
    client.post_file(path, &[("form", "file")], ("file", name, bytes)).await
}

/// The first address of a file in a page.
fn file_of(page: &Answer, before: &str) -> Option<String> {
    let rest = page.text.split(&format!("href=\"{before}")).nth(1)?;
    Some(format!("{before}{}", rest.split('"').next()?))
}

#[tokio::test]
async fn a_file_goes_with_its_record_and_what_it_says_is_found_on_sqlite() {
    goes_with_its_record(World::sqlite().await).await;
}

#[tokio::test]
async fn a_file_goes_with_its_record_and_what_it_says_is_found_on_postgresql() {
    goes_with_its_record(World::postgres().await).await;
}

async fn goes_with_its_record(world: World) {
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let author = Client::signed_in(router(&world), &ngo).await;
    let visitor = Client::new(router(&world));
    let id = begin(&world, &ngo).await;
    let path = format!("/proposals/{id}/files");
    let sent = put(&author, &path, "Kite <b>plan.docx", &docx("Plan", "The quillback knot holds.")).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words());
    let page = author.get(&path).await;
    assert!(page.words().contains("Kite bplan.docx") && !page.text.contains("<b>plan"), "{}", page.words());
    let proposed = file_of(&page, &format!("{path}/")).expect("its address");
    assert_eq!(visitor.get(&proposed).await.status, StatusCode::UNAUTHORIZED);
    let other = world.member(OrganisationKind::Ngo, "Lantern").await;
    let stranger = Client::signed_in(router(&world), &other).await;
    assert_eq!(stranger.get(&proposed).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(put(&stranger, &path, "a.docx", &docx("x", "y")).await.status, StatusCode::NOT_FOUND);
    let got = author.get(&proposed).await;
    assert_eq!(got.status, StatusCode::OK);
    assert!(!got.text.contains("Mira"), "nobody is named");
    let published = publish(&world, &ngo, id).await;
    let page = visitor.get(&published).await;
    let file = file_of(&page, &format!("{published}/files/")).expect("listed on the record's page");
    let got = visitor.get(&file).await;
    assert_eq!(got.status, StatusCode::OK);
    assert!(got.header("content-disposition").starts_with("attachment; filename=\"Kite bplan.docx\""));
    assert_eq!(got.header("x-content-type-options"), "nosniff");
    assert!(got.header("content-security-policy").starts_with("sandbox"));
    let known = axum::http::Request::builder().uri(&file).header("if-none-match", got.header("etag"));
    assert_eq!(visitor.send(known, axum::body::Body::empty()).await.status, StatusCode::NOT_MODIFIED);
    let found = visitor.get("/library?q=quillback").await;
    assert!(found.text.contains(&format!("href=\"{published}\"")), "what the file says is found");
    let within = found.text.split_once("In the file").map(|(_, rest)| rest).expect("it is said where the words stand");
    assert!(within.contains(&format!("href=\"{file}\"")) && within.contains(">Kite bplan.docx</a>"), "{within}");
    let own = visitor.get("/library?q=kites").await;
    assert!(own.text.contains(&format!("href=\"{published}\"")) && !own.text.contains("In the file"), "{}", own.text);
    assert_eq!(visitor.get(&file.replace("kites-of-velmora", "another")).await.status, StatusCode::NOT_FOUND);
    let curator = world.platform(PlatformRole::Curator).await;
    let scope = world.as_person(&curator).await;
    services::library::withdraw(&scope, "kites-of-velmora", "Not so.").await.expect("taken back");
    assert_eq!(visitor.get(&file).await.status, StatusCode::NOT_FOUND, "and goes with it");
}

/// Brings a proposal into the library; answers the record's address.
pub(crate) async fn publish(world: &World, author: &Person, id: ProposalId) -> String {
    services::proposals::submit(&world.as_person(author).await, id).await.expect("submitted");
    let curator = world.scope(world.as_person(&world.platform(PlatformRole::Curator).await).await.actor().clone());
    let proposal = services::proposals::find(&curator, id).await.expect("found");
    let approved = services::proposals::approve(&curator, id, services::proposals::Seen::text(proposal.edits))
        .await
        .expect("approved");
    world.work().await;
    match approved {
        services::proposals::Approved::Published(slug) => format!("/library/{slug}"),
        services::proposals::Approved::Waiting => "/waits".to_owned(),
    }
}

#[tokio::test]
async fn bad_files_are_refused_beside_the_field() {
    let world = World::sqlite().await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let author = Client::signed_in(router(&world), &ngo).await;
    let path = format!("/proposals/{}/files", begin(&world, &ngo).await);
    for (name, bytes, why) in [
        ("a.html", b"<script>alert(1)</script>".as_slice(), "This is no PDF"),
        ("a.png", b"<script>alert(1)</script>", "not what the end of its name says"),
        ("a.pdf", b"%PDF-1.7 nothing", "This file is broken"),
        ("a.docx", b"PK\x03\x04", "This file is broken"),
        ("...", b"%PDF-1.7", "This is needed"),
    ] {
        let answer = put(&author, &path, name, bytes).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(
            answer.words().contains(why) && answer.text.contains("id=\"problem-file\""),
            "{name}: {}",
            answer.words()
        );
    }
    let none = author.post(&path, &[("form", "file")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(author.get(&path).await.words().contains("There are no files yet."));
    let large = vec![b'a'; (20 << 20) + 1];
    assert_eq!(put(&author, &path, "a.pdf", &large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(std::fs::read_dir(world.folder.path().join("uploads")).expect("made").count(), 0);
}

#[tokio::test]
async fn files_are_taken_out_kept_while_writing_and_swept_with_their_proposal() {
    let world = World::sqlite().await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let author = Client::signed_in(router(&world), &ngo).await;
    let scope = world.as_person(&ngo).await;
    let id = begin(&world, &ngo).await;
    let path = format!("/proposals/{id}/files");
    for name in ["one.docx", "two.docx"] {
        assert_eq!(put(&author, &path, name, &docx(name, "words")).await.status, StatusCode::SEE_OTHER);
    }
    let proposal = services::proposals::find(&scope, id).await.expect("found");
    let files = services::files::of_proposal(&scope, &proposal).await.expect("listed");
    assert_eq!(files.len(), 2);
    services::proposals::write(&scope, id, &manuscript(), proposal.edits).await.expect("written");
    let proposal = services::proposals::find(&scope, id).await.expect("found");
    assert_eq!(
        services::files::of_proposal(&scope, &proposal).await.expect("listed").len(),
        2,
        "an editor without files keeps them"
    );
    let first = files.first().expect("a file").id;
    let gone = author.post(&path, &[("form", "file-remove"), ("file", &first.to_string())]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    let db = &world.services.db;
    assert!(store::files::content(db, first).await.expect("read").is_none());
    services::proposals::discard(&scope, id).await.expect("discarded");
    let second = files.last().expect("a file").id;
    world.pass(chrono::TimeDelta::days(2));
    let tx = db.begin().await.expect("begun");
    store::files::sweep(&tx, world.system().now() - chrono::TimeDelta::days(1)).await.expect("swept");
    tx.commit().await.expect("committed");
    assert!(store::files::content(db, second).await.expect("read").is_none(), "what nothing lists is swept");
}

#[tokio::test]
async fn a_proposal_that_is_with_the_curators_is_not_its_authors_to_change() {
    let world = World::sqlite().await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let author = Client::signed_in(router(&world), &ngo).await;
    let id = begin(&world, &ngo).await;
    services::proposals::submit(&world.as_person(&ngo).await, id).await.expect("submitted");
    let path = format!("/proposals/{id}/files");
    assert_eq!(put(&author, &path, "a.docx", &docx("x", "y")).await.status, StatusCode::FORBIDDEN);
    assert!(!author.get(&path).await.text.contains("type=\"file\""), "and its page offers nothing");
    let curator = Client::signed_in(router(&world), &world.platform(PlatformRole::Curator).await).await;
    assert_eq!(
        put(&curator, &path, "a.docx", &docx("x", "y")).await.status,
        StatusCode::SEE_OTHER,
        "a curator mends it"
    );
}
