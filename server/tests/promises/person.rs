//! What is kept of a person: read by grants, sealed, erased.

use chrono::TimeDelta;
use domain::Error;
use domain::check_in::{Answers, Contact, Outcome, Reply};
use domain::codes::PlaceId;
use domain::consent::{ConsentField, NewGrant, Purpose};
use domain::geo::Point;
use domain::id::{IntroductionId, OrganisationId};
use domain::introduction::Stage;
use domain::placement::Place;
use domain::policy::KeepWatch;
use domain::referral::{Area, Exclusion, Reach, ReachUnit, SafeContact, Secrets};
use domain::signal::Signal;
use domain::standards::Indicator;
use domain::statistics::Numbers;
use services::check_ins::Answered;
use store::consents::{self, Asked};
use testkit::{Person, World, berlin};

use crate::business_and_ngo;

/// Which fields of a person somebody reads, in the order of their list.
async fn read_fields(world: &World, asked: Asked) -> [bool; 6] {
    let db = &world.services.db;
    [
        consents::fit_basis(db, asked).await.expect("read").is_some(),
        consents::languages(db, asked).await.expect("read").is_some(),
        consents::skills(db, asked).await.expect("read").is_some(),
        consents::hours(db, asked).await.expect("read").is_some(),
        consents::supports(db, asked).await.expect("read").is_some(),
        consents::called(db, &world.services.keyring, asked).await.expect("read").is_some(),
    ]
}

#[tokio::test]
async fn promise_2_no_field_is_read_without_a_live_grant_for_recipient_and_field() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (employer, ngo) = business_and_ngo(&world).await;
        let code = world.referral(&ngo, Secrets { called: "Robin".into(), ..Secrets::default() }).await;
        let scope = world.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let today = scope.now().date_naive();
        let asked = |recipient: OrganisationId, today| Asked {
            referral: referral.id,
            recipient,
            purpose: Purpose::Introduction,
            today,
        };
        let reads = async |asked: Asked| read_fields(&world, asked).await;
        let own = employer.organisation();
        assert_eq!(reads(asked(own, today)).await, [false; 6], "no grant at all");
        for (at, field) in ConsentField::ALL.iter().enumerate() {
            let fields = if at == 0 { vec![*field] } else { vec![ConsentField::Fit, *field] };
            let grant = NewGrant { fields, ..world.grant(own) };
            let ends = grant.ends;
            let id = services::consents::record(&scope, &referral, &grant).await.expect("recorded");
            let expect: [bool; 6] = std::array::from_fn(|n| n == at || n == 0);
            assert_eq!(reads(asked(own, today)).await, expect, "{field}");
            assert_eq!(reads(asked(own, ends + chrono::TimeDelta::days(1))).await, [false; 6], "{field} after its end");
            assert_eq!(reads(asked(ngo.organisation(), today)).await, [false; 6], "{field} for another recipient");
            services::consents::revoke(&scope, &referral, id).await.expect("revoked");
            assert_eq!(reads(asked(own, today)).await, [false; 6], "{field} after it was taken back");
        }
    }
}

#[tokio::test]
async fn promise_2_a_grant_for_something_else_opens_nothing() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (employer, ngo) = business_and_ngo(&world).await;
        let code = world.referral(&ngo, Secrets { called: "Robin".into(), ..Secrets::default() }).await;
        let scope = world.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let (recipient, today) = (employer.organisation(), scope.now().date_naive());
        services::consents::record(&scope, &referral, &world.grant(recipient)).await.expect("recorded");
        let (db, purpose) = (&world.services.db, Purpose::Introduction);
        let asked = Asked { referral: referral.id, recipient, purpose, today };
        let known = async || {
            [
                consents::may_know(db, asked).await.expect("read"),
                consents::is_granted(db, asked).await.expect("read"),
                !consents::recipients(db, referral.id, purpose, today).await.expect("read").is_empty(),
            ]
        };
        assert_eq!((read_fields(&world, asked).await, known().await), ([true; 6], [true; 3]));
        // A purpose that this version does not know, as a later one may write it.
        let changed = "UPDATE consent_grants SET purpose = 'training'";
        migrations::execute(db.connection(), changed).await.expect("changed");
        assert_eq!((read_fields(&world, asked).await, known().await), ([false; 6], [false; 3]));
    }
}

#[tokio::test]
async fn promise_5_private_text_is_not_in_the_database_files() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (employer, ngo) = business_and_ngo(&world).await;
        let placement = world.live(&employer).await;
        let place = |name: &str, id: u32, (latitude, longitude): (f64, f64)| Place {
            name: name.into(),
            id: PlaceId(id),
            point: Point { latitude, longitude },
            ..berlin()
        };
        let home = place("Sliven-secret", 727_079, (42.685_83, 26.329_17));
        let secrets = Secrets {
            // Far enough that the placement is within reach.
            area: Area { home: Some(home), reach: Some(Reach { amount: 2000, unit: ReachUnit::Km }) },
            exclusions: vec![Exclusion::Place { place: place("Plovdiv-secret", 728_193, (42.15, 24.75)), km: 5 }],
            notes: "notes-secret".into(),
            called: "Robin-secret".into(),
            contact: SafeContact {
                channel: "channel-secret".into(),
                hours: "hours-secret".into(),
                never: String::new(),
            },
        };
        let code = world.referral(&ngo, secrets).await;
        let id = world.put_forward(&ngo, &code, &placement).await;
        let scope = world.as_person(&ngo).await;
        services::introductions::write(&scope, id, "message-secret").await.expect("written");
        let known = services::referrals::find_whole(&scope, &code).await.expect("found").1;
        assert_eq!(known.area.home.map(|home| home.name).as_deref(), Some("Sliven-secret"), "its NGO reads it");
        world.work().await;
        // Every row of the database, all that a backup holds, and what lies in files.
        let mut bytes = testkit::everything(&world.services.db).await.concat().into_bytes();
        bytes.extend(world.backed_up().await.into_bytes());
        for file in ["ponte.db", "ponte.db-wal"] {
            bytes.extend(std::fs::read(world.folder.path().join(file)).unwrap_or_default());
        }
        let has = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(has("Bakery") && has(code.as_str()), "the test looks at the right bytes");
        for secret in [
            "Sliven-secret",
            "42.68583",
            "Plovdiv-secret",
            "notes-secret",
            "Robin-secret",
            "channel-secret",
            "hours-secret",
            "message-secret",
        ] {
            assert!(!has(secret), "{secret}");
        }
    }
}

/// Every row of every table as PostgreSQL writes it, and every byte of SQLite's files.
async fn everything_kept(world: &World) -> Vec<u8> {
    use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
    let db = world.services.db.connection();
    let mut bytes = Vec::new();
    if db.get_database_backend() == DbBackend::Sqlite {
        for file in ["ponte.db", "ponte.db-wal", "ponte.db-shm"] {
            bytes.extend(std::fs::read(world.folder.path().join(file)).unwrap_or_default());
        }
        return bytes;
    }
    let ask = async |sql: String| {
        let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.expect("read");
        rows.iter().map(|row| row.try_get_by_index::<String>(0).expect("a text")).collect::<Vec<_>>()
    };
    let tables = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'".to_owned();
    for table in ask(tables).await {
        for row in ask(format!("SELECT t::text FROM \"{table}\" t")).await {
            bytes.extend(row.into_bytes());
        }
    }
    // The files that PostgreSQL keeps tables and indexes in, with what it has not yet cleaned of them.
    migrations::execute(db, "CHECKPOINT").await.expect("written");
    let files = "SELECT encode(pg_read_binary_file(pg_relation_filepath(c.oid)), 'hex') FROM pg_class c \
                 JOIN pg_namespace n ON n.oid = c.relnamespace \
                 WHERE n.nspname IN ('public', 'pg_toast') AND c.relkind IN ('r', 'i', 't') AND c.oid >= 16384";
    for hex in ask(files.to_owned()).await {
        let digit = |at: usize| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.extend((0..hex.len()).step_by(2).filter_map(digit));
    }
    bytes
}

/// The numbers of the year, what each organisation gave to them, and the signals about an employer.
async fn counted(world: &World, employer: OrganisationId) -> (Numbers, Vec<Numbers>, Vec<Signal>) {
    let permit = world.system().permit(KeepWatch).expect("the system");
    let tx = world.services.db.begin().await.expect("begun");
    let (all, own) = store::statistics::counted(&tx, &permit, 2026).await.expect("read");
    let signals = store::signals::open(&tx, &permit, employer, None).await.expect("read");
    tx.commit().await.expect("read");
    (all, own, signals)
}

/// Goes all the way to the start with somebody who was put forward, and after ninety days writes down that the work did
/// not suit, and one answer that weighs little.
async fn start_and_answer(world: &World, (employer, ngo): (&Person, &Person), id: IntroductionId) {
    let (there, here) = (world.as_person(employer).await, world.as_person(ngo).await);
    for (version, (scope, stage)) in (1..).zip([
        (&there, Stage::Interested),
        (&here, Stage::Meeting),
        (&there, Stage::Offered),
        (&here, Stage::Accepted),
        (&there, Stage::Started),
    ]) {
        services::introductions::advance(scope, id, stage, None, version).await.expect("moved");
    }
    world.pass(TimeDelta::days(90));
    let open = world.open_check_ins(ngo, id).await;
    let ninety = open.iter().find(|check_in| check_in.after == Some(90)).expect("ninety days");
    let answers = Answers { replies: [(Indicator::Deception, Reply::Unsure)].into(), words: String::new() };
    let answered = Answered { answers, outcome: Some(Outcome::DidNotSuit) };
    let scope = world.as_person(ngo).await;
    services::check_ins::answer(&scope, ninety.id, ninety.version, Contact::Spoke, &answered).await.expect("answered");
}

#[tokio::test]
async fn promise_14_one_person_is_erased_and_nothing_of_them_is_found() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (employer, ngo) = business_and_ngo(&world).await;
        let placement = world.live(&employer).await;
        let secrets =
            |name: &str| Secrets { notes: format!("{name}-notes"), called: name.into(), ..Secrets::default() };
        let code = world.referral(&ngo, secrets("Robin-secret")).await;
        let other = world.referral(&ngo, secrets("Alex-secret")).await;
        let id = world.put_forward(&ngo, &code, &placement).await;
        let scope = world.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let staying = services::referrals::find(&scope, &other).await.expect("found");
        services::introductions::write(&scope, id, "message-secret").await.expect("written");
        services::own_pages::give(&scope, &referral).await.expect("given");
        services::introductions::find(&world.as_person(&employer).await, id).await.expect("found");
        let grants = services::consents::of_referral(&scope, &referral).await.expect("grants");
        let grant = grants.first().expect("a grant").id;
        start_and_answer(&world, (&employer, &ngo), id).await;
        let (all, own, signals) = counted(&world, employer.organisation()).await;
        assert_eq!((all.started, all.lines.len(), own.len()), (1, 1, 2), "both sides know of it: {own:?}");
        let voice = signals.first().and_then(|signal| signal.voice).expect("a voice");
        // Something that waits to be sent, and names the person.
        let spoil = format!(
            "UPDATE outbox SET event = '{{\"For\":\"{id}\"}}' WHERE event LIKE '%{}%'",
            employer.organisation()
        );
        migrations::execute(world.services.db.connection(), &spoil).await.expect("spoilt");
        let names = [referral.id.0, id.0, grant.0, voice];
        let before = everything_kept(&world).await;
        let has = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        let seen = |bytes: &[u8]| {
            let ids = names.iter().flat_map(|id| [id.as_bytes().to_vec(), id.to_string().into_bytes()]);
            let texts = [code.as_str(), "Robin-secret", "message-secret", Outcome::DidNotSuit.word()];
            let texts = texts.map(|text| text.as_bytes().to_vec());
            ids.chain(texts).filter(|part| has(bytes, part)).count()
        };
        assert!(seen(&before) >= 6, "the test looks at the right bytes");
        assert!(has(&before, voice.as_bytes()) || has(&before, voice.to_string().as_bytes()));
        assert!(has(&before, Outcome::DidNotSuit.word().as_bytes()));
        services::erasures::by_command(&world.system(), &code).await.expect("erased");
        assert!(world.compacted().await);
        let after = everything_kept(&world).await;
        assert_eq!(seen(&after), 0);
        let (all, own, signals) = counted(&world, employer.organisation()).await;
        assert_eq!((all.started, all.lines.len()), (1, 0), "somebody started, and no more is known");
        assert!(own.iter().all(|own| own.lines.is_empty()), "{own:?}");
        assert!(matches!(signals[..], [Signal { voice: Some(other), .. }] if other != voice), "{signals:?}");
        let backup = world.backed_up().await;
        assert_eq!(seen(backup.as_bytes()), 0);
        assert!(backup.contains(other.as_str()), "the test looks at the right file");
        assert!(
            has(&after, other.as_str().as_bytes())
                && (has(&after, staying.id.0.as_bytes()) || has(&after, staying.id.to_string().as_bytes()))
        );
        let (_, read) = services::referrals::find_whole(&scope, &other).await.expect("everybody else is there");
        assert_eq!(read.called, "Alex-secret");
        assert_eq!(services::referrals::find(&scope, &code).await.err(), Some(Error::NotFound));
        let report = services::keys::check(&world.system()).await.expect("looked");
        assert!(report.is_whole());
        let verdict = store::audit::verify(&world.services.db).await.expect("walked");
        assert!(matches!(verdict, store::audit::Verdict::Whole { .. }), "{verdict:?}");
    }
}
