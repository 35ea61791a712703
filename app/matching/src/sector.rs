//! Which ISIC Rev. 4 section a division belongs to.

use domain::codes::Sector;

/// First and last division of each section, ISIC Rev. 4 (United Nations Statistics Division, 2008).
const SECTIONS: &[(&str, &str, &str)] = &[
    ("A", "01", "03"),
    ("B", "05", "09"),
    ("C", "10", "33"),
    ("D", "35", "35"),
    ("E", "36", "39"),
    ("F", "41", "43"),
    ("G", "45", "47"),
    ("H", "49", "53"),
    ("I", "55", "56"),
    ("J", "58", "63"),
    ("K", "64", "66"),
    ("L", "68", "68"),
    ("M", "69", "75"),
    ("N", "77", "82"),
    ("O", "84", "84"),
    ("P", "85", "85"),
    ("Q", "86", "88"),
    ("R", "90", "93"),
    ("S", "94", "96"),
    ("T", "97", "98"),
    ("U", "99", "99"),
];

/// Whether `wide` is `narrow` or the section that holds it.
pub(crate) fn covers(wide: &Sector, narrow: &Sector) -> bool {
    wide == narrow
        || SECTIONS
            .iter()
            .any(|(section, first, last)| *section == wide.as_str() && (*first..=*last).contains(&narrow.as_str()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::covers;

    #[test]
    fn a_section_covers_its_divisions() {
        let check = |wide: &str, narrow: &str, expect: bool| {
            assert_eq!(covers(&wide.parse().unwrap(), &narrow.parse().unwrap()), expect, "{wide} over {narrow}");
        };
        check("I", "55", true);
        check("I", "56", true);
        check("I", "I", true);
        check("55", "55", true);
        check("I", "47", false);
        check("55", "56", false);
        check("55", "I", false);
        check("A", "04", false);
    }
}
