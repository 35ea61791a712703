//! No answer takes longer for a referral, or for a secret limit of one (promise 1): worlds that differ in nothing else answer
//! an employer's requests in turn, and how long that takes is compared by ranks. What is asked comes from the crawl of the
//! employer's pages, so that a new page is measured too. What does not belong here: what the answers say, and how their times
//! are compared (`apart`).
//!
//! What a run finds: a delay of half a millisecond everywhere, which the sum of all requests tells. In one route alone its
//! own requests have to tell it: a difference has to be 2.2 times the spread of the route's answers (their standard deviation)
//! by 20 requests of it, and about one and a half times by the thirty or so of a route that is asked more often, because a
//! referral or a limit would be told there soonest (see `RISKY`, and `apart` for why). Answers of the tests' build are spread
//! by some tenths of a millisecond, more on a busy machine: so a run tells three milliseconds in one route, a slow query or
//! two, and cannot promise to tell half of one there. By 1000 requests a fifth of the spread is told, as `make timing` sends
//! them. Each run says what it would have seen.

#![expect(clippy::print_stdout, reason = "a test of times says what it measured, and what it would have seen")]

mod apart;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use domain::referral::Code;
use testkit::{Client, World};

use self::apart::{Time, compare, level, say};
use crate::crawl::{Crawl, is_public};
use crate::roles;
use crate::router;
use crate::two_worlds::Base;

/// The fewest requests of each route, and of all of them, to each world. With fewer of a route than these, not even one
/// that is always the slower would be beyond chance.
const OF_A_ROUTE: usize = 20;
const OF_ALL: usize = 1000;
/// Where a referral or a limit would be told soonest, by how the pages begin, and the one page of a placement: they share a
/// sixth as many requests as there are of all routes, and have those besides.
const RISKY: &[&str] = &["/introductions", "/referrals/{code}"];
const RISKY_PAGE: &str = "/placements/{id}";
const SHARE: usize = 6;
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

fn is_risky(route: &str) -> bool {
    let page = route.split_once(' ').map_or(route, |(_, page)| page);
    page == RISKY_PAGE || RISKY.iter().any(|begins| page.starts_with(begins))
}

/// How many requests there are of a route.
#[derive(Debug, Clone, Copy)]
struct Often {
    usual: usize,
    /// Of a risky one.
    risky: usize,
}

impl Often {
    const fn alike(often: usize) -> Self {
        Self { usual: often, risky: often }
    }

    /// As many as a run needs of these routes, or has been asked for.
    fn of_a_run(routes: &Routes, asked_for: usize) -> Self {
        let of_a_turn = |wanted: &dyn Fn(&str) -> bool| -> usize {
            let wanted = routes.iter().filter(|(route, _)| wanted(route));
            wanted.map(|(_, asks)| asks.len().div_ceil(OF_A_ROUTE)).sum()
        };
        let (all, risky) = (of_a_turn(&|_| true), of_a_turn(&is_risky));
        let usual = OF_A_ROUTE.max(OF_ALL.div_ceil(all));
        let more = usual * all / SHARE / risky.max(1);
        Self { usual: usual.max(asked_for), risky: (usual + more).max(asked_for) }
    }

    fn of(self, route: &str) -> usize {
        if is_risky(route) { self.risky } else { self.usual }
    }
}

/// Asks each world, by copies that take turns, for everything: one request goes to all worlds before the next one does, in
/// an order that changes, so that whatever this machine does besides meets them alike. What is asked for less often is so
/// in turns that lie evenly among all.
async fn measure(worlds: &[Vec<Client>], routes: &Routes, often: Often) -> Vec<Vec<Time>> {
    let mut times: Vec<Vec<Time>> = vec![Vec::new(); worlds.len()];
    let mut order: Vec<usize> = (0..worlds.len()).collect();
    let mut random = 88_172_645_463_325_252_u64;
    let turns = often.usual.max(often.risky);
    for all in 0..turns {
        for (at, (route, asks)) in routes.iter().enumerate() {
            let of_a_route = often.of(route);
            let turn = all * of_a_route / turns;
            if turn == (all + 1) * of_a_route / turns {
                continue;
            }
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
    let asked_for = std::env::var(ASKED_FOR).map_or(0, |number| number.parse::<usize>().expect("how many requests"));
    let often = Often::of_a_run(&routes, asked_for);
    assert!(often.risky >= asked_for.max(OF_A_ROUTE + OF_A_ROUTE / 4), "{often:?}");
    // What is told once is looked for again, by other requests to other copies, before it counts.
    let mut told: Option<BTreeSet<String>> = None;
    for _ in 0..2 {
        let mut worlds = Vec::new();
        for world in [&nothing, &there, &limited] {
            worlds.push(copies(&base, world).await);
        }
        let clients: Vec<Vec<Client>> = worlds.iter().map(|(_, clients)| clients.clone()).collect();
        let times = measure(&clients, &routes, often).await;
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
/// What it has to find in one route alone, by about as many requests as a run has of one to begin with: a query or two.
const IN_ONE: Duration = Duration::from_millis(3);
/// And how many requests it may take there, to begin with, to find what it finds everywhere: more than a run has of a route,
/// and fewer than `make timing`.
const OF_ONE: usize = 200;

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

/// Works in the one route for so long.
async fn slower_in_one(State(time): State<Duration>, request: Request, next: Next) -> Response {
    if request.uri().path() == "/introductions" {
        work(time);
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
        let times = measure(worlds, routes, Often::alike(of_a_route)).await;
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
        let slow_in_one = |time: Duration| -> Vec<Client> {
            let layer = || from_fn_with_state(time, slower_in_one);
            others.iter().map(|world| base.at(router(world).layer(layer()))).collect()
        };
        let what = "three milliseconds in one route";
        let worlds = [clients.clone(), slow_in_one(IN_ONE)];
        let found = finds(what, &worlds, (&routes, 2 * OF_A_ROUTE), ("GET /introductions", 1500.0)).await;
        assert!(found, "{what}");
        routes.retain(|route, _| route == "GET /introductions");
        let what = "half a millisecond in one route";
        let worlds = [clients, slow_in_one(EVERYWHERE)];
        let found = finds(what, &worlds, (&routes, OF_ONE), ("GET /introductions", 250.0)).await;
        assert!(found, "{what}");
        drop((usual, others));
    }
}
