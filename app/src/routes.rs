//! Every page and every form: the server and its tests read all addresses from here.

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::form::{FormEntry, on};
use crate::page::{page, unknown};
use crate::{
    accounts, check_ins, files, glossary, home, imports, introductions, library, occupations, opportunities, own_page,
    placements, proposals, referrals, sanctions, statistics, stewardship, vouches,
};

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
                <Route path=path!("/sign-in/second") view=|| page(accounts::second::show) ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/forgotten") view=|| page(accounts::reset::ask) ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/reset/:token") view=|| page(accounts::reset::show) ssr=SsrMode::Async/>
                <Route path=path!("/sign-out") view=|| page(accounts::sign_out::show) ssr=SsrMode::Async/>
                <Route path=path!("/account") view=|| page(accounts::account::show) ssr=SsrMode::Async/>
                <Route path=path!("/account/security") view=|| page(accounts::security::show) ssr=SsrMode::Async/>
                <Route path=path!("/account/security/phone") view=|| page(accounts::security::phone) ssr=SsrMode::Async/>
                <Route path=path!("/account/security/passkey") view=|| page(accounts::security::passkey) ssr=SsrMode::Async/>
                <Route path=path!("/account/organisation") view=|| page(accounts::organisation::show) ssr=SsrMode::Async/>
                <Route path=path!("/account/members") view=|| page(accounts::members::show) ssr=SsrMode::Async/>
                <Route path=path!("/account/calendar") view=|| page(accounts::calendar::show) ssr=SsrMode::Async/>
                <Route path=path!("/occupations") view=|| page(occupations::show) ssr=SsrMode::Async/>
                <Route path=path!("/placements") view=|| page(placements::list) ssr=SsrMode::Async/>
                <Route path=path!("/placements/new") view=|| page(placements::new) ssr=SsrMode::Async/>
                <Route path=path!("/placements/:id") view=|| page(placements::show) ssr=SsrMode::Async/>
                <Route path=path!("/placements/:id/edit") view=|| page(placements::edit) ssr=SsrMode::Async/>
                <Route path=path!("/opportunities") view=|| page(opportunities::list) ssr=SsrMode::Async/>
                <Route path=path!("/referrals") view=|| page(referrals::list) ssr=SsrMode::Async/>
                <Route path=path!("/referrals/new") view=|| page(referrals::begin) ssr=SsrMode::Async/>
                <Route path=path!("/referrals/:code") view=|| page(referrals::show) ssr=SsrMode::Async/>
                <Route path=path!("/referrals/:code/step/:step") view=|| page(referrals::step) ssr=SsrMode::Async/>
                <Route path=path!("/referrals/:code/consent") view=|| page(referrals::consent) ssr=SsrMode::Async/>
                <Route path=path!("/referrals/:code/erasure") view=|| page(referrals::erasure) ssr=SsrMode::Async/>
                <Route path=path!("/referrals/:code/readings") view=|| page(referrals::readings) ssr=SsrMode::Async/>
                <Route path=path!("/referrals/:code/own-page") view=|| page(own_page::give) ssr=SsrMode::Async/>
                <Route path=path!("/consent/sheet") view=|| page(referrals::sheet) ssr=SsrMode::Async/>
                <Route path=path!("/consent/:token") view=|| page(own_page::show) ssr=SsrMode::Async/>
                <Route path=path!("/referrals/:code/matches") view=|| page(referrals::matches) ssr=SsrMode::Async/>
                <Route
                    path=path!("/referrals/:code/put-forward/:placement")
                    view=|| page(referrals::put_forward)
                    ssr=SsrMode::Async
                />
                <Route path=path!("/introductions") view=|| page(introductions::list) ssr=SsrMode::Async/>
                <Route path=path!("/introductions/:id") view=|| page(introductions::show) ssr=SsrMode::Async/>
                <Route path=path!("/check-ins") view=|| page(check_ins::list) ssr=SsrMode::Async/>
                <Route path=path!("/check-ins/rule") view=|| page(check_ins::rule) ssr=SsrMode::Async/>
                <Route path=path!("/check-ins/schedule") view=|| page(check_ins::schedule) ssr=SsrMode::Async/>
                <Route path=path!("/check-ins/:id") view=|| page(check_ins::show) ssr=SsrMode::Async/>
                <Route path=path!("/statistics") view=|| page(statistics::show) ssr=SsrMode::Async/>
                <Route path=path!("/stewardship") view=|| page(stewardship::queue) ssr=SsrMode::Async/>
                <Route
                    path=path!("/stewardship/organisations/:id")
                    view=|| page(stewardship::application)
                    ssr=SsrMode::Async
                />
                <Route path=path!("/stewardship/sanctions") view=|| page(stewardship::waiting) ssr=SsrMode::Async/>
                <Route path=path!("/sanctions") view=|| page(sanctions::list) ssr=SsrMode::Async/>
                <Route path=path!("/vouches") view=|| page(vouches::show) ssr=SsrMode::Async/>
                <Route path=path!("/stewardship/cases") view=|| page(stewardship::cases) ssr=SsrMode::Async/>
                <Route path=path!("/stewardship/cases/:id") view=|| page(stewardship::case) ssr=SsrMode::Async/>
                <Route path=path!("/stewardship/pay-looks") view=|| page(stewardship::pay_looks) ssr=SsrMode::Async/>
                <Route path=path!("/stewardship/wage-floors") view=|| page(stewardship::wage_floors) ssr=SsrMode::Async/>
                <Route path=path!("/operations/second-step") view=|| page(stewardship::second_step) ssr=SsrMode::Async/>
                <Route path=path!("/operations/curators") view=|| page(stewardship::curators) ssr=SsrMode::Async/>
                <Route path=path!("/operations") view=|| page(stewardship::operations) ssr=SsrMode::Async/>
                <Route path=path!("/library") view=|| page(library::search) ssr=SsrMode::Async/>
                <Route path=path!("/library/map") view=|| page(library::map) ssr=SsrMode::Async/>
                <Route path=path!("/library/saved") view=|| page(library::saved::list) ssr=SsrMode::Async/>
                <Route path=path!("/library/saved/:search") view=|| page(library::saved::edit) ssr=SsrMode::Async/>
                <Route path=path!("/library/saved/stop/:token") view=|| page(library::saved::stop) ssr=SsrMode::Async/>
                <Route path=path!("/library/import") view=|| page(imports::list) ssr=SsrMode::Async/>
                <Route path=path!("/library/import/:id") view=|| page(imports::show) ssr=SsrMode::Async/>
                <Route path=path!("/proposals/:id/files") view=|| page(files::show) ssr=SsrMode::Async/>
                <Route path=path!("/library/:slug") view=|| page(library::show) ssr=SsrMode::Async/>
                <Route path=path!("/library/:slug/versions") view=|| page(library::versions) ssr=SsrMode::Async/>
                <Route path=path!("/library/:slug/versions/:number") view=|| page(library::version) ssr=SsrMode::Async/>
                <Route path=path!("/proposals") view=|| page(proposals::list) ssr=SsrMode::Async/>
                <Route path=path!("/proposals/new") view=|| page(proposals::begin) ssr=SsrMode::Async/>
                <Route path=path!("/proposals/import") view=|| page(imports::own) ssr=SsrMode::Async/>
                <Route path=path!("/proposals/:id") view=|| page(proposals::show) ssr=SsrMode::Async/>
                <Route path=path!("/proposals/:id/edit") view=|| page(proposals::edit) ssr=SsrMode::Async/>
                <Route path=path!("/curation") view=|| page(proposals::queue) ssr=SsrMode::Async/>
                <Route path=path!("/glossary") view=|| page(glossary::list) ssr=SsrMode::Async/>
                <Route path=path!("/glossary/:term") view=|| page(glossary::show) ssr=SsrMode::Async/>
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
        on::<accounts::invited::OneselfForm>("/join/invited/{token}"),
        on::<accounts::sign_in::SignInForm>("/sign-in"),
        on::<accounts::second::SecondForm>("/sign-in/second"),
        on::<accounts::second::SecondPasskeyForm>("/sign-in/second"),
        on::<accounts::reset::ForgottenForm>("/sign-in/forgotten"),
        on::<accounts::reset::ResetForm>("/sign-in/reset/{token}"),
        on::<accounts::sign_out::SignOutForm>("/sign-out"),
        on::<accounts::account::AccountForm>("/account"),
        on::<accounts::close::CloseForm>("/account"),
        on::<accounts::security::ProveForm>("/account/security"),
        on::<accounts::security::PasswordForm>("/account/security"),
        on::<accounts::security::PhoneBeginForm>("/account/security"),
        on::<accounts::security::PhoneForm>("/account/security/phone"),
        on::<accounts::security::PhoneRemoveForm>("/account/security"),
        on::<accounts::security::CodesForm>("/account/security"),
        on::<accounts::security::PasskeyForm>("/account/security/passkey"),
        on::<accounts::security::PasskeyRemoveForm>("/account/security"),
        on::<accounts::security::SessionEndForm>("/account/security"),
        on::<accounts::security::SessionOthersForm>("/account/security"),
        on::<accounts::organisation::OrganisationForm>("/account/organisation"),
        on::<accounts::appeal::AppealForm>("/account/organisation"),
        on::<accounts::members::InviteForm>("/account/members"),
        on::<accounts::members::RoleForm>("/account/members"),
        on::<accounts::members::UninviteForm>("/account/members"),
        on::<accounts::members::RemoveForm>("/account/members"),
        on::<accounts::leave::LeaveForm>("/account/members"),
        on::<accounts::members::RequireForm>("/account/members"),
        on::<accounts::members::ReleaseForm>("/account/members"),
        on::<placements::PlacementForm>("/placements/new"),
        on::<placements::PlacementForm>("/placements/{id}/edit"),
        on::<placements::ReopenForm>("/placements"),
        on::<placements::PublishForm>("/placements/{id}"),
        on::<placements::PauseForm>("/placements/{id}"),
        on::<placements::FillForm>("/placements/{id}"),
        on::<placements::CloseForm>("/placements/{id}"),
        on::<placements::PayLookedForm>("/placements/{id}"),
        on::<placements::PayPauseForm>("/placements/{id}"),
        on::<placements::PayPauseEndForm>("/placements/{id}"),
        on::<referrals::BeginForm>("/referrals/new"),
        on::<referrals::StillNeededForm>("/referrals"),
        on::<referrals::ArchiveForm>("/referrals"),
        on::<referrals::OpenForm>("/referrals/{code}"),
        on::<referrals::CloseForm>("/referrals/{code}"),
        on::<referrals::StepForm>("/referrals/{code}/step/{step}"),
        on::<referrals::GrantForm>("/referrals/{code}/consent"),
        on::<referrals::RevokeForm>("/referrals/{code}/consent"),
        on::<referrals::AskErasureForm>("/referrals/{code}/erasure"),
        on::<referrals::KeepForm>("/referrals/{code}/erasure"),
        on::<referrals::WaitForm>("/referrals/{code}/erasure"),
        on::<referrals::ConfirmErasureForm>("/referrals/{code}/erasure"),
        on::<own_page::GiveForm>("/referrals/{code}/own-page"),
        on::<own_page::EndForm>("/referrals/{code}/own-page"),
        on::<own_page::TakeBackForm>("/consent/{token}"),
        on::<own_page::WishForm>("/consent/{token}"),
        on::<own_page::WishBackForm>("/consent/{token}"),
        on::<referrals::ForwardForm>("/referrals/{code}/put-forward/{placement}"),
        on::<introductions::MoveForm>("/introductions/{id}"),
        on::<introductions::MessageForm>("/introductions/{id}"),
        on::<check_ins::AddForm>("/introductions/{id}"),
        on::<check_ins::CaseAnswerForm>("/check-ins"),
        on::<check_ins::ScheduleForm>("/check-ins/schedule"),
        on::<check_ins::AnswerForm>("/check-ins/{id}"),
        on::<check_ins::ShiftForm>("/check-ins/{id}"),
        on::<check_ins::DropForm>("/check-ins/{id}"),
        on::<accounts::calendar::CalendarForm>("/account/calendar"),
        on::<accounts::calendar::CalendarEndForm>("/account/calendar"),
        on::<stewardship::CaseDecideForm>("/stewardship/cases/{id}"),
        on::<stewardship::CaseBackForm>("/stewardship/cases/{id}"),
        on::<stewardship::VerifyForm>("/stewardship/organisations/{id}"),
        on::<stewardship::LookedForm>("/stewardship/organisations/{id}"),
        on::<stewardship::DebarConfirmForm>("/stewardship/organisations/{id}"),
        on::<stewardship::DebarDropForm>("/stewardship/organisations/{id}"),
        on::<stewardship::KeepForm>("/stewardship/organisations/{id}"),
        on::<stewardship::LiftForm>("/stewardship/organisations/{id}"),
        on::<stewardship::AppealAnswerForm>("/stewardship/organisations/{id}"),
        on::<vouches::VouchForm>("/vouches"),
        on::<vouches::LookOverForm>("/vouches"),
        on::<vouches::TakeBackForm>("/vouches"),
        on::<stewardship::FloorForm>("/stewardship/wage-floors"),
        on::<stewardship::SecondStepForm>("/operations/second-step"),
        on::<stewardship::SignOutForm>("/operations/second-step"),
        on::<stewardship::CuratorInviteForm>("/operations/curators"),
        on::<stewardship::CuratorEndForm>("/operations/curators"),
        on::<stewardship::RetryForm>("/operations"),
        on::<stewardship::RetryAllForm>("/operations"),
        on::<library::ChangeForm>("/library/{slug}"),
        on::<library::WithdrawForm>("/library/{slug}"),
        on::<proposals::BeginForm>("/proposals/new"),
        on::<proposals::ProposalForm>("/proposals/{id}/edit"),
        on::<proposals::SubmitForm>("/proposals/{id}"),
        on::<proposals::TakeBackForm>("/proposals/{id}"),
        on::<proposals::DiscardForm>("/proposals/{id}"),
        on::<proposals::BeginAnewForm>("/proposals/{id}"),
        on::<proposals::CommentForm>("/proposals/{id}"),
        on::<proposals::SettleForm>("/proposals/{id}"),
        on::<proposals::ApproveForm>("/proposals/{id}"),
        on::<proposals::AskForm>("/proposals/{id}"),
        on::<proposals::DeclineForm>("/proposals/{id}"),
        on::<proposals::RebaseForm>("/proposals/{id}"),
        on::<library::saved::KeepForm>("/library/saved"),
        on::<library::saved::OpenForm>("/library/saved"),
        on::<library::saved::ChangeForm>("/library/saved/{search}"),
        on::<library::saved::ForgetForm>("/library/saved/{search}"),
        on::<library::saved::StopForm>("/library/saved/stop/{token}"),
        on::<imports::ImportFileForm>("/library/import"),
        on::<imports::ImportSourceForm>("/library/import"),
        on::<imports::RenewForm>("/library/import"),
        on::<imports::ForgetForm>("/library/import"),
        on::<imports::ColumnsForm>("/library/import/{id}"),
        on::<imports::ColumnsAgainForm>("/library/import/{id}"),
        on::<imports::ConfirmForm>("/library/import/{id}"),
        on::<imports::CancelForm>("/library/import/{id}"),
        on::<imports::ResumeForm>("/library/import/{id}"),
        on::<imports::GoOnForm>("/library/import/{id}"),
        on::<imports::OwnFileForm>("/proposals/import"),
        on::<files::FileForm>("/proposals/{id}/files"),
        on::<files::FileRemoveForm>("/proposals/{id}/files"),
    ]
}
