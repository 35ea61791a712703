//! Consent: recording and revoking over HTTP, and the words that a person is read.

mod ends;
mod ledger;

use std::sync::Arc;

use axum::http::StatusCode;
use domain::consent::NewGrant;
use domain::organisation::OrganisationKind;
use domain::referral::Code;
use domain::retention::Periods;
use services::{Scope, Services};
use testkit::{Client, World};

use crate::market::{Market, with};
use crate::router;

#[tokio::test]
async fn a_grant_is_recorded_shown_and_revoked() {
    let market = Market::new().await;
    let path = market.open().await;
    let (address, id) = (format!("{path}/consent"), market.recipient());
    assert!(market.client.get(&address).await.words().contains("No consent has been recorded"));
    let recorded = market.client.post(&address, &market.grant(&id)).await;
    assert_eq!(
        (recorded.status, recorded.location()),
        (StatusCode::SEE_OTHER, format!("{address}?recorded=1").as_str()),
        "{}",
        recorded.words()
    );
    let page = market.client.get(&address).await;
    assert!(page.words().contains("24 December 2026") && page.words().contains("Italian"), "{}", page.words());
    assert!(page.words().contains("That there is somebody who meets the must-haves, languages"), "{}", page.words());
    assert!(market.client.get(&path).await.words().contains("Bakery Example"));
    let grant = page.input("grant").expect("a grant to revoke");
    let once = uuid::Uuid::new_v4().to_string();
    for _ in 0..2 {
        let revoke = [("form", "consent-revoke"), ("once", once.as_str()), ("grant", grant.as_str())];
        let revoked = market.client.post(&address, &revoke).await;
        assert_eq!(revoked.status, StatusCode::SEE_OTHER, "a doubled post hears the same");
        assert!(market.client.get(revoked.location()).await.words().contains("The consent is taken back"));
    }
    assert!(market.client.get(&address).await.words().contains("taken back by Kim on 24 November 2026"));
    for wrong in ["", "👩‍🍳", &id] {
        let answer = market.client.post(&address, &[("form", "consent-revoke"), ("grant", wrong)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn an_installation_says_how_long_consent_stands_at_most() {
    for mut world in [World::sqlite().await, World::postgres().await] {
        let services = Arc::get_mut(&mut world.services).expect("nobody else has them yet");
        services.retention.consent = 14;
        let market = Market::on(world).await;
        let (path, id) = (market.open().await, market.recipient());
        let address = format!("{path}/consent");
        let page = market.client.get(&address).await;
        assert!(page.words().contains("At most 14 days from today."), "{}", page.words());
        assert!(page.text.contains("2026-12-08"), "the last day is proposed");
        let grant = market.grant(&id);
        let refused = market.client.post(&address, &with(&grant, "ends", "2026-12-09")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.words().contains("at most 14 days from today"), "{}", refused.words());
        let recorded = market.client.post(&address, &with(&grant, "ends", "2026-12-08")).await;
        assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.words());
    }
}

#[tokio::test]
async fn every_field_is_checked_and_nothing_typed_is_lost() {
    let market = Market::new().await;
    let path = market.open().await;
    let (address, id, ngo) = (format!("{path}/consent"), market.recipient(), market.ngo.organisation().to_string());
    let long = "ж".repeat(5000);
    let grant = market.grant(&id);
    let wrong: &[(&str, &str, &str)] = &[
        ("recipient", "recipient", ""),
        ("recipient", "recipient", "Nobody at all"),
        ("recipient", "recipient", &long),
        ("recipient_id", "recipient", &ngo),
        ("recipient_id", "recipient", "👩‍🍳"),
        ("fields", "fields", "name and address"),
        ("fields", "fields", "languages"),
        ("ends", "ends", ""),
        ("ends", "ends", "tomorrow"),
        ("ends", "ends", "2026-11-23"),
        ("ends", "ends", "2027-02-23"),
        ("language", "language", ""),
        ("language", "language", "zz"),
        ("explained", "explained", ""),
        ("explained", "explained", "by telepathy"),
    ];
    for (name, field, value) in wrong {
        let answer = market.client.post(&address, &with(&grant, name, value)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {value:.20}");
        assert!(answer.text.contains(&format!("id=\"problem-{field}\"")), "{name} {value:.20}: {}", answer.words());
        let kept = if *name == "ends" { "Bakery Example" } else { "2026-12-24" };
        assert!(answer.text.contains(kept), "{name} {value:.20}: nothing typed is lost");
    }
    assert!(market.client.get(&address).await.words().contains("No consent has been recorded"));
    for day in ["2026-11-24", "2027-02-22"] {
        let answer = market.client.post(&address, &with(&grant, "ends", day)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{day} is within ninety days");
    }
}

#[tokio::test]
async fn the_words_to_read_follow_what_is_ticked() {
    let market = Market::new().await;
    let path = market.open().await;
    let id = market.recipient();
    let named = market.client.get(&format!("{path}/consent?recipient={id}")).await;
    assert_eq!(named.input("recipient").as_deref(), Some("Bakery Example"));
    assert_eq!(named.input("ends").as_deref(), Some("2027-02-22"), "ninety days by default");
    let words = named.words();
    assert!(
        words.contains("tell \u{2068}Bakery Example\u{2069} about you") && !words.contains("how many hours"),
        "{words}"
    );
    let grant = market.grant(&id);
    let mut fewer = with(&grant, "language", "en");
    fewer.push(("go", "read"));
    let again = market.client.post(&format!("{path}/consent"), &fewer).await;
    assert_eq!(again.status, StatusCode::OK);
    let words = again.words();
    assert!(
        words.contains("which languages you speak") && !words.contains("how many hours a week you want"),
        "{words}"
    );
    assert!(words.contains("You can take it back at any time"));
    for other in [market.ngo.organisation().to_string(), "nothing".into()] {
        let page = market.client.get(&format!("{path}/consent?recipient={other}")).await;
        assert_eq!((page.status, page.input("recipient").as_deref()), (StatusCode::OK, Some("")), "{other}");
    }
    let found = market
        .client
        .post(&format!("{path}/consent"), &[("form", "consent"), ("recipient", "bake"), ("go", "find")])
        .await;
    assert_eq!(found.status, StatusCode::OK);
    assert_eq!(found.input("recipient_id").as_deref(), Some(id.as_str()), "{}", found.words());
}

#[tokio::test]
async fn who_was_chosen_among_several_is_named_in_the_field_and_in_the_words() {
    let market = Market::new().await;
    let path = format!("{}/consent", market.open().await);
    let other = market.world.member(OrganisationKind::Business, "Bakery Examplary").await;
    let found = market.client.post(&path, &[("form", "consent"), ("recipient", "Bakery Exam"), ("go", "find")]).await;
    let id = other.organisation().to_string();
    assert!(found.text.contains(&id) && found.text.contains(&market.recipient()), "{}", found.words());
    let chosen = [
        ("form", "consent"),
        ("recipient", "Bakery Exam"),
        ("recipient_asked", "Bakery Exam"),
        ("recipient_id", id.as_str()),
        ("fields", "fit"),
        ("language", "en"),
        ("go", "read"),
    ];
    let read = market.client.post(&path, &chosen).await;
    assert_eq!(read.status, StatusCode::OK);
    assert!(read.words().contains("tell \u{2068}Bakery Examplary\u{2069} about you"), "{}", read.words());
    assert_eq!(read.input("recipient").as_deref(), Some("Bakery Examplary"));
    assert_eq!(read.input("recipient_id").as_deref(), Some(id.as_str()));
}

#[tokio::test]
async fn no_words_to_read_name_an_end_that_a_grant_cannot_have() {
    let market = Market::new().await;
    let path = market.open().await;
    let (address, id) = (format!("{path}/consent"), market.recipient());
    let ends = "This ends by itself on";
    assert!(market.client.get(&address).await.words().contains(ends));
    // Whatever else is wrong, the day is named beside its field.
    let grant = market.grant(&id);
    let grant = with(&with(&grant, "ends", "2028-01-01"), "explained", "");
    let refused = market.client.post(&address, &grant).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["ends", "explained"] {
        assert!(refused.text.contains(&format!("id=\"problem-{field}\"")), "{field}: {}", refused.words());
    }
    assert!(refused.text.contains("value=\"2028-01-01\""), "it stays as typed");
    assert!(!refused.words().contains(ends), "{}", refused.words());
    // Whoever asks for the words reads it too: they would seem to be whole.
    let mut asked = grant;
    asked.push(("go", "read"));
    let read = market.client.post(&address, &asked).await;
    assert_eq!(read.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(read.text.contains("id=\"problem-ends\"") && !read.text.contains("id=\"problem-explained\""));
    assert!(read.text.contains("#sheet\"") && read.words().contains("do not say until when"), "the button leads there");
    let empty = market.client.post(&address, &with(&asked, "ends", "")).await;
    assert!(empty.words().contains("do not say until when") && !empty.words().contains(ends), "{}", empty.words());
    let sheet = format!("/consent/sheet?for={id}&fields=fit&language=en");
    let late = market.client.get(&format!("{sheet}&ends=2031-01-01")).await.words();
    assert!(late.contains("The last day is too late") && !late.contains("2031") && !late.contains(ends), "{late}");
    let last = market.client.get(&format!("{sheet}&ends=2027-02-22")).await.words();
    assert!(last.contains("22 February 2027") && !last.contains("too late"), "{last}");
}

/// Of a page with a sheet: the classes of the sheet, and of the notices above it.
fn printed(page: &str) -> (String, Vec<String>) {
    let class = |rest: &str| rest.split('"').next().unwrap_or_default().to_owned();
    let sheet = page.split("<section ").nth(1).and_then(|rest| rest.split('>').next()).expect("a sheet");
    let sheet = sheet.split("class=\"").nth(1).map(class).expect("its classes");
    let notices = page.split("class=\"").skip(1).map(class).filter(|class| class.starts_with("notice"));
    (sheet, notices.collect())
}

#[tokio::test]
async fn of_a_sheet_that_lacks_something_only_that_is_printed() {
    let market = Market::new().await;
    let id = market.recipient();
    let whole = format!("/consent/sheet?for={id}&fields=fit&ends=2026-12-24");
    for (address, printed_whole) in [
        (whole.clone(), true),
        (format!("{whole}&language=de"), true),
        (format!("{whole}&language=vi"), true),
        (format!("/consent/sheet?for={id}&fields=fit&ends=2031-01-01&language=de"), false),
        (format!("/consent/sheet?for={id}&fields=fit&ends="), false),
        (format!("/consent/sheet?for={id}&ends=2026-12-24"), false),
        ("/consent/sheet?fields=fit&ends=2026-12-24&language=ar".to_owned(), false),
    ] {
        let page = market.client.get(&address).await;
        let (sheet, notices) = printed(&page.text);
        let unprinted = |class: &String| class.contains("screen-only");
        assert_eq!(sheet, if printed_whole { "sheet" } else { "sheet screen-only" }, "{address}");
        assert_eq!(notices.iter().all(unprinted), printed_whole, "{address}: {notices:?}");
        assert_eq!(
            notices.iter().map(unprinted).filter(|unprinted| !unprinted).count(),
            usize::from(!printed_whole),
            "one says it"
        );
        let said = page.words().contains("the sheet is not printed");
        assert_eq!(said, !printed_whole, "{address}: {}", page.words());
    }
}

#[tokio::test]
async fn the_words_to_read_are_in_the_language_that_is_chosen() {
    let market = Market::new().await;
    let path = market.open().await;
    let id = market.recipient();
    let forward = format!("{path}/put-forward/{}", market.placement);
    for (language, direction, says, ends) in [
        ("en", "ltr", "which languages you speak", "24\u{a0}December 2026"),
        ("de", "ltr", "24.\u{a0}Dezember 2026", "24.\u{a0}Dezember 2026"),
        ("ar", "rtl", "24\u{a0}ديسمبر 2026", "24\u{a0}ديسمبر 2026"),
    ] {
        let mut asked = with(&market.grant(&id), "language", language);
        asked.push(("go", "read"));
        for (address, form) in [(format!("{path}/consent"), "consent"), (forward.clone(), "forward")] {
            let page = market.client.post(&address, &with(&asked, "form", form)).await;
            assert_eq!(page.status, StatusCode::OK, "{language} {form}");
            let panel = page.text.split("id=\"sheet\"").nth(1).and_then(|rest| rest.split("</section>").next());
            let panel = panel.expect("the words to read");
            for said in [format!("lang=\"{language}\""), format!("dir=\"{direction}\"")] {
                assert!(panel.contains(&said), "{form}: {panel}");
            }
            assert!(panel.contains(says) && panel.contains(ends), "{form}: {panel}");
            let english = panel.contains("You can take it back at any time");
            assert_eq!(english, language == "en", "{form}: {panel}");
            // What the staff presses stays in the language of the page.
            assert!(panel.contains("Show these words for what is chosen now"), "{form}: {panel}");
            assert!(!panel.contains("not there in"), "{form}: {panel}");
        }
    }
    let mut asked = with(&market.grant(&id), "language", "vi");
    asked.push(("go", "read"));
    let other = market.client.post(&format!("{path}/consent"), &asked).await.words();
    assert!(other.contains("These words are not there in Vietnamese yet"), "{other}");
    assert!(other.contains("You can take it back at any time"), "{other}");
}

#[tokio::test]
async fn what_was_recorded_names_its_own_end_where_consent_lasts_less_long_since() {
    const LATE: &str = "The last day is too late";
    const END: &str = "12 February 2027";
    for mut world in [World::sqlite().await, World::postgres().await] {
        Arc::get_mut(&mut world.services).expect("nobody else has them yet").retention.consent = 14;
        let market = Market::on(world).await;
        let path = market.open().await;
        let code: Code = path.rsplit('/').next().expect("a code").parse().expect("a code");
        let own = market.world.as_person(&market.ngo).await;
        let referral = services::referrals::find(&own, &code).await.expect("found");
        // Recorded while ninety days were the most.
        let before = Services { retention: Periods::default(), ..crate::same(&market.world) };
        let before = Scope::new(Arc::new(before), own.actor().clone());
        let ends = "2027-02-12".parse().expect("a day");
        let grant = NewGrant { ends, ..market.world.grant(market.business.organisation()) };
        services::consents::record(&before, &referral, &grant).await.expect("recorded");

        let page = market.client.get(&format!("{path}/consent")).await;
        assert!(page.words().contains(END), "{}", page.words());
        let link = page.text.split("href=\"/consent/sheet?").nth(1).and_then(|rest| rest.split('"').next());
        let link = link.expect("a link").replace("&amp;", "&");
        let sheet = async |client: &Client, query: &str| client.get(&format!("/consent/sheet?{query}")).await.words();
        let recorded = sheet(&market.client, &link).await;
        assert!(recorded.contains(END) && !recorded.contains(LATE), "{recorded}");
        // What a form asks for is not recorded, nor is another day.
        for asked in [format!("form=consent&{link}"), link.replace("2027-02-12", "2027-02-13")] {
            let words = sheet(&market.client, &asked).await;
            assert!(words.contains(LATE) && !words.contains("February 2027"), "{asked}: {words}");
        }
        let other = market.world.member(OrganisationKind::Ngo, "Lantern").await;
        let other = Client::signed_in(router(&market.world), &other).await;
        let words = sheet(&other, &link).await;
        assert!(words.contains(LATE) && !words.contains("February 2027"), "another NGO's grant is none: {words}");
    }
}

#[tokio::test]
async fn a_doubled_grant_is_recorded_once() {
    let market = Market::new().await;
    let path = market.open().await;
    let (address, id) = (format!("{path}/consent"), market.recipient());
    let once = market.client.get(&address).await;
    let form = once.text.split("value=\"consent\"").nth(1).expect("the form");
    let token = form.split("name=\"once\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a token");
    let mut grant = market.grant(&id);
    grant.push(("once", token));
    for _ in 0..2 {
        assert_eq!(market.client.post(&address, &grant).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(market.client.get(&address).await.text.matches("name=\"grant\"").count(), 1);
}

#[tokio::test]
async fn a_grant_of_another_referral_or_ngo_cannot_be_revoked() {
    let market = Market::new().await;
    let (one, two) = (market.open().await, market.open().await);
    let id = market.recipient();
    market.client.post(&format!("{one}/consent"), &market.grant(&id)).await;
    let grant = market.client.get(&format!("{one}/consent")).await.input("grant").expect("a grant");
    let revoke = [("form", "consent-revoke"), ("grant", grant.as_str())];
    assert_eq!(market.client.post(&format!("{two}/consent"), &revoke).await.status, StatusCode::NOT_FOUND);
    let world: &World = &market.world;
    let other = world.member(OrganisationKind::Ngo, "Other harbour").await;
    let client = Client::signed_in(router(world), &other).await;
    let begun = client.post("/referrals/new", &[("form", "referral-begin")]).await;
    let own = begun.location().strip_suffix("/step/languages").expect("a path");
    assert_eq!(client.post(&format!("{own}/consent"), &revoke).await.status, StatusCode::NOT_FOUND);
    assert!(market.client.get(&format!("{one}/consent")).await.input("grant").is_some(), "it is still live");
}

#[tokio::test]
async fn a_sheet_says_all_that_is_asked_in_the_persons_language_and_nothing_of_the_person() {
    let market = Market::new().await;
    let path = market.open().await;
    let code = path.rsplit('/').next().expect("a code").to_owned();
    let id = market.recipient();
    let page = market.client.get(&format!("{path}/consent?recipient={id}")).await;
    assert!(page.text.contains("formaction=\"/consent/sheet\"") && page.text.contains("formmethod=\"get\""));
    let asked = format!("recipient=Bakery+Example&recipient_id={id}&recipient_asked=Bakery+Example");
    let sheet = format!("/consent/sheet?form=consent&{asked}&fields=fit&fields=hours&ends=2026-12-24");
    for (language, direction, says, ends) in [
        ("en", "ltr", "how many hours a week you want to work", "24 December 2026"),
        ("it", "ltr", "quante ore alla settimana", "24 dicembre 2026"),
        ("de", "ltr", "wie viele Stunden pro Woche", "24. Dezember 2026"),
        ("ar", "rtl", "عدد الساعات", "24 ديسمبر 2026"),
    ] {
        let answer = market.client.get(&format!("{sheet}&language={language}")).await;
        let words = answer.words();
        let section = answer.text.split("<section ").nth(1).and_then(|rest| rest.split('>').next()).expect("a sheet");
        for said in [format!("lang=\"{language}\""), format!("dir=\"{direction}\""), "class=\"sheet\"".into()] {
            assert!(section.contains(&said), "{section}");
        }
        assert!(words.contains(says) && words.contains(ends) && words.contains("Bakery Example"), "{words}");
        assert!(!words.contains(&code) && !answer.text.contains("screen-only"), "{words}");
        assert!(!words.contains("what you can do"), "only what is ticked");
    }
    let other = market.client.get(&format!("{sheet}&language=vi")).await.words();
    assert!(
        other.contains("These words are not there in Vietnamese yet") && other.contains("how many hours"),
        "{other}"
    );
    let bare = market.client.get("/consent/sheet").await.words();
    for lack in ["The name of the employer is missing", "Nothing is ticked yet", "The last day is missing"] {
        assert!(bare.contains(lack), "{bare}");
    }
    // Of a grant that is recorded it can be had again.
    market.client.post(&format!("{path}/consent"), &market.grant(&id)).await;
    let page = market.client.get(&format!("{path}/consent")).await.text;
    let link = page.split("href=\"/consent/sheet?").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let again = market.client.get(&format!("/consent/sheet?{}", link.replace("&amp;", "&"))).await.words();
    assert!(again.contains("quali lingue parla") && again.contains("24 dicembre 2026"), "{again}");
    let forward = market.client.get(&format!("{}/put-forward/{}", market.open().await, market.placement)).await.text;
    assert!(forward.contains(&format!("name=\"for\" value=\"{id}\"")), "the sheet names this placement's employer");
}
