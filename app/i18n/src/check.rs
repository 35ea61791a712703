//! What the catalogues say of themselves, for tests: which keys there are and which variables each one needs. A test
//! outside compares them with the keys in the code. Nothing here serves a page.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use crate::catalogue::SOURCES;

/// Keys with the variables they need.
pub type Messages = BTreeMap<String, BTreeSet<String>>;

/// Every key that this language itself has, with its variables; empty for an unknown language.
#[must_use]
pub fn messages(language: &str) -> Messages {
    files(language).into_values().flatten().collect()
}

/// The same, file by file.
#[must_use]
pub fn files(language: &str) -> BTreeMap<&'static str, Messages> {
    let of_language = SOURCES.iter().filter(|(name, _)| *name == language).flat_map(|(_, files)| *files);
    of_language.map(|(capability, source)| (*capability, messages_of(source))).collect()
}

/// What is wrong inside one catalogue: entries that do not parse, keys that come twice, messages without a value,
/// references that lead nowhere.
#[must_use]
pub fn faults(language: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen = BTreeMap::new();
    let known = messages(language);
    for (capability, source) in SOURCES.iter().filter(|(name, _)| *name == language).flat_map(|(_, files)| *files) {
        let (tree, errors) = match parser::parse(*source) {
            Ok(tree) => (tree, Vec::new()),
            Err(broken) => broken,
        };
        faults.extend(errors.iter().map(|error| format!("{language}/{capability}.ftl: {error}")));
        for entry in &tree.body {
            let Entry::Message(message) = entry else { continue };
            let key = message.id.name;
            if let Some(first) = seen.insert(key.to_owned(), *capability) {
                faults.push(format!("{language}/{capability}.ftl: {key} is also in {first}.ftl"));
            }
            if message.value.is_none() || !message.attributes.is_empty() {
                faults.push(format!("{language}/{capability}.ftl: {key} is not a plain message"));
            }
            let references = message.value.as_ref().map(Needs::of).unwrap_or_default().messages;
            let nowhere = references.iter().filter(|name| !known.contains_key(**name));
            faults.extend(nowhere.map(|name| format!("{language}/{capability}.ftl: {key} refers to {name}")));
        }
    }
    faults
}

/// How one language's files differ from English: a file that English lacks, or keys and variables that differ.
#[must_use]
pub fn differences(language: &str) -> Vec<String> {
    let english = files(crate::FALLBACK);
    let mut differences = Vec::new();
    for (capability, messages) in files(language) {
        let Some(expected) = english.get(capability) else {
            differences.push(format!("{language}/{capability}.ftl: there is no such file in English"));
            continue;
        };
        let keys: BTreeSet<_> = messages.keys().chain(expected.keys()).collect();
        for key in keys.into_iter().filter(|key| messages.get(*key) != expected.get(*key)) {
            let (found, wanted) = (messages.get(key), expected.get(key));
            differences.push(format!("{language}/{capability}.ftl: {key} has {found:?}, English has {wanted:?}"));
        }
    }
    differences
}

fn messages_of(source: &str) -> Messages {
    let tree = parser::parse(source).unwrap_or_else(|(tree, _)| tree);
    let needs: BTreeMap<&str, Needs> = tree
        .body
        .iter()
        .filter_map(|entry| match entry {
            Entry::Message(message) => Some((message.id.name, message.value.as_ref()?)),
            _ => None,
        })
        .map(|(key, pattern)| (key, Needs::of(pattern)))
        .collect();
    needs.keys().map(|key| ((*key).to_owned(), variables(key, &needs))).collect()
}

/// The variables of a message and of those it refers to in the same file.
fn variables(key: &str, needs: &BTreeMap<&str, Needs>) -> BTreeSet<String> {
    let (mut waiting, mut seen, mut found) = (vec![key], BTreeSet::new(), BTreeSet::new());
    while let Some(key) = waiting.pop() {
        let Some(needed) = needs.get(key).filter(|_| seen.insert(key)) else { continue };
        found.extend(needed.variables.iter().map(|name| (*name).to_owned()));
        waiting.extend(&needed.messages);
    }
    found
}

/// What one pattern refers to.
#[derive(Default)]
struct Needs<'a> {
    variables: BTreeSet<&'a str>,
    messages: BTreeSet<&'a str>,
}

impl<'a> Needs<'a> {
    fn of(pattern: &Pattern<&'a str>) -> Self {
        let mut needs = Self::default();
        needs.pattern(pattern);
        needs
    }

    fn pattern(&mut self, pattern: &Pattern<&'a str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&'a str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                variants.iter().for_each(|variant| self.pattern(&variant.value));
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&'a str>) {
        match inline {
            InlineExpression::VariableReference { id } => drop(self.variables.insert(id.name)),
            InlineExpression::MessageReference { id, .. } => drop(self.messages.insert(id.name)),
            InlineExpression::FunctionReference { arguments, .. } => self.arguments(arguments),
            InlineExpression::TermReference { arguments: Some(arguments), .. } => self.arguments(arguments),
            InlineExpression::Placeable { expression } => self.expression(expression),
            _ => {}
        }
    }

    fn arguments(&mut self, arguments: &CallArguments<&'a str>) {
        arguments.positional.iter().for_each(|inline| self.inline(inline));
        arguments.named.iter().for_each(|named| self.inline(&named.value));
    }
}

#[cfg(test)]
mod tests {
    use super::{differences, faults, files, messages_of};
    use crate::FALLBACK;
    use crate::catalogue::languages;

    #[test]
    fn every_catalogue_is_sound() {
        assert!(files(FALLBACK).contains_key("format"));
        for language in languages() {
            assert_eq!(faults(language), Vec::<String>::new());
        }
    }

    #[test]
    fn every_file_is_as_complete_as_the_english_one() {
        for language in languages() {
            assert_eq!(differences(language), Vec::<String>::new());
        }
    }

    #[test]
    fn what_a_person_reads_first_is_in_every_language_that_there_is() {
        for capability in ["own", "facets"] {
            assert_eq!(crate::languages_with(capability), languages(), "{capability}");
        }
    }

    #[test]
    fn variables_are_found_wherever_they_stand() {
        let found = messages_of(
            "-term = T\na = { $x } { NUMBER($y) } { -term(case: \"b\") }\nb = { $n ->\n    [one] { $z }\n   *[other] { a }\n}\n",
        );
        let of = |key: &str| found.get(key).map(|v| v.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(of("a"), Some(vec!["x", "y"]));
        assert_eq!(of("b"), Some(vec!["n", "x", "y", "z"]));
    }
}
