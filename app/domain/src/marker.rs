//! Words that would tell an onlooker what an organisation works on. Where an employer's staff can read it, a name that
//! holds one is not shown.

/// Beginnings of tell-tale words, in lower case without accents, in the languages of organisations known so far.
const TELLING: &[&str] = &[
    "traffick",
    "victim",
    "survivor",
    "slave",
    "exploit",
    "prostitut",
    "tratta",
    "vittim",
    "sfrutta",
    "schiav",
    "opfer",
    "menschenhandel",
    "ausbeut",
    "victime",
    "traite",
    "esclav",
    "victima",
    "trata de",
    "explota",
    "trafik",
    "viktim",
    "ofiar",
    "жертв",
    "ضحايا",
    "الاتجار",
];

/// Whether a text holds a word that tells.
#[must_use]
pub fn tells(text: &str) -> bool {
    let plain: String = text.to_lowercase().chars().map(unaccented).collect();
    TELLING.iter().any(|word| plain.contains(word))
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
    use super::tells;

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
}
