//! The library taken along: as lines, and as a folder of pages that needs no server.

use std::collections::BTreeSet;
use std::path::Path;

use testkit::{Client, World};

use crate::router;

async fn library() -> World {
    let world = World::sqlite().await;
    server::seed::all(&world.system(), app::at::Demo::Off).await.expect("seeded");
    world
}

#[tokio::test]
async fn what_is_exported_is_known_already_when_it_is_imported() {
    let world = library().await;
    let answer = Client::new(router(&world)).get("/library/export.jsonl").await;
    assert_eq!(answer.header("content-type"), "application/jsonl; charset=utf-8");
    let count = store::practices::count(&world.services.db).await.expect("counted");
    assert_eq!(u64::try_from(answer.text.lines().count()).expect("a number"), count);
    let import = async |world: &World| {
        services::import::file(&world.system(), "library.jsonl", answer.text.as_bytes(), |_| {}).await.expect("read")
    };
    let again = import(&world).await;
    assert_eq!(
        (u64::try_from(again.unchanged).expect("a number"), again.new, again.changed, again.refused),
        (count, 0, 0, 0)
    );
    let elsewhere = World::sqlite().await;
    let fresh = import(&elsewhere).await;
    assert_eq!((u64::try_from(fresh.new).expect("a number"), fresh.refused), (count, 0));
}

/// Every file below a folder, by its path from there.
fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.insert(path.strip_prefix(folder).expect("below").display().to_string());
            }
        }
    }
    found
}

/// The path that a link leads to from a file.
fn led(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('#').next().unwrap_or_default().split('/') {
        match part {
            ".." => drop(parts.pop()),
            "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[tokio::test]
async fn the_folder_holds_everything_its_pages_lead_to_and_needs_no_network() {
    let world = library().await;
    let mut practice =
        services::library::find(&world.system(), "bright-future-co-operative").await.expect("there").practice;
    practice.summary = "The second <version> & its words.".into();
    services::library::publish(&world.system(), &practice).await.expect("published");
    let folder = world.folder.path().join("out");
    let count = server::export::folder(&world.system(), &folder).await.expect("written");
    let all = files(&folder);
    for needed in [
        "index.html",
        "style.css",
        "library.jsonl",
        "records/bright-future-co-operative.html",
        "records/bright-future-co-operative.v1.html",
        "records/bright-future-co-operative.bib",
    ] {
        assert!(all.contains(needed), "{needed} of {all:?}");
    }
    assert_eq!(std::fs::read_to_string(folder.join("library.jsonl")).expect("lines").lines().count(), count);
    let mut reached = BTreeSet::from(["index.html".to_owned()]);
    let mut waiting = vec!["index.html".to_owned()];
    while let Some(name) = waiting.pop() {
        let text = std::fs::read_to_string(folder.join(&name)).expect("text");
        if !name.ends_with(".html") {
            continue;
        }
        assert!(text.starts_with("<!DOCTYPE html><html lang=\"en\""), "{name}: {text:.80}");
        assert!(!text.contains("<script") && !text.contains(" src=") && !text.contains("style=\""), "{name}");
        for part in text.split(" href=\"").skip(1) {
            let link = part.split('"').next().unwrap_or_default();
            if link.starts_with("http://") || link.starts_with("https://") || link.starts_with('#') {
                continue;
            }
            assert!(!link.starts_with('/'), "{name} leads to {link}");
            let to = led(&name, link);
            assert!(all.contains(&to), "{name} leads to {link}, which is not there");
            if reached.insert(to.clone()) {
                waiting.push(to);
            }
        }
    }
    assert_eq!(reached, all, "every file is led to");
    let page = std::fs::read_to_string(folder.join("records/bright-future-co-operative.html")).expect("a page");
    assert!(page.contains("The second &lt;version&gt; &amp; its words."), "{page}");
    let left = std::fs::read_dir(world.folder.path()).expect("a folder").filter_map(Result::ok);
    assert!(
        left.map(|entry| entry.file_name()).all(|name| !name.to_string_lossy().contains("part-")),
        "nothing is left"
    );
}

#[tokio::test]
async fn nothing_is_written_over_and_nothing_half_done_is_left() {
    let world = library().await;
    let scope = world.system();
    let folder = world.folder.path().join("full");
    std::fs::create_dir(&folder).expect("made");
    server::export::folder(&scope, &folder).await.expect("an empty folder will do");
    let before = files(&folder);
    assert!(server::export::folder(&scope, &folder).await.is_err_and(|why| why.ends_with("is not empty")));
    assert_eq!(files(&folder), before);
    let file = world.folder.path().join("library.jsonl");
    server::export::lines(&scope, &file).await.expect("written");
    assert!(server::export::lines(&scope, &file).await.is_err_and(|why| why.ends_with("is there already")));
    let nowhere = world.folder.path().join("none/below");
    assert!(server::export::folder(&scope, &nowhere).await.is_ok(), "folders above are made");
}
