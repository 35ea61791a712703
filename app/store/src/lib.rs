//! Tables and queries: the only crate that names sea-orm.
//!
//! What belongs here: one module per table, each with its row, its `visible_to` where people read it, and functions
//! that read and write it; the sealing of private columns. What does not: decisions. A function that writes takes a
//! permit, made in `domain::policy`.

pub mod accounts;
pub mod address;
pub mod attempts;
pub mod audit;
pub mod backup;
pub mod calendars;
pub mod case_steps;
pub mod cases;
pub mod ceremonies;
pub mod check_in_schedules;
pub mod check_ins;
mod column;
pub mod compact;
pub mod consent_reads;
pub mod consents;
pub mod db;
mod dialect;
mod error;
pub mod files;
pub mod import_rows;
pub mod imports;
pub mod introductions;
pub mod keys;
pub mod links;
pub mod marks;
pub mod messages;
pub mod organisations;
pub mod origins;
pub mod outbox;
pub mod own_pages;
pub mod passkeys;
pub mod person;
pub mod placements;
pub mod plain_areas;
pub mod practice_clock;
pub mod practice_sets;
pub mod practice_versions;
pub mod practices;
pub mod proposal_queue;
pub mod proposal_records;
pub mod proposals;
pub mod recovery_codes;
pub mod referrals;
pub mod retentions;
pub mod reviews;
pub mod revocations;
pub mod rounds;
pub mod sanctions;
pub mod saved_searches;
pub mod sessions;
pub mod signals;
pub mod signatures;
pub mod sources;
pub mod statistics;
pub mod steward_notes;
pub mod submissions;
pub mod tombstones;
pub mod totp_secrets;
pub mod vetting_notes;
pub mod vetting_ticks;
pub mod vouches;
pub mod wage_floors;
pub mod watch;
pub mod wishes;

pub use db::{Db, Read, Tx};
pub use error::{Error, Result};
