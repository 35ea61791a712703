//! A second step that the managers of an organisation ask of all its members.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::MemberRole;
use domain::organisation::OrganisationKind;
use testkit::{Client, PASSWORD, Person, World};

use super::{SECURITY, code, set_up};
use crate::router;

const MEMBERS: &str = "/account/members";
const REQUIRE: &[(&str, &str)] = &[("form", "second-step-require")];
const RELEASE: &[(&str, &str)] = &[("form", "second-step-release")];

async fn count(world: &World, action: &str, of: &Person) -> u64 {
    let subject = format!("organisation {}", of.organisation());
    store::audit::count(&world.services.db, action, &subject).await.expect("counted")
}

#[tokio::test]
async fn a_manager_asks_a_second_step_of_all_members_and_lets_it_be_again() {
    for world in [World::sqlite().await, World::postgres().await] {
        let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
        let member = world.colleague(&manager, MemberRole::Member).await;
        let other = world.colleague(&manager, MemberRole::Member).await;
        let stranger = world.member(OrganisationKind::Ngo, "Lantern").await;
        let mut client = Client::signed_in(router(&world), &manager).await;
        let mut of_member = Client::signed_in(router(&world), &member).await;
        let of_other = Client::signed_in(router(&world), &other).await;
        let of_stranger = Client::signed_in(router(&world), &stranger).await;

        let early = client.post(MEMBERS, REQUIRE).await;
        assert_eq!(early.status, StatusCode::FORBIDDEN, "they would be kept out themselves");
        assert!(early.words().contains("First set up your own"), "{}", early.words());
        let refused = of_member.post(MEMBERS, REQUIRE).await;
        assert!(refused.words().contains("Only a manager"), "{}", refused.words());
        assert_eq!(of_member.get("/account").await.status, StatusCode::OK, "nothing is asked yet");

        let (secret, _) = set_up(&world, &mut client).await;
        for _ in 0..2 {
            let asked = client.post(MEMBERS, REQUIRE).await;
            assert_eq!((asked.status, asked.location()), (StatusCode::SEE_OTHER, MEMBERS), "{}", asked.words());
        }
        assert_eq!(count(&world, "require second step of members", &manager).await, 1);
        for page in ["/", "/account", "/referrals", MEMBERS, "/account/calendar"] {
            let led = of_member.get(page).await;
            assert_eq!((led.status, led.location()), (StatusCode::SEE_OTHER, SECURITY), "{page}");
            assert_eq!(of_stranger.get(page).await.status, StatusCode::OK, "{page} of another organisation");
        }
        let posted = of_member.post("/referrals/new", &[("form", "referral-begin")]).await;
        assert_eq!((posted.status, posted.location()), (StatusCode::SEE_OTHER, SECURITY));
        let page = of_member.get(SECURITY).await.words();
        assert!(page.contains("Your organisation asks a second step"), "{page}");

        set_up(&world, &mut of_member).await;
        assert_eq!(of_member.get("/referrals").await.status, StatusCode::OK);
        let last = of_member.post(SECURITY, &[("form", "phone-remove")]).await;
        assert_eq!(last.status, StatusCode::FORBIDDEN);
        assert!(last.words().contains("this is your only one"), "{}", last.words());
        // Who has one, managers see alone.
        let page = client.get(MEMBERS).await.words();
        assert_eq!(page.matches("Not set up yet").count(), 1, "{page}");
        let page = of_member.get(MEMBERS).await.words();
        assert!(!page.contains("Not set up yet") && !page.contains("Second step"), "{page}");

        // Somebody finds the computer of the manager unlocked, later.
        world.pass(TimeDelta::minutes(16));
        assert!(!client.get(MEMBERS).await.text.contains("second-step-release"));
        let refused = client.post(MEMBERS, RELEASE).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.words().contains("First show that it is you"), "{}", refused.words());
        let now = code(&world, &secret, 0);
        let prove = [("form", "prove"), ("own_password", PASSWORD), ("code", now.as_str())];
        let proved = client.post(SECURITY, &prove).await;
        assert_eq!(proved.status, StatusCode::SEE_OTHER, "{}", proved.words());
        client.keep(&proved);
        assert!(client.get(MEMBERS).await.text.contains("second-step-release"));
        assert_eq!(of_other.get("/account").await.location(), SECURITY, "it is asked until then");
        for _ in 0..2 {
            let released = client.post(MEMBERS, RELEASE).await;
            assert_eq!((released.status, released.location()), (StatusCode::SEE_OTHER, MEMBERS));
        }
        assert_eq!(count(&world, "release second step of members", &manager).await, 1);
        assert_eq!(of_other.get("/account").await.status, StatusCode::OK);
    }
}
