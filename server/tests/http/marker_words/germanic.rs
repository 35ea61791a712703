//! English, German, Swedish.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    (
        "en",
        &[
            "She is a victim.",
            "Victims' fund",
            "two survivors",
            "She survived trafficking",
            "They were trafficked",
            "a trafficker",
            "She was exploited",
            "sexual exploitation",
            "She escaped exploitation",
            "modern slavery",
            "He was held as a slave",
            "They were kept as slaves",
            "a former slave",
            "forced into prostitution",
        ],
        &[
            "Heavy traffic on Monday: she may be late.",
            "Please fill in the survey.",
            "Victoria starts at seven",
            "The house stands in Providence",
            "Night shift, 12.50 an hour, paid on Fridays",
            "We offer a trial of two weeks",
            "Slave starts at seven, ask for Slave Petrov",
        ],
    ),
    (
        "de",
        &[
            "Sie ist ein Opfer",
            "Opfern von Gewalt",
            "Überlebende",
            "eine Ueberlebende",
            "Opfer von Menschenhandel",
            "Menschenhändler",
            "ehemalige Prostituierte",
            "Sie wurde ausgebeutet",
            "sexuelle Ausbeutung",
            "wie eine Sklavin",
        ],
        &[
            "Viel Verkehr am Montag",
            "Viktoria hat die Frühschicht",
            "Der Handel öffnet um acht",
            "Über Leben und Arbeit in Köln",
            "Frau Hopfer zeigt den Betrieb",
            "Lohn am Monatsende, Probezeit zwei Wochen",
        ],
    ),
    (
        "sv",
        &[
            "brottsoffer",
            "människohandel",
            "offer för människohandel",
            "överlevare",
            "Överlevande",
            "prostituerad",
            "slaveri",
        ],
        &["Trafiken är svår på måndagar", "Viktoria börjar klockan sju", "Vi offererar en provtid", "Lön varje fredag"],
    ),
];
