//! Every address and every form of the router as every role. They come from the router: a new one without a line in the
//! tables fails. A form is posted empty but for its names and for keys of things that are there, so that what is met is
//! the permission and not the content.

mod accounts;
mod library;
mod people;
mod placements;
mod stewardship;

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

/// A page, and what each role meets there: visitor, the employer and the NGO that the things belong to, another employer,
/// another NGO, an organiser, a steward, an administrator, a curator; an association, an authority, a media organisation; an
/// employer and an NGO that have only applied, and an employer and an NGO that are suspended. `2` is a page, `3` leads
/// elsewhere (to sign in, for a visitor), `4` is "there is nothing here", `s` asks to sign in, `5` is a problem with what was
/// posted, `f` is "not now".
type PageLine = (&'static str, &'static str);

/// A form, its page, and what each role meets who posts it there.
type FormLine = (&'static str, &'static str, &'static str);

/// Every page, by its kind.
pub(crate) fn page_lines() -> impl Iterator<Item = &'static PageLine> {
    let kinds = [REST, accounts::PAGES, people::PAGES, placements::PAGES, stewardship::PAGES, library::PAGES];
    kinds.into_iter().flatten()
}

/// Pages of no kind.
const REST: &[PageLine] = &[
    ("/", "2222222222222222"),
    ("/statistics", "2222222222222222"),
    ("/health", "2222222222222222"),
    ("/site/{file}", "4444444444444444"),
];

/// Every form, by the kind of its page. The owner of a thing comes before others, and what ends it last: placements end after
/// the introductions to them.
pub(crate) fn form_lines() -> impl Iterator<Item = &'static FormLine> {
    let kinds = [accounts::FORMS, people::FORMS, placements::FORMS, stewardship::FORMS, library::FORMS, accounts::LAST];
    kinds.into_iter().flatten()
}

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
    assert_eq!(pages, page_lines().map(|(path, _)| *path).collect());
    let forms = app::forms().into_iter().filter(|form| !APART.contains(&form.name));
    let forms: BTreeSet<(&str, &str)> = forms.map(|form| (form.name, form.page)).collect();
    assert_eq!(forms, form_lines().map(|(form, page, _)| (*form, *page)).collect());
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
        services::searches::keep(&keeper, "Everything", &all, services::searches::Weekly::Off).await.expect("kept");
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
        "uninvite" => Some(("invited", "third@example.org")),
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
    for (path, roles) in page_lines() {
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
    for (form, page, roles) in form_lines() {
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
    let pages = page_lines().filter(|(path, _)| of_a_person(path)).map(|(path, roles)| (*path, *path, *roles));
    let forms = form_lines().filter(|(_, path, _)| of_a_person(path)).copied();
    let all: Vec<(&str, &str, &str)> = pages.chain(forms).collect();
    assert!(all.len() > 30, "{} pages and forms", all.len());
    for (what, path, roles) in all {
        let met = &roles[WITHOUT_PART..];
        assert!(met.chars().all(|letter| "4f".contains(letter)), "{what} at {path}: {met}");
    }
    // The public pages, and those of one's own account, are there for everybody who is signed in.
    assert!(page_lines().any(|(path, roles)| *path == "/account" && roles[WITHOUT_PART..] == *"2222222"));
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
        for (path, _) in page_lines().filter(|(path, _)| of_a_person(path) || path.starts_with("/placements/{id}")) {
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
