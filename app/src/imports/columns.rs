//! Which column of a table is which field: a choice for each, beside what its first rows say.

use std::collections::BTreeMap;

use domain::Result;
use domain::import::Import;
use domain::practice::{Evidence, PracticeKind};
use leptos::prelude::*;
use serde::Deserialize;
use services::import::{Choice as Chosen, Settings};

use crate::field::{Choice, Fields};
use crate::{At, Done, Form};

/// The columns as chosen.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ColumnsForm {
    fields: Vec<String>,
    separator: String,
    kind: String,
    language: String,
    evidence: String,
    licence: String,
}

impl ColumnsForm {
    fn of(settings: &Settings) -> Self {
        let default = |field: &str| settings.defaults.get(field).cloned().unwrap_or_default();
        Self {
            fields: settings.fields.clone(),
            separator: settings.separator.clone(),
            kind: default("kind"),
            language: default("language"),
            evidence: default("evidence"),
            licence: default("licence"),
        }
    }
}

impl Form for ColumnsForm {
    const NAME: &'static str = "import-columns";

    async fn submit(&self, at: &At) -> Result<Done> {
        let defaults: BTreeMap<String, String> = [
            ("kind", &self.kind),
            ("language", &self.language),
            ("evidence", &self.evidence),
            ("licence", &self.licence),
        ]
        .into_iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(field, value)| (field.to_owned(), value.trim().to_owned()))
        .collect();
        let choice = Chosen { fields: self.fields.clone(), separator: self.separator.clone(), defaults };
        services::import::map(&at.scope, at.param("id")?, choice).await?;
        Ok(Done::See(at.path().to_owned()))
    }
}

/// Lets them be chosen again.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ColumnsAgainForm {}

impl Form for ColumnsAgainForm {
    const NAME: &'static str = "import-map-again";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::import::map_again(&at.scope, at.param("id")?).await?;
        Ok(Done::See(at.path().to_owned()))
    }
}

/// The way back to the form, while nothing has been taken.
pub(super) fn again(at: &At) -> AnyView {
    let submitted = at.submitted::<ColumnsAgainForm>();
    let f = Fields::new(at, &submitted);
    view! {
        <form method="post" action=at.path().to_owned()>
            {f.hidden()}
            <button class="button button--quiet" type="submit">{at.text.get("import-map-again")}</button>
        </form>
    }
    .into_any()
}

/// The form, with the cells of the first rows.
pub(super) fn form(at: &At, import: &Import, cells: &[Vec<String>]) -> AnyView {
    let text = at.text;
    let settings = Settings::of(import);
    let submitted = at.submitted::<ColumnsForm>().or(|| ColumnsForm::of(&settings));
    let f = Fields::new(at, &submitted);
    let typed = &submitted.typed;
    let rows = settings.headers.iter().enumerate().map(|(place, header)| {
        let chosen = typed.fields.get(place).cloned().unwrap_or_default();
        let id = if place == 0 { "field-fields".to_owned() } else { format!("field-fields-{place}") };
        let options = Settings::targets().map(|field| {
            let words = text.get(&format!("import-target-{}", field.replace('_', "-")));
            view! { <option value=field selected=field == chosen>{words}</option> }
        });
        let options = options.collect_view();
        let said: Vec<String> = cells
            .iter()
            .filter_map(|row| row.get(place))
            .filter(|c| !c.trim().is_empty())
            .map(|cell| short(cell))
            .collect();
        view! {
            <tr>
                <th scope="row" dir="auto"><label for=id.clone()>{header.clone()}</label></th>
                <td data-label=text.get("import-columns-field-fields")>
                    <select id=id name="fields">
                        <option value="">{text.get("import-leave-out")}</option>
                        {options}
                    </select>
                </td>
                <td data-label=text.get("import-first-rows")><span dir="auto">{said.join(" · ")}</span></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let problems: Vec<String> =
        submitted.problems.at("fields").map(|problem| crate::field::words_of(text, problem)).collect();
    let problem =
        (!problems.is_empty()).then(|| view! { <p class="problem" id="problem-fields">{problems.join(" ")}</p> });
    let reader = f.reader();
    let languages: Vec<Choice> = taxonomy::languages::all(&reader)
        .into_iter()
        .map(|(language, name)| (language.to_string(), name.to_owned()))
        .collect();
    let fields = view! {
        {problem}
        <div class="table table--cards" role="region" tabindex="0" aria-label=text.get("import-columns")>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{text.get("import-column")}</th>
                        <th scope="col">{text.get("import-columns-field-fields")}</th>
                        <th scope="col">{text.get("import-first-rows")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {f.field("separator").hint().optional().line(&typed.separator)}
        <h3>{text.get("import-defaults")}</h3>
        {f.field("kind").select(f.list("library-kind", PracticeKind::ALL.iter().map(|kind| kind.word())), &typed.kind)}
        {f.field("language").select(languages, &typed.language)}
        {f.field("evidence").select(f.list("library-evidence", Evidence::ALL.iter().map(|grade| grade.word())), &typed.evidence)}
        {f.field("licence").hint().optional().line(&typed.licence)}
    };
    let form = f.frame(fields, "import-look");
    view! {
        <h2>{text.get("import-columns")}</h2>
        <p>{text.get("import-columns-lede")}</p>
        {form}
    }
    .into_any()
}

/// A cell as a preview shows it.
fn short(cell: &str) -> String {
    const MOST: usize = 60;
    let line = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST { line } else { format!("{}…", line.chars().take(MOST).collect::<String>()) }
}
