log-address = “{ $address }” is neither a folder nor an address like s3://bucket/prefix. Check the address of the log.
log-io = The file { $place } could not be read or written ({ $reason }). Check that the folder exists and that the program may use it, then try again.
log-disk-full = The disk is full: { $place } could not be written. The log is as it was before; make room and try again.
log-remote = The object store did not answer as expected for { $place }. Check the address and the access keys, then try again.
log-key-file = The key file { $path } cannot be used: it must hold 32 bytes and be readable by its owner only (chmod 600). Without the right key nothing can be imported.
log-damaged = The log’s file { $place } is missing or damaged. Restore it from a backup; the other files are untouched.
log-newer = This log was written by a more recent version of the program. Update the program.
log-batch = The rows to import do not have the expected columns. This is a fault of the import program: report it.
log-word = “{ $given }” is not in the list “{ $list }”. Correct the value or the mapping of the columns.
log-partner = “{ $code }” is not a partner’s code: 1 to 40 letters, digits, hyphens, dots or underscores, beginning with a letter or a digit.
log-unknown-column = The log has no column “{ $column }”.
log-busy = Other imports are changing the log right now. Try again in a moment; nothing was changed.
log-import-failed = This import has failed already: nothing was added to the log. Correct the error reported above and run it again.

conflict-other-usager = another usager
