//! The outlines of countries, for maps that the server draws. What belongs here: shapes. What does not: names
//! (`countries`) and what a map shows.

use std::sync::LazyLock;

use domain::codes::Country;

use crate::data;

/// Width of the field that the outlines lie in, in its own units.
pub const WIDTH: u32 = 1000;
/// Height of the field.
pub const HEIGHT: u32 = 432;

/// The outline of a country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// Which country.
    pub country: Country,
    /// The data of an SVG path, in the Equal Earth projection; a small circle for a country that is too small to draw.
    pub path: &'static str,
}

impl Outline {
    /// Whether the country is too small to draw, so that a circle stands where it is.
    #[must_use]
    pub fn is_dot(&self) -> bool {
        self.path.contains('a')
    }
}

/// Every country that has a place on the map, by code. Antarctica and parts that share a code with land far away do not.
pub static ALL: LazyLock<Vec<Outline>> = LazyLock::new(|| {
    let outline = |line: &'static str| {
        let (code, path) = line.split_once('\t')?;
        Some(Outline { country: code.parse().ok()?, path })
    };
    data::WORLD.lines().filter_map(outline).collect()
});

#[cfg(test)]
mod tests {
    use super::{ALL, HEIGHT, WIDTH};
    use crate::{countries, data};
    use domain::codes::Language;

    #[test]
    fn every_outline_is_of_a_known_country_and_small() {
        assert_eq!(ALL.len(), 235);
        assert!(data::WORLD.len() < 60_000, "{}", data::WORLD.len());
        let english = Language::english();
        assert!(ALL.iter().all(|outline| countries::name(&outline.country, &english).is_some()));
        assert!(ALL.iter().all(|outline| outline.path.starts_with('M') && outline.path.ends_with('z')));
        let named: Vec<_> = countries::all(&english).into_iter().map(|(country, _)| country).collect();
        for code in ["AL", "XK", "MT", "SG", "PS", "TW", "FR", "NO"] {
            assert!(ALL.iter().any(|outline| outline.country.as_str() == code), "{code}");
            assert!(named.iter().any(|country| country.as_str() == code), "{code}");
        }
    }

    #[test]
    fn small_countries_are_dots() {
        let dots: Vec<&str> = ALL.iter().filter(|outline| outline.is_dot()).map(|o| o.country.as_str()).collect();
        assert!(["MT", "SG", "AD"].iter().all(|code| dots.contains(code)) && !dots.contains(&"AL"), "{dots:?}");
    }

    #[test]
    fn every_part_begins_in_the_field() {
        for outline in ALL.iter() {
            for part in outline.path.split('M').skip(1) {
                let mut numbers = part.split(|c: char| !c.is_ascii_digit()).map(str::parse::<u32>);
                let (x, y) = (numbers.next().and_then(Result::ok), numbers.next().and_then(Result::ok));
                assert!(x.is_some_and(|x| x <= WIDTH) && y.is_some_and(|y| y <= HEIGHT), "{}: {part}", outline.country);
            }
        }
    }
}
