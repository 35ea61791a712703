//! The document around every page: head, masthead, footer.

use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use islands::QuickExit;
use leptos::prelude::*;

use crate::at::At;
use crate::head;
use crate::page::{Document, Frame, Islands};

/// Where the quick way out leads: a page that says nothing about who opened it.
const NEUTRAL: &str = "https://www.wikipedia.org/";

/// Walks the page for islands once the module is there, and gives each its code.
const LOADER: &str = include_str!("islands.js");

/// A page as a whole document. All of it stands here, head included, because a head that is sent to the renderer from
/// elsewhere arrives only when the page's future happens to end on the thread that renders.
pub(crate) fn document(at: &At, page: Document) -> impl IntoView + use<> {
    let site = at.site();
    let class = if page.wide { "page page--wide" } else { "page" };
    let (text, title, leave) = match page.frame {
        Frame::Whole => {
            let leave = (at.text.get("shell-leave"), Some(at.text.get("shell-leave-key")));
            (at.text, format!("{} – Ponte", page.title), leave)
        }
        // Phones have no such key.
        Frame::Bare { text, ref leave } => (text, page.title, (leave.clone(), None)),
    };
    let whole = matches!(page.frame, Frame::Whole);
    let exit = page.sensitive.then(|| exit(leave));
    let islands = site.and_then(|site| site.islands).filter(|_| page.islands == Islands::Some);
    let script = islands.map(|base| {
        let call = format!("{LOADER}({base:?})");
        view! { <script type="module" nonce=at.nonce.clone()>{call}</script> }
    });
    let own = page.script.map(|code| view! { <script type="module" nonce=at.nonce.clone()>{code}</script> });
    let stylesheet = site.and_then(|site| site.stylesheet);
    view! {
        <!DOCTYPE html>
        <html lang=text.language() dir=text.direction()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{title}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                {stylesheet.map(|href| view! { <link rel="stylesheet" href=href/> })}
                {head::view(page.head)}
            </head>
            <body>
                {whole.then(|| view! { <a class="skip" href="#main">{text.get("shell-skip")}</a> })}
                {whole.then(|| masthead(at))}
                {exit}
                <main id="main" class=class>{page.body}</main>
                {whole.then(|| colophon(at))}
                {script}
                {own}
            </body>
        </html>
    }
}

/// The quick way out, by its words and those that tell of its key.
fn exit((words, key): (String, Option<String>)) -> impl IntoView {
    let key = key.map(|key| view! { " "<span hidden=true>{key}</span> });
    view! {
        <QuickExit>
            <a class="quick-exit" href=NEUTRAL rel="noopener noreferrer nofollow">{words}{key}</a>
        </QuickExit>
    }
}

fn colophon(at: &At) -> impl IntoView + use<> {
    let text = at.text;
    let visitor = at.scope.actor().account.is_none();
    view! {
        <footer class="colophon">
            <p>{text.get("shell-colophon")}</p>
            <ul>
                <li><a href="/library">{text.get("shell-library")}</a></li>
                <li><a href="/library/map">{text.get("shell-library-map")}</a></li>
                <li><a href="/glossary">{text.get("shell-glossary")}</a></li>
                <li><a href="/statistics">{text.get("shell-statistics")}</a></li>
                {visitor.then(|| view! { <li><a href="/join">{text.get("shell-join")}</a></li> })}
                {visitor.then(|| view! { <li><a href="/sign-in">{text.get("shell-sign-in")}</a></li> })}
            </ul>
        </footer>
    }
}

fn masthead(at: &At) -> impl IntoView + use<> {
    let text = at.text;
    let here = at.path().to_owned();
    let links = menu(at).into_iter().map(move |(path, key)| {
        let inside = path != "/" && here.starts_with(path);
        let current = (here == path || inside).then_some("page");
        view! { <li><a href=path aria-current=current>{text.get(key)}</a></li> }
    });
    let account = if at.scope.actor().account.is_some() {
        view! {
            <a href="/account">{text.get("shell-account")}</a>
            <form method="post" action="/sign-out">
                <input type="hidden" name="form" value="sign-out"/>
                <button class="button button--quiet" type="submit">{text.get("shell-sign-out")}</button>
            </form>
        }
        .into_any()
    } else {
        view! { <a class="button button--quiet" href="/sign-in">{text.get("shell-sign-in")}</a> }.into_any()
    };
    view! {
        <header class="masthead">
            <a class="brand" href="/">
                <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
                    <path d="M2 24h28M4 24v-6a12 12 0 0 1 24 0v6M10 24v-4a6 6 0 0 1 12 0v4" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round"></path>
                </svg>
                <span>"Ponte"</span>
            </a>
            <nav class="menu" aria-label=text.get("shell-menu")>
                <ul>{links.collect_view()}</ul>
            </nav>
            <div class="account">{account}</div>
        </header>
    }
}

/// The menu of an actor: path and message key.
fn menu(at: &At) -> Vec<(&'static str, &'static str)> {
    let actor = at.scope.actor();
    let mut links = Vec::new();
    if actor.account.is_some() {
        links.push(("/", "shell-home"));
    }
    match actor.membership.as_ref().map(|m| m.kind) {
        Some(OrganisationKind::Business) => {
            links.extend([("/placements", "shell-placements"), ("/introductions", "shell-introductions")]);
        }
        Some(OrganisationKind::Ngo) => links.extend([
            ("/referrals", "shell-referrals"),
            ("/opportunities", "shell-opportunities"),
            ("/introductions", "shell-introductions"),
            ("/check-ins", "shell-check-ins"),
        ]),
        Some(OrganisationKind::Association) => links.push(("/vouches", "shell-vouches")),
        _ => {}
    }
    if actor.is(PlatformRole::Steward) {
        links.push(("/stewardship", "shell-stewardship"));
    }
    if actor.is(PlatformRole::Curator) {
        links.push(("/curation", "shell-curation"));
    }
    if actor.is(PlatformRole::Administrator) {
        links.push(("/operations", "shell-operations"));
    }
    links.push(("/library", "shell-library"));
    if actor.account.is_none() {
        links.push(("/join", "shell-join"));
    }
    links
}
