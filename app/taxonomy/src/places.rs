//! Towns of GeoNames with more than 15,000 people. What belongs here: finding them by id and by typed names. What does
//! not: distances (`domain::geo`).

mod search;

use std::collections::HashMap;
use std::sync::OnceLock;

use domain::codes::{Country, PlaceId};
use domain::geo::Point;
use domain::placement::Place;

use crate::data;

pub use search::{by_text, search};

/// A line of the table.
#[derive(Debug)]
struct Town {
    id: u32,
    name: &'static str,
    country: Country,
    /// First-level region, as GeoNames codes it.
    region: &'static str,
    point: Point,
    people: u32,
    /// Folded names joined by a bar; the first is the name itself.
    names: &'static str,
}

impl Town {
    fn place(&self) -> Place {
        Place { id: PlaceId(self.id), name: self.name.to_owned(), country: self.country.clone(), point: self.point }
    }
}

/// All towns, by country.
fn table() -> &'static [Town] {
    static TABLE: OnceLock<Vec<Town>> = OnceLock::new();
    TABLE.get_or_init(|| data::places().lines().filter_map(town).collect())
}

fn town(line: &'static str) -> Option<Town> {
    let mut fields = line.split('\t');
    Some(Town {
        id: fields.next()?.parse().ok()?,
        name: fields.next()?,
        country: fields.next()?.parse().ok()?,
        region: fields.next()?,
        point: Point { latitude: fields.next()?.parse().ok()?, longitude: fields.next()?.parse().ok()? },
        people: fields.next()?.parse().ok()?,
        names: fields.next()?,
    })
}

fn town_of(place: PlaceId) -> Option<&'static Town> {
    static IDS: OnceLock<HashMap<u32, &Town>> = OnceLock::new();
    IDS.get_or_init(|| table().iter().map(|town| (town.id, town)).collect()).get(&place.0).copied()
}

/// The place with this id.
#[must_use]
pub fn find(place: PlaceId) -> Option<Place> {
    town_of(place).map(Town::place)
}

/// A place as it can be chosen and typed: `Tirana, AL`, with the region's code between where a country has several of
/// the name (`Springfield, MO, US`).
#[must_use]
pub fn label(place: &Place) -> String {
    let alike = search::namesakes(&place.name, &place.country);
    match town_of(place.id) {
        Some(town) if alike > 1 => format!("{}, {}, {}", place.name, town.region, place.country),
        _ => format!("{}, {}", place.name, place.country),
    }
}

/// A place as it is read: as [`label`], but without a region's code that is a mere number, which tells nobody anything.
#[must_use]
pub fn shown(place: &Place) -> String {
    let alike = search::namesakes(&place.name, &place.country);
    match town_of(place.id) {
        Some(town) if alike > 1 && !town.region.contains(|c: char| c.is_ascii_digit()) => label(place),
        _ => format!("{}, {}", place.name, place.country),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{by_text, find, label, shown, table};
    use crate::fold::fold;
    use domain::codes::PlaceId;

    #[test]
    fn the_table_is_whole() {
        assert_eq!(table().len(), 34_006);
        for town in table() {
            assert_eq!(find(PlaceId(town.id)).unwrap().name, town.name);
            assert!(town.point.latitude.abs() <= 90.0 && town.point.longitude.abs() <= 180.0);
            assert!(!town.name.is_empty());
        }
        assert_eq!(find(PlaceId(1)), None);
    }

    #[test]
    fn stored_names_are_folded_as_typed_ones_are() {
        for town in table() {
            assert_eq!(town.names.split('|').next(), Some(&*fold(town.name)));
            for name in town.names.split('|') {
                assert_eq!(fold(name), name, "{}", town.name);
            }
        }
    }

    #[test]
    fn a_place_is_read_without_the_number_of_its_region() {
        for (id, wanted) in [(3_183_875, "Tirana, AL"), (4_409_896, "Springfield, MO, US"), (2_867_543, "Münster, DE")]
        {
            assert_eq!(shown(&find(PlaceId(id)).unwrap()), wanted);
        }
        let choice = find(PlaceId(2_867_543)).unwrap();
        assert_eq!(label(&choice), "Münster, 07, DE", "there are two to choose from");
    }

    #[test]
    fn a_label_leads_back_to_its_place() {
        for (id, wanted) in [(3_183_875, "Tirana, AL"), (4_409_896, "Springfield, MO, US")] {
            let place = find(PlaceId(id)).unwrap();
            assert_eq!(label(&place), wanted);
            assert_eq!(by_text(wanted, None).map(|found| found.id), Some(place.id));
        }
    }
}
