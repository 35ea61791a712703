# How numbers, dates and money are written. The first two are marks, not words.
format-group = ,
format-decimal = .
format-money-grouped-from = 4
format-number = { $number }
format-date = { $day }{"\u00A0"}{ $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
format-money = { $currency ->
    [EUR] €{ $amount }
    [GBP] £{ $amount }
   *[other] { $currency }{"\u00A0"}{ $amount }
}
