//! Forms with files: read as they come, texts into the body that forms have without files too, files into files without
//! a name in the data folder. What is too large is noticed while it comes; whatever happens, nothing stays.

use std::fs::File;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use app::upload::{Upload, Uploads};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use futures_util::Stream;
use multer::{Field, Multipart};
use tokio::io::AsyncWriteExt;

/// The most bytes of all texts.
const MOST_TEXT: usize = 4 << 20;
/// The most parts.
const MOST_PARTS: usize = 1_000;
/// The most bytes that are taken in before anything of them is a part: their heads.
const MOST_HEAD: usize = 4 << 20;
/// How long the other side may be silent.
const SILENCE: Duration = Duration::from_secs(30);
/// The most bytes that are read and thrown away, so that a browser that is still sending gets to read the answer.
const MOST_DRAINED: usize = 256 << 20;
/// How long that may take.
const DRAINING: Duration = Duration::from_secs(120);

/// How a form with files came.
#[derive(Debug)]
pub(crate) enum Came {
    /// Whole.
    Whole,
    /// Its file in this field is too large: what came before it is there.
    TooLarge(String),
    /// There is no room to keep its file in this field.
    NoRoom(String),
    /// Its texts are too long.
    Endless,
    /// It broke off, or is no form.
    Torn,
}

/// A form with files.
#[derive(Debug)]
pub(crate) struct Received {
    /// Its texts, form-urlencoded.
    pub body: Vec<u8>,
    /// Its files.
    pub uploads: Uploads,
    /// How it came.
    pub came: Came,
}

/// What a page takes with its forms.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taking<'a> {
    /// The most bytes of a file; with zero, files are thrown away.
    pub most: u64,
    /// Where files lie meanwhile.
    pub folder: &'a Path,
}

/// The boundary between the parts, if a request carries a form with files.
pub(crate) fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    multer::parse_boundary(kind).ok()
}

/// Reads a form with files.
pub(crate) async fn receive(body: Body, boundary: String, taking: Taking<'_>) -> Received {
    let left = Arc::new(AtomicUsize::new(MOST_HEAD));
    let stream = Fenced { inner: body.into_data_stream(), left: left.clone(), turn: Turn::Theirs };
    let mut receiving = Receiving { parts: Multipart::new(stream, boundary), left, texts: Vec::new(), length: 0 };
    let mut uploads = Uploads::default();
    let came = receiving.all(&mut uploads, taking).await;
    let body = serde_html_form::to_string(&receiving.texts).unwrap_or_default().into_bytes();
    Received { body, uploads, came }
}

struct Receiving {
    parts: Multipart<'static>,
    left: Arc<AtomicUsize>,
    texts: Vec<(String, String)>,
    length: usize,
}

impl Receiving {
    async fn all(&mut self, uploads: &mut Uploads, taking: Taking<'_>) -> Came {
        for _ in 0..MOST_PARTS {
            self.left.store(MOST_HEAD, Ordering::Relaxed);
            let next = tokio::time::timeout(SILENCE, self.parts.next_field()).await;
            let part = match next {
                Ok(Ok(Some(part))) => part,
                Ok(Ok(None)) => return Came::Whole,
                Ok(Err(_)) | Err(_) => return Came::Torn,
            };
            let name = part.name().unwrap_or_default().to_owned();
            let ended = match part.file_name().map(str::to_owned) {
                None => self.text(name, part).await,
                Some(file) => self.file((name, file), part, uploads, taking).await,
            };
            if let Err(came) = ended {
                return came;
            }
        }
        Came::Endless
    }

    async fn text(&mut self, name: String, mut part: Field<'static>) -> Result<(), Came> {
        let mut bytes = Vec::new();
        while let Some(chunk) = next(&mut part, &self.left).await? {
            self.length = self.length.saturating_add(chunk.len());
            if self.length > MOST_TEXT {
                return Err(Came::Endless);
            }
            bytes.extend(chunk);
        }
        self.texts.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        Ok(())
    }

    async fn file(
        &mut self,
        (field, name): (String, String),
        mut part: Field<'static>,
        uploads: &mut Uploads,
        taking: Taking<'_>,
    ) -> Result<(), Came> {
        // A field in which nothing was chosen comes with an empty name.
        if name.is_empty() || taking.most == 0 {
            return pass(&mut part, &self.left).await;
        }
        let no_room = |_| Came::NoRoom(field.clone());
        let made = std::fs::create_dir_all(taking.folder).and_then(|()| tempfile::tempfile_in(taking.folder));
        let mut kept = tokio::fs::File::from_std(made.map_err(no_room)?);
        let mut size = 0_u64;
        while let Some(chunk) = next(&mut part, &self.left).await? {
            size = size.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
            if size > taking.most {
                drain(part, self.left.clone());
                return Err(Came::TooLarge(field));
            }
            kept.write_all(&chunk).await.map_err(no_room)?;
        }
        kept.flush().await.map_err(no_room)?;
        let file: Arc<File> = kept.into_std().await.into();
        uploads.0.push(Upload { field, name, size, file });
        Ok(())
    }
}

/// The next bytes of a part.
async fn next(part: &mut Field<'static>, left: &AtomicUsize) -> Result<Option<Bytes>, Came> {
    left.store(MOST_HEAD, Ordering::Relaxed);
    match tokio::time::timeout(SILENCE, part.chunk()).await {
        Ok(Ok(chunk)) => Ok(chunk),
        Ok(Err(_)) | Err(_) => Err(Came::Torn),
    }
}

/// Throws a part away that nobody asked for, within limits.
async fn pass(part: &mut Field<'static>, left: &AtomicUsize) -> Result<(), Came> {
    let mut size = 0_usize;
    while let Some(chunk) = next(part, left).await? {
        size = size.saturating_add(chunk.len());
        if size > MOST_DRAINED {
            return Err(Came::Torn);
        }
    }
    Ok(())
}

/// Reads on beside the answer, and throws away: a browser that finds nobody listening would not show what was answered.
fn drain(mut part: Field<'static>, left: Arc<AtomicUsize>) {
    tokio::spawn(async move {
        let _ = tokio::time::timeout(DRAINING, pass(&mut part, &left)).await;
    });
}

/// A body that gives one piece at a time, since what reads it takes in as much as it is given, and that ends with an
/// error when too much was taken in before anything of it was a part.
struct Fenced<S> {
    inner: S,
    left: Arc<AtomicUsize>,
    turn: Turn,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// The body's, to give a piece.
    Theirs,
    /// The reader's, to look at the piece it has.
    Ours,
}

impl<S: Stream<Item = Result<Bytes, axum::Error>> + Unpin> Stream for Fenced<S> {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.turn == Turn::Ours {
            self.turn = Turn::Theirs;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let next = std::task::ready!(Pin::new(&mut self.inner).poll_next(context));
        self.turn = Turn::Ours;
        Poll::Ready(next.map(|chunk| {
            let chunk = chunk.map_err(std::io::Error::other)?;
            let left = self.left.load(Ordering::Relaxed);
            self.left.store(left.saturating_sub(chunk.len()), Ordering::Relaxed);
            if left == 0 { Err(std::io::Error::other("too much between two parts")) } else { Ok(chunk) }
        }))
    }
}
