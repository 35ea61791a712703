//! Other libraries: those that were harvested and can be asked again, what one was asked for, and going on after a part.

use domain::Result;
use domain::import::{Import, ImportFormat, ImportState, Source};
use leptos::prelude::*;
use serde::Deserialize;
use services::import::Settings;

use crate::field::Fields;
use crate::{At, Done, Form};

/// Asks a library for what is newer than what was taken.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RenewForm {
    source: String,
}

impl Form for RenewForm {
    const NAME: &'static str = "import-renew";

    async fn submit(&self, at: &At) -> Result<Done> {
        super::curators_only(at)?;
        let id = services::import::renew(&at.scope, self.source.parse()?).await?;
        Ok(Done::See(format!("/library/import/{id}")))
    }
}

/// Where the list of them is.
const LIST: &str = "/library/import";

/// Forgets a library.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ForgetForm {
    source: String,
}

impl Form for ForgetForm {
    const NAME: &'static str = "import-forget";

    async fn submit(&self, at: &At) -> Result<Done> {
        super::curators_only(at)?;
        services::import::forget(&at.scope, self.source.parse()?).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        format!("{LIST}?forgotten=1")
    }
}

/// That a library has been forgotten.
pub(super) fn forgotten(at: &At) -> Option<AnyView> {
    let said = || view! { <p class="notice notice--good" role="status">{at.text.get("import-forgotten")}</p> };
    at.done("forgotten").then(|| said().into_any())
}

/// Goes on after a part.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct GoOnForm {}

impl Form for GoOnForm {
    const NAME: &'static str = "import-go-on";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = services::import::go_on(&at.scope, at.param("id")?).await?;
        Ok(Done::See(format!("/library/import/{id}")))
    }
}

/// The libraries that can be asked again.
pub(super) fn list(at: &At, sources: &[Source]) -> Option<AnyView> {
    if sources.is_empty() {
        return None;
    }
    let text = at.text;
    let submitted = at.submitted::<RenewForm>();
    let cards = sources.iter().map(|source| {
        let f = Fields::new(at, &submitted);
        let day = text.date(source.harvested);
        let set = set(at, &source.set).map(|set| view! { <p class="meta" dir="auto">{set}</p> });
        view! {
            <li class="card">
                <h3 class="card__title" dir="auto">{source.address.clone()}</h3>
                {set}
                <form method="post" action=at.address().to_owned()>
                    {f.hidden()}
                    <input type="hidden" name="source" value=source.id.to_string()/>
                    <button class="button button--quiet" type="submit">
                        {text.with("import-renew", &[("day", day.into())])}
                    </button>
                </form>
                {forget(at, source)}
            </li>
        }
    });
    let cards = cards.collect_view();
    let section = view! {
        <section aria-labelledby="import-sources-title">
            <h2 id="import-sources-title">{text.get("import-sources")}</h2>
            <ul class="cards">{cards}</ul>
        </section>
    };
    Some(section.into_any())
}

/// Forgetting one, folded away, and what that means.
fn forget(at: &At, source: &Source) -> impl IntoView + use<> {
    let text = at.text;
    let submitted = at.submitted::<ForgetForm>();
    let hidden = view! { <input type="hidden" name="source" value=source.id.to_string()/> };
    let button =
        view! { <button class="button button--danger" type="submit">{text.get("import-forget-button")}</button> };
    let form = Fields::new(at, &submitted).frame_with(hidden, button);
    view! {
        <details class="more">
            <summary>{text.get("import-forget")}</summary>
            <p>{text.get("import-forget-means")}</p>
            {form}
        </details>
    }
}

fn set(at: &At, set: &str) -> Option<String> {
    (!set.is_empty()).then(|| at.text.with("import-asked-set", &[("set", set.to_owned().into())]))
}

/// What another library was asked for of all that it has, and what cannot be known of it.
pub(super) fn asked(at: &At, import: &Import, settings: &Settings) -> Option<AnyView> {
    if import.format != ImportFormat::Oai {
        return None;
    }
    let text = at.text;
    let harvest = &settings.harvest;
    let from = harvest.from.map(|day| text.with("import-asked-from", &[("day", text.date(day).into())]));
    let until = harvest.until.map(|day| text.with("import-asked-until", &[("day", text.date(day).into())]));
    let said: Vec<String> = [set(at, &settings.set), from, until].into_iter().flatten().collect();
    let said = (!said.is_empty()).then(|| view! { <p class="meta" dir="auto">{said.join(" · ")}</p> });
    let untold = (harvest.tells_deleted == Some(false)).then(|| view! { <p>{text.get("import-deleted-untold")}</p> });
    Some(view! { {said}{untold} }.into_any())
}

/// That an import is a part of what another library was asked for: how far it came, and the way on from there.
pub(super) fn part(at: &At, import: &Import, settings: &Settings, next: Option<&Import>) -> Option<AnyView> {
    let text = at.text;
    let harvest = &settings.harvest;
    let shown = matches!(import.state, ImportState::Preview | ImportState::Taking | ImportState::Done);
    if !harvest.more || !shown {
        return None;
    }
    let of = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let part = i64::from(harvest.before) + 1;
    let mut values = vec![("part", part.into()), ("records", of(settings.records).into())];
    let mut key = "import-part";
    if let Some(complete) = settings.complete {
        values.push(("complete", of(complete).into()));
        key = "import-part-of";
    }
    let far = text.with(key, &values);
    let day = harvest.day().map(|day| text.with("import-part-day", &[("day", text.date(day).into())]));
    let day = day.map(|day| view! { " "{day} });
    let way = match next {
        Some(next) => {
            let href = format!("/library/import/{}", next.id);
            view! { <p><a href=href>{text.get("import-part-next")}</a></p> }.into_any()
        }
        None if import.state == ImportState::Done => {
            let submitted = at.submitted::<GoOnForm>();
            Fields::new(at, &submitted).frame((), "import-go-on")
        }
        None => view! { <p>{text.get("import-part-first")}</p> }.into_any(),
    };
    Some(
        view! {
            <section id="part">
                <p class="notice">{far}{day}</p>
                {way}
            </section>
        }
        .into_any(),
    )
}
