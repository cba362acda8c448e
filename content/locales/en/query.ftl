help = Asks a contact log one question in SQL, and never changes it.
help-tables = Tables: contacts, request_events. Functions: paris_day(t), paris_week(t), paris_month(t), avoidable(cause), seconds_between(a, b), microseconds_between(a, b).
help-usage = Usage:
help-arguments = Arguments:
help-options = Options:
help-help = Prints this help
help-version = Prints the version
help-query = The question, in SQL
help-log = Log: a folder, or an s3:// address
help-json = Prints one JSON document: {"{"}"columns":[…],"rows":[…]{"}"}
help-csv = Prints CSV
help-lang = Language of messages: fr or en (default: the system’s, else fr)
help-threads = Number of threads (default: as many as cores)
help-memory = Memory in MiB (default: 60% of the machine, at most 8,192); beyond it, the disk serves
help-rows = Prints at most so many rows (default: all with --json or --csv, else 1,000)
help-timeout = Longest time, in seconds
usage = The command is not understood. See “efficaces-sql --help”.
empty = There is no question. Write for example: SELECT channel, count(*) FROM contacts GROUP BY channel
several = There are several questions. Ask them one by one.
syntax = This is not right SQL{ $place ->
    [none] { "" }
   *[other] { " " }(line:column { $place })
 }: { $detail }.
not-a-question = The log is read and never changed: { $what } is refused. Write a question that begins with SELECT or WITH.
unknown-table = There is no table “{ $name }”. The tables are: { $known }.
unknown-column = There is no column “{ $name }”. DESCRIBE contacts lists the columns.
misspelt-column = There is no column “{ $name }”. Did you mean: { $near }?
ambiguous-column = Several tables have a column “{ $name }”. Write the table’s name before it: contacts.{ $name }.
unknown-function = There is no function “{ $name }”. SHOW FUNCTIONS lists the functions.
misspelt-function = There is no function “{ $name }”. Did you mean: { $near }?
intervals-compared = Comparing two intervals would give a wrong result: { $expression }. Write “t2 <= t1 + interval '7 day'”, or “seconds_between(t1, t2) <= 7 * 86400”.
refused = The question is refused: { $detail }.
too-much = The question needs more memory or room than it has. Filter more, or raise --memory.
too-long = The question was stopped after { $seconds } seconds. Filter more, or raise --timeout.
bad-place = “{ $place }” is not a usable address. Give a folder, or an s3:// address.
engine-failed = The question could not be computed. Check the log with “efficaces log check”, then start again.
cannot-print = The result could not be written.
rows-left-out = Only the first rows are shown: { $rows }. Use --rows for more, or --csv or --json for all of them.
