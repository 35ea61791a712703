//! Members of the organisation: who they are, inviting, changing what they may do, removing.

mod second_step;

pub use second_step::{ReleaseForm, RequireForm};

use domain::account::{Email, MemberRole};
use domain::organisation::OrganisationKind;
use domain::{Error, Problems, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;
use services::members::{Link, Member};
use services::second_step::Way;

use crate::field::{Choice, Fields};
use crate::{At, Done, Form, page::Document, table};

/// An invitation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    email: String,
    role: String,
}

impl Form for InviteForm {
    const NAME: &'static str = "invite";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::organisations::own(&at.scope).await?;
        let mut problems = Problems::new();
        let email = problems.take("email", self.email.parse());
        let role = problems.take("role", parse::word(&self.role));
        let (email, role) = problems.finish(email.zip(role))?;
        services::members::invite(&at.scope, email, role).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/account/members?invited=1".into()
    }
}

/// Another role for a member.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RoleForm {
    account: String,
    role: String,
}

impl Form for RoleForm {
    const NAME: &'static str = "member-role";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::organisations::own(&at.scope).await?;
        let role = parse::word(&self.role).map_err(|_| Error::NotFound)?;
        services::members::set_role(&at.scope, self.account.parse()?, role).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/account/members?changed=1".into()
    }
}

/// A member to be removed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RemoveForm {
    account: String,
}

impl Form for RemoveForm {
    const NAME: &'static str = "remove";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::members::remove(&at.scope, self.account.parse()?).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/account/members?removed=1".into()
    }
}

/// An invitation to be withdrawn.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct UninviteForm {
    invited: String,
}

impl Form for UninviteForm {
    const NAME: &'static str = "uninvite";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::organisations::own(&at.scope).await?;
        let email = self.invited.parse::<Email>().map_err(|_| Error::NotFound)?;
        if services::members::uninvite(&at.scope, &email).await? {
            return Ok(Done::See(Self::repeated(at)));
        }
        Ok(Done::See("/account/members?gone=1".into()))
    }

    fn repeated(_: &At) -> String {
        "/account/members?withdrawn=1".into()
    }
}

/// The page.
///
/// # Errors
/// Sign-in needed for a visitor; not found for those without an organisation.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let (members, invited) = services::members::own(&at.scope).await?;
    let own = at.scope.actor().account;
    let manager = at.scope.actor().membership.as_ref().is_some_and(|m| m.role == MemberRole::Manager);
    let has_step = members.iter().any(|member| own == Some(member.account) && member.second_step.is_some());
    let own_step = if has_step { Way::There } else { Way::None };
    let rows = members.into_iter().map(|member| {
        let buttons = (manager && own != Some(member.account)).then(|| buttons(&at, &member));
        let step = manager.then(|| second_step::of(text, &member));
        view! {
            <tr>
                <th scope="row">{member.name}</th>
                <td class="address" data-label=text.get("members-email")>{table::address(&member.email)}</td>
                <td data-label=text.get("members-role")>{text.get(&format!("member-role-{}", member.role))}</td>
                {step}
                <td>{buttons}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let waiting = invitations(&at, &invited);
    let may = may(&at);
    let submitted = at.submitted::<InviteForm>();
    let f = Fields::new(&at, &submitted);
    let roles: Vec<Choice> =
        MemberRole::ALL.iter().map(|role| (role.to_string(), text.get(&format!("member-role-{role}")))).collect();
    let fields = view! {
        {f.field("email").email(&submitted.typed.email)}
        {f.field("role").hinted(may.clone()).one_of(roles, &submitted.typed.role)}
    };
    let form =
        manager.then(|| view! { <h2>{text.get("members-invite")}</h2>{f.frame(fields, "members-invite-button")} });
    // Whoever invites reads it beside the choice.
    let may = (!manager).then(|| view! { <p>{may}</p> });
    let step_head = manager.then(|| view! { <th scope="col">{text.get("members-second")}</th> });
    let step = if manager { Some(second_step::section(&at, own_step).await?) } else { None };
    let told = told(&at);
    let reads = crate::referrals::by_member(&at).await?;
    let leave = super::leave::section(&at).await?;
    let body = view! {
        <h1>{text.get("members-title")}</h1>
        {told}
        <div class="table table--cards" role="region" tabindex="0" aria-label=text.get("members-title")>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{text.get("members-name")}</th>
                        <th scope="col">{text.get("members-email")}</th>
                        <th scope="col">{text.get("members-role")}</th>
                        {step_head}
                        <th scope="col"><span class="visually-hidden">{text.get("members-action")}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {may}
        {waiting}
        {form}
        {step}
        {reads}
        {leave}
    };
    Ok(Document::new(text.get("members-title"), body))
}

/// What each role may do, in a sentence each; managers of NGOs have one thing more to decide.
fn may(at: &At) -> String {
    let ngo = at.scope.actor().membership.as_ref().is_some_and(|m| m.kind == OrganisationKind::Ngo);
    let manager = if ngo { "members-may-manager-ngo" } else { "members-may-manager" };
    format!("{} {}", at.text.get("members-may-member"), at.text.get(manager))
}

/// The invitations that wait, if there are any.
fn invitations(at: &At, invited: &[Link]) -> Option<AnyView> {
    let text = at.text;
    let manager = at.scope.actor().membership.as_ref().is_some_and(|m| m.role == MemberRole::Manager);
    let rows: Vec<_> = invited.iter().map(|link| invitation(at, link, manager.then(|| withdraw(at, link)))).collect();
    let action = manager.then(|| {
        view! { <th scope="col"><span class="visually-hidden">{text.get("members-action")}</span></th> }
    });
    (!rows.is_empty()).then(|| {
        view! {
            <h2>{text.get("members-invited")}</h2>
            <div class="table table--cards" role="region" tabindex="0" aria-label=text.get("members-invited")>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{text.get("members-email")}</th>
                            <th scope="col">{text.get("members-role")}</th>
                            <th scope="col">{text.get("members-invited-until")}</th>
                            {action}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    })
}

/// An invitation that waits: whom it invites as what, until when, and for managers the way to withdraw it.
fn invitation(at: &At, link: &Link, withdraw: Option<AnyView>) -> AnyView {
    let text = at.text;
    let role = link.invitation.map(|(_, role)| text.get(&format!("member-role-{role}"))).unwrap_or_default();
    view! {
        <tr>
            <th class="address" scope="row">{table::address(link.email.as_str())}</th>
            <td data-label=text.get("members-role")>{role}</td>
            <td data-label=text.get("members-invited-until")>{text.date(link.expires.date_naive())}</td>
            {withdraw.map(|withdraw| view! { <td>{withdraw}</td> })}
        </tr>
    }
    .into_any()
}

/// The way to withdraw an invitation. That can be undone by another one, so it is asked once.
fn withdraw(at: &At, link: &Link) -> AnyView {
    let text = at.text;
    let email = link.email.to_string();
    let label = text.with("members-uninvite-of", &[("email", email.clone().into())]);
    view! {
        <form method="post" action="/account/members">
            {Fields::new(at, &at.submitted::<UninviteForm>()).hidden()}
            <input type="hidden" name="invited" value=email/>
            <button class="button button--quiet" type="submit" aria-label=label>
                {text.get("members-uninvite")}
            </button>
        </form>
    }
    .into_any()
}

/// What was done a moment ago.
fn told(at: &At) -> Option<AnyView> {
    let done = [
        ("invited", "members-sent"),
        ("withdrawn", "members-uninvited"),
        ("gone", "members-uninvited-before"),
        ("changed", "members-changed"),
        ("removed", "members-removed"),
    ];
    let (_, key) = done.into_iter().find(|(name, _)| at.done(name))?;
    Some(view! { <p class="notice notice--good" role="status">{at.text.get(key)}</p> }.into_any())
}

/// What a manager can do about another member; removing is folded away until somebody means it.
fn buttons(at: &At, member: &Member) -> impl IntoView + use<> {
    let (role, key) = match member.role {
        MemberRole::Manager => (MemberRole::Member, "members-make-member"),
        MemberRole::Member => (MemberRole::Manager, "members-make-manager"),
    };
    let name = [("name", member.name.clone().into())];
    let remove = at.text.with("members-remove", &name);
    view! {
        <div class="actions">
            <form method="post" action="/account/members">
                {Fields::new(at, &at.submitted::<RoleForm>()).hidden()}
                <input type="hidden" name="account" value=member.account.to_string()/>
                <input type="hidden" name="role" value=role.word()/>
                <button class="button button--quiet" type="submit">{at.text.with(key, &name)}</button>
            </form>
            <details class="more">
                <summary>{remove.clone()}</summary>
                <p>{at.text.get("members-remove-means")}</p>
                <form method="post" action="/account/members">
                    {Fields::new(at, &at.submitted::<RemoveForm>()).hidden()}
                    <input type="hidden" name="account" value=member.account.to_string()/>
                    <button class="button button--danger" type="submit">{remove}</button>
                </form>
            </details>
        </div>
    }
}
