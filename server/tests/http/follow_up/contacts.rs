//! How somebody may safely be contacted: written by their NGO, read where it asks how things stand, and by nobody else.

use axum::http::StatusCode;

use super::Scene;
use crate::crawl::Crawl;

/// What the page calls each, and what is written of it.
const SAID: [(&str, &str); 3] = [
    ("The safe way", "Ring the reading room and ask for Mara"),
    ("Safe days and hours", "Thursdays from nine to noon"),
    ("What must never be done", "No letters to the flat"),
];
const NONE: &str = "It is not written down yet how this person may safely be contacted.";

#[tokio::test]
async fn the_safe_contact_is_read_at_a_check_in_by_the_persons_ngo_alone() {
    let s = Scene::new().await;
    let ngo = s.client(&s.ngo).await;
    let first = &s.open(&s.ngo, s.introduction).await[0];
    let (path, form) = (format!("/check-ins/{}", first.id), format!("/referrals/{}/step/contact", s.code));
    for written in [[false; 3], [false, false, true], [true, true, false], [true; 3]] {
        let version = ngo.get(&form).await.input("version").expect("a version");
        let mut fields = vec![("form", "referral"), ("version", version.as_str())];
        for (name, ((_, text), there)) in
            ["channel", "contact_hours", "never"].into_iter().zip(SAID.iter().zip(written))
        {
            fields.push((name, if there { *text } else { "" }));
        }
        let saved = ngo.post(&form, &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());
        let page = ngo.get(&path).await;
        assert!(page.text.contains(&format!("href=\"{form}\"")), "where to change it");
        let words = page.words().split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words.contains(NONE), written == [false; 3], "{written:?}: {words}");
        for ((name, text), there) in SAID.iter().zip(written) {
            assert_eq!(words.contains(&format!("{name} {text}")), there, "{written:?}: {words}");
            assert_eq!(words.contains(*name), there, "nothing is named that is not said: {words}");
        }
    }
    let employer = s.client(&s.employer).await;
    for (who, client) in [("another NGO", &s.client(&s.other).await), ("the employer", &employer)] {
        for address in [&path, &form] {
            assert_eq!(client.get(address).await.status, StatusCode::NOT_FOUND, "{who}: {address}");
        }
    }
    let mut crawl = Crawl::new(employer);
    for address in [&path, &form, &format!("/introductions/{}", s.introduction)] {
        crawl.hear_of(address);
    }
    crawl.walk().await;
    crawl.send_forms().await;
    assert!(crawl.seen().contains("/introductions/{id}"), "the employer looks at what there is: {:?}", crawl.seen());
    for met in &crawl.met {
        let whole = met.whole();
        let told = SAID.iter().find(|(_, text)| whole.contains(*text));
        assert_eq!(told, None, "{}", met.asked);
    }
    s.world.work().await;
    let mails = s.world.mail.sent();
    assert!(!mails.is_empty());
    for mail in mails {
        let told = SAID.iter().find(|(_, text)| mail.text.contains(*text) || mail.html.contains(*text));
        assert_eq!(told, None, "{}", mail.subject);
    }
}
