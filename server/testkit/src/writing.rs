//! Builders: what is written for the library.

use domain::id::ProposalId;
use domain::practice::Manuscript;

use crate::{Person, World};

/// What is written in a proposal that lacks nothing.
#[must_use]
pub fn manuscript(title: &str) -> Manuscript {
    Manuscript::of_pairs([
        ("kind", "practice"),
        ("title", title),
        ("summary", "Lamps were lit along the harbour."),
        ("language", "en"),
        ("year", "2019"),
        ("problem", "The quays were dark."),
        ("done", "The port lit forty lamps."),
        ("results", "20 people found work as lamplighters."),
        ("countries", "Albania, Italy"),
        ("regions", "europe"),
        ("sectors", "fishing"),
        ("approach", "private-sector"),
        ("topics", "light, work"),
        ("evidence", "monitored"),
        ("actor_name", "Lantern Works"),
        ("actor_part", "employer"),
        ("source_title", "A book of lamps"),
        ("source_publisher", "Lighthouse College"),
        ("source_url", "https://lantern.example/book"),
        ("licence", "CC-BY-4.0"),
    ])
}

impl World {
    /// A draft that lacks nothing.
    pub async fn proposal(&self, author: &Person, title: &str) -> ProposalId {
        let scope = self.as_person(author).await;
        services::proposals::begin(&scope, &manuscript(title)).await.expect("a draft")
    }

    /// The same, before the curators.
    pub async fn in_review(&self, author: &Person, title: &str) -> ProposalId {
        let id = self.proposal(author, title).await;
        services::proposals::submit(&self.as_person(author).await, id).await.expect("submitted");
        id
    }

    /// A record that is published; answers the part of its address.
    pub async fn published(&self, author: &Person, curator: &Person, title: &str) -> String {
        let id = self.in_review(author, title).await;
        let seen = services::proposals::Seen::text(1);
        let approved = services::proposals::approve(&self.as_person(curator).await, id, seen).await.expect("approved");
        match approved {
            services::proposals::Approved::Published(slug) => slug,
            services::proposals::Approved::Waiting => unreachable!("one curator is enough for this grade"),
        }
    }

    /// A change of a published record, begun by an author and in review.
    pub async fn change(&self, author: &Person, slug: &str, field: &'static str, text: &str) -> ProposalId {
        let scope = self.as_person(author).await;
        let id = services::proposals::begin_from(&scope, slug).await.expect("begun");
        let mut written = services::proposals::find(&scope, id).await.expect("found").manuscript;
        written.set(field, vec![text.to_owned()]);
        services::proposals::write(&scope, id, &written, 1).await.expect("written");
        services::proposals::submit(&scope, id).await.expect("submitted");
        id
    }
}
