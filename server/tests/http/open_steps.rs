//! Lists, the home page and the page of an introduction name no step, and count no message, that is not open to their
//! reader now; and each says once why.

use axum::http::StatusCode;
use domain::Error;
use domain::check_in::Reply;
use domain::id::IntroductionId;
use domain::introduction::{Side, Stage};
use domain::organisation::OrganisationKind;
use domain::placement::PlacementStatus;
use domain::referral::Secrets;
use domain::standards::Indicator;
use testkit::World;

use crate::stopped::Scene;

const YOURS: &str = "You can take the next step.";
const LIST: &str = "/introductions";

impl Scene {
    /// Puts somebody else forward for the same placement; both sides move in turn to this stage.
    async fn one_more(&self, stage: Stage) -> IntroductionId {
        let code = self.world.referral(&self.ngo, Secrets::default()).await;
        let id = self.world.put_forward(&self.ngo, &code, &self.placement).await;
        let (bakery, harbour) = (self.world.as_person(&self.employer).await, self.world.as_person(&self.ngo).await);
        let way = [(&bakery, Stage::Interested), (&harbour, Stage::Meeting), (&bakery, Stage::Offered)];
        for (version, (who, each)) in (1..).zip(way) {
            if stage == Stage::PutForward {
                break;
            }
            services::introductions::advance(who, id, each, None, version).await.expect("moved");
            if each == stage {
                break;
            }
        }
        id
    }

    /// What a side would meet that takes a step.
    async fn steps(&self, side: Side, id: IntroductionId, (stage, version): (Stage, i32)) -> Result<(), Error> {
        let who = if side == Side::Ngo { &self.ngo } else { &self.employer };
        let scope = self.world.as_person(who).await;
        services::introductions::advance(&scope, id, stage, None, version).await
    }

    async fn ngo_reads(&self, path: &str) -> String {
        self.client(&self.ngo).await.get(path).await.words()
    }

    async fn employer_reads(&self, path: &str) -> String {
        self.client(&self.employer).await.get(path).await.words()
    }
}

#[tokio::test]
async fn an_employer_that_is_kept_out_reads_one_notice_and_no_line_of_what_it_cannot_read_or_do() {
    const UNREAD: &str = "There is a new message.";
    for (world, way, said) in [
        (World::sqlite().await, "suspended", "Your organisation is suspended."),
        (World::postgres().await, "suspended", "Your organisation is suspended."),
        (World::sqlite().await, "debarred", "Your organisation is debarred."),
        (World::sqlite().await, "lapsed", "Your organisation is not verified at the moment."),
    ] {
        let s = Scene::on(world).await;
        s.one_more(Stage::PutForward).await;
        s.world.message(&s.ngo, s.id, "Could you come on Monday?").await.expect("written");
        let counts = ["introduction has a new message", "introduction waits for your answer"];
        let (list, home) = (s.employer_reads(LIST).await, s.employer_reads("/").await);
        assert!(list.contains(YOURS) && list.contains(UNREAD) && !list.contains(said), "{way}: {list}");
        assert!(counts.iter().all(|count| home.contains(count)), "{way}: {home}");
        s.end_verified(way).await;
        let page = s.client(&s.employer).await.get(LIST).await;
        let (list, home) = (page.words(), s.employer_reads("/").await);
        assert_eq!(list.matches(said).count(), 1, "{way}: {list}");
        assert!(page.text.contains("href=\"/account/organisation\""), "{way}: {}", page.text);
        assert!(!list.contains(YOURS) && !list.contains(UNREAD), "{way}: {list}");
        assert!(home.contains(said) && !home.contains("new message") && !home.contains("your answer"), "{way}: {home}");
    }
}

#[tokio::test]
async fn an_ngo_reads_of_a_next_step_only_where_one_is_open() {
    for world in [World::sqlite().await, World::postgres().await] {
        for way in ["suspended", "look", "case", "pay"] {
            let s = Scene::on(world.twin().await).await;
            assert!(s.ngo_reads(LIST).await.contains(YOURS));
            let said = match way {
                "suspended" => {
                    s.world.suspend(s.employer.organisation()).await;
                    "The employer is suspended."
                }
                "look" => {
                    crate::vetting::says(&s.world, &s.employer, &[("owners", "Somebody else.")]).await;
                    "Stewards look at the employer."
                }
                "case" => {
                    let other = s.world.member(OrganisationKind::Ngo, "Lantern").await;
                    let (_, started) = s.world.started(&other, &s.placement).await;
                    s.world.answer_first(&other, started, &[(Indicator::Violence, Reply::Yes)]).await;
                    "Stewards look at the employer."
                }
                _ => {
                    s.pause_for_pay().await;
                    "The placement is paused for its pay."
                }
            };
            let list = s.ngo_reads(LIST).await;
            assert!(list.contains(said) && !list.contains(YOURS), "{way}: {list}");
        }
    }
}

#[tokio::test]
async fn a_look_at_the_employer_stands_before_the_pay_of_its_placement() {
    let s = Scene::on(World::sqlite().await).await;
    s.pause_for_pay().await;
    crate::vetting::says(&s.world, &s.employer, &[("owners", "Somebody else.")]).await;
    for (path, look, pay) in [
        (LIST, "Stewards look at the employer.", "The placement is paused for its pay."),
        (s.path.as_str(), "Stewards look at this employer again", "A steward has paused this placement for its pay."),
    ] {
        let words = s.ngo_reads(path).await;
        let both = words.find(look).zip(words.find(pay));
        assert!(both.is_some_and(|(look, pay)| look < pay), "{path}: {words}");
    }
}

#[tokio::test]
async fn that_somebody_has_started_at_an_employer_that_is_suspended_can_be_said_and_the_words_fit() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        assert_eq!(s.moves(Stage::Accepted).await, Ok(()));
        s.world.suspend(s.employer.organisation()).await;
        let page = s.client(&s.ngo).await.get(&s.path).await;
        let words = page.words();
        assert!(page.text.contains("name=\"stage\" value=\"started\""), "{}", page.text);
        assert!(words.contains("That the person has started there can be written down all the same."), "{words}");
        assert!(!words.contains("nobody goes further"), "{words}");
        assert!(s.ngo_reads(LIST).await.contains(YOURS), "that step is open");
        assert_eq!(s.steps(Side::Ngo, s.id, (Stage::Started, 5)).await, Ok(()));
    }
}

#[tokio::test]
async fn what_is_closed_while_it_is_paused_for_its_pay_leads_nobody_on() {
    const NO_MEETING: &str = "No meeting can be arranged: this placement was closed while it was paused for its pay";
    const OWN: &str = "Your organisation closed this placement while it was paused for its pay";
    const GOES_ON: &str = "Introductions that are under way go on.";
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let new = s.one_more(Stage::PutForward).await;
        let interested = s.one_more(Stage::Interested).await;
        let meeting = s.one_more(Stage::Meeting).await;
        let at = |id: IntroductionId| format!("/introductions/{id}");
        let own = format!("/placements/{}", s.placement.id);
        assert!(s.employer_reads(&own).await.contains(GOES_ON));
        s.pause_for_pay().await;
        let asked = s.employer_reads(&own).await;
        assert!(asked.contains("no offer of it can be accepted") && !asked.contains(GOES_ON), "{asked}");
        assert!(s.employer_reads(&at(interested)).await.contains("Would you like to meet?"), "it may pay more yet");
        let bakery = s.world.as_person(&s.employer).await;
        services::placements::rest(&bakery, s.placement.id, PlacementStatus::Closed).await.expect("closed");

        let ngo = s.client(&s.ngo).await;
        let page = ngo.get(&at(interested)).await;
        assert!(page.words().contains(NO_MEETING), "{}", page.words());
        assert!(!page.text.contains("name=\"stage\" value=\"meeting\""), "{}", page.text);
        let pressed = ngo.post(&at(interested), &[("form", "move"), ("stage", "meeting"), ("version", "2")]).await;
        assert_eq!(pressed.status, StatusCode::FORBIDDEN);
        assert!(pressed.words().contains(NO_MEETING), "{}", pressed.words());
        for id in [new, meeting] {
            assert!(!s.ngo_reads(&at(id)).await.contains("The employer answers next."));
        }
        for id in [new, interested, meeting, s.id] {
            let page = s.client(&s.employer).await.get(&at(id)).await;
            let words = page.words();
            assert_eq!(words.matches(OWN).count(), 1, "{words}");
            for gone in ["Would you like to meet?", "The organisation answers next."] {
                assert!(!words.contains(gone), "{gone}: {words}");
            }
            for gone in ["interested", "offered"] {
                assert!(!page.text.contains(&format!("name=\"stage\" value=\"{gone}\"")), "{}", page.text);
            }
        }
        for list in [s.ngo_reads(LIST).await, s.employer_reads(LIST).await] {
            assert!(!list.contains(YOURS), "{list}");
        }
        for (side, id, step, why) in [
            (Side::Ngo, interested, (Stage::Meeting, 2), "refused-meeting-closed-pay"),
            (Side::Employer, new, (Stage::Interested, 1), "refused-own-closed-pay"),
            (Side::Employer, meeting, (Stage::Offered, 3), "refused-own-closed-pay"),
        ] {
            assert_eq!(s.steps(side, id, step).await, Err(Error::Refused(why)));
        }
        let back = services::introductions::advance(&bakery, new, Stage::Declined, Some("not_now".into()), 1).await;
        assert_eq!(back, Ok(()), "stepping back stays possible");
    }
}

#[tokio::test]
async fn after_consent_is_taken_back_an_employer_reads_that_messages_are_closed_whether_there_were_any_or_not() {
    let mut seen = Vec::new();
    for written in [true, false] {
        let s = Scene::on(World::sqlite().await).await;
        if written {
            s.world.message(&s.ngo, s.id, "Could you come on Monday?").await.expect("written");
            assert!(s.employer_reads(&s.path).await.contains("Could you come on Monday?"));
        } else {
            assert!(s.employer_reads(&s.path).await.contains("No messages yet."));
        }
        let scope = s.world.as_person(&s.ngo).await;
        let shown = services::introductions::find(&scope, s.id).await.expect("found");
        let referral = shown.referral.expect("its NGO's own");
        let grant = services::consents::of_referral(&scope, &referral).await.expect("grants")[0].id;
        services::consents::revoke(&scope, &referral, grant).await.expect("revoked");
        let words = s.employer_reads(&s.path).await;
        assert!(words.contains("Messages are closed here: this introduction is over."), "{words}");
        assert!(!words.contains("No messages yet.") && !words.contains("Monday"), "{words}");
        seen.push(words);
    }
    assert_eq!(seen.first(), seen.last());
}
