//! Requests that are longer than the web server reads, over a real socket.

use server::overlong::{Listener, Peer};
use testkit::World;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::router;

async fn ask(address: std::net::SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("answered");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_too_long_gets_a_page() {
    let world = World::sqlite().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = router(&world);
    let listener = Listener::new(listener, &router).await;
    let service = router.into_make_service_with_connect_info::<Peer>();
    tokio::spawn(async move { axum::serve(listener, service).await });

    for (length, status) in [(1_000, "200"), (60_000, "200"), (66_000, "414"), (300_000, "414"), (900_000, "431")] {
        let words = "a".repeat(length);
        let request = format!("GET /library?q={words} HTTP/1.1\r\nHost: ponte.example\r\nConnection: close\r\n\r\n");
        let answer = ask(address, &request).await;
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{length}: {head}");
        assert!(head.contains("content-type: text/html"), "{length}: {head}");
        assert!(head.contains("content-security-policy: "), "{length}: {head}");
        assert!(body.contains("/site/ponte.css") && body.contains("</html>"), "{length}: {body}");
        if status != "200" {
            assert!(body.contains("This address is too long") && body.contains("use fewer words"), "{body}");
            let length: usize = head
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.lines().next()?.parse().ok())
                .expect("a length");
            assert_eq!(body.len(), length);
        }
    }
    let long = format!(
        "GET /library HTTP/1.1\r\nHost: ponte.example\r\nX: {}\r\nConnection: close\r\n\r\n",
        "a".repeat(900_000)
    );
    assert!(ask(address, &long).await.contains("This address is too long"));
    let two = "GET /health HTTP/1.1\r\nHost: ponte.example\r\n\r\nGET /health HTTP/1.1\r\nHost: ponte.example\r\nConnection: close\r\n\r\n";
    assert_eq!(ask(address, two).await.matches("HTTP/1.1 200 OK").count(), 2, "other answers go as they are");
}
