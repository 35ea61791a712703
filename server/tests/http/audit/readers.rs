//! Who has read a referral: what its NGO sees of it, and that rows of two organisations do not tell of one person.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::account::MemberRole;
use domain::organisation::OrganisationKind;
use domain::referral::{ReferralStatus, Secrets};
use sea_orm_migration::sea_orm::{ConnectionTrait, Statement};
use services::audit::{Count, Reader};
use sha2::{Digest, Sha256};
use testkit::{Client, World};

use super::run;
use crate::router;

#[tokio::test]
async fn an_ngo_sees_who_has_read_a_referral_and_of_an_employer_which_and_not_who() {
    let world = World::sqlite().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let colleague = world.colleague(&ngo, MemberRole::Member).await;
    let (code, introduction) = world.introduced(&ngo, &employer).await;
    let router = router(&world);
    let reading = Client::signed_in(router.clone(), &employer).await;
    assert_eq!(reading.get(&format!("/introductions/{introduction}")).await.status, 200);
    world.pass(TimeDelta::hours(1));
    let own = Client::signed_in(router, &colleague).await;
    for _ in 0..3 {
        own.get(&format!("/referrals/{code}")).await;
    }
    let page = own.get(&format!("/referrals/{code}")).await.words();
    assert!(page.contains("Noor") && page.contains("10:30 UTC"), "{page}");
    assert!(page.contains("A member of Bakery"), "{page}");
    let scope = world.as_person(&colleague).await;
    services::referrals::list(&scope, ReferralStatus::Open, None, 10).await.expect("listed");
    let all = own.get(&format!("/referrals/{code}/readings")).await;
    assert!(all.words().contains("6 times"), "what stands in a list is read: {}", all.words());
    assert!(all.words().contains("Kim"), "{}", all.words());
    for _ in 0..200 {
        own.get(&format!("/referrals/{code}/step/notes")).await;
    }
    let first = own.get(&format!("/referrals/{code}/readings")).await;
    let next =
        first.text.split("readings?before=").nth(1).and_then(|rest| rest.split('"').next()).expect("a next page");
    let second = own.get(&format!("/referrals/{code}/readings?before={next}")).await.words();
    assert!(second.contains("A member of Bakery"), "{second}");
}

#[tokio::test]
async fn an_employer_to_whom_nothing_was_open_has_read_nothing_of_the_person() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let (bakery, inn) = (
            world.member(OrganisationKind::Business, "Bakery").await,
            world.member(OrganisationKind::Business, "Inn").await,
        );
        let code = world.referral(&ngo, Secrets::default()).await;
        let at_bakery = world.put_forward(&ngo, &code, &world.live(&bakery).await).await;
        let at_inn = world.put_forward(&ngo, &code, &world.live(&inn).await).await;
        let scope = world.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let grants = services::consents::of_referral(&scope, &referral).await.expect("read");
        let gone = grants.iter().find(|grant| grant.terms.recipient == inn.organisation()).expect("a grant");
        services::consents::revoke(&scope, &referral, gone.id).await.expect("revoked");
        for (employer, id) in [(&bakery, at_bakery), (&inn, at_inn)] {
            services::introductions::find(&world.as_person(employer).await, id).await.expect("found");
        }
        let page = services::audit::readings(&scope, &referral, None, 50).await.expect("read");
        let employers = page.readings.into_iter().filter_map(|each| match each.reader {
            Reader::Employer(name) => Some((name, each.times)),
            Reader::Member(_) | Reader::Former => None,
        });
        assert_eq!(employers.collect::<Vec<_>>(), [("Bakery".to_owned(), 1)]);
    }
}

#[tokio::test]
async fn managers_of_an_ngo_see_who_reads_far_more_than_the_others() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let reading = world.colleague(&ngo, MemberRole::Member).await;
        let other = world.colleague(&ngo, MemberRole::Member).await;
        let stranger = world.member(OrganisationKind::Ngo, "Lantern").await;
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let mut codes = Vec::new();
        for _ in 0..12 {
            codes.push(world.referral(&ngo, Secrets::default()).await);
        }
        // Whoever wrote them down has read them all; that is long ago.
        world.pass(TimeDelta::days(31));
        let reads = async |person: &testkit::Person, count: usize| {
            let scope = world.as_person(person).await;
            for code in codes.iter().take(count).chain(codes.iter().take(count)) {
                services::referrals::find(&scope, code).await.expect("found");
            }
        };
        let told = async |person: &testkit::Person| {
            let readers = services::audit::by_member(&world.as_person(person).await).await?;
            let told = readers.into_iter().map(|reads| (reads.reader, reads.opened.referrals, reads.opened.stands_out));
            domain::Result::Ok(told.collect::<Vec<_>>())
        };
        let (kim, noor) = (Reader::Member("Kim".into()), Reader::Member("Noor".into()));
        let nobody = vec![(kim.clone(), 0, false), (noor.clone(), 0, false), (noor.clone(), 0, false)];
        let mut found = told(&ngo).await.expect("a manager's");
        found.sort_by_key(|(reader, ..)| format!("{reader:?}"));
        assert_eq!(found, nobody);
        for (person, count) in [(&reading, 12), (&ngo, 3), (&other, 2)] {
            let scope = world.as_person(person).await;
            let listed = services::referrals::list(&scope, ReferralStatus::Open, None, 50).await.expect("listed");
            assert_eq!(listed.len(), 12, "everybody sees the list, which is counted apart");
            reads(person, count).await;
        }
        let readers = services::audit::by_member(&world.as_person(&ngo).await).await.expect("a manager's");
        let alike = Count { referrals: 12, stands_out: false };
        assert!(readers.iter().all(|reads| reads.listed == alike), "{readers:?}");
        let expect = vec![(noor.clone(), 12, true), (kim.clone(), 3, false), (noor.clone(), 2, false)];
        assert_eq!(told(&ngo).await, Ok(expect));
        assert_eq!(told(&stranger).await, Ok(vec![(kim.clone(), 0, false)]), "of its own members alone");
        for person in [&reading, &employer] {
            assert_eq!(told(person).await, Err(domain::Error::NotFound));
        }
        for (person, marked) in [(&ngo, 1), (&reading, 0), (&stranger, 0), (&employer, 0)] {
            let page = Client::signed_in(router(&world), person).await.get("/account/members").await;
            assert_eq!(page.status, 200);
            assert_eq!(page.text.matches("far more than the others").count(), marked, "{}", page.words());
        }
        services::members::remove(&world.as_person(&ngo).await, reading.account).await.expect("removed");
        let left = vec![(Reader::Former, 12, true), (kim, 3, false), (noor, 2, false)];
        assert_eq!(told(&ngo).await, Ok(left), "whoever has left is not forgotten");
    }
}

#[tokio::test]
async fn nobody_is_marked_beside_one_other_or_somebody_who_has_just_come() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let second = world.colleague(&ngo, MemberRole::Member).await;
        let mut codes = Vec::new();
        for _ in 0..12 {
            codes.push(world.referral(&ngo, Secrets::default()).await);
        }
        world.pass(TimeDelta::days(31));
        let new = world.colleague(&ngo, MemberRole::Member).await;
        world.pass(TimeDelta::hours(1));
        for (person, count) in [(&ngo, 12), (&second, 1), (&new, 1)] {
            let scope = world.as_person(person).await;
            for code in codes.iter().take(count) {
                services::referrals::find(&scope, code).await.expect("found");
            }
        }
        let marked = async || {
            let readers = services::audit::by_member(&world.as_person(&ngo).await).await.expect("a manager's");
            readers.iter().filter(|reads| reads.opened.stands_out).count()
        };
        assert_eq!(marked().await, 0, "one has read in all these days, and one came today");
        let page = Client::signed_in(router(&world), &ngo).await.get("/account/members").await.words();
        assert!(page.contains("where there are fewer than 2 of them, nobody is marked"), "{page}");
        world.pass(TimeDelta::days(29));
        assert_eq!(marked().await, 0);
        world.pass(TimeDelta::hours(23));
        assert_eq!(marked().await, 1, "what they read is a month's now");
    }
}

#[tokio::test]
async fn managers_of_an_ngo_see_who_pages_on_through_its_lists() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let paging = world.colleague(&ngo, MemberRole::Member).await;
        let other = world.colleague(&ngo, MemberRole::Member).await;
        for _ in 0..12 {
            world.referral(&ngo, Secrets::default()).await;
        }
        world.pass(TimeDelta::days(31));
        for (person, pages) in [(&ngo, 1), (&other, 1), (&paging, 4)] {
            let (scope, mut after) = (world.as_person(person).await, None);
            for _ in 0..pages {
                let page = services::referrals::list(&scope, ReferralStatus::Open, after, 3).await.expect("listed");
                after = page.last().map(|last| last.id);
            }
        }
        let readers = services::audit::by_member(&world.as_person(&ngo).await).await.expect("a manager's");
        let listed: Vec<_> = readers.iter().map(|reads| (reads.listed.referrals, reads.listed.stands_out)).collect();
        assert_eq!(listed, [(12, true), (3, false), (3, false)], "{readers:?}");
        assert!(readers.iter().all(|reads| reads.opened == Count { referrals: 0, stands_out: false }), "{readers:?}");
        let page = Client::signed_in(router(&world), &ngo).await.get("/account/members").await;
        let (before, after) = page.text.split_once("far more than the others").expect("one is marked");
        assert!(!after.contains("far more than the others"), "{}", page.words());
        let cell = before.rsplit("<td ").next().and_then(|cell| cell.split_once('>')).expect("a cell").1;
        assert!(
            cell.starts_with("<span>12") && after.split("</td>").next().is_some_and(|end| end.ends_with("</span>")),
            "the number and its mark are one piece: {cell}"
        );
    }
}

/// The organisation and the subject of each row of the log that somebody's member wrote.
async fn subjects(world: &World) -> Vec<(uuid::Uuid, String)> {
    let db = world.services.db.connection();
    let sql = "SELECT organisation, subject FROM audit_log WHERE organisation IS NOT NULL ORDER BY id";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("read");
    let each = rows
        .into_iter()
        .map(|row| (row.try_get_by_index(0).expect("an organisation"), row.try_get_by_index(1).expect("a subject")));
    each.collect()
}

#[tokio::test]
async fn rows_of_two_organisations_do_not_tell_that_they_are_about_one_person() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let bakery = world.member(OrganisationKind::Business, "Bakery").await;
        let (code, id) = world.started(&ngo, &world.live(&bakery).await).await;
        let scope = world.as_person(&ngo).await;
        for person in [&ngo, &bakery] {
            services::introductions::find(&world.as_person(person).await, id).await.expect("found");
        }
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let all = subjects(&world).await;
        let digests = |of: &testkit::Person| -> BTreeSet<&str> {
            let own = all.iter().filter(|(organisation, _)| *organisation == of.organisation().0);
            let words = own.flat_map(|(_, subject)| subject.split(' '));
            words.filter(|word| word.len() == 32 && word.chars().all(|c| c.is_ascii_hexdigit())).collect()
        };
        let (theirs, ours) = (digests(&bakery), digests(&ngo));
        assert!(theirs.len() > 1 && ours.len() > 1, "{all:?}");
        assert!(theirs.is_disjoint(&ours), "{theirs:?} {ours:?}");
        // The NGO, which has the key, finds both; and what stands there from before organisations were mixed in.
        let read = async || {
            let page = services::audit::readings(&scope, &referral, None, 200).await.expect("read");
            let mut times = [0, 0];
            for each in page.readings {
                match each.reader {
                    Reader::Employer(name) if name == "Bakery" => times[1] += each.times,
                    Reader::Employer(name) => unreachable!("{name}"),
                    Reader::Member(_) | Reader::Former => times[0] += each.times,
                }
            }
            times
        };
        let before = read().await;
        assert!(before[0] > 1 && before[1] > 0, "{before:?}");
        let key = Sha256::new().chain_update("ponte audit\0").chain_update(referral.id.to_string()).finalize();
        let key: String = key.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let insert = "INSERT INTO audit_log (id, at, account, organisation, action, subject, previous, hash)";
        let from =
            "FROM audit_log WHERE action = 'read referral' AND organisation IS NOT NULL ORDER BY id DESC LIMIT 1";
        let values = format!("id + 1000, at, account, organisation, action, 'referral {key}', previous, hash");
        run(&world, &format!("{insert} SELECT {values} {from}")).await;
        assert_eq!(read().await, [before[0] + 1, before[1]]);
    }
}
