# كيف تُكتب الأرقام والتواريخ والمبالغ. الأولان علامتان لا كلمتان.
format-group = ,
format-decimal = .
format-money-grouped-from = 4
format-number = { $number }
format-date = { $day }{"\u00A0"}{ $month ->
    [1] يناير
    [2] فبراير
    [3] مارس
    [4] أبريل
    [5] مايو
    [6] يونيو
    [7] يوليو
    [8] أغسطس
    [9] سبتمبر
    [10] أكتوبر
    [11] نوفمبر
   *[12] ديسمبر
} { $year }
format-money = { $amount }{"\u00A0"}{ $currency }
