# Come si scrivono numeri, date e denaro. I primi due sono segni, non parole.
format-group = .
format-decimal = ,
format-money-grouped-from = 5
format-number = { $number }
format-date = { $day ->
    [1] 1º
   *[other] { $day }
}{"\u00A0"}{ $month ->
    [1] gennaio
    [2] febbraio
    [3] marzo
    [4] aprile
    [5] maggio
    [6] giugno
    [7] luglio
    [8] agosto
    [9] settembre
    [10] ottobre
    [11] novembre
   *[12] dicembre
} { $year }
format-money = { $currency ->
    [EUR] { $amount }{"\u00A0"}€
    [GBP] { $amount }{"\u00A0"}£
   *[other] { $amount }{"\u00A0"}{ $currency }
}
