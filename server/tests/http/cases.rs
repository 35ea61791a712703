//! Cases: how stewards decide on an employer without learning who spoke, and what the employer sees of it, and when.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::check_in::{Contact, Outcome, Reply};
use domain::consent::{ConsentField, NewGrant};
use domain::id::{CaseId, IntroductionId};
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::placement::{PauseReason, PlacementStatus, Terms};
use domain::referral::Secrets;
use domain::sanction::{SanctionKind, SanctionReason, SanctionState};
use domain::standards::Indicator;
use services::check_ins::Answered;
use testkit::{Client, Person, World, terms};

use crate::follow_up::{Scene, day};
use crate::market::others;
use crate::two_worlds::Plain;

#[tokio::test]
async fn a_case_shows_employer_topic_and_week_and_nothing_of_who_gave_the_signal() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        s.world.work().await;
        let before = s.world.mail.sent().len();
        let scope = s.world.as_person(&s.ngo).await;
        let first = &s.open(&s.ngo, s.introduction).await[0];
        let mut answered = Answered::default();
        answered.answers.replies.insert(Indicator::RetentionOfDocuments, Reply::Yes);
        answered.answers.words = "telling-words".into();
        services::check_ins::answer(&scope, first.id, first.version, Contact::Spoke, &answered)
            .await
            .expect("answered");
        s.world.work().await;
        let mails: Vec<_> = s.world.mail.sent().split_off(before);
        let to = |person: &Person| mails.iter().filter(|mail| mail.to.as_str() == person.email).count();
        assert_eq!((to(&s.stewards[0]), to(&s.stewards[1]), to(&s.ngo)), (1, 1, 1));
        assert_eq!((to(&s.employer), to(&s.other)), (0, 0), "nobody else hears of it");
        assert!(mails.iter().all(|mail| mail.subject == "You have a message" && !mail.text.contains("ase")));
        let path = s.case().await;
        let steward = s.client(&s.stewards[0]).await;
        assert!(steward.get("/").await.words().contains("case waits for a decision"));
        for page in [steward.get(&path).await, steward.get("/stewardship/cases").await] {
            assert!(page.words().contains("Bakery") && page.words().contains("23 November 2026"), "{}", page.words());
            for secret in [
                s.code.as_str(),
                "Harbour",
                "telling-words",
                "24 November",
                &s.introduction.to_string(),
                &first.id.to_string(),
                &first.referral.to_string(),
                &s.ngo.organisation().to_string(),
                &s.ngo.account.to_string(),
            ] {
                assert!(!page.text.contains(secret), "{secret}");
            }
        }
        assert!(steward.get(&path).await.words().contains("Papers are kept"));
        let id = path.rsplit('/').next().expect("a key");
        assert_eq!(uuid::Uuid::try_parse(id).expect("a key").get_version_num(), 4, "the address tells no time");
        for (name, client) in others(&s.world).await.into_iter().filter(|(name, _)| *name != "a steward") {
            assert_eq!(client.get(&path).await.status, StatusCode::NOT_FOUND, "{name}");
        }
        for person in [&s.employer, &s.ngo] {
            assert_eq!(s.client(person).await.get(&path).await.status, StatusCode::NOT_FOUND);
        }
    }
}

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
        // Two signals, of two days and two hours, and the NGOs hear of each at once.
        step(TimeDelta::days(2)).await;
        s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
        step(TimeDelta::minutes(1)).await;
        let to_ngo =
            |ngo: &Person| s.world.mail.sent().iter().skip(before).filter(|m| m.to.as_str() == ngo.email).count();
        assert_eq!((to_ngo(&s.ngo), to_ngo(&s.other)), (1, 0));
        step(TimeDelta::days(2)).await;
        step(TimeDelta::hours(11)).await;
        s.answer(&s.other, second, &[(Indicator::DebtBondage, Reply::Yes)]).await;
        step(TimeDelta::minutes(1)).await;
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
async fn two_stewards_lift_what_a_strong_signal_paused() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        s.answer(&s.ngo, s.introduction, &[(Indicator::Intimidation, Reply::Yes)]).await;
        let path = s.case().await;
        let (one, two) = (s.client(&s.stewards[0]).await, s.client(&s.stewards[1]).await);
        let decide = async |client: &Client, decision: &str, told: &str| {
            let version = client.get(&path).await.input("version").unwrap_or_default();
            let fields = [
                ("form", "case-decide"),
                ("decision", decision),
                ("text", "We visited."),
                ("told", told),
                ("version", version.as_str()),
            ];
            client.post(&path, &fields).await.status.as_u16()
        };
        assert_eq!(decide(&one, "conditions", "").await, 422, "conditions are said");
        assert_eq!(decide(&one, "resume", "").await, 303);
        assert!(!s.is_offered().await, "one is not enough");
        assert_eq!(decide(&one, "resume", "").await, 403, "nor the same one twice");
        let back = [("form", "case-back"), ("text", "Ask once more."), ("version", "2")];
        assert_eq!(two.post(&path, &back).await.status, StatusCode::SEE_OTHER);
        assert_eq!(decide(&two, "resume", "").await, 303);
        // A new signal comes in between: the case is another one than was read.
        let stale = one.get(&path).await.input("version").expect("a version");
        s.answer(&s.ngo, s.introduction, &[(Indicator::Deception, Reply::Yes)]).await;
        let late = [("form", "case-decide"), ("decision", "resume"), ("text", "Fine."), ("version", stale.as_str())];
        assert_eq!(one.post(&path, &late).await.status, StatusCode::CONFLICT, "a steward decides on what was read");
        assert!(!s.is_offered().await);
        assert_eq!((decide(&one, "resume", "").await, decide(&two, "resume", "").await), (303, 303));
        assert!(s.is_offered().await, "two have agreed");
        assert_eq!(decide(&two, "suspend", "x").await, 409, "a case that is closed is closed");
        let page = two.get("/stewardship/cases?which=closed").await;
        assert!(page.words().contains("Closed: goes on"), "{}", page.words());
        s.answer(&s.ngo, s.introduction, &[(Indicator::Deception, Reply::Yes)]).await;
        assert_eq!((s.cases().await, s.is_offered().await), (0, true), "what was looked at counts no more");
    }
}

#[tokio::test]
async fn two_stewards_at_once_decide_once() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        s.answer(&s.ngo, s.introduction, &[(Indicator::Intimidation, Reply::Yes)]).await;
        let path = s.case().await;
        let (one, two) = (s.client(&s.stewards[0]).await, s.client(&s.stewards[1]).await);
        let fields = |decision: &'static str| {
            [
                ("form", "case-decide"),
                ("decision", decision),
                ("text", "Seen."),
                ("told", "Please call."),
                ("version", "1"),
            ]
        };
        let (resume, suspend) = (fields("resume"), fields("suspend"));
        let (first, second) = tokio::join!(one.post(&path, &resume), two.post(&path, &suspend));
        let mut met = [first.status.as_u16(), second.status.as_u16()];
        met.sort_unstable();
        assert_eq!(met, [303, 409]);
    }
}

#[tokio::test]
async fn two_signals_at_once_open_one_case() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let (_, second) = s.world.started(&s.other, &s.placement).await;
        let worry = [(Indicator::Violence, Reply::Yes)];
        tokio::join!(s.answer(&s.ngo, s.introduction, &worry), s.answer(&s.other, second, &worry));
        assert_eq!((s.cases().await, s.is_offered().await), (1, false));
    }
}

#[tokio::test]
async fn two_ngos_who_write_harm_down_at_once_both_do() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let scopes = [s.world.as_person(&s.ngo).await, s.world.as_person(&s.other).await];
        // All have started before the first word pauses the employer.
        let mut pairs = Vec::new();
        for _ in 0..4 {
            pairs
                .push([s.world.started(&s.ngo, &s.placement).await.1, s.world.started(&s.other, &s.placement).await.1]);
        }
        for [one, other] in pairs {
            let asked = [s.open(&s.ngo, one).await, s.open(&s.other, other).await];
            let after = |ngo: usize, days: i64| {
                let found = asked[ngo].iter().find(|check_in| check_in.after == Some(days)).expect("planned");
                (found.id, found.version)
            };
            let said = |outcome: Outcome| {
                let mut said = Answered { outcome: Some(outcome), ..Answered::default() };
                said.answers.replies.insert(Indicator::Deception, Reply::Yes);
                said
            };
            let (left, stayed, nothing) = (said(Outcome::DidNotSuit), said(Outcome::StillThere), Answered::default());
            let answer = |ngo: usize, days: i64, contact: Contact, answered| {
                let (id, version) = after(ngo, days);
                services::check_ins::answer(&scopes[ngo], id, version, contact, answered)
            };
            let both = tokio::join!(answer(0, 90, Contact::Spoke, &left), answer(1, 90, Contact::Spoke, &stayed));
            assert_eq!(both, (Ok(()), Ok(())), "what was said, and how things stand");
            let both =
                tokio::join!(answer(0, 7, Contact::Unreached, &nothing), answer(1, 7, Contact::Unreached, &nothing));
            assert_eq!(both, (Ok(()), Ok(())), "that nobody could be reached");
            let end = |ngo: usize, id: IntroductionId| {
                let reason = Some("unsafe".to_owned());
                services::introductions::advance(&scopes[ngo], id, Stage::Ended, reason, 6)
            };
            assert_eq!(tokio::join!(end(0, one), end(1, other)), (Ok(()), Ok(())), "that it was not safe");
        }
        assert_eq!((s.cases().await, s.is_offered().await), (1, false));
    }
}

#[tokio::test]
async fn a_case_can_end_in_a_suspension_or_in_conditions_that_the_employer_reads() {
    let s = Scene::new().await;
    s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
    let (path, one, two) = (s.case().await, s.client(&s.stewards[0]).await, s.client(&s.stewards[1]).await);
    for (client, version) in [(&one, "1"), (&two, "2")] {
        let fields = [
            ("form", "case-decide"),
            ("decision", "conditions"),
            ("text", "inner-reason"),
            ("told", "Name a second contact."),
            ("version", version),
        ];
        assert_eq!(client.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    }
    assert!(s.is_offered().await);
    let seen = async || s.client(&s.employer).await.get("/placements").await.words();
    assert!(
        !seen().await.contains("Name a second contact"),
        "what follows is seen on the same day as a pause would be"
    );
    s.pass(30).await;
    let page = seen().await;
    assert!(page.contains("Name a second contact.") && !page.contains("inner-reason"), "{page}");
    s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
    let again = s.case().await;
    let suspend = [
        ("form", "case-decide"),
        ("decision", "suspend"),
        ("text", "inner-reason"),
        ("told", "Please write to us."),
        ("version", "1"),
    ];
    let one = s.client(&s.stewards[0]).await;
    assert_eq!(one.post(&again, &suspend).await.status, StatusCode::SEE_OTHER, "one steward is enough to protect");
    let page = s.client(&s.employer).await.get("/account/organisation").await.words();
    assert!(page.contains("Please write to us.") && !page.contains("inner-reason"), "{page}");
    assert!(!s.is_offered().await);
    // It is a suspension like any other: of a class, to be looked at again, listed, appealed, ended.
    assert!(page.contains("Precaution") && page.contains("24 March 2027"), "{page}");
    let steward = s.world.as_person(&s.stewards[1]).await;
    let all = services::sanctions::history(&steward, s.employer.organisation()).await.expect("read");
    let in_force = (SanctionKind::Suspension, SanctionReason::Precaution, SanctionState::InForce);
    assert_eq!(all.iter().map(|one| (one.kind, one.reason, one.state)).collect::<Vec<_>>(), [in_force]);
    assert!(!all[0].note.contains("inner-reason"), "what a case says stays under its seal");
    assert!(s.client(&s.other).await.get("/sanctions").await.words().contains("Bakery"));
    let appeal = [("form", "appeal"), ("text", "Nothing was found.")];
    let own = s.client(&s.employer).await;
    assert_eq!(own.post("/account/organisation", &appeal).await.status, StatusCode::SEE_OTHER);
    let paused = services::placements::find(&s.world.as_person(&s.employer).await, s.placement.id).await;
    assert_eq!(paused.expect("found").paused, Some(PauseReason::Suspended));
    // The steward who closed the case does not let the employer go on alone.
    let (first, second) = (s.world.as_person(&s.stewards[0]).await, s.world.as_person(&s.stewards[1]).await);
    let read = crate::sanctions::newest(&s.world, s.employer.organisation()).await;
    let alone = services::sanctions::lift(&first, read, "It is put right.".into()).await;
    assert_eq!(alone, Err(domain::Error::Refused("refused-own-suspension")));
    assert!(!s.is_offered().await);
    services::sanctions::lift(&second, read, "It is put right.".into()).await.expect("lifted");
    assert!(!s.is_offered().await, "it waits for its own press");
    let own = s.client(&s.employer).await;
    assert_eq!(own.post("/placements", &[("form", "placements-reopen")]).await.status, StatusCode::SEE_OTHER);
    assert!(s.is_offered().await);
}

#[tokio::test]
async fn a_case_adds_nothing_to_a_suspension_that_holds_already() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let employer = s.employer.organisation();
        s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
        s.world.suspend_for(employer, SanctionReason::Harm).await;
        let suspend =
            [("form", "case-decide"), ("decision", "suspend"), ("text", "x"), ("told", "It stays."), ("version", "1")];
        let (path, steward) = (s.case().await, s.client(&s.stewards[0]).await);
        assert_eq!(steward.post(&path, &suspend).await.status, StatusCode::SEE_OTHER);
        let steward = s.world.as_person(&s.stewards[1]).await;
        let all = services::sanctions::history(&steward, employer).await.expect("read");
        assert_eq!(all.iter().map(|one| one.reason).collect::<Vec<_>>(), [SanctionReason::Harm]);
        let page = s.client(&s.employer).await.get("/account/organisation").await.words();
        assert!(page.contains("It stays."), "{page}");
        // Whoever closed the case on it had part in it too.
        let first = s.world.as_person(&s.stewards[0]).await;
        let read = crate::sanctions::newest(&s.world, employer).await;
        let alone = services::sanctions::lift(&first, read, "It is put right.".into()).await;
        assert_eq!(alone, Err(domain::Error::Refused("refused-own-suspension")));
        services::sanctions::lift(&steward, read, "It is put right.".into()).await.expect("lifted");
    }
}

#[tokio::test]
async fn stewards_ask_and_organisations_answer_without_a_name() {
    let s = Scene::new().await;
    s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
    let (path, steward) = (s.case().await, s.client(&s.stewards[0]).await);
    let ask = [("form", "case-note"), ("step", "asked_ngos"), ("text", "Are your people safe there?")];
    assert_eq!(steward.post(&path, &ask).await.status, StatusCode::SEE_OTHER);
    let note = [("form", "case-note"), ("step", "noted"), ("text", "for-stewards-only")];
    assert_eq!(steward.post(&path, &note).await.status, StatusCode::SEE_OTHER);
    for wrong in ["ngo_answered", "resumed", ""] {
        let fields = [("form", "case-note"), ("step", wrong), ("text", "x")];
        assert_eq!(steward.post(&path, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let (ngo, other) = (s.client(&s.ngo).await, s.client(&s.other).await);
    let page = ngo.get("/check-ins").await;
    assert!(page.words().contains("Are your people safe there?") && !page.words().contains("for-stewards-only"));
    assert!(ngo.get("/").await.words().contains("question of the stewards"));
    assert!(!other.get("/check-ins").await.words().contains("Are your people safe"), "it knows nobody there");
    let case = page.input("case").expect("the case");
    let (once, words) = (uuid::Uuid::new_v4().to_string(), "Two have told us the same.");
    let answer = [("form", "case-answer"), ("once", once.as_str()), ("case", case.as_str()), ("text", words)];
    assert_eq!(other.post("/check-ins", &answer).await.status, StatusCode::NOT_FOUND);
    for _ in 0..2 {
        assert_eq!(ngo.post("/check-ins", &answer).await.location(), "/check-ins?answered=1");
    }
    let seen = steward.get(&path).await;
    assert_eq!(seen.words().matches(words).count(), 1);
    assert!(!seen.text.contains("Harbour") && !seen.text.contains(&s.ngo.account.to_string()));
    let version = seen.input("version").expect("a version");
    let suspend = |version: &str| {
        [("form", "case-decide"), ("decision", "suspend"), ("text", "x"), ("told", "y"), ("version", version)]
            .map(|(name, value)| (name, value.to_owned()))
    };
    let send = async |version: &str| {
        let fields = suspend(version);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        steward.post(&path, &fields).await.status
    };
    assert_eq!(send("1").await, StatusCode::CONFLICT, "the answer was not read yet");
    assert_eq!(send(&version).await, StatusCode::SEE_OTHER);
    assert_eq!(ngo.post("/check-ins", &[("form", "case-answer"), ("case", &case), ("text", "z")]).await.status, 404);
}

#[tokio::test]
async fn however_often_an_organisation_answers_it_hides_nothing_that_was_said_before() {
    let s = Scene::new().await;
    s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
    let (path, scope) = (s.case().await, s.world.as_person(&s.ngo).await);
    let id: CaseId = path.rsplit('/').next().expect("a key").parse().expect("a key");
    services::cases::answer(&scope, id, "said-first".into()).await.expect("answered");
    for _ in 0..120 {
        services::cases::answer(&scope, id, "said-again".into()).await.expect("answered");
    }
    let steward = s.client(&s.stewards[0]).await;
    let last = steward.get(&path).await;
    assert_eq!(last.text.matches("said-again").count(), 100);
    assert!(!last.text.contains("said-first") && last.words().contains("Earlier steps"));
    // Of 122 steps, the last hundred begin with the 23rd.
    assert!(last.text.contains("?before=23"), "{}", last.text);
    let first = steward.get(&format!("{path}?before=23")).await;
    assert!(first.text.contains("said-first") && !first.words().contains("Earlier steps"));
}

#[tokio::test]
async fn two_stewards_agree_on_the_same_words_and_on_what_organisations_have_said_since() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
        let path = s.case().await;
        let (one, two) = (s.client(&s.stewards[0]).await, s.client(&s.stewards[1]).await);
        let decide = async |client: &Client, told: &str, version: Option<&str>| {
            let read = client.get(&path).await.input("version").unwrap_or_default();
            let fields = [
                ("form", "case-decide"),
                ("decision", "conditions"),
                ("text", "x"),
                ("told", told),
                ("version", version.unwrap_or(&read)),
            ];
            client.post(&path, &fields).await.status.as_u16()
        };
        assert_eq!(decide(&one, "A visit each month.", None).await, 303);
        assert_eq!(decide(&two, "Be kind.", None).await, 303, "other words are another proposal");
        assert!(!s.is_offered().await);
        let read = one.get(&path).await.input("version").expect("a version");
        let ask = [("form", "case-note"), ("step", "asked_ngos"), ("text", "Are they safe?")];
        assert_eq!(one.post(&path, &ask).await.status, StatusCode::SEE_OTHER);
        let ngo = s.client(&s.ngo).await;
        let case = ngo.get("/check-ins").await.input("case").expect("the case");
        let answer = [("form", "case-answer"), ("case", case.as_str()), ("text", "They are not.")];
        assert_eq!(ngo.post("/check-ins", &answer).await.status, StatusCode::SEE_OTHER);
        assert_eq!(decide(&one, "Be kind.", Some(&read)).await, 409, "an answer has come since");
        assert_eq!(decide(&one, "Be kind.", None).await, 303, "it begins anew");
        assert!(!s.is_offered().await);
        assert_eq!(decide(&two, "Be kind.", None).await, 303);
        assert!(s.is_offered().await);
        // A later case that ends without conditions ends those of the earlier one.
        s.pass(40).await;
        let seen = async || s.client(&s.employer).await.get("/placements").await.words().contains("Be kind.");
        assert!(seen().await);
        s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
        s.resume(&s.case().await).await;
        s.pass(40).await;
        assert!(!seen().await);
    }
}

#[tokio::test]
async fn who_has_nobody_there_any_more_is_neither_told_nor_asked() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let (_, second) = s.world.started(&s.other, &s.placement).await;
        let other = s.world.as_person(&s.other).await;
        let reason = Some("better_job".to_owned());
        services::introductions::advance(&other, second, Stage::Ended, reason, 6).await.expect("ended");
        let leaving = s.open(&s.other, second).await.into_iter().next().expect("why they left");
        let answered = Answered { outcome: Some(Outcome::BetterJob), ..Answered::default() };
        services::check_ins::answer(&other, leaving.id, leaving.version, Contact::Spoke, &answered)
            .await
            .expect("answered");
        let asked = async || {
            s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
            let steward = s.client(&s.stewards[0]).await;
            let ask = [("form", "case-note"), ("step", "asked_ngos"), ("text", "Are they safe?")];
            assert_eq!(steward.post(&s.case().await, &ask).await.status, StatusCode::SEE_OTHER);
            s.client(&s.other).await.get("/check-ins").await.words().contains("Are they safe?")
        };
        assert!(asked().await, "they left not long ago");
        s.world.pass(TimeDelta::days(120));
        assert!(!asked().await);
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
