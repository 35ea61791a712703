//! What came of a form that was posted, and what is wrong with it.

use axum::http::StatusCode;
use testkit::Answer;

use super::fields::{Control, Kind};

/// The letter of a status in the table.
fn letter(status: StatusCode) -> char {
    match status.as_u16() {
        200 => '2',
        303 => '3',
        422 => '5',
        _ => '?',
    }
}

/// A form that was posted, and what was answered.
pub(super) struct Posted {
    /// The form and its page.
    pub(super) what: String,
    /// What was put into each of its controls.
    pub(super) typed: Vec<(Control, String)>,
    /// The answer.
    pub(super) answer: Answer,
}

impl Posted {
    pub(super) fn has_text(&self) -> bool {
        self.typed.iter().any(|((_, kind, _), _)| *kind == Kind::Text)
    }

    /// Says so when the answer is another than expected; with nothing expected, anything is right.
    pub(super) fn unexpected(&self, expect: Option<char>) -> Option<String> {
        let met = letter(self.answer.status);
        let wrong = expect.is_some_and(|expect| expect != met);
        wrong.then(|| format!("{}: {} and not {expect:?}", self.what, self.answer.status))
    }

    /// What is wrong with the answer to bad input.
    pub(super) fn faults(&self) -> Vec<String> {
        let (what, answer) = (&self.what, &self.answer);
        let mut faults = Vec::new();
        if answer.status.is_server_error() {
            faults.push(format!("{what}: {}", answer.status));
        }
        if answer.status != StatusCode::UNPROCESSABLE_ENTITY {
            return faults;
        }
        let words = answer.words();
        for ((name, kind, _), value) in &self.typed {
            let kept = answer.input(name).as_ref() == Some(value) || words.contains(value.as_str());
            match kind {
                Kind::Text if !kept => faults.push(format!("{what}: {name} was lost")),
                Kind::Password if answer.text.contains(value.as_str()) && !value.is_empty() => {
                    faults.push(format!("{what}: {name} is shown"));
                }
                _ => {}
            }
        }
        let summary = answer.text.split_once("id=\"problems\"").map(|(_, rest)| rest.split("</ul>").next());
        let Some(Some(summary)) = summary else {
            faults.push(format!("{what}: no summary of the problems"));
            return faults;
        };
        let mut leads: Vec<&str> =
            summary.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        leads.dedup();
        if leads.is_empty() && !summary.contains("<li>") {
            faults.push(format!("{what}: the summary is empty"));
        }
        for id in leads {
            if !answer.text.contains(&format!(" id=\"{id}\"")) {
                faults.push(format!("{what}: nothing is called {id}"));
            }
            let Some(field) = id.strip_prefix("field-") else { continue };
            if !answer.text.contains(&format!(" id=\"problem-{field}\"")) {
                faults.push(format!("{what}: no problem beside {field}"));
            }
        }
        faults
    }
}
