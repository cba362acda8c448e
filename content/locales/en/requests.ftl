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
