//! ISIC Rev. 4: sections and their divisions. What belongs here: titles and which covers which. What does not: the
//! shape of a code (`domain::codes`).

use std::sync::LazyLock;

use domain::codes::Sector;

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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{ALL, covers, section_of, title};
    use domain::codes::Sector;

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
}
