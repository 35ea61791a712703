//! Leaving is not failing (promise 15): whoever is neither the NGO nor the employer of a person cannot tell, by any page, any
//! count or any mail, somebody who left from somebody who stayed until the end.

use domain::account::PlatformRole;
use domain::id::IntroductionId;
use domain::introduction::{EndReason, Stage};
use domain::organisation::OrganisationKind;
use domain::placement::Terms;
use domain::referral::{CloseReason, Code};
use testkit::{Client, Person, World, terms};

use crate::crawl::Crawl;
use crate::router;
use crate::two_worlds::{Plain, check};

/// Somebody who has started, and everybody who has no part in that.
struct Scene {
    world: World,
    ngo: Person,
    employer: Person,
    code: Code,
    introduction: IntroductionId,
    onlookers: Vec<(&'static str, Client)>,
}

/// How it ended, and why the referral was closed then.
#[derive(Clone, Copy)]
struct End {
    stage: Stage,
    reason: Option<EndReason>,
    closed: CloseReason,
}

const PLACED: End = End { stage: Stage::Completed, reason: None, closed: CloseReason::Placed };

/// An end by the person's own will.
const fn left(reason: EndReason, closed: CloseReason) -> End {
    End { stage: Stage::Ended, reason: Some(reason), closed }
}

impl Scene {
    async fn on(world: World) -> Self {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let placement = world.live_with(&employer, Terms { seats: 3, ..terms(&world) }).await;
        let (code, introduction) = world.started(&ngo, &placement).await;
        let mut onlookers = vec![("a visitor", Client::new(router(&world)))];
        for (who, kind) in [
            ("another employer", OrganisationKind::Business),
            ("another NGO", OrganisationKind::Ngo),
            ("an association", OrganisationKind::Association),
            ("an authority", OrganisationKind::Authority),
            ("a media organisation", OrganisationKind::Media),
        ] {
            let person = world.member(kind, "Onlooker").await;
            onlookers.push((who, Client::signed_in(router(&world), &person).await));
        }
        let steward = world.platform(PlatformRole::Steward).await;
        onlookers.push(("a steward", Client::signed_in(router(&world), &steward).await));
        world.work().await;
        Self { world, ngo, employer, code, introduction, onlookers }
    }

    /// What everybody else meets in a world where it ended so.
    async fn met(&self, end: End) -> Vec<(&'static str, Vec<String>)> {
        let world = self.world.twin().await;
        let scope = world.as_person(&self.ngo).await;
        let version =
            services::introductions::find(&scope, self.introduction).await.expect("found").introduction.version;
        let reason = end.reason.map(|reason| reason.to_string());
        services::introductions::advance(&scope, self.introduction, end.stage, reason, version).await.expect("ended");
        let referral = services::referrals::find(&scope, &self.code).await.expect("found");
        services::referrals::close(&scope, &referral, end.closed).await.expect("closed");
        services::worker::tidy(&world.system()).await.expect("tidied");
        world.work().await;
        let mut all = Vec::new();
        for (who, client) in &self.onlookers {
            let mut crawl = Crawl::new(client.at(router(&world)));
            crawl.walk().await;
            let mut plain = Plain::default();
            let lines = crawl.met.iter().map(|met| plain.of(&format!("{}\n{}", met.asked, met.whole())));
            all.push((*who, lines.collect()));
        }
        let part = [self.ngo.email.as_str(), self.employer.email.as_str()];
        let mails = world.mail.sent().into_iter().filter(|mail| !part.contains(&mail.to.as_str()));
        let mut mails: Vec<String> = mails.map(|mail| format!("{} {}\n{}", mail.to, mail.subject, mail.text)).collect();
        // Several leave side by side.
        mails.sort_unstable();
        all.push(("the mail of everybody else", mails));
        all
    }
}

#[tokio::test]
async fn nobody_else_can_tell_who_left_from_who_stayed() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let placed = s.met(PLACED).await;
        let pages: usize = placed.iter().map(|(_, met)| met.len()).sum();
        assert!(pages > 120, "{pages} answers");
        for (how, end) in [
            ("by choice", left(EndReason::LeftByChoice, CloseReason::LeftByChoice)),
            ("for a better job", left(EndReason::BetterJob, CloseReason::BetterJob)),
            ("since it did not suit", left(EndReason::DidNotSuit, CloseReason::Moved)),
        ] {
            for ((who, stayed), (_, gone)) in placed.iter().zip(s.met(end).await) {
                check(stayed, &gone, &format!("{who}: somebody left {how}, or stayed"));
            }
        }
        // What was unsafe is another thing: stewards hear of it, and of nobody.
        let unsafe_there = s.met(left(EndReason::Unsafe, CloseReason::Unsafe)).await;
        let steward = |all: &[(&'static str, Vec<String>)]| -> Vec<String> {
            all.iter().find(|(who, _)| *who == "a steward").map(|(_, met)| met.clone()).unwrap_or_default()
        };
        assert_ne!(steward(&placed), steward(&unsafe_there), "the test would see a difference");
    }
}
