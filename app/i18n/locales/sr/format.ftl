# Kako se pišu brojevi, datumi i novac. Prva dva su znaci, a ne reči.
format-group = .
format-decimal = ,
format-money-grouped-from = 4
format-number = { $number }
format-date = { $day }.{"\u00A0"}{ $month ->
    [1] januara
    [2] februara
    [3] marta
    [4] aprila
    [5] maja
    [6] juna
    [7] jula
    [8] avgusta
    [9] septembra
    [10] oktobra
    [11] novembra
   *[12] decembra
} { $year }.
format-money = { $currency ->
    [EUR] { $amount }{"\u00A0"}€
    [GBP] { $amount }{"\u00A0"}£
   *[other] { $amount }{"\u00A0"}{ $currency }
}
