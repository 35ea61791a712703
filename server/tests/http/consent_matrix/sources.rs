//! The sources themselves, held against short lists: which functions of the store name a column of a person, who calls
//! them, and that no action stands in for consent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

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
    /// It writes what the person asked or took back on the page of their own, under a permit that nobody else has.
    Oneself,
    /// It writes why what the person asked for waits or no longer does, or that it was seen, under a permit of the NGO's
    /// members alone.
    Answered,
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
    ("own_pages.rs", "count_overdue", Keeps::KeysAlone),
    ("own_pages.rs", "end_wait", Keeps::Answered),
    ("own_pages.rs", "find", Keeps::KeysAlone),
    ("own_pages.rs", "let_wait", Keeps::Answered),
    ("own_pages.rs", "note_wish", Keeps::Oneself),
    ("own_pages.rs", "overdue", Keeps::KeysAlone),
    ("own_pages.rs", "see_wish_back", Keeps::Answered),
    ("own_pages.rs", "take_wish_back", Keeps::Oneself),
    ("own_pages.rs", "taken_back", Keeps::KeysAlone),
    ("own_pages.rs", "wishes_taken_back", Keeps::KeysAlone),
    ("own_pages.rs", "wishing", Keeps::KeysAlone),
    ("person.rs", "after", Keeps::KeysAlone),
    ("person.rs", "by_code", Keeps::KeysAlone),
    ("person.rs", "erase", Keeps::KeysAlone),
    ("person.rs", "named", Keeps::KeysAlone),
    ("referrals.rs", "areas_and_exclusions", Keeps::Own),
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

/// The functions of the module of referrals that tell an actor of them: those of the list, and whatever else asks for one.
pub(super) fn readers() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let sources = sources("app/store/src");
    for (file, source) in sources.iter().filter(|(file, _)| *file == "referrals.rs" || file.starts_with("referrals/")) {
        for (name, body) in functions(source) {
            let signature = body.split('{').next().unwrap_or_default();
            let listed = FUNCTIONS.contains(&(file.as_str(), name.as_str(), Keeps::Own));
            let asks = signature.starts_with("pub ") && signature.contains("actor: &Actor");
            // What stays inside the store is a part of other questions.
            if asks || listed && !signature.starts_with("pub(crate) ") {
                found.insert(name);
            }
        }
    }
    found
}

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
                Keeps::Answered => {
                    signature.contains("&Permit<AskErasure>") && ![".one(", ".all("].iter().any(|r| body.contains(r))
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
    ("introductions/held_back.rs", "is_held_back", &["introductions/disclosed.rs"]),
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
            assert_eq!(file, "introductions/disclosed.rs", "{reader}");
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
