//! Finding something in a long list by typing: an occupation, a town, a skill, a business. Without JavaScript the
//! form comes back with choices; what was chosen stays with the words it was chosen for.

use domain::Problem;
use leptos::prelude::*;

use crate::field::{Choice, Fields};
use crate::form::Form;

/// How many choices are offered.
pub(crate) const MOST: usize = 8;

/// What was typed, what was chosen, and the words for which it was chosen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Typed<'a> {
    pub(crate) text: &'a str,
    pub(crate) id: &'a str,
    pub(crate) asked: &'a str,
}

impl Typed<'_> {
    /// The chosen key; where none was chosen, the one that the words name exactly.
    pub(crate) fn resolve(
        self,
        exact: impl FnOnce(&str) -> Option<String>,
        unknown: Problem,
    ) -> Result<Option<String>, Problem> {
        let text = self.text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if self.is_chosen() {
            return Ok(Some(self.id.to_owned()));
        }
        exact(text).map(Some).ok_or(unknown)
    }

    /// Whether something was typed for which nothing is chosen yet.
    pub(crate) fn is_open(self) -> bool {
        !self.text.trim().is_empty() && !self.is_chosen()
    }

    /// Whether what is chosen was chosen for the words that are there now: for others it says nothing.
    fn is_chosen(self) -> bool {
        !self.id.is_empty() && self.asked.trim() == self.text.trim()
    }
}

/// The names of the inputs that keep what was chosen, and the words it was chosen for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names {
    pub(crate) id: &'static str,
    pub(crate) asked: &'static str,
}

/// The choices for what was typed, as radio buttons; or the hidden inputs that keep what is chosen. `data-from` tells the
/// occupation picker what belongs into each.
pub(crate) fn choices<F: Form>(f: &Fields<'_, F>, names: Names, typed: Typed<'_>, found: Vec<Choice>) -> AnyView {
    let Names { id, asked } = names;
    if !typed.is_open() {
        return view! {
            <input type="hidden" name=id value=typed.id.to_owned() data-from="id"/>
            <input type="hidden" name=asked value=typed.asked.to_owned() data-from="label"/>
        }
        .into_any();
    }
    if found.is_empty() {
        return view! {
            <p class="hint">{f.words("lookup-nothing")}</p>
            <input type="hidden" name=id value="" data-from="id"/>
            <input type="hidden" name=asked value="" data-from="label"/>
        }
        .into_any();
    }
    let each = found.into_iter().map(|(value, label)| {
        view! {
            <label class="choice">
                <input type="radio" name=id value=value/>
                <span>{label}</span>
            </label>
        }
    });
    view! {
        <fieldset class="choices">
            <legend>{f.words("lookup-choose")}</legend>
            <input type="hidden" name=asked value=typed.text.trim().to_owned() data-from="label"/>
            {each.collect_view()}
        </fieldset>
    }
    .into_any()
}
