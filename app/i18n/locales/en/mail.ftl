# Mails. An inbox may be read over somebody's shoulder: a mail says that something waits, never what, and no word
# here tells what Ponte is for.
mail-greeting = Hello,
mail-link-hint = If the link does not open, copy this address into your browser:
mail-footer = This mail was sent automatically by Ponte. Replies are not read.

mail-confirm-address-subject = Confirm your e-mail address
mail-confirm-address-text = Somebody, probably you, joined Ponte with this e-mail address. To confirm that it is yours, open the link. If it was not you, you need not do anything.
mail-confirm-address-action = Confirm the address

mail-reset-password-subject = Choose a new password
mail-reset-password-text = Somebody, probably you, asked for a new password for Ponte. To choose one, open the link; it works once and not for long. If it was not you, you need not do anything: your password stays as it is.
mail-reset-password-action = Choose a new password

mail-invitation-subject = You are invited to Ponte
mail-invitation-text = You are invited to work together on Ponte. To accept, open the link; the page says who invites you. If you do not expect this, you need not do anything.
mail-invitation-action = See the invitation

mail-curator-invitation-subject = You are invited to the library of Ponte
mail-curator-invitation-text = You are invited to work on the library of Ponte. To choose a password for your account, open the link; it works once, within seven days. Later, ask for a new password on the sign-in page. If you do not expect this, you need not do anything.
mail-curator-invitation-action = Choose a password

mail-waiting-subject = You have a message
mail-waiting-text = Something is waiting for you on Ponte. Sign in to read it.
mail-waiting-action = Read it on Ponte

mail-application-news-subject = News about your application
mail-application-news-text = There is news about your application to Ponte. Sign in to read it.
mail-application-news-action = Read the news

mail-renewal-due-subject = Your place on Ponte ends before long
mail-renewal-due-text = Your organisation’s verification on Ponte ends before long. Sign in to see when, and to ask that it goes on.
mail-renewal-due-action = See when it ends

mail-proposal-news-subject = News about your proposal
mail-proposal-news-text = There is news about a proposal that you wrote for the library of Ponte. Sign in to read it.
mail-proposal-news-action = Read the news

mail-proposals-wait-subject = Proposals wait for you
mail-proposals-wait-text = { $count ->
    [one] One proposal for the library of Ponte waits for you.
   *[other] { NUMBER($count) } proposals for the library of Ponte wait for you.
} To get no more of these mails, change that in your account.
mail-proposals-wait-action = See what waits

mail-attention-needed-subject = Ponte needs your attention
mail-attention-needed-text = Something about how Ponte runs needs you. Sign in to see what it is and what to do.
mail-attention-needed-action = See what it is

mail-address-in-use-subject = You already have an account
mail-address-in-use-text = Somebody, probably you, tried to join Ponte with this e-mail address, but it already has an account. You can sign in with it; if you forgot the password, you can choose a new one there. If it was not you, you need not do anything.
mail-address-in-use-action = Sign in

mail-new-in-searches-subject = New in your searches
mail-new-in-searches-text = The searches that you keep on Ponte find something new since we wrote last.
mail-new-in-searches-action = See your searches
mail-new-in-searches-stop = To get no more of these mails, open this address:

mail-sign-in-changed-subject = The way you sign in has changed
mail-sign-in-changed-text = The password or the second step of your account on Ponte was changed. If it was you, you need not do anything. If it was not, set a new password at once with “I have forgotten my password”, and tell whoever runs the site.
mail-sign-in-changed-action = See how you sign in

mail-account-closed-subject = Your account is closed
mail-account-closed-text = Your account on Ponte was closed, with its password. Your name and address were removed, and nobody signs in with it any more. If it was you, you need not do anything. If it was not, tell whoever runs the site.
mail-account-closed-action = Open Ponte
