standards-title = Standards
standards-met = This placement meets all standards.
standards-open = { $count ->
    [0] Nothing here keeps the placement from going live.
    [one] One thing keeps the placement from going live.
   *[other] { $count } things keep the placement from going live.
}
standard-unanswered = Not answered yet.
standard-broken = Please change this.
standard-other-currency = Give the pay in the currency of the country’s floor.
standard-no-floor = No pay floor is set for this country yet. A steward will look at it.
standard-guards = This guards against { $indicator }.
standard-no-fees = The worker pays nothing to get or keep the job.
standard-papers-stay = Papers stay with the worker.
standard-written-contract = There is a written contract before the first day.
standard-contract-language = The contract is in a language the worker reads.
standard-pay-floor = Pay is at or above the floor set for the country.
standard-weekly-hours = At most 48 hours a week, with overtime.
standard-rest-day = At least one full day off in a week.
standard-housing-separate = Housing does not end with the job.
standard-no-deposit = There is no deposit.
standard-free-to-leave = The worker is free to leave with ordinary notice.
standard-named-contact = A contact at work is named.
standard-trained-contact = The contact at work is trained.
indicator-abuse-of-vulnerability = abuse of vulnerability
indicator-deception = deception
indicator-restriction-of-movement = restriction of movement
indicator-isolation = isolation
indicator-violence = physical or sexual violence
indicator-intimidation = intimidation and threats
indicator-retention-of-documents = keeping back identity documents
indicator-withholding-of-wages = withholding of wages
indicator-debt-bondage = debt bondage
indicator-abusive-conditions = abusive working and living conditions
indicator-excessive-overtime = excessive overtime
