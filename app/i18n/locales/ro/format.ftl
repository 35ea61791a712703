# Cum se scriu numerele, datele și banii. Primele două sunt semne, nu cuvinte.
format-group = .
format-decimal = ,
format-money-grouped-from = 4
format-number = { $number }
format-date = { $day }{"\u00A0"}{ $month ->
    [1] ianuarie
    [2] februarie
    [3] martie
    [4] aprilie
    [5] mai
    [6] iunie
    [7] iulie
    [8] august
    [9] septembrie
    [10] octombrie
    [11] noiembrie
   *[12] decembrie
} { $year }
format-money = { $amount }{"\u00A0"}{ $currency }
