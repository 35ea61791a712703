import-title = Imports
import-lede = Take records into the library from a file or from another library. You see what would happen before anything does.
import-from-file = From a file
import-from-library = From another library
import-earlier = Earlier imports
import-none = Nothing has been imported here yet.
import-file-field-file = File
import-file-field-file-hint = Markdown, JSON, JSONL, CSV or text: at most 20 MB and { NUMBER(5000) } records. A text that says nothing about itself becomes a draft among the proposals. So does a PDF or DOCX.
import-holds-table = A CSV or TSV is a table: its first line names the columns, and each line below is a record. These names of columns are known:
import-holds-table-other = Most of them are known by their names in other languages too, such as “titolo” or “Jahr”. You can say by hand which field any other column is before anything is taken.
import-holds-table-cells = Several values of a cell have semicolons between them. In “sources” each source is a title, its link, and the day on which the link was looked at, such as “Yearly report, https://school.example/report (2024-05-01)”; a link alone will do.
import-look = Look at it first
import-source-field-address = Address
import-source-field-address-hint = The OAI-PMH address of the other library, such as https://example.org/oai.
import-source-field-set = Set
import-source-field-set-hint = A part of the other library, by the name it has there.
import-source-field-from = From
import-source-field-from-hint = Only records that were new there, changed or deleted on this day or later.
import-source-field-until = Until
import-source-field-until-hint = And on this day or before.
import-ask = Ask the other library
import-sources = Libraries that have been asked
import-renew = Look for what is new since { $day }
import-forget = Forget this library
import-forget-means = It stands here no more and cannot be asked by one press for what is new. What was taken from it stays, and by its address it can be asked again.
import-forget-button = Forget it
import-forgotten = That library is forgotten. What was taken from it stays.
import-asked-set = Set “{ $set }”
import-asked-from = From { $day }
import-asked-until = Until { $day }
import-nothing-there = The other library has nothing there of that time.
import-deleted-untold = This library does not say for good which records it has deleted: look now and then whether those taken from it are still there.
import-part = This is part { NUMBER($part) } of the other library’s list: { NUMBER($records) } records so far, and more follow.
import-part-of = This is part { NUMBER($part) } of the other library’s list: { NUMBER($records) } of about { NUMBER($complete) } records so far, and more follow.
import-part-day = The last of them was changed there on { $day }.
import-part-first = Once these are taken, you can ask for the next part.
import-part-next = The next part
import-go-on = Ask for the next part
import-columns = Which column is which field
import-columns-lede = Each column can be one field of a record. What is left out is not taken.
import-columns-field-fields = Field
import-map-again = Change the columns
import-column = Column
import-first-rows = The first rows say
import-leave-out = Leave out
import-columns-field-separator = Between several values
import-columns-field-separator-hint = What stands between the values of one cell, such as ;
import-defaults = Where a row says nothing
import-columns-field-kind = Kind
import-columns-field-language = Language
import-columns-field-evidence = Evidence
import-columns-field-licence = Licence
import-columns-field-licence-hint = An SPDX name, such as CC-BY-4.0.
import-target-title = Title
import-target-slug = Address
import-target-identifier = Identifier
import-target-kind = Kind
import-target-summary = Summary
import-target-language = Language
import-target-year = Year
import-target-countries = Countries
import-target-regions = Regions
import-target-sectors = Sectors
import-target-approach = Approach
import-target-role = Role of the country
import-target-topics = Topics
import-target-evidence = Evidence
import-target-licence = Licence
import-target-contact = Contact
import-target-problem = Problem
import-target-done = What was done
import-target-results = Results
import-target-cost = Cost
import-target-limits = Limits and harm
import-target-known = How well it is known
import-target-body = Other text
import-target-actor-name = Who took part: names
import-target-actor-part = Who took part: roles
import-target-source-title = Source: title
import-target-source-url = Source: web address
import-target-source-publisher = Source: publisher
import-target-source-year = Source: year
import-target-source-accessed = Source: when it was looked at
import-target-sources = Sources
import-target-actors = Who took part
import-target-sections = Parts
import-target-files = Files
import-reason = { $field }: { $said }
import-reason-words = Use one of these words: { $words }.
import-needed-words = This is needed. Use one of these words: { $words }.
import-needed-language = This is needed. Write a code such as en or sq.
import-needed-licence = This is needed. Write an SPDX name, such as CC-BY-4.0.
import-needed-year = This is needed. Write a year, such as 2019.
import-assumed = The file says nothing about itself. Assumed: kind “{ $kind }”, evidence “{ $evidence }”, language “{ $language }”, year { $year } { $from ->
    [text] (the first that the text names)
   *[import] (the year of the import)
}, no licence, and the file’s name (“{ $file }”) as its source.
import-assumed-draft = Nobody can look up a file’s name, so this becomes a draft: name a source there, or somebody who took part.
import-empties = It leaves empty what version { NUMBER($version) } has here: { $fields }.
import-read-as = “{ $code }” of ISIC was read as “{ $sector }”.
import-field-named = { $field } ({ $name })
import-field-other = “{ $name }”
import-field-numbered = { $field } (no. { NUMBER($number) })
import-preview = What would happen
import-untitled = No title read
import-would = { $new ->
    [0] No new record
    [one] One new record
   *[other] { NUMBER($new) } new records
} and { $changed ->
    [0] no change of a record that is here
    [one] one change of a record that is here
   *[other] { NUMBER($changed) } changes of records that are here
}{ $alike ->
    [0] {""}
    [one] , and one new record that is like one that is here
   *[other] , and { NUMBER($alike) } new records that are like ones that are here
}{ $refused ->
    [0] {""}
    [one] ; one row is refused
   *[other] ; { NUMBER($refused) } rows are refused
}. Nothing has been taken yet.
import-confirm-field-alike = Records like one that is here
import-confirm-field-alike-hint = Perhaps these are here already under another address. They come before the curators, whatever becomes of the others, unless you have looked at them.
import-alike-too = I have looked at them: take them like the others
import-like = Like { $title }
import-some-alike = { $count ->
    [one] One row is like a record that is here.
   *[other] { NUMBER($count) } rows are like records that are here.
}
import-compare = Compare the two
import-compared = What row { NUMBER($number) } changes
import-compare-here = Here, version { NUMBER($version) }
import-compare-row = In the import
import-confirm-field-goal = What should become of them?
import-confirm-field-goal-hint = Records whose evidence is evaluated or repeated need two curators, so they come before the curators in any case.
import-goal-review = They come before the curators
import-goal-publish = They are published at once
import-take = Take them
import-take-draft = Make it a draft
import-drafts = It becomes a draft of the curators. Why stands below.
import-cancel = Stop this import
import-asking = { $records ->
    [0] The other library is being asked.
    [one] The other library is being asked: one record so far.
   *[other] The other library is being asked: { NUMBER($records) } records so far.
}
import-asking-of = The other library is being asked: { NUMBER($records) } of about { NUMBER($complete) } records so far.
import-asking-later = { $records ->
    [0] The other library is busy.
    [one] The other library is busy: one record so far.
   *[other] The other library is busy: { NUMBER($records) } records so far.
} It is asked again by itself after a while; other imports go on meanwhile.
import-taking = { $waiting ->
    [0] The last record is being taken.
    [one] One record is still to be taken.
   *[other] { NUMBER($waiting) } records are still to be taken.
}
import-outcome = { $taken ->
    [0] Nothing was taken
    [one] One record was taken
   *[other] { NUMBER($taken) } records were taken
}{ $known ->
    [0] {""}
    [one] ; one was here already
   *[other] ; { NUMBER($known) } were here already
}{ $withdrawn ->
    [0] {""}
    [one] ; one is taken back in the other library
   *[other] ; { NUMBER($withdrawn) } are taken back in the other library
}{ $refused ->
    [0] {""}
    [one] ; one row was refused
   *[other] ; { NUMBER($refused) } rows were refused
}.
import-outcome-cancelled = { $taken ->
    [0] It was stopped before anything was taken
    [one] It was stopped: one record was taken and stays
   *[other] It was stopped: { NUMBER($taken) } records were taken and stay
}{ $left ->
    [0] {""}
    [one] ; one was not taken
   *[other] ; { NUMBER($left) } were not taken
}{ $known ->
    [0] {""}
    [one] ; one was here already
   *[other] ; { NUMBER($known) } were here already
}{ $withdrawn ->
    [0] {""}
    [one] ; one is taken back in the other library
   *[other] ; { NUMBER($withdrawn) } are taken back in the other library
}{ $refused ->
    [0] {""}
    [one] ; one row was refused
   *[other] ; { NUMBER($refused) } rows were refused
}.
import-outcome-stopped = { $taken ->
    [0] It broke off before anything was taken
    [one] It broke off: one record was taken and stays
   *[other] It broke off: { NUMBER($taken) } records were taken and stay
}{ $left ->
    [0] {""}
    [one] ; one was not taken
   *[other] ; { NUMBER($left) } were not taken
}{ $known ->
    [0] {""}
    [one] ; one was here already
   *[other] ; { NUMBER($known) } were here already
}{ $withdrawn ->
    [0] {""}
    [one] ; one is taken back in the other library
   *[other] ; { NUMBER($withdrawn) } are taken back in the other library
}{ $refused ->
    [0] {""}
    [one] ; one row was refused
   *[other] ; { NUMBER($refused) } rows were refused
}.
import-outcome-asked = { $records ->
    [0] No record had come by then, and nothing was taken.
    [one] One record had come by then, and was not taken.
   *[other] { NUMBER($records) } records had come by then, and none of them was taken.
}
import-outcome-asked-part = Nothing of this part was taken.
import-can-go-on = You can go on from there. What was taken is not taken twice.
import-begin-again = It cannot be gone on with, since nobody said what becomes of its records.
import-file-again = Choose the file again
import-stopped = It did not work: { $why }.
import-ask-again = Ask this library again
import-why-no-host = There is no host of this name. Look whether the address is written as it should be.
import-why-nobody = Nobody answers at this address.
import-why-silent = The other library did not answer in time.
import-why-private = The address leads to this machine or into a private network, which is not asked. Give the public address of the other library.
import-why-unsafe = No safe connection (https) to the other library can be made.
import-why-too-long = An answer of the other library is longer than 10 MB, which is not read.
import-why-unreachable = The connection to the other library broke off, or what answers there does not speak as the web does.
import-why-led = The address leads elsewhere, to { $host }. { $reason ->
    [import-why-no-host] { import-why-no-host }
    [import-why-nobody] { import-why-nobody }
    [import-why-silent] { import-why-silent }
    [import-why-private] { import-why-private }
    [import-why-unsafe] { import-why-unsafe }
    [import-why-too-long] { import-why-too-long }
   *[other] { import-why-unreachable }
}
import-why-led-aside = The address leads elsewhere, to { $host ->
    [nowhere] nowhere
   *[other] { $host }
}, which is not asked: { $reason ->
    [own] that is this library itself
    [password] with a name or a password
    [private] that is this machine or a private network; give the public address of the other library
   *[other] that is no address with https://
}.
import-why-led-round = The address leads elsewhere again and again, at last to { $host }.
import-why-led-nowhere = The address leads elsewhere and does not say where.
import-why-busy = The other library is busy (status { $status }) and does not say when to ask again.
import-why-busy-long = The other library is busy and asks to be left alone for { NUMBER($seconds) } seconds, which is longer than the { NUMBER($most) } that are waited. Begin again later.
import-why-busy-still = The other library was waited for { NUMBER($times) } times and is still busy. Begin again later.
import-why-status = The other library answers with status { $status }, which is no answer to the question.
import-why-no-kind = The answer does not say that it is XML, so it is not read.
import-why-kind = The answer is “{ $kind }” and not XML.
import-why-page = What answers is a page for people and not a list of records. Look for the OAI-PMH address of the other library.
import-why-letters = The answer of the other library is not UTF-8 text, so its letters cannot be told.
import-why-empty = The answer of the other library is empty.
import-why-other = The answer is XML of another kind (“{ $root }”) and not OAI-PMH.
import-why-no-list = The other library answers as OAI-PMH does, but with no list of records.
import-why-no-dates = The other library does not say how it writes dates, so it cannot be asked for those of some days. It can be asked for all.
import-why-broken-off = An answer of the other library breaks off before its end.
import-why-malformed = An answer of the other library is no well-formed XML.
import-why-declares = An answer of the other library declares a document type, which is not read.
import-why-too-deep = An answer of the other library nests too deep.
import-why-too-many = An answer of the other library has more than { NUMBER($most) } records, which is more than is read at once.
import-why-bad-argument = The other library does not understand what is asked of it. Look at the set and the dates.
import-why-bad-resumption-token = The other library has forgotten where its list was. Begin again.
import-why-bad-verb = The other library does not know the question. Perhaps this is not its OAI-PMH address.
import-why-cannot-disseminate-format = The other library does not give its records as Dublin Core (oai_dc), which is what is read here.
import-why-id-does-not-exist = The other library looks for one of its records and says that there is none of this name.
import-why-no-records-match = The other library has no records there.
import-why-no-metadata-formats = The other library says that its records come in no format at all.
import-why-no-set-hierarchy = The other library has no sets. Leave the set out.
import-why-other-code = The other library says that it cannot answer, with a code that OAI-PMH does not have: “{ $code }”.
import-why-said = In its own words: “{ $said }”
import-why-forgotten-undated = The other library has forgotten where its list was, and its records have no dates to go on by.
import-why-forgotten-mixed = The other library has forgotten where its list was, and its records do not come by their dates. Ask for its sets, or for some years at a time.
import-why-same-token = The other library gives the same token twice, so its list would never end.
import-why-no-end = The other library goes on without end, and without records.
import-why-far-more = The other library gives far more records than it says it has.
import-why-far-fewer = The other library gives far fewer records than it says it has.
import-why-one-time = The other library has more records of one time than can be taken at once. Ask for its sets.
import-fault-letters = This is not UTF-8 text, so its letters cannot be told. Save it as UTF-8.
import-fault-torn = The file cannot be read any further.
import-fault-format = Only .txt, .md, .markdown, .json, .jsonl, .ndjson, .csv and .tsv files can be taken.
import-fault-empty = The file is empty.
import-fault-untitled = It has no title that an address can be made of. Give the file front matter.
import-fault-long-file = This file is longer than { NUMBER($most) } bytes, and is one record.
import-fault-long-line = This line is longer than { NUMBER($most) } bytes.
import-fault-long-row = A row is longer than { NUMBER($most) } bytes: perhaps a quotation mark is never closed.
import-fault-no-object = This is no JSON object: a record stands between {"{"} and {"}"}.
import-fault-broken-off = This is no whole JSON: it breaks off before its end.
import-fault-no-json = This is no JSON: it goes wrong { $line ->
    [1] at character { NUMBER($at) }
   *[other] in line { NUMBER($line) } at character { NUMBER($at) }
}. Look there for a comma, a colon or a quotation mark that is missing or too many.
import-fault-yaml = Front matter is TOML between lines of +++, not YAML between lines of ---.
import-fault-open-front = The front matter does not end: a line of +++ is missing.
import-fault-no-toml = Line { NUMBER($line) } of the file is no TOML: write name = "value", with a line for each field.
import-fault-named-twice = Line { NUMBER($line) } of the file names a field that stands there already. Leave one of them out.
import-fault-no-columns = The first line does not name any column.
import-fault-many-columns = It has more than { NUMBER($most) } columns.
import-fault-many-cells = This row has { NUMBER($cells) } cells, and there are only { NUMBER($columns) } columns. Put quotation marks around a cell that holds the sign between cells itself.
import-fault-no-row = This row cannot be read as a row of a table.
import-fault-no-table = Only a table has columns to be named.
import-fault-no-column = { $column }={ $field }: There is no such column, or no such field.
import-fault-no-title = { $name }: It has no title.
import-fault-no-address = { $name }: No address can be made of its title.
import-fault-long-name = Its name there is longer than { NUMBER($most) } characters: { $name }
import-why-address = This address cannot be asked.
import-why-left = The server was stopped while it asked.
import-why-no-curator = Whoever began it is no curator any more.
import-why-here = Something went wrong here.
import-resume = Take the rest
import-reload = Look again
import-report = Row by row
import-by-state = Rows by what became of them
import-line = Line
import-number = No.
import-record = Record
import-became = What became of it
import-why = Why
import-count-all = All ({ NUMBER($count) })
import-count-raw = Not looked at ({ NUMBER($count) })
import-count-new = New ({ NUMBER($count) })
import-count-alike = Like one that is here ({ NUMBER($count) })
import-count-changed = Changed ({ NUMBER($count) })
import-count-known = Known already ({ NUMBER($count) })
import-count-refused = Refused ({ NUMBER($count) })
import-count-proposed = With the curators ({ NUMBER($count) })
import-count-drafted = Drafts ({ NUMBER($count) })
import-count-published = Published ({ NUMBER($count) })
import-count-withdrawn = Taken back there ({ NUMBER($count) })
import-row-left = Not taken: the import was stopped
import-row-raw = Not looked at
import-row-new = New, not taken yet
import-row-alike = New, not taken yet, and like one that is here
import-row-changed = Changed, not taken yet
import-row-known = Known already
import-row-refused = Refused
import-row-proposed = With the curators
import-row-drafted = A draft
import-row-published = Published
import-row-withdrawn = Taken back in the other library
import-withdrawn-here = It is still in this library. Look at it, and take it back if it should not be.
import-state-fetching = asking
import-state-mapping = waits for its columns
import-state-preview = waits for your word
import-state-taking = being taken
import-state-done = done
import-state-stopped = did not work
import-state-cancelled = stopped
import-format-markdown = Markdown
import-format-json = JSON
import-format-jsonl = JSONL
import-format-csv = Table
import-format-text = Text
import-format-pdf = PDF
import-format-docx = DOCX
import-format-oai = Another library
