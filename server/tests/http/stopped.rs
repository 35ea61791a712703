//! What keeps an introduction from going further, as both sides read it: pages offer only what works, and say why not.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::Error;
use domain::account::PlatformRole;
use domain::check_in::Reply;
use domain::id::IntroductionId;
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::placement::{Pay, PayPeriod, Placement, Terms};
use domain::referral::Secrets;
use domain::sanction::SanctionReason;
use domain::standards::Indicator;
use services::wage_floors::WageFloor;
use testkit::{Client, Person, World, terms};

use crate::router;

/// Somebody to whom an offer was made, of a placement with several seats.
pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) employer: Person,
    pub(crate) ngo: Person,
    pub(crate) placement: Placement,
    pub(crate) id: IntroductionId,
    pub(crate) path: String,
}

impl Scene {
    pub(crate) async fn on(world: World) -> Self {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let placement = world.live_with(&employer, Terms { seats: 5, ..terms(&world) }).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let id = world.put_forward(&ngo, &code, &placement).await;
        let (bakery, harbour) = (world.as_person(&employer).await, world.as_person(&ngo).await);
        for (who, stage, version) in
            [(&bakery, Stage::Interested, 1), (&harbour, Stage::Meeting, 2), (&bakery, Stage::Offered, 3)]
        {
            services::introductions::advance(who, id, stage, None, version).await.expect("moved");
        }
        Self { world, employer, ngo, placement, id, path: format!("/introductions/{id}") }
    }

    /// Ends that the employer is verified, in one of three ways.
    pub(crate) async fn end_verified(&self, way: &str) {
        let employer = self.employer.organisation();
        match way {
            "suspended" => self.world.suspend(employer).await,
            "debarred" => crate::sanctions::debar(&self.world, employer, SanctionReason::Harm).await,
            _ => {
                self.world.verify_for(employer, 5).await;
                self.world.pass(TimeDelta::days(6));
            }
        }
    }

    pub(crate) async fn client(&self, person: &Person) -> Client {
        Client::signed_in(router(&self.world), person).await
    }

    /// Whether the page of the NGO offers to accept.
    async fn offers(&self) -> bool {
        self.client(&self.ngo).await.get(&self.path).await.text.contains("name=\"stage\" value=\"accepted\"")
    }

    pub(crate) async fn moves(&self, stage: Stage) -> Result<(), Error> {
        let scope = self.world.as_person(&self.ngo).await;
        services::introductions::advance(&scope, self.id, stage, None, 4).await
    }

    pub(crate) async fn pause_for_pay(&self) {
        let steward = self.world.platform(PlatformRole::Steward).await;
        let steward = self.world.as_person(&steward).await;
        let read = services::placements::find(&steward, self.placement.id).await.expect("found");
        services::pay_looks::pause(&steward, read.id, read.version, "Too little.").await.expect("paused");
    }
}

#[tokio::test]
async fn nobody_accepts_what_a_steward_has_paused_for_its_pay() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let (ngo, employer) = (s.client(&s.ngo).await, s.client(&s.employer).await);
        assert!(s.offers().await);
        let before = employer.get(&s.path).await.words();
        s.pause_for_pay().await;
        assert!(!s.offers().await);
        let page = ngo.get(&s.path).await.words();
        assert!(page.contains("A steward has paused this placement for its pay."), "{page}");
        assert!(
            page.contains("An offer of this placement cannot be accepted now"),
            "in the place of the button: {page}"
        );
        let list = ngo.get("/introductions").await.words();
        assert!(list.contains("The placement is paused for its pay."), "{list}");
        assert_eq!(employer.get(&s.path).await.words(), before, "the employer's page says what it said");
        let fields = [("form", "move"), ("stage", "accepted"), ("version", "4")];
        let pressed = ngo.post(&s.path, &fields).await;
        assert_eq!(pressed.status, StatusCode::FORBIDDEN);
        assert!(pressed.words().contains("a steward has paused it for its pay"), "{}", pressed.words());
        assert_eq!(s.moves(Stage::Accepted).await, Err(Error::Refused("refused-accept-pay")));
        assert_eq!(s.moves(Stage::Refused).await, Ok(()), "stepping back stays possible");
    }
}

#[tokio::test]
async fn closing_what_is_paused_for_its_pay_does_not_let_an_offer_of_it_be_accepted() {
    const CLOSED: &str = "closed while it was paused for its pay";
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        s.pause_for_pay().await;
        let employer = s.client(&s.employer).await;
        let own = format!("/placements/{}", s.placement.id);
        assert_eq!(employer.post(&own, &[("form", "placement-close")]).await.status, StatusCode::SEE_OTHER);
        let (page, list) = (employer.get(&own).await.words(), employer.get("/placements").await.words());
        for read in [&page, &list] {
            assert!(!read.contains("paused"), "what is closed rests no more: {read}");
        }
        assert!(page.contains("It rested for its pay when it was closed") && page.contains("Too little."), "{page}");
        assert!(!list.contains("Too little."), "{list}");
        let said = employer.get(&format!("{own}?rested=1")).await.words();
        assert!(said.contains("It is closed for good.") && !said.contains("under way go on"), "{said}");
        assert!(!s.offers().await);
        let ngo = s.client(&s.ngo).await;
        for path in [s.path.as_str(), "/introductions"] {
            let words = ngo.get(path).await.words();
            assert!(words.contains(CLOSED), "{path}: {words}");
        }
        let fields = [("form", "move"), ("stage", "accepted"), ("version", "4")];
        let pressed = ngo.post(&s.path, &fields).await;
        assert_eq!(pressed.status, StatusCode::FORBIDDEN);
        assert!(pressed.words().contains(CLOSED), "{}", pressed.words());
        assert_eq!(s.moves(Stage::Refused).await, Ok(()), "stepping back stays possible");
    }
}

#[tokio::test]
async fn what_was_closed_for_no_reason_of_its_pay_can_be_accepted() {
    let s = Scene::on(World::sqlite().await).await;
    let bakery = s.world.as_person(&s.employer).await;
    let closed = domain::placement::PlacementStatus::Closed;
    services::placements::rest(&bakery, s.placement.id, closed).await.expect("closed");
    assert!(s.offers().await);
    assert_eq!(s.moves(Stage::Accepted).await, Ok(()), "what is under way goes on");
}

#[tokio::test]
async fn what_pays_something_else_can_be_accepted() {
    let s = Scene::on(World::sqlite().await).await;
    s.pause_for_pay().await;
    let bakery = s.world.as_person(&s.employer).await;
    let now = services::placements::find(&bakery, s.placement.id).await.expect("found");
    let mut changed = now.terms.clone();
    changed.pay.iter_mut().for_each(|pay| pay.minor = 1900);
    services::placements::write(&bakery, now.id, &changed, now.version).await.expect("written");
    assert!(s.offers().await);
    assert_eq!(s.moves(Stage::Accepted).await, Ok(()));
}

#[tokio::test]
async fn once_a_steward_ends_a_pause_for_pay_both_sides_hear_of_it_and_an_offer_can_be_accepted() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        s.pause_for_pay().await;
        s.world.work().await;
        let before = s.world.mail.sent().len();
        let steward = s.world.steward();
        let read = services::placements::find(&steward, s.placement.id).await.expect("found");
        services::pay_looks::end_pause(&steward, read.id, read.version).await.expect("ended");
        s.world.work().await;
        let new = s.world.mail.sent().split_off(before).into_iter();
        let mut told: Vec<String> = new.map(|mail| mail.to.as_str().to_owned()).collect();
        let mut wanted = vec![s.employer.email.clone(), s.ngo.email.clone()];
        told.sort();
        wanted.sort();
        assert_eq!(told, wanted);
        assert!(s.offers().await);
        assert_eq!(s.moves(Stage::Accepted).await, Ok(()));
    }
}

#[tokio::test]
async fn a_pause_of_the_employers_own_is_said_and_ends_nothing() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let rest = [("form", "placement-pause")];
        let own = format!("/placements/{}", s.placement.id);
        assert_eq!(s.client(&s.employer).await.post(&own, &rest).await.status, StatusCode::SEE_OTHER);
        let ngo = s.client(&s.ngo).await;
        let page = ngo.get(&s.path).await.words();
        assert!(page.contains("This placement is paused: nobody new is put forward for it."), "{page}");
        assert!(ngo.get("/introductions").await.words().contains("The placement is paused."));
        assert!(s.offers().await);
        assert_eq!(s.moves(Stage::Accepted).await, Ok(()), "what is under way goes on");
    }
}

#[tokio::test]
async fn a_strong_signal_stands_in_the_list_and_in_the_place_of_the_button() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let other = s.world.member(OrganisationKind::Ngo, "Lantern").await;
        let (_, started) = s.world.started(&other, &s.placement).await;
        let employer = s.client(&s.employer).await;
        let before = employer.get(&s.path).await.words();
        s.world.answer_first(&other, started, &[(Indicator::Violence, Reply::Yes)]).await;
        assert!(!s.offers().await);
        let ngo = s.client(&s.ngo).await;
        let page = ngo.get(&s.path).await.words();
        assert_eq!(page.matches("What this organisation offers is paused while a steward looks at it.").count(), 2);
        let list = ngo.get("/introductions").await.words();
        assert!(list.contains("Stewards look at the employer."), "{list}");
        assert_eq!(employer.get(&s.path).await.words(), before, "an employer learns nothing of it yet");
        assert!(!employer.get("/introductions").await.words().contains("Stewards look"));
        assert_eq!(s.moves(Stage::Accepted).await, Err(Error::Refused("refused-employer-paused")));
        assert_eq!(s.moves(Stage::Withdrawn).await, Ok(()));
    }
}

#[tokio::test]
async fn with_an_employer_that_is_not_verified_an_ngo_is_offered_what_works_and_reads_the_true_reason() {
    const BODY: &str = "Could we come on Monday?";
    let suspended = "This employer is suspended. While that lasts, ";
    for (world, way, said) in [
        (World::sqlite().await, "suspended", suspended),
        (World::postgres().await, "suspended", suspended),
        (World::sqlite().await, "lapsed", "The verification of this employer has ended. Until it is renewed, "),
    ] {
        let s = Scene::on(world).await;
        s.end_verified(way).await;
        let ngo = s.client(&s.ngo).await;
        let page = ngo.get(&s.path).await;
        assert_eq!(page.words().matches(said).count(), 1, "{way}: said once: {}", page.words());
        assert!(page.words().contains("No message can be written now."), "{way}: {}", page.words());
        let why = page.words().contains("See for what, and by when it is looked at again");
        assert_eq!((why, page.text.contains("href=\"/sanctions\"")), (way == "suspended", way == "suspended"), "{way}");
        assert!(!s.offers().await && !page.text.contains("name=\"body\""), "{way}: {}", page.text);
        for (field, value) in [("stage", "accepted"), ("body", BODY)] {
            let form = if field == "body" { "message" } else { "move" };
            let refused = ngo.post(&s.path, &[("form", form), (field, value), ("version", "4")]).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{way}: {form}");
            let words = refused.words();
            assert!(words.contains(said) && !words.contains("to share anything here has ended"), "{way}: {words}");
            assert!(form == "move" || refused.text.contains(BODY), "{way}: what was typed is kept");
        }
        assert_eq!(s.moves(Stage::Refused).await, Ok(()), "{way}");
    }
}

#[tokio::test]
async fn an_employer_that_is_suspended_reads_that_messages_are_hidden_and_waits_for_nobody() {
    const BODY: &str = "Could you come on Monday?";
    const TURN: &str = "The organisation answers next.";
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        s.world.message(&s.ngo, s.id, BODY).await.expect("written");
        let page = s.client(&s.employer).await.get(&s.path).await.words();
        assert!(page.contains(BODY) && page.contains(TURN), "{page}");
        s.world.suspend(s.employer.organisation()).await;
        let page = s.client(&s.employer).await.get(&s.path).await.words();
        assert!(page.contains("Messages are hidden until your organisation is verified again."), "{page}");
        for gone in [BODY, TURN, "No messages yet"] {
            assert!(!page.contains(gone), "{gone}: {page}");
        }
        crate::sanctions::lift(&s.world, s.employer.organisation()).await;
        let page = s.client(&s.employer).await.get(&s.path).await.words();
        assert!(page.contains(BODY) && page.contains(TURN), "{page}");
    }
}

#[tokio::test]
async fn an_employer_that_is_not_verified_is_offered_no_step_and_reads_how_it_stands_instead() {
    const STEP: &str = "name=\"stage\"";
    let suspended = "Your organisation is suspended.";
    for (world, way, said) in [
        (World::sqlite().await, "suspended", suspended),
        (World::postgres().await, "suspended", suspended),
        (World::sqlite().await, "debarred", "Your organisation is debarred."),
        (World::sqlite().await, "lapsed", "Your organisation is not verified at the moment."),
    ] {
        let s = Scene::on(world).await;
        let organisation = s.employer.organisation();
        assert_eq!(s.moves(Stage::Accepted).await, Ok(()));
        let other = s.world.member(OrganisationKind::Ngo, "Lantern").await;
        let (_, started) = s.world.started(&other, &s.placement).await;
        let code = s.world.referral(&s.ngo, Secrets::default()).await;
        let new = s.world.put_forward(&s.ngo, &code, &s.placement).await;
        let pages = [(s.path.clone(), "started", "5"), (format!("/introductions/{new}"), "interested", "1")];
        for (path, stage, _) in &pages {
            let page = s.client(&s.employer).await.get(path).await;
            let offered = format!("{STEP} value=\"{stage}\"");
            assert!(page.text.contains(&offered) && !page.words().contains(said), "{way}: {}", page.words());
        }
        s.end_verified(way).await;
        let employer = s.client(&s.employer).await;
        let mut before = Vec::new();
        for (path, stage, version) in &pages {
            let page = employer.get(path).await;
            assert!(!page.text.contains(STEP), "{way}: {stage} is offered");
            assert_eq!(page.words().matches(said).count(), 1, "{way}: {}", page.words());
            let hidden = page.words().to_lowercase().matches("messages are hidden").count();
            assert_eq!(hidden, 1, "{way}: said once, where they would be: {}", page.words());
            let link = if way == "lapsed" { "See where it stands" } else { "Read why, and how to appeal" };
            assert!(page.words().contains(link) && page.text.contains("href=\"/account/organisation\""), "{way}");
            before.push(page.words());
            let fields = [("form", "move"), ("stage", *stage), ("version", *version)];
            let pressed = employer.post(path, &fields).await;
            assert_eq!(pressed.status, StatusCode::FORBIDDEN, "{way}: {stage}");
            assert!(pressed.words().contains(said), "{way}: {}", pressed.words());
        }
        // What was posted from a page that was open before.
        for (path, form, field) in [(s.path.as_str(), "message", "body"), ("/placements/new", "placement", "title")] {
            let posted = employer.post(path, &[("form", form), (field, "Kitchen help")]).await;
            assert_eq!(posted.status == StatusCode::FORBIDDEN, way != "lapsed" || form == "message", "{way}: {form}");
            let words = posted.words();
            let mut others =
                ["is suspended.", "is debarred.", "or debarred"].iter().filter(|other| !said.ends_with(**other));
            assert!(others.all(|other| !words.contains(other)), "{way}: {form}: {words}");
        }
        if way == "suspended" {
            s.world.answer_first(&other, started, &[(Indicator::Violence, Reply::Yes)]).await;
            for ((path, ..), before) in pages.iter().zip(&before) {
                assert_eq!(employer.get(path).await.words(), *before, "an employer learns nothing of a signal");
            }
            crate::sanctions::lift(&s.world, organisation).await;
            assert!(s.client(&s.employer).await.get(&s.path).await.text.contains(STEP), "its steps are back");
        }
    }
}

#[tokio::test]
async fn what_a_floor_had_paused_goes_on_once_it_pays_enough_and_is_opened_by_one_press() {
    const UNDER: &str = "less than the pay floor";
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let euros = |minor| Pay { minor, currency: "EUR".parse().expect("a currency"), period: PayPeriod::Hour };
        let floor = WageFloor {
            country: "DE".parse().expect("a country"),
            pay: euros(1800),
            source: "A law".into(),
            since: s.world.system().now().date_naive(),
        };
        services::wage_floors::set(&s.world.steward(), &floor).await.expect("set");
        assert!(!s.offers().await);
        assert!(s.client(&s.ngo).await.get(&s.path).await.words().contains(UNDER));
        let bakery = s.world.as_person(&s.employer).await;
        let write = async |change: &dyn Fn(&mut Terms)| {
            let now = services::placements::find(&bakery, s.placement.id).await.expect("found");
            let mut changed = now.terms.clone();
            change(&mut changed);
            services::placements::write(&bakery, now.id, &changed, now.version).await
        };
        let raised = |terms: &mut Terms| terms.pay = Some(euros(1799));
        assert!(write(&raised).await.is_err() && !s.offers().await, "still under it");
        let raised = |terms: &mut Terms| terms.pay = Some(euros(1800));
        assert_eq!(write(&raised).await, Ok(()));
        assert!(s.offers().await);
        for path in [s.path.as_str(), "/introductions"] {
            let words = s.client(&s.ngo).await.get(path).await.words();
            assert!(words.contains("is paused") && !words.contains(UNDER), "{path}: {words}");
        }
        assert_eq!(s.moves(Stage::Accepted).await, Ok(()));
        let employer = s.client(&s.employer).await;
        let list = employer.get("/placements").await.words();
        assert!(list.contains("You have changed it since") && list.contains("Open one again"), "{list}");
        let pressed = employer.post("/placements", &[("form", "placements-reopen")]).await;
        assert_eq!(pressed.location(), "/placements?opened=1", "{}", pressed.words());
    }
}
