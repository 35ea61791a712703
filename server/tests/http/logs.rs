//! What the real server logs, asked to log everything: nothing of anybody. What is logged in worlds of tests is listened
//! to by the testkit, in every test.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

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
    let mut child = Command::new(env!("CARGO_BIN_EXE_server"))
        .args(["create-admin", email, "--name", "Adaline", "--role", role])
        .env_clear()
        .env("PONTE_DATA", data)
        .env("RUST_LOG", "trace")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(log(data))
        .spawn()
        .expect("started");
    child.stdin.take().expect("an input").write_all(b"bridge-over-water\n").expect("typed");
    assert!(child.wait().expect("ended").success());
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
