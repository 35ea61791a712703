//! Every actor at every function of the store that reads a referral, or what two sides write of one.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use domain::{Actor, Oneself};
use testkit::World;

#[tokio::test]
async fn no_actor_but_the_ngo_reads_a_referral_from_the_store() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let code = world.referral(&ngo, Secrets { called: "Robin".into(), ..Secrets::default() }).await;
        let own = world.as_person(&ngo).await;
        let id = services::referrals::find(&own, &code).await.expect("found").id;
        let mut actors = vec![Actor::anonymous(), Actor::system(), world.steward().actor().clone()];
        // The page of the person's own shows what is shared, and not what the NGO has written.
        actors.push(Actor::oneself(Oneself { referral: id, ngo: ngo.organisation() }));
        for kind in OrganisationKind::ALL {
            let member = world.member(*kind, "Other").await;
            actors.push(world.as_person(&member).await.actor().clone());
        }
        for role in PlatformRole::ALL {
            let person = world.platform(*role).await;
            actors.push(world.as_person(&person).await.actor().clone());
        }
        let (db, keyring) = (&world.services.db, &world.services.keyring);
        let reads = async |actor: &Actor| {
            let status = domain::referral::ReferralStatus::Open;
            let tx = db.begin().await.expect("begun");
            let held = store::referrals::hold(&tx, actor, id).await.expect("read").is_some();
            drop(tx);
            BTreeMap::from([
                ("hold", held),
                ("find", store::referrals::find(db, actor, id).await.expect("read").is_some()),
                ("by_code", store::referrals::by_code(db, actor, &code).await.expect("read").is_some()),
                ("find_all", !store::referrals::find_all(db, actor, &[id]).await.expect("read").is_empty()),
                ("list", !store::referrals::list(db, actor, status, None, 10).await.expect("read").is_empty()),
                ("count", store::referrals::count(db, actor, status).await.expect("read") > 0),
                ("secrets", store::referrals::secrets(db, actor, keyring, id).await.expect("read").is_some()),
                ("areas", !store::referrals::areas(db, actor, keyring, &[id]).await.expect("read").is_empty()),
                ("areas_and_exclusions", {
                    let found = store::referrals::areas_and_exclusions(db, actor, keyring, &[id]).await.expect("read");
                    !found.is_empty()
                }),
                ("steps", !store::referrals::steps(db, actor, id).await.expect("read").is_empty()),
            ])
        };
        let found = reads(own.actor()).await;
        let tried: BTreeSet<String> = found.keys().map(|name| (*name).to_owned()).collect();
        assert_eq!(tried, super::sources::readers(), "every function that tells an actor of referrals is tried");
        assert!(found.values().all(|there| *there), "{found:?}");
        for actor in actors {
            let found = reads(&actor).await;
            assert!(!found.values().any(|there| *there), "{actor:?}: {found:?}");
        }
    }
}

#[tokio::test]
async fn nobody_but_the_two_sides_reads_messages_from_the_store_and_an_employer_under_a_grant_alone() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let (code, id) = world.introduced(&ngo, &employer).await;
        let (own, business) = (world.as_person(&ngo).await, world.as_person(&employer).await);
        world.message(&ngo, id, "Tuesday at ten suits everybody.").await.expect("written");
        let referral = services::referrals::find(&own, &code).await.expect("found");
        let (db, keyring, today) = (&world.services.db, &world.services.keyring, own.now().date_naive());
        let introduction = store::introductions::find(db, own.actor(), id).await.expect("read").expect("found");
        let reads = async |actor: &Actor| {
            [
                !store::messages::list(db, keyring, actor, &introduction, today).await.expect("read").is_empty(),
                !store::introductions::steps(db, actor, id).await.expect("read").is_empty(),
                store::introductions::terms(db, actor, id).await.expect("read").is_some(),
            ]
        };
        assert_eq!(reads(own.actor()).await, [true; 3]);
        assert_eq!(reads(business.actor()).await, [true; 3]);
        // What the two sides write about a person stands on no page of the person's own.
        let oneself = Actor::oneself(Oneself { referral: referral.id, ngo: ngo.organisation() });
        assert_eq!(reads(&oneself).await, [false, true, true]);
        let mut others = vec![Actor::anonymous(), Actor::system(), world.steward().actor().clone()];
        for kind in OrganisationKind::ALL {
            let member = world.member(*kind, "Other").await;
            others.push(world.as_person(&member).await.actor().clone());
        }
        for role in PlatformRole::ALL {
            let person = world.platform(*role).await;
            others.push(world.as_person(&person).await.actor().clone());
        }
        for actor in others {
            assert_eq!(reads(&actor).await, [false; 3], "{actor:?}");
        }
        let grants = services::consents::of_referral(&own, &referral).await.expect("grants");
        let grant = grants.first().expect("a grant").id;
        services::consents::revoke(&own, &referral, grant).await.expect("revoked");
        assert_eq!(reads(business.actor()).await, [false, true, true]);
        assert_eq!(reads(own.actor()).await, [true; 3]);
    }
}
