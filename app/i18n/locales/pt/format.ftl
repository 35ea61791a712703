# Como se escrevem os números, as datas e o dinheiro. Os dois primeiros são sinais, não palavras.
format-group = {"\u00A0"}
format-decimal = ,
format-money-grouped-from = 5
format-number = { $number }
format-date = { $day }{"\u00A0"}de{"\u00A0"}{ $month ->
    [1] janeiro
    [2] fevereiro
    [3] março
    [4] abril
    [5] maio
    [6] junho
    [7] julho
    [8] agosto
    [9] setembro
    [10] outubro
    [11] novembro
   *[12] dezembro
} de { $year }
format-money = { $currency ->
    [EUR] { $amount }{"\u00A0"}€
    [GBP] { $amount }{"\u00A0"}£
   *[other] { $amount }{"\u00A0"}{ $currency }
}
