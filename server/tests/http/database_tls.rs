//! The connection to PostgreSQL: encrypted as its address asks, and only with whom a certificate proves to be there.

use std::path::Path;

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
use store::{Db, Error, Read};
use tempfile::TempDir;
use testkit::{authority, server};

use crate::commands::run_with;

/// The address of the tests' server by a name of its machine, with what is asked of the connection.
fn address(host: &str, asked: &str) -> String {
    format!("{}?{asked}", server().replace("127.0.0.1", host))
}

/// What is asked of a connection whose other side an authority must have signed.
fn signed(mode: &str, by: &Path) -> String {
    format!("sslmode={mode}&sslrootcert={}", by.display())
}

async fn is_encrypted(address: &str) -> bool {
    let db = Db::open(address).await.expect("the server answers");
    let ask = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let row = db.on().query_one_raw(Statement::from_string(DbBackend::Postgres, ask)).await;
    let encrypted = row.expect("read").expect("a row").try_get_by_index(0).expect("yes or no");
    db.close().await.expect("closed");
    encrypted
}

/// Why there is no connection.
async fn refused(address: &str) -> String {
    Db::open(address).await.expect_err("refused").to_string()
}

#[tokio::test]
async fn the_connection_is_encrypted_as_its_address_asks() {
    for asked in [signed("verify-full", &authority()), "sslmode=require".into(), "sslmode=prefer".into()] {
        assert!(is_encrypted(&address("127.0.0.1", &asked)).await, "{asked}");
    }
    for asked in ["sslmode=disable", "sslmode=allow"] {
        assert!(!is_encrypted(&address("127.0.0.1", asked)).await, "{asked}: in clear, on this machine");
    }
}

#[tokio::test]
async fn a_server_that_no_trusted_authority_signed_is_refused() {
    let another = authority().with_file_name("another.pem");
    assert!(another.exists());
    for mode in ["verify-full", "verify-ca"] {
        for asked in [signed(mode, &another), format!("sslmode={mode}")] {
            let said = refused(&address("127.0.0.1", &asked)).await;
            assert!(said.contains("invalid peer certificate: UnknownIssuer"), "{asked}: {said}");
        }
    }
    let missing = signed("verify-full", &authority().with_file_name("missing.pem"));
    assert!(refused(&address("127.0.0.1", &missing)).await.contains("No such file"));
}

#[tokio::test]
async fn a_server_whose_certificate_has_another_name_is_refused() {
    let said = refused(&address("localhost", &signed("verify-full", &authority()))).await;
    assert!(said.contains("certificate not valid for name \"localhost\""), "{said}");
    assert!(is_encrypted(&address("localhost", &signed("verify-ca", &authority()))).await, "the same server");
}

#[tokio::test]
async fn no_door_to_the_database_leads_to_an_unproven_machine() {
    for asked in ["", "?sslmode=disable", "?sslmode=require"] {
        let opened = Db::open(&format!("postgres://ponte:hush@db.example/ponte{asked}")).await;
        assert!(matches!(opened, Err(Error::Address(_))), "{asked}: {opened:?}");
    }
}

#[test]
fn the_environment_makes_no_connection_weaker() {
    let folder = TempDir::new().expect("a folder");
    for settings in [
        &[("DATABASE_URL", "postgres://ponte:hush@db.example/ponte"), ("PGSSLMODE", "require")][..],
        &[("DATABASE_URL", "postgres://ponte:hush@db.example/ponte?sslmode=prefer"), ("PGSSLMODE", "verify-full")],
        &[("DATABASE_URL", "postgres:///ponte?password=hush"), ("PGHOST", "db.example")],
        &[("DATABASE_URL", "postgres:///ponte?password=hush"), ("PGHOSTADDR", "192.0.2.7"), ("PGHOST", "localhost")],
    ] {
        let done = run_with(folder.path(), &["migrate"], settings);
        let said = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(2), "{settings:?}: {said}");
        assert!(said.starts_with("ponte: DATABASE_URL: is of another machine") && said.lines().count() == 1, "{said}");
        for hidden in ["hush", "db.example", "192.0.2.7"] {
            assert!(!said.contains(hidden), "{said}");
        }
    }
    // What the address says goes before what the environment does.
    let strict = address("127.0.0.1", &signed("verify-full", &authority().with_file_name("another.pem")));
    let done = run_with(folder.path(), &["migrate"], &[("DATABASE_URL", strict.as_str()), ("PGSSLMODE", "disable")]);
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(!done.status.success() && said.contains("invalid peer certificate"), "{said}");
}
