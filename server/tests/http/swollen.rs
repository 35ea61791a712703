//! Files that are made to take the machine down: the process that reads them has an end of memory and of time, the reason
//! is said beside the field, and nothing of them stays.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use domain::organisation::OrganisationKind;
use flate2::{Compress, Compression, FlushCompress};
use sea_orm_migration::sea_orm::{ConnectionTrait, Statement};
use services::Reader;
use testkit::{Client, World};

use crate::files::docx;
use crate::router;

/// What a page says of a file that takes too much of anything.
const TOO_MUCH: &str = "This file unpacks to too much, or takes too long to read.";

/// A PDF of these objects; the first is its catalog.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut all = b"%PDF-1.5\n".to_vec();
    let mut places = String::new();
    for (object, number) in objects.iter().zip(1_u32..) {
        places.push_str(&format!("{:010} 00000 n \n", all.len()));
        all.extend(format!("{number} 0 obj\n").into_bytes());
        all.extend(object);
        all.extend(b"\nendobj\n");
    }
    let (start, size) = (all.len(), objects.len() + 1);
    let end = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{places}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    all.extend(end.into_bytes());
    all
}

fn stream(head: &str, content: &[u8]) -> Vec<u8> {
    let mut all = format!("<< {head} /Length {} >>\nstream\n", content.len()).into_bytes();
    all.extend(content);
    all.extend(b"\nendstream");
    all
}

/// A PDF with one page that has these resources and this content, and these objects from the fifth on.
fn page(resources: &str, content: Vec<u8>, more: Vec<Vec<u8>>) -> Vec<u8> {
    let page =
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << {resources} >> /Contents 4 0 R >>");
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.into_bytes(),
        content,
    ];
    objects.extend(more);
    pdf(&objects)
}

/// A stream of some megabytes that unpacks to three gigabytes of drawing. What one mebibyte packs to stands in it again and
/// again, so that nobody has to pack them all.
fn bomb() -> Vec<u8> {
    let mut packed = Vec::with_capacity(1 << 16);
    let (mut packer, drawing) = (Compress::new(Compression::best(), false), b"q Q ".repeat(1 << 18));
    packer.compress_vec(&drawing, &mut packed, FlushCompress::Full).expect("packed");
    assert_eq!(packer.total_in(), 1 << 20);
    let mut all = vec![0x78, 0xda];
    all.extend(packed.repeat(3 << 10));
    // The last block, which is empty, and a sum that nobody gets to.
    all.extend([0x03, 0x00, 0, 0, 0, 0]);
    assert!(all.len() < 8 << 20, "{}", all.len());
    stream("/Filter /FlateDecode", &all)
}

/// A page that draws a form a thousand times, which draws another a thousand times, and so on: a few kilobytes that no
/// machine ever gets through, and that take no memory.
fn spinning() -> Vec<u8> {
    let again = b"/F Do ".repeat(1_000);
    let inner = |next: u32| format!("/XObject << /F {next} 0 R >>");
    let form = |next| {
        stream(&format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << {} >>", inner(next)), &again)
    };
    let mut forms: Vec<Vec<u8>> = (6..11).map(form).collect();
    forms.push(stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", b"q Q"));
    page(&inner(5), stream("", &again), forms)
}

/// Pages inside pages: this deep, or in a circle.
fn nested(deep: u32, circle: bool) -> Vec<u8> {
    let mut objects = vec![b"<< /Type /Catalog /Pages 2 0 R >>".to_vec()];
    for at in 2..2 + deep {
        let (kid, parent) = (at + 1, at - 1);
        let parent = if at > 2 { format!("/Parent {parent} 0 R") } else { String::new() };
        objects.push(format!("<< /Type /Pages /Kids [{kid} 0 R] /Count 1 {parent} >>").into_bytes());
    }
    let parent = deep + 1;
    objects.push(if circle {
        format!("<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent {parent} 0 R >>").into_bytes()
    } else {
        format!("<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 9 9] >>").into_bytes()
    });
    pdf(&objects)
}

/// Lets a program read the files of a world.
fn read_by(mut world: World, program: PathBuf) -> World {
    Arc::get_mut(&mut world.services).expect("nobody else has it").reader = Reader::Child(program);
    world
}

/// The processes that were started to read a file and are still there, ended or not.
fn left() -> Vec<String> {
    let own = std::process::id().to_string();
    let all = std::fs::read_dir("/proc").expect("the processes").filter_map(Result::ok);
    let about = all.filter_map(|process| std::fs::read_to_string(process.path().join("stat")).ok());
    about
        .filter(|about| {
            // Number, name in brackets, state, number of the parent.
            let (before, after) = about.rsplit_once(')').unwrap_or_default();
            let reads = before.ends_with("(server") || before.ends_with("(sleep");
            reads && after.split_whitespace().nth(1) == Some(own.as_str())
        })
        .collect()
}

async fn files(world: &World) -> i64 {
    let db = world.services.db.connection();
    let count = Statement::from_string(db.get_database_backend(), "SELECT COUNT(*) FROM files");
    let row = db.query_one_raw(count).await.expect("read").expect("a row");
    row.try_get_by_index(0).expect("a number")
}

fn is_empty(folder: &Path) -> bool {
    !std::fs::read_dir(folder).is_ok_and(|mut inside| inside.next().is_some())
}

/// Hands a file in that must be refused for this reason, and looks whether anything of it is left.
async fn is_refused(world: &World, name: &str, bytes: &[u8], why: &str) {
    let ngo = world.member(OrganisationKind::Ngo, name.trim_end_matches(".pdf")).await;
    let author = Client::signed_in(router(world), &ngo).await;
    let path = format!("/proposals/{}/files", world.proposal(&ngo, "Kites of Velmora").await);
    let before = files(world).await;
    let answer = author.post_file(&path, &[("form", "file")], ("file", name, bytes)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
    let beside = answer.text.split("id=\"problem-file\"").nth(1).expect("a problem beside the field");
    assert!(beside.split("</p>").next().unwrap_or_default().contains(why), "{name}: {}", answer.words());
    assert_eq!(files(world).await, before, "{name}");
    assert!(!author.get(&path).await.words().contains(name), "{name} is not listed");
    assert!(is_empty(&world.folder.path().join("uploads")), "{name} leaves no file");
}

async fn nobody_is_left() {
    let begun = Instant::now();
    // Whoever was killed is fetched a moment later.
    while !left().is_empty() && begun.elapsed() < Duration::from_secs(60) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(left(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_swells_or_goes_round_is_refused_and_the_next_is_read() {
    for world in [World::sqlite().await, World::postgres().await] {
        let world = read_by(world, env!("CARGO_BIN_EXE_server").into());
        is_refused(&world, "swollen.pdf", &page("", bomb(), Vec::new()), TOO_MUCH).await;
        is_refused(&world, "deep.pdf", &nested(200, false), "This file is broken").await;
        is_refused(&world, "round.pdf", &nested(3, true), "This file is broken").await;
        nobody_is_left().await;
        let ngo = world.member(OrganisationKind::Ngo, "Lantern").await;
        let author = Client::signed_in(router(&world), &ngo).await;
        let path = format!("/proposals/{}/files", world.proposal(&ngo, "Lamps of Velmora").await);
        for (name, bytes) in [
            ("plan.docx", docx("Plan", "The quillback knot holds.")),
            ("flat.pdf", nested(3, false)),
            ("drawn.pdf", page("", stream("", b"q Q"), Vec::new())),
        ] {
            let sent = author.post_file(&path, &[("form", "file")], ("file", name, &bytes)).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{name}: {}", sent.words());
        }
        assert_eq!(files(&world).await, 3, "these are taken, so that it is not how the others are written");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_takes_for_ever_is_refused_and_whatever_reads_it_is_ended() {
    let (spins, waits) = (World::sqlite().await, World::sqlite().await);
    // One that never answers, and takes no time of the machine.
    let program = waits.folder.path().join("waits");
    std::fs::write(&program, "#!/bin/sh\nexec sleep 600\n").expect("written");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).expect("to be run");
    let (spins, waits) = (read_by(spins, env!("CARGO_BIN_EXE_server").into()), read_by(waits, program));
    let plain = page("", stream("", b"q Q"), Vec::new());
    let timed = async |world: &World, name: &str, bytes: &[u8]| {
        let begun = Instant::now();
        is_refused(world, name, bytes, TOO_MUCH).await;
        begun.elapsed()
    };
    let spun = spinning();
    let (spinning, waiting) = tokio::join!(timed(&spins, "spinning.pdf", &spun), timed(&waits, "waiting.pdf", &plain));
    for took in [spinning, waiting] {
        assert!(took > Duration::from_secs(5) && took < Duration::from_secs(90), "{took:?}");
    }
    nobody_is_left().await;
}
