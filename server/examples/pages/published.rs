//! How soon a large library's search finds what is published while its server serves: by a curator's press of "Approve and
//! publish", and by the command line.

use std::fs;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use hyper::client::conn::http1::SendRequest;
use serde_json::{Value, json};
use testkit::Answer;
use totp_rs::{Builder, Secret};

use super::large::record;
use super::{ask, command, connect, get, link, post, session, sign_in};

/// Records that are published in each way.
const LATE: usize = 20;
/// The password of the curators, whose accounts are made for this.
const PASSWORD: &str = "a lantern on the quay";
/// Where a curator sets up the second step.
const SECURITY: &str = "/account/security";
const PHONE: &str = "/account/security/phone";

/// What is found, from when on.
pub struct Published {
    /// From before the second curator's approval is sent, which publishes.
    pub approved: Vec<Duration>,
    /// From the end of the command that has published.
    pub imported: Vec<Duration>,
}

/// Publishes in both ways, and waits each time until a search finds it.
pub async fn measure(data: &Path, address: SocketAddr) -> Published {
    let run = now();
    Published { approved: approved(data, address, run).await, imported: imported(data, address, run).await }
}

/// How long it takes from a curator's confirmation until a search finds the record. Two have to look at what claims to be
/// evaluated: so what the command line imports waits for them, the first approves all of it beforehand, and the second
/// publishes one after the other.
async fn approved(data: &Path, address: SocketAddr, run: u64) -> Vec<Duration> {
    let file = data.join(format!("wait-{run}.jsonl"));
    let lines: Vec<String> = (LATE..2 * LATE)
        .map(|number| {
            let mut late = late(run, number);
            *late.get_mut("evidence").expect("a grade") = "evaluated".into();
            late.to_string()
        })
        .collect();
    fs::write(&file, lines.join("\n")).expect("written");
    import(data, &file, &[]);
    let (first, second) = (curator(data, address, "first", run).await, curator(data, address, "second", run).await);
    // The newest import is the first in the list.
    let queue = link(address, "/curation", &second, "/curation?import=", "").await;
    let mut sender = connect(address).await;
    let proposals = proposals(&mut sender, get(address, &queue, &second)).await;
    assert_eq!(proposals.len(), LATE, "{queue}");
    let mut times = Vec::new();
    for proposal in &proposals {
        let form = approval(&mut sender, (address, proposal), &first).await;
        let (status, headers, _) = ask(&mut sender, post(address, proposal, &first, &form)).await;
        assert_eq!((status, location(&headers)), (303, proposal.as_str()), "the first approval");
    }
    for proposal in &proposals {
        let form = approval(&mut sender, (address, proposal), &second).await;
        let request = post(address, proposal, &second, &form);
        let confirmed = Instant::now();
        let (status, headers, _) = ask(&mut sender, request).await;
        let published = location(&headers).split('?').next().and_then(|path| path.strip_prefix("/library/"));
        let slug = published.expect("the record's address").to_owned();
        assert_eq!(status, 303, "{slug}");
        times.push(until_found(&mut sender, address, &slug, confirmed).await);
    }
    times
}

/// How long records cannot be found any more once the command that publishes them has ended. Searches that find them sooner,
/// while it still runs, are not asked.
async fn imported(data: &Path, address: SocketAddr, run: u64) -> Vec<Duration> {
    let file = data.join("late.json");
    let mut sender = connect(address).await;
    let mut times = Vec::new();
    for number in 0..LATE {
        fs::write(&file, late(run, number).to_string()).expect("written");
        import(data, &file, &["--looked-at"]);
        let ended = Instant::now();
        times.push(until_found(&mut sender, address, &slug(run, number), ended).await);
    }
    times
}

/// Seconds since 1970, by which one run's records and accounts are told from another's.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs()
}

fn slug(run: u64, number: usize) -> String {
    format!("late-{run}-{number}")
}

/// The one word by which a record is found, from its address.
fn word(slug: &str) -> String {
    slug.replacen('-', "", 1).replacen('-', "x", 1)
}

fn late(run: u64, number: usize) -> Value {
    let slug = slug(run, number);
    let mut late = record(number, &json!({ "title": word(&slug), "text": "Published while others read." }));
    *late.get_mut("slug").expect("an address") = slug.into();
    late
}

fn import(data: &Path, file: &Path, more: &[&str]) {
    let mut command = command(data, "0");
    let output = command.arg("import").args(more).arg(file).output().expect("a release server: run `make build`");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Asks until a search finds a record; answers how long that is after a moment.
async fn until_found(sender: &mut SendRequest<Body>, address: SocketAddr, slug: &str, since: Instant) -> Duration {
    let (path, found) = (format!("/library?q={}+", word(slug)), format!("/library/{slug}"));
    loop {
        let (_, _, page) = ask(sender, get(address, &path, "")).await;
        if String::from_utf8_lossy(&page).contains(&found) {
            return since.elapsed();
        }
        assert!(since.elapsed() < Duration::from_secs(60), "{slug} cannot be found");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Makes a curator's account by the command line, signs it in and sets up its second step, without which it reaches nothing;
/// answers its session.
async fn curator(data: &Path, address: SocketAddr, which: &str, run: u64) -> String {
    let email = format!("{which}-{run}@ponte.example");
    let mut made = command(data, "0")
        .args(["create-admin", &email, "--role", "curator"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("a release server: run `make build`");
    let mut typed = made.stdin.take().expect("its input");
    writeln!(typed, "{PASSWORD}").expect("typed");
    drop(typed);
    assert!(made.wait().expect("ended").success(), "{email}");
    let cookie = sign_in(address, &email, PASSWORD).await;
    let mut sender = connect(address).await;
    let (status, headers, _) = ask(&mut sender, post(address, SECURITY, &cookie, &[("form", "phone-begin")])).await;
    assert_eq!((status, location(&headers)), (303, PHONE), "{email}");
    let (_, _, page) = ask(&mut sender, get(address, PHONE, &cookie)).await;
    let page = String::from_utf8_lossy(&page);
    let secret = page.rsplit("<code>").next().and_then(|rest| rest.split('<').next()).expect("a secret");
    let secret = Secret::try_from_base32(secret).expect("a secret");
    let code = Builder::new().with_secret(secret).build().expect("codes").generate(now()).to_string();
    let form = [("form", "phone"), ("code", code.as_str())];
    let (status, headers, _) = ask(&mut sender, post(address, PHONE, &cookie, &form)).await;
    assert_eq!(status, 200, "{email}");
    session(&headers)
}

/// The addresses of the proposals that a list leads to.
async fn proposals(sender: &mut SendRequest<Body>, list: Request<Body>) -> Vec<String> {
    let (status, _, page) = ask(sender, list).await;
    assert_eq!(status, 200, "the list of an import");
    let page = String::from_utf8_lossy(&page);
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter(|href| href.starts_with("/proposals/0")).map(str::to_owned).collect()
}

/// The form that approves a proposal as its page shows it.
async fn approval(
    sender: &mut SendRequest<Body>,
    (address, proposal): (SocketAddr, &str),
    cookie: &str,
) -> [(&'static str, String); 2] {
    let (status, headers, page) = ask(sender, get(address, proposal, cookie)).await;
    assert_eq!(status, 200, "{proposal}");
    let page = Answer { status: StatusCode::OK, headers, text: String::from_utf8_lossy(&page).into_owned() };
    [("form", "proposal-approve".to_owned()), ("seen", page.input("seen").expect("what is seen"))]
}

fn location(headers: &HeaderMap) -> &str {
    headers.get(header::LOCATION).and_then(|path| path.to_str().ok()).unwrap_or_default()
}
