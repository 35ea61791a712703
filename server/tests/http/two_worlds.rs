//! Two worlds that differ in a referral, or in a secret limit of one, are one to an employer (promises 1 and 3): the same
//! status, headers and bytes at every address. How long answers take is looked at beside this, in `timing`.

mod plain;

use std::collections::BTreeSet;

use axum::http::Method;
use domain::id::{IntroductionId, PlacementId};
use domain::organisation::OrganisationKind;
use domain::placement::{Conditions, Housing, Placement, Shift, Terms};
use domain::referral::{Code, Exclusion, Secrets};
use testkit::{Client, Person, World, berlin, terms};

use crate::crawl::{Crawl, Met};
use crate::{roles, router};

pub(crate) use plain::{Plain, without_secrets};

/// A business of a group with two placements, an introduction under way, and somebody signed in; another company of the
/// group, and a business that has nothing to do with them; an NGO; and what is found in it.
pub(crate) struct Base {
    pub(crate) world: World,
    employer: Person,
    sister: Person,
    ngo: Person,
    cookie: Client,
    placement: Placement,
    /// Where those who work live too.
    live_in: Placement,
    elsewhere: Placement,
    /// Whoever is put forward there.
    code: Code,
    /// What stands for the parts of addresses: something of the employer's own where there is such a thing.
    parts: Vec<(&'static str, String)>,
}

impl Base {
    async fn new() -> Self {
        Self::on(World::sqlite().await).await
    }

    pub(crate) async fn on(world: World) -> Self {
        let employer = world.member_of_group("Bakery", "Bread & Co.").await;
        let sister = world.member_of_group("Mill", "Bread & Co.").await;
        let other = world.member(OrganisationKind::Business, "Orchard").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let curator = world.platform(domain::account::PlatformRole::Curator).await;
        let slug = world.published(&ngo, &curator, "Lanterns of the quay").await;
        let placement = world.live(&employer).await;
        let usual = terms(&world);
        let conditions = Conditions { housing: Some(Housing::LiveIn), ..usual.conditions.clone() };
        let live_in = world.live_with(&employer, Terms { conditions, ..usual }).await;
        let elsewhere = world.live(&other).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let introduction = world.put_forward(&ngo, &code, &placement).await;
        let proposal = world.proposal(&employer, "Lamps").await;
        let keeper = world.as_person(&employer).await;
        services::searches::keep(
            &keeper,
            "Everything",
            &services::searches::Asked::default(),
            services::searches::Weekly::Off,
        )
        .await
        .expect("kept");
        let kept = services::searches::own(&keeper).await.expect("searches");
        world.work().await;
        let cookie = Client::signed_in(router(&world), &employer).await;
        let parts = vec![
            ("{placement}", placement.id.to_string()),
            ("{introduction}", introduction.to_string()),
            ("{proposal}", proposal.to_string()),
            ("{search}", kept.first().expect("a search").search.id.to_string()),
            ("{nobody}", uuid::Uuid::nil().to_string()),
            ("{code}", "33-333".into()),
            ("{step}", "work".into()),
            ("{token}", "none".into()),
            ("{file}", "none".into()),
            ("{slug}", slug),
            ("{number}", "1".into()),
            ("{page}", "0".into()),
            ("{term}", "debt-bondage".into()),
        ];
        Self { world, employer, sister, ngo, cookie, placement, live_in, elsewhere, code, parts }
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
        let (code, _) = self.refer(&world, exclusions).await;
        world.work().await;
        (world, code)
    }

    /// A world in which there is one more referral for each of these limits, all of which keep somebody away from the
    /// employer.
    async fn with_each(&self, limits: &[Exclusion]) -> (World, Vec<Code>) {
        let world = self.world.twin().await;
        let mut codes = Vec::new();
        for limit in limits {
            let (code, kept_out) = self.refer(&world, vec![limit.clone()]).await;
            let own = [self.placement.id, self.live_in.id];
            assert!(own.iter().any(|placement| kept_out.contains(placement)), "{limit:?} keeps nobody away");
            codes.push(code);
        }
        world.work().await;
        (world, codes)
    }

    /// Refers somebody with these limits, for whom the NGO looks for placements; answers what is kept out.
    async fn refer(&self, world: &World, exclusions: Vec<Exclusion>) -> (Code, Vec<PlacementId>) {
        let code = world.referral(&self.ngo, Secrets { exclusions, ..Secrets::default() }).await;
        let scope = world.as_person(&self.ngo).await;
        let (referral, secrets) = services::referrals::find_whole(&scope, &code).await.expect("found");
        let found = services::matches::of(&scope, &referral, &secrets).await.expect("matched");
        (code, found.ranked.kept_out.iter().map(|kept| kept.placement).collect())
    }

    /// Whoever refers people.
    pub(crate) const fn ngo(&self) -> &Person {
        &self.ngo
    }

    /// A limit that keeps somebody away from the employer.
    pub(crate) fn own(&self) -> Exclusion {
        Exclusion::Organisation { organisation: self.employer.organisation() }
    }

    /// Limits of every kind that keep somebody away from the employer, or from one of its placements.
    fn limits(&self) -> Vec<Exclusion> {
        let limits = vec![
            Exclusion::Place { place: berlin(), km: 5 },
            self.own(),
            // By the group that it belongs to.
            Exclusion::Organisation { organisation: self.sister.organisation() },
            Exclusion::Sector { sector: "56".parse().expect("a sector") },
            Exclusion::Shift { shift: Shift::Day },
            Exclusion::LiveIn,
        ];
        let kinds: BTreeSet<u8> = limits.iter().map(kind).collect();
        assert_eq!(kinds.len(), KINDS, "a kind of limit is missing");
        limits
    }

    /// The address of a page, which leads to something of the employer's own where there is such a thing.
    fn address(&self, page: &str) -> String {
        let id = match page.split('/').nth(1) {
            Some("placements") => "{placement}",
            Some("introductions") => "{introduction}",
            Some("proposals") => "{proposal}",
            _ => "{nobody}",
        };
        self.parts.iter().fold(page.replace("{id}", id), |page, (part, with)| page.replace(part, with))
    }
}

/// How many kinds of limits there are.
const KINDS: usize = 5;

/// Which kind a limit is of: a new one is to be counted above, too.
const fn kind(limit: &Exclusion) -> u8 {
    match limit {
        Exclusion::Place { .. } => 1,
        Exclusion::Organisation { .. } => 2,
        Exclusion::Sector { .. } => 3,
        Exclusion::Shift { .. } => 4,
        Exclusion::LiveIn => 5,
    }
}

/// What somebody asks for by keys that nobody has told them: those that are there in some worlds, and in others not.
#[derive(Clone, Copy)]
struct Guessed<'a> {
    codes: &'a [&'a Code],
    introductions: &'a [IntroductionId],
}

/// All pages of the router.
fn pages() -> BTreeSet<String> {
    let all = server::router::addresses().into_iter();
    all.filter(|(method, _)| *method == Method::GET).map(|(_, page)| page).collect()
}

/// The forms behind the pages of somebody who is referred, and of an introduction.
fn forms_of_a_person() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_a_person = |page: &str| page.starts_with("/referrals/{code}") || page.starts_with("/introductions/{id}");
    roles::form_lines().filter(move |(_, page, _)| of_a_person(page)).map(|(form, page, _)| (*form, *page))
}

/// What an employer met.
struct Visit {
    /// Every answer, in order, without what is random in every one.
    lines: Vec<String>,
    /// The pages of the router that were asked for.
    asked: BTreeSet<String>,
    /// Those that were there.
    seen: BTreeSet<String>,
}

/// Everything that the employer meets in a world: every page of the router, what these lead to and their forms, and all
/// pages and forms of a person by keys that are guessed.
async fn met(base: &Base, world: &World, guessed: Guessed<'_>) -> Visit {
    let client = base.client(world);
    let pages = pages();
    let mut crawl = Crawl::new(client.clone());
    pages.iter().for_each(|page| crawl.hear_of(&base.address(page)));
    crawl.walk().await;
    for code in guessed.codes {
        for page in pages.iter().filter(|page| page.contains("{code}")) {
            let page = page.replace("{code}", code.as_str());
            ["work", "limits"].iter().for_each(|step| crawl.hear_of(&base.address(&page.replace("{step}", step))));
        }
    }
    guessed.introductions.iter().for_each(|id| crawl.hear_of(&format!("/introductions/{id}")));
    crawl.walk().await;
    // Before the forms of the pages, some of which change how the employer is signed in.
    let mut posted: Vec<Met> = Vec::new();
    for (form, page) in forms_of_a_person() {
        let addresses: Vec<String> = if page.contains("{code}") {
            let of = |code: &&Code| base.address(&page.replace("{code}", code.as_str()));
            guessed.codes.iter().map(of).collect()
        } else {
            guessed.introductions.iter().map(|id| page.replace("{id}", &id.to_string())).collect()
        };
        for address in addresses {
            let answer = client.post(&address, &[("form", form)]).await;
            assert_eq!(answer.status.as_u16(), 404, "{form} at {address}");
            posted.push(Met { asked: format!("POST {address} {form}"), pattern: None, answer });
        }
    }
    crawl.send_forms().await;
    let seen: BTreeSet<String> = crawl.seen().into_iter().map(str::to_owned).collect();
    let mut all: Vec<Met> = std::mem::take(&mut crawl.met);
    let gets = all.iter().filter(|met| met.asked.starts_with("GET "));
    let asked: BTreeSet<String> = gets.filter_map(|met| met.pattern.clone()).collect();
    all.extend(posted);
    world.work().await;
    let mails = world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == "somebody.new@example.org");
    let mut plain = Plain::default();
    let mut lines: Vec<String> = all.iter().map(|met| plain.of(&format!("{}\n{}", met.asked, met.whole()))).collect();
    let mut mails: Vec<String> = mails.map(|mail| plain.of(&format!("{}\n{}", mail.subject, mail.html))).collect();
    // Several leave side by side.
    mails.sort_unstable();
    lines.extend(mails);
    Visit { lines, asked, seen }
}

/// That a visit came to every page of the router, and saw all that open to the employer who owns what is there.
fn check_came_everywhere(visit: &Visit) {
    let unasked: Vec<String> = pages().into_iter().filter(|page| !visit.asked.contains(page)).collect();
    assert!(unasked.is_empty(), "never asked for: {unasked:?}");
    let open = roles::page_lines().filter(|(_, roles)| roles.as_bytes().get(1) == Some(&b'2')).map(|(page, _)| *page);
    let unseen: Vec<&str> = open.filter(|page| !visit.seen.contains(*page)).collect();
    assert!(unseen.is_empty(), "never seen: {unseen:?}");
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
        let mut mails: Vec<String> = mails.map(|mail| format!("{}\n{}", mail.subject, mail.text)).collect();
        mails.sort_unstable();
        let guessed = Guessed { codes: &[&base.code], introductions: &[] };
        all.push((mails, met(&base, world, guessed).await.lines));
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
    let introduced = there.put_forward(&base.ngo, &code, &base.elsewhere).await;
    there.work().await;
    let (limited, limited_codes) = base.with_each(&base.limits()).await;
    let (nothing, again) = (base.world.twin().await, base.world.twin().await);
    let unknown: Code = "22-222".parse().expect("a code");
    let codes: Vec<&Code> = [&code, &unknown].into_iter().chain(&limited_codes).collect();
    let guessed = Guessed { codes: &codes, introductions: &[introduced, IntroductionId(uuid::Uuid::nil())] };
    let expect = met(&base, &nothing, guessed).await;
    assert!(expect.lines.len() > 250, "{} answers", expect.lines.len());
    check_came_everywhere(&expect);
    let expect = expect.lines;
    check(&expect, &met(&base, &again, guessed).await.lines, "two worlds that are the same");
    check(&expect, &met(&base, &there, guessed).await.lines, "a referral is there, and introduced elsewhere, or none");
    check(&expect, &met(&base, &limited, guessed).await.lines, "referrals are there that must not meet them");
    // Somebody put forward is another thing, and is seen.
    let (forward, forward_code) = base.with(Vec::new()).await;
    forward.put_forward(&base.ngo, &forward_code, &base.placement).await;
    forward.work().await;
    assert_ne!(expect, met(&base, &forward, guessed).await.lines, "the test would see a difference");
    // A code that is known and one that never was answer alike.
    let of = |code: &Code| {
        let mut plain = Plain::default();
        let asked = expect.iter().filter(|line| line.lines().next().is_some_and(|asked| asked.contains(code.as_str())));
        asked.map(|line| plain.of(&line.replace(code.as_str(), "CODE")).replace('#', "")).collect::<Vec<_>>()
    };
    assert!(of(&unknown).len() > 15);
    let statuses =
        |code: &Code| of(code).iter().filter_map(|line| line.lines().nth(1).map(str::to_owned)).collect::<Vec<_>>();
    for code in codes {
        assert_eq!(statuses(code), statuses(&unknown));
    }
}

#[tokio::test]
async fn nor_does_a_limit_of_any_kind_on_postgres() {
    let base = Base::on(World::postgres().await).await;
    let (limited, codes) = base.with_each(&base.limits()).await;
    let nothing = base.world.twin().await;
    let codes: Vec<&Code> = codes.iter().collect();
    let guessed = Guessed { codes: &codes, introductions: &[] };
    let expect = met(&base, &nothing, guessed).await;
    check_came_everywhere(&expect);
    check(&expect.lines, &met(&base, &limited, guessed).await.lines, "referrals are there that must not meet them");
}
