//! From putting forward to the end, as both sides see it.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::referral::{Exclusion, Secrets};
use testkit::{Client, Person, World};

use crate::router;

struct Scene {
    world: World,
    employer: Person,
    ngo: Person,
    placement: domain::id::PlacementId,
    employer_client: Client,
    ngo_client: Client,
    path: String,
    code: String,
}

async fn scene() -> Scene {
    scene_on(World::sqlite().await).await
}

async fn scene_on(world: World) -> Scene {
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let placement = world.live(&employer).await;
    let secrets = Secrets {
        exclusions: vec![Exclusion::Sector { sector: "01".parse().expect("a sector") }],
        notes: "Likes early mornings.".into(),
        called: "Robin".into(),
        ..Secrets::default()
    };
    let code = world.referral(&ngo, secrets).await;
    let id = world.put_forward(&ngo, &code, &placement).await;
    let employer_client = Client::signed_in(router(&world), &employer).await;
    let ngo_client = Client::signed_in(router(&world), &ngo).await;
    let placement = placement.id;
    Scene {
        world,
        employer,
        ngo,
        placement,
        employer_client,
        ngo_client,
        path: format!("/introductions/{id}"),
        code: code.to_string(),
    }
}

impl Scene {
    async fn step(&self, client: &Client, stage: &str, reason: &str) -> StatusCode {
        let version = client.get(&self.path).await.input("version").unwrap_or_default();
        let fields = [("form", "move"), ("stage", stage), ("reason", reason), ("version", version.as_str())];
        client.post(&self.path, &fields).await.status
    }

    async fn employer_sees(&self) -> String {
        let page = self.employer_client.get(&self.path).await;
        assert_eq!(page.status, StatusCode::OK);
        for secret in [self.code.as_str(), "Likes early mornings", "Agriculture", "Crop"] {
            assert!(!page.text.contains(secret), "{secret} is never the employer's");
        }
        page.words()
    }
}

#[tokio::test]
async fn an_introduction_goes_its_way_and_the_employer_sees_what_each_stage_allows() {
    let s = scene().await;
    let seen = s.employer_sees().await;
    assert!(seen.contains("German at A2") && seen.contains("met"), "{seen}");
    assert!(!seen.contains("B1") && !seen.contains("Robin"), "only which must-haves are met: {seen}");
    assert!(!seen.contains("Harbour") && seen.contains("With an organisation"), "{seen}");
    assert_eq!(s.step(&s.employer_client, "offered", "").await, StatusCode::CONFLICT, "no stage is skipped");
    assert_eq!(s.step(&s.employer_client, "interested", "").await, StatusCode::SEE_OTHER);
    let seen = s.employer_sees().await;
    assert!(seen.contains("German B1") && !seen.contains("Robin"), "{seen}");
    assert!(!seen.contains("Harbour") && seen.contains("With an organisation"), "{seen}");
    assert_eq!(s.step(&s.employer_client, "meeting", "").await, StatusCode::CONFLICT, "the NGO arranges meetings");
    assert_eq!(s.step(&s.ngo_client, "meeting", "").await, StatusCode::SEE_OTHER);
    assert!(s.employer_sees().await.contains("Robin"));
    for (client, stage) in [
        (&s.employer_client, "offered"),
        (&s.ngo_client, "accepted"),
        (&s.employer_client, "started"),
        (&s.ngo_client, "completed"),
    ] {
        assert_eq!(s.step(client, stage, "").await, StatusCode::SEE_OTHER, "{stage}");
    }
    let seen = s.employer_sees().await;
    assert!(!seen.contains("Robin") && !seen.contains("German B1"), "an end closes every field: {seen}");
    let late = [("form", "move"), ("stage", "withdrawn"), ("version", "7")];
    assert_eq!(s.ngo_client.post(&s.path, &late).await.status, StatusCode::CONFLICT, "an end is an end");
}

#[tokio::test]
async fn from_the_start_on_an_employer_reads_only_what_a_workplace_needs() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = scene_on(world).await;
        for (client, stage) in [
            (&s.employer_client, "interested"),
            (&s.ngo_client, "meeting"),
            (&s.employer_client, "offered"),
            (&s.ngo_client, "accepted"),
        ] {
            assert_eq!(s.step(client, stage, "").await, StatusCode::SEE_OTHER, "{stage}");
        }
        let seen = s.employer_sees().await;
        assert!(seen.contains("German B1") && seen.contains("German at A2") && seen.contains("Robin"), "{seen}");
        let said = "Since the start, only the name to be called by";
        assert!(!seen.contains(said), "{seen}");
        assert_eq!(s.step(&s.employer_client, "started", "").await, StatusCode::SEE_OTHER);
        let own = s.ngo_client.get(&s.path).await.words();
        for seen in [s.employer_sees().await, own] {
            assert!(seen.contains("Robin") && seen.contains(said), "{seen}");
            for closed in ["German B1", "German at A2", "(2 years)", "at most 40 a week"] {
                assert!(!seen.contains(closed), "{closed}: {seen}");
            }
        }
        let fields = [("form", "message"), ("body", "Can you come at nine on Friday?")];
        let written = s.employer_client.post(&s.path, &fields).await;
        assert_eq!(written.status, StatusCode::SEE_OTHER, "the two sides go on talking");
        assert!(s.employer_sees().await.contains("Can you come at nine on Friday?"));
    }
}

#[tokio::test]
async fn declining_needs_a_reason_of_the_list() {
    let s = scene().await;
    for reason in ["", "looks", "left_by_choice"] {
        assert_eq!(s.step(&s.employer_client, "declined", reason).await, StatusCode::UNPROCESSABLE_ENTITY, "{reason}");
    }
    assert_eq!(s.step(&s.employer_client, "declined", "seat_taken").await, StatusCode::SEE_OTHER);
    assert!(s.ngo_client.get(&s.path).await.words().contains("The seat is taken"));
}

#[tokio::test]
async fn two_tabs_do_not_overrun_each_other() {
    let s = scene().await;
    assert_eq!(s.step(&s.employer_client, "interested", "").await, StatusCode::SEE_OTHER);
    let late = [("form", "move"), ("stage", "declined"), ("reason", "not_now"), ("version", "1")];
    assert_eq!(s.employer_client.post(&s.path, &late).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn messages_reach_the_other_side_and_mails_say_nothing() {
    let s = scene().await;
    s.world.work().await;
    let before = s.world.mail.sent().len();
    let once = s.ngo_client.get(&s.path).await.input("once").expect("a token");
    let body = "Zwölf Uhr? 👩‍🍳 مرحبا <b>";
    let fields = [("form", "message"), ("once", once.as_str()), ("body", body)];
    for _ in 0..2 {
        assert_eq!(s.ngo_client.post(&s.path, &fields).await.status, StatusCode::SEE_OTHER);
    }
    let page = s.employer_client.get(&s.path).await;
    assert_eq!(page.words().matches(body).count(), 1, "{}", page.words());
    s.world.work().await;
    let mails = s.world.mail.sent();
    assert_eq!(mails.len(), before + 1);
    let mail = mails.last().expect("a mail");
    assert!(!mail.text.contains("Zwölf") && !mail.subject.contains("Cook"));
    assert!(mail.text.contains(&format!("{}/\n", testkit::ORIGIN)) && !mail.text.contains("introduction"));
    for long in ["", "   ", &"x".repeat(4001)] {
        let refused = s.ngo_client.post(&s.path, &[("form", "message"), ("body", long)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("problem-body") && (long.trim().is_empty() || refused.text.contains(long)));
    }
}

#[tokio::test]
async fn a_revoked_consent_closes_everything_at_the_next_request() {
    let s = scene().await;
    assert_eq!(s.step(&s.employer_client, "interested", "").await, StatusCode::SEE_OTHER);
    assert!(s.employer_sees().await.contains("German B1"));
    let consent = format!("/referrals/{}/consent", s.code);
    let grant = s.ngo_client.get(&consent).await.input("grant").expect("a live grant");
    let revoke = [("form", "consent-revoke"), ("grant", grant.as_str())];
    assert_eq!(s.ngo_client.post(&consent, &revoke).await.status, StatusCode::SEE_OTHER);
    let seen = s.employer_sees().await;
    assert!(!seen.contains("German B1") && seen.contains("Taken back"), "{seen}");
    assert_eq!(s.ngo_client.post(&consent, &revoke).await.status, StatusCode::NOT_FOUND, "once");
}

#[tokio::test]
async fn asking_for_more_later_tells_an_employer_nothing() {
    let s = scene().await;
    let employer = s.world.as_person(&s.employer).await;
    let placement = services::placements::find(&employer, s.placement).await.expect("found");
    let before = s.employer_sees().await;
    let mut terms = placement.terms.clone();
    terms.languages = ["de C2", "sq A1", "it A1"]
        .map(|row| row.split_once(' ').expect("two words"))
        .map(|(language, level)| domain::codes::LanguageLevel {
            language: language.parse().expect("a language"),
            level: level.parse().expect("a level"),
        })
        .to_vec();
    terms.hours = Some(48);
    services::placements::write(&employer, s.placement, &terms, placement.version).await.expect("written");
    assert_eq!(s.employer_sees().await, before, "must-haves stay those that the person agreed to");
    let ngo = s.ngo_client.get(&s.path).await.words();
    assert!(ngo.contains("The placement has been changed"), "the NGO hears of it: {ngo}");
}

#[tokio::test]
async fn why_a_person_left_is_not_the_employers() {
    let s = scene().await;
    assert_eq!(s.step(&s.employer_client, "interested", "").await, StatusCode::SEE_OTHER);
    assert_eq!(s.step(&s.ngo_client, "withdrawn", "unsafe").await, StatusCode::SEE_OTHER);
    assert!(s.ngo_client.get(&s.path).await.words().contains("It was not safe"));
    let seen = s.employer_sees().await;
    assert!(seen.contains("Taken back") && !seen.contains("safe"), "{seen}");
}

#[tokio::test]
async fn taking_it_back_tells_an_employer_no_name() {
    let s = scene().await;
    assert_eq!(s.step(&s.ngo_client, "withdrawn", "").await, StatusCode::SEE_OTHER);
    let seen = s.employer_sees().await;
    assert!(seen.contains("Taken back") && !seen.contains("Harbour"), "{seen}");
}

#[tokio::test]
async fn without_a_live_grant_an_employer_reads_no_message_and_goes_no_further() {
    for way in ["the grant ends", "the employer is suspended", "the verification ends"] {
        let s = scene().await;
        assert_eq!(s.step(&s.employer_client, "interested", "").await, StatusCode::SEE_OTHER);
        let fields = [("form", "message"), ("body", "Robin can come on Monday.")];
        assert_eq!(s.ngo_client.post(&s.path, &fields).await.status, StatusCode::SEE_OTHER);
        assert!(s.employer_sees().await.contains("Robin can come"));
        match way {
            "the grant ends" => s.world.pass(TimeDelta::days(31)),
            "the employer is suspended" => s.world.suspend(s.employer.organisation()).await,
            _ => {
                s.world.verify_for(s.employer.organisation(), 5).await;
                s.world.pass(TimeDelta::days(6));
            }
        }
        let client = Client::signed_in(router(&s.world), &s.employer).await;
        let seen = client.get(&s.path).await;
        assert_eq!(seen.status, StatusCode::OK, "{way}");
        let seen = seen.words();
        assert!(!seen.contains("Robin") && !seen.contains("German B1"), "{way}: {seen}");
        let answer = client.post(&s.path, &[("form", "message"), ("body", "Who is it?")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{way}");
        // The NGO can always take its person out.
        let ngo = Client::signed_in(router(&s.world), &s.ngo).await;
        let page = ngo.get(&s.path).await;
        assert_eq!(page.status, StatusCode::OK, "{way}");
        let version = page.input("version").expect("a version");
        let back = [("form", "move"), ("stage", "withdrawn"), ("version", version.as_str())];
        let taken = ngo.post(&s.path, &back).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{way}");
        assert!(ngo.get(taken.location()).await.words().contains("You have taken this introduction back."), "{way}");
    }
}

#[tokio::test]
async fn nobody_is_put_forward_against_a_limit_nor_to_a_business_that_is_not_verified() {
    let s = scene().await;
    let ngo = s.world.as_person(&s.ngo).await;
    let limits =
        Secrets { exclusions: vec![Exclusion::Shift { shift: domain::placement::Shift::Day }], ..Secrets::default() };
    let kept = s.world.referral(&s.ngo, limits).await;
    let free = s.world.referral(&s.ngo, Secrets::default()).await;
    let placement = services::placements::find(&ngo, s.placement).await.expect("found");
    let grant = s.world.grant(placement.organisation);
    let try_it = async |code: &domain::referral::Code| {
        let referral = services::referrals::find(&ngo, code).await.expect("found");
        services::introductions::put_forward(&ngo, &referral, &placement, Some(&grant)).await.err()
    };
    assert_eq!(try_it(&kept).await, Some(domain::Error::Refused("refused-kept-out")));
    s.world.suspend(s.employer.organisation()).await;
    // The NGO still knows of the placement, since it introduced somebody before.
    assert!(try_it(&free).await.is_some());
    assert!(
        services::consents::of_referral(&ngo, &services::referrals::find(&ngo, &free).await.expect("found"))
            .await
            .expect("grants")
            .is_empty(),
        "nothing of it remains"
    );
}

#[tokio::test]
async fn two_ngos_do_not_take_one_seat_and_two_tabs_make_one_introduction() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let placement = world.live(&employer).await;
        let mut offered = Vec::new();
        for name in ["Harbour", "Lantern"] {
            let ngo = world.member(OrganisationKind::Ngo, name).await;
            let code = world.referral(&ngo, Secrets::default()).await;
            let scope = world.as_person(&ngo).await;
            let referral = services::referrals::find(&scope, &code).await.expect("found");
            let grant = world.grant(placement.organisation);
            let put = || services::introductions::put_forward(&scope, &referral, &placement, Some(&grant));
            let (one, other) = tokio::join!(put(), put());
            assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
            let id = one.or(other).expect("one of them");
            let bakery = world.as_person(&employer).await;
            for (who, stage, version) in
                [(&bakery, Stage::Interested, 1), (&scope, Stage::Meeting, 2), (&bakery, Stage::Offered, 3)]
            {
                services::introductions::advance(who, id, stage, None, version).await.expect("moved");
            }
            offered.push((scope, id));
        }
        let ((one, first), (other, second)) = offered.first().zip(offered.last()).expect("two offers");
        let accept = |scope, id| services::introductions::advance(scope, id, Stage::Accepted, None, 4);
        let (a, b) = tokio::join!(accept(one, *first), accept(other, *second));
        assert!(a.is_ok() != b.is_ok(), "one seat: {a:?} {b:?}");
    }
}

#[tokio::test]
async fn who_accepts_the_last_seat_fills_the_placement() {
    let s = scene().await;
    let rival = s.world.referral(&s.ngo, Secrets::default()).await;
    let offered = format!("/referrals/{rival}/put-forward/{}", s.placement);
    assert!(!s.ngo_client.get(&offered).await.words().contains("This placement is not open to people now"));
    for (client, stage) in
        [(&s.employer_client, "interested"), (&s.ngo_client, "meeting"), (&s.employer_client, "offered")]
    {
        assert_eq!(s.step(client, stage, "").await, StatusCode::SEE_OTHER, "{stage}");
    }
    assert_eq!(s.step(&s.ngo_client, "accepted", "").await, StatusCode::SEE_OTHER);
    let own = format!("/placements/{}", s.placement);
    assert!(s.employer_client.get(&own).await.words().contains("Filled"));
    let late = s.ngo_client.get(&offered).await;
    assert!(
        late.words().contains("This placement is not open to people now"),
        "nobody is put forward in vain: {}",
        late.words()
    );
    let again = s.employer_client.post(&own, &[("form", "placement-publish")]).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN, "{}", again.words());
    assert!(again.words().contains("All seats of this placement are taken."));
}

#[tokio::test]
async fn a_message_that_leads_past_the_ngo_is_refused_whoever_writes_it() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = scene_on(world).await;
        for client in [&s.employer_client, &s.ngo_client] {
            for body in ["Please call 030 123 45 67.", "Write to robin@example.org."] {
                let answer = client.post(&s.path, &[("form", "message"), ("body", body)]).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
                assert!(answer.text.contains("id=\"problem-body\"") && answer.text.contains(body), "{}", answer.text);
                assert!(answer.words().contains("go through the organisation"), "{}", answer.words());
            }
            assert!(client.get(&s.path).await.words().contains("No messages yet."));
        }
        let day = [("form", "message"), ("body", "On 24.12.2026 from 9.30-11.00?")];
        assert_eq!(s.employer_client.post(&s.path, &day).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn a_message_that_tells_is_refused_whoever_writes_it() {
    let s = scene().await;
    let body = "Is she a survivor?";
    for client in [&s.employer_client, &s.ngo_client] {
        let answer = client.post(&s.path, &[("form", "message"), ("body", body)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains("id=\"problem-body\"") && answer.text.contains(body), "{}", answer.words());
        assert!(client.get(&s.path).await.words().contains("No messages yet."));
    }
    let answer = s.employer_client.post(&s.path, &[("form", "message"), ("body", body)]).await;
    assert_eq!(domain::marker::telling(&answer.words().replace(body, "")), None, "the page itself does not tell");
    let harmless = [("form", "message"), ("body", "Is she free on Monday?")];
    assert_eq!(s.employer_client.post(&s.path, &harmless).await.status, StatusCode::SEE_OTHER);
}
