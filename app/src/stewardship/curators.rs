//! For administrators: who curates the library, inviting somebody to it, and taking the role back.

use domain::id::AccountId;
use domain::policy::AppointCurator;
use domain::{Problems, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;
use services::curators::Curator;

use crate::field::Fields;
use crate::{At, Done, Form, page::Document, table};

/// How many on a page.
const SIZE: u64 = 50;

/// Somebody to be invited.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CuratorInviteForm {
    name: String,
    email: String,
}

impl Form for CuratorInviteForm {
    const NAME: &'static str = "curator-invite";

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.permit(AppointCurator)?;
        let mut problems = Problems::new();
        let name = problems.take("name", parse::line(&self.name, 120));
        let email = problems.take("email", self.email.parse());
        let (name, email) = problems.finish(name.zip(email))?;
        services::curators::invite(&at.scope, name, email).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/operations/curators?invited=1".into()
    }
}

/// A curator whose role ends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CuratorEndForm {
    account: String,
}

impl Form for CuratorEndForm {
    const NAME: &'static str = "curator-end";

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.permit(AppointCurator)?;
        services::curators::end(&at.scope, self.account.parse()?).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/operations/curators?ended=1".into()
    }
}

/// The page.
///
/// # Errors
/// Not found for everybody but administrators.
pub async fn curators(at: At) -> Result<Document> {
    let text = at.text;
    let after: Option<AccountId> = at.query("after").parse().ok();
    let curators = services::curators::list(&at.scope, after, SIZE).await?;
    let last = curators.last().filter(|_| u64::try_from(curators.len()) == Ok(SIZE));
    let next = last.map(|curator| curator.account);
    let empty = curators.is_empty();
    let rows = curators.into_iter().map(|curator| row(&at, curator)).collect_view().into_any();
    let heads = ["members-name", "members-email", "curators-since", "curators-second-step", "members-action"];
    let list = (!empty).then(|| table::cards(text, "curators-title", &heads, rows));
    let submitted = at.submitted::<CuratorInviteForm>();
    let f = Fields::new(&at, &submitted);
    let fields = view! {
        {f.field("name").line(&submitted.typed.name)}
        {f.field("email").email(&submitted.typed.email)}
    };
    let form = f.frame(fields, "curators-invite-button");
    let (invited, ended) = (at.done("invited"), at.done("ended"));
    let body = view! {
        <p class="eyebrow"><a href="/operations">{text.get("operations-title")}</a></p>
        <h1>{text.get("curators-title")}</h1>
        {invited.then(|| view! { <p class="notice notice--good" role="status">{text.get("curators-invited")}</p> })}
        {ended.then(|| view! { <p class="notice notice--good" role="status">{text.get("curators-ended")}</p> })}
        <p class="lede">{text.get("curators-lede")}</p>
        {empty.then(|| view! { <p class="empty">{text.get("curators-none")}</p> })}
        {list}
        {next.map(|after| {
            view! { <p class="pager"><a href=format!("/operations/curators?after={after}")>{text.get("form-next-page")}</a></p> }
        })}
        <p>{text.get("curators-end-lede")}</p>
        <h2>{text.get("curators-invite")}</h2>
        <p>{text.get("curators-invite-lede")}</p>
        {form}
    };
    Ok(Document::new(text.get("curators-title"), body))
}

fn row(at: &At, curator: Curator) -> impl IntoView + use<> {
    let text = at.text;
    let end = text.with("curators-end", &[("name", curator.name.clone().into())]);
    let waits =
        curator.confirmed.is_none().then(|| view! { <span class="meta">" "{text.get("curators-waits")}</span> });
    let step = if curator.second_step.is_some() { "curators-second-step-on" } else { "curators-second-step-off" };
    view! {
        <tr>
            <th scope="row">{curator.name}{waits}</th>
            <td class="address" data-label=text.get("members-email")>{table::address(&curator.email)}</td>
            <td data-label=text.get("curators-since")>{text.date(curator.since.date_naive())}</td>
            <td data-label=text.get("curators-second-step")>{text.get(step)}</td>
            <td data-label=text.get("members-action")>
                <details class="more">
                    <summary>{end.clone()}</summary>
                    <p>{text.get("curators-end-means")}</p>
                    <form method="post" action="/operations/curators">
                        {Fields::new(at, &at.submitted::<CuratorEndForm>()).hidden()}
                        <input type="hidden" name="account" value=curator.account.to_string()/>
                        <button class="button button--danger" type="submit">{end}</button>
                    </form>
                </details>
            </td>
        </tr>
    }
}
