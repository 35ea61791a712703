//! The checklist and the decision that rests on it are one form: whoever decides keeps what they have ticked.

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::organisation::{OrganisationKind, OrganisationStatus};
use domain::vetting::Check;
use testkit::{Answer, Client, World};

use super::{Talk, ticked};
use crate::router;

const UNTIL: (&str, &str) = ("until", "2027-05-03");

/// All ticks of a kind as a page posts them.
fn all(kind: OrganisationKind) -> Vec<(&'static str, &'static str)> {
    Check::of(kind).iter().map(|check| ("checks", check.word())).collect()
}

#[tokio::test]
async fn whoever_proposes_keeps_what_they_have_ticked_and_the_next_one_confirms() {
    for world in [World::sqlite().await, World::postgres().await] {
        let applicant = world.applicant(OrganisationKind::Business, "Bakery").await;
        let talk = Talk::about(world, applicant).await;
        let checks = all(OrganisationKind::Business);
        let proposed = talk.post(&talk.steward, "vetting-verify", &[&checks[..], &[UNTIL]].concat()).await;
        assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", proposed.words());
        let page = talk.steward.get(proposed.location()).await;
        assert!(page.words().contains("Your proposal is kept."), "{}", page.words());
        assert_eq!(page.text.matches("class=\"notice").count(), 1, "one word of it is enough: {}", page.text);
        assert_eq!(ticked(&page).len(), checks.len());
        // What waits for another is not theirs to do.
        let home = talk.steward.get("/").await.words();
        assert!(home.contains("No applications wait for you as the second steward"), "{home}");
        let home = talk.second.get("/").await.words();
        assert!(home.contains("application waits for you as the second steward"), "{home}");
        // Whoever takes a tick back confirms nothing.
        let page = talk.second.get(&talk.page()).await;
        let seen: Vec<(&str, &str)> = ticked(&page).into_iter().map(|check| ("seen", check)).collect();
        let fewer = [&seen[..], checks.get(1..).expect("the others"), &[("go", "confirm")]].concat();
        let refused = talk.post(&talk.second, "vetting-verify", &fewer).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(ticked(&refused).len(), checks.len() - 1);
        let confirmed =
            talk.post(&talk.second, "vetting-verify", &[&seen[..], &checks, &[("go", "confirm")]].concat()).await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.words());
        assert!(talk.second.get(confirmed.location()).await.words().contains("The organisation is verified now."));
        assert_eq!(talk.stored().await.status, OrganisationStatus::Verified);
    }
}

#[tokio::test]
async fn what_is_not_ticked_yet_is_said_beside_the_checklist_and_no_tick_is_lost() {
    let talk = Talk::new().await;
    let checks = all(OrganisationKind::Business);
    let most = checks.get(1..).expect("the others");
    let early = talk.post(&talk.steward, "vetting-verify", &[most, &[UNTIL]].concat()).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.words().contains("What you found right: Not everything on the checklist is ticked yet."));
    assert!(early.text.contains("href=\"#field-checks\"") && early.text.contains("id=\"problem-checks\""));
    assert!(!early.text.contains("id=\"problem-until\""), "the day is right");
    assert_eq!(ticked(&early).len(), most.len());
    assert_eq!(early.input("until").as_deref(), Some("2027-05-03"));
    // The other way round.
    let wrong = [&checks[..], &[("until", "2029-05-03")]].concat();
    let wrong = talk.post(&talk.steward, "vetting-verify", &wrong).await;
    assert!(wrong.text.contains("id=\"problem-until\"") && !wrong.text.contains("id=\"problem-checks\""));
    assert_eq!(ticked(&wrong).len(), checks.len());
    let stored = services::vetting::ticks(&talk.world.steward(), talk.applicant.organisation()).await;
    assert_eq!(stored.map(|ticks| ticks.len()), Ok(0), "what is refused leaves nothing");
}

#[tokio::test]
async fn whoever_only_keeps_the_ticks_keeps_the_day_as_well() {
    let talk = Talk::new().await;
    let page = talk.steward.get(&talk.page()).await;
    let date = page.text.split("<input ").find(|tag| tag.contains("name=\"until\"")).expect("the day");
    assert!(date.split('>').next().is_some_and(|tag| tag.contains("form=\"vetting-verify\"")), "{date}");
    let kept = talk.keeps(&talk.steward, &[("checks", "identity"), UNTIL]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.words());
    let place = kept.location().split('#').next().expect("an address").to_owned();
    let page = talk.steward.get(&place).await;
    assert_eq!((ticked(&page), page.input("until").as_deref()), (vec!["identity"], Some("2027-05-03")));
    // Nothing is decided while it is kept out, and ticks are kept then too.
    talk.world.suspend(talk.applicant.organisation()).await;
    let page = talk.steward.get(&talk.page()).await;
    assert_eq!((page.input("until"), page.input("go").as_deref()), (None, Some("keep")));
    let kept = talk.keeps(&talk.steward, &[("checks", "owners")]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.words());
}

#[tokio::test]
async fn one_steward_ticks_and_verifies_an_ngo_at_once() {
    let world = World::sqlite().await;
    let ngo = world.applicant(OrganisationKind::Ngo, "Harbour").await;
    let steward = world.platform(PlatformRole::Steward).await;
    let steward = Client::signed_in(router(&world), &steward).await;
    let page = format!("/stewardship/organisations/{}", ngo.organisation());
    let version = steward.get(&page).await.input("version").expect("a version");
    let fields = [
        &all(OrganisationKind::Ngo)[..],
        &[("form", "vetting-verify"), ("go", "verify"), ("version", &version), UNTIL],
    ]
    .concat();
    let verified = steward.post(&page, &fields).await;
    assert_eq!(verified.status, StatusCode::SEE_OTHER, "{}", verified.words());
    assert!(steward.get(verified.location()).await.words().contains("The organisation is verified now."));
}

/// What the page that follows says was done.
async fn said(talk: &Talk, done: &Answer) -> String {
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
    let address = done.location().split('#').next().unwrap_or_default();
    let page = talk.steward.get(address).await.text;
    let status = page.split("role=\"status\"").nth(1).and_then(|rest| rest.split("</p>").next());
    status.unwrap_or_default().to_owned()
}

#[tokio::test]
async fn whatever_a_steward_presses_keeps_what_is_ticked_and_says_that_it_is_done() {
    for world in [World::sqlite().await, World::postgres().await] {
        let applicant = world.applicant(OrganisationKind::Business, "Bakery").await;
        let talk = Talk::about(world, applicant).await;
        let page = talk.steward.get(&talk.page()).await;
        let mut kept: Vec<&str> = Vec::new();
        for (go, check, words) in [
            ("note", "identity", "The note is kept."),
            ("ask", "reached", "Your question is sent."),
            ("decline", "owners", "The organisation is declined now."),
        ] {
            for (element, marked) in [("<textarea ", format!("name=\"{go}\"")), ("<button ", format!("value=\"{go}\""))]
            {
                let mut tags = page.text.split(element).skip(1).filter_map(|rest| rest.split('>').next());
                let tag = tags.find(|tag| tag.contains(&marked));
                let own = tag.is_some_and(|tag| tag.contains("form=\"vetting-verify\""));
                assert!(own, "{go} is of the form of the ticks: {tag:?}");
            }
            let seen: Vec<(&str, &str)> = kept.iter().map(|check| ("seen", *check)).collect();
            kept.push(check);
            let ticks: Vec<(&str, &str)> = kept.iter().map(|check| ("checks", *check)).collect();
            let fields = [&seen[..], &ticks, &[("go", go), (go, "What do you bake?")]].concat();
            let done = talk.post(&talk.steward, "vetting-verify", &fields).await;
            let status = said(&talk, &done).await;
            assert!(status.contains(words), "{go}: {status}");
            assert_eq!(ticked(&talk.steward.get(&talk.page()).await), kept, "{go}");
        }
    }
}

#[tokio::test]
async fn what_one_button_needs_stops_no_other_and_nothing_typed_is_lost() {
    let talk = Talk::new().await;
    let typed = [("checks", "identity"), UNTIL, ("ask", "What do you bake?"), ("note", "Nobody answers.")];
    let refused = talk.post(&talk.steward, "vetting-verify", &[&typed[..], &[("go", "decline")]].concat()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("href=\"#field-decline\"") && refused.text.contains("id=\"problem-decline\""));
    assert_eq!(refused.text.matches("id=\"problem-").count(), 1, "{}", refused.words());
    assert_eq!((ticked(&refused), refused.input("until").as_deref()), (vec!["identity"], Some("2027-05-03")));
    for said in ["What do you bake?", "Nobody answers."] {
        assert!(refused.words().contains(said), "{said} is lost: {}", refused.words());
    }
    let folded = refused.text.split("<details").filter(|part| part.contains("form=\"vetting-verify\""));
    let open = folded.filter(|part| part.split('>').next().is_some_and(|tag| tag.contains(" open")));
    assert_eq!(open.count(), 2, "the question that is typed, and the reason that is missing");
    // A question alone is enough to ask, and a note needs neither a day nor the version that is shown.
    let asked = talk.post(&talk.steward, "vetting-verify", &[("go", "ask"), ("ask", "What do you bake?")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.words());
    let note = [("form", "vetting-verify"), ("version", "1"), ("go", "note"), ("note", "Nobody answers.")];
    assert_eq!(talk.steward.post(&talk.page(), &note).await.status, StatusCode::SEE_OTHER);
    let stale = [&note[..], &[("checks", "identity")]].concat();
    let stale = talk.steward.post(&talk.page(), &stale).await;
    assert_eq!((stale.status, ticked(&stale)), (StatusCode::CONFLICT, vec!["identity"]), "a tick is of a version");
    assert!(stale.words().contains("Nobody answers."));
    // While it is kept out, what is not a note keeps the ticks.
    talk.world.suspend(talk.applicant.organisation()).await;
    let both = [("go", "keep"), ("go", "note"), ("note", "They moved."), ("checks", "owners")];
    let done = talk.post(&talk.steward, "vetting-verify", &both).await;
    assert!(said(&talk, &done).await.contains("The note is kept."));
    let page = talk.steward.get(&talk.page()).await;
    assert!(page.words().contains("They moved.") && ticked(&page).contains(&"owners"));
}

#[tokio::test]
async fn what_is_typed_while_another_steward_suspends_it_is_not_lost() {
    let talk = Talk::new().await;
    let version = talk.steward.get(&talk.page()).await.input("version").expect("a version");
    talk.world.suspend(talk.applicant.organisation()).await;
    for (go, typed) in [("ask", "What do you bake?"), ("decline", "They bake nothing.")] {
        let fields = [("form", "vetting-verify"), ("version", version.as_str()), ("go", go), (go, typed)];
        let late = talk.steward.post(&talk.page(), &fields).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{go}");
        assert!(late.words().contains("Somebody else changed this"), "{}", late.words());
        // On the page as it is now it cannot be decided, and stays when the ticks are kept.
        let refused = talk.post(&talk.steward, "vetting-verify", &[("go", go), (go, typed)]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{go}");
        let kept = talk.keeps(&talk.steward, &[(go, typed)]).await;
        assert_eq!(kept.status, StatusCode::OK, "{go}");
        for page in [late, refused, kept] {
            let area = page.text.split("<textarea ").find(|part| part.contains(typed)).expect("what was typed");
            let tag = area.split('>').next().unwrap_or_default();
            assert!(tag.contains("form=\"vetting-verify\"") && tag.contains(&format!("name=\"{go}\"")), "{tag}");
            assert!(!page.text.contains(&format!("value=\"{go}\"")), "nothing is decided now: {}", page.text);
        }
    }
    assert!(!talk.steward.get(&talk.page()).await.text.contains("name=\"ask\""), "nobody begins to write one");
}

#[tokio::test]
async fn that_a_note_is_kept_is_said_where_it_stands() {
    let talk = Talk::new().await;
    let note = [("go", "note"), ("note", "Nobody answers.")];
    let noted = talk.post(&talk.steward, "vetting-verify", &note).await;
    let (address, place) = noted.location().split_once('#').expect("a place");
    assert_eq!(place, "noted");
    let page = talk.steward.get(address).await.text;
    let (above, below) = page.split_once("Nobody answers.").expect("the note");
    assert!(!above.contains("The note is kept.") && below.contains("The note is kept."), "{page}");
    assert!(below.contains("id=\"noted\"") && !below.contains("autofocus"), "the address leads there: {below}");
}

#[tokio::test]
async fn what_is_typed_for_another_button_stays_when_something_else_is_done() {
    const QUESTION: (&str, &str) = ("ask", "What do you bake?");
    for world in [World::sqlite().await, World::postgres().await] {
        let applicant = world.applicant(OrganisationKind::Business, "Bakery").await;
        let talk = Talk::about(world, applicant).await;
        talk.keeps(&talk.second, &[("checks", "reached")]).await;
        let once = ("once", "0190b6e5-a0e0-7000-8000-000000000001");
        // The second time is the same page loaded anew.
        for _ in 0..2 {
            let fields = [once, ("go", "keep"), ("checks", "identity"), UNTIL, QUESTION];
            let kept = talk.post(&talk.steward, "vetting-verify", &fields).await;
            assert_eq!(kept.status, StatusCode::OK, "{}", kept.words());
            for said in ["The ticks are kept.", QUESTION.1] {
                assert!(kept.words().contains(said), "{said}: {}", kept.words());
            }
            assert_eq!(ticked(&kept), ["identity", "reached"], "another steward's tick is there too");
            assert_eq!(kept.input("until").as_deref(), Some(UNTIL.1));
            let open = kept.text.split("<details").filter(|part| part.contains("form=\"vetting-verify\""));
            let open = open.filter(|part| part.split('>').next().is_some_and(|tag| tag.contains(" open")));
            assert_eq!(open.count(), 1, "the question stands open");
        }
        let subject = format!("organisation {}", talk.applicant.organisation());
        let logged = store::audit::count(&talk.world.services.db, "tick checks", &subject).await;
        assert_eq!(logged.expect("counted"), 2, "one of each steward");

        let ticks = [("seen", "identity"), ("seen", "reached"), ("checks", "identity"), ("checks", "reached")];
        let note = [&ticks[..], &[("go", "note"), ("note", "Nobody answers."), QUESTION]].concat();
        let noted = talk.post(&talk.steward, "vetting-verify", &note).await;
        assert_eq!(noted.status, StatusCode::OK, "{}", noted.words());
        for said in ["The note is kept.", QUESTION.1] {
            assert!(noted.words().contains(said), "{said}: {}", noted.words());
        }
        assert_eq!(noted.text.matches("Nobody answers.").count(), 1, "it is not offered to be written once more");
        let word = noted.text.split("id=\"noted\"").nth(1).and_then(|rest| rest.split('>').next());
        assert!(word.is_some_and(|word| word.contains("autofocus")), "it takes the focus: {word:?}");
        let asked = [&ticks[..], &[("go", "ask"), QUESTION]].concat();
        let asked = talk.post(&talk.steward, "vetting-verify", &asked).await;
        assert!(said(&talk, &asked).await.contains("Your question is sent."));
    }
}

#[tokio::test]
async fn what_the_organisation_wrote_is_read_as_closely_as_the_check_that_rests_on_it() {
    let talk = Talk::new().await;
    let page = talk.steward.get(&talk.page()).await;
    let boxes = page.text.matches("class=\"choice choice--long\"").count();
    assert_eq!(boxes, Check::of(OrganisationKind::Business).len(), "each has the whole line: {}", page.text);
    let said = page.text.split("class=\"choice__said\"").skip(1).filter_map(|rest| rest.split("</span>").next());
    assert!(said.filter(|said| said.contains("Told of ")).count() > 2, "{}", page.text);
    let style =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../style/choice.css")).expect("the style");
    assert!(style.contains(":has(> .choice--long)") && style.contains(".choice__said"), "the style knows them");
}

#[tokio::test]
async fn what_is_written_beside_stays_when_it_is_suspended_or_is_to_be_debarred() {
    const BESIDE: [(&str, &str); 3] =
        [("checks", "identity"), ("ask", "What do you bake?"), ("note", "Nobody answers.")];
    for (go, words) in [("suspend", "The organisation is suspended now."), ("debar", "Your proposal to debar is kept.")]
    {
        let talk = Talk::new().await;
        let [reason, review, text] = ["reason", "review", "text"].map(|field| format!("{go}_{field}"));
        let page = talk.steward.get(&talk.page()).await.text;
        for name in [&reason, &review, &text] {
            let tag = page.split('<').find(|tag| tag.contains(&format!("name=\"{name}\"")));
            assert!(tag.is_some_and(|tag| tag.contains("form=\"vetting-verify\"")), "{name} is of the form: {tag:?}");
        }
        let note = (text.as_str(), "Two people told us.");
        let refused = [&BESIDE[..], &[("go", go), note]].concat();
        let refused = talk.post(&talk.steward, "vetting-verify", &refused).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{go}");
        for name in [&reason, &review] {
            let (problem, link) = (format!("id=\"problem-{name}\""), format!("href=\"#field-{name}\""));
            assert!(refused.text.contains(&problem) && refused.text.contains(&link), "{name}: {}", refused.text);
        }
        for said in ["What do you bake?", "Nobody answers.", note.1] {
            assert!(refused.words().contains(said), "{said} is lost: {}", refused.words());
        }
        assert_eq!(ticked(&refused), ["identity"]);
        // A note alone leaves what is written for this.
        let noted = [("go", "note"), ("note", "Nobody answers."), note, (review.as_str(), "2026-12-20")];
        let noted = talk.post(&talk.steward, "vetting-verify", &noted).await;
        assert_eq!((noted.status, noted.input(&review).as_deref()), (StatusCode::OK, Some("2026-12-20")));
        assert!(noted.words().contains(note.1), "{}", noted.words());
        // So does a class of reason that is chosen before anything is written.
        let chosen = [("go", "keep"), (reason.as_str(), "fees"), (review.as_str(), "2026-12-20")];
        let chosen = talk.post(&talk.steward, "vetting-verify", &chosen).await;
        assert_eq!((chosen.status, chosen.input(&review).as_deref()), (StatusCode::OK, Some("2026-12-20")));
        assert!(chosen.text.contains("value=\"fees\" selected"), "{}", chosen.text);

        let whole = [(reason.as_str(), "fees"), (review.as_str(), "2026-12-24"), note, ("go", go)];
        let done = talk.post(&talk.steward, "vetting-verify", &[&BESIDE[..], &whole].concat()).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.words());
        for name in ["ask", "note"] {
            let area = done.text.split("<textarea ").find(|area| area.contains(&format!("name=\"{name}\"")));
            let typed = BESIDE.iter().find(|(field, _)| *field == name).map_or("", |(_, typed)| *typed);
            assert!(area.is_some_and(|area| area.contains(typed)), "{name} is lost: {area:?}");
        }
        assert!(done.words().contains(words), "{}", done.words());
        assert_eq!(done.text.matches(note.1).count(), 1, "it is not offered to be written once more");
        assert_eq!(ticked(&done), ["identity"], "what was ticked is kept");
    }
}

#[tokio::test]
async fn enter_in_one_of_the_days_decides_nothing() {
    let talk = Talk::new().await;
    talk.world.tick_all(talk.applicant.organisation()).await;
    let version = talk.steward.get(&talk.page()).await.input("version").expect("a version");
    let enter = [("form", "vetting-verify"), ("version", version.as_str()), UNTIL, ("suspend_review", "2026-12-20")];
    let kept = talk.steward.post(&talk.page(), &enter).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.words());
    let stored = talk.stored().await;
    assert_eq!((stored.status, stored.proposed.is_some()), (OrganisationStatus::Applied, false));
    let history = services::sanctions::history(&talk.world.steward(), talk.applicant.organisation()).await;
    assert_eq!(history.map(|all| all.len()), Ok(0));
}
