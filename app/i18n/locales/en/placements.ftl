lookup-nothing = We found nothing for these words. Try another word.
lookup-choose = Choose the one that fits
occupations-title = Occupations
occupations-search = Search for an occupation
occupations-found = { $count ->
    [0] No occupations found
    [one] One occupation found
   *[other] { $count } occupations found
}
language-one = Language
language-level = Level
cefr-a1 = A1: a few words
cefr-a2 = A2: simple talk
cefr-b1 = B1: everyday talk
cefr-b2 = B2: fluent in most things
cefr-c1 = C1: very good
cefr-c2 = C2: mother tongue or as good

placement-kind-job = Job
placement-kind-paid-trial = Paid trial
placement-kind-apprenticeship = Apprenticeship
placement-kind-training = Training
placement-kind-mentoring = Mentoring
placement-status-draft = Draft
placement-status-live = Open
placement-status-paused = Paused
placement-status-filled = Filled
placement-status-closed = Closed
placement-paused-verification-ended = It rests because the verification of your organisation ended. Once that is renewed, open it again.
placement-paused-verification-ended-over = It rests because the verification of your organisation ended. That is renewed now: you can open it again.
placement-paused-verification-ended-look = It rests because the verification of your organisation ended. That is renewed now. Once the stewards have looked at your organisation, open it again.
placement-paused-suspended = It rests because your organisation was suspended. Once that has ended, open it again.
placement-paused-suspended-over = It rests because your organisation was suspended. That has ended: you can open it again.
placement-paused-suspended-unverified = It rests because your organisation was suspended. That has ended. Once your organisation is verified again, open it again.
placement-paused-suspended-look = It rests because your organisation was suspended. That has ended. Once the stewards have looked at your organisation, open it again.
placement-paused-debarred = It rests because your organisation was debarred. Once that has ended, open it again.
placement-paused-debarred-over = It rests because your organisation was debarred. That has ended: you can open it again.
placement-paused-debarred-unverified = It rests because your organisation was debarred. That has ended. Once your organisation is verified again, open it again.
placement-paused-debarred-look = It rests because your organisation was debarred. That has ended. Once the stewards have looked at your organisation, open it again.
placement-paused-look = It rests until a steward has looked. You get a mail when there is news; once the stewards have looked, open it again.
placement-paused-pay-floor = It rests because it pays less than the pay floor of its first day of work. Change the pay, and open it again.
placement-paused-words = It rests because it holds a word that would tell everybody at work what brings somebody to you. Say it in other words, and open it again.
placement-paused-pay = It rests because a steward has paused it for its pay. Change the pay, and open it again.
placement-paused-pay-changed = It rests because it was paused for its pay. You have changed it since: open it again.
placement-paused-pay-ended = It rests because a steward had paused it for its pay. The steward has ended that: open it again.
placement-paused-until-looked = You can do that once the stewards have looked at your organisation.
placement-paused-said = What the steward says
placement-paused-written = What the business reads
placement-closed-see = See the placement
placement-closed-for-pay = It rested for its pay when it was closed: no offer of it can be accepted any more, and nothing leads to one. Whoever has accepted an offer can still start.
placement-said-paused = It is paused: nobody new is put forward for it.
placement-said-filled = All its seats are taken: nobody new is put forward for it.
placement-said-closed = It is closed for good. Introductions that are under way go on.
placement-said-closed-pay = It is closed for good.
placement-opened = It is open to people now.
placement-saved-look = Where no floor is known, a steward looks at the pay.
pay-look-title = Is the pay enough?
pay-look-unknown = No minimum pay (pay floor) is known for { $country }.
pay-look-unseen = No steward has looked at this pay yet.
pay-look-looked = A steward looked at this pay on { $day }.
pay-look-paused = A steward looked at this pay and paused the placement.
pay-look-means = Look whether the law or an agreement of the trade sets a least pay there, and whether one can live on this. If what it pays changes, it comes back to you.
pay-looked-button = I have looked at the pay
pay-pause-button = Pause it for its pay
pay-pause-field-text = What is wrong with the pay
pay-pause-field-text-hint = The business reads it, and opens the placement again once it pays something else.
pay-pause-end-button = End the pause
pay-pause-end-means = The business reads no more of what was written, and can open the placement again as it is. The pay counts as looked at.
placement-telling = To be said in other words
shift-day = Day
shift-evening = Evening
shift-night = Night
shift-weekend = Weekend
shift-rotating = Changing from week to week
support-childcare = Childcare
support-transport = Transport
support-accommodation = A place to live
support-flexible-hours = Flexible hours
support-mentor = A mentor
support-psychological-support = Psychological support
support-women-only-team = A team of women only
support-step-free = Step-free access
housing-none = No housing is offered
housing-separate = Housing that does not end with the job
housing-tied = Housing that ends with the job
housing-live-in = The person lives where they work
pay-period-hour = an hour
pay-period-day = a day
pay-period-week = a week
pay-period-month = a month
pay-period-year = a year
pay-per-hour = { $amount } an hour
pay-per-day = { $amount } a day
pay-per-week = { $amount } a week
pay-per-month = { $amount } a month
pay-per-year = { $amount } a year
placement-hours-a-week = { $hours ->
    [one] one hour a week
   *[other] { $hours }{"\u00A0"}hours a week
}

placements-title = Placements
placements-suspended = Your organisation is suspended. While that lasts, no placement can be written or go live.
placements-debarred = Your organisation is debarred. While that lasts, no placement can be written or go live.
placements-empty = You have no placements yet. Post the first one: you can save a draft at any point and go on later.
placements-untitled = Draft without a title
placements-seats = { $count ->
    [0] no seats yet
    [one] one seat
   *[other] { $count } seats
}
placements-seats-taken = { $count ->
    [0] none taken
    [one] one taken
   *[other] { $count } taken
}
placements-marked-filled = marked as filled all the same
placements-reopen = { $count ->
    [one] Open one again
   *[other] Open { $count } again
}
placements-reopen-means = What rests though you did not pause it can be opened again, as long as its first day has not passed, it meets the standards and a seat is free.
placements-opened = { $count ->
    [0] None could be opened again.
    [one] One is open again.
   *[other] { $count } are open again.
}
placements-left = { $count ->
    [one] One rests until it is changed. Open it to see what.
   *[other] { $count } rest until they are changed. Open each to see what.
}
placement-new-title = Post a placement
placement-edit-title = Change a placement
placement-form-lede = You can save a draft at any point. Only a title is needed for that. Under “Standards” you see which of them it does not meet yet.
placement-form-lede-open = People may be on their way to this placement, so a change is saved only if nothing is missing and it meets the standards. Under “Standards” you see which of them it does not meet.
placement-part-work = The work
placement-part-place = Place and time
placement-part-pay = Pay, and what follows
placement-part-people = People
placement-part-conditions = Fair conditions
placement-conditions-why = These answers decide whether the placement can go live. They are the same for everybody.
placement-save = Save
placement-check = Check without saving
placement-find-occupation = Find the occupation
placement-field-kind = What do you offer?
placement-field-title = Title
placement-field-title-hint = As you would say it yourself, such as “Baker’s assistant”.
placement-field-occupation = Occupation
placement-field-occupation-hint = Type a word, such as cook or carpenter, and choose from the list.
placement-field-sector = Sector
placement-field-description = What will the person do?
placement-field-description-hint = A usual day, in plain words.
placement-field-seats = How many people can start?
placement-field-place = Town
placement-field-place-hint = Such as Tirana, AL.
placement-field-start = First day
placement-field-hours = Hours a week
placement-field-hours-hint = With overtime. At most 48.
placement-field-rest-days = Full days off in a week
placement-field-rest-days-hint = At least 1.
placement-field-shifts = When is the work?
placement-field-pay = Pay before tax
placement-field-pay-hint = Such as 14.80. Training and mentoring need none.
placement-field-currency = Currency
placement-field-period = For
placement-field-period-alone = Period of the pay
placement-field-trial-weeks = Weeks of a paid trial, or of training
placement-field-trial-weeks-hint = Training that pays nothing, or less than the floor, takes 26 weeks at most. Leave it empty for anything else.
placement-field-leads-to = What does it lead to?
placement-field-leads-to-hint = The job after the trial, or the certificate after the training.
placement-field-languages = Languages that are needed
placement-field-languages-hint = Ask for no more than the work needs.
placement-field-supports = What do you offer besides?
placement-field-supports-hint = Tick what you can really give.
placement-field-contact = Contact at work
placement-field-contact-hint = A function or a first name, such as “Head of the bakery”.
placement-field-contact-trained = Has this contact been trained for it?
placement-field-contact-trained-hint = A short course on welcoming people who had a hard time, and on whom to ask.
placement-field-worker-pays = Does the worker pay anything to get or keep the job?
placement-field-worker-pays-hint = Fees, costs of recruitment, tools, uniforms, training.
placement-field-keeps-papers = Does anybody keep the worker’s papers?
placement-field-keeps-papers-hint = Passport, identity card, work permit. Making a copy is fine.
placement-field-deposit = Must the worker leave a deposit?
placement-field-free-to-leave = Is the worker free to leave with ordinary notice?
placement-field-free-to-leave-hint = Without a penalty, a debt or a lost wage.
placement-field-written-contract = Is there a written contract before the first day?
placement-field-contract-languages = In which languages can the contract be read?
placement-field-contract-languages-hint = At least one that the worker reads.
placement-field-housing = Is there housing?
placement-field-findings = Standards
placement-edit = Change
placement-missing = Still missing
placement-publish = Open it to people
placement-full = All its seats are taken: to open it to more people, add a seat first.
placement-pause = Pause
placement-fill = All seats are taken
placement-close = Close for good
placement-close-ask = Close this placement
placement-close-means = Nobody can be put forward for it any more. Introductions that are under way go on. This cannot be undone.
placement-close-means-pay = Nobody can be put forward for it any more. It rests for its pay, so once it is closed, no offer of it can be accepted and nothing leads to one. Whoever has accepted an offer can still start. This cannot be undone.
placement-choose-referral = Choose whom to put forward
placement-publish-problems = It cannot be opened yet
placement-publish-field-kind = What do you offer?
placement-publish-field-title = Title
placement-publish-field-description = What will the person do?
placement-publish-field-seats = How many people can start?
placement-publish-field-sector = Sector
placement-publish-field-occupation = Occupation
placement-publish-field-place = Town
placement-publish-field-hours = Hours a week
placement-publish-field-shifts = When is the work?
placement-publish-field-start = First day
placement-publish-field-trial-weeks = Weeks of a paid trial, or of training
placement-publish-field-leads-to = What does it lead to?
placement-publish-field-contact = Contact at work
placement-publish-field-findings = Standards

opportunities-title = Opportunities
opportunities-lede = Every placement here comes from a verified organisation and meets the standards.
opportunities-empty = Nothing fits these filters. Drop one of them and look again.
opportunities-q = Words in the title
opportunities-country = Country
opportunities-kind = Kind
opportunities-sector = Sector
opportunities-any = Any
opportunities-show = Show
placement-fact-kind = Kind
placement-fact-occupation = Occupation
placement-fact-sector = Sector
placement-fact-place = Town
placement-fact-seats = Seats
placement-fact-hours = Hours
placement-fact-shifts = Times of work
placement-fact-pay = Pay before tax
placement-fact-languages = Languages needed
placement-fact-supports = Also offered
placement-fact-start = First day
placement-fact-trial-weeks = Weeks
placement-fact-leads-to = Leads to
placement-fact-contract-languages = Contract can be read in
placement-fact-rest-days = Full days off in a week
placement-fact-housing = Housing
placement-fact-contact = Contact at work
