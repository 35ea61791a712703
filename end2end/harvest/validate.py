"""Reads what machines read of a running library with clients, parsers and schemas that are not ours.

Called by `end2end/harvest/run` with the server's address in PONTE_ORIGIN and its program in PONTE_SERVER.
"""

import base64
import hmac
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import time
import warnings

import bibtexparser
import feedparser
import requests
import rispy
import shapes
from citeproc.source.json import CiteProcJSON
from lxml import etree
from sickle import Sickle
from sickle.oaiexceptions import BadArgument, BadResumptionToken, CannotDisseminateFormat, IdDoesNotExist, NoRecordsMatch

ORIGIN = os.environ["PONTE_ORIGIN"]
SERVER = os.environ["PONTE_SERVER"]
WORK = pathlib.Path(os.environ["WORK"])
COUNT = 230
AWKWARD = 'Fish & "chips" <50 % of {them}>_#1$ \\ Ünïcödé 漢字, Part'


def record(number):
    return {
        "title": f"{AWKWARD} {number}",
        "slug": f"harvested-{number}",
        "kind": ["practice", "code", "law", "report", "guide"][number % 5],
        "summary": f"What was done, {number}: A & B < C.",
        "language": "en",
        "year": 2001 + number % 20,
        "countries": ["AL" if number % 3 else "IT"],
        "sectors": ["fishing"],
        "topics": ["a & b"],
        "evidence": "told",
        "licence": "CC-BY-4.0",
        "actors": [{"name": "Fish, Chips & Sons", "part": "employer"}, {"name": "A and B", "part": "ngo"}],
        "sources": [{"title": "Source", "publisher": "Somebody {else}", "year": 2001}],
        "body": "Text.",
    }


def take(records):
    file = WORK / "records.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in records))
    done = subprocess.run([SERVER, "import", file], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def get(path):
    answer = requests.get(ORIGIN + path, timeout=30)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer


def second_step(post, cookie):
    """Sets up the phone that a curator needs, and goes on with the session that follows."""
    post("/account/security", {"form": "phone-begin"}, cookie)
    page = requests.get(ORIGIN + "/account/security/phone", headers={"Cookie": cookie}, timeout=30).text
    secret = base64.b32decode(page.split("<code>")[1].split("<")[0])
    mac = hmac.digest(secret, struct.pack(">Q", int(time.time()) // 30), "sha1")
    number = struct.unpack(">I", mac[mac[-1] & 15 :][:4])[0] & 0x7FFFFFFF
    done = post("/account/security/phone", {"form": "phone", "code": f"{number % 1_000_000:06}"}, cookie)
    assert done.status_code == 200, done.text
    return done.headers["Set-Cookie"].split(";")[0]


def withdraw(slug):
    """As a curator does it, through the page's own form."""
    made = subprocess.run(
        [SERVER, "create-admin", "--role", "curator", "curator@ponte.example"], input="a password for checks\n", text=True, capture_output=True
    )
    assert made.returncode == 0, made.stderr
    post = lambda path, fields, cookie: requests.post(
        ORIGIN + path, data=fields, headers={"Origin": ORIGIN, "Cookie": cookie}, allow_redirects=False, timeout=30
    )
    signed = post("/sign-in", {"form": "sign-in", "email": "curator@ponte.example", "password": "a password for checks"}, "")
    cookie = second_step(post, signed.headers["Set-Cookie"].split(";")[0])
    gone = post(f"/library/{slug}", {"form": "practice-withdraw", "reason": "A check.", "tick": "yes"}, cookie)
    assert gone.status_code == 303, gone.text


def harvesting():
    client = Sickle(ORIGIN + "/oai")
    identify = client.Identify()
    assert identify.protocolVersion == "2.0" and identify.deletedRecord == "persistent", identify
    assert [each.metadataPrefix for each in client.ListMetadataFormats()] == ["oai_dc"]
    sets = {each.setSpec: each.setName for each in client.ListSets()}
    assert sets["country:AL"] == "Country: Albania", sets
    everything = list(client.ListRecords(metadataPrefix="oai_dc"))
    identifiers = [each.header.identifier for each in everything]
    assert len(identifiers) == len(set(identifiers)) > COUNT, len(identifiers)
    assert identifiers == [each.identifier for each in client.ListIdentifiers(metadataPrefix="oai_dc")]
    deleted = [each for each in everything if each.deleted]
    assert len(deleted) == 1 and "country:IT" in deleted[0].header.setSpecs, deleted
    albania = list(client.ListRecords(metadataPrefix="oai_dc", set="country:AL"))
    expected = sum(1 for each in everything if "country:AL" in each.header.setSpecs)
    assert len(albania) == expected > 100, (len(albania), expected)
    live = list(client.ListRecords(metadataPrefix="oai_dc", ignore_deleted=True))
    assert len(live) == len(everything) - 1
    titles = {each.metadata["title"][0] for each in live}
    assert all(record(number)["title"] in titles for number in range(1, COUNT))
    one = client.GetRecord(identifier=identifiers[-2], metadataPrefix="oai_dc")
    assert one.header.identifier == identifiers[-2]
    middle = everything[len(everything) // 2].header.datestamp
    early = client.ListIdentifiers(metadataPrefix="oai_dc", until=middle)
    late = client.ListIdentifiers(metadataPrefix="oai_dc", **{"from": middle})
    assert {each.identifier for each in early} | {each.identifier for each in late} == set(identifiers)
    for refusal, arguments in [
        (NoRecordsMatch, {"metadataPrefix": "oai_dc", "set": "country:ZZ"}),
        (CannotDisseminateFormat, {"metadataPrefix": "marc21"}),
        (BadArgument, {"metadataPrefix": "oai_dc", "from": "yesterday"}),
        (BadResumptionToken, {"resumptionToken": "made-up"}),
    ]:
        try:
            client.ListRecords(**arguments)
        except refusal:
            continue
        raise AssertionError(f"no {refusal.__name__}")
    try:
        client.GetRecord(identifier="oai:x:1", metadataPrefix="oai_dc")
        raise AssertionError("no IdDoesNotExist")
    except IdDoesNotExist:
        pass
    posted = Sickle(ORIGIN + "/oai", http_method="POST").Identify()
    assert posted.baseURL == ORIGIN + "/oai"
    return f"{len(everything)} records over OAI-PMH"


def harvested():
    """OAI-PMH and the list of all addresses against their schemas."""
    oai, core, sitemap = "{http://www.openarchives.org/OAI/2.0/}", "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc", "{*}url/{*}loc"
    protocol, dublin, addresses = (shapes.xml_schema(name) for name in ["harvest.xsd", "oai_dc.xsd", "sitemap.xsd"])
    headers = list(Sickle(ORIGIN + "/oai").ListIdentifiers(metadataPrefix="oai_dc"))
    live, gone = (next(each.identifier for each in headers if each.deleted == deleted) for deleted in [False, True])
    record_of = lambda identifier: f"verb=GetRecord&metadataPrefix=oai_dc&identifier={requests.utils.quote(identifier)}"
    formats_of = lambda identifier: f"verb=ListMetadataFormats&identifier={requests.utils.quote(identifier)}"
    checked = 0
    for query in [
        "verb=Identify", "verb=ListMetadataFormats", "verb=ListSets", "verb=ListIdentifiers&metadataPrefix=oai_dc",
        "verb=ListRecords&metadataPrefix=oai_dc", "verb=Nothing", "verb=ListRecords", "verb=GetRecord&metadataPrefix=oai_dc&identifier=x",
        record_of(live), record_of(gone), formats_of(live), formats_of(gone), formats_of("x"),
    ]:
        while query:
            document = etree.fromstring(get(f"/oai?{query}").content)
            shapes.refused(protocol, document, shapes.say(f"{oai}responseDate", "yesterday"), "yesterday")
            for metadata in document.iter(core):
                dublin(etree.fromstring(etree.tostring(metadata)))
                checked += 1
            token = document.find(f".//{oai}resumptionToken")
            verb = query.split("&")[0]
            query = f"{verb}&resumptionToken={requests.utils.quote(token.text)}" if token is not None and token.text else None
    assert checked > COUNT, checked
    ask = lambda query: etree.fromstring(get(f"/oai?{query}").content)
    for identifier, status, cores in [(live, None, 1), (gone, "deleted", 0)]:
        got = ask(record_of(identifier))
        (header,) = got.iterfind(f"{oai}GetRecord/{oai}record/{oai}header")
        assert (header.findtext(f"{oai}identifier"), header.get("status")) == (identifier, status), identifier
        assert len(list(got.iter(core))) == len(list(got.iter(f"{oai}metadata"))) == cores, identifier
        shapes.refused(protocol, got, shapes.without(f".//{oai}header/{oai}identifier"), "identifier")
        listed = ask(formats_of(identifier))
        prefixes = [each.text for each in listed.iterfind(f"{oai}ListMetadataFormats/{oai}metadataFormat/{oai}metadataPrefix")]
        assert prefixes == ["oai_dc"], (identifier, prefixes)
        shapes.refused(protocol, listed, shapes.without(f".//{oai}metadataFormat/{oai}schema"), "schema")
    shapes.refused(protocol, ask(record_of(gone)), lambda broken: broken.find(f".//{oai}header").set("status", "gone"), "status")
    (error,) = ask(formats_of("x")).iterfind(f"{oai}error")
    assert error.get("code") == "idDoesNotExist", error.get("code")
    last = etree.fromstring(get("/oai?verb=ListRecords&metadataPrefix=oai_dc").content)
    metadata = etree.fromstring(etree.tostring(next(last.iter(core))))
    shapes.refused(dublin, metadata, shapes.retag("{*}title", "{http://purl.org/dc/elements/1.1/}headline"), "headline")
    listed = etree.fromstring(get("/sitemap.xml").content)
    shapes.refused(addresses, listed, shapes.without(sitemap), "url")
    return f"{checked} records valid by schema"


def feeds():
    path, ids, valid = ORIGIN + "/library/feed.atom", [], shapes.atom()
    while path:
        content = get(path.removeprefix(ORIGIN)).content
        document = etree.fromstring(content)
        for spoil, says in [
            (shapes.without("{*}entry/{*}updated"), "Expecting an element updated"), (shapes.say("{*}updated", "2026-11-24"), "dateTime"),
            (shapes.say("{*}entry/{*}id", ""), "Element id failed"), (shapes.without("{*}id"), "Expecting an element id"),
            (shapes.retag("{*}entry/{*}summary", "{http://www.w3.org/2005/Atom}description"), "extra content: description"),
            (shapes.without("{*}entry/{*}link"), "no content, no link"),
        ]:
            shapes.refused(valid, document, spoil, says)
        feed = feedparser.parse(content)
        assert not feed.bozo and feed.version == "atom10", feed.get("bozo_exception")
        assert feed.feed.id.startswith("urn:uuid:") and feed.feed.updated_parsed and feed.feed.author
        for entry in feed.entries:
            assert entry.id.startswith("urn:uuid:") and entry.updated_parsed and entry.link.startswith(ORIGIN) and entry.title, entry
            ids.append(entry.id)
        path = next((link.href for link in feed.feed.links if link.rel == "next"), None)
    assert len(ids) == len(set(ids)) >= COUNT - 1, len(ids)
    valid(etree.fromstring(get("/library/feed.atom?q=nowhere-at-all").content))
    searched = feedparser.parse(get("/library/feed.atom?q=chips&country=AL").content)
    assert searched.entries and all("AL" in [tag.term for tag in entry.tags] for entry in searched.entries)
    return f"{len(ids)} entries in the feed"


def citations():
    valid = shapes.citation()
    for number in range(1, 40):
        expected, path = record(number), f"/library/harvested-{number}"
        entry = bibtexparser.loads(get(path + ".bib").text).entries
        assert len(entry) == 1, path
        assert entry[0]["year"] == str(expected["year"]) and entry[0]["url"] == ORIGIN + path, entry
        plain = entry[0]["title"].strip("{}")
        plain = plain.replace("\\textbackslash{}", "\\\\").replace("\\textbraceleft{}", "{").replace("\\textbraceright{}", "}")
        plain = re.sub(r"\\([#$%&_])", r"\1", plain).replace("\\\\", "\\")
        assert plain == expected["title"], (plain, expected["title"])
        references = rispy.loads(get(path + ".ris").content.decode())
        assert len(references) == 1 and references[0]["title"] == expected["title"], references
        assert references[0]["year"] == str(expected["year"]) and references[0]["authors"], references
        items = get(path + ".json").json()
        for field, value in [("type", "law"), ("issued", 2001), ("author", ["A and B"]), ("colour", "red"), ("version", 1)]:
            shapes.refused(valid, items, lambda broken: broken[0].update({field: value}), "colour" if field == "colour" else field)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            (reference,) = CiteProcJSON(items).values()
        assert str(reference["title"]) and items[0]["title"] == expected["title"], items
        (WORK / "citations.jsonl").open("a").write(json.dumps(items[0]) + "\n")
    return "citations of 39 records"


def linked():
    """What the heads of pages tell machines: of all that the list of addresses names, and of every term."""
    paths = [loc.text.removeprefix(ORIGIN) for loc in etree.fromstring(get("/sitemap.xml").content).iter("{*}loc")]
    terms = set(re.findall(r'href="(/glossary/[a-z0-9-]+)"', get("/glossary").text))
    assert terms and terms <= set(paths), terms - set(paths)
    alternates, tagged = set(), 0
    with (WORK / "linked.jsonl").open("w") as blocks:
        for path in paths:
            page = etree.HTML(get(path).text)
            for block in page.iter("script"):
                if block.get("type") == "application/ld+json":
                    blocks.write(json.dumps(json.loads(block.text)) + "\n")
            head = page.find("head")
            alternates |= {link.get("href") for link in head.iter("link") if link.get("rel") == "alternate"}
            if re.fullmatch(r"/library/[a-z0-9-]+", path) and path != "/library/map":
                shapes.tags(head)
                tagged += 1
    assert tagged > COUNT, tagged
    page = get("/library/harvested-7").text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert json.loads(block[1])["name"] == record(7)["title"]
    head = etree.HTML(page).find("head")
    tags = {(meta.get("name"), meta.get("content")) for meta in head.iter("meta")}
    assert ("citation_title", record(7)["title"]) in tags and ("DC.title", record(7)["title"]) in tags, tags
    for spoil, says in [
        (shapes.rename("citation_publisher"), "unknown: citation_"), (shapes.rename("DC."), "unknown: DC."),
        (shapes.rename("DCTERMS."), "unknown: DCTERMS."), (shapes.without(".//meta[@name='citation_author']"), "an author"),
        (shapes.without(".//meta[@name='citation_publication_date']"), "once: citation_publication_date"),
        (shapes.without(".//link[@rel='schema.DC']"), "no space: DC."),
    ]:
        shapes.refused(shapes.tags, head, spoil, says)
    for address in sorted(alternates)[:60]:
        get(address)
    return f"the heads of {len(paths)} pages, {tagged} with the tags of a record"


def main():
    take([record(number) for number in range(COUNT // 2)])
    time.sleep(1.1)  # So that there are two seconds to divide a harvest by.
    take([record(number) for number in range(COUNT // 2, COUNT)])
    withdraw("harvested-0")
    deadline = time.monotonic() + 60
    while b"harvested-1<" not in get("/library/feed.atom?q=chips").content and time.monotonic() < deadline:
        if len(feedparser.parse(get("/library/feed.atom?q=chips").content).entries) >= 50:
            break
        time.sleep(0.2)
    for check in [harvesting, harvested, feeds, citations, linked]:
        print(f"harvest: {check()}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
