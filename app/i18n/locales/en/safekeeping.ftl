safekeeping-title = Safekeeping
safekeeping-since = { $days ->
    [0] { $day }, today
    [one] { $day }, one day ago
   *[other] { $day }, { NUMBER($days) } days ago
}
safekeeping-none = None yet
safekeeping-never = never
safekeeping-key = Master key, made on
safekeeping-key-old = It is more than a year old. Make a new one: server keys rotate
safekeeping-key-beside = The master key lies on the same disk as the database: whoever takes the disk has both. Keep it on another (PONTE_KEY_FILE), or have it fetched (PONTE_KEY_COMMAND).
safekeeping-key-moves = Records are moving from one master key to the next. If nobody is at it, call again: server keys rotate
safekeeping-key-left = { $count ->
    [one] One record does not open by any master key, so that the one before stays in use. Its sealed cells by table: { $cells }. Put it back from a backup, or give it up. How: server keys rotate --help
   *[other] { NUMBER($count) } records do not open by any master key, so that the one before stays in use. Their sealed cells by table: { $cells }. Put them back from a backup, or give them up. How: server keys rotate --help
}
safekeeping-in-clear = { $count ->
    [one] Where one person lives stands in clear, since their referral does not open. If its master key is not held, bring that back and start a server; if its own key is spoilt, put that back from a backup, or give it up (how: server keys rotate --help). Where neither helps, erase the person: server erase
   *[other] Where { NUMBER($count) } people live stands in clear, since their referrals do not open. If their master key is not held, bring that back and start a server; if their own keys are spoilt, put those back from a backup, or give them up (how: server keys rotate --help). Where neither helps, erase these people: server erase
}
safekeeping-backup = Last backup
safekeeping-backup-none = None was ever made
safekeeping-backup-elsewhere = They are made elsewhere (PONTE_BACKUPS), so nothing is known of them here
safekeeping-backup-old = There is no backup of the last seven days. Make one: server backup FILE
safekeeping-audit = Audit log
safekeeping-audit-stands = Signed: { $signed }. Looked through: { $checked }.
safekeeping-audit-whole = Signed: { $signed }. Looked through: { $checked }. The chain holds.
safekeeping-audit-old = It has not been signed for two days. Is a server or a worker running?
safekeeping-audit-broken = It has been changed from outside. See where: server audit verify
safekeeping-retention = Referrals that nobody has touched
safekeeping-retention-stands = { $archive ->
    [one] One waits for an answer before it is archived
   *[other] { NUMBER($archive) } wait for an answer before they are archived
}, { $erase ->
    [one] one before it is erased.
   *[other] { NUMBER($erase) } before they are erased.
}
safekeeping-clock-behind = The clock of this machine is behind what the log has seen ({ $day }): consent that ended in the last three days before may be read again. Set the clock. If the clock is right and was ahead then, nothing needs to be done.
safekeeping-mail-stays = No mail leaves: each is written as a file into the server’s folder, with its links. This is for trying out only. Name a mail server: SMTP_URL.
