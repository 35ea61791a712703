//! Why what a person asked for on the page of their own waits: the NGO says it here, and the person reads it there.

use domain::Result;
use domain::erasure::{WaitReason, WishWait};
use domain::referral::Referral;
use domain::{Problems, parse};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;

use crate::field::Fields;
use crate::{At, Done, Form};

/// Says why, and by when it is decided.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WaitForm {
    reason: String,
    until: String,
}

impl Form for WaitForm {
    const NAME: &'static str = "own-wish-wait";

    async fn submit(&self, at: &At) -> Result<Done> {
        let referral = super::here(at).await?;
        let mut problems = Problems::new();
        let reason = problems.take("reason", parse::word::<WaitReason>(&self.reason));
        let until = problems.take("until", parse::date(&self.until));
        let (reason, until) = problems.finish(reason.zip(until))?;
        services::own_pages::let_wait(&at.scope, &referral, WishWait { reason, until }).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(at: &At) -> String {
        format!("{}?told=1", at.path())
    }
}

/// That the person reads it now, where it has just been said.
pub(super) fn told(at: &At, referral: &Referral) -> Option<AnyView> {
    (at.done("told") && referral.own_wait.is_some()).then(|| {
        view! { <p class="notice notice--good" role="status">{at.text.get("own-wish-wait-told")}</p> }.into_any()
    })
}

/// What the person reads of it now.
pub(super) fn said(text: Text, wait: WishWait) -> String {
    let reason = text.get(&format!("wish-wait-{}", wait.reason));
    text.with("wish-waits", &[("reason", reason.into()), ("day", text.date(wait.until).into())])
}

/// The form, where the person has asked.
pub(super) fn wait(at: &At, referral: &Referral) -> Option<AnyView> {
    referral.own_wish?;
    let text = at.text;
    let known = referral.own_wait;
    let submitted = at.submitted::<WaitForm>().or(|| {
        known.map_or_else(WaitForm::default, |wait| WaitForm {
            reason: wait.reason.to_string(),
            until: wait.until.to_string(),
        })
    });
    let f = Fields::new(at, &submitted);
    let reasons = f.list("wish-wait", WaitReason::ALL.iter().map(|reason| reason.word()));
    let fields = view! {
        {f.field("reason").hint().one_of(reasons, &submitted.typed.reason)}
        {f.field("until").hint().date(&submitted.typed.until)}
    };
    let form = f.frame(fields, "own-wish-wait-button");
    let said = known.map(|wait| view! { <p class="notice">{said(text, wait)}</p> });
    let late = known.is_some_and(|wait| wait.is_over(at.scope.now().date_naive()));
    let section = view! {
        <section>
            <h2>{text.get("own-wish-wait-title")}</h2>
            {said}
            {late.then(|| view! { <p class="notice notice--warn">{text.get("wish-wait-over")}</p> })}
            <p>{text.get("own-wish-wait-lede")}</p>
            {form}
        </section>
    };
    Some(section.into_any())
}
