# Как се пишат числа, дати и пари. Първите две са знаци, а не думи.
format-group = {"\u00A0"}
format-decimal = ,
format-money-grouped-from = 5
format-number = { $number }
format-date = { $day }{"\u00A0"}{ $month ->
    [1] януари
    [2] февруари
    [3] март
    [4] април
    [5] май
    [6] юни
    [7] юли
    [8] август
    [9] септември
    [10] октомври
    [11] ноември
   *[12] декември
} { $year }{"\u00A0"}г.
format-money = { $currency ->
    [EUR] { $amount }{"\u00A0"}€
    [BGN] { $amount }{"\u00A0"}лв.
   *[other] { $amount }{"\u00A0"}{ $currency }
}
