//! How far two worlds are apart by the times of their answers, and whether that is more than chance. What does not belong
//! here: what is asked, and how often.
//!
//! How small a difference is told follows from how many requests there are and how far their times are spread. Of n requests
//! to each world the ranks are (P - 1/2) * sqrt(6 n) standard deviations from where they would be by chance, P being how often
//! an answer of the slower world takes longer than one of the other; some fifty routes, of which chance may tell one in ten
//! thousand runs, ask for 4.8 of them. For times that are spread as a bell curve's that is a difference of 2.2 standard
//! deviations of an answer by 20 requests, 1.5 by 30, 0.5 by 200 and 0.22 by 1000; by fewer than 20 there is none.

use std::collections::BTreeMap;

use testkit::ranks::{chance, deviation, middle};

use super::{Ask, Routes, is_risky};

/// How seldom chance alone may tell two worlds apart, in one comparison of all routes.
const SELDOM: f64 = 1e-4;
/// The least difference that counts, in microseconds. Where the file of a copy lies and what is in memory makes two copies
/// of one world differ by some of them, however often one asks.
const LEAST: f64 = 100.0;

/// How long one answer took.
#[derive(Clone, Copy)]
pub(super) struct Time {
    /// Which route, and which of its requests.
    pub(super) of: (usize, usize),
    /// In microseconds; from the middle of all worlds, once they are level.
    pub(super) took: f64,
}

/// Takes off what each request takes in any world, so that all of them can be compared at once.
pub(super) fn level(times: &mut [Vec<Time>]) {
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
pub(super) struct Apart {
    /// In which route, or in all of them.
    pub(super) route: String,
    /// By ranks, in standard deviations.
    ranks: f64,
    /// In microseconds, in the middle.
    pub(super) by: f64,
    /// Whether it is more than chance, and than what two copies of one world differ by.
    pub(super) tells: bool,
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
    pub(super) fn told(&self) -> String {
        format!("{}, {}", self.route, if self.by > 0.0 { "slower" } else { "faster" })
    }
}

/// Compares a world with another: in all routes at once, then in each.
pub(super) fn compare(routes: &Routes, one: &[Time], other: &[Time]) -> Vec<Apart> {
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
pub(super) fn say(what: &str, requests: usize, apart: &[Apart]) {
    let all = &apart[0];
    let each: Vec<f64> = apart.iter().skip(1).map(|apart| apart.least).collect();
    let risky = apart.iter().skip(1).filter(|apart| is_risky(&apart.route)).map(|apart| apart.least);
    println!(
        "{what}: {requests} requests to each world; apart by {:.0} µs ({:.1} deviations); {:.0} µs everywhere would have \
         been seen, and in one route {:.0} µs (in the middle), {:.0} µs (in the best), {:.0} µs (in the middle of the \
         riskiest)",
        all.by,
        all.ranks,
        all.least,
        middle(each.iter().copied()),
        each.iter().copied().fold(f64::INFINITY, f64::min),
        middle(risky),
    );
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

#[test]
fn the_more_requests_there_are_of_a_route_the_less_is_told() {
    // Times that are spread evenly over 800 microseconds, compared in fifty routes and in all at once.
    let least = |requests: u32| -> f64 {
        let times: Vec<f64> = (0..requests).map(|at| 800.0 * f64::from(at) / f64::from(requests)).collect();
        Apart::of("GET /one", (&times, &times), 51).least
    };
    for (requests, from, to) in
        [(10, 1e5, 1e7), (20, 450.0, 650.0), (30, 350.0, 450.0), (200, 100.0, 150.0), (1000, LEAST, LEAST + 2.0)]
    {
        let least = least(requests);
        assert!((from..=to).contains(&least), "{requests}: {least}");
    }
}
