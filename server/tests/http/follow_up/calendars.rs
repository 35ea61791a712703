//! Check-ins in the calendar program of NGO staff.

use axum::http::StatusCode;
use domain::account::PlatformRole;
use testkit::{Client, World};

use super::Scene;
use crate::router;

#[tokio::test]
async fn a_calendar_tells_days_and_nothing_else() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let ngo = s.client(&s.ngo).await;
        let page = ngo.get("/account/calendar").await;
        let token = page.input("token").expect("a token");
        let address = format!("/calendar/{token}.ics");
        let program = Client::new(router(&s.world));
        assert!(page.words().contains(&address), "{}", page.words());
        assert_eq!(program.get(&address).await.status, StatusCode::NOT_FOUND, "it is not used yet");
        let used = ngo.post("/account/calendar", &[("form", "calendar"), ("token", &token)]).await;
        assert!(
            used.status == StatusCode::OK && used.words().contains(&address) && used.words().contains("Copy it now")
        );
        assert!(!ngo.get("/account/calendar").await.text.contains(&token), "it is shown once");
        let answer = program.get(&address).await;
        assert_eq!(
            (answer.header("content-type"), answer.header("cache-control")),
            ("text/calendar; charset=utf-8", "no-store")
        );
        assert_eq!(answer.text.matches("BEGIN:VEVENT").count(), 5);
        assert_eq!(answer.text.matches("SUMMARY:Ponte: appointment\r\n").count(), 5);
        for secret in [s.code.as_str(), "Bakery", "Harbour", "heck", "eferral", &s.introduction.to_string()] {
            assert!(!answer.text.contains(secret), "{secret} in {}", answer.text);
        }
        for check_in in s.open(&s.ngo, s.introduction).await {
            assert!(!answer.text.contains(&check_in.id.to_string()));
        }
        let tag = answer.header("etag").to_owned();
        let ask = axum::http::Request::builder().uri(&address).header("if-none-match", &tag);
        let again = program.send(ask, axum::body::Body::empty()).await;
        assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
        // A change is told under the same name.
        let uid = |text: &str| text.split("UID:").nth(1).and_then(|rest| rest.split("\r\n").next()).map(str::to_owned);
        let first = &s.open(&s.ngo, s.introduction).await[0];
        let moved = [("form", "check-in-move"), ("version", "1"), ("day", "2026-12-02"), ("reason", "spoken")];
        ngo.post(&format!("/check-ins/{}", first.id), &moved).await;
        let changed = program.get(&address).await;
        assert_ne!(changed.header("etag"), tag);
        assert_eq!(uid(&changed.text), uid(&answer.text));
        assert!(changed.text.contains("DTSTART;VALUE=DATE:20261202\r\n") && changed.text.contains("SEQUENCE:1\r\n"));
        // Replaced, and ended.
        let next = ngo.get("/account/calendar").await.input("token").expect("another");
        ngo.post("/account/calendar", &[("form", "calendar"), ("token", &next)]).await;
        assert_eq!(program.get(&address).await.status, StatusCode::NOT_FOUND, "the old one is gone");
        let address = format!("/calendar/{next}.ics");
        assert_eq!(program.get(&address).await.status, StatusCode::OK);
        s.world.suspend(s.ngo.organisation()).await;
        assert_eq!(program.get(&address).await.status, StatusCode::NOT_FOUND, "nothing while suspended");
        crate::sanctions::lift(&s.world, s.ngo.organisation()).await;
        assert_eq!(ngo.post("/account/calendar", &[("form", "calendar-end")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(program.get(&address).await.status, StatusCode::NOT_FOUND);
        for wrong in ["", "short", "💥", "AAAA"] {
            let refused = ngo.post("/account/calendar", &[("form", "calendar"), ("token", wrong)]).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{wrong}");
        }
        let employer = s.client(&s.employer).await;
        assert_eq!(employer.post("/account/calendar", &[("form", "calendar"), ("token", &next)]).await.status, 404);
    }
}

#[tokio::test]
async fn the_address_of_a_calendar_ends_with_signing_out_everywhere() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let scope = s.world.as_person(&s.ngo).await;
        let read = async |token: &str| {
            Client::new(router(&s.world)).get(&format!("/calendar/{token}.ics")).await.status.as_u16()
        };
        let new = async || {
            let token = services::calendars::draw().expect("drawn");
            services::calendars::set(&scope, &token).await.expect("set");
            assert_eq!(read(&token).await, 200);
            token
        };
        let token = new().await;
        services::sessions::end_others(&scope, "this one").await.expect("ended");
        assert_eq!(read(&token).await, 404);
        let token = new().await;
        let admin = s.world.platform(PlatformRole::Administrator).await;
        let admin = s.world.as_person(&admin).await;
        services::sessions::end_of(&admin, &s.ngo.email).await.expect("ended");
        assert_eq!(read(&token).await, 404);
    }
}
