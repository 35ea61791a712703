problem-missing = This is needed.
problem-too-long = This is too long: at most { NUMBER($max) } characters.
problem-too-short = This is too short: at least { NUMBER($min) } characters.
problem-not-a-number = Write a number, such as 12.
problem-out-of-range = Write a number from { NUMBER($min) } to { NUMBER($max) }.
problem-not-a-date = Write a date such as 2026-11-24.
problem-in-the-past = This day has passed. Choose a later one.
problem-too-far-ahead = This is too far ahead: at most { NUMBER($days) } days from today.
problem-not-in-list = Choose one from the list.
problem-not-an-address = Write an e-mail address such as name@example.org.
problem-not-a-link = Write a web address that begins with https://.
problem-unknown-place = We do not know this town. Write its name and its country, such as Tirana, AL.
problem-unknown-occupation = We do not know this occupation. Try another word and choose from the list.
problem-differs = The two do not match.
problem-taken = This is in use already.
problem-too-many = At most { NUMBER($max) } of these.
problem-wrong-credentials = The address or the password is wrong.
problem-try-later = { $minutes ->
    [one] Too many attempts. Try again in a minute.
   *[other] Too many attempts. Try again in { $minutes } minutes.
}
problem-link-spent = This link has been used or is too old. Ask for a new one.
problem-standards-not-met = Some standards are not met yet. The list shows what to change.
problem-not-confirmed = This address is not confirmed yet. We have sent a new link to it.
problem-seats-taken = More people than this have accepted already.
problem-too-many-invitations = So many invitations are open that no more can be sent now. Wait until some are accepted or have ended.
problem-invited-password = This did not work. If this address has an account, give its password; if you do not know it, set a new one first.
problem-invited-elsewhere = This account has its place already, and one account has only one. Ask to be invited at another address.
problem-not-a-slug = Write 1 to 80 lower case letters a to z, digits and hyphens.
problem-control-characters = This has characters that cannot be shown.
problem-in-the-future = This lies in the future.
problem-not-a-web-link = Write a web address with a host that begins with http:// or https://.
problem-no-way-to-ask = Give a web address or an e-mail address of the organisation.
problem-unknown-part = Write employer, ngo, state, intergovernmental, association, funder, trade-union, media or academia.
problem-unknown-country = There is no country of this code.
problem-unknown-language = There is no language of this code.
problem-other-record = Another record has this address. Give the file front matter with a slug of its own.
problem-twice-in-file = This file has a record of this address already.
