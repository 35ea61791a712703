//! From putting forward to the end, as both sides see it.

use axum::http::StatusCode;
use domain::organisation::OrganisationKind;
use domain::referral::{Exclusion, Secrets};
use testkit::{Client, Person, World};

use crate::router;

struct Scene {
    world: World,
    ngo: Person,
    placement: domain::id::PlacementId,
    employer_client: Client,
    ngo_client: Client,
    path: String,
    code: String,
}

async fn scene() -> Scene {
    let world = World::sqlite().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let placement = world.live(&employer).await;
    let secrets = Secrets {
        exclusions: vec![Exclusion::Sector { sector: "01".parse().expect("a sector") }],
        notes: "Likes early mornings.".into(),
        called: "Robin".into(),
    };
    let code = world.referral(&ngo, secrets).await;
    let id = world.put_forward(&ngo, &code, &placement).await;
    let employer_client = Client::signed_in(router(&world), &employer).await;
    let ngo_client = Client::signed_in(router(&world), &ngo).await;
    let placement = placement.id;
    Scene {
        world,
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
    assert_eq!(s.step(&s.employer_client, "offered", "").await, StatusCode::CONFLICT, "no stage is skipped");
    assert_eq!(s.step(&s.employer_client, "interested", "").await, StatusCode::SEE_OTHER);
    let seen = s.employer_sees().await;
    assert!(seen.contains("German B1") && !seen.contains("Robin"), "{seen}");
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
    drop(s.ngo);
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
