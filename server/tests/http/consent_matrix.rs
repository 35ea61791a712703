//! No permission, role or command goes past consent: every role at every address in every state of a grant, every actor
//! at every function of the store that reads a referral, and the store's own source held against the short list of
//! functions that may name a column of a person.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use axum::http::Method;
use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::consent::ConsentField;
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::placement::Support;
use domain::referral::{Code, Exclusion, SafeContact, Secrets};
use domain::{Actor, Oneself};
use testkit::{Client, Person, World, berlin};

use crate::router;

/// What nobody but this person can do.
const SKILL: &str = "tend honey extraction machine";

/// What is only this person's, and what consent opens it: nothing opens the last four to anybody but the NGO.
const MARKS: &[(&str, Option<ConsentField>)] = &[
    ("Robinsonmark", Some(ConsentField::Called)),
    ("Maltese B1", Some(ConsentField::Languages)),
    (SKILL, Some(ConsentField::Skills)),
    ("17 to 33", Some(ConsentField::Hours)),
    // The two in one line: each alone stands in the form of every placement.
    ("Childcare, A mentor", Some(ConsentField::Supports)),
    ("Notesmark", None),
    ("Contactmark", None),
    ("Placemark", None),
    ("CODE", None),
];

/// What has become of the grant when everybody looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// All fields, and live.
    Live,
    /// Nothing but that there is somebody.
    FitOnly,
    /// Its last day is over.
    Ended,
    /// The NGO has taken it back.
    TakenBack,
    /// The person has, on the page of their own.
    TakenBackByPerson,
    /// The recipient's verification is suspended.
    Suspended,
    /// The recipient's verification has run out.
    Unverified,
}

const STATES: &[State] = &[
    State::Live,
    State::FitOnly,
    State::Ended,
    State::TakenBack,
    State::TakenBackByPerson,
    State::Suspended,
    State::Unverified,
];

struct Scene {
    world: World,
    employer: Person,
    ngo: Person,
    code: Code,
    keys: Vec<(&'static str, String)>,
}

impl Scene {
    /// Somebody put forward and on the way to a meeting, with a grant of this state.
    async fn new(state: State) -> Self {
        let world = World::sqlite().await;
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let placement = world.live(&employer).await;
        let place = domain::placement::Place { name: "Placemark".into(), ..berlin() };
        let secrets = Secrets {
            // Far from the placement, so that it keeps nothing out.
            exclusions: vec![Exclusion::Place {
                place: domain::placement::Place {
                    id: domain::codes::PlaceId(728_193),
                    point: domain::geo::Point { latitude: -40.0, longitude: 170.0 },
                    country: "NZ".parse().expect("a country"),
                    ..place
                },
                km: 5,
            }],
            notes: "Notesmark".into(),
            called: "Robinsonmark".into(),
            contact: SafeContact {
                channel: "Contactmark".into(),
                hours: "Contactmark".into(),
                never: "Contactmark".into(),
            },
            ..Secrets::default()
        };
        let code = world.referral(&ngo, secrets).await;
        let scope = world.as_person(&ngo).await;
        let (mut referral, secrets) = services::referrals::find_whole(&scope, &code).await.expect("found");
        let profile = &mut referral.profile;
        let mut maltese = profile.languages.first().cloned().expect("a language");
        maltese.language = "mt".parse().expect("a language");
        profile.languages.push(maltese);
        (profile.hours_min, profile.hours_max) = (Some(17), Some(33));
        profile.skills.push(taxonomy::skills::by_label(SKILL).expect("a skill").clone());
        profile.supports = vec![Support::Childcare, Support::Mentor];
        services::referrals::write(&scope, &referral, &secrets).await.expect("written");
        let mut grant = world.grant(employer.organisation());
        if state == State::FitOnly {
            grant.fields = vec![ConsentField::Fit];
        }
        let put = services::introductions::put_forward(&scope, &referral, &placement, Some(&grant)).await;
        let id = put.expect("put forward");
        let business = world.as_person(&employer).await;
        for (who, stage, version) in [(&business, Stage::Interested, 1), (&scope, Stage::Meeting, 2)] {
            services::introductions::advance(who, id, stage, None, version).await.expect("moved");
        }
        let keys = vec![
            ("{placement}", placement.id.to_string()),
            ("{introduction}", id.to_string()),
            ("{organisation}", employer.organisation().to_string()),
            ("{code}", code.to_string()),
        ];
        let scene = Self { world, employer, ngo, code, keys };
        scene.bring_about(state, referral.id).await;
        scene
    }

    async fn bring_about(&self, state: State, id: domain::id::ReferralId) {
        let scope = self.world.as_person(&self.ngo).await;
        let referral = services::referrals::find(&scope, &self.code).await.expect("found");
        let grants = services::consents::of_referral(&scope, &referral).await.expect("grants");
        let grant = grants.first().expect("a grant").id;
        match state {
            State::Live | State::FitOnly => {}
            State::Ended => self.world.pass(TimeDelta::days(31)),
            State::TakenBack => services::consents::revoke(&scope, &referral, grant).await.expect("revoked"),
            State::TakenBackByPerson => {
                let secret = services::own_pages::give(&scope, &referral).await.expect("given");
                let visitor = self.world.visitor();
                services::own_pages::take_back(&visitor, secret.as_str(), None).await.expect("taken back");
            }
            State::Suspended => self.world.suspend(self.employer.organisation()).await,
            State::Unverified => {
                self.world.verify_for(self.employer.organisation(), 1).await;
                self.world.pass(TimeDelta::days(2));
            }
        }
        assert_eq!(referral.id, id);
    }

    /// Everybody there is, and what they are called.
    async fn everybody(&self) -> Vec<(&'static str, Client)> {
        let world = &self.world;
        let router = router(world);
        let mut all = vec![("a visitor", Client::new(router.clone()))];
        all.push(("the employer", Client::signed_in(router.clone(), &self.employer).await));
        all.push(("the NGO", Client::signed_in(router.clone(), &self.ngo).await));
        for (name, kind) in [
            ("another NGO", OrganisationKind::Ngo),
            ("another employer", OrganisationKind::Business),
            ("an organiser", OrganisationKind::Organiser),
            ("an association", OrganisationKind::Association),
            ("an authority", OrganisationKind::Authority),
            ("a media organisation", OrganisationKind::Media),
        ] {
            let person = world.member(kind, name).await;
            all.push((name, Client::signed_in(router.clone(), &person).await));
        }
        for (name, role) in [
            ("a steward", PlatformRole::Steward),
            ("a curator", PlatformRole::Curator),
            ("an administrator", PlatformRole::Administrator),
        ] {
            let person = world.platform(role).await;
            all.push((name, Client::signed_in(router.clone(), &person).await));
        }
        all
    }

    /// Every address, with the keys of this person's things in it.
    fn addresses(&self) -> Vec<String> {
        let pages = server::router::addresses().into_iter().filter(|(method, _)| *method == Method::GET);
        let fill = |pattern: String| {
            let id = match pattern.split('/').nth(1) {
                Some("placements") => "{placement}",
                Some("introductions") => "{introduction}",
                _ => "{organisation}",
            };
            let named = pattern.replace("{id}", id).replace("{step}", "name");
            self.keys.iter().fold(named, |path, (name, key)| path.replace(name, key))
        };
        pages.map(|(_, path)| fill(path)).collect()
    }

    /// The marks that somebody finds anywhere.
    async fn found(&self, client: &Client) -> BTreeSet<&'static str> {
        let mut found = BTreeSet::new();
        for address in self.addresses() {
            // What somebody asks for is no news to them.
            let own = address.contains(self.code.as_str());
            let answer = client.get(&address).await;
            if own && answer.status.as_u16() != 200 {
                continue;
            }
            for (mark, _) in MARKS {
                let text = if *mark == "CODE" { self.code.as_str() } else { mark };
                if answer.words().contains(text) {
                    found.insert(*mark);
                }
            }
        }
        found
    }
}

/// What the employer may find in a state.
fn granted(state: State) -> BTreeSet<&'static str> {
    let open = MARKS.iter().filter(|(_, field)| state == State::Live && field.is_some());
    open.map(|(mark, _)| *mark).collect()
}

#[tokio::test]
async fn every_role_at_every_address_finds_what_the_grant_says_and_nothing_else() {
    let all: BTreeSet<&str> = MARKS.iter().map(|(mark, _)| *mark).collect();
    let marked = |field: &ConsentField| MARKS.iter().any(|(_, opened_by)| *opened_by == Some(*field));
    let unmarked: Vec<ConsentField> = ConsentField::ALL.iter().copied().filter(|field| !marked(field)).collect();
    assert_eq!(unmarked, [ConsentField::Fit], "that there is somebody has no words of its own");
    for state in STATES {
        let scene = Scene::new(*state).await;
        for (name, client) in scene.everybody().await {
            let expect = match name {
                "the NGO" => all.clone(),
                "the employer" => granted(*state),
                _ => BTreeSet::new(),
            };
            assert_eq!(scene.found(&client).await, expect, "{name}, {state:?}");
        }
    }
}

#[tokio::test]
async fn no_actor_but_the_ngo_reads_a_referral_from_the_store() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let code = world.referral(&ngo, Secrets { called: "Robin".into(), ..Secrets::default() }).await;
        let own = world.as_person(&ngo).await;
        let id = services::referrals::find(&own, &code).await.expect("found").id;
        let mut actors = vec![Actor::anonymous(), Actor::system(), world.steward().actor().clone()];
        // The page of the person's own shows what is shared, and not what the NGO has written.
        actors.push(Actor::oneself(Oneself { referral: id, ngo: ngo.organisation() }));
        for kind in OrganisationKind::ALL {
            let member = world.member(*kind, "Other").await;
            actors.push(world.as_person(&member).await.actor().clone());
        }
        for role in PlatformRole::ALL {
            let person = world.platform(*role).await;
            actors.push(world.as_person(&person).await.actor().clone());
        }
        let (db, keyring) = (&world.services.db, &world.services.keyring);
        let reads = async |actor: &Actor| {
            let status = domain::referral::ReferralStatus::Open;
            let tx = db.begin().await.expect("begun");
            let held = store::referrals::hold(&tx, actor, id).await.expect("read").is_some();
            drop(tx);
            [
                held,
                store::referrals::find(db, actor, id).await.expect("read").is_some(),
                store::referrals::by_code(db, actor, &code).await.expect("read").is_some(),
                !store::referrals::find_all(db, actor, &[id]).await.expect("read").is_empty(),
                !store::referrals::list(db, actor, status, None, 10).await.expect("read").is_empty(),
                store::referrals::count(db, actor, status).await.expect("read") > 0,
                store::referrals::secrets(db, actor, keyring, id).await.expect("read").is_some(),
                !store::referrals::steps(db, actor, id).await.expect("read").is_empty(),
            ]
        };
        assert_eq!(reads(own.actor()).await, [true; 8]);
        for actor in actors {
            assert_eq!(reads(&actor).await, [false; 8], "{actor:?}");
        }
    }
}

#[tokio::test]
async fn nobody_but_the_two_sides_reads_messages_from_the_store_and_an_employer_under_a_grant_alone() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let placement = world.live(&employer).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let id = world.put_forward(&ngo, &code, &placement).await;
        let (own, business) = (world.as_person(&ngo).await, world.as_person(&employer).await);
        world.message(&ngo, id, "Tuesday at ten suits everybody.").await.expect("written");
        let referral = services::referrals::find(&own, &code).await.expect("found");
        let (db, keyring, today) = (&world.services.db, &world.services.keyring, own.now().date_naive());
        let introduction = store::introductions::find(db, own.actor(), id).await.expect("read").expect("found");
        let reads = async |actor: &Actor| {
            [
                !store::messages::list(db, keyring, actor, &introduction, today).await.expect("read").is_empty(),
                !store::introductions::steps(db, actor, id).await.expect("read").is_empty(),
                store::introductions::terms(db, actor, id).await.expect("read").is_some(),
            ]
        };
        assert_eq!(reads(own.actor()).await, [true; 3]);
        assert_eq!(reads(business.actor()).await, [true; 3]);
        // What the two sides write about a person stands on no page of the person's own.
        let oneself = Actor::oneself(Oneself { referral: referral.id, ngo: ngo.organisation() });
        assert_eq!(reads(&oneself).await, [false, true, true]);
        let mut others = vec![Actor::anonymous(), Actor::system(), world.steward().actor().clone()];
        for kind in OrganisationKind::ALL {
            let member = world.member(*kind, "Other").await;
            others.push(world.as_person(&member).await.actor().clone());
        }
        for role in PlatformRole::ALL {
            let person = world.platform(*role).await;
            others.push(world.as_person(&person).await.actor().clone());
        }
        for actor in others {
            assert_eq!(reads(&actor).await, [false; 3], "{actor:?}");
        }
        let grants = services::consents::of_referral(&own, &referral).await.expect("grants");
        let grant = grants.first().expect("a grant").id;
        services::consents::revoke(&own, &referral, grant).await.expect("revoked");
        assert_eq!(reads(business.actor()).await, [false, true, true]);
        assert_eq!(reads(own.actor()).await, [true; 3]);
    }
}

/// How a function of the store that names the table of referrals keeps to its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeps {
    /// It asks what the actor may know of.
    Own,
    /// It asks for a live grant, and is reached from one place only.
    Consented,
    /// It writes, under a permit of the NGO's members alone.
    Written,
    /// It reads keys, codes or states, and no column that says something of a person.
    KeysAlone,
    /// It is part of a condition, and reads nothing itself.
    Condition,
    /// It writes and reads nothing; its callers have the permit.
    Wrote,
    /// It writes what the person asked on the page of their own, under a permit that nobody else has.
    Oneself,
    /// It seals what an earlier version kept in clear, for the installation itself, and tells nobody of it.
    Sealed,
}

/// Every function of the store that names the table of referrals. A new one needs a line here, and a reason.
const FUNCTIONS: &[(&str, &str, Keeps)] = &[
    ("consent_reads.rs", "hold", Keeps::KeysAlone),
    ("consents.rs", "called", Keeps::Consented),
    ("consents.rs", "column", Keeps::Consented),
    ("consents.rs", "fit_basis", Keeps::Consented),
    ("consents.rs", "hours", Keeps::Consented),
    ("consents.rs", "is_there", Keeps::KeysAlone),
    ("consents.rs", "languages", Keeps::Consented),
    ("consents.rs", "skills", Keeps::Consented),
    ("consents.rs", "supports", Keeps::Consented),
    ("own_pages.rs", "find", Keeps::KeysAlone),
    ("own_pages.rs", "note_wish", Keeps::Oneself),
    ("own_pages.rs", "taken_back", Keeps::KeysAlone),
    ("own_pages.rs", "wishing", Keeps::KeysAlone),
    ("person.rs", "after", Keeps::KeysAlone),
    ("person.rs", "by_code", Keeps::KeysAlone),
    ("person.rs", "erase", Keeps::KeysAlone),
    ("person.rs", "named", Keeps::KeysAlone),
    ("referrals.rs", "areas", Keeps::Own),
    ("referrals.rs", "by_code", Keeps::Own),
    ("referrals.rs", "count", Keeps::Own),
    ("referrals.rs", "find", Keeps::Own),
    ("referrals.rs", "find_all", Keeps::Own),
    ("referrals.rs", "hold", Keeps::Own),
    ("referrals.rs", "hold_own", Keeps::KeysAlone),
    ("referrals.rs", "insert", Keeps::Written),
    ("referrals.rs", "known_to", Keeps::Own),
    ("referrals.rs", "list", Keeps::Own),
    ("referrals.rs", "seal_area", Keeps::Sealed),
    ("referrals.rs", "secrets", Keeps::Own),
    ("referrals.rs", "update", Keeps::Written),
    ("referrals/steps.rs", "become_status", Keeps::Wrote),
    ("retentions.rs", "answered", Keeps::Condition),
    ("retentions.rs", "hold", Keeps::KeysAlone),
    ("retentions.rs", "in_work", Keeps::Condition),
    ("retentions.rs", "of", Keeps::Condition),
    ("retentions.rs", "rests_on_consent", Keeps::Condition),
    ("retentions.rs", "untouched", Keeps::KeysAlone),
    ("retentions.rs", "untouched_since", Keeps::Condition),
];

/// Columns that say something of a person.
const PRIVATE: &[&str] = &["Languages", "Skills", "Hours", "Supports", "Secrets", "Called"];

/// The functions of a source: name, and everything from its signature to the next one.
fn functions(source: &str) -> Vec<(String, String)> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found: Vec<(String, String)> = Vec::new();
    for line in source.lines() {
        let start = line.trim_start();
        let bare = ["pub(crate) ", "pub ", "const ", "async "]
            .iter()
            .fold(start, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
        if let Some(rest) = bare.strip_prefix("fn ").filter(|_| !start.starts_with("//")) {
            let name = rest.split(['(', '<']).next().unwrap_or_default().to_owned();
            found.push((name, String::new()));
        }
        if let Some((_, body)) = found.last_mut().filter(|_| !start.starts_with("//")) {
            body.push_str(line);
            body.push('\n');
        }
    }
    found
}

/// Whether a function of a file names the table, by the names that the file has for it.
fn names_referrals(file: &str, body: &str) -> bool {
    let names: &[&str] = match file {
        "referrals.rs" => &["row::Entity"],
        "consents.rs" | "retentions.rs" => &["R::", "Referrals::", "(Referrals"],
        "referrals/steps.rs" => &["referral::Entity"],
        _ => &[
            "referrals::row",
            "referrals::Entity",
            "referrals::Column",
            "Relation::Referral",
            "FROM referrals",
            "from(\"referrals\")",
            "join(\"referrals\"",
        ],
    };
    names.iter().any(|name| body.contains(name))
}

fn sources(folder: &str) -> BTreeMap<String, String> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join(folder);
    let mut found = BTreeMap::new();
    let mut folders = vec![top.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(&top).expect("inside").display().to_string();
                found.insert(name, std::fs::read_to_string(&path).expect("a source"));
            }
        }
    }
    found
}

#[test]
fn only_a_short_list_of_functions_names_the_table_of_referrals() {
    let sources = sources("app/store/src");
    let mut met = Vec::new();
    for (file, source) in &sources {
        for (name, body) in functions(source).into_iter().filter(|(_, body)| names_referrals(file, body)) {
            let known = FUNCTIONS.iter().find(|(f, n, _)| *f == file && *n == name);
            let Some((_, _, keeps)) = known else {
                unreachable!("{file}: {name} names the table of referrals and is not in the list")
            };
            let signature = body.split('{').next().unwrap_or_default();
            let fits = match keeps {
                Keeps::Own => body.contains("visible_to(actor)"),
                Keeps::Consented => {
                    !signature.contains("Permit") && (body.contains(".readable(") || body.contains("asked.column(db, "))
                }
                Keeps::Written => signature.contains("&Permit<WriteReferral>"),
                Keeps::KeysAlone => {
                    let private = |column: &&&str| {
                        let named = format!("Column::{column}");
                        body.contains(&named) || body.contains(&format!("R::{column}"))
                    };
                    let names_alone = body.contains("select_only()") || body.contains("named(");
                    names_alone && PRIVATE.iter().filter(private).count() == 0
                }
                Keeps::Condition => {
                    ["-> Condition", "-> Expr"].iter().any(|answer| signature.contains(answer))
                        && !body.contains(".await")
                }
                Keeps::Wrote => {
                    signature.starts_with("pub(crate)") && ![".one(", ".all("].iter().any(|read| body.contains(read))
                }
                Keeps::Oneself => {
                    signature.contains("&Permit<WishErasure>") && ![".one(", ".all("].iter().any(|r| body.contains(r))
                }
                Keeps::Sealed => signature.contains("&Permit<RunInstallation>") && signature.contains("-> Result<()>"),
            };
            assert!(fits, "{file}: {name} is not {keeps:?}");
            met.push((file.clone(), name));
        }
    }
    let listed: BTreeSet<(String, String)> =
        FUNCTIONS.iter().map(|(file, name, _)| ((*file).to_owned(), (*name).to_owned())).collect();
    assert_eq!(met.into_iter().collect::<BTreeSet<_>>(), listed);
    for (file, source) in &sources {
        // What differs between the databases is asked in words, and names no table of ours.
        if file == "dialect.rs" {
            assert!(!source.contains("referrals"));
            continue;
        }
        let raw = ["from_string(", "from_sql_and_values(", "execute_unprepared(", "query_one_raw("];
        assert!(!raw.iter().any(|call| source.contains(call)), "{file} asks in words that this test does not read");
    }
}

/// What a file of the store imports of the module of referrals: [`names_referrals`] knows these names. A new one needs a
/// look at what it is used for, since a table under a name of the file's own is not found by it.
const IMPORTS: &[(&str, &str)] = &[
    ("consent_reads.rs", "use crate::referrals::row as referrals;"),
    ("consents.rs", "use crate::referrals::row::{Column as R, Entity as Referrals};"),
    ("consents.rs", "use crate::referrals::{Hours, Skills, open_called};"),
    ("own_pages.rs", "use crate::referrals::row as referrals;"),
    ("person.rs", "use crate::referrals::row::Column;"),
    ("person.rs", "use crate::referrals::row::{Column, Entity};"),
    ("plain_areas.rs", "use crate::referrals::seal_area;"),
    ("referrals/steps.rs", "use super::{find, row as referral};"),
    ("retentions.rs", "use crate::referrals::Step;"),
    ("retentions.rs", "use crate::referrals::row::{Column as R, Entity as Referrals};"),
];

/// Whole statements of a source that begin with one of these words, each in one line.
fn statements(source: &str, words: &[&str]) -> Vec<String> {
    let (mut found, mut open) = (Vec::new(), None::<String>);
    for line in source.split("#[cfg(test)]").next().unwrap_or_default().lines().map(str::trim) {
        let bare =
            ["pub(crate) ", "pub(super) ", "pub "].iter().fold(line, |rest, w| rest.strip_prefix(w).unwrap_or(rest));
        if open.is_none() && words.iter().any(|word| bare.starts_with(word)) {
            open = Some(String::new());
        }
        if let Some(statement) = &mut open {
            statement.push_str(line);
            if line.ends_with(';') {
                found.extend(open.take());
            }
        }
    }
    found
}

#[test]
fn no_file_of_the_store_has_a_name_of_its_own_for_the_table_of_referrals() {
    let mut met = BTreeSet::new();
    for (file, source) in sources("app/store/src") {
        let inside = file == "referrals.rs" || file.starts_with("referrals/");
        let names = |statement: &String| {
            let mut words = statement.split(|c: char| !c.is_alphanumeric() && c != '_');
            words.any(|word| word == "referrals" || inside && word == "row")
                || inside && statement.starts_with("use super::*")
        };
        met.extend(statements(&source, &["use "]).into_iter().filter(names).map(|statement| (file.clone(), statement)));
        let renamed: Vec<String> = statements(&source, &["type "]).into_iter().filter(names).collect();
        assert!(renamed.is_empty(), "{file}: {renamed:?}");
    }
    let listed = IMPORTS.iter().map(|(file, statement)| ((*file).to_owned(), (*statement).to_owned()));
    assert_eq!(met, listed.collect::<BTreeSet<_>>());
    let hidden = "pub(crate) use crate::{\n    introductions,\n    referrals as r,\n};\nuse std::fmt;\n";
    assert_eq!(statements(hidden, &["use "]).len(), 2, "a statement of several lines is one");
}

/// Functions of introductions, messages and check-ins that ask for no actor and no permit: what they tell, and the only
/// files of the services that may call them.
const UNASKED: &[(&str, &str, &[&str])] = &[
    // A date, for whoever counts how often nobody was heard of.
    ("check_ins/silences.rs", "last_silence", &["cases/watch.rs"]),
    // Numbers of a placement.
    ("introductions.rs", "seats_taken", &["placements.rs"]),
    ("introductions.rs", "seats_taken_at", &["placements.rs"]),
    // Whether less is to be shown, of an introduction that was found as an actor who may.
    ("introductions/held_back.rs", "is_held_back", &["introductions/read.rs"]),
    // Writes, and reads nothing.
    ("messages.rs", "mark_read", &["introductions/read.rs"]),
];

#[test]
fn whoever_reads_what_happened_to_a_person_says_who_they_are() {
    let of_a_person = |file: &str| {
        let module = file.split(['/', '.']).next().unwrap_or_default();
        ["check_ins", "introductions", "messages"].contains(&module)
    };
    let services = sources("app/services/src");
    let (mut unasked, mut asked) = (Vec::new(), 0);
    for (file, source) in sources("app/store/src").into_iter().filter(|(file, _)| of_a_person(file)) {
        for (name, body) in functions(&source).into_iter().filter(|(_, body)| body.starts_with("pub async fn ")) {
            let signature = body.split('{').next().unwrap_or_default();
            let permitted = ["Permit<", "&Acting", "Planning<"].iter().any(|proof| signature.contains(proof));
            let keeps = ["visible_to(actor)", "known_to(actor)"].iter().any(|condition| body.contains(condition));
            if signature.contains("actor: &Actor") && keeps {
                asked += 1;
            } else if !permitted {
                unasked.push((file.clone(), name));
            }
        }
    }
    assert!(asked > 15, "the test reads the store: {asked}");
    let listed = UNASKED.iter().map(|(file, name, _)| ((*file).to_owned(), (*name).to_owned()));
    assert_eq!(unasked.into_iter().collect::<BTreeSet<_>>(), listed.collect::<BTreeSet<_>>());
    for (file, name, callers) in UNASKED {
        let module = file.split(['/', '.']).next().unwrap_or_default();
        let call = format!("store::{module}::{name}(");
        let calling = services.iter().filter(|(_, source)| source.contains(&call)).map(|(file, _)| file.as_str());
        assert_eq!(calling.collect::<Vec<_>>(), *callers, "{name}");
        for (path, source) in &services {
            let imported = statements(source, &["use "])
                .into_iter()
                .any(|statement| statement.starts_with(&format!("use store::{module}")) && statement.contains(name));
            assert!(!imported, "{path} imports {name}");
        }
    }
}

/// Whether a statement of the services gives the module of consents, or the whole store, a name of the file's own, under
/// which a call is not found.
fn hides_consents(statement: &str) -> bool {
    let mut words = statement.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let of_the_store = words.clone().any(|word| word == "store");
    let renames = ["store::*", "store as ", "self as "].iter().any(|name| statement.contains(name));
    of_the_store && statement != ASKED && (renames || words.any(|word| word == "consents"))
}

/// The one thing of the module that the services have a name for: a question, which reads nothing.
const ASKED: &str = "use store::consents::Asked;";

#[test]
fn consented_fields_are_read_in_one_place_and_by_no_command() {
    let readers: Vec<&str> =
        FUNCTIONS.iter().filter(|(_, _, keeps)| *keeps == Keeps::Consented).map(|(_, name, _)| *name).collect();
    for (file, source) in sources("app/services/src") {
        for reader in readers.iter().filter(|reader| source.contains(&format!("store::consents::{reader}"))) {
            assert_eq!(file, "introductions/read.rs", "{reader}");
        }
        let hidden: Vec<String> = statements(&source, &["use "]).into_iter().filter(|s| hides_consents(s)).collect();
        assert!(hidden.is_empty(), "{file}: {hidden:?}");
    }
    for hiding in [
        "use store::consents;",
        "pub(crate) use store::consents::*;",
        "use store::consents::{Asked, called};",
        "use store::{\n    Tx,\n    consents as c,\n};",
        "use store as s;",
        "use store::{self as s, Tx};",
        "use store::*;",
    ] {
        let found = statements(hiding, &["use "]);
        assert!(found.len() == 1 && found.iter().all(|statement| hides_consents(statement)), "{hiding}");
    }
    for folder in ["app/src", "server/src", "app/mail/src", "app/search/src", "app/matching/src"] {
        for (file, source) in sources(folder) {
            for private in ["store::consents", "store::referrals", "store::messages", "keys::of("] {
                assert!(!source.contains(private), "{folder}/{file} names {private}");
            }
        }
    }
}

#[test]
fn no_action_lets_anybody_read_past_consent() {
    let mut actions = BTreeSet::new();
    for (_, source) in sources("app/domain/src/policy").into_iter().chain([(
        "policy.rs".to_owned(),
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/domain/src/policy.rs"))
            .expect("the policy"),
    )]) {
        let source = source.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        let declared = source.split("impl Action for ").skip(1).filter_map(|rest| rest.split(' ').next());
        actions.extend(declared.filter(|name| !name.starts_with('$')).map(str::to_owned));
        let in_lists = source.lines().filter(|line| line.ends_with(';') && line.starts_with("    "));
        let in_lists = in_lists.filter_map(|line| line.trim().split_once(", ")).map(|(name, _)| name.to_owned());
        actions.extend(in_lists.filter(|name| name.chars().all(char::is_alphanumeric)));
    }
    assert!(actions.contains("RecordConsent") && actions.contains("TakeBackConsent") && actions.len() > 15);
    let consented = sources("app/store/src").remove("consents.rs").expect("the source");
    for (name, body) in functions(&consented) {
        let signature = body.split('{').next().unwrap_or_default().to_owned();
        let permits = actions.iter().filter(|action| signature.contains(&format!("Permit<{action}>")));
        let permits: Vec<&String> = permits.collect();
        // A permit records or revokes a grant, or reads which there are to be taken back; none stands in for one.
        let expect: &[&str] = match name.as_str() {
            "insert" => &["RecordConsent"],
            _ => &[],
        };
        assert_eq!(permits, expect, "{name}");
        // The NGO's permit to revoke, or the person's to take back.
        assert_eq!(signature.contains("&Revoking"), ["live", "revoke"].contains(&name.as_str()), "{name}");
    }
}
