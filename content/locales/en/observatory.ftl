unit-byte = bytes
unit-kilobyte = kB
unit-megabyte = MB
unit-gigabyte = GB
short-week = w.
short-month-1 = Jan.
short-month-2 = Feb.
short-month-3 = March
short-month-4 = Apr.
short-month-5 = May
short-month-6 = June
short-month-7 = July
short-month-8 = Aug.
short-month-9 = Sept.
short-month-10 = Oct.
short-month-11 = Nov.
short-month-12 = Dec.
no-value = not given
bad-day = “{ $value }” is not a day. Write it like 2025-03-31. This filter was left out.
period-day = on { $day }
period-both = from { $from } to { $until }
period-from = since { $from }
period-until = until { $until }
period-all = since the beginning of the log
dimension-partner = Administration
dimension-channel = Channel
dimension-reason = Reason
dimension-life-event = Life event
dimension-direction = Direction
dimension-cause = Cause
dimension-outcome = Outcome
dimension-site = Place
dimension-day = Day
dimension-week = Week
dimension-month = Month
dimension-recontacted = Followed by another contact
channel-phone = Phone
channel-email = E-mail
channel-counter = Counter
channel-web = Website
channel-sms = Text message
channel-chat = Chat
channel-post = Letter
channel-video = Video call
channel-app = Mobile app
channel-social = Social networks
channel-visit = Home visit
channel-other = Other channel
direction-inbound = From the usager
direction-outbound = Answer by the administration
direction-proactive = Message sent ahead
outcome-resolved = Settled
outcome-unresolved = Not settled
outcome-transferred = Passed on
outcome-abandoned = Abandoned
recontacted-yes = Followed by another contact
recontacted-no = Not followed
life-event-EV01 = I am becoming a parent
life-event-EV02 = I am moving
life-event-EV03 = I lost or am looking for a job
life-event-EV04 = I am becoming a student
life-event-EV05 = I live as a couple or separate
life-event-EV06 = Someone close has died
life-event-EV07 = I am retiring
life-event-EV08 = I am ill or on sick leave
life-event-EV09 = I live with a disability
life-event-EV10 = I care for someone
life-event-EV11 = I renew or lost my papers
life-event-EV12 = I come to or stay in France
life-event-EV13 = I declare and pay my taxes
life-event-EV14 = I start a business
status-opened = Request opened
status-complete = File complete
status-missing-piece = Document missing
status-decided = Decision made
status-paid = Payment made
status-closed = Request closed
family-A = waiting
family-B = understanding
family-C = documents and data
family-D = finding the way
family-E = failing answer
family-F = technology and access
family-G = our own mailings
family-V = useful contact
cause-own = Own cause “{ $code }” ({ $family })
interval = 95% interval: from { $low } to { $high }.
metric-contacts = Contacts received
metric-contacts-meaning = Usagers contacted you { $value } times, all channels together.
metric-contacts-none = No contact in this period.
metric-per-request = Contacts per request
metric-per-request-meaning = Mean number of contacts by the user for one request: { $value }, among { $n ->
    [one] the only request that took at least one
   *[other] the { $n } requests that took at least one
 }.
metric-per-request-none = No contact carries a request number, so this cannot be computed. Import the case number to obtain it.
metric-per-need = Contacts per need
metric-per-need-meaning = One person contacts you { $value } times in a row on average for the same reason ({ $n ->
    [one] { $n } need
   *[other] { $n } needs
 }).
metric-per-need-none = No contact was received, so this cannot be computed.
metric-recontact-7 = Another contact within 7 days
metric-recontact-7-meaning = After { $value } of the contacts, the same person comes back for the same reason within 7 days, on any channel ({ $n ->
    [one] { $n } contact observed
   *[other] { $n } contacts observed
 }).
metric-recontact-7-none = No contact of a known user is 7 days old yet. If time has passed, the column of the user is missing: import it.
metric-recontact-30 = Another contact within 30 days
metric-recontact-30-meaning = After { $value } of the contacts, the same person comes back for the same reason within 30 days, on any channel ({ $n ->
    [one] { $n } contact observed
   *[other] { $n } contacts observed
 }).
metric-recontact-30-none = No contact of a known user is 30 days old yet. If time has passed, the column of the user is missing: import it.
metric-fcr = Settled at the first contact
metric-fcr-meaning = { $value } of first contacts were enough: the person did not come back for the same reason within 30 days ({ $n ->
    [one] { $n } first contact observed
   *[other] { $n } first contacts observed
 }).
metric-fcr-none = No first contact of a known user is 30 days old yet. If time has passed, the column of the user is missing: import it.
metric-avoidable = Avoidable contacts
metric-avoidable-meaning = { $value } of the contacts whose cause is known could have been avoided ({ $n ->
    [one] { $n } qualified contact
   *[other] { $n } qualified contacts
 }).
metric-avoidable-none = No contact has a cause. To know this share, note the cause (a code from A1 to V5) of 200 contacts taken at random, then import that column.
metric-cost = Cost of contacts
metric-cost-meaning = Handling the contacts of the period cost about { $value } ({ $n ->
    [one] { $n } contact
   *[other] { $n } contacts
 }, answers included).
metric-cost-none = No contact in this period: no cost.
metric-cost-per-contact = Cost of a contact
metric-cost-per-contact-meaning = A contact costs { $value } on average ({ $n ->
    [one] { $n } contact
   *[other] { $n } contacts
 }).
metric-cost-per-contact-none = No contact: no average cost.
metric-cost-per-request = Cost of a request
metric-cost-per-request-meaning = The contacts of one request cost { $value } on average ({ $n ->
    [one] { $n } request
   *[other] { $n } requests
 }).
metric-cost-per-request-none = No contact carries a request number, so this cost cannot be computed.
metric-answer-rate = Calls answered
metric-answer-rate-meaning = { $value } of the calls were taken by an agent ({ $n ->
    [one] { $n } call received
   *[other] { $n } calls received
 }).
metric-answer-rate-none = No call was received in this period.
metric-wait-median = Usual waiting time
metric-wait-median-meaning = One call in two waits less than { $value } ({ $n ->
    [one] { $n } call received
   *[other] { $n } calls received
 }).
metric-wait-median-none = Waiting times are not given. Import the column “wait_s” to obtain this.
metric-wait-p90 = Long waiting time
metric-wait-p90-meaning = Nine calls in ten wait less than { $value } ({ $n ->
    [one] { $n } call received
   *[other] { $n } calls received
 }).
metric-wait-p90-none = Waiting times are not given. Import the column “wait_s” to obtain this.
metric-within-20 = Answered within 20 seconds
metric-within-20-meaning = { $value } of the calls were taken within 20 seconds ({ $n ->
    [one] { $n } call received
   *[other] { $n } calls received
 }).
metric-within-20-none = No call was received in this period.
metric-within-60 = Answered within one minute
metric-within-60-meaning = { $value } of the calls were taken within one minute ({ $n ->
    [one] { $n } call received
   *[other] { $n } calls received
 }).
metric-within-60-none = No call was received in this period.
metric-handling = Length of a call
metric-handling-meaning = An answered call lasts { $value } on average ({ $n ->
    [one] { $n } call answered
   *[other] { $n } calls answered
 }).
metric-handling-none = The length of calls is not given. Import the column “duration_s” to obtain this.
metric-satisfaction = Average mark
metric-satisfaction-meaning = The usagers who were asked give { $value } out of 5 on average ({ $n ->
    [one] { $n } answer
   *[other] { $n } answers
 }).
metric-satisfaction-none = No satisfaction mark. Import the column “satisfaction” (1 to 5) to follow it.
metric-satisfied = Satisfied usagers
metric-satisfied-meaning = { $value } of the answers give 4 or 5 out of 5 ({ $n ->
    [one] { $n } answer
   *[other] { $n } answers
 }).
metric-satisfied-none = No satisfaction mark in this period.
error-stopping = The computation was interrupted: the server is stopping. Try again in a minute.
bad-window = “{ $value }” is not a length of time. Write a number and a unit, such as 7d or 24h.
bad-top = “{ $value }” is not a number of journeys between 1 and { $max }.
bad-instant = “{ $value }” is not a date. Write 2025-03-09, or 2025-03-09T10:00:00Z.
api-unknown-parameter = There is no parameter “{ $name }”. Known ones: by, where, from, to, window, step, top, observed_until.
as-of = Figures as of { $date }, the latest known contact.
as-of-nothing = No contact in the log.
quick-all = All
quick-year = Last 12 months
quick-quarter = Last 3 months
quick-month = Last whole month
trend-title = { $metric }: trend
trend-weekly = By week. The light band is the 95% interval, where there is one.
trend-monthly = By month. The light band is the 95% interval, where there is one.
trend-of-requests = A request that lasts counts in each of its months, with the contacts of that month: these numbers are therefore lower than the mean over the whole period.
in-month = in { $month }
change-higher = Up: { $now } { $nowwhen }, { $before } { $beforewhen }. The difference is more than chance explains.
change-lower = Down: { $now } { $nowwhen }, { $before } { $beforewhen }. The difference is more than chance explains.
change-unsure = { $now } { $nowwhen }, { $before } { $beforewhen }. The difference is too small to conclude.
change-plain = { $now } { $nowwhen }, { $before } { $beforewhen }.
change-not-covered = No comparison: the log does not cover the period before.
drill-by = By { $dimension }
breakdown-title = { $metric }, by { $dimension }
nothing-in-view = No contact by a user in this view. Widen the period or remove a filter.
trend-partial = The period is short: some points cover only a part of their week or month.
trend-left-out = What is incomplete, or too recent to be judged, is not drawn; the CSV has everything.
view-of-a-cause = This view keeps only the contacts whose cause somebody noted. Those that nobody qualified are not in it: the page of causes estimates them.
breakdown-all = In the order of the number of contacts, the largest first.
breakdown-first = The { $shown } that have most contacts, the largest number first; { $hidden } more are in the CSV file.
out-of = of { $n }
section-first = What to look at first
section-first-intro = The three causes of avoidable contacts that cost most. Each sentence leads to what makes it.
section-effort = How much effort for the usager
section-effort-intro = A good service settles a request in few contacts: the usager does not have to come back for the same reason.
section-weight = What could be avoided, and what it costs
section-weight-intro = A contact is avoidable when it comes from waiting, an unclear letter, an error… and not from a need of the usager.
section-avoidable = The avoidable share
section-avoidable-intro = It is always read with the share of contacts whose cause is known.
section-ledger = The ledger of causes
section-ledger-intro = Each cause, the contacts it makes and the practices that answer it. Contacts without a cause are shared out like those of the same reason and channel.
section-causes-over-time = Causes over time
section-causes-over-time-intro = Contacts qualified with an avoidable cause. If qualification varies between months, so does the height.
section-useful = Useful contacts
section-useful-intro = These answer a need: nobody aims to reduce them.
section-mix = Which way usagers take
section-mix-intro = Contacts from usagers, by channel.
section-channel-cost = What each channel costs
section-channel-cost-intro = The cost includes contacts received and answers. Where the file does not say it, it comes from your cost table.
section-channel-recontact = After which channel people come back most
section-channel-recontact-intro = Share of contacts followed, within 30 days, by another contact of the same person for the same reason.
section-escape = Where people go when it is not enough
section-escape-intro = When a person makes contact again for the same reason within 24 hours: which channel they had used, and which they come back by.
section-map = The map of journeys
section-map-intro = What follows what in a request: the thicker the arrow, the more frequent the passage. Under each number, the usual delay (half of the times it is less).
section-passages = The passages, with their delays
section-passages-intro = The same passages in figures.
section-variants = The most frequent whole journeys
section-variants-intro = A journey is the whole sequence of steps of a request.
section-answered = Are calls answered
section-answered-intro = A call is answered when an agent took it before the person hung up.
section-waiting = How long people wait
section-waiting-intro = The waiting of all calls whose waiting is known, and the length of answered calls.
section-marks = What usagers say
section-marks-intro = Marks from 1 to 5 asked after a contact. Only those who wish answer: read these marks with the number of answers.
section-marks-by = Who is satisfied
section-marks-by-intro = Share of answers of 4 or 5 out of 5.
section-provoked = What each step provokes
section-provoked-intro = When a request changes status (decision, missing document…), how many contacts come within 14 days? The usual pace is that of the same requests over all their days.
section-provoked-days = Day after day
section-provoked-days-intro = Contacts per 100 changes of status, each day after the change. The last bar is the usual pace of one day.
few-answers = Few answers ({ $n }): these marks may vary a lot by chance.
ledger-empty = No contact has a cause. Import the column “cause”; if there is none, note the cause (a code from A1 to V5) of 200 contacts taken at random: it is enough to begin.
nothing-avoidable = No avoidable cause among the qualified contacts of this view.
ledger-cause = Cause
ledger-qualified = Qualified contacts
ledger-share = Share of qualified
ledger-estimated = Estimated contacts
ledger-cost = Estimated cost
ledger-practices = Practices that answer it
ledger-more = More
ledger-by-reason = By reason
ledger-by-channel = By channel
ledger-caption = Avoidable causes, from the costliest to the least costly ({ $n ->
    [one] { $n } qualified contact
   *[other] { $n } qualified contacts
 })
useful-caption = Causes of useful contacts ({ $n ->
    [one] { $n } qualified contact
   *[other] { $n } qualified contacts
 })
costliest-title = The costliest avoidable causes
costliest-text = Estimated cost of the contacts of each cause, over the period.
about-contacts = about { $n } contacts
practice-line = { $practice }: would avoid { $share } of these contacts ({ $evidence })
practice-none = No known practice for this own cause.
evidence-A = proven by a trial
evidence-B = measured before and after
evidence-C = expert opinion, to be checked
moving-title = Qualified avoidable contacts, by cause
moving-text = The six costliest causes, then all others together.
other-avoidable = Other avoidable causes
coverage = The cause is known for { $share } of the contacts received.
estimate = Of all contacts received, about { $contacts } could have been avoided, that is { $cost }.
not-estimated = { $n ->
    [one] { $n } contact is
   *[other] { $n } contacts are
 } not estimated: no comparable contact is qualified.
look-first = { $cause }: about { $contacts } contacts (estimated over all contacts received) and { $cost }, that is { $share } of the avoidable cost. A lead: { $practice }.
all-causes = See all causes
cost-avoidable = Of which about { $cost } for avoidable contacts.
edit-costs = Change the costs by channel
distribution-title = Requests by their number of contacts
distribution-text = How many requests took one contact, two, three…
distribution-0 = No contact
distribution-1 = 1 contact
distribution-n = { $n } contacts
distribution-10 = 10 contacts and more
more-than-three = { $share } of these requests took more than three contacts.
contact-free = { $share } of the closed requests took no contact from the usager ({ $n ->
    [one] { $n } closed request
   *[other] { $n } closed requests
 }).
declared = Agents declare { $share } of these contacts settled: a declaration does not replace what is observed.
mix-title = Contacts received, by channel
mix-text = Whole height: all contacts from usagers.
mix-caption = Contacts received in the period, by channel
share-of-all = Share of the total
escape-title = From one channel to another within 24 hours
escape-text = On the left the first contact, on the right the next one. The thickness says how many.
escape-note = { $share } of contacts by: { $channel }
escape-other = { $n } times, a person who had used “{ $from }” came back by “{ $to }” within 24 hours, that is { $share } of the contacts by “{ $from }”.
escape-same = { $n } times, a person had to use the same channel (“{ $from }”) again within 24 hours.
escape-caption = Passages from one channel to another within 24 hours
escape-from = First channel
escape-to = Next channel
escape-contacts = Passages
escape-eligible = Contacts of the first channel
escape-rate = Share
step-channel = the channel
step-reason = the reason
step-channel-reason = the channel and the reason
step-label = A step is
keep-label = Passages drawn
keep-option = { $share }% of passages
keep-hint = Fewer passages make a clearer map.
show = Show
step-status = Status: { $status }
no-journeys = No journey: no contact carries a request number in this view. Import the case number, or widen the filters.
journeys-counted = { $n ->
    [one] { $n } request is
   *[other] { $n } requests are
 } counted.
map-title = Map of steps
map-text = The most frequent passages, up to { $share }% of all passages; the CSV has them all. In orange, returns to a step placed higher.
edges-caption = Passages from one step to the next
edges-caption-first = The { $shown } most frequent passages ({ $hidden } more in the CSV)
edge = Passage
edge-count = Number
edge-median = Usual delay
edge-mean = Mean delay
edge-p90 = Nine times in ten, less than
variants-caption = Whole journeys, from the most to the least frequent
variants-sentence = The { $n } listed journeys cover { $share } of the requests; the most frequent one, { $first }.
variant = Journey
variant-steps = Steps
variant-count = Requests
variant-share = Share
no-events = The log does not hold changes of status. Import a file of events to learn what each step provokes.
no-changes = No change of status has been followed for 14 days in this view.
provoked-caption = Contacts within 14 days after each change of status
provoked-status = Change of status
provoked-changes = Changes
provoked-contacts = Contacts after
provoked-per-100 = Per 100 changes
provoked-usual = Usual pace
provoked-meaning = What it says
provoked-unknown = No usual pace to compare with yet.
provoked-few = Too few changes (under 30) to conclude.
provoked-more = Provokes about { $extra } more contacts than usual per 100 changes.
provoked-less = About { $extra } fewer contacts than usual per 100 changes.
provoked-same = No clear difference from the usual pace.
provoked-title = After “{ $status }”
provoked-text = Contacts per 100 changes, by day elapsed.
provoked-day-0 = 1st day (within 24 hours)
provoked-day = Day { $day }
provoked-base = Usual pace of one day
tabs-label = Pages of the observatory
tab-overview = Overview
tab-causes = Causes
tab-channels = Channels
tab-journeys = Journeys
tab-phone = Phone
tab-satisfaction = Satisfaction
tab-statuses = Steps
tab-messages = Messages
tab-explorer = Explore
nav-observatory = Observatory
nav-comparison = Comparison
nav-imports = Imports
title-overview = Observatory
title-causes = Causes of contacts
title-channels = Channels
title-journeys = Journeys of requests
title-phone = Phone service
title-satisfaction = Satisfaction
title-statuses = What each step provokes
title-messages = What our messages changed
title-explorer = Explore the measures
lead-overview = Where your contacts come from, which could be avoided, and what to look at first.
lead-causes = Why usagers contact you, what each cause costs, and what answers it.
lead-channels = Which way usagers take, what each channel costs, and where they go when it is not enough.
lead-journeys = How requests really unfold, step by step.
lead-phone = Are calls answered, and after how long?
lead-satisfaction = What usagers say of their contacts.
lead-statuses = A decision, a document asked for, a payment: which contacts it triggers.
lead-messages = Messages that were sent before people call: how many contacts they avoided or caused, and what that cost or saved.
lead-explorer = Any measure, by the dimensions of your choice, as a table, CSV or JSON.
filters-title = Period and filters
filter-from = From
filter-until = To (included)
filter-any = All
filter-apply = Apply
filter-clear = Clear all
filter-remove = Remove: { $name }
filter-active = Filters in force
filter-not-here = This page only takes the period and the life event into account: other filters do not apply here.
quick-label = Quick periods
view-period = Period: { $period }.
card-links = What makes it:
table-download = Download (CSV)
table-scroll = { $caption } (scroll to see all)
trend-show = See the trend
empty-title = No contact for now
empty-import = Import a file of contacts
empty-text = The observatory fills as soon as you import your contacts: a CSV, XES or Parquet file is enough. You will see at once how many contacts a request takes, who has to come back and why.
empty-demo = To see the product with sample data, run “efficaces demo” on a test machine.
empty-agent = Ask the person in charge of imports in your administration to add a file of contacts.
costs-title = Costs by channel
costs-lead = What a contact costs where the imported file does not say. The amounts on your pages follow from it.
costs-source = Default amounts: no official cost by channel is published in France. Orders of magnitude follow figures published in the United Kingdom (Socitm 2011, PwC for London councils) and the budget of the 3939 line (about €7.70 a call). Replace them with your own as soon as you have them.
costs-channel = Channel
costs-yours = Your cost per contact (euros)
costs-default = Default
costs-hint = Leave empty to keep the default amount.
costs-save = Save the costs
costs-saved = Costs saved. The amounts on the pages take them into account.
costs-bad = “{ $value }” is not an amount between 0 and 100,000 euros with four decimals at most.
costs-caption = Cost of a contact by channel
costs-in-force = In force
costs-callback = A call back by phone costs { $cost } by default.
costs-read-only = Only the manager and the analyst of your administration may change these costs.
explorer-measure = Measure
explorer-by = Break down by
explorer-window = Window
explorer-window-hint = For example 7d (seven days) or 24h. Empty: the usual window of the measure.
explorer-rows = { $n ->
    [one] { $n } row
   *[other] { $n } rows
 }.
explorer-cut = The first { $shown } of { $n } rows are shown; CSV and JSON have them all.
explorer-caption = { $measure }, { $period }
explorer-none = No row: widen the period or remove a filter.
explorer-dash = A dash (—) means that the figure is undefined here: nothing to count, or not followed long enough yet.
explorer-csv = Download as CSV
explorer-json = See as JSON
explorer-api = The same question by the API, with a token:
explorer-definition = What each measure means is written in the documentation of measures.
measure-volume = Number of contacts
measure-requests = Contacts per request
measure-needs = Contacts per need
measure-recontact = Another contact (share of contacts followed by another)
measure-fcr = Settled at the first contact
measure-escape = From one channel to another
measure-avoidable = Avoidable contacts
measure-cost = Cost
measure-phone = Phone service
measure-satisfaction = Satisfaction
measure-journeys = Journeys
measure-provoked = What each step provokes
view-all-name = View
view-all = All contacts of the view
error-no-answer = The engine did not answer this question. Try again in a minute.
comparison-title = Comparison between administrations
comparison-lead = What is done elsewhere, without exposing anyone.
comparison-metric = Indicator
comparison-months = The period is rounded to whole months. What shows 30 days after a contact is counted only for months of which those days have passed.
comparison-rule = A figure is shown only if it stands on at least 11 usagers; the others are hidden. If one must be hidden, another is hidden with it, so that nobody can find it by subtraction. Each month is judged by itself: a single month that has fewer hides every period that holds it.
comparison-chart = { $metric }, by administration
unknown-metric = There is no indicator “{ $value }”: another one is shown in its place.
comparison-text = The dark lines are 95% intervals, where there are any. Two intervals that overlap do not allow two administrations to be ranked.
comparison-caption = All indicators, by administration
comparison-all = All indicators
withheld = hidden
imports-title = Imports
imports-lead = Give a file of contacts: you will see how it is understood before anything is imported.
imports-history = Earlier imports
imports-none = No import yet.
upload-title = Send a file
upload-file = File of contacts or events
upload-hint = CSV, XES, OCEL or Parquet, compressed (.gz, .zst) or not, { $limit } at most.
upload-privacy = The file is erased as soon as the import is finished or given up. Names and numbers in it are replaced by pseudonyms before they enter the log. Nothing that was sent stays here for more than seven days, refused rows included.
upload-send = Send and check
upload-sending = Sending:
upload-broken = The upload stopped before its end. Check your connection, then try again.
upload-no-file = No file was chosen. Choose one, then try again.
upload-empty = The file “{ $name }” is empty. Check the export that made it.
upload-too-large = The file is above the limit of { $limit }. Compress it (.gz or .zst), or send it in parts.
upload-disk-full = The server’s disk is full: the file was not kept. Tell the administrator of the instance.
import-file = File
import-when = Sent on
import-state = State
import-size = Size
import-rows = Rows read
import-imported = Imported
import-duplicates = Known already
import-rejected = Refused
import-state-received = To be checked
import-state-queued = Waiting
import-state-running = Running
import-state-done = Done
import-state-failed = Failed
import-state-stopping = Asked to stop
import-state-removing = Being removed
import-state-removed = Removed
import-remove = Remove this import
import-remove-hint = The rows that this file brought leave the log, and all figures. If another file, imported since, had some of them too, import it again: they come back with it.
import-remove-button = Remove these rows from the log
import-removing = The rows are leaving the log. You can leave this page.
import-removed = Removed from the log: { $contacts ->
    [one] { $contacts } contact
   *[other] { $contacts } contacts
 } and { $events ->
    [one] { $events } change of status
   *[other] { $events } changes of status
 }. Their files leave the disk after an hour, at the next change of the log.
import-state-given-up = Given up
step-send = Send
step-explain = Check
step-run = Import
import-plan-lead = This is how the file is understood. Correct what is wrong, then start the import.
ledger-csv-code = Cause
ledger-csv-label = Name
ledger-csv-avoidable = Avoidable
ledger-csv-qualified = Qualified contacts
ledger-csv-share = Share of qualified contacts
ledger-csv-estimated-contacts = Estimated contacts
ledger-csv-estimated-cost = Estimated cost (euros)
ledger-csv-practices = Practices
answer-yes = yes
answer-no = no
import-missing = Something is missing to understand each contact. Say which column gives:
import-doubled = Only one column of the file can give:
import-words = Words of the file that we do not know
import-word = Word of the file
word-refused = Unknown: refuse these rows
import-dates = How should dates be read?
import-dates-hint = The file leaves a doubt, and we do not guess.
import-date-choice = “{ $sample }” is { $day }
import-columns = What each column means
import-column = Column of the file
import-samples = Samples
import-meaning = Meaning
import-run = Start the import
import-check = Check again
import-give-up = Give up and erase the file
import-given-up = The import is given up and the file erased.
import-stopping = The import was asked to stop. This page will say whether it did in time: if not, its rows are in the log.
import-stop = Stop the import
import-no-reject = { $tried ->
    [one] The only row that was tried would not be refused.
   *[other] No row would be refused among the first { $tried }.
 }
import-some-rejects = { $rejects ->
    [one] { $rejects } row
   *[other] { $rejects } rows
 } would be refused among the first { $tried }.
import-rejects = Rows that would be refused
import-first-rows = The first rows, as they will be imported
reject-line = Line
reject-column = Column
reject-value = Value
reject-reason = Reason
import-progress = { $done } read of { $total }
import-progress-unknown = The import is about to begin.
import-leave = You may leave this page: the import goes on, and you will find it in the list of imports.
import-period = Contacts from { $from } to { $to }.
import-nothing-new = All these rows were in the log already: nothing has changed.
import-see = See the dashboard
import-rejects-csv = Download the refused rows (CSV)
import-another = Import another file
import-again = Back to the columns and try again
import-cancelled = The import was stopped. The log is as it was.
import-lost = The file is no longer on the server. Send it again.
meaning-none = Do not import
meaning-contact-id = Contact’s identifier
meaning-started-at = Date (and time) of the beginning
meaning-started-time = Time of the beginning
meaning-ended-at = Date (and time) of the end
meaning-ended-time = Time of the end
meaning-channel = Channel
meaning-direction = Direction (inbound, outbound)
meaning-reason = Reason
meaning-usager = Usager (number, phone, e-mail…)
meaning-request = Number of the case or request
meaning-life-event = Life event
meaning-cause = Cause (A1 to V5)
meaning-outcome = Outcome
meaning-wait-s = Waiting, in seconds
meaning-wait-min = Waiting, in minutes
meaning-wait-h = Waiting, in hours
meaning-wait-ms = Waiting, in milliseconds
meaning-duration-s = Duration, in seconds
meaning-duration-min = Duration, in minutes
meaning-duration-h = Duration, in hours
meaning-duration-ms = Duration, in milliseconds
meaning-satisfaction = Satisfaction (1 to 5)
meaning-cost = Cost (euros)
meaning-site = Place
meaning-agent = Agent
meaning-partner = Administration
meaning-occurred-at = Date of the change of status
meaning-status = Status of the request
meaning-due-at = Promised date
meaning-ordinal = Rank of the change

## Columns of figures, in the explorer
figure-contacts = Contacts
figure-inbound = Inbound
figure-outbound = Outbound
figure-proactive = Proactive
figure-requests = Requests
figure-contacts-per-request = Contacts per request
figure-closed = Closed requests
figure-contact-free = Closed without contact
figure-contact-free-share = Share without contact
figure-needs = Needs
figure-contacts-per-need = Contacts per need
figure-window-days = Window (days)
figure-eligible = Contacts observed
figure-recontacted = Followed by another
figure-rate = Rate
figure-low = Low (95%)
figure-high = High (95%)
figure-resolved = Resolved
figure-declared-share = Resolved as declared
figure-from = From
figure-to = To
figure-eligible-from = Contacts at the start
figure-qualified = Cause known
figure-avoidable = Avoidable
figure-share = Share
figure-coverage = Coverage
figure-estimated = Estimated avoidable
figure-not-estimated = Not estimated
figure-cost = Cost
figure-cost-per-contact = Cost per contact
figure-cost-per-request = Cost per request
figure-offered = Calls offered
figure-answered = Calls answered
figure-answer-rate = Answer rate
figure-wait-p50-s = Median wait
figure-wait-p90-s = Wait, nine in ten
figure-within-20s = Answered within 20 s
figure-within-60s = Answered within 60 s
figure-handling-mean-s = Mean handling time
figure-n = Marks
figure-mean = Mean
figure-share-4-5 = Marks of 4 or 5
figure-part = Kind
figure-step = Step
figure-steps = Sequence of steps
figure-count = Count
figure-gap-mean-s = Mean delay
figure-gap-p50-s = Median delay
figure-gap-p90-s = Delay, nine in ten
figure-status = Change of status
figure-changes = Changes
figure-per-100 = Per 100 changes
figure-base-per-day = Usual rate per day
figure-distribution = Requests in { $contacts } contacts
figure-by-day = Day { $day }
part-edges = Passage
part-starts = Beginning
part-ends = End
part-variants = Whole journey

# What messages changed.
messages-about = For each rule, some people, drawn by lot, get nothing. Their contacts within ten working days are compared with those of the people who were to be told. The intervals at 95% hold even if you look every day.
messages-disclosure = A result is shown only if it stands on at least { $least } people on each side, without the name of the rule.
messages-none = No rule has been measured yet. A result appears here as soon as a rule has told people and others, drawn by lot, got nothing.
messages-none-programme = No administration has a result yet that may be shown.
messages-rules = See the rules
messages-said = What can be said
messages-figures = All figures
messages-caption = What messages changed, rule by rule (contacts avoided: a negative figure says that they caused some)
messages-rule = Rule
messages-practice = Practice
messages-verdict = Finding
messages-told = People to be told
messages-held = People in the comparison group
messages-sent = Messages sent
messages-avoided-per-100 = Contacts avoided per 100 messages
messages-cost = Cost of messages
messages-saving = Cost of the contacts avoided
messages-net = Saving, less the cost of messages
messages-span = { $mid } (from { $low } to { $high })
messages-json = Download for a program (JSON)
