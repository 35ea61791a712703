//! What an employer sees and is sent.

use axum::http::StatusCode;
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::placement::Terms;
use domain::referral::{Exclusion, RightToWork, Secrets};
use testkit::{Client, World, terms};

use crate::{business_and_ngo, employer_sees, router, without_address, without_tokens};

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
    let plain = |text: &str| without_address(&text.replace(&placement, "P"), &employer.email);
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
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let placement = world.live_with(&employer, Terms { seats: 5, ..terms(&world) }).await;
        let business = world.as_person(&employer).await;
        let (mut codes, mut paths, mut calendars, mut telling) = (Vec::new(), Vec::new(), Vec::new(), None);
        // Of an NGO that chose its own name to be read, of one whose name tells and of one whose name tells in a way that no
        // list knows: somebody at each stage that opens more.
        for name in ["Harbour", "Home for Survivors", "La Strada"] {
            let ngo = world.member(OrganisationKind::Ngo, name).await;
            if name == "Harbour" {
                world.read_as(&ngo, name).await;
            }
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
            // The public library and its glossary tell of nobody, and the list of pages for search engines names theirs.
            .filter(|(path, ..)| !["/library", "/glossary", "/sitemap"].iter().any(|start| path.starts_with(start)))
            .map(|(path, _, text)| format!("{path} {text}"))
            .collect();
        let client = Client::signed_in(router(&world), &employer).await;
        for path in &paths {
            // A secret drawn at random can spell a word of four letters.
            texts.push(without_tokens(&client.get(path).await.text));
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
            assert!(!text.contains("La Strada"), "an NGO's own name is not an employer's: {text:.300}");
            for code in &codes {
                assert!(!text.contains(code.as_str()), "the code never leaves the NGO: {text:.300}");
            }
        }
        for shown in ["Robin", "Harbour"] {
            assert!(texts.iter().any(|text| text.contains(shown)), "the test looks at what may be shown: {shown}");
        }
    }
}
