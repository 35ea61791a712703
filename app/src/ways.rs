//! Where the links of the library and the glossary lead: to addresses of this installation, or to files of a folder that is
//! opened from a disk, where nothing else is.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::practice::File;
use services::library::Facet;

use crate::glossary::Order;

/// The longest part of a file's own name that its name in a folder keeps: disks end names at 255 bytes.
const LONGEST: usize = 80;

/// Where links lead.
#[derive(Debug, Clone)]
pub enum Ways {
    /// To addresses of this installation.
    Online,
    /// To files of a folder.
    Disk(Folder),
}

/// A folder, seen from a page in it.
#[derive(Debug, Clone)]
pub struct Folder {
    /// From the page to the top: nothing, or `../`.
    up: &'static str,
    /// The parts of the addresses of the records that have pages.
    records: Arc<BTreeSet<String>>,
}

/// A record or one of its older versions, by the part of its address.
#[derive(Debug, Clone, Copy)]
pub struct Edition<'a> {
    /// The record.
    pub slug: &'a str,
    /// The version, if it is not the newest.
    pub older: Option<i32>,
}

impl Ways {
    /// From the top of a folder in which these records have pages; names of its files are these ways.
    #[must_use]
    pub fn top(records: BTreeSet<String>) -> Self {
        Self::Disk(Folder { up: "", records: Arc::new(records) })
    }

    /// The same folder, seen from the pages that lie one deeper.
    #[must_use]
    pub fn below(&self) -> Self {
        match self {
            Self::Online => Self::Online,
            Self::Disk(folder) => Self::Disk(Folder { up: "../", records: Arc::clone(&folder.records) }),
        }
    }

    fn to(&self, address: &str, file: &str) -> String {
        match self {
            Self::Online => address.to_owned(),
            Self::Disk(folder) => format!("{}{file}", folder.up),
        }
    }

    /// The style sheet of a folder; a page online knows where its own is.
    #[must_use]
    pub(crate) fn style(&self) -> String {
        self.to("", "style.css")
    }

    /// The list of all records.
    #[must_use]
    pub fn library(&self) -> String {
        self.to("/library", "index.html")
    }

    /// The library at a glance.
    #[must_use]
    pub fn map(&self) -> String {
        self.to("/library/map", "map.html")
    }

    /// A record or one of its older versions.
    #[must_use]
    pub fn record(&self, edition: Edition<'_>) -> String {
        match self {
            Self::Online => self.work(edition),
            Self::Disk(_) => format!("{}.html", self.work(edition)),
        }
    }

    /// The same without an ending, for its other forms.
    #[must_use]
    pub fn work(&self, Edition { slug, older }: Edition<'_>) -> String {
        match older {
            None => self.to(&format!("/library/{slug}"), &format!("records/{slug}")),
            Some(number) => {
                self.to(&format!("/library/{slug}/versions/{number}"), &format!("records/{slug}.v{number}"))
            }
        }
    }

    /// A file of a record.
    #[must_use]
    pub fn file(&self, slug: &str, file: &File) -> String {
        self.to(&format!("/library/{slug}/files/{}", file.id), &format!("files/{}/{}", file.id, portable(&file.name)))
    }

    /// The records with these choices, by facet; a folder has lists of single choices alone.
    #[must_use]
    pub fn records(&self, chosen: &[(Facet, &str)]) -> Option<String> {
        match (self, chosen) {
            (Self::Online, _) => {
                let pairs: Vec<_> = chosen.iter().map(|(facet, value)| (facet.word(), *value)).collect();
                Some(format!("/library?{}", serde_html_form::to_string(pairs).unwrap_or_default()))
            }
            (Self::Disk(folder), [(facet, value)]) => Some(format!("{}{}/{value}.html", folder.up, facet.word())),
            (Self::Disk(_), _) => None,
        }
    }

    /// The records that name a topic; a folder has no list of them.
    #[must_use]
    pub fn topic(&self, topic: &str) -> Option<String> {
        let Self::Online = self else { return None };
        // What quotes would end the phrase.
        let plain: String = topic.chars().map(|c| if "\"“”„«»".contains(c) { ' ' } else { c }).collect();
        let words = format!("\"{}\"", plain.trim());
        Some(format!("/library?{}", serde_html_form::to_string([("q", words)]).unwrap_or_default()))
    }

    /// The page of a term.
    #[must_use]
    pub fn term(&self, slug: &str) -> String {
        self.to(&format!("/glossary/{slug}"), &format!("glossary/{slug}.html"))
    }

    /// The list of terms in an order. No term has the name of such a list: `glossary` has a test for it.
    #[must_use]
    pub fn glossary(&self, order: Order) -> String {
        match order {
            Order::Letter => self.to("/glossary", "glossary/index.html"),
            Order::Topic | Order::Instrument => {
                let word = order.word();
                self.to(&format!("/glossary?by={word}"), &format!("glossary/by-{word}.html"))
            }
        }
    }

    /// Where a link in a record's own words leads, if it leads anywhere: in a folder, only what lies in it can be reached.
    #[must_use]
    pub fn written(&self, link: &str) -> Option<String> {
        let Self::Disk(folder) = self else { return Some(link.to_owned()) };
        if link.starts_with('#') {
            return Some(link.to_owned());
        }
        let path = link.split(['?', '#']).next().unwrap_or_default();
        if let Some(slug) = path.strip_prefix("/library/").filter(|slug| folder.records.contains(*slug)) {
            return Some(self.record(Edition { slug, older: None }));
        }
        let term = path.strip_prefix("/glossary/").and_then(taxonomy::glossary::find);
        term.map(|term| self.term(&term.slug))
    }
}

/// A name that every disk takes and no address has to encode, with the ending that it has.
fn portable(name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let plain = |part: &str| {
        let kept: String =
            part.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(LONGEST).collect();
        kept.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
    };
    let (stem, ending) = (plain(stem), plain(ending).to_ascii_lowercase());
    let stem = if stem.is_empty() { "file".to_owned() } else { stem };
    if ending.is_empty() { stem } else { format!("{stem}.{ending}") }
}

#[cfg(test)]
mod tests {
    use super::{Edition, Ways, portable};
    use services::library::Facet;

    #[test]
    fn a_name_is_one_that_every_disk_takes() {
        for (name, expect) in [
            ("Kite plan.docx", "Kite-plan.docx"),
            ("../../L'été #1?.PDF", "L-t-1.pdf"),
            ("تقرير.pdf", "file.pdf"),
            ("100% of it", "100-of-it"),
            ("", "file"),
        ] {
            assert_eq!(portable(name), expect, "{name}");
        }
        assert!(portable(&format!("{}.pdf", "a".repeat(500))).len() < 100);
    }

    #[test]
    fn in_a_folder_nothing_leads_out_of_it() {
        let disk = Ways::top(["kites".to_owned()].into()).below();
        for (link, expect) in [
            ("/library/kites", Some("../records/kites.html")),
            ("/library/kites?from=here#results", Some("../records/kites.html")),
            ("/glossary/debt-bondage", Some("../glossary/debt-bondage.html")),
            ("#results", Some("#results")),
            ("/library/gone", None),
            ("/library", None),
            ("/sign-in", None),
            ("../../etc/passwd", None),
            ("//elsewhere.example/x", None),
            ("", None),
        ] {
            assert_eq!(disk.written(link).as_deref(), expect, "{link}");
        }
        assert_eq!(Ways::Online.written("/sign-in").as_deref(), Some("/sign-in"));
    }

    #[test]
    fn ways_are_addresses_online_and_files_on_a_disk() {
        let disk = Ways::top(["kites".to_owned()].into());
        let old = Edition { slug: "kites", older: Some(1) };
        assert_eq!(Ways::Online.record(old), "/library/kites/versions/1");
        assert_eq!((disk.record(old), disk.work(old)), ("records/kites.v1.html".into(), "records/kites.v1".into()));
        let (one, two) = ([(Facet::Country, "AL")], [(Facet::Sector, "food"), (Facet::Evidence, "told")]);
        assert_eq!(Ways::Online.records(&two).as_deref(), Some("/library?sector=food&evidence=told"));
        assert_eq!(disk.below().records(&one).as_deref(), Some("../country/AL.html"));
        assert_eq!(disk.records(&two), None);
        assert_eq!(Ways::Online.topic("lamps & \"oil\"").as_deref(), Some("/library?q=%22lamps+%26++oil%22"));
        assert_eq!(disk.topic("lamps"), None);
    }
}
