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
mailbox-sealed = The passwords of this mailbox can no longer be read: the instance’s key has changed. Type them again.
mailbox-no-server = This mailbox has no server of incoming mail. Complete its settings.
mailbox-no-reader = Messages cannot be read at the moment: the program that reads them did not start. They are kept and will be read later.
# Mailboxes
mailboxes-title = Mailboxes
mailboxes-lead = The addresses at which usagers write: what came, what was set apart, what has not left.
mailboxes-none = No mailbox yet. A manager can add one: messages will then arrive among the requests.
mailbox-new = Add a mailbox
mailbox-edit = Change the mailbox
mailbox-save = Check and save
mailbox-saved = The mailbox is saved. It will be read within a minute.
mailbox-taken = this address is already a mailbox.
mailbox-off = off
mailbox-problem = cannot be read
mailbox-read = read on { $at }
mailbox-not-yet = not read yet
mailbox-writes = sends only
mailbox-compared = received { $received }, filed { $filed }, quarantine { $quarantined }, missing { $missing }, lost { $lost }
mailbox-never-compared = The server and the requests have not been compared yet. It is done each night.
mailbox-compare = Compare now
mailbox-whole = Compared: no message is missing.
mailbox-mended = Compared: { $missing } messages were missing and { $lost } had lost their contact. They are being taken again.
mailbox-waiting = { $n ->
    [one] One message is kept and waits to be filed.
   *[other] { $n } messages are kept and wait to be filed.
}
mailbox-bytes = { $n } KB
mailbox-incoming = Incoming (IMAP)
mailbox-outgoing = Outgoing (SMTP)
mailbox-trust = Trust and signature
mailbox-team-first = The first team
mailbox-field-address = Address
mailbox-field-name = Name shown
mailbox-hint-name = What usagers read before the address, such as the name of the service.
mailbox-field-team = Team that receives the messages
mailbox-field-is_on = Read and send the messages of this mailbox
mailbox-field-host = Incoming server
mailbox-field-port = Port
mailbox-field-security = Protection of the line
mailbox-security-tls = TLS
mailbox-security-start-tls = STARTTLS
mailbox-security-plain = None (server of this machine only)
mailbox-field-user = User
mailbox-field-login = Proof
mailbox-login-password = Password
mailbox-login-oauth2 = OAuth 2 token
mailbox-field-password = Password or token
mailbox-hint-password = Leave it empty to keep the one that is saved. It is sealed with the instance’s key.
mailbox-field-folder = Folder
mailbox-field-smtp = Outgoing server
mailbox-hint-smtp = For example smtp://smtp.ville.example:587?tls=required, without user or password.
mailbox-field-smtp-user = Outgoing user
mailbox-field-smtp-password = Outgoing password
mailbox-hint-smtp-password = Leave it empty to keep the one that is saved.
mailbox-field-trusted = Server that checks senders
mailbox-hint-trusted = The name that your server writes in “Authentication-Results”. Empty: no check is believed.
mailbox-field-dkim-selector = DKIM selector
mailbox-hint-dkim-selector = The name published in the DNS under _domainkey. Empty: messages are not signed here.
mailbox-field-dkim-key = DKIM private key
mailbox-hint-dkim-key = RSA (PEM) or Ed25519 (base64). Leave it empty to keep the one that is saved.
mailbox-address-none = this is not an e-mail address.
mailbox-name-none = give a name to be read before the address.
mailbox-port-none = give a port number, such as 993.
mailbox-user-none = give the user of the mailbox.
mailbox-smtp-none = this is not the address of an outgoing server: smtp://name:port, without user.
mailbox-nothing = give an incoming server, an outgoing one, or both.
leaving-title = Messages that have not left, or that came back
leaving-none = Everything has left.
leaving-request = Request
leaving-recipient = Recipient
leaving-at = Written on
leaving-state = Where it stands
leaving-do = What to do
leaving-again = Try again now
dispatch-waiting = waits to be sent
dispatch-sending = being sent
dispatch-doubtful = sent or not, being checked
dispatch-sent = sent
dispatch-refused = refused
dispatch-bounced = came back
dispatch-gone = This message has left meanwhile, or is being sent.
dispatch-again = The message is being sent again now.
apart-title = Messages set apart
apart-about = Nothing is thrown away: messages that cannot be read, those of robots, unwanted ones and doubles stay here, as they came.
apart-none = No message was set apart.
apart-at = Received on
apart-why = Why
apart-size = Size
apart-raw = Save as it came
apart-release = Make a request of it
arrival-own = A message sent from here.
arrival-loop = It goes round between robots.
arrival-bounce = A server says that a message did not arrive.
arrival-out-of-office = Automatic reply of somebody who is away.
arrival-automatic = Written by a robot.
arrival-spam = The server calls it unwanted.
arrival-ordinary = A person’s message, without a contact.
arrival-duplicate = The same message was filed before.
arrival-released = Put back among people’s messages.
arrival-filed-already = This message is filed already, or will be.
arrival-released-done = The message will become a request.

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

# The usager's side
contact-title = Write to { $name }
contact-lead = Two steps, a few minutes. You do not need an account.
contact-reason = Why are you writing to us?
contact-other = Something else, or I do not know
contact-message = Your question or your request
contact-message-hint = Write as you speak. If you have a file number, give it.
contact-go-on = Continue
contact-already = Have you written already? Follow your request
contact-missing = to be filled in.
contact-too-long = too long, make it shorter.
contact-choose = Choose an answer.
contact-bad-email = this address is not complete. Example: name@example.com
contact-bad-phone = this number is not complete. Example: 06 12 34 56 78
contact-bad-post = write the whole address, with the postcode and the town.
contact-your-message = Your message
contact-change = Change my message
contact-you = How to answer you
contact-name = Your surname and first name
contact-by = How do you want to get the answer?
contact-by-email = By e-mail
contact-by-phone = By telephone
contact-by-post = By letter
contact-email = Your e-mail address
contact-phone = Your telephone number
contact-post = Your postal address
contact-files = Add files (optional)
contact-privacy = Your answers are used to handle your request, and for nothing else.
contact-privacy-more = Your personal data
contact-send = Send
contact-send-anyway = Send anyway
contact-sent = Your request is sent. Keep the follow-up code below: it is all you need to come back to this page.
files-hint = { $n } files at most, { $megabytes } MB each: PDF, photos, documents.
files-too-large = “{ $name }” is too large. Choose a smaller file, then add your files again.
files-too-many = There are too many files. Keep the most useful ones, then add them again.
files-refused = “{ $name }” is not accepted: this kind of file can be dangerous. Send a PDF or a photo, then add your files again.
files-all-too-large = Your files are too large all together. Go back to the page before and send them in several goes.
files-broken = The sending stopped before its end. Go back to the page before and start again.
files-size = { $kilobytes } kB
answers-title = Your answer may be here
answers-read = Read these answers before you send: you will save time.
answers-helped = This answers my question
answers-thanks = Thank you. Nothing was sent: you can close this page.
follow-title = Follow a request
follow-lead = With your follow-up code, without an account.
follow-code = Follow-up code
follow-code-hint = Eight letters and digits, like ABCD-EFGH.
follow-open = See my request
follow-where = The code is in our messages and on our letters. You cannot find it? Contact the service to which you wrote.
follow-unknown = This code belongs to no request. Check each letter, then try again.
follow-page-title = Your request { $reference }
follow-opened = request received on { $day }
follow-you = You
follow-who = { $who }, { $how }
follow-by-phone = by telephone
follow-by-email = by e-mail
follow-by-counter = at the counter
follow-by-web = on this site
follow-by-sms = by text message
follow-by-chat = by chat
follow-by-post = by letter
follow-by-video = by video call
follow-by-app = by the application
follow-by-social = by a social network
follow-by-visit = during a visit
follow-by-other = by other means
follow-exchange = Our exchange
follow-write = Ask a question or add a document
follow-message = Your message
follow-message-hint = Your message joins this request: no need to explain everything again.
follow-nothing-written = write a message or add a file.
follow-written = Your message is sent.
follow-keep = To keep
follow-keep-hint = Keep this code for yourself: anybody who has it can read this page.
follow-reference = Reference
optional = Optional.
standing-received = We have received your request
standing-assigned = An agent is dealing with your request
standing-at-work = We have answered you and the request is still open
standing-administration-next = It is up to us to act. You have nothing to do.
standing-usager = We are waiting for something from you
standing-usager-answer = Answer our last message: we will go on at once.
standing-usager-documents = Send the documents asked for below: we will go on at once.
standing-usager-documents-by = Send the documents asked for below before { $day }: we will go on at once.
standing-other-body = We are waiting for the answer of another body
standing-other-body-next = You have nothing to do. We are following that answer for you.
standing-closed = Your request has been finished since { $day }
standing-closed-next = If it is not settled, say so below: we will open it again.
standing-avoid = No need to call us before { $day }: we will have nothing more to tell you. This page is always up to date.
expected-between = Answer expected between { $low } and { $high }.
expected-by = Answer expected by { $high } at the latest.
expected-passed = We had told you to expect an answer by { $high }. We are late and we apologise. You can write to us below.
silence-agent-accepted = Without a decision by the end of { $day }, the request will be accepted.
silence-agent-refused = Without a decision by the end of { $day }, the request will be refused.
silence-agent-months = { $n ->
    [one] Without a decision in the month after the complete file arrives
   *[other] Without a decision in the { $n } months after the complete file arrives
 }, the request will be accepted.
silence-agent-days = { $n ->
    [one] Without a decision on the day after the complete file arrives
   *[other] Without a decision in the { $n } days after the complete file arrives
 }, the request will be accepted.
silence-usager-accepted = If we have not answered you by the end of { $day }, your request is accepted.
silence-usager-refused = If we have not answered you by the end of { $day }, your request is refused and you can contest that refusal.
silence-usager-months = { $n ->
    [one] If we do not answer you in the month after we receive all documents
   *[other] If we do not answer you in the { $n } months after we receive all documents
 }, your request is accepted.
silence-usager-days = { $n ->
    [one] If we do not answer you on the day after we receive all documents
   *[other] If we do not answer you in the { $n } days after we receive all documents
 }, your request is accepted.
documents-title = Documents asked for
documents-why = Why: { $why }
documents-due = To be sent before { $day }
documents-came = Received on { $day }. Thank you.
documents-file = Choose the file
documents-send = Send this document
documents-no-file = No file was chosen. Choose the file, then send it.
documents-not-awaited = This document is not awaited any more. To send another, write a message below.
documents-received = Your document has arrived.
documents-mail-subject = Documents to send us for your request { $reference }
documents-mail-intro = To go on, we need what follows:
documents-mail-why = { "  " }Why: { $why }
documents-mail-due = { "  " }To be sent before { $day }
documents-mail-useful = { "  " }This document is useful but does not stop your request.
documents-mail-how = You can answer this message with your documents, or hand them in on the page of your request.
solved-title = Is it settled?
solved-yes = Yes, it is settled
solved-already = It is settled, I do not need an answer any more
solved-said = You told us that it is settled. Thank you.
solved-no = No, it is not settled
solved-why = What is missing?
solved-open-again = Open my request again
solved-thanks = Thank you, it is noted.
unsolved-thanks = Your request is open again. We are going on with it.
opinion-title = I give my opinion
opinion-question = How did your request go?
opinion-1 = Very badly
opinion-2 = Badly
opinion-3 = So-so
opinion-4 = Well
opinion-5 = Very well
opinion-words = Would you like to add something?
opinion-send = Send my opinion
opinion-no-mark = Choose an answer between “Very badly” and “Very well”. An opinion is given once the request is finished.
opinion-thanks = Thank you for your opinion.
print-title = Print the follow-up
print-mark = Code to photograph with a telephone to open the follow-up page
print-follow = Follow your request
print-hint = Print this page with your browser.
print-back = Back to the request
ready-title = Ready answers
ready-lead = They are offered to usagers before they send their request.
ready-none = No answer yet. Begin with the question that you are asked most.
ready-figures = What each answer avoids
ready-question = Question
ready-question-hint = In the words of those who ask it: it is found by them.
ready-answer = Answer
ready-reason = For which reason
ready-all-reasons = All reasons
ready-shown = Shown
ready-helped = Was enough
ready-share = Share
ready-figures-hint = An answer is counted when the usager decides: they send anyway, or say that it is enough.
ready-new = New answer
ready-change = Change
ready-save = Save
ready-close = Offer no more
ready-saved = The answer is saved.
ready-closed = The answer is not offered any more.
ready-missing = The question or the answer is missing. Fill in both, then save.
ready-too-long = It is too long: 150 signs for the question, 4,000 for the answer.
ack-hello = Hello,
ack-subject = We have received your request { $reference }
ack-received = { $name } received your request on { $day }.
ack-no-need = No need to write again before { $day }: your follow-up page is always up to date.
ack-follow = To follow it: reference { $reference }, follow-up code { $code }.
ack-automatic = This message is automatic. You can answer it: your answer will join your request.
ack-lacks-reason = the reason of the request
ack-lacks-silence = what silence means for this reason
ack-manage-title = Acknowledgements
ack-manage-lead = With an incomplete acknowledgement, time limits for appeal do not run.
ack-lacking = What acknowledgements lack
ack-lacking-none = Nothing lacks: each reason has a complete acknowledgement.
ack-lacking-means = For these reasons, the usager gets a mere confirmation. Complete the team or the reason.
ack-appeals = Contesting a refusal
ack-appeals-why = For these reasons silence means refusal: the acknowledgement says how to contest it.
ack-appeal-ways = Ways of appeal
ack-appeal-limits = Time limits of appeal
ack-appeal-saved = The ways and time limits of appeal are saved.
ack-late = Late acknowledgements
ack-late-none = Nothing is late.
ack-late-registration = nothing was sent: it was due by the end of { $day }.
ack-late-acknowledgement = no full acknowledgement: it was due by the end of { $day }.
