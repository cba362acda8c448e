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
