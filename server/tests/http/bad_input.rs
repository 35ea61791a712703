//! Every form of the application with nothing, with too much and with nonsense in every field: a problem beside each
//! field, nothing typed lost, never a failure of ours. The forms come from the application: a new one without a line
//! in the table fails.

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use testkit::{Answer, Client, World};

use crate::router;

/// Who meets a form, and where, `{…}` being filled in from the world.
const TABLE: &[(&str, Who, &str)] = &[
    ("join", Who::Visitor, "/join"),
    ("confirm", Who::Visitor, "/join/confirm/none"),
    ("invited", Who::Visitor, "/join/invited/none"),
    ("sign-in", Who::Visitor, "/sign-in"),
    ("forgotten", Who::Visitor, "/sign-in/forgotten"),
    ("reset", Who::Visitor, "/sign-in/reset/none"),
    ("account", Who::Employer, "/account"),
    ("organisation", Who::Employer, "/account/organisation"),
    ("invite", Who::Employer, "/account/members"),
    ("remove", Who::Employer, "/account/members"),
    ("placement", Who::Employer, "/placements/new"),
    ("placement", Who::Employer, "/placements/{placement}/edit"),
    ("placement-publish", Who::Employer, "/placements/{placement}"),
    ("placement-pause", Who::Employer, "/placements/{placement}"),
    ("placement-fill", Who::Employer, "/placements/{placement}"),
    ("placement-close", Who::Employer, "/placements/{placement}"),
    ("referral-begin", Who::Ngo, "/referrals/new"),
    ("referral-open", Who::Ngo, "/referrals/{code}"),
    ("referral-close", Who::Ngo, "/referrals/{code}"),
    ("referral", Who::Ngo, "/referrals/{code}/step/languages"),
    ("referral", Who::Ngo, "/referrals/{code}/step/work"),
    ("referral", Who::Ngo, "/referrals/{code}/step/skills"),
    ("referral", Who::Ngo, "/referrals/{code}/step/hours"),
    ("referral", Who::Ngo, "/referrals/{code}/step/area"),
    ("referral", Who::Ngo, "/referrals/{code}/step/right"),
    ("referral", Who::Ngo, "/referrals/{code}/step/supports"),
    ("referral", Who::Ngo, "/referrals/{code}/step/limits"),
    ("referral", Who::Ngo, "/referrals/{code}/step/name"),
    ("referral", Who::Ngo, "/referrals/{code}/step/notes"),
    ("consent", Who::Ngo, "/referrals/{code}/consent"),
    ("consent-revoke", Who::Ngo, "/referrals/{code}/consent"),
    ("forward", Who::Ngo, "/referrals/{code}/put-forward/{placement}"),
    ("message", Who::Employer, "/introductions/{introduction}"),
    ("move", Who::Employer, "/introductions/{introduction}"),
    ("vetting-verify", Who::Steward, "/stewardship/organisations/{organisation}"),
    ("vetting-ask", Who::Steward, "/stewardship/organisations/{organisation}"),
    ("vetting-decline", Who::Steward, "/stewardship/organisations/{organisation}"),
    ("vetting-suspend", Who::Steward, "/stewardship/organisations/{organisation}"),
    ("floor", Who::Steward, "/stewardship/wage-floors"),
    ("retry", Who::Administrator, "/operations"),
];

/// Forms without a field: a button that is all they are.
const BUTTONS: &[&str] = &["sign-out", "retry-all"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Visitor,
    Employer,
    Ngo,
    Steward,
    Administrator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Typed by hand.
    Text,
    /// Typed by hand and never shown again.
    Password,
    /// Chosen from what the page offers.
    Choice,
    /// Carried by the page.
    Carried,
}

/// A control of a form: name, kind, the value that the page gave it.
type Control = (String, Kind, String);

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split_once(&format!(" {name}=\""))?.1.split('"').next()?;
    Some(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

/// The controls of a form in a page, without the two that every form has.
fn controls(page: &str, form: &str) -> Vec<Control> {
    let marked = format!("name=\"form\" value=\"{form}\"");
    let found = page.split("<form ").skip(1).filter_map(|rest| rest.split("</form>").next());
    let Some(html) = found.into_iter().find(|html| html.contains(&marked)) else { return Vec::new() };
    let mut controls: Vec<Control> = Vec::new();
    for tag in html.split('<').filter_map(|rest| rest.split('>').next()) {
        let kind = match tag.split_whitespace().next() {
            Some("textarea") => Kind::Text,
            Some("select") => Kind::Choice,
            Some("input") => match attribute(tag, "type").as_deref() {
                Some("hidden") => Kind::Carried,
                Some("radio" | "checkbox") => Kind::Choice,
                Some("password") => Kind::Password,
                _ => Kind::Text,
            },
            _ => continue,
        };
        let (Some(name), value) = (attribute(tag, "name"), attribute(tag, "value").unwrap_or_default()) else {
            continue;
        };
        if !matches!(name.as_str(), "form" | "once") && controls.iter().all(|(known, ..)| *known != name) {
            controls.push((name, kind, value));
        }
    }
    controls
}

struct Scene {
    /// Holds the database.
    _world: World,
    clients: Vec<(Who, Client)>,
    places: [(&'static str, String); 4],
}

impl Scene {
    async fn new() -> Self {
        let world = World::sqlite().await;
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let steward = world.platform(PlatformRole::Steward).await;
        let administrator = world.platform(PlatformRole::Administrator).await;
        let placement = world.live(&employer).await;
        let other = world.live(&employer).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let introduction = world.put_forward(&ngo, &code, &other).await;
        let router = router(&world);
        let mut clients = vec![(Who::Visitor, Client::new(router.clone()))];
        for (who, person) in [
            (Who::Employer, &employer),
            (Who::Ngo, &ngo),
            (Who::Steward, &steward),
            (Who::Administrator, &administrator),
        ] {
            clients.push((who, Client::signed_in(router.clone(), person).await));
        }
        let places = [
            ("{placement}", placement.id.to_string()),
            ("{code}", code.to_string()),
            ("{introduction}", introduction.to_string()),
            ("{organisation}", employer.organisation().to_string()),
        ];
        Self { _world: world, clients, places }
    }

    fn path(&self, pattern: &str) -> String {
        self.places.iter().fold(pattern.to_owned(), |path, (name, value)| path.replace(name, value))
    }

    fn client(&self, who: Who) -> &Client {
        let found = self.clients.iter().find(|(known, _)| *known == who);
        &found.expect("everybody of the table is there").1
    }

    /// Posts a form as its page gives it, with something in each field.
    async fn post(&self, (form, who, pattern): (&str, Who, &str), value: impl Fn(&Control) -> String) -> Posted {
        let (client, path) = (self.client(who), self.path(pattern));
        let controls = controls(&client.get(&path).await.text, form);
        let typed: Vec<(Control, String)> = controls.into_iter().map(|c| (c.clone(), value(&c))).collect();
        let mut fields = vec![("form", form)];
        fields.extend(typed.iter().map(|((name, ..), value)| (name.as_str(), value.as_str())));
        let answer = client.post(&path, &fields).await;
        Posted { what: format!("{form} at {pattern}"), typed, answer }
    }
}

struct Posted {
    what: String,
    typed: Vec<(Control, String)>,
    answer: Answer,
}

impl Posted {
    fn has_text(&self) -> bool {
        self.typed.iter().any(|((_, kind, _), _)| *kind == Kind::Text)
    }

    /// What is wrong with the answer to bad input.
    fn faults(&self) -> Vec<String> {
        let (what, answer) = (&self.what, &self.answer);
        let mut faults = Vec::new();
        if answer.status.is_server_error() {
            faults.push(format!("{what}: {}", answer.status));
        }
        if answer.status != StatusCode::UNPROCESSABLE_ENTITY {
            return faults;
        }
        let words = answer.words();
        for ((name, kind, _), value) in &self.typed {
            let kept = answer.input(name).as_ref() == Some(value) || words.contains(value.as_str());
            match kind {
                Kind::Text if !kept => faults.push(format!("{what}: {name} was lost")),
                Kind::Password if answer.text.contains(value.as_str()) && !value.is_empty() => {
                    faults.push(format!("{what}: {name} is shown"));
                }
                _ => {}
            }
        }
        let summary = answer.text.split_once("id=\"problems\"").map(|(_, rest)| rest.split("</ul>").next());
        let Some(Some(summary)) = summary else {
            faults.push(format!("{what}: no summary of the problems"));
            return faults;
        };
        let mut leads: Vec<&str> =
            summary.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        leads.dedup();
        if leads.is_empty() && !summary.contains("<li>") {
            faults.push(format!("{what}: the summary is empty"));
        }
        for id in leads {
            let field = id.trim_start_matches("field-");
            if !answer.text.contains(&format!(" id=\"{id}\"")) {
                faults.push(format!("{what}: nothing is called {id}"));
            }
            if !answer.text.contains(&format!(" id=\"problem-{field}\"")) {
                faults.push(format!("{what}: no problem beside {field}"));
            }
        }
        faults
    }
}

#[test]
fn every_form_is_in_the_table() {
    for entry in app::forms() {
        let known = TABLE.iter().any(|(name, ..)| *name == entry.name) || BUTTONS.contains(&entry.name);
        assert!(known, "{} has no line in the table", entry.name);
    }
    for (name, ..) in TABLE {
        assert!(app::forms().iter().any(|entry| entry.name == *name), "{name} is no form");
    }
}

#[tokio::test]
async fn empty_forms_say_what_is_missing() {
    let scene = Scene::new().await;
    let mut faults = Vec::new();
    for line in TABLE {
        let empty = |(_, kind, value): &Control| if *kind == Kind::Carried { value.clone() } else { String::new() };
        faults.extend(scene.post(*line, empty).await.faults());
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[tokio::test]
async fn forms_that_say_too_much_come_back_with_all_of_it() {
    let scene = Scene::new().await;
    let mut faults = Vec::new();
    for line in TABLE {
        let posted = scene
            .post(*line, |(name, kind, value)| match kind {
                Kind::Text | Kind::Password => name.repeat(20_000 / name.len()),
                Kind::Carried | Kind::Choice => value.clone(),
            })
            .await;
        if posted.has_text() && posted.answer.status != StatusCode::UNPROCESSABLE_ENTITY {
            faults.push(format!("{}: {} for 20,000 characters", posted.what, posted.answer.status));
        }
        faults.extend(posted.faults());
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[tokio::test]
async fn nonsense_never_fails_and_is_never_lost() {
    let scene = Scene::new().await;
    let mut faults = Vec::new();
    for nonsense in [
        "💥 שלום \u{202e}</textarea><b>\"x\" & 'y'",
        "-1",
        "1e999",
        "00000000-0000-0000-0000-000000000000",
        "2026-02-31",
    ] {
        for line in TABLE {
            let posted = scene.post(*line, |(_, kind, value)| match kind {
                Kind::Carried => value.clone(),
                Kind::Password => format!("secret {nonsense}"),
                Kind::Text | Kind::Choice => nonsense.to_owned(),
            });
            faults.extend(posted.await.faults());
            let carried = scene.post(*line, |_| format!("{nonsense}\0"));
            let answer = carried.await.answer;
            if answer.status.is_server_error() {
                faults.push(format!("{} with {nonsense:?} and nul everywhere: {}", line.0, answer.status));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
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
    let reason = services::organisations::Decision::Suspend("Unpaid wages".into());
    services::organisations::decide(&world.steward(), employer.organisation(), reason).await.expect("suspended");
    let refused = client.post(&message, &typed).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.words().contains("is suspended") && refused.text.contains(long.trim()), "{}", refused.words());
}

#[tokio::test]
async fn a_form_that_is_too_long_comes_back_with_all_of_it() {
    let scene = Scene::new().await;
    let employer = scene.client(Who::Employer);
    let long = format!("{}end", "word ".repeat(200_000));
    let answer = employer.post("/placements/new", &[("form", "placement"), ("description", &long)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains(&long) && answer.words().contains("All of it is still here"));
}

#[tokio::test]
async fn ten_megabytes_are_refused_in_words() {
    let scene = Scene::new().await;
    let body = format!("form=placement&title={}", "x".repeat(10 << 20));
    let answer = scene.client(Who::Employer).post_body("/placements/new", body).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.words().contains("could not be kept"), "{}", answer.words());
}
