//! Every number about people that the public and partners see: none is below the floor, none leads to one that is, for
//! everybody and for each organisation that knows its own people, and one person more or less changes nothing that is shown
//! of a group that is too small. The rule itself is tried in `domain::statistics`.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::check_in::OUTCOME_DAYS;
use domain::organisation::OrganisationKind;
use domain::placement::{Placement, Terms};
use domain::statistics::{FLOOR, MOST_SHARE, Published, WAIT_DAYS};
use testkit::{Client, Person, World, terms};

use crate::crawl::Crawl;
use crate::router;
use crate::two_worlds::{Plain, check};

/// Two NGOs, each with an employer of its own, and everybody else who looks.
struct Scene {
    world: World,
    sides: [(Person, Placement); 2],
    partners: Vec<(&'static str, Person)>,
}

/// A year that is over, as everybody sees it.
struct Told {
    world: World,
    shown: Vec<(i32, Published)>,
}

impl Scene {
    async fn on(world: World) -> Self {
        let side = async |ngo: &str, employer: &str| {
            let ngo = world.member(OrganisationKind::Ngo, ngo).await;
            let employer = world.member(OrganisationKind::Business, employer).await;
            let placement = world.live_with(&employer, Terms { seats: 20, ..terms(&world) }).await;
            (ngo, placement)
        };
        let sides = [side("Harbour", "Bakery").await, side("Lantern", "Mill").await];
        let mut partners = Vec::new();
        for (who, kind) in [
            ("a third NGO", OrganisationKind::Ngo),
            ("a third employer", OrganisationKind::Business),
            ("an association", OrganisationKind::Association),
            ("an organiser", OrganisationKind::Organiser),
        ] {
            partners.push((who, world.member(kind, "Partner").await));
        }
        world.work().await;
        Self { world, sides, partners }
    }

    /// The year with so many people of each NGO, when its time has come.
    async fn told(&self, people: [usize; 2]) -> Told {
        let world = self.world.twin().await;
        for ((ngo, placement), people) in self.sides.iter().zip(people) {
            for _ in 0..people {
                world.started(ngo, placement).await;
            }
        }
        world.pass(TimeDelta::days(251));
        for _ in 0..30 {
            world.pass(TimeDelta::hours(1));
            services::worker::tidy(&world.system()).await.expect("swept");
        }
        let shown = services::statistics::published(&world.visitor()).await.expect("read");
        Told { world, shown }
    }

    /// Everybody who looks, in a world; whoever has a part in it comes last.
    async fn lookers(&self, world: &World) -> Vec<(&'static str, Client)> {
        let mut all = vec![("a visitor", Client::new(router(world)))];
        let sides = self.sides.iter().map(|(ngo, _)| ("one of the NGOs", ngo));
        for (who, person) in self.partners.iter().map(|(who, person)| (*who, person)).chain(sides) {
            all.push((who, Client::signed_in(router(world), person).await));
        }
        all
    }
}

/// Every number that stands in the words of a page, but for those that the page is made of.
fn numbers(page: &str) -> BTreeSet<u32> {
    let numbers = page.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    let days = OUTCOME_DAYS.iter().copied().chain([WAIT_DAYS]);
    let mut own: Vec<u32> = days.map(|days| u32::try_from(days).expect("small")).collect();
    own.extend([FLOOR, MOST_SHARE, 100, 2026]);
    numbers.filter(|number| !own.contains(number)).collect()
}

/// What stands in the main part of the page.
fn main_of(page: &testkit::Answer) -> String {
    let main = page.text.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).expect("a page");
    let mut words = String::new();
    for part in main.split('<') {
        words.push_str(part.split_once('>').map_or("", |(_, text)| text));
        words.push(' ');
    }
    words.replace("&#x27;", "'")
}

#[tokio::test]
async fn no_number_that_is_shown_leads_to_one_below_the_floor() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        for people in [[9, 0], [10, 0], [10, 9], [10, 10], [11, 10]] {
            let told = s.told(people).await;
            let own = people.map(|people| u32::try_from(people).expect("small"));
            let all: u32 = own.iter().sum();
            let expect = own.iter().all(|own| all - own >= FLOOR).then_some(all);
            let totals: BTreeSet<Option<u32>> = told.shown.iter().map(|(_, line)| line.total).collect();
            assert_eq!(totals, expect.map(Some).into_iter().collect(), "{people:?}");
            for (_, line) in &told.shown {
                let shown: u32 = line.outcomes.values().sum();
                let rest = line.total.expect("a total") - shown;
                for known in own.into_iter().chain([0]) {
                    let left = [line.total.expect("a total"), rest].into_iter().chain(line.outcomes.values().copied());
                    let mut left = left.filter(|figure| *figure > 0).map(|figure| figure.saturating_sub(known));
                    assert!(left.all(|left| left >= FLOOR), "{people:?}: {line:?} for whoever knows {known}");
                }
            }
            let mut allowed: BTreeSet<u32> = expect.into_iter().collect();
            allowed.extend(told.shown.iter().flat_map(|(_, line)| line.outcomes.values().copied()));
            for (who, client) in s.lookers(&told.world).await {
                let page = client.get("/statistics").await;
                assert_eq!(numbers(&main_of(&page)), allowed, "{who}, {people:?}: {}", page.words());
            }
            // Whoever starts later, and is one person more, changes nothing that has been told.
            let visitor = Client::new(router(&told.world));
            let before = visitor.get("/statistics").await.text;
            let (ngo, _) = &s.sides[0];
            let employer = told.world.member(OrganisationKind::Business, "Newcomer").await;
            let placement = told.world.live(&employer).await;
            told.world.started(ngo, &placement).await;
            services::worker::tidy(&told.world.system()).await.expect("swept");
            assert_eq!(before, visitor.get("/statistics").await.text, "{people:?}");
        }
    }
}

#[tokio::test]
async fn one_person_more_in_a_group_that_is_too_small_shows_nowhere() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let (less, more) = (s.told([10, 8]).await, s.told([10, 9]).await);
        let met = async |told: &Told| -> Vec<(&'static str, Vec<String>)> {
            let mut all = Vec::new();
            for (who, client) in s.lookers(&told.world).await.into_iter().filter(|(who, _)| *who != "one of the NGOs") {
                let mut crawl = Crawl::new(client);
                crawl.walk().await;
                let mut plain = Plain::default();
                // One's own account tells of the session, which is another one in each world.
                let met = crawl.met.iter().filter(|met| !met.asked.starts_with("GET /account"));
                all.push((who, met.map(|met| plain.of(&format!("{}\n{}", met.asked, met.whole()))).collect()));
            }
            all
        };
        let (less, more) = (met(&less).await, met(&more).await);
        assert_eq!(less.len(), 5);
        for ((who, less), (_, more)) in less.iter().zip(&more) {
            assert!(less.len() > 12, "{who}: {} pages", less.len());
            check(less, more, &format!("{who}: one person more"));
        }
    }
}
