//! The audit log: signed once a day, so that a chain which was rewritten is found too.

mod bits;
mod clocks;
mod readers;

use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
use sha2::{Digest, Sha256};
use store::audit::Verdict;
use testkit::{Client, World};

use crate::router;

async fn run(world: &World, sql: &str) {
    migrations::execute(world.services.db.connection(), sql)
        .await
        .unwrap_or_else(|cause| unreachable!("{sql}: {cause}"));
}

/// Takes away what keeps the tables append-only, as somebody does who owns the database.
async fn unlock(world: &World) {
    for table in ["audit_log", "audit_signatures"] {
        if world.services.db.connection().get_database_backend() == DbBackend::Postgres {
            run(world, &format!("DROP TRIGGER {table}_append_only ON {table}")).await;
        } else {
            for verb in ["UPDATE", "DELETE"] {
                run(world, &format!("DROP TRIGGER {table}_no_{verb}")).await;
            }
        }
    }
}

async fn verdict(world: &World) -> domain::Result<Verdict> {
    services::audit::verify(&world.system()).await
}

async fn is_whole(world: &World) -> bool {
    matches!(verdict(world).await, Ok(Verdict::Whole { .. }))
}

/// A world whose log was signed on four days.
async fn signed() -> [World; 2] {
    let worlds = [World::sqlite().await, World::postgres().await];
    for world in &worlds {
        for _ in 0..4 {
            let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
            world.referral(&ngo, Secrets::default()).await;
            services::worker::tidy(&world.system()).await.expect("swept");
            services::worker::tidy(&world.system()).await.expect("swept again");
            world.pass(TimeDelta::days(1));
        }
    }
    worlds
}

async fn signatures(world: &World) -> Vec<(i32, i64)> {
    let db = world.services.db.connection();
    let sql = "SELECT id, last FROM audit_signatures ORDER BY id";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("read");
    let read = |row: &sea_orm_migration::sea_orm::QueryResult| {
        (row.try_get_by_index(0).expect("a number"), row.try_get_by_index(1).expect("a number"))
    };
    rows.iter().map(read).collect()
}

#[tokio::test]
async fn the_log_is_signed_once_a_day_and_a_rewritten_chain_is_found() {
    for world in signed().await {
        let made = signatures(&world).await;
        assert_eq!(made.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert!(is_whole(&world).await);
        let first = made.first().expect("a signature").1;
        unlock(&world).await;
        rewrite(&world, 2).await;
        let chain = store::audit::verify(&world.services.db).await.expect("walked");
        assert!(matches!(chain, Verdict::Whole { .. }), "the hashes alone say nothing: {chain:?}");
        assert_eq!(verdict(&world).await, Ok(Verdict::Broken { at: first }));
        run(&world, "DELETE FROM audit_signatures").await;
        assert_eq!(verdict(&world).await, Ok(Verdict::Unsigned { after: 0 }), "nor do signatures go unnoticed");
        let administrator = world.platform(domain::account::PlatformRole::Administrator).await;
        let state = services::audit::state(&world.as_person(&administrator).await).await.expect("allowed");
        assert!(state.broken.is_some() && state.checked.is_some());
    }
}

/// Changes the action of a row and makes every hash from there on right again.
async fn rewrite(world: &World, from: i64) {
    let db = world.services.db.connection();
    let backend = db.get_database_backend();
    let sql = "SELECT id, at, account, organisation, action, subject, previous FROM audit_log ORDER BY id";
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await.expect("read");
    let mut previous = "0".repeat(64);
    let mut last = 0_i64;
    for row in rows {
        let id: i64 = row.try_get_by_index(0).expect("a number");
        let at: chrono::DateTime<chrono::Utc> = row.try_get_by_index(1).expect("a time");
        let key = |at| row.try_get_by_index::<Option<uuid::Uuid>>(at).expect("a key").map(|key| key.to_string());
        let text = |at| row.try_get_by_index::<String>(at).expect("a text");
        let action = if id == from { "nothing".to_owned() } else { text(4) };
        let mut hash = Sha256::new();
        for field in [
            previous.clone(),
            id.to_string(),
            at.timestamp_micros().to_string(),
            key(2).unwrap_or_default(),
            key(3).unwrap_or_default(),
            action.clone(),
            text(5),
        ] {
            hash.update(field.as_bytes());
            hash.update([0]);
        }
        let hash: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        run(
            world,
            &format!(
                "UPDATE audit_log SET action = '{action}', previous = '{previous}', hash = '{hash}' WHERE id = {id}"
            ),
        )
        .await;
        (previous, last) = (hash, id);
    }
    run(world, &format!("UPDATE audit_head SET hash = '{previous}', last = {last}")).await;
}

#[tokio::test]
async fn a_signature_that_was_taken_out_or_put_in_is_found() {
    for world in signed().await {
        unlock(&world).await;
        for wrong in [
            "DELETE FROM audit_signatures WHERE id = 2",
            "INSERT INTO audit_signatures (id, at, last, hash, signature) \
             SELECT 5, at, last, hash, signature FROM audit_signatures WHERE id = 4",
        ] {
            let kept = world.services.db.begin().await.expect("begun");
            {
                use store::Read as _;
                migrations::execute(kept.on(), wrong).await.expect("done");
                let found = store::signatures::verify(&kept, &world.services.keyring).await.expect("walked");
                assert!(matches!(found, Verdict::Forged { .. }), "{wrong}: {found:?}");
            }
            drop(kept);
        }
        assert!(is_whole(&world).await);
    }
}

#[tokio::test]
async fn an_end_that_was_cut_off_is_found_by_what_was_noted_elsewhere() {
    for world in signed().await {
        let file = world.folder.path().join("audit-signature");
        for _ in 0..2 {
            server::witness::keep(&world.system(), &file).await.expect("noted");
        }
        unlock(&world).await;
        for cut in [
            "DELETE FROM audit_signatures WHERE id > 2",
            "DELETE FROM audit_log WHERE id > (SELECT last FROM audit_signatures WHERE id = 2)",
            "UPDATE audit_head SET last = (SELECT last FROM audit_signatures WHERE id = 2), \
             hash = (SELECT hash FROM audit_signatures WHERE id = 2)",
        ] {
            run(&world, cut).await;
        }
        assert!(is_whole(&world).await, "the database alone does not tell");
        let found = server::witness::keep(&world.system(), &file).await.expect_err("it is cut");
        assert!(found.contains("its end was cut off"), "{found}");
        let page = Client::signed_in(router(&world), &world.platform(PlatformRole::Administrator).await).await;
        assert!(page.get("/operations").await.words().contains("changed from outside"));
    }
}

#[tokio::test]
async fn a_log_that_was_changed_is_not_signed_over() {
    for world in signed().await {
        unlock(&world).await;
        let before = signatures(&world).await;
        run(&world, "UPDATE audit_log SET action = 'nothing' WHERE id = 1").await;
        world.pass(TimeDelta::days(2));
        services::worker::tidy(&world.system()).await.expect("swept");
        assert_eq!(signatures(&world).await.len(), before.len(), "nobody signs what is not right");
    }
}

#[tokio::test]
async fn what_is_appended_while_the_log_is_walked_is_no_break() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let scope = world.as_person(&ngo).await;
        let reading = async {
            for _ in 0..60 {
                services::referrals::find(&scope, &code).await.expect("read");
            }
        };
        let system = world.system();
        let walking = async {
            for _ in 0..20 {
                let verdict = services::audit::verify(&system).await.expect("walked");
                assert!(matches!(verdict, Verdict::Whole { .. }), "{verdict:?}");
            }
        };
        tokio::join!(reading, walking);
    }
}
