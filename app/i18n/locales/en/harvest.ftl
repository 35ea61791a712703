# The library for machines: sets of OAI-PMH, feeds, files of citations.
oai-set-approach = Approach
oai-set-country = Country
oai-set-evidence = Evidence
oai-set-kind = Kind of record
oai-set-language = Language
oai-set-region = Region
oai-set-role = Role of the country
oai-set-sector = Sector
feed-title = Ponte library
feed-title-words = Ponte library: { $words }
feed-subtitle = What businesses, support organisations and states have done, and how well it is known.
feed-link = Feed of these results
cite-download = Take the citation as
cite-file = Citation as { $format }
opensearch-name = Ponte library
opensearch-description = Search the Ponte library
