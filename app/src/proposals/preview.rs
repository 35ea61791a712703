//! What is written as readers will see it, finished or not: by what shows them a published record.

use domain::practice::PracticeState;
use domain::proposal::Proposal;
use domain::{Problems, Result};
use leptos::prelude::*;

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
    let (told, _) =
        library::told(text, &Ways::Online, &practice, library::Place { files, elsewhere, whole: false, facets: text });
    let unpublished = matches!(proposal.state, PracticeState::Draft | PracticeState::InReview);
    let mark = unpublished.then(|| {
        let gaps = (!missing.is_empty()).then(|| format!(" {}", text.get("proposal-preview-gaps")));
        view! { <p class="notice notice--warn"><strong>{text.get("proposal-preview-mark")}</strong>{gaps}</p> }
    });
    let preview = view! {
        <details class="more" id="preview" open=open>
            <summary id="preview-summary">{text.get("proposal-preview")}</summary>
            <article class="preview" aria-labelledby="preview-summary">{mark}{told}</article>
        </details>
    };
    Ok(preview.into_any())
}
