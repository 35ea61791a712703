//! Two worlds that differ in a referral, or in a secret limit of one, are one to an employer (promises 1 and 3): the same
//! status, headers and bytes at every address. How long answers take is looked at beside this, in `timing`.

use std::collections::HashMap;

use domain::organisation::OrganisationKind;
use domain::referral::{Code, Exclusion, Secrets};
use testkit::{Client, Person, World};

use crate::crawl::{Crawl, Met};
use crate::router;

/// A business with a placement, an introduction under way, and somebody signed in; an NGO; and what is found in it.
pub(crate) struct Base {
    pub(crate) world: World,
    employer: Person,
    ngo: Person,
    cookie: Client,
    placement: domain::placement::Placement,
    /// Whoever is put forward there.
    code: Code,
}

impl Base {
    async fn new() -> Self {
        Self::on(World::sqlite().await).await
    }

    pub(crate) async fn on(world: World) -> Self {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let curator = world.platform(domain::account::PlatformRole::Curator).await;
        world.published(&ngo, &curator, "Lanterns of the quay").await;
        let placement = world.live(&employer).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        world.put_forward(&ngo, &code, &placement).await;
        world.proposal(&employer, "Lamps").await;
        world.work().await;
        let cookie = Client::signed_in(router(&world), &employer).await;
        Self { world, employer, ngo, cookie, placement, code }
    }

    /// The employer's browser in a world: with the same session everywhere.
    pub(crate) fn client(&self, world: &World) -> Client {
        self.at(router(world))
    }

    /// The same browser, at a router.
    pub(crate) fn at(&self, router: axum::Router) -> Client {
        self.cookie.at(router)
    }

    /// A world in which there is one more referral, with these limits; its NGO has looked for placements.
    pub(crate) async fn with(&self, exclusions: Vec<Exclusion>) -> (World, Code) {
        let world = self.world.twin().await;
        let code = world.referral(&self.ngo, Secrets { exclusions, ..Secrets::default() }).await;
        let scope = world.as_person(&self.ngo).await;
        let (referral, secrets) = services::referrals::find_whole(&scope, &code).await.expect("found");
        services::matches::of(&scope, &referral, &secrets).await.expect("matched");
        world.work().await;
        (world, code)
    }

    /// Whoever refers people.
    pub(crate) const fn ngo(&self) -> &Person {
        &self.ngo
    }

    /// A limit that keeps somebody away from the employer.
    pub(crate) fn own(&self) -> Exclusion {
        Exclusion::Organisation { organisation: self.employer.organisation() }
    }
}

/// Everything that the employer meets in a world, in order, without what is random in every answer.
async fn met(client: &Client, world: &World, codes: &[&Code]) -> Vec<String> {
    let mut crawl = Crawl::new(client.clone());
    crawl.walk().await;
    for code in codes {
        for path in ["", "/matches", "/consent", "/readings", "/own-page", "/erasure", "/step/work", "/step/limits"] {
            crawl.hear_of(&format!("/referrals/{code}{path}"));
        }
    }
    crawl.walk().await;
    crawl.send_forms().await;
    let mut all: Vec<Met> = std::mem::take(&mut crawl.met);
    for code in codes {
        for (form, path) in
            [("referral-open", ""), ("referral", "/step/work"), ("consent", "/consent"), ("erasure-ask", "/erasure")]
        {
            let address = format!("/referrals/{code}{path}");
            let answer = client.post(&address, &[("form", form)]).await;
            all.push(Met { asked: format!("POST {address}"), pattern: None, answer });
        }
    }
    world.work().await;
    let mails = world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == "somebody.new@example.org");
    let mut plain = Plain::default();
    let mut lines: Vec<String> = all.iter().map(|met| plain.of(&format!("{}\n{}", met.asked, met.whole()))).collect();
    lines.extend(mails.map(|mail| plain.of(&format!("{}\n{}", mail.subject, mail.html))));
    lines
}

/// Takes what is random in every answer out of it: keys become numbers in the order they are met in, and secrets of one
/// answer one and the same word.
#[derive(Default)]
pub(crate) struct Plain(HashMap<String, usize>);

impl Plain {
    pub(crate) fn of(&mut self, text: &str) -> String {
        let text = without(text, "nonce=\"", "\"");
        let text = without(&text, "'nonce-", "'");
        let text = without(&text, "data-passkey=\"", "\"");
        let text = without(&text, "__Host-ponte=", ";");
        let text = without(&text, "__Host-ponte-device=", ";");
        let text = without(&text, "name=\"token\" value=\"", "\"");
        let text = without(&text, "<code>", "<");
        let text = without(&text, "<svg", "</svg>");
        let text = SECRET.iter().fold(text, |text, begins| without_secret(&text, begins));
        let mut plain = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            let key = rest.get(..36).filter(|key| is_key(key));
            if let Some(key) = key {
                let next = self.0.len();
                plain.push_str(&format!("#{}", self.0.entry(key.to_owned()).or_insert(next)));
                rest = &rest[36..];
            } else {
                plain.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        plain
    }
}

/// Addresses that end in a secret.
const SECRET: &[&str] = &["/join/confirm/", "/join/invited/", "/sign-in/reset/", "/library/saved/stop/", "/calendar/"];

/// The text without the secrets behind an address.
fn without_secret(text: &str, begins: &str) -> String {
    let mut parts = text.split(begins);
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(begins);
        plain.push_str(part.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "-_".contains(c)));
    }
    plain
}

fn is_key(text: &str) -> bool {
    text.char_indices().all(|(at, c)| if [8, 13, 18, 23].contains(&at) { c == '-' } else { c.is_ascii_hexdigit() })
}

/// The text without what stands between a beginning and an end.
fn without(text: &str, begins: &str, ends: &str) -> String {
    let mut parts = text.split(begins);
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(begins);
        plain.push_str(part.find(ends).map_or("", |at| &part[at..]));
    }
    plain
}

pub(crate) fn check(one: &[String], other: &[String], what: &str) {
    for (one, other) in one.iter().zip(other) {
        if one != other {
            let at = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
            let around = |text: &str| text.chars().skip(at.saturating_sub(80)).take(200).collect::<String>();
            let asked = one.lines().next().unwrap_or_default();
            unreachable!("{what}: {asked}\n{}\n--- but ---\n{}", around(one), around(other));
        }
    }
    assert_eq!(one.len(), other.len(), "{what}");
}

#[tokio::test]
async fn a_limit_that_comes_after_putting_forward_looks_like_consent_that_is_taken_back() {
    let base = Base::new().await;
    let (revoked, limited, kept) = (base.world.twin().await, base.world.twin().await, base.world.twin().await);
    let scope = revoked.as_person(&base.ngo).await;
    let referral = services::referrals::find(&scope, &base.code).await.expect("found");
    let grant = services::consents::of_referral(&scope, &referral).await.expect("read")[0].id;
    services::consents::revoke(&scope, &referral, grant).await.expect("revoked");
    let scope = limited.as_person(&base.ngo).await;
    let (referral, secrets) = services::referrals::find_whole(&scope, &base.code).await.expect("found");
    let secrets = Secrets { exclusions: vec![base.own()], ..secrets };
    services::referrals::write(&scope, &referral, &secrets).await.expect("written");
    let mut all = Vec::new();
    for world in [&revoked, &limited, &kept] {
        world.work().await;
        let mails = world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == base.employer.email);
        let mails: Vec<String> = mails.map(|mail| format!("{}\n{}", mail.subject, mail.text)).collect();
        all.push((mails, met(&base.client(world), world, &[&base.code]).await));
    }
    let [revoked, limited, kept] = all.as_slice() else { unreachable!("three") };
    assert_eq!(revoked.0, limited.0, "the same mails");
    check(&revoked.1, &limited.1, "consent is taken back, or a limit says so");
    assert_ne!(kept.1, limited.1, "the test would see a difference");
}

#[tokio::test]
async fn a_referral_and_a_limit_of_one_change_no_byte_that_an_employer_meets() {
    let base = Base::new().await;
    let (there, code) = base.with(Vec::new()).await;
    let (limited, limited_code) = base.with(vec![base.own()]).await;
    let (nothing, again) = (base.world.twin().await, base.world.twin().await);
    let unknown: Code = "22-222".parse().expect("a code");
    let codes = [&code, &limited_code, &unknown];
    let expect = met(&base.client(&nothing), &nothing, &codes).await;
    assert!(expect.len() > 150, "{} answers", expect.len());
    check(&expect, &met(&base.client(&again), &again, &codes).await, "two worlds that are the same");
    check(&expect, &met(&base.client(&there), &there, &codes).await, "a referral is there, or none");
    check(&expect, &met(&base.client(&limited), &limited, &codes).await, "a referral is there that must not meet them");
    // Somebody put forward is another thing, and is seen.
    let (forward, forward_code) = base.with(Vec::new()).await;
    forward.put_forward(&base.ngo, &forward_code, &base.placement).await;
    forward.work().await;
    assert_ne!(expect, met(&base.client(&forward), &forward, &codes).await, "the test would see a difference");
    // A code that is known and one that never was answer alike.
    let of = |code: &Code| {
        let mut plain = Plain::default();
        let asked = expect.iter().filter(|line| line.lines().next().is_some_and(|asked| asked.contains(code.as_str())));
        asked.map(|line| plain.of(&line.replace(code.as_str(), "CODE")).replace('#', "")).collect::<Vec<_>>()
    };
    assert!(of(&unknown).len() > 10);
    let statuses =
        |code: &Code| of(code).iter().filter_map(|line| line.lines().nth(1).map(str::to_owned)).collect::<Vec<_>>();
    assert_eq!(statuses(&code), statuses(&unknown));
}
