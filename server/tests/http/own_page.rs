//! The page of a person's own: given by the NGO, opened without an account, and what can be taken back there.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::TimeDelta;
use domain::organisation::OrganisationKind;
use domain::referral::CloseReason;
use sea_orm_migration::sea_orm::{ConnectionTrait, Statement};
use testkit::{Answer, Client, World};

use crate::market::Market;
use crate::router;

/// The path in what the NGO is shown once.
fn shown(answer: &Answer) -> String {
    let address = answer.text.split(testkit::ORIGIN).nth(1).and_then(|rest| rest.split('<').next());
    address.expect("an address").to_owned()
}

/// Gives the person of a referral the address of a page.
async fn give(market: &Market, path: &str) -> String {
    let given = market.client.post(&format!("{path}/own-page"), &[("form", "own-page")]).await;
    assert_eq!(given.status, StatusCode::OK, "{}", given.words());
    shown(&given)
}

/// A person who has agreed that the business may know of them, and was put forward: the referral's path, that of the
/// introduction, and the page's.
async fn agreed(market: &Market) -> (String, String, String) {
    let path = market.open().await;
    market.client.post(&format!("{path}/consent"), &market.grant(&market.recipient())).await;
    let forward = format!("{path}/put-forward/{}", market.placement);
    let put = market.client.post(&forward, &[("form", "forward")]).await;
    assert_eq!(put.status, StatusCode::SEE_OTHER, "{}", put.words());
    let own = give(market, &path).await;
    (path, put.location().to_owned(), own)
}

#[tokio::test]
async fn a_person_sees_what_is_shared_who_looked_and_takes_it_back() {
    let market = Market::new().await;
    let (path, introduction, own) = agreed(&market).await;
    let visitor = Client::new(router(&market.world));
    let page = visitor.get(&own).await;
    assert_eq!(page.status, StatusCode::OK);
    // The grant was explained in Italian.
    assert!(page.text.contains("<html lang=\"it\" dir=\"ltr\">") && page.text.contains("<title>Le sue scelte</title>"));
    let words = page.words();
    assert!(words.contains("Bakery Example") && words.contains("24 dicembre 2026"), "{words}");
    assert!(words.contains("quali lingue parla") && !words.contains("quante ore"), "{words}");
    assert!(words.contains("nessuno ha ancora guardato"), "{words}");
    let employer = Client::signed_in(router(&market.world), &market.business).await;
    assert_eq!(employer.get(&introduction).await.status, StatusCode::OK);
    let words = visitor.get(&own).await.words();
    assert!(words.contains("Quando hanno guardato:") && words.contains("24 novembre 2026"), "{words}");

    let grant = page.input("grant").expect("a button");
    let once = page.input("once").expect("a token");
    for _ in 0..2 {
        let back = visitor.post(&own, &[("form", "take-back"), ("once", &once), ("grant", &grant)]).await;
        assert_eq!((back.status, back.location()), (StatusCode::SEE_OTHER, format!("{own}?done=1").as_str()));
    }
    let after = visitor.get(&format!("{own}?done=1")).await;
    assert!(after.words().contains("È ritirato") && after.words().contains("nessuno può sapere nulla"));
    assert!(after.words().contains("ritirato il giorno 24 novembre 2026") && after.input("grant").is_none());
    // Whoever presses once more hears the same.
    let again = visitor.post(&own, &[("form", "take-back"), ("grant", &grant)]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);

    // What rested on it is withdrawn, and the employer sees nothing from the next request on.
    let seen = employer.get(&introduction).await.words();
    assert!(!seen.contains("The right to work"), "{seen}");
    assert!(market.client.get(&path).await.text.contains("status--withdrawn"));
    // Its NGO reads there who did it, and the employer does not.
    let theirs = market.client.get(&introduction).await.words();
    assert!(theirs.contains("Taken back – by the person"), "{theirs}");
    assert!(!seen.contains("by the person"), "{seen}");
    // The NGO is told that something waits, on its home page of whom, and there by whom it was done.
    market.world.work().await;
    let mut mails = market.world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == market.ngo.email);
    assert!(mails.any(|mail| mail.subject == "You have a message"));
    let code = path.rsplit('/').next().expect("a code");
    assert!(market.client.get("/").await.words().contains(code));
    let ledger = market.client.get(&format!("{path}/consent")).await.words();
    assert!(ledger.contains("taken back by the person on 24 November 2026"), "{ledger}");
    assert!(ledger.contains("Read on one day") && ledger.contains("at 09:30 UTC"), "{ledger}");
    assert!(!market.client.get("/").await.words().contains(code), "looked at");
}

#[tokio::test]
async fn everything_is_taken_back_at_once_and_the_log_says_that_the_person_did() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let scope = world.as_person(&ngo).await;
        let code = world.referral(&ngo, Default::default()).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let mut businesses = Vec::new();
        for name in ["Bakery", "Mill"] {
            let business = world.member(OrganisationKind::Business, name).await;
            let grant = world.grant(business.organisation());
            businesses.push(business.organisation());
            // More than are ever listed.
            for _ in 0..if name == "Mill" { 1 } else { 210 } {
                services::consents::record(&scope, &referral, &grant).await.expect("recorded");
            }
        }
        let secret = services::own_pages::give(&scope, &referral).await.expect("given");
        let visitor = Client::new(router(&world));
        let own = format!("/consent/{secret}");
        assert!(visitor.get(&own).await.text.contains("value=\"all\""));
        let back = visitor.post(&own, &[("form", "take-back"), ("grant", "all")]).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER);
        let after = visitor.get(&own).await;
        assert!(after.input("grant").is_none() && after.words().contains("nobody may know"), "{}", after.words());
        let grants = services::consents::of_referral(&scope, &referral).await.expect("grants");
        for grant in &grants {
            let revoked = grant.revoked.expect("taken back");
            assert_eq!((revoked.by, revoked.account), (Some(domain::consent::RevokedBy::Person), None));
            let subject = format!("referral {} grant {}", referral.id, grant.id);
            let logged = store::audit::count(&world.services.db, "person revokes consent", &subject).await;
            assert_eq!(logged.expect("counted"), 1);
        }
        assert_eq!(grants.len(), 200);
        for business in businesses {
            assert_eq!(services::consents::is_live(&scope, &referral, business).await, Ok(false));
        }
        let subject = format!("referral {}", referral.id);
        let reads = store::audit::count(&world.services.db, "person reads own page", &subject).await;
        assert!(reads.expect("counted") > 0, "every read is logged");
    }
}

#[tokio::test]
async fn the_address_is_shown_once_replaced_and_ends_with_the_referral() {
    let market = Market::new().await;
    let (path, _, first) = agreed(&market).await;
    let visitor = Client::new(router(&market.world));
    let page = format!("{path}/own-page");
    let secret = first.rsplit('/').next().expect("a secret").to_owned();
    let stored = std::fs::read(market.world.folder.path().join("ponte.db-wal")).expect("the database");
    for form in [secret.clone(), secret.replace('-', "")] {
        assert!(!stored.windows(form.len()).any(|part| part == form.as_bytes()), "it is nowhere kept");
    }
    let later = market.client.get(&page).await;
    assert!(!later.text.contains(&secret) && later.words().contains("made by Kim on 24 November 2026"));
    // Typed by hand, in capitals and without the lines.
    let typed = secret.replace('-', "").to_uppercase();
    assert_eq!(visitor.get(&format!("/consent/{typed}")).await.status, StatusCode::OK);
    let second = give(&market, &path).await;
    assert_ne!(first, second);
    assert_eq!(visitor.get(&first).await.status, StatusCode::NOT_FOUND, "the old one ends");
    assert_eq!(visitor.get(&second).await.status, StatusCode::OK);
    let ended = market.client.post(&page, &[("form", "own-page-end")]).await;
    assert!(market.client.get(ended.location()).await.words().contains("The page has ended"));
    assert_eq!(visitor.get(&second).await.status, StatusCode::NOT_FOUND);

    let third = give(&market, &path).await;
    let scope = market.world.as_person(&market.ngo).await;
    let code = path.rsplit('/').next().expect("a code").parse().expect("a code");
    let referral = services::referrals::find(&scope, &code).await.expect("found");
    services::referrals::close(&scope, &referral, CloseReason::Placed).await.expect("closed");
    // The employer still reads under the grant, so the person can still take it back.
    let page_of_closed = visitor.get(&third).await;
    let grant = page_of_closed.input("grant").expect("a button");
    let back = visitor.post(&third, &[("form", "take-back"), ("grant", &grant)]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.words());
    assert!(visitor.get(back.location()).await.words().contains("È ritirato"), "and reads that it is done");
    market.world.pass(TimeDelta::days(31));
    assert_eq!(visitor.get(&third).await.status, StatusCode::NOT_FOUND, "it ends with what was agreed to");
    let market = Market { client: Client::signed_in(router(&market.world), &market.ngo).await, ..market };
    let refused = market.client.post(&page, &[("form", "own-page")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.words());
    let why = Some(domain::referral::ReopenReason::ALL.first().copied().expect("a reason"));
    services::referrals::open(&scope, &referral, why).await.expect("open again");
    assert_eq!(visitor.get(&third).await.status, StatusCode::NOT_FOUND, "an address that has ended stays so");
}

/// The page without what is random in every answer.
fn plain(answer: &Answer) -> String {
    answer.text.split("nonce=\"").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest)).collect()
}

#[tokio::test]
async fn every_address_that_opens_no_page_is_the_same_and_says_nothing_of_us() {
    let market = Market::new().await;
    let (path, _, ended) = agreed(&market).await;
    give(&market, &path).await;
    let visitor = Client::new(router(&market.world));
    let unknown = format!("/consent/{}", "0000-".repeat(7).trim_end_matches('-'));
    let nothing = visitor.get(&unknown).await;
    assert_eq!(nothing.header("referrer-policy"), "no-referrer");
    assert!(nothing.text.contains("<title>Nothing is here</title>") && nothing.text.contains("quick-exit"));
    // The address of the style sheet, which every page has, is not read.
    let shown = nothing.text.split("<script").next().unwrap_or_default().to_lowercase().replace("/site/ponte.css", "");
    for word in ["ponte", "library", "glossary", "sign-in", "traff", "masthead", "colophon", "href=\"/\""] {
        assert!(!shown.contains(word), "{word} in {shown}");
    }
    let names = |answer: &Answer| {
        let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        names.sort();
        names
    };
    let long = format!("/consent/{}", "z".repeat(900));
    for address in [ended.as_str(), "/consent/x", "/consent/%F0%9F%92%A5", &long] {
        let answer = visitor.get(address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert_eq!(plain(&answer), plain(&nothing), "{address}");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(names(&answer), names(&nothing), "{address}");
        let posted = visitor.post(address, &[("form", "take-back"), ("grant", "all")]).await;
        assert_eq!(posted.status, StatusCode::NOT_FOUND, "{address}");
        assert!(!posted.words().contains("Ponte") && posted.text.contains("quick-exit"), "{}", posted.text);
    }
    let deeper = visitor.get("/consent/x/y").await;
    assert_eq!((deeper.status, plain(&deeper)), (StatusCode::NOT_FOUND, plain(&nothing)));
}

#[tokio::test]
async fn an_address_that_opens_nothing_says_so_in_the_browsers_language() {
    let market = Market::new().await;
    let visitor = Client::new(router(&market.world));
    for language in i18n::languages_with("own") {
        let request = Request::builder().uri("/consent/x").header("accept-language", format!("{language}, en;q=0.5"));
        let answer = visitor.send(request, Body::empty()).await;
        let text = i18n::Text::of_capability(&language.parse().expect("a language"), "own");
        assert!(answer.text.contains(&format!("<html lang=\"{language}\"")), "{}", answer.text);
        assert!(answer.words().contains(&text.get("own-nothing")), "{language}: {}", answer.words());
        let chosen = visitor.get(&format!("/consent/x?in={language}")).await;
        assert!(chosen.words().contains(&text.get("own-nothing-title")), "{language}: {}", chosen.words());
    }
}

#[tokio::test]
async fn whoever_tries_addresses_keeps_nobody_from_theirs() {
    let market = Market::new().await;
    let (_, _, own) = agreed(&market).await;
    let visitor = Client::new(router(&market.world));
    let from = async |address: &str, source: &str| {
        let peer = axum::extract::ConnectInfo(server::overlong::Peer(source.parse().expect("an address")));
        visitor.send(Request::builder().uri(address).extension(peer), Body::empty()).await.status
    };
    let unknown = format!("/consent/{}", "0000-".repeat(7).trim_end_matches('-'));
    for address in ["/consent/0000", &unknown] {
        for _ in 0..100 {
            assert_eq!(from(address, "203.0.113.7:1000").await, StatusCode::NOT_FOUND);
        }
    }
    assert_eq!(from(&own, "203.0.113.7:1000").await, StatusCode::OK, "from the same network");
}

#[tokio::test]
async fn what_one_employer_may_know_is_taken_back_whole_however_often_it_was_renewed() {
    let market = Market::new().await;
    let (path, introduction, own) = agreed(&market).await;
    let visitor = Client::new(router(&market.world));
    let employer = Client::signed_in(router(&market.world), &market.business).await;
    let renewed = market.client.post(&format!("{path}/consent"), &market.grant(&market.recipient())).await;
    assert_eq!(renewed.status, StatusCode::SEE_OTHER, "{}", renewed.words());
    assert!(employer.get(&introduction).await.words().contains("The right to work"), "the employer reads something");
    let page = visitor.get(&own).await;
    assert_eq!(page.text.matches("class=\"card\"").count(), 1, "one card for one employer: {}", page.words());
    let grant = page.input("grant").expect("a button");
    let back = visitor.post(&own, &[("form", "take-back"), ("grant", &grant)]).await;
    let after = visitor.get(back.location()).await;
    assert!(after.words().contains("Da adesso non vedono più nulla") && after.input("grant").is_none());
    let seen = employer.get(&introduction).await.words();
    assert!(!seen.contains("The right to work"), "{seen}");
    // Agreed to anew, the kept address of the answer does not say that nobody may know anything.
    market.client.post(&format!("{path}/consent"), &market.grant(&market.recipient())).await;
    let kept = visitor.get(back.location()).await.words();
    assert!(!kept.contains("Da adesso non vedono più nulla") && kept.contains("può ancora sapere"), "{kept}");
}

#[tokio::test]
async fn taking_back_waits_for_an_employer_who_reads_and_is_done() {
    let world = World::postgres().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let (code, _) = world.introduced(&ngo, &employer).await;
    let scope = world.as_person(&ngo).await;
    let referral = services::referrals::find(&scope, &code).await.expect("found");
    let secret = services::own_pages::give(&scope, &referral).await.expect("given");
    let (db, now) = (&world.services.db, world.system().now());
    let asked = store::consents::Asked {
        referral: referral.id,
        recipient: employer.organisation(),
        purpose: domain::consent::Purpose::Introduction,
        today: now.date_naive(),
    };
    let reading = db.begin().await.expect("begun");
    let held = store::consent_reads::hold(&reading, asked).await.expect("held");
    let visitor = world.visitor();
    let back = tokio::spawn(async move { services::own_pages::take_back(&visitor, secret.as_str(), None).await });
    let waiting = "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database OR l.database IS NULL \
                   JOIN pg_stat_activity a ON a.pid = l.pid \
                   WHERE NOT l.granted AND a.datname = current_database() AND d.datname = current_database()";
    loop {
        let on = db.connection();
        let ask = Statement::from_string(on.get_database_backend(), waiting);
        let row = on.query_one_raw(ask).await.expect("read").expect("a row");
        if row.try_get_by_index::<i64>(0).expect("a count") > 0 {
            break;
        }
        tokio::task::yield_now().await;
    }
    let fit = [domain::consent::ConsentField::Fit];
    store::consent_reads::note(&reading, asked, &held, &fit, now).await.expect("noted");
    reading.commit().await.expect("committed");
    back.await.expect("ended").expect("taken back");
    assert!(!services::consents::is_live(&scope, &referral, employer.organisation()).await.expect("read"));
}

#[tokio::test]
async fn the_page_is_small_neutral_and_kept_nowhere() {
    let market = Market::new().await;
    let (path, _, own) = agreed(&market).await;
    let visitor = Client::new(router(&market.world));
    let page = visitor.get(&own).await;
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert!(page.text.contains("name=\"robots\" content=\"noindex, nofollow\""), "{}", page.text);
    assert!(page.text.len() < 8000, "{} bytes", page.text.len());
    assert!(!page.text.contains("masthead") && !page.text.contains("colophon") && page.text.contains("quick-exit"));
    let code = path.rsplit('/').next().expect("a code");
    assert!(!page.text.contains(code), "not even the code of the referral");
    // All but the script of the quick way out, which no phone needs.
    let shown = Answer { text: page.text.split("<script").next().unwrap_or_default().to_owned(), ..page };
    let low = shown.words().to_lowercase();
    for word in ["ponte", "traff", "tratta", "vittim", "sopravv", "sfrutt"] {
        assert!(!low.contains(word), "{word} in {low}");
    }
    // A browser posts from there without an origin, and old ones never name one.
    for origin in [None, Some("null")] {
        let mut request = Request::builder().method("POST").uri(&own);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let posted = visitor.send(request, Body::from("form=take-back&grant=all")).await;
        assert_eq!(posted.status, StatusCode::SEE_OTHER, "{origin:?}");
    }
}

/// A number for the letters that words begin with: one for Latin, another for Cyrillic, another for Arabic.
fn alphabet(words: &str) -> Option<u32> {
    words.chars().next().map(|letter| u32::from(letter) / 0x180)
}

#[tokio::test]
async fn it_is_read_in_any_language_that_has_its_words_from_right_to_left_too() {
    let market = Market::new().await;
    let path = market.open().await;
    let id = market.recipient();
    let known = i18n::languages_with("own");
    assert!(known.len() > 12 && !known.contains(&"vi"), "{known:?}");
    for spoken in known.into_iter().chain(["vi"]) {
        let language = if spoken == "vi" { "en" } else { spoken };
        let direction = i18n::direction(language);
        let grant = crate::market::with(&market.grant(&id), "language", spoken);
        let recorded = market.client.post(&format!("{path}/consent"), &grant).await;
        assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.words());
        let own = give(&market, &path).await;
        let visitor = Client::new(router(&market.world));
        let page = visitor.get(&own).await;
        let text = i18n::Text::of_capability(&language.parse().expect("a language"), "own");
        // Whoever has the address opens it; keep it; and what a browser keeps of it.
        let keep = text.get("own-keep");
        assert_eq!((text.language(), keep.matches('.').count()), (language, 3), "{keep}");
        assert!(page.text.contains(&keep), "{language}: {}", page.text);
        assert!(page.text.contains(&text.get("own-started")), "{language}: what is open from the start on");
        assert!(page.text.contains(&format!("<html lang=\"{language}\" dir=\"{direction}\">")), "{spoken}");
        assert!(page.words().contains("\u{2068}Bakery Example\u{2069}"), "a name keeps its own direction");
        // What leads here from the other languages is in the letters that are read here.
        let name = taxonomy::languages::own_name(&language.parse().expect("a language"));
        assert_eq!(alphabet(name), alphabet(&text.get("own-title")), "{language}: {name}");
        let chosen = visitor.get(&format!("{own}?in=ar")).await;
        assert!(chosen.text.contains("<html lang=\"ar\" dir=\"rtl\">") && chosen.words().contains("خياراتك"));
        let back = visitor.post(&format!("{own}?in=ar"), &[("form", "take-back"), ("grant", "all")]).await;
        assert_eq!(back.location(), format!("{own}?done=1&in=ar"), "it stays in that language");
    }
    let nonsense = give(&market, &path).await;
    let page = Client::new(router(&market.world)).get(&format!("{nonsense}?in=%F0%9F%92%A5")).await;
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test]
async fn a_person_takes_back_nothing_of_anybody_else() {
    let market = Market::new().await;
    let (_, _, own) = agreed(&market).await;
    let (_, _, other) = agreed(&market).await;
    let visitor = Client::new(router(&market.world));
    let theirs = visitor.get(&other).await.input("grant").expect("a grant");
    for wrong in [theirs.as_str(), "", "everything", "00000000-0000-0000-0000-000000000000"] {
        let answer = visitor.post(&own, &[("form", "take-back"), ("grant", wrong)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    assert!(visitor.get(&other).await.input("grant").is_some(), "it is still live");
}

#[tokio::test]
async fn who_could_know_something_is_named_for_thirty_days_and_no_longer() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let scope = world.as_person(&ngo).await;
        let code = world.referral(&ngo, Default::default()).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let mut businesses = Vec::new();
        for name in ["Bakery", "Mill"] {
            let business = world.member(OrganisationKind::Business, name).await.organisation();
            services::consents::record(&scope, &referral, &world.grant(business)).await.expect("recorded");
            businesses.push(business);
        }
        let secret = services::own_pages::give(&scope, &referral).await.expect("given");
        let grants = services::consents::of_referral(&scope, &referral).await.expect("grants");
        let of_bakery = grants.iter().find(|grant| Some(&grant.terms.recipient) == businesses.first());
        let of_bakery = of_bakery.expect("a grant").id;
        services::own_pages::take_back(&world.visitor(), secret.as_str(), Some(of_bakery)).await.expect("taken back");
        let visitor = Client::new(router(&world));
        let own = format!("/consent/{secret}");
        // The mill's ends by itself after thirty days.
        for (days, bakery, mill) in
            [(0, true, true), (30, true, true), (31, false, true), (60, false, true), (61, false, false)]
        {
            world.pass(TimeDelta::days(days));
            let words = visitor.get(&own).await.words();
            world.pass(TimeDelta::days(-days));
            assert_eq!((words.contains("Bakery"), words.contains("Mill")), (bakery, mill), "{days} days: {words}");
            assert_eq!(words.contains("Earlier"), bakery || (mill && days > 30), "{days} days: {words}");
        }
    }
}
