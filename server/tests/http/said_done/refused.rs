//! What the address of a page says was done is no word of a form that is refused there afterwards.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use axum::http::StatusCode;
use domain::organisation::OrganisationKind;
use testkit::{Answer, Client, World};

use crate::bad_input::{Scene, Who, boxed, table};
use crate::router;

/// The file that leads there, who comes, and the page as it says what was done. A file that leads to another such page
/// without a line here fails.
const SAID: &[(&str, Who, &str)] = &[
    ("accounts/account.rs", Who::Employer, "/account?saved=1"),
    ("accounts/appeal.rs", Who::Suspended, "/account/organisation?appealed=1"),
    ("accounts/close.rs", Who::Visitor, "/sign-in?closed=1"),
    ("accounts/confirm.rs", Who::Visitor, "/sign-in?confirmed=1"),
    ("accounts/leave.rs", Who::Curator, "/account?left=1"),
    ("accounts/members.rs", Who::Employer, "/account/members?invited=1"),
    ("accounts/members.rs", Who::Employer, "/account/members?withdrawn=1"),
    ("accounts/members.rs", Who::Employer, "/account/members?gone=1"),
    ("accounts/members.rs", Who::Employer, "/account/members?changed=1"),
    ("accounts/members.rs", Who::Employer, "/account/members?removed=1"),
    ("accounts/organisation.rs", Who::Employer, "/account/organisation?saved=1"),
    ("accounts/reset.rs", Who::Visitor, "/sign-in/forgotten?sent=1"),
    ("accounts/reset.rs", Who::Visitor, "/sign-in?reset=1"),
    ("accounts/security/changes.rs", Who::Ngo, "/account/security?changed=1"),
    ("accounts/security/mod.rs", Who::Employer, "/account/security?changed=1"),
    ("check_ins/add.rs", Who::Ngo, "/introductions/{started}?added=1"),
    ("check_ins/answer.rs", Who::Ngo, "/check-ins/{checking}?answered=1"),
    ("check_ins/list.rs", Who::Ngo, "/check-ins?answered=1"),
    ("check_ins/schedule.rs", Who::Ngo, "/check-ins/schedule?saved=1"),
    ("files.rs", Who::Employer, "/proposals/{proposal}/files?added=1"),
    ("imports/sources.rs", Who::Curator, "/library/import?forgotten=1"),
    ("introductions/moves.rs", Who::Ngo, "/introductions/{introduction}?withdrawn=1"),
    ("library/saved.rs", Who::Employer, "/library/saved?saved=1"),
    ("library/saved.rs", Who::Employer, "/library/saved?forgotten=1"),
    ("library/saved.rs", Who::Employer, "/library/saved/{search}?already=1"),
    ("library/saved.rs", Who::Employer, "/library/saved/{search}?renamed=1"),
    ("own_page/give.rs", Who::Ngo, "/referrals/{code}/own-page?ended=1"),
    ("own_page/show.rs", Who::Visitor, "/consent/{own}?done=1"),
    ("own_page/wish.rs", Who::Visitor, "/consent/{own}?asked=1"),
    ("own_page/wish.rs", Who::Visitor, "/consent/{wished-back}?back=1"),
    ("placements/list.rs", Who::Employer, "/placements?opened=2"),
    ("placements/pay_looks.rs", Who::Steward, "/stewardship/pay-looks?looked=1"),
    ("placements/pay_looks.rs", Who::Steward, "/stewardship/pay-looks?paused=1"),
    ("placements/pay_looks.rs", Who::Steward, "/stewardship/pay-looks?ended=1"),
    ("placements/show.rs", Who::Employer, "/placements/{placement}?opened=1"),
    ("placements/show.rs", Who::Employer, "/placements/{closed}?rested=1"),
    ("placements/write.rs", Who::Employer, "/placements/{placement}?saved=1"),
    ("proposals/decide.rs", Who::Employer, "/proposals/{asking}?sent=1"),
    ("proposals/decide.rs", Who::Employer, "/proposals/{proposal}?anew=1"),
    ("proposals/decide.rs", Who::Curator, "/library/{slug}?published=1"),
    ("proposals/decide.rs", Who::Curator, "/curation?asked=1"),
    ("proposals/decide.rs", Who::Curator, "/curation?declined=1"),
    ("referrals/consent.rs", Who::Ngo, "/referrals/{code}/consent?recorded=1"),
    ("referrals/consent.rs", Who::Ngo, "/referrals/{code}/consent?revoked=1"),
    ("referrals/erasure.rs", Who::Ngo, "/referrals/{erasing}/erasure?asked=1"),
    ("referrals/erasure.rs", Who::Ngo, "/referrals?erased=1"),
    ("referrals/erasure.rs", Who::Ngo, "/referrals/{code}/erasure?kept=1"),
    ("referrals/waiting.rs", Who::Ngo, "/referrals/{wished}/erasure?told=1"),
    ("stewardship/case.rs", Who::Steward, "/stewardship/cases/{case}?noted=1"),
    ("stewardship/case.rs", Who::Steward, "/stewardship/cases/{case}?decided=1"),
    ("stewardship/case.rs", Who::Steward, "/stewardship/cases/{case}?back=1"),
    ("stewardship/checklist.rs", Who::Steward, "/stewardship/organisations/{applicant}?ticked=1"),
    ("stewardship/checklist.rs", Who::Steward, "/stewardship/organisations/{applicant}?proposed=1"),
    ("stewardship/checklist.rs", Who::Steward, "/stewardship/organisations/{proposed}?verified=1"),
    ("stewardship/checklist.rs", Who::Steward, "/stewardship/organisations/{applicant}?asked=1"),
    ("stewardship/checklist.rs", Who::Steward, "/stewardship/organisations/{applicant}?declined=1"),
    ("stewardship/checklist.rs", Who::Steward, "/stewardship/organisations/{applicant}?noted=1"),
    ("stewardship/checklist.rs", Who::Steward, "/stewardship/organisations/{applicant}?suspended=1"),
    ("stewardship/checklist.rs", Who::Steward, "/stewardship/organisations/{applicant}?debarment=1"),
    ("stewardship/curators.rs", Who::Administrator, "/operations/curators?invited=1"),
    ("stewardship/curators.rs", Who::Administrator, "/operations/curators?ended=1"),
    ("stewardship/decide.rs", Who::Steward, "/stewardship/organisations/{grouped}?looked=1"),
    ("stewardship/sanctions.rs", Who::Steward, "/stewardship/organisations/{debarring}?debarred=1"),
    ("stewardship/sanctions.rs", Who::Steward, "/stewardship/organisations/{kept-out}?ended=1"),
    ("stewardship/sanctions.rs", Who::Steward, "/stewardship/organisations/{kept-out}?stays=1"),
    ("stewardship/sanctions.rs", Who::Steward, "/stewardship/organisations/{dropping}?dropped=1"),
    ("stewardship/sanctions.rs", Who::Steward, "/stewardship/organisations/{appealing}?upheld=1"),
    ("stewardship/sanctions.rs", Who::Steward, "/stewardship/organisations/{appealing}?overturned=1"),
    ("stewardship/second_step.rs", Who::Administrator, "/operations/second-step?done=1"),
    ("stewardship/second_step.rs", Who::Administrator, "/operations/second-step?out=1"),
    ("stewardship/wage_floors.rs", Who::Steward, "/stewardship/wage-floors?saved=1"),
];

/// Words with the same look that choose what a page shows, and say nothing of what was done.
const CHOOSE: &[(&str, &str)] =
    &[("home/waiting.rs", "erasure"), ("home/waiting.rs", "retention"), ("referrals/retention.rs", "retention")];

/// Pages of the table without a form, where nothing can be refused.
const WITHOUT_FORM: &[&str] = &["/stewardship/pay-looks", "/curation"];

fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src")
}

/// The code of every source of the pages without its tests, by its path.
fn sources() -> Vec<(String, String)> {
    let (top, mut all) = (pages(), Vec::new());
    let mut waiting = vec![top.clone()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source");
                let code = text.split("#[cfg(test)]").next().unwrap_or_default().lines();
                let code: Vec<&str> = code.filter(|line| !line.trim_start().starts_with("//")).collect();
                all.push((path.strip_prefix(&top).expect("below").display().to_string(), code.join("\n")));
            }
        }
    }
    all
}

/// The words that an address in a source says are done: the `saved` of `?saved=1`.
fn said(code: &str) -> BTreeSet<&str> {
    let parts: Vec<&str> = code.split("=1").collect();
    let words = parts.windows(2).filter_map(|pair| {
        let &[before, after] = pair else { return None };
        let word = before.rsplit(|c: char| !c.is_ascii_lowercase()).next().unwrap_or_default();
        let begins = before.strip_suffix(word).is_some_and(|rest| rest.ends_with(['?', '&']));
        (begins && !word.is_empty() && !after.starts_with(|c: char| c.is_ascii_digit())).then_some(word)
    });
    let own = code.split("answered(at, \"").skip(1).filter_map(|rest| rest.split('"').next());
    words.chain(own).collect()
}

#[test]
fn every_page_that_says_what_was_done_is_in_the_table() {
    let mut met = 0;
    for (path, code) in sources() {
        for word in said(&code) {
            met += 1;
            let chooses = CHOOSE.contains(&(path.as_str(), word));
            let known = SAID.iter().any(|(file, _, address)| {
                *file == path && [format!("?{word}="), format!("&{word}=")].iter().any(|said| address.contains(said))
            });
            assert!(chooses || known, "{path} leads to a page that says {word}, and no line says so");
        }
    }
    assert!(met > 30, "the test reads the sources: {met}");
}

#[test]
fn no_page_reads_what_was_done_but_where_nothing_was_posted() {
    // What chooses the part of a page to show, or says which form asks for it, is no word of anything that was done.
    let choose = ["\"against\"", "\"erasure\"", "\"form\"", "\"placement\"", "\"retention\""];
    let mut met = BTreeSet::new();
    for (path, code) in sources() {
        for rest in code.split(".query(").skip(1) {
            let Some((name, after)) = rest.split_once(')') else { continue };
            if after.starts_with(".is_empty()") {
                assert!(choose.contains(&name), "{path} asks for {name} without `done`");
                met.insert(name.to_owned());
            }
        }
    }
    assert_eq!(met.len(), choose.len(), "the test reads the sources: {met:?}");
}

/// How many notices a page shows, and how many are read out.
fn notices(page: &Answer) -> usize {
    page.text.matches("class=\"notice").count() + page.text.matches("role=\"status\"").count()
}

#[tokio::test]
async fn a_form_that_is_refused_stands_under_no_word_of_what_was_done_before() {
    let scene = boxed(Scene::new).await;
    // Somebody who has asked to be erased, and whose NGO has said why it waits.
    let asked = scene.client(Who::Visitor).post(&scene.path("/consent/{own}"), &[("form", "own-wish")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.words());
    let until = (scene.world.system().now().date_naive() + chrono::TimeDelta::days(7)).to_string();
    let waits = [("form", "own-wish-wait"), ("reason", "law"), ("until", until.as_str())];
    let waits = scene.client(Who::Ngo).post(&scene.path("/referrals/{wished}/erasure"), &waits).await;
    assert_eq!(waits.status, StatusCode::SEE_OTHER, "{}", waits.words());

    let mut refused = 0;
    for (_, who, address) in SAID {
        let (client, path) = (scene.client(*who), scene.path(address));
        let pattern = address.split('?').next().expect("a page");
        let plain = scene.path(pattern);
        let told = notices(&client.get(&path).await);
        assert!(told > notices(&client.get(&plain).await), "{address} says nothing");
        if WITHOUT_FORM.contains(&pattern) {
            assert!(app::forms().iter().all(|form| form.page != pattern), "{pattern} has a form");
            continue;
        }
        // One that no page has, and those of this page that are refused with nothing in them.
        let own = table().filter(|(_, met, page, expect)| met == who && *page == pattern && expect.starts_with('5'));
        for form in own.map(|(form, ..)| *form).chain(["none"]) {
            let answer = client.post(&path, &[("form", form)]).await;
            assert!(answer.status.is_client_error(), "{form} at {address}: {}", answer.words());
            let same = client.post(&plain, &[("form", form)]).await;
            assert_eq!(answer.status, same.status, "{form} at {address}");
            assert_eq!(notices(&answer), notices(&same), "{form} at {address}: {}", answer.words());
            refused += usize::from(form != "none" && answer.status == StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
    assert!(refused > 15, "{refused} forms were refused");
}

#[tokio::test]
async fn what_was_wrong_with_a_file_is_not_said_of_the_next_one() {
    let world = World::sqlite().await;
    let client = Client::signed_in(router(&world), &world.member(OrganisationKind::Ngo, "Harbour").await).await;
    let fields = [("form", "proposal-import")];
    let faulty = crate::import_pages::row("Bad", "");
    let first = client.post_file("/proposals/import", &fields, ("file", "faulty.json", faulty.as_bytes())).await;
    assert!(first.location().contains("?refused="), "{}", first.words());
    let page = client.get(first.location()).await;
    assert_eq!(page.text.matches("id=\"problems\"").count(), 1, "{}", page.text);
    let next = client.post(first.location(), &fields).await;
    assert_eq!(next.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", next.words());
    assert_eq!(next.text.matches("id=\"problems\"").count(), 1, "{}", next.text);
}
