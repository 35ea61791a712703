//! Every number about people that the public and partners see: none is below the floor, none leads to one that is, for
//! everybody and for each organisation that knows its own people, and one person more or less changes nothing that is shown
//! of a group that is too small. The rule itself is tried in `domain::statistics`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use domain::check_in::{Contact, OUTCOME_DAYS, Outcome};
use domain::id::OrganisationId;
use domain::organisation::OrganisationKind;
use domain::placement::{Placement, Terms};
use domain::statistics::{FLOOR, MOST_SHARE, Published, WAIT_DAYS};
use services::check_ins::Answered;
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
        self.told_without(people, [0, 0]).await
    }

    /// The same when so many of these have been erased before.
    async fn told_without(&self, people: [usize; 2], erased: [usize; 2]) -> Told {
        let world = self.world.twin().await;
        for ((ngo, placement), (people, erased)) in self.sides.iter().zip(people.into_iter().zip(erased)) {
            for number in 0..people {
                let (code, _) = world.started(ngo, placement).await;
                if number < erased {
                    services::erasures::by_command(&world.system(), &code).await.expect("erased");
                }
            }
        }
        let shown = told_after(&world, 251).await;
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

/// What is shown when so many days more have passed, and the worker has looked for a day.
async fn told_after(world: &World, days: i64) -> Vec<(i32, Published)> {
    world.pass(TimeDelta::days(days));
    for _ in 0..30 {
        world.pass(TimeDelta::hours(1));
        services::worker::tidy(&world.system()).await.expect("swept");
    }
    services::statistics::published(&world.visitor()).await.expect("read")
}

fn totals(shown: &[(i32, Published)]) -> BTreeSet<Option<u32>> {
    shown.iter().map(|(_, line)| line.total).collect()
}

/// Three NGOs, and three employers' placements for twenty people each; the first two employers say that they are of this
/// group, if it is any.
async fn three_of_each(world: &World, group: &str) -> (Vec<Person>, Vec<Placement>) {
    let (mut ngos, mut placements) = (Vec::new(), Vec::new());
    for name in ["Harbour", "Lantern", "Anchor"] {
        ngos.push(world.member(OrganisationKind::Ngo, name).await);
    }
    for (name, group) in [("Bakery", group), ("Mill", group), ("Dairy", "")] {
        let employer = world.member_of_group(name, group).await;
        placements.push(world.live_with(&employer, Terms { seats: 20, ..terms(world) }).await);
    }
    (ngos, placements)
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
            assert_eq!(totals(&told.shown), expect.map(Some).into_iter().collect(), "{people:?}");
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

#[tokio::test]
async fn every_outcome_that_is_shown_leaves_many_for_whoever_knows_their_own_people() {
    use Outcome::{BetterJob, LeftByChoice, StillThere};
    for world in [World::sqlite().await, World::postgres().await] {
        let (ngos, placements) = three_of_each(&world, "").await;
        let mut own: BTreeMap<OrganisationId, BTreeMap<Outcome, u32>> = BTreeMap::new();
        let mut people = Vec::new();
        for (at, ngo) in ngos.iter().enumerate() {
            for number in 0..20 {
                let placement = &placements[(at + number) % 3];
                let outcome = match number {
                    0..8 => StillThere,
                    8..14 => BetterJob,
                    _ => LeftByChoice,
                };
                people.push((ngo, world.started(ngo, placement).await.1, outcome));
                for organisation in [ngo.organisation(), placement.organisation] {
                    *own.entry(organisation).or_default().entry(outcome).or_default() += 1;
                }
            }
        }
        world.pass(TimeDelta::days(90));
        for (ngo, id, outcome) in people {
            let open = world.open_check_ins(ngo, id).await;
            let ninety = open.iter().find(|check_in| check_in.after == Some(90)).expect("ninety days");
            let answered = Answered { outcome: Some(outcome), ..Answered::default() };
            let scope = world.as_person(ngo).await;
            services::check_ins::answer(&scope, ninety.id, ninety.version, Contact::Spoke, &answered)
                .await
                .expect("answered");
        }
        let shown = told_after(&world, 161).await;
        let ninety = &shown.iter().find(|(_, line)| line.day == 90).expect("shown").1;
        assert_eq!(ninety.total, Some(60));
        assert_eq!(ninety.outcomes, [(StillThere, 24), (BetterJob, 18)].into(), "the third would leave no rest");
        let own_of = |own: &BTreeMap<Outcome, u32>, outcome: &Outcome| own.get(outcome).copied().unwrap_or_default();
        assert_eq!(own.len(), 6);
        for (organisation, own) in &own {
            let known: u32 = ninety.outcomes.keys().map(|outcome| own_of(own, outcome)).sum();
            let all: u32 = own.values().sum();
            let rest = 60 - ninety.outcomes.values().sum::<u32>();
            let numbers = ninety.outcomes.iter().map(|(outcome, count)| (*count, own_of(own, outcome)));
            for (number, known) in numbers.chain([(60, all), (rest, all - known)]) {
                assert!(number - known >= FLOOR, "{organisation:?} knows {known} of {number}");
                assert!(known * 100 <= number * MOST_SHARE, "{organisation:?} gave {known} of {number}");
            }
        }
        let page = Client::new(router(&world)).get("/statistics").await;
        assert_eq!(numbers(&main_of(&page)), [60, 24, 18].into(), "{}", page.words());
    }
}

#[tokio::test]
async fn companies_of_one_group_are_looked_at_together() {
    for world in [World::sqlite().await, World::postgres().await] {
        for (group, expect) in [("", Some(29)), ("Bread & Co.", None)] {
            let world = world.twin().await;
            let (ngos, placements) = three_of_each(&world, group).await;
            for (at, (placement, people)) in placements.iter().zip([10, 10, 9]).enumerate() {
                for number in 0..people {
                    world.started(&ngos[(at + number) % 3], placement).await;
                }
            }
            let shown = told_after(&world, 251).await;
            assert_eq!(totals(&shown), expect.map(Some).into_iter().collect(), "{group}: the others are nine");
        }
    }
}

#[tokio::test]
async fn whoever_was_erased_could_be_any_organisations() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        for (erased, expect) in [([0, 0], Some(29)), ([0, 1], Some(29)), ([1, 0], None)] {
            let told = s.told_without([10, 19], erased).await;
            assert_eq!(totals(&told.shown), expect.map(Some).into_iter().collect(), "{erased:?}");
        }
    }
}
