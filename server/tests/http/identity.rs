//! By what records are known again: an export says it, and an import goes by it, in the same library and elsewhere.

use domain::account::PlatformRole;
use domain::practice::StoredPractice;
use services::import::{Refusal, Report};
use services::proposals::Seen;
use testkit::{Client, World};

use crate::import::{report, row};
use crate::import_pages::{begun, curator, take};
use crate::router;

async fn import(world: &World, name: &str, file: &str) -> (Report, Vec<String>) {
    let mut lines = Vec::new();
    let note = |refusal: Refusal| lines.push(refusal.to_string());
    let report = services::import::file(&world.system(), name, file.as_bytes(), note).await.expect("imported");
    services::worker::drain(&world.system()).await.expect("indexed");
    (report, lines)
}

async fn export(world: &World) -> String {
    Client::new(router(world)).get("/library/export.jsonl").await.text
}

async fn stored(world: &World, slug: &str) -> StoredPractice {
    store::practices::by_slug(&world.services.db, slug).await.expect("read").expect("published")
}

async fn count(world: &World) -> u64 {
    store::practices::count(&world.services.db).await.expect("counted")
}

#[tokio::test]
async fn an_export_says_the_same_elsewhere_and_brings_nothing_the_second_time() {
    for (home, elsewhere) in
        [(World::sqlite().await, World::sqlite().await), (World::postgres().await, World::postgres().await)]
    {
        let rows = [row("a", ",\"topics\":[\"kites\"]"), row("b", "")].concat();
        assert_eq!(import(&home, "rows.jsonl", &rows).await, (report(2, 0, 0, 0), Vec::new()));
        let lines = export(&home).await;
        assert_eq!(import(&elsewhere, "library.jsonl", &lines).await, (report(2, 0, 0, 0), Vec::new()));
        for slug in ["a", "b"] {
            let (here, there) = (stored(&home, slug).await, stored(&elsewhere, slug).await);
            let mut written = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
            let line = written.find(|line| line.get("slug").is_some_and(|is| is == slug)).expect("a line");
            assert_eq!(line.get("identifier"), Some(&serde_json::Value::from(format!("urn:uuid:{}", here.id))));
            assert_eq!(line.get("version"), Some(&serde_json::Value::from(1)));
            assert_eq!(line.get("url"), Some(&serde_json::Value::from(format!("{}/library/{slug}", testkit::ORIGIN))));
            assert_eq!(here.practice, there.practice);
            assert_ne!(here.id, there.id);
            let known = store::origins::slug(&elsewhere.services.db, "", &here.identifier()).await.expect("read");
            assert_eq!(known.as_deref(), Some(slug));
        }
        // The address is no part of who a record is.
        let moved = lines.replace("\"slug\":\"a\"", "\"slug\":\"a-by-another-name\"");
        assert_ne!(moved, lines);
        for world in [&home, &elsewhere] {
            for file in [&lines, &moved] {
                assert_eq!(import(world, "library.jsonl", file).await, (report(0, 0, 2, 0), Vec::new()));
                let first = file.lines().next().expect("a line");
                assert_eq!(import(world, "one.json", first).await, (report(0, 0, 1, 0), Vec::new()));
            }
            assert_eq!(count(world).await, 2);
        }
        let twice = [lines.clone(), moved].concat();
        let (again, said) = import(&elsewhere, "library.jsonl", &twice).await;
        assert_eq!(again, report(0, 0, 2, 2));
        assert!(said.concat().contains("This file has a record of this address already."), "{said:?}");
    }
}

#[tokio::test]
async fn an_older_export_undoes_nothing_and_a_better_one_is_the_next_version() {
    for (home, elsewhere) in
        [(World::sqlite().await, World::sqlite().await), (World::postgres().await, World::postgres().await)]
    {
        import(&home, "rows.jsonl", &row("a", "")).await;
        let old = export(&home).await;
        import(&elsewhere, "library.jsonl", &old).await;
        for world in [&home, &elsewhere] {
            let better = row("a", ",\"topics\":[\"kites\"]");
            assert_eq!(import(world, "rows.jsonl", &better).await.0, report(0, 1, 0, 0));
            assert_eq!(import(world, "library.jsonl", &old).await.0, report(0, 0, 1, 0));
            let now = stored(world, "a").await;
            assert_eq!((now.version, now.practice.topics.as_slice()), (2, ["kites".to_owned()].as_slice()));
            let best = old.replace("A row.", "The best row.").replace("\"slug\":\"a\"", "\"slug\":\"z\"");
            assert_eq!(import(world, "library.jsonl", &best).await, (report(0, 1, 0, 0), Vec::new()));
            let now = stored(world, "a").await;
            assert_eq!((now.version, now.practice.summary.as_str()), (3, "The best row."));
            assert_eq!(count(world).await, 1);
        }
    }
}

#[tokio::test]
async fn a_strangers_record_at_the_address_is_not_written_over() {
    for (home, elsewhere) in
        [(World::sqlite().await, World::sqlite().await), (World::postgres().await, World::postgres().await)]
    {
        import(&home, "rows.jsonl", &[row("a", ""), row("b", "")].concat()).await;
        let lines = export(&home).await;
        let others = [row("a", "").replace("Row a", "Something else"), row("b", ",\"topics\":[\"kites\"]")].concat();
        import(&elsewhere, "rows.jsonl", &others).await;
        let (taken, said) = import(&elsewhere, "library.jsonl", &lines).await;
        assert_eq!(taken, report(0, 1, 0, 1), "the same address and title are one record");
        assert!(said.concat().contains("Address: Another record of this library, with another title"), "{said:?}");
        let kept = stored(&elsewhere, "a").await;
        assert_eq!((kept.version, kept.practice.title.as_str()), (1, "Something else"));
        assert_eq!(import(&elsewhere, "library.jsonl", &lines).await.0, report(0, 0, 1, 1));
        // Both ways that the reason names lead on.
        let own = lines.replace("\"slug\":\"a\"", "\"slug\":\"another-a\"");
        assert_eq!(import(&elsewhere, "library.jsonl", &own).await, (report(1, 0, 1, 0), Vec::new()));
        assert_eq!(import(&elsewhere, "library.jsonl", &lines).await, (report(0, 0, 2, 0), Vec::new()));
        assert_eq!(import(&elsewhere, "rows.jsonl", &row("a", "")).await.0, report(0, 1, 0, 0));
    }
}

#[tokio::test]
async fn a_record_that_curators_gave_another_address_is_known_by_its_identifier() {
    for (home, elsewhere) in
        [(World::sqlite().await, World::sqlite().await), (World::postgres().await, World::postgres().await)]
    {
        let study = ",\"sources\":[{\"title\":\"A study\",\"publisher\":\"Quay Institute\"}]";
        let file = row("tested", study).replace("\"told\"", "\"evaluated\"");
        let system = home.system();
        let looked =
            services::import::file_with(&system, "rows.jsonl", file.as_bytes(), crate::looked_at(), |_| {}).await;
        assert_eq!(looked, Ok(report(1, 0, 0, 0)));
        let lines = export(&home).await;
        let waits = Report { waiting: 1, ..Report::default() };
        assert_eq!(import(&elsewhere, "library.jsonl", &lines).await, (waits, Vec::new()));
        assert_eq!(import(&elsewhere, "library.jsonl", &lines).await.0, report(0, 0, 1, 0), "it waits");
        let one = elsewhere.platform(PlatformRole::Curator).await;
        let scope = elsewhere.as_person(&one).await;
        let queue = services::proposals::queue(&scope, None, 10).await.expect("a curator");
        let [waiting] = queue.as_slice() else { unreachable!("one waits: {queue:?}") };
        let proposal = services::proposals::find(&scope, waiting.id).await.expect("found");
        let mut written = proposal.manuscript;
        written.set("slug", vec!["tried-and-tested".to_owned()]);
        let edits = services::proposals::write(&scope, waiting.id, &written, proposal.edits).await.expect("written");
        for _ in 0..2 {
            let other = elsewhere.platform(PlatformRole::Curator).await;
            let scope = elsewhere.as_person(&other).await;
            services::proposals::approve(&scope, waiting.id, Seen { edits, open: 0 }).await.expect("approved");
        }
        assert_eq!(stored(&elsewhere, "tried-and-tested").await.version, 1);
        assert_eq!(import(&elsewhere, "library.jsonl", &lines).await, (report(0, 0, 1, 0), Vec::new()));
        assert_eq!(count(&elsewhere).await, 1);
    }
}

#[tokio::test]
async fn the_report_says_row_by_row_what_is_here_already() {
    for (home, elsewhere) in
        [(World::sqlite().await, World::sqlite().await), (World::postgres().await, World::postgres().await)]
    {
        import(&home, "rows.jsonl", &[row("quay", ""), row("bell", "")].concat()).await;
        let lines = export(&home).await;
        let client = curator(&elsewhere).await;
        let (path, page) = begun(&client, "library.jsonl", &lines).await;
        assert!(page.words().contains("2 new records"), "{}", page.words());
        let done = take(&elsewhere, &client, &path, "publish").await;
        assert!(done.words().contains("Published (2)"), "{}", done.words());
        let moved = lines.replace("\"slug\":\"quay\"", "\"slug\":\"harbour\"");
        let (path, again) = begun(&client, "library.jsonl", &moved).await;
        assert!(again.words().contains("Known already (2)"), "{}", again.words());
        let rows = client.get(&format!("{path}?state=known")).await.text;
        for slug in ["quay", "bell"] {
            assert!(rows.contains(&format!("href=\"/library/{slug}\"")), "{slug} in {rows}");
        }
        let better = moved.replace("A row.", "A better row.");
        let (path, again) = begun(&client, "library.jsonl", &better).await;
        assert!(again.words().contains("2 changes of records"), "{}", again.words());
        let done = take(&elsewhere, &client, &path, "publish").await;
        assert!(done.words().contains("Published (2)"), "{}", done.words());
        assert_eq!((count(&elsewhere).await, stored(&elsewhere, "quay").await.version), (2, 2));
        // At home they are known though no import ever brought them.
        let client = curator(&home).await;
        let (_, page) = begun(&client, "library.jsonl", &moved).await;
        assert!(page.words().contains("Known already (2)"), "{}", page.words());
    }
}
