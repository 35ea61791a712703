//! The address of a calendar of somebody of whom a second step is asked and who has none.

use axum::http::StatusCode;
use domain::account::MemberRole;
use domain::organisation::OrganisationKind;
use testkit::{Client, World};

use crate::router;
use crate::second_step::{SECURITY, set_up};

#[tokio::test]
async fn a_calendar_tells_nothing_while_its_owner_lacks_a_second_step_that_is_asked_of_them() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
        let member = world.colleague(&manager, MemberRole::Member).await;
        let placement = world.live(&employer).await;
        world.started(&manager, &placement).await;
        let calendar = async || {
            let token = services::calendars::draw().expect("drawn");
            services::calendars::set(&world.as_person(&member).await, &token).await.expect("set");
            format!("/calendar/{token}.ics")
        };
        let address = calendar().await;
        let program = Client::new(router(&world));
        let before = program.get(&address).await;
        assert_eq!(before.status, StatusCode::OK);
        assert!(before.text.contains("BEGIN:VEVENT"), "{}", before.text);

        let mut client = Client::signed_in(router(&world), &manager).await;
        set_up(&world, &mut client).await;
        let asked = client.post("/account/members", &[("form", "second-step-require")]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.words());
        let mut of_member = Client::signed_in(router(&world), &member).await;
        assert_eq!(of_member.get("/check-ins").await.location(), SECURITY, "the pages give nothing");
        let answer = program.get(&address).await;
        let dead = program.get("/calendar/none.ics").await;
        assert_eq!((answer.status, &answer.text), (StatusCode::NOT_FOUND, &dead.text), "as an address that is none");
        let known = axum::http::Request::builder().uri(&address).header("if-none-match", before.header("etag"));
        let known = program.send(known, axum::body::Body::empty()).await;
        assert_eq!(known.status, StatusCode::NOT_FOUND, "nor that nothing has changed");

        set_up(&world, &mut of_member).await;
        let address = calendar().await;
        let again = program.get(&address).await;
        assert_eq!(again.status, StatusCode::OK, "one that is given then works");
        assert!(again.text.contains("BEGIN:VEVENT"));
    }
}
