//! Everybody who meets a form of the table, and everything it stands on.

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use testkit::{Client, World};

use super::fields::{Control, controls};
use super::places::{
    agree, appealing, bury, closed, debarring, discussed, draft, followed_up, grouped, halfway, overtaken, own_page,
    paid_little, proposed, remembered, second_member_and_invitation, to_be_erased, unopened, untouched, vouch_twice,
    wished, wished_back,
};
use super::posted::Posted;
use crate::router;

/// A file of one record.
const LAMPS: &[u8] = br#"{"title":"Lamps of Velmora","kind":"report","summary":"They were lit.","language":"en",
    "year":2004,"evidence":"told","licence":"CC0-1.0","sources":[{"title":"A book of lamps"}]}"#;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Visitor,
    /// Has given the password, and not yet the second step.
    Halfway,
    Employer,
    Ngo,
    Steward,
    Curator,
    Administrator,
    Suspended,
    Association,
}

/// A future that is made in the frame of this call and kept on the heap: the parts of a scene together would not fit the
/// stack of a test's thread, not even for as long as it takes to box each of them.
pub(crate) fn boxed<F: Future>(make: impl FnOnce() -> F) -> std::pin::Pin<Box<F>> {
    Box::pin(make())
}

pub(crate) struct Scene {
    /// Where all of it is.
    pub(crate) world: World,
    clients: Vec<(Who, Client)>,
    places: Vec<(&'static str, String)>,
}

impl Scene {
    /// Everything that a form of the table stands on, each thing used up by one of them.
    pub(crate) async fn new() -> Self {
        let world = World::sqlite().await;
        let employer = boxed(|| world.member(OrganisationKind::Business, "Bakery")).await;
        let ngo = boxed(|| world.member(OrganisationKind::Ngo, "Harbour")).await;
        // Whoever confirms that somebody is erased has been there for a week.
        world.pass(chrono::TimeDelta::days(7));
        let (code, agreed, put) = (
            boxed(|| world.referral(&ngo, Secrets::default())).await,
            boxed(|| world.referral(&ngo, Secrets::default())).await,
            boxed(|| world.referral(&ngo, Secrets::default())).await,
        );
        let curator = boxed(|| world.platform(PlatformRole::Curator)).await;
        let (record, other) = (
            boxed(|| world.published(&employer, &curator, "Lanterns at the quay")).await,
            boxed(|| world.published(&employer, &curator, "Bells at the quay")).await,
        );
        let commented = boxed(|| world.proposal(&employer, "Lanterns in fog")).await;
        let author = boxed(|| world.as_person(&employer)).await;
        services::proposals::comment(&author, commented, "title", "Too short?").await.expect("said");
        let keeper = boxed(|| world.as_person(&employer)).await;
        let all = services::searches::Asked::default();
        services::searches::keep(&keeper, "Everything", &all, services::searches::Weekly::Off).await.expect("kept");
        let kept = services::searches::own(&keeper).await.expect("searches");
        let curating = boxed(|| world.as_person(&curator)).await;
        let import = async |name: &str, file: &'static [u8]| {
            services::import::begin(&curating, name, file).await.expect("begun").to_string()
        };
        let filed = boxed(|| world.proposal(&employer, "Lanterns with a plan")).await;
        let plan = crate::files::docx("Plan", "Forty lamps.");
        services::files::add(&author, filed, "plan.docx", plan).await.expect("put in");
        let suspended = boxed(|| world.member(OrganisationKind::Business, "Foundry")).await;
        world.suspend(suspended.organisation()).await;
        let association = boxed(|| world.member(OrganisationKind::Association, "Guild")).await;
        let followed = boxed(|| followed_up(&world, &ngo)).await;
        let mut places = vec![
            ("{vouch}", boxed(|| vouch_twice(&world, &association)).await),
            ("{proposed}", boxed(|| proposed(&world)).await),
            ("{grouped}", boxed(|| grouped(&world)).await),
            ("{debarring}", boxed(|| debarring(&world)).await),
            ("{dropping}", boxed(|| debarring(&world)).await),
            ("{appealing}", boxed(|| appealing(&world)).await),
            ("{kept-out}", suspended.organisation().to_string()),
            ("{filed}", filed.to_string()),
            ("{mapping}", boxed(|| import("a.csv", b"title,year\nLamps,2004\n")).await),
            ("{preview}", boxed(|| import("a.json", LAMPS)).await),
            ("{slug}", record),
            ("{proposal}", boxed(|| world.proposal(&employer, "Lanterns")).await.to_string()),
            ("{commented}", commented.to_string()),
            ("{rebasing}", boxed(|| overtaken(&world, &employer, &curator, &other)).await),
            ("{approving}", boxed(|| world.in_review(&employer, "Lanterns in rain")).await.to_string()),
            ("{discussed}", boxed(|| discussed(&world, &employer)).await),
            ("{asking}", boxed(|| world.in_review(&employer, "Lanterns in snow")).await.to_string()),
            ("{declining}", boxed(|| world.in_review(&employer, "Lanterns in sleet")).await.to_string()),
            ("{search}", kept.first().expect("a search").search.id.to_string()),
            ("{placement}", boxed(|| world.live(&employer)).await.id.to_string()),
            ("{pausing}", boxed(|| world.live(&employer)).await.id.to_string()),
            ("{filling}", boxed(|| world.live(&employer)).await.id.to_string()),
            ("{closing}", boxed(|| world.live(&employer)).await.id.to_string()),
            ("{closed}", boxed(|| closed(&world, &employer)).await),
            ("{no-floor}", boxed(|| world.live(&employer)).await.id.to_string()),
            ("{paid-little}", boxed(|| paid_little(&world, &employer)).await),
            ("{draft}", boxed(|| draft(&world, &employer)).await),
            ("{introduction}", {
                let placement = boxed(|| world.live(&employer)).await;
                boxed(|| world.put_forward(&ngo, &put, &placement)).await.to_string()
            }),
            ("{unopened}", boxed(|| unopened(&world, &ngo)).await),
            ("{agreed}", boxed(|| agree(&world, &ngo, &agreed, &employer)).await),
            ("{own}", boxed(|| own_page(&world, &ngo, &employer)).await),
            ("{code}", code.to_string()),
            ("{erasing}", boxed(|| to_be_erased(&world, &ngo)).await),
            ("{wished}", boxed(|| wished(&world, &ngo)).await),
            ("{wished-back}", boxed(|| wished_back(&world, &ngo)).await),
            ("{ending}", boxed(|| world.referral(&ngo, Secrets::default())).await.to_string()),
            (
                "{applicant}",
                boxed(|| world.applicant(OrganisationKind::Business, "Mill")).await.organisation().to_string(),
            ),
            ("{invited}", boxed(|| second_member_and_invitation(&world, &employer)).await),
        ];
        boxed(|| untouched(&world, &ngo)).await;
        boxed(|| remembered(&world)).await;
        places.extend(followed);
        boxed(|| bury(&world)).await;
        let steward = boxed(|| world.platform(PlatformRole::Steward)).await;
        let administrator = boxed(|| world.platform(PlatformRole::Administrator)).await;
        // The last of the list, whose role the table ends.
        world.platform(PlatformRole::Curator).await;
        let router = router(&world);
        let mut clients = vec![(Who::Visitor, Client::new(router.clone()))];
        for (who, person) in [
            (Who::Employer, &employer),
            (Who::Ngo, &ngo),
            (Who::Steward, &steward),
            (Who::Curator, &curator),
            (Who::Administrator, &administrator),
            (Who::Suspended, &suspended),
            (Who::Association, &association),
        ] {
            clients.push((who, Client::signed_in(router.clone(), person).await));
        }
        // Those who signed in before have to show again that it is them, but for the NGO, which signs in once more.
        world.pass(chrono::TimeDelta::minutes(16));
        clients.push((Who::Halfway, boxed(|| halfway(&world, &router)).await));
        let again = Client::signed_in(router, &ngo).await;
        let begun = again.post("/account/security", &[("form", "phone-begin")]).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.words());
        clients.retain(|(who, _)| *who != Who::Ngo);
        clients.push((Who::Ngo, again));
        Self { world, clients, places }
    }

    pub(crate) fn path(&self, pattern: &str) -> String {
        self.places.iter().fold(pattern.to_owned(), |path, (name, value)| path.replace(name, value))
    }

    pub(crate) fn client(&self, who: Who) -> &Client {
        let found = self.clients.iter().find(|(known, _)| *known == who);
        &found.expect("everybody of the table is there").1
    }

    /// The controls that the page gives a form.
    pub(super) async fn controls(&self, (form, who, pattern): (&str, Who, &str)) -> Vec<Control> {
        let page = self.client(who).get(&self.path(pattern)).await;
        controls(&page.text, form)
            .ok_or_else(|| format!("{form} is not at {pattern}: {}", page.words()))
            .expect("the form")
    }

    /// Posts a form with something in each of its controls.
    pub(super) async fn post(
        &self,
        (form, who, pattern): (&str, Who, &str),
        controls: &[Control],
        value: impl Fn(&Control) -> String,
    ) -> Posted {
        let typed: Vec<(Control, String)> = controls.iter().map(|c| (c.clone(), value(c))).collect();
        let mut fields = vec![("form", form)];
        fields.extend(typed.iter().map(|((name, ..), value)| (name.as_str(), value.as_str())));
        let answer = self.client(who).post(&self.path(pattern), &fields).await;
        Posted { what: format!("{form} at {pattern}"), typed, answer }
    }
}
