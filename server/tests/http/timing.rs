//! No answer takes longer for a referral, or for a secret limit of one (promise 1): worlds that differ in nothing else answer
//! an employer's requests in turn, and how long that takes is compared by ranks. What is asked comes from the crawl of the
//! employer's pages, so that a new page is measured too. What does not belong here: what the answers say.

#![expect(clippy::print_stdout, reason = "a test of times says what it measured, and what it would have seen")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use domain::referral::Code;
use testkit::ranks::{chance, deviation, middle};
use testkit::{Client, World};

use crate::crawl::{Crawl, is_public};
use crate::roles;
use crate::router;
use crate::two_worlds::Base;

/// How seldom chance alone may tell two worlds apart, in one comparison of all routes.
const SELDOM: f64 = 1e-4;
/// The least difference that counts, in microseconds. Where the file of a copy lies and what is in memory makes two copies
/// of one world differ by some of them, however often one asks.
const LEAST: f64 = 100.0;
/// The fewest requests of each route, and of all of them, to each world. With fewer of a route than these, not even one
/// that is always the slower would be beyond chance.
const OF_A_ROUTE: usize = 20;
const OF_ALL: usize = 1000;
/// Says how many requests of each route there are instead, for those who have hours: `make timing`.
const ASKED_FOR: &str = "PONTE_TIMING";
/// How many copies there are of each world, which take turns.
const COPIES: usize = 2;

/// Pages about people and placements, whose forms are posted too where they are refused to an employer.
const PEOPLE: &[&str] = &["/referrals", "/introductions", "/check-ins", "/placements", "/consent"];

/// One request.
struct Ask {
    address: String,
    /// The form that is posted bare, for those that are.
    form: Option<&'static str>,
}

impl Ask {
    fn get(address: impl Into<String>) -> Self {
        Self { address: address.into(), form: None }
    }

    async fn of(&self, client: &Client) -> u16 {
        let answer = match self.form {
            Some(form) => client.post(&self.address, &[("form", form)]).await,
            None => client.get(&self.address).await,
        };
        answer.status.as_u16()
    }
}

/// What is asked, by method and pattern.
type Routes = BTreeMap<String, Vec<Ask>>;

/// Everything that an employer can ask for: all pages it is led to, those of a referral by its code, and the forms about
/// people and placements that are refused to it.
async fn routes(base: &Base, code: &Code) -> Routes {
    let world = base.world.twin().await;
    let mut crawl = Crawl::new(base.client(&world));
    for code in [code.as_str(), "22-222"] {
        for path in ["", "/matches", "/consent", "/readings", "/own-page", "/erasure", "/step/work"] {
            crawl.hear_of(&format!("/referrals/{code}{path}"));
        }
    }
    for page in ["/referrals", "/opportunities", "/check-ins", "/sanctions", "/statistics"] {
        crawl.hear_of(page);
    }
    crawl.walk().await;
    let mut routes = Routes::new();
    for met in &crawl.met {
        let Some(address) = met.asked.strip_prefix("GET ") else { continue };
        let pattern = met.pattern.as_deref().filter(|pattern| !is_public(pattern)).unwrap_or("public pages");
        routes.entry(format!("GET {pattern}")).or_default().push(Ask::get(address));
    }
    let own = |page: &str| {
        let met = crawl.met.iter().find(|met| met.pattern.as_deref() == Some(page));
        met.and_then(|met| met.asked.strip_prefix("GET ")).map(str::to_owned)
    };
    for &(form, page, roles) in roles::form_lines() {
        let people = PEOPLE.iter().any(|begins| page.starts_with(begins));
        // What a placement of one's own does depends on where it stands, and is no answer about people.
        let refused = b"45f".contains(&roles.as_bytes()[1]) && page != "/placements/{id}";
        if people && refused {
            let address = own(page).filter(|_| !page.contains("{code}")).unwrap_or_else(|| filled(page, code));
            routes.entry(format!("POST {page}")).or_default().push(Ask { address, form: Some(form) });
        }
    }
    routes
}

/// An address of a pattern, one that leads to nothing of the employer's own.
fn filled(page: &str, code: &Code) -> String {
    let nobody = uuid::Uuid::nil().to_string();
    let parts = [("{code}", code.as_str()), ("{step}", "work"), ("{token}", "none")];
    let page = parts.iter().fold(page.to_owned(), |page, (part, with)| page.replace(part, with));
    page.replace("{id}", &nobody).replace("{placement}", &nobody)
}

/// How long one answer took.
#[derive(Clone, Copy)]
struct Time {
    /// Which route, and which of its requests.
    of: (usize, usize),
    /// In microseconds; from the middle of all worlds, once they are level.
    took: f64,
}

/// Asks each world, by copies that take turns, for everything: one request goes to all worlds before the next one does, in
/// an order that changes, so that whatever this machine does besides meets them alike.
async fn measure(worlds: &[Vec<Client>], routes: &Routes, of_a_route: usize) -> Vec<Vec<Time>> {
    let mut times: Vec<Vec<Time>> = vec![Vec::new(); worlds.len()];
    let mut order: Vec<usize> = (0..worlds.len()).collect();
    let mut random = 88_172_645_463_325_252_u64;
    for turn in 0..of_a_route {
        for (at, (route, asks)) in routes.iter().enumerate() {
            let each = asks.len().div_ceil(of_a_route);
            for number in 0..each {
                let which = (turn * each + number) % asks.len();
                for last in (1..order.len()).rev() {
                    random ^= random << 13;
                    random ^= random >> 7;
                    random ^= random << 17;
                    let of = u64::try_from(last).expect("small") + 1;
                    order.swap(last, usize::try_from(random % of).expect("small"));
                }
                let mut met = BTreeSet::new();
                for world in &order {
                    let client = &worlds[*world][turn % worlds[*world].len()];
                    let began = Instant::now();
                    met.insert(asks[which].of(client).await);
                    let took = began.elapsed().as_secs_f64() * 1e6;
                    times[*world].push(Time { of: (at, which), took });
                }
                assert_eq!(met.len(), 1, "{route}: {}: {met:?}", asks[which].address);
            }
        }
    }
    level(&mut times);
    times
}

/// Takes off what each request takes in any world, so that all of them can be compared at once.
fn level(times: &mut [Vec<Time>]) {
    let mut all: BTreeMap<(usize, usize), Vec<f64>> = BTreeMap::new();
    for time in times.iter().flatten() {
        all.entry(time.of).or_default().push(time.took);
    }
    let usual: BTreeMap<(usize, usize), f64> = all.into_iter().map(|(of, took)| (of, middle(took))).collect();
    for time in times.iter_mut().flatten() {
        time.took -= usual.get(&time.of).copied().unwrap_or_default();
    }
}

/// How far two worlds are from each other.
#[derive(Debug, Clone)]
struct Apart {
    /// In which route, or in all of them.
    route: String,
    /// By ranks, in standard deviations.
    ranks: f64,
    /// In microseconds, in the middle.
    by: f64,
    /// Whether it is more than chance, and than what two copies of one world differ by.
    tells: bool,
    /// The smallest difference, in microseconds, that these requests would have told.
    least: f64,
}

impl Apart {
    fn of(route: &str, (one, other): (&[f64], &[f64]), comparisons: usize) -> Self {
        let comparisons = f64::from(u32::try_from(comparisons).expect("few"));
        let by = middle(one.iter().copied()) - middle(other.iter().copied());
        let tells = |by: f64, ranks: f64| chance(ranks) < SELDOM / comparisons && by.abs() > LEAST;
        let ranks = deviation(one, other);
        let would = |more: f64| {
            let slower: Vec<f64> = one.iter().map(|took| took - by + more).collect();
            tells(more, deviation(&slower, other))
        };
        let (mut less, mut least) = (0.0, 1e6);
        for _ in 0..20 {
            let between = (less + least) / 2.0;
            if would(between) { least = between } else { less = between }
        }
        Self { route: route.to_owned(), ranks, by, tells: tells(by, ranks), least }
    }

    /// What is told, so that it can be looked for again: the route, and which of the two is the slower.
    fn told(&self) -> String {
        format!("{}, {}", self.route, if self.by > 0.0 { "slower" } else { "faster" })
    }
}

/// Compares a world with another: in all routes at once, then in each.
fn compare(routes: &Routes, one: &[Time], other: &[Time]) -> Vec<Apart> {
    let comparisons = routes.len() + 1;
    let of = |times: &[Time], route: Option<usize>| -> Vec<f64> {
        let of = times.iter().filter(|time| route.is_none_or(|route| time.of.0 == route));
        of.map(|time| time.took).collect()
    };
    let all = Apart::of("all routes", (&of(one, None), &of(other, None)), comparisons);
    let each = routes
        .keys()
        .enumerate()
        .map(|(at, route)| Apart::of(route, (&of(one, Some(at)), &of(other, Some(at))), comparisons));
    [all].into_iter().chain(each).collect()
}

/// Says what was measured and what would have been seen.
fn say(what: &str, requests: usize, apart: &[Apart]) {
    let all = &apart[0];
    let each: Vec<f64> = apart.iter().skip(1).map(|apart| apart.least).collect();
    println!(
        "{what}: {requests} requests to each world; apart by {:.0} µs ({:.1} deviations); {:.0} µs everywhere would have \
         been seen, and in one route {:.0} µs (in the middle), {:.0} µs (in the best)",
        all.by,
        all.ranks,
        all.least,
        middle(each.iter().copied()),
        each.iter().copied().fold(f64::INFINITY, f64::min),
    );
}

/// Copies of a world, each at its router, with the employer signed in; the worlds hold their databases.
async fn copies(base: &Base, world: &World) -> (Vec<World>, Vec<Client>) {
    let mut worlds = Vec::new();
    for _ in 0..COPIES {
        worlds.push(world.twin().await);
    }
    let clients = worlds.iter().map(|world| base.client(world)).collect();
    (worlds, clients)
}

async fn no_answer_takes_longer(world: World) {
    let base = Base::on(world).await;
    let nothing = base.world.twin().await;
    let (there, code) = base.with(Vec::new()).await;
    let limited = there.twin().await;
    let scope = limited.as_person(base.ngo()).await;
    let (referral, mut secrets) = services::referrals::find_whole(&scope, &code).await.expect("found");
    secrets.exclusions = vec![base.own()];
    services::referrals::write(&scope, &referral, &secrets).await.expect("written");
    limited.work().await;
    let routes = routes(&base, &code).await;
    assert!(routes.len() > 30, "{} routes", routes.len());
    let of_a_turn: usize = routes.values().map(|asks| asks.len().div_ceil(OF_A_ROUTE)).sum();
    let asked_for = std::env::var(ASKED_FOR).map_or(0, |number| number.parse::<usize>().expect("how many requests"));
    let of_a_route = OF_A_ROUTE.max(OF_ALL.div_ceil(of_a_turn)).max(asked_for);
    // What is told once is looked for again, by other requests to other copies, before it counts.
    let mut told: Option<BTreeSet<String>> = None;
    for _ in 0..2 {
        let mut worlds = Vec::new();
        for world in [&nothing, &there, &limited] {
            worlds.push(copies(&base, world).await);
        }
        let clients: Vec<Vec<Client>> = worlds.iter().map(|(_, clients)| clients.clone()).collect();
        let times = measure(&clients, &routes, of_a_route).await;
        assert!(times[0].len() >= OF_ALL, "{} requests", times[0].len());
        let mut now = BTreeSet::new();
        for (world, what) in [(1, "that somebody is referred"), (2, "that somebody must not meet them")] {
            let apart = compare(&routes, &times[world], &times[0]);
            say(what, times[world].len(), &apart);
            now.extend(apart.iter().filter(|apart| apart.tells).map(|apart| format!("{what}: {}", apart.told())));
        }
        now.retain(|what| told.as_ref().is_none_or(|told| told.contains(what)));
        if now.is_empty() {
            return;
        }
        println!("told: {now:?}");
        told = Some(now);
    }
    unreachable!("how long answers take tells {told:?}");
}

#[tokio::test]
async fn no_answer_takes_longer_for_a_referral_or_a_limit_of_one() {
    no_answer_takes_longer(World::sqlite().await).await;
}

#[tokio::test]
async fn nor_does_it_on_postgres() {
    no_answer_takes_longer(World::postgres().await).await;
}

/// What the test of times has to find everywhere: less than a query takes.
const EVERYWHERE: Duration = Duration::from_micros(500);
/// What it has to find in one route alone: a query or two.
const IN_ONE: Duration = Duration::from_millis(3);

/// Works rather than waits: what is slept is rounded up.
fn work(time: Duration) {
    let began = Instant::now();
    while began.elapsed() < time {
        std::hint::spin_loop();
    }
}

async fn slower(request: Request, next: Next) -> Response {
    work(EVERYWHERE);
    next.run(request).await
}

async fn slower_in_one(request: Request, next: Next) -> Response {
    if request.uri().path() == "/introductions" {
        work(IN_ONE);
    }
    next.run(request).await
}

/// Whether it is told that the second of two worlds is slower in a route by more than so many microseconds: at a later
/// look, by more requests, if the first one missed it among all else that this machine does.
async fn finds(
    what: &str,
    worlds: &[Vec<Client>],
    (routes, of_a_route): (&Routes, usize),
    (route, least): (&str, f64),
) -> bool {
    for of_a_route in [of_a_route, 2 * of_a_route, 4 * of_a_route, 8 * of_a_route] {
        let times = measure(worlds, routes, of_a_route).await;
        let apart = compare(routes, &times[1], &times[0]);
        say(what, times[1].len(), &apart);
        let found = apart.iter().find(|apart| apart.route == route).expect("the route");
        if found.tells && found.by > least {
            return true;
        }
        println!("missed: {found:?}");
    }
    false
}

#[tokio::test]
async fn the_test_of_times_finds_half_a_millisecond_and_a_slow_query_of_one_route() {
    for world in [World::sqlite().await, World::postgres().await] {
        let base = Base::on(world).await;
        let code: Code = "22-222".parse().expect("a code");
        let mut routes = routes(&base, &code).await;
        let (usual, clients) = copies(&base, &base.world).await;
        let (others, _) = copies(&base, &base.world).await;
        let slow = others.iter().map(|world| base.at(router(world).layer(from_fn(slower)))).collect();
        let what = "half a millisecond everywhere";
        let found = finds(what, &[clients.clone(), slow], (&routes, OF_A_ROUTE / 2), ("all routes", 250.0)).await;
        assert!(found, "{what}");
        routes.retain(|route, _| ["GET /introductions", "GET /placements", "GET /account"].contains(&route.as_str()));
        assert_eq!(routes.len(), 3);
        let slow = others.iter().map(|world| base.at(router(world).layer(from_fn(slower_in_one)))).collect();
        let what = "three milliseconds in one route";
        let found = finds(what, &[clients, slow], (&routes, 2 * OF_A_ROUTE), ("GET /introductions", 1500.0)).await;
        assert!(found, "{what}");
        drop((usual, others));
    }
}

#[test]
fn a_difference_in_one_route_is_told_and_chance_is_not() {
    let mut routes = Routes::new();
    for route in ["GET /one", "GET /other"] {
        routes.insert(route.to_owned(), vec![Ask::get("/")]);
    }
    // Times of two routes that are spread alike, by steps that have nothing to do with which world it is.
    let times = |more: f64| -> Vec<Time> {
        let steps = (0..80_u32).map(|step| (step, f64::from(step * 37 % 80)));
        let of = |step: u32| usize::try_from(step % 2).expect("small");
        steps
            .map(|(step, by)| Time { of: (of(step), 0), took: 10.0 * by + if of(step) == 0 { more } else { 0.0 } })
            .collect()
    };
    let told = |more: f64| -> Vec<String> {
        let apart = compare(&routes, &times(more), &times(0.0));
        apart.iter().filter(|apart| apart.tells).map(Apart::told).collect()
    };
    assert_eq!(told(0.0), Vec::<String>::new());
    assert_eq!(told(30.0), Vec::<String>::new(), "too little to be more than chance");
    assert!(told(700.0).contains(&"GET /one, slower".to_owned()) && !told(700.0).iter().any(|t| t.contains("other")));
    assert!(told(-700.0).contains(&"GET /one, faster".to_owned()));
    let apart = compare(&routes, &times(0.0), &times(0.0));
    assert!(apart.iter().all(|apart| apart.least > LEAST && apart.least < 700.0), "{apart:?}");
}
