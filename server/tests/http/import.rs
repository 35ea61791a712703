//! Taking files into the library: what comes of it in the pages, and what was refused.

use axum::http::StatusCode;
use domain::account::PlatformRole;
use sea_orm_migration::MigratorTrait as _;
use services::import::{Refusal, Report};
use services::proposals::Seen;
use testkit::{Client, World};

use crate::router;

/// A report of a meeting that never was.
const REPORT: &str = "ALL COPIES\n\nWORKING TABLE C\n\n4 and 5 March 2002\n\n\
    Kite makers and the duty of the wind merchants of Velmora\n\n\
    The chair opened the meeting and said that a kite maker who keeps a person's\n\
    papers keeps the person. He asked what the wind merchants could do.\n\n\
    1. Papers\n\nThe merchants of Velmora promised to buy no kite from a workshop that holds\n\
    papers, and to look into every drawer <b>twice</b>.\n\n\
    - The quillback inspection was given as an example.\n";

async fn import(world: &World, name: &str, file: impl AsRef<[u8]>) -> (Report, Vec<String>) {
    let mut lines = Vec::new();
    let note = |refusal: Refusal| lines.push(refusal.to_string());
    let report = services::import::file(&world.system(), name, file.as_ref(), note).await.expect("imported");
    services::worker::drain(&world.system()).await.expect("indexed");
    assert_eq!(report.refused, lines.len());
    (report, lines)
}

pub(crate) fn report(new: usize, changed: usize, unchanged: usize, refused: usize) -> Report {
    Report { new, changed, unchanged, refused, ..Report::default() }
}

/// One record that became a draft.
fn drafted() -> Report {
    Report { drafted: 1, ..Report::default() }
}

pub(crate) fn row(slug: &str, more: &str) -> String {
    format!(
        "{{\"title\":\"Row {slug}\",\"slug\":\"{slug}\",\"kind\":\"practice\",\"summary\":\"A row.\",\"language\":\"en\",\
         \"year\":2010,\"evidence\":\"told\",\"licence\":\"CC0-1.0\",\"actors\":[{{\"name\":\"Row Works\",\"part\":\"employer\"}}]{more}}}\n"
    )
}

#[tokio::test]
async fn a_plain_report_becomes_a_draft_and_is_found_once_it_has_a_source() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    assert_eq!(import(&world, "velmora.txt", REPORT).await, (drafted(), Vec::new()));
    assert_eq!(store::practices::count(&world.services.db).await.expect("counted"), 0, "a file's name is no source");
    let scope = world.as_person(&world.platform(PlatformRole::Curator).await).await;
    let own = services::proposals::own(&scope, None, 10).await.expect("drafts");
    let [draft] = own.as_slice() else { unreachable!("one draft: {own:?}") };
    let proposal = services::proposals::find(&scope, draft.id).await.expect("found");
    assert!(proposal.manuscript.all("source_title").is_empty(), "{:?}", proposal.manuscript);
    let lacks = domain::Problems::of("evidence", domain::Problem::Other("problem-evidence-told"));
    assert_eq!(services::proposals::missing(&scope, &proposal).await.expect("read"), lacks);
    assert_eq!(services::proposals::submit(&scope, draft.id).await, Err(domain::Error::Invalid(lacks)));
    let mut written = proposal.manuscript.clone();
    written.set("source_title", vec!["Minutes of working table C".to_owned()]);
    let edits = services::proposals::write(&scope, draft.id, &written, proposal.edits).await.expect("written");
    services::proposals::submit(&scope, draft.id).await.expect("whole now");
    let second = world.as_person(&world.platform(PlatformRole::Curator).await).await;
    services::proposals::approve(&second, draft.id, Seen::text(edits)).await.expect("approved");
    world.work().await;
    let address = "/library/kite-makers-and-the-duty-of-the-wind-merchants-of-velmora";
    for words in ["quillback", "papers+wind+merchants", "Velmora"] {
        let found = client.get(&format!("/library?q={words}")).await;
        assert!(found.text.contains(&format!("href=\"{address}\"")), "{words}");
    }
    let page = client.get(address).await;
    assert_eq!(page.status, StatusCode::OK);
    let words = page.words();
    for part in [
        "keeps a person's papers keeps the person.",
        "1. Papers",
        "every drawer <b>twice</b>.",
        "The quillback inspection",
        "Minutes of working table C",
        "has not been stated",
        "2002",
    ] {
        assert!(words.contains(part), "{part} in {words}");
    }
    assert!(!page.text.contains("<b>twice"));
}

#[tokio::test]
async fn the_same_file_twice_is_known_already_and_a_better_one_a_new_version() {
    let world = World::sqlite().await;
    for (name, file, taken) in [
        ("velmora.txt", REPORT.to_owned(), drafted()),
        ("rows.jsonl", row("a", ""), report(1, 0, 0, 0)),
        ("undated.txt", "Kites fly".into(), drafted()),
    ] {
        assert_eq!(import(&world, name, &file).await.0, taken, "{name}");
        assert_eq!(import(&world, name, &file).await.0, report(0, 0, 1, 0), "{name}");
    }
    let better = REPORT.replace("twice", "thrice");
    assert_eq!(import(&world, "velmora.txt", &better).await.0, report(0, 0, 0, 1), "its draft is under way");
    assert_eq!(import(&world, "rows.jsonl", row("a", ",\"topics\":[\"kites\"]")).await.0, report(0, 1, 0, 0));
}

#[tokio::test]
async fn a_text_does_not_take_the_place_of_another_record() {
    let world = World::sqlite().await;
    import(&world, "rows.jsonl", row("kites-fly", "")).await;
    let (taken, lines) = import(&world, "Kites.txt", "Kites fly\n\nThey do.").await;
    assert_eq!(taken, report(0, 0, 0, 1));
    assert_eq!(
        lines,
        [
            "Kites.txt: Address: Another record of this library has this address, which was made of the title. Say which \
             address this record has: that one, to change the record that is here, or one of its own."
        ]
    );
    import(&world, "first.txt", "Wind blows\n\nIt does.").await;
    assert_eq!(import(&world, "second.md", "# Wind blows\n\nSo it does.").await.0, report(0, 0, 0, 1));
    let stored = store::practices::by_slug(&world.services.db, "kites-fly").await.expect("read").expect("there");
    assert_eq!((stored.version, stored.practice.title.as_str()), (1, "Row kites-fly"));
}

#[tokio::test]
async fn a_record_without_an_address_is_known_by_its_title_and_changes_only_what_came_from_the_same_place() {
    let world = World::sqlite().await;
    let unnamed = |more: &str| row("lamps", more).replace("\"slug\":\"lamps\",", "");
    let source = ",\"sources\":[{\"title\":\"Lamps\",\"url\":\"https://lamp.example/1\"}]";
    assert_eq!(import(&world, "rows.jsonl", unnamed(source)).await, (report(1, 0, 0, 0), Vec::new()));
    assert_eq!(import(&world, "rows.jsonl", unnamed(source)).await.0, report(0, 0, 1, 0));
    let better = format!("{source},\"topics\":[\"light\"]");
    assert_eq!(import(&world, "rows.jsonl", unnamed(&better)).await.0, report(0, 1, 0, 0), "the same source");
    let (other, lines) = import(&world, "rows.jsonl", unnamed("")).await;
    assert_eq!(other, report(0, 0, 0, 1), "another's record of this title is not replaced");
    assert!(lines.concat().contains("line 1: Address: Another record of this library has this address"), "{lines:?}");
    let table = "title,year,summary,partner\nRow lamps,2010,Another,Row Works\n";
    assert_eq!(import(&world, "rows.csv", table).await.0, report(0, 0, 0, 1), "nor by a table");
    let stated = "title,slug,year,summary,partner\nRow lamps,row-lamps,2010,Another,Row Works\n";
    assert_eq!(import(&world, "rows.csv", stated).await.0, report(0, 1, 0, 0), "unless it says which");
}

#[tokio::test]
async fn bad_rows_are_refused_by_line_and_field_and_the_good_ones_taken_whole() {
    let world = World::sqlite().await;
    let source = |field: &str| format!(",\"sources\":[{{\"title\":\"A book\",{field}}}]");
    let file = [
        row("good-1", ""),
        row("Bad", ""),
        "{\"title\":\n".to_owned(),
        row("good-1", ""),
        row("land", ",\"countries\":[\"IT\",\"ZZ\"]"),
        row("tongue", "").replace("\"en\"", "\"qqq\""),
        row("sector", ",\"sectors\":[\"coal\"]"),
        row("link", &source("\"url\":\"javascript:alert(1)\"")),
        row("later", &source("\"accessed\":\"2099-01-01\"")),
        row("year", "").replace("2010", "2999"),
        row("old", "").replace("2010", "12"),
        row("title", "").replace("Row title", &"a".repeat(201)),
        row("summary", "").replace("A row.", ""),
        row("body", &format!(",\"body\":\"{}\"", "b".repeat(200_001))),
        row("extra", ",\"colour\":\"red\""),
        row("two", &source("\"url\":\"ftp://a\"")).replace("A row.", ""),
        row("good-2", &source("\"url\":\"http://kites.example/\"")),
        row("many", ",\"sources\":[{\"url\":\"ftp://a\"}]")
            .replace("\"practice\"", "\"poem\"")
            .replace("2010", "\"next\"")
            .replace("A row.", ""),
    ]
    .concat();
    let (taken, lines) = import(&world, "rows.jsonl", file).await;
    assert_eq!(taken, report(2, 0, 0, 16));
    let wanted = [
        "2: Address: Write 1 to 80 lower case letters a to z, digits and hyphens.",
        "3: This is no whole JSON: it breaks off before its end.",
        "4: Address: This file has a record of this address already. It stands in line 1: ",
        "5: Countries (no. 2): There is no country of this code.",
        "6: Language: There is no language of this code.",
        "7: Sectors (no. 1): Use one of these words: agriculture, ",
        "8: Source: web address (no. 1): Write a web address with a host",
        "9: Source: when it was looked at (no. 1): This lies in the future.",
        "10: Year: This lies in the future.",
        "11: Year: Write a number from 1700 to ",
        "12: Title: This is too long: at most 200 characters.",
        "13: Summary: This is needed.",
        "14: Other text: This is too long: at most 200,000 characters.",
        "15: “colour”: A record has no such field.",
        "16: Summary: This is needed. Source: web address (no. 1): Write",
        "18: Kind: Use one of these words: practice, code, law, report, guide. Source: title (no. 1): This is needed. \
         Year: Write a year, such as 2019. Summary: This is needed. Source: web address (no. 1): Write a web address",
    ];
    assert_eq!(lines.len(), wanted.len(), "{lines:#?}");
    for (line, wanted) in lines.iter().zip(wanted) {
        assert!(line.starts_with(&format!("rows.jsonl, line {wanted}")), "{line}");
    }
    let stored = store::practices::batch(&world.services.db, None, 10).await.expect("records");
    let slugs: Vec<&str> = stored.iter().map(|stored| stored.practice.slug.as_str()).collect();
    assert_eq!(slugs, ["good-1", "good-2"]);
}

/// Gives a file up to a point, and then fails as a disk does.
struct Torn<'a>(&'a [u8]);

impl std::io::Read for Torn<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.0.is_empty() { Err(std::io::Error::other("torn")) } else { self.0.read(buffer) }
    }
}

#[tokio::test]
async fn an_import_that_stops_halfway_leaves_whole_records() {
    let world = World::sqlite().await;
    let file = [row("a", ""), row("b", ""), row("c", "")].concat();
    let half = file.get(..file.len() - 30).expect("most of it");
    let mut lines = Vec::new();
    let torn = std::io::BufReader::with_capacity(64, Torn(half.as_bytes()));
    let note = |refusal: Refusal| lines.push(refusal.to_string());
    let taken = services::import::file(&world.system(), "rows.jsonl", torn, note).await.expect("imported");
    assert_eq!(
        (taken, lines),
        (report(2, 0, 0, 1), vec!["rows.jsonl, line 3: The file cannot be read any further.".to_owned()])
    );
    assert_eq!(store::practices::count(&world.services.db).await.expect("counted"), 2);
    assert_eq!(import(&world, "rows.jsonl", file).await.0, report(1, 0, 2, 0));
    let client = Client::new(router(&world));
    for slug in ["a", "b", "c"] {
        assert_eq!(client.get(&format!("/library/{slug}")).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn only_curators_and_the_command_line_import() {
    let world = World::sqlite().await;
    let visitor = world.system().for_actor(domain::Actor::anonymous());
    let answer = services::import::file(&visitor, "velmora.txt", REPORT.as_bytes(), |_| ()).await;
    assert_eq!(answer, Err(domain::Error::SignInNeeded));
    assert_eq!(store::practices::count(&world.services.db).await.expect("counted"), 0);
}

/// A record that claims evidence which two curators have to look at.
fn evaluated(slug: &str) -> String {
    let study = ",\"sources\":[{\"title\":\"A study\",\"publisher\":\"Quay Institute\"}]";
    row(slug, study).replace("\"told\"", "\"evaluated\"")
}

#[tokio::test]
async fn what_two_curators_have_to_look_at_comes_before_them() {
    for world in [World::sqlite().await, World::postgres().await] {
        let published = async |slug: &str| {
            store::practices::by_slug(&world.services.db, slug).await.expect("read").map(|stored| stored.version)
        };
        let file = [row("told", ""), evaluated("tested")].concat();
        let waits = Report { waiting: 1, ..report(1, 0, 0, 0) };
        assert_eq!(waits.to_string(), "1 new, 0 changed, 0 known already, 1 before the curators, 0 refused");
        assert_eq!(import(&world, "rows.jsonl", &file).await, (waits, Vec::new()));
        assert_eq!((published("told").await, published("tested").await), (Some(1), None));
        assert_eq!(import(&world, "rows.jsonl", &file).await.0, report(0, 0, 2, 0), "once, however often it comes");
        let better = evaluated("tested").replace("A row.", "A better row.");
        let (taken, lines) = import(&world, "rows.jsonl", &better).await;
        assert_eq!(taken, report(0, 0, 0, 1));
        assert!(lines.concat().contains("A change of this record is with the curators already."), "{lines:?}");

        let (one, two) = (world.platform(PlatformRole::Curator).await, world.platform(PlatformRole::Curator).await);
        let queue = services::proposals::queue(&world.as_person(&one).await, None, 10).await.expect("a curator");
        let [waiting] = queue.as_slice() else { unreachable!("one waits: {queue:?}") };
        for (curator, version) in [(&one, None), (&two, Some(1))] {
            let scope = world.as_person(curator).await;
            let edits = services::proposals::find(&scope, waiting.id).await.expect("found").edits;
            services::proposals::approve(&scope, waiting.id, Seen { edits, open: 0 }).await.expect("approved");
            assert_eq!(published("tested").await, version);
        }
        let waits = Report { waiting: 1, ..report(0, 0, 0, 0) };
        assert_eq!(import(&world, "rows.jsonl", &better).await.0, waits, "a change of it waits too");
        assert_eq!(published("tested").await, Some(1));
        assert_eq!(import(&world, "rows.jsonl", &better).await.0, report(0, 0, 1, 0));
    }
}

#[tokio::test]
async fn whoever_says_that_two_curators_have_looked_is_in_the_audit_log() {
    let world = World::sqlite().await;
    let file = evaluated("tested");
    let said = async |scope: &services::Scope| {
        services::import::file_with(scope, "rows.jsonl", file.as_bytes(), crate::looked_at(), |_| {}).await
    };
    let curator = world.platform(PlatformRole::Curator).await;
    assert_eq!(said(&world.as_person(&curator).await).await, Err(domain::Error::Refused("refused-two-curators")));
    assert_eq!(said(&world.system()).await, Ok(report(1, 0, 0, 0)));
    let db = &world.services.db;
    let stored = store::practices::by_slug(db, "tested").await.expect("read").expect("published");
    let action = "publish practice that was looked at elsewhere";
    let logged = store::audit::count(db, action, &format!("practice {}", stored.id)).await;
    assert_eq!(logged.expect("counted"), 1);
}

#[tokio::test]
async fn what_came_before_the_curators_is_known_by_its_address_and_not_looked_at_twice() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (nothing, known) = (report(0, 0, 0, 1), report(0, 0, 1, 0));
        let waits = Report { waiting: 1, ..report(0, 0, 0, 0) };
        let declined = Report { declined: 1, ..report(0, 0, 0, 0) };
        assert_eq!(declined.to_string(), "0 new, 0 changed, 0 known already, 1 declined before, 0 refused");
        let curator = world.platform(PlatformRole::Curator).await;
        let decline = async || {
            let scope = world.as_person(&curator).await;
            let queue = services::proposals::queue(&scope, None, 10).await.expect("a curator");
            let [waiting] = queue.as_slice() else { unreachable!("one waits: {queue:?}") };
            let edits = services::proposals::find(&scope, waiting.id).await.expect("found").edits;
            services::proposals::decline(&scope, waiting.id, edits, "It was not tested.").await.expect("declined");
        };
        let file = evaluated("tested");
        let corrected = file.replace("Row tested", "The row, corrected");
        assert_eq!(import(&world, "rows.jsonl", &file).await.0, waits);
        let (taken, lines) = import(&world, "rows.jsonl", &corrected).await;
        assert_eq!(taken, nothing, "one record, whatever its title");
        assert!(lines.concat().contains("A change of this record is with the curators already."), "{lines:?}");
        decline().await;
        assert_eq!(import(&world, "rows.jsonl", &file).await.0, declined, "what was declined does not come back");
        assert_eq!(import(&world, "rows.jsonl", &corrected).await.0, waits, "other words do");

        let db = world.services.db.connection();
        for statement in [
            "DROP INDEX proposals_slug",
            "ALTER TABLE proposals DROP COLUMN slug",
            "DELETE FROM seaql_migrations WHERE version = 'm20261205_proposal_addresses'",
        ] {
            migrations::execute(db, statement).await.expect("as an earlier version left it");
        }
        migrations::Migrator::up(db, None).await.expect("the tables are brought to the newest");
        assert_eq!(import(&world, "rows.jsonl", &corrected).await.0, known, "nor is what an earlier version kept");
        assert_eq!(import(&world, "rows.jsonl", &file).await.0, nothing);
        decline().await;

        let said = crate::looked_at();
        let published = services::import::file_with(&world.system(), "rows.jsonl", file.as_bytes(), said, |_| {}).await;
        assert_eq!(published, Ok(report(1, 0, 0, 0)));
        assert_eq!(import(&world, "rows.jsonl", &corrected).await.0, waits, "a change of a record that is here");
        decline().await;
        assert_eq!(import(&world, "rows.jsonl", &corrected).await.0, declined);
    }
}

#[tokio::test]
async fn a_step_of_the_tables_that_was_stopped_is_done_whole_the_next_time() {
    for world in [World::sqlite().await, World::postgres().await] {
        let file: String = (0..60).map(|number| evaluated(&format!("tested-{number}"))).collect();
        assert_eq!(import(&world, "rows.jsonl", &file).await.0, Report { waiting: 60, ..report(0, 0, 0, 0) });
        let db = world.services.db.connection();
        for (undo, index, version) in [
            (
                ["DROP INDEX proposals_slug", "ALTER TABLE proposals DROP COLUMN slug"].as_slice(),
                "proposals_slug",
                "m20261205_proposal_addresses",
            ),
            (["DROP TABLE origins"].as_slice(), "origins_library_name", "m20261205_origins"),
        ] {
            for statement in undo {
                migrations::execute(db, statement).await.expect("as an earlier version left it");
            }
            let undone = format!("DELETE FROM seaql_migrations WHERE version = '{version}'");
            // An index of this name stops the step half way.
            let stops = format!("CREATE INDEX {index} ON practices (id)");
            for statement in [undone, stops] {
                migrations::execute(db, &statement).await.expect("done");
            }
            assert!(migrations::Migrator::up(db, None).await.is_err(), "{version} is stopped");
            migrations::execute(db, &format!("DROP INDEX {index}")).await.expect("dropped");
            migrations::Migrator::up(db, None).await.expect("the tables are brought to the newest");
        }
        assert_eq!(import(&world, "rows.jsonl", &file).await.0, report(0, 0, 60, 0), "each is known by its address");
    }
}

#[tokio::test]
async fn two_imports_at_once_put_each_record_before_the_curators_once() {
    for world in [World::sqlite().await, World::postgres().await] {
        let file: String = (0..20).map(|number| evaluated(&format!("tested-{number}"))).collect();
        let take = async || {
            let taken = services::import::file(&world.system(), "rows.jsonl", file.as_bytes(), |_| {}).await;
            taken.expect("imported")
        };
        let (mut both, other) = tokio::join!(take(), take());
        both += other;
        assert_eq!(both, Report { waiting: 20, ..report(0, 0, 20, 0) });
        let curator = world.platform(PlatformRole::Curator).await;
        let waiting = services::proposals::count_queue(&world.as_person(&curator).await).await;
        assert_eq!(waiting, Ok(20));
    }
}
