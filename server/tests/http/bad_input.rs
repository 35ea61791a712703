//! Every form of the application with nothing, with too much and with nonsense in every field: a problem beside each
//! field, nothing typed lost, never a failure of ours. The forms come from the application: a new one without a line
//! in the table fails.

mod fields;
mod places;

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use testkit::{Answer, Client, World};

use crate::router;
use fields::{Control, Kind, attribute, controls, forms};
use places::{
    agree, appealing, debarring, discussed, draft, followed_up, grouped, halfway, overtaken, own_page, proposed,
    remembered, to_be_erased, unopened, untouched, vouch_twice, wished,
};
pub(crate) use places::{bury, second_member_and_invitation};

/// Who meets a form, and where, `{…}` being filled in from the world; then what is answered to every field empty, and to
/// each line of [`NONSENSE`]: `3` carried out, `2` shown again, `5` a problem with what was posted.
const TABLE: &[(&str, Who, &str, &str)] = &[
    ("join", Who::Visitor, "/join", "5 55555"),
    ("confirm", Who::Visitor, "/join/confirm/none", "5 55555"),
    ("invited", Who::Visitor, "{invited}", "5 55555"),
    ("sign-in", Who::Visitor, "/sign-in", "5 55555"),
    ("second", Who::Halfway, "/sign-in/second", "5 55555"),
    ("prove", Who::Employer, "/account/security", "5 55555"),
    ("password-change", Who::Ngo, "/account/security", "5 55555"),
    ("phone", Who::Ngo, "/account/security/phone", "5 55555"),
    ("session-end", Who::Ngo, "/account/security", "3 33333"),
    ("second-step-reset", Who::Administrator, "/operations/second-step", "5 55555"),
    ("sign-somebody-out", Who::Administrator, "/operations/second-step", "5 55555"),
    ("curator-invite", Who::Administrator, "/operations/curators", "5 55555"),
    ("curator-end", Who::Administrator, "/operations/curators", "3 33333"),
    ("forgotten", Who::Visitor, "/sign-in/forgotten", "5 55555"),
    ("reset", Who::Visitor, "/sign-in/reset/none", "5 55555"),
    ("account", Who::Employer, "/account", "5 55555"),
    ("organisation", Who::Employer, "/account/organisation", "5 55555"),
    ("organisation", Who::Ngo, "/account/organisation", "5 55555"),
    ("invite", Who::Employer, "/account/members", "5 55555"),
    ("member-role", Who::Employer, "/account/members", "3 33333"),
    ("remove", Who::Employer, "/account/members", "3 33333"),
    ("organisation-leave", Who::Suspended, "/account/members", "5 55555"),
    ("placement", Who::Employer, "/placements/new", "5 55555"),
    ("placement", Who::Employer, "/placements/{placement}/edit", "5 55555"),
    ("placement-publish", Who::Employer, "/placements/{draft}", "5 55555"),
    ("placement-pause", Who::Employer, "/placements/{pausing}", "3 33333"),
    ("placement-fill", Who::Employer, "/placements/{filling}", "3 33333"),
    ("placement-close", Who::Employer, "/placements/{closing}", "3 33333"),
    ("referral-begin", Who::Ngo, "/referrals/new", "3 33333"),
    ("referral-open", Who::Ngo, "/referrals/{unopened}", "5 55555"),
    ("referral-close", Who::Ngo, "/referrals/{ending}", "5 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/languages", "5 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/work", "5 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/skills", "3 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/hours", "3 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/area", "3 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/right", "5 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/supports", "3 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/limits", "3 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/name", "3 33353"),
    ("referral", Who::Ngo, "/referrals/{code}/step/contact", "3 33333"),
    ("referral", Who::Ngo, "/referrals/{code}/step/notes", "3 33333"),
    ("consent", Who::Ngo, "/referrals/{code}/consent", "5 55555"),
    ("consent-revoke", Who::Ngo, "/referrals/{agreed}/consent", "3 33333"),
    ("retention-keep", Who::Ngo, "/referrals?retention=1", "3 33333"),
    ("retention-archive", Who::Ngo, "/referrals?retention=1", "3 33333"),
    ("erasure-ask", Who::Ngo, "/referrals/{code}/erasure", "5 55555"),
    ("erasure-confirm", Who::Ngo, "/referrals/{erasing}/erasure", "5 55555"),
    ("own-wish-wait", Who::Ngo, "/referrals/{wished}/erasure", "5 55555"),
    ("take-back", Who::Visitor, "/consent/{own}", "3 33333"),
    ("forward", Who::Ngo, "/referrals/{code}/put-forward/{placement}", "5 55555"),
    ("message", Who::Employer, "/introductions/{introduction}", "5 33353"),
    ("move", Who::Employer, "/introductions/{introduction}", "5 55555"),
    ("check-in-add", Who::Ngo, "/introductions/{started}", "5 55555"),
    ("check-in-schedule", Who::Ngo, "/check-ins/schedule", "5 55555"),
    ("check-in-answer", Who::Ngo, "/check-ins/{checking}", "5 55555"),
    ("check-in-move", Who::Ngo, "/check-ins/{checking}", "5 55555"),
    ("check-in-drop", Who::Ngo, "/check-ins/{checking}", "5 55555"),
    ("case-answer", Who::Ngo, "/check-ins", "5 33333"),
    ("calendar", Who::Ngo, "/account/calendar", "2 22222"),
    ("case-note", Who::Steward, "/stewardship/cases/{case}", "5 55555"),
    ("case-decide", Who::Steward, "/stewardship/cases/{case}", "5 55555"),
    ("case-back", Who::Steward, "/stewardship/cases/{lifting}", "5 33333"),
    ("vetting-verify", Who::Steward, "/stewardship/organisations/{applicant}", "5 55555"),
    ("vetting-ask", Who::Steward, "/stewardship/organisations/{applicant}", "5 33333"),
    ("vetting-decline", Who::Steward, "/stewardship/organisations/{applicant}", "5 33333"),
    ("vetting-checks", Who::Steward, "/stewardship/organisations/{applicant}", "3 55555"),
    ("vetting-note", Who::Steward, "/stewardship/organisations/{applicant}", "5 33333"),
    ("vetting-confirm", Who::Steward, "/stewardship/organisations/{proposed}", "3 33333"),
    ("vetting-looked", Who::Steward, "/stewardship/organisations/{grouped}", "5 33333"),
    ("vetting-suspend", Who::Steward, "/stewardship/organisations/{member}", "5 55555"),
    ("vetting-debar", Who::Steward, "/stewardship/organisations/{member}", "5 55555"),
    ("vetting-debar-confirm", Who::Steward, "/stewardship/organisations/{debarring}", "3 33333"),
    ("vetting-debar-drop", Who::Steward, "/stewardship/organisations/{dropping}", "3 33333"),
    ("appeal-answer", Who::Steward, "/stewardship/organisations/{appealing}", "5 55555"),
    ("vetting-keep", Who::Steward, "/stewardship/organisations/{kept-out}", "5 55555"),
    ("vetting-lift", Who::Steward, "/stewardship/organisations/{appealing}", "5 33333"),
    ("appeal", Who::Suspended, "/account/organisation", "5 33333"),
    ("vouch", Who::Association, "/vouches", "5 55555"),
    ("vouch-look-over", Who::Association, "/vouches?vouch={vouch}", "5 33333"),
    ("vouch-take-back", Who::Association, "/vouches", "3 33333"),
    ("pay-looked", Who::Steward, "/placements/{no-floor}", "3 33333"),
    ("pay-pause", Who::Steward, "/placements/{no-floor}", "5 33333"),
    ("floor", Who::Steward, "/stewardship/wage-floors", "5 55555"),
    ("saved", Who::Employer, "/library/saved", "3 33333"),
    ("saved-open", Who::Employer, "/library/saved", "3 33333"),
    ("saved-change", Who::Employer, "/library/saved/{search}", "5 33333"),
    ("retry", Who::Administrator, "/operations", "3 33333"),
    ("practice-withdraw", Who::Curator, "/library/{slug}", "5 55555"),
    ("proposal-begin", Who::Employer, "/proposals/new", "5 55555"),
    ("proposal", Who::Employer, "/proposals/{proposal}/edit", "3 33333"),
    ("proposal-comment", Who::Employer, "/proposals/{commented}", "5 33333"),
    ("proposal-settle", Who::Employer, "/proposals/{commented}", "3 33333"),
    ("proposal-rebase", Who::Curator, "/proposals/{rebasing}", "5 55555"),
    ("proposal-approve", Who::Curator, "/proposals/{approving}", "3 33333"),
    ("proposal-approve", Who::Curator, "/proposals/{discussed}", "5 55555"),
    ("account", Who::Curator, "/account", "5 55555"),
    ("account-close", Who::Curator, "/account", "5 55555"),
    ("proposal-ask", Who::Curator, "/proposals/{asking}", "5 33333"),
    ("file", Who::Employer, "/proposals/{proposal}/files", "5 55555"),
    ("file-remove", Who::Employer, "/proposals/{filed}/files", "3 33333"),
    ("proposal-import", Who::Employer, "/proposals/import", "5 55555"),
    ("import-file", Who::Curator, "/library/import", "5 55555"),
    ("import-source", Who::Curator, "/library/import", "5 55555"),
    ("import-renew", Who::Curator, "/library/import", "3 33333"),
    ("import-forget", Who::Curator, "/library/import", "3 33333"),
    ("import-columns", Who::Curator, "/library/import/{mapping}", "5 55555"),
    ("import-confirm", Who::Curator, "/library/import/{preview}", "5 55555"),
    ("proposal-decline", Who::Curator, "/proposals/{declining}", "5 33333"),
];

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
    "saved-forget",
    "saved-stop",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Visitor,
    /// Has given the password, and not yet the second step.
    Halfway,
    Employer,
    Ngo,
    Steward,
    Curator,
    Administrator,
    Suspended,
    Association,
}

/// A future that is made in the frame of this call and kept on the heap: the parts of a scene together would not fit the
/// stack of a test's thread, not even for as long as it takes to box each of them.
fn boxed<F: Future>(make: impl FnOnce() -> F) -> std::pin::Pin<Box<F>> {
    Box::pin(make())
}

struct Scene {
    /// Holds the database.
    _world: World,
    clients: Vec<(Who, Client)>,
    places: Vec<(&'static str, String)>,
}

impl Scene {
    /// Everything that a form of the table stands on, each thing used up by one of them.
    async fn new() -> Self {
        let world = World::sqlite().await;
        let employer = boxed(|| world.member(OrganisationKind::Business, "Bakery")).await;
        let ngo = boxed(|| world.member(OrganisationKind::Ngo, "Harbour")).await;
        // Whoever confirms that somebody is erased has been there for a week.
        world.pass(chrono::TimeDelta::days(7));
        let (code, agreed, put) = (
            boxed(|| world.referral(&ngo, Secrets::default())).await,
            boxed(|| world.referral(&ngo, Secrets::default())).await,
            boxed(|| world.referral(&ngo, Secrets::default())).await,
        );
        let curator = boxed(|| world.platform(PlatformRole::Curator)).await;
        let (record, other) = (
            boxed(|| world.published(&employer, &curator, "Lanterns at the quay")).await,
            boxed(|| world.published(&employer, &curator, "Bells at the quay")).await,
        );
        let commented = boxed(|| world.proposal(&employer, "Lanterns in fog")).await;
        let author = boxed(|| world.as_person(&employer)).await;
        services::proposals::comment(&author, commented, "title", "Too short?").await.expect("said");
        let keeper = boxed(|| world.as_person(&employer)).await;
        let all = services::searches::Asked::default();
        services::searches::keep(&keeper, "Everything", &all).await.expect("kept");
        let kept = services::searches::own(&keeper).await.expect("searches");
        let curating = boxed(|| world.as_person(&curator)).await;
        let import = async |name: &str, file: &'static [u8]| {
            services::import::begin(&curating, name, file).await.expect("begun").to_string()
        };
        let filed = boxed(|| world.proposal(&employer, "Lanterns with a plan")).await;
        let plan = crate::files::docx("Plan", "Forty lamps.");
        services::files::add(&author, filed, "plan.docx", plan).await.expect("put in");
        let suspended = boxed(|| world.member(OrganisationKind::Business, "Foundry")).await;
        world.suspend(suspended.organisation()).await;
        let association = boxed(|| world.member(OrganisationKind::Association, "Guild")).await;
        let followed = boxed(|| followed_up(&world, &ngo)).await;
        let mut places = vec![
            ("{vouch}", boxed(|| vouch_twice(&world, &association)).await),
            ("{proposed}", boxed(|| proposed(&world)).await),
            ("{grouped}", boxed(|| grouped(&world)).await),
            ("{debarring}", boxed(|| debarring(&world)).await),
            ("{dropping}", boxed(|| debarring(&world)).await),
            ("{appealing}", boxed(|| appealing(&world)).await),
            ("{kept-out}", suspended.organisation().to_string()),
            ("{filed}", filed.to_string()),
            ("{mapping}", boxed(|| import("a.csv", b"title,year\nLamps,2004\n")).await),
            ("{preview}", boxed(|| import("a.txt", b"Lamps of Velmora\n\nThey were lit.")).await),
            ("{slug}", record),
            ("{proposal}", boxed(|| world.proposal(&employer, "Lanterns")).await.to_string()),
            ("{commented}", commented.to_string()),
            ("{rebasing}", boxed(|| overtaken(&world, &employer, &curator, &other)).await),
            ("{approving}", boxed(|| world.in_review(&employer, "Lanterns in rain")).await.to_string()),
            ("{discussed}", boxed(|| discussed(&world, &employer)).await),
            ("{asking}", boxed(|| world.in_review(&employer, "Lanterns in snow")).await.to_string()),
            ("{declining}", boxed(|| world.in_review(&employer, "Lanterns in sleet")).await.to_string()),
            ("{search}", kept.first().expect("a search").search.id.to_string()),
            ("{placement}", boxed(|| world.live(&employer)).await.id.to_string()),
            ("{pausing}", boxed(|| world.live(&employer)).await.id.to_string()),
            ("{filling}", boxed(|| world.live(&employer)).await.id.to_string()),
            ("{closing}", boxed(|| world.live(&employer)).await.id.to_string()),
            ("{no-floor}", boxed(|| world.live(&employer)).await.id.to_string()),
            ("{draft}", boxed(|| draft(&world, &employer)).await),
            ("{introduction}", {
                let placement = boxed(|| world.live(&employer)).await;
                boxed(|| world.put_forward(&ngo, &put, &placement)).await.to_string()
            }),
            ("{unopened}", boxed(|| unopened(&world, &ngo)).await),
            ("{agreed}", boxed(|| agree(&world, &ngo, &agreed, &employer)).await),
            ("{own}", boxed(|| own_page(&world, &ngo, &employer)).await),
            ("{code}", code.to_string()),
            ("{erasing}", boxed(|| to_be_erased(&world, &ngo)).await),
            ("{wished}", boxed(|| wished(&world, &ngo)).await),
            ("{ending}", boxed(|| world.referral(&ngo, Secrets::default())).await.to_string()),
            (
                "{applicant}",
                boxed(|| world.applicant(OrganisationKind::Business, "Mill")).await.organisation().to_string(),
            ),
            ("{member}", boxed(|| world.member(OrganisationKind::Business, "Dairy")).await.organisation().to_string()),
            ("{invited}", boxed(|| second_member_and_invitation(&world, &employer)).await),
        ];
        boxed(|| untouched(&world, &ngo)).await;
        boxed(|| remembered(&world)).await;
        places.extend(followed);
        boxed(|| bury(&world)).await;
        let steward = boxed(|| world.platform(PlatformRole::Steward)).await;
        let administrator = boxed(|| world.platform(PlatformRole::Administrator)).await;
        // The last of the list, whose role the table ends.
        world.platform(PlatformRole::Curator).await;
        let router = router(&world);
        let mut clients = vec![(Who::Visitor, Client::new(router.clone()))];
        for (who, person) in [
            (Who::Employer, &employer),
            (Who::Ngo, &ngo),
            (Who::Steward, &steward),
            (Who::Curator, &curator),
            (Who::Administrator, &administrator),
            (Who::Suspended, &suspended),
            (Who::Association, &association),
        ] {
            clients.push((who, Client::signed_in(router.clone(), person).await));
        }
        // Those who signed in before have to show again that it is them, but for the NGO, which signs in once more.
        world.pass(chrono::TimeDelta::minutes(16));
        clients.push((Who::Halfway, boxed(|| halfway(&world, &router)).await));
        let again = Client::signed_in(router, &ngo).await;
        let begun = again.post("/account/security", &[("form", "phone-begin")]).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.words());
        clients.retain(|(who, _)| *who != Who::Ngo);
        clients.push((Who::Ngo, again));
        Self { _world: world, clients, places }
    }

    fn path(&self, pattern: &str) -> String {
        self.places.iter().fold(pattern.to_owned(), |path, (name, value)| path.replace(name, value))
    }

    fn client(&self, who: Who) -> &Client {
        let found = self.clients.iter().find(|(known, _)| *known == who);
        &found.expect("everybody of the table is there").1
    }

    /// The controls that the page gives a form.
    async fn controls(&self, (form, who, pattern): (&str, Who, &str)) -> Vec<Control> {
        let page = self.client(who).get(&self.path(pattern)).await;
        controls(&page.text, form)
            .ok_or_else(|| format!("{form} is not at {pattern}: {}", page.words()))
            .expect("the form")
    }

    /// Posts a form with something in each of its controls.
    async fn post(
        &self,
        (form, who, pattern): (&str, Who, &str),
        controls: &[Control],
        value: impl Fn(&Control) -> String,
    ) -> Posted {
        let typed: Vec<(Control, String)> = controls.iter().map(|c| (c.clone(), value(c))).collect();
        let mut fields = vec![("form", form)];
        fields.extend(typed.iter().map(|((name, ..), value)| (name.as_str(), value.as_str())));
        let answer = self.client(who).post(&self.path(pattern), &fields).await;
        Posted { what: format!("{form} at {pattern}"), typed, answer }
    }
}

/// The letter of a status in the table.
fn letter(status: StatusCode) -> char {
    match status.as_u16() {
        200 => '2',
        303 => '3',
        422 => '5',
        _ => '?',
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

    /// Says so when the answer is another than expected; with nothing expected, anything is right.
    fn unexpected(&self, expect: Option<char>) -> Option<String> {
        let met = letter(self.answer.status);
        let wrong = expect.is_some_and(|expect| expect != met);
        wrong.then(|| format!("{}: {} and not {expect:?}", self.what, self.answer.status))
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
            if !answer.text.contains(&format!(" id=\"{id}\"")) {
                faults.push(format!("{what}: nothing is called {id}"));
            }
            let Some(field) = id.strip_prefix("field-") else { continue };
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
    let scene = boxed(Scene::new).await;
    let mut faults = Vec::new();
    for (form, who, pattern, expect) in TABLE {
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
    for (form, who, pattern, _) in TABLE {
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
        for (form, who, pattern, expect) in TABLE {
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
    for (form, who, pattern, _) in TABLE {
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
