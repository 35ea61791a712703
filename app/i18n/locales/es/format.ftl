# Cómo se escriben los números, las fechas y el dinero. Los dos primeros son signos, no palabras.
format-group = .
format-decimal = ,
format-money-grouped-from = 5
format-number = { $number }
format-date = { $day }{"\u00A0"}de{"\u00A0"}{ $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
} de { $year }
format-money = { $currency ->
    [EUR] { $amount }{"\u00A0"}€
   *[other] { $amount }{"\u00A0"}{ $currency }
}
