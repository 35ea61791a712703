//! Placements over HTTP and under their rules: going live, resting, and what may be changed when.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::codes::{Cefr, LanguageLevel};
use domain::id::PlacementId;
use domain::organisation::OrganisationKind;
use domain::placement::{PauseReason, Pay, PayPeriod, PlacementStatus, Terms};
use domain::policy::WritePlacement;
use domain::{Error, Problem};
use services::wage_floors::WageFloor;
use testkit::{Client, Person, World, terms};

use crate::router;

async fn employer(world: &World) -> Person {
    world.member(OrganisationKind::Business, "Bakery").await
}

fn problem(error: Error, field: &str) -> Option<Problem> {
    match error {
        Error::Invalid(problems) => problems.at(field).next().cloned(),
        _ => None,
    }
}

fn euros(minor: i64) -> Pay {
    Pay { minor, currency: "EUR".parse().expect("a currency"), period: PayPeriod::Hour }
}

#[tokio::test]
async fn a_placement_goes_live_rests_and_closes() {
    let world = World::sqlite().await;
    let person = employer(&world).await;
    let scope = world.as_person(&person).await;
    let id = services::placements::draft(&scope, &terms(&world)).await.expect("a draft");
    let (page, client) = (format!("/placements/{id}"), Client::signed_in(router(&world), &person).await);
    for (form, status, words) in [
        ("placement-pause", StatusCode::CONFLICT, "Draft"),
        ("placement-publish", StatusCode::SEE_OTHER, "Open"),
        ("placement-pause", StatusCode::SEE_OTHER, "Paused"),
        ("placement-publish", StatusCode::SEE_OTHER, "Open"),
        ("placement-fill", StatusCode::SEE_OTHER, "Filled"),
        ("placement-close", StatusCode::SEE_OTHER, "Closed"),
        ("placement-publish", StatusCode::CONFLICT, "Closed"),
    ] {
        assert_eq!(client.post(&page, &[("form", form)]).await.status, status, "{form}");
        assert!(client.get(&page).await.words().contains(words), "{form} leads to {words}");
    }
}

#[tokio::test]
async fn what_is_missing_is_named_with_the_way_to_its_field() {
    let world = World::sqlite().await;
    let person = employer(&world).await;
    let scope = world.as_person(&person).await;
    let mut bare = terms(&world);
    (bare.shifts, bare.conditions.deposit) = (Vec::new(), Some(true));
    let id = services::placements::draft(&scope, &bare).await.expect("a draft");
    let client = Client::signed_in(router(&world), &person).await;
    let page = client.get(&format!("/placements/{id}")).await;
    assert!(page.text.contains(&format!("/placements/{id}/edit#field-shifts")), "{}", page.words());
    let answer = client.post(&format!("/placements/{id}"), &[("form", "placement-publish")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!answer.words().contains("This is missing") && !answer.words().contains("what you have written"));
    assert_eq!(answer.words().matches("It cannot be opened yet").count(), 1, "{}", answer.words());
    assert!(page.words().contains("Still missing") && !answer.words().contains("Still missing"), "said once");
    assert_eq!(answer.text.matches(&format!("/placements/{id}/edit#field-shifts")).count(), 1, "{}", answer.text);
    let (summary, findings) = (answer.text.find("id=\"problems\""), answer.text.find("id=\"findings\""));
    assert!(summary.is_some() && summary < findings, "it leads to the findings below it");
    let row = answer.text.rsplit("class=\"actions\"").next().expect("the buttons");
    assert!(!row.contains("id=\"problems\""), "the summary stands above the row of buttons: {row}");
    assert!(answer.words().contains("Take out the deposit."), "{}", answer.words());
    assert!(answer.words().contains("debt bondage"), "{}", answer.words());
}

#[tokio::test]
async fn pay_under_the_floor_is_answered_with_the_floor_and_its_source() {
    let world = World::sqlite().await;
    let person = employer(&world).await;
    services::wage_floors::load(&world.system()).await.expect("floors");
    let scope = world.as_person(&person).await;
    for pay in [0, 1389] {
        let mut low = terms(&world);
        low.pay = Some(euros(pay));
        let id = services::placements::draft(&scope, &low).await.expect("a draft");
        let refused = services::placements::publish(&scope, id).await.expect_err("under the floor");
        assert!(problem(refused, "findings").is_some(), "{pay}");
        let client = Client::signed_in(router(&world), &person).await;
        let words = client.get(&format!("/placements/{id}")).await.words();
        assert!(words.contains("13.90") && words.contains("Mindestlohn"), "{words}");
    }
}

#[tokio::test]
async fn what_would_raise_the_pay_to_the_floor_is_said_by_what_one_payment_covers() {
    let world = World::sqlite().await;
    let person = employer(&world).await;
    services::wage_floors::load(&world.system()).await.expect("floors");
    let scope = world.as_person(&person).await;
    let client = Client::signed_in(router(&world), &person).await;
    let with_hours = "Raise the pay to the floor, or ask for fewer hours for the same pay.";
    for (period, minor, hours_help) in [
        (PayPeriod::Hour, 100, false),
        (PayPeriod::Day, 100, true),
        (PayPeriod::Week, 100, true),
        (PayPeriod::Month, 100, true),
        (PayPeriod::Year, 100, true),
        (PayPeriod::Month, 0, false),
    ] {
        let low = Terms { pay: Some(Pay { period, ..euros(minor) }), ..terms(&world) };
        let id = services::placements::draft(&scope, &low).await.expect("a draft");
        for path in [format!("/placements/{id}"), format!("/placements/{id}/edit")] {
            let words = client.get(&path).await.words();
            let said = (words.contains("Raise the pay to the floor. "), words.contains(with_hours));
            assert_eq!(said, (!hours_help, hours_help), "{period} {minor}: {words}");
            assert!(!words.contains("more hours"), "{words}");
        }
    }
}

#[tokio::test]
async fn a_summary_names_its_fields_in_the_order_of_the_page_and_a_check_what_saving_would_refuse() {
    let world = World::sqlite().await;
    let client = Client::signed_in(router(&world), &employer(&world).await).await;
    let typed = [("form", "placement"), ("seats", "many"), ("rest_days", "9"), ("hours", "x"), ("pay", "12.50")];
    for find in ["", "check"] {
        let fields = [&typed[..], &[("currency", "ALL"), ("start", "soon"), ("find", find)]].concat();
        let refused = client.post("/placements/new", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{find}");
        let summary = refused.text.split("id=\"problems\"").nth(1).expect("a summary");
        let summary = summary.split("</ul>").next().expect("its end");
        let named: Vec<&str> = summary.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let wanted = ["title", "seats", "start", "hours", "rest_days", "period"].map(|name| format!("field-{name}"));
        assert_eq!(named, wanted, "{find}");
        assert!(summary.contains("Period of the pay: This is needed."), "{summary}");
        let places: Vec<_> = named.iter().map(|id| refused.text.find(&format!(" id=\"{id}\""))).collect();
        assert!(places.is_sorted() && places.iter().all(Option::is_some), "the order of the page: {places:?}");
    }
    let telling = [("form", "placement"), ("title", "Work for survivors"), ("find", "check")];
    assert_eq!(client.post("/placements/new", &telling).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = [("form", "placement"), ("title", "Cook"), ("find", "check")];
    let right = client.post("/placements/new", &right).await;
    assert_eq!(right.status, StatusCode::OK, "{}", right.words());
    assert!(!right.words().contains("year, month and day"), "each browser shows a date in its own order");
    assert!(client.get("/placements").await.words().contains("You have no placements yet."), "nothing was saved");
}

#[tokio::test]
async fn pay_without_hours_says_that_the_hours_are_missing() {
    let world = World::sqlite().await;
    let business = employer(&world).await;
    let client = Client::signed_in(router(&world), &business).await;
    let fields = [("form", "placement"), ("title", "Cook"), ("pay", "12.50"), ("currency", "ALL"), ("period", "hour")];
    let draft = client.post("/placements/new", &fields).await;
    assert_eq!(draft.status, StatusCode::SEE_OTHER, "{}", draft.words());
    let page = client.get(draft.location()).await;
    assert!(page.words().contains("The hours a week are not given yet."), "{}", page.words());
    assert!(!page.words().contains("The pay is not given yet."), "{}", page.words());
    let none = client.post("/placements/new", &[("form", "placement"), ("title", "Cook")]).await;
    let page = client.get(none.location()).await.words();
    assert!(
        page.contains("The pay is not given yet.") && !page.contains("The hours a week are not given yet."),
        "{page}"
    );
}

#[tokio::test]
async fn a_floor_that_begins_pauses_what_is_under_it() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = employer(&world).await;
        let today = world.system().now().date_naive();
        let soon = Terms { start: Some(today + TimeDelta::days(5)), ..terms(&world) };
        let (low, high) = (world.live_with(&person, soon).await.id, world.live(&person).await.id);
        let scope = world.as_person(&person).await;
        let mut better = terms(&world);
        better.pay = Some(euros(2000));
        let version = services::placements::find(&scope, high).await.expect("found").version;
        services::placements::write(&scope, high, &better, version).await.expect("written");
        let floor = |minor, since| WageFloor {
            country: "DE".parse().expect("a country"),
            pay: euros(minor),
            source: "A law".into(),
            since,
        };
        let steward = world.steward();
        services::wage_floors::set(&steward, &floor(1500, today)).await.expect("set");
        services::wage_floors::set(&steward, &floor(1700, today + TimeDelta::days(10))).await.expect("set");
        let status = async |id| services::placements::find(&scope, id).await.expect("found").status;
        assert_eq!(status(low).await, PlacementStatus::Live, "16.00 is over 15.00, and 17.00 has not begun");
        world.pass(TimeDelta::days(10));
        services::wage_floors::begin_new(&world.system()).await.expect("held against the new floor");
        assert_eq!(status(low).await, PlacementStatus::Paused);
        assert_eq!(status(high).await, PlacementStatus::Live);
        let scope = world.as_person(&person).await;
        let refused = services::placements::publish(&scope, low).await.expect_err("not before the pay is raised");
        assert_eq!(problem(refused, "findings"), Some(Problem::StandardsNotMet));
    }
}

#[tokio::test]
async fn pay_is_held_against_the_floor_of_the_first_day() {
    const TO_COME: &str = "On the first day of work the floor is";
    for world in [World::sqlite().await, World::postgres().await] {
        let person = employer(&world).await;
        let today = world.system().now().date_naive();
        let begins = today + TimeDelta::days(20);
        let floor = |minor, since| WageFloor {
            country: "DE".parse().expect("a country"),
            pay: euros(minor),
            source: "A law".into(),
            since,
        };
        let set = async |minor, since| {
            services::wage_floors::set(&world.steward(), &floor(minor, since)).await.expect("set");
        };
        set(1390, today).await;
        set(1460, begins).await;
        let scope = world.as_person(&person).await;
        let client = Client::signed_in(router(&world), &person).await;
        let starting = |day, pay| Terms { start: Some(day), pay: Some(euros(pay)), ..terms(&world) };
        let draft = async |day, pay| services::placements::draft(&scope, &starting(day, pay)).await.expect("a draft");
        let state = async |id| {
            let now = services::placements::find(&scope, id).await.expect("found");
            (now.status, now.paused)
        };
        let before = begins - TimeDelta::days(1);
        for (day, pay, opens) in [(before, 1400, true), (begins, 1400, false), (begins, 1460, true)] {
            let id = draft(day, pay).await;
            for path in [format!("/placements/{id}"), format!("/placements/{id}/edit")] {
                let words = client.get(&path).await.words();
                assert_eq!(words.contains(TO_COME) && words.contains("14.60"), !opens, "{day} {pay}: {words}");
                assert_eq!(words.contains("This placement meets all standards."), opens, "{day} {pay}: {words}");
            }
            let opened = services::placements::publish(&scope, id).await;
            assert_eq!(opened.is_ok(), opens, "{day} {pay}");
        }

        // Saved, opened with others and held against a floor that is set: one rule.
        let (soon, late) = (draft(before, 1400).await, draft(begins, 1460).await);
        for id in [soon, late] {
            services::placements::publish(&scope, id).await.expect("live");
        }
        let version = services::placements::find(&scope, soon).await.expect("found").version;
        let moved = services::placements::write(&scope, soon, &starting(begins, 1400), version).await;
        assert_eq!(problem(moved.expect_err("refused"), "findings"), Some(Problem::StandardsNotMet));
        set(1500, begins).await;
        services::wage_floors::begin_new(&world.system()).await.expect("held against it");
        assert_eq!(state(soon).await, (PlacementStatus::Live, None), "its first day is before that");
        assert_eq!(state(late).await, (PlacementStatus::Paused, Some(PauseReason::PayFloor)));
        assert_eq!(services::placements::reopen(&scope).await, Ok(0));
        let version = services::placements::find(&scope, late).await.expect("found").version;
        services::placements::write(&scope, late, &starting(before, 1460), version).await.expect("written");
        assert_eq!(state(late).await, (PlacementStatus::Paused, Some(PauseReason::PayChanged)));
        assert!(services::placements::reopen(&scope).await.is_ok_and(|opened| opened > 0));
        assert_eq!(state(late).await, (PlacementStatus::Live, None));
        world.pass(TimeDelta::days(20));
        services::wage_floors::begin_new(&world.system()).await.expect("held against it");
        assert_eq!(state(soon).await, (PlacementStatus::Paused, Some(PauseReason::PayFloor)), "begun by now");
    }
}

#[tokio::test]
async fn where_no_floor_has_begun_stewards_look_and_one_to_come_counts_for_what_pays_less() {
    let world = World::sqlite().await;
    let person = employer(&world).await;
    let scope = world.as_person(&person).await;
    let more = world.live(&person).await.id;
    let less = Terms { pay: Some(euros(1400)), ..terms(&world) };
    let less = world.live_with(&person, less).await.id;
    let to_come = WageFloor {
        country: "DE".parse().expect("a country"),
        pay: euros(1500),
        source: "A law".into(),
        since: world.system().now().date_naive() + TimeDelta::days(10),
    };
    services::wage_floors::set(&world.steward(), &to_come).await.expect("set");
    assert_eq!(services::pay_looks::count(&world.steward()).await, Ok(1));
    let look = services::placements::find(&scope, more).await.expect("found");
    assert!(services::pay_looks::of(&scope, &look).await.is_ok_and(|look| look.is_some()), "what waits has a page");
    let paused = services::placements::find(&scope, less).await.expect("found");
    assert_eq!((paused.status, paused.paused), (PlacementStatus::Paused, Some(PauseReason::PayFloor)));
}

#[tokio::test]
async fn what_has_been_live_keeps_to_the_standards_while_it_rests() {
    let world = World::sqlite().await;
    let person = employer(&world).await;
    let scope = world.as_person(&person).await;
    let placement = world.live(&person).await;
    services::placements::rest(&scope, placement.id, PlacementStatus::Paused).await.expect("paused");
    let version = services::placements::find(&scope, placement.id).await.expect("found").version;
    assert!(version > placement.version, "a form from before is told that something changed");
    let mut worse = terms(&world);
    worse.conditions.worker_pays = Some(true);
    let refused = services::placements::write(&scope, placement.id, &worse, version).await.expect_err("refused");
    assert_eq!(problem(refused, "findings"), Some(Problem::StandardsNotMet));
}

#[tokio::test]
async fn the_form_says_when_a_change_of_it_is_saved() {
    const DRAFT: &str = "You can save a draft at any point.";
    const OPEN: &str = "a change is saved only if nothing is missing";
    let world = World::sqlite().await;
    let person = employer(&world).await;
    let scope = world.as_person(&person).await;
    let client = Client::signed_in(router(&world), &person).await;
    let draft = services::placements::draft(&scope, &terms(&world)).await.expect("a draft");
    let [open, paused] = [world.live(&person).await.id, world.live(&person).await.id];
    services::placements::rest(&scope, paused, PlacementStatus::Paused).await.expect("paused");
    let edit = |id: PlacementId| format!("/placements/{id}/edit");
    for (path, is_draft) in
        [("/placements/new".to_owned(), true), (edit(draft), true), (edit(open), false), (edit(paused), false)]
    {
        let words = client.get(&path).await.words();
        assert_eq!((words.contains(DRAFT), words.contains(OPEN)), (is_draft, !is_draft), "{path}: {words}");
        assert!(words.contains("Under “Standards” you see") && !words.contains("Below the form"), "{path}: {words}");
    }
}

#[tokio::test]
async fn seats_do_not_go_below_those_taken_and_a_start_lies_ahead() {
    let world = World::sqlite().await;
    let (person, ngo) = (employer(&world).await, world.member(OrganisationKind::Ngo, "Harbour").await);
    let mut two = terms(&world);
    two.seats = 2;
    let placement = world.live_with(&person, two.clone()).await;
    let (bakery, harbour) = (world.as_person(&person).await, world.as_person(&ngo).await);
    for _ in 0..2 {
        let code = world.referral(&ngo, domain::referral::Secrets::default()).await;
        let id = world.put_forward(&ngo, &code, &placement).await;
        use domain::introduction::Stage::{Accepted, Interested, Meeting, Offered};
        for (who, stage, version) in
            [(&bakery, Interested, 1), (&harbour, Meeting, 2), (&bakery, Offered, 3), (&harbour, Accepted, 4)]
        {
            services::introductions::advance(who, id, stage, None, version).await.expect("moved");
        }
    }
    let version = services::placements::find(&bakery, placement.id).await.expect("found").version;
    let mut one = two.clone();
    one.seats = 1;
    let refused = services::placements::write(&bakery, placement.id, &one, version).await.expect_err("refused");
    assert!(problem(refused, "seats").is_some());
    let mut late = terms(&world);
    late.start = Some(world.system().now().date_naive() - TimeDelta::days(1));
    let id = services::placements::draft(&bakery, &late).await.expect("a draft");
    let refused = services::placements::publish(&bakery, id).await.expect_err("refused");
    assert_eq!(problem(refused, "start"), Some(Problem::InThePast));
}

#[tokio::test]
async fn with_all_seats_taken_a_seat_is_added_before_it_is_opened() {
    const FULL: &str = "All its seats are taken: to open it to more people, add a seat first.";
    const MARKED: &str = "marked as filled all the same";
    let world = World::sqlite().await;
    let (person, ngo) = (employer(&world).await, world.member(OrganisationKind::Ngo, "Harbour").await);
    let client = Client::signed_in(router(&world), &person).await;
    let scope = world.as_person(&person).await;

    let marked = world.live(&person).await.id;
    services::placements::rest(&scope, marked, PlacementStatus::Filled).await.expect("filled");
    for path in [format!("/placements/{marked}"), "/placements".to_owned()] {
        let words = client.get(&path).await.words();
        assert!(words.contains("Filled") && words.contains("none taken") && words.contains(MARKED), "{words}");
    }
    let page = client.get(&format!("/placements/{marked}")).await;
    assert!(page.text.contains("placement-publish") && !page.words().contains(FULL), "{}", page.words());

    let placement = world.live(&person).await;
    world.started(&ngo, &placement).await;
    let path = format!("/placements/{}", placement.id);
    let page = client.get(&path).await;
    assert!(page.words().contains(FULL) && !page.text.contains("placement-publish"), "{}", page.words());
    assert!(page.text.contains(&format!("href=\"{path}/edit#field-seats\"")), "{}", page.text);
    assert!(!page.words().contains(MARKED), "{}", page.words());
    let now = services::placements::find(&scope, placement.id).await.expect("found");
    assert_eq!(now.status, PlacementStatus::Filled);
    let more = Terms { seats: 2, ..now.terms.clone() };
    services::placements::write(&scope, placement.id, &more, now.version).await.expect("a seat more");
    let page = client.get(&path).await;
    assert!(page.text.contains("placement-publish") && !page.words().contains(FULL), "{}", page.words());
    assert_eq!(client.post(&path, &[("form", "placement-publish")]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn languages_without_a_name_are_kept_where_they_are_stored_and_refused_where_they_are_new() {
    let world = World::sqlite().await;
    let person = employer(&world).await;
    let scope = world.as_person(&person).await;
    let mut old = terms(&world);
    old.languages = vec![LanguageLevel { language: "qqq".parse().expect("a code"), level: Cefr::B1 }];
    old.conditions.contract_languages = vec!["qqx".parse().expect("a code")];
    let named = services::placements::draft(&scope, &terms(&world)).await.expect("a draft");
    let id = services::placements::draft(&scope, &old).await.expect("a draft");
    let client = Client::signed_in(router(&world), &person).await;
    let page = format!("/placements/{id}/edit");
    let shown = client.get(&page).await;
    for code in ["qqq", "qqx"] {
        assert!(shown.text.contains(&format!("<option value=\"{code}\" selected")), "{code}: {}", shown.text);
    }
    let version = shown.input("version").expect("a version");
    let typed = [
        ("form", "placement"),
        ("version", version.as_str()),
        ("title", "Cook for the evening"),
        ("language", "qqq"),
        ("level", "C1"),
        ("language", "en"),
        ("level", "A2"),
        ("contract_languages", "qqx"),
    ];
    let saved = client.post(&page, &typed).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());
    let now = services::placements::find(&scope, id).await.expect("found").terms;
    let levels: Vec<String> = now.languages.iter().map(|row| format!("{} {}", row.language, row.level)).collect();
    assert_eq!((now.title.as_str(), levels), ("Cook for the evening", vec!["qqq C1".to_owned(), "en A2".to_owned()]));
    assert_eq!(now.conditions.contract_languages, old.conditions.contract_languages);

    for page in ["/placements/new".to_owned(), format!("/placements/{named}/edit")] {
        let refused = client.post(&page, &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
        for field in ["languages", "contract_languages"] {
            assert!(refused.text.contains(&format!("id=\"problem-{field}\"")), "{page} {field}: {}", refused.words());
        }
        assert!(refused.text.contains("<option value=\"qqq\" selected"), "{page}: nothing typed is lost");
    }
}

#[tokio::test]
async fn opportunities_are_found_whatever_the_case_on_both_databases() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (person, ngo) = (employer(&world).await, world.member(OrganisationKind::Ngo, "Harbour").await);
        world.live_with(&person, Terms { title: "Äpfel-Cook".into(), ..terms(&world) }).await;
        let scope = world.as_person(&ngo).await;
        for (words, count) in [("cook", 1), ("COOK", 1), ("Äpfel", 1), ("c%k", 0), ("_ook", 0), ("\\", 0)] {
            let filter = services::placements::Filter { title: words.into(), ..Default::default() };
            let found = services::placements::opportunities(&scope, &filter, None, 10).await.expect("found");
            assert_eq!(found.len(), count, "{words}");
        }
    }
}

/// What no colleague may read of whoever starts there.
const TELLING: &str = "Kitchen help – reserved for survivors of trafficking";
/// Every field of a placement that somebody writes in words of their own.
const IN_OWN_WORDS: [&str; 4] = ["title", "description", "leads_to", "contact"];

/// Good terms, but for one field.
fn telling(world: &World, field: &str) -> Terms {
    let mut told = terms(world);
    let text = match field {
        "title" => &mut told.title,
        "description" => &mut told.description,
        "leads_to" => &mut told.leads_to,
        "contact" => &mut told.conditions.contact,
        other => unreachable!("{other} holds no words"),
    };
    TELLING.clone_into(text);
    told
}

/// Writes terms as they were written before anybody looked for such words.
async fn write_unseen(world: &World, person: &Person, id: PlacementId, terms: &Terms) {
    let (scope, organisation) = (world.as_person(person).await, person.organisation());
    let version = services::placements::find(&scope, id).await.expect("found").version;
    let permit = scope.permit(WritePlacement { organisation }).expect("permitted");
    let tx = world.services.db.begin().await.expect("begun");
    assert!(store::placements::update(&tx, &permit, id, terms, version, scope.now()).await.expect("written"));
    tx.commit().await.expect("committed");
}

#[tokio::test]
async fn a_word_that_tells_is_refused_beside_its_field_and_nothing_typed_is_lost() {
    let world = World::sqlite().await;
    let person = employer(&world).await;
    let scope = world.as_person(&person).await;
    let live = world.live(&person).await.id;
    let client = Client::signed_in(router(&world), &person).await;
    let version = services::placements::find(&scope, live).await.expect("found").version.to_string();
    for path in ["/placements/new".to_owned(), format!("/placements/{live}/edit")] {
        for field in IN_OWN_WORDS {
            let mut typed = vec![
                ("form", "placement"),
                ("version", version.as_str()),
                ("title", "Kitchen help"),
                ("description", "Peels and cuts all morning"),
                ("leads_to", "Cooking for the evening"),
                ("contact", "Second chef"),
            ];
            for (name, value) in &mut typed {
                if *name == field {
                    *value = TELLING;
                }
            }
            let answer = client.post(&path, &typed).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {field}");
            for (name, value) in &typed[2..] {
                let marked = answer.text.contains(&format!("id=\"problem-{name}\""));
                assert_eq!(marked, *name == field, "{path}: {field}: {name}");
                assert!(answer.text.contains(value), "{path}: {field}: {value} is lost");
            }
            let rest = answer.words().replace(TELLING, "");
            assert_eq!(domain::marker::telling(&rest), None, "{path}: the page itself does not tell");
        }
    }
    let own = services::placements::own(&scope, None, 10).await.expect("placements");
    assert_eq!(own.len(), 1, "nothing was saved");
    assert_eq!(own[0].terms.title, "Cook");
}

#[tokio::test]
async fn no_placement_with_a_word_that_tells_goes_live() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = employer(&world).await;
        let scope = world.as_person(&person).await;
        let (draft, live) =
            (services::placements::draft(&scope, &terms(&world)).await.expect("a draft"), world.live(&person).await);
        for field in IN_OWN_WORDS {
            let told = telling(&world, field);
            let refused = services::placements::draft(&scope, &told).await.expect_err("refused");
            assert_eq!(problem(refused, field), Some(Problem::Other("problem-telling-own")), "{field}, new");
            let refused = services::placements::write(&scope, live.id, &told, live.version).await.expect_err("refused");
            assert_eq!(problem(refused, field), Some(Problem::Other("problem-telling-own")), "{field}, live");
            write_unseen(&world, &person, draft, &told).await;
            let refused = services::placements::publish(&scope, draft).await.expect_err("refused");
            assert_eq!(problem(refused, field), Some(Problem::Other("problem-telling-own")), "{field}, published");
        }
        let now = services::placements::find(&scope, live.id).await.expect("found");
        assert_eq!((now.status, now.terms), (PlacementStatus::Live, live.terms));
    }
}

#[tokio::test]
async fn what_is_live_with_a_word_that_tells_rests_by_itself_until_it_says_it_otherwise() {
    const REST: (PlacementStatus, Option<PauseReason>) = (PlacementStatus::Paused, Some(PauseReason::Words));
    const LIVE: (PlacementStatus, Option<PauseReason>) = (PlacementStatus::Live, None);
    for world in [World::sqlite().await, World::postgres().await] {
        let (person, other) = (employer(&world).await, world.member(OrganisationKind::Business, "Mill").await);
        // More than are looked at together, and all of them before those that tell.
        for _ in 0..100 {
            world.live(&other).await;
        }
        let (kept, own) = (world.live(&person).await.id, world.live(&person).await.id);
        let scope = world.as_person(&person).await;
        services::placements::rest(&scope, own, PlacementStatus::Paused).await.expect("rests");
        write_unseen(&world, &person, own, &telling(&world, "title")).await;
        let mut told = Vec::new();
        for field in IN_OWN_WORDS {
            let id = world.live(&person).await.id;
            write_unseen(&world, &person, id, &telling(&world, field)).await;
            told.push((field, id));
        }
        let state = async |id: PlacementId| {
            let scope = world.as_person(&person).await;
            let now = services::placements::find(&scope, id).await.expect("found");
            (now.status, now.paused)
        };
        let mails = |to: &Person| world.mail.sent().iter().filter(|mail| mail.to.as_str() == to.email).count();
        world.work().await;
        let (before, others) = (mails(&person), mails(&other));
        // The worker comes by, at once again, and the day after.
        for days in [0, 0, 1] {
            world.pass(TimeDelta::days(days));
            services::worker::tidy(&world.system()).await.expect("tidied");
            world.work().await;
            for (field, id) in &told {
                assert_eq!(state(*id).await, REST, "{field}");
                let subject = format!("placement {id}");
                let logged = store::audit::count(&world.services.db, "pause placement", &subject).await;
                assert_eq!(logged.expect("counted"), 1, "{field}");
            }
            assert_eq!(state(kept).await, LIVE);
            assert_eq!(state(own).await, (PlacementStatus::Paused, None), "its own business lets it rest");
            assert_eq!((mails(&person), mails(&other)), (before + 1, others), "a mail that says nothing, once");
        }

        let client = Client::signed_in(router(&world), &person).await;
        for (field, id) in &told {
            let page = client.get(&format!("/placements/{id}")).await;
            assert!(page.words().contains("It rests because it holds a word"), "{field}: {}", page.words());
            for each in IN_OWN_WORDS {
                let link = format!("/placements/{id}/edit#field-{each}\"");
                assert_eq!(page.text.contains(&link), each == *field, "{field}: {each}");
            }
            let rest = page.words().replace(TELLING, "");
            assert_eq!(domain::marker::telling(&rest), None, "{field}: the page itself does not tell");
        }
        assert!(client.get("/").await.words().contains("placements rest"));
        let scope = world.as_person(&person).await;
        assert_eq!(services::placements::to_reopen(&scope).await, Ok((0, told.len())));
        assert_eq!(services::placements::reopen(&scope).await, Ok(0));
        let (_, first) = told.first().expect("one that rests");
        let version = services::placements::find(&scope, *first).await.expect("found").version;
        services::placements::write(&scope, *first, &terms(&world), version).await.expect("said otherwise");
        services::placements::publish(&scope, *first).await.expect("live");
        world.pass(TimeDelta::days(1));
        services::worker::tidy(&world.system()).await.expect("tidied");
        assert_eq!(state(*first).await, LIVE);
    }
}
