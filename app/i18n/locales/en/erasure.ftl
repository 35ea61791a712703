erasure-title = Erase this person
erasure-lede = When a person wants to be forgotten, or what is kept here is no longer needed, everything about them can be erased. It cannot be undone.
erasure-what-rows = The referral, its notes and limits, every consent, every introduction and every message is destroyed, the key of what was locked away first.
erasure-what-employers = An employer with an introduction under way reads that it has come to an end, and not why.
erasure-what-backups = A backup that was made before still holds what it held then. If one is ever put back, this person is erased again at once.
erasure-what-never = What an employer has read before, it may remember.
erasure-rule = Two people look at it: one member asks, and another confirms who is a manager and has been a member for { $days } days. If nobody else of your organisation is a manager, whoever asked can confirm after { $days } days. Until it is done, every member can take it back.
erasure-ask-title = Ask that { $code } be erased
erasure-ask-field-code = The code of this referral
erasure-ask-field-code-hint = Type it, so that nobody is erased by mistake.
erasure-ask-button = Ask for it
erasure-somebody = Somebody who is no longer a member
erasure-waits = It waits to be confirmed
erasure-asked = { $name } asked on { $day } that this person be erased.
erasure-alone-from = You asked for it yourself, and nobody else here is a manager. You can confirm it from { $day } on.
erasure-new-from = Whoever confirms must have been a member for a week, so that nobody counts as two. You can confirm it from { $day } on.
erasure-can-you = You can confirm it.
erasure-can-now = Who can confirm it now: { $names }.
erasure-can-from = Who can confirm it first, from { $day } on: { $names }.
erasure-asked-now = It is asked for. Every member of your organisation hears that something waits.
erasure-take-back-button = Keep this person: take it back
erasure-kept = It is taken back: this person stays here, and nothing of them is erased.
erasure-confirm-title = Erase { $code } now
erasure-confirm-field-code = The code of this referral
erasure-confirm-field-code-hint = Type it, so that nobody is erased by mistake.
erasure-confirm-button = Erase everything about this person
erasure-done = Everything about this person is erased.
erasure-list = Erasures that wait to be confirmed
erasure-list-none = Here stands whom your organisation has asked to be erased, until that is confirmed or taken back. At the moment it is nobody.
referrals-none-waits = None of your referrals waits for this.
erasure-link = Erase this person
erasure-own-wish = On { $day } the person asked, on the page of their own, to be erased. Whoever has its address can ask: make sure with them, and do it or tell them why not.
erasure-own-wish-way = To the erasure
erasure-own-wish-asked = On { $day } the person asked, on the page of their own, to be erased. They read there now that you have asked for it.
erasure-own-wish-back = On { $day } the person took back, on the page of their own, that they wished to be erased.
erasure-own-wish-back-asked = Your organisation has asked for it, and that stands: make sure with them, and take it back if they want to stay.
erasure-own-wish-list = People who asked to be erased
erasure-own-wish-list-none = Here stands who asked, on the page of their own, to be erased, until your organisation asks for it too. At the moment it is nobody.
erasure-own-wish-back-list = People who took back their wish to be erased
erasure-own-wish-back-list-none = Here stands who took back, on the page of their own, that they wished to be erased, until somebody of your organisation has looked at the page of the erasure. At the moment it is nobody.
erasure-own-wish-day = The person asked on { $day }.
erasure-own-wish-back-day = The person took back on { $day } that they wished to be erased.
own-wish-wait-title = Say why it waits
own-wish-wait-lede = What cannot be done now may wait, as long as the person knows why, and by when it is decided. They read it on the page of their own.
own-wish-wait-field-reason = Why it waits
own-wish-wait-field-reason-hint = One of these, so that nothing about anybody stands on a screen that others may see.
own-wish-wait-field-until = The day by which you decide
own-wish-wait-field-until-hint = At most half a year ahead. When it has passed, you are reminded.
own-wish-wait-button = Tell them
own-wish-wait-told = The person reads this on their page now.
wish-wait-law = A law obliges us to keep it for a while
wish-wait-case = Something is not settled for which it is needed
wish-wait-asking = We ask first whether it was the person who asked
wish-wait-away = One of the two who look is away
wish-waits = It waits, and is decided by { $day }. { $reason }.
wish-wait-over = That day has passed, and the person reads so. Erase them now, or say anew why it waits.
erasure-link-waits = Somebody has asked that this person be erased.
problem-another-code = This is the code of another referral, or of none.
refused-erasure-second = You asked for this yourself. Another manager of your organisation has to confirm it.
refused-erasure-new = Whoever confirms must have been a member for a week, so that nobody counts as two.
refused-erasure-waits = You asked for this yourself. It can be confirmed when its waiting time is over.
home-own-wishes = { $count ->
    [0] Nobody asked to be erased
    [one] person asked, on the page of their own, to be erased
   *[other] people asked, on the page of their own, to be erased
}
home-own-wishes-overdue = { $count ->
    [0] Nobody asked to be erased
    [one] person asked, on the page of their own, to be erased, and the day that you named has passed
   *[other] people asked, on the page of their own, to be erased, and a day that you named has passed
}
home-own-wishes-back = { $count ->
    [0] Nobody took back their wish to be erased
    [one] person took back their wish to be erased
   *[other] people took back their wish to be erased
}
home-erasures = { $count ->
    [0] Erasures that your organisation asked for: none that you can confirm yet
    [one] erasure that your organisation asked for waits until you confirm it
   *[other] erasures that your organisation asked for wait until you confirm them
}
introductions-ended = Came to an end
introductions-ended-on = { $title }: this introduction came to an end on { $day }.
