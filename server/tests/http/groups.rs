//! Groups of companies: what follows for the others from the debarment of one, and limits that name one of them.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::check_in::Reply;
use domain::introduction::Stage;
use domain::organisation::{OrganisationKind, OrganisationStatus};
use domain::placement::Placement;
use domain::referral::{Code, Exclusion, Referral, Secrets};
use domain::sanction::SanctionReason;
use domain::standards::Indicator;
use domain::{Error, Problem};
use sea_orm_migration::MigratorTrait as _;
use services::Scope;
use testkit::{Client, Person, World};

use crate::router;
use crate::sanctions::{debar, status};

#[tokio::test]
async fn the_group_of_a_debarred_company_waits_for_a_look() {
    for world in [World::sqlite().await, World::postgres().await] {
        let one = world.member_of_group("Bakery", "Bread & Co.").await;
        let other = world.member_of_group("Mill", "Bréad GmbH").await;
        let alone = world.member(OrganisationKind::Business, "Dairy").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let (placement, employer) = (world.live(&other).await, world.as_person(&other).await);
        let draft = services::placements::draft(&employer, &testkit::terms(&world)).await.expect("a draft");
        let steward = world.platform(PlatformRole::Steward).await;
        let steward = Client::signed_in(router(&world), &steward).await;
        let page = |person: &Person| format!("/stewardship/organisations/{}", person.organisation());
        let queue = async || steward.get("/stewardship?status=group").await.text;
        world.suspend_for(one.organisation(), SanctionReason::Harm).await;
        assert!(!queue().await.contains(&page(&other)), "a suspension is of one company");
        debar(&world, one.organisation(), SanctionReason::Harm).await;
        let queued = queue().await;
        assert!(steward.get("/").await.words().contains("of the group of one that was debarred"));
        assert!(queued.contains(&page(&other)) && !queued.contains(&page(&alone)) && !queued.contains(&page(&one)));
        let seen = steward.get(&page(&other)).await;
        assert!(seen.words().contains("A company of this group was debarred") && seen.text.contains(&page(&one)));
        // Until then it offers nothing new, and nobody new goes there.
        let refused = Err(Error::Refused("refused-group-look"));
        assert_eq!(services::placements::publish(&employer, draft).await, refused);
        let changed = services::placements::write(&employer, placement.id, &placement.terms, placement.version).await;
        assert_eq!(changed, refused);
        let own = Client::signed_in(router(&world), &other).await.get("/account/organisation").await.words();
        assert!(own.contains("A company of your group was debarred"), "{own}");
        assert_eq!(put_forward(&world, &ngo, &code, &placement).await, Err(Error::Refused("refused-employer-look")));
        // Not even with all ticked anew, or after an answer of its own.
        world.tick_all(other.organisation()).await;
        assert!(queue().await.contains(&page(&other)));
        let seen = steward.get(&page(&other)).await;
        let version = seen.input("version").expect("a version");
        let looked = [("form", "vetting-looked"), ("version", version.as_str()), ("text", "Other owners now.")];
        let looked = steward.post(&page(&other), &looked).await;
        assert_eq!(looked.status, StatusCode::SEE_OTHER, "{}", looked.words());
        assert!(steward.get(looked.location()).await.words().contains("It is noted that you have looked."));
        assert!(!queue().await.contains(&page(&other)));
        assert!(!steward.get("/").await.words().contains("of the group of one that was debarred"));
        assert!(steward.get(&page(&other)).await.words().contains("Other owners now."));
        assert_eq!(status(&world, other.organisation()).await, OrganisationStatus::Verified);
        assert_eq!(services::placements::publish(&employer, draft).await, Ok(()));
        assert_eq!(put_forward(&world, &ngo, &code, &placement).await, Ok(()));
    }
}

/// Puts somebody forward whose consent is recorded with it.
pub(crate) async fn put_forward(world: &World, ngo: &Person, code: &Code, placement: &Placement) -> Result<(), Error> {
    let scope = world.as_person(ngo).await;
    let referral = services::referrals::find(&scope, code).await.expect("found");
    let grant = world.grant(placement.organisation);
    services::introductions::put_forward(&scope, &referral, placement, Some(&grant)).await.map(drop)
}

#[tokio::test]
async fn the_look_at_a_group_lasts_until_stewards_have_looked_and_meets_who_joins_later() {
    for world in [World::sqlite().await, World::postgres().await] {
        let debarred = world.member_of_group("Bakery", "Bread & Co.").await;
        let asked = world.member_of_group("Mill", "Bread & Co.").await;
        let lapsing = world.member_of_group("Dairy", "Bread & Co.").await;
        let later = world.member(OrganisationKind::Business, "Oven").await;
        debar(&world, debarred.organisation(), SanctionReason::Harm).await;
        let waits = async |person: &Person| {
            let found = services::vetting::application(&world.steward(), person.organisation()).await.expect("found");
            found.group_look.is_some()
        };
        let ask = services::vetting::Decision::Ask("Who owns you?".into());
        services::vetting::decide(&world.steward(), asked.organisation(), ask).await.expect("asked");
        assert!(waits(&asked).await, "a question is no look");
        crate::vetting::says(&world, &asked, &[("answer", "We do.")]).await;
        assert!(waits(&asked).await, "nor is an answer");
        let no = services::vetting::Decision::Decline("No.".into());
        services::vetting::decide(&world.steward(), asked.organisation(), no).await.expect("declined");
        assert!(waits(&asked).await, "nor is a refusal");
        assert!(!waits(&later).await);
        crate::vetting::says(&world, &later, &[("group", "BREAD CO")]).await;
        assert!(waits(&later).await, "it joins the group");
        crate::vetting::says(&world, &later, &[("group", "")]).await;
        assert!(waits(&later).await, "it only says that it has left");
        let newcomer = world.applicant_of_group("Crust", "Bread & Co.").await;
        assert!(waits(&newcomer).await, "it comes with the group");
        world.pass(TimeDelta::days(366));
        crate::vetting::says(&world, &lapsing, &[("answer", "We are still here.")]).await;
        assert!(waits(&lapsing).await, "a lapse is no look");
        // Two stewards who verify have looked.
        world.verify(lapsing.organisation()).await;
        assert!(!waits(&lapsing).await);
    }
}

/// Somebody whose limits name one company: what their NGO works with, their referral and its limits.
async fn keeps_away_from(world: &World, named: &Person) -> (Scope, Referral, Secrets) {
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let scope = world.as_person(&ngo).await;
    let limits = Secrets {
        exclusions: vec![Exclusion::Organisation { organisation: named.organisation() }],
        ..Secrets::default()
    };
    let code = world.referral(&ngo, limits).await;
    let (referral, secrets) = services::referrals::find_whole(&scope, &code).await.expect("found");
    (scope, referral, secrets)
}

#[tokio::test]
async fn an_exclusion_of_one_company_covers_its_group_everywhere() {
    for world in [World::sqlite().await, World::postgres().await] {
        let named = world.member_of_group("Bakery", "Bread & Co.").await;
        let other = world.member_of_group("Mill", "BREÁD  S.p.A.").await;
        let free = world.member(OrganisationKind::Business, "Dairy").await;
        let (scope, referral, secrets) = keeps_away_from(&world, &named).await;
        for (business, kept) in [(&named, true), (&other, true), (&free, false)] {
            let placement = world.live(business).await;
            let found = services::matches::of(&scope, &referral, &secrets).await.expect("matched");
            let fits = found.ranked.fits.iter().any(|fit| fit.placement == placement.id);
            assert_eq!(fits, !kept, "matching");
            let grant = world.grant(business.organisation());
            let put = services::introductions::put_forward(&scope, &referral, &placement, Some(&grant)).await;
            assert_eq!(put.as_ref().err() == Some(&Error::Refused("refused-kept-out")), kept, "put forward: {put:?}");
            let agreed = services::consents::record(&scope, &referral, &grant).await;
            let refused = Error::at("recipient", Problem::Other("problem-kept-away"));
            assert_eq!(agreed.as_ref().err() == Some(&refused), kept, "consent: {agreed:?}");
        }
    }
}

#[tokio::test]
async fn a_group_that_is_left_counts_until_a_steward_has_looked() {
    for world in [World::sqlite().await, World::postgres().await] {
        let named = world.member_of_group("Bakery", "Bread & Co.").await;
        let other = world.member_of_group("Mill", "Bread & Co.").await;
        let (scope, referral, secrets) = keeps_away_from(&world, &named).await;
        let placement = world.live(&other).await;
        let kept = async || {
            let found = services::matches::of(&scope, &referral, &secrets).await.expect("matched");
            let fits = found.ranked.fits.iter().any(|fit| fit.placement == placement.id);
            let one = services::matches::one(&scope, &referral, &secrets, &placement).await.expect("matched");
            assert_eq!(one.kept_out.is_empty(), fits, "one by one as in the list");
            !fits
        };
        assert!(kept().await);
        crate::vetting::says(&world, &other, &[("group", "")]).await;
        assert!(kept().await, "it only says that it has left");
        crate::vetting::says(&world, &other, &[("group", "Hill & Co.")]).await;
        assert!(kept().await, "however often it says so");
        let grant = world.grant(other.organisation());
        let refused = Err(Error::at("recipient", Problem::Other("problem-kept-away")));
        assert_eq!(services::consents::record(&scope, &referral, &grant).await.map(drop), refused);
        let group = services::vetting::application(&world.steward(), named.organisation()).await.expect("found");
        let group = services::vetting::group(&world.steward(), &group).await.expect("read");
        assert_eq!(
            group.iter().map(|found| found.id).collect::<Vec<_>>(),
            [other.organisation()],
            "stewards see it too"
        );
        world.tick_all(other.organisation()).await;
        assert!(kept().await, "one steward alone does not find that so");
        world.verify(other.organisation()).await;
        assert!(!kept().await, "two have found that so");
        // The one that is named leaves: its old group is still kept away from, until a steward has looked.
        crate::vetting::says(&world, &other, &[("group", "Bread & Co.")]).await;
        crate::vetting::says(&world, &named, &[("group", "Sea & Co.")]).await;
        assert!(kept().await);
    }
}

#[tokio::test]
async fn the_step_that_compares_groups_and_numbers_finds_what_was_written_before_it() {
    for world in [World::sqlite().await, World::postgres().await] {
        let one = world.member_of_group("Bakery", "Bread & Co.").await;
        let other = world.member_of_group("Mill", "BREÁD  S.p.A.").await;
        crate::vetting::says(&world, &one, &[("register_number", "HRB 712-B")]).await;
        crate::vetting::says(&world, &other, &[("register_number", "hrb 712b")]).await;
        // As it was before that step.
        let db = world.services.db.connection();
        for statement in [
            "DROP INDEX organisations_country_register_key",
            "ALTER TABLE organisations DROP COLUMN register_key",
            "UPDATE organisations SET group_key = LOWER(group_name)",
            "DELETE FROM seaql_migrations WHERE version = 'm20261130_alike'",
        ] {
            migrations::execute(db, statement).await.expect("done");
        }
        migrations::Migrator::up(db, None).await.expect("the tables are brought to the newest");
        let steward = world.steward();
        let read = services::vetting::application(&steward, one.organisation()).await.expect("found");
        let alike = services::vetting::group(&steward, &read).await.expect("read");
        let same = services::vetting::same_number(&steward, &read).await.expect("read");
        for found in [alike, same] {
            assert_eq!(found.iter().map(|found| found.id).collect::<Vec<_>>(), [other.organisation()]);
        }
    }
}

#[tokio::test]
async fn a_strong_signal_at_one_company_pauses_its_group_and_no_company_is_told() {
    for world in [World::sqlite().await, World::postgres().await] {
        let sister = world.member_of_group("Mill", "BREÁD  S.p.A.").await;
        let alone = world.member(OrganisationKind::Business, "Dairy").await;
        let named = world.member_of_group("Oven", "Bread & Co.").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let stewards = [world.platform(PlatformRole::Steward).await, world.platform(PlatformRole::Steward).await];
        let (mill, dairy) = (world.live(&sister).await, world.live(&alone).await);
        let terms = domain::placement::Terms { seats: 20, ..testkit::terms(&world) };
        let oven = world.live_with(&named, terms).await;
        let (_, started) = world.started(&ngo, &oven).await;
        let scope = world.as_person(&ngo).await;
        let offered = async |placement: &Placement| {
            let all = services::placements::opportunities(&scope, &Default::default(), None, 100).await;
            all.expect("a list").iter().any(|offer| offer.placement.id == placement.id)
        };
        let before = world.referral(&ngo, Secrets::default()).await;
        let waiting = world.put_forward(&ngo, &before, &mill).await;
        assert!(offered(&mill).await && offered(&dairy).await);
        let client = Client::signed_in(router(&world), &sister).await;
        let own = format!("/placements/{}", mill.id);
        let pages = ["/", "/placements", own.as_str()];
        let meets = async || {
            let mut words = Vec::new();
            for page in pages {
                words.push(client.get(page).await.words());
            }
            words
        };
        let met = meets().await;
        world.answer_first(&ngo, started, &[(Indicator::Violence, Reply::Yes)]).await;
        assert!(!offered(&mill).await && offered(&dairy).await);
        let code = world.referral(&ngo, Secrets::default()).await;
        let refused = Err(Error::Refused("refused-placement-not-live"));
        assert_eq!(put_forward(&world, &ngo, &code, &mill).await, refused);
        assert_eq!(put_forward(&world, &ngo, &code, &dairy).await, Ok(()));
        assert_eq!(services::cases::is_paused(&scope, sister.organisation()).await, Ok(true));
        assert_eq!(met, meets().await, "it is told nothing");
        // What its interest would open waits until stewards have looked.
        let employer = world.as_person(&sister).await;
        services::introductions::advance(&employer, waiting, Stage::Interested, None, 1).await.expect("moved");
        let reads = async || {
            let shown = services::introductions::find(&employer, waiting).await.expect("found");
            shown.disclosed.languages.is_some()
        };
        assert!(!reads().await);
        let first = world.as_person(&stewards[0]).await;
        let open = services::cases::list(&first, services::cases::Which::Open, None, 10).await.expect("a list");
        assert_eq!(open.len(), 1, "a case of the one company alone");
        let case = format!("/stewardship/cases/{}", open.first().expect("a case").case.id);
        for steward in &stewards {
            let client = Client::signed_in(router(&world), steward).await;
            let version = client.get(&case).await.input("version").expect("a version");
            let fields =
                [("form", "case-decide"), ("decision", "resume"), ("text", "x"), ("version", version.as_str())];
            assert_eq!(client.post(&case, &fields).await.status, StatusCode::SEE_OTHER);
        }
        assert!(offered(&mill).await && reads().await);
    }
}
