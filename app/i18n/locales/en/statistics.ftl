statistics-title = How placements went
statistics-lede = What became of people 90 and 180 days after they started. Leaving is not failing.
statistics-empty = There is nothing to show yet. Numbers appear when a year’s placements have all had their time, and only those of { $floor } people or more.
statistics-line = Started in { $year }: after { $days } days
statistics-people = { $count ->
    [one] One person started.
   *[other] { NUMBER($count) } people started.
}
statistics-rest = Other answers, not shown apart
statistics-table = Outcomes by year
statistics-group = Group
statistics-all = All
statistics-not-shown = not shown
statistics-how = How these numbers are made
statistics-floor = A number below { $floor } is not shown, nor one that could be worked out from others: then a larger one is hidden too, or the difference of two.
statistics-own = Organisations know their own people. So a number is not shown either if fewer than { $floor } would be left for one of them that takes its own off, or if one gave more than { $most } of a hundred. Companies of one group count as one.
statistics-once = Each year is one group. It is published once, { $days } days after its end, and never changed afterwards.
statistics-erased = Whoever was erased before then counts among those who started, but what became of them is not known any more. Most of them left early, so more people left than the reasons here add up to. Whoever leaves out “Not known” when working out how many are still there gets a share that is too high.
