readings-title = Who has read this
readings-lede = Everybody who opened something about this person, the newest first. Of an employer, it says which one and not who there it was: only what consent allowed was open.
readings-none = Nobody has read this yet.
readings-all = See all of them
readings-former = Somebody who is no longer a member
readings-employer = A member of { $name }
readings-times = { $times ->
    [one] once
   *[other] { NUMBER($times) } times
}
readings-by-member = What each member reads
readings-by-member-lede = How many referrals each member has opened in the last { NUMBER($days) } days, and how many they have met in lists, where a code and a town stand. Ask those who are marked why: theirs are more than { NUMBER($usual) }, and more than { NUMBER($times) } times what is usual among the others. Compared is only with members who were here all these days and read something; where there are fewer than { NUMBER($fewest) } of them, nobody is marked.
readings-opened = Referrals opened
readings-listed = Met in lists
readings-stands-out = far more than the others
