//! What the real server and its commands log, asked to log everything: nothing of anybody. What is logged in worlds of
//! tests is listened to by the testkit, in every test.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use domain::referral::ReferralStatus;
use sea_orm_migration::sea_orm::{ConnectionTrait, Statement};
use server::Installation;
use services::introductions::Which;
use tempfile::TempDir;
use testkit::log::{keep_out, leaks_in};

use crate::commands::{run_typing, small_world};
use crate::full_disk::Server;

/// What stands in requests, and may stand in no line.
const SECRETS: &[&str] = &[
    "ada.lovelorn",
    "somebody.else",
    "bridge-over-water",
    "not her password",
    "not+her+password",
    "not%20her%20password",
    "Lanternfox",
    "203.0.113.77",
    "lamplighters of velmora",
    "lamplighters+of+velmora",
    "lamplighters",
    "K7-Q2M",
    "Adaline",
    "Bakery of the Quay",
    "A word between two of us",
    "secret-of-a-link",
];

fn make_account(data: &Path, role: &str, email: &str) {
    let arguments = ["create-admin", email, "--name", "Adaline", "--role", role];
    let made = run_typing(data, &arguments, "bridge-over-water\n", &[("RUST_LOG", "trace")]);
    log(data).write_all(&made.stderr).expect("noted");
    assert!(made.status.success());
}

/// The file that logs go to, at its end.
fn log(data: &Path) -> File {
    let path = data.with_extension("log");
    File::options().append(true).create(true).open(path).expect("a file for the log")
}

#[test]
fn the_server_logs_nothing_of_anybody_at_the_level_that_tells_most() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    make_account(&data, "curator", "ada.lovelorn@example.org");
    let mut server = Server::start_with(&data, None, &[("RUST_LOG", "trace")], log(&data).into());
    server.besides = "User-Agent: Lanternfox/7.3 (Quietpond OS 9)\r\nX-Forwarded-For: 203.0.113.77\r\n".into();
    for (head, body) in [
        ("GET /", ""),
        ("GET /library?q=lamplighters+of+velmora&country=AL", ""),
        ("GET /library/lamplighters", ""),
        ("GET /library/bright-future-co-operative", ""),
        ("GET /referrals/K7-Q2M", ""),
        ("GET /consent/secret-of-a-link", ""),
        ("GET /sign-in/reset/secret-of-a-link", ""),
        ("GET /nowhere?q=lamplighters", ""),
        ("POST /sign-in", "form=sign-in&email=ada.lovelorn%40example.org&password=not+her+password"),
        ("POST /sign-in", "form=sign-in&email=somebody.else%40example.org&password=not+her+password"),
        ("POST /sign-in/forgotten", "form=forgotten&email=ada.lovelorn%40example.org"),
        (
            "POST /join",
            "form=join&kind=business&organisation=Bakery+of+the+Quay&name=Adaline&email=somebody.else%40example.org\
             &password=bridge-over-water&country=DE&town=Berlin&summary=A+word+between+two+of+us",
        ),
        ("POST /sign-in", "form=sign-in&email=ada.lovelorn%40example.org&password=bridge-over-water"),
        ("POST /oai", "verb=Identify&until=lamplighters"),
        ("POST /introductions/lamplighters", "form=message&text=A+word+between+two+of+us"),
    ] {
        let (_, answer) = server.send(head, body.as_bytes());
        if let Some(line) = answer.lines().find_map(|line| line.strip_prefix("set-cookie: __Host-ponte=")) {
            server.cookie = format!("__Host-ponte={}", line.split(';').next().unwrap_or_default());
        }
    }
    for head in ["GET /account/security", "GET /account/security/passkey", "GET /proposals", "GET /sign-in/second"] {
        server.send(head, b"");
    }
    let token = server.cookie.rsplit('=').next().unwrap_or_default().to_owned();
    assert!(token.len() > 20, "somebody is signed in");
    drop(server);
    let log = std::fs::read_to_string(data.with_extension("log")).expect("a log");
    assert!(log.contains("TRACE") && log.matches("request").count() >= 14, "the log tells most: {log:.2000}");
    let told = |line: &&str| SECRETS.iter().any(|secret| line.to_lowercase().contains(&secret.to_lowercase()));
    let telling: Vec<&str> = log.lines().filter(told).collect();
    assert!(telling.is_empty(), "{}", telling.join("\n"));
    assert!(!log.contains(&token), "a cookie is in the log");
    // Its lines hold the text of every page; they go through `log`, which is not listened to.
    assert!(!log.contains("html5ever"), "what crates say through `log` reaches the log of the program");
}

/// The words that a backup is sealed with.
const PASSPHRASE: &str = "lanterns over a quiet harbour";

/// Notes everything of the demo world that no line may hold; answers the code of somebody in it.
async fn keep_all_out(installation: &Installation) -> String {
    let db = installation.services.db.connection();
    for (what, sql) in [
        ("a referral's code", "SELECT code FROM referrals"),
        ("an e-mail address", "SELECT email FROM accounts"),
        ("a name", "SELECT name FROM accounts"),
    ] {
        let rows = Statement::from_string(db.get_database_backend(), sql);
        for row in db.query_all_raw(rows).await.expect("read") {
            keep_out(what, &row.try_get_by_index::<String>(0).expect("a text"));
        }
    }
    let system = installation.system();
    let email = "ngo@ponte.example".parse().expect("an address");
    let account = services::installation::account(&system, &email).await.expect("asked").expect("an account");
    let today = system.now().date_naive();
    let actor = store::accounts::actor(&installation.services.db, account, today).await.expect("read");
    let ngo = system.for_actor(actor.expect("a member"));
    let open = services::referrals::list(&ngo, ReferralStatus::Open, None, 60).await.expect("referrals");
    let code = open.first().expect("a referral").code.clone();
    let (referral, mut secrets) = services::referrals::find_whole(&ngo, &code).await.expect("found");
    (secrets.called, secrets.notes) = ("Nightingale".into(), "Afraid of the quay at night.".into());
    (secrets.contact.channel, secrets.contact.hours) = ("Ask for the seamstress".into(), "Sunday after mass".into());
    secrets.contact.never = "Never by the landlord".into();
    services::referrals::write(&ngo, &referral, &secrets).await.expect("written");
    for referral in &open {
        let (_, secrets) = services::referrals::find_whole(&ngo, &referral.code).await.expect("found");
        let contact = secrets.contact;
        for text in [secrets.called, secrets.notes, contact.channel, contact.hours, contact.never] {
            keep_out("what is sealed of somebody", &text);
        }
    }
    let mut messages = 0;
    for which in [Which::Open, Which::Past] {
        for listed in services::introductions::list(&ngo, which, None, 60).await.expect("introductions") {
            let shown = services::introductions::find(&ngo, listed.introduction.id).await.expect("found");
            messages += shown.messages.len();
            shown.messages.iter().for_each(|message| keep_out("a message", &message.body));
        }
    }
    assert!(messages > 0, "somebody has written something");
    code.to_string()
}

/// Notes the master keys that a file holds.
fn keep_keys_out(file: &Path) {
    let keys = std::fs::read_to_string(file).expect("a key");
    assert!(keys.trim().len() >= 64, "a key in its digits");
    keys.lines().for_each(|key| keep_out("a master key", key));
}

/// What a command logs that is asked to log everything, with what is typed into it.
fn logged(data: &Path, arguments: &[&str], typed: &str) -> String {
    let settings = [("PONTE_BACKUP_PASSPHRASE", PASSPHRASE), ("RUST_LOG", "trace")];
    let output = run_typing(data, arguments, typed, &settings);
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {log}");
    log
}

#[tokio::test]
async fn no_command_logs_anything_of_anybody_at_the_level_that_tells_most() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    let installation = small_world(&data).await;
    let code = keep_all_out(&installation).await;
    drop(installation);
    keep_out("a passphrase", PASSPHRASE);
    keep_keys_out(&data.join("key"));
    let record = folder.path().join("record.md");
    std::fs::write(&record, include_bytes!("../../library/fair-food-program.md")).expect("written");
    let (record, backup) = (record.display().to_string(), folder.path().join("backup").display().to_string());
    let twice = format!("{code}\n{code}\n");
    let mut heard = 0;
    for (arguments, typed) in [
        (&["import", &record][..], ""),
        (&["seed"], ""),
        (&["audit", "verify"], ""),
        (&["keys", "check"], ""),
        (&["keys", "rotate"], ""),
        (&["backup", &backup], ""),
        (&["erase"], twice.as_str()),
        (&["restore", "--replace", &backup], ""),
        (&["keys", "check"], ""),
        (&["audit", "verify"], ""),
    ] {
        let log = logged(&data, arguments, typed);
        heard += log.lines().count();
        // What is in use after the keys were rotated.
        keep_keys_out(&data.join("key"));
        let told = leaks_in(&log);
        assert!(told.is_empty(), "{arguments:?}:\n{}", told.join("\n"));
    }
    assert!(heard > 10, "the commands log: {heard} lines");
    assert_eq!(leaks_in(&format!(" INFO erased {code}")).len(), 1, "a line that tells of somebody is found");
}
