//! What a curator sees of a file that says too little, before anything becomes of it.

use axum::http::StatusCode;
use testkit::World;

use super::{begun, client_scope, count, curator, row, take};

const REPORT: &str = "# Bells of Velmora\n\nBells were rung at night.\n\n## What was done\n\nForty bells were hung.\n\n\
                      ## Later\n\nNobody was lost.\n";

#[tokio::test]
async fn a_text_that_says_nothing_about_itself_tells_what_was_assumed_and_becomes_a_draft() {
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        let (path, page) = begun(&client, "bells.md", REPORT).await;
        let words = page.words();
        for said in [
            "Assumed: kind “Report”, evidence “Told”, language “",
            "year 2026 (the year of the import), no licence, and the file’s name (“bells.md”) as its source.",
            "so this becomes a draft: name a source there, or somebody who took part.",
            "Make it a draft",
        ] {
            assert!(words.contains(said), "{said} in {words}");
        }
        assert!(!words.contains("They are published at once"), "{words}");
        // Whoever says it all the same publishes nothing.
        let done = take(&world, &client, &path, "publish").await;
        assert!(done.words().contains("Drafts (1)"), "{}", done.words());
        assert_eq!(count(&world).await, 0);
        let draft = done.text.split("href=\"/proposals/").nth(1).and_then(|rest| rest.split('"').next());
        let page = client.get(&format!("/proposals/{}", draft.expect("its draft"))).await;
        let words = page.words();
        assert!(words.contains("Name somebody who took part, or a source") && !words.contains("bells.md"), "{words}");
        assert!(words.contains("Later") && !page.text.contains("## Later"), "{}", page.text);
        let id = draft.expect("its draft").parse().expect("a key");
        let scope = client_scope(&world).await;
        let written = services::proposals::find(&scope, id).await.expect("found").manuscript;
        assert_eq!(written.one("done"), "Forty bells were hung.");
    }
}

#[tokio::test]
async fn a_year_that_a_text_names_is_told_as_such() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let (_, page) = begun(&client, "bells.txt", "Bells of Velmora at night\n\nThey were rung in 1998.\n").await;
    let words = page.words();
    assert!(words.contains("year 1998 (the first that the text names)"), "{words}");
}

#[tokio::test]
async fn a_row_of_a_table_without_a_source_is_refused_as_a_line_is() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let lacking = "Evidence: Name somebody who took part, or a source: without either nobody tells it.";
    let (_, lines) = begun(&client, "good.jsonl", row("a", "").replace("[{\"title\":\"A book\"}]", "[]")).await;
    assert!(lines.words().contains(lacking), "{}", lines.words());
    let table = "title,year,summary,language,url\nLamps,2004,Lamps were lit.,English,\n\
                 Bells,2005,Bells were rung.,Albanisch,https://bell.example/1\n";
    let (path, _) = begun(&client, "good.csv", table).await;
    let mut said = vec![("form", "import-columns"), ("separator", ";"), ("kind", "practice"), ("evidence", "told")];
    said.extend(["title", "year", "summary", "language", "source_url"].map(|field| ("fields", field)));
    assert_eq!(client.post(&path, &said).await.status, StatusCode::SEE_OTHER);
    let words = client.get(&path).await.words();
    assert!(words.contains(lacking) && words.contains("Refused (1)") && words.contains("New (1)"), "{words}");
    take(&world, &client, &path, "publish").await;
    let bells = services::library::find(&world.visitor(), "bells").await.expect("published").practice;
    assert_eq!((bells.language.as_str(), bells.sources.len()), ("sq", 1));
    assert_eq!(bells.sources.first().map(|source| source.title.as_str()), Some("bell.example"));
}

#[tokio::test]
async fn a_row_whose_language_is_unknown_says_what_was_written_and_what_to_write() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let table = "title,year,summary,language,partner\nLamps,2004,Lamps were lit.,Quillbackish,Guild\n\
                 Bells,2005,Bells were rung.,qqq,Guild\n";
    let (path, _) = begun(&client, "lamps.csv", table).await;
    let mut said = vec![("form", "import-columns"), ("separator", ";"), ("kind", "practice"), ("evidence", "told")];
    said.extend(["title", "year", "summary", "language", "actor_name"].map(|field| ("fields", field)));
    assert_eq!(client.post(&path, &said).await.status, StatusCode::SEE_OTHER);
    let words = client.get(&path).await.words();
    for written in ["Quillbackish", "qqq"] {
        let told =
            format!("Language: “{written}” is no language that is known. Write its BCP 47 code, such as sq, or its");
        assert!(words.contains(&told), "{told} in {words}");
    }
}

#[tokio::test]
async fn what_a_file_must_hold_names_the_columns_of_a_table_and_its_example_wraps() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let page = client.get("/library/import").await;
    let columns = page.text.split("id=\"import-columns-known\">").nth(1).and_then(|rest| rest.split('<').next());
    let columns: Vec<&str> = columns.expect("the columns").split(", ").collect();
    for column in ["title", "summary", "language", "countries", "sources", "source_url", "actor_name"] {
        assert!(columns.contains(&column), "{column} in {columns:?}");
    }
    let words = page.words();
    assert!(words.contains("which field any other column is") && words.contains("semicolons between them"), "{words}");
    assert!(!page.text.contains("<pre tabindex"), "what wraps needs no stop: {}", page.text);
    let table =
        "title,year,summary,sources\nLamps,2004,Lamps were lit.,\"A report, https://lamp.example/1 2024-05-01\"\n";
    let (path, page) = begun(&client, "lamps.csv", table).await;
    assert!(page.text.contains("value=\"sources\" selected"), "{}", page.text);
    let mut said = vec![("form", "import-columns"), ("separator", ";"), ("kind", "practice"), ("evidence", "told")];
    said.push(("language", "en"));
    said.extend(["title", "year", "summary", "sources"].map(|field| ("fields", field)));
    assert_eq!(client.post(&path, &said).await.status, StatusCode::SEE_OTHER);
    take(&world, &client, &path, "publish").await;
    let lamps = services::library::find(&world.visitor(), "lamps").await.expect("published").practice;
    let source = lamps.sources.first().expect("a source");
    assert_eq!((source.title.as_str(), source.url.as_deref()), ("A report", Some("https://lamp.example/1")));
    assert_eq!(source.accessed.map(|day| day.to_string()).as_deref(), Some("2024-05-01"));
}

#[tokio::test]
async fn a_row_that_is_there_twice_names_the_other_line_and_what_is_missing_says_what_to_write() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let table = "title,year,summary,partner\nLamps,2004,Lamps were lit.,Guild\nLamps,2005,Lamps again.,Guild\n\
                 Bells,soon,Bells were rung.,Guild\n";
    let (path, _) = begun(&client, "lamps.csv", table).await;
    let mut said = vec![("form", "import-columns"), ("separator", ";"), ("kind", "practice"), ("evidence", "told")];
    said.push(("language", "en"));
    said.extend(["title", "year", "summary", "actor_name"].map(|field| ("fields", field)));
    assert_eq!(client.post(&path, &said).await.status, StatusCode::SEE_OTHER);
    let words = client.get(&path).await.words();
    for told in ["Title: This is the same title as in line 2.", "Year: Write a year, such as 2019."] {
        assert!(words.contains(told), "{told} in {words}");
    }
    let (_, bare) = begun(&client, "bare.jsonl", "{\"title\":\"Lamps\"}\n").await;
    for told in [
        "Kind: This is needed. Use one of these words: practice, code, law, report, guide.",
        "Evidence: This is needed. Use one of these words: told, monitored, evaluated, repeated.",
        "Licence: This is needed. Write an SPDX name, such as CC-BY-4.0.",
        "Language: This is needed. Write a code such as en or sq.",
    ] {
        assert!(bare.words().contains(told), "{told} in {}", bare.words());
    }
    let page = client.get("/library/import").await;
    assert!(page.words().contains("What a file must hold") && page.text.contains("<code>+++"), "{}", page.text);
    assert!(page.words().contains("5000 records"), "{}", page.words());
}

#[tokio::test]
async fn what_the_command_line_brought_stands_before_the_curators_as_one_import() {
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        let table = "title,year,summary,evidence,source,publisher\n\
                     Lamps of the quay,2004,Lamps were lit.,evaluated,A study,Quay Institute\n\
                     Bells of the quay,2005,Bells were rung.,evaluated,A study,Quay Institute\n\
                     Kites of the quay,2006,Kites flew.,told,A study,Quay Institute\n";
        let import = async || {
            let report = services::import::file(&world.system(), "quay.csv", table.as_bytes(), |_| ()).await;
            let report = report.expect("imported");
            (report.new, report.waiting, report.unchanged, report.refused)
        };
        assert_eq!(import().await, (1, 2, 0, 0));
        assert_eq!(import().await, (0, 0, 3, 0), "nothing of it comes twice");
        let page = client.get("/curation").await;
        let words = page.words();
        for said in ["Nothing waits that somebody wrote.", "quay.csv", "2 records wait for you."] {
            assert!(words.contains(said), "{said} in {words}");
        }
        assert!(!words.contains("Lamps of the quay") && !words.contains("Bells of the quay"), "{words}");
        assert_eq!(page.text.matches("/curation?import=").count(), 1, "{}", page.text);
        let id = page.text.split("/curation?import=").nth(1).and_then(|rest| rest.split('"').next()).expect("a key");
        let list = client.get(&format!("/curation?import={id}")).await;
        assert_eq!(list.text.matches("card__title").count(), 2, "{}", list.text);
        let report = client.get(&format!("/library/import/{id}")).await.words();
        assert!(report.contains("With the curators (2)") && report.contains("Lamps of the quay"), "{report}");
    }
}

#[tokio::test]
async fn what_people_wrote_waits_before_what_imports_brought_and_each_import_has_its_list() {
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        let many: String = (0..32).map(|number| row(&format!("lamp-{number}"), "")).collect();
        let (path, _) = begun(&client, "many.jsonl", many).await;
        take(&world, &client, &path, "review").await;
        let (one, _) = begun(&client, "one.jsonl", row("bell", "")).await;
        take(&world, &client, &one, "review").await;
        assert!(client.get("/curation").await.words().contains("Nothing waits that somebody wrote."));
        let author = world.member(domain::organisation::OrganisationKind::Ngo, "Harbour").await;
        world.in_review(&author, "Kites of the quay").await;

        let page = client.get("/curation").await;
        let words = page.words();
        for said in ["Kites of the quay", "many.jsonl", "32 records wait for you.", "One record waits for you."] {
            assert!(words.contains(said), "{said} in {words}");
        }
        assert!(!words.contains("Row lamp-") && !words.contains("Row bell"), "{words}");
        let import = path.rsplit('/').next().expect("its key");
        let list = format!("/curation?import={import}");
        assert!(page.text.contains(&format!("href=\"{list}\"")), "{}", page.text);
        let first = client.get(&list).await;
        assert_eq!(first.text.matches("card__title").count(), 30, "{}", first.text);
        assert!(!first.words().contains("Kites of the quay") && !first.words().contains("Row bell"));
        let next = first.text.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
        let next = client.get(&next.expect("more follow").replace("&amp;", "&")).await;
        assert_eq!(next.text.matches("card__title").count(), 2, "{}", next.text);

        let stranger = testkit::Client::signed_in(crate::router(&world), &author).await;
        assert_eq!(stranger.get(&list).await.status, StatusCode::NOT_FOUND);
    }
}
