//! What tells in each language, written from its grammar and not from the list: cases, numbers, genders and tenses of the
//! words that no employer's staff may read of a person, and beside them what people at work say every day.

use domain::marker::{tells, tells_in_a_sentence};

/// A language, what tells in it, and what does not.
type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

const TABLE: &[Row] = &[
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
            "forced into prostitution",
        ],
        &[
            "Heavy traffic on Monday: she may be late.",
            "Please fill in the survey.",
            "Victoria starts at seven",
            "The house stands in Providence",
            "Night shift, 12.50 an hour, paid on Fridays",
            "We offer a trial of two weeks",
        ],
    ),
    (
        "it",
        &[
            "È una vittima",
            "le vittime",
            "una sopravvissuta",
            "È sopravvissuta alla tratta di persone",
            "vittima di tratta",
            "la tratta degli esseri umani",
            "È stata sfruttata",
            "lo sfruttamento della prostituzione",
            "ridotta in schiavitù",
            "prostitute",
        ],
        &[
            "Si tratta di due giorni alla settimana.",
            "La tratta Roma–Milano dura tre ore",
            "Il trattamento è quello del contratto",
            "La signora Schiavone vi aspetta",
            "Vittoria arriva in ritardo per il traffico",
            "Possiamo sfruttare bene le sue competenze",
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
        "fr",
        &[
            "une victime",
            "les victimes",
            "Survivantes",
            "elle a survécu",
            "la traite des êtres humains",
            "victime de traite d’êtres humains",
            "Prostituées",
            "Elle a été exploitée",
            "exploitation sexuelle",
            "l'esclavage moderne",
        ],
        &[
            "Une exploitation agricole près de Nantes",
            "Le chef d'exploitation vous attend",
            "La salle de traite ouvre à cinq heures",
            "Elle traite les commandes",
            "La caisse de retraite est comprise",
            "Victoire arrive en retard, trop de trafic",
        ],
    ),
    (
        "es",
        &[
            "una víctima",
            "las víctimas",
            "Sobrevivientes",
            "Supervivientes",
            "la trata de personas",
            "víctimas de trata",
            "tráfico de personas",
            "Prostitución",
            "Fue explotada",
            "explotación sexual",
            "la esclavitud",
        ],
        &[
            "Se trata de dos turnos por semana",
            "Se trata de un contrato fijo",
            "Victoria llega tarde por el tráfico",
            "Una explotación agrícola de Almería",
            "El supervisor le explica el trabajo",
            "El trato es bueno y el sueldo puntual",
        ],
    ),
    (
        "pt",
        &[
            "uma vítima",
            "as vítimas",
            "Sobreviventes",
            "sobreviveu",
            "tráfico de pessoas",
            "mulheres traficadas",
            "Exploração sexual",
            "foi explorada",
            "a escravidão",
            "escravizada",
            "prostituição",
        ],
        &[
            "Trata-se de dois turnos",
            "Vitória começa às sete",
            "Uma exploração agrícola no Alentejo",
            "Muito trânsito na segunda-feira",
            "O salário é pago à sexta-feira",
        ],
    ),
    (
        "ro",
        &[
            "o victimă",
            "victimele",
            "o supraviețuitoare",
            "supravieţuitorilor",
            "traficul de persoane",
            "traficului de persoane",
            "trafic cu persoane",
            "femei traficate",
            "A fost exploatată",
            "exploatarea sexuală",
            "sclavie",
            "prostituată",
        ],
        &[
            "Trafic intens luni dimineața",
            "Victoria începe la șapte",
            "O exploatare agricolă din Iași",
            "Persoane de contact: Ana și Ion",
            "Salariul se plătește vineri",
        ],
    ),
    (
        "sq",
        &[
            "viktimë",
            "viktimave",
            "trafikimi i qenieve njerëzore",
            "e trafikuar",
            "trafikantët",
            "e mbijetuar",
            "të mbijetuarat",
            "shfrytëzimi seksual",
            "skllavëria",
            "prostitucion",
        ],
        &[
            "Trafiku është i rëndë të hënën",
            "Viktoria fillon në orën shtatë",
            "Orari i punës dhe paga",
            "Turni i natës është i lirë",
        ],
    ),
    (
        "sr",
        &[
            "žrtva",
            "Zrtve",
            "pomoć žrtvama",
            "jedna od žrtava",
            "trgovina ljudima",
            "trgovinu ljudima",
            "trgovinom ljudima",
            "trgovci ljudima",
            "preživela",
            "preživjele",
            "ropstvo",
            "жртва",
            "много жртава",
            "трговину људима",
            "преживеле",
            "сексуална експлоатација",
            "проституција",
        ],
        &[
            "Preziva se Petrović",
            "Trgovina radi od osam",
            "Gust saobraćaj ponedeljkom",
            "Godišnji odmor nije iskorišćen",
            "Slavena dolazi u sedam",
            "Трговина ради од осам",
            "Презива се Петровић",
            "Плата је петком",
        ],
    ),
    (
        "ru",
        &[
            "жертва",
            "помощь жертвам",
            "торговля людьми",
            "торговлю людьми",
            "торговлей людьми",
            "торговцы людьми",
            "Она выжила",
            "выживших",
            "пострадавшая",
            "сексуальная эксплуатация",
            "жертвы трудовой эксплуатации",
            "Её эксплуатировали",
            "проституция",
            "в рабстве",
        ],
        &[
            "Ввод оборудования в эксплуатацию",
            "Руководство по эксплуатации станка",
            "Торговля открывается в восемь",
            "Работа с людьми, смены по графику",
            "Виктория придёт в семь",
            "Пробки на дорогах, большой трафик",
        ],
    ),
    (
        "uk",
        &[
            "жертва",
            "жертвам",
            "торгівля людьми",
            "торгівлю людьми",
            "торгівлею людьми",
            "торговець людьми",
            "потерпіла",
            "постраждалі",
            "Вона вижила",
            "сексуальна експлуатація",
            "Її експлуатували",
            "у рабстві",
            "проституція",
        ],
        &[
            "Введення обладнання в експлуатацію",
            "Торгівля відкривається о восьмій",
            "Робота з людьми у дві зміни",
            "Вікторія прийде о сьомій",
            "Рабин мешкає поруч",
        ],
    ),
    (
        "bg",
        &[
            "жертва",
            "жертвите",
            "оцелели",
            "оцеляла",
            "пострадали",
            "трафик на хора",
            "трафикът на хора",
            "трафикант",
            "трафикирана",
            "сексуална експлоатация",
            "Тя беше експлоатирана",
            "робство",
            "проституция",
        ],
        &[
            "Тежък трафик в понеделник",
            "Въвеждане в експлоатация на машината",
            "Работа с хора на две смени",
            "Виктория идва в седем",
            "Робин идва в осем",
        ],
    ),
    (
        "ar",
        &[
            "ضحية",
            "الضحية",
            "هي ضحيّة",
            "ضحايا",
            "ناجية",
            "ناجيات",
            "الناجيات",
            "الناجين من العنف",
            "الاتجار بالبشر",
            "الإتجار بالأشخاص",
            "تجارة البشر",
            "تعرضت للاستغلال",
            "استغلال جنسي",
            "الاستغلال الجنسي",
            "العبودية",
            "الدعارة",
        ],
        &[
            "إجازة عيد الأضحى",
            "ناجي يبدأ في السابعة",
            "تجارة المواد الغذائية",
            "استغلال الوقت جيدا",
            "ازدحام المرور يوم الاثنين",
            "هذا العمل يتطلب تضحية",
        ],
    ),
    (
        "tr",
        &[
            "mağdur",
            "MAĞDURLAR",
            "insan ticareti",
            "insan ticaretinin kurbanı",
            "kurbanlar",
            "hayatta kalanlar",
            "cinsel sömürü",
            "Sömürüldü",
            "kölelik",
            "fuhuş",
        ],
        &[
            "Trafik çok yoğun",
            "Kurban Bayramı izni",
            "Ticaret dokuzda başlar",
            "İnsan kaynakları sizi arayacak",
            "Gece vardiyası ve maaş",
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
    (
        "pl",
        &[
            "ofiara",
            "ofiary",
            "ofiarę",
            "handel ludźmi",
            "handlu ludźmi",
            "niewolnica",
            "ocalałe",
            "wyzysk",
            "prostytucja",
        ],
        &[
            "Wykorzystanie urlopu",
            "Ofiarność w pracy",
            "Handel od ósmej",
            "Praca z ludźmi na dwie zmiany",
            "Duży ruch w poniedziałek",
        ],
    ),
];

#[test]
fn every_language_knows_what_tells_in_it_and_what_does_not() {
    let mut wrong = Vec::new();
    for (language, telling, harmless) in TABLE {
        for said in *telling {
            for said in [(*said).to_owned(), said.to_uppercase()] {
                if !tells_in_a_sentence(&said) || !tells(&said) {
                    wrong.push(format!("{language}: passes: {said}"));
                }
            }
        }
        let alarms = harmless.iter().filter(|said| tells_in_a_sentence(said));
        wrong.extend(alarms.map(|said| format!("{language}: refused: {said}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_every_language_of_the_interface() {
    for language in i18n::languages_with("own").iter().chain(i18n::languages()) {
        let row = TABLE.iter().find(|(known, ..)| known == language);
        assert!(row.is_some_and(|(_, telling, harmless)| telling.len() > 5 && harmless.len() > 3), "{language}");
    }
}

#[test]
fn somebody_may_be_called_what_people_are_called() {
    for name in ["Victoria", "Viktoria", "Vittoria", "Victor", "Slaven", "Schiavone", "Trafficante", "Robin", "ناجي"]
    {
        assert!(!tells_in_a_sentence(name), "{name}");
    }
}
