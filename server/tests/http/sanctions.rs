//! Suspension and debarment: who decides, what follows, who sees it, the appeal and the end.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::Error;
use domain::account::PlatformRole;
use domain::id::OrganisationId;
use domain::organisation::{OrganisationKind, OrganisationStatus};
use domain::placement::{PauseReason, PlacementStatus};
use domain::sanction::{AppealAnswer, SanctionReason, SanctionState};
use services::sanctions::Read;
use testkit::{Answer, Client, Person, World};

use crate::router;

/// What is decided or proposed about an organisation, newest first, as a form would carry it.
pub(crate) async fn newest(world: &World, organisation: OrganisationId) -> Read {
    let history = services::sanctions::history(&world.steward(), organisation).await.expect("read");
    let newest = history.first().expect("one");
    Read { organisation, id: newest.id, version: newest.version }
}

/// Ends what keeps an organisation out.
pub(crate) async fn lift(world: &World, organisation: OrganisationId) {
    let read = newest(world, organisation).await;
    services::sanctions::lift(&world.steward(), read, "It is put right.".into()).await.expect("lifted");
}

/// Debars an organisation: one steward proposes, another confirms.
pub(crate) async fn debar(world: &World, organisation: OrganisationId, reason: SanctionReason) {
    let steward = world.steward();
    let version = services::vetting::application(&steward, organisation).await.expect("found").version;
    let new = world.sanction(reason);
    services::sanctions::propose_debarment(&steward, organisation, version, new).await.expect("proposed");
    let read = newest(world, organisation).await;
    services::sanctions::confirm_debarment(&world.steward(), read).await.expect("confirmed");
}

pub(crate) async fn status(world: &World, organisation: OrganisationId) -> OrganisationStatus {
    let found = store::organisations::find(&world.services.db, organisation).await.expect("read");
    found.expect("found").status
}

/// A business and three stewards.
struct Scene {
    world: World,
    business: Person,
    stewards: [Client; 3],
}

impl Scene {
    async fn on(world: World) -> Self {
        let business = world.member(OrganisationKind::Business, "Bakery").await;
        let steward = async || {
            let person = world.platform(PlatformRole::Steward).await;
            Client::signed_in(router(&world), &person).await
        };
        let stewards = [steward().await, steward().await, steward().await];
        Self { world, business, stewards }
    }

    fn page(&self) -> String {
        format!("/stewardship/organisations/{}", self.business.organisation())
    }

    async fn begins(&self, who: &Client, form: &str, fields: &[(&str, &str)]) -> Answer {
        let version = who.get(&self.page()).await.input("version").expect("a version");
        let mut all = vec![("form", form), ("version", version.as_str())];
        all.extend_from_slice(fields);
        who.post(&self.page(), &all).await
    }

    /// Posts a form about the newest one.
    async fn posts(&self, who: &Client, form: &str, fields: &[(&str, &str)]) -> Answer {
        let read = newest(&self.world, self.business.organisation()).await;
        self.posts_having_read(&read, who, form, fields).await
    }

    async fn posts_having_read(&self, read: &Read, who: &Client, form: &str, fields: &[(&str, &str)]) -> Answer {
        let (id, version) = (read.id.to_string(), read.version.to_string());
        let mut all = vec![("form", form), ("version", version.as_str()), ("sanction", id.as_str())];
        all.extend_from_slice(fields);
        who.post(&self.page(), &all).await
    }

    async fn own(&self) -> String {
        let client = Client::signed_in(router(&self.world), &self.business).await;
        client.get("/account/organisation").await.words()
    }
}

const FIELDS: [(&str, &str); 3] = [("reason", "fees"), ("review", "2026-12-24"), ("text", "Two people told us.")];

#[tokio::test]
async fn a_suspension_says_its_class_to_the_organisation_and_its_note_to_stewards_alone() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let placement = s.world.live(&s.business).await.id;
        let [first, second, _] = &s.stewards;
        for (fields, expect) in [
            (&[("reason", "fees"), ("review", "2027-02-23"), ("text", "x")][..], "at most 90 days from today"),
            (&[("reason", "fees"), ("review", "2026-11-23"), ("text", "x")], "This day has passed"),
            (&[("reason", "because"), ("review", "2026-12-24"), ("text", "x")], "Choose one from the list"),
        ] {
            let refused = s.begins(first, "vetting-suspend", fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
            assert!(refused.words().contains(expect), "{}", refused.words());
        }
        assert_eq!(s.begins(first, "vetting-suspend", &FIELDS).await.status, StatusCode::SEE_OTHER);
        assert_eq!(status(&s.world, s.business.organisation()).await, OrganisationStatus::Suspended);
        let own = s.own().await;
        for said in ["Suspension", "People paid for work", "24 November 2026", "24 December 2026", "Appeal"] {
            assert!(own.contains(said), "{said}: {own}");
        }
        assert!(!own.contains("Two people told us"), "{own}");
        assert!(second.get(&s.page()).await.words().contains("Two people told us."));
        let scope = s.world.as_person(&s.business).await;
        let resting = services::placements::find(&scope, placement).await.expect("found");
        assert_eq!(resting.status, PlacementStatus::Paused);
        // What is kept out is neither verified nor suspended once more.
        let again = s.begins(second, "vetting-suspend", &FIELDS).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        let verify = s.begins(second, "vetting-verify", &[("until", "2027-05-03")]).await;
        assert_eq!(verify.status, StatusCode::FORBIDDEN, "{}", verify.words());
        // It ends by the decision of another steward, who is named, and stands where it stood.
        let own = s.posts(first, "vetting-lift", &[("text", "They paid it back.")]).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN);
        assert!(own.words().contains("another steward has to end it"), "{}", own.words());
        let seen = first.get(&s.page()).await;
        assert!(
            seen.words().contains("another steward has to end it") && !seen.text.contains("value=\"vetting-lift\"")
        );
        let lifted = s.posts(second, "vetting-lift", &[("text", "They paid it back.")]).await;
        assert_eq!(lifted.status, StatusCode::SEE_OTHER, "{}", lifted.words());
        assert_eq!(status(&s.world, s.business.organisation()).await, OrganisationStatus::Verified);
        assert!(s.own().await.contains("They paid it back."));
        assert!(second.get(&s.page()).await.words().contains("Ended by Kim on 24 November 2026."));
        let client = Client::signed_in(router(&s.world), &s.business).await;
        let pressed = client.post("/placements", &[("form", "placements-reopen")]).await;
        assert_eq!(pressed.location(), "/placements?opened=1&left=0");
    }
}

#[tokio::test]
async fn two_stewards_at_once_suspend_once() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let [first, second, _] = &s.stewards;
        let version = first.get(&s.page()).await.input("version").expect("a version");
        let fields = [&[("form", "vetting-suspend"), ("version", version.as_str())][..], &FIELDS].concat();
        let page = s.page();
        let (one, other) = tokio::join!(first.post(&page, &fields), second.post(&page, &fields));
        let met = [one.status, other.status];
        assert!(met.contains(&StatusCode::SEE_OTHER) && met.contains(&StatusCode::CONFLICT), "{met:?}");
        let history = services::sanctions::history(&s.world.steward(), s.business.organisation()).await.expect("read");
        assert_eq!(history.len(), 1);
    }
}

#[tokio::test]
async fn two_stewards_at_once_end_a_suspension_once_and_answer_an_appeal_once() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let id = s.business.organisation();
        let (first, second) = (s.world.steward(), s.world.steward());
        let lift = |who, read| services::sanctions::lift(who, read, "It is put right.".into());
        let once = |one: &Result<(), Error>, other: &Result<(), Error>| {
            let met = [one, other];
            assert!(met.contains(&&Ok(())) && met.contains(&&Err(Error::Conflict)), "{met:?}");
        };
        s.world.suspend(id).await;
        let read = newest(&s.world, id).await;
        let (one, other) = tokio::join!(lift(&first, read), lift(&second, read));
        once(&one, &other);
        assert_eq!(status(&s.world, id).await, OrganisationStatus::Verified);
        // So do two who answer the appeal about the next one.
        s.world.suspend(id).await;
        let own = s.world.as_person(&s.business).await;
        services::sanctions::appeal(&own, "Nothing was found.".into()).await.expect("appealed");
        let read = newest(&s.world, id).await;
        let answer =
            |who| services::sanctions::answer(who, read, (AppealAnswer::Overturned, "You are right.".to_owned()));
        let (one, other) = tokio::join!(answer(&first), answer(&second));
        once(&one, &other);
        assert_eq!(status(&s.world, id).await, OrganisationStatus::Verified);
    }
}

#[tokio::test]
async fn a_debarment_needs_two_stewards() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let id = s.business.organisation();
        let [first, second, third] = &s.stewards;
        s.world.suspend(id).await;
        assert_eq!(s.begins(first, "vetting-debar", &FIELDS).await.status, StatusCode::SEE_OTHER);
        assert_eq!(status(&s.world, id).await, OrganisationStatus::Suspended, "nothing follows from a proposal");
        assert!(!s.own().await.contains("People paid for work"), "nor is it told");
        assert!(second.get("/stewardship/sanctions").await.words().contains("Another one has to confirm"));
        let own = s.posts(first, "vetting-debar-confirm", &[]).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN, "{}", own.words());
        // Two who confirm at once: one does.
        let (one, other) =
            tokio::join!(s.posts(second, "vetting-debar-confirm", &[]), s.posts(third, "vetting-debar-confirm", &[]));
        let met = [one.status, other.status];
        assert!(met.contains(&StatusCode::SEE_OTHER) && met.contains(&StatusCode::CONFLICT), "{met:?}");
        assert_eq!(status(&s.world, id).await, OrganisationStatus::Debarred);
        assert!(s.own().await.contains("Debarment"));
        let states: Vec<_> = services::sanctions::history(&s.world.steward(), id).await.expect("read");
        let states: Vec<_> = states.iter().map(|sanction| sanction.state).collect();
        assert_eq!(states, [SanctionState::InForce, SanctionState::Dropped], "the suspension gave way");
        // After a debarment that was right it is looked at like a newcomer: nothing is ticked any more.
        let ticks = async || services::vetting::ticks(&s.world.steward(), id).await.expect("read").len();
        assert!(ticks().await > 0);
        lift(&s.world, id).await;
        assert_eq!((status(&s.world, id).await, ticks().await), (OrganisationStatus::Applied, 0));
    }
}

#[tokio::test]
async fn a_proposal_to_debar_can_be_dropped() {
    let s = Scene::on(World::sqlite().await).await;
    let [first, second, _] = &s.stewards;
    assert_eq!(s.begins(first, "vetting-debar", &FIELDS).await.status, StatusCode::SEE_OTHER);
    let twice = s.begins(second, "vetting-debar", &FIELDS).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "it is proposed already");
    assert_eq!(s.posts(first, "vetting-debar-drop", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(s.posts(second, "vetting-debar-confirm", &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(status(&s.world, s.business.organisation()).await, OrganisationStatus::Verified);
}

#[tokio::test]
async fn an_appeal_is_answered_once_by_a_steward_who_had_no_part_in_it() {
    for (answer, expect) in [("upheld", OrganisationStatus::Debarred), ("overturned", OrganisationStatus::Verified)] {
        let s = Scene::on(World::sqlite().await).await;
        let [first, second, third] = &s.stewards;
        assert_eq!(s.begins(first, "vetting-debar", &FIELDS).await.status, StatusCode::SEE_OTHER);
        assert_eq!(s.posts(second, "vetting-debar-confirm", &[]).await.status, StatusCode::SEE_OTHER);
        let client = Client::signed_in(router(&s.world), &s.business).await;
        let appeal = [("form", "appeal"), ("text", "Nobody paid us.")];
        let empty = client.post("/account/organisation", &[("form", "appeal"), ("text", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(client.post("/account/organisation", &appeal).await.status, StatusCode::SEE_OTHER);
        assert!(s.own().await.contains("Your appeal waits"));
        assert_eq!(client.post("/account/organisation", &appeal).await.status, StatusCode::FORBIDDEN, "once");
        let said = [("answer", answer), ("text", "We have read it all.")];
        for decider in [first, second] {
            let own = s.posts(decider, "appeal-answer", &said).await;
            assert_eq!(own.status, StatusCode::FORBIDDEN, "{}", own.words());
        }
        assert!(third.get("/stewardship/sanctions").await.words().contains("The organisation has appealed"));
        assert!(third.get(&s.page()).await.words().contains("Nobody paid us."));
        let answered = s.posts(third, "appeal-answer", &said).await;
        assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.words());
        assert_eq!(s.posts(third, "appeal-answer", &said).await.status, StatusCode::CONFLICT);
        assert_eq!(status(&s.world, s.business.organisation()).await, expect, "{answer}");
        assert!(s.own().await.contains("We have read it all."), "{answer}");
    }
}

#[tokio::test]
async fn a_suspension_that_gave_way_is_in_force_again_when_the_debarment_should_not_have_been() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let id = s.business.organisation();
        let [first, second, third] = &s.stewards;
        let placement = s.world.live(&s.business).await.id;
        let scope = s.world.as_person(&s.business).await;
        let rests_for = async || services::placements::find(&scope, placement).await.expect("found").paused;
        s.world.suspend_for(id, SanctionReason::Harm).await;
        let untruth = [("reason", "untruth"), ("review", "2026-12-24"), ("text", "Other owners.")];
        assert_eq!(s.begins(first, "vetting-debar", &untruth).await.status, StatusCode::SEE_OTHER);
        assert_eq!(s.posts(second, "vetting-debar-confirm", &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(rests_for().await, Some(PauseReason::Suspended), "it rested before");
        let client = Client::signed_in(router(&s.world), &s.business).await;
        let appeal = [("form", "appeal"), ("text", "It was true.")];
        assert_eq!(client.post("/account/organisation", &appeal).await.status, StatusCode::SEE_OTHER);
        let said = [("answer", "overturned"), ("text", "It was true.")];
        assert_eq!(s.posts(third, "appeal-answer", &said).await.status, StatusCode::SEE_OTHER);
        assert_eq!(status(&s.world, id).await, OrganisationStatus::Suspended);
        let all = services::sanctions::history(&s.world.steward(), id).await.expect("read");
        let stands: Vec<_> = all.iter().map(|one| (one.reason, one.state, one.ended.is_some())).collect();
        let expect = [
            (SanctionReason::Untruth, SanctionState::Overturned, true),
            (SanctionReason::Harm, SanctionState::InForce, false),
        ];
        assert_eq!(stands, expect);
        assert_eq!(rests_for().await, Some(PauseReason::Suspended));
        let own = s.own().await;
        assert!(own.contains("Suspension") && own.contains("Harm or threats"), "{own}");
        let pressed = client.post("/placements", &[("form", "placements-reopen")]).await;
        assert_eq!(pressed.status, StatusCode::FORBIDDEN, "{}", pressed.words());
        // It ends as any does, and the business stands where it stood before all of it.
        let suspension = all.last().expect("the suspension");
        let read = Read { organisation: id, id: suspension.id, version: suspension.version };
        services::sanctions::lift(&s.world.steward(), read, "It is put right.".into()).await.expect("lifted");
        assert_eq!(status(&s.world, id).await, OrganisationStatus::Verified);
    }
}

#[tokio::test]
async fn a_steward_lifts_their_own_suspension_of_others_than_businesses() {
    let world = World::sqlite().await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let (steward, id) = (world.steward(), ngo.organisation());
    let version = services::vetting::application(&steward, id).await.expect("found").version;
    let new = world.sanction(SanctionReason::Precaution);
    services::sanctions::suspend(&steward, id, version, new).await.expect("suspended");
    let read = newest(&world, id).await;
    services::sanctions::lift(&steward, read, "It is put right.".into()).await.expect("lifted");
    assert_eq!(status(&world, id).await, OrganisationStatus::Verified);
}

#[tokio::test]
async fn stewards_are_called_to_what_waits_for_them() {
    let world = World::sqlite().await;
    let business = world.member_of_group("Bakery", "Bread & Co.").await;
    let sister = world.member_of_group("Mill", "Bread & Co.").await;
    let applicant = world.applicant(OrganisationKind::Business, "Dairy").await;
    let steward = world.platform(PlatformRole::Steward).await;
    let called = async || {
        world.work().await;
        world.mail.sent().iter().filter(|mail| mail.to.as_str() == steward.email).count()
    };
    let mut before = called().await;
    let mut more = async |what: &str, expect: usize| {
        let now = called().await;
        assert_eq!(now - before, expect, "{what}");
        before = now;
    };
    world.tick_all(applicant.organisation()).await;
    more("ticks", 0).await;
    let until = world.system().now().date_naive() + TimeDelta::days(30);
    let verify = services::vetting::Decision::Verify(until);
    services::vetting::decide(&world.steward(), applicant.organisation(), verify).await.expect("proposed");
    more("a proposal to verify", 1).await;
    crate::vetting::says(&world, &business, &[("summary", "We bake well.")]).await;
    more("another summary", 0).await;
    crate::vetting::says(&world, &business, &[("owners", "Somebody else.")]).await;
    more("other owners", 1).await;
    let version =
        services::vetting::application(&world.steward(), business.organisation()).await.expect("found").version;
    let new = world.sanction(SanctionReason::Harm);
    let proposed =
        services::sanctions::propose_debarment(&world.steward(), business.organisation(), version, new).await;
    proposed.expect("proposed");
    more("a proposal to debar", 1).await;
    let read = newest(&world, business.organisation()).await;
    services::sanctions::confirm_debarment(&world.steward(), read).await.expect("confirmed");
    more("the rest of its group", 1).await;
    let mails = world.mail.sent();
    let told = mails.iter().rfind(|mail| mail.to.as_str() == sister.email).expect("a mail");
    assert_eq!(told.subject, "News about your application", "and the rest is told");
    services::sanctions::appeal(&world.as_person(&business).await, "Why?".into()).await.expect("appealed");
    more("an appeal", 1).await;
    world.member_of_group("Oven", "Bread & Co.").await;
    more("a newcomer of the group, who is also proposed", 2).await;
}

#[tokio::test]
async fn only_managers_appeal_and_only_while_something_keeps_them_out() {
    let s = Scene::on(World::sqlite().await).await;
    let scope = s.world.as_person(&s.business).await;
    assert_eq!(services::sanctions::appeal(&scope, "Why?".into()).await, Err(Error::NotFound));
    let other = s.world.member(OrganisationKind::Business, "Mill").await;
    s.world.suspend(s.business.organisation()).await;
    let stranger = s.world.as_person(&other).await;
    assert_eq!(services::sanctions::appeal(&stranger, "Why?".into()).await, Err(Error::NotFound));
}

#[tokio::test]
async fn verified_partners_see_who_is_kept_out_and_nobody_else_does() {
    let world = World::sqlite().await;
    let mill = world.member(OrganisationKind::Business, "Mill Example").await;
    let bakery = world.member(OrganisationKind::Business, "Bakery").await;
    let list = async |person: &Person| Client::signed_in(router(&world), person).await.get("/sanctions").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    assert!(list(&ngo).await.words().contains("Nobody is suspended or debarred now."));
    world.suspend_for(mill.organisation(), SanctionReason::Papers).await;
    let (mine, theirs) = OrganisationKind::ALL
        .iter()
        .copied()
        .partition::<Vec<_>, _>(|kind| !matches!(kind, OrganisationKind::Business | OrganisationKind::Media));
    assert!(mine.contains(&OrganisationKind::Authority) && mine.len() == 4 && theirs.len() == 2);
    for kind in mine {
        let partner = world.member(kind, "Partner").await;
        let seen = list(&partner).await;
        assert_eq!(seen.status, StatusCode::OK, "{kind}");
        let seen = seen.words();
        for said in ["Mill Example", "Suspension", "Papers were kept", "24 November 2026", "24 December 2026"] {
            assert!(seen.contains(said), "{kind}: {said}: {seen}");
        }
        assert!(!seen.contains("came to light"), "{kind}: the note is for stewards");
        let newcomer = world.applicant(kind, "Newcomer").await;
        assert_eq!(list(&newcomer).await.status, StatusCode::FORBIDDEN, "{kind}");
        world.suspend(partner.organisation()).await;
        assert_eq!(list(&partner).await.status, StatusCode::FORBIDDEN, "{kind}");
    }
    for kind in theirs {
        let member = world.member(kind, "Reader").await;
        assert_eq!(list(&member).await.status, StatusCode::NOT_FOUND, "{kind}");
        let home = Client::signed_in(router(&world), &member).await.get("/").await;
        assert!(!home.text.contains("/sanctions"), "{kind}");
    }
    assert_eq!(list(&bakery).await.status, StatusCode::NOT_FOUND);
    assert_eq!(list(&mill).await.status, StatusCode::NOT_FOUND);
    let public = Client::new(router(&world)).get("/sanctions").await;
    assert_eq!(public.status, StatusCode::SEE_OTHER, "a visitor is asked to sign in");
    lift(&world, mill.organisation()).await;
    assert!(!list(&ngo).await.words().contains("Mill Example"));
}

#[tokio::test]
async fn what_is_due_is_looked_at_again() {
    let s = Scene::on(World::sqlite().await).await;
    s.world.suspend(s.business.organisation()).await;
    let waiting = async || services::sanctions::waiting(&s.world.steward()).await.expect("read").len();
    s.world.pass(TimeDelta::days(29));
    assert_eq!(waiting().await, 0);
    s.world.pass(TimeDelta::days(1));
    assert_eq!(waiting().await, 1);
    assert_eq!(status(&s.world, s.business.organisation()).await, OrganisationStatus::Suspended, "it ends by decision");
}

#[tokio::test]
async fn what_was_looked_at_again_stays_until_another_day() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let id = s.business.organisation();
        let [first, second, third] = &s.stewards;
        let today = [("reason", "fees"), ("review", "2026-11-24"), ("text", "Two people told us.")];
        assert_eq!(s.begins(first, "vetting-suspend", &today).await.status, StatusCode::SEE_OTHER);
        let waits = async || services::sanctions::count_waiting(&s.world.steward()).await.expect("counted");
        assert_eq!(waits().await, 1);
        for (review, expect) in [("2026-11-24", "This day has passed"), ("2027-02-23", "at most 90 days from today")] {
            let refused = s.posts(second, "vetting-keep", &[("review", review), ("text", "It is not paid yet.")]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{review}");
            let words = refused.words();
            assert!(words.contains(expect) && refused.text.contains("It is not paid yet."), "{words}");
        }
        let stays = [("review", "2026-12-23"), ("text", "It is not paid yet.")];
        // Two who let it stay at once: one does.
        let read = newest(&s.world, id).await;
        let (one, other) = tokio::join!(
            s.posts_having_read(&read, second, "vetting-keep", &stays),
            s.posts_having_read(&read, first, "vetting-keep", &stays)
        );
        let met = [one.status, other.status];
        assert!(met.contains(&StatusCode::SEE_OTHER) && met.contains(&StatusCode::CONFLICT), "{met:?}");
        assert_eq!((waits().await, status(&s.world, id).await), (0, OrganisationStatus::Suspended));
        let own = s.own().await;
        for said in ["A steward looked at it again: it stays", "It is not paid yet.", "23 December 2026"] {
            assert!(own.contains(said), "{said}: {own}");
        }
        // While an appeal waits, that is answered first, by nobody who let it stay.
        let stays = [("review", "2026-12-24"), ("text", "Still not.")];
        assert_eq!(s.posts(second, "vetting-keep", &stays).await.status, StatusCode::SEE_OTHER);
        let business = s.world.as_person(&s.business).await;
        services::sanctions::appeal(&business, "We have paid.".into()).await.expect("appealed");
        let refused = s.posts(third, "vetting-keep", &stays).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.words().contains("Answer that first"), "{}", refused.words());
        let upheld = [("answer", "upheld"), ("text", "It is not.")];
        assert_eq!(s.posts(second, "appeal-answer", &upheld).await.status, StatusCode::FORBIDDEN);
        assert_eq!(s.posts(third, "appeal-answer", &upheld).await.status, StatusCode::SEE_OTHER);
        // Whoever let it stay may let it go.
        let lifted = s.posts(second, "vetting-lift", &[("text", "Now it is.")]).await;
        assert_eq!(lifted.status, StatusCode::SEE_OTHER, "{}", lifted.words());
        assert_eq!(s.posts(third, "vetting-keep", &stays).await.status, StatusCode::CONFLICT);
    }
}

#[tokio::test]
async fn a_suspension_outlasts_the_verification_and_leaves_it_lapsed() {
    let s = Scene::on(World::sqlite().await).await;
    s.world.suspend(s.business.organisation()).await;
    s.world.pass(TimeDelta::days(366));
    services::worker::tidy(&s.world.system()).await.expect("tidied");
    lift(&s.world, s.business.organisation()).await;
    let own = s.own().await;
    assert!(own.contains("Verification has ended"), "{own}");
}
