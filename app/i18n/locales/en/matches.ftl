matches-title = Matches
matches-count = { $count ->
    [0] No placement fits now.
    [one] One placement fits.
   *[other] { $count } placements fit, the best first.
}
matches-empty = Look at what is kept out below: perhaps one of the limits can be changed. Or look again later: there may be new placements.
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
matches-out-more = Show more of them
matches-not-open = This referral is not open, so nobody can be put forward now. Open it on its page:
matches-under-way = Put forward already: go to the introduction
reason-occupation-wanted = { $rank ->
    [1] The work that the person wants most
   *[other] Work that the person wants (wish { $rank })
}
reason-same-group = Close to work that the person wants
reason-skills = Has { $shared } of the { $asked } skills that this work usually asks for: { $names }
reason-language = { $language } { $wants } wanted, has { $has }
reason-near = { $km }{"\u00A0"}km from home
reason-near-within = { $km }{"\u00A0"}km from home, within { $reach }
reason-hours = { $hours }{"\u00A0"}hours a week suit
reason-support = Offers { $support }
reason-experience = { $years ->
    [one] One year of experience
   *[other] { $years }{"\u00A0"}years of experience
}
gap-occupation = Far from the work that the person asked for
gap-skills = None of the { $asked } skills that this work usually asks for
gap-language = { $language } { $wants } wanted
gap-language-has = { $language } { $wants } wanted, has { $has }
gap-contract-language = The contract can be read only in { $languages }
gap-far = { $km }{"\u00A0"}km from home
gap-place-not-said = The place is not said
gap-hours = { $hours }{"\u00A0"}hours a week; the person wants at least { $least }
gap-support = Does not offer { $support }
gap-right-to-work-not-said = Whether the person may work is not said
barrier-place = within { $km }{"\u00A0"}km of a place that is ruled out
barrier-organisation = this company is ruled out
barrier-group = its group of companies is ruled out
barrier-sector = this sector is ruled out: { $sector }
barrier-shift = work at a time that is ruled out: { $shift }
barrier-live-in = living in the place of work is ruled out
barrier-right-to-work = the law does not allow it yet ({ $has })
barrier-distance = { $km }{"\u00A0"}km from home, further than { $reach }{"\u00A0"}km
barrier-hours = { $hours }{"\u00A0"}hours a week, more than { $most }
barrier-support = does not offer { $support }, which is needed
barrier-place-count = too near a place that is ruled out: { $count }
barrier-organisation-count = company ruled out: { $count }
barrier-group-count = group of companies ruled out: { $count }
barrier-sector-count = sector ruled out: { $count }
barrier-shift-count = time of work ruled out: { $count }
barrier-live-in-count = living there ruled out: { $count }
barrier-right-to-work-count = not allowed by law yet: { $count }
barrier-distance-count = too far from home: { $count }
barrier-hours-count = too many hours: { $count }
barrier-support-count = needed support not offered: { $count }
need-language = { $language } at { $level }
need-hours = { $hours }{"\u00A0"}hours a week
need-right-to-work = The right to work
need-start = The start on { $day }
met-yes = met
met-no = not met yet
met-not-said = to be talked about
