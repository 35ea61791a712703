//! Files that are none, too large or broken off: each is refused beside its field, and leaves nothing.

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use testkit::{Client, World, file_head};

use super::{client_scope, curator, nothing_left, row, send};
use crate::router;

#[tokio::test]
async fn a_bad_file_is_refused_beside_its_field_and_leaves_nothing() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let bomb = crate::files::archive(&[
        ("[Content_Types].xml", b"<Types/>".to_vec()),
        ("word/document.xml", vec![b' '; 64 << 20]),
    ]);
    let many = row("a", "").replace("\"a\"", "\"b\"").repeat(5_001);
    for (name, bytes, why) in [
        ("a.exe", b"MZ".to_vec(), "Choose a file whose name ends in"),
        ("a.pdf", b"%PDF-1.5 broken".to_vec(), "This file is broken"),
        ("a.pdf", b"<script>alert(1)</script>".to_vec(), "not what the end of its name says"),
        ("a.docx", bomb, "unpacks to too much"),
        ("a.csv", b"".to_vec(), "This is no table"),
        ("a.csv", b"title\n".to_vec(), "This file is empty"),
        ("a.csv", ",x".repeat(300).into_bytes(), "This table has more than 200 columns."),
        ("a.jsonl", b"".to_vec(), "This file is empty"),
        ("a.jsonl", many.into_bytes(), "At most 5000 of these."),
    ] {
        let answer = send(&client, name, bytes).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        let beside = answer.text.split("id=\"problem-file\"").nth(1).unwrap_or_default();
        assert!(beside.contains(why) || answer.words().contains(why), "{why} in {}", answer.words());
        assert!(answer.text.contains("id=\"problem-file\""), "beside the field");
    }
    let none = client.post("/library/import", &[("form", "import-file")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = client.get("/library/import").await;
    assert!(page.words().contains("Nothing has been imported here yet."));
    assert!(services::proposals::own(&client_scope(&world).await, None, 10).await.expect("read").is_empty());
    nothing_left(&world);
}

#[tokio::test]
async fn two_hundred_megabytes_are_refused_while_they_come() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let field = format!(
        "--{}\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\nimport-file\r\n{}",
        testkit::BOUNDARY,
        file_head("file", "all.jsonl")
    );
    let first = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from(field))]);
    let chunk = Bytes::from(vec![b'a'; 1 << 20]);
    let some = futures_util::stream::iter((0..30).map(move |_| Ok(chunk.clone())));
    // The rest of the 200 never comes, and is not waited for.
    let rest = futures_util::StreamExt::chain(some, futures_util::stream::pending());
    let body = Body::from_stream(futures_util::StreamExt::chain(first, rest));
    let answer = client.post_parts("/library/import", body).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains("id=\"problem-file\""), "beside the field");
    assert!(answer.words().contains("This file is too large"), "{}", answer.words());
    assert_eq!(std::fs::read_dir(world.folder.path().join("uploads")).expect("made").count(), 0);
    assert!(client.get("/library/import").await.words().contains("Nothing has been imported here yet."));
}

#[tokio::test]
async fn a_form_that_breaks_off_is_none() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let torn = format!("{}half a file", file_head("file", "a.jsonl"));
    assert_eq!(client.post_parts("/library/import", torn).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut heads = format!("--{}\r\nX: ", testkit::BOUNDARY).into_bytes();
    heads.extend(vec![b'a'; 2 << 20]);
    let answer = client.post_parts("/library/import", heads).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    nothing_left(&world);
    let visitor = Client::new(router(&world));
    let answer = send(&visitor, "a.jsonl", row("a", "")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "a visitor signs in first");
    nothing_left(&world);
}
