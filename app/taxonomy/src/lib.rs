//! Compiled-in tables of public classifications, and the ways to look things up in them.
//!
//! What belongs here: ESCO occupations and skills, ISCO-08, ISIC, ISO countries, languages and currencies, towns of
//! GeoNames, outlines of countries, the terms of the glossary, and the matching of typed text with their names. What
//! does not: the shape of a code (`domain::codes`) and anything that is kept in a database. Each table is
//! parsed at its first use and then stays; nothing reads a file.

pub mod countries;
pub mod currencies;
mod data;
pub mod fold;
pub mod glossary;
pub mod isco;
pub mod label_index;
pub mod languages;
#[cfg(test)]
mod naming;
pub mod occupations;
pub mod places;
pub mod sectors;
pub mod skills;
mod spelling;
pub mod world;
