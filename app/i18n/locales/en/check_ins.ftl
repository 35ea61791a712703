check-ins-title = Check-ins
check-ins-lede = How is it going? You ask each person on the days that you planned, in the way that is safe for them.
check-ins-which = Which check-ins
check-ins-open = To be done
check-ins-past = Past
check-ins-empty-open = No check-ins are to be done. They are planned by themselves when somebody starts a placement.
check-ins-empty-past = No check-ins have been done yet.
check-ins-rule = What answers lead to
check-ins-answered = Your answer is with the stewards. It does not say which organisation it comes from.
check-in-schedule-title = When you ask
check-in-schedule-lede = Whoever starts from now on gets check-ins after these days. Those that are planned already stay, and each can be moved, added or left out.
check-in-schedule-field-days = Days after the start
check-in-schedule-field-days-hint = From 1 to 400, with commas between them. Usual are 7, 30, 60, 90, 180.
check-in-schedule-outcomes = How things stand is asked after 90 and after 180 days. If you leave these days out, of your placements it is counted only that they began, and why somebody left.
check-in-schedule-save = Save
check-in-window = Check-in
check-in-after = After { $days } days
check-in-kind-planned = Planned
check-in-kind-added = Added check-in
check-in-on = Check-in on { $day }
check-in-kind-again = Another try
check-in-kind-leaving = After leaving: why
check-in-state-open = To be done
check-in-state-answered = Answered
check-in-state-unreached = Could not be reached
check-in-state-dropped = Left out
check-in-late = Its day has passed. If two weeks pass, it counts as a silence.
due-overdue = Overdue
due-today = Today
due-soon = Within a week
due-later = Later
change-reason-person-asked = The person asked for it
change-reason-not-safe-then = The time would not be safe
change-reason-spoken = We have spoken at another time
change-reason-worried = Something worries us
change-reason-nobody-then = Nobody of us can then
change-reason-placement-ended = the placement has ended
change-reason-unheard = nobody said how it goes
contact-spoke = We spoke
contact-unreached = They could not be reached
reply-yes = Yes
reply-no = No
reply-unsure = Not sure
reply-not-asked = Not asked
outcome-still-there = Still there
outcome-completed = The placement ran to its end
outcome-left-by-choice = Left by choice
outcome-better-job = Found a better job
outcome-unsafe = It was not safe
outcome-health-or-family = Health or family
outcome-did-not-suit = The work or the hours did not suit
outcome-employer-ended = The employer ended it
outcome-unknown = Not known
check-in-contact-none = It is not written down yet how this person may safely be contacted. Ask them first.
check-in-contact-change = Write or change it
check-in-how-it-went = How did it go?
check-in-questions = Short questions
check-in-questions-hint = Ask only what fits the moment, in your own words, and stop when the person wants to. “Yes” is always what worries.
check-in-answer-field-contact = Did you speak?
check-in-answer-field-outcome = How do things stand?
check-in-answer-field-outcome-hint = Leaving is not failing.
check-in-answer-field-words = In the person’s own words
check-in-answer-field-words-hint = Only your organisation reads this. It is locked away with the person’s own key. No names.
check-in-answer-field-reply-restriction-of-movement = Does anything keep you from going out or going home when you want to?
check-in-answer-field-reply-retention-of-documents = Does somebody else have your passport, identity card or other papers?
check-in-answer-field-reply-intimidation = Has anybody there threatened you or somebody close to you?
check-in-answer-field-reply-violence = Has anybody there hurt you or touched you against your will?
check-in-answer-field-reply-debt-bondage = Must you work to pay something off, or have you been charged for the job?
check-in-answer-field-reply-withholding-of-wages = Is pay missing, late, or less than was agreed?
check-in-answer-field-reply-deception = Is the work, the pay or the place other than you were told?
check-in-answer-field-reply-excessive-overtime = Do you work much longer than agreed, or without days off?
check-in-answer-field-reply-abusive-conditions = Is the work dangerous or degrading, or is the place where you live unfit?
check-in-answer-field-reply-isolation = Is it hard to be in touch with other people, or are you told not to be?
check-in-answer-field-reply-abuse-of-vulnerability = Does anybody make use of your being new, in need or without other choices?
check-in-answer-save = Save
problem-unreached-said = You wrote that they could not be reached, and also what they answered. Choose one.
check-in-answered-now = It is written down how it went.
check-in-unreached-now = It is written down that they could not be reached.
check-in-answers = What was answered
check-in-outcome = How things stood: { $outcome }
check-in-nothing-asked = None of the short questions was asked.
check-in-all = All check-ins of this placement
check-in-move-ask = Move it to another day
check-in-move-field-day = Day
check-in-move-field-day-hint = From today on.
check-in-move-field-reason = Why?
check-in-move-button = Move it
check-in-drop-ask = Leave it out
check-in-drop-means = It is not done, and counts as no silence. The others stay.
check-in-drop-field-reason = Why?
check-in-drop-button = Leave it out
check-in-add-ask = Add a check-in
check-in-add-field-day = Day
check-in-add-field-reason = Why?
check-in-add-button = Add it
check-in-added-now = The check-in is added.
employer-paused = What this organisation offers is paused while a steward looks at it. Nobody is put forward, meets or accepts there meanwhile. Talk with the person about what they want.
case-questions = The stewards ask
case-questions-means = They ask every organisation that knows somebody there, and do not know which ones these are. An answer does not say who wrote it.
case-answer-write = Answer
case-answer-field-text = Your answer
case-answer-field-text-hint = Stewards read it. No code, no name, and nothing that points to one person.
case-answer-field-case = Case
case-answer-send = Send the answer
rule-title = What answers lead to
rule-lede = Answers that worry become signals about the employer. A signal holds a topic, a weight, a week, and a sign that tells which signals are of one person; it does not hold the person or the organisation that asked. It says of nobody what they are: it brings people to look.
rule-strong = An answer of { $points } points pauses the employer everywhere at once: nothing that it offers is shown, and nobody is put forward, meets or accepts there.
rule-weak = Other answers add up, over time and over all people there. From { $points } points within { $weeks } weeks they pause the employer too, if they come from at least { $people } people: what is written down of one person, however often, brings stewards to look and pauses nothing.
rule-look = From { $points } points stewards look, and nothing is paused yet.
rule-silence = A check-in that nobody did { $days } days after its day, or where the person could not be reached, is a silence: { $points } point, at most once in { $every } days for one person, and at most { $most } points together. It says nothing, and is nobody’s word: silence alone pauses nobody, and makes nobody a second person.
rule-unsafe = If somebody left because it was not safe, that pauses at once.
rule-people = The rule counts what was said, never who said it. Organisations do not see each other’s signals.
rule-seen = The employer sees that it is paused only from the first day of a month, at least { $days } days later, in words that say nothing of why.
rule-lift = After a strong signal two stewards must agree before the employer goes on. After others, one.
rule-questions = The questions and their points
rule-question = Question
rule-indicator = Topic
rule-source = The topics are the eleven indicators in the booklet “ILO indicators of forced labour” (International Labour Organization, 2012). Questions and points are Ponte’s own.
home-check-ins-overdue = { $count ->
    [one] check-in is overdue
   *[other] check-ins are overdue
}
home-check-ins-today = { $count ->
    [0] No check-ins are due today
    [one] check-in is due today
   *[other] check-ins are due today
}
home-check-ins-soon = { $count ->
    [one] check-in is due within a week
   *[other] check-ins are due within a week
}
home-case-questions = { $count ->
    [one] question of the stewards
   *[other] questions of the stewards
}
