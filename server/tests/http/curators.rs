//! Who keeps the library: an administrator invites a curator by mail and takes the role back, without a command line.

use axum::http::StatusCode;
use domain::account::{MemberRole, PlatformRole};
use domain::codes::Language;
use domain::id::AccountId;
use domain::organisation::OrganisationKind;
use store::accounts::{Account, Daily};
use testkit::{Answer, Client, World};
use uuid::Uuid;

use crate::router;
use crate::second_step::{SECURITY, set_up};

const PAGE: &str = "/operations/curators";
const NEW: &str = "noor@example.org";
const CHOSEN: &str = "tea in the garden";

async fn administrator(world: &World) -> Client {
    let person = world.platform(PlatformRole::Administrator).await;
    Client::signed_in(router(world), &person).await
}

async fn invite(client: &Client, email: &str) -> Answer {
    client.post(PAGE, &[("form", "curator-invite"), ("name", "Noor Aziz"), ("email", email)]).await
}

async fn end(client: &Client, account: AccountId) -> Answer {
    client.post(PAGE, &[("form", "curator-end"), ("account", &account.to_string())]).await
}

async fn found(world: &World, email: &str) -> Option<Account> {
    let email = email.parse().expect("an address");
    store::accounts::by_email(&world.services.db, &email).await.expect("read")
}

/// The mails to an address, once everything that waits was sent.
async fn mails(world: &World, email: &str) -> Vec<mail::Rendered> {
    world.work().await;
    world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == email).collect()
}

/// The path of the link in the newest mail to an address.
async fn link(world: &World, email: &str) -> String {
    let mails = mails(world, email).await;
    let mut words = mails.last().expect("a mail").text.split_whitespace();
    words.find_map(|word| word.strip_prefix(testkit::ORIGIN)).expect("a link").to_owned()
}

async fn choose(client: &Client, path: &str) -> Answer {
    client.post(path, &[("form", "reset"), ("password", CHOSEN), ("again", CHOSEN)]).await
}

async fn sign_in(client: &mut Client, password: &str) -> Answer {
    let answer = client.post("/sign-in", &[("form", "sign-in"), ("email", NEW), ("password", password)]).await;
    client.keep(&answer);
    answer
}

async fn count(world: &World, action: &str, account: AccountId) -> u64 {
    store::audit::count(&world.services.db, action, &format!("account {account}")).await.expect("counted")
}

/// Whether a client meets the curators' page as somebody who never signed in does.
async fn is_strange(world: &World, client: &Client) -> bool {
    let (met, stranger) = (client.get("/curation").await, Client::new(router(world)).get("/curation").await);
    assert_eq!(stranger.status, StatusCode::SEE_OTHER, "{}", stranger.words());
    (met.status, met.location()) == (stranger.status, stranger.location())
}

#[tokio::test]
async fn an_invited_curator_chooses_a_password_sets_up_a_second_step_and_curates() {
    for world in [World::sqlite().await, World::postgres().await] {
        let admin = administrator(&world).await;
        assert!(admin.get("/operations").await.text.contains("href=\"/operations/curators\""));
        assert!(admin.get(PAGE).await.words().contains("Nobody curates yet"));
        let sent = invite(&admin, NEW).await;
        assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, "/operations/curators?invited=1"));
        assert!(admin.get(sent.location()).await.words().contains("The invitation is on its way"));
        let page = admin.get(PAGE).await.words();
        assert!(page.contains("Noor Aziz") && page.contains(NEW), "{page}");
        assert!(page.contains("Has not chosen a password yet") && page.contains("Not set up yet"), "{page}");
        let account = found(&world, NEW).await.expect("an account");
        assert_eq!((account.platform, account.confirmed), (Some(PlatformRole::Curator), None));
        assert_eq!(count(&world, "invite curator", account.id).await, 1);

        // Nobody has a password of it.
        let mut noor = Client::new(router(&world));
        for guess in ["Noor Aziz", NEW, "a password for tests", &account.password] {
            let answer = sign_in(&mut noor, guess).await;
            assert!(answer.words().contains("The address or the password is wrong"), "{}", answer.words());
        }
        let mails = mails(&world, NEW).await;
        let [mail] = mails.as_slice() else { unreachable!("one mail and not {}", mails.len()) };
        assert_eq!(mail.subject, "You are invited to the library of Ponte");
        assert!(!mail.text.contains("Noor") && !mail.html.contains("Noor"), "nothing that was typed is in it");

        let path = link(&world, NEW).await;
        assert_eq!(noor.get(&path).await.status, StatusCode::OK);
        let chosen = choose(&noor, &path).await;
        assert_eq!((chosen.status, chosen.location()), (StatusCode::SEE_OTHER, "/sign-in?reset=1"));
        assert_eq!(choose(&noor, &path).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a link works once");
        assert_eq!(sign_in(&mut noor, CHOSEN).await.status, StatusCode::SEE_OTHER);
        assert_eq!(noor.get("/curation").await.location(), SECURITY, "the second step comes first");
        set_up(&world, &mut noor).await;
        assert_eq!(noor.get("/curation").await.status, StatusCode::OK);
        let page = admin.get(PAGE).await.words();
        assert!(!page.contains("Has not chosen a password yet") && !page.contains("Not set up yet"), "{page}");
    }
}

#[tokio::test]
async fn a_link_of_an_invitation_works_for_seven_days() {
    let world = World::sqlite().await;
    invite(&administrator(&world).await, NEW).await;
    let path = link(&world, NEW).await;
    world.pass(chrono::TimeDelta::days(7));
    let late = choose(&Client::new(router(&world)), &path).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", late.words());
    assert_eq!(found(&world, NEW).await.expect("an account").confirmed, None);
    // Whoever comes later asks for another, as everybody does who has forgotten theirs.
    let visitor = Client::new(router(&world));
    visitor.post("/sign-in/forgotten", &[("form", "forgotten"), ("email", NEW)]).await;
    let path = link(&world, NEW).await;
    assert_eq!(choose(&visitor, &path).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_curator_whose_role_ends_is_a_stranger_at_the_next_request_and_what_they_wrote_stays() {
    for world in [World::sqlite().await, World::postgres().await] {
        let admin = administrator(&world).await;
        let (curator, other) =
            (world.platform(PlatformRole::Curator).await, world.platform(PlatformRole::Curator).await);
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let slug = world.published(&employer, &curator, "Lanterns at the quay").await;
        let proposal = format!("/proposals/{}", world.in_review(&curator, "Bells at the quay").await);
        let mut client = Client::signed_in(router(&world), &curator).await;
        let elsewhere = Client::signed_in(router(&world), &curator).await;
        assert_eq!(client.get("/curation").await.status, StatusCode::OK);
        assert!(admin.get(PAGE).await.words().contains("two of them look"), "what follows is said");

        let ended = end(&admin, curator.account).await;
        assert_eq!((ended.status, ended.location()), (StatusCode::SEE_OTHER, "/operations/curators?ended=1"));
        let page = admin.get(ended.location()).await.words();
        assert!(page.contains("The role has ended") && !page.contains(&curator.email), "{page}");
        assert!(page.contains(&other.email), "{page}");
        assert!(is_strange(&world, &client).await && is_strange(&world, &elsewhere).await);
        assert_eq!(count(&world, "end curator", curator.account).await, 1);
        assert_eq!(end(&admin, curator.account).await.status, StatusCode::NOT_FOUND, "it has ended");
        assert_eq!(count(&world, "end curator", curator.account).await, 1);

        client.sign_in(&curator).await;
        assert_eq!(client.get("/account").await.status, StatusCode::OK, "the account stays");
        assert_eq!(client.get("/curation").await.status, StatusCode::NOT_FOUND);
        let others = Client::signed_in(router(&world), &other).await;
        assert_eq!(others.get(&proposal).await.status, StatusCode::OK);
        assert_eq!(others.get(&format!("/library/{slug}")).await.status, StatusCode::OK);

        // The last one can end, and whoever has ended is invited anew.
        assert_eq!(end(&admin, other.account).await.status, StatusCode::SEE_OTHER);
        assert!(admin.get(PAGE).await.words().contains("Nobody curates yet"));
        assert_eq!(invite(&admin, &curator.email).await.status, StatusCode::SEE_OTHER);
        assert!(is_strange(&world, &client).await, "no session that was begun without the role goes on with it");
        client.sign_in(&curator).await;
        assert_eq!(client.get("/curation").await.status, StatusCode::OK);
        let again = found(&world, &curator.email).await.expect("an account");
        assert_eq!((again.id, again.name.as_str()), (curator.account, "Kim"), "the same account, as its owner has it");
    }
}

#[tokio::test]
async fn an_invitation_ends_with_the_role() {
    for world in [World::sqlite().await, World::postgres().await] {
        let admin = administrator(&world).await;
        invite(&admin, NEW).await;
        let path = link(&world, NEW).await;
        let account = found(&world, NEW).await.expect("an account").id;
        end(&admin, account).await;
        let late = choose(&Client::new(router(&world)), &path).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", late.words());
        // Ended again before the mail of another invitation has left.
        assert_eq!(invite(&admin, NEW).await.status, StatusCode::SEE_OTHER);
        end(&admin, account).await;
        assert_eq!(mails(&world, NEW).await.len(), 1, "no mail for a role that is gone");
    }
}

#[tokio::test]
async fn nobody_but_administrators_sees_invites_or_ends_curators() {
    let world = World::sqlite().await;
    let curator = world.platform(PlatformRole::Curator).await;
    let steward = world.platform(PlatformRole::Steward).await;
    let member = world.member(OrganisationKind::Organiser, "Round Table").await;
    for person in [&curator, &steward, &member] {
        let client = Client::signed_in(router(&world), person).await;
        assert_eq!(client.get(PAGE).await.status, StatusCode::NOT_FOUND);
        assert_eq!(invite(&client, NEW).await.status, StatusCode::NOT_FOUND);
        assert_eq!(end(&client, curator.account).await.status, StatusCode::NOT_FOUND);
    }
    let visitor = Client::new(router(&world));
    assert_eq!(visitor.get(PAGE).await.status, StatusCode::SEE_OTHER);
    assert_eq!(invite(&visitor, NEW).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(end(&visitor, curator.account).await.status, StatusCode::UNAUTHORIZED);
    assert!(found(&world, NEW).await.is_none());
    let still = found(&world, &curator.email).await.expect("an account");
    assert_eq!(still.platform, Some(PlatformRole::Curator));
    // An administrator ends no other role by the form.
    let admin = administrator(&world).await;
    for other in [&steward, &member] {
        assert_eq!(end(&admin, other.account).await.status, StatusCode::NOT_FOUND);
    }
    let still = found(&world, &steward.email).await.expect("an account");
    assert_eq!(still.platform, Some(PlatformRole::Steward));
}

#[tokio::test]
async fn an_address_that_is_taken_is_said_beside_the_field() {
    for world in [World::sqlite().await, World::postgres().await] {
        let admin = administrator(&world).await;
        let curator = world.platform(PlatformRole::Curator).await;
        let steward = world.platform(PlatformRole::Steward).await;
        let member = world.member(OrganisationKind::Ngo, "Harbour").await;
        for person in [&curator, &steward, &member] {
            let before = found(&world, &person.email).await.expect("an account").platform;
            let taken = invite(&admin, &person.email).await;
            assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", taken.words());
            assert!(taken.text.contains("id=\"problem-email\""), "{}", taken.words());
            assert!(taken.words().contains("This is in use already"), "{}", taken.words());
            assert_eq!(taken.input("name").as_deref(), Some("Noor Aziz"));
            assert_eq!(taken.input("email").as_deref(), Some(person.email.as_str()));
            assert_eq!(found(&world, &person.email).await.expect("an account").platform, before);
            assert!(mails(&world, &person.email).await.iter().all(|mail| !mail.subject.contains("invited")));
        }
    }
}

#[tokio::test]
async fn an_invitation_that_is_posted_twice_makes_one_account_and_one_mail() {
    for world in [World::sqlite().await, World::postgres().await] {
        let admin = administrator(&world).await;
        for (at_once, email) in [(false, NEW), (true, "ada@example.org")] {
            let once = admin.get(PAGE).await.input("once").expect("a token");
            let fields = [("form", "curator-invite"), ("once", once.as_str()), ("name", "Noor Aziz"), ("email", email)];
            let both = if at_once {
                tokio::join!(admin.post(PAGE, &fields), admin.post(PAGE, &fields))
            } else {
                (admin.post(PAGE, &fields).await, admin.post(PAGE, &fields).await)
            };
            for answer in [both.0, both.1] {
                let led = (answer.status, answer.location());
                assert_eq!(led, (StatusCode::SEE_OTHER, "/operations/curators?invited=1"), "{}", answer.words());
            }
            let account = found(&world, email).await.expect("an account").id;
            assert_eq!(count(&world, "invite curator", account).await, 1);
            assert_eq!(mails(&world, email).await.len(), 1);
        }
        // Two windows that know nothing of each other.
        assert_eq!(invite(&admin, NEW).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(mails(&world, NEW).await.len(), 1);
        // An end that is pressed twice leads on, too.
        let account = found(&world, NEW).await.expect("an account").id.to_string();
        let once = admin.get(PAGE).await.input("once").expect("a token");
        let fields = [("form", "curator-end"), ("once", once.as_str()), ("account", account.as_str())];
        for _ in 0..2 {
            assert_eq!(admin.post(PAGE, &fields).await.location(), "/operations/curators?ended=1");
        }
    }
}

#[tokio::test]
async fn an_invited_curator_does_not_join_an_organisation_before_choosing_a_password() {
    for world in [World::sqlite().await, World::postgres().await] {
        let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
        invite(&administrator(&world).await, NEW).await;
        world.work().await;
        let scope = world.as_person(&manager).await;
        services::members::invite(&scope, NEW.parse().expect("an address"), MemberRole::Member).await.expect("invited");
        let path = link(&world, NEW).await;
        assert!(path.starts_with("/join/invited/"), "{path}");
        let accept = [("form", "invited"), ("name", "Noor"), ("password", CHOSEN), ("language", "en")];
        let refused = Client::new(router(&world)).post(&path, &accept).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.words());
        assert!(refused.words().contains("has its place already"), "{}", refused.words());
        let account = found(&world, NEW).await.expect("an account");
        assert_eq!((account.platform, account.confirmed), (Some(PlatformRole::Curator), None));
        let members = store::accounts::members(&world.services.db, manager.organisation()).await.expect("read");
        assert_eq!(members.len(), 1);
    }
}

#[tokio::test]
async fn curators_are_listed_by_key_a_page_at_a_time() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.platform(PlatformRole::Administrator).await;
        let tx = world.services.db.begin().await.expect("begun");
        let mut ids: Vec<AccountId> = (0..51).map(|_| AccountId(Uuid::now_v7())).collect();
        ids.sort();
        for id in &ids {
            let account = Account {
                id: *id,
                email: format!("{}@example.org", id.0.simple()).parse().expect("an address"),
                name: "Noor Aziz".into(),
                password: String::new(),
                language: Language::english(),
                platform: Some(PlatformRole::Curator),
                confirmed: None,
                daily: Daily::On,
                second_step: None,
            };
            store::accounts::insert(&tx, &account, world.system().now()).await.expect("made");
        }
        tx.commit().await.expect("committed");
        let scope = world.as_person(&person).await;
        let all = services::curators::list(&scope, None, 100).await.expect("a list");
        assert_eq!(all.iter().map(|curator| curator.account).collect::<Vec<_>>(), ids);
        let rest = services::curators::list(&scope, Some(ids[48]), 100).await.expect("a list");
        assert_eq!(rest.iter().map(|curator| curator.account).collect::<Vec<_>>(), ids[49..]);

        let client = Client::signed_in(router(&world), &person).await;
        let (first, next) = (client.get(PAGE).await, format!("{PAGE}?after={}", ids[49]));
        assert_eq!(first.text.matches("value=\"curator-end\"").count(), 50);
        assert!(first.text.contains(&format!("href=\"{next}\"")), "{}", first.words());
        let second = client.get(&next).await;
        assert_eq!(second.text.matches("value=\"curator-end\"").count(), 1);
        assert!(!second.text.contains("class=\"pager\""), "{}", second.words());
    }
}
