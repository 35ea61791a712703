//! Posts that come twice while somebody signs in: by a doubled press, or from two windows that share a cookie. A code is
//! used once, whoever was let in stays in, and the second post leads on.

use axum::http::{StatusCode, header};
use chrono::TimeDelta;
use domain::organisation::OrganisationKind;
use testkit::{Answer, Client, World};

use crate::router;
use crate::second_step::{PHONE, SECOND, SECURITY, code, password, second, set_up, shown};

fn sets_cookies(answer: &Answer) -> bool {
    answer.headers.contains_key(header::SET_COOKIE)
}

#[tokio::test]
async fn a_second_step_that_is_posted_twice_is_taken_once_and_nobody_is_thrown_out() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.member(OrganisationKind::Business, "Bakery").await;
        let mut owner = Client::signed_in(router(&world), &person).await;
        let (secret, _) = set_up(&world, &mut owner).await;
        // A doubled press, one after the other and both at once, with the cookie that both had.
        for at_once in [false, true] {
            world.pass(TimeDelta::minutes(2));
            let mut client = Client::new(router(&world));
            let half = password(&mut client, &person).await;
            let once = client.get(half.location()).await.input("once").expect("a token");
            let now = code(&world, &secret, 0);
            let fields = [("form", "second"), ("once", once.as_str()), ("code", now.as_str()), ("next", "/account")];
            let both = if at_once {
                tokio::join!(client.post(SECOND, &fields), client.post(SECOND, &fields))
            } else {
                (client.post(SECOND, &fields).await, client.post(SECOND, &fields).await)
            };
            let (entered, again) = if sets_cookies(&both.0) { both } else { (both.1, both.0) };
            assert_eq!((entered.status, entered.location()), (StatusCode::SEE_OTHER, "/account"));
            assert_eq!((again.status, again.location()), (StatusCode::SEE_OTHER, SECOND), "{}", again.words());
            assert!(sets_cookies(&entered) && !sets_cookies(&again), "let in once, and thrown out by nothing");
            client.keep(&entered);
            assert_eq!(client.get(again.location()).await.location(), "/", "it leads on");
            assert_eq!(client.get("/account").await.status, StatusCode::OK);
        }
    }
}

#[tokio::test]
async fn a_window_that_comes_second_with_the_same_code_goes_on_with_what_waited_in_it() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.member(OrganisationKind::Business, "Bakery").await;
        let mut owner = Client::signed_in(router(&world), &person).await;
        let (secret, _) = set_up(&world, &mut owner).await;
        world.pass(TimeDelta::minutes(2));
        let mut window = Client::new(router(&world));
        password(&mut window, &person).await;
        let stranger = {
            let mut stranger = Client::new(router(&world));
            password(&mut stranger, &person).await;
            stranger
        };
        let now = code(&world, &secret, 0);
        let entered = second(&window, &now).await;
        window.keep(&entered);
        let again = second(&window, &now).await;
        assert_eq!((again.status, again.location()), (StatusCode::SEE_OTHER, "/account"), "{}", again.words());
        let carried = "form=account&name=Kim+the+baker&language=en";
        let fields = [("form", "second"), ("code", now.as_str()), ("next", "/account"), ("carried", carried)];
        let back = window.post(SECOND, &fields).await;
        assert_eq!(back.input("name").as_deref(), Some("Kim the baker"), "{}", back.words());
        assert_eq!(window.get("/account").await.status, StatusCode::OK);
        // Whoever has seen the code over a shoulder is let in by it no more.
        let used = second(&stranger, &now).await;
        assert_eq!(used.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", used.words());
        assert!(used.words().contains("has been used"), "{}", used.words());
    }
}

#[tokio::test]
async fn a_first_code_that_is_posted_twice_sets_one_phone_up_and_keeps_codes_and_session() {
    for world in [World::sqlite().await, World::postgres().await] {
        // The same form twice, and two windows of one browser.
        for (doubled, name) in [(true, "Bakery"), (false, "Mill")] {
            let person = world.member(OrganisationKind::Business, name).await;
            let mut client = Client::signed_in(router(&world), &person).await;
            client.post(SECURITY, &[("form", "phone-begin")]).await;
            let page = client.get(PHONE).await;
            let secret = shown(&page).pop().expect("a secret");
            let (once, now) = (page.input("once").expect("a token"), code(&world, &secret, 0));
            let mut fields = vec![("form", "phone"), ("code", now.as_str())];
            fields.extend(doubled.then_some(("once", once.as_str())));
            let both = tokio::join!(client.post(PHONE, &fields), client.post(PHONE, &fields));
            let (done, again) = if sets_cookies(&both.0) { both } else { (both.1, both.0) };
            assert_eq!(done.status, StatusCode::OK, "{}", done.words());
            assert!(!sets_cookies(&again), "one session is begun");
            if doubled {
                assert_eq!((again.status, again.location()), (StatusCode::SEE_OTHER, SECURITY), "{}", again.words());
            } else {
                // Of another window it is not known what it saw: it is led on, or signs in again.
                let led = [StatusCode::SEE_OTHER, StatusCode::UNAUTHORIZED];
                assert!(led.contains(&again.status), "{}", again.words());
            }
            let recovery = shown(&done);
            assert_eq!(recovery.len(), 10);
            client.keep(&done);
            assert_eq!(client.get("/account").await.status, StatusCode::OK, "whoever set it up stays in");
            let later = client.post(PHONE, &[("form", "phone"), ("code", now.as_str())]).await;
            assert_eq!((later.status, later.location()), (StatusCode::SEE_OTHER, SECURITY), "{}", later.words());
            assert_eq!(client.get("/account").await.status, StatusCode::OK);
            let mut elsewhere = Client::new(router(&world));
            password(&mut elsewhere, &person).await;
            let used = second(&elsewhere, &now).await;
            assert_eq!(used.status, StatusCode::UNPROCESSABLE_ENTITY, "the code was used");
            let entered = second(&elsewhere, &recovery[0]).await;
            assert_eq!(entered.status, StatusCode::SEE_OTHER, "the codes that were shown are those that count");
        }
    }
}
