//! The front door: sessions and their ends, and where somebody is led who has come in.

mod headers;
mod throttling;

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::{MemberRole, PlatformRole};
use domain::organisation::OrganisationKind;
use testkit::{Client, PASSWORD, World};

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
