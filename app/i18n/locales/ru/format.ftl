# Как пишутся числа, даты и деньги. Первые два — знаки, а не слова.
format-group = {"\u00A0"}
format-decimal = ,
format-money-grouped-from = 4
format-number = { $number }
format-date = { $day }{"\u00A0"}{ $month ->
    [1] января
    [2] февраля
    [3] марта
    [4] апреля
    [5] мая
    [6] июня
    [7] июля
    [8] августа
    [9] сентября
    [10] октября
    [11] ноября
   *[12] декабря
} { $year }{"\u00A0"}г.
format-money = { $currency ->
    [EUR] { $amount }{"\u00A0"}€
    [GBP] { $amount }{"\u00A0"}£
    [RUB] { $amount }{"\u00A0"}₽
    [UAH] { $amount }{"\u00A0"}₴
   *[other] { $amount }{"\u00A0"}{ $currency }
}
