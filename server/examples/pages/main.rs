//! Measures the release server on the demo world beside a bare axum "hello" in the same run: pages per second and the
//! time of a page at 16 connections, memory, start-up; and the search page of a library of 100,000 records. `make bench`
//! runs it; nothing here is a test. It fails where what is published there is not found within a second of a curator's press
//! that confirms it, or of the end of an import; the other times that are over what is promised are said at the end, and it
//! fails for them with `PONTE_STRICT=1` only, since they are the machine's as well.
//!
//! `cargo run --release -p server --example pages -- [FOLDER]`, with the folder of the collections that the large
//! library is made of.
#![expect(clippy::expect_used, reason = "a measurement that cannot go on says why")]

mod large;
mod published;

use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use http_body_util::BodyExt;
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;

/// Connections at once.
const CONNECTIONS: usize = 16;
/// How long each page is asked for.
const LONG: Duration = Duration::from_secs(5);
/// The password of every account of the demo world.
const DEMO_PASSWORD: &str = "bridge-over-water";

fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").expect("a terminal");
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("hello") => hello(arguments.next().expect("an address")).await,
        folder => {
            measure().await;
            if !large::measure(Path::new(folder.unwrap_or("../shared/data/search"))).await {
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

/// The reference: axum with one handler.
async fn hello(address: String) {
    let app = axum::Router::new().route("/", axum::routing::get(|| async { "hello" }));
    let listener = tokio::net::TcpListener::bind(address).await.expect("an address");
    axum::serve(listener, app).await.expect("served");
}

/// A process that ends with the measurement.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    /// Resident memory in mebibytes.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or_default() / 1024
    }
}

fn free_port() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its address")
}

/// The release server, told its folder and nothing else of the environment's.
fn command(data: &Path, demo: &str) -> Command {
    let server = std::env::var("PONTE_SERVER").unwrap_or_else(|_| "target/release/server".into());
    let mut command = Command::new(server);
    command.env("PONTE_DEMO", demo).env("PONTE_DATA", data).env("RUST_LOG", "warn");
    command
}

/// Starts it on a free port.
fn serve(data: &Path, demo: &str) -> (Running, SocketAddr) {
    let address = free_port();
    let mut command = command(data, demo);
    command.arg("serve").env("PONTE_LISTEN", address.to_string()).env("PONTE_ORIGIN", format!("http://{address}"));
    (Running(command.stdout(Stdio::null()).spawn().expect("a release server: run `make build`")), address)
}

async fn connect(address: SocketAddr) -> SendRequest<Body> {
    let stream = tokio::net::TcpStream::connect(address).await.expect("connected");
    stream.set_nodelay(true).expect("set");
    let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.expect("shaken");
    tokio::spawn(connection);
    sender
}

async fn ready(address: SocketAddr) -> Duration {
    let began = Instant::now();
    while tokio::net::TcpStream::connect(address).await.is_err() {
        assert!(began.elapsed() < Duration::from_secs(300), "the server does not answer");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    began.elapsed()
}

async fn ask(sender: &mut SendRequest<Body>, request: Request<Body>) -> (u16, HeaderMap, Vec<u8>) {
    sender.ready().await.expect("a connection that still stands");
    let answer = sender.send_request(request).await.expect("answered");
    let (parts, body) = answer.into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes().to_vec();
    (parts.status.as_u16(), parts.headers, bytes)
}

fn get(address: SocketAddr, path: &str, cookie: &str) -> Request<Body> {
    let request = Request::get(path).header(header::HOST, address.to_string()).header(header::COOKIE, cookie);
    request.body(Body::empty()).expect("a request")
}

/// A form as a browser posts it.
fn post(address: SocketAddr, path: &str, cookie: &str, fields: &[(&'static str, impl AsRef<str>)]) -> Request<Body> {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_ref())).collect();
    let request = Request::post(path)
        .header(header::HOST, address.to_string())
        .header(header::ORIGIN, format!("http://{address}"))
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.body(Body::from(serde_html_form::to_string(fields).expect("fields"))).expect("a request")
}

/// The cookie of the session that an answer begins, which it sets first.
fn session(headers: &HeaderMap) -> String {
    let cookie = headers.get(header::SET_COOKIE).expect("a cookie").to_str().expect("text");
    cookie.split(';').next().unwrap_or_default().to_owned()
}

async fn sign_in(address: SocketAddr, email: &str, password: &str) -> String {
    let form = [("form", "sign-in"), ("email", email), ("password", password)];
    let (status, headers, _) = ask(&mut connect(address).await, post(address, "/sign-in", "", &form)).await;
    assert_eq!(status, 303, "{email} signs in");
    session(&headers)
}

/// The first address on a page that begins and ends so.
async fn link(address: SocketAddr, page: &str, cookie: &str, begins: &str, ends: &str) -> String {
    let (_, _, body) = ask(&mut connect(address).await, get(address, page, cookie)).await;
    let text = String::from_utf8_lossy(&body).into_owned();
    let mut links = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.find(|href| href.starts_with(begins) && href.ends_with(ends)).expect("a link").to_owned()
}

/// What a page takes.
struct Taken {
    rate: f64,
    percentiles: [Duration; 3],
    bytes: usize,
}

async fn load(address: SocketAddr, path: &str, cookie: &str) -> Taken {
    let began = Instant::now();
    let workers = (0..CONNECTIONS).map(|_| {
        let (path, cookie) = (path.to_owned(), cookie.to_owned());
        tokio::spawn(async move {
            let mut sender = connect(address).await;
            let (mut times, mut bytes) = (Vec::new(), 0);
            while began.elapsed() < LONG {
                let asked = Instant::now();
                let (status, _, body) = ask(&mut sender, get(address, &path, &cookie)).await;
                assert_eq!(status, 200, "{path}");
                times.push(asked.elapsed());
                bytes = body.len();
            }
            (times, bytes)
        })
    });
    let (mut times, mut bytes) = (Vec::new(), 0);
    for worker in workers.collect::<Vec<_>>() {
        let (more, size) = worker.await.expect("a worker");
        times.extend(more);
        bytes = size;
    }
    let seconds = began.elapsed().as_secs_f64();
    let mut at = |percent| percentile(&mut times, percent);
    let percentiles = [at(50), at(95), at(99)];
    let count = u32::try_from(times.len()).unwrap_or(u32::MAX);
    Taken { rate: f64::from(count) / seconds, percentiles, bytes }
}

/// The time that so many in a hundred do not exceed.
fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times.get(times.len() * percent / 100).copied().unwrap_or_default()
}

fn print(name: &str, taken: &Taken, reference: f64) {
    let [p50, p95, p99] = taken.percentiles.map(|time| time.as_secs_f64() * 1000.0);
    say(&format!(
        "{name:<22} {:>9.0}/s  {:>6.3} of hello   p50 {p50:>7.2} ms  p95 {p95:>7.2} ms  p99 {p99:>7.2} ms   {} bytes",
        taken.rate,
        taken.rate / reference,
        taken.bytes
    ));
}

async fn measure() {
    let data = Path::new("target/bench-world");
    let fresh = !data.join("ponte.db").exists();
    if fresh {
        let (made, address) = serve(data, "1");
        say(&format!("first start, making the demo world: {:.1} s", ready(address).await.as_secs_f64()));
        drop(made);
    }
    let (server, address) = serve(data, "1");
    let up = ready(address).await;
    say(&format!("start-up: {:.0} ms, memory at rest: {} MiB", up.as_secs_f64() * 1000.0, server.memory()));
    let hello_address = free_port();
    let own = std::env::current_exe().expect("this program");
    let hello = Running(Command::new(own).args(["hello", &hello_address.to_string()]).spawn().expect("hello"));
    ready(hello_address).await;
    let reference = load(hello_address, "/", "").await;
    print("bare axum hello", &reference, reference.rate);
    drop(hello);
    let employer = sign_in(address, "employer@ponte.example", DEMO_PASSWORD).await;
    let ngo = sign_in(address, "ngo@ponte.example", DEMO_PASSWORD).await;
    let placement = link(address, "/placements", &employer, "/placements/0", "").await;
    let matches = link(address, "/referrals", &ngo, "/referrals/", "/matches").await;
    for (name, path, cookie) in [
        ("front page", "/", ""),
        ("/library?q=hotel", "/library?q=hotel", ""),
        ("placement page", placement.as_str(), employer.as_str()),
        ("matches page", matches.as_str(), ngo.as_str()),
    ] {
        print(name, &load(address, path, cookie).await, reference.rate);
    }
    say(&format!("memory after: {} MiB", server.memory()));
    let one = load_one(address, &matches, &ngo).await;
    say(&format!("matches page, one connection: {:.1} ms", one.as_secs_f64() * 1000.0));
}

/// The median of a page asked for by one reader alone.
async fn load_one(address: SocketAddr, path: &str, cookie: &str) -> Duration {
    let mut sender = connect(address).await;
    let mut times = Vec::new();
    for _ in 0..50 {
        let asked = Instant::now();
        ask(&mut sender, get(address, path, cookie)).await;
        times.push(asked.elapsed());
    }
    percentile(&mut times, 50)
}
