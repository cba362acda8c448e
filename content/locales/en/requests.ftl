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
dispatch-unproven = taken by the server, but the copy did not come back: perhaps it was not sent
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

# The desk
desk-title = Requests
desk-views = Views of the list
desk-view-mine = Mine
desk-view-teams = My teams
desk-view-unassigned = Unassigned
desk-view-all = All
desk-view-asleep = Asleep
desk-view-closed = Closed
desk-list = List of requests
desk-empty-mine = You have no open request. Take the next one, or open the view “Unassigned”.
desk-empty-teams = Your teams have no open request.
desk-empty-unassigned = Every request has an agent. Nothing waits.
desk-empty-all = No open request. A call, a visit or a letter? Choose “New request”.
desk-empty-asleep = No request is asleep.
desk-empty-closed = No request is closed yet.
desk-empty-filtered = No request matches. Try other words or another view, or remove the filters.
desk-empty-no-team = No team answers yet. A manager makes them in “Settings”.
desk-empty-no-own-team = You are in no team. Ask a manager to add you to one.
desk-take-next = Take the next one
desk-nothing-next = No unassigned request waits for you.
desk-search = Search
desk-filter = Filter
desk-filter-none = Remove the filters
desk-filter-reason = Reason
desk-filter-party = Whose turn
desk-all-reasons = All reasons
desk-all-parties = Anybody’s
desk-all-territories = all territories
desk-any-reason = Any reason
desk-unread = Unread
desk-no-subject = No subject
desk-no-reason = No reason
desk-nobody = Nobody
desk-none = None
desk-choose = Choose…
desk-save = Save
desk-back = Back to the request
desk-today = today
desk-first-page = First page
desk-usager-unnamed = Name unknown
desk-mentions = You are called
desk-mention = { $who } calls you in “{ $subject }”
desk-presence-reads = { $who } is reading
desk-presence-writes = { $who } is writing
desk-presence-warning = See together who answers.
desk-due-late = { $days ->
     [0] late since today
     [1] one day late
    *[other] { $days } days late
    }
desk-due-today = due today
desk-due-tomorrow = due tomorrow
desk-due-soon = in { $days } days
desk-due-on = due on { $day }
desk-asleep-until = asleep until { $at }
desk-closed-at = closed on { $at }
desk-channel-phone = Telephone
desk-channel-email = E-mail
desk-channel-counter = Counter
desk-channel-web = Form
desk-channel-sms = SMS
desk-channel-chat = Chat
desk-channel-post = Letter
desk-channel-video = Video call
desk-channel-app = Application
desk-channel-social = Social network
desk-channel-visit = Visit
desk-channel-other = Other channel
desk-keys = Keyboard shortcuts
desk-keys-explained = They are optional: everything can be done with the Tab key and the mouse too.
desk-key-enter = Enter
desk-key-move = Next, previous request
desk-key-open = Open the request
desk-key-search = Search
desk-key-reply = Reply
desk-key-list = Show this list
desk-fact-reference = Reference
desk-fact-state = State
desk-fact-due = Due
desk-fact-party = Whose turn
desk-fact-channel = Came by
desk-fact-reason = Reason
desk-fact-team = Team
desk-fact-agent = Agent
desk-fact-cause = Cause
desk-fact-code = Follow-up code
desk-taken = The request is yours.
desk-given = The request is given.
desk-given-back = The request has no agent any more.
desk-radar-answered = { $channel }, { $at }
desk-radar-unanswered = { $channel }, { $at }: unanswered
desk-timeline = What happened
desk-contact-in = { $who } · { $channel } · { $at }
desk-contact-out = Answer by { $who } · { $channel } · { $at }
desk-contact-product = Automatic message · { $channel } · { $at }
desk-note-by = Note by { $who } · { $at }
desk-event = { $what } · { $who } · { $at }
desk-event-opened = Request opened
desk-event-assigned = Given to { $to }
desk-event-given-back = Given back: no agent
desk-event-passed = { $party }
desk-event-reason = Reason: { $reason }
desk-event-snoozed = Asleep until { $until }
desk-event-woken = Woken
desk-event-closed = Closed: { $outcome }, { $cause }
desk-event-reopened = Opened again
desk-event-merged = Joined to another request
desk-event-received = Request { $reference } is joined to it
desk-event-parted = Taken apart again
desk-event-callback = Call promised
desk-event-called-answered = Called back
desk-event-called-no-answer = Called back, nobody answered
desk-event-called-cancelled = Call cancelled
desk-actor-product = the product
desk-actor-usager = the usager
desk-actor-gone = a closed account
desk-as-sent = Message as it was sent
desk-pictures-off = { $count ->
     [1] One remote picture is not loaded.
    *[other] { $count } remote pictures are not loaded.
    }
desk-quoted = Quoted earlier messages
desk-files = Attachments
desk-file-dangerous = dangerous, held back
desk-file-held = This file is of a dangerous type: it is not given. A manager can unblock it, saying why.
desk-size-kb = { $size } kB
desk-size-mb = { $size } MB
desk-sending-waiting = waiting to be sent
desk-sending-sending = being sent
desk-sending-doubtful = doubtful
desk-sending-unproven = not confirmed
desk-sending-sent = sent
desk-sending-refused = refused
desk-sending-bounced = not delivered
desk-letter-print = Print this letter
desk-letter-title = Letter { $reference }
desk-letter-how = Print this page: only the letter comes out.
desk-letter-reference = Reference: { $reference }
desk-letter-code = Follow-up code: { $code }
desk-letter-subject = Subject: { $subject }
desk-letter-ready = The letter is ready: print it and post it.
desk-reply = Reply
desk-no-mailbox = Your administration has no mailbox yet: no e-mail can leave. Answer by letter or by telephone, or ask the administrator to connect one.
desk-to = Recipient
desk-to-email = E-mail to { $way }
desk-to-phone = Call made to { $way } (record)
desk-to-post = Letter to { $way }
desk-to-nobody = No way known: add one on the person’s page
desk-to-email-only = Neither phone nor postal address is known
desk-reply-subject = Re: { $subject }
desk-reply-subject-field = Subject
desk-reply-text = Text
desk-reply-hint = Answer every question, and say what happens next and when.
desk-reply-empty = Write the answer.
desk-reply-no-way = Choose to whom the answer goes.
desk-reply-no-mailbox = Your administration has no mailbox. Choose a letter or a call.
desk-reply-send = Send
desk-reply-waits = Your answer is about to leave. Its state is shown in the thread.
desk-call-noted = The call is noted.
desk-draft-keep = Keep as a draft
desk-draft-kept = Your draft is kept.
desk-draft-of = Draft of { $at }
desk-next = Then
desk-next-keep = It stays our turn
desk-next-close = Close the request
desk-questions = Questions asked: tick those that you answer
desk-left-open = Left open: { $why }
desk-template-choose = Start from a template
desk-template-use = Use this template
desk-note = Internal note
desk-note-text = For your colleagues
desk-note-hint = The usager does not see it.
desk-note-call = Call a colleague
desk-note-keep = Add the note
desk-note-empty = Write the note.
desk-noted = The note is added.
desk-close = Close
desk-close-do = Close the request
desk-close-outcome = How it ends
desk-close-reason = Reason
desk-close-cause = Why the usager had to contact us
desk-close-other-cause = Another cause
desk-close-all-causes = All causes
desk-close-questions = Questions still open: tick those that were answered
desk-close-left-open = Why a question stays open
desk-close-left-open-hint = Needed if a question is not ticked.
desk-close-no-outcome = Say how it ends.
desk-close-no-reason = Choose the reason.
desk-close-no-reasons = There is no reason yet: a manager makes them in “Settings”.
desk-close-no-cause = Choose the cause.
desk-close-open-questions = Tick the questions that were answered, or say why one stays open.
desk-closed = The request is closed.
desk-closed-title = Request closed
desk-closed-text = A message from the usager opens it again by itself.
desk-reopen = Open the request again
desk-reopened = The request is open again.
desk-outcome-resolved = Settled
desk-outcome-unresolved = Not settled
desk-outcome-transferred = Passed to another service
desk-outcome-abandoned = Given up by the usager
desk-family-A = A · Waiting
desk-family-B = B · Understanding
desk-family-C = C · Documents and data
desk-family-D = D · Finding the way
desk-family-E = E · Faulty answer
desk-family-F = F · Technique and access
desk-family-G = G · Messages that we send
desk-family-V = V · Contact of value
desk-why-first = first contact about this
desk-why-talk = the usager talked with somebody
desk-why-usual = frequent cause
desk-why-other = another frequent contact of value
desk-aside = The person and what one can do
desk-others = Their other requests
desk-acts = Acts
desk-take = Take
desk-give-back = Give back
desk-give = Give to a colleague
desk-give-do = Give
desk-pass = Whose turn it is
desk-passed = It is noted.
desk-reason-change = Change the reason
desk-reason-changed = The reason is changed.
desk-snooze = Put to sleep
desk-snooze-tomorrow = Until tomorrow 9:00
desk-snooze-monday = Until Monday 9:00
desk-snooze-day = Until a day
desk-snooze-do = Until that day
desk-snooze-no-day = Choose a day to come, within a year.
desk-snoozed = The request sleeps. It comes back by itself, or as soon as the usager writes.
desk-wake = Wake
desk-woken = The request is awake.
desk-join = Join another request of this person
desk-join-hint = Its reference, such as 2026-000042. It can be undone.
desk-join-do = Join
desk-join-done = The two requests are one.
desk-join-unknown = No request has this reference. Check it.
desk-join-other-person = This request is another person’s. If it is the same, join the two persons first.
desk-join-closed = Open this request again first: the other one is open.
desk-join-impossible = One of the two is joined to another already. Load the page again.
desk-joined = { $what }, joined by { $who } on { $at }
desk-part = Take apart again
desk-part-done = The two are apart again.
desk-part-impossible = This cannot be taken apart now: it is already, or a later joining has to be undone first.
desk-merged-here = Request { $reference } is joined to this one.
desk-proposals = To decide
desk-proposals-person = Two people may share a telephone or an address. Join only if you are sure; it can be undone.
desk-proposal-usagers = Is { $name } the same person? { $why }
desk-proposal-requests = Is it the same request as { $reference }? { $why }
desk-why-same-email = Same e-mail address.
desk-why-same-phone = Same telephone.
desk-why-same-post = Same postal address.
desk-why-message = The message quotes it.
desk-yes-join = Yes, join
desk-no-join = No
desk-decided = It is decided.
desk-callback = Promised call
desk-callbacks = Calls to make
desk-callbacks-none = No call is promised.
desk-callbacks-first = Within the hour, or missed
desk-callbacks-later = Later
desk-callback-missed = missed
desk-callback-now = now
desk-callback-when = { $day }, between { $from } and { $until }
desk-callback-line = { $day }, between { $from } and { $until }, { $phone }
desk-callback-day = Day of the call
desk-callback-from = From
desk-callback-until = Until
desk-callback-hint = Such as 14:30
desk-callback-phone = Number to call
desk-callback-no-day = Choose a day and two hours to come, within three months.
desk-callback-no-phone = This is no telephone number.
desk-callback-do = Promise this call
desk-callback-promised = The call is noted. It is in the list of calls to make.
desk-call-answered = Done
desk-call-no-answer = Nobody answered
desk-call-cancelled = Cancel
desk-called-answered = The call is made. Note what was said.
desk-called-no-answer = It is noted. Promise another time.
desk-called-cancelled = The call is cancelled.
desk-new = New request
desk-new-channel = By which channel
desk-new-who = Who is it?
desk-new-search = Name, telephone or e-mail address
desk-new-find = Search
desk-new-nobody-found = Nobody is known by this name or address.
desk-new-stranger = It is a new person
desk-new-other-person = Choose another person
desk-new-what = What is it about?
desk-new-name = Name
desk-new-phone = Telephone
desk-new-email = E-mail address
desk-new-post = Postal address
desk-new-subject = Subject
desk-new-reason = Reason
desk-new-note = What was said or asked
desk-new-note-hint = One question a sentence: they will be ticked one by one.
desk-new-scan = Scanned letter
desk-new-settle = Settled now?
desk-new-settled = Settled now
desk-new-do = Record the request
desk-new-opened = Request { $reference } is open.
desk-new-closed = Request { $reference } is recorded and closed.
desk-new-nobody = Say who the person is: a name, or at least an address.
desk-new-no-subject = Say what it is about, in a few words.
desk-way = { $kind }: { $way } { $dead }
desk-way-dead = (nothing arrives)
desk-way-kind = Kind of way
desk-way-new = Address or number
desk-way-add = Add
desk-way-alive = Works again
desk-way-mark-dead = Nothing arrives
desk-way-saved = It is saved.
desk-way-bad-phone = This is no telephone number. Write it like 01 44 55 66 77.
desk-way-bad-email = This is no e-mail address. Write it like name@example.org.
desk-way-bad-post = Write the address.
desk-person-about = What is known
desk-person-ways = How to reach them
desk-person-no-way = No way known.
desk-person-language = Language
desk-person-channel = Preferred channel
desk-person-territory = Territory
desk-person-remark = Remark
desk-person-remark-hint = What every agent should know, such as “call after 17:00”. Nothing that the service does not need.
desk-person-requests = Their requests
desk-person-no-request = No request.
desk-person-contacts = All their contacts
desk-person-no-contact = No contact.
desk-person-joined = Joined persons
desk-person-merged = These two persons are one.
desk-person-saved = It is saved.
desk-no-preference = No preference
desk-from-usager = { $channel } from the usager · { $at } · { $subject }
desk-to-usager = { $channel } from us · { $at } · { $subject }
desk-language-fr = French
desk-language-en = English
desk-language-ar = Arabic
desk-language-de = German
desk-language-es = Spanish
desk-language-it = Italian
desk-language-pt = Portuguese
desk-language-uk = Ukrainian
desk-recoding = Second coding
desk-recoding-lead = One closed request in fifty gets its cause a second time, without seeing the first: so one knows whether causes can be relied on.
desk-recoding-waiting = { $count ->
     [0] No request waits for you.
     [1] One request waits for you.
    *[other] { $count } requests wait for you.
    }
desk-recoding-none = Nothing to code again for you.
desk-recode = Give this cause
desk-recoded = It is noted.
desk-templates = Templates
desk-templates-none = No template. Write the first one: a clear text, read over once, serves a thousand times.
desk-templates-none-agent = No template. A manager can write one.
desk-template-new = New template
desk-template-edit = Change the template
desk-template-name = Name
desk-template-reason = For the reason
desk-template-changed = Changed on
desk-template-subject = Subject
desk-template-body = Text
desk-template-close = Out of use
desk-template-closed = Out of use
desk-template-missing = Fill this in.
desk-template-overtaken = Somebody changed this template while you were writing. Load the page in another tab, then carry your text over.
desk-template-saved = The template is saved.
desk-template-try = Try on a request (reference)
desk-template-try-do = Try
desk-template-preview = What the usager will read
desk-template-versions = Versions
desk-template-version = Version { $version } · { $who } · { $at }
desk-too-long = At most { $most } characters.
desk-blanks = Blanks
desk-settings = Settings
desk-settings-saved = It is saved.
desk-teams = Teams
desk-teams-none = Make a team first: it gets the requests, with its hours and its promise.
desk-team-new = New team
desk-team-name = Name, as the usager reads it
desk-team-email = E-mail address
desk-team-phone = Telephone
desk-team-post = Postal address
desk-team-territory = Territory
desk-team-holidays = Open on public holidays
desk-team-hours = Hours
desk-team-hours-hint = Such as 8:30-12:00, 13:30-17:00. Empty: closed.
desk-team-no-name = Give the team a name.
desk-team-taken = A team has this name already.
desk-day-lundi = Monday
desk-day-mardi = Tuesday
desk-day-mercredi = Wednesday
desk-day-jeudi = Thursday
desk-day-vendredi = Friday
desk-day-samedi = Saturday
desk-day-dimanche = Sunday
desk-day-hours = { $day }: { $hours }
desk-target = Promised time to answer
desk-target-unit = Unit of that time
desk-target-unit-days = working days
desk-target-unit-hours = opening hours
desk-target-of-team = That of the team
desk-target-days = { $count ->
     [1] answers within one working day
    *[other] answers within { $count } working days
    }
desk-target-hours = { $count ->
     [1] answers within one opening hour
    *[other] answers within { $count } opening hours
    }
desk-target-bad = Write a whole number from 1 to { $most }.
desk-members = Members
desk-members-none = Nobody is in a team yet.
desk-member-add = Put somebody in a team
desk-member-team = Team
desk-member-account = Agent
desk-member-skills = Reasons that they know
desk-member-skills-hint = Separated by commas. Empty: all.
desk-member-territories = Territories that they follow
desk-member-territories-hint = Separated by commas. Empty: all.
desk-member-load = Open requests at most
desk-member-about = { $skills }; { $territories }; at most { $load } requests
desk-member-bad-skill = “{ $reason }” is no reason of your list.
desk-member-bad-load = Write a number of requests from 1 to { $most }.
desk-member-remove = Remove
desk-no-team = No team
desk-reasons = Reasons
desk-reasons-none = Make the reasons for which usagers write to you.
desk-reason-new = New reason
desk-reason-code = Code
desk-reason-code-hint = Small letters, digits and dashes, such as birth-record. It does not change afterwards.
desk-reason-bad-code = This code is not right, or is taken.
desk-reason-name = Name, as the usager reads it
desk-reason-no-name = Give the reason a name.
desk-reason-team = Team that answers
desk-reason-first-team = The first team
desk-reason-life-event = Life event
desk-reason-silence = What the administration’s silence means
desk-reason-months = After how many months
desk-reason-bad-months = Write a number of months from 1 to 24.
desk-reason-public = Offered by the public form
desk-reason-close = Take this reason out of use
desk-silence-inconnu = Not looked up yet
desk-silence-acceptation = Acceptance
desk-silence-refus = Refusal
desk-silence-rien = Nothing: no decision is expected
desk-why-back = the usager had come before
desk-radar = { $fact }: { $details }
desk-agreement = { $count } requests coded twice, { $agreed } with the same cause: kappa { $kappa }.
desk-agreement-cause = { $cause }: { $standing }
desk-blanks-text = Written like this in the subject or the text, they are filled from the request. What holds only if a blank is known is written between {"{{"}#if promised_date{"}}"} and {"{{"}/if{"}}"}.
desk-because-taken = you took it
desk-because-given = a colleague gave it to you
desk-because-next = it was the first one due
desk-because-answered = you answered
desk-because-opened = you received the usager
desk-agent-because = { $who }, for you because { $why }

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
rule-template-follow-up-link = link to the follow-up page
rule-template-agent = name of the agent
rule-template-team = team
rule-template-organisation = organisation
rule-template-phone = telephone of the team
rule-template-address = postal address of the team
rule-template-hours = opening hours
rule-template-today = today’s date

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
contact-sent = Your request is sent. Your follow-up code: { $code }. Keep it: it is all you need to come back to this page.
files-hint = { $n } files at most, { $megabytes } MB each: PDF, photos, documents.
files-too-large = “{ $name }” is too large ({ $megabytes } MB at most). Choose a smaller file, then add your files again.
files-too-many = There are more than { $n } files. Keep the most useful ones, then add them again.
files-refused = “{ $name }” is not accepted: this kind of file can be dangerous, or its content is not what its name says. Send a PDF or a photo, then add your files again.
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
desk-event-documents-asked = Document asked for
desk-event-documents-received = Document received
desk-event-document-withdrawn = Document no longer needed
desk-event-settled = The usager says that it is settled
desk-event-opinion = The usager gave an opinion
desk-event-team = Given to the team { $team }
desk-event-not-delivered = A message did not arrive. { $why }
desk-document = Ask for a document
desk-document-what = Which document
desk-document-why = Why it helps
desk-document-day = By when
desk-document-blocks = Nothing can be decided without it
desk-document-do = Ask for this document
desk-document-none = Say which document you ask for.
desk-document-asked = The document was asked for. It is the usager’s turn.

# Archives
archive-disk = The archive could not be read or written. Check the room and the rights on the disk, then try again.
archive-zip = This file is no whole ZIP. Make the archive again, or copy it again.
archive-no-partner = The administration “{ $code }” does not exist in this installation. Check its code.
archive-format = This file is no archive of requests of this version. Export it again with “inbox export”.
archive-row = Row { $row } of “{ $table }” cannot be read. Nothing was imported: make the archive again.
archive-taken = Row { $row } of “{ $table }” contradicts what is here. Nothing was imported: import into an installation where this administration has no requests yet.
archive-file = The file { $name } is not what its name says. The archive is damaged: copy it again.
archive-title = Archive of requests
archive-lead = One JSON Lines file a table, one line a row. Raw messages and attachments are in “files”, under the key of their content (BLAKE3). “manifest.json” has the version and the counts; “account.jsonl” has the address, the name and the role of the agents who are named.
archive-key = Key:
archive-kind-text = text
archive-kind-number = whole number (0 or 1 for no or yes)
archive-kind-instant = instant, in microseconds since 1970 (UTC)
archive-kind-id = identifier
archive-kind-later = identifier of another row of the same table
archive-kind-partner = code of the administration
archive-kind-account = e-mail address of an agent
archive-kind-file = key of a file of the archive
archive-kind-fate = what became of the message; one that is under way is given up by an import
archive-kind-left = not written
archive-table-team = The teams that answer, their hours and what they promise.
archive-table-team-member = Who works in which team.
archive-table-reason = The reasons for which people write.
archive-table-reason-appeal = How a refusal by silence can be contested.
archive-table-incident = Incidents that make many people write.
archive-table-template = Templates of answers, version by version.
archive-table-ready-answer = Ready answers of the public form.
archive-table-usager = Usagers.
archive-table-usager-way = The addresses and numbers by which they are reached.
archive-table-usager-word = Words of names, for searching.
archive-table-request-counter = The last reference of each year.
archive-table-request = Requests.
archive-table-request-word = Words of requests, for searching.
archive-table-request-turn = Whose turn it was, and since when.
archive-table-request-event = What was done to a request.
archive-table-contact = Contacts, incoming and outgoing.
archive-table-attachment = Files of contacts.
archive-table-note = Notes of agents.
archive-table-mention = Colleagues named in notes.
archive-table-draft = Answers that were begun.
archive-table-question = Questions asked, and whether they were answered.
archive-table-callback = Calls that were promised.
archive-table-document-request = Documents asked for.
archive-table-acknowledgement = Acknowledgements.
archive-table-proposal = What a person decides or decided.
archive-table-merger = Mergers, and what undoes them.
archive-table-second-coding = Requests that were coded a second time.
archive-table-opinion = Opinions after the closing.
archive-table-mailbox = Mailboxes, without their secrets.
archive-table-arrival = Messages that arrived.
archive-table-reconciliation = Comparisons with the mail server.
archive-table-dispatch = Messages to be sent or sent, and what became of them.
archive-table-incident-out = Requests taken out of an incident.
archive-table-incident-answer = Answers given to all requests of an incident.
archive-table-incident-delivery = For which requests, and what became of each.
archive-table-cause-proposal = Causes proposed at the closing, and those given.
archive-table-phone-call = Telephone calls, as the telephone system told them.
person-title = What is known of you

# Imports
import-record-unknown = This object is no ticket, article or user of Zammad, and no conversation of FreeScout. It was not read.
import-json = This file is no whole JSON. Export it again.
import-field-missing = This value is missing. Add it, then import again: what is already here is not added twice.
import-no-messages = This conversation has no message that can be read. Add its messages to the files.
import-no-ticket = The ticket of this article is not in the files. Add it.
import-no-file = The attachment “{ $name }” is not in the files. The message is filed without it.
import-not-utf8 = This line is not written in UTF-8. Save the file as UTF-8.
import-column-unknown = This column is not read. Check its name, or remove it.
import-column-missing = This column is missing. No line of this file was read.
import-instant = This is no date with its time. Write it so: 2026-03-02T10:00:00+01:00.
import-direction = The direction is “inbound”, “outbound” or “note”.
import-channel = There is no such channel. Use “email”, “phone”, “counter”, “web” or “post”, for instance.
import-way = This is neither an e-mail address nor a telephone number. Correct this cell, or empty it.
import-nobody = Nobody is named. Give a name, an e-mail address or a number.
import-state = The state is “open” or “closed”.
# Incidents
surge-title = More requests than usual
surge-line = { $n ->
    [one] One request
   *[other] { $n } requests
 } on “{ $reason }” since { $since }, { $usual ->
    [0] almost none usually
    [one] usually one
   *[other] usually { $usual }
 }.
surge-open = Open an incident
surge-dismiss = Nothing unusual
surge-dismissed = Noted. This alert does not come back while it lasts.
incidents-title = Incidents
incidents-lead = One cause makes many people write: one announcement, one answer for all.
incidents-running = Running
incidents-none = No incident is running.
incidents-ended = Over
incident-new = Open an incident
incident-open = Open the incident
incident-opened = The incident is open. Nothing is announced to usagers until you save the announcement.
incident-runs-already = An incident is already running for this reason: here it is.
incident-reason = Reason
incident-reason-hint = Requests for this reason join it by themselves. For all reasons, you add them one by one.
incident-title = What is happening, in one line
incident-title-proposed = { $reason }: many requests at the moment
incident-no-title = Say what is happening, in one line.
incident-runs-line = Running incident: { $title } ({ $n ->
    [0] no request
    [one] one request
   *[other] { $n } requests
 })
incident-of-request = This request is part of the incident “{ $title }”: one answer for all may serve it.
incident-since = Since
incident-requests = Requests
incident-counted = { $all ->
    [0] no request
    [one] one request
   *[other] { $all } requests
 }, { $open ->
    [0] none open
    [one] one open
   *[other] { $open } open
 }
incident-joins = Those that still arrive for this reason join them.
incident-shown = The first { $shown } are shown. Those that still arrive for this reason join them.
incident-runs = Running
incident-runs-until = Running, until { $at }
incident-ended-at = Ended on { $at }
incident-later = came since
incident-answer = Answer all
incident-answer-hint = One text: each usager gets a message of their own. Blanks, such as {"{{"}name{"}}"}, are filled for each.
incident-answer-do = Send to all
incident-answer-waiting = answer waiting
incident-answer-sent = answered with all
incident-answer-closed = answered and closed
incident-answer-skipped = closed before: left alone
incident-answer-lacking = not answered: to be handled
incident-answer-written = { $n ->
    [one] The answer leaves for one usager.
   *[other] The answer leaves for { $n } usagers.
 }
incident-answered-together = Answered with all requests of an incident.
incident-no-reason = The answer has left, but the request has no reason: it stays open.
incident-to = For which requests
incident-to-new = Those without an answer for all so far ({ $n })
incident-to-all = All that are open ({ $n })
incident-nobody = No open request waits for this answer.
incident-then = Then
incident-then-attendre = They stay open
incident-then-clore = They are closed
incident-cause-hint = Needed if they are closed. The same cause for all.
incident-overtaken = Somebody answered or changed the incident meanwhile: nothing has left. Read the page again, then start over if needed.
incident-preview = Preview
incident-preview-do = See the first three messages
incident-addressed = { $n ->
    [one] One message will leave.
   *[other] { $n } messages will leave. Here are the first.
 }
incident-add = Add a request (reference)
incident-add-do = Add
incident-added = The request is part of the incident.
incident-not-added = This request is closed, or already part of an incident.
incident-take-out = Take out of the incident
incident-taken-out = The request is no longer part of the incident, and will not come back by itself.
incident-told-title = What usagers read
incident-told-where = One text: at the top of the public form and of follow-up pages, and at the beginning of the acknowledgement of whoever writes for this reason.
incident-is-told = announced
incident-is-untold = not announced
incident-text = What to know and to do
incident-text-hint = Empty: nothing is announced.
incident-text-proposed = We are receiving many requests about this and are working on it. There is no need to write again: everybody will be answered.
incident-ends-day = End of the announcement: day
incident-ends-hour = End of the announcement: hour
incident-ends-hint = Empty: the incident lasts until somebody ends it.
incident-ends-bad = Choose a day and an hour to come, within three months.
incident-tell = Save the announcement
incident-told = The announcement is online, and at the beginning of acknowledgements.
incident-untold = Nothing is announced.
incident-end = End
incident-end-explained = The announcement goes at once. Requests that are still open stay in the list.
incident-end-do = End the incident
incident-ended = The incident is over: nothing is announced any more.
incident-over = Over
incident-over-explained = Nothing is announced any more. Requests keep their history.
desk-event-incident-joined = Joined an incident
desk-event-incident-left = Taken out of an incident
desk-event-incident-answered = Answered with all requests of the incident

# Learned causes
desk-why-learned = because of: { $because }
desk-why-learned-often = your agents often give it
desk-coding = Reliability of causes
desk-coding-unlearned = Causes are proposed by cues common to all. From { $n } requests closed with their cause on, they will be proposed from your own coding. Nothing leaves this instance.
desk-coding-learned = Causes are proposed from your own coding: { $n } closed requests, read again on { $at }. Nothing leaves this instance.
desk-coding-kept-learned = Proposed from your coding: { $share } kept by agents, of { $n } closings in three months.
desk-coding-kept-learned-few = Proposed from your coding: { $kept } kept of { $n } closings. That is still too few for a percentage.
desk-coding-kept-ruled = Proposed by common cues: { $share } kept by agents, of { $n } closings in three months.
desk-coding-kept-ruled-few = Proposed by common cues: { $kept } kept of { $n } closings. That is still too few for a percentage.

# Assignment
desk-team-gives = Give each new request to an agent at once
desk-team-gives-hint = Within the team’s hours, to whom reason, territory, history and load suit best, among those who worked here within the hour. Where nobody suits, the request stays in the list.
## Files and the antivirus
antivirus-title = Antivirus
antivirus-on = Every file that comes or goes is looked at by the antivirus. Those in which it finds something are never given; those that it could not look at say so, and are looked at later.
antivirus-off = No file is looked at by an antivirus. To have them looked at, the administrator of the instance gives the address of ClamAV (setting mail.antivirus).
files-infected = “{ $name }” is not accepted: the antivirus found a malicious program in it. Choose another file, then add yours again.
files-size-unchecked = { $kilobytes } kB, not checked for viruses
desk-file-infected = infected ({ $name }), blocked
desk-file-infected-held = The antivirus found a malicious program in this file: it is given to nobody. Ask the usager to send it in another way.
desk-file-no-antivirus = not checked for viruses
desk-file-unchecked-not-yet = virus check to come
desk-file-unchecked-no-answer = antivirus out of reach: check to come
desk-file-unchecked-too-large = too large for the antivirus
desk-file-unchecked-failed = virus check failed: to be tried again
desk-file-unchecked-gone = not found
desk-file-released = unblocked by { $who }: { $why }
desk-file-release = Unblock
desk-file-release-why = Why it is unblocked
desk-file-release-hint = Kept with your name. Unblock only what you expected, from somebody you know.
desk-file-release-do = Unblock this file
desk-file-release-no-reason = Say why you unblock this file.
desk-file-release-impossible = This file is not blocked by its type, or the antivirus found something in it.
desk-file-release-done = The file is unblocked.
desk-event-file-released = File “{ $name }” unblocked: { $why }

## Letters
letter-pdf = Letter for a window envelope (PDF)
letter-pdf-about = The address shows in the window of a DL envelope: fold the sheet in three, at the two marks on the left.
letter-title = Letter about request { $reference }
letter-day = { $day }
letter-reference = Our reference:
letter-code = Follow-up code:
letter-follow = Follow this request, without an account
letter-follow-code = Or type the code { $code } at { $url }/suivi.

## Days with other hours
exceptions-label = Exceptions
exceptions-hint = One day a line, or several: 24/12/2026 : 9:00-12:00, 31/12/2026 : closed, 26/12/2026 to 30/12/2026 : closed. They go before the week and public holidays.
exceptions-closed = closed

## Templates
desk-template-names-link = This template has { $blank }.
desk-template-no-address = The public address of this instance is not set: this link stays empty. The administrator can give it (setting public_url).

## Mailboxes whose access tokens are renewed
mailbox-renewal = Renew a token of OAuth 2
mailbox-renewal-about = For a mailbox whose provider gives tokens that expire (Microsoft 365, Google): the address, the application and the refresh token are enough, the rest happens by itself.
mailbox-field-smtp-login = Proof for sending
mailbox-field-oauth-endpoint = Address at which the token is renewed
mailbox-hint-oauth-endpoint = For instance https://login.microsoftonline.com/…/oauth2/v2.0/token or https://oauth2.googleapis.com/token. Empty: the token given above is used as long as it is valid.
mailbox-field-oauth-client = Identifier of the application
mailbox-field-oauth-client-secret = Secret of the application
mailbox-hint-oauth-client-secret = Leave it empty to keep the one that is saved, or if the application has none.
mailbox-field-oauth-refresh = Refresh token
mailbox-hint-oauth-refresh = Leave it empty to keep the one that is saved. It is sealed with the instance’s key.
mailbox-field-oauth-scope = What is asked for
mailbox-hint-oauth-scope = Mostly empty; some providers want it repeated.
mailbox-oauth-no-client = Give the identifier of the application, as the provider registered it.
mailbox-oauth-no-refresh = Give the refresh token that the provider handed out with the consent.
call-title = Calls
call-rings = Incoming call, { $at }
call-taken = Call taken, { $at }
call-hidden = hidden number
call-person = See the person
call-about = It is for { $reference } ({ $subject })
call-new = It is a new request
call-nothing = Nothing to note
call-seen = Noted: this call is no longer shown.
call-attached = The call is noted in the request.
call-missed-subject = Missed call
webhooks-title = Programs that are told (webhooks)
webhooks-lead = Other programs of your administration can be told what happens to requests. They get references, codes and dates, never what people wrote.
webhooks-none = No program is told.
webhook-title = Program that is told
webhook-new = Tell a program
webhook-add = Add
webhook-url = Address of the program
webhook-url-hint = For instance https://software.example.org/contacts
webhook-events-hint = Tick what it is told. Nothing ticked: it is told everything.
webhook-events-requests = Requests
webhook-events-contacts = Contacts
webhook-on = told
webhook-off = paused
webhook-away = does not answer, tried again by itself
webhook-secret = Secret
webhook-secret-once = This secret is shown once only: give it to the program, which checks with it that messages come from here.
webhook-what = What it is told
webhook-is-on = Tell this program
webhook-try = Send a trial
webhook-tried = A trial message leaves within seconds.
webhook-no-request = There is no request yet to try with.
webhook-renew = Change the secret
webhook-remove = Stop telling and remove
webhook-removed = This program is no longer told.
webhook-told = Messages sent
webhook-told-none = Nothing was sent yet.
webhook-counts = Taken: { $sent }. Waiting: { $waiting }. Given up: { $refused }.
webhook-sent = taken
webhook-waiting = waiting
webhook-refused = given up
webhook-answered = Answer { $status } { $answer }
webhook-problem-bad-address = The address no longer suits.
webhook-problem-not-secure = The address does not begin with https://.
webhook-problem-private = The address leads into the server’s own network, which the administrator of the instance does not allow.
webhook-problem-too-slow = No answer within ten seconds.
webhook-problem-unreachable = The program does not answer, or broke off.
webhook-next-try = Next try { $at }.
webhook-replay = Send again
webhook-body = Content
webhook-replay-range = Send several days again
webhook-replay-from = From
webhook-replay-until = To (included)
webhook-replay-all = Messages that were taken too
webhook-replayed = Messages sent again: { $count }
webhook-no-days = Choose a first and a last day.
webhook-too-many = An administration can tell { $most } programs at most. Remove one first.
webhook-bad-event = “{ $event }” is not a known event. The list is in docs/inbox-api.md.
webhook-replay-what = Name a message (delivery), or an instant from which to send again (from).
webhook-event-request-opened = A request arrives
webhook-event-request-assigned = It is given to an agent, or back
webhook-event-request-passed = It is somebody else’s turn
webhook-event-request-reason = Its reason changes
webhook-event-request-team = It goes to another team
webhook-event-request-snoozed = It is put to sleep, or woken
webhook-event-request-closed = It is closed
webhook-event-request-reopened = It is opened again
webhook-event-request-settled = The usager says that it is settled
webhook-event-request-opinion = The usager gives an opinion
webhook-event-request-not-delivered = A message did not arrive
webhook-event-request-robot = A robot answered
webhook-event-request-merged = It becomes part of another request
webhook-event-request-received = Another request becomes part of it
webhook-event-request-parted = It is parted from another
webhook-event-request-callback = A call is promised
webhook-event-request-called = The promised call is made, or given up
webhook-event-request-documents-asked = Documents are asked for
webhook-event-request-documents-received = Documents are received
webhook-event-request-document-withdrawn = A document is no longer asked for
webhook-event-request-file-released = A blocked file is let through
webhook-event-request-incident-joined = It joins an incident
webhook-event-request-incident-left = It leaves an incident
webhook-event-request-incident-answered = The answer of an incident is sent to it
webhook-event-contact-inbound = The usager writes, calls or comes
webhook-event-contact-outbound = The administration answers
webhook-event-contact-proactive = The administration writes by itself
webhook-event-test = Trial
api-merged = This request became part of request { $id }: act on that one.
api-no-agent = Nobody answers usagers under the address “{ $email }” in your administration.
api-bad-key = The header Idempotency-Key must have 1 to 200 plain signs.
api-other-key = This key (Idempotency-Key) was used for something else. Take a new one.
api-too-long = This is too long: { $most } signs at most.
api-bad-instant = Write an instant such as 2026-11-28T10:12:00Z.
api-bad-word = This is not a known value. Possible values: { $known }.
api-no-usager = Your administration does not know this usager.
api-bad-way = This address or number is none.
api-nobody = Say who asks: at least a name, an address, a number or your own identifier.
api-bad-language = Give a language such as fr or en.
api-far-instant = This instant is in the future, or more than a year ago.
api-before-last = This instant is before the last contact of the request.
api-empty = A value is missing here.
api-no-reason = The request has no reason: give one (reason) to close it with its cause.
api-no-cause = This cause is not known. Causes go from A1 to V5.
api-open-questions = The usager asked questions that nobody answered. Say why (unanswered) to close all the same.
api-bad-after = Send back the value “next” of the page before.
api-bad-limit = Give a number from 1 to { $most }.
api-not-json = The content is not a JSON object.
api-unknown-number = This number leads to nobody, or to nothing, in your administration.
api-no-customer = Say who the usager is: their number, or “guess:” and their e-mail address.
api-known-address = This e-mail address is already that of a usager.
api-no-files = Files do not go this way. Nothing was kept: send the message without them.
api-not-own-address = A message leaves for the usager of the request only. Leave this field empty, or give an address of the usager.
api-not-changed = This is not changed this way.
api-no-pending = Say until when (pending_time), for instance 2026-12-01T08:00:00Z.
api-closed-elsewhere = Closed by another program

rights-title = Personal data
rights-link = Give a copy or erase
rights-lead = What a person may ask about their data: a copy of all of it, or its erasure. The answer is due within a month.
rights-copy = Give a copy
rights-copy-what = A ZIP file: a page that everybody can read, the same for a program, their messages and their files. Make sure first that it is this person who asks.
rights-copy-get = Download the copy
rights-file-name = personal-data.zip
rights-erase = Erase
rights-erase-counts = { $requests ->
    [0] No request
    [one] 1 request
   *[other] { $requests } requests
} and { $contacts ->
    [0] no contact
    [one] 1 contact
   *[other] { $contacts } contacts
} are concerned.
rights-erase-what = Name, addresses, numbers, texts, notes, files and original messages go. What stays, without a name: that somebody wrote, when, by which channel and why. A request that is still open ends.
rights-erase-limits = This cannot be undone. Backups, the mail server and what other people wrote keep what they have.
rights-erase-meant = I want to erase this person’s data
rights-erase-unsure = Tick the box to say that you mean it.
rights-erase-do = Erase the data
rights-erase-done = The data is erased.
rights-erased-title = Erased data
rights-erased = Erased on { $at }.
rights-proof = Proof { $proof }: { $requests ->
    [0] no request emptied
    [one] 1 request emptied
   *[other] { $requests } requests emptied
}, { $contacts ->
    [0] no contact
    [one] 1 contact
   *[other] { $contacts } contacts
}, { $files ->
    [0] no file removed
    [one] 1 file removed
   *[other] { $files } files removed
}. It names nobody.
rights-rewritten = The file of the database was written anew on { $at }: it keeps nothing of it.
rights-to-be-rewritten = The file of the database will be written anew the coming night, so as to keep nothing of it.

## Text messages and calls to make
text-subject = Text message
text-call-subject = Call to make
