front-window = A bridge to work
front-title = A bridge to good work
front-lede = Ponte links businesses that offer jobs and training with organisations that support people on their way back into work, and keeps what has been learnt.
front-search = Search the library of good practice
front-search-button = Search
front-employers-title = Businesses
front-employers-lede = Post a job, a paid trial or a training place, and answer when an organisation has someone who fits.
front-employers-button = Offer a placement
front-ngos-title = Support organisations
front-ngos-lede = Find placements that fit the person you support, see why, and stay in the middle until they start.
front-ngos-button = Join as an NGO
front-organisers-title = Conference organisers
front-organisers-lede = Turn what people told at your conferences and workshops into records that others can find.
front-organisers-button = Join as an organiser
front-library-title = From the library
front-library-all = { $count ->
    [one] See the one record
   *[other] See all { NUMBER($count) } records
}
front-promises-title = What you can rely on
front-promise-search = Nobody can search for people here. Employers see offers of introduction, and nothing before.
front-promise-consent = Nothing about a person is shown without their consent, and consent can be taken back at any time.
front-promise-standards = No placement goes live that charges workers, keeps their papers or pays under the floor.
front-promise-open = The software is free, runs on its own server, and loads nothing from anywhere else.
home-window = Home
home-title = Good to see you, { $name }
home-nowhere = You belong to no organisation now, so you see only what everybody sees.
home-nowhere-invited = To join one that is here already, ask one of its managers to invite you at { $email }.
home-nowhere-own = To bring one of your own, apply with another e-mail address, because this one has an account already.
home-nowhere-own-link = Join Ponte
home-nowhere-look = The library is open to you in any case.
home-unverified = Your organisation is not verified at the moment. You can prepare drafts.
home-untold = Your organisation is not verified at the moment, and stewards cannot verify it before you have told them what they look at. You can prepare drafts.
home-untold-link = See what is missing
home-unverified-link = See where it stands
home-suspended = Your organisation is suspended. While that lasts, it can do nothing here that others see.
home-debarred = Your organisation is debarred. While that lasts, it can do nothing here that others see.
home-pay-looks = { $count ->
    [one] placement pays where no pay floor is known
   *[other] placements pay where no pay floor is known
}
home-applications = { $count ->
    [0] No applications wait
    [one] application waits for you
   *[other] applications wait for you
}
home-to-answer = { $count ->
    [0] No introductions wait for an answer
    [one] introduction waits for your answer
   *[other] introductions wait for your answer
}
home-under-way = { $count ->
    [0] No introductions are under way
    [one] introduction is under way
   *[other] introductions are under way
}
home-unread = { $count ->
    [0] No messages are new
    [one] introduction has a new message
   *[other] introductions have new messages
}
home-dead = { $count ->
    [0] No mail was given up
    [one] delivery was given up
   *[other] deliveries were given up
}
home-warnings = { $count ->
    [one] warning about this installation
   *[other] warnings about this installation
}
home-to-go-on = { $count ->
    [0] No introductions wait for you
    [one] introduction waits for you
   *[other] introductions wait for you
}
home-halted = { $count ->
    [0] Every employer you work with is verified
    [one] introduction is with an employer that is suspended, debarred or not verified now
   *[other] introductions are with employers that are suspended, debarred or not verified now
}
home-reopen = { $count ->
    [0] No placements rest
    [one] placement rests and can be opened again
   *[other] placements rest and can be opened again
}
home-to-change = { $count ->
    [0] No placements rest until they are changed
    [one] placement rests until it is changed
   *[other] placements rest until they are changed
}
home-to-pay = { $count ->
    [0] No placements rest for their pay
    [one] placement rests for its pay, which has to be changed
   *[other] placements rest for their pay, which has to be changed
}
home-proposed = { $count ->
    [0] No applications wait for you as the second steward
    [one] application waits for you as the second steward
   *[other] applications wait for you as the second steward
}
home-sanctions = { $count ->
    [0] No suspension waits for you
    [one] suspension or debarment waits for you
   *[other] suspensions or debarments wait for you
}
home-changed = { $count ->
    [0] No organisation has changed
    [one] organisation has changed since it was verified
   *[other] organisations have changed since they were verified
}
home-group = { $count ->
    [0] No group waits for a look
    [one] organisation is of the group of one that was debarred
   *[other] organisations are of the group of one that was debarred
}
home-ends = The verification of your organisation ends on { $day }.
home-ends-asked = The verification of your organisation ends on { $day }. You asked on { $asked } that it goes on; stewards look at that.
home-ends-link = Ask that it goes on
home-question = Your organisation is not verified at the moment. A steward has a question:
home-question-link = Answer the question
home-appeal-won-link = Read the answer to your appeal
home-appeal-settled-link = Read what the steward says
home-vouches = Businesses you vouch for
home-kept-out = See who is suspended or debarred
home-drafts = { $count ->
    [0] No referrals are unfinished
    [one] referral is unfinished
   *[other] referrals are unfinished
}
home-open-referrals = { $count ->
    [0] No referrals are open
    [one] referral is open
   *[other] referrals are open
}
home-new-placement = Post a placement
home-new-referral = Write a referral
home-proposals = { $count ->
    [0] No proposals wait
    [one] proposal waits for a curator
   *[other] proposals wait for a curator
}
home-asked = { $count ->
    [one] proposal is to be changed as the curators ask
   *[other] proposals are to be changed as the curators ask
}
home-propose = Propose a record for the library
home-library = Look in the library
home-taken-back = Somebody has taken back what they had agreed to:
home-read-name = Employers to whom you introduce somebody do not read your organisation’s name: no name is chosen for them, so that they read “the organisation”. A manager can choose one, or save it empty.
home-read-name-link = See your organisation
