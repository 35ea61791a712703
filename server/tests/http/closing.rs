//! Closing one's own account: who can, what is asked, and that nothing of its owner is left.

use axum::http::StatusCode;
use domain::account::{MemberRole, PlatformRole};
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use services::searches::{self, Asked};
use testkit::{Answer, Client, PASSWORD, Person, World};

use crate::router;
use crate::second_step::{code, set_up};

const PAGE: &str = "/account";
const CLOSED: &str = "/sign-in?closed=1";

async fn close(client: &Client, password: &str, code: &str) -> Answer {
    let fields = [("form", "account-close"), ("own_password", password), ("code", code), ("sure", "yes")];
    client.post(PAGE, &fields).await
}

async fn count(world: &World, person: &Person) -> u64 {
    let subject = format!("account {}", person.account);
    store::audit::count(&world.services.db, "close account", &subject).await.expect("counted")
}

/// The subjects of the mails to an address, once everything that waits was sent.
async fn told(world: &World, email: &str) -> Vec<String> {
    world.work().await;
    let sent = world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == email);
    sent.map(|mail| mail.subject).collect()
}

/// What is answered to whoever tries to sign in with an address.
async fn sign_in(world: &World, email: &str) -> (StatusCode, String) {
    let fields = [("form", "sign-in"), ("email", email), ("password", PASSWORD)];
    let answer = Client::new(router(world)).post("/sign-in", &fields).await;
    (answer.status, answer.words().replace(email, "somebody"))
}

#[tokio::test]
async fn a_closed_account_leaves_nothing_that_tells_whose_it_was() {
    for world in [World::sqlite().await, World::postgres().await] {
        let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
        let leaving = world.colleague(&manager, MemberRole::Member).await;
        let scope = world.as_person(&leaving).await;
        searches::keep(&scope, "Everything", &Asked::default(), searches::Weekly::Off).await.expect("kept");
        let calendar = services::calendars::draw().expect("a secret");
        services::calendars::set(&scope, &calendar).await.expect("set");
        let mut client = Client::signed_in(router(&world), &leaving).await;
        set_up(&world, &mut client).await;
        // Setting up a phone ends the address of the calendar.
        let scope = world.as_person(&leaving).await;
        services::calendars::set(&scope, &calendar).await.expect("set again");
        let program = format!("/calendar/{calendar}.ics");
        assert_eq!(client.get(&program).await.status, StatusCode::OK);
        let asked = [("form", "forgotten"), ("email", leaving.email.as_str())];
        client.post("/sign-in/forgotten", &asked).await;
        world.work().await;
        let mails = world.mail.sent();
        let mut words = mails.iter().rev().flat_map(|mail| mail.text.split_whitespace());
        let reset = words.find_map(|word| word.split_once("/sign-in/reset/")).expect("a link").1.to_owned();

        let done = close(&client, PASSWORD, "").await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, CLOSED), "{}", done.words());
        assert!(done.header("set-cookie").contains("Max-Age=0"));
        assert_eq!(done.header("clear-site-data"), "\"cache\", \"storage\"");
        assert!(client.get(CLOSED).await.words().contains("Your account is closed"));
        assert_eq!(client.get(PAGE).await.status, StatusCode::SEE_OTHER, "the session has ended");
        assert_eq!(client.get(&program).await.status, StatusCode::NOT_FOUND);
        let path = format!("/sign-in/reset/{reset}");
        let chosen = [("form", "reset"), ("password", "tea in the garden"), ("again", "tea in the garden")];
        assert_eq!(client.post(&path, &chosen).await.status, StatusCode::UNPROCESSABLE_ENTITY, "links have ended");
        assert_eq!(sign_in(&world, &leaving.email).await, sign_in(&world, "nobody@example.org").await);
        assert_eq!(count(&world, &leaving).await, 1);
        assert_eq!(told(&world, &leaving.email).await.iter().filter(|s| *s == "Your account is closed").count(), 1);

        let db = &world.services.db;
        assert!(store::accounts::find(db, leaving.account).await.expect("read").is_none());
        assert!(store::accounts::names(db, &[leaving.account]).await.expect("read").is_empty());
        let members = store::accounts::members(db, manager.organisation()).await.expect("read");
        assert_eq!(members.iter().map(|member| member.account).collect::<Vec<_>>(), [manager.account]);
        assert_eq!(store::recovery_codes::count(db, leaving.account).await.expect("counted"), 0);
        let secret = store::totp_secrets::find(db, &world.services.keyring, leaving.account).await;
        assert!(secret.expect("read").is_none());
        let rows = testkit::everything(db).await;
        // The mail that told its owner leaves the outbox after a week.
        let rows = rows.iter().filter(|row| !row.contains("AccountClosed") && !row.contains("ResetAsked"));
        let rows: Vec<_> = rows.filter(|row| row.contains(&leaving.email) && !row.contains("Invited")).collect();
        assert!(rows.is_empty(), "{rows:?}");

        // The address is free.
        let scope = world.as_person(&manager).await;
        let email = leaving.email.parse().expect("an address");
        services::members::invite(&scope, email, MemberRole::Member).await.expect("invited");
    }
}

#[tokio::test]
async fn closing_asks_for_the_password_a_tick_and_later_a_code() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.applicant(OrganisationKind::Business, "Mill").await;
        let mut client = Client::signed_in(router(&world), &person).await;
        let (secret, _) = set_up(&world, &mut client).await;
        let bare = client.post(PAGE, &[("form", "account-close")]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", bare.words());
        for field in ["own_password", "sure"] {
            assert!(bare.text.contains(&format!("id=\"problem-{field}\"")), "{field}");
        }
        // Somebody finds the computer unlocked, later.
        world.pass(chrono::TimeDelta::minutes(16));
        let now = code(&world, &secret, 0);
        for (password, code, field) in
            [("wrong", now.as_str(), "own_password"), (PASSWORD, "000000", "code"), (PASSWORD, "", "code")]
        {
            let refused = close(&client, password, code).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(refused.text.contains(&format!("id=\"problem-{field}\"")), "{field}: {}", refused.words());
        }
        assert_eq!(count(&world, &person).await, 0);
        let done = close(&client, PASSWORD, &now).await;
        assert_eq!(done.location(), CLOSED, "{}", done.words());
        assert_eq!(count(&world, &person).await, 1);
    }
}

#[tokio::test]
async fn two_windows_and_a_doubled_press_close_it_once() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.applicant(OrganisationKind::Business, "Mill").await;
        let client = Client::signed_in(router(&world), &person).await;
        let page = client.get(PAGE).await;
        let form = page.text.split("value=\"account-close\"").nth(1).expect("the form");
        let once = form.split("name=\"once\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let fields =
            [("form", "account-close"), ("once", once.expect("a token")), ("own_password", PASSWORD), ("sure", "yes")];
        let (one, two) = tokio::join!(client.post(PAGE, &fields), client.post(PAGE, &fields));
        assert_eq!((one.location(), two.location()), (CLOSED, CLOSED), "{} {}", one.words(), two.words());
        let third = client.post(PAGE, &fields).await;
        assert_eq!(third.location(), CLOSED, "{}", third.words());
        let window = close(&client, PASSWORD, "").await;
        assert_eq!(window.status, StatusCode::UNAUTHORIZED, "another window asks to sign in");
        assert_eq!(count(&world, &person).await, 1);
        assert_eq!(told(&world, &person.email).await, ["Your account is closed"]);
    }
}

#[tokio::test]
async fn the_last_who_is_needed_says_first_who_comes_after() {
    for world in [World::sqlite().await, World::postgres().await] {
        let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
        let client = Client::signed_in(router(&world), &manager).await;
        let stays = async |client: &Client, words: &str| {
            assert!(client.get(PAGE).await.words().contains(words), "it is said before anything is asked");
            let refused = close(client, PASSWORD, "").await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
            assert!(refused.words().contains(words), "{}", refused.words());
        };
        stays(&client, "the only manager").await;
        // One that is not verified any more and still has people in its care.
        world.referral(&manager, Secrets::default()).await;
        world.suspend(manager.organisation()).await;
        stays(&client, "the only manager").await;
        // One that nobody depends on, but for the people who are left in it.
        let applied = world.applicant(OrganisationKind::Ngo, "Newcomer").await;
        let other = world.colleague(&applied, MemberRole::Member).await;
        let client = Client::signed_in(router(&world), &applied).await;
        stays(&client, "the only manager").await;
        let scope = world.as_person(&applied).await;
        services::members::set_role(&scope, other.account, MemberRole::Manager).await.expect("a manager");
        assert_eq!(close(&client, PASSWORD, "").await.location(), CLOSED);
        // Both managers want to go at once: one of them is the last.
        let first = world.member(OrganisationKind::Ngo, "Lantern").await;
        let second = world.colleague(&first, MemberRole::Manager).await;
        let clients =
            [Client::signed_in(router(&world), &first).await, Client::signed_in(router(&world), &second).await];
        let (one, two) = tokio::join!(close(&clients[0], PASSWORD, ""), close(&clients[1], PASSWORD, ""));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 403], "{} {}", one.words(), two.words());
        let left = store::accounts::members(&world.services.db, first.organisation()).await.expect("read");
        assert_eq!(left.len(), 1);

        let administrator = world.platform(PlatformRole::Administrator).await;
        let client = Client::signed_in(router(&world), &administrator).await;
        stays(&client, "the only administrator").await;
        world.platform(PlatformRole::Administrator).await;
        assert_eq!(close(&client, PASSWORD, "").await.location(), CLOSED);
        let curator = world.platform(PlatformRole::Curator).await;
        let client = Client::signed_in(router(&world), &curator).await;
        assert_eq!(close(&client, PASSWORD, "").await.location(), CLOSED, "a role goes with its owner");
    }
}

#[tokio::test]
async fn an_address_that_was_closed_joins_anew_as_somebody_else() {
    let world = World::sqlite().await;
    let person = world.applicant(OrganisationKind::Business, "Mill").await;
    let client = Client::signed_in(router(&world), &person).await;
    assert_eq!(close(&client, PASSWORD, "").await.location(), CLOSED);
    let join = [
        ("form", "join"),
        ("kind", "business"),
        ("organisation", "Dairy Example"),
        ("summary", "Makes cheese."),
        ("country", "AL"),
        ("town", "Tirana"),
        ("name", "Ana"),
        ("email", person.email.as_str()),
        ("password", "bread and salt and water"),
        ("language", "en"),
    ];
    let joined = client.post("/join", &join).await;
    assert_eq!(joined.location(), "/join/sent", "{}", joined.words());
    let email = person.email.parse().expect("an address");
    let found = store::accounts::by_email(&world.services.db, &email).await.expect("read").expect("an account");
    assert_ne!(found.id, person.account);
    let mut old = Client::new(router(&world));
    let fields = [("form", "sign-in"), ("email", person.email.as_str()), ("password", PASSWORD)];
    let answer = old.post("/sign-in", &fields).await;
    old.keep(&answer);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "the password before is nobody's");
}
