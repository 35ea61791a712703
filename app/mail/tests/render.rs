//! What mails say, in every language and of every kind, and above all what they never say.
#![expect(clippy::unwrap_used, reason = "tests")]

use mail::{Kind, Message, Origin, Rendered, render};
use uuid::Uuid;

/// Beginnings of words that no mail may hold besides those that nothing may that an employer meets: they would tell what
/// Ponte is for, or something about a person.
const TELL_TALE: &[&str] = &[
    "abuse",
    "violen",
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

/// The kind that follows one here, as the worker sends it but for the secret of the link; none after the last. Without a
/// place here for a new kind, nothing compiles.
fn after(kind: &Kind) -> Option<Kind> {
    Some(match kind {
        Kind::ConfirmAddress { .. } => Kind::ResetPassword { path: "/sign-in/reset/t0k-en_1".into() },
        Kind::ResetPassword { .. } => Kind::Invitation { path: "/join/invited/t0k-en_1".into() },
        Kind::Invitation { .. } => Kind::CuratorInvitation { path: "/sign-in/reset/t0k-en_1".into() },
        Kind::CuratorInvitation { .. } => Kind::Waiting,
        Kind::Waiting => Kind::ApplicationNews,
        Kind::ApplicationNews => Kind::RenewalDue,
        Kind::RenewalDue => Kind::ProposalNews { path: "/proposals/0199c1d2-0000-7000-8000-000000000001".into() },
        Kind::ProposalNews { .. } => Kind::ProposalsWait { count: 3 },
        Kind::ProposalsWait { .. } => Kind::AttentionNeeded,
        Kind::AttentionNeeded => Kind::NewInSearches { stop: "/library/saved/stop/t0k-en_1".into() },
        Kind::NewInSearches { .. } => Kind::SignInChanged,
        Kind::SignInChanged => Kind::AccountClosed,
        Kind::AccountClosed => Kind::AddressInUse,
        Kind::AddressInUse => return None,
    })
}

/// Every kind.
fn kinds() -> Vec<Kind> {
    let first = Kind::ConfirmAddress { path: "/join/confirm/t0k-en_1".into() };
    std::iter::successors(Some(first), after).collect()
}

#[test]
fn every_kind_that_has_words_is_looked_at() {
    let words = include_str!("../../i18n/locales/en/mail.ftl");
    let subjects = words.lines().filter(|line| line.starts_with("mail-") && line.contains("-subject =")).count();
    assert_eq!(kinds().len(), subjects, "each kind is the one after another");
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

#[test]
fn no_mail_tells_what_ponte_is_for() {
    for (kind, language) in
        kinds().into_iter().flat_map(|kind| i18n::languages().iter().map(move |l| (kind.clone(), l)))
    {
        let found = tells(&rendered(kind.clone(), language));
        assert_eq!(found, None, "{kind:?} in {language}");
    }
}

/// The first word of a mail that tells.
fn tells(mail: &Rendered) -> Option<&'static str> {
    let all = format!("{}\n{}\n{}", mail.subject, mail.text, mail.html).to_lowercase();
    if let Some(word) = domain::marker::telling(&all) {
        return Some(word);
    }
    let alone = |at: usize| all.get(..at).is_some_and(|before| !before.ends_with(char::is_alphabetic));
    TELL_TALE.iter().copied().find(|word| all.match_indices(word).any(|(at, _)| alone(at)))
}

#[test]
fn the_word_list_would_catch_an_address() {
    let mail = rendered(Kind::Invitation { path: "/introductions/1".into() }, "en");
    assert!(tells(&mail).is_some());
}

#[test]
fn every_mail_holds_its_link_twice_and_fetches_nothing() {
    for (kind, language) in kinds().into_iter().flat_map(|kind| ["en", "it"].map(|l| (kind.clone(), l))) {
        let link = format!("https://ponte.example{}", kind.path());
        let mail = rendered(kind, language);
        assert_eq!(mail.text.matches(&format!("{link}\n")).count(), 1);
        assert_eq!(mail.html.matches(&format!("href=\"{link}\"")).count(), 1);
        assert_eq!(mail.html.matches(&format!(">{link}<")).count(), 1);
        // The address that stops a weekly mail stands there as often.
        let addresses = if mail.stop.is_some() { 4 } else { 2 };
        assert_eq!(mail.html.matches("://").count(), addresses, "nothing but the link: {}", mail.html);
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
    assert_eq!(rendered(Kind::Waiting, "tlh").subject, "You have a message");
    assert_eq!(rendered(Kind::Waiting, "it").subject, "Ha un messaggio");
}

#[test]
fn a_weekly_mail_says_how_to_stop_it() {
    for language in ["en", "it"] {
        let mail = rendered(Kind::NewInSearches { stop: "/library/saved/stop/t0k-en_1".into() }, language);
        let stop = "https://ponte.example/library/saved/stop/t0k-en_1";
        assert_eq!(mail.stop.as_deref(), Some(stop));
        assert!(mail.text.contains(&format!("{stop}\n")), "{}", mail.text);
        assert!(mail.html.contains(&format!("href=\"{stop}\"")), "{}", mail.html);
        assert_eq!(tells(&mail), None, "{language}");
    }
    assert_eq!(rendered(Kind::Waiting, "en").stop, None);
}
