//! What is published of how placements went.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::check_in::{CheckIn, CheckInKind, Contact, Outcome};
use domain::introduction::{EndReason, Stage};
use domain::organisation::OrganisationKind;
use domain::placement::Terms;
use domain::policy::KeepWatch;
use sea_orm_migration::MigratorTrait as _;
use services::check_ins::Answered;
use testkit::{Client, World, everything, terms};

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
        assert!(
            words.contains("Most of them left early, so more people left than the reasons here add up to"),
            "{words}"
        );
        assert!(
            words.contains(
                "Whoever leaves out “Not known” when working out how many are still there gets a share that is too high"
            ),
            "{words}"
        );
        // Twelve are still there; eight others would follow from twenty.
        assert!(!page.text.contains(">12<") && !page.text.contains(">7<") && !page.text.contains(">8<"), "{words}");
        assert!(page.text.contains("<svg") && page.text.contains("<table"));
        let before = visitor.get("/statistics").await.text;
        s.pass(400).await;
        assert_eq!(before, visitor.get("/statistics").await.text, "what is told is told once");
    }
}

#[tokio::test]
async fn what_an_earlier_version_had_counted_of_outcomes_goes_and_who_started_stays() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let db = s.world.services.db.connection();
        for statement in [
            "DROP TABLE starts",
            "CREATE TABLE outcome_counts (id varchar NOT NULL PRIMARY KEY, year integer NOT NULL, day bigint NOT NULL, \
             outcome varchar NOT NULL, count integer NOT NULL)",
            "INSERT INTO outcome_counts VALUES ('2026-0-started', 2026, 0, 'started', 3), \
             ('2026-90-unsafe', 2026, 90, 'unsafe', 2)",
            "DELETE FROM seaql_migrations WHERE version = 'm20261205_starts'",
        ] {
            migrations::execute(db, statement).await.expect("done");
        }
        migrations::Migrator::up(db, None).await.expect("the tables are brought to the newest");
        assert!(!everything(&s.world.services.db).await.iter().any(|row| row.contains("2026-90-unsafe")));
        let permit = s.world.system().permit(KeepWatch).expect("the system");
        let tx = s.world.services.db.begin().await.expect("begun");
        let (all, own) = store::statistics::counted(&tx, &permit, 2026).await.expect("read");
        tx.commit().await.expect("read");
        assert_eq!((all.started, all.lines.len()), (3, 0));
        let started: Vec<u32> = own.iter().map(|own| own.started).collect();
        assert_eq!(started, [1, 1, 3, 3, 2], "two of them could be either side's, or another's");
    }
}

#[tokio::test]
async fn who_left_and_was_asked_at_ninety_days_all_the_same_is_counted_once() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        s.world.pass(TimeDelta::days(60));
        // The employer says that it is over, which ends no check-in.
        let employer = s.world.as_person(&s.employer).await;
        let reason = Some(EndReason::EmployerEnded.word().to_owned());
        services::introductions::advance(&employer, s.introduction, Stage::Ended, reason, 6).await.expect("ended");
        s.world.pass(TimeDelta::days(30));
        let scope = s.world.as_person(&s.ngo).await;
        for (kind, outcome) in
            [(CheckInKind::Leaving, Outcome::BetterJob), (CheckInKind::Planned, Outcome::HealthOrFamily)]
        {
            let open = s.open(&s.ngo, s.introduction).await;
            let asked = |check_in: &&CheckIn| check_in.kind == kind && [None, Some(90)].contains(&check_in.after);
            let asked = open.iter().find(asked).expect("open");
            let answered = Answered { outcome: Some(outcome), ..Answered::default() };
            services::check_ins::answer(&scope, asked.id, asked.version, Contact::Spoke, &answered)
                .await
                .expect("answered");
        }
        let permit = s.world.system().permit(KeepWatch).expect("the system");
        let tx = s.world.services.db.begin().await.expect("begun");
        let (all, _) = store::statistics::counted(&tx, &permit, 2026).await.expect("read");
        tx.commit().await.expect("read");
        let told: Vec<_> = all.lines.iter().map(|line| (line.day, line.outcomes.clone())).collect();
        let one = |outcome| BTreeMap::from([(outcome, 1)]);
        assert_eq!(told, [(90, one(Outcome::HealthOrFamily)), (180, one(Outcome::BetterJob))]);
    }
}
