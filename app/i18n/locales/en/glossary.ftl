glossary-title = Glossary
glossary-lede = What the words mean that this library, its forms and its search use: in plain language, each with the treaty or standard that it comes from, and with what it must not be taken for.
glossary-search = Filter the glossary
glossary-filter = Filter
glossary-order = Order of the terms
glossary-by-letter = A to Z
glossary-by-topic = By topic
glossary-by-instrument = By source
glossary-jump = Jump to
glossary-count = { $count ->
    [0] No terms
    [one] One term
   *[other] { NUMBER($count) } terms
}
glossary-nothing = No term, definition or translation has these words.
glossary-all = Show all terms
glossary-topic-trafficking = What trafficking is
glossary-topic-forced-labour = Forced labour
glossary-topic-indicators = Indicators of forced labour
glossary-topic-slavery = Slavery and practices like it
glossary-topic-children = Children
glossary-topic-migration = Migration
glossary-topic-protection = Protection and help
glossary-topic-response = What is done against it
glossary-topic-business = Recruitment, pay and business
glossary-topic-library = Words of the library
glossary-way = Where you are
glossary-elements = Part of the definition of trafficking
glossary-element-act = Act
glossary-element-means = Means
glossary-element-purpose = Purpose
glossary-apart = Not to be confused with
glossary-sources = Where this stands
glossary-iccs = Code { $code } of the International Classification of Crime for Statistical Purposes.
glossary-said = Other words and languages
glossary-said-note = The first word is that of official texts. Where no official word is certain, the language is left out.
glossary-see = See also
glossary-used = Records that use it
glossary-used-all = { $count ->
    [one] Show the record
   *[other] Show all { NUMBER($count) } records
}
glossary-explained = Terms used here
glossary-more = More in the glossary
glossary-close = Close
glossary-what-fees = What counts as a fee or a cost?
glossary-what-papers = What is retention of papers?
glossary-what-living-wage = What is a living wage?
glossary-advice-smuggling-as-trafficking = Smuggling and trafficking are two crimes. Smuggling is help across a border for gain; trafficking is getting hold of a person to exploit them. Name the one that is meant, or both side by side.
glossary-advice-victim-of-smuggling = Smuggling is an offence against a state’s rules, so it has no victims in law. Say “smuggled migrants”; say “victims” of what was done to them, such as violence or trafficking.
glossary-advice-traffic-for-trafficking = In this language the word for trade in goods, or for smuggling, is another than that for trafficking in persons. Use the word of the treaties: “traite”, “trata” or “tratta”.
glossary-advice-illegal-person = Acts can be illegal, people cannot. Say “in an irregular situation” or “undocumented”.
glossary-advice-child-as-prostitute = A child cannot agree to it. Say “child exploited in prostitution” or “sexual exploitation of children”.
glossary-advice-child-pornography = What it shows is abuse. Say “child sexual abuse material”.
glossary-advice-voluntary-trafficking = Nobody is trafficked voluntarily: where force, deceit or abuse was used, agreement does not count, and for a child it never does. If none was used, it is not trafficking.
glossary-advice-forced-trafficking = There is no trafficking of adults without force, deceit or abuse, so “forced” adds nothing and suggests another kind. Leave it out.
glossary-advice-legal-trafficking = Trafficking in persons is a crime everywhere, so “legal” or “illegal” adds nothing and suggests another kind. Leave it out.
glossary-advice-modern-slavery-as-law = International law has no crime of modern slavery. Say which is meant, such as trafficking, forced labour or slavery, or name the national law.
glossary-advice-sex-slave = Slavery has a definition, and the word makes a person a thing. Say “person exploited sexually”, or “held in slavery” if that was found.
glossary-advice-rescue = “Rescued” makes people look helpless and their helpers heroes. Say what happened: they left, were found, were identified, were helped to leave.
