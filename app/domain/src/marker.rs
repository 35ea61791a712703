//! Words that would tell an onlooker what an organisation works on, or what brought somebody to a placement: the one
//! list that every test of what employers meet goes by. Where an employer's staff can read it, a name that holds one is
//! not shown.

/// Beginnings of tell-tale words, in lower case without accents: each language of the interface, and those of
/// organisations known so far.
pub const TELLING: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "traffick",
            "victim",
            "survivor",
            "slave",
            "exploit",
            "prostitut",
            "forced labo",
            "debt bondage",
            "sex work",
            "rescued",
        ],
    ),
    ("it", &["tratta", "vittim", "sopravviss", "sfrutta", "schiav", "lavoro forzato", "prostituzione"]),
    ("de", &["opfer", "menschenhandel", "ausbeut", "zwangsarbeit", "sklaverei"]),
    ("fr", &["victime", "traite", "esclav", "travail force"]),
    ("es", &["victima", "trata de", "explota", "esclav", "trabajo forzoso"]),
    ("sv", &["trafik", "viktim"]),
    ("pl", &["ofiar", "niewoln"]),
    ("ru", &["жертв", "торговля людьми", "торговли людьми", "торговле людьми"]),
    ("ar", &["ضحايا", "الاتجار"]),
];

/// The first word in a text that tells.
#[must_use]
pub fn telling(text: &str) -> Option<&'static str> {
    let plain: String = text.to_lowercase().chars().map(unaccented).collect();
    TELLING.iter().flat_map(|(_, words)| *words).copied().find(|word| plain.contains(word))
}

/// Whether a text holds a word that tells.
#[must_use]
pub fn tells(text: &str) -> bool {
    telling(text).is_some()
}

const fn unaccented(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{TELLING, tells, unaccented};

    #[test]
    fn names_that_tell_are_known() {
        for name in
            ["Victim Support Example", "La Strada – gegen Menschenhandel", "Apoyo a VÍCTIMAS", "Contro la tratta"]
        {
            assert!(tells(name), "{name}");
        }
        for name in ["Harbour", "Lantern e.V.", "Victoria Bakery", ""] {
            assert!(!tells(name), "{name}");
        }
    }

    #[test]
    fn every_word_of_the_list_can_be_found() {
        for word in TELLING.iter().flat_map(|(_, words)| *words) {
            assert!(word.chars().all(|c| c.to_lowercase().eq([c]) && unaccented(c) == c), "{word}");
            assert!(tells(&format!("A {}.", word.to_uppercase())), "{word}");
        }
    }
}
