//! Signing in. A post that found nobody signed in waits here in two hidden fields, and its form is shown again, filled
//! in, once somebody is.

use domain::Result;
use leptos::prelude::*;
use serde::Deserialize;
use services::accounts::{Entered, SignIn};

use crate::at::{Carried, Demo};
use crate::field::Fields;
use crate::form::Next;
use crate::{At, Done, Form, page::Document};

/// The demo world's accounts: the part before `@ponte.example`.
const DEMO: &[&str] = &[
    "employer",
    "other-employer",
    "suspended-employer",
    "ngo",
    "other-ngo",
    "association",
    "organiser",
    "steward",
    "other-steward",
    "curator",
    "other-curator",
    "admin",
];

/// What is typed to sign in.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    email: String,
    password: String,
    next: String,
    carried: String,
}

impl std::fmt::Debug for SignInForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignInForm")
    }
}

impl Form for SignInForm {
    const NAME: &'static str = "sign-in";

    async fn submit(&self, at: &At) -> Result<Done> {
        let typed = SignIn { email: self.email.clone(), password: self.password.clone() };
        let entered = services::accounts::sign_in(&at.scope, &typed, &at.visit()).await?;
        Ok(entered_to(entered, next(&self.next, &self.carried)))
    }
}

/// Where somebody goes who is in, whatever was asked for.
pub(super) fn next(path: &str, carried: &str) -> Next {
    let to = own_path(path);
    if carried.is_empty() { Next::See(to) } else { Next::Resume(Carried { next: to, body: carried.to_owned() }) }
}

/// What follows, as far as somebody has come.
pub(super) fn entered_to(entered: Entered, next: Next) -> Done {
    match entered {
        Entered::In { token, device } => Done::SignedIn { token: token.0, device: device.0, next },
        Entered::Half { token } => Done::Half { token: token.0, next },
    }
}

/// A path of this site, whatever was asked for.
fn own_path(next: &str) -> String {
    let odd = |c: char| c.is_control() || c == '\\';
    let fits = next.starts_with('/') && !next.starts_with("//") && !next.contains(odd) && next.is_ascii();
    if fits { next.to_owned() } else { "/".to_owned() }
}

/// The form.
///
/// # Errors
/// None.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let carried = at.carried().cloned();
    let waits = carried.is_some();
    let submitted = at.submitted::<SignInForm>().or(|| {
        let Carried { next, body } =
            carried.unwrap_or_else(|| Carried { next: at.query("next").into(), ..Carried::default() });
        SignInForm { next, carried: body, ..SignInForm::default() }
    });
    let typed = &submitted.typed;
    let f = Fields::new(&at, &submitted);
    let fields = view! {
        <input type="hidden" name="next" value=typed.next.clone()/>
        <input type="hidden" name="carried" value=typed.carried.clone()/>
        {f.field("email").autocomplete("username").email(&typed.email)}
        {f.field("password").autocomplete("current-password").password()}
    };
    let button = view! { <button class="button" type="submit">{text.get("sign-in-button")}</button> };
    let demo = at.site().is_some_and(|site| site.demo == Demo::On);
    let body = view! {
        <h1>{text.get("sign-in-title")}</h1>
        {waits.then(|| view! { <p class="notice notice--warn" role="status">{text.get("sign-in-waits")}</p> })}
        {at.done("confirmed")
            .then(|| view! { <p class="notice notice--good" role="status">{text.get("sign-in-confirmed")}</p> })}
        {at.done("reset")
            .then(|| view! { <p class="notice notice--good" role="status">{text.get("sign-in-reset")}</p> })}
        {at.done("closed")
            .then(|| view! { <p class="notice notice--good" role="status">{text.get("sign-in-closed")}</p> })}
        <form class="form" method="post" action="/sign-in" novalidate=true>
            {f.hidden()}
            {f.summary()}
            {fields}
            <div class="actions">{button}</div>
        </form>
        <p><a href="/sign-in/forgotten">{text.get("sign-in-forgotten")}</a></p>
        <p><a href="/join">{text.get("sign-in-join")}</a></p>
        {demo.then(|| demo_accounts(&at))}
    };
    Ok(Document::new(text.get("sign-in-title"), body))
}

fn demo_accounts(at: &At) -> impl IntoView + use<> {
    let text = at.text;
    let each = DEMO.iter().map(|name| {
        view! { <li><code>{format!("{name}@ponte.example")}</code></li> }
    });
    view! {
        <section class="demo" aria-labelledby="demo-title">
            <h2 id="demo-title">{text.get("sign-in-demo-title")}</h2>
            <p>{text.get("sign-in-demo-lede")}" "<code>"bridge-over-water"</code></p>
            <ul>{each.collect_view()}</ul>
            <p>{text.get("sign-in-demo-second")}</p>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_paths_of_this_site_are_gone_to() {
        for (next, expect) in [
            ("/placements?after=1", "/placements?after=1"),
            ("", "/"),
            ("//elsewhere.example", "/"),
            ("https://elsewhere.example", "/"),
            ("/\\elsewhere.example", "/"),
            ("/a\r\nset-cookie: b", "/"),
        ] {
            assert_eq!(own_path(next), expect, "{next:?}");
        }
    }
}
