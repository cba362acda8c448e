why-gap = From your answers, { $gap } of the way is still to go.
why-gap-supposed = Your answers do not say how far you are: the calculation supposes that everything is still to do.
why-cause = It answers “{ $cause }” ({ $code }), { $share } of { $own ->
    [yes] your contacts
   *[no] the contacts of the common profile
 }: about { $contacts } fewer a year.
why-evidence-A = Its effect comes from a randomised trial: the estimate is the safest.
why-evidence-B = Observations point this way, without drawing lots: the sheet says which. The estimate is cautious.
why-evidence-C = Its effect is a judgement of experts: try it with some of your users before you extend it.
why-missing = To do first: { $practices }.
basis-default = The causes are those of the common profile: your contacts are not coded by cause yet.
basis-too-few = The causes are those of the common profile: { $coded } of your contacts are coded by cause, 1,000 are needed.
basis-unsure = The causes are those of the common profile: your agents still code too differently.
basis-own = The causes are your own, from { $coded } coded contacts, drawn towards the common profile the more, the fewer they are.
basis-contacts = The figures are about { $contacts } contacts received a year.
basis-contacts-assumed = The number of your contacts is not known: the figures are about { $contacts } contacts.
advice-none = No practice would avoid more contacts, from these answers.
advice-proposed = { $n ->
    [one] The proposed practice would avoid { $contacts } contacts a year, { $share } of all.
   *[other] The { $n } proposed practices would together avoid { $contacts } contacts a year, { $share } of all. What two practices cover is counted once.
}
advice-all = { $n ->
    [one] It is the only one that would avoid any.
   *[other] The { $n } ranked practices would together avoid { $contacts } of them ({ $share }).
}

diagnosis-title = Self-diagnosis
diagnosis-contacts = Contacts received in a year, all channels
answer-unknown = We do not know
answer-not-applicable = Does not apply to us
workbook-welcome = Welcome
workbook-causes = Causes
workbook-scores = Result
workbook-advice = Advice
workbook-calculation = Calculation
workbook-how-1 = 1. Answer in the sheets AX1 to AX8: one answer a question, chosen from the list of column C. Cells to fill are yellow.
workbook-how-2 = 2. “We do not know” is an answer: it counts zero and shows in the result. “Does not apply to us” takes the question out.
workbook-how-3 = 3. If you code the causes of your contacts, write the numbers in the sheet Causes. From 1,000 coded contacts on, the advice follows your causes.
workbook-how-4 = 4. Read the sheets Result and Advice. Nothing leaves this file. You can send it to the platform to keep your answers and follow your progress.
workbook-contacts-hint = If you leave it empty, the figures are about { $contacts } contacts.
workbook-axis-lead = Choose one answer a question in column C. The possible answers are written on the right.
workbook-code = Code
workbook-question = Question
workbook-answer = Your answer
workbook-level = Level
workbook-about = Practices concerned
workbook-choices = Possible answers
workbook-wrong-title = Unknown answer
workbook-wrong = Choose one of the answers in the list.
workbook-causes-title = Causes of contacts
workbook-causes-lead = Optional. Write in column C how many of your coded contacts have each cause. With fewer than 1,000 coded contacts, the common profile is used.
workbook-cause = Cause
workbook-coded = Your coded contacts
workbook-common-share = Common profile
workbook-share = Share used
workbook-scores-title = Result by axis
workbook-scores-lead = Score from 0 to 100 by axis. An axis with more than a third of “We do not know” is not really measured.
workbook-axis = Axis
workbook-score = Score
workbook-mastery = Level
workbook-not-known = Answers not known
workbook-global = Overall
workbook-radar = Score of each of the eight axes; the same figures are in the table.
workbook-advice-title = Advice
workbook-advice-lead = The practices, from the most to the least useful for you: contacts avoided a year, set against effort and against how sound the evidence is. Five are proposed, at least one for each of the three aims. Totals stand under the table.
workbook-rank = Rank
workbook-practice = Practice
workbook-avoided = Contacts avoided
workbook-low = At least
workbook-high = At most
workbook-effort = Effort
workbook-evidence = Evidence
workbook-first = To do first
workbook-proposed = Proposed
workbook-yes = yes
workbook-total-proposed = Avoided together by the proposed practices
workbook-total = Avoided together by all practices
workbook-calculation-title = Calculation
workbook-calculation-lead = Nothing to fill here. The formulas are those of the platform, described in its documentation.
workbook-not-one = This file is not an .xlsx or .ods workbook, or it is damaged. Send the workbook of the self-diagnosis, filled in.
workbook-too-large = This workbook is too large: { $megabytes } MB at most, and no more content than the workbook of the self-diagnosis.
workbook-many-sheets = This workbook has { $sheets } sheets. Send the workbook of the self-diagnosis, filled in.
workbook-no-question = This workbook holds no question of the self-diagnosis. The codes Q01 to Q48 must stay in the first column.
workbook-cell-refused = { $sheet }, cell { $cell } ({ $key }): “{ $value }” is not an answer. It is left aside.

nav-practices = Practices
practices-title = The practices
practices-lead = Practices that avoid needless contacts: what they change, how to go about them, what is known of their effect.
practices-search = What are you looking for?
practices-find = Search
practices-filters = Filter
practices-filter = Apply the filters
practices-all = See all practices
practices-count = { $n ->
    [0] No practice matches.
    [one] One practice.
   *[other] { $n } practices.
}
practices-empty = Try other words, or remove a filter.
practices-found = Practices found
practices-events = By life event
practices-feed = Follow the changes (Atom)
filter-any = All
filter-objective = Aim
filter-channel = Channel
filter-cause = Cause of contacts
filter-event = Life event
filter-effort = Effort
filter-evidence = Evidence
channel-all = All channels
channel-phone = Phone
channel-email = E-mail
channel-counter = Counter
channel-web = Site and forms
channel-sms = SMS
channel-chat = Chat
channel-post = Letter
channel-video = Video call
channel-app = App
channel-social = Social media
channel-visit = Home visit
channel-other = Other
sheet-inside = In this sheet
sheet-about = In short
sheet-id = Code
sheet-updated = Last changed
sheet-used-by = Adopted by
sheet-adopters = { $n } administrations, in place or under way
sheet-few-adopters = fewer than { $n } administrations, by their action plans
sheet-share = Send this sheet by e-mail
sheet-causes = Contacts avoided, cause by cause
sheet-causes-text = Part of each cause’s contacts that the practice would avoid once well in place. These are assumptions to reckon with.
sheet-before = To have before
sheet-after = Opens the way to
sheet-questions = Questions of the self-diagnosis
sheet-compare = Compare with others
sheet-pdf = Print the sheet (PDF)
sheet-json = This sheet for programs (JSON)
compare-title = Compare practices
compare-lead = Up to four practices side by side.
compare-what = What is compared
compare-one-more = Choose at least one more practice.
compare-too-many = Four practices at most: only the first { $max } are shown.
compare-pick = Choose the practices
compare-go = Compare
compare-summary = In a sentence
compare-causes = Contacts avoided, by cause
compare-before = To have before
selftest-lead = Forty-eight questions, ten minutes: where you stand, and which practices would avoid most contacts for you.
selftest-about-1 = Eight axes, six questions each. “We do not know” is an answer: nobody knows everything.
selftest-about-2 = Your answers are kept as you go: stop and come back whenever you like.
selftest-about-3 = At the end: a score for each axis, and advice ranked for your own causes of contact. Member administrations turn it into an action plan.
selftest-private-partner = Your colleagues of the same administration see and complete the same answers. Nobody else sees them.
selftest-private-visitor = Without an account, the address of your self-diagnosis is the only way back to it. It is erased 90 days after your last answer.
selftest-begin = Begin
selftest-again = Take the self-diagnosis again
selftest-again-text = Taking it again begins with your last answers: change only those that have moved.
selftest-history = Your self-diagnoses
selftest-begun = Begun on
selftest-state = Progress
selftest-left = { $n ->
    [0] complete
    [one] one question without answer
   *[other] { $n } questions without answer
}
selftest-offline = Without network
selftest-offline-text = The workbook has the same questions and computes the same results, in LibreOffice or Excel. Nothing leaves it.
selftest-download = Download the workbook
selftest-upload = Send a filled workbook
selftest-upload-hint = A .xlsx or .ods file, 10 MB at most.
selftest-send = Send
selftest-steps = Steps of the self-diagnosis
selftest-contacts = Your contacts
selftest-contacts-hint = Calls, e-mails, visits, forms, letters. An order of magnitude is enough. Leave it empty if you do not know.
selftest-contacts-wrong = “{ $value }” is not a number of contacts. Write digits, for example 120,000.
selftest-full = complete
selftest-kept = Answer kept.
selftest-not-kept = The answer is not kept: the connection failed. It will be when you go on.
selftest-no-answer = The answer to { $question } is not one of those offered.
selftest-conflict = Somebody has just answered “{ $answer }” meanwhile. Your choice is still ticked: go on to keep it, or change it.
selftest-about-practice = Practices concerned:
selftest-next = Go on
selftest-finish = See the result
selftest-leave = Keep and see the result
selftest-back = Back
proposal = From your log, the answer would be “{ $answer }”: { $figure }
proposal-figure = Your log says: { $figure }
proposal-contacts = Your log counts { $contacts } contacts received in a year. If you leave it empty, this number is used.
proposal-until = The figures of your log are about the year, or the 28 days, that end with its last contact: { $day }.
proposal-volumes = { $contacts } contacts received in a year on { $channels } channels, and contacts on { $days } of the last 28 days.
proposal-reasons = { $share } of a year’s contacts have a reason; the list has { $reasons } reasons.
proposal-causes = the cause of { $qualified } contacts of a year is coded ({ $share }). The log does not say whether agents code alike.
proposal-requests = { $share } of a year’s contacts belong to a request, on { $channels } channels.
proposal-phone = { $share } of a year’s { $calls } calls were answered by an agent.
proposal-satisfaction = { $ratings } opinions given in a year, on { $rated } channels of { $channels }. The log does not say whether they are published.
proposal-first-contact = { $share } of the { $contacts } first contacts of a year were not followed by another for the same reason within { $days } days.
proposal-announced = a date was announced for { $share } of the { $requests } requests of a year.
proposal-promises = { $share } of the { $requests } requests whose announced date passed within a year were settled in time. The log does not say whether that is published.
proposal-transfers = { $share } of the { $contacts } contacts of a year whose outcome is known were transferred.
proposal-causes-share = { $share } of the { $coded } contacts coded in a year have this cause: { $causes }.
selftest-result = Result of the self-diagnosis
selftest-of = Begun on { $day }.
selftest-unanswered = { $n ->
    [one] One question has no answer: it counts as “We do not know”.
   *[other] { $n } questions have no answer: they count as “We do not know”.
}
selftest-go-on = Go on
selftest-keep-address = Keep the address of this page: without an account it is the only way back, for 90 days.
selftest-global = Overall score: { $score } out of 100.
selftest-global-little = Overall score: { $score } of 100. More than a third of the answers are not known: it says little.
selftest-progress = Since the self-diagnosis of { $day }, the overall score { $way ->
    [up] has risen from { $before } to { $after }.
    [down] has fallen from { $before } to { $after }.
   *[same] has stayed at { $after }.
}
selftest-say-contacts = Give the number
selftest-plan-members = Member administrations turn this into a shared action plan, with days and reminders.
selftest-join = Join the network
selftest-sign-in = Sign in
selftest-radar = Score by axis
selftest-radar-text = From 0 at the centre to 100 at the rim. The names of the axes are in the table.
selftest-now = This time
selftest-before = Last time
selftest-median = Median of the others
selftest-others = The median is over { $n } other administrations; it is shown from eleven on only, so that nobody can be recognised.
selftest-remark = Remark
selftest-not-measured = { $n ->
    [one] One answer is not known: this score says little.
   *[other] { $n } answers are not known: this score says little.
}
selftest-how = What these figures stand on
selftest-how-text = Avoided contacts = your contacts × share of each cause × part that the practice can address × efficacy × what is still missing. The interval depends on the strength of the evidence. These are orders of magnitude: a trial of your own will confirm them or not.
selftest-download-filled = Download the workbook with these answers
selftest-remove = Delete this self-diagnosis
selftest-remove-text = The answers are erased for everybody who shares them. The action plan stays.
selftest-remove-own = Your answers are erased at once.
selftest-remove-yes = Delete the answers
selftest-removed = The self-diagnosis is deleted.
advice-gain = About { $contacts } contacts avoided a year (between { $low } and { $high })
advice-order = Where to begin
advice-order-text = In this order, each practice comes after those it needs.
advice-rest = { $n ->
    [one] See the other ranked practice
   *[other] See the { $n } other ranked practices
}
picture-title = Gain and effort
picture-text = { $n ->
    [one] The first practice of the ranking. Higher: more contacts avoided a year.
   *[other] The first { $n } practices of the ranking. Higher: more contacts avoided a year; in bold, those proposed.
}
picture-S = Weeks|little effort
picture-M = A quarter|some effort
picture-L = Six months|much effort
workbook-no-file = Choose a filled workbook first, then send it.
workbook-broken = The upload broke off: nothing is kept. Send the workbook again.
workbook-taken = The workbook is kept. Here is its result.
workbook-more-refused = { $n ->
    [one] One more cell is left aside.
   *[other] { $n } more cells are left aside.
}
plan-title = Action plan
plan-lead = What you have decided, by whom and by when. Your colleagues see the same plan.
plan-progress = { $n ->
    [one] One practice in the plan
   *[other] { $n } practices in the plan
 }; { $done ->
    [0] none is over.
    [one] one is over.
   *[other] { $done } are over.
 }
plan-late = { $n ->
    [one] One practice of your plan is late.
   *[other] { $n } practices of your plan are late.
}
plan-empty = No practice on the plan yet. Add some from the result of a self-diagnosis, or choose one here.
plan-owner = Who sees to it
plan-day = By
plan-state = How far it is
plan-state-todo = To do
plan-state-doing = Begun
plan-state-done = In place
plan-state-dropped = Given up
plan-note = Note
plan-save = Save
plan-remove = Take off the plan
plan-add = Add to the plan
plan-add-all = Put these practices on the plan
plan-open = See the action plan
plan-has = Already on the plan
plan-other = Another practice
plan-calendar = Get the reminders in your calendar (.ics)
plan-added = { $n ->
    [0] These practices are on the plan already.
    [one] One practice was added to the plan.
   *[other] { $n } practices were added to the plan.
}
plan-removed = The practice was taken off the plan.
plan-saved = The plan is saved.
plan-overtaken = Somebody has changed this practice meanwhile. Nothing is saved: your choices are still in the form; read them again and save.
plan-wrong-day = “{ $value }” is not a day. Write for example 2027-03-31.
plan-due = by { $day }
plan-due-soon = soon: { $day }
plan-due-late = late since { $day }
mail-plan-subject = Your action plan – Contacts efficaces
mail-plan-soon = – { $practice }: by { $day } ({ $owner })
mail-plan-late = – { $practice }: late since { $day } ({ $owner })
mail-plan =
    Hello,

    This is what falls due in your administration’s action plan:

    { $steps }

    The plan can be read and changed here:
    { $link }
plan-edit = Change
plan-no-owner = nobody is named
plan-no-day = no day
advice-ranking = The best placed first: by gain, set against effort and against how sound the evidence is. Each of the three aims has one, as soon as a practice serves it.
guide-title = The book to print
guide-lead = All the practices, one for each spread, with their models to copy.
guide-what = The PDF has contents, the table of causes, that of evidence, a glossary and an index. It reads in black and white and with a screen reader. The HTML file has the same sheets and reads without network.
guide-whole = The whole book (PDF)
guide-offline = The book in one file (HTML)
guide-selection = Only some practices
guide-print-selection = Print these sheets (PDF)
guide-nothing = Tick the sheets to print first.
guide-contents = Contents
selftest-title = Take the self-diagnosis

nav-drafts = Editing
sheet-versions = Versions and changes
sheet-edit = Change this sheet
comments-title = Comments and experience
comments-none = Nobody has commented on this practice yet.
comment-write = Write a comment
comment-kind = What is it?
comment-remark = Remark
comment-report = Experience report
comment-body = Your text
comment-hint = 4,000 letters at most, no name of a user. It appears with your name and that of your administration, once the programme team has read it.
comment-send = Send
comment-sign-in = Sign in to comment
comment-empty = Write your comment first.
comment-too-long = This comment is too long: { $n } letters at most.
comment-sent = Thank you. Your comment will appear once the programme team has read it.
comment-show = Publish
comment-hide = Do not publish
comment-withdraw = Withdraw
comment-shown = The comment is published.
comment-hidden = The comment is not shown, or no longer.
moderation-title = Comments to read
moderation-lead = What members have written and is not published yet.
moderation-none = No comment waits.
moderation-shown = Published comments
versions-title = Versions of { $id }
versions-first = First version
versions-compared = What version { $n } changed
versions-all = Back to the list
edit-title = Change { $id }
edit-lead = Keep a draft as often as you like. Another person of the team reads it before it appears.
edit-parts = Parts of the sheet
edit-parts-hint = Save one part before you open another. Remember to change both languages.
edit-part-fr = French
edit-part-en = English
edit-part-facts = Figures and links
edit-title-field = Title
edit-facts = Figures and links (TOML)
edit-facts-hint = Aims, channels, effort, evidence, efficacy, part of each cause, prerequisites, search words.
edit-what = What changes
edit-what-hint = A line that will stay in the list of versions. For example: “Shorter SMS, source added”.
edit-what-missing = Say in a line what changes before asking for a second reading.
edit-keep = Keep the draft
edit-submit = Ask for a second reading
edit-discard = Throw the draft away
edit-kept = The draft is kept.
edit-submitted = Another person of the team is asked to read it.
edit-discarded = The draft is thrown away. The published sheet has not changed.
edit-overtaken = Somebody has kept this draft meanwhile. Nothing is lost: your text is in the form. Copy it, load the page again and make your changes there.
edit-is-submitted = This draft waits for a second reading. Keeping it again takes it back.
edit-has-draft = This is a draft: the published sheet has not changed yet.
edit-see-changes = See what changes
edit-returned = The second reader gave this draft back with these words:
review-title = Second reading of { $id }
review-lead = What changes from the published sheet: what goes is struck through, what comes is underlined.
review-nothing = Nothing changes.
review-one-language = Only one of the two languages changes: check that the other still says the same.
review-own = You wrote this draft: another person of the team has to read and publish it.
review-open = A second reading has not been asked for yet.
review-publish = Publish
review-return = Give the draft back
review-return-yes = Give it back with these words
review-word = What to look at again
review-returned = The draft is given back to whoever wrote it.
review-overtaken = The draft has changed meanwhile. Read it again.
review-not-ready = This draft cannot be published: no second reading was asked for, or another sheet published since makes it wrong. Open it and keep it again.
review-published = Version { $n } is published.
drafts-title = Sheets being written
drafts-lead = To change a sheet, open it and choose “Change this sheet”.
drafts-none = No sheet is being written.
draft-open = draft
draft-submitted = to be read
fault-at = { $file }, line { $line }:
fault-absent = the file is missing.
fault-unreadable = this text cannot be read ({ $value }).
fault-front-matter = the title and the summary are missing at the top.
fault-heading = the heading “{ $value }” is missing or not in its place. No line may begin with “##” inside a part.
fault-empty-section = the part “{ $value }” is empty.
fault-empty-field = “{ $value }” is empty.
fault-unknown-cause = “{ $value }” is not a cause of the list.
fault-unknown-practice = “{ $value }” is not a practice.
fault-unknown-word = “{ $value }” is not a known word. Possible words: { $words }.
fault-not-a-share = “{ $value }” must lie between 0 and 1.
fault-not-a-day = “{ $value }” is not a day. Write for example 2026-11-23.
fault-circle = the prerequisites go round in a circle: { $value }.
fault-other = { $value }
sheet-experiments = Experiments with this practice
sheet-messages = What messages changed
sheet-messages-about = Administrations send messages that follow this practice. Some people, drawn by lot, do not get them: the comparison says how many contacts were avoided or caused within ten working days. All results are shown, good or bad, as soon as they stand on at least 11 people on each side.
why-experiments = { $n ->
    [one] One published experiment finds { $factor } of the effect that the sheet expects ({ $low } to { $high } nine times in ten; the sheet weighs { $sheet })
   *[other] { $n } published experiments find { $factor } of the effect that the sheet expects ({ $low } to { $high } nine times in ten; the sheet weighs { $sheet })
}
