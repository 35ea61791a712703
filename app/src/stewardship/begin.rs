//! What begins to keep an organisation out, a suspension or a proposal to debar: parts of the form of the checklist, so that
//! nothing else that is being written there is lost.

use chrono::TimeDelta;
use domain::sanction::{SanctionKind, SanctionReason};
use domain::{Error, Problems, Result, parse};
use leptos::prelude::*;
use services::sanctions::NewSanction;

use super::checklist::{VerifyForm, submitted};
use crate::field::Fields;
use crate::{At, Form};

/// What the button says that suspends.
pub(super) const SUSPEND: &str = "suspend";
/// What the button says that proposes to debar.
pub(super) const DEBAR: &str = "debar";

/// What a button stands for.
pub(super) fn kind(go: &str) -> Option<SanctionKind> {
    match go {
        SUSPEND => Some(SanctionKind::Suspension),
        DEBAR => Some(SanctionKind::Debarment),
        _ => None,
    }
}

/// Where another steward was quicker there is nothing left to begin, whatever is missing.
///
/// # Errors
/// [`Error::Conflict`] then.
pub(super) fn check(go: Option<&String>, (seen, now): (&str, i32)) -> Result<()> {
    let begins = go.is_some_and(|go| kind(go).is_some());
    if begins && seen.parse() != Ok(now) { Err(Error::Conflict) } else { Ok(()) }
}

/// The fields of the class of reason, the day and the note.
const fn names(kind: SanctionKind) -> [&'static str; 3] {
    match kind {
        SanctionKind::Suspension => ["suspend_reason", "suspend_review", "suspend_text"],
        SanctionKind::Debarment => ["debar_reason", "debar_review", "debar_text"],
    }
}

/// Reads what was typed in them.
pub(super) fn read(
    kind: SanctionKind,
    [reason, review, text]: [&String; 3],
    problems: &mut Problems,
) -> Option<NewSanction> {
    let [of_reason, of_review, of_text] = names(kind);
    let reason = problems.take(of_reason, parse::word(reason));
    let review = problems.take(of_review, parse::date(review));
    let note = problems.take(of_text, parse::text(text, 4000));
    Some(NewSanction { reason: reason?, review: review?, note: note? })
}

/// The day that is offered for looking at it again: a month from now.
pub(super) fn offered(at: &At) -> String {
    (at.scope.now().date_naive() + TimeDelta::days(30)).to_string()
}

/// The part of one of the two, folded away until somebody means it; what is ticked comes with it.
pub(super) fn part(at: &At, kind: SanctionKind) -> AnyView {
    let text = at.text;
    let submitted = submitted(at, &[]);
    let f = Fields::new(at, &submitted);
    let field = |name| f.field(name).of_form(VerifyForm::NAME).hint();
    let [of_reason, of_review, of_text] = names(kind);
    let [reason, review, note] = submitted.typed.parts(kind);
    let reasons = f.list("sanction-reason", SanctionReason::ALL.iter().map(|reason| reason.word()));
    let (go, button, means) = match kind {
        SanctionKind::Suspension => (SUSPEND, "vetting-suspend-button", "vetting-suspend-means"),
        SanctionKind::Debarment => (DEBAR, "vetting-debar-button", "vetting-debar-means"),
    };
    let wrong = names(kind).into_iter().any(|name| submitted.problems.at(name).next().is_some());
    let open = wrong || !reason.is_empty() || !note.is_empty();
    view! {
        <details class="more" open=open>
            <summary>{text.get(button)}</summary>
            <div class="form">
                <p>{text.get(means)}</p>
                {field(of_reason).select(reasons, reason)}
                {field(of_review).date(review)}
                {field(of_text).in_clear().area(4, note)}
                <div class="actions">
                    <button class="button" type="submit" form=VerifyForm::NAME name="go" value=go>{text.get(button)}</button>
                </div>
            </div>
        </details>
    }
    .into_any()
}

/// The note that was written for it where it cannot be begun any more, as when another steward was quicker.
pub(super) fn written(at: &At, kind: SanctionKind) -> Option<AnyView> {
    let submitted = submitted(at, &[]);
    let [_, _, of_text] = names(kind);
    let [_, _, note] = submitted.typed.parts(kind);
    let field = Fields::new(at, &submitted).field(of_text).of_form(VerifyForm::NAME);
    (!note.trim().is_empty()).then(|| view! { <div class="form">{field.area(4, note)}</div> }.into_any())
}
