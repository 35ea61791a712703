//! Referrals: writing one in steps, stopping and going on, opening and closing, and who may not know of it.

use axum::http::StatusCode;
use domain::organisation::OrganisationKind;
use domain::referral::{Code, ReferralStatus};
use testkit::{Client, World};

use crate::market::{Market, others};
use crate::router;

const STEPS: &[&str] =
    &["languages", "work", "skills", "hours", "area", "right", "supports", "limits", "name", "contact", "notes"];

/// A step, the field that is wrong, what is posted, and what the page must still hold.
type Wrong<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a str);

fn code(path: &str) -> Code {
    path.rsplit('/').next().expect("a code").parse().expect("a code")
}

#[tokio::test]
async fn a_referral_is_written_in_steps_and_read_back_whole() {
    let market = Market::new().await;
    let path = market.begin().await;
    let business = market.recipient();
    let answers: &[(&str, &[(&str, &str)])] = &[
        ("languages", &[("language", "it"), ("level", "A2"), ("language", ""), ("level", ""), ("go", "next")]),
        ("work", &[("occupation", "cook"), ("years", "3"), ("go", "next")]),
        ("skills", &[("skill", "bake goods"), ("go", "next")]),
        ("hours", &[("hours_min", "20"), ("hours_max", "32"), ("go", "next")]),
        ("area", &[("place", "Tirana, AL"), ("reach", "45"), ("unit", "minutes"), ("go", "next")]),
        ("right", &[("right_to_work", "yes"), ("go", "next")]),
        ("supports", &[("supports", "childcare"), ("supports", "mentor"), ("go", "next")]),
        (
            "limits",
            &[
                ("place", "Shkodër, AL"),
                ("km", "25"),
                ("business", "Bakery Example"),
                ("business_id", &business),
                ("shifts", "night"),
                ("live_in", "yes"),
                ("go", "next"),
            ],
        ),
        ("name", &[("called", "🌻 نور"), ("go", "next")]),
        (
            "contact",
            &[
                ("channel", "Signal, or “Amina”"),
                ("contact_hours", "Sundays 10–12"),
                ("never", "By phone"),
                ("go", "next"),
            ],
        ),
        ("notes", &[("notes", "Zeile 1\r\nשורה ב <b>\"&\"</b> 👩‍🍳"), ("go", "next")]),
    ];
    for (at, (step, fields)) in answers.iter().enumerate() {
        let answer = market.step(&path, step, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{step}: {}", answer.words());
        let next = STEPS.get(at + 1).map_or_else(|| path.clone(), |next| format!("{path}/step/{next}"));
        assert_eq!(answer.location(), next);
    }
    let page = market.client.get(&path).await;
    let words = page.words();
    for expect in [
        "Italian A2",
        "cook",
        "(3 years)",
        "bake goods",
        "20 to 32 hours",
        "Tirana",
        "45 minutes",
        "May work",
        "not within 25 km of Shkodër",
        "not with Bakery Example (Berlin) or its group",
        "not at this time",
        "not living in the place of work",
        "🌻 نور",
        "Signal, or “Amina” · Sundays 10–12 · never: By phone",
        "שורה ב <b>\"&\"</b> 👩‍🍳",
    ] {
        assert!(words.contains(expect), "{expect}: {words}");
    }
    assert!(page.text.contains("10–12\u{a0}· never: By phone"), "no line begins with the dot: {}", page.text);
    assert!(!page.text.contains("<b>\""), "what is typed is never markup");
    assert!(page.text.contains("class=\"quick-exit\""));
    for step in STEPS {
        assert_eq!(market.client.get(&format!("{path}/step/{step}")).await.status, StatusCode::OK, "{step}");
    }
    let notes = market.client.get(&format!("{path}/step/notes")).await.words();
    assert!(notes.contains("Zeile 1\nשורה ב"), "{notes}");
}

#[tokio::test]
async fn it_can_stop_anywhere_and_go_on_later() {
    let market = Market::new().await;
    let path = market.begin().await;
    let stopped = market.step(&path, "languages", &[("language", "sq"), ("level", "C1"), ("go", "stop")]).await;
    assert_eq!(stopped.location(), path);
    let list = market.client.get("/referrals?status=draft").await.words();
    assert!(list.contains(code(&path).as_str()) && list.contains("Go on writing") && list.contains("Albanian C1"));
    let page = market.client.get(&path).await.words();
    assert!(page.contains("still needed") && page.contains("What work does the person want?"), "{page}");
    assert!(!page.contains("Open it for matching"), "it is not complete");
    let early = market.client.post(&path, &[("form", "referral-open")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        early.text.contains("role=\"alert\"") && early.words().contains("What does the law let the person do now?")
    );
}

#[tokio::test]
async fn empty_steps_are_saved_as_not_said() {
    let market = Market::new().await;
    let path = market.begin().await;
    for step in STEPS {
        let answer = market.step(&path, step, &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{step}: {}", answer.words());
    }
    assert_eq!(market.client.get(&path).await.words().matches("Not said").count(), STEPS.len());
}

#[tokio::test]
async fn what_cannot_be_accepted_is_said_beside_its_field_and_kept() {
    let market = Market::new().await;
    let path = market.begin().await;
    let long = "ж".repeat(9000);
    let other = market.ngo.organisation().to_string();
    let wrong: &[Wrong<'_>] = &[
        ("languages", "languages", &[("language", "it"), ("level", "")], "value=\"it\" selected"),
        ("languages", "languages", &[("language", ""), ("level", "B2")], "value=\"B2\" selected"),
        ("languages", "languages", &[("language", "it"), ("level", "👩‍🍳")], "value=\"it\" selected"),
        ("work", "occupation", &[("occupation", "zzqx"), ("years", "4")], "value=\"4\""),
        ("work", "occupation", &[("occupation", ""), ("years", "4")], "value=\"4\""),
        ("work", "years", &[("occupation", "cook"), ("years", "many")], "value=\"many\""),
        ("work", "years", &[("occupation", "cook"), ("years", "61")], "value=\"61\""),
        (
            "work",
            "occupation",
            &[("occupation", "cook"), ("occupation_asked", "cook"), ("occupation_id", "👩‍🍳"), ("years", "1")],
            "value=\"cook\"",
        ),
        ("skills", "skill", &[("skill", "bak")], "value=\"bak\""),
        ("skills", "skill", &[("skill", "bak"), ("skill_id", "no such skill")], "value=\"bak\""),
        ("hours", "hours_min", &[("hours_min", "0"), ("hours_max", "30")], "value=\"30\""),
        ("hours", "hours_max", &[("hours_min", "30"), ("hours_max", "20")], "value=\"30\""),
        ("hours", "hours_max", &[("hours_min", "30"), ("hours_max", &long)], "value=\"30\""),
        ("area", "place", &[("place", "Nowhere at all, XX"), ("reach", "9"), ("unit", "km")], "Nowhere at all"),
        ("area", "reach", &[("place", "Tirana, AL"), ("reach", "1001"), ("unit", "km")], "value=\"1001\""),
        ("area", "unit", &[("place", "Tirana, AL"), ("reach", "9"), ("unit", "miles")], "value=\"9\""),
        ("right", "right_to_work", &[("right_to_work", "perhaps")], "name=\"right_to_work\""),
        ("supports", "supports", &[("supports", "mentor"), ("supports", "castle")], "value=\"mentor\" checked"),
        ("limits", "km", &[("place", "Tirana, AL"), ("km", "")], "Tirana, AL"),
        ("limits", "place", &[("place", ""), ("km", "12")], "value=\"12\""),
        ("limits", "business", &[("business", "Nobody Ltd")], "Nobody Ltd"),
        ("limits", "business", &[("business", "Harbour"), ("business_id", &other)], "Harbour"),
        ("limits", "sector", &[("sector", "ZZ"), ("km", "")], "name=\"sector\""),
        ("limits", "shifts", &[("shifts", "night"), ("shifts", "noon")], "value=\"night\" checked"),
        ("name", "called", &[("called", &long)], &long),
        ("name", "called", &[("called", "Robin 030 123 45 67")], "Robin 030 123 45 67"),
        ("name", "called", &[("called", "robin@example.org")], "robin@example.org"),
        ("contact", "channel", &[("channel", &long), ("never", "Früh")], &long),
        ("contact", "contact_hours", &[("channel", "Früh"), ("contact_hours", &long)], "Früh"),
        ("contact", "never", &[("never", &long), ("contact_hours", "Früh")], "value=\"Früh\""),
        ("notes", "notes", &[("notes", &long)], &long),
    ];
    for (step, field, fields, kept) in wrong {
        let answer = market.step(&path, step, fields).await;
        let what = format!("{step} {fields:.30?}");
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what} {}", answer.location());
        assert!(answer.text.contains(&format!("id=\"problem-{field}\"")), "{what}: {}", answer.words());
        assert!(answer.text.contains(&format!("href=\"#field-{field}\"")), "{what}");
        assert!(answer.text.contains(&format!("id=\"field-{field}\"")), "{what}: the summary leads somewhere");
        assert!(answer.text.contains(kept), "{what}: nothing typed is lost");
    }
    let page = market.client.get(&path).await.words();
    assert_eq!(page.matches("Not said").count(), STEPS.len(), "a refused step saves nothing: {page}");
}

#[tokio::test]
async fn choices_are_found_without_javascript() {
    let market = Market::new().await;
    let path = market.begin().await;
    let found = market.step(&path, "work", &[("occupation", "kitch"), ("years", "2"), ("go", "find")]).await;
    assert_eq!(found.status, StatusCode::OK);
    assert!(found.text.contains("type=\"radio\" name=\"occupation_id\"") && found.text.contains("value=\"2\""));
    let id = found.input("occupation_id").expect("a choice");
    let chosen = [
        ("occupation", "kitch"),
        ("occupation_asked", "kitch"),
        ("occupation_id", id.as_str()),
        ("years", "2"),
        ("go", "add"),
    ];
    let added = market.step(&path, "work", &chosen).await;
    assert_eq!(added.location(), format!("{path}/step/work"));
    let page = market.client.get(added.location()).await;
    assert!(page.text.contains(&format!("value=\"{id}\"")) && page.words().contains("(2 years)"));
    // What was ticked for other words does not count for the ones that are there now.
    let retyped = [("occupation", "carpenter"), ("occupation_asked", ""), ("occupation_id", testkit::COOK)];
    assert_eq!(market.step(&path, "work", &retyped).await.status, StatusCode::SEE_OTHER);
    let words = market.client.get(&path).await.words();
    assert!(words.contains("carpenter") && !words.contains("cook"), "{words}");
    let found = market.step(&path, "skills", &[("skill", "baking"), ("go", "find")]).await;
    let skill = found.input("skill_id").expect("a skill");
    let other = market.step(&path, "skills", &[("skill", "sewing"), ("skill_id", &skill), ("go", "find")]).await;
    assert!(other.text.contains(&format!("value=\"{skill}\" checked")), "a tick stays when other words are looked for");
    assert_eq!(market.step(&path, "skills", &[("skill_id", &skill)]).await.status, StatusCode::SEE_OTHER);
    let removed = market.step(&path, "work", &[("had", id.as_str())]).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER);
    assert!(!market.client.get(&path).await.words().contains("(2 years)"), "without its tick it is gone");
}

#[tokio::test]
async fn two_windows_never_lose_a_limit() {
    let market = Market::new().await;
    let path = market.begin().await;
    let address = format!("{path}/step/limits");
    let old = market.client.get(&address).await.input("version").expect("a version");
    let first = [("place", "Tirana, AL"), ("km", "10"), ("shifts", "night")];
    assert_eq!(market.step(&path, "limits", &first).await.status, StatusCode::SEE_OTHER);
    let late =
        [("form", "referral"), ("version", old.as_str()), ("place", "Shkodër, AL"), ("km", "20"), ("live_in", "yes")];
    let stale = market.client.post(&address, &late).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text.contains("Shkodër, AL") && stale.words().contains("Somebody else changed this"));
    // The other's version opens beside what was typed, and not in its place.
    let beside = stale.text.split("<a ").find(|link| link.contains("See how it is now")).expect("a way to compare");
    for each in [format!("href=\"{address}\""), "target=\"_blank\"".into(), "rel=\"noopener\"".into()] {
        assert!(beside.contains(&each), "{each}: {beside}");
    }
    assert!(market.client.get(&address).await.text.contains("value=\"night\" checked"), "as it is kept");
    let place = stale.input("keep").expect("the other window's limit");
    assert!(stale.text.contains(&format!("name=\"keep\" value=\"{place}\" checked")), "{}", stale.text);
    assert!(stale.text.contains("value=\"night\" checked") && stale.text.contains("value=\"yes\" checked"));
    let version = stale.input("version").expect("a version");
    let again = [
        ("form", "referral"),
        ("version", version.as_str()),
        ("place", "Shkodër, AL"),
        ("km", "20"),
        ("live_in", "yes"),
        ("shifts", "night"),
        ("keep", place.as_str()),
        ("had", place.as_str()),
    ];
    assert_eq!(market.client.post(&address, &again).await.status, StatusCode::SEE_OTHER);
    let words = market.client.get(&path).await.words();
    for limit in ["10 km of Tirana", "20 km of Shkodër", "not at this time", "not living"] {
        assert!(words.contains(limit), "{limit}: {words}");
    }
}

#[tokio::test]
async fn it_is_opened_closed_with_a_reason_and_opened_again() {
    let market = Market::new().await;
    let path = market.open().await;
    assert!(market.client.get("/referrals").await.words().contains("See matches"));
    for reason in ["", "bored", "👩‍🍳"] {
        let answer = market.client.post(&path, &[("form", "referral-close"), ("reason", reason)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{reason}");
        assert!(answer.text.contains("id=\"problem-reason\""), "{reason}");
    }
    let closed = market.client.post(&path, &[("form", "referral-close"), ("reason", "left_by_choice")]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    let page = market.client.get(&path).await.words();
    assert!(page.contains("Left by choice") && page.contains("Open it again"), "{page}");
    assert!(market.client.get("/referrals?status=closed").await.words().contains(code(&path).as_str()));
    let bare = market.client.post(&path, &[("form", "referral-open")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.text.contains("id=\"problem-reason\""), "{}", bare.words());
    let again = market.client.post(&path, &[("form", "referral-open"), ("reason", "ready_again")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let history = market.client.get(&path).await.words();
    assert!(history.contains("Left by choice") && history.contains("The person is ready again"), "{history}");
    let page = market.client.get(&path).await;
    assert!(page.text.contains("status--open") && page.words().contains("See matches"), "{}", page.words());
}

#[tokio::test]
async fn an_ngo_that_is_not_verified_writes_drafts_and_opens_none() {
    let world = World::sqlite().await;
    let person = world.applicant(OrganisationKind::Ngo, "New harbour").await;
    let client = Client::signed_in(router(&world), &person).await;
    let begun = client.post("/referrals/new", &[("form", "referral-begin")]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER);
    let path = begun.location().strip_suffix("/step/languages").expect("the first step");
    assert!(client.get(path).await.words().contains("not verified at the moment"));
    assert_eq!(client.post(path, &[("form", "referral-open")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(client.get(&format!("{path}/matches")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_doubled_beginning_begins_one() {
    let market = Market::new().await;
    let once = market.client.get("/referrals/new").await.input("once").expect("a token");
    for _ in 0..2 {
        let answer = market.client.post("/referrals/new", &[("form", "referral-begin"), ("once", &once)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    let scope = market.world.as_person(&market.ngo).await;
    let drafts = services::referrals::count(&scope, ReferralStatus::Draft).await.expect("a count");
    assert_eq!(drafts, 1);
}

#[tokio::test]
async fn nobody_else_can_tell_that_it_exists() {
    let market = Market::new().await;
    let path = market.open().await;
    let placement = market.placement;
    let pages = [
        path.clone(),
        format!("{path}/step/languages"),
        format!("{path}/step/nothing"),
        format!("{path}/consent"),
        format!("{path}/matches"),
        format!("{path}/put-forward/{placement}"),
    ];
    let forms = [
        (path.clone(), "referral-open"),
        (path.clone(), "referral-close"),
        (format!("{path}/step/languages"), "referral"),
        (format!("{path}/step/limits"), "referral"),
        (format!("{path}/consent"), "consent"),
        (format!("{path}/consent"), "consent-revoke"),
        (format!("{path}/put-forward/{placement}"), "forward"),
    ];
    let before = market.client.get(&path).await.words();
    for (who, client) in others(&market.world).await {
        for page in &pages {
            let real = client.get(page).await;
            assert_eq!(real.status, StatusCode::NOT_FOUND, "{who} {page}");
            let none = client.get(&page.replace(code(&path).as_str(), "22-222")).await;
            assert_eq!(real.words(), none.words(), "{who} {page}: there and not there look the same");
        }
        for (page, form) in &forms {
            for go in ["next", "find", "read"] {
                let fields =
                    [("form", *form), ("go", go), ("version", "1"), ("reason", "placed"), ("business", "Bakery")];
                let answer = client.post(page, &fields).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{who} {page} {form} {go}");
            }
        }
    }
    for (who, client) in others(&market.world).await.into_iter().filter(|(who, _)| *who != "another NGO") {
        for page in ["/referrals", "/referrals/new"] {
            assert_eq!(client.get(page).await.status, StatusCode::NOT_FOUND, "{who} {page}");
        }
        let begun = client.post("/referrals/new", &[("form", "referral-begin")]).await;
        assert_eq!(begun.status, StatusCode::NOT_FOUND, "{who}");
    }
    assert_eq!(market.client.get(&path).await.words(), before, "nobody changed anything");
}

#[tokio::test]
async fn a_visitor_signs_in_first_and_keeps_what_was_typed() {
    let market = Market::new().await;
    let path = market.open().await;
    let visitor = Client::new(router(&market.world));
    for page in [
        "/referrals".to_owned(),
        "/referrals/new".into(),
        path.clone(),
        format!("{path}/matches"),
        format!("{path}/consent"),
    ] {
        let answer = visitor.get(&page).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{page}");
        assert!(answer.location().starts_with("/sign-in"), "{page}");
    }
    let typed = [("form", "referral"), ("version", "1"), ("called", "🌻 نور")];
    let answer = visitor.post(&format!("{path}/step/name"), &typed).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.input("carried").expect("what was typed").contains("called="));
}

#[tokio::test]
async fn every_read_and_change_is_in_the_audit_log() {
    let market = Market::new().await;
    let path = market.open().await;
    let scope = market.world.as_person(&market.ngo).await;
    let referral = services::referrals::find(&scope, &code(&path)).await.expect("the referral");
    let subject = format!("referral {}", referral.id);
    let db = &market.world.services.db;
    let placement = market.placement;
    for page in ["", "/step/notes", "/consent", "/matches", &format!("/put-forward/{placement}")] {
        let before = store::audit::count(db, "read referral", &subject).await.expect("a count");
        assert_eq!(market.client.get(&format!("{path}{page}")).await.status, StatusCode::OK, "{page}");
        let after = store::audit::count(db, "read referral", &subject).await.expect("a count");
        assert!(after > before, "{page}");
    }
    let before = store::audit::count(db, "write referral", &subject).await.expect("a count");
    market.step(&path, "name", &[("called", "Robin")]).await;
    assert_eq!(store::audit::count(db, "write referral", &subject).await.expect("a count"), before + 1);
}
