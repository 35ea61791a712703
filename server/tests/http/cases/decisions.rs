//! How a case ends: two stewards agree, on the same words and on all that was said; one is enough to protect.

use axum::http::StatusCode;
use domain::check_in::Reply;
use domain::placement::PauseReason;
use domain::sanction::{SanctionKind, SanctionReason, SanctionState};
use domain::standards::Indicator;
use testkit::{Client, World};

use crate::follow_up::Scene;

#[tokio::test]
async fn two_stewards_lift_what_a_strong_signal_paused() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        s.answer(&s.ngo, s.introduction, &[(Indicator::Intimidation, Reply::Yes)]).await;
        let path = s.case().await;
        let (one, two) = (s.client(&s.stewards[0]).await, s.client(&s.stewards[1]).await);
        for page in [path.as_str(), "/stewardship/cases"] {
            let text = one.get(page).await.text;
            assert!(text.contains("status--waiting") && !text.contains("status--open"), "{page}: it is no good news");
        }
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
        let back = two.post(&path, &back).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.words());
        assert!(two.get(back.location()).await.words().contains("It is noted that you disagree."));
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
async fn the_record_holds_what_the_employer_reads() {
    const TOLD: &str = "Return the papers.";
    let s = Scene::new().await;
    s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
    let (path, one, two) = (s.case().await, s.client(&s.stewards[0]).await, s.client(&s.stewards[1]).await);
    let conditions = |version| {
        let decided = [("form", "case-decide"), ("decision", "conditions"), ("text", "We visited."), ("told", TOLD)];
        decided.into_iter().chain([("version", version)]).collect::<Vec<_>>()
    };
    assert!(one.get(&path).await.words().contains("A strong signal: paused"));
    let proposed = one.post(&path, &conditions("1")).await;
    assert_eq!(proposed.status, StatusCode::SEE_OTHER);
    let kept = one.get(proposed.location()).await.words();
    assert!(kept.contains("Your decision is kept. It waits for another steward."), "{kept}");
    // What waits for another is not theirs to do.
    let home = one.get("/").await.words();
    assert!(home.contains("No cases wait") && !home.contains("case waits for a decision"), "{home}");
    assert!(two.get("/").await.words().contains("case waits for a decision"));
    let waits = two.get(&path).await;
    assert!(waits.words().contains("once another steward agrees, and not before 1 December 2026"), "{}", waits.words());
    assert!(waits.words().contains("Another steward would decide"), "{}", waits.words());
    assert_eq!(waits.words().matches(TOLD).count(), 2, "to read, and filled in: {}", waits.words());
    let decided = two.post(&path, &conditions("2")).await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER);
    let closed = two.get(decided.location()).await;
    let (decided, later) = ("It is decided, and the case is closed.", "it reads it from 1 December 2026");
    assert!(closed.words().contains(decided) && closed.words().contains(later), "{}", closed.words());
    assert!(!closed.words().contains("waits for another steward"), "{}", closed.words());
    assert!(closed.words().contains(TOLD) && closed.words().contains("What the employer reads"), "{}", closed.words());
    let list = two.get("/stewardship/cases?which=closed").await;
    for page in [closed.words(), list.words()] {
        assert!(page.contains("Closed: goes on under conditions"), "{page}");
        assert!(!page.contains("signal: paused") && page.contains("A strong signal: was paused"), "{page}");
    }
    s.pass(7).await;
    let read = s.client(&s.stewards[1]).await.get(&path).await.words();
    assert!(read.contains(TOLD) && !read.contains("does not read it yet"), "{read}");
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
        // What another proposes comes along, as the page offers it, and nobody has written that here.
        let ask = [
            ("form", "case-decide"),
            ("go", "note"),
            ("step", "asked_ngos"),
            ("note", "Are they safe?"),
            ("decision", "conditions"),
            ("told", "Be kind."),
        ];
        let noted = one.post(&path, &ask).await;
        assert_eq!(noted.status, StatusCode::SEE_OTHER);
        assert!(one.get(noted.location()).await.words().contains("The step is noted."));
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
async fn what_is_written_for_the_decision_stays_when_a_step_is_noted_and_the_other_way_round() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
        let case = s.case().await;
        let steward = s.client(&s.stewards[0]).await;
        let version = steward.get(&case).await.input("version").expect("a version");
        let why = [("decision", "resume"), ("text", "It was a mistake."), ("version", version.as_str())];
        let step = [("form", "case-decide"), ("step", "noted"), ("note", "We called them.")];
        // Noting something, whether that is refused or done, the second time by loading the page anew.
        let refused = [("form", "case-decide"), ("go", "note"), ("note", "We called them.")];
        let refused = steward.post(&case, &[&refused[..], &why].concat()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("id=\"problem-step\"") && !refused.text.contains("id=\"problem-text\""));
        assert!(refused.words().contains("It was a mistake.") && refused.words().contains("We called them."));
        let once = ("once", "0190b6e5-a0e0-7000-8000-000000000001");
        for _ in 0..2 {
            let noted = steward.post(&case, &[&step[..], &why, &[once, ("go", "note")]].concat()).await;
            assert_eq!(noted.status, StatusCode::OK, "{}", noted.words());
            for said in ["The step is noted.", "It was a mistake."] {
                assert!(noted.words().contains(said), "{said}: {}", noted.words());
            }
            assert_eq!(noted.text.matches("We called them.").count(), 1, "it is not offered to be written once more");
        }
        // Deciding.
        let version = steward.get(&case).await.input("version").expect("a version");
        let why = [("decision", "resume"), ("text", "It was a mistake."), ("version", version.as_str())];
        let other = [("form", "case-decide"), ("step", "noted"), ("note", "They call back.")];
        let decided = steward.post(&case, &[&other[..], &why].concat()).await;
        assert_eq!(decided.status, StatusCode::OK, "{}", decided.words());
        for said in ["Your decision is kept. It waits for another steward.", "They call back."] {
            assert!(decided.words().contains(said), "{said}: {}", decided.words());
        }
        // The case is closed by the second one, who reads what they could not note any more.
        let second = s.client(&s.stewards[1]).await;
        let version = second.get(&case).await.input("version").expect("a version");
        let why = [("decision", "resume"), ("text", "So it was."), ("version", version.as_str())];
        let closed = second.post(&case, &[&other[..], &why].concat()).await;
        assert_eq!(closed.status, StatusCode::OK, "{}", closed.words());
        for said in ["It is decided, and the case is closed.", "They call back."] {
            assert!(closed.words().contains(said), "{said}: {}", closed.words());
        }
    }
}
