//! Leaving one's organisation and keeping the account.

use axum::http::StatusCode;
use domain::account::MemberRole;
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use testkit::{Answer, Client, PASSWORD, Person, World};

use crate::router;

const PAGE: &str = "/account/members";
const LEFT: &str = "/account?left=1";

async fn leave(client: &Client, password: &str, sure: &str) -> Answer {
    client.post(PAGE, &[("form", "organisation-leave"), ("own_password", password), ("sure", sure)]).await
}

async fn count(world: &World, of: &Person) -> u64 {
    let subject = format!("organisation {}", of.organisation());
    store::audit::count(&world.services.db, "leave organisation", &subject).await.expect("counted")
}

#[tokio::test]
async fn whoever_leaves_reads_nothing_of_it_from_then_on_and_stays_signed_in() {
    for world in [World::sqlite().await, World::postgres().await] {
        let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
        let leaving = world.colleague(&manager, MemberRole::Member).await;
        let code = world.referral(&manager, Secrets::default()).await;
        let referral = format!("/referrals/{code}");
        let calendar = services::calendars::draw().expect("a secret");
        services::calendars::set(&world.as_person(&leaving).await, &calendar).await.expect("set");
        let program = format!("/calendar/{calendar}.ics");
        let client = Client::signed_in(router(&world), &leaving).await;
        let elsewhere = Client::signed_in(router(&world), &leaving).await;
        for path in [referral.as_str(), PAGE, &program] {
            assert_eq!(client.get(path).await.status, StatusCode::OK, "{path}");
        }
        for (password, sure, field) in
            [("", "yes", "own_password"), (PASSWORD, "", "sure"), ("wrong", "yes", "own_password")]
        {
            let refused = leave(&client, password, sure).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(refused.text.contains(&format!("id=\"problem-{field}\"")), "{field}: {}", refused.words());
        }
        assert_eq!(count(&world, &manager).await, 0);

        let page = client.get(PAGE).await;
        let form = page.text.split("value=\"organisation-leave\"").nth(1).expect("the form");
        let once = form.split("name=\"once\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let fields = [
            ("form", "organisation-leave"),
            ("once", once.expect("a token")),
            ("own_password", PASSWORD),
            ("sure", "yes"),
        ];
        for _ in 0..2 {
            let done = client.post(PAGE, &fields).await;
            assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, LEFT), "{}", done.words());
        }
        assert_eq!(count(&world, &manager).await, 1, "a doubled press leaves once");
        assert!(client.get(LEFT).await.words().contains("You have left the organisation"));
        let home = client.get("/").await;
        let invited = format!("ask one of its managers to invite you at {}", leaving.email);
        assert!(home.words().contains("You belong to no organisation now"), "{}", home.words());
        assert!(home.words().contains(&invited) && home.text.contains("href=\"/join\""), "{}", home.words());
        let member = Client::signed_in(router(&world), &manager).await;
        assert!(
            !member.get("/").await.words().contains("no organisation"),
            "whoever belongs to one reads nothing of it"
        );
        for browser in [&client, &elsewhere] {
            assert_eq!(browser.get("/account").await.status, StatusCode::OK, "the session goes on");
            for path in [referral.as_str(), "/referrals", PAGE, &program] {
                assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
            }
        }
        assert_eq!(leave(&elsewhere, PASSWORD, "yes").await.status, StatusCode::NOT_FOUND);
        let members = store::accounts::members(&world.services.db, manager.organisation()).await.expect("read");
        assert_eq!(members.iter().map(|member| member.account).collect::<Vec<_>>(), [manager.account]);
        let again = leaving.email.parse().expect("an address");
        let scope = world.as_person(&manager).await;
        services::members::invite(&scope, again, MemberRole::Member).await.expect("invited anew");
    }
}

#[tokio::test]
async fn the_last_manager_of_an_organisation_that_needs_one_stays() {
    for world in [World::sqlite().await, World::postgres().await] {
        let first = world.member(OrganisationKind::Ngo, "Harbour").await;
        let client = Client::signed_in(router(&world), &first).await;
        assert!(client.get(PAGE).await.words().contains("the only manager"), "it is said before anything is asked");
        let refused = leave(&client, PASSWORD, "yes").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.words().contains("Then you can leave"), "{}", refused.words());

        // Both managers want to go at once: one of them is the last.
        let second = world.colleague(&first, MemberRole::Manager).await;
        let other = Client::signed_in(router(&world), &second).await;
        let (one, two) = tokio::join!(leave(&client, PASSWORD, "yes"), leave(&other, PASSWORD, "yes"));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 403], "{} {}", one.words(), two.words());
        assert_eq!(count(&world, &first).await, 1);

        // One that nobody depends on.
        let applied = world.applicant(OrganisationKind::Business, "Mill").await;
        let client = Client::signed_in(router(&world), &applied).await;
        assert_eq!(leave(&client, PASSWORD, "yes").await.location(), LEFT);
        assert!(client.get("/").await.words().contains("You belong to no organisation now"));
        let curator = world.platform(domain::account::PlatformRole::Curator).await;
        let client = Client::signed_in(router(&world), &curator).await;
        assert!(!client.get("/").await.words().contains("no organisation"), "a role that needs none");
    }
}
