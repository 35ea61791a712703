//! What mails say, in every language and of every kind, and above all what they never say.
#![expect(clippy::unwrap_used, reason = "tests")]

use mail::{Kind, Message, Origin, Rendered, render};
use uuid::Uuid;

/// Beginnings of words that would tell what Ponte is for, or something about a person.
const TELL_TALE: &[&str] = &[
    "traffick",
    "victim",
    "survivor",
    "exploit",
    "slave",
    "abuse",
    "violen",
    "prostitut",
    "rescue",
    "shelter",
    "police",
    "refugee",
    "asylum",
    "migrant",
    "referral",
    "pseudonym",
    "consent",
    "ngo",
    "introduction",
    "placement",
    "vulnerab",
    "tratta ",
    "tratta.",
    "vittim",
    "sopravviss",
    "sfrutt",
    "schiav",
    "abus",
    "rifugi",
    "asilo",
    "polizia",
    "pseudonim",
    "consenso",
    "ong ",
    "inseriment",
    "fragil",
    "iom",
    "osce",
];

fn kinds() -> Vec<Kind> {
    let path = || "/somewhere/t0k-en_1".to_owned();
    vec![
        Kind::ConfirmAddress { path: path() },
        Kind::ResetPassword { path: path() },
        Kind::Invitation { organisation: "Harbour & Co".into(), path: path() },
        Kind::Waiting { path: path() },
        Kind::ApplicationNews { path: path() },
        Kind::AddressInUse { path: path() },
    ]
}

fn rendered(kind: Kind, language: &str) -> Rendered {
    let message = Message {
        id: Uuid::now_v7(),
        to: "ana@example.org".parse().unwrap(),
        language: language.parse().unwrap(),
        kind,
    };
    render(&message, &"https://ponte.example".parse::<Origin>().unwrap())
}

fn invitation(organisation: &str) -> Rendered {
    rendered(Kind::Invitation { organisation: organisation.into(), path: "/join".into() }, "en")
}

#[test]
fn no_mail_tells_what_ponte_is_for() {
    for (kind, language) in
        kinds().into_iter().flat_map(|kind| i18n::languages().iter().map(move |l| (kind.clone(), l)))
    {
        let mail = rendered(kind.clone(), language);
        let all = format!("{}\n{}\n{}", mail.subject, mail.text, mail.html).to_lowercase();
        for word in TELL_TALE {
            let alone = |before: &str| !before.ends_with(char::is_alphabetic);
            let found = all.match_indices(word).any(|(at, _)| all.get(..at).is_some_and(alone));
            assert!(!found, "{kind:?} in {language} says {word:?}");
        }
    }
}

#[test]
fn the_word_list_would_catch_a_name() {
    let mail = invitation("Victims’ Aid");
    assert!(mail.text.to_lowercase().contains("victim"));
    assert!(!mail.subject.to_lowercase().contains("victim"), "a list of mails shows subjects");
}

#[test]
fn every_mail_holds_its_link_twice_and_fetches_nothing() {
    let link = "https://ponte.example/somewhere/t0k-en_1";
    for (kind, language) in kinds().into_iter().flat_map(|kind| ["en", "it"].map(|l| (kind.clone(), l))) {
        let mail = rendered(kind, language);
        assert_eq!(mail.text.matches(link).count(), 1);
        assert_eq!(mail.html.matches(&format!("href=\"{link}\"")).count(), 1);
        assert_eq!(mail.html.matches(&format!(">{link}<")).count(), 1);
        assert_eq!(mail.html.matches("://").count(), 2, "nothing but the link: {}", mail.html);
        for fetches in ["<img", "<link", "<style", "<script", "src=", "url("] {
            assert!(!mail.html.contains(fetches), "{fetches}");
        }
        assert!(mail.html.contains(&format!("lang=\"{language}\" dir=\"ltr\"")));
        assert_eq!(mail.subject.lines().count(), 1);
    }
}

#[test]
fn every_mail_says_that_replies_are_not_read() {
    for kind in kinds() {
        assert!(rendered(kind.clone(), "en").text.contains("Replies are not read."));
        assert!(rendered(kind, "it").text.contains("Le risposte non vengono lette."));
    }
}

#[test]
fn an_unknown_language_gets_english() {
    assert_eq!(rendered(Kind::Waiting { path: "/".into() }, "tlh").subject, "You have a message");
    assert_eq!(rendered(Kind::Waiting { path: "/".into() }, "it").subject, "Ha un messaggio");
}

#[test]
fn a_name_cannot_become_markup_or_a_link() {
    let mail = invitation("<b onload='x'>\"A\" & B</b>");
    assert!(mail.text.starts_with("Hello,\n\n<b onload='x'>\"A\" & B</b> invites you"));
    assert!(mail.html.contains("&lt;b onload=&#39;x&#39;&gt;&quot;A&quot; &amp; B&lt;/b&gt; invites"), "{}", mail.html);
    assert!(!invitation("Go to https://evil.example now").text.contains("https://evil"));
}

#[test]
fn a_name_cannot_break_lines_or_turn_the_writing_around() {
    let mail = invitation("A\r\n\r\nYour password:\u{202e}\u{2067} B\u{0}");
    assert!(mail.text.contains("A Your password: B invites"), "{}", mail.text);
    let long = invitation(&"č".repeat(5000));
    assert_eq!(long.text.matches('č').count(), 100);
}
