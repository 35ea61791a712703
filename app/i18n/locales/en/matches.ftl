matches-title = Matches
matches-count = { $count ->
    [0] No placement fits now.
    [one] One placement fits.
   *[other] { $count } placements fit, the best first.
}
matches-empty = Look at what is kept out below: perhaps one of the limits can be changed. New placements come in every week.
matches-reasons = Why it fits
matches-gaps = What is missing
matches-score = { $percent } of 100
matches-put-forward = Put forward for { $title }
matches-out-title = { $count ->
    [0] Nothing is kept out
    [one] One placement is kept out
   *[other] { $count } placements are kept out
}
matches-out-why = Only your organisation sees this list and the reasons in it.
matches-out-all = Show all of them
reason-occupation-wanted = { $rank ->
    [1] The work that the person wants most
   *[other] Work that the person wants (wish { $rank })
}
reason-same-group = Close to work that the person wants
reason-skills = Has { $shared } of the { $asked } skills that this work usually asks for: { $names }
reason-language = { $language } { $wants } wanted, has { $has }
reason-near = { $km } km from home
reason-near-within = { $km } km from home, within { $reach }
reason-hours = { $hours } hours a week suit
reason-support = Offers { $support }
reason-experience = { $years ->
    [one] One year of experience
   *[other] { $years } years of experience
}
gap-occupation = Far from the work that the person asked for
gap-skills = None of the { $asked } skills that this work usually asks for
gap-language = { $language } { $wants } wanted
gap-language-has = { $language } { $wants } wanted, has { $has }
gap-far = { $km } km from home
gap-place-not-said = The place is not said
gap-hours = { $hours } hours a week; the person wants at least { $least }
gap-support = Does not offer { $support }
gap-right-to-work-not-said = Whether the person may work is not said
barrier-place = too near a place that is ruled out
barrier-organisation = this company is ruled out
barrier-group = its group of companies is ruled out
barrier-sector = this sector is ruled out
barrier-shift = a time of work that is ruled out
barrier-live-in = living in the place of work is ruled out
barrier-right-to-work = the law does not allow it yet
barrier-distance = too far from home
barrier-hours = more hours than the person can work
barrier-support = a support that is needed is not offered
need-language = { $language } at { $level }
need-hours = { $hours } hours a week
need-right-to-work = The right to work
need-start = The start on { $day }
met-yes = met
met-no = not met yet
met-not-said = to be talked about
