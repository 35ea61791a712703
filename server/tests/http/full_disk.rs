//! A disk that is full: the real server under a limit of how large a file may become, which it meets as it meets a full
//! disk, at the same writes.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use testkit::{BOUNDARY, file_head};

use crate::commands::run_typing;

const PASSWORD: &str = "bridge-over-water";
/// What a file may grow beyond the largest that is there, in bytes.
const ROOM: u64 = 8 << 20;

/// The server, until it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) origin: String,
    host: String,
    pub(crate) cookie: String,
    /// Lines that every request has besides.
    pub(crate) besides: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time").as_secs()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

impl Server {
    /// Starts it on a folder, with a limit of the size of its files where one is given, and waits until it answers.
    fn start(data: &Path, limit: Option<u64>) -> Self {
        Self::start_with(data, limit, &[], Stdio::null())
    }

    /// The same with settings of its own, and somewhere for its log.
    pub(crate) fn start_with(data: &Path, limit: Option<u64>, settings: &[(&str, &str)], log: Stdio) -> Self {
        let host = format!("127.0.0.1:{}", free_port());
        // The shell counts in blocks of 512 bytes. Without the trap, a process is killed that writes beyond the limit.
        let limit = limit.map(|bytes| format!("ulimit -f {}; ", bytes / 512)).unwrap_or_default();
        let mut child = Command::new("/bin/sh")
            .args(["-c", &format!("trap '' XFSZ; {limit}exec \"$0\" serve"), env!("CARGO_BIN_EXE_server")])
            .env_clear()
            .env("PONTE_DATA", data)
            .env("PONTE_LISTEN", &host)
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("started");
        let said = BufReader::new(child.stdout.take().expect("its output"));
        let ready = said.lines().map_while(Result::ok).any(|line| line.starts_with("Ponte"));
        assert!(ready, "it answers");
        Self { child, origin: format!("http://{host}"), host, cookie: String::new(), besides: String::new() }
    }

    pub(crate) fn send(&self, head: &str, body: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.host).expect("connected");
        let mut request =
            format!("{head} HTTP/1.1\r\nHost: {}\r\nOrigin: {}\r\nConnection: close\r\n", self.host, self.origin);
        request.push_str(&self.besides);
        write!(request, "Cookie: {}\r\nContent-Length: {}\r\n", self.cookie, body.len()).expect("written");
        if !body.is_empty() {
            let form = if body.starts_with(b"--") {
                format!("multipart/form-data; boundary={BOUNDARY}")
            } else {
                "application/x-www-form-urlencoded".into()
            };
            write!(request, "Content-Type: {form}\r\n").expect("written");
        }
        request.push_str("\r\n");
        stream.write_all(request.as_bytes()).expect("sent");
        // A server that has refused need not read the rest.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.unwrap_or_else(|| unreachable!("no answer: {answer}")), answer)
    }

    fn sign_in(&mut self, email: &str) {
        let (status, answer) =
            self.send("POST /sign-in", format!("form=sign-in&email={email}&password={PASSWORD}").as_bytes());
        assert_eq!(status, 303, "{answer}");
        let line = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a cookie");
        self.cookie = line.split(';').next().unwrap_or_default().to_owned();
    }

    /// Sets up the second step that a role on the platform needs.
    fn set_up_second_step(&mut self) {
        self.send("POST /account/security", b"form=phone-begin");
        let (_, page) = self.send("GET /account/security/phone", b"");
        let secret = page.split("<code>").nth(1).and_then(|rest| rest.split('<').next()).expect("a secret");
        let secret = totp_rs::Secret::try_from_base32(secret).expect("a secret");
        let code = totp_rs::Builder::new().with_secret(secret).build().expect("codes").generate(now());
        let (status, answer) = self.send("POST /account/security/phone", format!("form=phone&code={code}").as_bytes());
        assert_eq!(status, 200, "{answer}");
        let line = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a cookie");
        self.cookie = line.split(';').next().unwrap_or_default().to_owned();
    }

    fn send_file(&self, path: &str, form: &str, name: &str, bytes: &[u8]) -> (u16, String) {
        let mut body =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\n{form}\r\n").into_bytes();
        body.extend(file_head("file", name).into_bytes());
        body.extend(bytes);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
        self.send(&format!("POST {path}"), &body)
    }

    fn imports(&self) -> usize {
        let (status, page) = self.send("GET /library/import", b"");
        assert_eq!(status, 200);
        page.matches("href=\"/library/import/").count()
    }
}

/// Forty records of a hundred kilobytes.
fn rows(round: usize) -> Vec<u8> {
    let mut rows = String::new();
    for number in 0..40 {
        let body = "light ".repeat(16_000);
        writeln!(
            rows,
            "{{\"title\":\"Lamps {round} {number}\",\"kind\":\"report\",\"summary\":\"Lamps.\",\"language\":\"en\",\"year\":2004,\
             \"evidence\":\"told\",\"licence\":\"CC0-1.0\",\"sources\":[{{\"title\":\"A book\"}}],\"body\":\"{body}\"}}"
        )
        .expect("written");
    }
    rows.into_bytes()
}

/// The name and size of every file under a folder.
fn files(folder: &Path) -> Vec<(String, u64)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => all.extend(files(&entry.path())),
            Ok(metadata) => all.push((entry.path().display().to_string(), metadata.len())),
            Err(_) => {}
        }
    }
    all
}

#[test]
fn what_finds_no_room_is_refused_beside_its_field_and_leaves_nothing() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    let made = run_typing(&data, &["create-admin", "curator@lamp.example", "--role", "curator"], PASSWORD, &[]);
    assert!(made.status.success(), "{made:?}");
    drop(Server::start(&data, None));
    let largest = files(&data).into_iter().map(|(_, size)| size).max().unwrap_or_default();
    let mut server = Server::start(&data, Some(largest + ROOM));
    server.sign_in("curator@lamp.example");
    server.set_up_second_step();

    let large = vec![b'a'; usize::try_from(largest + ROOM + (1 << 20)).expect("a size")];
    let large = large.get(..large.len().min(19 << 20)).expect("less than the form takes");
    let (status, page) = server.send_file("/library/import", "import-file", "lamps.jsonl", large);
    assert_eq!(status, 507, "the file itself finds no room");
    assert!(page.contains("id=\"problem-file\"") && page.contains("There is no room to keep this file now."), "{page}");
    assert_eq!(server.imports(), 0);

    let mut taken = 0;
    let refused = loop {
        let (status, page) = server.send_file("/library/import", "import-file", "lamps.jsonl", &rows(taken));
        if status != 303 {
            break (status, page);
        }
        taken += 1;
        assert!(taken < 20, "the database finds room for ever");
    };
    assert_eq!(refused.0, 507, "the database finds no room");
    assert!(refused.1.contains("id=\"problem-file\"") && refused.1.contains("There is no room to keep this file now."));
    assert_eq!(server.imports(), taken, "what was refused is no import");
    let left = files(&data.join("uploads"));
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(server.send("GET /library?q=work", b"").0, 200, "everything can be read");
    let cookie = server.cookie.clone();
    drop(server);

    let mut server = Server::start(&data, None);
    server.cookie = cookie;
    assert_eq!(server.imports(), taken);
    let (status, _) = server.send_file("/library/import", "import-file", "lamps.jsonl", &rows(taken));
    assert_eq!(status, 303, "with room again it is taken");
}
