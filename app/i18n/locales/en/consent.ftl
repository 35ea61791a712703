consent-title = Consent
consent-lede = Each consent names one employer, what it may know, and until when. It can be taken back at any time; from then on nothing is shown.
consent-none = No consent has been recorded yet.
consent-new = Record a consent
consent-record = Record it
consent-recorded-now = The consent is recorded.
consent-so-far = Consents
consent-revoked-now = The consent is taken back. Where no other consent to the same employer is live, it sees nothing more, and introductions there that had not started are withdrawn.
consent-was-revoked = taken back on { $day }
consent-was-revoked-by = taken back by { $name } on { $day }
consent-was-revoked-person = taken back by the person on { $day }
consent-until = until { $day }
consent-ended = ended on { $day }
consent-recorded = Recorded on { $day }
consent-recorded-by = Recorded by { $name } on { $day }
consent-for = For one thing: to be put forward for a placement
consent-seen = { $count ->
    [0] Nothing has been read under it
    [one] Read on one day
   *[other] Read on { NUMBER($count) } days
}
consent-seen-day = { $day }, last at { $time }{"\u00A0"}UTC: { $fields } ({ $times ->
    [one] once
   *[other] { NUMBER($times) } times
})
consent-renew = Ask again about { $name }
consent-ending-title = Consent that ends soon
consent-ending-lede = These people are introduced or at work there, and no other consent carries it on. With its last day the employer reads nothing more, and an introduction that has not started cannot go on. Ask each person again, in time and without pressing.
consent-ending-day = The consent for { $name } ends on { $day }.
consent-ending-ask = Look at their consent
home-consent-ending = { $count ->
    [0] Nobody’s consent ends within 14 days
    [one] person whose consent ends within 14 days
   *[other] people whose consent ends within 14 days
}
consent-revoke = Take back the consent for { $name }
consent-revoke-means = It sees nothing more from then on, and introductions there that have not started are withdrawn. It is not told why.
consent-revoke-button = Take it back
consent-field-recipient = Employer
consent-field-recipient-hint = Type the beginning of its name, and press Find.
consent-field-fields = What may it know?
consent-field-fields-hint = The first is needed to put somebody forward at all.
consent-field-ends = Until
consent-ends-at-most = { $days ->
    [one] Tomorrow at the latest.
   *[other] At most { NUMBER($days) } days from today.
}
consent-field-language = Language it was explained in
consent-field-language-hint = The language that was really used.
consent-field-explained = How was it explained?
consent-revoke-field-grant = Consent
consent-field-fit = That there is somebody who meets the must-haves
consent-field-languages = Languages
consent-field-skills = Skills and experience
consent-field-hours = Hours a week
consent-field-supports = Supports needed
consent-field-called = The name to be called
# The same inside a sentence.
consent-known-fit = that there is somebody who meets the must-haves
consent-known-languages = languages
consent-known-skills = skills and experience
consent-known-hours = hours a week
consent-known-supports = supports needed
consent-known-called = the name to be called
consent-sheet = Words to read to the person
consent-sheet-again = Show these words for what is chosen now
consent-sheet-print = On a sheet of its own, to print or read aloud
consent-sheet-whom = The name of the employer is missing. Choose it first, and the sheet names it.
consent-sheet-what = Nothing is ticked yet.
consent-sheet-until = The last day is missing.
consent-sheet-too-late = { $days ->
    [one] The last day is too late: it can be tomorrow at the latest. Choose an earlier one, and the sheet names it.
   *[other] The last day is too late: it can be at most { NUMBER($days) } days from today. Choose an earlier one, and the sheet names it.
}
consent-sheet-no-end = These words do not say until when: the last day above is missing, or cannot be one.
consent-sheet-unprinted = Until this is there, the sheet is not printed: a paper that lacks something would look complete.
consent-sheet-other-language = These words are not there in { $language } yet. Read them to the person with somebody who speaks it.
consent-own-page = The person’s own page
own-page-title = The person’s own page
own-page-lede = An address that opens one page, without an account. There the person sees who may know something about them, until when and who has looked, and takes it back with one press.
own-page-none = The person has no such page yet.
own-page-given = The address was made on { $day }. It is kept nowhere and cannot be shown again.
own-page-given-by = The address was made by { $name } on { $day }. It is kept nowhere and cannot be shown again.
own-page-make = Make the address
own-page-replace = Make another address
own-page-replace-means = The address that the person has stops working at once.
own-page-end = End the page
own-page-end-means = The address stops working at once. What the person has agreed to stays as it is.
own-page-shown = This is the address. It is shown this once.
own-page-hand = Give it to nobody but the person. Ask first where it is safe: others may look into a phone or find a paper. A browser may remember it: tell the person to open it in a private window, or to delete it from the history. It works without the dashes, in small or capital letters.
own-page-camera = The same address for the camera of a phone
own-page-ended = The page has ended.
own-page-closed = The referral is closed and nothing is shared any more, so its person has no page. Open it again to make one.
explained-conversation = In conversation, in the person’s language
explained-interpreter = With an interpreter
explained-read-aloud = Read aloud
explained-read-alone = The person read it
forward-window = Put forward
forward-title = Put forward for { $title }
forward-lede = { $name } learns that there is somebody who meets the must-haves, and nothing else at first.
forward-consent-live = The person has agreed that { $name } may know of them.
forward-consent-needed = { $name } may not know of this person yet. Talk it through with the person first. With the button below you say that they agreed today to what is ticked here.
forward-button = Put forward
forward-button-agreed = The person agreed today: record it and put forward
forward-kept-out = A limit of this person keeps this placement out: { $why }. If the person has changed their mind, change the limit first.
forward-to-referral = Go to the referral
forward-to-matches = Go to the matches
forward-to-introduction = Go to the introduction
forward-field-fields = What may the employer know?
forward-field-fields-hint = The first is needed. The name is shown only from a meeting on.
forward-field-ends = Until
forward-field-language = Language it was explained in
forward-field-language-hint = The language that was really used.
forward-field-explained = How was it explained?
forward-field-recipient = Employer
