//! Every address of the router as every role. The addresses come from the router: a new one without a line in the
//! table fails. A form is posted empty but for its names, so that what is met is the permission and not the content.

use std::collections::BTreeMap;

use axum::http::Method;
use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use testkit::{Client, World};

use crate::router;

/// What each role meets: visitor, the employer and the NGO that the things belong to, another employer, another NGO,
/// an organiser, a steward, an administrator. `2` is a page, `3` leads elsewhere (to sign in, for a visitor), `4` is
/// "there is nothing here", `s` asks to sign in, `5` is a problem with what was posted, `f` is "not now".
const TABLE: &[(&str, &str, &str)] = &[
    ("GET", "/", "22222222"),
    ("GET", "/join", "22222222"),
    ("POST", "/join", "55555555"),
    ("GET", "/join/sent", "22222222"),
    ("GET", "/join/confirm/{token}", "22222222"),
    ("POST", "/join/confirm/{token}", "55555555"),
    ("GET", "/join/invited/{token}", "44444444"),
    ("POST", "/join/invited/{token}", "44444444"),
    ("GET", "/sign-in", "22222222"),
    ("POST", "/sign-in", "55555555"),
    ("GET", "/sign-in/forgotten", "22222222"),
    ("POST", "/sign-in/forgotten", "55555555"),
    ("GET", "/sign-in/reset/{token}", "22222222"),
    ("POST", "/sign-in/reset/{token}", "55555555"),
    ("GET", "/sign-out", "22222222"),
    ("GET", "/account", "32222222"),
    ("POST", "/account", "s5555555"),
    ("GET", "/account/organisation", "32222244"),
    ("POST", "/account/organisation", "s5555544"),
    ("GET", "/account/members", "32222244"),
    ("POST", "/account/members", "s5555544"),
    ("GET", "/occupations", "32222222"),
    ("GET", "/placements", "32424444"),
    ("GET", "/placements/new", "32424444"),
    ("POST", "/placements/new", "s5454444"),
    ("GET", "/placements/{id}", "32242424"),
    ("POST", "/placements/{id}", "s5444444"),
    ("GET", "/placements/{id}/edit", "32444444"),
    ("POST", "/placements/{id}/edit", "s5444444"),
    ("GET", "/opportunities", "34242444"),
    ("GET", "/referrals", "34242444"),
    ("GET", "/referrals/new", "34242444"),
    ("POST", "/referrals/new", "s4343444"),
    ("GET", "/referrals/{code}", "34244444"),
    ("POST", "/referrals/{code}", "s4344444"),
    ("GET", "/referrals/{code}/step/{step}", "34244444"),
    ("POST", "/referrals/{code}/step/{step}", "s4544444"),
    ("GET", "/referrals/{code}/consent", "34244444"),
    ("POST", "/referrals/{code}/consent", "s4544444"),
    ("GET", "/referrals/{code}/matches", "34244444"),
    ("GET", "/referrals/{code}/put-forward/{placement}", "34244444"),
    ("POST", "/referrals/{code}/put-forward/{placement}", "s4f44444"),
    ("GET", "/introductions", "32222444"),
    ("GET", "/introductions/{id}", "32244444"),
    ("POST", "/introductions/{id}", "s5544444"),
    ("GET", "/stewardship", "34444424"),
    ("GET", "/stewardship/organisations/{id}", "34444424"),
    ("POST", "/stewardship/organisations/{id}", "s4444454"),
    ("GET", "/stewardship/wage-floors", "34444424"),
    ("POST", "/stewardship/wage-floors", "s4444454"),
    ("GET", "/operations", "34444442"),
    ("POST", "/operations", "s4444444"),
    ("GET", "/library", "22222222"),
    ("GET", "/library/{slug}", "44444444"),
    ("GET", "/health", "22222222"),
    ("GET", "/site/{file}", "44444444"),
];

/// Addresses that the table leaves out, with why.
const APART: &[(&str, &str)] = &[
    // Signs whoever is asked about out, so it has a test of its own in accounts.
    ("POST", "/sign-out"),
    // There without a bundle or not: the site's own tests know.
    ("GET", "/favicon.svg"),
];

fn expected() -> BTreeMap<(String, String), &'static str> {
    TABLE.iter().map(|(method, path, roles)| (((*method).to_owned(), (*path).to_owned()), *roles)).collect()
}

#[test]
fn every_address_has_an_expectation() {
    let apart = |method: &Method, path: &str| APART.iter().any(|(m, p)| *m == method.as_str() && *p == path);
    let table = expected();
    let known = |method: &Method, path: &str| table.contains_key(&(method.to_string(), path.to_owned()));
    let addresses = server::router::addresses();
    for (method, path) in &addresses {
        assert!(known(method, path) || apart(method, path), "{method} {path} has no line in the table");
    }
    for (method, path) in table.keys() {
        assert!(addresses.iter().any(|(m, p)| m.as_str() == method && p == path), "{method} {path} is no address");
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

#[tokio::test]
async fn every_address_answers_each_role_as_the_table_says() {
    let world = World::sqlite().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let other_employer = world.member(OrganisationKind::Business, "Mill").await;
    let other_ngo = world.member(OrganisationKind::Ngo, "Lantern").await;
    let organiser = world.member(OrganisationKind::Organiser, "Round Table").await;
    let steward = world.platform(PlatformRole::Steward).await;
    let administrator = world.platform(PlatformRole::Administrator).await;
    let placement = world.live(&employer).await;
    let code = world.referral(&ngo, Secrets::default()).await;
    let introduction = world.put_forward(&ngo, &code, &placement).await;
    let router = router(&world);
    let mut clients = vec![Client::new(router.clone())];
    for person in [&employer, &ngo, &other_employer, &other_ngo, &organiser, &steward, &administrator] {
        clients.push(Client::signed_in(router.clone(), person).await);
    }
    let fill = |path: &str| {
        let id = match path {
            path if path.starts_with("/placements") => placement.id.to_string(),
            path if path.starts_with("/introductions") => introduction.to_string(),
            _ => employer.organisation().to_string(),
        };
        path.replace("{id}", &id)
            .replace("{code}", code.as_str())
            .replace("{placement}", &placement.id.to_string())
            .replace("{step}", "right")
            .replace("{token}", "none")
            .replace("{slug}", "none")
            .replace("{file}", "none")
    };
    let mut wrong = Vec::new();
    for (method, path, roles) in TABLE {
        let mut met = String::new();
        for client in &clients {
            let answer = match *method {
                "GET" => client.get(&fill(path)).await,
                _ => {
                    let form = app::forms().into_iter().find(|form| form.page == *path).expect("a form").name;
                    client.post(&fill(path), &[("form", form)]).await
                }
            };
            if answer.header("content-type").starts_with("text/html") && !answer.status.is_redirection() {
                let head = answer.text.split("</head>").next().unwrap_or_default();
                let whole =
                    head.starts_with("<!DOCTYPE html><html lang=\"en\" dir=\"ltr\">") && head.contains("<title>");
                assert!(whole && head.contains("rel=\"stylesheet\""), "{method} {path} without its head: {head}");
                assert_eq!(answer.text.matches("<h1").count(), 1, "{method} {path}");
            }
            met.push(letter(answer.status.as_u16()));
        }
        if met != **roles {
            wrong.push(format!("{method} {path}: {met}, not {roles}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
