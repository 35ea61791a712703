//! What cannot be taken back and is asked for with one's own password and a tick: closing one's account, leaving one's
//! organisation. It stands folded away on its page until somebody means it. The messages follow from the form's name.

use domain::{Problem, Problems, Result};
use i18n::Text;
use leptos::prelude::*;

use crate::Form;
use crate::field::Fields;
use crate::form::Submitted;

/// What the tick sends.
const MEANT: &str = "yes";

/// Checks that a password was typed and the tick set; whether it is the right one, the service says.
pub(super) fn check(own_password: &str, sure: &str) -> Result<()> {
    let mut problems = Problems::new();
    if own_password.is_empty() {
        problems.add("own_password", Problem::Missing);
    }
    if sure != MEANT {
        problems.add("sure", Problem::Other("problem-not-ticked"));
    }
    problems.finish(Some(()))
}

/// The form: the password, what else is asked, the tick as it was sent, and the button.
pub(super) fn form<F: Form>(f: &Fields<'_, F>, more: Option<AnyView>, sure: &str) -> AnyView {
    let choice = vec![(MEANT.to_owned(), f.words(&format!("{}-sure", F::NAME)))];
    let fields = view! {
        {f.field("own_password").autocomplete("current-password").password()}
        {more}
        {f.field("sure").any_of(choice, &[sure.to_owned()])}
    };
    let words = f.words(&format!("{}-button", F::NAME));
    f.frame_with(fields, view! { <button class="button button--danger" type="submit">{words}</button> })
}

/// The part of the page: what it is and means, and inside it the form or what has to be done first. It stays open where the
/// form was refused.
pub(super) fn folded<F: Form>(text: Text, submitted: &Submitted<F>, inside: AnyView) -> AnyView {
    view! {
        <details class="more" open=submitted.again>
            <summary>{text.get(F::NAME)}</summary>
            <p>{text.get(&format!("{}-means", F::NAME))}</p>
            {inside}
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fields that something is wrong with.
    fn wrong(own_password: &str, sure: &str) -> Vec<&'static str> {
        let Err(domain::Error::Invalid(problems)) = check(own_password, sure) else { return Vec::new() };
        ["own_password", "sure"].into_iter().filter(|name| problems.at(name).next().is_some()).collect()
    }

    #[test]
    fn a_password_and_a_tick_are_asked_for() {
        assert_eq!(wrong("", ""), ["own_password", "sure"]);
        assert_eq!(wrong("", "yes"), ["own_password"]);
        for sure in ["", "no", "YES", "yes "] {
            assert_eq!(wrong("tea in the garden", sure), ["sure"], "{sure:?}");
        }
        assert!(check("tea in the garden", "yes").is_ok());
    }
}
