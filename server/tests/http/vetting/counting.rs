//! How what waits for stewards is counted: without going through all that was ever said to them.

use std::sync::{Arc, Mutex};

use domain::organisation::VettingQueue;
use domain::policy::VetOrganisation;
use sea_orm_migration::sea_orm::{ConnectionTrait, Statement};
use store::watch::Bound;
use testkit::World;

#[tokio::test]
async fn what_waits_is_counted_without_reading_all_notes() {
    // SQLite plans alike for few rows and for many.
    let world = World::sqlite().await;
    let file = world.folder.path().join("ponte.db");
    let plain = store::Db::open(&format!("sqlite://{}", file.display())).await.expect("opened");
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noting = asked.clone();
    let note = move |sql: &str, _: &[Bound]| noting.lock().expect("a list").push(sql.to_owned());
    let db = plain.clone().watched(note);
    let steward = world.steward();
    let permit = steward.permit(VetOrganisation).expect("a steward");
    for queue in [VettingQueue::Applied, VettingQueue::Changed] {
        let waits = store::organisations::count(&db, &permit, queue, steward.now().date_naive()).await;
        assert_eq!(waits.expect("counted"), 0, "{queue}");
    }
    let statements: Vec<String> = asked.lock().expect("a list").clone();
    assert_eq!(statements.len(), 2, "{statements:?}");
    for statement in statements {
        let explained = format!("EXPLAIN QUERY PLAN {}", statement.replace('?', "1"));
        let connection = plain.connection();
        let rows = Statement::from_string(connection.get_database_backend(), explained);
        let rows = connection.query_all_raw(rows).await.expect("a plan").into_iter();
        let plan: Vec<String> = rows.map(|row| row.try_get_by_index::<String>(3).expect("a line")).collect();
        assert!(plan.iter().any(|line| line.contains("vetting_notes_step_organisation")), "{plan:?}");
        assert!(!plan.iter().any(|line| line.starts_with("SCAN vetting_notes")), "{plan:?}");
    }
    plain.close().await.expect("closed");
}
