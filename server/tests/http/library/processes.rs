//! Several processes on one database: each index follows what another process publishes, and is filled again.

use std::sync::Arc;

use services::{Scope, Services};
use testkit::World;

/// The same database seen by another process, with an index of its own.
fn other_node(world: &World) -> (Scope, Arc<search::Index>) {
    node_with(world, search::Index::in_memory().expect("an index"))
}

fn node_with(world: &World, index: search::Index) -> (Scope, Arc<search::Index>) {
    let index = Arc::new(index);
    let services = Services {
        mail: mail::Transport::stub().0,
        index: Some(index.clone()),
        reader: services::Reader::Here,
        reach: services::Reach::Local,
        ..crate::same(world)
    };
    (Scope::new(Arc::new(services), domain::Actor::system()), index)
}

/// Takes a founding record in.
async fn import(world: &World, name: &str) {
    let path = format!("{}/library/{name}", env!("CARGO_MANIFEST_DIR"));
    let record = std::fs::read(path).expect("a founding record");
    services::import::file_with(&world.system(), name, &record[..], crate::looked_at(), |_| {})
        .await
        .expect("imported");
}

#[tokio::test]
async fn every_process_follows_what_another_has_published() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (other, index) = other_node(&world);
        let own = world.services.index.clone().expect("an index");
        assert_eq!(services::library::follow(&other).await.expect("followed"), 0);
        import(&world, "fair-food-program.md").await;
        world.work().await;
        assert_eq!((own.count(), index.count()), (1, 0), "the event was for one process");
        assert_eq!(services::library::follow(&other).await.expect("followed"), 1);
        assert_eq!(services::library::follow(&other).await.expect("followed"), 0, "it is in already");
        assert_eq!(index.count(), 1);
        world.pass(chrono::TimeDelta::hours(1));
        services::library::withdraw(&world.system(), "fair-food-program", "It has ended.").await.expect("withdrawn");
        assert_eq!(services::library::follow(&other).await.expect("followed"), 1);
        assert_eq!(index.count(), 0);
    }
}

#[tokio::test]
async fn an_index_that_is_deleted_while_the_server_runs_is_filled_again_from_the_store() {
    let world = World::sqlite().await;
    let at = world.folder.path().join("index");
    let (node, index) = node_with(&world, search::Index::open(&at).expect("opened"));
    import(&world, "fair-food-program.md").await;
    import(&world, "thistle-farms.md").await;
    assert_eq!(services::library::follow(&node).await.expect("followed"), 2);
    std::fs::remove_dir_all(&at).expect("deleted");
    let asked = |words: &str| services::library::Query { words: words.into(), size: 10, ..Default::default() };
    let found = services::library::search(&node, asked("tomato")).await.expect("answered");
    assert_eq!(found.total, 1, "it goes on answering");
    assert!(services::worker::drain_index(&node).await.is_ok(), "what cannot be written is tried again later");
    assert_eq!(services::library::follow(&node).await.expect("filled"), 2);
    assert!(at.join("meta.json").exists());
    import(&world, "hagar-social-enterprises.md").await;
    assert_eq!(services::library::follow(&node).await.expect("followed"), 1, "and what comes later is put in");
    drop((node, index));
    assert_eq!(search::Index::open(&at).expect("opened").count(), 3);
}

#[tokio::test]
async fn a_process_follows_what_another_publishes_by_a_clock_that_is_behind() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (other, index) = other_node(&world);
        import(&world, "fair-food-program.md").await;
        assert_eq!(services::library::follow(&other).await.expect("followed"), 1);
        world.pass(-chrono::TimeDelta::hours(1));
        import(&world, "thistle-farms.md").await;
        assert_eq!(services::library::follow(&other).await.expect("followed"), 1);
        services::library::withdraw(&world.system(), "fair-food-program", "It has ended.").await.expect("withdrawn");
        assert_eq!(services::library::follow(&other).await.expect("followed"), 1);
        assert_eq!(services::library::follow(&other).await.expect("followed"), 0, "it is in already");
        assert_eq!(index.count(), 1);
    }
}
