//! What stands between the label of a field and its input: the hint, the explanation of a term, the problem.

use leptos::prelude::*;

use super::Field;
use crate::glossary::term_link;

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
        (hint, terms.collect_view(), problem)
    }
}
