//! What the employer sees of a pause, and when: on a day and in words that say nothing of why.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::check_in::Reply;
use domain::consent::{ConsentField, NewGrant};
use domain::id::IntroductionId;
use domain::organisation::OrganisationKind;
use domain::placement::{PauseReason, PlacementStatus, Terms};
use domain::referral::Secrets;
use domain::standards::Indicator;
use testkit::{Person, World, terms};

use crate::follow_up::{Scene, day};
use crate::two_worlds::Plain;

#[tokio::test]
async fn the_employer_sees_a_pause_later_and_in_words_that_say_nothing_of_why() {
    let s = Scene::new().await;
    s.pass(2).await;
    s.answer(&s.ngo, s.introduction, &[(Indicator::DebtBondage, Reply::Yes)]).await;
    let words = "paused while a steward looks at your organisation";
    let pages = ["/", "/placements", &format!("/placements/{}", s.placement.id)].map(str::to_owned);
    let sees = async |expect: bool, when: &str| {
        let client = s.client(&s.employer).await;
        for page in &pages {
            assert_eq!(client.get(page).await.words().contains(words), expect, "{page} {when}");
        }
    };
    sees(false, "on the day").await;
    s.pass(35).await;
    sees(false, "on the last day of December").await;
    s.world.work().await;
    let before = s.world.mail.sent().len();
    s.pass(1).await;
    sees(true, "on the first of January").await;
    s.world.work().await;
    let mails = s.world.mail.sent().split_off(before);
    assert!(mails.iter().any(|mail| mail.to.as_str() == s.employer.email && mail.subject == "You have a message"));
    s.tidy().await;
    s.world.work().await;
    assert_eq!(s.world.mail.sent().len(), before + mails.len(), "it is told once");
    // A business whose check has run out reads the same.
    let lapsed = s.world.member(OrganisationKind::Business, "Mill").await;
    s.world.verify_for(lapsed.organisation(), 1).await;
    s.world.pass(TimeDelta::days(2));
    assert!(s.client(&lapsed).await.get("/").await.words().contains(words));
}

/// Whether words tell a time of day, such as 9:05.
fn tells_a_time(words: &str) -> bool {
    let signs: Vec<char> = words.chars().collect();
    signs.windows(4).any(|four| {
        let digit = |at: usize| four.get(at).is_some_and(char::is_ascii_digit);
        digit(0) && four.get(1) == Some(&':') && digit(2) && digit(3)
    })
}

#[tokio::test]
async fn employers_hear_of_a_pause_with_the_first_look_of_its_day_whatever_the_hour_of_the_signal() {
    assert!(tells_a_time("at 9:05") && !tells_a_time("9: 05, 23 November 2026"));
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let mill = s.world.member(OrganisationKind::Business, "Mill").await;
        let there = s.world.live_with(&mill, Terms { seats: 20, ..terms(&s.world) }).await;
        let (_, second) = s.world.started(&s.other, &there).await;
        s.tidy().await;
        s.world.work().await;
        let before = s.world.mail.sent().len();
        let told = || {
            let mails = s.world.mail.sent().split_off(before);
            [&s.employer, &mill].map(|to| mails.iter().filter(|mail| mail.to.as_str() == to.email).count())
        };
        let step = async |by: TimeDelta| {
            s.world.pass(by);
            s.tidy().await;
            s.world.work().await;
        };
        // Two signals, of two days and two hours, and the NGOs hear of each at one hour of the day after.
        step(TimeDelta::days(2)).await;
        s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
        step(TimeDelta::minutes(1)).await;
        let to_ngo =
            |ngo: &Person| s.world.mail.sent().iter().skip(before).filter(|m| m.to.as_str() == ngo.email).count();
        assert_eq!((to_ngo(&s.ngo), to_ngo(&s.other)), (0, 0));
        step(TimeDelta::days(2)).await;
        assert_eq!((to_ngo(&s.ngo), to_ngo(&s.other)), (1, 0));
        step(TimeDelta::hours(11)).await;
        s.answer(&s.other, second, &[(Indicator::DebtBondage, Reply::Yes)]).await;
        step(TimeDelta::days(1)).await;
        assert_eq!((to_ngo(&s.ngo), to_ngo(&s.other)), (1, 1));
        let new_year = day("2027-01-01");
        while s.world.system().now().date_naive() < new_year.pred_opt().expect("a day") {
            step(TimeDelta::days(1)).await;
            assert_eq!(told(), [0, 0], "{}", s.world.system().now());
        }
        while s.world.system().now().date_naive() < new_year {
            assert_eq!(told(), [0, 0], "{}", s.world.system().now());
            step(TimeDelta::hours(1)).await;
        }
        assert_eq!(told(), [1, 1], "both with the first look of the day");
        for mail in s.world.mail.sent().split_off(before) {
            assert_eq!(mail.subject, "You have a message");
            assert!(!mail.text.contains("2026") && !mail.text.contains("2027"), "{}", mail.text);
        }
        let client = s.client(&s.employer).await;
        for page in [
            "/".to_owned(),
            "/placements".to_owned(),
            format!("/placements/{}", s.placement.id),
            "/introductions".to_owned(),
            format!("/introductions/{}", s.introduction),
            "/account/organisation".to_owned(),
        ] {
            let answer = client.get(&page).await;
            assert_eq!(answer.status, StatusCode::OK, "{page}");
            assert!(!tells_a_time(&answer.words()) && !answer.text.contains("datetime="), "{page}: {}", answer.words());
        }
    }
}

#[tokio::test]
async fn what_rests_is_opened_again_by_its_employer_once_stewards_have_looked() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let later = Terms { start: Some(day("2027-06-01")), ..terms(&s.world) };
        let second = s.world.live_with(&s.employer, later).await;
        s.pass(2).await;
        s.answer(&s.ngo, s.introduction, &[(Indicator::RetentionOfDocuments, Reply::Yes)]).await;
        let employer = s.world.as_person(&s.employer).await;
        let rests = async || {
            let found = services::placements::find(&employer, second.id).await.expect("found");
            (found.status, found.paused)
        };
        s.tidy().await;
        assert_eq!(rests().await, (PlacementStatus::Live, None), "nothing shows on the day");
        s.pass(35).await;
        assert_eq!(rests().await, (PlacementStatus::Live, None), "nor on the last of December");
        s.pass(1).await;
        assert_eq!(rests().await, (PlacementStatus::Paused, Some(PauseReason::Look)));
        let own = format!("/placements/{}", second.id);
        let client = s.client(&s.employer).await;
        assert!(client.get(&own).await.words().contains("It rests until a steward has looked."));
        let publish = [("form", "placement-publish")];
        assert_eq!(client.post(&own, &publish).await.status, StatusCode::FORBIDDEN, "not before a steward has looked");
        s.world.work().await;
        let (path, before) = (s.case().await, s.world.mail.sent().len());
        for (steward, version) in s.stewards.iter().zip(["1", "2"]) {
            let fields = [("form", "case-decide"), ("decision", "resume"), ("text", "Seen."), ("version", version)];
            assert_eq!(s.client(steward).await.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
        }
        s.world.work().await;
        let mails = s.world.mail.sent().split_off(before);
        let told = mails.iter().filter(|mail| mail.to.as_str() == s.employer.email);
        assert!(told.clone().count() >= 1 && told.clone().all(|mail| mail.subject == "You have a message"));
        assert!(!s.is_offered().await, "it waits for its own press");
        assert_eq!(client.post(&own, &publish).await.status, StatusCode::SEE_OTHER);
        assert!(s.is_offered().await);
        assert_eq!(rests().await, (PlacementStatus::Live, None));
    }
}

#[tokio::test]
async fn interest_opens_no_more_of_anybody_while_a_strong_signal_pauses_the_employer() {
    for (world, suspends) in [
        (World::sqlite().await, false),
        (World::postgres().await, false),
        (World::sqlite().await, true),
        (World::postgres().await, true),
    ] {
        let s = Scene::on(world).await;
        let scope = s.world.as_person(&s.other).await;
        let forward = async |fields: Vec<ConsentField>| {
            let code = s.world.referral(&s.other, Secrets { called: "Robin".into(), ..Secrets::default() }).await;
            let referral = services::referrals::find(&scope, &code).await.expect("found");
            let grant = NewGrant { fields, ..s.world.grant(s.employer.organisation()) };
            let put = services::introductions::put_forward(&scope, &referral, &s.placement, Some(&grant)).await;
            put.expect("put forward")
        };
        let before = forward(ConsentField::ALL.to_vec()).await;
        let agreed = forward(ConsentField::ALL.to_vec()).await;
        let not_agreed = forward(vec![ConsentField::Fit]).await;
        let (client, ngo) = (s.client(&s.employer).await, s.client(&s.other).await);
        let at = |id: IntroductionId| format!("/introductions/{id}");
        let interested = async |id: IntroductionId| {
            let step = [("form", "move"), ("stage", "interested"), ("version", "1")];
            assert_eq!(client.post(&at(id), &step).await.status, StatusCode::SEE_OTHER);
        };
        let reads = async |id: IntroductionId| client.get(&at(id)).await.words().contains("German B1");
        interested(before).await;
        assert!(reads(before).await);
        s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
        interested(agreed).await;
        interested(not_agreed).await;
        // The employer cannot tell it from somebody who has agreed to no more.
        let (one, other) = (client.get(&at(agreed)).await, client.get(&at(not_agreed)).await);
        assert!(one.words().contains("German at A2") && !one.words().contains("German B1"), "{}", one.words());
        assert_eq!(Plain::default().of(&one.text), Plain::default().of(&other.text));
        let shown = ngo.get(&at(agreed)).await.words();
        assert!(!shown.contains("German B1"), "the NGO sees what the employer sees: {shown}");
        assert!(reads(before).await, "what was open before stays: the day would show");
        let case = s.case().await;
        if suspends {
            let fields = [
                ("form", "case-decide"),
                ("decision", "suspend"),
                ("text", "x"),
                ("told", "Call us."),
                ("version", "1"),
            ];
            let steward = s.client(&s.stewards[0]).await;
            assert_eq!(steward.post(&case, &fields).await.status, StatusCode::SEE_OTHER);
            assert!(!reads(agreed).await, "it reads nothing while suspended");
            crate::sanctions::lift(&s.world, s.employer.organisation()).await;
        } else {
            s.resume(&case).await;
        }
        assert!(reads(agreed).await, "stewards have looked");
        assert!(!reads(not_agreed).await);
    }
}
