//! The parts in which a practice is told, and the headings by which a text in Markdown names them.

use std::collections::BTreeMap;

use crate::codes::Language;
use crate::words::words;

words! {
    /// One part of what is told of a practice, in the order of the page.
    Section {
        /// What was wrong.
        Problem = "problem",
        /// What was done about it.
        Done = "done",
        /// What came of it.
        Results = "results",
        /// What it cost.
        Cost = "cost",
        /// Where it ends, and what harm it did or may do.
        Limits = "limits",
        /// How well all this is known.
        Known = "known",
    }
}

/// The headings of the parts, in their order, by language: what a page shows, and what a file is read by.
const HEADINGS: &[(&str, [&str; 6])] = &[
    ("en", ["Problem", "What was done", "Results", "Cost", "Limits and harm", "How well is this known"]),
    ("de", ["Problem", "Was getan wurde", "Ergebnisse", "Kosten", "Grenzen und Schäden", "Wie gut das belegt ist"]),
    ("es", ["Problema", "Qué se hizo", "Resultados", "Coste", "Límites y daños", "Hasta qué punto se conoce"]),
    ("fr", ["Problème", "Ce qui a été fait", "Résultats", "Coût", "Limites et risques", "Ce que l'on en sait"]),
    ("it", ["Problema", "Che cosa è stato fatto", "Risultati", "Costi", "Limiti e danni", "Quanto se ne sa"]),
    ("sq", ["Problemi", "Çfarë u bë", "Rezultatet", "Kostoja", "Kufizimet dhe dëmet", "Sa e sigurt është kjo"]),
];

impl Section {
    /// Its heading in a language, if there is one; else in English, with the language it is in.
    #[must_use]
    pub fn heading(self, language: &Language) -> (&'static str, &'static str) {
        let of = |code: &str| HEADINGS.iter().find(|(known, _)| *known == code);
        let (code, headings) = of(language.as_str()).or_else(|| of("en")).copied().unwrap_or(("en", [""; 6]));
        let place = Self::ALL.iter().position(|section| *section == self).unwrap_or_default();
        (headings.get(place).copied().unwrap_or_default(), code)
    }

    /// The part of a heading, in whichever language, upper or lower case.
    #[must_use]
    pub fn of_heading(heading: &str) -> Option<Self> {
        let heading = heading.trim().to_lowercase();
        let place =
            HEADINGS.iter().find_map(|(_, all)| all.iter().position(|known| known.to_lowercase() == heading))?;
        Self::ALL.get(place).copied()
    }
}

/// Takes the parts out of a text in Markdown: what stands under a second-level heading that names one, up to the next
/// second-level heading. Answers the parts and the rest. A part that is named twice stays in the rest the second time.
#[must_use]
pub fn sections_of(text: &str) -> (BTreeMap<Section, String>, String) {
    let (mut sections, mut rest) = (BTreeMap::<Section, String>::new(), String::new());
    let (mut inside, mut fenced) = (None, false);
    for line in text.split_inclusive('\n') {
        let fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        fenced ^= fence;
        if let Some(heading) = line.strip_prefix("## ").filter(|_| !fenced) {
            inside = Section::of_heading(heading).filter(|section| !sections.contains_key(section));
            if let Some(section) = inside {
                sections.insert(section, String::new());
                continue;
            }
        }
        match inside.and_then(|section| sections.get_mut(&section)) {
            Some(part) => part.push_str(line),
            None => rest.push_str(line),
        }
    }
    sections.values_mut().for_each(|part| *part = part.trim().to_owned());
    sections.retain(|_, part| !part.is_empty());
    (sections, rest.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{HEADINGS, Section, sections_of};

    #[test]
    fn each_heading_names_its_part_in_every_language() {
        for (code, headings) in HEADINGS {
            for (section, heading) in Section::ALL.iter().zip(headings) {
                assert_eq!(Section::of_heading(&heading.to_uppercase()), Some(*section), "{code}: {heading}");
            }
        }
        assert_eq!(Section::of_heading("Problems"), None);
    }

    #[test]
    fn a_text_falls_into_its_parts_and_the_rest() {
        let text = "Before.\n\n## Problem\n\nDark.\n\n### How dark\n\nVery.\n\n## Other\n\nMore.\n\n## Çfarë u bë\nLamps.\n\n\
                    ```\n## Results\n```\n\n## Problem\n\nAgain.\n\n## Costi\n\n";
        let (sections, rest) = sections_of(text);
        let parts: Vec<_> = sections.iter().map(|(section, part)| (section.word(), part.as_str())).collect();
        assert_eq!(parts, [("problem", "Dark.\n\n### How dark\n\nVery."), ("done", "Lamps.\n\n```\n## Results\n```")]);
        assert_eq!(rest, "Before.\n\n## Other\n\nMore.\n\n## Problem\n\nAgain.");
    }
}
