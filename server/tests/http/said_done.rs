//! What was done is said on the page that follows, and what cannot be taken back is not one press away.

mod refused;

use axum::http::StatusCode;
use domain::account::{MemberRole, PlatformRole};
use domain::organisation::OrganisationKind;
use domain::sanction::SanctionReason;
use testkit::{Client, World};

use crate::router;
use crate::sanctions::newest;

#[tokio::test]
async fn managers_read_that_a_role_is_changed_and_that_somebody_is_removed() {
    let world = World::sqlite().await;
    let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
    let member = world.colleague(&manager, MemberRole::Member).await;
    let client = Client::signed_in(router(&world), &manager).await;
    let page = client.get("/account/members").await;
    let (person, host) = member.email.split_once('@').expect("an address");
    let broken = format!("{person}@<wbr>{}", host.split_inclusive('.').collect::<Vec<_>>().join("<wbr>"));
    assert!(page.text.contains(&broken) && page.words().contains(&member.email), "it breaks between its words");
    let folded = page.text.split("<details").skip(1).any(|part| part.contains("value=\"remove\""));
    assert!(folded && page.words().contains("read nothing of your organisation any more"), "{}", page.words());
    let account = member.account.to_string();
    for (form, words) in [("member-role", "Their role is changed"), ("remove", "They are no longer a member")] {
        let fields = [("form", form), ("account", account.as_str()), ("role", "manager")];
        let done = client.post("/account/members", &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{form}: {}", done.words());
        assert!(client.get(done.location()).await.words().contains(words), "{form}");
    }
}

#[tokio::test]
async fn managers_read_as_what_somebody_is_invited_and_withdraw_it() {
    let world = World::sqlite().await;
    let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
    let member = world.colleague(&manager, MemberRole::Member).await;
    let invited = "new@example.org";
    let email = invited.parse().expect("an address");
    services::members::invite(&world.as_person(&manager).await, email, MemberRole::Manager).await.expect("invited");
    world.work().await;
    let mails = world.mail.sent();
    let mail = mails.iter().rev().find(|mail| mail.to.as_str() == invited).expect("an invitation");
    let mut paths = mail.text.split_whitespace().filter_map(|word| word.strip_prefix(testkit::ORIGIN));
    let link = paths.find(|path| path.starts_with("/join/invited/")).expect("a link");
    let visitor = Client::new(router(&world));
    assert_eq!(visitor.get(link).await.status, StatusCode::OK);

    let client = Client::signed_in(router(&world), &manager).await;
    let page = client.get("/account/members").await;
    let (_, open) = page.text.split_once("<h2>Open invitations</h2>").expect("the invitations");
    let row = open.split("<tbody>").nth(1).and_then(|rest| rest.split("</tbody>").next()).expect("a table");
    for cell in ["new@<wbr>example.<wbr>org", ">Manager</td>", ">1\u{a0}December 2026</td>", "value=\"uninvite\""] {
        assert!(row.contains(cell), "{cell}: {row}");
    }
    let choice = open.split("<fieldset").nth(1).and_then(|rest| rest.split("</fieldset>").next()).expect("the roles");
    for may in ["A member does the work", "A manager does so too", "confirms that a person be erased"] {
        assert!(choice.contains(may), "{may}: {choice}");
    }
    assert!(page.text.contains("value=\"uninvite\""));
    let fields = [("form", "uninvite"), ("invited", invited)];
    let colleague = Client::signed_in(router(&world), &member).await;
    let read = colleague.get("/account/members").await;
    assert!(read.words().contains("Open invitations") && read.words().contains(invited), "{}", read.words());
    assert!(read.words().contains("A manager does so too") && !read.text.contains("value=\"uninvite\""));
    assert_eq!(colleague.post("/account/members", &fields).await.status, StatusCode::FORBIDDEN);
    let stranger = world.member(OrganisationKind::Ngo, "Lantern").await;
    let stranger = Client::signed_in(router(&world), &stranger).await;
    assert_eq!(stranger.post("/account/members", &fields).await.location(), "/account/members?gone=1");
    assert_eq!(visitor.get(link).await.status, StatusCode::OK, "nothing was done");

    let done = client.post("/account/members", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
    let page = client.get(done.location()).await.words();
    assert!(page.contains("The invitation is withdrawn") && !page.contains(invited), "{page}");
    assert!(!page.contains("Open invitations"), "there is none: {page}");
    assert_eq!(visitor.get(link).await.status, StatusCode::NOT_FOUND);

    // On a page that is older it is withdrawn once more, or was accepted meanwhile.
    let late = client.post("/account/members", &fields).await;
    assert_eq!(late.status, StatusCode::SEE_OTHER, "{}", late.words());
    let page = client.get(late.location()).await.words();
    assert!(page.contains("Nobody waits to come in under this address") && !page.contains("is withdrawn:"), "{page}");
}

#[tokio::test]
async fn a_manager_without_a_second_step_is_led_to_their_own_first() {
    let world = World::sqlite().await;
    let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
    let mut client = Client::signed_in(router(&world), &manager).await;
    let page = client.get("/account/members").await;
    assert!(page.words().contains("Set up your own second step") && !page.text.contains("second-step-require"));
    assert!(page.words().contains("Set up your own first."), "{}", page.words());
    crate::second_step::set_up(&world, &mut client).await;
    let page = client.get("/account/members").await;
    assert!(!page.words().contains("Set up your own") && page.text.contains("second-step-require"));
}

#[tokio::test]
async fn the_only_manager_is_led_to_the_members() {
    let world = World::sqlite().await;
    let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
    let page = Client::signed_in(router(&world), &manager).await.get("/account").await;
    let warning = page.text.split("You are the only manager").nth(1).expect("the warning");
    let warning = warning.split("</p>").next().expect("its end");
    assert!(warning.contains("href=\"/account/members\""), "{warning}");
}

#[tokio::test]
async fn a_steward_who_looked_at_the_pay_is_back_at_the_list_and_reads_it() {
    for (form, words) in [("pay-looked", "you have looked at the pay"), ("pay-pause", "The placement is paused")] {
        let world = World::sqlite().await;
        let business = world.member(OrganisationKind::Business, "Bakery").await;
        let page = format!("/placements/{}", world.live(&business).await.id);
        let steward = world.platform(PlatformRole::Steward).await;
        let client = Client::signed_in(router(&world), &steward).await;
        let shown = client.get(&page).await;
        assert!(shown.text.contains("href=\"/stewardship/pay-looks\""), "the way back");
        let version = shown.input("version").expect("a version");
        let fields = [("form", form), ("version", version.as_str()), ("text", "Too little for the trade.")];
        let done = client.post(&page, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{form}: {}", done.words());
        let list = client.get(done.location()).await;
        assert!(list.words().contains(words), "{form}: {}", list.words());
        for path in ["pay-looks", "wage-floors", "cases", "sanctions"] {
            let text = client.get(&format!("/stewardship/{path}")).await.text;
            let eyebrow = text.split("class=\"eyebrow\"").nth(1).expect("an eyebrow");
            assert!(eyebrow.split("</p>").next().is_some_and(|link| link.contains("href=\"/stewardship\"")), "{path}");
        }
    }
}

#[tokio::test]
async fn a_business_reads_that_its_change_is_saved_and_who_looks_at_the_pay() {
    let world = World::sqlite().await;
    let business = world.member(OrganisationKind::Business, "Bakery").await;
    let live = world.live(&business).await.id;
    let client = Client::signed_in(router(&world), &business).await;
    let done = client.post("/placements/new", &[("form", "placement"), ("title", "Kitchen help")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
    let draft = client.get(done.location()).await.words();
    assert!(draft.contains("Saved.") && !draft.contains("Where no floor is known, a steward looks"), "{draft}");
    let page = client.get(&format!("/placements/{live}?saved=1")).await.words();
    assert!(page.contains("Saved. Where no floor is known, a steward looks at the pay."), "{page}");
    assert!(!client.get(&format!("/placements/{live}")).await.words().contains("Saved."));
}

#[tokio::test]
async fn a_business_reads_that_its_placement_rests_or_is_closed() {
    let world = World::sqlite().await;
    let business = world.member(OrganisationKind::Business, "Bakery").await;
    let page = format!("/placements/{}", world.live(&business).await.id);
    let client = Client::signed_in(router(&world), &business).await;
    for (form, words) in [
        ("placement-pause", "It is paused: nobody new"),
        ("placement-publish", "It is open to people now."),
        ("placement-fill", "All its seats are taken: nobody new"),
        ("placement-close", "It is closed for good."),
    ] {
        let done = client.post(&page, &[("form", form)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{form}: {}", done.words());
        let said = client.get(done.location()).await;
        let status = said.text.split("role=\"status\"").nth(1).and_then(|rest| rest.split("</p>").next());
        assert!(status.is_some_and(|status| status.contains(words)), "{form}: {}", said.words());
        assert!(!client.get(&page).await.words().contains(words), "{form} is said once");
    }
    let edit = client.get(&format!("{page}/edit")).await;
    let closed = edit.words().contains("This placement is closed and cannot be changed.");
    assert!(closed && !edit.text.contains("name=\"title\""), "{}", edit.words());
    assert!(!edit.words().contains("going live") && edit.text.contains(&format!("href=\"{page}\"")), "the way back");
}

#[tokio::test]
async fn a_steward_reads_that_it_stays_that_a_proposal_is_dropped_and_that_an_appeal_is_answered() {
    let world = World::sqlite().await;
    let steward = world.platform(PlatformRole::Steward).await;
    let client = Client::signed_in(router(&world), &steward).await;
    for (form, words) in [
        ("vetting-keep", "It is noted that it stays."),
        ("vetting-debar-drop", "The proposal to debar is dropped."),
        ("appeal-answer", "The appeal is answered: it stays."),
    ] {
        let business = world.member(OrganisationKind::Business, "Bakery").await;
        let id = business.organisation();
        if form == "vetting-debar-drop" {
            let version = services::vetting::application(&world.steward(), id).await.expect("found").version;
            let new = world.sanction(SanctionReason::Harm);
            services::sanctions::propose_debarment(&world.steward(), id, version, ((&[], &[]), new))
                .await
                .expect("proposed");
        } else {
            world.suspend(id).await;
        }
        if form == "appeal-answer" {
            let own = world.as_person(&business).await;
            services::sanctions::appeal(&own, "We have paid.".into()).await.expect("appealed");
        }
        let read = newest(&world, id).await;
        let (sanction, version) = (read.id.to_string(), read.version.to_string());
        let which = [("form", form), ("sanction", sanction.as_str()), ("version", version.as_str())];
        let said = [("review", "2026-12-23"), ("answer", "upheld"), ("text", "It is not paid yet.")];
        let page = format!("/stewardship/organisations/{id}");
        let done = client.post(&page, &[which, said].concat()).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{form}: {}", done.words());
        assert!(client.get(done.location()).await.words().contains(words), "{form}");
        assert!(!client.get(&page).await.words().contains(words), "{form} is said once");
    }
}
