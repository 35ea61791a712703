//! How the library's sectors lie in ISIC Rev. 4. What belongs here: the codes. What does not: their titles
//! (`taxonomy::sectors`).

use super::LibrarySector;

impl LibrarySector {
    /// The sections (a letter) and divisions (two digits) of ISIC Rev. 4 that the sector lies in, the main one first: a
    /// letter where it is the whole section, nothing for several sectors at once.
    ///
    /// Arms are made in classes of division 25 (weapons and ammunition) and of division 30 (fighting vehicles). Escorts
    /// are in division 96 with much else, so that no code alone says that something is about them.
    #[must_use]
    pub const fn isic(self) -> &'static [&'static str] {
        match self {
            Self::Agriculture => &["01", "02"],
            Self::Fishing => &["03"],
            Self::Mining => &["B"],
            Self::Food => &["10", "11"],
            Self::Clothing => &["13", "14", "15"],
            Self::Chemicals => &["20", "21"],
            Self::Electronics => &["26", "27"],
            Self::Manufacturing => &["C"],
            Self::Arms => &["25", "30"],
            Self::EnergyAndWater => &["D", "36"],
            Self::Waste => &["37", "38", "39"],
            Self::Construction => &["F"],
            Self::WholesaleRetail => &["G"],
            Self::Transport => &["H"],
            Self::Hospitality => &["I"],
            Self::Tourism => &["79"],
            Self::Media => &["58", "59", "60", "73"],
            Self::Finance => &["K", "69"],
            Self::RealEstate => &["L"],
            Self::ProfessionalServices => &["70", "71", "72", "74", "75", "77", "82"],
            Self::Recruitment => &["78"],
            Self::Cleaning => &["81"],
            Self::Security => &["80"],
            Self::Public => &["O", "U"],
            Self::Education => &["P"],
            Self::Health => &["Q"],
            Self::ArtsAndSport => &["R"],
            Self::OtherServices => &["S"],
            Self::DomesticWork => &["T"],
            Self::SexAndEntertainment => &["96"],
            Self::Technology => &["61", "62", "63"],
            Self::CrossSector => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LibrarySector;
    use crate::codes::Sector;

    #[test]
    fn every_sector_but_the_one_for_several_has_codes() {
        for sector in LibrarySector::ALL {
            let codes = sector.isic();
            assert_eq!(codes.is_empty(), *sector == LibrarySector::CrossSector, "{sector}");
            assert!(codes.iter().all(|code| code.parse::<Sector>().is_ok()), "{sector}: {codes:?}");
        }
    }
}
