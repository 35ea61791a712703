# Sayılar, tarihler ve para nasıl yazılır. İlk ikisi işarettir, söz değil.
format-group = .
format-decimal = ,
format-money-grouped-from = 4
format-number = { $number }
format-date = { $day }{"\u00A0"}{ $month ->
    [1] Ocak
    [2] Şubat
    [3] Mart
    [4] Nisan
    [5] Mayıs
    [6] Haziran
    [7] Temmuz
    [8] Ağustos
    [9] Eylül
    [10] Ekim
    [11] Kasım
   *[12] Aralık
} { $year }
format-money = { $currency ->
    [EUR] €{ $amount }
    [GBP] £{ $amount }
    [TRY] ₺{ $amount }
   *[other] { $currency }{"\u00A0"}{ $amount }
}
