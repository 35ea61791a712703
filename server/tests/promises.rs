//! One attempt to break each promise of the README that is in force.
#![expect(clippy::expect_used, reason = "a test that cannot go on says why")]

use app::Site;
use app::at::Demo;
use axum::Router;
use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::Error;
use domain::account::PlatformRole;
use domain::check_in::{Answers, Contact, Outcome, Reply};
use domain::codes::PlaceId;
use domain::consent::{ConsentField, NewGrant, Purpose};
use domain::geo::Point;
use domain::id::{IntroductionId, OrganisationId};
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::placement::{Housing, Place, Terms};
use domain::policy::KeepWatch;
use domain::referral::{Area, Exclusion, Reach, ReachUnit, RightToWork, SafeContact, Secrets};
use domain::signal::Signal;
use domain::standards::{Indicator, Rule};
use domain::statistics::Numbers;
use server::Installation;
use server::network::Network;
use services::check_ins::Answered;
use services::placements::Filter;
use store::consents::{self, Asked};
use testkit::{Client, ORIGIN, Person, World, berlin, terms};
use uuid::Uuid;

fn router(world: &World) -> Router {
    // The files that this program carries; a program built without them names them all the same.
    let stylesheet = server::site::stylesheet().or(Some("/site/ponte.css"));
    let islands = server::site::islands().or(Some("/site/ponte"));
    let site = Site { stylesheet, islands, demo: Demo::Off };
    let proxies = Network::loopback().into();
    let (services, uploads) = (world.services.clone(), world.folder.path().join("uploads").into());
    server::router::router(Installation { services, site, origin: ORIGIN.into(), proxies, uploads })
}

async fn business_and_ngo(world: &World) -> (Person, Person) {
    (world.member(OrganisationKind::Business, "Bakery").await, world.member(OrganisationKind::Ngo, "Harbour").await)
}

/// Every page that an employer can ask for without knowing a key, with its own placement's pages.
async fn employer_sees(world: &World, employer: &Person, placement: &str) -> Vec<(String, u16, String)> {
    let client = Client::signed_in(router(world), employer).await;
    let mut seen = Vec::new();
    for (method, path) in server::router::addresses() {
        let path = path.replace("{id}", placement);
        if method == axum::http::Method::GET && !path.contains('{') {
            let answer = client.get(&path).await;
            seen.push((path, answer.status.as_u16(), without_tokens(&answer.text)));
        }
    }
    // Where else somebody is signed in stands on a page of their own.
    client.post("/sign-out", &[("form", "sign-out")]).await;
    seen
}

/// The page without what is random in every answer.
fn without_tokens(html: &str) -> String {
    let mut parts = html.split("name=\"once\"");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('>').map_or(part, |(_, rest)| rest));
    }
    let mut nonces = plain.split("nonce=\"");
    let mut without = nonces.next().unwrap_or_default().to_owned();
    for part in nonces {
        without.push_str(part.split_once('"').map_or(part, |(_, rest)| rest));
    }
    without
}

#[tokio::test]
async fn promise_1_employers_see_nothing_of_a_referral_before_it_is_put_forward() {
    let world = World::sqlite().await;
    let (employer, ngo) = business_and_ngo(&world).await;
    let placement = world.live(&employer).await.id.to_string();
    let before = employer_sees(&world, &employer, &placement).await;
    let code = world.referral(&ngo, Secrets::default()).await;
    let after = employer_sees(&world, &employer, &placement).await;
    assert_eq!(before, after, "every page is the same, byte for byte");
    let client = Client::signed_in(router(&world), &employer).await;
    for path in [
        format!("/referrals/{code}"),
        format!("/referrals/{code}/matches"),
        "/referrals".into(),
        "/opportunities".into(),
    ] {
        let (known, unknown) = (client.get(&path).await, client.get("/referrals/22-222").await);
        assert_eq!(known.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(without_tokens(&known.text), without_tokens(&unknown.text), "{path} answers as for any other code");
    }
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
        let reads = async |asked: Asked| -> Vec<bool> {
            let db = &world.services.db;
            vec![
                consents::fit_basis(db, asked).await.expect("read").is_some(),
                consents::languages(db, asked).await.expect("read").is_some(),
                consents::skills(db, asked).await.expect("read").is_some(),
                consents::hours(db, asked).await.expect("read").is_some(),
                consents::supports(db, asked).await.expect("read").is_some(),
                consents::called(db, &world.services.keyring, asked).await.expect("read").is_some(),
            ]
        };
        let own = employer.organisation();
        assert_eq!(reads(asked(own, today)).await, [false; 6], "no grant at all");
        for (at, field) in ConsentField::ALL.iter().enumerate() {
            let fields = if at == 0 { vec![*field] } else { vec![ConsentField::Fit, *field] };
            let grant = NewGrant { fields, ..world.grant(own) };
            let ends = grant.ends;
            let id = services::consents::record(&scope, &referral, &grant).await.expect("recorded");
            let expect: Vec<bool> = (0..6).map(|n| n == at || n == 0).collect();
            assert_eq!(reads(asked(own, today)).await, expect, "{field}");
            assert_eq!(reads(asked(own, ends + chrono::TimeDelta::days(1))).await, [false; 6], "{field} after its end");
            assert_eq!(reads(asked(ngo.organisation(), today)).await, [false; 6], "{field} for another recipient");
            services::consents::revoke(&scope, &referral, id).await.expect("revoked");
            assert_eq!(reads(asked(own, today)).await, [false; 6], "{field} after it was taken back");
        }
    }
}

/// What keeps a person away from a placement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Away {
    Exclusion,
    RightToWork,
    Nothing,
}

/// An NGO tries to put such a person forward through the form: its answer's status, and all that the employer sees.
async fn after_trying(away: Away) -> (StatusCode, Vec<(String, u16, String)>, usize) {
    let world = World::sqlite().await;
    let (employer, ngo) = business_and_ngo(&world).await;
    let placement = world.live(&employer).await.id.to_string();
    let own = Exclusion::Organisation { organisation: employer.organisation() };
    let exclusions = if away == Away::Exclusion { vec![own] } else { Vec::new() };
    let code = world.referral(&ngo, Secrets { exclusions, ..Secrets::default() }).await;
    if away == Away::RightToWork {
        let scope = world.as_person(&ngo).await;
        let (mut referral, secrets) = services::referrals::find_whole(&scope, &code).await.expect("found");
        referral.profile.right_to_work = Some(RightToWork::OnlyTraining);
        services::referrals::write(&scope, &referral, &secrets).await.expect("written");
    }
    let client = Client::signed_in(router(&world), &ngo).await;
    let agreed = [
        ("form", "forward"),
        ("fields", "fit"),
        ("ends", "2026-12-24"),
        ("language", "de"),
        ("explained", "conversation"),
    ];
    let tried = client.post(&format!("/referrals/{code}/put-forward/{placement}"), &agreed).await;
    world.work().await;
    let mails = world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == employer.email).count();
    let plain = |text: &str| text.replace(&placement, "P").replace(&employer.email, "E");
    let pages = employer_sees(&world, &employer, &placement).await;
    let pages = pages.into_iter().map(|(path, status, text)| (plain(&path), status, plain(&text)));
    (tried.status, pages.collect(), mails)
}

#[tokio::test]
async fn promise_3_an_exclusion_and_a_missing_right_look_alike_to_an_employer() {
    let excluded = after_trying(Away::Exclusion).await;
    let without_right = after_trying(Away::RightToWork).await;
    assert_eq!(excluded.0, StatusCode::FORBIDDEN);
    assert_eq!(excluded, without_right, "every page is the same, byte for byte");
    let put = after_trying(Away::Nothing).await;
    assert_eq!((put.0, put.2), (StatusCode::SEE_OTHER, excluded.2 + 1), "the attempt is a real one");
    assert_ne!(put.1, excluded.1, "the pages looked at would show it");
}

#[tokio::test]
async fn promise_4_nothing_an_employer_meets_tells_what_it_is_for() {
    use Stage;
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let placement = world.live_with(&employer, Terms { seats: 5, ..terms(&world) }).await;
        let business = world.as_person(&employer).await;
        let (mut codes, mut paths, mut calendars, mut telling) = (Vec::new(), Vec::new(), Vec::new(), None);
        // Of an NGO whose name tells nothing, and of one whose own does: somebody at each stage that opens more.
        for name in ["Harbour", "Home for Survivors"] {
            let ngo = world.member(OrganisationKind::Ngo, name).await;
            let own = world.as_person(&ngo).await;
            for taken in [0, 1, 2, 5] {
                let notes = "A survivor of trafficking.".to_owned();
                let secrets = Secrets { notes, called: "Robin".into(), ..Secrets::default() };
                let code = world.referral(&ngo, secrets).await;
                let id = world.put_forward(&ngo, &code, &placement).await;
                let way = [
                    (&business, Stage::Interested),
                    (&own, Stage::Meeting),
                    (&business, Stage::Offered),
                    (&own, Stage::Accepted),
                    (&business, Stage::Started),
                ];
                for (version, (scope, stage)) in (1..).zip(way).take(taken) {
                    services::introductions::advance(scope, id, stage, None, version).await.expect("moved");
                }
                codes.push(code);
                paths.push(format!("/introductions/{id}"));
            }
            let token = services::calendars::draw().expect("drawn");
            services::calendars::set(&own, &token).await.expect("set");
            calendars.push(format!("/calendar/{token}.ics"));
            telling = domain::marker::tells(name).then(|| ngo.email.clone()).or(telling);
        }
        world.work().await;
        let mut texts: Vec<String> = employer_sees(&world, &employer, &placement.id.to_string())
            .await
            .into_iter()
            .filter(|(path, ..)| !path.starts_with("/library") && !path.starts_with("/glossary"))
            .map(|(path, _, text)| format!("{path} {text}"))
            .collect();
        let client = Client::signed_in(router(&world), &employer).await;
        for path in &paths {
            texts.push(client.get(path).await.text);
        }
        for path in &calendars {
            let calendar = Client::new(router(&world)).get(path).await.text;
            assert!(calendar.contains("BEGIN:VEVENT"), "{calendar}");
            texts.push(calendar);
        }
        // Mail names its own reader's organisation at most.
        let read_by_others = world.mail.sent().into_iter().filter(|mail| Some(mail.to.as_str()) != telling.as_deref());
        texts.extend(read_by_others.map(|mail| format!("{} {} {}", mail.subject, mail.text, mail.html)));
        for text in &texts {
            assert_eq!(domain::marker::telling(text), None, "{text:.300}");
            for code in &codes {
                assert!(!text.contains(code.as_str()), "the code never leaves the NGO: {text:.300}");
            }
        }
        for shown in ["Robin", "Harbour"] {
            assert!(texts.iter().any(|text| text.contains(shown)), "the test looks at what may be shown: {shown}");
        }
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

#[tokio::test]
async fn promise_6_only_the_two_organisations_read_their_messages() {
    let world = World::sqlite().await;
    let (employer, ngo) = business_and_ngo(&world).await;
    let placement = world.live(&employer).await;
    let code = world.referral(&ngo, Secrets::default()).await;
    let id = world.put_forward(&ngo, &code, &placement).await;
    let (stranger, other) = business_and_ngo(&world).await;
    for person in [&stranger, &other] {
        let scope = world.as_person(person).await;
        assert_eq!(services::introductions::find(&scope, id).await.err(), Some(Error::NotFound));
        assert_eq!(services::introductions::write(&scope, id, "x").await.err(), Some(Error::NotFound));
    }
    assert_eq!(services::introductions::write(&world.steward(), id, "x").await.err(), Some(Error::NotFound));
}

#[tokio::test]
async fn promise_7_an_ngo_never_meets_anothers_referrals() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (_, ngo) = business_and_ngo(&world).await;
        let (_, other) = business_and_ngo(&world).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let theirs = world.as_person(&ngo).await;
        let referral = services::referrals::find(&theirs, &code).await.expect("their own");
        let scope = world.as_person(&other).await;
        assert_eq!(services::referrals::find(&scope, &code).await.err(), Some(Error::NotFound));
        assert_eq!(
            services::referrals::write(&scope, &referral, &Secrets::default()).await.err(),
            Some(Error::NotFound)
        );
        assert_eq!(services::referrals::open(&scope, &referral, None).await.err(), Some(Error::NotFound));
        let grants = services::consents::of_referral(&scope, &referral).await.expect("an answer");
        assert!(grants.is_empty());
        let open = domain::referral::ReferralStatus::Open;
        assert!(services::referrals::list(&scope, open, None, 10).await.expect("a list").is_empty());
        assert_eq!(services::referrals::count(&scope, open).await, Ok(0));
    }
}

#[tokio::test]
async fn promise_8_no_placement_goes_live_against_a_standard() {
    let world = World::sqlite().await;
    let (employer, _) = business_and_ngo(&world).await;
    let scope = world.as_person(&employer).await;
    for rule in Rule::ALL {
        let mut bad = terms(&world);
        let c = &mut bad.conditions;
        match rule {
            Rule::NoFees => c.worker_pays = Some(true),
            Rule::PapersStay => c.keeps_papers = Some(true),
            Rule::WrittenContract => c.written_contract = None,
            Rule::ContractLanguage => c.contract_languages.clear(),
            Rule::PayFloor => bad.pay = None,
            Rule::WeeklyHours => bad.hours = Some(60),
            Rule::RestDay => c.rest_days = Some(0),
            Rule::HousingSeparate => c.housing = Some(Housing::Tied),
            // Living in only warns.
            Rule::NotLiveIn => continue,
            Rule::NoDeposit => c.deposit = Some(true),
            Rule::FreeToLeave => c.free_to_leave = Some(false),
            Rule::NamedContact => c.contact.clear(),
            Rule::TrainedContact => c.contact_trained = Some(false),
        }
        let id = services::placements::draft(&scope, &bad).await.expect("a draft may be anything");
        assert!(matches!(services::placements::publish(&scope, id).await, Err(Error::Invalid(_))), "{rule}");
        let live = world.live(&employer).await;
        let turned = services::placements::write(&scope, live.id, &bad, live.version).await;
        assert!(matches!(turned, Err(Error::Invalid(_))), "{rule}: a live one cannot be turned into it");
    }
    let applicant = world.applicant(OrganisationKind::Business, "Newcomer").await;
    let scope = world.as_person(&applicant).await;
    let id = services::placements::draft(&scope, &terms(&world)).await.expect("drafts are allowed");
    assert!(matches!(services::placements::publish(&scope, id).await, Err(Error::Refused(_))), "not verified");
}

#[tokio::test]
async fn promise_11_pages_name_no_other_host_and_need_no_script() {
    let world = World::sqlite().await;
    let (employer, ngo) = business_and_ngo(&world).await;
    let placement = world.live(&employer).await.id.to_string();
    let code = world.referral(&ngo, Secrets::default()).await;
    let mut pages: Vec<(String, String)> =
        employer_sees(&world, &employer, &placement).await.into_iter().map(|(path, _, text)| (path, text)).collect();
    let client = Client::signed_in(router(&world), &ngo).await;
    for path in [format!("/referrals/{code}"), format!("/referrals/{code}/step/work")] {
        let text = client.get(&path).await.text;
        pages.push((path, text));
    }
    let mut scripts = 0;
    let pages: Vec<_> = pages.iter().filter(|(_, text)| text.starts_with("<!DOCTYPE html>")).collect();
    assert!(pages.len() > 15, "{}", pages.len());
    for (path, text) in pages {
        assert!(text.contains("<link rel=\"stylesheet\" href=\"/site/"), "{path} has its style");
        for part in text.split("src=\"").skip(1).chain(text.split("<link ").skip(1)) {
            let named = part.split('>').next().unwrap_or_default();
            // A link that only names, for machines, loads nothing: our own addresses, and what a name of a tag means.
            if named.starts_with("rel=\"schema.") {
                continue;
            }
            let named = named.replace(testkit::ORIGIN, "");
            assert!(!named.contains("//"), "{path} loads {named:.80}");
        }
        for script in text.split("<script").skip(1).filter_map(|rest| rest.split("</script>").next()) {
            if script.starts_with(" type=\"application/ld+json\">") {
                continue;
            }
            scripts += 1;
            assert!(script.starts_with(" type=\"module\" "), "{path}: {script:.80}");
            let code = script.split_once('>').map_or(script, |(_, code)| code);
            assert!(code.contains("(\"/site/") && !code.contains("//"), "{path}: {code}");
        }
        assert!(!text.contains(" style=\"") && !text.contains(" onclick"), "{path}");
        for form in text.split("<form ").skip(1).filter_map(|rest| rest.split("</form>").next()) {
            assert!(
                form.contains("action=\"/") && form.contains("type=\"submit\""),
                "{path}: a form sends itself: {form:.300}"
            );
        }
    }
    assert!(scripts > 3, "pages with islands are among them");
    if let Some(address) = server::site::stylesheet() {
        let style = client.get(address).await.text;
        assert!(!style.contains("//") && !style.contains("@import"), "the style loads nothing");
    }
}

#[tokio::test]
async fn promise_12_a_refused_placement_comes_back_as_it_was_typed() {
    let world = World::sqlite().await;
    let (employer, _) = business_and_ngo(&world).await;
    let client = Client::signed_in(router(&world), &employer).await;
    let typed = [
        ("form", "placement"),
        ("title", "Bäcker:in “früh” & <b> مرحبا 👩‍🍳"),
        ("hours", "many"),
        ("pay", "nine"),
        ("currency", "EUR"),
        ("period", "hour"),
        ("place", "Nowhere at all"),
        ("start", "soon"),
        ("description", "Line one\n\nLine two"),
    ];
    let answer = client.post("/placements/new", &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (name, value) in [typed[1], typed[2], typed[3], typed[6], typed[7]] {
        assert_eq!(answer.input(name).as_deref(), Some(value), "{name}");
    }
    assert!(answer.text.contains("Line one\n\nLine two"));
    for name in ["hours", "pay", "place", "start"] {
        assert!(answer.text.contains(&format!("id=\"problem-{name}\"")), "{name}");
    }
    assert!(answer.text.contains("id=\"problems\""));
}

#[tokio::test]
async fn promise_13_reads_and_changes_are_logged_and_the_log_cannot_be_changed() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (employer, ngo) = business_and_ngo(&world).await;
        let placement = world.live(&employer).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let scope = world.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let subject = format!("referral {}", referral.id);
        let db = &world.services.db;
        let count = async || store::audit::count(db, "read referral", &subject).await.expect("counted");
        let before = count().await;
        services::referrals::find_whole(&scope, &code).await.expect("found");
        assert!(count().await > before, "a read is logged");
        let id = world.put_forward(&ngo, &code, &placement).await;
        let before = count().await;
        services::introductions::find(&world.as_person(&employer).await, id).await.expect("found");
        assert!(count().await > before, "the employer's read is logged too");
        assert!(
            matches!(store::audit::verify(db).await.expect("walked"), store::audit::Verdict::Whole { rows } if rows > 10)
        );
        for statement in ["UPDATE audit_log SET action = 'nothing'", "DELETE FROM audit_log"] {
            assert!(migrations::execute(db.connection(), statement).await.is_err(), "{statement}");
        }
        migrations::execute(db.connection(), "UPDATE audit_head SET last = last - 1").await.expect("head moved");
        let verdict = store::audit::verify(db).await.expect("walked");
        assert!(matches!(verdict, store::audit::Verdict::Broken { .. }), "{verdict:?}");
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
        assert_eq!(services::erasures::compact(&world.system()).await, Ok(true));
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

/// Everything that an employer meets of two people who have started with it, on several days: one of them answers on the
/// second day, the other on the fourth. `worried` says which of them says something that pauses; keys are numbered as they
/// come.
async fn employer_meets(worried: Option<usize>) -> Vec<(String, String)> {
    let world = World::sqlite().await;
    let (employer, ngo) = business_and_ngo(&world).await;
    let placement = world.live_with(&employer, Terms { seats: 5, ..terms(&world) }).await;
    let mut people = Vec::new();
    for _ in 0..2 {
        people.push(world.started(&ngo, &placement).await.1);
    }
    let mut met = Vec::new();
    let mut keys = Vec::new();
    // 25 and 27 November, then as time goes on to the first of January and beyond.
    for (at, days) in [1, 2, 34, 1, 14].into_iter().enumerate() {
        world.pass(TimeDelta::days(days));
        if let Some(introduction) = people.get(at) {
            let reply = if worried == Some(at) { Reply::Yes } else { Reply::No };
            world.answer_first(&ngo, *introduction, &[(Indicator::Violence, reply)]).await;
        }
        services::worker::tidy(&world.system()).await.expect("swept");
        world.work().await;
        let today = world.system().now().date_naive();
        let mut pages = employer_sees(&world, &employer, &placement.id.to_string()).await;
        let client = Client::signed_in(router(&world), &employer).await;
        for path in people.iter().map(|id| format!("/introductions/{id}")) {
            let answer = client.get(&path).await;
            let headers = answer.headers.iter().filter(|(name, _)| *name != "content-security-policy");
            let headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
            pages.push((path, answer.status.as_u16(), format!("{headers:?} {}", without_tokens(&answer.text))));
        }
        for (path, status, text) in pages {
            met.push((format!("{today}"), plain(&format!("{path} {status} {text}"), &mut keys, &employer.email)));
        }
        let mails = world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == employer.email).count();
        met.push((format!("{today}"), format!("{mails} mails")));
        // What it does meets the same answer too.
        let draft = terms(&world);
        let scope = world.as_person(&employer).await;
        let id = services::placements::draft(&scope, &draft).await.expect("a draft");
        let published = services::placements::publish(&scope, id).await;
        met.push((format!("{today}"), format!("{published:?}")));
    }
    met
}

/// A text with keys and address numbered in the order in which they came first.
fn plain(text: &str, keys: &mut Vec<String>, email: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let key = rest.get(..36).filter(|key| Uuid::try_parse(key).is_ok());
        let length = key.map_or(c.len_utf8(), str::len);
        match key {
            Some(key) => {
                let known = keys.iter().position(|known| known == key).unwrap_or_else(|| {
                    keys.push(key.to_owned());
                    keys.len() - 1
                });
                plain.push_str(&format!("key {known}"));
            }
            None => plain.push(c),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    plain.replace(email, "E")
}

#[tokio::test]
async fn promise_9_an_employer_cannot_tell_who_said_it_nor_when() {
    let (first, second, nobody) =
        (employer_meets(Some(0)).await, employer_meets(Some(1)).await, employer_meets(None).await);
    assert_eq!(first, second, "whichever of two people said it, everything is the same, byte for byte");
    let before = |met: &[(String, String)]| -> Vec<(String, String)> {
        met.iter().filter(|(day, _)| day.as_str() < "2027-01-01").cloned().collect()
    };
    assert_eq!(before(&first), before(&nobody), "until the day on which checks are seen, nothing shows");
    let seen =
        |met: &[(String, String)]| met.iter().filter(|(_, text)| text.contains("paused while a steward")).count();
    assert!(seen(&first) > 4 && seen(&nobody) == 0, "and then it does: {}", seen(&first));
    assert!(before(&first).len() > 40, "the test looks at pages");
}

#[tokio::test]
async fn promise_9_harm_stops_offers_and_calls_nobody_a_criminal() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (employer, ngo) = business_and_ngo(&world).await;
        let (calm, _) = business_and_ngo(&world).await;
        let placement = world.live_with(&employer, Terms { seats: 5, ..terms(&world) }).await;
        let second = world.live(&employer).await;
        let other = world.live(&calm).await;
        let (_, introduction) = world.started(&ngo, &placement).await;
        let offered = async || -> Vec<_> {
            let scope = world.as_person(&ngo).await;
            let all = services::placements::opportunities(&scope, &Filter::default(), None, 10).await.expect("a list");
            all.into_iter().map(|offer| offer.placement.id).collect()
        };
        assert_eq!(offered().await.len(), 3);
        world.answer_first(&ngo, introduction, &[(Indicator::RestrictionOfMovement, Reply::Yes)]).await;
        assert_eq!(
            offered().await,
            [other.id],
            "all that it offers, and nobody else's: {} {}",
            placement.id,
            second.id
        );
        let steward = world.platform(PlatformRole::Steward).await;
        let client = Client::signed_in(router(&world), &steward).await;
        let list = client.get("/stewardship/cases").await;
        let path =
            list.text.split("href=\"/stewardship/cases/").nth(1).and_then(|rest| rest.get(..36)).expect("a case");
        for page in [list.text.clone(), client.get(&format!("/stewardship/cases/{path}")).await.text] {
            let low = page.to_lowercase();
            for word in ["crim", "trafficker", "guilty", "offender"] {
                assert!(!low.contains(word), "{word}");
            }
        }
    }
}

/// Somebody who has started, and two organisations that have no part in it.
struct Started {
    world: World,
    ngo: Person,
    employer: Person,
    others: (Person, Person),
    code: domain::referral::Code,
    introduction: domain::id::IntroductionId,
}

impl Started {
    async fn on(world: World) -> Self {
        let (employer, ngo) = business_and_ngo(&world).await;
        let others = business_and_ngo(&world).await;
        let placement = world.live_with(&employer, Terms { seats: 3, ..terms(&world) }).await;
        let (code, introduction) = world.started(&ngo, &placement).await;
        world.work().await;
        Self { world, ngo, employer, others, code, introduction }
    }

    /// What everybody else is told, and what is open to the person afterwards, in a world where it ended so.
    async fn told(
        &self,
        (stage, reason): (Stage, Option<domain::introduction::EndReason>),
        closed: domain::referral::CloseReason,
    ) -> Vec<String> {
        let world = self.world.twin().await;
        let own = world.as_person(&self.ngo).await;
        let shown = services::introductions::find(&own, self.introduction).await.expect("found");
        let (version, reason) = (shown.introduction.version, reason.map(|reason| reason.to_string()));
        services::introductions::advance(&own, self.introduction, stage, reason, version).await.expect("ended");
        let referral = services::referrals::find(&own, &self.code).await.expect("found");
        services::referrals::close(&own, &referral, closed).await.expect("closed");
        services::worker::tidy(&world.system()).await.expect("tidied");
        world.work().await;
        let (business, ngo) = (world.as_person(&self.others.0).await, world.as_person(&self.others.1).await);
        let steward = world.steward();
        let all = services::placements::opportunities(&ngo, &Filter::default(), None, 10).await;
        let cases = services::cases::list(&steward, services::cases::Which::Open, None, 10).await;
        let stands = services::vetting::application(&steward, self.employer.organisation()).await;
        let part = [self.ngo.email.as_str(), self.employer.email.as_str()];
        let mails = world.mail.sent().into_iter().filter(|mail| !part.contains(&mail.to.as_str()));
        let mails: Vec<String> = mails.map(|mail| format!("{} {} {}", mail.to, mail.subject, mail.text)).collect();
        let mut told = vec![
            format!("{:?}", services::introductions::count(&business, Stage::ALL).await),
            format!("{all:?}"),
            format!("{cases:?} {:?}", services::cases::count_open(&steward).await),
            format!("{stands:?}"),
            format!("{:?}", services::statistics::published(&world.visitor()).await),
            format!("{mails:?}"),
        ];
        let counts = domain::referral::ReferralStatus::ALL.iter().copied();
        for status in counts {
            told.push(format!("{:?}", services::referrals::count(&own, status).await));
        }
        // Whoever comes back fits what they fitted before.
        let referral = services::referrals::find(&own, &self.code).await.expect("found");
        let why = domain::referral::ReopenReason::ALL.first().copied();
        services::referrals::open(&own, &referral, why).await.expect("open again");
        let (referral, secrets) = services::referrals::find_whole(&own, &self.code).await.expect("found");
        let matches = services::matches::of(&own, &referral, &secrets).await.expect("matched");
        told.push(format!("{:?}", matches.ranked));
        told
    }
}

#[tokio::test]
async fn promise_15_leaving_is_not_failing() {
    use domain::introduction::EndReason;
    use domain::referral::CloseReason;
    for world in [World::sqlite().await, World::postgres().await] {
        let started = Started::on(world).await;
        let placed = started.told((Stage::Completed, None), CloseReason::Placed).await;
        for (reason, closed) in
            [(EndReason::LeftByChoice, CloseReason::LeftByChoice), (EndReason::BetterJob, CloseReason::BetterJob)]
        {
            let left = started.told((Stage::Ended, Some(reason)), closed).await;
            assert_eq!(left, placed, "{reason}: told as if the person had stayed");
        }
        let unsafe_there = started.told((Stage::Ended, Some(EndReason::Unsafe)), CloseReason::Unsafe).await;
        assert_ne!(unsafe_there, placed, "what was unsafe is another thing, and the test would see a difference");
        let today = started.world.system().now().date_naive();
        for outcome in [Outcome::LeftByChoice, Outcome::BetterJob] {
            let signals = domain::signal::of_answers(&Answers::default(), Some(outcome), today);
            assert!(signals.is_empty(), "{outcome} is an outcome like others, and weighs on nobody: {signals:?}");
        }
        assert!(!domain::signal::of_answers(&Answers::default(), Some(Outcome::Unsafe), today).is_empty());
    }
}
