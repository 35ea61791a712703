//! ISIC Rev. 4: sections and their divisions. What belongs here: titles, which covers which, and which of the library's
//! sectors a code lies in. What does not: the shape of a code (`domain::codes`).

use std::sync::LazyLock;

use domain::codes::Sector;
use domain::practice::LibrarySector;

use crate::data;

/// A section or a division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectorEntry {
    /// Its code.
    pub sector: Sector,
    /// The section it lies in; a section lies in itself.
    pub section: Sector,
    /// Its title in English.
    pub title: &'static str,
}

/// All sections and divisions, each section before its divisions.
pub static ALL: LazyLock<Vec<SectorEntry>> = LazyLock::new(|| {
    let mut section: Option<Sector> = None;
    let entry = |line: &'static str| {
        let (code, title) = line.split_once('\t')?;
        let sector: Sector = code.parse().ok()?;
        if code.len() == 1 {
            section = Some(sector.clone());
        }
        Some(SectorEntry { sector, section: section.clone()?, title })
    };
    data::SECTORS.lines().filter_map(entry).collect()
});

fn find(sector: &Sector) -> Option<&'static SectorEntry> {
    ALL.iter().find(|entry| entry.sector == *sector)
}

/// The English title of a section or division.
#[must_use]
pub fn title(sector: &Sector) -> Option<&'static str> {
    find(sector).map(|entry| entry.title)
}

/// The section that a division lies in; a section is its own.
#[must_use]
pub fn section_of(sector: &Sector) -> Option<Sector> {
    find(sector).map(|entry| entry.section.clone())
}

/// Whether one sector is the other or the section it lies in.
#[must_use]
pub fn covers(wide: &Sector, narrow: &Sector) -> bool {
    wide == narrow || find(narrow).is_some_and(|entry| entry.section == *wide)
}

/// Divisions of which a sector of the library holds some classes alone: weapons, fighting vehicles, escorts.
const IN_PART: &[&str] = &["25", "30", "96"];
/// The groups of weapons and of fighting vehicles.
const ARMS: &[&str] = &["252", "304"];

/// The sector of the library that holds a code: a section (`I`), or a division, group or class with its section or
/// without (`55`, `I55`, `551`, `55.10`). Nothing for what is no code, and for a section that several sectors share.
///
/// ```
/// # use domain::practice::LibrarySector;
/// assert_eq!(taxonomy::sectors::library_sector("I55"), Some(LibrarySector::Hospitality));
/// ```
#[must_use]
pub fn library_sector(code: &str) -> Option<LibrarySector> {
    let code = code.trim();
    let rest = code.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letter = code.strip_suffix(rest)?.to_ascii_uppercase();
    let digits = rest.trim_start_matches([' ', '-']).replace('.', "");
    if digits.is_empty() {
        // Fishing is a sector of its own, and the rest of its section is another.
        return if letter == "A" { Some(LibrarySector::Agriculture) } else { holder(&letter) };
    }
    if !(2..=4).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let division: Sector = digits.get(..2)?.parse().ok()?;
    let section = section_of(&division)?;
    if !letter.is_empty() && letter != section.as_str() {
        return None;
    }
    if ARMS.iter().any(|group| digits.starts_with(group)) {
        return Some(LibrarySector::Arms);
    }
    let whole = !IN_PART.contains(&division.as_str());
    whole.then(|| holder(division.as_str())).flatten().or_else(|| holder(section.as_str()))
}

/// The sector that names a section or division among its own.
fn holder(code: &str) -> Option<LibrarySector> {
    LibrarySector::ALL.iter().copied().find(|sector| sector.isic().contains(&code))
}

/// The codes that sectors of the library hold: sections, divisions with their sections and without, and groups where a
/// sector holds no more of a division.
pub fn library_codes() -> impl Iterator<Item = (String, LibrarySector)> {
    let codes = ALL.iter().flat_map(|entry| {
        let code = entry.sector.to_string();
        let with_section = format!("{}{code}", entry.section);
        [Some(code), entry.sector.is_division().then_some(with_section)]
    });
    let groups = ARMS.iter().flat_map(|group| [Some((*group).to_owned()), Some(format!("C{group}"))]);
    codes.chain(groups).flatten().filter_map(|code| library_sector(&code).map(|sector| (code, sector)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{ALL, covers, library_codes, library_sector, section_of, title};
    use domain::codes::Sector;
    use domain::practice::LibrarySector;

    fn sector(code: &str) -> Sector {
        code.parse().unwrap()
    }

    #[test]
    fn the_table_is_whole() {
        let sections = ALL.iter().filter(|entry| entry.sector == entry.section).count();
        assert_eq!((sections, ALL.len() - sections), (21, 88));
        assert_eq!(title(&sector("55")), Some("Accommodation"));
        assert_eq!(title(&sector("04")), None);
    }

    #[test]
    fn a_section_covers_its_divisions_and_no_other() {
        for (wide, narrow, covered) in [
            ("I", "55", true),
            ("I", "56", true),
            ("I", "I", true),
            ("55", "55", true),
            ("55", "I", false),
            ("A", "55", false),
            ("55", "56", false),
        ] {
            assert_eq!(covers(&sector(wide), &sector(narrow)), covered, "{wide} {narrow}");
        }
        assert_eq!(section_of(&sector("96")), Some(sector("S")));
        assert_eq!(section_of(&sector("U")), Some(sector("U")));
        assert_eq!(section_of(&sector("34")), None);
    }
    #[test]
    fn a_code_lies_in_the_sector_of_the_library_that_holds_it() {
        use LibrarySector::*;
        for (code, sector) in [
            ("10", Some(Food)),
            ("I", Some(Hospitality)),
            ("i55", Some(Hospitality)),
            ("I 55", Some(Hospitality)),
            ("551", Some(Hospitality)),
            ("55.10", Some(Hospitality)),
            ("01", Some(Agriculture)),
            ("A", Some(Agriculture)),
            ("A03", Some(Fishing)),
            ("C", Some(Manufacturing)),
            ("16", Some(Manufacturing)),
            ("07", Some(Mining)),
            // Of these divisions a sector holds some classes alone.
            ("25", Some(Manufacturing)),
            ("C252", Some(Arms)),
            ("3040", Some(Arms)),
            ("96", Some(OtherServices)),
            ("9602", Some(OtherServices)),
            ("R91", Some(ArtsAndSport)),
            ("93", Some(ArtsAndSport)),
            ("35", Some(EnergyAndWater)),
            ("E38", Some(Waste)),
            ("72", Some(ProfessionalServices)),
            ("99", Some(Public)),
            // Several sectors share these sections, and these are no codes.
            ("E", None),
            ("N", None),
            ("A55", None),
            ("04", None),
            ("1", None),
            ("55100", None),
            ("food", None),
            ("real-estate", None),
            ("", None),
        ] {
            assert_eq!(library_sector(code), sector, "{code}");
        }
        let codes: Vec<_> = library_codes().collect();
        assert!(codes.len() > 100, "{}", codes.len());
        for sector in LibrarySector::ALL {
            // Of division 96 the sector that names it has a part of one class, which says too little.
            let named = !matches!(sector, CrossSector | SexAndEntertainment);
            assert_eq!(codes.iter().any(|(_, held)| held == sector), named, "{sector}");
        }
    }

    #[test]
    fn every_division_lies_in_a_sector_of_the_library() {
        let divisions = ALL.iter().filter(|entry| entry.sector.is_division());
        let without: Vec<_> = divisions.filter(|entry| library_sector(entry.sector.as_str()).is_none()).collect();
        assert!(without.is_empty(), "{without:?}");
    }
}
