//! Where people live: what an earlier version kept in clear is sealed at the next start and after a restore, and matched
//! as before.

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::codes::PlaceId;
use domain::geo::Point;
use domain::organisation::OrganisationKind;
use domain::placement::Place;
use domain::referral::{Area, Code, Reach, ReachUnit, Secrets};
use sea_orm_migration::MigratorTrait as _;
use testkit::{Client, Person, World, berlin, everything};

use crate::router;

/// A town far from where placements are, which stands nowhere else.
pub(crate) fn sliven() -> Area {
    let point = Point { latitude: 42.685_83, longitude: 26.329_17 };
    let place = Place { id: PlaceId(727_079), name: "Sliven-secret".into(), point, ..berlin() };
    Area { home: Some(place), reach: Some(Reach { amount: 20, unit: ReachUnit::Km }) }
}

/// A referral as an earlier version has left it, whose tables have been brought to the newest: its area stands in clear,
/// beside one of which nothing is said.
pub(crate) async fn left_in_clear(world: &World, ngo: &Person) -> Code {
    let scope = world.as_person(ngo).await;
    let mut codes = Vec::new();
    for notes in ["notes-secret", "others"] {
        let code = world.referral(ngo, Secrets::default()).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let secrets = Secrets { notes: notes.into(), ..Secrets::default() };
        services::referrals::write(&scope, &referral, &secrets).await.expect("written");
        codes.push(code);
    }
    let code = codes.swap_remove(0);
    let db = world.services.db.connection();
    let area = serde_json::to_string(&sliven()).expect("a text");
    for statement in [
        "DROP TABLE plain_areas".to_owned(),
        r#"ALTER TABLE referrals ADD COLUMN area text NOT NULL DEFAULT '{"home":null,"reach":null}'"#.to_owned(),
        format!("UPDATE referrals SET area = '{area}' WHERE code = '{}'", code.as_str()),
        "DELETE FROM seaql_migrations WHERE version = 'm20261203_areas'".to_owned(),
    ] {
        migrations::execute(db, &statement).await.expect("done");
    }
    migrations::Migrator::up(db, None).await.expect("the tables are brought to the newest");
    code
}

/// Whether a row of the database says it in clear.
async fn says(world: &World, words: &str) -> bool {
    everything(&world.services.db).await.iter().any(|row| row.contains(words))
}

#[tokio::test]
async fn what_an_earlier_version_kept_in_clear_is_sealed_at_the_next_start() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let placement = world.live(&employer).await;
        let code = left_in_clear(&world, &ngo).await;
        assert!(says(&world, "Sliven-secret").await, "no step has the keys");
        let moved = everything(&world.services.db).await;
        assert_eq!(
            moved.iter().filter(|row| row.starts_with("plain_areas ")).count(),
            1,
            "nothing of what is not said"
        );
        for _ in 0..2 {
            services::referrals::seal_areas(&world.system()).await.expect("sealed");
        }
        assert!(!says(&world, "Sliven-secret").await && !says(&world, "42.68583").await);
        let scope = world.as_person(&ngo).await;
        let (referral, secrets) = services::referrals::find_whole(&scope, &code).await.expect("found");
        assert_eq!((secrets.area.clone(), secrets.notes.as_str()), (sliven(), "notes-secret"));
        let compared = services::matches::one(&scope, &referral, &secrets, &placement).await.expect("matched");
        assert!(compared.fits.is_empty() && compared.kept_out.len() == 1, "too far from home");
        let client = Client::signed_in(router(&world), &ngo).await;
        assert!(client.get("/referrals").await.words().contains("Sliven-secret"), "its NGO reads it");
        assert!(services::keys::check(&world.system()).await.expect("looked").is_whole());
        // Nor is it left where the database keeps its rows.
        assert!(world.compacted().await);
        let mut bytes = Vec::new();
        for file in ["ponte.db", "ponte.db-wal"] {
            bytes.extend(std::fs::read(world.folder.path().join(file)).unwrap_or_default());
        }
        assert!(!bytes.windows(13).any(|part| part == b"Sliven-secret"));
    }
}

#[tokio::test]
async fn what_does_not_open_waits_and_what_was_said_since_stays() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let code = left_in_clear(&world, &ngo).await;
        let db = world.services.db.connection();
        migrations::execute(db, "UPDATE record_keys SET master = 'another'").await.expect("as if its key were away");
        services::referrals::seal_areas(&world.system()).await.expect("gone through");
        assert!(says(&world, "Sliven-secret").await, "nothing is lost");
        let list = Client::signed_in(router(&world), &ngo).await.get("/referrals").await;
        assert!(
            list.status == StatusCode::OK && list.text.contains(code.as_str()),
            "what opens is listed, and what does not"
        );
        let name = world.services.keyring.ring().current.name();
        migrations::execute(db, &format!("UPDATE record_keys SET master = '{name}'")).await.expect("it is back");
        let scope = world.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let area = Area { home: Some(berlin()), reach: None };
        let secrets = Secrets { area: area.clone(), ..Secrets::default() };
        services::referrals::write(&scope, &referral, &secrets).await.expect("written");
        services::referrals::seal_areas(&world.system()).await.expect("sealed");
        let (_, secrets) = services::referrals::find_whole(&scope, &code).await.expect("found");
        assert!(secrets.area == area && !says(&world, "Sliven-secret").await);
    }
}

#[tokio::test]
async fn what_nothing_can_seal_any_more_is_removed() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        left_in_clear(&world, &ngo).await;
        let db = &world.services.db;
        let gone = "DELETE FROM record_keys WHERE id IN (SELECT id FROM referrals)";
        migrations::execute(db.connection(), gone).await.expect("as if they were given up");
        let asked = store::compact::asked(db).await.expect("read").len();
        for _ in 0..2 {
            services::referrals::seal_areas(&world.system()).await.expect("gone through");
            assert!(!says(&world, "Sliven-secret").await);
            assert_eq!(store::plain_areas::count(db).await.expect("counted"), 0);
        }
        assert_eq!(store::compact::asked(db).await.expect("read").len(), asked + 1, "nor where rows are kept");
        let logged = store::audit::count(db, "remove areas", "1 referrals").await;
        assert_eq!(logged.expect("counted"), 1, "the log says so, once");
    }
}

#[tokio::test]
async fn what_a_master_key_that_is_away_keeps_shut_goes_with_the_person() {
    for world in [World::sqlite().await, World::postgres().await] {
        let administrator = world.platform(PlatformRole::Administrator).await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let code = left_in_clear(&world, &ngo).await;
        let away = "UPDATE record_keys SET master = 'another' WHERE id IN (SELECT id FROM referrals)";
        migrations::execute(world.services.db.connection(), away).await.expect("as if its key were away");
        services::referrals::seal_areas(&world.system()).await.expect("gone through");
        let client = Client::signed_in(router(&world), &administrator).await;
        let words = client.get("/operations").await.words();
        assert!(words.contains("If its master key is not held, bring that back"), "{words}");
        assert!(words.contains("erase the person: server erase"), "{words}");
        services::erasures::by_command(&world.system(), &code).await.expect("erased");
        assert!(!says(&world, "Sliven-secret").await, "what the page says helps");
        assert!(!client.get("/operations").await.words().contains("stands in clear"));
    }
}
