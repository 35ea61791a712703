//! Every address and every form of the router as every role. They come from the router: a new one without a line in the
//! tables fails. A form is posted empty but for its names and for keys of things that are there, so that what is met is
//! the permission and not the content.

use std::collections::BTreeSet;
use std::path::Path;

use axum::http::Method;
use domain::account::PlatformRole;
use domain::check_in::Reply;
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use domain::standards::Indicator;
use leptos_axum::generate_route_list;
use services::cases::Which;
use testkit::{Answer, Client, Person, World};

use crate::bad_input::{bury, second_member_and_invitation};
use crate::crawl::Crawl;
use crate::router;

/// What each role meets at a page: visitor, the employer and the NGO that the things belong to, another employer, another
/// NGO, an organiser, a steward, an administrator, a curator; an association, an authority, a media organisation; an employer
/// and an NGO that have only applied, and an employer and an NGO that are suspended. `2` is a page, `3` leads elsewhere (to
/// sign in, for a visitor), `4` is "there is nothing here", `s` asks to sign in, `5` is a problem with what was posted, `f` is
/// "not now".
pub(crate) const PAGES: &[(&str, &str)] = &[
    ("/", "2222222222222222"),
    ("/join", "2222222222222222"),
    ("/join/sent", "2222222222222222"),
    ("/join/confirm/{token}", "2222222222222222"),
    ("/join/invited/{token}", "4444444444444444"),
    ("/sign-in", "2222222222222222"),
    ("/sign-in/second", "3333333333333333"),
    ("/sign-in/forgotten", "2222222222222222"),
    ("/sign-in/reset/{token}", "2222222222222222"),
    ("/sign-out", "2222222222222222"),
    ("/account", "3222222222222222"),
    ("/account/security", "3222222222222222"),
    ("/account/security/phone", "3444444444444444"),
    ("/account/security/passkey", "3222222222222222"),
    ("/account/organisation", "3222224442222222"),
    ("/account/members", "3222224442222222"),
    ("/account/calendar", "3424244444444242"),
    ("/calendar/{file}", "4444444444444444"),
    ("/check-ins", "3424244444444242"),
    ("/check-ins/rule", "3424242444444242"),
    ("/check-ins/schedule", "3424244444444242"),
    ("/check-ins/{id}", "3424444444444444"),
    ("/statistics", "2222222222222222"),
    ("/stewardship/cases", "3444442444444444"),
    ("/stewardship/cases/{id}", "3444442444444444"),
    ("/occupations", "3222222222222222"),
    ("/placements", "3242444444442424"),
    ("/placements/new", "3242444444442424"),
    ("/placements/{id}", "3224242444444444"),
    ("/placements/{id}/edit", "3244444444444444"),
    ("/opportunities", "3424244444444f4f"),
    ("/referrals", "3424244444444242"),
    ("/referrals/new", "3424244444444242"),
    ("/referrals/{code}", "3424444444444444"),
    ("/referrals/{code}/step/{step}", "3424444444444444"),
    ("/referrals/{code}/consent", "3424444444444444"),
    ("/referrals/{code}/erasure", "3424444444444444"),
    ("/referrals/{code}/readings", "3424444444444444"),
    ("/referrals/{code}/matches", "3424444444444444"),
    ("/referrals/{code}/own-page", "3424444444444444"),
    ("/consent/sheet", "3424244444444242"),
    ("/consent/{token}", "4444444444444444"),
    ("/referrals/{code}/put-forward/{placement}", "3424444444444444"),
    ("/introductions", "3222244444442222"),
    ("/introductions/{id}", "3224444444444444"),
    ("/stewardship", "3444442444444444"),
    ("/stewardship/organisations/{id}", "3444442444444444"),
    ("/stewardship/sanctions", "3444442444444444"),
    ("/stewardship/pay-looks", "3444442444444444"),
    ("/stewardship/wage-floors", "3444442444444444"),
    ("/sanctions", "3424222442244f4f"),
    ("/vouches", "3444444442444444"),
    ("/operations", "3444444244444444"),
    ("/operations/second-step", "3444444244444444"),
    ("/operations/curators", "3444444244444444"),
    ("/library", "2222222222222222"),
    ("/library/map", "2222222222222222"),
    ("/library/{slug}", "2222222222222222"),
    ("/library/{slug}/versions", "2222222222222222"),
    ("/library/{slug}/versions/{number}", "2222222222222222"),
    ("/proposals", "3222224422222222"),
    ("/proposals/new", "3222224422222222"),
    ("/proposals/import", "3222224442222222"),
    ("/proposals/{id}", "3244444444444444"),
    ("/proposals/{id}/edit", "3244444444444444"),
    ("/curation", "3444444424444444"),
    ("/glossary", "2222222222222222"),
    ("/glossary/{term}", "2222222222222222"),
    ("/library/saved", "3222222222222222"),
    ("/library/saved/{search}", "3244444444444444"),
    ("/library/saved/stop/{token}", "4444444444444444"),
    ("/library/{slug}.bib", "2222222222222222"),
    ("/library/{slug}.ris", "2222222222222222"),
    ("/library/{slug}.json", "2222222222222222"),
    ("/library/{slug}/versions/{number}.bib", "2222222222222222"),
    ("/library/{slug}/versions/{number}.ris", "2222222222222222"),
    ("/library/{slug}/versions/{number}.json", "2222222222222222"),
    ("/library/feed.atom", "2222222222222222"),
    ("/library/export.jsonl", "2222222222222222"),
    ("/library/export.zip", "s444444424444444"),
    ("/oai", "2222222222222222"),
    ("/sitemap.xml", "2222222222222222"),
    ("/sitemap/{page}", "2222222222222222"),
    ("/robots.txt", "2222222222222222"),
    ("/opensearch.xml", "2222222222222222"),
    ("/proposals/{id}/files", "3244444444444444"),
    ("/proposals/{id}/files/{file}", "4444444444444444"),
    ("/library/{slug}/files/{id}", "4444444444444444"),
    ("/library/import", "3444444424444444"),
    ("/library/import/{id}", "3444444444444444"),
    ("/health", "2222222222222222"),
    ("/site/{file}", "4444444444444444"),
];

/// What each role meets who posts a form to a page. The owner of a thing comes before others, and what ends it last.
pub(crate) const FORMS: &[(&str, &str, &str)] = &[
    ("join", "/join", "5555555555555555"),
    ("confirm", "/join/confirm/{token}", "5555555555555555"),
    ("invited", "/join/invited/{token}", "4444444444444444"),
    ("invited-oneself", "/join/invited/{token}", "s444444444444444"),
    ("sign-in", "/sign-in", "5555555555555555"),
    ("second", "/sign-in/second", "s333333333333333"),
    ("second-passkey", "/sign-in/second", "s333333333333333"),
    ("forgotten", "/sign-in/forgotten", "5555555555555555"),
    ("reset", "/sign-in/reset/{token}", "5555555555555555"),
    ("account", "/account", "s555555555555555"),
    // The only manager of an organisation that is verified stays, and so does the only administrator.
    ("account-close", "/account", "sfffff5f5fff5555"),
    ("prove", "/account/security", "s555555555555555"),
    ("password-change", "/account/security", "s555555555555555"),
    ("phone-begin", "/account/security", "s333335553333333"),
    ("phone", "/account/security/phone", "s555554445555555"),
    ("phone-remove", "/account/security", "s44444fff4444444"),
    ("passkey", "/account/security/passkey", "s555555555555555"),
    ("passkey-remove", "/account/security", "s444444444444444"),
    ("session-end", "/account/security", "s444444444444444"),
    ("session-others", "/account/security", "s333333333333333"),
    ("organisation", "/account/organisation", "s555554445555555"),
    ("invite", "/account/members", "s555554445555555"),
    ("member-role", "/account/members", "s444444444444444"),
    ("remove", "/account/members", "s344444444444444"),
    // The only manager of an organisation that is verified stays.
    ("organisation-leave", "/account/members", "sfffff444fff5555"),
    // None of them has a second step of their own.
    ("second-step-require", "/account/members", "sfffff444fffffff"),
    ("second-step-release", "/account/members", "s333334443333333"),
    ("placement", "/placements/new", "s545444444445454"),
    ("placement", "/placements/{id}/edit", "s544444444444444"),
    ("referral-begin", "/referrals/new", "s43434444444434f"),
    ("referral-open", "/referrals/{code}", "s454444444444444"),
    ("referral", "/referrals/{code}/step/{step}", "s454444444444444"),
    ("consent", "/referrals/{code}/consent", "s454444444444444"),
    ("forward", "/referrals/{code}/put-forward/{placement}", "s4f4444444444444"),
    ("retention-keep", "/referrals", "s434444444444444"),
    // Before the referral is archived, which takes back all that is left.
    ("consent-revoke", "/referrals/{code}/consent", "s434444444444444"),
    ("retention-archive", "/referrals", "s434444444444444"),
    ("own-wish-wait", "/referrals/{code}/erasure", "s454444444444444"),
    ("erasure-take-back", "/referrals/{code}/erasure", "s444444444444444"),
    ("erasure-confirm", "/referrals/{code}/erasure", "s444444444444444"),
    ("erasure-ask", "/referrals/{code}/erasure", "s454444444444444"),
    ("message", "/introductions/{id}", "s554444444444444"),
    ("move", "/introductions/{id}", "s554444444444444"),
    ("check-in-add", "/introductions/{id}", "s4f444444444444f"),
    ("check-in-schedule", "/check-ins/schedule", "s45454444444454f"),
    ("check-in-answer", "/check-ins/{id}", "s45444444444444f"),
    ("check-in-move", "/check-ins/{id}", "s45444444444444f"),
    ("check-in-drop", "/check-ins/{id}", "s45444444444444f"),
    ("case-answer", "/check-ins", "s45454444444454f"),
    ("calendar", "/account/calendar", "s45454444444454f"),
    ("calendar-end", "/account/calendar", "s444444444444444"),
    ("case-note", "/stewardship/cases/{id}", "s444445444444444"),
    ("case-decide", "/stewardship/cases/{id}", "s444445444444444"),
    ("case-back", "/stewardship/cases/{id}", "s444445444444444"),
    ("own-page", "/referrals/{code}/own-page", "s424444444444444"),
    ("own-page-end", "/referrals/{code}/own-page", "s434444444444444"),
    ("take-back", "/consent/{token}", "4444444444444444"),
    ("own-wish", "/consent/{token}", "4444444444444444"),
    ("referral-close", "/referrals/{code}", "s454444444444444"),
    ("placement-publish", "/placements/{id}", "s544444444444444"),
    ("placement-pause", "/placements/{id}", "s344444444444444"),
    ("placement-fill", "/placements/{id}", "s544444444444444"),
    ("placement-close", "/placements/{id}", "s344444444444444"),
    ("pay-looked", "/placements/{id}", "s444445444444444"),
    ("pay-pause", "/placements/{id}", "s444445444444444"),
    ("vetting-verify", "/stewardship/organisations/{id}", "s444445444444444"),
    ("vetting-ask", "/stewardship/organisations/{id}", "s444445444444444"),
    ("vetting-decline", "/stewardship/organisations/{id}", "s444445444444444"),
    ("vetting-confirm", "/stewardship/organisations/{id}", "s444445444444444"),
    ("vetting-checks", "/stewardship/organisations/{id}", "s444445444444444"),
    ("vetting-note", "/stewardship/organisations/{id}", "s444445444444444"),
    ("vetting-looked", "/stewardship/organisations/{id}", "s444445444444444"),
    ("vetting-suspend", "/stewardship/organisations/{id}", "s444445444444444"),
    ("vetting-debar", "/stewardship/organisations/{id}", "s444445444444444"),
    ("vetting-debar-confirm", "/stewardship/organisations/{id}", "s444444444444444"),
    ("vetting-debar-drop", "/stewardship/organisations/{id}", "s444444444444444"),
    ("vetting-keep", "/stewardship/organisations/{id}", "s444445444444444"),
    ("vetting-lift", "/stewardship/organisations/{id}", "s444445444444444"),
    ("appeal-answer", "/stewardship/organisations/{id}", "s444445444444444"),
    ("appeal", "/account/organisation", "s444444444444455"),
    ("placements-reopen", "/placements", "s34344444444f4f4"),
    ("vouch", "/vouches", "s444444445444444"),
    ("vouch-look-over", "/vouches", "s444444444444444"),
    ("vouch-take-back", "/vouches", "s444444444444444"),
    ("floor", "/stewardship/wage-floors", "s444445444444444"),
    ("saved", "/library/saved", "s333333333333333"),
    ("saved-open", "/library/saved", "s344444444444444"),
    ("saved-change", "/library/saved/{search}", "s544444444444444"),
    ("saved-forget", "/library/saved/{search}", "s344444444444444"),
    ("saved-stop", "/library/saved/stop/{token}", "4444444444444444"),
    ("file", "/proposals/{id}/files", "s544444444444444"),
    ("file-remove", "/proposals/{id}/files", "s444444444444444"),
    ("import-file", "/library/import", "s444444454444444"),
    ("import-source", "/library/import", "s444444454444444"),
    ("import-renew", "/library/import", "s444444444444444"),
    ("import-forget", "/library/import", "s444444444444444"),
    ("import-columns", "/library/import/{id}", "s444444444444444"),
    ("import-map-again", "/library/import/{id}", "s444444444444444"),
    ("import-confirm", "/library/import/{id}", "s444444444444444"),
    ("import-cancel", "/library/import/{id}", "s444444444444444"),
    ("import-go-on", "/library/import/{id}", "s444444444444444"),
    ("import-resume", "/library/import/{id}", "s444444444444444"),
    ("second-step-reset", "/operations/second-step", "s444444544444444"),
    ("sign-somebody-out", "/operations/second-step", "s444444544444444"),
    ("curator-invite", "/operations/curators", "s444444544444444"),
    ("curator-end", "/operations/curators", "s444444444444444"),
    ("retry", "/operations", "s444444344444444"),
    ("retry-all", "/operations", "s444444344444444"),
    ("practice-change", "/library/{slug}", "s33333443333ffff"),
    ("practice-withdraw", "/library/{slug}", "s444444454444444"),
    ("proposal-begin", "/proposals/new", "s555554455555555"),
    ("proposal-import", "/proposals/import", "s55555444555ffff"),
    ("proposal", "/proposals/{id}/edit", "s544444444444444"),
    ("proposal-comment", "/proposals/{id}", "s544444444444444"),
    ("proposal-settle", "/proposals/{id}", "s344444444444444"),
    ("proposal-rebase", "/proposals/{id}", "s544444444444444"),
    ("proposal-approve", "/proposals/{id}", "s444444444444444"),
    ("proposal-ask", "/proposals/{id}", "s444444444444444"),
    ("proposal-decline", "/proposals/{id}", "s444444444444444"),
    ("proposal-submit", "/proposals/{id}", "s344444444444444"),
    ("proposal-take-back", "/proposals/{id}", "s344444444444444"),
    ("proposal-discard", "/proposals/{id}", "s344444444444444"),
    // Whose second step changes goes on with another session, which these clients do not keep.
    ("recovery-codes", "/account/security", "s444442224444444"),
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

/// Pages that no journey in a browser spells out, and how one comes there all the same.
const UNSPELT: &[(&str, &str)] = &[
    ("/consent/{token}", "own.spec.ts opens the address that it was shown"),
    ("/proposals/{id}/edit", "curation.spec.ts goes on from the proposal"),
    ("/library/import/{id}", "import.spec.ts is led there"),
    ("/library/saved/{search}", "saved.spec.ts follows the link of a row"),
    ("/library/saved/stop/{token}", "only a weekly mail leads there, and `saved` reads it"),
];

/// The addresses that a journey spells out, with something in the place of what is put in.
fn spelt(journey: &str) -> BTreeSet<String> {
    let quoted = journey.split(['\'', '"', '`']).filter(|part| part.starts_with('/') && !part.contains('\n'));
    let whole = quoted.map(|part| {
        let mut parts = part.split("${");
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            whole.push_str("something");
            whole.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
        }
        whole.split(['?', '#']).next().unwrap_or_default().to_owned()
    });
    whole.collect()
}

#[tokio::test]
async fn every_page_is_named_by_a_journey_in_a_browser() {
    let world = World::sqlite().await;
    let crawl = Crawl::new(Client::new(router(&world)));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end/tests");
    let mut named = BTreeSet::new();
    for file in std::fs::read_dir(folder).expect("the journeys") {
        let journey = std::fs::read_to_string(file.expect("a journey").path()).expect("its text");
        // A page whose address comes from another one is called by its pattern, which the journey holds against it.
        let pages = spelt(&journey).into_iter();
        named.extend(pages.filter_map(|page| if page.contains('{') { Some(page) } else { crawl.pattern(&page) }));
    }
    // What machines read has tests of its own.
    let pages: BTreeSet<String> =
        generate_route_list(app::App).into_iter().map(|page| page.path().to_owned()).collect();
    assert!(pages.len() > 50, "{} pages", pages.len());
    let unnamed: BTreeSet<&str> = pages.difference(&named).map(String::as_str).collect();
    assert_eq!(unnamed, UNSPELT.iter().map(|(page, _)| *page).collect());
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
pub(crate) struct Scene {
    /// Holds the database.
    _world: World,
    /// One for each column of the tables.
    pub(crate) clients: Vec<Client>,
    keys: Vec<(&'static str, String)>,
}

impl Scene {
    pub(crate) async fn new() -> Self {
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
        for person in without_part(&world).await {
            clients.push(Client::signed_in(router.clone(), &person).await);
        }
        Self { _world: world, clients, keys }
    }

    pub(crate) fn fill(&self, pattern: &str) -> String {
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

/// The first column of those who have no part in any of the things, and can have none.
const WITHOUT_PART: usize = 9;

/// Members of organisations that have no part in people or placements by their kind, and of employers and NGOs that have
/// not been verified or are kept out.
async fn without_part(world: &World) -> Vec<Person> {
    let mut people = Vec::new();
    for (kind, name) in [
        (OrganisationKind::Association, "Guild"),
        (OrganisationKind::Authority, "Labour Office"),
        (OrganisationKind::Media, "Gazette"),
    ] {
        people.push(world.member(kind, name).await);
    }
    let both = [OrganisationKind::Business, OrganisationKind::Ngo];
    for kind in both {
        people.push(world.applicant(kind, "Newcomer").await);
    }
    for kind in both {
        let person = world.member(kind, "Kept out").await;
        world.suspend(person.organisation()).await;
        people.push(person);
    }
    people
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

/// Pages that are about one person, or one introduction of them.
fn of_a_person(path: &str) -> bool {
    ["/referrals/{code}", "/introductions/{id}", "/check-ins/{id}", "/stewardship/cases/{id}"]
        .iter()
        .any(|begins| path.starts_with(begins))
}

#[test]
fn the_tables_open_nothing_of_a_person_to_those_who_have_no_part() {
    let pages = PAGES.iter().filter(|(path, _)| of_a_person(path)).map(|(path, roles)| (*path, *path, *roles));
    let forms = FORMS.iter().filter(|(_, path, _)| of_a_person(path)).copied();
    let all: Vec<(&str, &str, &str)> = pages.chain(forms).collect();
    assert!(all.len() > 30, "{} pages and forms", all.len());
    for (what, path, roles) in all {
        let met = &roles[WITHOUT_PART..];
        assert!(met.chars().all(|letter| "4f".contains(letter)), "{what} at {path}: {met}");
    }
    // The public pages, and those of one's own account, are there for everybody who is signed in.
    assert!(PAGES.iter().any(|(path, roles)| *path == "/account" && roles[WITHOUT_PART..] == *"2222222"));
}

#[tokio::test]
async fn those_who_have_no_part_come_to_nothing_of_a_person_or_a_placement() {
    let scene = Scene::new().await;
    let secret = |name: &str| scene.fill(name);
    // What leads to somebody, and whom one talks to about a placement.
    let secrets: Vec<String> =
        ["{code}", "{introduction}", "{check_in}", "{case}", "{grant}", "{placement}"].map(secret).to_vec();
    let secrets = [secrets, vec![CONTACT.to_owned()]].concat();
    let [ngo, other_ngo] = [&scene.clients[2], &scene.clients[4]];
    assert!(ngo.get("/referrals").await.text.contains(&secrets[0]), "the code stands where it may");
    let page = other_ngo.get(&scene.fill("/placements/{id}")).await;
    assert!(page.text.contains(CONTACT), "verified NGOs read whom to talk to");
    for (column, client) in scene.clients.iter().enumerate().skip(WITHOUT_PART) {
        let mut crawl = Crawl::new(client.clone());
        crawl.walk().await;
        for (path, _) in PAGES.iter().filter(|(path, _)| of_a_person(path) || path.starts_with("/placements/{id}")) {
            let answer = client.get(&scene.fill(path)).await;
            assert_eq!(answer.status.as_u16(), 404, "{path} in column {column}");
        }
        assert!(crawl.met.len() > 30, "{} pages in column {column}", crawl.met.len());
        for met in &crawl.met {
            let whole = met.whole();
            let found: Vec<&String> = secrets.iter().filter(|secret| whole.contains(secret.as_str())).collect();
            assert!(found.is_empty(), "{} in column {column}: {found:?}", met.asked);
        }
    }
}

/// Whom one talks to about a placement of a test.
const CONTACT: &str = "Head of the kitchen";
