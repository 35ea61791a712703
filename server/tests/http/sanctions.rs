//! Suspension: who decides, what follows, when it is looked at again, and the end.

mod appeals;
mod debarments;
mod seen;

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::Error;
use domain::account::PlatformRole;
use domain::id::OrganisationId;
use domain::organisation::{OrganisationKind, OrganisationStatus};
use domain::placement::PlacementStatus;
use domain::sanction::{AppealAnswer, SanctionReason};
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
    services::sanctions::propose_debarment(&steward, organisation, version, ((&[], &[]), new)).await.expect("proposed");
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

    /// Presses a button of the checklist's form with its own fields.
    async fn begins(&self, who: &Client, go: &str, fields: &[(&str, &str)]) -> Answer {
        let version = who.get(&self.page()).await.input("version").expect("a version");
        let fields: Vec<(String, &str)> = fields.iter().map(|(name, value)| (format!("{go}_{name}"), *value)).collect();
        let mut all = vec![("form", "vetting-verify"), ("go", go), ("version", version.as_str())];
        all.extend(fields.iter().map(|(name, value)| (name.as_str(), *value)));
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
            let refused = s.begins(first, "suspend", fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
            assert!(refused.words().contains(expect), "{}", refused.words());
        }
        let begun = s.begins(first, "suspend", &FIELDS).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER);
        assert!(first.get(begun.location()).await.words().contains("The organisation is suspended now."));
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
        let again = s.begins(second, "suspend", &FIELDS).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        let version = second.get(&s.page()).await.input("version").expect("a version");
        let verify =
            [("form", "vetting-verify"), ("go", "verify"), ("version", version.as_str()), ("until", "2027-05-03")];
        let verify = second.post(&s.page(), &verify).await;
        assert_eq!(verify.status, StatusCode::FORBIDDEN, "{}", verify.words());
        // Whoever reads that it has to end first reads whether it is theirs to end.
        for (steward, own) in [(first, true), (second, false)] {
            let words = steward.get(&s.page()).await.words();
            let read =
                ["another steward has to end it first.", "You can end it, under"].map(|said| words.contains(said));
            assert_eq!(read, [own, !own], "{words}");
        }
        assert!(verify.words().contains("You can end it, under"), "{}", verify.words());
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
        let after = second.get(lifted.location()).await.words();
        assert!(after.contains("The suspension or debarment has ended."), "{after}");
        assert_eq!(status(&s.world, s.business.organisation()).await, OrganisationStatus::Verified);
        assert!(s.own().await.contains("They paid it back."));
        assert!(second.get(&s.page()).await.words().contains("Ended by Kim on 24 November 2026."));
        let client = Client::signed_in(router(&s.world), &s.business).await;
        for path in ["/placements".to_owned(), format!("/placements/{placement}")] {
            let words = client.get(&path).await.words();
            assert!(words.contains("was suspended. That has ended: you can open it again."), "{path}: {words}");
        }
        let pressed = client.post("/placements", &[("form", "placements-reopen")]).await;
        assert_eq!(pressed.location(), "/placements?opened=1");
    }
}

#[tokio::test]
async fn two_stewards_at_once_suspend_once() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let [first, second, _] = &s.stewards;
        let version = first.get(&s.page()).await.input("version").expect("a version");
        let fields = [
            ("form", "vetting-verify"),
            ("go", "suspend"),
            ("version", version.as_str()),
            ("suspend_reason", "fees"),
            ("suspend_review", "2026-12-24"),
            ("suspend_text", "Two people told us."),
        ];
        let page = s.page();
        let (one, other) = tokio::join!(first.post(&page, &fields), second.post(&page, &fields));
        let met = [one.status, other.status];
        let late = if one.status == StatusCode::CONFLICT { &one } else { &other };
        assert_eq!(late.text.matches("Two people told us.").count(), 2, "what the other one typed is still there");
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
async fn a_steward_lifts_their_own_suspension_of_others_than_businesses() {
    let world = World::sqlite().await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let (steward, id) = (world.steward(), ngo.organisation());
    let version = services::vetting::application(&steward, id).await.expect("found").version;
    let new = world.sanction(SanctionReason::Precaution);
    services::sanctions::suspend(&steward, id, version, ((&[], &[]), new)).await.expect("suspended");
    let read = newest(&world, id).await;
    services::sanctions::lift(&steward, read, "It is put right.".into()).await.expect("lifted");
    assert_eq!(status(&world, id).await, OrganisationStatus::Verified);
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
        assert_eq!(s.begins(first, "suspend", &today).await.status, StatusCode::SEE_OTHER);
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
        let before = newest(&s.world, id).await;
        services::sanctions::appeal(&business, "We have paid.".into()).await.expect("appealed");
        // Whoever had the page open before it came reads the same: where it is answered, and what they typed.
        for read in [before, newest(&s.world, id).await] {
            let refused = s.posts_having_read(&read, third, "vetting-keep", &stays).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
            let words = refused.words();
            assert!(words.contains("that is answered first: on its page, under “Suspension and debarment”"), "{words}");
            assert!(refused.text.contains("Still not."), "what was typed is kept: {words}");
            assert!(refused.text.contains(&format!("href=\"{}\"", s.page())), "the way there: {}", refused.text);
        }
        let page = third.get(&s.page()).await;
        assert!(page.words().contains("Suspension and debarment") && page.text.contains("value=\"appeal-answer\""));
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

#[tokio::test]
async fn a_suspension_for_silence_says_who_did_not_answer() {
    let s = Scene::on(World::sqlite().await).await;
    s.world.suspend_for(s.business.organisation(), SanctionReason::Silence).await;
    let own = s.own().await;
    assert!(own.contains("Did not answer us") && !own.contains("No answer"), "{own}");
}

#[tokio::test]
async fn a_business_that_is_suspended_reads_that_nothing_can_go_live_and_how_to_appeal() {
    const STEPS: [&str; 4] = ["placement-pause", "placement-fill", "placement-close", "/edit\""];
    let s = Scene::on(World::sqlite().await).await;
    let own = format!("/placements/{}", s.world.live(&s.business).await.id);
    let client = async || Client::signed_in(router(&s.world), &s.business).await;
    let live = client().await.get(&own).await.text;
    assert!(STEPS.iter().all(|step| live.contains(step)), "{live}");
    s.world.suspend(s.business.organisation()).await;
    let page = client().await.get(&own).await;
    let (rests, words) = (&page.text, page.words());
    assert!(!STEPS.iter().any(|step| rests.contains(step)), "it offers what would be refused: {rests}");
    assert_eq!(words.matches("suspended").count(), 1, "one notice: {words}");
    assert!(!words.contains("meets all standards") && !rests.contains("id=\"findings\""), "{words}");
    for path in ["/", "/placements"] {
        let page = client().await.get(path).await;
        let said = "Your organisation is suspended. While that lasts, no placement can be written or go live.";
        assert!(page.words().contains(said), "{path}: {}", page.words());
        assert!(page.words().contains("how to appeal") && page.text.contains("href=\"/account/organisation\""));
        assert!(!page.text.contains("href=\"/placements/new\""), "{path} offers what cannot be done");
    }
    let typed = [("form", "placement"), ("title", "Cook for the evening")];
    let new = client().await.get("/placements/new").await;
    assert!(new.words().contains("no placement can be written or go live") && new.input("title").is_none());
    let refused = client().await.post("/placements/new", &typed).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.input("title").as_deref(), Some("Cook for the evening"), "what was typed is kept");
    lift(&s.world, s.business.organisation()).await;
    let new = client().await.get("/placements/new").await;
    assert!(!new.words().contains("how to appeal") && new.input("title").is_some());
    for path in ["/", "/placements"] {
        let page = client().await.get(path).await;
        assert!(!page.words().contains("how to appeal") && page.text.contains("href=\"/placements/new\""), "{path}");
    }
}
