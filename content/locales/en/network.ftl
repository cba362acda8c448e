nav-join = Requests to join
home-title = Fewer needless contacts, answers that settle
home-lead = An open platform where administrations see which contacts with their users could be avoided, try practices, prove their effect and share it.
home-begin = Take the self-diagnosis
home-practices = See the practices
home-aims = Three aims
aim-O1 = Settle a request without the user having to come back: one case, a complete answer, the right person.
aim-O2 = Say how far a case, a payment or a document is before the user needs to ask.
aim-O3 = Help everybody find the way that settles their request, without closing the others.
aim-practices = { $n ->
    [one] See the practice
   *[other] See the { $n } practices
}
home-figures = Where things stand
home-no-figures = The administrations of this instance do not yet have enough contacts to show without one of them being recognised.
home-figures-rule = All administrations together. A figure is shown only if it stands on at least eleven users, even without the largest administration.
figure-partners = { $n ->
    [one] administration
   *[other] administrations
}
figure-partners-about = have contacts in the log
figure-period = { $period }; { $n } counted
home-loop = How it works
loop-see = See
loop-see-text = Import contacts and read what causes them, without names.
loop-try = Try
loop-try-text = Choose a practice with the self-diagnosis, and put it in place.
loop-prove = Prove
loop-prove-text = Compare with a control group, and say what happened, even if nothing changed.
loop-share = Share
loop-share-text = Publish the result so that the other administrations benefit.
home-results = The strongest evidence
home-results-latest = Latest published results
home-results-none = No administration of this instance has published a result yet. These are the practices with the strongest evidence elsewhere; each sheet says what it is worth:
home-results-all = All published results
home-results-elsewhere = The practices with the strongest evidence elsewhere; each sheet says what it is worth:
home-join = Does your administration receive calls, e-mails or visits? Join the others: it is free, and your data stay with you.
join-title = Join the network
join-lead = A few lines are enough. The programme team answers you.
join-what = You first receive a message to confirm your address. The programme team reads your request, then sends you a link to open the first account of your administration. Everything is to be filled in, except what is said to be optional.
join-organisation = Your administration
join-person = Your name
join-post = Your position
join-email = Your work e-mail address
join-email-hint = We write to this address, and only about this request.
join-message = What you would like to do
join-message-hint = Optional: your channels, what weighs on you, what you have already tried.
join-agrees = I agree that the programme team reads this information in order to answer me
join-privacy = A request without follow-up is erased after a year, an address that was not confirmed after seven days.
join-send = Send the request
join-missing = to be filled in.
join-too-long = this text is too long, or holds a sign that cannot be read.
join-bad-email = this address is not complete. Write it like name@administration.fr.
join-agree-missing = tick the box so that we can answer you.
join-sent = A message is on its way to { $email }. Open the link in it within seven days to confirm your request.
join-confirm-title = Confirm your request
join-confirm-text = You ask to join the network for “{ $organisation }”.
join-confirm-yes = Yes, it is me
join-confirmed = Your address is confirmed. The programme team will read your request and write to you.
join-link-lost = This link no longer leads to a request. It may be older than seven days: make a new request.
join-review-title = Requests to join
join-review-lead = The administrations that have confirmed their address. Accepting creates the administration and the account of its first manager, and sends them a link.
join-none = No request for now.
join-state-unconfirmed = Address not confirmed
join-state-confirmed = To decide
join-state-accepted = Accepted
join-state-declined = Declined
join-answered = Your answer:
join-code = Code of the administration
join-code-hint = Capital letters, digits and hyphens. If this code exists already, the person joins that administration.
join-accept = Accept
join-decline = Decline
join-why = Why, in a few words (the person will read them)
join-decline-yes = Send the refusal
join-bad-code = “{ $code }” is not the code of an administration: capital letters, digits and hyphens.
join-answer-missing = Write why: the person will receive these words.
join-decided-before = Somebody has already answered this request.
join-was-accepted = “{ $organisation }” is part of the network. The welcome message is on its way.
join-was-declined = The refusal is on its way to “{ $organisation }”.
mail-title = Messages to send
mail-lead = What has not left yet. Where no mail server is set, pass the text on yourself.
mail-none = All messages have left.
mail-outstanding = { $n ->
    [one] One message has not left yet.
   *[other] { $n } messages have not left yet.
}
mail-problem = The mail server answered: { $problem }
mail-text = Read the message
mail-done = I have passed it on myself
mail-handed-over = The message is put away.
mail-gone = This message has left already.
mail-confirm-subject = Confirm your request – Contacts efficaces
mail-confirm =
    Hello { $person },

    You have asked to join Contacts efficaces for “{ $organisation }”.

    To confirm that this address is yours, open this link within seven days:
    { $link }

    The programme team will then read your request and write to you.

    If you have asked for nothing, do nothing: your address will be erased.
mail-welcome-subject = Welcome to Contacts efficaces
mail-welcome =
    Hello { $person },

    “{ $organisation }” is now part of the network.

    1. Choose your password, within fourteen days:
    { $link }

    2. Take the self-diagnosis: it takes ten minutes and says which practices to begin with.

    3. Import a file of contacts, even a small one: you will see what causes them.

    See you soon,
    the programme team
mail-declined-subject = Your request – Contacts efficaces
mail-declined =
    Hello { $person },

    We have read your request and cannot accept it:

    { $answer }

    The programme team
welcome-title = Welcome, { $name }
welcome-lead = Choose the password of { $email }.
welcome-choose = Save the password
welcome-not-same = The two passwords are not the same. Write them again.
welcome-gone = This link no longer works. If it is older than fourteen days, write to the programme team; if you have already chosen a password, sign in.
welcome-done = Your password is saved. Sign in.
legal-notice = Legal notice
legal-accessibility = Accessibility
legal-privacy = Personal data
