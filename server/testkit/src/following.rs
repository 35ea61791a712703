//! Builders: people who have started, and what they answer when they are asked how it goes.

use domain::account::MemberRole;
use domain::check_in::{Answers, CheckIn, CheckInState, Contact, Reply};
use domain::id::IntroductionId;
use domain::introduction::Stage;
use domain::organisation::{OrganisationKind, Standing};
use domain::placement::Placement;
use domain::referral::{Code, SafeContact, Secrets};
use domain::standards::Indicator;
use domain::{Actor, Membership};
use services::Scope;
use services::check_ins::Answered;

use crate::{Person, World};

impl World {
    /// Puts somebody new forward and goes all the way to the start.
    pub async fn started(&self, ngo: &Person, placement: &Placement) -> (Code, IntroductionId) {
        let channel = "Ask for the library".into();
        let contact = SafeContact { channel, hours: "Sunday at ten".into(), never: String::new() };
        let code = self.referral(ngo, Secrets { contact, ..Secrets::default() }).await;
        let id = self.put_forward(ngo, &code, placement).await;
        let theirs = self.as_person(ngo).await;
        let employer = self.employer_of(&theirs, placement);
        for (version, (scope, stage)) in (1..).zip([
            (&employer, Stage::Interested),
            (&theirs, Stage::Meeting),
            (&employer, Stage::Offered),
            (&theirs, Stage::Accepted),
            (&employer, Stage::Started),
        ]) {
            services::introductions::advance(scope, id, stage, None, version).await.expect("moved");
        }
        (code, id)
    }

    /// A member of a placement's employer.
    fn employer_of(&self, scope: &Scope, placement: &Placement) -> Scope {
        let mut actor = Actor::anonymous();
        actor.account = scope.actor().account;
        actor.membership = Some(Membership {
            organisation: placement.organisation,
            kind: OrganisationKind::Business,
            role: MemberRole::Manager,
            standing: Standing::Verified,
        });
        self.scope(actor)
    }

    /// The open check-ins of an introduction, in the order of their days.
    pub async fn open_check_ins(&self, ngo: &Person, id: IntroductionId) -> Vec<CheckIn> {
        let scope = self.as_person(ngo).await;
        let all = services::check_ins::of_introduction(&scope, id).await.expect("read");
        all.into_iter().filter(|check_in| check_in.state == CheckInState::Open).collect()
    }

    /// Answers the first open check-in of an introduction.
    ///
    /// # Panics
    /// When there is none.
    pub async fn answer_first(&self, ngo: &Person, id: IntroductionId, replies: &[(Indicator, Reply)]) {
        let first = self.open_check_ins(ngo, id).await.into_iter().next().expect("an open check-in");
        let outcome = first.outcomes().first().copied();
        let answers = Answers { replies: replies.iter().copied().collect(), words: String::new() };
        let scope = self.as_person(ngo).await;
        let answered = Answered { answers, outcome };
        services::check_ins::answer(&scope, first.id, first.version, Contact::Spoke, &answered)
            .await
            .expect("answered");
    }
}
