//! The library taken along: as lines, and as a folder of pages that needs no server.

use std::collections::BTreeSet;
use std::path::Path;

use domain::id::FileId;
use domain::organisation::OrganisationKind;
use domain::practice::{File, Practice};
use testkit::{Client, World};

use crate::along::written;
use crate::files::{docx, publish};
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
        services::import::file_with(
            &world.system(),
            "library.jsonl",
            answer.text.as_bytes(),
            crate::looked_at(),
            |_| {},
        )
        .await
        .expect("read")
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

/// The path of every file below a folder, from there.
fn files(folder: &Path) -> BTreeSet<String> {
    written(folder).into_keys().collect()
}

/// The path that a link leads to from a file, and the place in it.
fn led(from: &str, link: &str) -> (String, String) {
    let (path, place) = link.split_once('#').unwrap_or((link, ""));
    if path.is_empty() {
        return (from.to_owned(), place.to_owned());
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop().expect("a link stays in the folder")),
            "" => unreachable!("{from} leads to {link}"),
            part => parts.push(part),
        }
    }
    (parts.join("/"), place.to_owned())
}

/// A page of an export.
fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_else(|cause| unreachable!("{name}: {cause}"))
}

/// Follows every link of every page, from the first on; answers what is reached. Links to other hosts are those of sources
/// and of ways to ask; nothing is loaded.
fn walk(folder: &Path) -> BTreeSet<String> {
    let all = files(folder);
    let mut reached = BTreeSet::from(["index.html".to_owned()]);
    let mut waiting = vec!["index.html".to_owned()];
    while let Some(name) = waiting.pop() {
        if !name.ends_with(".html") {
            continue;
        }
        let text = read(folder, &name);
        assert!(text.starts_with("<!DOCTYPE html><html lang=\"en\""), "{name}: {text:.80}");
        for bad in ["<script", " src=", "style=\"", "<form", "<input", "http-equiv", "href=\"/", "href=\"\""] {
            assert!(!text.contains(bad), "{name} has {bad}");
        }
        for target in text.split(" popovertarget=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(text.contains(&format!("id=\"{target}\" popover")), "{name} explains {target}");
        }
        for part in text.split(" href=\"").skip(1) {
            let link = part.split('"').next().unwrap_or_default();
            if ["http://", "https://", "mailto:"].iter().any(|scheme| link.starts_with(scheme)) {
                assert!(!link.starts_with(testkit::ORIGIN), "{name} leads to {link}");
                continue;
            }
            let (to, place) = led(&name, link);
            assert!(all.contains(&to), "{name} leads to {link}, which is not there");
            let there = place.is_empty() || read(folder, &to).contains(&format!(" id=\"{place}\""));
            assert!(there, "{name} leads to {link}, and there is no such place");
            if reached.insert(to.clone()) {
                waiting.push(to);
            }
        }
    }
    assert_eq!(reached, all, "every file is led to");
    reached
}

#[tokio::test]
async fn the_folder_holds_everything_its_pages_lead_to_and_needs_no_network() {
    let world = library().await;
    let mut practice =
        services::library::find(&world.system(), "bright-future-co-operative").await.expect("there").practice;
    practice.summary = "The **second** <version> & its words.".into();
    practice.contact = "library@ponte.example".into();
    practice.body.push_str(
        "\n\nSee [another](/library/fair-food-program), [a term](/glossary/debt-bondage), [the door](/sign-in), \
         [nobody](../../../etc/passwd) and [a page](https://elsewhere.example/).",
    );
    services::library::publish(&world.system(), &practice).await.expect("published");
    let folder = world.folder.path().join("out");
    let count = server::export::folder(&world.system(), &folder).await.expect("written");
    let all = walk(&folder);
    for needed in [
        "index.html",
        "map.html",
        "style.css",
        "library.jsonl",
        "glossary/index.html",
        "glossary/by-topic.html",
        "glossary/by-instrument.html",
        "glossary/trafficking-in-persons.html",
        "country/GB.html",
        "evidence/monitored.html",
        "records/bright-future-co-operative.html",
        "records/bright-future-co-operative.v1.html",
        "records/bright-future-co-operative.bib",
        "records/bright-future-co-operative.v1.ris",
    ] {
        assert!(all.contains(needed), "{needed} of {all:?}");
    }
    assert_eq!(read(&folder, "library.jsonl").lines().count(), count);
    let page = read(&folder, "records/bright-future-co-operative.html");
    for said in [
        "The second &lt;version&gt; &amp; its words.",
        "href=\"../records/fair-food-program.html\"",
        "href=\"../glossary/debt-bondage.html\"",
        "href=\"https://elsewhere.example/\"",
        "href=\"mailto:library@ponte.example\"",
        "href=\"../glossary/evidence-grades.html\"",
        "<dt>Topics</dt>",
        "ISIC 10 Manufacture of food products",
        "Licence of this text",
        "How to cite",
        "href=\"../records/bright-future-co-operative.v1.html\"",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
    assert!(page.contains(">the door</a>") && !page.contains("sign-in"), "{page}");
    let old = read(&folder, "records/bright-future-co-operative.v1.html");
    assert!(
        old.contains("This is an older version") && old.contains("records/bright-future-co-operative.html"),
        "{old}"
    );
    assert!(read(&folder, "records/bright-future-co-operative.v1.bib").contains("/versions/1"));
    let left = std::fs::read_dir(world.folder.path()).expect("a folder").filter_map(Result::ok);
    assert!(
        left.map(|entry| entry.file_name()).all(|name| !name.to_string_lossy().contains("part-")),
        "nothing is left"
    );
}

#[tokio::test]
async fn glossary_and_map_are_those_of_the_pages_online() {
    let world = library().await;
    let folder = world.folder.path().join("out");
    server::export::folder(&world.system(), &folder).await.expect("written");
    let client = Client::new(router(&world));
    for term in taxonomy::glossary::all() {
        let page = read(&folder, &format!("glossary/{}.html", term.slug));
        assert!(read(&folder, "glossary/index.html").contains(&format!("id=\"{}\"", term.slug)), "{}", term.slug);
        for source in term.sources() {
            let address = source.instrument.address.as_ref();
            assert!(address.is_none_or(|to| page.contains(&to.replace('&', "&amp;"))), "{}", term.slug);
        }
        for apart in term.apart() {
            assert!(page.contains(&format!("href=\"../glossary/{}.html\"", apart.term.slug)), "{}", term.slug);
        }
    }
    let used = read(&folder, "glossary/debt-bondage.html");
    assert!(used.contains("Records that use it") && used.contains("href=\"../records/"), "{used}");
    let (disk, online) = (read(&folder, "map.html"), client.get("/library/map").await.text);
    let drawing = |page: &str| {
        page.split("class=\"world\"").nth(1).and_then(|rest| rest.split("</svg>").next().map(str::to_owned))
    };
    let drawn = |page: &str| drawing(page).expect("a map").matches("<path d=").count();
    assert!(drawn(&disk) > 20 && drawn(&disk) == drawn(&online), "{} and {}", drawn(&disk), drawn(&online));
    for code in online.split("href=\"/library?country=").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(disk.contains(&format!("href=\"country/{code}.html\"")), "{code}");
    }
    let numbers = |page: &str| -> Vec<String> {
        let inside =
            |cell: &str| cell.split("</td>").next().map(|cell| cell.rsplit("\">").next().unwrap_or(cell).to_owned());
        let plain = |cell: String| cell.replace("</a>", "").replace("<!>", "");
        page.split("<td class=\"number\">").skip(1).filter_map(inside).map(plain).collect()
    };
    assert_eq!(numbers(&disk), numbers(&online), "the tables say the same");
}

#[tokio::test]
async fn files_go_along_and_what_was_taken_back_stays_away() {
    let world = World::sqlite().await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let author = world.as_person(&ngo).await;
    let bytes = docx("Plan", "The quillback knot holds.");
    let begin = async |title: &str, name: &str| {
        let id = services::proposals::begin(&author, &testkit::manuscript(title)).await.expect("begun");
        services::files::add(&author, id, name, bytes.clone()).await.expect("taken");
        publish(&world, &ngo, id).await
    };
    let kept = begin("Kept", "Kite plan #1 – ë.docx").await.replace("/library/", "");
    let gone = begin("Gone", "Other.docx").await.replace("/library/", "");
    let scope = world.system();
    services::library::withdraw(&scope, &gone, "Not so.").await.expect("taken back");
    let stored = services::library::find(&scope, &kept).await.expect("there");
    let file = stored.practice.files.first().expect("a file").clone();
    // The next version lists a file less, and one whose bytes are nowhere.
    let lost = File { id: FileId(uuid::Uuid::from_u128(7)), name: "Lost.pdf".into(), ..file.clone() };
    let next = Practice { files: vec![lost], summary: "New words.".into(), ..stored.practice };
    services::library::publish(&scope, &next).await.expect("published");
    let folder = world.folder.path().join("out");
    server::export::folder(&scope, &folder).await.expect("written");
    let all = walk(&folder);
    let name = format!("files/{}/Kite-plan-1.docx", file.id);
    let written = std::fs::read(folder.join(&name)).expect("the file");
    let served = services::files::published(&scope, &kept, file.id).await.expect("served").bytes;
    assert_eq!(written, served);
    assert_eq!(all.iter().filter(|name| name.starts_with("files/")).collect::<Vec<_>>(), [&name]);
    let (new, old) =
        (read(&folder, &format!("records/{kept}.html")), read(&folder, &format!("records/{kept}.v1.html")));
    assert!(old.contains(&format!("href=\"../{name}\"")) && old.contains("Kite plan #1 – ë.docx"), "{old}");
    assert!(!new.contains("files/") && !new.contains("Lost.pdf"), "{new}");
    assert!(all.iter().all(|name| !name.contains(&gone)) && !read(&folder, "index.html").contains(&gone), "{all:?}");
}

#[tokio::test]
async fn an_empty_library_is_written_too() {
    let world = World::sqlite().await;
    let folder = world.folder.path().join("out");
    assert_eq!(server::export::folder(&world.system(), &folder).await, Ok(0));
    let all = walk(&folder);
    assert!(all.contains("map.html") && all.contains("glossary/index.html"), "{all:?}");
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
