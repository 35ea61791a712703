//! Records that do not open: found, told of, and given up only by their number; and that every sealed column is looked at.

use std::time::Duration;

use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use sea_orm_migration::sea_orm::{ConnectionTrait, Statement};
use services::keys::{Left, Rotated};
use store::keys::{self, Ring};
use testkit::{Client, World, everything};

use super::{new_key, program, records, rotate, spoil_referrals};
use crate::router;

#[tokio::test]
async fn what_does_not_open_is_found_and_keeps_the_old_key() {
    let world = World::sqlite().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let (_, introduction) = world.introduced(&ngo, &employer).await;
    world.message(&ngo, introduction, "Good morning.").await.expect("written");
    let report = services::keys::check(&world.system()).await.expect("looked");
    assert_eq!((report.records, report.cells, report.is_whole()), (2, 3, true));
    let db = world.services.db.connection();
    migrations::execute(db, "UPDATE messages SET body = zeroblob(60)").await.expect("spoilt");
    let report = services::keys::check(&world.system()).await.expect("looked");
    assert_eq!((report.cells_shut, report.is_whole()), (1, false));
    migrations::execute(db, "CREATE TABLE kept AS SELECT * FROM record_keys").await.expect("kept");
    let gone = "DELETE FROM record_keys WHERE id IN (SELECT id FROM referrals)";
    migrations::execute(db, gone).await.expect("spoilt");
    let report = services::keys::check(&world.system()).await.expect("looked");
    assert_eq!(
        (report.records, report.cells, report.cells_shut, report.is_whole()),
        (1, 3, 3, false),
        "the key is gone"
    );
    let back = "INSERT INTO record_keys SELECT * FROM kept WHERE id IN (SELECT id FROM referrals)";
    migrations::execute(db, back).await.expect("put back");
    records(&world, 1).await;
    let spoil = "UPDATE record_keys SET wrapped = zeroblob(72) WHERE id IN (SELECT id FROM referrals)";
    migrations::execute(db, spoil).await.expect("spoilt");
    let report = services::keys::check(&world.system()).await.expect("looked");
    assert_eq!((report.records, report.shut.len(), report.cells), (3, 1, 0));
    new_key(&world);
    let rotated = rotate(&world, Duration::ZERO).await.expect("tried");
    let left = Left { records: 1, cells: vec![("referrals", 2), ("messages", 1)] };
    assert_eq!(left.by_table(), "referrals 2, messages 1");
    assert_eq!(rotated, Rotated::Left(left));
    let known = services::keys::known(&program(&world)).await.expect("known");
    assert!(known.iter().all(|known| known.master.retired.is_none()), "{known:?}");
}

#[tokio::test]
async fn spoilt_records_are_told_of_and_given_up_only_by_their_number() {
    for world in [World::sqlite().await, World::postgres().await] {
        let administrator = world.platform(PlatformRole::Administrator).await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let client = Client::signed_in(router(&world), &administrator).await;
        let page = async || client.get("/operations").await.words();
        let told = "One record does not open by any master key";
        spoil_referrals(&world).await;
        new_key(&world);
        assert!(!page().await.contains(told));
        let left = Rotated::Left(Left { records: 1, cells: vec![("referrals", 2)] });
        assert_eq!(rotate(&world, Duration::ZERO).await.expect("tried"), left);
        let words = page().await;
        assert!(words.contains(told) && words.contains("referrals 2"), "{words}");
        let to = Ring::from_file(&world.folder.path().join("key")).expect("keys").current;
        for wrong in [0, 2] {
            assert_eq!(services::keys::give_up(&program(&world), &to, wrong).await.expect("counted"), 1);
        }
        assert_eq!(rotate(&world, Duration::ZERO).await.expect("tried"), left, "nothing was done");
        assert_eq!(services::keys::give_up(&program(&world), &to, 1).await.expect("given up"), 1);
        assert_eq!(services::keys::give_up(&program(&world), &to, 1).await.expect("looked"), 0, "and no other");
        let whole = rotate(&world, Duration::ZERO).await.expect("tried");
        assert!(matches!(whole, Rotated::Whole { .. }), "{whole:?}");
        let known = services::keys::known(&program(&world)).await.expect("known");
        assert_eq!(known.iter().filter(|known| known.master.retired.is_none()).count(), 1, "{known:?}");
        assert!(!page().await.contains(told));
        // What is lost is not forgotten, and the person can be erased.
        let report = services::keys::check(&program(&world)).await.expect("looked");
        assert_eq!((report.shut.len(), report.cells_shut), (0, 2));
        services::erasures::by_command(&program(&world), &code).await.expect("erased");
        assert!(services::keys::check(&program(&world)).await.expect("looked").is_whole());
    }
}

#[tokio::test]
async fn what_stands_in_clear_of_a_record_is_told_of_and_goes_when_it_is_given_up() {
    for world in [World::sqlite().await, World::postgres().await] {
        let administrator = world.platform(PlatformRole::Administrator).await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let code = crate::areas::left_in_clear(&world, &ngo).await;
        let referral = services::referrals::find(&world.as_person(&ngo).await, &code).await.expect("found").id;
        let client = Client::signed_in(router(&world), &administrator).await;
        let page = async || client.get("/operations").await.words();
        let told = "Where one person lives stands in clear";
        let in_clear = async || {
            let rows = everything(&world.services.db).await;
            rows.iter().any(|row| row.contains("Sliven-secret"))
        };
        spoil_referrals(&world).await;
        services::referrals::seal_areas(&program(&world)).await.expect("gone through");
        new_key(&world);
        let left = rotate(&world, Duration::ZERO).await.expect("tried");
        assert!(matches!(&left, Rotated::Left(left) if left.records == 2), "{left:?}");
        let report = services::keys::check(&program(&world)).await.expect("looked");
        assert_eq!((report.in_clear, report.is_whole(), in_clear().await), (1, false, true));
        let words = page().await;
        assert!(words.contains(told), "{words}");
        let db = &world.services.db;
        let asked = store::compact::asked(db).await.expect("read").len();
        let to = Ring::from_file(&world.folder.path().join("key")).expect("keys").current;
        assert_eq!(services::keys::give_up(&program(&world), &to, 2).await.expect("given up"), 2);
        let report = services::keys::check(&program(&world)).await.expect("looked");
        assert_eq!((report.in_clear, in_clear().await), (0, false));
        assert!(!page().await.contains(told));
        assert_eq!(store::compact::asked(db).await.expect("read").len(), asked + 1, "nor where rows are kept");
        let logged = store::audit::count(db, "give up record", &format!("record {referral}")).await;
        assert_eq!(logged.expect("counted"), 1, "the log names each");
    }
}

#[tokio::test]
async fn the_key_of_the_installation_is_never_given_up() {
    let world = World::sqlite().await;
    let spoil = "UPDATE record_keys SET wrapped = zeroblob(72)";
    migrations::execute(world.services.db.connection(), spoil).await.expect("spoilt");
    new_key(&world);
    let left = rotate(&world, Duration::ZERO).await.expect("tried");
    assert_eq!(left, Rotated::Left(Left { records: 1, cells: Vec::new() }));
    let to = Ring::from_file(&world.folder.path().join("key")).expect("keys").current;
    assert_eq!(services::keys::give_up(&program(&world), &to, 1).await.expect("looked"), 0);
    assert_eq!(rotate(&world, Duration::ZERO).await.expect("tried"), left);
}

/// Columns of bytes that hold nothing of a person.
const NOT_SEALED: &[(&str, &str)] = &[("record_keys", "wrapped"), ("files", "bytes")];

#[tokio::test]
async fn every_column_of_bytes_is_sealed_and_looked_at() {
    let world = World::sqlite().await;
    let columns = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c \
                   WHERE m.type = 'table' AND lower(c.type) LIKE '%blob%'";
    let db = world.services.db.connection();
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), columns)).await.expect("read");
    assert!(rows.len() >= 4);
    for row in rows {
        let table: String = row.try_get_by_index(0).expect("a name");
        let name: String = row.try_get_by_index(1).expect("a name");
        let sealed = keys::cells::COLUMNS.iter().any(|column| column.table == table && column.name == name);
        let known = NOT_SEALED.contains(&(table.as_str(), name.as_str()));
        assert!(sealed != known, "{table}.{name}: has it a line in store::keys::cells?");
    }
}
