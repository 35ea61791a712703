//! The forms that change how somebody signs in, and the one by which they first show that it is them.

use domain::account::NewPassword;
use domain::{Error, Problems, Result};
use leptos::prelude::*;
use serde::Deserialize;
use services::passkeys::Passkey;
use services::second_step::{Status, Way};

use super::{PATH, renewed};
use crate::field::Fields;
use crate::{At, Done, Form};

/// Shows that it is them.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct ProveForm {
    own_password: String,
    code: String,
}

impl std::fmt::Debug for ProveForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProveForm")
    }
}

impl Form for ProveForm {
    const NAME: &'static str = "prove";

    async fn submit(&self, at: &At) -> Result<Done> {
        let own = (self.own_password.as_str(), self.code.as_str());
        let token = services::second_step::prove(&at.scope, at.token(), own).await?;
        Ok(Done::Renewed { token: Some(token.0), device: None, then: Box::new(Done::See(PATH.into())) })
    }
}

/// Another password.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct PasswordForm {
    current_password: String,
    password: String,
    again: String,
}

impl std::fmt::Debug for PasswordForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordForm")
    }
}

impl Form for PasswordForm {
    const NAME: &'static str = "password-change";

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.actor().account()?;
        let mut problems = Problems::new();
        let password: Option<NewPassword> = problems.take("password", self.password.parse());
        if self.password != self.again {
            problems.add("again", domain::Problem::Differs);
        }
        if self.current_password.is_empty() {
            problems.add("current_password", domain::Problem::Missing);
        }
        let password = problems.finish(password)?;
        let (token, device) = services::accounts::change_password(&at.scope, &self.current_password, &password).await?;
        let then = Box::new(Done::See(Self::repeated(at)));
        Ok(Done::Renewed { token: Some(token.0), device: Some(device.0), then })
    }

    fn repeated(_: &At) -> String {
        format!("{PATH}?changed=1")
    }
}

/// Begins with the codes of a phone.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PhoneBeginForm {}

impl Form for PhoneBeginForm {
    const NAME: &'static str = "phone-begin";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::second_step::begin_phone(&at.scope, at.token()).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/account/security/phone".into()
    }
}

/// Ends with them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PhoneRemoveForm {}

impl Form for PhoneRemoveForm {
    const NAME: &'static str = "phone-remove";

    async fn submit(&self, at: &At) -> Result<Done> {
        let token = services::second_step::remove_phone(&at.scope, at.token()).await?;
        Ok(renewed(token.0, Vec::new()))
    }
}

/// New recovery codes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CodesForm {}

impl Form for CodesForm {
    const NAME: &'static str = "recovery-codes";

    async fn submit(&self, at: &At) -> Result<Done> {
        let (token, codes) = services::second_step::renew_codes(&at.scope, at.token()).await?;
        Ok(renewed(token.0, codes))
    }
}

/// Removes a passkey.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PasskeyRemoveForm {
    passkey: String,
}

impl Form for PasskeyRemoveForm {
    const NAME: &'static str = "passkey-remove";

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.actor().account()?;
        let passkey = self.passkey.parse().map_err(|_| Error::NotFound)?;
        let token = services::passkeys::remove(&at.scope, at.token(), passkey).await?;
        Ok(renewed(token.0, Vec::new()))
    }
}

/// The form that asks for the password, and for a code where there is one.
pub(super) fn prove(at: &At, status: &Status) -> AnyView {
    let text = at.text;
    let submitted = at.submitted::<ProveForm>();
    let f = Fields::new(at, &submitted);
    let second = status.phone == Way::There || !status.passkeys.is_empty() || status.codes > 0;
    let code = second.then(|| f.field("code").hint().autocomplete("one-time-code").line(&submitted.typed.code));
    let fields = view! {
        {f.field("own_password").autocomplete("current-password").password()}
        {code}
    };
    view! {
        <section class="panel">
            <h2>{text.get("security-prove")}</h2>
            <p>{text.get("security-prove-lede")}</p>
            {f.frame(fields, "security-prove-button")}
        </section>
    }
    .into_any()
}

/// The form for another password.
pub(super) fn password(at: &At) -> AnyView {
    let text = at.text;
    let submitted = at.submitted::<PasswordForm>();
    let f = Fields::new(at, &submitted);
    let fields = view! {
        {f.field("current_password").autocomplete("current-password").password()}
        {f.field("password").hint().autocomplete("new-password").password()}
        {f.field("again").autocomplete("new-password").password()}
    };
    view! {
        <section>
            <h2>{text.get("security-password")}</h2>
            <p>{text.get("security-password-means")}</p>
            {f.frame(fields, "security-password-button")}
        </section>
    }
    .into_any()
}

/// A change that is one press, folded away until somebody means it.
pub(super) fn button<F: Form>(at: &At, words: &'static str) -> AnyView {
    let submitted = at.submitted::<F>();
    let form = Fields::new(at, &submitted).frame((), words);
    view! {
        <details class="more">
            <summary>{at.text.get(words)}</summary>
            <p>{at.text.get(&format!("{words}-means"))}</p>
            {form}
        </details>
    }
    .into_any()
}

/// The same for a passkey.
pub(super) fn remove_passkey(at: &At, passkey: &Passkey) -> AnyView {
    let text = at.text;
    let submitted = at.submitted::<PasskeyRemoveForm>();
    let f = Fields::new(at, &submitted);
    let name = text.with("security-passkey-remove", &[("name", passkey.name.as_str().into())]);
    let fields = view! { <input type="hidden" name="passkey" value=passkey.id.to_string()/> };
    view! {
        <details class="more">
            <summary>{name}</summary>
            {f.frame(fields, "security-passkey-remove-button")}
        </details>
    }
    .into_any()
}
