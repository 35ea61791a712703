//! The documents of the answers.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use domain::id::PracticeId;
use store::practices::{Change, Changed};

use super::request::{Code, Fault, Listing, PREFIX, Shown};
use super::{dc, sets};
use crate::Scope;
use crate::xml::Xml;

const ROOT: &[(&str, &str)] = &[
    ("xmlns", "http://www.openarchives.org/OAI/2.0/"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ("xsi:schemaLocation", "http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"),
];
const IDENTIFIER: &[(&str, &str)] = &[
    ("xmlns", "http://www.openarchives.org/OAI/2.0/oai-identifier"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    (
        "xsi:schemaLocation",
        "http://www.openarchives.org/OAI/2.0/oai-identifier http://www.openarchives.org/OAI/2.0/oai-identifier.xsd",
    ),
];

/// An answer in the making: what stands within the element of its verb.
pub(super) struct Answer {
    said: Xml,
    host: String,
    now: DateTime<Utc>,
    address: String,
    library: String,
}

fn time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

impl Answer {
    /// One that was made at a time.
    pub(super) fn new(scope: &Scope, now: DateTime<Utc>) -> Self {
        Self {
            said: Xml::part(),
            host: scope.services().origin.host_name(),
            now,
            address: scope.link("/oai"),
            library: scope.link("/library/"),
        }
    }

    /// The answer to a request that has one.
    pub(super) fn finish(self, shown: &Shown) -> String {
        let verb = shown.0.first().map(|(_, verb)| verb.as_str()).unwrap_or_default();
        let mut xml = self.head(shown);
        xml.open(verb, &[]);
        xml.add(&self.said);
        xml.close(verb);
        xml.close("OAI-PMH");
        xml.finish()
    }

    /// The answer to one that has none.
    pub(super) fn fault(self, shown: &Shown, fault: &Fault) -> String {
        // Of a request that cannot be read the arguments are not repeated.
        let nothing = Shown::default();
        let shown = if matches!(fault.code, Code::BadVerb | Code::BadArgument) { &nothing } else { shown };
        let mut xml = self.head(shown);
        xml.leaf("error", &[("code", fault.code.word())], fault.says);
        xml.close("OAI-PMH");
        xml.finish()
    }

    fn head(&self, shown: &Shown) -> Xml {
        let mut xml = Xml::new();
        xml.open("OAI-PMH", ROOT);
        xml.leaf("responseDate", &[], &time(self.now));
        let arguments: Vec<(&str, &str)> = shown.0.iter().map(|(name, value)| (*name, value.as_str())).collect();
        xml.leaf("request", &arguments, &self.address);
        xml
    }

    pub(super) fn identify(&mut self, scope: &Scope, earliest: DateTime<Utc>) {
        let xml = &mut self.said;
        xml.leaf("repositoryName", &[], "Ponte library");
        xml.leaf("baseURL", &[], &self.address);
        xml.leaf("protocolVersion", &[], "2.0");
        xml.leaf("adminEmail", &[], &scope.services().admin_email);
        xml.leaf("earliestDatestamp", &[], &time(earliest));
        xml.leaf("deletedRecord", &[], "persistent");
        xml.leaf("granularity", &[], "YYYY-MM-DDThh:mm:ssZ");
        // The scheme wants the name of a domain, which an installation on one machine does not have.
        if self.host.contains('.') {
            xml.open("description", &[]);
            xml.open("oai-identifier", IDENTIFIER);
            xml.leaf("scheme", &[], "oai");
            xml.leaf("repositoryIdentifier", &[], &self.host);
            xml.leaf("delimiter", &[], ":");
            let sample = format!("oai:{}:01890a5d-ac96-774b-bcce-b302099a8057", self.host);
            xml.leaf("sampleIdentifier", &[], &sample);
            xml.close("oai-identifier");
            xml.close("description");
        }
    }

    pub(super) fn formats(&mut self) {
        let xml = &mut self.said;
        xml.open("metadataFormat", &[]);
        xml.leaf("metadataPrefix", &[], PREFIX);
        xml.leaf("schema", &[], "http://www.openarchives.org/OAI/2.0/oai_dc.xsd");
        xml.leaf("metadataNamespace", &[], "http://www.openarchives.org/OAI/2.0/oai_dc/");
        xml.close("metadataFormat");
    }

    pub(super) fn sets(&mut self, specs: &[String]) {
        for spec in specs {
            self.said.open("set", &[]);
            self.said.leaf("setSpec", &[], spec);
            self.said.leaf("setName", &[], &sets::name(spec));
            self.said.close("set");
        }
    }

    pub(super) fn record(&mut self, change: &Change, sets: Option<&Vec<String>>) {
        self.said.open("record", &[]);
        self.header(change, sets);
        if let Changed::Published(stored) = &change.now {
            self.said.open("metadata", &[]);
            dc::write(&mut self.said, stored, &format!("{}{}", self.library, stored.practice.slug));
            self.said.close("metadata");
        }
        self.said.close("record");
    }

    fn header(&mut self, change: &Change, sets: Option<&Vec<String>>) {
        let gone = matches!(change.now, Changed::Withdrawn(_));
        let status: &[(&str, &str)] = if gone { &[("status", "deleted")] } else { &[] };
        self.said.open("header", status);
        self.said.leaf("identifier", &[], &format!("oai:{}:{}", self.host, change.id));
        self.said.leaf("datestamp", &[], &time(change.changed));
        for set in sets.into_iter().flatten() {
            self.said.leaf("setSpec", &[], set);
        }
        self.said.close("header");
    }

    pub(super) fn list(&mut self, listing: Listing, changes: &[Change], sets: &BTreeMap<PracticeId, Vec<String>>) {
        for change in changes {
            match listing {
                Listing::Records => self.record(change, sets.get(&change.id)),
                Listing::Identifiers => self.header(change, sets.get(&change.id)),
            }
        }
    }

    /// Where the list goes on; an empty one ends a list that took several answers.
    pub(super) fn token(&mut self, token: &str, size: u64, cursor: u64) {
        let (size, cursor) = (size.to_string(), cursor.to_string());
        self.said.leaf("resumptionToken", &[("completeListSize", &size), ("cursor", &cursor)], token);
    }
}
