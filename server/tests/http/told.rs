//! What stewards write to a business: all of its staff may read it, so none of their forms takes a word that tells. And
//! what they write that is kept in clear: each field says so.

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::check_in::Reply;
use domain::organisation::OrganisationKind;
use domain::sanction::SanctionReason;
use domain::standards::Indicator;
use testkit::{Answer, Client, World};

use crate::follow_up::Scene;
use crate::router;
use crate::sanctions::{debar, newest};

const TELLING: &str = "One of them survived trafficking.";
const PLAIN: &str = "Name a second contact.";
const CLEAR: &str = "This text is kept in clear, and erasing a person does not reach it.";

/// A form of a page, from its name on.
fn form_of<'a>(page: &'a Answer, form: &str) -> &'a str {
    let after = page.text.split_once(&format!("name=\"form\" value=\"{form}\""));
    let (_, after) = after.unwrap_or_else(|| unreachable!("no {form}: {}", page.words()));
    after.split("</form>").next().unwrap_or_default()
}

/// What stands beside a field: its hint, or what is wrong with it.
fn beside<'a>(page: &'a Answer, what: &str, field: &str) -> &'a str {
    let after = page.text.split_once(&format!("id=\"{what}-{field}\"")).map_or("", |(_, after)| after);
    after.split("</p>").next().unwrap_or_default()
}

/// A form takes what tells nothing, and refuses what tells, beside its field and with what was typed.
async fn is_held_to(client: &Client, page: &str, form: &str, (field, rest): (&str, &[(&str, &str)])) {
    let post = async |said: &str| {
        let mut all = vec![("form", form), (field, said)];
        all.extend_from_slice(rest);
        client.post(page, &all).await
    };
    let shown = client.get(page).await;
    // What a steward writes beside the checklist is of its form, and stands elsewhere on the page.
    let hint = if form == "vetting-verify" { beside(&shown, "hint", field) } else { form_of(&shown, form) };
    assert!(hint.contains(CLEAR), "{form}: {field}");
    let refused = post(TELLING).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}: {}", refused.words());
    let problem = beside(&refused, "problem", field);
    assert!(problem.contains("This holds a word that tells"), "{form}: {problem}: {}", refused.words());
    assert!(refused.text.contains(TELLING), "{form}: what was typed is lost");
    let taken = post(PLAIN).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{form}: {}", taken.words());
}

/// The version that a page's forms carry.
async fn version(client: &Client, page: &str) -> String {
    client.get(page).await.input("version").expect("a version")
}

#[tokio::test]
async fn no_form_of_the_stewards_says_to_a_business_what_tells() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let third = s.world.platform(PlatformRole::Steward).await;
        let [first, second, third] =
            [s.client(&s.stewards[0]).await, s.client(&s.stewards[1]).await, s.client(&third).await];

        // What is asked of an applicant, and why one is declined.
        let applicant = s.world.applicant(OrganisationKind::Business, "Mill").await;
        let page = format!("/stewardship/organisations/{}", applicant.organisation());
        for go in ["ask", "decline"] {
            let version = version(&first, &page).await;
            is_held_to(&first, &page, "vetting-verify", (go, &[("go", go), ("version", version.as_str())][..])).await;
        }

        // Conditions of a case, and why it ends in a suspension.
        s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
        let case = s.case().await;
        for (client, decision) in [(&first, "conditions"), (&second, "suspend")] {
            let version = version(client, &case).await;
            let fields = [("decision", decision), ("text", "They survived it."), ("version", version.as_str())];
            is_held_to(client, &case, "case-decide", ("told", &fields[..])).await;
        }

        // Why a suspension stays, what is answered to an appeal, and why it ends.
        let business = s.world.member(OrganisationKind::Business, "Wharf").await;
        let id = business.organisation();
        s.world.suspend(id).await;
        let page = format!("/stewardship/organisations/{id}");
        for (client, form, more) in [
            (&first, "vetting-keep", Some(("review", "2026-12-23"))),
            (&second, "appeal-answer", Some(("answer", "upheld"))),
            (&third, "vetting-lift", None),
        ] {
            if form == "appeal-answer" {
                let own = s.world.as_person(&business).await;
                services::sanctions::appeal(&own, "We have paid.".into()).await.expect("appealed");
            }
            let read = newest(&s.world, id).await;
            let (sanction, version) = (read.id.to_string(), read.version.to_string());
            let mut fields = vec![("sanction", sanction.as_str()), ("version", version.as_str())];
            fields.extend(more);
            is_held_to(client, &page, form, ("text", &fields[..])).await;
        }
        let own = Client::signed_in(router(&s.world), &business).await.get("/account/organisation").await.words();
        assert!(own.contains(PLAIN) && !own.contains(TELLING), "{own}");
    }
}

#[tokio::test]
async fn what_stewards_write_for_each_other_in_clear_says_so() {
    let world = World::sqlite().await;
    let steward = world.platform(PlatformRole::Steward).await;
    let steward = Client::signed_in(router(&world), &steward).await;
    let business = world.member_of_group("Wharf", "Quays").await;
    let other = world.member_of_group("Mill", "Quays").await;
    debar(&world, other.organisation(), SanctionReason::Fees).await;
    let page = steward.get(&format!("/stewardship/organisations/{}", business.organisation())).await;
    assert!(form_of(&page, "vetting-looked").contains(CLEAR));
    for field in ["note", "suspend_text", "debar_text"] {
        assert!(beside(&page, "hint", field).contains(CLEAR), "{field}");
    }
}

#[tokio::test]
async fn an_organisation_that_helps_people_is_asked_about_its_own_work() {
    let world = World::sqlite().await;
    let steward = world.platform(PlatformRole::Steward).await;
    let steward = Client::signed_in(router(&world), &steward).await;
    let applicant = world.applicant(OrganisationKind::Ngo, "Harbour").await;
    let page = format!("/stewardship/organisations/{}", applicant.organisation());
    let version = version(&steward, &page).await;
    let fields = [
        ("form", "vetting-verify"),
        ("go", "ask"),
        ("ask", "How many survivors live with you?"),
        ("version", version.as_str()),
    ];
    let asked = steward.post(&page, &fields).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.words());
}
