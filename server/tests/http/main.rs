//! Every page and form over HTTP, as each role, without a socket: one file for each capability.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test that cannot go on says why")]

mod accounts;
mod along;
mod areas;
mod audit;
mod backup;
mod bad_input;
mod busy_library;
mod calendar_second_step;
mod cases;
mod cite;
mod closing;
mod commands;
mod consent;
mod consent_matrix;
mod crawl;
mod curators;
mod database_tls;
mod demo_accounts;
mod door;
mod doubled;
mod ending;
mod erasure;
mod export;
mod facet_words;
mod facets;
mod feeds;
mod files;
mod follow_up;
mod forget_source;
mod full_disk;
mod given_back;
mod glossary;
mod groups;
mod guards;
mod harvests;
mod hearing_back;
mod identity;
mod import;
mod import_again;
mod import_pages;
mod imports_told;
mod introductions;
mod keys;
mod languages;
mod leaving;
mod leaving_an_organisation;
mod library;
mod library_map;
mod library_says;
mod logs;
mod looks;
mod marker_words;
mod market;
mod matches;
mod no_marker;
mod oai;
mod open_steps;
mod operations;
mod overlong;
mod own_imports;
mod own_page;
mod own_wish;
mod pay_looks;
mod placements;
mod proposals;
mod read_name;
mod reads;
mod referrals;
mod retention;
mod roles;
mod said_done;
mod said_where;
mod sanctions;
mod saved;
mod second_step;
mod standing;
mod statistics;
mod stopped;
mod strangers;
mod swollen;
mod timing;
mod told;
mod two_worlds;
mod vetting;
mod vouches;
mod watched;
mod wish_waits;

use app::Site;
use app::at::Demo;
use axum::Router;
use server::Installation;
use server::network::Network;
use services::Services;
use testkit::{ORIGIN, World};

/// What the command line says of a file whose records two curators have looked at.
fn looked_at() -> services::import::Said<'static> {
    services::import::Said { looked: services::import::Looked::Elsewhere, ..services::import::Said::default() }
}

/// The services of a world, for another program beside it.
fn same(world: &World) -> Services {
    let s = &world.services;
    Services {
        db: s.db.clone(),
        keyring: s.keyring.clone(),
        clock: s.clock.clone(),
        mail: s.mail.clone(),
        sender: s.sender.clone(),
        admin_email: s.admin_email.clone(),
        index: s.index.clone(),
        origin: s.origin.clone(),
        reader: s.reader.clone(),
        retention: s.retention,
        reach: s.reach,
        second_step: s.second_step,
        backups: s.backups,
    }
}

/// The whole application on a world.
fn router(world: &World) -> Router {
    server::router::router(installation(world))
}

/// What it runs with.
fn installation(world: &World) -> Installation {
    let site = Site { stylesheet: Some("/site/ponte.css"), islands: Some("/site/ponte"), demo: Demo::Off };
    let proxies = Network::loopback().into();
    let (services, uploads) = (world.services.clone(), world.folder.path().join("uploads").into());
    Installation { services, site, origin: ORIGIN.into(), proxies, uploads }
}
