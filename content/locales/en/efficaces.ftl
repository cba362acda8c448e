help = Contacts efficaces: see which contacts with usagers could be avoided, and why.
help-simulate = Makes a realistic contact log whose truth is known
help-import = Reads files of contacts and adds them to the log
help-preview = Shows how a file would be read, without importing anything
help-measure = Computes a measure (or all of them: all) over the log
help-moments = Finds the moments that make people call, and what a notice in time could avoid a year
help-ways = Tells what became of first contacts, channel by channel, and what is learned from it
help-sql = Asks the log a question in SQL (tables contacts and request_events)
help-export = Writes the log in another format
help-evidence = Computes a statistical method: JSON on standard input, JSON on standard output
help-evidence-method = The method: erlang_c, cluster_robust, meta_analysis…; an unknown name lists them
help-log = Maintains the log
help-log-check = Checks the log: order, counts, duplicates, files
help-log-compact = Merges the log's small files
help-log-files = Lists the log's files
help-log-imports = Lists the imports of the log, with their numbers
help-log-remove = Takes away from the log what an import brought
help-log-remove-import = Number of the import, as “log imports” gives it
help-log-remove-partner = Takes away the rows of this partner only
help-demo = Makes a demo instance if the folder is empty, then serves it
help-serve = Serves the instance
help-user = Manages accounts
help-user-add = Makes an account and shows its first password
help-user-list = Lists the accounts
help-user-close = Closes an account and ends its sessions
help-token = Manages API tokens
help-token-add = Makes a token and shows it once
help-token-list = Lists the tokens, without their text
help-token-revoke = Revokes a token
help-audit = Shows the audit trail
help-audit-list = Lists who did what, latest first
help-audit-verify = Checks that no entry was changed or removed afterwards
help-refused = Lists the contacts that the API accepted and the log did not take, with the reason (conflict: another contact has this id; unreadable)
help-token-revoke-id = The token’s id, as “token list” shows it
help-settings = Shows the settings in force and where they come from
help-worker = Reads messages that came for the server, which starts it by itself
help-measure-name = The measure: volume, requests, needs, recontact, fcr, escape, avoidable, cost, phone, satisfaction, journeys, provoked; or all
help-token-add-name = What the token is for
help-usage = Usage:
help-commands = Commands:
help-arguments = Arguments:
help-options = Options:
help-option-help = Print this help
help-option-version = Print the version
help-option-lang = Language of messages: fr or en (by default the system's, else fr)
help-option-config = Settings file (by default efficaces.toml if it exists)
help-option-contacts = Number of contacts
help-option-seed = Seed of chance: the same seed gives the same log
help-option-partners = Number of administrations, from 1 to 40
help-option-year = Simulated year
help-option-out = File to write; its suffix tells the format
help-option-events = File of the requests' changes of status
help-option-truth = JSON file of what was planted in the log
help-option-moments = Plants at each administration three moments that make people call
help-option-ways = Has channels settle matters more or less often, reason by reason, as the truth says
help-option-reliability = Learns from the first two thirds of the period, and compares with the last
help-option-dirt = Adds the faults of real files: duplicates, shifted clocks
help-option-files = Files to read (.gz and .zst too)
help-option-file = File to read
help-option-log = Log: a folder, or an s3:// address
help-option-partner = Code of the administration
help-option-preset = Format of the files: auto, canonical, csv, xes, ocel2, bpic16, cdr, queue_log, open311…
help-option-mapping = TOML file that tells the meaning of each column
help-option-rejects = Where to write refused rows and their reason
help-option-strict = Imports nothing if a single row is refused
help-option-key = File of the pseudonyms' key (by default beside the log)
help-option-json = Prints a JSON document
help-option-rows = Number of rows shown
help-option-by = Dimensions, separated by commas: channel, reason, month…
help-option-wanted = Keeps the contacts of this value only; repeatable
help-option-from = From this date on (included)
help-option-to = Until this date (excluded)
help-option-window = Window: 7d, 24h…
help-option-observed-until = End of observation (by default the administration's last contact)
help-option-step = What names a step: channel, reason or channel:reason
help-option-top = Number of journeys listed
help-option-threads = Number of threads (by default as many as cores)
help-option-csv = Prints CSV
help-option-parquet = Writes a Parquet file
help-sql-given = The question and its options: “efficaces-sql --help” lists them
help-option-format = Format: xes, ocel2, csv or parquet
help-option-port = Port to listen on
help-option-data = Folder of the instance
help-default = (default: { $value })
help-option-name = Name of the person (default: the beginning of their address)
help-option-email = E-mail address
help-option-role = Role: agent, manager, analyst, programme or administrator
help-option-scopes = Rights of the token: contacts:write, measures:read, experiments:assign, events:write
usage-unknown-option = The option “{ $argument }” does not exist. See “efficaces --help”.
usage-missing-option = This is missing: { $argument }. See “efficaces --help”.
usage-bad-value = The value “{ $value }” does not fit { $argument }. See “efficaces --help”.
usage-unknown-command = The command “{ $argument }” does not exist. See “efficaces --help”.
usage-conflict = { $argument } does not go with another option given. Keep one of them.
bad-window = “{ $value }” is not a window. Write a whole number and a unit, for example 7d or 24h.
bad-instant = “{ $value }” is not a date. Write 2025-03-09, or 2025-03-09T10:00:00Z.
bad-partner = “{ $value }” is not the code of an administration: 1 to 40 letters, digits, hyphens or dots.
file-failed = The file “{ $path }” could not be read or written. Check the folder, the rights and the free space.
worker-failed = Messages that came cannot be read apart from the server. Run “efficaces serve” instead.
cannot-print = The result could not be printed.
sql-companion-missing = The companion program “efficaces-sql” is missing. Build it with “make sql”, or put it beside efficaces.
settings-unreadable = The settings file “{ $path }” is not readable TOML.
settings-unknown-key = The setting “{ $key }” does not exist. Known settings: { $known }.
settings-bad-address = The setting { $key } takes an address and a port, for example 127.0.0.1:8080, not “{ $value }”.
settings-half-mail = mail.server and mail.from go together: give the mail server and the sender’s address, or neither.
settings-mail-without-url = To send messages, set public_url too: their links lead there.
settings-content-faulty =
    The content of “{ $path }” cannot be used:
    { $en }
settings-bad-mail = The setting of mail is wrong: mail.server is written smtp://user:password@server:587?tls=required, and mail.from is an e-mail address.
settings-bad-days = The setting { $key } takes a whole number of days, from { $least } to { $most }, not “{ $value }”.
settings-bad-antivirus = The setting mail.antivirus is written clamd:/path/to/socket or clamd:127.0.0.1:3310, and not “{ $value }”.
settings-bad-price = Setting { $key }: “{ $value }” is not an amount in euros, such as 0.045.
settings-bad-choice = The setting { $key } takes true or false, not “{ $value }”.
settings-unreadable-variable = The variable { $variable } is not readable UTF-8 text.
server-broke-off = The server ended on an error.
settings-hidden = (hidden)
origin-default = default
origin-file = file
origin-environment = environment
user-added = Account made: { $email }
    First password: { $password }
user-closed = Account closed: { $email }. Its sessions have ended.
user-unknown = No account has the address “{ $email }”. “efficaces user list” shows them.
user-is-closed = closed
token-revoked = Token revoked: { $id }
token-unknown = No working token has the id “{ $id }”. “efficaces token list” shows them.
token-is-revoked = revoked
audit-whole = Trail checked: { $entries } entries, each following the one before.
    Last hash, to keep elsewhere and compare later: { $last }
audit-broken = The audit trail breaks at entry { $entry }: it was changed or removed. Compare with a backup.
bad-scope = “{ $value }” is not a right of a token. Choose among: { $known }.
server-cannot-start = The server could not start.
server-cannot-listen = The address { $address } is not free. Choose another port.
server-ready = Contacts efficaces awaits you at { $address }
server-stopping = Asked to stop: work under way is being finished.
demo-notice = Demonstration: the administrations and their figures are simulated.
demo-making = Preparing the demo: { $contacts } simulated contacts for { $partners } administrations…
demo-not-empty = This folder has an instance already, which is no demo: it is served as it is.
demo-accounts = Demo accounts (common password: { $password }):
demo-account = { $email } — { $role }
demo-day-title = Change the day
demo-day-lead = The demonstration plays on the day that you choose.
demo-day-data = The simulated contacts go from 1 January to 31 December 2025.
demo-day-how = To follow an experiment to its end, go for example to 2 June 2025, prepare it, fix its plan and draw lots; then come back here and go to 15 September 2025. After a jump in time you may have to sign in again.
demo-day-label = Day on which the demonstration plays
demo-day-do = Go to this day
demo-day-done = The demonstration now plays on { $day }.
demo-day-wrong = Choose a day from 1 January 2025 on.
simulated = { $contacts ->
    [one] { $contacts } contact
   *[other] { $contacts } contacts
 } simulated into { $files }
log-checked = Log checked: { $contacts ->
    [one] { $contacts } contact
   *[other] { $contacts } contacts
 } and { $events ->
    [one] { $events } change of status
   *[other] { $events } changes of status
 }.
log-compacted = The log's small files are merged.
log-brought = { $contacts ->
    [one] { $contacts } contact
   *[other] { $contacts } contacts
 }, { $events ->
    [one] { $events } change of status
   *[other] { $events } changes of status
 }, from { $from } to { $to }
log-posted = received one by one
log-no-import = The log has no row of import “{ $import }”. “efficaces log imports” gives the numbers.
import-unknown = The log no longer knows this import: nothing was removed.
log-removed = Removed from the log: { $contacts ->
    [one] { $contacts } contact
   *[other] { $contacts } contacts
 } and { $events ->
    [one] { $events } change of status
   *[other] { $events } changes of status
 }. Their files leave the disk after an hour, at the next change of the log.
log-faulty = The log has faults: see the list above.
exported = Written to { $files }: { $contacts ->
    [one] { $contacts } contact
   *[other] { $contacts } contacts
 } and { $events ->
    [one] { $events } change of status
   *[other] { $events } changes of status
 }{ $left_out ->
    [0] .
    [one] . { $left_out } contact without a request has no place in this format.
   *[other] . { $left_out } contacts without a request have no place in this format.
 }
imported = { $rows ->
    [one] { $rows } row read
   *[other] { $rows } rows read
 }: { $imported } added, { $duplicates } known already, { $rejected } refused.
imported-refused = { $file }, line { $line }: { $reason }
imported-rejects = Refused rows: { $rejected }. To see them all, with their reason, add “--rejects FILE.csv”: importing again counts nothing twice.
moments-none = No moment stands out: the log needs changes of status of its requests, and enough contacts about them.
moments-partner = administration
moments-reason = reason
moments-status = status
moments-kind = what makes people call
moments-leave-after = notice after (days)
moments-episodes = requests
moments-avoidable = avoidable a year
moments-interval = interval (95 %)
moments-entering = entering the status
moments-silence = { $days } days of silence
ways-none = No first contact was observed for long enough: it takes inbound contacts with a usager, then fourteen days (or the window asked).
ways-partner = administration
ways-reason = reason
ways-channel = channel
ways-firsts = first contacts
ways-settled = settled
ways-chance = chance to settle
ways-low = at least
ways-high = at most
ways-cost = cost (€)
ways-effort = usager’s minutes
ways-basis = rests on
ways-contacts = first contacts
ways-estimated = estimated
ways-observed = observed
option-unused = { $option } changes nothing in the measure { $measure }.
out-is-a-file = An export is written to a file. Give its name after --out, for example export.csv.
quantiles-sketched = Where a cell has more than a million values, medians and ninth deciles are within 1%; everywhere else they are exact.
preview-format = Format: { $preset } { $encoding }
preview-unused = (not used)
preview-ambiguous = The dates of “{ $column }” can be read in two ways, for example “{ $example }”. Say which in the mapping file.
preview-missing = No column gives { $column }. Say which in the mapping file.
preview-unknown = The word “{ $word }” of “{ $title }” is unknown to { $column }. Say what it means in the mapping file.
preview-tried = Trial on the first { $tried } rows: { $refused } would be refused.
preview-refused = Line { $line }: { $reason }
preview-mapping = Mapping, to be corrected if needed and given back with --mapping:
fact-encoding = Encoding
fact-separator = Separator

help-practices = Lists the practices, or searches in them
help-practices-search = Words to look for, in French or English
help-practices-cause = Only the practices that answer this cause (A1, B2…), the most effective first
help-practices-objective = Only those that serve this aim: O1 fewer contacts, O2 tell before, O3 the right channel
help-guide = Prints the book of practices (an accessible PDF), or writes it as one HTML file that reads without network
help-guide-out = The file to write: .pdf or .html
help-guide-practices = Only these practices, separated by commas
help-practices-export = Writes the files of the sheets into this folder, as the instance has published them
help-diagnose = Self-diagnosis: gives the scores and the practices that would avoid most contacts
help-diagnose-answers = Answers: a JSON file, or the workbook filled in (.xlsx or .ods)
help-diagnose-log = Log that the causes and the number of contacts come from
help-diagnose-partner = The administration, in this log
help-diagnose-workbook = Writes the workbook to fill without network, with the answers if there are any
practices-exported = { $n } files written to { $path }
practices-none = No practice matches.
practices-unknown-cause = “{ $code }” is not a cause of the common list.
practices-unknown-objective = “{ $code }” is not an aim. The aims are O1, O2 and O3.
guide-unknown = No practice has the code { $id }. Codes are written like P11.
guide-ending = “{ $path }” must end in .pdf or .html.
guide-failed = The book could not be printed.
guide-written = Book written: { $path }
diagnose-not-json = { $path } is neither JSON nor an .xlsx or .ods workbook.
diagnose-workbook-written = Workbook written: { $path }
diagnose-ending = “{ $path }” must end in .xlsx.
diagnose-no-rows = The log has no contact of { $partner }.
diagnose-score = { $code } { $axis }: { $score } of 100 ({ $level })
diagnose-score-unmeasured = { $code } { $axis }: { $score } of 100 (more than a third of the answers are not known)
diagnose-score-none = { $code } { $axis }: does not apply
diagnose-advice-line = { $rank }. { $practice }: { $contacts } contacts avoided a year ({ $low } to { $high })
diagnose-plan = What to begin with, in this order: { $practices }

help-experiment = Experiments: a plan, its registration, the draw of its units
help-experiment-new = Prints an example plan, explained line by line, to fill in
help-experiment-new-unit = What gets an arm: usager (a message to try) or office (a way of working, office by office)
help-experiment-plan = Checks a plan and registers it: hash, date and seed of the draw are written beside it
help-experiment-plan-plan = The plan, in TOML
help-experiment-plan-amend = Changes the registered plan, for this reason, which the report will show
help-experiment-plan-after-outcomes = Says that outcomes were known already when the plan was changed
help-experiment-assign = Draws the arm of each unit of a list; a unit that has an arm keeps it
help-experiment-assign-plan = The registered plan
help-experiment-assign-units = The list: a CSV with the column unit and those of the plan’s strata
help-experiment-assign-out = Writes the arms to this file instead of printing them
experiment-not-text = The file “{ $path }” is not UTF-8 text. Save it as UTF-8, then try again.
experiment-registered = Plan registered at { $at }.
    Hash: { $hash }
experiment-already-registered = Plan already registered at { $at }, { $amendments ->
    [0] unchanged since
   *[other] unchanged since its last amendment
 }.
    Hash: { $hash }
experiment-amended = Plan amended; it had been registered at { $at }. The amendment and its reason will be in the report.
    New hash: { $hash }
experiment-keep-seed = The seed of the draw is in “{ $path }”: who reads it knows every arm beforehand. Keep it, do not show it.
experiment-warnings = To watch out for:
experiment-fault = { $path }: { $fault }
experiment-absent = (absent)
experiment-change = { $path }: { $before } → { $after }
experiment-changed = The plan is no longer the one that was registered (differences above). Take the registered plan again, or register the change: “efficaces experiment plan … --amend "reason"”.
experiment-nothing-to-amend = This plan has not been registered yet: there is nothing to amend. Register it without --amend.
experiment-unregistered = This plan is not registered: a draw is worth something only for a plan that was fixed before. First run “efficaces experiment plan”.
experiment-no-seed = The seed “{ $path }” is missing: without it nothing can be drawn. Take it back from a backup.
experiment-other-seed = The seed “{ $path }” is not the one that was committed to when the plan was registered. Take the right one back from a backup.
experiment-assignments-unreadable = The list of assignments “{ $path }” is not readable: nothing was drawn. Take it back from a backup.
experiment-wedge-drawn = The order of this wedge is drawn already, and “{ $unit }” is not in it. One more office would ask for a new plan.
experiment-list-column-missing = “{ $path }” has no column “{ $column }”, which the plan needs. Its columns: { $titles }. Rename or add the column.
experiment-list-column-twice = “{ $path }” has the column “{ $column }” more than once: which one counts? Rename or remove the other. Its columns: { $titles }.
experiment-reject-two-strata = same unit as above, with other values
experiment-see-rejects = Refused rows: { $rejected }. To see them all, with their reason, add “--rejects FILE.csv”: doing it again changes no arm.
experiment-assigned = { $rows ->
    [one] { $rows } row read
   *[other] { $rows } rows read
 }: { $assigned ->
    [one] { $assigned } unit drawn
   *[other] { $assigned } units drawn
 }, { $already ->
    [one] { $already } had its arm already
   *[other] { $already } had their arm already
 }, { $twice } given twice, { $rejected } refused.
help-experiment-analyse = Computes the report of an experiment, from a file or from the contact log
help-experiment-analyse-plan = The plan, preferably registered: else the report says so
help-experiment-analyse-data = The data: CSV or Parquet, a row a unit (columns: docs/experiments.md)
help-experiment-analyse-interim = The experiment is not over: only what the stopping rule allows is shown, and the look is kept
analyse-one-source = Say where the data come from: a CSV or Parquet file, or “--log DIR”.
analyse-columns = The data do not fit the plan: { $problem }. Compare the columns with docs/experiments.md.
analyse-rejected = { $rows } rows could not be read and do not count: see “{ $path }”.
analyse-no-partner = Say of which administration to read the contacts: “--partner CODE”, or partner in the plan.
analyse-no-assignments = No unit has an arm. Draw first: “efficaces experiment assign”.
analyse-too-early = Not one whole period has passed since the start that the plan gives: there is nothing to analyse.
analyse-bad-looks = The earlier looks “{ $path }” cannot be read. Take the file from a backup: without it the interval would be too narrow.
evidence-no-input = Standard input could not be read.
evidence-too-large = The input is longer than a gigabyte. Split it.
evidence-not-json = The input is not JSON: there is a fault on line { $line }, column { $column }.
evidence-no-file = The file “{ $file }” does not exist. The path starts from the current folder.
evidence-no-event-log = The file “{ $file }” is not an event log. Give a .csv, .xes or .xes.gz file.
evidence-too-many-events = The file “{ $file }” has more than two million events. Split it by period.
evidence-too-few = “{ $what }”: { $found } value(s), the method needs at least { $least }.
evidence-not-finite = “{ $what }”: value number { $place } is missing or not a finite number.
evidence-no-variance = “{ $what }”: all values are equal, the method can conclude nothing without variation.
evidence-out-of-range = “{ $what }”: { $value } is not between { $low } and { $high }.
evidence-length = “{ $what }”: { $found } value(s), there must be { $expected }.
evidence-unknown-word = “{ $what }”: “{ $value }” is not known. Choose among: { $known }.
evidence-collinear = “{ $what }”: columns are sums of other columns, the effect cannot be told apart.
evidence-no-estimate = “{ $what }”: no finite estimate exists.
evidence-not-converged = “{ $what }”: the computation did not end.
evidence-infeasible = The constraints cannot hold together. The one that must give way first: “{ $what }”.
evidence-unreadable = “{ $what }” is not what the method expects: { $reason }.
help-demo-today = The day on which the demonstration plays; unless given, the one chosen last, else today
mail-key-bad = The file { $path } does not hold a key of 32 bytes. Put the original back, or remove it: another key will be made, and answers to older messages will no longer find their request by themselves.

# Inbox
help-inbox = Imports, exports and erases the requests of an administration
help-inbox-import = Files the mail of before (mbox, EML) and what other tools export (CSV, Zammad, FreeScout) into requests
help-inbox-import-files = .mbox, .eml, .csv, .json or .zip files, or folders
help-inbox-import-mailbox = Address of the mailbox to which these messages were written
help-inbox-import-rejects = Where to write what was not filed: file, line, column, reason
help-inbox-export = Writes all requests of an administration into one ZIP archive
help-inbox-export-out = Archive to write
help-inbox-import-archive = Reads an archive of “inbox export” into this installation
help-inbox-import-archive-archive = Archive to read
help-inbox-person = Writes all that is known of a person, for them to read
help-inbox-person-person = Their e-mail address or telephone number
help-inbox-person-out = ZIP archive to write
help-inbox-erase = Erases a person: their name, their addresses, what they wrote and received
help-inbox-erase-people = E-mail addresses or telephone numbers
help-inbox-erase-yes = Erases for good; without it, only says what would be erased
inbox-no-mailbox = No mailbox has the address { $address }. Add it first in the settings of mailboxes.
inbox-no-way = “{ $value }” is neither an e-mail address nor a telephone number.
inbox-unknown-person = Nobody is known by “{ $value }”.
inbox-imported = Messages: { $messages }. Filed: { $filed }, known already: { $duplicates }, set apart (robots, reports): { $apart }, unreadable: { $quarantined }, refused: { $rejected }. Requests closed: { $closed }.
inbox-exported = Archive written: { $rows } rows, { $files } files.
inbox-archive-imported = Archive read: { $rows } new rows, { $known } already here.
inbox-would-erase = Would be erased: { $people } people, { $requests } requests, { $contacts } contacts. Add --yes to erase; it cannot be undone.
inbox-erased = Erased: { $people } people, { $requests } requests, { $contacts } contacts, { $files } files. Proof: { $proof }.
inbox-person-written = Written: { $requests } requests, { $contacts } contacts, { $files } files.
inbox-unclean = Erased, but the database could not be written anew: what was erased can still be read in its file. Stop the server, check the room on the disk, then run “VACUUM” in the database.
archive-zip-of = { $path } is no whole ZIP. Make it again, or copy it again.
inbox-import-too-much = These files are more than 2 GiB together. Import them in several parts.
webhooks-cannot-start = Other programs cannot be told: this system has no certificates to trust. Install them (package ca-certificates).

# What messages changed, on the sheet of a practice.
messages-result-about = { $told } people to be told, { $held } in the comparison group, on { $day }
handover-situation = What the person says of their situation:
handover-urgent = { $subject }, cannot wait
