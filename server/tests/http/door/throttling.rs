//! Throttling that keeps no owner out.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use domain::organisation::OrganisationKind;
use server::overlong::Peer;
use testkit::{Answer, Client, ORIGIN, PASSWORD, Person, World};

use crate::accounts::JOIN;
use crate::market::with;
use crate::router;

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
    let join = with(&with(JOIN, "organisation", &organisation), "email", email);
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
