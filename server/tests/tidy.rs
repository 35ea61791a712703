//! What can be checked about the code itself: which crate may name which, message keys, file lengths, words, and that
//! what the manual names is there.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test that cannot go on says why")]

#[path = "tidy/printing.rs"]
mod printing;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Which crates of ours each crate may depend on, outside its tests.
const EDGES: &[(&str, &[&str])] = &[
    ("app", &["domain", "i18n", "islands", "matching", "services", "taxonomy"]),
    ("bundle", &[]),
    ("documents", &[]),
    ("domain", &[]),
    ("frontend", &["islands"]),
    ("i18n", &["domain"]),
    ("islands", &[]),
    ("mail", &["domain", "i18n"]),
    ("matching", &["domain"]),
    ("migrations", &["domain"]),
    ("search", &["domain"]),
    ("server", &["app", "documents", "domain", "mail", "migrations", "search", "services", "store", "taxonomy"]),
    ("services", &["documents", "domain", "i18n", "mail", "matching", "search", "store", "taxonomy"]),
    ("store", &["domain"]),
    ("taxonomy", &["domain"]),
    ("testkit", &["domain", "mail", "migrations", "search", "services", "store"]),
];

/// Libraries that one crate alone names.
const ALONE: &[(&str, &[&str])] = &[
    ("sea-orm", &["store"]),
    ("sea-orm-migration", &["migrations", "server", "testkit"]),
    ("tantivy", &["search"]),
    ("lettre", &["mail"]),
    ("lopdf", &["documents"]),
    ("zip", &["documents", "server"]),
    ("quick-xml", &["documents"]),
    ("ureq", &["services"]),
    ("zxcvbn", &["services"]),
    ("totp-rs", &["services", "testkit"]),
    ("webauthn-rs", &["services"]),
    ("qrcode", &["app"]),
    ("fluent-bundle", &["i18n"]),
];

/// Files over the length, which may only become fewer.
const LONG: &[&str] = &[];
/// The most lines of a file.
const MOST_LINES: usize = 400;

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// The dependencies that a crate's own manifest names, outside its tests.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut inside = false;
    let mut names = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line == "[dependencies]";
        } else if inside && !line.starts_with('#') {
            names.extend(line.split(['=', '.', ' ']).next().filter(|name| !name.is_empty()).map(str::to_owned));
        }
    }
    names
}

fn crates() -> BTreeMap<String, BTreeSet<String>> {
    let listed = Command::new("git").args(["ls-files", "*Cargo.toml"]).current_dir(top()).output().expect("git");
    let files = String::from_utf8(listed.stdout).expect("names");
    // Fuzz targets are workspaces of their own, built by another compiler, and in no build of ours.
    let ours = |path: &&str| *path != "Cargo.toml" && !path.contains("/fuzz/");
    let manifests = files.lines().filter(ours);
    let read = manifests.map(|path| {
        let text = std::fs::read_to_string(top().join(path)).expect("a manifest");
        let name = text.lines().find_map(|line| line.strip_prefix("name = ")).expect("a name");
        (name.trim_matches('"').to_owned(), dependencies(&text))
    });
    read.collect()
}

#[test]
fn crates_depend_only_downwards() {
    let all = crates();
    let table: BTreeMap<&str, &[&str]> = EDGES.iter().copied().collect();
    assert_eq!(all.keys().map(String::as_str).collect::<Vec<_>>(), table.keys().copied().collect::<Vec<_>>());
    for (name, uses) in &all {
        let ours: Vec<&str> = uses.iter().map(String::as_str).filter(|used| table.contains_key(used)).collect();
        assert_eq!(ours, table[name.as_str()], "{name}");
        for (library, owners) in ALONE {
            assert!(!uses.contains(*library) || owners.contains(&name.as_str()), "{name} names {library}");
        }
    }
}

fn sources(ending: &str) -> Vec<(String, String)> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", &format!("*.{ending}")])
        .current_dir(top())
        .output()
        .expect("git");
    let files = String::from_utf8(listed.stdout).expect("names");
    let read = |path: &str| Some((path.to_owned(), std::fs::read_to_string(top().join(path)).ok()?));
    files.lines().filter_map(read).collect()
}

#[test]
fn files_have_one_subject() {
    for (path, text) in sources("rs").into_iter().filter(|(path, _)| !path.contains("tests/")) {
        let lines = text.lines().count();
        assert!(lines <= MOST_LINES || LONG.contains(&path.as_str()), "{path} has {lines} lines");
        assert!(text.starts_with("//!"), "{path} does not say what belongs in it");
    }
}

/// What needs a permit: every action of `domain`, written out or in a list.
fn actions() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, text) in sources("rs").into_iter().filter(|(path, _)| path.starts_with("app/domain/src/")) {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let written = code.split("impl Action for ").skip(1).filter_map(|rest| rest.split(' ').next());
        found.extend(written.filter(|name| !name.starts_with('$')).map(str::to_owned));
        for list in ["for_organisation! {", "for_platform! {"] {
            let lines = code.split(list).skip(1).filter_map(|rest| rest.split("\n}").next()).flat_map(str::lines);
            let named = lines.map(str::trim).filter(|line| !line.starts_with("//"));
            found.extend(named.filter_map(|line| line.split_once(',')).map(|(name, _)| name.to_owned()));
        }
    }
    found
}

/// The actions that have a line in a matrix of roles and actions.
fn in_a_matrix() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, text) in sources("rs").into_iter().filter(|(path, _)| path.starts_with("app/domain/src/")) {
        for rest in text.split("fn the_matrix_of_roles_and_actions").skip(1) {
            let body = rest.split("\n    }\n").next().unwrap_or_default();
            let first = body.split("(\"").skip(1).filter_map(|rest| rest.split('"').next());
            found.extend(first.filter(|name| name.chars().all(char::is_alphanumeric)).map(str::to_owned));
        }
    }
    found
}

#[test]
fn every_action_has_its_line_in_a_matrix() {
    let actions = actions();
    for name in
        ["PublishPlacement", "RetryDelivery", "TakeBackVouch", "LiftSanction", "EraseReferral", "TakeBackConsent"]
    {
        assert!(actions.contains(name), "the test reads the code: {name} is not in {actions:?}");
    }
    assert_eq!(actions, in_a_matrix());
}

/// Message keys that stand in the code as text.
fn keys_in_code() -> BTreeSet<(String, String)> {
    let mut keys = BTreeSet::new();
    for (path, text) in sources("rs").into_iter().filter(|(path, _)| path.starts_with("app/src/")) {
        for call in ["text.get(\"", "text.with(\"", "words(\"", "words_with(\""] {
            let found = text.split(call).skip(1).filter_map(|rest| rest.split('"').next());
            keys.extend(found.map(|key| (path.clone(), key.to_owned())));
        }
    }
    keys
}

#[test]
fn every_message_that_the_code_names_exists() {
    let messages = i18n_messages();
    let keys = keys_in_code();
    assert!(keys.len() > 150, "the test reads the code: {}", keys.len());
    for (path, key) in keys {
        assert!(messages.contains(&key), "{path} names {key}");
    }
}

/// The keys of the English catalogues.
fn i18n_messages() -> BTreeSet<String> {
    let catalogues = sources("ftl").into_iter().filter(|(path, _)| path.starts_with("app/i18n/locales/en/"));
    let lines = catalogues.flat_map(|(_, text)| text.lines().map(str::to_owned).collect::<Vec<_>>());
    lines
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
        .collect()
}

/// Words of closed lists that messages are made of: every word of a list has its message.
#[test]
fn every_word_of_a_list_has_its_message() {
    use domain::case::{CaseDecision, CaseState, CaseStep};
    use domain::check_in::{ChangeReason, CheckInKind, CheckInState, Contact, Due, Outcome, Reply};
    use domain::consent::{ConsentField, Explained};
    use domain::erasure::WaitReason;
    use domain::glossary::{Advice, Element, Topic};
    use domain::import::{ImportFormat, ImportGoal, ImportState, RowState};
    use domain::introduction::{DeclineReason, EndReason, Stage};
    use domain::organisation::{OrganisationKind, OrganisationStatus, VettingQueue};
    use domain::placement::{Housing, PauseReason, PayPeriod, PlacementKind, PlacementStatus, Shift, Support};
    use domain::practice::{Approach, Evidence, LibrarySector, PracticeKind, PracticeState, Region, Role, Section};
    use domain::referral::{CloseReason, ReachUnit, ReferralStatus, ReopenReason, RightToWork};
    use domain::retention::Next;
    use domain::sanction::{AppealAnswer, SanctionKind, SanctionReason, SanctionState};
    use domain::signal::{SignalClass, Verdict};
    use domain::standards::{Indicator, Rule};
    use domain::vetting::{Check, EvidenceItem};
    let messages = i18n_messages();
    let mut wrong = Vec::new();
    macro_rules! each {
        ($($list:ident $prefix:literal;)+) => {$(
            for word in $list::ALL {
                let key = format!("{}-{}", $prefix, word.word().replace('_', "-"));
                if !messages.contains(&key) {
                    wrong.push(key);
                }
            }
        )+};
    }
    each! {
        ConsentField "consent-field"; ConsentField "consent-known";
        Explained "explained"; DeclineReason "decline-reason"; EndReason "end-reason";
        Stage "stage"; OrganisationKind "organisation-kind";
        VettingQueue "vetting-queue"; EvidenceItem "organisation-field"; Check "check";
        OrganisationStatus "organisation-status"; SanctionKind "sanction-kind"; SanctionKind "appeal-won";
        SanctionKind "appeal-settled"; SanctionReason "sanction-reason";
        SanctionState "sanction-state"; AppealAnswer "appeal-answer";
        Housing "housing"; PauseReason "placement-paused"; PayPeriod "pay-period"; PayPeriod "pay-per"; PlacementKind "placement-kind";
        PlacementStatus "placement-status"; Shift "shift"; Support "support"; CloseReason "close-reason"; ReopenReason "reopen-reason";
        ReachUnit "reach-unit"; ReferralStatus "referral-status"; RightToWork "right-to-work";
        ImportFormat "import-format"; ImportGoal "import-goal"; ImportState "import-state"; RowState "import-row";
        RowState "import-count"; PracticeState "practice-state"; PracticeKind "library-kind"; Evidence "library-evidence"; Evidence "proposal-evidence";
        Section "proposal-field"; Region "library-region"; LibrarySector "library-sector"; Approach "library-approach";
        Role "library-role";
        CheckInKind "check-in-kind"; CheckInState "check-in-state"; ChangeReason "change-reason"; Contact "contact";
        Reply "reply"; Outcome "outcome"; Due "due"; SignalClass "signal-class"; Verdict "verdict";
        CaseState "case-state"; CaseStep "case-step"; CaseDecision "case-decision";
        Indicator "check-in-answer-field-reply"; Indicator "indicator"; Rule "standard"; Topic "glossary-topic";
        Element "glossary-element"; Advice "glossary-advice"; Next "retention-next"; WaitReason "wish-wait";
        WaitReason "own-wish-wait";
    }
    for rule in Rule::ALL {
        let named = rule.word().replace('_', "-");
        for key in [format!("placement-field-{}", rule.field().replace('_', "-")), format!("standard-{named}-change")] {
            if !messages.contains(&key) {
                wrong.push(key);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// The tests of every source: its path in words, such as `app store src keys`, and the names of its tests.
fn tests() -> Vec<(Vec<String>, BTreeSet<String>)> {
    let mut all = Vec::new();
    for (path, text) in sources("rs") {
        let (mut named, mut follows) = (BTreeSet::new(), false);
        for line in text.lines().map(str::trim) {
            follows |= line == "#[test]" || line.starts_with("#[tokio::test");
            if let Some(rest) = line.strip_prefix("async fn ").or_else(|| line.strip_prefix("fn ")) {
                named.extend(rest.split('(').next().filter(|_| follows).map(str::to_owned));
                follows = false;
            }
        }
        let words = path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        all.push((words, named));
    }
    all
}

/// What stands between backticks in the last column of a table.
fn named_last(row: &str) -> Vec<&str> {
    let last = row.trim_end_matches([' ', '|']).rsplit(" | ").next().unwrap_or_default();
    last.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_test_that_the_table_of_requirements_names_exists() {
    let readme = std::fs::read_to_string(top().join("README.md")).expect("the manual");
    let section = readme.split("### OWASP ASVS").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("the table");
    let rows: Vec<&str> = section.lines().filter(|line| line.starts_with("| ") && !line.contains("| test |")).collect();
    assert!(rows.len() > 70, "the test reads the table: {}", rows.len());
    let (all, make) = (tests(), std::fs::read_to_string(top().join("Makefile")).expect("the targets"));
    let exists = |named: &str| match named.split_once(' ') {
        Some(("make", target)) => make.lines().any(|line| line.starts_with(&format!("{target}:"))),
        Some(("cargo", rest)) => {
            let file = format!("{}.rs", rest.trim_start_matches("fuzz run "));
            sources("rs").iter().any(|(path, _)| path.ends_with(&format!("fuzz_targets/{file}")))
        }
        Some((program, _)) => program == "server",
        None => {
            let (within, name) = named.rsplit_once("::").unwrap_or(("", named));
            let within: Vec<&str> = within.split("::").filter(|word| !word.is_empty()).collect();
            all.iter().any(|(path, tests)| {
                let inside = within.iter().all(|word| path.iter().any(|part| part == word));
                inside && if name == "*" { !tests.is_empty() } else { tests.contains(name) }
            })
        }
    };
    let named: BTreeSet<&str> = rows.iter().copied().flat_map(named_last).collect();
    assert!(named.len() > 60 && named.contains("bad_input::*"), "the test reads the last column: {named:?}");
    let missing: Vec<&str> = named.into_iter().filter(|named| !exists(named)).collect();
    assert!(missing.is_empty(), "the table names what is not there: {missing:?}");
}

#[test]
fn every_file_that_the_list_of_promises_names_exists_and_holds_tests() {
    let readme = std::fs::read_to_string(top().join("README.md")).expect("the manual");
    let section =
        readme.split("## What it promises").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("the list");
    let named = section.split('`').skip(1).step_by(2).filter(|named| named.ends_with(".rs") || named.ends_with(".ts"));
    let named: BTreeSet<&str> = named.collect();
    assert!(named.len() > 20, "the test reads the list: {named:?}");
    for name in named {
        let path = if name.contains('/') { name.to_owned() } else { format!("server/tests/http/{name}") };
        let text = std::fs::read_to_string(top().join(&path)).unwrap_or_default();
        let holds =
            !path.contains("/tests/") || ["#[test]", "#[tokio::test", "test("].iter().any(|mark| text.contains(mark));
        assert!(!text.is_empty() && holds, "{path} is no file with tests");
    }
}

#[test]
fn no_page_listens_to_messages_of_other_windows() {
    let scripts = sources("js").into_iter().filter(|(path, _)| !path.starts_with("end2end/"));
    let ours =
        sources("rs").into_iter().filter(|(path, _)| path.starts_with("app/islands/") || path.starts_with("app/src/"));
    let all: Vec<(String, String)> = scripts.chain(ours).collect();
    assert!(all.iter().any(|(path, _)| path.ends_with("islands.js")), "the test reads the scripts");
    for (path, text) in all {
        for word in ["postMessage", "post_message", "onmessage", "MessageEvent", "\"message\","] {
            assert!(!text.contains(word), "{path} names {word}");
        }
    }
}

#[test]
fn no_page_keeps_anything_in_a_browser_of_its_own_accord() {
    // As scripts say it, and as Rust does. The two cookies are set by the server, and no script can read them.
    let words = [
        "localStorage",
        "local_storage",
        "sessionStorage",
        "session_storage",
        "indexedDB",
        "indexed_db",
        "document.cookie",
        "HtmlDocument",
        "cookieStore",
        "CookieStore",
        "serviceWorker",
        "service_worker",
        "CacheStorage",
        "\"Storage\"",
    ];
    let ours = ["js", "rs", "css", "toml"].into_iter().flat_map(sources);
    let ours = ours.filter(|(path, _)| ["app/", "frontend/", "style/"].iter().any(|folder| path.starts_with(folder)));
    let mut endings = BTreeSet::new();
    for (path, text) in ours {
        for word in words {
            assert!(!text.contains(word), "{path} names {word}");
        }
        endings.extend(path.rsplit_once('.').map(|(_, ending)| ending.to_owned()));
    }
    assert_eq!(endings.len(), 4, "the test reads scripts, Rust, styles and manifests: {endings:?}");
}
