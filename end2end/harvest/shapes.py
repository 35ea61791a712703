"""The shapes that documents are held against. None is ours but atom.rng and the list of Highwire's tags, which no package
carries. Each shape is first shown a broken document, so that a check that lets everything through fails."""

import copy
import json
import os
import pathlib
import re

import fastjsonschema
from lxml import etree
from rdflib.namespace import DC, DCTERMS

SCHEMAS = pathlib.Path(os.environ["SCHEMAS"])
ATOM = "{http://www.w3.org/2005/Atom}"

# The tags that Google Scholar's inclusion guidelines name, and the others of Highwire Press that DSpace and EPrints write
# and Zotero reads.
HIGHWIRE = {
    *("title author author_institution author_email publication_date online_date date journal_title journal_abbrev").split(),
    *("conference_title volume issue firstpage lastpage issn isbn doi pmid pdf_url abstract_html_url fulltext_html_url").split(),
    *("dissertation_institution dissertation_name technical_report_institution technical_report_number").split(),
    *("publisher language keywords abstract inbook_title public_url").split(),
}
DUBLIN_CORE = {"DC": DC, "DCTERMS": DCTERMS}


def refused(check, document, spoil, says):
    """The check takes the document, and not what the other function makes of a copy of it, for the reason that is told."""
    check(document)
    broken = copy.deepcopy(document)
    broken = spoil(broken) or broken
    try:
        check(broken)
    except (AssertionError, etree.DocumentInvalid, fastjsonschema.JsonSchemaException) as refusal:
        log = getattr(refusal, "error_log", [])
        told = "; ".join([str(refusal), *(entry.message for entry in log)])
        assert says in told, (says, told)
        return
    raise AssertionError(f"a broken document was taken: {spoil.__name__} {says}")


def xml_schema(name):
    """The schemas name each other by addresses; here they are files side by side."""

    class Here(etree.Resolver):
        def resolve(self, url, public, context):
            file = SCHEMAS / url.rsplit("/", 1)[-1]
            return self.resolve_filename(str(file), context) if file.exists() else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Here())
    return etree.XMLSchema(etree.parse(str(SCHEMAS / name), parser)).assertValid


def atom():
    """RFC 4287: its grammar, and what section 4.1 says beside it."""
    grammar = etree.RelaxNG(etree.parse(str(SCHEMAS / "atom.rng")))

    def check(feed):
        grammar.assertValid(feed)
        everybody = feed.find(f"{ATOM}author") is not None
        selves = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
        assert len(selves) == 1, "a feed says its own address"
        for each in [feed, *feed.findall(f"{ATOM}entry")]:
            links = [link for link in each.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
            kinds = [(link.get("type"), link.get("hreflang")) for link in links]
            assert len(kinds) == len(set(kinds)), "one alternate of a kind"
            assert links or each.tag == f"{ATOM}feed" or each.find(f"{ATOM}content") is not None, "no content, no link"
            assert everybody or each.tag == f"{ATOM}feed" or each.find(f"{ATOM}author") is not None, "an entry has an author"
        for each in feed.iter(f"{ATOM}category"):
            scheme = each.get("scheme") or ""
            assert "%23" not in scheme, "an address whose fragment is none"

    return check


def citation():
    """CSL-JSON as the makers of CSL define it."""
    return fastjsonschema.compile(json.loads((SCHEMAS / "csl-data.json").read_text()))


def tags(head):
    """Highwire's and Dublin Core's tags of a page: known names, once where there is one, in the form that is asked for."""
    found = [(meta.get("name") or "", meta.get("content") or "") for meta in head.iter("meta")]
    links = {link.get("rel"): link.get("href") for link in head.iter("link")}
    for name, content in found:
        prefix, _, term = name.partition(".")
        if name.startswith("citation_"):
            assert name.removeprefix("citation_") in HIGHWIRE, f"unknown: {name}"
        elif prefix in DUBLIN_CORE:
            space = DUBLIN_CORE[prefix]
            assert term in space, f"unknown: {name}"
            assert links.get(f"schema.{prefix}") == str(space), f"no space: {name}"
        else:
            continue
        assert content.strip(), f"empty: {name}"
    of = lambda wanted: [content for name, content in found if name == wanted]
    for once in ["citation_title", "citation_publication_date", "DC.title", "DC.date", "DC.identifier", "DC.language"]:
        assert len(of(once)) == 1, f"once: {once}"
    assert of("citation_author") and of("citation_author") == of("DC.creator"), "an author to a tag"
    for name in ["citation_publication_date", "citation_online_date"]:
        assert all(re.fullmatch(r"\d{4}(/\d\d?/\d\d?)?", date) for date in of(name)), f"a date of Scholar's: {name}"
    for name in ["DC.date", "DCTERMS.modified"]:
        assert all(re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", date) for date in of(name)), f"a date of W3CDTF: {name}"


def rename(name):
    """A function that gives the first tag that begins so another name."""

    def spoil(head):
        meta = next(meta for meta in head.iter("meta") if (meta.get("name") or "").startswith(name))
        meta.set("name", name + "made-up")

    return spoil


def without(path):
    """A function that takes an element away."""

    def spoil(document):
        gone = document.find(path)
        gone.getparent().remove(gone)

    return spoil


def retag(path, tag):
    """A function that gives an element another name."""

    def spoil(document):
        document.find(path).tag = tag

    return spoil


def say(path, text):
    """A function that lets an element say something else."""

    def spoil(document):
        document.find(path).text = text

    return spoil
