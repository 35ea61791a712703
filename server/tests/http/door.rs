//! The front door: sessions and their ends, throttling that keeps no owner out, and the headers of every answer.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use chrono::TimeDelta;
use domain::account::{MemberRole, PlatformRole};
use domain::organisation::OrganisationKind;
use server::overlong::Peer;
use testkit::{Answer, Client, ORIGIN, PASSWORD, Person, World};

use crate::roles::Scene;
use crate::router;

const SECURITY: &str = "/account/security";

#[tokio::test]
async fn sessions_end_without_use_and_at_last_anyway() {
    let world = World::sqlite().await;
    let steward = world.platform(PlatformRole::Steward).await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let on_platform = Client::signed_in(router(&world), &steward).await;
    let client = Client::signed_in(router(&world), &employer).await;
    let open = async |client: &Client| client.get("/account").await.status == StatusCode::OK;
    world.pass(TimeDelta::minutes(29));
    assert!(open(&on_platform).await && open(&client).await);
    world.pass(TimeDelta::minutes(29));
    assert!(open(&on_platform).await, "it was used in between");
    world.pass(TimeDelta::minutes(31));
    assert!(!open(&on_platform).await && open(&client).await);
    world.pass(TimeDelta::hours(12));
    assert!(!open(&client).await);
    let client = Client::signed_in(router(&world), &employer).await;
    for _ in 0..16 {
        assert!(open(&client).await);
        world.pass(TimeDelta::hours(10));
    }
    world.pass(TimeDelta::hours(9));
    assert!(!open(&client).await, "after seven days it ends although it is used");
}

#[tokio::test]
async fn everybody_sees_where_they_are_signed_in_and_signs_out_there() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let other = world.member(OrganisationKind::Business, "Mill").await;
    let (one, two, three) = (
        Client::signed_in(router(&world), &person).await,
        Client::signed_in(router(&world), &person).await,
        Client::signed_in(router(&world), &person).await,
    );
    let stranger = Client::signed_in(router(&world), &other).await;
    let page = one.get(SECURITY).await;
    assert_eq!(page.text.matches("name=\"session\"").count(), 2, "all but this one: {}", page.words());
    assert!(page.words().contains("24 November 2026, 09:30 UTC") && page.words().contains("This one"));
    let token = one.cookie().and_then(|cookie| cookie.split_once('=')).expect("a cookie").1.to_owned();
    assert!(!page.text.contains(&token), "no page shows what a cookie carries");
    let key = page.input("session").expect("another session");
    let theirs = stranger.post(SECURITY, &[("form", "session-end"), ("session", &key)]).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND, "nobody ends somebody else's");
    assert_eq!(one.post(SECURITY, &[("form", "session-end"), ("session", &key)]).await.status, StatusCode::SEE_OTHER);
    let alive = async |client: &Client| client.get("/account").await.status == StatusCode::OK;
    assert!(alive(&one).await && (alive(&two).await != alive(&three).await), "one of the two has ended");
    assert_eq!(one.post(SECURITY, &[("form", "session-others")]).await.status, StatusCode::SEE_OTHER);
    assert!(alive(&one).await && !alive(&two).await && !alive(&three).await && alive(&stranger).await);
    // A browser that was signed out from elsewhere forgets what it keeps once it asks for something of somebody's own.
    let forgets = async |client: &Client, path: &str| !client.get(path).await.header("clear-site-data").is_empty();
    assert!(forgets(&two, "/account").await && forgets(&three, "/account").await);
    let posted = two.post(SECURITY, &[("form", "session-others")]).await;
    assert_eq!(posted.header("clear-site-data"), "\"cache\", \"storage\"");
    let visitor = Client::new(router(&world));
    assert!(
        !forgets(&two, "/library").await && !forgets(&one, "/account").await && !forgets(&visitor, "/account").await
    );
    assert!(!one.get(SECURITY).await.text.contains("session-others"), "there is nobody else to sign out");
}

#[tokio::test]
async fn a_session_is_replaced_when_password_or_role_change() {
    let world = World::sqlite().await;
    let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
    let elsewhere = Client::signed_in(router(&world), &manager).await;
    let mut client = Client::signed_in(router(&world), &manager).await;
    let before = client.clone();
    let new = "four new words here";
    let change =
        |current| [("form", "password-change"), ("current_password", current), ("password", new), ("again", new)];
    let wrong = client.post(SECURITY, &change("not this one")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("id=\"problem-current_password\"") && !wrong.text.contains(new), "{}", wrong.words());
    let changed = client.post(SECURITY, &change(PASSWORD)).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.words());
    client.keep(&changed);
    assert_eq!(client.get("/account").await.status, StatusCode::OK);
    for ended in [&before, &elsewhere] {
        assert_eq!(ended.get("/account").await.status, StatusCode::SEE_OTHER);
    }
    world.work().await;
    let mut mails = world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == manager.email);
    assert!(mails.any(|mail| mail.subject == "The way you sign in has changed"));
    let enter = [("form", "sign-in"), ("email", manager.email.as_str()), ("password", new)];
    assert_eq!(Client::new(router(&world)).post("/sign-in", &enter).await.status, StatusCode::SEE_OTHER);

    let path = crate::accounts::invited(&world, &manager, "two@example.org").await;
    let accept = [("form", "invited"), ("name", "Two"), ("password", "tea in the garden"), ("language", "en")];
    let mut member = Client::new(router(&world));
    let accepted = member.post(&path, &accept).await;
    member.keep(&accepted);
    assert_eq!(member.get("/account").await.status, StatusCode::OK);
    let members = services::members::own(&world.as_person(&manager).await).await.expect("members").0;
    let two = members.iter().find(|m| m.name == "Two").expect("a member").account;
    services::members::set_role(&world.as_person(&manager).await, two, MemberRole::Manager).await.expect("changed");
    assert_eq!(member.get("/account").await.status, StatusCode::SEE_OTHER, "they sign in as what they are now");
}

#[tokio::test]
async fn an_administrator_signs_somebody_out_everywhere() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let admin = world.platform(PlatformRole::Administrator).await;
    let lost = Client::signed_in(router(&world), &person).await;
    let client = Client::signed_in(router(&world), &admin).await;
    let out = client.post("/operations/second-step", &[("form", "sign-somebody-out"), ("whom", &person.email)]).await;
    assert_eq!(out.status, StatusCode::SEE_OTHER, "{}", out.words());
    assert_eq!(lost.get("/account").await.status, StatusCode::SEE_OTHER);
    let subject = format!("account {}", person.account);
    let logged = store::audit::count(&world.services.db, "end sessions of somebody", &subject).await;
    assert_eq!(logged.expect("counted"), 1);
}

#[tokio::test]
async fn a_password_that_is_guessed_first_is_refused_wherever_one_is_chosen() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let client = Client::signed_in(router(&world), &person).await;
    for guessed in ["123456789012", "passwordpassword", person.email.as_str()] {
        let fields =
            [("form", "password-change"), ("current_password", PASSWORD), ("password", guessed), ("again", guessed)];
        let answer = client.post(SECURITY, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{guessed}");
        assert!(answer.words().contains("easy to guess"), "{}", answer.words());
    }
    let join = [
        ("form", "join"),
        ("kind", "business"),
        ("organisation", "Bakery"),
        ("summary", "We bake."),
        ("country", "AL"),
        ("town", "Tirana"),
        ("name", "Ana"),
        ("email", "ana@example.org"),
        ("password", "qwertyuiop12"),
        ("language", "en"),
    ];
    let answer = Client::new(router(&world)).post("/join", &join).await;
    assert!(answer.text.contains("id=\"problem-password\""), "{}", answer.words());
}

/// Posts from a network address.
async fn from(client: &Client, source: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let peer = ConnectInfo(Peer(format!("{source}:1000").parse().expect("an address")));
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .extension(peer)
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    client.send(request, Body::from(serde_html_form::to_string(fields).expect("fields"))).await
}

/// Somebody tries a thousand passwords from a hundred networks.
async fn besiege(world: &World, person: &Person) {
    let stranger = Client::new(router(world));
    for attempt in 0..1000 {
        let fields = [("form", "sign-in"), ("email", person.email.as_str()), ("password", "not this one at all")];
        let answer = from(&stranger, &format!("203.0.113.{}", attempt % 100), "/sign-in", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn a_thousand_failures_of_strangers_do_not_keep_the_owner_out() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let mut known = Client::signed_in(router(&world), &person).await;
    known.forget();
    besiege(&world, &person).await;
    let right = [("form", "sign-in"), ("email", person.email.as_str()), ("password", PASSWORD)];
    let fresh = Client::new(router(&world));
    let waits = from(&fresh, "198.51.100.7", "/sign-in", &right).await;
    assert!(waits.words().contains("Too many attempts"), "the strangers are held up: {}", waits.words());
    // The owner's own browser gets in, and again, and the strangers gain nothing by it.
    for _ in 0..3 {
        let entered = from(&known, "203.0.113.7", "/sign-in", &right).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.words());
        known.keep(&entered);
        known.forget();
    }
    assert_eq!(from(&fresh, "198.51.100.7", "/sign-in", &right).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    // Without it, the link that comes by mail leads in, although strangers ask for such links too.
    let ask = [("form", "forgotten"), ("email", person.email.as_str())];
    for attempt in 0..500 {
        from(&fresh, &format!("203.0.113.{}", attempt % 100), "/sign-in/forgotten", &ask).await;
    }
    world.pass(TimeDelta::minutes(30));
    besiege(&world, &person).await;
    let mut owner = Client::new(router(&world));
    let asked = from(&owner, "198.51.100.7", "/sign-in/forgotten", &ask).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.words());
    world.work().await;
    let mails = world.mail.sent();
    let links: Vec<String> = mails
        .iter()
        .filter(|mail| mail.to.as_str() == person.email)
        .flat_map(|mail| mail.text.split_whitespace())
        .filter_map(|word| word.strip_prefix(ORIGIN))
        .filter(|path| path.starts_with("/sign-in/reset/"))
        .map(str::to_owned)
        .collect();
    assert!((1..=45).contains(&links.len()), "their mailbox is not filled: {}", links.len());
    let new = "four new words here";
    let path = links.last().expect("a link");
    let set = owner.post(path, &[("form", "reset"), ("password", new), ("again", new)]).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.words());
    owner.keep(&set);
    let enter = [("form", "sign-in"), ("email", person.email.as_str()), ("password", new)];
    let entered = from(&owner, "198.51.100.7", "/sign-in", &enter).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.words());
    // The old browser knew the old password.
    let old = from(&known, "198.51.100.8", "/sign-in", &enter).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY, "a new password makes every browser a stranger");
}

/// What somebody can try who has no account: to sign in, to be mailed a link for a new password, and to join.
async fn tries(client: &Client, source: &str, email: &str, password: &str) -> Vec<Answer> {
    let organisation = format!("Bakery of {email}");
    let join = [
        ("form", "join"),
        ("kind", "business"),
        ("organisation", organisation.as_str()),
        ("summary", "We bake."),
        ("country", "AL"),
        ("town", "Tirana"),
        ("register_number", ""),
        ("website", ""),
        ("group", ""),
        ("name", "Ana"),
        ("email", email),
        ("password", "bread and salt and water"),
        ("language", "en"),
    ];
    let sign_in = [("form", "sign-in"), ("email", email), ("password", password)];
    vec![
        from(client, source, "/sign-in", &sign_in).await,
        from(client, source, "/sign-in/forgotten", &[("form", "forgotten"), ("email", email)]).await,
        from(client, source, "/join", &join).await,
    ]
}

/// What of it has to wait.
fn waiting(answers: &[Answer]) -> usize {
    answers.iter().filter(|answer| answer.words().contains("Too many attempts")).count()
}

#[tokio::test]
async fn who_shares_a_network_with_somebody_who_tries_on_waits_there_in_new_browsers_alone() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let mut known = Client::signed_in(router(&world), &person).await;
    known.forget();
    let (here, elsewhere) = ("203.0.113.9", "198.51.100.7");
    let stranger = Client::new(router(&world));
    for attempt in 0..50 {
        let email = format!("nobody.{attempt}@example.org");
        assert_eq!(waiting(&tries(&stranger, here, &email, "not this one at all").await), 0, "{attempt}");
    }
    // The network is what is held up: whoever comes there next, whatever their account.
    let fresh = Client::new(router(&world));
    let answers = tries(&fresh, here, &person.email, PASSWORD).await;
    assert_eq!(waiting(&answers), 3, "{:?}", answers.iter().map(Answer::words).collect::<Vec<_>>());
    // A browser that the owner has signed in with goes on there, and so does a link that came by mail.
    let right = [("form", "sign-in"), ("email", person.email.as_str()), ("password", PASSWORD)];
    assert_eq!(from(&known, here, "/sign-in", &right).await.status, StatusCode::SEE_OTHER);
    // Any other network does not notice, and there everybody goes on in any browser.
    let answers = tries(&fresh, elsewhere, &person.email, PASSWORD).await;
    let statuses: Vec<StatusCode> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [StatusCode::SEE_OTHER; 3]);
    world.work().await;
    let mails = world.mail.sent();
    let own = mails.iter().filter(|mail| mail.to.as_str() == person.email);
    let mut paths = own.flat_map(|mail| mail.text.split_whitespace()).filter_map(|word| word.strip_prefix(ORIGIN));
    let path = paths.find(|path| path.starts_with("/sign-in/reset/")).expect("a link");
    let new = "four new words here";
    let set = from(&fresh, here, path, &[("form", "reset"), ("password", new), ("again", new)]).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.words());
    // And there, too, it is over soon.
    world.pass(TimeDelta::minutes(15));
    let right = [("form", "sign-in"), ("email", person.email.as_str()), ("password", new)];
    assert_eq!(from(&Client::new(router(&world)), here, "/sign-in", &right).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_known_browser_has_a_bound_too_and_is_known_for_its_own_account() {
    let world = World::sqlite().await;
    let (one, two) = (
        world.member(OrganisationKind::Business, "Bakery").await,
        world.member(OrganisationKind::Business, "Mill").await,
    );
    let mut client = Client::signed_in(router(&world), &one).await;
    assert!(client.device().is_some_and(|device| !device.contains(&one.account.to_string())));
    client.forget();
    let wrong = |person: &Person| {
        [
            ("form", "sign-in".to_owned()),
            ("email", person.email.clone()),
            ("password", "not this one at all".to_owned()),
        ]
    };
    let attempt = async |client: &Client, person: &Person| {
        let fields = wrong(person);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        client.post("/sign-in", &fields).await.words()
    };
    for _ in 0..5 {
        assert!(attempt(&client, &one).await.contains("The address or the password is wrong"));
    }
    assert!(attempt(&client, &one).await.contains("Too many attempts"));
    assert!(attempt(&Client::new(router(&world)), &one).await.contains("is wrong"), "strangers are counted apart");
    for _ in 0..5 {
        attempt(&client, &two).await;
    }
    assert!(attempt(&Client::new(router(&world)), &two).await.contains("Too many attempts"), "it is a stranger there");
    // A cookie that somebody made up is no browser that anybody knows.
    let made_up = "__Host-ponte-device=AAAA.0000";
    for cookie in [made_up, "__Host-ponte-device=", "__Host-ponte-device=.", "__Host-ponte-device=💥"] {
        let request = Request::builder().method("POST").uri("/sign-in").header(header::COOKIE, cookie);
        let request = request.header(header::ORIGIN, ORIGIN);
        let body = format!("form=sign-in&email={}&password={PASSWORD}", two.email);
        let answer = Client::new(router(&world)).send(request, Body::from(body)).await;
        assert!(answer.words().contains("Too many attempts"), "{cookie}");
    }
}

#[tokio::test]
async fn only_own_paths_are_led_to() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let client = Client::new(router(&world));
    for next in [
        "//elsewhere.example",
        "https://elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "",
        "\u{202e}/x",
    ] {
        let fields = [("form", "sign-in"), ("email", person.email.as_str()), ("password", PASSWORD), ("next", next)];
        assert_eq!(client.post("/sign-in", &fields).await.location(), "/", "{next:?}");
    }
}

/// What every answer says, whatever it is.
const HEADERS: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
];

fn check_headers(what: &str, answer: &Answer) {
    for (name, value) in HEADERS {
        assert_eq!(answer.header(name), *value, "{what}: {name}");
    }
    assert!(["same-origin", "no-referrer"].contains(&answer.header("referrer-policy")), "{what}");
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    assert!(policy.contains("base-uri 'none'") && policy.contains("form-action"), "{what}: {policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'") && !policy.contains('*'), "{what}");
    for script in answer.text.split("<script").skip(1).filter_map(|rest| rest.split('>').next()) {
        let nonce = script.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next());
        let data = script.contains("application/ld+json");
        assert!(data || nonce.is_some_and(|nonce| policy.contains(&format!("'nonce-{nonce}'"))), "{what}: {script}");
    }
    for link in answer.text.split("<a ").skip(1).filter_map(|rest| rest.split('>').next()) {
        let leaves = link.contains("href=\"http") && !link.contains(ORIGIN);
        assert!(!leaves || (link.contains("noopener") && link.contains("noreferrer")), "{what}: {link}");
    }
    let location = answer.location();
    assert!(location.is_empty() || (location.starts_with('/') && !location.starts_with("//")), "{what}: {location}");
}

#[tokio::test]
async fn every_answer_of_every_address_has_its_headers() {
    let scene = Scene::new().await;
    // The first columns of the tables of roles: what these open, the others do not.
    let columns = [
        "a visitor",
        "an employer",
        "an NGO",
        "another employer",
        "another NGO",
        "an organiser",
        "a steward",
        "an administrator",
        "a curator",
    ];
    let (mut seen, mut opened) = (0, BTreeSet::new());
    for (who, client) in columns.iter().zip(&scene.clients) {
        for (method, pattern) in server::router::addresses() {
            let path = scene.fill(&pattern).replace(['{', '}'], "");
            let answer = match method {
                Method::GET => client.get(&path).await,
                _ => client.post(&path, &[("form", "none")]).await,
            };
            check_headers(&format!("{who} {method} {pattern}"), &answer);
            if answer.status == StatusCode::OK {
                opened.insert(format!("{who}: {pattern}"));
            }
            seen += 1;
        }
        for path in ["/nothing-here", "/site/none.css", "/%00", "/library?q=%F0%9F%92%A5"] {
            check_headers(&format!("{who} {path}"), &client.get(path).await);
        }
        let foreign = Request::builder().method("POST").uri("/sign-in").header("origin", "https://elsewhere.example");
        let refused = client.send(foreign, Body::from("form=sign-in")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        check_headers(&format!("{who}: a post from elsewhere"), &refused);
    }
    assert!(seen > 900, "{seen}");
    for page in [
        "an employer: /introductions/{id}",
        "an NGO: /referrals/{code}",
        "a steward: /stewardship/organisations/{id}",
        "a steward: /stewardship/cases/{id}",
        "an administrator: /operations",
    ] {
        assert!(opened.contains(page), "the test sees what each opens: {page}");
    }
}

#[tokio::test]
async fn an_encrypted_installation_says_that_it_is_one_everywhere() {
    let world = World::sqlite().await;
    let client = Client::new(crate::second_step::named(&world));
    for path in ["/", "/health", "/nothing-here", "/sign-in", "/oai", "/site/none.css"] {
        assert_eq!(
            client.get(path).await.header("strict-transport-security"),
            "max-age=31536000; includeSubDomains",
            "{path}"
        );
    }
    let cookie = client.get("/").await;
    assert_eq!(cookie.header("set-cookie"), "", "a visitor gets no cookie");
}
