//! How files of strangers are read: in a process of their own, which is stopped when it takes too long and whose memory
//! has an end, so that no file can take the server down.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use documents::{Opened, Refused, child};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

/// The command that reads a document: its program is this one.
pub const CHILD: &str = "read-document";
/// How long a file may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// The server's allocator asks the system for a gibibyte at a time, which is all that a reader may have.
const SMALL_PIECES: [(&str, &str); 1] = [("MIMALLOC_ARENA_RESERVE", "64MiB")];
/// Files that are read side by side.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// The most bytes of an answer: the file, its text, and a little.
const MOST_ANSWER: u64 = 64 << 20;

/// Where files of strangers are read.
#[derive(Debug, Clone)]
pub enum Reader {
    /// In this process: for tests, whose files are their own.
    Here,
    /// In a process of the program at this path, started for each file.
    Child(PathBuf),
}

impl Reader {
    /// Reads a file.
    ///
    /// # Errors
    /// Why it is not taken.
    pub(crate) async fn open(&self, name: &str, bytes: Vec<u8>) -> Result<Opened, Refused> {
        let _turn = AT_ONCE.acquire().await.map_err(|_| Refused::TooMuch)?;
        match self {
            Self::Here => {
                let name = name.to_owned();
                let read = tokio::task::spawn_blocking(move || documents::open(&name, &bytes));
                read.await.unwrap_or(Err(Refused::Broken))
            }
            Self::Child(program) => {
                let asked = tokio::time::timeout(PATIENCE, ask(program, name, bytes)).await;
                asked.unwrap_or(Err(Refused::TooMuch))
            }
        }
    }
}

async fn ask(program: &PathBuf, name: &str, bytes: Vec<u8>) -> Result<Opened, Refused> {
    // What cannot be told from the bytes is refused before anything is started.
    documents::Kind::of(name, &bytes)?;
    let ending = name.rsplit_once('.').map(|(_, ending)| ending).unwrap_or_default();
    let started = Command::new(program)
        .arg(CHILD)
        .arg(format!("file.{ending}"))
        .env_clear()
        .envs(SMALL_PIECES)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    let mut child: Child = started.map_err(|cause| {
        tracing::error!(%cause, "no process can be started to read a file");
        Refused::Broken
    })?;
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Refused::Broken);
    };
    let mut answer = Vec::new();
    let mut output = output.take(MOST_ANSWER);
    let given = async {
        // A process that ends early has said all it will.
        let _ = input.write_all(&bytes).await;
        drop(input);
    };
    let (_, read) = tokio::join!(given, output.read_to_end(&mut answer));
    let ended = child.wait().await;
    if read.is_err() || !ended.is_ok_and(|status| status.success()) {
        return Err(if answer.is_empty() { Refused::TooMuch } else { Refused::Broken });
    }
    child::understand(&answer)
}
