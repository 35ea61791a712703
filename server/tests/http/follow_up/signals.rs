//! What answers and silence lead to: signals, pauses, and what the employer and the stewards read of it.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::check_in::{CheckInKind, Contact, Outcome, Reply};
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::placement::Terms;
use domain::referral::Secrets;
use domain::standards::Indicator;
use services::check_ins::Answered;
use testkit::{World, terms};

use super::Scene;

#[tokio::test]
async fn a_strong_answer_pauses_the_employer_everywhere_at_once() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let (code, waiting) = {
            let code = s.world.referral(&s.other, Secrets::default()).await;
            let id = s.world.put_forward(&s.other, &code, &s.placement).await;
            (code, id)
        };
        let employer_scope = s.world.as_person(&s.employer).await;
        services::introductions::advance(&employer_scope, waiting, Stage::Interested, None, 1).await.expect("moved");
        assert!(s.is_offered().await);
        s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
        assert!(!s.is_offered().await, "it leaves the list at once");
        let other = s.client(&s.other).await;
        let new = s.world.referral(&s.other, Secrets::default()).await;
        let put = format!("/referrals/{new}/put-forward/{}", s.placement.id);
        let agreed = [
            ("form", "forward"),
            ("fields", "fit"),
            ("ends", "2026-12-24"),
            ("language", "de"),
            ("explained", "conversation"),
        ];
        assert_eq!(other.post(&put, &agreed).await.status, StatusCode::FORBIDDEN, "nobody is put forward");
        let matches = other.get(&format!("/referrals/{code}/matches")).await;
        assert!(!matches.text.contains(&s.placement.id.to_string()), "it is no match any more");
        let path = format!("/introductions/{waiting}");
        let page = other.get(&path).await;
        assert!(page.words().contains("is paused while a steward looks"), "{}", page.words());
        let meet = [("form", "move"), ("stage", "meeting"), ("version", "2")];
        assert_eq!(other.post(&path, &meet).await.status, StatusCode::FORBIDDEN);
        let out = [("form", "move"), ("stage", "withdrawn"), ("version", "2")];
        assert_eq!(other.post(&path, &out).await.status, StatusCode::SEE_OTHER, "a way out is always open");
    }
}

#[tokio::test]
async fn weak_answers_add_up_over_people_of_two_ngos() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let (_, second) = s.world.started(&s.other, &s.placement).await;
        s.answer(&s.ngo, s.introduction, &[(Indicator::Deception, Reply::Yes)]).await;
        assert_eq!((s.cases().await, s.is_offered().await), (0, true));
        s.answer(&s.other, second, &[(Indicator::WithholdingOfWages, Reply::Yes)]).await;
        assert_eq!((s.cases().await, s.is_offered().await), (1, true), "stewards look, and nothing is paused");
        s.answer(&s.other, second, &[(Indicator::Isolation, Reply::Yes)]).await;
        assert_eq!((s.cases().await, s.is_offered().await), (1, false), "three add up, and it is one case");
    }
}

#[tokio::test]
async fn what_one_person_says_however_often_brings_stewards_and_pauses_nobody_by_adding_up() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let weak = [(Indicator::Deception, Reply::Yes), (Indicator::Isolation, Reply::Yes)];
        for _ in 0..3 {
            s.answer(&s.ngo, s.introduction, &weak).await;
            assert_eq!((s.cases().await, s.is_offered().await), (1, true), "stewards look, and nothing is paused");
        }
        let (_, second) = s.world.started(&s.ngo, &s.placement).await;
        let first = s.open(&s.ngo, second).await.into_iter().next().expect("an open check-in");
        let scope = s.world.as_person(&s.ngo).await;
        services::check_ins::answer(&scope, first.id, first.version, Contact::Unreached, &Answered::default())
            .await
            .expect("noted");
        assert_eq!((s.cases().await, s.is_offered().await), (1, true), "whoever is silent has not said it too");
        s.answer(&s.ngo, second, &[(Indicator::ExcessiveOvertime, Reply::Unsure)]).await;
        assert_eq!((s.cases().await, s.is_offered().await), (1, false), "two people have said it");
        let all = testkit::everything(&s.world.services.db).await;
        let signals: Vec<&String> = all.iter().filter(|row| row.starts_with("signals ")).collect();
        assert_eq!(signals.len(), 8);
        let first = &s.open(&s.ngo, s.introduction).await[0];
        for secret in [first.referral.0, first.introduction.0, s.ngo.organisation().0] {
            let (whole, plain) = (secret.to_string(), secret.simple().to_string());
            assert!(!signals.iter().any(|row| row.contains(&whole) || row.contains(&plain)), "{signals:?}");
        }
    }
}

#[tokio::test]
async fn weak_answers_of_another_employer_and_of_long_ago_do_not_count() {
    let s = Scene::new().await;
    let mill = s.world.member(OrganisationKind::Business, "Mill").await;
    let there = s.world.live_with(&mill, Terms { seats: 20, ..terms(&s.world) }).await;
    let (_, second) = s.world.started(&s.ngo, &there).await;
    s.answer(&s.ngo, s.introduction, &[(Indicator::Deception, Reply::Yes)]).await;
    s.answer(&s.ngo, second, &[(Indicator::Deception, Reply::Yes), (Indicator::ExcessiveOvertime, Reply::Unsure)])
        .await;
    assert_eq!(s.cases().await, 0);
    s.world.pass(TimeDelta::weeks(27));
    s.answer(&s.ngo, s.introduction, &[(Indicator::Deception, Reply::Yes)]).await;
    assert_eq!(s.cases().await, 0, "half a year is over");
}

#[tokio::test]
async fn silence_is_a_signal_and_a_clock_that_jumps_pauses_nobody() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        // The clock is far ahead for one look, and comes back.
        s.world.pass(TimeDelta::days(150));
        s.world.verify_for(s.employer.organisation(), 365).await;
        s.tidy().await;
        s.world.pass(TimeDelta::days(-150));
        let mut people = vec![s.introduction];
        for _ in 0..4 {
            people.push(s.world.started(&s.ngo, &s.placement).await.1);
        }
        s.pass(7 + 14).await;
        assert_eq!(s.cases().await, 0, "two weeks are not over");
        s.pass(1).await;
        assert_eq!((s.cases().await, s.is_offered().await), (1, true), "five fell silent: stewards look");
        s.tidy().await;
        let steward = s.client(&s.stewards[0]).await;
        let path = s.case().await;
        let page = steward.get(&path).await;
        assert!(page.words().contains("Somebody could not be reached"), "{}", page.words());
        assert_eq!(page.words().matches("More signals came").count(), 1, "each is counted once: {}", page.words());
        // The clock jumps: everything is overdue at the same time.
        s.world.pass(TimeDelta::days(150));
        s.world.verify_for(s.employer.organisation(), 365).await;
        s.world.verify_for(s.other.organisation(), 365).await;
        s.tidy().await;
        assert!(s.is_offered().await, "silence alone pauses nobody");
        // And back again.
        s.world.pass(TimeDelta::days(-150));
        s.tidy().await;
        s.answer(&s.ngo, people[0], &[(Indicator::Deception, Reply::Yes)]).await;
        assert!(s.is_offered().await, "one person has said something, and silence is nobody's word");
        s.answer(&s.ngo, people[1], &[(Indicator::ExcessiveOvertime, Reply::Unsure)]).await;
        assert!(!s.is_offered().await, "with answers of two people it adds up");
    }
}

#[tokio::test]
async fn leaving_because_it_was_not_safe_pauses_and_the_employer_reads_no_reason() {
    let s = Scene::new().await;
    let (ngo, employer) = (s.client(&s.ngo).await, s.client(&s.employer).await);
    let path = format!("/introductions/{}", s.introduction);
    let version = ngo.get(&path).await.input("version").expect("a version");
    let ended = [("form", "move"), ("stage", "ended"), ("reason", "unsafe"), ("version", version.as_str())];
    assert_eq!(ngo.post(&path, &ended).await.status, StatusCode::SEE_OTHER);
    assert!(!s.is_offered().await);
    let seen = employer.get(&path).await.words();
    assert!(!seen.contains("not safe") && !seen.contains("paused"), "{seen}");
}

#[tokio::test]
async fn the_rule_is_there_to_read_for_those_who_ask_and_those_who_decide() {
    let s = Scene::new().await;
    for person in [&s.ngo, &s.other, &s.stewards[0]] {
        let words = s.client(person).await.get("/check-ins/rule").await.words();
        assert!(words.contains("silence alone pauses nobody, and makes nobody a second person"), "{words}");
        assert!(
            words.contains(
                "From 6 points within 26 weeks they pause the employer too, if they come from at least 2 people"
            ) && words.contains("International Labour Organization"),
            "{words}"
        );
    }
    assert_eq!(s.client(&s.employer).await.get("/check-ins/rule").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_could_not_be_reached_is_one_silence_in_four_weeks_however_often_one_tries() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let counted = async || {
            let all = testkit::everything(&s.world.services.db).await;
            all.iter().filter(|row| row.starts_with("signals ")).count()
        };
        let mut found = Vec::new();
        for _ in 0..6 {
            s.world.pass(TimeDelta::days(7));
            let scope = s.world.as_person(&s.ngo).await;
            let first = s.open(&s.ngo, s.introduction).await.into_iter().next().expect("an open check-in");
            let answered = Answered::default();
            services::check_ins::answer(&scope, first.id, first.version, Contact::Unreached, &answered)
                .await
                .expect("noted");
            found.push(counted().await);
        }
        assert_eq!(found, [1, 1, 1, 1, 2, 2], "after seven days, and four weeks later");
    }
}

#[tokio::test]
async fn that_it_was_not_safe_is_said_once_and_counts_once() {
    let s = Scene::new().await;
    let scope = s.world.as_person(&s.ngo).await;
    let reason = Some("unsafe".to_owned());
    services::introductions::advance(&scope, s.introduction, Stage::Ended, reason, 6).await.expect("ended");
    s.resume(&s.case().await).await;
    assert_eq!((s.cases().await, s.is_offered().await), (0, true));
    let leaving = s.open(&s.ngo, s.introduction).await.into_iter().next().expect("why they left");
    assert_eq!(leaving.kind, CheckInKind::Leaving);
    let answered = Answered { outcome: Some(Outcome::Unsafe), ..Answered::default() };
    services::check_ins::answer(&scope, leaving.id, leaving.version, Contact::Spoke, &answered)
        .await
        .expect("answered");
    assert_eq!((s.cases().await, s.is_offered().await), (0, true), "stewards have looked at it");
}
