//! What is published of how placements went.

use chrono::TimeDelta;
use domain::check_in::{Contact, Outcome};
use domain::organisation::OrganisationKind;
use domain::placement::Terms;
use services::check_ins::Answered;
use testkit::{Client, World, terms};

use super::Scene;
use crate::router;

#[tokio::test]
async fn outcomes_are_published_once_and_only_above_the_floor() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let visitor = Client::new(router(&s.world));
        assert!(visitor.get("/statistics").await.words().contains("There is nothing to show yet"));
        // Half of them are of another NGO and at another employer: what each knows for itself leads to nothing.
        let mill = s.world.member(OrganisationKind::Business, "Mill").await;
        let second = s.world.live_with(&mill, Terms { seats: 20, ..terms(&s.world) }).await;
        let mut people = vec![(&s.ngo, s.introduction)];
        for _ in 0..9 {
            people.push((&s.ngo, s.world.started(&s.ngo, &s.placement).await.1));
        }
        for _ in 0..10 {
            people.push((&s.other, s.world.started(&s.other, &second).await.1));
        }
        s.world.pass(TimeDelta::days(90));
        for (number, (ngo, id)) in people.iter().enumerate() {
            let scope = s.world.as_person(ngo).await;
            let all = s.open(ngo, *id).await;
            let ninety = all.iter().find(|check_in| check_in.after == Some(90)).expect("ninety days");
            let outcome = match number {
                0..12 => Outcome::StillThere,
                12 => Outcome::DidNotSuit,
                _ => Outcome::BetterJob,
            };
            let answered = Answered { outcome: Some(outcome), ..Answered::default() };
            services::check_ins::answer(&scope, ninety.id, ninety.version, Contact::Spoke, &answered)
                .await
                .expect("answered");
        }
        s.tidy().await;
        assert!(
            visitor.get("/statistics").await.words().contains("There is nothing to show yet"),
            "the year is not over"
        );
        // A clock that is wrong for a moment publishes nothing: what is published stays.
        s.pass(365).await;
        s.pass(-365).await;
        assert!(visitor.get("/statistics").await.words().contains("There is nothing to show yet"));
        s.pass(365).await;
        for _ in 0..24 {
            assert!(visitor.get("/statistics").await.words().contains("There is nothing to show yet"));
            s.world.pass(TimeDelta::hours(1));
            s.tidy().await;
        }
        let page = visitor.get("/statistics").await;
        let words = page.words();
        assert!(words.contains("Started in 2026: after 90 days") && words.contains("20 people started"), "{words}");
        assert!(!words.contains("There is nothing to show yet"));
        // Twelve are still there; eight others would follow from twenty.
        assert!(!page.text.contains(">12<") && !page.text.contains(">7<") && !page.text.contains(">8<"), "{words}");
        assert!(page.text.contains("<svg") && page.text.contains("<table"));
        let before = visitor.get("/statistics").await.text;
        s.pass(400).await;
        assert_eq!(before, visitor.get("/statistics").await.text, "what is told is told once");
    }
}
