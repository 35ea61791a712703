# Wie Zahlen, Tage und Geld geschrieben werden. Die ersten beiden sind Zeichen, keine Wörter.
format-group = .
format-decimal = ,
format-money-grouped-from = 4
format-number = { $number }
format-date = { $day }.{"\u00A0"}{ $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
} { $year }
format-money = { $currency ->
    [EUR] { $amount }{"\u00A0"}€
    [GBP] { $amount }{"\u00A0"}£
   *[other] { $amount }{"\u00A0"}{ $currency }
}
