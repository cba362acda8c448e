# Proactive messages.

# What people see of notices: pages of agents and managers.
nav-notices = Messages
notice-home-title = Messages
notice-home-lead = What your administration sends before anybody has to ask.
notice-tabs-label = Messages
notice-tab-home = Overview
notice-tab-list = Sent and waiting
notice-tab-templates = Templates
notice-tab-campaigns = Campaigns
notice-tab-moments = Moments
notice-tab-rules = Rules
notice-tab-unreachable = Unreachable
notice-tab-letters = Letters
notice-tab-services = Services
notice-save = Save
notice-filter = Show
notice-missing = Fill in “{ $field }”.
notice-too-long = “{ $field }” is too long: { $most } characters at most.
notice-medium-sms = Text message
notice-medium-email = E-mail
notice-medium-letter = Letter
notice-lane-urgent = Urgent: leaves at once, at any hour
notice-lane-normal = In its turn: leaves in the permitted hours
notice-lane-bulk = In bulk: leaves when nothing else waits
notice-state-waiting = Waiting
notice-state-sending = Being sent
notice-state-doubtful = To be checked
notice-state-sent = Left
notice-state-delivered = Received
notice-state-failed = Not delivered
notice-state-cancelled = Not sent
notice-state-waiting-about = The message will leave at its time.
notice-state-sending-about = The message is being handed to the carrier right now.
notice-state-doubtful-about = The message was handed over, but the carrier’s answer was lost. The product checks before it tries again, so that nobody is written to twice.
notice-state-sent-about = The carrier took the message. Its arrival is not confirmed yet.
notice-state-delivered-about = The message arrived, as far as the carrier says.
notice-state-failed-about = The message did not arrive, and will not be tried again.
notice-state-cancelled-about = The message did not leave.
notice-state-letter-waiting = Waits for a bundle
notice-state-letter-sending = To be printed and posted
notice-state-letter-doubtful = To be checked
notice-state-letter-sent = Posted
notice-state-letter-delivered = Received
notice-state-letter-failed = Came back
notice-state-letter-cancelled = Not sent
notice-state-letter-waiting-about = The letter will be in one of the next bundles.
notice-state-letter-sending-about = The letter is in a bundle: it is still to be printed and posted.
notice-state-letter-doubtful-about = Nobody knows whether the letter was posted.
notice-state-letter-sent-about = The letter is posted. If it does not come back within three weeks, it counts as received.
notice-state-letter-delivered-about = The letter did not come back within three weeks: it counts as received.
notice-state-letter-failed-about = The letter came back: the person did not get it.
notice-state-letter-cancelled-about = The letter did not leave.

# Why a message waits, does not arrive or does not leave, and what to do.
why-refused-by-person = The person does not want these messages.
why-refused-by-person-next = Respect their choice. If they must know, call them or write a letter.
why-pressure = The person has enough messages for these days, got already or on their way.
why-pressure-next = Wait a few days. If it is urgent, call them.
why-same-meaning = A message that says the same is already meant for this person, a few days apart at most (48 hours as a rule): it has left, or is going to.
why-same-meaning-next = Nothing to do. Only check that no two services announce the same thing.
why-unreachable = Earlier messages to this address did not arrive.
why-unreachable-next = Ask the person for a new address, call them or write a letter.
why-bad-address = The address or number is not valid.
why-bad-address-next = Correct the address in the file, then send again.
why-unknown-recipient = This number or mailbox does not exist.
why-unknown-recipient-next = Ask the person for the right address by another way.
why-unknown-recipient-letter = The letter came back: nobody knows the person at this address.
why-unknown-recipient-letter-next = Ask the person for the right address by another way, then send a new letter.
why-away = The telephone stayed switched off, or the mailbox is full.
why-away-next = Try another way: e-mail, a call or a letter.
why-blocked = The carrier or the mail service took the message for an unwanted one.
why-blocked-next = Read the text and its links again, then ask your carrier why.
why-sender-not-allowed = The carrier does not accept this sender’s name.
why-sender-not-allowed-next = Change the sender’s name in the settings of the service, or have the carrier register it.
why-dead-link = A page of the message does not answer, or one of its numbers cannot be called.
why-dead-link-next = The message waits. It leaves once this is mended, or when a manager sends it all the same, under “Links and numbers”.
why-no-carrier = Nothing took the message in time: neither a carrier of text messages nor a mail server.
why-no-carrier-next = See on the overview of messages whether text messages and e-mails leave, then send again.
why-no-receipt = The carrier never said whether the message arrived.
why-no-receipt-next = The message may have arrived. If it matters, check with the person.
why-other = The carrier gave no reason.
why-other-next = Try another way. If it happens again, ask your carrier.
why-goal-reached = What the message asked for is done already.
why-goal-reached-next = Nothing to do.
why-stopped = An agent stopped this message.
why-stopped-next = Nothing to do. If it should leave after all, send it again.
why-outdated = What the message was to say is no longer true.
why-outdated-next = Nothing to do. If the person needs to know what came of it, send a new message.
why-rule-stopped = The rule was stopped, or the service is closed.
why-rule-stopped-next = If the message should leave after all, start the rule or the service again.
## Why an order is not taken
refused-service-closed = This service is closed: nothing leaves it any more. Choose another service.
refused-template-archived = This template is archived. Choose another one, or write a new one.
refused-template-of-another = This template belongs to another service.
refused-other-medium = This template is not made for this channel. Choose a template of the same channel as the address.
refused-no-text = This template has no text in French. Write it, then try again.
refused-bad-address = This address is none. Check it.
refused-not-guest = This key writes to the people of the service’s guest list only. Add this address to it, or use a key for everybody.
refused-not-live = This service is not live yet: it writes to the people of its guest list only. Add this address to it, or make the service live.
refused-missing = A value is missing for: { $names }.
refused-too-long = The message is too long once filled: { $parts }, { $most } at most. Shorten the text or the values.
refused-name-too-long = A reference, a request or a usager has more than { $most } characters. Shorten them.
refused-too-far-ahead = The day of sending is more than a year ahead. Choose a nearer one.

## The last line of each message
verify-line = Real message? { $site }/verifier code { $code }
verify-line-bare = Verification code: { $code }

## Answers to texts that came
incoming-stop = Done: you will get no more texts from us. To get them again, reply REPRISE. This message is free.
incoming-resume = Done: you will get our texts again. To stop them, reply STOP.
incoming-follow-how = To follow a request, reply SUIVI and the code in our messages, such as: SUIVI ABCD-2345.
incoming-follow-where = We find no request under this code. Check it in our messages, or follow your request at { $site }/suivi
incoming-follow-unknown = We find no request under this code. Check it in our messages.
incoming-call-back = Done: we will call you back on this number.
incoming-no-call = We cannot call you back from this number. To reach us, see our messages.
incoming-help = Reply STOP to get no more texts, SUIVI and your code to follow a request, RAPPEL to be called back.

# Addresses
address-telephone-wrong = This number is not that of a mobile telephone.
address-email-wrong = This is not an e-mail address. Write it like this: name@example.org.
address-letter-lines = A postal address has three to seven lines: the name, the street, the postcode and the town.
address-either-wrong = Write a mobile number or an e-mail address, in full. For example 06 12 34 56 78, or name@example.org.

# Overview of messages
notice-home-none = No service sends messages yet. A service is the name under which your users get your messages.
notice-home-idle = No message has left in the last seven days. A rule tells each person at the right moment, without anybody having to think of it: see first at which moments your users call.
notice-home-not-live = The service “{ $service }” is being tried: it only writes to its trial list.
notice-home-open = See its settings
notice-home-send = Send a message
todo-title = To do
todo-letters = { $count ->
    [one] One letter is to be printed and posted
   *[other] { $shown } letters are to be printed and posted
}
todo-unreachable = { $count ->
    [one] One person cannot be reached by message: call or write to them
   *[other] { $shown } people cannot be reached by message: call or write to them
}
todo-campaigns = { $count ->
    [one] One campaign is to be confirmed or given up
   *[other] { $shown } campaigns are to be confirmed or given up
}
todo-provoking = { $count ->
    [one] One rule stopped: its messages made people call
   *[other] { $shown } rules stopped: their messages made people call
}
todo-rules = { $count ->
    [one] One draft rule is to be read, tried and started
   *[other] { $shown } draft rules are to be read, tried and started
}
notice-today = Today
notice-today-left = Left
notice-today-left-about = Taken by a carrier or a server, or posted.
notice-today-delivered = Received
notice-today-delivered-about = Arrived, as far as anybody knows.
notice-today-waiting = Waiting
notice-today-waiting-about = Not gone yet: they wait for their time, or to be posted.
notice-today-failed = Not delivered
notice-today-failed-about = See below.
notice-today-cancelled = Not sent
notice-today-cancelled-about = Refused by the person, one too many, or stopped.
notice-today-cut = The page counts up to 100,000 messages of each kind for a service: there are more.
notice-troubles = What did not arrive these last seven days
notice-troubles-none = No message has failed in these last seven days.
notice-troubles-see = See these messages
notice-carrier-title = By what messages leave
notice-carrier-name = Way
notice-carrier-state = State
notice-carrier-share = Share of text messages
notice-carrier-up = Can be reached
notice-carrier-down = Cannot be reached right now: the others take over
notice-carrier-email = A mail server is set
notice-carrier-none-sms = No carrier is set: no text message leaves. Ask whoever runs this product to set one (notices.sms).
notice-carrier-none-email = No mail server is set: no e-mail leaves. Ask whoever runs this product to set one (mail.server).
notice-not-carried-sms = No text message leaves from here: no carrier is set. The message would wait for three days, then fail. Ask whoever runs this product to set a carrier (notices.sms), or take another channel.
notice-not-carried-email = No e-mail leaves from here: no mail server is set. The message would wait for three days, then fail. Ask whoever runs this product to set a server (mail.server), or take another channel.

# Sent and waiting
notice-list-title = Sent and waiting
notice-list-none = No message has left yet. Choose a template to send one.
notice-list-none-such = No message matches.
notice-filter-none = Show all
notice-only-why = Only: { $why }
notice-state = State
notice-all-states = All states
notice-template = Template
notice-all-templates = All templates
notice-template-gone = Template that is gone
notice-reference = Reference
notice-address = Number or address, whole
notice-column-what = Message
notice-column-to = To
notice-column-at = Asked for
notice-recipient-forgotten = Address erased
notice-simulated-state = { $state } (trial)
notice-simulated-about = This is a trial: nothing left, and nobody gets anything.
notice-text = The message
notice-next = What to do
notice-carrier-words = The carrier said:
notice-again = Send a new message
notice-stop = Do not send this message
notice-stop-late = This message has left already, or will not leave.
notice-stopped = The message will not leave.
notice-story = What happened
notice-story-accepted = The message was asked for.
notice-story-simulated-due = The trial ends from then on.
notice-story-simulated-delivered = The trial ended as if the message had arrived.
notice-story-simulated-permanent-failure = The trial ended as if the number or address did not exist.
notice-story-simulated-temporary-failure = The trial ended as if the person could not be reached in time.
notice-story-due = It will leave from then on.
notice-story-due-letter = The letter goes into the first bundle that is gathered from then on.
notice-story-again = { $tries ->
    [one] It was tried once, and will be tried again.
   *[other] It was tried { $tries } times, and will be tried again.
}
notice-story-sent = The carrier took it.
notice-story-sent-by = The carrier { $carrier } took it.
notice-story-sent-email = The mail server took it.
notice-story-sent-letter = The letter was noted as posted.
notice-facts = Details
notice-fact-to = To
notice-fact-medium = By
notice-fact-service = Service
notice-fact-origin = Asked for by
notice-fact-code = Verification code
notice-fact-parts = Text messages it counts for
notice-fact-cost = Cost
notice-fact-request = Request
notice-fact-usager = User
notice-origin-key = a program
notice-origin-campaign = a campaign
notice-origin-rule = a rule
notice-origin-person = the person themselves
notice-origin-agent = an agent

# Sending a message to one person
send-title = Send: { $template }
send-to-sms = Mobile telephone number
send-to-sms-hint = For example 06 12 34 56 78.
send-to-email = E-mail address
send-to-email-hint = For example name@example.org.
send-to-letter = Postal address
send-to-letter-hint = The name, the street, the postcode and the town, each on its line.
send-language = Language
send-language-theirs = The person’s own, if it is known
send-optional = Optional.
send-reference-hint = Optional. To find this message again, such as the number of the file.
send-not-live = This service is being tried: only people on its trial list get its messages.
send-see = See the message
send-seen = This is what the person will get
send-do = Send
send-done = The message is on its way.
preview-from = From
preview-subject = Subject
preview-postal =
    Ms Jeanne Moreau
    1 rue du Puits
    75000 Ville
preview-title = Previews with extreme values
preview-about = The values are made up: very long, very short, with accents or in another script. A message that holds here holds everywhere.

# Languages
language-fr = French
language-en = English
language-ar = Arabic
language-de = German
language-es = Spanish
language-fa = Persian
language-it = Italian
language-pl = Polish
language-pt = Portuguese
language-ro = Romanian
language-ru = Russian
language-tr = Turkish
language-uk = Ukrainian
language-zh = Chinese

# Services
service-list-title = Services
service-list-lead = A service is the name under which your users get your messages, and the hours at which they leave.
service-none = No service. Make the first one below: it begins on trial.
service-new = Make a service
service-make = Make a service
service-made = The service is made. It is on trial: it only writes to its trial list.
service-saved = The settings are saved.
service-basics = Name
service-name = Name of the service
service-name-hint = As your users know it, such as Housing benefits.
service-senders = Who writes
service-sms-sender = Sender of text messages
service-sms-sender-hint = A name of 3 to 11 letters without accents, a short code of five digits, or a number. Carriers ask that a name be registered before its first use. Nobody can answer a name.
service-email-name = Name that e-mails come from
service-email-name-hint = It shows in the inbox.
service-email-replies = Address for answers to e-mails
service-email-replies-hint = Optional. Without it, answers come back to the address that they were sent from.
service-letter-sender = Lines of the sender on letters
service-letter-sender-hint = Optional. The name of the service and its address.
service-reports = When an e-mail does not arrive, the recipient’s server reports it to { $mailbox }, which this product reads: the message then counts as failed, with the reason.
service-no-reports = Nobody reads the reports of e-mails that do not arrive: a message to a mailbox that no longer exists would stay “sent”. Ask whoever runs this product to open a mailbox of the shared inbox at the sending address, or to name one in the setting mail.reports.
service-hours = When messages leave
service-hours-about = Urgent messages leave at any hour. The others wait for the end of the quiet hours, in Paris time.
service-quiet-from = Quiet hours begin at
service-quiet-from-hint = For example 20:00.
service-quiet-to = Quiet hours end at
service-quiet-to-hint = For example 8:00.
service-working-days = Nothing leaves on Saturdays, Sundays and public holidays
service-hourly-max = Messages an hour at most
service-hourly-max-hint = Optional. For campaigns and rules: as many as your agents can answer calls about. Empty: no limit.
service-time-wrong = Write a time, such as 20:00.
service-hourly-wrong = Write a number between 1 and { $most }, or leave it empty.
service-guests-title = Trial list
service-guests = Numbers and e-mail addresses of the trial list
service-guests-hint = One a line. These people get messages before the service opens, and those of team keys.
service-guests-many = The trial list has { $most } addresses at most.
service-guest-wrong = “{ $guest }” is neither a mobile number nor an e-mail address.
service-live = Open to all
service-not-live = On trial
service-live-about = This service writes to all your users.
service-not-live-about = This service is on trial: it only writes to its trial list.
service-open = Open the service to all
service-open-about = Before you open it, check these points.
service-step-template = A template is written.
service-step-sender = A sender of text messages is chosen: { $sender }.
service-step-guests = The trial list has at least one person. Send them each template, and see whether it arrives.
service-step-done = done
service-step-open = to do
service-open-sure = I confirm: this service may write to all our users.
service-open-do = Open to all
service-open-declared = The sender “{ $sender }” is declared to our carrier of text messages, or this service sends none.
service-live-unsure = Tick the box to confirm.
service-live-undeclared = Tick the box that says that the sender of text messages is declared: a carrier may refuse messages of a name that it does not know.
service-live-done = The service is open to all.
service-suspend = Go back to trial
service-suspend-about = New messages will only go to the trial list. Those that wait will leave.
service-suspend-do = Go back to trial
service-suspended = The service is on trial again.
service-close = Close the service
service-close-about = Nothing will be sent by this service any more, and its keys will stop working. It cannot be opened again.
service-close-sure = I confirm that it is closed.
service-close-do = Close
service-close-unsure = Tick the box to confirm.
service-closed = This service is closed.
service-keys-count = { $count ->
    [one] Keys for programs: { $count } in use
   *[other] Keys for programs: { $count } in use
}

# Keys
key-title = Keys for programs
key-lead = A key lets one of your programs send messages in the name of this service.
key-none = No key. Make one to connect a program.
key-new = Make a key
key-name = What is this key for?
key-name-hint = For example the name of the program.
key-kind = Whom may it write to?
key-kind-live = Everybody
key-kind-team = Trial list
key-kind-test = Trial
key-kind-live-about = Everybody, once the service is open
key-kind-team-about = The trial list only
key-kind-test-about = Nobody: all is simulated
key-make = Make the key
key-made = Your new key
key-made-once = Copy it now: it will never be shown again. Keep it as you keep a password.
key-made-at = Made { $at }.
key-used-at = Last used { $at }.
key-never-used = Never used.
key-ended-at = Ended { $at }.
key-end = End this key
key-ended = The key does not work any more.
key-too-many = This service has { $most } keys in use already. End one first.
key-how = How to connect a program
key-how-about = The interface has the shape of GOV.UK Notify, version 2: its official libraries (Python, Node and others) work with another address and another key.
key-how-base = Address
key-how-send = Send
key-how-follow = Follow
key-how-service = Service
key-how-token = Token
key-how-token-about = A JWT signed with HS256 by the last 36 signs of the key. iss: the id of the service above. iat: the time in seconds, within 30 seconds. The official libraries make it themselves.
key-how-templates = Ids of templates (template_id)
key-how-no-template = This service has no template yet.
key-how-first = A first call
key-how-first-about = Put your key in the place of KEY. With a test key nothing leaves: all is simulated.
key-how-python = In Python (pip install notifications-python-client):
key-how-shell = In a terminal, with bash, openssl and curl:
key-how-docs = All fields, lists and callbacks are described in docs/notices-api.md, which comes with this product. The official libraries and how to use them:
key-no-site = The public address of this instance is not set.
callback-title = Programs that are told
callback-lead = Your programs can learn what becomes of their messages and what people answer, without having to ask.
callback-delivery = What becomes of messages
callback-delivery-about = As soon as a message that a program asked for has arrived, failed or was cancelled, that program learns it.
callback-delivery-one = End of a message
callback-received = What people answer
callback-received-about = As soon as a text message comes for this service, the program gets it.
callback-received-one = Text message that came
callback-none = no program is told
callback-good = all was taken
callback-away = { $count ->
    [0] does not answer; nothing waits
    [one] does not answer; { $shown } message waits
   *[other] does not answer; { $shown } messages wait
    }
callback-refused = { $count ->
    [one] { $shown } message was not taken in the last 30 days
   *[other] { $shown } messages were not taken in the last 30 days
    }
callback-waiting = { $count ->
    [one] { $shown } message waits
   *[other] { $shown } messages wait
    }
callback-where = Where to tell it
callback-where-about = Another address has another token. Nothing that happened before is sent there.
callback-url = Address of the program
callback-url-hint = For instance https://software.example.org/messages
callback-token = Token
callback-token-once = Copy this line now: it will never be shown again. The program knows by it that it is us who write.
callback-do = Try out, change, stop
callback-do-about = The trial sends an example at once, about nobody, and shows the answer. A new token takes the place of the old one at that very instant.
callback-try = Send a trial
callback-renew = Change the token
callback-remove = Stop telling
callback-removed = This program is no longer told. What waited for it is deleted.
callback-kept = The address has not changed, nor has the token.
callback-tried = What came of the trial
callback-tried-good = The program answered { $status } within { $took } ms: it took the trial.
callback-tried-good-next = There is nothing to do.
callback-missed = Latest failures
callback-missed-none = No failure in the last 30 days.
callback-answered = The program answered { $status } { $answer }
callback-next-try = Next try { $at }.
callback-next-token = It refuses the token. See that it expects the one of this page; if that is lost, change the token.
callback-next-path = It expects nothing at this address, or not in this way (POST). Correct the address.
callback-next-redirect = It points to another address, and we do not follow. Give the final address.
callback-next-away = It is down or too busy. Tell whoever looks after it; five more tries follow, five minutes apart.
callback-next-refused = It does not accept what we send. Show this answer to whoever looks after it: the fields are described in docs/notices-api.md.
callback-problem-bad-address = The address no longer suits.
callback-problem-bad-address-next = Give a whole address, without name or password.
callback-problem-not-secure = The address does not begin with https://.
callback-problem-not-secure-next = Give the address that begins with https://.
callback-problem-private = The address leads into this server’s own network.
callback-problem-private-next = Give a public address, or ask the administrator of the instance to allow that network.
callback-problem-too-slow = No answer within ten seconds.
callback-problem-too-slow-next = The program should answer first and work later.
callback-problem-unreachable = The program does not answer, or broke off.
callback-problem-unreachable-next = See that the address is right, that the program runs, and that its certificate is valid.
callback-problem-gone = What was to be told is deleted.
callback-problem-gone-next = There is nothing to do.
callback-again = Send again what was not taken
callback-again-done = { $count ->
    [0] There was nothing to send again.
    [one] { $shown } message is sent again.
   *[other] { $shown } messages are sent again.
    }

# Templates
template-list-title = Templates
template-list-lead = The texts of your messages. Each change makes a new version: what was sent never changes.
template-none = No template. A template is the text of a message, with places for what changes, such as the name or the date. A manager writes the first one.
template-new = Write a template
template-edit = Edit the template
template-send = Send to one person
template-campaign = Send to a list
template-name = Name of the template
template-name-hint = For your agents. Your users do not see it.
template-medium = By
template-service = Service
template-subject = Subject
template-body = Text
template-body-hint = Say what it is about, what to do and by when, or that there is nothing to do, and who to ask.
template-purpose = What is this message for?
template-purpose-hint = Your users read these words when they choose what they receive. For example: Reminders of appointments.
template-purpose-known = Your users read these words when they choose what they receive. Use the same for similar messages. Used already: { $known }
template-purpose-short = What it is for
template-meaning = What it tells
template-meaning-hint = A few words. Nobody is told the same twice in two days. For example: appointment tomorrow.
template-lane = When has it to leave?
template-api-id = Id for programs (template_id)
template-language-add = Add a language
template-language-add-hint = A language that is left empty is not kept.
template-language-do = Add
template-languages = Languages
template-how = What one can write
template-how-places = Between two braces, a name that the program, the file or the agent will fill: small letters without accents, digits and _. A part between #if and /if only shows if its value is there.
template-how-example = Hello {"{{first_name}}"}, your appointment is on {"{{date}}"}. {"{{#if place}}"}Place: {"{{place}}"}{"{{/if}}"}
template-saved = The template is saved.
template-overtaken = Somebody else changed this template meanwhile. Your text is below: copy it, then open the template again.
template-text = Text
template-facts = Settings
template-versions = Versions
template-version = Version { $version }, { $at }
template-what-changed = What changed
template-changed = What version { $version } changed
template-changed-at = Changed
template-unchanged = Only when it leaves has changed.
template-archive = Withdraw this template
template-archive-about = Nothing new will be made of it. Messages that have left stay visible.
template-archive-sure = I confirm that it is withdrawn.
template-archive-do = Withdraw
template-archive-unsure = Tick the box to confirm.
template-archived = This template is withdrawn.

# Checks of a text
check-title = Checks
check-do = Check
check-nothing = Write a text, then check it.
check-places = { $count ->
    [one] One value will be filled in when it is sent:
   *[other] { $count } values will be filled in when it is sent:
}
check-misplaced = “{ $written }” would leave as it is written: what is filled in stands between double braces, { $meant }.
check-parts = { $most ->
    [one] Counts for one text message.
   *[other] Counts for { $most } text messages.
}
check-parts-range = Counts for { $least } to { $most } text messages, by its values.
check-parts-of = { $parts ->
    [one] One text message
   *[other] { $parts } text messages
}
check-cost = { $dear } for 1,000 messages, with the verification code.
check-cost-range = From { $cheap } to { $dear } for 1,000 messages, with the verification code.
check-too-long = The message is too long: { $units } signs, which is { $parts } text messages, even with the shortest values. It may have { $most } at most, which is { $signs } signs, the code to check it with included. Shorten it.
check-too-long-filled = With the longest values, the message has { $units } signs, which is { $parts } text messages: it would be refused. It may have { $most } at most, which is { $signs } signs, the code to check it with included.
check-too-long-wide = A sign outside the alphabet of text messages, in the text or in a value, takes away more than half of the room: 70 signs instead of 160.
check-alphabet-plain = All signs are in the alphabet of text messages.
check-alphabet-wide = A sign outside the alphabet of text messages has the message counted by 70 signs instead of 160:
check-alphabet-advice = Write the word that has it in another way, if you can.
check-alphabet-spare = Signs of print can be replaced without changing a word: use “Use cheaper signs”.
check-spare-do = Use cheaper signs
check-reading = Reading: { $level }.
check-says = The message says { $element }.
check-link = Link: { $link }
check-link-place = It depends on a value: it can only be followed once it is filled.
check-links = Links
check-links-do = Follow the links
check-link-alive = { $link } answers.
check-link-gone = { $link } leads to no page.
check-link-dead = { $link } does not answer.
check-link-unknown = { $link } could not be checked. Open it yourself.
check-link-is-not-who = The message gives a link, but does not say that questions can be asked there. Say so, for example “A question?” before the link, or give a number.
check-phone = Telephone: { $number }
check-phone-special = This number may cost more than usual. Rather give a free or ordinary one.

# What ready templates place, as labels of a form
place-name = Name of the person
place-contact = Where to ask questions
place-request = Number of the request
place-status = Status of the request
place-date = Date
place-time = Time
place-place = Place
place-document = Document
place-documents = Documents to bring
place-deadline = Deadline
place-promised-date = Promised date
place-new-date = New date

# Campaigns
campaign-list-title = Campaigns
campaign-list-lead = The same message for a list of people, checked whole before anything leaves.
campaign-none = No campaign. A campaign sends the same message to a list of people, taken from your spreadsheet. A manager prepares and confirms it.
campaign-new = Prepare a campaign
campaign-new-of = Template: { $template }
campaign-choose = Choose the template first
campaign-file = List (CSV file)
campaign-file-hint = A table saved as CSV, with semicolons, commas or tabs, and titles on its first line. { $most } rows at most.
campaign-file-none = Choose a file.
campaign-file-empty = This file has no rows under its titles.
campaign-file-unreadable = This file is not a table in CSV. In your spreadsheet, save it as “CSV”.
campaign-file-too-many = This file has more than { $most } rows. Part it into several files.
campaign-file-too-wide = This file has more than { $most } columns. Keep those that are needed.
campaign-file-twice = Two columns have the title “{ $title }”. Rename one of them.
campaign-file-rejects = rows set aside
campaign-file-outcomes = outcomes
campaign-read = Read the list
campaign-nothing-yet = Nothing leaves at this step: the list is checked first.
campaign-columns-title = The columns that are needed
campaign-columns-about = Titles may differ: you can say which column is for what.
campaign-column-sms = Telephone number
campaign-column-email = E-mail address
campaign-column-letter = Postal address
campaign-column-none = No column
campaign-column-bare = Column { $place }
campaign-column-count = Messages
campaign-name = Name of the campaign
campaign-loading = The list is being read and checked. You can leave this page and come back.
campaign-loading-read = { $count ->
    [one] One row read.
   *[other] { $shown } rows read.
}
campaign-loading-lost = The reading of the list stopped before its end. Nothing left. Drop this campaign and give the file again.
campaign-nothing-left = Nothing has left yet.
campaign-lacking = First say which column holds:
campaign-check = Check of the list
campaign-good = { $count ->
    [one] One message is ready to leave.
   *[other] { $shown } messages are ready to leave.
}
campaign-cost-sms = { $parts ->
    [one] One text message in all, { $cost } at most.
   *[other] { $shown } text messages in all, { $cost } at most.
}
campaign-cost-email = E-mails cost nothing.
campaign-cost-letter = { $cost } at most, paper and postage included.
campaign-forecast = If no other day is chosen, the last ones leave around { $at }, by the service’s hourly limit.
campaign-forecast-begin = If no other day is chosen, sending begins { $at }, with no hourly limit.
campaign-faults = { $count ->
    [one] One row cannot leave
   *[other] { $shown } rows cannot leave
}
campaign-faults-about = They are set aside. Correct them in your file, or go on without them.
campaign-faults-caption = The first rows that are set aside
campaign-fault-twice = This address stands higher up in the list already: the person gets the message once.
campaign-rejects = Download the rows set aside
campaign-previews = The first messages, as they will leave
campaign-line = Row { $line }
campaign-columns = Change columns or name
campaign-columns-do = Check again
campaign-checked = The list is checked again.
campaign-send = Send
campaign-day = Day on which it leaves
campaign-day-hint = Optional. Empty: now.
campaign-hour = Hour at which it leaves
campaign-hour-hint = Optional. For example 9:30, in Paris time.
campaign-day-wrong = Write a day and an hour, such as 12/03/2027 and 9:30.
campaign-day-past = This moment is past. Choose a day to come.
campaign-day-far = This day is more than a year away. Choose a nearer one.
campaign-sure = { $count ->
    [one] I confirm that one message is sent.
   *[other] I confirm that { $shown } messages are sent.
}
campaign-unsure = Tick the box to confirm.
campaign-nobody = No row can leave. Correct the columns or the list.
campaign-send-do = Send to the list
campaign-confirmed = The campaign is confirmed.
campaign-no-draft = This campaign is confirmed already, or is being checked.
campaign-remove = Drop this campaign
campaign-removed = The campaign and its list are erased. Nothing left.
campaign-state-loading = Reading the list
campaign-state-draft = To be confirmed
campaign-state-planned = Planned
campaign-state-ready = Going on
campaign-state-stopped = Stopped
campaign-state-done = Handed over
campaign-about-ready = It leaves from { $at } on.
campaign-about-stopped = It was stopped { $at }: what had not left will not leave.
campaign-about-done = All its rows were handled by { $at }. Messages leave in the permitted hours.
campaign-handed = { $count ->
    [one] { $done } row handled of { $all }.
   *[other] { $done } rows handled of { $all }.
}
campaign-outcome = What became of the messages
campaign-outcomes = Download the outcomes
campaign-outcome-refused = Set aside
campaign-outcome-waiting = Not handled yet
campaign-stop = Stop the campaign
campaign-stop-late = This campaign cannot be stopped any more.
campaign-stopped = The campaign is stopped. What had not left will not leave.
campaign-fact-begins = Leaves
campaign-fact-cost = Cost at most
campaign-head-line = Row
campaign-head-column = Column
campaign-head-reason = Reason
campaign-head-to = To
campaign-head-state = State
campaign-head-due = Due
campaign-head-sent = Left
campaign-head-done = Ended

# People who cannot be reached
unreachable-title = People who cannot be reached
unreachable-lead = Messages do not get to them. Reach them in another way: they should not miss what they need to know.
unreachable-none = Nobody has to be reached otherwise. When a number or an address no longer works, the person shows here, with what to do.
unreachable-nobody = Somebody whose name is not known
unreachable-since = Since { $at }.
unreachable-message = See the last message
unreachable-next-sms = To do: call this person on another number, or write a letter, then ask for the new number.
unreachable-next-email = To do: call this person, or write a letter, then ask for the new address.
unreachable-next-letter = To do: call this person, then ask for the new address.
unreachable-clear = The address is right again
unreachable-cleared = This address will get messages again.

# Is this message from us?
verify-footer = Is this message from us?
verify-title = Is this message from us?
verify-lead = Type the code at the end of the message. We tell you whether we sent it.
verify-code = Code of the message
verify-code-hint = Eight letters and digits, such as K7QF-2MXP.
verify-do = Check
verify-no-code = A code has eight letters and digits, such as K7QF-2MXP. Check what you typed.
verify-yes = Yes, this message is from us.
verify-yes-day = It was sent on { $day }.
verify-yes-care = If this is not the day on which you got it, do not trust it: somebody may have copied a true code.
verify-letter-day = It is the code of a letter, posted on { $day }.
verify-letter-care = A letter arrives some days later. If you read this code elsewhere than on a letter, or before that day, do not trust it: somebody may have copied a true code.
verify-no = No, we do not know this code.
verify-no-about = This message is not from us, or the code was miscopied.
verify-asked = Code asked about:
verify-what-to-do = What to do
verify-do-check = Check that you copied the code rightly.
verify-do-nothing = Do not open the links of this message, do not call its numbers, give no code and no bank card.
verify-do-report = Forward a suspicious text message to 33700, which is free. Report a suspicious e-mail on signal-spam.fr.
verify-do-given = If you have given bank details already, call your bank.
verify-where = The code is on the last line of the message. It is for this only: it opens no account.

# What one receives
preference-footer = Choose the messages that I get
preference-title = The messages that you get
preference-about = { $medium }, { $address }: messages from { $partner }.
preference-kinds = I want to get
preference-kinds-hint = Untick what you do not want any more.
preference-nothing = Get nothing any more from { $partner } by { $medium }
preference-consequence = Your choice counts from now on and is kept. If you must know something, you may get a call or a letter.
preference-saved = Your choice is saved.
preference-ask-lead = Give your number or your e-mail address: we send a link there that opens your choices.
preference-ask-address = Mobile number or e-mail address
preference-ask-address-hint = Where you get our messages.
preference-ask-do = Get the link
preference-ask-sent = If we have written to this address before, a link will be there in a few minutes. Three links a day at most.
preference-mail-subject = Your choice of messages
preference-mail-body =
    Hello,

    This link opens the page on which you choose the messages that you get:
    { $link }

    If you did not ask for it, there is nothing to do.
preference-model-name = Link to the choice of messages
preference-model-purpose = Link to your choices
preference-model-text = Choose the messages that you get: { $link }
stop-title = Stop these messages
stop-about = Messages from { $partner }: “{ $purpose }”, sent to { $address }.
stop-do = Stop these messages
stop-done = Done
stop-done-about = You will not get “{ $purpose }” from { $partner } at { $address } any more.
stop-preferences = See and change all my choices
link-gone = This link is no longer valid
link-gone-next = It is incomplete, or too old. You can get a new one, without an account or a password, where you get our messages.
link-gone-again = Get a new link
## Letters
letter-day = { $day }
# Rules.
rule-fault-no-rung = The rule tells nobody: add a step.
rule-fault-rungs = A rule has { $max } steps at most.
rule-fault-text = This text is empty or too long: { $max } characters at most.
rule-fault-long = A delay is too long: { $max } days at most.
rule-fault-silence = A silence lasts for one day at least.
rule-fault-holdout = The share of people who are kept apart is from 0 to 90%.
rule-fault-template = The template of step { $rung } cannot be used: it is archived, of another service or of another channel.
rule-state-draft = Draft
rule-state-running = Running
rule-state-paused = Paused
rule-state-stopped = Stopped
rule-state-stopped-provokes = Stopped by itself: it makes people call
rule-state-stopped-service = Stopped: the service is closed
rule-trigger-entered = The request comes into a status
rule-trigger-silent = The request stays in a status and nothing happens
rule-trigger-before = Before a date
rule-trigger-after = After a date
rule-trigger-promise-at-risk = A promised date may be missed
rule-goal-statuses = The request reaches a status
rule-goal-document-received = A document is received
rule-goal-appointment-taken = An appointment is taken
rule-goal-any-contact = The person gets in touch
rule-goal-none = No goal: only the end of the request stops the rule
rule-arm-told = Told
rule-arm-held = Kept apart
rule-turn-planned = Planned
rule-turn-open = Under way
rule-turn-held = Kept apart
rule-turn-goal = Goal reached
rule-turn-closed = Request ended
rule-turn-outdated = No longer true
rule-turn-exhausted = All steps are done
rule-turn-rule-stopped = Rule stopped
rule-problem-no-template = The template no longer exists.
rule-problem-missing = A value of the template is missing.
rule-problem-refused = The message could not be prepared.
rule-problem-no-address = No address reaches the person.
rule-problem-unreachable = The address does not answer, or the person does not want such messages.
rule-problem-pressure = The person has enough messages for these days, got already or on their way.
rule-event-too-many = Too many events at once: { $max } at most.
rule-event-not-an-object = An event is a JSON object.
rule-event-unknown-field = There is no field “{ $field }”.
rule-event-missing = The field “{ $field }” is missing.
rule-event-not-text = The field “{ $field }” must be a text of { $max } bytes at most.
rule-event-nothing = The event says nothing: give “status”, “date” or “due”.
rule-event-instant = “{ $value }” is not an instant: write 2026-03-09T14:30:00+01:00.
rule-event-day = “{ $value }” is neither a day (2026-03-09) nor an instant.
rule-event-future = “{ $value }” is still to come: “at” says when the event was.
rule-event-word = “{ $value }” is not a known word: { $known }.
rule-event-phone = “{ $field }” is not a telephone number.
rule-event-email = “{ $field }” is not an e-mail address.
rule-event-nobody = Say whom it is about: “external_id”, or a way to reach the person.
rule-event-data = “data” is an object of texts, numbers or true and false: { $max } values at most.
rule-event-conflict = “{ $id }” is known with other content: give another “event_id”.

# Letters to be printed
bundle-title = Letters
bundle-lead = Each day, the letters of a service are gathered. Print them, put them into envelopes, post them.
bundle-none = No letter is to be posted. Letters come from a template for letters, sent to one person, to a list or by a rule: they are gathered here each day.
bundle-waiting = { $count ->
    [one] One letter waits for one of the next bundles. Each service has one bundle a day at most.
   *[other] { $shown } letters wait for one of the next bundles. Each service has one bundle a day at most.
}
bundle-count = { $count ->
    [one] one letter
   *[other] { $shown } letters
}
bundle-to-post = To be posted
bundle-posted-at = Posted { $at }
bundle-bundle = Letters of { $at }
bundle-addresses = Download the addresses
bundle-address-letter = Letter
bundle-address-line = Line { $number }
bundle-print = Open for printing
bundle-print-all = Open all letters to print
bundle-no-press = The press is not installed on this server: letters cannot be set. Ask the administrator to put “efficaces-press” beside efficaces. The addresses can still be downloaded.
bundle-cover-title = Letters to post, bundle of { $day }
bundle-cover-service = Service
bundle-cover-letters = Letters
bundle-cover-bundle = Bundle
bundle-cover-forgotten = Left out, address erased
bundle-cover-by-template = By template
bundle-cover-template = Template
bundle-cover-by-place = By beginning of postcode
bundle-cover-place = Postcode
bundle-cover-elsewhere = Without a French postcode
bundle-cover-how = Letters are sorted by postcode, in the order of the file of addresses. Each begins on the front of a sheet, so that both sides can be printed. Once they are posted, say so on the page of the bundle.
bundle-see = Follow this message
bundle-post = Are these letters posted?
bundle-post-about = Say so when they have left: they are followed from then on.
bundle-unprinted = { $count ->
    [one] One letter of this bundle was never opened here to be printed.
   *[other] { $shown } letters of this bundle were never opened here to be printed.
}
bundle-printed-elsewhere = I confirm: all letters were printed otherwise, then posted.
bundle-unprinted-refused = { $count ->
    [one] Nothing is noted: one letter of this bundle was never opened here to be printed. Print it, or tick the box if it was printed otherwise.
   *[other] Nothing is noted: { $shown } letters of this bundle were never opened here to be printed. Print them, or tick the box if they were printed otherwise.
}
bundle-post-do = Yes, they are posted
bundle-posted = { $count ->
    [one] One letter is noted as posted.
   *[other] { $shown } letters are noted as posted.
}
bundle-came-back = The letter came back
bundle-returned = The letter is noted as returned. The person is to be reached in another way.
bundle-not-returned = This letter was not posted, or is noted as returned already.
letter-came-back = The letter came back
letter-returned = The letter is noted as returned. The person is to be reached in another way.
letter-not-returned = This letter was not posted, or is noted as returned already.

# What messages changed.
effect-title = What the messages changed
effect-word-nothing-yet = Not measured yet
effect-word-nobody-held = No comparison group
effect-word-nobody-told = Nobody is told
effect-word-too-few = Too few people
effect-word-avoids = Avoids contacts
effect-word-provokes = Causes contacts
effect-word-not-proved = Not proved yet
effect-verdict-watching = Nothing is measured yet: { $turns } being watched, for ten working days each.
effect-verdict-nothing-yet = Nothing is measured yet: nobody has been told.
effect-verdict-nobody-held = The effect cannot be measured: nobody is in the comparison group. Give it a share in the rule.
effect-verdict-nobody-told = The effect cannot be measured: everybody is in the comparison group.
effect-verdict-too-few = There are too few people to conclude. At least this many more are needed: { $missing }.
effect-verdict-avoids = These messages avoid contacts: { $mid } per 100 messages, between { $low } and { $high }.
effect-verdict-avoids-without = This rule avoids contacts.
effect-verdict-provokes = These messages cause contacts: { $mid } more per 100 messages, between { $low } and { $high }.
effect-verdict-provokes-without = This rule causes contacts.
effect-verdict-not-proved = Nothing is proved yet.
effect-verdict-may-be = Per 100 messages, between { $low } and { $high } contacts are avoided; a negative number means that contacts are caused.
effect-verdict-no-outlook = Too few people get in touch to say how many cases it would take.
effect-verdict-is-small = An effect of a fifth of the contacts would have been seen four times in five: if there is an effect, it is probably smaller.
effect-verdict-more-turns = To see an effect of a fifth of the contacts four times in five, it takes { $turns } more.
effect-interval = { $mid } (from { $low } to { $high })
effect-version = Version { $version }
effect-flagged = These messages cause contacts. Change the text, the moment or the way by which they are sent, or stop the rule.
effect-arms = The two groups
effect-arms-about = A case is a person who is to be told on one occasion. The people of the comparison group were drawn by lot and got nothing. Everybody who was to be told is compared with everybody who was not, whether the message arrived or not: so nobody is chosen by what they did.
effect-arm = Group
effect-arm-held = Comparison group
effect-arm-told = People to be told
effect-turns = Cases watched
effect-persons = People
effect-contacts = Contacts within ten working days
effect-per-100 = Contacts per 100 cases
effect-chart = Contacts avoided per 100 cases
effect-chart-about = Right of the line, contacts are avoided; left of it, they are caused. The bar goes from the smallest to the largest effect that the data allow.
effect-chart-none = No interval to show yet: more cases are needed in each of the two groups. There is nothing to set, the chart comes by itself.
effect-chart-version = Version { $version } of the rule
effect-chart-template = { $name }, version { $version }
effect-chart-template-none = Rule that begins with a call
effect-chart-channel = Contacts by { $channel }
effect-money = Messages, cost and saving
effect-sent = Messages sent
effect-delivered = Arrived
effect-failed = Not delivered
effect-cost = Cost of the messages
effect-avoided = Contacts avoided in all
effect-saving = Cost of the contacts avoided
effect-net = Saving, less the cost of the messages
effect-so-far = With the cases that are still being watched, messages sent: { $sent }, for { $cost }.
effect-channels = By channel of contact
effect-channel = Channel
effect-channel-held = Comparison group
effect-channel-told = People to be told
effect-channel-avoided = Avoided per 100 cases
effect-channels-about = These lines help to understand; only the whole allows a conclusion.
effect-how = How it is calculated
effect-how-contacts = What counts: every incoming contact of the person { $about }, from the moment when the message was to leave to the end of the tenth working day. A contact before never counts. If another case of the same person begins meanwhile, the contact counts for that one.
effect-how-reasons = for the rule’s reasons ({ $reasons })
effect-how-all = for whatever reason
effect-how-unit = Uncertainty is calculated by person, because contacts of one person resemble each other; the effect is a difference of contacts per case.
effect-how-looks = The 95% intervals stay true even if one looks every day: it is the “free looks” method of the laboratory (asymptotic confidence sequence). That is why they are wider than usual.
effect-how-costs = A contact costs what its row says, else your administration’s unit cost for its channel.
effect-how-until = Contacts known until { $until }. Calculated on { $at }.
effect-how-no-log = No contact is known yet. Calculated on { $at }.
effect-how-opened = Whether a message was opened is not tracked.
effect-left-out = { $count ->
    [one] { $shown } case of a person drawn with another share is not counted.
   *[other] { $shown } cases of people drawn with another share are not counted.
}
effect-mixed = { $count ->
    [one] { $shown } person changed groups, because two records were the same person: they count in their first group.
   *[other] { $shown } people changed groups, because two records were the same person: they count in their first group.
}
effect-watched = { $count ->
    [one] { $shown } case is still being watched and does not count.
   *[other] { $shown } cases are still being watched and do not count.
}
effect-watched-until = A case is watched as long as not all contacts of its ten working days are known. Your contacts are known until { $until }: to go further, bring in the latest ones.
effect-watched-without-log = No contact is known yet: cases stay watched as long as your contacts do not come in.
effect-versions = The other versions
effect-download-csv = Download the figures (CSV)
effect-download-json = Download the figures (JSON)
effect-none = This rule has told nobody yet. Its effect is known ten working days after its first messages.
effect-count-turns = { $count ->
    [one] { $shown } case
   *[other] { $shown } cases
}
effect-count-persons = { $count ->
    [one] { $shown } person
   *[other] { $shown } people
}
effect-expected = The proposal that the rule was made from expected, within the same ten working days, this number of contacts avoided per 100 messages: { $interval }. It counts only requests about which at least one contact is known.
effect-published-counted = Results: { $rules } (administrations: { $partners }). Contacts avoided: { $avoid }. Contacts caused: { $provoke }. No effect proved: { $open }.
effect-published-chart = Contacts avoided per 100 messages

# Rules, as people see them.
rules-title = Rules
rules-lead = Who is told, when, how, and what it changes.
rules-none = No rule yet. A rule tells the right person at the right moment, without anybody having to think of it.
rules-see-moments = See the moments that make people call
rules-new = New rule
rules-make = Make a draft
rules-made = The draft is made. Nothing leaves before you start the rule.
rules-no-template = Write a message template first: a rule says when it leaves.
rules-name = Name of the rule
rules-service = Service that sends
rules-told-month = { $count ->
    [one] { $shown } person told this month
    [one] One person told this month
   *[other] { $shown } people told this month
}
rules-avoided = { $interval } contacts avoided per 100 messages
rules-effect = What it changes
rules-edit = Edit the rule
rules-turns = People concerned
rules-in-words = The rule in words
rules-draft-next = This rule is a draft: nothing leaves. Read its texts, try it on last month, then start it at the bottom of this page.
rules-read-text = Read the text
rules-part-when = When
rules-part-who = For whom
rules-part-how = How
rules-part-goal = What ends it
rules-part-control = Measurement and safety
rules-version = Version
rules-versions = Earlier versions
rules-version-line = Version { $version }, of { $at }: { $what }
rules-status-opened = “request received”
rules-status-complete = “file complete”
rules-status-missing-piece = “document missing”
rules-status-decided = “decided”
rules-status-paid = “paid”
rules-status-closed = “closed”
rules-date-payment = the payment
rules-date-appointment = the appointment
rules-date-expiry = the end of the right
rules-when-entered = When a request comes into the status { $status }
rules-when-silent = When a request stays { $time } in the status { $status } without news
rules-when-date = At the moment of the date: { $date }
rules-when-before = { $time } before { $date }
rules-when-after = { $time } after { $date }
rules-when-promise = { $time } before the promised date, if there is at least a { $risk } risk that it is missed
rules-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
  }
rules-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
  }
rules-and = and
rules-then-word = then
rules-if-all = Everybody concerned
rules-if-reasons = Only for these reasons: { $reasons }
rules-if-channels = Only if the request came by: { $channels }
rules-if-languages = Only for these languages: { $languages }
rules-if-there = Only if “{ $field }” is known
rules-if-not-there = Only if “{ $field }” is not known
rules-if-is = Only if “{ $field }” is “{ $value }”
rules-if-is-not = Unless “{ $field }” is “{ $value }”
rules-channel-phone = telephone
rules-channel-email = e-mail
rules-channel-counter = counter
rules-channel-web = website
rules-channel-sms = text message
rules-channel-chat = chat
rules-channel-post = letter
rules-channel-video = video call
rules-channel-app = application
rules-channel-social = social networks
rules-channel-visit = home visit
rules-channel-other = another channel
rules-way-sms = text message
rules-way-email = e-mail
rules-way-letter = letter
rules-way-call = call by an agent
rules-way-choose = Choose
rules-rung = { $when }, { $way }: { $what }
rules-at-once = At once
rules-if-failed = Right after the step before
rules-only-if-failed = Only if the step before failed
rules-later = { $time } later
rules-later-working = { $time } later, in working days
rules-then = { $time } after the step before, or at once if that one failed
rules-then-working = { $time } after the step before (working days), or at once if that one failed
rules-goal-which = Statuses that end the rule
rules-goal-which-hint = The words that your systems write, parted by commas, for example: decided, paid (decision made, paid). Only if you chose “a status”.
rules-goal-statuses = The request comes into one of these statuses: { $statuses }
rules-summary = { $when }: { $ways }.
rules-held = Comparison group: { $share } of the people, drawn by lot once and for all, get nothing. That is what lets the effect be measured.
rules-held-none = No comparison group: the effect cannot be measured.
rules-stops-itself = The rule stops itself if it is proved to cause contacts.
rules-goes-on = The rule goes on even if it is proved to cause contacts.
rules-do-start = Start
rules-do-start-about = From now on, the people concerned are told: what happened before sets off nothing. The comparison group gets nothing. Nobody gets more messages than the limit allows.
rules-do-drop = Drop the draft
rules-do-drop-about = The rule is put among those that were stopped. Nobody was told.
rules-do-pause = Pause
rules-do-pause-about = Nobody new is told, and the next steps wait. Messages that were handed over leave.
rules-do-stop = Stop
rules-do-stop-about = All that waits is cancelled. Messages that were handed over leave. What was measured stays.
rules-do-resume = Resume
rules-do-resume-about = The steps that waited go on, and new people are told.
rules-do-restart = Start again
rules-do-restart-about = From now on, new people are told. What was cancelled stays so.
rules-sure = I have read the messages and I know who will get them
rules-not-sure = Tick the box to confirm, then start.
rules-started = The rule has started.
rules-paused = The rule is paused.
rules-stopped = The rule is stopped.
rules-too-late = Somebody changed the rule meanwhile. Read its state again.
rules-saved = The rule is saved.
rules-unchanged = Nothing has changed.
rules-edit-running = This rule is running. What you save holds for the next people; its effect will be measured apart.
rules-edited-meanwhile = Somebody edited the rule meanwhile. Read it again, then start over.
rules-wrong-name = Give a name, of { $max } characters at most.
rules-wrong-number = Write a whole number, from 0 to { $max }.
rules-at-rung = Step { $number }: { $problem }
rules-wrong-status = Write the status.
rules-wrong-date = Write which date is meant.
rules-wrong-way = Choose a message, or a call with what to say.
rules-wrong-statuses = Write a status at least.
rules-trigger = What sets it off
rules-trigger-status = Status
rules-trigger-status-hint = The word that your systems write: opened (request received), complete (file complete), missing_piece (document missing), decided (decision made), paid (paid), or your own. Leave empty for a date.
rules-trigger-date = Date
rules-trigger-date-hint = payment, appointment, expiry (the end of a right), or your own. Leave empty for a status.
rules-trigger-days = Days
rules-trigger-days-hint = Length of the silence, or days before or after the date.
rules-trigger-hours = Hours
rules-trigger-hours-hint = Besides the days, for a date.
rules-reasons = Reasons
rules-reasons-hint = Parted by commas. Empty: all. The contacts counted in the effect are those for these reasons.
rules-languages = Languages
rules-languages-hint = fr, en… parted by commas. Empty: all.
rules-data = Data of the request
rules-data-hint = One condition a line: “field”, “field=value”, or with a “!” before it for the contrary.
rules-channels = Channels by which the request came
rules-channels-hint = No box: all.
rules-ladder-about = Steps follow each other until the goal is reached, by whatever way. If a step fails, the next one leaves without waiting.
rules-rung-title = Step { $number }
rules-rung-way = Message or call
rules-rung-script = What the agent says
rules-rung-script-hint = For a call only.
rules-rung-days-first = Days after it is set off
rules-rung-days = Days after the step before
rules-rung-hours = And hours
rules-rung-working = Count working days only
rules-rung-fallback = Only if the step before failed
rules-rung-add = Add a step
rules-rung-remove = Remove this step
rules-goal = What ends it
rules-holdout = Share of the comparison group, in per cent
rules-holdout-hint = 10 is usually enough. These people do not get the rule’s messages; their files go on like the others. 0: the effect cannot be measured.
rules-self-stop = Have the rule stop itself if it causes contacts
rules-self-stop-hint = Only if that is proved, by the comparison group.
rules-territory = Territory
rules-territory-hint = For the time and public holidays.
rules-turns-counts = Cases of people to be told: { $told }. Cases of the comparison group: { $held }.
rules-turns-planned = Cases planned: { $count }, the first on { $at }.
rules-turns-told = { $count ->
    [one] The rule applied { $shown } time to people to be told
   *[other] The rule applied { $shown } times to people to be told
}
rules-turns-held = { $count ->
    [one] and { $shown } time to people of the comparison group.
   *[other] and { $shown } times to people of the comparison group.
}
rules-turns-about = A turn is one request to which the rule applies, from the first step to the last. One person can have several.
rules-turn-request = Request
rules-turn-usager = Person
rules-turn-at = Beginning
rules-turn-state = State
rules-turn-story = What followed
rules-turn-next = Next step on { $at }.
rules-turn-done = Ended on { $at }.
rules-arm-told = To be told
rules-arm-held = Comparison group
rules-ready = Ready rules
rules-ready-about = Each comes as a draft with its messages: read again, change, then start.
rules-ready-take = Take this one
rules-ready-taken = You have it already
rules-dry = Try on last month
rules-dry-lead = What the rule would have done in the last thirty days. Nothing leaves.
rules-dry-sentence = Of { $requests } under way in these last thirty days, { $told } and { $held }. Cost: { $cost }.
rules-dry-left-out = { $count ->
    [one] { $shown } request was not looked at: there are too many.
   *[other] { $shown } requests were not looked at: there are too many.
}
rules-dry-unreachable = { $count ->
    [one] { $shown } person has no address that fits: add a call or a letter.
   *[other] { $shown } people have no address that fits: add a call or a letter.
}
rules-dry-unfillable = { $count ->
    [one] { $shown } message cannot be written: check the template.
   *[other] { $shown } messages cannot be written: check the template.
}
rules-dry-missing = { $count ->
    [one] The value “{ $name }” is missing for { $shown } message.
   *[other] The value “{ $name }” is missing for { $shown } messages.
}
rules-dry-overloaded = { $count ->
    [one] In { $shown } hour, more contacts are expected than you can take. Limit what leaves in an hour in the settings of the service.
   *[other] In { $shown } hours, more contacts are expected than you can take. Limit what leaves in an hour in the settings of the service.
}
rules-dry-no-request = No request is known in that month: the trial says nothing. Your systems have to send their changes of status first.
rules-dry-nobody = { $count ->
    [one] The rule would have applied to nobody: the only request under way in these last thirty days does not meet its conditions. Check the status or the date that triggers it, the reasons and the channels.
   *[other] The rule would have applied to nobody: none of the { $shown } requests under way in these last thirty days meets its conditions. Check the status or the date that triggers it, the reasons and the channels.
}
rules-dry-by-way = What would have left
rules-dry-messages = Number
rules-dry-parts = Text messages counted, or pages
rules-dry-stopped-title = What would not have left
rules-dry-stopped = { $count }: { $why }
rules-dry-hours = Contacts expected by hour
rules-dry-hours-about = Mean of a day on which contacts are expected, from 9 to 17. The busiest hour would have { $most }.
rules-dry-rate-assumed = We count { $rate } contacts per 100 messages: this is an assumption of ours, for want of a measure.
rules-dry-rate-measured = We count { $rate } contacts per 100 messages: this is what the rule has provoked so far, against its comparison group.
rules-dry-hours-few = Even in the busiest hour, less than one contact is expected.
rules-dry-hour = { $hour }:00
rules-dry-capacity = Contacts that you can take in an hour
rules-dry-capacity-hint = To see the hours that are too busy. Leave empty not to compare.
rules-dry-examples = Examples, without names
rules-dry-leaves = Leaves
rules-dry-called = To be called
rules-dry-lacks = Missing: { $names }
rules-dry-cannot = Cannot be written
rules-count-requests = { $count ->
    [one] { $shown } request
   *[other] { $shown } requests
}
rules-dry-told = { $count ->
    [one] { $shown } case would have led to telling somebody
   *[other] { $shown } cases would have led to telling somebody
}
rules-dry-held = { $count ->
    [one] { $shown } would have stayed in the comparison group
   *[other] { $shown } would have stayed in the comparison group
}
rules-dry-promises = This try warns of all promises whose date is near. In use, the rule warns only of those that may be missed, where enough requests like them let one tell.
rules-heard-status = comes into the status { $status }
rules-heard-date = has a date ({ $date })
rules-heard-promise = has a promised date
rules-heard-nothing = As it is, the rule tells nobody: in the last 90 days, there is no request that { $what }. Your systems have to tell it.
rules-heard-no-reason = As it is, the rule tells nobody: it is about some reasons only ({ $reasons }), and no reason is known of what sets it off (a request { $what }: { $requests } in 90 days). Have the reason sent, or take the reasons out of the rule.
rules-heard-other-reasons = As it is, the rule tells nobody: it is about some reasons only ({ $reasons }), and no request has one of them (a request { $what }: { $requests } in 90 days). Reasons that came: { $came }. Write reasons as your systems send them.
rules-heard-some-without = Some requests have no reason: { $without } of { $requests } in 90 days. The rule is about some reasons only ({ $reasons }): these people are not told as long as the reason is not sent.
rules-heard-how = To send by POST /api/v1/request-events: { $example }
rules-trigger-risk = Risk from which people are told, in per cent
rules-trigger-risk-hint = For a promised date only. 50: people are told if the date is as likely to be missed as not, going by requests like theirs. 0: always. Where too few such requests are known, the nearness of the date is enough.
rules-wrong-risk = Write a number from 0 to 100.
rules-practice = Practice put to use
rules-practice-hint = What the rule changes appears on the sheet of this practice, with the name of your administration, as soon as each group has 11 people and something can be found. “None”: nothing appears.
rules-practice-none = None

# The moments that make people call.
moment-title = The moments that make people call
moment-lead = What your contacts and requests show: at which moment people call, and what can be told before.
moment-none = Nothing stands out yet. It takes contacts and changes of status of the same requests, over some months.
moment-name = { $reason }: { $status }
moment-list = From the greatest to the smallest
moment-list-one = { $title }: { $mid } contacts a year at most
moment-entering = In the days after the status becomes { $status }, people call more than usual. At most, a message would avoid { $mid } contacts a year, between { $low } and { $high }.
moment-silence = After { $days } days in the status { $status } without news, people call more than usual. At most, a message would avoid { $mid } contacts a year, between { $low } and { $high }.
moment-causes = Causes noted most often:
moment-chart = { $title }: contacts a day since the change of status
moment-chart-about = Of 100 requests that are still in this status, how many contacts on that day.
moment-day = day { $day }
moment-what = What can be told before
moment-proposal = { $trigger }, send a message ({ $way }): about { $messages } a year.
moment-expected = Contacts that this message would avoid a year, within ten working days after it: { $mid }, between { $low } and { $high }.
moment-assumption = Assumption: a message avoids { $mid } of the contacts that it aims at (between { $low } and { $high }), after sheet P13 of the guide. The comparison group of your rule will tell how it is at yours.
moment-accept = Make it a rule
moment-accepted = A draft message and a draft rule are made. Read them again: nothing leaves before you start the rule.
moment-gone = This moment no longer stands out in the data. Choose another one.
moment-no-service = Make a service that sends first: the message will leave in its name.
moment-service = your administration
moment-expected-per-100 = That is, per 100 messages: { $mid }, between { $low } and { $high }. The effect of the rule is measured in the same way. Only requests about which at least one contact is known count here: if others are told as well, each message will avoid fewer.
moment-draft-opened-subject = Your request has arrived
moment-draft-opened-sms = { $service }: your request has arrived. Nothing to do: we will write to you at the next step.
moment-draft-opened-email = Hello, your request has arrived. You have nothing to do for now. We will write to you at the next step. A question? Answer this message. { $service }
moment-draft-complete-subject = Your file is complete
moment-draft-complete-sms = { $service }: your file is complete. Nothing to do: we will write to you once it is decided.
moment-draft-complete-email = Hello, your file is complete and will be looked at. You have nothing to do. We will write to you once it is decided. A question? Answer this message. { $service }
moment-draft-missing-piece-subject = A document is missing from your file
moment-draft-missing-piece-sms = { $service }: a document is missing from your file. Please send it as our letter says.
moment-draft-missing-piece-email = Hello, a document is missing from your file. Send it as our letter says: we go on as soon as it arrives. A question? Answer this message. { $service }
moment-draft-decided-subject = Your request is decided
moment-draft-decided-sms = { $service }: your request is decided. The decision comes in a few days. You have nothing to do.
moment-draft-decided-email = Hello, your request is decided. You get the decision by letter or in your account in the next days. You have nothing to do. A question? Answer this message. { $service }
moment-draft-paid-subject = Your payment has left
moment-draft-paid-sms = { $service }: your payment has left. It takes some working days. You have nothing to do.
moment-draft-paid-email = Hello, your payment has left. It takes some working days to reach your account. You have nothing to do. A question? Answer this message. { $service }
moment-draft-other-subject = Your request is making progress
moment-draft-other-sms = { $service }: your request is making progress. Nothing to do: we will write at the next step.
moment-draft-other-email = Hello, your request is making progress. You have nothing to do. We will write to you at the next step. A question? Answer this message. { $service }
moment-draft-silence-opened-subject = Your request is still open
moment-draft-silence-opened-sms = { $service }: we have your request, and it waits its turn. You have nothing to do.
moment-draft-silence-opened-email = Hello, we have your request, and it waits its turn. You have nothing to do. We will write to you at the next step. A question? Answer this message. { $service }
moment-draft-silence-complete-subject = Your complete file is being looked at
moment-draft-silence-complete-sms = { $service }: your complete file is still being looked at. Nothing is missing or to be done.
moment-draft-silence-complete-email = Hello, your complete file is still being looked at. Nothing is missing, you have nothing to do. We will write to you once it is decided. A question? Answer this message. { $service }
moment-draft-silence-decided-subject = Your decision is on its way
moment-draft-silence-decided-sms = { $service }: your request is decided, and we are acting on it. You have nothing to do.
moment-draft-silence-decided-email = Hello, your request is decided, and we are acting on it. You have nothing to do. A question? Answer this message. { $service }
moment-draft-silence-paid-subject = Your payment
moment-draft-silence-paid-sms = { $service }: your payment has left. It arrives within five working days. Nothing to do.
moment-draft-silence-paid-email = Hello, your payment has left. If it has not reached your account after five working days, answer this message. { $service }
moment-draft-silence-other-subject = Your request is still open
moment-draft-silence-other-sms = { $service }: your request is still open. Nothing to do: we will write at the next step.
moment-draft-silence-other-email = Hello, your request is still open. You have nothing to do. We will write to you at the next step. A question? Answer this message. { $service }

# Links and numbers that messages name.
notice-tab-targets = Links and numbers
refused-dead-target = { $kind ->
    [link] This template sends people to a page that does not answer: { $targets }.
    [phone] This template gives a number that is out of service: { $targets }.
    [no-phone] This template gives a number that nobody can dial: { $targets }.
   *[mixed] This template gives pages or numbers that lead nowhere: { $targets }.
} Correct it, or ask a manager to send it all the same, under “Links and numbers”.
target-title = Links and numbers
target-lead = The pages and numbers that your messages name. Each page is checked every day. A message that names a dead page or number does not leave.
target-none = Your templates name no page and no number.
target-first = { $kind ->
    [link] To do first: a link does not answer
    [phone] To do first: a message gives a number that is out of service
    [no-phone] To do first: a message gives a number that nobody can dial
   *[mixed] To do first: links or numbers lead nowhere
}
target-first-about = Messages that name them do not leave. Those of programs and agents are refused. Those of rules and campaigns wait: they leave as soon as this is mended.
target-see = See links and numbers
target-held-back = { $kind ->
    [link] This template sends nothing: { $targets } does not answer.
    [phone] This template sends nothing: { $targets } is out of service.
    [no-phone] This template sends nothing: nobody can dial { $targets }.
   *[mixed] This template sends nothing: { $targets } lead nowhere.
}
target-held = { $count ->
    [one] { $shown } message waits.
   *[other] { $shown } messages wait.
}
target-looked-at = Checked on { $at }.
target-dead-since = It has not answered since { $at }.
target-let-go = Sent all the same, decided on { $at }: { $reason }
target-state-new = Not checked yet
target-state-alive = Answers
target-state-failing = One check failed, another follows in a few minutes
target-state-dead = Does not answer any more
target-state-unknown = Cannot be checked
target-state-open = In service
target-state-closed = Out of service
target-state-unlisted = Not in the list of lines
target-state-unknown-line = A possible number
target-state-no-phone = An impossible number
target-reason-gone = The site says that this page does not exist.
target-reason-broken = The site says that it is broken.
target-reason-no-link = This is not the address of a page.
target-reason-no-name = No site has this name.
target-reason-no-answer = The site does not answer, or its certificate is not valid any more.
target-reason-circle = The page leads from one address to the next without an end. Open it yourself to check.
target-reason-private = This page is in a private network: the server does not look at it. Check that the public can open it.
target-reason-others = The site answers, but not a program. Open the page yourself to check.
target-reason-unreached = The site is too slow, or the network was. Nothing is blocked.
target-reason-our-line = No other site answered at that moment: our own network may be down. Nothing is blocked.
target-next-link = What to do: open the page. If its address has changed, correct the template. If it is down, ask for it to be mended: the messages then leave by themselves.
target-next-phone = What to do: put another number into the template, or put this line back in service in the list of lines.
target-next-no-phone = What to do: correct the number in the template. A digit is missing or too much, or no country has its code.
target-look = Check now
target-looked = The link was checked.
target-release = Send all the same
target-release-about = The messages of this service will leave in spite of this link or number. Your reason is kept in the trail of actions. The decision ends as soon as this is mended.
target-reason-label = Why they are to be sent all the same
target-release-do = Yes, send all the same
target-released = The messages leave all the same. Your reason is kept.
target-reason-missing = Say why these messages are to leave all the same.
target-hold = Hold the messages again
target-held-again = Messages that name this link or number are held again.
check-phone-wrong = This number cannot be dialled: { $number }
check-phone-closed = This number is marked out of service: { $number }
check-phone-unlisted = This number is not in the service’s list of lines: { $number }

# The telephone lines of a service.
line-title = Telephone lines
line-lead = List the numbers at which people are answered. A message that names a line out of service does not leave. A number that is not in the list is pointed out.
line-none = No line is listed: the numbers of messages are not compared.
line-lists = The lines of each service
line-lists-about = Say which numbers are in service, so that no message sends people to a closed one.
line-number = Number
line-number-hint = For example 01 44 55 66 77, 0 800 12 34 56 or 3939
line-number-wrong = This number cannot be dialled in France. Check its digits.
line-number-known = This line is in the list already.
line-too-many = A list has { $most } lines at most.
line-name = What it is
line-name-hint = For example: reception, housing aid
line-new = Add a line
line-add = Add
line-close = Put out of service
line-open = Put back in service
line-forget = Take off the list
line-listed = The line is in the list.
line-closed = The line is out of service. Messages that name it do not leave any more.
line-opened = The line is in service.
line-forgotten = The line is not in the list any more.
line-changed-at = Since { $at }
