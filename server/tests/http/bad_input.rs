//! Every form of the application with nothing, with too much and with nonsense in every field: a problem beside each
//! field, nothing typed lost, never a failure of ours. The forms come from the application: a new one without a line
//! in the table fails.

mod accounts;
mod fields;
mod library;
mod people;
mod placements;
mod places;
mod posted;
mod scene;
mod stewardship;

use axum::http::StatusCode;
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use testkit::{Client, World};

use crate::router;
use fields::{Control, Kind, attribute, forms};
pub(crate) use places::{bury, second_member_and_invitation};
pub(crate) use scene::{Scene, Who, boxed};

/// Who meets a form, and where, `{…}` being filled in from the scene; then what is answered to every field empty, and to
/// each line of [`NONSENSE`]: `3` carried out, `2` shown again, `5` a problem with what was posted.
type Line = (&'static str, Who, &'static str, &'static str);

/// Every form with a field, by the kind of its page. What one of them uses up, no later one needs.
pub(crate) fn table() -> impl Iterator<Item = &'static Line> {
    [accounts::TABLE, placements::TABLE, people::TABLE, stewardship::TABLE, library::TABLE].into_iter().flatten()
}

/// What is typed into every field that can be typed into, and chosen where something can be chosen.
const NONSENSE: [&str; 5] =
    ["💥 שלום \u{202e}</textarea><b>\"x\" & 'y'", "-1", "1e999", "00000000-0000-0000-0000-000000000000", "2026-02-31"];

/// Forms without a field: a button that is all they are.
const BUTTONS: &[&str] = &[
    "calendar-end",
    "sign-out",
    "invited-oneself",
    "erasure-take-back",
    "own-page",
    "own-page-end",
    "own-wish",
    "own-wish-back",
    "phone-begin",
    "phone-remove",
    "recovery-codes",
    "session-others",
    "second-step-require",
    "second-step-release",
    // There only where passkeys can be made, and tried out with a device of software by the tests of the second step.
    "passkey",
    "passkey-remove",
    "second-passkey",
    "retry-all",
    "placements-reopen",
    "import-cancel",
    "import-go-on",
    "import-map-again",
    "import-resume",
    "practice-change",
    "proposal-submit",
    "proposal-take-back",
    "proposal-discard",
    "proposal-begin-anew",
    "saved-forget",
    "saved-stop",
];

#[test]
fn every_form_is_in_the_table() {
    for entry in app::forms() {
        let known = table().any(|(name, ..)| *name == entry.name) || BUTTONS.contains(&entry.name);
        assert!(known, "{} has no line in the table", entry.name);
    }
    for (name, ..) in table() {
        assert!(app::forms().iter().any(|entry| entry.name == *name), "{name} is no form");
    }
}

#[tokio::test]
async fn empty_forms_say_what_is_missing() {
    let scene = boxed(Scene::new).await;
    let mut faults = Vec::new();
    for (form, who, pattern, expect) in table() {
        let line = (*form, *who, *pattern);
        let controls = scene.controls(line).await;
        let empty = |(_, kind, value): &Control| if *kind == Kind::Carried { value.clone() } else { String::new() };
        let posted = scene.post(line, &controls, empty).await;
        faults.extend(posted.unexpected(expect.chars().next()));
        faults.extend(posted.faults());
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[tokio::test]
async fn forms_that_say_too_much_come_back_with_all_of_it() {
    let scene = boxed(Scene::new).await;
    let mut faults = Vec::new();
    for (form, who, pattern, _) in table() {
        let line = (*form, *who, *pattern);
        let controls = scene.controls(line).await;
        let long = |(name, kind, value): &Control| match kind {
            Kind::Text | Kind::Password => name.repeat(20_000 / name.len()),
            Kind::Carried | Kind::Choice => value.clone(),
        };
        let posted = scene.post(line, &controls, long).await;
        faults.extend(posted.unexpected(posted.has_text().then_some('5')));
        faults.extend(posted.faults());
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[tokio::test]
async fn nonsense_never_fails_and_is_never_lost() {
    let mut faults = Vec::new();
    for (at, nonsense) in NONSENSE.iter().enumerate() {
        let scene = boxed(Scene::new).await;
        for (form, who, pattern, expect) in table() {
            let line = (*form, *who, *pattern);
            let controls = scene.controls(line).await;
            let put = |(_, kind, value): &Control| match kind {
                Kind::Carried => value.clone(),
                Kind::Password => format!("secret {nonsense}"),
                Kind::Text | Kind::Choice => (*nonsense).to_owned(),
            };
            let posted = scene.post(line, &controls, put).await;
            faults
                .extend(posted.unexpected(expect.chars().nth(2 + at)).map(|fault| format!("{fault} for {nonsense:?}")));
            faults.extend(posted.faults());
            let carried = scene.post(line, &controls, |_| format!("{nonsense}\0")).await;
            if carried.answer.status.is_server_error() {
                faults.push(format!("{form} with {nonsense:?} and nul everywhere: {}", carried.answer.status));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[tokio::test]
async fn enter_presses_the_button_that_the_form_is_for() {
    let scene = boxed(Scene::new).await;
    for (form, who, pattern, _) in table() {
        let page = scene.client(*who).get(&scene.path(pattern)).await;
        let marked = format!("name=\"form\" value=\"{form}\"");
        let html = forms(&page.text).find(|html| html.contains(&marked)).expect("the form");
        let first = html.split('<').find(|tag| tag.contains("type=\"submit\"")).expect("a button");
        assert_eq!(attribute(first, "name"), None, "{form} at {pattern}: Enter presses <{first}");
    }
}

#[tokio::test]
async fn what_a_draft_lacks_is_put_right_where_the_summary_leads() {
    let scene = boxed(Scene::new).await;
    let (client, path) = (scene.client(Who::Employer), scene.path("/placements/{draft}"));
    let answer = client.post(&path, &[("form", "placement-publish")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let summary = answer.text.split_once("id=\"problems\"").and_then(|(_, rest)| rest.split("</ul>").next());
    let links = summary.expect("a summary").split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let links: Vec<&str> = links.collect();
    assert!(links.contains(&"#findings") && links.len() > 5, "{links:?}");
    for link in links {
        let (page, id) = link.split_once('#').expect("a place on a page");
        let text = if page.is_empty() { answer.text.clone() } else { client.get(page).await.text };
        assert!(text.contains(&format!(" id=\"{id}\"")), "{link}");
    }
}

#[tokio::test]
async fn a_form_that_is_refused_comes_back_with_what_was_typed() {
    let world = World::sqlite().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let (placement, other) = (world.live(&employer).await, world.live(&employer).await);
    let code = world.referral(&ngo, Secrets::default()).await;
    let introduction = world.put_forward(&ngo, &code, &placement).await;
    let client = Client::signed_in(router(&world), &employer).await;
    let message = format!("/introductions/{introduction}");
    let long = "Dienstag um zehn? ".repeat(200);
    let typed = [("form", "message"), ("body", long.as_str())];

    // Closed in another tab.
    let edit = format!("/placements/{}/edit", other.id);
    let close = client.post(&format!("/placements/{}", other.id), &[("form", "placement-close")]).await;
    assert_eq!(close.status, StatusCode::SEE_OTHER);
    let late = client.post(&edit, &[("form", "placement"), ("version", "1"), ("title", "Cook for the evening")]).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    assert!(late.words().contains("This placement is closed"), "{}", late.words());
    assert_eq!(late.input("title").as_deref(), Some("Cook for the evening"));

    // A failure of ours.
    let connection = world.services.db.connection();
    migrations::execute(connection, "ALTER TABLE outbox RENAME TO gone").await.expect("broken");
    let broken = client.post(&message, &typed).await;
    migrations::execute(connection, "ALTER TABLE gone RENAME TO outbox").await.expect("mended");
    assert_eq!(broken.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(broken.words().contains("give this code") && broken.text.contains(long.trim()), "{}", broken.words());

    // Suspended while writing.
    world.suspend(employer.organisation()).await;
    let refused = client.post(&message, &typed).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.words().contains("is suspended") && refused.text.contains(long.trim()), "{}", refused.words());
}

#[tokio::test]
async fn a_form_that_is_too_long_comes_back_with_all_of_it() {
    let scene = boxed(Scene::new).await;
    let employer = scene.client(Who::Employer);
    let long = format!("{}end", "word ".repeat(200_000));
    let answer = employer.post("/placements/new", &[("form", "placement"), ("description", &long)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains(&long) && answer.words().contains("All of it is still here"));
}

#[tokio::test]
async fn ten_megabytes_are_refused_in_words() {
    let scene = boxed(Scene::new).await;
    let body = format!("form=placement&title={}", "x".repeat(10 << 20));
    let answer = scene.client(Who::Employer).post_body("/placements/new", body).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.words().contains("could not be kept"), "{}", answer.words());
}
