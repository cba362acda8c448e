nav-requests = Requests
way-email = E-mail address
way-phone = Telephone
way-post = Postal address
request-state-open = Open
request-state-closed = Closed
handling-stale = Somebody else changed this request while you were reading it. Read it again, then start over: your text is kept as a draft.
mail-footer =
    Reference: { $reference }
    Follow your request: { $address }

# Files
files-failed = The file could not be kept or read. Try again in a moment; if it happens again, tell the administrator.
files-altered = This file is no longer the one that was received: it is not shown. Tell the administrator.

# Rules
rule-because-words = the text says “{ $words }”
rule-fact-channel = { $channel ->
    [phone] by phone
    [email] by e-mail
    [counter] at the counter
    [web] through the website
    [sms] by text message
    [chat] by chat
    [post] by letter
    [video] by video call
    [app] through the app
    [social] through a social network
    [visit] during a visit
   *[other] through another channel
 }
rule-fact-open = a request is open
rule-fact-not-open = no request is open
rule-fact-no-promise = no date was announced
rule-fact-promise-ahead = the announced date is not reached
rule-fact-promise-passed = the announced date has passed
rule-fact-first = first contact for this reason
rule-fact-back-week = already in contact within the last 7 days
rule-fact-back-month = already in contact within the last 30 days
rule-fact-back-later = already in contact, more than 30 days ago
rule-fact-no-failure = nothing went wrong before
rule-fact-unanswered = an earlier message got no answer
rule-fact-callback = a promised call back was not made
rule-fact-closed = a request was just closed for the same reason
rule-fact-not-reached = an earlier call did not get through
rule-fact-transferred = this person was already passed on to somebody else
rule-agreement-unknown = Too few requests were coded twice to know whether this code can be relied on. Wait for more second codings.
rule-agreement-greyed-out = Two agents do not give this code to the same requests often enough: its figures are greyed out. Go over its definition together.
rule-agreement-warned = Two agents give this code to the same requests often enough, no more: read its figures with care.
rule-agreement-shown = Two agents give this code to the same requests: its figures can be relied on.
rule-forecast-reason-and-team = from requests of the same reason that the same team handled in the last 90 days
rule-forecast-reason = from requests of the same reason handled in the last 180 days
rule-forecast-team = from requests that the same team handled in the last 180 days
rule-forecast-partner = from all requests handled in the last year
rule-forecast-too-few = { $n ->
    [0] No comparable request is closed
    [one] Only one comparable request is closed
   *[other] Only { $n } comparable requests are closed
 }: too few to announce a date. Give a delay that the team is sure to keep.
rule-forecast-older = This request has waited longer than nearly all others: their delays tell nothing about it. Handle it, then announce a date.
rule-forecast-mostly-open = More than half of comparable requests are still open: no date would be honest. Give a delay that the team is sure to keep.
rule-assign-knows-usager = you helped this person before
rule-assign-skill = this reason is among your skills
rule-assign-territory = this person lives in your territory
rule-assign-free = { $load ->
    [0] you have no open request
    [one] you have only one open request
   *[other] you have { $load } open requests and may take more
 }
rule-assign-nobody-in-team = This team has no agent. Add one, or give the request to another team.
rule-assign-nobody-for-reason = No agent of the team handles this reason. Add it to the skills of one of them, or give the request to another team.
rule-assign-nobody-for-territory = No able agent covers this territory. Add it to one of them, or assign the request yourself.
rule-assign-nobody-present = No able agent is present. The request waits for their return; assign it yourself if it is urgent.
rule-assign-nobody-free = The agents present have as many requests as they can handle. Raise a limit, or ask for help.
rule-spike = { $n ->
    [one] { $n } contact
   *[other] { $n } contacts
 } on this reason, instead of { $expected } as usual
rule-radar-count = Contact no. { $n } { $days ->
    [0] today
    [one] in one day
   *[other] in { $days } days
 }
rule-radar-calls = { $n ->
    [one] { $n } call
   *[other] { $n } calls
 }
rule-radar-messages = { $n ->
    [one] { $n } message
   *[other] { $n } messages
 }
rule-radar-unanswered-messages = { $n ->
    [one] { $n } message without answer
   *[other] { $n } messages without answer
 }
rule-radar-visits = { $n ->
    [one] { $n } visit
   *[other] { $n } visits
 }
rule-radar-others = { $n ->
    [one] { $n } other contact
   *[other] { $n } other contacts
 }
rule-radar-callback = A promised call back was not made: it was due { $days ->
    [0] today
    [1] yesterday
   *[other] { $days } days ago
 }.
rule-radar-passed = The announced date passed { $days ->
    [0] today
    [1] yesterday
   *[other] { $days } days ago
 }.
rule-radar-unanswered = A message has been waiting for an answer { $days ->
    [0] since today
    [1] since yesterday
   *[other] for { $days } days
 }.
rule-radar-closed = The request was closed { $days ->
    [0] today
    [1] yesterday
   *[other] { $days } days ago
 }, and the person is back for the same reason.
rule-radar-document-received = A document that was asked for came { $days ->
    [0] today
    [1] yesterday
   *[other] { $days } days ago
 }, but the request has not moved since.
rule-radar-document-awaited = A document asked for { $days ->
    [0] today
    [1] yesterday
   *[other] { $days } days ago
 } has not come.
rule-radar-not-reached = { $n ->
    [one] A recent call did not get through.
   *[other] { $n } recent calls did not get through.
 }
rule-radar-transferred = { $n ->
    [one] This person was already passed on to somebody else.
   *[other] This person was already passed on to somebody else { $n } times.
 }
rule-radar-ahead = The announced date is { $days ->
    [0] today
    [1] tomorrow
   *[other] in { $days } days
 }.
rule-radar-no-date = No date was announced, and the request has been waiting { $days ->
    [0] since today
    [1] since yesterday
   *[other] for { $days } days
 }.
rule-template-name = name of the person
rule-template-request-number = number of the request
rule-template-reason = reason of the request
rule-template-received-date = date of receipt
rule-template-promised-date = announced date
rule-template-missing-documents = missing documents
rule-template-documents-date = last day for the documents
rule-template-callback-date = date of the call back
rule-template-appointment = appointment
rule-template-follow-up-link = link to the follow-up page
rule-template-agent = name of the agent
rule-template-team = team
rule-template-organisation = organisation
rule-template-phone = telephone of the team
rule-template-address = postal address of the team
rule-template-hours = opening hours
rule-template-today = today’s date
rule-template-not-closed = Line { $line }, column { $column }: two braces open and do not close. Add two closing braces on the same line.
rule-template-unknown = Line { $line }, column { $column }: “{ $name }” is not a variable. Choose one from the list.
rule-template-unknown-mark = Line { $line }, column { $column }: “{ $name }” is not understood. Only #if and /if are.
rule-template-end-alone = Line { $line }, column { $column }: this /if ends nothing. Delete it, or add the missing #if before it.
rule-template-not-ended = Line { $line }, column { $column }: the part that depends on “{ $name }” does not end. Add /if at its end.
rule-template-too-deep = Line { $line }, column { $column }: more than { $most } conditions stand within each other. Simplify the text.
rule-template-too-long = Line { $line }, column { $column }: the template is longer than { $most } kB. Shorten it.
rule-template-filled-too-long = Line { $line }, column { $column }: the filled text is too long. Shorten what is placed in it.
rule-template-missing = Line { $line }, column { $column }: “{ $name }” is not known for this request. Fill it in, or make this part optional with #if.
