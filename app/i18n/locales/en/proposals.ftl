practice-state-draft = Draft
practice-state-in-review = In review
practice-state-published = Published
practice-state-superseded = Superseded
practice-state-withdrawn = Withdrawn
practice-state-draft-means = Only your organisation sees it. When it is ready, send it to the curators.
practice-state-draft-curators-means = Only curators see it. When it is ready, send it to the curators: one of them approves it, and evidence above “monitored” needs two. You count as one.
practice-state-draft-asked-means = It is with its authors again, to be changed as the curators ask. The curators can still read it.
practice-state-draft-back-means = It was taken back from the curators, to go on writing. They can still read it.
practice-state-in-review-means = The curators look at it. When they have decided or ask for changes, its author gets a mail.
practice-state-published-means = It is in the library.
practice-state-superseded-means = A newer version is in the library.
practice-state-withdrawn-means = It was not published. What was said about it is below.

proposals-title = Proposals for the library
proposals-lede = Tell others what you have done and what came of it. You write, curators look, and then everybody can read it.
proposals-new = Propose a record
proposals-import = Propose from a file
proposals-empty = Nothing is written yet. Begin with a title: you can save and go on later.
proposals-asked = The curators ask for changes.
proposals-gone = Its record was taken back.
proposals-untitled = Without a title yet

proposal-new-one = New record
proposal-changes-one = Change of a record
proposal-changes = Changes version { $version } of a record
proposal-from = from { $name }
proposal-back = Back to the proposal

proposal-begin-title = Propose a record
proposal-begin-lede = A few questions first. Everything can be changed later.
proposal-begin-field-title = Title
proposal-begin-field-title-hint = Who does what for whom, in up to twelve words.
proposal-begin-field-kind = What kind of record is it?
proposal-begin-field-language = Language it is written in
proposal-begin-field-language-hint = Any language is welcome. People find it in theirs.
proposal-begin-button = Begin
proposal-begin-anyway = It is another one: begin
proposal-alike = The library has this already, or something much like it. Is it one of these? Then open it and propose a change.

proposal-import-title = Propose from a file
proposal-import-lede = A file with one record becomes a draft of your organisation. Nobody else sees it before you send it to the curators.
proposal-import-field-file = File
proposal-import-field-file-hint = Markdown, JSON, PDF or DOCX: at most 20 MB, and one record. A PDF or DOCX is kept with the draft, without what it says about its authors.
proposal-import-holds = What a file must hold
proposal-import-holds-fields = A record says the title, what kind of record it is (kind), a summary of one or two sentences, the language, the year, how well it is known (evidence), the licence, and its sources. Countries, sectors and all else may be left out.
proposal-import-holds-choices = Kind is practice, code, law, report or guide. Evidence is told, monitored, evaluated or repeated. Languages and countries are written by their codes; in a CSV their names will do.
proposal-import-holds-text = In Markdown all this stands in TOML between two lines of +++, and the text follows. A text without such lines, a PDF and a DOCX are read as they are: what is missing is filled in on the draft.
proposal-import-holds-example = An example in Markdown:
proposal-import-refused = “{ $name }” became no draft: mend this in the file, and choose it again
proposal-import-begin = Make a draft
proposal-import-none = Your organisation has made no draft of a file yet.

proposal-edit-title = Write the proposal
proposal-edit-lede = Fill in what you know. Plain words and short sentences are read most. Never write anything by which a person could be recognised.
proposal-part-about = What it is
proposal-part-told = What there is to tell
proposal-part-where = Where and what about
proposal-part-known = How well it is known
proposal-part-rights = Rights and questions
proposal-markdown = You can use Markdown: *emphasis*, **strong**, lists with - or 1., [links](https://…), ### headings and tables.
proposal-more-rows = More rows
proposal-actors-hint = Organisations, never people. Leave empty rows as they are.
proposal-sources-hint = Where a reader can check what is said. Give the day on which you looked at an address.

proposal-field-kind = Kind
proposal-field-title = Title
proposal-field-title-hint = Who does what for whom, in up to twelve words.
proposal-field-slug = Address
proposal-field-slug-hint = The last part of its address in the library: small letters, digits and hyphens. Left empty, it is made from the title. It never changes afterwards.
proposal-field-summary = Summary
proposal-field-summary-hint = One or two sentences that somebody in a hurry reads, up to 600 characters.
proposal-field-language = Language
proposal-field-language-hint = The language it is written in.
proposal-field-year = Year
proposal-field-year-hint = When it began, or was published.
proposal-field-problem = Problem
proposal-field-problem-hint = What was wrong, and for whom.
proposal-field-done = What was done
proposal-field-done-hint = Step by step, so that others could do it too.
proposal-field-results = Results
proposal-field-results-hint = What came of it, with figures where there are some, and from when.
proposal-field-cost = Cost
proposal-field-cost-hint = Money, people and time, and who paid.
proposal-field-limits = Limits and harm
proposal-field-limits-hint = Where it did not work, whom it left out, and what harm it did or may do.
proposal-field-known = How well is this known
proposal-field-known-hint = Who counted or looked, how, and what nobody has looked at.
proposal-field-body = More
proposal-field-body-hint = Anything else, for example the articles of a law.
proposal-field-actor-name = Organisation
proposal-field-actor-part = Took part as
proposal-field-countries = Countries
proposal-field-countries-hint = Names with commas between them. None when it is international.
proposal-field-regions = Regions
proposal-field-role = Role of the country
proposal-field-role-hint = Where people come from, what they pass through, where they are exploited.
proposal-field-sectors = Sectors
proposal-field-approach = Approach
proposal-field-approach-hint = Who acts: the community, those who license and inspect, or companies.
proposal-field-topics = Topics
proposal-field-topics-hint = A few words with commas between them, for example: training, housing.
proposal-field-evidence = How strong is the evidence?
proposal-field-evidence-hint = Choose the strongest that is true. Above “monitored”, two curators look.
proposal-source-row = Source { $row }
proposal-field-actor-name-row = Organisation { $row } of those who took part
proposal-field-actor-part-row = Part of organisation { $row }
proposal-field-source-title-row = Title of source { $row }
proposal-field-source-publisher-row = Publisher of source { $row }
proposal-field-source-year-row = Year of source { $row }
proposal-field-source-url-row = Web address of source { $row }
proposal-field-source-accessed-row = Day on which source { $row } was looked at
proposal-field-source-title = Title
proposal-field-source-publisher = Publisher
proposal-field-source-year = Year
proposal-field-source-url = Web address
proposal-field-source-accessed = Looked at on
proposal-field-licence = Licence of the text
proposal-field-licence-hint = For example CC-BY-4.0, which lets others use it if they name you. Empty when nobody has stated one.
proposal-field-contact = Who answers questions
proposal-field-contact-hint = A web page or an e-mail address of an organisation, never of a person.
proposal-field-files = Files

proposal-evidence-told = Told: somebody says so. It names who took part, or a source.
proposal-evidence-monitored = Monitored: those who do it keep figures. The results give figures (a year or a date is none), and a source has them.
proposal-evidence-evaluated = Evaluated: others have looked. A source is published by somebody who did not take part.
proposal-evidence-repeated = Repeated elsewhere, with like results. It names two countries or two regions, and sources of different publishers.

proposal-save = Save and see it
proposal-save-stay = Save and go on writing
proposal-save-preview = Save and see the preview
proposal-findings = Beside your text
proposal-to-findings = To what is beside your text: what is saved, what is missing, and a preview
proposal-saved = Saved on { $day } at { $time }{"\u00A0"}UTC.
proposal-unsaved = Not saved yet.
proposal-unsent = It did not reach the server, so what you have written since is not saved yet. It is sent again every few seconds for as long as this page is open, or by the button that saves.
proposal-conflict = Somebody else has written here since. Your text is still in the form; save it to compare.
proposal-ready = Everything that is needed is there.
proposal-missing = Still needed before it goes to the curators
proposal-missing-publish = Still needed before it can be published

proposal-edit = Go on writing
proposal-submit-button = Send it to the curators
proposal-sent = It is with the curators now.
proposal-take-back-button = Take it back to go on writing
proposal-gone = The record that this draft changes was taken back, so the draft cannot go to the curators. Begin a new record from it, or discard it.
proposal-gone-waits = The record that this changes was taken back, so it cannot be published. Take it back from the curators: then you can begin a new record from it, or discard it.
proposal-gone-theirs = The record that this draft changes was taken back. Its authors can begin a new record from it, or discard it.
proposal-gone-decline = The record that this changes was taken back, so it cannot be published. All that is left to decide is to decline it, with a word to its authors.
proposal-gone-back-button = Take it back from the curators
proposal-begin-anew-button = Begin a new record from{"\u00A0"}it
proposal-anew = It is a draft of a new record now, with a new address. Look at what has to change before you send it to the curators.
proposal-gone-why = See why
proposal-gone-read = Open what you wrote
proposal-discard-button = Discard it
proposal-discard-hint = A draft that no curator has seen is gone for good. Otherwise it stays in your list as withdrawn.
proposal-asked = The curators ask for changes. They gave it back on { $day }:
proposal-asked-open = { $count ->
    [one] One comment is not settled. Mark it as settled once that is done, before you send the proposal again.
   *[other] { NUMBER($count) } comments are not settled. Mark each as settled once that is done, before you send the proposal again.
}
proposal-since-own = It was written on since you last looked, on { $day }.
proposal-since-other = It was written on since it was last sent, approved or given back, on { $day }.
proposal-since-see = See what changed since then
proposal-since-all = See all of it
proposal-since-compared = What changed since then
proposal-see-record = See the record
proposal-compared = What it changes
proposal-says = What it says
proposal-advice = Words to look at
proposal-preview = As readers will see it
proposal-preview-mark = Preview, not published.
proposal-preview-gaps = Where something is still missing, the usual stands in its place. What cannot be used is left out.
proposal-talk = About the whole
proposal-said = What is said about it and not settled
proposal-older-base = The record has version { $newest } now, and this proposal was begun from version { $base }. Look at what is new there, take over what should stay, and then go on from version { $newest }.
proposal-see-newer = What version { $newest } says that version { $base } does not
proposal-rebase-button = Go on from the newest version
proposal-rebase-field-tick = Before you go on
proposal-compared-with = I have seen what is new in version { $newest }, and what should stay of it is in the proposal.
problem-not-compared = Compare with the newest version first, and tick this.
problem-open-comments = Tick this once you have seen the comments that are open, or settle them.
problem-not-ticked = Tick this if it is meant.

proposal-comment-add = Say something here
proposal-comment-field-text = Your comment
proposal-comment-button = Say it
proposal-voice-author = Author
proposal-voice-curator = Curator
proposal-settled = settled
proposal-settle-comment = Mark as settled
proposal-reopen-comment = Open it again

curation-title = Curation
curation-lede = Proposals that wait for you, longest wait first.
curation-own = The curators’ own proposals
curation-empty = Nothing waits.
curation-empty-people = Nothing waits that somebody wrote.
curation-empty-import = Nothing of this import waits any more.
curation-imports = From imports
curation-import = From the import of { $name }
curation-import-report = What became of every row of this import
curation-import-waits = { $count ->
    [one] One record waits for you.
   *[other] { NUMBER($count) } records wait for you.
}
curation-waits-for-another = You have approved what it says now. It waits for another curator.
curation-waits-for-second = Another curator has approved what it says now. It waits for a second pair of eyes.
curation-asked = It is with its authors again, and whoever wrote it is told.
curation-declined = It is declined, and whoever wrote it is told.
curation-published = It is published.
curation-decide = Your decision
curation-so-far = It claims evidence above “monitored”, so { $needed } curators look at it. { $count ->
    [0] Nobody has approved it yet.
    [one] One has approved it.
   *[other] { $count } have approved it.
}
curation-approved-by-you = You have approved what it says now. Another curator has to look too.
curation-approve = Approve and publish
curation-approve-first = Approve: another curator looks too
curation-open = { $count ->
    [one] One comment is not settled.
   *[other] { NUMBER($count) } comments are not settled.
}
curation-open-seen = { $count ->
    [one] I have seen that one comment is open, and the record can be published with it.
   *[other] I have seen that { NUMBER($count) } comments are open, and the record can be published with them.
}
proposal-approve-field-tick = Before you approve
curation-overtaken = It cannot be approved as it stands: the record has version { $newest } since it was begun, and publishing it would undo what is new there.
curation-compare-first = Compare first
curation-mend = Mend small things yourself
curation-ask = Ask for changes
curation-decline = Decline
proposal-ask-field-text = What should change?
proposal-decline-field-text = Why not?

compare-published = Published: version { $version }
compare-begun-from = Version { $version }, from which it was begun
compare-version = Version { $version }
compare-new = Proposed
compare-then = As it was on { $day }
compare-now = As it is now
compare-file-gone = taken out
compare-file-new = added
compare-newer = What differs from the text that somebody else has saved
compare-saved = Saved by somebody else
compare-yours = Yours
compare-nothing = Nothing is written here.
compare-empty = { $count ->
    [one] One field in which nothing is written
   *[other] { $count } fields in which nothing is written
}
compare-unchanged = { $count ->
    [one] One field that stays as it is
   *[other] { $count } fields that stay as they are
}

versions-title = All versions
versions-back = Back to the record
versions-version = Version
versions-published = Published
versions-state = State
versions-taken-back = Taken back
versions-changes = What changed
versions-compared = From version { $old } to version { $new }
versions-same = The two versions say the same.

practice-withdraw-field-reason = Why is it taken back?
practice-withdraw-field-reason-hint = Everybody who follows a link to it reads this. Name nobody.
practice-withdraw-field-tick = This cannot be undone
library-withdraw-meant = Nobody will be able to read it any more, in any version. I mean that.
