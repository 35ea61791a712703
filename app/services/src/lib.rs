//! One function per thing a person can do: permit, transaction, store, outbox. It reads like its description.
//!
//! What does not belong here: HTML, SQL, and rules that need no database (those are in `domain`).

pub mod accounts;
pub mod audit;
pub mod backup;
pub mod calendars;
pub mod cases;
pub mod check_ins;
pub mod cite;
pub mod closing;
pub mod consents;
pub mod curators;
mod devices;
pub mod erasures;
pub mod feed;
pub mod files;
pub mod import;
pub mod installation;
pub mod introductions;
pub mod keys;
pub mod leaving;
pub mod library;
pub mod matches;
pub mod members;
pub mod oai;
pub mod operations;
pub mod organisations;
pub mod own_pages;
pub mod passkeys;
mod passwords;
pub mod pay_looks;
pub mod placements;
pub mod proposals;
pub mod referrals;
pub mod retention;
pub mod sanctions;
mod scope;
pub mod searches;
pub mod second_step;
pub mod sessions;
pub mod sitemap;
mod standing;
pub mod statistics;
mod throttle;
pub mod vetting;
pub mod vouches;
pub mod wage_floors;
pub mod worker;
mod xml;

pub use backup::Backups;
pub use devices::DeviceToken;
pub use domain::{Error, Result};
pub use files::Reader;
pub use import::Reach;
pub use scope::{Clock, Scope, Services};
pub use sessions::SecondStep;
