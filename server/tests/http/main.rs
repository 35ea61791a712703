//! Every page and form over HTTP, as each role, without a socket: one file for each capability.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test that cannot go on says why")]

mod accounts;
mod areas;
mod audit;
mod backup;
mod bad_input;
mod cases;
mod cite;
mod closing;
mod commands;
mod consent;
mod consent_matrix;
mod crawl;
mod curators;
mod door;
mod doubled;
mod ending;
mod erasure;
mod export;
mod facets;
mod feeds;
mod files;
mod follow_up;
mod full_disk;
mod given_back;
mod glossary;
mod groups;
mod guards;
mod harvests;
mod identity;
mod import;
mod import_pages;
mod introductions;
mod keys;
mod languages;
mod leaving;
mod library;
mod library_map;
mod logs;
mod looks;
mod marker_words;
mod market;
mod matches;
mod no_marker;
mod oai;
mod operations;
mod overlong;
mod own_page;
mod own_wish;
mod placements;
mod proposals;
mod reads;
mod referrals;
mod retention;
mod roles;
mod sanctions;
mod saved;
mod second_step;
mod standing;
mod statistics;
mod strangers;
mod timing;
mod told;
mod two_worlds;
mod vetting;
mod vouches;
mod watched;

use app::Site;
use app::at::Demo;
use axum::Router;
use server::Installation;
use server::network::Network;
use testkit::{ORIGIN, World};

/// What the command line says of a file whose records two curators have looked at.
fn looked_at() -> services::import::Said<'static> {
    services::import::Said { looked: services::import::Looked::Elsewhere, ..services::import::Said::default() }
}

/// The whole application on a world.
fn router(world: &World) -> Router {
    let site = Site { stylesheet: Some("/site/ponte.css"), islands: Some("/site/ponte"), demo: Demo::Off };
    let proxies = Network::loopback().into();
    let (services, uploads) = (world.services.clone(), world.folder.path().join("uploads").into());
    server::router::router(Installation { services, site, origin: ORIGIN.into(), proxies, uploads })
}
