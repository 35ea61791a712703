//! What a curator reads of an import that came to nothing, or did not work.

use axum::http::StatusCode;
use testkit::World;

use crate::import_pages::{begun, curator, take};

fn row(slug: &str) -> String {
    format!(
        "{{\"title\":\"Row {slug}\",\"slug\":\"{slug}\",\"kind\":\"practice\",\"summary\":\"A row.\",\"language\":\"en\",\
         \"year\":2010,\"evidence\":\"told\",\"licence\":\"CC0-1.0\",\"sources\":[{{\"title\":\"A book\"}}]}}\n"
    )
}

#[tokio::test]
async fn an_import_that_is_done_says_what_was_taken_on_its_page_and_in_the_list() {
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        let (_, nothing) = begun(&client, "bad.jsonl", [row("Bad"), row("Worse")].concat()).await;
        assert!(nothing.words().contains("Nothing was taken; 2 rows were refused."), "{}", nothing.words());
        let (path, looked) = begun(&client, "rows.jsonl", [row("a"), row("Bad")].concat()).await;
        assert!(!looked.words().contains("was taken;"), "{}", looked.words());
        let taken = take(&world, &client, &path, "publish").await;
        assert!(taken.words().contains("One record was taken; one row was refused."), "{}", taken.words());
        let (_, known) = begun(&client, "again.jsonl", row("a")).await;
        assert!(known.words().contains("Nothing was taken; one was here already."), "{}", known.words());
        let list = client.get("/library/import").await.words();
        for said in ["Nothing was taken; 2 rows were refused.", "One record was taken; one row was refused."] {
            assert!(list.contains(said), "{said} in {list}");
        }
    }
}

#[tokio::test]
async fn each_reason_of_a_row_stands_by_itself_and_names_what_is_meant() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let table = "title,summary,year,kind,language,countries,evidence\n\
                 Lamps,Lamps were lit.,2004,practice,en,\"Albania, Nowhere\",hearsay\n";
    let (path, _) = begun(&client, "lamps.csv", table).await;
    let mut said = vec![("form", "import-columns"), ("separator", ";")];
    for field in ["title", "summary", "year", "kind", "language", "countries", "evidence"] {
        said.push(("fields", field));
    }
    assert_eq!(client.post(&path, &said).await.status, StatusCode::SEE_OTHER);
    let page = client.get(&path).await;
    for reason in [
        "<li>Evidence: Use one of these words: told, monitored, evaluated, repeated.</li>",
        "<li>Countries: Write names of countries, with commas between them. “Nowhere” is not known.</li>",
    ] {
        assert!(page.text.contains(reason), "{reason} in {}", page.text);
    }
    assert!(!page.words().contains("from the list"), "{}", page.words());
}

#[tokio::test]
async fn a_row_that_is_no_record_is_kept_by_its_cause_and_one_of_long_ago_says_what_it_said() {
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        let (path, page) = begun(&client, "rows.jsonl", format!("{}{{\n[]\n", row("a"))).await;
        let words = page.words();
        for said in
            ["This is no whole JSON: it breaks off before its end.", "a record stands between { and }.", "Refused (2)"]
        {
            assert!(words.contains(said), "{said} in {words}");
        }
        let id = path.rsplit('/').next().expect("its key").parse().expect("a key");
        let import = services::import::find(&world.system(), id).await.expect("found");
        for (number, why) in [(2, "import-fault-broken-off"), (3, "import-fault-no-object")] {
            let kept = store::import_rows::find(&world.services.db, &import, number).await.expect("read");
            assert_eq!(kept.expect("a row").row.why, why, "no sentence is kept");
        }
        let old = "UPDATE import_rows SET why = 'The lamp is out.' WHERE why = 'import-fault-broken-off'";
        migrations::execute(world.services.db.connection(), old).await.expect("done");
        let words = client.get(&path).await.words();
        assert!(words.contains("The lamp is out.") && words.contains("between { and }."), "{words}");
    }
}

#[tokio::test]
async fn the_number_of_a_row_is_a_line_only_where_a_row_is_one() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    for (name, head) in [("a.jsonl", "<th scope=\"col\">Line</th>"), ("a.json", "<th scope=\"col\">No.</th>")] {
        let (_, page) = begun(&client, name, row("a")).await;
        assert!(page.text.contains(head), "{name}: {}", page.text);
    }
    let (_, broken) = begun(&client, "b.json", "{\n  \"title\": \"Lamps\"\n  \"slug\": \"lamps\"\n}\n").await;
    let said = "This is no JSON: it goes wrong in line 3 at character 3.";
    assert!(broken.words().contains(said), "{}", broken.words());
}

#[tokio::test]
async fn a_row_that_empties_what_is_here_says_so_before_it_is_taken() {
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        let more = ",\"countries\":[\"AL\"],\"sections\":{\"results\":\"Lamps were lit.\"}}";
        let whole = row("a").replacen("}]}", &format!("}}]{more}"), 1);
        let (path, page) = begun(&client, "rows.jsonl", &whole).await;
        assert!(!page.words().contains("It leaves empty"), "{}", page.words());
        take(&world, &client, &path, "publish").await;
        let thin = row("a").replace("[{\"title\":\"A book\"}]", "[]");
        let thin = thin.replace("\"told\"", "\"told\",\"actors\":[{\"name\":\"Lantern Works\",\"part\":\"employer\"}]");
        let (_, page) = begun(&client, "rows.jsonl", &thin).await;
        let words = page.words();
        let said = "It leaves empty what version 1 has here: Results, Countries, Sources.";
        assert!(words.contains(said) && words.contains("Compare the two"), "{words}");
        // What is only changed is not emptied.
        let (_, page) = begun(&client, "rows.jsonl", whole.replace("A row.", "A better row.")).await;
        assert!(page.words().contains("Changed (1)") && !page.words().contains("It leaves empty"), "{}", page.words());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_that_cannot_be_asked_is_told_in_a_sentence_and_asked_again_from_there() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    // Nobody listens at a port that was let go of.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}/oai", listener.local_addr().expect("an address"));
    drop(listener);
    let fields = [("form", "import-source"), ("address", address.as_str()), ("set", "lamps"), ("from", "2004-02-01")];
    let sent = client.post("/library/import", &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words());
    let path = sent.location().to_owned();
    services::worker::drain_imports(&world.system()).await.expect("worked");
    let page = client.get(&path).await;
    let words = page.words();
    assert!(words.contains("Nobody answers at this address."), "{words}");
    assert!(!words.contains("Row by row") && words.contains("Ask this library again"), "{words}");
    let way = page.text.split("href=\"/library/import?").nth(1).and_then(|rest| rest.split('"').next());
    let way = format!("/library/import?{}", way.expect("a way").replace("&amp;", "&"));
    let form = client.get(way.split('#').next().expect("an address")).await;
    for (name, value) in [("address", address.as_str()), ("set", "lamps"), ("from", "2004-02-01")] {
        assert_eq!(form.input(name).as_deref(), Some(value), "{name}");
    }
}
