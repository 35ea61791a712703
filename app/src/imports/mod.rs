//! Imports: what curators have read into the library from files and other libraries, beginning one, and its report; and
//! what members make drafts of.

mod columns;
mod list;
mod outcome;
mod own;
mod show;
mod sources;

pub use columns::{ColumnsAgainForm, ColumnsForm};
pub use list::{ImportFileForm, ImportSourceForm, list};
pub use own::{OwnFileForm, own};
pub use show::{CancelForm, ConfirmForm, ResumeForm, show};
pub use sources::{ForgetForm, GoOnForm, RenewForm};

use domain::Result;
use domain::import::Import;
use i18n::Text;
use leptos::prelude::*;
use services::import::Settings;

use crate::At;

/// A file with all that a record must say, as the page shows it.
const EXAMPLE: &str = include_str!("example.md");

/// Where it is done: for everybody but curators, nothing is there.
fn curators_only(at: &At) -> Result<()> {
    at.scope.permit(domain::policy::PublishPractice).map(drop)
}

/// One line about an import: its format, its day and where it stands.
fn line(at: &At, import: &Import) -> impl IntoView + use<> {
    let text = at.text;
    let format = text.get(&format!("import-format-{}", import.format));
    let state = text.get(&format!("import-state-{}", import.state));
    let day = text.date(import.created.date_naive());
    view! { <p class="meta">{format!("{format} · {day} · {state}")}</p> }
}

/// What a file holds, with an example, folded away; and what else is to be known of it here.
fn holds(text: Text, more: AnyView) -> impl IntoView + use<> {
    view! {
        <details class="more" id="file-holds">
            <summary>{text.get("proposal-import-holds")}</summary>
            <p>{text.get("proposal-import-holds-fields")}</p>
            <p>{text.get("proposal-import-holds-choices")}</p>
            <p>{text.get("proposal-import-holds-text")}</p>
            {more}
            <p id="file-example">{text.get("proposal-import-holds-example")}</p>
            <div class="prose" role="group" aria-labelledby="file-example" lang="en" dir="ltr"><pre><code>{EXAMPLE}</code></pre></div>
        </details>
    }
}

/// What a table holds: the columns that are known by their names, and what a cell of sources can carry.
fn table_holds(text: Text) -> AnyView {
    let columns = Settings::targets().collect::<Vec<_>>().join(", ");
    view! {
        <p>{text.get("import-holds-table")}</p>
        <p lang="en" dir="ltr"><code id="import-columns-known">{columns}</code></p>
        <p>{text.get("import-holds-table-other")}</p>
        <p>{text.get("import-holds-table-cells")}</p>
    }
    .into_any()
}
