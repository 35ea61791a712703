//! How mails leave: as files, and over SMTP to a server that behaves or does not.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::time::Duration;

use mail::{Error, Kind, Limits, Message, Origin, Rendered, Sender, Smtp, Transport, render};
use mail_parser::MessageParser;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

fn origin() -> Origin {
    "https://ponte.example".parse().unwrap()
}

fn sender() -> Sender {
    Sender::of(&origin()).unwrap()
}

/// A mail that greets somebody by these words, so that it holds any script.
fn mail_to(to: &str, greeting: &str) -> Rendered {
    let kind = Kind::Invitation { path: "/join/t0ken".into() };
    let message = Message { id: Uuid::now_v7(), to: to.parse().unwrap(), language: "it".parse().unwrap(), kind };
    let mail = render(&message, &origin());
    Rendered {
        text: format!("{greeting}\n{}", mail.text),
        html: mail.html.replace("<body", &format!("<!--{greeting}--><body")),
        ..mail
    }
}

/// Sends into a folder and gives back the bytes of the only file there.
async fn filed(mail: &Rendered) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    Transport::folder(folder.path()).send(mail, &sender()).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    std::fs::read(&files[0]).unwrap()
}

#[tokio::test]
async fn another_reader_finds_both_parts_and_the_headers() {
    for greeting in ["Città di Škoda s.r.l.", "בית הגשר", "Ω 日本 🌉"] {
        let mail = mail_to("ana@example.org", greeting);
        let bytes = filed(&mail).await;
        let read = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(read.subject().unwrap(), mail.subject);
        assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n").trim_end(), mail.text.trim_end());
        assert_eq!(read.body_html(0).unwrap().replace("\r\n", "\n").trim_end(), mail.html.trim_end());
        assert!(read.body_text(0).unwrap().contains(greeting));
        assert_eq!(read.from().unwrap().first().unwrap().address().unwrap(), "no-reply@ponte.example");
        assert_eq!(read.from().unwrap().first().unwrap().name().unwrap(), "Ponte");
        assert_eq!(read.to().unwrap().first().unwrap().address().unwrap(), "ana@example.org");
        assert_eq!(read.message_id().unwrap(), format!("{}@ponte.example", mail.id));
        assert_eq!(read.header_raw("Auto-Submitted").unwrap().trim(), "auto-generated");
        assert!(read.date().is_some());
        for absent in ["X-Mailer", "User-Agent", "Bcc", "Cc"] {
            assert!(read.header_raw(absent).is_none(), "{absent}");
        }
        assert!(bytes.is_ascii(), "an old server takes it too");
        assert!(bytes.split(|b| *b == b'\n').all(|line| line.len() <= 998));
    }
}

#[tokio::test]
async fn no_value_can_add_a_header() {
    let mut mail = mail_to("ana@example.org", "A\r\nBcc: thief@example.org\r\n\r\n<p>");
    mail.subject = "Hello\r\nBcc: thief@example.org\n\nbody".into();
    let bytes = filed(&mail).await;
    let read = MessageParser::default().parse(&bytes).unwrap();
    assert!(read.bcc().is_none());
    assert_eq!(read.to().unwrap().iter().count(), 1);
    let head = String::from_utf8(bytes).unwrap().split("\r\n\r\n").next().unwrap().to_owned();
    assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
}

#[tokio::test]
async fn a_file_is_whole_private_and_named_without_its_recipient() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("deep").join("mail");
    let (transport, mail) = (Transport::folder(&inner), mail_to("ana@example.org", "A"));
    transport.send(&mail, &sender()).await.unwrap();
    transport.send(&mail, &sender()).await.unwrap();
    let names: Vec<_> =
        std::fs::read_dir(&inner).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names, [format!("{}.eml", mail.id)], "a second try replaces the first, nothing temporary is left");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&inner), mode(&inner.join(&names[0]))), (0o700, 0o600));
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_delays() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let sent = Transport::folder(file.path()).send(&mail_to("ana@example.org", "A"), &sender()).await;
    assert!(matches!(sent, Err(Error::Temporary(_))), "{sent:?}");
}

#[tokio::test]
async fn a_host_outside_ascii_is_written_in_ascii() {
    let bytes = filed(&mail_to("ana@brücke.example", "A")).await;
    let read = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(read.to().unwrap().first().unwrap().address().unwrap(), "ana@xn--brcke-lva.example");
}

#[tokio::test]
async fn an_address_that_cannot_get_mail_is_refused_for_good() {
    let (transport, stub) = Transport::stub();
    let sent = transport.send(&mail_to("a..b\\@example.org", "A"), &sender()).await;
    assert!(matches!(sent, Err(Error::Permanent(_))), "{sent:?}");
    assert!(stub.sent().is_empty());
}

#[tokio::test]
async fn the_stub_keeps_what_it_gets_and_fails_when_told() {
    let (transport, stub) = Transport::stub();
    let mail = mail_to("ana@example.org", "A");
    stub.fail_next(Error::Temporary("busy".into()));
    assert_eq!(transport.send(&mail, &sender()).await, Err(Error::Temporary("busy".into())));
    assert_eq!(transport.clone().send(&mail, &sender()).await, Ok(()));
    assert_eq!(stub.sent(), [mail]);
}

/// What a server does when a line begins with this word: it answers so, instead of as usual.
type Oddity = Option<(&'static str, &'static str)>;

/// A mail server for one connection; gives back every line it was sent.
async fn server(oddity: Oddity) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let conversation = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (reading, mut writing) = stream.into_split();
        let mut lines = BufReader::new(reading).lines();
        let mut seen = Vec::new();
        let mut in_data = false;
        writing.write_all(b"220 test\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let odd = oddity.filter(|(word, _)| line.starts_with(word)).map(|(_, answer)| answer);
            let usual = match line.as_str() {
                "." if in_data => {
                    in_data = false;
                    "250 taken"
                }
                _ if in_data => "",
                "DATA" => {
                    in_data = odd.is_none();
                    "354 go on"
                }
                _ if line.starts_with("EHLO") => "250-test\r\n250 AUTH PLAIN",
                _ if line.starts_with("AUTH") => "235 welcome",
                _ => "250 ok",
            };
            seen.push(line);
            let answer = odd.unwrap_or(usual);
            if !answer.is_empty() && writing.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                break;
            }
        }
        seen
    });
    (format!("127.0.0.1:{port}"), conversation)
}

async fn sent_to(host: &str, total: Duration) -> mail::Result<()> {
    let limits = Limits { connect: Duration::from_secs(5), total };
    let smtp = Smtp::new(&format!("smtp://us%40er:p%2Fw%20d@{host}"), limits).unwrap();
    Transport::Smtp(smtp).send(&mail_to("ana@example.org", "A"), &sender()).await
}

#[tokio::test]
async fn a_server_that_behaves_gets_the_mail() {
    let (host, conversation) = server(None).await;
    assert_eq!(sent_to(&host, Duration::from_secs(20)).await, Ok(()));
    let seen = conversation.await.unwrap();
    // Base64 of \0us@er\0p/w d: user and password arrive decoded.
    assert!(seen.contains(&"AUTH PLAIN AHVzQGVyAHAvdyBk".to_owned()), "{seen:?}");
    assert!(seen.iter().any(|line| line.starts_with("MAIL FROM:<no-reply@ponte.example>")));
    assert!(seen.iter().any(|line| line.starts_with("RCPT TO:<ana@example.org>")));
    assert!(seen.iter().any(|line| line == "Auto-Submitted: auto-generated"));
}

#[tokio::test]
async fn answers_decide_whether_to_try_again() {
    let temporary = |code: &str| Err(Error::Temporary(format!("the mail server answered {code}")));
    let permanent = |code: &str| Err(Error::Permanent(format!("the mail server answered {code}")));
    for (word, answer, expect) in [
        ("RCPT", "450 4.2.1 <ana@example.org> is busy", temporary("450")),
        ("MAIL", "421 4.3.2 closing", temporary("421")),
        (".", "452 4.3.1 full", temporary("452")),
        ("AUTH", "535 5.7.8 wrong password", temporary("535")),
        ("RCPT", "550 5.1.1 <ana@example.org> is unknown", permanent("550")),
        ("MAIL", "553 5.1.8 no such sender", permanent("553")),
        (".", "554 5.7.1 we do not like it", permanent("554")),
    ] {
        let (host, _conversation) = server(Some((word, answer))).await;
        assert_eq!(sent_to(&host, Duration::from_secs(20)).await, expect, "{word} {answer}");
    }
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_delays() {
    let (host, _conversation) = server(Some(("EHLO", "teapot"))).await;
    let sent = sent_to(&host, Duration::from_secs(20)).await;
    assert!(matches!(sent, Err(Error::Temporary(_))), "{sent:?}");
}

#[tokio::test]
async fn a_server_that_stalls_delays() {
    for word in ["EHLO", "RCPT", "."] {
        let (host, conversation) = server(Some((word, ""))).await;
        let sent = sent_to(&host, Duration::from_millis(200)).await;
        assert_eq!(sent, Err(Error::Temporary("the mail server took too long".into())), "{word}");
        conversation.abort();
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_delays() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    drop(listener);
    let sent = sent_to(&host, Duration::from_secs(20)).await;
    assert!(matches!(sent, Err(Error::Temporary(_))), "{sent:?}");
}

#[tokio::test]
async fn a_server_without_the_encryption_that_was_asked_for_gets_nothing() {
    let (host, conversation) = server(None).await;
    let smtp = Smtp::new(&format!("smtp+starttls://user:secret@{host}"), Limits::default()).unwrap();
    let sent = Transport::Smtp(smtp).send(&mail_to("ana@example.org", "A"), &sender()).await;
    assert!(matches!(sent, Err(Error::Temporary(_))), "{sent:?}");
    let seen = conversation.await.unwrap();
    assert!(seen.iter().all(|line| !line.starts_with("AUTH") && !line.starts_with("MAIL")), "{seen:?}");
}

#[test]
fn addresses_of_servers() {
    for right in [
        "smtp://localhost:1025",
        "smtp://127.0.0.1:1025",
        "smtp://[::1]",
        "smtp://127.0.0.1?tls=opportunistic",
        "smtp://mail.example?tls=required",
        "smtps://user:p%40ss@mail.example",
        "smtp+starttls://user:pass@mail.example:2525",
        "smtp+starttls://mail.example?x=1",
        "smtp+starttls://mail.example?tls=opportunistic",
    ] {
        assert!(Transport::from_url(right).is_ok(), "{right}");
    }
    for wrong in
        ["", "mail.example", "http://mail.example", "smtp://", "smtps://user:secret@", "smtp://u:secret@h:port"]
    {
        let error = Transport::from_url(wrong).unwrap_err().to_string();
        assert!(!error.contains("secret"), "{error}");
    }
    // Links to sign in with are in what would be read on the way.
    for clear in [
        "smtp://u:secret@mail.example",
        "smtp://10.0.0.7:25",
        "smtp://[2001:db8::7]",
        "smtp://127.0.0.1.example",
        "smtp://localhost:secret@mail.example",
        "smtp://mail.example?tls=opportunistic",
        "smtp://mail.example?tls=opportunistic&tls=required",
    ] {
        let error = Transport::from_url(clear).unwrap_err().to_string();
        assert!(error.contains("another machine") && !error.contains("secret"), "{clear}: {error}");
    }
}
