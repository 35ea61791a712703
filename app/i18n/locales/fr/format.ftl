# Comment s’écrivent les nombres, les dates et l’argent. Les deux premiers sont des signes, pas des mots.
format-group = {"\u202F"}
format-decimal = ,
format-money-grouped-from = 4
format-number = { $number }
format-date = { $day ->
    [1] 1er
   *[other] { $day }
}{"\u00A0"}{ $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
} { $year }
format-money = { $currency ->
    [EUR] { $amount }{"\u00A0"}€
    [GBP] { $amount }{"\u00A0"}£GB
   *[other] { $amount }{"\u00A0"}{ $currency }
}
