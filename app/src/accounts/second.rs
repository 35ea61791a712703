//! The second step of signing in: a code from the phone or from paper, or a passkey. A post that found nobody signed in
//! goes on waiting here.

use domain::{Error, Result};
use leptos::prelude::*;
use serde::Deserialize;
use services::accounts::Entered;
use services::second_step::{Way, Ways};

use super::PASSKEY;
use super::sign_in::{entered_to, next};
use crate::at::Carried;
use crate::field::Fields;
use crate::form::{Next, Submitted};
use crate::{At, Done, Form, page::Document};

/// A code.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct SecondForm {
    code: String,
    next: String,
    carried: String,
}

impl std::fmt::Debug for SecondForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecondForm")
    }
}

impl Form for SecondForm {
    const NAME: &'static str = "second";

    async fn submit(&self, at: &At) -> Result<Done> {
        let entered = services::second_step::take(&at.scope, at.token(), &self.code, &at.visit()).await;
        or_go_on(at, entered, next(&self.next, &self.carried))
    }
}

/// What a passkey answered.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct SecondPasskeyForm {
    credential: String,
    next: String,
    carried: String,
}

impl std::fmt::Debug for SecondPasskeyForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecondPasskeyForm")
    }
}

impl Form for SecondPasskeyForm {
    const NAME: &'static str = "second-passkey";

    async fn submit(&self, at: &At) -> Result<Done> {
        let entered = services::passkeys::take(&at.scope, at.token(), &self.credential, &at.visit()).await;
        or_go_on(at, entered, next(&self.next, &self.carried))
    }
}

/// Whoever is in already, by another window, goes on as if they had come in here.
fn or_go_on(at: &At, entered: Result<Entered>, next: Next) -> Result<Done> {
    match entered {
        Err(Error::SignInNeeded) if at.scope.actor().account.is_some() => Ok(Done::GoOn(next)),
        entered => Ok(entered_to(entered?, next)),
    }
}

/// The page.
///
/// # Errors
/// Sign-in needed where nobody has given a password, or took too long.
pub async fn show(at: At) -> Result<Document> {
    let ways = match services::second_step::waiting(&at.scope, at.token()).await {
        // Somebody who is in already comes back here by the browser's history.
        Err(Error::SignInNeeded) if at.scope.actor().account.is_some() => {
            return Ok(Document::see(at.text.get("second-title"), "/".into()));
        }
        waiting => waiting?,
    };
    let text = at.text;
    let carried = at.carried().cloned();
    let submitted = at.submitted::<SecondForm>().or(|| {
        let Carried { next, body } =
            carried.unwrap_or_else(|| Carried { next: at.query("next").into(), ..Carried::default() });
        SecondForm { next, carried: body, ..SecondForm::default() }
    });
    let f = Fields::new(&at, &submitted);
    let lede = if ways.phone == Way::There { "second-lede-phone" } else { "second-lede-codes" };
    let fields = view! {
        {waits(&submitted.typed.next, &submitted.typed.carried)}
        {f.field("code").hint().autocomplete("one-time-code").line(&submitted.typed.code)}
    };
    let form = f.frame(fields, "second-button");
    let passkey = passkey(&at, ways, &submitted).await?;
    let script = passkey.is_some();
    let body = view! {
        <h1>{text.get("second-title")}</h1>
        {passkey}
        <p class="lede">{text.get(lede)}</p>
        {form}
        <p>{text.get("second-lost")}</p>
        <p><a href="/sign-in">{text.get("second-again")}</a></p>
    };
    let document = Document::new(text.get("second-title"), body);
    Ok(if script { document.with_script(PASSKEY) } else { document })
}

/// Where to go afterwards, and what waits to be shown again.
fn waits(next: &str, carried: &str) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="next" value=next.to_owned()/>
        <input type="hidden" name="carried" value=carried.to_owned()/>
    }
}

/// The button that asks the device, where there is a passkey to ask for.
async fn passkey(at: &At, ways: Ways, submitted: &Submitted<SecondForm>) -> Result<Option<AnyView>> {
    if ways.passkey == Way::None || services::passkeys::possible(&at.scope) == Way::None {
        return Ok(None);
    }
    let question = services::passkeys::ask_to_use(&at.scope, at.token()).await?;
    let text = at.text;
    let answered = at.submitted::<SecondPasskeyForm>();
    let f = Fields::new(at, &answered);
    let (to, carried) = match answered.again {
        true => (&answered.typed.next, &answered.typed.carried),
        false => (&submitted.typed.next, &submitted.typed.carried),
    };
    let form = view! {
        <form class="form" method="post" action="/sign-in/second" data-passkey=question.0>
            {f.hidden()}
            {f.summary()}
            {waits(to, carried)}
            <input type="hidden" name="credential" value=""/>
            <div class="actions" hidden=true>
                <button class="button" type="submit">{text.get("second-passkey-button")}</button>
            </div>
        </form>
    };
    Ok(Some(form.into_any()))
}
