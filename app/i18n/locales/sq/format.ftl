# Si shkruhen numrat, datat dhe paratë. Dy të parat janë shenja, jo fjalë.
format-group = {"\u00A0"}
format-decimal = ,
format-money-grouped-from = 4
format-number = { $number }
format-date = { $day }{"\u00A0"}{ $month ->
    [1] janar
    [2] shkurt
    [3] mars
    [4] prill
    [5] maj
    [6] qershor
    [7] korrik
    [8] gusht
    [9] shtator
    [10] tetor
    [11] nëntor
   *[12] dhjetor
} { $year }
format-money = { $currency ->
    [EUR] { $amount }{"\u00A0"}€
    [GBP] { $amount }{"\u00A0"}£
    [ALL] { $amount }{"\u00A0"}Lekë
   *[other] { $amount }{"\u00A0"}{ $currency }
}
