//! What stands between the label of a field and its input: the hint, the explanation of a term, the problem.

use leptos::prelude::*;

use super::{Field, Said};
use crate::glossary::term_link;

/// What others say, one below the other; nothing where nobody says anything.
pub(crate) fn thread(id: String, said: &[Said]) -> Option<AnyView> {
    if said.is_empty() {
        return None;
    }
    let each = said.iter().map(|(line, words)| {
        view! {
            <li class="message">
                <p class="meta">{line.clone()}</p>
                <p dir="auto" class="prewrap">{words.clone()}</p>
            </li>
        }
    });
    let each = each.collect_view();
    Some(view! { <ol class="thread" id=id>{each}</ol> }.into_any())
}

impl Field {
    /// Shows the hint of the message `…-hint`.
    #[must_use]
    pub fn hint(mut self) -> Self {
        self.hint = self.hint_text.take();
        self
    }

    /// Shows these words as the hint.
    #[must_use]
    pub fn hinted(mut self, words: String) -> Self {
        self.hint = Some(words);
        self
    }

    /// Calls it by these words, where its form asks something else by it than usual.
    #[must_use]
    pub fn labelled(mut self, words: String) -> Self {
        self.label = words;
        self
    }

    /// Says these words beside the label, where others say that they may be left out.
    #[must_use]
    pub fn aside(mut self, words: String) -> Self {
        self.optional = Some(words);
        self
    }

    /// Makes its line or lines of text or its date one of a form that stands elsewhere on the page, by that form's id.
    #[must_use]
    pub const fn of_form(mut self, id: &'static str) -> Self {
        self.form = Some(id);
        self
    }

    /// Says, after its hint, that what is written here is kept in clear: where a person is erased nobody looks for it.
    #[must_use]
    pub fn in_clear(mut self) -> Self {
        let words = self.text.get("form-in-clear");
        let hint = self.hint.take();
        self.hint = Some(hint.map_or_else(|| words.clone(), |hint| format!("{hint} {words}")));
        self
    }

    /// Offers the explanation of a term of the glossary, by its slug, behind the words of a message; a field may have
    /// several. A page does so once for a term.
    #[must_use]
    pub fn term(mut self, slug: &'static str, words: &'static str) -> Self {
        self.terms.push((slug, words));
        self
    }

    /// Shows above the input what others say about it.
    #[must_use]
    pub fn said(mut self, said: Vec<Said>) -> Self {
        self.said = said;
        self
    }

    pub(super) fn said_id(&self) -> String {
        format!("said-{}{}", self.apart, self.name)
    }

    pub(super) fn hints(&self) -> impl IntoView + use<> {
        let hint = self.hint.clone().map(|hint| {
            view! { <p class="hint" id=format!("hint-{}{}", self.apart, self.name)>{hint}</p> }
        });
        let problem = (!self.problems.is_empty()).then(|| {
            let words = self.problems.join(" ");
            view! { <p class="problem" id=format!("problem-{}{}", self.apart, self.name)>{words}</p> }
        });
        let terms = self.terms.iter().map(|(slug, words)| {
            view! { <div class="hint">{term_link(self.text, self.text.get(words), slug)}</div> }
        });
        (thread(self.said_id(), &self.said), hint, terms.collect_view(), problem)
    }
}
