//! Looks at a business that became another one, or whose group was debarred, while somebody is on the way there: nobody goes
//! further until stewards have looked, and their NGOs are told.

use axum::http::StatusCode;
use domain::Error;
use domain::account::PlatformRole;
use domain::id::IntroductionId;
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::placement::Terms;
use domain::referral::{Exclusion, Secrets};
use domain::sanction::SanctionReason;
use testkit::{Client, Person, World, terms};

use crate::router;
use crate::sanctions::debar;
use crate::vetting::says;

/// Sends the mail; answers the texts of what somebody has got since so many before.
async fn mails(world: &World, to: &Person, before: usize) -> Vec<String> {
    world.work().await;
    let sent = world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == to.email);
    sent.skip(before).map(|mail| format!("{}\n{}", mail.subject, mail.text)).collect()
}

/// The page of an introduction, as somebody sees it.
async fn page(world: &World, person: &Person, id: IntroductionId) -> String {
    let answer = Client::signed_in(router(world), person).await.get(&format!("/introductions/{id}")).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.words()
}

/// Moves an introduction as somebody would.
async fn moves(
    world: &World,
    person: &Person,
    (id, version): (IntroductionId, i32),
    (stage, reason): (Stage, Option<&str>),
) -> Result<(), Error> {
    let scope = world.as_person(person).await;
    services::introductions::advance(&scope, id, stage, reason.map(str::to_owned), version).await
}

const LOOK: &str = "Stewards look at this employer again";
const LIMIT: &str = "A limit of this person covers this employer";

#[tokio::test]
async fn a_business_that_became_another_one_tells_the_ngos_of_whoever_is_on_the_way() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let other = world.member(OrganisationKind::Ngo, "Lantern").await;
        for (field, said) in [
            ("organisation", "Casino"),
            ("owners", "Somebody else."),
            ("sites", "A cellar in Durrës."),
            ("group", "Bread Company"),
        ] {
            let bakery = world.member(OrganisationKind::Business, "Bakery").await;
            let (_, id) = world.introduced(&ngo, &bakery).await;
            assert_eq!(moves(&world, &bakery, (id, 1), (Stage::Interested, None)).await, Ok(()));
            let before = mails(&world, &ngo, 0).await.len();
            let of_other = mails(&world, &other, 0).await.len();
            assert!(!page(&world, &ngo, id).await.contains(LOOK), "{field}");
            let saved = says(&world, &bakery, &[(field, said)]).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());
            let told = mails(&world, &ngo, before).await;
            assert_eq!(told.len(), 1, "{field}: {told:?}");
            for word in [said, "owner", "group", "Bakery", "look", "introduction"] {
                assert!(!told[0].contains(word), "{field}: {word} in {told:?}");
            }
            assert!(mails(&world, &other, of_other).await.is_empty(), "who has nobody there hears nothing");
            let seen = page(&world, &ngo, id).await;
            assert!(seen.contains(LOOK) && !seen.contains(LIMIT), "{field}: {seen}");
            assert!(!page(&world, &bakery, id).await.contains(LOOK), "{field}: it is said to the NGO");
            let meeting = moves(&world, &ngo, (id, 2), (Stage::Meeting, None)).await;
            assert_eq!(meeting, Err(Error::Refused("refused-employer-look")), "{field}");
            // Two stewards have looked: it goes on, and the NGO hears of it.
            world.verify(bakery.organisation()).await;
            assert_eq!(mails(&world, &ngo, before).await.len(), 2, "{field}");
            assert!(!page(&world, &ngo, id).await.contains(LOOK), "{field}");
            assert_eq!(moves(&world, &ngo, (id, 2), (Stage::Meeting, None)).await, Ok(()), "{field}");
        }
    }
}

#[tokio::test]
async fn nobody_goes_further_at_any_stage_while_a_look_is_due_and_every_end_stays_open() {
    for world in [World::sqlite().await, World::postgres().await] {
        let bakery = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let placement = world.live_with(&bakery, Terms { seats: 9, ..terms(&world) }).await;
        // Somebody at each stage that a step leads on from.
        let way =
            [(&bakery, Stage::Interested), (&ngo, Stage::Meeting), (&bakery, Stage::Offered), (&ngo, Stage::Accepted)];
        let mut at = Vec::new();
        for steps in 0..=way.len() {
            let code = world.referral(&ngo, Secrets::default()).await;
            let id = world.put_forward(&ngo, &code, &placement).await;
            for ((who, stage), version) in way.into_iter().take(steps).zip(1..) {
                assert_eq!(moves(&world, who, (id, version), (stage, None)).await, Ok(()), "{stage}");
            }
            at.push((id, 1 + i32::try_from(steps).expect("few")));
        }
        says(&world, &bakery, &[("owners", "Somebody else.")]).await;
        let own: Result<(), Error> = Err(Error::Refused("refused-look-first"));
        let its: Result<(), Error> = Err(Error::Refused("refused-employer-look"));
        for ((who, stage), place) in way.into_iter().zip(&at) {
            let expect = if matches!(stage, Stage::Interested | Stage::Offered) { &own } else { &its };
            assert_eq!(&moves(&world, who, *place, (stage, None)).await, expect, "{stage}");
        }
        let [forward, interested, meeting, offered, accepted] = at.as_slice() else { unreachable!("five") };
        for (who, place, step) in [
            (&bakery, forward, (Stage::Declined, Some("not_now"))),
            (&ngo, interested, (Stage::Withdrawn, None)),
            (&bakery, meeting, (Stage::Declined, Some("not_now"))),
            (&ngo, offered, (Stage::Refused, None)),
            (&ngo, accepted, (Stage::Started, None)),
        ] {
            assert_eq!(moves(&world, who, *place, step).await, Ok(()), "{:?}", step.0);
        }
        let ended = (accepted.0, accepted.1 + 1);
        assert_eq!(moves(&world, &ngo, ended, (Stage::Ended, Some("better_job"))).await, Ok(()));
    }
}

#[tokio::test]
async fn a_group_that_is_named_later_is_told_and_says_whose_limits_cover_it() {
    for world in [World::sqlite().await, World::postgres().await] {
        let named = world.member_of_group("Bakery", "Bread & Co.").await;
        let mill = world.member(OrganisationKind::Business, "Mill").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let placement = world.live_with(&mill, Terms { seats: 2, ..terms(&world) }).await;
        let exclusions = vec![Exclusion::Organisation { organisation: named.organisation() }];
        let limited = world.referral(&ngo, Secrets { exclusions, ..Secrets::default() }).await;
        let limited = world.put_forward(&ngo, &limited, &placement).await;
        let free = world.referral(&ngo, Secrets::default()).await;
        let free = world.put_forward(&ngo, &free, &placement).await;
        let before = mails(&world, &ngo, 0).await.len();
        says(&world, &mill, &[("owners", "Somebody else.")]).await;
        assert_eq!(mails(&world, &ngo, before).await.len(), 1);
        assert!(!page(&world, &ngo, limited).await.contains(LIMIT), "no limit covers it yet");
        // Stewards look already; the group is news all the same, and other owners once more are not.
        says(&world, &mill, &[("owners", "Somebody else again.")]).await;
        assert_eq!(mails(&world, &ngo, before).await.len(), 1);
        says(&world, &mill, &[("group", "BREAD CO")]).await;
        assert_eq!(mails(&world, &ngo, before).await.len(), 2);
        let seen = page(&world, &ngo, limited).await;
        assert!(seen.contains(LOOK) && seen.contains(LIMIT), "{seen}");
        let seen = page(&world, &ngo, free).await;
        assert!(seen.contains(LOOK) && !seen.contains(LIMIT), "of another person: {seen}");
        let own = page(&world, &mill, limited).await;
        assert!(!own.contains(LOOK) && !own.contains(LIMIT), "an employer reads nothing of it: {own}");
    }
}

#[tokio::test]
async fn a_debarment_in_the_group_stops_whoever_is_on_the_way_to_the_others() {
    for world in [World::sqlite().await, World::postgres().await] {
        let debarred = world.member_of_group("Bakery", "Bread & Co.").await;
        let mill = world.member_of_group("Mill", "Bread & Co.").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let placement = world.live_with(&mill, Terms { seats: 2, ..terms(&world) }).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let first = world.put_forward(&ngo, &code, &placement).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let second = world.put_forward(&ngo, &code, &placement).await;
        assert_eq!(moves(&world, &mill, (second, 1), (Stage::Interested, None)).await, Ok(()));
        let before = mails(&world, &ngo, 0).await.len();
        debar(&world, debarred.organisation(), SanctionReason::Harm).await;
        assert_eq!(mails(&world, &ngo, before).await.len(), 1);
        assert!(page(&world, &ngo, second).await.contains(LOOK));
        let interested = async || moves(&world, &mill, (first, 1), (Stage::Interested, None)).await;
        let meeting = async || moves(&world, &ngo, (second, 2), (Stage::Meeting, None)).await;
        assert_eq!(interested().await, Err(Error::Refused("refused-group-look")));
        assert_eq!(meeting().await, Err(Error::Refused("refused-employer-look")));
        let steward = world.platform(PlatformRole::Steward).await;
        let steward = world.as_person(&steward).await;
        let read = services::vetting::application(&steward, mill.organisation()).await.expect("found");
        let looked = services::vetting::looked_at_group(&steward, read.id, read.version, "Other owners.".into()).await;
        assert_eq!(looked, Ok(()));
        assert_eq!(mails(&world, &ngo, before).await.len(), 2);
        assert!(!page(&world, &ngo, second).await.contains(LOOK));
        assert_eq!(interested().await, Ok(()));
        assert_eq!(meeting().await, Ok(()));
    }
}
