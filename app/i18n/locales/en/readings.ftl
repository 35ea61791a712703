readings-title = Who has read this
readings-lede = Everybody who opened something about this person, the newest first. For an employer, it does not say who it was: only what consent allowed was open.
readings-none = Nobody has read this yet.
readings-all = See all of them
readings-former = Somebody who is no longer a member
readings-employer = An employer’s member
readings-times = { $times ->
    [one] once
   *[other] { NUMBER($times) } times
}
