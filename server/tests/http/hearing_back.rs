//! What people read right after they did something with consent or with a wish to be erased, and where on the page.

use axum::http::StatusCode;
use testkit::{Answer, Client};

use crate::market::{Market, with};
use crate::router;

const ASKED: &str = "You asked on 24 November 2026 that everything about you be erased";
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
