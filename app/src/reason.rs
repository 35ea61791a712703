//! A decision with a reason: a form with one field `text`, folded away until somebody means it. What is decided, and by
//! whom, belongs to the pages.

use leptos::prelude::*;

use crate::field::{Field, Fields};
use crate::form::Submitted;
use crate::{At, Form};

/// What the page shows is what is decided on: its version or its edits, carried under a name.
pub(crate) fn seen(name: &'static str, number: i32) -> impl IntoView {
    view! { <input type="hidden" name=name value=number.to_string()/> }
}

/// The form; open when it was posted and is shown again. `text_of` is the reason that was typed.
pub(crate) fn reason<F: Form>(at: &At, seen: (&'static str, i32), button: &'static str, text_of: TextOf<F>) -> AnyView {
    reason_with(at, seen, button, (text_of, |field| field))
}

/// The same, of a reason that is kept in clear: who reads it, where a message of the field says so, stands before that.
pub(crate) fn reason_in_clear<F: Form>(
    at: &At,
    seen: (&'static str, i32),
    button: &'static str,
    text_of: TextOf<F>,
) -> AnyView {
    reason_with(at, seen, button, (text_of, |field: Field| field.hint().in_clear()))
}

/// Where a form has its text.
type TextOf<F> = fn(&F) -> &String;
/// What stands beside a field.
type Hinted = fn(Field) -> Field;

fn reason_with<F: Form>(
    at: &At,
    (name, number): (&'static str, i32),
    button: &'static str,
    (text_of, hinted): (TextOf<F>, Hinted),
) -> AnyView {
    let submitted = at.submitted::<F>();
    let f = Fields::new(at, &submitted);
    let typed = text_of(&submitted.typed).clone();
    // Several forms of a page have a field of this name; only the one that was posted keeps the plain id.
    let field = if submitted.again { f.field("text") } else { f.field("text").apart(F::NAME) };
    let fields = view! {
        {seen(name, number)}
        {hinted(field).area(4, &typed)}
    };
    folded(at, &submitted, fields, button)
}

/// A form that is folded away under the words of its button until somebody means it; open when it was posted and is
/// shown again.
pub(crate) fn folded<F: Form>(
    at: &At,
    submitted: &Submitted<F>,
    fields: impl IntoView + 'static,
    button: &'static str,
) -> AnyView {
    let form = Fields::new(at, submitted).frame(fields, button);
    view! {
        <details class="more" open=submitted.again>
            <summary>{at.text.get(button)}</summary>
            {form}
        </details>
    }
    .into_any()
}
