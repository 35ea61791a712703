//! Where somebody is signed in: when each session began and was last used, and nothing of its place or device, which is
//! not kept.

use chrono::{DateTime, Utc};
use domain::Result;
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::sessions::{Own, Which};

use super::PATH;
use crate::field::Fields;
use crate::{At, Done, Form};

/// A session to be ended.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SessionEndForm {
    session: String,
}

impl Form for SessionEndForm {
    const NAME: &'static str = "session-end";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::sessions::end_one(&at.scope, &self.session).await?;
        Ok(Done::See(PATH.into()))
    }
}

/// All others to be ended.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SessionOthersForm {}

impl Form for SessionOthersForm {
    const NAME: &'static str = "session-others";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::sessions::end_others(&at.scope, at.token()).await?;
        Ok(Done::See(PATH.into()))
    }
}

/// The list.
pub(super) async fn section(at: &At) -> Result<AnyView> {
    let text = at.text;
    let own = services::sessions::own(&at.scope, at.token()).await?;
    let others = own.iter().any(|session| session.which == Which::Other);
    let rows = own.iter().map(|session| row(at, session)).collect_view();
    let all = others.then(|| {
        let submitted = at.submitted::<SessionOthersForm>();
        Fields::new(at, &submitted).frame((), "security-sessions-others")
    });
    Ok(view! {
        <section>
            <h2>{text.get("security-sessions")}</h2>
            <p>{text.get("security-sessions-lede")}</p>
            <div class="table table--cards">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{text.get("security-session-begun")}</th>
                            <th scope="col">{text.get("security-session-seen")}</th>
                            <th scope="col">{text.get("security-session-which")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {all}
        </section>
    }
    .into_any())
}

/// A moment: the day, and the time in the one zone that the server keeps.
fn moment(text: Text, at: DateTime<Utc>) -> String {
    text.with(
        "security-moment",
        &[("day", text.date(at.date_naive()).into()), ("time", at.format("%H:%M").to_string().into())],
    )
}

fn row(at: &At, session: &Own) -> impl IntoView + use<> {
    let text = at.text;
    let which = match session.which {
        Which::This => view! { <strong>{text.get("security-session-this")}</strong> }.into_any(),
        Which::Other => {
            let submitted = at.submitted::<SessionEndForm>();
            let f = Fields::new(at, &submitted);
            view! {
                <form method="post" action=PATH>
                    {f.hidden()}
                    <input type="hidden" name="session" value=session.key.clone()/>
                    <button class="button button--quiet" type="submit">{text.get("security-session-end")}</button>
                </form>
            }
            .into_any()
        }
    };
    view! {
        <tr>
            <td data-label=text.get("security-session-begun")>{moment(text, session.created)}</td>
            <td data-label=text.get("security-session-seen")>{moment(text, session.seen)}</td>
            <td data-label=text.get("security-session-which")>{which}</td>
        </tr>
    }
}
