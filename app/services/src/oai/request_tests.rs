//! What the protocol calls illegal, and arguments of any kind.
#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::{Asked, Code, Listing, Selection, read, shown};

fn pairs(query: &str) -> Vec<(String, String)> {
    let split = query.split('&').filter(|part| !part.is_empty());
    split.map(|part| part.split_once('=').unwrap_or((part, ""))).map(|(n, v)| (n.into(), v.into())).collect()
}

#[test]
fn each_illegal_request_has_its_code() {
    use Code::{BadArgument, BadResumptionToken, BadVerb, CannotDisseminateFormat};
    for (query, code) in [
        ("", BadVerb),
        ("verb=", BadVerb),
        ("verb=identify", BadVerb),
        ("verb=Identify&verb=Identify", BadVerb),
        ("metadataPrefix=oai_dc", BadVerb),
        ("verb=Identify&set=a", BadArgument),
        ("verb=Identify&identifier=a", BadArgument),
        ("verb=ListSets&set=a", BadArgument),
        ("verb=ListSets&resumptionToken=a", BadResumptionToken),
        ("verb=ListMetadataFormats&identifier=a&identifier=a", BadArgument),
        ("verb=GetRecord", BadArgument),
        ("verb=GetRecord&identifier=a", BadArgument),
        ("verb=GetRecord&metadataPrefix=oai_dc", BadArgument),
        ("verb=GetRecord&identifier=a&metadataPrefix=marc", CannotDisseminateFormat),
        ("verb=GetRecord&identifier=a&metadataPrefix=oai_dc&from=2001-01-01", BadArgument),
        ("verb=ListRecords", BadArgument),
        ("verb=ListRecords&metadataPrefix=", CannotDisseminateFormat),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", BadArgument),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=a", BadArgument),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2001-02-30", BadArgument),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2001-02", BadArgument),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=+001-02-03", BadArgument),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2001-02-03T04:05:06", BadArgument),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2001-02-03T24:05:06Z", BadArgument),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2001-02-03&until=2001-02-03T04:05:06Z", BadArgument),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2001-02-03&until=2001-02-02", BadArgument),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=", BadArgument),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=country::AL", BadArgument),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=country:A L", BadArgument),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&other=1", BadArgument),
    ] {
        assert_eq!(read(&pairs(query)).unwrap_err().code, code, "{query}");
    }
}

#[test]
fn a_day_and_a_second_are_whole() {
    for (query, from, until) in [
        ("from=2001-02-03&until=2001-02-03", "2001-02-03T00:00:00Z", "2001-02-03T23:59:59.999999999Z"),
        (
            "from=2001-02-03T04:05:06Z&until=2001-02-03T04:05:06Z",
            "2001-02-03T04:05:06Z",
            "2001-02-03T04:05:06.999999999Z",
        ),
        ("from=0000-01-01&until=9999-12-31", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"),
    ] {
        let pairs = pairs(&format!("set=country:AL&metadataPrefix=oai_dc&{query}&verb=ListRecords"));
        let (asked, shown) = (read(&pairs).unwrap(), shown(&pairs));
        let (from, until) = (from.parse().ok(), until.parse().ok());
        let selection = Selection::First { from, until, set: Some("country:AL".into()) };
        assert_eq!(asked, Asked::List { listing: Listing::Records, selection });
        assert_eq!((shown.0.len(), shown.0.first().unwrap().0), (5, "verb"));
    }
}

proptest! {
    #[test]
    fn arguments_of_any_kind_are_read_or_refused(
        pairs in prop::collection::vec(("(verb|from|until|set|metadataPrefix|resumptionToken|identifier|\\PC{0,5})", "(ListRecords|Identify|oai_dc|[0-9TZ:-]{0,20}|\\PC{0,20})"), 0..6)
    ) {
        if read(&pairs).is_ok() {
            prop_assert_eq!(shown(&pairs).0.len(), pairs.len());
        }
    }
}
