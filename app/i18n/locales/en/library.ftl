library-title = Library
library-lede = What businesses, support organisations and states have done against trafficking and for those who come out of it, and how well each is known.
library-search = Search the library
library-narrow = Narrow it down
library-narrow-chosen = { $count ->
    [0] Narrow it down
    [one] Narrow it down (one filter)
   *[other] Narrow it down ({ $count } filters)
}
library-results = Results
library-apply = Show
library-year-from = From the year
library-year-to = To the year
library-left-out = Left out, because it cannot be used:
library-sort = Order
library-sort-relevance = Best first
library-sort-newest = Newest first
library-sort-evidence = Strongest evidence first
library-count = { $count ->
    [0] No records
    [one] One record
   *[other] { NUMBER($count) } records
}
library-corrected = Showing results for { $words }.
library-corrected-nothing = We looked for { $words }.
library-corrected-words = No record has some of these words, so we looked for { $words }.
library-corrected-word = “{ $known }” in place of “{ $typed }”
library-instead = Search instead for { $words }
library-instead-all = Search for what you typed
library-meant = Did you mean:
library-widened = Also searched for { $words }, since it means the same.
library-widened-more = Also searched for { $words } and other words, since they mean the same.
library-unwidened = Search without
library-exact = Every word is taken as typed, mistakes too.
library-exact-off = Search with mistakes corrected
library-how = How to search
library-how-phrase = "code of conduct"
library-how-phrase-means = These words, in this order. Other words beside them only bring to the front what has those too. Where each word of the phrase is very common, one of the other words must be found as well.
library-how-minus = hotels -airlines
library-how-minus-means = Records about hotels that do not say “airlines”.
library-how-title = title:hotlines
library-how-title-means = The word is in the title.
library-how-country = country:Italy
library-how-country-means = About this country, by its name or its two letters; several with commas, names of several words in quotation marks. The same works with region, sector, approach, role and language.
library-how-year = year:2010..2015
library-how-year-means = From these years; one year alone works as well, and “2010..” means since then.
library-how-evidence = evidence:evaluated
library-how-evidence-means = With this grade of evidence; a minus before it leaves it out.
library-how-words = Plurals, accents and small mistakes do not matter, and words of the glossary that mean the same are found too.
library-as-typed = Every word as typed, mistakes too
library-synonyms-off = Only these words, none that mean the same
library-cut = Your search was very long. Only its beginning was used.
library-no-year = “{ $said }” is no year from 1 to 9999. It was left out of your search.
library-unread = Nothing stands right behind “{ $field }:”, so it was taken for a word. Leave no space behind the colon, as in { $example }.
library-unread-year = “{ $part }” names no year, so it was taken for words. Write one year, or the first and the last, as in { $example }.
library-unread-other = “{ $part }” names nothing, so it was taken for words. Write it as in { $example }.
library-no-choice = “{ $choice }” is not known under “{ $filter }”, so no record has it.
library-no-choice-off = Search without it
library-topics = Topics
library-isic = ISIC { $codes }
library-evidence-told-means = Evidence: told. Somebody says so; we know of no figures kept about its results.
library-evidence-monitored-means = Evidence: monitored. Those who do it publish figures of their own.
library-evidence-evaluated-means = Evidence: evaluated. Others have looked at it and published what they found.
library-evidence-repeated-means = Evidence: repeated elsewhere. It was done again in other places with like results.
library-part-employer = business
library-part-ngo = support organisation
library-part-state = state
library-part-intergovernmental = intergovernmental organisation
library-part-association = association
library-part-funder = funder
library-part-trade-union = trade union
library-part-media = media
library-part-academia = academia
library-actors = Who took part
library-sources = Sources
library-sources-note = A page may have changed or gone since this record was written.
library-accessed = Seen on { $day }.
library-related = Related records
library-cite = How to cite
library-in-file = In the file
library-beside = Among its topics, organisations and sources:
library-identifier = Identifier, the same in every version:
library-version = version { $version }
library-older-version = This is version { $version } of the record, kept as it was.
library-newest-version = Read the newest version.
library-withdrawn-title = This record was taken back
library-withdrawn-day = The curators took it back on { $day }.
library-withdrawn-why = They say why:
library-withdrawn-cite = Taken back on { $day }.
library-moves = This record
library-propose-change = Propose a change
library-withdraw = Take it back
library-contact = Questions about it:
library-licence = Licence of this text: { $licence }
library-licence-unstated = The licence of this text has not been stated.
library-explain-approach = What “{ $approach }” means
library-explain-role = What the roles of a country mean
library-evidence-grades = What the grades mean
library-to-map = Map of countries and sectors
library-map-title = The library at a glance
library-map-lede = { $count ->
    [one] Where the one record is about, and which sectors it is in.
   *[other] Where the { NUMBER($count) } records are about, and which sectors they are in.
}
library-map-way = Where you are
library-map-jump = Jump to
library-map-countries = Countries
library-map-countries-lede = { $count ->
    [one] Records are about one country.
   *[other] Records are about { NUMBER($count) } countries.
} One about several countries counts in each; one about the whole world counts in none.
library-map-words = A map of the world. The darker a country is in light view, or the lighter in dark view, the more records are about it. Each country with records is a link to them. The table below says the same.
library-map-country = { $count ->
    [one] { $country }: one record
   *[other] { $country }: { NUMBER($count) } records
}
library-map-skip = Go to the table
library-map-legend = What the shades mean
library-map-none = None
library-map-range = { NUMBER($first) } to { NUMBER($last) }
library-map-records = Records
library-map-countries-table = Records by country
library-map-sectors = Sectors
library-map-sectors-lede = Sectors in the order of the International Standard Industrial Classification (ISIC Rev. 4), each bar in parts by how well the results are known. A record about several sectors counts in each.
library-map-bars-words = A bar for each sector, as long as its number of records, in four parts by evidence. Each is a link to the records. The table after them says the same, and by approach as well.
library-map-sector = { $count ->
    [one] { $sector }: one record
   *[other] { $sector }: { NUMBER($count) } records
}
library-map-no-section = In no section
library-map-sectors-table = Records by sector
library-map-sectors-note = Codes of ISIC Rev. 4: a letter is a section, a number a division.
library-map-nothing = There are no records yet.
library-along = Take the library along
library-along-lines-means = For another installation, which imports it, and for whoever counts or compares.
library-along-feed = Feed of the whole library
library-along-feed-means = For a reader of feeds (Atom), which shows what is new.
library-along-oai-means = For other libraries and catalogues: by this address they take the records and what changes by themselves (OAI-PMH).
library-along-folder = The whole library and the glossary as pages, in one zip file
library-along-folder-means = For reading where there is no network: unpack it and open index.html. Curators alone are offered it.
library-along-licence = Each record has a licence of its own, which stands on its page and in all of these. Where one states none, ask before you use its text.
library-along-cite = To cite the library as a whole:
library-along-cited = Ponte library. { $address }, as of { $day }.
