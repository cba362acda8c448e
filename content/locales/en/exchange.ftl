file-absent = The file { $file } does not exist. Check its name.
file-forbidden = You may not read { $file }. Ask for that right, or copy the file elsewhere.
file-is-a-folder = { $file } is a folder. Give the files in it.
file-unreadable = { $file } could not be opened. Check the disk and start again.
file-damaged = The compressed file { $file } is damaged: its bytes are no longer those that were written, and nothing of it was imported. Copy or export it again.
file-cut = A file is cut short: what stands before was imported, the rest is missing. Export it again, then import it: nothing will be counted twice.
read-failed = Reading { $file } failed after line { $line }. Nothing was imported: check the disk and start again.
file-empty = { $file } is empty. Export it again, then import it.
first-line-long = The first line of { $file } is longer than 1 MB: this is no table. Check that its lines have ends, then import it again.
unknown-preset = There is no preset “{ $name }”. Choose one of: { $known }.
not-this-format = { $file } is not in format “{ $format }”. Choose another preset, or leave “auto”.
is-a-spreadsheet = { $file } is a workbook. Save it as CSV, then import that file.
is-json = { $file } is JSON. Import a table (CSV or Parquet), or send these contacts to “/api/v1/contacts”, which reads this format.
is-a-document = { $file } is a PDF document. Ask for an export of the data as CSV, then import that file.
file-broken = { $file } is damaged or cut: what its first bytes announce is not found further on. Copy it or export it again.
doubled-columns = { $file } has the column “{ $columns }” several times: which one counts? Rename or remove the other, then import the file.
is-a-database = { $file } is a database. Export its table as CSV, then import that file.
is-an-ocel-database = { $file } is an OCEL log in a database. Export it as OCEL 2.0 in JSON or XML, then import that file.
is-ocel-1 = { $file } is a log of OCEL 1.0. Convert it to OCEL 2.0, then import that file.
too-many-objects = { $file } has too many objects to be held. Split it by period, or name fewer types of objects in a mapping file.
xml-declares = { $file }, line { $line }: the file declares a document type or entities, which are never read, because they can hide a text that grows without end. Remove this declaration, then import the file.
missing-columns = { $file } has no column “{ $columns }”. Its columns: { $found }. Correct the file, or say in a mapping file which column stands for it.
ambiguous-dates = { $file }, column “{ $column }”: “{ $example }” can be read as day/month or month/day, and no value settles it. Say so by “dates = "day-first"” or “dates = "month-first"” in a mapping file.
unknown-dates = { $file }, column “{ $column }”: “{ $example }” is no date that we know. Say the form of the dates, or another column, in a mapping file.
bad-mapping = The mapping file { $place } is wrong: { $detail }. Correct it: docs/import.md describes it.
no-partner = { $file } does not say to which partner its rows belong. Give it by “--partner”.
unknown-encoding = There is no encoding “{ $name }”. Try “utf-8” or “windows-1252”.
strict = { $count ->
    [one] One row is refused
   *[other] { $count } rows are refused
 }, among them { $file }, line { $line }. Nothing was imported: correct it, or import without “--strict”.
cancelled = The import was stopped. Nothing was imported.
rejects-unwritten = The rejects file { $place } could not be written. Choose another folder and start again.
rejects-lost = The rows were imported, but the list of refused rows could not be written. Make room or choose another folder, then import the same file again: nothing will be counted twice.
too-many-unnamed = { $file } has too many rows without a contact id. Split it, or add a column of ids.
sink-failed = The rows could not be recorded. Start again; if it lasts, tell the administrator.
table-absent-columns = { $file } has no column “{ $columns }”. Its columns: { $found }. Correct the file, or the name of the column in the plan.
table-wrong-type = { $file }: the column “{ $column }” is of type { $found }, where { $wanted ->
    [numbers] numbers
    [instants] dates
    [units] names or numbers
   *[words] words
 } are needed. Choose another column, or convert this one.
table-mixed-decimals = { $file }: some numbers of the column “{ $column }” have a comma, others a point. Write all of them in one way, without a mark for thousands.
table-unclear-dates = { $file }, column “{ $column }”: “{ $example }” is no date that we know, or can be read day/month and month/day. Write dates as 2025-03-09.
table-too-many-rows = { $file } has more than { $max } rows. Add up the outcomes of each unit first: one row a unit is enough.

all-inbound = { $file }: without a column for the direction, all contacts count as inbound.
no-reason = { $file }: without a column for the reason, the reason is “{ $reason }”.
no-usager = { $file }: without a column for the usager, one person’s repeated contacts cannot be seen.
unit-read = { $file }: the column “{ $column }” is read in { $unit ->
    [ms] milliseconds
    [min] minutes
   *[h] hours
 }, as its title or your correction says.
columns-unused = { $file }: columns not taken: { $columns }.
made-ids = { $count ->
    [one] { $file }: one contact without an id was given one
   *[other] { $file }: { $count } contacts without an id were given one
 }, made from its content; importing the same file again changes nothing.
double-hour = { $first ->
    [one] { $file }: one local time in the night of { $day }, which comes twice, was taken as the first.
   *[other] { $file }: { $first } local times in the night of { $day }, which come twice, were taken as the first.
 }
double-hour-both = { $file }: in the night of { $day }, by the order of the file, { $first } local times were taken as the first and { $second } as the second.
missing-hour = { $count ->
    [one] { $file }: one local time of { $day } does not exist (summer time began): it was put one hour forward.
   *[other] { $file }: { $count } local times of { $day } do not exist (summer time began): they were put one hour forward.
 }
local-times = { $count ->
    [one] { $file }: one date without a zone was read as Paris time.
   *[other] { $file }: { $count } dates without a zone were read as Paris time.
 }
requests-anonymous = { $count ->
    [one] { $file }: one service request names nobody: it counts as a person of its own.
   *[other] { $file }: { $count } service requests name nobody: each counts as a person of its own.
 }
objects-read = { $file }: requests are “{ $request }”, usagers “{ $usager }”; events on a channel are contacts, the others changes of status. A mapping file can say otherwise.
objects-without-contact = { $file }: requests are “{ $request }”, usagers “{ $usager }”; events are changes of status. No event tells a channel, so there is no contact: say in a mapping file which events are contacts.
events-about-no-request = { $count ->
    [one] { $file }: one event is about no request: it was left out.
   *[other] { $file }: { $count } events are about no request: they were left out.
 }
objects-anonymous = { $count ->
    [one] { $file }: one change of status is about no usager: its request counts as a person of its own.
   *[other] { $file }: { $count } changes of status are about no usager: each of their requests counts as a person of its own.
 }
traces-arrive = { $file }: each trace is a request, and a contact at its first event, by the channel in “{ $column }”; its events are changes of status. A mapping file can say otherwise.
events-are-contacts = { $file }: each trace is a request; its events with a channel in “{ $column }” are contacts, the others changes of status. A mapping file can say otherwise.
traces-without-contact = { $file }: each trace is a request and its events are changes of status. No attribute tells a channel, so there is no contact: say in a mapping file where contacts are.
traces-anonymous = { $count ->
    [one] { $file }: one trace names nobody: it counts as a person of its own.
   *[other] { $file }: { $count } traces name nobody: each counts as a person of its own.
 }
traces-without-channel = { $count ->
    [one] { $file }: one trace without a channel gives no contact.
   *[other] { $file }: { $count } traces without a channel give no contact.
 }
calls-going-on = { $count ->
    [one] { $file }: one call was going on where the file ends: a longer copy of the file will bring it.
   *[other] { $file }: { $count } calls were going on where the file ends: a longer copy of the file will bring them.
 }
calls-headless = { $count ->
    [one] { $file }: one line of a call that began before the file was left out.
   *[other] { $file }: { $count } lines of calls that began before the file were left out.
 }
rows-joined = { $file }: { $rows } lines make { $contacts } contacts.
more-rejects = … and { $count } more

rejects-line = Line
rejects-column = Refused column
rejects-value = Refused value
rejects-reason = Why it was refused
reject-too-few-fields = fewer fields than columns
reject-too-many-fields = more fields than columns
reject-wrong-encoding = characters that the file’s encoding cannot read
reject-unknown-code = { $list ->
    [channel] unknown channel: write phone, email, counter, web, sms, chat, post, video, app, social, visit or other
    [direction] unknown direction: write inbound, outbound or proactive
   *[other] unknown outcome: write resolved, unresolved, transferred or abandoned
 }
reject-unknown-code-near = { $list ->
    [channel] unknown channel
    [direction] unknown direction
   *[other] unknown outcome
 }: perhaps “{ $nearest }”?
reject-unknown-word = { $list ->
    [channel] unknown channel: write phone, email, counter, web, SMS, chat, post, video, app, social, visit or other
    [direction] unknown direction: write inbound, outbound or proactive
   *[other] unknown outcome: write resolved, unresolved, transferred or abandoned
 }
reject-unknown-word-near = { $list ->
    [channel] unknown channel
    [direction] unknown direction
   *[other] unknown outcome
 }: perhaps “{ $nearest }”?
reject-year = year not between 1990 and 2100
reject-bad-date = unreadable date
reject-negative-duration = negative duration
reject-bad-duration = unreadable duration
reject-satisfaction = satisfaction not between 1 and 5
reject-bad-cause = unknown code of a cause
reject-bad-cost = unreadable amount
reject-bad-number = unreadable or infinite number
reject-negative-cost = amount below zero
reject-future = a date to come: this contact has not taken place yet
reject-empty = required value is missing
reject-bad-partner = wrong partner code
reject-other-partner = row of another partner
reject-text-too-long = text too long (above 1 000 bytes)
reject-line-too-long = line too long (above 1 MB)
reject-open-quote = a quote is opened and never closed
reject-not-this-format = line of another format
reject-broken = not well formed here
reject-unfinished = the end of this call is not in the file
reject-cut = the file is cut here: the rest is missing
reject-conflict = another contact has this id; kept: { $kept }; refused: { $refused }
