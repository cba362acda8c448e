# Guidance, the usager's side
guidance-title = Which way for my request
guidance-lead = Say what you are looking for: we tell you which way works best for it, why, and what the others are. The choice remains yours.
guidance-partners-none = No administration has opened this page yet.
guidance-ask-title = Which way for your request: { $partner }
guidance-ask-none = This administration has not yet said for what and how it can be reached.
guidance-reason = What is your request?
guidance-choose-reason = Choose your request in the list
guidance-situation = Your situation, if you like to tell it
guidance-situation-why = Tick what applies to you: the advice takes it into account. Ticking nothing takes nothing away: all ways stay open to you.
guidance-urgent = It cannot wait
guidance-kept = What you tell here serves this request only. The advice is kept for 400 days without your name, to check that it was good.
guidance-advise = See the best way

guidance-answer-title = Best for you: { $way }
guidance-answer-title-plain = The ways to reach us
guidance-answer-title-unfit = No way of this administration suits what you said
guidance-unfit = Here are all ways, and why they are not advised. You may choose them all the same.
guidance-france-services = A France services desk can help you, free of charge and without appointment.
guidance-answer-about = Your request: { $reason }
guidance-why-title = Why
guidance-hand-title = What to have at hand
guidance-take = Choose { $way }
guidance-others-title = The other ways
guidance-others-lead = All of them stay open to you.
guidance-list-title = All ways
guidance-others-none = It is the only way of this administration.
guidance-person = Would you rather speak to a person?
guidance-no-person = This administration has not said how to speak to a person. A France services desk can help you, free of charge and without appointment.
guidance-no-way = This administration has not yet said how it can be reached.
guidance-change = Change my request or my situation
guidance-all-closed = Everything is closed at the moment.
guidance-all-closed-until = Everything is closed at the moment. The first to open: { $way }, { $moment }.
guidance-hours-title = Opening hours
guidance-told-by-partner = Good to know

guidance-chance = { $some ->
    [1] About 1 person in { $all } has an answer the first time.
   *[other] About { $some } people in { $all } have an answer the first time.
}
guidance-chance-rare = One rarely has an answer the first time there.
guidance-effort = Allow about { $minutes } minutes in all.
guidance-effort-hours = { $minutes ->
    [0] Allow about { $hours } h in all.
   *[other] Allow about { $hours } h { $shown } in all.
}
guidance-time = { $minutes } minutes
guidance-time-hours = { $minutes ->
    [0] { $hours } h
   *[other] { $hours } h { $shown }
}
guidance-open = Open now.
guidance-open-always = Possible at any hour.
guidance-open-post = At any time; the answer takes several days.
guidance-open-email = At any time; the answer may take a few days.
guidance-open-wait = { $minutes ->
    [0] Open now, no wait.
    [1] Open now, a wait of about 1 minute.
   *[other] Open now, a wait of about { $minutes } minutes.
}
guidance-open-wait-long = Open now, a wait of about { $time }.
guidance-closed = Closed at the moment.
guidance-closed-until = Closed at the moment; opens { $moment }.

guidance-why-settles-most = It is the way that settles this request most often.
guidance-why-least-effort = It takes the least of your time: about { $time } in all.
guidance-why-least-cost = It settles this request at least as often as the ways that people take today, and leaves the others to those who need them.
guidance-why-nearly = It settles this request nearly as often as the ways that people take today, and leaves the others to those who need them.
guidance-why-open-now = It is open now, while others are closed.
guidance-why-short-wait = { $minutes ->
    [0] There is no wait at the moment.
    [1] The wait is short at the moment: about 1 minute.
   *[other] The wait is short at the moment: about { $minutes } minutes.
}
guidance-why-fits = It suits your situation. You said: { $told }.
guidance-why-elsewhere = There are not yet enough requests of this kind here: the advice rests on what is known elsewhere.
guidance-why-chosen = You chose it.
guidance-why-only-one = It is the only way here that you can use.
guidance-why-of-those-open = Of those that you can take now, it works best.
guidance-why-on-the-whole = It often settles this request, and leaves the other ways to those who cannot do without them.
guidance-why-tried = We propose it to a few people, to learn: it should work about as well as usual.
guidance-basis-near = This advice rests mostly on similar requests: there are few like yours here yet.
guidance-basis-everywhere = This administration has no history of this request yet: the advice rests on what is known of these ways everywhere else.

guidance-aside-told = Not advised, since you said: { $told }.
guidance-aside-cannot-use = Not advised in the situation that you told.
guidance-aside-settles-less = Not advised: it works less well for this request.
guidance-aside-below-least = Not advised: it settles this request too rarely.
guidance-aside-effort = Not advised: it would take much of your time.
guidance-aside-slow = Not advised for what cannot wait: the answer takes days.
guidance-aside-closed = Not advised now: it is closed.
guidance-aside-closed-until = Not advised now: it opens { $moment }.
guidance-aside-full = Not advised now: too many people are there already.
guidance-aside-left = It works a little better, but its places are first for those who need them. You may take it.
guidance-aside-another = It would do too; we think the other one is better.

guidance-told-no-internet = you have no internet
guidance-told-writing = reading or writing is hard for you
guidance-told-telephone = the telephone is hard for you
guidance-told-french = French is hard for you
guidance-told-travel = travelling is hard for you
guidance-told-helper = somebody helps you
guidance-told-documents = you do not have your documents

guidance-way-phone = Telephone
guidance-way-email = E-mail
guidance-way-counter = The counter
guidance-way-web = The website
guidance-way-sms = Text message
guidance-way-chat = Live chat
guidance-way-post = Letter
guidance-way-video = Video call
guidance-way-app = The application
guidance-way-social = Social networks
guidance-way-visit = A visit at your place
guidance-way-other = Another way
guidance-in-phone = the telephone
guidance-in-email = e-mail
guidance-in-counter = the counter
guidance-in-web = the website
guidance-in-sms = a text message
guidance-in-chat = the live chat
guidance-in-post = a letter
guidance-in-video = a video call
guidance-in-app = the application
guidance-in-social = social networks
guidance-in-visit = a visit at your place
guidance-in-other = another way

guidance-hand-spoken = Your file number if you have one, and something to write with.
guidance-hand-present = Proof of identity, and the documents of your request.
guidance-hand-post = Your file number if you have one, and copies of your documents: keep the originals.
guidance-hand-web = Your file number if you have one, and a photograph or a copy of your documents.
guidance-hand-written = Your file number if you have one. Do not send a password.

guidance-day-1 = Monday
guidance-day-2 = Tuesday
guidance-day-3 = Wednesday
guidance-day-4 = Thursday
guidance-day-5 = Friday
guidance-day-6 = Saturday
guidance-day-7 = Sunday
guidance-hours-day = { $day }, { $hours }
guidance-hours-days = { $from } to { $to }, { $hours }
guidance-hours = { $from } to { $to }
guidance-hours-and = and
guidance-clock-hour = { $hour }:00
guidance-clock = { $hour }:{ $minute }
guidance-today-at = today at { $time }
guidance-tomorrow-at = tomorrow at { $time }
guidance-date-at = on { $date } at { $time }

guidance-taken-lead = Here is what you need.
guidance-place-title = Where
guidance-open-site = Open the website
guidance-open-form = Fill in the form: your request is chosen already
guidance-write-to = Write to { $address }
guidance-call-number = Call { $number }
guidance-call-title = Be called back
guidance-call-lead = Rather than calling and waiting, ask to be called back. Whoever calls you will already have this before them:
guidance-call-name = Your name
guidance-call-phone = The number where to call you
guidance-call-about = Your question
guidance-call-about-hint = A few words are enough: you will not have to tell everything again.
guidance-call-day = From which day on (optional)
guidance-call-day-hint = Leave empty to be called as soon as possible.
guidance-call-do = Ask to be called back
guidance-call-no-name = Write your name.
guidance-call-bad-phone = Write a telephone number, for instance 01 23 45 67 89.
guidance-call-no-message = Write your question in a few words.
guidance-call-bad-day = Choose a day to come, within two months.
guidance-too-long = This is too long. Keep what matters most.
guidance-call-asked = Noted: you will be called back. This page says how your request stands; keep its address.
guidance-call-already = Your request to be called was passed on already.
guidance-handed-over = Your request to be called is passed on.
guidance-after-title = And then
guidance-after = Once it is done, tell us whether it worked: that is how advice gets better.
guidance-after-link = Tell whether it worked
guidance-see-others = See all ways again

guidance-back-title = Did it work?
guidance-back-question = You had chosen { $way }. Did you get your answer?
guidance-back-yes = Yes, it is settled
guidance-back-no = No, not yet
guidance-back-not-taken = You have not chosen a way for this request yet.
guidance-back-choose = Say yes or no.
guidance-back-thanks = Thank you. Your answer makes the advice better for those who come next.
guidance-back-settled = You said that it is settled.
guidance-back-unsettled = Let us try another way
guidance-back-unsettled-lead = Thank you for telling us. Here are other ways for the same request.
guidance-back-changed = Have things changed?

guidance-poster-title = Which way for your request: { $partner }
guidance-poster-caption = For each request, the way that works best
guidance-poster-reason = Your request
guidance-poster-way = Best
guidance-poster-chance = In general
guidance-poster-places = Where and when
guidance-poster-person = To speak to a person: { $ways }.
guidance-poster-more = Depending on your situation another way may be better: ask us, or see { $address }
guidance-poster-print = A poster to print

guidance-spoken = For “{ $reason }”, the best is { $way }.
guidance-spoken-closed = For “{ $reason }”, the best is { $way }, which opens { $moment }.
guidance-spoken-none = We do not know yet which way to advise for this request.
guidance-spoken-unfit = No way of this administration suits what you said.
guidance-spoken-person = To speak to a person, stay on the line.
guidance-spoken-person-now = To speak to a person now: { $way }.
guidance-spoken-person-later = To speak to a person: { $way }, which opens { $moment }.
guidance-spoken-person-closed = To speak to a person, though not at the moment: { $way }.

# What keeps from advising
guide-no-partner = This administration does not advise on ways of contact yet.
guide-no-reason = “{ $given }” is no reason of this administration. Choose one in the list.
guide-no-way = “{ $given }” is no way of this administration. Choose one in the list.
guide-no-situation = “{ $given }” is no situation that is known. The codes are in the list of situations.
guide-bad-site = The place must have 1 to 64 signs.
guide-bad-unit = The unit of a trial must have 1 to { $most } signs.

# Orientation: what managers and analysts see
nav-orientation = Guidance
orientation-title = Guidance
orientation-lead = Which way of contact to advise for each matter, what it brings, and to whom.
orientation-tabs-label = Parts of guidance
orientation-tab-worth = Dashboard
orientation-tab-ways = Ways
orientation-tab-settings = Settings
orientation-tab-what-if = What if
orientation-read-only = Only managers change this.
orientation-save = Save
orientation-yes = Yes
orientation-no = No
orientation-without = None
orientation-way = Way
orientation-today = Today
orientation-advised = Advised
orientation-between = ({ $low } to { $high })
orientation-range = Write a number between { $low } and { $high }.
orientation-not-a-number = “{ $given }” is not a number. Write for instance 12 or 12.5.
orientation-too-long = “{ $field }”: { $most } characters at most.
orientation-channel-phone = Telephone
orientation-channel-email = E-mail
orientation-channel-counter = Counter
orientation-channel-web = Website
orientation-channel-sms = Text message
orientation-channel-chat = Chat
orientation-channel-post = Letter
orientation-channel-video = Video call
orientation-channel-app = Mobile app
orientation-channel-social = Social networks
orientation-channel-visit = Home visit
orientation-channel-other = Other way
orientation-feature-no-internet = Without internet
orientation-feature-writing-is-hard = Reading or writing is hard
orientation-feature-telephone-is-hard = The telephone is hard
orientation-feature-french-is-hard = French is hard
orientation-feature-travel-is-hard = Travelling is hard
orientation-feature-has-helper = Somebody helps them
orientation-feature-documents-missing = Without their documents

# Orientation: ways
orientation-ways-title = Ways
orientation-ways-lead = The ways by which people can reach you: what usagers read, and what the advice knows of them.
orientation-ways-none = No way is offered yet: without one, nobody can be advised. Choose one in the list and say how it is used.
orientation-ways-offered = Offered to usagers
orientation-ways-others = Not offered
orientation-ways-others-about = They are neither shown nor advised.
orientation-way-basics = What usagers read
orientation-way-saved = { $way }: saved.
orientation-offered = Offered to usagers
orientation-place-number = Number
orientation-place-number-hint = The one that is dialled, such as 01 23 45 67 89.
orientation-place-number-wrong = Write a number that can be dialled, such as 01 23 45 67 89.
orientation-place-email = E-mail address
orientation-place-email-hint = Such as contact@ville.fr. Empty: the form of this site.
orientation-place-email-wrong = Write an e-mail address, such as contact@ville.fr.
orientation-place-link = Link
orientation-place-link-hint = The address of the page, such as https://www.ville.fr/demande. Empty: the form of this site.
orientation-place-link-wrong = Write a whole link that begins with https://, such as https://www.ville.fr/demande.
orientation-place-address = Address
orientation-place-address-hint = Where one goes, or where one writes to. Empty if it depends on the place.
orientation-place-address-wrong = Write an address.
orientation-words-fr = A line in French
orientation-words-en = The same in English
orientation-words-hint = What one has to know before, such as “Have your file number at hand”. May stay empty.
orientation-hours = Hours
orientation-always = Always open
orientation-always-hint = For what is received at any hour. The hours below do not count then.
orientation-always-open = Always open
orientation-week = Week
orientation-week-hint = Such as 8:30-12:00, 13:30-17:00. Empty: closed.
orientation-week-closed = Closed all week
orientation-hours-none = Say at least one day of opening, or tick “Always open”.
orientation-day-lundi = Monday
orientation-day-mardi = Tuesday
orientation-day-mercredi = Wednesday
orientation-day-jeudi = Thursday
orientation-day-vendredi = Friday
orientation-day-samedi = Saturday
orientation-day-dimanche = Sunday
orientation-day-hours = { $day } { $hours }
orientation-territory = Territory
orientation-holidays = Open on public holidays
orientation-exceptions = Exceptions
orientation-exceptions-hint = One day a line, or several: 24/12/2026 : 9:00-12:00, 31/12/2026 : closed, 26/12/2026 to 30/12/2026 : closed.
orientation-closed = closed
orientation-team = Team
orientation-agents = Agents who answer at the same time
orientation-agents-hint = On average, while it is open. Empty: not known, nothing limits this way. 0: nobody, this way is shown as closed.
orientation-agents-count = { $count ->
    [0] no agent: shown as closed
    [one] { $count } agent
   *[other] { $count } agents
 }
orientation-agents-unknown = Number of agents not known
orientation-agents-wrong = Write a whole number of agents, { $most } at most.
orientation-wait-title = The wait now
orientation-wait = Wait, in minutes
orientation-wait-hint = Usagers are told it for 30 minutes, unless the telephone gives it itself. Empty: tell it no longer.
orientation-wait-save = Tell this wait
orientation-wait-saved = The wait is told for 30 minutes.
orientation-wait-withdrawn = The wait is no longer told.
orientation-wait-wrong = Write the wait in minutes, { $most } at most.
orientation-wait-told = Wait told: { $wait }, on { $at }
orientation-wait-old = Wait told last: { $wait }, on { $at }; it is no longer shown

# Orientation: settings
orientation-settings-title = Settings
orientation-settings-lead = What advice has to respect.
orientation-settings-saved = The settings are saved.
orientation-since = In force since { $at }.
orientation-floor-title = No group shall lose
orientation-floor-about = At each place, and for each situation (without internet, reading is hard…), advice has to settle at least as many requests as today. It is computed from your past contacts, with a margin of safety; the dashboard shows who gains and who loses. A human way is always named, and everybody can take another way.
orientation-floor-fixed = This rule cannot be changed. One person alone may lose a little: you say how much, below. Where the limits contradict each other, they give way: first the time, then the chance.
orientation-limits-title = Limits
orientation-limits-about = They may stay empty. Two limits that nothing can hold together are refused.
orientation-limit-settled = Chance to settle, at least
orientation-limit-effort = Minutes for the usager, at most
orientation-limit-exploration = Share of trials
orientation-limit-caution = Caution
orientation-limit-lower = Loss accepted for one person
orientation-clash = Contradiction: “{ $one }” and “{ $other }” cannot hold together. Change one of the two.
orientation-chance-alone = No way settles { $least } times in 100; the best: { $best }. Lower this limit.
orientation-minutes-alone = No way takes { $most } minutes at most; the shortest: { $fewest }. Raise this limit.
orientation-least-chance = Chance to settle, at least (in %)
orientation-least-chance-hint = A way that settles the matter less often at the first contact is not advised.
orientation-most-minutes = Minutes for the usager, at most
orientation-most-minutes-hint = Waiting, travel, the contact, and what follows where it does not settle.
orientation-learning-title = Learning without risk
orientation-exploration = Share of trials (in %)
orientation-exploration-hint = Now and then another way that respects all rules, and could be the best, is advised to know what it brings. Never to somebody in a hurry, never a way that they cannot use. 0: never; 5 at most.
orientation-caution = Caution
orientation-caution-hint = How much safety before people are told another way? The larger the number, the closer advice stays to today. 0: no margin; 1: right 84 times in 100; 2, as usual: 98 times in 100; 3: nearly always.
orientation-page-title = Public page
orientation-public = Open the page to everybody
orientation-public-hint = “Which way for my request?”, without an account, and as a form within other sites.
orientation-public-no-way = Offer at least one way under “Ways” first.
orientation-page-see = See the page
orientation-lower = Loss accepted for one person, at most (in 100 requests)
orientation-lower-hint = Example: today, 80 requests in 100 are settled at once. With 10, a way that settles 70 may be advised if it costs less; never fewer than 70. With 0, never a loss, but advice costs more. For an urgent request, never a loss. 10 as usual.
orientation-trial-title = Randomised trial
orientation-trial = Code of the experiment
orientation-trial-hint = That of the laboratory. The draw decides who gets an advice and who sees the list alone: what advice is worth is then proved. Empty: everybody is advised.
orientation-trial-unknown = The laboratory has no experiment of yours with this code in which usagers are drawn one by one. The code is in the address of its page.
orientation-trial-wrong = A code has letters without accents, digits and dashes only; 64 at most.

# Orientation: dashboard
orientation-no-contacts = The log has no first contact of the last twelve months yet: import contacts, then come back. Until then the advice rests on our starting values.
orientation-ways-assumed = You have not told your ways yet: this dashboard takes those that the log knows. Tell them under “Ways”.
orientation-ways-assumed-read = The ways are not told yet: this dashboard takes those that the log knows.
orientation-worth-title = What advice would change
orientation-seen = { $count ->
    [one] Over { $contacts } first contact, from { $first } to { $last }, if everybody took the advised way.
   *[other] Over { $contacts } first contacts, from { $first } to { $last }, if everybody took the advised way.
 }
orientation-seen-count = { $count ->
    [one] Over { $contacts } first contact, if everybody took the advised way.
   *[other] Over { $contacts } first contacts, if everybody took the advised way.
 }
orientation-settled = Settled at the first contact
orientation-from-to = { $today } → { $advised }
orientation-points = in points { $between }
orientation-avoided = Contacts avoided
orientation-saved = Euros spared
orientation-spared = Time given back to usagers
orientation-spared-hours = Hours given back
orientation-hours-of-people = { $hours } h
orientation-rests-on-model = { $count ->
    [one] Rests on chances learned from { $contacts } first contact.
   *[other] Rests on chances learned from { $contacts } first contacts.
 }
orientation-rests-on-costs = Rests on the costs of the log, or of your cost table where it has none.
orientation-rests-on-minutes = Rests on waits and durations of the log, and on our orders of magnitude for travel and writing.
orientation-interval-about = In brackets, the 90% interval: it has the uncertainty of the chances to settle in it, not those who would not follow the advice.
orientation-mix = Who takes which way
orientation-mix-about = On the left, the first contacts of today; on the right, the same if everybody took the way that is advised at an ordinary hour, all being open.
orientation-mix-table = Share of each way
orientation-change-points = Difference, in points
orientation-who-title = Who gains, who loses
orientation-who-about = By the share settled at the first contact. Those who would lose most come first.
orientation-by-reason = By reason
orientation-by-reason-about = All first contacts.
orientation-by-reason-none = No reason has contacts.
orientation-by-site = By place
orientation-by-site-about = The first contacts of which the log tells the place.
orientation-by-site-none = The log does not say where contacts take place: nothing can be said by place.
orientation-by-told = By what usagers tell
orientation-by-told-about = { $count ->
    [one] From { $contacts } piece of advice asked for by somebody who told something of their situation. The log does not know it: these rows do not add to the others.
   *[other] From { $contacts } pieces of advice asked for by people who told something of their situation. The log does not know it: these rows do not add to the others.
 }
orientation-by-told-none = Nobody has told anything of their situation yet when asking for advice.
orientation-who = Who
orientation-verdict = Verdict
orientation-gains = gains
orientation-loses = loses
orientation-unclear = nobody can tell
orientation-people = Contacts
orientation-settled-today = Settled today
orientation-settled-advised = Settled with advice
orientation-more-rows = { $count ->
    [one] One more row is in the CSV.
   *[other] { $count } more rows are in the CSV.
 }
orientation-log-title = What the log can tell by itself
orientation-log-about = Without a model: where people with the same reason and at the same place took the advised ways, what they got. It supposes that nothing else set them apart.
orientation-log-refused = We give no figure for all contacts:
orientation-log-few = the log has too few first contacts.
orientation-log-value = Settled at the first contact: { $difference } points with advice ({ $low } to { $high }). Rests on { $supported } of contacts, which are worth { $effective } for this computation.
orientation-log-part = Where the log knows something, which is { $supported } of contacts: { $difference } points ({ $low } to { $high }). This does not hold for the others.
orientation-log-missing = Where the log knows nothing
orientation-log-missing-one = { $name }: { $way } would be advised there to { $share } of contacts, and hardly anybody took it.
orientation-doubt-few = The contacts that count for the advice are worth { $count } only: too few.
orientation-doubt-heavy = A single contact would weigh { $weight } times an ordinary one.
orientation-doubt-unsupported = { $count ->
    [one] In one case, advice takes a way that hardly anybody took.
   *[other] In { $count } cases, advice takes a way that hardly anybody took.
 }
orientation-reliability = Can the chances be relied on?
orientation-not-learned = Nothing is learned from the log yet: the advice rests on our starting values. Learning takes place once a day.
orientation-learned-only = { $count ->
    [one] Learned on { $at } from { $contacts } first contact. The log is too short to compare the chances with what followed.
   *[other] Learned on { $at } from { $contacts } first contacts. The log is too short to compare the chances with what followed.
 }
orientation-learned = Learned on { $at } from { $contacts } first contacts of all partners. A model learned from the first two thirds of the time was compared with { $compared } contacts of the last third: they differ by { $error } points on average.
orientation-band = Announced { $share }
orientation-reliability-chart = What was announced, and what came
orientation-reliability-about = Each bar: the share settled at the first contact, with its 95% interval, among contacts whose announced chance was about that of the label. The more alike they are, the more they can be relied on.
orientation-reliability-table = Chances announced and observed
orientation-estimated = Announced
orientation-observed = Observed
orientation-gap = Difference, in points
orientation-first-contacts = First contacts
orientation-given-title = Advice given
orientation-advice-title = What this advice tells of today’s
orientation-advice-about = Each advice is written down with the chance that it had to be given. So the answers tell what the advice of today would bring, without relying on estimated chances alone. It supposes that those who answered are like the others.
orientation-advice-rests = Answers: { $answered }. For { $kept } of them the advice of today could be given already: { $settled } were settled, and they are worth { $effective } for this computation.
orientation-advice-few = too few answers to advice that would still be given.
orientation-advice-table = Share settled, by method
orientation-advice-method = Method
orientation-advice-value = Settled with the advice of today
orientation-advice-robust = Doubly robust
orientation-advice-switch = SWITCH (the model where an advice would weigh more than ten times)
orientation-advice-snips = Inverse probability, normalised
orientation-advice-ipw = Inverse probability
orientation-given-none = No advice was given in the last twelve months.
orientation-given-said = In twelve months, pieces of advice given: { $given }; of which the way taken is known: { $taken }; answers to “Is it settled?”: { $answered }.
orientation-trial-runs = The trial “{ $trial }” decides who is advised. Its result is read in the laboratory.
orientation-given-by-way = By way
orientation-given-by-arm = By arm of the trial
orientation-given-of-way = Advised
orientation-no-way = None
orientation-arm = Arm
orientation-arm-advised = With advice
orientation-arm-plain = The list alone
orientation-given = Given
orientation-followed = Followed
orientation-other-way = Another way taken
orientation-answered = Answers
orientation-answered-of-way = Answers of who took it
orientation-worked = Settled, as they said
orientation-share-between = { $share } ({ $low } to { $high })
orientation-download-csv = Download as CSV
orientation-download-json = Download as JSON

# Orientation: what if
orientation-what-if-title = What if
orientation-what-if-lead = Other hours, other teams, call-back: what that changes in waits, in giving up, in contacts and in cost. Nothing is saved.
orientation-presets = Frequent questions
orientation-preset-saturday = Open the telephone on Saturday mornings
orientation-preset-agent = One more agent on the telephone
orientation-preset-call-back = Offer call-back on the telephone
orientation-preset-afternoons = Close the counter on Tuesday and Thursday afternoons
orientation-what-if-form = Your question
orientation-what-if-way-hint = Those where people wait for an agent to be free.
orientation-choose-way = Take this way
orientation-what-if-week = Hours of the week
orientation-what-if-agents = Agents at the same time
orientation-call-back = Share of those who would give up that accept to be called back (in %)
orientation-call-back-hint = 0: call-back is not offered. Agents call back when they are free.
orientation-habits = What we suppose of usagers
orientation-habits-about = No log tells it: change these values if you know more.
orientation-patience = Mean patience, in minutes
orientation-patience-hint = The time after which one gives up.
orientation-new-hours = How busy new hours are (in % of an hour of today)
orientation-new-hours-hint = They take contacts from other hours: nobody comes more often.
orientation-other-hour = Share of those who find it closed and come at another hour (in %)
orientation-other-hour-hint = The others take another way, as people do today.
orientation-again = Share of those who give up and come again (in %)
orientation-again-hint = Within the week. Today’s contacts have them in already.
orientation-compute = Compute
orientation-result-title = { $way }: a week, with this change
orientation-result-wait = Mean wait: { $before } today, { $after } then.
orientation-result-given-up = Giving up: { $before } today, { $after } then.
orientation-result-cost = Cost of contacts: { $cost } more a week (less if it is negative). More hours of agents to open: { $hours }.
orientation-result-elsewhere = { $count ->
    [one] { $contacts } contact a week would go to: { $way }.
   *[other] { $contacts } contacts a week would go to: { $way }.
 }
orientation-result-back-full = More people would want to be called back than agents have free time: the others are counted as giving up.
orientation-result-rests-on = Rests on { $count ->
    [one] { $contacts } contact a week of the log
   *[other] { $contacts } contacts a week of the log
 } while it is open, { $handling } a contact on average, { $agents ->
    [one] { $agents } agent today
   *[other] { $agents } agents today
 }.
orientation-result-outside = { $count ->
    [one] { $contacts } contact a week comes outside the hours that you told: it is not counted here.
   *[other] { $contacts } contacts a week come outside the hours that you told: they are not counted here.
 }
orientation-result-assumes = Each hour is computed as a line in which people give up in the end (Erlang A), checked by simulation. Calls that the telephone did not record are not in the log.
orientation-in-a-week = In a week
orientation-with-change = With this change
orientation-week-table = The week, today and then
orientation-week-contacts = Contacts that come
orientation-week-answered = Answered
orientation-week-given-up = Giving up
orientation-week-called-back = Called back
orientation-week-wait = Mean wait
orientation-week-agent-hours = Hours of agents
orientation-week-occupancy = Share of it that is busy
orientation-hour = { $day } { $hour }:00
orientation-hour-title = Hour
orientation-hour-table = Hour by hour
orientation-contacts-today = Contacts today
orientation-wait-today = Wait today
orientation-given-up-today = Giving up today
orientation-contacts-then = Contacts then
orientation-wait-then = Wait then
orientation-given-up-then = Giving up then
orientation-chart-wait-before = Wait hour by hour, today
orientation-chart-wait-before-about = Mean wait in each opening hour of the week.
orientation-chart-wait-after = Wait hour by hour, with this change
orientation-chart-wait-after-about = The same, with the hours, the team and the call-back that are asked about.

# Orientation: in the shared inbox
orientation-inbox-hint = For this reason, { $way } settles { $there } requests in 100, against { $here } by the way that this person took. Ready to answer:
orientation-inbox-phone = For this request, the surest way is to call us: { $place }.
orientation-inbox-counter = For this request, the surest way is to come and see us: { $place }.
orientation-inbox-web = For this request, the surest way is to do it on line: { $place }
orientation-inbox-page = You can also see which way suits you: { $address }
orientation-inbox-other = For this request, the surest way is { $way }.
