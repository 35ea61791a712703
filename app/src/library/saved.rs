//! Kept searches: the button that keeps one, their list, one of them, and the page that stops the weekly mail.

use domain::{Error, Problem, Result, parse};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::library::{Page, Query};
use services::searches::{self, Asked, Keeping, Kept, Weekly};

use crate::field::{Choice, Fields};
use crate::head::{Head, Link};
use crate::{At, Done, Form, page::Document};

const LIST: &str = "/library/saved";

/// A search to be kept: the fields of the search itself, a name, and whether it comes by mail where one is kept again.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct KeepForm {
    pairs: Vec<(String, String)>,
}

impl KeepForm {
    fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }
}

impl Form for KeepForm {
    const NAME: &'static str = "saved";

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.permit(domain::policy::KeepSearch)?;
        let asked = Asked::of(&self.pairs).first();
        // The page of such a search offers no button, but it can be asked for in other ways.
        searches::check(&asked)?;
        let page = services::library::search(&at.scope, Query { size: 1, ..asked.query() }).await?;
        if super::notes::asks_for_none(at.text, &asked, &page) {
            return Err(Error::at("q", Problem::Other("problem-unknown-filter")));
        }
        let weekly = if self.get("weekly") == "on" { Weekly::On } else { Weekly::Off };
        let kept = searches::keep(&at.scope, self.get("name"), &asked, weekly).await?;
        Ok(Done::See(match kept {
            Keeping::New => Self::repeated(at),
            Keeping::Already(id) => format!("{LIST}/{id}?already=1"),
            Keeping::Renamed(id) => format!("{LIST}/{id}?renamed=1"),
        }))
    }

    fn repeated(_: &At) -> String {
        format!("{LIST}?saved=1")
    }
}

/// A search to be looked at.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OpenForm {
    id: String,
}

impl Form for OpenForm {
    const NAME: &'static str = "saved-open";

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.permit(domain::policy::KeepSearch)?;
        Ok(Done::See(searches::open(&at.scope, self.id.parse()?).await?))
    }
}

/// Another name for a search, and whether it comes by mail.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ChangeForm {
    name: String,
    weekly: String,
}

impl Form for ChangeForm {
    const NAME: &'static str = "saved-change";

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.permit(domain::policy::KeepSearch)?;
        let weekly = if self.weekly == "on" { Weekly::On } else { Weekly::Off };
        searches::change(&at.scope, at.param("search")?, &self.name, weekly).await?;
        Ok(Done::See(format!("{LIST}?saved=1")))
    }
}

/// A search to be given up.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ForgetForm {}

impl Form for ForgetForm {
    const NAME: &'static str = "saved-forget";

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.permit(domain::policy::KeepSearch)?;
        let id = at.param("search")?;
        let search = searches::find(&at.scope, id).await?;
        searches::forget(&at.scope, id).await?;
        let weekly = (search.weekly == Weekly::On).then(|| ("weekly", "on".to_owned()));
        let again: Vec<_> = [("name", search.name), ("search", search.search)].into_iter().chain(weekly).collect();
        let again = serde_html_form::to_string(again).unwrap_or_default();
        Ok(Done::See(format!("{LIST}?forgotten=1&{again}")))
    }

    fn repeated(_: &At) -> String {
        LIST.to_owned()
    }
}

/// Stops the weekly mail. A mail program posts it by itself and names no form (RFC 8058), and must not be sent on.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct StopForm {}

impl Form for StopForm {
    const NAME: &'static str = "saved-stop";
    const ALSO: &'static [&'static str] = &[""];

    async fn submit(&self, at: &At) -> Result<Done> {
        searches::stop(&at.scope, at.raw_param("token")?).await?;
        Ok(Done::Show)
    }
}

/// The head of the search's page: its feed, if it has one to offer, and how a browser searches here by itself.
pub(super) fn head(at: &At, asked: &Asked, page: &Page) -> Head {
    let none = super::notes::asks_for_none(at.text, asked, page);
    let asked = asked.first();
    let opensearch = Link {
        rel: "search",
        href: "/opensearch.xml".to_owned(),
        media_type: Some("application/opensearchdescription+xml"),
        title: Some(at.text.get("opensearch-name")),
    };
    let canonical = Link::to("canonical", at.scope.link(&asked.path("/library")));
    let feed = (!none).then(|| super::cite::feed(at, asked.path(services::feed::PATH)));
    let links = [Some(canonical), feed, Some(opensearch)].into_iter().flatten().collect();
    Head { links, ..Head::default() }
}

/// What follows the results: the button that keeps the search, inside its own form, and its feed. What asks for a choice
/// that there is not finds nothing in any week: it is not kept, and no feed of it is offered.
pub(super) fn follow(at: &At, asked: &Asked, page: &Page) -> Option<AnyView> {
    let text = at.text;
    let none = super::notes::asks_for_none(text, asked, page);
    let feed = (!none).then(|| {
        let feed = asked.first().path(services::feed::PATH);
        view! { <li><a href=feed type="application/atom+xml">{text.get("feed-link")}</a></li> }
    });
    let keep = at.scope.actor().account.is_some().then(|| {
        let first = if none {
            view! { <li class="hint" id="library-keep-not">{text.get("saved-keep-not")}</li> }.into_any()
        } else {
            keep(text)
        };
        view! {
            {first}
            <li><a href=LIST>{text.get("saved-title")}</a></li>
        }
    });
    (keep.is_some() || feed.is_some()).then(|| view! { <ul class="inline">{keep}{feed}</ul> }.into_any())
}

/// The button that keeps a search.
fn keep(text: Text) -> AnyView {
    view! {
        <li>
            <button
                class="button button--quiet"
                id="library-keep"
                type="submit"
                formmethod="post"
                formaction=LIST
                name="form"
                value=KeepForm::NAME
            >
                {text.get("saved-keep")}
            </button>
        </li>
    }
    .into_any()
}

/// The list of one's own searches.
///
/// # Errors
/// Sign-in needed for a visitor.
pub async fn list(at: At) -> Result<Document> {
    let text = at.text;
    let kept = searches::own(&at.scope).await?;
    let empty = kept.is_empty().then(|| {
        view! { <div class="empty"><p>{text.get("saved-none")}</p><p><a href="/library">{text.get("saved-search-first")}</a></p></div> }
    });
    let rows: Vec<_> = kept.iter().map(|kept| row(&at, kept).into_any()).collect();
    let table = (!rows.is_empty()).then(|| {
        view! {
            <div class="table table--cards" role="region" tabindex="0" aria-label=text.get("saved-title")>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{text.get("saved-field-name")}</th>
                            <th scope="col">{text.get("saved-new")}</th>
                            <th scope="col">{text.get("saved-change-field-weekly")}</th>
                            <th scope="col"><span class="visually-hidden">{text.get("saved-actions")}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    let submitted = at.submitted::<KeepForm>();
    let f = Fields::new(&at, &submitted);
    // What was asked for besides words has no field here, and goes along.
    let asked = Asked::of(&submitted.typed.pairs);
    let look = (!submitted.problems.is_empty() && asked.pairs().iter().any(|(name, _)| name != "q")).then(|| {
        view! { <p><a href=asked.path("/library")>{text.get("saved-look")}</a></p> }
    });
    let besides = asked.pairs().iter().filter(|(name, _)| name != "q");
    let weekly = (submitted.typed.get("weekly") == "on").then(|| ("weekly".to_owned(), "on".to_owned()));
    let besides = besides.chain(&weekly).map(pair).collect_view();
    let fields = view! {
        {besides}
        {look}
        {f.field("q").hint().line(submitted.typed.get("q"))}
        {f.field("name").optional().line(submitted.typed.get("name"))}
    };
    let form = f.frame(fields, "saved-keep");
    let saved = at.done("saved");
    let body = view! {
        <h1>{text.get("saved-title")}</h1>
        <p class="lede">{text.get("saved-lede")}</p>
        {saved.then(|| view! { <p class="notice notice--good" role="status">{text.get("form-saved")}</p> })}
        {forgotten(&at)}
        {empty}
        {table}
        <h2>{text.get("saved-add")}</h2>
        {form}
    };
    Ok(Document::new(text.get("saved-title"), body))
}

/// That a search is removed, and the button that saves it again as it was: its address, its name, and its weekly mail.
fn forgotten(at: &At) -> Option<AnyView> {
    if !at.done("forgotten") {
        return None;
    }
    let (text, name) = (at.text, at.query("name").to_owned());
    let said = text.with("saved-forgotten", &[("name", super::set_in(text, &name).into())]);
    let asked = Asked::read(at.query("search"));
    let pairs = asked.pairs().iter().map(pair).collect_view();
    let by_mail = at.query("weekly") == "on";
    let weekly = by_mail.then(|| view! { <input type="hidden" name="weekly" value="on"/> });
    let again = if by_mail { "saved-again-weekly" } else { "saved-again" };
    Some(
        view! {
            <div class="notice notice--good">
                <p role="status">{said}</p>
                <form method="post" action=LIST>
                    {Fields::new(at, &at.submitted::<KeepForm>()).hidden()}
                    {pairs}
                    <input type="hidden" name="name" value=name/>
                    {weekly}
                    <button class="button button--quiet" type="submit">{text.get(again)}</button>
                </form>
            </div>
        }
        .into_any(),
    )
}

fn pair((name, value): &(String, String)) -> impl IntoView + use<> {
    view! { <input type="hidden" name=name.clone() value=value.clone()/> }
}

/// What a search looks for, where its name says something else.
fn looks_for(text: Text, name: &str, asked: &Asked) -> Option<AnyView> {
    (asked.name(searches::LONGEST_NAME) != name).then(|| {
        let called = asked.called().unwrap_or_else(|| text.get("saved-whole-library"));
        view! { <p class="meta" dir="auto">{called}</p> }.into_any()
    })
}

fn row(at: &At, kept: &Kept) -> impl IntoView + use<> {
    let text = at.text;
    let search = &kept.search;
    let asked = Asked::read(&search.search);
    let name = [("name", search.name.clone().into())];
    let weekly = if search.weekly == Weekly::On { "saved-weekly-on" } else { "saved-weekly-off" };
    view! {
        <tr>
            <th scope="row">
                <a href=asked.path("/library")>{search.name.clone()}</a>
                {looks_for(text, &search.name, &asked)}
            </th>
            <td data-label=text.get("saved-new")>{text.number(i64::try_from(kept.new).unwrap_or(i64::MAX))}</td>
            <td data-label=text.get("saved-change-field-weekly")>{text.get(weekly)}</td>
            <td>
                <form method="post" action=LIST>
                    {Fields::new(at, &at.submitted::<OpenForm>()).hidden()}
                    <input type="hidden" name="id" value=search.id.to_string()/>
                    <button class="button button--quiet" type="submit" aria-label=text.with("saved-open-named", &name)>
                        {text.get("saved-open")}
                    </button>
                </form>
                <ul class="inline">
                    <li><a href=format!("{LIST}/{}", search.id) aria-label=text.with("saved-edit-named", &name)>{text.get("saved-edit")}</a></li>
                    <li><a href=asked.path(services::feed::PATH) type="application/atom+xml">{text.get("saved-feed")}</a></li>
                </ul>
            </td>
        </tr>
    }
}

/// One search: its name, whether it comes by mail, and giving it up.
///
/// # Errors
/// Sign-in needed for a visitor; not found for any that is not one's own.
pub async fn edit(at: At) -> Result<Document> {
    let text = at.text;
    let search = searches::find(&at.scope, at.param("search")?).await?;
    let submitted = at.submitted::<ChangeForm>().or(|| ChangeForm {
        name: search.name.clone(),
        weekly: if search.weekly == Weekly::On { "on" } else { "off" }.to_owned(),
    });
    let f = Fields::new(&at, &submitted);
    let choices: Vec<Choice> =
        ["on", "off"].map(|word| (word.to_owned(), text.get(&format!("saved-weekly-{word}")))).to_vec();
    let fields = view! {
        {f.field("name").line(&submitted.typed.name)}
        {f.field("weekly").hint().one_of(choices, &submitted.typed.weekly)}
    };
    let form = f.frame(fields, "form-save");
    let kept = [("already", "saved-already"), ("renamed", "saved-renamed")].into_iter().find(|(name, _)| at.done(name));
    let kept = kept.map(|(_, key)| text.with(key, &[("name", super::set_in(text, &search.name).into())]));
    let body = view! {
        <p><a href=LIST>{text.get("saved-title")}</a></p>
        <h1>{search.name.clone()}</h1>
        {looks_for(text, &search.name, &Asked::read(&search.search))}
        {kept.map(|words| view! { <p class="notice" role="status">{words}</p> })}
        {form}
        <details class="more">
            <summary id="saved-forget">{text.get("saved-forget")}</summary>
            <p>{text.get("saved-forget-means")}</p>
            <form method="post" action=format!("{LIST}/{}", search.id)>
                {Fields::new(&at, &at.submitted::<ForgetForm>()).hidden()}
                <button class="button button--danger" type="submit">{text.get("saved-forget")}</button>
            </form>
        </details>
    };
    Ok(Document::new(search.name, body))
}

/// Where the link at the end of a weekly mail leads: one press of a button, and no more of them come.
///
/// # Errors
/// Not found for a link that is none, or is old.
pub async fn stop(at: At) -> Result<Document> {
    let text = at.text;
    let token = parse::line(at.raw_param("token")?, 200).map_err(|_| Error::NotFound)?;
    searches::stops(&at.scope, &token).await?;
    let submitted = at.submitted::<StopForm>();
    let said = if submitted.again {
        view! { <p class="notice notice--good" role="status">{text.get("saved-stopped")}</p> }.into_any()
    } else {
        view! {
            <p class="lede">{text.get("saved-stop-lede")}</p>
            <form method="post" action=format!("{LIST}/stop/{token}")>
                {Fields::new(&at, &submitted).hidden()}
                <button class="button" type="submit">{text.get("saved-stop")}</button>
            </form>
        }
        .into_any()
    };
    let body = view! {
        <h1>{text.get("saved-stop-title")}</h1>
        {said}
        <p><a href=LIST>{text.get("saved-title")}</a></p>
    };
    Ok(Document::new(text.get("saved-stop-title"), body))
}
