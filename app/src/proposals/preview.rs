//! What is written as readers will see it, finished or not: by what shows them a published record.

use domain::practice::{Manuscript, PracticeState};
use domain::proposal::Proposal;
use domain::{Problem, Problems, Result};
use leptos::prelude::*;
use services::library::Facet;

use super::ProposalForm;
use crate::field::{before, named, words_of};
use crate::{At, Ways, library};

/// The preview, folded away or not; it keeps open or closed while a person writes. `elsewhere` are the terms that the page
/// explains outside of it.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn preview(
    at: &At,
    proposal: &Proposal,
    missing: &Problems,
    (open, elsewhere): (bool, &[&str]),
) -> Result<AnyView> {
    let text = at.text;
    let files = services::files::of_proposal(&at.scope, proposal).await?;
    let today = at.scope.now().date_naive();
    let mut practice = services::proposals::unfinished(&proposal.manuscript, files, today);
    if practice.title.is_empty() {
        practice.title = text.get("proposals-untitled");
    }
    let folder = format!("/proposals/{}/files", proposal.id);
    let files = crate::files::of_record(text, &practice.files, |file| format!("{folder}/{}", file.id));
    let unread = unread(&proposal.manuscript, missing);
    let place = library::Place { files, elsewhere, whole: false, facets: text, unread: &unread };
    let (told, _) = library::told(text, &Ways::Online, &practice, place);
    let unpublished = matches!(proposal.state, PracticeState::Draft | PracticeState::InReview);
    let mark = unpublished.then(|| {
        let gaps = (!missing.is_empty()).then(|| {
            let needed = needed(at, proposal, missing);
            view! { <p>{text.get("proposal-preview-gaps")}</p> {needed} }
        });
        view! {
            <div class="notice notice--warn">
                <p><strong>{text.get("proposal-preview-mark")}</strong></p>
                {gaps}
            </div>
        }
    });
    let preview = view! {
        <details class="more" id="preview" open=open>
            <summary id="preview-summary">{text.get("proposal-preview")}</summary>
            <article class="preview" aria-labelledby="preview-summary">{mark}{told}</article>
        </details>
    };
    Ok(preview.into_any())
}

/// What is needed, each leading to its field: whoever looks at the preview has the list beside the form out of view.
fn needed(at: &At, proposal: &Proposal, missing: &Problems) -> impl IntoView + use<> {
    let text = at.text;
    let may_write = services::proposals::may_write_now(&at.scope, proposal).is_ok();
    let each = missing.iter().map(|(field, problem)| {
        let words = words_of(text, problem);
        if field.is_empty() {
            return view! { <li>{words}</li> }.into_any();
        }
        let label = before(named::<ProposalForm>(text, field));
        if !may_write {
            return view! { <li>{format!("{label} {words}")}</li> }.into_any();
        }
        let href = format!("/proposals/{}/edit#field-{field}", proposal.id);
        let href = if at.path().ends_with("/edit") { format!("#field-{field}") } else { href };
        view! { <li><a href=href>{label}</a>" "{words}</li> }.into_any()
    });
    let each: Vec<_> = each.collect();
    view! { <ul>{each}</ul> }
}

/// What is written of a group and does not read: it is shown as it is written, since nothing else is meant by it.
fn unread(written: &Manuscript, missing: &Problems) -> Vec<(Facet, String)> {
    let fields = [("countries", Facet::Country), ("year", Facet::Year)];
    let wrong = wrong(missing);
    let unread = fields.into_iter().filter(|(field, _)| wrong.at(field).next().is_some());
    unread.map(|(field, facet)| (facet, written.one(field).trim().to_owned())).collect()
}

/// What is wrong with something that is written, without what is only missing.
pub(super) fn wrong(missing: &Problems) -> Problems {
    let mut wrong = Problems::new();
    for (field, problem) in missing.iter().filter(|(_, problem)| **problem != Problem::Missing) {
        wrong.add(field.to_owned(), problem.clone());
    }
    wrong
}
