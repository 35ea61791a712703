# Як пишуться числа, дати й гроші. Перші два — знаки, а не слова.
format-group = {"\u00A0"}
format-decimal = ,
format-money-grouped-from = 4
format-number = { $number }
format-date = { $day }{"\u00A0"}{ $month ->
    [1] січня
    [2] лютого
    [3] березня
    [4] квітня
    [5] травня
    [6] червня
    [7] липня
    [8] серпня
    [9] вересня
    [10] жовтня
    [11] листопада
   *[12] грудня
} { $year }{"\u00A0"}р.
format-money = { $currency ->
    [UAH] { $amount }{"\u00A0"}₴
   *[other] { $amount }{"\u00A0"}{ $currency }
}
