//! How an import ended: what was taken, or why it did not work, with the way to ask again.

use std::collections::BTreeMap;

use domain::import::{Import, ImportFormat, ImportState, RowState};
use i18n::Text;
use leptos::prelude::*;
use services::import::Settings;

use crate::At;

/// What became of the rows of an import that is done, that somebody stopped or that broke off, in a sentence; nothing where
/// there were none.
pub(super) fn taken(text: Text, import: &Import, counts: &BTreeMap<RowState, i64>) -> Option<AnyView> {
    let key = match import.state {
        ImportState::Done => "import-outcome",
        ImportState::Cancelled => "import-outcome-cancelled",
        // Of a library that was still being asked, no row is kept.
        ImportState::Stopped if import.format == ImportFormat::Oai && import.goal.is_none() => {
            return Some(come(text, &Settings::of(import)));
        }
        ImportState::Stopped => "import-outcome-stopped",
        _ => return None,
    };
    if counts.is_empty() {
        return None;
    }
    let of = |states: &[RowState]| states.iter().filter_map(|state| counts.get(state)).sum::<i64>();
    let taken = of(&[RowState::Published, RowState::Proposed, RowState::Drafted]);
    let values = [
        ("taken", taken.into()),
        ("left", of(LEFT).into()),
        ("known", of(&[RowState::Known]).into()),
        ("withdrawn", of(&[RowState::Withdrawn]).into()),
        ("refused", of(&[RowState::Refused]).into()),
    ];
    Some(view! { <p>{text.with(key, &values)}</p> }.into_any())
}

/// How many records of another library had come when asking it broke off. Those of earlier parts of its list are counted
/// with the whole list, so of a later part none are told.
fn come(text: Text, settings: &Settings) -> AnyView {
    let records = i64::try_from(settings.records).unwrap_or(i64::MAX);
    let words = match settings.harvest.before {
        0 => text.with("import-outcome-asked", &[("records", records.into())]),
        _ => text.get("import-outcome-asked-part"),
    };
    view! { <p>{words}</p> }.into_any()
}

/// The states of rows of which nothing has become anything.
pub(super) const LEFT: &[RowState] = &[RowState::Raw, RowState::New, RowState::Alike, RowState::Changed];

/// How to begin again with an import that somebody stopped before anything of it was taken.
pub(super) fn anew(at: &At, import: &Import, settings: &Settings) -> AnyView {
    let (address, key) = match import.format {
        ImportFormat::Oai => (again(import, settings), "import-ask-again"),
        _ => ("/library/import#import-file-title".to_owned(), "import-file-again"),
    };
    view! { <p>{at.text.get("import-begin-again")}" "<a href=address>{at.text.get(key)}</a></p> }.into_any()
}

/// Why an import stopped; what was asked of another library can be asked again.
pub(super) fn stopped(at: &At, import: &Import, settings: &Settings) -> Option<AnyView> {
    let text = at.text;
    let stopped = services::import::stopped(import, text)?;
    let said = stopped.said.map(|said| {
        view! { <p dir="auto">{text.with("import-why-said", &[("said", said.into())])}</p> }
    });
    let again = (import.format == ImportFormat::Oai && import.state == ImportState::Stopped && import.goal.is_none())
        .then(|| view! { <p><a href=again(import, settings)>{text.get("import-ask-again")}</a></p> });
    Some(
        view! {
            <div class="notice notice--warn" id="stopped">
                <p dir="auto">{stopped.words}</p>
                {said}
                {again}
            </div>
        }
        .into_any(),
    )
}

/// The address of the form that asks another library, filled in as this import was asked for.
fn again(import: &Import, settings: &Settings) -> String {
    let mut asked = vec![("address", import.name.clone()), ("set", settings.set.clone())];
    asked.extend(settings.harvest.from.map(|day| ("from", day.to_string())));
    asked.extend(settings.harvest.until.map(|day| ("until", day.to_string())));
    asked.retain(|(_, value)| !value.is_empty());
    format!("/library/import?{}#import-source-title", serde_html_form::to_string(asked).unwrap_or_default())
}
