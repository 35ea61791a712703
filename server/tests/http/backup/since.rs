//! What has happened since a backup was made holds after it was put back: erasures, consent that was taken back, pages
//! that have ended.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::consent::RevokedBy;
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::own_page::PageSecret;
use server::restore::{Before, Restore};
use services::backup::{Lock, write};
use store::tombstones::Tombstone;
use testkit::{Client, World};

use super::{holding, put_back, restore, two_people, with_keys};
use crate::router;

#[tokio::test]
async fn whoever_was_erased_since_an_older_backup_is_erased_again() {
    for from in [World::sqlite().await, World::postgres().await] {
        let (ngo, gone, stays) = two_people(&from).await;
        let file = from.folder.path().join("backup");
        write(&from.system(), &file, &Lock::Master).await.expect("made");
        let stone: Tombstone = services::erasures::by_command(&from.system(), &gone).await.expect("erased");
        for destroyed in [false, true] {
            // The database that is there knows of it; where it is lost, the file beside the key does.
            let lost = World::sqlite().await;
            let into = if destroyed { &lost } else { &from };
            let stones = if destroyed { [stone.clone()].into() } else { BTreeSet::new() };
            let restore = Restore { stones, ..restore(&file, from.services.keyring.ring(), into) };
            let restored = restore.run(&into.services.db, Before::Replaced).await.expect("restored");
            assert_eq!(restored.erased, 1);
            let scope = with_keys(into, from.services.keyring.ring());
            let member = scope.for_actor(from.as_person(&ngo).await.actor().clone());
            assert_eq!(services::referrals::find(&member, &gone).await.err(), Some(domain::Error::NotFound));
            let (_, secrets) = services::referrals::find_whole(&member, &stays).await.expect("everybody else is there");
            assert_eq!(secrets.called, "Alex");
            let kept = services::erasures::tombstones(&scope, "", 10).await.expect("read");
            assert_eq!(kept, std::slice::from_ref(&stone));
            assert!(services::keys::check(&scope).await.expect("looked").is_whole());
        }
    }
}

#[tokio::test]
async fn consent_that_was_taken_back_since_an_older_backup_is_taken_back_again() {
    for from in [World::sqlite().await, World::postgres().await] {
        let employer = from.member(OrganisationKind::Business, "Bakery").await;
        let (ngo, one, other) = two_people(&from).await;
        let scope = from.as_person(&ngo).await;
        let grant = from.grant(employer.organisation());
        let mut grants = Vec::new();
        for code in [&one, &other] {
            let referral = services::referrals::find(&scope, code).await.expect("found");
            let id = services::consents::record(&scope, &referral, &grant).await.expect("recorded");
            grants.push((referral, id));
        }
        let file = from.folder.path().join("backup");
        write(&from.system(), &file, &Lock::Master).await.expect("made");
        let [(referral, id), (standing, _)] = grants.as_slice() else { unreachable!("two") };
        services::consents::revoke(&scope, referral, *id).await.expect("taken back");
        let kept = from.folder.path().join("tombstones");
        server::tombstones::keep(&from.system(), &kept).await.expect("kept");
        let lost = World::sqlite().await;
        for (into, stones) in [(&lost, server::tombstones::read(&kept).expect("read")), (&from, BTreeSet::new())] {
            let restore = Restore { stones, ..restore(&file, from.services.keyring.ring(), into) };
            let restored = restore.run(&into.services.db, Before::Replaced).await.expect("restored");
            assert_eq!((restored.revoked, restored.erased), (1, 0));
            let member = with_keys(into, from.services.keyring.ring()).for_actor(scope.actor().clone());
            let live = async |referral| services::consents::is_live(&member, referral, employer.organisation()).await;
            assert_eq!((live(referral).await, live(standing).await), (Ok(false), Ok(true)));
        }
    }
}

#[tokio::test]
async fn what_a_person_took_back_stays_theirs_after_a_restore_and_what_rested_on_it_is_withdrawn() {
    for from in [World::sqlite().await, World::postgres().await] {
        let employer = from.member(OrganisationKind::Business, "Bakery").await;
        let (ngo, code, _) = two_people(&from).await;
        let introduction = from.put_forward(&ngo, &code, &from.live(&employer).await).await;
        let scope = from.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let (file, kept) = (from.folder.path().join("backup"), from.folder.path().join("tombstones"));
        write(&from.system(), &file, &Lock::Master).await.expect("made");
        let secret = services::own_pages::give(&scope, &referral).await.expect("given");
        from.pass(TimeDelta::days(1));
        services::own_pages::take_back(&from.visitor(), secret.as_str(), None).await.expect("taken back");
        let then = from.system().now();
        server::tombstones::keep(&from.system(), &kept).await.expect("kept");
        from.pass(TimeDelta::days(1));
        let lost = World::sqlite().await;
        let person = Some(RevokedBy::Person);
        // Where the database is lost, nobody knows any more who it was.
        for (into, stones, by) in
            [(&lost, server::tombstones::read(&kept).expect("read"), None), (&from, BTreeSet::new(), person)]
        {
            let restore = Restore { stones, ..restore(&file, from.services.keyring.ring(), into) };
            let restored = restore.run(&into.services.db, Before::Replaced).await.expect("restored");
            assert_eq!(restored.revoked, 1);
            let member = with_keys(into, from.services.keyring.ring()).for_actor(scope.actor().clone());
            let grants = services::consents::of_referral(&member, &referral).await.expect("read");
            let [grant] = grants.as_slice() else { unreachable!("one") };
            let revoked = grant.revoked.expect("taken back");
            assert_eq!((revoked.by, revoked.account), (by, None));
            if by.is_some() {
                assert_eq!(revoked.at, then);
            }
            let db = &into.services.db;
            let found = store::introductions::find(db, scope.actor(), introduction).await.expect("read");
            assert_eq!(found.map(|found| found.stage), Some(Stage::Withdrawn));
            let moved = format!("introduction {introduction}");
            assert_eq!(store::audit::count(db, "move introduction", &moved).await.expect("counted"), 1);
        }
    }
}

#[tokio::test]
async fn no_address_of_a_persons_own_page_of_then_works_after_a_restore() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (ngo, code, _) = two_people(&world).await;
        let scope = world.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let page = async |secret: &PageSecret| {
            let visitor = Client::new(router(&world));
            visitor.get(&format!("/consent/{}", secret.as_str())).await.status.as_u16()
        };
        let old = services::own_pages::give(&scope, &referral).await.expect("given");
        assert_eq!(page(&old).await, 200);
        let file = world.folder.path().join("backup");
        write(&world.system(), &file, &Lock::Master).await.expect("made");
        let new = services::own_pages::give(&scope, &referral).await.expect("given");
        assert_eq!((page(&old).await, page(&new).await), (404, 200), "it was replaced");
        put_back(&file, &world, &world, Before::Replaced).await.expect("restored");
        assert_eq!((page(&old).await, page(&new).await), (404, 404));
        let again = services::own_pages::give(&scope, &referral).await.expect("given");
        assert_eq!(page(&again).await, 200, "its NGO gives another");
    }
}

#[tokio::test]
async fn a_copy_of_the_database_from_before_an_erasure_brings_nobody_back() {
    for from in [World::sqlite().await, World::postgres().await] {
        let employer = from.member(OrganisationKind::Business, "Bakery").await;
        let (ngo, gone, stays) = two_people(&from).await;
        let scope = from.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &stays).await.expect("found");
        let grant = from.grant(employer.organisation());
        let grant = services::consents::record(&scope, &referral, &grant).await.expect("recorded");
        let (file, kept) = (from.folder.path().join("backup"), from.folder.path().join("tombstones"));
        write(&from.system(), &file, &Lock::Master).await.expect("made");
        services::erasures::by_command(&from.system(), &gone).await.expect("erased");
        services::consents::revoke(&scope, &referral, grant).await.expect("taken back");
        server::tombstones::keep(&from.system(), &kept).await.expect("kept");
        // Put back without the file, as any copy of the database is.
        let into = World::sqlite().await;
        put_back(&file, &from, &into, Before::Replaced).await.expect("restored");
        let system = with_keys(&into, from.services.keyring.ring());
        let member = system.for_actor(scope.actor().clone());
        assert!(services::referrals::find(&member, &gone).await.is_ok(), "the test looks at something");
        for _ in 0..2 {
            server::replay::at_start(&holding(&into, from.services.keyring.ring()), &kept).await.expect("started");
            assert_eq!(services::referrals::find(&member, &gone).await.err(), Some(domain::Error::NotFound));
            let live = services::consents::is_live(&member, &referral, employer.organisation()).await;
            assert_eq!(live, Ok(false));
            assert!(services::referrals::find(&member, &stays).await.is_ok());
        }
        let logged = store::audit::count(&into.services.db, "repeat erasures", "1 people 1 consents").await;
        assert_eq!(logged.expect("counted"), 1, "once");
    }
}
