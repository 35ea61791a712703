//! Every page and every form: the server and its tests read all addresses from here.

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::form::{FormEntry, on};
use crate::page::{page, unknown};
use crate::{accounts, home};

/// All pages.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=unknown>
                <Route path=path!("/") view=|| page(home::show) ssr=SsrMode::Async/>
                <Route path=path!("/join") view=|| page(accounts::join::show) ssr=SsrMode::Async/>
                <Route path=path!("/join/sent") view=|| page(accounts::join::sent) ssr=SsrMode::Async/>
                <Route path=path!("/join/confirm/:token") view=|| page(accounts::confirm::show) ssr=SsrMode::Async/>
                <Route path=path!("/join/invited/:token") view=|| page(accounts::invited::show) ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=|| page(accounts::sign_in::show) ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/forgotten") view=|| page(accounts::reset::ask) ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/reset/:token") view=|| page(accounts::reset::show) ssr=SsrMode::Async/>
                <Route path=path!("/sign-out") view=|| page(accounts::sign_out::show) ssr=SsrMode::Async/>
                <Route path=path!("/account") view=|| page(accounts::account::show) ssr=SsrMode::Async/>
                <Route path=path!("/account/organisation") view=|| page(accounts::organisation::show) ssr=SsrMode::Async/>
                <Route path=path!("/account/members") view=|| page(accounts::members::show) ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}

/// All forms, each on its page.
#[must_use]
pub fn forms() -> Vec<FormEntry> {
    vec![
        on::<accounts::join::JoinForm>("/join"),
        on::<accounts::confirm::ConfirmForm>("/join/confirm/{token}"),
        on::<accounts::invited::InvitedForm>("/join/invited/{token}"),
        on::<accounts::sign_in::SignInForm>("/sign-in"),
        on::<accounts::reset::ForgottenForm>("/sign-in/forgotten"),
        on::<accounts::reset::ResetForm>("/sign-in/reset/{token}"),
        on::<accounts::sign_out::SignOutForm>("/sign-out"),
        on::<accounts::account::AccountForm>("/account"),
        on::<accounts::organisation::OrganisationForm>("/account/organisation"),
        on::<accounts::members::InviteForm>("/account/members"),
        on::<accounts::members::RemoveForm>("/account/members"),
    ]
}
