//! What follows when somebody leaves.

use domain::check_in::{Answers, Outcome};
use domain::introduction::Stage;
use domain::placement::Terms;
use services::placements::Filter;
use testkit::{Person, World, terms};

use crate::business_and_ngo;

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
        let mut mails: Vec<String> = mails.map(|mail| format!("{} {} {}", mail.to, mail.subject, mail.text)).collect();
        // Several leave side by side.
        mails.sort_unstable();
        let mut told = vec![
            format!("{:?}", services::introductions::count(&business, Stage::ALL).await),
            format!("{all:?}"),
            format!("{cases:?} {:?}", services::cases::count_waiting(&steward).await),
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
