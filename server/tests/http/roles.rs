//! Every address and every form of the router as every role. They come from the router: a new one without a line in the
//! tables fails. A form is posted empty but for its names and for keys of things that are there, so that what is met is
//! the permission and not the content.

use std::collections::BTreeSet;

use axum::http::Method;
use domain::account::PlatformRole;
use domain::check_in::Reply;
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use domain::standards::Indicator;
use services::cases::Which;
use testkit::{Answer, Client, Person, World};

use crate::bad_input::{bury, second_member_and_invitation};
use crate::router;

/// What each role meets at a page: visitor, the employer and the NGO that the things belong to, another employer, another
/// NGO, an organiser, a steward, an administrator, a curator. `2` is a page, `3` leads elsewhere (to sign in, for a visitor), `4` is
/// "there is nothing here", `s` asks to sign in, `5` is a problem with what was posted, `f` is "not now".
pub(crate) const PAGES: &[(&str, &str)] = &[
    ("/", "222222222"),
    ("/join", "222222222"),
    ("/join/sent", "222222222"),
    ("/join/confirm/{token}", "222222222"),
    ("/join/invited/{token}", "444444444"),
    ("/sign-in", "222222222"),
    ("/sign-in/second", "333333333"),
    ("/sign-in/forgotten", "222222222"),
    ("/sign-in/reset/{token}", "222222222"),
    ("/sign-out", "222222222"),
    ("/account", "322222222"),
    ("/account/security", "322222222"),
    ("/account/security/phone", "344444444"),
    ("/account/security/passkey", "322222222"),
    ("/account/organisation", "322222444"),
    ("/account/members", "322222444"),
    ("/account/calendar", "342424444"),
    ("/calendar/{file}", "444444444"),
    ("/check-ins", "342424444"),
    ("/check-ins/rule", "342424244"),
    ("/check-ins/schedule", "342424444"),
    ("/check-ins/{id}", "342444444"),
    ("/statistics", "222222222"),
    ("/stewardship/cases", "344444244"),
    ("/stewardship/cases/{id}", "344444244"),
    ("/occupations", "322222222"),
    ("/placements", "324244444"),
    ("/placements/new", "324244444"),
    ("/placements/{id}", "322424244"),
    ("/placements/{id}/edit", "324444444"),
    ("/opportunities", "342424444"),
    ("/referrals", "342424444"),
    ("/referrals/new", "342424444"),
    ("/referrals/{code}", "342444444"),
    ("/referrals/{code}/step/{step}", "342444444"),
    ("/referrals/{code}/consent", "342444444"),
    ("/referrals/{code}/erasure", "342444444"),
    ("/referrals/{code}/readings", "342444444"),
    ("/referrals/{code}/matches", "342444444"),
    ("/referrals/{code}/own-page", "342444444"),
    ("/consent/sheet", "342424444"),
    ("/consent/{token}", "444444444"),
    ("/referrals/{code}/put-forward/{placement}", "342444444"),
    ("/introductions", "322224444"),
    ("/introductions/{id}", "322444444"),
    ("/stewardship", "344444244"),
    ("/stewardship/organisations/{id}", "344444244"),
    ("/stewardship/sanctions", "344444244"),
    ("/stewardship/wage-floors", "344444244"),
    ("/sanctions", "342422244"),
    ("/vouches", "344444444"),
    ("/operations", "344444424"),
    ("/operations/second-step", "344444424"),
    ("/library", "222222222"),
    ("/library/map", "222222222"),
    ("/library/{slug}", "222222222"),
    ("/library/{slug}/versions", "222222222"),
    ("/library/{slug}/versions/{number}", "222222222"),
    ("/proposals", "322222442"),
    ("/proposals/new", "322222442"),
    ("/proposals/{id}", "324444444"),
    ("/proposals/{id}/edit", "324444444"),
    ("/curation", "344444442"),
    ("/glossary", "222222222"),
    ("/glossary/{term}", "222222222"),
    ("/library/saved", "322222222"),
    ("/library/saved/{search}", "324444444"),
    ("/library/saved/stop/{token}", "444444444"),
    ("/library/{slug}.bib", "222222222"),
    ("/library/{slug}.ris", "222222222"),
    ("/library/{slug}.json", "222222222"),
    ("/library/{slug}/versions/{number}.bib", "222222222"),
    ("/library/{slug}/versions/{number}.ris", "222222222"),
    ("/library/{slug}/versions/{number}.json", "222222222"),
    ("/library/feed.atom", "222222222"),
    ("/library/export.jsonl", "222222222"),
    ("/oai", "222222222"),
    ("/sitemap.xml", "222222222"),
    ("/sitemap/{page}", "222222222"),
    ("/robots.txt", "222222222"),
    ("/opensearch.xml", "222222222"),
    ("/proposals/{id}/files", "324444444"),
    ("/proposals/{id}/files/{file}", "444444444"),
    ("/library/{slug}/files/{id}", "444444444"),
    ("/library/import", "344444442"),
    ("/library/import/{id}", "344444444"),
    ("/health", "222222222"),
    ("/site/{file}", "444444444"),
];

/// What each role meets who posts a form to a page. The owner of a thing comes before others, and what ends it last.
pub(crate) const FORMS: &[(&str, &str, &str)] = &[
    ("join", "/join", "555555555"),
    ("confirm", "/join/confirm/{token}", "555555555"),
    ("invited", "/join/invited/{token}", "444444444"),
    ("invited-oneself", "/join/invited/{token}", "s44444444"),
    ("sign-in", "/sign-in", "555555555"),
    ("second", "/sign-in/second", "s33333333"),
    ("second-passkey", "/sign-in/second", "s33333333"),
    ("forgotten", "/sign-in/forgotten", "555555555"),
    ("reset", "/sign-in/reset/{token}", "555555555"),
    ("account", "/account", "s55555555"),
    ("prove", "/account/security", "s55555555"),
    ("password-change", "/account/security", "s55555555"),
    ("phone-begin", "/account/security", "s33333555"),
    ("phone", "/account/security/phone", "s55555444"),
    ("phone-remove", "/account/security", "s44444fff"),
    ("passkey", "/account/security/passkey", "s55555555"),
    ("passkey-remove", "/account/security", "s44444444"),
    ("session-end", "/account/security", "s44444444"),
    ("session-others", "/account/security", "s33333333"),
    ("organisation", "/account/organisation", "s55555444"),
    ("invite", "/account/members", "s55555444"),
    ("member-role", "/account/members", "s44444444"),
    ("remove", "/account/members", "s34444444"),
    ("placement", "/placements/new", "s54544444"),
    ("placement", "/placements/{id}/edit", "s54444444"),
    ("referral-begin", "/referrals/new", "s43434444"),
    ("referral-open", "/referrals/{code}", "s45444444"),
    ("referral", "/referrals/{code}/step/{step}", "s45444444"),
    ("consent", "/referrals/{code}/consent", "s45444444"),
    ("forward", "/referrals/{code}/put-forward/{placement}", "s4f444444"),
    ("retention-keep", "/referrals", "s43444444"),
    // Before the referral is archived, which takes back all that is left.
    ("consent-revoke", "/referrals/{code}/consent", "s43444444"),
    ("retention-archive", "/referrals", "s43444444"),
    ("erasure-take-back", "/referrals/{code}/erasure", "s44444444"),
    ("erasure-confirm", "/referrals/{code}/erasure", "s44444444"),
    ("erasure-ask", "/referrals/{code}/erasure", "s45444444"),
    ("message", "/introductions/{id}", "s55444444"),
    ("move", "/introductions/{id}", "s55444444"),
    ("check-in-add", "/introductions/{id}", "s4f444444"),
    ("check-in-schedule", "/check-ins/schedule", "s45454444"),
    ("check-in-answer", "/check-ins/{id}", "s45444444"),
    ("check-in-move", "/check-ins/{id}", "s45444444"),
    ("check-in-drop", "/check-ins/{id}", "s45444444"),
    ("case-answer", "/check-ins", "s45454444"),
    ("calendar", "/account/calendar", "s45454444"),
    ("calendar-end", "/account/calendar", "s44444444"),
    ("case-note", "/stewardship/cases/{id}", "s44444544"),
    ("case-decide", "/stewardship/cases/{id}", "s44444544"),
    ("case-back", "/stewardship/cases/{id}", "s44444544"),
    ("own-page", "/referrals/{code}/own-page", "s42444444"),
    ("own-page-end", "/referrals/{code}/own-page", "s43444444"),
    ("take-back", "/consent/{token}", "444444444"),
    ("referral-close", "/referrals/{code}", "s45444444"),
    ("placement-publish", "/placements/{id}", "s54444444"),
    ("placement-pause", "/placements/{id}", "s34444444"),
    ("placement-fill", "/placements/{id}", "s54444444"),
    ("placement-close", "/placements/{id}", "s34444444"),
    ("vetting-verify", "/stewardship/organisations/{id}", "s44444544"),
    ("vetting-ask", "/stewardship/organisations/{id}", "s44444544"),
    ("vetting-decline", "/stewardship/organisations/{id}", "s44444544"),
    ("vetting-confirm", "/stewardship/organisations/{id}", "s44444544"),
    ("vetting-checks", "/stewardship/organisations/{id}", "s44444544"),
    ("vetting-note", "/stewardship/organisations/{id}", "s44444544"),
    ("vetting-looked", "/stewardship/organisations/{id}", "s44444544"),
    ("vetting-suspend", "/stewardship/organisations/{id}", "s44444544"),
    ("vetting-debar", "/stewardship/organisations/{id}", "s44444544"),
    ("vetting-debar-confirm", "/stewardship/organisations/{id}", "s44444444"),
    ("vetting-debar-drop", "/stewardship/organisations/{id}", "s44444444"),
    ("vetting-keep", "/stewardship/organisations/{id}", "s44444544"),
    ("vetting-lift", "/stewardship/organisations/{id}", "s44444544"),
    ("appeal-answer", "/stewardship/organisations/{id}", "s44444544"),
    ("appeal", "/account/organisation", "s44444444"),
    ("placements-reopen", "/placements", "s34344444"),
    ("vouch", "/vouches", "s44444444"),
    ("vouch-look-over", "/vouches", "s44444444"),
    ("vouch-take-back", "/vouches", "s44444444"),
    ("floor", "/stewardship/wage-floors", "s44444544"),
    ("saved", "/library/saved", "s33333333"),
    ("saved-open", "/library/saved", "s34444444"),
    ("saved-change", "/library/saved/{search}", "s54444444"),
    ("saved-forget", "/library/saved/{search}", "s34444444"),
    ("saved-stop", "/library/saved/stop/{token}", "444444444"),
    ("file", "/proposals/{id}/files", "s54444444"),
    ("file-remove", "/proposals/{id}/files", "s44444444"),
    ("import-file", "/library/import", "s44444445"),
    ("import-source", "/library/import", "s44444445"),
    ("import-columns", "/library/import/{id}", "s44444444"),
    ("import-confirm", "/library/import/{id}", "s44444444"),
    ("import-cancel", "/library/import/{id}", "s44444444"),
    ("second-step-reset", "/operations/second-step", "s44444454"),
    ("sign-somebody-out", "/operations/second-step", "s44444454"),
    ("retry", "/operations", "s44444434"),
    ("retry-all", "/operations", "s44444434"),
    ("practice-change", "/library/{slug}", "s33333443"),
    ("practice-withdraw", "/library/{slug}", "s44444445"),
    ("proposal-begin", "/proposals/new", "s55555445"),
    ("proposal", "/proposals/{id}/edit", "s54444444"),
    ("proposal-comment", "/proposals/{id}", "s54444444"),
    ("proposal-settle", "/proposals/{id}", "s34444444"),
    ("proposal-rebase", "/proposals/{id}", "s54444444"),
    ("proposal-approve", "/proposals/{id}", "s44444444"),
    ("proposal-ask", "/proposals/{id}", "s44444444"),
    ("proposal-decline", "/proposals/{id}", "s44444444"),
    ("proposal-submit", "/proposals/{id}", "s34444444"),
    ("proposal-take-back", "/proposals/{id}", "s34444444"),
    ("proposal-discard", "/proposals/{id}", "s34444444"),
    // Whose second step changes goes on with another session, which these clients do not keep.
    ("recovery-codes", "/account/security", "s44444222"),
];

/// Pages and forms that the tables leave out, with why.
const APART: &[&str] = &[
    // Signs whoever is asked about out, so it has a test of its own in accounts.
    "sign-out",
    // There without a bundle or not: the site's own tests know.
    "/favicon.svg",
];

#[test]
fn every_address_and_every_form_has_an_expectation() {
    let addresses = server::router::addresses();
    let pages = addresses.iter().filter(|(method, _)| *method == Method::GET).map(|(_, path)| path.as_str());
    let pages: BTreeSet<&str> = pages.filter(|path| !APART.contains(path)).collect();
    assert_eq!(pages, PAGES.iter().map(|(path, _)| *path).collect());
    let forms = app::forms().into_iter().filter(|form| !APART.contains(&form.name));
    let forms: BTreeSet<(&str, &str)> = forms.map(|form| (form.name, form.page)).collect();
    assert_eq!(forms, FORMS.iter().map(|(form, page, _)| (*form, *page)).collect());
    for (method, path) in addresses.iter().filter(|(method, _)| *method != Method::GET) {
        // A harvester's post is no form's; its own tests know it.
        assert!(path == "/oai" || app::forms().iter().any(|form| form.page == path), "{method} {path} is no form's");
    }
}

/// The letter of a status.
fn letter(status: u16) -> char {
    match status {
        200 => '2',
        303 => '3',
        404 => '4',
        401 => 's',
        403 => 'f',
        409 | 422 => '5',
        _ => '?',
    }
}

/// A world with one thing of each kind, and everybody signed in.
struct Scene {
    /// Holds the database.
    _world: World,
    clients: Vec<Client>,
    keys: Vec<(&'static str, String)>,
}

impl Scene {
    async fn new() -> Self {
        let world = World::sqlite().await;
        server::seed::all(&world.system(), app::at::Demo::Off).await.expect("seeded");
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let other_employer = world.member(OrganisationKind::Business, "Mill").await;
        let other_ngo = world.member(OrganisationKind::Ngo, "Lantern").await;
        let organiser = world.member(OrganisationKind::Organiser, "Round Table").await;
        let steward = world.platform(PlatformRole::Steward).await;
        let administrator = world.platform(PlatformRole::Administrator).await;
        let curator = world.platform(PlatformRole::Curator).await;
        let placement = world.live(&employer).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let introduction = world.put_forward(&ngo, &code, &placement).await;
        let (check_in, case) = followed_up(&world, &ngo, &other_employer).await;
        second_member_and_invitation(&world, &employer).await;
        let members = services::members::own(&world.as_person(&employer).await).await.expect("members").0;
        let second = members.iter().find(|member| member.account != employer.account).expect("a second one");
        let scope = world.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let grants = services::consents::of_referral(&scope, &referral).await.expect("grants");
        let proposal = world.proposal(&employer, "Lanterns").await;
        let author = world.as_person(&employer).await;
        services::proposals::comment(&author, proposal, "title", "Too short?").await.expect("said");
        let written = services::proposals::find(&author, proposal).await.expect("found");
        let comments = services::proposals::comments(&author, &written).await.expect("comments");
        let keeper = world.as_person(&employer).await;
        let all = services::searches::Asked::default();
        services::searches::keep(&keeper, "Everything", &all).await.expect("kept");
        let kept = services::searches::own(&keeper).await.expect("searches");
        let keys = vec![
            ("{proposal}", proposal.to_string()),
            ("{comment}", comments.first().expect("a comment").id.to_string()),
            ("{number}", "1".into()),
            ("{search}", kept.first().expect("a search").search.id.to_string()),
            ("{page}", "0".into()),
            ("{placement}", placement.id.to_string()),
            ("{introduction}", introduction.to_string()),
            ("{check_in}", check_in),
            ("{case}", case),
            ("{organisation}", employer.organisation().to_string()),
            ("{code}", code.to_string()),
            ("{grant}", grants.first().expect("a grant").id.to_string()),
            ("{member}", second.account.to_string()),
            ("{event}", bury(&world).await),
            ("{step}", "right".into()),
            ("{term}", "debt-bondage".into()),
            ("{slug}", "bright-future-co-operative".into()),
            ("{token}", "none".into()),
            ("{file}", "none".into()),
        ];
        let router = router(&world);
        let mut clients = vec![Client::new(router.clone())];
        for person in [&employer, &ngo, &other_employer, &other_ngo, &organiser, &steward, &administrator, &curator] {
            clients.push(Client::signed_in(router.clone(), person).await);
        }
        Self { _world: world, clients, keys }
    }

    fn fill(&self, pattern: &str) -> String {
        let id = match pattern.split('/').nth(1) {
            Some("stewardship") if pattern.contains("/cases/") => "{case}",
            Some("check-ins") => "{check_in}",
            Some("placements") => "{placement}",
            Some("introductions") => "{introduction}",
            Some("proposals") => "{proposal}",
            _ => "{organisation}",
        };
        self.keys.iter().fold(pattern.replace("{id}", id), |path, (name, key)| path.replace(name, key))
    }
}

/// Somebody of an NGO who has started with an employer and says something that opens a case: the key of their next check-in,
/// and that of the case.
async fn followed_up(world: &World, ngo: &Person, employer: &Person) -> (String, String) {
    let placement = world.live(employer).await;
    let (_, introduction) = world.started(ngo, &placement).await;
    world.answer_first(ngo, introduction, &[(Indicator::Violence, Reply::Yes)]).await;
    let next = world.open_check_ins(ngo, introduction).await[0].id.to_string();
    let open = services::cases::list(&world.steward(), Which::Open, None, 1).await.expect("a list");
    (next, open[0].case.id.to_string())
}

/// Keys that a form carries.
fn carried(form: &str) -> Option<(&'static str, &'static str)> {
    match form {
        "member-role" | "remove" => Some(("account", "{member}")),
        "case-answer" => Some(("case", "{case}")),
        "consent-revoke" => Some(("grant", "{grant}")),
        "proposal-settle" => Some(("comment", "{comment}")),
        "saved-open" => Some(("id", "{search}")),
        "retention-keep" | "retention-archive" => Some(("code", "{code}")),
        "retry" => Some(("event", "{event}")),
        _ => None,
    }
}

fn check_whole(what: &str, answer: &Answer) {
    if !answer.header("content-type").starts_with("text/html") || answer.status.is_redirection() {
        return;
    }
    let head = answer.text.split("</head>").next().unwrap_or_default();
    let whole = head.starts_with("<!DOCTYPE html><html lang=\"en\" dir=\"ltr\">") && head.contains("<title>");
    assert!(whole && head.contains("rel=\"stylesheet\""), "{what} without its head: {head}");
    assert_eq!(answer.text.matches("<h1").count(), 1, "{what}");
}

#[tokio::test]
async fn every_address_and_every_form_answers_each_role_as_the_tables_say() {
    let scene = Scene::new().await;
    let mut wrong = Vec::new();
    for (path, roles) in PAGES {
        let mut met = String::new();
        for client in &scene.clients {
            let answer = client.get(&scene.fill(path)).await;
            check_whole(path, &answer);
            met.push(letter(answer.status.as_u16()));
        }
        if met != **roles {
            wrong.push(format!("{path}: {met}, not {roles}"));
        }
    }
    for (form, page, roles) in FORMS {
        let mut met = String::new();
        for client in &scene.clients {
            let key = carried(form).map(|(name, key)| (name, scene.fill(key)));
            let mut fields = vec![("form", *form)];
            fields.extend(key.as_ref().map(|(name, key)| (*name, key.as_str())));
            let answer = client.post(&scene.fill(page), &fields).await;
            check_whole(&format!("{form} at {page}"), &answer);
            met.push(letter(answer.status.as_u16()));
        }
        if met != **roles {
            wrong.push(format!("{form} at {page}: {met}, not {roles}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
