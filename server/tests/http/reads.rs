//! Every read of a referral is in the audit log: whatever a member of its NGO asks for, an answer in which a code stands
//! has added a line about that referral.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::id::ReferralId;
use domain::organisation::OrganisationKind;
use domain::referral::{CloseReason, Code, Secrets};
use testkit::{Client, World};

use crate::crawl::Crawl;
use crate::roles::page_lines;
use crate::router;

/// An NGO whose referrals stand at every place where the code of one can stand.
struct Scene {
    world: World,
    client: Client,
    /// A live placement that nobody is put forward to.
    placement: String,
    referrals: Vec<(ReferralId, Code)>,
}

impl Scene {
    async fn new(world: World) -> Self {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let mut codes = vec![world.referral(&ngo, Secrets::default()).await];
        // Nobody touches the first, so that its NGO is asked about it.
        for _ in 0..92 {
            world.pass(TimeDelta::days(1));
            services::worker::tidy(&world.system()).await.expect("swept");
        }
        let scope = world.as_person(&ngo).await;
        assert_eq!(services::retention::count(&scope).await, Ok(1));
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let (code, _) = world.started(&ngo, &world.live(&employer).await).await;
        codes.push(code);
        for _ in 0..4 {
            codes.push(world.referral(&ngo, Secrets::default()).await);
        }
        codes.push(services::referrals::begin(&scope).await.expect("a draft"));
        let mut referrals = Vec::new();
        for code in codes {
            referrals.push((services::referrals::find(&scope, &code).await.expect("found").id, code));
        }
        let [_, _, forward, taken_back, closed, wished, _] = referrals.as_slice() else { unreachable!("seven") };
        world.put_forward(&ngo, &forward.1, &world.live(&employer).await).await;
        world.put_forward(&ngo, &taken_back.1, &world.live(&employer).await).await;
        let referral = services::referrals::find(&scope, &taken_back.1).await.expect("found");
        let secret = services::own_pages::give(&scope, &referral).await.expect("given");
        services::own_pages::take_back(&world.visitor(), secret.as_str(), None).await.expect("taken back");
        let referral = services::referrals::find(&scope, &closed.1).await.expect("found");
        services::referrals::close(&scope, &referral, CloseReason::Moved).await.expect("closed");
        let referral = services::referrals::find(&scope, &wished.1).await.expect("found");
        services::erasures::ask(&scope, &referral, wished.1.as_str()).await.expect("asked");
        let placement = world.live(&employer).await.id.to_string();
        let client = Client::signed_in(router(&world), &ngo).await;
        Self { world, client, placement, referrals }
    }

    /// How often each referral was read so far.
    async fn reads(&self) -> Vec<u64> {
        let mut reads = Vec::new();
        for (id, _) in &self.referrals {
            let (db, subject, mut times) = (&self.world.services.db, format!("referral {id}"), 0);
            for action in ["read referral", "list referral"] {
                times += store::audit::count(db, action, &subject).await.expect("counted");
            }
            reads.push(times);
        }
        reads
    }

    /// The codes that stand in a text without a line in the log, by the numbers of reads before and after it was asked for.
    fn unnoted(&self, text: &str, before: &[u64], after: &[u64]) -> Vec<&Code> {
        let all = self.referrals.iter().zip(before.iter().zip(after));
        let unnoted = all.filter(|((_, code), (before, after))| text.contains(code.as_str()) && after <= before);
        unnoted.map(|((_, code), _)| code).collect()
    }
}

/// Pages on which the code of a referral stands that nobody asked for by it.
const LISTS: &[&str] = &["/", "/referrals", "/introductions", "/introductions/{id}", "/check-ins", "/check-ins/{id}"];

#[tokio::test]
async fn every_answer_in_which_a_code_stands_is_in_the_log_as_a_read_of_its_referral() {
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::new(world).await;
        let of_a_code: Vec<&str> = page_lines().map(|(path, _)| *path).filter(|path| path.contains("{code}")).collect();
        assert!(of_a_code.len() > 7, "the test reads the table: {of_a_code:?}");
        let mut crawl = Crawl::new(scene.client.clone());
        let open = &scene.referrals[2].1;
        for path in &of_a_code {
            let path = path.replace("{code}", open.as_str()).replace("{step}", "notes");
            crawl.hear_of(&path.replace("{placement}", &scene.placement));
        }
        let (mut before, mut wrong, mut shown) = (scene.reads().await, Vec::new(), BTreeSet::new());
        while crawl.step().await {
            let after = scene.reads().await;
            let met = crawl.met.last().expect("an answer");
            // What somebody asked for in vain is no news to them.
            if met.answer.status == StatusCode::OK {
                let unnoted = scene.unnoted(&met.answer.text, &before, &after);
                if !unnoted.is_empty() {
                    wrong.push(format!("{}: {unnoted:?}", met.asked));
                }
                let stands = scene.referrals.iter().any(|(_, code)| met.answer.text.contains(code.as_str()));
                shown.extend(met.pattern.clone().filter(|_| stands));
            }
            before = after;
        }
        assert!(wrong.is_empty(), "read without a line in the log:\n{}", wrong.join("\n"));
        for page in of_a_code.iter().chain(LISTS) {
            assert!(shown.contains(*page), "no code was met at {page}: {shown:?}");
        }
        // A form that is refused shows its page again.
        let posts = crawl.posts().into_iter().filter(|(action, _)| {
            ["/referrals/", "/introductions/", "/check-ins/"].iter().any(|begins| action.starts_with(begins))
        });
        let mut refused = 0;
        for (action, fields) in posts {
            let Some((_, form)) = fields.into_iter().find(|(name, _)| name == "form") else { continue };
            let answer = scene.client.post(&action, &[("form", form.as_str())]).await;
            let after = scene.reads().await;
            if answer.status == StatusCode::UNPROCESSABLE_ENTITY {
                refused += 1;
                let unnoted = scene.unnoted(&answer.text, &before, &after);
                assert!(unnoted.is_empty(), "{form} at {action}: {unnoted:?}");
            }
            before = after;
        }
        assert!(refused > 2, "{refused} forms were refused");
    }
}

#[tokio::test]
async fn what_waits_on_the_home_page_is_read_as_what_stands_in_a_list() {
    let scene = Scene::new(World::sqlite().await).await;
    let code = &scene.referrals[3].1;
    let mut reads = vec![scene.reads().await[3]];
    for _ in 0..2 {
        assert!(scene.client.get("/").await.text.contains(code.as_str()));
        reads.push(scene.reads().await[3]);
    }
    assert_eq!(reads, [reads[0], reads[0] + 1, reads[0] + 2], "a line each time, as in the list of referrals");
    scene.client.get(&format!("/referrals/{code}/consent")).await;
    let before = scene.reads().await[3];
    assert!(!scene.client.get("/").await.text.contains(code.as_str()), "it was looked at");
    assert_eq!(scene.reads().await[3], before, "and adds nothing any more");
}

#[tokio::test]
async fn a_calendar_that_is_read_is_in_the_log_as_its_owners() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        world.started(&ngo, &world.live(&employer).await).await;
        let token = services::calendars::draw().expect("drawn");
        services::calendars::set(&world.as_person(&ngo).await, &token).await.expect("set");
        let program = Client::new(router(&world));
        let db = &world.services.db;
        let lines =
            async || store::audit::readings(db, (&["read calendar"], "calendar", &[]), None, 10).await.expect("read");
        assert_eq!(program.get("/calendar/none.ics").await.status, StatusCode::NOT_FOUND);
        assert!(lines().await.is_empty());
        let own = (Some(ngo.account), ngo.organisation);
        let reads = async |token: &str| {
            let answer = program.get(&format!("/calendar/{token}.ics")).await;
            assert!(answer.text.contains("BEGIN:VEVENT"), "{}", answer.text);
            lines().await.iter().map(|line| (line.account, line.organisation)).collect::<Vec<_>>()
        };
        for _ in 0..3 {
            assert_eq!(reads(&token).await, [own], "one line a day, however often a program asks");
        }
        world.pass(TimeDelta::days(1));
        for _ in 0..3 {
            assert_eq!(reads(&token).await, [own; 2], "and one the next");
        }
        let next = services::calendars::draw().expect("drawn");
        services::calendars::set(&world.as_person(&ngo).await, &next).await.expect("set");
        assert_eq!(reads(&next).await, [own; 3], "another address is another calendar");
    }
}
