//! Cases: how stewards decide on an employer without learning who spoke, and what the employer sees of it, and when.

mod decisions;
mod pauses;

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::check_in::{Contact, Outcome, Reply};
use domain::id::{CaseId, IntroductionId};
use domain::introduction::Stage;
use domain::standards::Indicator;
use sea_orm_migration::sea_orm::{ConnectionTrait, Statement};
use services::check_ins::Answered;
use testkit::{Person, World};

use crate::follow_up::Scene;
use crate::market::others;

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
        assert_eq!(s.world.mail.sent().len(), before, "no mail tells the hour");
        s.world.pass(TimeDelta::days(1));
        s.world.work().await;
        let mails: Vec<_> = s.world.mail.sent().split_off(before);
        let to = |person: &Person| mails.iter().filter(|mail| mail.to.as_str() == person.email).count();
        assert_eq!((to(&s.stewards[0]), to(&s.stewards[1]), to(&s.ngo)), (1, 1, 1));
        assert_eq!((to(&s.employer), to(&s.other)), (0, 0), "nobody else hears of it");
        assert!(mails.iter().all(|mail| mail.subject == "You have a message" && !mail.text.contains("ase")));
        // Nor does the name that a mail travels under, of which mails of one event have nothing in common.
        assert!(s.world.mail.sent().iter().all(|mail| mail.id.get_version_num() == 4));
        let keys = s.stewards.iter().filter_map(|steward| {
            let mail = mails.iter().find(|mail| mail.to.as_str() == steward.email)?;
            Some(mail.id.as_u128() ^ steward.account.0.as_u128().rotate_left(64))
        });
        assert_eq!(keys.collect::<std::collections::BTreeSet<_>>().len(), 2);
        let path = s.case().await;
        let steward = s.client(&s.stewards[0]).await;
        assert!(steward.get("/").await.words().contains("case waits for a decision"));
        for page in [steward.get(&path).await, steward.get("/stewardship/cases").await] {
            assert!(page.words().contains("Bakery") && page.words().contains("23 November 2026"), "{}", page.words());
            for secret in [
                s.code.as_str(),
                "Harbour",
                "telling-words",
                &s.introduction.to_string(),
                &first.id.to_string(),
                &first.referral.to_string(),
                &s.ngo.organisation().to_string(),
                &s.ngo.account.to_string(),
            ] {
                assert!(!page.text.contains(secret), "{secret}");
            }
            assert!(!page.words().contains("24 November"), "the day of the answer");
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

/// When each action was written into the audit log, in its order.
async fn actions(world: &World) -> Vec<(String, chrono::DateTime<chrono::Utc>)> {
    let db = world.services.db.connection();
    let sql = "SELECT action, at FROM audit_log ORDER BY id";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("read");
    let each =
        rows.iter().map(|row| (row.try_get_by_index(0).expect("an action"), row.try_get_by_index(1).expect("a time")));
    each.collect()
}

#[tokio::test]
async fn the_log_holds_what_happens_in_a_case_and_not_beside_what_brought_it_about() {
    const STEPS: [&str; 3] = ["open case", "widen case", "answer in case"];
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
        s.answer(&s.ngo, s.introduction, &[(Indicator::DebtBondage, Reply::Yes)]).await;
        let case = s.case().await;
        let id: CaseId = case.rsplit('/').next().expect("a key").parse().expect("a key");
        let ngo = s.world.as_person(&s.ngo).await;
        services::cases::answer(&ngo, id, "We have heard of it.".into()).await.expect("answered");
        let of_cases = async || {
            let all = actions(&s.world).await.into_iter();
            all.filter(|(action, _)| STEPS.contains(&action.as_str())).collect::<Vec<_>>()
        };
        for _ in 0..2 {
            assert!(of_cases().await.is_empty(), "nothing while the week lasts");
            s.pass(1).await;
        }
        s.pass(6).await;
        let logged = of_cases().await;
        let names: Vec<&str> = logged.iter().map(|(action, _)| action.as_str()).collect();
        assert_eq!(names, STEPS, "each once, when it is over");
        let at = s.world.system().now();
        assert!(logged.iter().all(|(_, written)| *written == at), "all at one time: {logged:?}");
        let all = actions(&s.world).await;
        assert!(all.iter().all(|(action, written)| action != "answer check-in" || *written < at));
        for action in STEPS {
            let count = store::audit::count(&s.world.services.db, action, &format!("case {id}")).await;
            assert_eq!(count.expect("counted"), 1, "{action}");
        }
        s.pass(1).await;
        assert_eq!(of_cases().await.len(), 3, "and never again");
        let verdict = store::audit::verify(&s.world.services.db).await.expect("walked");
        assert!(matches!(verdict, store::audit::Verdict::Whole { .. }), "{verdict:?}");
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
async fn stewards_ask_and_organisations_answer_without_a_name() {
    let s = Scene::new().await;
    s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
    let (path, steward) = (s.case().await, s.client(&s.stewards[0]).await);
    let ask =
        [("form", "case-decide"), ("go", "note"), ("step", "asked_ngos"), ("note", "Are your people safe there?")];
    assert_eq!(steward.post(&path, &ask).await.status, StatusCode::SEE_OTHER);
    let note = [("form", "case-decide"), ("go", "note"), ("step", "noted"), ("note", "for-stewards-only")];
    assert_eq!(steward.post(&path, &note).await.status, StatusCode::SEE_OTHER);
    for wrong in ["ngo_answered", "resumed", ""] {
        let fields = [("form", "case-decide"), ("go", "note"), ("step", wrong), ("note", "x")];
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
            let ask = [("form", "case-decide"), ("go", "note"), ("step", "asked_ngos"), ("note", "Are they safe?")];
            assert_eq!(steward.post(&s.case().await, &ask).await.status, StatusCode::SEE_OTHER);
            s.client(&s.other).await.get("/check-ins").await.words().contains("Are they safe?")
        };
        assert!(asked().await, "they left not long ago");
        s.world.pass(TimeDelta::days(120));
        assert!(!asked().await);
    }
}

#[tokio::test]
async fn the_page_of_an_organisation_leads_stewards_to_its_open_case_and_tells_nothing_of_it() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let steward = s.client(&s.stewards[0]).await;
        let page = format!("/stewardship/organisations/{}", s.employer.organisation());
        assert!(!steward.get(&page).await.text.contains("/stewardship/cases/"), "there is none yet");
        s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
        let case = s.case().await;
        let seen = steward.get(&page).await;
        for words in ["A case about this employer is open, and what it offers is paused everywhere.", "See the case"] {
            assert!(seen.words().contains(words), "{words}: {}", seen.words());
        }
        assert!(seen.text.contains(&format!("href=\"{case}\"")), "the way there: {}", seen.text);
        for secret in [s.code.as_str(), "Harbour", &s.introduction.to_string(), &s.ngo.organisation().to_string()] {
            assert!(!seen.text.contains(secret), "{secret}");
        }
        for (name, client) in others(&s.world).await.into_iter().filter(|(name, _)| *name != "a steward") {
            assert_eq!(client.get(&page).await.status, StatusCode::NOT_FOUND, "{name}");
        }
        let own = s.client(&s.employer).await.get("/account/organisation").await;
        assert!(!own.words().contains("A case about") && !own.text.contains(&case), "{}", own.words());
        s.resume(&case).await;
        let closed = steward.get(&page).await.text;
        assert!(!closed.contains("/stewardship/cases/"), "it is closed: {closed}");
    }
}

#[tokio::test]
async fn what_waits_for_a_steward_stands_first_at_home() {
    let s = Scene::new().await;
    s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
    let home = s.client(&s.stewards[0]).await.get("/").await.words();
    let at = |said: &str| home.find(said).unwrap_or_else(|| unreachable!("{said}: {home}"));
    assert!(at("case waits for a decision") < at("No applications wait"), "{home}");
    assert!(at("No applications wait") < at("No suspension waits for you"), "the others stay in their order: {home}");
}
