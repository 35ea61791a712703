//! The library taken along from its page: what is offered to whom, and the folder of pages as one file.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use testkit::{Client, World};
use tower::ServiceExt;

use crate::files::{docx, publish};
use crate::router;

const FOLDER: &str = "/library/export.zip";

/// Every file below a folder, by its path from there.
pub(crate) fn written(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").display().to_string();
                found.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

/// Every file of an archive, by its name.
fn unpacked(bytes: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut found = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("read");
        let name = file.name().expect("a name in UTF-8").into_owned();
        assert!(!found.contains_key(&name), "{name} comes twice");
        found.insert(name, bytes);
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_unpacks_to_what_the_command_writes() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let author = world.as_person(&ngo).await;
        let id = services::proposals::begin(&author, &testkit::manuscript("Kites")).await.expect("begun");
        services::files::add(&author, id, "Plan.docx", docx("Plan", "The quillback knot.")).await.expect("taken");
        let slug = publish(&world, &ngo, id).await.replace("/library/", "");
        let system = world.system();
        let mut second = services::library::find(&system, &slug).await.expect("there").practice;
        // Both versions have the same file.
        second.summary = "New words.".into();
        services::library::publish(&system, &second).await.expect("published");
        let folder = world.folder.path().join("out");
        server::export::folder(&system, &folder).await.expect("written");
        let curator = Client::signed_in(router(&world), &world.platform(PlatformRole::Curator).await).await;
        let request = Request::get(FOLDER).header(header::COOKIE, curator.cookie().expect("a session"));
        let request = request.body(Body::empty()).expect("a request");
        let answer = router(&world).oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        for (name, expect) in [
            ("content-type", "application/zip"),
            ("content-disposition", "attachment; filename=\"ponte-library.zip\""),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.headers().get(name).and_then(|value| value.to_str().ok()), Some(expect), "{name}");
        }
        let bytes = to_bytes(answer.into_body(), 64 << 20).await.expect("all of it");
        let (sent, on_disk) = (unpacked(bytes.to_vec()), written(&folder));
        assert!(sent.keys().any(|name| name.ends_with("Plan.docx")), "{:?}", sent.keys());
        assert!(sent.contains_key(&format!("records/{slug}.v1.html")), "{:?}", sent.keys());
        assert_eq!(sent.keys().collect::<Vec<_>>(), on_disk.keys().collect::<Vec<_>>());
        for (name, bytes) in &on_disk {
            assert_eq!(sent.get(name), Some(bytes), "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_stops_taking_it_stops_its_making() {
    let (world, _) = crate::library::library().await;
    let curator = Client::signed_in(router(&world), &world.platform(PlatformRole::Curator).await).await;
    for _ in 0..3 {
        let request = Request::get(FOLDER).header(header::COOKIE, curator.cookie().expect("a session"));
        let answer = router(&world).oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
        drop(answer);
    }
    let whole = curator.get(FOLDER).await;
    assert_eq!(whole.status, StatusCode::OK);
    let left = std::fs::read_dir(world.folder.path()).expect("a folder").filter_map(Result::ok);
    let left: Vec<_> = left.map(|entry| entry.file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("zip")), "nothing of it is kept: {left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_breaks_off_ends_before_its_last_piece_and_the_log_says_so() {
    for world in [World::sqlite().await, World::postgres().await] {
        let curator = Client::signed_in(router(&world), &world.platform(PlatformRole::Curator).await).await;
        let db = world.services.db.connection();
        migrations::execute(db, "ALTER TABLE practices RENAME TO gone").await.expect("broken");
        for address in ["/library/export.jsonl", FOLDER] {
            let request = Request::get(address).header(header::COOKIE, curator.cookie().expect("a session"));
            let request = request.body(Body::empty()).expect("a request");
            let answer = router(&world).oneshot(request).await.expect("an answer");
            assert_eq!(answer.status(), StatusCode::OK, "{address} has begun");
            assert!(to_bytes(answer.into_body(), 64 << 20).await.is_err(), "{address} is not taken for the whole");
        }
        migrations::execute(db, "ALTER TABLE gone RENAME TO practices").await.expect("mended");
    }
    let lines = testkit::log::lines();
    for export in ["export=jsonl", "export=zip"] {
        let said = |line: &&String| line.contains("an export broke off") && line.contains(export);
        let line = lines.iter().find(said).unwrap_or_else(|| unreachable!("{export} is told"));
        assert!(line.starts_with("ERROR") && line.contains("cause=unmade"), "{line}");
    }
}

#[tokio::test]
async fn the_page_offers_everybody_the_library_and_curators_alone_the_folder() {
    let (world, visitor) = crate::library::library().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let curator = world.platform(PlatformRole::Curator).await;
    let employer = Client::signed_in(router(&world), &employer).await;
    let curator = Client::signed_in(router(&world), &curator).await;
    for (client, status) in
        [(&visitor, StatusCode::UNAUTHORIZED), (&employer, StatusCode::NOT_FOUND), (&curator, StatusCode::OK)]
    {
        let page = client.get("/library").await;
        let part = page.text.split("id=\"take-along\"").nth(1).expect("the part");
        for leads in ["/library/export.jsonl", services::feed::PATH, "/oai?verb=Identify"] {
            assert!(part.contains(&format!("href=\"{leads}\"")), "{leads} in {part}");
            assert_eq!(visitor.get(leads).await.status, StatusCode::OK, "{leads}");
        }
        assert!(part.contains(&format!(">{}/oai<", testkit::ORIGIN)), "the address for other libraries: {part}");
        for said in ["OAI-PMH", "licence of its own", "To cite the library as a whole"] {
            assert!(page.words().contains(said), "{said} in {}", page.words());
        }
        assert_eq!(part.contains(FOLDER), status == StatusCode::OK, "{part}");
        let answer = client.get(FOLDER).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("content-type") == "application/zip", status == StatusCode::OK);
    }
    let record = visitor.get("/library/bright-future-co-operative").await;
    assert!(record.text.contains("href=\"/library#take-along\""), "the record leads there");
}
