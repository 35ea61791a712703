//! Joining, confirming, signing in and out, a new password, members.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::TimeDelta;
use domain::account::MemberRole;
use domain::id::AccountId;
use domain::organisation::OrganisationKind;
use testkit::{Client, PASSWORD, Person, World};

use crate::router;

const JOIN: &[(&str, &str)] = &[
    ("form", "join"),
    ("kind", "business"),
    ("organisation", "Bakery Example"),
    ("summary", "We bake."),
    ("country", "AL"),
    ("town", "Tirana"),
    ("register_number", ""),
    ("website", ""),
    ("group", ""),
    ("name", "Ana"),
    ("email", "ana@example.org"),
    ("password", "bread and salt and water"),
    ("language", "en"),
];

fn with<'a>(fields: &[(&'a str, &'a str)], name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|field| if field.0 == name { (name, value) } else { *field }).collect()
}

/// The path of the link in the newest mail that carries a secret.
async fn link(world: &World) -> String {
    world.work().await;
    let mails = world.mail.sent();
    let words = mails.iter().rev().flat_map(|mail| mail.text.split_whitespace());
    let paths = words.filter_map(|word| word.strip_prefix(testkit::ORIGIN));
    let mut secret = paths.filter(|path| path.starts_with("/join/") || path.starts_with("/sign-in/"));
    secret.next().expect("a link").to_owned()
}

#[tokio::test]
async fn a_person_joins_confirms_and_signs_in() {
    let world = World::sqlite().await;
    let mut client = Client::new(router(&world));
    assert_eq!(client.get("/join").await.status, StatusCode::OK);
    assert_eq!(client.post("/join", JOIN).await.location(), "/join/sent");
    let sign_in = [("form", "sign-in"), ("email", "ana@example.org"), ("password", "bread and salt and water")];
    let early = client.post("/sign-in", &sign_in).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.words().contains("not confirmed yet"), "{}", early.words());
    let path = link(&world).await;
    assert_eq!(client.get(&path).await.status, StatusCode::OK);
    assert_eq!(client.post(&path, &[("form", "confirm")]).await.status, StatusCode::SEE_OTHER);
    let again = client.post(&path, &[("form", "confirm")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a link works once");
    let entered = client.post("/sign-in", &sign_in).await;
    assert_eq!((entered.status, entered.location()), (StatusCode::SEE_OTHER, "/"));
    client.keep(&entered);
    let home = client.get("/").await;
    assert!(home.words().contains("Good to see you, Ana") && home.words().contains("not verified at the moment"));
    assert_eq!(home.header("cache-control"), "no-store");
    let out = client.post("/sign-out", &[("form", "sign-out")]).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(client.get("/account").await.status, StatusCode::SEE_OTHER, "the session itself has ended");
}

#[tokio::test]
async fn every_field_of_joining_is_checked_and_nothing_typed_is_lost() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    let long = "ж".repeat(5000);
    for (name, _) in JOIN.iter().filter(|(name, _)| !["form", "register_number", "website", "group"].contains(name)) {
        for value in ["", if matches!(*name, "kind" | "country" | "language" | "email") { "👩‍🍳" } else { &long }]
        {
            let answer = client.post("/join", &with(JOIN, name, value)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {value:.20}");
            assert!(answer.text.contains(&format!("id=\"problem-{name}\"")), "{name} {value:.20}");
            let other = if *name == "organisation" { "Tirana" } else { "Bakery Example" };
            assert!(answer.text.contains(other), "{name}: what else was typed is still there");
            assert!(!answer.text.contains("bread and salt"), "a password is never shown again");
        }
    }
    world.work().await;
    assert!(world.mail.sent().is_empty(), "a refused form does nothing");
}

#[tokio::test]
async fn an_address_with_an_account_is_not_given_away() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    let first = client.post("/join", JOIN).await;
    let second = client.post("/join", JOIN).await;
    assert_eq!((first.status, first.location()), (second.status, second.location()));
    world.work().await;
    let subjects: Vec<String> = world.mail.sent().into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects.len(), 2, "{subjects:?}");
    assert_ne!(subjects.first(), subjects.last());
}

#[tokio::test]
async fn one_answer_for_no_account_and_wrong_password_and_too_many_wait() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let client = Client::new(router(&world));
    let attempt = |email: String| {
        let client = client.clone();
        async move {
            let fields = [("form", "sign-in"), ("email", email.as_str()), ("password", "not this one at all")];
            client.post("/sign-in", &fields).await
        }
    };
    let wrong = attempt(person.email.clone()).await;
    let nobody = attempt("nobody@example.org".into()).await;
    let words = |answer: &testkit::Answer| answer.words().split("Password").last().map(str::to_owned);
    assert_eq!((wrong.status, words(&wrong)), (nobody.status, words(&nobody)));
    for _ in 0..5 {
        attempt(person.email.clone()).await;
    }
    let throttled = attempt(person.email.clone()).await;
    assert!(throttled.words().contains("Too many attempts"), "{}", throttled.words());
    let right = [("form", "sign-in"), ("email", person.email.as_str()), ("password", PASSWORD)];
    assert_eq!(client.post("/sign-in", &right).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    world.pass(TimeDelta::minutes(16));
    assert_eq!(client.post("/sign-in", &right).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn passwords_tried_at_the_same_time_are_counted_as_one_after_the_other() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.member(OrganisationKind::Business, "Bakery").await;
        let client = Client::new(router(&world));
        let mut attempts = tokio::task::JoinSet::new();
        for _ in 0..30 {
            let (client, email) = (client.clone(), person.email.clone());
            attempts.spawn(async move {
                let fields = [("form", "sign-in"), ("email", email.as_str()), ("password", "not this one at all")];
                client.post("/sign-in", &fields).await.words()
            });
        }
        let answers = attempts.join_all().await;
        let tried = answers.iter().filter(|words| words.contains("The address or the password is wrong"));
        assert_eq!(tried.count(), 5);
        assert_eq!(answers.iter().filter(|words| words.contains("Too many attempts")).count(), 25);
    }
}

#[tokio::test]
async fn those_who_get_in_do_not_use_up_the_attempts_of_their_network() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let client = Client::new(router(&world));
    let right = [("form", "sign-in"), ("email", person.email.as_str()), ("password", PASSWORD)];
    for _ in 0..60 {
        assert_eq!(client.post("/sign-in", &right).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn joining_and_asking_for_a_password_wait_after_many_posts() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    let forgotten = [("form", "forgotten"), ("email", "nobody@example.org")];
    for (path, fields) in [("/join", JOIN), ("/sign-in/forgotten", &forgotten)] {
        for _ in 0..5 {
            assert_eq!(client.post(path, fields).await.status, StatusCode::SEE_OTHER);
        }
        let waits = client.post(path, fields).await;
        assert_eq!(waits.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(waits.words().contains("Too many attempts"), "{}", waits.words());
        assert!(waits.text.contains("id=\"problem-email\""));
    }
    world.pass(TimeDelta::minutes(2));
    assert_eq!(client.post("/sign-in/forgotten", &forgotten).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_in_ends_the_session_that_it_replaces() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let before = Client::signed_in(router(&world), &person).await;
    let mut client = before.clone();
    client.sign_in(&person).await;
    assert_ne!(before.cookie(), client.cookie());
    assert_eq!(client.get("/account").await.status, StatusCode::OK);
    assert_eq!(before.get("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_out_twice_is_as_good_as_once() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let client = Client::signed_in(router(&world), &person).await;
    for _ in 0..2 {
        let out = client.post("/sign-out", &[("form", "sign-out")]).await;
        assert_eq!((out.status, out.location()), (StatusCode::SEE_OTHER, "/"));
        assert!(out.header("set-cookie").contains("Max-Age=0"));
        assert_eq!(out.header("clear-site-data"), "\"cache\", \"storage\"", "nothing stays in the browser");
    }
}

#[tokio::test]
async fn asking_for_a_password_does_the_same_for_every_address_and_its_links_are_fresh() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    world.work().await;
    let client = Client::new(router(&world));
    for (count, email) in [(1, "nobody@example.org"), (2, &person.email), (3, &person.email)] {
        let asked = client.post("/sign-in/forgotten", &[("form", "forgotten"), ("email", email)]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER);
        let waiting = store::outbox::count_waiting(&world.services.db).await.expect("counted");
        assert_eq!(waiting, count, "{email}");
    }
    // Mail was down for two days.
    world.pass(TimeDelta::days(2));
    let one = link(&world).await;
    let mails = world.mail.sent();
    let paths =
        mails.iter().flat_map(|mail| mail.text.split_whitespace()).filter(|word| word.contains("/sign-in/reset/"));
    let two = paths.map(|word| word.replace(testkit::ORIGIN, "")).find(|path| *path != one).expect("another link");
    let new = [("form", "reset"), ("password", "four new words here"), ("again", "four new words here")];
    assert_eq!(client.post(&one, &new).await.status, StatusCode::SEE_OTHER);
    let other = client.post(&two, &new).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "the other link ends with it");
}

#[tokio::test]
async fn a_new_password_by_mail_ends_every_session() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let signed_in = Client::signed_in(router(&world), &person).await;
    let client = Client::new(router(&world));
    let unknown = client.post("/sign-in/forgotten", &[("form", "forgotten"), ("email", "nobody@example.org")]).await;
    let known = client.post("/sign-in/forgotten", &[("form", "forgotten"), ("email", person.email.as_str())]).await;
    assert_eq!((unknown.status, unknown.location()), (known.status, known.location()));
    let path = link(&world).await;
    let new = "four new words here";
    let differs = client.post(&path, &[("form", "reset"), ("password", new), ("again", "others")]).await;
    assert_eq!(differs.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {}", differs.location());
    let done = client.post(&path, &[("form", "reset"), ("password", new), ("again", new)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(signed_in.get("/account").await.status, StatusCode::SEE_OTHER, "the old session has ended");
    let enter = [("form", "sign-in"), ("email", person.email.as_str()), ("password", new)];
    assert_eq!(client.post("/sign-in", &enter).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_was_typed_survives_an_ended_session() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let mut client = Client::signed_in(router(&world), &person).await;
    client.forget();
    let typed = [("form", "account"), ("name", "Kim “the baker” <b>"), ("language", "en")];
    let asked = client.post("/account", &typed).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    let (next, carried) = (asked.input("next").expect("next"), asked.input("carried").expect("carried"));
    let fields = [
        ("form", "sign-in"),
        ("email", person.email.as_str()),
        ("password", PASSWORD),
        ("next", next.as_str()),
        ("carried", carried.as_str()),
    ];
    let back = client.post("/sign-in", &fields).await;
    assert_eq!(back.status, StatusCode::OK);
    assert_eq!(back.input("name").as_deref(), Some("Kim “the baker” <b>"));
    assert!(back.words().contains("You are signed in again"));
    client.keep(&back);
    assert_eq!(client.post("/account", &typed).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn members_are_invited_work_and_are_removed() {
    let world = World::sqlite().await;
    let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
    let client = Client::signed_in(router(&world), &manager).await;
    let invite = [("form", "invite"), ("email", "new@example.org"), ("role", "member")];
    assert_eq!(client.post("/account/members", &invite).await.status, StatusCode::SEE_OTHER);
    let path = link(&world).await;
    let mut newcomer = Client::new(router(&world));
    assert!(newcomer.get(&path).await.words().contains("Harbour"));
    let accept = [("form", "invited"), ("name", "Noor"), ("password", "tea in the garden"), ("language", "en")];
    let accepted = newcomer.post(&path, &accept).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.words());
    newcomer.keep(&accepted);
    let refused = newcomer.post("/account/members", &invite).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "only managers invite");
    let page = client.get("/account/members").await;
    assert!(page.words().contains("Noor"));
    let account = page.input("account").expect("somebody who can be removed");
    assert_eq!(client.post("/account/members", &[("form", "remove"), ("account", &account)]).await.status, 303);
    assert_eq!(newcomer.get("/account").await.status, StatusCode::SEE_OTHER, "the session has ended");
}

/// Invites an address and answers the link of the mail.
pub(crate) async fn invited(world: &World, manager: &Person, email: &str) -> String {
    // Mails leave side by side, so the ones before must have left.
    world.work().await;
    let scope = world.as_person(manager).await;
    services::members::invite(&scope, email.parse().expect("an address"), MemberRole::Member).await.expect("invited");
    link(world).await
}

/// The secrets in the database that a link works with.
async fn live_secrets(world: &World) -> Vec<String> {
    use store::links::{LinkPurpose, peek};
    let mut live = Vec::new();
    for row in testkit::everything(&world.services.db).await {
        let words = row.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
        // As many signs as 32 bytes have in a link.
        for word in words.filter(|word| word.len() == 43) {
            for purpose in [LinkPurpose::Confirm, LinkPurpose::Invite, LinkPurpose::Reset] {
                let found = peek(&world.services.db, word, purpose, world.system().now()).await.expect("read");
                live.extend(found.map(|_| word.to_owned()));
            }
        }
    }
    live
}

#[tokio::test]
async fn the_secret_of_a_link_stands_nowhere_but_in_its_mail() {
    for world in [World::sqlite().await, World::postgres().await] {
        let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
        world.work().await;
        let mut client = Client::new(router(&world));
        assert_eq!(client.post("/join", JOIN).await.location(), "/join/sent");
        let scope = world.as_person(&manager).await;
        let invite = async || {
            let email = "new@example.org".parse().expect("an address");
            services::members::invite(&scope, email, MemberRole::Member).await.expect("invited");
        };
        invite().await;
        assert_eq!(live_secrets(&world).await, Vec::<String>::new(), "before the mails leave");
        let mails = world.mail.sent().len();
        for _ in 0..2 {
            world.mail.fail_next(mail::Error::Temporary("mail is down".into()));
        }
        world.work().await;
        assert_eq!(world.mail.sent().len(), mails, "mail is down");
        assert_eq!(live_secrets(&world).await, Vec::<String>::new(), "while they wait");
        // Mail is up again after six days, when the invitation was about to end.
        world.pass(TimeDelta::days(6));
        world.work().await;
        assert_eq!(live_secrets(&world).await, Vec::<String>::new(), "when they have left");
        world.pass(TimeDelta::days(2));
        let path = |kind: &str| {
            let mails = world.mail.sent();
            let mut words = mails.iter().rev().flat_map(|mail| mail.text.split_whitespace());
            let found = words.find_map(|word| word.strip_prefix(testkit::ORIGIN).filter(|path| path.starts_with(kind)));
            found.expect("a link").to_owned()
        };
        let confirmed = client.post(&path("/join/confirm/"), &[("form", "confirm")]).await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.words());
        let one = path("/join/invited/");
        assert!(client.get(&one).await.words().contains("Harbour"));
        // Invited again: one invitation, and the last mail's link.
        invite().await;
        assert_eq!(services::members::own(&scope).await.expect("read").1.len(), 1);
        world.work().await;
        let two = path("/join/invited/");
        assert_eq!(client.get(&one).await.status, StatusCode::NOT_FOUND, "the one before has ended");
        let accept = [("form", "invited"), ("name", "Noor"), ("password", "tea in the garden"), ("language", "en")];
        let accepted = client.post(&two, &accept).await;
        assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.words());
        client.keep(&accepted);
        assert!(client.get("/account").await.words().contains("Harbour"));
    }
}

#[tokio::test]
async fn an_account_without_an_organisation_accepts_with_its_password_or_signed_in() {
    let world = World::sqlite().await;
    let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
    let path = invited(&world, &manager, "new@example.org").await;
    let accept = |password| [("form", "invited"), ("name", "Noor"), ("password", password), ("language", "en")];
    let mut client = Client::new(router(&world));
    let accepted = client.post(&path, &accept("tea in the garden")).await;
    client.keep(&accepted);
    let members = async || store::accounts::members(&world.services.db, manager.organisation()).await.expect("read");
    let newcomer = members().await.iter().find(|m| m.name == "Noor").expect("a member").account;
    let remove = async || services::members::remove(&world.as_person(&manager).await, newcomer).await;
    remove().await.expect("removed");

    let path = invited(&world, &manager, "new@example.org").await;
    let wrong = client.post(&path, &accept("not this one at all")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("id=\"problem-password\""));
    let right = client.post(&path, &accept("tea in the garden")).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.words());
    client.keep(&right);
    assert!(client.get("/account").await.words().contains("Harbour"));
    remove().await.expect("removed");

    let path = invited(&world, &manager, "new@example.org").await;
    let enter = [("form", "sign-in"), ("email", "new@example.org"), ("password", "tea in the garden")];
    let entered = client.post("/sign-in", &enter).await;
    client.keep(&entered);
    assert!(client.get(&path).await.input("password").is_none(), "one press is enough");
    let button = [("form", "invited-oneself")];
    assert_eq!(client.post(&path, &button).await.status, StatusCode::SEE_OTHER);
    assert_eq!(members().await.len(), 2);

    let other = world.member(OrganisationKind::Business, "Bakery").await;
    let path = invited(&world, &other, "new@example.org").await;
    let elsewhere = client.post(&path, &button).await;
    assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(elsewhere.words().contains("has its place already"), "{}", elsewhere.words());
    let path = invited(&world, &other, "third@example.org").await;
    assert_eq!(client.post(&path, &button).await.status, StatusCode::NOT_FOUND, "an invitation of somebody else");
}

#[tokio::test]
async fn an_address_that_a_stranger_joined_with_can_be_invited() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    client.post("/join", JOIN).await;
    let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
    let path = invited(&world, &manager, "ana@example.org").await;
    let accept = [("form", "invited"), ("name", "Ana"), ("password", "tea in the garden"), ("language", "en")];
    let accepted = client.post(&path, &accept).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.words());
    let mut owner = client.clone();
    owner.keep(&accepted);
    assert!(owner.get("/account").await.words().contains("Harbour"));
    let stranger = [("form", "sign-in"), ("email", "ana@example.org"), ("password", "bread and salt and water")];
    assert_eq!(client.post("/sign-in", &stranger).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_invitation_accepted_with_two_clicks_leads_on() {
    let world = World::sqlite().await;
    let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
    let path = invited(&world, &manager, "new@example.org").await;
    let client = Client::new(router(&world));
    let once = client.get(&path).await.input("once").expect("a token");
    let accept = [
        ("form", "invited"),
        ("once", once.as_str()),
        ("name", "Noor"),
        ("password", "tea in the garden"),
        ("language", "en"),
    ];
    assert_eq!(client.post(&path, &accept).await.location(), "/");
    assert_eq!(client.post(&path, &accept).await.location(), "/account");
}

#[tokio::test]
async fn a_manager_always_remains() {
    for world in [World::sqlite().await, World::postgres().await] {
        let one = world.member(OrganisationKind::Ngo, "Harbour").await;
        let path = invited(&world, &one, "two@example.org").await;
        let client = Client::signed_in(router(&world), &one).await;
        let accept = [("form", "invited"), ("name", "Two"), ("password", "tea in the garden"), ("language", "en")];
        Client::new(router(&world)).post(&path, &accept).await;
        let page = client.get("/account/members").await;
        let two: AccountId = page.input("account").expect("a member").parse().expect("a key");
        let two = Person { email: "two@example.org".into(), account: two, organisation: one.organisation };
        assert!(page.words().contains("Make Two a manager"));
        let promote = [("form", "member-role"), ("account", &two.account.to_string()), ("role", "manager")];
        assert_eq!(client.post("/account/members", &promote).await.status, StatusCode::SEE_OTHER);
        // Two managers whose requests began at the same time.
        let (first, second) = (world.as_person(&one).await, world.as_person(&two).await);
        services::members::remove(&first, two.account).await.expect("removed");
        assert_eq!(services::members::remove(&second, one.account).await, Err(domain::Error::NotFound));
        let own = services::members::set_role(&first, one.account, MemberRole::Member).await;
        assert_eq!(own, Err(domain::Error::Refused("refused-own-role")));
        let members = store::accounts::members(&world.services.db, one.organisation()).await.expect("read");
        assert_eq!(
            members.iter().map(|m| (m.account, m.role)).collect::<Vec<_>>(),
            [(one.account, MemberRole::Manager)]
        );
    }
}

#[tokio::test]
async fn a_doubled_post_is_carried_out_once() {
    let world = World::sqlite().await;
    let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
    let client = Client::signed_in(router(&world), &manager).await;
    let once = client.get("/account/members").await.input("once").expect("a token");
    let invite = [("form", "invite"), ("once", once.as_str()), ("email", "new@example.org"), ("role", "member")];
    for _ in 0..2 {
        let answer = client.post("/account/members", &invite).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/account/members?invited=1"));
    }
    world.work().await;
    let invited = world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == "new@example.org");
    assert_eq!(invited.count(), 1);
}

#[tokio::test]
async fn posts_from_elsewhere_and_too_long_ones_are_refused() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    for origin in [None, Some("https://elsewhere.example"), Some("null")] {
        let mut request = Request::builder().method("POST").uri("/join");
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        assert_eq!(client.send(request, Body::from("form=join")).await.status, StatusCode::FORBIDDEN, "{origin:?}");
    }
    let long = client.post_body("/join", vec![b'a'; 10 << 20]).await;
    assert_eq!(long.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(long.words().contains("too long for this form"));
    for body in ["", "form=nothing", "form=join&once=%ff%fe", "&&&=&="] {
        let answer = client.post_body("/join", body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    }
}

#[tokio::test]
async fn who_gets_in_is_in_the_audit_log_and_who_does_not_is_a_line_without_a_name() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.member(OrganisationKind::Business, "Bakery").await;
        let subject = format!("account {}", person.account);
        let entered = async || store::audit::count(&world.services.db, "sign in", &subject).await.expect("counted");
        let client = Client::new(router(&world));
        let sign_in = async |password: &str| {
            let fields = [("form", "sign-in"), ("email", person.email.as_str()), ("password", password)];
            client.post("/sign-in", &fields).await.status
        };
        let before = entered().await;
        assert_eq!(sign_in("not this one at all").await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(entered().await, before, "whoever did not get in is not said to have");
        // Every test fails in which a line tells of somebody.
        assert!(testkit::log::lines().iter().any(|line| line.contains("a wrong password")));
        assert_eq!(sign_in(PASSWORD).await, StatusCode::SEE_OTHER);
        assert_eq!(entered().await, before + 1);
    }
}
