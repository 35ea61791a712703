//! Words that would tell an onlooker what an organisation works on, or what brought somebody to a placement: the one
//! list that every test of what employers meet goes by. Where an employer's staff can read it, a name that holds one is
//! not shown.

/// Beginnings of tell-tale words, in lower case without accents: each language of the interface and of the person's own
/// page, and those of organisations known so far. Forced labour and debt bondage are words of labour law: the standards that every
/// placement is held to explain themselves by them, and say nothing of a person.
pub const TELLING: &[(&str, &[&str])] = &[
    ("en", &["traffick", "victim", "survivor", "slave", "exploit", "prostitut", "sex work", "rescued"]),
    ("it", &["tratta", "vittim", "sopravviss", "sfrutta", "schiav", "prostituzione"]),
    ("de", &["opfer", "menschenhandel", "ausbeut", "sklaverei"]),
    ("fr", &["victime", "traite", "esclav", "traite des etres", "rescape"]),
    ("es", &["victima", "trata de", "explota", "esclav"]),
    ("sv", &["trafik", "viktim"]),
    ("pl", &["ofiar", "niewoln"]),
    ("ru", &["жертв", "торговля людьми", "торговли людьми", "торговле людьми", "рабств", "пострадавш"]),
    ("ar", &["ضحايا", "الضحية", "الاتجار", "الناجين", "الناجيات"]),
    ("bg", &["жертв", "трафик на хора", "експлоата", "робств"]),
    ("pt", &["vitima", "trafico de pessoas", "escrav", "sobrevivente"]),
    ("ro", &["victim", "trafic de persoane", "traficului de persoane", "exploat", "sclav", "supravietuit"]),
    ("sq", &["viktim", "trafikim", "shfrytezim", "skllav", "mbijetuar"]),
    ("sr", &["žrtv", "trgovina ljudima", "trgovine ljudima", "eksploata", "preživel"]),
    ("tr", &["mağdur", "kurban", "insan ticareti", "somur", "kolelik"]),
    ("uk", &["жертв", "торгівля людьми", "торгівлі людьми", "торгівлею людьми", "потерпіл", "постражда"]),
];

/// Those of them that mean something harmless in a sentence of another kind: `si tratta di`, `exploitation agricole`.
const AMBIGUOUS: &[&str] = &[
    "exploit",
    "tratta",
    "sfrutta",
    "traite",
    "explota",
    "trafik",
    "opfer",
    "ofiar",
    "rescued",
    "exploat",
    "kurban",
    "eksploata",
    "експлоата",
];

/// Whether a message or the name of a person holds a word that tells, whatever the sentence around it is.
#[must_use]
pub fn tells_in_a_sentence(text: &str) -> bool {
    let plain: String = text.to_lowercase().chars().map(unaccented).collect();
    let sure = TELLING.iter().flat_map(|(_, words)| *words).filter(|word| !AMBIGUOUS.contains(word));
    sure.into_iter().any(|word| plain.contains(word))
}

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
        'ç' => 'c',
        'ș' | 'ş' => 's',
        'ț' | 'ţ' => 't',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{AMBIGUOUS, TELLING, tells, tells_in_a_sentence, unaccented};

    #[test]
    fn names_that_tell_are_known() {
        for name in [
            "Victim Support Example",
            "La Strada – gegen Menschenhandel",
            "Apoyo a VÍCTIMAS",
            "Contro la tratta",
            "Qendra për Viktimat",
            "Žrtve i prava",
            "SUPRAVIEȚUITORII",
        ] {
            assert!(tells(name), "{name}");
        }
        for name in ["Harbour", "Lantern e.V.", "Victoria Bakery", ""] {
            assert!(!tells(name), "{name}");
        }
    }

    #[test]
    fn a_sentence_is_taken_for_what_it_says() {
        for said in ["She is a survivor.", "Opera contro la tratta, per le vittime", "Une victime"] {
            assert!(tells_in_a_sentence(said), "{said}");
        }
        for said in [
            "Si tratta di due giorni.",
            "Une exploitation agricole",
            "Trafiken är svår på måndagar",
            "Victor kommt mit",
        ] {
            assert!(!tells_in_a_sentence(said), "{said}");
        }
        let all: Vec<&str> = TELLING.iter().flat_map(|(_, words)| *words).copied().collect();
        assert!(AMBIGUOUS.iter().all(|word| all.contains(word)));
    }

    #[test]
    fn every_word_of_the_list_can_be_found() {
        for word in TELLING.iter().flat_map(|(_, words)| *words) {
            assert!(word.chars().all(|c| c.to_lowercase().eq([c]) && unaccented(c) == c), "{word}");
            assert!(tells(&format!("A {}.", word.to_uppercase())), "{word}");
        }
    }
}
