//! Requests whose address or headers are longer than the web server reads. It answers those by itself, before any page
//! is asked, with a bare status; here that answer gets the words of a page. What is long and is read all the same, such
//! as a query of some thousand letters, is the pages' own.

use std::io::{IoSlice, Result};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use app::at::Failed;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

/// The answers that get words.
const BARE: [&[u8]; 2] = [b"HTTP/1.1 414 ", b"HTTP/1.1 431 "];
/// How much of what is still being sent is read and thrown away, so that the answer arrives.
const MOST_DRAINED: u64 = 16 << 20;
/// How long that may take.
const DRAINING: Duration = Duration::from_secs(5);

/// Where connections come in.
pub struct Listener {
    inner: TcpListener,
    page: Arc<[u8]>,
}

impl Listener {
    /// Around a listener of this application.
    pub async fn new(inner: TcpListener, router: &Router) -> Self {
        Self { inner, page: page(router).await.into() }
    }
}

/// The page without its first line, as it goes over the wire.
async fn page(router: &Router) -> Vec<u8> {
    let mut request = Request::new(Body::empty());
    request.extensions_mut().insert(Failed {
        error: app::error::OVERLONG,
        form: String::new(),
        body: Arc::from(Vec::new()),
    });
    let answer = router.clone().oneshot(request).await.unwrap_or_default();
    let (head, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let mut written = Vec::new();
    for (name, value) in head.headers.iter().filter(|(name, _)| name.as_str() != "content-length") {
        written.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    written.extend(format!("content-length: {}\r\nconnection: close\r\n\r\n", body.len()).into_bytes());
    written.extend(body);
    written
}

impl axum::serve::Listener for Listener {
    type Io = Conversation;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Conversation, SocketAddr) {
        let (stream, address) = axum::serve::Listener::accept(&mut self.inner).await;
        (Conversation { stream: Some(stream), page: self.page.clone(), answer: None, drained: false }, address)
    }

    fn local_addr(&self) -> Result<SocketAddr> {
        self.inner.local_addr()
    }
}

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, Listener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Listener>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// A connection.
pub struct Conversation {
    /// There until the end.
    stream: Option<TcpStream>,
    page: Arc<[u8]>,
    /// What is being sent in place of a bare answer, and how much of it has been.
    answer: Option<(Vec<u8>, usize)>,
    /// Whether the rest of what comes is thrown away at the end.
    drained: bool,
}

impl Conversation {
    fn stream(&mut self) -> Result<Pin<&mut TcpStream>> {
        self.stream.as_mut().map(Pin::new).ok_or_else(|| std::io::ErrorKind::NotConnected.into())
    }

    /// Whether what is to be written is a bare answer and nothing else; then sends the page in its place.
    fn poll_page(&mut self, context: &mut Context<'_>, written: &[u8]) -> Poll<Result<bool>> {
        if self.answer.is_none() {
            let bare = BARE.iter().any(|begin| written.starts_with(begin)) && written.ends_with(b"\r\n\r\n");
            if !bare {
                return Poll::Ready(Ok(false));
            }
            let end = written.iter().position(|byte| *byte == b'\n').map_or(written.len(), |end| end + 1);
            let line = written.get(..end).unwrap_or_default();
            self.answer = Some(([line, &self.page].concat(), 0));
            self.drained = true;
        }
        while let Some((answer, sent)) = self.answer.take() {
            let Some(rest) = answer.get(sent..).filter(|rest| !rest.is_empty()) else { break };
            match self.stream()?.poll_write(context, rest) {
                Poll::Ready(more) => self.answer = Some((answer, sent + more?)),
                Poll::Pending => {
                    self.answer = Some((answer, sent));
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(Ok(true))
    }
}

impl AsyncRead for Conversation {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        self.stream()?.poll_read(context, buffer)
    }
}

impl AsyncWrite for Conversation {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, written: &[u8]) -> Poll<Result<usize>> {
        if ready!(self.poll_page(context, written))? {
            return Poll::Ready(Ok(written.len()));
        }
        self.stream()?.poll_write(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        written: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let mut filled = written.iter().filter(|part| !part.is_empty());
        if let (Some(only), None) = (filled.next(), filled.next()) {
            return self.poll_write(context, only);
        }
        self.stream()?.poll_write_vectored(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.stream()?.poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.stream()?.poll_shutdown(context)
    }
}

impl Drop for Conversation {
    /// A connection that is closed while something is still coming takes the answer away from who sends it.
    fn drop(&mut self) {
        let (Some(mut stream), true, Ok(runtime)) =
            (self.stream.take(), self.drained, tokio::runtime::Handle::try_current())
        else {
            return;
        };
        runtime.spawn(async move {
            let _ = stream.shutdown().await;
            let (mut reading, mut nowhere) = (stream.take(MOST_DRAINED), tokio::io::sink());
            let _ = tokio::time::timeout(DRAINING, tokio::io::copy(&mut reading, &mut nowhere)).await;
        });
    }
}
