//! Consent: recording and revoking over HTTP, and what an employer sees before and after.

#![expect(clippy::indexing_slicing, reason = "a test that cannot go on says why")]

use std::sync::Arc;

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::consent::ConsentField;
use domain::id::IntroductionId;
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::placement::Terms;
use domain::referral::{CloseReason, Code, Exclusion, Secrets};
use testkit::{Client, Person, World, terms};

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
        (StatusCode::SEE_OTHER, address.as_str()),
        "{}",
        recorded.words()
    );
    let page = market.client.get(&address).await;
    assert!(page.words().contains("24 December 2026") && page.words().contains("Italian"), "{}", page.words());
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
    assert!(words.contains("tell Bakery Example about you") && !words.contains("how many hours"), "{words}");
    let mut fewer = market.grant(&id);
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
async fn an_employer_sees_nothing_from_the_request_after_revoking() {
    let market = Market::new().await;
    let path = market.open().await;
    let id = market.recipient();
    market.client.post(&format!("{path}/consent"), &market.grant(&id)).await;
    let placement = market.placement;
    let put = market.client.post(&format!("{path}/put-forward/{placement}"), &[("form", "forward")]).await;
    assert!(put.location().starts_with("/introductions/"), "{}", put.words());
    let employer = Client::signed_in(router(&market.world), &market.business).await;
    let seen = employer.get(put.location()).await;
    assert_eq!(seen.status, StatusCode::OK);
    let code = path.rsplit('/').next().expect("a code");
    assert!(!seen.text.contains(code), "the pseudonym is the NGO's alone");
    let page = market.client.get(&format!("{path}/consent")).await;
    let grant = page.input("grant").expect("a grant");
    market.client.post(&format!("{path}/consent"), &[("form", "consent-revoke"), ("grant", &grant)]).await;
    let after = employer.get(put.location()).await.words();
    assert_ne!(seen.words(), after);
    assert!(!after.contains("The right to work"), "no must-have is shown any more: {after}");
    let own = market.client.get(&path).await;
    assert!(own.text.contains("status--withdrawn"), "{}", own.words());
    let again = market.client.post(&format!("{path}/put-forward/{placement}"), &[("form", "forward")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "the person has to be asked again");
}

#[tokio::test]
async fn consent_can_be_taken_back_when_the_ngo_is_no_longer_verified() {
    let market = Market::new().await;
    let path = market.open().await;
    let (address, id) = (format!("{path}/consent"), market.recipient());
    market.client.post(&address, &market.grant(&id)).await;
    market.world.suspend(market.ngo.organisation()).await;
    let page = market.client.get(&address).await;
    let grant = page.input("grant").expect("the button is still there");
    assert!(page.words().contains("is suspended"));
    assert_eq!(market.client.post(&address, &market.grant(&id)).await.status, StatusCode::FORBIDDEN);
    let revoked = market.client.post(&address, &[("form", "consent-revoke"), ("grant", &grant)]).await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER);
    assert!(market.client.get(&address).await.words().contains("taken back by Kim on"));
}

#[tokio::test]
async fn a_grant_ends_by_itself() {
    let market = Market::new().await;
    let path = market.open().await;
    let id = market.recipient();
    market.client.post(&format!("{path}/consent"), &market.grant(&id)).await;
    market.world.pass(TimeDelta::days(31));
    // The session has ended too.
    let client = Client::signed_in(router(&market.world), &market.ngo).await;
    let page = client.get(&format!("{path}/consent")).await;
    assert!(page.words().contains("ended on 24 December 2026"), "{}", page.words());
    assert!(page.input("grant").is_none(), "there is nothing to revoke");
}

#[tokio::test]
async fn of_a_grant_that_ends_while_a_page_is_being_read_nothing_is_shown_that_is_not_noted() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let placement = world.live_with(&employer, Terms { seats: 20, ..terms(&world) }).await;
        let (own, theirs) = (world.as_person(&ngo).await, world.as_person(&employer).await);
        let client = Client::signed_in(router(&world), &employer).await;
        for round in 0..6 {
            let code = world.referral(&ngo, Secrets::default()).await;
            let id = world.put_forward(&ngo, &code, &placement).await;
            services::introductions::advance(&theirs, id, Stage::Interested, None, 1).await.expect("moved");
            let referral = services::referrals::find(&own, &code).await.expect("found");
            let grant = services::consents::of_referral(&own, &referral).await.expect("grants")[0].id;
            let path = format!("/introductions/{id}");
            let (read, taken_back) = (client.get(&path), services::consents::revoke(&own, &referral, grant));
            let (page, taken_back) = if round % 2 == 0 {
                tokio::join!(read, taken_back)
            } else {
                let (taken_back, page) = tokio::join!(taken_back, read);
                (page, taken_back)
            };
            assert_eq!((page.status, taken_back), (StatusCode::OK, Ok(())));
            let ledger = services::consents::ledger(&own, &referral).await.expect("a ledger");
            let noted = ledger.readings.iter().any(|reading| reading.fields.contains(&ConsentField::Languages));
            assert_eq!(page.words().contains("German B1"), noted, "round {round}: {}", page.words());
            let after = client.get(&path).await.words();
            assert!(!after.contains("German B1"), "{after}");
        }
    }
}

#[tokio::test]
async fn whoever_has_a_page_open_when_a_grant_ends_is_told_and_loses_nothing_typed() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let placement = world.live(&employer).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let id = world.put_forward(&ngo, &code, &placement).await;
        let (own, theirs) = (world.as_person(&ngo).await, world.as_person(&employer).await);
        for (who, stage, version) in [(&theirs, Stage::Interested, 1), (&own, Stage::Meeting, 2)] {
            services::introductions::advance(who, id, stage, None, version).await.expect("moved");
        }
        // Ten minutes before the end of the last day.
        world.pass(TimeDelta::days(30) + TimeDelta::hours(14) + TimeDelta::minutes(20));
        let client = Client::signed_in(router(&world), &employer).await;
        let path = format!("/introductions/{id}");
        let open = client.get(&path).await;
        assert!(open.words().contains("German B1"), "{}", open.words());
        world.pass(TimeDelta::minutes(11));
        let why = "to share anything here has ended";
        let written = client.post(&path, &[("form", "message"), ("body", "Could we meet on Monday?")]).await;
        assert_eq!(written.status, StatusCode::FORBIDDEN);
        assert!(written.words().contains(why), "{}", written.words());
        assert!(written.text.contains("Could we meet on Monday?") && !written.words().contains("German B1"));
        let offered = client.post(&path, &[("form", "move"), ("stage", "offered"), ("version", "3")]).await;
        assert_eq!(offered.status, StatusCode::FORBIDDEN);
        assert!(offered.words().contains(why), "{}", offered.words());
        let page = client.get(&path).await.words();
        assert!(page.contains("Nothing more can be read or written here now"), "{page}");
    }
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
async fn the_ledger_says_who_recorded_what_was_read_and_a_renewal_is_a_new_grant() {
    let market = Market::new().await;
    let path = market.open().await;
    let (address, id) = (format!("{path}/consent"), market.recipient());
    market.client.post(&address, &market.grant(&id)).await;
    let put = market.client.post(&format!("{path}/put-forward/{}", market.placement), &[("form", "forward")]).await;
    let page = market.client.get(&address).await;
    let words = page.words();
    assert!(words.contains("Recorded by Kim on 24 November 2026") && words.contains("Italian"), "{words}");
    assert!(words.contains("Nothing has been read under it") && words.contains("put forward for a placement"));
    let employer = Client::signed_in(router(&market.world), &market.business).await;
    for _ in 0..3 {
        employer.get(put.location()).await;
    }
    let words = market.client.get(&address).await.words();
    assert!(words.contains("Read on one day") && words.contains("(3 times)"), "{words}");
    assert!(words.contains("That there is somebody who meets the must-haves"), "{words}");
    assert!(!words.contains("09:30 UTC: Languages"), "languages are not open before the employer is interested");
    let renew = page.text.split("?renew=").nth(1).and_then(|rest| rest.split('#').next()).expect("a link");
    let again = market.client.get(&format!("{address}?renew={renew}")).await;
    assert_eq!(again.input("recipient").as_deref(), Some("Bakery Example"));
    assert_eq!(again.input("ends").as_deref(), Some("2027-02-22"), "its end is new");
    let ticked =
        again.text.split("name=\"fields\"").filter(|rest| rest.split('>').next().unwrap_or("").contains("checked"));
    assert_eq!(ticked.count(), 2, "what it said before is proposed");
    let renewed = with(&market.grant(&id), "ends", "2027-02-22");
    assert_eq!(market.client.post(&address, &renewed).await.status, StatusCode::SEE_OTHER);
    let both = market.client.get(&address).await;
    assert_eq!(both.text.matches("name=\"grant\"").count(), 2, "the old one stands as it was");
    // The old one is taken back; the new one carries on what was read, and the old one keeps what was read under it.
    let old = renew.to_owned();
    market.client.post(&address, &[("form", "consent-revoke"), ("grant", &old)]).await;
    assert!(employer.get(put.location()).await.words().contains("The right to work"), "the renewal carries it on");
    let words = market.client.get(&address).await.words();
    assert!(words.contains("taken back by Kim") && words.contains("(3 times)"), "{words}");
    for nonsense in ["nothing", "00000000-0000-0000-0000-000000000000"] {
        let page = market.client.get(&format!("{address}?renew={nonsense}")).await;
        assert_eq!((page.status, page.input("recipient").as_deref()), (StatusCode::OK, Some("")), "{nonsense}");
    }
}

#[tokio::test]
async fn what_is_read_is_noted_under_every_grant_that_allows_it_on_both_databases() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let placement = world.live(&employer).await;
        let code = world.referral(&ngo, domain::referral::Secrets::default()).await;
        let introduction = world.put_forward(&ngo, &code, &placement).await;
        let (own, theirs) = (world.as_person(&ngo).await, world.as_person(&employer).await);
        let referral = services::referrals::find(&own, &code).await.expect("found");
        let least = domain::consent::NewGrant {
            fields: vec![domain::consent::ConsentField::Fit],
            ..world.grant(employer.organisation())
        };
        services::consents::record(&own, &referral, &least).await.expect("recorded");
        for _ in 0..2 {
            services::introductions::find(&theirs, introduction).await.expect("read");
        }
        // The NGO's own look is not the recipient's.
        services::introductions::find(&own, introduction).await.expect("read");
        world.pass(TimeDelta::days(1));
        services::introductions::find(&theirs, introduction).await.expect("read");
        let ledger = services::consents::ledger(&own, &referral).await.expect("a ledger");
        let times: Vec<(i32, usize)> = ledger.readings.iter().map(|r| (r.times, r.fields.len())).collect();
        assert_eq!(times, [(1, 1), (1, 1), (2, 1), (2, 1)], "two grants on two days: {:?}", ledger.readings);
    }
}

#[tokio::test]
async fn messages_that_are_read_after_an_end_are_in_the_ledger_too() {
    let world = World::sqlite().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let placement = world.live(&employer).await;
    let code = world.referral(&ngo, domain::referral::Secrets::default()).await;
    let introduction = world.put_forward(&ngo, &code, &placement).await;
    let (own, theirs) = (world.as_person(&ngo).await, world.as_person(&employer).await);
    world.message(&ngo, introduction, "She can begin in May.").await.expect("written");
    let declined = domain::introduction::Stage::Declined;
    services::introductions::advance(&theirs, introduction, declined, Some("seat_taken".into()), 1)
        .await
        .expect("declined");
    let referral = services::referrals::find(&own, &code).await.expect("found");
    let ledger = services::consents::ledger(&own, &referral).await.expect("a ledger");
    assert!(ledger.readings.is_empty(), "{:?}", ledger.readings);
    let shown = services::introductions::find(&theirs, introduction).await.expect("read");
    assert_eq!(shown.messages.len(), 1);
    let ledger = services::consents::ledger(&own, &referral).await.expect("a ledger");
    let fields: Vec<_> = ledger.readings.iter().flat_map(|reading| reading.fields.clone()).collect();
    assert_eq!(fields, [domain::consent::ConsentField::Fit]);
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

/// Somebody who has agreed to two businesses, is put forward at both, and has started at a third.
struct Agreed {
    world: World,
    ngo: Person,
    code: Code,
    businesses: Vec<Person>,
    introductions: Vec<IntroductionId>,
}

impl Agreed {
    async fn on(world: World) -> Self {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let bakery = world.member_of_group("Bakery", "Bread & Co.").await;
        let dairy = world.member(OrganisationKind::Business, "Dairy").await;
        let started = world.member(OrganisationKind::Business, "Mill").await;
        let (code, id) = world.started(&ngo, &world.live(&started).await).await;
        let mut introductions = Vec::new();
        for business in [&bakery, &dairy] {
            introductions.push(world.put_forward(&ngo, &code, &world.live(business).await).await);
        }
        introductions.push(id);
        Self { world, ngo, code, businesses: vec![bakery, dairy, started], introductions }
    }

    /// Of each business: whether consent for it is live, and where the introduction stands.
    async fn stands(&self) -> Vec<(bool, Stage)> {
        let scope = self.world.as_person(&self.ngo).await;
        let referral = services::referrals::find(&scope, &self.code).await.expect("found");
        let mut all = Vec::new();
        for (business, id) in self.businesses.iter().zip(&self.introductions) {
            let live = services::consents::is_live(&scope, &referral, business.organisation()).await.expect("read");
            let found = store::introductions::find(&self.world.services.db, scope.actor(), *id).await.expect("read");
            all.push((live, found.expect("there").stage));
        }
        all
    }

    /// What a business meets at the introduction.
    async fn meets(&self, business: usize) -> String {
        let client = Client::signed_in(router(&self.world), &self.businesses[business]).await;
        client.get(&format!("/introductions/{}", self.introductions[business])).await.words()
    }
}

#[tokio::test]
async fn a_limit_that_names_somebody_who_may_know_takes_the_consent_back() {
    use Stage::{PutForward, Started, Withdrawn};
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Agreed::on(world).await;
        assert_eq!(s.stands().await, [(true, PutForward), (true, PutForward), (true, Started)]);
        assert!(s.meets(0).await.contains("right to work"), "{}", s.meets(0).await);
        // A limit that names a company of its group is one of the company.
        let sister = s.world.member_of_group("Oven", "Bread GmbH").await;
        let scope = s.world.as_person(&s.ngo).await;
        let (referral, secrets) = services::referrals::find_whole(&scope, &s.code).await.expect("found");
        let exclusions = vec![Exclusion::Organisation { organisation: sister.organisation() }];
        let secrets = Secrets { exclusions, ..secrets };
        services::referrals::write(&scope, &referral, &secrets).await.expect("written");
        assert_eq!(s.stands().await, [(false, Withdrawn), (true, PutForward), (true, Started)]);
        assert!(!s.meets(0).await.contains("right to work"), "{}", s.meets(0).await);
        let grants = services::consents::of_referral(&scope, &referral).await.expect("read");
        let gone = grants.iter().find(|grant| grant.terms.recipient == s.businesses[0].organisation()).expect("there");
        let subject = format!("referral {} grant {}", referral.id, gone.id);
        let logged = store::audit::count(&s.world.services.db, "revoke consent", &subject).await;
        assert_eq!(logged.expect("counted"), 1);
        // Who has started works there already; what is shared stops all the same.
        let (referral, secrets) = services::referrals::find_whole(&scope, &s.code).await.expect("found");
        let exclusions = vec![Exclusion::Organisation { organisation: s.businesses[2].organisation() }];
        let secrets = Secrets { exclusions, ..secrets };
        services::referrals::write(&scope, &referral, &secrets).await.expect("written");
        assert_eq!(s.stands().await, [(false, Withdrawn), (true, PutForward), (false, Started)]);
    }
}

#[tokio::test]
async fn closing_takes_consent_back_unless_the_person_was_placed() {
    use Stage::{PutForward, Started, Withdrawn};
    for reason in CloseReason::ALL {
        let s = Agreed::on(World::sqlite().await).await;
        let client = Client::signed_in(router(&s.world), &s.ngo).await;
        let close = [("form", "referral-close"), ("reason", reason.word())];
        assert_eq!(client.post(&format!("/referrals/{}", s.code), &close).await.status, StatusCode::SEE_OTHER);
        let expect = match reason {
            CloseReason::Placed => [(true, PutForward), (true, PutForward), (true, Started)],
            _ => [(false, Withdrawn), (false, Withdrawn), (false, Started)],
        };
        assert_eq!(s.stands().await, expect, "{reason}");
        let reads = s.meets(0).await.contains("right to work");
        assert_eq!(reads, *reason == CloseReason::Placed, "{reason}: the employer reads on");
    }
    let s = Agreed::on(World::postgres().await).await;
    let scope = s.world.as_person(&s.ngo).await;
    let referral = services::referrals::find(&scope, &s.code).await.expect("found");
    services::referrals::close(&scope, &referral, CloseReason::Unsafe).await.expect("closed");
    assert_eq!(s.stands().await, [(false, Withdrawn), (false, Withdrawn), (false, Started)]);
}
