//! Members: invited, accepted in each way that somebody can, and removed; and the secrets of links in mails.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::MemberRole;
use domain::id::AccountId;
use domain::organisation::OrganisationKind;
use testkit::{Client, Person, World};

use super::{JOIN, invited, link};
use crate::router;

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
