//! How somebody signs in: the password, the second step, and where they are signed in.

mod changes;
mod passkey;
mod phone;
mod sessions;

pub use changes::{CodesForm, PasskeyRemoveForm, PasswordForm, PhoneBeginForm, PhoneRemoveForm, ProveForm};
pub use passkey::{PasskeyForm, passkey};
pub use phone::{PhoneForm, phone};
pub use sessions::{SessionEndForm, SessionOthersForm};

use domain::Result;
use i18n::Text;
use leptos::prelude::*;
use services::second_step::{Status, Way};
use services::sessions::Asks;

use crate::field::Fields;
use crate::{At, Done, page::Document};

/// Where it is.
const PATH: &str = "/account/security";

/// Another session goes on, and recovery codes are shown where there are new ones.
fn renewed(token: String, codes: Vec<String>) -> Done {
    let then = if codes.is_empty() { Done::See(format!("{PATH}?changed=1")) } else { Done::Reveal(codes) };
    Done::Renewed { token: Some(token), device: None, then: Box::new(then) }
}

/// Recovery codes, this once.
fn codes(text: Text, codes: &[String]) -> AnyView {
    let each = codes.iter().map(|code| view! { <li><code>{code.clone()}</code></li> }).collect_view();
    view! {
        <section class="panel" aria-labelledby="codes">
            <h2 id="codes">{text.get("security-codes-new")}</h2>
            <p class="notice notice--warn" role="status">{text.get("security-codes-once")}</p>
            <ul>{each}</ul>
        </section>
    }
    .into_any()
}

/// The page that shows them after a way was set up elsewhere.
fn codes_page(at: &At) -> Document {
    let text = at.text;
    let body = view! {
        <h1>{text.get("security-done")}</h1>
        {codes(text, at.revealed())}
        <p><a class="button" href=PATH>{text.get("security-go-on")}</a></p>
    };
    Document::new(text.get("security-done"), body)
}

/// The page.
///
/// # Errors
/// Sign-in needed for a visitor.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let status = services::second_step::status(&at.scope, at.token()).await?;
    let own = sessions::section(&at).await?;
    let ways = status.phone == Way::There || !status.passkeys.is_empty();
    let lacks = match status.asks {
        Asks::Nobody => None,
        Asks::Role => Some("security-needed"),
        Asks::Organisation => Some("security-needed-of-members"),
    };
    let lacks = lacks.filter(|_| !ways && status.codes == 0);
    let shown = (!at.revealed().is_empty()).then(|| codes(text, at.revealed()));
    let changed = at.done("changed");
    let fresh = status.fresh == Way::There;
    let body = view! {
        <h1>{text.get("security-title")}</h1>
        {changed.then(|| view! { <p class="notice notice--good" role="status">{text.get("security-changed")}</p> })}
        {shown}
        {lacks.map(|key| view! { <p class="notice notice--warn">{text.get(key)}</p> })}
        {(!fresh).then(|| changes::prove(&at, &status))}
        <section>
            <h2>{text.get("security-second")}</h2>
            <p>{text.get("security-second-lede")}</p>
            {phone_card(&at, &status)}
            {passkeys_card(&at, &status)}
            {codes_card(&at, &status)}
        </section>
        {changes::password(&at)}
        {own}
    };
    Ok(Document::new(text.get("security-title"), body))
}

/// Whether anything of the second step can be changed now.
fn is_open(status: &Status) -> bool {
    status.fresh == Way::There
}

fn phone_card(at: &At, status: &Status) -> AnyView {
    let text = at.text;
    let there = status.phone == Way::There;
    let key = if there { "security-phone-there" } else { "security-phone-none" };
    let form = is_open(status).then(|| match there {
        true => changes::button::<PhoneRemoveForm>(at, "security-phone-remove"),
        false => {
            let submitted = at.submitted::<PhoneBeginForm>();
            Fields::new(at, &submitted).frame((), "security-phone-begin")
        }
    });
    view! {
        <div class="panel">
            <h3>{text.get("security-phone")}</h3>
            <p>{text.get(key)}</p>
            {form}
        </div>
    }
    .into_any()
}

fn passkeys_card(at: &At, status: &Status) -> AnyView {
    let text = at.text;
    let rows = status.passkeys.iter().map(|passkey| {
        let added = text.with("security-passkey-added", &[("day", text.date(passkey.created.date_naive()).into())]);
        let used = passkey
            .used
            .map(|used| text.with("security-passkey-used", &[("day", text.date(used.date_naive()).into())]));
        let remove = is_open(status).then(|| changes::remove_passkey(at, passkey));
        view! {
            <li>
                {passkey.name.clone()}<br/>
                <span class="meta">{added}{used.map(|used| format!(" · {used}"))}</span>
                {remove}
            </li>
        }
    });
    let rows = rows.collect_view();
    let add = is_open(status).then(|| {
        view! { <p><a class="button button--quiet" href="/account/security/passkey">{text.get("security-passkey-add")}</a></p> }
    });
    view! {
        <div class="panel">
            <h3>{text.get("security-passkeys")}</h3>
            <p>{text.get("security-passkeys-lede")}</p>
            {status.passkeys.is_empty().then(|| view! { <p class="empty">{text.get("security-passkeys-none")}</p> })}
            <ul>{rows}</ul>
            {add}
        </div>
    }
    .into_any()
}

/// How many recovery codes are left; nothing before there is anything to recover.
fn codes_card(at: &At, status: &Status) -> Option<AnyView> {
    let text = at.text;
    let ways = status.phone == Way::There || !status.passkeys.is_empty() || status.codes > 0;
    let renew = is_open(status).then(|| changes::button::<CodesForm>(at, "security-codes-renew"));
    ways.then(|| {
        view! {
            <div class="panel">
                <h3>{text.get("security-codes")}</h3>
                <p>{text.with("security-codes-left", &[("count", status.codes.into())])}</p>
                {renew}
            </div>
        }
        .into_any()
    })
}
