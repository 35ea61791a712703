//! The appeal: who may, who answers it, and where an organisation stands then.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::Error;
use domain::organisation::{OrganisationKind, OrganisationStatus};
use domain::placement::PauseReason;
use domain::sanction::{APPEAL_TOLD_DAYS, AppealAnswer, SanctionReason, SanctionState};
use services::sanctions::Read;
use testkit::{Client, Person, World};

use super::{FIELDS, Scene, lift, newest, status};
use crate::router;

#[tokio::test]
async fn an_appeal_is_answered_once_by_a_steward_who_had_no_part_in_it() {
    for (answer, expect) in [("upheld", OrganisationStatus::Debarred), ("overturned", OrganisationStatus::Verified)] {
        let s = Scene::on(World::sqlite().await).await;
        let [first, second, third] = &s.stewards;
        assert_eq!(s.begins(first, "debar", &FIELDS).await.status, StatusCode::SEE_OTHER);
        assert_eq!(s.posts(second, "vetting-debar-confirm", &[]).await.status, StatusCode::SEE_OTHER);
        let client = Client::signed_in(router(&s.world), &s.business).await;
        let appeal = [("form", "appeal"), ("text", "Nobody paid us.")];
        let empty = client.post("/account/organisation", &[("form", "appeal"), ("text", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(s.own().await.contains("and how to appeal"));
        let appealed = client.post("/account/organisation", &appeal).await;
        assert_eq!(appealed.status, StatusCode::SEE_OTHER);
        assert!(client.get(appealed.location()).await.words().contains("Your appeal is sent."));
        assert!(s.own().await.contains("Your appeal waits"));
        assert!(!s.own().await.contains("how to appeal"), "it can no more");
        for (steward, own) in [(first, true), (second, true), (third, false)] {
            let list = steward.get("/stewardship/sanctions").await.words();
            assert_eq!(list.contains("You took part in this decision"), own, "{list}");
        }
        for (steward, waits) in [(first, false), (second, false), (third, true)] {
            let home = steward.get("/").await.words();
            assert_eq!(home.contains("suspension or debarment waits for you"), waits, "{home}");
        }
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
        let outcome = if answer == "upheld" { "it stays" } else { "it ends, and should not have been" };
        let told = third.get(answered.location()).await.words();
        assert!(told.contains(&format!("The appeal is answered: {outcome}.")), "{told}");
        assert_eq!(s.posts(third, "appeal-answer", &said).await.status, StatusCode::CONFLICT);
        assert_eq!(status(&s.world, s.business.organisation()).await, expect, "{answer}");
        let own = s.own().await;
        assert!(own.contains("We have read it all.") && !own.contains("how to appeal"), "{answer}: {own}");
        assert!(own.contains(&format!("A steward answered the appeal: {outcome}")), "{answer}: {own}");
        let said = if answer == "upheld" { "It stays" } else { "It ends, and should not have been" };
        for said in ["Your appeal was answered on 24 November 2026", &format!("{said}: We have read it all.")] {
            assert!(own.contains(said), "it has its own place: {own}");
        }
    }
}

#[tokio::test]
async fn whoever_won_an_appeal_reads_so_at_home_and_near_the_standing_for_a_month() {
    const WON: &str = "The suspension of your organisation ended on 24 November 2026, because you appealed";
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let id = s.business.organisation();
        let stranger = s.world.member(OrganisationKind::Business, "Mill").await;
        let home = async |who: &Person| {
            let client = Client::signed_in(router(&s.world), who).await;
            (client.get("/").await, client.get("/account/organisation").await)
        };
        let answered = async |answer: AppealAnswer| {
            s.world.suspend(id).await;
            let own = s.world.as_person(&s.business).await;
            services::sanctions::appeal(&own, "Nothing was found.".into()).await.expect("appealed");
            let read = newest(&s.world, id).await;
            let said = (answer, "We have read it all.".to_owned());
            services::sanctions::answer(&s.world.steward(), read, said).await.expect("answered");
        };
        answered(AppealAnswer::Overturned).await;
        let (first, own) = home(&s.business).await;
        assert_eq!(first.words().matches(WON).count(), 1, "{}", first.words());
        assert!(first.text.contains("href=\"/account/organisation#appeal\""), "the way to it: {}", first.text);
        assert_eq!(own.words().matches(WON).count(), 1, "{}", own.words());
        let (place, talk) = (own.text.find("id=\"appeal\""), own.text.find("class=\"thread\""));
        assert!(place.is_some() && place < talk, "before the talk: {}", own.text);
        let (other, others) = home(&stranger).await;
        assert!(!other.words().contains(WON) && !others.words().contains(WON), "nobody else reads it");
        s.world.pass(TimeDelta::days(APPEAL_TOLD_DAYS - 1));
        assert!(home(&s.business).await.0.words().contains(WON));
        s.world.suspend(id).await;
        let (first, own) = home(&s.business).await;
        assert!(!first.words().contains(WON) && !own.words().contains(WON), "it is kept out again: {}", own.words());
        lift(&s.world, id).await;
        s.world.pass(TimeDelta::days(2));
        let (first, own) = home(&s.business).await;
        assert!(!first.words().contains(WON) && !own.words().contains(WON), "it is over: {}", own.words());
        // One that stays was not won.
        answered(AppealAnswer::Upheld).await;
        let (first, own) = home(&s.business).await;
        assert!(!first.words().contains("because you appealed") && !own.words().contains("because you appealed"));
    }
}

#[tokio::test]
async fn whose_appeal_was_settled_by_the_end_reads_so_at_home_and_near_the_standing_for_a_month() {
    const SETTLED: &str = "The suspension of your organisation ended on 24 November 2026. That settles your appeal";
    const ANY: &str = "That settles your appeal";
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let id = s.business.organisation();
        let stranger = s.world.member(OrganisationKind::Business, "Mill").await;
        let read = async |who: &Person| {
            let client = Client::signed_in(router(&s.world), who).await;
            (client.get("/").await, client.get("/account/organisation").await)
        };
        let appeal = async || {
            s.world.suspend(id).await;
            let own = s.world.as_person(&s.business).await;
            services::sanctions::appeal(&own, "Nothing was found.".into()).await.expect("appealed");
        };
        let said = async |words: &str| {
            let (home, own) = read(&s.business).await;
            (home.words().contains(words), own.words().contains(words))
        };
        s.world.suspend(id).await;
        lift(&s.world, id).await;
        assert_eq!(said(ANY).await, (false, false), "nobody appealed");
        appeal().await;
        assert_eq!(said(ANY).await, (false, false), "it waits");
        lift(&s.world, id).await;
        let (home, own) = read(&s.business).await;
        assert_eq!(home.words().matches(SETTLED).count(), 1, "{}", home.words());
        assert!(home.text.contains("href=\"/account/organisation#appeal\""), "the way to it: {}", home.text);
        assert!(home.words().contains("Read what the steward says"), "{}", home.words());
        assert_eq!(own.words().matches(SETTLED).count(), 1, "{}", own.words());
        let (place, talk) = (own.text.find("id=\"appeal\""), own.text.find("class=\"thread\""));
        assert!(place.is_some() && place < talk, "before the talk: {}", own.text);
        let part = own.text.split("id=\"appeal\"").nth(1).and_then(|rest| rest.split("</section>").next());
        assert!(part.is_some_and(|part| part.contains("It is put right.")), "with what was said: {part:?}");
        let (other, others) = read(&stranger).await;
        assert!(!other.words().contains(ANY) && !others.words().contains(ANY), "nobody else reads it");
        // For stewards it is open no more.
        let [steward, ..] = &s.stewards;
        let page = steward.get(&s.page()).await;
        assert!(page.words().contains("Settled by the end, before anybody answered."), "{}", page.words());
        assert!(!page.text.contains("value=\"appeal-answer\""), "{}", page.text);
        assert!(!steward.get("/stewardship/sanctions").await.words().contains("The organisation has appealed"));
        s.world.pass(TimeDelta::days(APPEAL_TOLD_DAYS - 1));
        assert_eq!(said(SETTLED).await, (true, true));
        s.world.suspend(id).await;
        assert_eq!(said(ANY).await, (false, false), "it is kept out again");
        lift(&s.world, id).await;
        s.world.pass(TimeDelta::days(2));
        assert_eq!(said(ANY).await, (false, false), "it is over");
        // One that was answered before the end was settled by its answer.
        appeal().await;
        let upheld = (AppealAnswer::Upheld, "We have read it all.".to_owned());
        let newest_read = newest(&s.world, id).await;
        services::sanctions::answer(&s.world.steward(), newest_read, upheld).await.expect("answered");
        lift(&s.world, id).await;
        assert_eq!(said(ANY).await, (false, false), "it was answered");
    }
}

#[tokio::test]
async fn the_end_settles_an_appeal_that_waits_and_is_not_for_those_who_decided() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let [first, second, third] = &s.stewards;
        assert_eq!(s.begins(first, "debar", &FIELDS).await.status, StatusCode::SEE_OTHER);
        assert_eq!(s.posts(second, "vetting-debar-confirm", &[]).await.status, StatusCode::SEE_OTHER);
        let business = s.world.as_person(&s.business).await;
        services::sanctions::appeal(&business, "Nobody paid us.".into()).await.expect("appealed");
        let said = [("text", "The fees were paid back.")];
        for decider in [first, second] {
            assert!(!decider.get(&s.page()).await.text.contains("value=\"vetting-lift\""));
            let refused = s.posts(decider, "vetting-lift", &said).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
            assert!(refused.words().contains("You took part in this decision"), "{}", refused.words());
        }
        let page = third.get(&s.page()).await.words();
        assert!(page.contains("If you end it, the appeal is settled"), "{page}");
        let lifted = s.posts(third, "vetting-lift", &said).await;
        assert_eq!(lifted.status, StatusCode::SEE_OTHER, "{}", lifted.words());
        let page = third.get(lifted.location()).await;
        assert!(page.words().contains("Settled by the end, before anybody answered."), "{}", page.words());
        assert_eq!(page.text.matches("class=\"notice").count(), 1, "{}", page.text);
        let own = s.own().await;
        assert!(own.contains("A steward ended that, which settles your appeal"), "{own}");
        assert!(own.contains("The fees were paid back."), "{own}");
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
        assert_eq!(s.begins(first, "debar", &untruth).await.status, StatusCode::SEE_OTHER);
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
async fn whoever_has_appealed_reads_that_it_waits_and_not_how_to_appeal() {
    const HOW: &str = "Read why, and how to appeal";
    const STANDS: &str = "Read why, and where your appeal stands";
    const WAITS: &str = "Your appeal waits for a steward who had no part in the decision.";
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        s.world.suspend(s.business.organisation()).await;
        let client = Client::signed_in(router(&s.world), &s.business).await;
        let read = async |expect: [bool; 3]| {
            for page in ["/", "/placements", "/introductions"] {
                let words = client.get(page).await.words();
                assert_eq!([HOW, WAITS, STANDS].map(|said| words.contains(said)), expect, "{page}: {words}");
            }
        };
        read([true, false, false]).await;
        let appeal = [("form", "appeal"), ("text", "Nothing was found.")];
        assert_eq!(client.post("/account/organisation", &appeal).await.status, StatusCode::SEE_OTHER);
        read([false, true, true]).await;
        let [first, ..] = &s.stewards;
        let upheld = [("answer", "upheld"), ("text", "It was.")];
        assert_eq!(s.posts(first, "appeal-answer", &upheld).await.status, StatusCode::SEE_OTHER);
        read([false, false, true]).await;
    }
}
