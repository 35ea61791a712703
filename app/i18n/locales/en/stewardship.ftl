stewardship-title = Stewardship
stewardship-by-status = By status
stewardship-empty = No organisation is here.
vetting-kind = Kind
vetting-country = Country
vetting-town = Town
vetting-register-number = Register number
vetting-website = Web address
vetting-group = Group
vetting-until = Verified until
vetting-decide = Decide
vetting-steward-applied = Applied
vetting-steward-asked = A steward asked
vetting-steward-answered = The organisation answered
vetting-steward-verified = Verified until
vetting-steward-declined = Declined
vetting-steward-suspended = Suspended
vetting-verify-button = Verify
vetting-verify-field-until = Verified until
vetting-verify-field-until-hint = One year at most.
vetting-ask-button = Ask back
vetting-ask-field-text = Your question
vetting-decline-button = Decline
vetting-decline-field-text = Reason
vetting-suspend-button = Suspend
vetting-suspend-field-text = Reason
floors-title = Pay floors
floors-lede = No placement goes live that pays less. Amounts by day, week, month or year are for 40 hours a week.
floors-set = Set a floor
floor-field-country = Country
floor-field-pay = Least pay
floor-field-currency = Currency
floor-field-period = For
floor-field-source = Source
floor-field-source-hint = The law or the official publication.
floor-field-since = Since
operations-title = Delivery
operations-waiting = { $count ->
    [0] Nothing waits.
    [one] One thing waits to be delivered.
   *[other] { $count } things wait to be delivered.
}
operations-none = Nothing was given up.
operations-retry = Try again
operations-retry-all = Try all again
operations-audit = To check the audit log, run: server audit verify
retry-field-event = Event
