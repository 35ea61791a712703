//! Imports on the web: files of each kind, another library that is well, stalls or lies, and what is left of each.

mod assumed;
mod libraries;
mod refused;

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::PlatformRole;
use testkit::{Answer, Client, World};

use crate::router;

/// A curator's browser.
pub(crate) async fn curator(world: &World) -> Client {
    let person = world.platform(PlatformRole::Curator).await;
    Client::signed_in(router(world), &person).await
}

async fn send(client: &Client, name: &str, bytes: impl AsRef<[u8]>) -> Answer {
    client.post_file("/library/import", &[("form", "import-file")], ("file", name, bytes.as_ref())).await
}

/// Sends a file and follows to its import.
pub(crate) async fn begun(client: &Client, name: &str, bytes: impl AsRef<[u8]>) -> (String, Answer) {
    let sent = send(client, name, bytes).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words());
    let path = sent.location().to_owned();
    let page = client.get(&path).await;
    (path, page)
}

pub(crate) async fn take(world: &World, client: &Client, path: &str, goal: &str) -> Answer {
    let seen = client.get(path).await.input("seen").expect("what is looked at");
    let said = client.post(path, &[("form", "import-confirm"), ("goal", goal), ("seen", &seen)]).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.words());
    let under_way = client.get(path).await;
    assert_eq!(under_way.header("refresh"), "3");
    services::worker::drain_imports(&world.system()).await.expect("worked");
    world.work().await;
    client.get(path).await
}

pub(crate) fn row(slug: &str, more: &str) -> String {
    format!(
        "{{\"title\":\"Row {slug}\",\"slug\":\"{slug}\",\"kind\":\"practice\",\"summary\":\"A row.\",\"language\":\"en\",\
         \"year\":2010,\"evidence\":\"told\",\"licence\":\"CC0-1.0\",\"sources\":[{{\"title\":\"A book\"}}]{more}}}\n"
    )
}

pub(crate) async fn count(world: &World) -> u64 {
    store::practices::count(&world.services.db).await.expect("counted")
}

/// Nothing lies where files lie while a form is carried out.
pub(crate) fn nothing_left(world: &World) {
    let folder = world.folder.path().join("uploads");
    let left = std::fs::read_dir(&folder).map(Iterator::count).unwrap_or_default();
    assert_eq!(left, 0, "files are left in {}", folder.display());
}

#[tokio::test]
async fn a_file_is_looked_at_first_and_then_taken_row_by_row_on_sqlite() {
    look_and_take(World::sqlite().await).await;
}

#[tokio::test]
async fn a_file_is_looked_at_first_and_then_taken_row_by_row_on_postgresql() {
    look_and_take(World::postgres().await).await;
}

async fn look_and_take(world: World) {
    let client = curator(&world).await;
    let file = [row("a", ""), row("Bad", ""), row("b", ""), "{\n".to_owned()].concat();
    let (path, page) = begun(&client, "rows.jsonl", &file).await;
    let words = page.words();
    for part in [
        "2 new records",
        "Nothing has been taken yet",
        "New ( 2 )",
        "2 rows are refused",
        "Address: Write 1 to 80 lower case letters",
        "no whole JSON",
    ] {
        let found = words.contains(part) || words.contains(&part.replace("( 2 )", "(2)"));
        assert!(found, "{part} in {words}");
    }
    assert_eq!(count(&world).await, 0, "nothing is taken before somebody says so");
    let nowhere = client.post(&path, &[("form", "import-confirm"), ("goal", "")]).await;
    assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = take(&world, &client, &path, "publish").await;
    assert!(done.words().contains("Published (2)") && done.words().contains("Refused (2)"), "{}", done.words());
    assert_eq!(done.header("refresh"), "");
    assert_eq!(count(&world).await, 2);
    for slug in ["a", "b"] {
        assert_eq!(client.get(&format!("/library/{slug}")).await.status, StatusCode::OK);
    }
    let found = client.get("/library?q=row").await;
    assert!(found.text.contains("href=\"/library/a\""), "it can be found");
    let again = client.post(&path, &[("form", "import-confirm"), ("goal", "publish")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "once is enough");
    let (_, known) = begun(&client, "rows.jsonl", row("a", "")).await;
    assert!(known.words().contains("Known already (1)"), "{}", known.words());
    nothing_left(&world);
}

#[tokio::test]
async fn what_one_curator_may_not_publish_comes_before_the_curators() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let strong = row("strong", "").replace("\"told\"", "\"evaluated\"").replace(
        "[{\"title\":\"A book\"}]",
        "[{\"title\":\"A book\",\"publisher\":\"Others\"}],\"sections\":{\"results\":\"Twelve of 20 stayed.\"}",
    );
    let (path, _) = begun(&client, "rows.jsonl", [row("weak", ""), strong].concat()).await;
    let done = take(&world, &client, &path, "publish").await;
    assert!(
        done.words().contains("Published (1)") && done.words().contains("With the curators (1)"),
        "{}",
        done.words()
    );
    assert_eq!(count(&world).await, 1);
    assert_eq!(client.get("/library/strong").await.status, StatusCode::NOT_FOUND);
    let scope = world.scope(curator_actor());
    assert_eq!(services::proposals::count_queue(&scope).await.expect("counted"), 1);
    let (path, _) = begun(&client, "more.jsonl", row("weak", ",\"topics\":[\"a\"]")).await;
    let done = take(&world, &client, &path, "review").await;
    assert!(done.words().contains("With the curators (1)"), "{}", done.words());
    assert_eq!(services::proposals::count_queue(&scope).await.expect("counted"), 2);
    let (path, _) = begun(&client, "more.jsonl", row("weak", ",\"topics\":[\"b\"]")).await;
    let done = take(&world, &client, &path, "review").await;
    assert!(done.words().contains("A change of this record is with the curators already."), "{}", done.words());
}

fn curator_actor() -> domain::Actor {
    let mut actor = domain::Actor::anonymous();
    actor.account = Some(domain::id::AccountId(uuid::Uuid::now_v7()));
    actor.platform = Some(PlatformRole::Curator);
    actor
}

#[tokio::test]
async fn a_table_asks_which_column_is_which_field() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let table = "Titel;Wann;Land;Zusammenfassung;Unsinn\n\
                 Lampen;2004;Albanien;Licht wurde gebracht.;x\nOhne Jahr;;;Nichts.;y\n";
    let (path, page) = begun(&client, "lampen.csv", table).await;
    let words = page.words();
    for part in ["Which column is which field", "Titel", "Lampen · Ohne Jahr"] {
        assert!(words.contains(part), "{part} in {words}");
    }
    let chosen = |field: &str| page.text.contains(&format!("<option value=\"{field}\" selected>"));
    assert!(chosen("title") && chosen("countries") && chosen("summary"), "the likely ones are chosen");
    let form = [
        ("form", "import-columns"),
        ("separator", ";"),
        ("kind", "practice"),
        ("language", "de"),
        ("evidence", "told"),
    ];
    let with = |fields: [&'static str; 5]| [form.to_vec(), fields.map(|field| ("fields", field)).to_vec()].concat();
    let twice = client.post(&path, &with(["title", "title", "", "", ""])).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.words().contains("Two columns are the same field."));
    let none = client.post(&path, &with(["", "year", "", "", ""])).await;
    assert!(none.words().contains("Choose which column is the title."));
    let mapped = client.post(&path, &with(["title", "year", "countries", "summary", "actor_name"])).await;
    assert_eq!(mapped.status, StatusCode::SEE_OTHER, "{}", mapped.words());
    let looked = client.get(&path).await.words();
    assert!(looked.contains("One new record") && looked.contains("Year: This is needed."), "{looked}");
    take(&world, &client, &path, "publish").await;
    let page = client.get("/library/lampen").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.words().contains("lampen.csv") && page.text.contains("lang=\"de\""), "the table is no source");
}

#[tokio::test]
async fn a_sector_that_is_written_as_a_code_of_isic_is_read_and_the_row_says_as_what() {
    use domain::practice::LibrarySector::{Food, Hospitality};
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        let file = [row("a", ",\"sectors\":[\"10\",\"I55\"]"), row("b", ",\"sectors\":[\"fishing\",\"N\"]")].concat();
        let (path, page) = begun(&client, "rows.jsonl", &file).await;
        let words = page.words();
        for said in ["“10” of ISIC was read as “Food”.", "“I55” of ISIC was read as “Hotels and restaurants”."]
        {
            assert!(words.contains(said), "{said} in {words}");
        }
        assert!(words.contains("one row is refused"), "{words}");
        let done = take(&world, &client, &path, "publish").await;
        assert!(done.words().contains("was read as “Food”"), "{}", done.words());
        let stored = services::library::find(&world.visitor(), "a").await.expect("published");
        assert_eq!(stored.practice.sectors, [Food, Hospitality]);
    }
}

#[tokio::test]
async fn a_document_becomes_a_draft_and_nothing_else() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let (path, page) = begun(&client, "Lamps.docx", crate::files::docx("Lamps of Velmora", "Oil was dear.")).await;
    assert!(page.words().contains("A draft") && page.words().contains("Lamps of Velmora"), "{}", page.words());
    let draft =
        page.text.split("href=\"/proposals/").nth(1).and_then(|rest| rest.split('"').next()).expect("its draft");
    let files = format!("/proposals/{draft}/files");
    let listed = client.get(&files).await;
    assert!(listed.words().contains("Lamps.docx"), "the document itself is among the draft's files");
    let file = listed.text.split(&format!("href=\"{files}/")).nth(1).and_then(|rest| rest.split('"').next());
    let got = client.get(&format!("{files}/{}", file.expect("its address"))).await;
    assert_eq!(got.status, StatusCode::OK);
    assert!(!got.text.contains("Mira"), "nobody is named in it");
    assert_eq!(count(&world).await, 0);
    let go = client.post(&path, &[("form", "import-confirm"), ("goal", "publish")]).await;
    assert_eq!(go.status, StatusCode::CONFLICT, "never published directly");
    nothing_left(&world);
    let id = draft.parse().expect("a key");
    services::proposals::submit(&client_scope(&world).await, id).await.expect("whole as it was drawn");
    let second = client_scope(&world).await;
    let edits = services::proposals::find(&second, id).await.expect("found").edits;
    services::proposals::approve(&second, id, services::proposals::Seen::text(edits)).await.expect("approved");
    world.work().await;
    let record = client.get("/library/lamps-of-velmora").await;
    assert!(record.words().contains("Lamps.docx"), "and goes with the record: {}", record.words());
}

async fn client_scope(world: &World) -> services::Scope {
    world.as_person(&world.platform(PlatformRole::Curator).await).await
}

#[tokio::test]
async fn a_record_like_one_that_is_here_is_not_published_unseen() {
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        let titled = |slug: &str, title: &str| row(slug, "").replace(&format!("Row {slug}"), title);
        let (path, _) = begun(&client, "first.jsonl", titled("lanterns", "Lanterns at the quay")).await;
        take(&world, &client, &path, "publish").await;
        let file =
            [titled("again", "Lantern at the quay"), titled("bells", "Bells of the harbour"), "{".into()].concat();
        let (path, page) = begun(&client, "second.jsonl", &file).await;
        let words = page.words();
        for part in [
            "One new record and no change of a record that is here , and one new record that is like one that is here",
            "one row is refused",
            "Like one that is here (1)",
            "One row is like a record that is here.",
            "Like Lanterns at the quay",
        ] {
            let plain = |text: &str| text.split_whitespace().collect::<String>();
            assert!(plain(&words).contains(&plain(part)), "{part} in {words}");
        }
        assert!(page.text.contains("href=\"/library/lanterns\""), "it leads to the record");
        let done = take(&world, &client, &path, "publish").await;
        assert!(done.words().contains("Published (1)") && done.words().contains("With the curators (1)"));
        assert!(done.words().contains("Like Lanterns at the quay"), "the report says so too");
        assert_eq!((count(&world).await, client.get("/library/again").await.status), (2, StatusCode::NOT_FOUND));
        let (path, _) = begun(&client, "third.jsonl", titled("once-more", "Lanterns at the quay")).await;
        let too = [("form", "import-confirm"), ("goal", "publish"), ("alike", "too")];
        assert_eq!(client.post(&path, &too).await.status, StatusCode::SEE_OTHER);
        services::worker::drain_imports(&world.system()).await.expect("worked");
        assert_eq!(client.get("/library/once-more").await.status, StatusCode::OK, "somebody has looked at it");
    }
}

#[tokio::test]
async fn a_change_leads_to_the_two_versions_side_by_side() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let (path, _) = begun(&client, "rows.jsonl", row("a", "")).await;
    take(&world, &client, &path, "publish").await;
    let changed = row("a", "").replace("A row.", "A better row.");
    let (path, page) = begun(&client, "rows.jsonl", &changed).await;
    let compare = format!("{path}?row=1");
    assert!(page.text.contains(&format!("href=\"{compare}\"")), "{}", page.text);
    let compared = client.get(&compare).await;
    assert_eq!(compared.status, StatusCode::OK);
    let words = compared.words();
    assert!(
        words.contains("Here, version 1") && words.contains("In the import") && words.contains("better"),
        "{words}"
    );
    assert!(!words.contains("CC0-1.0"), "what stays is left out");
    let other = world.member(domain::organisation::OrganisationKind::Ngo, "Harbour").await;
    let stranger = Client::signed_in(router(&world), &other).await;
    assert_eq!(stranger.get(&compare).await.status, StatusCode::NOT_FOUND);
    assert_eq!(client.get(&format!("{path}?row=2")).await.status, StatusCode::NOT_FOUND);
    let done = take(&world, &client, &path, "publish").await;
    let versions = "/library/a/versions/2?against=1";
    assert!(done.text.contains(&format!("href=\"{versions}\"")), "{}", done.text);
    assert!(client.get(versions).await.words().contains("better"));
    let (path, _) = begun(&client, "rows.jsonl", row("a", "").replace("A row.", "The best row.")).await;
    let proposed = take(&world, &client, &path, "review").await;
    assert_eq!(proposed.text.matches("href=\"/proposals/").count(), 2, "the title and the comparison");
}

#[tokio::test]
async fn a_worker_that_was_killed_is_taken_over() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let (path, _) = begun(&client, "rows.jsonl", [row("a", ""), row("b", "")].concat()).await;
    client.post(&path, &[("form", "import-confirm"), ("goal", "publish")]).await;
    let system = world.system();
    let claim = async || {
        let permit = system.permit(domain::policy::PublishPractice).expect("the system may");
        let tx = world.services.db.begin().await.expect("begun");
        let until = system.now() + TimeDelta::minutes(2);
        let claimed = store::imports::claim(&tx, &permit, until, system.now()).await.expect("claimed");
        tx.commit().await.expect("committed");
        claimed
    };
    assert!(claim().await.is_some(), "another worker has it");
    services::worker::drain_imports(&system).await.expect("worked");
    assert_eq!(count(&world).await, 0, "while it is another's, nobody else takes it");
    world.pass(TimeDelta::minutes(3));
    services::worker::drain_imports(&system).await.expect("worked");
    assert_eq!(count(&world).await, 2, "it is gone on with");
    let asked = client.post("/library/import", &[("form", "import-source"), ("address", "http://127.0.0.1:9/")]).await;
    assert!(claim().await.is_some());
    world.pass(TimeDelta::minutes(3));
    services::worker::drain_imports(&system).await.expect("worked");
    let page = client.get(asked.location()).await;
    assert!(page.words().contains("The server was stopped while it asked"), "{}", page.words());
}

#[tokio::test]
async fn an_import_can_be_stopped_and_only_curators_know_of_it() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let (path, _) = begun(&client, "rows.jsonl", row("a", "")).await;
    let stopped = client.post(&path, &[("form", "import-cancel")]).await;
    assert_eq!(stopped.status, StatusCode::SEE_OTHER);
    services::worker::drain_imports(&world.system()).await.expect("worked");
    assert_eq!(count(&world).await, 0);
    let again = client.post(&path, &[("form", "import-confirm"), ("goal", "publish")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let ngo = world.member(domain::organisation::OrganisationKind::Ngo, "Harbour").await;
    let other = Client::signed_in(router(&world), &ngo).await;
    for path in ["/library/import", path.as_str()] {
        assert_eq!(other.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(send(&other, "a.jsonl", row("b", "")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_row_without_a_title_says_so_in_its_place() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let (_, page) = begun(&client, "rows.jsonl", [row("a", ""), "{\"kind\":\"practice\"}\n".to_owned()].concat()).await;
    assert!(page.words().contains("No title read"), "{}", page.words());
}
