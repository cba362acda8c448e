nav-laboratory = Laboratory
nav-projects = Projects
# States of an experiment
state-draft = draft
state-registered = running
state-concluded = ended
state-published = published
state-abandoned = given up
# Projects
projects-title = Projects
projects-lead = From an idea to a national deployment: what each administration tries, how far it is, and what it has learned.
projects-none = No project yet. Begin with an idea: two sentences are enough.
projects-stage-empty = No project at this stage.
stage-idea = Idea
stage-framing = Framing
stage-design = Design
stage-experiment = Experiment
stage-deployment = Deployment
stage-national = National deployment
stage-stopped = Stopped
project-begin = Propose a project
project-begun = The project is there, at the stage “idea”.
project-title = Name of the project
project-summary = What it is for
project-summary-hint = Which contacts it would avoid, for whom, and how. Two or three sentences are enough.
project-practice = Related practice
project-no-practice = None
project-owner = Who sees to it
project-partner = Administration
project-save = Save the project
project-saved = The project is saved.
project-edit = Change the project
project-missing = must be filled in.
project-too-long = this text is too long: { $max } signs at most.
project-overtaken = somebody changed this project meanwhile. Your text is kept below: compare it with the project’s page, then save again.
project-stages = Stages of the project
project-lessons = Lessons
project-journal = Journal
project-about = About the project
project-tell = Tell what came next
project-kind = What it is
project-note = A piece of news
project-lesson = A lesson
project-move-to = Move to the stage “{ $stage }”
project-came-to = Stage “{ $stage }”
project-body = What happened
project-body-hint = For a change of stage, say what made it possible. For a lesson, what you would do otherwise.
project-body-missing = write what happened: it is what others will read.
project-write = Add to the journal
project-told = The project’s journal is up to date.
project-experiments = Experiments
project-no-experiment = No experiment tied to it yet.
project-add-experiment = Tie an experiment
project-tie = Tie
project-untie = Take off
project-new-experiment = Prepare an experiment
project-partners = Associated administrations
project-no-partner = No other administration yet.
project-add-partner = Associate an administration
project-add = Associate
project-linked = The project’s links are up to date.
# The laboratory: the list
lab-title = Laboratory
lab-lead = Try a practice, know honestly whether it avoided contacts, and tell everybody.
lab-what = An experiment compares usagers, requests or offices that get a practice with others like them that do not. Everything is decided beforehand: what is measured, for how long, and what will count as a result. A result without effect, or a bad one, is published as readily as a good one: it spares others the trial.
lab-begin = Prepare an experiment
lab-filter = Filter
lab-practice = Practice
lab-all-practices = All practices
lab-own = The experiments of your administration
lab-own-none = No experiment yet. Choose a practice of the collection and prepare a trial: the form guides you, and says before you begin what the trial could show.
lab-own-none-reader = No experiment yet. If you have an idea for a trial, talk to the head of user relations of your administration: they prepare them here.
lab-column-title = Experiment
lab-column-state = State
lab-column-dates = Dates
lab-column-next = To do
lab-dates = from { $from } to { $to }
lab-next-plan = Finish the plan
lab-next-units = Give the list of units
lab-next-wait = Wait until { $day }
lab-next-follow = Follow the experiment
lab-next-conclude = Conclude
lab-next-publish = Publish the result
lab-next-read = Read the result
lab-next-nothing = Nothing: it was given up
lab-published = Published results
lab-published-none = No result published yet. The first trial that an administration finishes and publishes will stand here, whatever its result.
lab-published-none-of = No result published for the practice “{ $practice }”. Choose another practice, or be the first to try it.
lab-tally = { $n ->
    [one] { $n } published result
   *[other] { $n } published results
 }: { $good } favourable, { $open } without proven effect, { $bad } unfavourable.
# The plan of an experiment
planning-new = Prepare an experiment
planning-new-lead = Three answers are enough to begin. The rest is asked step by step, with values that suit most.
planning-create = Begin the plan
planning-create-pasted = Begin with this plan
planning-missing = to be filled in.
planning-begun = The draft is there. Nothing is fixed: change whatever you want.
planning-draft = Plan of the experiment
planning-lead = Decide everything before you see any result: that is what makes the result believable.
planning-ready = The plan is complete. You can still change it; when it suits you, fix it at the foot of the page.
planning-step-why = Why
planning-step-why-intro = Which practice, and what you want to know.
planning-practice = Practice that is tried
planning-title = Name of the experiment
planning-title-hint = Short, such as “Acknowledgement by SMS”.
planning-question = The question
planning-question-hint = One sentence, such as “Does an SMS sent as soon as a request is filed avoid chasing?”
planning-step-who = Who gets the practice, and how
planning-step-who-intro = Those who do not get it yet are the control: they are what one compares with.
planning-step-who-advanced = How lots are drawn
planning-unit = What gets the practice or not
planning-unit-usager-when = The usager: when each person can get it without their neighbour profiting, such as an SMS.
planning-unit-request-when = The request: when the practice is about a request, such as a letter of decision.
planning-unit-office-when = The office: when everybody there is served in the same way, such as a redesigned reception.
planning-unit-day-when = The day: when the practice can be put on and off from one day to the next, such as a waiting message.
planning-unit-agent-when = The agent: when it is a way of working, such as a training.
planning-design = How it is chosen who gets it
planning-design-hint = Only drawing lots allows one to say “proved”. Without, the result will be “probable” at best.
planning-design-randomised-when = By chance: lots are drawn for each unit. To be chosen whenever possible.
planning-design-stepped-wedge-when = In steps: all offices will begin, lots decide the order. To be chosen when nobody must go without.
planning-design-staggered-when = Without chance, on different dates: some offices began, others not yet. To be chosen when the calendar can no longer be discussed.
planning-design-synthetic-when = Without chance, one or a few offices: many others make the comparison.
planning-design-interrupted-when = Without chance, everybody on the same day: before is compared with after. The most fragile choice.
planning-steps = Number of steps
planning-steps-hint = Only for a roll-out in steps: the number of starting dates. Otherwise leave it empty.
planning-method = Way of allocating
planning-method-simple-when = Each for itself: the simplest, and nobody can guess what comes next.
planning-method-blocked-when = In blocks: the groups stay of the same size throughout the trial.
planning-method-stratified-when = In blocks, within each category: the groups are alike in the categories named below.
planning-method-minimisation-when = By balance: each new unit goes rather where it balances the categories best.
planning-strata = Categories to balance
planning-strata-hint = Columns of your list of units, separated by commas, such as “size, region”. Only for the last two ways of allocating.
planning-block = Size of a block
planning-block-hint = Empty: chosen for you.
planning-period-days = Days of a period
planning-period-days-hint = For trials in steps or without chance: contacts are counted period by period. 7 is almost always right.
planning-step-what = What is measured
planning-step-what-intro = A single measure decides. It comes from the contact log, without typing anything more.
planning-step-what-advanced = Other contacts, margin, cost
planning-measure = Measure
planning-measure-volume = Number of contacts
planning-measure-requests = Contacts per request
planning-measure-needs = Contacts per need
planning-measure-recontact = Share of contacts followed by another
planning-measure-fcr = Share settled at the first contact
planning-measure-avoidable = Share of avoidable contacts
planning-measure-cost = Cost of contacts
planning-measure-phone = Share of calls answered
planning-measure-satisfaction = Mark of satisfaction
planning-measure-volume-when = Number of contacts: how often each unit turns to you. The simplest.
planning-measure-requests-when = Contacts per request: for one request, how many contacts. Your contacts must carry a request number.
planning-measure-needs-when = Contacts per need: the same without a request number: contacts of one person for one reason that are near each other.
planning-measure-recontact-when = Share of contacts followed by another: do people come back for the same reason?
planning-measure-fcr-when = Share settled at the first contact: the opposite, seen from the good side.
planning-measure-avoidable-when = Share of avoidable contacts: agents must note the cause.
planning-measure-cost-when = Cost of contacts: in euros, all channels together.
planning-measure-phone-when = Share of calls answered: for what touches waiting on the phone.
planning-measure-satisfaction-when = Mark of satisfaction: from 1 to 5, of those who answer.
planning-effect-fall = The smallest effect that matters: a fall of at least (in %)
planning-effect-rise = The smallest effect that matters: a rise of at least (in %)
planning-effect-hint = Below, the effect would not be worth it. 10 means ten percent better than today.
planning-window = Days within which one looks whether people come back
planning-window-hint = Used for needs, for contacts followed by another and for the first contact. 30 is usual.
planning-where-all = All
planning-where-channel = Only contacts of this channel
planning-where-reason = Only contacts of this reason
planning-where-reason-hint = The code of the reason in your log. Empty: all.
planning-where-cause = Only contacts of this cause
planning-where-site = Only contacts of this place
planning-where-site-hint = The name of the place in your log. Empty: all.
planning-where-life-event = Only contacts of this life event
planning-margin = Change for the worse that would be accepted (in %)
planning-margin-hint = To show only that the practice does no worse, for instance because it costs less. Empty: not asked.
planning-cost = Cost of a contact (in euros)
planning-cost-hint = Empty: your table of costs.
planning-channel-phone = Phone
planning-channel-email = E-mail
planning-channel-counter = Counter
planning-channel-web = Website
planning-channel-sms = SMS
planning-channel-chat = Chat
planning-channel-post = Post
planning-channel-video = Video call
planning-channel-app = Mobile app
planning-channel-social = Social networks
planning-channel-visit = Home visit
planning-channel-other = Other channel
planning-step-when = For how long
planning-step-when-intro = On the right, see what this length would allow to show.
planning-start = First day
planning-end = Last day
planning-weeks = Length (in weeks)
planning-weeks-hint = At least four: what is new attracts attention for a while.
planning-weeks-before = Weeks read before the start
planning-weeks-before-hint = Knowing each one’s past makes the comparison more precise. Put 0 if the unit is the day.
planning-days-before = Days read before the start
planning-step-arms = What is compared
planning-step-arms-intro = The control first, then what is tried. Two are almost always enough; in files, each is called an “arm”.
planning-step-arms-advanced = Add arms
planning-arm-control = Control
planning-arm-other = Trial { $n }
planning-arm-name = { $arm }: short name
planning-arm-text = { $arm }: what is done
planning-arm-weight = { $arm }: share, relative to the others
planning-step-guards = What must not get worse
planning-step-guards-intro = Guardrails: if one of them gets worse by more than its margin, the result will say so, even if the measure gets better.
planning-step-guards-advanced = Add guardrails
planning-guard-none = None
planning-guard-measure = Guardrail { $n }: measure
planning-guard-margin = Guardrail { $n }: change for the worse accepted (in %)
planning-guard-window = Guardrail { $n }: days of the window
planning-guard-where = Guardrail { $n }: only these contacts, such as “channel=phone”
planning-step-groups = For whom it might differ
planning-step-groups-intro = Say it beforehand, with a reason. What is not said here can only be a hint.
planning-step-groups-advanced = Add groups
planning-group-none = None
planning-group-by = Group { $n }: by
planning-group-reason = Group { $n }: why
planning-by-channel = Usual channel
planning-by-reason = Reason
planning-by-life-event = Life event
planning-by-site = Place
planning-by-cause = Cause
planning-step-stopping = When one concludes
planning-step-stopping-intro = Looking at a result on the way and stopping as soon as it pleases shows effects that do not exist.
planning-step-stopping-advanced = Degree of certainty
planning-stopping = Stopping rule
planning-stopping-fixed-when = At the end, once. The surest, and the shortest trial.
planning-stopping-group-sequential-when = At planned moments: one may stop earlier if the effect is clear. The trial lasts a little longer if it is not.
planning-stopping-always-valid-when = At any time: one may look every day. It takes many more units.
planning-looks = Number of planned moments, the last included
planning-looks-hint = Only for the second rule. Three are usually enough.
planning-spending = Severity at the planned moments
planning-spending-obrien-fleming = Very severe at first, almost normal at the end (O’Brien and Fleming)
planning-spending-pocock = The same at each moment (Pocock)
planning-alpha = Error accepted (in %)
planning-alpha-hint = 5: a practice without effect would seem to have one once in twenty times.
planning-power = Chance to see the effect if it is there (in %)
planning-power-hint = 80 is usual.
planning-adjust = Use each one’s past to be more precise
planning-adjust-hint = Leave it ticked.
planning-step-ethics = What is owed to usagers
planning-step-ethics-intro = A trial on people has to be justified.
planning-ethics = Who might lose by it, and why one may try
planning-ethics-hint = For instance: “The control gets what everybody gets today. Nobody loses a right or a channel.”
planning-traps = To watch out for
planning-traps-none = Nothing in particular.
planning-check = Reckon again
planning-save = Save the draft
planning-kept = The draft is saved.
planning-overtaken = Somebody changed this plan meanwhile. What you typed is kept below: compare it with the saved plan, then save again.
planning-register = Fix the plan
planning-register-text = Once fixed, the plan is dated and its fingerprint is taken. It can still be changed, but each change will be an amendment, with its reason, shown in the result. Units can then get their arms.
planning-register-do = Fix the plan
planning-registered = The plan is fixed. It remains to say which units take part.
planning-know = I know that this trial will very probably show nothing, and want to do it all the same.
planning-know-missing = This trial could only see an effect much larger than the one you hope for. Change the plan, or tick this box.
planning-file = The plan as a file
planning-export = Download plan.toml
planning-paste = Paste a plan
planning-paste-new = Do you have a plan as a file already, or that of another administration? Paste it: it takes the place of the answers above.
planning-paste-text = The pasted plan takes the place of the whole draft, including what is typed above and not saved.
planning-paste-do = Replace the draft
planning-pasted = The pasted plan has become the draft.
planning-toml = Plan in TOML
planning-toml-hint = The text of a file plan.toml, as this page gives it for download.
planning-remove = Delete the draft
planning-remove-text = The draft disappears for your whole administration.
planning-remove-do = Delete
planning-removed = The draft is deleted.
planning-wrong-number = this is not a number. Write for instance 10 or 2.5.
planning-wrong-whole = this is not a whole number. Write for instance 3.
planning-wrong-day = this is not a day. Write for instance 2027-01-04.
planning-wrong-choice = choose one of the answers.
planning-wrong-where = write for instance “channel=phone”, and separate with semicolons.
planning-fixed = Plan, fixed
planning-fixed-title = Fixed before the results
planning-fixed-text = These lines allow anybody to check that nothing was changed afterwards.
planning-registered-at = Fixed on
planning-hash = Fingerprint of the plan
planning-commitment = Fingerprint of the draw
planning-draft-reader = This plan is still a draft: it may change.
planning-to-units = The units
planning-decided = What was decided
planning-arms = What is compared
planning-arm-column = Arm
planning-text-column = What is done
planning-weight-column = Share
planning-margin-column = Change for the worse accepted
planning-by-column = By
planning-reason-column = Why
planning-amendments = Amendments
planning-amendments-none = None: the plan is the one that was fixed.
planning-amend = Change the plan (amendment)
planning-amend-text = An amendment does not replace the plan: it is added to it, with its date and its reason, and the result will show it.
planning-amend-before = No result is known yet: the amendment will say so.
planning-amend-after = The trial has begun or somebody has looked already: the amendment will say that results were known. This is automatic.
planning-reason = Why the plan changes
planning-reason-hint = One or two sentences, read by all who will read the result.
planning-amend-do = Save the amendment
planning-amend-same = Nothing changed in the plan.
planning-amend-bound = units have their arms already: this can no longer change. Give the experiment up and prepare another.
planning-amended = The amendment is saved.
# What the page says in place of the words of the file
page-fault-empty = to be filled in.
page-fault-arms-too-few = At least two things must be compared: the control, then what is tried.
page-fault-arms-two = This way of choosing compares two things: with and without. Empty the other lines.
page-fault-weight = The share is a number above zero. For equal shares, write 1 everywhere.
page-fault-weights-uneven = These shares fit no block. Choose simple ones, such as 1 and 2.
page-fault-start = The year must be between 1990 and 2100.
page-fault-days = The length must be between one day and three years.
page-fault-days-before = Three years at most. One year is almost always enough.
page-fault-days-before-of-days = A day has no past: put 0.
page-fault-no-before = Without drawing lots, everything rests on the comparison with the past. Give for instance 52 weeks.
page-fault-effect = A number above 0, at most 100.
page-fault-margin = A number above 0, at most 100. For instance 3.
page-fault-cost = An amount in euros above zero, or nothing.
page-fault-guardrail-is-metric = This is what is measured already. Choose another measure as a guardrail, such as satisfaction.
page-fault-guardrail-twice = This guardrail is there already. Remove one of the two.
page-fault-window = Between 1 and 366 days. 30 is usual.
page-fault-alpha = Above 0 and below 50. 5 is usual.
page-fault-power = At least 50 and below 100. 80 is usual.
page-fault-period = At least one day, and the trial must hold at least two periods.
page-fault-stopping-by-chance = One may conclude before the end only if lots are drawn for each unit. Choose “at the end”.
page-fault-strata-missing = This way of allocating balances categories: name columns of your list.
page-fault-strata-unused = This way of allocating balances nothing: remove the categories, or choose “within each category”.
page-fault-block-unused = This way of allocating has no blocks: empty this field.
page-fault-allocation-unused = This way of choosing does not allocate units: take “each for itself”, without categories or block.
page-fault-wedge-unit = In steps, offices or agents begin one after the other.
page-fault-steps-missing = A roll-out in steps has at least two dates.
page-fault-steps-unused = Steps serve only in a roll-out in steps: empty this field.
page-fault-design-unit = This way of choosing compares offices or agents followed over time.
page-fault-days-too-few = The unit is the day: it takes at least two days for each arm.
page-warning-no-ethics = Nothing says what might be wrong with the trial. Write who might lose by it, and why one may try.
page-warning-no-guardrail = No guardrail: nothing would show what the practice might spoil. Add at least one measure that must not get worse.
page-warning-before-missing = The past is not read: the comparison will be less precise. Give for instance 26 weeks before the start.
page-warning-before-unused = The past is read but not used: tick “use each one’s past”.
page-warning-always-valid-clusters = Looking at any time is safe only from some twenty offices or agents on. Below, conclude at the end.
page-warning-blocks-guessed = Whoever sees the arms go by guesses the end of a block. Let those who enrol usagers not see the list, or allocate each for itself.
# What the trial could show
power-title = What this trial could show
power-unreadable = Your log could not be read. The plan remains possible; reckon again in a moment.
power-faulty = First correct what is pointed out: the reckoning comes afterwards.
power-no-log = Your log has no contact before the start. Import your contacts of the last months: then one will know how many units it takes.
power-no-unit-usager = Your contacts do not say which usager they come from. Import them with a usager column, or choose another unit.
power-no-unit-request = Your contacts carry no request number. Import them with this column, or choose another unit.
power-no-unit-office = Your contacts do not say in which place they happened. Import them with this column, or choose another unit.
power-no-unit-day = Your log has no contact in this time. Import your contacts of the last months.
power-no-unit-agent = Your contacts do not say which agent took them. Import them with this column, or choose another unit.
power-no-figure = In your log this measure has no value, is zero or does not vary. Choose another measure, or import what it lacks.
power-short-log = To try this method on your past it would take { $days } days of log. Import older contacts, or shorten the trial.
power-units-usager = Usagers
power-units-request = Requests
power-units-office = Offices
power-units-day = Days
power-units-agent = Agents
power-fact-span = Reckoned on your log
power-span = from { $from } to { $to }
power-there = { $n }, that is { $week } a week
power-fact-wished = Effect hoped for
power-fact-least = Smallest visible effect
power-fact-reduction = Precision gained from the past
power-enough = This is enough: an effect of { $wished } would be seen { $power } of the time, and even one of { $least }.
power-short = Too short: this trial would only see an effect of at least { $least }. It would take { $weeks ->
    [one] { $weeks } week
   *[other] { $weeks } weeks
 } to see { $wished }.
power-short-units = Too few units: this trial would only see an effect of at least { $least }, and lasting longer would not be enough.
power-hopeless = Hopeless: the smallest visible effect ({ $least }) is more than twice the one you hope for ({ $wished }).
power-hopeless-units = Hopeless: with { $there } units no draw can prove anything. It takes at least { $min }.
power-hopeless-none = Hopeless: there are too few units to see any effect.
power-more-weeks = At the same pace, it would take { $weeks ->
    [one] { $weeks } week
   *[other] { $weeks } weeks
 } to see { $wished }.
power-more-units = In the planned time, it would take { $n } units ({ $units }), all arms together.
power-more-else = Other levers: a measure that varies less, fewer arms, a longer past, or a larger effect hoped for if you believe in it.
power-method = Reckoned on all who turned to you at that time or in the weeks read before, as if all of them took part. A shorter or longer list changes the result.
power-method-clusters = Here offices, agents or days count, not people: what sets them apart in your log is used, all of them included. If fewer take part, the visible effect is larger.
power-partial = Your log does not cover all of this time: the reckoning is cautious. Import older contacts to refine it.
power-curve = Smallest visible effect by length
power-curve-text = As a share of today’s measure. The effect hoped for is { $wished }.
power-weeks = { $weeks } wk
power-tried = How often the method finds the effect
power-tried-text = Simulation on your own past: { $all } made-up trials.
power-tried-nothing = No effect (false alarm)
power-tried-effect = Effect of { $effect }
power-tried-note = { $found } of { $runs }
power-tried-enough = This is probably enough: in { $found } made-up trials of { $runs }, an effect of { $wished } was seen.
power-tried-short = Not sure enough: an effect of { $wished } was seen in only { $found } made-up trials of { $runs }. Lengthen the trial, or give more past.
power-tried-hopeless = Hopeless: an effect of { $wished } was seen in only { $found } made-up trials of { $runs }, and twice that is not seen often enough either.
power-tried-unclear = Only { $runs ->
    [one] { $runs } made-up trial
   *[other] { $runs } made-up trials
 } could be done: too few to conclude. Import older contacts.
power-method-tried = There is no formula for this way of choosing. So your past was replayed ({ $runs } times for each effect): offices, or everybody, are made to begin on dates on which nothing began, the effect is added, and one counts how often the analysis finds it. It is a simulation, not a promise.
# The units
enrol-title = The units of the experiment
enrol-lead = Who gets what. A unit keeps for ever the arm that it got.
enrol-plan = The plan
enrol-draft = The plan is still a draft. Fix it first: lots are drawn afterwards.
enrol-interrupted = Everybody begins on the same day: there is nothing to draw or to list.
enrol-wedge = Give the whole list of units at once: lots decide the order in which they begin.
enrol-wedge-done = The order is drawn. The list is complete: it does not change any more.
enrol-starts = Say for each unit on which day it began. Those that did not begin make the comparison. You can send the list again to correct it as long as nobody has looked at a result.
enrol-days = The units are the days of the plan: lots are drawn for all of them at once.
enrol-list = Give the list of units, or let your systems ask for the arm of each as it comes. Both can be combined.
enrol-over = The experiment no longer runs: no unit can be added.
enrol-given = What was given
enrol-by-arm = Units by arm
enrol-by-date = Units by first day
enrol-date = First day
enrol-never = Did not begin
enrol-units = Units
enrol-share = Share
enrol-download = Download affectations.csv
enrol-privacy-usager = We do not keep the names of your usagers, only pseudonyms: this file has nothing else. The list with your own names can be downloaded when you send it, and each time you send the same again.
enrol-privacy-request = We do not keep your request numbers, only pseudonyms: this file has nothing else. The list with your own numbers can be downloaded when you send it, and each time you send the same again.
enrol-privacy-agent = We do not keep the names of your agents, only pseudonyms: this file has nothing else. The list with your own names can be downloaded when you send it, and each time you send the same again.
enrol-privacy-office = The names of offices are kept as they are.
enrol-privacy-day = Days are kept as they are.
enrol-draw-days = Draw lots for the days
enrol-draw-days-text = The { $days } days of the plan each get their arm, all at once.
enrol-draw-days-do = Draw lots
enrol-places = The places of your log
enrol-places-every = All places of the list ({ $n })
enrol-places-list = List of the places
enrol-places-text = These places had contacts in the last months. Tick those that take part: lots are drawn for them together.
enrol-places-dates = These places had contacts in the last months. Tick those that are compared and give the first day of those that began; leave it empty for the others.
enrol-place = Place
enrol-contacts = Contacts received
enrol-began = First day with the practice
enrol-began-at = First day at { $place }
enrol-keep-dates = Save the dates
enrol-draw-places = Draw lots for these places
enrol-no-place = Tick at least one place.
enrol-place-no-day = The day given for { $place } is not a day. Write for instance 2027-01-04.
enrol-file = A list as a file
enrol-file-text = A CSV table, with commas or semicolons, whose first line gives the titles: { $columns }.
enrol-file-field = CSV file
enrol-file-do = Send the list
enrol-file-named = Send, and receive the list with your names
enrol-file-again = Sending the same list twice changes nothing: each keeps its arm.
enrol-api = From your systems
enrol-api-text = A system that sees units come can ask for their arms one by one. It needs an access token with the right “experiments:assign”. The same unit always gets the same answer.
enrol-done = { $n ->
    [one] { $n } unit is recorded.
   *[other] { $n } units are recorded.
 }
enrol-read = { $n ->
    [one] { $n } unit read
   *[other] { $n } units read
 }, { $twice } repeated rows, { $refused ->
    [one] { $refused } row refused
   *[other] { $refused } rows refused
 }.
enrol-refused = Rows refused: correct them, then send the list again
enrol-refused-more = And { $n } more rows refused.
enrol-line = Line
enrol-value = What stands there
enrol-why = Why
enrol-no-file = Choose a file first.
enrol-empty = No unit in this list. Check the file, then send it again.
enrol-unreadable = This file is not a readable CSV table. Save it again as CSV from your spreadsheet.
enrol-too-many = More than { $most } units at once. Cut the list into several files.
enrol-too-large = This file is larger than { $megabytes } MB. Cut the list into several files.
enrol-column-missing = The column “{ $column }” is missing. Columns found: { $titles }.
enrol-column-twice = The column “{ $column }” is there twice. Rename one of the two.
enrol-no-name = The unit has no name.
enrol-long-name = The name is longer than { $most } bytes. Give a short identifier.
enrol-no-stratum = A value is missing in one of the columns of categories.
enrol-no-day = This is not a day. Write for instance 2027-01-04.
enrol-twice-otherwise = This unit is in the list already, with other values. Keep a single row.
enrol-nobody-begun = No unit has a first day: there would be nothing to judge. Give the first day of those that began.
enrol-all-begun = All began on the same day: there would be nothing to compare. Add units that did not begin.
enrol-seen = Somebody has looked at a result already: the list does not change any more.

# Reports: the metric and its units
said-metric-volume-usager = contacts per usager
said-metric-volume-request = contacts per request
said-metric-volume-office = contacts per office
said-metric-volume-day = contacts per day
said-metric-volume-agent = contacts per agent
said-metric-cost-usager = cost of contacts per usager
said-metric-cost-request = cost of contacts per request
said-metric-cost-office = cost of contacts per office
said-metric-cost-day = cost of contacts per day
said-metric-cost-agent = cost of contacts per agent
said-metric-requests = contacts per request that led to a contact
said-metric-needs = contacts per need, less than { $days } days apart
said-metric-recontact = share of contacts followed by another within { $days } days
said-metric-fcr = share of first contacts that suffice, over { $days } days
said-metric-avoidable = share of avoidable contacts
said-metric-phone = share of calls answered
said-metric-satisfaction = mark given by usagers
said-by-channel = channel
said-by-reason = reason
said-by-life-event = life event
said-by-site = site
said-by-cause = cause
said-filter = { $by }: { $value }
said-channel-phone = phone
said-channel-email = e-mail
said-channel-counter = counter
said-channel-web = site and forms
said-channel-sms = SMS
said-channel-chat = chat
said-channel-post = post
said-channel-video = video
said-channel-app = app
said-channel-social = social networks
said-channel-visit = home visit
said-channel-other = other
said-units-usager = { $n } { $many ->
    [one] usager
   *[other] usagers
 }
said-units-request = { $n } { $many ->
    [one] request
   *[other] requests
 }
said-units-office = { $n } { $many ->
    [one] office
   *[other] offices
 }
said-units-day = { $n } { $many ->
    [one] day
   *[other] days
 }
said-units-agent = { $n } { $many ->
    [one] agent
   *[other] agents
 }
said-count-usager = Usagers
said-count-request = Requests
said-count-office = Offices
said-count-day = Days
said-count-agent = Agents
said-units = Units
said-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
 }
said-numerator-volume = Contacts
said-numerator-requests = Contacts with a request
said-numerator-needs = Contacts
said-numerator-recontact = Contacts followed by another
said-numerator-fcr = First contacts that sufficed
said-numerator-avoidable = Avoidable contacts
said-numerator-cost = Euro
said-numerator-phone = Calls answered
said-numerator-satisfaction = Sum of marks
said-denominator-usager = Divided by (usagers)
said-denominator-request = Divided by (requests)
said-denominator-office = Divided by (offices)
said-denominator-day = Divided by (days)
said-denominator-agent = Divided by (agents)
said-denominator-need = Divided by (needs)
said-denominator-contact = Divided by (contacts)
said-denominator-call = Divided by (calls)
said-denominator-mark = Divided by (marks)
said-no-limit = no known limit
said-points = { $n } points
said-between = from { $low } to { $high }
said-design-randomised = drawn by chance
said-design-stepped-wedge = offices begin one after the other, in an order drawn by chance
said-design-staggered = some have begun, others not yet, without a draw
said-design-synthetic = a place compared with a mixture of others, without a draw
said-design-interrupted = before and after, without a control

# Reports: what changes
said-change-volume-usager-less = usagers make contact { $by } less often
said-change-volume-usager-more = usagers make contact { $by } more often
said-change-volume-request-less = each request leads to { $by } fewer contacts
said-change-volume-request-more = each request leads to { $by } more contacts
said-change-volume-office-less = offices receive { $by } fewer contacts
said-change-volume-office-more = offices receive { $by } more contacts
said-change-volume-day-less = each day brings { $by } fewer contacts
said-change-volume-day-more = each day brings { $by } more contacts
said-change-volume-agent-less = agents receive { $by } fewer contacts
said-change-volume-agent-more = agents receive { $by } more contacts
said-change-requests-less = each request leads to { $by } fewer contacts
said-change-requests-more = each request leads to { $by } more contacts
said-change-needs-less = each need leads to { $by } fewer contacts
said-change-needs-more = each need leads to { $by } more contacts
said-change-recontact-less = usagers come back { $by } less often for the same thing
said-change-recontact-more = usagers come back { $by } more often for the same thing
said-change-fcr-less = the first contact suffices { $by } less often
said-change-fcr-more = the first contact suffices { $by } more often
said-change-avoidable-less = the share of avoidable contacts falls by { $by }
said-change-avoidable-more = the share of avoidable contacts rises by { $by }
said-change-cost-less = contacts cost { $by } less
said-change-cost-more = contacts cost { $by } more
said-change-phone-less = calls are answered { $by } less often
said-change-phone-more = calls are answered { $by } more often
said-change-satisfaction-less = the mark given by usagers falls by { $by }
said-change-satisfaction-more = the mark given by usagers rises by { $by }
said-change-plain-less = the measure “{ $metric }” falls by { $by }
said-change-plain-more = the measure “{ $metric }” rises by { $by }

# Reports: the verdict in one sentence
headline-proved-benefit = Proved: with “{ $arm }”, { $change } (between { $low } and { $high }).
headline-proved-harm = Proved, in the direction opposite to what was hoped for: with “{ $arm }”, { $change } (between { $low } and { $high }).
headline-probable-benefit = Probable, not proved: with “{ $arm }”, { $change } (between { $low } and { $high }); chance did not choose who got the practice, something else may explain the difference.
headline-probable-harm = Probable, not proved, and in the direction opposite to what was hoped for: with “{ $arm }”, { $change } (between { $low } and { $high }); chance did not choose who got the practice.
headline-non-inferior = Proved: “{ $arm }” does not do worse by more than { $margin }; at worst, { $change }.
headline-no-effect = { $drawn ->
    [yes] No effect that matters
   *[no] Probably no effect that matters
 }: with “{ $arm }”, { $way ->
    [less] a fall
   *[more] a rise
 } of { $minimum } or more { $drawn ->
    [yes] is ruled out
   *[no] seems ruled out, without a draw to prove it
 } ({ $metric }: from { $low } to { $high }).
headline-not-proven = We do not know: with “{ $arm }”, the effect may be anything from { $low } to { $high } ({ $metric }); { $needed }.
headline-doubtful = Nothing can be concluded: the same computation also finds a difference where nothing had changed.
headline-season-unknown = Nothing can be concluded: less than a year was seen before the change, a season would look the same.
headline-too-early = It is too early: the plan has one result, at the end of the experiment.
headline-invalid-sample-ratio = Nothing can be said: the arms do not have the sizes that the draw gives them, something decided who was counted.
headline-invalid-missing = Nothing can be said: far more results are missing in one arm than in the other.
headline-invalid-refused = Nothing can be said: { $why }
headline-invalid-nothing = Nothing can be said: no effect could be computed from these data.
said-needed-times = it would take about { $times } times more { $unit ->
    [usager] usagers
    [request] requests
    [office] offices
    [day] days
   *[agent] agents
 } to tell
said-needed-more = it would take a longer experiment, or more { $unit ->
    [usager] usagers
    [request] requests
    [office] offices
    [day] days
   *[agent] agents
 }, to tell
said-needed-otherwise = this kind of experiment cannot tell, another kind is needed

# Reports: what it means
meaning-proved-benefit = Chance decided who got the practice, and the interval holds only improvements. You may extend it where conditions are alike, and go on measuring.
meaning-probable-benefit = The interval holds only improvements and the checks showed nothing unusual. Before deciding for all, an experiment with a draw would prove it.
meaning-non-inferior = The practice does not make the measure worse than the plan accepts. If it costs less or suits usagers better, you may choose it.
meaning-no-effect = This is a useful result: done this way, here, the practice does not bring the change that would justify it. Time and means can go elsewhere, and saying so spares others the same way.
meaning-no-effect-likely = This is a useful result: done this way, here, the practice probably does not bring the effect that would justify it. Saying so spares others the same way.
meaning-not-proven = The experiment shows neither an effect nor its absence. The practice has not failed: the experiment was too small to answer. Conclude neither way.
meaning-doubtful = The difference may come from something other than the practice. Look for another comparison, or draw by chance.
meaning-proved-harm = This result protects usagers: stop the practice in this form and look for what explains it. Having measured it and saying so spares others the harm; the team did what it should.
meaning-probable-harm = This result calls for care: suspend the practice in this form while you find out why. Having measured it and saying so serves everybody.
meaning-invalid = This is no result about the practice: it is the experiment that did not work. Mend the cause named here, then begin again.
meaning-too-early = Looking before the end would take chance for an effect. Come back on the planned day.
meaning-smaller = The effect is sure, but smaller than the { $minimum } that the plan found useful.
meaning-guardrail = But a guardrail is broken: mend what got worse before you extend the practice.

# Reports: the figures
said-arm = Arm
said-control = { $arm } (control)
said-method = Computation
said-change = Change
said-interval = Interval
said-difference = Difference
said-difference-interval = Interval of the difference
said-chance = Chance of such a difference without effect
said-method-delta = totals
said-method-delta-cuped = totals, past removed
said-method-cluster-cr2 = office totals
said-method-office-welch = one office, one vote
said-method-wild-bootstrap = resampling
said-method-randomisation = all draws
said-method-stepped-wedge = step by step
said-method-staggered = begun and not yet
said-method-synthetic = composed control
said-method-interrupted = before and after
said-method-confidence-sequence = free looks
said-method-repeated-interval = planned looks
said-line = “{ $arm }”: { $change } ({ $between }), that is { $difference } ({ $metric }).
said-line-plain = “{ $arm }”: { $difference } ({ $between }), for the measure “{ $metric }”.
said-line-refused = “{ $arm }”: no result, for { $why }
said-saving-contacts-saved = { $per }{ $over }, { $n } contacts avoided (between { $low } and { $high }).
said-saving-contacts-lost = { $per }{ $over }, { $n } more contacts (between { $low } and { $high }).
said-saving-contacts-open = { $per }{ $over }, { $n } contacts avoided is the best guess, but it may be any number from { $low } to { $high }; below zero means more contacts.
said-saving-euro-saved = { $per }{ $over }, { $n } saved (between { $low } and { $high }).
said-saving-euro-lost = { $per }{ $over }, { $n } more spent (between { $low } and { $high }).
said-saving-euro-open = { $per }{ $over }, { $n } saved is the best guess, but it may be any amount from { $low } to { $high }; below zero means money spent.
said-per-thousand-usager = For 1,000 usagers
said-per-thousand-request = For 1,000 requests
said-per-thousand-need = For 1,000 needs
said-per-thousand-contact = For 1,000 contacts
said-per-thousand-call = For 1,000 calls
said-per-thousand-mark = For 1,000 marks
said-per-each-office = For one office
said-per-each-day = For one day
said-per-each-agent = For one agent
said-over-days = { $days ->
    [one] {" "}and one day
   *[other] {" "}and { $days } days
 }
said-tile-contacts = Contacts avoided · { $per }
said-tile-euro = Saved · { $per }
said-cost-basis = A contact counts as { $cost }: the cost of the plan, or the one that your administration has set. It includes the time of agents, which is saved only if it is used for something else.
said-no-cost = What a contact costs is not known: set it to read the effect in euro too.
said-guardrail-kept = “{ $metric }” does not get worse by more than { $margin }: { $change } ({ $between }).
said-guardrail-unclear = We do not know whether “{ $metric }” gets worse by more than { $margin }: { $change } ({ $between }).
said-guardrail-broken = “{ $metric }” gets worse by more than { $margin }: { $change } ({ $between }).
said-guardrail-unknown = For “{ $metric }” no figure tells whether the limit of { $margin } holds.
said-subgroup-differs = The effect differs by “{ $by }”, more than chance explains.
said-subgroup-same = Nothing shows that the effect differs by “{ $by }”: differences as in the table often come from chance.
said-subgroup-unknown = Too few units to tell whether the effect differs by “{ $by }”.
said-subgroup-reason = Reason given in the plan: { $reason }
said-subgroup-declared = This group was declared before the experiment; thresholds allow for the number of groups.
said-subgroup-exploratory = Exploratory: this group was added or changed when results were known. It is an idea to test in another experiment, not a result.
said-exploration-idea = What follows was looked for afterwards: it is an idea to try by declaring it beforehand, not a result.
said-exploration-before = The effect on each unit is predicted from what it did before, learning from the other units; then one looks at what happened.
said-exploration-groups = The effect on each unit is predicted from the groups of the plan, learning from the other units; then one looks at what happened.
said-exploration-both = The effect on each unit is predicted from what it did before and the groups of the plan, learning from the other units; then one looks at what happened.
said-exploration-follows = What happened follows what was predicted: the effect seems to differ from one unit to the next.
said-exploration-not = What happened does not follow what was predicted: nothing suggests keeping the practice for part of the units.
said-exploration-units = Units
said-exploration-quarter = Quarter { $n }
said-too-few-units = too few units
said-naive = Most tools would count people one by one, as if each had been drawn, and announce an effect { $between }. That is wrong here: { $unit ->
    [office] offices
    [day] days
   *[agent] agents
 } were drawn, and people of one group resemble each other. This computation sees effects that are not there; do not take it up.
said-placebo-passed = Check: where nothing had changed, the same computation finds nothing.
said-placebo-failed = Check: where nothing had changed, the same computation finds a difference. The effect shown may come from something else.
said-robust = The other planned computations say the same.
said-not-robust = The other planned computations do not all say the same: read the verdict with care.

# Reports: what happened
said-sample-ratio-none = Sizes of the arms: they are not checked for this kind of experiment.
said-sample-ratio-good = Sizes of the arms: as the draw gives them.
said-sample-ratio-bad = Sizes of the arms: further from the draw than chance allows. Find what drops units of one arm only before you go on.
said-balance-good = Before the start, “{ $arm }” resembled the control (a difference of { $size } standard deviations).
said-balance-bad = Before the start, “{ $arm }” already differed from the control (a difference of { $size } standard deviations).
said-missing-arm = “{ $arm }” { $share }
said-missing = Missing outcomes: { $shares }.
said-missing-alike = Missing outcomes: { $shares }. The difference between the arms may come from chance.
said-missing-differs = Missing outcomes: { $shares }. The difference between the arms does not come from chance: the units whose outcome is known no longer compare.
said-aside-none = No row was set aside.
said-aside-no-unit = { $n } { $many ->
    [one] row without a unit.
   *[other] rows without a unit.
 }
said-aside-no-arm = { $n } { $many ->
    [one] row without an arm.
   *[other] rows without an arm.
 }
said-aside-unknown-arm = { $n } { $many ->
    [one] row whose arm is not in the plan.
   *[other] rows whose arm is not in the plan.
 }
said-aside-two-arms = { $n } { $many ->
    [one] row of a unit seen in two arms.
   *[other] rows of units seen in two arms.
 }
said-aside-twice = { $n } { $many ->
    [one] row that comes twice; the first counts.
   *[other] rows that come twice; the first of each unit counts.
 }
said-aside-before-assignment = { $n } { $many ->
    [one] row whose outcome came before the draw.
   *[other] rows whose outcome came before the draw.
 }
said-aside-missing = { $n } { $many ->
    [one] row without an outcome.
   *[other] rows without an outcome.
 }
said-aside-not-finite = { $n } { $many ->
    [one] row whose value is no number.
   *[other] rows whose value is no number.
 }
said-aside-negative = { $n } { $many ->
    [one] row divided by a negative number.
   *[other] rows divided by a negative number.
 }
said-aside-other = { $n } { $many ->
    [one] row set aside for another reason.
   *[other] rows set aside for another reason.
 }
said-aside-examples = For example: { $names }.
limit-place = The result holds for this administration and { $days ->
    [one] one day
   *[other] { $days } days
 } from { $start } on. Elsewhere, or in another season, the effect may differ.
limit-novelty = { $days ->
    [one] One day is short
   *[other] { $days } days are short
 }: a part of the effect may come from novelty.
limit-filter = Only some contacts are counted ({ $metric }): what happens to the others is not judged.
limit-contamination = If the same agents serve both arms, the control may gain too; the true effect is then larger than the one measured.
limit-clusters = Whole groups are compared: their number, not that of people, makes the precision.
limit-cost = The euro suppose the same cost for all contacts of a channel.
limit-no-guardrail = The plan has no guardrail: what the practice may have made worse is not judged.
limit-log = Only the contacts of the log count: what is not recorded there is not seen.

# Reports: doing it again
redo-never = never
redo-registered = Plan registered
redo-plan-hash = Hash of the plan
redo-analysed = Analysed
redo-rows = Rows analysed
redo-data-hash = Hash of the data
redo-version = Version of the program
redo-seed = Seed of the analysis
redo-changed = Plan changed on { $at }
redo-changed-late = Plan changed on { $at }, when results were known
redo-path = Key of the plan
redo-before = Before
redo-after = After
redo-how = The same plan and the same data give the same report. With the command: { $command }
redo-where = This report on line: { $url }
redo-plan = The plan that was analysed (TOML)
redo-json = The report for programs (JSON)
redo-pdf = The report to print (PDF)
paper-footer = Contacts efficaces · report of an experiment
report-practice = Practice
report-question = What we wanted to know
report-arms = What is compared
report-units = Compared
report-metric = What is measured
report-period = Period
report-design = Comparison
report-minimum = Smallest effect that matters
report-savings = What it saves
report-effect = The effect
report-arms-table = The control and what is tried
report-effects-table = The effect of each arm, compared with the control
report-robustness = Does it hold
report-robustness-table = The same effect by other computations
report-naive = The computation not to make
report-naive-table = What the computation not to make would say
report-placebo = What must show nothing
report-whom = For whom
report-whom-table = Effect by “{ $by }”
report-exploration = A hint, not proved
report-exploration-table = The effect by quarter of units, from the smallest predicted effect to the largest
report-guardrails = Guardrails
report-conditions = Conditions of use
report-conditions-hint = Under which conditions it was tried, and which are needed to do it elsewhere: people, channels, tools, staff.
report-lessons = Lessons
report-lessons-hint = What you learned, what you would do otherwise, also when there is no effect or the opposite one.
report-limits = Limits
report-warnings = To know before concluding
report-integrity = What was checked
report-bounds = What this result does not say
report-again = Doing it again
report-tile-effect = Effect of “{ $arm }”
report-chart = Effect on the measure “{ $metric }”
report-chart-lower = The dashed line means no effect. To the left the measure falls: that is what one hopes for. Each bar holds the effects that the data do not rule out.
report-chart-higher = The dashed line means no effect. To the right the measure rises: that is what one hopes for. Each bar holds the effects that the data do not rule out.
report-period-point = { $n }
report-course = Over time
report-course-chart = Effect over time on the measure “{ $metric }”
report-course-what = Zero on the axis is the start of the practice; each point is a period of { $days } days. Before the start, nothing should leave zero.
report-to-practice = See the sheet of the practice
report-chance-what = The last column tells how likely chance alone would make a difference at least as large, if there were no effect. An interval without zero says the same more clearly.
report-write = What you take from it
report-write-what = Both texts are published with the figures. They are needed to publish, whether the effect is good, none or the opposite.
report-keep = Keep these texts
report-learned = Your conditions and lessons are kept.
report-missing = to be filled before publishing.
report-too-long = this text is too long: at most { $most } characters.
report-note-title = Add a note
report-note = Note
report-note-hint = A correction, a precision. It is added to the lessons with its date.
report-note-what = A published report is not withdrawn and not rewritten. A mistake is corrected by a note, which everybody reads with the report.
report-note-add = Add the note
report-note-kept = The note is added to the report.
report-note-before = The report is not published yet: change the lessons themselves.
report-noted = Note of { $at }: { $text }
publish-title = Publish
publish-what = Everybody will be able to read this report; it will stand on the practice’s sheet and count in what is expected of it. Groups of fewer than eleven usagers are left out. A publication is not withdrawn.
publish-do = Publish this report
publish-done = The report is published. Thank you: a result that is told, whatever it is, serves everybody.
publish-already = This report is no longer “concluded”: it may have been published meanwhile.
publish-lacks-lessons = The conditions of use or the lessons are missing. Write them, then publish.
publish-too-few = An arm has fewer than eleven usagers: its figures cannot leave your administration. This report stays yours.

# Following an experiment
outcomes-too-early = Not one whole period has passed since the start. Come back tomorrow, or at the end of the first period.
outcomes-no-unit = No unit has an arm yet. Enrol them by a list or by the API, then come back.
outcomes-empty = The log has no row for this experiment. Check that the contacts of the period are imported.
outcomes-columns = The data of the log do not fit this plan. Check the unit and the comparison chosen.
follow-draft = This plan is a draft. Finish and register it: units will then get their arms.
follow-abandoned = This experiment was given up before its end. It gives no result.
follow-plan = See the plan
follow-course = Calendar
follow-start = First day
follow-end = Conclusion from
follow-not-begun = The experiment has not begun.
follow-day = Day { $day } of { $days }.
follow-over = The experiment has come to its end.
follow-units = Who has which arm
follow-enrolment = Units by arm
follow-share = Share obtained
follow-planned = Share planned
follow-to-units = Enrol units, see the list
follow-balance = Were the arms alike before
follow-no-balance = The comparison before the start will stand here once the log has read that period for enough units. It says nothing of the effect.
follow-log-empty = The log has no contact of your administration for this experiment yet. Import them.
follow-log-behind = Your log ends on { $day }. Import the contacts that follow before you conclude: what is missing would bend the result.
follow-rule-fixed = The plan has one result, on { $end }. Before, this page shows no effect: who keeps looking ends up taking chance for an effect.
follow-rule-looks = The plan has { $looks } looks, the last of which is the conclusion. At each, a limit to cross allows for the others; between two looks nothing is shown.
follow-rule-always = The plan allows to look at any time: the interval is wide enough for that. Each look is kept and will be in the report.
follow-wait = Next appointment: { $until }
follow-wait-look = Look no. { $n } can be made from { $until } on.
follow-wait-end = The conclusion can be made from { $end } on.
follow-look-due = Look no. { $n } can be made
follow-look-what = The look shows whether the limit is crossed. It is made once and stays in the report.
follow-look = Make look no. { $n }
follow-any-look = You may look
follow-look-now = Look
follow-crossed-title = The limit is crossed
follow-crossed = The limit is crossed: you may conclude now. What was seen at this look becomes the result.
follow-ended = The experiment has ended
follow-conclude-what = The conclusion makes the last analysis, with all computations of the plan. It is not made again.
follow-conclude = Conclude
follow-looks = Looks so far
follow-seen = Look no. { $n }, { $day }
follow-seen-crossed = Limit crossed.
follow-seen-not = Limit not crossed: the experiment goes on. The interval below allows for all looks.
follow-point = Look { $n }
follow-limits = Difference of “{ $arm }” and limits to cross
follow-limits-what = From left to right, the share of the planned information. While the line stays between both limits nothing is concluded, whatever the difference.
follow-intervals = Effect of “{ $arm }” at each look
follow-intervals-what = Measure: { $metric }. The interval stays right however often one looks; one may conclude once it holds zero no more.
follow-facts = The experiment in brief
follow-no-look = The plan allows no look today. Nothing was computed.
follow-no-conclusion = The plan does not allow to conclude yet. Nothing was computed.
follow-overtaken = Somebody of your administration was faster. Here is where the experiment stands.
follow-looked = Look no. { $n } is made.
follow-concluded = The experiment is concluded. Now write its conditions of use and its lessons.
follow-give-up = Give the experiment up
follow-give-up-what = An experiment that is given up gives no result and is not taken up again. Waiting for the end, even without hope of an effect, teaches more.
follow-reason = Why
follow-reason-hint = What prevents going on. Your administration will read it.
follow-reason-missing = Write why you give it up.
follow-reason-long = This text has more than { $most } characters. Shorten it.
follow-given-up = The experiment is given up.

# Several experiments of a practice
pooled-none = No experiment was published for this practice. Will yours be the first?
pooled-none-counted = None of these experiments can be counted with others yet: that takes a draw, and a number of contacts as the measure.
pooled-studies = { $n ->
    [one] A single experiment: it speaks of the place where it was made, not yet of others.
   *[other] { $n } experiments: each speaks of its place. Five are needed for a common claim.
 }
pooled-same = { $n } experiments find exactly the same effect.
pooled-tentative = As a hint: { $n } experiments together find { $value } of contacts (from { $low } to { $high }). Five are needed to claim it.
pooled-claim = In all: { $n } experiments together find { $value } of contacts (from { $low } to { $high }).
pooled-alike = From place to place, effects are alike.
pooled-differ-some = From place to place, effects differ a little more than chance explains.
pooled-differ-much = From place to place, effects differ much: the conditions of use count as much as the practice.
pooled-next = At the next administration, a change from { $low } to { $high } may be expected.
pooled-aside = { $n ->
    [one] One experiment is shown without being counted
   *[other] { $n } experiments are shown without being counted
 }: without a draw, on another measure, or without a usable result.
pooled-row = Together
pooled-chart = Effect on contacts, experiment by experiment
pooled-chart-what = The dashed line means no effect; to the left there are fewer contacts. A hollow dot is not counted with the others.
learned-expected = The sheet lets one expect { $expected } fewer contacts: for each cause, its usual share of contacts times what the practice avoids of it.
learned-prior = Before any experiment this figure is multiplied by 1; by evidence class { $class }, the factor may be from { $low } to { $high }.
learned-found = { $n ->
    [one] One experiment with a draw finds
   *[other] { $n } experiments with a draw together find
 } a factor of { $found }: the effect found divided by the effect expected.
learned-weights = Each weighs by its precision: the sheet { $sheet }, the experiments { $experiments }. Effects are taken to differ between places by a quarter of what is expected at least, so that a single large trial does not speak for all.
learned-factor = The factor is therefore { $factor } (from { $low } to { $high }, nine times in ten): the self-diagnosis multiplies the contacts avoided by it.
learned-harm = Below zero the practice would do harm: the self-diagnosis then expects no contact avoided.
learned-conflict = The experiments contradict the sheet: read them before you trust this figure.
assign-not-running = This experiment is not running: units get their arm only between the fixed plan and the conclusion.
assign-no-seed = The seed of this experiment’s draw is missing: nothing can be drawn. Tell the instance’s administrators.
