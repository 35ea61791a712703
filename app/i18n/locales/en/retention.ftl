retention-title = Are these still needed?
retention-lede = Nobody has touched these referrals for long. What is kept without need can only do harm. Ask the person, and say which are still needed.
retention-since = Last touched on { $day }
retention-next-archive = If nobody answers, it is archived from { $day } on: closed, and no longer matched. It can be opened again.
retention-next-erase = If nobody answers, everything about this person is erased from { $day } on.
retention-keep-button = Still needed
retention-archive-button = Archive it
home-retention = { $count ->
    [0] All referrals have been looked at
    [one] referral has not been touched for long
   *[other] referrals have not been touched for long
}
