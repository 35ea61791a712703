//! What people read right after they did something with consent or with a wish to be erased, and where on the page.

use axum::http::StatusCode;
use testkit::{Answer, Client};

use crate::market::{Market, with};
use crate::router;

const ASKED: &str = "You asked on 24\u{a0}November 2026 that everything about you be erased";
const RECORDED: &str = "The consent is recorded.";
const TOLD: &str = "The person reads this on their page now.";
const WISHED: &str = "the person asked, on the page of their own, to be erased";
const WAITS: [(&str, &str); 3] = [("form", "own-wish-wait"), ("reason", "law"), ("until", "2026-12-01")];

/// Makes the address of the page of the person of a referral, and answers its path.
async fn own(market: &Market, path: &str) -> String {
    let given = market.client.post(&format!("{path}/own-page"), &[("form", "own-page")]).await;
    let address = given.text.split(testkit::ORIGIN).nth(1).and_then(|rest| rest.split('<').next());
    address.expect("an address").to_owned()
}

/// The person asks, on the page of their own, to be erased.
async fn wish(market: &Market, path: &str) -> (Client, String) {
    let (visitor, own) = (Client::new(router(&market.world)), own(market, path).await);
    let asked = visitor.post(&own, &[("form", "own-wish")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.words());
    (visitor, own)
}

/// Where words stand in a page.
fn place(page: &Answer, words: &str) -> usize {
    page.text.find(words).expect(words)
}

#[tokio::test]
async fn whoever_asks_to_be_erased_reads_at_the_top_that_it_was_heard() {
    let market = Market::new().await;
    let path = market.open().await;
    let (visitor, own) = wish(&market, &path).await;
    let after = visitor.get(&format!("{own}?asked=1")).await;
    assert_eq!(after.text.matches(ASKED).count(), 1, "{}", after.words());
    assert_eq!(after.text.matches("role=\"status\"").count(), 1, "{}", after.text);
    assert!(place(&after, ASKED) < place(&after, "class=\"lede\""), "{}", after.text);
    let later = visitor.get(&own).await;
    assert!(place(&later, ASKED) > place(&later, "class=\"lede\""), "with what follows: {}", later.text);
    assert!(!later.text.contains("role=\"status\""), "{}", later.text);
}

#[tokio::test]
async fn an_ngo_that_says_why_a_wish_waits_hears_that_the_person_reads_it() {
    let market = Market::new().await;
    let path = market.open().await;
    wish(&market, &path).await;
    let erasure = format!("{path}/erasure");
    let page = market.client.get(&erasure).await;
    assert!(place(&page, "value=\"erasure-ask\"") < place(&page, "value=\"own-wish-wait\""), "{}", page.text);
    assert!(page.text.contains("id=\"field-reason-case\""), "every reason is in view: {}", page.text);

    let said = market.client.post(&erasure, &WAITS).await;
    assert_eq!((said.status, said.location()), (StatusCode::SEE_OTHER, format!("{erasure}?told=1").as_str()));
    let told = market.client.get(said.location()).await.words();
    assert!(told.contains(TOLD), "{told}");
    let refused = market.client.post(said.location(), &with(&WAITS, "until", "2026-11-23")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!refused.words().contains(TOLD), "{}", refused.words());

    let shown = market.client.get(&path).await.words();
    assert!(shown.contains("It waits, and is decided by 1 December 2026"), "{shown}");
    let list = market.client.get("/referrals?erasure=own").await;
    assert!(list.words().contains("The person asked on 24 November 2026."), "{}", list.words());
    assert!(list.text.contains(&format!("href=\"{erasure}\"")), "{}", list.text);
    assert!(!list.text.contains(&format!("{path}/matches")), "{}", list.text);
}

#[tokio::test]
async fn a_consent_is_heard_to_be_recorded_and_a_wish_to_be_erased_warns_before_another() {
    let market = Market::new().await;
    let path = market.open().await;
    let (address, id) = (format!("{path}/consent"), market.recipient());
    let recorded = market.client.post(&address, &market.grant(&id)).await;
    let told = market.client.get(recorded.location()).await;
    assert!(told.words().contains(RECORDED) && !told.words().contains(WISHED), "{}", told.words());
    assert!(place(&told, "Consents") < place(&told, "<h3"), "no heading is left out: {}", told.text);
    let refused = market.client.post(recorded.location(), &with(&market.grant(&id), "ends", "")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!refused.words().contains(RECORDED), "{}", refused.words());

    wish(&market, &path).await;
    let page = market.client.get(&address).await;
    assert!(place(&page, WISHED) < place(&page, "value=\"consent\""), "above the form: {}", page.text);
    assert!(page.text.contains(&format!("href=\"{path}/erasure\"")), "{}", page.text);
}

#[tokio::test]
async fn what_is_over_is_told_as_over_and_other_languages_are_offered_at_the_top() {
    let market = Market::new().await;
    let path = market.open().await;
    market.client.post(&format!("{path}/consent"), &market.grant(&market.recipient())).await;
    let (visitor, own) = (Client::new(router(&market.world)), own(&market, &path).await);
    let before = visitor.get(&format!("{own}?in=en")).await;
    assert!(before.words().contains("Nobody there has looked yet."), "{}", before.words());
    let back = visitor.post(&own, &[("form", "take-back"), ("grant", "all")]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.words());
    let after = visitor.get(&format!("{own}?in=en")).await;
    assert!(
        after.words().contains("Nobody there looked.") && !after.words().contains("looked yet"),
        "{}",
        after.words()
    );
    assert!(place(&after, "?in=ar\"") < place(&after, "class=\"lede\""), "{}", after.text);
    let nothing = visitor.get("/consent/x?in=de").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    assert!(place(&nothing, "href=\"?in=ar\"") < place(&nothing, "class=\"lede\""), "{}", nothing.text);
}
