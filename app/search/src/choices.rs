//! Who has which choice of a facet, and how often each choice comes among the records that were found.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::bits::{Bits, Set, index};
use crate::facet::Facet;
use crate::view::View;

/// The choices of a facet in a segment.
#[derive(Debug)]
pub(crate) struct Choices {
    /// The facet.
    pub facet: Facet,
    /// In the order of their values, and who has them.
    pub sets: Vec<(String, Set)>,
}

impl Choices {
    /// Takes choices with the ascending numbers of who has them, out of so many records.
    pub(crate) fn of(facet: Facet, having: Vec<(String, Vec<u32>)>, records: u32) -> Self {
        let sets = having.into_iter().map(|(value, list)| (value, Set::of(list, records)));
        Self { facet, sets: sets.collect() }
    }

    /// How many of the records found have each choice; `found` has none but from one record on up to another.
    pub(crate) fn counts(&self, found: &Bits, first: u32, end: u32) -> Vec<usize> {
        let count = |set: &Set| match set {
            Set::Many(bits) => bits.count_both(found, first, end),
            Set::Few(list) => {
                let before = |record: u32| list.partition_point(|each| *each < record);
                let before_first = if first == 0 { 0 } else { before(first) };
                found.count_of(list.get(before_first..before(end)).unwrap_or_default())
            }
        };
        self.sets.iter().map(|(_, set)| count(set)).collect()
    }
}

/// The choices of all segments, so that what each counts is added up without a look at their values.
#[derive(Debug)]
pub(crate) struct AllChoices {
    /// For each facet its choices, in their order.
    facets: Vec<(Facet, Vec<String>)>,
    /// By segment and facet, the place here of each of the segment's choices.
    places: Vec<Vec<Vec<usize>>>,
}

impl AllChoices {
    /// Brings those of segments together.
    pub(crate) fn of(views: &[Arc<View>]) -> Self {
        let choices = |view: &'_ Arc<View>, facet: Facet| -> Vec<String> {
            view.choices(facet).iter().map(|(value, _)| value.clone()).collect()
        };
        let all = |facet: Facet| -> BTreeSet<String> { views.iter().flat_map(|view| choices(view, facet)).collect() };
        let facets: Vec<(Facet, Vec<String>)> =
            Facet::ALL.iter().map(|facet| (*facet, all(*facet).into_iter().collect())).collect();
        let place =
            |all: &[String], value: &str| all.binary_search_by(|each| each.as_str().cmp(value)).unwrap_or(usize::MAX);
        let of_view = |view: &Arc<View>| -> Vec<Vec<usize>> {
            let places = facets
                .iter()
                .map(|(facet, all)| view.choices(*facet).iter().map(|(value, _)| place(all, value)).collect());
            places.collect()
        };
        let places = views.iter().map(of_view).collect();
        Self { facets, places }
    }

    /// A count of none for each choice of each facet.
    pub(crate) fn none(&self) -> Vec<Vec<usize>> {
        self.facets.iter().map(|(_, values)| vec![0; values.len()]).collect()
    }

    /// Adds what was counted in a segment.
    pub(crate) fn add(&self, ordinal: u32, counts: &[Vec<usize>], sums: &mut [Vec<usize>]) {
        let places = self.places.get(index(ordinal)).map(Vec::as_slice).unwrap_or_default();
        for ((sums, counts), places) in sums.iter_mut().zip(counts).zip(places) {
            for (count, place) in counts.iter().zip(places) {
                if let Some(sum) = sums.get_mut(*place) {
                    *sum += count;
                }
            }
        }
    }

    /// The counts by the values of the choices that come at all; every facet of the library is there.
    pub(crate) fn named(&self, sums: &[Vec<usize>]) -> BTreeMap<Facet, BTreeMap<String, usize>> {
        let named = |(values, sums): (&Vec<String>, &Vec<usize>)| -> BTreeMap<String, usize> {
            let some = values.iter().zip(sums).filter(|(_, count)| **count > 0);
            some.map(|(value, count)| (value.clone(), *count)).collect()
        };
        self.facets.iter().zip(sums).map(|((facet, values), sums)| (*facet, named((values, sums)))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Choices;
    use crate::bits::Bits;
    use crate::facet::Facet;

    #[test]
    fn choices_are_counted_alike_whether_few_or_many_are_found() {
        const RECORDS: u32 = 1_000;
        let every = |step: usize, from: u32| (from..RECORDS).step_by(step).collect::<Vec<u32>>();
        let lists = [every(2, 0), every(97, 3), vec![0], vec![999], vec![3, 100], every(1, 0)];
        let having = lists.iter().map(|list| (format!("{}", list.len()), list.clone()));
        let choices = Choices::of(Facet::Country, having.collect(), RECORDS);
        for step in [1, 2, 3, 5, 97, 999, 5_000] {
            for (first, end) in [(0, RECORDS), (0, 64), (3, 101), (990, RECORDS), (7, 7)] {
                let mut found = Bits::none(RECORDS);
                (first..end).step_by(step).for_each(|record| found.set(record));
                let counted = |list: &Vec<u32>| list.iter().filter(|record| found.has(**record)).count();
                let counted: Vec<usize> = lists.iter().map(counted).collect();
                assert_eq!(choices.counts(&found, first, end), counted, "every {step} of {first} to {end}");
            }
        }
        assert!(Choices::of(Facet::Country, Vec::new(), 0).counts(&Bits::none(0), 0, 0).is_empty());
    }
}
