//! Matches and putting forward: reasons, gaps, what is kept out by which wish, pages, consent in the same step.

use axum::http::StatusCode;
use domain::codes::{Cefr, LanguageLevel};
use domain::organisation::OrganisationKind;
use domain::placement::Shift;
use domain::referral::Secrets;
use testkit::{Answer, Client};

use crate::market::{Market, with};
use crate::router;

const AGREED: &[(&str, &str)] = &[
    ("form", "forward"),
    ("fields", "fit"),
    ("fields", "called"),
    ("ends", "2026-12-24"),
    ("language", "it"),
    ("explained", "interpreter"),
];

/// The titles of a page's fits, best first.
fn titles(page: &Answer) -> Vec<String> {
    let fits = page.text.split("<article class=\"fit\">").skip(1);
    let titles = fits.filter_map(|fit| fit.split("</a>").next()?.rsplit('>').next());
    titles.map(str::to_owned).collect()
}

fn link(page: &Answer, beginning: &str) -> Option<String> {
    let rest = page.text.split(&format!("href=\"{beginning}")).nth(1)?;
    Some(format!("{beginning}{}", rest.split('"').next()?).replace("&amp;", "&"))
}

#[tokio::test]
async fn a_fit_says_why_and_what_is_missing() {
    let market = Market::new().await;
    let path = market.open().await;
    let wants = |language: &str, level| LanguageLevel { language: language.parse().expect("a language"), level };
    let more = |terms: &mut domain::placement::Terms| {
        terms.title = "Second cook".into();
        terms.languages = vec![wants("de", Cefr::C1), wants("it", Cefr::A2)];
    };
    market.live(more).await;
    let page = market.client.get(&format!("{path}/matches")).await;
    let words = page.words();
    for expect in [
        "2 placements fit",
        "Bakery Example",
        "0 km from home, within 30",
        "The work that the person wants most",
        "German C1 wanted, has B1",
        "German A2 wanted, has B1",
        "Italian A2 wanted",
        "Put forward for Second cook",
    ] {
        assert!(words.contains(expect), "{expect}: {words}");
    }
    assert_eq!(titles(&page), ["Cook", "Second cook"], "what lacks a language comes later");
    assert!(page.text.contains("<meter") && page.text.contains("class=\"quick-exit\""));
}

#[tokio::test]
async fn what_is_kept_out_names_its_wish_to_the_ngo_alone() {
    let market = Market::new().await;
    let path = market.open().await;
    market.live(|terms| terms.shifts = vec![Shift::Night]).await;
    market.live(|terms| terms.place = taxonomy::places::by_text("Hamburg, DE", None)).await;
    let employer = Client::signed_in(router(&market.world), &market.business).await;
    let seen = [employer.get("/placements").await.words(), employer.get("/introductions").await.words()];
    market.step(&path, "limits", &[("shifts", "night")]).await;
    let page = market.client.get(&format!("{path}/matches")).await;
    assert_eq!(titles(&page), ["Cook"]);
    let words = page.words();
    for expect in
        ["2 placements are kept out", "work at a time that is ruled out", "further than 30 km", "too far from home: 1"]
    {
        assert!(words.contains(expect), "{expect}: {words}");
    }
    assert!(page.text.contains("further than 30\u{a0}km"), "a number stays with its unit: {}", page.text);
    let id = market.recipient();
    let limit = [("business", "Bakery Example"), ("business_id", id.as_str()), ("shifts", "night")];
    market.step(&path, "limits", &limit).await;
    let page = market.client.get(&format!("{path}/matches")).await;
    assert!(titles(&page).is_empty());
    assert_eq!(page.words().matches("this company is ruled out").count(), 3, "{}", page.words());
    let now = [employer.get("/placements").await.words(), employer.get("/introductions").await.words()];
    assert_eq!(seen, now, "an employer cannot tell");
}

#[tokio::test]
async fn pages_by_key_show_every_fit_once() {
    let market = Market::new().await;
    let path = market.open().await;
    for n in 0..64 {
        market.live(|terms| terms.title = format!("Cook {n:02}")).await;
    }
    let mut page = market.client.get(&format!("{path}/matches")).await;
    let mut seen = titles(&page);
    assert_eq!(seen.len(), 30);
    while let Some(next) = link(&page, &format!("{path}/matches?after=")) {
        page = market.client.get(&next).await;
        let more = titles(&page);
        assert!(!more.is_empty() && more.len() <= 30);
        seen.extend(more);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 65, "each once and none left out");
    for wrong in ["after=", "after=x.y", "after=7ff8000000000000.x", "after=%F0%9F%8C%BB", "out=%ff", "out=x"] {
        let page = market.client.get(&format!("{path}/matches?{wrong}")).await;
        assert_eq!((page.status, titles(&page).len()), (StatusCode::OK, 30), "{wrong}");
    }
    let id = market.recipient();
    market.step(&path, "limits", &[("business", "Bakery Example"), ("business_id", &id)]).await;
    let mut page = market.client.get(&format!("{path}/matches")).await;
    let mut count = page.words().matches("this company is ruled out").count();
    assert_eq!(count, 20);
    while let Some(next) = link(&page, &format!("{path}/matches?out=")) {
        page = market.client.get(next.split('#').next().expect("an address")).await;
        count += page.words().matches("this company is ruled out").count();
    }
    assert_eq!(count, 65);
}

#[tokio::test]
async fn consent_is_recorded_and_the_person_put_forward_in_one_step() {
    let market = Market::new().await;
    let path = market.open().await;
    let address = format!("{path}/put-forward/{}", market.placement);
    let page = market.client.get(&address).await;
    let words = page.words();
    for expect in
        ["may not know of this person yet", "Words to read to the person", "The person agreed today", "0 km from home"]
    {
        assert!(words.contains(expect), "{expect}: {words}");
    }
    for (name, value) in [
        ("fields", ""),
        ("fields", "called"),
        ("ends", "2027-03-24"),
        ("ends", "x"),
        ("language", ""),
        ("explained", "👩‍🍳"),
    ] {
        let answer = market.client.post(&address, &with(AGREED, name, value)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {value}");
        assert!(answer.text.contains(&format!("id=\"problem-{name}\"")), "{name} {value}");
    }
    assert!(market.client.get(&format!("{path}/consent")).await.words().contains("No consent has been recorded"));
    let read = market.client.post(&address, &with(&[AGREED, &[("go", "read")]].concat(), "", "")).await;
    assert!(read.status == StatusCode::OK && !read.words().contains("how many hours a week you want"));
    let once = page.input("once").expect("a token");
    let agreed = [AGREED, &[("once", once.as_str())]].concat();
    let put = market.client.post(&address, &agreed).await;
    assert_eq!(put.status, StatusCode::SEE_OTHER, "{}", put.words());
    assert_eq!(market.client.get(put.location()).await.status, StatusCode::OK);
    let doubled = market.client.post(&address, &agreed).await;
    assert_eq!(doubled.status, StatusCode::SEE_OTHER, "a doubled post is carried out once");
    let consent = market.client.get(&format!("{path}/consent")).await;
    assert_eq!(consent.text.matches("name=\"grant\"").count(), 1);
    let now = market.client.get(&address).await;
    assert!(now.words().contains("put forward for this placement already") && now.input("once").is_none());
    assert!(market.client.get(&format!("{path}/matches")).await.words().contains("Put forward already"));
    let again = market.client.post(&address, AGREED).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN, "no second introduction of the two");
}

#[tokio::test]
async fn a_placement_leads_to_those_who_can_be_put_forward_for_it_while_it_is_open() {
    let market = Market::new().await;
    let path = market.open().await;
    let placement = format!("/placements/{}", market.placement);
    let choose = format!("/referrals?placement={}", market.placement);
    assert!(market.client.get(&placement).await.text.contains(&format!("href=\"{choose}\"")));
    let list = market.client.get(&choose).await;
    assert!(list.words().contains("Whom do you put forward for"), "{}", list.words());
    assert!(list.text.contains(&format!("href=\"{path}/put-forward/{}\"", market.placement)), "{}", list.text);
    assert!(list.words().contains("on each page those whom the placement fits best come first"), "{}", list.words());
    // Whoever has somebody on the way to it can read it while it rests.
    let put = market.client.post(&format!("{path}/put-forward/{}", market.placement), AGREED).await;
    assert_eq!(put.status, StatusCode::SEE_OTHER, "{}", put.words());
    let business = Client::signed_in(router(&market.world), &market.business).await;
    let paused = business.post(&placement, &[("form", "placement-pause")]).await;
    assert_eq!(paused.status, StatusCode::SEE_OTHER, "{}", paused.words());
    let page = market.client.get(&placement).await;
    assert!(page.status == StatusCode::OK && !page.text.contains("/referrals?placement="), "{}", page.words());
    // One that rests, one that nobody may know of and none at all are alike.
    let draft =
        services::placements::draft(&market.world.as_person(&market.business).await, &testkit::terms(&market.world))
            .await;
    let draft = draft.expect("a draft").to_string();
    let none = "00000000-0000-0000-0000-000000000000";
    let rests = market.client.get(&choose).await;
    for other in [draft.as_str(), none, "zzz"] {
        let page = market.client.get(&format!("/referrals?placement={other}")).await;
        assert_eq!((page.status, page.words()), (StatusCode::NOT_FOUND, rests.words()), "{other}");
    }
    assert_eq!(rests.status, StatusCode::NOT_FOUND);
    assert!(rests.words().contains("This placement is not open"), "{}", rests.words());
    assert!(rests.words().contains("See open placements"), "{}", rests.words());
    let code = path.rsplit('/').next().expect("a code");
    let coded = market.client.get(&format!("{choose}&code={code}")).await;
    assert_eq!((coded.status, coded.words()), (StatusCode::NOT_FOUND, rests.words()), "a code opens none");
    let refused = business.get(&choose).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert!(!refused.words().contains("This placement is not open"), "its employer learns nothing of the page");
}

#[tokio::test]
async fn those_whom_a_placement_fits_best_come_first_of_a_page() {
    let market = Market::new().await;
    let (best, far, less) = (market.open().await, market.open().await, market.open().await);
    let area = [("place", "Tirana, AL"), ("reach", "30"), ("unit", "km")];
    for (path, step, fields) in
        [(&far, "area", &area[..]), (&less, "languages", &[("language", "de"), ("level", "A1")])]
    {
        let answer = market.step(path, step, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{step}: {}", answer.words());
    }
    let list = market.client.get(&format!("/referrals?placement={}", market.placement)).await;
    let cards: Vec<&str> = list.text.split("<li class=\"card\">").skip(1).collect();
    assert_eq!(cards.len(), 3, "{}", list.words());
    for (card, (path, says)) in cards.iter().zip([(&best, "Fits: "), (&less, "Fits: "), (&far, "Kept out: ")]) {
        assert!(card.contains(&format!("href=\"{path}\"")) && card.contains(says), "{says}: {}", list.words());
    }
    assert!(list.words().contains("km from home, further than 30 km"), "{}", list.words());
    // Another NGO's are none of it.
    let other = market.world.member(OrganisationKind::Ngo, "Lantern").await;
    let other = Client::signed_in(router(&market.world), &other).await;
    let list = other.get(&format!("/referrals?placement={}", market.placement)).await;
    assert!(list.status == StatusCode::OK && !list.text.contains("Fits: "), "{}", list.words());
}

#[tokio::test]
async fn whoever_knows_the_code_chooses_by_it() {
    let market = Market::new().await;
    let path = market.open().await;
    let code = path.rsplit('/').next().expect("a code").to_owned();
    let choose = format!("/referrals?placement={}", market.placement);
    let list = market.client.get(&choose).await;
    assert!(list.text.contains("name=\"code\"") && list.text.contains("method=\"get\""), "{}", list.text);
    let forward = format!("{path}/put-forward/{}", market.placement);
    for typed in [code.clone(), code.to_lowercase(), code.replace('-', "+")] {
        let found = market.client.get(&format!("{choose}&code={typed}")).await;
        assert_eq!((found.status, found.location()), (StatusCode::SEE_OTHER, forward.as_str()), "{typed}");
    }
    // That of another NGO is none.
    let other = market.world.member(OrganisationKind::Ngo, "Lantern").await;
    let foreign = market.world.referral(&other, Secrets::default()).await.to_string();
    for wrong in [foreign.as_str(), "22-222", "nobody", "%F0%9F%8C%BB"] {
        let page = market.client.get(&format!("{choose}&code={wrong}")).await;
        assert_eq!(page.status, StatusCode::OK, "{wrong}");
        assert!(page.words().contains("No referral of your organisation has this code."), "{}", page.words());
        assert!(page.text.contains("id=\"problem-code\"") && page.text.contains(&forward), "{}", page.text);
    }
    let empty = market.client.get(&format!("{choose}&code=+")).await;
    assert!(empty.status == StatusCode::OK && !empty.text.contains("id=\"problem-code\""), "{}", empty.words());
}

#[tokio::test]
async fn live_consent_needs_one_button() {
    let market = Market::new().await;
    let path = market.open().await;
    let id = market.recipient();
    market.client.post(&format!("{path}/consent"), &market.grant(&id)).await;
    let address = format!("{path}/put-forward/{}", market.placement);
    let page = market.client.get(&address).await;
    assert!(page.words().contains("The person has agreed") && page.input("ends").is_none(), "{}", page.words());
    let put = market.client.post(&address, &[("form", "forward")]).await;
    assert!(put.location().starts_with("/introductions/"), "{}", put.words());
}

#[tokio::test]
async fn a_limit_is_hard_for_putting_forward_too() {
    let market = Market::new().await;
    let path = market.open().await;
    let id = market.recipient();
    market.step(&path, "limits", &[("business", "Bakery Example"), ("business_id", &id)]).await;
    let address = format!("{path}/put-forward/{}", market.placement);
    let page = market.client.get(&address).await.words();
    assert!(page.contains("this company is ruled out") && !page.contains("The person agreed today"), "{page}");
    let answer = market.client.post(&address, AGREED).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(market.client.get(&format!("{path}/consent")).await.words().contains("No consent has been recorded"));
}

#[tokio::test]
async fn nobody_is_put_forward_from_a_referral_or_to_a_placement_that_is_not_open() {
    let market = Market::new().await;
    let path = market.open().await;
    market.client.post(&path, &[("form", "referral-close"), ("reason", "not_now")]).await;
    let address = format!("{path}/put-forward/{}", market.placement);
    assert!(market.client.get(&address).await.words().contains("This referral is not open"));
    assert!(!market.client.get(&format!("{path}/matches")).await.words().contains("Put forward for"));
    assert_eq!(market.client.post(&address, AGREED).await.status, StatusCode::FORBIDDEN);
    market.client.post(&path, &[("form", "referral-open")]).await;
    let scope = market.world.as_person(&market.business).await;
    let paused = domain::placement::PlacementStatus::Paused;
    services::placements::rest(&scope, market.placement, paused).await.expect("paused");
    assert_eq!(market.client.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(market.client.post(&address, AGREED).await.status, StatusCode::NOT_FOUND);
    for wrong in ["nothing", "00000000-0000-0000-0000-000000000000", "%F0%9F%8C%BB"] {
        let answer = market.client.get(&format!("{path}/put-forward/{wrong}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}
